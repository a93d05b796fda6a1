"""A schedule as a small HTML table in Spanish, for notebooks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cobranza._html import block, figure, heading, percent, table

if TYPE_CHECKING:
    from cobranza.credit.plans._schedule import Instalment, Schedule, Totals

__all__ = ["schedule_html"]

_COLUMNS: Final = {
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


def schedule_html(plan: Schedule) -> str:
    """Show every instalment and the totals; figures that are zero in all of them are left out."""
    totals = plan.totals
    shown = [name for name in _COLUMNS if name in _ALWAYS or getattr(totals, name)]
    rows = [
        (
            str(row.number),
            str(row.date),
            percent(row.rate, places=2),
            *_figures(row, shown, plan.currency),
            figure(row.closing, plan.currency),
        )
        for row in plan.rows
    ]
    rows.append(("Total", "", "", *_figures(totals, shown, plan.currency), ""))
    titles = ("Pago núm.", "Fecha", "Tasa", *(_COLUMNS[name] for name in shown), "Saldo")
    lent = f"{figure(plan.terms.principal, plan.currency)} {plan.currency}"
    return block(
        heading(f"Plan de pagos de {lent} desde {plan.terms.start}"),
        table(titles, rows, figures=len(shown) + 2),
    )


def _figures(record: Instalment | Totals, names: list[str], currency: str) -> list[str]:
    return [figure(getattr(record, name), currency) for name in names]
