"""Tables on disk."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

Put = Callable[[str], Path]
PutBook = Callable[[Sequence[Sequence[object]]], Path]


@pytest.fixture
def put(tmp_path: Path) -> Put:
    """Write a CSV table and give its path."""

    def write(text: str) -> Path:
        path = tmp_path / "table.csv"
        path.write_text(text, "utf-8")
        return path

    return write


@pytest.fixture
def put_book(tmp_path: Path) -> PutBook:
    """Write a workbook and give its path; `None` leaves a cell out."""
    xlsxwriter: Any = pytest.importorskip("xlsxwriter")
    pytest.importorskip("python_calamine")

    def write(rows: Sequence[Sequence[object]]) -> Path:
        path = tmp_path / "book.xlsx"
        with xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy"}) as book:
            sheet = book.add_worksheet()
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
        return path

    return write
