"""Business days: the bank calendar against the CNBV's own list, counting, and rolling."""

import pickle
import subprocess
import sys
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobranza.calendars import Calendar, Roll, Weekday
from cobranza.errors import CobranzaError

BANKS = Calendar.mexican_banks()
# CNBV, Disposiciones for 2026 (DOF, December 2025), besides Saturdays and Sundays.
CNBV_2026 = {
    date(2026, 1, 1),
    date(2026, 2, 2),
    date(2026, 3, 16),
    date(2026, 4, 2),
    date(2026, 4, 3),
    date(2026, 5, 1),
    date(2026, 9, 16),
    date(2026, 11, 2),
    date(2026, 11, 16),
    date(2026, 12, 12),  # a Saturday
    date(2026, 12, 25),
}
YEAR = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))
CALENDARS = st.one_of(
    st.just(BANKS),
    st.builds(
        Calendar,
        weekend=st.frozensets(st.sampled_from(Weekday), max_size=6),
        holidays=st.frozensets(st.dates(date(2026, 1, 1), date(2026, 2, 28)), max_size=40),
    ),
)
NEAR = st.dates(date(2025, 12, 1), date(2026, 3, 31))


class TestMexicanBanks:
    def test_are_closed_on_the_days_of_the_cnbv_and_at_weekends(self) -> None:
        closed = {day for day in YEAR if not BANKS.is_business_day(day)}
        assert closed == CNBV_2026 | {day for day in YEAR if day.weekday() >= 5}

    @pytest.mark.parametrize(
        ("day", "open_"),
        [
            (date(2024, 10, 1), False),  # change of the federal executive
            (date(2025, 10, 1), True),
            (date(2025, 4, 17), False),  # Jueves Santo
            (date(2025, 12, 12), False),  # Día del Empleado Bancario, a Friday
            (date(2000, 1, 3), True),  # before the package knows anything: a Monday
            (date(2000, 1, 1), False),  # a Saturday
        ],
    )
    def test_in_other_years(self, day: date, open_: bool) -> None:  # noqa: FBT001
        assert BANKS.is_business_day(day) is open_

    def test_a_sunday_is_no_holiday(self) -> None:
        assert not BANKS.is_holiday(date(2026, 5, 31))
        assert BANKS.is_holiday(date(2026, 5, 1))

    def test_the_package_is_loaded_when_the_first_day_is_asked(self) -> None:
        code = (
            "import sys; from datetime import date; from cobranza.calendars import Calendar;"
            "banks = Calendar.mexican_banks(); before = 'holidays' in sys.modules;"
            "banks.is_business_day(date(2026, 1, 1)); print(before, 'holidays' in sys.modules)"
        )
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60
        )
        assert (done.stdout.strip(), done.stderr) == ("False True", "")

    def test_a_market_that_nobody_knows(self) -> None:
        with pytest.raises(CobranzaError, match="market is 'NADA'"):
            Calendar(market="NADA").is_business_day(date(2026, 1, 1))
        assert Calendar(market="NADA").roll(date(2026, 1, 1), Roll.NONE) == date(2026, 1, 1)


class TestCalendar:
    def test_of_given_dates(self) -> None:
        calendar = Calendar(holidays=frozenset({date(2026, 1, 2)}))
        assert calendar.next_business_day(date(2026, 1, 1)) == date(2026, 1, 5)
        assert calendar.previous_business_day(date(2026, 1, 5)) == date(2026, 1, 1)

    def test_without_closures(self) -> None:
        assert all(map(Calendar(weekend=frozenset()).is_business_day, YEAR))

    def test_takes_numbers_for_weekdays(self) -> None:
        calendar = Calendar(weekend=frozenset({6}))
        assert calendar == Calendar(weekend=frozenset({Weekday.SUNDAY}))
        assert calendar.is_business_day(date(2026, 5, 30))  # a Saturday

    def test_needs_a_business_day(self) -> None:
        with pytest.raises(CobranzaError, match="weekend has every day"):
            Calendar(weekend=frozenset(Weekday))

    def test_refuses_a_time_of_day(self) -> None:
        with pytest.raises(TypeError, match="expected a date"):
            Calendar().is_business_day(datetime(2026, 1, 1))  # noqa: DTZ001

    def test_is_a_value(self) -> None:
        assert pickle.loads(pickle.dumps(BANKS)) == BANKS == Calendar.mexican_banks()  # noqa: S301
        assert hash(BANKS) == hash(Calendar.mexican_banks())


@pytest.mark.parametrize(
    ("day", "convention", "expected"),
    [
        # Thursday and Friday of the Holy Week of 2026, then Saturday.
        (date(2026, 4, 2), Roll.FOLLOWING, date(2026, 4, 6)),
        (date(2026, 4, 2), Roll.PRECEDING, date(2026, 4, 1)),
        (date(2026, 4, 2), Roll.MODIFIED_FOLLOWING, date(2026, 4, 6)),
        (date(2026, 4, 2), Roll.NONE, date(2026, 4, 2)),
        # A Sunday, the last day of its month.
        (date(2026, 5, 31), Roll.FOLLOWING, date(2026, 6, 1)),
        (date(2026, 5, 31), Roll.PRECEDING, date(2026, 5, 29)),
        (date(2026, 5, 31), Roll.MODIFIED_FOLLOWING, date(2026, 5, 29)),
        # A Thursday.
        (date(2026, 5, 28), Roll.FOLLOWING, date(2026, 5, 28)),
        (date(2026, 5, 28), Roll.PRECEDING, date(2026, 5, 28)),
    ],
)
def test_roll(day: date, convention: Roll, expected: date) -> None:
    assert BANKS.roll(day, convention) == expected


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2026, 3, 30), 5, date(2026, 4, 8)),  # over the Holy Week: 31, 1, 6, 7, 8
        (date(2026, 4, 8), -5, date(2026, 3, 30)),
        (date(2026, 4, 4), 1, date(2026, 4, 6)),
        (date(2026, 4, 4), -1, date(2026, 4, 1)),
        (date(2026, 4, 4), 0, date(2026, 4, 4)),
    ],
)
def test_add_business_days(day: date, count: int, expected: date) -> None:
    assert BANKS.add_business_days(day, count) == expected


@pytest.mark.property
class TestLaws:
    @given(CALENDARS, NEAR, st.sampled_from(Roll))
    def test_a_roll_lands_on_the_nearest_business_day_of_its_side(
        self, calendar: Calendar, day: date, convention: Roll
    ) -> None:
        landed = calendar.roll(day, convention)
        if convention is Roll.NONE or calendar.is_business_day(day):
            assert landed == day
            return
        assert calendar.is_business_day(landed)
        first, last = sorted((day, landed))
        between = (first + timedelta(days=n) for n in range(1, (last - first).days))
        assert not any(map(calendar.is_business_day, between))
        assert convention is not Roll.FOLLOWING or landed > day
        assert convention is not Roll.PRECEDING or landed < day

    @given(CALENDARS, NEAR)
    def test_modified_following_stays_in_its_month_while_it_has_a_business_day(
        self, calendar: Calendar, day: date
    ) -> None:
        landed = calendar.roll(day, Roll.MODIFIED_FOLLOWING)
        month = [other for other in YEAR if (other.year, other.month) == (day.year, day.month)]
        if any(map(calendar.is_business_day, month)):
            assert (landed.year, landed.month) == (day.year, day.month)

    @given(CALENDARS, NEAR, st.integers(1, 40))
    def test_counting_passes_exactly_that_many_business_days(
        self, calendar: Calendar, day: date, count: int
    ) -> None:
        end = calendar.add_business_days(day, count)
        passed = (day + timedelta(days=n) for n in range(1, (end - day).days + 1))
        assert sum(map(calendar.is_business_day, passed)) == count
        assert calendar.is_business_day(end)

    @given(CALENDARS, NEAR, st.integers(1, 40))
    def test_counting_back_undoes_counting(self, calendar: Calendar, day: date, count: int) -> None:
        start = calendar.roll(day, Roll.FOLLOWING)
        end = calendar.add_business_days(start, count)
        assert calendar.add_business_days(end, -count) == start

    @given(DAYS)
    def test_next_and_previous_are_neighbours(self, day: date) -> None:
        following = BANKS.next_business_day(day)
        assert following > day
        assert BANKS.previous_business_day(following) == BANKS.roll(day, Roll.PRECEDING)
