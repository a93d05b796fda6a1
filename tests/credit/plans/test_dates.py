"""On which dates instalments fall."""

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from cobranza.calendars import Calendar, Roll
from cobranza.credit.plans import (
    FORTNIGHTLY,
    MONTH_END,
    MONTHLY,
    SEMI_MONTHLY,
    WEEKLY,
    DayCount,
    Every,
    amortize,
)
from cobranza.errors import CreditError


def days(*texts: str) -> tuple[date, ...]:
    return tuple(map(date.fromisoformat, texts))


@pytest.mark.parametrize(
    ("every", "start", "expected"),
    [
        (MONTHLY, "2026-01-31", days("2026-02-28", "2026-03-31", "2026-04-30")),
        (MONTHLY, "2026-11-30", days("2026-12-30", "2027-01-30", "2027-02-28")),
        (MONTH_END, "2026-02-28", days("2026-03-31", "2026-04-30", "2026-05-31")),
        (MONTH_END, "2026-01-15", days("2026-02-28", "2026-03-31", "2026-04-30")),
        (Every(months=3), "2026-11-30", days("2027-02-28", "2027-05-30", "2027-08-30")),
        (WEEKLY, "2026-12-28", days("2027-01-04", "2027-01-11", "2027-01-18")),
        (FORTNIGHTLY, "2026-02-20", days("2026-03-06", "2026-03-20", "2026-04-03")),
        (Every(days=10), "2026-02-20", days("2026-03-02", "2026-03-12", "2026-03-22")),
        (SEMI_MONTHLY, "2026-02-14", days("2026-02-15", "2026-02-28", "2026-03-15")),
        (SEMI_MONTHLY, "2026-02-15", days("2026-02-28", "2026-03-15", "2026-03-31")),
        (SEMI_MONTHLY, "2026-12-31", days("2027-01-15", "2027-01-31", "2027-02-15")),
    ],
)
def test_dates(every: Every, start: str, expected: tuple[date, ...]) -> None:
    assert every.dates(date.fromisoformat(start), 3) == expected


@pytest.mark.parametrize(
    ("every", "first", "expected"),
    [
        (MONTHLY, "2026-03-31", days("2026-03-31", "2026-04-30")),
        (MONTH_END, "2026-02-28", days("2026-02-28", "2026-03-31")),
        (SEMI_MONTHLY, "2026-02-15", days("2026-02-15", "2026-02-28")),
        (WEEKLY, "2026-02-03", days("2026-02-03", "2026-02-10")),
    ],
)
def test_the_first_date_can_be_given(every: Every, first: str, expected: tuple[date, ...]) -> None:
    found = every.dates(date(2026, 1, 20), 2, first=date.fromisoformat(first))
    assert found == expected


@pytest.mark.parametrize(
    ("every", "per_year"),
    [
        (MONTHLY, 12),
        (Every(months=6), 2),
        (Every(months=5), Fraction(12, 5)),
        (SEMI_MONTHLY, 24),
        (FORTNIGHTLY, 26),
        (WEEKLY, 52),
        (Every(days=10), None),
    ],
)
def test_periods_of_a_year(every: Every, per_year: int | Fraction | None) -> None:
    assert every.per_year == per_year


@pytest.mark.parametrize(
    ("months", "interest"),
    [(1, "10.00"), (2, "20.00"), (5, "50.00")],
)
def test_the_periodic_rate_is_the_annual_one_over_the_periods(months: int, interest: str) -> None:
    plan = amortize(
        "1000", rate="0.12", start=date(2026, 1, 31), periods=2, every=Every(months=months)
    )
    assert plan.rows[0].interest == Decimal(interest)


@pytest.mark.parametrize(
    ("count", "start", "end", "expected"),
    [
        # ISDA 2006, section 4.16 (f): a 31st is a 30th only after a 30th or 31st.
        (DayCount.THIRTY_360, "2026-01-30", "2026-03-31", 60),
        (DayCount.THIRTY_360, "2026-01-15", "2026-03-31", 76),
        (DayCount.THIRTY_360, "2026-01-31", "2026-03-01", 31),
        # Section 4.16 (g): a 31st is always a 30th.
        (DayCount.THIRTY_E_360, "2026-01-15", "2026-03-31", 75),
        (DayCount.THIRTY_E_360, "2026-02-28", "2026-03-31", 32),
        (DayCount.ACT_360, "2028-02-28", "2028-03-01", 2),
        (DayCount.PERIODIC, "2026-02-28", "2026-03-31", 31),
    ],
)
def test_days(count: DayCount, start: str, end: str, expected: int) -> None:
    assert count.days(date.fromisoformat(start), date.fromisoformat(end)) == expected


def test_irregular_dates() -> None:
    """1 000 at 36 %, ACT/360: a day costs 1.00 on 1 000."""
    plan = amortize(
        "1000",
        rate="0.36",
        start=date(2026, 1, 1),
        dates=days("2026-01-11", "2026-03-02"),
        day_count=DayCount.ACT_360,
    )
    assert [row.days for row in plan.rows] == [10, 50]
    # 1000 * 1.01 * 1.05 / (1.05 + 1) = 517.317...
    assert [str(row.payment) for row in plan.rows] == ["517.32", "517.31"]
    assert [str(row.interest) for row in plan.rows] == ["10.00", "24.63"]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (Every, "several rhythms or none"),
        (lambda: Every(months=1, days=7), "several rhythms or none"),
        (lambda: Every(months=-1), "months is -1, expected 1 or more"),
        (lambda: Every(days=7, month_end=True), "month_end is True without months"),
        (
            lambda: MONTHLY.dates(date(2026, 1, 15), 2, first=date(2026, 1, 15)),
            "first is 2026-01-15, expected a date after the start",
        ),
        (
            lambda: SEMI_MONTHLY.dates(date(2026, 1, 10), 2, first=date(2026, 1, 14)),
            "first is 2026-01-14, expected a day on which a period ends",
        ),
        (
            lambda: MONTH_END.dates(date(2026, 1, 10), 2, first=date(2026, 2, 15)),
            "first is 2026-02-15, expected a day on which a period ends",
        ),
    ],
)
def test_what_is_no_rhythm(make: object, message: str) -> None:
    with pytest.raises(CreditError, match=message):
        make()  # type: ignore[operator]


def test_datetimes_are_no_dates() -> None:
    with pytest.raises(TypeError, match="is a datetime, expected a date"):
        amortize("1000", rate=0, start=datetime(2026, 1, 1), periods=1)  # noqa: DTZ001


def test_business_days_can_leave_no_period() -> None:
    """The 15th and 16th fall on a weekend: both move to Monday the 17th."""
    with pytest.raises(CreditError, match="dates has 2026-08-17 after 2026-08-17"):
        amortize(
            "1000",
            rate=0,
            start=date(2026, 8, 1),
            dates=days("2026-08-15", "2026-08-16"),
            day_count=DayCount.ACT_360,
            calendar=Calendar(),
            roll=Roll.FOLLOWING,
        )
