"""Rules of the taxes of the document, which sum up those of its conceptos: CFDI40201 to CFDI40221.

A tax of the conceptos that the summary leaves out is found by the rule that compares its amounts,
as a warning: SAT's texts speak of the rows that exist, but there are PACs that refuse it.
"""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from cobranza.cfdi.report import Severity
from cobranza.cfdi.rules._amounts import exact_sum, rounded
from cobranza.cfdi.rules._case import EXENTO, ROOT, tax_key, written
from cobranza.cfdi.rules._checks import at_most_decimals, in_catalog, rates_in_catalog
from cobranza.cfdi.rules._rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cobranza.cfdi.comprobante import Retencion, Traslado
    from cobranza.cfdi.report import Finding
    from cobranza.cfdi.rules._case import Case, TaxKey

__all__: list[str] = []

_IMPUESTOS: Final = f"{ROOT}/cfdi:Impuestos"
_SIN_IMPUESTOS: Final = frozenset("TP")
_MANY: Final = 5
"""Addends that a message still lists one by one."""


@rule("CFDI40201")
def sin_impuestos_en_t_y_p(case: Case) -> Iterator[Finding]:
    """El nodo Impuestos del comprobante no existe en los de tipo T y P.

    Source: Matriz de errores CFDI 4.0, 25-mar-2026; guía de llenado rev. 16-ene-2026, p. 11 and
    35. The guide forbids it in N too, the matrix does not: there it is a warning.
    Applies to: T, P, N
    Fails: <cfdi:Comprobante TipoDeComprobante="T">...<cfdi:Impuestos/></cfdi:Comprobante>
    Passes: <cfdi:Comprobante TipoDeComprobante="T">...</cfdi:Comprobante>
    """
    if case.comprobante.impuestos is None or case.tipo not in {"T", "P", "N"}:
        return
    yield case.finding(
        "CFDI40201",
        _IMPUESTOS,
        value=None,
        expected="que no exista",
        severity=Severity.ERROR if case.tipo in _SIN_IMPUESTOS else Severity.WARNING,
        message=f"El nodo Impuestos no debe existir en un comprobante de tipo {case.tipo}",
    )


@rule("CFDI40202")
def total_retenidos_con_decimales_de_la_moneda(case: Case) -> Iterator[Finding]:
    """«TotalImpuestosRetenidos» no tiene más decimales que la moneda.

    Source: Matriz de errores CFDI 4.0, 25-mar-2026; guía de llenado rev. 16-ene-2026, p. 36
    Applies to: todos los comprobantes, Impuestos
    Fails: <cfdi:Comprobante Moneda="MXN"><cfdi:Impuestos TotalImpuestosRetenidos="20.000"/>
    Passes: <cfdi:Comprobante Moneda="MXN"><cfdi:Impuestos TotalImpuestosRetenidos="20.00"/>
    """
    impuestos = case.comprobante.impuestos
    if impuestos is not None:
        total = impuestos.total_impuestos_retenidos
        yield from _decimals(case, "CFDI40202", f"{_IMPUESTOS}/@TotalImpuestosRetenidos", total)


@rule("CFDI40203")
def total_retenidos_es_la_suma(case: Case) -> Iterator[Finding]:
    """«TotalImpuestosRetenidos» es la suma de los importes de las retenciones del comprobante.

    Source: Matriz de errores CFDI 4.0, 25-mar-2026; guía de llenado rev. 16-ene-2026, p. 35. The
    sum is of the rows as printed, which are rounded already.
    Applies to: todos los comprobantes, Impuestos
    Fails: <cfdi:Impuestos TotalImpuestosRetenidos="20.01">...<cfdi:Retencion Importe="20.00"/>
    Passes: <cfdi:Impuestos TotalImpuestosRetenidos="20.00">...<cfdi:Retencion Importe="20.00"/>
    """
    impuestos = case.comprobante.impuestos
    if impuestos is not None:
        amounts = [each.importe for each in impuestos.retenciones]
        total = impuestos.total_impuestos_retenidos
        yield from _total(case, "CFDI40203", "TotalImpuestosRetenidos", total, amounts)


@rule("CFDI40204")
def total_trasladados_con_decimales_de_la_moneda(case: Case) -> Iterator[Finding]:
    """«TotalImpuestosTrasladados» no tiene más decimales que la moneda.

    Source: Matriz de errores CFDI 4.0, 25-mar-2026; guía de llenado rev. 16-ene-2026, p. 36
    Applies to: todos los comprobantes, Impuestos
    Fails: <cfdi:Comprobante Moneda="MXN"><cfdi:Impuestos TotalImpuestosTrasladados="160.000"/>
    Passes: <cfdi:Comprobante Moneda="MXN"><cfdi:Impuestos TotalImpuestosTrasladados="160.00"/>
    """
    impuestos = case.comprobante.impuestos
    if impuestos is not None:
        total = impuestos.total_impuestos_trasladados
        yield from _decimals(case, "CFDI40204", f"{_IMPUESTOS}/@TotalImpuestosTrasladados", total)


@rule("CFDI40205")
def total_trasladados_es_la_suma(case: Case) -> Iterator[Finding]:
    """«TotalImpuestosTrasladados» es la suma de los importes de los traslados del comprobante.

    Source: Matriz de errores CFDI 4.0, 25-mar-2026; guía de llenado rev. 16-ene-2026, p. 36. The
    sum is of the rows as printed, which are rounded already; Exento adds nothing.
    Applies to: todos los comprobantes, Impuestos
    Fails: <cfdi:Impuestos TotalImpuestosTrasladados="160.01">...<cfdi:Traslado Importe="160.00"/>
    Passes: <cfdi:Impuestos TotalImpuestosTrasladados="160.00">...<cfdi:Traslado Importe="160.00"/>
    """
    impuestos = case.comprobante.impuestos
    if impuestos is not None:
        amounts = [each.importe for each in impuestos.traslados if each.importe is not None]
        total = impuestos.total_impuestos_trasladados
        yield from _total(case, "CFDI40205", "TotalImpuestosTrasladados", total, amounts)


@rule("CFDI40206")
def retenciones_con_total(case: Case) -> Iterator[Finding]:
    """«TotalImpuestosRetenidos» existe cuando existe el nodo Retenciones del comprobante.

    Source: Matriz de errores CFDI 4.0, 25-mar-2026. As Importe is required, CFDI40209 always comes
    with it.
    Applies to: todos los comprobantes, Impuestos/Retenciones
    Fails: <cfdi:Impuestos><cfdi:Retenciones>...</cfdi:Retenciones></cfdi:Impuestos>
    Passes: <cfdi:Impuestos TotalImpuestosRetenidos="20.00"><cfdi:Retenciones>...</cfdi:Retenciones>
    """
    impuestos = case.comprobante.impuestos
    if (
        impuestos is not None
        and impuestos.retenciones
        and impuestos.total_impuestos_retenidos is None
    ):
        yield case.finding(
            "CFDI40206",
            _IMPUESTOS,
            value=None,
            expected="el atributo TotalImpuestosRetenidos",
            message="Falta «TotalImpuestosRetenidos»; el comprobante tiene el nodo Retenciones",
        )


@rule("CFDI40207")
def impuesto_retenido_en_catalogo(case: Case) -> Iterator[Finding]:
    """«Impuesto» de cada retención del comprobante es una clave de c_Impuesto.

    Source: Matriz de errores CFDI 4.0, 25-mar-2026
    Applies to: todos los comprobantes, Impuestos/Retenciones/Retencion
    Fails: <cfdi:Retencion Impuesto="004"/>
    Passes: <cfdi:Retencion Impuesto="001"/>
    """
    for path, each in _retenciones(case):
        place = f"{path}/@Impuesto"
        yield from in_catalog(case, "CFDI40207", place, each.impuesto, catalog="c_Impuesto")


@rule("CFDI40208")
def un_registro_por_impuesto_retenido(case: Case) -> Iterator[Finding]:
    """Cada impuesto retenido aparece una sola vez en las retenciones del comprobante.

    Source: Matriz de errores CFDI 4.0, 25-mar-2026; guía de llenado rev. 16-ene-2026, p. 37
    Applies to: todos los comprobantes, Impuestos/Retenciones/Retencion
    Fails: <cfdi:Retencion Impuesto="001"/><cfdi:Retencion Impuesto="001"/>
    Passes: <cfdi:Retencion Impuesto="001"/><cfdi:Retencion Impuesto="002"/>
    """
    seen: set[str] = set()
    for path, each in _retenciones(case):
        if each.impuesto in seen:
            yield case.finding(
                "CFDI40208",
                f"{path}/@Impuesto",
                value=each.impuesto,
                expected="un solo registro por impuesto",
                message=f"La retención de {each.impuesto} está repetida; debe haber una sola",
            )
        seen.add(each.impuesto)


@rule("CFDI40209")
def importe_retenido_con_total(case: Case) -> Iterator[Finding]:
    """«TotalImpuestosRetenidos» existe cuando una retención del comprobante tiene «Importe».

    Source: Matriz de errores CFDI 4.0, 25-mar-2026. As Importe is required, it always comes with
    CFDI40206, which points at the missing total.
    Applies to: todos los comprobantes, Impuestos/Retenciones/Retencion
    Fails: <cfdi:Impuestos>...<cfdi:Retencion Importe="20.00"/>...</cfdi:Impuestos>
    Passes: <cfdi:Impuestos TotalImpuestosRetenidos="20.00">...<cfdi:Retencion Importe="20.00"/>
    """
    impuestos = case.comprobante.impuestos
    if impuestos is None or impuestos.total_impuestos_retenidos is not None:
        return
    for path, each in _retenciones(case):
        yield case.finding(
            "CFDI40209",
            f"{path}/@Importe",
            value=each.importe,
            expected="que exista TotalImpuestosRetenidos",
            message=f"La retención tiene «Importe» {written(each.importe)} y falta "
            "«TotalImpuestosRetenidos»",
        )


@rule("CFDI40210")
def importe_retenido_con_decimales_de_la_moneda(case: Case) -> Iterator[Finding]:
    """«Importe» de cada retención del comprobante no tiene más decimales que la moneda.

    Source: Matriz de errores CFDI 4.0, 25-mar-2026; guía de llenado rev. 16-ene-2026, p. 38
    Applies to: todos los comprobantes, Impuestos/Retenciones/Retencion
    Fails: <cfdi:Comprobante Moneda="MXN">...<cfdi:Retencion Importe="20.000"/>
    Passes: <cfdi:Comprobante Moneda="MXN">...<cfdi:Retencion Importe="20.00"/>
    """
    for path, each in _retenciones(case):
        yield from _decimals(case, "CFDI40210", f"{path}/@Importe", each.importe)


@rule("CFDI40211")
def importe_retenido_es_la_suma(case: Case) -> Iterator[Finding]:
    """«Importe» de cada retención es la suma redondeada de las del mismo impuesto en los conceptos.

    Source: Matriz de errores CFDI 4.0, 25-mar-2026; guía de llenado rev. 16-ene-2026, p. 38. A tax
    that the conceptos withhold and the summary leaves out is a warning. Repeated rows are left to
    CFDI40208.
    Applies to: I, E, N, Impuestos/Retenciones/Retencion
    Fails: <cfdi:Retencion Impuesto="002" Importe="20.01"/> con 20.00 de 002 en los conceptos
    Passes: <cfdi:Retencion Impuesto="002" Importe="20.00"/> con 20.00 de 002 en los conceptos
    """
    rows = list(_retenciones(case))
    if not rows and not case.retenciones:
        return
    times = Counter(each.impuesto for _, each in rows)
    for path, each in rows:
        if times[each.impuesto] == 1:
            parts = case.retenciones_by_tax.get(each.impuesto, ())
            yield from _sum(
                case,
                "CFDI40211",
                f"{path}/@Importe",
                each.importe,
                parts=[part.importe for part in parts],
                what=f"retenciones de {each.impuesto}",
            )
    if not times.keys() - case.retenciones_by_tax.keys():
        for impuesto in sorted(case.retenciones_by_tax.keys() - times.keys()):
            yield from _left_out(case, "CFDI40211", f"la retención de {impuesto}")


@rule("CFDI40212")
def traslados_con_total(case: Case) -> Iterator[Finding]:
    """«TotalImpuestosTrasladados» existe cuando hay un traslado que no es Exento.

    Source: Matriz de errores CFDI 4.0, 25-mar-2026. The traslado may be one of the conceptos: the
    total is then missing even if the whole node Impuestos is.
    Applies to: I, E, N, Impuestos
    Fails: <cfdi:Impuestos>...<cfdi:Traslado TipoFactor="Tasa"/>...</cfdi:Impuestos>
    Passes: <cfdi:Impuestos TotalImpuestosTrasladados="16.00">...<cfdi:Traslado TipoFactor="Tasa"/>
    """
    impuestos = case.comprobante.impuestos
    if case.tipo in _SIN_IMPUESTOS or (
        impuestos is not None and impuestos.total_impuestos_trasladados is not None
    ):
        return
    keys = {tax_key(each) for _, each in _traslados(case)} | case.traslados_by_rate.keys()
    taxed = sorted({_named(key) for key in keys if key[1] != EXENTO})
    if taxed:
        yield case.finding(
            "CFDI40212",
            ROOT if impuestos is None else _IMPUESTOS,
            value=None,
            expected="el atributo TotalImpuestosTrasladados",
            message=f"Falta «TotalImpuestosTrasladados»; se traslada {', '.join(taxed)}",
        )


@rule("CFDI40213")
def solo_exentos_sin_tasa_ni_importe(case: Case) -> Iterator[Finding]:
    """Si los conceptos solo trasladan exento, cada Traslado lleva solo Base, Impuesto y TipoFactor.

    Source: Matriz de errores CFDI 4.0, 25-mar-2026; guía de llenado rev. 16-ene-2026, p. 38. Where
    other traslados are there too, an Exento with TasaOCuota or Importe is a warning. PACs stamp
    such a document with TotalImpuestosTrasladados of 0 and without it.
    Applies to: I, E, N, Impuestos/Traslados/Traslado
    Fails: <cfdi:Traslado TipoFactor="Exento" TasaOCuota="0.000000" Importe="0.00"/>
    Passes: <cfdi:Traslado Base="100.00" Impuesto="002" TipoFactor="Exento"/>
    """
    only = _only_exento(case)
    for path, each in _traslados(case):
        values = {"TasaOCuota": each.tasa_o_cuota, "Importe": each.importe}
        found = [name for name, value in values.items() if value is not None]
        if not found or not (only or each.tipo_factor == EXENTO):
            continue
        why = "los conceptos solo trasladan exento" if only else "«TipoFactor» es Exento"
        yield case.finding(
            "CFDI40213",
            path,
            value=None,
            expected="solo Base, Impuesto y TipoFactor",
            severity=Severity.ERROR if only else Severity.WARNING,
            message=f"El Traslado tiene {' e '.join(found)}; {why} y solo debe llevar Base, "
            "Impuesto y TipoFactor",
        )


@rule("CFDI40214")
def base_trasladada_con_decimales_de_la_moneda(case: Case) -> Iterator[Finding]:
    """«Base» de cada traslado del comprobante no tiene más decimales que la moneda.

    Source: Matriz de errores CFDI 4.0, 25-mar-2026; guía de llenado rev. 16-ene-2026, p. 39
    Applies to: todos los comprobantes, Impuestos/Traslados/Traslado
    Fails: <cfdi:Comprobante Moneda="MXN">...<cfdi:Traslado Base="1000.000"/>
    Passes: <cfdi:Comprobante Moneda="MXN">...<cfdi:Traslado Base="1000.00"/>
    """
    for path, each in _traslados(case):
        yield from _decimals(case, "CFDI40214", f"{path}/@Base", each.base)


@rule("CFDI40215")
def base_trasladada_es_la_suma(case: Case) -> Iterator[Finding]:
    """«Base» de cada traslado es la suma redondeada de las bases de esa tasa en los conceptos.

    Source: Matriz de errores CFDI 4.0, 25-mar-2026; guía de llenado rev. 16-ene-2026, p. 39. A
    tax that no concepto transfers has bases of 0; CFDI40221 does not repeat it. Exento is a key of
    its own, and one that the summary leaves out is a warning. Where conceptos transfer nothing but
    Exento the rule is CFDI40216. Repeated rows are left to CFDI40218.
    Applies to: I, E, N, Impuestos/Traslados/Traslado
    Fails: <cfdi:Traslado Base="1000.01" TasaOCuota="0.160000"/> con bases de 1000.00 al 16 %
    Passes: <cfdi:Traslado Base="1000.00" TasaOCuota="0.160000"/> con bases de 1000.00 al 16 %
    """
    if _only_exento(case):
        return
    for path, each, key in _unique_traslados(case):
        yield from _sum(
            case,
            "CFDI40215",
            f"{path}/@Base",
            each.base,
            parts=[part.base for part in case.traslados_by_rate.get(key, ())],
            what=f"bases de {_named(key)}",
        )
    if case.comprobante.impuestos is None:
        return  # CFDI40212 says so
    for key in _left_out_keys(case):
        if key[1] == EXENTO:
            yield from _left_out(case, "CFDI40215", f"el traslado de {_named(key)}")


@rule("CFDI40216")
def base_exenta_es_la_suma(case: Case) -> Iterator[Finding]:
    """Si los conceptos solo trasladan exento, «Base» es la suma redondeada de todas sus bases.

    Source: Matriz de errores CFDI 4.0, 25-mar-2026; guía de llenado rev. 16-ene-2026, p. 39. The
    text says all bases, which cannot hold where two taxes are exempt: a Base that is the sum for
    its own tax only is a warning. So is a summary without the exempt tax.
    Applies to: I, E, N, Impuestos/Traslados/Traslado
    Fails: <cfdi:Traslado Base="100.01" TipoFactor="Exento"/> con bases de 100.00
    Passes: <cfdi:Traslado Base="100.00" TipoFactor="Exento"/> con bases de 100.00
    """
    if case.decimals is None or not _only_exento(case):
        return
    bases = [traslado.base for _, traslado in case.traslados]
    for path, each, key in _unique_traslados(case):
        own = exact_sum(part.base for part in case.traslados_by_rate.get(key, ()))
        yield from _sum(
            case,
            "CFDI40216",
            f"{path}/@Base",
            each.base,
            parts=bases,
            what="todas las bases exentas",
            severity=Severity.WARNING if each.base == rounded(own, case.decimals) else None,
        )
    for key in _left_out_keys(case):
        yield from _left_out(case, "CFDI40216", f"el traslado de {_named(key)}")


@rule("CFDI40217")
def impuesto_trasladado_en_catalogo(case: Case) -> Iterator[Finding]:
    """«Impuesto» de cada traslado del comprobante es una clave de c_Impuesto.

    Source: Matriz de errores CFDI 4.0, 25-mar-2026
    Applies to: todos los comprobantes, Impuestos/Traslados/Traslado
    Fails: <cfdi:Traslado Impuesto="004"/>
    Passes: <cfdi:Traslado Impuesto="002"/>
    """
    for path, each in _traslados(case):
        place = f"{path}/@Impuesto"
        yield from in_catalog(case, "CFDI40217", place, each.impuesto, catalog="c_Impuesto")


@rule("CFDI40218")
def un_registro_por_impuesto_factor_y_tasa(case: Case) -> Iterator[Finding]:
    """Cada combinación de Impuesto, TipoFactor y TasaOCuota aparece una vez en los traslados.

    Source: Matriz de errores CFDI 4.0, 25-mar-2026; guía de llenado rev. 16-ene-2026, p. 39. Rates
    compare as numbers: 0.16 repeats 0.160000.
    Applies to: todos los comprobantes, Impuestos/Traslados/Traslado
    Fails: <cfdi:Traslado TasaOCuota="0.160000"/><cfdi:Traslado TasaOCuota="0.160000"/>
    Passes: <cfdi:Traslado TasaOCuota="0.160000"/><cfdi:Traslado TasaOCuota="0.000000"/>
    """
    seen: set[TaxKey] = set()
    for path, each in _traslados(case):
        key = tax_key(each)
        if key in seen:
            yield case.finding(
                "CFDI40218",
                path,
                value=None,
                expected="un solo registro por impuesto, factor y tasa",
                message=f"El traslado de {_named(key)} está repetido; debe haber uno solo",
            )
        seen.add(key)


@rule("CFDI40219")
def tasa_trasladada_en_catalogo(case: Case) -> Iterator[Finding]:
    """«TasaOCuota» de cada traslado del comprobante es de c_TasaOCuota, vigente a la Fecha.

    Source: Matriz de errores CFDI 4.0, 25-mar-2026; c_TasaOCuota. Rates compare as numbers. No
        code is about «TipoFactor» here: one that does not exist admits no rate, so it is found too.
    Applies to: todos los comprobantes, Impuestos/Traslados/Traslado
    Fails: <cfdi:Traslado Impuesto="002" TipoFactor="Tasa" TasaOCuota="0.150000"/>
    Passes: <cfdi:Traslado Impuesto="002" TipoFactor="Tasa" TasaOCuota="0.160000"/>
    """
    rows = ((path, t.impuesto, t.tipo_factor, t.tasa_o_cuota) for path, t in _traslados(case))
    yield from rates_in_catalog(case, "CFDI40219", rows, direction="traslado")
    for path, each in _traslados(case):
        factor = each.tipo_factor
        yield from in_catalog(
            case, "CFDI40219", f"{path}/@TipoFactor", factor, catalog="c_TipoFactor"
        )


@rule("CFDI40220")
def importe_trasladado_con_decimales_de_la_moneda(case: Case) -> Iterator[Finding]:
    """«Importe» de cada traslado del comprobante no tiene más decimales que la moneda.

    Source: Matriz de errores CFDI 4.0, 25-mar-2026
    Applies to: todos los comprobantes, Impuestos/Traslados/Traslado
    Fails: <cfdi:Comprobante Moneda="MXN">...<cfdi:Traslado Importe="160.000"/>
    Passes: <cfdi:Comprobante Moneda="MXN">...<cfdi:Traslado Importe="160.00"/>
    """
    for path, each in _traslados(case):
        yield from _decimals(case, "CFDI40220", f"{path}/@Importe", each.importe)


@rule("CFDI40221")
def importe_trasladado_es_la_suma(case: Case) -> Iterator[Finding]:
    """«Importe» de cada traslado es la suma redondeada de los de esa tasa en los conceptos.

    Source: Matriz de errores CFDI 4.0, 25-mar-2026. A row without Importe counts as wrong unless
    its sum is 0. A tax that the summary leaves out is a warning, and one that no concepto transfers
    is left to CFDI40215, repeated rows to CFDI40218.
    Applies to: I, E, N, Impuestos/Traslados/Traslado
    Fails: <cfdi:Traslado Importe="160.01" TasaOCuota="0.160000"/> con 160.00 en los conceptos
    Passes: <cfdi:Traslado Importe="160.00" TasaOCuota="0.160000"/> con 160.00 en los conceptos
    """
    for path, each, key in _unique_traslados(case):
        parts = case.traslados_by_rate.get(key, ())
        if key[1] == EXENTO or (each.base and not parts):
            continue
        yield from _sum(
            case,
            "CFDI40221",
            path if each.importe is None else f"{path}/@Importe",
            each.importe,
            parts=[part.importe for part in parts if part.importe is not None],
            what=f"importes de {_named(key)}",
        )
    impuestos = case.comprobante.impuestos
    if impuestos is None or impuestos.total_impuestos_trasladados is None:
        return  # CFDI40212 says so
    for key in _left_out_keys(case):
        if key[1] != EXENTO:
            yield from _left_out(case, "CFDI40221", f"el traslado de {_named(key)}")


def _retenciones(case: Case) -> Iterator[tuple[str, Retencion]]:
    """Give every tax withheld of the document, with its path."""
    impuestos = case.comprobante.impuestos
    for number, each in enumerate(impuestos.retenciones if impuestos else (), 1):
        yield f"{_IMPUESTOS}/cfdi:Retenciones/cfdi:Retencion[{number}]", each


def _traslados(case: Case) -> Iterator[tuple[str, Traslado]]:
    """Give every tax transferred of the document, with its path."""
    impuestos = case.comprobante.impuestos
    for number, each in enumerate(impuestos.traslados if impuestos else (), 1):
        yield f"{_IMPUESTOS}/cfdi:Traslados/cfdi:Traslado[{number}]", each


def _unique_traslados(case: Case) -> Iterator[tuple[str, Traslado, TaxKey]]:
    """Give every tax transferred of the document that is there once, with its path and key."""
    rows = [(path, each, tax_key(each)) for path, each in _traslados(case)]
    times = Counter(key for _, _, key in rows) if len(rows) > 1 else None
    return (row for row in rows if times is None or times[row[2]] == 1)


def _left_out_keys(case: Case) -> list[TaxKey]:
    """Give the taxes of conceptos without a row in the document.

    None where a row has no conceptos: the same mistake seen from the other side.
    """
    found = {tax_key(each) for _, each in _traslados(case)}
    asked = case.traslados_by_rate.keys()
    return [] if found - asked else sorted(asked - found, key=_named)


def _only_exento(case: Case) -> bool:
    """Tell whether the conceptos transfer taxes and all of them are exempt."""
    groups = case.traslados_by_rate
    return bool(groups) and all(factor == EXENTO for _, factor, _ in groups)


def _named(key: TaxKey) -> str:
    impuesto, factor, rate = key
    return f"{impuesto} {factor}" if rate is None else f"{impuesto} {factor} {written(rate)}"


def _decimals(case: Case, code: str, path: str, amount: Decimal | None) -> Iterator[Finding]:
    return at_most_decimals(case, code, path, amount, currency=case.comprobante.moneda)


def _total(
    case: Case, code: str, attribute: str, total: Decimal | None, amounts: list[Decimal]
) -> Iterator[Finding]:
    """Find a total that is not the sum of its rows.

    Rows with more decimals than the currency are for CFDI40210 and CFDI40220: their rounded sum
    passes.
    """
    expected = exact_sum(amounts)
    if total is None or total == expected:
        return
    if case.decimals is not None and total == rounded(expected, case.decimals):
        return
    yield case.finding(
        code,
        f"{_IMPUESTOS}/@{attribute}",
        value=total,
        expected=written(expected),
        message=(
            f"«{attribute}» es {written(total)}; debe ser {written(expected)}, la suma de los "
            f"importes del comprobante: {_listed(amounts)}"
        ),
    )


def _sum(
    case: Case,
    code: str,
    path: str,
    amount: Decimal | None,
    *,
    parts: list[Decimal],
    what: str,
    severity: Severity | None = None,
) -> Iterator[Finding]:
    """Find an amount that is not the rounded sum of its parts; a missing one is 0.

    An amount with more decimals than the currency is for CFDI40210, CFDI40214 and CFDI40220: it
    passes if it is the sum once it is rounded.
    """
    if case.decimals is None:
        return
    total = exact_sum(parts)
    expected = rounded(total, case.decimals)
    if rounded(amount or Decimal(0), case.decimals) == expected:
        return
    name = "Base" if path.endswith("@Base") else "Importe"
    found = f"Falta «{name}»" if amount is None else f"«{name}» es {written(amount)}"
    how = "la suma" if total == expected else "la suma redondeada"
    yield case.finding(
        code,
        path,
        value=amount,
        expected=written(expected),
        severity=severity or Severity.ERROR,
        message=(
            f"{found}; debe ser {written(expected)}, {how} de {what} de los conceptos: "
            f"{_listed(parts)}"
        ),
    )


def _listed(amounts: list[Decimal]) -> str:
    if not amounts:
        return "no hay"
    if len(amounts) > _MANY:
        return f"{len(amounts)} que suman {written(exact_sum(amounts))}"
    return " + ".join(map(written, amounts))


def _left_out(case: Case, code: str, what: str) -> Iterator[Finding]:
    if case.tipo in _SIN_IMPUESTOS:
        return
    yield case.finding(
        code,
        ROOT if case.comprobante.impuestos is None else _IMPUESTOS,
        value=None,
        expected=f"{what} en el resumen",
        severity=Severity.WARNING,
        message=f"Impuestos del comprobante no incluye {what}, que está en los conceptos",
    )


RULES: Final = (
    sin_impuestos_en_t_y_p,
    total_retenidos_con_decimales_de_la_moneda,
    total_retenidos_es_la_suma,
    total_trasladados_con_decimales_de_la_moneda,
    total_trasladados_es_la_suma,
    retenciones_con_total,
    impuesto_retenido_en_catalogo,
    un_registro_por_impuesto_retenido,
    importe_retenido_con_total,
    importe_retenido_con_decimales_de_la_moneda,
    importe_retenido_es_la_suma,
    traslados_con_total,
    solo_exentos_sin_tasa_ni_importe,
    base_trasladada_con_decimales_de_la_moneda,
    base_trasladada_es_la_suma,
    base_exenta_es_la_suma,
    impuesto_trasladado_en_catalogo,
    un_registro_por_impuesto_factor_y_tasa,
    tasa_trasladada_en_catalogo,
    importe_trasladado_con_decimales_de_la_moneda,
    importe_trasladado_es_la_suma,
)
