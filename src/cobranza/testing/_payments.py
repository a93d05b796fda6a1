"""Payments as Pagos 2.0: what each settles, its taxes, its totals in MXN.

The taxes follow from what is printed: BaseDR is the invoice's base in proportion to what is paid,
ImporteDR = BaseDR x rate, and BaseP and ImporteP are the sums over EquivalenciaDR, each with six
decimals; the totals in MXN are rounded once, to the cent.

Source: SAT, guide to filling in Pagos 2.0.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Final

import attrs

from cobranza.cfdi.pagos import (
    DoctoRelacionado,
    ImpuestosDR,
    ImpuestosP,
    Pago,
    Pagos,
    Totales,
    TrasladoDR,
    TrasladoP,
)
from cobranza.testing._company import EXEMPT, IVA_0, IVA_8, IVA_16, usd_rate
from cobranza.testing._documents import FACTORS, IVA
from cobranza.testing._orders import Order, Tax, half_up, sum_taxes
from cobranza.testing._truth import decimal_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cobranza.testing._orders import Rate

__all__: list[str] = []

_ONE: Final = Decimal(1)
_MXN: Final = "MXN"
_PLACES: Final = 10
"""Decimals of EquivalenciaDR."""
_UNIT: Final = 10_000_000_000
"""One, in units of its last decimal."""


@attrs.frozen(kw_only=True)
class Application:
    """What a payment says of one invoice, in cents of `currency` (MonedaDR)."""

    order: Order
    currency: str
    installment: int
    previous: int
    paid: int
    remaining: int
    base_percent: int = 100


@attrs.frozen(kw_only=True)
class Settlement:
    """One payment of a customer: when, how, in what currency, and what it settles.

    `unassigned` is what it leaves over, in cents of its currency. All `applications` are in one
    currency.
    """

    paid_on: datetime
    form: str
    currency: str
    operation: str
    applications: tuple[Application, ...]
    unassigned: int = 0

    @property
    def rate(self) -> int:
        """MXN for a dollar on the day of the payment, in ten-thousandths."""
        return usd_rate(self.paid_on.date())

    @property
    def bought(self) -> int:
        """EquivalenciaDR in units of its last decimal: the invoices' currency for the payment's."""
        owed = self.applications[0].currency
        if owed == self.currency:
            return _UNIT
        if owed == _MXN:
            return self.rate * _UNIT // 10**4
        return half_up(_UNIT * 10**4, self.rate)

    def worth(self, paid: int) -> int:
        """Turn cents of the invoices' currency into cents of the payment's."""
        owed = self.applications[0].currency
        if owed == self.currency:
            return paid
        if owed == _MXN:
            return half_up(paid * 10**4, self.rate)
        return half_up(paid * self.rate, 10**4)

    def pesos(self, paid: int) -> int:
        """Turn cents of the invoices' currency into cents of MXN, at the rate of the payment."""
        owed = self.applications[0].currency
        return paid if owed == _MXN else half_up(paid * self.rate, 10**4)


def pagos(settlement: Settlement) -> Pagos:
    """Build the complement of one payment."""
    currency, applications, bought = settlement.currency, settlement.applications, settlement.bought
    to_mxn = 10**4 if currency == _MXN else settlement.rate
    paid = sum(application.paid for application in applications)
    amount = settlement.worth(paid) + settlement.unassigned
    same = applications[0].currency == currency
    equivalence = _ONE if same else decimal_of(bought, _PLACES)
    shares = [_shares(application) for application in applications]
    owed_taxes = sum_taxes(item for share in shares for item in share.items())
    taxes = {
        key: Tax(half_up(each.base * _UNIT, bought), half_up(each.tax * _UNIT, bought))
        for key, each in owed_taxes.items()
    }
    pago = Pago(
        fecha_pago=settlement.paid_on,
        forma_de_pago_p=settlement.form,
        moneda_p=currency,
        tipo_cambio_p=_ONE if currency == _MXN else decimal_of(settlement.rate, 4),
        monto=decimal_of(amount, 2),
        num_operacion=settlement.operation,
        docto_relacionado=tuple(
            _docto(application, share, equivalence)
            for application, share in zip(applications, shares, strict=True)
        ),
        impuestos_p=ImpuestosP(traslados_p=tuple(map(_traslado_p, taxes, taxes.values()))),
    )
    return Pagos(totales=_totales(taxes, half_up(amount * to_mxn, 10**4), to_mxn), pago=(pago,))


def _shares(application: Application) -> dict[Rate, Tax]:
    """Give BaseDR and ImporteDR by rate, in millionths."""
    order = application.order
    shares: dict[Rate, Tax] = {}
    for rate, each in order.taxes.items():
        # The share of a rate in a total is the same in any currency.
        part = each.base * application.base_percent * 100
        base = half_up(part * application.paid, order.total)
        shares[rate] = Tax(base, half_up(base * (rate or 0), 10**6))
    return shares


def _docto(
    application: Application, share: Mapping[Rate, Tax], equivalence: Decimal
) -> DoctoRelacionado:
    order = application.order
    return DoctoRelacionado(
        id_documento=order.identity.uuid,
        serie=order.identity.serie,
        folio=order.identity.folio,
        moneda_dr=application.currency,
        equivalencia_dr=equivalence,
        num_parcialidad=application.installment,
        imp_saldo_ant=decimal_of(application.previous, 2),
        imp_pagado=decimal_of(application.paid, 2),
        imp_saldo_insoluto=decimal_of(application.remaining, 2),
        objeto_imp_dr="02",
        impuestos_dr=ImpuestosDR(traslados_dr=tuple(map(_traslado_dr, share, share.values()))),
    )


def _traslado_dr(rate: Rate, millionths: Tax) -> TrasladoDR:
    tipo_factor, tasa = FACTORS[rate]
    return TrasladoDR(
        base_dr=decimal_of(millionths.base, 6),
        impuesto_dr=IVA,
        tipo_factor_dr=tipo_factor,
        tasa_o_cuota_dr=tasa,
        importe_dr=None if tasa is None else decimal_of(millionths.tax, 6),
    )


def _traslado_p(rate: Rate, millionths: Tax) -> TrasladoP:
    tipo_factor, tasa = FACTORS[rate]
    return TrasladoP(
        base_p=decimal_of(millionths.base, 6),
        impuesto_p=IVA,
        tipo_factor_p=tipo_factor,
        tasa_o_cuota_p=tasa,
        importe_p=None if tasa is None else decimal_of(millionths.tax, 6),
    )


def _totales(taxes: Mapping[Rate, Tax], cents: int, to_mxn: int) -> Totales:
    """Sum a payment of `cents` of MXN up; `taxes` in millionths, `to_mxn` in ten-thousandths."""

    def base(rate: Rate) -> Decimal | None:
        return mxn(taxes[rate].base) if rate in taxes else None

    def tax(rate: Rate) -> Decimal | None:
        return mxn(taxes[rate].tax) if rate in taxes else None

    def mxn(millionths: int) -> Decimal:
        return decimal_of(half_up(millionths * to_mxn, 10**8), 2)

    return Totales(
        total_traslados_base_iva16=base(IVA_16),
        total_traslados_impuesto_iva16=tax(IVA_16),
        total_traslados_base_iva8=base(IVA_8),
        total_traslados_impuesto_iva8=tax(IVA_8),
        total_traslados_base_iva0=base(IVA_0),
        total_traslados_impuesto_iva0=tax(IVA_0),
        total_traslados_base_iva_exento=base(EXEMPT),
        monto_total_pagos=decimal_of(cents, 2),
    )
