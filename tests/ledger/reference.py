"""An independent ledger for plain cases: slow, short, and asked one day at a time.

One currency, no substitutions, nothing assumed of PUE. Every question is answered from the
documents and facts themselves; nothing is carried over from one day or one document to the next,
save what earlier credit notes took.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from cobranza.ledger import CreditNote, DocumentStatus, Invoice, LedgerDocument, PaymentReceipt
from tests.ledger.strategies import World

CREDITS = ("01", "03", "07")
ADVANCE = "07"
ZERO = Decimal(0)


class Reference:
    def __init__(self, world: World) -> None:
        self.status = world.status
        self.adjustments = set(world.adjustments)
        self.cash = {each for each in world.cash if each.amount > 0}
        self.invoices = {each.uuid: each for each in world.documents if isinstance(each, Invoice)}
        self.receipts = [each for each in world.documents if isinstance(each, PaymentReceipt)]
        self.notes = sorted(
            (each for each in world.documents if isinstance(each, CreditNote)),
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
            for position, uuid in enumerate(self.reduced_by(note))
            if uuid in self.invoices
        ]
        left = {note.uuid: note.total for note in self.notes}
        for on, _, _, note, uuid in sorted(meetings, key=lambda meeting: meeting[:3]):
            amount = max(ZERO, min(left[note.uuid], self.room(uuid, on)))
            left[note.uuid] -= amount
            self.given.append((note, uuid, amount))
        self.left = {
            uuid: amount for uuid, amount in left.items() if amount and not self.is_cancelled(uuid)
        }

    def is_cancelled(self, uuid: str) -> bool:
        return uuid in self.status and self.status[uuid].cancelled

    def reduced_by(self, note: CreditNote) -> list[str]:
        """The invoices that a note reduces, each once, in order: never an advance by 07."""
        kinds: dict[str, str] = {}
        for relation in note.relations:
            if relation.kind in CREDITS:
                kinds.setdefault(relation.uuid, relation.kind)
        advances = {
            uuid for uuid, kind in kinds.items() if kind == ADVANCE and self.is_advance(uuid)
        }
        if advances < kinds.keys():
            return [uuid for uuid in kinds if uuid not in advances]
        sales = [self.sale_of(uuid, note) for uuid in kinds]
        return list(dict.fromkeys(uuid for uuid in sales if uuid))

    def is_advance(self, uuid: str) -> bool:
        return uuid in self.invoices and (self.invoices[uuid].is_advance or bool(self.naming(uuid)))

    def naming(self, uuid: str) -> list[Invoice]:
        """The other invoices that name one with 07, in order of issue."""
        return sorted(
            (
                each
                for each in self.invoices.values()
                if each.uuid != uuid
                and any(link.kind == ADVANCE and link.uuid == uuid for link in each.relations)
            ),
            key=lambda each: (each.issued, each.uuid),
        )

    def sale_of(self, uuid: str, note: CreditNote) -> str | None:
        """The last invoice before a note, else the first after it, that uses an advance."""
        sales = [each for each in self.naming(uuid) if not self.is_cancelled(each.uuid)]
        before = [each for each in sales if each.issued <= note.issued]
        return (before[-1:] or sales)[0].uuid if sales else None

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
        return invoice.total if self.counts(uuid, invoice.issued.date(), on) else ZERO

    def paid(self, uuid: str, on: date, *, standing_only: bool) -> Decimal:
        """What REPs say was paid, and the money seen beyond it."""
        paid = sum(
            (
                each.paid
                for receipt in self.receipts
                for payment in receipt.payments
                for each in payment.applications
                if each.invoice == uuid
                and self.counts(receipt.uuid, payment.date, on)
                and not (standing_only and self.is_cancelled(receipt.uuid))
            ),
            ZERO,
        )
        seen = (each.amount for each in self.cash if each.invoice == uuid and each.date <= on)
        return max(paid, sum(seen, ZERO))

    def adjusted(self, uuid: str, on: date, *, same_day: bool) -> Decimal:
        return sum(
            (
                each.amount
                for each in self.adjustments
                if each.invoice == uuid and (each.date < on or (same_day and each.date == on))
            ),
            ZERO,
        )

    def room(self, uuid: str, on: date) -> Decimal:
        """What a note can take: the charge less what stands; by hand comes last in a day."""
        taken = sum(
            (
                amount
                for note, other, amount in self.given
                if other == uuid and not self.is_cancelled(note.uuid)
            ),
            ZERO,
        )
        adjusted = self.adjusted(uuid, on, same_day=False)
        return self.charge(uuid, on) - self.paid(uuid, on, standing_only=True) - taken + adjusted

    def balance(self, uuid: str, on: date) -> Decimal:
        credited = sum(
            (
                amount
                for note, other, amount in self.given
                if other == uuid and self.counts(note.uuid, note.issued.date(), on)
            ),
            ZERO,
        )
        adjusted = self.adjusted(uuid, on, same_day=True)
        return (
            self.charge(uuid, on) - self.paid(uuid, on, standing_only=False) - credited + adjusted
        )


def heirs(
    documents: Iterable[LedgerDocument], status: Mapping[str, DocumentStatus]
) -> dict[str, str]:
    """What each replaced document became in the end: by walks, as a person would."""
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

    found: dict[str, str] = {}
    for document in by_uuid.values():
        walk = [document]
        while (following := successor(walk[-1])) is not None and following not in walk:
            walk.append(following)
        # A walk that ends in a circle stops where the circle begins.
        end = walk.index(following) if following in walk else len(walk) - 1
        if end:
            found[document.uuid] = walk[end].uuid
    return found


def ended(documents: Iterable[LedgerDocument], status: Mapping[str, DocumentStatus]) -> set[str]:
    """What was cancelled or replaced in the end."""
    documents = tuple(documents)
    cancelled = {each.uuid for each in documents if each.uuid in status}
    return {uuid for uuid in cancelled if status[uuid].cancelled} | heirs(documents, status).keys()
