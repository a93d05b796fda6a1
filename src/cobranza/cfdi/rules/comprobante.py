"""Rules of the node Comprobante: CFDI40101 to CFDI40129, and CFDI40137 of CfdiRelacionados."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cobranza.cfdi.report import Severity
from cobranza.cfdi.rules._amounts import exact_sum, rounded
from cobranza.cfdi.rules._case import ROOT, places, written
from cobranza.cfdi.rules._checks import absent, at_most_decimals, in_catalog, number_written
from cobranza.cfdi.rules._rule import not_judged, rule

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from cobranza.cfdi.report import Finding
    from cobranza.cfdi.rules._case import Case

__all__: list[str] = []

_CON_IMPORTES: Final = frozenset("IEN")
_SIN_IMPORTES: Final = frozenset("TP")
_SIN_FORMA_DE_PAGO: Final = frozenset("TNP")

_FIRST_YEAR: Final = 2010
_LAST_YEAR: Final = 2099
_MAX_DECIMALS: Final = 6
_MAX_DIGITS: Final = 18


@rule("CFDI40101")
def fecha_tiene_la_forma_del_sat(case: Case) -> Iterator[Finding]:
    """«Fecha» es fecha y hora local, AAAA-MM-DDThh:mm:ss, de un año entre 2010 y 2099.

    Source: Matriz de errores CFDI 4.0, 25-mar-2026; tdCFDI.xsd, t_FechaH. Some PACs give the same
    code to a Fecha in the future, which is COB111 here.
    Applies to: todos los comprobantes
    Fails: <cfdi:Comprobante Fecha="2004-01-31T12:00:00"/>
    Passes: <cfdi:Comprobante Fecha="2026-01-31T12:00:00"/>
    """
    fecha = case.comprobante.fecha
    if _FIRST_YEAR <= fecha.year <= _LAST_YEAR and not fecha.microsecond and fecha.tzinfo is None:
        return
    yield case.finding(
        "CFDI40101",
        "@Fecha",
        value=fecha.isoformat(),
        expected="AAAA-MM-DDThh:mm:ss, de 2010 a 2099",
        message=(
            f"«Fecha» es {fecha.isoformat()}; debe ser AAAA-MM-DDThh:mm:ss, sin zona horaria ni "
            f"fracciones, de un año entre {_FIRST_YEAR} y {_LAST_YEAR}"
        ),
    )


@rule("CFDI40103")
def forma_pago_no_existe_en_t_n_p(case: Case) -> Iterator[Finding]:
    """«FormaPago» no existe en los comprobantes de tipo T, N y P.

    Source: Matriz de errores CFDI 4.0, 25-mar-2026; guía de llenado rev. 16-ene-2026, p. 11
    Applies to: T, N, P
    Fails: <cfdi:Comprobante TipoDeComprobante="T" FormaPago="01"/>
    Passes: <cfdi:Comprobante TipoDeComprobante="T"/>
    """
    if case.tipo in _SIN_FORMA_DE_PAGO:
        yield from absent(
            case,
            "CFDI40103",
            "@FormaPago",
            case.comprobante.forma_pago,
            when=f"en un comprobante de tipo {case.tipo}",
        )


@rule("CFDI40104")
def forma_pago_en_catalogo(case: Case) -> Iterator[Finding]:
    """«FormaPago» es una clave de c_FormaPago vigente en «Fecha».

    Source: Matriz de errores CFDI 4.0, 25-mar-2026; c_FormaPago
    Applies to: todos los comprobantes
    Fails: <cfdi:Comprobante FormaPago="07"/>
    Passes: <cfdi:Comprobante FormaPago="03"/>
    """
    return in_catalog(
        case, "CFDI40104", "@FormaPago", case.comprobante.forma_pago, catalog="c_FormaPago"
    )


@rule("CFDI40105")
def forma_pago_es_99_si_ppd(case: Case) -> Iterator[Finding]:
    """«FormaPago» es 99 cuando «MetodoPago» es PPD.

    Source: Matriz de errores CFDI 4.0, 25-mar-2026; Anexo 20, validaciones adicionales. Types T, N
    and P have no FormaPago at all (CFDI40103), so nothing is demanded of them here.
    Applies to: I, E
    Fails: <cfdi:Comprobante MetodoPago="PPD" FormaPago="03"/>
    Passes: <cfdi:Comprobante MetodoPago="PPD" FormaPago="99"/>
    """
    forma = case.comprobante.forma_pago
    if case.comprobante.metodo_pago != "PPD" or forma == "99" or case.tipo in _SIN_FORMA_DE_PAGO:
        return
    yield case.finding(
        "CFDI40105",
        ROOT if forma is None else "@FormaPago",
        value=forma,
        expected="99",
        message=(
            f"«FormaPago» {'falta' if forma is None else f'es {forma!r}'}; "
            "debe ser 99 (por definir) porque «MetodoPago» es PPD"
        ),
    )


@rule("CFDI40107")
def sub_total_con_decimales_de_la_moneda(case: Case) -> Iterator[Finding]:
    """«SubTotal» no lleva más decimales que los de «Moneda».

    Source: Matriz de errores CFDI 4.0, 25-mar-2026; guía de llenado rev. 16-ene-2026, p. 8
    Applies to: todos los comprobantes
    Fails: <cfdi:Comprobante Moneda="MXN" SubTotal="1000.000"/>
    Passes: <cfdi:Comprobante Moneda="MXN" SubTotal="1000.00"/>
    """
    comprobante = case.comprobante
    return at_most_decimals(
        case, "CFDI40107", "@SubTotal", comprobante.sub_total, currency=comprobante.moneda
    )


@rule("CFDI40108")
def sub_total_es_la_suma_de_los_importes(case: Case) -> Iterator[Finding]:
    """«SubTotal» es la suma de los importes de los conceptos, redondeada a la moneda.

    Source: Matriz de errores CFDI 4.0, 25-mar-2026; guía de llenado rev. 16-ene-2026, p. 8
    Applies to: I, E, N
    Fails: <cfdi:Comprobante SubTotal="100.01"><cfdi:Conceptos><cfdi:Concepto Importe="100.00"/>
    </cfdi:Conceptos></cfdi:Comprobante>
    Passes: <cfdi:Comprobante SubTotal="100.00"><cfdi:Conceptos><cfdi:Concepto Importe="99.995"/>
    </cfdi:Conceptos></cfdi:Comprobante>
    """
    comprobante, decimals = case.comprobante, case.decimals
    if case.tipo not in _CON_IMPORTES or decimals is None:
        return
    suma = exact_sum(concepto.importe for concepto in comprobante.conceptos)
    esperado = rounded(suma, decimals)
    if comprobante.sub_total == esperado:
        return
    yield case.finding(
        "CFDI40108",
        "@SubTotal",
        value=comprobante.sub_total,
        expected=written(esperado),
        message=(
            f"«SubTotal» es {comprobante.sub_total:f}; debe ser {esperado:f} = suma de los "
            f"importes de los conceptos{_unrounded(suma, esperado)}"
        ),
    )


@rule("CFDI40109")
def sub_total_es_cero_en_t_p(case: Case) -> Iterator[Finding]:
    """«SubTotal» es cero en los comprobantes de tipo T y P.

    Source: Matriz de errores CFDI 4.0, 25-mar-2026; guía de llenado rev. 16-ene-2026, p. 8
    Applies to: T, P
    Fails: <cfdi:Comprobante TipoDeComprobante="T" SubTotal="100.00"/>
    Passes: <cfdi:Comprobante TipoDeComprobante="T" SubTotal="0"/>
    """
    sub_total = case.comprobante.sub_total
    if case.tipo not in _SIN_IMPORTES or not sub_total:
        return
    yield case.finding(
        "CFDI40109",
        "@SubTotal",
        value=sub_total,
        expected="0",
        message=f"«SubTotal» es {sub_total:f}; en un comprobante de tipo {case.tipo} debe ser 0",
    )


@rule("CFDI40110")
def descuento_no_pasa_del_sub_total(case: Case) -> Iterator[Finding]:
    """«Descuento» es menor o igual que «SubTotal».

    Source: Matriz de errores CFDI 4.0, 25-mar-2026; guía de llenado rev. 16-ene-2026, p. 8
    Applies to: todos los comprobantes
    Fails: <cfdi:Comprobante SubTotal="100.00" Descuento="100.01"/>
    Passes: <cfdi:Comprobante SubTotal="100.00" Descuento="100.00"/>
    """
    descuento, sub_total = case.comprobante.descuento, case.comprobante.sub_total
    if descuento is None or descuento <= sub_total:
        return
    yield case.finding(
        "CFDI40110",
        "@Descuento",
        value=descuento,
        expected=f"{sub_total:f} o menos",
        message=f"«Descuento» es {descuento:f}; no debe pasar de «SubTotal», {sub_total:f}",
    )


@rule("CFDI40111")
def descuento_es_la_suma_de_los_descuentos(case: Case) -> Iterator[Finding]:
    """«Descuento» existe solo si un concepto lo lleva, y es la suma redondeada de todos.

    Source: Matriz de errores CFDI 4.0, 25-mar-2026: its case demands all of this for I, E and N,
    while its message speaks of T and P alone, whose conceptos carry no Descuento. Implementations
    that compare amounts take a Descuento of zero for none, so one of zero too many or too few is a
    warning.
    Applies to: todos los comprobantes
    Fails: <cfdi:Comprobante Descuento="9.99"><cfdi:Conceptos><cfdi:Concepto Descuento="10.00"/>
    </cfdi:Conceptos></cfdi:Comprobante>
    Passes: <cfdi:Comprobante Descuento="10.00"><cfdi:Conceptos><cfdi:Concepto Descuento="10.00"/>
    </cfdi:Conceptos></cfdi:Comprobante>
    """
    if case.tipo in _SIN_IMPORTES:
        return _discounts_of_conceptos(case)
    if case.tipo in _CON_IMPORTES:
        return _discount_of_comprobante(case)
    return iter(())


def _discounts_of_conceptos(case: Case) -> Iterator[Finding]:
    for path, concepto in case.conceptos:
        if concepto.descuento is not None:
            yield case.finding(
                "CFDI40111",
                f"{path}/@Descuento",
                value=concepto.descuento,
                expected="que no exista",
                severity=_unless_zero(concepto.descuento),
                message=(
                    f"«Descuento» del concepto es {concepto.descuento:f}; no debe existir en un "
                    f"comprobante de tipo {case.tipo}"
                ),
            )


def _discount_of_comprobante(case: Case) -> Iterator[Finding]:
    descuento, decimals = case.comprobante.descuento, case.decimals
    given = [each.descuento for each in case.comprobante.conceptos if each.descuento is not None]
    suma = exact_sum(given)
    if decimals is None or (descuento is None and not given):
        return
    esperado = rounded(suma, decimals)
    if not given and descuento is not None:
        expected, severity = "que no exista", _unless_zero(descuento)
        message = f"«Descuento» es {descuento:f}; no debe existir: ningún concepto lleva descuento"
    elif descuento is None:
        expected, severity = written(esperado), _unless_zero(suma)
        message = f"Falta «Descuento»; debe ser {esperado:f} = suma de los conceptos"
    elif descuento != esperado:
        expected, severity = written(esperado), Severity.ERROR
        message = (
            f"«Descuento» es {descuento:f}; debe ser {esperado:f} = suma de los descuentos de "
            f"los conceptos{_unrounded(suma, esperado)}"
        )
    else:
        return
    yield case.finding(
        "CFDI40111",
        ROOT if descuento is None else "@Descuento",
        value=descuento,
        expected=expected,
        severity=severity,
        message=message,
    )


def _unless_zero(amount: Decimal) -> Severity:
    return Severity.ERROR if amount else Severity.WARNING


def _unrounded(exact: Decimal, shown: Decimal) -> str:
    return "" if exact == shown else f" ({exact:f}, redondeada)"


@rule("CFDI40112")
def descuento_con_decimales_de_la_moneda(case: Case) -> Iterator[Finding]:
    """«Descuento» no lleva más decimales que los de «Moneda».

    Source: Matriz de errores CFDI 4.0, 25-mar-2026; guía de llenado rev. 16-ene-2026, p. 8
    Applies to: todos los comprobantes
    Fails: <cfdi:Comprobante Moneda="MXN" Descuento="10.000"/>
    Passes: <cfdi:Comprobante Moneda="MXN" Descuento="10.00"/>
    """
    comprobante = case.comprobante
    return at_most_decimals(
        case, "CFDI40112", "@Descuento", comprobante.descuento, currency=comprobante.moneda
    )


@rule("CFDI40113")
def moneda_en_catalogo(case: Case) -> Iterator[Finding]:
    """«Moneda» es una clave de c_Moneda vigente en «Fecha».

    Source: Matriz de errores CFDI 4.0, 25-mar-2026; c_Moneda
    Applies to: todos los comprobantes
    Fails: <cfdi:Comprobante Moneda="MEX"/>
    Passes: <cfdi:Comprobante Moneda="MXN"/>
    """
    return in_catalog(case, "CFDI40113", "@Moneda", case.comprobante.moneda, catalog="c_Moneda")


@rule("CFDI40114")
def tipo_cambio_es_1_en_mxn(case: Case) -> Iterator[Finding]:
    """«TipoCambio» se omite o es 1 cuando «Moneda» es MXN.

    Source: Matriz de errores CFDI 4.0, 25-mar-2026. It says the value "1": one reading takes the
    text, another the number, so 1.0000 is a warning.
    Applies to: todos los comprobantes
    Fails: <cfdi:Comprobante Moneda="MXN" TipoCambio="20.15"/>
    Passes: <cfdi:Comprobante Moneda="MXN" TipoCambio="1"/>
    """
    comprobante = case.comprobante
    if comprobante.moneda == "MXN":
        yield from number_written(
            case,
            "CFDI40114",
            "@TipoCambio",
            comprobante.tipo_cambio,
            "1",
            when="cuando «Moneda» es MXN",
        )


@rule("CFDI40115")
def tipo_cambio_existe_en_otra_moneda(case: Case) -> Iterator[Finding]:
    """«TipoCambio» existe cuando «Moneda» no es MXN ni XXX.

    Source: Matriz de errores CFDI 4.0, 25-mar-2026; guía de llenado rev. 16-ene-2026, p. 9
    Applies to: todos los comprobantes
    Fails: <cfdi:Comprobante Moneda="USD"/>
    Passes: <cfdi:Comprobante Moneda="USD" TipoCambio="20.15"/>
    """
    comprobante = case.comprobante
    if comprobante.moneda in {"MXN", "XXX"} or comprobante.tipo_cambio is not None:
        return
    yield case.finding(
        "CFDI40115",
        ROOT,
        value=None,
        expected="«TipoCambio»",
        message=f"Falta «TipoCambio»: pesos por cada {comprobante.moneda}",
    )


@rule("CFDI40116")
def tipo_cambio_no_existe_en_xxx(case: Case) -> Iterator[Finding]:
    """«TipoCambio» no existe cuando «Moneda» es XXX.

    Source: Matriz de errores CFDI 4.0, 25-mar-2026
    Applies to: todos los comprobantes
    Fails: <cfdi:Comprobante Moneda="XXX" TipoCambio="1"/>
    Passes: <cfdi:Comprobante Moneda="XXX"/>
    """
    if case.comprobante.moneda == "XXX":
        yield from absent(
            case,
            "CFDI40116",
            "@TipoCambio",
            case.comprobante.tipo_cambio,
            when="cuando «Moneda» es XXX",
        )


@rule("CFDI40117")
def tipo_cambio_tiene_la_forma_del_sat(case: Case) -> Iterator[Finding]:
    """«TipoCambio» es positivo, de hasta 18 enteros y 6 decimales.

    Source: Matriz de errores CFDI 4.0, 25-mar-2026; cfdv40.xsd
    Applies to: todos los comprobantes
    Fails: <cfdi:Comprobante Moneda="USD" TipoCambio="20.1512345"/>
    Passes: <cfdi:Comprobante Moneda="USD" TipoCambio="20.151234"/>
    """
    tipo_cambio = case.comprobante.tipo_cambio
    if tipo_cambio is None:
        return
    if (
        tipo_cambio > 0
        and places(tipo_cambio) <= _MAX_DECIMALS
        and tipo_cambio.adjusted() < _MAX_DIGITS
    ):
        return
    yield case.finding(
        "CFDI40117",
        "@TipoCambio",
        value=tipo_cambio,
        expected="un número positivo de hasta 18 enteros y 6 decimales",
        message=(
            f"«TipoCambio» es {tipo_cambio:f}; debe ser mayor que cero, "
            f"de hasta {_MAX_DIGITS} enteros y {_MAX_DECIMALS} decimales"
        ),
    )


@rule("CFDI40119")
def total_es_la_suma_de_sus_partes(case: Case) -> Iterator[Finding]:
    """«Total» es SubTotal - Descuento + traslados - retenciones, con los impuestos locales.

    Source: Matriz de errores CFDI 4.0, 25-mar-2026; guía de llenado rev. 16-ene-2026, p. 10. What
    is not there counts as zero.
    Applies to: todos los comprobantes
    Fails: <cfdi:Comprobante SubTotal="1000.00" Total="1160.01">
    <cfdi:Impuestos TotalImpuestosTrasladados="160.00"/></cfdi:Comprobante>
    Passes: <cfdi:Comprobante SubTotal="1000.00" Total="1160.00">
    <cfdi:Impuestos TotalImpuestosTrasladados="160.00"/></cfdi:Comprobante>
    """
    comprobante = case.comprobante
    parts = list(_parts_of_total(case))
    esperado = exact_sum(amount for _, amount in parts)
    if comprobante.total == esperado:
        return
    first, *rest = (
        f"{'-' if amount < 0 else '+'} {name} {amount.copy_abs():f}" for name, amount in parts
    )
    yield case.finding(
        "CFDI40119",
        "@Total",
        value=comprobante.total,
        expected=written(esperado),
        message=(
            f"«Total» es {comprobante.total:f}; debe ser {esperado:f} = "
            f"{' '.join((first.removeprefix('+ '), *rest))}"
        ),
    )


def _parts_of_total(case: Case) -> Iterator[tuple[str, Decimal]]:
    comprobante, impuestos = case.comprobante, case.comprobante.impuestos
    yield "SubTotal", comprobante.sub_total
    if comprobante.descuento:
        yield "Descuento", comprobante.descuento.copy_negate()
    if impuestos is not None and impuestos.total_impuestos_trasladados:
        yield "traslados", impuestos.total_impuestos_trasladados
    if impuestos is not None and impuestos.total_impuestos_retenidos:
        yield "retenciones", impuestos.total_impuestos_retenidos.copy_negate()
    for locales in case.impuestos_locales:
        if locales.totalde_traslados:
            yield "traslados locales", locales.totalde_traslados
        if locales.totalde_retenciones:
            yield "retenciones locales", locales.totalde_retenciones.copy_negate()


@rule("CFDI40121")
def tipo_de_comprobante_en_catalogo(case: Case) -> Iterator[Finding]:
    """«TipoDeComprobante» es una clave de c_TipoDeComprobante: I, E, T, N o P.

    Source: Matriz de errores CFDI 4.0, 25-mar-2026; c_TipoDeComprobante
    Applies to: todos los comprobantes
    Fails: <cfdi:Comprobante TipoDeComprobante="F"/>
    Passes: <cfdi:Comprobante TipoDeComprobante="I"/>
    """
    return in_catalog(
        case, "CFDI40121", "@TipoDeComprobante", case.tipo, catalog="c_TipoDeComprobante"
    )


@rule("CFDI40122")
def exportacion_02_lleva_comercio_exterior(case: Case) -> Iterator[Finding]:
    """El complemento de comercio exterior existe cuando «Exportacion» es 02.

    Source: Matriz de errores CFDI 4.0, 25-mar-2026; guía de llenado rev. 16-ene-2026, p. 11
    Applies to: todos los comprobantes
    Fails: <cfdi:Comprobante Exportacion="02"/>
    Passes: <cfdi:Comprobante Exportacion="01"/>
    """
    if case.comprobante.exportacion != "02" or case.has_comercio_exterior:
        return
    yield case.finding(
        "CFDI40122",
        "@Exportacion",
        value="02",
        expected="el complemento de comercio exterior",
        message="«Exportacion» es 02 (definitiva, A1) y falta el complemento de comercio exterior",
    )


@rule("CFDI40123")
def exportacion_en_catalogo(case: Case) -> Iterator[Finding]:
    """«Exportacion» es una clave de c_Exportacion vigente en «Fecha».

    Source: Matriz de errores CFDI 4.0, 25-mar-2026; c_Exportacion
    Applies to: todos los comprobantes
    Fails: <cfdi:Comprobante Exportacion="05"/>
    Passes: <cfdi:Comprobante Exportacion="01"/>
    """
    return in_catalog(
        case, "CFDI40123", "@Exportacion", case.comprobante.exportacion, catalog="c_Exportacion"
    )


@rule("CFDI40124")
def metodo_pago_en_catalogo(case: Case) -> Iterator[Finding]:
    """«MetodoPago» es una clave de c_MetodoPago: PUE o PPD.

    Source: Matriz de errores CFDI 4.0, 25-mar-2026; c_MetodoPago
    Applies to: todos los comprobantes
    Fails: <cfdi:Comprobante MetodoPago="PIP"/>
    Passes: <cfdi:Comprobante MetodoPago="PPD"/>
    """
    return in_catalog(
        case, "CFDI40124", "@MetodoPago", case.comprobante.metodo_pago, catalog="c_MetodoPago"
    )


@rule("CFDI40125")
def metodo_pago_no_existe_en_t_p(case: Case) -> Iterator[Finding]:
    """«MetodoPago» no existe en los comprobantes de tipo T y P.

    Source: Matriz de errores CFDI 4.0, 25-mar-2026; guía de llenado rev. 16-ene-2026, p. 11
    Applies to: T, P
    Fails: <cfdi:Comprobante TipoDeComprobante="T" MetodoPago="PUE"/>
    Passes: <cfdi:Comprobante TipoDeComprobante="T"/>
    """
    if case.tipo in _SIN_IMPORTES:
        yield from absent(
            case,
            "CFDI40125",
            "@MetodoPago",
            case.comprobante.metodo_pago,
            when=f"en un comprobante de tipo {case.tipo}",
        )


@rule("CFDI40126")
def lugar_expedicion_en_catalogo(case: Case) -> Iterator[Finding]:
    """«LugarExpedicion» es un código postal de c_CodigoPostal vigente en «Fecha».

    Source: Matriz de errores CFDI 4.0, 25-mar-2026; c_CodigoPostal
    Applies to: todos los comprobantes
    Fails: <cfdi:Comprobante LugarExpedicion="00001"/>
    Passes: <cfdi:Comprobante LugarExpedicion="64000"/>
    """
    return in_catalog(
        case,
        "CFDI40126",
        "@LugarExpedicion",
        case.comprobante.lugar_expedicion,
        catalog="c_CodigoPostal",
    )


@rule("CFDI40137")
def tipo_relacion_en_catalogo(case: Case) -> Iterator[Finding]:
    """«TipoRelacion» es una clave de c_TipoRelacion vigente en «Fecha».

    Source: Matriz de errores CFDI 4.0, 25-mar-2026; c_TipoRelacion
    Applies to: CfdiRelacionados
    Fails: <cfdi:CfdiRelacionados TipoRelacion="19"/>
    Passes: <cfdi:CfdiRelacionados TipoRelacion="04"/>
    """
    for number, each in enumerate(case.comprobante.cfdi_relacionados, 1):
        path = f"cfdi:CfdiRelacionados[{number}]/@TipoRelacion"
        yield from in_catalog(case, "CFDI40137", path, each.tipo_relacion, catalog="c_TipoRelacion")


_CONFIRMACION: Final = "el procedimiento de Confirmacion, que el SAT aún no publica"
_CONFIRMACION_SOURCE: Final = (
    "Matriz de errores CFDI 4.0, 25-mar-2026; guía de llenado rev. 16-ene-2026, p. 9-13: en vigor "
    "cuando el SAT publique el procedimiento"
)

RULES: Final = (
    fecha_tiene_la_forma_del_sat,
    forma_pago_no_existe_en_t_n_p,
    forma_pago_en_catalogo,
    forma_pago_es_99_si_ppd,
    sub_total_con_decimales_de_la_moneda,
    sub_total_es_la_suma_de_los_importes,
    sub_total_es_cero_en_t_p,
    descuento_no_pasa_del_sub_total,
    descuento_es_la_suma_de_los_descuentos,
    descuento_con_decimales_de_la_moneda,
    moneda_en_catalogo,
    tipo_cambio_es_1_en_mxn,
    tipo_cambio_existe_en_otra_moneda,
    tipo_cambio_no_existe_en_xxx,
    tipo_cambio_tiene_la_forma_del_sat,
    not_judged(
        "CFDI40118",
        "«Confirmacion» existe si «TipoCambio» se aparta del FIX más de lo que admite c_Moneda.",
        needs=_CONFIRMACION,
        source=_CONFIRMACION_SOURCE,
        applies_to="todos los comprobantes",
    ),
    total_es_la_suma_de_sus_partes,
    not_judged(
        "CFDI40120",
        "«Confirmacion» existe cuando «Total» pasa del límite de su tipo de comprobante.",
        needs=_CONFIRMACION,
        source=_CONFIRMACION_SOURCE,
        applies_to="todos los comprobantes",
    ),
    tipo_de_comprobante_en_catalogo,
    exportacion_02_lleva_comercio_exterior,
    exportacion_en_catalogo,
    metodo_pago_en_catalogo,
    metodo_pago_no_existe_en_t_p,
    lugar_expedicion_en_catalogo,
    not_judged(
        "CFDI40127",
        "«Confirmacion» no existe cuando «TipoCambio» y «Total» están en sus rangos.",
        needs=_CONFIRMACION,
        source=_CONFIRMACION_SOURCE,
        applies_to="todos los comprobantes",
    ),
    not_judged(
        "CFDI40128",
        "«Confirmacion» es una clave que el PAC dio a este emisor.",
        needs=_CONFIRMACION,
        source=_CONFIRMACION_SOURCE,
        applies_to="todos los comprobantes",
    ),
    not_judged(
        "CFDI40129",
        "«Confirmacion» no se usó en otro comprobante.",
        needs=_CONFIRMACION,
        source=_CONFIRMACION_SOURCE,
        applies_to="todos los comprobantes",
    ),
    tipo_relacion_en_catalogo,
)
