"""Factors: bins, points and what they refuse."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobranza.credit.scoring import Band, Closed, Factor, Group
from cobranza.errors import CreditError
from tests.credit.scoring.makers import CARD

DAYS, SECTOR = CARD.factors


class TestBands:
    @pytest.mark.parametrize(
        ("value", "bin_", "points"),
        [
            ("-5", "(-∞, 0]", "60"),
            ("0", "(-∞, 0]", "60"),
            ("0.01", "(0, 30.5]", "30"),
            ("30.5", "(0, 30.5]", "30"),
            ("30.51", "(30.5, ∞)", "-15"),
        ],
    )
    def test_the_upper_end_belongs_to_the_band(self, value: str, bin_: str, points: str) -> None:
        earned = DAYS.earn(value)
        assert (earned.bin, earned.points) == (bin_, Decimal(points))  # times a weight of 1.5
        assert earned.value == Decimal(value)

    def test_the_lower_end_belongs_to_the_band(self) -> None:
        factor = Factor(
            name="current_ratio",
            closed=Closed.LOWER,
            bands=[Band(upper=1, points=0), Band(lower=1, points=9)],
            missing=0,
        )
        assert [factor.earn(each).points for each in ("0.99", 1)] == [0, 9]
        assert factor.labels == ("(-∞, 1)", "[1, ∞)")

    def test_lost_points(self) -> None:
        assert [DAYS.earn(each).lost for each in (0, 1, 31)] == [0, 30, 75]
        assert DAYS.earn(None).lost == 60


class TestGroups:
    @pytest.mark.parametrize(
        ("value", "bin_", "points"),
        [
            ("servicios", "comercio, servicios", 10),
            ("construcción", "construcción", -5),
            ("minería", "other", -8),
            (None, "missing", -5),
        ],
    )
    def test_points(self, value: str | None, bin_: str, points: int) -> None:
        earned = SECTOR.earn(value)
        assert (earned.value, earned.bin, earned.points) == (value, bin_, Decimal(points))

    def test_a_new_category_is_refused_without_points_for_others(self) -> None:
        factor = Factor(name="sector", groups=[Group(categories=["a", "b"], points=1)], missing=0)
        message = "factor 'sector' has 'c', expected one of a, b, or points for others"
        with pytest.raises(CreditError, match=message):
            factor.earn("c")

    def test_a_number_is_no_category(self) -> None:
        with pytest.raises(CreditError, match="factor 'sector' has 5, expected a category"):
            SECTOR.earn(5)


class TestMissing:
    def test_it_is_not_zero(self) -> None:
        assert DAYS.earn(None).points == 0 != DAYS.earn(0).points
        assert DAYS.earn(None).bin == "missing"

    def test_it_must_be_said(self) -> None:
        with pytest.raises(TypeError, match="missing"):
            Factor(name="x", closed="upper", bands=[Band(points=1)])  # type: ignore[call-arg]


class TestWrong:
    @pytest.mark.parametrize("value", ["high", "1e3", ""])
    def test_text_that_is_no_number(self, value: str) -> None:
        with pytest.raises(CreditError, match=r"beyond_terms is .* expected a plain decimal"):
            DAYS.earn(value)

    def test_a_float(self) -> None:
        with pytest.raises(TypeError, match="floats are not exact"):
            DAYS.earn(1.5)  # type: ignore[arg-type]

    @pytest.mark.parametrize(
        ("fields", "message"),
        [
            ({}, "has 0 bands and 0 groups, expected one kind of them"),
            (
                {
                    "closed": "upper",
                    "bands": [Band(points=1)],
                    "groups": [Group(categories=["a"], points=1)],
                },
                "has 1 bands and 1 groups",
            ),
            ({"bands": [Band(points=1)]}, "expected to know which end is closed"),
            (
                {"bands": [Band(points=1)], "closed": "upper", "other": 1},
                "and no points for others",
            ),
            (
                {"bands": [Band(lower=0, points=1)], "closed": "upper"},
                "has a first or last band with an end, expected one that is open outwards",
            ),
            (
                {"bands": [Band(points=1), Band(points=2)], "closed": "upper"},
                "has a band from None, expected one from None",
            ),
            (
                {"bands": [Band(upper=1, points=1), Band(lower=2, points=2)], "closed": "upper"},
                "has a band from 2, expected one from 1",
            ),
            (
                {
                    "bands": [
                        Band(upper=2, points=1),
                        Band(lower=2, upper=1, points=2),
                        Band(lower=1, points=3),
                    ],
                    "closed": "upper",
                },
                "has bands to 2, 1, expected ends that rise",
            ),
            (
                {"groups": [Group(categories=["a"], points=1)], "closed": "lower"},
                "has groups closed at the lower end, expected none closed",
            ),
            ({"groups": [Group(categories=[], points=1)]}, "has a group without categories"),
            (
                {"groups": [Group(categories=["a", "a"], points=1)]},
                "has category 'a' twice, expected once",
            ),
            ({"bands": [Band(points=1)], "closed": "middle"}, "found 'middle', expected 'lower'"),
            (
                {"bands": [Band(points=1)], "closed": "upper", "weight": 0},
                "has weight 0, expected one above zero",
            ),
            (
                {"bands": [Band(points=1)], "closed": "upper", "name": ""},
                "a factor has no name",
            ),
        ],
    )
    def test_bins(self, fields: dict[str, Any], message: str) -> None:
        with pytest.raises(CreditError, match=message):
            Factor(**{"name": "x", "missing": 0, **fields})

    def test_points_that_are_no_number(self) -> None:
        with pytest.raises(CreditError, match="number is 'x', expected a plain decimal"):
            Band(points="x")


@pytest.mark.property
@given(
    ends=st.lists(st.decimals(-1000, 1000, places=2), min_size=1, max_size=6, unique=True),
    steps=st.lists(st.integers(0, 50), min_size=7, max_size=7),
    closed=st.sampled_from(Closed),
    values=st.lists(st.decimals(-1100, 1100, places=3), min_size=2, max_size=2),
)
def test_points_are_monotone_where_those_of_the_bands_are(
    ends: list[Decimal], steps: list[int], closed: Closed, values: list[Decimal]
) -> None:
    cuts = sorted(ends)
    points = [sum(steps[: place + 1]) for place in range(len(cuts) + 1)]
    bands = [
        Band(lower=lower, upper=upper, points=each)
        for lower, upper, each in zip([None, *cuts], [*cuts, None], points, strict=True)
    ]
    factor = Factor(name="x", closed=closed, bands=bands, missing=0)
    low, high = sorted(values)
    assert factor.earn(low).points <= factor.earn(high).points


@pytest.mark.property
@given(value=st.decimals(-100, 100, places=2))
def test_every_number_is_in_exactly_one_band(value: Decimal) -> None:
    """Counted by an independent reading of the labels."""
    held = []
    for band in DAYS.bands:
        above = band.lower is None or value > band.lower
        held.append(above and (band.upper is None or value <= band.upper))
    assert held.count(True) == 1
    assert DAYS.earn(value).bin == DAYS.labels[held.index(True)]
