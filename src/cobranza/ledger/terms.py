"""Terms of payment: when an invoice is due, with whom that was agreed, and what a text says of it.

`Terms` are plain data that compute dates; `AgreedTerms` say which of them hold for a customer and
since when; `parse_terms` reads them from CondicionesDePago.

>>> parse_terms("30 días fin de mes")
Terms(days=30, end_of_month=<EndOfMonth.AFTER_DAYS: 'after_days'>)
"""

from __future__ import annotations

from cobranza.ledger._terms.agreements import AgreedTerms, Agreement
from cobranza.ledger._terms.text import parse_terms
from cobranza.ledger._terms.values import EarlyPayment, EndOfMonth, Installment, TermPart, Terms

__all__ = [
    "AgreedTerms",
    "Agreement",
    "EarlyPayment",
    "EndOfMonth",
    "Installment",
    "TermPart",
    "Terms",
    "parse_terms",
]
