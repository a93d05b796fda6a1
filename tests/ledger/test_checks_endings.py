"""COB247, COB248 and COB249: statuses against the documents that name each other."""

from collections.abc import Mapping

import attrs
import pytest

from cobranza.ledger import (
    DocumentState,
    DocumentStatus,
    Inconsistency,
    Ledger,
    LedgerDocument,
    Relation,
)
from tests.ledger.makers import cancelled, day, invoice, note, pays, receipt, uid


def cases(
    code: str, *documents: LedgerDocument, status: Mapping[str, DocumentStatus]
) -> list[Inconsistency]:
    found = Ledger.build(documents, status=status).inconsistencies
    return [each for each in found if each.code == code]


def naming(document: LedgerDocument, kind: str, number: int) -> LedgerDocument:
    relation = Relation(kind=kind, uuid=uid(number), path="relation")
    return attrs.evolve(document, relations=(*document.relations, relation))


def with_state(
    number: int, state: DocumentState, *, requested: int | None = None
) -> dict[str, DocumentStatus]:
    on = None if requested is None else day(requested)
    return {uid(number): DocumentStatus(state=state, requested_on=on)}


class TestDependsOnCancelled:
    @pytest.mark.parametrize(
        ("issued", "on", "since"),
        [(5, 20, 20), (25, 20, 25), (5, None, 5)],
        ids=["cancelled after", "cancelled before", "day unknown"],
    )
    def test_it_shows_with_the_later_of_the_two(
        self, issued: int, on: int | None, since: int
    ) -> None:
        documents = [invoice(1), naming(invoice(2, on=issued), "02", 1)]
        (case,) = cases("COB247", *documents, status=cancelled(1, on=on))
        assert (case.document, case.receivable, case.path) == (uid(2), uid(1), "relation")
        assert case.since == day(since)
        assert dict(case.values) == {"invoice": uid(1)}

    @pytest.mark.parametrize(
        "document",
        [
            receipt(2, pays(1, "10.00"), pays(1, "20.00")),
            note(2, "10.00", 1),
            naming(receipt(2), "01", 1),
            naming(invoice(2), "07", 1),
        ],
        ids=["payments", "credit", "relation of a REP", "advance used"],
    )
    def test_whatever_names_it_once(self, document: LedgerDocument) -> None:
        found = cases("COB247", invoice(1), document, status=cancelled(1, on=20))
        assert [case.document for case in found] == [uid(2)]

    def test_a_cancelled_document_that_is_no_invoice(self) -> None:
        documents = [note(1, "10.00"), naming(invoice(2), "07", 1)]
        (case,) = cases("COB247", *documents, status=cancelled(1, on=20))
        assert (case.document, case.receivable) == (uid(2), None)

    def test_it_was_replaced_too(self) -> None:
        documents = [invoice(1), invoice(2, on=9, replaces=[1]), receipt(3, pays(1, "10.00"))]
        found = cases("COB247", *documents, status=cancelled(1, on=9))
        assert [case.document for case in found] == [uid(3)]

    def test_what_depends_is_cancelled_or_replaced_too(self) -> None:
        paid = receipt(2, pays(1, "10.00"))
        assert cases("COB247", invoice(1), paid, status=cancelled(1, 2, on=20)) == []
        again = receipt(3, replaces=[2])
        assert cases("COB247", invoice(1), paid, again, status=cancelled(1, on=20)) == []

    def test_what_is_cancelled_is_not_here(self) -> None:
        assert cases("COB247", receipt(2, pays(1, "10.00")), status=cancelled(1, on=20)) == []

    def test_not_cancelled_after_all(self) -> None:
        documents = [invoice(1), receipt(2, pays(1, "10.00"))]
        rejected = with_state(1, DocumentState.CANCELLATION_REJECTED)
        assert cases("COB247", *documents, status=rejected) == []


class TestReplacedInForce:
    @pytest.mark.parametrize(
        "state",
        [
            DocumentState.IN_FORCE,
            DocumentState.CANCELLATION_REQUESTED,
            DocumentState.CANCELLATION_REJECTED,
        ],
    )
    def test_not_cancelled_by_its_status(self, state: DocumentState) -> None:
        documents = [invoice(1), invoice(2, on=9, replaces=[1])]
        status = with_state(1, state)
        (case,) = Ledger.build(documents, status=status).inconsistencies
        assert (case.code, case.document, case.receivable) == ("COB248", uid(2), uid(1))
        assert case.since == day(9)

    def test_receipts_are_replaced_too(self) -> None:
        documents = [receipt(1), receipt(2, on=20, replaces=[1])]
        (case,) = cases("COB248", *documents, status=with_state(1, DocumentState.IN_FORCE))
        assert (case.receivable, dict(case.values)) == (None, {"invoice": uid(1)})

    def test_no_status_was_given(self) -> None:
        documents = [invoice(1), invoice(2, on=9, replaces=[1])]
        in_force = with_state(2, DocumentState.IN_FORCE)
        assert cases("COB248", *documents, status=in_force) == []


class TestCancellationPending:
    @pytest.mark.parametrize(
        ("state", "words"),
        [
            (DocumentState.CANCELLATION_REQUESTED, "fue solicitada y no ha sido contestada"),
            (DocumentState.CANCELLATION_REJECTED, "fue rechazada"),
        ],
    )
    def test_the_message_says_how_it_stands(self, state: DocumentState, words: str) -> None:
        (case,) = cases("COB249", invoice(1, on=3), status=with_state(1, state, requested=20))
        assert (case.document, case.receivable, case.since) == (uid(1), uid(1), day(20))
        assert case.message == (
            f"La cancelación del documento {uid(1)} {words}: el documento sigue contando."
        )

    @pytest.mark.parametrize("requested", [None, 2])
    def test_the_day_is_not_known_or_absurd(self, requested: int | None) -> None:
        status = with_state(1, DocumentState.CANCELLATION_REQUESTED, requested=requested)
        (case,) = cases("COB249", receipt(1, on=3), status=status)
        assert (case.since, case.receivable) == (day(3), None)

    def test_in_force_or_not_here(self) -> None:
        assert cases("COB249", invoice(1), status=with_state(1, DocumentState.IN_FORCE)) == []
        requested = with_state(2, DocumentState.CANCELLATION_REQUESTED)
        assert cases("COB249", invoice(1), status=requested) == []
