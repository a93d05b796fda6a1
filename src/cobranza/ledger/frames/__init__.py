"""The ledger as tables: the same events and balances in Polars, in Parquet and on Spark.

`tables` gives a ledger as tables and `ledger_of` gives it back, equal. `write_parquet` and
`scan_parquet` keep them in files that any engine reads; what is scanned is read when it is needed.
`balances` and `open_items` are computed on the tables, without building an object.

What the tables hold is declared in `cobranza.ledger.frames.schema`; `cobranza.ledger.frames.spark`
builds a ledger on a cluster. Needs the extra `frames`.

>>> from cobranza.ledger import Ledger
>>> tables(Ledger(receivables=())).receivables.height
0
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from cobranza.errors import MissingExtraError
from cobranza.ledger.frames.schema import SCHEMA_VERSION, TABLES

if TYPE_CHECKING:
    from cobranza.ledger.frames._documents import documents_of, documents_table
    from cobranza.ledger.frames._figures import (
        balances,
        open_items,
        open_parts,
        receivable_balances,
    )
    from cobranza.ledger.frames._parquet import scan_parquet, write_parquet
    from cobranza.ledger.frames._tables import Tables, ledger_of, tables
    from cobranza.ledger.frames._types import polars_schema, spark_schema

__all__ = [
    "SCHEMA_VERSION",
    "TABLES",
    "Tables",
    "balances",
    "documents_of",
    "documents_table",
    "ledger_of",
    "open_items",
    "open_parts",
    "polars_schema",
    "receivable_balances",
    "scan_parquet",
    "spark_schema",
    "tables",
    "write_parquet",
]

_HOMES = {
    "Tables": "cobranza.ledger.frames._tables",
    "balances": "cobranza.ledger.frames._figures",
    "documents_of": "cobranza.ledger.frames._documents",
    "documents_table": "cobranza.ledger.frames._documents",
    "ledger_of": "cobranza.ledger.frames._tables",
    "open_items": "cobranza.ledger.frames._figures",
    "open_parts": "cobranza.ledger.frames._figures",
    "polars_schema": "cobranza.ledger.frames._types",
    "receivable_balances": "cobranza.ledger.frames._figures",
    "scan_parquet": "cobranza.ledger.frames._parquet",
    "spark_schema": "cobranza.ledger.frames._types",
    "tables": "cobranza.ledger.frames._tables",
    "write_parquet": "cobranza.ledger.frames._parquet",
}


def __getattr__(name: str) -> object:
    """Load what is asked for: the declared schema needs no dataframe library."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        value: object = getattr(importlib.import_module(_HOMES[name]), name)
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in {"narwhals", "polars"}:
            raise
        raise MissingExtraError(
            f"{__name__}.{name} needs {error.name}: pip install 'cobranza[frames]'"
        ) from error
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
