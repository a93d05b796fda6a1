"""The scale of the payment index, against published charts of payment indices."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobranza.aging import payment_score

# dandb.com, value chart of an amount-weighted payment index: points and days beyond terms.
CHART = {
    100: -30,
    90: -20,
    89: -18,
    88: -16,
    87: -14,
    86: -12,
    85: -10,
    80: 0,
    70: 15,
    60: 22,
    50: 30,
    49: 33,
    48: 36,
    47: 39,
    46: 42,
    45: 45,
    44: 48,
    40: 60,
    30: 90,
    20: 120,
}
# The same chart rounds these to whole days, and other sources print a day less at 70 and 60.
ROUNDED = {59: 23, 58: 24, 57: 25, 56: 26, 55: 26, 54: 27, 53: 28, 52: 29, 51: 29}
OTHER_SOURCES = {70: 14, 60: 21}


@pytest.mark.parametrize(("points", "days"), CHART.items())
def test_value_chart(points: int, days: int) -> None:
    assert payment_score(days) == points


@pytest.mark.parametrize(("points", "days"), [*ROUNDED.items(), *OTHER_SOURCES.items()])
def test_value_chart_where_it_is_rounded(points: int, days: int) -> None:
    assert payment_score(days + 1) <= points <= payment_score(days - 1)


@pytest.mark.parametrize(("days", "points"), [(-400, 100), (150, 10), (180, 0), (4000, 0)])
def test_ends(days: int, points: int) -> None:
    assert payment_score(days) == points


@pytest.mark.property
@given(st.integers(-100, 300))
def test_later_is_never_better(days: int) -> None:
    assert Decimal(100) >= payment_score(days) >= payment_score(days + 1) >= 0
