"""What the statuses of documents say, against the documents that name them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cobranza.ledger._checks.references import REPLACES, references
from cobranza.ledger.documents import DocumentState, PaymentReceipt
from cobranza.ledger.inconsistencies import Inconsistency, case_of, shown_on

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from cobranza.ledger._build.books import Books
    from cobranza.ledger.documents import LedgerDocument

__all__ = ["check_endings"]

_PENDING: Final = {DocumentState.CANCELLATION_REQUESTED, DocumentState.CANCELLATION_REJECTED}


def check_endings(books: Books, standing: Sequence[LedgerDocument]) -> Iterator[Inconsistency]:
    """Compare what is cancelled, replaced or neither with what the tax authority says of it."""
    cancelled = {
        uuid: status.cancelled_on
        for uuid, status in books.statuses.items()
        if status.cancelled and uuid in books.documents
    }
    if cancelled:
        for document in standing:
            if document.relations or isinstance(document, PaymentReceipt):
                yield from _depends_on_cancelled(books, document, cancelled)
    yield from _cancellation_pending(books)
    yield from _replaced_in_force(books)


def _depends_on_cancelled(
    books: Books, document: LedgerDocument, cancelled: Mapping[str, date | None]
) -> Iterator[Inconsistency]:
    """Report each cancelled document that one in force names, save to replace it (COB247)."""
    reported: set[str] = set()
    for kind, uuid, path in references(document):
        if uuid in cancelled and kind != REPLACES and uuid not in reported:
            reported.add(uuid)
            shown = shown_on(books.documents, document.uuid, uuid)
            yield case_of(
                books.documents,
                "COB247",
                document.uuid,
                receivable=uuid if uuid in books.accounts else None,
                path=path,
                since=max(shown, cancelled[uuid] or shown),
                invoice=uuid,
            )


def _cancellation_pending(books: Books) -> Iterator[Inconsistency]:
    """Report what cancellation was asked for and has not ended (COB249)."""
    for uuid, status in books.statuses.items():
        document = books.documents.get(uuid)
        if status.state not in _PENDING or document is None or books.ending(document):
            continue
        yield case_of(
            books.documents,
            "COB249",
            uuid,
            receivable=uuid if uuid in books.accounts else None,
            since=max(document.issued_on, status.requested_on or document.issued_on),
            state=status.state.value,
        )


def _replaced_in_force(books: Books) -> Iterator[Inconsistency]:
    """Report what was replaced and is in force by its status (COB248)."""
    for uuid, substitute in books.endings.successors.items():
        status = books.statuses.get(uuid)
        if status is not None and not status.cancelled:
            yield case_of(
                books.documents,
                "COB248",
                substitute,
                uuid,
                receivable=uuid if uuid in books.accounts else None,
                invoice=uuid,
            )
