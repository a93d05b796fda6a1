"""What documents show among themselves, once every one of them has acted on the books.

Only documents in force are compared, unless a code says otherwise: what was cancelled or replaced
has been mended. They are grouped by key, never compared in pairs, and what is put in order is only
what may not fit: most documents are looked at once and let go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cobranza.ledger._checks.customers import changed_customers, wrong_customers
from cobranza.ledger._checks.deadlines import late_receipts
from cobranza.ledger._checks.declared import check_declared
from cobranza.ledger._checks.endings import check_endings
from cobranza.ledger._checks.repeats import repeated_documents, repeated_payments
from cobranza.ledger._checks.taxes import check_taxes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cobranza.ledger._build.books import Books
    from cobranza.ledger.inconsistencies import Inconsistency

__all__ = ["find_inconsistencies"]


def find_inconsistencies(books: Books) -> Iterator[Inconsistency]:
    """Yield what does not fit between documents, beyond what was reported while they acted."""
    ended = books.endings.by_document
    standing = [each for uuid, each in books.documents.items() if uuid not in ended]
    yield from repeated_documents(books, standing)
    yield from repeated_payments(books)
    yield from late_receipts(books, standing)
    yield from wrong_customers(books, standing)
    yield from changed_customers(books, standing)
    yield from check_endings(books, standing)
    for account in books.accounts.values():
        if account.payments:
            yield from check_declared(account)
            yield from check_taxes(books, account)
