"""One connection and one Spark for all tests of the engines."""

import shutil
import sys
import warnings
from collections.abc import Iterator
from typing import Any

import pytest


@pytest.fixture(scope="session")
def connection() -> Iterator[Any]:
    """A connection of DuckDB that is not the default one."""
    duckdb = pytest.importorskip("duckdb", reason="duckdb is not installed")
    with duckdb.connect() as found:
        yield found


@pytest.fixture(scope="session")
def spark() -> Any:
    """One small Spark; it is left running, for other tests may have the same."""
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java 17")
    settings = {
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        # Compiling takes longer than so little work.
        "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1",
        "spark.driver.memory": "1g",
        "spark.sql.codegen.factoryMode": "NO_CODEGEN",
        "spark.sql.codegen.wholeStage": "false",
        "spark.sql.shuffle.partitions": "2",
        "spark.ui.enabled": "false",
    }
    with warnings.catch_warnings(), pytest.MonkeyPatch.context() as environment:
        warnings.simplefilter("ignore")
        environment.setenv("PYSPARK_PYTHON", sys.executable)
        from pyspark.sql import SparkSession  # noqa: PLC0415 - not everywhere

        builder: Any = SparkSession.builder
        found = builder.master("local[2]").config(map=settings).getOrCreate()
        found.sparkContext.setLogLevel("OFF")
        return found
