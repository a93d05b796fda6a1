"""Rules of the node Receptor: CFDI40143 to CFDI40161."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cobranza.cfdi import catalogs
from cobranza.cfdi.report import Severity
from cobranza.cfdi.rules._case import (
    EXTRANJERO,
    GENERICOS,
    NOMBRE_PUBLICO,
    PUBLICO_EN_GENERAL,
)
from cobranza.cfdi.rules._checks import (
    PERSONAS,
    absent,
    as_registered,
    in_catalog,
    in_taxpayers,
    persona,
    regimen_of_persona,
)
from cobranza.cfdi.rules._rule import TAXPAYERS, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cobranza.cfdi.report import Finding
    from cobranza.cfdi.rules._case import Case

__all__: list[str] = []

_NODE: Final = "cfdi:Receptor"
_SIN_OBLIGACIONES: Final = "616"
_FOREIGN_TRADE: Final = f"el receptor es {EXTRANJERO} y hay complemento de comercio exterior"
_USO_OF_TIPO: Final = {"P": "CP01", "N": "CN01"}


@rule("CFDI40143", needs=TAXPAYERS)
def receptor_inscrito(case: Case) -> Iterator[Finding]:
    """El RFC del receptor es genérico o está en la lista de RFC inscritos no cancelados (l_RFC).

    Source: Matriz de errores CFDI 4.0, 25-mar-2026; guía de llenado rev. 16-ene-2026, p. 17
    Applies to: Receptor
    Fails: <cfdi:Receptor Rfc="AAA010101AAA"/>
    Passes: <cfdi:Receptor Rfc="URE180429TM6"/>
    """
    return _registered(case, "CFDI40143", "Rfc")


@rule("CFDI40144", needs=TAXPAYERS)
def nombre_del_receptor_comprobable(case: Case) -> Iterator[Finding]:
    """«Nombre» del receptor se puede comprobar: su RFC es genérico o está en l_RFC.

    Source: Matriz de errores CFDI 4.0, 25-mar-2026. The same condition as CFDI40143; which of the
    two codes comes back depends on the PAC.
    Applies to: Receptor
    Fails: <cfdi:Receptor Rfc="AAA010101AAA"/>
    Passes: <cfdi:Receptor Rfc="URE180429TM6"/>
    """
    return _registered(case, "CFDI40144", "Nombre")


@rule("CFDI40145", needs=TAXPAYERS)
def nombre_del_receptor_es_el_registrado(case: Case) -> Iterator[Finding]:
    """«Nombre» del receptor es el registrado con su RFC, en mayúsculas y sin régimen societario.

    Source: Matriz de errores CFDI 4.0, 25-mar-2026
    Applies to: Receptor
    Fails: <cfdi:Receptor Rfc="URE180429TM6" Nombre="UNIVERSIDAD ROBOTICA ESPAÑOLA SA DE CV"/>
    Passes: <cfdi:Receptor Rfc="URE180429TM6" Nombre="UNIVERSIDAD ROBOTICA ESPAÑOLA"/>
    """
    receptor = case.comprobante.receptor
    if receptor.rfc not in GENERICOS:
        yield from as_registered(
            case,
            "CFDI40145",
            f"{_NODE}/@Nombre",
            receptor.nombre,
            receptor.rfc,
            what=lambda each: each.name,
        )


@rule("CFDI40146")
def publico_en_general_lleva_xaxx(case: Case) -> Iterator[Finding]:
    """«Rfc» del receptor es XAXX010101000 cuando «Nombre» es PUBLICO EN GENERAL.

    Source: Matriz de errores CFDI 4.0, 25-mar-2026
    Applies to: Receptor
    Fails: <cfdi:Receptor Rfc="XEXX010101000" Nombre="PUBLICO EN GENERAL"/>
    Passes: <cfdi:Receptor Rfc="XAXX010101000" Nombre="PUBLICO EN GENERAL"/>
    """
    receptor = case.comprobante.receptor
    if receptor.nombre != NOMBRE_PUBLICO or receptor.rfc == PUBLICO_EN_GENERAL:
        return
    yield case.finding(
        "CFDI40146",
        f"{_NODE}/@Rfc",
        value=receptor.rfc,
        expected=PUBLICO_EN_GENERAL,
        message=(
            f"«Rfc» del receptor es {receptor.rfc}; debe ser {PUBLICO_EN_GENERAL} porque "
            f"«Nombre» es {NOMBRE_PUBLICO}"
        ),
    )


@rule("CFDI40147", needs=TAXPAYERS)
def domicilio_del_receptor_comprobable(case: Case) -> Iterator[Finding]:
    """«DomicilioFiscalReceptor» se puede comprobar: el RFC es genérico o está en l_RFC.

    Source: Matriz de errores CFDI 4.0, 25-mar-2026. The same condition as CFDI40143; which of the
    two codes comes back depends on the PAC.
    Applies to: Receptor
    Fails: <cfdi:Receptor Rfc="AAA010101AAA"/>
    Passes: <cfdi:Receptor Rfc="URE180429TM6"/>
    """
    return _registered(case, "CFDI40147", "DomicilioFiscalReceptor")


@rule("CFDI40148", needs=TAXPAYERS)
def domicilio_del_receptor_es_el_registrado(case: Case) -> Iterator[Finding]:
    """«DomicilioFiscalReceptor» es el código postal registrado con el RFC, si no es genérico.

    Source: Matriz de errores CFDI 4.0, 25-mar-2026; guía de llenado rev. 16-ene-2026, p. 18
    Applies to: Receptor
    Fails: <cfdi:Receptor Rfc="URE180429TM6" DomicilioFiscalReceptor="01000"/>
    Passes: <cfdi:Receptor Rfc="URE180429TM6" DomicilioFiscalReceptor="86991"/>
    """
    receptor = case.comprobante.receptor
    if receptor.rfc not in GENERICOS:
        yield from as_registered(
            case,
            "CFDI40148",
            f"{_NODE}/@DomicilioFiscalReceptor",
            receptor.domicilio_fiscal_receptor,
            receptor.rfc,
            what=lambda each: each.postal_code,
        )


@rule("CFDI40149")
def domicilio_del_generico_es_lugar_expedicion(case: Case) -> Iterator[Finding]:
    """«DomicilioFiscalReceptor» es igual a «LugarExpedicion» cuando el RFC es genérico.

    Source: Matriz de errores CFDI 4.0, 25-mar-2026; Anexo 20, validaciones adicionales
    Applies to: Receptor
    Fails: <cfdi:Comprobante LugarExpedicion="64000">
    <cfdi:Receptor Rfc="XAXX010101000" DomicilioFiscalReceptor="01000"/></cfdi:Comprobante>
    Passes: <cfdi:Comprobante LugarExpedicion="64000">
    <cfdi:Receptor Rfc="XAXX010101000" DomicilioFiscalReceptor="64000"/></cfdi:Comprobante>
    """
    receptor, lugar = case.comprobante.receptor, case.comprobante.lugar_expedicion
    domicilio = receptor.domicilio_fiscal_receptor
    if receptor.rfc not in GENERICOS or domicilio == lugar:
        return
    yield case.finding(
        "CFDI40149",
        f"{_NODE}/@DomicilioFiscalReceptor",
        value=domicilio,
        expected=lugar,
        message=(
            f"«DomicilioFiscalReceptor» es {domicilio}; con el RFC genérico {receptor.rfc} debe "
            f"ser {lugar}, igual a «LugarExpedicion»"
        ),
    )


@rule("CFDI40150")
def residencia_fiscal_en_catalogo(case: Case) -> Iterator[Finding]:
    """«ResidenciaFiscal» es una clave de c_Pais.

    Source: Matriz de errores CFDI 4.0, 25-mar-2026; c_Pais
    Applies to: Receptor
    Fails: <cfdi:Receptor Rfc="XEXX010101000" ResidenciaFiscal="EUA"/>
    Passes: <cfdi:Receptor Rfc="XEXX010101000" ResidenciaFiscal="USA"/>
    """
    residencia = case.comprobante.receptor.residencia_fiscal
    return in_catalog(case, "CFDI40150", f"{_NODE}/@ResidenciaFiscal", residencia, catalog="c_Pais")


@rule("CFDI40151")
def residencia_fiscal_solo_de_extranjeros(case: Case) -> Iterator[Finding]:
    """«ResidenciaFiscal» solo existe con el RFC genérico XEXX010101000.

    Source: Matriz de errores CFDI 4.0, 25-mar-2026. It forbids the attribute to XAXX010101000 and
    to RFCs registered at SAT, which leaves XEXX010101000.
    Applies to: Receptor
    Fails: <cfdi:Receptor Rfc="URE180429TM6" ResidenciaFiscal="USA"/>
    Passes: <cfdi:Receptor Rfc="XEXX010101000" ResidenciaFiscal="USA"/>
    """
    receptor = case.comprobante.receptor
    return _only_abroad(case, "CFDI40151", "ResidenciaFiscal", receptor.residencia_fiscal)


@rule("CFDI40152")
def residencia_fiscal_no_es_mexico(case: Case) -> Iterator[Finding]:
    """«ResidenciaFiscal» no es MEX.

    Source: Matriz de errores CFDI 4.0, 25-mar-2026
    Applies to: Receptor
    Fails: <cfdi:Receptor Rfc="XEXX010101000" ResidenciaFiscal="MEX"/>
    Passes: <cfdi:Receptor Rfc="XEXX010101000" ResidenciaFiscal="USA"/>
    """
    if case.comprobante.receptor.residencia_fiscal != "MEX":
        return
    yield case.finding(
        "CFDI40152",
        f"{_NODE}/@ResidenciaFiscal",
        value="MEX",
        expected="otro país",
        message="«ResidenciaFiscal» es MEX; debe ser otro país, o no existir",
    )


@rule("CFDI40153")
def residencia_fiscal_existe_si_hace_falta(case: Case) -> Iterator[Finding]:
    """«ResidenciaFiscal» existe con NumRegIdTrib, y con XEXX010101000 y comercio exterior.

    Source: Matriz de errores CFDI 4.0, 25-mar-2026; guía de llenado rev. 16-ene-2026, p. 18. The
    message of the matrix speaks of NumRegIdTrib alone, and a PAC has stamped a foreign-trade
    document without the attribute: missing for the sake of the complement it is a warning.
    Applies to: Receptor
    Fails: <cfdi:Receptor Rfc="XEXX010101000" NumRegIdTrib="123456789"/>
    Passes: <cfdi:Receptor Rfc="XEXX010101000" ResidenciaFiscal="USA" NumRegIdTrib="123456789"/>
    """
    receptor = case.comprobante.receptor
    if receptor.residencia_fiscal is not None:
        return
    if receptor.num_reg_id_trib is not None:
        reason, severity = f"«NumRegIdTrib» es {receptor.num_reg_id_trib!r}", Severity.ERROR
    elif receptor.rfc == EXTRANJERO and case.has_comercio_exterior:
        reason, severity = _FOREIGN_TRADE, Severity.WARNING
    else:
        return
    yield case.finding(
        "CFDI40153",
        _NODE,
        value=None,
        expected="«ResidenciaFiscal»",
        severity=severity,
        message=f"Falta «ResidenciaFiscal»: {reason}",
    )


@rule("CFDI40154")
def num_reg_id_trib_solo_de_extranjeros(case: Case) -> Iterator[Finding]:
    """«NumRegIdTrib» solo existe con el RFC genérico XEXX010101000.

    Source: Matriz de errores CFDI 4.0, 25-mar-2026. It forbids the attribute to XAXX010101000 and
    to RFCs registered at SAT, which leaves XEXX010101000.
    Applies to: Receptor
    Fails: <cfdi:Receptor Rfc="URE180429TM6" NumRegIdTrib="123456789"/>
    Passes: <cfdi:Receptor Rfc="XEXX010101000" ResidenciaFiscal="USA" NumRegIdTrib="123456789"/>
    """
    receptor = case.comprobante.receptor
    return _only_abroad(case, "CFDI40154", "NumRegIdTrib", receptor.num_reg_id_trib)


@rule("CFDI40155")
def num_reg_id_trib_existe_en_comercio_exterior(case: Case) -> Iterator[Finding]:
    """«NumRegIdTrib» existe con XEXX010101000 y complemento de comercio exterior.

    Source: Matriz de errores CFDI 4.0, 25-mar-2026. Its case demands the attribute, its message
    is worded the other way round (to give it, both are needed), and a PAC has stamped a document
    whose complement alone gives it: a warning. NumRegIdTrib without the complement passes.
    Applies to: Receptor
    Fails: <cfdi:Comprobante><cfdi:Receptor Rfc="XEXX010101000" ResidenciaFiscal="USA"/>
    <cfdi:Complemento><cce20:ComercioExterior/></cfdi:Complemento></cfdi:Comprobante>
    Passes: <cfdi:Comprobante><cfdi:Receptor Rfc="XEXX010101000" ResidenciaFiscal="USA"/>
    </cfdi:Comprobante>
    """
    receptor = case.comprobante.receptor
    if receptor.rfc != EXTRANJERO or receptor.num_reg_id_trib is not None:
        return
    if case.has_comercio_exterior:
        yield case.finding(
            "CFDI40155",
            _NODE,
            value=None,
            expected="«NumRegIdTrib»",
            severity=Severity.WARNING,
            message=f"Falta «NumRegIdTrib»: {_FOREIGN_TRADE}",
        )


@rule("CFDI40156")
def num_reg_id_trib_tiene_la_forma_de_su_pais(case: Case) -> Iterator[Finding]:
    """«NumRegIdTrib» tiene la forma que c_Pais da para «ResidenciaFiscal», si da alguna.

    Source: Matriz de errores CFDI 4.0, 25-mar-2026; c_Pais
    Applies to: Receptor
    Fails: <cfdi:Receptor Rfc="XEXX010101000" ResidenciaFiscal="USA" NumRegIdTrib="12-3456789"/>
    Passes: <cfdi:Receptor Rfc="XEXX010101000" ResidenciaFiscal="USA" NumRegIdTrib="123456789"/>
    """
    receptor = case.comprobante.receptor
    numero, residencia = receptor.num_reg_id_trib, receptor.residencia_fiscal
    if numero is None or residencia is None:
        return
    pais = catalogs.get(catalogs.Pais).get(residencia, on=case.day)
    if pais is None or pais.accepts_num_reg_id_trib(numero):
        return
    yield case.finding(
        "CFDI40156",
        f"{_NODE}/@NumRegIdTrib",
        value=numero,
        expected=f"de la forma {pais.patron_identidad_tributaria}",
        message=(
            f"«NumRegIdTrib» es {numero!r}; en {residencia} debe ser de la forma "
            f"{pais.patron_identidad_tributaria}"
        ),
    )


@rule("CFDI40157")
def regimen_del_receptor_en_catalogo(case: Case) -> Iterator[Finding]:
    """«RegimenFiscalReceptor» es una clave de c_RegimenFiscal vigente en «Fecha».

    Source: Matriz de errores CFDI 4.0, 25-mar-2026; c_RegimenFiscal
    Applies to: Receptor
    Fails: <cfdi:Receptor RegimenFiscalReceptor="600"/>
    Passes: <cfdi:Receptor RegimenFiscalReceptor="601"/>
    """
    regimen = case.comprobante.receptor.regimen_fiscal_receptor
    path = f"{_NODE}/@RegimenFiscalReceptor"
    return in_catalog(case, "CFDI40157", path, regimen, catalog="c_RegimenFiscal")


@rule("CFDI40158")
def regimen_del_receptor_es_de_su_persona(case: Case) -> Iterator[Finding]:
    """«RegimenFiscalReceptor» es de personas físicas o morales, según la longitud del RFC.

    Source: Matriz de errores CFDI 4.0, 25-mar-2026; c_RegimenFiscal. Generic RFCs stand for either
    kind of persona; theirs is CFDI40159.
    Applies to: Receptor
    Fails: <cfdi:Receptor Rfc="URE180429TM6" RegimenFiscalReceptor="612"/>
    Passes: <cfdi:Receptor Rfc="URE180429TM6" RegimenFiscalReceptor="601"/>
    """
    receptor = case.comprobante.receptor
    path = f"{_NODE}/@RegimenFiscalReceptor"
    if receptor.rfc not in GENERICOS:
        yield from regimen_of_persona(
            case, "CFDI40158", path, receptor.regimen_fiscal_receptor, receptor.rfc
        )


@rule("CFDI40159")
def regimen_del_receptor_es_el_suyo(case: Case) -> Iterator[Finding]:
    """«RegimenFiscalReceptor» es 616 con RFC genérico, y con otro, uno de los registrados.

    Source: Matriz de errores CFDI 4.0, 25-mar-2026; Anexo 20, validaciones adicionales. The second
    half takes l_RFC and is left out without it.
    Applies to: Receptor
    Fails: <cfdi:Receptor Rfc="XAXX010101000" RegimenFiscalReceptor="601"/>
    Passes: <cfdi:Receptor Rfc="XAXX010101000" RegimenFiscalReceptor="616"/>
    """
    receptor = case.comprobante.receptor
    regimen = receptor.regimen_fiscal_receptor
    if receptor.rfc in GENERICOS:
        allowed = frozenset({_SIN_OBLIGACIONES})
        message = f"con el RFC genérico {receptor.rfc} debe ser 616 (sin obligaciones fiscales)"
    else:
        taxpayer = (case.lists.taxpayers or {}).get(receptor.rfc)
        if taxpayer is None:
            return
        allowed = taxpayer.regimes
        message = f"el SAT tiene {', '.join(sorted(allowed))} para {receptor.rfc}"
    if regimen not in allowed:
        yield case.finding(
            "CFDI40159",
            f"{_NODE}/@RegimenFiscalReceptor",
            value=regimen,
            expected=" o ".join(sorted(allowed)),
            message=f"«RegimenFiscalReceptor» es {regimen!r}; {message}",
        )


@rule("CFDI40160")
def uso_cfdi_en_catalogo(case: Case) -> Iterator[Finding]:
    """«UsoCFDI» es una clave de c_UsoCFDI vigente en «Fecha».

    Source: Matriz de errores CFDI 4.0, 25-mar-2026; c_UsoCFDI
    Applies to: Receptor
    Fails: <cfdi:Receptor UsoCFDI="P01"/>
    Passes: <cfdi:Receptor UsoCFDI="S01"/>
    """
    uso = case.comprobante.receptor.uso_cfdi
    return in_catalog(case, "CFDI40160", f"{_NODE}/@UsoCFDI", uso, catalog="c_UsoCFDI")


@rule("CFDI40161")
def uso_cfdi_es_del_receptor(case: Case) -> Iterator[Finding]:
    """«UsoCFDI» es de la persona y del régimen del receptor; CP01 en pagos, CN01 en nómina.

    Source: Matriz de errores CFDI 4.0, 25-mar-2026; c_UsoCFDI. The links with types P and N stand
    in one reproduction of the matrix only: breaking just those is a warning. Keys outside their
    catalogs are for CFDI40157 and CFDI40160.
    Applies to: Receptor
    Fails: <cfdi:Receptor Rfc="URE180429TM6" RegimenFiscalReceptor="601" UsoCFDI="D01"/>
    Passes: <cfdi:Receptor Rfc="URE180429TM6" RegimenFiscalReceptor="601" UsoCFDI="G03"/>
    """
    receptor = case.comprobante.receptor
    regimen, uso, who = receptor.regimen_fiscal_receptor, receptor.uso_cfdi, persona(receptor.rfc)
    row = catalogs.get(catalogs.UsoCFDI).get(uso, on=case.day)
    if row is None or regimen not in catalogs.get("c_RegimenFiscal").keys_in_force(case.day):
        return
    wanted = _USO_OF_TIPO.get(case.tipo, uso)
    severity = Severity.ERROR
    if receptor.rfc not in GENERICOS and not row.applies_to(who):
        expected = f"un uso de personas {PERSONAS[who]}"
        reason = f"no es para personas {PERSONAS[who]}, y el RFC {receptor.rfc} es de una"
    elif regimen not in row.regimenes:
        expected = f"un uso del régimen {regimen}"
        reason = (
            f"no es para el régimen {regimen} del receptor, sino para {', '.join(row.regimenes)}"
        )
    elif uso != wanted:
        expected, severity = wanted, Severity.WARNING
        reason = f"en un comprobante de tipo {case.tipo} debe ser {wanted}"
    else:
        return
    yield case.finding(
        "CFDI40161",
        f"{_NODE}/@UsoCFDI",
        value=uso,
        expected=expected,
        severity=severity,
        message=f"«UsoCFDI» es {uso}; {reason}",
    )


def _registered(case: Case, code: str, attribute: str) -> Iterator[Finding]:
    rfc = case.comprobante.receptor.rfc
    if rfc in GENERICOS:
        return iter(())
    return in_taxpayers(case, code, f"{_NODE}/@{attribute}", rfc)


def _only_abroad(case: Case, code: str, attribute: str, value: str | None) -> Iterator[Finding]:
    rfc = case.comprobante.receptor.rfc
    if rfc == EXTRANJERO:
        return iter(())
    return absent(
        case,
        code,
        f"{_NODE}/@{attribute}",
        value,
        when=f"con el RFC {rfc}, que no es el genérico extranjero {EXTRANJERO}",
    )


RULES: Final = (
    receptor_inscrito,
    nombre_del_receptor_comprobable,
    nombre_del_receptor_es_el_registrado,
    publico_en_general_lleva_xaxx,
    domicilio_del_receptor_comprobable,
    domicilio_del_receptor_es_el_registrado,
    domicilio_del_generico_es_lugar_expedicion,
    residencia_fiscal_en_catalogo,
    residencia_fiscal_solo_de_extranjeros,
    residencia_fiscal_no_es_mexico,
    residencia_fiscal_existe_si_hace_falta,
    num_reg_id_trib_solo_de_extranjeros,
    num_reg_id_trib_existe_en_comercio_exterior,
    num_reg_id_trib_tiene_la_forma_de_su_pais,
    regimen_del_receptor_en_catalogo,
    regimen_del_receptor_es_de_su_persona,
    regimen_del_receptor_es_el_suyo,
    uso_cfdi_en_catalogo,
    uso_cfdi_es_del_receptor,
)
