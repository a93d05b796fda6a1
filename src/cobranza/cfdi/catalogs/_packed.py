"""The form in which a catalog is kept: one text file, a few header lines, one line for each row.

```text
cobranza catalog 1
sha256: 4f1c…                  (of every byte after this line)
name: c_ObjetoImp
version: 2026-08-06
source: …
in force: 2022-01-01..
columns: text

01	No objeto de impuesto.
04@2022-10-07..	Sí objeto del impuesto y no causa impuesto.
```

A row is a key and its cells, with tabs between them and no empty cells at the end. The key carries
its own dates, `@first..last`, only where they are not those of the header. A line that is a key
alone has the cells of the line above it. Rows are sorted by key and date, so that what SAT changes
is what a diff shows. Plain text because wheels are compressed anyway: unpacked it loads faster than
compressed data, and can be read, searched and compared with ordinary tools.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Final

import attrs

from cobranza.errors import CatalogError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__: list[str] = []

MAGIC: Final = b"cobranza catalog 1\n"
ONE_DAY: Final = timedelta(days=1)


@attrs.frozen(order=True)
class Span:
    """From when to when a row is in force, both days included; `None` is no limit.

    >>> str(Span(date(2022, 1, 1), None))
    '2022-01-01..'
    """

    since: date | None
    until: date | None

    def __str__(self) -> str:
        return f"{self.since or ''}..{self.until or ''}"

    @classmethod
    def parse(cls, text: str) -> Span:
        """Read what `str` wrote."""
        since, _, until = text.partition("..")
        return cls(
            date.fromisoformat(since) if since else None,
            date.fromisoformat(until) if until else None,
        )

    @property
    def first(self) -> date:
        """The first day, or the first day there is."""
        return self.since or date.min

    @property
    def last(self) -> date:
        """The last day, or the last day there is."""
        return self.until or date.max

    def covers(self, day: int) -> bool:
        """Tell whether a day, given by its ordinal, is one of these."""
        return self.first.toordinal() <= day <= self.last.toordinal()


@attrs.frozen
class Row:
    """One row as text: its key, its dates and its cells in the order of the columns."""

    key: str
    span: Span
    cells: tuple[str, ...]


@attrs.frozen(kw_only=True)
class Packed:
    """One catalog: where it is from, and its rows as lines of text."""

    name: str
    version: date
    source: str
    span: Span
    columns: tuple[str, ...]
    body: bytes


def pack(
    rows: Iterable[Row], *, name: str, version: date, source: str, columns: Iterable[str]
) -> bytes:
    """Write the file of one catalog; the same rows give the same bytes, whatever their order."""
    ordered = sorted(rows, key=lambda row: (row.key, row.span.first))
    # Of spans that are as common, the earliest: the order of the rows must not matter.
    counted = Counter(row.span for row in ordered)
    usual = min(counted, key=lambda span: (-counted[span], span.first, span.last))
    lines: list[str] = []
    above: tuple[str, ...] = ()
    for row in ordered:
        line = row.key if row.span == usual else f"{row.key}@{row.span}"
        if row.cells != above:
            filled = "\t".join((line, *row.cells)).rstrip("\t")
            line = filled if "\t" in filled else f"{line}\t"
        lines.append(line)
        above = row.cells
    head = [
        f"name: {name}",
        f"version: {version}",
        f"source: {source}",
        f"in force: {usual}",
        f"columns: {' '.join(columns)}".rstrip(),
    ]
    rest = "\n".join((*head, "", *lines, "")).encode()
    return MAGIC + f"sha256: {sha256(rest).hexdigest()}\n".encode() + rest


def unpack(data: bytes, *, where: str) -> Packed:
    """Read the file of one catalog and verify its checksum.

    Raises:
        CatalogError: it is not such a file, or not the bytes that were written.
    """
    magic, _, rest = data.partition(b"\n")
    if magic + b"\n" != MAGIC:
        raise CatalogError(f"{where} is not a catalog that this version of cobranza can read")
    checksum, _, rest = rest.partition(b"\n")
    if checksum != b"sha256: " + sha256(rest).hexdigest().encode():
        raise CatalogError(f"{where} is damaged: its contents do not have the checksum it states")
    head, _, body = rest.partition(b"\n\n")
    lines = (line.partition(":") for line in head.decode().split("\n"))
    fields = {name: value.strip() for name, _, value in lines}
    return Packed(
        name=fields["name"],
        version=date.fromisoformat(fields["version"]),
        source=fields["source"],
        span=Span.parse(fields["in force"]),
        columns=tuple(fields["columns"].split()),
        body=body.removesuffix(b"\n"),
    )


def rows(packed: Packed) -> Iterator[Row]:
    """Read every row, in the order of the file."""
    cells: tuple[str, ...] = ()
    for line in packed.body.decode().split("\n"):
        first, tab, rest = line.partition("\t")
        if tab or not packed.columns:
            cells = split_cells(rest, len(packed.columns))
        key, at, span = first.partition("@")
        yield Row(key, Span.parse(span) if at else packed.span, cells)


def split_cells(text: str, count: int) -> tuple[str, ...]:
    """Split the cells of a line, those left empty at its end included."""
    cells = text.split("\t") if count else []
    return (*cells, *("",) * (count - len(cells)))
