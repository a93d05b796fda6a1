"""Prepayments, and what pays a plan off, computed by hand."""

from datetime import date
from decimal import Decimal
from typing import Any, Literal

import pytest

from cobranza.credit.plans import (
    AMERICAN,
    BULLET,
    FRENCH,
    GERMAN,
    DayCount,
    Method,
    Prepayment,
    Schedule,
    amortize,
    fixed_payment,
    given_principals,
    payoff,
    prepay,
)
from cobranza.errors import CreditError

START = date(2026, 1, 1)


def plan(method: Method, **terms: Any) -> Schedule:
    """1 200.00 at 12 % in four months."""
    agreed: dict[str, Any] = {"rate": "0.12", "start": START, "periods": 4, "method": method}
    return amortize("1200.00", **(agreed | terms))


def extra(day: str, amount: str, reduces: Literal["term", "payment"] = "term") -> Prepayment:
    return Prepayment(date=date.fromisoformat(day), amount=Decimal(amount), reduces=reduces)


def principals(found: Schedule) -> list[str]:
    return [str(row.principal) for row in found.rows]


def test_less_term() -> None:
    """300 a month: 1 200, 900 less 450 on the day it is due, 150."""
    found = prepay(plan(GERMAN), extra("2026-03-01", "450"))
    assert principals(found) == ["300.00", "300.00", "150.00"]
    assert [str(row.extra) for row in found.rows] == ["0.00", "450.00", "0.00"]
    assert [str(row.interest) for row in found.rows] == ["12.00", "9.00", "1.50"]


def test_less_payment() -> None:
    found = prepay(plan(GERMAN), extra("2026-03-01", "450", "payment"))
    assert principals(found) == ["300.00", "300.00", "75.00", "75.00"]


def test_less_payment_where_amounts_were_given() -> None:
    """What is left, 500, keeps the proportions of 200 to 600."""
    given = plan(given_principals(["100", "300", "200", "600"]))
    found = prepay(given, extra("2026-03-01", "300", "payment"))
    assert principals(found) == ["100.00", "300.00", "125.00", "375.00"]


def test_given_amounts_end_earlier() -> None:
    given = plan(given_principals(["100", "300", "200", "600"]))
    assert principals(prepay(given, extra("2026-02-01", "900"))) == ["100.00", "200.00"]


def test_a_payment_between_two_dates_saves_the_interest_of_the_days_left() -> None:
    """600 on the 15th of a month of 31 days: 12.00 - 6.00 * 17 / 31 = 8.71."""
    found = prepay(plan(AMERICAN), extra("2026-01-15", "600"))
    assert [str(row.interest) for row in found.rows] == ["8.71", "6.00", "6.00", "6.00"]
    assert principals(found)[-1] == "600.00"
    flows = dict(found.flows())
    assert flows[date(2026, 1, 15)] == Decimal(600)


def test_a_bullet_paid_in_part_saves_the_interest_until_its_end() -> None:
    """1 200 for 120 days and 600 less for the last 60, at 36 % over 360: 144 - 36."""
    found = plan(BULLET, rate="0.36", day_count=DayCount.ACT_360)
    assert (found.rows[0].days, found.rows[0].interest) == (120, Decimal("144.00"))
    paid = prepay(found, extra("2026-03-02", "600"))
    assert (paid.rows[0].interest, paid.rows[0].principal) == (Decimal("108.00"), Decimal(600))


def test_all_of_it_can_be_paid_early() -> None:
    found = prepay(plan(AMERICAN), extra("2026-02-15", "1200"))
    # 14 of 28 days: half the interest of a month.
    assert [(str(row.payment), str(row.extra)) for row in found.rows] == [
        ("12.00", "0.00"),
        ("6.00", "1200.00"),
    ]


def test_nothing_is_prepaid_once_all_is_paid() -> None:
    """300 a month: with 900 more on the first date, the plan ends there."""
    with pytest.raises(CreditError, match="of 2026-03-15, expected until 2026-02-01, when nothing"):
        prepay(plan(GERMAN), extra("2026-02-01", "900"), extra("2026-03-15", "1"))


def test_prepayments_add_up() -> None:
    one = prepay(plan(FRENCH), extra("2026-02-20", "100"), extra("2026-03-10", "50"))
    two = prepay(prepay(plan(FRENCH), extra("2026-03-10", "50")), extra("2026-02-20", "100"))
    assert one == two


def test_nothing_given_pays_nothing_back() -> None:
    agreed: dict[str, Any] = {"rate": 0, "method": fixed_payment(0)}
    with pytest.raises(CreditError, match=r"fixed payment leave 1100\.00 unpaid"):
        plan(**agreed, prepayments=[extra("2026-01-20", "100", "payment")])


def test_a_balloon_is_cut_when_less_is_owed() -> None:
    agreed = amortize(
        "1200",
        rate=0,
        start=START,
        periods=3,
        method=GERMAN,
        prepayments=[extra("2026-01-20", "1000", "payment")],
    )
    assert principals(agreed) == ["200.00"]


def test_a_residual_stays_with_the_last_when_the_term_was_cut() -> None:
    found = plan(FRENCH, residual="first", prepayments=[extra("2026-02-01", "100")])
    assert found.rows == plan(FRENCH, prepayments=[extra("2026-02-01", "100")]).rows


@pytest.mark.parametrize(
    ("on", "principal", "interest", "iva"),
    [
        ("2026-01-01", "1200.00", "0.00", "0.00"),
        ("2026-01-16", "1200.00", "18.00", "2.88"),  # 15 days at 1.20
        ("2026-02-01", "900.00", "0.00", "0.00"),
        ("2026-02-11", "900.00", "9.00", "1.44"),  # 10 days at 0.90
        ("2026-05-01", "0.00", "0.00", "0.00"),
        ("2027-01-01", "0.00", "0.00", "0.00"),
    ],
)
def test_what_pays_it_off(on: str, principal: str, interest: str, iva: str) -> None:
    """1 200 at 36 %, ACT/360, 300 a month: a day costs a thousandth."""
    found = payoff(
        plan(GERMAN, rate="0.36", day_count=DayCount.ACT_360, iva="0.16"), date.fromisoformat(on)
    )
    assert (str(found.principal), str(found.interest), str(found.iva)) == (principal, interest, iva)
    assert found.total == found.principal + found.interest + found.iva


def test_what_was_prepaid_is_not_owed() -> None:
    """1 200 for 15 days, 600 since day 10: 18.00 - 0.60 * 5."""
    agreed = plan(GERMAN, rate="0.36", day_count=DayCount.ACT_360)
    found = payoff(prepay(agreed, extra("2026-01-11", "600")), date(2026, 1, 16))
    assert (found.principal, found.interest) == (Decimal(600), Decimal("15.00"))
    before = payoff(prepay(agreed, extra("2026-01-20", "600")), date(2026, 1, 16))
    assert (before.principal, before.interest) == (Decimal(1200), Decimal("18.00"))


def test_paying_off_is_prepaying_all_of_it() -> None:
    agreed = plan(FRENCH, iva="0.16")
    day = date(2026, 3, 17)
    off = payoff(agreed, day)
    paid = prepay(agreed, Prepayment(date=day, amount=off.principal))
    assert (paid.rows[-1].interest, paid.rows[-1].iva) == (off.interest, off.iva)


def test_a_loan_is_not_paid_off_before_it_is_lent() -> None:
    with pytest.raises(CreditError, match="on is 2025-12-31, expected 2026-01-01 or later"):
        payoff(plan(FRENCH), date(2025, 12, 31))
