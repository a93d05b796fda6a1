"""Which documents stop counting, since when, and because of what.

Two things end what a document did: its cancellation, and its substitution (TipoRelacion 04).

- A substitute that was cancelled and not itself replaced replaces nothing.
- A replaced invoice ends when its substitute is issued. A replaced REP or credit note never
  counted: its substitute says the same thing again, with the same effective days.
- When a document is both cancelled and replaced, the earlier of the two ends it, once.
- Of several substitutes the first issued takes the place of the document.
- Circles are not followed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

import attrs

from cobranza.ledger.documents import DocumentStatus, Invoice
from cobranza.ledger.events import Event, EventKind
from cobranza.ledger.inconsistencies import Inconsistency, case_of, shown_on

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cobranza.ledger.documents import LedgerDocument

__all__ = ["Ending", "Endings", "find_endings"]

_REPLACES: Final = "04"


@attrs.frozen(kw_only=True)
class Ending:
    """Why (`CANCELLATION` or `SUBSTITUTION`) and when a document stopped counting.

    `on` is `None` when each thing that it did is undone on its own day. `evidence` is the UUID
    of the substitute, or of the cancelled document itself; `recorded` is when that was issued.
    """

    kind: EventKind
    on: date | None
    evidence: str
    recorded: datetime

    def reverse(self, event: Event) -> Event:
        """Make the event that undoes another: on its own day, or when the document ended."""
        return Event(
            kind=self.kind,
            date=event.date if self.on is None else max(event.date, self.on),
            amount=-event.amount,
            document=self.evidence,
            recorded=self.recorded,
            reverses=event.kind,
            original_amount=event.original_amount,
            original_currency=event.original_currency,
            exchange_rate=event.exchange_rate,
            declared=event.declared,
        )


@attrs.frozen(kw_only=True)
class Endings:
    """Every ending, by UUID; which document follows a replaced one; what does not fit."""

    by_document: Mapping[str, Ending]
    successors: Mapping[str, str]
    inconsistencies: tuple[Inconsistency, ...]


def find_endings(
    documents: Mapping[str, LedgerDocument], status: Mapping[str, DocumentStatus]
) -> Endings:
    """Follow cancellations and substitutions through all documents; linear in both."""
    cancelled = {
        uuid: status[uuid].cancelled_on
        for uuid in status.keys() & documents.keys()
        if status[uuid].cancelled
    }
    substitutes, replaces, inconsistencies = _links(documents)
    void = cancelled.keys() - _reached(replaces.keys() - cancelled.keys(), replaces)
    successors: dict[str, str] = {}
    for uuid, candidates in substitutes.items():
        in_force = sorted(candidates - void, key=lambda each: (documents[each].issued, each))
        if in_force:
            successors[uuid] = in_force[0]
            inconsistencies += [
                case_of(documents, "COB243", other, uuid, invoice=uuid, used=in_force[0])
                for other in in_force[1:]
            ]
        elif uuid not in cancelled:
            inconsistencies += [
                _void(documents, other, uuid, cancelled[other]) for other in candidates
            ]
    for uuid in _circles(successors):
        del successors[uuid]
        inconsistencies.append(case_of(documents, "COB242", uuid))
    return Endings(
        by_document={
            uuid: _ending(documents, uuid, successors.get(uuid), cancelled)
            for uuid in cancelled.keys() | successors.keys()
        },
        successors=successors,
        inconsistencies=tuple(inconsistencies),
    )


def _links(
    documents: Mapping[str, LedgerDocument],
) -> tuple[dict[str, set[str]], dict[str, set[str]], list[Inconsistency]]:
    """Collect who replaces whom, both ways, and the substitutions that cannot be."""
    substitutes: defaultdict[str, set[str]] = defaultdict(set)
    replaces: defaultdict[str, set[str]] = defaultdict(set)
    inconsistencies: list[Inconsistency] = []
    for uuid, document in documents.items():
        for relation in document.relations:
            if relation.kind != _REPLACES:
                continue
            replaced = documents.get(relation.uuid)
            if relation.uuid == uuid:
                inconsistencies.append(case_of(documents, "COB242", uuid))
            elif replaced is None:
                inconsistencies.append(
                    case_of(documents, "COB241", uuid, path=relation.path, invoice=relation.uuid)
                )
            elif type(replaced) is not type(document):
                inconsistencies.append(
                    case_of(
                        documents,
                        "COB244",
                        uuid,
                        relation.uuid,
                        path=relation.path,
                        invoice=relation.uuid,
                    )
                )
            else:
                substitutes[relation.uuid].add(uuid)
                replaces[uuid].add(relation.uuid)
    return substitutes, replaces, inconsistencies


def _void(
    documents: Mapping[str, LedgerDocument], substitute: str, replaced: str, on: date | None
) -> Inconsistency:
    """Report a substitute that was cancelled and replaces nothing, from then on."""
    shown = shown_on(documents, substitute, replaced)
    return case_of(documents, "COB245", substitute, since=max(shown, on or shown), invoice=replaced)


def _reached(start: Iterable[str], replaces: Mapping[str, set[str]]) -> set[str]:
    """Walk from documents in force to all that they replace, directly or through others."""
    reached: set[str] = set()
    pending = list(start)
    while pending:
        for uuid in replaces.get(pending.pop(), ()):
            if uuid not in reached:
                reached.add(uuid)
                pending.append(uuid)
    return reached


def _circles(successors: Mapping[str, str]) -> list[str]:
    """List the documents that come back to themselves; each has at most one successor."""
    walk_of: dict[str, str] = {}  # each document seen, and where the walk that saw it started
    found: list[str] = []
    for start in successors:
        uuid = start
        while uuid in successors and uuid not in walk_of:
            walk_of[uuid] = start
            uuid = successors[uuid]
        if walk_of.get(uuid) == start:
            first = uuid
            while True:
                found.append(uuid)
                uuid = successors[uuid]
                if uuid == first:
                    break
    return found


def _ending(
    documents: Mapping[str, LedgerDocument],
    uuid: str,
    successor: str | None,
    cancelled: Mapping[str, date | None],
) -> Ending:
    """Decide what ended one document that is cancelled, replaced or both."""
    document = documents[uuid]
    cancelled_on = cancelled.get(uuid)
    cancellation = Ending(
        kind=EventKind.CANCELLATION, on=cancelled_on, evidence=uuid, recorded=document.issued
    )
    if successor is None:
        return cancellation
    substitute = documents[successor]
    replaced_on = None
    if isinstance(document, Invoice):
        replaced_on = substitute.issued_on
        if cancelled_on is not None and cancelled_on < replaced_on:
            return cancellation
    return Ending(
        kind=EventKind.SUBSTITUTION,
        on=replaced_on,
        evidence=successor,
        recorded=substitute.issued,
    )
