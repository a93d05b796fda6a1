"""Scorecards, what they say of a customer, and why."""

from decimal import Decimal

import attrs
import pytest

from cobranza.errors import CreditError
from tests.credit.scoring.makers import CARD


class TestScore:
    def test_points_add_up(self) -> None:
        result = CARD.score({"beyond_terms": 12, "sector": "comercio", "size": "any"})
        assert (result.card, result.version) == ("pyme", "2026-1")
        assert [each.points for each in result.factors] == [30, 10]
        assert result.value == 540
        assert result.missing == ()

    def test_probability_is_that_of_the_scale(self) -> None:
        """600 points are 50:1, and 540 are three doublings below: 50/8 good to one bad."""
        result = CARD.score({"beyond_terms": 12, "sector": "comercio"})
        assert result.probability.quantize(Decimal("1e-9")) == Decimal("0.137931034")

    def test_reasons_by_points_lost(self) -> None:
        result = CARD.score({"beyond_terms": 45, "sector": None})
        assert [each.name for each in result.reasons] == ["beyond_terms", "sector"]
        assert [each.lost for each in result.reasons] == [75, 15]
        assert [each.reason for each in result.reasons] == ["paga tarde", ""]
        assert result.missing == ("sector",)

    def test_nothing_lost_is_no_reason(self) -> None:
        assert CARD.score({"beyond_terms": -3, "sector": "servicios"}).reasons == ()

    def test_a_value_that_is_not_there_is_not_unknown(self) -> None:
        with pytest.raises(CreditError, match="no value of 'sector', expected one, or None"):
            CARD.score({"beyond_terms": 0})


class TestWrong:
    def test_no_factors(self) -> None:
        with pytest.raises(CreditError, match="scorecard 'pyme' has no factors"):
            attrs.evolve(CARD, factors=[])

    def test_the_same_factor_twice(self) -> None:
        with pytest.raises(CreditError, match="has factor 'sector' twice"):
            attrs.evolve(CARD, factors=[CARD.factors[1], CARD.factors[1]])
