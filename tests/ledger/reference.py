"""An independent ledger for plain cases: slow, short, and asked one day at a time.

One currency, no substitutions, nothing assumed of PUE. Every question is answered from the
documents themselves; nothing is carried over from one day or one document to the next, save what
earlier credit notes took.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from cobranza.ledger import CreditNote, DocumentStatus, Invoice, LedgerDocument, PaymentReceipt

CREDITS = ("01", "03", "07")


class Reference:
    def __init__(
        self, documents: Iterable[LedgerDocument], status: Mapping[str, DocumentStatus]
    ) -> None:
        documents = tuple(documents)
        self.status = status
        self.invoices = {each.uuid: each for each in documents if isinstance(each, Invoice)}
        self.receipts = [each for each in documents if isinstance(each, PaymentReceipt)]
        self.notes = sorted(
            (each for each in documents if isinstance(each, CreditNote)),
            key=lambda note: (note.issued, note.uuid),
        )
        self.given: list[tuple[CreditNote, str, Decimal]] = []
        # An invoice meets a note on the later of their two days; in order of that day.
        meetings = [
            (
                max(note.issued.date(), self.invoices[uuid].issued.date()),
                order,
                position,
                note,
                uuid,
            )
            for order, note in enumerate(self.notes)
            for position, uuid in enumerate(named(note))
            if uuid in self.invoices
        ]
        left = {note.uuid: note.total for note in self.notes}
        for on, _, _, note, uuid in sorted(meetings, key=lambda meeting: meeting[:3]):
            amount = max(Decimal(0), min(left[note.uuid], self.room(uuid, on)))
            left[note.uuid] -= amount
            self.given.append((note, uuid, amount))
        self.left = {
            uuid: amount for uuid, amount in left.items() if amount and not self.is_cancelled(uuid)
        }

    def is_cancelled(self, uuid: str) -> bool:
        return uuid in self.status and self.status[uuid].cancelled

    def counts(self, uuid: str, since: date, on: date) -> bool:
        """Whether what a document did on a day still counts on another."""
        if on < since:
            return False
        if not self.is_cancelled(uuid):
            return True
        until = self.status[uuid].cancelled_on
        return until is not None and on < until

    def charge(self, uuid: str, on: date) -> Decimal:
        invoice = self.invoices[uuid]
        return invoice.total if self.counts(uuid, invoice.issued.date(), on) else Decimal(0)

    def paid(self, uuid: str, on: date, *, standing_only: bool) -> Decimal:
        return sum(
            (
                each.paid
                for receipt in self.receipts
                for payment in receipt.payments
                for each in payment.applications
                if each.invoice == uuid
                and self.counts(receipt.uuid, payment.date, on)
                and not (standing_only and self.is_cancelled(receipt.uuid))
            ),
            Decimal(0),
        )

    def room(self, uuid: str, on: date) -> Decimal:
        """What a note can take: the charge less the payments and notes that stand."""
        taken = sum(
            (
                amount
                for note, other, amount in self.given
                if other == uuid and not self.is_cancelled(note.uuid)
            ),
            Decimal(0),
        )
        return self.charge(uuid, on) - self.paid(uuid, on, standing_only=True) - taken

    def balance(self, uuid: str, on: date) -> Decimal:
        credited = sum(
            (
                amount
                for note, other, amount in self.given
                if other == uuid and self.counts(note.uuid, note.issued.date(), on)
            ),
            Decimal(0),
        )
        return self.charge(uuid, on) - self.paid(uuid, on, standing_only=False) - credited


def ended(documents: Iterable[LedgerDocument], status: Mapping[str, DocumentStatus]) -> set[str]:
    """What was cancelled or replaced in the end: by walks over the relations, as a person would."""
    by_uuid = {each.uuid: each for each in documents}
    cancelled = {uuid for uuid in by_uuid if uuid in status and status[uuid].cancelled}

    def substitutes(document: LedgerDocument) -> list[LedgerDocument]:
        return [
            each
            for each in by_uuid.values()
            if each is not document
            and type(each) is type(document)
            and any(link.kind == "04" and link.uuid == document.uuid for link in each.relations)
        ]

    def is_void(document: LedgerDocument, seen: frozenset[str]) -> bool:
        """Cancelled, and replaced by nothing that counts."""
        if document.uuid not in cancelled:
            return False
        seen |= {document.uuid}
        return all(each.uuid in seen or is_void(each, seen) for each in substitutes(document))

    def successor(document: LedgerDocument) -> LedgerDocument | None:
        return min(
            (each for each in substitutes(document) if not is_void(each, frozenset())),
            key=lambda each: (each.issued, each.uuid),
            default=None,
        )

    replaced: set[str] = set()
    for document in by_uuid.values():
        walk = [document]
        while (following := successor(walk[-1])) is not None and following not in walk:
            walk.append(following)
        if len(walk) > 1 and following is not document:
            replaced.add(document.uuid)
    return cancelled | replaced


def named(note: CreditNote) -> list[str]:
    """The invoices that a note names, each once, in order."""
    return list(dict.fromkeys(each.uuid for each in note.relations if each.kind in CREDITS))
