"""When an invoice is due, and where that comes from.

Terms agreed with the customer come first, then what the invoice says, then the day of issue. Terms
are agreed with whom the document names; where there are none, with the accounts above it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cobranza.ledger._terms.values import Terms
from cobranza.ledger._terms.text import parse_terms
from cobranza.ledger.customers import account_key
from cobranza.ledger.events import DueSource

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from cobranza.calendars import Calendar
    from cobranza.ledger._terms.agreements import AgreedTerms
    from cobranza.ledger._terms.values import Installment
    from cobranza.ledger.customers import Customers
    from cobranza.ledger.documents import Invoice

__all__ = ["due_of"]

_DUE_WHEN_ISSUED: Final = Terms()


def due_of(
    invoice: Invoice,
    agreed: AgreedTerms,
    customers: Customers,
    receipts: Mapping[str, date],
    calendar: Calendar | None,
) -> tuple[tuple[Installment, ...], DueSource]:
    """Give the schedule of an invoice, and the source of its dates.

    `agreed` wins over the agreements of the table of customers. `receipts` are the dates of the
    contra-recibos by UUID; they count where credit runs from the receipt, and the source then says
    whether the date was known or estimated, whoever said that it does.
    """
    terms, source = _terms_of(invoice, agreed, customers)
    received = receipts.get(invoice.uuid)
    if terms.runs_from_receipt:
        source = DueSource.ESTIMATED_RECEIPT if received is None else DueSource.CONTRA_RECIBO
    schedule = terms.schedule(
        invoice.issued_on, invoice.total, invoice.currency, received=received, calendar=calendar
    )
    return schedule, source


def _terms_of(
    invoice: Invoice, agreed: AgreedTerms, customers: Customers
) -> tuple[Terms, DueSource]:
    for terms in _agreed_with(invoice, agreed, customers):
        if terms is not None:
            return terms, DueSource.TERMS
    if invoice.payment_terms_text:
        terms = parse_terms(invoice.payment_terms_text)
        if terms is not None:
            return terms, DueSource.DOCUMENT
    return _DUE_WHEN_ISSUED, DueSource.ISSUE_DATE


def _agreed_with(
    invoice: Invoice, agreed: AgreedTerms, customers: Customers
) -> Iterator[Terms | None]:
    """Ask for the terms agreed with a customer, then with the accounts above it.

    What is agreed under a generic RFC, with all foreigners, comes last.
    """
    party, day = invoice.customer, invoice.issued_on
    yield agreed.on(account_key(party), day)
    customer = customers.of(party)
    if customer is not None:
        for account in (customer, *customers.ancestors(customer)):
            yield agreed.on(account.key, day)
            yield agreed.on(account_key(account), day)
            yield account.terms_on(day)
    yield agreed.on(party.rfc, day)
