"""Substitution (TipoRelacion 04), cancellation, and what follows from both."""

from decimal import Decimal

from cobranza.ledger import DocumentState, DocumentStatus, EventKind, Ledger, UnappliedReason
from tests.ledger.makers import (
    balance,
    cancelled,
    codes,
    day,
    events,
    invoice,
    note,
    of_kind,
    pays,
    receipt,
    story,
    uid,
)


class TestCancelledInvoice:
    def test_on_a_day(self) -> None:
        ledger = Ledger.build([invoice(1)], status=cancelled(1, on=20))
        assert story(ledger, 1) == [("charge", 1, "1160.00"), ("cancellation", 20, "-1160.00")]
        reversal = events(ledger, 1)[1]
        assert (reversal.reverses, reversal.document) == (EventKind.CHARGE, uid(1))

    def test_on_an_unknown_day(self) -> None:
        ledger = Ledger.build([invoice(1)], status=cancelled(1))
        assert balance(ledger, 1, 1) == 0

    def test_before_it_was_issued(self) -> None:
        assert balance(Ledger.build([invoice(1, on=5)], status=cancelled(1, on=2)), 1, 2) == 0

    def test_paid(self) -> None:
        documents = [invoice(1), receipt(2, pays(1, "1160.00"), on=10)]
        ledger = Ledger.build(documents, status=cancelled(1, on=20))
        assert [balance(ledger, 1, on) for on in (9, 10, 20)] == [1160, 0, -1160]
        case, dependent = ledger.inconsistencies
        assert (case.code, case.receivable) == ("COB240", uid(1))
        assert dict(case.values)["balance"] == Decimal(-1160)
        assert case.since == day(20)
        assert dependent.code == "COB247"

    def test_paid_afterwards(self) -> None:
        documents = [invoice(1), receipt(2, pays(1, "100.00"), on=30)]
        ledger = Ledger.build(documents, status=cancelled(1, on=20))
        assert balance(ledger, 1) == Decimal(-100)
        assert codes(ledger) == ["COB240", "COB247"]
        assert ledger.inconsistencies[0].since == day(30)

    def test_in_force_by_status(self) -> None:
        status = {uid(1).lower(): DocumentStatus(state=DocumentState.IN_FORCE)}
        assert balance(Ledger.build([invoice(1)], status=status), 1) == Decimal(1160)

    def test_a_status_in_lower_case(self) -> None:
        status = {uid(0xABC).lower(): DocumentStatus(state=DocumentState.CANCELLED)}
        assert balance(Ledger.build([invoice(0xABC)], status=status), 0xABC) == 0


class TestReplacedInvoice:
    def test_the_charge_is_reversed_when_the_substitute_is_issued(self) -> None:
        ledger = Ledger.build([invoice(1), invoice(2, "1200.00", on=8, replaces=[1])])
        assert story(ledger, 1) == [("charge", 1, "1160.00"), ("substitution", 8, "-1160.00")]
        assert events(ledger, 1)[1].document == uid(2)
        assert story(ledger, 2) == [("charge", 8, "1200.00")]
        assert codes(ledger) == []

    def test_credits_before_and_after_follow(self) -> None:
        documents = [
            invoice(1),
            receipt(3, pays(1, "100.00"), on=5),
            note(4, "60.00", 1, on=6),
            invoice(2, "1200.00", on=8, replaces=[1]),
            receipt(5, pays(1, "200.00"), on=12),
            note(6, "40.00", 1, on=13),
        ]
        ledger = Ledger.build(documents)
        assert story(ledger, 1) == [
            ("charge", 1, "1160.00"),
            ("payment", 5, "-100.00"),
            ("credit_note", 6, "-60.00"),
            ("substitution", 8, "-1160.00"),
            ("transfer", 8, "160.00"),
            ("payment", 12, "-200.00"),
            ("transfer", 12, "200.00"),
            ("credit_note", 13, "-40.00"),
            ("transfer", 13, "40.00"),
        ]
        assert story(ledger, 2) == [
            ("charge", 8, "1200.00"),
            ("transfer", 8, "-160.00"),
            ("transfer", 12, "-200.00"),
            ("transfer", 13, "-40.00"),
        ]
        transfer = of_kind(ledger, 1, EventKind.TRANSFER)[0]
        assert (transfer.counterpart, transfer.document) == (uid(2), uid(2))
        assert of_kind(ledger, 2, EventKind.TRANSFER)[1].counterpart == uid(1)
        assert codes(ledger) == []

    def test_cancelled_afterwards_is_reversed_once(self) -> None:
        documents = [invoice(1), invoice(2, on=8, replaces=[1])]
        for status in (cancelled(1, on=8), cancelled(1, on=20), cancelled(1)):
            ledger = Ledger.build(documents, status=status)
            assert story(ledger, 1) == [("charge", 1, "1160.00"), ("substitution", 8, "-1160.00")]
            assert codes(ledger) == []

    def test_cancelled_before_is_reversed_then_and_credits_still_follow(self) -> None:
        documents = [
            invoice(1),
            receipt(3, pays(1, "100.00"), on=3),
            invoice(2, on=8, replaces=[1]),
        ]
        ledger = Ledger.build(documents, status=cancelled(1, on=5))
        assert [balance(ledger, 1, on) for on in (4, 5, 8)] == [1060, -100, 0]
        assert [balance(ledger, 2, on) for on in (7, 8)] == [0, 1060]
        assert codes(ledger) == ["COB247"]  # the REP names what was cancelled

    def test_a_chain_is_followed_to_its_end(self) -> None:
        documents = [
            invoice(1),
            receipt(9, pays(1, "100.00"), on=2),
            invoice(2, on=4, replaces=[1]),
            receipt(10, pays(1, "10.00"), on=5),
            invoice(3, on=6, replaces=[2]),
            receipt(11, pays(1, "1.00"), on=7),
        ]
        ledger = Ledger.build(documents)
        assert [balance(ledger, 1, on) for on in (2, 4, 5, 7)] == [1060, 0, 0, 0]
        assert [balance(ledger, 2, on) for on in (4, 5, 6, 7)] == [1060, 1050, 0, 0]
        assert [balance(ledger, 3, on) for on in (5, 6, 7)] == [0, 1050, 1049]

    def test_a_chain_of_one_day(self) -> None:
        documents = [invoice(1), invoice(2, replaces=[1]), invoice(3, replaces=[2])]
        ledger = Ledger.build([*documents, receipt(9, pays(1, "100.00"), on=1)])
        assert [balance(ledger, number, 1) for number in (1, 2, 3)] == [0, 0, 1060]

    def test_one_invoice_replaces_two(self) -> None:
        documents = [
            invoice(1, "100.00"),
            invoice(2, "200.00"),
            receipt(9, pays(1, "10.00"), pays(2, "20.00"), on=3),
            invoice(3, "300.00", on=5, replaces=[1, 2]),
        ]
        ledger = Ledger.build(documents)
        assert [balance(ledger, number) for number in (1, 2, 3)] == [0, 0, 270]

    def test_two_invoices_replace_one(self) -> None:
        documents = [
            invoice(1, "300.00"),
            receipt(9, pays(1, "10.00"), on=3),
            invoice(3, "100.00", on=5, replaces=[1]),
            invoice(2, "200.00", on=6, replaces=[1]),
        ]
        ledger = Ledger.build(documents)
        assert [balance(ledger, number) for number in (1, 2, 3)] == [0, 200, 90]
        (case,) = ledger.inconsistencies
        assert (case.code, case.document) == ("COB243", uid(2))
        assert dict(case.values) == {"invoice": uid(1), "used": uid(3)}

    def test_a_substitute_issued_before(self) -> None:
        ledger = Ledger.build([invoice(1, on=5), invoice(2, on=3, replaces=[1])])
        assert story(ledger, 1) == [("charge", 5, "1160.00"), ("substitution", 5, "-1160.00")]

    def test_an_advance_on_an_invoice_older_than_its_substitute(self) -> None:
        documents = [
            receipt(9, pays(1, "100.00"), on=2),
            invoice(2, on=3, replaces=[1]),
            invoice(3, on=5, replaces=[2]),
            invoice(1, on=10),
        ]
        ledger = Ledger.build(documents)
        assert [balance(ledger, 1, on) for on in (2, 9, 10)] == [-100, -100, 0]
        assert [balance(ledger, 2, on) for on in (3, 5, 10)] == [1160, 0, 0]
        assert [balance(ledger, 3, on) for on in (5, 9, 10)] == [1160, 1160, 1060]

    def test_more_was_paid_than_the_substitute_charges(self) -> None:
        documents = [
            invoice(1),
            receipt(9, pays(1, "1160.00"), on=3),
            invoice(2, "1000.00", on=5, replaces=[1]),
        ]
        ledger = Ledger.build(documents)
        assert balance(ledger, 2) == Decimal(-160)
        (case,) = ledger.inconsistencies
        assert (case.code, case.receivable, case.document) == ("COB213", uid(2), uid(2))

    def test_a_late_payment_of_the_old_one_above_the_balance_of_the_new(self) -> None:
        documents = [
            invoice(1),
            invoice(2, "1000.00", on=5, replaces=[1]),
            receipt(9, pays(1, "1160.00"), on=7),
        ]
        ledger = Ledger.build(documents)
        (case,) = ledger.inconsistencies
        assert (case.code, case.receivable, case.document) == ("COB213", uid(2), uid(9))

    def test_a_note_of_the_old_one_takes_what_the_new_one_owes(self) -> None:
        documents = [
            invoice(1),
            invoice(2, "100.00", on=5, replaces=[1]),
            note(3, "150.00", 1, on=7),
        ]
        ledger = Ledger.build(documents)
        assert [balance(ledger, number) for number in (1, 2)] == [0, 0]
        assert [each.amount for each in ledger.unapplied] == [Decimal("50.00")]

    def test_a_cancelled_receipt_of_the_old_one_follows_and_comes_back(self) -> None:
        documents = [
            invoice(1),
            receipt(9, pays(1, "100.00"), on=3),
            invoice(2, on=5, replaces=[1]),
            note(4, "1160.00", 1, on=6),
        ]
        ledger = Ledger.build(documents, status=cancelled(9, on=8))
        assert [balance(ledger, 1, on) for on in (3, 5, 6, 8)] == [1060, 0, 0, 0]
        assert [balance(ledger, 2, on) for on in (5, 6, 8)] == [1060, -100, 0]
        assert (ledger.unapplied, codes(ledger)) == ((), [])

    def test_another_currency_is_not_crossed(self) -> None:
        documents = [
            invoice(1),
            receipt(9, pays(1, "100.00"), on=3),
            invoice(2, "60.00", on=5, currency="USD", rate="19", replaces=[1]),
        ]
        ledger = Ledger.build(documents)
        assert [balance(ledger, number) for number in (1, 2)] == [-100, 60]
        assert codes(ledger) == ["COB246"]

    def test_the_substitute_is_cancelled(self) -> None:
        """A cancelled substitute that nothing replaces replaces nothing."""
        documents = [
            invoice(1),
            receipt(9, pays(1, "100.00"), on=3),
            invoice(2, on=5, replaces=[1]),
        ]
        ledger = Ledger.build(documents, status=cancelled(2, on=7))
        assert [balance(ledger, 1, on) for on in (3, 5, 7)] == [1060, 1060, 1060]
        assert [balance(ledger, 2, on) for on in (5, 7)] == [1160, 0]
        assert codes(ledger) == ["COB245"]

    def test_both_are_cancelled(self) -> None:
        documents = [invoice(1), invoice(2, on=5, replaces=[1])]
        ledger = Ledger.build(documents, status=cancelled(1, 2, on=7))
        assert [balance(ledger, number) for number in (1, 2)] == [0, 0]
        assert codes(ledger) == []

    def test_a_cancelled_substitute_does_not_stand_in_the_way_of_another(self) -> None:
        documents = [
            invoice(1),
            invoice(2, on=5, replaces=[1]),
            invoice(3, on=6, replaces=[1]),
        ]
        ledger = Ledger.build(documents, status=cancelled(2, on=5))
        assert story(ledger, 1)[1] == ("substitution", 6, "-1160.00")
        assert codes(ledger) == []

    def test_a_cancelled_and_replaced_substitute_is_one(self) -> None:
        documents = [
            invoice(1),
            receipt(9, pays(1, "100.00"), on=3),
            invoice(2, on=5, replaces=[1]),
            invoice(3, on=8, replaces=[2]),
        ]
        ledger = Ledger.build(documents, status=cancelled(1, 2, on=9))
        assert [balance(ledger, number) for number in (1, 2, 3)] == [0, 0, 1060]
        assert codes(ledger) == ["COB247"]  # the REP names what was cancelled


class TestWhatCannotBe:
    def test_itself(self) -> None:
        ledger = Ledger.build([invoice(1, replaces=[1])])
        assert balance(ledger, 1) == Decimal(1160)
        assert codes(ledger) == ["COB242"]

    def test_a_circle(self) -> None:
        documents = [
            invoice(1, on=1, replaces=[3]),
            invoice(2, on=2, replaces=[1]),
            invoice(3, on=3, replaces=[2]),
            invoice(4, on=1),
            invoice(5, on=9, replaces=[4]),
        ]
        ledger = Ledger.build(documents)
        assert [balance(ledger, number) for number in (1, 2, 3)] == [1160, 1160, 1160]
        assert [balance(ledger, number) for number in (4, 5)] == [0, 1160]
        assert codes(ledger) == ["COB242"] * 3

    def test_a_tail_of_a_circle_is_followed(self) -> None:
        documents = [
            invoice(4),
            invoice(1, on=2, replaces=[2, 4]),
            invoice(2, on=3, replaces=[1]),
        ]
        ledger = Ledger.build([*documents, receipt(9, pays(4, "100.00"), on=5)])
        assert [balance(ledger, number) for number in (4, 1, 2)] == [0, 1060, 1160]

    def test_a_circle_of_receipts(self) -> None:
        documents = [
            invoice(1),
            receipt(2, pays(1, "10.00"), replaces=[3]),
            receipt(3, pays(1, "20.00"), replaces=[2]),
        ]
        ledger = Ledger.build(documents)
        assert balance(ledger, 1) == Decimal(1130)
        assert codes(ledger) == ["COB242"] * 2

    def test_what_is_not_here(self) -> None:
        ledger = Ledger.build([invoice(2, replaces=[1])])
        assert balance(ledger, 2) == Decimal(1160)
        (case,) = ledger.inconsistencies
        assert (case.code, case.severity.value) == ("COB241", "info")

    def test_another_kind(self) -> None:
        ledger = Ledger.build([invoice(1), note(2, "5.00", replaces=[1])])
        assert balance(ledger, 1) == Decimal(1160)
        assert "COB244" in codes(ledger)


class TestAssumedPayment:
    """PUE: declared paid at issue, so the balance is zero on every day until something says no."""

    def test_paid_at_issue(self) -> None:
        ledger = Ledger.build([invoice(1, method="PUE")])
        assert story(ledger, 1) == [("charge", 1, "1160.00"), ("assumed_payment", 1, "-1160.00")]

    def test_a_credit_note_reduces_the_assumption(self) -> None:
        ledger = Ledger.build([invoice(1, method="PUE"), note(2, "160.00", 1)])
        assert story(ledger, 1) == [
            ("charge", 1, "1160.00"),
            ("assumed_payment", 1, "-1160.00"),
            ("credit_note", 5, "-160.00"),
            ("assumed_payment", 5, "160.00"),
        ]
        assert (ledger.unapplied, codes(ledger)) == ((), [])

    def test_a_credit_note_above_the_invoice_is_unapplied(self) -> None:
        ledger = Ledger.build([invoice(1, method="PUE"), note(2, "1200.00", 1)])
        assert balance(ledger, 1) == 0
        assert [each.amount for each in ledger.unapplied] == [Decimal("40.00")]
        assert codes(ledger) == ["COB232"]

    def test_receipts_count_instead(self) -> None:
        documents = [invoice(1, method="PUE"), receipt(2, pays(1, "500.00"))]
        ledger = Ledger.build(documents)
        assert story(ledger, 1) == [("charge", 1, "1160.00"), ("payment", 10, "-500.00")]
        assert codes(ledger) == ["COB211"]
        assert codes(Ledger.build(documents, pue="open")) == ["COB211"]

    def test_a_cancelled_receipt_does_not(self) -> None:
        documents = [invoice(1, method="PUE"), receipt(2, pays(1, "500.00"), on=10)]
        ledger = Ledger.build(documents, status=cancelled(2, on=15))
        assert [balance(ledger, 1, on) for on in (1, 10, 15)] == [0, 0, 0]
        assert codes(ledger) == []

    def test_it_ends_with_a_cancelled_invoice(self) -> None:
        documents = [invoice(1, method="PUE"), note(2, "160.00", 1)]
        ledger = Ledger.build(documents, status=cancelled(1, on=9))
        assert story(ledger, 1)[4:] == [
            ("cancellation", 9, "-1160.00"),
            ("cancellation", 9, "1000.00"),
        ]
        assert [event.reverses for event in of_kind(ledger, 1, EventKind.CANCELLATION)] == [
            EventKind.CHARGE,
            EventKind.ASSUMED_PAYMENT,
        ]
        assert balance(ledger, 1) == Decimal(-160)
        assert codes(ledger) == ["COB240", "COB247"]

    def test_it_does_not_follow_a_substitution(self) -> None:
        """PUE that was not paid is replaced by PPD (RMF 2.7.1.39): the debt is open again."""
        documents = [
            invoice(1, method="PUE"),
            note(3, "160.00", 1),
            invoice(2, on=8, replaces=[1]),
        ]
        ledger = Ledger.build(documents)
        assert [balance(ledger, 1, on) for on in (1, 5, 8)] == [0, 0, 0]
        assert [balance(ledger, 2, on) for on in (7, 8)] == [0, 1000]
        assert codes(ledger) == []

    def test_what_a_pue_substitute_takes_over_reduces_its_assumption(self) -> None:
        documents = [
            invoice(1),
            receipt(9, pays(1, "500.00"), on=3),
            invoice(2, on=8, method="PUE", replaces=[1]),
        ]
        ledger = Ledger.build(documents)
        assert story(ledger, 2) == [
            ("charge", 8, "1160.00"),
            ("assumed_payment", 8, "-1160.00"),
            ("transfer", 8, "-500.00"),
            ("assumed_payment", 8, "500.00"),
        ]
        assert codes(ledger) == []


def test_two_unapplied_reasons_in_one_ledger() -> None:
    ledger = Ledger.build([note(1, "5.00"), receipt(2, pays(9, "7.00"), on=3)])
    assert [each.reason for each in ledger.unapplied] == [
        UnappliedReason.INVOICE_MISSING,
        UnappliedReason.NO_RELATION,
    ]
    assert ledger.unapplied_balances(day(2)) == {}
    assert ledger.unapplied_balances(day(3)) == {"MXN": Decimal("7.00")}
    assert ledger.unapplied_balances(day(4)) == {"MXN": Decimal("7.00")}
    assert ledger.unapplied_balances() == {"MXN": Decimal("12.00")}
