"""The declared schema in the words of each engine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import polars as pl

from cobranza.errors import LedgerError, SourceError, shorten
from cobranza.ledger.frames.schema import AMOUNT_DIGITS, AMOUNT_SCALE, SCHEMA_VERSION, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cobranza.ledger.frames.schema import Column

__all__ = [
    "POLARS",
    "VERSION_KEY",
    "check_version",
    "conforming",
    "polars_schema",
    "polars_type",
    "spark_schema",
]

VERSION_KEY: Final = "cobranza.schema_version"
"""Where files, and columns on Spark, say of which version they are."""

POLARS: Final = {
    Kind.TEXT: pl.String(),
    Kind.FLAG: pl.Boolean(),
    Kind.COUNT: pl.Int64(),
    Kind.DAY: pl.Date(),
    Kind.MOMENT: pl.Datetime("us"),
    Kind.AMOUNT: pl.Decimal(AMOUNT_DIGITS, AMOUNT_SCALE),
}
_SPARK: Final = {
    Kind.TEXT: "string",
    Kind.FLAG: "boolean",
    Kind.COUNT: "long",
    Kind.DAY: "date",
    Kind.MOMENT: "timestamp_ntz",
    Kind.AMOUNT: f"decimal({AMOUNT_DIGITS},{AMOUNT_SCALE})",
}


def polars_schema(columns: Sequence[Column]) -> pl.Schema:
    """Give the Polars schema of some declared columns.

    >>> from cobranza.ledger.frames.schema import TABLES
    >>> polars_schema(TABLES["events"].columns)["date"]
    Date
    """
    return pl.Schema({column.name: polars_type(column) for column in columns})


def polars_type(column: Column) -> pl.DataType:
    """Give the Polars type of a column."""
    if not column.fields:
        return POLARS[column.kind]
    struct = pl.Struct(polars_schema(column.fields))
    return pl.List(struct) if column.kind is Kind.LIST else struct


def spark_schema(columns: Sequence[Column]) -> dict[str, Any]:
    """Give the schema of some declared columns as Spark writes one in JSON.

    `pyspark.sql.types.StructType.fromJson` reads it. The metadata of a column are its meaning and
    the version of the schema. Everything may be null, as in all that Spark reads from files.

    >>> from cobranza.ledger.frames.schema import TABLES
    >>> [each["type"] for each in spark_schema(TABLES["events"].columns)["fields"]][4:8]
    ['date', 'decimal(34,10)', 'string', 'timestamp_ntz']
    """
    return {
        "type": "struct",
        "fields": [
            {
                "name": column.name,
                "type": _spark_type(column),
                "nullable": True,
                "metadata": {"comment": column.meaning, VERSION_KEY: SCHEMA_VERSION},
            }
            for column in columns
        ],
    }


def _spark_type(column: Column) -> str | Mapping[str, Any]:
    if not column.fields:
        return _SPARK[column.kind]
    struct = spark_schema(column.fields)
    if column.kind is Kind.STRUCT:
        return struct
    return {"type": "array", "elementType": struct, "containsNull": True}


def conforming(frame: pl.DataFrame | pl.LazyFrame, columns: Sequence[Column]) -> pl.LazyFrame:
    """Leave of a frame the declared columns.

    Raises:
        LedgerError: one of them is missing, or of another type.
    """
    found = frame.lazy().collect_schema()
    for name, expected in polars_schema(columns).items():
        if found.get(name) != expected:
            what = shorten(str(found.get(name, "missing")))
            raise LedgerError(f"column {name} is {what}, expected {shorten(str(expected))}")
    return frame.lazy().select(each.name for each in columns)


def check_version(where: object, version: object) -> None:
    """Refuse tables that another version of the schema describes.

    Raises:
        SourceError: `version` is not that of this schema, or is `None`.
    """
    if str(version) != str(SCHEMA_VERSION):
        raise SourceError(
            f"{where} has schema version {version or 'none'}, expected {SCHEMA_VERSION}:"
            " write it again with this version of cobranza"
        )
