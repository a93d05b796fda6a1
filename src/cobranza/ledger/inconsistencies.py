"""What does not fit between documents: one table of codes, and the record of each case.

An inconsistency is never an exception and never changes a balance by itself: the events stand, and
this says why they deserve a look. A code is a public contract: it may be retired, never reassigned.

| codes | about |
|---|---|
| COB200 to COB209 | documents and dates |
| COB210 to COB219 | payments against invoices |
| COB220 to COB229 | what a REP declares against what the events say |
| COB230 to COB239 | credit notes |
| COB240 to COB249 | substitution and cancellation |
| COB250 to COB259 | the customer |
| COB260 to COB269 | facts that are no documents |

What is wrong inside one document is a finding of `cobranza.cfdi.check`, not an inconsistency.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import attrs

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cobranza.ledger.documents import LedgerDocument

__all__ = [
    "CODES",
    "Inconsistency",
    "InconsistencyCode",
    "Severity",
    "Value",
    "case_of",
    "shown_on",
]

Value = Decimal | int | str | date
"""What a value of a case can be."""


class Severity(StrEnum):
    """How much an inconsistency matters."""

    ERROR = "error"  # a balance is not what somebody believes it is
    WARNING = "warning"  # a balance may be wrong until a person looks
    INFO = "info"  # worth knowing; the balance is right


@attrs.frozen(kw_only=True)
class InconsistencyCode:
    """What a code means: the same for every case of it.

    `message` is a template in Spanish; its fields are those of the case.

    >>> CODES["COB240"].severity.value
    'error'
    """

    code: str
    severity: Severity
    title: str
    message: str
    meaning: str
    source: str


_CODES: Final = (
    InconsistencyCode(
        code="COB201",
        severity=Severity.ERROR,
        title="Dos documentos con el mismo UUID y distinto contenido",
        message="El UUID {document} aparece con contenidos distintos: se usó {used}; no {ignored}.",
        meaning=(
            "A UUID names one document for ever, so at least one of these was altered. The one"
            " used is chosen by its content alone; the others are in `Ledger.discarded`."
        ),
        source="TimbreFiscalDigital 1.1: UUID is the fiscal folio, unique",
    ),
    InconsistencyCode(
        code="COB202",
        severity=Severity.ERROR,
        title="Importe negativo",
        message="El documento {document} trae un importe negativo: {amount} {currency}.",
        meaning=(
            "A negative invoice is charged as it stands. A negative payment or credit note reduces"
            " nothing and is unapplied."
        ),
        source="Anexo 20, type t_Importe: no sign",
    ),
    InconsistencyCode(
        code="COB203",
        severity=Severity.INFO,
        title="Pago o crédito anterior a la factura",
        message=(
            "El documento {document} tiene efecto el {date}, antes de la factura {receivable}"
            " del {issued}."
        ),
        meaning=(
            "Between the two days the receivable shows a balance in favour of the customer. An"
            " advance has its own procedure (Anexo 20 guide, appendix 6)."
        ),
        source="derived: a debt begins with its invoice",
    ),
    InconsistencyCode(
        code="COB204",
        severity=Severity.WARNING,
        title="Documento timbrado dos veces",
        message=(
            "El documento {document} repite serie y folio {number}, cliente e importe"
            " ({amount} {currency}) de {other}."
        ),
        meaning=(
            "Two invoices or two credit notes in force with one series and folio, customer,"
            " currency and total, at most 180 days apart, because folios may begin anew each"
            " year: the same one was stamped twice. Both count until one is cancelled. Giving"
            " one document twice is not this: it counts once."
        ),
        source="derived; CFF 29-A: cancel what was issued in error",
    ),
    InconsistencyCode(
        code="COB210",
        severity=Severity.WARNING,
        title="REP de una factura que no está",
        message=(
            "El REP {document} paga {amount} {currency} a {invoice}, que no es una factura de las"
            " recibidas."
        ),
        meaning="The amount is unapplied until the invoice arrives.",
        source="Pagos 2.0: DoctoRelacionado/@IdDocumento names an invoice",
    ),
    InconsistencyCode(
        code="COB211",
        severity=Severity.WARNING,
        title="REP de una factura PUE",
        message="El REP {document} paga la factura {receivable}, que es PUE.",
        meaning=(
            "A PUE invoice declares itself paid and takes no REP. Its REPs count, and the payment"
            " at issue is no longer assumed."
        ),
        source="RMF 2.7.1.32 and 2.7.1.39; Anexo 20 guide, MetodoPago",
    ),
    InconsistencyCode(
        code="COB212",
        severity=Severity.WARNING,
        title="MonedaDR distinta de la moneda de la factura",
        message=(
            "El REP {document} declara {amount} {currency} para la factura {receivable}, que está"
            " en {expected}."
        ),
        meaning=(
            "MonedaDR must be the currency of the invoice. The amount is converted when the"
            " documents give a rate; otherwise it is unapplied."
        ),
        source="Pagos 2.0: DoctoRelacionado/@MonedaDR",
    ),
    InconsistencyCode(
        code="COB213",
        severity=Severity.ERROR,
        title="Lo pagado supera el saldo",
        message=(
            "Con el documento {document}, el saldo de la factura {receivable} queda en {balance}"
            " {currency}."
        ),
        meaning="A payment larger than what was owed that day, or the same payment twice.",
        source="Pagos 2.0, CRP20244: ImpSaldoInsoluto is not negative",
    ),
    InconsistencyCode(
        code="COB214",
        severity=Severity.WARNING,
        title="Falta el REP de un cobro",
        message=(
            "No hay REP por {amount} {currency} del cobro {document} del {date} a la factura"
            " {receivable}; debía emitirse a más tardar el {deadline}."
        ),
        meaning=(
            "Money was seen for a PPD invoice, and the REPs in force do not cover it by the 5th"
            " natural day of the next month (no business-day calendar applied). REPs cover the"
            " earliest money first, in order of issue, also across a substitution of the invoice."
        ),
        source="RMF 2.7.1.32",
    ),
    InconsistencyCode(
        code="COB215",
        severity=Severity.INFO,
        title="REP emitido tarde",
        message=(
            "El REP {document} se emitió el {issued} por un pago del {date}; el plazo venció"
            " el {deadline}."
        ),
        meaning=(
            "The 5th natural day of the month after the payment (no business-day calendar"
            " applied). A REP that replaces one issued in time is not late. The balance is right:"
            " the payment counts from its own day."
        ),
        source="RMF 2.7.1.32",
    ),
    InconsistencyCode(
        code="COB216",
        severity=Severity.WARNING,
        title="Posible pago duplicado",
        message=(
            "El REP {document} repite el pago del REP {other}: {amount} {currency} del {date} a la"
            " factura {receivable}."
        ),
        meaning=(
            "Two REPs in force pay the same invoice the same amount on the same day by the"
            " same form, and no two different operation numbers tell the payments apart. Both"
            " count until one is cancelled."
        ),
        source="derived: one payment has one REP",
    ),
    InconsistencyCode(
        code="COB217",
        severity=Severity.WARNING,
        title="Factura PUE sin cobro al cierre del mes",
        message=(
            "La factura {receivable} es PUE y al cierre de su mes de emisión debe {balance}"
            " {currency}."
        ),
        meaning=(
            "PUE stands only for what is paid within the month of issue; otherwise the"
            " invoice is cancelled and replaced by a PPD one."
        ),
        source="RMF 2.7.1.39",
    ),
    InconsistencyCode(
        code="COB220",
        severity=Severity.WARNING,
        title="Falta una parcialidad",
        message=(
            "La factura {receivable} pasa de la parcialidad {expected} a la {found} en el REP"
            " {document}."
        ),
        meaning=(
            "REPs in between are missing, cancelled or replaced; after 0, those from the first on."
        ),
        source="Pagos 2.0 guide: NumParcialidad counts the payments of the invoice from 1",
    ),
    InconsistencyCode(
        code="COB221",
        severity=Severity.WARNING,
        title="Parcialidad repetida",
        message="La factura {receivable} tiene más de una parcialidad {found}: REP {document}.",
        meaning="Two REPs in force with one number: a mistake in one, or a payment twice.",
        source="Pagos 2.0 guide: NumParcialidad counts the payments of the invoice from 1",
    ),
    InconsistencyCode(
        code="COB222",
        severity=Severity.WARNING,
        title="ImpSaldoAnt no concuerda con los movimientos",
        message=(
            "El REP {document} declara ImpSaldoAnt {found} para la factura {receivable}; los"
            " movimientos dan {expected}."
        ),
        meaning=(
            "The balance that the issuer believed in is neither that of the events nor the"
            " ImpSaldoInsoluto of the REP before. Reported where the chain breaks, not after."
        ),
        source="Pagos 2.0 guide: ImpSaldoAnt is the balance before the payment",
    ),
    InconsistencyCode(
        code="COB223",
        severity=Severity.WARNING,
        title="ImpSaldoInsoluto no es ImpSaldoAnt menos ImpPagado",
        message=(
            "El REP {document} declara ImpSaldoInsoluto {found} para la factura {receivable};"
            " ImpSaldoAnt menos ImpPagado es {expected}."
        ),
        meaning="The declared balance is wrong by its own figures. It decides nothing here.",
        source="Pagos 2.0, CRP20244",
    ),
    InconsistencyCode(
        code="COB224",
        severity=Severity.INFO,
        title="ImpSaldoAnt no descuenta las notas de crédito",
        message=(
            "El REP {document} declara ImpSaldoAnt {found} para la factura {receivable} sin"
            " descontar las notas de crédito; el saldo era {expected}."
        ),
        meaning=(
            "Issuers follow two conventions: some net credit notes (and advances, and what was"
            " paid on the invoice that this one replaces) from ImpSaldoAnt, some do not. The"
            " balance is the same under both. Reported once for each invoice."
        ),
        source="observed practice; Pagos 2.0 guide does not say",
    ),
    InconsistencyCode(
        code="COB225",
        severity=Severity.WARNING,
        title="La base de IVA del REP no corresponde a lo pagado",
        message=(
            "El REP {document} declara base de IVA {found} a la tasa {rate} para la factura"
            " {receivable}; a lo pagado le corresponde {expected}."
        ),
        meaning=(
            "The base of a payment is that of the invoice, or of what its credit notes left of"
            " it, in proportion to what is paid; cents of rounding are allowed. IVA is owed on"
            " what is collected, so a wrong base is a wrong tax."
        ),
        source="LIVA 1-B; Pagos 2.0 guide, ImpuestosDR",
    ),
    InconsistencyCode(
        code="COB230",
        severity=Severity.WARNING,
        title="Egreso sin relación con una factura",
        message="El egreso {document} por {amount} {currency} no dice qué factura reduce.",
        meaning="No TipoRelacion 01, 03 or 07. The amount is unapplied.",
        source="Anexo 20 guide, appendix 5; c_TipoRelacion",
    ),
    InconsistencyCode(
        code="COB231",
        severity=Severity.WARNING,
        title="Egreso de una factura que no está",
        message=("El egreso {document} reduce {invoice}, que no es una factura de las recibidas."),
        meaning="What the invoices that are here cannot take is unapplied.",
        source="Anexo 20 guide, appendix 5; c_TipoRelacion",
    ),
    InconsistencyCode(
        code="COB232",
        severity=Severity.WARNING,
        title="El egreso supera el saldo",
        message=(
            "Del egreso {document} sobran {amount} {currency}: las facturas que relaciona debían"
            " menos ese día."
        ),
        meaning="The rest is unapplied, in favour of the customer: a refund or a credit to use.",
        source="derived: a credit note reduces at most what is owed",
    ),
    InconsistencyCode(
        code="COB233",
        severity=Severity.WARNING,
        title="Egreso en otra moneda sin tipo de cambio",
        message=(
            "El egreso {document} está en {currency} y la factura {receivable} en {expected}; los"
            " documentos no dan el tipo de cambio."
        ),
        meaning="The credit cannot reach that invoice.",
        source="Anexo 20: TipoCambio is required for currencies other than MXN",
    ),
    InconsistencyCode(
        code="COB234",
        severity=Severity.WARNING,
        title="El egreso reduce una factura de otro cliente",
        message=(
            "El egreso {document} es de {found} y reduce la factura {receivable}, que es de"
            " {expected}."
        ),
        meaning=(
            "The credit counts for the invoice that the note names. One of the two receivers"
            " is wrong, or the credit was ceded."
        ),
        source="derived; Anexo 20 guide, appendix 5",
    ),
    InconsistencyCode(
        code="COB235",
        severity=Severity.INFO,
        title="Anticipo sin aplicar",
        message=(
            "Del anticipo {receivable} quedan {amount} {currency} que ninguna factura ha usado."
        ),
        meaning=(
            "The money of an advance belongs to the sale that it announces: an egreso of"
            " TipoRelacion 07 (procedure A) or an invoice for the remainder that names it"
            " (procedure B)."
        ),
        source="Anexo 20 guide, appendix 6",
    ),
    InconsistencyCode(
        code="COB236",
        severity=Severity.WARNING,
        title="Se aplicó más que el anticipo",
        message=(
            "Al anticipo {receivable} se le aplicaron {amount} {currency} de más con {document}."
        ),
        meaning="Egresos of TipoRelacion 07 for more than the advance collected.",
        source="Anexo 20 guide, appendix 6",
    ),
    InconsistencyCode(
        code="COB240",
        severity=Severity.ERROR,
        title="Factura cancelada con pagos o créditos",
        message=(
            "La factura {receivable} está cancelada y conserva pagos o créditos: saldo {balance}"
            " {currency}."
        ),
        meaning="Money was received for a debt that is gone, or the cancellation is wrong.",
        source="CFF 29-A; a CFDI with related documents in force is not cancelled before them",
    ),
    InconsistencyCode(
        code="COB241",
        severity=Severity.INFO,
        title="Documento sustituido que no está",
        message="El documento {document} sustituye a {invoice}, que no está entre los recibidos.",
        meaning="Nothing to reverse, and no payments that could follow to the new document.",
        source="c_TipoRelacion 04",
    ),
    InconsistencyCode(
        code="COB242",
        severity=Severity.ERROR,
        title="Sustitución circular",
        message="El documento {document} se sustituye a sí mismo, directa o indirectamente.",
        meaning="No substitution of the circle is followed; its documents stand as they are.",
        source="c_TipoRelacion 04",
    ),
    InconsistencyCode(
        code="COB243",
        severity=Severity.WARNING,
        title="Documento sustituido más de una vez",
        message="El documento {invoice} es sustituido por {used} y también por {document}.",
        meaning="The first substitute takes its place and its credits; the others only charge.",
        source="c_TipoRelacion 04",
    ),
    InconsistencyCode(
        code="COB244",
        severity=Severity.WARNING,
        title="Sustitución entre documentos de distinta clase",
        message="El documento {document} sustituye a {invoice}, que es de otra clase.",
        meaning=(
            "An invoice replaces an invoice, a credit note a credit note and a REP a REP. This is"
            " not followed."
        ),
        source="c_TipoRelacion 04; Anexo 20 guide lets I and E replace each other",
    ),
    InconsistencyCode(
        code="COB245",
        severity=Severity.WARNING,
        title="El sustituto está cancelado",
        message="El documento {document}, que sustituye a {invoice}, está cancelado.",
        meaning=(
            "A substitute that was cancelled and not itself replaced replaces nothing: the first"
            " document stands, unless it is cancelled too."
        ),
        source="c_TipoRelacion 04; derived",
    ),
    InconsistencyCode(
        code="COB246",
        severity=Severity.WARNING,
        title="La factura sustituta está en otra moneda",
        message=(
            "La factura {document} está en {currency} y sustituye a {receivable}, en {expected};"
            " los pagos no pasan de una a otra."
        ),
        meaning="The old charge is reversed; what was paid on it stays there, negative.",
        source="derived: balances are per currency",
    ),
    InconsistencyCode(
        code="COB247",
        severity=Severity.WARNING,
        title="Documento cancelado con documentos vigentes que dependen de él",
        message=(
            "El documento {document} está vigente y depende de {invoice}, que está cancelado."
        ),
        meaning=(
            "SAT does not cancel a document while others in force name it, unless they are"
            " its substitute: a cancellation that should not have been, or a document that"
            " should have been cancelled before."
        ),
        source="CFF 29-A; SAT, cancellation scheme: no cancelable con documentos relacionados",
    ),
    InconsistencyCode(
        code="COB248",
        severity=Severity.WARNING,
        title="Documento sustituido y todavía vigente",
        message=(
            "El documento {invoice} fue sustituido por {document} y el SAT lo tiene por vigente."
        ),
        meaning=(
            "Whoever replaces a document (TipoRelacion 04) cancels the old one with motive"
            " 01. Until then both are in force for SAT; here the substitute counts."
        ),
        source="RMF 2.7.1.34; cancellation motive 01",
    ),
    InconsistencyCode(
        code="COB249",
        severity=Severity.INFO,
        title="Cancelación solicitada o rechazada",
        message="La cancelación del documento {document} {state}: el documento sigue contando.",
        meaning=(
            "Requested and not answered, or rejected by the customer: the document is in force."
        ),
        source="RMF 2.7.1.34",
    ),
    InconsistencyCode(
        code="COB250",
        severity=Severity.WARNING,
        title="El receptor no es el de la factura",
        message=(
            "El documento {document} es para {found} y se refiere a la factura {receivable},"
            " que es de {expected}."
        ),
        meaning=(
            "A REP or a substitute with another RFC than the invoice: one of the two is"
            " wrong, or the debt changed hands."
        ),
        source="derived; Pagos 2.0 guide, Receptor",
    ),
    InconsistencyCode(
        code="COB251",
        severity=Severity.INFO,
        title="El cliente cambió de nombre",
        message=(
            "El documento {document} llama {found} al cliente {rfc}, que antes se llamaba"
            " {expected}."
        ),
        meaning=(
            "The name under which SAT knows an RFC changed, or one of the two is wrong."
            " Reported at each change."
        ),
        source="CFF 29-A IV: name as in the Cédula; derived",
    ),
    InconsistencyCode(
        code="COB252",
        severity=Severity.INFO,
        title="El cliente cambió de régimen",
        message=(
            "El documento {document} da al cliente {rfc} el régimen {found}; antes tenía"
            " {expected}."
        ),
        meaning="Reported at each change.",
        source="CFF 29-A IV; c_RegimenFiscal",
    ),
    InconsistencyCode(
        code="COB260",
        severity=Severity.WARNING,
        title="Cobro o ajuste de una factura que no está",
        message=(
            "El movimiento {document} por {amount} se refiere a {invoice}, que no es una"
            " factura de las recibidas."
        ),
        meaning="It moves no balance until the invoice arrives.",
        source="derived",
    ),
    InconsistencyCode(
        code="COB261",
        severity=Severity.WARNING,
        title="Movimiento con importe negativo o nulo",
        message="El cobro {document} trae {amount} para la factura {receivable}.",
        meaning="Money seen is positive. It moves no balance.",
        source="derived",
    ),
)

CODES: Final[Mapping[str, InconsistencyCode]] = {entry.code: entry for entry in _CODES}


@attrs.frozen(kw_only=True)
class Inconsistency:
    """One case of one code, with its evidence.

    `document` is the UUID of the document that shows it (the reference, for a fact), `path` the
    XPath within it, `receivable` the UUID of the invoice concerned when that is here. `values` are
    the figures found, by name. It holds from `since`, that day included, until `until`, that day
    excluded; `None` is for ever.

    >>> case = Inconsistency(
    ...     code="COB211", document="0B9D6F0E", receivable="5FB2822E", since=date(2026, 4, 3)
    ... )
    >>> case.message
    'El REP 0B9D6F0E paga la factura 5FB2822E, que es PUE.'
    >>> case.severity.value
    'warning'
    """

    code: str
    document: str
    since: date
    until: date | None = None
    receivable: str | None = None
    path: str | None = None
    values: tuple[tuple[str, Value], ...] = ()

    def holds(self, day: date) -> bool:
        """Whether it holds on a day."""
        return self.since <= day and (self.until is None or day < self.until)

    @property
    def severity(self) -> Severity:
        """How much it matters."""
        return CODES[self.code].severity

    @property
    def title(self) -> str:
        """The name of the code, in Spanish."""
        return CODES[self.code].title

    @property
    def message(self) -> str:
        """One sentence in Spanish that stands alone."""
        return CODES[self.code].message.format(
            document=self.document, receivable=self.receivable, **dict(self.values)
        )


def shown_on(documents: Mapping[str, LedgerDocument], *uuids: str | None) -> date:
    """Give the day on which the last of some documents was issued: then what they show, shows."""
    return max(documents[uuid].issued_on for uuid in uuids if uuid and uuid in documents)


def case_of(
    documents: Mapping[str, LedgerDocument],
    code: str,
    document: str,
    *others: str,
    receivable: str | None = None,
    path: str | None = None,
    since: date | None = None,
    until: date | None = None,
    **values: Value,
) -> Inconsistency:
    """Make a case that shows when the last of its documents is issued, unless told since when."""
    return Inconsistency(
        code=code,
        document=document,
        since=since or shown_on(documents, document, receivable, *others),
        until=until,
        receivable=receivable,
        path=path,
        values=tuple(values.items()),
    )
