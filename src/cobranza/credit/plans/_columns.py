"""What the figures of a schedule are called in Spanish, and which of them a table shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from cobranza.credit.plans._schedule import Schedule

__all__ = ["TITLES", "shown"]

TITLES: Final = {
    "interest": "Interés",
    "iva": "IVA del interés",
    "principal": "Capital",
    "fees": "Comisiones",
    "insurance": "Seguros",
    "iva_on_charges": "IVA de cargos",
    "capitalized": "Se capitaliza",
    "payment": "Pago",
    "extra": "Pago anticipado",
}
_ALWAYS: Final = {"interest", "principal", "payment"}


def shown(plan: Schedule) -> list[str]:
    """Leave out the figures that are zero in every instalment."""
    totals = plan.totals
    return [name for name in TITLES if name in _ALWAYS or getattr(totals, name)]
