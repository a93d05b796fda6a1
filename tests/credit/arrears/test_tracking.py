from collections.abc import Iterable
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobranza.credit.arrears import (
    Acceleration,
    Component,
    InstalmentState,
    MoratoryTerms,
    PlanDue,
    PlanStatus,
    Received,
    received_for,
    track,
)
from cobranza.errors import CreditError
from cobranza.ledger import AdjustmentKind, Ledger
from tests.ledger.makers import by_hand, cancelled, cash, day, invoice, note, pays, receipt, uid

D = Decimal
TERMS = MoratoryTerms(rate="0.36", days_in_year=360)  # 0.1 % a day
FREE = MoratoryTerms(rate=0)


def due(number: int, on: int, principal: str = "1000.00", interest: str = "0") -> PlanDue:
    return PlanDue(number=number, due=day(on), principal=D(principal), interest=D(interest))


PLAN = (due(1, 30), due(2, 60), due(3, 90))


def money(*paid: tuple[int, str]) -> list[Received]:
    return [Received(date=day(on), amount=D(amount)) for on, amount in paid]


def total(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, D(0))


def states(status: PlanStatus) -> list[str]:
    return [each.state.value for each in status.instalments]


class TestStates:
    @pytest.mark.parametrize(
        ("paid", "on", "state", "late"),
        [
            ((), 30, "pending", 0),
            ((), 31, "late", 1),
            (((30, "1000.00"),), 30, "paid", 0),
            (((10, "400.00"),), 30, "partial", 0),
            (((10, "400.00"),), 40, "late", 10),
            (((10, "400.00"), (35, "600.00")), 40, "paid", 5),
        ],
    )
    def test_of_one_instalment(
        self, paid: tuple[tuple[int, str], ...], on: int, state: str, late: int
    ) -> None:
        found = track(PLAN[:1], money(*paid), as_of=day(on), terms=FREE).instalments[0]
        assert (found.state.value, found.days_late) == (state, late)

    def test_within_grace_it_is_not_late(self) -> None:
        terms = MoratoryTerms(rate="0.36", days_in_year=360, grace_days=5)
        found = track(PLAN[:1], [], as_of=day(35), terms=terms).instalments[0]
        assert (found.state, found.moratory) == (InstalmentState.PENDING, D(0))
        found = track(PLAN[:1], [], as_of=day(36), terms=terms).instalments[0]
        assert (found.state, found.moratory) == (InstalmentState.LATE, D("6.00"))
        kept = track(PLAN[:1], money((35, "1000.00")), as_of=day(40), terms=terms).instalments[0]
        assert (kept.kept, kept.days_late, kept.paid_on) == (True, 5, day(35))

    def test_it_is_broken_after_the_days_that_were_to_be_waited(self) -> None:
        terms = MoratoryTerms(rate=0, grace_days=5)

        def state(on: int) -> str:
            return states(track(PLAN[:1], [], as_of=day(on), terms=terms, broken_after=10))[0]

        assert [state(35), state(36), state(45), state(46)] == [
            *("pending", "late", "late", "broken"),
        ]

    def test_what_is_missing_within_the_tolerance_is_paid(self) -> None:
        paid = money((30, "999.50"))
        found = track(PLAN[:1], paid, as_of=day(90), terms=TERMS, tolerance=D("0.50"))
        (first,) = found.instalments
        assert (first.state, first.kept, first.moratory) == (InstalmentState.PAID, True, D(0))
        assert (first.missing, found.missing) == (D("0.50"), D("0.50"))
        assert found.next_due is None

    def test_an_instalment_of_nothing_is_paid(self) -> None:
        found = track([due(1, 30, "0")], [], as_of=day(31)).instalments[0]
        assert (found.state, found.paid_on, found.kept) == (InstalmentState.PAID, day(30), True)

    def test_what_comes_later_is_not_known_yet(self) -> None:
        paid = money((31, "1000.00"))
        assert states(track(PLAN, paid, as_of=day(30))) == ["pending"] * 3


class TestMoney:
    def test_the_oldest_is_paid_first_and_the_rest_in_advance(self) -> None:
        found = track(PLAN, money((40, "1500.00")), as_of=day(40), terms=FREE)
        assert [each.paid for each in found.instalments] == [D("1000.00"), D("500.00"), D(0)]
        assert states(found) == ["paid", "partial", "pending"]
        assert found.next_due == found.instalments[1]

    def test_interest_on_delay_comes_first(self) -> None:
        found = track(PLAN[:1], money((40, "1000.00")), as_of=day(50), terms=TERMS)
        (first,) = found.instalments
        # 10 days at 0.1 % of 1000.00, and 10 more on the 10.00 that were left
        assert (first.moratory_paid, first.missing, first.moratory) == (
            *(D("10.00"), D("10.00"), D("0.10")),
        )

    def test_unless_it_was_agreed_to_come_last(self) -> None:
        order = (Component.ORDINARY, Component.PRINCIPAL, Component.MORATORY)
        found = track(PLAN[:1], money((40, "1000.00")), as_of=day(50), terms=TERMS, order=order)
        (first,) = found.instalments
        assert (first.state, first.moratory, first.moratory_paid) == (
            *(InstalmentState.PAID, D("10.00"), D(0)),
        )
        assert (found.moratory, found.paid) == (D("10.00"), D("1000.00"))

    def test_it_bears_iva(self) -> None:
        found = track(PLAN[:1], [], as_of=day(40), terms=TERMS, iva_rate=D("0.16"))
        assert found.moratory == D("11.60")

    def test_interest_of_all_that_is_due_comes_before_principal(self) -> None:
        plan = [due(1, 30, "1000.00", "50.00"), due(2, 60, "1000.00", "40.00")]
        found = track(plan, money((61, "100.00")), as_of=day(61), terms=FREE)
        assert [each.paid for each in found.instalments] == [D("60.00"), D("40.00")]

    def test_interest_bears_no_interest(self) -> None:
        """Código de Comercio, art. 363."""
        plan = [due(1, 30, "0", "1000.00")]
        assert track(plan, [], as_of=day(90), terms=TERMS).moratory == D(0)

    def test_moratory_interest_of_before_the_plan_is_settled_with_the_first_component(self) -> None:
        plan = [PlanDue(number=1, due=day(30), principal=D(90), interest=D(5), moratory=D(5))]
        assert plan[0].amount == D(100)
        paid = money((10, "7"))
        assert track(plan, paid, as_of=day(10)).instalments[0].missing == D(93)

    def test_more_than_everything_is_left_over(self) -> None:
        found = track(PLAN, money((10, "2000.00"), (20, "1200.00")), as_of=day(20))
        assert (found.left_over, states(found)) == (D("200.00"), ["paid"] * 3)
        assert found.missing == D(0)


class TestFigures:
    STATUS = track(
        PLAN, money((30, "1000.00"), (70, "500.00")), as_of=day(75), terms=MoratoryTerms(rate=0)
    )

    def test_what_was_kept(self) -> None:
        assert states(self.STATUS) == ["paid", "late", "pending"]
        assert self.STATUS.kept_share == D("0.5")
        assert self.STATUS.kept_amount_share == D("0.5")

    def test_amounts(self) -> None:
        status = self.STATUS
        assert (status.paid, status.missing, status.overdue) == (
            *(D("1500.00"), D("1500.00"), D("500.00")),
        )
        assert status.next_due is not None
        assert (status.next_due.due, status.next_due.missing) == (day(90), D("1000.00"))

    def test_before_anything_is_due_there_is_no_share(self) -> None:
        status = track(PLAN, [], as_of=day(1))
        assert (status.kept_share, status.kept_amount_share) == (None, None)

    def test_a_promise_is_a_plan_of_one(self) -> None:
        promise = PlanDue(number=1, due=day(30), principal=D("500.00"))
        broken = track([promise], money((29, "499.99")), as_of=day(31), terms=FREE, broken_after=0)
        assert states(broken) == ["broken"]


class TestAcceleration:
    PLAN = (
        due(1, 30, interest="30.00"),
        due(2, 60, interest="20.00"),
        due(3, 90, interest="10.00"),
    )

    def test_when_so_many_are_late(self) -> None:
        clause = Acceleration(late_instalments=2)
        before = track(self.PLAN, [], as_of=day(60), terms=FREE, acceleration=clause)
        assert (before.accelerated_on, states(before)) == (None, ["late", "pending", "pending"])
        after = track(self.PLAN, [], as_of=day(61), terms=FREE, acceleration=clause)
        assert after.accelerated_on == day(61)
        last = after.instalments[-1]
        # one of the thirty days of its period had passed
        assert (last.due, last.missing, last.agreed.due) == (day(61), D("1000.33"), day(90))

    def test_when_one_is_late_for_too_long(self) -> None:
        clause = Acceleration(days_late=15)
        found = track(self.PLAN, [], as_of=day(46), terms=TERMS, acceleration=clause)
        assert found.accelerated_on == day(46)
        assert [each.missing for each in found.instalments] == [
            *(D("1030.00"), D("1010.67"), D("1000.00")),
        ]
        later = track(self.PLAN, [], as_of=day(56), terms=TERMS, acceleration=clause)
        assert [each.moratory for each in later.instalments] == [D("26.00"), D("10.00"), D("10.00")]

    def test_grace_counts_first(self) -> None:
        clause = Acceleration(late_instalments=1, days_late=2)
        terms = MoratoryTerms(rate=0, grace_days=5)
        found = track(self.PLAN, [], as_of=day(50), terms=terms, acceleration=clause)
        assert found.accelerated_on == day(36)

    def test_what_is_paid_in_time_prevents_it(self) -> None:
        paid = money((30, "1030.00"), (75, "1020.00"))
        clause = Acceleration(late_instalments=1, days_late=20)
        found = track(self.PLAN, paid, as_of=day(59), terms=FREE, acceleration=clause)
        assert found.accelerated_on is None
        clause = Acceleration(days_late=20)
        found = track(self.PLAN, paid, as_of=day(85), terms=FREE, acceleration=clause)
        assert found.accelerated_on is None
        paid += money((90, "1010.00"))
        found = track(self.PLAN, paid, as_of=day(300), terms=FREE, acceleration=clause)
        assert (found.accelerated_on, found.missing) == (None, D(0))

    @pytest.mark.parametrize(("count", "days"), [(None, None), (0, None), (None, 0)])
    def test_a_clause_that_says_nothing(self, count: int | None, days: int | None) -> None:
        with pytest.raises(CreditError, match="expected one of them at least, from 1"):
            Acceleration(late_instalments=count, days_late=days)


class TestLedger:
    def test_money_of_the_ledger(self) -> None:
        ledger = Ledger.build(
            [
                invoice(1, "1000.00", on=1),
                invoice(2, "500.00", on=1),
                receipt(3, pays(1, "100.00"), on=5),  # before the plan
                receipt(4, pays(1, "400.00"), pays(2, "200.00"), on=40),
                note(5, "50.00", 2, on=41),
                receipt(6, pays(2, "60.00"), on=42),
                receipt(7, pays(1, "70.00"), on=80),
                invoice(8, "90.00", on=1),
            ],
            status=cancelled(6, on=50),
            cash=[cash(8, "30.00", on=45)],
            adjustments=[by_hand(1, "-20.00", on=46, kind=AdjustmentKind.WRITE_OFF)],
        )
        found = received_for(ledger.receivables, since=day(10), until=day(60))
        assert [(each.date, each.amount, each.invoice) for each in found] == [
            (day(40), D("400.00"), uid(1)),
            (day(40), D("200.00"), uid(2)),
            (day(45), D("30.00"), uid(8)),
        ]
        before = received_for(ledger.receivables, since=day(10), until=day(49))
        assert total(each.amount for each in before) == D("690.00")

    def test_a_plan_against_it(self) -> None:
        ledger = Ledger.build([invoice(1, "2000.00", on=1), receipt(2, pays(1, "1000.00"), on=29)])
        paid = received_for(ledger.receivables, since=day(1), until=day(61))
        status = track(PLAN[:2], paid, as_of=day(61), terms=FREE)
        assert states(status) == ["paid", "late"]


class TestBadInput:
    def test_no_instalments(self) -> None:
        with pytest.raises(CreditError, match=r"plan is due on \[\], expected dates in order"):
            track([], [], as_of=day(1))

    def test_dates_out_of_order(self) -> None:
        with pytest.raises(CreditError, match=r"'2026-03-01', '2026-01-30'.*expected dates in ord"):
            track([due(1, 60), due(2, 30)], [], as_of=day(1))

    def test_negative_amounts(self) -> None:
        with pytest.raises(CreditError, match="principal is -1, expected zero or more"):
            due(1, 30, "-1")
        with pytest.raises(CreditError, match="amount is -1, expected zero or more"):
            money((1, "-1"))
        with pytest.raises(CreditError, match="tolerance is -1, expected zero or more"):
            track(PLAN, [], as_of=day(1), tolerance=D(-1))

    def test_floats(self) -> None:
        with pytest.raises(TypeError, match="iva_rate is a float"):
            track(PLAN, [], as_of=day(1), iva_rate=0.16)  # type: ignore[arg-type]

    def test_an_order_that_is_none(self) -> None:
        with pytest.raises(CreditError, match="order is principal, expected each of"):
            track(PLAN, [], as_of=day(1), order=[Component.PRINCIPAL])


def dates(low: int, high: int) -> st.SearchStrategy[date]:
    return st.integers(low, high).map(day)


cents = st.integers(0, 300_000).map(lambda each: D(each) / 100)
plans = st.lists(st.tuples(cents, cents, cents), min_size=1, max_size=5).map(
    lambda parts: [
        PlanDue(number=n, due=day(30 * n), principal=a, interest=b, moratory=c)
        for n, (a, b, c) in enumerate(parts, 1)
    ]
)
monies = st.lists(st.builds(Received, date=dates(1, 200), amount=cents), max_size=6)
clauses = st.none() | st.builds(
    Acceleration, late_instalments=st.integers(1, 3), days_late=st.none() | st.integers(1, 60)
)


@pytest.mark.property
class TestLaws:
    @given(plans, monies, dates(1, 220), st.sampled_from([TERMS, FREE]), clauses)
    def test_money_is_neither_lost_nor_made(
        self,
        plan: list[PlanDue],
        received: list[Received],
        as_of: date,
        terms: MoratoryTerms,
        clause: Acceleration | None,
    ) -> None:
        status = track(
            plan, received, as_of=as_of, terms=terms, acceleration=clause, iva_rate=D("0.16")
        )
        came = total(each.amount for each in received if each.date <= as_of)
        late = total(each.moratory_paid for each in status.instalments)
        assert status.paid + late + status.left_over == came
        for each in status.instalments:
            assert each.missing >= 0
            assert each.moratory >= 0
            assert each.due <= each.agreed.due
        if status.accelerated_on is None:
            agreed = total(each.amount for each in plan)
            assert status.paid + status.missing == agreed

    @given(st.lists(cents, min_size=1, max_size=5), monies, dates(1, 220))
    def test_principal_without_interest_is_filled_from_the_oldest(
        self, principals: list[Decimal], received: list[Received], as_of: date
    ) -> None:
        plan = [due(n, 30 * n, str(amount)) for n, amount in enumerate(principals, 1)]
        status = track(plan, received, as_of=as_of, terms=FREE)
        came = total(each.amount for each in received if each.date <= as_of)
        for place, each in enumerate(status.instalments):
            before = total(principals[:place])
            assert each.paid == min(max(came - before, D(0)), principals[place])

    @given(plans, monies, dates(1, 220))
    def test_an_instalment_that_was_paid_stays_so(
        self, plan: list[PlanDue], received: list[Received], as_of: date
    ) -> None:
        before = track(plan, received, as_of=as_of, terms=FREE)
        after = track(plan, received, as_of=day(220), terms=FREE)
        for earlier, later in zip(before.instalments, after.instalments, strict=True):
            if earlier.paid_on is not None:
                assert later.paid_on == earlier.paid_on
