"""The IVA on interest: at the rates of the sale that the interest comes from."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

import attrs

from cobranza.errors import CreditError
from cobranza.ledger._iva.split import by_rate
from cobranza.money import allocate, decimals, precise, quantize, to_decimal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cobranza.aging import Debt
    from cobranza.ledger import Tax

__all__ = ["InterestIva", "Weights", "iva_weights", "split_interest"]

_ONE: Final = Decimal(1)
_ZERO: Final = Decimal(0)

Weights = tuple[tuple[Decimal | None, Decimal], ...]
"""Rates of IVA, `None` for a sale without, and the parts of the sale that they are of."""
_NO_IVA: Final = ((None, _ONE),)


@attrs.frozen(kw_only=True)
class InterestIva:
    """Interest that carries IVA at one rate; `rate` is `None` where it carries none (exempt)."""

    rate: Decimal | None
    interest: Decimal
    iva: Decimal


def split_interest(interest: Decimal, weights: Weights, currency: str) -> tuple[InterestIva, ...]:
    """Split interest by rate of IVA, to the cent, and compute the tax on each part, half up."""
    places = decimals(currency)
    parts = allocate(interest, [weight for _, weight in weights], places)
    with precise():
        return tuple(
            InterestIva(rate=rate, interest=part, iva=quantize(part * (rate or _ZERO), places))
            for (rate, _), part in zip(weights, parts, strict=True)
        )


def iva_weights(debt: Debt, iva_rate: Decimal | None) -> Weights:
    """Give the rates of IVA of a debt and the bases that they are of, as its document has them.

    Raises:
        CreditError: the debt does not tell its taxes and no `iva_rate` is given, the rate is
            negative, or one of several taxes has neither base nor amount.
    """
    if iva_rate is not None:
        if to_decimal(iva_rate, name="iva_rate") < 0:
            raise CreditError(f"iva_rate is {iva_rate}, expected a fraction of zero or more")
        return ((iva_rate, _ONE),)
    taxes: Iterable[Tax] | None = getattr(debt, "taxes", None)
    if taxes is None:
        raise CreditError(
            f"a debt of {debt.customer.rfc} does not tell its taxes, expected iva_rate, "
            "a fraction such as 0.16"
        )
    rates = {kind: part for kind, part in by_rate(taxes).items() if not kind.withheld}
    if len(rates) <= 1:
        return tuple((kind.rate, _ONE) for kind in rates) or _NO_IVA
    weights: list[tuple[Decimal | None, Decimal]] = []
    for kind, part in rates.items():
        base = part.base
        if base is None and kind.rate:
            with precise():
                base = part.iva / kind.rate
        if base is None:
            raise CreditError(f"{kind} of a debt has no base, expected iva_rate")
        if base > 0:
            weights.append((kind.rate, base))
    return tuple(weights) or _NO_IVA
