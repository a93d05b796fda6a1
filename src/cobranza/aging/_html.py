"""The answers of the metrics as small HTML tables in Spanish, for notebooks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cobranza._html import NONE, block, figure, heading, percent, table
from cobranza.aging._exact import ratio
from cobranza.aging._metric import Unit
from cobranza.aging._metrics import METRICS
from cobranza.aging._words import bucket_name, status_name, trend_name
from cobranza.money import quantize

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from cobranza._html import Cell
    from cobranza.aging._age import Aged, Aging, AgingRow
    from cobranza.aging._concentration import Concentration
    from cobranza.aging._dso import Dso
    from cobranza.aging._forecast import Forecast
    from cobranza.aging._provision import Provision
    from cobranza.aging._roll import TransitionMatrix
    from cobranza.aging._scorecard import Score, Scorecard

__all__ = [
    "aging_html",
    "concentration_html",
    "dso_html",
    "forecast_html",
    "matrix_html",
    "provision_html",
    "scorecard_html",
]

_SHOWN: Final = 20


def aging_html(aging: Aging) -> str:
    """Show the totals of each currency, and the groups that owe most."""
    names = [bucket_name(label) for label in aging.buckets.labels]
    totals = [(each.currency, *_amounts(each)) for each in aging.totals]
    if aging.mxn is not None and len(aging.totals) > 1:
        totals.append(("Todo en MXN", *_amounts(aging.mxn)))
    parts = [
        heading(f"Antigüedad de saldos al {aging.as_of}"),
        table(("Moneda", *names, "Saldo"), totals, figures=len(names) + 1),
    ]
    if aging.by_customer or aging.dimensions:
        rows = sorted(aging.rows, key=lambda row: (row.currency, -row.outstanding))
        parts.append(heading(_shown("Quienes más deben", len(rows))))
        parts.append(
            table(
                ("Deudor", "Moneda", *names, "Saldo"),
                [(_debtor(row), row.currency, *_amounts(row)) for row in rows[:_SHOWN]],
                figures=len(names) + 1,
            )
        )
    return block(*parts)


def dso_html(dso: Dso) -> str:
    """Show a DSO with the figures behind it."""
    rows = [
        ("DSO", _days(dso.days, bound=dso.exhausted)),
        ("DSO óptimo", _days(dso.best_possible)),
        ("Días promedio de atraso", _days(dso.delinquent, bound=dso.exhausted)),
        ("Saldo", figure(dso.outstanding, dso.currency)),
        ("Al corriente", figure(dso.current, dso.currency)),
    ]
    sales = [
        (_back(back), str(month.days), figure(month.amount, dso.currency))
        for back, month in enumerate(dso.sales)
    ]
    return block(
        heading(f"Días de venta por cobrar, {dso.currency}"),
        table((), rows, figures=1),
        table(("Ventas a crédito", "Días", "Importe"), sales, figures=2),
    )


def scorecard_html(card: Scorecard) -> str:
    """Show every metric in the last month, its target, and how it fares."""
    rows = [
        (
            METRICS[target.metric].name.es,
            _value(score),
            f"{target.comparison.sign} {_in_unit(target.limit, target.metric)}",
            status_name(score.status),
            trend_name(score.trend),
        )
        for target, score in zip(card.targets, card.latest, strict=True)
    ]
    columns = ("Indicador", "Valor", "Meta", "Estado", "Tendencia")
    return block(
        heading(f"Indicadores al {card.months[-1]}, {card.currency}"), table(columns, rows)
    )


def matrix_html(matrix: TransitionMatrix) -> str:
    """Show where the balances of each bucket went, as shares of the bucket."""
    names = [bucket_name(label) for label in matrix.destinations]
    rows = [
        (
            bucket_name(origin),
            *map(percent, [None] * len(names) if rates is None else rates),
        )
        for origin, rates in zip(matrix.origins, matrix.rates(), strict=True)
    ]
    return block(
        heading("Matriz de transición, por saldo"),
        table(("De \\ A", *names), rows, figures=len(names)),
    )


def concentration_html(found: Concentration) -> str:
    """Show the largest debtors, the share of each, and how much they add up to."""
    rows: list[Sequence[Cell]] = [
        (
            _debtor(row),
            figure(row.outstanding, found.currency),
            percent(ratio(row.outstanding, found.owed)),
            percent(found.top(place)),
        )
        for place, row in enumerate(found.debtors[:_SHOWN], 1)
    ]
    index = NONE if found.hhi is None else f"{quantize(found.hhi, 4)}"
    return block(
        heading(f"Concentración al {found.as_of}, {found.currency}: HHI {index}"),
        heading(_shown("Quienes más deben", len(found.debtors))),
        table(("Deudor", "Saldo", "Parte", "Acumulado"), rows, figures=3),
    )


def provision_html(found: Provision) -> str:
    """Show exposure, rate and loss of each bucket, and the totals."""
    currency = found.currency
    rows = [
        (
            bucket_name(line.bucket),
            figure(line.outstanding, currency),
            figure(line.exposure, currency),
            percent(line.rate, places=2),
            _amount(line.loss, currency),
        )
        for line in found.lines
    ]
    rows.append(
        (
            "Total",
            "",
            figure(found.exposure, currency),
            percent(found.coverage, places=2),
            _amount(found.loss, currency),
        )
    )
    columns = ("Rango", "Saldo", "Exposición", "Tasa", "Pérdida esperada")
    return block(
        heading(f"Pérdida crediticia esperada, {currency}"), table(columns, rows, figures=4)
    )


def forecast_html(found: Forecast) -> str:
    """Show what is expected in each week, and what is left."""
    rows = [
        (f"{week.first} a {week.last}", figure(week.amount, found.currency)) for week in found.weeks
    ]
    rows += [
        ("Después, o nunca", figure(found.later, found.currency)),
        ("Saldo abierto", figure(found.open, found.currency)),
    ]
    return block(
        heading(f"Cobranza esperada desde el {found.as_of}, {found.currency}"),
        table(("Semana", "Importe"), rows, figures=1),
    )


def _amounts(aged: Aged) -> tuple[str, ...]:
    return tuple(figure(amount, aged.currency) for amount in (*aged.amounts, aged.outstanding))


def _amount(amount: Decimal | None, currency: str) -> str:
    return NONE if amount is None else figure(amount, currency)


def _debtor(row: AgingRow) -> Cell:
    """Name who or what owes; an RFC stands below its name."""
    if row.dimensions:
        return (" / ".join(each or NONE for each in row.dimensions), row.name or row.rfc)
    return (row.name, row.rfc) if row.name else row.rfc


def _shown(title: str, rows: int) -> str:
    return f"{title} ({_SHOWN} de {rows:,})" if rows > _SHOWN else title


def _back(months: int) -> str:
    if not months:
        return "Mes en curso"
    return "Mes anterior" if months == 1 else f"Hace {months} meses"


def _days(days: Decimal | None, *, bound: bool = False) -> str:
    if days is None:
        return NONE
    return f"{'al menos ' if bound else ''}{quantize(days, 1):,} días"


def _value(score: Score) -> str:
    if score.value is None:
        return NONE
    text = _in_unit(score.value, score.metric)
    return f"al menos {text}" if score.lower_bound else text


def _in_unit(value: Decimal, metric: str) -> str:
    match METRICS[metric].unit:
        case Unit.SHARE:
            return percent(value)
        case Unit.DAYS:
            return _days(value)
        case _:
            return f"{quantize(value, 2):,}"
