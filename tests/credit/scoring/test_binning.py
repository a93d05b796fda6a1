"""Bins and their weight of evidence."""

import math
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cobranza.credit.scoring import Monotone, Outcomes
from cobranza.credit.scoring._binning import (
    Bin,
    Limits,
    bins_of_categories,
    bins_of_numbers,
    count,
    edge,
    information,
    woe,
)

# Few distinct values and many outcomes, so that bins are merged for every reason there is.
OUTCOMES = st.lists(
    st.tuples(st.integers(-20, 20).map(Decimal), st.booleans()), min_size=10, max_size=120
)


def limits(outcomes: list[tuple[Decimal, bool]], most: int = 4, least: int = 5) -> Limits:
    return Limits(most=most, least=least, total=count(bad for _, bad in outcomes))


class TestEvidence:
    @pytest.mark.property
    @given(
        bins=st.lists(
            st.tuples(st.integers(1, 500), st.integers(1, 500)).map(lambda pair: Outcomes(*pair)),
            min_size=1,
            max_size=6,
        )
    )
    def test_beside_floats(self, bins: list[Outcomes]) -> None:
        goods, bads = sum(each.good for each in bins), sum(each.bad for each in bins)
        total = Outcomes(goods, bads)
        weights = [math.log((each.good / goods) / (each.bad / bads)) for each in bins]
        value = sum(
            (each.good / goods - each.bad / bads) * weight
            for each, weight in zip(bins, weights, strict=True)
        )
        assert [float(woe(each, total)) for each in bins] == pytest.approx(weights, abs=1e-12)
        assert float(information(bins, total)) == pytest.approx(value, abs=1e-12)
        assert information(bins, total) >= 0

    def test_more_good_than_elsewhere_is_positive(self) -> None:
        total = Outcomes(good=100, bad=20)
        assert woe(Outcomes(good=50, bad=5), total) > 0 > woe(Outcomes(good=10, bad=5), total)


class TestNumbers:
    @pytest.mark.property
    @given(outcomes=OUTCOMES, monotone=st.sampled_from(Monotone))
    def test_what_bins_must_be(
        self, outcomes: list[tuple[Decimal, bool]], monotone: Monotone
    ) -> None:
        asked = limits(outcomes)
        assume(asked.total.good and asked.total.bad)
        bins = bins_of_numbers(outcomes, asked, monotone)
        assert 1 <= len(bins) <= asked.most
        assert sum(each.counts.good for each in bins) == asked.total.good
        assert sum(each.counts.bad for each in bins) == asked.total.bad
        for before, after in pairwise(bins):
            assert before.members[-1] < after.members[0]
        if len(bins) > 1:
            assert all(asked.allow(each.counts) for each in bins)
        shares = [each.counts.bad_share for each in bins]
        if monotone is Monotone.RISING:
            assert shares == sorted(shares)
        elif monotone is Monotone.FALLING:
            assert shares == sorted(shares, reverse=True)
        elif monotone is Monotone.AUTO:
            assert shares in (sorted(shares), sorted(shares, reverse=True))

    @pytest.mark.property
    @given(outcomes=OUTCOMES)
    def test_each_outcome_is_counted_where_its_number_is(
        self, outcomes: list[tuple[Decimal, bool]]
    ) -> None:
        asked = limits(outcomes)
        assume(asked.total.good and asked.total.bad)
        for each in bins_of_numbers(outcomes, asked, Monotone.AUTO):
            inside = [
                bad for value, bad in outcomes if each.members[0] <= value <= each.members[-1]
            ]
            assert each.counts == count(inside)

    def test_one_way_or_any(self) -> None:
        """Bad in the middle: only free bins can say so."""
        outcomes = [
            (Decimal(value), bad)
            for value, bads in ((1, 2), (2, 8), (3, 1))
            for bad in [True] * bads + [False] * (10 - bads)
        ]
        free = bins_of_numbers(outcomes, limits(outcomes), Monotone.FREE)
        assert [each.counts.bad for each in free] == [2, 8, 1]
        falling = bins_of_numbers(outcomes, limits(outcomes), Monotone.AUTO)
        assert [each.counts.bad for each in falling] == [10, 1]

    def test_nothing_known(self) -> None:
        assert bins_of_numbers([], limits([]), Monotone.AUTO) == []


class TestEdge:
    @pytest.mark.parametrize(
        ("highest", "lowest", "plain"),
        [
            ("1.94", "2.173", "2"),
            ("2.1", "2.173", "2.17"),
            ("2.172", "2.173", "2.173"),
            ("-3", "-2.5", "-2.5"),
            ("-3.7", "-2.5", "-3"),
            ("-1", "0", "0"),
            ("0.0711", "0.0725", "0.072"),
            ("40", "130", "100"),
            ("1.99999999999999999999999999999999999", "2.00000000000000000000000000000000001", "2"),
        ],
    )
    def test_plainest(self, highest: str, lowest: str, plain: str) -> None:
        none = Outcomes(0, 0)
        found = edge(Bin((Decimal(highest),), none), Bin((Decimal(lowest),), none))
        assert found == Decimal(plain)

    @pytest.mark.property
    @given(st.lists(st.decimals(-1000, 1000, places=4), min_size=2, max_size=2, unique=True))
    def test_it_parts_them(self, values: list[Decimal]) -> None:
        low, high = sorted(values)
        assert low < edge(Bin((low,), Outcomes(0, 0)), Bin((high,), Outcomes(0, 0))) <= high


class TestCategories:
    def test_alike_are_grouped(self) -> None:
        outcomes = [
            (name, bad)
            for name, bads in (("a", 1), ("b", 1), ("c", 9), ("d", 5))
            for bad in [True] * bads + [False] * (10 - bads)
        ]
        total = count(bad for _, bad in outcomes)
        bins = bins_of_categories(outcomes, Limits(most=3, least=5, total=total))
        assert [each.members for each in bins] == [("a", "b"), ("d",), ("c",)]

    def test_small_ones_go_with_the_most_alike(self) -> None:
        outcomes = [("a", bad) for bad in [True] * 2 + [False] * 8]
        outcomes += [("b", bad) for bad in [True] * 8 + [False] * 2]
        outcomes += [("c", True)]
        total = count(bad for _, bad in outcomes)
        bins = bins_of_categories(outcomes, Limits(most=9, least=5, total=total))
        assert [each.members for each in bins] == [("a",), ("b", "c")]
