"""In which order money that comes in settles interest and principal."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import attrs

from cobranza.aging._exact import total
from cobranza.errors import CreditError
from cobranza.money import precise, to_decimal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["LEGAL_ORDER", "Component", "Imputation", "check_order", "impute"]

_ZERO: Final = Decimal(0)


class Component(StrEnum):
    """What a payment can settle; interest includes its IVA."""

    MORATORY = "moratory"
    ORDINARY = "ordinary"
    PRINCIPAL = "principal"


LEGAL_ORDER: Final = (Component.MORATORY, Component.ORDINARY, Component.PRINCIPAL)
"""Interest first, what is not agreed otherwise: Código Civil Federal, art. 2094; Código de
Comercio, art. 364. That moratory interest goes before ordinary interest is the custom of
contracts; the law does not tell the two apart."""


@attrs.frozen(kw_only=True)
class Imputation:
    """What a payment settled, and what of it was left over.

    >>> owed = {Component.MORATORY: Decimal(20), Component.PRINCIPAL: Decimal(1000)}
    >>> done = impute(Decimal(500), owed)
    >>> done.moratory, done.ordinary, done.principal, done.left_over
    (Decimal('20'), Decimal('0'), Decimal('480'), Decimal('0'))
    """

    moratory: Decimal
    ordinary: Decimal
    principal: Decimal
    left_over: Decimal

    @property
    def settled(self) -> Decimal:
        """What the payment settled."""
        return total((self.moratory, self.ordinary, self.principal))


def check_order(order: Sequence[Component]) -> tuple[Component, ...]:
    """Refuse an order in which a component is missing, or there twice."""
    if sorted(order) != sorted(Component):
        named = ", ".join(order)
        raise CreditError(f"order is {named or 'empty'}, expected each of {', '.join(Component)}")
    return tuple(order)


def impute(
    amount: Decimal,
    owed: Mapping[Component, Decimal],
    *,
    order: Sequence[Component] = LEGAL_ORDER,
) -> Imputation:
    """Apply a payment to what is owed, one component after the other.

    Args:
        amount: what came in, zero or more.
        owed: by component, zero or more; one that is missing is zero.
        order: which component comes first, second, last.

    Raises:
        CreditError: an amount is negative, or the order does not name each component once.
    """
    if to_decimal(amount, name="amount") < 0:
        raise CreditError(f"amount is {amount}, expected zero or more")
    left = amount
    taken: dict[Component, Decimal] = {}
    with precise():
        for component in check_order(order):
            open_amount = owed.get(component, _ZERO)
            if open_amount < 0:
                raise CreditError(f"{component} owed is {open_amount}, expected zero or more")
            taken[component] = min(left, open_amount)
            left -= taken[component]
    return Imputation(
        moratory=taken[Component.MORATORY],
        ordinary=taken[Component.ORDINARY],
        principal=taken[Component.PRINCIPAL],
        left_over=left,
    )
