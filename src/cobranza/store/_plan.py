"""What an update builds again: the islands that something new or changed touches, and no others.

A stored island is whole, so whatever has none of its links has nothing to do with it. Those that
new documents and facts do link to become one island with them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import polars as pl

from cobranza.ledger.islands import islands
from cobranza.store._draft import PART_DOCUMENTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cobranza.store._touch import Touched

__all__ = ["Plan", "make_plan"]


@attrs.frozen(kw_only=True)
class Plan:
    """Which documents go to which island, and which islands are built at once.

    `arrivals` maps the numbers of new documents, `stored` the islands there were, to `island` and
    `batch`; `links` are those of the new islands. `documents` is how many there are in all of them,
    and `islands` how many islands have been numbered by then.
    """

    arrivals: pl.DataFrame
    stored: pl.DataFrame
    links: pl.DataFrame
    batches: int
    documents: int
    islands: int


def make_plan(
    arrivals: pl.DataFrame, links: pl.DataFrame, facts: pl.Series, touched: Touched, *, first: int
) -> Plan:
    """Plan islands and batches; new islands are numbered from `first`.

    Args:
        arrivals: the numbers of the documents that are new (`arrival`).
        links: theirs (`arrival`, `key`).
        facts: the keys of new movements, which make an island even where there is no document.
        touched: what is stored of the islands to be built again.
        first: the number of the first new island.
    """
    things = pl.concat(
        [
            arrivals.select("arrival", documents=pl.lit(1, pl.Int64)),
            facts.unique().to_frame("fact"),
            touched.islands.rename({"island": "stored"}),
        ],
        how="diagonal",
    ).with_row_index("thing")
    keys = pl.concat(
        [
            links.join(things, on="arrival").select("thing", "key"),
            things.drop_nulls("fact").select("thing", key="fact"),
            touched.links.join(things, left_on="island", right_on="stored").select("thing", "key"),
        ]
    ).sort("thing")
    labels = pl.Series("label", islands(_grouped(keys, things.height)), pl.Int64)
    things = things.with_columns(labels, pl.col("documents").fill_null(0))
    batches = (
        things.group_by("label", maintain_order=True)
        .agg(pl.col("documents").sum())
        .select("label", batch=(pl.col("documents").cum_sum() // PART_DOCUMENTS).rle_id())
    )
    things = things.join(batches, on="label", maintain_order="left").with_columns(
        island=pl.col("label") + first
    )
    places = ["island", "batch"]
    return Plan(
        arrivals=things.drop_nulls("arrival").select("arrival", *places),
        stored=things.drop_nulls("stored").select("stored", *places),
        links=keys.join(things, on="thing").select("key", *places).unique(),
        batches=batches["batch"].n_unique(),
        documents=sum(things["documents"]),
        islands=first + batches.height,
    )


def _grouped(keys: pl.DataFrame, things: int) -> Iterator[list[int]]:
    """Give the keys of each thing; they come in order of things, and some have none."""
    numbers, values = keys["thing"].to_list(), keys["key"].to_list()
    start = 0
    for thing in range(things):
        end = start
        while end < len(numbers) and numbers[end] == thing:
            end += 1
        yield values[start:end]
        start = end
