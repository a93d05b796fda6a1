"""A comprobante with the Pagos complement (REP): what its own attributes and its concepto must be.

Source: SAT's matrix of errors of Pagos 2.0. Its rules hold for whatever carries the complement,
also for a document of another type, which CRP20101 says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cobranza.cfdi.report import Severity
from cobranza.cfdi.rules._case import ROOT
from cobranza.cfdi.rules._checks import absent, last_name, number_written
from cobranza.cfdi.rules._rule import Rule, rule

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from cobranza.cfdi.comprobante import Concepto
    from cobranza.cfdi.report import Finding
    from cobranza.cfdi.rules._case import Case

__all__: list[str] = []

_WHEN: Final = "en un comprobante con complemento de pagos"


@rule("CFDI140230")
def existe_el_complemento_de_pagos(case: Case) -> Iterator[Finding]:
    """Un comprobante de tipo P lleva el complemento de pagos 2.0.

    Source: Guía de llenado de Pagos 2.0; el código, en respuestas de un PAC (SW sapien).
    Applies to: tipo P
    Fails: <cfdi:Comprobante TipoDeComprobante="P"><!-- sin pago20:Pagos --></cfdi:Comprobante>
    Passes: <cfdi:Comprobante TipoDeComprobante="P"><cfdi:Complemento><pago20:Pagos/></cfdi:Complemento></cfdi:Comprobante>
    """  # noqa: E501 - one line of XML
    if case.tipo == "P" and case.complemento_de_pagos is None:
        yield case.finding(
            "CFDI140230",
            ROOT,
            value=None,
            expected="cfdi:Complemento con pago20:Pagos",
            message="Falta el complemento de pagos 2.0, obligatorio en un comprobante de tipo P",
        )


@rule("CRP20101")
def tipo_de_comprobante_es_p(case: Case) -> Iterator[Finding]:
    """El complemento de pagos sólo va en un comprobante de tipo P.

    Source: Matriz de errores de Pagos 2.0, revisión B.
    Applies to: comprobantes con pago20:Pagos
    Fails: <cfdi:Comprobante TipoDeComprobante="I"/>
    Passes: <cfdi:Comprobante TipoDeComprobante="P"/>
    """
    return _must_be(case, "CRP20101", "@TipoDeComprobante", case.tipo, "P")


@rule("CRP20102")
def exportacion_es_01(case: Case) -> Iterator[Finding]:
    """Exportacion es 01 en un comprobante con complemento de pagos.

    Source: Matriz de errores de Pagos 2.0, revisión B.
    Applies to: comprobantes con pago20:Pagos
    Fails: <cfdi:Comprobante TipoDeComprobante="P" Exportacion="02"/>
    Passes: <cfdi:Comprobante TipoDeComprobante="P" Exportacion="01"/>
    """
    return _must_be(case, "CRP20102", "@Exportacion", case.comprobante.exportacion, "01")


@rule("CRP20103")
def sub_total_es_cero(case: Case) -> Iterator[Finding]:
    """SubTotal es 0 en un comprobante con complemento de pagos.

    Source: Matriz de errores de Pagos 2.0, revisión B. Pide el valor cero «0»; un PAC (Dinvbox)
        rechaza también 0.00, igual en número: advertencia.
    Applies to: comprobantes con pago20:Pagos
    Fails: <cfdi:Comprobante TipoDeComprobante="P" SubTotal="100.00"/>
    Passes: <cfdi:Comprobante TipoDeComprobante="P" SubTotal="0"/>
    """
    return _number(case, "CRP20103", "@SubTotal", case.comprobante.sub_total, "0")


@rule("CRP20104")
def moneda_es_xxx(case: Case) -> Iterator[Finding]:
    """Moneda es XXX en un comprobante con complemento de pagos.

    Source: Matriz de errores de Pagos 2.0, revisión B.
    Applies to: comprobantes con pago20:Pagos
    Fails: <cfdi:Comprobante TipoDeComprobante="P" Moneda="MXN"/>
    Passes: <cfdi:Comprobante TipoDeComprobante="P" Moneda="XXX"/>
    """
    return _must_be(case, "CRP20104", "@Moneda", case.comprobante.moneda, "XXX")


@rule("CRP20105")
def sin_forma_pago(case: Case) -> Iterator[Finding]:
    """FormaPago no existe en un comprobante con complemento de pagos.

    Source: Matriz de errores de Pagos 2.0, revisión B.
    Applies to: comprobantes con pago20:Pagos
    Fails: <cfdi:Comprobante TipoDeComprobante="P" FormaPago="03"/>
    Passes: <cfdi:Comprobante TipoDeComprobante="P"/>
    """
    return _must_not_exist(case, "CRP20105", "@FormaPago", case.comprobante.forma_pago)


@rule("CRP20106")
def sin_metodo_pago(case: Case) -> Iterator[Finding]:
    """MetodoPago no existe en un comprobante con complemento de pagos.

    Source: Matriz de errores de Pagos 2.0, revisión B.
    Applies to: comprobantes con pago20:Pagos
    Fails: <cfdi:Comprobante TipoDeComprobante="P" MetodoPago="PPD"/>
    Passes: <cfdi:Comprobante TipoDeComprobante="P"/>
    """
    return _must_not_exist(case, "CRP20106", "@MetodoPago", case.comprobante.metodo_pago)


@rule("CRP20107")
def sin_condiciones_de_pago(case: Case) -> Iterator[Finding]:
    """CondicionesDePago no existe en un comprobante con complemento de pagos.

    Source: Matriz de errores de Pagos 2.0, revisión B.
    Applies to: comprobantes con pago20:Pagos
    Fails: <cfdi:Comprobante TipoDeComprobante="P" CondicionesDePago="30 días"/>
    Passes: <cfdi:Comprobante TipoDeComprobante="P"/>
    """
    value = case.comprobante.condiciones_de_pago
    return _must_not_exist(case, "CRP20107", "@CondicionesDePago", value)


@rule("CRP20108")
def sin_descuento(case: Case) -> Iterator[Finding]:
    """Descuento no existe en un comprobante con complemento de pagos.

    Source: Matriz de errores de Pagos 2.0, revisión B.
    Applies to: comprobantes con pago20:Pagos
    Fails: <cfdi:Comprobante TipoDeComprobante="P" Descuento="0"/>
    Passes: <cfdi:Comprobante TipoDeComprobante="P"/>
    """
    return _must_not_exist(case, "CRP20108", "@Descuento", case.comprobante.descuento)


@rule("CRP20109")
def sin_tipo_cambio(case: Case) -> Iterator[Finding]:
    """TipoCambio no existe en un comprobante con complemento de pagos.

    Source: Matriz de errores de Pagos 2.0, revisión B.
    Applies to: comprobantes con pago20:Pagos
    Fails: <cfdi:Comprobante TipoDeComprobante="P" TipoCambio="1"/>
    Passes: <cfdi:Comprobante TipoDeComprobante="P"/>
    """
    return _must_not_exist(case, "CRP20109", "@TipoCambio", case.comprobante.tipo_cambio)


@rule("CRP20110")
def total_es_cero(case: Case) -> Iterator[Finding]:
    """Total es 0 en un comprobante con complemento de pagos.

    Source: Matriz de errores de Pagos 2.0, revisión B. Pide el valor cero «0»; un PAC (Dinvbox)
        rechaza también 0.00, igual en número: advertencia.
    Applies to: comprobantes con pago20:Pagos
    Fails: <cfdi:Comprobante TipoDeComprobante="P" Total="116.00"/>
    Passes: <cfdi:Comprobante TipoDeComprobante="P" Total="0"/>
    """
    return _number(case, "CRP20110", "@Total", case.comprobante.total, "0")


@rule("CRP20111")
def un_solo_concepto(case: Case) -> Iterator[Finding]:
    """Hay un solo Concepto en un comprobante con complemento de pagos.

    Source: Matriz de errores de Pagos 2.0, revisión B.
    Applies to: comprobantes con pago20:Pagos
    Fails: <cfdi:Conceptos><cfdi:Concepto/><cfdi:Concepto/></cfdi:Conceptos>
    Passes: <cfdi:Conceptos><cfdi:Concepto/></cfdi:Conceptos>
    """
    count = len(case.comprobante.conceptos)
    if case.complemento_de_pagos is not None and count != 1:
        yield case.finding(
            "CRP20111",
            "cfdi:Conceptos" if count else ROOT,
            value=count,
            expected="1",
            message=f"«Conceptos» tiene {count} nodos Concepto; {_WHEN} debe tener uno",
        )


@rule("CRP20112")
def el_concepto_no_tiene_hijos(case: Case) -> Iterator[Finding]:
    """El Concepto no tiene más nodo hijo que ACuentaTerceros.

    Source: Matriz de errores de Pagos 2.0, revisión B. «Si no existe el nodo AcuentaTerceros, no se
        deben registrar apartados dentro de Conceptos»: otro hijo junto a ACuentaTerceros es una
        advertencia, porque la frase se lee también como que entonces se admite.
    Applies to: comprobantes con pago20:Pagos
    Fails: <cfdi:Concepto><cfdi:Impuestos/></cfdi:Concepto>
    Passes: <cfdi:Concepto><cfdi:ACuentaTerceros/></cfdi:Concepto>
    """
    for path, concepto in _conceptos(case):
        for name, child in (
            ("Impuestos", concepto.impuestos),
            ("InformacionAduanera", concepto.informacion_aduanera),
            ("CuentaPredial", concepto.cuenta_predial),
            ("ComplementoConcepto", concepto.complemento_concepto),
            ("Parte", concepto.parte),
        ):
            if child is None or child == ():
                continue
            alone = concepto.a_cuenta_terceros is None
            yield case.finding(
                "CRP20112",
                f"{path}/cfdi:{name}",
                value=None,
                expected="que no exista",
                severity=Severity.ERROR if alone else Severity.WARNING,
                message=f"«{name}» no debe existir en el concepto; {_WHEN} sólo se admite "
                "ACuentaTerceros",
            )


@rule("CRP20113")
def clave_prod_serv_es_84111506(case: Case) -> Iterator[Finding]:
    """ClaveProdServ es 84111506 (servicios de facturación).

    Source: Matriz de errores de Pagos 2.0, revisión B.
    Applies to: comprobantes con pago20:Pagos
    Fails: <cfdi:Concepto ClaveProdServ="01010101"/>
    Passes: <cfdi:Concepto ClaveProdServ="84111506"/>
    """
    for path, concepto in _conceptos(case):
        value = concepto.clave_prod_serv
        yield from _must_be(case, "CRP20113", f"{path}/@ClaveProdServ", value, "84111506")


@rule("CRP20114")
def sin_no_identificacion(case: Case) -> Iterator[Finding]:
    """NoIdentificacion no existe en el concepto.

    Source: Matriz de errores de Pagos 2.0, revisión B.
    Applies to: comprobantes con pago20:Pagos
    Fails: <cfdi:Concepto NoIdentificacion="1"/>
    Passes: <cfdi:Concepto/>
    """
    for path, concepto in _conceptos(case):
        value = concepto.no_identificacion
        yield from _must_not_exist(case, "CRP20114", f"{path}/@NoIdentificacion", value)


@rule("CRP20115")
def cantidad_es_uno(case: Case) -> Iterator[Finding]:
    """Cantidad es 1.

    Source: Matriz de errores de Pagos 2.0, revisión B. Pide el valor «1»: 1.00, igual en número, es
        una advertencia.
    Applies to: comprobantes con pago20:Pagos
    Fails: <cfdi:Concepto Cantidad="2"/>
    Passes: <cfdi:Concepto Cantidad="1"/>
    """
    for path, concepto in _conceptos(case):
        yield from _number(case, "CRP20115", f"{path}/@Cantidad", concepto.cantidad, "1")


@rule("CRP20116")
def clave_unidad_es_act(case: Case) -> Iterator[Finding]:
    """ClaveUnidad es ACT (actividad).

    Source: Matriz de errores de Pagos 2.0, revisión B.
    Applies to: comprobantes con pago20:Pagos
    Fails: <cfdi:Concepto ClaveUnidad="H87"/>
    Passes: <cfdi:Concepto ClaveUnidad="ACT"/>
    """
    for path, concepto in _conceptos(case):
        value = concepto.clave_unidad
        yield from _must_be(case, "CRP20116", f"{path}/@ClaveUnidad", value, "ACT")


@rule("CRP20117")
def sin_unidad(case: Case) -> Iterator[Finding]:
    """Unidad no existe en el concepto.

    Source: Matriz de errores de Pagos 2.0, revisión B.
    Applies to: comprobantes con pago20:Pagos
    Fails: <cfdi:Concepto Unidad="Actividad"/>
    Passes: <cfdi:Concepto/>
    """
    for path, concepto in _conceptos(case):
        yield from _must_not_exist(case, "CRP20117", f"{path}/@Unidad", concepto.unidad)


@rule("CRP20118")
def descripcion_es_pago(case: Case) -> Iterator[Finding]:
    """Descripcion es Pago.

    Source: Matriz de errores de Pagos 2.0, revisión B.
    Applies to: comprobantes con pago20:Pagos
    Fails: <cfdi:Concepto Descripcion="PAGO"/>
    Passes: <cfdi:Concepto Descripcion="Pago"/>
    """
    for path, concepto in _conceptos(case):
        value = concepto.descripcion
        yield from _must_be(case, "CRP20118", f"{path}/@Descripcion", value, "Pago")


@rule("CRP20119")
def valor_unitario_es_cero(case: Case) -> Iterator[Finding]:
    """ValorUnitario es 0.

    Source: Matriz de errores de Pagos 2.0, revisión B. Pide el valor cero «0»: 0.00, igual en
        número, es una advertencia.
    Applies to: comprobantes con pago20:Pagos
    Fails: <cfdi:Concepto ValorUnitario="100.00"/>
    Passes: <cfdi:Concepto ValorUnitario="0"/>
    """
    for path, concepto in _conceptos(case):
        value = concepto.valor_unitario
        yield from _number(case, "CRP20119", f"{path}/@ValorUnitario", value, "0")


@rule("CRP20120")
def importe_es_cero(case: Case) -> Iterator[Finding]:
    """Importe del concepto es 0.

    Source: Matriz de errores de Pagos 2.0, revisión B. Pide el valor cero «0»: 0.00, igual en
        número, es una advertencia.
    Applies to: comprobantes con pago20:Pagos
    Fails: <cfdi:Concepto Importe="100.00"/>
    Passes: <cfdi:Concepto Importe="0"/>
    """
    for path, concepto in _conceptos(case):
        yield from _number(case, "CRP20120", f"{path}/@Importe", concepto.importe, "0")


@rule("CRP20121")
def sin_descuento_en_el_concepto(case: Case) -> Iterator[Finding]:
    """Descuento no existe en el concepto.

    Source: Matriz de errores de Pagos 2.0, revisión B.
    Applies to: comprobantes con pago20:Pagos
    Fails: <cfdi:Concepto Descuento="0"/>
    Passes: <cfdi:Concepto/>
    """
    for path, concepto in _conceptos(case):
        yield from _must_not_exist(case, "CRP20121", f"{path}/@Descuento", concepto.descuento)


@rule("CRP20122")
def objeto_imp_es_01(case: Case) -> Iterator[Finding]:
    """ObjetoImp es 01 (no objeto de impuesto).

    Source: Matriz de errores de Pagos 2.0, revisión B.
    Applies to: comprobantes con pago20:Pagos
    Fails: <cfdi:Concepto ObjetoImp="02"/>
    Passes: <cfdi:Concepto ObjetoImp="01"/>
    """
    for path, concepto in _conceptos(case):
        yield from _must_be(case, "CRP20122", f"{path}/@ObjetoImp", concepto.objeto_imp, "01")


@rule("CRP20123")
def sin_impuestos(case: Case) -> Iterator[Finding]:
    """El nodo Impuestos del comprobante no existe.

    Source: Matriz de errores de Pagos 2.0, revisión B. Los impuestos del concepto son de CRP20112.
    Applies to: comprobantes con pago20:Pagos
    Fails: <cfdi:Comprobante TipoDeComprobante="P"><cfdi:Impuestos/></cfdi:Comprobante>
    Passes: <cfdi:Comprobante TipoDeComprobante="P"/>
    """
    return _must_not_exist(case, "CRP20123", "cfdi:Impuestos", case.comprobante.impuestos)


def _conceptos(case: Case) -> tuple[tuple[str, Concepto], ...]:
    return () if case.complemento_de_pagos is None else case.conceptos


def _must_be(case: Case, code: str, path: str, value: str, expected: str) -> Iterator[Finding]:
    if case.complemento_de_pagos is None or value == expected:
        return
    yield case.finding(
        code,
        path,
        value=value,
        expected=expected,
        message=f"«{last_name(path)}» es {value!r}; {_WHEN} debe ser {expected!r}",
    )


def _must_not_exist(case: Case, code: str, path: str, value: object) -> Iterator[Finding]:
    if case.complemento_de_pagos is not None:
        yield from absent(case, code, path, value, when=_WHEN)


def _number(case: Case, code: str, path: str, value: Decimal, text: str) -> Iterator[Finding]:
    if case.complemento_de_pagos is not None:
        yield from number_written(case, code, path, value, text, when=_WHEN)


RULES: Final[tuple[Rule, ...]] = (
    existe_el_complemento_de_pagos,
    tipo_de_comprobante_es_p,
    exportacion_es_01,
    sub_total_es_cero,
    moneda_es_xxx,
    sin_forma_pago,
    sin_metodo_pago,
    sin_condiciones_de_pago,
    sin_descuento,
    sin_tipo_cambio,
    total_es_cero,
    un_solo_concepto,
    el_concepto_no_tiene_hijos,
    clave_prod_serv_es_84111506,
    sin_no_identificacion,
    cantidad_es_uno,
    clave_unidad_es_act,
    sin_unidad,
    descripcion_es_pago,
    valor_unitario_es_cero,
    importe_es_cero,
    sin_descuento_en_el_concepto,
    objeto_imp_es_01,
    sin_impuestos,
)
"""The rules of this module, in order of code."""
