"""Transition matrices and net flow, against published examples."""

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobranza.aging import (
    AppliedKind,
    Buckets,
    Item,
    NetFlow,
    TransitionMatrix,
    net_flow,
    transition_matrix,
)
from cobranza.errors import CobranzaError
from tests.aging import makers, portfolios
from tests.aging.makers import figures, paid, rounded

BUCKETS = Buckets.days(30, 60)
MARCH, APRIL, MAY = date(2026, 3, 31), date(2026, 4, 30), date(2026, 5, 31)
DUE = date(2026, 5, 1)  # 30 days before the end of May
UCI = Path(__file__).parents[3] / "shared" / "data" / "uci_credit_card.csv"


class TestPublished:
    def test_roll_rate(self) -> None:
        """Roll rate primers: 1 000 000 current, 200 000 in 1-30 a month later: 20 %."""
        flow = NetFlow(
            buckets=("current", "1-30"),
            before=(Decimal(1000000), Decimal(0)),
            after=(Decimal(0), Decimal(200000)),
        )
        assert flow.roll_rates == (Decimal("0.2"),)

    def test_loss_rates_of_ifrscommunity(self) -> None:
        """ifrscommunity.com: 100 000 sold, 50 000 / 23 000 / 8 000 / 2 000 left: 2 to 100 %."""
        sold, *left = map(Decimal, (100000, 50000, 23000, 8000, 2000))
        flow = NetFlow(
            buckets=("current", "1-30", "31-60", "61-90", ">90"),
            before=(sold, *left),
            after=(Decimal(0), *left),
        )
        rates = [rounded(rate, "0.001") for rate in flow.loss_rates]
        assert rates == [*map(Decimal, ("0.020", "0.040", "0.087", "0.250", "1.000"))]

    def test_uci_credit_cards(self) -> None:
        """UCI "default of credit card clients": status of August and September, counted apart.

        From 0: 22 735, 1 836, 991; from 2: 392, 1 672, 1 591, 272 by months late.
        """
        if not UCI.is_file():
            pytest.skip("the UCI credit card set is not beside the project")
        with UCI.open(newline="", encoding="utf-8") as file:
            statuses = [(int(row["X7"]), int(row["X6"])) for row in csv.DictReader(file)]
        states = [str(months) for months in range(9)]
        moves = [
            (str(max(august, 0)), str(max(september, 0)), Decimal(1))
            for august, september in statuses
        ]
        matrix = TransitionMatrix.of_moves(moves, buckets=states)
        assert matrix.counts[0][:5] == (22735, 1836, 991, 0, 0)
        assert matrix.counts[2][:4] == (392, 1672, 1591, 272)
        assert sum(matrix.counts[0]) == 25562
        assert rounded(matrix.rate("0", "1"), "0.0001") == rounded(Decimal(1836) / 25562, "0.0001")
        assert matrix.rates() == matrix.rates(by="count")


class TestMatrix:
    DEBTS = (
        # Paid in part, then late.
        makers.item("100.00", date(2026, 3, 1), DUE, paid(date(2026, 5, 10), "80.00")),
        # Paid in part, given up in part, and the rest goes on.
        makers.item(
            "50.00",
            date(2026, 1, 1),
            date(2026, 3, 15),
            paid(date(2026, 5, 1), "10.00"),
            paid(date(2026, 5, 2), "15.00", AppliedKind.WRITE_OFF),
        ),
        makers.item("7.00", date(2026, 1, 1), None, paid(MAY, "7.00", AppliedKind.WRITE_OFF)),
        makers.item("3.00", date(2026, 4, 1), DUE, paid(MAY, "3.00", AppliedKind.CREDIT)),
        makers.item("1.00", date(2026, 5, 1), date(2026, 5, 2)),  # sold later
        makers.item("-9.00", date(2026, 4, 1), DUE),  # a credit
        makers.item("9.00", date(2026, 4, 1), DUE, currency="USD"),
    )

    def matrix(self) -> TransitionMatrix:
        return transition_matrix(self.DEBTS, dates=[APRIL, MAY], buckets=BUCKETS, currency="MXN")

    def moved(self, table: Sequence[Sequence[object]]) -> dict[tuple[str, str], object]:
        matrix = self.matrix()
        return {
            (origin, destination): cell
            for origin, row in zip(matrix.origins, table, strict=True)
            for destination, cell in zip(matrix.destinations, row, strict=True)
            if cell
        }

    def test_balances(self) -> None:
        assert self.moved(self.matrix().balances) == {
            ("current", "1-30"): Decimal("20.00"),
            ("current", "paid"): Decimal("83.00"),
            ("31-60", ">60"): Decimal("25.00"),
            ("31-60", "written off"): Decimal("15.00"),
            ("31-60", "paid"): Decimal("10.00"),
            ("no due date", "written off"): Decimal("7.00"),
        }

    def test_a_debt_counts_where_its_balance_ended(self) -> None:
        assert self.moved(self.matrix().counts) == {
            ("current", "1-30"): 1,
            ("current", "paid"): 1,
            ("31-60", ">60"): 1,
            ("no due date", "written off"): 1,
        }

    def test_rates(self) -> None:
        matrix = self.matrix()
        assert matrix.rate("31-60", ">60") == Decimal("0.5")
        assert matrix.rate("1-30", ">60") is None
        assert matrix.rate("current", "1-30", by="count") == Decimal("0.5")
        rolled = (Decimal(20) / 103, None, Decimal("0.8"), None, Decimal(1))
        for found, expected in zip(matrix.roll_rates(), rolled, strict=True):
            if expected is None:
                assert found is None
            else:
                assert rounded(found, "1e-20") == rounded(expected, "1e-20")
        assert matrix.roll_rates(by="count") == (Decimal("0.5"), None, Decimal(1), None, Decimal(1))

    def test_steps_add_up(self) -> None:
        debt = makers.item("10.00", date(2026, 3, 1), MARCH, paid(date(2026, 5, 1), "4.00"))
        matrix = transition_matrix(
            [debt], dates=[MARCH, APRIL, MAY], buckets=BUCKETS, currency="MXN"
        )
        assert matrix.rate("current", "1-30") == 1
        assert matrix.rate("1-30", ">60") == Decimal("0.6")

    def test_a_debt_that_grows_again_is_no_more_than_it_was(self) -> None:
        debt = makers.item(
            "10.00",
            date(2026, 3, 1),
            DUE,
            paid(date(2026, 4, 1), "4.00"),
            paid(date(2026, 5, 1), "-4.00"),
        )
        matrix = transition_matrix([debt], dates=[APRIL, MAY], buckets=BUCKETS, currency="MXN")
        assert matrix.balances[0][1] == 6

    def test_each_instalment_goes_its_way(self) -> None:
        debt = makers.plan(
            (date(2026, 3, 31), "10.00"),
            (date(2026, 4, 30), "20.00"),
            (date(2026, 5, 31), "30.00"),
            applied=[
                paid(date(2026, 5, 5), "6.00"),
                paid(date(2026, 5, 6), "24.00", AppliedKind.WRITE_OFF),
            ],
        )
        matrix = transition_matrix([debt], dates=[APRIL, MAY], buckets=BUCKETS, currency="MXN")
        current, first, *_ = matrix.balances
        assert figures(*current) == (30, 0, 0, 0, 0, 0, 20)
        assert figures(*first) == (0, 0, 0, 0, 0, 6, 4)
        assert matrix.counts[0] == (1, 0, 0, 0, 0, 0, 1)


class TestNetFlow:
    def test_totals_of_the_buckets(self) -> None:
        debts = [
            makers.item("100.00", date(2026, 3, 1), DUE, paid(date(2026, 5, 10), "80.00")),
            makers.item("50.00", date(2026, 1, 1), date(2026, 4, 15)),
            makers.item("5.00", date(2026, 1, 1), None),
            makers.item("9.00", date(2026, 4, 1), DUE, currency="USD"),
        ]
        flow = net_flow(debts, dates=[APRIL, MAY], buckets=BUCKETS, currency="MXN")
        assert flow.buckets == ("current", "1-30", "31-60", ">60")
        assert figures(*flow.before) == (100, 50, 0, 0)
        assert figures(*flow.after) == (0, 20, 50, 0)
        assert flow.roll_rates == (Decimal("0.2"), Decimal(1), None)
        assert flow.loss_rates == (None, None, None, Decimal(1))

    def test_steps_add_up(self) -> None:
        debts = [makers.item("10.00", date(2026, 3, 1), MARCH)]
        flow = net_flow(
            debts, dates=[date(2026, 2, 1), MARCH, APRIL, MAY], buckets=BUCKETS, currency="MXN"
        )
        assert figures(flow.before, flow.after) == ((10, 10, 0, 0), (10, 10, 0, 10))
        assert figures(*flow.roll_rates) == (1, 0, None)

    def test_net_credits_have_no_rates(self) -> None:
        flow = NetFlow(
            buckets=("current", "1-30", ">30"),
            before=(Decimal(-10), Decimal(-10), Decimal(1)),
            after=(Decimal(1), Decimal(5), Decimal(5)),
        )
        assert flow.roll_rates == (None, None)
        assert flow.loss_rates == (None, None, Decimal(1))


class TestArguments:
    def test_dates_grow(self) -> None:
        for dates, message in (
            ([], "dates are 0, expected at least 2"),
            ([APRIL], "dates are 1, expected at least 2"),
            ([APRIL, APRIL], "date 2026-04-30 follows 2026-04-30, expected growing dates"),
            ([MAY, APRIL], "date 2026-04-30 follows 2026-05-31"),
        ):
            with pytest.raises(CobranzaError, match=message):
                transition_matrix([], dates=dates, buckets=BUCKETS, currency="MXN")
            with pytest.raises(CobranzaError, match=message):
                net_flow([], dates=dates, buckets=BUCKETS, currency="MXN")

    @pytest.mark.parametrize("move", [("0", "2"), ("2", "0"), ("paid", "0")])
    def test_moves_are_between_known_states(self, move: tuple[str, str]) -> None:
        with pytest.raises(
            CobranzaError, match=r"expected from one of 0, 1 to one of them, 'paid'"
        ):
            TransitionMatrix.of_moves([(*move, Decimal(1))], buckets=("0", "1"))

    def test_rates_are_of_known_states(self) -> None:
        matrix = TransitionMatrix.of_moves([], buckets=("0", "1"))
        for move in (("0", "2"), ("paid", "0")):
            with pytest.raises(CobranzaError, match="expected from one of 0, 1 to one of them"):
                matrix.rate(*move)

    def test_datetimes_count_as_their_day(self) -> None:
        debt = makers.item("10.00", date(2026, 3, 1), MARCH)
        moments = [portfolios.moment(day) for day in (MARCH, APRIL)]
        days = [MARCH, APRIL]
        for measure in (transition_matrix, net_flow):
            found, expected = (
                measure([debt], dates=dates, buckets=BUCKETS, currency="MXN")
                for dates in (moments, days)
            )
            assert found == expected

    def test_by(self) -> None:
        matrix = TransitionMatrix.of_moves([], buckets=("0",))
        assert matrix.rates() == (None,)
        with pytest.raises(CobranzaError, match="by is 'items', expected 'balance' or 'count'"):
            matrix.rates(by="items")  # type: ignore[arg-type]


steps = st.lists(portfolios.days, min_size=2, max_size=4, unique=True).map(sorted)


def expected_moves(
    items: list[Item], dates: list[date]
) -> Iterator[tuple[tuple[str, str], Decimal]]:
    """A plain implementation for items that lose nothing to write-offs."""
    for start, end in pairwise(dates):
        for each in items:
            before = each.balance(start)
            if each.issued > start or before <= 0:
                continue
            late = [None if each.due is None else (day - each.due).days for day in (start, end)]
            names = [BUCKETS.labels[BUCKETS.index(days)] for days in late]
            left = max(min(each.balance(end), before), Decimal(0))
            yield (names[0], names[1]), left
            yield (names[0], "paid"), before - left


@pytest.mark.property
class TestProperties:
    @given(portfolios.items_of(currencies=st.just("MXN")), steps, portfolios.scales)
    def test_rows_sum_to_one(self, items: list[Item], dates: list[date], factor: Decimal) -> None:
        matrix = transition_matrix(items, dates=dates, buckets=BUCKETS, currency="MXN")
        for row in (*matrix.rates(), *matrix.rates(by="count")):
            if row is not None:
                assert abs(sum(row, Decimal(-1))) < Decimal("1e-25")
                assert all(0 <= cell <= 1 for cell in row)
        for rate in (*matrix.roll_rates(), *matrix.roll_rates(by="count")):
            assert rate is None or 0 <= rate <= 1
        scaled = portfolios.scaled(items, factor)
        again = transition_matrix(scaled, dates=dates, buckets=BUCKETS, currency="MXN")
        assert (again.rates(), again.counts) == (matrix.rates(), matrix.counts)

    @given(
        portfolios.items_of(
            currencies=st.just("MXN"),
            applied=st.lists(
                st.builds(makers.paid, portfolios.days, portfolios.amounts.map(str)), max_size=3
            ),
        ),
        steps,
    )
    def test_balances_are_those_of_the_items(self, items: list[Item], dates: list[date]) -> None:
        matrix = transition_matrix(items, dates=dates, buckets=BUCKETS, currency="MXN")
        expected: Counter[tuple[str, str]] = Counter()
        for move, amount in expected_moves(items, dates):
            expected[move] += amount  # type: ignore[assignment]
        for origin, row in zip(matrix.origins, matrix.balances, strict=True):
            for destination, amount in zip(matrix.destinations, row, strict=True):
                assert amount == expected[origin, destination]

    @given(portfolios.settled_items(), steps)
    def test_net_flow_of_what_is_already_sold_is_no_more_than_it_was(
        self, items: list[Item], dates: list[date]
    ) -> None:
        known = [each for each in items if each.issued <= dates[0]]
        flow = net_flow(known, dates=dates, buckets=BUCKETS, currency="MXN")
        assert sum(flow.after) <= sum(flow.before)
        assert flow.loss_rates[-1] == 1
