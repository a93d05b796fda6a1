"""Small worlds of documents that get in each other's way, for property tests.

Few numbers, few days and few amounts, so that documents meet: payments above balances, notes over
several invoices, cancellations before and after, substitutions in chains and in circles, advances
of advances, money seen before and after the receipts that say the same.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import attrs
from hypothesis import strategies as st

from cobranza.ledger import (
    Adjustment,
    AdjustmentKind,
    Application,
    CashReceipt,
    CreditNote,
    DocumentState,
    DocumentStatus,
    Invoice,
    Ledger,
    LedgerDocument,
    Payment,
    PaymentReceipt,
    Relation,
)
from tests.ledger.makers import BUYER, SELLER, day, moment, uid

LAST_DAY = 12
INVOICES = range(1, 6)
NOTES = range(11, 15)
RECEIPTS = range(21, 26)

days = st.integers(1, LAST_DAY)
cents = st.integers(0, 300).map(lambda number: Decimal(number) / 100)


@attrs.frozen
class World:
    """What `Ledger.build` is given."""

    documents: tuple[LedgerDocument, ...]
    status: Mapping[str, DocumentStatus]
    adjustments: tuple[Adjustment, ...] = ()
    cash: tuple[CashReceipt, ...] = ()

    def build(self, **options: Any) -> Ledger:
        """The ledger of all of it."""
        return Ledger.build(
            self.documents,
            status=self.status,
            adjustments=self.adjustments,
            cash=self.cash,
            **options,
        )


@st.composite
def related(
    draw: st.DrawFn, numbers: range, kinds: tuple[str, ...], most: int
) -> tuple[Relation, ...]:
    """Relations to documents that may be there or not, repeated or not."""
    pairs = st.tuples(st.sampled_from(kinds), st.sampled_from([*numbers, numbers[-1] + 1]))
    return tuple(
        Relation(kind=kind, uuid=uid(number))
        for kind, number in draw(st.lists(pairs, max_size=most))
    )


@st.composite
def worlds(
    draw: st.DrawFn,
    *,
    currencies: tuple[str, ...] = ("MXN",),
    amounts: st.SearchStrategy[Decimal] = cents,
    methods: tuple[str | None, ...] = ("PPD", "PUE", None),
    substitutions: bool = True,
) -> World:
    """A world; in one currency, with no amount below zero, unless told otherwise."""
    replaced = 2 if substitutions else 0
    rates = st.sampled_from([None, Decimal(20), Decimal("17.3333")])
    codes = st.sampled_from(currencies)
    documents: list[LedgerDocument] = [
        Invoice(
            uuid=uid(number),
            issuer=SELLER,
            customer=BUYER,
            issued=moment(draw(days), draw(st.integers(0, 23))),
            relations=draw(related(INVOICES, ("04",), replaced))
            + draw(related(INVOICES, ("07", "02"), 1)),
            currency=draw(codes),
            exchange_rate=draw(rates),
            total=draw(amounts),
            payment_method=draw(st.sampled_from(methods)),
            is_advance=draw(st.sampled_from([False, False, False, True])),
        )
        for number in draw(st.sets(st.sampled_from(INVOICES), max_size=5))
    ]
    documents += [
        CreditNote(
            uuid=uid(number),
            issuer=SELLER,
            customer=BUYER,
            issued=moment(draw(days), draw(st.integers(0, 23))),
            relations=draw(related(INVOICES, ("01", "03", "07"), 3))
            + draw(related(NOTES, ("04",), replaced)),
            currency=draw(codes),
            exchange_rate=draw(rates),
            total=draw(amounts),
        )
        for number in draw(st.sets(st.sampled_from(NOTES), max_size=3))
    ]
    documents += [
        PaymentReceipt(
            uuid=uid(number),
            issuer=SELLER,
            customer=BUYER,
            issued=moment(draw(days)),
            relations=draw(related(RECEIPTS, ("04",), replaced)),
            payments=draw(st.lists(payments(codes, amounts), max_size=2).map(tuple)),
        )
        for number in draw(st.sets(st.sampled_from(RECEIPTS), max_size=4))
    ]
    status = {
        each.uuid: DocumentStatus(
            state=DocumentState.CANCELLED, cancelled_on=None if on is None else day(on)
        )
        for each in documents
        # One in four is cancelled, on a day or without one.
        if (on := draw(st.sampled_from([-1] * 27 + [None, *range(1, LAST_DAY)]))) != -1
    }
    adjustments = draw(st.lists(moved_by_hand(amounts), max_size=2))
    cash = draw(st.lists(seen(amounts), max_size=3))
    return World(tuple(documents), status, tuple(adjustments), tuple(cash))


invoices = st.sampled_from([*INVOICES, 9]).map(uid)
references = st.sampled_from(["PD-1", "PD-2"])


def moved_by_hand(amounts: st.SearchStrategy[Decimal]) -> st.SearchStrategy[Adjustment]:
    return st.builds(
        Adjustment,
        invoice=invoices,
        date=days.map(day),
        amount=amounts | amounts.map(lambda amount: -amount),
        kind=st.sampled_from(AdjustmentKind),
        reference=references,
    )


def seen(amounts: st.SearchStrategy[Decimal]) -> st.SearchStrategy[CashReceipt]:
    return st.builds(
        CashReceipt, invoice=invoices, date=days.map(day), amount=amounts, reference=references
    )


@st.composite
def payments(
    draw: st.DrawFn, codes: st.SearchStrategy[str], amounts: st.SearchStrategy[Decimal]
) -> Payment:
    applications = st.builds(
        Application,
        invoice=st.sampled_from([*INVOICES, 9]).map(uid),
        currency=codes,
        paid=amounts,
        equivalence=st.sampled_from([None, Decimal(1), Decimal("0.05"), Decimal(0)]),
        installment=st.none() | st.integers(0, 3),
        previous_balance=st.none() | amounts,
        remaining=st.none() | amounts,
    )
    return Payment(
        date=day(draw(days)),
        currency=draw(codes),
        amount=draw(amounts),
        exchange_rate=draw(st.sampled_from([None, Decimal(20), Decimal(0)])),
        applications=tuple(draw(st.lists(applications, max_size=3))),
    )


wild_amounts = st.one_of(
    cents,
    cents.map(lambda amount: -amount),
    st.decimals(min_value=Decimal("-1e17"), max_value=Decimal("1e17"), places=6, allow_nan=False),
)
wild_worlds = worlds(currencies=("MXN", "USD", "JPY"), amounts=wild_amounts)
