"""The plain item for invoices that live in tables."""

from datetime import date, datetime
from decimal import Decimal, localcontext

import pytest

from cobranza.aging import Applied, Item, Party
from cobranza.errors import MoneyError

CUSTOMER = Party(rfc="XIA190128J61", name="XENON INDUSTRIAL ARTICLES")
ITEM = Item(
    customer=CUSTOMER,
    currency="MXN",
    issued=date(2026, 4, 1),
    due=date(2026, 5, 1),
    amount=Decimal("1160.00"),
    applied=[
        Applied(date=date(2026, 3, 20), amount=Decimal("100.00")),
        Applied(date=date(2026, 5, 20), amount=Decimal("560.00")),
        Applied(date=datetime(2026, 6, 1, 18, 30), amount=Decimal(600)),  # noqa: DTZ001 - CFDI local time
    ],
)


@pytest.mark.parametrize(
    ("as_of", "balance"),
    [
        (date(2026, 3, 31), "-100.00"),  # not issued yet, but paid in advance
        (date(2026, 4, 1), "1060.00"),
        (date(2026, 5, 19), "1060.00"),
        (date(2026, 5, 20), "500.00"),
        (date(2026, 6, 1), "-100.00"),  # overpaid
        (datetime(2026, 5, 20, 1), "500.00"),  # noqa: DTZ001 - its day counts
    ],
)
def test_balance_is_what_was_owed_at_the_end_of_the_day(as_of: date, balance: str) -> None:
    assert ITEM.balance(as_of) == Decimal(balance)


def test_balance_is_exact_under_a_poor_context() -> None:
    with localcontext(prec=2):
        balance = ITEM.balance(date(2026, 4, 1))
    assert str(balance) == "1060.00"


@pytest.mark.parametrize("amount", [0.1, 1160, "1160.00", None])
def test_amounts_are_decimals(amount: object) -> None:
    with pytest.raises(TypeError, match=r"amount is .*, expected (a )?Decimal"):
        Applied(date=date(2026, 5, 1), amount=amount)  # type: ignore[arg-type]


@pytest.mark.parametrize("amount", ["NaN", "Infinity"])
def test_amounts_are_finite(amount: str) -> None:
    with pytest.raises(MoneyError, match="expected a finite decimal"):
        Item(
            customer=CUSTOMER,
            currency="MXN",
            issued=date(2026, 4, 1),
            due=None,
            amount=Decimal(amount),
        )
