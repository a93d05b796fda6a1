"""The states of a cancellation: only what is cancelled ends."""

import pytest

from cobranza.errors import LedgerError
from cobranza.ledger import DocumentState, DocumentStatus, Ledger
from tests.ledger.makers import (
    balance,
    by_hand,
    cancelled,
    codes,
    day,
    invoice,
    moment,
    note,
    pays,
    receipt,
    uid,
)

PENDING = [DocumentState.CANCELLATION_REQUESTED, DocumentState.CANCELLATION_REJECTED]


@pytest.mark.parametrize("state", PENDING)
def test_what_is_asked_for_or_refused_stands(state: DocumentState) -> None:
    documents = [invoice(1), receipt(2, pays(1, "500.00"), on=10), note(3, "60.00", 1)]
    status = {uid(n): DocumentStatus(state=state, requested_on=day(20)) for n in (1, 2, 3)}
    ledger = Ledger.build(documents, status=status)
    assert balance(ledger, 1) == balance(Ledger.build(documents), 1) == 600
    assert codes(ledger) == ["COB249"] * 3
    assert {case.since for case in ledger.inconsistencies} == {day(20)}


@pytest.mark.parametrize("state", PENDING)
def test_a_substitute_whose_cancellation_is_pending_replaces(state: DocumentState) -> None:
    documents = [invoice(1), invoice(2, on=5, replaces=[1])]
    ledger = Ledger.build(documents, status={uid(2): DocumentStatus(state=state)})
    assert [balance(ledger, number) for number in (1, 2)] == [0, 1160]


def test_a_replaced_invoice_ends_though_it_is_still_in_force() -> None:
    status = {uid(1): DocumentStatus(state=DocumentState.IN_FORCE)}
    ledger = Ledger.build([invoice(1), invoice(2, on=5, replaces=[1])], status=status)
    assert [balance(ledger, number) for number in (1, 2)] == [0, 1160]
    assert codes(ledger) == ["COB248"]


def test_the_day_of_the_request_ends_nothing() -> None:
    status = {
        uid(1): DocumentStatus(
            state=DocumentState.CANCELLED, requested_on=day(5), cancelled_on=day(8)
        )
    }
    ledger = Ledger.build([invoice(1)], status=status)
    assert [balance(ledger, 1, on) for on in (5, 7, 8)] == [1160, 1160, 0]
    assert ledger.get(uid(1)).voided_on == day(8)  # type: ignore[union-attr]


def test_voided_on() -> None:
    documents = [invoice(1), invoice(2, on=5, replaces=[1]), invoice(3)]
    ledger = Ledger.build(documents, status=cancelled(3, on=20))
    voided = [each.voided_on for each in ledger.receivables]
    assert voided == [day(5), day(20), None]
    assert ledger.as_of(day(19)).receivables[1].voided_on is None


def test_what_is_left_on_a_cancelled_invoice_shows_when_both_are_known() -> None:
    ledger = Ledger.build([invoice(1)], adjustments=[by_hand(1, "-5.00", on=20)])
    assert codes(ledger) == []
    for on, since in ((None, 20), (10, 20), (25, 25)):
        ledger = Ledger.build(
            [invoice(1)], adjustments=[by_hand(1, "-5.00", on=20)], status=cancelled(1, on=on)
        )
        assert [(case.code, case.since) for case in ledger.inconsistencies] == [
            ("COB240", day(since))
        ]


def test_a_status_that_cannot_be() -> None:
    with pytest.raises(LedgerError, match="cancelled_on is given"):
        DocumentStatus(state=DocumentState.CANCELLATION_REQUESTED, cancelled_on=day(1))
    with pytest.raises(LedgerError, match="requested_on is given for a document in force"):
        DocumentStatus(state=DocumentState.IN_FORCE, requested_on=day(1))
    with pytest.raises(LedgerError, match="expected 2026-01-05 or later"):
        DocumentStatus(state=DocumentState.CANCELLED, requested_on=day(5), cancelled_on=day(4))
    with pytest.raises(TypeError, match="requested_on is a datetime"):
        DocumentStatus(state=DocumentState.CANCELLED, requested_on=moment(5))
