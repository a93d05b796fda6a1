"""On which dates instalments fall: every so many months or days, or twice a month."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from fractions import Fraction
from typing import Final

import attrs

from cobranza.errors import CreditError

__all__ = [
    "FORTNIGHTLY",
    "MONTHLY",
    "MONTH_END",
    "SEMI_MONTHLY",
    "WEEKLY",
    "Every",
]

_MONTHS_OF_A_YEAR: Final = 12
_MIDDLE: Final = 15
_SHORTEST: Final = 28
_LONGEST: Final = 31
# Weeks and fortnights have a count per year by custom; other numbers of days have none.
_PER_YEAR: Final = {7: 52, 14: 26}


@attrs.frozen(kw_only=True)
class Every:
    """A rhythm of payment: one of `months`, `days` or `half_months`.

    Months keep the day of the month on which they were counted from: from January 31 come February
    28 and March 31. With `month_end` they fall on the last day of each month. Half months
    (quincenas) end on the 15th and on the last day.

    Source: 2006 ISDA Definitions, section 4.10 (roll days) and the end-of-month rule of bonds.

    >>> MONTHLY.dates(dt.date(2026, 1, 31), 2)
    (datetime.date(2026, 2, 28), datetime.date(2026, 3, 31))
    >>> [day.day for day in SEMI_MONTHLY.dates(dt.date(2026, 1, 20), 4)]
    [31, 15, 28, 15]

    Raises:
        CreditError: none of the three is given, or more than one; or `month_end` without months.
    """

    months: int = 0
    days: int = 0
    half_months: bool = False
    month_end: bool = False

    def __attrs_post_init__(self) -> None:
        for name, count in (("months", self.months), ("days", self.days)):
            if count < 0:
                raise CreditError(f"{name} is {count}, expected 1 or more")
        if [bool(self.months), bool(self.days), self.half_months].count(True) != 1:
            raise CreditError("every has several rhythms or none, expected months, days or halves")
        if self.month_end and not self.months:
            raise CreditError("month_end is True without months, expected months from 1 on")

    @property
    def per_year(self) -> Fraction | None:
        """Give the periods of a year; `None` for days that are not one or two weeks."""
        if self.half_months:
            return Fraction(2 * _MONTHS_OF_A_YEAR)
        if self.months:
            return Fraction(_MONTHS_OF_A_YEAR, self.months)
        return Fraction(_PER_YEAR[self.days]) if self.days in _PER_YEAR else None

    def dates(
        self, start: dt.date, count: int, *, first: dt.date | None = None
    ) -> tuple[dt.date, ...]:
        """Give `count` dates after `start`, of which the first may be given.

        Raises:
            CreditError: `first` is not after `start`, or does not fall where the rhythm does.
        """
        if first is None:
            return tuple(self._after(start, step) for step in range(1, count + 1))
        if first <= start:
            raise CreditError(f"first is {first}, expected a date after the start, {start}")
        if (self.month_end or self.half_months) and not self._ends(first):
            raise CreditError(f"first is {first}, expected a day on which a period ends")
        return first, *(self._after(first, step) for step in range(1, count))

    def _ends(self, day: dt.date) -> bool:
        return day == _in_month(_month(day), _LONGEST) or (self.half_months and day.day == _MIDDLE)

    def _after(self, day: dt.date, step: int) -> dt.date:
        if self.days:
            return day + dt.timedelta(days=self.days * step)
        if self.half_months:
            month, half = divmod(2 * _month(day) + _halves(day) + step - 1, 2)
            return _in_month(month, _LONGEST if half else _MIDDLE)
        return _in_month(_month(day) + self.months * step, _LONGEST if self.month_end else day.day)


def _halves(day: dt.date) -> int:
    """Count the halves of its month that end on a day or before it."""
    return 2 if day == _in_month(_month(day), _LONGEST) else int(day.day >= _MIDDLE)


def _month(day: dt.date) -> int:
    """Number the months, so that they can be added to."""
    return day.year * _MONTHS_OF_A_YEAR + day.month - 1


def _in_month(month: int, day: int) -> dt.date:
    """Give a day of a month, or its last one where it has not so many."""
    year, place = divmod(month, _MONTHS_OF_A_YEAR)
    if day > _SHORTEST:
        day = min(day, monthrange(year, place + 1)[1])
    return dt.date(year, place + 1, day)


MONTHLY: Final = Every(months=1)
MONTH_END: Final = Every(months=1, month_end=True)
SEMI_MONTHLY: Final = Every(half_months=True)
"""Quincenal: on the 15th and the last day of each month, 24 a year."""
FORTNIGHTLY: Final = Every(days=14)
"""Catorcenal: every 14 days, 26 a year."""
WEEKLY: Final = Every(days=7)
