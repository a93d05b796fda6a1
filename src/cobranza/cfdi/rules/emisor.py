"""Rules of the node Emisor: CFDI40138 to CFDI40142."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cobranza.cfdi.rules._checks import as_registered, in_catalog, in_taxpayers, regimen_of_persona
from cobranza.cfdi.rules._rule import TAXPAYERS, not_judged, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cobranza.cfdi.report import Finding
    from cobranza.cfdi.rules._case import Case

__all__: list[str] = []


@rule("CFDI40138", needs=TAXPAYERS)
def emisor_inscrito(case: Case) -> Iterator[Finding]:
    """El RFC del emisor está en la lista de RFC inscritos no cancelados (l_RFC).

    Source: Matriz de errores CFDI 4.0, 25-mar-2026
    Applies to: Emisor
    Fails: <cfdi:Emisor Rfc="AAA010101AAA"/>
    Passes: <cfdi:Emisor Rfc="EKU9003173C9"/>
    """
    return in_taxpayers(case, "CFDI40138", "cfdi:Emisor/@Nombre", case.comprobante.emisor.rfc)


@rule("CFDI40139", needs=TAXPAYERS)
def nombre_del_emisor_es_el_registrado(case: Case) -> Iterator[Finding]:
    """«Nombre» del emisor es el registrado con su RFC, en mayúsculas y sin régimen societario.

    Source: Matriz de errores CFDI 4.0, 25-mar-2026
    Applies to: Emisor
    Fails: <cfdi:Emisor Rfc="EKU9003173C9" Nombre="ESCUELA KEMPER URGATE SA DE CV"/>
    Passes: <cfdi:Emisor Rfc="EKU9003173C9" Nombre="ESCUELA KEMPER URGATE"/>
    """
    emisor = case.comprobante.emisor
    path = "cfdi:Emisor/@Nombre"
    return as_registered(
        case, "CFDI40139", path, emisor.nombre, emisor.rfc, what=lambda each: each.name
    )


@rule("CFDI40140")
def regimen_del_emisor_en_catalogo(case: Case) -> Iterator[Finding]:
    """«RegimenFiscal» del emisor es una clave de c_RegimenFiscal vigente en «Fecha».

    Source: Matriz de errores CFDI 4.0, 25-mar-2026; c_RegimenFiscal
    Applies to: Emisor
    Fails: <cfdi:Emisor RegimenFiscal="600"/>
    Passes: <cfdi:Emisor RegimenFiscal="601"/>
    """
    regimen = case.comprobante.emisor.regimen_fiscal
    path = "cfdi:Emisor/@RegimenFiscal"
    return in_catalog(case, "CFDI40140", path, regimen, catalog="c_RegimenFiscal")


@rule("CFDI40141")
def regimen_del_emisor_es_de_su_persona(case: Case) -> Iterator[Finding]:
    """«RegimenFiscal» del emisor es de personas físicas o morales, según la longitud de su RFC.

    Source: Matriz de errores CFDI 4.0, 25-mar-2026; c_RegimenFiscal
    Applies to: Emisor
    Fails: <cfdi:Emisor Rfc="EKU9003173C9" RegimenFiscal="612"/>
    Passes: <cfdi:Emisor Rfc="EKU9003173C9" RegimenFiscal="601"/>
    """
    emisor = case.comprobante.emisor
    path = "cfdi:Emisor/@RegimenFiscal"
    return regimen_of_persona(case, "CFDI40141", path, emisor.regimen_fiscal, emisor.rfc)


RULES: Final = (
    emisor_inscrito,
    nombre_del_emisor_es_el_registrado,
    regimen_del_emisor_en_catalogo,
    regimen_del_emisor_es_de_su_persona,
    not_judged(
        "CFDI40142",
        "«FacAtrAdquirente» es un número de operación de facturación por el adquirente que el SAT "
        "autorizó.",
        needs="la consulta en línea del SAT",
        source="Matriz de errores CFDI 4.0, 25-mar-2026",
        applies_to="Emisor",
    ),
)
