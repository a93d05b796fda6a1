"""The form in which catalogs are kept."""

from collections.abc import Callable
from datetime import date
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobranza.cfdi.catalogs._packed import MAGIC, Row, Span, pack, rows, unpack
from cobranza.errors import CatalogError

DAYS = st.none() | st.dates(date(2017, 1, 1), date(2030, 12, 31))
# What cleaned cells are made of: no tabs or line breaks, no white space at the ends.
CELLS = st.text(st.characters(exclude_categories=["C", "Z"]), max_size=8)
ROWS = st.builds(
    Row,
    st.text("0123456789ABCx.-", min_size=1, max_size=6),
    st.builds(Span, DAYS, DAYS),
    st.tuples(CELLS, CELLS, CELLS),
)


def packed(given_rows: list[Row], columns: str = "text descripcion nota") -> bytes:
    return pack(
        given_rows, name="c_X", version=date(2026, 1, 31), source="tests", columns=columns.split()
    )


@pytest.mark.property
@given(st.lists(ROWS, min_size=1, max_size=8, unique_by=lambda row: (row.key, row.span.first)))
def test_what_is_packed_is_unpacked(given_rows: list[Row]) -> None:
    data = packed(given_rows)
    assert data == packed(given_rows[::-1])
    found = unpack(data, where="x")
    assert list(rows(found)) == sorted(given_rows, key=lambda row: (row.key, row.span.first))
    assert (found.name, found.version, found.source) == ("c_X", date(2026, 1, 31), "tests")


def test_the_form_is_the_documented_one() -> None:
    always = Span(date(2022, 1, 1), None)
    given_rows = [
        Row("01", always, ("a", "", "")),
        Row("02", always, ("a", "", "")),
        Row("03", Span(date(2022, 1, 1), date(2023, 12, 31)), ("", "", "c")),
        Row("04", always, ("", "", "")),
    ]
    data = packed(given_rows)
    assert list(rows(unpack(data, where="x"))) == given_rows
    rest = (
        b"name: c_X\nversion: 2026-01-31\nsource: tests\nin force: 2022-01-01..\n"
        b"columns: text descripcion nota\n\n"
        b"01\ta\n02\n03@2022-01-01..2023-12-31\t\t\tc\n04\t\n"
    )
    assert data == MAGIC + f"sha256: {sha256(rest).hexdigest()}\n".encode() + rest


def test_rows_without_columns_are_keys() -> None:
    span = Span(None, None)
    given_rows = [Row("Cuota", span, ()), Row("Tasa", span, ())]
    assert list(rows(unpack(packed(given_rows, ""), where="x"))) == given_rows


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda data: data[:-1], "x is damaged: its contents do not have the checksum"),
        (lambda data: data.replace(b"uno", b"dos"), "x is damaged"),
        (lambda data: data.replace(b"sha256", b"sha255"), "x is damaged"),
        (lambda _: MAGIC, "x is damaged"),
        (lambda _: b"", "x is not a catalog that this version of cobranza can read"),
        (lambda data: data.replace(b"catalog 1", b"catalog 2"), "x is not a catalog"),
        (lambda data: b"\xff\xfe" + data, "x is not a catalog"),
    ],
)
def test_damage_is_noticed(damage: Callable[[bytes], bytes], message: str) -> None:
    data = packed([Row("1", Span(None, None), ("uno", "", ""))])
    with pytest.raises(CatalogError, match=message):
        unpack(damage(data), where="x")
