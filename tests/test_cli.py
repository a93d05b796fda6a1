"""The command line: what it prints and writes, how it ends, and that it shows no traceback."""

import io
import json
import os
import subprocess
import sys
import zipfile
from datetime import date
from importlib.metadata import version
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from cobranza import cli
from cobranza.cli import _commands
from cobranza.report import TABLES
from cobranza.testing.portfolio import Portfolio, write_portfolio
from tests.test_sources import INVOICE, JPEG, put, zipped

AS_OF = "2026-06-30"


def run(*arguments: str | Path) -> Result:
    """Run a command in this process; an exception is a failure of the test."""
    return CliRunner().invoke(
        _commands.app, [str(each) for each in arguments], catch_exceptions=False
    )


def start(
    *arguments: str | Path,
    environment: dict[str, str] | None = None,
    encoding: str = "utf-8",
    cwd: Path | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run the console script in a process of its own, as a shell would."""
    code = "from cobranza.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        capture_output=True,
        encoding=encoding,
        check=False,
        timeout=120,
        cwd=cwd,
        env={**os.environ, **(environment or {})},
    )


@pytest.fixture(scope="module")
def portfolio(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Documents in `cfdi/`, terms.csv and status.csv beside them, and the true balances."""
    folder = tmp_path_factory.mktemp("portfolio")
    write_portfolio(folder, Portfolio(size=60, seed=17, as_of=date.fromisoformat(AS_OF)))
    return folder


class TestReport:
    def test_a_folder(self, portfolio: Path, tmp_path: Path) -> None:
        result = run("report", portfolio, "--as-of", AS_OF, "--out", tmp_path)
        assert result.exit_code == 0
        assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["report.html", *TABLES])
        # totals.csv, written by the generator: MXN 848,294.50 and USD 1,467.60.
        assert "848,294.50" in result.output
        assert "1,467.60" in result.output
        assert f"Plazos de {portfolio / 'terms.csv'}" in result.output
        assert f"Estados ante el SAT de {portfolio / 'status.csv'}" in result.output
        assert "7 tablas CSV" in result.output

    def test_an_archive_with_everything_said(self, portfolio: Path, tmp_path: Path) -> None:
        archive = zipped(
            tmp_path / "a.zip", {path.name: path.read_bytes() for path in portfolio.rglob("*.xml")}
        )
        result = run(
            *("report", archive, "--as-of", AS_OF, "--out", tmp_path / "out", "--lang", "en"),
            *("--terms", portfolio / "terms.csv", "--status", portfolio / "status.csv"),
            *("--rate", "usd=18.50", "--issuer", "eku9003173c9", "--workers", "1"),
        )
        assert result.exit_code == 0
        # 848,294.50 + 1,467.60 * 18.50
        assert "875,445.10" in result.output
        assert "SAT statuses from" in result.output
        assert "Rates, MXN per unit: USD 18.50" in (tmp_path / "out/report.html").read_text("utf-8")

    def test_tables_beside_an_archive_are_used(self, portfolio: Path, tmp_path: Path) -> None:
        archive = zipped(tmp_path / "a.zip", {"1.xml": INVOICE})
        put(tmp_path / "terms.csv", (portfolio / "terms.csv").read_bytes())
        result = run("report", archive, "--as-of", AS_OF, "--out", tmp_path / "out")
        assert f"Plazos de {tmp_path / 'terms.csv'}" in result.output.replace("\n", "")

    def test_without_tables_none_are_named(self, portfolio: Path, tmp_path: Path) -> None:
        result = run("report", portfolio / "cfdi", "--as-of", AS_OF, "--out", tmp_path)
        assert result.exit_code == 0
        assert "Plazos de" not in result.output

    def test_pue_policy(self, portfolio: Path, tmp_path: Path) -> None:
        for policy, words in (("paid", "se toma como pagada"), ("open", "queda abierta")):
            run("report", portfolio, "--as-of", AS_OF, "--out", tmp_path, "--pue", policy)
            assert words in (tmp_path / "report.html").read_text("utf-8")

    def test_one_broken_file_in_a_thousand(self, tmp_path: Path) -> None:
        write_portfolio(
            tmp_path / "p", Portfolio(size=999, seed=3, as_of=date.fromisoformat(AS_OF))
        )
        put(tmp_path / "p/cfdi/0000/broken.xml", JPEG)
        result = run("report", tmp_path / "p", "--as-of", AS_OF, "--out", tmp_path / "out")
        assert result.exit_code == 0
        assert (
            "1,000 archivos: 999 leídos, 0 sin efecto en la cartera, 1 rechazados" in result.output
        )
        assert "broken.xml: line 1: found" in result.output
        refused = (tmp_path / "out/refused.csv").read_text("utf-8-sig").splitlines()
        assert len(refused) == 2
        assert refused[1].startswith("cfdi/0000/broken.xml,not-xml,")

    def test_the_corpus_makes_a_page_in_both_languages(self, corpus: Path, tmp_path: Path) -> None:
        for lang in ("es", "en"):
            out = tmp_path / lang
            result = run("report", corpus / "4.0", "--as-of", AS_OF, "--out", out, "--lang", lang)
            assert result.exit_code == 0
            assert len((out / "report.html").read_bytes()) > 20_000

    @pytest.mark.parametrize(
        ("arguments", "sentence"),
        [
            (["nowhere"], "cobranza: nowhere does not exist, expected a folder or a ZIP archive"),
            ([".", "--rate", "USD"], "cobranza: rate 'USD', expected a currency and MXN per unit"),
            ([".", "--rate", "MXN=2"], "cobranza: rate of MXN is 2, expected 1 or no rate"),
            ([".", "--terms", "no.csv"], "cobranza: no.csv cannot be read: No such file"),
            ([".", "--status", "no.csv"], "cobranza: no.csv cannot be read: No such file"),
            ([".", "--issuer", "X"], "cobranza: no document is of issuer X, expected one of EKU"),
            ([".", "--out", "1.xml"], "cobranza: 1.xml cannot be written to: File exists"),
            ([".", "--workers", "0"], "Error: Invalid value for '--workers'"),
            ([".", "--lang", "fr"], "Error: Invalid value for '--lang'"),
            ([], "Error: Missing argument"),
        ],
    )
    def test_what_cannot_be_used_is_one_sentence(
        self,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        arguments: list[str],
        sentence: str,
    ) -> None:
        put(tmp_path / "1.xml")
        monkeypatch.chdir(tmp_path)
        result = run("report", *arguments, "--as-of", AS_OF)
        assert result.exit_code == 2
        assert sentence in result.stderr
        assert result.stdout == ""

    @pytest.mark.parametrize("text", ["junio", "2026-02-30", "30/06/2026", ""])
    def test_a_day_that_is_none(self, text: str) -> None:
        result = run("report", ".", "--as-of", text)
        assert result.exit_code == 2
        assert f"{text!r} is not a date, expected YYYY-MM-DD" in result.stderr

    def test_an_issuer_is_not_judged_without_documents(self, tmp_path: Path) -> None:
        put(tmp_path / "1.xml", JPEG)
        result = run(
            *("report", tmp_path, "--as-of", AS_OF, "--issuer", "EKU9003173C9"),
            *("--out", tmp_path / "out"),
        )
        assert result.exit_code == 0

    def test_an_interrupt_is_one_word(
        self, portfolio: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def interrupt(*_: object, **__: object) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr(_commands, "digest_files", interrupt)
        result = run("report", portfolio, "--as-of", AS_OF)
        assert (result.exit_code, result.stderr) == (130, "cobranza: interrupted\n")

    def test_progress_is_shown_on_a_terminal(
        self, portfolio: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("FORCE_COLOR", "1")
        result = run("report", portfolio, "--as-of", AS_OF, "--out", tmp_path)
        assert "Leyendo" in result.stderr
        assert "60/60" in result.stderr


class TestCheck:
    def test_documents_that_are_right(self, portfolio: Path) -> None:
        result = run("check", portfolio)
        assert result.exit_code == 0
        assert result.stdout.startswith("60 documents, 0 with errors; 0 findings; not evaluated:")

    def test_a_document_that_is_wrong(self, tmp_path: Path) -> None:
        path = put(tmp_path / "1.xml", INVOICE.replace(b'Rfc="EKU9003173C9"', b'Rfc="EKU"'))
        result = run("check", path)
        assert result.exit_code == 1
        first, *_, last = result.stdout.splitlines()
        assert first.startswith(f"{path}:1: error CFDI40999: «Rfc» es 'EKU'")
        assert first.endswith("[/cfdi:Comprobante/cfdi:Emisor/@Rfc]")
        assert last.startswith("1 documents, 1 with errors")

    def test_what_cannot_be_parsed_is_a_finding(self, tmp_path: Path) -> None:
        result = run("check", put(tmp_path / "1.xml", b""))
        assert result.exit_code == 1
        assert f"{tmp_path / '1.xml'}: error CFDI40999: No es un CFDI 4.0" in result.stdout

    def test_json_is_one_array_in_any_encoding(self, tmp_path: Path) -> None:
        archive = zipped(tmp_path / "a.zip", {"1.xml": INVOICE, "ñ.xml": JPEG})
        result = run("check", archive, "--format", "json")
        assert result.exit_code == 1
        assert result.stdout.isascii()
        right, wrong = json.loads(result.stdout)
        assert (right["source"], right["ok"]) == (f"{archive}/1.xml", True)
        assert (wrong["source"], wrong["ok"]) == (f"{archive}/ñ.xml", False)
        assert set(wrong["findings"][0]) == {
            *("code", "severity", "path", "line", "message", "value", "expected"),
        }

    def test_what_cannot_be_read_does_not_stop_the_others(self, tmp_path: Path) -> None:
        good = put(tmp_path / "good.xml")
        (tmp_path / "empty").mkdir()
        result = run("check", tmp_path / "gone.xml", tmp_path / "empty", good, "--format", "json")
        assert result.exit_code == 2
        assert [each["source"] for each in json.loads(result.stdout)] == [str(good)]
        assert f"cobranza: {tmp_path / 'gone.xml'}: No such file or directory" in result.stderr
        assert "empty holds no XML files" in result.stderr

    def test_json_of_nothing(self, tmp_path: Path) -> None:
        result = run("check", tmp_path / "gone.xml", "--format", "json")
        assert (result.exit_code, json.loads(result.stdout)) == (2, [])

    def test_findings_cannot_steer_the_terminal(self, tmp_path: Path) -> None:
        data = INVOICE.replace(b'Rfc="EKU9003173C9"', 'Rfc="\x9b31m"'.encode())
        result = run("check", put(tmp_path / "a\x1b.xml", data))
        assert "\x9b" not in result.output
        assert "\x1b" not in result.output

    def test_a_closed_pipe_is_no_error(self, monkeypatch: pytest.MonkeyPatch) -> None:
        reader, writer = os.pipe()
        os.close(reader)
        with os.fdopen(writer, "w") as stream:
            monkeypatch.setattr(sys, "stdout", stream)
            with pytest.raises(typer.Exit) as ended, _commands._sentences():
                print("nobody reads this", flush=True)  # noqa: T201
            stream.write("and this, flushed at the end, is no error")
        assert ended.value.exit_code == 141


class TestProcess:
    """The console script itself: exit codes, streams, encodings, and never a traceback."""

    def test_version(self) -> None:
        done = start("--version")
        assert (done.returncode, done.stdout) == (0, f"cobranza {version('cobranza')}\n")

    def test_without_arguments_it_explains_itself(self) -> None:
        done = start()
        assert "report" in done.stdout + done.stderr
        assert "Traceback" not in done.stderr

    def test_redirected_output_is_plain(self, portfolio: Path, tmp_path: Path) -> None:
        done = start("report", portfolio, "--as-of", AS_OF, "--out", tmp_path)
        assert (done.returncode, done.stderr) == (0, "")
        assert "\x1b" not in done.stdout
        assert max(map(len, done.stdout.splitlines())) <= 80 + len(str(tmp_path))

    @pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
    def test_any_terminal_will_do(self, portfolio: Path, tmp_path: Path, encoding: str) -> None:
        done = start(
            *("report", portfolio, "--as-of", AS_OF, "--out", tmp_path),
            environment={"PYTHONIOENCODING": encoding, "NO_COLOR": "1", "COLUMNS": "80"},
            encoding=encoding,
        )
        assert (done.returncode, done.stderr) == (0, "")
        assert "848,294.50" in done.stdout

    @pytest.mark.parametrize(
        ("arguments", "code"),
        [
            (["report", "nowhere", "--as-of", AS_OF], 2),
            (["report", ".", "--as-of", "x"], 2),
            (["check", "nowhere.xml"], 2),
            (["check"], 2),
            (["nonsense"], 2),
        ],
    )
    def test_errors_are_sentences(self, arguments: list[str], code: int, tmp_path: Path) -> None:
        done = start(*arguments, cwd=tmp_path)
        assert done.returncode == code
        assert "Traceback" not in done.stderr
        assert done.stderr.strip()

    def test_exit_codes_of_check(self, tmp_path: Path) -> None:
        good, bad = put(tmp_path / "good.xml"), put(tmp_path / "bad.xml", JPEG)
        assert [start("check", path).returncode for path in (good, bad)] == [0, 1]

    def test_a_reader_that_goes_away(self, tmp_path: Path) -> None:
        with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
            for number in range(2000):
                archive.writestr(f"{number}.xml", JPEG)
        command = [sys.executable, "-c", "from cobranza.cli import main; main()"]
        with subprocess.Popen(
            [*command, "check", tmp_path / "a.zip"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
        ) as process:
            assert process.stdout is not None
            assert process.stderr is not None
            process.stdout.readline()
            process.stdout.close()
            assert process.stderr.read() == b""
            assert process.wait(timeout=60) == 141

    def test_many_files_are_read_by_several_processes(self, tmp_path: Path) -> None:
        with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
            for number in range(10_000):
                archive.writestr(f"{number}.xml", b"")
            archive.writestr("good.xml", INVOICE)
        done = start(
            *("report", tmp_path / "a.zip", "--as-of", AS_OF, "--out", tmp_path / "out"),
            *("--workers", "2"),
        )
        assert (done.returncode, done.stderr) == (0, "")
        assert "10,001 archivos: 1 leídos, 0 sin efecto en la cartera, 10,000 rechazados" in (
            done.stdout
        )

    @pytest.mark.parametrize("missing", ["typer", "rich"])
    def test_without_the_extra_its_name_is_given(self, missing: str) -> None:
        code = f"import sys; sys.modules[{missing!r}] = None; from cobranza.cli import main; main()"
        done = subprocess.run(
            [sys.executable, "-c", code, "--version"],
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr == (
            f"cobranza: {missing} is not installed: pip install 'cobranza[cli]'\n"
        )


class TestMain:
    def test_runs_the_program(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr(sys, "argv", ["cobranza", "--version"])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        assert ended.value.code == 0
        assert capsys.readouterr().out.startswith("cobranza ")

    def test_names_the_extra_that_is_missing(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.delitem(sys.modules, "cobranza.cli._commands")
        monkeypatch.setitem(sys.modules, "typer", None)
        with pytest.raises(SystemExit) as ended:
            cli.main()
        assert ended.value.code == 2
        assert capsys.readouterr().err == (
            "cobranza: typer is not installed: pip install 'cobranza[cli]'\n"
        )

    def test_an_interrupt_while_it_starts(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        def interrupt() -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr(_commands, "app", interrupt)
        with pytest.raises(SystemExit) as ended:
            cli.main()
        assert ended.value.code == 130
        assert capsys.readouterr().err == "cobranza: interrupted\n"

    def test_another_missing_module_is_not_taken_for_the_extra(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delitem(sys.modules, "cobranza.cli._commands")
        monkeypatch.setitem(sys.modules, "cobranza.cli._check", None)
        with pytest.raises(ModuleNotFoundError, match="_check"):
            cli.main()

    def test_streams_take_what_they_cannot_write(self, monkeypatch: pytest.MonkeyPatch) -> None:
        stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii", errors="strict")
        monkeypatch.setattr(sys, "stdout", stream)
        monkeypatch.setattr(sys, "argv", ["cobranza", "--version"])
        with pytest.raises(SystemExit):
            cli.main()
        assert stream.errors == "replace"

    def test_streams_may_be_anything(self, monkeypatch: pytest.MonkeyPatch) -> None:
        # As under pythonw.exe, and in programs that replace the streams by their own.
        stream = io.StringIO()
        monkeypatch.setattr(sys, "stdout", stream)
        monkeypatch.setattr(sys, "argv", ["cobranza", "--version"])
        with pytest.raises(SystemExit):
            cli.main()
        assert stream.getvalue().startswith("cobranza ")
