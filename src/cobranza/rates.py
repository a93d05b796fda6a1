"""Exchange rates by day: what one unit of a currency is worth in MXN.

Rates are an input: nothing here fetches them. `cobranza.sources` reads them from tables and from
the exports of Banco de México.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from operator import itemgetter
from typing import TYPE_CHECKING, Final

import attrs

from cobranza._frozen import FrozenDict
from cobranza.errors import MoneyError
from cobranza.money import to_decimal

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Rates", "Series"]

_CURRENCY: Final = re.compile(r"[A-Z]{3}")
_MXN: Final = "MXN"
_ONE: Final = Decimal(1)
_DAY: Final = itemgetter(0)

Series = tuple[tuple[date, Decimal], ...]
"""Rates of one currency by day, the earliest first."""


def _constants(given: Mapping[str, Decimal | int | str]) -> FrozenDict[Decimal]:
    return FrozenDict({code: _checked(code, rate) for code, rate in given.items()})


def _daily(given: Mapping[str, Iterable[tuple[date, Decimal]]]) -> FrozenDict[Series]:
    """Sort each series by day, and refuse two rates for one day."""
    found: dict[str, Series] = {}
    for code, observations in given.items():
        by_day: dict[date, Decimal] = {}
        for day, rate in observations:
            checked = _checked(code, rate)
            if by_day.setdefault(day, checked) != checked:
                raise MoneyError(f"rate of {code} on {day} is {rate} and {by_day[day]}")
        found[code] = tuple(sorted(by_day.items()))
    return FrozenDict(found)


def _checked(code: str, rate: Decimal | int | str) -> Decimal:
    if _CURRENCY.fullmatch(code) is None:
        raise MoneyError(f"currency is {code!r}, expected three capitals such as 'USD'")
    value = to_decimal(rate, name=f"rate of {code}")
    if value <= 0:
        raise MoneyError(f"rate of {code} is {value}, expected MXN per unit, above zero")
    if code == _MXN and value != _ONE:
        raise MoneyError(f"rate of MXN is {value}, expected 1 or no rate")
    return value


@attrs.frozen(kw_only=True)
class Rates:
    """MXN for one unit of each currency, day by day or for all days.

    `daily` has the rates that were published, by currency and day; `constants` those that hold on
    every day. A day without a rate takes the latest one before it, if that is no more than
    `max_age` days old: a week covers weekends, Holy Week and the end of the year. MXN is always 1.

    For the FIX the day is the one on which Banco de México determined it. It is published in the
    DOF on the next banking day, so a rule that asks for the rate published the day before (CFF,
    art. 20) asks here for an earlier day than its own.

    Source: Banco de México, Circular 3/2012, title third, chapter V; CFF, art. 20.

    >>> rates = Rates(daily={"USD": [(date(2026, 4, 1), Decimal("18.0125"))]})
    >>> rates.on("USD", date(2026, 4, 5)), rates.on("USD", date(2026, 4, 9))
    (Decimal('18.0125'), None)

    Raises:
        TypeError: a rate is a float.
        MoneyError: a rate is not above zero, or that of MXN is not 1; a currency is not three
            capitals, or has two rates for a day or both kinds of rates; or `max_age` is negative.
    """

    daily: Mapping[str, Series] = attrs.field(factory=dict[str, Series], converter=_daily)
    constants: Mapping[str, Decimal] = attrs.field(factory=dict[str, Decimal], converter=_constants)
    max_age: int = 7

    def __attrs_post_init__(self) -> None:
        both = sorted(self.daily.keys() & self.constants.keys())
        if both:
            raise MoneyError(f"rates of {both[0]} are daily and constant, expected one of the two")
        if self.max_age < 0:
            raise MoneyError(f"max_age is {self.max_age}, expected 0 days or more")

    @classmethod
    def constant(cls, rates: Mapping[str, Decimal | int | str]) -> Rates:
        """Take rates that hold on every day.

        >>> Rates.constant({"USD": Decimal("18.50")}).on("USD", date(2026, 5, 31))
        Decimal('18.50')
        """
        return cls(constants=rates)

    def on(self, currency: str, day: date) -> Decimal | None:
        """Give the rate in force on a day; `None` when there is none, or it is too old."""
        if currency == _MXN:
            return _ONE
        series = self.daily.get(currency)
        if series is None:
            return self.constants.get(currency)
        place = bisect_right(series, day, key=_DAY)
        if place == 0:
            return None
        published, rate = series[place - 1]
        return rate if (day - published).days <= self.max_age else None
