"""Drawn ledgers hang together, and their truth is what the ledger under test finds."""

from datetime import date, timedelta

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from cobranza.ledger import CreditNote, EventKind, Invoice, PaymentReceipt
from cobranza.testing import LedgerCase, ledgers

AS_OF = date(2026, 6, 30)
days = st.integers(0, 200).map(lambda days: AS_OF - timedelta(days=days))

pytestmark = pytest.mark.property


@given(ledgers(), days)
def test_every_balance_is_the_true_one(case: LedgerCase, day: date) -> None:
    found = {each.uuid: each.balance(day) for each in case.build().receivables}
    assert found == case.balances(day)


@given(ledgers(mistakes=True), days)
def test_what_is_planted_is_found_and_nothing_else(case: LedgerCase, day: date) -> None:
    ledger = case.build()
    assert {each.uuid: each.balance(day) for each in ledger.receivables} == case.balances(day)
    assert {
        (each.code, each.document, each.receivable or "")
        for each in ledger.as_of(day).inconsistencies
    } == {(each.code, each.document, each.receivable) for each in case.planted if each.holds(day)}


@given(ledgers())
def test_without_mistakes_hardly_anything_does_not_fit(case: LedgerCase) -> None:
    """An advance waits for its sale; a customer is renamed; the SAT is slow to cancel."""
    assert {each.code for each in case.planted} <= {
        "COB214",
        "COB235",
        "COB248",
        "COB251",
        "COB252",
    }


@given(ledgers(stories=1, as_of=date(2024, 2, 29)))
def test_stories_end_on_the_day_asked_for(case: LedgerCase) -> None:
    assert case.as_of == date(2024, 2, 29)
    assert len(case.documents) <= 7
    for account in case.accounts:
        assert all(each.on <= case.as_of for each in account.movements)


def test_what_is_found_shrinks_to_one_invoice() -> None:
    plain = settings(database=None, derandomize=True, max_examples=200)
    case = find(ledgers(mistakes=True), lambda case: bool(case.accounts), settings=plain)
    assert len(case.accounts) == 1
    assert len(case.documents) <= 2


def test_all_kinds_are_drawn() -> None:
    every = {Invoice, CreditNote, PaymentReceipt, *EventKind}
    kinds: set[object] = set()
    codes: set[str] = set()

    @settings(
        max_examples=1000, database=None, phases=[Phase.generate], derandomize=True, deadline=None
    )
    @given(ledgers(mistakes=True))
    def see(case: LedgerCase) -> None:
        if kinds == every and len(codes) > 30:
            return  # what comes now costs little
        kinds.update(type(document) for document in case.documents)
        codes.update(each.code for each in case.planted)
        for receivable in case.build().receivables:
            kinds.update(event.kind for event in receivable.events)

    see()
    assert kinds == every
    assert len(codes) > 30
