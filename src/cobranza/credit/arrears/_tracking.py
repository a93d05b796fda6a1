"""What became of each instalment of a plan: paid, late, broken; and what it costs by now."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import attrs

from cobranza.aging import AppliedKind
from cobranza.aging._exact import ratio, total
from cobranza.aging._payments import settlements
from cobranza.credit.arrears._imputation import LEGAL_ORDER, check_order
from cobranza.credit.arrears._replay import Account, PlanDue, Received
from cobranza.credit.arrears._terms import MoratoryTerms
from cobranza.errors import CreditError
from cobranza.money import decimals, precise, quantize, to_decimal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cobranza.credit.arrears._imputation import Component
    from cobranza.credit.arrears._replay import Position, Replayed
    from cobranza.ledger import Receivable

__all__ = [
    "Acceleration",
    "InstalmentState",
    "InstalmentStatus",
    "PlanStatus",
    "received_for",
    "track",
]

_DAY: Final = dt.timedelta(days=1)
_ZERO: Final = Decimal(0)


class InstalmentState(StrEnum):
    """What became of an instalment by a day."""

    PAID = "paid"  # nothing is missing, or no more than the tolerance
    PENDING = "pending"  # its date, and the days of grace, have not passed
    PARTIAL = "partial"  # the same, and a part of it has been paid
    LATE = "late"  # they have passed, and something is missing
    BROKEN = "broken"  # late for longer than was to be waited


@attrs.frozen(kw_only=True)
class Acceleration:
    """A clause by which all of a plan falls due at once (vencimiento anticipado).

    It does on the first day on which `late_instalments` of them are late, or one has been late for
    more than `days_late` days, whichever is given and comes first.

    Raises:
        CreditError: neither is given, or one is less than 1.

    >>> Acceleration(late_instalments=2).days_late is None
    True
    """

    late_instalments: int | None = None
    days_late: int | None = None

    def __attrs_post_init__(self) -> None:
        given = [each for each in (self.late_instalments, self.days_late) if each is not None]
        if not given or min(given) < 1:
            raise CreditError(
                f"late_instalments is {self.late_instalments} and days_late {self.days_late}, "
                "expected one of them at least, from 1"
            )


@attrs.frozen(kw_only=True)
class InstalmentStatus:
    """One instalment on a day.

    `agreed` is what the plan says of it and `due` when it is due now: earlier than agreed if the
    plan was accelerated. `paid` is what has come in for it and `missing` what has not, without the
    interest on its own delay: that is `moratory` as far as it is still owed, and `moratory_paid`
    what was paid of it, both with IVA. `paid_on` is the day on which nothing was missing any more;
    `days_late` counts from the due date to that day or to the day of the question, and is zero up
    to the due date.
    """

    agreed: PlanDue
    due: dt.date
    state: InstalmentState
    paid: Decimal
    missing: Decimal
    moratory: Decimal
    moratory_paid: Decimal
    paid_on: dt.date | None
    days_late: int
    kept: bool


@attrs.frozen(kw_only=True)
class PlanStatus:
    """A plan on a day: its instalments, and whether it was accelerated, and when.

    `left_over` is money that came in beyond all that was owed.
    """

    as_of: dt.date
    instalments: tuple[InstalmentStatus, ...]
    accelerated_on: dt.date | None
    left_over: Decimal

    @property
    def paid(self) -> Decimal:
        """What has come in for the instalments, without interest on their delay."""
        return total(each.paid for each in self.instalments)

    @property
    def missing(self) -> Decimal:
        """What has not, due or not."""
        return total(each.missing for each in self.instalments)

    @property
    def overdue(self) -> Decimal:
        """What should have come in already and has not, days of grace included."""
        return total(each.missing for each in self.instalments if each.due < self.as_of)

    @property
    def moratory(self) -> Decimal:
        """The interest on delay that is owed, IVA included."""
        return total(each.moratory for each in self.instalments)

    @property
    def next_due(self) -> InstalmentStatus | None:
        """The first instalment that is not paid and not overdue; `None` if there is none."""
        to_come = (each for each in self.instalments if each.due >= self.as_of and each.missing)
        return next((each for each in to_come if each.state is not InstalmentState.PAID), None)

    @property
    def kept_share(self) -> Decimal | None:
        """Instalments paid in time over those paid, late or broken; `None` without any.

        Source: general use in credit and collections, as promises kept.
        """
        judged = self._judged()
        kept = sum(each.kept for each in judged)
        return ratio(Decimal(kept), Decimal(len(judged)))

    @property
    def kept_amount_share(self) -> Decimal | None:
        """The same by amount agreed."""
        judged = self._judged()
        kept = total(each.agreed.amount for each in judged if each.kept)
        return ratio(kept, total(each.agreed.amount for each in judged))

    def _judged(self) -> list[InstalmentStatus]:
        undecided = (InstalmentState.PENDING, InstalmentState.PARTIAL)
        return [each for each in self.instalments if each.state not in undecided]


def received_for(
    receivables: Iterable[Receivable], *, since: dt.date, until: dt.date
) -> tuple[Received, ...]:
    """Give the money that a ledger has seen for some invoices from one day to another, both in.

    It is the payments of the invoices that a plan replaces, and of those that were issued under it
    (its interest). What was taken back by `until` does not count; neither do credits and
    write-offs, which are no money.

    >>> received_for([], since=dt.date(2026, 7, 1), until=dt.date(2026, 12, 31))
    ()
    """
    found = (
        Received(date=each.day, amount=each.amount, invoice=receivable.uuid)
        for receivable in receivables
        for each in settlements(receivable, until)
        if each.kind is AppliedKind.PAYMENT and each.day >= since
    )
    return tuple(sorted(found, key=lambda each: (each.date, each.invoice)))


def track(
    plan: Iterable[PlanDue],
    received: Iterable[Received],
    *,
    as_of: dt.date,
    terms: MoratoryTerms | None = None,
    iva_rate: Decimal = _ZERO,
    tolerance: Decimal = _ZERO,
    broken_after: int | None = None,
    acceleration: Acceleration | None = None,
    order: Sequence[Component] = LEGAL_ORDER,
    currency: str = "MXN",
) -> PlanStatus:
    """Tell what had become of a plan at the end of a day.

    Money settles what is due before what is not: of the instalments due by its day, the first
    component of `order` of each, the earliest first, then the second component of each, then the
    third; what is left pays the instalments to come, one after the other. Interest on delay is on
    the principal that is missing alone (Código de Comercio, art. 363).

    When a plan is accelerated, the instalments to come fall due on that day without the interest
    that they would still have earned: of the running one the days since the one before count.

    Args:
        plan: the instalments, of a `Restructuring` or any other; a promise to pay is one.
        received: what came in, from `received_for` or elsewhere; what came after `as_of` does not
            count.
        as_of: the last day that counts.
        terms: of interest on delay, with the days of grace; `None` for the legal rate and no grace.
        iva_rate: the rate of IVA on that interest, a fraction.
        tolerance: an instalment counts as paid when no more than this is missing.
        broken_after: an instalment is broken when it has been late for more days than this, those
            of grace not counted; `None` for never.
        acceleration: the clause, if there is one.
        order: which component a payment settles first, second and last.
        currency: of all amounts.

    Raises:
        CreditError: the plan is empty, its dates are out of order, an amount is negative, or the
            order does not name each component once.

    >>> plan = [
    ...     PlanDue(number=1, due=dt.date(2026, 7, 31), principal=Decimal("1000.00")),
    ...     PlanDue(number=2, due=dt.date(2026, 8, 31), principal=Decimal("1000.00")),
    ... ]
    >>> paid = [Received(date=dt.date(2026, 7, 30), amount=Decimal("1000.00"))]
    >>> status = track(plan, paid, as_of=dt.date(2026, 9, 10))
    >>> [(each.state.value, each.days_late) for each in status.instalments]
    [('paid', 0), ('late', 10)]
    >>> status.kept_share, status.overdue, status.moratory
    (Decimal('0.5'), Decimal('1000.00'), Decimal('1.64'))
    """
    dues = tuple(plan)
    days = [each.due for each in dues]
    if not dues or days != sorted(days):
        raise CreditError(f"plan is due on {[*map(str, days)]}, expected dates in order")
    for name, value in (("tolerance", tolerance), ("iva_rate", iva_rate)):
        if to_decimal(value, name=name) < 0:
            raise CreditError(f"{name} is {value}, expected zero or more")
    account = Account(
        dues=dues,
        received=tuple(sorted(received, key=lambda each: each.date)),
        terms=terms or MoratoryTerms(),
        iva_rate=iva_rate,
        tolerance=tolerance,
        order=check_order(order),
        currency=currency,
    )
    accelerated_on = None if acceleration is None else _trigger(account, acceleration, as_of)
    if accelerated_on is not None:
        account = attrs.evolve(account, dues=_accelerated(dues, accelerated_on, decimals(currency)))
    replayed = account.replay(as_of)
    return PlanStatus(
        as_of=as_of,
        instalments=tuple(
            _status(agreed, position, as_of, account, broken_after)
            for agreed, position in zip(dues, replayed.positions, strict=True)
        ),
        accelerated_on=accelerated_on,
        left_over=replayed.left_over,
    )


def _status(
    agreed: PlanDue,
    position: Position,
    as_of: dt.date,
    account: Account,
    broken_after: int | None,
) -> InstalmentStatus:
    due = position.due.due
    missing = position.missing
    paid_on = position.paid_on(account.tolerance)
    days_late = max(((paid_on or as_of) - due).days, 0)
    late = days_late > account.terms.grace_days
    if paid_on is not None:
        state = InstalmentState.PAID
    elif not late:
        state = InstalmentState.PARTIAL if position.paid else InstalmentState.PENDING
    elif broken_after is not None and days_late > account.terms.grace_days + broken_after:
        state = InstalmentState.BROKEN
    else:
        state = InstalmentState.LATE
    return InstalmentStatus(
        agreed=agreed,
        due=due,
        state=state,
        paid=position.paid,
        missing=missing,
        moratory=account.moratory(position, as_of),
        moratory_paid=position.moratory_paid,
        paid_on=paid_on,
        days_late=days_late,
        kept=paid_on is not None and not late,
    )


def _trigger(account: Account, clause: Acceleration, as_of: dt.date) -> dt.date | None:
    """Find the first day on which the clause applies, what was paid on that day not counted."""
    grace = account.terms.grace_days
    waits = {grace} if clause.days_late is None else {grace, max(grace, clause.days_late)}
    days = {due.due + dt.timedelta(days=wait + 1) for due in account.dues for wait in waits}
    state: Replayed | None = None
    for day in sorted(days):
        if day > as_of:
            break
        eve = day - _DAY
        state = account.replay(eve, state)
        late = [
            (eve - position.due.due).days
            for position in state.positions
            if position.missing > account.tolerance and (eve - position.due.due).days >= grace
        ]
        if clause.late_instalments is not None and len(late) >= clause.late_instalments:
            return day
        if clause.days_late is not None and late and max(late) >= clause.days_late:
            return day
    return None


def _accelerated(dues: Sequence[PlanDue], day: dt.date, places: int) -> tuple[PlanDue, ...]:
    """Bring forward what is due after a day."""
    later = (
        attrs.evolve(each, due=day, interest=_earned(each, before.due, day, places))
        for before, each in pairwise(dues)
        if each.due > day
    )
    return (*(each for each in dues if each.due <= day), *later)


def _earned(due: PlanDue, since: dt.date, day: dt.date, places: int) -> Decimal:
    """Give the interest of an instalment for the days that had passed of its period."""
    if since >= day:
        return _ZERO
    with precise():
        return quantize(due.interest * (day - since).days / (due.due - since).days, places)
