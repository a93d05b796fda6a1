"""How customers pay: on average, lately, through the year, and since when late."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given

from cobranza.aging import AppliedKind, Behaviour, Item, Party, behaviour, payment_score
from cobranza.errors import CobranzaError
from tests.aging import makers, portfolios
from tests.aging.makers import days_after, figures, paid, rounded

AS_OF = date(2026, 6, 30)


def debt(due: date, days: int | None, amount: str = "100.00") -> Item:
    """Paid in one go so many days beyond terms, or not at all."""
    applied = [] if days is None else [paid(days_after(due, days), amount)]
    return makers.item(amount, days_after(due, -30), due, *applied)


def one(*debts: Item, months: int = 24) -> Behaviour:
    (found,) = behaviour(debts, as_of=AS_OF, currency="MXN", months=months)
    return found


class TestAverages:
    def test_weighted_by_amount(self) -> None:
        found = one(
            debt(date(2026, 3, 1), -10, "300.00"),
            debt(date(2026, 4, 1), 0, "100.00"),
            debt(date(2026, 5, 1), 30, "100.00"),
        )
        # (300 * -10 + 100 * 0 + 100 * 30) / 500, and 85, 80 and 50 points, by hand.
        assert figures(found.beyond_terms, found.on_time_share) == (0, Decimal("0.8"))
        assert found.index == Decimal(77)

    def test_what_is_overdue_counts_with_its_days_so_far(self) -> None:
        found = one(debt(date(2026, 3, 1), 0), debt(date(2026, 4, 1), 0), debt(AS_OF, None))
        assert (len(found.experiences), found.index) == (2, None)
        late = one(
            debt(date(2026, 3, 1), 0), debt(date(2026, 4, 1), 0), debt(date(2026, 5, 1), None)
        )
        # 80, 80 and, 60 days late, 40 points.
        assert figures(late.beyond_terms, rounded(late.index, "0.01")) == (20, Decimal("66.67"))
        assert [each.paid for each in late.experiences] == [True, True, False]

    def test_only_money_with_a_due_date_counts(self) -> None:
        due = date(2026, 4, 1)
        found = one(
            makers.item("9.00", due, None, paid(due, "9.00")),
            makers.item(
                "9.00", due, due, paid(due, "5.00", AppliedKind.CREDIT), paid(AS_OF, "4.00")
            ),
            makers.item("-9.00", due, due),
        )
        (seen,) = found.experiences
        assert figures(seen.amount, seen.days, found.since) == (4, 90, due)

    def test_each_instalment_by_its_own_date(self) -> None:
        first, second = date(2026, 4, 1), date(2026, 5, 1)
        plan = makers.plan((first, "10.00"), (second, "20.00"), applied=[paid(second, "15.00")])
        (found,) = behaviour([plan], as_of=AS_OF, currency="MXN")
        seen = [figures(each.due, each.amount, each.days) for each in found.experiences]
        assert seen == [(first, 10, 30), (second, 5, 0), (second, 15, 60)]

    def test_nothing_to_tell(self) -> None:
        found = one(debt(AS_OF, None))
        assert found.beyond_terms is found.on_time_share is found.index is found.trend is None
        assert found.seasonality == (None,) * 12
        assert found.first_delay is None


class TestTrend:
    BEFORE = tuple(debt(date(2025, month, 1), 5) for month in (7, 8, 9))

    def test_later_than_before(self) -> None:
        lately = [debt(date(2026, month, 1), 20) for month in (4, 5, 6)]
        assert one(*self.BEFORE, *lately).trend == 15
        assert one(*self.BEFORE, *(debt(date(2026, 5, 1), 2) for _ in range(3))).trend == -3

    def test_spans_end_where_they_say(self) -> None:
        # Paid on March 31 and March 31 a year before: the last and the first day of the twelve.
        before = [debt(date(2025, 4, 1), 0), debt(date(2026, 3, 31), 0), debt(date(2026, 3, 30), 1)]
        lately = [debt(date(2026, 4, 1), 9), debt(AS_OF, 0), debt(date(2026, 6, 29), 0)]
        too_early = debt(date(2025, 3, 31), 0)
        assert one(*before, *lately, months=60).trend is not None
        assert one(too_early, *before[1:], *lately, months=60).trend is None

    def test_too_few_on_either_side(self) -> None:
        lately = [debt(date(2026, month, 1), 20) for month in (4, 5)]
        assert one(*self.BEFORE, *lately).trend is None
        assert one(*self.BEFORE[1:], *lately, *lately).trend is None


class TestSeasonality:
    def test_a_month_seen_in_two_years(self) -> None:
        found = one(
            debt(date(2024, 12, 15), 30),
            debt(date(2025, 12, 15), 40),
            debt(date(2025, 2, 1), 0),
            debt(date(2026, 2, 1), 10),
            debt(date(2026, 3, 1), 20),
            debt(date(2026, 3, 2), 20),
        )
        # 20 days on average; December 35, February 5, March in one year only.
        assert found.beyond_terms == 20
        assert found.seasonality[1] == -15
        assert found.seasonality[11] == 15
        assert [*found.seasonality].count(None) == 10


class TestFirstDelay:
    def test_in_all_the_history(self) -> None:
        found = one(debt(date(2020, 3, 1), 1), debt(date(2026, 3, 1), 9), months=2)
        assert (found.first_delay, found.since) == (date(2020, 3, 2), date(2020, 1, 31))
        assert len(found.experiences) == 0

    def test_what_is_still_unpaid_is_a_delay_too(self) -> None:
        found = one(debt(date(2026, 3, 1), 0), debt(date(2026, 4, 1), None))
        assert found.first_delay == date(2026, 4, 2)


class TestCustomers:
    def test_told_apart_and_named_as_in_aging(self) -> None:
        old = Party(rfc="XIA190128J61", name="XENON SA DE CV")
        items = [
            makers.item("1.00", date(2026, 2, 1)),
            makers.item("1.00", date(2026, 1, 1), customer=old),
            makers.item("1.00", customer=Party(rfc="", name="BETA")),
            makers.item("1.00", customer=Party(rfc="", name="ALFA")),
            makers.item("1.00", currency="USD"),
            makers.item("1.00", date(2026, 7, 1), customer=makers.URE),
        ]
        moment = datetime(2026, 6, 30, 9)  # noqa: DTZ001 - its day counts
        found = behaviour(items, as_of=moment, currency="MXN")
        assert [(each.rfc, each.name) for each in found] == [
            ("", "ALFA"),
            ("", "BETA"),
            ("XIA190128J61", "XENON INDUSTRIAL ARTICLES"),
        ]

    def test_ibm(self, ibm_items: tuple[Item, ...]) -> None:
        """IBM Watson sample data: 877 of 2 466 invoices late, counted apart from the set."""
        found = behaviour(ibm_items, as_of=date(2014, 1, 9), currency="USD", months=25)
        assert len(found) == 100
        seen = [each for customer in found for each in customer.experiences]
        assert len(seen) == 2466
        assert sum(each.days > 0 for each in seen) == 877

    def test_months(self) -> None:
        with pytest.raises(CobranzaError, match="months is 0"):
            behaviour([], as_of=AS_OF, currency="MXN", months=0)


@pytest.mark.property
@given(portfolios.settled_items(due=True), portfolios.days, portfolios.scales)
def test_measures_stay_in_their_bounds(items: list[Item], as_of: date, factor: Decimal) -> None:
    found = behaviour(items, as_of=as_of, currency="MXN")
    for each in found:
        days = [one.days for one in each.experiences]
        if each.beyond_terms is not None:
            assert min(days) <= rounded(each.beyond_terms, "1e-20") <= max(days)
            assert each.on_time_share is not None
            assert 0 <= each.on_time_share <= 1
        if each.index is not None:
            worst, best = payment_score(max(days)), payment_score(min(days))
            assert rounded(worst, "1e-9") <= rounded(each.index, "1e-9") <= rounded(best, "1e-9")
        assert each.first_delay is not None or max(days, default=0) <= 0
    scaled = behaviour(portfolios.scaled(items, factor), as_of=as_of, currency="MXN")
    assert [(each.beyond_terms, each.index, each.trend, each.seasonality) for each in scaled] == [
        (each.beyond_terms, each.index, each.trend, each.seasonality) for each in found
    ]
