"""Totales and Pago of the Pagos complement: totals in MXN, currency, amount, bank data.

Source: SAT's matrix of errors of Pagos 2.0, its guide, and c_FormaPago for bank data.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cobranza.cfdi import catalogs
from cobranza.cfdi.report import Severity
from cobranza.cfdi.rules._amounts import (
    exact_difference,
    exact_product,
    exact_sum,
    rounded,
    unit,
)
from cobranza.cfdi.rules._case import EXTRANJERO, places, written
from cobranza.cfdi.rules._checks import absent, at_most_decimals, in_catalog, number_written
from cobranza.cfdi.rules._pagos import (
    BASES,
    IMPUESTOS,
    MONTO,
    MXN,
    RETENCIONES,
    SIN_MONEDA,
    Total,
    mxn_per_unit,
)
from cobranza.cfdi.rules._rule import TAXPAYERS, Rule, not_judged, rule

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from cobranza.cfdi.catalogs import FormaPago
    from cobranza.cfdi.pagos import Pago
    from cobranza.cfdi.report import Finding
    from cobranza.cfdi.rules._case import Case

__all__: list[str] = []

_TRANSFERENCIA: Final = "03"
_DINERO_ELECTRONICO: Final = "06"
_POR_DEFINIR: Final = "99"
_SHOWN: Final = 4
"""Payments whose amounts are written out in the message about a total."""


@rule("CRP20201")
def total_retenciones_iva(case: Case) -> Iterator[Finding]:
    """TotalRetencionesIVA es la suma en MXN del IVA retenido en los pagos.

    Source: Matriz de errores de Pagos 2.0, revisión B: «redondeo de la suma» de ImporteP x
        TipoCambioP, sin decir cómo. Se espera medio centavo hacia arriba; lo redondeado o truncado
        de otra manera, también a menos decimales (los ejemplos de un PAC, SW, escriben 21.6 por
        21.55), es una advertencia.
    Applies to: pago20:Totales
    Fails: <pago20:Totales TotalRetencionesIVA="60.01"/><!-- RetencionP 002 de 60.00 MXN -->
    Passes: <pago20:Totales TotalRetencionesIVA="60.00"/>
    """
    return _total(case, "CRP20201", RETENCIONES["CRP20201"])


@rule("CRP20202")
def total_retenciones_isr(case: Case) -> Iterator[Finding]:
    """TotalRetencionesISR es la suma en MXN del ISR retenido en los pagos.

    Source: Matriz de errores de Pagos 2.0, revisión B; redondeo como en CRP20201.
    Applies to: pago20:Totales
    Fails: <pago20:Totales TotalRetencionesISR="10.01"/><!-- RetencionP 001 de 10.00 MXN -->
    Passes: <pago20:Totales TotalRetencionesISR="10.00"/>
    """
    return _total(case, "CRP20202", RETENCIONES["CRP20202"])


@rule("CRP20203")
def total_retenciones_ieps(case: Case) -> Iterator[Finding]:
    """TotalRetencionesIEPS es la suma en MXN del IEPS retenido en los pagos.

    Source: Matriz de errores de Pagos 2.0, revisión B; redondeo como en CRP20201.
    Applies to: pago20:Totales
    Fails: <pago20:Totales TotalRetencionesIEPS="8.01"/><!-- RetencionP 003 de 8.00 MXN -->
    Passes: <pago20:Totales TotalRetencionesIEPS="8.00"/>
    """
    return _total(case, "CRP20203", RETENCIONES["CRP20203"])


@rule("CRP20204")
def total_traslados_base_iva16(case: Case) -> Iterator[Finding]:
    """TotalTrasladosBaseIVA16 es la suma en MXN de las bases de IVA al 16 %.

    Source: Matriz de errores de Pagos 2.0, revisión B; redondeo como en CRP20201.
    Applies to: pago20:Totales
    Fails: <pago20:Totales TotalTrasladosBaseIVA16="500.01"/><!-- BaseP de 500.00 MXN -->
    Passes: <pago20:Totales TotalTrasladosBaseIVA16="500.00"/>
    """
    return _total(case, "CRP20204", BASES["CRP20204"])


@rule("CRP20205")
def total_traslados_impuesto_iva16(case: Case) -> Iterator[Finding]:
    """TotalTrasladosImpuestoIVA16 es la suma en MXN del IVA al 16 %.

    Source: Matriz de errores de Pagos 2.0, revisión B; redondeo como en CRP20201.
    Applies to: pago20:Totales
    Fails: <pago20:Totales TotalTrasladosImpuestoIVA16="80.01"/><!-- ImporteP de 80.00 MXN -->
    Passes: <pago20:Totales TotalTrasladosImpuestoIVA16="80.00"/>
    """
    return _total(case, "CRP20205", IMPUESTOS["CRP20205"])


@rule("CRP20206")
def total_traslados_base_iva8(case: Case) -> Iterator[Finding]:
    """TotalTrasladosBaseIVA8 es la suma en MXN de las bases de IVA al 8 %.

    Source: Matriz de errores de Pagos 2.0, revisión B; redondeo como en CRP20201.
    Applies to: pago20:Totales
    Fails: <pago20:Totales TotalTrasladosBaseIVA8="500.01"/><!-- BaseP de 500.00 MXN -->
    Passes: <pago20:Totales TotalTrasladosBaseIVA8="500.00"/>
    """
    return _total(case, "CRP20206", BASES["CRP20206"])


@rule("CRP20207")
def total_traslados_impuesto_iva8(case: Case) -> Iterator[Finding]:
    """TotalTrasladosImpuestoIVA8 es la suma en MXN del IVA al 8 %.

    Source: Matriz de errores de Pagos 2.0, revisión B; redondeo como en CRP20201.
    Applies to: pago20:Totales
    Fails: <pago20:Totales TotalTrasladosImpuestoIVA8="40.01"/><!-- ImporteP de 40.00 MXN -->
    Passes: <pago20:Totales TotalTrasladosImpuestoIVA8="40.00"/>
    """
    return _total(case, "CRP20207", IMPUESTOS["CRP20207"])


@rule("CRP20208")
def total_traslados_base_iva0(case: Case) -> Iterator[Finding]:
    """TotalTrasladosBaseIVA0 es la suma en MXN de las bases de IVA al 0 %.

    Source: Matriz de errores de Pagos 2.0, revisión B; redondeo como en CRP20201.
    Applies to: pago20:Totales
    Fails: <pago20:Totales TotalTrasladosBaseIVA0="500.01"/><!-- BaseP de 500.00 MXN -->
    Passes: <pago20:Totales TotalTrasladosBaseIVA0="500.00"/>
    """
    return _total(case, "CRP20208", BASES["CRP20208"])


@rule("CRP20209")
def total_traslados_impuesto_iva0(case: Case) -> Iterator[Finding]:
    """TotalTrasladosImpuestoIVA0 es la suma en MXN del IVA al 0 %, que es cero.

    Source: Matriz de errores de Pagos 2.0, revisión B; redondeo como en CRP20201.
    Applies to: pago20:Totales
    Fails: <pago20:Totales TotalTrasladosImpuestoIVA0="0.01"/>
    Passes: <pago20:Totales TotalTrasladosImpuestoIVA0="0.00"/>
    """
    return _total(case, "CRP20209", IMPUESTOS["CRP20209"])


@rule("CRP20210")
def total_traslados_base_iva_exento(case: Case) -> Iterator[Finding]:
    """TotalTrasladosBaseIVAExento es la suma en MXN de las bases exentas de IVA.

    Source: Matriz de errores de Pagos 2.0, revisión B; redondeo como en CRP20201.
    Applies to: pago20:Totales
    Fails: <pago20:Totales TotalTrasladosBaseIVAExento="500.01"/><!-- BaseP de 500.00 MXN -->
    Passes: <pago20:Totales TotalTrasladosBaseIVAExento="500.00"/>
    """
    return _total(case, "CRP20210", BASES["CRP20210"])


@rule("CRP20211")
def monto_total_pagos(case: Case) -> Iterator[Finding]:
    """MontoTotalPagos es la suma en MXN de los montos de los pagos.

    Source: Matriz de errores de Pagos 2.0, revisión B; redondeo como en CRP20201.
    Applies to: pago20:Totales
    Fails: <pago20:Totales MontoTotalPagos="1000.00"/><!-- Monto 58.00 USD x 20.00 = 1160.00 -->
    Passes: <pago20:Totales MontoTotalPagos="1160.00"/>
    """
    return _total(case, "CRP20211", MONTO)


def _total(case: Case, code: str, total: Total) -> Iterator[Finding]:
    for path, pagos in case.complementos_de_pagos:
        printed = total.read(pagos.totales)
        if printed is None:
            continue
        terms: list[tuple[Decimal, Decimal]] = []
        for pago in pagos.pago:
            amounts = total.amounts(pago)
            rate = mxn_per_unit(pago)
            if amounts and rate is None:
                return  # what TipoCambioP lacks is for CRP20214 to say
            terms += [(amount, rate) for amount in amounts if rate is not None]
        exact = exact_sum(exact_product(amount, rate) for amount, rate in terms)
        expected = rounded(exact, 2)
        if printed == expected:
            continue
        near = exact_difference(printed, exact).copy_abs() < unit(min(places(printed), 2))
        yield case.finding(
            code,
            f"{path}/pago20:Totales/@{total.attribute}",
            value=printed,
            expected=written(expected),
            severity=Severity.WARNING if near else Severity.ERROR,
            message=f"«{total.attribute}» es {written(printed)}; debe ser {written(expected)} = "
            f"{_sum_of(terms, exact)}: {total.what} por TipoCambioP",
        )


def _sum_of(terms: list[tuple[Decimal, Decimal]], exact: Decimal) -> str:
    if len(terms) > _SHOWN or not terms:
        return written(exact)
    return " + ".join(f"{written(amount)} x {written(rate)}" for amount, rate in terms)


@rule("CRP20212")
def forma_de_pago_definida(case: Case) -> Iterator[Finding]:
    """FormaDePagoP no es 99 (por definir): un pago recibido tiene forma.

    Source: Matriz de errores de Pagos 2.0, revisión B.
    Applies to: pago20:Pago
    Fails: <pago20:Pago FormaDePagoP="99"/>
    Passes: <pago20:Pago FormaDePagoP="03"/>
    """
    for path, pago in case.pagos:
        if pago.forma_de_pago_p == _POR_DEFINIR:
            yield case.finding(
                "CRP20212",
                f"{path}/@FormaDePagoP",
                value=pago.forma_de_pago_p,
                expected="la forma en que se recibió el pago",
                message="«FormaDePagoP» es 99 (por definir); debe ser la forma en que se recibió "
                "el pago",
            )


@rule("CRP20213")
def moneda_p_no_es_xxx(case: Case) -> Iterator[Finding]:
    """MonedaP no es XXX.

    Source: Matriz de errores de Pagos 2.0, revisión B.
    Applies to: pago20:Pago
    Fails: <pago20:Pago MonedaP="XXX"/>
    Passes: <pago20:Pago MonedaP="MXN"/>
    """
    for path, pago in case.pagos:
        if pago.moneda_p == SIN_MONEDA:
            yield case.finding(
                "CRP20213",
                f"{path}/@MonedaP",
                value=pago.moneda_p,
                expected="la moneda en que se recibió el pago",
                message="«MonedaP» es XXX; debe ser la moneda en que se recibió el pago",
            )


@rule("CRP20214")
def tipo_cambio_p_existe(case: Case) -> Iterator[Finding]:
    """TipoCambioP existe cuando MonedaP no es MXN.

    Source: Matriz de errores de Pagos 2.0, revisión B.
    Applies to: pago20:Pago
    Fails: <pago20:Pago MonedaP="USD"/>
    Passes: <pago20:Pago MonedaP="USD" TipoCambioP="17.5000"/>
    """
    for path, pago in case.pagos:
        if pago.tipo_cambio_p is None and pago.moneda_p != MXN:
            yield case.finding(
                "CRP20214",
                path,
                value=None,
                expected="el tipo de cambio del día del pago",
                message=f"Falta «TipoCambioP», obligatorio con MonedaP {pago.moneda_p}",
            )


@rule("CRP20215")
def tipo_cambio_p_es_uno(case: Case) -> Iterator[Finding]:
    """TipoCambioP es 1 cuando MonedaP es MXN.

    Source: Matriz de errores de Pagos 2.0, revisión B. Hay PAC (SW, Dinvbox) que comparan el texto
        «1» y rechazan su ausencia; 1.00, igual en número, es una advertencia.
    Applies to: pago20:Pago
    Fails: <pago20:Pago MonedaP="MXN" TipoCambioP="17.5000"/>
    Passes: <pago20:Pago MonedaP="MXN" TipoCambioP="1"/>
    """
    for path, pago in case.pagos:
        if pago.moneda_p != MXN:
            continue
        if pago.tipo_cambio_p is None:
            yield case.finding(
                "CRP20215",
                path,
                value=None,
                expected="1",
                message="Falta «TipoCambioP»; con MonedaP MXN debe ser 1",
            )
        yield from number_written(
            case,
            "CRP20215",
            f"{path}/@TipoCambioP",
            pago.tipo_cambio_p,
            "1",
            when="con MonedaP MXN",
        )


tipo_cambio_p_dentro_de_limites: Final = not_judged(
    "CRP20216",
    "Con TipoCambioP fuera de los límites de c_Moneda existe Confirmacion.",
    needs="el procedimiento de Confirmacion, que el SAT no ha publicado",
    source="Matriz de errores de Pagos 2.0, revisión B; guía de llenado del CFDI 4.0, notas de las "
    "páginas 9 a 13: no se exige.",
    applies_to="pago20:Pago",
)


@rule("CRP20217")
def lo_pagado_cabe_en_el_monto(case: Case) -> Iterator[Finding]:
    """La suma de ImpPagado no pasa de Monto cuando todo está en la moneda del pago.

    Source: Matriz de errores de Pagos 2.0, revisión B (enero de 2024): sin margen de redondeo. Con
        otras monedas, CRP20276.
    Applies to: pago20:Pago cuyos documentos están todos en MonedaP
    Fails: <pago20:Pago Monto="100.00"><pago20:DoctoRelacionado ImpPagado="100.01"/></pago20:Pago>
    Passes: <pago20:Pago Monto="100.00"><pago20:DoctoRelacionado ImpPagado="99.00"/></pago20:Pago>
    """
    for path, pago in case.pagos:
        if any(docto.moneda_dr != pago.moneda_p for docto in pago.docto_relacionado):
            continue
        paid = exact_sum(docto.imp_pagado for docto in pago.docto_relacionado)
        if paid > pago.monto:
            yield case.finding(
                "CRP20217",
                f"{path}/@Monto",
                value=pago.monto,
                expected=f"{written(paid)} o más",
                message=f"«Monto» es {written(pago.monto)}; los documentos suman un ImpPagado de "
                f"{written(paid)}, {written(exact_difference(paid, pago.monto))} más",
            )


@rule("CRP20218")
def monto_mayor_que_cero(case: Case) -> Iterator[Finding]:
    """Monto es mayor que cero.

    Source: Matriz de errores de Pagos 2.0, revisión B.
    Applies to: pago20:Pago
    Fails: <pago20:Pago Monto="0"/>
    Passes: <pago20:Pago Monto="580.00"/>
    """
    for path, pago in case.pagos:
        if pago.monto <= 0:
            yield case.finding(
                "CRP20218",
                f"{path}/@Monto",
                value=pago.monto,
                expected="mayor que 0",
                message=f"«Monto» es {written(pago.monto)}; debe ser mayor que 0",
            )


@rule("CRP20219")
def decimales_del_monto(case: Case) -> Iterator[Finding]:
    """Monto no tiene más decimales que MonedaP.

    Source: Matriz de errores de Pagos 2.0, revisión B; c_Moneda.
    Applies to: pago20:Pago
    Fails: <pago20:Pago MonedaP="MXN" Monto="580.000"/>
    Passes: <pago20:Pago MonedaP="MXN" Monto="580.00"/>
    """
    for path, pago in case.pagos:
        if pago.moneda_p != SIN_MONEDA:
            yield from at_most_decimals(
                case, "CRP20219", f"{path}/@Monto", pago.monto, currency=pago.moneda_p
            )


monto_dentro_del_limite: Final = not_judged(
    "CRP20220",
    "Con un Monto mayor que el máximo de c_TipoDeComprobante existe Confirmacion.",
    needs="el procedimiento de Confirmacion, que el SAT no ha publicado",
    source="Matriz de errores de Pagos 2.0, revisión B; guía de llenado del CFDI 4.0, notas de las "
    "páginas 9 a 13: no se exige.",
    applies_to="pago20:Pago",
)


@rule("CRP20221")
def sin_rfc_emisor_cta_ord(case: Case) -> Iterator[Finding]:
    """RfcEmisorCtaOrd no existe si la forma de pago no es bancarizada.

    Source: Matriz de errores de Pagos 2.0, revisión B (02, 03, 04, 05, 06, 28 y 29); c_FormaPago.
    Applies to: pago20:Pago
    Fails: <pago20:Pago FormaDePagoP="01" RfcEmisorCtaOrd="XEXX010101000"/>
    Passes: <pago20:Pago FormaDePagoP="03" RfcEmisorCtaOrd="XEXX010101000"/>
    """
    for path, pago, forma in _with_forma(case):
        if not forma.bancarizado:
            yield from absent(
                case,
                "CRP20221",
                f"{path}/@RfcEmisorCtaOrd",
                pago.rfc_emisor_cta_ord,
                when=_with(forma),
            )


@rule("CRP20222", needs=TAXPAYERS)
def rfc_emisor_cta_ord_inscrito(case: Case) -> Iterator[Finding]:
    """RfcEmisorCtaOrd está en la lista de RFC inscritos, salvo el genérico extranjero.

    Source: Matriz de errores de Pagos 2.0, revisión B; l_RFC.
    Applies to: pago20:Pago
    Fails: <pago20:Pago RfcEmisorCtaOrd="XXX010101XX0"/><!-- no inscrito -->
    Passes: <pago20:Pago RfcEmisorCtaOrd="XEXX010101000"/>
    """
    taxpayers = case.lists.taxpayers
    if taxpayers is None:
        return
    for path, pago in case.pagos:
        rfc = pago.rfc_emisor_cta_ord
        if rfc is not None and rfc != EXTRANJERO and rfc not in taxpayers:
            yield case.finding(
                "CRP20222",
                f"{path}/@RfcEmisorCtaOrd",
                value=rfc,
                expected=f"un RFC inscrito, o {EXTRANJERO}",
                message=f"«RfcEmisorCtaOrd» es {rfc!r}; no está en la lista de RFC inscritos",
            )


@rule("CRP20223")
def nombre_del_banco_extranjero(case: Case) -> Iterator[Finding]:
    """NomBancoOrdExt existe cuando RfcEmisorCtaOrd es el genérico extranjero.

    Source: Matriz de errores de Pagos 2.0, revisión B. c_FormaPago no lo pide para 05 y 06, y la
        matriz no los exceptúa: en esas formas es una advertencia.
    Applies to: pago20:Pago
    Fails: <pago20:Pago FormaDePagoP="03" RfcEmisorCtaOrd="XEXX010101000"/>
    Passes: <pago20:Pago FormaDePagoP="03" RfcEmisorCtaOrd="XEXX010101000" NomBancoOrdExt="BANK"/>
    """
    for path, pago, forma in _with_forma(case):
        if pago.rfc_emisor_cta_ord != EXTRANJERO or pago.nom_banco_ord_ext is not None:
            continue
        if forma.bancarizado:
            certain = forma.requiere_banco_ordenante_nombre_ext
            yield case.finding(
                "CRP20223",
                path,
                value=None,
                expected="el nombre del banco extranjero",
                severity=Severity.ERROR if certain else Severity.WARNING,
                message=f"Falta «NomBancoOrdExt», obligatorio con RfcEmisorCtaOrd {EXTRANJERO}",
            )


@rule("CRP20224")
def sin_cta_ordenante(case: Case) -> Iterator[Finding]:
    """CtaOrdenante no existe si la forma de pago no es bancarizada.

    Source: Matriz de errores de Pagos 2.0, revisión B (02, 03, 04, 05, 06, 28 y 29); c_FormaPago.
    Applies to: pago20:Pago
    Fails: <pago20:Pago FormaDePagoP="01" CtaOrdenante="1234567890"/>
    Passes: <pago20:Pago FormaDePagoP="03" CtaOrdenante="1234567890"/>
    """
    for path, pago, forma in _with_forma(case):
        if not forma.bancarizado:
            yield from absent(
                case, "CRP20224", f"{path}/@CtaOrdenante", pago.cta_ordenante, when=_with(forma)
            )


@rule("CRP20225")
def patron_de_cta_ordenante(case: Case) -> Iterator[Finding]:
    """CtaOrdenante tiene la forma que c_FormaPago pide para la forma de pago.

    Source: Matriz de errores de Pagos 2.0, revisión B; c_FormaPago.
    Applies to: pago20:Pago
    Fails: <pago20:Pago FormaDePagoP="03" CtaOrdenante="12345678901"/>
    Passes: <pago20:Pago FormaDePagoP="03" CtaOrdenante="1234567890"/>
    """
    for path, pago, forma in _with_forma(case):
        cuenta = pago.cta_ordenante
        if cuenta is None or not forma.bancarizado or forma.accepts_cuenta_ordenante(cuenta):
            continue
        yield case.finding(
            "CRP20225",
            f"{path}/@CtaOrdenante",
            value=cuenta,
            expected=f"de la forma {forma.patron_cuenta_ordenante}",
            message=f"«CtaOrdenante» es {cuenta!r}; {_with(forma)} debe ser de la forma "
            f"{forma.patron_cuenta_ordenante}",
        )


@rule("CRP20226")
def patron_de_cta_beneficiario(case: Case) -> Iterator[Finding]:
    """CtaBeneficiario tiene la forma que c_FormaPago pide para la forma de pago.

    Source: Matriz de errores de Pagos 2.0, revisión B; c_FormaPago, que para 06 no da ninguna.
    Applies to: pago20:Pago
    Fails: <pago20:Pago FormaDePagoP="03" CtaBeneficiario="12345678901"/>
    Passes: <pago20:Pago FormaDePagoP="03" CtaBeneficiario="012345678901234567"/>
    """
    for path, pago, forma in _with_forma(case):
        cuenta = pago.cta_beneficiario
        if cuenta is None or not forma.permite_cuenta_beneficiario:
            continue
        if not forma.accepts_cuenta_beneficiario(cuenta):
            yield case.finding(
                "CRP20226",
                f"{path}/@CtaBeneficiario",
                value=cuenta,
                expected=f"de la forma {forma.patron_cuenta_beneficiario}",
                message=f"«CtaBeneficiario» es {cuenta!r}; {_with(forma)} debe ser de la forma "
                f"{forma.patron_cuenta_beneficiario}",
            )


@rule("CRP20227")
def sin_rfc_emisor_cta_ben(case: Case) -> Iterator[Finding]:
    """RfcEmisorCtaBen no existe si la forma de pago no lo admite.

    Source: Matriz de errores de Pagos 2.0, revisión B (02, 03, 04, 05, 06, 28 y 29). c_FormaPago no
        lo admite en 06, que la matriz enumera: en esa forma es una advertencia.
    Applies to: pago20:Pago
    Fails: <pago20:Pago FormaDePagoP="01" RfcEmisorCtaBen="XIA190128J61"/>
    Passes: <pago20:Pago FormaDePagoP="03" RfcEmisorCtaBen="XIA190128J61"/>
    """
    for path, pago, forma in _with_forma(case):
        if pago.rfc_emisor_cta_ben is not None and not forma.permite_banco_beneficiario_rfc:
            yield _not_admitted(
                case, "CRP20227", f"{path}/@RfcEmisorCtaBen", pago.rfc_emisor_cta_ben, forma
            )


@rule("CRP20228")
def sin_cta_beneficiario(case: Case) -> Iterator[Finding]:
    """CtaBeneficiario no existe si la forma de pago no la admite.

    Source: Matriz de errores de Pagos 2.0, revisión B (02, 03, 04, 05, 06, 28 y 29). c_FormaPago no
        la admite en 06, que la matriz enumera: en esa forma es una advertencia.
    Applies to: pago20:Pago
    Fails: <pago20:Pago FormaDePagoP="01" CtaBeneficiario="012345678901234567"/>
    Passes: <pago20:Pago FormaDePagoP="03" CtaBeneficiario="012345678901234567"/>
    """
    for path, pago, forma in _with_forma(case):
        if pago.cta_beneficiario is not None and not forma.permite_cuenta_beneficiario:
            yield _not_admitted(
                case, "CRP20228", f"{path}/@CtaBeneficiario", pago.cta_beneficiario, forma
            )


@rule("CRP20229")
def tipo_cad_pago_solo_en_transferencias(case: Case) -> Iterator[Finding]:
    """TipoCadPago sólo existe en una transferencia (FormaDePagoP 03).

    Source: Matriz de errores de Pagos 2.0, revisión B; c_FormaPago.
    Applies to: pago20:Pago
    Fails: <pago20:Pago FormaDePagoP="02" TipoCadPago="01"/>
    Passes: <pago20:Pago FormaDePagoP="03" TipoCadPago="01"/>
    """
    for path, pago, forma in _with_forma(case):
        if forma.key != _TRANSFERENCIA:
            yield from absent(
                case, "CRP20229", f"{path}/@TipoCadPago", pago.tipo_cad_pago, when=_with(forma)
            )


@rule("CRP20230")
def cert_pago_existe(case: Case) -> Iterator[Finding]:
    """CertPago existe cuando existe TipoCadPago.

    Source: Matriz de errores de Pagos 2.0, revisión B.
    Applies to: pago20:Pago
    Fails: <pago20:Pago TipoCadPago="01" CadPago="||1||" SelloPago="c2VsbG8="/>
    Passes: <pago20:Pago TipoCadPago="01" CertPago="Y2Vy" CadPago="||1||" SelloPago="c2VsbG8="/>
    """
    for path, pago in case.pagos:
        if pago.tipo_cad_pago is not None and pago.cert_pago is None:
            yield _missing_proof(case, "CRP20230", path, "CertPago")


@rule("CRP20231")
def sin_cert_pago(case: Case) -> Iterator[Finding]:
    """CertPago no existe sin TipoCadPago.

    Source: Matriz de errores de Pagos 2.0, revisión B.
    Applies to: pago20:Pago
    Fails: <pago20:Pago CertPago="Y2Vy"/>
    Passes: <pago20:Pago TipoCadPago="01" CertPago="Y2Vy" CadPago="||1||" SelloPago="c2VsbG8="/>
    """
    for path, pago in case.pagos:
        if pago.tipo_cad_pago is None:
            yield from absent(
                case, "CRP20231", f"{path}/@CertPago", pago.cert_pago, when="sin TipoCadPago"
            )


@rule("CRP20232")
def cad_pago_existe(case: Case) -> Iterator[Finding]:
    """CadPago existe cuando existe TipoCadPago.

    Source: Matriz de errores de Pagos 2.0, revisión B.
    Applies to: pago20:Pago
    Fails: <pago20:Pago TipoCadPago="01" CertPago="Y2Vy" SelloPago="c2VsbG8="/>
    Passes: <pago20:Pago TipoCadPago="01" CertPago="Y2Vy" CadPago="||1||" SelloPago="c2VsbG8="/>
    """
    for path, pago in case.pagos:
        if pago.tipo_cad_pago is not None and pago.cad_pago is None:
            yield _missing_proof(case, "CRP20232", path, "CadPago")


@rule("CRP20233")
def sin_cad_pago(case: Case) -> Iterator[Finding]:
    """CadPago no existe sin TipoCadPago.

    Source: Matriz de errores de Pagos 2.0, revisión B.
    Applies to: pago20:Pago
    Fails: <pago20:Pago CadPago="||1||"/>
    Passes: <pago20:Pago TipoCadPago="01" CertPago="Y2Vy" CadPago="||1||" SelloPago="c2VsbG8="/>
    """
    for path, pago in case.pagos:
        if pago.tipo_cad_pago is None:
            yield from absent(
                case, "CRP20233", f"{path}/@CadPago", pago.cad_pago, when="sin TipoCadPago"
            )


@rule("CRP20234")
def sello_pago_existe(case: Case) -> Iterator[Finding]:
    """SelloPago existe cuando existe TipoCadPago.

    Source: Matriz de errores de Pagos 2.0, revisión B.
    Applies to: pago20:Pago
    Fails: <pago20:Pago TipoCadPago="01" CertPago="Y2Vy" CadPago="||1||"/>
    Passes: <pago20:Pago TipoCadPago="01" CertPago="Y2Vy" CadPago="||1||" SelloPago="c2VsbG8="/>
    """
    for path, pago in case.pagos:
        if pago.tipo_cad_pago is not None and pago.sello_pago is None:
            yield _missing_proof(case, "CRP20234", path, "SelloPago")


@rule("CRP20235")
def sin_sello_pago(case: Case) -> Iterator[Finding]:
    """SelloPago no existe sin TipoCadPago.

    Source: Matriz de errores de Pagos 2.0, revisión B.
    Applies to: pago20:Pago
    Fails: <pago20:Pago SelloPago="c2VsbG8="/>
    Passes: <pago20:Pago TipoCadPago="01" CertPago="Y2Vy" CadPago="||1||" SelloPago="c2VsbG8="/>
    """
    for path, pago in case.pagos:
        if pago.tipo_cad_pago is None:
            yield from absent(
                case, "CRP20235", f"{path}/@SelloPago", pago.sello_pago, when="sin TipoCadPago"
            )


@rule("CRP20999")
def claves_del_complemento(case: Case) -> Iterator[Finding]:
    """Las claves del complemento que no tienen código propio existen en su catálogo.

    Source: Matriz de errores de Pagos 2.0, revisión B: CRP20999 es el error no clasificado de
        estructura y catálogos; lo demás de la estructura se dice con CFDI40999.
    Applies to: FormaDePagoP, MonedaP, TipoCadPago, MonedaDR y TipoFactorP
    Fails: <pago20:Pago FormaDePagoP="77"/>
    Passes: <pago20:Pago FormaDePagoP="03"/>
    """
    code = "CRP20999"
    for path, pago in case.pagos:
        forma, moneda = pago.forma_de_pago_p, pago.moneda_p
        yield from in_catalog(case, code, f"{path}/@FormaDePagoP", forma, catalog="c_FormaPago")
        yield from in_catalog(case, code, f"{path}/@MonedaP", moneda, catalog="c_Moneda")
        tipo = pago.tipo_cad_pago
        yield from in_catalog(case, code, f"{path}/@TipoCadPago", tipo, catalog="c_TipoCadenaPago")
    monedas = catalogs.get("c_Moneda").keys_in_force(case.day)
    for path, _, docto in case.documentos:
        if docto.moneda_dr not in monedas:
            moneda = docto.moneda_dr
            yield from in_catalog(case, code, f"{path}/@MonedaDR", moneda, catalog="c_Moneda")
    for path, traslado in case.traslados_p:
        factor = traslado.tipo_factor_p
        yield from in_catalog(case, code, f"{path}/@TipoFactorP", factor, catalog="c_TipoFactor")


def _with_forma(case: Case) -> Iterator[tuple[str, Pago, FormaPago]]:
    """Give every payment whose form says what bank data it may carry: not 99, nor one unknown."""
    formas = catalogs.get(catalogs.FormaPago)
    for path, pago in case.pagos:
        forma = formas.get(pago.forma_de_pago_p, on=case.day)
        if forma is not None and forma.key != _POR_DEFINIR:
            yield path, pago, forma


def _with(forma: FormaPago) -> str:
    return f"con FormaDePagoP {forma.key} ({forma.text})"


def _not_admitted(case: Case, code: str, path: str, value: str, forma: FormaPago) -> Finding:
    name = path.rpartition("@")[2]
    doubtful = forma.key == _DINERO_ELECTRONICO
    return case.finding(
        code,
        path,
        value=value,
        expected="que no exista",
        severity=Severity.WARNING if doubtful else Severity.ERROR,
        message=f"«{name}» no debe existir {_with(forma)}"
        + (": el catálogo c_FormaPago no lo admite" if doubtful else ""),
    )


def _missing_proof(case: Case, code: str, path: str, name: str) -> Finding:
    return case.finding(
        code,
        path,
        value=None,
        expected="el dato del comprobante de la transferencia",
        message=f"Falta «{name}», obligatorio con TipoCadPago",
    )


RULES: Final[tuple[Rule, ...]] = (
    total_retenciones_iva,
    total_retenciones_isr,
    total_retenciones_ieps,
    total_traslados_base_iva16,
    total_traslados_impuesto_iva16,
    total_traslados_base_iva8,
    total_traslados_impuesto_iva8,
    total_traslados_base_iva0,
    total_traslados_impuesto_iva0,
    total_traslados_base_iva_exento,
    monto_total_pagos,
    forma_de_pago_definida,
    moneda_p_no_es_xxx,
    tipo_cambio_p_existe,
    tipo_cambio_p_es_uno,
    tipo_cambio_p_dentro_de_limites,
    lo_pagado_cabe_en_el_monto,
    monto_mayor_que_cero,
    decimales_del_monto,
    monto_dentro_del_limite,
    sin_rfc_emisor_cta_ord,
    rfc_emisor_cta_ord_inscrito,
    nombre_del_banco_extranjero,
    sin_cta_ordenante,
    patron_de_cta_ordenante,
    patron_de_cta_beneficiario,
    sin_rfc_emisor_cta_ben,
    sin_cta_beneficiario,
    tipo_cad_pago_solo_en_transferencias,
    cert_pago_existe,
    sin_cert_pago,
    cad_pago_existe,
    sin_cad_pago,
    sello_pago_existe,
    sin_sello_pago,
    claves_del_complemento,
)
"""The rules of this module, in order of code."""
