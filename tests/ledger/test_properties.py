"""What holds of every ledger, whatever the documents."""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import TypeVar

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobranza.ledger import (
    CreditNote,
    CreditNotePolicy,
    EventKind,
    Invoice,
    PaymentReceipt,
    PuePolicy,
    UnappliedReason,
)
from tests.ledger.makers import day, invoice, uid
from tests.ledger.reference import Reference, ended, heirs
from tests.ledger.strategies import LAST_DAY, World, wild_worlds, worlds

pytestmark = pytest.mark.property

policies: st.SearchStrategy[PuePolicy] = st.sampled_from(("paid_at_issue", "open", "alert"))
uses: st.SearchStrategy[CreditNotePolicy] = st.sampled_from(("as_named", "oldest", "proportional"))
CREDITS = {EventKind.CREDIT_NOTE, EventKind.ADVANCE}
DAYS = [day(number) for number in range(LAST_DAY + 2)]


@given(wild_worlds, policies, uses, st.data())
def test_order_and_repetition_do_not_matter(
    world: World, policy: PuePolicy, use: CreditNotePolicy, data: st.DataObject
) -> None:
    """A pure function of its inputs, also of contents that share a UUID; to the last digit."""
    documents = list(world.documents)
    documents += [attrs.evolve(document, number="another") for document in documents[:2]]
    whole = attrs.evolve(world, documents=tuple(documents))
    shuffled = World(
        again(data, whole.documents),
        dict(reversed(list(world.status.items()))),
        again(data, whole.adjustments),
        again(data, whole.cash),
    )
    expected = whole.build(pue=policy, credit_notes=use)
    ledger = shuffled.build(pue=policy, credit_notes=use)
    assert ledger == expected
    assert repr(ledger) == repr(expected)


T = TypeVar("T")


def again(data: st.DataObject, given: tuple[T, ...]) -> tuple[T, ...]:
    """The same in another order, some of them more than once."""
    some = data.draw(st.lists(st.sampled_from(given), max_size=3)) if given else []
    return tuple(data.draw(st.permutations([*given, *some])))


@given(wild_worlds, policies, uses)
def test_a_balance_is_the_sum_of_the_events_up_to_the_day(
    world: World, policy: PuePolicy, use: CreditNotePolicy
) -> None:
    ledger = world.build(pue=policy, credit_notes=use)
    assert len(ledger.receivables) == sum(isinstance(each, Invoice) for each in world.documents)
    for on in [*DAYS, None]:
        totals: defaultdict[str, Decimal] = defaultdict(Decimal)
        for receivable in ledger.receivables:
            events = [event for event in receivable.events if on is None or event.date <= on]
            balance = sum((event.amount for event in events), Decimal(0))
            assert receivable.balance(on) == balance
            if events:
                totals[receivable.currency] += balance
        assert ledger.balances(on) == totals
    for receivable in ledger.receivables:
        dates = [event.date for event in receivable.events]
        assert dates == sorted(dates)
        assert sum((each.amount for each in receivable.schedule), Decimal(0)) == receivable.amount
    for case in (*ledger.inconsistencies, *ledger.deadlines):
        assert case.message
        assert case.until is None or case.since < case.until


@given(wild_worlds, policies, st.sampled_from(DAYS), st.sampled_from(DAYS))
def test_a_ledger_as_of_a_day_is_the_ledger_of_that_day(
    world: World, policy: PuePolicy, first: date, second: date
) -> None:
    ledger = world.build(pue=policy)
    then = ledger.as_of(first)
    assert then.balances() == then.balances(first) == ledger.balances(first)
    assert then.unapplied_balances() == ledger.unapplied_balances(first)
    cases = (*ledger.inconsistencies, *ledger.deadlines)
    assert set(then.inconsistencies) == {case for case in cases if case.holds(first)}
    assert then.deadlines == ()
    by_uuid = {each.uuid for each in then.documents}
    for receivable in then.receivables:
        assert receivable.events
        assert all(event.date <= first for event in receivable.events)
        assert by_uuid >= {each.document for each in receivable.events if len(each.document) > 9}
    again = ledger.as_of(max(first, second)).as_of(min(first, second))
    assert again.receivables == ledger.as_of(min(first, second)).receivables
    assert ledger.as_of(date(2100, 1, 1)).receivables == ledger.receivables


@given(wild_worlds, policies)
def test_transfers_and_reversals_cancel_out(world: World, policy: PuePolicy) -> None:
    """Per currency and day transfers come in pairs; what a document undid, it had done."""
    ledger = world.build(pue=policy)
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


@given(worlds(), uses)
def test_nothing_is_lost(world: World, use: CreditNotePolicy) -> None:
    """One currency: Σ balances - Σ unapplied = Σ what stands, at the end of all days.

    Money seen counts for what it shows beyond the receipts, of each debt.
    """
    ledger = world.build(pue="open", credit_notes=use)
    stands = {each.uuid for each in world.documents} - ended(world.documents, world.status)
    invoices = {each.uuid for each in world.documents if isinstance(each, Invoice)}
    became = heirs(world.documents, world.status)
    expected = sum(
        (each.amount for each in set(world.adjustments) if each.invoice in invoices), Decimal(0)
    )
    beyond: defaultdict[str, Decimal] = defaultdict(Decimal)
    for receipt in set(world.cash):
        if receipt.invoice in invoices:
            beyond[became.get(receipt.invoice, receipt.invoice)] += receipt.amount
    for document in world.documents:
        if document.uuid not in stands:
            continue
        if isinstance(document, PaymentReceipt):
            for payment in document.payments:
                assigned = sum((each.paid for each in payment.applications), Decimal(0))
                expected -= max(assigned, payment.amount)
                for each in payment.applications:
                    beyond[became.get(each.invoice, each.invoice)] -= each.paid
        else:
            expected += document.total if isinstance(document, Invoice) else -document.total
    expected -= sum((amount for amount in beyond.values() if amount > 0), Decimal(0))
    balances = ledger.balances().get("MXN", Decimal(0))
    assert balances - ledger.unapplied_balances().get("MXN", Decimal(0)) == expected


@given(worlds())
def test_a_replaced_invoice_owes_nothing_from_then_on(world: World) -> None:
    ledger = world.build()
    issued = {each.uuid: each.issued.date() for each in world.documents}
    for receivable in ledger.receivables:
        for event in receivable.events:
            if event.kind is EventKind.SUBSTITUTION and event.reverses is EventKind.CHARGE:
                assert event.date == max(issued[receivable.uuid], issued[event.document])
                for on in [each for each in DAYS if each >= event.date]:
                    assert receivable.balance(on) == 0


@given(worlds(methods=("PUE",)))
def test_an_assumed_payment_leaves_nothing_on_any_day(world: World) -> None:
    """Unless a receipt in force names the invoice, money was seen for it, or it ended."""
    ledger = world.build()
    gone = ended(world.documents, world.status)
    named = {
        each.invoice
        for receipt in world.documents
        if isinstance(receipt, PaymentReceipt) and receipt.uuid not in gone
        for payment in receipt.payments
        for each in payment.applications
    }
    named |= {each.invoice for each in world.cash if each.amount}
    for receivable in ledger.receivables:
        if receivable.uuid not in named | gone:
            first = min(event.date for event in receivable.events)
            since = max(first, receivable.issued.date())
            assert [receivable.balance(on) for on in DAYS if on >= since] == [
                Decimal(0) for on in DAYS if on >= since
            ]


@given(worlds(), uses)
def test_a_credit_note_is_used_once_and_never_overdraws(
    world: World, use: CreditNotePolicy
) -> None:
    ledger = world.build(pue="open", credit_notes=use)
    gone = ended(world.documents, world.status)
    used: defaultdict[str, Decimal] = defaultdict(Decimal)
    for receivable in ledger.receivables:
        for event in receivable.events:
            if event.kind in CREDITS:
                assert event.amount < 0
                used[event.document] -= event.amount
    for unapplied in ledger.unapplied:
        assert unapplied.document not in gone
        if unapplied.kind in CREDITS:
            used[unapplied.document] += unapplied.amount
    for document in world.documents:
        if isinstance(document, CreditNote) and document.uuid not in gone:
            assert used[document.uuid] == document.total


@given(worlds(methods=("PPD", None), substitutions=False), st.sampled_from(DAYS))
def test_plain_cases_agree_with_an_independent_ledger(world: World, on: date) -> None:
    ledger = world.build()
    reference = Reference(world)
    for receivable in ledger.receivables:
        assert receivable.balance(on) == reference.balance(receivable.uuid, on)
    left = {each.document: each.amount for each in ledger.unapplied if each.kind in CREDITS}
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
    before = world.build()
    after = attrs.evolve(world, documents=(*world.documents, invoice(77))).build()
    assert [each for each in after.receivables if each.uuid != uid(77)] == list(before.receivables)
    assert after.inconsistencies == before.inconsistencies
    assert after.unapplied == before.unapplied
