"""The scorecard: figures against targets, month by month, with trend and reasons."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobranza.aging import (
    TARGETS,
    FollowUp,
    Item,
    Promise,
    Reason,
    Scorecard,
    Status,
    Trend,
    age,
    cei,
    concentration,
    days_to_pay,
    dso,
    recovery,
    scorecard,
    targets_of,
    turnover,
)
from cobranza.errors import CobranzaError
from cobranza.rates import Rates
from tests.aging import makers, portfolios
from tests.aging.makers import days_after, figures, paid

AS_OF = date(2026, 6, 30)
MET, MISSED, NOT_AVAILABLE = Status.MET, Status.MISSED, Status.NOT_AVAILABLE


def invoice(
    issued: date, delay: int | None, amount: str = "1000.00", currency: str = "MXN"
) -> Item:
    """On 30 days of credit, paid so many days after that, or not at all."""
    due = days_after(issued, 30)
    applied = [] if delay is None else [paid(days_after(due, delay), amount)]
    return makers.item(amount, issued, due, *applied, currency=currency)


def promise(due: date, *received: date, amount: str = "50.00", currency: str = "MXN") -> Promise:
    return Promise(
        customer=makers.XENON,
        currency=currency,
        made=days_after(due, -7),
        due=due,
        amount=Decimal(amount),
        received=[paid(day, amount) for day in received],
    )


def column(card: Scorecard, metric: str) -> list[tuple[Status, Trend | None, Reason | None]]:
    return [(score.status, score.trend, score.reason) for score in card.of(metric)]


class TestMonthByMonth:
    ITEMS = (
        *(invoice(date(2025, month, 1), 0) for month in range(6, 13)),
        *(invoice(date(2026, month, 1), 0) for month in (1, 2)),
        invoice(date(2026, 3, 1), 40),  # due March 31, paid May 10
        invoice(date(2026, 4, 1), 0),
        invoice(date(2026, 5, 2), None),  # due June 1
        invoice(date(2026, 6, 1), None),  # due July 1
    )
    FOLLOW_UPS = (
        FollowUp(due=date(2026, 4, 2), done=date(2026, 4, 2)),
        FollowUp(due=date(2026, 5, 2), done=date(2026, 5, 3)),
    )

    def card(self) -> Scorecard:
        return scorecard(
            self.ITEMS, as_of=AS_OF, currency="MXN", follow_ups=self.FOLLOW_UPS, months=4
        )

    def test_months(self) -> None:
        card = self.card()
        assert card.months == (
            date(2026, 3, 31),
            date(2026, 4, 30),
            date(2026, 5, 31),
            AS_OF,
        )
        assert (card.targets, card.left_out, card.currency) == (TARGETS, (), "MXN")
        assert [score.metric for score in card.latest] == [each.metric for each in TARGETS]
        assert len(card.scores) == 4 * len(TARGETS)

    def test_shares(self) -> None:
        card = self.card()
        values = [score.value for score in card.of("overdue_share")]
        # March: due on the very day. April: that one of two, the other due May 1 is current.
        assert values == [0, Decimal("0.5"), 0, Decimal("0.5")]
        assert column(card, "overdue_share") == [
            (MET, None, None),
            (MISSED, Trend.WORSE, None),
            (MET, Trend.BETTER, None),
            (MISSED, Trend.WORSE, None),
        ]
        assert [score.status for score in card.of("current_share")] == [MET, MISSED, MET, MISSED]

    def test_recovery(self) -> None:
        # Due in March: that of March 3 paid, that of the 31st not. In April nothing falls due.
        assert column(self.card(), "recovery_rate") == [
            (MISSED, None, None),
            (NOT_AVAILABLE, None, Reason.NOTHING_COLLECTIBLE),
            (MET, None, None),
            (MISSED, Trend.WORSE, None),
        ]

    def test_dso(self) -> None:
        # One invoice a month: what is owed is the sales of one month, or of two.
        values = [score.value for score in self.card().of("dso_count_back")]
        assert values == [31, 61, 31, 61]

    def test_follow_ups(self) -> None:
        assert column(self.card(), "follow_ups_on_time") == [
            (NOT_AVAILABLE, None, Reason.NO_FOLLOW_UPS),
            (MET, None, None),
            (MISSED, Trend.WORSE, None),
            (NOT_AVAILABLE, None, Reason.NO_FOLLOW_UPS),
        ]

    def test_the_same_is_no_trend(self) -> None:
        targets = targets_of({"top_share": {"below": 1, "n": 3}})
        card = scorecard(self.ITEMS, as_of=AS_OF, currency="MXN", targets=targets, months=2)
        assert [score.trend for score in card.scores] == [None, Trend.SAME]


class TestReasons:
    def test_nothing_at_all(self) -> None:
        targets = targets_of(
            {
                **{each.metric: {each.comparison: each.limit, **each.options} for each in TARGETS},
                "cei": {"above": 0, "convention": "average_month"},
                "days_delinquent": {"below": 5, "method": "simple"},
                "days_late": {"below": 5},
                "days_to_pay": {"below": 45},
                "dso_simple": {"below": 45},
                "hhi": {"below": "0.18"},
                "promises_kept": {"above": "0.8"},
                "promises_kept_amount": {"above": "0.8", "grace_days": 2},
                "top_share": {"below": "0.3", "n": 5},
                "turnover": {"above": 8},
            }
        )
        card = scorecard([], as_of=AS_OF, currency="MXN", targets=targets, months=1)
        assert {score.metric: score.reason for score in card.scores} == {
            "current_share": Reason.NOTHING_OUTSTANDING,
            "overdue_share": Reason.NOTHING_OUTSTANDING,
            "recovery_rate": Reason.NOTHING_COLLECTIBLE,
            "dso_count_back": Reason.NO_SALES,
            "follow_ups_on_time": Reason.NO_FOLLOW_UPS,
            "cei": Reason.NOTHING_COLLECTIBLE,
            "days_delinquent": Reason.NO_SALES,
            "days_late": Reason.NO_PAYMENTS,
            "days_to_pay": Reason.NO_PAYMENTS,
            "dso_simple": Reason.NO_SALES,
            "hhi": Reason.NOTHING_OUTSTANDING,
            "promises_kept": Reason.NO_PROMISES,
            "promises_kept_amount": Reason.NO_PROMISES,
            "top_share": Reason.NOTHING_OUTSTANDING,
            "turnover": Reason.NOTHING_OUTSTANDING,
        }
        assert {score.status for score in card.scores} == {NOT_AVAILABLE}

    @pytest.mark.parametrize(
        ("comparison", "limit", "status"),
        [
            ("below", 30, MISSED),
            ("below", 31, NOT_AVAILABLE),
            ("at_most", 61, NOT_AVAILABLE),
            ("at_least", 30, MET),
            ("at_least", 31, NOT_AVAILABLE),
        ],
    )
    def test_a_lower_bound_is_sure_on_one_side_only(
        self, comparison: str, limit: int, status: Status
    ) -> None:
        # 2 000 owed and one month of sales looked at: 30 days at least.
        items = [invoice(date(2026, 5, 2), None), invoice(date(2026, 6, 1), None)]
        targets = targets_of({"dso_count_back": {comparison: limit, "months": 1}})
        (score,) = scorecard(items, as_of=AS_OF, currency="MXN", targets=targets, months=1).scores
        assert figures(score.value, score.lower_bound, score.status) == (30, True, status)
        assert score.reason == (Reason.SHORT_HISTORY if status is NOT_AVAILABLE else None)

    def test_a_lower_bound_has_no_trend(self) -> None:
        items = [invoice(date(2026, 4, 1), None), invoice(date(2026, 6, 1), None, "4000.00")]
        targets = targets_of({"dso_count_back": {"below": 30, "months": 1}})
        scores = scorecard(items, as_of=AS_OF, currency="MXN", targets=targets, months=3).scores
        assert [(score.lower_bound, score.trend) for score in scores] == [
            (False, None),
            (False, None),
            (True, None),
        ]
        assert [score.reason for score in scores] == [None, Reason.NO_SALES, None]

    def test_delinquent_days_of_a_short_history(self) -> None:
        items = [
            makers.item("1000.00", date(2026, 5, 1), date(2026, 7, 1)),
            makers.item("100.00", date(2026, 6, 1), date(2026, 7, 1)),
        ]
        targets = targets_of({"days_delinquent": {"below": 5, "months": 1}})
        (score,) = scorecard(items, as_of=AS_OF, currency="MXN", targets=targets, months=1).scores
        assert (score.value, score.status, score.reason) == (
            None,
            NOT_AVAILABLE,
            Reason.SHORT_HISTORY,
        )


class TestOptions:
    def test_figures_are_those_of_the_functions(self) -> None:
        items = [
            *(invoice(date(2026, month, 3), 5 * month, f"{month}00.00") for month in (1, 2, 3, 4)),
            invoice(date(2026, 5, 3), None),
        ]
        promises = [promise(date(2026, 6, 9)), promise(date(2026, 6, 8), date(2026, 6, 10))]
        targets = targets_of(
            {
                "cei": {"above": 0, "convention": "average_month", "months": 3},
                "days_delinquent": {"below": 5, "method": "simple", "months": 6},
                "days_late": {"below": 5, "months": 6},
                "days_to_pay": {"below": 45, "months": 6},
                "dso_simple": {"below": 45, "months": 6},
                "hhi": {"below": "0.18"},
                "promises_kept": {"above": "0.8", "grace_days": 2},
                "promises_kept_amount": {"above": "0.8", "months": 2},
                "recovery_rate": {"above": 0, "of": "open_at_start", "by": "payments", "months": 2},
                "top_share": {"below": "0.3", "n": 1},
                "turnover": {"above": 8, "months": 6},
            }
        )
        card = scorecard(
            items, as_of=AS_OF, currency="MXN", promises=promises, targets=targets, months=1
        )
        half = dso(items, as_of=AS_OF, currency="MXN", method="simple", months=6)
        paid_in = days_to_pay(items, as_of=AS_OF, currency="MXN", months=6)
        owed = concentration(items, as_of=AS_OF, currency="MXN")
        assert [score.value for score in card.scores] == [
            cei(items, as_of=AS_OF, currency="MXN", convention="average_month", months=3).share,
            half.delinquent,
            paid_in.late,
            paid_in.days,
            half.days,
            owed.hhi,
            Decimal("0.5"),
            0,
            recovery(
                items, as_of=AS_OF, currency="MXN", of="open_at_start", by="payments", months=2
            ).share,
            owed.top(1),
            turnover(items, as_of=AS_OF, currency="MXN", months=6).times,
        ]
        assert None not in {score.value for score in card.scores}

    def test_an_option_that_the_metric_refuses(self) -> None:
        targets = targets_of({"cei": {"above": 1, "convention": "mine"}})
        with pytest.raises(CobranzaError, match="convention is 'mine'"):
            scorecard([], as_of=AS_OF, currency="MXN", targets=targets)

    def test_months(self) -> None:
        with pytest.raises(CobranzaError, match="months is 0, expected at least 1"):
            scorecard([], as_of=AS_OF, currency="MXN", months=0)


class TestCurrencies:
    ITEMS = (
        invoice(date(2026, 5, 2), None),
        invoice(date(2026, 6, 1), None, "100.00", currency="USD"),
    )
    TARGETS = targets_of(
        {
            "overdue_share": {"below": "0.1"},
            "promises_kept_amount": {"above": "0.5"},
            "follow_ups_on_time": {"at_least": 1},
        }
    )
    PROMISES = (
        promise(date(2026, 6, 9), date(2026, 6, 9), currency="USD"),
        promise(date(2026, 6, 9), currency="EUR"),
    )

    def card(self, rates: Rates | None) -> Scorecard:
        return scorecard(
            self.ITEMS,
            as_of=AS_OF,
            currency="MXN",
            rates=rates,
            promises=self.PROMISES,
            follow_ups=[FollowUp(due=date(2026, 6, 9), done=date(2026, 6, 9))],
            targets=self.TARGETS,
            months=1,
        )

    def test_others_are_left_out_and_named(self) -> None:
        card = self.card(None)
        assert card.left_out == ("EUR", "USD")
        assert [score.value for score in card.scores] == [1, None, 1]

    def test_all_take_part_with_rates(self) -> None:
        card = self.card(Rates.constant({"USD": 30, "EUR": 20}))
        assert card.left_out == ()
        # 1 000 overdue of 4 000, and 50 dollars of 50 dollars and 50 euros.
        assert [score.value for score in card.scores] == [Decimal("0.25"), Decimal("0.6"), 1]

    def test_a_missing_rate_leaves_only_what_is_no_money(self) -> None:
        card = self.card(Rates.constant({"USD": 30}))
        assert [score.reason for score in card.scores] == [Reason.NO_RATE, Reason.NO_RATE, None]

    def test_each_month_at_its_own_rates(self) -> None:
        rates = Rates(daily={"USD": [(date(2026, 5, 29), Decimal(10)), (AS_OF, Decimal(20))]})
        items = (invoice(date(2026, 4, 1), None), invoice(date(2026, 4, 10), 60, "100.00", "USD"))
        card = scorecard(
            items,
            as_of=AS_OF,
            currency="MXN",
            rates=rates,
            targets=targets_of({"top_share": {"below": 1, "n": 1}}),
            months=3,
        )
        assert [score.value for score in card.scores] == [None, 1, 1]
        assert card.scores[0].reason is Reason.NO_RATE

    def test_rates_are_to_mxn(self) -> None:
        with pytest.raises(CobranzaError, match="currency is 'USD' with rates, expected 'MXN'"):
            scorecard([], as_of=AS_OF, currency="USD", rates={})


@pytest.mark.property
class TestProperties:
    @given(portfolios.settled_items(), portfolios.days, st.integers(1, 4), portfolios.scales)
    def test_the_status_is_that_of_the_figures(
        self, items: list[Item], as_of: date, months: int, factor: Decimal
    ) -> None:
        card = scorecard(items, as_of=as_of, currency="MXN", months=months)
        assert len(card.scores) == len(TARGETS) * months
        for target in TARGETS:
            before = None
            for score in card.of(target.metric):
                if score.value is None:
                    assert score.status is NOT_AVAILABLE
                elif not score.lower_bound:
                    assert score.status is (MET if target.met_by(score.value) else MISSED)
                assert (score.reason is None) is (score.status is not NOT_AVAILABLE)
                if score.trend is not None:
                    assert before is not None
                    assert before.value is not None
                    assert score.value is not None
                    gain = (score.value - before.value) * (1 if target.higher_is_better else -1)
                    expected = Trend.BETTER if gain > 0 else Trend.WORSE
                    assert score.trend is (expected if gain else Trend.SAME)
                before = score
        scaled = portfolios.scaled(items, factor)
        again = scorecard(scaled, as_of=as_of, currency="MXN", months=months)
        assert again.scores == card.scores

    @given(portfolios.settled_items(), portfolios.days)
    def test_the_past_is_judged_by_what_had_happened(self, items: list[Item], as_of: date) -> None:
        card = scorecard(items, as_of=as_of, currency="MXN", months=3)
        for end in card.months:
            (total,) = age(items, as_of=end, by=()).totals or (None,)
            expected = None if total is None else total.overdue_share
            found = {score.as_of: score.value for score in card.of("overdue_share")}
            assert found[end] == expected
