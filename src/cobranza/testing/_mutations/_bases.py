"""The documents on which mutations show what they do: small, valid, always the same.

Their day is 31 January 2026, taxpayers are SAT's public test ones, seals are fictitious.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any, Final

import attrs

from cobranza.cfdi import (
    ACuentaTerceros,
    CfdiRelacionado,
    CfdiRelacionados,
    Comprobante,
    Concepto,
    CuentaPredial,
    DoctoRelacionado,
    Emisor,
    ImpuestosConcepto,
    ImpuestosDR,
    ImpuestosLocales,
    InformacionAduanera,
    InformacionGlobal,
    Pago,
    Parte,
    Receptor,
    RetencionConcepto,
    RetencionDR,
    TimbreFiscalDigital,
    TrasladoConcepto,
    TrasladoDR,
    TrasladosLocales,
)
from cobranza.money import precise, quantize
from cobranza.testing._totals import IVA, ONE, ZERO, settle, sum_up

__all__: list[str] = []

_SELLO: Final = "SelloFicticioDeMuestra00"
_CERTIFICADO: Final = "CertificadoFicticioDeMuestra"
_NO_CERTIFICADO: Final = "30001000000500003416"
_FECHA: Final = datetime(2026, 1, 31, 12, 0, 0)  # noqa: DTZ001 - local time, as in every CFDI
_LUGAR: Final = "64000"
_UUID: Final = "6C7B6D1F-2C4B-4B6E-9A53-0F1C9C3C1A{:02}"
_ISR: Final = "001"
_IEPS: Final = "003"
_16: Final = Decimal("0.160000")
_8: Final = Decimal("0.080000")
_0: Final = Decimal("0.000000")
_BASE64: Final = "RmljdGljaW8="


def _timbre() -> TimbreFiscalDigital:
    return TimbreFiscalDigital(
        uuid=_UUID.format(99),
        fecha_timbrado=_FECHA.replace(minute=5),
        rfc_prov_certif="SPR190613I52",
        sello_cfd=_SELLO,
        no_certificado_sat=_NO_CERTIFICADO,
        sello_sat=_SELLO,
    )


def _related(kind: str, *numbers: int) -> tuple[CfdiRelacionados, ...]:
    related = tuple(CfdiRelacionado(uuid=_UUID.format(number)) for number in numbers)
    return (CfdiRelacionados(tipo_relacion=kind, cfdi_relacionado=related),)


_EMISOR: Final = Emisor(rfc="EKU9003173C9", nombre="ESCUELA KEMPER URGATE", regimen_fiscal="601")
_FISICA: Final = Emisor(rfc="FUNK671228PH6", nombre="KARLA FUENTE NOLASCO", regimen_fiscal="612")
_RECEPTOR: Final = Receptor(
    rfc="URE180429TM6",
    nombre="UNIVERSIDAD ROBOTICA ESPAÑOLA",
    domicilio_fiscal_receptor="86991",
    regimen_fiscal_receptor="601",
    uso_cfdi="S01",
)
_EMPLEADO: Final = Receptor(
    rfc="CACX7605101P8",
    nombre="XOCHILT CASAS CHAVEZ",
    domicilio_fiscal_receptor="36257",
    regimen_fiscal_receptor="605",
    uso_cfdi="CN01",
)
_PUBLICO: Final = Receptor(
    rfc="XAXX010101000",
    nombre="PUBLICO EN GENERAL",
    domicilio_fiscal_receptor=_LUGAR,
    regimen_fiscal_receptor="616",
    uso_cfdi="S01",
)
_EXTRANJERO: Final = Receptor(
    rfc="XEXX010101000",
    nombre="ACME INDUSTRIES",
    domicilio_fiscal_receptor=_LUGAR,
    residencia_fiscal="USA",
    num_reg_id_trib="123456789",
    regimen_fiscal_receptor="616",
    uso_cfdi="S01",
)


def _product(base: Decimal, rate: Decimal) -> Decimal:
    with precise():
        return quantize(base * rate, 2)


def _traslado(
    base: str, rate: Decimal | None = _16, *, impuesto: str = IVA, factor: str = "Tasa"
) -> TrasladoConcepto:
    return TrasladoConcepto(
        base=Decimal(base),
        impuesto=impuesto,
        tipo_factor="Exento" if rate is None else factor,
        tasa_o_cuota=rate,
        importe=None if rate is None else _product(Decimal(base), rate),
    )


def _retencion(base: str, rate: str, impuesto: str) -> RetencionConcepto:
    return RetencionConcepto(
        base=Decimal(base),
        impuesto=impuesto,
        tipo_factor="Tasa",
        tasa_o_cuota=Decimal(rate),
        importe=_product(Decimal(base), Decimal(rate)),
    )


def _concepto(
    importe: str = "1000.00",
    *taxes: TrasladoConcepto | RetencionConcepto,
    objeto_imp: str = "02",
    **others: Any,  # noqa: ANN401 - any other field of Concepto
) -> Concepto:
    impuestos = ImpuestosConcepto(
        traslados=tuple(each for each in taxes if isinstance(each, TrasladoConcepto)),
        retenciones=tuple(each for each in taxes if isinstance(each, RetencionConcepto)),
    )
    return Concepto(
        clave_prod_serv="43211503",
        cantidad=Decimal("1.00"),
        clave_unidad="H87",
        descripcion="Laptop",
        valor_unitario=Decimal(importe),
        importe=Decimal(importe),
        objeto_imp=objeto_imp,
        impuestos=impuestos if taxes else None,
        **others,
    )


_VENTA: Final = Comprobante(
    serie="A",
    folio="1",
    fecha=_FECHA,
    sello=_SELLO,
    forma_pago="03",
    no_certificado=_NO_CERTIFICADO,
    certificado=_CERTIFICADO,
    sub_total=ZERO,
    moneda="MXN",
    total=ZERO,
    tipo_de_comprobante="I",
    exportacion="01",
    metodo_pago="PUE",
    lugar_expedicion=_LUGAR,
    emisor=_EMISOR,
    receptor=_RECEPTOR,
    conceptos=(_concepto("1000.00", _traslado("1000.00")),),
)
_SIN_IMPORTES: Final = attrs.evolve(
    _VENTA,
    forma_pago=None,
    metodo_pago=None,
    moneda="XXX",
    conceptos=(
        Concepto(
            clave_prod_serv="84111506",
            cantidad=ONE,
            clave_unidad="ACT",
            descripcion="Pago",
            valor_unitario=ZERO,
            importe=ZERO,
            objeto_imp="01",
        ),
    ),
)


def _venta(
    *conceptos: Concepto,
    **others: Any,  # noqa: ANN401 - any other field of Comprobante
) -> Comprobante:
    return sum_up(attrs.evolve(_VENTA, conceptos=conceptos or _VENTA.conceptos, **others))


def _docto(
    number: int,
    paid: str,
    *taxes: TrasladoDR | RetencionDR,
    moneda: str = "MXN",
    equivalencia: str = "1",
    objeto_imp: str = "02",
) -> DoctoRelacionado:
    impuestos = ImpuestosDR(
        traslados_dr=tuple(each for each in taxes if isinstance(each, TrasladoDR)),
        retenciones_dr=tuple(each for each in taxes if isinstance(each, RetencionDR)),
    )
    return DoctoRelacionado(
        id_documento=_UUID.format(number),
        moneda_dr=moneda,
        equivalencia_dr=Decimal(equivalencia),
        num_parcialidad=1,
        imp_saldo_ant=Decimal(paid) + 50,
        imp_pagado=Decimal(paid),
        imp_saldo_insoluto=Decimal("50.00"),
        objeto_imp_dr=objeto_imp,
        impuestos_dr=impuestos if taxes else None,
    )


def _traslado_dr(base: str, rate: Decimal | None = _16, *, impuesto: str = IVA) -> TrasladoDR:
    return TrasladoDR(
        base_dr=Decimal(base),
        impuesto_dr=impuesto,
        tipo_factor_dr="Exento" if rate is None else "Tasa",
        tasa_o_cuota_dr=rate,
        importe_dr=None if rate is None else _product(Decimal(base), rate),
    )


def _retencion_dr(base: str, rate: str, impuesto: str) -> RetencionDR:
    return RetencionDR(
        base_dr=Decimal(base),
        impuesto_dr=impuesto,
        tipo_factor_dr="Tasa",
        tasa_o_cuota_dr=Decimal(rate),
        importe_dr=_product(Decimal(base), Decimal(rate)),
    )


def _pago(
    monto: str,
    *doctos: DoctoRelacionado,
    form: str = "03",
    moneda: str = "MXN",
    tipo_cambio: str = "1",
    **others: Any,  # noqa: ANN401 - any other field of Pago
) -> Comprobante:
    pago = Pago(
        fecha_pago=_FECHA.replace(day=20),
        forma_de_pago_p=form,
        moneda_p=moneda,
        tipo_cambio_p=Decimal(tipo_cambio),
        monto=Decimal(monto),
        docto_relacionado=doctos,
        **others,
    )
    return attrs.evolve(
        _SIN_IMPORTES,
        tipo_de_comprobante="P",
        receptor=attrs.evolve(_RECEPTOR, uso_cfdi="CP01"),
        complemento=(settle([pago]),),
    )


_TERCERO: Final = ACuentaTerceros(
    rfc_a_cuenta_terceros="CACX7605101P8",
    nombre_a_cuenta_terceros="XOCHILT CASAS CHAVEZ",
    regimen_fiscal_a_cuenta_terceros="612",
    domicilio_fiscal_a_cuenta_terceros="36257",
)
_PEDIMENTO: Final = (InformacionAduanera(numero_pedimento="26  48  3009  6000123"),)
_PARTE: Final = Parte(
    clave_prod_serv="43211503",
    cantidad=Decimal("2.00"),
    descripcion="Memoria",
    valor_unitario=Decimal("100.00"),
    informacion_aduanera=_PEDIMENTO,
)
_TODO_EXENTO: Final = _venta(_concepto("1000.00", _traslado("1000.00", None)))

BASES: Final[dict[str, Comprobante]] = {
    "ingreso": _venta(),
    "timbrado": _venta(complemento=(_timbre(),), cfdi_relacionados=_related("04", 1, 2)),
    "a crédito": _venta(forma_pago="99", metodo_pago="PPD", condiciones_de_pago="30 DIAS"),
    "en dólares": _venta(moneda="USD", tipo_cambio=Decimal("17.500000")),
    "con descuento": _venta(
        _concepto("1000.00", _traslado("900.00"), descuento=Decimal("100.00")),
    ),
    "sin desglose": _venta(_concepto("1000.00", objeto_imp="01")),
    "a tasa cero": _venta(_concepto("1000.00", _traslado("1000.00", _0))),
    "exento": _TODO_EXENTO,
    "en la frontera": _venta(
        _concepto("1000.00", _traslado("1000.00", _8)), lugar_expedicion="22000"
    ),
    "honorarios": _venta(
        _concepto(
            "1000.00",
            _traslado("1000.00"),
            _retencion("1000.00", "0.100000", _ISR),
            _retencion("1000.00", "0.106667", IVA),
        ),
        emisor=_FISICA,
    ),
    "global": _venta(
        receptor=_PUBLICO,
        informacion_global=InformacionGlobal(periodicidad="04", meses="01", anio=2026),
    ),
    "global bimestral": _venta(
        receptor=_PUBLICO,
        emisor=attrs.evolve(_FISICA, regimen_fiscal="621"),
        informacion_global=InformacionGlobal(periodicidad="05", meses="13", anio=2026),
    ),
    "al extranjero": _venta(receptor=_EXTRANJERO),
    "al extranjero, sin identidad": _venta(
        receptor=attrs.evolve(_EXTRANJERO, num_reg_id_trib=None)
    ),
    "por cuenta de tercero": _venta(
        _concepto("1000.00", _traslado("1000.00"), a_cuenta_terceros=_TERCERO)
    ),
    "importación": _venta(
        _concepto("1000.00", _traslado("1000.00"), informacion_aduanera=_PEDIMENTO)
    ),
    "con partes": _venta(_concepto("1000.00", _traslado("1000.00"), parte=(_PARTE,))),
    "con partes e importes": _venta(
        _concepto(
            "1000.00",
            _traslado("1000.00"),
            cuenta_predial=(CuentaPredial(numero="1234567890"),),
            parte=(attrs.evolve(_PARTE, importe=Decimal("200.00"), informacion_aduanera=()),),
        )
    ),
    "impuestos locales": _venta(
        complemento=(
            ImpuestosLocales(
                totalde_retenciones=Decimal("0.00"),
                totalde_traslados=Decimal("30.00"),
                traslados_locales=(
                    TrasladosLocales(
                        imp_loc_trasladado="ISH",
                        tasade_traslado=Decimal("3.00"),
                        importe=Decimal("30.00"),
                    ),
                ),
            ),
        )
    ),
    "egreso": attrs.evolve(_venta(), tipo_de_comprobante="E", cfdi_relacionados=_related("01", 1)),
    "traslado": attrs.evolve(
        _SIN_IMPORTES,
        tipo_de_comprobante="T",
        receptor=attrs.evolve(
            _RECEPTOR,
            rfc=_EMISOR.rfc,
            nombre=_EMISOR.nombre,
            domicilio_fiscal_receptor=_LUGAR,
        ),
    ),
    "traslado en pesos": attrs.evolve(_SIN_IMPORTES, tipo_de_comprobante="T", moneda="MXN"),
    "nómina": attrs.evolve(
        _venta(
            attrs.evolve(
                _concepto("5000.00", objeto_imp="01"),
                clave_prod_serv="84111505",
                clave_unidad="ACT",
                descripcion="Pago de nómina",
            )
        ),
        tipo_de_comprobante="N",
        forma_pago=None,
        receptor=_EMPLEADO,
    ),
    "pago": _pago("580.00", _docto(1, "580.00", _traslado_dr("500.00"))),
    "pago con relación": attrs.evolve(
        _pago("580.00", _docto(1, "580.00", _traslado_dr("500.00"))),
        cfdi_relacionados=_related("04", 5),
    ),
    "pago de dos": _pago(
        "680.00",
        _docto(1, "580.00", _traslado_dr("500.00")),
        _docto(2, "100.00", objeto_imp="01"),
    ),
    "pago con retenciones": _pago(
        "1000.00",
        _docto(
            1,
            "1000.00",
            _traslado_dr("1000.00"),
            _retencion_dr("1000.00", "0.100000", _ISR),
            _retencion_dr("1000.00", "0.060000", IVA),
            _retencion_dr("1000.00", "0.080000", _IEPS),
        ),
    ),
    "pago al 8": _pago("540.00", _docto(1, "540.00", _traslado_dr("500.00", _8))),
    "pago al 0": _pago("500.00", _docto(1, "500.00", _traslado_dr("500.00", _0))),
    "pago exento": _pago("500.00", _docto(1, "500.00", _traslado_dr("500.00", None))),
    "pago con IEPS": _pago(
        "626.40",
        _docto(
            1,
            "626.40",
            _traslado_dr("500.00", _8, impuesto=_IEPS),
            _traslado_dr("540.00"),
        ),
    ),
    "pago en dólares": _pago(
        "51.28",
        _docto(1, "1000.00", _traslado_dr("862.07"), equivalencia="19.5000000000"),
        moneda="USD",
        tipo_cambio="19.500000",
    ),
    "pago mixto": _pago(
        "550.00",
        _docto(1, "500.00", moneda="USD", objeto_imp="01"),
        _docto(2, "1000.00", equivalencia="20.0000000000", objeto_imp="01"),
        moneda="USD",
        tipo_cambio="20.000000",
    ),
    "pago en efectivo": _pago("580.00", _docto(1, "580.00", _traslado_dr("500.00")), form="01"),
    "pago con cheque": _pago("580.00", _docto(1, "580.00", _traslado_dr("500.00")), form="02"),
    "pago por SPEI": _pago(
        "580.00",
        _docto(1, "580.00", _traslado_dr("500.00")),
        rfc_emisor_cta_ord="XEXX010101000",
        nom_banco_ord_ext="FIRST BANK",
        cta_ordenante="012345678901234567",
        rfc_emisor_cta_ben="IIA040805DZ4",
        cta_beneficiario="987654321098765432",
        tipo_cad_pago="01",
        cert_pago=_BASE64,
        cad_pago="Ficticio",
        sello_pago=_BASE64,
    ),
}
"""Every base document by its name."""
