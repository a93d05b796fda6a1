"""Which stored islands an update touches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs
import polars as pl

from cobranza.ledger import Party
from cobranza.store._facts import OF_CUSTOMERS, changes, facts_of, known_of

if TYPE_CHECKING:
    from cobranza.store._tables import Stored

__all__ = ["Touched", "touch"]

_PARTY: Final = ("rfc", "name", "tax_id")


@attrs.frozen(kw_only=True)
class Touched:
    """Islands to be built again: `islands` with the number of `documents` of each, and `links`."""

    islands: pl.DataFrame
    links: pl.DataFrame


def touch(
    stored: Stored,
    *,
    keys: pl.Series,
    withdrawn: pl.Series,
    facts: tuple[pl.DataFrame, pl.DataFrame],
) -> Touched:
    """Find the islands that have to do with what is new.

    Args:
        stored: the store as it is.
        keys: the links of new documents and changed facts.
        withdrawn: contents that no file has any longer.
        facts: those in force before and after.
    """
    links = stored.scan("links")
    documents = stored.scan("documents")
    found = [
        links.join(keys.to_frame("key").lazy(), on="key", how="semi").select("island"),
        documents.filter(pl.col("content").is_in(withdrawn.implode())).select("island"),
        _of_customers(documents, *facts).lazy(),
    ]
    islands = pl.concat(found).drop_nulls().unique().sort("island").collect()
    lazily = islands.lazy()
    sizes = documents.join(lazily, on="island", how="semi").group_by("island").len("documents")
    return Touched(
        islands=lazily.join(sizes, on="island", how="left")
        .select("island", pl.col("documents").fill_null(0).cast(pl.Int64))
        .sort("island")
        .collect(),
        links=links.join(lazily, on="island", how="semi").collect(),
    )


def _of_customers(
    documents: pl.LazyFrame, before: pl.DataFrame, after: pl.DataFrame
) -> pl.DataFrame:
    """Find the islands of customers of whom terms or master data now say something else."""
    tables = [rows.filter(pl.col("kind").is_in(OF_CUSTOMERS)) for rows in (before, after)]
    if changes(*tables).is_empty():
        return pl.DataFrame(schema={"island": pl.Int64})
    then, now = map(facts_of, tables)
    columns = [f"customer_{name}" for name in _PARTY]
    parties = documents.select("island", *columns).drop_nulls("island").unique().collect()
    distinct = parties.select(columns).unique()
    differs = [
        known_of(party, then) != known_of(party, now)
        for party in (Party(**dict(zip(_PARTY, row, strict=True))) for row in distinct.iter_rows())
    ]
    changed = distinct.filter(pl.Series(differs, dtype=pl.Boolean))
    return parties.join(changed, on=columns, how="semi", nulls_equal=True).select("island")
