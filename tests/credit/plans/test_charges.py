"""Fees, insurance and IVA by its source, computed by hand."""

from datetime import date
from decimal import Decimal

import pytest

from cobranza.credit.plans import GERMAN, Charge, IvaShare, amortize
from cobranza.errors import CreditError

START = date(2026, 1, 31)


def test_charges_come_on_top_of_the_payment() -> None:
    plan = amortize(
        "1000.00",
        rate="0.12",
        start=START,
        periods=2,
        method=GERMAN,
        iva="0.16",
        charges=[
            Charge(name="Administración", amount="10.00", iva="0.16"),
            Charge(name="Seguro de vida", share="0.001", insurance=True),
        ],
    )
    first, second = plan.rows
    # 500.00 + 10.00 + 1.60 of IVA; 10.00 and 1.60; 1.00 is 0.1 % of 1 000.
    assert (first.fees, first.insurance, first.iva_on_charges) == (
        Decimal("10.00"),
        Decimal("1.00"),
        Decimal("1.60"),
    )
    assert first.payment == Decimal("524.20")
    # 500.00 + 5.00 + 0.80; 10.00 and 1.60; 0.50.
    assert second.payment == Decimal("517.90")
    assert plan.totals.fees == Decimal("20.00")
    assert plan.totals.insurance == Decimal("1.50")


def test_what_is_charged_at_opening_is_taken_off_the_loan() -> None:
    plan = amortize(
        "20000",
        rate=0,
        start=START,
        periods=1,
        charges=[
            Charge(name="Comisión por apertura", share="0.05", iva="0.16", at_opening=True),
            Charge(name="Seguro", amount="100", insurance=True, at_opening=True),
        ],
    )
    assert plan.opening_fees == 1000
    assert plan.opening_insurance == 100
    assert plan.opening_iva == 160
    due = date(2026, 2, 28)
    assert plan.flows() == ((START, Decimal("-18740.00")), (due, Decimal("20000.00")))
    assert plan.flows(iva=False)[0] == (START, Decimal("-18900.00"))
    assert plan.rows[0].fees == 0


def test_interest_bears_the_iva_of_what_is_owed() -> None:
    """Three quarters of the debt are of sales at 16 %, a quarter of sales at 0 %; LIVA, art. 12.

    Interest of 100.01 is 75.01 and 25.00; IVA is 12.00 (12.0016).
    """
    plan = amortize(
        "10001",
        rate="0.12",
        start=START,
        periods=1,
        iva=[IvaShare(rate="0.16", weight="7500"), IvaShare(rate="0", weight="2500")],
    )
    assert (plan.rows[0].interest, plan.rows[0].iva) == (Decimal("100.01"), Decimal("12.00"))


def test_the_iva_of_several_rates_can_be_levelled() -> None:
    """Half at 16 % and half at 8 % is 12 % of the interest."""
    shares = [IvaShare(rate="0.16", weight=1), IvaShare(rate="0.08", weight=1)]
    several = amortize(
        "120000", rate="0.24", start=START, periods=12, iva=shares, level_includes_iva=True
    )
    one = amortize(
        "120000", rate="0.24", start=START, periods=12, iva="0.12", level_includes_iva=True
    )
    assert several.rows[0] == one.rows[0]


def test_capitalized_interest_takes_its_iva_along() -> None:
    plan = amortize(
        "1000", rate="0.12", start=START, periods=3, capitalized=1, iva="0.16", method=GERMAN
    )
    first = plan.rows[0]
    assert (first.payment, first.capitalized, first.closing) == (
        Decimal("0.00"),
        Decimal("11.60"),
        Decimal("1011.60"),
    )
    assert plan.rows[1].principal == Decimal("505.80")


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Charge(name="x", amount="-1"), "amount is -1, expected 0 or more"),
        (lambda: Charge(name="x", share="-1"), "share is -1, expected 0 or more"),
        (lambda: Charge(name="x", iva="-1"), "iva is -1, expected 0 or more and below 1"),
        (lambda: Charge(name="x", iva="16"), "iva is 16, expected 0 or more and below 1"),
        (lambda: IvaShare(rate="-0.16", weight=1), "rate is -0.16, expected 0 or more"),
        (lambda: IvaShare(rate="0.16", weight=-1), "weight is -1, expected 0 or more"),
        (
            lambda: amortize("1", rate=0, start=START, periods=1, iva=[]),
            "iva has no share that weighs anything",
        ),
        (
            lambda: amortize("1", rate=0, start=START, periods=1, iva="-0.16"),
            "rate is -0.16, expected 0 or more",
        ),
        (
            lambda: amortize("1", rate=0, start=START, periods=1, iva=16),
            "rate is 16, expected 0 or more and below 1",
        ),
    ],
)
def test_charges_are_not_negative(make: object, message: str) -> None:
    with pytest.raises(CreditError, match=message):
        make()  # type: ignore[operator]
