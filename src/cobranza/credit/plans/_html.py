"""A schedule as a small HTML table in Spanish, for notebooks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cobranza._html import block, figure, heading, percent, table
from cobranza.credit.plans._columns import TITLES, shown

if TYPE_CHECKING:
    from cobranza.credit.plans._schedule import Instalment, Schedule, Totals

__all__ = ["schedule_html"]


def schedule_html(plan: Schedule) -> str:
    """Show every instalment and the totals; figures that are zero in all of them are left out."""
    totals = plan.totals
    names = shown(plan)
    rows = [
        (
            str(row.number),
            str(row.date),
            percent(row.rate, places=2),
            *_figures(row, names, plan.currency),
            figure(row.closing, plan.currency),
        )
        for row in plan.rows
    ]
    rows.append(("Total", "", "", *_figures(totals, names, plan.currency), ""))
    titles = ("Pago núm.", "Fecha", "Tasa", *(TITLES[name] for name in names), "Saldo")
    lent = f"{figure(plan.terms.principal, plan.currency)} {plan.currency}"
    return block(
        heading(f"Plan de pagos de {lent} desde {plan.terms.start}"),
        table(titles, rows, figures=len(names) + 2),
    )


def _figures(record: Instalment | Totals, names: list[str], currency: str) -> list[str]:
    return [figure(getattr(record, name), currency) for name in names]
