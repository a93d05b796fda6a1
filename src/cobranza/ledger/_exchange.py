"""Amounts of documents in another currency, by the rates that the documents themselves give.

No table of rates is looked up here. A rate that is missing, or not greater than zero, gives `None`,
never a guess. Results are rounded once, half up, to the decimals of the currency they end in.
"""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal
from typing import TYPE_CHECKING, Final

from cobranza.money import decimals, precise, quantize

if TYPE_CHECKING:
    from cobranza.ledger.documents import Application, CreditNote, Invoice, Payment

__all__ = ["applied_amount", "in_payment_currency", "not_assigned", "through_mxn"]

_MXN: Final = "MXN"
_ZERO: Final = Decimal(0)


def through_mxn(
    amount: Decimal,
    source: Invoice | CreditNote | Payment,
    target: Invoice | CreditNote,
) -> Decimal | None:
    """Express an amount of one document in the currency of another, by their TipoCambio."""
    if source.currency == target.currency:
        return amount
    into, out = _mxn_per_unit(source), _mxn_per_unit(target)
    if into is None or out is None:
        return None
    with precise():
        return quantize(amount * into / out, decimals(target.currency))


def in_payment_currency(application: Application, payment: Payment) -> Decimal | None:
    """Express what was paid on an invoice in the currency of the payment, by EquivalenciaDR.

    Source: Pagos 2.0, CRP20265 and following: the amount is ImpPagado / EquivalenciaDR.
    """
    if application.currency == payment.currency:
        return application.paid
    equivalence = application.equivalence
    if equivalence is None or equivalence <= 0:
        return None
    with precise():
        return quantize(application.paid / equivalence, decimals(payment.currency))


def applied_amount(application: Application, payment: Payment, invoice: Invoice) -> Decimal | None:
    """Say by how much an application reduces the invoice, in the invoice's own currency.

    That is ImpPagado when MonedaDR is the currency of the invoice, as it must be.
    """
    if application.currency == invoice.currency:
        return application.paid
    amount = in_payment_currency(application, payment)
    return None if amount is None else through_mxn(amount, payment, invoice)


def not_assigned(payment: Payment) -> Decimal:
    """Give the part of a payment that it assigns to no invoice, in its own currency; 0 for none.

    Across currencies only what exceeds the rounding of EquivalenciaDR counts.

    Source: Pagos 2.0, CRP20217 (one currency: no margin) and CRP20276 (upper limits).
    """
    assigned = most = _ZERO
    with precise():
        for application in payment.applications:
            amount = in_payment_currency(application, payment)
            if amount is None:
                return _ZERO
            assigned += amount
            most += max(amount, _upper_limit(application, payment))
        return payment.amount - assigned if payment.amount > most else _ZERO


def _upper_limit(application: Application, payment: Payment) -> Decimal:
    """Say what an application may be worth at most, given the printed decimals of its rate."""
    rate = application.equivalence
    if application.currency == payment.currency or rate is None:
        return application.paid
    last_digit = Decimal(1).scaleb(int(rate.as_tuple().exponent))
    half_cent = Decimal(1).scaleb(-decimals(application.currency)) / 2
    limit = (application.paid + half_cent) / (rate - last_digit / 2)
    return limit.quantize(Decimal(1).scaleb(-decimals(payment.currency)), rounding=ROUND_CEILING)


def _mxn_per_unit(document: Invoice | CreditNote | Payment) -> Decimal | None:
    """Read TipoCambio; MXN needs none."""
    if document.currency == _MXN:
        return Decimal(1)
    rate = document.exchange_rate
    return rate if rate is not None and rate > 0 else None
