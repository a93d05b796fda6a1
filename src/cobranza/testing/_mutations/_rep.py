"""Mutations of a comprobante of type P: its own attributes and its only concepto."""

from __future__ import annotations

from typing import Final

from cobranza.testing._mutations._edits import drop, insert, insert_after, put, repeat
from cobranza.testing._mutations._mutation import Mutation, mutating

__all__: list[str] = []

_P: Final = "@TipoDeComprobante='P'"
_CONCEPTO: Final = "cfdi:Conceptos/cfdi:Concepto"


def _set(codes: str, name: str, description: str, attribute: str, value: str) -> Mutation:
    """Declare a mutation that gives one attribute of a REP a value."""
    return mutating(codes, name, description, put(attribute, value), base="pago", when=_P)


MUTATIONS: Final[tuple[Mutation, ...]] = (
    mutating(
        "CFDI140230",
        "pago-sin-complemento",
        "Falta el complemento de pagos",
        drop("cfdi:Complemento/pago20:Pagos"),
        base="pago",
    ),
    mutating(
        "CRP20101",
        "traslado-con-pagos",
        "El complemento de pagos va en un traslado",
        put("@TipoDeComprobante", "T"),
        base="pago",
        when=f"{_P} and not(cfdi:CfdiRelacionados)",
    ),
    _set("CRP20102", "pago-de-exportacion", "Exportacion no es 01", "@Exportacion", "03"),
    _set(
        "CFDI40109 CFDI40119 CRP20103",
        "pago-con-subtotal",
        "SubTotal no es cero",
        "@SubTotal",
        "1",
    ),
    _set(
        "CFDI40107 CRP20103",
        "pago-con-subtotal-de-cero-con-decimales",
        "SubTotal está escrito 0.00",
        "@SubTotal",
        "0.00",
    ),
    _set("CRP20104", "pago-con-moneda", "Moneda no es XXX", "@Moneda", "MXN"),
    _set("CFDI40103 CRP20105", "pago-con-forma", "FormaPago existe", "@FormaPago", "03"),
    _set("CFDI40125 CRP20106", "pago-con-metodo", "MetodoPago existe", "@MetodoPago", "PUE"),
    _set(
        "CRP20107",
        "pago-con-condiciones",
        "CondicionesDePago existe",
        "@CondicionesDePago",
        "30 DIAS",
    ),
    _set("CRP20108", "pago-con-descuento", "Descuento existe", "@Descuento", "0"),
    _set("CFDI40116 CRP20109", "pago-con-tipo-de-cambio", "TipoCambio existe", "@TipoCambio", "1"),
    _set("CRP20110", "pago-con-total-de-cero-con-decimales", "Total es 0.00", "@Total", "0.00"),
    _set("CFDI40119 CRP20110", "pago-con-total", "Total no es cero", "@Total", "1"),
    mutating(
        "CRP20111",
        "pago-de-dos-conceptos",
        "Hay dos conceptos",
        repeat(_CONCEPTO),
        base="pago",
        when=_P,
    ),
    mutating(
        "CRP20112",
        "pago-con-cuenta-predial",
        "El concepto lleva otro nodo",
        insert(_CONCEPTO, '<cfdi:CuentaPredial Numero="1234567890"/>'),
        base="pago",
        when=_P,
    ),
    _set(
        "CRP20113",
        "pago-de-otro-producto",
        "ClaveProdServ no es 84111506",
        f"{_CONCEPTO}/@ClaveProdServ",
        "01010101",
    ),
    _set(
        "CRP20114",
        "pago-con-identificacion",
        "NoIdentificacion existe",
        f"{_CONCEPTO}/@NoIdentificacion",
        "1",
    ),
    _set("CRP20115", "pago-de-dos", "Cantidad no es 1", f"{_CONCEPTO}/@Cantidad", "2"),
    _set(
        "CRP20116",
        "pago-en-otra-unidad",
        "ClaveUnidad no es ACT",
        f"{_CONCEPTO}/@ClaveUnidad",
        "E48",
    ),
    _set("CRP20117", "pago-con-unidad", "Unidad existe", f"{_CONCEPTO}/@Unidad", "Actividad"),
    _set(
        "CRP20118",
        "pago-con-otra-descripcion",
        "Descripcion no es Pago",
        f"{_CONCEPTO}/@Descripcion",
        "Abono",
    ),
    _set(
        "CRP20119",
        "pago-con-valor-unitario",
        "ValorUnitario no es cero",
        f"{_CONCEPTO}/@ValorUnitario",
        "1",
    ),
    _set("CRP20120", "pago-con-importe", "Importe no es cero", f"{_CONCEPTO}/@Importe", "1"),
    _set(
        "CFDI40111 CRP20121",
        "pago-con-descuento-en-el-concepto",
        "El concepto lleva Descuento",
        f"{_CONCEPTO}/@Descuento",
        "0",
    ),
    _set(
        "CRP20122", "pago-objeto-de-impuesto", "ObjetoImp no es 01", f"{_CONCEPTO}/@ObjetoImp", "03"
    ),
    mutating(
        "CFDI40201 CRP20123",
        "pago-con-impuestos",
        "El nodo Impuestos existe",
        insert_after("cfdi:Conceptos", "<cfdi:Impuestos/>"),
        base="pago",
        when=_P,
    ),
)
"""In order of code."""
