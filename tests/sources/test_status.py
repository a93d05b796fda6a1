"""The table of statuses: SAT's words, people's words, and what does not fit."""

import io
import zipfile
from datetime import date
from pathlib import Path

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


class TestMetadata:
    """The columns of the descarga masiva's own TXT, as its public samples have them."""

    TEXT = (
        "Uuid~RfcEmisor~NombreEmisor~RfcReceptor~NombreReceptor~RfcPac~FechaEmision~"
        "FechaCertificacionSat~Monto~EfectoComprobante~Estatus~FechaCancelacion\r\n"
        f"{UUID}~EKU9003173C9~KEMPER~CACX7605101P8~XOCHILT~SAT970701NN3~2026-03-02 10:30:00~"
        "2026-03-02 10:31:00~1160.0~I~0~2026-05-31 18:00:00\r\n"
        f"{OTHER}~EKU9003173C9~KEMPER~CACX7605101P8~XOCHILT~SAT970701NN3~2026-03-02 10:30:00~"
        "2026-03-02 10:31:00~1160.0~I~1~\r\n"
    )

    def test_a_text_and_a_package(self, tmp_path: Path) -> None:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            archive.writestr("metadata.txt", self.TEXT)
        for name, contents in (("a.txt", self.TEXT.encode()), ("b.ZIP", buffer.getvalue())):
            path = tmp_path / name
            path.write_bytes(contents)
            assert read_status(path) == {
                UUID: DocumentStatus(state=DocumentState.CANCELLED, cancelled_on=date(2026, 5, 31)),
                OTHER: DocumentStatus(state=DocumentState.IN_FORCE),
            }

    def test_a_line_that_cannot_be_read_is_named(self, tmp_path: Path) -> None:
        path = tmp_path / "a.txt"
        path.write_text(self.TEXT.replace("~0~2026", "~7~2026"), "utf-8")
        with pytest.raises(SourceError, match=r"a\.txt.*line 2.*'7'"):
            read_status(path)
        with pytest.raises(SourceError, match="nowhere"):
            read_status(tmp_path / "nowhere.txt")
