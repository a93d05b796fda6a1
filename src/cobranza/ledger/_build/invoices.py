"""What an invoice does to the books: it charges, it may be assumed paid, and it may end.

A PUE invoice is declared paid at issue. Under that policy its balance is zero on every day: the
payment that is assumed is what is left after anything else that moves it, so a later credit note
reduces the assumption and not the balance. The assumption ends with the invoice. It is not made
at all when a REP in force names the invoice, or money was seen for it: then those count.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from cobranza.ledger._build.books import Books, Step
from cobranza.ledger.events import EventKind

if TYPE_CHECKING:
    from datetime import date

    from cobranza.ledger._build.accounts import Account

__all__ = ["PUE", "open_account", "plan_ending"]

PUE: Final = "PUE"
_OF_THE_INVOICE: Final = frozenset({EventKind.CHARGE, EventKind.ASSUMED_PAYMENT})


def open_account(books: Books, account: Account, *, pue_is_paid: bool) -> None:
    """Charge an invoice, once it is known what else speaks of its payment.

    The charge need not wait for its day: what has effect before it finds the account all the same.
    """
    invoice = account.invoice
    told = account.has_receipts or account.cash
    account.open(assume_paid=pue_is_paid and invoice.payment_method == PUE and not told)
    if invoice.total < 0:
        books.report(
            "COB202",
            invoice.uuid,
            receivable=invoice.uuid,
            amount=invoice.total,
            currency=invoice.currency,
        )


def plan_ending(books: Books, account: Account) -> None:
    """Plan the end of an invoice that has one, and the passing on of what moved it."""
    invoice, day = account.invoice, account.issued_on
    ending = books.ending(invoice)
    if ending is None:
        return
    on = day if ending.on is None else max(day, ending.on)
    proof = (invoice.issued, invoice.uuid, 0)
    books.plan(on, Step.END, proof, partial(account.close, ending))
    successor = books.endings.successors.get(invoice.uuid)
    if successor is None:
        books.at_end.append(partial(_report_paid_but_cancelled, books, account, on))
        return
    substitute = books.accounts[successor]
    on = max(day, substitute.issued_on)
    books.plan(on, Step.REPLACE, proof, partial(_replace, books, account, substitute, on))


def _replace(books: Books, account: Account, substitute: Account, on: date) -> None:
    """Let the substitute take over what was moved, unless it is in another currency."""
    old, new = account.invoice, substitute.invoice
    if old.currency == new.currency:
        books.replace(account, substitute, on)
        return
    books.report(
        "COB246",
        new.uuid,
        receivable=old.uuid,
        currency=new.currency,
        expected=old.currency,
    )


def _report_paid_but_cancelled(books: Books, account: Account, on: date) -> None:
    """Report what is left on a cancelled invoice, from when it is cancelled and the first shows."""
    if account.moved:
        invoice = account.invoice
        shown = min(
            event.recorded.date()
            for event in account.events
            if event.kind not in _OF_THE_INVOICE and event.reverses is None
        )
        books.report(
            "COB240",
            invoice.uuid,
            receivable=invoice.uuid,
            since=max(on, shown),
            balance=account.moved,
            currency=invoice.currency,
        )
