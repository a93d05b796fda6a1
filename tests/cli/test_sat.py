"""`cobranza sat`, with a server on loopback in the place of the SAT."""

import io
import re
import zipfile
from decimal import Decimal
from pathlib import Path

import attrs
import pytest
from typer.testing import CliRunner

from cobranza.cfdi import read
from cobranza.cli import _sat, main
from cobranza.cli._commands import app
from cobranza.sat.metadata import Estatus, Metadata, write_metadata
from cobranza.sources import read_status
from tests.sat import answers, credentials
from tests.sat.fake_sat import FakeSat, endpoints, package_id
from tests.sat.server import Asked, Reply, serving

PORTFOLIO = Path(__file__).parents[2] / "examples" / "portfolio" / "cfdi"
INVOICE, OTHER = sorted(PORTFOLIO.glob("FA-*.xml"))[:2]


def run(*arguments: object) -> tuple[int, str, str]:
    found = CliRunner().invoke(app, ["sat", *map(str, arguments)])
    return found.exit_code, found.stdout, found.stderr


def test_the_address_of_each_document(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_bytes(INVOICE.read_bytes())
    (tmp_path / "b.xml").write_bytes(b"<a/>")
    (tmp_path / "c.xml").write_bytes(b" " * (32 * 2**20 + 1))
    code, out, err = run("url", tmp_path)
    assert code == 0
    assert re.fullmatch(
        r".*a\.xml  https://verificacfdi\.facturaelectronica\.sat\.gob\.mx/.*\n", out
    )
    assert "b.xml: " in err
    assert "c.xml: above the limit" in err
    code, out, err = run("url", tmp_path / "none.xml", INVOICE)
    assert "none.xml: " in err
    assert INVOICE.name in out


class TestStatus:
    def test_answers_are_kept_and_the_ledger_takes_them(self, tmp_path: Path) -> None:
        uuid = str(read(INVOICE).uuid)

        def script(asked: Asked) -> Reply:
            known = uuid.encode() in asked.body.upper()
            return Reply(body=answers.consulta("Cancelado" if known else "Vigente"))

        out = tmp_path / "estados.jsonl"
        with serving(script) as server:
            arguments = ("status", INVOICE, OTHER, "--out", out, "--endpoint", server.url)
            code, printed, _ = run(*arguments)
            assert (code, printed.split(" in ")[0]) == (0, "2 answers")
            code, printed, _ = run(*arguments)
            assert (code, len(server.asked)) == (0, 2)
            assert "2 were there already" in printed
        assert {key: each.cancelled for key, each in read_status(out).items()} == {
            uuid: True,
            str(read(OTHER).uuid): False,
        }

    def test_progress_on_a_terminal(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(_sat, "is_watched", lambda: True)
        with serving(lambda _: Reply(body=answers.consulta())) as server:
            _, _, err = run(
                *("status", INVOICE, "--out", tmp_path / "e.jsonl", "--endpoint", server.url)
            )
        assert err.endswith("\r1 answers, 0 without\n")

    def test_what_has_no_answer_is_told(self, tmp_path: Path) -> None:
        with serving(lambda _: Reply(status=404)) as server:
            code, printed, err = run(
                *("status", INVOICE, "--out", tmp_path / "e.jsonl", "--endpoint", server.url)
            )
        assert code == 1
        assert "1 without answer" in printed
        assert "HTTP status 404" in err


class TestDownload:
    @pytest.fixture
    def efirma(self, tmp_path: Path) -> tuple[object, ...]:
        cer, key = tmp_path / "fiel.cer", tmp_path / "fiel.key"
        cer.write_bytes(credentials.certificate_bytes(branch=None, enciphers=True))
        key.write_bytes(credentials.key_bytes())
        march = ("--from", "2026-03-01", "--to", "2026-03-31")
        return ("--cer", cer, "--key", key, *march, "--wait", 1)

    @pytest.mark.parametrize("which", ["issued", "received"])
    def test_packages_and_going_on(
        self,
        tmp_path: Path,
        efirma: tuple[object, ...],
        monkeypatch: pytest.MonkeyPatch,
        which: str,
    ) -> None:
        sat = FakeSat(packages={package_id(1): answers.archive(a=b"<a/>")}, polls=0)
        monkeypatch.setattr(_sat, "now", sat.clock)
        monkeypatch.setenv("COBRANZA_KEY_PASSWORD", credentials.PASSWORD)
        with serving(sat) as server:
            monkeypatch.setattr("cobranza.sat.download.ENDPOINTS", endpoints(server))
            for _ in range(2):
                code, out, err = run("download", which, tmp_path / "march", *efirma)
                assert (code, err) == (0, "")
                assert f"{package_id(1)}.zip" in out
                assert out.splitlines()[-1].endswith("in 1 packages")
        assert sat.downloads.total() == 1
        (asked,) = sat.requests
        assert asked["TipoSolicitud"] == "CFDI"

    def test_the_password_is_asked_for_and_never_shown(
        self, tmp_path: Path, efirma: tuple[object, ...], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delenv("COBRANZA_KEY_PASSWORD", raising=False)
        arguments = ["sat", "download", "issued", str(tmp_path / "x"), *map(str, efirma)]
        found = CliRunner().invoke(app, arguments, input="not this one\n")
        assert found.exit_code == 2
        assert "the password does not open it" in found.stderr
        assert "not this one" not in found.output
        assert not (tmp_path / "x").exists()


class TestMetadata:
    def rows(self) -> list[Metadata]:
        document = read(INVOICE)
        comprobante = document.comprobante
        return [
            Metadata(
                uuid=str(document.uuid),
                rfc_emisor=comprobante.emisor.rfc,
                nombre_emisor=comprobante.emisor.nombre,
                rfc_receptor=comprobante.receptor.rfc,
                nombre_receptor=comprobante.receptor.nombre,
                fecha_emision=comprobante.fecha,
                monto=comprobante.total,
                efecto_comprobante="I",
                estatus=Estatus.VIGENTE,
            )
        ]

    def package(self, path: Path, **members: bytes) -> Path:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            for name, contents in members.items():
                archive.writestr(f"{name}.xml", contents)
        path.write_bytes(buffer.getvalue())
        return path

    def test_counts_and_problems(self, tmp_path: Path) -> None:
        path = tmp_path / "m.txt"
        path.write_bytes(write_metadata(self.rows()))
        assert run("metadata", path) == (0, "1 rows, 0 cancelled, 0 unusable\n", "")
        path.write_bytes(write_metadata(self.rows()) + b"what is this\r\n")
        code, out, err = run("metadata", path)
        assert (code, out) == (1, "1 rows, 0 cancelled, 1 unusable\n")
        assert "m.txt, line 3" in err

    def test_compared_with_packages(self, tmp_path: Path) -> None:
        path = tmp_path / "m.txt"
        path.write_bytes(write_metadata(self.rows()))
        uuid, other = str(read(INVOICE).uuid), str(read(OTHER).uuid)
        whole = self.package(tmp_path / "a.zip", **{uuid: INVOICE.read_bytes()})
        code, out, _ = run("metadata", path, "--against", whole)
        assert (code, out.splitlines()[-1]) == (
            0,
            "1 documents, 0 missing, 0 unknown, 0 differences",
        )
        wrong = self.package(tmp_path / "b.zip", **{other: OTHER.read_bytes(), "x": b"<x/>"})
        code, out, err = run("metadata", path, "--against", wrong)
        assert code == 1
        assert f"missing: {uuid}" in out
        assert f"not in the metadata: {other}" in out
        assert "b.zip" in err
        (row,) = self.rows()
        path.write_bytes(write_metadata([attrs.evolve(row, monto=Decimal("1.00"))]))
        code, out, _ = run("metadata", path, "--against", whole)
        assert (code, out.splitlines()[-1]) == (
            1,
            "1 documents, 0 missing, 0 unknown, 1 differences",
        )


class TestListado:
    """Layout of the SAT's public CSV."""

    @pytest.fixture
    def listado(self, tmp_path: Path) -> Path:
        path = tmp_path / "69b.csv"
        path.write_bytes(
            "Información actualizada al 31 de mayo de 2026,,,\r\n"
            "No,RFC,Nombre del Contribuyente,Situación del contribuyente,"
            "Publicación página SAT presuntos,Publicación DOF definitivos\r\n"
            '1,EKU9003173C9,"ESCUELA KEMPER URGATE",Definitivo,01/06/2025,23/10/2025\r\n'.encode(
                "cp1252"
            )
        )
        return path

    def test_rfcs_and_documents(self, listado: Path) -> None:
        code, out, _ = run("69b", listado, "EKU9003173C9", "XIA190128J61", INVOICE)
        assert code == 1
        assert out.splitlines() == [
            "EKU9003173C9  Definitivo",
            "XIA190128J61  not listed",
            f"{INVOICE}: emisor EKU9003173C9  Definitivo",
            "1 of 2 RFCs and 1 parties of documents listed; list current to 2026-05-31",
        ]

    def test_as_of_a_day(self, listado: Path) -> None:
        code, out, _ = run("69b", listado, "EKU9003173C9", "--on", "2025-09-30")
        assert (code, out.splitlines()[0]) == (1, "EKU9003173C9  Presunto")
        code, out, _ = run("69b", listado, "EKU9003173C9", "--on", "2025-01-01")
        assert (code, out.splitlines()[0]) == (0, "EKU9003173C9  not listed")


def test_an_acuse(tmp_path: Path) -> None:
    path = tmp_path / "acuse.xml"
    path.write_text(
        '<Acuse RfcEmisor="EKU9003173C9" Fecha="2026-02-03T09:00:07">'
        '<Folios xmlns="http://cancelacfd.sat.gob.mx">'
        "<UUID>E5238DFB-5779-4C8C-B7F0-BB91395FA0BC</UUID><EstatusUUID>201</EstatusUUID></Folios>"
        "</Acuse>",
        "utf-8",
    )
    code, out, _ = run("acuse", path)
    assert code == 0
    assert "E5238DFB-5779-4C8C-B7F0-BB91395FA0BC  201 " in out
    path.write_text(path.read_text("utf-8").replace(">201<", ">207<"), "utf-8")
    code, out, _ = run("acuse", path)
    assert code == 1
    assert "(or: Folio de sustitución no válido)" in out


def test_no_traceback(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for arguments in (("acuse", tmp_path), ("69b", tmp_path / "no.csv", "A"), ("metadata", "no")):
        monkeypatch.setattr("sys.argv", ["cobranza", "sat", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        assert ended.value.code == 2
    assert "Traceback" not in capsys.readouterr().err
