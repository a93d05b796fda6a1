"""What holds of all checks, in worlds where customers, numbers, taxes and statuses collide."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cobranza.ledger import (
    Adjustment,
    CashReceipt,
    DocumentState,
    DocumentStatus,
    Inconsistency,
    Ledger,
    LedgerDocument,
    Party,
    Payment,
    PaymentReceipt,
    Tax,
)
from cobranza.ledger.islands import islands, links
from tests.ledger.makers import BUYER, SELLER, day, uid
from tests.ledger.strategies import World, wild_worlds, worlds

pytestmark = pytest.mark.property

CUSTOMERS = (
    attrs.evolve(BUYER, regime="601"),
    attrs.evolve(BUYER, name="ROBOTICA", regime="626"),
    Party(rfc="XIA190128J61", name="XENON INDUSTRIAL ARTICLES", regime="601"),
    Party(rfc="XAXX010101000", name="PUBLICO EN GENERAL"),
    Party(rfc="XEXX010101000", name="ACME", tax_id="12-3"),
    Party(rfc="XEXX010101000", name="Acme"),
)
STATES = (
    DocumentState.IN_FORCE,
    DocumentState.CANCELLATION_REQUESTED,
    DocumentState.CANCELLATION_REJECTED,
)
few = st.sampled_from([Decimal("1.00"), Decimal("2.00")])
taxes = st.builds(
    Tax,
    tax=st.sampled_from(["002", "002", "003"]),
    factor=st.sampled_from(["Tasa", "Exento"]),
    rate=st.sampled_from([None, Decimal("0.16"), Decimal(0)]),
    base=st.none() | few,
    withheld=st.sampled_from([False, False, True]),
)
breakdowns = st.lists(taxes, max_size=2).map(tuple)
months = st.integers(0, 3).map(lambda months: 31 * months)


@st.composite
def dressed(draw: st.DrawFn, plain: st.SearchStrategy[World]) -> World:
    """A world with all that the checks look at, its days spread over some months."""
    world = draw(plain)
    status = dict(world.status)
    documents = []
    for document in world.documents:
        changes: dict[str, Any] = {
            "customer": draw(st.sampled_from(CUSTOMERS)),
            "issuer": draw(st.sampled_from([SELLER, SELLER, SELLER, CUSTOMERS[2]])),
            "number": draw(st.sampled_from(["", "A1", "A1", "A2"])),
            "taxes": draw(breakdowns),
        }
        if isinstance(document, PaymentReceipt):
            later = document.issued.toordinal() + draw(months) - day(0).toordinal()
            changes["issued"] = document.issued.combine(day(later), document.issued.time())
            changes["payments"] = tuple(draw(repaid(each)) for each in document.payments)
        documents.append(attrs.evolve(document, **changes))
        if document.uuid not in status and draw(st.booleans()):
            status[document.uuid] = DocumentStatus(state=draw(st.sampled_from(STATES)))
    return attrs.evolve(world, documents=tuple(documents), status=status)


@st.composite
def repaid(draw: st.DrawFn, payment: Payment) -> Payment:
    """A payment made again and again: on two days, by few forms, of two invoices mostly."""
    applications = tuple(
        attrs.evolve(
            each,
            invoice=draw(st.sampled_from([uid(1), uid(2), each.invoice])),
            currency=draw(st.sampled_from(["MXN", "MXN", each.currency])),
            taxes=draw(breakdowns),
        )
        for each in payment.applications
    )
    return attrs.evolve(
        payment,
        date=draw(st.sampled_from([day(3), day(4)])),
        form=draw(st.sampled_from([None, "03", "03"])),
        operation=draw(st.sampled_from([None, None, "1", "2"])),
        applications=applications,
    )


def cases(ledger: Ledger) -> tuple[Inconsistency, ...]:
    return (*ledger.inconsistencies, *ledger.deadlines)


@settings(max_examples=40)
@given(dressed(wild_worlds))
def test_whatever_is_given_every_case_tells_its_story(world: World) -> None:
    for case in cases(world.build(pue="alert")):
        assert case.message
        assert case.until is None or case.since < case.until


@settings(max_examples=40)
@given(dressed(worlds(amounts=few)), st.randoms(use_true_random=False))
def test_order_and_repetition_do_not_matter(world: World, random: Any) -> None:
    shuffled = [*world.documents, *world.documents]
    random.shuffle(shuffled)
    other = attrs.evolve(world, documents=tuple(shuffled))
    assert cases(other.build(pue="alert")) == cases(world.build(pue="alert"))


@settings(max_examples=40)
@given(dressed(worlds(amounts=few)))
def test_nothing_looks_across_islands(world: World) -> None:
    facts: list[Adjustment | CashReceipt] = [*world.adjustments, *world.cash]
    numbers = islands([*map(links, world.documents), *((each.invoice,) for each in facts)])
    members = defaultdict[int, list[object]](list)
    for number, member in zip(numbers, [*world.documents, *facts], strict=True):
        members[number].append(member)
    apart: set[Inconsistency] = set()
    for island in members.values():
        part = World(
            documents=tuple(each for each in world.documents if each in island),
            status=world.status,
            adjustments=tuple(each for each in world.adjustments if each in island),
            cash=tuple(each for each in world.cash if each in island),
        )
        apart.update(cases(part.build(pue="alert")))
    assert apart == set(cases(world.build(pue="alert")))


@settings(max_examples=40)
@given(dressed(worlds(amounts=few)))
def test_a_case_shows_when_its_documents_are_there(world: World) -> None:
    issued = {each.uuid: each.issued_on for each in world.documents}
    for case in cases(world.build(pue="alert")):
        for uuid in (case.document, case.receivable):
            if uuid in issued:
                assert case.since >= issued[uuid]


# The same by comparing all pairs.


def standing(world: World, ledger: Ledger) -> list[LedgerDocument]:
    """The documents that were neither cancelled nor replaced, in order of issue."""
    ended = {uuid for uuid, status in world.status.items() if status.cancelled}
    ended |= {
        receivable.uuid for receivable in ledger.receivables if receivable.voided_on is not None
    }
    found = [each for each in ledger.documents if each.uuid not in ended]
    return sorted(found, key=lambda each: (each.issued, each.uuid))


def same_customer(one: Party, other: Party) -> bool:
    """Tell whether two of `CUSTOMERS` have one account: the foreigners are two."""
    return one.rfc == other.rfc and one.tax_id == other.tax_id


def doubles(documents: list[LedgerDocument]) -> Iterator[str]:
    for one, other in combinations(documents, 2):
        if isinstance(one, PaymentReceipt) or type(one) is not type(other) or not one.number:
            continue
        if (
            (one.number, one.total, one.issuer) == (other.number, other.total, other.issuer)
            and same_customer(one.customer, other.customer)
            and one.currency == other.currency
        ):
            yield other.uuid


@given(dressed(worlds(amounts=few, substitutions=False)))
def test_doubles_are_those_of_all_pairs(world: World) -> None:
    ledger = world.build()
    found = {case.document for case in ledger.inconsistencies if case.code == "COB204"}
    assert found == set(doubles(standing(world, ledger)))


Paid = tuple[str, Decimal, str, object, str | None]


def lines(receipt: LedgerDocument) -> Iterator[tuple[Paid, str | None]]:
    assert isinstance(receipt, PaymentReceipt)
    for payment in receipt.payments:
        for each in payment.applications:
            if each.paid > 0:
                settled = (each.invoice, each.paid, each.currency, payment.date, payment.form)
                yield settled, payment.operation


def paid_again(receipts: list[LedgerDocument], invoices: set[str]) -> Iterator[tuple[str, str]]:
    for one, other in combinations(receipts, 2):
        for settled, operation in lines(one):
            for again, other_operation in lines(other):
                told_apart = operation and other_operation and operation != other_operation
                if settled == again and settled[0] in invoices and not told_apart:
                    yield other.uuid, settled[0]


@given(dressed(worlds(amounts=few, substitutions=False)))
def test_payments_made_twice_are_those_of_all_pairs(world: World) -> None:
    ledger = world.build()
    found = {
        (case.document, case.receivable) for case in ledger.inconsistencies if case.code == "COB216"
    }
    receipts = [each for each in standing(world, ledger) if isinstance(each, PaymentReceipt)]
    invoices = {each.uuid for each in ledger.receivables}
    assert found == set(paid_again([*receipts], invoices))
