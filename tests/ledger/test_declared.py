"""What REPs declare (NumParcialidad, ImpSaldoAnt, ImpSaldoInsoluto) against the events."""

from decimal import Decimal

import pytest

from cobranza.ledger import Inconsistency, Ledger, LedgerDocument
from tests.ledger.makers import balance, cancelled, codes, invoice, note, pays, receipt, uid


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
