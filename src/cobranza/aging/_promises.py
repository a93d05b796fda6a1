"""What customers promised and what collectors were to do: was it kept, was it done on time."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import attrs

from cobranza.aging._exact import ratio, total
from cobranza.aging._items import Applied, as_applied, as_day, check_amount
from cobranza.aging._metric import Metric, Text, Unit
from cobranza.aging._periods import Period
from cobranza.errors import CobranzaError, MoneyError
from cobranza.ledger.documents import Party

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "DEFINITIONS",
    "FollowUp",
    "FollowUpsOnTime",
    "Promise",
    "PromiseStatus",
    "PromisesKept",
    "follow_ups_on_time",
    "promises_kept",
]

DEFINITIONS: Final = (
    Metric(
        key="promises_kept",
        unit=Unit.SHARE,
        name=Text(es="Promesas de pago cumplidas", en="Promises kept"),
        formula="kept / (kept + broken)",
        definition=Text(
            es="Parte de las promesas con fecha en el periodo que se cumplieron: lo prometido "
            "llegó completo, entre el día de la promesa y su fecha más los días de gracia. Lo "
            "parcial es incumplido.",
            en="The part of the promises for a day of the period that were kept: what was promised "
            "came in full between the day of the promise and its date plus the days of grace. A "
            "part of it is a broken promise.",
        ),
        edges=Text(
            es="Sin promesas cumplidas ni incumplidas, no disponible; las pendientes no cuentan.",
            en="Undefined without promises kept or broken; pending ones do not count.",
        ),
        source="general use in credit and collections (promise to pay, PTP)",
        computed_by="PromisesKept",
    ),
    Metric(
        key="promises_kept_amount",
        unit=Unit.SHARE,
        name=Text(es="Importe prometido cumplido", en="Amount of promises kept"),
        formula="amount kept / (amount kept + amount broken)",
        definition=Text(
            es="Como las promesas cumplidas, ponderadas por el importe prometido.",
            en="As promises kept, weighted by the amount promised.",
        ),
        edges=Text(
            es="Las de las promesas cumplidas.",
            en="Those of promises kept.",
        ),
        source="general use in credit and collections (promise to pay, PTP)",
        computed_by="PromisesKept",
    ),
    Metric(
        key="follow_ups_on_time",
        unit=Unit.SHARE,
        name=Text(es="Seguimiento a tiempo", en="Follow-ups on time"),
        formula="done on time / due",
        definition=Text(
            es="Parte de los seguimientos programados para el periodo que se hicieron a más tardar "
            "en su fecha.",
            en="The part of the follow-ups due in the period that were done by their day.",
        ),
        edges=Text(
            es="Sin seguimientos programados, no disponible. Lo que vence hoy y no se ha hecho "
            "cuenta como no hecho.",
            en="Undefined without follow-ups due. What is due on the day itself and not done "
            "counts as not done.",
        ),
        source="general use in credit and collections",
        computed_by="FollowUpsOnTime",
    ),
)


class PromiseStatus(StrEnum):
    """What became of a promise."""

    KEPT = "kept"
    BROKEN = "broken"
    PENDING = "pending"


def _check_promised(promise: Promise, field: object, amount: Decimal) -> None:
    check_amount(promise, field, amount)
    if amount <= 0:
        raise MoneyError(f"amount is {amount}, expected a promise of more than zero")


@attrs.frozen(kw_only=True)
class Promise:
    """A customer said on the day `made` that `amount` would be paid by `due`.

    `received` is the money that came for it.

    >>> from datetime import date
    >>> from decimal import Decimal
    >>> promise = Promise(
    ...     customer=Party(rfc="XIA190128J61"),
    ...     currency="MXN",
    ...     made=date(2026, 5, 4),
    ...     due=date(2026, 5, 15),
    ...     amount=Decimal(500),
    ...     received=[Applied(date=date(2026, 5, 18), amount=Decimal(500))],
    ... )
    >>> promise.status(date(2026, 5, 15)).value, promise.status(date(2026, 5, 18)).value
    ('broken', 'broken')
    >>> promise.status(date(2026, 5, 18), grace_days=3).value
    'kept'

    Raises:
        MoneyError: `amount` is not above zero.
        CobranzaError: it is due before it was made.
    """

    customer: Party
    currency: str
    made: dt.date
    due: dt.date
    amount: Decimal = attrs.field(validator=_check_promised)
    received: tuple[Applied, ...] = attrs.field(default=(), converter=as_applied)

    def __attrs_post_init__(self) -> None:
        if as_day(self.due) < as_day(self.made):
            raise CobranzaError(f"promise of {self.made} is due {self.due}, expected no earlier")

    def status(self, as_of: dt.date, *, grace_days: int = 0) -> PromiseStatus:
        """Tell what had become of the promise at the end of a day."""
        last = as_day(self.due) + dt.timedelta(days=grace_days)
        day = as_day(as_of)
        came = total(
            each.amount
            for each in self.received
            if as_day(self.made) <= as_day(each.date) <= min(last, day)
        )
        if came >= self.amount:
            return PromiseStatus.KEPT
        return PromiseStatus.PENDING if day < last else PromiseStatus.BROKEN


@attrs.frozen(kw_only=True)
class PromisesKept:
    """How many promises were kept, broken or are pending, and their amounts.

    By count the rate is `kept / (kept + broken)`; by amount it is
    `amount kept / (amount kept + amount broken)`.

    Source: general use in credit and collections (promise to pay, PTP).

    >>> from decimal import Decimal
    >>> found = PromisesKept(
    ...     currency="MXN",
    ...     kept=3,
    ...     broken=1,
    ...     pending=2,
    ...     kept_amount=Decimal(500),
    ...     broken_amount=Decimal(500),
    ...     pending_amount=Decimal(80),
    ... )
    >>> found.share, found.amount_share
    (Decimal('0.75'), Decimal('0.5'))
    """

    currency: str
    kept: int
    broken: int
    pending: int
    kept_amount: Decimal
    broken_amount: Decimal
    pending_amount: Decimal

    @property
    def share(self) -> Decimal | None:
        """Promises kept, by count, a fraction; `None` without any kept or broken."""
        return ratio(Decimal(self.kept), Decimal(self.kept + self.broken))

    @property
    def amount_share(self) -> Decimal | None:
        """Promises kept, by amount promised, a fraction; `None` without any kept or broken."""
        return ratio(self.kept_amount, total((self.kept_amount, self.broken_amount)))


@attrs.frozen(kw_only=True)
class FollowUp:
    """A call, visit or reminder that was to be done by `due`, and the day it was `done`.

    >>> from datetime import date
    >>> FollowUp(due=date(2026, 5, 4), done=None).done is None
    True
    """

    due: dt.date
    done: dt.date | None


@attrs.frozen(kw_only=True)
class FollowUpsOnTime:
    """Follow-ups due in a period; the rate is `done on time / due`.

    Source: general use in credit and collections.

    >>> FollowUpsOnTime(due=4, on_time=3, late=1).share
    Decimal('0.75')
    """

    due: int
    on_time: int
    late: int

    @property
    def not_done(self) -> int:
        """Those due that nobody did."""
        return self.due - self.on_time - self.late

    @property
    def share(self) -> Decimal | None:
        """Follow-ups done on time, a fraction; `None` when none was due."""
        return ratio(Decimal(self.on_time), Decimal(self.due))


def promises_kept(
    promises: Iterable[Promise],
    *,
    as_of: dt.date,
    currency: str,
    months: int = 1,
    grace_days: int = 0,
) -> PromisesKept:
    """Judge the promises due in the last `months` calendar months, the last ending on `as_of`.

    Raises:
        CobranzaError: `months` is less than 1.

    >>> from datetime import date
    >>> from decimal import Decimal
    >>> promise = Promise(
    ...     customer=Party(rfc="XIA190128J61"),
    ...     currency="MXN",
    ...     made=date(2026, 5, 4),
    ...     due=date(2026, 5, 15),
    ...     amount=Decimal(500),
    ... )
    >>> promises_kept([promise], as_of=date(2026, 5, 31), currency="MXN").broken
    1
    """
    period = Period.until(as_day(as_of), months=months)
    counts: Counter[PromiseStatus] = Counter()
    amounts: dict[PromiseStatus, list[Decimal]] = {status: [] for status in PromiseStatus}
    for promise in promises:
        if promise.currency == currency and as_day(promise.due) in period:
            status = promise.status(period.last, grace_days=grace_days)
            counts[status] += 1
            amounts[status].append(promise.amount)
    return PromisesKept(
        currency=currency,
        kept=counts[PromiseStatus.KEPT],
        broken=counts[PromiseStatus.BROKEN],
        pending=counts[PromiseStatus.PENDING],
        kept_amount=total(amounts[PromiseStatus.KEPT]),
        broken_amount=total(amounts[PromiseStatus.BROKEN]),
        pending_amount=total(amounts[PromiseStatus.PENDING]),
    )


def follow_ups_on_time(
    follow_ups: Iterable[FollowUp], *, as_of: dt.date, months: int = 1
) -> FollowUpsOnTime:
    """Judge the follow-ups due in the last `months` calendar months, the last ending on `as_of`.

    What was done after `as_of` had not been done.

    Raises:
        CobranzaError: `months` is less than 1.

    >>> from datetime import date
    >>> done = FollowUp(due=date(2026, 5, 4), done=date(2026, 5, 4))
    >>> follow_ups_on_time([done], as_of=date(2026, 5, 31)).share
    Decimal('1')
    """
    period = Period.until(as_day(as_of), months=months)
    due, on_time, late = 0, 0, 0
    for each in follow_ups:
        if as_day(each.due) not in period:
            continue
        due += 1
        if each.done is not None and as_day(each.done) <= period.last:
            if as_day(each.done) <= as_day(each.due):
                on_time += 1
            else:
                late += 1
    return FollowUpsOnTime(due=due, on_time=on_time, late=late)
