"""Let documents and facts plan what they do, do it all in order of day, and keep what came out."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Final

from cobranza.ledger._build.advances import Advances
from cobranza.ledger._build.advances_used import check_advances
from cobranza.ledger._build.books import Books
from cobranza.ledger._build.credit_notes import CreditNotePolicy, plan_credit_note
from cobranza.ledger._build.endings import find_endings
from cobranza.ledger._build.facts import plan_adjustments, plan_cash
from cobranza.ledger._build.invoices import open_account, plan_ending
from cobranza.ledger._build.receipts import plan_receipt
from cobranza.ledger.customers import Customers, account_key
from cobranza.ledger.documents import CreditNote, PaymentReceipt
from cobranza.ledger.events import Receivable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from cobranza.ledger._build.accounts import Account
    from cobranza.ledger.documents import DocumentStatus, Invoice, LedgerDocument, Party
    from cobranza.ledger.events import DueSource
    from cobranza.ledger.facts import Adjustment, CashReceipt
    from cobranza.ledger.terms import Installment

    Scheduled = Callable[[Invoice], tuple[tuple[Installment, ...], DueSource]]

__all__ = ["receivables_of", "replay"]

_BY_DATE: Final = attrgetter("date")


def replay(
    documents: Mapping[str, LedgerDocument],
    *,
    statuses: Mapping[str, DocumentStatus],
    scheduled: Scheduled,
    adjustments: Iterable[Adjustment],
    cash: Iterable[CashReceipt],
    pue_is_paid: bool,
    credit_notes: CreditNotePolicy,
) -> Books:
    """Replay all that happened to the invoices among some documents.

    Raises:
        TypeError: something given is not the fact that it should be.
    """
    books = Books.open(documents, statuses, find_endings(documents, statuses))
    for account in books.accounts.values():
        account.schedule, account.due_source = scheduled(account.invoice)
        plan_ending(books, account)
    advances = Advances(books)
    for document in documents.values():
        if isinstance(document, PaymentReceipt):
            plan_receipt(books, document)
        elif isinstance(document, CreditNote):
            plan_credit_note(books, document, advances, credit_notes)
    plan_cash(books, cash)
    plan_adjustments(books, adjustments)
    for account in books.accounts.values():
        open_account(books, account, pue_is_paid=pue_is_paid)
    books.run()
    check_advances(books, advances)
    return books


def receivables_of(books: Books, customers: Customers) -> list[Receivable]:
    """Make the receivables of the accounts, in no particular order.

    The accounts are given up one by one on the way, so that not all of both are there at once.
    """
    known: dict[Party, tuple[str, Mapping[str, str]]] = {}
    made: list[Receivable] = []
    while books.accounts:
        _, account = books.accounts.popitem()
        customer = account.invoice.customer
        who = known.get(customer)
        if who is None:
            who = known[customer] = _who(customer, customers)
        made.append(_receivable(account, *who))
    return made


def _who(party: Party, customers: Customers) -> tuple[str, Mapping[str, str]]:
    """Give the key of the account of a customer, and what the master data say of it."""
    customer = customers.of(party)
    if customer is None:
        return account_key(party), {}
    return account_key(customer), customers.dimensions_of(customer)


def _receivable(account: Account, key: str, dimensions: Mapping[str, str]) -> Receivable:
    invoice, events = account.invoice, account.events
    events.sort(key=_BY_DATE)
    return Receivable(
        uuid=invoice.uuid,
        number=invoice.number,
        issuer=invoice.issuer,
        customer=invoice.customer,
        issued=invoice.issued,
        due=account.schedule[-1].due,
        due_source=account.due_source,
        currency=invoice.currency,
        exchange_rate=invoice.exchange_rate,
        amount=invoice.total,
        payment_method=invoice.payment_method,
        events=tuple(events),
        schedule=account.schedule,
        taxes=invoice.taxes,
        relations=invoice.relations,
        account=key,
        dimensions=dimensions,
    )
