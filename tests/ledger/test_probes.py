"""The balance probes put to another library, and the answers that are reasonable.

Nine questions that stress the balance of an invoice of 1160.00; the expected balances are the
"reasonable" ones of a study of existing libraries, worked out by hand there and again below.
"""

from decimal import Decimal

import pytest

from cobranza.ledger import CreditNotePolicy, Ledger, UnappliedReason
from tests.ledger.makers import (
    balance,
    balances,
    cancelled,
    cash,
    codes,
    invoice,
    note,
    pays,
    receipt,
    uid,
)


def test_a_credit_note_already_netted_by_the_issuer_is_not_subtracted_twice() -> None:
    rep = receipt(3, pays(1, "500.00", installment=1, before="1000.00", after="500.00"))
    ledger = Ledger.build([invoice(1), note(2, "160.00", 1), rep])
    assert balance(ledger, 1) == Decimal(500)  # 1160 - 160 - 500
    assert codes(ledger) == []


def test_a_credit_note_not_netted_by_the_issuer_is_told_apart() -> None:
    rep = receipt(3, pays(1, "500.00", installment=1, before="1160.00", after="660.00"))
    ledger = Ledger.build([invoice(1), note(2, "160.00", 1), rep])
    assert balance(ledger, 1) == Decimal(500)
    assert codes(ledger) == ["COB224"]


@pytest.mark.parametrize(
    ("policy", "owed"),
    [("as_named", [1060, 1160]), ("oldest", [1160, 1060]), ("proportional", [1110, 1110])],
)
def test_a_credit_note_over_two_invoices_is_allocated_once(
    policy: CreditNotePolicy, owed: list[int]
) -> None:
    documents = [invoice(1, on=3), invoice(2, on=2), note(3, "100.00", 1, 2)]
    ledger = Ledger.build(documents, credit_notes=policy)
    assert sum(owed) == 2 * 1160 - 100
    assert balances(ledger, 1, 2) == owed
    assert codes(ledger) == []


@pytest.mark.parametrize("kind", ["01", "03", "07"])
def test_returns_and_advances_reduce_the_invoice_too(kind: str) -> None:
    ledger = Ledger.build([invoice(1), note(2, "160.00", 1, kind=kind)])
    assert balance(ledger, 1) == Decimal(1000)


def test_a_cancelled_receipt_does_not_count_and_the_gap_is_reported() -> None:
    first = receipt(2, pays(1, "100.00", installment=1, before="1160.00", after="1060.00"), on=5)
    second = receipt(3, pays(1, "460.00", installment=2, before="1060.00", after="600.00"), on=10)
    ledger = Ledger.build([invoice(1), first, second], status=cancelled(2))
    assert balance(ledger, 1) == Decimal(700)  # 1160 - 460
    assert codes(ledger) == ["COB220", "COB222"]


def test_the_declared_remaining_balance_decides_nothing() -> None:
    rep = receipt(2, pays(1, "100.00", installment=1, before="1160.00", after="0.00"))
    ledger = Ledger.build([invoice(1), rep])
    assert balance(ledger, 1) == Decimal(1060)
    (case,) = ledger.inconsistencies
    assert case.code == "COB223"
    assert dict(case.values) == {"found": Decimal(0), "expected": Decimal(1060)}


def test_a_cancelled_invoice_owes_nothing() -> None:
    ledger = Ledger.build([invoice(1)], status=cancelled(1))
    assert balance(ledger, 1) == 0
    assert codes(ledger) == []


def test_giving_everything_twice_changes_nothing() -> None:
    documents = [invoice(1), note(2, "160.00", 1)]
    ledger = Ledger.build([*documents, *documents])
    assert balance(ledger, 1) == Decimal(1000)
    assert ledger == Ledger.build(documents)


def test_a_receipt_of_an_invoice_that_is_not_here_is_an_orphan() -> None:
    ledger = Ledger.build([receipt(2, pays(1, "500.00"))])
    (orphan,) = ledger.unapplied
    assert (orphan.amount, orphan.currency) == (Decimal(500), "MXN")
    assert (orphan.reason, orphan.invoice) == (UnappliedReason.INVOICE_MISSING, uid(1))
    assert codes(ledger) == ["COB210"]


def test_a_credit_note_over_two_invoices_is_two_events() -> None:
    ledger = Ledger.build([invoice(1, "60.00"), invoice(2), note(3, "100.00", 1, 2)])
    assert (balance(ledger, 1), balance(ledger, 2)) == (Decimal(0), Decimal(1120))


def test_a_pue_invoice_can_be_left_open() -> None:
    documents = [invoice(1, method="PUE")]
    assert balance(Ledger.build(documents), 1) == 0
    assert balance(Ledger.build(documents, pue="open"), 1) == Decimal(1160)
    assert balance(Ledger.build(documents, cash=[cash(1, "160.00")]), 1) == Decimal(1000)
    alerted = Ledger.build(documents, pue="alert")
    assert [case.code for case in alerted.deadlines] == ["COB217"]


def test_a_credit_note_in_another_currency_is_converted() -> None:
    documents = [invoice(1), note(2, "10.00", 1, currency="USD", rate="16.00")]
    assert balance(Ledger.build(documents), 1) == Decimal(1000)  # 1160 - 10 x 16
