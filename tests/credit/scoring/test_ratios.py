"""Financial ratios, and why some have no value."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobranza.credit.scoring import RATIOS, RatioReason, ratios
from cobranza.credit.scoring._statements import LINES
from cobranza.errors import CreditError
from tests.credit.scoring.makers import statements

# By hand, from the round numbers of `statements`.
EXPECTED = {
    "working_capital": "200",
    "current_ratio": "1.666667",
    "quick_ratio": "1.166667",
    "cash_ratio": "0.166667",
    "debt_to_assets": "0.6",
    "debt_to_equity": "1.5",
    "financial_debt_to_ebitda": "2",
    "interest_coverage": "2.2",
    "ebitda_coverage": "3",
    "gross_margin": "0.5",
    "operating_margin": "0.075342",
    "net_margin": "0.028767",
    "return_on_assets": "0.042",
    "return_on_equity": "0.105",
    "days_sales_outstanding": "50",
    "days_payable_outstanding": "60",
    "days_of_inventory": "75",
    "asset_turnover": "1.46",
    "revenue_growth": "0.46",
    "net_profit_growth": "-0.16",
    "assets_growth": "0.25",
    "equity_growth": "0",
}
PREVIOUS = statements(
    revenue=Decimal(1000),
    net_profit=Decimal(50),
    total_assets=Decimal(800),
)
PREVIOUS = attrs.evolve(PREVIOUS, date=date(2024, 12, 31))


class TestValues:
    @pytest.mark.parametrize("key", RATIOS)
    def test_by_hand(self, key: str) -> None:
        found = ratios(statements(), PREVIOUS)[key]
        assert found.value is not None
        assert found.value.quantize(Decimal("1e-6")) == Decimal(EXPECTED[key])
        assert (found.reason, found.missing) == (None, ())

    def test_days_of_a_shorter_period(self) -> None:
        quarter = statements(months=3, revenue=Decimal(365))
        assert ratios(quarter)["days_sales_outstanding"].value == 50

    def test_definitions(self) -> None:
        found = ratios(statements())["quick_ratio"]
        assert found.definition.formula == "(current_assets - inventories) / current_liabilities"
        assert found.definition.name.es == "Prueba del ácido"
        assert found.inputs == {
            "current_assets": 500,
            "inventories": 150,
            "current_liabilities": 300,
        }

    @pytest.mark.parametrize("key", RATIOS)
    def test_formulas_name_lines(self, key: str) -> None:
        words = re.findall(r"[a-z_]+", RATIOS[key].formula.removesuffix("x days"))
        assert set(words) - {"previous"} <= set(LINES)

    def test_all_have_a_source(self) -> None:
        assert all(each.source and each.name.es and each.name.en for each in RATIOS.values())
        assert list(RATIOS) == list(EXPECTED) == [each.key for each in RATIOS.values()]


class TestReasons:
    def test_a_missing_line_is_named(self) -> None:
        found = ratios(statements(inventories=None, current_liabilities=None))["quick_ratio"]
        assert (found.value, found.reason) == (None, RatioReason.MISSING)
        assert found.missing == ("inventories", "current_liabilities")
        assert found.inputs == {"current_assets": 500}

    @pytest.mark.parametrize("equity", [0, -10])
    def test_a_denominator_that_is_not_above_zero(self, equity: int) -> None:
        found = ratios(statements(equity=Decimal(equity)))["return_on_equity"]
        assert (found.value, found.reason) == (None, RatioReason.NOT_POSITIVE)

    def test_missing_is_not_zero(self) -> None:
        unknown = ratios(statements(inventories=None))["quick_ratio"]
        none = ratios(statements(inventories=Decimal(0)))["quick_ratio"]
        assert (unknown.value, none.value) == (None, ratios(statements())["current_ratio"].value)

    def test_results_of_less_than_a_year(self) -> None:
        found = ratios(statements(months=6))
        assert found["return_on_assets"].reason is RatioReason.NOT_A_YEAR
        assert found["net_margin"].value is not None

    def test_growth_without_the_year_before(self) -> None:
        found = ratios(statements())["revenue_growth"]
        assert (found.reason, found.missing) == (RatioReason.MISSING, ("previous.revenue",))

    def test_growth_from_a_loss(self) -> None:
        before = attrs.evolve(PREVIOUS, net_profit=Decimal(-5))
        found = ratios(statements(), before)["net_profit_growth"]
        assert (found.value, found.reason) == (None, RatioReason.NOT_POSITIVE)


class TestPrevious:
    @pytest.mark.parametrize(
        ("changed", "message"),
        [
            ({"currency": "USD"}, "previous statements are in USD, expected MXN"),
            ({"months": 6}, "previous statements cover 6 months, expected 12"),
            (
                {"date": date(2024, 6, 30)},
                "previous statements are of 2024-06-30, expected 2024-12",
            ),
            (
                {"date": date(2023, 12, 31)},
                "previous statements are of 2023-12-31, expected 2024-12",
            ),
        ],
    )
    def test_must_be_comparable(self, changed: dict[str, Any], message: str) -> None:
        with pytest.raises(CreditError, match=message):
            ratios(statements(), attrs.evolve(PREVIOUS, **changed))


@pytest.mark.property
@given(scale=st.integers(1, 10**9))
def test_quotients_do_not_depend_on_the_unit(scale: int) -> None:
    """Pesos or thousands: only amounts change."""
    small = statements()
    lines: dict[str, Any] = {name: (small.line(name) or 0) * scale for name in LINES}
    large = attrs.evolve(small, **lines)
    before = ratios(small)
    for key, found in ratios(large).items():
        if key != "working_capital":
            assert found.value == before[key].value
