"""The parts of the next generation: what a plan touches is built, the rest is carried over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs
import polars as pl

from cobranza.ledger import Ledger
from cobranza.ledger.frames import documents_of, tables
from cobranza.store._draft import is_small
from cobranza.store._facts import OF_CUSTOMERS, Facts, facts_of
from cobranza.store._tables import DERIVED, FACTS, PART

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from cobranza.ledger import Inconsistency, LedgerDocument
    from cobranza.store._draft import Draft, Spill
    from cobranza.store._manifest import Part, Settings
    from cobranza.store._plan import Plan
    from cobranza.store._tables import Stored, Tables

__all__ = ["rebuild"]

_COLUMNS: Final = [name for name in PART["documents"] if name != "role"]
_NO_DOCUMENTS: Final = pl.DataFrame(schema=PART["documents"]).select(_COLUMNS)
_NO_FACTS: Final = pl.DataFrame(schema={**FACTS, "island": pl.Int64})
_OF_FACTS: Final = "COB26"
"""How codes about facts begin: what shows such a case is no document."""


def rebuild(
    stored: Stored,
    draft: Draft,
    plan: Plan,
    *,
    arrivals: Iterable[pl.DataFrame],
    others: pl.DataFrame,
    withdrawn: pl.Series,
    facts: pl.DataFrame,
    progress: Callable[[int, int], None],
) -> tuple[Part, ...]:
    """Write the parts of the next generation.

    Args:
        stored: the generation before.
        draft: where to write.
        plan: which documents go to which island and batch.
        arrivals: rows of documents that arrived.
        others: the numbers of those that are of another issuer than the store.
        withdrawn: contents to leave out.
        facts: all that are in force.
        progress: is told how many of how many documents have been built.
    """
    batches = draft.spill("batches")
    for batch in range(plan.batches):  # some may be of facts alone
        batches.add(batch, _NO_DOCUMENTS)
    for rows in arrivals:
        _distribute(rows, plan.arrivals, batches)
        draft.add(_foreign(rows.filter(pl.col("arrival").is_in(others["arrival"].implode()))))
    kept: list[Part] = []
    for part in stored.manifest.parts:
        if _stays(stored, part, plan, withdrawn):
            kept.append(part)
        else:
            draft.add(_divided(stored.part(part), plan, withdrawn, batches))
    for made in _built(stored.manifest.settings, plan, batches, facts, progress):
        draft.add(made)
    return (*kept, *draft.finish_parts())


def _distribute(documents: pl.DataFrame, places: pl.DataFrame, batches: Spill) -> None:
    """Put those documents that have a place, by the first column of `places`, into its batch.

    Rows are never joined as a whole: that takes a hundred times as long, for what they hold.
    """
    key = places.columns[0]
    found = documents.select(key).join(places, on=key, how="left", maintain_order="left")
    placed = documents.with_columns(found["island"], found["batch"]).drop_nulls("batch")
    for (batch,), group in placed.partition_by("batch", as_dict=True).items():
        batches.add(batch, group.select(_COLUMNS))


def _foreign(rows: pl.DataFrame) -> Tables:
    """Give the documents of other issuers: they are of no island."""
    nothing = {name: pl.DataFrame(schema=schema) for name, schema in PART.items()}
    island = pl.lit(None, pl.Int64).alias("island")
    return {**nothing, "documents": rows.with_columns(island, role=pl.lit("other"))}


def _stays(stored: Stored, part: Part, plan: Plan, withdrawn: pl.Series) -> bool:
    """Tell a part that stays as it is; a small one goes where it is joined with others."""
    if is_small(part.documents):
        return False
    islands = stored.scan("links", [part]).select("island").unique().collect()
    if not islands.join(plan.stored, left_on="island", right_on="stored", how="semi").is_empty():
        return False
    if withdrawn.is_empty():
        return True
    contents = stored.scan("documents", [part]).select("content").collect().to_series()
    return not contents.is_in(withdrawn.implode()).any()


def _divided(old: Tables, plan: Plan, withdrawn: pl.Series, batches: Spill) -> Tables:
    """Send the documents of touched islands to be built, and give the rest of a part."""
    valid = old["documents"].filter(~pl.col("content").is_in(withdrawn.implode()))
    _distribute(valid.with_columns(stored="island"), plan.stored, batches)
    touched = pl.col("island").is_in(plan.stored["stored"].implode()).fill_null(value=False)
    return {name: table.filter(~touched) for name, table in {**old, "documents": valid}.items()}


def _built(
    settings: Settings,
    plan: Plan,
    batches: Spill,
    facts: pl.DataFrame,
    progress: Callable[[int, int], None],
) -> Iterator[Tables]:
    """Build one batch after the other."""
    of_customers = facts_of(facts.filter(pl.col("kind").is_in(OF_CUSTOMERS)))
    placed = facts.join(plan.links, on="key").partition_by("batch", as_dict=True)
    links = plan.links.partition_by("batch", as_dict=True)
    done = 0
    for batch in range(plan.batches):
        documents = batches.take(batch)
        said = placed.get((batch,), _NO_FACTS)
        known = attrs.evolve(
            facts_of(said), terms=of_customers.terms, customers=of_customers.customers
        )
        named = dict(said.select("subject", "island").iter_rows())
        yield {**_build(documents, known, named, settings), "links": links[batch,]}
        done += documents.height
        progress(done, plan.documents)


def _build(
    documents: pl.DataFrame, facts: Facts, named: Mapping[str, int], settings: Settings
) -> Tables:
    """Build the ledger of some islands; `named` are those of UUIDs that facts name."""
    objects = tuple(documents_of(documents))
    ledger = Ledger.build(
        objects,
        status=facts.status,
        terms=facts.terms,
        customers=facts.customers,
        adjustments=facts.adjustments,
        cash=facts.cash,
        deliveries=facts.deliveries,
        calendar=settings.calendar,
        pue=settings.pue,
        credit_notes=settings.credit_notes,
    )
    islands = {**named, **dict(documents.select("uuid", "island").iter_rows())}
    whose = {
        "receivables": [islands[each.uuid] for each in ledger.receivables],
        "events": [islands[each.uuid] for each in ledger.receivables for _ in each.events],
        "inconsistencies": [_island(each, islands) for each in ledger.inconsistencies],
        "deadlines": [_island(each, islands) for each in ledger.deadlines],
        "unapplied": [islands[each.document] for each in ledger.unapplied],
    }
    made = tables(attrs.evolve(ledger, documents=(), discarded=()))
    derived = {
        name: made[name].with_columns(pl.Series("island", whose[name], pl.Int64))
        for name in DERIVED
    }
    roles = pl.Series("role", _roles(objects, ledger), pl.String)
    return {"documents": documents.with_columns(roles), **derived}


def _island(case: Inconsistency, islands: Mapping[str, int]) -> int:
    """Find whose a case is: that of a fact may name an invoice that is not here."""
    if case.receivable is None and case.code.startswith(_OF_FACTS):
        return islands[str(dict(case.values)["invoice"])]
    return islands[case.receivable or case.document]


def _roles(documents: Sequence[LedgerDocument], ledger: Ledger) -> list[str]:
    """Say what became of each content: "used", "discarded" (COB201), or "equal" to one of those."""
    used = set(map(id, ledger.documents))
    discarded = set(map(id, ledger.discarded))
    return [
        "used" if id(each) in used else "discarded" if id(each) in discarded else "equal"
        for each in documents
    ]
