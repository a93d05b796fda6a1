"""Measures of scores, beside scikit-learn and plain counting."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cobranza.credit.scoring import auc, brier, calibration, gini, ks, performance, psi
from cobranza.errors import CreditError

SCORES = st.decimals(-100, 100, places=1)
PAIRS = st.lists(st.tuples(SCORES, st.booleans()), min_size=2, max_size=40)
SHARES = st.decimals(0, 1, places=3)


def parted(pairs: Sequence[tuple[Decimal, bool]]) -> tuple[list[Decimal], list[bool]]:
    return [score for score, _ in pairs], [bad for _, bad in pairs]


def pairwise_auc(scores: Sequence[Decimal], bad: Sequence[bool]) -> Fraction:
    """The statistic of Mann and Whitney, pair by pair."""
    goods = [each for each, outcome in zip(scores, bad, strict=True) if not outcome]
    bads = [each for each, outcome in zip(scores, bad, strict=True) if outcome]
    won = sum(2 if good > low else good == low for good in goods for low in bads)
    return Fraction(won, 2 * len(goods) * len(bads))


class TestAuc:
    @pytest.mark.property
    @given(pairs=PAIRS)
    def test_mann_whitney(self, pairs: list[tuple[Decimal, bool]]) -> None:
        scores, bad = parted(pairs)
        assume(any(bad) and not all(bad))
        found = auc(scores, bad)
        assert found is not None
        assert abs(Fraction(found) - pairwise_auc(scores, bad)) < Fraction(1, 10**25)
        assert gini(scores, bad) == 2 * found - 1

    @pytest.mark.property
    @given(pairs=PAIRS)
    def test_scikit_learn(self, pairs: list[tuple[Decimal, bool]]) -> None:
        metrics: Any = pytest.importorskip(
            "sklearn.metrics", reason="scikit-learn is not installed (group `learning`)"
        )
        scores, bad = parted(pairs)
        assume(any(bad) and not all(bad))
        numbers = [float(each) for each in scores]
        good = [not each for each in bad]
        assert float(auc(scores, bad) or 0) == pytest.approx(metrics.roc_auc_score(good, numbers))
        false, true, _ = metrics.roc_curve(good, numbers)
        assert float(ks(scores, bad) or 0) == pytest.approx(max(abs(true - false)))

    def test_one_class_has_none(self) -> None:
        for bad in ([True], [False]):
            assert (
                auc([Decimal(1)], bad) is gini([Decimal(1)], bad) is ks([Decimal(1)], bad) is None
            )
        assert auc([], []) is ks([], []) is None

    def test_all_tied(self) -> None:
        assert auc([Decimal(1)] * 4, [True, False, True, False]) == Decimal("0.5")
        assert ks([Decimal(1)] * 4, [True, False, True, False]) == 0

    def test_as_many_of_both(self) -> None:
        with pytest.raises(CreditError, match="2 scores beside 1 outcomes"):
            auc([Decimal(1), Decimal(2)], [True])

    def test_floats_are_refused(self) -> None:
        with pytest.raises(TypeError, match="floats are not exact"):
            auc([1.5], [True])  # type: ignore[list-item]


class TestPsi:
    def test_published(self) -> None:
        """Four shares of .25 against .10, .20, .30 and .40: 0.228217 by its formula."""
        found = psi([Decimal("0.25")] * 4, [Decimal(each).scaleb(-2) for each in (10, 20, 30, 40)])
        assert found is not None
        assert found.quantize(Decimal("1e-6")) == Decimal("0.228217")

    @pytest.mark.property
    @given(
        bins=st.lists(
            st.tuples(st.integers(1, 1000), st.integers(1, 1000)), min_size=1, max_size=10
        )
    )
    def test_numpy(self, bins: list[tuple[int, int]]) -> None:
        np: Any = pytest.importorskip("numpy", reason="NumPy is not installed")
        before, now = np.array([a for a, _ in bins]), np.array([b for _, b in bins])
        expected, actual = before / before.sum(), now / now.sum()
        wanted = ((actual - expected) * np.log(actual / expected)).sum()
        found = psi([a for a, _ in bins], [b for _, b in bins])
        assert found is not None
        assert found >= 0
        assert float(found) == pytest.approx(float(wanted), abs=1e-12)

    @pytest.mark.property
    @given(counts=st.lists(st.integers(1, 1000), min_size=1, max_size=10), scale=st.integers(1, 9))
    def test_the_same_population_is_stable(self, counts: list[int], scale: int) -> None:
        assert psi(counts, [scale * each for each in counts]) == 0

    def test_empty_bins(self) -> None:
        assert psi([1, 0, 1], [2, 0, 2]) == 0
        assert psi([1, 0], [1, 1]) is psi([1, 1], [0, 1]) is None

    @pytest.mark.parametrize(
        ("expected", "actual", "message"),
        [
            ([1], [1, 2], "2 bins beside 1, expected as many"),
            ([1, -1], [1, 1], "expected none negative, one above 0"),
            ([0, 0], [1, 1], "expected none negative, one above 0"),
            ([], [], "expected none negative, one above 0"),
        ],
    )
    def test_wrong(self, expected: list[int], actual: list[int], message: str) -> None:
        with pytest.raises(CreditError, match=message):
            psi(expected, actual)


class TestBrier:
    @pytest.mark.property
    @given(pairs=st.lists(st.tuples(SHARES, st.booleans()), min_size=1, max_size=30))
    def test_scikit_learn(self, pairs: list[tuple[Decimal, bool]]) -> None:
        metrics: Any = pytest.importorskip(
            "sklearn.metrics", reason="scikit-learn is not installed (group `learning`)"
        )
        chances, bad = parted(pairs)
        wanted = metrics.mean_squared_error([float(each) for each in bad], [*map(float, chances)])
        assert float(brier(chances, bad) or 0) == pytest.approx(wanted)

    def test_none_without_outcomes(self) -> None:
        assert brier([], []) is None

    @pytest.mark.parametrize("chance", ["-0.1", "1.1"])
    def test_what_is_no_probability(self, chance: str) -> None:
        with pytest.raises(CreditError, match=f"probability is {chance}, expected from 0 to 1"):
            brier([Decimal(chance)], [True])


class TestCalibration:
    @pytest.mark.property
    @given(pairs=st.lists(st.tuples(SHARES, st.booleans()), max_size=40), groups=st.integers(1, 12))
    def test_every_outcome_is_in_one_group(
        self, pairs: list[tuple[Decimal, bool]], groups: int
    ) -> None:
        chances, bad = parted(pairs)
        rows = calibration(chances, bad, groups=groups)
        assert len(rows) <= groups
        assert sum(row.count for row in rows) == len(pairs)
        assert sum(row.bad for row in rows) == sum(bad)
        for before, after in pairwise(rows):
            assert before.highest < after.lowest
        for row in rows:
            assert row.lowest <= row.predicted <= row.highest

    def test_by_hand(self) -> None:
        chances = [Decimal(each).scaleb(-1) for each in (1, 2, 3, 3, 8)]
        low, high = calibration(chances, [False, True, False, True, True], groups=2)
        assert (low.lowest, low.highest, low.count, low.bad) == (
            Decimal("0.1"),
            Decimal("0.3"),
            4,
            2,
        )
        assert (low.predicted, low.observed) == (Decimal("0.225"), Decimal("0.5"))
        assert (high.count, high.bad, high.observed) == (1, 1, Decimal(1))

    def test_no_groups(self) -> None:
        with pytest.raises(CreditError, match="groups is 0, expected at least 1"):
            calibration([], [], groups=0)


def test_all_at_once() -> None:
    scores = [Decimal(each) for each in (1, 2, 3, 4)]
    chances = [Decimal(each).scaleb(-1) for each in (9, 5, 4, 1)]
    bad = [True, False, True, False]
    told = performance(scores, chances, bad, groups=2)
    assert (told.count, told.bad) == (4, 2)
    assert (told.auc, told.gini) == (Decimal("0.75"), Decimal("0.5"))
    assert (told.ks, told.brier) == (Decimal("0.5"), brier(chances, bad))
    assert told.calibration == calibration(chances, bad, groups=2)
