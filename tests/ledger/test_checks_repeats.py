"""COB204 and COB216: the same sale stamped twice, the same payment with two REPs."""

from decimal import Decimal
from typing import Any

import attrs
import pytest

from cobranza.ledger import Inconsistency, Ledger, LedgerDocument, Party, PaymentReceipt
from tests.ledger.makers import cancelled, codes, day, invoice, note, pays, receipt, uid

OTHER = Party(rfc="XIA190128J61", name="XENON INDUSTRIAL ARTICLES")


def cases(code: str, *documents: LedgerDocument) -> list[Inconsistency]:
    return [each for each in Ledger.build(documents).inconsistencies if each.code == code]


def again(copy: int, *, on: int = 3, **changes: Any) -> LedgerDocument:
    """Invoice 1 of day 1, stamped once more."""
    return attrs.evolve(
        invoice(1), uuid=uid(copy), **{"issued": invoice(1, on=on).issued, **changes}
    )


class TestDocuments:
    def test_the_later_names_the_first(self) -> None:
        found = cases("COB204", again(3, on=9), invoice(1), again(2))
        assert [(case.document, dict(case.values)["other"]) for case in found] == [
            (uid(2), uid(1)),
            (uid(3), uid(1)),
        ]
        assert [case.since for case in found] == [day(3), day(9)]
        assert dict(found[0].values) == {
            "other": uid(1),
            "number": "A1",
            "amount": Decimal(1160),
            "currency": "MXN",
        }

    @pytest.mark.parametrize(
        "changes",
        [
            {"number": "A2"},
            {"number": "a1"},
            {"customer": OTHER},
            {"issuer": OTHER},
            {"currency": "USD"},
            {"total": Decimal("1160.01")},
            {"on": 182},
        ],
        ids=str,
    )
    def test_something_is_different(self, changes: dict[str, Any]) -> None:
        assert cases("COB204", invoice(1), again(2, **changes)) == []

    def test_half_a_year_apart_each_from_the_one_before(self) -> None:
        found = cases("COB204", invoice(1), again(2, on=180), again(3, on=360), again(4, on=999))
        assert [dict(case.values)["other"] for case in found] == [uid(1), uid(1)]

    def test_a_scale_and_a_case_that_say_the_same(self) -> None:
        customer = Party(rfc="ure180429tm6", name="ROBOTICA")
        found = cases("COB204", invoice(1), again(2, total=Decimal("1160.0"), customer=customer))
        assert [case.document for case in found] == [uid(2)]

    def test_without_a_number(self) -> None:
        assert cases("COB204", *(again(each, number="") for each in (1, 2))) == []

    def test_one_of_them_replaces_the_other(self) -> None:
        assert (
            codes(
                Ledger.build([invoice(1), again(2, relations=invoice(9, replaces=[1]).relations)])
            )
            == []
        )

    @pytest.mark.parametrize("number", [1, 2])
    def test_one_of_them_is_cancelled(self, number: int) -> None:
        ledger = Ledger.build([invoice(1), again(2)], status=cancelled(number, on=40))
        assert codes(ledger) == []

    def test_credit_notes_but_not_receipts(self) -> None:
        notes = [attrs.evolve(note(each, "10.00", 1), number="N1") for each in (2, 3)]
        receipts = [
            attrs.evolve(receipt(each, pays(1, f"{each}.00")), number="P1") for each in (4, 5)
        ]
        (case,) = Ledger.build([invoice(1), *notes, *receipts]).inconsistencies
        assert (case.code, case.document, case.receivable) == ("COB204", uid(3), None)


def paying(number: int, *lines: str, issued: int = 10, **changes: Any) -> PaymentReceipt:
    """A REP of day 10 that pays amounts of invoice 1."""
    applications = [
        attrs.evolve(pays(1, amount), path=f"line {position}")
        for position, amount in enumerate(lines, 1)
    ]
    document = receipt(number, *applications, on=10, issued=issued)
    payment = attrs.evolve(document.payments[0], **{"form": "03", **changes})
    return attrs.evolve(document, payments=(payment,))


class TestPayments:
    def test_the_later_names_the_first(self) -> None:
        found = cases(
            "COB216",
            invoice(1),
            paying(4, "50.00", issued=12),
            paying(3, "50.00"),
            paying(5, "50.00"),
        )
        assert [(case.document, dict(case.values)["other"]) for case in found] == [
            (uid(4), uid(3)),
            (uid(5), uid(3)),
        ]
        assert [case.since for case in found] == [day(12), day(10)]
        assert found[0].receivable == uid(1)
        assert found[0].path == "line 1"
        assert dict(found[0].values) == {
            "other": uid(3),
            "amount": Decimal(50),
            "currency": "MXN",
            "date": day(10),
        }

    @pytest.mark.parametrize(
        ("one", "other", "repeated"),
        [
            (None, None, [uid(3)]),
            ("8846", "8846", [uid(3)]),
            ("8846", None, [uid(3)]),
            (None, "8846", [uid(3)]),
            ("8846", "8847", []),
        ],
    )
    def test_operation_numbers_tell_payments_apart(
        self, one: str | None, other: str | None, repeated: list[str]
    ) -> None:
        found = cases(
            "COB216",
            invoice(1),
            paying(2, "50.00", operation=one),
            paying(3, "50.00", operation=other, issued=12),
        )
        assert [case.document for case in found] == repeated

    @pytest.mark.parametrize("changes", [{"date": day(9)}, {"form": "02"}], ids=str)
    def test_another_day_or_form(self, changes: dict[str, Any]) -> None:
        assert cases("COB216", invoice(1), paying(2, "50.00"), paying(3, "50.00", **changes)) == []

    def test_another_amount_or_invoice(self) -> None:
        other = receipt(4, pays(5, "50.00"), on=10)
        assert (
            cases("COB216", invoice(1), invoice(5), paying(2, "50.00"), paying(3, "50.01"), other)
            == []
        )

    def test_two_payments_in_one_receipt_are_two(self) -> None:
        twice = paying(2, "50.00", "50.00")
        assert cases("COB216", invoice(1), twice) == []
        found = cases("COB216", invoice(1), twice, paying(3, "50.00", "50.00", issued=11))
        assert [(case.document, case.path) for case in found] == [
            (uid(3), "line 1"),
            (uid(3), "line 2"),
        ]

    def test_nothing_paid_is_nothing_repeated(self) -> None:
        assert cases("COB216", invoice(1), paying(2, "0.00"), paying(3, "0.00")) == []

    def test_the_invoice_is_not_here(self) -> None:
        assert cases("COB216", paying(2, "50.00"), paying(3, "50.00")) == []

    def test_it_shows_when_the_invoice_is_issued(self) -> None:
        (case,) = cases("COB216", invoice(1, on=20), paying(2, "50.00"), paying(3, "50.00"))
        assert case.since == day(20)

    @pytest.mark.parametrize("number", [2, 3])
    def test_one_of_them_is_cancelled(self, number: int) -> None:
        documents = [invoice(1), paying(2, "50.00"), paying(3, "50.00", issued=12)]
        assert codes(Ledger.build(documents, status=cancelled(number, on=30))) == []

    def test_one_of_them_replaces_the_other(self) -> None:
        replacing = receipt(3, pays(1, "50.00"), on=10, issued=12, replaces=[2])
        assert (
            codes(Ledger.build([invoice(1), receipt(2, pays(1, "50.00"), on=10), replacing])) == []
        )
