"""The stories of open invoices, each told from the few documents that have to do with it.

`explain` searches a whole ledger for whatever names an invoice; for thousands of invoices that is
looked up once, and each is told by a ledger of its own neighbourhood, with the same words.
"""

from __future__ import annotations

from collections import defaultdict
from operator import attrgetter
from typing import TYPE_CHECKING

from cobranza.ledger import Ledger
from cobranza.ledger.story import explain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from cobranza.ledger import Inconsistency, LedgerDocument, Receivable
    from cobranza.ledger.story import Story
    from cobranza.report._texts import Language

__all__ = ["stories_of"]


def stories_of(
    ledger: Ledger, uuids: Iterable[str], *, as_of: date, lang: Language
) -> Iterator[Story]:
    """Tell invoices of a ledger, one after the other, as `explain` does.

    Raises:
        LedgerError: one is not there.

    >>> from datetime import date
    >>> list(stories_of(Ledger.build([]), [], as_of=date(2026, 6, 30), lang="es"))
    []
    """
    around = _Neighbourhoods(ledger)
    for uuid in uuids:
        yield explain(around.of(uuid), uuid, as_of=as_of, lang=lang)


class _Neighbourhoods:
    """What of a ledger has to do with one invoice."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._documents = {each.uuid: each for each in ledger.documents}
        self._named_by: defaultdict[str, list[LedgerDocument]] = defaultdict(list)
        for document in ledger.documents:
            for relation in document.relations:
                self._named_by[relation.uuid].append(document)
        self._inconsistencies = _by_uuid(ledger.inconsistencies)
        self._deadlines = _by_uuid(ledger.deadlines)

    def of(self, uuid: str) -> Ledger:
        """Give the ledger of one invoice: what proves it, names it or is named by that."""
        receivable = self._ledger.get(uuid)
        if receivable is None:
            return Ledger(receivables=())
        documents = {each.uuid: each for each in self._documents_of(receivable)}
        return Ledger(
            receivables=(receivable,),
            inconsistencies=tuple(self._inconsistencies.get(uuid, ())),
            deadlines=tuple(self._deadlines.get(uuid, ())),
            documents=tuple(sorted(documents.values(), key=attrgetter("uuid"))),
        )

    def _documents_of(self, receivable: Receivable) -> Iterator[LedgerDocument]:
        uuids = {receivable.uuid, *(relation.uuid for relation in receivable.relations)}
        for event in receivable.events:
            uuids |= {event.document, event.counterpart or ""}
        proof = [self._documents[uuid] for uuid in uuids if uuid in self._documents]
        yield from proof
        yield from self._named_by.get(receivable.uuid, ())
        for document in proof:
            for relation in document.relations:
                if relation.uuid in self._documents:
                    yield self._documents[relation.uuid]


def _by_uuid(cases: Iterable[Inconsistency]) -> dict[str, list[Inconsistency]]:
    """Find cases by any UUID that they name, in the order of the ledger."""
    found: defaultdict[str, list[Inconsistency]] = defaultdict(list)
    for case in cases:
        values = (value for _, value in case.values if isinstance(value, str))
        for uuid in {case.document, case.receivable or "", *values}:
            found[uuid].append(case)
    return found
