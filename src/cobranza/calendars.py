"""Business days: which they are, how to count them, and what becomes of a date on any other day.

A `Calendar` is a weekend and a set of holidays, given as dates or taken from the package
`holidays`, which is loaded when the first of them is asked for. Dates are plain dates, without time
and without zone.

Source: ISDA Definitions, section 4.12 (business day conventions); CNBV, «Disposiciones de carácter
general que señalan los días del año en que las entidades financieras deberán cerrar sus puertas y
suspender operaciones», published in the DOF every December.
"""

from __future__ import annotations

import importlib
from datetime import date, datetime, timedelta
from enum import IntEnum, StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import attrs

from cobranza.errors import CobranzaError

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Calendar", "Roll", "Weekday"]

_DAY: Final = timedelta(days=1)
_MEXICAN_BANKS: Final = "XMEX"


class Weekday(IntEnum):
    """Days of the week, numbered as `date.weekday()` does."""

    MONDAY = 0
    TUESDAY = 1
    WEDNESDAY = 2
    THURSDAY = 3
    FRIDAY = 4
    SATURDAY = 5
    SUNDAY = 6


class Roll(StrEnum):
    """Where a date goes that falls on a day that is not a business day."""

    NONE = "none"  # it stays
    FOLLOWING = "following"  # to the next business day
    PRECEDING = "preceding"  # to the business day before
    MODIFIED_FOLLOWING = "modified_following"  # to the next, but not into another month


def _weekdays(days: Iterable[int]) -> frozenset[Weekday]:
    return frozenset(map(Weekday, days))


def _dates(days: Iterable[date]) -> frozenset[date]:
    return frozenset(days)


@attrs.frozen(kw_only=True)
class Calendar:
    """The days on which nobody pays: those of a weekend, given dates, and those of a market.

    `market` is the ISO 10383 code of a market whose closures the package `holidays` knows. Nothing
    is closed with `Calendar(weekend=frozenset())`.

    >>> calendar = Calendar(holidays=frozenset({date(2026, 12, 24)}))
    >>> calendar.is_business_day(date(2026, 12, 24)), calendar.is_business_day(date(2026, 12, 25))
    (False, True)

    Raises:
        CobranzaError: every day of the week is in the weekend; or, on first use, `market` is not
            one that `holidays` knows.
    """

    weekend: frozenset[Weekday] = attrs.field(
        default=frozenset({Weekday.SATURDAY, Weekday.SUNDAY}), converter=_weekdays
    )
    holidays: frozenset[date] = attrs.field(default=frozenset[date](), converter=_dates)
    market: str | None = None

    def __attrs_post_init__(self) -> None:
        if len(self.weekend) == len(Weekday):
            raise CobranzaError("weekend has every day, expected one business day at least")

    @classmethod
    def mexican_banks(cls) -> Calendar:
        """Give the calendar of Mexican banks: Saturdays, Sundays and the days that the CNBV closes.

        The days are those of the Mexican stock exchange, which closes when banks do. They are
        known from 2001 to 2100; in other years only the weekends are closed.

        Source: CNBV, Disposiciones for 2026, against which the tests compare them.

        >>> Calendar.mexican_banks().roll(date(2026, 4, 2), Roll.FOLLOWING)  # Jueves Santo
        datetime.date(2026, 4, 6)
        """
        return cls(market=_MEXICAN_BANKS)

    def is_holiday(self, day: date) -> bool:
        """Say whether a day is closed for another reason than the weekend."""
        if isinstance(day, datetime):
            raise TypeError("day is a datetime, expected a date")
        if day in self.holidays:
            return True
        return self.market is not None and day in _closures(self.market, day.year)

    def is_business_day(self, day: date) -> bool:
        """Say whether a day is neither of the weekend nor a holiday."""
        return not self.is_holiday(day) and day.weekday() not in self.weekend

    def next_business_day(self, day: date) -> date:
        """Give the first business day after `day`.

        >>> Calendar().next_business_day(date(2026, 5, 29))  # a Friday
        datetime.date(2026, 6, 1)
        """
        return self._from(day + _DAY, _DAY)

    def previous_business_day(self, day: date) -> date:
        """Give the last business day before `day`."""
        return self._from(day - _DAY, -_DAY)

    def add_business_days(self, day: date, count: int) -> date:
        """Count business days after `day`, or before it when `count` is negative; 0 gives `day`.

        `day` itself is not counted and need not be a business day.

        >>> Calendar().add_business_days(date(2026, 5, 29), 5)
        datetime.date(2026, 6, 5)
        """
        step = _DAY if count > 0 else -_DAY
        for _ in range(abs(count)):
            day = self._from(day + step, step)
        return day

    def roll(self, day: date, convention: Roll) -> date:
        """Move a day that is not a business day to one that is, as `convention` says.

        >>> Calendar().roll(date(2026, 5, 31), Roll.MODIFIED_FOLLOWING)  # a Sunday
        datetime.date(2026, 5, 29)
        """
        if convention is Roll.NONE or self.is_business_day(day):
            return day
        if convention is Roll.PRECEDING:
            return self._from(day, -_DAY)
        following = self._from(day, _DAY)
        if convention is Roll.MODIFIED_FOLLOWING and following.month != day.month:
            return self._from(day, -_DAY)
        return following

    def _from(self, day: date, step: timedelta) -> date:
        """Give the first business day from `day` on, in the direction of `step`."""
        while not self.is_business_day(day):
            day += step
        return day


@cache
def _closures(market: str, year: int) -> frozenset[date]:
    """Ask the package `holidays`, once for each year."""
    holidays: Any = importlib.import_module("holidays")  # 60 ms that most programs do not need
    try:
        days = holidays.financial_holidays(market, years=year, expand=False, language="es")
    except NotImplementedError:
        raise CobranzaError(f"market is {market!r}, expected a code that holidays knows") from None
    return frozenset(days)
