"""The lines of a metadata file, and which of them make a row.

Rows end in CRLF or LF, and names hold line breaks of their own. A line that begins with a UUID and
a separator begins a row; any other line goes on with the row before it, as far as that makes a row,
and is a problem by itself where it does not. So every line of a file ends in one row or in one
problem.
"""

from __future__ import annotations

import re
from typing import IO, TYPE_CHECKING, Final, TypeVar

import attrs

from cobranza.errors import SatError
from cobranza.sat.metadata._cells import Misfit
from cobranza.sat.metadata._layout import Layout
from cobranza.sat.metadata._row import MetadataProblem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

__all__ = ["Lines"]

T = TypeVar("T")

_LONGEST: Final = 16 * 1024
"""Bytes that are read as one line; SAT's rows have some 300."""
_MOST_LINES: Final = 32
"""Lines of one row: its names have up to 300 characters."""
_UTF8_BOM: Final = b"\xef\xbb\xbf"
_UTF16_BOMS: Final = (b"\xff\xfe", b"\xfe\xff")
_BREAKS: Final = re.compile(r"[\r\n]+")
_START_OF_ROW: Final = re.compile(rb"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}~")


@attrs.frozen
class Lines:
    """An open metadata file; `name` is what messages call it."""

    name: str
    stream: IO[bytes]

    def rows(
        self, required: Sequence[str], parse: Callable[[Layout, str], T]
    ) -> Iterator[tuple[int, T | MetadataProblem]]:
        """Give every row, as `parse` reads it, and every problem, with its first line.

        Raises:
            SatError: the first line does not name the required columns.
        """
        layout = self._layout(required)
        for line, group in self._groups():
            yield from self._rows_in(line, group, layout, parse)

    def _layout(self, required: Sequence[str]) -> Layout:
        header = self.stream.readline(_LONGEST)
        if header.startswith(_UTF16_BOMS):
            raise SatError(f"{self.name} is in UTF-16, expected UTF-8 or Windows-1252")
        return Layout.of(_text(header.removeprefix(_UTF8_BOM)), self.name, required)

    def _groups(self) -> Iterator[tuple[int, list[bytes]]]:
        """Give the lines from one that begins a row to the next that does."""
        group: list[bytes] = []
        start = line = 2
        while part := self.stream.readline(_LONGEST):
            if group and (_START_OF_ROW.match(part) or len(group) >= _MOST_LINES):
                yield start, group
                group, start = [], line
            group.append(part)
            line += part.endswith(b"\n")
        yield start, group

    def _rows_in(
        self, line: int, group: list[bytes], layout: Layout, parse: Callable[[Layout, str], T]
    ) -> Iterator[tuple[int, T | MetadataProblem]]:
        """Make rows of as many lines as fit together, and a problem of the rest."""
        while any(part.strip() for part in group):
            misfits: list[Misfit] = []
            for count in range(len(group), 0, -1):
                try:
                    row = parse(layout, _text(b"".join(group[:count])))
                except Misfit as misfit:
                    misfits.append(misfit)
                    continue
                yield line, row
                line, group = line + count, group[count:]
                break
            else:
                yield line, self._problem(line, group, misfits)
                return

    def _problem(self, line: int, group: list[bytes], misfits: list[Misfit]) -> MetadataProblem:
        """Say what is wrong: with a cell, if the number of cells is right in any way."""
        said = next((each for each in misfits if each.column), misfits[0])
        return MetadataProblem(
            file=self.name,
            line=line,
            column=said.column,
            value=said.value,
            expected=said.expected,
            text=b"".join(group).decode("utf-8", "backslashreplace").rstrip("\r\n"),
        )


def _text(line: bytes) -> str:
    """Decode one row or header and take its line breaks out."""
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        text = line.decode("cp1252", "replace")
    return _BREAKS.sub(" ", text).strip(" ")
