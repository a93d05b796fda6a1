"""Calendar months, and the period that ends on the day of a question."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange

import attrs

from cobranza.errors import CobranzaError

__all__ = ["Period", "check_months", "month_days", "month_end", "month_of", "month_start"]


def month_of(day: dt.date) -> int:
    """Number the months without gaps, so that they can be subtracted."""
    return day.year * 12 + day.month - 1


def month_days(month: int) -> int:
    """Count the days of a month."""
    return monthrange(month // 12, month % 12 + 1)[1]


def month_start(month: int) -> dt.date:
    """Give the first day of a month.

    >>> from datetime import date
    >>> month_start(month_of(date(2026, 2, 28)))
    datetime.date(2026, 2, 1)
    """
    return dt.date(month // 12, month % 12 + 1, 1)


def month_end(month: int) -> dt.date:
    """Give the last day of a month."""
    return dt.date(month // 12, month % 12 + 1, month_days(month))


def check_months(months: int) -> None:
    """Refuse a period of no months."""
    if months < 1:
        raise CobranzaError(f"months is {months}, expected at least 1")


@attrs.frozen
class Period:
    """The last `months` calendar months; that of `as_of` ends on `as_of`.

    >>> from datetime import date
    >>> period = Period.until(date(2026, 3, 15), months=2)
    >>> period.first, period.last, period.days
    (datetime.date(2026, 2, 1), datetime.date(2026, 3, 15), 43)
    """

    first: dt.date
    last: dt.date

    @classmethod
    def until(cls, as_of: dt.date, *, months: int) -> Period:
        """Give the period that ends on `as_of`."""
        check_months(months)
        return cls(month_start(month_of(as_of) - months + 1), as_of)

    @property
    def days(self) -> int:
        """Days of the period, both ends included."""
        return (self.last - self.first).days + 1

    @property
    def day_before(self) -> dt.date:
        """The day at whose end the period opens."""
        return self.first - dt.timedelta(days=1)

    def __contains__(self, day: dt.date) -> bool:
        """Tell whether a day is within the period."""
        return self.first <= day <= self.last
