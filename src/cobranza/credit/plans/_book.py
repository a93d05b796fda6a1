"""A schedule as an Excel workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cobranza._workbook import Book, Column, Kind, List
from cobranza.credit.plans._columns import TITLES, shown
from cobranza.money import decimals

if TYPE_CHECKING:
    from cobranza.credit.plans._schedule import Schedule

__all__ = ["render_schedule_workbook"]


def render_schedule_workbook(plan: Schedule) -> bytes:
    """Render a schedule as an Excel workbook in Spanish: the bytes of an .xlsx file.

    One sheet has a row for each instalment, with totals; figures that are zero in all of them are
    left out. The bytes depend on the schedule alone: the day of the loan stands as that of the
    file.

    Raises:
        MissingExtraError: XlsxWriter is not installed.

    >>> import datetime as dt
    >>> from cobranza.credit.plans import amortize
    >>> plan = amortize("150000", rate="0.10", start=dt.date(2026, 1, 15), periods=36)
    >>> render_schedule_workbook(plan)[:2]
    b'PK'
    """
    terms, names, places = plan.terms, shown(plan), decimals(plan.currency)
    about = f"{terms.principal:,} {plan.currency} desde {terms.start}"
    book = Book(streamed=False, about=about, total="Total")
    book.lists(
        List(
            name="Plan de pagos",
            key="plan",
            title="Plan de pagos",
            columns=(
                Column("Pago núm.", Kind.COUNT, 10),
                Column("Fecha", Kind.DATE, 12),
                Column("Días", Kind.COUNT, 8),
                Column("Tasa anual", Kind.SHARE, 11),
                Column("Saldo inicial", Kind.MONEY, places=places),
                *(Column(TITLES[name], Kind.MONEY, places=places, sums=True) for name in names),
                Column("Saldo", Kind.MONEY, places=places),
            ),
            rows=[
                (
                    *(row.number, row.date, row.days, row.rate, row.opening),
                    *(getattr(row, name) for name in names),
                    row.closing,
                )
                for row in plan.rows
            ],
        )
    )
    return book.finish(title="Plan de pagos", company="", as_of=terms.start)
