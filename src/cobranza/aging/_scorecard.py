"""The KPI scorecard: metrics against their targets, month by month, with trend."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

import attrs

from cobranza.aging._figures import Figure, MonthOf, Reason, read_figure
from cobranza.aging._items import as_day
from cobranza.aging._payments import Debt
from cobranza.aging._periods import check_months, month_end, month_of
from cobranza.aging._promises import FollowUp, Promise
from cobranza.aging._rates import as_rates, in_mxn
from cobranza.aging._targets import TARGETS, Target
from cobranza.errors import CobranzaError
from cobranza.money import precise
from cobranza.rates import Rates

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cobranza.aging._rates import RateSource

__all__ = ["Score", "Scorecard", "Status", "Trend", "scorecard"]


class Status(StrEnum):
    """Whether a value meets its target."""

    MET = "met"
    MISSED = "missed"
    NOT_AVAILABLE = "not_available"


class Trend(StrEnum):
    """A value beside that of the month before, in the direction of its target."""

    BETTER = "better"
    SAME = "same"
    WORSE = "worse"


@attrs.frozen(kw_only=True)
class Score:
    """One metric at the end of one month.

    `value` has the unit of its metric in `METRICS`; where `lower_bound` is set it is at least that.
    `reason` says why the status is `NOT_AVAILABLE`. `trend` is `None` where one of the two values
    is missing or a bound.
    """

    metric: str
    as_of: dt.date
    value: Decimal | None
    lower_bound: bool
    status: Status
    reason: Reason | None
    trend: Trend | None


@attrs.frozen(kw_only=True)
class Scorecard:
    """The scores of every target, in its order, from the oldest month to the newest.

    `left_out` are the currencies that take no part in it.
    """

    currency: str
    months: tuple[dt.date, ...]
    targets: tuple[Target, ...]
    scores: tuple[Score, ...]
    left_out: tuple[str, ...]

    @property
    def latest(self) -> tuple[Score, ...]:
        """The scores of the last month, one for each target."""
        return tuple(score for score in self.scores if score.as_of == self.months[-1])

    def of(self, metric: str) -> tuple[Score, ...]:
        """Give the scores of one metric, month by month."""
        return tuple(score for score in self.scores if score.metric == metric)

    def _repr_html_(self) -> str:
        from cobranza.aging._html import scorecard_html  # noqa: PLC0415 - only when asked

        return scorecard_html(self)


def scorecard(
    items: Iterable[Debt],
    *,
    as_of: dt.date,
    currency: str,
    rates: RateSource | None = None,
    promises: Iterable[Promise] = (),
    follow_ups: Iterable[FollowUp] = (),
    targets: Sequence[Target] = TARGETS,
    months: int = 12,
) -> Scorecard:
    """Judge the end of each of the last `months` calendar months, the last of which is `as_of`.

    Pass every item sold on credit, paid or not, and nothing that was cancelled; every past month is
    judged by what had happened by its end. Items in other currencies are left out, unless there
    are `rates`: then `currency` is "MXN", and each month is at the rates of its last day. Where one
    is missing, the metrics of that month are not available.

    A lower bound (a DSO whose sales ended before the debt) can miss a target from above; it meets
    none from below.

    Raises:
        CobranzaError: there are rates and `currency` is not MXN; an option of a target is refused
            by its metric; `months` is less than 1.

    >>> from datetime import date
    >>> from decimal import Decimal
    >>> from cobranza.aging import Applied, Item, Party
    >>> item = Item(
    ...     customer=Party(rfc="XIA190128J61"),
    ...     currency="MXN",
    ...     issued=date(2026, 4, 10),
    ...     due=date(2026, 5, 10),
    ...     amount=Decimal(1000),
    ...     applied=[Applied(date=date(2026, 5, 9), amount=Decimal(950))],
    ... )
    >>> card = scorecard([item], as_of=date(2026, 5, 31), currency="MXN", months=2)
    >>> for score in card.latest:
    ...     print(score.metric, score.value, score.status, score.reason or score.trend)
    current_share 0 missed worse
    overdue_share 1 missed worse
    recovery_rate 0.95 met None
    dso_count_back 32.5 missed worse
    follow_ups_on_time None not_available no_follow_ups
    """
    check_months(months)
    if rates is not None and currency != "MXN":
        raise CobranzaError(f"currency is {currency!r} with rates, expected 'MXN'")
    as_of = as_day(as_of)
    first = month_of(as_of) - months + 1
    ends = (*map(month_end, range(first, month_of(as_of))), as_of)
    known = None if rates is None else as_rates(rates)
    everything = _Everything(
        items=tuple(items),
        promises=tuple(promises),
        follow_ups=tuple(follow_ups),
        currency=currency,
        rates=known,
    )
    by_month = [everything.at(end) for end in ends]
    return Scorecard(
        currency=currency,
        months=ends,
        targets=tuple(targets),
        scores=tuple(score for target in targets for score in _scores(target, by_month)),
        left_out=everything.left_out,
    )


@attrs.frozen(kw_only=True)
class _Everything:
    """What is judged: of all months, in one currency or brought to MXN."""

    items: tuple[Debt, ...]
    promises: tuple[Promise, ...]
    follow_ups: tuple[FollowUp, ...]
    currency: str
    rates: Rates | None

    @property
    def left_out(self) -> tuple[str, ...]:
        if self.rates is not None:
            return ()
        found = {each.currency for each in (*self.items, *self.promises)}
        return tuple(sorted(found - {self.currency}))

    def at(self, end: dt.date) -> MonthOf:
        """Give what was there at the end of a month."""
        items = tuple(item for item in self.items if as_day(item.issued) <= end)
        promises = tuple(each for each in self.promises if as_day(each.made) <= end)
        has_rates = True
        if self.rates is None:
            items = tuple(item for item in items if item.currency == self.currency)
        else:
            currencies = {each.currency for each in (*items, *promises)}
            has_rates = all(self.rates.on(code, end) is not None for code in currencies)
            items = in_mxn(items, rates=self.rates, on=end) if has_rates else ()
            promises = tuple(_promise_in_mxn(each, self.rates, end) for each in promises)
        return MonthOf(
            as_of=end,
            currency=self.currency,
            items=items,
            promises=promises,
            follow_ups=self.follow_ups,
            has_rates=has_rates,
        )


def _promise_in_mxn(promise: Promise, rates: Rates, day: dt.date) -> Promise:
    rate = rates.on(promise.currency, day)
    if rate is None:
        return promise
    with precise():
        return attrs.evolve(
            promise,
            currency="MXN",
            amount=promise.amount * rate,
            received=[attrs.evolve(each, amount=each.amount * rate) for each in promise.received],
        )


def _scores(target: Target, months: Sequence[MonthOf]) -> Iterator[Score]:
    before: Figure | None = None
    for month in months:
        figure = read_figure(month, target.metric, target.options)
        status = _status(target, figure)
        yield Score(
            metric=target.metric,
            as_of=month.as_of,
            value=figure.value,
            lower_bound=figure.lower_bound,
            status=status,
            reason=_reason(figure) if status is Status.NOT_AVAILABLE else None,
            trend=_trend(target, before, figure),
        )
        before = figure


def _status(target: Target, figure: Figure) -> Status:
    if figure.value is None:
        return Status.NOT_AVAILABLE
    met = target.met_by(figure.value)
    # What is at least the value is above it or not: only one side of the limit is sure.
    if figure.lower_bound and met is not target.higher_is_better:
        return Status.NOT_AVAILABLE
    return Status.MET if met else Status.MISSED


def _reason(figure: Figure) -> Reason | None:
    return figure.reason if figure.value is None else Reason.SHORT_HISTORY


def _trend(target: Target, before: Figure | None, now: Figure) -> Trend | None:
    if before is None or before.value is None or now.value is None:
        return None
    if before.lower_bound or now.lower_bound:
        return None
    if now.value == before.value:
        return Trend.SAME
    rose = now.value > before.value
    return Trend.BETTER if rose is target.higher_is_better else Trend.WORSE
