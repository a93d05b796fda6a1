"""Questions that need little of a store: one receivable, the story of one invoice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

import attrs
import polars as pl

from cobranza.ledger import Skipped, SkipReason
from cobranza.ledger.frames import TABLES, Tables, documents_of, ledger_of, polars_schema
from cobranza.sources import Digested, Intake, RefusalReason, Refused
from cobranza.store._tables import DERIVED

if TYPE_CHECKING:
    from cobranza.ledger import Ledger, LedgerDocument, Receivable
    from cobranza.sources import Outcome
    from cobranza.store._tables import Stored

__all__ = ["Contents", "around", "contents", "intake", "receivable", "tables_of"]

# What a name must have to stand for a UUID, or to be near one: as in `cobranza.ledger.story`.
_LEAST_PREFIX: Final = 8
_LEAST_SHARED: Final = 4


@attrs.frozen(kw_only=True)
class Contents:
    """How much a store holds; `inconsistencies` counts the cases of each code, in order of code.

    Cases that time alone brings about are not among them: they depend on the day.

    >>> Contents(documents=2, receivables=1, inconsistencies={"COB210": 1}).receivables
    1
    """

    documents: int
    receivables: int
    inconsistencies: Mapping[str, int]


def tables_of(stored: Stored, island: int | None = None) -> Tables[pl.LazyFrame]:
    """Give the ledger of one island as tables; of all, and what was skipped, for `None`."""

    def scan(table: str) -> pl.LazyFrame:
        found = stored.scan(table)
        return found if island is None else found.filter(island=island)

    documents = scan("documents")
    skipped = stored.files().filter(outcome="skipped").with_columns(source="name")
    found = {
        **{name: scan(name) for name in DERIVED},
        "documents": documents.filter(role="used"),
        "discarded": documents.filter(role="discarded"),
        "skipped": skipped if island is None else skipped.clear(),
    }
    columns = {name: [each.name for each in table.columns] for name, table in TABLES.items()}
    selected = {name: found[name].select(columns[name]) for name in TABLES}
    return Tables(**{**selected, "skipped": selected["skipped"].unique()})


def receivable(stored: Stored, uuid: str) -> Receivable | None:
    """Load one receivable."""
    wanted = uuid.upper()
    rows = stored.scan("receivables").filter(uuid=wanted).collect()
    if rows.is_empty():
        return None
    # The island too: rows are in its order, so most of the file need not be read.
    events = stored.scan("events").filter(island=rows["island"][0], receivable=wanted)
    return ledger_of(_only(receivables=rows.lazy(), events=events)).receivables[0]


def around(stored: Stored, name: str) -> Ledger:
    """Load what telling the story of an invoice takes, by UUID, by the start of one or by number.

    Where no single invoice goes by that name, it is what saying so takes.
    """
    wanted = name.strip().upper()
    names = stored.scan("receivables").select("uuid", "number", "island")
    uuid, number = pl.col("uuid"), pl.col("number").str.to_uppercase()
    found = names.filter(uuid == wanted).collect()
    if found.is_empty():
        begins = uuid.str.starts_with(wanted) & (len(wanted) >= _LEAST_PREFIX)
        found = names.filter(((number == wanted) & (number != "")) | begins).collect()
    if found.is_empty():
        found = stored.scan("documents").filter(uuid == wanted, role="used").collect()
    if found["island"].n_unique() == 1:
        return ledger_of(tables_of(stored, found["island"][0]))
    if found.is_empty() and len(wanted) >= _LEAST_SHARED:
        found = names.filter(uuid.str.starts_with(wanted[:_LEAST_SHARED])).collect()
    named = found["uuid"].implode()
    return ledger_of(
        _only(
            receivables=stored.scan("receivables").filter(uuid.is_in(named)),
            events=stored.scan("events").filter(pl.col("receivable").is_in(named)),
        )
    )


def contents(stored: Stored) -> Contents:
    """Count what there is."""
    found = tables_of(stored)
    sizes = [table.select(pl.len()) for table in (found.documents, found.receivables)]
    codes = found.inconsistencies.group_by("code").len().sort("code")
    documents, receivables, cases = pl.collect_all([*sizes, codes])
    return Contents(
        documents=documents.item(),
        receivables=receivables.item(),
        inconsistencies=dict(cases.iter_rows()),
    )


def intake(stored: Stored) -> Intake:
    """Say again what became of each file, and of documents that came from none."""
    rows = stored.scan("documents").collect()
    objects = dict(zip(rows["content"], documents_of(rows), strict=True))
    files = stored.files().sort("source", "name", "twin").collect()
    outcomes = [_outcome(row, objects) for row in files.iter_rows(named=True)]
    fileless = objects.keys() - set(files["sha256"])
    given = [Digested(name="", document=objects[content]) for content in sorted(fileless)]
    return Intake.of([*outcomes, *given])


def _outcome(row: Mapping[str, str], objects: Mapping[str, LedgerDocument]) -> Outcome:
    match row["outcome"]:
        case "digested":
            return Digested(name=row["name"], document=objects[row["sha256"]])
        case "refused":
            reason = RefusalReason(row["reason"])
            return Refused(name=row["name"], reason=reason, detail=row["detail"])
        case _:
            return Skipped(
                reason=SkipReason(row["reason"]),
                kind=row["kind"],
                uuid=row["uuid"],
                source=row["name"],
                detail=row["detail"],
            )


def _only(**tables: pl.LazyFrame) -> Tables[pl.LazyFrame]:
    """Give some tables, and the others empty."""
    empty = {
        name: pl.LazyFrame(schema=polars_schema(table.columns)) for name, table in TABLES.items()
    }
    return Tables(**{**empty, **tables})
