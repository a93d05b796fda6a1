"""The annex of an agreement in Spanish, as what its reader sees: facts, tables, clauses."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Final

import attrs

from cobranza._html import figure, percent
from cobranza._workbook import Cell, Column, Kind, List
from cobranza.aging._exact import total
from cobranza.credit.arrears import _lists
from cobranza.credit.arrears._imputation import LEGAL_ORDER, Component
from cobranza.credit.plans import Floating
from cobranza.money import quantize

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cobranza.credit.arrears._restructuring import Restructuring
    from cobranza.credit.arrears._terms import MoratoryTerms
    from cobranza.credit.arrears._tracking import Acceleration
    from cobranza.ledger import Party

__all__ = ["Annex", "AnnexTable", "agreement_annex", "long_day"]

_MONTHS: Final = (
    *("enero", "febrero", "marzo", "abril", "mayo", "junio"),
    *("julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"),
)
_COMPONENTS: Final = {
    Component.MORATORY: "intereses moratorios",
    Component.ORDINARY: "intereses ordinarios",
    Component.PRINCIPAL: "capital",
}
_TEXTS: Final = (Kind.TEXT, Kind.DATE)


@attrs.frozen(kw_only=True)
class AnnexTable:
    """A table of texts; `figures` says which columns are numbers.

    `widths` are those of the columns on paper, as parts of the whole; `totals` is a last row, `()`
    for none.
    """

    title: str
    headings: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]
    totals: tuple[str, ...]
    figures: tuple[bool, ...]


@attrs.frozen(kw_only=True)
class Annex:
    """Everything that the annex says; a fact is a label, a text, and whether it stands out."""

    title: str
    creditor: str
    debtor: str
    as_of: dt.date
    facts: tuple[tuple[str, str, bool], ...]
    tables: tuple[AnnexTable, ...]
    clauses: tuple[str, ...]


def agreement_annex(
    restructuring: Restructuring,
    *,
    creditor: Party,
    terms: MoratoryTerms,
    acceleration: Acceleration | None = None,
    order: Sequence[Component] = LEGAL_ORDER,
    clauses: Iterable[str] = (),
    title: str = "Anexo del convenio de reestructuración de adeudo",
) -> Annex:
    """Write down an agreement: what was owed, what is forgiven, what is to be paid and when.

    The clauses say what the figures rest on, as agreed: interest on delay, the order in which money
    settles, that it falls due at once, that it is no novation. It is an annex of a contract that a
    lawyer has read, not a contract.

    Args:
        restructuring: the agreement.
        creditor: who is owed; the name that is printed.
        terms: of the interest on instalments that are late.
        acceleration: the clause, if there is one.
        order: in which a payment settles what is due.
        clauses: more of them, as they are to be printed.
        title: what stands above.
    """
    found = restructuring
    return Annex(
        title=title,
        creditor=_named(creditor.name, creditor.rfc),
        debtor=_named(found.customer.name, found.customer.rfc),
        as_of=found.as_of,
        facts=tuple(_facts(found)),
        tables=tuple(
            _table(each)
            for each in (
                _lists.invoices(found),
                _lists.instalments(found),
                _lists.applications(found),
                _lists.documents(found),
            )
        ),
        clauses=(*_clauses(found, terms, acceleration, order), *clauses),
    )


def long_day(day: dt.date) -> str:
    """Write a date as contracts do.

    >>> long_day(dt.date(2026, 7, 1))
    '1 de julio de 2026'
    """
    return f"{day.day} de {_MONTHS[day.month - 1]} de {day.year}"


def _facts(found: Restructuring) -> Iterator[tuple[str, str, bool]]:
    def money(amount: Decimal) -> str:
        return f"{figure(amount, found.currency)} {found.currency}"

    rate = found.schedule.terms.rate
    yield "Adeudo al corte, con intereses moratorios", money(found.owed), False
    yield "Se condona", money(found.forgiven), False
    yield "Adeudo reestructurado", money(found.restructured), True
    yield "Tasa anual del plan", "variable" if isinstance(rate, Floating) else percent(rate), False
    yield "Número de pagos", str(len(found.instalments)), False
    if found.opening_charges:
        yield "Cargos a la firma", money(found.opening_charges), False
    yield "Total por pagar", money(total((found.payable, found.opening_charges))), True


def _clauses(
    found: Restructuring,
    terms: MoratoryTerms,
    acceleration: Acceleration | None,
    order: Sequence[Component],
) -> Iterator[str]:
    grace = f", con {terms.grace_days} días de gracia" if terms.grace_days else ""
    yield (
        "El capital de un pago que no se cubra en su fecha causa intereses moratorios desde el día "
        f"siguiente{grace}, a la tasa anual {_rates(terms, found.as_of)}, sobre un año de "
        f"{terms.days_in_year} días, más el IVA que corresponda."
    )
    first, second, last = (_COMPONENTS[each] for each in order)
    conjunction = "e" if last.startswith("i") else "y"
    yield f"Los pagos se aplican en este orden: {first}, {second} {conjunction} {last}."
    if acceleration is not None:
        yield f"El saldo vence anticipadamente {_trigger(acceleration)}."
    yield (
        "Este convenio es novación de las obligaciones originales."
        if found.is_novation
        else "Este convenio no es novación: subsisten las obligaciones originales, con garantías."
    )
    yield "Recibir capital no implica renuncia a los intereses, cuyo cobro se reserva el acreedor."
    if found.is_capitalized:
        yield (
            "Las partes convienen en capitalizar los intereses moratorios vencidos a la fecha de "
            "corte (Código de Comercio, 363)."
        )


def _rates(terms: MoratoryTerms, day: dt.date) -> str:
    """Name the rate of a day and those that follow it."""
    legal = "" if terms.is_agreed or terms.changes else " (la legal: Código de Comercio, 362)"
    later = [each for each in terms.changes if each.since > day]
    changes = (f", {percent(each.rate)} desde el {long_day(each.since)}" for each in later)
    return f"de {percent(terms.rate_on(day))}{legal}{''.join(changes)}"


def _trigger(clause: Acceleration) -> str:
    causes: list[str] = []
    if clause.late_instalments is not None:
        count = clause.late_instalments
        causes.append(f"si hay {count} {'pago vencido' if count == 1 else 'pagos vencidos'}")
    if clause.days_late is not None:
        causes.append(f"si un pago lleva más de {clause.days_late} días de atraso")
    return " o ".join(causes)


def _table(found: List) -> AnnexTable:
    rows = [*found.rows]
    totals = [
        _text(_sum(row[place] for row in rows), column) if column.sums else ""
        for place, column in enumerate(found.columns)
    ]
    return AnnexTable(
        title=found.title,
        headings=tuple(column.label for column in found.columns),
        widths=tuple(column.width for column in found.columns),
        rows=tuple(tuple(map(_text, row, found.columns)) for row in rows),
        totals=("Total", *totals[1:]) if any(totals) and len(rows) > 1 else (),
        figures=tuple(column.kind not in _TEXTS for column in found.columns),
    )


def _sum(cells: Iterable[Cell]) -> Decimal:
    return total(each for each in cells if isinstance(each, Decimal))


def _text(value: Cell, column: Column) -> str:
    if isinstance(value, dt.date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, Decimal):
        return f"{quantize(value, column.places):,}"
    return "" if value is None else str(value)


def _named(name: str, rfc: str) -> str:
    return f"{name} ({rfc})" if name else rfc
