"""What a REP does to the books: each DoctoRelacionado reduces one invoice.

A REP says itself what it pays, so its amounts are applied in full, even above what is owed. What it
declares of the balance stands beside the event and decides nothing. What a REP pays that no
invoice can take is unapplied.

A REP that was cancelled or replaced acts and is reversed, on the days that its ending says; nothing
else is reported of it.
"""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

from cobranza.ledger._build.books import Books, Proof, Step
from cobranza.ledger._build.exchange import (
    applied_amount,
    in_payment_currency,
    not_assigned,
    payment_rate,
)
from cobranza.ledger._build.invoices import PUE
from cobranza.ledger.events import Event, EventKind, Unapplied, UnappliedReason

if TYPE_CHECKING:
    from cobranza.ledger._build.accounts import Account
    from cobranza.ledger._build.endings import Ending
    from cobranza.ledger.documents import Application, Invoice, Payment, PaymentReceipt
    from cobranza.ledger.inconsistencies import Value

__all__ = ["plan_receipt"]

_ZERO: Final = Decimal(0)


class _Line(NamedTuple):
    """One DoctoRelacionado with the payment and the REP that it is in."""

    receipt: PaymentReceipt
    payment: Payment
    application: Application
    position: int

    @property
    def proof(self) -> Proof:
        """What its acts are named by."""
        return self.receipt.issued, self.receipt.uuid, self.position


def plan_receipt(books: Books, receipt: PaymentReceipt) -> None:
    """Plan every payment of a REP, and its reversal when the REP ended."""
    ending = books.ending(receipt)
    position = 0
    for payment in receipt.payments:
        for application in payment.applications:
            position += 1
            line = _Line(receipt, payment, application, position)
            if ending is None:
                _plan_standing(books, line)
            else:
                _plan_ended(books, line, ending)
        if ending is None:
            _leave_rest(books, receipt, payment)


def _plan_standing(books: Books, line: _Line) -> None:
    application, payment = line.application, line.payment
    account = books.accounts.get(application.invoice)
    if account is None:
        _leave(books, line, UnappliedReason.INVOICE_MISSING)
        _report(books, "COB210", line, invoice=application.invoice)
        return
    invoice = account.invoice
    if application.paid < 0:
        _leave(books, line, UnappliedReason.NEGATIVE_AMOUNT)
        _report(books, "COB202", line)
        return
    if application.currency != invoice.currency:
        _report(books, "COB212", line, expected=invoice.currency)
    amount = applied_amount(application, payment, invoice)
    if amount is None:
        _leave(books, line, UnappliedReason.NO_RATE)
        return
    if invoice.payment_method == PUE:
        _report(books, "COB211", line)
    account.has_receipts = True
    event = _event(line, invoice, amount)
    books.report_early(account, event)
    books.plan(event.date, Step.PAY, line.proof, partial(_pay, books, account, event))


def _plan_ended(books: Books, line: _Line, ending: Ending) -> None:
    """Plan a payment and its reversal; neither lasts, so they take no credit's room."""
    account = books.accounts.get(line.application.invoice)
    if account is None or line.application.paid < 0:
        return
    amount = applied_amount(line.application, line.payment, account.invoice)
    if amount is None:
        return
    event = _event(line, account.invoice, amount)
    for step, each in ((Step.PAY, event), (Step.UNDO_PAY, ending.reverse(event))):
        books.plan(each.date, step, line.proof, partial(books.move, account, each, _ZERO))


def _pay(books: Books, account: Account, event: Event) -> None:
    account.payments.append(event)
    holder = books.move(account, event, event.amount)
    books.report_overpaid(holder, event)


def _event(line: _Line, invoice: Invoice, amount: Decimal) -> Event:
    """Make the payment of an invoice out of a line, negative because it reduces the debt."""
    receipt, payment, application = line.receipt, line.payment, line.application
    original = None
    if payment.currency != invoice.currency:
        original = in_payment_currency(application, payment)
    return Event(
        kind=EventKind.PAYMENT,
        date=payment.date,
        amount=-amount,
        document=receipt.uuid,
        recorded=receipt.issued,
        path=application.path,
        original_amount=original,
        original_currency=None if original is None else payment.currency,
        exchange_rate=payment_rate(application, payment, invoice),
        declared=application,
    )


def _leave(books: Books, line: _Line, reason: UnappliedReason) -> None:
    """Keep what a line pays as unapplied."""
    application = line.application
    books.unapplied.append(
        Unapplied(
            document=line.receipt.uuid,
            kind=EventKind.PAYMENT,
            customer=line.receipt.customer,
            date=line.payment.date,
            amount=application.paid,
            currency=application.currency,
            reason=reason,
            invoice=application.invoice,
            path=application.path,
        )
    )


def _leave_rest(books: Books, receipt: PaymentReceipt, payment: Payment) -> None:
    """Keep as unapplied what a payment assigns to no invoice."""
    rest = not_assigned(payment)
    if rest > 0:
        books.unapplied.append(
            Unapplied(
                document=receipt.uuid,
                kind=EventKind.PAYMENT,
                customer=receipt.customer,
                date=payment.date,
                amount=rest,
                currency=payment.currency,
                reason=UnappliedReason.NOT_ASSIGNED,
                path=payment.path,
            )
        )


def _report(books: Books, code: str, line: _Line, **values: Value) -> None:
    application = line.application
    books.report(
        code,
        line.receipt.uuid,
        receivable=application.invoice if application.invoice in books.accounts else None,
        path=application.path,
        amount=application.paid,
        since=None,
        until=None,
        currency=application.currency,
        **values,
    )
