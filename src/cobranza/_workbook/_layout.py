"""What a table of the workbook is made of: columns, rows, and where they end up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

import attrs

from cobranza._workbook._cells import Cell

__all__ = [
    "BAD",
    "GOOD",
    "WARNING",
    "Column",
    "Kind",
    "List",
    "Placed",
    "Row",
    "Total",
]

Row = tuple[Cell, ...]
Total = Decimal | str | None
"""The sum of a column; as text where no number of a workbook can hold it, `None` for none."""

GOOD: Final = {"bg_color": "#D8EBDD", "font_color": "#1B5E34"}
WARNING: Final = {"bg_color": "#FBEBC8", "font_color": "#7A4B00"}
BAD: Final = {"bg_color": "#F6D5D2", "font_color": "#8C1D18"}

TOP: Final = {"valign": "top"}
LEFT: Final = {"align": "left", "indent": 1}  # away from a figure in the column before
RIGHT: Final = {"align": "right"}


class Kind(StrEnum):
    """What a column holds, and so how its cells look."""

    TEXT = "text"
    WRAPPED = "wrapped"  # text that may take several lines
    RIGHT = "right"  # text that stands for a figure
    DATE = "date"
    MONTH = "month"  # its first day
    MONEY = "money"
    COUNT = "count"
    LATE = "late"  # days past due: negative before the due date
    DAYS = "days"  # with one decimal
    SHARE = "share"  # a fraction, shown as a percentage


_LOOKS: Final[Mapping[Kind, Mapping[str, Any]]] = {
    Kind.TEXT: {**TOP, **LEFT},
    Kind.WRAPPED: {**TOP, **LEFT, "text_wrap": True},
    Kind.RIGHT: {**TOP, **RIGHT},
    Kind.DATE: {**TOP, **LEFT, "num_format": "yyyy-mm-dd"},
    Kind.MONTH: {**TOP, **LEFT, "num_format": "yyyy-mm"},
    Kind.MONEY: {**TOP, "num_format": "#,##0.00;[Red]-#,##0.00"},
    Kind.COUNT: {**TOP, "num_format": "#,##0"},
    Kind.LATE: {**TOP, "num_format": "#,##0"},
    Kind.DAYS: {**TOP, "num_format": "#,##0.0"},
    Kind.SHARE: {**TOP, "num_format": "0.0%"},
}
_TEXTS: Final = (Kind.TEXT, Kind.WRAPPED, Kind.DATE, Kind.MONTH)


@attrs.frozen
class Column:
    """A column of a table; `marks` give texts that stand out, and how.

    Columns that do not print come last.
    """

    label: str
    kind: Kind = Kind.TEXT
    width: int = 14
    sums: bool = attrs.field(default=False, kw_only=True)
    places: int = attrs.field(default=2, kw_only=True)
    prints: bool = attrs.field(default=True, kw_only=True)
    marks: Mapping[str, Mapping[str, str]] = attrs.field(
        factory=dict[str, Mapping[str, str]], kw_only=True
    )

    @property
    def aligned(self) -> Mapping[str, Any]:
        """Where its heading stands: above its cells."""
        return LEFT if self.kind in _TEXTS else RIGHT

    @property
    def look(self) -> Mapping[str, Any]:
        """The properties of its cells; money with as many decimals as its currency."""
        if self.kind is not Kind.MONEY or self.places == 2:  # noqa: PLR2004 - as `_LOOKS` has it
            return _LOOKS[self.kind]
        number = f"#,##0.{'0' * self.places}".rstrip(".")
        return {**_LOOKS[self.kind], "num_format": f"{number};[Red]-{number}"}


@attrs.frozen(kw_only=True)
class List:
    """A table that has a sheet, or several, of its own.

    `name` is that of the sheet, `key` that of the table for formulas; `empty` is what stands there
    without rows. `bare` is a list for programs: nothing above its headings.
    """

    name: str
    key: str
    columns: tuple[Column, ...]
    rows: Iterable[Row]
    title: str = ""
    empty: str = ""
    bare: bool = False


@attrs.frozen(kw_only=True)
class Placed:
    """Where the rows of a table are, on the sheet of that name; `last` is less without any."""

    sheet: str
    first: int
    last: int

    def column(self, index: int) -> list[str | int]:
        """Give a column as the data of a chart."""
        return [self.sheet, self.first, index, self.last, index]

    def total(self, index: int, total: Total) -> str:
        """Give the formula of a total, "" for one that is no number: it follows the filters."""
        letter = _letter(index)
        cells = f"{letter}{self.first + 1}:{letter}{self.last + 1}"
        return f"=SUBTOTAL(109,{cells})" if isinstance(total, Decimal) else ""


def _letter(column: int) -> str:
    """Give the letters of a column: A, B, up to ZZ."""
    first, second = divmod(column, 26)
    return f"{chr(64 + first) if first else ''}{chr(65 + second)}"
