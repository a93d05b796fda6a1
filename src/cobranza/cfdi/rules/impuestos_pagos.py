"""Taxes of the Pagos complement: those of each document, and what they add up to in the payment.

Source: SAT's matrix of errors of Pagos 2.0 and its guide, which adds up BaseDR / EquivalenciaDR and
ImporteDR / EquivalenciaDR of the documents, as printed.
"""

from __future__ import annotations

import functools
from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final, TypeVar

from cobranza.cfdi import catalogs
from cobranza.cfdi.report import Severity
from cobranza.cfdi.rules._amounts import (
    exact_difference,
    exact_sum,
    is_plain_product,
    quotient,
    rounded,
    rounded_down,
    rounded_up,
    tax_limits,
    unit,
)
from cobranza.cfdi.rules._case import places, written
from cobranza.cfdi.rules._checks import in_catalog, rates_in_catalog
from cobranza.cfdi.rules._pagos import (
    BASES,
    EXENTO,
    IMPUESTOS,
    IVA,
    RETENCIONES,
    Total,
    converted,
    equivalence,
)
from cobranza.cfdi.rules._rule import Rule, rule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from cobranza.cfdi.pagos import ImpuestosDR, Pago, TrasladoDR, TrasladoP
    from cobranza.cfdi.report import Finding
    from cobranza.cfdi.rules._case import Case

__all__: list[str] = []

K = TypeVar("K")
Key = tuple[str, str, Decimal | None]
"""What the traslados are grouped by: tax, factor, rate."""

_MINIMUM_BASE: Final = date(2026, 9, 15)
"""Since then PACs refuse a BaseP that is less than the sum of the BaseDR."""
_WITH_RATE: Final = frozenset({"Tasa", "Cuota"})
_MOST_DECIMALS: Final = 6
_USUAL_DECIMALS: Final = 2
_CENT: Final = unit(2)


@rule("CRP20249")
def base_de_retencion_dr(case: Case) -> Iterator[Finding]:
    """BaseDR de una retención es mayor que cero.

    Source: Matriz de errores de Pagos 2.0, revisión B.
    Applies to: pago20:RetencionDR
    Fails: <pago20:RetencionDR BaseDR="0"/>
    Passes: <pago20:RetencionDR BaseDR="500.00"/>
    """
    for path, retencion in case.retenciones_dr:
        if retencion.base_dr <= 0:
            yield _not_positive(case, "CRP20249", path, retencion.base_dr)


@rule("CRP20250")
def impuesto_de_retencion_dr(case: Case) -> Iterator[Finding]:
    """ImpuestoDR de una retención es una clave de c_Impuesto.

    Source: Matriz de errores de Pagos 2.0, revisión B; c_Impuesto.
    Applies to: pago20:RetencionDR
    Fails: <pago20:RetencionDR ImpuestoDR="004"/>
    Passes: <pago20:RetencionDR ImpuestoDR="001"/>
    """
    keys = catalogs.get("c_Impuesto").keys_in_force(case.day)
    for path, each in case.retenciones_dr:
        if each.impuesto_dr not in keys:
            where = f"{path}/@ImpuestoDR"
            yield from in_catalog(case, "CRP20250", where, each.impuesto_dr, catalog="c_Impuesto")


@rule("CRP20251")
def factor_de_retencion_dr(case: Case) -> Iterator[Finding]:
    """TipoFactorDR de una retención es una clave de c_TipoFactor.

    Source: Matriz de errores de Pagos 2.0, revisión B; c_TipoFactor.
    Applies to: pago20:RetencionDR
    Fails: <pago20:RetencionDR TipoFactorDR="tasa"/>
    Passes: <pago20:RetencionDR TipoFactorDR="Tasa"/>
    """
    keys = catalogs.get("c_TipoFactor").keys_in_force(case.day)
    for path, each in case.retenciones_dr:
        if each.tipo_factor_dr not in keys:
            where = f"{path}/@TipoFactorDR"
            yield from in_catalog(
                case, "CRP20251", where, each.tipo_factor_dr, catalog="c_TipoFactor"
            )


@rule("CRP20252")
def retencion_dr_no_es_exenta(case: Case) -> Iterator[Finding]:
    """TipoFactorDR de una retención no es Exento.

    Source: Matriz de errores de Pagos 2.0, revisión B.
    Applies to: pago20:RetencionDR
    Fails: <pago20:RetencionDR TipoFactorDR="Exento"/>
    Passes: <pago20:RetencionDR TipoFactorDR="Tasa"/>
    """
    for path, retencion in case.retenciones_dr:
        if retencion.tipo_factor_dr == EXENTO:
            yield case.finding(
                "CRP20252",
                f"{path}/@TipoFactorDR",
                value=EXENTO,
                expected="Tasa o Cuota",
                message="«TipoFactorDR» de una retención es Exento; debe ser Tasa o Cuota",
            )


@rule("CRP20253")
def tasa_de_retencion_dr(case: Case) -> Iterator[Finding]:
    """TasaOCuotaDR de una retención es de c_TasaOCuota, para su impuesto y factor.

    Source: Matriz de errores de Pagos 2.0, revisión B; c_TasaOCuota vigente en la Fecha.
    Applies to: pago20:RetencionDR
    Fails: <pago20:RetencionDR ImpuestoDR="001" TipoFactorDR="Tasa" TasaOCuotaDR="0.400000"/>
    Passes: <pago20:RetencionDR ImpuestoDR="001" TipoFactorDR="Tasa" TasaOCuotaDR="0.100000"/>
    """
    rows = (
        (path, each.impuesto_dr, each.tipo_factor_dr, each.tasa_o_cuota_dr)
        for path, each in case.retenciones_dr
    )
    return rates_in_catalog(case, "CRP20253", rows, direction="retencion", attribute="TasaOCuotaDR")


@rule("CRP20254")
def importe_de_retencion_dr(case: Case) -> Iterator[Finding]:
    """ImporteDR de una retención está entre los límites de BaseDR por TasaOCuotaDR.

    Source: Matriz de errores de Pagos 2.0, revisión B; guía de llenado: los límites se truncan y
        redondean a los decimales con que ImporteDR está escrito.
    Applies to: pago20:RetencionDR
    Fails: <pago20:RetencionDR BaseDR="100.00" TasaOCuotaDR="0.160000" ImporteDR="16.02"/>
    Passes: <pago20:RetencionDR BaseDR="100.00" TasaOCuotaDR="0.160000" ImporteDR="16.01"/>
    """
    for path, each in case.retenciones_dr:
        base, rate, importe = each.base_dr, each.tasa_o_cuota_dr, each.importe_dr
        if not is_plain_product(importe, base, rate, _CENT):
            yield from _within_limits(case, "CRP20254", path, importe, base, rate)


@rule("CRP20255")
def base_de_traslado_dr(case: Case) -> Iterator[Finding]:
    """BaseDR de un traslado es mayor que cero.

    Source: Matriz de errores de Pagos 2.0, revisión B.
    Applies to: pago20:TrasladoDR
    Fails: <pago20:TrasladoDR BaseDR="0"/>
    Passes: <pago20:TrasladoDR BaseDR="500.00"/>
    """
    for path, traslado in case.traslados_dr:
        if traslado.base_dr <= 0:
            yield _not_positive(case, "CRP20255", path, traslado.base_dr)


@rule("CRP20256")
def impuesto_de_traslado_dr(case: Case) -> Iterator[Finding]:
    """ImpuestoDR de un traslado es una clave de c_Impuesto.

    Source: Matriz de errores de Pagos 2.0, revisión B; c_Impuesto.
    Applies to: pago20:TrasladoDR
    Fails: <pago20:TrasladoDR ImpuestoDR="004"/>
    Passes: <pago20:TrasladoDR ImpuestoDR="002"/>
    """
    keys = catalogs.get("c_Impuesto").keys_in_force(case.day)
    for path, each in case.traslados_dr:
        if each.impuesto_dr not in keys:
            where = f"{path}/@ImpuestoDR"
            yield from in_catalog(case, "CRP20256", where, each.impuesto_dr, catalog="c_Impuesto")


@rule("CRP20257")
def factor_de_traslado_dr(case: Case) -> Iterator[Finding]:
    """TipoFactorDR de un traslado es una clave de c_TipoFactor.

    Source: Matriz de errores de Pagos 2.0, revisión B; c_TipoFactor.
    Applies to: pago20:TrasladoDR
    Fails: <pago20:TrasladoDR TipoFactorDR="tasa"/>
    Passes: <pago20:TrasladoDR TipoFactorDR="Tasa"/>
    """
    keys = catalogs.get("c_TipoFactor").keys_in_force(case.day)
    for path, each in case.traslados_dr:
        if each.tipo_factor_dr not in keys:
            where = f"{path}/@TipoFactorDR"
            yield from in_catalog(
                case, "CRP20257", where, each.tipo_factor_dr, catalog="c_TipoFactor"
            )


@rule("CRP20258")
def traslado_dr_exento(case: Case) -> Iterator[Finding]:
    """Un traslado Exento no tiene TasaOCuotaDR ni ImporteDR.

    Source: Matriz de errores de Pagos 2.0, revisión B.
    Applies to: pago20:TrasladoDR
    Fails: <pago20:TrasladoDR TipoFactorDR="Exento" TasaOCuotaDR="0.000000" ImporteDR="0.00"/>
    Passes: <pago20:TrasladoDR TipoFactorDR="Exento"/>
    """
    for path, traslado in case.traslados_dr:
        if traslado.tipo_factor_dr != EXENTO:
            continue
        for name, value in (
            ("TasaOCuotaDR", traslado.tasa_o_cuota_dr),
            ("ImporteDR", traslado.importe_dr),
        ):
            if value is not None:
                yield _not_in_exempt(case, "CRP20258", f"{path}/@{name}", value)


@rule("CRP20259")
def traslado_dr_no_exento(case: Case) -> Iterator[Finding]:
    """Un traslado de Tasa o Cuota tiene TasaOCuotaDR e ImporteDR.

    Source: Matriz de errores de Pagos 2.0, revisión B.
    Applies to: pago20:TrasladoDR
    Fails: <pago20:TrasladoDR TipoFactorDR="Tasa" TasaOCuotaDR="0.160000"/>
    Passes: <pago20:TrasladoDR TipoFactorDR="Tasa" TasaOCuotaDR="0.160000" ImporteDR="80.00"/>
    """
    for path, traslado in case.traslados_dr:
        if traslado.tasa_o_cuota_dr is not None and traslado.importe_dr is not None:
            continue
        if traslado.tipo_factor_dr not in _WITH_RATE:
            continue
        for name, value in (
            ("TasaOCuotaDR", traslado.tasa_o_cuota_dr),
            ("ImporteDR", traslado.importe_dr),
        ):
            if value is None:
                yield case.finding(
                    "CRP20259",
                    path,
                    value=None,
                    expected="un número",
                    message=f"Falta «{name}», obligatorio con TipoFactorDR "
                    f"{traslado.tipo_factor_dr}",
                )


@rule("CRP20260")
def tasa_de_traslado_dr(case: Case) -> Iterator[Finding]:
    """TasaOCuotaDR de un traslado es de c_TasaOCuota, para su impuesto y factor.

    Source: Matriz de errores de Pagos 2.0, revisión B; c_TasaOCuota vigente en la Fecha.
    Applies to: pago20:TrasladoDR
    Fails: <pago20:TrasladoDR ImpuestoDR="002" TipoFactorDR="Tasa" TasaOCuotaDR="0.150000"/>
    Passes: <pago20:TrasladoDR ImpuestoDR="002" TipoFactorDR="Tasa" TasaOCuotaDR="0.160000"/>
    """
    rows = ((path, *_key_dr(each)) for path, each in case.traslados_dr)
    return rates_in_catalog(case, "CRP20260", rows, direction="traslado", attribute="TasaOCuotaDR")


@rule("CRP20261")
def importe_de_traslado_dr(case: Case) -> Iterator[Finding]:
    """ImporteDR de un traslado está entre los límites de BaseDR por TasaOCuotaDR.

    Source: Matriz de errores de Pagos 2.0, revisión B; guía de llenado: los límites se truncan y
        redondean a los decimales con que ImporteDR está escrito. Un PAC (SW, 25-abr-2023) rechaza
        104.270000 de una base de 651.705000 al 0.160000.
    Applies to: pago20:TrasladoDR
    Fails: <pago20:TrasladoDR BaseDR="651.705000" TasaOCuotaDR="0.160000" ImporteDR="104.270000"/>
    Passes: <pago20:TrasladoDR BaseDR="651.705000" TasaOCuotaDR="0.160000" ImporteDR="104.27"/>
    """
    for path, each in case.traslados_dr:
        base, rate, importe = each.base_dr, each.tasa_o_cuota_dr, each.importe_dr
        if rate is None or importe is None or is_plain_product(importe, base, rate, _CENT):
            continue
        yield from _within_limits(case, "CRP20261", path, importe, base, rate)


@rule("CRP20262")
def impuesto_de_retencion_p(case: Case) -> Iterator[Finding]:
    """ImpuestoP de una retención es una clave de c_Impuesto.

    Source: Matriz de errores de Pagos 2.0, revisión B; c_Impuesto.
    Applies to: pago20:RetencionP
    Fails: <pago20:RetencionP ImpuestoP="004"/>
    Passes: <pago20:RetencionP ImpuestoP="001"/>
    """
    keys = catalogs.get("c_Impuesto").keys_in_force(case.day)
    for path, each in case.retenciones_p:
        if each.impuesto_p not in keys:
            where = f"{path}/@ImpuestoP"
            yield from in_catalog(case, "CRP20262", where, each.impuesto_p, catalog="c_Impuesto")


@rule("CRP20263")
def una_retencion_p_por_impuesto(case: Case) -> Iterator[Finding]:
    """Hay una sola RetencionP por impuesto en cada pago.

    Source: Matriz de errores de Pagos 2.0, revisión B.
    Applies to: pago20:RetencionesP
    Fails: <pago20:RetencionP ImpuestoP="001"/><pago20:RetencionP ImpuestoP="001"/>
    Passes: <pago20:RetencionP ImpuestoP="001"/><pago20:RetencionP ImpuestoP="002"/>
    """
    for path, pago in case.pagos:
        if pago.impuestos_p is None:
            continue
        seen: set[str] = set()
        for number, each in enumerate(pago.impuestos_p.retenciones_p, 1):
            if each.impuesto_p in seen:
                yield case.finding(
                    "CRP20263",
                    _retencion_p(path, number),
                    value=each.impuesto_p,
                    expected="una sola RetencionP por impuesto",
                    message=f"«RetencionP» repite el impuesto {each.impuesto_p}; debe haber una "
                    "por impuesto",
                )
            seen.add(each.impuesto_p)


@rule("CRP20264")
def existe_un_total_de_retenciones(case: Case) -> Iterator[Finding]:
    """Con retenciones en los pagos existe el total de retenciones de su impuesto.

    Source: Matriz de errores de Pagos 2.0, revisión B: al menos uno de los tres. Que falte el del
        impuesto cuando hay otro es una advertencia: así lo exige un validador (KpacModels).
    Applies to: pago20:Totales
    Fails: <pago20:Totales MontoTotalPagos="580.00"/><!-- con RetencionP -->
    Passes: <pago20:Totales TotalRetencionesISR="50.00" MontoTotalPagos="580.00"/>
    """
    return _declared(
        case, "CRP20264", RETENCIONES, lambda pago: _taxed(pago, retained=True), "retenciones"
    )


@rule("CRP20265")
def importe_de_retencion_p(case: Case) -> Iterator[Finding]:
    """ImporteP de una retención es la suma de los ImporteDR convertidos, por impuesto.

    Source: Matriz de errores de Pagos 2.0, revisión B; guía de llenado. Truncar o redondear a los
        decimales de la moneda es válido (los PAC truncaban hasta julio de 2023); redondear por
        documento, o una unidad del último decimal, es una advertencia. También lo es que falte la
        RetencionP de un impuesto retenido en los documentos.
    Applies to: pago20:RetencionP
    Fails: <pago20:RetencionP ImpuestoP="001" ImporteP="60.00"/><!-- RetencionDR de 50.00 -->
    Passes: <pago20:RetencionP ImpuestoP="001" ImporteP="50.00"/>
    """
    if not case.retenciones_dr and not case.retenciones_p:
        return
    for path, pago in case.pagos:
        sums = _sums(pago, _retained_dr)
        if sums is None:
            continue
        declared = () if pago.impuestos_p is None else pago.impuestos_p.retenciones_p
        for number, each in enumerate(declared, 1):
            where = f"{_retencion_p(path, number)}/@ImporteP"
            total = sums.get(each.impuesto_p, _NOTHING)
            yield from _adds_up(case, "CRP20265", where, pago, each.importe_p, total)
        for impuesto in _without(sums, {each.impuesto_p for each in declared}):
            yield _no_group(case, "CRP20265", path, pago, f"RetencionP de {impuesto}")


@rule("CRP20266")
def traslado_p_exento(case: Case) -> Iterator[Finding]:
    """Si todo lo trasladado es exento, TrasladoP sólo tiene BaseP, ImpuestoP y TipoFactorP.

    Source: Matriz de errores de Pagos 2.0, revisión B. Con otros traslados en el pago, un TrasladoP
        Exento con tasa o importe es una advertencia: así lo exige un validador (KpacModels).
    Applies to: pago20:TrasladoP
    Fails: <pago20:TrasladoP BaseP="500.00" ImpuestoP="002" TipoFactorP="Exento" ImporteP="0.00"/>
    Passes: <pago20:TrasladoP BaseP="500.00" ImpuestoP="002" TipoFactorP="Exento"/>
    """
    for path, pago in case.pagos:
        if pago.impuestos_p is None:
            continue
        all_exempt = _all_exempt(pago)
        for number, each in enumerate(pago.impuestos_p.traslados_p, 1):
            if not all_exempt and each.tipo_factor_p != EXENTO:
                continue
            where = _traslado_p(path, number)
            for name, value in (("TasaOCuotaP", each.tasa_o_cuota_p), ("ImporteP", each.importe_p)):
                if value is not None:
                    severity = Severity.ERROR if all_exempt else Severity.WARNING
                    yield _not_in_exempt(case, "CRP20266", f"{where}/@{name}", value, severity)


@rule("CRP20267")
def existe_un_total_de_bases(case: Case) -> Iterator[Finding]:
    """Con traslados de IVA en los pagos existe el total de las bases de su tasa.

    Source: Matriz de errores de Pagos 2.0, revisión B: al menos uno de los cuatro. Que falte el de
        la tasa cuando hay otro es una advertencia: así lo exige un validador (KpacModels).
    Applies to: pago20:Totales
    Fails: <pago20:Totales MontoTotalPagos="580.00"/><!-- con TrasladoP de IVA -->
    Passes: <pago20:Totales TotalTrasladosBaseIVA16="500.00" MontoTotalPagos="580.00"/>
    """
    return _declared(case, "CRP20267", BASES, _taxed, "traslados de IVA")


@rule("CRP20268")
def base_de_traslado_p(case: Case) -> Iterator[Finding]:
    """BaseP es la suma de los BaseDR convertidos, por impuesto, factor y tasa.

    Source: Matriz de errores de Pagos 2.0, revisión B; guía de llenado; márgenes como en CRP20265.
        Desde el 15-sep-2026 hay PAC que rechazan un BaseP menor que la suma («Valores minimos
        permitidos»), sin documento del SAT que lo diga: advertencia.
    Applies to: pago20:TrasladoP, salvo cuando todo lo trasladado es exento (CRP20269)
    Fails: <pago20:TrasladoP BaseP="501.00"/><!-- TrasladoDR con BaseDR 500.00 -->
    Passes: <pago20:TrasladoP BaseP="500.00"/>
    """
    for path, pago in case.pagos:
        if not _all_exempt(pago):
            yield from _bases(case, "CRP20268", path, pago)


@rule("CRP20269")
def base_de_traslado_p_exento(case: Case) -> Iterator[Finding]:
    """Si todo lo trasladado es exento, BaseP es la suma de los BaseDR convertidos.

    Source: Matriz de errores de Pagos 2.0, revisión B; guía de llenado; márgenes como en CRP20268.
    Applies to: pago20:TrasladoP, cuando todo lo trasladado es exento
    Fails: <pago20:TrasladoP BaseP="501.00" TipoFactorP="Exento"/><!-- BaseDR 500.00 -->
    Passes: <pago20:TrasladoP BaseP="500.00" TipoFactorP="Exento"/>
    """
    for path, pago in case.pagos:
        if _all_exempt(pago):
            yield from _bases(case, "CRP20269", path, pago)


@rule("CRP20270")
def impuesto_de_traslado_p(case: Case) -> Iterator[Finding]:
    """ImpuestoP de un traslado es una clave de c_Impuesto.

    Source: Matriz de errores de Pagos 2.0, revisión B; c_Impuesto.
    Applies to: pago20:TrasladoP
    Fails: <pago20:TrasladoP ImpuestoP="004"/>
    Passes: <pago20:TrasladoP ImpuestoP="002"/>
    """
    keys = catalogs.get("c_Impuesto").keys_in_force(case.day)
    for path, each in case.traslados_p:
        if each.impuesto_p not in keys:
            where = f"{path}/@ImpuestoP"
            yield from in_catalog(case, "CRP20270", where, each.impuesto_p, catalog="c_Impuesto")


@rule("CRP20271")
def un_traslado_p_por_tasa(case: Case) -> Iterator[Finding]:
    """Hay un solo TrasladoP por impuesto, factor y tasa en cada pago.

    Source: Matriz de errores de Pagos 2.0, revisión B. Las tasas se comparan como números.
    Applies to: pago20:TrasladosP
    Fails: <pago20:TrasladoP TasaOCuotaP="0.160000"/><pago20:TrasladoP TasaOCuotaP="0.16"/>
    Passes: <pago20:TrasladoP TasaOCuotaP="0.160000"/><pago20:TrasladoP TasaOCuotaP="0.080000"/>
    """
    for path, pago in case.pagos:
        if pago.impuestos_p is None:
            continue
        seen: set[Key] = set()
        for number, each in enumerate(pago.impuestos_p.traslados_p, 1):
            key = _key_p(each)
            if key in seen:
                yield case.finding(
                    "CRP20271",
                    _traslado_p(path, number),
                    value=None,
                    expected="un solo TrasladoP por impuesto, factor y tasa",
                    message=f"«TrasladoP» repite {_shown(key)}; debe haber uno por impuesto, "
                    "factor y tasa",
                )
            seen.add(key)


@rule("CRP20272")
def tasa_de_traslado_p(case: Case) -> Iterator[Finding]:
    """TasaOCuotaP es de c_TasaOCuota, para su impuesto y factor.

    Source: Matriz de errores de Pagos 2.0, revisión B; c_TasaOCuota vigente en la Fecha.
    Applies to: pago20:TrasladoP
    Fails: <pago20:TrasladoP ImpuestoP="002" TipoFactorP="Tasa" TasaOCuotaP="0.150000"/>
    Passes: <pago20:TrasladoP ImpuestoP="002" TipoFactorP="Tasa" TasaOCuotaP="0.160000"/>
    """
    rows = ((path, *_key_p(each)) for path, each in case.traslados_p)
    return rates_in_catalog(case, "CRP20272", rows, direction="traslado", attribute="TasaOCuotaP")


@rule("CRP20273")
def existe_un_total_de_impuestos(case: Case) -> Iterator[Finding]:
    """Con traslados de IVA no exentos en los pagos existe el total del impuesto de su tasa.

    Source: Matriz de errores de Pagos 2.0, revisión B: al menos uno de los tres. Que falte el de la
        tasa cuando hay otro es una advertencia: así lo exige un validador (KpacModels).
    Applies to: pago20:Totales
    Fails: <pago20:Totales TotalTrasladosBaseIVA16="500.00" MontoTotalPagos="580.00"/>
    Passes: <pago20:Totales TotalTrasladosBaseIVA16="500.00" TotalTrasladosImpuestoIVA16="80.00" MontoTotalPagos="580.00"/>
    """  # noqa: E501 - one line of XML
    return _declared(
        case,
        "CRP20273",
        IMPUESTOS,
        lambda pago: _taxed(pago, exempt=False),
        "traslados de IVA no exentos",
    )


@rule("CRP20274")
def importe_de_traslado_p(case: Case) -> Iterator[Finding]:
    """ImporteP de un traslado es la suma de los ImporteDR convertidos, por impuesto, factor y tasa.

    Source: Matriz de errores de Pagos 2.0, revisión B; guía de llenado; márgenes como en CRP20265.
        Que falte ImporteP en uno de Tasa o Cuota es una advertencia: Pagos20.xsd no lo exige.
    Applies to: pago20:TrasladoP
    Fails: <pago20:TrasladoP ImporteP="81.00"/><!-- TrasladoDR con ImporteDR 80.00 -->
    Passes: <pago20:TrasladoP ImporteP="80.00"/>
    """
    for path, pago in case.pagos:
        if pago.impuestos_p is None:
            continue
        sums = _sums(pago, _taxes_dr)
        if sums is None:
            continue
        for number, each in enumerate(pago.impuestos_p.traslados_p, 1):
            where = _traslado_p(path, number)
            if each.importe_p is not None:
                total = sums.get(_key_p(each), _NOTHING)
                importe = each.importe_p
                yield from _adds_up(case, "CRP20274", f"{where}/@ImporteP", pago, importe, total)
            elif each.tipo_factor_p in _WITH_RATE:
                yield case.finding(
                    "CRP20274",
                    where,
                    value=None,
                    expected="la suma de los ImporteDR",
                    severity=Severity.WARNING,
                    message=f"Falta «ImporteP» en el TrasladoP de {_shown(_key_p(each))}",
                )


def _not_positive(case: Case, code: str, path: str, base: Decimal) -> Finding:
    return case.finding(
        code,
        f"{path}/@BaseDR",
        value=base,
        expected="mayor que 0",
        message=f"«BaseDR» es {written(base)}; debe ser mayor que 0",
    )


def _within_limits(  # noqa: PLR0917 - a tax is its amount, its base and its rate
    case: Case, code: str, path: str, importe: Decimal, base: Decimal, rate: Decimal
) -> Iterator[Finding]:
    limits = tax_limits(base, rate, places(importe))
    if importe not in limits:
        yield case.finding(
            code,
            f"{path}/@ImporteDR",
            value=importe,
            expected=str(limits),
            message=f"«ImporteDR» es {written(importe)}; debe ser de {limits} = BaseDR "
            f"{written(base)} x TasaOCuotaDR {written(rate)}",
        )


def _not_in_exempt(
    case: Case, code: str, path: str, value: Decimal, severity: Severity = Severity.ERROR
) -> Finding:
    return case.finding(
        code,
        path,
        value=value,
        expected="que no exista",
        severity=severity,
        message=f"«{path.rpartition('@')[2]}» no debe existir en un traslado exento",
    )


def _key_dr(traslado: TrasladoDR) -> Key:
    return traslado.impuesto_dr, traslado.tipo_factor_dr, traslado.tasa_o_cuota_dr


def _key_p(traslado: TrasladoP) -> Key:
    return traslado.impuesto_p, traslado.tipo_factor_p, traslado.tasa_o_cuota_p


def _shown(key: Key) -> str:
    return " ".join(written(each) for each in key if each is not None)


def _retencion_p(path: str, number: int) -> str:
    return f"{path}/pago20:ImpuestosP/pago20:RetencionesP/pago20:RetencionP[{number}]"


def _traslado_p(path: str, number: int) -> str:
    return f"{path}/pago20:ImpuestosP/pago20:TrasladosP/pago20:TrasladoP[{number}]"


def _all_exempt(pago: Pago) -> bool:
    """Tell whether the documents of a payment transfer taxes, and all of them exempt."""
    found = False
    for docto in pago.docto_relacionado:
        for each in () if docto.impuestos_dr is None else docto.impuestos_dr.traslados_dr:
            if each.tipo_factor_dr != EXENTO:
                return False
            found = True
    return found


def _taxed(pago: Pago, *, retained: bool = False, exempt: bool = True) -> bool:
    """Tell whether a payment has taxes withheld, or IVA transferred."""
    if pago.impuestos_p is None:
        return False
    if retained:
        return bool(pago.impuestos_p.retenciones_p)
    return any(
        each.impuesto_p == IVA and (exempt or each.tipo_factor_p != EXENTO)
        for each in pago.impuestos_p.traslados_p
    )


def _declared(
    case: Case,
    code: str,
    totals: Mapping[str, Total],
    needed: Callable[[Pago], bool],
    what: str,
) -> Iterator[Finding]:
    """Find totals that are not there: all of them, or that of a tax which the payments have."""
    for path, pagos in case.complementos_de_pagos:
        if not any(map(needed, pagos.pago)):
            continue
        missing = [total for total in totals.values() if total.read(pagos.totales) is None]
        names = ", ".join(total.attribute for total in missing)
        severity = Severity.ERROR
        if len(missing) < len(totals):
            lacking = [total for total in missing if any(map(total.amounts, pagos.pago))]
            names = ", ".join(total.attribute for total in lacking)
            severity = Severity.WARNING
        if names:
            yield case.finding(
                code,
                f"{path}/pago20:Totales",
                value=None,
                expected=names,
                severity=severity,
                message=f"Falta en «Totales»: {names}; los pagos tienen {what}",
            )


class _Sum:
    """Amounts of documents that add up in the currency of their payment; each sum is made once."""

    def __init__(self) -> None:
        self.parts: list[tuple[Decimal, Decimal]] = []
        self._by_document: dict[int, frozenset[Decimal]] = {}

    @functools.cached_property
    def exact(self) -> Decimal:
        return converted(self.parts)

    def by_document(self, decimals: int) -> frozenset[Decimal]:
        """Give what the amounts add up to when each is rounded, truncated or rounded up first."""
        if decimals not in self._by_document:
            amounts = [quotient(amount, rate) for amount, rate in self.parts]
            self._by_document[decimals] = frozenset(
                exact_sum(rounding(each, decimals) for each in amounts)
                for rounding in (rounded, rounded_down, rounded_up)
            )
        return self._by_document[decimals]


_NOTHING: Final = _Sum()


def _sums(
    pago: Pago, amounts: Callable[[ImpuestosDR], list[tuple[K, Decimal]]]
) -> Mapping[K, _Sum] | None:
    """Gather what the documents of a payment add up to; None if one cannot be converted."""
    groups: defaultdict[K, _Sum] = defaultdict(_Sum)
    for docto in pago.docto_relacionado:
        if docto.impuestos_dr is None:
            continue
        rate = equivalence(pago, docto)
        if rate is None:
            return None
        for key, amount in amounts(docto.impuestos_dr):
            groups[key].parts.append((amount, rate))
    return groups


def _retained_dr(taxes: ImpuestosDR) -> list[tuple[str, Decimal]]:
    return [(each.impuesto_dr, each.importe_dr) for each in taxes.retenciones_dr]


def _bases_dr(taxes: ImpuestosDR) -> list[tuple[Key, Decimal]]:
    return [(_key_dr(each), each.base_dr) for each in taxes.traslados_dr]


def _taxes_dr(taxes: ImpuestosDR) -> list[tuple[Key, Decimal]]:
    return [
        (_key_dr(each), each.importe_dr)
        for each in taxes.traslados_dr
        if each.importe_dr is not None
    ]


def _bases(case: Case, code: str, path: str, pago: Pago) -> Iterator[Finding]:
    sums = _sums(pago, _bases_dr)
    if sums is None:
        return
    declared = () if pago.impuestos_p is None else pago.impuestos_p.traslados_p
    for number, each in enumerate(declared, 1):
        where = f"{_traslado_p(path, number)}/@BaseP"
        total = sums.get(_key_p(each), _NOTHING)
        yield from _adds_up(case, code, where, pago, each.base_p, total)
    for key in _without(sums, set(map(_key_p, declared))):
        yield _no_group(case, code, path, pago, f"TrasladoP de {_shown(key)}")


def _without(sums: Mapping[K, _Sum], declared: set[K]) -> list[K]:
    """Give what the documents have and the payment does not declare, in document order."""
    return [key for key in sums if key not in declared]


def _no_group(case: Case, code: str, path: str, pago: Pago, what: str) -> Finding:
    return case.finding(
        code,
        path if pago.impuestos_p is None else f"{path}/pago20:ImpuestosP",
        value=None,
        expected=f"un {what}",
        severity=Severity.WARNING,
        message=f"Falta un {what}: los documentos del pago tienen ese impuesto",
    )


def _adds_up(  # noqa: PLR0917 - what is printed where, and what it must be
    case: Case, code: str, path: str, pago: Pago, printed: Decimal, total: _Sum
) -> Iterator[Finding]:
    exact = total.exact
    if printed == exact:
        return
    severity = _severity(printed, total, case.decimals_of(pago.moneda_p))
    name = path.rpartition("@")[2]
    expected = written(exact if places(exact) <= _MOST_DECIMALS else rounded(exact, _MOST_DECIMALS))
    sum_ = f"{expected}, la suma de {name[:-1]}DR / EquivalenciaDR de los documentos"
    message = f"«{name}» es {written(printed)}; debe ser {sum_}"
    if severity is None:
        if name != "BaseP" or case.day < _MINIMUM_BASE:
            return
        if printed >= rounded_down(exact, _MOST_DECIMALS):
            return
        severity = Severity.WARNING
        message = f"«BaseP» es {written(printed)}; hay PAC que no la admiten menor que {sum_}"
    yield case.finding(
        code, path, value=printed, expected=expected, severity=severity, message=message
    )


def _severity(printed: Decimal, total: _Sum, decimals: int | None) -> Severity | None:
    """Tell how wrong a sum is: not at all, under some readings of the rule, or under all."""
    shown = places(printed)
    off = exact_difference(printed, total.exact).copy_abs()
    if off < unit(max(shown, _USUAL_DECIMALS if decimals is None else decimals)):
        return None
    if off <= unit(shown) or (shown <= _MOST_DECIMALS and printed in total.by_document(shown)):
        return Severity.WARNING
    return Severity.ERROR


RULES: Final[tuple[Rule, ...]] = (
    base_de_retencion_dr,
    impuesto_de_retencion_dr,
    factor_de_retencion_dr,
    retencion_dr_no_es_exenta,
    tasa_de_retencion_dr,
    importe_de_retencion_dr,
    base_de_traslado_dr,
    impuesto_de_traslado_dr,
    factor_de_traslado_dr,
    traslado_dr_exento,
    traslado_dr_no_exento,
    tasa_de_traslado_dr,
    importe_de_traslado_dr,
    impuesto_de_retencion_p,
    una_retencion_p_por_impuesto,
    existe_un_total_de_retenciones,
    importe_de_retencion_p,
    traslado_p_exento,
    existe_un_total_de_bases,
    base_de_traslado_p,
    base_de_traslado_p_exento,
    impuesto_de_traslado_p,
    un_traslado_p_por_tasa,
    tasa_de_traslado_p,
    existe_un_total_de_impuestos,
    importe_de_traslado_p,
)
"""The rules of this module, in order of code."""
