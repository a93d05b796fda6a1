"""The ledger as a whole: what goes in, what comes out, and the table of inconsistencies."""

import gc
import itertools
import pickle
import subprocess
import sys
from datetime import UTC
from decimal import Decimal, localcontext
from typing import Any

import attrs
import pytest

from cobranza.errors import LedgerError, MoneyError
from cobranza.ledger import (
    DocumentState,
    DocumentStatus,
    Ledger,
    LedgerDocument,
    Party,
    Payment,
    Skipped,
    SkipReason,
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
    story,
    uid,
)

EVERYTHING = (
    invoice(1),
    invoice(2, "500.00", on=3, method="PUE"),
    invoice(3, "1200.00", on=6, replaces=[1]),
    invoice(4, "100.00", currency="USD", rate="19"),
    receipt(5, pays(1, "300.00", installment=1, before="1160.00", after="860.00"), on=5),
    note(6, "60.00", 1, 2, on=7),
    receipt(7, pays(9, "300.00"), on=5),
)


class TestBuild:
    def test_nothing(self) -> None:
        ledger = Ledger.build([])
        assert ledger == Ledger(receivables=())
        assert ledger.balances() == {}

    def test_order_and_repetition_do_not_matter(self) -> None:
        expected = Ledger.build(EVERYTHING, status=cancelled(2, on=9))
        for documents in itertools.permutations(EVERYTHING):
            assert Ledger.build(documents, status=cancelled(2, on=9)) == expected

    def test_receivables_are_in_order_of_issue(self) -> None:
        ledger = Ledger.build([invoice(2), invoice(3, on=5), invoice(1), invoice(4, on=2)])
        assert [each.uuid for each in ledger.receivables] == [uid(1), uid(2), uid(4), uid(3)]

    def test_fields_of_a_receivable(self) -> None:
        document = invoice(0xAB, currency="USD", rate="19.5")
        (receivable,) = Ledger.build([document]).receivables
        assert receivable.uuid == document.uuid
        assert receivable.number == "A171"
        assert (receivable.issuer, receivable.customer) == (document.issuer, document.customer)
        assert receivable.issued == document.issued
        assert (receivable.currency, receivable.exchange_rate) == ("USD", Decimal("19.5"))
        assert (receivable.amount, receivable.payment_method) == (Decimal("1160.00"), "PPD")

    def test_get(self) -> None:
        ledger = Ledger.build([invoice(0xAB)])
        assert ledger.get(uid(0xAB).lower()) is ledger.receivables[0]
        assert ledger.get(uid(1)) is None

    def test_balances_per_currency(self) -> None:
        ledger = Ledger.build(EVERYTHING)
        assert ledger.balances() == {"MXN": Decimal("840.00"), "USD": Decimal("100.00")}
        assert list(ledger.balances()) == ["MXN", "USD"]
        assert ledger.balances(day(1)) == {"MXN": Decimal("1160.00"), "USD": Decimal("100.00")}

    def test_only_one_issuer(self) -> None:
        other = Party(rfc="XIA190128J61")
        documents = [invoice(1), invoice(2, issuer=other)]
        assert len(Ledger.build(documents).receivables) == 2
        (receivable,) = Ledger.build(documents, issuer="xia190128j61").receivables
        assert receivable.uuid == uid(2)

    def test_a_policy_that_does_not_exist(self) -> None:
        with pytest.raises(LedgerError, match="expected one of paid_at_issue, open"):
            Ledger.build([], pue="closed")  # type: ignore[arg-type]

    def test_something_that_is_no_document(self) -> None:
        with pytest.raises(TypeError, match="got a str"):
            Ledger.build(["factura.xml"])  # type: ignore[list-item]
        neither = LedgerDocument(
            uuid=uid(1),
            issuer=Party(rfc=""),
            customer=Party(rfc=""),
            issued=moment(1),
            currency="MXN",
            total=Decimal(1),
        )
        with pytest.raises(TypeError, match="got a LedgerDocument"):
            Ledger.build([neither])

    def test_the_context_of_the_caller_does_not_matter(self) -> None:
        documents = [invoice(1, "123456789.12"), receipt(2, pays(1, "0.01"))]
        expected = Ledger.build(documents)
        with localcontext() as context:
            context.prec = 3
            ledger = Ledger.build(documents)
            assert ledger == expected
            assert ledger.balances() == {"MXN": Decimal("123456789.11")}

    def test_a_ledger_survives_pickling(self) -> None:
        ledger = Ledger.build(EVERYTHING)
        copy = pickle.loads(pickle.dumps(ledger))  # noqa: S301 - our own bytes
        assert copy == ledger
        assert copy.get(uid(1)) is not None

    def test_the_collector_of_garbage_is_left_as_it_was(self) -> None:
        assert gc.isenabled()
        Ledger.build(EVERYTHING)
        assert gc.isenabled()
        gc.disable()
        try:
            Ledger.build(EVERYTHING)
            assert not gc.isenabled()
        finally:
            gc.enable()

    def test_stories_and_pictures_are_at_hand(self) -> None:
        ledger = Ledger.build(EVERYTHING)
        receivable = ledger.get(uid(3))
        assert receivable is not None
        assert ledger.explain(uid(3)).receivable is receivable
        assert "1,200.00" in receivable._repr_html_()
        assert "840.00" in ledger._repr_html_()

    def test_what_has_no_events_is_not_there_yet(self) -> None:
        (receivable,) = Ledger.build([invoice(1)]).receivables
        ledger = Ledger(receivables=(attrs.evolve(receivable, events=()),))
        assert ledger.as_of(day(9)).receivables == ()
        assert ledger.balances(day(9)) == {}

    def test_a_negative_invoice_is_charged_as_it_stands(self) -> None:
        ledger = Ledger.build([invoice(1, "-5.00")])
        assert balance(ledger, 1) == Decimal(-5)
        assert codes(ledger) == ["COB202"]

    def test_without_method_nothing_is_assumed(self) -> None:
        assert balance(Ledger.build([invoice(1, method=None)]), 1) == Decimal(1160)

    def test_skipped_documents_are_listed_once(self) -> None:
        skipped = Skipped(reason=SkipReason.NO_UUID, kind="I", source="b.xml")
        other = Skipped(reason=SkipReason.NO_UUID, kind="I", source="a.xml")
        assert Ledger.build([skipped, other, skipped]).skipped == (other, skipped)

    def test_no_xml_parser_is_loaded(self) -> None:
        code = "import sys, cobranza.ledger as l; l.Ledger.build([]); print('lxml' in sys.modules)"
        result = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        )
        assert result.stdout.strip() == "False"


class TestRepeatedUuid:
    """One UUID, two contents: the one used depends on the contents alone; both are kept."""

    DOCUMENTS = (invoice(1), invoice(1, "999.00"), note(1, "5.00"))

    def test_the_choice_does_not_depend_on_the_order(self) -> None:
        expected = Ledger.build(self.DOCUMENTS)
        for documents in itertools.permutations(self.DOCUMENTS * 2):
            assert Ledger.build(documents) == expected
        assert codes(expected)[0] == "COB201"
        assert len(expected.discarded) == 2

    def test_the_message_names_both(self) -> None:
        ledger = Ledger.build([invoice(1, "2.00"), receipt(1, pays(9, "7.00")), receipt(1)])
        (case,) = [case for case in ledger.inconsistencies if case.code == "COB201"]
        assert case.receivable == uid(1)
        assert case.message == (
            f"El UUID {uid(1)} aparece con contenidos distintos: se usó una factura de 2.00 MXN"
            " del 2026-01-01; no un REP de 0 MXN del 2026-01-10 ni un REP de 7.00 MXN del"
            " 2026-01-10."
        )

    def test_a_rest_that_lost_moves_nothing(self) -> None:
        ledger = Ledger.build([note(1, "5.00"), receipt(1, pays(2, "7.00")), invoice(2)])
        assert balance(ledger, 2) == Decimal(1160)
        (case,) = [case for case in ledger.inconsistencies if case.code == "COB201"]
        assert case.receivable is None
        assert "un egreso de 5.00 MXN" in case.message

    def test_the_same_amounts_written_differently_are_the_same(self) -> None:
        one, other = invoice(1, "1160.0"), invoice(1, "1160.00")
        first, second = Ledger.build([one, other]), Ledger.build([other, one])
        assert first == second
        assert story(first, 1) == story(second, 1)
        assert codes(first) == []


class TestDocuments:
    def test_uuids_are_kept_in_upper_case(self) -> None:
        document = attrs.evolve(invoice(0xAB), uuid=uid(0xAB).lower())
        assert document.uuid == uid(0xAB)
        assert pays(0xAB, "1").invoice == uid(0xAB)

    @pytest.mark.parametrize("document", EVERYTHING)
    def test_they_survive_pickling(self, document: LedgerDocument) -> None:
        assert pickle.loads(pickle.dumps(document)) == document  # noqa: S301 - our own bytes

    @pytest.mark.parametrize("total", [1160.0, "1160", 1160, None])
    def test_amounts_are_decimals(self, total: Any) -> None:
        with pytest.raises(TypeError, match="expected a Decimal"):
            attrs.evolve(invoice(1), total=total)

    @pytest.mark.parametrize(
        "total", ["NaN", "-Infinity", "1e18", "-1e999999", "1e-29", "1e-999999", "0e99"]
    )
    def test_amounts_are_sane(self, total: str) -> None:
        with pytest.raises(MoneyError, match="expected"):
            invoice(1, total)

    def test_amounts_of_a_payment(self) -> None:
        with pytest.raises(TypeError, match="paid is a int"):
            attrs.evolve(pays(1, "1"), paid=1)  # type: ignore[arg-type]
        with pytest.raises(TypeError, match="previous_balance is a str"):
            attrs.evolve(pays(1, "1"), previous_balance="1")  # type: ignore[arg-type]
        with pytest.raises(MoneyError, match="remaining is NaN"):
            pays(1, "1", after="NaN")
        with pytest.raises(MoneyError, match="exchange_rate is NaN"):
            receipt(1, rate="NaN")
        with pytest.raises(MoneyError, match="exchange_rate is NaN"):
            note(1, "1", rate="NaN")
        with pytest.raises(MoneyError, match="exchange_rate is NaN"):
            invoice(1, rate="NaN")

    @pytest.mark.parametrize("when", [moment(1), "2026-01-01", None])
    def test_days_are_plain_dates(self, when: object) -> None:
        with pytest.raises(TypeError, match="expected a date"):
            Payment(date=when, currency="MXN", amount=Decimal(1))  # type: ignore[arg-type]

    def test_moments_are_local(self) -> None:
        with pytest.raises(TypeError, match="expected a datetime"):
            attrs.evolve(invoice(1), issued=day(1))  # type: ignore[arg-type]
        with pytest.raises(LedgerError, match="without zone"):
            attrs.evolve(invoice(1), issued=moment(1).replace(tzinfo=UTC))
        with pytest.raises(LedgerError, match="expected a year from 1900 to 2999"):
            attrs.evolve(invoice(1), issued=moment(1).replace(year=9999))

    def test_a_status(self) -> None:
        with pytest.raises(LedgerError, match="not cancelled"):
            DocumentStatus(state=DocumentState.IN_FORCE, cancelled_on=day(1))
        with pytest.raises(TypeError, match="expected a date"):
            DocumentStatus(state=DocumentState.CANCELLED, cancelled_on=moment(1))

    def test_a_receipt_has_no_total_of_its_own(self) -> None:
        assert (receipt(1).total, receipt(1).currency) == (Decimal(0), "XXX")
