"""The declared schema, what derives from it, and the promise that it changes with its version.

`python tests/ledger/frames/test_schema.py` writes the file of the current version again: only
before that version is released.
"""

import json
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from cobranza.errors import MissingExtraError
from cobranza.ledger import frames
from cobranza.ledger.frames import polars_schema, spark_schema
from cobranza.ledger.frames._arrow import arrow_schema
from cobranza.ledger.frames._spark import spark_type
from cobranza.ledger.frames.schema import SCHEMA_VERSION, TABLES, Column, Kind

SNAPSHOT = Path(__file__).with_name(f"schema_v{SCHEMA_VERSION}.json")
HEAVY = ("narwhals", "pandas", "polars", "pyarrow", "pyspark")


def declared() -> dict[str, object]:
    """Names, types and order of all columns: what a reader of the tables depends on."""

    def shape(column: Column) -> object:
        kind = f"{column.kind}, null" if column.nullable else str(column.kind)
        return {"": kind, **shapes(column.fields)} if column.fields else kind

    def shapes(columns: tuple[Column, ...]) -> dict[str, object]:
        return {column.name: shape(column) for column in columns}

    return {name: shapes(table.columns) for name, table in TABLES.items()}


def test_a_change_of_the_schema_changes_its_version() -> None:
    assert SNAPSHOT.exists(), "a new version of the schema: write its file"
    text = json.dumps(declared(), indent=1, ensure_ascii=False)
    assert text + "\n" == SNAPSHOT.read_text("utf-8"), "raise SCHEMA_VERSION"


def every_column() -> list[Column]:
    found = [column for table in TABLES.values() for column in table.columns]
    for column in found:
        found += column.fields
    return found


def test_every_column_says_what_it_means() -> None:
    assert all(column.meaning for column in every_column())
    assert all(
        bool(column.fields) == (column.kind in {Kind.LIST, Kind.STRUCT})
        for column in every_column()
    )


@pytest.mark.parametrize("name", TABLES)
def test_names_are_unique(name: str) -> None:
    names = [column.name for column in TABLES[name].columns]
    assert len({*names}) == len(names)


@pytest.mark.parametrize("name", TABLES)
def test_polars_and_arrow_agree(name: str) -> None:
    pytest.importorskip("pyarrow", reason="the Arrow schema needs pyarrow")
    columns = TABLES[name].columns
    empty = arrow_schema(columns).empty_table()
    assert pl.DataFrame(empty).schema == polars_schema(columns)


@pytest.mark.parametrize("name", TABLES)
def test_spark_reads_its_schema(name: str) -> None:
    types = pytest.importorskip("pyspark.sql.types", reason="the Spark schema needs pyspark")
    found = types.StructType.fromJson(spark_schema(TABLES[name].columns))
    assert found.names == [column.name for column in TABLES[name].columns]
    amounts = [each for each in found.fields if each.name == "amount"]
    assert all(each.dataType.simpleString() == "decimal(34,10)" for each in amounts)


def run(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60
    )


def test_the_schema_needs_no_dataframe_library() -> None:
    done = run(
        "import sys; from cobranza.ledger import frames; frames.TABLES; frames.SCHEMA_VERSION;"
        f"print([each for each in {HEAVY} if each in sys.modules])"
    )
    assert (done.stdout.strip(), done.stderr) == ("[]", "")


def test_a_module_on_spark_names_the_extra() -> None:
    done = run("import sys; sys.modules['polars'] = None; import cobranza.ledger.frames.spark")
    last = done.stderr.strip().splitlines()[-1]
    assert last.startswith("cobranza.errors.MissingExtraError: ")
    assert last.endswith(" needs polars: pip install 'cobranza[frames]'")


def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "cobranza.ledger.frames._figures")
    monkeypatch.setitem(sys.modules, "narwhals", None)
    with pytest.raises(
        MissingExtraError, match=r"balances needs narwhals: pip .*cobranza\[frames\]"
    ):
        frames.__getattr__("balances")


def test_another_missing_module_is_no_missing_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cobranza.ledger.frames._figures", None)
    with pytest.raises(ModuleNotFoundError) as caught:
        frames.__getattr__("balances")
    assert not isinstance(caught.value, MissingExtraError)


def test_what_spark_needs_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.setitem(sys.modules, "pyspark.sql.types", None)
    with pytest.raises(MissingExtraError, match=r"needs pyarrow: pip install 'cobranza\[spark\]'"):
        arrow_schema(())
    with pytest.raises(MissingExtraError, match=r"needs pyspark: pip install 'cobranza\[spark\]'"):
        spark_type(())


def test_there_is_nothing_else() -> None:
    assert {*frames.__all__} <= {*dir(frames)}
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        frames.nothing  # noqa: B018


if __name__ == "__main__":
    SNAPSHOT.write_text(json.dumps(declared(), indent=1, ensure_ascii=False) + "\n", "utf-8")
