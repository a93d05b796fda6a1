"""Rules of the node InformacionGlobal, the period of a global invoice: CFDI40130 to CFDI40136."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cobranza.cfdi import catalogs
from cobranza.cfdi.report import Severity
from cobranza.cfdi.rules._case import NOMBRE_PUBLICO, PUBLICO_EN_GENERAL, ROOT
from cobranza.cfdi.rules._checks import in_catalog
from cobranza.cfdi.rules._rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cobranza.cfdi.report import Finding
    from cobranza.cfdi.rules._case import Case

__all__: list[str] = []

_NODE: Final = "cfdi:InformacionGlobal"
_BIMESTRAL: Final = "05"
_INCORPORACION_FISCAL: Final = "621"
_BIMESTRES: Final = frozenset({"13", "14", "15", "16", "17", "18"})
_LONGEST_REACH: Final = 4
"""Years back that the most lenient reading of CFDI40136 admits: five with the current one."""


@rule("CFDI40130")
def informacion_global_solo_con_publico_en_general(case: Case) -> Iterator[Finding]:
    """InformacionGlobal existe en los ingresos a XAXX010101000 PUBLICO EN GENERAL, y solo en ellos.

    Source: Matriz de errores CFDI 4.0, 25-mar-2026. With another Nombre, XAXX010101000 is a known
    person without RFC, and the node must not be there. Not every PAC refuses it in the other types
    of comprobante: there it is a warning.
    Applies to: I; InformacionGlobal
    Fails: <cfdi:Comprobante TipoDeComprobante="I">
    <cfdi:Receptor Rfc="XAXX010101000" Nombre="PUBLICO EN GENERAL"/></cfdi:Comprobante>
    Passes: <cfdi:Comprobante TipoDeComprobante="I">
    <cfdi:InformacionGlobal Periodicidad="04" Meses="01" Año="2026"/>
    <cfdi:Receptor Rfc="XAXX010101000" Nombre="PUBLICO EN GENERAL"/></cfdi:Comprobante>
    """
    receptor = case.comprobante.receptor
    exists = case.comprobante.informacion_global is not None
    to_public = receptor.rfc == PUBLICO_EN_GENERAL and receptor.nombre == NOMBRE_PUBLICO
    wanted = to_public and case.tipo == "I"
    if exists == wanted:
        return
    who = f"{PUBLICO_EN_GENERAL} {NOMBRE_PUBLICO}"
    if wanted:
        message = f"Falta InformacionGlobal: el receptor de este ingreso es {who}"
    elif to_public:
        message = f"InformacionGlobal no debe existir en un comprobante de tipo {case.tipo}"
    else:
        message = (
            f"InformacionGlobal no debe existir: el receptor es {receptor.rfc} {receptor.nombre}, "
            f"no {who}"
        )
    yield case.finding(
        "CFDI40130",
        ROOT if wanted else _NODE,
        value=None,
        expected="InformacionGlobal" if wanted else "que no exista",
        severity=Severity.WARNING if to_public and not wanted else Severity.ERROR,
        message=message,
    )


@rule("CFDI40131")
def periodicidad_en_catalogo(case: Case) -> Iterator[Finding]:
    """«Periodicidad» es una clave de c_Periodicidad vigente en «Fecha».

    Source: Matriz de errores CFDI 4.0, 25-mar-2026; c_Periodicidad
    Applies to: InformacionGlobal
    Fails: <cfdi:InformacionGlobal Periodicidad="06"/>
    Passes: <cfdi:InformacionGlobal Periodicidad="04"/>
    """
    node = case.comprobante.informacion_global
    if node is not None:
        path = f"{_NODE}/@Periodicidad"
        yield from in_catalog(case, "CFDI40131", path, node.periodicidad, catalog="c_Periodicidad")


@rule("CFDI40132")
def periodicidad_05_es_del_regimen_621(case: Case) -> Iterator[Finding]:
    """«RegimenFiscal» del emisor es 621 cuando «Periodicidad» es 05 (bimestral).

    Source: Matriz de errores CFDI 4.0, 25-mar-2026. Nothing asks the converse.
    Applies to: InformacionGlobal
    Fails: <cfdi:Comprobante><cfdi:InformacionGlobal Periodicidad="05"/>
    <cfdi:Emisor RegimenFiscal="601"/></cfdi:Comprobante>
    Passes: <cfdi:Comprobante><cfdi:InformacionGlobal Periodicidad="05"/>
    <cfdi:Emisor RegimenFiscal="621"/></cfdi:Comprobante>
    """
    node, regimen = case.comprobante.informacion_global, case.comprobante.emisor.regimen_fiscal
    if node is None or node.periodicidad != _BIMESTRAL or regimen == _INCORPORACION_FISCAL:
        return
    yield case.finding(
        "CFDI40132",
        f"{_NODE}/@Periodicidad",
        value=node.periodicidad,
        expected="una periodicidad de 01 a 04, o el régimen 621 del emisor",
        message=(
            "«Periodicidad» es 05 (bimestral), que es del régimen 621; "
            f"«RegimenFiscal» del emisor es {regimen!r}"
        ),
    )


@rule("CFDI40133")
def meses_en_catalogo(case: Case) -> Iterator[Finding]:
    """«Meses» es una clave de c_Meses vigente en «Fecha».

    Source: Matriz de errores CFDI 4.0, 25-mar-2026; c_Meses
    Applies to: InformacionGlobal
    Fails: <cfdi:InformacionGlobal Periodicidad="04" Meses="19"/>
    Passes: <cfdi:InformacionGlobal Periodicidad="04" Meses="12"/>
    """
    node = case.comprobante.informacion_global
    if node is not None:
        yield from in_catalog(case, "CFDI40133", f"{_NODE}/@Meses", node.meses, catalog="c_Meses")


@rule("CFDI40134")
def meses_es_un_mes_si_no_es_bimestral(case: Case) -> Iterator[Finding]:
    """«Meses» es un mes, de 01 a 12, cuando «Periodicidad» no es 05.

    Source: Matriz de errores CFDI 4.0, 25-mar-2026. Keys outside their catalogs are for CFDI40131
    and CFDI40133.
    Applies to: InformacionGlobal
    Fails: <cfdi:InformacionGlobal Periodicidad="04" Meses="13"/>
    Passes: <cfdi:InformacionGlobal Periodicidad="04" Meses="12"/>
    """
    node = case.comprobante.informacion_global
    if node is None or node.periodicidad == _BIMESTRAL or node.meses not in _BIMESTRES:
        return
    if node.periodicidad not in catalogs.get("c_Periodicidad").keys_in_force(case.day):
        return
    yield case.finding(
        "CFDI40134",
        f"{_NODE}/@Meses",
        value=node.meses,
        expected="01 a 12",
        message=(
            f"«Meses» es {node.meses}, un bimestre; debe ser un mes, de 01 a 12, porque "
            f"«Periodicidad» es {node.periodicidad}"
        ),
    )


@rule("CFDI40135")
def meses_es_un_bimestre_si_es_bimestral(case: Case) -> Iterator[Finding]:
    """«Meses» es un bimestre, de 13 a 18, cuando «Periodicidad» es 05.

    Source: Matriz de errores CFDI 4.0, 25-mar-2026. A key outside c_Meses is for CFDI40133.
    Applies to: InformacionGlobal
    Fails: <cfdi:InformacionGlobal Periodicidad="05" Meses="12"/>
    Passes: <cfdi:InformacionGlobal Periodicidad="05" Meses="18"/>
    """
    node = case.comprobante.informacion_global
    if node is None or node.periodicidad != _BIMESTRAL or node.meses in _BIMESTRES:
        return
    if node.meses not in catalogs.get("c_Meses").keys_in_force(case.day):
        return
    yield case.finding(
        "CFDI40135",
        f"{_NODE}/@Meses",
        value=node.meses,
        expected="13 a 18",
        message=(
            f"«Meses» es {node.meses}, un mes; debe ser un bimestre, de 13 a 18, porque "
            "«Periodicidad» es 05"
        ),
    )


@rule("CFDI40136")
def anio_es_el_de_la_fecha_o_el_anterior(case: Case) -> Iterator[Finding]:
    """«Año» es el de «Fecha» o el inmediato anterior.

    Source: Matriz de errores CFDI 4.0, 25-mar-2026. One implementation reads five years, the
    current one included: what only that one admits is a warning.
    Applies to: InformacionGlobal
    Fails: <cfdi:Comprobante Fecha="2026-01-31T12:00:00"><cfdi:InformacionGlobal Año="2021"/>
    </cfdi:Comprobante>
    Passes: <cfdi:Comprobante Fecha="2026-01-31T12:00:00"><cfdi:InformacionGlobal Año="2025"/>
    </cfdi:Comprobante>
    """
    node, year = case.comprobante.informacion_global, case.day.year
    if node is None or year - 1 <= node.anio <= year:
        return
    within_reach = year - _LONGEST_REACH <= node.anio <= year
    yield case.finding(
        "CFDI40136",
        f"{_NODE}/@Año",
        value=node.anio,
        expected=f"{year} o {year - 1}",
        severity=Severity.WARNING if within_reach else Severity.ERROR,
        message=f"«Año» es {node.anio}; debe ser {year}, el de «Fecha», o {year - 1}",
    )


RULES: Final = (
    informacion_global_solo_con_publico_en_general,
    periodicidad_en_catalogo,
    periodicidad_05_es_del_regimen_621,
    meses_en_catalogo,
    meses_es_un_mes_si_no_es_bimestral,
    meses_es_un_bimestre_si_es_bimestral,
    anio_es_el_de_la_fecha_o_el_anterior,
)
