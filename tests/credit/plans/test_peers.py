"""Beside pyloan and numpy-financial: the same where they are right, and where they are not, why."""

import random
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from cobranza.credit.plans import (
    AMERICAN,
    FRENCH,
    GERMAN,
    DayCount,
    Prepayment,
    Schedule,
    amortize,
    prepay,
)

START = date(2026, 1, 15)
COUNTS = {
    "30E/360": DayCount.THIRTY_E_360,
    "30E/360 ISDA": DayCount.PERIODIC,  # a month from the 15th is a twelfth of a year in both
    "A/360": DayCount.ACT_360,
    "A/365": DayCount.ACT_365,
}
Row = tuple[date, Decimal, Decimal, Decimal, Decimal]


def loans(number: int) -> list[tuple[str, str, int]]:
    """Principal, rate in per cent and months, the same in every run."""
    draw = random.Random(7)
    return [
        (
            str(Decimal(draw.randint(10_000, 10_000_000)) / 100),
            str(Decimal(draw.randint(100, 6000)) / 100),
            draw.choice([3, 6, 12, 24, 36, 48]),
        )
        for _ in range(number)
    ]


def peer(module: str) -> Any:
    return pytest.importorskip(module, reason=f"{module} is not installed (group `peers`)")


def of_pyloan(principal: str, rate: str, months: int, **options: float | str) -> Any:
    return peer("pyloan.pyloan").Loan(
        loan_amount=float(principal),
        interest_rate=float(rate),
        loan_term=months,
        loan_term_period="M",
        start_date=START.isoformat(),
        payment_end_of_month=False,
        **options,
    )


def theirs(loan: Any) -> list[Row]:
    return [
        (
            each.date.date(),
            each.payment_amount,
            each.interest_amount,
            each.principal_amount,
            each.loan_balance_amount,
        )
        for each in loan.get_payment_schedule()[1:]
    ]


def ours(plan: Schedule) -> list[Row]:
    return [
        (each.date, each.payment, each.interest, each.principal, each.closing) for each in plan.rows
    ]


def percent(rate: str) -> Decimal:
    return Decimal(rate) / 100


@pytest.mark.parametrize("name", COUNTS)
def test_payments_given_to_pyloan(name: str) -> None:
    """With our payment given to it, every figure is the same; what is left, it does not ask for."""
    for principal, rate, months in loans(25):
        plan = amortize(
            principal, rate=percent(rate), start=START, periods=months, day_count=COUNTS[name]
        )
        paid = float(plan.rows[0].payment)
        loan = of_pyloan(principal, rate, months, compounding_method=name, payment_amount=paid)
        assert theirs(loan)[:-1] == ours(plan)[:-1]


@pytest.mark.parametrize("name", ["30E/360", "30E/360 ISDA"])
def test_level_payments_of_pyloan(name: str) -> None:
    """Where pyloan finds the level, every figure is the same.

    It iterates towards its level and can stop a peso away: then its last payment is farther from
    the others than ours. With actual days it stops there nearly always.
    """
    same = 0
    for principal, rate, months in loans(25):
        loan = of_pyloan(principal, rate, months, compounding_method=name)
        plan = amortize(
            principal, rate=percent(rate), start=START, periods=months, day_count=COUNTS[name]
        )
        expected, found = theirs(loan), ours(plan)
        if expected[0][1] == found[0][1]:
            same += 1
            assert found == expected
        else:
            assert abs(found[-1][1] - found[0][1]) < abs(expected[-1][1] - expected[0][1])
    assert same > 10


@pytest.mark.parametrize("name", COUNTS)
def test_level_principal_of_pyloan(name: str) -> None:
    """pyloan rounds halves to even; nothing else differs."""
    same = 0
    for principal, rate, months in loans(25):
        loan = of_pyloan(principal, rate, months, compounding_method=name, loan_type="linear")
        plan = amortize(
            principal,
            rate=percent(rate),
            start=START,
            periods=months,
            day_count=COUNTS[name],
            method=GERMAN,
        )
        expected, found = theirs(loan), ours(plan)
        share = Decimal(principal) * 100 / months
        if share % 1 == Decimal("0.5"):
            continue
        assert found == expected
        same += 1
    assert same


def test_interest_only_of_pyloan() -> None:
    """Its interest is the same, but it never asks for the principal back."""
    loan = of_pyloan("61856.93", "14.06", 36, loan_type="interest-only")
    plan = amortize("61856.93", rate="0.1406", start=START, periods=36, method=AMERICAN)
    expected, found = theirs(loan), ours(plan)
    assert found[:-1] == expected[:-1]
    assert (expected[-1][4], found[-1][4]) == (Decimal("61856.93"), Decimal("0.00"))


def test_grace_of_pyloan() -> None:
    loan = of_pyloan("150000", "10", 36, interest_only_period=6, loan_type="linear")
    plan = amortize("150000", rate="0.10", start=START, periods=36, interest_only=6, method=GERMAN)
    assert ours(plan) == theirs(loan)


def test_special_payments_of_pyloan() -> None:
    """An extra payment on the day of an instalment; the term is what it reduces."""
    loan = of_pyloan("150000", "10", 36)
    loan.add_special_payment(20000, "2026-07-15", 1, 1)
    plan = amortize("150000", rate="0.10", start=START, periods=36)
    extra = prepay(plan, Prepayment(date=date(2026, 7, 15), amount="20000"))
    found = [(row.date, row.payment + row.extra, row.interest, row.closing) for row in extra.rows]
    assert found == [(day, paid, bears, left) for day, paid, bears, _, left in theirs(loan)]
    assert len(found) == 31


def test_level_payments_of_numpy_financial() -> None:
    npf = peer("numpy_financial")
    for principal, rate, months in loans(25):
        plan = amortize(principal, rate=percent(rate), start=START, periods=months, places=10)
        monthly, amount = float(rate) / 1200, float(principal)
        assert -npf.pmt(monthly, months, amount) == pytest.approx(float(plan.rows[0].payment))
        for row in plan.rows:
            bears = -npf.ipmt(monthly, row.number, months, amount)
            pays = -npf.ppmt(monthly, row.number, months, amount)
            assert float(bears) == pytest.approx(float(row.interest), abs=1e-6)
            assert float(pays) == pytest.approx(float(row.principal), abs=1e-6)


def test_the_method_is_french_by_default() -> None:
    plan = amortize("1000", rate="0.12", start=START, periods=3)
    assert plan == amortize("1000", rate="0.12", start=START, periods=3, method=FRENCH)
