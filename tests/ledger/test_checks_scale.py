"""Twenty thousand of anything that the checks group: right, and in no more than linear time.

Nothing here is timed; what is quadratic or recursive would be felt, or fail.
"""

from collections import Counter
from decimal import Decimal

import attrs
import pytest

from cobranza.ledger import CashReceipt, Ledger, Tax
from tests.ledger.makers import BUYER, cancelled, day, invoice, note, pays, receipt, uid

MANY = 20_000
NUMBERS = range(1, MANY + 1)
FAR = 100_000  # UUIDs that do not meet those of the invoices

pytestmark = pytest.mark.slow


def counted(ledger: Ledger) -> dict[str, int]:
    return Counter(case.code for case in (*ledger.inconsistencies, *ledger.deadlines))


def test_one_customer_who_changes_its_name_every_day() -> None:
    names = [
        attrs.evolve(BUYER, name=f"NAME {each % 2}", regime=f"60{each % 2}") for each in (0, 1)
    ]
    invoices = [invoice(each, on=each, customer=names[each % 2]) for each in NUMBERS]
    assert counted(Ledger.build(invoices)) == {"COB251": MANY - 1, "COB252": MANY - 1}


def test_one_number() -> None:
    invoices = [attrs.evolve(invoice(each), number="A1") for each in NUMBERS]
    assert counted(Ledger.build(invoices)) == {"COB204": MANY - 1}


def test_one_number_of_many_customers() -> None:
    invoices = [
        attrs.evolve(invoice(each, customer=attrs.evolve(BUYER, rfc=f"AAA{each}")), number="A1")
        for each in NUMBERS
    ]
    assert counted(Ledger.build(invoices)) == {}


@pytest.mark.parametrize("operations", [1, MANY])
def test_payments_of_one_invoice_on_one_day(operations: int) -> None:
    receipts = [receipt(FAR + each, pays(1, "0.01")) for each in NUMBERS]
    numbered = [
        attrs.evolve(
            each,
            payments=tuple(
                attrs.evolve(payment, operation=str(position % operations))
                for payment in each.payments
            ),
        )
        for position, each in enumerate(receipts)
    ]
    repeated = {"COB216": MANY - 1} if operations == 1 else {}
    assert counted(Ledger.build([invoice(1), *numbered])) == repeated


def test_two_receipts_that_pay_many_invoices() -> None:
    lines = [pays(each, "0.01") for each in NUMBERS]
    documents = [*map(invoice, NUMBERS), receipt(FAR, *lines), receipt(FAR + 1, *lines)]
    assert counted(Ledger.build(documents)) == {"COB216": MANY}


def test_payments_with_taxes_and_credit_notes() -> None:
    def iva(base: str) -> tuple[Tax, ...]:
        return (Tax(tax="002", factor="Tasa", rate=Decimal("0.16"), base=Decimal(base)),)

    sold = attrs.evolve(invoice(1, "1160000.00"), taxes=iva("1000000.00"))
    receipts = [
        receipt(FAR + each, attrs.evolve(pays(1, "11.60"), taxes=iva("10.00")), on=each)
        for each in NUMBERS
    ]
    notes = [
        attrs.evolve(note(2 * FAR + each, "11.60", 1, on=each), taxes=iva("10.00"))
        for each in NUMBERS
    ]
    assert counted(Ledger.build([sold, *receipts, *notes])) == {}


def test_balances_declared_in_no_order_between_credit_notes() -> None:
    """Every ImpSaldoAnt is wrong, so every order is tried and every credit looked at."""
    receipts = [
        receipt(
            FAR + each,
            pays(1, f"{each}.00", installment=each * 7919 % MANY + 1, before="5.00", after="9.00"),
            on=each * 31 % 700 + 1,
        )
        for each in NUMBERS
    ]
    notes = [note(2 * FAR + each, "0.01", 1, on=each * 17 % 700 + 1) for each in NUMBERS]
    found = counted(Ledger.build([invoice(1, "999999999.00"), *receipts, *notes]))
    assert found == {"COB222": MANY, "COB223": MANY}


def test_dependants_of_one_cancelled_invoice() -> None:
    lines = receipt(FAR, *[pays(1, "0.01")] * MANY)
    receipts = [receipt(FAR + each, pays(1, "0.01"), on=each % 28 + 1) for each in NUMBERS]
    found = counted(Ledger.build([invoice(1), lines, *receipts], status=cancelled(1, on=40)))
    assert found["COB240"] == 1
    assert found["COB247"] == MANY + 1


@pytest.mark.parametrize("late", [False, True])
def test_a_chain_of_late_receipts(late: bool) -> None:  # noqa: FBT001 - the case itself
    """Only the last stands; whether it is late depends on the first."""
    chain = [
        receipt(
            FAR + each,
            pays(1, "60.00"),
            on=10,
            issued=each + (100 if late else 10),
            replaces=[FAR + each - 1] if each > 1 else [],
        )
        for each in NUMBERS
    ]
    assert counted(Ledger.build([invoice(1), *chain])) == ({"COB215": 1} if late else {})


def test_money_seen_many_times() -> None:
    cash = [
        CashReceipt(invoice=uid(1), date=day(each), amount=Decimal("0.02"), reference=str(each))
        for each in NUMBERS
    ]
    receipts = [receipt(FAR + each, pays(1, "0.01"), on=each) for each in NUMBERS]
    found = counted(Ledger.build([invoice(1), *receipts], cash=cash))
    assert set(found) == {"COB214"}
    assert MANY // 2 <= found["COB214"] <= MANY


def test_an_unpaid_invoice_with_many_events() -> None:
    cash = [
        CashReceipt(invoice=uid(1), date=day(each), amount=Decimal("0.01"), reference=str(each))
        for each in NUMBERS
    ]
    ledger = Ledger.build([invoice(1, "200.00", method="PUE")], cash=cash, pue="alert")
    (case,) = ledger.deadlines
    assert case.until == day(MANY)
