"""What REPs declare (NumParcialidad, ImpSaldoAnt, ImpSaldoInsoluto) against the events."""

from decimal import Decimal

import attrs
import pytest

from cobranza.ledger import (
    Adjustment,
    AdjustmentKind,
    CashReceipt,
    Inconsistency,
    Ledger,
    LedgerDocument,
)
from tests.ledger.makers import (
    balance,
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


def line(
    installment: int | None, before: str, paid: str, after: str, *, on: int, number: int = 0
) -> LedgerDocument:
    """REP number 10 + day: one payment of invoice 1 with all that it declares."""
    application = pays(1, paid, installment=installment, before=before, after=after)
    return receipt(number or 10 + on, application, on=on)


def found(*documents: LedgerDocument) -> list[Inconsistency]:
    return list(Ledger.build([invoice(1), *documents]).inconsistencies)


def test_a_chain_that_is_right() -> None:
    assert not found(
        line(1, "1160.00", "100.00", "1060.00", on=3),
        line(2, "1060.00", "60.00", "1000.00", on=3, number=99),
        line(3, "1000.00", "1000", "0", on=5),
    )


class TestInstallments:
    def test_gap(self) -> None:
        (case,) = [
            case
            for case in found(
                line(1, "1160.00", "100.00", "1060.00", on=3),
                line(4, "1060.00", "60.00", "1000.00", on=4),
            )
            if case.code == "COB220"
        ]
        assert case.document == uid(14)
        assert dict(case.values) == {"found": 4, "expected": 1}
        assert case.message == (
            f"La factura {uid(1)} pasa de la parcialidad 1 a la 4 en el REP {uid(14)}."
        )

    def test_gap_at_the_start(self) -> None:
        (case,) = found(line(2, "1160.00", "100.00", "1060.00", on=3))
        assert (case.code, dict(case.values)) == ("COB220", {"found": 2, "expected": 0})

    def test_repeat(self) -> None:
        cases = found(
            line(1, "1160.00", "100.00", "1060.00", on=3),
            line(1, "1060.00", "60.00", "1000.00", on=4),
        )
        assert [(case.code, case.document) for case in cases] == [("COB221", uid(14))]

    def test_a_cancelled_and_repeated_number_is_no_repeat(self) -> None:
        documents = [
            invoice(1),
            line(1, "1160.00", "100.00", "1060.00", on=3),
            line(1, "1160.00", "60.00", "1100.00", on=4),
        ]
        assert codes(Ledger.build(documents, status=cancelled(13, on=20))) == []

    def test_in_order_of_number_not_of_day(self) -> None:
        cases = found(
            line(2, "1160.00", "100.00", "1060.00", on=3),
            line(1, "1060.00", "60.00", "1000.00", on=4),
        )
        assert cases == []

    def test_not_declared(self) -> None:
        assert found(line(None, "1160.00", "100.00", "1060.00", on=3)) == []
        assert Ledger.build([invoice(1), receipt(2, pays(1, "5.00"))]).inconsistencies == ()


class TestBalances:
    def test_a_break_is_reported_once(self) -> None:
        cases = found(
            line(1, "1000.00", "100.00", "900.00", on=3),
            line(2, "900.00", "100.00", "800.00", on=4),
            line(3, "800.00", "100.00", "700.00", on=5),
        )
        assert [(case.code, case.document) for case in cases] == [("COB222", uid(13))]
        assert dict(cases[0].values) == {"found": Decimal(1000), "expected": Decimal(1160)}

    def test_and_again_where_it_breaks_again(self) -> None:
        cases = found(
            line(1, "1000.00", "100.00", "900.00", on=3),
            line(2, "950.00", "100.00", "850.00", on=4),
        )
        assert [case.document for case in cases] == [uid(13), uid(14)]

    def test_own_figures_that_do_not_subtract(self) -> None:
        (case,) = found(line(1, "1160.00", "100.00", "1100.00", on=3))
        assert case.code == "COB223"
        assert dict(case.values) == {"found": Decimal(1100), "expected": Decimal(1060)}

    def test_only_the_previous_balance_is_declared(self) -> None:
        rep = receipt(2, pays(1, "100.00", before="999.00"))
        (case,) = found(rep)
        assert case.code == "COB222"

    @pytest.mark.parametrize(
        ("second", "expected"),
        [
            (line(2, "1000.00", "100.00", "900.00", on=8), []),
            (line(2, "1060.00", "100.00", "960.00", on=8), ["COB224"]),
            (line(2, "1010.00", "100.00", "910.00", on=8), ["COB222"]),
        ],
        ids=["netted", "not netted", "neither"],
    )
    def test_a_credit_note_between_two_receipts(
        self, second: LedgerDocument, expected: list[str]
    ) -> None:
        first = line(1, "1160.00", "100.00", "1060.00", on=3)
        ledger = Ledger.build([invoice(1), first, note(2, "60.00", 1, on=5), second])
        assert codes(ledger) == expected
        assert balance(ledger, 1) == Decimal(900)

    def test_a_credit_note_not_netted_is_reported_once(self) -> None:
        cases = found(
            note(2, "60.00", 1, on=2),
            line(1, "1160.00", "100.00", "1060.00", on=3),
            line(2, "1060.00", "100.00", "960.00", on=4),
        )
        assert [(case.code, case.document) for case in cases] == [("COB224", uid(13))]

    @pytest.mark.parametrize("before", ["1160.00", "1100.00"])
    def test_a_credit_note_of_the_same_day_may_be_netted_or_not(self, before: str) -> None:
        rep = receipt(2, pays(1, "100.00", before=before), on=5)
        assert found(note(3, "60.00", 1, on=5), rep) == []

    def test_a_broken_chain_goes_on_net_of_a_credit_note(self) -> None:
        cases = found(
            line(1, "1000.00", "100.00", "900.00", on=3),
            note(2, "60.00", 1, on=5),
            line(2, "840.00", "100.00", "740.00", on=8),
        )
        assert [case.document for case in cases] == [uid(13)]

    def test_a_cancelled_credit_note_is_not_netted(self) -> None:
        documents = [invoice(1), note(2, "60.00", 1, on=2), line(1, "1160", "10", "1150", on=3)]
        assert codes(Ledger.build(documents, status=cancelled(2, on=9))) == []

    def test_what_came_from_a_replaced_invoice_is_netted(self) -> None:
        documents = [
            invoice(3),
            receipt(4, pays(3, "100.00"), on=2),
            invoice(1, on=3, replaces=[3]),
            line(1, "1060.00", "60.00", "1000.00", on=5),
        ]
        assert codes(Ledger.build(documents)) == []

    def test_of_many_credit_notes_of_one_day_some_came_before(self) -> None:
        """12.00 and 7.00 in the morning, 30.00 in the evening; 19.00 are netted at noon."""
        notes = [
            attrs.evolve(note(number, total, 1), issued=moment(5, hour))
            for number, total, hour in ((3, "12.00", 8), (4, "7.00", 9), (5, "30.00", 20))
        ]
        for before, expected in (("1141.00", []), ("1130.00", ["COB222"])):
            rep = receipt(2, pays(1, "100.00", before=before), on=5)
            assert [case.code for case in found(*notes, rep)] == expected

    @pytest.mark.parametrize("before", ["1160.00", "1100.00"])
    def test_what_came_before_the_receipt_was_issued_may_be_netted(self, before: str) -> None:
        """Paid on day 3, credited on day 5, and the REP is issued on day 8."""
        rep = receipt(2, pays(1, "100.00", before=before), on=3, issued=8)
        assert found(note(3, "60.00", 1, on=5), rep) == []

    def test_what_came_later_is_not(self) -> None:
        rep = receipt(2, pays(1, "100.00", before="1100.00"), on=3, issued=4)
        assert [case.code for case in found(note(3, "60.00", 1, on=5), rep)] == ["COB222"]

    def test_payments_may_be_counted_in_order_of_issue(self) -> None:
        """The REP of the later payment was issued first, and the numbers follow the issue."""
        first = receipt(2, pays(1, "100.00", installment=1, before="1160", after="1060"), on=6)
        late = pays(1, "60.00", installment=2, before="1060", after="1000")
        assert found(first, receipt(3, late, on=4, issued=9)) == []
        unnumbered = attrs.evolve(late, installment=None)
        assert found(first, receipt(3, unnumbered, on=4, issued=9)) == []

    def test_the_order_that_breaks_least_is_taken(self) -> None:
        """By number the second breaks; by day both would."""
        first = receipt(2, pays(1, "100.00", installment=1, before="1160", after="1060"), on=6)
        wrong = pays(1, "60.00", installment=2, before="1050", after="990")
        (case,) = found(first, receipt(3, wrong, on=4, issued=9))
        assert (case.code, case.document) == ("COB222", uid(3))


class TestFacts:
    """Facts are in no CFDI: netted from ImpSaldoAnt or not, neither is wrong."""

    @pytest.mark.parametrize("kind", AdjustmentKind)
    @pytest.mark.parametrize(
        ("before", "expected"), [("1060.00", []), ("1050.00", []), ("1055.00", ["COB222"])]
    )
    def test_between_two_receipts(
        self, kind: AdjustmentKind, before: str, expected: list[str]
    ) -> None:
        moved = Adjustment(
            invoice=uid(1), date=day(5), amount=Decimal(-10), kind=kind, reference="PD-118"
        )
        documents = [
            invoice(1),
            line(1, "1160.00", "100.00", "1060.00", on=3),
            receipt(2, pays(1, "100.00", installment=2, before=before), on=8),
        ]
        assert codes(Ledger.build(documents, adjustments=[moved])) == expected

    @pytest.mark.parametrize(
        ("before", "expected"), [("1060.00", []), ("860.00", []), ("960.00", ["COB222"])]
    )
    def test_money_without_a_receipt_yet(self, before: str, expected: list[str]) -> None:
        cash = CashReceipt(invoice=uid(1), date=day(5), amount=Decimal(300), reference="SPEI 8846")
        documents = [
            invoice(1),
            line(1, "1160.00", "100.00", "1060.00", on=3),
            receipt(2, pays(1, "50.00", installment=2, before=before), on=8),
        ]
        # Of the 300 seen, 100 are the first payment: 200 more count before the second.
        assert codes(Ledger.build(documents, cash=[cash])) == expected

    def test_an_advance_is_a_credit(self) -> None:
        documents = [invoice(1), note(3, "60.00", 1, on=2, kind="07")]
        for before, expected in (("1100.00", []), ("1160.00", ["COB224"])):
            rep = receipt(2, pays(1, "100.00", before=before), on=5)
            assert codes(Ledger.build([*documents, rep])) == expected

    def test_a_credit_note_and_a_fact(self) -> None:
        """Each is netted or not by itself; only the note left out is worth a word."""
        moved = Adjustment(
            invoice=uid(1),
            date=day(3),
            amount=Decimal(-10),
            kind=AdjustmentKind.WRITE_OFF,
            reference="PD-118",
        )
        for before, expected in (
            ("1090.00", []),
            ("1100.00", []),
            ("1150.00", ["COB224"]),
            ("1160.00", ["COB224"]),
            ("1095.00", ["COB222"]),
        ):
            rep = receipt(2, pays(1, "100.00", before=before), on=5)
            documents = [invoice(1), note(3, "60.00", 1, on=2), rep]
            assert codes(Ledger.build(documents, adjustments=[moved])) == expected
