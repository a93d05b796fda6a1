"""Valid documents to change one thing of, and what rules find in the result.

RFCs, names and postal codes are those of SAT's public test taxpayers. Every amount is worked out by
hand beside it.
"""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Final

import attrs
from lxml import etree

from cobranza.cfdi import NAMESPACES, Comprobante, Finding, Fragment, write
from cobranza.cfdi.comprobante import (
    CfdiRelacionado,
    CfdiRelacionados,
    Concepto,
    Emisor,
    Impuestos,
    ImpuestosConcepto,
    Receptor,
    Retencion,
    RetencionConcepto,
    Traslado,
    TrasladoConcepto,
)
from cobranza.cfdi.pagos import (
    DoctoRelacionado,
    ImpuestosDR,
    ImpuestosP,
    Pago,
    Pagos,
    Totales,
    TrasladoDR,
    TrasladoP,
)
from cobranza.cfdi.rules._case import Case, Lists
from cobranza.cfdi.rules._rule import TAXPAYERS, TODAY, Rule
from cobranza.cfdi.timbre import TimbreFiscalDigital

D = Decimal
FACTURA: Final = "6C7B6D1F-2C4B-4B6E-9A53-0F1C9C3C1A01"
"""The UUID that credit notes and payments refer to."""
OTRA_FACTURA: Final = "6C7B6D1F-2C4B-4B6E-9A53-0F1C9C3C1A02"
FECHA: Final = datetime(2026, 1, 31, 12, 0)  # noqa: DTZ001 - SAT's times are local, without zone

EMISOR: Final = Emisor(rfc="EKU9003173C9", nombre="ESCUELA KEMPER URGATE", regimen_fiscal="601")
RECEPTOR: Final = Receptor(
    rfc="URE180429TM6",
    nombre="UNIVERSIDAD ROBOTICA ESPAÑOLA",
    domicilio_fiscal_receptor="86991",
    regimen_fiscal_receptor="601",
    uso_cfdi="G03",
)
PUBLICO: Final = Receptor(
    rfc="XAXX010101000",
    nombre="PUBLICO EN GENERAL",
    domicilio_fiscal_receptor="42501",
    regimen_fiscal_receptor="616",
    uso_cfdi="S01",
)
EXTRANJERO: Final = Receptor(
    rfc="XEXX010101000",
    nombre="FOREIGN CUSTOMER",
    domicilio_fiscal_receptor="42501",
    regimen_fiscal_receptor="616",
    uso_cfdi="S01",
)


def iva(base: str, importe: str, tasa: str = "0.160000") -> TrasladoConcepto:
    return TrasladoConcepto(
        base=D(base), impuesto="002", tipo_factor="Tasa", tasa_o_cuota=D(tasa), importe=D(importe)
    )


def iva_total(base: str, importe: str, tasa: str = "0.160000") -> Traslado:
    return Traslado(
        base=D(base), impuesto="002", tipo_factor="Tasa", tasa_o_cuota=D(tasa), importe=D(importe)
    )


# 2 x 500.00 with IVA 160.00 and 60.00 (6 %) withheld; 1 x 100.00 less 10.00 with IVA 14.40.
# 1100.00 - 10.00 + 174.40 - 60.00 = 1204.40
INGRESO: Final = Comprobante(
    serie="A",
    folio="1",
    fecha=FECHA,
    sello="c2VsbG8=",
    forma_pago="03",
    no_certificado="30001000000500003416",
    certificado="Y2VydGlmaWNhZG8=",
    condiciones_de_pago="30 días",
    sub_total=D("1100.00"),
    descuento=D("10.00"),
    moneda="MXN",
    total=D("1204.40"),
    tipo_de_comprobante="I",
    exportacion="01",
    metodo_pago="PUE",
    lugar_expedicion="42501",
    emisor=EMISOR,
    receptor=RECEPTOR,
    conceptos=(
        Concepto(
            clave_prod_serv="81112100",
            cantidad=D(2),
            clave_unidad="E48",
            descripcion="Servicio",
            valor_unitario=D("500.00"),
            importe=D("1000.00"),
            objeto_imp="02",
            impuestos=ImpuestosConcepto(
                traslados=(iva("1000.00", "160.00"),),
                retenciones=(
                    RetencionConcepto(
                        base=D("1000.00"),
                        impuesto="002",
                        tipo_factor="Tasa",
                        tasa_o_cuota=D("0.060000"),
                        importe=D("60.00"),
                    ),
                ),
            ),
        ),
        Concepto(
            clave_prod_serv="43231500",
            cantidad=D(1),
            clave_unidad="H87",
            descripcion="Licencia",
            valor_unitario=D("100.00"),
            importe=D("100.00"),
            descuento=D("10.00"),
            objeto_imp="02",
            impuestos=ImpuestosConcepto(traslados=(iva("90.00", "14.40"),)),
        ),
    ),
    impuestos=Impuestos(
        total_impuestos_retenidos=D("60.00"),
        total_impuestos_trasladados=D("174.40"),
        retenciones=(Retencion(impuesto="002", importe=D("60.00")),),
        traslados=(iva_total("1090.00", "174.40"),),
    ),
)

# 100.00 with IVA 16.00.
EGRESO: Final = Comprobante(
    serie="NC",
    folio="1",
    fecha=FECHA,
    sello="c2VsbG8=",
    forma_pago="03",
    no_certificado="30001000000500003416",
    certificado="Y2VydGlmaWNhZG8=",
    sub_total=D("100.00"),
    moneda="MXN",
    total=D("116.00"),
    tipo_de_comprobante="E",
    exportacion="01",
    metodo_pago="PUE",
    lugar_expedicion="42501",
    cfdi_relacionados=(
        CfdiRelacionados(tipo_relacion="01", cfdi_relacionado=(CfdiRelacionado(uuid=FACTURA),)),
    ),
    emisor=EMISOR,
    receptor=attrs.evolve(RECEPTOR, uso_cfdi="G02"),
    conceptos=(
        Concepto(
            clave_prod_serv="84111506",
            cantidad=D(1),
            clave_unidad="ACT",
            descripcion="Bonificación",
            valor_unitario=D("100.00"),
            importe=D("100.00"),
            objeto_imp="02",
            impuestos=ImpuestosConcepto(traslados=(iva("100.00", "16.00"),)),
        ),
    ),
    impuestos=Impuestos(
        total_impuestos_trasladados=D("16.00"), traslados=(iva_total("100.00", "16.00"),)
    ),
)


def _docto(previous: str, paid: str, base: str, equivalencia: str = "1") -> DoctoRelacionado:
    return DoctoRelacionado(
        id_documento=FACTURA,
        serie="A",
        folio="1",
        moneda_dr="MXN",
        equivalencia_dr=D(equivalencia),
        num_parcialidad=1,
        imp_saldo_ant=D(previous),
        imp_pagado=D(paid),
        imp_saldo_insoluto=D(previous) - D(paid),
        objeto_imp_dr="02",
        impuestos_dr=ImpuestosDR(
            traslados_dr=(
                TrasladoDR(
                    base_dr=D(base),
                    impuesto_dr="002",
                    tipo_factor_dr="Tasa",
                    tasa_o_cuota_dr=D("0.160000"),
                    importe_dr=D(paid) - D(base),
                ),
            )
        ),
    )


def _iva_p(base: str, importe: str) -> ImpuestosP:
    return ImpuestosP(
        traslados_p=(
            TrasladoP(
                base_p=D(base),
                impuesto_p="002",
                tipo_factor_p="Tasa",
                tasa_o_cuota_p=D("0.160000"),
                importe_p=D(importe),
            ),
        )
    )


# Half of an invoice of 1160.00: 500.00 and IVA 80.00.
PAGO: Final = Comprobante(
    serie="P",
    folio="1",
    fecha=FECHA,
    sello="c2VsbG8=",
    no_certificado="30001000000500003416",
    certificado="Y2VydGlmaWNhZG8=",
    sub_total=D(0),
    moneda="XXX",
    total=D(0),
    tipo_de_comprobante="P",
    exportacion="01",
    lugar_expedicion="42501",
    emisor=EMISOR,
    receptor=attrs.evolve(RECEPTOR, uso_cfdi="CP01"),
    conceptos=(
        Concepto(
            clave_prod_serv="84111506",
            cantidad=D(1),
            clave_unidad="ACT",
            descripcion="Pago",
            valor_unitario=D(0),
            importe=D(0),
            objeto_imp="01",
        ),
    ),
    complemento=(
        Pagos(
            totales=Totales(
                total_traslados_base_iva16=D("500.00"),
                total_traslados_impuesto_iva16=D("80.00"),
                monto_total_pagos=D("580.00"),
            ),
            pago=(
                Pago(
                    fecha_pago=datetime(2026, 1, 30, 12, 0),  # noqa: DTZ001 - local
                    forma_de_pago_p="03",
                    moneda_p="MXN",
                    tipo_cambio_p=D(1),
                    monto=D("580.00"),
                    docto_relacionado=(_docto("1160.00", "580.00", "500.00"),),
                    impuestos_p=_iva_p("500.00", "80.00"),
                ),
            ),
        ),
    ),
)

# 58.00 USD at 20.00 settle 1160.00 MXN: 1160.00 / 20 = 58.00, 1000.00 / 20 = 50.00, 160 / 20 = 8.
PAGO_USD: Final = attrs.evolve(
    PAGO,
    folio="2",
    complemento=(
        Pagos(
            totales=Totales(
                total_traslados_base_iva16=D("1000.00"),
                total_traslados_impuesto_iva16=D("160.00"),
                monto_total_pagos=D("1160.00"),
            ),
            pago=(
                Pago(
                    fecha_pago=datetime(2026, 1, 30, 12, 0),  # noqa: DTZ001 - local
                    forma_de_pago_p="03",
                    moneda_p="USD",
                    tipo_cambio_p=D("20.00"),
                    monto=D("58.00"),
                    docto_relacionado=(
                        _docto("1160.00", "1160.00", "1000.00", equivalencia="20.0000000000"),
                    ),
                    impuestos_p=_iva_p("50.000000", "8.000000"),
                ),
            ),
        ),
    ),
)

TRASLADO: Final = Comprobante(
    serie="T",
    folio="1",
    fecha=FECHA,
    sello="c2VsbG8=",
    no_certificado="30001000000500003416",
    certificado="Y2VydGlmaWNhZG8=",
    sub_total=D(0),
    moneda="XXX",
    total=D(0),
    tipo_de_comprobante="T",
    exportacion="01",
    lugar_expedicion="42501",
    emisor=EMISOR,
    receptor=Receptor(
        rfc="EKU9003173C9",
        nombre="ESCUELA KEMPER URGATE",
        domicilio_fiscal_receptor="42501",
        regimen_fiscal_receptor="601",
        uso_cfdi="S01",
    ),
    conceptos=(
        Concepto(
            clave_prod_serv="43231500",
            cantidad=D(1),
            clave_unidad="H87",
            descripcion="Licencia",
            valor_unitario=D(0),
            importe=D(0),
            objeto_imp="01",
        ),
    ),
)

# 5000.00 less 500.00 of deductions. The payroll complement has no model and plays no part.
NOMINA: Final = Comprobante(
    serie="N",
    folio="1",
    fecha=FECHA,
    sello="c2VsbG8=",
    no_certificado="30001000000500003416",
    certificado="Y2VydGlmaWNhZG8=",
    sub_total=D("5000.00"),
    descuento=D("500.00"),
    moneda="MXN",
    total=D("4500.00"),
    tipo_de_comprobante="N",
    exportacion="01",
    metodo_pago="PUE",
    lugar_expedicion="42501",
    emisor=EMISOR,
    receptor=Receptor(
        rfc="CACX7605101P8",
        nombre="XOCHILT CASAS CHAVEZ",
        domicilio_fiscal_receptor="36257",
        regimen_fiscal_receptor="605",
        uso_cfdi="CN01",
    ),
    conceptos=(
        Concepto(
            clave_prod_serv="84111505",
            cantidad=D(1),
            clave_unidad="ACT",
            descripcion="Pago de nómina",
            valor_unitario=D("5000.00"),
            importe=D("5000.00"),
            descuento=D("500.00"),
            objeto_imp="01",
        ),
    ),
)

TIMBRE: Final = TimbreFiscalDigital(
    uuid="6C7B6D1F-2C4B-4B6E-9A53-0F1C9C3C1A99",
    fecha_timbrado=datetime(2026, 1, 31, 12, 0, 5),  # noqa: DTZ001 - local
    rfc_prov_certif="SPR190613I52",
    sello_cfd="c2VsbG8=",
    no_certificado_sat="30001000000500003456",
    sello_sat="c2F0",
)
"""A stamp for any of these documents."""

_CCE20: Final = "http://www.sat.gob.mx/ComercioExterior20"
COMERCIO_EXTERIOR: Final = Fragment(
    name=f"{{{_CCE20}}}ComercioExterior",
    xml=f'<cce20:ComercioExterior xmlns:cce20="{_CCE20}"></cce20:ComercioExterior>'.encode(),
)
"""The complement of foreign trade, which has no model."""

BASES: Final = (INGRESO, EGRESO, PAGO, PAGO_USD, TRASLADO, NOMINA)


def findings(
    rules: Iterable[Rule],
    comprobante: Comprobante,
    *,
    today: date | None = None,
    lists: Lists | None = None,
) -> list[Finding]:
    """Judge by rules of one module, as `check` does.

    Whatever is found must point into the document and say what is wrong.
    """
    case = Case(comprobante, today=today, lists=lists)
    missing = {
        need for need, given in ((TAXPAYERS, case.lists.taxpayers), (TODAY, today)) if given is None
    }
    found = [
        finding
        for rule in rules
        if rule.judge is not None and rule.in_force(case.day) and rule.needs not in missing
        for finding in rule.judge(case)
    ]
    if found:
        root = etree.fromstring(write(comprobante))
        for each in found:
            assert root.xpath(each.path, namespaces=NAMESPACES), f"{each.path} resolves to nothing"
            assert each.message, each
            assert each.expected, each
    return found


def codes(
    rules: Iterable[Rule],
    comprobante: Comprobante,
    *,
    today: date | None = None,
    lists: Lists | None = None,
) -> list[str]:
    """Give the code of every finding, sorted, repeated when found more than once."""
    return sorted(each.code for each in findings(rules, comprobante, today=today, lists=lists))
