"""Which documents have to do with each other, so that the rest can be left alone.

Documents fall into islands: groups of which no document names another, shares a customer or could
be taken for its double. The ledger of a set of documents is the union of the ledgers of its
islands, so each can be built by itself: again when something new touches it, in batches that fit
in memory, or on another machine.

>>> islands([("A", "B"), ("C",), ("B",), ("D", "C")])
[0, 1, 0, 1]
"""

from __future__ import annotations

from itertools import chain
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

from cobranza.ledger._build.order import inconsistency_order, receivable_order, unapplied_order
from cobranza.ledger.customers import FOREIGN, GENERAL_PUBLIC, account_key
from cobranza.ledger.documents import PaymentReceipt
from cobranza.ledger.ledger import Ledger

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    from cobranza.ledger.documents import LedgerDocument

__all__ = ["islands", "links", "union"]

# Accounts of whoever gives no RFC, nor anything else that tells one from the other.
_ANYBODY: Final = frozenset({GENERAL_PUBLIC, f"{FOREIGN}:", ":"})


def links(document: LedgerDocument) -> tuple[str, ...]:
    """Give the keys of a document: it is in one island with all that have one of them.

    They are its UUID, each UUID that it names, and the account of its customer. An account that
    stands for anybody links nothing; under it, issuer and number do, for they tell the doubles.

    >>> from datetime import datetime
    >>> from decimal import Decimal
    >>> from cobranza.ledger import Invoice, Party
    >>> sale = Invoice(
    ...     uuid="5FB2822E-396D-4725-8521-CDC4BDD20CCF",
    ...     issuer=Party(rfc="EKU9003173C9"),
    ...     customer=Party(rfc="URE180429TM6"),
    ...     issued=datetime(2026, 3, 2, 10, 30),
    ...     currency="MXN",
    ...     total=Decimal("1160.00"),
    ...     number="A1",
    ... )
    >>> links(sale)
    ('5FB2822E-396D-4725-8521-CDC4BDD20CCF', 'account URE180429TM6')
    """
    keys = {document.uuid: None}
    keys.update((relation.uuid, None) for relation in document.relations)
    if isinstance(document, PaymentReceipt):
        keys.update(
            (application.invoice, None)
            for payment in document.payments
            for application in payment.applications
        )
    account = account_key(document.customer)
    if account not in _ANYBODY:
        keys[f"account {account}"] = None
    elif document.number:
        keys[f"number {document.issuer.rfc.upper()} {account} {document.number}"] = None
    return tuple(keys)


def islands(links: Iterable[Iterable[Hashable]]) -> list[int]:
    """Number the islands of some things, in order; `links` are the keys of each.

    Things that share a key, directly or through others, have one number. Numbers count from 0 in
    the order in which islands first appear. Time and memory grow with the number of keys.
    """
    first_with: dict[Hashable, int] = {}
    parents: list[int] = []
    for thing, keys in enumerate(links):
        parents.append(thing)
        for key in keys:
            other = first_with.setdefault(key, thing)
            if other != thing:
                one, other = _root(parents, thing), _root(parents, other)
                parents[max(one, other)] = min(one, other)
    numbers: dict[int, int] = {}
    roots = (_root(parents, thing) for thing in range(len(parents)))
    return [numbers.setdefault(root, len(numbers)) for root in roots]


def _root(parents: list[int], thing: int) -> int:
    """Find the first thing of an island; the way there is halved for the next time."""
    while parents[thing] != thing:
        parents[thing] = parents[parents[thing]]
        thing = parents[thing]
    return thing


def union(ledgers: Iterable[Ledger]) -> Ledger:
    """Put the ledgers of some islands together into that of all their documents.

    >>> union([]) == Ledger.build([])
    True
    """
    ledgers = tuple(ledgers)

    def all_of(name: str) -> Iterable[Any]:
        return chain.from_iterable(map(attrgetter(name), ledgers))

    return Ledger(
        receivables=tuple(sorted(all_of("receivables"), key=receivable_order)),
        inconsistencies=tuple(sorted(all_of("inconsistencies"), key=inconsistency_order)),
        deadlines=tuple(sorted(all_of("deadlines"), key=inconsistency_order)),
        unapplied=tuple(sorted(all_of("unapplied"), key=unapplied_order)),
        skipped=tuple(sorted(set(all_of("skipped")))),
        discarded=tuple(sorted(all_of("discarded"), key=repr)),
        documents=tuple(sorted(all_of("documents"), key=attrgetter("uuid"))),
    )
