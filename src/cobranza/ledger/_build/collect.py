"""Take documents in at the door: digest, keep those of the issuer, and settle repeated UUIDs."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import attrs

from cobranza.ledger.documents import (
    CreditNote,
    Invoice,
    LedgerDocument,
    PaymentReceipt,
    Skipped,
)
from cobranza.ledger.inconsistencies import Inconsistency
from cobranza.ledger.intake import digest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cobranza.ledger.intake import AnyDocument

__all__ = ["Collected", "collect"]


@attrs.frozen(kw_only=True)
class Collected:
    """One document for each UUID, and what was left out."""

    documents: dict[str, LedgerDocument]
    discarded: tuple[LedgerDocument, ...]
    skipped: tuple[Skipped, ...]
    inconsistencies: tuple[Inconsistency, ...]


def collect(documents: Iterable[AnyDocument], *, issuer: str | None) -> Collected:
    """Collect the documents of an issuer (of all, for `None`), each UUID once.

    Of several contents with one UUID the one used depends on the contents alone.

    Raises:
        TypeError: something given is not a document.
    """
    wanted = None if issuer is None else issuer.upper()
    by_uuid: dict[str, LedgerDocument] = {}
    repeated: defaultdict[str, list[LedgerDocument]] = defaultdict(list)
    skipped: set[Skipped] = set()
    for given in documents:
        document = _digested(given)
        if isinstance(document, Skipped):
            skipped.add(document)
        elif wanted is None or document.issuer.rfc.upper() == wanted:
            first = by_uuid.setdefault(document.uuid, document)
            if first is not document:
                repeated[document.uuid].append(document)
    discarded: list[LedgerDocument] = []
    inconsistencies: list[Inconsistency] = []
    for uuid, others in repeated.items():
        # Equal contents can still be written differently (1160.0 and 1160.00): repr tells.
        used, *rest = sorted([by_uuid[uuid], *others], key=repr)
        by_uuid[uuid] = used
        lost = [each for each in dict.fromkeys(rest) if each != used]
        if lost:
            discarded += lost
            inconsistencies.append(_conflict(used, lost))
    return Collected(
        documents=by_uuid,
        discarded=tuple(sorted(discarded, key=repr)),
        skipped=tuple(sorted(skipped)),
        inconsistencies=tuple(inconsistencies),
    )


def _digested(given: AnyDocument) -> LedgerDocument | Skipped:
    if isinstance(given, (Invoice, CreditNote, PaymentReceipt, Skipped)):
        return given
    if not isinstance(given, LedgerDocument) and hasattr(given, "comprobante"):
        return digest(given)
    raise TypeError(f"got a {type(given).__name__}, expected a document of a ledger or a CFDI")


def _conflict(used: LedgerDocument, lost: list[LedgerDocument]) -> Inconsistency:
    return Inconsistency(
        code="COB201",
        document=used.uuid,
        since=max(each.issued_on for each in (used, *lost)),
        receivable=used.uuid if isinstance(used, Invoice) else None,
        values=(("used", _describe(used)), ("ignored", " ni ".join(map(_describe, lost)))),
    )


def _describe(document: LedgerDocument) -> str:
    """Name a document for a person, by kind, amount and day."""
    day = document.issued_on.isoformat()
    if isinstance(document, PaymentReceipt):
        amounts = " + ".join(f"{each.amount} {each.currency}" for each in document.payments)
        return f"un REP de {amounts or 'nada'} del {day}"
    kind = "una factura" if isinstance(document, Invoice) else "un egreso"
    return f"{kind} de {document.total} {document.currency} del {day}"
