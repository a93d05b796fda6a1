"""The Z-scores, with the published examples."""

from decimal import Decimal

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobranza._frozen import FrozenDict
from cobranza.credit.scoring import ALTMAN, Zone, altman
from cobranza.errors import CreditError
from tests.credit.scoring.makers import statements

WIZEDU = {
    "X1": Decimal("0.34"),
    "X2": Decimal("0.15"),
    "X3": Decimal(0),
    "X4": Decimal("0.80"),
    "X5": Decimal("1.6"),
}


class TestModels:
    def test_published_example(self) -> None:
        """wizedu.com: ratios .34, .15, 0, .80 and 1.6 give 2.698, printed as 2.70."""
        assert ALTMAN["z"].value(WIZEDU) == Decimal("2.698")
        assert ALTMAN["z"].zone(Decimal("2.698")) is Zone.GREY

    def test_the_coefficient_of_1968_gives_another_third_decimal(self) -> None:
        """Altman 1968 prints 0.999 for X5: both round to the published 2.70."""
        model = ALTMAN["z"]
        older = FrozenDict({**model.coefficients, "X5": Decimal("0.999")})
        assert attrs.evolve(model, coefficients=older).value(WIZEDU) == Decimal("2.6964")

    @pytest.mark.parametrize(
        ("key", "coefficients", "constant", "limits"),
        [
            # Altman (2000), Predicting Financial Distress of Companies.
            ("z", "1.2 1.4 3.3 0.6 1.0", "0", ("2.99", "1.81")),
            ("z_private", "0.717 0.847 3.107 0.420 0.998", "0", ("2.90", "1.23")),
            ("z_general", "6.56 3.26 6.72 1.05", "0", ("2.60", "1.10")),
            ("z_emerging", "6.56 3.26 6.72 1.05", "3.25", ("5.85", "4.35")),
        ],
    )
    def test_data(
        self, key: str, coefficients: str, constant: str, limits: tuple[str, str]
    ) -> None:
        model = ALTMAN[key]
        assert model.key == key
        assert list(model.coefficients.values()) == list(map(Decimal, coefficients.split()))
        assert model.constant == Decimal(constant)
        assert (model.safe_above, model.distress_below) == tuple(map(Decimal, limits))
        assert model.source

    @pytest.mark.parametrize("key", ALTMAN)
    def test_limits_are_grey(self, key: str) -> None:
        model, small = ALTMAN[key], Decimal("0.0001")
        assert model.zone(model.safe_above) is model.zone(model.distress_below) is Zone.GREY
        assert model.zone(model.safe_above + small) is Zone.SAFE
        assert model.zone(model.distress_below - small) is Zone.DISTRESS

    def test_a_ratio_must_be_there(self) -> None:
        ratios = {name: value for name, value in WIZEDU.items() if name != "X5"}
        with pytest.raises(CreditError, match="no X5, revenue / total_assets, which Z needs"):
            ALTMAN["z"].value(ratios)
        assert ALTMAN["z_general"].value(ratios) > 0


class TestStatements:
    def test_by_hand(self) -> None:
        """X1 = 0.2, X2 = 0.15, X3 = 0.11, X4 = 2/3 of book or 1.5 of market value, X5 = 1.46."""
        found = altman(statements(), model="z")
        assert found.value == Decimal("0.24") + Decimal("0.21") + Decimal("0.363") + Decimal(
            "0.9"
        ) + Decimal("1.46")
        assert found.zone is Zone.SAFE
        assert [term.points for term in found.terms][3] == Decimal("0.9")
        private = altman(statements())
        assert private.model.name == "Z'"
        assert private.value is not None
        assert private.value.quantize(Decimal("1e-6")) == Decimal("2.349300")

    def test_emerging_is_general_plus_a_constant(self) -> None:
        general = altman(statements(), model="z_general").value
        emerging = altman(statements(), model="z_emerging").value
        assert (general, emerging) == (Decimal("3.2402"), Decimal("6.4902"))

    def test_missing_lines_are_named(self) -> None:
        found = altman(statements(retained_earnings=None, market_value_of_equity=None), model="z")
        assert (found.value, found.zone) == (None, None)
        assert found.missing == ("retained_earnings", "market_value_of_equity")
        assert [term.why for term in found.terms] == [
            "",
            "missing: retained_earnings",
            "",
            "missing: market_value_of_equity",
            "",
        ]
        assert found.terms[1].points is None

    def test_no_liabilities(self) -> None:
        free = statements(
            **dict.fromkeys(
                (
                    "total_liabilities",
                    "current_liabilities",
                    "short_term_debt",
                    "long_term_debt",
                    "trade_payables",
                ),
                Decimal(0),
            )
        )
        found = altman(free, model="z_general")
        assert (found.value, found.missing) == (None, ())
        assert found.terms[3].why == "total_liabilities is 0, expected more than zero"

    def test_no_such_model(self) -> None:
        with pytest.raises(CreditError, match="model is 'z3', expected one of z, z_private"):
            altman(statements(), model="z3")

    def test_only_of_a_year(self) -> None:
        with pytest.raises(CreditError, match="statements cover 6 months, expected 12"):
            altman(statements(months=6))


@pytest.mark.property
@given(st.decimals(-20, 20, places=3))
def test_both_general_models_give_the_same_zone(value: Decimal) -> None:
    general, emerging = ALTMAN["z_general"], ALTMAN["z_emerging"]
    assert general.zone(value) is emerging.zone(value + emerging.constant)
