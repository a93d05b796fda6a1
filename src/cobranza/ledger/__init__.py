"""Many documents in, receivables with evidence out.

A `Receivable` is one invoice as a debt; every balance is the sum of its `Event`s, and every event
points at the document that proves it. `Ledger.build` takes CFDIs, or the document classes below
filled from anywhere else, and never loads an XML parser by itself. What does not fit between
documents is an `Inconsistency`, coded COB2nn.

>>> from cobranza.ledger import CODES
>>> CODES["COB210"].title
'REP de una factura que no está'
"""

from __future__ import annotations

from cobranza.ledger.customers import Customer, Customers, account_key
from cobranza.ledger.documents import (
    Application,
    CreditNote,
    DocumentState,
    DocumentStatus,
    Invoice,
    LedgerDocument,
    Party,
    Payment,
    PaymentReceipt,
    Relation,
    Skipped,
    SkipReason,
    Tax,
)
from cobranza.ledger.events import (
    DueSource,
    Event,
    EventKind,
    Receivable,
    Unapplied,
    UnappliedReason,
)
from cobranza.ledger.facts import Adjustment, AdjustmentKind, CashReceipt
from cobranza.ledger.inconsistencies import CODES, Inconsistency, InconsistencyCode, Severity
from cobranza.ledger.ledger import CreditNotePolicy, Ledger, PuePolicy
from cobranza.ledger.terms import (
    AgreedTerms,
    Agreement,
    EarlyPayment,
    EndOfMonth,
    Installment,
    TermPart,
    Terms,
    parse_terms,
)

__all__ = [
    "CODES",
    "Adjustment",
    "AdjustmentKind",
    "AgreedTerms",
    "Agreement",
    "Application",
    "CashReceipt",
    "CreditNote",
    "CreditNotePolicy",
    "Customer",
    "Customers",
    "DocumentState",
    "DocumentStatus",
    "DueSource",
    "EarlyPayment",
    "EndOfMonth",
    "Event",
    "EventKind",
    "Inconsistency",
    "InconsistencyCode",
    "Installment",
    "Invoice",
    "Ledger",
    "LedgerDocument",
    "Party",
    "Payment",
    "PaymentReceipt",
    "PuePolicy",
    "Receivable",
    "Relation",
    "Severity",
    "SkipReason",
    "Skipped",
    "Tax",
    "TermPart",
    "Terms",
    "Unapplied",
    "UnappliedReason",
    "account_key",
    "parse_terms",
]
