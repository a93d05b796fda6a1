"""The ledger on Spark is that of one machine, table by table."""

import json
import shutil
import sys
import warnings
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from cobranza.calendars import Calendar
from cobranza.cfdi import read, write
from cobranza.errors import LedgerError, SourceError
from cobranza.ledger import (
    Adjustment,
    AdjustmentKind,
    CashReceipt,
    Invoice,
    Ledger,
    Skipped,
    Terms,
)
from cobranza.ledger.customers import Customer, Customers
from cobranza.ledger.frames import (
    TABLES,
    Tables,
    balances,
    documents_of,
    documents_table,
    ledger_of,
    open_items,
    open_parts,
    receivable_balances,
    scan_parquet,
    spark_schema,
    tables,
    write_parquet,
)
from cobranza.ledger.frames import spark as on_spark
from cobranza.ledger.frames._arrow import from_arrow, to_arrow
from cobranza.ledger.frames._groups import linked, packed
from cobranza.ledger.intake import digest
from cobranza.ledger.islands import links
from cobranza.ledger.terms import TermPart
from cobranza.sources import Intake, Limits, RefusalReason
from cobranza.sources import digest_files as digest_here
from cobranza.sources import spark as files_on_spark
from cobranza.sources.spark import Ingested, digest_files
from cobranza.testing.portfolio import Portfolio
from tests.ledger import makers
from tests.ledger.frames.test_parquet import SPARK_KEY

pytest.importorskip("pyarrow", reason="Spark needs pyarrow (dependency group `engines`)")
pytest.importorskip("pyspark", reason="pyspark is not installed (dependency group `engines`)")

pytestmark = [
    pytest.mark.slow,
    # It warns of the pandas that is installed, which nothing here uses.
    pytest.mark.filterwarnings("ignore:PySpark does not yet:FutureWarning"),
]

AS_OF = date(2026, 6, 30)
XML = [write(each.comprobante) for each in Portfolio(size=60, seed=11, as_of=AS_OF)]
DOCUMENTS = [each for each in map(digest, map(read, XML)) if not isinstance(each, Skipped)]
FIRST, SECOND, THIRD, *_ = (each for each in DOCUMENTS if isinstance(each, Invoice))
RULES: dict[str, Any] = {
    "status": {FIRST.uuid.lower(): makers.cancelled(1)[makers.uid(1)]},
    "deliveries": {SECOND.uuid.lower(): date(2026, 5, 4)},
    "adjustments": [
        Adjustment(
            invoice=uuid,
            date=AS_OF,
            amount=Decimal("-0.37"),
            kind=AdjustmentKind.ADJUSTMENT,
            reference="PD-118",
        )
        for uuid in (THIRD.uuid, makers.uid(404))
    ],
    "cash": [CashReceipt(invoice=SECOND.uuid, date=AS_OF, amount=Decimal("1.5"), reference="SPEI")],
    "terms": {SECOND.customer.rfc: Terms(days=15)},
    "customers": Customers(records=[Customer(key="C1", rfc=THIRD.customer.rfc, region="Norte")]),
    "calendar": Calendar(),
    "pue": "alert",
    "credit_notes": "oldest",
}


@pytest.fixture(scope="session")
def session() -> Iterator[Any]:
    """One small Spark for all tests."""
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
        yield found
        found.stop()


@pytest.fixture(scope="session")
def expected() -> Ledger:
    ledger = Ledger.build(DOCUMENTS, **RULES)
    assert ledger.receivables
    assert "COB260" in {each.code for each in ledger.inconsistencies}
    return ledger


@pytest.fixture(scope="session")
def built(session: Any) -> Tables[Any]:
    """The same ledger, in groups of few documents."""
    given = on_spark.from_polars(session, tables(Ledger(receivables=(), documents=(*DOCUMENTS,))))
    return on_spark.build(given.documents, **RULES, group=20)


def rows(table: pl.DataFrame) -> list[Any]:
    return sorted(table.rows(), key=repr)


def collected(table: Any) -> pl.DataFrame:
    return from_arrow(table.toArrow())


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_that_of_polars(name: str, built: Tables[Any], expected: Ledger) -> None:
    found, on_one_machine = collected(built[name]), tables(expected)[name]
    assert found.schema == on_one_machine.schema
    assert rows(found) == rows(on_one_machine)


def test_the_ledger_is_that_of_one_machine(built: Tables[Any], expected: Ledger) -> None:
    assert ledger_of(on_spark.to_polars(built)) == expected


def test_figures_are_those_of_polars(built: Tables[Any], expected: Ledger) -> None:
    here = tables(expected)
    for figure in (balances, receivable_balances):
        found, on_one_machine = collected(figure(built, AS_OF)), figure(here, AS_OF)
        assert found.schema == on_one_machine.schema
        assert rows(found) == rows(on_one_machine)
    for listing in (open_items, open_parts):
        found = collected(listing(built, AS_OF, dimensions=["region"]))
        on_one_machine = listing(here, AS_OF, dimensions=["region"])
        assert found.schema == on_one_machine.schema
        assert rows(found) == rows(on_one_machine)


def test_instalments_are_split_as_on_one_machine(session: Any) -> None:
    ledger = Ledger.build(
        [makers.invoice(1, "100.0000000001"), makers.receipt(2, makers.pays(1, "55.00"))],
        terms={makers.BUYER.rfc: Terms(parts=tuple(TermPart(days=days) for days in (30, 60, 90)))},
    )
    assert len(ledger.receivables[0].schedule) == 3
    here = tables(ledger)
    found = collected(open_parts(on_spark.from_polars(session, here), makers.day(70)))
    assert rows(found) == rows(open_parts(here, makers.day(70)))
    assert len(found) == 2


def test_parquet_goes_both_ways(
    session: Any, built: Tables[Any], expected: Ledger, tmp_path: Path
) -> None:
    on_spark.write_parquet(built, str(tmp_path / "spark"))
    assert ledger_of(scan_parquet(tmp_path / "spark")) == expected
    write_parquet(tables(expected), tmp_path / "polars")
    found = on_spark.read_parquet(session, str(tmp_path / "polars"))
    assert ledger_of(on_spark.to_polars(found)) == expected
    with pytest.raises(SourceError, match=r"documents\.parquet cannot be written: .*EXISTS"):
        on_spark.write_parquet(built, str(tmp_path / "spark"))


def test_what_is_no_ledger_is_not_read(session: Any, tmp_path: Path) -> None:
    where = str(tmp_path)
    with pytest.raises(SourceError, match=r"documents\.parquet cannot be read: .*PATH_NOT_FOUND"):
        on_spark.read_parquet(session, where)
    table = documents_table(DOCUMENTS[:1])
    path = tmp_path / "documents.parquet"
    table.write_parquet(path)
    with pytest.raises(SourceError, match="has schema version none, expected 1"):
        on_spark.read_parquet(session, where)
    some = TABLES["documents"].columns[1:]
    table.drop("uuid").write_parquet(path, metadata={SPARK_KEY: json.dumps(spark_schema(some))})
    with pytest.raises(SourceError, match="has other columns than the table documents of a ledg"):
        on_spark.read_parquet(session, where)


def test_a_wrong_policy_is_refused_before_anything_is_built(built: Tables[Any]) -> None:
    with pytest.raises(LedgerError, match="pue is 'never', expected one of paid_at_issue"):
        on_spark.build(built.documents, pue="never")  # type: ignore[arg-type]  # wrong on purpose


def test_a_ledger_of_nothing(session: Any) -> None:
    nothing = on_spark.from_polars(session, tables(Ledger(receivables=())))
    found = on_spark.to_polars(on_spark.build(nothing.documents, skipped=nothing.skipped))
    assert ledger_of(found) == Ledger(receivables=())


# Files


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cfdi")
    (folder / "below").mkdir()
    for number, xml in enumerate(XML[:20]):
        (folder / "below" / f"Ñ {number}%20+.XML").write_bytes(xml)
    (folder / "empty.xml").touch()
    (folder / "other.xml").write_text("<other/>")
    (folder / "broken.xml").write_bytes(XML[0][:500])
    (folder / "untyped.xml").write_bytes(XML[0].replace(b' Total="', b' Total="x'))
    (folder / "waybill.xml").write_bytes(
        XML[0].replace(b'TipoDeComprobante="I"', b'TipoDeComprobante="T"')
    )
    (folder / "large.xml").write_bytes(XML[0] + b" " * 20_000)
    (folder / "notes.txt").write_text("no XML")
    return folder


LIMITS = Limits(file_bytes=20_000)


@pytest.fixture(scope="session")
def here(folder: Path) -> Intake:
    return Intake.of(digest_here(folder, limits=LIMITS))


@pytest.fixture(scope="session")
def there(session: Any, folder: Path) -> Ingested:
    return digest_files(session, str(folder), limits=LIMITS)


def test_what_becomes_of_files_is_what_becomes_of_them_here(here: Intake, there: Ingested) -> None:
    assert sorted(map(repr, documents_of(collected(there.documents)))) == sorted(
        map(repr, here.documents)
    )
    refused = collected(there.refused).select("name", "reason", "detail").rows()
    assert {name.rpartition("/")[2]: told for name, *told in refused} == {
        each.name: [each.reason, each.detail] for each in here.refused
    }
    assert len(refused) == 5
    skipped = collected(there.skipped).select("uuid", "kind", "reason").rows()
    assert skipped == [(each.uuid, each.kind, each.reason) for each in here.skipped]
    assert skipped


def test_from_files_to_balances(here: Intake, there: Ingested) -> None:
    built = on_spark.build(there.documents, skipped=there.skipped)
    assert dict(rows(collected(balances(built, AS_OF)))) == Ledger.build(here.documents).balances(
        AS_OF
    )
    assert built.skipped is there.skipped


def test_a_path_that_is_not_there_is_refused(session: Any, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"nowhere cannot be read: .*PATH_NOT_FOUND"):
        digest_files(session, str(tmp_path / "nowhere"))


# What the workers do, in this process


def test_a_worker_builds_with_the_facts_of_its_group(expected: Ledger) -> None:
    groups = pl.DataFrame({"uuid": [each.uuid for each in DOCUMENTS], "group": 0})
    facts = packed(
        groups, RULES["status"], RULES["deliveries"], RULES["adjustments"], RULES["cash"]
    )
    assert facts["group"].to_list() == [0] * 5
    rules = {
        name: RULES[name] for name in ("terms", "customers", "calendar", "pue", "credit_notes")
    }
    rows = to_arrow(documents_table(DOCUMENTS), TABLES["documents"].columns)
    found = from_arrow(on_spark._built(rows, facts.to_arrow(), rules=rules))
    receivables = found["receivables"].drop_nulls().struct.unnest()
    assert receivables.rows() == tables(expected).receivables.rows()


def test_a_worker_gives_the_keys_of_documents() -> None:
    rows = to_arrow(documents_table(DOCUMENTS[:3]), TABLES["documents"].columns)
    pairs = [pair for each in linked(rows.to_batches()) for pair in from_arrow(each).rows()]
    assert pairs == [(each.uuid, key) for each in DOCUMENTS[:3] for key in links(each)]


def worked(*files: tuple[str, bytes | None]) -> dict[str, pl.DataFrame]:
    """What a worker makes of files: a table of each kind."""
    batches = pl.DataFrame(files, ["path", "content"], orient="row").to_arrow().to_batches()
    (found,) = map(from_arrow, files_on_spark._digested(20_000, batches))
    return {name: found[name].drop_nulls().struct.unnest() for name in found.columns[1:]}


def test_a_worker_digests_files() -> None:
    found = worked(("a.xml", XML[0]), ("b\n.xml", b""), ("c.xml", None))
    assert found["documents"]["uuid"].to_list() == [DOCUMENTS[0].uuid]
    assert found["refused"].select("name", "reason").rows() == [
        ("b\\n.xml", RefusalReason.EMPTY),
        ("c.xml", RefusalReason.TOO_LARGE),
    ]


def test_a_worker_says_why_a_document_could_not_be_typed() -> None:
    found = worked(("a.xml", XML[0].replace(b' Total="', b' Total="x')))["refused"]
    (problem,) = found["problems"][0].to_list()
    assert problem["path"] == "/cfdi:Comprobante/@Total"
    assert problem["value"].startswith("x")
