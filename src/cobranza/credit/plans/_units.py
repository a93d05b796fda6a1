"""Amounts as whole numbers of the smallest unit, and the roundings that they need."""

from __future__ import annotations

from decimal import Context, Decimal
from typing import TYPE_CHECKING, Final

from cobranza.money import allocate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cobranza.credit.plans._charges import IvaShare

__all__ = ["as_decimal", "half_up", "iva_parts", "units"]

_EXACT: Final = Context(prec=100)


def half_up(numerator: int, denominator: int) -> int:
    """Divide whole numbers that are not negative, and round halves up."""
    return (2 * numerator + denominator) // (2 * denominator)


def units(amount: Decimal, places: int) -> int:
    """Give an amount that has no more than `places` decimals in whole units of the last one."""
    numerator, denominator = amount.as_integer_ratio()
    scale: int = 10**places
    return numerator * scale // denominator


def as_decimal(amount: int, places: int) -> Decimal:
    """Give whole units as an amount with `places` decimals."""
    return _EXACT.scaleb(Decimal(amount), -places)


def iva_parts(interest: int, shares: Sequence[IvaShare]) -> list[tuple[int, int]]:
    """Split interest over the shares: the base of each and its IVA, rounded on its own."""
    bases = [interest]
    if len(shares) > 1:
        weights = [share.weight for share in shares]
        bases = [int(part) for part in allocate(Decimal(interest), weights, 0)]
    parts: list[tuple[int, int]] = []
    for base, share in zip(bases, shares, strict=True):
        numerator, denominator = share.rate.as_integer_ratio()
        parts.append((base, half_up(base * numerator, denominator)))
    return parts
