"""The descarga masiva when it fails: each failure has its error, and nothing that came is lost."""

import logging
import traceback
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobranza.cfdi import Document
from cobranza.errors import SatError, SealError
from cobranza.sat.download import (
    CollectProgress,
    EstadoComprobante,
    FolioQuery,
    IssuedQuery,
    Patience,
    Polling,
    ReceivedQuery,
    TipoSolicitud,
)
from cobranza.sat.download._package import PackageFile
from cobranza.sat.errors import (
    SatAnswerError,
    SatEndedError,
    SatFaultError,
    SatHttpError,
    SatNotReadyError,
    SatRefusedError,
    SatServiceError,
    SatTimeoutError,
    SatUnreachableError,
)
from cobranza.sat.packages import iter_package
from tests.cfdi.documents import TIMBRE, UUID, cfdi_bytes, complemento
from tests.sat import answers, credentials
from tests.sat.doors import Async, Door, Sync
from tests.sat.fake_sat import MARCH, REQUEST, START, FakeSat, package_id
from tests.sat.server import Reply, Server

ISSUED = IssuedQuery(**MARCH)
HTML = Reply(body=b"<html>Mantenimiento</html>", content_type="text/html")
ZIP = answers.archive(a=b"<a/>" * 1000)
STATE = (
    b'{"format": "cobranza descarga masiva", "version": 1, "asked": {}, "request_id": "a", '
    b'"numero_cfdis": 1, "packages": %s}'
)


class TestQueries:
    @pytest.mark.parametrize(
        ("options", "found"),
        [
            ({"fecha_final": MARCH["fecha_inicial"]}, "fecha_inicial is 2026-03-01 00:00:00"),
            ({"fecha_final": START}, "fecha_final has a time zone"),
            ({"fecha_inicial": START}, "fecha_inicial has a time zone"),
            ({"tipo_comprobante": "X"}, "tipo_comprobante is 'X', expected I, E, T, N or P"),
            ({"rfc_receptores": ("URE180429TM6",) * 6}, "rfc_receptores has 6, expected at most 5"),
            ({"rfc_receptores": ("URE18",)}, "rfc_receptores is 'URE18', expected RFCs"),
            ({"rfc_a_cuenta_terceros": ""}, "rfc_a_cuenta_terceros is '', expected an RFC"),
            ({"complemento": "nómina\0"}, "complemento is .*, expected a name such as nomina12"),
        ],
    )
    def test_issued(self, options: dict[str, Any], found: str) -> None:
        with pytest.raises(SatError, match=found):
            IssuedQuery(**{**MARCH, **options})

    @pytest.mark.parametrize("state", [EstadoComprobante.CANCELADO, EstadoComprobante.TODOS])
    def test_xml_of_cancelled_documents_received(self, state: EstadoComprobante) -> None:
        """Section 5.2 of the SAT's documentation: metadata of all, XML of those in force."""
        with pytest.raises(SatError, match=f"estado_comprobante is {state}, expected Vigente"):
            ReceivedQuery(**MARCH, tipo_solicitud=TipoSolicitud.CFDI, estado_comprobante=state)

    def test_received(self) -> None:
        with pytest.raises(SatError, match="rfc_emisor is 'x', expected an RFC"):
            ReceivedQuery(**MARCH, rfc_emisor="x")

    def test_folio(self) -> None:
        with pytest.raises(SatError, match=r"folio is '\.\./X', expected a UUID"):
            FolioQuery(folio="../x")


class TestFiel:
    @pytest.mark.parametrize("kind", [Sync, Async])
    def test_a_csd_is_refused(
        self, kind: type[Sync | Async], server: Server, sat: FakeSat, hasty: Patience
    ) -> None:
        with pytest.raises(SatError, match="30001000000500009999 is of kind csd, expected a FIEL"):
            kind(server, sat, hasty, credentials.csd())

    def test_an_expired_one_does_not_log_in(self, door: Door, sat: FakeSat) -> None:
        sat.now = datetime(2031, 1, 1, tzinfo=UTC)
        with pytest.raises(SatError, match=r"FIEL 30001000000500009999 is valid until 2029"):
            door("verify", REQUEST)
        assert not sat.calls

    def test_a_clock_without_zone(self, door: Door, sat: FakeSat) -> None:
        sat.now = sat.now.replace(tzinfo=None)
        with pytest.raises(SealError, match="time zone"):
            door("verify", REQUEST)


class TestLogin:
    @pytest.mark.parametrize(
        ("reply", "kind", "found"),
        [
            (
                Reply(status=500, body=answers.fault("a:InvalidSecurity")),
                SatFaultError,
                "Autentica: SOAP fault a:InvalidSecurity",
            ),
            (HTML, SatAnswerError, "Autentica: content type 'text/html'"),
            (Reply(body=answers.BOMB), SatAnswerError, "Autentica: an unreadable answer"),
            (Reply(body=answers.token("")), SatAnswerError, "empty or malformed token"),
            (Reply(body=answers.token('a"b')), SatAnswerError, "empty or malformed token"),
            (Reply(body=answers.token("x", created="")), SatAnswerError, "token without times"),
            (
                Reply(body=answers.token("x", created="2026-03-01T12:00:00")),
                SatAnswerError,
                "token without times",
            ),
            (
                Reply(
                    body=answers.soap(
                        '<AutenticaResponse xmlns="http://DescargaMasivaTerceros.gob.mx">'
                        "<AutenticaResult>x</AutenticaResult></AutenticaResponse>"
                    )
                ),
                SatAnswerError,
                "token without times",
            ),
        ],
    )
    def test_fails(
        self, door: Door, sat: FakeSat, reply: Reply, kind: type[SatServiceError], found: str
    ) -> None:
        sat.instead["autentica"] = [reply, reply]
        with pytest.raises(kind, match=found):
            door("request", ISSUED)
        assert not sat.requests

    def test_a_token_that_the_sat_does_not_take_twice(self, door: Door, sat: FakeSat) -> None:
        sat.token_life = timedelta(0)
        with pytest.raises(SatRefusedError, match=r"code 300: 'Token invalido\.'") as caught:
            door("request", ISSUED)
        assert caught.value.meaning == "user or token not valid"
        assert (sat.calls["autentica"], sat.calls["solicita"]) == (2, 2)


class TestRequest:
    @pytest.mark.parametrize("code", ["301", "302", "303", "304", "305", "404", "5002", "5011"])
    def test_codes(self, door: Door, sat: FakeSat, code: str) -> None:
        operation = "SolicitaDescargaEmitidos"
        sat.instead["solicita"] = [
            Reply(body=answers.requested(operation, "", code, "Lo que dice el SAT"))
        ]
        with pytest.raises(SatRefusedError) as caught:
            door("request", ISSUED)
        error = caught.value
        assert (error.operation, error.code, error.message) == (
            operation,
            code,
            "Lo que dice el SAT",
        )
        assert error.meaning
        assert "expected code 5000" in str(error)

    def test_an_unknown_code_is_refused_in_the_words_of_the_sat(
        self, door: Door, sat: FakeSat
    ) -> None:
        sat.instead["solicita"] = [
            Reply(body=answers.requested(ISSUED.operation, "", "9999", "Nuevo"))
        ]
        with pytest.raises(SatRefusedError, match="code 9999: 'Nuevo', expected code 5000"):
            door("request", ISSUED)

    def test_accepted_without_identifier(self, door: Door, sat: FakeSat) -> None:
        sat.instead["solicita"] = [Reply(body=answers.requested(ISSUED.operation, " "))]
        with pytest.raises(SatAnswerError, match="IdSolicitud '', expected letters"):
            door("request", ISSUED)

    def test_duplicate(self, door: Door) -> None:
        door("request", ISSUED)
        with pytest.raises(SatRefusedError, match="duplicate: a request with these parameters"):
            door("request", ISSUED)

    @pytest.mark.parametrize("reply", [Reply(status=503), Reply(body=b"x" * 100, cut=1)])
    def test_not_sent_again_when_the_sat_may_have_it(
        self, door: Door, sat: FakeSat, reply: Reply
    ) -> None:
        sat.instead["solicita"] = [reply, reply]
        with pytest.raises((SatHttpError, SatUnreachableError)):
            door("request", ISSUED)
        assert sat.calls["solicita"] == 1

    def test_sent_again_when_the_sat_did_not_take_it(self, door: Door, sat: FakeSat) -> None:
        sat.instead["solicita"] = [Reply(status=429)]
        assert door("request", ISSUED) == REQUEST
        assert sat.calls["solicita"] == 2

    def test_silence(self, server: Server, sat: FakeSat) -> None:
        sat.instead["solicita"] = [Reply(silent=True), Reply(silent=True)]
        door = Sync(server, sat, Patience(timeout=0.5))
        with pytest.raises(SatTimeoutError, match="SolicitaDescargaEmitidos: ReadTimeout"):
            door("request", ISSUED)
        door.close()
        assert sat.calls["solicita"] == 1


class TestVerify:
    @pytest.mark.parametrize(
        ("reply", "found"),
        [
            (answers.verified(9), "EstadoSolicitud '9', expected a number from 1 to 6"),
            (answers.verified("x"), "EstadoSolicitud 'x'"),
            (answers.verified(3, cfdis="muchos"), "NumeroCFDIs 'muchos', expected a whole number"),
            (answers.verified(3, ("../../etc/passwd",)), "IdsPaquetes '../../etc/passwd'"),
            (answers.soap("<otra/>"), "without VerificaSolicitudDescargaResult"),
        ],
    )
    def test_answers_that_make_no_sense(
        self, door: Door, sat: FakeSat, reply: bytes, found: str
    ) -> None:
        sat.instead["verifica"] = [Reply(body=reply)]
        with pytest.raises(SatAnswerError, match=found):
            door("verify", REQUEST)

    def test_an_identifier_that_is_none(self, door: Door, sat: FakeSat) -> None:
        with pytest.raises(SatAnswerError, match=r"IdSolicitud .*expected letters, digits"):
            door("verify", "\0")
        assert not sat.calls

    def test_what_the_service_does_not_control_is_tried_again(
        self, door: Door, sat: FakeSat
    ) -> None:
        sat.instead["verifica"] = [Reply(body=answers.verified(0, code="404"))] * 2
        assert door("verify", REQUEST).packages == tuple(sat.packages)
        assert sat.calls["verifica"] == 3

    def test_unknown_request(self, door: Door, sat: FakeSat) -> None:
        sat.instead["verifica"] = [Reply(body=answers.verified(0, code="5004"))]
        with pytest.raises(SatRefusedError, match=r"code 5004: .* \(nothing found\)"):
            door("verify", REQUEST)


PACKAGES: dict[str, tuple[Reply, type[SatServiceError], str]] = {
    "wrong content type": (HTML, SatAnswerError, "content type 'text/html'"),
    "garbage": (Reply(body=b"\x00\x01garbage"), SatAnswerError, "no XML"),
    "cut off": (Reply(body=answers.package(ZIP)[:-40]), SatAnswerError, "no XML"),
    "empty": (Reply(body=b""), SatAnswerError, "no XML"),
    "bomb": (Reply(body=answers.BOMB), SatAnswerError, "a DOCTYPE"),
    "fault": (
        Reply(body=answers.fault("s:Client", "no &amp; no")),
        SatFaultError,
        "SOAP fault s:Client: 'no &amp; no'",
    ),
    "no code": (Reply(body=answers.soap("<a/>")), SatAnswerError, "without respuesta"),
    "no package": (Reply(body=answers.package(b"")), SatAnswerError, "cannot be used"),
    "truncated zip": (Reply(body=answers.package(ZIP[:-30])), SatAnswerError, "cannot be used"),
    "no zip": (Reply(body=answers.package(b"plain text")), SatAnswerError, "cannot be used"),
    "damaged member": (
        Reply(body=answers.package(ZIP.replace(ZIP[40:44], b"\0\0\0\0", 1))),
        SatAnswerError,
        "cannot be used",
    ),
    "zip bomb": (
        Reply(body=answers.package(answers.archive(a=bytes(30 * 1024 * 1024)))),
        SatAnswerError,
        "cannot be used",
    ),
    "not base64": (Reply(body=answers.package_text("ñ*!?")), SatAnswerError, "no base64"),
    "a touch of base64": (
        Reply(body=answers.package_text("UE")),
        SatAnswerError,
        "base64 that is cut off",
    ),
    "strange encoding": (
        Reply(body=b'<?xml version="1.0" encoding="shift_jis"?>' + answers.soap("ñ")),
        SatAnswerError,
        "without respuesta",
    ),
    "half base64": (
        Reply(body=answers.package_text("UEsDB")),
        SatAnswerError,
        "base64 that is cut off",
    ),
    "elements inside": (
        Reply(body=answers.package_text("UEsD<x/>UEsD")),
        SatAnswerError,
        "a package with elements inside",
    ),
    "after the end": (
        Reply(body=answers.package_text("UEs=" + "UEsD" * 50_000)),
        SatAnswerError,
        "no base64",
    ),
    "too large": (
        Reply(body=b"<a>" + b" " * (32 * 1024 * 1024)),
        SatAnswerError,
        "more than 33554432 bytes",
    ),
    "expired": (
        Reply(body=answers.package(b"", "5007", "No existe el paquete")),
        SatRefusedError,
        "kept for 72 hours",
    ),
    "used up": (
        Reply(body=answers.package(b"", "5008", "Maximo de descargas permitidas.")),
        SatRefusedError,
        "downloads of this package used up",
    ),
}


SOME_CAME = {
    "cut off",
    "truncated zip",
    "no zip",
    "damaged member",
    "zip bomb",
    "half base64",
    "elements inside",
}
"""Where there is something of a package, of which the SAT gives no third copy."""


class TestPackages:
    def test_what_came_of_a_package_is_kept(self, door: Door, sat: FakeSat, tmp_path: Path) -> None:
        sat.packages = {package_id(1): ZIP[:-30]}
        with pytest.raises(SatAnswerError, match="cannot be used"):
            door("download", package_id(1), tmp_path)
        assert (tmp_path / f"{package_id(1)}.damaged.zip").read_bytes() == ZIP[:-30]

    def test_the_documents_before_a_cut_can_be_read(
        self, door: Door, sat: FakeSat, tmp_path: Path
    ) -> None:
        """Once cut and once whole: `iter_package` reads what came, and then all."""
        uuids = [UUID.upper(), "0B9D6F0E-7F5E-4C39-8F86-3F8F0F2B6A77"]
        whole = answers.archive(
            **{each: cfdi_bytes(after=complemento(TIMBRE.replace(UUID, each))) for each in uuids}
        )
        sat.packages = {package_id(1): whole}
        cut = whole[: whole.index(b"PK\x01\x02")]  # without the directory of the archive
        sat.instead["descarga"] = [Reply(body=answers.package(cut))]
        with pytest.raises(SatAnswerError, match="cut"):
            door("download", package_id(1), tmp_path)
        kept = tmp_path / f"{package_id(1)}.damaged.zip"
        for path, problems in ((kept, 1), (door("download", package_id(1), tmp_path), 0)):
            found = list(iter_package(path))
            assert [each.uuid for each in found if isinstance(each, Document)] == uuids
            assert len(found) - len(uuids) == problems

    @pytest.mark.parametrize("name", PACKAGES)
    def test_fails_and_loses_nothing(
        self, door: Door, sat: FakeSat, tmp_path: Path, name: str
    ) -> None:
        """The second of three fails: the first stays, and the next run brings the others."""
        reply, kind, found = PACKAGES[name]
        first = Reply(body=answers.package(sat.packages[package_id(1)]))
        sat.instead["descarga"] = [first, reply]
        with pytest.raises(kind, match=found) as caught:
            door("collect", ISSUED, tmp_path)
        assert caught.value.operation == "Descargar"
        there = tmp_path / f"{package_id(1)}.zip"
        assert there.read_bytes() == sat.packages[package_id(1)]
        kept = {each.name for each in tmp_path.iterdir()} - {there.name, "descarga.json"}
        assert kept == ({f"{package_id(2)}.damaged.zip"} if name in SOME_CAME else set())
        collected = door("collect", ISSUED, tmp_path)
        assert [each.read_bytes() for each in collected.files] == list(sat.packages.values())
        assert (sat.calls["solicita"], sat.calls["verifica"]) == (1, 1)
        assert sat.downloads == {package_id(2): 1, package_id(3): 1}

    @pytest.mark.parametrize("reply", [Reply(status=502), Reply(body=answers.package(ZIP), cut=90)])
    def test_what_may_pass_is_tried_again(
        self, door: Door, sat: FakeSat, tmp_path: Path, reply: Reply
    ) -> None:
        sat.instead["descarga"] = [reply]
        path = door("download", package_id(1), tmp_path)
        assert path.read_bytes() == sat.packages[package_id(1)]

    def test_a_file_in_its_place_is_not_overwritten(self, door: Door, tmp_path: Path) -> None:
        place = tmp_path / f"{package_id(1)}.zip"
        place.write_bytes(b"notes of mine")
        with pytest.raises(SatError, match=r"_01\.zip is not a readable ZIP archive"):
            door("download", package_id(1), tmp_path)
        assert place.read_bytes() == b"notes of mine"

    def test_an_identifier_that_is_a_path(self, door: Door, sat: FakeSat, tmp_path: Path) -> None:
        with pytest.raises(SatAnswerError, match="expected letters, digits"):
            door("download", "../x", tmp_path)
        assert not sat.calls

    def test_a_place_that_cannot_be_written_costs_no_download(
        self, door: Door, sat: FakeSat, tmp_path: Path
    ) -> None:
        with pytest.raises(SatError, match=r"_01\.zip cannot be written: No such file"):
            door("download", package_id(1), tmp_path / "nowhere")
        assert not sat.calls

    def test_a_full_disk(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def full(*_: object) -> None:
            raise OSError(28, "No space left on device")

        package = PackageFile(tmp_path / "a.zip").open()
        package.write(answers.package(ZIP))
        package.close()
        monkeypatch.setattr("os.fsync", full)
        with pytest.raises(SatError, match=r"a\.zip cannot be written: No space left"):
            package.finish()
        package.give_up()
        (kept,) = tmp_path.iterdir()
        assert (kept.name, kept.read_bytes()) == ("a.damaged.zip", ZIP)

    def test_nothing_came_and_nothing_is_kept(self, tmp_path: Path) -> None:
        package = PackageFile(tmp_path / "a.zip")
        package.give_up()
        package.open().close()
        package.give_up()
        assert not list(tmp_path.iterdir())

    def test_an_encrypted_archive(self, door: Door, sat: FakeSat, tmp_path: Path) -> None:
        encrypted = bytearray(ZIP)
        encrypted[6] |= 1  # bit 0 of the flags, in the member and in the directory
        encrypted[encrypted.index(b"PK\x01\x02") + 8] |= 1
        sat.packages = {package_id(1): bytes(encrypted)}
        with pytest.raises(SatAnswerError, match="cannot be used"):
            door("download", package_id(1), tmp_path)

    @given(st.data())
    @pytest.mark.property
    def test_no_package_that_is_cut_or_altered_takes_its_place(
        self, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
    ) -> None:
        """What does take it gives the same members: only idle fields of a ZIP may be altered."""
        path = tmp_path_factory.mktemp("altered") / "a.zip"
        altered = bytearray(ZIP)
        if data.draw(st.booleans()):
            altered[data.draw(st.integers(0, len(ZIP) - 1))] = data.draw(st.integers(0, 255))
        else:
            del altered[data.draw(st.integers(0, len(ZIP) - 1)) :]
        package = PackageFile(path).open()
        package.write(answers.package(bytes(altered)))
        package.close()
        try:
            package.finish()
        except SatAnswerError:
            assert not path.exists()
        else:
            with zipfile.ZipFile(path) as archive:
                assert [archive.read(each) for each in archive.infolist()] == [b"<a/>" * 1000]

    def test_base64_after_its_end_in_the_next_piece(self, tmp_path: Path) -> None:
        before, after = answers.package_text("UEs=|UEsD").split(b"|")
        package = PackageFile(tmp_path / "a.zip").open()
        package.write(before)
        with pytest.raises(SatAnswerError, match="more base64 after its end"):
            package.write(after)
        package.close()

    @given(st.data())
    @pytest.mark.property
    def test_any_answer_gives_a_package_or_one_error(
        self, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
    ) -> None:
        path = tmp_path_factory.mktemp("any") / "a.zip"
        answer = bytearray(answers.package(ZIP, message="A &amp; B"))
        for _ in range(data.draw(st.integers(1, 4))):
            answer[data.draw(st.integers(0, len(answer) - 1))] = data.draw(st.integers(0, 255))
        package = PackageFile(path).open()
        try:
            package.write(bytes(answer))
            package.finish()
        except SatServiceError:
            assert not path.exists()
        finally:
            package.close()

    @given(st.lists(st.integers(1, 400), min_size=1, max_size=30), st.integers(1, 76))
    @pytest.mark.property
    def test_pieces_of_any_size_and_lines_of_any_length(
        self, tmp_path_factory: pytest.TempPathFactory, sizes: list[int], width: int
    ) -> None:
        path = tmp_path_factory.mktemp("pieces") / "a.zip"
        whole = answers.package(ZIP)
        start, end = whole.index(b"<Paquete>") + 9, whole.index(b"</Paquete>")
        text = whole[start:end]
        lines = b"\r\n".join(text[at : at + width] for at in range(0, len(text), width))
        data = whole[:start] + lines + whole[end:]
        package = PackageFile(path).open()
        at = 0
        for size in sizes:
            package.write(data[at : at + size])
            at += size
        package.write(data[at:])
        package.close()
        package.finish()
        assert path.read_bytes() == ZIP


class TestCollect:
    @pytest.mark.parametrize(("state", "word"), [(4, "ERROR"), (5, "RECHAZADA"), (6, "VENCIDA")])
    def test_requests_that_end_badly(
        self, door: Door, sat: FakeSat, tmp_path: Path, state: int, word: str
    ) -> None:
        sat.instead["verifica"] = [Reply(body=answers.verified(state, request_code="5003"))]
        with pytest.raises(SatEndedError, match=f"state {word}, code 5003.*more docu") as caught:
            door("collect", ISSUED, tmp_path)
        error = caught.value
        assert (error.state, error.code, error.message) == (word, "5003", "Solicitud Aceptada")

    @pytest.mark.parametrize(
        "reply", [answers.verified(3, request_code="404"), answers.verified(3, cfdis="7")]
    )
    def test_finished_without_packages_or_reason(
        self, door: Door, sat: FakeSat, tmp_path: Path, reply: bytes
    ) -> None:
        sat.instead["verifica"] = [Reply(body=reply)]
        with pytest.raises(SatEndedError, match="state TERMINADA"):
            door("collect", ISSUED, tmp_path)

    @pytest.mark.parametrize("options", [{"every": 0}, {"polls": 0}])
    def test_polling_without_end_or_beginning(self, options: dict[str, Any]) -> None:
        with pytest.raises(SatError, match="expected both more than 0"):
            Polling(**options)

    def test_not_ready_and_later_ready(self, door: Door, sat: FakeSat, tmp_path: Path) -> None:
        sat.polls = 5
        with pytest.raises(SatNotReadyError, match="not finished after 3 polls"):
            door("collect", ISSUED, tmp_path, polling=Polling(every=10, polls=3))
        assert sat.now == START + timedelta(seconds=20)
        assert len(door("collect", ISSUED, tmp_path).files) == 3
        assert len(sat.requests) == 1

    @pytest.mark.parametrize("moment", range(5))
    def test_interrupted_at_any_moment_it_goes_on(
        self, door: Door, sat: FakeSat, tmp_path: Path, moment: int
    ) -> None:
        """Each package is downloaded once and the request is made once, whenever it stopped."""
        told: list[CollectProgress] = []

        def interrupt(progress: CollectProgress) -> None:
            told.append(progress)
            if len(told) == moment + 1:
                raise KeyboardInterrupt

        sat.polls = 2
        with pytest.raises(KeyboardInterrupt):
            door("collect", ISSUED, tmp_path, progress=interrupt)
        found = door("collect", ISSUED, tmp_path)
        assert [each.read_bytes() for each in found.files] == list(sat.packages.values())
        assert len(sat.requests) == 1
        assert set(sat.downloads.values()) == {1}

    def test_another_query_in_the_same_folder(
        self, door: Door, sat: FakeSat, tmp_path: Path
    ) -> None:
        door("collect", ISSUED, tmp_path)
        with pytest.raises(SatError, match="is of another query, expected a folder for each"):
            door("collect", attrs.evolve(ISSUED, tipo_comprobante="P"), tmp_path)
        assert len(sat.requests) == 1

    @pytest.mark.parametrize(
        "contents",
        [
            b"",
            b"[]",
            b"\xff",
            b'{"format": "otro", "version": 1}',
            STATE % b'"x"',
        ],
    )
    def test_a_damaged_state(
        self, door: Door, sat: FakeSat, tmp_path: Path, contents: bytes
    ) -> None:
        place = tmp_path / "descarga.json"
        place.write_bytes(contents)
        with pytest.raises(SatError, match=r"descarga\.json is damaged, expected the state"):
            door("collect", ISSUED, tmp_path)
        assert place.read_bytes() == contents
        assert not sat.calls

    @pytest.mark.parametrize("folder", ["", "file"])
    def test_a_place_that_cannot_be_written_costs_no_request(
        self, door: Door, sat: FakeSat, tmp_path: Path, folder: str
    ) -> None:
        (tmp_path / "descarga.json.part").mkdir()
        (tmp_path / "file").touch()
        with pytest.raises(SatError, match=r"descarga\.json cannot be (read|written)"):
            door("collect", ISSUED, tmp_path / folder)
        assert not sat.calls

    def test_a_request_that_may_have_arrived_is_made_again_by_the_next_run(
        self, door: Door, sat: FakeSat, tmp_path: Path
    ) -> None:
        sat.instead["solicita"] = [Reply(status=500)]
        with pytest.raises(SatHttpError):
            door("collect", ISSUED, tmp_path)
        assert len(door("collect", ISSUED, tmp_path).files) == 3
        assert sat.calls["solicita"] == 2

    def test_a_state_that_names_another_place(self, door: Door, tmp_path: Path) -> None:
        door("collect", ISSUED, tmp_path)
        place = tmp_path / "descarga.json"
        place.write_text(place.read_text("utf-8").replace(package_id(3), "../../x"), "utf-8")
        with pytest.raises(SatAnswerError, match=r"IdPaquete '\.\./\.\./x'"):
            door("collect", ISSUED, tmp_path)

    def test_a_state_that_is_no_file(self, door: Door, tmp_path: Path) -> None:
        (tmp_path / "descarga.json").mkdir()
        with pytest.raises(SatError, match=r"descarga\.json cannot be read"):
            door("collect", ISSUED, tmp_path)


@pytest.fixture
def everything_logged(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    with caplog.at_level(logging.DEBUG):
        yield caplog


def test_no_secret_in_errors_logs_or_reprs(
    door: Door, sat: FakeSat, tmp_path: Path, everything_logged: pytest.LogCaptureFixture
) -> None:
    sat.instead["descarga"] = [Reply(status=404)]
    with pytest.raises(SatHttpError) as caught:
        door("collect", ISSUED, tmp_path)
    shown = "".join(
        [
            *traceback.format_exception(caught.value),
            repr(vars(caught.value)),
            repr(door._client),  # type: ignore[attr-defined]
            repr(vars(door._client._session)),  # type: ignore[attr-defined]
            everything_logged.text,
        ]
    )
    assert "fresh" not in shown
    assert credentials.PASSWORD not in shown
    assert "PRIVATE KEY" not in shown
