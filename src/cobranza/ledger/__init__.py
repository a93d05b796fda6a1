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

from typing import TYPE_CHECKING

from cobranza._lazy import lazy

if TYPE_CHECKING:
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

_HOMES = {
    "Adjustment": "cobranza.ledger.facts",
    "AdjustmentKind": "cobranza.ledger.facts",
    "AgreedTerms": "cobranza.ledger.terms",
    "Agreement": "cobranza.ledger.terms",
    "Application": "cobranza.ledger.documents",
    "CODES": "cobranza.ledger.inconsistencies",
    "CashReceipt": "cobranza.ledger.facts",
    "CreditNote": "cobranza.ledger.documents",
    "CreditNotePolicy": "cobranza.ledger.ledger",
    "Customer": "cobranza.ledger.customers",
    "Customers": "cobranza.ledger.customers",
    "DocumentState": "cobranza.ledger.documents",
    "DocumentStatus": "cobranza.ledger.documents",
    "DueSource": "cobranza.ledger.events",
    "EarlyPayment": "cobranza.ledger.terms",
    "EndOfMonth": "cobranza.ledger.terms",
    "Event": "cobranza.ledger.events",
    "EventKind": "cobranza.ledger.events",
    "Inconsistency": "cobranza.ledger.inconsistencies",
    "InconsistencyCode": "cobranza.ledger.inconsistencies",
    "Installment": "cobranza.ledger.terms",
    "Invoice": "cobranza.ledger.documents",
    "Ledger": "cobranza.ledger.ledger",
    "LedgerDocument": "cobranza.ledger.documents",
    "Party": "cobranza.ledger.documents",
    "Payment": "cobranza.ledger.documents",
    "PaymentReceipt": "cobranza.ledger.documents",
    "PuePolicy": "cobranza.ledger.ledger",
    "Receivable": "cobranza.ledger.events",
    "Relation": "cobranza.ledger.documents",
    "Severity": "cobranza.ledger.inconsistencies",
    "SkipReason": "cobranza.ledger.documents",
    "Skipped": "cobranza.ledger.documents",
    "Tax": "cobranza.ledger.documents",
    "TermPart": "cobranza.ledger.terms",
    "Terms": "cobranza.ledger.terms",
    "Unapplied": "cobranza.ledger.events",
    "UnappliedReason": "cobranza.ledger.events",
    "account_key": "cobranza.ledger.customers",
    "parse_terms": "cobranza.ledger.terms",
}

__getattr__, __dir__ = lazy(__name__, _HOMES)
