"""Collection effectiveness index, under both conventions, against a published example."""

from datetime import date
from decimal import Decimal, localcontext

import pytest
from hypothesis import given

from cobranza.aging import Cei, CeiConvention, Item, cei
from cobranza.errors import CobranzaError
from tests.aging import makers, portfolios
from tests.aging.makers import figures, paid, rounded


def quarter(convention: CeiConvention, opening: str = "6200") -> Cei:
    return Cei(
        currency="USD",
        opening=Decimal(opening),
        sales=Decimal(10890),
        closing=Decimal(6340),
        closing_current=Decimal(3590),
        months=3,
        convention=convention,
    )


class TestPublished:
    def test_creditguru(self) -> None:
        """creditguru.com, CEI: 3 490 of 6 240, published as 55.9 %."""
        assert rounded(quarter("average_month").share, "0.0001") == Decimal("0.5593")

    def test_the_same_without_dividing_the_sales(self) -> None:
        """The same figures by the convention of many programs: 10 750 of 13 500, by hand."""
        assert rounded(quarter("whole_period").share, "0.0001") == Decimal("0.7963")


class TestEdges:
    def test_nothing_to_collect(self) -> None:
        found = quarter("average_month", opening="-40")
        assert found.share is None

    def test_results_do_not_depend_on_the_context_of_the_caller(self) -> None:
        with localcontext(prec=3):
            assert str(quarter("average_month").share) == "0.5592948717948717948717948718"

    def test_the_convention_is_one_of_two(self) -> None:
        with pytest.raises(CobranzaError, match="convention is 'usual', expected 'average_month'"):
            quarter("usual")  # type: ignore[arg-type]

    def test_months(self) -> None:
        with pytest.raises(CobranzaError, match="months is 0, expected at least 1"):
            cei([], as_of=date(2026, 5, 31), currency="MXN", convention="whole_period", months=0)


class TestOverItems:
    ITEMS = (
        makers.item(
            "400.00", date(2026, 3, 10), date(2026, 4, 9), paid(date(2026, 4, 5), "100.00")
        ),
        makers.item("50.00", date(2026, 4, 1), date(2026, 5, 31)),
        makers.item("30.00", date(2026, 5, 1), None),
        makers.item("5.00", date(2026, 6, 1)),
        makers.item("9.00", date(2026, 4, 1), currency="USD"),
    )

    def test_figures(self) -> None:
        found = cei(
            self.ITEMS,
            as_of=date(2026, 5, 31),
            currency="MXN",
            convention="average_month",
            months=2,
        )
        assert figures(found.opening, found.sales) == (400, 80)
        assert figures(found.closing, found.closing_current) == (380, 50)
        # (400 + 80/2 - 380) / (400 + 80/2 - 50), by hand.
        assert rounded(found.share, "1e-20") == rounded(Decimal(60) / 390, "1e-20")
        assert not found.short_history

    def test_instalments_are_current_each_by_its_own_date(self) -> None:
        debt = makers.plan((date(2026, 1, 30), "100.00"), (date(2026, 1, 31), "50.00"))
        found = cei([debt], as_of=date(2026, 1, 31), currency="MXN", convention="whole_period")
        assert figures(found.closing, found.closing_current, found.short_history) == (150, 50, True)


@pytest.mark.property
@given(portfolios.settled_items(), portfolios.days, portfolios.scales)
def test_over_one_month_the_conventions_agree(
    items: list[Item], as_of: date, factor: Decimal
) -> None:
    one = cei(items, as_of=as_of, currency="MXN", convention="average_month")
    other = cei(items, as_of=as_of, currency="MXN", convention="whole_period")
    assert one.share == other.share
    scaled = portfolios.scaled(items, factor)
    assert cei(scaled, as_of=as_of, currency="MXN", convention="average_month").share == one.share
    if one.share is not None:
        # Without credits of their own, between nothing collected and all that was overdue.
        assert 0 <= one.share <= 1
