"""Tables written as TOML are read by the standard library as they were."""

import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobranza._toml import to_toml


def read(text: str) -> dict[str, Any]:
    return tomllib.loads(text, parse_float=Decimal)


def exact(value: Any) -> Any:
    """Tell 1 from 1.0 and from true; without what TOML has no word for."""
    if isinstance(value, Mapping):
        return {key: exact(each) for key, each in value.items() if each is not None}
    if isinstance(value, list):
        return [exact(each) for each in value]
    if isinstance(value, Decimal) and str(value).lstrip("-").isdigit() and str(value) != "-0":
        return repr(int(value))  # a decimal without point or exponent is a whole number in TOML
    return repr(value)


words = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
decimals = st.decimals(allow_nan=False, allow_infinity=False)
scalars = st.booleans() | st.integers() | words | st.dates() | decimals
tables = st.recursive(
    st.dictionaries(words, st.none() | scalars, max_size=3),
    lambda inner: st.dictionaries(
        words,
        st.none() | scalars | inner | st.lists(inner, max_size=3) | st.lists(scalars | inner),
        max_size=3,
    ),
    max_leaves=12,
)


@pytest.mark.property
@given(tables)
def test_what_is_written_is_read_as_the_same(table: dict[str, Any]) -> None:
    assert exact(read(to_toml(table))) == exact(table)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "true"),
        (-5, "-5"),
        (Decimal("0.50"), "0.50"),
        (Decimal("1E+6"), "1E+6"),
        (Decimal("-0"), "-0E0"),
        (date(2026, 3, 2), "2026-03-02"),
        ('a "b" \\ \n\x7f ñ', '"a \\"b\\" \\\\ \\n\\u007F ñ"'),
        ([], "[]"),
        ([1, [2]], "[1, [2]]"),
        ([{"a": 1, "b": None}, 2], "[{a = 1}, 2]"),
    ],
)
def test_values(value: object, text: str) -> None:
    assert to_toml({"a": value}) == f"a = {text}\n"


def test_what_stands_by_itself_goes_before_the_tables() -> None:
    text = to_toml({"in": {"x y": {"z": 1}}, "rows": [{}, {"": 2}], "first": 1, "no": None})
    assert text == 'first = 1\n\n[in]\n\n[in."x y"]\nz = 1\n\n[[rows]]\n\n[[rows]]\n"" = 2\n'


@pytest.mark.parametrize(
    "value",
    [1.5, Decimal("NaN"), Decimal("Infinity"), datetime(2026, 3, 2), [None], (1,), b"x"],  # noqa: DTZ001 - no moment
)
def test_what_has_no_exact_word_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match="expected what TOML can hold"):
        to_toml({"a": value})
