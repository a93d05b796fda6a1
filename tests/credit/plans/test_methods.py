"""Each way of paying back, and what is no way."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from cobranza.credit.plans import (
    AMERICAN,
    BULLET,
    FRENCH,
    GERMAN,
    MONTHLY,
    Charge,
    DayCount,
    Every,
    Method,
    Prepayment,
    amortize,
    balloon,
    fixed_payment,
    given_payments,
    given_principals,
)
from cobranza.errors import CreditError

START = date(2026, 1, 15)


def principals(method: Method, **terms: Any) -> list[str]:
    """What 1 200.00 at 12 % pays of the principal in four months."""
    agreed: dict[str, Any] = {"rate": "0.12", "start": START, "periods": 4, "method": method}
    plan = amortize("1200.00", **(agreed | terms))
    return [str(row.principal) for row in plan.rows]


def test_given_principals() -> None:
    assert principals(given_principals(["0", "200", "400", "600"])) == [
        *("0.00", "200.00", "400.00", "600.00"),
    ]


def test_given_payments() -> None:
    """Interest: 12.00; 12.00 - 1.88 ... on what is left; the last pays what is left."""
    assert principals(given_payments(["112.00", "211.00", "309.00", "606.00"])) == [
        *("100.00", "200.00", "300.00", "600.00"),
    ]


def test_a_fixed_payment_ends_the_plan() -> None:
    assert principals(fixed_payment("612.00"), periods=12) == ["600.00", "600.00"]


def test_a_balloon_is_left_to_the_last() -> None:
    assert principals(balloon("600", of=GERMAN)) == ["150.00", "150.00", "150.00", "750.00"]
    plan = amortize("1200", rate="0.12", start=START, periods=4, method=balloon("600"))
    # (1200 - 600 / 1.01^4) * 0.01 / (1 - 1.01^-4) = 159.7687
    assert {row.payment for row in plan.rows[:-1]} == {Decimal("159.77")}
    assert plan.rows[-1].payment == Decimal("759.76")


def test_grace() -> None:
    assert principals(GERMAN, interest_only=2) == ["0.00", "0.00", "600.00", "600.00"]
    # 1200 * 1.01 = 1212
    assert principals(GERMAN, capitalized=1) == ["0.00", "404.00", "404.00", "404.00"]
    # 1212 in two, after an instalment of interest alone.
    assert principals(GERMAN, capitalized=1, interest_only=1) == [
        *("0.00", "0.00", "606.00", "606.00"),
    ]
    assert principals(given_principals(["500", "700"]), interest_only=2)[2:] == ["500.00", "700.00"]


def test_residuals() -> None:
    """1 000.00 in three is 333.33 and a cent; in six 166.67, less two cents."""
    thirds: dict[str, Any] = {"periods": 3, "method": GERMAN, "rate": 0, "start": START}
    sixths = thirds | {"periods": 6}

    def paid(**terms: Any) -> list[str]:
        return [str(row.principal) for row in amortize("1000", **terms).rows]

    assert paid(**thirds, residual="last") == ["333.33", "333.33", "333.34"]
    assert paid(**thirds, residual="first") == ["333.34", "333.33", "333.33"]
    # The last has the most, for it has the cent.
    assert paid(**thirds, residual="largest") == ["333.33", "333.33", "333.34"]
    assert paid(**sixths, residual="largest") == ["166.65", *["166.67"] * 5]


def test_a_residual_moves_after_the_grace() -> None:
    plan = amortize(
        "150000", rate="0.10", start=START, periods=36, interest_only=6, residual="first"
    )
    paid = [row.payment for row in plan.rows[6:]]
    assert paid[0] != paid[1]
    assert len(set(paid[1:])) == 1


def test_a_balloon_takes_the_residual_of_the_largest() -> None:
    last = amortize("1000", rate="0.1", start=START, periods=3, method=balloon("500"))
    largest = amortize(
        "1000", rate="0.1", start=START, periods=3, method=balloon("500"), residual="largest"
    )
    assert largest.rows == last.rows


def test_currencies_have_their_decimals() -> None:
    yen = amortize("100000", rate="0.12", start=START, periods=3, currency="JPY")
    assert [str(row.payment) for row in yen.rows] == ["34002", "34002", "34003"]
    assert yen.currency == "JPY"


def test_payments_round_up_and_end_early() -> None:
    """0.20 in 36 is 0.01 a month: twenty payments."""
    plan = amortize("0.20", rate=0, start=START, periods=36)
    assert len(plan.rows) == 20
    assert plan.rows[-1].closing == 0


@pytest.mark.parametrize(
    ("terms", "message"),
    [
        ({"principal": "0"}, "principal is 0, expected more than 0"),
        ({"principal": "-5"}, "principal is -5, expected more than 0"),
        ({"principal": "1.005"}, "principal is 1.005, expected at most 2 decimals"),
        ({"rate": "-0.01"}, "rate is -0.01, expected 0 or more"),
        ({"periods": 0}, "periods is 0, expected a whole number from 1"),
        ({"periods": None}, "periods is missing, expected it or dates"),
        ({"dates": [date(2026, 2, 1)]}, "dates are given with periods or first"),
        ({"periods": None, "dates": []}, "dates has none, expected one instalment"),
        (
            {"periods": None, "dates": [date(2026, 2, 1)]},
            "day_count is PERIODIC for dates without a number of periods per year",
        ),
        ({"every": Every(days=10)}, "day_count is PERIODIC for dates without"),
        (
            {"periods": None, "dates": [date(2026, 3, 1), date(2026, 2, 1)]},
            "ends has 2026-02-01 after 2026-03-01, expected growing dates",
        ),
        (
            {"periods": None, "dates": [START]},
            "ends has 2026-01-15 after 2026-01-15, expected growing dates",
        ),
        ({"interest_only": 12}, "grace is 0 capitalized and 12 interest only, expected fewer"),
        ({"capitalized": -1}, "grace is -1 capitalized and 0 interest only"),
        ({"method": BULLET, "interest_only": 1}, "grace is 1 of a bullet plan, expected 0"),
        ({"method": balloon("1001")}, "balloon is 1001, expected at most the principal, 1000"),
        ({"method": balloon("0.001")}, "balloon is 0.001, expected at most 2 decimals"),
        (
            {"method": given_principals(["500", "500"])},
            "given principals are 2, expected 12",
        ),
        (
            {"method": given_principals(["50"] * 12)},
            "given principals sum to 600, expected the principal, 1000",
        ),
        (
            {"method": given_principals(["50"] * 11), "capitalized": 1},
            "given principals leave 460.00 unpaid, expected amounts that pay back the loan",
        ),
        ({"method": given_payments(["90"])}, "given payments are 1, expected 12"),
        (
            {"method": given_payments(["88"] * 12)},
            "given payments leave .* unpaid, expected amounts that pay back the loan",
        ),
        (
            {"method": fixed_payment("9.99")},
            "instalment 1 pays 9.99, expected at least its interest, 10.00",
        ),
        ({"method": fixed_payment("0.001")}, "amount is 0.001, expected at most 2 decimals"),
        ({"charges": [Charge(name="x", amount="0.001")]}, "charge is 0.001, expected at most"),
        ({"residual": "middle"}, "residual is 'middle', expected one of last, first, largest"),
        ({"payment_unit": 0}, "payment_unit is 0, expected more than 0"),
        ({"payment_unit": "0.001"}, "payment_unit is 0.001, expected at most 2 decimals"),
        ({"payment_unit": 1, "residual": "first"}, "residual is 'first' with a payment_unit"),
        (
            {"prepayments": [Prepayment(date=START, amount=1)]},
            "prepayment is of 2026-01-15, expected a date after 2026-01-15 and until 2027-01-15",
        ),
        (
            {"prepayments": [Prepayment(date=date(2026, 1, 20), amount=1001)]},
            "instalment 1 prepays 1001.00, expected at most what is owed, 1000.00",
        ),
    ],
)
def test_what_makes_no_sense(terms: dict[str, Any], message: str) -> None:
    agreed: dict[str, Any] = {"principal": "1000", "rate": "0.12", "start": START, "periods": 12}
    agreed |= terms
    with pytest.raises(CreditError, match=message):
        amortize(agreed.pop("principal"), **agreed)


@pytest.mark.parametrize("name", ["principal", "rate", "iva", "payment_unit"])
def test_floats_are_refused(name: str) -> None:
    agreed: dict[str, Any] = {"principal": "1000", "rate": "0.12", "start": START, "periods": 12}
    agreed[name] = 0.5
    with pytest.raises(TypeError, match=f"{name} is a float"):
        amortize(agreed.pop("principal"), **agreed)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: balloon("-1"), "balloon is -1, expected 0 or more"),
        (lambda: balloon("1", of=AMERICAN), "balloon of american, expected of FRENCH or GERMAN"),
        (lambda: given_payments(["5", "-1"]), r"payments\[1\] is -1, expected 0 or more"),
        (lambda: given_principals([]), "principals has none, expected one amount at least"),
        (lambda: Prepayment(date=START, amount=0), "prepayment is 0, expected more than 0"),
        (
            lambda: Prepayment(date=START, amount=1, reduces="plazo"),  # type: ignore[arg-type]
            "reduces is 'plazo', expected 'term' or 'payment'",
        ),
    ],
)
def test_what_is_no_method(make: object, message: str) -> None:
    with pytest.raises(CreditError, match=message):
        make()  # type: ignore[operator]


def test_a_level_that_does_not_pay_its_longest_period() -> None:
    """Forty years at 36 % pay hardly more than the interest of an average month."""
    with pytest.raises(CreditError, match=r"instalment 2 pays .* expected at least its interest"):
        amortize(
            "1000000",
            rate="0.36",
            start=date(2026, 2, 1),
            periods=480,
            day_count=DayCount.ACT_360,
            method=FRENCH,
            every=MONTHLY,
        )
