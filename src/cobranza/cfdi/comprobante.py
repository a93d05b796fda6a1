"""CFDI 4.0: the comprobante and its nodes, with SAT's own names in snake_case.

Source: cfdv40.xsd. Fields keep the XSD's order: attributes, then child elements. Amounts are in
`moneda` with the scale as written; dates are local time without zone. Elements that only group
others (`Conceptos`, `Traslados`) are passed through: their items are tuples on the parent.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated, ClassVar

import attrs

from cobranza.cfdi import _simple_types as t
from cobranza.cfdi._spec import Attribute, Child, Element, Fragment, Node, Standalone, Wildcard
from cobranza.cfdi.implocal import ImpuestosLocales
from cobranza.cfdi.pagos import Pagos
from cobranza.cfdi.timbre import TimbreFiscalDigital

__all__ = [
    "ACuentaTerceros",
    "CfdiRelacionado",
    "CfdiRelacionados",
    "Complemento",
    "Comprobante",
    "Concepto",
    "CuentaPredial",
    "Emisor",
    "Impuestos",
    "ImpuestosConcepto",
    "InformacionAduanera",
    "InformacionGlobal",
    "Parte",
    "Receptor",
    "Retencion",
    "RetencionConcepto",
    "Traslado",
    "TrasladoConcepto",
]

Complemento = Pagos | TimbreFiscalDigital | ImpuestosLocales | Fragment
"""What a `Complemento` may hold: a modelled complement, or the XML of one that is not."""


@attrs.frozen(kw_only=True)
class InformacionGlobal(Node):
    """The period that an invoice to the general public sums up."""

    periodicidad: Annotated[str, Attribute("Periodicidad", t.C_PERIODICIDAD)]
    meses: Annotated[str, Attribute("Meses", t.C_MESES)]
    anio: Annotated[int, Attribute("Año", t.T_ANIO)]


@attrs.frozen(kw_only=True)
class CfdiRelacionado(Node):
    """One related CFDI."""

    uuid: Annotated[str, Attribute("UUID", t.T_UUID)]


@attrs.frozen(kw_only=True)
class CfdiRelacionados(Node):
    """The CFDIs that this one relates to in one way, such as "04" (it replaces them)."""

    tipo_relacion: Annotated[str, Attribute("TipoRelacion", t.C_TIPO_RELACION)]
    cfdi_relacionado: Annotated[
        tuple[CfdiRelacionado, ...], Child("CfdiRelacionado", required=True)
    ]


@attrs.frozen(kw_only=True)
class Emisor(Node):
    """Who issues the document."""

    rfc: Annotated[str, Attribute("Rfc", t.T_RFC)]
    nombre: Annotated[str, Attribute("Nombre", t.T_TEXTO_300)]
    regimen_fiscal: Annotated[str, Attribute("RegimenFiscal", t.C_REGIMEN_FISCAL)]
    fac_atr_adquirente: Annotated[
        str | None, Attribute("FacAtrAdquirente", t.T_FAC_ATR_ADQUIRENTE)
    ] = None


@attrs.frozen(kw_only=True)
class Receptor(Node):
    """Who receives it."""

    rfc: Annotated[str, Attribute("Rfc", t.T_RFC)]
    nombre: Annotated[str, Attribute("Nombre", t.T_TEXTO_300)]
    domicilio_fiscal_receptor: Annotated[
        str, Attribute("DomicilioFiscalReceptor", t.T_CODIGO_POSTAL)
    ]
    residencia_fiscal: Annotated[str | None, Attribute("ResidenciaFiscal", t.C_PAIS)] = None
    num_reg_id_trib: Annotated[str | None, Attribute("NumRegIdTrib", t.T_NUM_REG_ID_TRIB)] = None
    regimen_fiscal_receptor: Annotated[str, Attribute("RegimenFiscalReceptor", t.C_REGIMEN_FISCAL)]
    uso_cfdi: Annotated[str, Attribute("UsoCFDI", t.C_USO_CFDI)]


@attrs.frozen(kw_only=True)
class TrasladoConcepto(Node):
    """A tax transferred on one line; Exento has neither rate nor amount."""

    base: Annotated[Decimal, Attribute("Base", t.T_POSITIVO)]
    impuesto: Annotated[str, Attribute("Impuesto", t.C_IMPUESTO)]
    tipo_factor: Annotated[str, Attribute("TipoFactor", t.C_TIPO_FACTOR)]
    tasa_o_cuota: Annotated[Decimal | None, Attribute("TasaOCuota", t.T_TASA_O_CUOTA)] = None
    importe: Annotated[Decimal | None, Attribute("Importe", t.T_IMPORTE)] = None


@attrs.frozen(kw_only=True)
class RetencionConcepto(Node):
    """A tax withheld on one line."""

    base: Annotated[Decimal, Attribute("Base", t.T_POSITIVO)]
    impuesto: Annotated[str, Attribute("Impuesto", t.C_IMPUESTO)]
    tipo_factor: Annotated[str, Attribute("TipoFactor", t.C_TIPO_FACTOR)]
    tasa_o_cuota: Annotated[Decimal, Attribute("TasaOCuota", t.T_TASA_O_CUOTA)]
    importe: Annotated[Decimal, Attribute("Importe", t.T_IMPORTE)]


@attrs.frozen(kw_only=True)
class ImpuestosConcepto(Node):
    """The taxes of one line (SAT's node `Concepto/Impuestos`)."""

    traslados: Annotated[tuple[TrasladoConcepto, ...], Child("Traslados/Traslado")] = ()
    retenciones: Annotated[tuple[RetencionConcepto, ...], Child("Retenciones/Retencion")] = ()


@attrs.frozen(kw_only=True)
class ACuentaTerceros(Node):
    """The third party on whose behalf a line is charged."""

    rfc_a_cuenta_terceros: Annotated[str, Attribute("RfcACuentaTerceros", t.T_RFC)]
    nombre_a_cuenta_terceros: Annotated[str, Attribute("NombreACuentaTerceros", t.T_TEXTO_300)]
    regimen_fiscal_a_cuenta_terceros: Annotated[
        str, Attribute("RegimenFiscalACuentaTerceros", t.C_REGIMEN_FISCAL)
    ]
    domicilio_fiscal_a_cuenta_terceros: Annotated[
        str, Attribute("DomicilioFiscalACuentaTerceros", t.T_CODIGO_POSTAL)
    ]


@attrs.frozen(kw_only=True)
class InformacionAduanera(Node):
    """The customs document (pedimento) of imported goods."""

    numero_pedimento: Annotated[str, Attribute("NumeroPedimento", t.T_NUMERO_PEDIMENTO)]


@attrs.frozen(kw_only=True)
class CuentaPredial(Node):
    """The property-tax account of a leased property."""

    numero: Annotated[str, Attribute("Numero", t.T_CUENTA_PREDIAL)]


@attrs.frozen(kw_only=True)
class Parte(Node):
    """One part of a line that bundles several goods."""

    clave_prod_serv: Annotated[str, Attribute("ClaveProdServ", t.C_CLAVE_PROD_SERV)]
    no_identificacion: Annotated[str | None, Attribute("NoIdentificacion", t.T_TEXTO_100)] = None
    cantidad: Annotated[Decimal, Attribute("Cantidad", t.T_POSITIVO)]
    unidad: Annotated[str | None, Attribute("Unidad", t.T_TEXTO_20)] = None
    descripcion: Annotated[str, Attribute("Descripcion", t.T_TEXTO_1000)]
    valor_unitario: Annotated[Decimal | None, Attribute("ValorUnitario", t.T_IMPORTE)] = None
    importe: Annotated[Decimal | None, Attribute("Importe", t.T_IMPORTE)] = None
    informacion_aduanera: Annotated[
        tuple[InformacionAduanera, ...], Child("InformacionAduanera")
    ] = ()


@attrs.frozen(kw_only=True)
class Concepto(Node):
    """One line: what is sold, how much of it, at what price."""

    clave_prod_serv: Annotated[str, Attribute("ClaveProdServ", t.C_CLAVE_PROD_SERV)]
    no_identificacion: Annotated[str | None, Attribute("NoIdentificacion", t.T_TEXTO_100)] = None
    cantidad: Annotated[Decimal, Attribute("Cantidad", t.T_POSITIVO)]
    clave_unidad: Annotated[str, Attribute("ClaveUnidad", t.C_CLAVE_UNIDAD)]
    unidad: Annotated[str | None, Attribute("Unidad", t.T_TEXTO_20)] = None
    descripcion: Annotated[str, Attribute("Descripcion", t.T_TEXTO_1000)]
    valor_unitario: Annotated[Decimal, Attribute("ValorUnitario", t.T_IMPORTE)]
    importe: Annotated[Decimal, Attribute("Importe", t.T_IMPORTE)]
    descuento: Annotated[Decimal | None, Attribute("Descuento", t.T_IMPORTE)] = None
    objeto_imp: Annotated[str, Attribute("ObjetoImp", t.C_OBJETO_IMP)]
    impuestos: Annotated[ImpuestosConcepto | None, Child("Impuestos")] = None
    a_cuenta_terceros: Annotated[ACuentaTerceros | None, Child("ACuentaTerceros")] = None
    informacion_aduanera: Annotated[
        tuple[InformacionAduanera, ...], Child("InformacionAduanera")
    ] = ()
    cuenta_predial: Annotated[tuple[CuentaPredial, ...], Child("CuentaPredial")] = ()
    complemento_concepto: Annotated[
        tuple[Fragment, ...], Wildcard("ComplementoConcepto", filled=True)
    ] = ()
    parte: Annotated[tuple[Parte, ...], Child("Parte")] = ()


@attrs.frozen(kw_only=True)
class Retencion(Node):
    """A tax withheld, summed over the lines."""

    impuesto: Annotated[str, Attribute("Impuesto", t.C_IMPUESTO)]
    importe: Annotated[Decimal, Attribute("Importe", t.T_IMPORTE)]


@attrs.frozen(kw_only=True)
class Traslado(Node):
    """A tax transferred, summed over the lines; Exento has neither rate nor amount."""

    base: Annotated[Decimal, Attribute("Base", t.T_IMPORTE)]
    impuesto: Annotated[str, Attribute("Impuesto", t.C_IMPUESTO)]
    tipo_factor: Annotated[str, Attribute("TipoFactor", t.C_TIPO_FACTOR)]
    tasa_o_cuota: Annotated[Decimal | None, Attribute("TasaOCuota", t.T_TASA_O_CUOTA)] = None
    importe: Annotated[Decimal | None, Attribute("Importe", t.T_IMPORTE)] = None


@attrs.frozen(kw_only=True)
class Impuestos(Node):
    """The taxes of the document."""

    total_impuestos_retenidos: Annotated[
        Decimal | None, Attribute("TotalImpuestosRetenidos", t.T_IMPORTE)
    ] = None
    total_impuestos_trasladados: Annotated[
        Decimal | None, Attribute("TotalImpuestosTrasladados", t.T_IMPORTE)
    ] = None
    retenciones: Annotated[tuple[Retencion, ...], Child("Retenciones/Retencion")] = ()
    traslados: Annotated[tuple[Traslado, ...], Child("Traslados/Traslado")] = ()


@attrs.frozen(kw_only=True)
class Comprobante(Standalone):
    """A CFDI 4.0, as its XML states it.

    `fecha` is local time at `lugar_expedicion`, without zone. `sello`, `no_certificado` and
    `certificado` are "" until the document is sealed. `complemento` gathers what every
    `Complemento` node holds, in order. `schema_location` is `xsi:schemaLocation` as written;
    when it is None, `write` states the locations that SAT publishes. It takes no part in equality.
    """

    ELEMENT: ClassVar = Element(
        namespace="http://www.sat.gob.mx/cfd/4",
        prefix="cfdi",
        name="Comprobante",
        location="http://www.sat.gob.mx/sitio_internet/cfd/4/cfdv40.xsd",
    )

    schema_location: str | None = attrs.field(default=None, eq=False)

    version: Annotated[str, Attribute("Version", t.T_TEXTO, fixed="4.0")] = "4.0"
    serie: Annotated[str | None, Attribute("Serie", t.T_TEXTO_25)] = None
    folio: Annotated[str | None, Attribute("Folio", t.T_TEXTO_40)] = None
    fecha: Annotated[datetime, Attribute("Fecha", t.T_FECHA_H)]
    sello: Annotated[str, Attribute("Sello", t.T_TEXTO, unsealed=True)] = ""
    forma_pago: Annotated[str | None, Attribute("FormaPago", t.C_FORMA_PAGO)] = None
    no_certificado: Annotated[
        str, Attribute("NoCertificado", t.T_NO_CERTIFICADO, unsealed=True)
    ] = ""
    certificado: Annotated[str, Attribute("Certificado", t.T_TEXTO, unsealed=True)] = ""
    condiciones_de_pago: Annotated[str | None, Attribute("CondicionesDePago", t.T_TEXTO_1000)] = (
        None
    )
    sub_total: Annotated[Decimal, Attribute("SubTotal", t.T_IMPORTE)]
    descuento: Annotated[Decimal | None, Attribute("Descuento", t.T_IMPORTE)] = None
    moneda: Annotated[str, Attribute("Moneda", t.C_MONEDA)]
    tipo_cambio: Annotated[Decimal | None, Attribute("TipoCambio", t.T_POSITIVO)] = None
    total: Annotated[Decimal, Attribute("Total", t.T_IMPORTE)]
    tipo_de_comprobante: Annotated[str, Attribute("TipoDeComprobante", t.C_TIPO_DE_COMPROBANTE)]
    exportacion: Annotated[str, Attribute("Exportacion", t.C_EXPORTACION)]
    metodo_pago: Annotated[str | None, Attribute("MetodoPago", t.C_METODO_PAGO)] = None
    lugar_expedicion: Annotated[str, Attribute("LugarExpedicion", t.C_CODIGO_POSTAL)]
    confirmacion: Annotated[str | None, Attribute("Confirmacion", t.T_CONFIRMACION)] = None
    informacion_global: Annotated[InformacionGlobal | None, Child("InformacionGlobal")] = None
    cfdi_relacionados: Annotated[tuple[CfdiRelacionados, ...], Child("CfdiRelacionados")] = ()
    emisor: Annotated[Emisor, Child("Emisor")]
    receptor: Annotated[Receptor, Child("Receptor")]
    conceptos: Annotated[tuple[Concepto, ...], Child("Conceptos/Concepto", required=True)]
    impuestos: Annotated[Impuestos | None, Child("Impuestos")] = None
    complemento: Annotated[tuple[Complemento, ...], Wildcard("Complemento")] = ()
    addenda: Annotated[tuple[Fragment, ...], Wildcard("Addenda", filled=True)] = ()
