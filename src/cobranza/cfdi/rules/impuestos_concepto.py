"""Rules of the taxes of one concepto, its traslados and retenciones: CFDI40174 to CFDI40186."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Final, TypeAlias

from cobranza.cfdi import catalogs
from cobranza.cfdi.rules._amounts import is_plain_product, tax_limits, unit
from cobranza.cfdi.rules._case import EXENTO, written
from cobranza.cfdi.rules._checks import in_catalog, rates_in_catalog, within_limits
from cobranza.cfdi.rules._rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cobranza.cfdi.comprobante import RetencionConcepto, TrasladoConcepto
    from cobranza.cfdi.report import Finding
    from cobranza.cfdi.rules._case import Case

    Taxes: TypeAlias = Sequence[tuple[str, TrasladoConcepto | RetencionConcepto]]

__all__: list[str] = []

_CON_TASA: Final = frozenset({"Tasa", "Cuota"})


@rule("CFDI40174")
def base_de_traslado_mayor_que_cero(case: Case) -> Iterator[Finding]:
    """«Base» de cada traslado de un concepto es mayor que cero.

    Source: Matriz de errores CFDI 4.0, 25-mar-2026; guía de llenado rev. 16-ene-2026, p. 26
    Applies to: todos los comprobantes, Concepto/Impuestos/Traslados/Traslado
    Fails: <cfdi:Traslado Base="0"/>
    Passes: <cfdi:Traslado Base="0.000001"/>
    """
    return _bases(case, "CFDI40174", case.traslados)


@rule("CFDI40175")
def impuesto_de_traslado_en_catalogo(case: Case) -> Iterator[Finding]:
    """«Impuesto» de cada traslado de un concepto es una clave de c_Impuesto.

    Source: Matriz de errores CFDI 4.0, 25-mar-2026. That 001 (ISR) is never transferred follows
    from c_TasaOCuota: CFDI40179.
    Applies to: todos los comprobantes, Concepto/Impuestos/Traslados/Traslado
    Fails: <cfdi:Traslado Impuesto="004"/>
    Passes: <cfdi:Traslado Impuesto="002"/>
    """
    return _impuestos(case, "CFDI40175", case.traslados)


@rule("CFDI40176")
def tipo_factor_de_traslado_en_catalogo(case: Case) -> Iterator[Finding]:
    """«TipoFactor» de cada traslado de un concepto es una clave de c_TipoFactor.

    Source: Matriz de errores CFDI 4.0, 25-mar-2026
    Applies to: todos los comprobantes, Concepto/Impuestos/Traslados/Traslado
    Fails: <cfdi:Traslado TipoFactor="tasa"/>
    Passes: <cfdi:Traslado TipoFactor="Tasa"/>
    """
    return _factores(case, "CFDI40176", case.traslados)


@rule("CFDI40177")
def exento_sin_tasa_ni_importe(case: Case) -> Iterator[Finding]:
    """Un traslado de un concepto con «TipoFactor» Exento no tiene «TasaOCuota» ni «Importe».

    Source: Matriz de errores CFDI 4.0, 25-mar-2026
    Applies to: todos los comprobantes, Concepto/Impuestos/Traslados/Traslado
    Fails: <cfdi:Traslado TipoFactor="Exento" TasaOCuota="0.000000"/>
    Passes: <cfdi:Traslado Base="100.00" Impuesto="002" TipoFactor="Exento"/>
    """
    for path, traslado in case.traslados:
        if traslado.tipo_factor != EXENTO:
            continue
        values = {"TasaOCuota": traslado.tasa_o_cuota, "Importe": traslado.importe}
        found = [name for name, value in values.items() if value is not None]
        if found:
            yield case.finding(
                "CFDI40177",
                f"{path}/@TipoFactor",
                value=EXENTO,
                expected="un traslado sin TasaOCuota ni Importe",
                message=f"«TipoFactor» es Exento; el traslado no debe tener {' ni '.join(found)}",
            )


@rule("CFDI40178")
def tasa_o_cuota_con_importe(case: Case) -> Iterator[Finding]:
    """Un traslado de un concepto con «TipoFactor» Tasa o Cuota tiene «TasaOCuota» e «Importe».

    Source: Matriz de errores CFDI 4.0, 25-mar-2026; guía de llenado rev. 16-ene-2026, p. 26
    Applies to: todos los comprobantes, Concepto/Impuestos/Traslados/Traslado
    Fails: <cfdi:Traslado TipoFactor="Tasa" TasaOCuota="0.160000"/>
    Passes: <cfdi:Traslado TipoFactor="Tasa" TasaOCuota="0.160000" Importe="16.00"/>
    """
    for path, traslado in case.traslados:
        if traslado.tasa_o_cuota is not None and traslado.importe is not None:
            continue
        factor = traslado.tipo_factor
        if factor not in _CON_TASA:
            continue
        values = {"TasaOCuota": traslado.tasa_o_cuota, "Importe": traslado.importe}
        missing = [name for name, value in values.items() if value is None]
        yield case.finding(
            "CFDI40178",
            f"{path}/@TipoFactor",
            value=factor,
            expected="un traslado con TasaOCuota e Importe",
            message=f"«TipoFactor» es {factor}; al traslado le falta {' y '.join(missing)}",
        )


@rule("CFDI40179")
def tasa_de_traslado_en_catalogo(case: Case) -> Iterator[Finding]:
    """«TasaOCuota» de cada traslado de un concepto es de c_TasaOCuota, vigente a la Fecha.

    Source: Matriz de errores CFDI 4.0, 25-mar-2026; c_TasaOCuota; guía de llenado rev.
    16-ene-2026, p. 27 and 91. Rates compare as numbers: 0.16 is 0.160000.
    Applies to: todos los comprobantes, Concepto/Impuestos/Traslados/Traslado
    Fails: <cfdi:Traslado Impuesto="002" TipoFactor="Tasa" TasaOCuota="0.150000"/>
    Passes: <cfdi:Traslado Impuesto="002" TipoFactor="Tasa" TasaOCuota="0.160000"/>
    """
    rows = ((path, t.impuesto, t.tipo_factor, t.tasa_o_cuota) for path, t in case.traslados)
    return rates_in_catalog(case, "CFDI40179", rows, direction="traslado")


@rule("CFDI40180")
def importe_de_traslado_dentro_de_limites(case: Case) -> Iterator[Finding]:
    """«Importe» de cada traslado de un concepto está dentro de los límites de Base x TasaOCuota.

    Source: Matriz de errores CFDI 4.0, 25-mar-2026; guía de llenado rev. 16-ene-2026, p. 27. The
    limits have the decimals printed in Importe in one reading, those of the currency in another:
    outside under both is an error, under one a warning. Zeros that fill an Importe of two decimals
    up to six narrow its limits, and PACs have refused that.
    Applies to: todos los comprobantes, Concepto/Impuestos/Traslados/Traslado
    Fails: <cfdi:Traslado Base="100.00" TasaOCuota="0.160000" Importe="16.02"/>
    Passes: <cfdi:Traslado Base="100.00" TasaOCuota="0.160000" Importe="16.01"/>
    """
    return _importes(case, "CFDI40180", case.traslados)


@rule("CFDI40181")
def base_de_retencion_mayor_que_cero(case: Case) -> Iterator[Finding]:
    """«Base» de cada retención de un concepto es mayor que cero.

    Source: Matriz de errores CFDI 4.0, 25-mar-2026
    Applies to: todos los comprobantes, Concepto/Impuestos/Retenciones/Retencion
    Fails: <cfdi:Retencion Base="0"/>
    Passes: <cfdi:Retencion Base="0.000001"/>
    """
    return _bases(case, "CFDI40181", case.retenciones)


@rule("CFDI40182")
def impuesto_de_retencion_en_catalogo(case: Case) -> Iterator[Finding]:
    """«Impuesto» de cada retención de un concepto es una clave de c_Impuesto.

    Source: Matriz de errores CFDI 4.0, 25-mar-2026
    Applies to: todos los comprobantes, Concepto/Impuestos/Retenciones/Retencion
    Fails: <cfdi:Retencion Impuesto="004"/>
    Passes: <cfdi:Retencion Impuesto="001"/>
    """
    return _impuestos(case, "CFDI40182", case.retenciones)


@rule("CFDI40183")
def tipo_factor_de_retencion_en_catalogo(case: Case) -> Iterator[Finding]:
    """«TipoFactor» de cada retención de un concepto es una clave de c_TipoFactor.

    Source: Matriz de errores CFDI 4.0, 25-mar-2026
    Applies to: todos los comprobantes, Concepto/Impuestos/Retenciones/Retencion
    Fails: <cfdi:Retencion TipoFactor="tasa"/>
    Passes: <cfdi:Retencion TipoFactor="Tasa"/>
    """
    return _factores(case, "CFDI40183", case.retenciones)


@rule("CFDI40184")
def retencion_no_exenta(case: Case) -> Iterator[Finding]:
    """«TipoFactor» de una retención de un concepto no es Exento.

    Source: Matriz de errores CFDI 4.0, 25-mar-2026; guía de llenado rev. 16-ene-2026, p. 28
    Applies to: todos los comprobantes, Concepto/Impuestos/Retenciones/Retencion
    Fails: <cfdi:Retencion TipoFactor="Exento"/>
    Passes: <cfdi:Retencion TipoFactor="Tasa"/>
    """
    for path, retencion in case.retenciones:
        if retencion.tipo_factor == EXENTO:
            yield case.finding(
                "CFDI40184",
                f"{path}/@TipoFactor",
                value=EXENTO,
                expected="Tasa o Cuota",
                message="«TipoFactor» de una retención es Exento; debe ser Tasa o Cuota",
            )


@rule("CFDI40185")
def tasa_de_retencion_en_catalogo(case: Case) -> Iterator[Finding]:
    """«TasaOCuota» de cada retención de un concepto es de c_TasaOCuota, vigente a la Fecha.

    Source: Matriz de errores CFDI 4.0, 25-mar-2026; c_TasaOCuota. Rates compare as numbers.
    Applies to: todos los comprobantes, Concepto/Impuestos/Retenciones/Retencion
    Fails: <cfdi:Retencion Impuesto="001" TipoFactor="Tasa" TasaOCuota="0.350001"/>
    Passes: <cfdi:Retencion Impuesto="001" TipoFactor="Tasa" TasaOCuota="0.100000"/>
    """
    rows = ((path, r.impuesto, r.tipo_factor, r.tasa_o_cuota) for path, r in case.retenciones)
    return rates_in_catalog(case, "CFDI40185", rows, direction="retencion")


@rule("CFDI40186")
def importe_de_retencion_dentro_de_limites(case: Case) -> Iterator[Finding]:
    """«Importe» de cada retención de un concepto está dentro de los límites de Base x TasaOCuota.

    Source: Matriz de errores CFDI 4.0, 25-mar-2026. The decimals of the limits are as disputed as
    those of CFDI40180 and treated alike.
    Applies to: todos los comprobantes, Concepto/Impuestos/Retenciones/Retencion
    Fails: <cfdi:Retencion Base="100.00" TasaOCuota="0.100000" Importe="10.02"/>
    Passes: <cfdi:Retencion Base="100.00" TasaOCuota="0.100000" Importe="10.01"/>
    """
    return _importes(case, "CFDI40186", case.retenciones)


def _bases(case: Case, code: str, taxes: Taxes) -> Iterator[Finding]:
    for path, tax in taxes:
        if tax.base <= 0:
            yield case.finding(
                code,
                f"{path}/@Base",
                value=tax.base,
                expected="mayor que 0",
                message=f"«Base» es {written(tax.base)}; debe ser mayor que 0",
            )


def _impuestos(case: Case, code: str, taxes: Taxes) -> Iterator[Finding]:
    keys = catalogs.get("c_Impuesto").keys_in_force(case.day)
    for path, tax in taxes:
        if tax.impuesto not in keys:
            place = f"{path}/@Impuesto"
            yield from in_catalog(case, code, place, tax.impuesto, catalog="c_Impuesto")


def _factores(case: Case, code: str, taxes: Taxes) -> Iterator[Finding]:
    keys = catalogs.get("c_TipoFactor").keys_in_force(case.day)
    for path, tax in taxes:
        if tax.tipo_factor not in keys:
            place = f"{path}/@TipoFactor"
            yield from in_catalog(case, code, place, tax.tipo_factor, catalog="c_TipoFactor")


def _importes(case: Case, code: str, taxes: Taxes) -> Iterator[Finding]:
    if case.decimals is None:
        return
    cent = unit(case.decimals)
    for path, tax in taxes:
        base, rate, importe = tax.base, tax.tasa_o_cuota, tax.importe
        if rate is None or importe is None or tax.tipo_factor == EXENTO:
            continue  # CFDI40177, CFDI40178 and CFDI40184 say so
        if not is_plain_product(importe, base, rate, cent):
            limits = functools.partial(tax_limits, base, rate)
            product = f"Base {written(base)} x TasaOCuota {written(rate)}"
            yield from within_limits(case, code, f"{path}/@Importe", importe, limits, of=product)


RULES: Final = (
    base_de_traslado_mayor_que_cero,
    impuesto_de_traslado_en_catalogo,
    tipo_factor_de_traslado_en_catalogo,
    exento_sin_tasa_ni_importe,
    tasa_o_cuota_con_importe,
    tasa_de_traslado_en_catalogo,
    importe_de_traslado_dentro_de_limites,
    base_de_retencion_mayor_que_cero,
    impuesto_de_retencion_en_catalogo,
    tipo_factor_de_retencion_en_catalogo,
    retencion_no_exenta,
    tasa_de_retencion_en_catalogo,
    importe_de_retencion_dentro_de_limites,
)
