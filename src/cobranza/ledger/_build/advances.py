"""Advances: which invoices are advances, and which sales use their money.

SAT has two procedures. In A the sale is invoiced in full and names the advance (TipoRelacion 07),
and an egreso of the same kind takes the advance off the sale. In B the sale is invoiced for the
remainder only and names the advance; nothing else follows. In both the invoice of the advance is
paid by the money that it invoices, so no egreso of kind 07 ever reduces it.

An advance is an invoice that says so, or one that another invoice names with 07.

Source: SAT, Anexo 20 guide, appendix 6.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cobranza.ledger._build.books import Books
    from cobranza.ledger.documents import CreditNote, Invoice, LedgerDocument, Relation

__all__ = ["APPLIES_ADVANCE", "Advances"]

APPLIES_ADVANCE: Final = "07"


class Advances:
    """Every advance, and the invoices that name it, in order of issue.

    An advance that was replaced is known by the UUID of its last substitute. Invoices that are
    cancelled and not replaced use nothing.
    """

    def __init__(self, books: Books) -> None:
        self._successors = dict(books.endings.successors)
        cancelled = books.endings.by_document.keys() - self._successors.keys()
        sales: dict[str, dict[str, Invoice]] = {}
        for account in books.accounts.values():
            invoice = account.invoice
            itself = self.last(invoice.uuid)
            if invoice.is_advance:
                sales.setdefault(itself, {})
            for uuid in self.named_by(invoice):
                if uuid in books.accounts and uuid != itself:
                    named = sales.setdefault(uuid, {})
                    if invoice.uuid not in cancelled:
                        named[invoice.uuid] = invoice
        self.sales: Mapping[str, list[Invoice]] = {
            advance: sorted(named.values(), key=lambda sale: (sale.issued, sale.uuid))
            for advance, named in sales.items()
        }

    def named_by(self, document: LedgerDocument) -> dict[str, Relation]:
        """Give what a document names with 07, each once, in its order."""
        named: dict[str, Relation] = {}
        for relation in document.relations:
            if relation.kind == APPLIES_ADVANCE:
                named.setdefault(self.last(relation.uuid), relation)
        return named

    def without_advances(
        self, note: CreditNote, named: Mapping[str, Relation]
    ) -> dict[str, Relation]:
        """Take the advances out of what a note reduces; when only they are named, find the sales.

        The sale of an advance is the last one issued before the note, else the first after it.
        """
        reduced = {
            uuid: relation
            for uuid, relation in named.items()
            if relation.kind != APPLIES_ADVANCE or self.last(uuid) not in self.sales
        }
        if not reduced:
            for uuid, relation in named.items():
                sales = self.sales[self.last(uuid)]
                if sales:
                    before = bisect_right(sales, note.issued, key=lambda sale: sale.issued)
                    reduced.setdefault(sales[max(before - 1, 0)].uuid, relation)
        return reduced

    def last(self, uuid: str) -> str:
        """Find what a document became by substitution; paths are shortened on the way."""
        follows = self._successors
        while uuid in follows:
            if follows[uuid] in follows:
                follows[uuid] = follows[follows[uuid]]
            uuid = follows[uuid]
        return uuid
