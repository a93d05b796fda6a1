"""What is new in a source: its files against what was read of them before."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import attrs
import polars as pl

from cobranza.ledger import SkipReason
from cobranza.sources import Digested, Limits, Refused, open_files, read_files
from cobranza.store._tables import FILES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from cobranza.sources import FileRead, Outcome, SourceFile
    from cobranza.store._arrivals import Arrivals

__all__ = ["FILE", "Reading", "Source", "read_source"]

Source = str | os.PathLike[str]
"""A folder, an archive or a file."""

_CHUNK: Final = 10_000

FILE: Final = ("source", "name", "twin")
"""What names a file."""


@attrs.frozen(kw_only=True)
class Reading:
    """What was read of a source.

    `rows` are the files read, as the store keeps them. `unchanged` files were known, by size and
    time or by their contents; `new` ones were not; `changed` and `refused` name others. `skipped`
    counts the documents that have no place in a ledger, by reason.
    """

    rows: pl.DataFrame = attrs.field(factory=lambda: pl.DataFrame(schema=FILES))
    unchanged: int = 0
    new: int = 0
    changed: tuple[str, ...] = ()
    refused: tuple[Refused, ...] = ()
    skipped: Mapping[SkipReason, int] = attrs.field(factory=dict[SkipReason, int])


def read_source(
    source: Source | Iterable[Source],
    known: pl.LazyFrame,
    arrivals: Arrivals,
    *,
    workers: int,
    limits: Limits | None,
    progress: Callable[[int, int], None] | None,
) -> Reading:
    """Read the files of a source that are new or changed, and pass their documents on.

    `known` is what was read before, of whatever source.

    Raises:
        SourceError: the source cannot be used at all, or a worker process died.
    """
    label = ""
    if isinstance(source, str | os.PathLike):
        label = os.fspath(Path(source).resolve())
    else:  # the same names may mean other files tomorrow
        source = [Path(each).resolve() for each in source]
    with open_files(source, limits=limits or Limits()) as files:
        listed = _listed(label, files, known)
        pending = listed.filter(~pl.col("same"))
        places: list[int] = pending["place"].to_list()
        contents = pending.filter(twin=0).drop_nulls("sha256").select("name", "sha256")
        reads = read_files(
            [files[place] for place in places],
            known=dict(contents.iter_rows()),
            workers=workers,
            progress=progress,
        )
        return _taken(pending, reads, arrivals, unchanged=listed.height - pending.height)


def _listed(label: str, files: Sequence[SourceFile], known: pl.LazyFrame) -> pl.DataFrame:
    """Put what is known of each file beside it; `same` is what need not be read again."""
    here = pl.DataFrame(
        {"name": [file.name for file in files], "now": [file.stamp() for file in files]},
        schema={"name": pl.String, "now": pl.String},
    ).with_columns(
        source=pl.lit(label),
        twin=pl.int_range(pl.len(), dtype=pl.UInt32).over("name"),
        place=pl.int_range(pl.len()),
    )
    before = known.filter(source=label).collect()
    # What could not be read may be readable now, though it has not changed.
    same = (pl.col("now") == pl.col("stamp")) & (pl.col("now") != "") & (pl.col("sha256") != "")
    return here.join(before, on=FILE, how="left", maintain_order="left").with_columns(
        same=same.fill_null(value=False)
    )


def _taken(
    pending: pl.DataFrame, reads: Iterator[FileRead], arrivals: Arrivals, *, unchanged: int
) -> Reading:
    rows = _Rows()
    new, changed, refused = 0, list[str](), list[Refused]()
    skipped = Counter[SkipReason]()
    for before, read in zip(pending.iter_rows(named=True), reads, strict=True):
        outcome = read.outcome
        if isinstance(outcome, Refused):
            refused.append(outcome)
        elif isinstance(outcome, Digested):
            arrivals.add(outcome.document, read.sha256)
        elif outcome is not None:
            skipped[outcome.reason] += 1
        told = before if outcome is None else _told(outcome)
        rows.add({**before, **told, "stamp": read.stamp, "sha256": read.sha256})
        if before["sha256"] is None:
            new += 1
        elif before["sha256"] != read.sha256:
            changed.append(read.name)
        else:
            unchanged += 1
    return Reading(
        rows=rows.frame(),
        unchanged=unchanged,
        new=new,
        changed=tuple(changed),
        refused=tuple(refused),
        skipped=dict(skipped.most_common()),
    )


class _Rows:
    """Rows of files, few of them as such at any time."""

    def __init__(self) -> None:
        self._rows: list[Sequence[Any]] = []
        self._frames = [pl.DataFrame(schema=FILES)]

    def add(self, row: Mapping[str, Any]) -> None:
        """Add a row after the others."""
        self._rows.append([row[column] for column in FILES])
        if len(self._rows) == _CHUNK:
            self._close()

    def frame(self) -> pl.DataFrame:
        """Give all rows."""
        self._close()
        return pl.concat(self._frames)

    def _close(self) -> None:
        self._frames.append(pl.DataFrame(self._rows, FILES, orient="row"))
        self._rows.clear()


def _told(outcome: Outcome) -> dict[str, str]:
    """Say what became of a file, in the columns of the store."""
    told = dict.fromkeys(("uuid", "kind", "reason", "detail"), "")
    if isinstance(outcome, Digested):
        return {**told, "outcome": "digested", "uuid": outcome.document.uuid}
    told |= {"reason": outcome.reason.value, "detail": outcome.detail}
    if isinstance(outcome, Refused):
        return {**told, "outcome": "refused"}
    return {**told, "outcome": "skipped", "uuid": outcome.uuid, "kind": outcome.kind}
