"""Rates of return: published cases, and equations whose roots were chosen beforehand."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cobranza.credit.cost import irr, irr_all, npv, xirr, xirr_all, xnpv
from cobranza.errors import CreditError

Flows = list[tuple[date, Decimal | int | str]]


def shown(rates: tuple[Decimal, ...], places: int = 6) -> list[str]:
    return [f"{rate:.{places}f}" for rate in rates]


def test_a_loss_of_half() -> None:
    """peliot/XIRR-and-XNPV, issue 4: what Google Sheets gives where Newton's method failed."""
    flows: Flows = [(date(2014, 2, 27), -4000), (date(2015, 3, 6), "2050.2")]
    assert shown((xirr(flows),), 10) == ["-0.4809631525"]


def test_three_changes_of_sign_and_one_rate() -> None:
    """peliot/XIRR-and-XNPV, issue 6, expected 63.48419 (the dates are day and month)."""
    flows: Flows = [
        (date(2016, 1, 1), -100),
        (date(2016, 2, 1), 150),
        (date(2016, 6, 1), -100),
        (date(2016, 9, 1), 200),
    ]
    assert shown((xirr(flows),), 5) == ["63.48419"]


def test_a_gain_of_a_day() -> None:
    """Anexen/pyxirr, issue 65: 8.181769983749503e+75, and None with 30 instead of 25."""
    days = [date(2020, 5, 27)] * 3 + [date(2020, 5, 28)] * 7

    def rate(second: str) -> Decimal:
        paid = ["187.5", second, "187.5", "187.5", "187.5", *["-188"] * 5]
        return xirr(list(zip(days, paid, strict=True)))

    assert f"{rate('-25'):.5e}" == "8.18177e+75"
    # 940 - 375 the day after for 375 - 30: 565 / 345 a day.
    daily = (Fraction(565) / Fraction(345)) ** 365 - 1
    assert abs(Fraction(rate("-30")) / daily - 1) < Fraction(1, 10**25)


def test_two_rates() -> None:
    """numpy/numpy-financial, issue 28: NumPy gave -76 %, Excel 185 %; both are right."""
    flows = [-50, -100, 600, 300, -100]
    assert shown(irr_all(flows), 2) == ["-0.77", "1.85"]
    with pytest.raises(
        CreditError, match=r"2 rates of return: -0\.768895, 1\.854418; expected one"
    ):
        irr(flows)


def test_a_negative_rate() -> None:
    """numpy/numpy-financial, issue 98: -0.0676 beside what Excel gives."""
    assert shown((irr([-10000, *["327.24625"] * 16]),), 4) == ["-0.0677"]


def test_flows_that_only_touch_zero() -> None:
    assert irr_all([100, -220, 121]) == (Decimal("0.1"),)
    assert irr_all([1, -4, 6, -4, 1]) == (Decimal(0),)


@pytest.mark.parametrize(
    ("amounts", "reason"),
    [
        ([], "one date or none"),
        ([-100], "one date or none"),
        ([100, 100], "amounts of one sign"),
        ([0, -100, 0], "amounts of one sign"),
        ([1, -3, 3], "no rate of return: no rate above -1 makes them worth nothing"),
    ],
)
def test_why_there_is_none(amounts: list[int], reason: str) -> None:
    assert irr_all(amounts) == ()
    with pytest.raises(CreditError, match=reason):
        irr(amounts)
    day = date(2026, 1, 1)
    dated: Flows = [(day + timedelta(days=365 * year), each) for year, each in enumerate(amounts)]
    with pytest.raises(CreditError, match=reason):
        xirr(dated)


def test_flows_of_one_day() -> None:
    day = date(2026, 1, 1)
    with pytest.raises(CreditError, match="one date or none"):
        xirr([(day, -100), (day, 110)])


def test_the_order_of_flows_does_not_matter() -> None:
    day = date(2026, 1, 1)
    flows: Flows = [(day + timedelta(days=30 * month), 10) for month in range(1, 12)]
    assert xirr([*flows, (day, -100)]) == xirr([(day, -100), *reversed(flows)])


FACTORS = st.lists(
    st.fractions(Fraction(1, 5), Fraction(5), max_denominator=40), min_size=1, max_size=5
)


@pytest.mark.property
@given(FACTORS, st.lists(st.fractions(Fraction(1, 3), 3, max_denominator=9), max_size=3))
def test_all_rates_that_were_put_in_are_found(
    roots: list[Fraction], negative: list[Fraction]
) -> None:
    """The product of (u - a) for chosen a, and of (u + b), which has no positive root.

    Chosen factors keep apart, so that the found ones are told from one another.
    """
    assume(all(abs(a - b) > Fraction(1, 100) for a in roots for b in roots if a is not b))
    amounts = [Fraction(1)]
    for root in [*roots, *(-each for each in negative)]:
        shifted = [Fraction(0), *amounts]
        amounts = [
            before - root * (amounts[place] if place < len(amounts) else 0)
            for place, before in enumerate(shifted)
        ]
    scale = 1
    for amount in amounts:
        scale *= amount.denominator
    found = irr_all([int(amount * scale) for amount in amounts])
    expected = sorted(1 / root - 1 for root in roots)
    assert len(found) == len(expected)
    for rate, chosen in zip(found, expected, strict=True):
        assert abs(Fraction(rate) - chosen) < Fraction(1, 10**20)


@pytest.mark.property
@given(
    st.lists(st.tuples(st.integers(0, 2000), st.integers(-(10**6), 10**6)), min_size=2, max_size=12)
)
def test_flows_are_worth_nothing_at_their_rates(drawn: list[tuple[int, int]]) -> None:
    first = date(2024, 1, 1)
    flows: Flows = [(first + timedelta(days=days), amount) for days, amount in drawn]
    size = sum(abs(amount) for _, amount in drawn)
    for rate in xirr_all(flows):
        if rate < Decimal("-0.99") or rate > 1000:
            continue  # where 28 digits of the rate are too few to show it
        growth = max((1 + rate) ** (Decimal(-days) / 365) for days, _ in drawn)
        assert abs(xnpv(rate, flows)) <= size * growth * Decimal("1e-20")


def test_present_values() -> None:
    """1.1 and its square, by hand: 100 in a year at 10 % is 90.909090..."""
    day = date(2026, 1, 1)
    year, two = day + timedelta(days=365), day + timedelta(days=730)
    assert shown((npv("0.10", [0, 100]), npv("0.10", [-100, 0, 121])), 4) == ["90.9091", "0.0000"]
    assert xnpv("0.10", [(two, 121), (year, 110)]) == 220
    assert xnpv("0.10", [(two, 121), (year, 110)], on=day) == 200
    assert npv("0.10", []) == xnpv("0.10", []) == 0
    # A rate that loses: 100 in a year at -50 % is worth 200.
    assert npv("-0.5", [0, 100]) == 200


def test_present_values_of_numpy_financial() -> None:
    npf = pytest.importorskip("numpy_financial", reason="group `peers` is not installed")
    amounts = [-40000, 5000, 8000, 12000, 30000]  # the example of its documentation, 3065.22
    assert f"{npv('0.08', amounts):.2f}" == "3065.22"
    assert float(npv("0.08", amounts)) == pytest.approx(npf.npv(0.08, amounts))
    assert float(irr(amounts)) == pytest.approx(npf.irr(amounts))


@pytest.mark.parametrize("rate", ["-1", "-2"])
def test_all_is_not_lost(rate: str) -> None:
    with pytest.raises(CreditError, match=f"rate is {rate}, expected more than -1"):
        npv(rate, [1])
    with pytest.raises(CreditError, match=f"rate is {rate}, expected more than -1"):
        xnpv(rate, [])


def test_datetimes_and_floats_are_refused() -> None:
    with pytest.raises(TypeError, match=r"date of flows\[0\] is a datetime, expected a date"):
        xirr([(datetime(2026, 1, 1), 1)])  # noqa: DTZ001
    with pytest.raises(TypeError, match=r"amounts\[1\] is a float"):
        irr([1, 0.5])  # type: ignore[list-item]
    with pytest.raises(TypeError, match=r"amount of flows\[0\] is a float"):
        xirr([(date(2026, 1, 1), 0.5)])  # type: ignore[list-item]
