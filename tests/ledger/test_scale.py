"""Ten thousand of anything on one invoice: right, and in no more than linear time.

What costs grow with is measured by comparing a size with four times that size: linear work takes
about four times as long, quadratic work sixteen times.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal
from time import process_time
from typing import Any

import attrs
import pytest

from cobranza.ledger import EventKind, Invoice, Ledger, LedgerDocument
from tests.ledger.makers import (
    balance,
    by_hand,
    cancelled,
    cash,
    codes,
    events,
    invoice,
    note,
    pays,
    receipt,
)

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
    late = [receipt(FAR + number, pays(1, "0.01"), on=2 * MANY + number) for number in NUMBERS]
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


def test_money_seen_for_one_invoice() -> None:
    seen = [cash(1, "0.01", on=number % 700 + 1, reference=f"SPEI {number}") for number in NUMBERS]
    reps = [receipt(FAR + number, pays(1, "0.01"), on=number % 700 + 3) for number in NUMBERS]
    ledger = Ledger.build([invoice(1, "150.00"), *reps], cash=seen)
    assert balance(ledger, 1) == Decimal(50)


Given = tuple[Sequence[LedgerDocument], dict[str, Any]]


def on(number: int) -> int:
    return number % 700 + 1


def chain(size: int) -> list[Invoice]:
    return [invoice(n, on=1 + n, replaces=[n - 1] if n else []) for n in range(size)]


def reps(size: int, *named: int) -> list[LedgerDocument]:
    lines = [pays(number, "0.01") for number in named]
    return [receipt(FAR + n, *lines, on=on(n)) for n in range(size)]


def notes(size: int, *named: int, kind: str = "01") -> list[LedgerDocument]:
    return [note(FAR + n, "0.01", *named, on=on(n), kind=kind) for n in range(size)]


def receipts_of_themselves(size: int) -> Given:
    return [receipt(FAR + n, pays(FAR + n, "0.01")) for n in range(size)], {}


def cancelled_receipts(size: int) -> Given:
    status = cancelled(*range(FAR, FAR + size), on=900)
    return [invoice(1), *reps(size, 1)], {"status": status}


def money_seen(size: int) -> Given:
    seen = [cash(1, "0.01", on=on(n) + 2, reference=f"SPEI {n}") for n in range(size)]
    return [invoice(1), *reps(size, 1)], {"cash": seen}


def movements_by_hand(size: int) -> Given:
    given = [by_hand(1, "-0.01", on=on(n), reference=f"PD {n}") for n in range(size)]
    return [invoice(1)], {"adjustments": given}


def money_seen_in_a_chain(size: int) -> Given:
    return chain(size), {"cash": [cash(n, "0.01", on=2 * size + n) for n in range(size)]}


def one_note_in_proportion(size: int) -> Given:
    invoices = [invoice(n, "10.00") for n in range(size)]
    return [*invoices, note(FAR, "5.00", *range(size))], {"credit_notes": "proportional"}


def one_note_to_the_oldest(size: int) -> Given:
    invoices = [invoice(n, "10.00", on=on(n)) for n in range(size)]
    return [*invoices, note(FAR, "5.00", *range(size))], {"credit_notes": "oldest"}


def notes_in_proportion(size: int) -> Given:
    return [invoice(1), invoice(2), *notes(size, 1, 2)], {"credit_notes": "proportional"}


def sales_of_one_advance(size: int) -> Given:
    sales = [invoice(10 + n, "10.00", uses=[1], on=on(n)) for n in range(size)]
    return [invoice(1, advance=True), *sales, *notes(size, 1, kind="07")], {}


def advances_of_one_sale(size: int) -> Given:
    advances = [invoice(10 + n, "1.00", advance=True) for n in range(size)]
    sale = invoice(1, "100000.00", uses=range(10, 10 + size))
    return [*advances, sale, *notes(size, 1, kind="07")], {}


def a_circle_of_advances(size: int) -> Given:
    return [
        *(invoice(n, "1.00", advance=True, uses=[(n + 1) % size]) for n in range(size)),
        *(note(FAR + n, "0.01", n, kind="07") for n in range(size)),
    ], {}


def advances_in_a_chain(size: int) -> Given:
    advances = [attrs.evolve(each, is_advance=True) for each in chain(size)]
    sales = [invoice(2 * size + n, "5.00", uses=[n], on=2 * size) for n in range(size)]
    return [*advances, *sales, *(note(FAR + n, "0.01", n, kind="07") for n in range(size))], {}


def the_same_sale_again(size: int) -> Given:
    return [attrs.evolve(invoice(n), number="A1") for n in range(size)], {}


@pytest.mark.parametrize(
    "given",
    [
        receipts_of_themselves,
        cancelled_receipts,
        money_seen,
        movements_by_hand,
        money_seen_in_a_chain,
        one_note_in_proportion,
        one_note_to_the_oldest,
        notes_in_proportion,
        sales_of_one_advance,
        advances_of_one_sale,
        a_circle_of_advances,
        advances_in_a_chain,
        the_same_sale_again,
    ],
)
def test_four_times_as_much_takes_about_four_times_as_long(given: Callable[[int], Given]) -> None:
    def cost(size: int) -> float:
        documents, options = given(size)
        times = []
        for _ in range(3):
            started = process_time()
            Ledger.build(documents, **options)
            times.append(process_time() - started)
        return min(times)

    assert cost(6000) < 10 * cost(1500)
