"""Advances: SAT's two procedures, and what does not add up.

Source: Anexo 20 guide, appendix 6. Its advance of 10 000.00 is 8 620.69 and IVA of 1 379.31.
"""

from decimal import Decimal

import attrs
import pytest

from cobranza.ledger import (
    CreditNote,
    EventKind,
    Inconsistency,
    Invoice,
    Ledger,
    Relation,
    Tax,
    UnappliedReason,
)
from tests.ledger.makers import (
    balance,
    balances,
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

GROSS = "10000.00"
IVA = Tax(
    tax="002",
    factor="Tasa",
    rate=Decimal("0.160000"),
    base=Decimal("8620.69"),
    amount=Decimal("1379.31"),
)


def advance(number: int = 1, total: str = GROSS, *, on: int = 1) -> Invoice:
    return invoice(number, total, on=on, method="PUE", advance=True)


def sale(number: int = 2, total: str = "58000.00", *, on: int = 10, uses: int = 1) -> Invoice:
    return invoice(number, total, on=on, uses=[uses])


def applies(number: int, total: str, *named: int, on: int = 10) -> CreditNote:
    return attrs.evolve(note(number, total, *named, on=on, kind="07"), payment_form="30")


def cases(ledger: Ledger, code: str) -> list[Inconsistency]:
    return [case for case in ledger.inconsistencies if case.code == code]


class TestProcedureA:
    """The sale in full, and an egreso of kind 07 that takes the advance off it."""

    @pytest.mark.parametrize("named", [(2,), (1, 2), (2, 1), (1,)])
    def test_the_egreso_reduces_the_sale_whatever_it_names(self, named: tuple[int, ...]) -> None:
        credit = attrs.evolve(applies(3, GROSS, *named), taxes=(IVA,))
        documents = [attrs.evolve(advance(), taxes=(IVA,)), sale(), credit]
        ledger = Ledger.build(documents)
        assert sum((IVA.base or 0, IVA.amount or 0)) == Decimal(GROSS)
        assert story(ledger, 1) == [("charge", 1, GROSS), ("assumed_payment", 1, "-10000.00")]
        assert story(ledger, 2) == [("charge", 10, "58000.00"), ("advance", 10, "-10000.00")]
        (event,) = of_kind(ledger, 2, EventKind.ADVANCE)
        assert event.document == uid(3)
        assert [case.until for case in cases(ledger, "COB235")] == [day(10)]
        assert ledger.as_of(day(10)).inconsistencies == ()
        assert ledger.unapplied == ()

    def test_a_pue_sale_is_assumed_paid_for_the_rest(self) -> None:
        documents = [advance(), attrs.evolve(sale(), payment_method="PUE"), applies(3, GROSS, 2)]
        ledger = Ledger.build(documents)
        assert balance(ledger, 2) == 0
        assert [str(each.amount) for each in of_kind(ledger, 2, EventKind.ASSUMED_PAYMENT)] == [
            "-58000.00",
            "10000.00",
        ]

    def test_two_sales_of_one_advance_each_with_its_egreso(self) -> None:
        """An egreso that names only the advance belongs to the sale before it."""
        documents = [
            advance(),
            sale(2, on=10),
            applies(4, "4000.00", 1, on=10),
            sale(3, on=30),
            applies(5, "6000.00", 1, on=30),
        ]
        ledger = Ledger.build(documents)
        assert balances(ledger, 2, 3) == [54000, 52000]
        assert codes(ledger.as_of(day(30))) == []

    def test_an_egreso_before_the_sale_waits_for_it(self) -> None:
        ledger = Ledger.build([advance(), applies(3, GROSS, 1, on=8), sale(on=10)])
        assert [balance(ledger, 2, on) for on in (7, 8, 10)] == [0, -10000, 48000]
        assert "COB203" in codes(ledger)

    def test_without_a_sale_it_reduces_nothing(self) -> None:
        ledger = Ledger.build([advance(), applies(3, GROSS, 1)])
        assert balance(ledger, 1) == 0
        (rest,) = ledger.unapplied
        assert (rest.kind, rest.reason) == (EventKind.ADVANCE, UnappliedReason.NO_RELATION)
        assert codes(ledger) == ["COB230", "COB235"]

    def test_a_cancelled_sale_is_no_sale(self) -> None:
        documents = [advance(), sale(2), sale(3, on=12), applies(4, GROSS, 1, on=11)]
        ledger = Ledger.build(documents, status=cancelled(2, on=11))
        assert balances(ledger, 2, 3) == [0, 48000]

    def test_a_replaced_sale_hands_it_on(self) -> None:
        documents = [
            advance(),
            sale(2),
            applies(4, GROSS, 1),
            invoice(3, "60000.00", on=12, replaces=[2], uses=[1]),
        ]
        ledger = Ledger.build(documents)
        assert balances(ledger, 2, 3) == [0, 50000]
        assert codes(ledger.as_of(day(12))) == []

    def test_a_replaced_advance_is_known_by_its_substitute(self) -> None:
        documents = [
            advance(1),
            invoice(5, GROSS, on=3, method="PUE", advance=True, replaces=[1]),
            sale(2, uses=1),
            applies(3, "4000.00", 5),
        ]
        ledger = Ledger.build(documents)
        assert [balance(ledger, number) for number in (1, 5, 2)] == [0, 0, 54000]
        (_, left) = cases(ledger, "COB235")
        assert (left.receivable, left.since) == (uid(5), day(10))
        assert dict(left.values)["amount"] == Decimal("6000.00")

    def test_an_invoice_that_another_names_with_07_is_an_advance_too(self) -> None:
        """An issuer may describe it in other words."""
        documents = [invoice(1, GROSS, method="PUE"), sale(), applies(3, GROSS, 1)]
        assert balance(Ledger.build(documents), 2) == Decimal(48000)

    def test_an_egreso_of_07_on_an_ordinary_invoice_reduces_it(self) -> None:
        ledger = Ledger.build([invoice(1), note(2, "160.00", 1, kind="07")])
        assert story(ledger, 1)[1:] == [("advance", 5, "-160.00")]

    def test_another_kind_of_credit_gives_the_advance_back(self) -> None:
        ledger = Ledger.build([advance(), note(3, GROSS, 1, kind="03")])
        assert [str(each.amount) for each in of_kind(ledger, 1, EventKind.ASSUMED_PAYMENT)] == [
            "-10000.00",
            "10000.00",
        ]
        assert (ledger.unapplied, codes(ledger)) == ((), [])

    def test_a_note_of_two_kinds_applies_and_leaves_the_advance_alone(self) -> None:
        both = attrs.evolve(
            note(3, "500.00"), relations=(*relations("01", [2]), Relation(kind="07", uuid=uid(1)))
        )
        ledger = Ledger.build([advance(), sale(), both])
        assert balance(ledger, 2) == Decimal(57500)
        assert len(of_kind(ledger, 1, EventKind.ASSUMED_PAYMENT)) == 1

    def test_a_cancelled_egreso_is_undone(self) -> None:
        documents = [advance(), sale(), applies(3, GROSS, 2)]
        ledger = Ledger.build(documents, status=cancelled(3, on=20))
        assert [balance(ledger, 2, on) for on in (10, 19, 20)] == [48000, 48000, 58000]
        (reversal,) = of_kind(ledger, 2, EventKind.CANCELLATION)
        assert reversal.reverses is EventKind.ADVANCE


class TestProcedureB:
    """The sale for the remainder: nothing is reduced twice."""

    def test_the_remainder_is_owed_and_the_advance_is_used(self) -> None:
        ledger = Ledger.build([advance(), sale(2, "48000.00")])
        assert balances(ledger, 1, 2) == [0, 48000]
        assert codes(ledger.as_of(day(9))) == ["COB235"]
        assert codes(ledger.as_of(day(10))) == []


class TestWhatDoesNotAddUp:
    def test_an_advance_that_nothing_uses(self) -> None:
        (case,) = Ledger.build([advance()]).inconsistencies
        assert (case.code, case.document, case.receivable) == ("COB235", uid(1), uid(1))
        assert (case.since, case.until) == (day(1), None)
        assert dict(case.values) == {"amount": Decimal(GROSS), "currency": "MXN"}

    def test_an_advance_that_is_partly_used(self) -> None:
        documents = [advance(), sale(), applies(3, "4000.00", 2, on=12)]
        whole, left = cases(Ledger.build(documents), "COB235")
        assert (whole.since, whole.until) == (day(1), day(10))
        assert (left.since, left.until) == (day(12), None)
        assert dict(left.values)["amount"] == Decimal("6000.00")

    def test_a_partial_egreso_before_any_sale(self) -> None:
        documents = [advance(), applies(3, "4000.00", 1, on=5), sale(on=10)]
        whole, left = cases(Ledger.build(documents), "COB235")
        assert (whole.until, left.since, left.until) == (day(5), day(5), None)

    def test_more_than_the_advance(self) -> None:
        documents = [advance(), sale(), applies(3, "8000.00", 2), applies(4, "3000.00", 2, on=12)]
        ledger = Ledger.build(documents)
        (case,) = cases(ledger, "COB236")
        assert (case.document, case.receivable, case.since) == (uid(4), uid(1), day(12))
        assert dict(case.values) == {"amount": Decimal("1000.00"), "currency": "MXN"}
        assert balance(ledger, 2) == Decimal(47000)

    def test_several_advances_of_one_sale_are_used_in_its_order(self) -> None:
        documents = [
            advance(1, "1000.00"),
            advance(2, "2000.00"),
            invoice(3, "58000.00", on=10, uses=[2, 1]),
            applies(4, "2500.00", 3),
            applies(5, "700.00", 3, on=12),
        ]
        ledger = Ledger.build(documents)
        (case,) = cases(ledger, "COB236")
        assert (case.document, case.receivable) == (uid(5), uid(1))
        assert dict(case.values)["amount"] == Decimal("200.00")
        assert [each.receivable for each in cases(ledger.as_of(day(11)), "COB235")] == [uid(1)]
        assert cases(ledger.as_of(day(12)), "COB235") == []

    def test_an_egreso_over_the_sales_of_two_advances(self) -> None:
        documents = [
            advance(1, "1000.00"),
            advance(2, "2000.00"),
            sale(3, uses=1),
            sale(4, uses=2),
            applies(5, "3000.00", 3, 4),
        ]
        assert codes(Ledger.build(documents).as_of(day(10))) == []

    def test_an_egreso_over_two_sales_that_the_first_advance_covers(self) -> None:
        documents = [
            advance(1, "1000.00"),
            advance(2, "2000.00"),
            sale(3, uses=1),
            sale(4, uses=2),
            applies(5, "1000.00", 3, 4),
        ]
        assert codes(Ledger.build(documents).as_of(day(10))) == []

    def test_a_replaced_sale_and_its_substitute_may_name_different_advances(self) -> None:
        documents = [
            advance(1, "1000.00"),
            advance(2, "2000.00"),
            sale(3, uses=1),
            invoice(4, "58000.00", on=12, replaces=[3], uses=[2]),
            applies(5, "3000.00", 4, on=12),
        ]
        for given in (documents, documents[::-1]):
            assert codes(Ledger.build(given).as_of(day(12))) == []

    def test_what_was_given_back_is_not_there_to_use(self) -> None:
        documents = [advance(), note(4, "9000.00", 1, on=3), sale(), applies(3, GROSS, 2)]
        (case,) = cases(Ledger.build(documents), "COB236")
        assert dict(case.values)["amount"] == Decimal("9000.00")

    def test_a_cancelled_advance_says_nothing(self) -> None:
        documents = [advance(), sale(), applies(3, GROSS, 2)]
        ledger = Ledger.build(documents, status=cancelled(1, on=5))
        assert not {"COB235", "COB236"} & set(codes(ledger))

    def test_an_egreso_in_another_currency_without_a_rate_says_nothing(self) -> None:
        credit = attrs.evolve(applies(3, "100.00", 2), currency="USD")
        ledger = Ledger.build([advance(), sale(), credit])
        assert "COB236" not in codes(ledger)

    def test_it_names_itself_or_its_own_sale(self) -> None:
        documents = [invoice(1, GROSS, uses=[1]), invoice(2, uses=[3]), invoice(3, uses=[2])]
        ledger = Ledger.build([*documents, applies(4, "100.00", 1), applies(5, "100.00", 2)])
        assert balance(ledger, 1) == Decimal(9900)
        assert balances(ledger, 2, 3) == [1160, 1060]


def test_with_a_receipt_the_advance_is_paid_by_it() -> None:
    documents = [advance(), receipt(4, pays(1, GROSS), on=1), sale(), applies(3, GROSS, 2)]
    ledger = Ledger.build(documents)
    assert story(ledger, 1) == [("charge", 1, GROSS), ("payment", 1, "-10000.00")]
    assert balance(ledger, 2) == Decimal(48000)
