"""Figures taken out of a customer's statements."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from cobranza.credit.limits import Financials
from cobranza.credit.scoring import Statements

WHOLE: dict[str, Any] = {
    "intangible_assets": Decimal(80),
    "equity": Decimal("400.50"),
    "current_assets": Decimal(500),
    "current_liabilities": Decimal(620),
    "revenue": Decimal(1460),
}


def financials(**lines: Any) -> Financials:
    closed = date(2025, 12, 31)
    return Financials.of(Statements(date=closed, currency="MXN", audited=True, **lines))


def test_figures_by_hand() -> None:
    assert financials(**WHOLE) == Financials(
        closed=date(2025, 12, 31),
        net_worth=Decimal("400.50"),
        tangible_net_worth=Decimal("320.50"),
        working_capital=Decimal(-120),
        turnover=Decimal(1460),
    )


def test_no_intangible_assets_is_not_the_same_as_not_known() -> None:
    assert financials(**WHOLE | {"intangible_assets": Decimal(0)}).tangible_net_worth == Decimal(
        "400.50"
    )
    assert financials(**WHOLE | {"intangible_assets": None}).tangible_net_worth is None


@pytest.mark.parametrize(
    ("line", "figures"),
    [
        ("equity", {"net_worth", "tangible_net_worth"}),
        ("current_assets", {"working_capital"}),
        ("current_liabilities", {"working_capital"}),
        ("revenue", {"turnover"}),
    ],
)
def test_what_needs_a_line_that_is_not_there_is_unknown(line: str, figures: set[str]) -> None:
    found = financials(**{name: value for name, value in WHOLE.items() if name != line})
    names = ("net_worth", "tangible_net_worth", "working_capital", "turnover")
    assert {name for name in names if getattr(found, name) is None} == figures


@pytest.mark.parametrize("months", [6, 11, 13])
def test_the_revenue_of_other_than_a_year_is_no_turnover(months: int) -> None:
    assert financials(**WHOLE, months=months).turnover is None
