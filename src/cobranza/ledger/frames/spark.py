"""The ledger on Spark: the same tables, built where the documents are.

`build` finds which documents have to do with each other (`cobranza.ledger.islands`) and hands
groups of them to the workers, each of which builds the ledger of its own with `Ledger.build`. The
figures of `cobranza.ledger.frames` work on these tables as they do on those of Polars. XML becomes
documents with `cobranza.sources.spark`.

Needs the extra `spark`, on the workers too, and Java 17 or later.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final, cast

from cobranza.errors import SourceError
from cobranza.ledger.frames import TABLES, Tables, documents_of, tables
from cobranza.ledger.frames._arrow import from_arrow, stack, stacked, to_arrow
from cobranza.ledger.frames._cases import skipped_table
from cobranza.ledger.frames._groups import GROUPS, groups_of, packed, unpacked
from cobranza.ledger.frames._spark import refusals, spark_type, unstacked
from cobranza.ledger.frames._types import VERSION_KEY, check_version
from cobranza.ledger.ledger import Ledger

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    import polars as pl
    from pyspark.sql import DataFrame, SparkSession

    from cobranza.calendars import Calendar
    from cobranza.ledger.customers import Customers
    from cobranza.ledger.documents import DocumentStatus
    from cobranza.ledger.facts import Adjustment, CashReceipt
    from cobranza.ledger.frames._arrow import Arrow
    from cobranza.ledger.frames._spark import Spark
    from cobranza.ledger.frames.schema import Column
    from cobranza.ledger.ledger import CreditNotePolicy, PuePolicy
    from cobranza.ledger.terms import Agreement, Terms

__all__ = ["build", "from_polars", "read_parquet", "to_polars", "write_parquet"]

_STACK: Final = stack([table for name, table in TABLES.items() if name != "skipped"])
"""What a worker makes of a group of documents, in one table."""


def build(
    documents: DataFrame,
    *,
    skipped: DataFrame | None = None,
    status: Mapping[str, DocumentStatus] | None = None,
    terms: Mapping[str, Terms | Sequence[Agreement]] | None = None,
    customers: Customers | None = None,
    adjustments: Iterable[Adjustment] = (),
    cash: Iterable[CashReceipt] = (),
    deliveries: Mapping[str, date] | None = None,
    calendar: Calendar | None = None,
    issuer: str | None = None,
    pue: PuePolicy = "paid_at_issue",
    credit_notes: CreditNotePolicy = "as_named",
    group: int = 20_000,
) -> Tables[DataFrame]:
    """Build the ledger of a table of documents; the tables are those of `Ledger.build`.

    The driver sees of each document its UUID, those that it names and its customer's account, and
    nothing else. What the company says of single documents travels with them; `terms`, `customers`
    and `calendar` go to every worker. Spark keeps what is built (`DataFrame.persist`), for all
    tables come of it.

    Args:
        documents: a table as `documents_table` makes, or `cobranza.sources.spark` reads.
        skipped: the documents left out before, to be a table of the ledger.
        status: as for `Ledger.build`, and so are all that follow.
        terms: by RFC or key of the customer, the terms agreed.
        customers: the table of customers.
        adjustments: what was moved by hand.
        cash: money seen.
        deliveries: by UUID, the date of the contra-recibo.
        calendar: the business days that due dates ask for.
        issuer: the RFC whose documents count; `None` for all.
        pue: what a PUE invoice is taken for.
        credit_notes: how a credit note over several invoices is used up.
        group: documents that a worker takes at a time, unless more of them belong together.

    Raises:
        LedgerError: a policy that does not exist, or agreements that contradict each other.
        MissingExtraError: pyspark or pyarrow is not installed.
    """
    rules: dict[str, Any] = {
        "terms": terms,
        "customers": customers,
        "calendar": calendar,
        "issuer": issuer,
        "pue": pue,
        "credit_notes": credit_notes,
    }
    Ledger.build((), **rules)  # refuses here what a worker would refuse

    session: Spark = documents.sparkSession
    documents = documents.select([each.name for each in TABLES["documents"].columns])
    groups = groups_of(documents, group)
    said = packed(groups, status or {}, deliveries or {}, adjustments, cash)
    rows: Spark = documents.join(_sent(session, groups, GROUPS), "uuid").groupBy("group")
    facts: Spark = session.createDataFrame(cast("Arrow", said).to_arrow()).groupBy("group")
    made = rows.cogroup(facts).applyInArrow(partial(_built, rules=rules), spark_type(_STACK))
    made.persist()
    if skipped is None:
        skipped = _sent(session, skipped_table(()), TABLES["skipped"].columns)
    return Tables(skipped=skipped, **{each.name: unstacked(made, each.name) for each in _STACK})


def from_polars(session: SparkSession, tables: Tables[pl.DataFrame]) -> Tables[DataFrame]:
    """Give the tables of a ledger to Spark."""
    return Tables(
        **{name: _sent(session, tables[name], table.columns) for name, table in TABLES.items()}
    )


def to_polars(tables: Tables[DataFrame]) -> Tables[pl.DataFrame]:
    """Collect the tables of a ledger from Spark; the rows are in no order."""
    return tables.map(lambda table: from_arrow(cast("Spark", table).toArrow()))


def write_parquet(tables: Tables[DataFrame], folder: str) -> None:
    """Write the tables of a ledger from Spark: folders `events.parquet`, … of files.

    `cobranza.ledger.frames.scan_parquet` reads them too.

    Raises:
        SourceError: they cannot be written there, or are there already.
    """
    for name, table in TABLES.items():
        path = f"{folder}/{name}.parquet"
        declared = cast("Spark", tables[name]).to(spark_type(table.columns))
        with refusals(path, "written"):
            declared.write.parquet(path, compression="zstd")


def read_parquet(session: SparkSession, folder: str) -> Tables[DataFrame]:
    """Open the tables of a ledger that Spark or `cobranza.ledger.frames.write_parquet` wrote.

    Raises:
        SourceError: a table is missing, is no Parquet file, or is of another version of the schema.
    """
    return Tables(**{name: _read(session, f"{folder}/{name}.parquet", name) for name in TABLES})


def _read(session: SparkSession, path: str, name: str) -> DataFrame:
    with refusals(path, "read"):
        table = session.read.parquet(path)
    found: Spark = table.schema
    check_version(path, found.fields[0].metadata.get(VERSION_KEY) if found.fields else None)
    expected = spark_type(TABLES[name].columns)
    if found.simpleString() != expected.simpleString():
        raise SourceError(f"{path} has other columns than the table {name} of a ledger")
    return table


def _sent(session: Spark, frame: pl.DataFrame, columns: Sequence[Column]) -> DataFrame:
    sent: DataFrame = session.createDataFrame(to_arrow(frame, columns), spark_type(columns))
    return sent


def _built(rows: Arrow, facts: Arrow, *, rules: Mapping[str, Any]) -> Arrow:
    """Build the ledger of a group: the work of a worker."""
    ledger = Ledger.build(documents_of(from_arrow(rows)), **unpacked(facts), **rules)
    made = tables(ledger)
    return to_arrow(stacked(_STACK, {each.name: made[each.name] for each in _STACK}), _STACK)
