"""Ten thousand of anything on one invoice: right, and in no more than linear time.

Nothing here is timed; what is quadratic or recursive would be felt, or fail.
"""

from decimal import Decimal

import pytest

from cobranza.ledger import EventKind, Ledger
from tests.ledger.makers import balance, cancelled, codes, events, invoice, note, pays, receipt

MANY = 10_000
NUMBERS = range(1, MANY + 1)
FAR = 100_000  # UUIDs that do not meet those of the invoices

pytestmark = pytest.mark.slow


def test_receipts_on_one_invoice() -> None:
    reps = [
        receipt(
            FAR + number,
            pays(
                1,
                "0.01",
                installment=number,
                before=str(Decimal(MANY + 1 - number) / 100),
                after=str(Decimal(MANY - number) / 100),
            ),
            on=number % 700 + 1,
        )
        for number in NUMBERS
    ]
    ledger = Ledger.build([invoice(1, "100.00"), *reps])
    assert balance(ledger, 1) == 0
    assert len(events(ledger, 1)) == MANY + 1


def test_lines_in_one_receipt() -> None:
    rep = receipt(FAR, *[pays(1, "0.01")] * MANY)
    assert balance(Ledger.build([invoice(1, "150.00"), rep]), 1) == Decimal(50)


def test_credit_notes_on_one_invoice() -> None:
    notes = [note(FAR + number, "0.01", 1, on=number % 700 + 1) for number in range(MANY)]
    assert balance(Ledger.build([invoice(1, "150.00"), *notes]), 1) == Decimal(50)


def test_a_credit_note_over_many_invoices() -> None:
    invoices = [invoice(number, "0.01") for number in range(MANY)]
    ledger = Ledger.build([*invoices, note(FAR, "150.00", *range(MANY))])
    assert ledger.balances() == {"MXN": Decimal("0.00")}
    assert ledger.unapplied_balances() == {"MXN": Decimal("50.00")}


@pytest.mark.parametrize("apart", [0, 1])
def test_a_chain_of_substitutions(apart: int) -> None:
    """Issued on one day or a day apart, paid at the start before and after."""
    invoices = [
        invoice(number, on=2 + apart * number, replaces=[number - 1] if number > 1 else [])
        for number in NUMBERS
    ]
    early = receipt(FAR, pays(1, "60.00"), on=3)
    late = [receipt(FAR + number, pays(1, "0.01"), on=2 * MANY) for number in NUMBERS]
    ledger = Ledger.build([*invoices, early, *late])
    assert balance(ledger, MANY) == Decimal(1000)
    assert ledger.balances() == {"MXN": Decimal(1000)}
    assert sum(len(each.events) for each in ledger.receivables) < 10 * MANY
    assert codes(ledger) == []


def test_a_chain_of_substitutions_all_cancelled() -> None:
    invoices = [
        invoice(number, on=number, replaces=[number - 1] if number > 1 else [])
        for number in NUMBERS
    ]
    ledger = Ledger.build(invoices, status=cancelled(*NUMBERS))
    assert ledger.balances() == {"MXN": Decimal(0)}
    assert all(
        event.kind is EventKind.CHARGE or event.reverses is EventKind.CHARGE
        for each in ledger.receivables
        for event in each.events
    )


def test_a_chain_of_receipts() -> None:
    reps = [
        receipt(FAR + number, pays(1, "60.00"), replaces=[FAR + number - 1] if number > 1 else [])
        for number in NUMBERS
    ]
    assert balance(Ledger.build([invoice(1), *reps]), 1) == Decimal(1100)


def test_a_circle_of_substitutions() -> None:
    invoices = [invoice(number, replaces=[number % MANY + 1]) for number in NUMBERS]
    ledger = Ledger.build(invoices)
    assert codes(ledger) == ["COB242"] * MANY


def test_one_invoice_replaced_by_many_and_many_by_one() -> None:
    many = [invoice(number, replaces=[FAR]) for number in NUMBERS]
    ledger = Ledger.build([invoice(FAR), *many, invoice(FAR + 1, replaces=NUMBERS)])
    assert balance(ledger, FAR + 1) == Decimal(1160)
    assert ledger.balances() == {"MXN": Decimal(1160)}
    assert codes(ledger) == ["COB243"] * (MANY - 1)


def test_many_contents_of_one_uuid() -> None:
    ledger = Ledger.build(invoice(1, f"{number}.00") for number in NUMBERS)
    assert len(ledger.discarded) == MANY - 1
    assert len(ledger.receivables) == 1
