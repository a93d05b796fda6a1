"""A ledger as tables, and tables as a ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

import attrs

from cobranza.errors import LedgerError
from cobranza.ledger._build.order import inconsistency_order, receivable_order, unapplied_order
from cobranza.ledger.frames._cases import (
    inconsistencies_of,
    inconsistencies_table,
    skipped_of,
    skipped_table,
    unapplied_of,
    unapplied_table,
)
from cobranza.ledger.frames._documents import documents_of, documents_table
from cobranza.ledger.frames._receivables import events_table, receivables_of, receivables_table
from cobranza.ledger.frames._types import conforming
from cobranza.ledger.frames.schema import TABLES
from cobranza.ledger.ledger import Ledger

if TYPE_CHECKING:
    from collections.abc import Callable

    import polars as pl

    from cobranza.ledger.frames.schema import Table

__all__ = ["Tables", "ledger_of", "tables"]

FrameT_co = TypeVar("FrameT_co", covariant=True)
OtherT = TypeVar("OtherT")


@attrs.frozen(kw_only=True)
class Tables(Generic[FrameT_co]):
    """The tables of a ledger, of one kind of frame: Polars, lazy or not, or Spark.

    What a row is and what the columns mean is declared in `cobranza.ledger.frames.schema`.
    """

    documents: FrameT_co
    receivables: FrameT_co
    events: FrameT_co
    inconsistencies: FrameT_co
    deadlines: FrameT_co
    unapplied: FrameT_co
    skipped: FrameT_co
    discarded: FrameT_co

    def __getitem__(self, name: str) -> FrameT_co:
        """Give a table by its name.

        Raises:
            KeyError: there is none of that name.
        """
        if name not in TABLES:
            raise KeyError(name)
        table: FrameT_co = getattr(self, name)
        return table

    def map(self, change: Callable[[FrameT_co], OtherT]) -> Tables[OtherT]:
        """Give the tables as something makes them of each: `tables.map(pl.DataFrame.lazy)`."""
        return Tables(**{name: change(self[name]) for name in TABLES})


def tables(ledger: Ledger) -> Tables[pl.DataFrame]:
    """Give a ledger as tables, in Polars; the rows are in the order of the ledger.

    Raises:
        LedgerError: something has no place in a table: text that is not Unicode, a sum of more
            than 24 integer digits, or a number of instalment beyond 64 bits.

    >>> tables(Ledger(receivables=())).events.columns[:3]
    ['receivable', 'position', 'currency']
    """
    return Tables(
        documents=documents_table(ledger.documents),
        receivables=receivables_table(ledger.receivables),
        events=events_table(ledger.receivables),
        inconsistencies=inconsistencies_table(ledger.inconsistencies),
        deadlines=inconsistencies_table(ledger.deadlines),
        unapplied=unapplied_table(ledger.unapplied),
        skipped=skipped_table(ledger.skipped),
        discarded=documents_table(ledger.discarded),
    )


def ledger_of(tables: Tables[pl.DataFrame | pl.LazyFrame]) -> Ledger:
    """Give tables as the ledger that they are of; the order of their rows does not matter.

    Events of receivables that are not there are left out, so a few receivables may be asked for
    alone.

    Raises:
        LedgerError: a row is not what its table holds.

    >>> ledger_of(tables(Ledger(receivables=()))) == Ledger(receivables=())
    True
    """
    found = Tables(**{name: _collected(tables[name], table) for name, table in TABLES.items()})
    return Ledger(
        receivables=tuple(
            sorted(receivables_of(found.receivables, found.events), key=receivable_order)
        ),
        inconsistencies=tuple(
            sorted(inconsistencies_of(found.inconsistencies), key=inconsistency_order)
        ),
        deadlines=tuple(sorted(inconsistencies_of(found.deadlines), key=inconsistency_order)),
        unapplied=tuple(sorted(unapplied_of(found.unapplied), key=unapplied_order)),
        skipped=tuple(sorted(skipped_of(found.skipped))),
        discarded=tuple(sorted(documents_of(found.discarded), key=repr)),
        documents=tuple(sorted(documents_of(found.documents), key=lambda each: each.uuid)),
    )


def _collected(frame: pl.DataFrame | pl.LazyFrame, table: Table) -> pl.DataFrame:
    try:
        return conforming(frame, table.columns).collect()
    except LedgerError as error:
        raise LedgerError(f"{table.name}: {error}") from None
