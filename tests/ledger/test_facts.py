"""Facts: money seen gives way to REPs, movements by hand stand; both are evidence."""

from decimal import Decimal
from typing import Any

import attrs
import pytest

from cobranza.errors import LedgerError, MoneyError
from cobranza.ledger import AdjustmentKind, EventKind, Ledger
from tests.ledger.makers import (
    balance,
    balances,
    by_hand,
    cancelled,
    cash,
    codes,
    day,
    events,
    invoice,
    moment,
    note,
    of_kind,
    pays,
    receipt,
    story,
    uid,
)


class TestCash:
    def test_it_counts_from_its_day(self) -> None:
        ledger = Ledger.build([invoice(1)], cash=[cash(1, "500.00", on=10)])
        assert [balance(ledger, 1, on) for on in (9, 10)] == [1160, 660]
        (seen,) = of_kind(ledger, 1, EventKind.CASH)
        assert (seen.document, seen.recorded) == ("SPEI 1", moment(10, hour=0))
        assert codes(ledger) == []

    def test_it_gives_way_to_the_receipt_of_the_same_day(self) -> None:
        documents = [invoice(1), receipt(2, pays(1, "500.00"), on=10, issued=14)]
        ledger = Ledger.build(documents, cash=[cash(1, "500.00", on=10)])
        assert story(ledger, 1) == [("charge", 1, "1160.00"), ("payment", 10, "-500.00")]

    def test_it_gives_way_to_a_later_receipt_on_its_day(self) -> None:
        documents = [invoice(1), receipt(2, pays(1, "500.00"), on=12)]
        ledger = Ledger.build(documents, cash=[cash(1, "500.00", on=10)])
        assert story(ledger, 1) == [
            ("charge", 1, "1160.00"),
            ("cash", 10, "-500.00"),
            ("payment", 12, "-500.00"),
            ("cash", 12, "500.00"),
        ]
        assert events(ledger, 1)[3].document == uid(2)

    def test_it_gives_way_to_an_earlier_receipt(self) -> None:
        documents = [invoice(1), receipt(2, pays(1, "500.00"), on=10)]
        ledger = Ledger.build(documents, cash=[cash(1, "500.00", on=12)])
        assert [balance(ledger, 1, on) for on in (9, 10, 12)] == [1160, 660, 660]
        assert of_kind(ledger, 1, EventKind.CASH) == []

    def test_only_what_receipts_do_not_say_counts(self) -> None:
        """200 + 300 seen, 100 and then 450 by REPs: the larger of the two sums on every day."""
        documents = [
            invoice(1),
            receipt(2, pays(1, "100.00"), on=11),
            receipt(3, pays(1, "450.00"), on=13),
        ]
        seen = [cash(1, "200.00", on=10), cash(1, "300.00", on=12)]
        ledger = Ledger.build(documents, cash=seen)
        assert [balance(ledger, 1, on) for on in (10, 11, 12, 13)] == [960, 960, 660, 610]

    def test_it_counts_again_when_the_receipt_is_cancelled(self) -> None:
        documents = [invoice(1), receipt(2, pays(1, "500.00"), on=10)]
        seen = [cash(1, "500.00", on=10)]
        ledger = Ledger.build(documents, cash=seen, status=cancelled(2, on=20))
        assert [balance(ledger, 1, on) for on in (9, 10, 19, 20)] == [1160, 660, 660, 660]
        assert story(ledger, 1)[2:] == [("cancellation", 20, "500.00"), ("cash", 20, "-500.00")]

    def test_it_takes_the_room_of_a_credit_note_though_a_cancelled_receipt_hides_it(self) -> None:
        documents = [
            invoice(1),
            receipt(2, pays(1, "500.00"), on=10),
            note(3, "1160.00", 1, on=12),
        ]
        seen = [cash(1, "500.00", on=11)]
        ledger = Ledger.build(documents, cash=seen, status=cancelled(2, on=20))
        assert [balance(ledger, 1, on) for on in (10, 11, 12, 20)] == [660, 660, 0, 0]
        assert [each.amount for each in ledger.unapplied] == [Decimal("500.00")]

    def test_the_receipt_that_replaces_another_is_the_one_that_counts(self) -> None:
        documents = [
            invoice(1),
            receipt(2, pays(1, "400.00"), on=10),
            receipt(3, pays(1, "500.00"), on=10, replaces=[2]),
        ]
        ledger = Ledger.build(documents, cash=[cash(1, "500.00", on=10)])
        assert [balance(ledger, 1, on) for on in (9, 10)] == [1160, 660]
        assert of_kind(ledger, 1, EventKind.CASH) == []

    def test_before_its_invoice(self) -> None:
        ledger = Ledger.build([invoice(1, on=8)], cash=[cash(1, "500.00", on=5)])
        assert [balance(ledger, 1, on) for on in (4, 5, 8)] == [0, -500, 660]
        (case,) = ledger.inconsistencies
        assert (case.code, case.document, case.since) == ("COB203", "SPEI 1", day(8))

    def test_before_its_invoice_and_then_a_receipt_before_it_too(self) -> None:
        documents = [invoice(1, on=8), receipt(2, pays(1, "500.00"), on=6)]
        ledger = Ledger.build(documents, cash=[cash(1, "500.00", on=5)])
        assert [balance(ledger, 1, on) for on in (4, 5, 6, 8)] == [0, -500, -500, 660]

    def test_above_the_balance_is_reported_as_a_payment_would_be(self) -> None:
        ledger = Ledger.build([invoice(1)], cash=[cash(1, "1200.00", on=10)])
        assert balance(ledger, 1) == Decimal(-40)
        (case,) = ledger.inconsistencies
        assert (case.code, case.document, case.since) == ("COB213", "SPEI 1", day(10))

    @pytest.mark.parametrize("amount", ["0.00", "-5.00"])
    def test_what_is_no_money_moves_nothing(self, amount: str) -> None:
        ledger = Ledger.build([invoice(1)], cash=[cash(1, amount)])
        assert story(ledger, 1) == [("charge", 1, "1160.00")]
        (case,) = ledger.inconsistencies
        assert (case.code, case.receivable, case.since) == ("COB261", uid(1), day(10))
        assert case.message == f"El cobro SPEI 1 trae {amount} para la factura {uid(1)}."

    def test_of_an_invoice_that_is_not_here(self) -> None:
        ledger = Ledger.build([], cash=[cash(9, "5.00"), cash(9, "-5.00", reference="SPEI 2")])
        assert codes(ledger) == ["COB260", "COB260"]
        case = ledger.inconsistencies[0]
        assert (case.document, case.receivable, case.since) == ("SPEI 1", None, day(10))
        assert dict(case.values) == {"amount": Decimal("5.00"), "invoice": uid(9)}
        assert ledger.unapplied == ()

    def test_equal_receipts_are_one_and_other_references_are_others(self) -> None:
        seen = [cash(1, "100.00"), cash(1, "100.00"), cash(1, "100.00", reference="SPEI 2")]
        assert balance(Ledger.build([invoice(1)], cash=seen), 1) == Decimal(960)

    def test_the_same_amount_written_differently_is_the_same(self) -> None:
        one, other = cash(1, "100.0"), cash(1, "100.00")
        first = Ledger.build([invoice(1)], cash=[one, other])
        second = Ledger.build([invoice(1)], cash=[other, one])
        assert repr(first) == repr(second)
        assert balance(first, 1) == Decimal(1060)

    def test_one_reference_may_pay_several_invoices(self) -> None:
        seen = [cash(1, "100.00"), cash(2, "200.00"), cash(1, "30.00")]
        ledger = Ledger.build([invoice(1), invoice(2)], cash=seen)
        assert balances(ledger, 1, 2) == [1030, 960]


class TestCashOfReplacedInvoices:
    def test_it_follows_before_and_after(self) -> None:
        documents = [invoice(1), invoice(2, on=8, replaces=[1])]
        seen = [cash(1, "100.00", on=5), cash(1, "200.00", on=12)]
        ledger = Ledger.build(documents, cash=seen)
        assert story(ledger, 1) == [
            ("charge", 1, "1160.00"),
            ("cash", 5, "-100.00"),
            ("substitution", 8, "-1160.00"),
            ("transfer", 8, "100.00"),
            ("cash", 12, "-200.00"),
            ("transfer", 12, "200.00"),
        ]
        assert story(ledger, 2) == [
            ("charge", 8, "1160.00"),
            ("transfer", 8, "-100.00"),
            ("transfer", 12, "-200.00"),
        ]

    def test_seen_for_the_old_one_and_paid_on_the_new_one_counts_once(self) -> None:
        documents = [
            invoice(1),
            invoice(2, on=8, replaces=[1]),
            receipt(9, pays(2, "500.00"), on=8),
        ]
        ledger = Ledger.build(documents, cash=[cash(1, "500.00", on=5)])
        assert [balance(ledger, 1, on) for on in (5, 8)] == [660, 0]
        assert balance(ledger, 2) == Decimal(660)
        assert codes(ledger) == []

    @pytest.mark.parametrize("on", [5, 12])
    def test_paid_on_the_old_one_and_seen_for_the_new_one_counts_once(self, on: int) -> None:
        documents = [
            invoice(1),
            receipt(9, pays(1, "500.00"), on=on),
            invoice(2, on=8, replaces=[1]),
        ]
        ledger = Ledger.build(documents, cash=[cash(2, "500.00", on=10)])
        assert balances(ledger, 1, 2) == [0, 660]
        assert balance(ledger, 2, 10) == Decimal(660)

    def test_two_that_one_replaces_are_one_debt(self) -> None:
        documents = [
            invoice(1, "100.00"),
            invoice(2, "200.00"),
            receipt(9, pays(2, "50.00"), on=3),
            invoice(3, "300.00", on=5, replaces=[1, 2]),
        ]
        ledger = Ledger.build(documents, cash=[cash(1, "50.00", on=4)])
        assert [balance(ledger, number, 4) for number in (1, 2)] == [50, 150]
        assert balance(ledger, 3) == Decimal(250)
        assert ("cash", 5, "50.00") in story(ledger, 3)

    def test_not_across_currencies(self) -> None:
        documents = [invoice(1), invoice(2, "60.00", on=5, currency="USD", replaces=[1])]
        ledger = Ledger.build(documents, cash=[cash(1, "100.00", on=7)])
        assert [balance(ledger, number) for number in (1, 2)] == [-100, 60]


class TestByHand:
    @pytest.mark.parametrize("kind", AdjustmentKind)
    def test_the_event_carries_its_evidence(self, kind: AdjustmentKind) -> None:
        given = by_hand(1, "-1160.00", kind=kind, reason="incobrable")
        ledger = Ledger.build([invoice(1)], adjustments=[given])
        assert [balance(ledger, 1, on) for on in (19, 20)] == [1160, 0]
        event = events(ledger, 1)[1]
        assert (event.kind.value, event.document, event.note) == (kind.value, "PD-1", "incobrable")
        assert event.recorded == moment(20, hour=0)
        assert codes(ledger) == []

    def test_a_recovery_opens_the_debt_again_and_a_payment_settles_it(self) -> None:
        given = [
            by_hand(1, "-1160.00", on=20, kind=AdjustmentKind.WRITE_OFF),
            by_hand(1, "300.00", on=40, kind=AdjustmentKind.WRITE_OFF),
        ]
        documents = [invoice(1), receipt(2, pays(1, "300.00"), on=40)]
        ledger = Ledger.build(documents, adjustments=given)
        assert [balance(ledger, 1, on) for on in (19, 20, 40)] == [1160, 0, 0]

    def test_factoring_with_recourse_comes_back(self) -> None:
        given = [
            by_hand(1, "-1160.00", on=20, kind=AdjustmentKind.FACTORING),
            by_hand(1, "1160.00", on=50, kind=AdjustmentKind.FACTORING),
        ]
        ledger = Ledger.build([invoice(1)], adjustments=given)
        assert [balance(ledger, 1, on) for on in (19, 20, 50)] == [1160, 0, 1160]

    def test_below_zero_is_reported_as_a_payment_would_be(self) -> None:
        ledger = Ledger.build([invoice(1)], adjustments=[by_hand(1, "-1200.00")])
        assert balance(ledger, 1) == Decimal(-40)
        (case,) = ledger.inconsistencies
        assert (case.code, case.document, case.receivable) == ("COB213", "PD-1", uid(1))
        assert case.since == day(20)

    def test_an_increase_of_a_credit_balance_is_not(self) -> None:
        documents = [invoice(1), receipt(2, pays(1, "1200.00"), on=5)]
        ledger = Ledger.build(documents, adjustments=[by_hand(1, "10.00")])
        assert [case.document for case in ledger.inconsistencies] == [uid(2)]

    def test_credit_notes_of_the_day_come_first(self) -> None:
        documents = [invoice(1), note(2, "160.00", 1, on=20)]
        ledger = Ledger.build(documents, adjustments=[by_hand(1, "-1000.00", on=20)])
        assert balance(ledger, 1) == 0
        assert codes(ledger) == []

    def test_it_takes_the_room_of_later_credit_notes(self) -> None:
        documents = [invoice(1), note(2, "160.00", 1, on=21)]
        ledger = Ledger.build(documents, adjustments=[by_hand(1, "-1100.00", on=20)])
        assert balance(ledger, 1) == 0
        assert [each.amount for each in ledger.unapplied] == [Decimal("100.00")]

    @pytest.mark.parametrize("on", [5, 12])
    def test_it_follows_a_substitution(self, on: int) -> None:
        documents = [invoice(1), invoice(2, on=8, replaces=[1])]
        ledger = Ledger.build(documents, adjustments=[by_hand(1, "-100.00", on=on)])
        assert [balance(ledger, number) for number in (1, 2)] == [0, 1060]
        assert codes(ledger) == []

    def test_before_its_invoice(self) -> None:
        ledger = Ledger.build([invoice(1, on=8)], adjustments=[by_hand(1, "-5.00", on=5)])
        assert [balance(ledger, 1, on) for on in (5, 8)] == [-5, 1155]
        assert codes(ledger) == ["COB203"]

    def test_on_a_cancelled_invoice(self) -> None:
        given = [by_hand(1, "-1160.00", kind=AdjustmentKind.WRITE_OFF)]
        ledger = Ledger.build([invoice(1)], adjustments=given, status=cancelled(1, on=30))
        assert [balance(ledger, 1, on) for on in (20, 30)] == [0, -1160]
        (case,) = ledger.inconsistencies
        assert (case.code, case.since) == ("COB240", day(30))

    def test_of_an_invoice_that_is_not_here(self) -> None:
        ledger = Ledger.build([], adjustments=[by_hand(9, "-5.00")])
        (case,) = ledger.inconsistencies
        assert (case.code, case.document, case.since) == ("COB260", "PD-1", day(20))

    def test_it_reduces_what_is_assumed_of_pue(self) -> None:
        given = [by_hand(1, "-1160.00", kind=AdjustmentKind.WRITE_OFF)]
        ledger = Ledger.build([invoice(1, method="PUE")], adjustments=given)
        assert [balance(ledger, 1, on) for on in (1, 20)] == [0, 0]
        assert story(ledger, 1)[2:] == [
            ("write_off", 20, "-1160.00"),
            ("assumed_payment", 20, "1160.00"),
        ]


class TestBadFacts:
    @pytest.mark.parametrize("fact", [by_hand(1, "5.00"), cash(1, "5.00")])
    def test_fields_are_checked(self, fact: Any) -> None:
        with pytest.raises(TypeError, match="expected a Decimal"):
            attrs.evolve(fact, amount=5.0)
        with pytest.raises(MoneyError, match="expected a finite decimal"):
            attrs.evolve(fact, amount=Decimal("NaN"))
        with pytest.raises(TypeError, match="expected a date"):
            attrs.evolve(fact, date=moment(1))
        with pytest.raises(LedgerError, match="expected a year from 1900 to 2999"):
            attrs.evolve(fact, date=day(1).replace(year=9999))
        with pytest.raises(LedgerError, match="reference is empty"):
            attrs.evolve(fact, reference=" ")

    def test_a_kind_is_one_of_the_enumeration(self) -> None:
        with pytest.raises(TypeError, match="kind is a str, expected an AdjustmentKind"):
            attrs.evolve(by_hand(1, "5.00"), kind="write_off")  # type: ignore[arg-type]

    def test_what_is_no_fact_is_refused(self) -> None:
        with pytest.raises(TypeError, match="got a CashReceipt, expected Adjustment"):
            Ledger.build([], adjustments=[cash(1, "5.00")])  # type: ignore[list-item]
        with pytest.raises(TypeError, match="got a str, expected CashReceipt"):
            Ledger.build([], cash=["5.00"])  # type: ignore[list-item]

    def test_kinds_are_those_of_events(self) -> None:
        assert {kind.value for kind in AdjustmentKind} < {kind.value for kind in EventKind}
