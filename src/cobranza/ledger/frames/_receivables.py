"""Receivables and their events as the rows of two tables, and back."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from cobranza._frozen import FrozenDict
from cobranza._garbage import uncollected
from cobranza.errors import LedgerError
from cobranza.ledger.events import DueSource, Event, EventKind, Receivable
from cobranza.ledger.frames._cells import from_frame, grouped
from cobranza.ledger.frames._records import (
    ROWS,
    Dimension,
    arguments_of,
    cells_of,
    made,
    members,
    party_values,
    table_of,
)
from cobranza.ledger.frames.schema import TABLES
from cobranza.money import precise

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    import polars as pl

    from cobranza.ledger.frames._cells import Cells
    from cobranza.ledger.terms import Installment

__all__ = ["events_table", "receivables_of", "receivables_table"]

_RECEIVABLES: Final = TABLES["receivables"].columns
_EVENTS: Final = TABLES["events"].columns
_ZERO: Final = Decimal(0)


class _Numbered(NamedTuple):
    """An instalment, and where it stands among the others."""

    position: int
    later: Decimal
    due: date
    amount: Decimal


def receivables_table(receivables: Sequence[Receivable]) -> pl.DataFrame:
    """Make the table `receivables`, in their order."""
    return table_of(TABLES["receivables"], receivables, _receivable_cells)


def events_table(receivables: Sequence[Receivable]) -> pl.DataFrame:
    """Make the table `events`, receivable by receivable."""
    return table_of(TABLES["events"], receivables, _event_cells)


def receivables_of(receivables: pl.DataFrame, events: pl.DataFrame) -> Iterator[Receivable]:
    """Undo both, in the order of the rows of `receivables`."""
    owners = receivables.select(receivable="uuid").with_row_index("owner")
    events = events.join(owners, on="receivable").sort("owner", "position")
    moved = owners.join(events.group_by("owner").len(), on="owner", how="left").sort("owner")
    still = moved.filter(moved["len"].is_null())
    if len(still):
        uuid = still["receivable"][0]
        raise LedgerError(f"receivable {uuid!r} has no events, expected at least its charge")
    counts: list[int] = moved["len"].to_list()
    start = 0
    for rows in receivables.iter_slices(ROWS):
        its, counts = counts[: len(rows)], counts[len(rows) :]
        end = start + sum(its)
        with uncollected():
            chunk = _opened(rows, events[start:end], its)
        yield from chunk
        start = end


def _receivable_cells(receivables: Sequence[Receivable]) -> Cells:
    given: dict[str, Sequence[Any]] = {
        **party_values("issuer", receivables),
        **party_values("customer", receivables),
        "schedule": [_numbered(each.schedule) for each in receivables],
        "dimensions": [
            tuple(Dimension(*pair) for pair in each.dimensions.items()) for each in receivables
        ],
    }
    return cells_of(_RECEIVABLES, receivables, given)


def _numbered(schedule: Sequence[Installment]) -> tuple[_Numbered, ...]:
    """Say of each instalment where it stands, and what falls due after it."""
    numbered: list[_Numbered] = []
    later = _ZERO
    with precise():
        for position in reversed(range(len(schedule))):
            each = schedule[position]
            numbered.append(_Numbered(position, later, each.due, each.amount))
            later += each.amount
    return tuple(reversed(numbered))


def _event_cells(receivables: Sequence[Receivable]) -> Cells:
    counts = [len(each.events) for each in receivables]
    given: dict[str, Sequence[Any]] = {
        "receivable": [each.uuid for each in receivables for _ in each.events],
        "currency": [each.currency for each in receivables for _ in each.events],
        "position": [*chain.from_iterable(map(range, counts))],
    }
    events = [*chain.from_iterable(each.events for each in receivables)]
    return cells_of(_EVENTS, events, given)


def _opened(rows: pl.DataFrame, events: pl.DataFrame, counts: list[int]) -> list[Receivable]:
    arguments = arguments_of(from_frame(_RECEIVABLES, rows))
    arguments["due_source"] = members(DueSource, "due_source", arguments["due_source"])
    arguments["dimensions"] = map(_dimensions, arguments["dimensions"])
    arguments["events"] = grouped(counts, _events(events))
    return [*made(Receivable, arguments)]


@lru_cache(maxsize=65_536)
def _dimensions(pairs: tuple[Dimension, ...]) -> Mapping[str, str]:
    return FrozenDict(dict(pairs))


def _events(rows: pl.DataFrame) -> Iterator[Event]:
    columns = [each for each in _EVENTS if each.name not in {"receivable", "position"}]
    arguments = arguments_of(from_frame(columns, rows))
    arguments["kind"] = members(EventKind, "kind", arguments["kind"])
    arguments["reverses"] = members(EventKind, "reverses", arguments["reverses"])
    arguments["declared"] = (each[0] if each else None for each in arguments["declared"])
    return made(Event, arguments)
