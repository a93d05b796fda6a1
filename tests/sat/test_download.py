"""The descarga masiva against a SAT of our own on loopback: the happy ways, sync and async."""

import inspect
import json
import random
from datetime import timedelta
from pathlib import Path

import pytest

from cobranza.sat.download import (
    AsyncDownloadClient,
    Collected,
    CollectProgress,
    DownloadClient,
    EstadoComprobante,
    EstadoSolicitud,
    FolioQuery,
    IssuedQuery,
    Polling,
    Query,
    ReceivedQuery,
    TipoSolicitud,
)
from tests.sat import answers, credentials
from tests.sat.doors import Door
from tests.sat.fake_sat import MARCH, REQUEST, START, FakeSat, package_id
from tests.sat.server import Reply, Server

ISSUED = IssuedQuery(**MARCH, tipo_solicitud=TipoSolicitud.CFDI)
PERIOD = {"FechaInicial": "2026-03-01T00:00:00", "FechaFinal": "2026-03-31T23:59:59"}


@pytest.mark.parametrize(
    ("query", "sent"),
    [
        (
            ISSUED,
            {"RfcEmisor": credentials.RFC, "TipoSolicitud": "CFDI", **PERIOD},
        ),
        (
            IssuedQuery(
                **MARCH,
                rfc_receptores=("URE180429TM6", "Ñ&A010101AAA"),
                tipo_comprobante="P",
                estado_comprobante=EstadoComprobante.TODOS,
                complemento="pagos20",
                rfc_a_cuenta_terceros="XIA190128J61",
            ),
            {
                "RfcEmisor": credentials.RFC,
                "TipoSolicitud": "Metadata",
                "TipoComprobante": "P",
                "EstadoComprobante": "Todos",
                "Complemento": "pagos20",
                "RfcACuentaTerceros": "XIA190128J61",
                **PERIOD,
            },
        ),
        (
            ReceivedQuery(**MARCH, tipo_solicitud=TipoSolicitud.CFDI, rfc_emisor="URE180429TM6"),
            {
                "RfcEmisor": "URE180429TM6",
                "RfcReceptor": credentials.RFC,
                "TipoSolicitud": "CFDI",
                "EstadoComprobante": "Vigente",
                **PERIOD,
            },
        ),
        (
            ReceivedQuery(**MARCH, estado_comprobante=EstadoComprobante.CANCELADO),
            {
                "RfcReceptor": credentials.RFC,
                "TipoSolicitud": "Metadata",
                "EstadoComprobante": "Cancelado",
                **PERIOD,
            },
        ),
        (
            FolioQuery(folio="5fb2822e-396d-4725-8521-cdc4bdd20ccf"),
            {"Folio": "5FB2822E-396D-4725-8521-CDC4BDD20CCF", "TipoSolicitud": "CFDI"},
        ),
    ],
)
def test_a_request_says_what_the_query_says(
    door: Door, sat: FakeSat, query: Query, sent: dict[str, str]
) -> None:
    assert door("request", query) == REQUEST
    assert sat.requests == [{"RfcSolicitante": credentials.RFC, **sent}]
    assert sat.receivers == list(getattr(query, "rfc_receptores", ()))


def test_soap_actions(door: Door, server: Server, tmp_path: Path) -> None:
    """As the WSDLs of the services name them."""
    door("collect", ReceivedQuery(**MARCH), tmp_path)
    sat = "http://DescargaMasivaTerceros.sat.gob.mx"
    actions = dict.fromkeys(each.headers["SOAPAction"].strip('"') for each in server.asked)
    assert list(actions) == [
        "http://DescargaMasivaTerceros.gob.mx/IAutenticacion/Autentica",
        f"{sat}/ISolicitaDescargaService/SolicitaDescargaRecibidos",
        f"{sat}/IVerificaSolicitudDescargaService/VerificaSolicitudDescarga",
        f"{sat}/IDescargaMasivaTercerosService/Descargar",
    ]


def test_verify(door: Door, sat: FakeSat) -> None:
    sat.polls = 2
    assert door("verify", REQUEST).estado is EstadoSolicitud.EN_PROCESO
    found = door("verify", REQUEST)
    assert (found.estado, found.numero_cfdis) == (EstadoSolicitud.TERMINADA, 30)
    assert found.packages == tuple(sat.packages)
    assert not found.empty


def test_a_package_is_downloaded_once(door: Door, sat: FakeSat, tmp_path: Path) -> None:
    path = door("download", package_id(1), tmp_path)
    assert path == tmp_path / f"{package_id(1)}.zip"
    assert path.read_bytes() == sat.packages[package_id(1)]
    assert door("download", package_id(1), tmp_path) == path
    assert sat.downloads[package_id(1)] == 1
    assert list(tmp_path.iterdir()) == [path]


def test_a_package_larger_than_libxml2_lets_a_text_be(
    door: Door, sat: FakeSat, tmp_path: Path
) -> None:
    large = answers.archive(a=random.Random(1).randbytes(12 * 1024 * 1024))
    sat.packages = {package_id(1): large}
    assert door("download", package_id(1), tmp_path).read_bytes() == large


def test_collect(door: Door, sat: FakeSat, tmp_path: Path) -> None:
    sat.polls = 3
    told: list[CollectProgress] = []
    folder = tmp_path / "2026" / "marzo"
    found = door("collect", ISSUED, folder, polling=Polling(every=90), progress=told.append)
    files = tuple(folder / f"{each}.zip" for each in sat.packages)
    assert found == Collected(request_id=REQUEST, numero_cfdis=30, files=files)
    assert [each.read_bytes() for each in files] == list(sat.packages.values())
    assert sorted(folder.iterdir()) == sorted([*files, folder / "descarga.json"])
    assert [each.estado for each in told[:3]] == [
        EstadoSolicitud.EN_PROCESO,
        EstadoSolicitud.EN_PROCESO,
        EstadoSolicitud.TERMINADA,
    ]
    assert [each.downloaded for each in told] == [0, 0, 0, 1, 2, 3]
    assert sat.now == START + timedelta(seconds=2 * 90)


def test_collected_again_nothing_is_asked(door: Door, sat: FakeSat, tmp_path: Path) -> None:
    first = door("collect", ISSUED, tmp_path)
    calls = sat.calls.total()
    assert door("collect", ISSUED, tmp_path) == first
    assert sat.calls.total() == calls


def test_no_documents_are_no_error(door: Door, sat: FakeSat, tmp_path: Path) -> None:
    sat.packages = {}
    found = door("collect", ISSUED, tmp_path)
    assert (found.numero_cfdis, found.files) == (0, ())
    assert door("collect", ISSUED, tmp_path) == found


class TestToken:
    def test_one_serves_for_many_calls(self, door: Door, sat: FakeSat) -> None:
        for _ in range(3):
            door("verify", REQUEST)
        assert sat.calls["autentica"] == 1

    @pytest.mark.parametrize(("seconds", "logins"), [(269, 1), (271, 2)])
    def test_renewed_before_it_expires(
        self, door: Door, sat: FakeSat, seconds: int, logins: int
    ) -> None:
        """Thirty seconds before the end of its five minutes, whatever clock the SAT has."""
        door("verify", REQUEST)
        sat.sleep(seconds)
        door("verify", REQUEST)
        assert sat.calls["autentica"] == logins

    @pytest.mark.parametrize(
        "refusal",
        [
            Reply(body=answers.verified(0, code="300")),
            Reply(status=401),
            Reply(status=500, body=answers.fault("a:InvalidSecurity")),
            Reply(status=500, body=answers.fault("s:FailedAuthentication")),
        ],
    )
    def test_a_token_that_the_sat_no_longer_takes(
        self, door: Door, sat: FakeSat, refusal: Reply
    ) -> None:
        sat.instead["verifica"] = [refusal]
        assert door("verify", REQUEST).packages == tuple(sat.packages)
        assert (sat.calls["autentica"], sat.calls["verifica"]) == (2, 2)

    def test_a_package_after_an_expired_token(
        self, door: Door, sat: FakeSat, tmp_path: Path
    ) -> None:
        sat.instead["descarga"] = [Reply(body=answers.package(b"", "300", "Token invalido."))]
        path = door("download", package_id(1), tmp_path)
        assert path.read_bytes() == sat.packages[package_id(1)]
        assert sat.downloads[package_id(1)] == 1


def test_the_state_says_what_was_asked_and_no_secret(
    door: Door, sat: FakeSat, tmp_path: Path
) -> None:
    door("collect", ISSUED, tmp_path)
    text = (tmp_path / "descarga.json").read_text("utf-8")
    state = json.loads(text)
    assert (state["request_id"], state["packages"]) == (REQUEST, list(sat.packages))
    assert "fresh" not in text


def test_both_clients_have_the_same_methods() -> None:
    for name, method in inspect.getmembers(DownloadClient, inspect.isfunction):
        if not name.startswith("_"):
            twin = inspect.signature(getattr(AsyncDownloadClient, name))
            assert twin == inspect.signature(method)
