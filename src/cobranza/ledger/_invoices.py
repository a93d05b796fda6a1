"""What an invoice does to the books: it charges, it may be assumed paid, and it may end.

A PUE invoice is declared paid at issue. Under that policy its balance is zero on every day: the
payment that is assumed is what is left after anything else that moves it, so a later credit note
reduces the assumption and not the balance. The assumption ends with the invoice. It is not made
at all when a REP in force names the invoice: then the REPs count.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from cobranza.ledger._books import Books, Step
from cobranza.ledger.events import Event, EventKind

if TYPE_CHECKING:
    from datetime import date

    from cobranza.ledger._accounts import Account

__all__ = ["PUE", "plan_invoice"]

PUE: Final = "PUE"


def plan_invoice(books: Books, account: Account, *, pue_is_paid: bool) -> None:
    """Plan the charge of an invoice, its end if it has one, and the passing on of its credits."""
    invoice, day = account.invoice, account.issued_on
    assumable = pue_is_paid and invoice.payment_method == PUE
    books.plan(day, Step.CHARGE, invoice, 0, partial(_charge, account, assumable))
    if invoice.total < 0:
        books.report(
            "COB202",
            invoice.uuid,
            receivable=invoice.uuid,
            amount=invoice.total,
            currency=invoice.currency,
        )
    ending = books.ending(invoice)
    successor = books.endings.successors.get(invoice.uuid)
    if ending is not None:
        on = day if ending.on is None else max(day, ending.on)
        books.plan(on, Step.END, invoice, 0, partial(account.close, ending))
        if successor is None:
            books.at_end.append(partial(_report_paid_but_cancelled, books, account))
    if successor is not None:
        substitute = books.accounts[successor]
        on = max(day, substitute.issued_on)
        books.plan(on, Step.REPLACE, invoice, 0, partial(_replace, books, account, substitute, on))


def _charge(account: Account, assumable: bool) -> None:  # noqa: FBT001 - planned by position
    account.open(assume_paid=assumable and not account.has_receipts)


def _replace(books: Books, account: Account, substitute: Account, on: date) -> None:
    """Let the substitute, or whoever replaced it by now, take the credits over."""
    old, new = account.invoice, substitute.invoice
    if old.currency != new.currency:
        books.report(
            "COB246",
            new.uuid,
            receivable=old.uuid,
            currency=new.currency,
            expected=old.currency,
        )
        return
    heir = substitute.last_heir()
    if account.moved:
        because = Event(
            kind=EventKind.TRANSFER,
            date=on,
            amount=account.moved,
            document=new.uuid,
            recorded=new.issued,
        )
        account.pass_on(heir, because, account.moved, account.provisional)
        books.report_overpaid(heir, new.uuid, None)
    account.heir = substitute


def _report_paid_but_cancelled(books: Books, account: Account) -> None:
    if account.moved:
        invoice = account.invoice
        books.report(
            "COB240",
            invoice.uuid,
            receivable=invoice.uuid,
            balance=account.moved,
            currency=invoice.currency,
        )
