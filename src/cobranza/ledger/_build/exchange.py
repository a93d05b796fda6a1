"""Amounts of documents in another currency, by the rates that the documents themselves give.

No table of rates is looked up here. A rate that is missing, not greater than zero, or so absurd
that the result is no amount any more, gives `None`, never a guess. Results are rounded once, half
up, to the decimals of the currency they end in. All of it is to be called within
`cobranza.money.precise`.
"""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal
from typing import TYPE_CHECKING, Final

from cobranza.money import decimals, quantize

if TYPE_CHECKING:
    from cobranza.ledger.documents import Application, CreditNote, Invoice, Payment

__all__ = [
    "applied_amount",
    "credit_rate",
    "in_payment_currency",
    "issue_rate",
    "mxn_per_unit",
    "not_assigned",
    "payment_rate",
    "through_mxn",
    "up_to",
]

_MXN: Final = "MXN"
_ONE: Final = Decimal(1)
_ZERO: Final = Decimal(0)
_RATE_PLACES: Final = 10  # those of EquivalenciaDR
_MOST_DIGITS: Final = 18  # integer digits of t_Importe


def through_mxn(
    amount: Decimal,
    source: Invoice | CreditNote | Payment,
    target: Invoice | CreditNote,
) -> Decimal | None:
    """Express an amount of one document in the currency of another, by their TipoCambio."""
    if source.currency == target.currency:
        return amount
    into, out = mxn_per_unit(source), mxn_per_unit(target)
    if into is None or out is None:
        return None
    return _rounded(amount * into / out, decimals(target.currency))


def up_to(
    amount: Decimal, source: CreditNote, target: Invoice, most: Decimal
) -> tuple[Decimal, Decimal] | None:
    """Express an amount of one document in the currency of another, `most` being the limit.

    Gives what that is, and how much of the amount it uses up; `None` when there is no rate.
    """
    offered = through_mxn(amount, source, target)
    if offered is None:
        return None
    if offered <= most:
        return offered, amount
    # The rate that gave `offered` gives its way back too.
    return most, min(amount, through_mxn(most, target, source) or _ZERO)


def in_payment_currency(application: Application, payment: Payment) -> Decimal | None:
    """Express what was paid on an invoice in the currency of the payment, by EquivalenciaDR.

    Source: Pagos 2.0, CRP20265 and following: the amount is ImpPagado / EquivalenciaDR.
    """
    if application.currency == payment.currency:
        return application.paid
    equivalence = application.equivalence
    if equivalence is None or equivalence <= 0:
        return None
    return _rounded(application.paid / equivalence, decimals(payment.currency))


def applied_amount(application: Application, payment: Payment, invoice: Invoice) -> Decimal | None:
    """Say by how much an application reduces the invoice, in the invoice's own currency.

    That is ImpPagado when MonedaDR is the currency of the invoice, as it must be.
    """
    if application.currency == invoice.currency:
        return application.paid
    amount = in_payment_currency(application, payment)
    return None if amount is None else through_mxn(amount, payment, invoice)


def payment_rate(application: Application, payment: Payment, invoice: Invoice) -> Decimal | None:
    """Give the MXN that one unit of the invoice's currency was worth when it was paid.

    That is TipoCambioP / EquivalenciaDR, to ten decimals: the first is MXN for one unit that was
    paid, the second units of the invoice for the same. Between MXN and MXN there is no rate.
    """
    if payment.currency == invoice.currency:
        return None if payment.currency == _MXN else mxn_per_unit(payment)
    if application.currency != invoice.currency:
        return credit_rate(payment, invoice)
    into, equivalence = mxn_per_unit(payment), application.equivalence
    if into is None or equivalence is None or equivalence <= 0:
        return None
    return _rounded(into / equivalence, _RATE_PLACES) or None


def issue_rate(invoice: Invoice) -> Decimal | None:
    """Give the TipoCambio of an invoice, `None` for one in MXN."""
    return None if invoice.currency == _MXN else mxn_per_unit(invoice)


def credit_rate(credit: CreditNote | Payment, invoice: Invoice) -> Decimal | None:
    """Give the rate by which `through_mxn` takes a credit to an invoice, `None` for one in MXN."""
    same = credit.currency == invoice.currency != _MXN
    return mxn_per_unit(credit) if same else issue_rate(invoice)


def not_assigned(payment: Payment) -> Decimal:
    """Give the part of a payment that it assigns to no invoice, in its own currency; 0 for none.

    Across currencies only what exceeds the rounding of EquivalenciaDR counts.

    Source: Pagos 2.0, CRP20217 (one currency: no margin) and CRP20276 (upper limits).
    """
    assigned = most = _ZERO
    for application in payment.applications:
        amount = in_payment_currency(application, payment)
        if amount is None:
            return _ZERO
        assigned += amount
        rate = application.equivalence
        if rate is None or application.currency == payment.currency:
            most += amount
        else:
            most += max(amount, _upper_limit(application, rate, payment))
    return payment.amount - assigned if payment.amount > most else _ZERO


def _upper_limit(application: Application, rate: Decimal, payment: Payment) -> Decimal:
    """Say what an application may be worth at most, given the printed decimals of its rate."""
    last_digit = _ONE.scaleb(int(rate.as_tuple().exponent))
    half_cent = _ONE.scaleb(-decimals(application.currency)) / 2
    limit = (application.paid + half_cent) / (rate - last_digit / 2)
    return limit.quantize(_ONE.scaleb(-decimals(payment.currency)), rounding=ROUND_CEILING)


def _rounded(amount: Decimal, places: int) -> Decimal | None:
    rounded = quantize(amount, places)
    return rounded if rounded.adjusted() < _MOST_DIGITS else None


def mxn_per_unit(document: Invoice | CreditNote | Payment) -> Decimal | None:
    """Read TipoCambio; MXN needs none."""
    if document.currency == _MXN:
        return _ONE
    rate = document.exchange_rate
    return rate if rate is not None and rate > 0 else None
