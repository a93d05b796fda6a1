"""The IVA of a document by kind, and the part of it that belongs to a part of its total."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

import attrs

from cobranza.money import EXACT, decimals, precise, quantize

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from cobranza.ledger.documents import Tax

__all__ = ["NOTHING", "IvaRate", "Part", "Parts", "Split", "by_rate", "less"]

_IVA: Final = "002"
_TASA: Final = "Tasa"
_EXENTO: Final = "Exento"
_ZERO: Final = Decimal(0)
_HUNDRED: Final = Decimal(100)


@attrs.frozen(kw_only=True)
class IvaRate:
    """One kind of IVA: at a rate, exempt, or withheld by the customer.

    `rate` is a fraction, 0.16 for 16 %, and `None` for what is exempt. What is withheld is one
    kind, whatever its rates: the summary of a CFDI does not tell them apart.

    >>> str(IvaRate(rate=Decimal("0.160000"))), str(IvaRate(factor="Exento"))
    ('IVA 16 %', 'IVA exento')
    >>> IvaRate(rate=Decimal("0.16")) == IvaRate(rate=Decimal("0.160000"))
    True
    """

    rate: Decimal | None = None
    factor: str | None = _TASA
    withheld: bool = False

    def __str__(self) -> str:
        if self.withheld:
            return "IVA retenido"
        if self.rate is None:
            return "IVA exento" if self.factor == _EXENTO else "IVA"
        with precise():
            return f"IVA {(self.rate * _HUNDRED).normalize():f} %"


WITHHELD: Final = IvaRate(factor=None, withheld=True)


@attrs.frozen
class Part:
    """An amount of IVA and the base that it is of, `None` where that is not printed."""

    base: Decimal | None
    iva: Decimal

    def plus(self, other: Part) -> Part:
        """Add; a base that is not known makes the sum unknown."""
        iva = EXACT.add(self.iva, other.iva)
        if self.base is None or other.base is None:
            return Part(None, iva)
        return Part(EXACT.add(self.base, other.base), iva)

    def each(self, change: Callable[[Decimal], Decimal]) -> Part:
        """Change both amounts alike."""
        with precise():
            return Part(None if self.base is None else change(self.base), change(self.iva))


NOTHING: Final = Part(_ZERO, _ZERO)

Parts = dict[IvaRate, Part]
"""IVA by kind."""


def by_rate(taxes: Iterable[Tax]) -> Parts:
    """Sum the IVA of a document or of a payment by kind."""
    parts: Parts = {}
    for tax in taxes:
        if tax.tax == _IVA:
            rate = WITHHELD if tax.withheld else IvaRate(rate=tax.rate, factor=tax.factor)
            parts[rate] = parts.get(rate, NOTHING).plus(Part(tax.base, tax.amount or _ZERO))
    return parts


def less(parts: Mapping[IvaRate, Part], others: Mapping[IvaRate, Part]) -> Parts:
    """Subtract, kind by kind."""
    return {
        rate: parts.get(rate, NOTHING).plus(others.get(rate, NOTHING).each(Decimal.__neg__))
        for rate in dict.fromkeys((*parts, *others))
    }


@attrs.frozen
class Split:
    """The IVA of a total, to be split in proportion to it.

    Every share is of an amount counted from zero, rounded once; the IVA of what lies between two
    amounts is the difference of their shares. So the parts of a total add up to the whole.
    """

    whole: Parts
    total: Decimal
    places: int

    @classmethod
    def of(cls, taxes: Iterable[Tax], total: Decimal, currency: str) -> Split:
        """Prepare the taxes of a document; a total of zero has nothing to split."""
        return cls(by_rate(taxes) if total else {}, total, decimals(currency))

    def share(self, amount: Decimal) -> Parts:
        """Give the IVA of a part of the total, half up to the decimals of the currency.

        The whole total has the whole IVA as printed, whatever its decimals.
        """
        if amount == self.total:
            return self.whole
        return {
            rate: part.each(lambda whole: quantize(whole * amount / self.total, self.places))
            for rate, part in self.whole.items()
        }
