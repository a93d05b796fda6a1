"""The page of the documentation shows the declared schema.

`python tests/ledger/frames/test_docs.py` writes that part of the page again.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from cobranza.ledger.frames.schema import SCHEMA_VERSION, TABLES, WRITTEN, Column, Kind

PAGE = Path(__file__).parents[3] / "docs" / "frames.md"
PART = re.compile("(<!-- tables -->\n).*(<!-- end of tables -->)", re.DOTALL)
SHORT = {Kind.MOMENT: "datetime", Kind.LIST: "list", Kind.STRUCT: "struct"}


def rows(columns: Iterable[Column]) -> Iterator[str]:
    yield "| column | type | meaning |"
    yield "|---|---|---|"
    for column in columns:
        kind = SHORT.get(column.kind, column.kind) + ("?" if column.nullable else "")
        meaning = f"{column.meaning} *(derived)*" if column.derived else column.meaning
        yield f"| `{column.name}` | {kind} | {meaning} |"
    yield ""


def records(columns: Iterable[Column]) -> Iterator[Column]:
    """The lists and structs in some columns, those within them included."""
    for column in columns:
        if column.fields and column.name != WRITTEN:
            yield column
            yield from records(column.fields)


def text() -> str:
    lines: list[str] = []
    for table in TABLES.values():
        if table.name in {"deadlines", "discarded"}:
            same = "inconsistencies" if table.name == "deadlines" else "documents"
            lines += [f"### {table.name}", "", f"{table.meaning} Columns as in `{same}`.", ""]
        else:
            lines += [f"### {table.name}", "", table.meaning, "", *rows(table.columns)]
    found: dict[str, Column] = {}
    for table in TABLES.values():
        for column in records(table.columns):
            found.setdefault(column.name, column)
    for column in sorted(found.values(), key=lambda each: each.name):
        lines += [f"### Struct of `{column.name}`", "", *rows(column.fields)]
    return "\n".join(lines)


def test_the_page_shows_the_schema() -> None:
    page = PAGE.read_text("utf-8")
    assert f"Version {SCHEMA_VERSION} of the schema." in page
    assert text() in page


def test_records_of_one_name_are_of_one_shape() -> None:
    shapes: dict[str, tuple[Column, ...]] = {}
    for table in TABLES.values():
        for column in records(table.columns):
            assert shapes.setdefault(column.name, column.fields) == column.fields


if __name__ == "__main__":
    page = PAGE.read_text("utf-8")
    PAGE.write_text(PART.sub(lambda part: f"{part[1]}\n{text()}\n{part[2]}", page), "utf-8")
