"""The tables of a ledger in Parquet files, one for each."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from cobranza.errors import LedgerError, SourceError
from cobranza.ledger.frames._tables import Tables
from cobranza.ledger.frames._types import VERSION_KEY, check_version, conforming, spark_schema
from cobranza.ledger.frames.schema import SCHEMA_VERSION, TABLES, Table

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping

__all__ = ["scan_parquet", "write_parquet"]

_ROW_GROUP: Final = 100_000
# Where Spark keeps the schema of what it writes, and looks for that of what it reads.
_SPARK_KEY: Final = "org.apache.spark.sql.parquet.row.metadata"


def write_parquet(
    tables: Tables[pl.DataFrame | pl.LazyFrame], folder: str | os.PathLike[str]
) -> None:
    """Write the tables of a ledger into a folder, which is made if need be: `events.parquet`, ….

    Lazy tables are computed as they are written, a piece at a time. Files take their place when all
    of them are complete, so tables that are read from a folder can be written to it again.

    Raises:
        SourceError: the folder cannot be written to.
        LedgerError: a table has not the declared columns.

    >>> from tempfile import TemporaryDirectory
    >>> from cobranza.ledger import Ledger
    >>> from cobranza.ledger.frames import ledger_of, tables
    >>> with TemporaryDirectory() as folder:
    ...     write_parquet(tables(Ledger(receivables=())), folder)
    ...     ledger_of(scan_parquet(folder)).receivables
    ()
    """
    path = Path(folder)
    parts = {name: path / f"{name}.parquet.part" for name in TABLES}
    try:
        path.mkdir(parents=True, exist_ok=True)
        for name, part in parts.items():
            columns = TABLES[name].columns
            metadata = {
                VERSION_KEY: str(SCHEMA_VERSION),
                _SPARK_KEY: json.dumps(spark_schema(columns)),
            }
            conforming(tables[name], columns).sink_parquet(
                part, compression="zstd", row_group_size=_ROW_GROUP, metadata=metadata
            )
        for part in parts.values():
            part.replace(part.with_suffix(""))
    except OSError as error:
        raise SourceError(f"{path} cannot be written to: {error}") from error


def scan_parquet(folder: str | os.PathLike[str]) -> Tables[pl.LazyFrame]:
    """Open the tables of a ledger that `write_parquet` or Spark wrote; nothing else is read yet.

    Raises:
        SourceError: a table is missing, is no Parquet file, or is of another version of the schema.
    """
    path = Path(folder)
    return Tables(**{name: _scan(path / f"{name}.parquet", TABLES[name]) for name in TABLES})


def _scan(path: Path, table: Table) -> pl.LazyFrame:
    # Spark writes a folder of files where Polars writes one.
    files = sorted(path.glob("*.parquet")) if path.is_dir() else [path]
    if not files or not files[0].exists():
        raise SourceError(f"{path} is missing, expected the table {table.name} of a ledger")
    try:
        for file in files:
            check_version(file, _version(pl.read_parquet_metadata(file)))
        return conforming(pl.scan_parquet(files, glob=False), table.columns)
    except (pl.exceptions.PolarsError, OSError) as error:
        reason = str(error).partition("\n")[0]
        raise SourceError(f"{path} cannot be read as Parquet: {reason}") from error
    except LedgerError as error:
        raise SourceError(f"{path}: {error}") from error


def _version(metadata: Mapping[str, str]) -> object:
    """Find the version in the metadata of a file, or of the first column in a file of Spark."""
    spark: dict[str, Any] = json.loads(metadata.get(_SPARK_KEY, "{}"))
    of_columns = spark.get("fields", [{}])[0].get("metadata", {})
    return metadata.get(VERSION_KEY, of_columns.get(VERSION_KEY))
