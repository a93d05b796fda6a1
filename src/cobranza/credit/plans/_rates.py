"""Rates that follow a reference: its value at each reset, and a spread."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from decimal import Decimal
from operator import itemgetter
from typing import TYPE_CHECKING, Final

import attrs

from cobranza.errors import CreditError
from cobranza.money import precise, to_decimal

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Floating"]

_DAY: Final = itemgetter(0)

Observations = tuple[tuple[dt.date, Decimal], ...]


def _sorted(given: Iterable[tuple[dt.date, Decimal | int | str]]) -> Observations:
    found: dict[dt.date, Decimal] = {}
    for day, value in given:
        read = to_decimal(value, name=f"reference on {day}")
        if found.setdefault(day, read) != read:
            raise CreditError(f"reference on {day} is {found[day]} and {read}, expected one value")
    return tuple(sorted(found.items()))


def _decimal(value: Decimal | int | str) -> Decimal:
    return to_decimal(value, name="spread")


@attrs.frozen(kw_only=True)
class Floating:
    """An annual rate that is a reference, such as the TIIE, plus a spread.

    `reference` has the values published, by day, as fractions (`0.0712` is 7.12 %). The first
    period, and then every `reset_every` periods, takes the value in force `lag` days before it
    begins: the latest one published until then, which may be `max_age` days old. No value is
    assumed where none is given: to plan ahead, give the values that you assume.

    Source: Banco de México publishes the TIIE (series SF43783, SF331451) on its working days.

    >>> tiie = Floating(reference=[(dt.date(2025, 12, 30), "0.0712")], spread="0.03", name="TIIE")
    >>> tiie.on(dt.date(2026, 1, 2))
    Decimal('0.1012')

    Raises:
        TypeError: a value is a float.
        CreditError: a day has two values; `reset_every` is less than 1; `lag` or `max_age` is
            negative.
    """

    reference: Observations = attrs.field(converter=_sorted)
    spread: Decimal = attrs.field(default=Decimal(0), converter=_decimal)
    reset_every: int = 1
    lag: int = 0
    max_age: int = 7
    name: str = "reference"

    def __attrs_post_init__(self) -> None:
        if self.reset_every < 1:
            raise CreditError(f"reset_every is {self.reset_every}, expected 1 period or more")
        if min(self.lag, self.max_age) < 0:
            raise CreditError(
                f"lag is {self.lag} and max_age {self.max_age}, expected 0 days or more"
            )

    def on(self, day: dt.date) -> Decimal:
        """Give the annual rate of a period that begins on `day`.

        Raises:
            CreditError: the reference has no value for that day, or the rate would be negative.
        """
        wanted = day - dt.timedelta(days=self.lag)
        place = bisect_right(self.reference, wanted, key=_DAY)
        known, value = self.reference[place - 1] if place else (None, Decimal(0))
        if known is None or (wanted - known).days > self.max_age:
            latest = f"the latest before it is of {known}" if known else "the series begins later"
            raise CreditError(
                f"{self.name} has no value for {wanted}: {latest}; "
                f"expected one no more than {self.max_age} days old"
            )
        with precise():
            rate = value + self.spread
        if rate < 0:
            raise CreditError(f"rate on {day} is {rate}, expected 0 or more")
        return rate
