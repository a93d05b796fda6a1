"""Exact sums, and the one way in which a quotient of the metrics is taken and rounded."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal
from typing import TYPE_CHECKING, Final

from cobranza.money import EXACT, precise

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["EXACT", "ONE", "RESULT", "ZERO", "ratio", "total"]

ZERO: Final = Decimal(0)
ONE: Final = Decimal(1)
RESULT: Final = Context(prec=28, rounding=ROUND_HALF_UP)
"""Results that no currency bounds have 28 significant digits."""


def total(amounts: Iterable[Decimal]) -> Decimal:
    """Sum exactly, whatever the context of the caller."""
    with precise():
        return sum(amounts, ZERO)


def ratio(part: Decimal, whole: Decimal) -> Decimal | None:
    """Give `part / whole` to 28 digits; `None` where the whole is not above zero.

    >>> from decimal import Decimal
    >>> ratio(Decimal(1), Decimal(3)), ratio(Decimal(1), Decimal(0))
    (Decimal('0.3333333333333333333333333333'), None)
    """
    return RESULT.divide(part, whole) if whole > 0 else None
