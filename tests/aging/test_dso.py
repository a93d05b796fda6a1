"""DSO, simple and count-back, against published examples."""

import random
from datetime import date
from decimal import Decimal, localcontext
from typing import Literal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cobranza.aging import (
    Applied,
    CountBack,
    Dso,
    Item,
    MonthlySales,
    Party,
    dso,
    dso_count_back,
    dso_simple,
)
from cobranza.errors import CobranzaError, MoneyError
from tests.aging import makers, portfolios
from tests.aging.makers import figures, rounded

XENON = Party(rfc="XIA190128J61", name="XENON INDUSTRIAL ARTICLES")
QUARTER_END = date(2013, 6, 30)


def months(*sales: tuple[int, str]) -> list[MonthlySales]:
    return [MonthlySales(days=days, amount=Decimal(amount)) for days, amount in sales]


def item(issued: date, amount: str, *applied: Applied, currency: str = "MXN") -> Item:
    return Item(
        customer=XENON,
        currency=currency,
        issued=issued,
        due=None,
        amount=Decimal(amount),
        applied=applied,
    )


class TestSimple:
    def test_trymesha(self) -> None:
        """trymesha.com, guide to DSO: 150 000 of 1 800 000 in a year."""
        assert rounded(dso_simple("150000", "1800000", 365), "0.0001") == Decimal("30.4167")

    def test_turnover_of_finance_tools(self) -> None:
        """finance-tools docs: sales 800 000, debt 95 000 to 105 000: 8.0 times, 45.6 days."""
        average = (Decimal(95000) + Decimal(105000)) / 2
        assert dso_simple(average, 800000, 365) == Decimal(365) / Decimal("8.0")
        assert rounded(dso_simple(average, 800000, 365), "0.1") == Decimal("45.6")

    @pytest.mark.parametrize("sales", [0, "0.00", "-1"])
    def test_without_sales_it_is_undefined(self, sales: int | str) -> None:
        assert dso_simple("150000", sales, 365) is None

    def test_a_net_credit_is_below_zero(self) -> None:
        assert dso_simple("-100", "200", 30) == -15

    def test_results_do_not_depend_on_the_context_of_the_caller(self) -> None:
        with localcontext(prec=3):
            days = dso_simple("150000", "1800000", 365)
        # 54 750 000 / 1 800 000 = 30.41666..., to 28 digits.
        assert days == Decimal("30.41666666666666666666666667")

    def test_arguments_are_exact_and_days_positive(self) -> None:
        with pytest.raises(TypeError, match="outstanding is a float"):
            dso_simple(1.5, 1, 30)  # type: ignore[arg-type]
        with pytest.raises(MoneyError, match="credit sales is 'x'"):
            dso_simple(1, "x", 30)
        with pytest.raises(CobranzaError, match="days is 0, expected at least 1"):
            dso_simple(1, 1, 0)
        with pytest.raises(TypeError, match=r"days is 30\.0, expected whole days"):
            dso_simple(1, 1, 30.0)  # type: ignore[arg-type]


class TestCountBack:
    def test_benjipays(self) -> None:
        """benjipays.com and trymesha.com: 212 000 owed, months of 30 days; published as 73.7."""
        found = dso_count_back("212000", months((30, "100000"), (30, "80000"), (30, "70000")))
        assert rounded(found.days, "0.001") == Decimal("73.714")
        assert not found.exhausted

    def test_calendar_days(self) -> None:
        """2 100 000 owed; March, February, January: 31 + 28 + 400/700 * 31, by hand."""
        found = dso_count_back("2100000", months((31, "900000"), (28, "800000"), (31, "700000")))
        assert rounded(found.days, "0.001") == Decimal("76.714")

    @pytest.mark.parametrize(
        ("outstanding", "days", "exhausted"),
        [
            ("-5", 0, False),
            ("0", 0, False),
            ("50", "15.5", False),
            ("100", 31, False),
            ("100.01", "59.01", False),  # February sold nothing and counts whole; 0.01 of January
            ("101", "60", False),
            ("101.01", "60", True),
        ],
    )
    def test_ends(self, outstanding: str, days: str, exhausted: bool) -> None:  # noqa: FBT001
        sales = months((31, "100"), (28, "0"), (1, "1"))
        assert dso_count_back(outstanding, sales) == CountBack(
            days=Decimal(days), exhausted=exhausted
        )

    def test_a_month_of_net_credits_adds_to_what_must_be_covered(self) -> None:
        # 100 - (-20) = 120 left for 240 in 30 days: 31 + 15, by hand.
        assert dso_count_back("100", months((31, "-20"), (30, "240"))).days == 46

    def test_results_do_not_depend_on_the_context_of_the_caller(self) -> None:
        with localcontext(prec=3):
            found = dso_count_back("2100000.01", months((31, "900000.01"), (30, "2100000")))
        # 31 + 1 200 000 / 2 100 000 * 30 = 48.142857 142857..., to 28 digits.
        assert found.days == Decimal("48.14285714285714285714285714")

    def test_no_history_explains_nothing(self) -> None:
        assert dso_count_back("1", []) == CountBack(days=Decimal(0), exhausted=True)

    @pytest.mark.parametrize("days", [0, -1])
    def test_months_have_days(self, days: int) -> None:
        with pytest.raises(CobranzaError, match="expected at least 1"):
            MonthlySales(days=days, amount=Decimal(1))


class TestHackett:
    @pytest.mark.parametrize(("days", "best", "late"), [(158, 59, 99), (160, 32, 128)])
    def test_days_delinquent(self, days: int, best: int, late: int) -> None:
        """The Hackett Group, chart of DSO and best possible DSO: June and September."""
        found = Dso(
            days=Decimal(days),
            exhausted=False,
            currency="USD",
            outstanding=Decimal(0),
            current=Decimal(0),
            best_possible=Decimal(best),
            sales=(),
        )
        assert found.delinquent == late


class TestOverItems:
    def test_ibm_count_back(self, ibm_items: tuple[Item, ...]) -> None:
        """IBM Watson "Accounts Receivable" sample data; figures computed apart from the set."""
        found = dso(ibm_items, as_of=QUARTER_END, currency="USD")
        assert rounded(found.days, "0.00001") == Decimal("26.25748")
        assert found.outstanding == Decimal("5119.85")
        assert len(found.sales) == 12

    def test_ibm_quarter(self, ibm_items: tuple[Item, ...]) -> None:
        """The same set, second quarter of 2013: sales 20 098.87 in 91 days."""
        found = dso(ibm_items, as_of=QUARTER_END, currency="USD", method="simple", months=3)
        assert rounded(found.days, "0.00001") == Decimal("23.18072")
        assert sum(month.amount for month in found.sales) == Decimal("20098.87")
        assert sum(month.days for month in found.sales) == 91

    def test_months_are_calendar_months_and_the_last_is_partial(self) -> None:
        items = [
            item(
                date(2023, 12, 31), "5.00", Applied(date=date(2024, 1, 2), amount=Decimal("5.00"))
            ),
            item(date(2024, 2, 29), "300.00"),
            item(date(2024, 3, 1), "30.00"),
            item(date(2024, 3, 15), "70.00"),
            item(date(2024, 3, 16), "999.00"),
            item(date(2024, 3, 2), "999.00", currency="USD"),
        ]
        found = dso(items, as_of=date(2024, 3, 15), currency="MXN")
        assert found.sales == tuple(months((15, "100.00"), (29, "300.00"), (31, "0"), (31, "5.00")))
        # 400 owed: the 15 days of March and all of February, by hand.
        assert found.outstanding == 400
        assert found.days == 44
        assert not found.exhausted

    def test_figures_do_not_depend_on_the_context_of_the_caller(self) -> None:
        items = [item(date(2026, 5, day), "1000.01") for day in (1, 2)]
        with localcontext(prec=3):
            found = dso(items, as_of=date(2026, 5, 31), currency="MXN")
        assert (found.outstanding, found.days) == (Decimal("2000.02"), Decimal(31))
        assert found.sales == (MonthlySales(days=31, amount=Decimal("2000.02")),)

    def test_history_ends_where_the_items_do(self) -> None:
        items = [item(date(2026, 4, 10), "100.00"), item(date(2026, 5, 10), "100.00")]
        as_of = date(2026, 5, 31)
        assert dso(items, as_of=as_of, currency="MXN").days == 61
        # 200 owed of 200 sold in April and May, not in a year.
        assert dso(items, as_of=as_of, currency="MXN", method="simple").days == 61
        capped = dso(items, as_of=as_of, currency="MXN", months=1)
        assert capped.days == 31
        assert capped.exhausted

    @pytest.mark.parametrize("method", ["count_back", "simple"])
    def test_best_possible_is_the_dso_of_what_is_current(
        self, method: Literal["count_back", "simple"]
    ) -> None:
        items = [
            makers.item("300.00", date(2026, 4, 10), date(2026, 5, 10)),
            makers.item("310.00", date(2026, 5, 10), date(2026, 6, 10)),
            makers.item("5.00", date(2026, 5, 10), None),
        ]
        found = dso(items, as_of=date(2026, 5, 31), currency="MXN", method=method)
        assert figures(found.outstanding, found.current) == (615, 310)
        sold = (Decimal(315), Decimal(300))
        expected = {
            "count_back": (Decimal(61), 31 * 310 / sold[0]),
            "simple": (Decimal(61), 61 * 310 / sum(sold, Decimal(0))),
        }[method]
        assert (found.days, rounded(found.best_possible, "1e-20")) == (
            expected[0],
            rounded(expected[1], "1e-20"),
        )
        assert rounded(found.delinquent, "1e-20") == rounded(expected[0] - expected[1], "1e-20")

    def test_instalments_are_current_each_by_its_own_date(self) -> None:
        debt = makers.plan((date(2026, 5, 1), "100.00"), (date(2026, 5, 31), "50.00"))
        assert dso([debt], as_of=date(2026, 5, 31), currency="MXN").current == 50

    def test_days_delinquent_when_the_sales_end_first(self) -> None:
        late = item(date(2026, 4, 10), "500.00")
        fresh = makers.item("100.00", date(2026, 5, 1), date(2026, 6, 1))
        found = dso([late, fresh], as_of=date(2026, 5, 31), currency="MXN", months=1)
        # 600 owed of 100 sold: at least 31 days, all of which is current takes.
        assert figures(found.days, found.exhausted, found.best_possible) == (31, True, 31)
        assert found.delinquent == 0
        more = dso([late, fresh, late], as_of=date(2026, 4, 30), currency="MXN")
        assert figures(more.days, more.exhausted, more.delinquent) == (30, False, 30)
        none_current = [makers.item("50.00", date(2026, 4, 1), date(2026, 6, 1)), fresh]
        bound = dso(none_current, as_of=date(2026, 5, 31), currency="MXN", months=1)
        assert figures(bound.days, bound.exhausted, bound.current) == (31, True, 150)
        assert bound.delinquent is None

    def test_nothing_sold_and_nothing_owed(self) -> None:
        as_of = date(2026, 5, 31)
        assert dso([], as_of=as_of, currency="MXN").days == 0
        undefined = dso([], as_of=as_of, currency="MXN", method="simple")
        assert undefined.days is undefined.best_possible is undefined.delinquent is None

    def test_arguments(self) -> None:
        with pytest.raises(CobranzaError, match="method is 'best', expected"):
            dso([], as_of=QUARTER_END, currency="MXN", method="best")  # type: ignore[arg-type]
        with pytest.raises(CobranzaError, match="months is 0, expected at least 1"):
            dso([], as_of=QUARTER_END, currency="MXN", months=0)


sales = st.lists(
    st.builds(MonthlySales, days=st.integers(28, 31), amount=st.decimals(0, "1e6", places=2)),
    max_size=12,
)
owed = st.decimals(0, "1e7", places=2)
scales = st.decimals("0.001", "1000", places=3)


@pytest.mark.property
class TestProperties:
    @given(owed, sales, scales)
    def test_scaling_every_amount_changes_nothing(
        self, outstanding: Decimal, history: list[MonthlySales], scale: Decimal
    ) -> None:
        scaled = [MonthlySales(days=m.days, amount=m.amount * scale) for m in history]
        found = dso_count_back(outstanding, history)
        assert dso_count_back(outstanding * scale, scaled) == found
        sold = sum((month.amount for month in history), Decimal(0))
        assert dso_simple(outstanding, sold, 365) == dso_simple(
            outstanding * scale, sold * scale, 365
        )

    @given(owed, owed, sales)
    def test_more_owed_is_never_fewer_days(
        self, one: Decimal, other: Decimal, history: list[MonthlySales]
    ) -> None:
        less, more = sorted((one, other))
        assert dso_count_back(less, history).days <= dso_count_back(more, history).days

    @given(sales)
    def test_all_sales_owed_is_all_days(self, history: list[MonthlySales]) -> None:
        assume(history and history[-1].amount)
        sold = sum(month.amount for month in history)
        days = sum(month.days for month in history)
        assert dso_count_back(sold, history) == CountBack(days=Decimal(days), exhausted=False)

    @given(portfolios.items_of(currencies=st.just("MXN")), portfolios.days, st.randoms())
    def test_the_order_of_the_items_does_not_matter(
        self, items: list[Item], as_of: date, shuffler: random.Random
    ) -> None:
        shuffled = shuffler.sample(items, len(items))
        assert dso(shuffled, as_of=as_of, currency="MXN") == dso(items, as_of=as_of, currency="MXN")

    @given(portfolios.items_of(), portfolios.days)
    def test_outstanding_and_sales_are_those_of_the_items(
        self, items: list[Item], as_of: date
    ) -> None:
        known = [i for i in items if i.issued <= as_of and i.currency == "USD"]
        found = dso(items, as_of=as_of, currency="USD", months=100)
        assert found.outstanding == sum(i.balance(as_of) for i in known)
        assert sum(month.amount for month in found.sales) == sum(i.amount for i in known)
