"""Rates by day: the one published, else the latest before it that is not too old."""

import pickle
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobranza.aging import Item, Party, age
from cobranza.errors import MoneyError
from cobranza.rates import Rates

# DOF of 2021-04-29: the FIX of the day before was 19.9712. The second rate is invented.
FIX = [(date(2021, 4, 28), Decimal("19.9712")), (date(2021, 4, 30), Decimal("20.1817"))]


class TestOn:
    rates = Rates(daily={"USD": FIX[::-1]}, constants={"EUR": "21.5"}, max_age=5)

    @pytest.mark.parametrize(
        ("day", "rate"),
        [
            (date(2021, 4, 27), None),
            (date(2021, 4, 28), "19.9712"),
            (date(2021, 4, 29), "19.9712"),
            (date(2021, 4, 30), "20.1817"),
            (date(2021, 5, 5), "20.1817"),
            (date(2021, 5, 6), None),
        ],
    )
    def test_daily(self, day: date, rate: str | None) -> None:
        assert self.rates.on("USD", day) == (None if rate is None else Decimal(rate))

    def test_constant(self) -> None:
        assert self.rates.on("EUR", date(1999, 1, 1)) == Decimal("21.5")

    def test_pesos_and_what_nobody_knows(self) -> None:
        assert self.rates.on("MXN", date(2021, 4, 28)) == 1
        assert self.rates.on("JPY", date(2021, 4, 28)) is None

    def test_a_rate_of_the_day_only(self) -> None:
        rates = Rates(daily={"USD": FIX}, max_age=0)
        assert rates.on("USD", date(2021, 4, 29)) is None
        assert rates.on("USD", date(2021, 4, 30)) == Decimal("20.1817")

    def test_the_same_rate_twice_is_one(self) -> None:
        assert Rates(daily={"USD": [*FIX, *FIX]}) == Rates(daily={"USD": FIX})

    def test_is_a_value(self) -> None:
        assert pickle.loads(pickle.dumps(self.rates)) == self.rates  # noqa: S301
        assert len({self.rates, Rates.constant({})}) == 2

    def test_ages_a_portfolio(self) -> None:
        item = Item(
            customer=Party(rfc="XIA190128J61"),
            currency="USD",
            issued=date(2021, 4, 1),
            due=date(2021, 4, 30),
            amount=Decimal("100.00"),
        )
        aging = age([item], as_of=date(2021, 5, 2), rates=self.rates)
        assert aging.mxn is not None
        assert aging.mxn.outstanding == Decimal("2018.17")


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"constants": {"USD": Decimal(0)}}, "rate of USD is 0, expected MXN per unit, above zero"),
        ({"constants": {"USD": "x"}}, "rate of USD is 'x'"),
        ({"constants": {"usd": Decimal(18)}}, "currency is 'usd', expected three capitals"),
        ({"constants": {"MXN": Decimal(2)}}, "rate of MXN is 2, expected 1"),
        (
            {"daily": {"USD": [*FIX, (date(2021, 4, 28), Decimal(20))]}},
            "rate of USD on 2021-04-28 is 20 and 19.9712",
        ),
        ({"daily": {"USD": FIX}, "constants": {"USD": 18}}, "rates of USD are daily and constant"),
        ({"max_age": -1}, "max_age is -1, expected 0 days or more"),
    ],
)
def test_errors(fields: dict[str, object], message: str) -> None:
    with pytest.raises(MoneyError, match=message):
        Rates(**fields)  # type: ignore[arg-type]


def test_a_rate_is_no_float() -> None:
    with pytest.raises(TypeError, match="floats are not exact"):
        Rates.constant({"USD": 18.5})  # type: ignore[dict-item]


@pytest.mark.property
@given(
    st.dictionaries(st.dates(date(2026, 1, 1), date(2026, 3, 1)), st.integers(1, 99), max_size=20),
    st.dates(date(2025, 12, 20), date(2026, 3, 20)),
    st.integers(0, 30),
)
def test_on_is_what_looking_back_day_by_day_finds(
    published: dict[date, int], day: date, max_age: int
) -> None:
    rates = Rates(
        daily={"USD": [(each, Decimal(rate)) for each, rate in published.items()]}, max_age=max_age
    )
    looked = (published.get(day - timedelta(days=back)) for back in range(max_age + 1))
    assert rates.on("USD", day) == next((rate for rate in looked if rate is not None), None)
