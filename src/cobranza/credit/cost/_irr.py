"""Rates of return: all there are, or the only one, or the reason why there is none."""

from __future__ import annotations

from decimal import Decimal, localcontext
from typing import TYPE_CHECKING, Final

from cobranza.credit.cost._present import RESULT, YEAR, dated
from cobranza.credit.cost._roots import DEEP, roots
from cobranza.errors import CreditError
from cobranza.money import to_decimal

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

__all__ = ["irr", "irr_all", "only", "rates", "xirr", "xirr_all"]

_ONE: Final = Decimal(1)
_PLACES: Final = Decimal("1e-28")
_SHOWN: Final = Decimal("0.000001")


def irr(amounts: Iterable[Decimal | int | str]) -> Decimal:
    """Give the rate per period at which amounts a period apart are worth nothing.

    Raises:
        CreditError: there is no such rate, or more than one; the message says which and why.

    >>> irr([-100, 110])
    Decimal('0.1000000000000000000000000000')
    >>> irr([-50, -100, 600, 300, -100])
    Traceback (most recent call last):
        ...
    cobranza.errors.CreditError: flows have 2 rates of return: -0.768895, 1.854418; expected one
    """
    flows = _periods(amounts)
    return only(rates(flows, 1), flows)


def irr_all(amounts: Iterable[Decimal | int | str]) -> tuple[Decimal, ...]:
    """Give every rate per period above -1 at which amounts are worth nothing, the lowest first.

    >>> len(irr_all([-50, -100, 600, 300, -100])), irr_all([100, 100])
    (2, ())
    """
    return rates(_periods(amounts), 1)


def xirr(flows: Iterable[tuple[dt.date, Decimal | int | str]]) -> Decimal:
    """Give the annual effective rate at which dated flows are worth nothing.

    A year has 365 days. What is paid is negative; the order of the flows does not matter. The
    result has 28 significant digits, and 28 decimals at most. Unlike spreadsheets, which give what
    a guess leads to, it is the only rate there is.

    Source: the definition of XIRR of spreadsheets.

    Raises:
        TypeError: an amount is a float, or a date is a datetime.
        CreditError: there is no such rate, or more than one; the message says which and why.

    >>> import datetime as dt
    >>> found = xirr([(dt.date(2014, 2, 27), -4000), (dt.date(2015, 3, 6), "2050.2")])
    >>> print(f"{found:.10f}")
    -0.4809631525
    """
    found = dated(flows)
    return only(rates(found, YEAR), found)


def xirr_all(flows: Iterable[tuple[dt.date, Decimal | int | str]]) -> tuple[Decimal, ...]:
    """Give every annual rate above -1 at which dated flows are worth nothing, the lowest first.

    >>> import datetime as dt
    >>> xirr_all([(dt.date(2026, 1, 1), -100), (dt.date(2027, 1, 1), 110)])
    (Decimal('0.1000000000000000000000000000'),)
    """
    return rates(dated(flows), YEAR)


def rates(flows: Iterable[tuple[int, Decimal]], year: int) -> tuple[Decimal, ...]:
    """Give all annual rates of flows at whole times, of which a year has so many."""
    with localcontext(DEEP):
        found = [root**-year - 1 for root in reversed(roots(flows))]
        return tuple(
            RESULT.plus(each) if abs(each) > _ONE else each.quantize(_PLACES) for each in found
        )


def only(found: Sequence[Decimal], flows: Sequence[tuple[int, Decimal]]) -> Decimal:
    """Give the one rate of flows, or say why there is not one.

    Raises:
        CreditError: there is none, or more than one.
    """
    if len(found) > 1:
        known = ", ".join(str(each.quantize(_SHOWN)) for each in found)
        raise CreditError(f"flows have {len(found)} rates of return: {known}; expected one")
    if found:
        return found[0]
    signs = {amount > 0 for _, amount in flows if amount}
    if len({time for time, _ in flows}) <= 1:
        raise CreditError("flows have one date or none, expected two at least")
    if len(signs) <= 1:
        raise CreditError("flows have amounts of one sign, expected some paid and some received")
    raise CreditError("flows have no rate of return: no rate above -1 makes them worth nothing")


def _periods(amounts: Iterable[Decimal | int | str]) -> list[tuple[int, Decimal]]:
    return [(time, to_decimal(each, name=f"amounts[{time}]")) for time, each in enumerate(amounts)]
