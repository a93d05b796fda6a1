"""The metrics that a scorecard can hold, each as one figure of one month, or why there is none."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal
from enum import StrEnum
from functools import cached_property, partial
from operator import attrgetter
from typing import TYPE_CHECKING, Final, Literal

import attrs

from cobranza.aging._age import age
from cobranza.aging._cei import CeiConvention, cei
from cobranza.aging._concentration import concentration
from cobranza.aging._days_to_pay import days_to_pay
from cobranza.aging._dso import dso
from cobranza.aging._exact import total
from cobranza.aging._payments import Debt
from cobranza.aging._promises import FollowUp, Promise, follow_ups_on_time, promises_kept
from cobranza.aging._recovery import Collected, Collectible, recovery
from cobranza.aging._turnover import turnover

if TYPE_CHECKING:
    from cobranza.aging._age import Aged
    from cobranza.aging._concentration import Concentration
    from cobranza.aging._days_to_pay import DaysToPay
    from cobranza.aging._dso import Dso
    from cobranza.aging._promises import PromisesKept

__all__ = ["READINGS", "Figure", "MonthOf", "Reason", "read_figure"]


class Reason(StrEnum):
    """Why a score has no value, or none that can be judged."""

    NO_FOLLOW_UPS = "no_follow_ups"  # none was due in the period
    NO_PAYMENTS = "no_payments"  # none came in the period
    NO_PROMISES = "no_promises"  # none was kept or broken in the period
    NO_RATE = "no_rate"  # a currency has none on the last day of the month
    NO_SALES = "no_sales"  # none on credit in the period
    NOTHING_COLLECTIBLE = "nothing_collectible"
    NOTHING_OUTSTANDING = "nothing_outstanding"
    SHORT_HISTORY = "short_history"  # the value is a lower bound, which leaves the target open


@attrs.frozen
class Figure:
    """A value, or the reason why there is none; a lower bound where the history is short."""

    value: Decimal | None
    reason: Reason
    lower_bound: bool = attrs.field(default=False, kw_only=True)


@attrs.frozen(kw_only=True)
class MonthOf:
    """What the figures of one month are taken from."""

    as_of: dt.date
    currency: str
    items: tuple[Debt, ...]
    promises: tuple[Promise, ...]
    follow_ups: tuple[FollowUp, ...]
    has_rates: bool

    @cached_property
    def aged(self) -> Aged | None:
        """What is outstanding; `None` when nothing is."""
        totals = age(self.items, as_of=self.as_of, by=()).totals
        return totals[0] if totals else None


def read_figure(month: MonthOf, metric: str, options: Mapping[str, str | int]) -> Figure:
    """Take one figure of a month; without rates, only what is no money."""
    if not month.has_rates and metric != "follow_ups_on_time":
        return Figure(None, Reason.NO_RATE)
    return READINGS[metric].figure(month, **options)


def _share(month: MonthOf, read: Callable[[Aged], Decimal | None]) -> Figure:
    value = None if month.aged is None else read(month.aged)
    return Figure(value, Reason.NOTHING_OUTSTANDING)


def _dso(
    month: MonthOf,
    read: Callable[[Dso], Decimal | None],
    method: Literal["count_back", "simple"] = "count_back",
    months: int = 12,
) -> Figure:
    found = dso(
        month.items, as_of=month.as_of, currency=month.currency, method=method, months=months
    )
    if total(each.amount for each in found.sales) <= 0:
        return Figure(None, Reason.NO_SALES)
    return Figure(read(found), Reason.SHORT_HISTORY, lower_bound=found.exhausted)


def _turnover(month: MonthOf, months: int = 12) -> Figure:
    found = turnover(month.items, as_of=month.as_of, currency=month.currency, months=months)
    return Figure(found.times, Reason.NOTHING_OUTSTANDING)


def _cei(month: MonthOf, convention: CeiConvention, months: int = 1) -> Figure:
    found = cei(
        month.items,
        as_of=month.as_of,
        currency=month.currency,
        convention=convention,
        months=months,
    )
    return Figure(found.share, Reason.NOTHING_COLLECTIBLE)


def _recovery(month: MonthOf, of: Collectible, by: Collected, months: int = 1) -> Figure:
    found = recovery(
        month.items, as_of=month.as_of, currency=month.currency, of=of, by=by, months=months
    )
    return Figure(found.share, Reason.NOTHING_COLLECTIBLE)


def _days(month: MonthOf, read: Callable[[DaysToPay], Decimal | None], months: int = 1) -> Figure:
    found = days_to_pay(month.items, as_of=month.as_of, currency=month.currency, months=months)
    return Figure(read(found), Reason.NO_PAYMENTS)


def _promises(
    month: MonthOf,
    read: Callable[[PromisesKept], Decimal | None],
    months: int = 1,
    grace_days: int = 0,
) -> Figure:
    found = promises_kept(
        month.promises,
        as_of=month.as_of,
        currency=month.currency,
        months=months,
        grace_days=grace_days,
    )
    return Figure(read(found), Reason.NO_PROMISES)


def _follow_ups(month: MonthOf, months: int = 1) -> Figure:
    found = follow_ups_on_time(month.follow_ups, as_of=month.as_of, months=months)
    return Figure(found.share, Reason.NO_FOLLOW_UPS)


def _concentration(month: MonthOf, read: Callable[[Concentration], Decimal | None]) -> Figure:
    found = concentration(month.items, as_of=month.as_of, currency=month.currency)
    return Figure(read(found), Reason.NOTHING_OUTSTANDING)


def _top(month: MonthOf, n: int) -> Figure:
    return _concentration(month, lambda found: found.top(n))


@attrs.frozen
class Reading:
    """How a metric is read, and the options of a target that it needs or takes."""

    figure: Callable[..., Figure]
    needs: tuple[str, ...] = attrs.field(default=(), kw_only=True)
    takes: tuple[str, ...] = attrs.field(default=(), kw_only=True)


_MONTHS: Final = ("months",)

READINGS: Final[Mapping[str, Reading]] = {
    "cei": Reading(_cei, needs=("convention",), takes=_MONTHS),
    "current_share": Reading(partial(_share, read=attrgetter("current_share"))),
    "days_delinquent": Reading(
        partial(_dso, read=attrgetter("delinquent")), takes=("method", "months")
    ),
    "days_late": Reading(partial(_days, read=attrgetter("late")), takes=_MONTHS),
    "days_to_pay": Reading(partial(_days, read=attrgetter("days")), takes=_MONTHS),
    "dso_count_back": Reading(partial(_dso, read=attrgetter("days")), takes=_MONTHS),
    "dso_simple": Reading(partial(_dso, read=attrgetter("days"), method="simple"), takes=_MONTHS),
    "follow_ups_on_time": Reading(_follow_ups, takes=_MONTHS),
    "hhi": Reading(partial(_concentration, read=attrgetter("hhi"))),
    "overdue_share": Reading(partial(_share, read=attrgetter("overdue_share"))),
    "promises_kept": Reading(
        partial(_promises, read=attrgetter("share")), takes=("grace_days", "months")
    ),
    "promises_kept_amount": Reading(
        partial(_promises, read=attrgetter("amount_share")), takes=("grace_days", "months")
    ),
    "recovery_rate": Reading(_recovery, needs=("of", "by"), takes=_MONTHS),
    "top_share": Reading(_top, needs=("n",)),
    "turnover": Reading(_turnover, takes=_MONTHS),
}
"""The metrics that a scorecard can hold, by their keys in `METRICS`."""
