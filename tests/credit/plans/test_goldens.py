"""Schedules that others published, figure by figure."""

from datetime import date
from decimal import Decimal

import pytest

from cobranza.calendars import Calendar, Roll
from cobranza.credit.plans import (
    AMERICAN,
    BULLET,
    FRENCH,
    GERMAN,
    SEMI_MONTHLY,
    DayCount,
    Method,
    Schedule,
    amortize,
    fixed_payment,
)

START = date(2026, 1, 15)


def row(plan: Schedule, number: int) -> tuple[str, str, str, str]:
    """Payment, interest, principal and balance of an instalment, as they are printed."""
    found = plan.rows[number - 1]
    return (
        str(found.payment),
        str(found.interest),
        str(found.principal),
        str(found.closing),
    )


class TestAmortization:
    """Python package amortization (roniemartinez), its README and tests: 150 000 at 10 %, 36."""

    plan = amortize("150000", rate="0.10", start=START, periods=36)

    def test_its_schedule(self) -> None:
        assert row(self.plan, 1) == ("4840.08", "1250.00", "3590.08", "146409.92")
        assert row(self.plan, 3) == ("4840.08", "1189.92", "3650.16", "139139.76")
        assert row(self.plan, 10) == ("4840.08", "971.59", "3868.49", "112722.56")

    def test_the_last_payment_and_the_interest_are_those_of_pyloan(self) -> None:
        """pyloan 0.7.3 on the same loan."""
        assert self.plan.rows[-1].payment == Decimal("4839.99")
        assert self.plan.totals.interest == Decimal("24242.79")

    def test_without_interest(self) -> None:
        plan = amortize("150000", rate=0, start=START, periods=36)
        assert {each.payment for each in plan.rows[:-1]} == {Decimal("4166.67")}
        assert plan.rows[-1].payment == Decimal("4166.55")

    def test_twice_a_month(self) -> None:
        plan = amortize("150000", rate="0.10", start=START, periods=36, every=SEMI_MONTHLY)
        assert plan.rows[0].payment == Decimal("4495.63")


class TestFrappe:
    """ERPNext, test_loan.py: 280 000 at 8.4 %, payments rounded up to whole units."""

    def test_over_a_number_of_periods(self) -> None:
        plan = amortize("280000", rate="0.084", start=START, periods=20, payment_unit=1)
        assert {each.payment for each in plan.rows[:-1]} == {Decimal("15052.00")}
        # Its test compares whole units: 21 034 of 301 034.
        assert (plan.totals.interest, plan.totals.payment) == (
            Decimal("21034.06"),
            Decimal("301034.06"),
        )
        assert row(plan, 4) == ("15052.00", "1683.14", "13368.86", "227079.57")  # 13369 1683 227080
        assert row(plan, 18) == ("15052.00", "311.68", "14740.32", "29784.98")  # 14740 312 29785
        assert row(plan, 20) == ("15046.06", "104.59", "14941.47", "0.00")  # 14941 105 0

    def test_a_fixed_amount_per_period(self) -> None:
        plan = amortize(
            "280000", rate="0.084", start=START, periods=60, method=fixed_payment("14000")
        )
        assert len(plan.rows) == 22
        assert plan.totals.interest == Decimal("22711.82")  # 22712 in its test

    @pytest.mark.parametrize(("periods", "payment"), [(18, "14923"), (24, "11445")])
    def test_a_term_loan(self, periods: int, payment: str) -> None:
        """ERPNext, test_loan_management: 250 000 at 9.2 %."""
        plan = amortize("250000", rate="0.092", start=START, periods=periods, payment_unit=1)
        assert plan.rows[0].payment == Decimal(payment)


def test_mortgage_rounds_up_to_the_cent() -> None:
    """README of the package mortgage (jbmohler): 150 000 at 4 %, 180 months; 350 000 at 3.75 %."""
    plan = amortize("150000", rate="0.04", start=START, periods=180, payment_unit="0.01")
    printed = [
        ("609.54", "500.00"),
        ("611.57", "497.97"),
        ("613.61", "495.93"),
        ("615.66", "493.88"),
    ]
    assert [(str(each.principal), str(each.interest)) for each in plan.rows[:4]] == printed
    assert sum(each.principal for each in plan.rows[:12]) == Decimal("7450.10")
    assert len(plan.rows) == 180
    assert row(plan, 180) == ("1107.45", "3.68", "1103.77", "0.00")
    longer = amortize("350000", rate="0.0375", start=START, periods=360, payment_unit="0.01")
    assert longer.rows[0].payment == Decimal("1620.91")


def test_numpy_financial() -> None:
    """Documentation of numpy_financial.ppmt: 2 500 at 8.24 % over 12 months, without rounding."""
    plan = amortize("2500", rate="0.0824", start=START, periods=12, places=6)
    tenth, twelfth = plan.rows[9], plan.rows[11]
    assert f"{plan.rows[0].payment:.4f}" == "217.7486"
    assert (f"{tenth.interest:.2f}", f"{tenth.closing:.2f}") == ("4.42", "431.05")
    assert f"{twelfth.interest:.2f}" == "1.49"


@pytest.mark.parametrize(
    ("method", "interest", "iva", "first", "last"),
    [
        (FRENCH, "16165.83", "2586.54", "11731.15", None),
        (GERMAN, "15600.00", "2496.00", "12784.00", "10232.00"),
        (AMERICAN, "28800.00", "4608.00", "2784.00", "122784.00"),
        (BULLET, "28800.00", "4608.00", "153408.00", "153408.00"),
    ],
)
def test_iva_on_interest(
    method: Method, interest: str, iva: str, first: str, last: str | None
) -> None:
    """120 000 at 2 % a month over 12, IVA of 16 % on the interest; derived by hand."""
    plan = amortize("120000", rate="0.24", start=START, periods=12, iva="0.16", method=method)
    assert plan.totals.interest == Decimal(interest)
    assert plan.totals.iva == Decimal(iva)
    assert plan.rows[0].payment == Decimal(first)
    if last:
        assert plan.rows[-1].payment == Decimal(last)
    if method is FRENCH:
        assert plan.rows[-1].principal == Decimal("11124.69")


@pytest.mark.parametrize(
    ("count", "days", "fraction"),
    [
        (DayCount.ACT_360, 28, "0.0777778"),
        (DayCount.ACT_365, 28, "0.0767123"),
        (DayCount.THIRTY_360, 28, "0.0777778"),
        (DayCount.THIRTY_E_360, 28, "0.0777778"),
    ],
)
def test_day_counts_of_quantlib(count: DayCount, days: int, fraction: str) -> None:
    """QuantLib 1.44, from 2026-01-31 to 2026-02-28."""
    month = date(2026, 1, 31), date(2026, 2, 28)
    assert count.days(*month) == days
    found = count.fraction(*month)
    assert f"{Decimal(found.numerator) / Decimal(found.denominator):.7f}" == fraction


@pytest.mark.parametrize(
    ("roll", "expected"),
    [
        (Roll.FOLLOWING, date(2026, 6, 1)),
        (Roll.MODIFIED_FOLLOWING, date(2026, 5, 29)),
        (Roll.PRECEDING, date(2026, 5, 29)),
        (Roll.NONE, date(2026, 5, 31)),
    ],
)
def test_business_days(roll: Roll, expected: date) -> None:
    """31 May 2026 is a Sunday; ISDA 2006, section 4.12, where the calendar is tested too."""
    plan = amortize(
        "1000", rate="0.12", start=date(2026, 4, 30), dates=[date(2026, 5, 31)],
        calendar=Calendar(), roll=roll, day_count=DayCount.ACT_360,
    )  # fmt: skip
    assert plan.rows[0].date == expected
    assert (plan.rows[0].days, plan.rows[0].interest) == (31, Decimal("10.33"))


def test_interest_can_run_to_the_business_day() -> None:
    plan = amortize(
        "1000", rate="0.12", start=date(2026, 4, 30), dates=[date(2026, 5, 31)],
        calendar=Calendar(), adjusted=True, day_count=DayCount.ACT_360,
    )  # fmt: skip
    assert (plan.rows[0].days, plan.rows[0].interest) == (32, Decimal("10.67"))
