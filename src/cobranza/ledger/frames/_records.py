"""Objects as cells, and cells as objects, by the names that columns and attributes share."""

from __future__ import annotations

from functools import cache, lru_cache
from itertools import chain, islice
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

import polars as pl

from cobranza.errors import LedgerError, shorten
from cobranza.ledger.documents import Application, Party, Payment, Relation, Tax
from cobranza.ledger.frames._cells import Cells, Nested, grouped, to_frame
from cobranza.ledger.frames._types import polars_schema
from cobranza.ledger.frames.schema import WRITTEN, Kind
from cobranza.ledger.terms import Installment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from enum import StrEnum

    from cobranza.ledger.frames.schema import Column, Table

__all__ = [
    "ROWS",
    "Dimension",
    "Figure",
    "arguments_of",
    "cells_of",
    "made",
    "members",
    "party_values",
    "table_of",
]

T = TypeVar("T")
E = TypeVar("E", bound="StrEnum")

ROWS: Final = 50_000
"""Rows under way at a time: their lists fit in memory, whatever the size of the table."""


class Dimension(NamedTuple):
    """One entry of the dimensions of a receivable."""

    name: str
    value: str


class Figure(NamedTuple):
    """One of the values of an inconsistency."""

    name: str
    type: str
    text: str


_CLASSES: Final[Mapping[str, type]] = {
    "applications": Application,
    "declared": Application,
    "dimensions": Dimension,
    "payments": Payment,
    "relations": Relation,
    "schedule": Installment,
    "taxes": Tax,
    "values": Figure,
}
"""What the records within a column are."""

_PARTIES: Final = ("issuer", "customer")
_PARTY: Final = ("rfc", "name", "regime", "tax_id")


def table_of(
    table: Table, records: Iterable[T], cells: Callable[[Sequence[T]], Cells]
) -> pl.DataFrame:
    """Make a table of many records; `cells` gives those of some of them.

    Raises:
        LedgerError: a record holds what its table cannot; the message names it.
    """
    remaining = iter(records)
    frames = [pl.DataFrame(schema=polars_schema(table.columns))]
    while chunk := [*islice(remaining, ROWS)]:
        try:
            frames.append(to_frame(table.columns, cells(chunk)))
        except LedgerError:
            raise _blamed(table, chunk, cells) from None
    return pl.concat(frames, rechunk=True)


def _blamed(table: Table, chunk: Sequence[T], cells: Callable[[Sequence[T]], Cells]) -> LedgerError:
    """Find the record that its table cannot hold, and say which it is."""
    refusals = ((each, _refusal(table, cells([each]))) for each in chunk)
    culprit, reason = next((each, reason) for each, reason in refusals if reason)
    name = getattr(culprit, "uuid", None) or getattr(culprit, "document", "")
    return LedgerError(f"{table.name}, {shorten(ascii(name))}: {reason}")


def _refusal(table: Table, cells: Cells) -> LedgerError | None:
    try:
        to_frame(table.columns, cells)
    except LedgerError as error:
        return error
    return None


def cells_of(
    columns: Sequence[Column],
    records: Sequence[object],
    given: Mapping[str, Sequence[Any]] | None = None,
) -> Cells:
    """Take the attributes of records that columns are named after.

    `given` has the columns that are no attributes.
    """
    values: dict[str, Sequence[Any]] = {}
    nested: dict[str, Nested] = {}
    for column in columns:
        name = column.name
        if name == WRITTEN:
            continue
        found = given[name] if given and name in given else [*map(attrgetter(name), records)]
        if not column.fields:
            values[name] = found
            continue
        if column.kind is Kind.STRUCT:
            found = [() if each is None else (each,) for each in found]
        inner = cells_of(column.fields, [*chain.from_iterable(found)])
        nested[name] = Nested([*map(len, found)], inner)
    return Cells(values, nested)


def arguments_of(cells: Cells) -> dict[str, Iterable[Any]]:
    """Undo `cells_of`: the arguments that make the record of each row, by name."""
    values: dict[str, Iterable[Any]] = dict(cells.values)
    for prefix in _PARTIES:
        if f"{prefix}_rfc" in values:
            values[prefix] = map(_party, *(values.pop(f"{prefix}_{name}") for name in _PARTY))
    for name, nested in cells.nested.items():
        values[name] = grouped(nested.counts, made(_CLASSES[name], arguments_of(nested.cells)))
    return values


def made(cls: Callable[..., T], arguments: Mapping[str, Iterable[Any]]) -> Iterator[T]:
    """Make a record of each row."""
    return map(_compiled(cls, tuple(arguments)), *arguments.values())


@cache
def _compiled(cls: Callable[..., T], names: tuple[str, ...]) -> Callable[..., T]:
    """Compile the call of a class with arguments by name, which is faster than a dict for each."""
    call = f"lambda {', '.join(names)}: cls({', '.join(f'{name}={name}' for name in names)})"
    compiled: Callable[..., T] = eval(call, {"cls": cls})  # noqa: S307 - names of our own columns
    return compiled


@lru_cache(maxsize=65_536)
def _party(rfc: str, name: str, regime: str | None, tax_id: str | None) -> Party:
    return Party(rfc=rfc, name=name, regime=regime, tax_id=tax_id)


def party_values(prefix: str, records: Sequence[object]) -> dict[str, list[Any]]:
    """Spread a party of each record over its columns."""
    return {f"{prefix}_{name}": [*map(attrgetter(f"{prefix}.{name}"), records)] for name in _PARTY}


def members(cls: type[E], name: str, texts: Iterable[Any]) -> list[E | None]:
    """Find the members of an enumeration that a column names.

    Raises:
        LedgerError: there is no such member.
    """
    texts = [*texts]
    try:
        once = {text: None if text is None else cls(text) for text in {*texts}}
    except ValueError as error:
        expected = ", ".join(cls)
        raise LedgerError(f"{name}: {error}, expected one of {expected}") from None
    return [once[text] for text in texts]
