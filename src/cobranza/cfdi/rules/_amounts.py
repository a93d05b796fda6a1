"""SAT's arithmetic: rounding, and the limits between which an amount is accepted.

Source: Anexo 20, guía de llenado del CFDI 4.0 (FAQ 37-41), and the technical standard of Pagos 2.0.
An amount that is a product is not compared with one value but with a band, which the decimals of
its factors as printed make wider or narrower. Rounding is half up: the guide says "redondeo" and
all its examples round so.
"""

from __future__ import annotations

from decimal import (
    MAX_EMAX,
    MAX_PREC,
    MIN_EMIN,
    ROUND_CEILING,
    ROUND_FLOOR,
    ROUND_HALF_UP,
    Context,
    Decimal,
)
from functools import reduce
from typing import TYPE_CHECKING, Final

import attrs

from cobranza.cfdi.rules._case import places

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__: list[str] = []

_EXACT: Final = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN)
"""Loses no digit of a sum, a product or a rounding, however long the amounts of a bad document."""
_QUOTIENT: Final = Context(prec=200, Emax=MAX_EMAX, Emin=MIN_EMIN)
"""A quotient has to end somewhere, far behind the decimals of any currency."""
_HALF: Final = Decimal("0.5")
_EPSILON: Final = Decimal("1E-12")


@attrs.frozen
class Limits:
    """A closed band of amounts."""

    lower: Decimal
    upper: Decimal

    def __contains__(self, amount: Decimal) -> bool:
        return self.lower <= amount <= self.upper

    def __str__(self) -> str:
        return f"{self.lower:f} a {self.upper:f}"


def exact_sum(amounts: Iterable[Decimal]) -> Decimal:
    """Add up without losing a digit, whatever the context of the caller; nothing adds up to 0."""
    return reduce(_EXACT.add, amounts, Decimal(0))


def unit(decimals: int) -> Decimal:
    """Give the smallest amount of a currency with so many decimals: 0.01 for 2."""
    return Decimal(1).scaleb(-decimals, _EXACT)


def exact_product(a: Decimal, b: Decimal) -> Decimal:
    """Multiply without losing a digit."""
    return _EXACT.multiply(a, b)


def exact_difference(a: Decimal, b: Decimal) -> Decimal:
    """Subtract `b` from `a` without losing a digit."""
    return _EXACT.subtract(a, b)


def quotient(a: Decimal, b: Decimal) -> Decimal:
    """Divide `a` by `b`, which is not zero, to 200 digits."""
    return _QUOTIENT.divide(a, b)


def rounded(amount: Decimal, decimals: int) -> Decimal:
    """Round half up."""
    return _quantized(amount, decimals, ROUND_HALF_UP)


def rounded_down(amount: Decimal, decimals: int) -> Decimal:
    """Round towards minus infinity; what is not negative is truncated."""
    return _quantized(amount, decimals, ROUND_FLOOR)


def rounded_up(amount: Decimal, decimals: int) -> Decimal:
    """Round towards plus infinity."""
    return _quantized(amount, decimals, ROUND_CEILING)


def is_plain_product(amount: Decimal, a: Decimal, b: Decimal, cent: Decimal) -> bool:
    """Tell at little cost whether `amount` is `a` x `b`, whole or rounded to its own decimals.

    Such an amount is inside the limits, so nobody has to work them out; one that is not may be
    inside all the same. `cent` is the unit of the currency: an amount with fewer decimals is told
    only if it is the whole product, since the limits with the currency's decimals are narrower.
    """
    product = _EXACT.multiply(a, b)
    if amount == product:
        return True
    if amount != product.quantize(amount, ROUND_HALF_UP, _EXACT):
        return False
    return amount.same_quantum(cent) or places(amount) > places(cent)


def product_limits(a: Decimal, b: Decimal, decimals: int) -> Limits:
    """Give the limits of `a` x `b`, both as printed: Importe of Cantidad x ValorUnitario."""
    half_a, half_b = _half(a), _half(b)
    lower = _EXACT.multiply(_EXACT.subtract(a, half_a), _EXACT.subtract(b, half_b))
    upper = _EXACT.multiply(_almost(a, half_a), _almost(b, half_b))
    return _band(lower, upper, decimals)


def tax_limits(base: Decimal, rate: Decimal, decimals: int) -> Limits:
    """Give the limits of a tax: `base` as printed x an exact `rate`."""
    half = _half(base)
    lower = _EXACT.multiply(_EXACT.subtract(base, half), rate)
    upper = _EXACT.multiply(_almost(base, half), rate)
    return _band(lower, upper, decimals)


def quotient_limits(
    amount: Decimal, rate: Decimal, decimals: int, *, rate_places: int | None = None
) -> Limits:
    """Give the limits of `amount` / `rate`: what ImpPagado is in the payment's currency.

    `rate_places` are the decimals of EquivalenciaDR when they are not the printed ones (CRP20277).
    """
    half = _half(amount)
    half_rate = _half_unit(places(rate) if rate_places is None else rate_places)
    almost = Decimal("1E-10")
    largest_rate = _EXACT.subtract(_EXACT.add(rate, half_rate), almost)
    largest_amount = _EXACT.subtract(_EXACT.add(amount, half), almost)
    lower = _QUOTIENT.divide(_EXACT.subtract(amount, half), largest_rate)
    upper = _QUOTIENT.divide(largest_amount, _EXACT.subtract(rate, half_rate))
    return _band(lower, upper, decimals)


def _band(lower: Decimal, upper: Decimal, decimals: int) -> Limits:
    return Limits(rounded_down(lower, decimals), rounded_up(upper, decimals))


def _almost(value: Decimal, half: Decimal) -> Decimal:
    """Give what `value` could at most have been before it was rounded."""
    return _EXACT.subtract(_EXACT.add(value, half), _EPSILON)


def _half(value: Decimal) -> Decimal:
    return _half_unit(places(value))


def _half_unit(decimals: int) -> Decimal:
    return _HALF.scaleb(-decimals, _EXACT)


def _quantized(amount: Decimal, decimals: int, rounding: str) -> Decimal:
    return amount.quantize(unit(decimals), rounding, _EXACT)
