"""Read SAT's catalogs from what SAT publishes, the workbook, or from a folder of CSV files.

The workbook catCFDI_V_4_*.xls has one sheet for each catalog, a large one in parts
(`c_CodigoPostal_Parte_1`). Above the headings stand a title, the version and blank rows, in other
numbers on other sheets; some headings take two rows; notes such as «Continúa en …» may follow the
data. Nothing depends on where things stand: headings are found by their words.
"""

from __future__ import annotations

import csv
import importlib
import re
from collections.abc import Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, Final

import attrs

from cobranza.cfdi.catalogs._layouts import LAYOUTS, SINCE, UNTIL, Layout, cell_text, normal
from cobranza.errors import CatalogError, MissingExtraError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cobranza.cfdi.catalogs._packed import Row

__all__: list[str] = []

Tables = dict[str, tuple["Row", ...]]

_BY_SHEET: Final = {name.lower(): name for name in LAYOUTS}
_PART: Final = re.compile(r"_Parte_[0-9]+$| \(Parte [0-9]+\)$|_[0-9]+$", re.IGNORECASE)
_DEEPEST_HEADING: Final = 15
"""Rows among which the headings are; SAT's are in the fifth or sixth."""
_FEWEST_HEADINGS: Final = 2
"""A title above may name the catalog too, but alone in its row."""


@attrs.frozen(kw_only=True)
class _Sheet:
    """The rows of one sheet or file, and what to call it in an error."""

    catalog: str
    where: str
    lines: Sequence[Sequence[object]]


def read_tables(source: Path) -> Tables:
    """Read every known catalog of a workbook or of a folder of CSV files; others are left out.

    Raises:
        CatalogError: it cannot be read, or a catalog in it is not written as SAT writes it.
        MissingExtraError: it is a workbook, and python-calamine is not installed.
        OSError: the file cannot be opened.
    """
    if source.is_dir():
        sheets = _csv_files(source)
    elif source.suffix.lower() in {".xls", ".xlsx"}:
        sheets = _workbook(source)
    else:
        raise CatalogError(
            f"{source} is neither a workbook (.xls, .xlsx) nor a folder of CSV files"
        )
    tables: Tables = {}
    for sheet in sheets:
        rows = tuple(_rows(sheet, LAYOUTS[sheet.catalog]))
        tables[sheet.catalog] = (*tables.get(sheet.catalog, ()), *rows)
    return {name: _without_repeats(name, rows) for name, rows in tables.items()}


def _catalog_of(sheet: str) -> str | None:
    return _BY_SHEET.get(_PART.sub("", sheet.strip()).lower())


def _csv_files(folder: Path) -> Iterator[_Sheet]:
    for path in sorted(folder.glob("*.csv")):
        catalog = _catalog_of(path.stem)
        if catalog:
            with path.open(encoding="utf-8-sig", newline="") as file:
                yield _Sheet(catalog=catalog, where=path.name, lines=list(csv.reader(file)))


def _workbook(path: Path) -> Iterator[_Sheet]:
    try:
        calamine: Any = importlib.import_module("python_calamine")
    except ImportError as error:
        raise MissingExtraError(
            "reading SAT's workbook needs python-calamine: pip install 'cobranza[catalogs]'"
        ) from error
    try:
        workbook = calamine.CalamineWorkbook.from_path(path)
        for name in workbook.sheet_names:
            catalog = _catalog_of(name)
            if catalog:
                lines = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
                yield _Sheet(catalog=catalog, where=f"{path.name}, sheet {name}", lines=lines)
    except calamine.CalamineError as error:
        raise CatalogError(f"{path} cannot be read as a workbook: {error}") from error


def _rows(sheet: _Sheet, layout: Layout) -> Iterator[Row]:
    start, places = _headings(sheet, layout)
    for number, line in enumerate(sheet.lines[start:], start + 1):
        cells = {field: line[place] for field, place in places.items() if place < len(line)}
        key = cell_text(cells.get("key"))
        if not key or " " in key:  # blank, the lower half of a row, or a note
            continue
        try:
            yield layout.row(cells)
        except (ValueError, ArithmeticError, KeyError, re.error) as error:
            raise CatalogError(f"{sheet.where}, row {number} ({key}): {error}") from error


def _headings(sheet: _Sheet, layout: Layout) -> tuple[int, dict[str, int]]:
    """Find the first row below the headings, and in which place each field is."""
    for number, line in enumerate(sheet.lines[:_DEEPEST_HEADING]):
        labels = [normal(cell) for cell in line]
        if sum(map(bool, labels)) < _FEWEST_HEADINGS or labels[0] not in layout.key.headings:
            continue
        start = number + 1
        below = [normal(cell) for line in sheet.lines[start : start + 1] for cell in line]
        if any(below) and not below[0]:  # the second row of the headings says more exactly
            labels = [low or high for low, high in zip_longest(below, labels, fillvalue="")]
            start += 1
        return start, _places(sheet, layout, labels)
    raise CatalogError(f"{sheet.where} has no row of headings that begins with {layout.name}")


def _places(sheet: _Sheet, layout: Layout, labels: list[str]) -> dict[str, int]:
    wanted = {column.field: column.headings for column in (layout.key, *layout.columns)}
    found = {
        field: labels.index(heading)
        for field, headings in (wanted | {"since": SINCE, "until": UNTIL}).items()
        for heading in headings
        if heading in labels
    }
    missing = [" or ".join(wanted[field]) for field in wanted if field not in found]
    if missing:
        there = ", ".join(filter(None, labels))
        raise CatalogError(f"{sheet.where} has no column {', '.join(missing)}; it has {there}")
    return found


def _without_repeats(name: str, rows: Sequence[Row]) -> tuple[Row, ...]:
    """Take rows out that say what another says; two that differ on one day are an error."""
    kept: dict[str, Row] = {}
    ordered = sorted(dict.fromkeys(rows), key=lambda row: (row.key, row.span.first))
    for row in ordered:
        above = kept.get(row.key)
        if above and row.span.first <= above.span.last:
            raise CatalogError(f"{name} has two rows {row.key!r} that are in force together")
        kept[row.key] = row
    return tuple(ordered)
