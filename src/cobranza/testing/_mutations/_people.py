"""Mutations of Emisor, Receptor and ACuentaTerceros."""

from __future__ import annotations

from typing import Final

from cobranza.testing._mutations._edits import add_complement, drop, like, put
from cobranza.testing._mutations._mutation import Mutation, mutating

__all__: list[str] = []

_COMPANY: Final = "string-length(cfdi:Receptor/@Rfc)=12"
_GENERIC: Final = "(cfdi:Receptor/@Rfc='XAXX010101000' or cfdi:Receptor/@Rfc='XEXX010101000')"
_ABROAD: Final = "cfdi:Receptor/@Rfc='XEXX010101000'"
_BIMONTHLY: Final = "cfdi:InformacionGlobal/@Periodicidad='05'"
_TERCERO: Final = "cfdi:Conceptos/cfdi:Concepto/cfdi:ACuentaTerceros"
_PLATFORM: Final = "EXT990101NI1"
_PLATFORM_NAME: Final = (
    "EXPEDICIÓN DE CFDI POR RESIDENTES EN MÉXICO QUE PRESTAN SERVICIOS DE INTERMEDIACIÓN ENTRE "
    "TERCEROS A OFERENTES DE BIENES Y SERVICIOS RESIDENTES EN EL EXTRANJERO"
)
FOREIGN_TRADE: Final = (
    '<cce20:ComercioExterior xmlns:cce20="http://www.sat.gob.mx/ComercioExterior20" Version="2.0"/>'
)
_UNREGISTERED: Final = "JES900109Q90"
_LIST: Final = "l_RFC"

MUTATIONS: Final[tuple[Mutation, ...]] = (
    mutating(
        "CFDI40138",
        "emisor-no-inscrito",
        "El RFC del emisor no está en la lista de inscritos",
        put("cfdi:Emisor/@Rfc", _UNREGISTERED),
        base="ingreso",
        when="string-length(cfdi:Emisor/@Rfc)=12 and @TipoDeComprobante!='T'",
        needs=_LIST,
    ),
    mutating(
        "CFDI40139",
        "emisor-con-otro-nombre",
        "El nombre del emisor no es el registrado",
        put("cfdi:Emisor/@Nombre", "OTRO NOMBRE"),
        base="ingreso",
        needs=_LIST,
    ),
    mutating(
        "CFDI40140",
        "regimen-del-emisor-inexistente",
        "RegimenFiscal del emisor no es una clave del catálogo",
        put("cfdi:Emisor/@RegimenFiscal", "600"),
        base="ingreso",
        when=f"not({_BIMONTHLY})",
    ),
    mutating(
        "CFDI40141",
        "emisor-moral-con-regimen-de-fisica",
        "RegimenFiscal es de personas físicas y el emisor es moral",
        put("cfdi:Emisor/@RegimenFiscal", "612"),
        base="ingreso",
        when="string-length(cfdi:Emisor/@Rfc)=12",
    ),
    mutating(
        "CFDI40141",
        "emisor-fisica-con-regimen-de-moral",
        "RegimenFiscal es de personas morales y el emisor es física",
        put("cfdi:Emisor/@RegimenFiscal", "601"),
        base="honorarios",
        when=f"string-length(cfdi:Emisor/@Rfc)=13 and not({_BIMONTHLY})",
    ),
    mutating(
        "CFDI40143 CFDI40144 CFDI40147",
        "receptor-no-inscrito",
        "El RFC del receptor no está en la lista de inscritos",
        put("cfdi:Receptor/@Rfc", _UNREGISTERED),
        base="ingreso",
        when=f"{_COMPANY} and @TipoDeComprobante!='T'",
        needs=_LIST,
    ),
    mutating(
        "CFDI40145",
        "receptor-con-otro-nombre",
        "El nombre del receptor no es el registrado",
        put("cfdi:Receptor/@Nombre", "OTRO NOMBRE"),
        base="ingreso",
        when=f"not({_GENERIC}) and @TipoDeComprobante!='T'",
        needs=_LIST,
    ),
    mutating(
        "CFDI40146",
        "publico-en-general-con-rfc",
        "El nombre es PUBLICO EN GENERAL y el RFC no es el genérico nacional",
        put("cfdi:Receptor/@Nombre", "PUBLICO EN GENERAL"),
        base="ingreso",
        when="cfdi:Receptor/@Rfc!='XAXX010101000'",
    ),
    mutating(
        "CFDI40148",
        "receptor-con-otro-domicilio",
        "El código postal del receptor no es el registrado",
        put("cfdi:Receptor/@DomicilioFiscalReceptor", "06000"),
        base="ingreso",
        when=f"not({_GENERIC}) and @TipoDeComprobante!='T'",
        needs=_LIST,
    ),
    mutating(
        "CFDI40149",
        "domicilio-del-generico",
        "El código postal de un receptor genérico no es LugarExpedicion",
        put("cfdi:Receptor/@DomicilioFiscalReceptor", "06000"),
        base="global",
        when=f"{_GENERIC} and @LugarExpedicion!='06000'",
    ),
    mutating(
        "CFDI40150",
        "residencia-fiscal-inexistente",
        "ResidenciaFiscal no es una clave del catálogo",
        put("cfdi:Receptor/@ResidenciaFiscal", "EUA"),
        base="al extranjero",
        when=_ABROAD,
    ),
    mutating(
        "CFDI40151",
        "residencia-fiscal-de-un-nacional",
        "ResidenciaFiscal existe y el receptor no es el genérico extranjero",
        put("cfdi:Receptor/@ResidenciaFiscal", "USA"),
        base="ingreso",
        when=f"not({_ABROAD})",
    ),
    mutating(
        "CFDI40152",
        "residencia-fiscal-en-mexico",
        "ResidenciaFiscal es MEX",
        put("cfdi:Receptor/@ResidenciaFiscal", "MEX"),
        base="al extranjero, sin identidad",
        when=f"{_ABROAD} and not(cfdi:Receptor/@NumRegIdTrib)",
    ),
    mutating(
        "CFDI40153",
        "identidad-sin-residencia-fiscal",
        "Hay NumRegIdTrib y falta ResidenciaFiscal",
        drop("cfdi:Receptor/@ResidenciaFiscal"),
        base="al extranjero",
        when="cfdi:Receptor/@NumRegIdTrib",
    ),
    mutating(
        "CFDI40153 CFDI40154",
        "identidad-de-un-nacional",
        "NumRegIdTrib existe y el receptor no es el genérico extranjero",
        put("cfdi:Receptor/@NumRegIdTrib", "123456789"),
        base="ingreso",
        when=f"not({_ABROAD})",
    ),
    mutating(
        "CFDI40155",
        "comercio-exterior-sin-identidad",
        "Hay complemento de comercio exterior y falta NumRegIdTrib",
        add_complement(FOREIGN_TRADE),
        base="al extranjero, sin identidad",
        when=f"{_ABROAD} and not(cfdi:Receptor/@NumRegIdTrib or //cfdi:InformacionAduanera)",
    ),
    mutating(
        "CFDI40156",
        "identidad-mal-formada",
        "NumRegIdTrib no tiene la forma de su país",
        put("cfdi:Receptor/@NumRegIdTrib", "12-3456789"),
        base="al extranjero",
        when="cfdi:Receptor/@ResidenciaFiscal='USA'",
    ),
    mutating(
        "CFDI40157",
        "regimen-del-receptor-inexistente",
        "RegimenFiscalReceptor no es una clave del catálogo",
        put("cfdi:Receptor/@RegimenFiscalReceptor", "600"),
        base="ingreso",
        when=f"not({_GENERIC})",
    ),
    mutating(
        "CFDI40158",
        "receptor-moral-con-regimen-de-fisica",
        "RegimenFiscalReceptor es de personas físicas y el receptor es moral",
        put("cfdi:Receptor/@RegimenFiscalReceptor", "612"),
        base="ingreso",
        when=f"{_COMPANY} and contains('S01 CP01', cfdi:Receptor/@UsoCFDI)",
    ),
    mutating(
        "CFDI40159",
        "generico-con-regimen",
        "El régimen de un receptor genérico no es 616",
        put("cfdi:Receptor/@RegimenFiscalReceptor", "601"),
        base="global",
        when=_GENERIC,
    ),
    mutating(
        "CFDI40160",
        "uso-inexistente",
        "UsoCFDI no es una clave del catálogo",
        put("cfdi:Receptor/@UsoCFDI", "P01"),
        base="ingreso",
    ),
    mutating(
        "CFDI40161",
        "receptor-moral-con-uso-de-fisica",
        "UsoCFDI es de personas físicas y el receptor es moral",
        put("cfdi:Receptor/@UsoCFDI", "D01"),
        base="ingreso",
        when=_COMPANY,
    ),
    mutating(
        "CFDI40161",
        "pago-con-otro-uso",
        "UsoCFDI de un pago no es CP01",
        put("cfdi:Receptor/@UsoCFDI", "S01"),
        base="pago",
        when="@TipoDeComprobante='P'",
    ),
    mutating(
        "CFDI40188",
        "tercero-que-es-el-emisor",
        "El tercero es el emisor",
        put(f"{_TERCERO}/@RfcACuentaTerceros", like("/cfdi:Comprobante/cfdi:Emisor/@Rfc")),
        base="por cuenta de tercero",
    ),
    mutating(
        "CFDI40189",
        "plataforma-con-otro-nombre",
        "El tercero es EXT990101NI1 y su nombre no es el texto fijo",
        put(f"{_TERCERO}/@RfcACuentaTerceros", _PLATFORM),
        put(
            f"{_TERCERO}/@DomicilioFiscalACuentaTerceros",
            like("/cfdi:Comprobante/@LugarExpedicion"),
        ),
        base="por cuenta de tercero",
    ),
    mutating(
        "CFDI40189 CFDI40192",
        "tercero-no-inscrito",
        "El RFC del tercero no está en la lista de inscritos",
        put(f"{_TERCERO}/@RfcACuentaTerceros", _UNREGISTERED),
        base="por cuenta de tercero",
        needs=_LIST,
    ),
    mutating(
        "CFDI40190",
        "tercero-con-otro-nombre",
        "El nombre del tercero no es el registrado",
        put(f"{_TERCERO}/@NombreACuentaTerceros", "OTRO NOMBRE"),
        base="por cuenta de tercero",
        needs=_LIST,
    ),
    mutating(
        "CFDI40191",
        "regimen-del-tercero-inexistente",
        "El régimen del tercero no es una clave del catálogo",
        put(f"{_TERCERO}/@RegimenFiscalACuentaTerceros", "600"),
        base="por cuenta de tercero",
    ),
    mutating(
        "CFDI40193",
        "plataforma-con-otro-domicilio",
        "El tercero es EXT990101NI1 y su código postal no es LugarExpedicion",
        put(f"{_TERCERO}/@RfcACuentaTerceros", _PLATFORM),
        put(f"{_TERCERO}/@NombreACuentaTerceros", _PLATFORM_NAME),
        put(f"{_TERCERO}/@DomicilioFiscalACuentaTerceros", "06000"),
        base="por cuenta de tercero",
        when="@LugarExpedicion!='06000'",
    ),
    mutating(
        "CFDI40193",
        "tercero-con-otro-domicilio",
        "El código postal del tercero no es el registrado",
        put(f"{_TERCERO}/@DomicilioFiscalACuentaTerceros", "06000"),
        base="por cuenta de tercero",
        needs=_LIST,
    ),
)
"""In order of code."""
