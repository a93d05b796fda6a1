"""Rules of the node ACuentaTerceros of a concepto: CFDI40187 to CFDI40193."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cobranza.cfdi import catalogs
from cobranza.cfdi.rules._checks import as_registered, in_catalog, in_taxpayers
from cobranza.cfdi.rules._rule import TAXPAYERS, not_judged, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cobranza.cfdi.report import Finding
    from cobranza.cfdi.rules._case import Case

__all__: list[str] = []

_EXTRANJEROS: Final = "EXT990101NI1"
"""Stands for all the foreign residents on whose behalf a platform in Mexico charges."""
_NOMBRE_EXTRANJEROS: Final = (
    "EXPEDICIÓN DE CFDI POR RESIDENTES EN MÉXICO QUE PRESTAN SERVICIOS DE INTERMEDIACIÓN ENTRE "
    "TERCEROS A OFERENTES DE BIENES Y SERVICIOS RESIDENTES EN EL EXTRANJERO"
)


@rule("CFDI40188")
def tercero_es_otro(case: Case) -> Iterator[Finding]:
    """«RfcACuentaTerceros» no es el RFC del emisor ni el del receptor.

    Source: Matriz de errores CFDI 4.0, 25-mar-2026; guía de llenado rev. 16-ene-2026, p. 29
    Applies to: ACuentaTerceros
    Fails: <cfdi:Comprobante><cfdi:Emisor Rfc="EKU9003173C9"/><cfdi:Conceptos><cfdi:Concepto>
    <cfdi:ACuentaTerceros RfcACuentaTerceros="EKU9003173C9"/></cfdi:Concepto></cfdi:Conceptos>
    </cfdi:Comprobante>
    Passes: <cfdi:Comprobante><cfdi:Emisor Rfc="EKU9003173C9"/><cfdi:Conceptos><cfdi:Concepto>
    <cfdi:ACuentaTerceros RfcACuentaTerceros="JUFA7608212V6"/></cfdi:Concepto></cfdi:Conceptos>
    </cfdi:Comprobante>
    """
    comprobante = case.comprobante
    for path, tercero in case.terceros:
        rfc = tercero.rfc_a_cuenta_terceros
        if rfc in {comprobante.emisor.rfc, comprobante.receptor.rfc}:
            role = "emisor" if rfc == comprobante.emisor.rfc else "receptor"
            yield case.finding(
                "CFDI40188",
                f"{path}/@RfcACuentaTerceros",
                value=rfc,
                expected="el RFC de un tercero",
                message=f"«RfcACuentaTerceros» es {rfc}, el del {role}; debe ser el de un tercero",
            )


@rule("CFDI40189")
def nombre_del_tercero_comprobable(case: Case) -> Iterator[Finding]:
    """El RFC del tercero está en l_RFC; con EXT990101NI1, «NombreACuentaTerceros» es el texto fijo.

    Source: Matriz de errores CFDI 4.0, 25-mar-2026. The first half takes l_RFC and is left out
    without it.
    Applies to: ACuentaTerceros
    Fails: <cfdi:ACuentaTerceros RfcACuentaTerceros="EXT990101NI1" NombreACuentaTerceros="OTRO"/>
    Passes: <cfdi:ACuentaTerceros RfcACuentaTerceros="EXT990101NI1"
    NombreACuentaTerceros="EXPEDICIÓN DE CFDI POR RESIDENTES EN MÉXICO QUE PRESTAN SERVICIOS DE
    INTERMEDIACIÓN ENTRE TERCEROS A OFERENTES DE BIENES Y SERVICIOS RESIDENTES EN EL EXTRANJERO"/>
    """
    for path, tercero in case.terceros:
        rfc, nombre = tercero.rfc_a_cuenta_terceros, tercero.nombre_a_cuenta_terceros
        path_nombre = f"{path}/@NombreACuentaTerceros"
        if rfc != _EXTRANJEROS:
            yield from in_taxpayers(case, "CFDI40189", path_nombre, rfc)
        elif nombre != _NOMBRE_EXTRANJEROS:
            yield case.finding(
                "CFDI40189",
                path_nombre,
                value=nombre,
                expected=repr(_NOMBRE_EXTRANJEROS),
                message=(
                    f"«NombreACuentaTerceros» es {nombre!r}; con {_EXTRANJEROS} debe ser "
                    f"{_NOMBRE_EXTRANJEROS!r}"
                ),
            )


@rule("CFDI40190", needs=TAXPAYERS)
def nombre_del_tercero_es_el_registrado(case: Case) -> Iterator[Finding]:
    """«NombreACuentaTerceros» es el registrado con el RFC del tercero.

    Source: Matriz de errores CFDI 4.0, 25-mar-2026; guía de llenado rev. 16-ene-2026, p. 30
    Applies to: ACuentaTerceros
    Fails: <cfdi:ACuentaTerceros RfcACuentaTerceros="CACX7605101P8" NombreACuentaTerceros="OTRO"/>
    Passes: <cfdi:ACuentaTerceros RfcACuentaTerceros="CACX7605101P8"
    NombreACuentaTerceros="XOCHILT CASAS CHAVEZ"/>
    """
    for path, tercero in case.terceros:
        if tercero.rfc_a_cuenta_terceros != _EXTRANJEROS:
            yield from as_registered(
                case,
                "CFDI40190",
                f"{path}/@NombreACuentaTerceros",
                tercero.nombre_a_cuenta_terceros,
                tercero.rfc_a_cuenta_terceros,
                what=lambda each: each.name,
            )


@rule("CFDI40191")
def regimen_del_tercero_en_catalogo(case: Case) -> Iterator[Finding]:
    """«RegimenFiscalACuentaTerceros» es una clave de c_RegimenFiscal vigente en «Fecha».

    Source: Matriz de errores CFDI 4.0, 25-mar-2026; c_RegimenFiscal
    Applies to: ACuentaTerceros
    Fails: <cfdi:ACuentaTerceros RegimenFiscalACuentaTerceros="600"/>
    Passes: <cfdi:ACuentaTerceros RegimenFiscalACuentaTerceros="612"/>
    """
    for path, tercero in case.terceros:
        yield from in_catalog(
            case,
            "CFDI40191",
            f"{path}/@RegimenFiscalACuentaTerceros",
            tercero.regimen_fiscal_a_cuenta_terceros,
            catalog="c_RegimenFiscal",
        )


@rule("CFDI40192", needs=TAXPAYERS)
def domicilio_del_tercero_comprobable(case: Case) -> Iterator[Finding]:
    """«DomicilioFiscalACuentaTerceros» se puede comprobar: el RFC del tercero está en l_RFC.

    Source: Matriz de errores CFDI 4.0, 25-mar-2026
    Applies to: ACuentaTerceros
    Fails: <cfdi:ACuentaTerceros RfcACuentaTerceros="AAA010101AAA"/>
    Passes: <cfdi:ACuentaTerceros RfcACuentaTerceros="CACX7605101P8"/>
    """
    for path, tercero in case.terceros:
        rfc = tercero.rfc_a_cuenta_terceros
        if rfc != _EXTRANJEROS:
            path_domicilio = f"{path}/@DomicilioFiscalACuentaTerceros"
            yield from in_taxpayers(case, "CFDI40192", path_domicilio, rfc)


@rule("CFDI40193")
def domicilio_del_tercero_es_el_registrado(case: Case) -> Iterator[Finding]:
    """«DomicilioFiscalACuentaTerceros» es el registrado, o con EXT990101NI1 «LugarExpedicion».

    Source: Matriz de errores CFDI 4.0, 25-mar-2026; guía de llenado rev. 16-ene-2026, p. 30-31. The
    first half takes l_RFC and is left out without it; operations with the border stimulus may give
    the postal code of a branch.
    Applies to: ACuentaTerceros
    Fails: <cfdi:Comprobante LugarExpedicion="64000"><cfdi:Conceptos><cfdi:Concepto>
    <cfdi:ACuentaTerceros RfcACuentaTerceros="EXT990101NI1"
    DomicilioFiscalACuentaTerceros="01000"/></cfdi:Concepto></cfdi:Conceptos></cfdi:Comprobante>
    Passes: <cfdi:Comprobante LugarExpedicion="64000"><cfdi:Conceptos><cfdi:Concepto>
    <cfdi:ACuentaTerceros RfcACuentaTerceros="EXT990101NI1"
    DomicilioFiscalACuentaTerceros="64000"/></cfdi:Concepto></cfdi:Conceptos></cfdi:Comprobante>
    """
    lugar = case.comprobante.lugar_expedicion
    for path, tercero in case.terceros:
        rfc, domicilio = tercero.rfc_a_cuenta_terceros, tercero.domicilio_fiscal_a_cuenta_terceros
        path_domicilio = f"{path}/@DomicilioFiscalACuentaTerceros"
        if rfc != _EXTRANJEROS:
            postal = catalogs.get(catalogs.CodigoPostal).get(domicilio, on=case.day)
            if postal is None or not postal.has_border_stimulus:
                yield from as_registered(
                    case,
                    "CFDI40193",
                    path_domicilio,
                    domicilio,
                    rfc,
                    what=lambda each: each.postal_code,
                )
        elif domicilio != lugar:
            yield case.finding(
                "CFDI40193",
                path_domicilio,
                value=domicilio,
                expected=lugar,
                message=(
                    f"«DomicilioFiscalACuentaTerceros» es {domicilio}; con {_EXTRANJEROS} debe "
                    f"ser {lugar}, igual a «LugarExpedicion»"
                ),
            )


RULES: Final = (
    not_judged(
        "CFDI40187",
        "«RfcACuentaTerceros» es EXT990101NI1 o está en la lista de contribuyentes obligados.",
        needs="l_LCO",
        source="Matriz de errores CFDI 4.0, 25-mar-2026",
        applies_to="ACuentaTerceros",
    ),
    tercero_es_otro,
    nombre_del_tercero_comprobable,
    nombre_del_tercero_es_el_registrado,
    regimen_del_tercero_en_catalogo,
    domicilio_del_tercero_comprobable,
    domicilio_del_tercero_es_el_registrado,
)
