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
from typing import TYPE_CHECKING, Final, Literal

import attrs

from cobranza.ledger.documents import DocumentState

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

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

    `title` and `message` are Spanish, `title_en` and `message_en` English. A message is a template;
    its fields are those of the case.

    >>> CODES["COB240"].severity.value
    'error'
    """

    code: str
    severity: Severity
    title: str
    title_en: str
    message: str
    message_en: str
    meaning: str
    source: str

    def named(self, lang: Literal["es", "en"] = "es") -> str:
        """Give its title in one language.

        >>> CODES["COB211"].named("en")
        'REP of a PUE invoice'
        """
        return self.title_en if lang == "en" else self.title


_CODES: Final = (
    InconsistencyCode(
        code="COB201",
        severity=Severity.ERROR,
        title="Dos documentos con el mismo UUID y distinto contenido",
        title_en="Two documents with one UUID and other contents",
        message="El UUID {document} aparece con contenidos distintos: se usó {used}; no {ignored}.",
        message_en=(
            "UUID {document} appears with different contents: {used} was used, not {ignored}."
        ),
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
        title_en="Negative amount",
        message="El documento {document} trae un importe negativo: {amount} {currency}.",
        message_en="Document {document} has a negative amount: {amount} {currency}.",
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
        title_en="Payment or credit before the invoice",
        message=(
            "El documento {document} tiene efecto el {date}, antes de la factura {receivable}"
            " del {issued}."
        ),
        message_en=(
            "Document {document} counts from {date}, before invoice {receivable} of {issued}."
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
        title_en="Document stamped twice",
        message=(
            "El documento {document} repite serie y folio {number}, cliente e importe"
            " ({amount} {currency}) de {other}."
        ),
        message_en=(
            "Document {document} repeats series and folio {number}, customer and amount"
            " ({amount} {currency}) of {other}."
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
        title_en="REP of an invoice that is not here",
        message=(
            "El REP {document} paga {amount} {currency} a {invoice}, que no es una factura de las"
            " recibidas."
        ),
        message_en=(
            "REP {document} pays {amount} {currency} to {invoice}, which is none of the"
            " invoices received."
        ),
        meaning="The amount is unapplied until the invoice arrives.",
        source="Pagos 2.0: DoctoRelacionado/@IdDocumento names an invoice",
    ),
    InconsistencyCode(
        code="COB211",
        severity=Severity.WARNING,
        title="REP de una factura PUE",
        title_en="REP of a PUE invoice",
        message="El REP {document} paga la factura {receivable}, que es PUE.",
        message_en="REP {document} pays invoice {receivable}, which is PUE.",
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
        title_en="MonedaDR is not the currency of the invoice",
        message=(
            "El REP {document} declara {amount} {currency} para la factura {receivable}, que está"
            " en {expected}."
        ),
        message_en=(
            "REP {document} declares {amount} {currency} for invoice {receivable}, which is"
            " in {expected}."
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
        title_en="More was paid than owed",
        message=(
            "Con el documento {document}, el saldo de la factura {receivable} queda en {balance}"
            " {currency}."
        ),
        message_en=(
            "With document {document} the balance of invoice {receivable} becomes {balance}"
            " {currency}."
        ),
        meaning="A payment larger than what was owed that day, or the same payment twice.",
        source="Pagos 2.0, CRP20244: ImpSaldoInsoluto is not negative",
    ),
    InconsistencyCode(
        code="COB214",
        severity=Severity.WARNING,
        title="Falta el REP de un cobro",
        title_en="The REP of a payment is missing",
        message=(
            "No hay REP por {amount} {currency} del cobro {document} del {date} a la factura"
            " {receivable}; debía emitirse a más tardar el {deadline}."
        ),
        message_en=(
            "There is no REP for {amount} {currency} of payment {document} of {date} to"
            " invoice {receivable}; it was to be issued by {deadline}."
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
        title_en="REP issued late",
        message=(
            "El REP {document} se emitió el {issued} por un pago del {date}; el plazo venció"
            " el {deadline}."
        ),
        message_en=(
            "REP {document} was issued on {issued} for a payment of {date}; the term ended"
            " on {deadline}."
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
        title_en="The same payment twice, it seems",
        message=(
            "El REP {document} repite el pago del REP {other}: {amount} {currency} del {date} a la"
            " factura {receivable}."
        ),
        message_en=(
            "REP {document} repeats the payment of REP {other}: {amount} {currency} of"
            " {date} to invoice {receivable}."
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
        title_en="PUE invoice not paid by the end of its month",
        message=(
            "La factura {receivable} es PUE y al cierre de su mes de emisión debe {balance}"
            " {currency}."
        ),
        message_en=(
            "Invoice {receivable} is PUE and owes {balance} {currency} at the end of its"
            " month of issue."
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
        title_en="An instalment is missing",
        message=(
            "La factura {receivable} pasa de la parcialidad {expected} a la {found} en el REP"
            " {document}."
        ),
        message_en=(
            "Invoice {receivable} goes from instalment {expected} to {found} in REP {document}."
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
        title_en="Instalment given twice",
        message="La factura {receivable} tiene más de una parcialidad {found}: REP {document}.",
        message_en="Invoice {receivable} has more than one instalment {found}: REP {document}.",
        meaning="Two REPs in force with one number: a mistake in one, or a payment twice.",
        source="Pagos 2.0 guide: NumParcialidad counts the payments of the invoice from 1",
    ),
    InconsistencyCode(
        code="COB222",
        severity=Severity.WARNING,
        title="ImpSaldoAnt no concuerda con los movimientos",
        title_en="ImpSaldoAnt is not what the movements say",
        message=(
            "El REP {document} declara ImpSaldoAnt {found} para la factura {receivable}; los"
            " movimientos dan {expected}."
        ),
        message_en=(
            "REP {document} declares ImpSaldoAnt {found} for invoice {receivable}; the"
            " movements give {expected}."
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
        title_en="ImpSaldoInsoluto is not ImpSaldoAnt less ImpPagado",
        message=(
            "El REP {document} declara ImpSaldoInsoluto {found} para la factura {receivable};"
            " ImpSaldoAnt menos ImpPagado es {expected}."
        ),
        message_en=(
            "REP {document} declares ImpSaldoInsoluto {found} for invoice {receivable};"
            " ImpSaldoAnt less ImpPagado is {expected}."
        ),
        meaning="The declared balance is wrong by its own figures. It decides nothing here.",
        source="Pagos 2.0, CRP20244",
    ),
    InconsistencyCode(
        code="COB224",
        severity=Severity.INFO,
        title="ImpSaldoAnt no descuenta las notas de crédito",
        title_en="ImpSaldoAnt leaves credit notes out",
        message=(
            "El REP {document} declara ImpSaldoAnt {found} para la factura {receivable} sin"
            " descontar las notas de crédito; el saldo era {expected}."
        ),
        message_en=(
            "REP {document} declares ImpSaldoAnt {found} for invoice {receivable} without"
            " deducting credit notes; the balance was {expected}."
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
        title_en="The IVA base of the REP does not go with what was paid",
        message=(
            "El REP {document} declara base de IVA {found} a la tasa {rate} para la factura"
            " {receivable}; a lo pagado le corresponde {expected}."
        ),
        message_en=(
            "REP {document} declares an IVA base of {found} at the rate {rate} for invoice"
            " {receivable}; {expected} goes with what was paid."
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
        title_en="Credit note that names no invoice",
        message="El egreso {document} por {amount} {currency} no dice qué factura reduce.",
        message_en=(
            "Credit note {document} of {amount} {currency} does not say which invoice it reduces."
        ),
        meaning="No TipoRelacion 01, 03 or 07. The amount is unapplied.",
        source="Anexo 20 guide, appendix 5; c_TipoRelacion",
    ),
    InconsistencyCode(
        code="COB231",
        severity=Severity.WARNING,
        title="Egreso de una factura que no está",
        title_en="Credit note of an invoice that is not here",
        message=("El egreso {document} reduce {invoice}, que no es una factura de las recibidas."),
        message_en=(
            "Credit note {document} reduces {invoice}, which is none of the invoices received."
        ),
        meaning="What the invoices that are here cannot take is unapplied.",
        source="Anexo 20 guide, appendix 5; c_TipoRelacion",
    ),
    InconsistencyCode(
        code="COB232",
        severity=Severity.WARNING,
        title="El egreso supera el saldo",
        title_en="Credit note above what is owed",
        message=(
            "Del egreso {document} sobran {amount} {currency}: las facturas que relaciona debían"
            " menos ese día."
        ),
        message_en=(
            "{amount} {currency} of credit note {document} are left over: the invoices that"
            " it names owed less that day."
        ),
        meaning="The rest is unapplied, in favour of the customer: a refund or a credit to use.",
        source="derived: a credit note reduces at most what is owed",
    ),
    InconsistencyCode(
        code="COB233",
        severity=Severity.WARNING,
        title="Egreso en otra moneda sin tipo de cambio",
        title_en="Credit note in another currency without a rate",
        message=(
            "El egreso {document} está en {currency} y la factura {receivable} en {expected}; los"
            " documentos no dan el tipo de cambio."
        ),
        message_en=(
            "Credit note {document} is in {currency} and invoice {receivable} in {expected};"
            " the documents give no exchange rate."
        ),
        meaning="The credit cannot reach that invoice.",
        source="Anexo 20: TipoCambio is required for currencies other than MXN",
    ),
    InconsistencyCode(
        code="COB234",
        severity=Severity.WARNING,
        title="El egreso reduce una factura de otro cliente",
        title_en="Credit note for an invoice of another customer",
        message=(
            "El egreso {document} es de {found} y reduce la factura {receivable}, que es de"
            " {expected}."
        ),
        message_en=(
            "Credit note {document} is for {found} and reduces invoice {receivable}, which"
            " is of {expected}."
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
        title_en="Advance not used",
        message=(
            "Del anticipo {receivable} quedan {amount} {currency} que ninguna factura ha usado."
        ),
        message_en="{amount} {currency} of advance {receivable} were used by no invoice.",
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
        title_en="More was used than the advance",
        message=(
            "Al anticipo {receivable} se le aplicaron {amount} {currency} de más con {document}."
        ),
        message_en=(
            "With {document}, {amount} {currency} more than advance {receivable} was used."
        ),
        meaning="Egresos of TipoRelacion 07 for more than the advance collected.",
        source="Anexo 20 guide, appendix 6",
    ),
    InconsistencyCode(
        code="COB240",
        severity=Severity.ERROR,
        title="Factura cancelada con pagos o créditos",
        title_en="Cancelled invoice with payments or credits",
        message=(
            "La factura {receivable} está cancelada y conserva pagos o créditos: saldo {balance}"
            " {currency}."
        ),
        message_en=(
            "Invoice {receivable} is cancelled and keeps payments or credits: balance"
            " {balance} {currency}."
        ),
        meaning="Money was received for a debt that is gone, or the cancellation is wrong.",
        source="CFF 29-A; a CFDI with related documents in force is not cancelled before them",
    ),
    InconsistencyCode(
        code="COB241",
        severity=Severity.INFO,
        title="Documento sustituido que no está",
        title_en="The document replaced is not here",
        message="El documento {document} sustituye a {invoice}, que no está entre los recibidos.",
        message_en="Document {document} replaces {invoice}, which is not among those received.",
        meaning="Nothing to reverse, and no payments that could follow to the new document.",
        source="c_TipoRelacion 04",
    ),
    InconsistencyCode(
        code="COB242",
        severity=Severity.ERROR,
        title="Sustitución circular",
        title_en="Documents replace each other in a circle",
        message="El documento {document} se sustituye a sí mismo, directa o indirectamente.",
        message_en="Document {document} replaces itself, directly or through others.",
        meaning="No substitution of the circle is followed; its documents stand as they are.",
        source="c_TipoRelacion 04",
    ),
    InconsistencyCode(
        code="COB243",
        severity=Severity.WARNING,
        title="Documento sustituido más de una vez",
        title_en="Document replaced more than once",
        message="El documento {invoice} es sustituido por {used} y también por {document}.",
        message_en="Document {invoice} is replaced by {used} and by {document} too.",
        meaning="The first substitute takes its place and its credits; the others only charge.",
        source="c_TipoRelacion 04",
    ),
    InconsistencyCode(
        code="COB244",
        severity=Severity.WARNING,
        title="Sustitución entre documentos de distinta clase",
        title_en="Replaced by a document of another kind",
        message="El documento {document} sustituye a {invoice}, que es de otra clase.",
        message_en="Document {document} replaces {invoice}, which is of another kind.",
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
        title_en="The substitute is cancelled",
        message="El documento {document}, que sustituye a {invoice}, está cancelado.",
        message_en="Document {document}, which replaces {invoice}, is cancelled.",
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
        title_en="The substitute is in another currency",
        message=(
            "La factura {document} está en {currency} y sustituye a {receivable}, en {expected};"
            " los pagos no pasan de una a otra."
        ),
        message_en=(
            "Invoice {document} is in {currency} and replaces {receivable}, in {expected};"
            " payments do not pass from one to the other."
        ),
        meaning="The old charge is reversed; what was paid on it stays there, negative.",
        source="derived: balances are per currency",
    ),
    InconsistencyCode(
        code="COB247",
        severity=Severity.WARNING,
        title="Documento cancelado con documentos vigentes que dependen de él",
        title_en="Cancelled while documents in force depend on it",
        message=(
            "El documento {document} está vigente y depende de {invoice}, que está cancelado."
        ),
        message_en=(
            "Document {document} is in force and depends on {invoice}, which is cancelled."
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
        title_en="Replaced and still in force",
        message=(
            "El documento {invoice} fue sustituido por {document} y el SAT lo tiene por vigente."
        ),
        message_en="Document {invoice} was replaced by {document}, and the SAT has it in force.",
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
        title_en="Cancellation requested or rejected",
        message="La cancelación del documento {document} {state}: el documento sigue contando.",
        message_en="The cancellation of document {document} {state}: the document still counts.",
        meaning=(
            "Requested and not answered, or rejected by the customer: the document is in force."
        ),
        source="RMF 2.7.1.34",
    ),
    InconsistencyCode(
        code="COB250",
        severity=Severity.WARNING,
        title="El receptor no es el de la factura",
        title_en="The receiver is not that of the invoice",
        message=(
            "El documento {document} es para {found} y se refiere a la factura {receivable},"
            " que es de {expected}."
        ),
        message_en=(
            "Document {document} is for {found} and refers to invoice {receivable}, which is"
            " of {expected}."
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
        title_en="The customer changed its name",
        message=(
            "El documento {document} llama {found} al cliente {rfc}, que antes se llamaba"
            " {expected}."
        ),
        message_en=(
            "Document {document} calls customer {rfc} {found}; its name before was {expected}."
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
        title_en="The customer changed its tax regime",
        message=(
            "El documento {document} da al cliente {rfc} el régimen {found}; antes tenía"
            " {expected}."
        ),
        message_en=(
            "Document {document} gives customer {rfc} the regime {found}; before it had {expected}."
        ),
        meaning="Reported at each change.",
        source="CFF 29-A IV; c_RegimenFiscal",
    ),
    InconsistencyCode(
        code="COB260",
        severity=Severity.WARNING,
        title="Cobro o ajuste de una factura que no está",
        title_en="Payment or adjustment of an invoice that is not here",
        message=(
            "El movimiento {document} por {amount} se refiere a {invoice}, que no es una"
            " factura de las recibidas."
        ),
        message_en=(
            "Movement {document} of {amount} refers to {invoice}, which is none of the"
            " invoices received."
        ),
        meaning="It moves no balance until the invoice arrives.",
        source="derived",
    ),
    InconsistencyCode(
        code="COB261",
        severity=Severity.WARNING,
        title="Movimiento con importe negativo o nulo",
        title_en="Movement of a negative amount or none",
        message="El cobro {document} trae {amount} para la factura {receivable}.",
        message_en="Payment {document} brings {amount} for invoice {receivable}.",
        meaning="Money seen is positive. It moves no balance.",
        source="derived",
    ),
)

_STATES: Final[Mapping[object, Mapping[str, str]]] = {
    DocumentState.CANCELLATION_REQUESTED: {
        "es": "fue solicitada y no ha sido contestada",
        "en": "was requested and is not answered",
    },
    DocumentState.CANCELLATION_REJECTED: {"es": "fue rechazada", "en": "was rejected"},
}
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
        return CODES[self.code].message.format(**dict(self._values("es")))

    def told(
        self, lang: Literal["es", "en"] = "es", numbers: Mapping[str, str] | None = None
    ) -> str:
        """Give the message in one language, for people: `numbers` are shown instead of UUIDs.

        >>> case = Inconsistency(
        ...     code="COB211", document="0B9D6F0E", receivable="5FB2822E", since=date(2026, 4, 3)
        ... )
        >>> case.told("en", {"5FB2822E": "FA1029"})
        'REP 0B9D6F0E pays invoice FA1029, which is PUE.'
        """
        code, shown = CODES[self.code], numbers or {}
        return (code.message_en if lang == "en" else code.message).format(
            **{
                name: f"{value:,}" if isinstance(value, Decimal) else shown.get(str(value), value)
                for name, value in self._values(lang)
            }
        )

    def _values(self, lang: Literal["es", "en"]) -> Iterator[tuple[str, Value | None]]:
        yield "document", self.document
        yield "receivable", self.receivable
        for name, value in self.values:
            yield name, _STATES[value][lang] if value in _STATES else value


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
