"""What seems to be there twice: a sale stamped twice, a payment with two REPs."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from cobranza.ledger._checks.references import issue_order
from cobranza.ledger.customers import account_key
from cobranza.ledger.documents import Application, LedgerDocument, Payment, PaymentReceipt
from cobranza.ledger.inconsistencies import Inconsistency, case_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cobranza.ledger._build.books import Books

__all__ = ["repeated_documents", "repeated_payments"]

# Invoice, currency, amount, day and form; and who said so first, by operation number.
_Settlement = tuple[str, str, Decimal, date, str | None]
_Told = dict[str | None, str]

# Folios may begin anew each year: the same rent under the same folio a year later is another.
_ONE_SALE: Final = timedelta(days=180)


def repeated_documents(books: Books, standing: Sequence[LedgerDocument]) -> Iterator[Inconsistency]:
    """Compare invoices with invoices and credit notes with credit notes (COB204)."""
    first_of: dict[str, LedgerDocument] = {}
    others: defaultdict[str, list[LedgerDocument]] = defaultdict(list)
    for document in standing:
        if document.number and not isinstance(document, PaymentReceipt):
            first = first_of.setdefault(document.number, document)
            if first is not document:
                others[document.number].append(document)
    for number, same_number in others.items():
        yield from _repeated(books, sorted([first_of[number], *same_number], key=issue_order))


def _repeated(books: Books, documents: Sequence[LedgerDocument]) -> Iterator[Inconsistency]:
    """Compare documents of one number, in order of issue."""
    first_of: dict[tuple[object, ...], LedgerDocument] = {}
    last_of: dict[tuple[object, ...], LedgerDocument] = {}
    for document in documents:
        key = (
            type(document),
            document.issuer.rfc.upper(),
            account_key(document.customer),
            document.currency,
            document.total,
        )
        last = last_of.get(key)
        last_of[key] = document
        if last is None or document.issued - last.issued > _ONE_SALE:
            first_of.pop(key, None)
        else:
            yield case_of(
                books.documents,
                "COB204",
                document.uuid,
                receivable=document.uuid if document.uuid in books.accounts else None,
                other=first_of.setdefault(key, last).uuid,
                number=document.number,
                amount=document.total,
                currency=document.currency,
            )


def repeated_payments(books: Books) -> Iterator[Inconsistency]:
    """Compare each payment of an invoice with those of the REPs before (COB216).

    Two operation numbers tell two payments apart; one number and none do not.
    """
    told_of: dict[_Settlement, _Told] = {}
    for receipt in _suspects(books):
        lines = [
            (payment, application)
            for payment in receipt.payments
            for application in payment.applications
            if application.paid > 0 and application.invoice in books.accounts
        ]
        for payment, application in lines:
            told = told_of.get(_settlement(payment, application), {})
            other = _told_by(told, payment.operation)
            if other is not None:
                yield case_of(
                    books.documents,
                    "COB216",
                    receipt.uuid,
                    other,
                    receivable=application.invoice,
                    path=application.path,
                    other=other,
                    amount=application.paid,
                    currency=application.currency,
                    date=payment.date,
                )
        for payment, application in lines:
            told = told_of.setdefault(_settlement(payment, application), {})
            told.setdefault(payment.operation, receipt.uuid)


def _suspects(books: Books) -> list[PaymentReceipt]:
    """List the REPs that pay on a day what another REP pays of the same invoice on that day."""
    suspects: set[str] = set()
    for account in books.accounts.values():
        if len(account.payments) > 1:
            first_of: dict[tuple[date, Decimal], str] = {}
            for event in account.payments:
                first = first_of.setdefault((event.date, event.amount), event.document)
                if first != event.document:
                    suspects.update((first, event.document))
    receipts = (books.documents[uuid] for uuid in suspects)
    return sorted((each for each in receipts if isinstance(each, PaymentReceipt)), key=issue_order)


def _settlement(payment: Payment, application: Application) -> _Settlement:
    return (
        application.invoice,
        application.currency,
        application.paid,
        payment.date,
        payment.form,
    )


def _told_by(told: _Told, operation: str | None) -> str | None:
    """Find the first REP that may speak of this operation."""
    if operation is None:
        return next(iter(told.values()), None)
    return told.get(operation) or told.get(None)
