"""Credit notes: used up once, by the policy that was asked for, never below zero."""

from decimal import Decimal

import attrs
import pytest

from cobranza.errors import LedgerError
from cobranza.ledger import CreditNotePolicy, EventKind, Ledger, Relation, UnappliedReason
from tests.ledger.makers import (
    balance,
    cancelled,
    codes,
    day,
    invoice,
    note,
    of_kind,
    pays,
    receipt,
    relations,
    story,
    uid,
)

Money = tuple[str, str | None]
"""A currency and its TipoCambio."""


def test_the_order_of_the_note_decides() -> None:
    invoices = [invoice(1, "100.00"), invoice(2, "100.00"), invoice(3, "100.00")]
    ledger = Ledger.build([*invoices, note(4, "150.00", 3, 1, 2)])
    assert [balance(ledger, number) for number in (1, 2, 3)] == [50, 100, 0]


def test_each_invoice_takes_what_it_owes_that_day() -> None:
    documents = [
        invoice(1, "100.00"),
        invoice(2, "100.00"),
        receipt(3, pays(1, "80.00"), on=5),  # the same day: payments first
        receipt(4, pays(2, "100.00"), on=6),  # later: takes no room
        note(5, "150.00", 1, 2, on=5),
    ]
    ledger = Ledger.build(documents)
    assert balance(ledger, 1) == 0
    assert balance(ledger, 2) == Decimal(-100)
    assert [(each.amount, each.reason) for each in ledger.unapplied] == [
        (Decimal("30.00"), UnappliedReason.ABOVE_BALANCE)
    ]
    assert codes(ledger) == ["COB213", "COB232"]


def test_the_rest_is_unapplied() -> None:
    ledger = Ledger.build([invoice(1, "100.00"), note(2, "150.00", 1)])
    assert balance(ledger, 1) == 0
    (rest,) = ledger.unapplied
    assert (rest.amount, rest.reason, rest.invoice) == (
        Decimal("50.00"),
        UnappliedReason.ABOVE_BALANCE,
        uid(1),
    )
    assert (rest.kind, rest.date) == (EventKind.CREDIT_NOTE, day(5))
    assert codes(ledger) == ["COB232"]


def test_naming_an_invoice_twice_is_naming_it_once() -> None:
    ledger = Ledger.build([invoice(1, "100.00"), invoice(2, "100.00"), note(3, "150.00", 1, 1, 2)])
    assert [balance(ledger, number) for number in (1, 2)] == [0, 50]


def test_without_relation() -> None:
    ledger = Ledger.build([invoice(1), note(2, "150.00"), note(3, "20.00", 1, kind="02")])
    assert balance(ledger, 1) == Decimal(1160)
    assert [each.reason for each in ledger.unapplied] == [UnappliedReason.NO_RELATION] * 2
    assert codes(ledger) == ["COB230", "COB230"]


def test_an_invoice_that_is_not_here() -> None:
    ledger = Ledger.build([invoice(1, "100.00"), note(2, "150.00", 9, 1)])
    assert balance(ledger, 1) == 0
    (rest,) = ledger.unapplied
    assert (rest.amount, rest.reason, rest.invoice) == (
        Decimal("50.00"),
        UnappliedReason.INVOICE_MISSING,
        None,
    )
    assert codes(ledger) == ["COB231"]


def test_a_negative_note_reduces_nothing() -> None:
    ledger = Ledger.build([invoice(1), note(2, "-5.00", 1)])
    assert balance(ledger, 1) == Decimal(1160)
    assert [each.reason for each in ledger.unapplied] == [UnappliedReason.NEGATIVE_AMOUNT]
    assert codes(ledger) == ["COB202"]


def test_two_notes_of_one_day_in_order_of_time_and_uuid() -> None:
    documents = [invoice(1, "100.00"), note(3, "80.00", 1), note(2, "80.00", 1)]
    ledger = Ledger.build(documents)
    assert [(each.document, each.amount) for each in ledger.unapplied] == [
        (uid(3), Decimal("60.00"))
    ]


def test_before_its_invoice() -> None:
    ledger = Ledger.build([invoice(1, "100.00", on=8), note(2, "30.00", 1, on=5)])
    assert [balance(ledger, 1, on) for on in (4, 5, 8)] == [0, -30, 70]
    assert codes(ledger) == ["COB203"]


class TestOtherCurrency:
    """By TipoCambio of the note and of the invoice, rounded half up to two decimals."""

    @pytest.mark.parametrize(
        ("own", "given", "total", "expected", "left"),
        [
            # 100 USD x 19.5 = 1950 MXN of 5000
            (("MXN", None), ("USD", "19.5"), "100.00", "-1950.00", None),
            # 2000 MXN / 20 = 100 USD of 5000
            (("USD", "20"), ("MXN", None), "2000.00", "-100.00", None),
            # 100 USD x 19.8 / 22 = 90 EUR of 5000
            (("EUR", "22"), ("USD", "19.8"), "100.00", "-90.00", None),
            # 500 USD x 19.5 = 9750 MXN, but only 5000 are owed: 5000 / 19.5 = 256.41 USD used
            (("MXN", None), ("USD", "19.5"), "500.00", "-5000.00", "243.59"),
        ],
    )
    def test_converted(
        self, *, own: Money, given: Money, total: str, expected: str, left: str | None
    ) -> None:
        currency, rate = given
        documents = [
            invoice(1, "5000.00", currency=own[0], rate=own[1]),
            note(2, total, 1, currency=currency, rate=rate),
        ]
        ledger = Ledger.build(documents)
        (credit,) = of_kind(ledger, 1, EventKind.CREDIT_NOTE)
        assert str(credit.amount) == expected
        assert credit.original_currency == currency
        assert credit.original_amount == Decimal(total) - Decimal(left or 0)
        assert [(str(each.amount), each.currency) for each in ledger.unapplied] == (
            [(left, currency)] if left else []
        )
        assert codes(ledger) == (["COB232"] if left else [])

    def test_no_rate(self) -> None:
        ledger = Ledger.build([invoice(1), note(2, "100.00", 1, currency="USD")])
        assert balance(ledger, 1) == Decimal(1160)
        assert [each.reason for each in ledger.unapplied] == [UnappliedReason.NO_RATE]
        assert codes(ledger) == ["COB233"]

    def test_a_cancelled_note_without_rate_leaves_no_trace(self) -> None:
        documents = [invoice(1), note(2, "100.00", 1, currency="USD")]
        ledger = Ledger.build(documents, status=cancelled(2))
        assert story(ledger, 1) == [("charge", 1, "1160.00")]
        assert (ledger.unapplied, codes(ledger)) == ((), [])


class TestEnded:
    """A note that was cancelled or replaced acts and is undone; it takes no room from others."""

    def test_cancelled_on_a_day(self) -> None:
        documents = [invoice(1, "100.00"), note(2, "60.00", 1, on=5)]
        ledger = Ledger.build(documents, status=cancelled(2, on=9))
        assert [balance(ledger, 1, on) for on in (4, 5, 8, 9)] == [100, 40, 40, 100]
        (reversal,) = of_kind(ledger, 1, EventKind.CANCELLATION)
        assert (reversal.reverses, reversal.document) == (EventKind.CREDIT_NOTE, uid(2))

    def test_cancelled_on_an_unknown_day(self) -> None:
        ledger = Ledger.build([invoice(1, "100.00"), note(2, "60.00", 1)], status=cancelled(2))
        assert [balance(ledger, 1, on) for on in (4, 5, 9)] == [100, 100, 100]

    def test_it_takes_no_room_from_the_note_that_is_right(self) -> None:
        documents = [
            invoice(1, "100.00"),
            note(2, "100.00", 1, on=5),
            note(3, "100.00", 1, on=6),
        ]
        ledger = Ledger.build(documents, status=cancelled(2, on=9))
        assert [balance(ledger, 1, on) for on in (5, 6, 9)] == [0, -100, 0]
        assert (ledger.unapplied, codes(ledger)) == ((), [])

    def test_replaced(self) -> None:
        documents = [
            invoice(1, "100.00"),
            note(2, "60.00", 1, on=5),
            note(3, "70.00", 1, on=6, replaces=[2]),
        ]
        ledger = Ledger.build(documents)
        assert [balance(ledger, 1, on) for on in (5, 6)] == [100, 30]
        (reversal,) = of_kind(ledger, 1, EventKind.SUBSTITUTION)
        assert reversal.document == uid(3)

    def test_one_that_found_nothing_to_reduce_has_nothing_to_take_back(self) -> None:
        documents = [invoice(1, "0.00"), note(2, "60.00", 1, 9), note(3, "5.00")]
        ledger = Ledger.build(documents, status=cancelled(2, 3, on=9))
        assert story(ledger, 1) == [("charge", 1, "0.00")]
        assert (ledger.unapplied, codes(ledger)) == ((), [])

    def test_a_negative_one(self) -> None:
        documents = [invoice(1), note(2, "-60.00", 1)]
        ledger = Ledger.build(documents, status=cancelled(2))
        assert (ledger.unapplied, codes(ledger)) == ((), [])


class TestCancelledInvoice:
    def test_later(self) -> None:
        documents = [invoice(1, "100.00"), note(2, "60.00", 1, on=5)]
        ledger = Ledger.build(documents, status=cancelled(1, on=9))
        assert [balance(ledger, 1, on) for on in (5, 8, 9)] == [40, 40, -60]
        assert codes(ledger) == ["COB240", "COB247"]

    @pytest.mark.parametrize("on", [None, 3])
    def test_before_the_note(self, on: int | None) -> None:
        documents = [invoice(1, "100.00"), note(2, "60.00", 1, on=5)]
        ledger = Ledger.build(documents, status=cancelled(1, on=on))
        assert balance(ledger, 1) == 0
        assert [each.reason for each in ledger.unapplied] == [UnappliedReason.ABOVE_BALANCE]


def test_two_kinds_of_relation_in_one_note() -> None:
    given = (Relation(kind="03", uuid=uid(2)), *relations("01", [1]))
    both = attrs.evolve(note(3, "150.00"), relations=given)
    ledger = Ledger.build([invoice(1, "100.00"), invoice(2, "100.00"), both])
    assert [balance(ledger, number) for number in (1, 2)] == [50, 0]


def test_the_smallest_amounts_end() -> None:
    """An amount too small to be a cent of the other currency stays unapplied."""
    documents = [invoice(1, currency="USD", rate="20"), note(2, "0.01", 1)]
    ledger = Ledger.build(documents)
    assert [each.amount for each in ledger.unapplied] == [Decimal("0.01")]


class TestPolicies:
    """A note over several invoices says nothing of how it is used up: the ledger is told."""

    DOCUMENTS = (
        invoice(1, "300.00", on=1, terms="60 días"),
        invoice(2, "200.00", on=3, terms="contado"),
        invoice(3, "100.00", on=2, terms="30 días"),
    )

    @pytest.mark.parametrize(
        ("policy", "owed"),
        [
            ("as_named", [0, 150, 100]),  # 300, then 50
            ("oldest", [250, 0, 0]),  # due 3 January, 1 February, 2 March: 200, 100, 50
            ("proportional", [125, Decimal("83.33"), Decimal("41.67")]),  # 175, 116.67, 58.33
        ],
    )
    def test_over_three(self, policy: CreditNotePolicy, owed: list[Decimal]) -> None:
        documents = [*self.DOCUMENTS, note(4, "350.00", 1, 2, 3)]
        ledger = Ledger.build(documents, credit_notes=policy)
        assert [balance(ledger, number) for number in (1, 2, 3)] == owed
        assert (ledger.unapplied, codes(ledger)) == ((), [])

    @pytest.mark.parametrize("policy", ["as_named", "oldest", "proportional"])
    def test_the_same_when_it_covers_all(self, policy: CreditNotePolicy) -> None:
        documents = [*self.DOCUMENTS, note(4, "610.00", 1, 2, 3)]
        ledger = Ledger.build(documents, credit_notes=policy)
        assert ledger.balances() == {"MXN": Decimal(0)}
        assert [each.amount for each in ledger.unapplied] == [Decimal("10.00")]

    def test_the_oldest_by_issue_when_due_together(self) -> None:
        invoices = [invoice(1, "100.00", on=5, terms="5 días"), invoice(2, "100.00", on=10)]
        ledger = Ledger.build([*invoices, note(3, "100.00", 2, 1, on=12)], credit_notes="oldest")
        assert [balance(ledger, number) for number in (1, 2)] == [0, 100]

    def test_in_proportion_to_what_is_owed_that_day(self) -> None:
        documents = [
            invoice(1, "300.00"),
            invoice(2, "300.00"),
            receipt(3, pays(1, "200.00"), on=4),
            receipt(4, pays(2, "200.00"), on=6),  # later
            note(5, "100.00", 1, 2, on=5),
        ]
        ledger = Ledger.build(documents, credit_notes="proportional")
        assert [balance(ledger, number) for number in (1, 2)] == [75, 25]

    def test_what_already_owes_nothing_takes_nothing(self) -> None:
        documents = [
            invoice(1, "100.00"),
            invoice(2, "100.00"),
            receipt(3, pays(1, "120.00"), on=4),
            note(5, "60.00", 1, 2),
        ]
        ledger = Ledger.build(documents, credit_notes="proportional")
        assert [balance(ledger, number) for number in (1, 2)] == [-20, 40]

    def test_later_invoices_share_what_is_left(self) -> None:
        documents = [
            invoice(1, "100.00", on=1),
            invoice(2, "300.00", on=8),
            invoice(3, "100.00", on=8),
            note(4, "200.00", 1, 2, 3, on=5),
        ]
        ledger = Ledger.build(documents, credit_notes="proportional")
        assert [balance(ledger, number) for number in (1, 2, 3)] == [0, 225, 75]

    def test_two_that_one_replaced_owe_once(self) -> None:
        documents = [
            invoice(1, "100.00"),
            invoice(2, "100.00"),
            invoice(3, "300.00", on=3, replaces=[1, 2]),
            invoice(4, "100.00"),
            note(5, "100.00", 1, 2, 4),
        ]
        ledger = Ledger.build(documents, credit_notes="proportional")
        assert [balance(ledger, number) for number in (1, 2, 3, 4)] == [0, 0, 225, 75]

    def test_across_currencies_no_cent_is_lost(self) -> None:
        documents = [
            invoice(1, "1000.00", currency="USD", rate="17.3333"),
            invoice(2, "1000.00"),
            note(3, "99.99", 1, 2),
        ]
        ledger = Ledger.build(documents, credit_notes="proportional")
        used = [
            event.original_amount or -event.amount
            for number in (1, 2)
            for event in of_kind(ledger, number, EventKind.CREDIT_NOTE)
        ]
        assert sum(used) == Decimal("99.99")
        assert ledger.unapplied == ()

    def test_without_a_rate_the_others_take_it(self) -> None:
        documents = [invoice(1, currency="USD"), invoice(2), note(3, "100.00", 1, 2)]
        ledger = Ledger.build(documents, credit_notes="proportional")
        assert [balance(ledger, number) for number in (1, 2)] == [1160, 1060]

    def test_more_decimals_than_the_currency_has(self) -> None:
        documents = [invoice(1, "0.005"), invoice(2, "0.005"), note(3, "0.0075", 1, 2)]
        ledger = Ledger.build(documents, credit_notes="proportional")
        assert ledger.balances() == {"MXN": Decimal("0.0025")}
        assert ledger.unapplied == ()

    @pytest.mark.parametrize("on", [None, 9])
    def test_a_cancelled_one_takes_back_what_it_gave(self, on: int | None) -> None:
        documents = [*self.DOCUMENTS, note(4, "350.00", 1, 2, 3)]
        ledger = Ledger.build(documents, status=cancelled(4, on=on), credit_notes="proportional")
        assert [balance(ledger, number) for number in (1, 2, 3)] == [300, 200, 100]

    def test_one_that_does_not_exist(self) -> None:
        with pytest.raises(LedgerError, match="expected one of as_named, oldest, proportional"):
            Ledger.build([], credit_notes="newest")  # type: ignore[arg-type]
