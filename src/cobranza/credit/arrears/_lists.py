"""The tables of an agreement in Spanish, the same in a workbook, on a page and on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cobranza._workbook import Column, Kind, List, Row
from cobranza.aging._exact import total
from cobranza.credit.arrears._documents import documents_of
from cobranza.money import decimals

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cobranza.credit.arrears._moratory import Arrears
    from cobranza.credit.arrears._restructuring import Restructuring

__all__ = ["applications", "documents", "instalments", "invoices", "moratory_lines"]

_SHORT_UUID: Final = 8
_AMOUNT: Final = 14
_DATE: Final = 12
_KINDS: Final = {
    "E": "Egreso (nota de crédito)",
    "I": "Ingreso (intereses y cargos)",
    "P": "Recibo de pago (REP)",
}


def invoices(found: Restructuring) -> List:
    """What was owed of each invoice, what is forgiven, and what goes into the plan."""
    return List(
        name="Adeudo",
        key="adeudo",
        title="Adeudo por factura",
        columns=(
            Column("Factura", width=_AMOUNT),
            Column("Vencimiento", Kind.DATE, _AMOUNT),
            *_money(
                found.currency,
                *("Saldo", "Intereses moratorios", "IVA de intereses", "Adeudo"),
                *("Quita", "Intereses condonados", "A pagar"),
            ),
        ),
        rows=[
            (
                named(each.number, each.invoice),
                each.due,
                each.principal,
                each.interest,
                each.iva,
                each.owed,
                each.forgiven_principal,
                total((each.forgiven_interest, each.forgiven_iva)),
                total((each.kept_principal, each.kept_moratory)),
            )
            for each in found.invoices
        ],
    )


def instalments(found: Restructuring) -> List:
    """What is to be paid, and when; charges only where there are some."""
    charged = any(each.charges for each in found.instalments)
    return List(
        name="Plan de pagos",
        key="plan",
        title="Plan de pagos",
        columns=(
            Column("Pago", Kind.COUNT, 7),
            Column("Fecha", Kind.DATE, _DATE),
            *_money(
                found.currency,
                *("Capital", "Moratorios", "Intereses"),
                *(("Comisiones y seguros",) if charged else ()),
                *("IVA", "Importe"),
            ),
            Column("Saldo", Kind.MONEY, _AMOUNT, places=decimals(found.currency)),
        ),
        rows=[
            (
                each.number,
                each.due,
                each.principal,
                each.moratory,
                each.interest,
                *((each.charges,) if charged else ()),
                total((each.moratory_iva, each.iva, each.charges_iva)),
                each.payment,
                each.closing,
            )
            for each in found.instalments
        ],
    )


def applications(found: Restructuring) -> List:
    """Which invoices each instalment pays."""
    return List(
        name="Aplicación",
        key="aplicacion",
        title="Aplicación de cada pago a las facturas",
        columns=(
            Column("Pago", Kind.COUNT, 7),
            Column("Fecha", Kind.DATE, _DATE),
            Column("Factura", width=_AMOUNT),
            *_money(found.currency, "Capital", "Moratorios", "IVA", "Importe"),
        ),
        rows=[
            (
                each.number,
                each.due,
                named(paid.number, paid.invoice),
                paid.principal,
                paid.interest,
                paid.iva,
                paid.amount,
            )
            for each in found.instalments
            for paid in each.applied
        ],
    )


def documents(found: Restructuring) -> List:
    """Which fiscal documents follow."""
    places = decimals(found.currency)
    numbers = {each.invoice: named(each.number, each.invoice) for each in found.invoices}
    return List(
        name="Comprobantes",
        key="comprobantes",
        title="Comprobantes fiscales por emitir",
        columns=(
            Column("Comprobante", width=28),
            Column("Pago", Kind.COUNT, 7),
            Column("Fecha", Kind.DATE, _DATE),
            Column("Límite", Kind.DATE, _DATE),
            *(Column(label, Kind.MONEY, _AMOUNT, places=places) for label in ("Importe", "IVA")),
            Column("Facturas", width=20),
            Column("Fundamento", width=54),
        ),
        rows=[
            (
                _KINDS[each.kind],
                each.instalment,
                each.on,
                each.deadline,
                each.amount,
                each.iva,
                ", ".join(numbers[invoice] for invoice, _ in each.invoices),
                each.rule.source,
            )
            for each in documents_of(found)
        ],
    )


def moratory_lines(arrears: Iterable[Arrears], currency: str) -> List:
    """How the moratory interest of each invoice came about."""
    places = decimals(currency)
    return List(
        name="Intereses moratorios",
        key="moratorios",
        title="Intereses moratorios",
        columns=(
            Column("Factura", width=_AMOUNT),
            Column("Desde", Kind.DATE, _DATE),
            Column("Hasta", Kind.DATE, _DATE),
            Column("Días", Kind.COUNT, 8),
            Column("Saldo vencido", Kind.MONEY, _AMOUNT, places=places),
            Column("Tasa anual", Kind.SHARE, 10),
            Column("Días del año", Kind.COUNT, 10),
            *_money(currency, "Intereses"),
        ),
        rows=[*_lines(arrears)],
    )


def named(number: str, invoice: str) -> str:
    """Name an invoice: series and folio, or the beginning of its UUID."""
    return number or invoice[:_SHORT_UUID]


def _lines(arrears: Iterable[Arrears]) -> Iterator[Row]:
    for debt in arrears:
        for line in debt.lines:
            yield (
                named(debt.number, debt.invoice),
                line.first,
                line.last,
                line.days,
                line.balance,
                line.rate,
                line.days_in_year,
                line.interest,
            )


def _money(currency: str, *labels: str) -> Iterator[Column]:
    places = decimals(currency)
    return (Column(label, Kind.MONEY, _AMOUNT, sums=True, places=places) for label in labels)
