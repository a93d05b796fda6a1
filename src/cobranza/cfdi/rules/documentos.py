"""DoctoRelacionado of the Pagos complement: the invoices that a payment settles.

Source: SAT's matrix of errors of Pagos 2.0, revision B (January 2024), and its guide.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from cobranza.cfdi import catalogs
from cobranza.cfdi.report import Severity
from cobranza.cfdi.rules._amounts import (
    Limits,
    exact_difference,
    exact_sum,
    quotient_limits,
    unit,
)
from cobranza.cfdi.rules._case import places, written
from cobranza.cfdi.rules._checks import at_most_decimals, in_catalog, number_written
from cobranza.cfdi.rules._pagos import (
    IEPS,
    IVA,
    ONE,
    SIN_MONEDA,
    converted,
    equivalence,
)
from cobranza.cfdi.rules._rule import Rule, not_judged, rule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from decimal import Decimal

    from cobranza.cfdi.pagos import DoctoRelacionado, ImpuestosDR, Pago
    from cobranza.cfdi.report import Finding
    from cobranza.cfdi.rules._case import Case

__all__: list[str] = []

_REVISION_B: Final = date(2024, 1, 15)
_OBJETO_06_A_08: Final = date(2024, 12, 13)
_SIN_IMPUESTOS: Final = frozenset({"01", "03", "04", "05"})
_EQUIVALENCIA_DECIMALS: Final = 10


@rule("CRP20236")
def moneda_dr_no_es_xxx(case: Case) -> Iterator[Finding]:
    """MonedaDR no es XXX.

    Source: Matriz de errores de Pagos 2.0, revisión B.
    Applies to: pago20:DoctoRelacionado
    Fails: <pago20:DoctoRelacionado MonedaDR="XXX"/>
    Passes: <pago20:DoctoRelacionado MonedaDR="MXN"/>
    """
    for path, _, docto in case.documentos:
        if docto.moneda_dr == SIN_MONEDA:
            yield case.finding(
                "CRP20236",
                f"{path}/@MonedaDR",
                value=docto.moneda_dr,
                expected="la moneda del documento relacionado",
                message="«MonedaDR» es XXX; debe ser la moneda del documento relacionado",
            )


@rule("CRP20237")
def equivalencia_dr_existe(case: Case) -> Iterator[Finding]:
    """EquivalenciaDR existe cuando MonedaDR no es MonedaP.

    Source: Matriz de errores de Pagos 2.0, revisión B.
    Applies to: pago20:DoctoRelacionado
    Fails: <pago20:Pago MonedaP="USD"><pago20:DoctoRelacionado MonedaDR="MXN"/></pago20:Pago>
    Passes: <pago20:DoctoRelacionado MonedaDR="MXN" EquivalenciaDR="20.0000000000"/>
    """
    for path, pago, docto in case.documentos:
        if docto.equivalencia_dr is None and docto.moneda_dr != pago.moneda_p:
            yield case.finding(
                "CRP20237",
                path,
                value=None,
                expected=f"unidades de {docto.moneda_dr} por una de {pago.moneda_p}",
                message=f"Falta «EquivalenciaDR», obligatorio porque MonedaDR {docto.moneda_dr} no "
                f"es MonedaP {pago.moneda_p}",
            )


@rule("CRP20238")
def equivalencia_dr_es_uno(case: Case) -> Iterator[Finding]:
    """EquivalenciaDR es 1 cuando MonedaDR es MonedaP.

    Source: Matriz de errores de Pagos 2.0, revisión B. Hay PAC (SW) que comparan el texto «1»; del
        15 al 16 de enero de 2024 el SAT pidió escribir 1.0000000000: igual en número, es una
        advertencia. También lo es que falte: Pagos20.xsd sólo lo exige entre monedas distintas.
    Applies to: pago20:DoctoRelacionado
    Fails: <pago20:Pago MonedaP="MXN"><pago20:DoctoRelacionado MonedaDR="MXN" EquivalenciaDR="20"/></pago20:Pago>
    Passes: <pago20:DoctoRelacionado MonedaDR="MXN" EquivalenciaDR="1"/>
    """  # noqa: E501 - one line of XML
    for path, pago, docto in case.documentos:
        if docto.moneda_dr != pago.moneda_p:
            continue
        rate = docto.equivalencia_dr
        if rate is None:
            yield case.finding(
                "CRP20238",
                path,
                value=None,
                expected="1",
                severity=Severity.WARNING,
                message=f"Falta «EquivalenciaDR»; debe ser 1 porque MonedaDR y MonedaP son "
                f"{pago.moneda_p}",
            )
        elif rate != ONE or not rate.same_quantum(ONE):
            yield from number_written(
                case, "CRP20238", f"{path}/@EquivalenciaDR", rate, "1", when="entre monedas iguales"
            )


@rule("CRP20239")
def imp_saldo_ant_mayor_que_cero(case: Case) -> Iterator[Finding]:
    """ImpSaldoAnt es mayor que cero.

    Source: Matriz de errores de Pagos 2.0, revisión B.
    Applies to: pago20:DoctoRelacionado
    Fails: <pago20:DoctoRelacionado ImpSaldoAnt="0.00"/>
    Passes: <pago20:DoctoRelacionado ImpSaldoAnt="1160.00"/>
    """
    for path, _, docto in case.documentos:
        if docto.imp_saldo_ant <= 0:
            yield _not_positive(case, "CRP20239", f"{path}/@ImpSaldoAnt", docto.imp_saldo_ant)


@rule("CRP20240")
def decimales_de_imp_saldo_ant(case: Case) -> Iterator[Finding]:
    """ImpSaldoAnt no tiene más decimales que MonedaDR.

    Source: Matriz de errores de Pagos 2.0, revisión B; c_Moneda.
    Applies to: pago20:DoctoRelacionado
    Fails: <pago20:DoctoRelacionado MonedaDR="MXN" ImpSaldoAnt="1160.000"/>
    Passes: <pago20:DoctoRelacionado MonedaDR="MXN" ImpSaldoAnt="1160.00"/>
    """
    return _decimals(case, "CRP20240", "ImpSaldoAnt", lambda docto: docto.imp_saldo_ant)


@rule("CRP20241")
def imp_pagado_mayor_que_cero(case: Case) -> Iterator[Finding]:
    """ImpPagado es mayor que cero.

    Source: Matriz de errores de Pagos 2.0, revisión B.
    Applies to: pago20:DoctoRelacionado
    Fails: <pago20:DoctoRelacionado ImpPagado="0.00"/>
    Passes: <pago20:DoctoRelacionado ImpPagado="580.00"/>
    """
    for path, _, docto in case.documentos:
        if docto.imp_pagado <= 0:
            yield _not_positive(case, "CRP20241", f"{path}/@ImpPagado", docto.imp_pagado)


@rule("CRP20242")
def decimales_de_imp_pagado(case: Case) -> Iterator[Finding]:
    """ImpPagado no tiene más decimales que MonedaDR.

    Source: Matriz de errores de Pagos 2.0, revisión B; c_Moneda.
    Applies to: pago20:DoctoRelacionado
    Fails: <pago20:DoctoRelacionado MonedaDR="MXN" ImpPagado="580.000"/>
    Passes: <pago20:DoctoRelacionado MonedaDR="MXN" ImpPagado="580.00"/>
    """
    return _decimals(case, "CRP20242", "ImpPagado", lambda docto: docto.imp_pagado)


@rule("CRP20243")
def decimales_de_imp_saldo_insoluto(case: Case) -> Iterator[Finding]:
    """ImpSaldoInsoluto no tiene más decimales que MonedaDR.

    Source: Matriz de errores de Pagos 2.0, revisión B; c_Moneda.
    Applies to: pago20:DoctoRelacionado
    Fails: <pago20:DoctoRelacionado MonedaDR="MXN" ImpSaldoInsoluto="580.000"/>
    Passes: <pago20:DoctoRelacionado MonedaDR="MXN" ImpSaldoInsoluto="580.00"/>
    """
    return _decimals(case, "CRP20243", "ImpSaldoInsoluto", lambda docto: docto.imp_saldo_insoluto)


@rule("CRP20244")
def imp_saldo_insoluto_es_la_diferencia(case: Case) -> Iterator[Finding]:
    """ImpSaldoInsoluto es ImpSaldoAnt menos ImpPagado, y no es negativo.

    Source: Matriz de errores de Pagos 2.0, revisión B.
    Applies to: pago20:DoctoRelacionado
    Fails: <pago20:DoctoRelacionado ImpSaldoAnt="1160.00" ImpPagado="580.00" ImpSaldoInsoluto="0"/>
    Passes: <pago20:DoctoRelacionado ImpSaldoAnt="1160.00" ImpPagado="580.00" ImpSaldoInsoluto="580"/>
    """  # noqa: E501 - one line of XML
    for path, _, docto in case.documentos:
        remaining = exact_difference(docto.imp_saldo_ant, docto.imp_pagado)
        if docto.imp_saldo_insoluto == remaining and remaining >= 0:
            continue
        sum_ = f"ImpSaldoAnt {written(docto.imp_saldo_ant)} - ImpPagado {written(docto.imp_pagado)}"
        yield case.finding(
            "CRP20244",
            f"{path}/@ImpSaldoInsoluto",
            value=docto.imp_saldo_insoluto,
            expected=written(remaining) if remaining >= 0 else "0 o más",
            message=f"«ImpSaldoInsoluto» es {written(docto.imp_saldo_insoluto)}; "
            + (
                f"debe ser {written(remaining)} = {sum_}"
                if remaining >= 0
                else f"{sum_} = {written(remaining)}: se paga más de lo que se debía"
            ),
        )


@rule("CRP20245")
def objeto_imp_dr_en_catalogo(case: Case) -> Iterator[Finding]:
    """ObjetoImpDR es una clave de c_ObjetoImp vigente.

    Source: Matriz de errores de Pagos 2.0, revisión B; c_ObjetoImp: 04 desde el 7-oct-2022, 05
        desde el 6-dic-2023, 06 a 08 desde el 13-dic-2024.
    Applies to: pago20:DoctoRelacionado
    Fails: <pago20:DoctoRelacionado ObjetoImpDR="09"/>
    Passes: <pago20:DoctoRelacionado ObjetoImpDR="02"/>
    """
    keys = catalogs.get("c_ObjetoImp").keys_in_force(case.day)
    for path, _, docto in case.documentos:
        if docto.objeto_imp_dr not in keys:
            yield from in_catalog(
                case, "CRP20245", f"{path}/@ObjetoImpDR", docto.objeto_imp_dr, catalog="c_ObjetoImp"
            )


@rule("CRP20246")
def impuestos_dr_existe(case: Case) -> Iterator[Finding]:
    """ImpuestosDR existe cuando ObjetoImpDR es 02.

    Source: Matriz de errores de Pagos 2.0, revisión B.
    Applies to: pago20:DoctoRelacionado
    Fails: <pago20:DoctoRelacionado ObjetoImpDR="02"/>
    Passes: <pago20:DoctoRelacionado ObjetoImpDR="02"><pago20:ImpuestosDR/></pago20:DoctoRelacionado>
    """  # noqa: E501 - one line of XML
    for path, _, docto in case.documentos:
        if docto.impuestos_dr is None and docto.objeto_imp_dr == "02":
            yield case.finding(
                "CRP20246",
                path,
                value=None,
                expected="el nodo ImpuestosDR",
                message="Falta «ImpuestosDR», obligatorio con ObjetoImpDR 02",
            )


@rule("CRP20247")
def sin_impuestos_dr(case: Case) -> Iterator[Finding]:
    """ImpuestosDR no existe cuando ObjetoImpDR es 01, 03, 04 o 05.

    Source: Matriz de errores de Pagos 2.0, revisión B; 05 se añadió en diciembre de 2023.
    Applies to: pago20:DoctoRelacionado
    Fails: <pago20:DoctoRelacionado ObjetoImpDR="01"><pago20:ImpuestosDR/></pago20:DoctoRelacionado>
    Passes: <pago20:DoctoRelacionado ObjetoImpDR="01"/>
    """
    for path, _, docto in case.documentos:
        if docto.impuestos_dr is not None and docto.objeto_imp_dr in _SIN_IMPUESTOS:
            yield case.finding(
                "CRP20247",
                f"{path}/pago20:ImpuestosDR",
                value=None,
                expected="que no exista",
                message=f"«ImpuestosDR» no debe existir con ObjetoImpDR {docto.objeto_imp_dr}",
            )


@rule("CRP20248")
def impuestos_dr_no_esta_vacio(case: Case) -> Iterator[Finding]:
    """ImpuestosDR tiene traslados o retenciones.

    Source: Matriz de errores de Pagos 2.0, revisión B.
    Applies to: pago20:ImpuestosDR
    Fails: <pago20:ImpuestosDR/>
    Passes: <pago20:ImpuestosDR><pago20:TrasladosDR><pago20:TrasladoDR/></pago20:TrasladosDR></pago20:ImpuestosDR>
    """  # noqa: E501 - one line of XML
    for path, _, docto in case.documentos:
        taxes = docto.impuestos_dr
        if taxes is not None and not taxes.traslados_dr and not taxes.retenciones_dr:
            yield case.finding(
                "CRP20248",
                f"{path}/pago20:ImpuestosDR",
                value=None,
                expected="TrasladosDR o RetencionesDR",
                message="«ImpuestosDR» está vacío; debe tener traslados o retenciones",
            )


importe_convertido_dentro_de_limites: Final = not_judged(
    "CRP20275",
    "En operaciones con distintas monedas, ImpPagado convertido está entre sus límites.",
    needs="el importe convertido con que se compara, que el documento no declara",
    source="Matriz de errores de Pagos 2.0, revisión B. ImpPagado / EquivalenciaDR está siempre "
    "entre los límites que se calculan de ambos; lo que sí se declara, Monto, es de CRP20276.",
    applies_to="pago20:DoctoRelacionado en otra moneda que su pago",
)


@rule("CRP20276", since=_REVISION_B)
def lo_convertido_cabe_en_el_monto(case: Case) -> Iterator[Finding]:
    """Con distintas monedas, Monto no es menor que lo pagado convertido y su margen de redondeo.

    Si la suma de ImpPagado / EquivalenciaDR pasa de Monto, Monto ha de estar entre la suma de los
    límites inferiores y la de los superiores.

    Source: Matriz de errores de Pagos 2.0, revisión B (15-ene-2024); guía de llenado: límites de
        (ImpPagado ± medio decimal) / (EquivalenciaDR ∓ medio decimal). Aquí los de un documento en
        MonedaP son los de «1» sin decimales, los más amplios; los estrechos son de CRP20277.
    Applies to: pago20:Pago con documentos en otra moneda que MonedaP
    Fails: <pago20:Pago MonedaP="USD" Monto="51.27"><pago20:DoctoRelacionado MonedaDR="MXN" EquivalenciaDR="19.5000" ImpPagado="1000.00"/></pago20:Pago>
    Passes: <pago20:Pago MonedaP="USD" Monto="51.28"><pago20:DoctoRelacionado MonedaDR="MXN" EquivalenciaDR="19.5000" ImpPagado="1000.00"/></pago20:Pago>
    """  # noqa: E501 - one line of XML
    for path, pago, paid in _short_of_converted(case):
        limits = _margin(case, pago, paid, decimals_of_one=0)
        if limits is not None and pago.monto not in limits:
            yield _outside(case, "CRP20276", path, pago, limits)


@rule("CRP20277", since=_REVISION_B)
def el_uno_cuenta_con_diez_decimales(case: Case) -> Iterator[Finding]:
    """Con varios documentos, el 1 de los que están en MonedaP cuenta como 1.0000000000 en el margen.

    Source: Matriz de errores de Pagos 2.0, revisión B, corregida el 16-ene-2024: el atributo sigue
        escrito 1 (CRP20238). Se señala el pago que sólo cabe en los márgenes si el 1 cuenta sin
        decimales.
    Applies to: pago20:Pago con documentos en MonedaP y en otra moneda
    Fails: <pago20:Pago MonedaP="USD" Monto="540.00"><pago20:DoctoRelacionado MonedaDR="USD" EquivalenciaDR="1" ImpPagado="500.00"/><pago20:DoctoRelacionado MonedaDR="MXN" EquivalenciaDR="20.0000" ImpPagado="1000.00"/></pago20:Pago>
    Passes: <pago20:Pago MonedaP="USD" Monto="550.00"><pago20:DoctoRelacionado MonedaDR="USD" EquivalenciaDR="1" ImpPagado="500.00"/><pago20:DoctoRelacionado MonedaDR="MXN" EquivalenciaDR="20.0000" ImpPagado="1000.00"/></pago20:Pago>
    """  # noqa: E501 - one line of XML
    for path, pago, paid in _short_of_converted(case):
        if all(rate is not ONE for _, rate in paid):
            continue
        wide = _margin(case, pago, paid, decimals_of_one=0)
        limits = _margin(case, pago, paid, decimals_of_one=_EQUIVALENCIA_DECIMALS)
        if wide is None or limits is None or pago.monto not in wide:
            continue
        if pago.monto not in limits:
            yield _outside(case, "CRP20277", path, pago, limits)


@rule("CRP20278", since=_OBJETO_06_A_08)
def objeto_06_u_08_sin_iva_ni_ieps(case: Case) -> Iterator[Finding]:
    """Con ObjetoImpDR 06 u 08 no hay IVA (002) ni IEPS (003) en ImpuestosDR.

    Source: Matriz de errores de Pagos 2.0, en vigor el 13-dic-2024; se admite la retención de ISR.
    Applies to: pago20:DoctoRelacionado
    Fails: <pago20:DoctoRelacionado ObjetoImpDR="06"><pago20:ImpuestosDR><pago20:TrasladosDR><pago20:TrasladoDR ImpuestoDR="002"/></pago20:TrasladosDR></pago20:ImpuestosDR></pago20:DoctoRelacionado>
    Passes: <pago20:DoctoRelacionado ObjetoImpDR="06"/>
    """  # noqa: E501 - one line of XML
    for path, _, docto in case.documentos:
        if docto.objeto_imp_dr in {"06", "08"}:
            for where, impuesto in _taxes(path, docto.impuestos_dr):
                if impuesto in {IVA, IEPS}:
                    yield _forbidden(case, "CRP20278", where, impuesto, docto)


@rule("CRP20279", since=_OBJETO_06_A_08)
def objeto_07_con_ieps_y_sin_iva(case: Case) -> Iterator[Finding]:
    """Con ObjetoImpDR 07 hay traslado de IEPS (003) y no hay IVA (002) en ImpuestosDR.

    Source: Matriz de errores de Pagos 2.0, en vigor el 13-dic-2024; se admiten las retenciones de
        ISR y de IEPS.
    Applies to: pago20:DoctoRelacionado
    Fails: <pago20:DoctoRelacionado ObjetoImpDR="07"/>
    Passes: <pago20:DoctoRelacionado ObjetoImpDR="07"><pago20:ImpuestosDR><pago20:TrasladosDR><pago20:TrasladoDR ImpuestoDR="003"/></pago20:TrasladosDR></pago20:ImpuestosDR></pago20:DoctoRelacionado>
    """  # noqa: E501 - one line of XML
    for path, _, docto in case.documentos:
        if docto.objeto_imp_dr != "07":
            continue
        taxes = docto.impuestos_dr
        for where, impuesto in _taxes(path, taxes):
            if impuesto == IVA:
                yield _forbidden(case, "CRP20279", where, impuesto, docto)
        if taxes is None or all(each.impuesto_dr != IEPS for each in taxes.traslados_dr):
            yield case.finding(
                "CRP20279",
                path if taxes is None else f"{path}/pago20:ImpuestosDR",
                value=None,
                expected="un TrasladoDR con ImpuestoDR 003",
                message="Falta el traslado de IEPS (003), obligatorio con ObjetoImpDR 07",
            )


def _not_positive(case: Case, code: str, path: str, value: Decimal) -> Finding:
    return case.finding(
        code,
        path,
        value=value,
        expected="mayor que 0",
        message=f"«{path.rpartition('@')[2]}» es {written(value)}; debe ser mayor que 0",
    )


def _decimals(
    case: Case, code: str, name: str, amount: Callable[[DoctoRelacionado], Decimal]
) -> Iterator[Finding]:
    usual: dict[str, Decimal | None] = {SIN_MONEDA: None}
    for path, _, docto in case.documentos:
        moneda = docto.moneda_dr
        if moneda not in usual:
            decimals = case.decimals_of(moneda)
            usual[moneda] = None if decimals is None else unit(decimals)
        cent, value = usual[moneda], amount(docto)
        if cent is not None and not value.same_quantum(cent):
            yield from at_most_decimals(case, code, f"{path}/@{name}", value, currency=moneda)


def _short_of_converted(
    case: Case,
) -> Iterator[tuple[str, Pago, list[tuple[Decimal, Decimal]]]]:
    """Give the payments in several currencies that, converted, pay more than their Monto.

    With each goes what it pays: ImpPagado and what divides it.
    """
    for path, pago in case.pagos:
        if all(docto.moneda_dr == pago.moneda_p for docto in pago.docto_relacionado):
            continue
        paid: list[tuple[Decimal, Decimal]] = []
        for docto in pago.docto_relacionado:
            rate = equivalence(pago, docto)
            if rate is None or places(rate) > _EQUIVALENCIA_DECIMALS:
                break
            paid.append((docto.imp_pagado, rate))
        if len(paid) == len(pago.docto_relacionado) and converted(paid) > pago.monto:
            yield path, pago, paid


def _margin(
    case: Case, pago: Pago, paid: list[tuple[Decimal, Decimal]], *, decimals_of_one: int
) -> Limits | None:
    """Add up the limits of what a payment pays; None when its currency is unknown."""
    decimals = case.decimals_of(pago.moneda_p)
    if decimals is None:
        return None
    limits = [
        quotient_limits(
            amount, rate, decimals, rate_places=decimals_of_one if rate is ONE else None
        )
        for amount, rate in paid
    ]
    lower, upper = (each.lower for each in limits), (each.upper for each in limits)
    return Limits(exact_sum(lower), exact_sum(upper))


def _outside(case: Case, code: str, path: str, pago: Pago, limits: Limits) -> Finding:
    return case.finding(
        code,
        f"{path}/@Monto",
        value=pago.monto,
        expected=str(limits),
        message=f"«Monto» es {written(pago.monto)} {pago.moneda_p}; los ImpPagado, convertidos con "
        f"EquivalenciaDR, suman de {limits}",
    )


def _taxes(path: str, taxes: ImpuestosDR | None) -> Iterator[tuple[str, str]]:
    """Give the path and the key of every tax of a document."""
    if taxes is None:
        return
    base = f"{path}/pago20:ImpuestosDR"
    for number, retencion in enumerate(taxes.retenciones_dr, 1):
        where = f"{base}/pago20:RetencionesDR/pago20:RetencionDR[{number}]/@ImpuestoDR"
        yield where, retencion.impuesto_dr
    for number, traslado in enumerate(taxes.traslados_dr, 1):
        where = f"{base}/pago20:TrasladosDR/pago20:TrasladoDR[{number}]/@ImpuestoDR"
        yield where, traslado.impuesto_dr


def _forbidden(case: Case, code: str, path: str, impuesto: str, docto: DoctoRelacionado) -> Finding:
    return case.finding(
        code,
        path,
        value=impuesto,
        expected="otro impuesto, o que no exista",
        message=f"«ImpuestoDR» es {impuesto}; no debe existir con ObjetoImpDR "
        f"{docto.objeto_imp_dr}",
    )


RULES: Final[tuple[Rule, ...]] = (
    moneda_dr_no_es_xxx,
    equivalencia_dr_existe,
    equivalencia_dr_es_uno,
    imp_saldo_ant_mayor_que_cero,
    decimales_de_imp_saldo_ant,
    imp_pagado_mayor_que_cero,
    decimales_de_imp_pagado,
    decimales_de_imp_saldo_insoluto,
    imp_saldo_insoluto_es_la_diferencia,
    objeto_imp_dr_en_catalogo,
    impuestos_dr_existe,
    sin_impuestos_dr,
    impuestos_dr_no_esta_vacio,
    importe_convertido_dentro_de_limites,
    lo_convertido_cabe_en_el_monto,
    el_uno_cuenta_con_diez_decimales,
    objeto_06_u_08_sin_iva_ni_ieps,
    objeto_07_con_ieps_y_sin_iva,
)
"""The rules of this module, in order of code."""
