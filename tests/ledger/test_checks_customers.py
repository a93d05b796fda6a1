"""COB234, COB250, COB251 and COB252: who the documents are for."""

import attrs
import pytest

from cobranza.ledger import Inconsistency, Ledger, LedgerDocument, Party
from tests.ledger.makers import BUYER, cancelled, day, invoice, note, pays, receipt, uid

OTHER = Party(rfc="XIA190128J61", name="XENON INDUSTRIAL ARTICLES")
THIRD = Party(rfc="IIA040805DZ4", name="INDISTRIA ILUMINADORA DE ALMACENES")
ACME = Party(rfc="XEXX010101000", name="ACME, INC.", tax_id="12-3456789")


def found(*documents: LedgerDocument, cancel: tuple[int, ...] = ()) -> list[Inconsistency]:
    return list(Ledger.build(documents, status=cancelled(*cancel, on=50)).inconsistencies)


def shown(*documents: LedgerDocument, cancel: tuple[int, ...] = ()) -> list[tuple[str, str]]:
    return [(case.code, case.document) for case in found(*documents, cancel=cancel)]


def to(customer: Party, document: LedgerDocument) -> LedgerDocument:
    return attrs.evolve(document, customer=customer)


class TestAnotherCustomer:
    def test_a_credit_note(self) -> None:
        (case,) = found(invoice(1), to(OTHER, note(2, "10.00", 1, on=5)))
        assert (case.code, case.document, case.receivable) == ("COB234", uid(2), uid(1))
        assert case.since == day(5)
        assert dict(case.values) == {
            "found": "XIA190128J61 (XENON INDUSTRIAL ARTICLES)",
            "expected": "URE180429TM6 (UNIVERSIDAD ROBOTICA ESPAÑOLA)",
        }

    def test_a_receipt_once_for_each_invoice(self) -> None:
        lines = (pays(1, "10.00"), pays(1, "20.00"), pays(3, "30.00"), pays(4, "40.00"))
        cases = found(
            invoice(1),
            invoice(3, on=30),
            invoice(4, customer=OTHER),
            to(OTHER, receipt(2, *lines, on=35)),
        )
        assert [(case.code, case.document, case.receivable) for case in cases] == [
            ("COB250", uid(2), uid(1)),
            ("COB250", uid(2), uid(3)),
        ]

    def test_a_substitute(self) -> None:
        (case,) = found(invoice(1), to(OTHER, invoice(2, on=7, replaces=[1])))
        assert (case.code, case.document, case.receivable) == ("COB250", uid(2), uid(1))
        assert case.since == day(7)

    def test_without_a_name_the_rfc_stands_alone(self) -> None:
        (case,) = found(invoice(1), to(Party(rfc="XIA190128J61"), note(2, "10.00", 1)))
        assert dict(case.values)["found"] == "XIA190128J61"

    def test_case_of_an_rfc(self) -> None:
        assert shown(invoice(1), to(Party(rfc="ure180429tm6"), receipt(2, pays(1, "1.00")))) == []

    def test_a_relation_that_gives_no_credit(self) -> None:
        documents = [invoice(1), to(OTHER, note(2, "10.00", 1, kind="02"))]
        assert shown(*documents) == [("COB230", uid(2))]

    def test_a_second_substitute_takes_no_place(self) -> None:
        assert shown(
            invoice(1), invoice(2, on=2, replaces=[1]), to(OTHER, invoice(3, on=3, replaces=[1]))
        ) == [("COB243", uid(3))]

    @pytest.mark.parametrize("customer", [BUYER, OTHER])
    def test_what_was_replaced_may_be_paid_by_either(self, customer: Party) -> None:
        """An invoice to the wrong customer is replaced; REP and note know one of the two."""
        documents = [
            invoice(1),
            to(OTHER, invoice(2, on=2, replaces=[1])),
            to(customer, receipt(3, pays(1, "10.00"))),
            to(customer, note(4, "10.00", 1)),
        ]
        assert shown(*documents) == [("COB250", uid(2))]

    def test_but_not_by_a_third(self) -> None:
        documents = [
            invoice(1),
            to(OTHER, invoice(2, on=2, replaces=[1])),
            to(THIRD, receipt(3, pays(1, "10.00"))),
        ]
        assert shown(*documents) == [("COB250", uid(2)), ("COB250", uid(3))]

    def test_a_cancelled_invoice_is_owed_by_nobody(self) -> None:
        documents = [invoice(1), to(OTHER, receipt(2, pays(1, "10.00")))]
        assert "COB250" not in {code for code, _ in shown(*documents, cancel=(1,))}

    def test_what_was_cancelled_or_replaced_is_mended(self) -> None:
        wrong = to(OTHER, receipt(2, pays(1, "10.00")))
        assert shown(invoice(1), wrong, cancel=(2,)) == []
        assert shown(invoice(1), wrong, receipt(3, pays(1, "10.00"), replaces=[2])) == []


class TestForeigners:
    @pytest.mark.parametrize(
        ("customer", "expected"),
        [
            (attrs.evolve(ACME, name="Acme Inc", tax_id="123456789"), []),
            (attrs.evolve(ACME, tax_id=None), []),
            (attrs.evolve(ACME, tax_id="98"), [("COB250", uid(2))]),
            (attrs.evolve(ACME, name="OTHER INC", tax_id=None), [("COB250", uid(2))]),
            (BUYER, [("COB250", uid(2))]),
        ],
        ids=["same tax_id", "no tax_id", "other tax_id", "other name", "other rfc"],
    )
    def test_told_apart_by_tax_id_else_by_name(
        self, customer: Party, expected: list[tuple[str, str]]
    ) -> None:
        receipt_of_it = to(customer, receipt(2, pays(1, "10.00")))
        assert shown(invoice(1, customer=ACME), receipt_of_it) == expected


class TestChanges:
    def test_each_change_is_reported(self) -> None:
        names = ["ALFA", "ALFA", "BETA", "", "BETA", "ALFA"]
        documents = [
            invoice(number, on=number, customer=attrs.evolve(BUYER, name=name))
            for number, name in enumerate(names, 1)
        ]
        cases = found(*reversed(documents))
        assert [(case.code, case.document, case.since) for case in cases] == [
            ("COB251", uid(3), day(3)),
            ("COB251", uid(6), day(6)),
        ]
        assert dict(cases[0].values) == {
            "rfc": "URE180429TM6",
            "found": "BETA",
            "expected": "ALFA",
        }
        assert cases[0].receivable == uid(3)

    def test_a_regime(self) -> None:
        documents = [
            attrs.evolve(receipt(number), customer=attrs.evolve(BUYER, regime=regime))
            for number, regime in enumerate(["601", None, "601", "626"], 1)
        ]
        (case,) = found(*documents)
        assert (case.code, case.document, case.receivable) == ("COB252", uid(4), None)
        assert dict(case.values) == {"rfc": "URE180429TM6", "found": "626", "expected": "601"}

    @pytest.mark.parametrize(
        "name", ["Universidad  robótica espanola ", "UNIVERSIDADROBOTICAESPAÑOLA"]
    )
    def test_case_accents_and_spaces_make_no_name(self, name: str) -> None:
        assert shown(invoice(1), invoice(2, on=2, customer=attrs.evolve(BUYER, name=name))) == []

    def test_on_one_moment_the_uuid_decides(self) -> None:
        documents = [
            invoice(each, customer=attrs.evolve(BUYER, name=f"N{each}")) for each in (2, 1)
        ]
        assert shown(*documents) == [("COB251", uid(2))]

    @pytest.mark.parametrize("rfc", ["XAXX010101000", "XEXX010101000", "xaxx010101000", ""])
    def test_an_rfc_of_many_has_many_names(self, rfc: str) -> None:
        customers = [Party(rfc=rfc, name=f"N{each}", regime=str(each)) for each in (1, 2)]
        assert shown(*(invoice(each, customer=customers[each - 1]) for each in (1, 2))) == []

    def test_each_issuer_knows_its_own_customers(self) -> None:
        renamed = attrs.evolve(BUYER, name="ROBOTICA")
        assert shown(invoice(1), invoice(2, on=2, issuer=OTHER, customer=renamed)) == []

    def test_what_was_cancelled_is_mended(self) -> None:
        renamed = attrs.evolve(BUYER, name="ROBOTICA")
        documents = [invoice(1), invoice(2, on=2, customer=renamed), invoice(3, on=3)]
        assert shown(*documents, cancel=(2,)) == []
