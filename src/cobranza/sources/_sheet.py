"""Files of rows as people keep them: CSV, and the first sheet of a workbook.

CSV is UTF-8 or UTF-16 with a byte order mark, UTF-8 without, or else Windows-1252 (Latin-1), with
comma, semicolon or tab. A workbook (.xlsx, .xls) is told by its first bytes and needs
python-calamine. Every cell comes as text without blanks around it; what looks like a formula in a
CSV is text like any other, and a formula of a workbook is its last value.
"""

from __future__ import annotations

import codecs
import csv
import importlib
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from cobranza.errors import MissingExtraError, SourceError
from cobranza.sources._files import printable

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator

__all__ = ["read_bytes", "rows_of"]

# A ZIP archive (.xlsx) and an OLE2 file (.xls).
_WORKBOOKS: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_DELIMITERS: Final = ",;\t"


def read_bytes(path: str | os.PathLike[str]) -> bytes:
    """Read a whole file.

    Raises:
        SourceError: it cannot be read; the message says why.
    """
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise SourceError(f"{printable(str(path))} cannot be read: {error.strerror}") from None


def rows_of(path: str | os.PathLike[str]) -> Iterator[tuple[int, list[str]]]:
    """Read the rows of a file, each with the number that a spreadsheet shows beside it.

    Raises:
        SourceError: the file cannot be read, or is no table.
        MissingExtraError: it is a workbook, and python-calamine is not installed.
    """
    data = read_bytes(path)
    table = printable(str(path))
    if data.startswith(_WORKBOOKS):
        return enumerate(_workbook_rows(data, table), 1)
    return enumerate(_csv_rows(_decode(data), table), 1)


def _csv_rows(text: str, table: str) -> Iterator[list[str]]:
    first = next((line for line in text.split("\n") if any(map(line.count, _DELIMITERS))), "")
    reader = csv.reader(StringIO(text, newline=""), delimiter=max(_DELIMITERS, key=first.count))
    try:
        for cells in reader:
            yield [cell.strip() for cell in cells]
    except csv.Error as error:
        raise SourceError(f"{table} is not a CSV table: {error}") from None


def _decode(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _workbook_rows(data: bytes, table: str) -> Iterator[list[str]]:
    try:
        calamine: Any = importlib.import_module("python_calamine")
    except ImportError as error:
        raise MissingExtraError(
            "reading a workbook needs python-calamine: pip install 'cobranza[catalogs]'"
        ) from error
    try:
        workbook = calamine.CalamineWorkbook.from_filelike(BytesIO(data))
        lines = workbook.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except calamine.CalamineError as error:
        raise SourceError(f"{table} is not a workbook: {error}") from None
    for line in lines:
        yield [_cell_text(cell) for cell in line]


def _cell_text(cell: object) -> str:
    """Write a value as a CSV would: 45 and not 45.0, 2026-05-31 for a date."""
    match cell:
        case float():
            number = Decimal(repr(cell))
            return format(number.to_integral_value() if number % 1 == 0 else number, "f")
        case date():
            return cell.isoformat()
        case _:
            return str(cell).strip()
