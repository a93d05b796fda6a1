"""From CFDI to ledger: the only module that knows both.

`digest` keeps of a document what a ledger needs and lets go of the rest, so that hundreds of
thousands of documents fit in memory and travel between processes.
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from sys import intern
from typing import TYPE_CHECKING, Final

from cobranza.errors import CobranzaError
from cobranza.ledger.documents import (
    Application,
    CreditNote,
    Invoice,
    LedgerDocument,
    Party,
    Payment,
    PaymentReceipt,
    Relation,
    Skipped,
    SkipReason,
    Tax,
)

if TYPE_CHECKING:
    from cobranza.cfdi import Comprobante, DoctoRelacionado, Document, Pago

    AnyDocument = LedgerDocument | Skipped | Document

__all__ = ["digest"]

_KINDS: Final = frozenset({"I", "E", "P"})
_ONE: Final = Decimal(1)
# c_ClaveProdServ: servicios de facturación, which others use too; so the description counts.
_ADVANCE: Final = "84111506"
_ADVANCE_TEXT: Final = "anticipo"


def digest(document: Document) -> LedgerDocument | Skipped:
    """Keep of a CFDI what a ledger needs, or say why it has no place in one.

    Types I, E and P become `Invoice`, `CreditNote` and `PaymentReceipt`. What has no place is
    `Skipped`, never an exception: `NOT_RECEIVABLE` for types T and N, `NO_UUID` for a document
    without TimbreFiscalDigital, which is not a fiscal document, and `UNUSABLE` for one whose
    amounts or dates no ledger can hold, such as a total of thirty digits.

    Paths are XPaths with the prefixes `cfdi` and `pago20`. EquivalenciaDR may be left out where
    the currencies are the same, and is then 1.

    >>> from cobranza.cfdi import Comprobante, Concepto, Document, Emisor, Receptor
    >>> from datetime import datetime
    >>> comprobante = Comprobante(
    ...     fecha=datetime(2026, 3, 2, 10, 30),
    ...     sub_total=Decimal("1000.00"),
    ...     moneda="MXN",
    ...     total=Decimal("1160.00"),
    ...     tipo_de_comprobante="I",
    ...     exportacion="01",
    ...     lugar_expedicion="64000",
    ...     emisor=Emisor(rfc="EKU9003173C9", nombre="ESCUELA KEMPER URGATE", regimen_fiscal="601"),
    ...     receptor=Receptor(
    ...         rfc="URE180429TM6",
    ...         nombre="UNIVERSIDAD ROBOTICA ESPAÑOLA",
    ...         domicilio_fiscal_receptor="86991",
    ...         regimen_fiscal_receptor="601",
    ...         uso_cfdi="G03",
    ...     ),
    ...     conceptos=(),
    ... )
    >>> digest(Document(xml=b"", comprobante=comprobante)).reason.value
    'no_uuid'
    """
    comprobante = document.comprobante
    kind = comprobante.tipo_de_comprobante
    uuid = document.uuid or ""
    if kind not in _KINDS:
        return _skip(SkipReason.NOT_RECEIVABLE, document)
    if not uuid:
        return _skip(SkipReason.NO_UUID, document)
    try:
        if kind == "I":
            return _invoice(uuid, comprobante)
        if kind == "E":
            return _credit_note(uuid, comprobante)
        return _receipt(uuid, comprobante, document.pagos)
    except CobranzaError as error:
        return _skip(SkipReason.UNUSABLE, document, str(error))


def _skip(reason: SkipReason, document: Document, detail: str = "") -> Skipped:
    return Skipped(
        reason=reason,
        kind=document.comprobante.tipo_de_comprobante,
        uuid=document.uuid or "",
        source=document.source or "",
        detail=detail,
    )


def _invoice(uuid: str, comprobante: Comprobante) -> Invoice:
    return Invoice(
        uuid=uuid,
        issuer=_issuer(comprobante),
        customer=_customer(comprobante),
        issued=comprobante.fecha,
        number=_number(comprobante),
        relations=_relations(comprobante),
        currency=_code(comprobante.moneda),
        total=comprobante.total,
        exchange_rate=comprobante.tipo_cambio,
        taxes=_taxes(comprobante),
        payment_method=_optional_code(comprobante.metodo_pago),
        payment_form=_optional_code(comprobante.forma_pago),
        payment_terms_text=_optional_code(comprobante.condiciones_de_pago),
        is_advance=_is_advance(comprobante),
    )


def _credit_note(uuid: str, comprobante: Comprobante) -> CreditNote:
    return CreditNote(
        uuid=uuid,
        issuer=_issuer(comprobante),
        customer=_customer(comprobante),
        issued=comprobante.fecha,
        number=_number(comprobante),
        relations=_relations(comprobante),
        currency=_code(comprobante.moneda),
        total=comprobante.total,
        exchange_rate=comprobante.tipo_cambio,
        taxes=_taxes(comprobante),
        payment_form=_optional_code(comprobante.forma_pago),
    )


def _receipt(uuid: str, comprobante: Comprobante, pagos: tuple[Pago, ...]) -> PaymentReceipt:
    return PaymentReceipt(
        uuid=uuid,
        issuer=_issuer(comprobante),
        customer=_customer(comprobante),
        issued=comprobante.fecha,
        number=_number(comprobante),
        relations=_relations(comprobante),
        payments=tuple(_payment(index, pago) for index, pago in enumerate(pagos, 1)),
    )


def _is_advance(comprobante: Comprobante) -> bool:
    """Tell the invoice of an advance: one concept, "Anticipo del bien o servicio".

    Source: SAT, Anexo 20 guide, appendix 6: key 84111506 and that description.
    """
    conceptos = comprobante.conceptos
    if len(conceptos) != 1 or conceptos[0].clave_prod_serv.strip() != _ADVANCE:
        return False
    return conceptos[0].descripcion.strip().casefold().startswith(_ADVANCE_TEXT)


def _payment(index: int, pago: Pago) -> Payment:
    currency = _code(pago.moneda_p)
    return Payment(
        date=pago.fecha_pago.date(),
        currency=currency,
        amount=pago.monto,
        exchange_rate=pago.tipo_cambio_p,
        form=_code(pago.forma_de_pago_p),
        operation=pago.num_operacion,
        applications=tuple(
            _application(_line_path(index, position), docto, currency)
            for position, docto in enumerate(pago.docto_relacionado, 1)
        ),
        path=_payment_path(index),
    )


def _application(path: str, docto: DoctoRelacionado, payment_currency: str) -> Application:
    currency = _code(docto.moneda_dr)
    equivalence = docto.equivalencia_dr
    if equivalence is None and currency == payment_currency:
        equivalence = _ONE
    return Application(
        invoice=docto.id_documento.strip(),
        currency=currency,
        paid=docto.imp_pagado,
        equivalence=equivalence,
        installment=docto.num_parcialidad,
        previous_balance=docto.imp_saldo_ant,
        remaining=docto.imp_saldo_insoluto,
        taxes=_taxes_paid(docto),
        path=path,
    )


def _taxes(comprobante: Comprobante) -> tuple[Tax, ...]:
    """Read the summary of taxes of a document."""
    impuestos = comprobante.impuestos
    if impuestos is None:
        return ()
    traslados = tuple(
        Tax(
            tax=_code(each.impuesto),
            factor=_code(each.tipo_factor),
            rate=each.tasa_o_cuota,
            base=each.base,
            amount=each.importe,
        )
        for each in impuestos.traslados
    )
    retenciones = tuple(
        Tax(tax=_code(each.impuesto), amount=each.importe, withheld=True)
        for each in impuestos.retenciones
    )
    return traslados + retenciones


def _taxes_paid(docto: DoctoRelacionado) -> tuple[Tax, ...]:
    """Read the taxes of the part paid, which its currency and the invoice's share."""
    impuestos = docto.impuestos_dr
    if impuestos is None:
        return ()
    return tuple(
        Tax(
            tax=_code(each.impuesto_dr),
            factor=_code(each.tipo_factor_dr),
            rate=each.tasa_o_cuota_dr,
            base=each.base_dr,
            amount=each.importe_dr,
            withheld=withheld,
        )
        for nodes, withheld in ((impuestos.traslados_dr, False), (impuestos.retenciones_dr, True))
        for each in nodes
    )


def _relations(comprobante: Comprobante) -> tuple[Relation, ...]:
    return tuple(
        Relation(
            kind=_code(group.tipo_relacion),
            uuid=related.uuid.strip(),
            path=_relation_path(index, position),
        )
        for index, group in enumerate(comprobante.cfdi_relacionados, 1)
        for position, related in enumerate(group.cfdi_relacionado, 1)
    )


def _number(comprobante: Comprobante) -> str:
    return f"{comprobante.serie or ''}{comprobante.folio or ''}"


# What repeats from one document to the next is kept once.


def _issuer(comprobante: Comprobante) -> Party:
    emisor = comprobante.emisor
    return _party(emisor.rfc, emisor.nombre, emisor.regimen_fiscal, None)


def _customer(comprobante: Comprobante) -> Party:
    receptor = comprobante.receptor
    return _party(
        receptor.rfc, receptor.nombre, receptor.regimen_fiscal_receptor, receptor.num_reg_id_trib
    )


@lru_cache(maxsize=65_536)
def _party(rfc: str, name: str, regime: str, tax_id: str | None) -> Party:
    return Party(rfc=rfc.strip(), name=name, regime=regime.strip(), tax_id=tax_id)


def _code(text: str) -> str:
    return intern(text.strip())


def _optional_code(text: str | None) -> str | None:
    return None if text is None else _code(text)


@lru_cache(maxsize=4096)
def _relation_path(index: int, position: int) -> str:
    return f"/cfdi:Comprobante/cfdi:CfdiRelacionados[{index}]/cfdi:CfdiRelacionado[{position}]"


# In brackets, because a document may hold several Complemento and Pagos nodes.
@lru_cache(maxsize=4096)
def _payment_path(index: int) -> str:
    return f"(/cfdi:Comprobante/cfdi:Complemento/pago20:Pagos/pago20:Pago)[{index}]"


@lru_cache(maxsize=4096)
def _line_path(index: int, position: int) -> str:
    return f"{_payment_path(index)}/pago20:DoctoRelacionado[{position}]"
