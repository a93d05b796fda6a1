"""Documents that arrive: as rows for later, and as links for the plan of what to build again."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Final

import polars as pl

from cobranza.ledger.frames import documents_table
from cobranza.ledger.islands import links
from cobranza.store._facts import key_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cobranza.ledger import LedgerDocument
    from cobranza.store._draft import Spill

__all__ = ["Arrivals", "content_of"]

_CHUNK: Final = 10_000
_INDEX: Final = {"arrival": pl.Int64, "content": pl.String, "ours": pl.Boolean}
_LINKS: Final = {"arrival": pl.Int64, "key": pl.Int64}


def content_of(document: LedgerDocument) -> str:
    """Tell what a document says from anything else, where there is no file to tell it by."""
    return sha256(repr(document).encode("utf-8", "surrogatepass")).hexdigest()


class Arrivals:
    """Takes documents one by one; `index` and `links` are complete once it is closed.

    `index` has one row per document: its number `arrival`, its content, and whether it is of the
    issuer of the store. `links` has one row per document of that issuer and link.
    """

    def __init__(self, spill: Spill, issuer: str | None) -> None:
        self._spill = spill
        self._issuer = issuer
        self._chunk: list[tuple[LedgerDocument, str]] = []
        self._chunks = self._count = 0
        self._index = [pl.DataFrame(schema=_INDEX)]
        self._links = [pl.DataFrame(schema=_LINKS)]

    def add(self, document: LedgerDocument, content: str) -> None:
        """Take a document; `content` tells what it says from anything else."""
        self._chunk.append((document, content))
        if len(self._chunk) == _CHUNK:
            self._close_chunk()

    def close(self) -> None:
        """Finish the last rows."""
        if self._chunk:
            self._close_chunk()

    @property
    def index(self) -> pl.DataFrame:
        """Every document that arrived."""
        return pl.concat(self._index)

    @property
    def links(self) -> pl.DataFrame:
        """What the documents of the issuer are linked by."""
        return pl.concat(self._links)

    def frames(self) -> Iterator[pl.DataFrame]:
        """Give the rows of the documents, once, with `arrival` and `content`."""
        return map(self._spill.take, range(self._chunks))

    def _close_chunk(self) -> None:
        chunk, self._chunk = self._chunk, []
        numbers = range(self._count, self._count + len(chunk))
        documents = [document for document, _ in chunk]
        ours = [self._issuer in (None, each.issuer.rfc.upper()) for each in documents]
        index = pl.DataFrame(
            {
                "arrival": pl.Series(numbers, dtype=pl.Int64),
                "content": [content for _, content in chunk],
                "ours": ours,
            }
        )
        rows = documents_table(documents).with_columns(index["arrival"], index["content"])
        linked = [
            (number, key_of(link))
            for number, document, is_ours in zip(numbers, documents, ours, strict=True)
            if is_ours
            for link in links(document)
        ]
        self._spill.add(self._chunks, rows)
        self._index.append(index)
        self._links.append(pl.DataFrame(linked, _LINKS, orient="row"))
        self._chunks += 1
        self._count += len(chunk)
