"""A ledger and a receivable as HTML, for notebooks."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from cobranza._html import block, figure, heading, table
from cobranza.ledger.inconsistencies import CODES
from cobranza.money import precise

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cobranza._html import Cell
    from cobranza.ledger.events import Receivable
    from cobranza.ledger.ledger import Ledger

__all__ = ["ledger_html", "receivable_html"]

_ZERO: Final = Decimal(0)


def ledger_html(ledger: Ledger) -> str:
    """Sum a ledger up: receivables and balances per currency, and what does not fit."""
    currencies = sorted({each.currency for each in ledger.receivables})
    count, still_open = Counter[str](), Counter[str]()
    for each in ledger.receivables:
        count[each.currency] += 1
        still_open[each.currency] += each.balance() != 0
    balances = ledger.balances()
    parts = [
        heading(f"Cartera: {len(ledger.receivables):,} facturas"),
        table(
            ("Moneda", "Facturas", "Con saldo", "Saldo"),
            [
                (each, f"{count[each]:,}", f"{still_open[each]:,}", figure(balances[each], each))
                for each in currencies
            ],
            figures=3,
        ),
    ]
    found = (*ledger.inconsistencies, *ledger.deadlines)
    cases = Counter(each.code for each in found if each.until is None)
    if cases:
        rows = [(code, CODES[code].title, f"{cases[code]:,}") for code in sorted(cases)]
        parts += [heading("Lo que no cuadra"), table(("Código", "Qué", "Casos"), rows, figures=1)]
    return block(*parts)


def receivable_html(receivable: Receivable) -> str:
    """Show an invoice and what has moved it, with the balance after each event."""
    currency = receivable.currency
    customer = receivable.customer
    about = (
        f"Factura {receivable.number or receivable.uuid}",
        f"{customer.name} ({customer.rfc})" if customer.name else customer.rfc,
        f"vence {receivable.due or 'sin fecha'}",
        f"saldo {figure(receivable.balance(), currency)} {currency}",
    )
    rows: list[Sequence[Cell]] = []
    balance = _ZERO
    with precise():
        for event in receivable.events:
            balance += event.amount
            rows.append(
                (
                    event.date.isoformat(),
                    (event.kind.value, event.document),
                    figure(event.amount, currency),
                    figure(balance, currency),
                )
            )
    columns = ("Fecha", "Movimiento", "Importe", "Saldo")
    return block(heading(", ".join(about)), table(columns, rows, figures=2))
