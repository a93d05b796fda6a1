"""Limits, labels and the bucket of a number of days."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobranza.aging import Buckets
from cobranza.errors import CobranzaError
from tests.aging import portfolios


def test_labels() -> None:
    assert Buckets.days(30, 60, 90).labels == (
        "current",
        "1-30",
        "31-60",
        "61-90",
        ">90",
        "no due date",
    )
    assert Buckets.days(1, 2, 7).labels == ("current", "1", "2", "3-7", ">7", "no due date")


@pytest.mark.parametrize(
    ("days", "label"),
    [
        (None, "no due date"),
        (-400, "current"),
        (-1, "current"),
        (0, "current"),
        (1, "1-30"),
        (30, "1-30"),
        (31, "31-60"),
        (60, "31-60"),
        (61, ">60"),
        (10_000, ">60"),
    ],
)
def test_upper_ends_are_closed(days: int | None, label: str) -> None:
    buckets = Buckets.days(30, 60)
    assert buckets.labels[buckets.index(days)] == label


@pytest.mark.parametrize(
    ("limits", "message"),
    [
        ((), "no limits"),
        ((0, 30), "first bucket limit is 0, expected at least 1 day"),
        ((-30,), "first bucket limit is -30"),
        ((30, 30), "bucket limit 30 follows 30"),
        ((30, 90, 60), "bucket limit 60 follows 90"),
    ],
)
def test_limits_grow_from_one(limits: tuple[int, ...], message: str) -> None:
    with pytest.raises(CobranzaError, match=message):
        Buckets.days(*limits)


@pytest.mark.parametrize("limit", [30.0, "30", True, None])
def test_limits_are_whole_days(limit: object) -> None:
    with pytest.raises(TypeError, match="expected whole days as an int"):
        Buckets.days(limit)  # type: ignore[arg-type]


@pytest.mark.property
@given(portfolios.buckets, st.integers(-500, 500))
def test_the_label_says_which_days_it_holds(buckets: Buckets, days: int) -> None:
    label = buckets.labels[buckets.index(days)]
    if label == "current":
        assert days <= 0
    elif label.startswith(">"):
        assert days > int(label[1:])
    else:
        first, _, last = label.partition("-")
        assert int(first) <= days <= int(last or first)


@pytest.mark.property
@given(portfolios.buckets, st.integers(-500, 500))
def test_a_day_later_is_never_further_left(buckets: Buckets, days: int) -> None:
    assert 0 <= buckets.index(days + 1) - buckets.index(days) <= 1
