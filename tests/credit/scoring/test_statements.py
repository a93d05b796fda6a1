"""What a customer's statements may say, and what they may leave out."""

from datetime import date
from decimal import Decimal
from typing import Any

import attrs
import pytest

from cobranza.credit.scoring import Statements
from cobranza.errors import CreditError
from tests.credit.scoring.makers import statements


class TestStatements:
    def test_a_line_that_is_not_given_is_unknown(self) -> None:
        given = Statements(date=date(2025, 12, 31), currency="MXN", audited=False)
        assert given.revenue is None
        assert given.line("inventories") is None
        assert given.imbalance is None

    def test_imbalance(self) -> None:
        assert statements().imbalance == 0
        assert attrs.evolve(statements(), equity=Decimal(399)).imbalance == 1

    @pytest.mark.parametrize("name", ["cash", "retained_earnings", "equity", "net_profit"])
    def test_some_lines_may_be_negative(self, name: str) -> None:
        assert statements(**{name: Decimal(-1)}).line(name) == -1

    @pytest.mark.parametrize(
        ("changed", "message"),
        [
            ({"revenue": Decimal(-1)}, "revenue is -1, expected zero or more"),
            ({"inventories": Decimal("NaN")}, "inventories is NaN, expected a finite decimal"),
            ({"months": 0}, "months is 0, expected 1 to 24"),
            ({"months": 25}, "months is 25, expected 1 to 24"),
            ({"currency": "pesos"}, "currency is 'pesos', expected a code such as 'MXN'"),
            (
                {"current_assets": Decimal(1001)},
                "current_assets is 1001, expected at most total_assets, 1000",
            ),
            (
                {"intangible_assets": Decimal(1001)},
                "intangible_assets is 1001, expected at most total_assets, 1000",
            ),
            ({"intangible_assets": Decimal(-1)}, "intangible_assets is -1, expected zero or more"),
            (
                {"short_term_debt": Decimal(301)},
                "short_term_debt is 301, expected at most current_liabilities, 300",
            ),
        ],
    )
    def test_what_cannot_be(self, changed: dict[str, Any], message: str) -> None:
        with pytest.raises(CreditError, match=f"^{message}$"):
            attrs.evolve(statements(), **changed)

    @pytest.mark.parametrize("value", [1.5, 5, "5"])
    def test_only_decimals(self, value: Any) -> None:
        with pytest.raises(TypeError, match="revenue is"):
            attrs.evolve(statements(), revenue=value)
