"""What the rules of Pagos 2.0 share: rates of exchange, the totals, and amounts converted.

Source: Pagos20.xsd and SAT's guide to it. TipoCambioP is MXN per unit of MonedaP; EquivalenciaDR is
units of MonedaDR per unit of MonedaP.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Final

import attrs

from cobranza.cfdi.pagos import Pago, Totales
from cobranza.cfdi.rules._amounts import exact_sum, quotient

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cobranza.cfdi.pagos import DoctoRelacionado, TrasladoP

__all__: list[str] = []

MXN: Final = "MXN"
SIN_MONEDA: Final = "XXX"
ISR: Final = "001"
IVA: Final = "002"
IEPS: Final = "003"
TASA: Final = "Tasa"
EXENTO: Final = "Exento"
ONE: Final = Decimal(1)

_IVA16: Final = Decimal("0.160000")
_IVA8: Final = Decimal("0.080000")
_IVA0: Final = Decimal("0.000000")


def mxn_per_unit(pago: Pago) -> Decimal | None:
    """Give the MXN that one unit of MonedaP is: 1 for MXN, None when the payment does not say."""
    return ONE if pago.moneda_p == MXN else pago.tipo_cambio_p


def equivalence(pago: Pago, docto: DoctoRelacionado) -> Decimal | None:
    """Give by what to divide an amount of a document to have it in the payment's currency.

    Between equal currencies it is `ONE`, whatever is written. None when EquivalenciaDR is missing
    or nothing can be divided by it.
    """
    if docto.moneda_dr == pago.moneda_p:
        return ONE
    rate = docto.equivalencia_dr
    return rate if rate is not None and rate > 0 else None


def converted(amounts: Iterable[tuple[Decimal, Decimal]]) -> Decimal:
    """Add up amounts, each divided by its equivalence; exact where there is nothing to divide."""
    same: list[Decimal] = []
    others: defaultdict[Decimal, list[Decimal]] = defaultdict(list)
    for amount, rate in amounts:
        group = same if rate is ONE else others[rate]
        group.append(amount)
    quotients = [quotient(exact_sum(group), rate) for rate, group in others.items()]
    return exact_sum((*same, *quotients))


@attrs.frozen
class Total:
    """One attribute of Totales, and the amounts of a payment that it sums up in MXN."""

    attribute: str
    read: Callable[[Totales], Decimal | None]
    amounts: Callable[[Pago], list[Decimal]]
    what: str


def _retained(pago: Pago, impuesto: str) -> list[Decimal]:
    if pago.impuestos_p is None:
        return []
    retenciones = pago.impuestos_p.retenciones_p
    return [each.importe_p for each in retenciones if each.impuesto_p == impuesto]


def _of_iva(pago: Pago, factor: str, rate: Decimal | None) -> list[TrasladoP]:
    if pago.impuestos_p is None:
        return []
    return [
        each
        for each in pago.impuestos_p.traslados_p
        if each.impuesto_p == IVA
        and each.tipo_factor_p == factor
        and (rate is None or each.tasa_o_cuota_p == rate)
    ]


def _bases(pago: Pago, rate: Decimal) -> list[Decimal]:
    return [each.base_p for each in _of_iva(pago, TASA, rate)]


def _taxes(pago: Pago, rate: Decimal) -> list[Decimal]:
    found = _of_iva(pago, TASA, rate)
    return [each.importe_p for each in found if each.importe_p is not None]


RETENCIONES: Final = {
    "CRP20201": Total(
        "TotalRetencionesIVA",
        lambda totales: totales.total_retenciones_iva,
        lambda pago: _retained(pago, IVA),
        "ImporteP de las retenciones de IVA",
    ),
    "CRP20202": Total(
        "TotalRetencionesISR",
        lambda totales: totales.total_retenciones_isr,
        lambda pago: _retained(pago, ISR),
        "ImporteP de las retenciones de ISR",
    ),
    "CRP20203": Total(
        "TotalRetencionesIEPS",
        lambda totales: totales.total_retenciones_ieps,
        lambda pago: _retained(pago, IEPS),
        "ImporteP de las retenciones de IEPS",
    ),
}
BASES: Final = {
    "CRP20204": Total(
        "TotalTrasladosBaseIVA16",
        lambda totales: totales.total_traslados_base_iva16,
        lambda pago: _bases(pago, _IVA16),
        "BaseP de los traslados de IVA a la tasa 0.160000",
    ),
    "CRP20206": Total(
        "TotalTrasladosBaseIVA8",
        lambda totales: totales.total_traslados_base_iva8,
        lambda pago: _bases(pago, _IVA8),
        "BaseP de los traslados de IVA a la tasa 0.080000",
    ),
    "CRP20208": Total(
        "TotalTrasladosBaseIVA0",
        lambda totales: totales.total_traslados_base_iva0,
        lambda pago: _bases(pago, _IVA0),
        "BaseP de los traslados de IVA a la tasa 0.000000",
    ),
    "CRP20210": Total(
        "TotalTrasladosBaseIVAExento",
        lambda totales: totales.total_traslados_base_iva_exento,
        lambda pago: [each.base_p for each in _of_iva(pago, EXENTO, None)],
        "BaseP de los traslados de IVA exento",
    ),
}
IMPUESTOS: Final = {
    "CRP20205": Total(
        "TotalTrasladosImpuestoIVA16",
        lambda totales: totales.total_traslados_impuesto_iva16,
        lambda pago: _taxes(pago, _IVA16),
        "ImporteP de los traslados de IVA a la tasa 0.160000",
    ),
    "CRP20207": Total(
        "TotalTrasladosImpuestoIVA8",
        lambda totales: totales.total_traslados_impuesto_iva8,
        lambda pago: _taxes(pago, _IVA8),
        "ImporteP de los traslados de IVA a la tasa 0.080000",
    ),
    "CRP20209": Total(
        "TotalTrasladosImpuestoIVA0",
        lambda totales: totales.total_traslados_impuesto_iva0,
        lambda pago: _taxes(pago, _IVA0),
        "ImporteP de los traslados de IVA a la tasa 0.000000",
    ),
}
MONTO: Final = Total(
    "MontoTotalPagos",
    lambda totales: totales.monto_total_pagos,
    lambda pago: [pago.monto],
    "Monto de los pagos",
)
