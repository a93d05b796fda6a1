"""What the modules on Spark share: sending tables there, and taking them apart."""

from __future__ import annotations

import importlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from cobranza.errors import MissingExtraError, SourceError
from cobranza.ledger.frames._types import spark_schema

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from pyspark.sql import DataFrame

    from cobranza.ledger.frames.schema import Column

__all__ = ["Spark", "refusals", "spark_type", "unstacked"]

Spark = Any
"""Anything of pyspark, whose types are not whole."""


def spark_type(columns: Sequence[Column]) -> Spark:
    """Give some declared columns as a `StructType`.

    Raises:
        MissingExtraError: pyspark is not installed.
    """
    return _import("pyspark.sql.types").StructType.fromJson(spark_schema(columns))


def unstacked(stack: DataFrame, name: str) -> DataFrame:
    """Take one table out of those that `cobranza.ledger.frames._arrow.stacked` put together."""
    return stack.where(stack[name].isNotNull()).select(f"{name}.*")


@contextmanager
def refusals(path: str, doing: str) -> Generator[None]:
    """Turn what Spark refuses to do into a `SourceError`.

    Raises:
        SourceError: Spark refused; `doing` is what, as in "read".
    """
    error_of_spark: type[Exception] = _import("pyspark.errors").PySparkException
    try:
        yield
    except error_of_spark as error:
        reason = str(error).partition("\n")[0]
        raise SourceError(f"{path} cannot be {doing}: {reason}") from error


def _import(name: str) -> Spark:
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        raise MissingExtraError("this needs pyspark: pip install 'cobranza[spark]'") from error
