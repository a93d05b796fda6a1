"""What was agreed for the case of default: a rate, its changes, a basis, days of grace."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Final

import attrs

from cobranza.credit.arrears._law import LEGAL_RATE
from cobranza.errors import CreditError
from cobranza.money import to_decimal

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["MoratoryTerms", "RateChange"]

_BASES: Final = (360, 365)


def _rate(value: Decimal | int | str) -> Decimal:
    rate = to_decimal(value, name="rate")
    if rate < 0:
        raise CreditError(f"rate is {rate}, expected a fraction of zero or more, 0.24 for 24 %")
    return rate


def _optional_rate(value: Decimal | int | str | None) -> Decimal | None:
    return None if value is None else _rate(value)


@attrs.frozen(kw_only=True)
class RateChange:
    """From the day `since` on the rate is another; a fraction a year.

    >>> RateChange(since=dt.date(2026, 7, 1), rate="0.30").rate
    Decimal('0.30')

    Raises:
        CreditError: the rate is negative.
    """

    since: dt.date
    rate: Decimal = attrs.field(converter=_rate)


def _in_order(changes: Iterable[RateChange]) -> tuple[RateChange, ...]:
    found = tuple(sorted(changes, key=lambda each: each.since))
    days = [each.since for each in found]
    if len(set(days)) < len(days):
        raise CreditError(f"changes are on {[*map(str, days)]}, expected one for a day")
    return found


@attrs.frozen(kw_only=True)
class MoratoryTerms:
    """What a debt costs from the day after it was due.

    `rate` is the agreed rate, a fraction a year (0.24 is 24 %), until the first of `changes`;
    `None` when none was agreed: then it is the legal one, 6 %. Days are counted as they are, over a
    year of `days_in_year`, 360 or 365: the law does not say which, the contract should. What is
    paid within `grace_days` after the due date costs nothing; what is paid later costs from the day
    after the due date.

    Source: Código de Comercio, arts. 78 (freedom to agree) and 362.

    >>> MoratoryTerms().rate_on(dt.date(2026, 5, 31))
    Decimal('0.06')
    >>> terms = MoratoryTerms(
    ...     rate="0.24", changes=[RateChange(since=dt.date(2026, 7, 1), rate="0.30")]
    ... )
    >>> terms.rate_on(dt.date(2026, 6, 30)), terms.rate_on(dt.date(2026, 7, 1))
    (Decimal('0.24'), Decimal('0.30'))

    Raises:
        TypeError: a rate is a float.
        CreditError: a rate is negative, two changes are on one day, the year has other than 360 or
            365 days, or the days of grace are negative.
    """

    rate: Decimal | None = attrs.field(default=None, converter=_optional_rate)
    changes: tuple[RateChange, ...] = attrs.field(default=(), converter=_in_order)
    days_in_year: int = 365
    grace_days: int = 0

    def __attrs_post_init__(self) -> None:
        if self.days_in_year not in _BASES:
            raise CreditError(f"days_in_year is {self.days_in_year}, expected 360 or 365")
        if self.grace_days < 0:
            raise CreditError(f"grace_days is {self.grace_days}, expected 0 or more")

    @property
    def is_agreed(self) -> bool:
        """Whether a rate was agreed."""
        return self.rate is not None

    def rate_on(self, day: dt.date) -> Decimal:
        """Give the rate of a day."""
        found = self.rate
        for change in self.changes:
            if change.since > day:
                break
            found = change.rate
        return LEGAL_RATE if found is None else found
