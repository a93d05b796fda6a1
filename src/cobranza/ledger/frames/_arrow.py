"""Frames on their way to Spark and back, as Arrow, and many tables stacked into one."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, cast

import polars as pl

from cobranza.errors import MissingExtraError
from cobranza.ledger.frames._types import polars_schema
from cobranza.ledger.frames.schema import AMOUNT_DIGITS, AMOUNT_SCALE, Column, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cobranza.ledger.frames.schema import Table

__all__ = ["Arrow", "arrow_schema", "from_arrow", "stack", "stacked", "to_arrow"]

Arrow = Any
"""Anything of pyarrow, which ships no types."""


def to_arrow(frame: pl.DataFrame, columns: Sequence[Column]) -> Arrow:
    """Give a frame to Spark, which knows none of the large types that Polars uses."""
    schema = arrow_schema(columns)
    if frame.is_empty():  # a cast leaves no chunk, and Spark asks for one
        return schema.empty_table()
    return cast("Arrow", frame).to_arrow().cast(schema)


def from_arrow(table: Arrow) -> pl.DataFrame:
    """Take a table from Spark."""
    return pl.DataFrame(table)


def stack(tables: Sequence[Table]) -> tuple[Column, ...]:
    """Declare a table that holds others: each row has one of them, the others are null."""
    return tuple(
        Column(
            name=table.name,
            kind=Kind.STRUCT,
            meaning=table.meaning,
            nullable=True,
            fields=table.columns,
        )
        for table in tables
    )


def stacked(columns: Sequence[Column], frames: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Put frames into the rows of a table that `stack` declares."""
    empty = pl.DataFrame(schema=polars_schema(columns))
    rows = [frame.to_struct(name).to_frame() for name, frame in frames.items()]
    return pl.concat([empty, *rows], how="diagonal", rechunk=True)


def arrow_schema(columns: Sequence[Column]) -> Arrow:
    """Give the Arrow schema of some declared columns.

    Raises:
        MissingExtraError: pyarrow is not installed.
    """
    try:
        pa: Arrow = importlib.import_module("pyarrow")
    except ModuleNotFoundError as error:
        raise MissingExtraError("Arrow needs pyarrow: pip install 'cobranza[spark]'") from error
    types = {
        Kind.TEXT: pa.string(),
        Kind.FLAG: pa.bool_(),
        Kind.COUNT: pa.int64(),
        Kind.DAY: pa.date32(),
        Kind.MOMENT: pa.timestamp("us"),
        Kind.AMOUNT: pa.decimal128(AMOUNT_DIGITS, AMOUNT_SCALE),
    }

    def fields(columns: Sequence[Column]) -> list[Arrow]:
        return [pa.field(each.name, arrow_type(each)) for each in columns]

    def arrow_type(column: Column) -> Arrow:
        if not column.fields:
            return types[column.kind]
        struct = pa.struct(fields(column.fields))
        return pa.list_(struct) if column.kind is Kind.LIST else struct

    return pa.schema(fields(columns))
