"""The CAT, against figures that were published."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from cobranza.calendars import Calendar
from cobranza.credit.cost import CAT_METHODS, cat, contract_flows, xirr
from cobranza.credit.plans import (
    BULLET,
    SEMI_MONTHLY,
    Charge,
    DayCount,
    Every,
    Prepayment,
    amortize,
)
from cobranza.errors import CreditError

START = date(2020, 6, 26)
Flows = list[tuple[Fraction | int, Decimal | int | str]]


def monthly(received: int, payment: str, months: int) -> Flows:
    paid: Flows = [(Fraction(month, 12), f"-{payment}") for month in range(1, months + 1)]
    return [(0, received), *paid]


def test_alivio_capital() -> None:
    """Published on 26 June 2020: 20 000, 12 months, 58 %, 5 % at opening: 95.7 %.

    The payment that follows from the rate, 2 235.35, gives 95.6 %: what was published is the CAT of
    payments in whole pesos.
    """
    assert str(cat(monthly(19000, "2236", 12))) == "95.7\N{NO-BREAK SPACE}%"
    theory = cat(monthly(19000, "2235.35", 12))
    assert str(theory) == "95.6\N{NO-BREAK SPACE}%"
    exact = amortize("20000", rate="0.58", start=START, periods=12, places=6).rows[0].payment
    assert f"{cat(monthly(19000, str(exact), 12)).exact:.5f}" == "0.95605"


def test_banco_de_mexico() -> None:
    """Its example: 15 000, 24 monthly payments of 962.33, a fee of 100 at signing: 57.4 %."""
    flows: Flows = [(0, -100), *monthly(15000, "962.33", 24)]
    assert cat(flows).value == Decimal("0.574")


def test_a_contract_without_fees_costs_its_effective_rate() -> None:
    """(1 + 24 % / 12) ** 12 - 1 is 26.8 %, whatever the centavos of the last payment."""
    plan = amortize("100000", rate="0.24", start=START, periods=24, iva="0.16")
    assert cat(contract_flows(plan)).value == Decimal("0.268")


def test_iva_is_left_out_and_fees_are_not() -> None:
    charges = [
        Charge(name="Comisión por apertura", share="0.05", iva="0.16", at_opening=True),
        Charge(name="Seguro", amount="10", insurance=True, iva="0.16"),
    ]
    plan = amortize("20000", rate="0.58", start=START, periods=12, iva="0.16", charges=charges)
    flows = contract_flows(plan)
    assert flows[0] == (Fraction(0), Decimal("19000.00"))
    assert flows[1] == (Fraction(1, 12), Decimal("-2245.35"))
    assert len(flows) == 13


def test_business_days_do_not_change_it() -> None:
    """A month is a twelfth of a year; on the dates themselves the rate is another."""
    plain = amortize("20000", rate="0.58", start=START, periods=12)
    moved = amortize("20000", rate="0.58", start=START, periods=12, calendar=Calendar())
    assert contract_flows(moved) == contract_flows(plain)
    assert xirr(moved.flows()) != xirr(plain.flows())


def test_times_of_other_rhythms() -> None:
    halves = amortize("1000", rate="0.24", start=START, periods=2, every=SEMI_MONTHLY)
    assert [time for time, _ in contract_flows(halves)] == [0, Fraction(1, 24), Fraction(1, 12)]
    bullet = amortize("1000", rate="0.24", start=START, periods=6, method=BULLET)
    assert [time for time, _ in contract_flows(bullet)] == [0, Fraction(1, 2)]
    days = amortize(
        "1000",
        rate="0.24",
        start=START,
        periods=2,
        every=Every(days=73),
        day_count=DayCount.ACT_360,
    )
    assert [time for time, _ in contract_flows(days)] == [0, Fraction(1, 5), Fraction(2, 5)]
    single = amortize(
        "1000",
        rate="0.24",
        start=START,
        periods=2,
        every=Every(days=73),
        day_count=DayCount.ACT_360,
        method=BULLET,
    )
    assert [time for time, _ in contract_flows(single)] == [0, Fraction(2, 5)]


def test_the_method_is_data() -> None:
    (method,) = CAT_METHODS.values()
    assert (method.version, method.decimals, method.iva) == ("21/2009", 1, False)
    found = cat(monthly(19000, "2236", 12), method="21/2009")
    assert found.method == "21/2009"


def test_what_has_no_cat() -> None:
    plan = amortize("1000", rate="0.12", start=START, periods=2)
    paid = amortize(
        "1000",
        rate="0.12",
        start=START,
        periods=2,
        prepayments=[Prepayment(date=date(2020, 7, 1), amount=10)],
    )
    for flows, reason in (
        (lambda: cat([(0, 1)], method="2026"), "method is '2026', expected one of 21/2009"),
        (lambda: contract_flows(plan, method="2026"), "method is '2026', expected one of"),
        (lambda: contract_flows(paid), "plan has prepayments, expected it as the contract has it"),
        (lambda: cat([(-1, 1)]), r"time of flows\[0\] is -1, expected 0 or more"),
        (lambda: cat([(0, 1), (1, 1)]), "flows have amounts of one sign"),
        (lambda: cat([]), "flows have one date or none"),
    ):
        with pytest.raises(CreditError, match=reason):
            flows()
