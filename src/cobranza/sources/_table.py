"""Tables with named columns, and what their cells may hold.

The first row names the columns, in any order and case. What is wrong with a cell is said with its
table, row, column and value, and with what was expected.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Final, NoReturn, TypeVar

import attrs

from cobranza.errors import CobranzaError, MoneyError, SourceError, shorten
from cobranza.money import to_decimal
from cobranza.sources._files import printable
from cobranza.sources._sheet import rows_of

if TYPE_CHECKING:
    import os
    from collections.abc import Generator, Iterator, Sequence
    from decimal import Decimal

__all__ = ["RFC", "Row", "folded", "read_table"]

RFC: Final = re.compile(r"[A-ZÑ&]{3,4}[0-9]{6}[A-Z0-9]{3}")
_UUID: Final = re.compile(r"[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}")
_CURRENCY: Final = re.compile(r"[A-Z]{3}")
_WHOLE: Final = re.compile(r"[0-9]{1,6}")
_ISO_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

T = TypeVar("T")


def folded(text: str) -> str:
    """Give lower case without accents, with single spaces.

    >>> folded(" Cancelación  PENDIENTE ")
    'cancelacion pendiente'
    """
    plain = unicodedata.normalize("NFKD", text).casefold()
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())


@attrs.frozen(kw_only=True)
class Row:
    """One row of a table; `number` is the one that a spreadsheet shows.

    `cells` are those of the columns asked for, "" where the table does not have one; `others`, when
    they are asked for, those of every other column that has a name and, in this row, a value.
    """

    table: str
    number: int
    cells: Mapping[str, str]
    others: Mapping[str, str]

    def refuse(self, column: str, expected: str) -> NoReturn:
        """Say what is wrong with one cell."""
        raise SourceError(
            f"{self.table}, row {self.number}: {column} is {shorten(self.cells[column])!r}, "
            f"expected {expected}"
        )

    @contextmanager
    def building(self) -> Generator[None]:
        """Say of which row an object cannot be built."""
        try:
            yield
        except SourceError:
            raise
        except CobranzaError as error:
            raise SourceError(f"{self.table}, row {self.number}: {error}") from None

    def rfc(self, column: str = "rfc") -> str:
        """Give an RFC, in capitals."""
        return self._matching(column, RFC, "an RFC such as XIA190128J61")

    def uuid(self) -> str:
        """Give the UUID of a document, in capitals."""
        return self._matching("uuid", _UUID, "a UUID of 36 characters")

    def currency(self, column: str) -> str:
        """Give a currency, in capitals."""
        return self._matching(column, _CURRENCY, "a currency such as USD")

    def text(self, column: str, expected: str) -> str:
        """Give a cell that may not be empty."""
        return self.cells[column] or self.refuse(column, expected)

    def whole(self, column: str, expected: str) -> int:
        """Give a whole number."""
        return int(self._matching(column, _WHOLE, expected))

    def decimal(self, column: str) -> Decimal:
        """Give an amount, exactly as written."""
        try:
            return to_decimal(self.cells[column], name=column)
        except MoneyError:
            self.refuse(column, "a plain decimal such as 1234.50")

    def day(self, column: str) -> date:
        """Give a date."""
        return self.day_or_none(column) or self.refuse(column, "a date YYYY-MM-DD")

    def day_or_none(self, column: str) -> date | None:
        """Give a date, or `None` for an empty cell."""
        text = self.cells[column]
        if not text:
            return None
        if _ISO_DATE.fullmatch(text) is None:
            self.refuse(column, "a date YYYY-MM-DD or nothing")
        try:
            return date.fromisoformat(text)
        except ValueError:
            self.refuse(column, "a date YYYY-MM-DD that exists")

    def choice(self, column: str, words: Mapping[str, T], expected: str) -> T:
        """Give what a word stands for; case and accents do not matter."""
        word = folded(self.cells[column])
        return words[word] if word in words else self.refuse(column, expected)

    def _matching(self, column: str, pattern: re.Pattern[str], expected: str) -> str:
        value = self.cells[column].upper()
        return value if pattern.fullmatch(value) else self.refuse(column, expected)


def read_table(
    path: str | os.PathLike[str],
    required: Sequence[str],
    optional: Sequence[str] = (),
    *,
    others: bool = False,
) -> Iterator[Row]:
    """Read the rows of a table; those without any value are left out.

    Raises:
        SourceError: the file cannot be read or is no table, or a column is missing or stands twice.
        MissingExtraError: it is a workbook, and python-calamine is not installed.
    """
    table = printable(str(path))
    rows = rows_of(path)
    header = next(rows, (1, list[str]()))[1]
    places = _places(table, [name.lower() for name in header], required, optional)
    own = _other_places(table, header, places) if others else {}
    empty = dict.fromkeys(optional, "")
    for number, values in rows:
        if not any(values):
            continue
        values.extend([""] * (len(header) - len(values)))  # spreadsheets leave out empty ends
        yield Row(
            table=table,
            number=number,
            cells=empty | {column: values[place] for column, place in places.items()},
            others={name: values[place] for name, place in own.items() if values[place]},
        )


def _places(
    table: str, names: Sequence[str], required: Sequence[str], optional: Sequence[str]
) -> dict[str, int]:
    """Find the columns asked for in the header."""
    for column in required:
        if column not in names:
            raise SourceError(
                f"{table}, row 1: no column {column!r}, expected {', '.join(required)}"
            )
    wanted = [column for column in (*required, *optional) if column in names]
    for column in wanted:
        if names.count(column) > 1:
            raise SourceError(f"{table}, row 1: two columns {column!r}, expected one")
    return {column: names.index(column) for column in wanted}


def _other_places(table: str, header: Sequence[str], known: Mapping[str, int]) -> dict[str, int]:
    """Find the named columns that were not asked for."""
    places: dict[str, int] = {}
    for place, name in enumerate(header):
        if name and name.lower() not in known and places.setdefault(name, place) != place:
            raise SourceError(f"{table}, row 1: two columns {name!r}, expected one")
    return places
