"""Which documents one names, as what and where; and which comes first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cobranza.ledger.documents import LedgerDocument, PaymentReceipt

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

__all__ = ["PAYS", "REPLACES", "issue_order", "references"]

PAYS: Final = "DoctoRelacionado"
REPLACES: Final = "04"


def issue_order(document: LedgerDocument) -> tuple[datetime, str]:
    """Order documents by issue, ties by UUID."""
    return document.issued, document.uuid


def references(document: LedgerDocument) -> Iterator[tuple[str, str, str | None]]:
    """Yield the kind (a code of c_TipoRelacion, or `PAYS`), the UUID and the path of each."""
    for relation in document.relations:
        yield relation.kind, relation.uuid, relation.path
    if isinstance(document, PaymentReceipt):
        for payment in document.payments:
            for application in payment.applications:
                yield PAYS, application.invoice, application.path
