"""What holds of every ledger, whatever the documents."""

from collections import defaultdict
from datetime import date
from decimal import Decimal

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobranza.ledger import (
    CreditNote,
    EventKind,
    Invoice,
    Ledger,
    PaymentReceipt,
    PuePolicy,
    UnappliedReason,
)
from tests.ledger.makers import day, invoice, uid
from tests.ledger.reference import Reference, ended
from tests.ledger.strategies import LAST_DAY, World, wild_worlds, worlds

pytestmark = pytest.mark.property

policies: st.SearchStrategy[PuePolicy] = st.sampled_from(("paid_at_issue", "open"))
DAYS = [day(number) for number in range(LAST_DAY + 2)]


@given(wild_worlds, policies, st.data())
def test_order_and_repetition_do_not_matter(
    world: World, policy: PuePolicy, data: st.DataObject
) -> None:
    """A pure function of its inputs, also of contents that share a UUID."""
    documents = list(world.documents)
    documents += [attrs.evolve(document, number="another") for document in documents[:2]]
    expected = Ledger.build(documents, status=world.status, pue=policy)
    some = data.draw(st.lists(st.sampled_from(documents), max_size=4) if documents else st.just([]))
    shuffled = data.draw(st.permutations(documents + some))
    assert Ledger.build(shuffled, status=world.status, pue=policy) == expected


@given(wild_worlds, policies)
def test_a_balance_is_the_sum_of_the_events_up_to_the_day(world: World, policy: PuePolicy) -> None:
    ledger = Ledger.build(world.documents, status=world.status, pue=policy)
    assert len(ledger.receivables) == sum(isinstance(each, Invoice) for each in world.documents)
    for on in [*DAYS, None]:
        totals: defaultdict[str, Decimal] = defaultdict(Decimal)
        for receivable in ledger.receivables:
            events = [event for event in receivable.events if on is None or event.date <= on]
            balance = sum((event.amount for event in events), Decimal(0))
            assert receivable.balance(on) == balance
            totals[receivable.currency] += balance
        assert ledger.balances(on) == totals
    for receivable in ledger.receivables:
        dates = [event.date for event in receivable.events]
        assert dates == sorted(dates)
        assert all(case.message for case in ledger.inconsistencies)


@given(wild_worlds, policies)
def test_transfers_and_reversals_cancel_out(world: World, policy: PuePolicy) -> None:
    """Per currency and day transfers come in pairs; what a document undid, it had done."""
    ledger = Ledger.build(world.documents, status=world.status, pue=policy)
    transfers: defaultdict[tuple[str, date], Decimal] = defaultdict(Decimal)
    for receivable in ledger.receivables:
        for event in receivable.events:
            assert (event.reverses is not None) == (
                event.kind in {EventKind.CANCELLATION, EventKind.SUBSTITUTION}
            )
            assert (event.counterpart is not None) == (event.kind is EventKind.TRANSFER)
            if event.kind is EventKind.TRANSFER:
                transfers[receivable.currency, event.date] += event.amount
    assert not any(transfers.values())


@given(worlds())
def test_nothing_is_lost(world: World) -> None:
    """One currency: Σ balances - Σ unapplied = Σ what stands, at the end of all days."""
    ledger = Ledger.build(world.documents, status=world.status, pue="open")
    stands = {each.uuid for each in world.documents} - ended(world.documents, world.status)
    expected = Decimal(0)
    for document in world.documents:
        if document.uuid not in stands:
            continue
        if isinstance(document, PaymentReceipt):
            for payment in document.payments:
                assigned = sum((each.paid for each in payment.applications), Decimal(0))
                expected -= max(assigned, payment.amount)
        else:
            expected += document.total if isinstance(document, Invoice) else -document.total
    balances = ledger.balances().get("MXN", Decimal(0))
    assert balances - ledger.unapplied_balances().get("MXN", Decimal(0)) == expected


@given(worlds())
def test_a_replaced_invoice_owes_nothing_from_then_on(world: World) -> None:
    ledger = Ledger.build(world.documents, status=world.status)
    issued = {each.uuid: each.issued.date() for each in world.documents}
    for receivable in ledger.receivables:
        for event in receivable.events:
            if event.kind is EventKind.SUBSTITUTION and event.reverses is EventKind.CHARGE:
                assert event.date == max(issued[receivable.uuid], issued[event.document])
                for on in [each for each in DAYS if each >= event.date]:
                    assert receivable.balance(on) == 0


@given(worlds(methods=("PUE",)))
def test_an_assumed_payment_leaves_nothing_on_any_day(world: World) -> None:
    """Unless a receipt in force names the invoice, or the invoice ended."""
    ledger = Ledger.build(world.documents, status=world.status)
    gone = ended(world.documents, world.status)
    named = {
        each.invoice
        for receipt in world.documents
        if isinstance(receipt, PaymentReceipt) and receipt.uuid not in gone
        for payment in receipt.payments
        for each in payment.applications
    }
    for receivable in ledger.receivables:
        if receivable.uuid not in named | gone:
            first = min(event.date for event in receivable.events)
            since = max(first, receivable.issued.date())
            assert [receivable.balance(on) for on in DAYS if on >= since] == [
                Decimal(0) for on in DAYS if on >= since
            ]


@given(worlds())
def test_a_credit_note_is_used_once_and_never_overdraws(world: World) -> None:
    ledger = Ledger.build(world.documents, status=world.status, pue="open")
    gone = ended(world.documents, world.status)
    used: defaultdict[str, Decimal] = defaultdict(Decimal)
    for receivable in ledger.receivables:
        for event in receivable.events:
            if event.kind is EventKind.CREDIT_NOTE:
                assert event.amount < 0
                used[event.document] -= event.amount
    for unapplied in ledger.unapplied:
        assert unapplied.document not in gone
        if unapplied.kind is EventKind.CREDIT_NOTE:
            used[unapplied.document] += unapplied.amount
    for document in world.documents:
        if isinstance(document, CreditNote) and document.uuid not in gone:
            assert used[document.uuid] == document.total


@given(worlds(methods=("PPD", None), substitutions=False), st.sampled_from(DAYS))
def test_plain_cases_agree_with_an_independent_ledger(world: World, on: date) -> None:
    ledger = Ledger.build(world.documents, status=world.status)
    reference = Reference(world.documents, world.status)
    for receivable in ledger.receivables:
        assert receivable.balance(on) == reference.balance(receivable.uuid, on)
    left = {
        each.document: each.amount
        for each in ledger.unapplied
        if each.kind is EventKind.CREDIT_NOTE
    }
    assert left == reference.left
    missing = [
        (each.document, each.amount)
        for each in ledger.unapplied
        if each.kind is EventKind.PAYMENT and each.reason is UnappliedReason.INVOICE_MISSING
    ]
    orphans = [
        (receipt.uuid, each.paid)
        for receipt in reference.receipts
        if not reference.is_cancelled(receipt.uuid)
        for payment in receipt.payments
        for each in payment.applications
        if each.invoice not in reference.invoices
    ]
    assert sorted(missing) == sorted(orphans)


@given(worlds(substitutions=False))
def test_an_invoice_that_nobody_names_changes_nothing_else(world: World) -> None:
    before = Ledger.build(world.documents, status=world.status)
    after = Ledger.build([*world.documents, invoice(77)], status=world.status)
    assert [each for each in after.receivables if each.uuid != uid(77)] == list(before.receivables)
    assert after.inconsistencies == before.inconsistencies
    assert after.unapplied == before.unapplied
