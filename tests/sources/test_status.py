"""The table of statuses: SAT's words, people's words, and what does not fit."""

from datetime import date

import pytest

from cobranza.errors import SourceError
from cobranza.ledger import DocumentState, DocumentStatus
from cobranza.sources import read_status
from tests.sources.conftest import Put

UUID = "5FB2822E-396D-4725-8521-CDC4BDD20CCF"
OTHER = "0B9D6F0E-7F5E-4C39-8F86-3F8F0F2B6A77"


@pytest.mark.parametrize(
    ("words", "state"),
    [
        (("vigente", "Active", " VIGENTE "), DocumentState.IN_FORCE),
        (
            ("En proceso", "Cancelación pendiente", "cancellation_requested"),
            DocumentState.CANCELLATION_REQUESTED,
        ),
        (
            ("Solicitud rechazada", "rechazada", "cancellation_rejected"),
            DocumentState.CANCELLATION_REJECTED,
        ),
        (
            ("cancelado", "CANCELLED", "Cancelado sin aceptación", "Plazo vencido"),
            DocumentState.CANCELLED,
        ),
    ],
)
def test_words(put: Put, words: tuple[str, ...], state: DocumentState) -> None:
    for word in words:
        path = put(f"uuid,status,cancelled_on\n{UUID.lower()},{word},\n")
        assert read_status(path) == {UUID: DocumentStatus(state=state)}


def test_days(put: Put) -> None:
    path = put(
        "uuid,status,cancelled_on,requested_on\n"
        f"{UUID},cancelado,2026-05-31,2026-05-28\n"
        f"{OTHER},en proceso,,2026-05-28\n"
        f"{OTHER},en proceso,,2026-05-28\n"
    )
    assert read_status(path) == {
        UUID: DocumentStatus(
            state=DocumentState.CANCELLED,
            cancelled_on=date(2026, 5, 31),
            requested_on=date(2026, 5, 28),
        ),
        OTHER: DocumentStatus(
            state=DocumentState.CANCELLATION_REQUESTED, requested_on=date(2026, 5, 28)
        ),
    }


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("x,vigente,,", "row 2: uuid is 'x', expected a UUID of 36 characters"),
        (
            f"{UUID},maybe,,",
            (
                "row 2: status is 'maybe', "
                "expected 'vigente', 'en proceso', 'solicitud rechazada' or 'cancelado'"
            ),
        ),
        (
            f"{UUID},cancelado,31/05/2026,",
            "row 2: cancelled_on is '31/05/2026', expected a date YYYY-MM-DD or nothing",
        ),
        (
            f"{UUID},cancelado,2026-02-30,",
            "row 2: cancelled_on is '2026-02-30', expected a date YYYY-MM-DD that exists",
        ),
        (
            f"{UUID},vigente,2026-05-31,",
            (
                "row 2: cancelled_on is '2026-05-31', "
                "expected nothing, because the status is not 'cancelado'"
            ),
        ),
        (f"{UUID},vigente,,2026-05-31", "row 2: requested_on is given for a document in force"),
        (
            f"{UUID},cancelado,2026-05-31,2026-06-01",
            "row 2: cancelled_on is 2026-05-31, expected 2026-06-01 or later",
        ),
        (
            f"{UUID},cancelado,,\n{UUID},vigente,,",
            f"row 3: status is 'vigente', expected what a row before says of {UUID}",
        ),
    ],
)
def test_errors(put: Put, rows: str, message: str) -> None:
    path = put(f"uuid,status,cancelled_on,requested_on\n{rows}\n")
    with pytest.raises(SourceError) as caught:
        read_status(path)
    assert str(caught.value) == f"{path}, {message}"
