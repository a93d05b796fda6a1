"""Lists of taxpayers as the SAT publishes them: CSV, with lines before the names of the columns.

Source: the files themselves, at https://www.sat.gob.mx/minisitio/DatosAbiertos: Windows-1252 with
CRLF, commas, double quotes and line breaks inside them; lists of article 69-B begin with a line
that dates them, those of article 69 with the names of the columns. Copies in circulation are in
UTF-8, or hold text that was decoded wrongly; names of columns are known by their ASCII letters.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Final

import attrs

from cobranza.errors import SatError, shorten
from cobranza.sat._archive import Source, open_source

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = [
    "SUPPRESSED",
    "ListProblem",
    "Sheet",
    "dates_in",
    "open_sheet",
    "raise_first",
]

SUPPRESSED: Final = re.compile(r"X{12,13}")
"""What the SAT writes for an RFC that it took out of a list."""

_MOST_BYTES: Final = 512 * 1024 * 1024
_MOST_PREAMBLE: Final = 20
_UNUSUAL: Final = re.compile(r"[^a-z0-9 ]+")
_DATE: Final = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4}|[0-9]{2})")
_DATES: Final = re.compile(rf"{_DATE.pattern}(?:\s*[-;,y]\s*{_DATE.pattern})*")
_AS_OF: Final = re.compile(r"actualizada al ([0-9]{1,2}) de ([a-z]+) de ([0-9]{4})")
_CENTURY: Final = 2000
_MONTHS: Final = (
    *("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto"),
    *("septiembre", "octubre", "noviembre", "diciembre"),
)


@attrs.frozen(kw_only=True)
class ListProblem:
    """A cell that could not be read: where it stands, what it holds and what was expected.

    `line` is the last line of its row, from 1. The row is in the list all the same, without what
    the cell says, unless `lost` tells that it is not.

    >>> print(ListProblem(
    ...     file="l.csv", line=9, column="RFC", value="A", expected="an RFC", lost=True
    ... ))
    l.csv, line 9: RFC is 'A', expected an RFC
    """

    file: str
    line: int
    column: str
    value: str
    expected: str
    lost: bool

    def __str__(self) -> str:
        found = f"{self.column} is {shorten(self.value)!r}"
        return f"{self.file}, line {self.line}: {found}, expected {self.expected}"


def raise_first(problems: Sequence[ListProblem]) -> None:
    """Raise when there are problems: the first, and how many more there are."""
    if problems:
        more = len(problems) - 1
        raise SatError(f"{problems[0]}" + (f", and {more} more" if more else ""))


@attrs.frozen(kw_only=True)
class Sheet:
    """One list: what stands before the names of the columns, those names, and the rows.

    `keys` are the names reduced to their ASCII letters and digits, in lower case. Rows come with
    their line, as long as the names, their cells stripped; rows without any value are left out.
    """

    name: str
    preamble: str
    header: tuple[str, ...]
    keys: tuple[str, ...]
    rows: Iterator[tuple[int, list[str]]]

    def place(self, *starts: str) -> int:
        """Find the first column whose key begins so, -1 where there is none."""
        return next((at for at, key in enumerate(self.keys) if key.startswith(starts)), -1)

    def problem(
        self, line: int, cells: Sequence[str], place: int, expected: str, *, lost: bool
    ) -> ListProblem:
        """Say what is wrong with one cell."""
        return ListProblem(
            file=self.name,
            line=line,
            column=self.header[place],
            value=cells[place],
            expected=expected,
            lost=lost,
        )

    def as_of(self) -> date | None:
        """Give the day up to which the list says that it is current, or `None`."""
        found = _AS_OF.search(_key(self.preamble))
        if found is None or found[2] not in _MONTHS:
            return None
        return _day(int(found[3]), _MONTHS.index(found[2]) + 1, int(found[1]))


def open_sheet(source: Source, required: Callable[[Sequence[str]], bool], expected: str) -> Sheet:
    """Read a list up to the names of its columns, the first row whose keys satisfy `required`.

    Raises:
        SatError: the file cannot be read or has no such row near its beginning.
    """
    with open_source(source) as (name, stream):
        size = stream.seek(0, io.SEEK_END)
        if size > _MOST_BYTES:
            raise SatError(f"{name} has {size} bytes, expected at most {_MOST_BYTES}")
        stream.seek(0)
        data = stream.read()
    lines = _lines(name, data)
    preamble: list[str] = []
    for _, cells in lines:
        keys = tuple(map(_key, cells))
        if required(keys):
            header = tuple(cell.strip() for cell in cells)
            return Sheet(
                name=name,
                preamble=" ".join(preamble),
                header=header,
                keys=keys,
                rows=_rows(lines, len(header)),
            )
        preamble += cells
        if len(preamble) > _MOST_PREAMBLE * max(len(cells), 1) + _MOST_PREAMBLE:
            break
    raise SatError(f"{name} has no row of column names near its beginning, expected {expected}")


def dates_in(text: str) -> tuple[date, ...] | None:
    """Read the day, or the days, of a cell; `None` where it holds anything else.

    >>> dates_in("28/09/18"), dates_in("01/06/2018 - 5/7/2018")[1], dates_in("sin fecha")
    ((datetime.date(2018, 9, 28),), datetime.date(2018, 7, 5), None)
    """
    if _DATES.fullmatch(text) is None:
        return None
    days = tuple(
        _day(int(year) + (_CENTURY if len(year) < len("2000") else 0), int(month), int(day))
        for day, month, year in _DATE.findall(text)
    )
    return None if None in days else tuple(day for day in days if day is not None)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _key(name: str) -> str:
    return " ".join(_UNUSUAL.sub("", name.lower()).split())


def _lines(name: str, data: bytes) -> Iterator[tuple[int, list[str]]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")  # the SAT's files hold bytes that have no letter
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        for cells in reader:
            yield reader.line_num, cells
    except csv.Error as error:
        raise SatError(f"{name}, line {reader.line_num}: {error}, expected a CSV file") from None


def _rows(lines: Iterator[tuple[int, list[str]]], width: int) -> Iterator[tuple[int, list[str]]]:
    for line, cells in lines:
        values = [" ".join(cell.split()) for cell in cells[:width]]
        if any(values):
            values.extend([""] * (width - len(values)))
            yield line, values
