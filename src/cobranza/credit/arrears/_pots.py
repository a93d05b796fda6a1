"""How instalments pay off invoices: pots that empty, so that nothing is lost."""

from __future__ import annotations

from decimal import Decimal
from itertools import accumulate
from typing import TYPE_CHECKING, Final, Literal

import attrs

from cobranza.aging._exact import total
from cobranza.credit.arrears._restructuring import PlanApplication, PlanInstalment
from cobranza.money import allocate, precise, quantize

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cobranza.credit.arrears._forgiveness import InvoicePart
    from cobranza.credit.plans import Instalment, Schedule

__all__ = ["Allocation", "Pots"]

Allocation = Literal["oldest", "proportional"]
"""Which invoice an instalment pays: the one that was due first, or all in proportion."""

_ONE: Final = Decimal(1)
_ZERO: Final = Decimal(0)

_Paid = tuple[Decimal, Decimal]
"""An amount without its IVA, and that IVA."""


@attrs.define
class _Pot:
    """An amount to be paid off, of which a part is IVA; it empties payment by payment."""

    whole: Decimal
    iva: Decimal
    places: int
    taken: Decimal = _ZERO
    iva_taken: Decimal = _ZERO

    @property
    def left(self) -> Decimal:
        with precise():
            return self.whole - self.taken

    def add(self, amount: Decimal, iva: Decimal) -> None:
        self.whole, self.iva = total((self.whole, amount, iva)), total((self.iva, iva))

    def take(self, amount: Decimal) -> _Paid:
        """Take an amount out; the IVA in it is the difference of shares counted from zero."""
        if not amount:
            return _ZERO, _ZERO
        with precise():
            self.taken += amount
            iva = quantize(self.iva * self.taken / self.whole, self.places) - self.iva_taken
            self.iva_taken += iva
            return amount - iva, iva


class Pots:
    """What is left of each invoice, and of plan interest that was capitalized."""

    def __init__(
        self,
        parts: Sequence[InvoicePart],
        places: int,
        *,
        allocation: Allocation,
        capitalize: bool,
    ) -> None:
        self._parts = parts
        self._places = places
        self._allocation = allocation
        self._capitalize = capitalize
        self._moratory = [_Pot(each.kept_moratory, each.kept_iva, places) for each in parts]
        self._principal = [_Pot(each.kept_principal, _ZERO, places) for each in parts]
        self._capitalized = _Pot(_ZERO, _ZERO, places)

    def instalments(self, schedule: Schedule) -> Iterator[PlanInstalment]:
        """Pay off everything, row by row; moratory interest that is no principal evenly."""
        apart = _ZERO if self._capitalize else total(pot.left for pot in self._moratory)
        even = allocate(apart, [_ONE] * len(schedule.rows), self._places)
        for row, moratory in zip(schedule.rows, even, strict=True):
            yield self._instalment(row, moratory)

    def _instalment(self, row: Instalment, moratory: Decimal) -> PlanInstalment:
        opening = self._left()
        interest, iva = row.interest, row.iva
        if row.capitalized:
            self._capitalized.add(interest, iva)
            interest = iva = _ZERO
        late, principal, (more, more_iva) = self._settle(row.principal, moratory)
        applied = (
            PlanApplication(part=part, principal=amount, interest=net, iva=tax)
            for part, (net, tax), (amount, _) in zip(self._parts, late, principal, strict=True)
            if amount or net or tax
        )
        return PlanInstalment(
            number=row.number,
            due=row.date,
            opening=opening,
            applied=tuple(applied),
            interest=total((interest, more)),
            iva=total((iva, more_iva)),
            charges=total((row.fees, row.insurance)),
            charges_iva=row.iva_on_charges,
            closing=self._left(),
        )

    def _settle(
        self, principal: Decimal, moratory: Decimal
    ) -> tuple[list[_Paid], list[_Paid], _Paid]:
        """Give what goes to moratory interest and to balances, by invoice, and to plan interest."""
        own = [*self._principal, self._capitalized]
        if self._capitalize:
            taken = self._take(principal, [*self._moratory, *own])
        else:
            taken = [*self._take(moratory, self._moratory), *self._take(principal, own)]
        count = len(self._parts)
        return taken[:count], taken[count:-1], taken[-1]

    def _take(self, amount: Decimal, pots: Sequence[_Pot]) -> list[_Paid]:
        """Take an amount out of pots, in their order or in proportion to what is left in them."""
        left = [pot.left for pot in pots]
        parts: Iterable[Decimal]
        if not amount:
            parts = [_ZERO] * len(pots)
        elif self._allocation == "proportional":
            parts = allocate(amount, left, self._places)
        else:
            # What the pots before one can hold is theirs; the rest of the amount reaches it.
            reach = zip(accumulate(left, initial=_ZERO), left, strict=False)
            parts = [max(min(amount - held, each), _ZERO) for held, each in reach]
        return [pot.take(part) for pot, part in zip(pots, parts, strict=True)]

    def _left(self) -> Decimal:
        return total(pot.left for pot in (*self._moratory, *self._principal, self._capitalized))
