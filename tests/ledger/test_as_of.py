"""Point in time: what was owed, and what did not fit, at the end of any past day."""

from decimal import Decimal

from cobranza.ledger import Ledger
from tests.ledger.makers import (
    balance,
    by_hand,
    cancelled,
    cash,
    codes,
    day,
    invoice,
    note,
    pays,
    receipt,
    uid,
)

DOCUMENTS = (
    invoice(1),
    invoice(2, "500.00", on=10, currency="USD", rate="17"),
    receipt(3, pays(1, "300.00"), on=12, issued=20),
    note(4, "60.00", 1, on=15),
    receipt(5, pays(9, "70.00"), on=18),
)


def test_every_day_has_its_balances() -> None:
    ledger = Ledger.build(DOCUMENTS, adjustments=[by_hand(1, "-0.50", on=25)])
    expected = {
        0: {},
        1: {"MXN": "1160.00"},
        10: {"MXN": "1160.00", "USD": "500.00"},
        12: {"MXN": "860.00", "USD": "500.00"},
        15: {"MXN": "800.00", "USD": "500.00"},
        25: {"MXN": "799.50", "USD": "500.00"},
    }
    for number, balances in expected.items():
        given = {currency: str(amount) for currency, amount in ledger.balances(day(number)).items()}
        assert given == balances
        assert ledger.as_of(day(number)).balances() == ledger.balances(day(number))


def test_a_payment_counts_from_its_day_and_its_receipt_comes_with_it() -> None:
    then = Ledger.build(DOCUMENTS).as_of(day(12))
    assert balance(then, 1) == Decimal(860)
    assert [each.uuid for each in then.documents] == [uid(1), uid(2), uid(3)]


def test_what_is_not_there_yet_is_not_there() -> None:
    ledger = Ledger.build(DOCUMENTS)
    then = ledger.as_of(day(9))
    assert [each.uuid for each in then.receivables] == [uid(1)]
    assert then.get(uid(2)) is None
    assert then.unapplied == ()
    assert [each.uuid for each in ledger.as_of(day(18)).documents] == [uid(n) for n in range(1, 6)]


def test_an_untouched_receivable_is_the_same_object() -> None:
    ledger = Ledger.build(DOCUMENTS)
    assert ledger.as_of(day(40)).receivables[0] is ledger.receivables[0]
    assert ledger.as_of(day(40)).receivables == ledger.receivables


def test_inconsistencies_hold_from_the_day_their_documents_show_them() -> None:
    ledger = Ledger.build(DOCUMENTS)
    assert codes(ledger.as_of(day(17))) == []
    assert codes(ledger.as_of(day(18))) == ["COB210"]
    assert codes(ledger) == ["COB210"]


def test_deadlines_are_missed_on_their_day_and_met_later() -> None:
    """A payment seen on 10 January has its REP by 5 February (RMF 2.7.1.32)."""
    documents = [invoice(1), receipt(2, pays(1, "500.00"), on=10, issued=50)]
    ledger = Ledger.build(documents, cash=[cash(1, "500.00", on=10)])
    (case,) = ledger.deadlines
    assert (case.code, case.since, case.until) == ("COB214", day(37), day(50))
    seen = [codes(ledger.as_of(day(on))) for on in (36, 37, 49, 50)]
    assert seen == [[], ["COB214"], ["COB214"], ["COB215"]]
    assert ledger.as_of(day(40)).deadlines == ()


def test_a_cancellation_is_there_from_its_day() -> None:
    documents = [invoice(1), receipt(2, pays(1, "500.00"), on=10)]
    ledger = Ledger.build(documents, status=cancelled(1, on=30))
    assert codes(ledger.as_of(day(29))) == []
    assert codes(ledger.as_of(day(30))) == ["COB240", "COB247"]


def test_a_cancelled_substitute_is_reported_from_its_cancellation() -> None:
    documents = [invoice(1), invoice(2, on=5, replaces=[1])]
    ledger = Ledger.build(documents, status=cancelled(2, on=9))
    (case,) = [case for case in ledger.inconsistencies if case.code == "COB245"]
    assert case.since == day(9)


def test_other_contents_are_there_from_their_day() -> None:
    ledger = Ledger.build([invoice(1), invoice(1, "999.00", on=8)])
    assert [each.issued_on for each in ledger.discarded] == [day(8)]
    assert ledger.as_of(day(7)).discarded == ()
    assert codes(ledger.as_of(day(7))) == []
    assert ledger.as_of(day(8)) == ledger


def test_a_day_after_all_events_keeps_all() -> None:
    ledger = Ledger.build(DOCUMENTS)
    assert ledger.as_of(day(300)) == ledger
