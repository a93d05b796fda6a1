"""What changed between two days, out of the events alone: nothing of the first day is stored."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import attrs

from cobranza.errors import CobranzaError
from cobranza.ledger import EventKind, Inconsistency, Receivable
from cobranza.ledger.customers import identity
from cobranza.money import precise
from cobranza.report._data import sum_of
from cobranza.report._portfolio import is_credit_sale

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cobranza.ledger import Event, Ledger

__all__ = ["Change", "Changes", "Flow", "Movement", "changes_between", "month_before"]

_ZERO: Final = Decimal(0)


class Flow(StrEnum):
    """Why a balance moved, as a roll-forward tells it."""

    INVOICED = "invoiced"  # what was sold, on credit or not
    PAID = "paid"  # receipts, advances, money seen, PUE taken for paid
    CREDITED = "credited"  # credit notes
    OTHER = "other"  # cancellations and substitutions, write-offs, adjustments, factoring


_FLOWS: Final = {
    EventKind.CHARGE: Flow.INVOICED,
    EventKind.PAYMENT: Flow.PAID,
    EventKind.ASSUMED_PAYMENT: Flow.PAID,
    EventKind.ADVANCE: Flow.PAID,
    EventKind.CASH: Flow.PAID,
    EventKind.CREDIT_NOTE: Flow.CREDITED,
}
"""Events of every other kind are `OTHER`."""


@attrs.frozen(kw_only=True)
class Movement:
    """How a balance got from one day to another, of one customer or, without `rfc`, of all.

    The flows have the sign of the balance: what is invoiced is positive, what is paid negative; all
    four and `opening` add up to `closing`.

    >>> june = Movement(currency="MXN", opening=Decimal(5), invoiced=Decimal(9), paid=Decimal(-3))
    >>> june.closing, june.change
    (Decimal('11'), Decimal('6'))
    """

    currency: str
    rfc: str = ""
    name: str = ""
    opening: Decimal = _ZERO
    invoiced: Decimal = _ZERO
    paid: Decimal = _ZERO
    credited: Decimal = _ZERO
    other: Decimal = _ZERO

    @property
    def change(self) -> Decimal:
        """What all flows add up to."""
        return sum_of((self.invoiced, self.paid, self.credited, self.other))

    @property
    def closing(self) -> Decimal:
        """The balance on the later day."""
        return sum_of((self.opening, self.change))


@attrs.frozen(kw_only=True)
class Change:
    """An invoice of which something changed: its balances at the end of the two days."""

    receivable: Receivable
    before: Decimal
    after: Decimal


@attrs.frozen(kw_only=True)
class Changes:
    """What changed from the end of the day `since` to the end of the day of the report.

    `totals` are by currency; `customers` those whose balance had any event, the largest change of
    its currency first. `new` were sold on credit and `voided` cancelled or replaced in between;
    `settled` were owed, or new, and are no longer; `newly_overdue` fell due from `since` on and are
    past due now. `found` are the inconsistencies that hold now and did not, `gone` those that did.
    """

    since: date
    totals: tuple[Movement, ...]
    customers: tuple[Movement, ...]
    new: tuple[Change, ...]
    settled: tuple[Change, ...]
    voided: tuple[Change, ...]
    newly_overdue: tuple[Change, ...]
    found: tuple[Inconsistency, ...]
    gone: tuple[Inconsistency, ...]


def month_before(day: date) -> date:
    """Give the last day of the month before that of a day.

    >>> month_before(date(2026, 3, 31))
    datetime.date(2026, 2, 28)
    """
    return day.replace(day=1) - timedelta(days=1)


def changes_between(ledger: Ledger, since: date, today: Ledger, as_of: date) -> Changes:
    """Compare the ends of two days; `today` is the ledger as of the later one.

    Raises:
        CobranzaError: `since` is not before `as_of`.
    """
    if since >= as_of:
        raise CobranzaError(f"since is {since}, expected a day before {as_of}")
    earlier = ledger.as_of(since)
    before = {each.uuid: each.balance() for each in earlier.receivables}
    changes = [
        Change(receivable=each, before=before.get(each.uuid, _ZERO), after=each.balance())
        for each in today.receivables
    ]
    customers, totals = _movements(changes, since)
    held, holding = set(earlier.inconsistencies), set(today.inconsistencies)
    new = {
        each.receivable.uuid
        for each in changes
        if each.receivable.uuid not in before and is_credit_sale(each.receivable, as_of)
    }
    return Changes(
        since=since,
        totals=totals,
        customers=customers,
        new=_largest(each for each in changes if each.receivable.uuid in new),
        settled=_largest(
            each
            for each in changes
            if each.after <= 0 < each.receivable.amount
            and (each.before > 0 or each.receivable.uuid in new)
            and each.receivable.voided_on is None
        ),
        voided=_largest(each for each in changes if _voided_after(each.receivable, since)),
        newly_overdue=_largest(
            each for each in changes if each.after > 0 and _fell_due(each.receivable, since, as_of)
        ),
        found=tuple(each for each in today.inconsistencies if each not in held),
        gone=tuple(each for each in earlier.inconsistencies if each not in holding),
    )


def _voided_after(receivable: Receivable, since: date) -> bool:
    day = receivable.voided_on
    return day is not None and day > since


def _fell_due(receivable: Receivable, since: date, as_of: date) -> bool:
    """Whether an invoice is past due on a day and was not on the other."""
    return receivable.due is not None and since <= receivable.due < as_of


def _largest(changes: Iterable[Change]) -> tuple[Change, ...]:
    return tuple(sorted(changes, key=lambda each: (-each.receivable.amount, each.receivable.uuid)))


def _movements(
    changes: Iterable[Change], since: date
) -> tuple[tuple[Movement, ...], tuple[Movement, ...]]:
    """Add up the movements of customers and of currencies."""
    customers: dict[tuple[tuple[str, str], str], _Sums] = {}
    totals: dict[str, _Sums] = {}
    moved: set[tuple[tuple[str, str], str]] = set()
    with precise():
        for each in changes:
            receivable = each.receivable
            key = identity(receivable.customer), receivable.currency
            flows = _flows(receivable.events, since)
            if flows:
                moved.add(key)
            for sums in (
                customers.setdefault(key, _Sums()),
                totals.setdefault(receivable.currency, _Sums()),
            ):
                sums.add(each, flows)
    rows = [customers[key].movement(key[1], of_customer=True) for key in moved]
    rows.sort(key=lambda row: (row.currency, -abs(row.change), row.rfc, row.name))
    return tuple(rows), tuple(sums.movement(code) for code, sums in sorted(totals.items()))


def _flows(events: tuple[Event, ...], since: date) -> dict[Flow, Decimal]:
    flows: defaultdict[Flow, Decimal] = defaultdict(Decimal)
    for event in reversed(events):
        if event.date <= since:
            break
        flows[_FLOWS.get(event.kind, Flow.OTHER)] += event.amount
    return flows


@attrs.define
class _Sums:
    """A movement while it adds up; its name is that on the latest invoice, which comes last."""

    opening: Decimal = _ZERO
    flows: dict[Flow, Decimal] = attrs.field(factory=lambda: dict.fromkeys(Flow, _ZERO))
    latest: Receivable | None = None

    def add(self, change: Change, flows: dict[Flow, Decimal]) -> None:
        self.opening += change.before
        for flow, amount in flows.items():
            self.flows[flow] += amount
        self.latest = change.receivable

    def movement(self, currency: str, *, of_customer: bool = False) -> Movement:
        movement = Movement(
            currency=currency,
            opening=self.opening,
            invoiced=self.flows[Flow.INVOICED],
            paid=self.flows[Flow.PAID],
            credited=self.flows[Flow.CREDITED],
            other=self.flows[Flow.OTHER],
        )
        if self.latest is None or not of_customer:
            return movement
        customer = self.latest.customer
        return attrs.evolve(movement, rfc=customer.rfc, name=customer.name)
