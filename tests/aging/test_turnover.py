"""Receivables turnover, against a published example."""

from datetime import date
from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobranza.aging import Item, Turnover, turnover
from cobranza.errors import CobranzaError
from tests.aging import makers, portfolios
from tests.aging.makers import figures, paid, rounded


def year(sales: str, opening: str, closing: str, days: int = 365) -> Turnover:
    return Turnover(
        currency="MXN",
        sales=Decimal(sales),
        opening=Decimal(opening),
        closing=Decimal(closing),
        days=days,
    )


class TestPublished:
    def test_finance_tools(self) -> None:
        """finance-tools docs: sales 800 000, debt 95 000 to 105 000: 8.0 times, 45.6 days."""
        found = year("800000", "95000", "105000")
        assert found.times == 8
        assert rounded(found.collection_days, "0.1") == Decimal("45.6")


class TestEdges:
    def test_without_debt_it_is_undefined(self) -> None:
        found = year("100", "0", "0")
        assert found.times is found.collection_days is None
        assert year("100", "-5", "5").times is None

    def test_without_sales_the_days_are(self) -> None:
        found = year("0", "50", "50")
        assert figures(found.times, found.collection_days) == (0, None)

    def test_results_do_not_depend_on_the_context_of_the_caller(self) -> None:
        with localcontext(prec=3):
            found = year("3000", "1000.01", "999.99")
            assert figures(found.average, found.times) == (1000, 3)
            assert str(found.collection_days) == "121.6666666666666666666666667"


class TestOverItems:
    ITEMS = (
        makers.item("400.00", date(2026, 3, 10), None, paid(date(2026, 4, 5), "100.00")),
        makers.item("50.00", date(2026, 4, 1)),
        makers.item("70.00", date(2026, 5, 31), None, paid(date(2026, 6, 1), "70.00")),
        makers.item("5.00", date(2026, 6, 1)),
        makers.item("9.00", date(2026, 4, 1), currency="USD"),
    )

    def test_opening_sales_and_closing(self) -> None:
        found = turnover(self.ITEMS, as_of=date(2026, 5, 31), currency="MXN", months=2)
        assert found == Turnover(
            currency="MXN",
            sales=Decimal("120.00"),
            opening=Decimal("400.00"),
            closing=Decimal("420.00"),
            days=61,
        )

    def test_a_history_that_begins_within_the_period_is_flagged(self) -> None:
        assert turnover(self.ITEMS, as_of=date(2026, 5, 31), currency="MXN").short_history
        assert not turnover([], as_of=date(2026, 5, 31), currency="MXN").short_history

    def test_months(self) -> None:
        with pytest.raises(CobranzaError, match="months is 0"):
            turnover([], as_of=date(2026, 5, 31), currency="MXN", months=0)


@pytest.mark.property
@given(portfolios.items_of(), portfolios.days, st.integers(1, 30), portfolios.scales)
def test_opening_plus_what_moved_is_closing(
    items: list[Item], as_of: date, months: int, factor: Decimal
) -> None:
    found = turnover(items, as_of=as_of, currency="USD", months=months)
    first = makers.days_after(as_of, 1 - found.days)
    assert first.day == 1
    mine = [each for each in items if each.currency == "USD" and each.issued <= as_of]
    applied = sum(
        one.amount
        for each in mine
        for one in each.applied
        if (each.issued >= first or one.date >= first) and one.date <= as_of
    )
    assert found.opening + found.sales - applied == found.closing
    again = turnover(portfolios.scaled(items, factor), as_of=as_of, currency="USD", months=months)
    assert again.times == found.times
