"""Exact decimal arithmetic for amounts: entry, rounding, splitting, conversion.

There is no money class: an amount is a `Decimal` that stands beside its currency on the same
record, and sums are always per currency. Floats never enter. Rounding is `ROUND_HALF_UP`, asked
for by name, at the end. Nothing here depends on the decimal context of the caller.

Decimals per currency are those of SAT's catalog c_Moneda (CFDI 4.0, valid since 2022-01-01).
Rates and their dates are not here: they are arguments.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Context, Decimal, DecimalException, localcontext
from fractions import Fraction
from math import floor
from typing import TYPE_CHECKING, Final

from cobranza.errors import MoneyError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractContextManager

__all__ = [
    "EXACT",
    "allocate",
    "convert",
    "decimals",
    "decimals_of",
    "precise",
    "quantize",
    "to_decimal",
]

# Far above any amount, so that sums and products are exact; a bound, so that a hostile exponent
# ends in an error instead of a billion digits.
EXACT: Final = Context(prec=100, rounding=ROUND_HALF_UP)
"""The context of `precise`, for the few sums of one item: entering it would cost more than they."""

_PLAIN_DECIMAL: Final = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")

# c_Moneda, column "decimales", every row that does not say 2. BYR is SAT's, though ISO 4217
# retired it.
_DECIMALS: Final[dict[str, int]] = {
    **dict.fromkeys(
        (
            *("BIF", "BYR", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF"),
            *("UGX", "UYI", "VND", "VUV", "XAF", "XAG", "XAU", "XBA", "XBB", "XBC", "XBD"),
            *("XDR", "XOF", "XPD", "XPF", "XPT", "XSU", "XTS", "XUA", "XXX"),
        ),
        0,
    ),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
    "CLF": 4,
}


def precise() -> AbstractContextManager[Context]:
    """Compute with 100 digits and `ROUND_HALF_UP`, whatever the context of the caller.

    Sums and products of amounts are exact inside; a quotient is rounded at the 100th digit.

    >>> with precise():
    ...     Decimal("1e30") + Decimal("0.01")
    Decimal('1000000000000000000000000000000.01')
    """
    return localcontext(EXACT)


def to_decimal(value: Decimal | int | str, *, name: str) -> Decimal:
    """Take an amount, rate or weight in at the door, exactly as written.

    Text is plain ASCII digits with an optional sign and point: no exponent, no separators, no
    spaces. The scale stays as written. `name` is what the error calls the value.

    Raises:
        TypeError: `value` is a float, a bool, or anything else that is not one of the three types.
        MoneyError: the text is not a plain decimal, or the value is NaN or infinite.

    >>> to_decimal("1160.50", name="amount")
    Decimal('1160.50')
    >>> to_decimal("1E3", name="amount")
    Traceback (most recent call last):
        ...
    cobranza.errors.MoneyError: amount is '1E3', expected a plain decimal such as '1234.50'
    """
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise MoneyError(f"{name} is {value}, expected a finite decimal")
        return value
    if isinstance(value, str):
        if _PLAIN_DECIMAL.fullmatch(value) is None:
            raise MoneyError(f"{name} is {value!r}, expected a plain decimal such as '1234.50'")
        return Decimal(value)
    if type(value) is int:  # not bool, which is an int to isinstance
        return Decimal(value)
    message = f"{name} is a {type(value).__name__}, expected Decimal, int or str"
    if isinstance(value, float):
        message += "; floats are not exact: pass the text they came from"
    raise TypeError(message)


def decimals(currency: str) -> int:
    """Give the number of decimals of an amount in `currency`, an ISO 4217 code in capitals.

    It is 2 unless c_Moneda says otherwise; whether the code exists is not judged here.

    Source: SAT, c_Moneda, column "decimales".

    >>> decimals("MXN"), decimals("JPY"), decimals("KWD"), decimals("XXX")
    (2, 0, 3, 0)
    """
    return _DECIMALS.get(currency, 2)


def decimals_of(amount: Decimal, currency: str) -> int:
    """Give the decimals of a currency, or those of a finite amount that has more.

    >>> decimals_of(Decimal("1.5"), "MXN"), decimals_of(Decimal("0.0001"), "MXN")
    (2, 4)
    """
    return max(decimals(currency), -int(amount.as_tuple().exponent))


def quantize(amount: Decimal, places: int) -> Decimal:
    """Round to `places` decimals, halves away from zero (`ROUND_HALF_UP`).

    Raises:
        MoneyError: the amount is not finite, or has more than 100 digits once rounded.

    >>> quantize(Decimal("2.345"), 2), quantize(Decimal("-2.345"), 2), quantize(Decimal(2), 2)
    (Decimal('2.35'), Decimal('-2.35'), Decimal('2.00'))
    """
    try:
        rounded = EXACT.quantize(amount, _unit(places))
    except DecimalException:
        rounded = None
    if rounded is None or rounded.is_nan():
        raise MoneyError(f"{amount} cannot be rounded to {places} decimals")
    return rounded


def convert(amount: Decimal, rate: Decimal, places: int) -> Decimal:
    """Express `amount` in another currency: `amount * rate`, rounded once to `places` decimals.

    `rate` is units of the wanted currency per unit of the amount's, as TipoCambio is MXN per unit.

    Raises:
        MoneyError: the rate is not greater than zero.

    >>> convert(Decimal("100.00"), Decimal("17.1234567"), decimals("MXN"))
    Decimal('1712.35')
    """
    if not to_decimal(rate, name="rate") > 0:
        raise MoneyError(f"rate is {rate}, expected a decimal greater than zero")
    return quantize(EXACT.multiply(amount, rate), places)


def allocate(amount: Decimal, weights: Sequence[Decimal], places: int) -> tuple[Decimal, ...]:
    """Split `amount` in proportion to `weights` into parts that sum to it exactly.

    Largest remainder: each part is first cut to `places` decimals, then the units left over go
    one each to the parts that lost most, the earlier first. A negative amount splits as its
    opposite does, with the sign changed.

    Raises:
        MoneyError: the amount has more than `places` decimals, a weight is negative, or the
            weights are empty or all zero.

    >>> allocate(Decimal("100.00"), [Decimal(1), Decimal(1), Decimal(1)], 2)
    (Decimal('33.34'), Decimal('33.33'), Decimal('33.33'))
    """
    whole = quantize(amount, places)
    if whole != amount:
        raise MoneyError(f"amount is {amount}, expected at most {places} decimals")
    fractions = [Fraction(to_decimal(weight, name="weight")) for weight in weights]
    total = sum(fractions)
    if total == 0 or min(fractions) < 0:
        raise MoneyError(
            f"weights are {[*map(str, weights)]}, expected none negative and one positive"
        )
    units = int(EXACT.scaleb(abs(whole), places))
    exact = [units * share / total for share in fractions]
    parts = [floor(share) for share in exact]
    left_over = units - sum(parts)
    # Fewer units are left over than parts lost something, so a weight of zero never gains one.
    for index in sorted(range(len(parts)), key=lambda i: parts[i] - exact[i])[:left_over]:
        parts[index] += 1
    sign = -1 if whole < 0 else 1
    return tuple(EXACT.multiply(sign * part, _unit(places)) for part in parts)


def _unit(places: int) -> Decimal:
    """Give one unit of the last decimal: 0.01 for 2 places."""
    return Decimal((0, (1,), -places))
