"""What flows are worth on one day, at a rate."""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from typing import TYPE_CHECKING, Final

from cobranza.credit.cost._roots import DEEP
from cobranza.errors import CreditError
from cobranza.money import to_decimal

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["RESULT", "YEAR", "dated", "npv", "xnpv"]

RESULT: Final = Context(prec=28, rounding=ROUND_HALF_UP)
"""Results have 28 significant digits."""
YEAR: Final = 365
"""The days of a year, leap years too, as spreadsheets take them for dated flows."""


def npv(rate: Decimal | int | str, amounts: Iterable[Decimal | int | str]) -> Decimal:
    """Give the present value of amounts a period apart, the first of them today.

    `rate` is per period, as a fraction. The first amount is not discounted, unlike in the NPV of
    spreadsheets. What is paid is negative. Without amounts it is 0.

    Source: any textbook of financial mathematics.

    Raises:
        CreditError: the rate is -1 or below.

    >>> npv("0.10", [-100, 60, 60])
    Decimal('4.132231404958677685950413223')
    """
    flows = [(time, to_decimal(each, name=f"amounts[{time}]")) for time, each in enumerate(amounts)]
    return _worth(flows, _checked(rate), 1)


def xnpv(
    rate: Decimal | int | str,
    flows: Iterable[tuple[dt.date, Decimal | int | str]],
    *,
    on: dt.date | None = None,
) -> Decimal:
    """Give what dated flows are worth `on` a day, by default that of the first of them.

    `rate` is annual and effective, as a fraction; a year has 365 days. Without flows it is 0.

    Source: the definition of XNPV of spreadsheets.

    Raises:
        CreditError: the rate is -1 or below.

    >>> day = dt.date(2026, 1, 1)
    >>> xnpv("0.10", [(day, -100), (day + dt.timedelta(days=365), 121)])
    Decimal('10.00000000000000000000000000')
    """
    found = dated(flows, on)
    return _worth(found, _checked(rate), YEAR)


def dated(
    flows: Iterable[tuple[dt.date, Decimal | int | str]], since: dt.date | None = None
) -> list[tuple[int, Decimal]]:
    """Count the days of flows from the first of them, or from a given day.

    Raises:
        TypeError: a date is a datetime, or an amount a float.
    """
    read: list[tuple[dt.date, Decimal]] = []
    for place, (day, amount) in enumerate(flows):
        if isinstance(day, dt.datetime):
            raise TypeError(f"date of flows[{place}] is a datetime, expected a date")
        read.append((day, to_decimal(amount, name=f"amount of flows[{place}]")))
    start = since or min((day for day, _ in read), default=None)
    return [] if start is None else [((day - start).days, amount) for day, amount in read]


def _checked(rate: Decimal | int | str) -> Decimal:
    value = to_decimal(rate, name="rate")
    if value <= -1:
        raise CreditError(f"rate is {value}, expected more than -1")
    return value


def _worth(flows: Iterable[tuple[int, Decimal]], rate: Decimal, year: int) -> Decimal:
    """Discount amounts at times that are counted in parts of a year."""
    with localcontext(DEEP):
        factor = (1 + rate) ** (Decimal(-1) / year)
        worth = sum((amount * factor**time for time, amount in flows), Decimal(0))
    return RESULT.plus(worth)
