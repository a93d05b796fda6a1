"""Pagos 2.0: the complement of a REP, with the payments received and the invoices they settle.

Source: Pagos20.xsd. Amounts of `Pago` are in `moneda_p`, those of `DoctoRelacionado` in
`moneda_dr`, those of `Totales` in MXN.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated, ClassVar

import attrs

from cobranza.cfdi import _simple_types as t
from cobranza.cfdi._spec import Attribute, Child, Element, Node, Standalone

__all__ = [
    "DoctoRelacionado",
    "ImpuestosDR",
    "ImpuestosP",
    "Pago",
    "Pagos",
    "RetencionDR",
    "RetencionP",
    "Totales",
    "TrasladoDR",
    "TrasladoP",
]


@attrs.frozen(kw_only=True)
class RetencionDR(Node):
    """A tax withheld, as it falls on one related document."""

    base_dr: Annotated[Decimal, Attribute("BaseDR", t.T_POSITIVO)]
    impuesto_dr: Annotated[str, Attribute("ImpuestoDR", t.C_IMPUESTO)]
    tipo_factor_dr: Annotated[str, Attribute("TipoFactorDR", t.C_TIPO_FACTOR)]
    tasa_o_cuota_dr: Annotated[Decimal, Attribute("TasaOCuotaDR", t.T_TASA_O_CUOTA)]
    importe_dr: Annotated[Decimal, Attribute("ImporteDR", t.T_IMPORTE)]


@attrs.frozen(kw_only=True)
class TrasladoDR(Node):
    """A tax transferred, as it falls on one related document; Exento has no rate or amount."""

    base_dr: Annotated[Decimal, Attribute("BaseDR", t.T_POSITIVO)]
    impuesto_dr: Annotated[str, Attribute("ImpuestoDR", t.C_IMPUESTO)]
    tipo_factor_dr: Annotated[str, Attribute("TipoFactorDR", t.C_TIPO_FACTOR)]
    tasa_o_cuota_dr: Annotated[Decimal | None, Attribute("TasaOCuotaDR", t.T_TASA_O_CUOTA)] = None
    importe_dr: Annotated[Decimal | None, Attribute("ImporteDR", t.T_IMPORTE)] = None


@attrs.frozen(kw_only=True)
class ImpuestosDR(Node):
    """The taxes of one related document, in proportion to what is paid."""

    retenciones_dr: Annotated[tuple[RetencionDR, ...], Child("RetencionesDR/RetencionDR")] = ()
    traslados_dr: Annotated[tuple[TrasladoDR, ...], Child("TrasladosDR/TrasladoDR")] = ()


@attrs.frozen(kw_only=True)
class DoctoRelacionado(Node):
    """One invoice that a payment settles, in whole or in part.

    `equivalencia_dr` is how many units of `moneda_dr` one unit of the payment's currency buys.
    `imp_saldo_ant`, `imp_pagado` and `imp_saldo_insoluto` are what the issuer declares.
    """

    id_documento: Annotated[str, Attribute("IdDocumento", t.T_ID_DOCUMENTO)]
    serie: Annotated[str | None, Attribute("Serie", t.T_TEXTO_25)] = None
    folio: Annotated[str | None, Attribute("Folio", t.T_TEXTO_40)] = None
    moneda_dr: Annotated[str, Attribute("MonedaDR", t.C_MONEDA)]
    equivalencia_dr: Annotated[Decimal | None, Attribute("EquivalenciaDR", t.T_EQUIVALENCIA)] = None
    num_parcialidad: Annotated[int, Attribute("NumParcialidad", t.T_PARCIALIDAD)]
    imp_saldo_ant: Annotated[Decimal, Attribute("ImpSaldoAnt", t.T_IMPORTE)]
    imp_pagado: Annotated[Decimal, Attribute("ImpPagado", t.T_IMPORTE)]
    imp_saldo_insoluto: Annotated[Decimal, Attribute("ImpSaldoInsoluto", t.T_IMPORTE)]
    objeto_imp_dr: Annotated[str, Attribute("ObjetoImpDR", t.C_OBJETO_IMP)]
    impuestos_dr: Annotated[ImpuestosDR | None, Child("ImpuestosDR")] = None


@attrs.frozen(kw_only=True)
class RetencionP(Node):
    """A tax withheld, summed over one payment."""

    impuesto_p: Annotated[str, Attribute("ImpuestoP", t.C_IMPUESTO)]
    importe_p: Annotated[Decimal, Attribute("ImporteP", t.T_IMPORTE)]


@attrs.frozen(kw_only=True)
class TrasladoP(Node):
    """A tax transferred, summed over one payment; Exento has neither rate nor amount."""

    base_p: Annotated[Decimal, Attribute("BaseP", t.T_IMPORTE)]
    impuesto_p: Annotated[str, Attribute("ImpuestoP", t.C_IMPUESTO)]
    tipo_factor_p: Annotated[str, Attribute("TipoFactorP", t.C_TIPO_FACTOR)]
    tasa_o_cuota_p: Annotated[Decimal | None, Attribute("TasaOCuotaP", t.T_TASA_O_CUOTA)] = None
    importe_p: Annotated[Decimal | None, Attribute("ImporteP", t.T_IMPORTE)] = None


@attrs.frozen(kw_only=True)
class ImpuestosP(Node):
    """The taxes of one payment."""

    retenciones_p: Annotated[tuple[RetencionP, ...], Child("RetencionesP/RetencionP")] = ()
    traslados_p: Annotated[tuple[TrasladoP, ...], Child("TrasladosP/TrasladoP")] = ()


@attrs.frozen(kw_only=True)
class Pago(Node):
    """One payment received: when, how, how much, and what it settles.

    `fecha_pago` is local time without zone; `tipo_cambio_p` is MXN per unit of `moneda_p`.
    """

    fecha_pago: Annotated[datetime, Attribute("FechaPago", t.T_FECHA_H)]
    forma_de_pago_p: Annotated[str, Attribute("FormaDePagoP", t.C_FORMA_PAGO)]
    moneda_p: Annotated[str, Attribute("MonedaP", t.C_MONEDA)]
    tipo_cambio_p: Annotated[Decimal | None, Attribute("TipoCambioP", t.T_POSITIVO)] = None
    monto: Annotated[Decimal, Attribute("Monto", t.T_IMPORTE)]
    num_operacion: Annotated[str | None, Attribute("NumOperacion", t.T_NUM_OPERACION)] = None
    rfc_emisor_cta_ord: Annotated[
        str | None, Attribute("RfcEmisorCtaOrd", t.T_RFC_CUENTA_ORDENANTE)
    ] = None
    nom_banco_ord_ext: Annotated[str | None, Attribute("NomBancoOrdExt", t.T_TEXTO_300)] = None
    cta_ordenante: Annotated[str | None, Attribute("CtaOrdenante", t.T_CUENTA_BANCARIA)] = None
    rfc_emisor_cta_ben: Annotated[str | None, Attribute("RfcEmisorCtaBen", t.T_RFC_PM)] = None
    cta_beneficiario: Annotated[str | None, Attribute("CtaBeneficiario", t.T_CUENTA_BANCARIA)] = (
        None
    )
    tipo_cad_pago: Annotated[str | None, Attribute("TipoCadPago", t.C_TIPO_CADENA_PAGO)] = None
    cert_pago: Annotated[str | None, Attribute("CertPago", t.T_BASE64)] = None
    cad_pago: Annotated[str | None, Attribute("CadPago", t.T_CADENA_PAGO)] = None
    sello_pago: Annotated[str | None, Attribute("SelloPago", t.T_BASE64)] = None
    docto_relacionado: Annotated[
        tuple[DoctoRelacionado, ...], Child("DoctoRelacionado", required=True)
    ]
    impuestos_p: Annotated[ImpuestosP | None, Child("ImpuestosP")] = None


@attrs.frozen(kw_only=True)
class Totales(Node):
    """The totals of all payments, in MXN with two decimals."""

    total_retenciones_iva: Annotated[
        Decimal | None, Attribute("TotalRetencionesIVA", t.T_IMPORTE_MXN)
    ] = None
    total_retenciones_isr: Annotated[
        Decimal | None, Attribute("TotalRetencionesISR", t.T_IMPORTE_MXN)
    ] = None
    total_retenciones_ieps: Annotated[
        Decimal | None, Attribute("TotalRetencionesIEPS", t.T_IMPORTE_MXN)
    ] = None
    total_traslados_base_iva16: Annotated[
        Decimal | None, Attribute("TotalTrasladosBaseIVA16", t.T_IMPORTE_MXN)
    ] = None
    total_traslados_impuesto_iva16: Annotated[
        Decimal | None, Attribute("TotalTrasladosImpuestoIVA16", t.T_IMPORTE_MXN)
    ] = None
    total_traslados_base_iva8: Annotated[
        Decimal | None, Attribute("TotalTrasladosBaseIVA8", t.T_IMPORTE_MXN)
    ] = None
    total_traslados_impuesto_iva8: Annotated[
        Decimal | None, Attribute("TotalTrasladosImpuestoIVA8", t.T_IMPORTE_MXN)
    ] = None
    total_traslados_base_iva0: Annotated[
        Decimal | None, Attribute("TotalTrasladosBaseIVA0", t.T_IMPORTE_MXN)
    ] = None
    total_traslados_impuesto_iva0: Annotated[
        Decimal | None, Attribute("TotalTrasladosImpuestoIVA0", t.T_IMPORTE_MXN)
    ] = None
    total_traslados_base_iva_exento: Annotated[
        Decimal | None, Attribute("TotalTrasladosBaseIVAExento", t.T_IMPORTE_MXN)
    ] = None
    monto_total_pagos: Annotated[Decimal, Attribute("MontoTotalPagos", t.T_IMPORTE_MXN)]


@attrs.frozen(kw_only=True)
class Pagos(Standalone):
    """The complement: its totals and every payment."""

    ELEMENT: ClassVar = Element(
        namespace="http://www.sat.gob.mx/Pagos20",
        prefix="pago20",
        name="Pagos",
        location="http://www.sat.gob.mx/sitio_internet/cfd/Pagos/Pagos20.xsd",
    )

    version: Annotated[str, Attribute("Version", t.T_TEXTO, fixed="2.0")] = "2.0"
    totales: Annotated[Totales, Child("Totales")]
    pago: Annotated[tuple[Pago, ...], Child("Pago", required=True)]
