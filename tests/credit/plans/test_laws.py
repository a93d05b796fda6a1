"""What holds for every schedule, whatever its terms."""

from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cobranza.credit.plans import (
    BULLET,
    FRENCH,
    GERMAN,
    DayCount,
    Every,
    Instalment,
    IvaShare,
    Schedule,
    amortize,
    payoff,
    prepay,
)
from cobranza.errors import CreditError
from tests.credit.plans import makers
from tests.credit.plans.makers import START, cents

pytestmark = pytest.mark.property


def made(terms: dict[str, Any]) -> Schedule:
    """A schedule, unless its level does not pay the interest of its longest period."""
    try:
        return amortize(**terms)
    except CreditError as error:
        assume("at least its interest" not in str(error))
        raise


def check_balances(plan: Schedule) -> None:
    loan = plan.terms.principal
    assert plan.rows[0].opening == loan
    for before, after in pairwise(plan.rows):
        assert after.opening == before.closing > 0
        assert after.date > before.date
    for row in plan.rows:
        assert row.closing == row.opening + row.capitalized - row.extra - row.principal
        borne = row.interest + row.iva + row.fees + row.insurance + row.iva_on_charges
        assert row.payment == borne + row.principal - row.capitalized
        assert min(row.interest, row.iva, row.principal, row.capitalized, row.payment) >= 0
    assert str(plan.rows[-1].closing) == "0.00"
    assert plan.totals.principal + plan.totals.extra - plan.totals.capitalized == loan


@given(makers.terms())
def test_the_principal_is_the_loan_and_nothing_is_left(terms: dict[str, Any]) -> None:
    check_balances(made(terms))


@given(makers.amounts, makers.rates, st.integers(1, 60))
def test_level_payments_are_those_of_the_formula(
    principal: Decimal, rate: Decimal, periods: int
) -> None:
    plan = amortize(principal, rate=rate, start=START, periods=periods)
    found = [(row.interest, row.principal, row.closing) for row in plan.rows]
    assert found == makers.plain_french(principal, rate, periods)


def level(row: Instalment) -> Decimal:
    return row.interest + row.principal


@given(makers.terms())
def test_what_is_level_is_the_same_in_every_instalment_but_two(terms: dict[str, Any]) -> None:
    """The one that takes the residual, and the last, which takes what is left of it."""
    plan = made(terms)
    paying = plan.rows[terms["capitalized"] + terms["interest_only"] : -1]
    if terms["method"].level is None or not paying:
        return
    figures = [row.principal if terms["method"] == GERMAN else level(row) for row in paying]
    assert len(set(figures)) <= (1 if terms["residual"] == "last" else 2)
    if terms["residual"] == "first":
        assert len(set(figures[1:])) <= 1


@given(makers.amounts, makers.rates, st.integers(2, 36))
def test_the_first_takes_all_of_the_residual_that_it_can(
    principal: Decimal, rate: Decimal, periods: int
) -> None:
    """A cent paid first grows: the nearest number of cents leaves half of that growth at most."""
    plan = amortize(principal, rate=rate, start=START, periods=periods, residual="first")
    assume(len(plan.rows) == periods)
    growth = (1 + rate / 12) ** (periods - 1)
    left = abs(level(plan.rows[-1]) - level(plan.rows[-2])) if periods > 2 else Decimal(0)
    assert left <= cents(growth / 100) + periods * Decimal("0.005")


@given(makers.amounts, st.integers(2, 36), st.sampled_from(["first", "largest"]))
def test_level_principal_moves_the_residual_whole(
    principal: Decimal, periods: int, residual: Any
) -> None:
    plan = amortize(
        principal, rate="0.24", start=START, periods=periods, method=GERMAN, residual=residual
    )
    assume(len(plan.rows) == periods)
    share = cents(principal / periods)
    others = [row.principal for row in plan.rows if row.principal != share]
    assert len(others) <= 1
    assert sum(row.principal for row in plan.rows) == principal


@given(makers.terms())
def test_level_payments_can_include_the_iva(terms: dict[str, Any]) -> None:
    plan = made({**terms, "method": FRENCH, "level_includes_iva": True, "residual": "last"})
    paying = plan.rows[terms["capitalized"] + terms["interest_only"] : -1]
    assert len({row.payment for row in paying}) <= 1
    check_balances(plan)


@given(makers.terms())
def test_iva_is_that_of_each_interest(terms: dict[str, Any]) -> None:
    plan = made(terms)
    rate = Decimal(terms["iva"])
    assert [row.iva for row in plan.rows] == [cents(row.interest * rate) for row in plan.rows]
    assert plan.totals.iva == sum(row.iva for row in plan.rows)


@given(makers.terms(), st.lists(st.integers(0, 9), min_size=1, max_size=4))
def test_shares_of_one_rate_are_that_rate_but_for_their_roundings(
    terms: dict[str, Any], weights: list[int]
) -> None:
    assume(any(weights))
    shares = [IvaShare(rate="0.16", weight=weight) for weight in weights]
    plan = made({**terms, "iva": shares, "capitalized": 0, "interest_only": 0})
    for row in plan.rows:
        assert abs(row.iva - cents(row.interest * Decimal("0.16"))) <= Decimal("0.01") * len(shares)


@given(
    makers.amounts,
    makers.rates,
    st.integers(1, 24),
    st.sampled_from([DayCount.ACT_360, DayCount.ACT_365, DayCount.THIRTY_E_360]),
)
def test_splitting_a_period_does_not_change_simple_interest(
    principal: Decimal, rate: Decimal, periods: int, count: DayCount
) -> None:
    split = amortize(
        principal, rate=rate, start=START, periods=periods, method=BULLET, day_count=count
    )
    end = split.rows[0].date
    whole = amortize(principal, rate=rate, start=START, dates=[end], method=BULLET, day_count=count)
    assert split.rows == whole.rows
    exact = count.fraction(START, end)
    interest = principal * rate * exact.numerator / exact.denominator
    assert abs(split.rows[0].interest - interest) <= Decimal("0.005")


@given(makers.terms(), st.data())
def test_prepayments_lose_no_cent_and_cost_no_interest(
    terms: dict[str, Any], data: st.DataObject
) -> None:
    plan = made({**terms, "residual": "last"})
    last, start = plan.rows[-1].date, plan.terms.start
    extra = data.draw(makers.prepayments(plan.terms.principal, last, start))
    try:
        paid = prepay(plan, *extra)
    except CreditError:  # paid off before: the prepayment is more than was owed, or has no period
        assume(False)  # noqa: FBT003 - there is no other way to call it
        raise
    check_balances(paid)
    assert paid.totals.interest <= plan.totals.interest + Decimal("0.01") * len(plan.rows)
    first = min((each.date for each in extra), default=last)
    kept = [row for row in plan.rows if row.date < first]
    assert list(paid.rows[: len(kept)]) == kept


@given(makers.terms())
def test_paying_off_on_the_day_of_an_instalment_takes_the_balance(terms: dict[str, Any]) -> None:
    plan = made(terms)
    for row in plan.rows:
        found = payoff(plan, row.date)
        assert found.principal == found.total == row.closing


@given(st.integers(1, 24), makers.starts)
def test_the_periods_of_a_rhythm_follow_one_another(months: int, start: Any) -> None:
    days = Every(months=months).dates(start, 12)
    assert [start, *days] == sorted({start, *days})
    assert {
        (day.year * 12 + day.month - start.year * 12 - start.month) % months for day in days
    } == {0}
