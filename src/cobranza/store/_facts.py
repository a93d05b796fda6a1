"""What the company says of its documents, as it is stored: one row per fact, in JSON.

A fact is of a kind and of a subject: the UUID of a document, or the key of a customer. What is said
later of the same subject takes the place of what was said before; movements (adjustments, cash) are
only added, those with equal contents once.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Final, TypeVar

import attrs
import polars as pl

from cobranza.errors import StoreError
from cobranza.ledger import Adjustment, CashReceipt, DocumentStatus
from cobranza.ledger.customers import Customer, Customers, account_key
from cobranza.ledger.terms import AgreedTerms, Agreement
from cobranza.store._json import from_json, to_json
from cobranza.store._tables import FACTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cobranza.ledger import Party

__all__ = [
    "MOVEMENTS",
    "OF_CUSTOMERS",
    "Facts",
    "changes",
    "facts_of",
    "key_of",
    "known_of",
    "merged",
    "rows_of",
]

MOVEMENTS: Final = ("adjustments", "cash")
"""Kinds that move balances, and so belong to an island whether or not its invoice is there."""

OF_CUSTOMERS: Final = ("terms", "customers")
"""Kinds whose subjects are customers; those of the others are documents."""

T = TypeVar("T")

_ROW: Final = ["kind", "subject", "fact"]
_TYPES: Final[Mapping[str, Any]] = {
    "status": DocumentStatus,
    "terms": tuple[Agreement, ...],
    "customers": Customer,
    "adjustments": Adjustment,
    "cash": CashReceipt,
    "deliveries": date,
}


@attrs.frozen(kw_only=True)
class Facts:
    """What `Ledger.build` is told besides the documents, each as its argument of that name.

    >>> Facts().cash
    ()
    """

    status: Mapping[str, DocumentStatus] = attrs.field(factory=dict[str, DocumentStatus])
    terms: AgreedTerms = attrs.field(factory=lambda: AgreedTerms({}))
    customers: Customers = attrs.field(factory=Customers)
    adjustments: tuple[Adjustment, ...] = ()
    cash: tuple[CashReceipt, ...] = ()
    deliveries: Mapping[str, date] = attrs.field(factory=dict[str, date])


def key_of(link: str) -> int:
    """Give 64 bits for a link of `cobranza.ledger.islands`.

    Should two links ever share them, two islands are built together, which changes nothing.
    """
    return int.from_bytes(blake2b(link.encode(), digest_size=8).digest(), "big", signed=True)


def rows_of(kind: str, given: Any) -> pl.DataFrame:  # noqa: ANN401 - each kind has its type
    """Write facts of one kind as rows.

    Raises:
        TypeError: something given is no fact of that kind.
    """
    pairs = list(_pairs(kind, given))
    subjects = [subject for subject, _ in pairs]
    of_documents = kind not in OF_CUSTOMERS
    return pl.DataFrame(
        {
            "kind": [kind] * len(pairs),
            "subject": subjects,
            "fact": [_text(fact) for _, fact in pairs],
            "key": [key_of(subject) if of_documents else None for subject in subjects],
        },
        schema=FACTS,
    )


def _pairs(kind: str, given: Any) -> Iterator[tuple[str, object]]:  # noqa: ANN401
    if kind == "terms":
        yield from AgreedTerms(given).items()
    elif kind == "customers":
        yield from ((each.key, each) for each in _checked(Customer, given))
    elif kind in MOVEMENTS:
        yield from ((each.invoice, each) for each in _checked(_TYPES[kind], given))
    else:
        facts = zip(given, _checked(_TYPES[kind], given.values()), strict=True)
        yield from ((uuid.upper(), each) for uuid, each in facts)


def _checked(cls: type[T], given: Iterable[T]) -> Iterator[T]:
    for each in given:
        if type(each) is not cls:
            raise TypeError(f"got a {type(each).__name__}, expected a {cls.__name__}")
        yield each


def facts_of(rows: pl.DataFrame) -> Facts:
    """Read rows back.

    Raises:
        LedgerError: the customers of the table contradict each other.
        StoreError: a row is not what was written.
    """
    found: dict[str, list[tuple[str, Any]]] = {kind: [] for kind in _TYPES}
    for kind, subject, text in rows.select(_ROW).iter_rows():
        try:
            found[kind].append((subject, _fact(kind, text)))
        except (KeyError, TypeError, ValueError) as error:
            raise StoreError(f"what is stored of {subject!r} is damaged: {error}") from None
    return Facts(
        status=dict(found["status"]),
        terms=AgreedTerms(dict(found["terms"])),
        customers=Customers(records=tuple(each for _, each in found["customers"])),
        adjustments=tuple(each for _, each in found["adjustments"]),
        cash=tuple(each for _, each in found["cash"]),
        deliveries=dict(found["deliveries"]),
    )


# Most documents have one of a few statuses.
@lru_cache(maxsize=65_536)
def _text(fact: object) -> str:
    return to_json(fact)


@lru_cache(maxsize=65_536)
def _fact(kind: str, text: str) -> object:
    return from_json(_TYPES[kind], text)


def merged(
    stored: pl.DataFrame, given: Mapping[str, pl.DataFrame], *, replace: bool
) -> pl.DataFrame:
    """Add the rows given of each kind to those stored; with `replace`, in their place."""
    if replace:
        stored = stored.filter(~pl.col("kind").is_in(list(given)))
    rows = pl.concat([stored, *given.values()])
    is_movement = pl.col("kind").is_in(MOVEMENTS)
    return pl.concat(
        [
            rows.filter(~is_movement).unique(_ROW[:2], keep="last", maintain_order=True),
            rows.filter(is_movement).unique(keep="first", maintain_order=True),
        ]
    )


def changes(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """Give the rows that only one of the two has."""
    return pl.concat(
        [before.join(after, on=_ROW, how="anti"), after.join(before, on=_ROW, how="anti")]
    )


def known_of(party: Party, facts: Facts) -> tuple[object, ...]:
    """Give all that terms and customers say of a party: two answers differ where a ledger may."""
    customer = facts.customers.of(party)
    chain = () if customer is None else (customer, *facts.customers.ancestors(customer))
    keys = [account_key(party), party.rfc]
    keys += [key for each in chain for key in (each.key, account_key(each))]
    return (*chain, *(facts.terms.get(key.strip().upper()) for key in keys))
