"""Rates that follow a reference."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from cobranza.credit.plans import (
    AMERICAN,
    BULLET,
    FRENCH,
    GERMAN,
    DayCount,
    Floating,
    amortize,
    given_payments,
)
from cobranza.errors import CreditError

START = date(2026, 1, 31)


def monthly(*rates: str) -> list[tuple[date, str]]:
    """A value for each of the dates on which the periods of a plan from START begin."""
    begins = [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30)]
    return list(zip(begins, rates, strict=False))


def test_each_period_has_the_rate_of_the_day_on_which_it_begins() -> None:
    plan = amortize(
        "1000",
        rate=Floating(reference=monthly("0.07", "0.08", "0.09", "0.10"), spread="0.05"),
        start=START,
        periods=4,
        method=AMERICAN,
    )
    assert [str(row.rate) for row in plan.rows] == ["0.12", "0.13", "0.14", "0.15"]
    assert [str(row.interest) for row in plan.rows] == ["10.00", "10.83", "11.67", "12.50"]


def test_the_level_is_solved_anew_at_the_new_rate() -> None:
    """12 % in the first two of four months, then 24 %; by the formula of the level payment.

    1000 at 1 % over 4: 256.28. After two: 1000 - 246.28 - 248.74 = 504.98.
    504.98 at 2 % over 2: 260.09 (260.0897).
    """
    plan = amortize(
        "1000",
        rate=Floating(reference=monthly("0.12", "0.12", "0.24", "0.24")),
        start=START,
        periods=4,
    )
    assert [str(row.payment) for row in plan.rows] == ["256.28", "256.28", "260.09", "260.09"]


def test_level_principal_does_not_change_with_the_rate() -> None:
    plan = amortize(
        "1000",
        rate=Floating(reference=monthly("0.12", "0.06", "0.12", "0.06")),
        start=START,
        periods=4,
        method=GERMAN,
    )
    assert {str(row.principal) for row in plan.rows} == {"250.00"}


def test_given_payments_stay_as_they_were_given() -> None:
    plan = amortize(
        "1000",
        rate=Floating(reference=monthly("0.12", "0.24")),
        start=START,
        periods=2,
        method=given_payments(["500", "530"]),
    )
    # 1000 - (500 - 10) = 510; 2 % of it is 10.20.
    assert [str(row.payment) for row in plan.rows] == ["500.00", "520.20"]


def test_resets_every_other_period_with_a_lag() -> None:
    """Two days before January 31 and March 31; days without a value take the latest."""
    tiie = Floating(
        reference=[(date(2026, 1, 28), "0.07"), (date(2026, 3, 27), "0.08")],
        reset_every=2,
        lag=2,
        name="TIIE de fondeo",
    )
    plan = amortize("1000", rate=tiie, start=START, periods=4, method=AMERICAN)
    assert [str(row.rate) for row in plan.rows] == ["0.07", "0.07", "0.08", "0.08"]


def test_a_bullet_bears_the_interest_of_each_rate() -> None:
    """28 days at 12 % and 31 at 24 %, over 360: 9.33 + 20.67; 18.305... % on average."""
    plan = amortize(
        "1000",
        rate=Floating(reference=monthly("0.12", "0.24")),
        start=START,
        periods=2,
        method=BULLET,
        day_count=DayCount.ACT_360,
    )
    assert (plan.rows[0].days, plan.rows[0].interest) == (59, Decimal("30.00"))
    assert f"{plan.rows[0].rate:.6f}" == "0.183051"


def test_a_rate_that_stays_changes_nothing() -> None:
    days = [(START + timedelta(days=day), "0.12") for day in range(0, 400, 5)]
    floating = amortize("1000", rate=Floating(reference=days), start=START, periods=12)
    fixed = amortize("1000", rate="0.12", start=START, periods=12, method=FRENCH)
    assert floating.rows == fixed.rows


@pytest.mark.parametrize(
    ("day", "message"),
    [
        (date(2026, 1, 30), "TIIE has no value for 2026-01-30: the series begins later"),
        (
            date(2026, 2, 8),
            "TIIE has no value for 2026-02-08: the latest before it is of 2026-01-31; expected one",
        ),
    ],
)
def test_no_value_is_assumed(day: date, message: str) -> None:
    tiie = Floating(reference=[(START, "0.07")], name="TIIE")
    assert tiie.on(START + timedelta(days=7)) == Decimal("0.07")
    with pytest.raises(CreditError, match=message):
        tiie.on(day)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (
            lambda: Floating(reference=[(START, "0.07"), (START, "0.08")]),
            "reference on 2026-01-31 is 0.07 and 0.08, expected one value",
        ),
        (lambda: Floating(reference=[], reset_every=0), "reset_every is 0, expected 1 period"),
        (lambda: Floating(reference=[], lag=-1), "lag is -1 and max_age 7, expected 0 days"),
        (lambda: Floating(reference=[], max_age=-1), "lag is 0 and max_age -1"),
        (
            lambda: Floating(reference=[(START, "0.01")], spread="-0.02").on(START),
            "rate on 2026-01-31 is -0.01, expected 0 or more",
        ),
    ],
)
def test_what_is_no_reference(make: object, message: str) -> None:
    with pytest.raises(CreditError, match=message):
        make()  # type: ignore[operator]
