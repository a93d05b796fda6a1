"""The tables of a store: those of `cobranza.ledger.frames`, and what the store adds to them.

A part holds some islands whole: `documents` with every content of every UUID (`role` says what
became of each), the tables that the ledger of those islands makes, and `links`. Column `island`
says whose a row is; it is null for documents of others than the issuer of the store.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import attrs
import polars as pl

from cobranza.ledger.frames import polars_schema
from cobranza.ledger.frames.schema import TABLES
from cobranza.store._manifest import Manifest, Part, generation_folder

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["DERIVED", "FACTS", "FILES", "PART", "Stored", "Tables"]

Tables = dict[str, pl.DataFrame]
"""The tables of one part, by name."""

DERIVED: Final = ("receivables", "events", "inconsistencies", "deadlines", "unapplied")
"""What a ledger makes of documents and facts."""

_ISLAND: Final = {"island": pl.Int64}
_OWN: Final[Mapping[str, Mapping[str, pl.DataType | type[pl.DataType]]]] = {
    # `content` is the SHA-256 of the file, or of what a document says that came from none.
    "documents": {**_ISLAND, "content": pl.String, "role": pl.String},
    "links": {**_ISLAND, "key": pl.Int64},
}
PART: Final[Mapping[str, pl.Schema]] = {
    name: pl.Schema(
        {
            **(polars_schema(TABLES[name].columns) if name in TABLES else {}),
            **_OWN.get(name, _ISLAND),
        }
    )
    for name in ("documents", *DERIVED, "links")
}
"""The schema of each table of a part."""

FILES: Final = pl.Schema(
    {
        "source": pl.String,  # folder or archive, "" for a list of files
        "name": pl.String,
        "twin": pl.UInt32,  # 0, or how many files of that name come before it in the source
        "stamp": pl.String,
        "sha256": pl.String,
        "outcome": pl.String,  # digested, skipped or refused
        "uuid": pl.String,
        "kind": pl.String,  # TipoDeComprobante of what was skipped
        "reason": pl.String,
        "detail": pl.String,
    }
)
"""The schema of what was read of each file."""


FACTS: Final = pl.Schema(
    {
        "kind": pl.String,  # an argument of `Ledger.build`
        "subject": pl.String,  # UUID of a document, or key of a customer
        "fact": pl.String,  # JSON
        "key": pl.Int64,  # that of the UUID in the links of its island, else null
    }
)
"""The schema of the facts in force."""


@attrs.frozen
class Stored:
    """The tables of a store as one manifest has them; what it reads is there as long as that is.

    Guard what is read, for it may be damaged: see `readable`.
    """

    folder: Path
    manifest: Manifest

    def scan(self, table: str, parts: Sequence[Part] | None = None) -> pl.LazyFrame:
        """Read one table of some parts, of all for `None`."""
        parts = self.manifest.parts if parts is None else parts
        if not parts:
            return pl.LazyFrame(schema=PART[table])
        paths = [part.within(self.folder) / f"{table}.parquet" for part in parts]
        return pl.scan_parquet(paths, schema=PART[table], glob=False)

    def part(self, part: Part) -> Tables:
        """Read all tables of a part."""
        return {table: self.scan(table, [part]).collect() for table in PART}

    def files(self) -> pl.LazyFrame:
        """Read what was read of each file."""
        path = generation_folder(self.folder, self.manifest.files) / "files.parquet"
        return pl.scan_parquet(path, schema=FILES, glob=False)

    def facts(self) -> pl.DataFrame:
        """Read the facts in force."""
        path = generation_folder(self.folder, self.manifest.facts) / "facts.parquet"
        return pl.scan_parquet(path, schema=FACTS, glob=False).collect()
