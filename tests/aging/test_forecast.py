"""Collections by week from behaviour, against a plain estimate and the past."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobranza.aging import (
    AppliedKind,
    Backtest,
    BacktestWeek,
    Forecast,
    Item,
    Party,
    backtest,
    forecast,
)
from cobranza.aging._delays import Delays, Wait
from cobranza.errors import CobranzaError
from tests.aging import makers, portfolios
from tests.aging.makers import days_after, figures, paid, rounded

AS_OF = date(2026, 6, 30)


def debt(due: date, *delays: tuple[int, str], amount: str = "100.00", name: str = "ALFA") -> Item:
    """A debt paid in parts so many days beyond terms."""
    applied = [paid(days_after(due, days), part) for days, part in delays]
    customer = Party(rfc="", name=name)
    return makers.item(amount, days_after(due, -30), due, *applied, customer=customer)


def expect(*debts: Item | makers.Plan, weeks: int = 3) -> list[str]:
    found = forecast(debts, as_of=AS_OF, currency="MXN", weeks=weeks)
    return [str(amount) for amount in (*(week.amount for week in found.weeks), found.later)]


def of(waits: Iterable[tuple[int, int, bool]]) -> Delays:
    return Delays(Wait(days, Decimal(amount), paid_then) for days, amount, paid_then in waits)


class TestDelays:
    def test_remission_of_leukemia(self) -> None:
        """Freireich et al. (1963), 6-MP group, the textbook case of Kaplan and Meier.

        Remissions of 21 patients in weeks; those with "+" had not ended. The estimate after 6,
        7, 10, 13, 16, 22 and 23 weeks is 0.857, 0.807, 0.753, 0.690, 0.627, 0.538 and 0.448.
        """
        text = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+"
        delays = of((int(weeks.rstrip("+")), 1, "+" not in weeks) for weeks in text.split())
        ends = [6, 7, 10, 13, 16, 22, 23, 34]
        shares = delays.shares(0, ends)
        assert shares is not None
        left = [1 - sum(shares[:end], Decimal(0)) for end in range(1, len(ends) + 1)]
        assert [str(rounded(each, "0.001")) for each in left] == [
            *("0.857", "0.807", "0.753", "0.690", "0.627", "0.538", "0.448", "0.448")
        ]

    def test_nothing_waited_longer(self) -> None:
        delays = of((days, 1, True) for days in (1, 2, 3))
        assert figures(*(delays.shares(2, [3, 4]) or ())) == (1, 0)
        assert delays.shares(3, [4]) is None
        tail = of([*((days, 1, True) for days in (1, 2, 3)), (9, 1, False)])
        assert figures(*(tail.shares(8, [9, 10]) or ())) == (0, 0)
        assert tail.shares(9, [10]) is None

    def test_too_few_payments(self) -> None:
        delays = of((days, 1, days < 3) for days in range(1, 9))
        assert delays.shares(0, [1]) is None
        assert of([]).shares(0, [1]) is None


class TestForecast:
    PAST = (
        debt(date(2026, 3, 1), (5, "100.00")),
        debt(date(2026, 4, 1), (5, "50.00"), (12, "50.00")),
        debt(date(2026, 5, 1), (40, "100.00")),
    )

    def test_of_what_waited_as_long(self) -> None:
        # 300 waited; 150 were paid on the 5th day, 50 on the 12th, 100 on the 40th.
        assert expect(*self.PAST, debt(AS_OF, amount="60.00")) == [
            "30.00",
            "10.00",
            "0.00",
            "20.00",
        ]
        # Ten days late: of the 150 that waited longer, 50 come within 2 days.
        late = debt(date(2026, 6, 20), amount="60.00")
        assert expect(*self.PAST, late) == ["20.00", "0.00", "0.00", "40.00"]
        # Not due for a week and more: the fifth day is in the second and the third.
        early = debt(date(2026, 7, 7), amount="60.00")
        assert expect(*self.PAST, early) == ["0.00", "30.00", "10.00", "20.00"]

    def test_weeks_of_seven_days(self) -> None:
        found = forecast(self.PAST, as_of=AS_OF, currency="MXN", weeks=2)
        assert [(week.first, week.last) for week in found.weeks] == [
            (date(2026, 7, 1), date(2026, 7, 7)),
            (date(2026, 7, 8), date(2026, 7, 14)),
        ]
        assert figures(found.open, found.expected, found.later) == (0, 0, 0)

    def test_a_new_customer_pays_as_everyone(self) -> None:
        assert expect(*self.PAST, debt(AS_OF, amount="60.00", name="NUEVO")) == [
            "30.00",
            "10.00",
            "0.00",
            "20.00",
        ]

    def test_each_customer_as_it_used_to(self) -> None:
        others = [debt(date(2026, month, 1), (20, "100.00"), name="BETA") for month in (3, 4, 5)]
        opened = [debt(AS_OF, amount="60.00"), debt(AS_OF, amount="7.00", name="BETA")]
        assert expect(*self.PAST, *others, *opened) == ["30.00", "10.00", "7.00", "20.00"]

    def test_what_waited_too_long_or_has_no_date_comes_later(self) -> None:
        lost = debt(date(2026, 2, 1), amount="60.00")
        undated = makers.item("5.00", date(2026, 6, 1), None)
        assert expect(*self.PAST, lost, undated) == ["0.00", "0.00", "0.00", "65.00"]

    def test_credits_and_write_offs_are_no_payments(self) -> None:
        gone = [
            makers.item(
                "100.00",
                date(2026, 3, 1),
                date(2026, 4, 1),
                paid(date(2026, 4, 11), "100.00", kind),
                customer=Party(rfc="", name="ALFA"),
            )
            for kind in (AppliedKind.CREDIT, AppliedKind.WRITE_OFF)
        ]
        # 500 waited when 150 were paid on the 5th day; 150, when 50 were on the 12th.
        assert expect(*self.PAST, *gone, debt(AS_OF, amount="30.00")) == [
            "9.00",
            "7.00",
            "0.00",
            "14.00",
        ]

    def test_each_instalment_by_its_own_date(self) -> None:
        plan = makers.plan((AS_OF, "60.00"), (date(2026, 7, 7), "60.00"))
        assert expect(*self.PAST, plan) == ["30.00", "40.00", "10.00", "40.00"]

    def test_only_positive_balances_of_the_currency_by_then(self) -> None:
        others = (
            makers.item("-50.00", date(2026, 6, 1), AS_OF),
            makers.item("50.00", date(2026, 6, 1), AS_OF, currency="USD"),
            makers.item("50.00", date(2026, 7, 1), date(2026, 7, 1)),
        )
        assert expect(*self.PAST, *others) == ["0.00"] * 4

    def test_an_old_behaviour_is_forgotten(self) -> None:
        found = forecast(
            (*self.PAST, debt(AS_OF, amount="60.00")), as_of=AS_OF, currency="MXN", months=2
        )
        assert figures(found.open, found.later) == (60, 60)

    def test_no_cent_is_lost(self) -> None:
        past = [debt(date(2026, 3, day), (day, "1.00"), amount="1.00") for day in (6, 13, 20)]
        *weeks, later = expect(*past, debt(AS_OF, amount="0.10"))
        assert (sorted(weeks), later) == (["0.03", "0.03", "0.04"], "0.00")

    def test_arguments(self) -> None:
        with pytest.raises(CobranzaError, match="weeks is 0, expected at least 1"):
            forecast([], as_of=AS_OF, currency="MXN", weeks=0)
        with pytest.raises(CobranzaError, match="months is 0, expected at least 1"):
            forecast([], as_of=AS_OF, currency="MXN", months=0)


class TestBacktest:
    def test_only_what_was_known_then(self) -> None:
        origin = date(2026, 5, 31)
        items = [
            *(debt(date(2026, month, 1), (10, "100.00")) for month in (2, 3, 4)),
            debt(date(2026, 5, 31), (7, "30.00"), (8, "40.00"), (15, "30.00")),
            debt(date(2026, 6, 30), (-20, "100.00")),  # issued that very day
            debt(date(2026, 7, 1), (-25, "100.00")),  # issued after it
            makers.item(
                "9.00", date(2026, 5, 1), origin, paid(date(2026, 6, 2), "9.00"), currency="USD"
            ),
        ]
        found = backtest(items, origins=[origin], as_of=AS_OF, currency="MXN", weeks=2)
        assert [figures(week.forecast, week.collected) for week in found.weeks] == [
            (0, 30),
            (100, 140),
        ]
        assert {week.origin for week in found.weeks} == {origin}
        assert [week.last for week in found.weeks] == [date(2026, 6, 7), date(2026, 6, 14)]
        # |0 - 30| + |100 - 140| and -70 over 170, by hand.
        assert found.error == -(found.bias or 0) == rounded(Decimal(70) / 170, "1e-28")

    def test_measures(self) -> None:
        weeks = [
            BacktestWeek(
                origin=AS_OF, first=AS_OF, last=AS_OF, forecast=Decimal(a), collected=Decimal(b)
            )
            for a, b in ((10, 30), (60, 50), (0, 20))
        ]
        found = Backtest(currency="MXN", weeks=tuple(weeks))
        assert (found.error, found.bias) == (Decimal("0.5"), Decimal("-0.3"))
        nothing = Backtest(currency="MXN", weeks=())
        assert nothing.error is nothing.bias is None

    def test_weeks_must_have_ended(self) -> None:
        with pytest.raises(CobranzaError, match="origin 2026-06-17 and 2 weeks end after 2026-06"):
            backtest([], origins=[date(2026, 6, 17)], as_of=AS_OF, currency="MXN", weeks=2)

    def test_ibm(self, ibm_items: tuple[Item, ...]) -> None:
        """Over the IBM sample, whose customers keep their habits, the error is moderate."""
        found = backtest(
            ibm_items,
            origins=[date(2013, month, 1) for month in (4, 6, 8)],
            as_of=date(2014, 1, 9),
            currency="USD",
            weeks=6,
        )
        naive = backtest_of_the_mean(ibm_items, found)
        assert found.error is not None
        assert found.error < naive


def backtest_of_the_mean(items: tuple[Item, ...], found: Backtest) -> Decimal:
    """The error of saying that all that is open comes in equal parts, week by week."""
    origins = sorted({week.origin for week in found.weeks})
    missed = Decimal(0)
    for origin in origins:
        balances = [each.balance(origin) for each in items if each.issued <= origin]
        opened = sum(balances, Decimal(0))
        weeks = [week for week in found.weeks if week.origin == origin]
        missed += sum((abs(opened / len(weeks) - week.collected) for week in weeks), Decimal(0))
    return missed / sum((week.collected for week in found.weeks), Decimal(0))


def survival(pairs: list[tuple[int, Fraction, bool]], after: int) -> Fraction:
    """A plain Kaplan-Meier estimate with fractions."""
    left = Fraction(1)
    for days in sorted({each for each, _, paid_then in pairs if paid_then and each <= after}):
        waiting = [amount for each, amount, _ in pairs if each >= days]
        came = [amount for each, amount, paid_then in pairs if paid_then and each == days]
        left *= 1 - sum(came, Fraction(0)) / sum(waiting, Fraction(0))
    return left


@pytest.mark.property
class TestProperties:
    @given(portfolios.settled_items(max_size=15), portfolios.days, st.integers(1, 10))
    def test_weeks_and_later_sum_to_what_is_open(
        self, items: list[Item], as_of: date, weeks: int
    ) -> None:
        found = forecast(items, as_of=as_of, currency="MXN", weeks=weeks)
        balances = [each.balance(as_of) for each in items]
        assert found.open == sum(balance for balance in balances if balance > 0)
        assert found.expected + found.later == found.open
        assert min((found.later, *(week.amount for week in found.weeks))) >= 0

    @given(portfolios.settled_items(max_size=15), portfolios.days)
    def test_what_comes_later_does_not_change_the_forecast(
        self, items: list[Item], as_of: date
    ) -> None:
        cut = [
            makers.item(
                str(each.amount),
                each.issued,
                each.due,
                *(one for one in each.applied if one.date <= as_of),
                customer=each.customer,
            )
            for each in items
            if each.issued <= as_of
        ]

        def told(debts: list[Item]) -> Forecast:
            return forecast(debts, as_of=as_of, currency="MXN", weeks=4)

        assert told(cut) == told(items)

    @given(
        st.lists(
            st.tuples(st.integers(-20, 60), st.integers(1, 1000), st.booleans()),
            min_size=3,
            max_size=20,
        ),
        st.integers(-30, 70),
    )
    def test_shares_are_those_of_a_plain_estimate(
        self, waits: list[tuple[int, int, bool]], waited: int
    ) -> None:
        delays = of(waits)
        ends = [waited + 7, waited + 14]
        shares = delays.shares(waited, ends)
        pairs = [(days, Fraction(amount), paid_then) for days, amount, paid_then in waits]
        known = sum(paid_then for *_, paid_then in waits) >= 3
        if not known or waited >= max(days for days, *_ in waits):
            assert shares is None
            return
        assert shares is not None
        before = survival(pairs, waited)
        left = [survival(pairs, end) / before for end in ends]
        for share, expected in zip(shares, (1 - left[0], left[0] - left[1]), strict=True):
            assert abs(Fraction(share) - expected) < Fraction(1, 10**20)
