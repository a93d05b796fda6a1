"""Day counts: which part of a year lies between two dates, exactly."""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import datetime as dt

__all__ = ["DayCount"]

_LONGEST: Final = 30
"""The days of a month in 30/360."""


class DayCount(StrEnum):
    """How the interest of a period follows from its dates.

    `PERIODIC` does not look at them: each period, however long, bears the annual rate over the
    periods of a year, as tables of textbooks do. The others give the days over 360 or 365. The two
    30/360 count months of 30 days: `THIRTY_360` is the bond basis (the 31st is a 30th at the end of
    a period only if it begins on a 30th or 31st), `THIRTY_E_360` the Eurobond basis (a 31st is
    always a 30th). Neither treats the end of February specially.

    Source: 2006 ISDA Definitions, section 4.16 (d), (e), (f) and (g).

    >>> import datetime as dt
    >>> month = dt.date(2026, 1, 31), dt.date(2026, 2, 28)
    >>> DayCount.ACT_360.fraction(*month), DayCount.THIRTY_360.days(*month)
    (Fraction(7, 90), 28)
    """

    PERIODIC = "periodic"
    ACT_360 = "ACT/360"
    ACT_365 = "ACT/365"
    THIRTY_360 = "30/360"
    THIRTY_E_360 = "30E/360"

    def days(self, start: dt.date, end: dt.date) -> int:
        """Count the days from `start` to `end`, calendar days where months do not have 30."""
        if self not in (DayCount.THIRTY_360, DayCount.THIRTY_E_360):
            return (end - start).days
        first = min(start.day, _LONGEST)
        shortens = self is DayCount.THIRTY_E_360 or first == _LONGEST
        last = min(end.day, _LONGEST) if shortens else end.day
        months = (end.year - start.year) * 12 + end.month - start.month
        return months * _LONGEST + last - first

    def fraction(self, start: dt.date, end: dt.date) -> Fraction:
        """Give the days over those of a year: 365 for ACT/365, else 360."""
        return Fraction(self.days(start, end), 365 if self is DayCount.ACT_365 else 360)
