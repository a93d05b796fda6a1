"""XML to documents on Spark: every file is read and digested where it lies.

What becomes of a file is what `cobranza.sources.digest_files` makes of it: a document, a refusal
with its reasons, or a document that has no place in a ledger. One bad file never stops the others.

Needs the extra `spark`, on the workers too, and Java 17 or later.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final, cast
from urllib.parse import unquote

import attrs

from cobranza.ledger.frames import TABLES, documents_table
from cobranza.ledger.frames._arrow import from_arrow, stack, stacked, to_arrow
from cobranza.ledger.frames._cases import skipped_table
from cobranza.ledger.frames._cells import Cells, to_frame
from cobranza.ledger.frames._records import cells_of, table_of
from cobranza.ledger.frames._spark import refusals, spark_type, unstacked
from cobranza.ledger.frames.schema import Column, Kind, Table
from cobranza.sources._digest import Intake, Refused, digest_one
from cobranza.sources._files import Limits, RefusalReason, printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import polars as pl
    from pyspark.sql import DataFrame, SparkSession  # noqa: TC004 - attrs evaluates nothing here

    from cobranza.ledger.frames._arrow import Arrow
    from cobranza.ledger.frames._spark import Spark
    from cobranza.sources._digest import Outcome

__all__ = ["REFUSED", "Ingested", "digest_files"]


def _column(name: str, kind: Kind, meaning: str, *, nullable: bool = False) -> Column:
    return Column(name=name, kind=kind, meaning=meaning, nullable=nullable)


REFUSED: Final = Table(
    name="refused",
    meaning="One row per file that gave no document.",
    columns=(
        _column("name", Kind.TEXT, "the file"),
        _column("reason", Kind.TEXT, "why, in a word (`RefusalReason`)"),
        _column("detail", Kind.TEXT, "why, in a sentence"),
        Column(
            name="problems",
            kind=Kind.LIST,
            meaning="the first reasons, at most 20, for which a CFDI could not be typed",
            fields=(
                _column("path", Kind.TEXT, "XPath of the place"),
                _column("line", Kind.COUNT, "line of the file, from 1", nullable=True),
                _column("value", Kind.TEXT, "what was found; null if missing", nullable=True),
                _column("expected", Kind.TEXT, "what was expected"),
            ),
        ),
    ),
)
"""The table of refusals."""

_STACK: Final = stack([TABLES["documents"], TABLES["skipped"], REFUSED])
_OUTCOMES: Final = (_column("file", Kind.TEXT, "the file of a row"), *_STACK)


@attrs.frozen(kw_only=True)
class Ingested:
    """What became of some files: each is in one of the three tables.

    `documents` and `skipped` are as `cobranza.ledger.frames.spark.build` takes them.
    """

    documents: DataFrame
    skipped: DataFrame
    refused: DataFrame


def digest_files(
    session: SparkSession, paths: str | Sequence[str], *, limits: Limits | None = None
) -> Ingested:
    """Digest the CFDI files of some paths: files, folders and the folders in them.

    Files count whose name ends in .xml, whatever the case; Spark itself passes over names that
    begin with a dot or an underscore. Archives are not opened. Of `limits` only `file_bytes` holds.
    Spark keeps what is read (`DataFrame.persist`), for three tables come of it.

    Raises:
        SourceError: a path does not exist or cannot be read.
        MissingExtraError: pyarrow is not installed.
    """
    reader: Spark = session.read.format("binaryFile").option("recursiveFileLookup", "true")
    digested = partial(_digested, (limits or Limits()).file_bytes)
    with refusals(str(paths), "read"):
        files: Spark = reader.option("pathGlobFilter", "*.[xX][mM][lL]").load(paths)
    # Spark reads no contents where it is asked for none.
    fits = files["length"] <= digested.args[0]
    small = files.where(fits).select("path", "content")
    large = files.where(~fits).selectExpr("path", "CAST(NULL AS BINARY) AS content")
    read = small.unionAll(large).mapInArrow(digested, spark_type(_OUTCOMES)).persist()
    # It lists the empty ones, and passes over them.
    names = [(_name(each),) for each in files.inputFiles()]
    listed: Spark = cast("Spark", session).createDataFrame(names, "file string")
    empty = listed.join(read, "file", "left_anti").selectExpr(
        "file", "CAST('' AS BINARY) AS content"
    )
    found = read.unionAll(empty.mapInArrow(digested, spark_type(_OUTCOMES)))
    return Ingested(
        documents=unstacked(read, "documents"),
        skipped=unstacked(read, "skipped"),
        refused=unstacked(found, "refused"),
    )


def _name(address: str) -> str:
    """Name a file that Spark lists as it is named where Spark reads it."""
    return printable(unquote(address).replace("file:///", "file:/", 1))


def _digested(most: int, batches: Iterator[Arrow]) -> Iterator[Arrow]:
    for batch in batches:
        files = from_arrow(batch).iter_rows()
        outcomes = [_outcome(printable(path), content, most) for path, content in files]
        yield from to_arrow(_rows(outcomes), _OUTCOMES).to_batches()


def _outcome(name: str, content: bytes | None, most: int) -> Outcome:
    if content is None:
        detail = f"above the limit of {most} bytes"
        return Refused(name=name, reason=RefusalReason.TOO_LARGE, detail=detail)
    return digest_one(name, content)


def _rows(outcomes: Sequence[Outcome]) -> pl.DataFrame:
    """Put what became of some files into the rows of one table."""
    found = Intake.of(outcomes)
    frames = {
        "documents": documents_table(found.documents),
        "skipped": skipped_table(found.skipped),
        "refused": table_of(REFUSED, found.refused, partial(cells_of, REFUSED.columns)),
    }
    names = [
        *(each.name for each in found.digested),
        *(each.source for each in found.skipped),
        *(each.name for each in found.refused),
    ]
    files = to_frame(_OUTCOMES[:1], Cells({"file": names}))
    return files.hstack(stacked(_STACK, frames))
