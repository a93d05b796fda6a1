"""What follows from the lines of a document: SubTotal, Impuestos, Total, Totales.

SAT's arithmetic: amounts are summed exactly as printed and rounded once, half up, to the decimals
of the currency; totals add up what was already rounded.

Source: SAT, Anexo 20, guides to filling in CFDI 4.0 and Pagos 2.0.
"""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import attrs

from cobranza.cfdi.comprobante import Comprobante, Impuestos, Retencion, Traslado
from cobranza.cfdi.implocal import ImpuestosLocales
from cobranza.cfdi.pagos import ImpuestosP, Pago, Pagos, RetencionP, Totales, TrasladoP
from cobranza.money import decimals, precise, quantize

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cobranza.cfdi.comprobante import Concepto

__all__: list[str] = []

ZERO: Final = Decimal(0)
ONE: Final = Decimal(1)
IVA: Final = "002"
RATE_PLACES: Final = 6
"""Decimals with which rates, BaseP and ImporteP are printed."""

TaxKey = tuple[str, str, Decimal | None]
"""Impuesto, TipoFactor and TasaOCuota: what transferred taxes are summed by."""

_TOTALS_OF_IVA: Final[dict[TaxKey, str]] = {
    (IVA, "Tasa", Decimal("0.16")): "iva16",
    (IVA, "Tasa", Decimal("0.08")): "iva8",
    (IVA, "Tasa", Decimal(0)): "iva0",
    (IVA, "Exento", None): "iva_exento",
}
_TOTALS_WITHHELD: Final = {IVA: "iva", "001": "isr", "003": "ieps"}


def sum_up(comprobante: Comprobante) -> Comprobante:
    """Fill SubTotal, Descuento, Impuestos and Total in from the lines and the local taxes."""
    places, conceptos = decimals(comprobante.moneda), comprobante.conceptos
    discounts = [each.descuento for each in conceptos if each.descuento is not None]
    with precise():
        sub_total = quantize(_sum(each.importe for each in conceptos), places)
        descuento = quantize(_sum(discounts), places) if discounts else None
        impuestos = _impuestos(conceptos, places)
        total = sub_total - (descuento or ZERO)
        if impuestos is not None:
            total += impuestos.total_impuestos_trasladados or ZERO
            total -= impuestos.total_impuestos_retenidos or ZERO
        for each in comprobante.complemento:
            if isinstance(each, ImpuestosLocales):
                total += each.totalde_traslados - each.totalde_retenciones
        total = quantize(total, places)
    return attrs.evolve(
        comprobante, sub_total=sub_total, descuento=descuento, impuestos=impuestos, total=total
    )


def _impuestos(conceptos: Iterable[Concepto], places: int) -> Impuestos | None:
    bases: defaultdict[TaxKey, Decimal] = defaultdict(Decimal)
    transferred: defaultdict[TaxKey, Decimal] = defaultdict(Decimal)
    withheld: defaultdict[str, Decimal] = defaultdict(Decimal)
    for concepto in conceptos:
        if concepto.impuestos is None:
            continue
        for traslado in concepto.impuestos.traslados:
            key = (traslado.impuesto, traslado.tipo_factor, traslado.tasa_o_cuota)
            bases[key] += traslado.base
            transferred[key] += traslado.importe or ZERO
        for retencion in concepto.impuestos.retenciones:
            withheld[retencion.impuesto] += retencion.importe
    if not bases and not withheld:
        return None
    retenciones = tuple(
        Retencion(impuesto=impuesto, importe=quantize(importe, places))
        for impuesto, importe in withheld.items()
    )
    traslados = tuple(
        Traslado(
            base=quantize(bases[key], places),
            impuesto=key[0],
            tipo_factor=key[1],
            tasa_o_cuota=key[2],
            importe=None if key[2] is None else quantize(importe, places),
        )
        for key, importe in transferred.items()
    )
    taxed = [each.importe for each in traslados if each.importe is not None]
    return Impuestos(
        total_impuestos_retenidos=_sum(each.importe for each in retenciones) if withheld else None,
        total_impuestos_trasladados=_sum(taxed) if taxed else None,
        retenciones=retenciones,
        traslados=traslados,
    )


def settle(payments: Iterable[Pago]) -> Pagos:
    """Fill ImpuestosP and Totales in from the related documents of each payment."""
    with precise():
        pagos = tuple(attrs.evolve(pago, impuestos_p=_impuestos_p(pago)) for pago in payments)
        return Pagos(totales=_totales(pagos), pago=pagos)


def _impuestos_p(pago: Pago) -> ImpuestosP | None:
    bases: defaultdict[TaxKey, Decimal] = defaultdict(Decimal)
    transferred: defaultdict[TaxKey, Decimal] = defaultdict(Decimal)
    withheld: defaultdict[str, Decimal] = defaultdict(Decimal)
    for docto in pago.docto_relacionado:
        equivalence = docto.equivalencia_dr or ONE
        if docto.impuestos_dr is None:
            continue
        for traslado in docto.impuestos_dr.traslados_dr:
            key = (traslado.impuesto_dr, traslado.tipo_factor_dr, traslado.tasa_o_cuota_dr)
            bases[key] += traslado.base_dr / equivalence
            transferred[key] += (traslado.importe_dr or ZERO) / equivalence
        for retencion in docto.impuestos_dr.retenciones_dr:
            withheld[retencion.impuesto_dr] += retencion.importe_dr / equivalence
    if not bases and not withheld:
        return None
    return ImpuestosP(
        retenciones_p=tuple(
            RetencionP(impuesto_p=impuesto, importe_p=quantize(importe, RATE_PLACES))
            for impuesto, importe in withheld.items()
        ),
        traslados_p=tuple(
            TrasladoP(
                base_p=quantize(bases[key], RATE_PLACES),
                impuesto_p=key[0],
                tipo_factor_p=key[1],
                tasa_o_cuota_p=key[2],
                importe_p=None if key[2] is None else quantize(importe, RATE_PLACES),
            )
            for key, importe in transferred.items()
        ),
    )


def _totales(pagos: tuple[Pago, ...]) -> Totales:
    sums: defaultdict[str, Decimal] = defaultdict(Decimal)
    for pago in pagos:
        rate = pago.tipo_cambio_p or ONE
        sums["monto_total_pagos"] += pago.monto * rate
        if pago.impuestos_p is None:
            continue
        for retencion in pago.impuestos_p.retenciones_p:
            name = f"total_retenciones_{_TOTALS_WITHHELD[retencion.impuesto_p]}"
            sums[name] += retencion.importe_p * rate
        for traslado in pago.impuestos_p.traslados_p:
            key = (traslado.impuesto_p, traslado.tipo_factor_p, traslado.tasa_o_cuota_p)
            kind = _TOTALS_OF_IVA.get(key)
            if kind is None:
                continue
            sums[f"total_traslados_base_{kind}"] += traslado.base_p * rate
            if traslado.importe_p is not None:
                sums[f"total_traslados_impuesto_{kind}"] += traslado.importe_p * rate
    totals: dict[str, Any] = {name: quantize(amount, 2) for name, amount in sums.items()}
    return Totales(**totals)


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, ZERO)
