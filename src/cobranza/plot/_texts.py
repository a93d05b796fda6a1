"""What the charts say, in Spanish and in English."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cobranza.aging import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cobranza.plot._chart import Language

__all__ = ["text"]

_TEXTS: Final[Mapping[str, Text]] = {
    "aging": Text(es="Antigüedad de saldos", en="Aging"),
    "as_of": Text(es="Al {day}, en {currency}", en="As of {day}, in {currency}"),
    "balance": Text(es="Saldo", en="Balance"),
    "bucket": Text(es="Días de atraso", en="Days past due"),
    "items": Text(es="Partidas", en="Items"),
    "value": Text(es="Valor", en="Value"),
    "month": Text(es="Mes", en="Month"),
    "state": Text(es="Estado", en="State"),
    "target": Text(es="Meta: {limit}", en="Target: {limit}"),
    "at_least": Text(es="al menos {value}", en="at least {value}"),
    "days": Text(es="{value} días", en="{value} days"),
    "roll": Text(es="A dónde pasó cada rango", en="Where each bucket went"),
    "roll_balance": Text(
        es="Parte del saldo de cada rango; cada renglón suma 100 %",
        en="Part of the balance of each bucket; each row adds up to 100 %",
    ),
    "roll_count": Text(
        es="Parte de los adeudos de cada rango; cada renglón suma 100 %",
        en="Part of the debts of each bucket; each row adds up to 100 %",
    ),
    "from": Text(es="De", en="From"),
    "to": Text(es="A", en="To"),
    "share": Text(es="Parte", en="Share"),
    "vintages": Text(
        es="Lo que queda sin cobrar de las ventas de cada mes",
        en="What is left uncollected of the sales of each month",
    ),
    "vintages_about": Text(
        es="Parte de lo vendido, al cierre de cada mes", en="Part of what was sold, by month end"
    ),
    "months_later": Text(es="Meses después de la venta", en="Months after the sale"),
    "sold_in": Text(es="Vendido en", en="Sold in"),
    "concentration": Text(es="Concentración de la cartera", en="Concentration of receivables"),
    "debtors": Text(es="Deudores, de mayor a menor", en="Debtors, the largest first"),
    "debtor": Text(es="Deudor", en="Debtor"),
    "cumulative": Text(es="Parte acumulada del saldo", en="Cumulative share of the balance"),
    "few_owe": Text(
        es="{count} de {all} deudores deben {share}", en="{count} of {all} debtors owe {share}"
    ),
    "forecast": Text(es="Cobranza esperada por semana", en="Expected collections by week"),
    "forecast_about": Text(
        es="De {open} {currency} abiertos al {day}; después o nunca: {later}",
        en="Of {open} {currency} open on {day}; later or never: {later}",
    ),
    "week": Text(es="Semana", en="Week"),
    "week_from": Text(es="Semana que empieza el", en="Week from"),
    "amount": Text(es="Importe", en="Amount"),
    "movement": Text(es="Movimiento", en="Movement"),
    "date": Text(es="Fecha", en="Date"),
    "due": Text(es="Vence el {day}", en="Due on {day}"),
    "balance_in": Text(es="Saldo en {currency}", en="Balance in {currency}"),
}


def text(key: str, lang: Language, **values: object) -> str:
    """Give a text with its values filled in."""
    both = _TEXTS[key]
    return (both.es if lang == "es" else both.en).format(**values)
