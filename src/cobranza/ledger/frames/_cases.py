"""Inconsistencies, credit that reduces nothing and documents left out as rows, and back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from cobranza.errors import LedgerError
from cobranza.ledger.documents import Skipped, SkipReason
from cobranza.ledger.events import EventKind, Unapplied, UnappliedReason
from cobranza.ledger.frames._cells import from_frame
from cobranza.ledger.frames._records import (
    Figure,
    arguments_of,
    cells_of,
    made,
    members,
    party_values,
    table_of,
)
from cobranza.ledger.frames.schema import TABLES
from cobranza.ledger.inconsistencies import Inconsistency

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    import polars as pl

    from cobranza.ledger.frames._cells import Cells
    from cobranza.ledger.inconsistencies import Value

__all__ = [
    "inconsistencies_of",
    "inconsistencies_table",
    "skipped_of",
    "skipped_table",
    "unapplied_of",
    "unapplied_table",
]

_INCONSISTENCIES: Final = TABLES["inconsistencies"].columns
_UNAPPLIED: Final = TABLES["unapplied"].columns
_SKIPPED: Final = TABLES["skipped"].columns
_TYPES: Final = {"decimal": Decimal, "int": int, "str": str, "date": date}
_READ: Final[Mapping[str, Callable[[str], Value]]] = {
    "decimal": Decimal,
    "int": int,
    "str": str,
    "date": date.fromisoformat,
}


def inconsistencies_table(cases: Sequence[Inconsistency]) -> pl.DataFrame:
    """Make the table `inconsistencies`, or `deadlines`, which has the same columns."""
    return table_of(TABLES["inconsistencies"], cases, _inconsistency_cells)


def inconsistencies_of(rows: pl.DataFrame) -> Iterator[Inconsistency]:
    """Undo `inconsistencies_table`."""
    arguments = arguments_of(from_frame(_INCONSISTENCIES, rows))
    arguments["values"] = (tuple(map(_value, each)) for each in arguments["values"])
    return made(Inconsistency, arguments)


def unapplied_table(unapplied: Sequence[Unapplied]) -> pl.DataFrame:
    """Make the table `unapplied`."""
    return table_of(TABLES["unapplied"], unapplied, _unapplied_cells)


def unapplied_of(rows: pl.DataFrame) -> Iterator[Unapplied]:
    """Undo `unapplied_table`."""
    arguments = arguments_of(from_frame(_UNAPPLIED, rows))
    arguments["kind"] = members(EventKind, "kind", arguments["kind"])
    arguments["reason"] = members(UnappliedReason, "reason", arguments["reason"])
    return made(Unapplied, arguments)


def skipped_table(skipped: Sequence[Skipped]) -> pl.DataFrame:
    """Make the table `skipped`."""
    return table_of(TABLES["skipped"], skipped, lambda rows: cells_of(_SKIPPED, rows))


def skipped_of(rows: pl.DataFrame) -> Iterator[Skipped]:
    """Undo `skipped_table`."""
    arguments = arguments_of(from_frame(_SKIPPED, rows))
    arguments["reason"] = members(SkipReason, "reason", arguments["reason"])
    return made(Skipped, arguments)


def _inconsistency_cells(cases: Sequence[Inconsistency]) -> Cells:
    given = {"values": [tuple(_figure(*pair) for pair in each.values) for each in cases]}
    return cells_of(_INCONSISTENCIES, cases, given)


def _unapplied_cells(unapplied: Sequence[Unapplied]) -> Cells:
    return cells_of(_UNAPPLIED, unapplied, party_values("customer", unapplied))


def _figure(name: str, value: object) -> Figure:
    kind = next(kind for kind, cls in _TYPES.items() if isinstance(value, cls))
    return Figure(name, kind, str(value))


def _value(figure: Figure) -> tuple[str, Value]:
    read = _READ.get(figure.type)
    if read is None:
        raise LedgerError(f"type is {figure.type!r}, expected one of {', '.join(_READ)}")
    return figure.name, read(figure.text)
