"""A workbook with one look: sheets, cells by what they hold, and tables with totals."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, Final

from cobranza._workbook._cells import (
    Cell,
    Figure,
    fit_text,
    is_exact,
    is_storable,
    looks_like_formula,
    sheet_name,
)
from cobranza._workbook._layout import (
    BAD,
    RIGHT,
    TOP,
    WARNING,
    Column,
    Kind,
    List,
    Placed,
    Row,
    Total,
)
from cobranza._workbook._xlsx import open_workbook
from cobranza.money import precise

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from cobranza._workbook._xlsx import Chart, Format, Sheet

__all__ = ["Book"]

_HEADER: Final = {
    "bold": True,
    "bg_color": "#1F4E79",
    "font_color": "#FFFFFF",
    "text_wrap": True,
    "valign": "vcenter",
}
_TOTAL: Final = {"bold": True, "top": 1}
_TABLE_STYLE: Final = "Table Style Light 1"
_HEADER_HEIGHT: Final = 32
_LETTER: Final = 1
_MOST_ROWS: Final = 1_048_570
"""Of a list on one sheet; what is more goes on in another."""
_VERY_LATE: Final = 90
_LONGEST_HEADING: Final = 200


class Book:
    """A workbook in the making; `about` stands below the title of every list."""

    def __init__(self, *, streamed: bool, about: str, total: str) -> None:
        self._target = BytesIO()
        self._book = open_workbook(self._target, streamed=streamed)
        self._streamed = streamed
        self._about = about
        self._total = total
        self._styles: dict[tuple[tuple[str, Any], ...], Format] = {}
        self._names: list[str] = []

    def finish(self, *, title: str, company: str, as_of: date) -> bytes:
        """Give the file. What it says of itself depends on the report alone."""
        created = datetime.combine(as_of, time())
        self._book.set_properties({"title": title, "company": company, "created": created})
        self._book.close()
        return self._target.getvalue()

    def style(self, *properties: Mapping[str, Any]) -> Format:
        """Give the format with some properties, the same one every time."""
        merged = {name: value for each in properties for name, value in each.items()}
        key = tuple(sorted(merged.items()))
        if key not in self._styles:
            self._styles[key] = self._book.add_format(merged)
        return self._styles[key]

    def chart(self, kind: str, **options: str) -> Chart:
        """Begin a native chart."""
        return self._book.add_chart({"type": kind, **options})

    def sheet(self, wanted: str) -> Sheet:
        """Add a sheet that prints on letter paper, wide, as many pages long as it needs."""
        name = sheet_name(wanted, self._names)
        self._names.append(name)
        sheet = self._book.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(_LETTER)
        sheet.set_margins(0.4, 0.4, 0.5, 0.6)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&L&A&R&P / &N")
        return sheet

    def text(self, sheet: Sheet, row: int, column: int, text: str, **properties: object) -> None:
        """Write a text; it stays a text, also when somebody edits its cell."""
        if looks_like_formula(text):
            properties["quote_prefix"] = True
        sheet.write_string(row, column, fit_text(text), self.style(properties))

    def lists(self, wanted: List) -> None:
        """Add a list on a sheet of its own, or on several where one cannot hold it."""
        rows = iter(wanted.rows)
        row = next(rows, None)
        while True:
            self._list(wanted, () if row is None else chain((row,), islice(rows, _MOST_ROWS - 1)))
            row = next(rows, None)
            if row is None:
                return

    def _list(self, wanted: List, rows: Iterable[Row]) -> None:
        sheet = self.sheet(wanted.name)
        for index, column in enumerate(wanted.columns):
            sheet.set_column(index, index, column.width, None)
        top = 0
        if not wanted.bare:
            self.text(sheet, 0, 0, wanted.title, bold=True, font_size=14)
            self.text(sheet, 1, 0, self._about, font_color="#555555")
            top = 3
        placed = self.table(sheet, top, wanted.columns, rows, name=wanted.key, filters=True)
        if placed.last < placed.first and wanted.empty:
            self.text(sheet, placed.first, 0, wanted.empty, italic=True)
        sheet.freeze_panes(top + 1, 1)
        sheet.repeat_rows(top, top)
        printed = sum(column.prints for column in wanted.columns)
        sheet.print_area(0, 0, max(placed.last + 1, placed.first), printed - 1)

    def table(
        self,
        sheet: Sheet,
        top: int,
        columns: Sequence[Column],
        rows: Iterable[Row],
        *,
        name: str = "",
        filters: bool = False,
    ) -> Placed:
        """Write headings, rows and totals, and make a table of them; without rows the headings."""
        headings = _headings(columns)
        sheet.set_row(top, _HEADER_HEIGHT)
        for index, (column, heading) in enumerate(zip(columns, headings, strict=True)):
            sheet.write_string(top, index, heading, self._heading_style(column))
        last, totals = self._rows(sheet, top + 1, columns, rows)
        placed = Placed(sheet=sheet.name, first=top + 1, last=last)
        if last <= top:
            return placed
        formulas = [placed.total(index, total) for index, total in enumerate(totals)]
        has_totals = any(total is not None for total in totals)
        if self._streamed:
            if filters:
                sheet.autofilter(top, 0, last, len(columns) - 1)
        else:
            sheet.add_table(
                top,
                0,
                last + has_totals,
                len(columns) - 1,
                {
                    **({"name": f"{name}_{len(self._names)}"} if name else {}),
                    "style": _TABLE_STYLE,
                    "autofilter": filters,
                    "total_row": has_totals,
                    "columns": [
                        {
                            "header": heading,
                            "header_format": self._heading_style(column),
                            **({"total_function": formula} if formula else {}),
                        }
                        for column, heading, formula in zip(
                            columns, headings, formulas, strict=True
                        )
                    ],
                },
            )
        if has_totals:
            self._totals(sheet, last + 1, columns, zip(totals, formulas, strict=True))
        self._marks(sheet, placed, columns)
        return placed

    def _heading_style(self, column: Column) -> Format:
        return self.style(_HEADER, column.aligned)

    def _rows(
        self, sheet: Sheet, first: int, columns: Sequence[Column], rows: Iterable[Row]
    ) -> tuple[int, list[Total]]:
        """Write rows; give the last of them and the exact sums of the columns that have one."""
        writers = [_Writer(self, sheet, index, column) for index, column in enumerate(columns)]
        number = first - 1
        with precise():
            for number, row in enumerate(rows, first):
                for write, value in zip(writers, row, strict=True):
                    write(number, value)
        return number, [write.total for write in writers]

    def _totals(
        self,
        sheet: Sheet,
        row: int,
        columns: Sequence[Column],
        totals: Iterable[tuple[Total, str]],
    ) -> None:
        """Write the totals: formulas, with the exact sums as the values that they have now."""
        for index, (column, (total, formula)) in enumerate(zip(columns, totals, strict=True)):
            style = self.style(column.look, _TOTAL)
            if isinstance(total, Decimal):
                sheet.write_formula(row, index, formula, style, total)
            else:
                sheet.write_string(row, index, total or ("" if index else self._total), style)

    def _marks(self, sheet: Sheet, placed: Placed, columns: Sequence[Column]) -> None:
        for index, column in enumerate(columns):
            for options in self._rules(column):
                sheet.conditional_format(placed.first, index, placed.last, index, options)

    def _rules(self, column: Column) -> Iterator[dict[str, object]]:
        if column.kind is Kind.LATE:
            yield self._rule(">", _VERY_LATE, BAD)
            yield self._rule(">", 0, WARNING)
        for text, look in column.marks.items():
            yield self._rule("==", f'"{text}"', look)

    def _rule(self, criteria: str, value: int | str, look: Mapping[str, str]) -> dict[str, object]:
        return {
            "type": "cell",
            "criteria": criteria,
            "value": value,
            "format": self.style(look),
            "stop_if_true": True,
        }


def _headings(columns: Sequence[Column]) -> list[str]:
    """Give headings that a table can have: no two the same, none too long."""
    headings: dict[str, str] = {}
    for column in columns:
        plain = heading = fit_text(column.label)[:_LONGEST_HEADING]
        number = 1
        while heading.casefold() in headings:
            number += 1
            heading = f"{plain} ({number})"
        headings[heading.casefold()] = heading
    return list(headings.values())


class _Writer:
    """Writes the cells of one column, and adds them up if it is to."""

    def __init__(self, book: Book, sheet: Sheet, index: int, column: Column) -> None:
        self._book = book
        self._sheet = sheet
        self._index = index
        self._look = {**TOP, **RIGHT}
        self._sum = Decimal(0) if column.sums else None
        self._as_text = False
        self._style = book.style(column.look)
        self._quoted = book.style(column.look, {"quote_prefix": True})
        self._exact = book.style(TOP, RIGHT, {"num_format": "@"})

    def __call__(self, row: int, value: Cell) -> None:
        match value:
            case None:
                pass
            case str():
                style = self._quoted if looks_like_formula(value) else self._style
                self._sheet.write_string(row, self._index, fit_text(value), style)
            case date():
                self._day(row, value)
            case Figure():
                style = self._book.style(self._look, {"num_format": value.number_format})
                self._sheet.write_number(row, self._index, value.value, style)
            case Decimal() if not is_exact(value):
                self._sheet.write_string(row, self._index, f"{value:f}", self._exact)
                self._as_text = True
                self._add(value)
            case _:
                self._sheet.write_number(row, self._index, value, self._style)
                self._add(value)

    @property
    def total(self) -> Total:
        """The exact sum of the column; as text where a formula could not give it."""
        if self._sum is None:
            return None
        return f"{self._sum:f}" if self._as_text or not is_exact(self._sum) else self._sum

    def _add(self, value: Decimal | int) -> None:
        if self._sum is not None:
            self._sum += value

    def _day(self, row: int, day: date) -> None:
        if is_storable(day):
            self._sheet.write_datetime(row, self._index, day, self._style)
        else:
            self._sheet.write_string(row, self._index, day.isoformat(), self._style)
