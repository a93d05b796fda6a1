"""Which documents a worker of Spark takes together, and what the company says of them."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING, Any, Final, cast

import polars as pl

from cobranza.ledger.frames._arrow import from_arrow, to_arrow
from cobranza.ledger.frames._documents import documents_of
from cobranza.ledger.frames._spark import spark_type
from cobranza.ledger.frames._types import polars_schema
from cobranza.ledger.frames.schema import Column, Kind
from cobranza.ledger.islands import islands, links

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from pyspark.sql import DataFrame

    from cobranza.ledger.documents import DocumentStatus
    from cobranza.ledger.facts import Adjustment, CashReceipt
    from cobranza.ledger.frames._arrow import Arrow
    from cobranza.ledger.frames._spark import Spark

__all__ = ["GROUPS", "groups_of", "linked", "packed", "unpacked"]

_LINKS: Final = (
    Column(name="uuid", kind=Kind.TEXT, meaning="of a document"),
    Column(name="key", kind=Kind.TEXT, meaning="what it shares with others of its island"),
)
GROUPS: Final = (
    Column(name="uuid", kind=Kind.TEXT, meaning="of a document"),
    Column(name="group", kind=Kind.COUNT, meaning="of the documents that a worker takes together"),
)


def groups_of(documents: DataFrame, size: int) -> pl.DataFrame:
    """Say in which group each UUID is: islands whole, of about `size` documents together."""
    found = from_arrow(cast("Spark", documents).mapInArrow(linked, spark_type(_LINKS)).toArrow())
    numbers = pl.Series("island", islands(found.iter_rows()), pl.Int64)
    placed = found.select("uuid", numbers).unique()
    sizes = placed.group_by("island").len().sort("island")
    groups = sizes.select("island", group=(pl.col("len").cum_sum() - 1).cast(pl.Int64) // size)
    return placed.join(groups, on="island").select("uuid", "group")


def linked(batches: Iterator[Arrow]) -> Iterator[Arrow]:
    """Give the UUID of each document with each of its keys."""
    for batch in batches:
        pairs = [
            (each.uuid, key) for each in documents_of(from_arrow(batch)) for key in links(each)
        ]
        frame = pl.DataFrame(pairs, polars_schema(_LINKS), orient="row")
        yield from to_arrow(frame, _LINKS).to_batches()


def packed(
    groups: pl.DataFrame,
    status: Mapping[str, DocumentStatus],
    deliveries: Mapping[str, date],
    adjustments: Iterable[Adjustment],
    cash: Iterable[CashReceipt],
) -> pl.DataFrame:
    """Pack each fact for the group of its document; for the first group, if that is not here."""
    facts: list[tuple[str, str, object]] = [
        *(("status", uuid.upper(), each) for uuid, each in status.items()),
        *(("deliveries", uuid.upper(), each) for uuid, each in deliveries.items()),
        *(("adjustments", each.invoice, each) for each in adjustments),
        *(("cash", each.invoice, each) for each in cash),
    ]
    rows = pl.DataFrame(
        {"uuid": [fact[1] for fact in facts], "fact": [pickle.dumps(fact) for fact in facts]},
        {"uuid": pl.String, "fact": pl.Binary},
    )
    return rows.join(groups, on="uuid", how="left").select(pl.col("group").fill_null(0), "fact")


def unpacked(facts: Arrow) -> dict[str, Any]:
    """Undo `packed`: the arguments of `Ledger.build`."""
    mappings: dict[str, dict[str, Any]] = {"status": {}, "deliveries": {}}
    movements: dict[str, list[Any]] = {"adjustments": [], "cash": []}
    for each in from_arrow(facts)["fact"]:
        kind, uuid, fact = pickle.loads(each)  # noqa: S301 - the driver packed it
        if kind in mappings:
            mappings[kind][uuid] = fact
        else:
            movements[kind].append(fact)
    return {**mappings, **movements}
