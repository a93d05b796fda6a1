import json
from pathlib import Path

import polars as pl
import pytest

from cobranza.errors import LedgerError, SourceError
from cobranza.ledger import Ledger
from cobranza.ledger.frames import (
    SCHEMA_VERSION,
    TABLES,
    ledger_of,
    scan_parquet,
    tables,
    write_parquet,
)
from tests.ledger.frames.test_tables import LEDGER

SPARK_KEY = "org.apache.spark.sql.parquet.row.metadata"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_parquet(tables(LEDGER), tmp_path / "ledger")
    return tmp_path / "ledger"


def test_a_ledger_comes_back(folder: Path) -> None:
    assert ledger_of(scan_parquet(str(folder))) == LEDGER
    assert sorted(each.name for each in folder.iterdir()) == sorted(
        f"{each}.parquet" for each in TABLES
    )


def test_what_is_read_from_a_folder_can_be_written_to_it(folder: Path) -> None:
    scanned = scan_parquet(folder)
    few = scanned.map(lambda table: table.head(1))
    write_parquet(few, folder)
    assert scan_parquet(folder).map(lambda table: table.collect().height).documents == 1


def test_files_say_what_they_are(folder: Path) -> None:
    metadata = pl.read_parquet_metadata(folder / "events.parquet")
    assert metadata["cobranza.schema_version"] == str(SCHEMA_VERSION)
    (amount,) = [
        each for each in json.loads(metadata[SPARK_KEY])["fields"] if each["name"] == "amount"
    ]
    assert amount["type"] == "decimal(34,10)"
    assert amount["metadata"]["comment"] == "positive increases the debt, negative reduces it"


def as_spark_writes(table: pl.DataFrame, folder: Path, version: object) -> None:
    folder.mkdir()
    schema = {"fields": [{"metadata": {"cobranza.schema_version": version}}]}
    for number in range(len(table)):
        part = folder / f"part-{number:05}.parquet"
        table[number].write_parquet(part, metadata={SPARK_KEY: json.dumps(schema)})
    (folder / "_SUCCESS").touch()


def test_a_table_may_be_a_folder_of_files(folder: Path) -> None:
    path = folder / "events.parquet"
    path.unlink()
    as_spark_writes(tables(LEDGER).events, path, SCHEMA_VERSION)
    assert ledger_of(scan_parquet(folder)) == LEDGER


def test_a_table_that_is_missing_is_refused(folder: Path) -> None:
    (folder / "events.parquet").unlink()
    with pytest.raises(SourceError, match=r"events\.parquet is missing, expected the table events"):
        scan_parquet(folder)
    (folder / "events.parquet").mkdir()
    with pytest.raises(SourceError, match=r"events\.parquet is missing, expected the table events"):
        scan_parquet(folder)


@pytest.mark.parametrize(
    ("metadata", "version"),
    [
        ({}, "none"),
        ({"cobranza.schema_version": "999"}, "999"),
        ({SPARK_KEY: '{"fields": [{"metadata": {}}]}'}, "none"),
        ({SPARK_KEY: '{"fields": [{"metadata": {"cobranza.schema_version": 7}}]}'}, "7"),
    ],
)
def test_another_version_is_refused(folder: Path, metadata: dict[str, str], version: str) -> None:
    tables(LEDGER).events.write_parquet(folder / "events.parquet", metadata=metadata)
    with pytest.raises(
        SourceError, match=f"schema version {version}, expected {SCHEMA_VERSION}: wr"
    ):
        scan_parquet(folder)


def test_what_is_no_parquet_is_refused(folder: Path) -> None:
    (folder / "events.parquet").write_text("receivable,amount")
    with pytest.raises(SourceError, match=r"events\.parquet cannot be read as Parquet: "):
        scan_parquet(folder)


def test_other_columns_are_refused(folder: Path) -> None:
    version = {"cobranza.schema_version": str(SCHEMA_VERSION)}
    table = tables(LEDGER).events.drop("amount")
    table.write_parquet(folder / "events.parquet", metadata=version)
    with pytest.raises(SourceError, match=r"events\.parquet: column amount is missing, expected D"):
        scan_parquet(folder)


def test_a_folder_that_cannot_be_is_refused(tmp_path: Path) -> None:
    (tmp_path / "ledger").write_text("a file")
    with pytest.raises(SourceError, match="ledger cannot be written to: "):
        write_parquet(tables(LEDGER), tmp_path / "ledger")


def test_a_table_that_is_none_is_not_written(tmp_path: Path) -> None:
    wrong = tables(Ledger(receivables=())).map(lambda table: table.drop(table.columns[0]))
    with pytest.raises(LedgerError, match="column uuid is missing, expected String"):
        write_parquet(wrong, tmp_path)
