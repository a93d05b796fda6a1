"""The command line: what it prints and writes, how it ends, and that it shows no traceback."""

import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import date
from importlib.metadata import version
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from cobranza import cli
from cobranza.cfdi import write
from cobranza.cfdi.catalogs import NAMES, _store
from cobranza.cfdi.rules import RULES
from cobranza.cli import _catalogs, _commands, _report, _rules, _shell
from cobranza.report import TABLES
from cobranza.testing.portfolio import Portfolio, write_portfolio
from tests.cfdi.catalogs.test_sources import write_csv
from tests.cfdi.catalogs.workbook import SHEETS
from tests.cfdi.sello import authorities
from tests.test_sources import INVOICE, JPEG, put, zipped

AS_OF = "2026-06-30"


def _unjudged() -> int:
    """How many rules a plain check leaves out."""
    return sum(rule.needs is not None for rule in RULES)


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
        assert f"{len(TABLES)} tablas CSV" in result.output

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
            ([".", "--targets", "no.toml"], "cobranza: no.toml cannot be read: No such file"),
            ([".", "--since", "2026-07-01"], "cobranza: since is 2026-07-01, expected a day"),
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

        monkeypatch.setattr(_report, "digest_files", interrupt)
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
        assert result.stdout == (
            "60 documents, 0 with errors; 0 findings; "
            f"{_unjudged()} rules not evaluated: "
            "they need SAT's lists, --trust, --today or a PAC\n"
        )

    def test_seals_with_whom_to_trust(self, tmp_path: Path) -> None:
        roots = tmp_path / "roots"
        roots.mkdir()
        put(roots / "root.cer", authorities.ROOT.certificate.der)
        put(roots / "issuing.cer", authorities.AUTHORITY.certificate.der)
        put(roots / "stamp.cer", authorities.SAT.certificate.der)
        path = put(tmp_path / "1.xml", authorities.stamped())
        for xml, codes in (
            (path.read_bytes(), set[str]()),
            (path.read_bytes().replace(b' Total="1', b' Total="2'), {"CFDI40102"}),
        ):
            put(path, xml)
            found = run("check", path, "--trust", roots, "--format", "json").stdout
            (report,) = json.loads(found)
            seals = {"CFDI40102", "302", "303", "305", "306", "308", "COB312", "COB313"}
            assert {each["code"] for each in report["findings"]} & seals == codes
            assert {each["what"] for each in report["not_evaluated"]} & seals == set()
        (tmp_path / "none").mkdir()
        nobody = run("check", path, "--trust", tmp_path / "none")
        assert (nobody.exit_code, nobody.stdout) == (2, "")
        assert "none: no authority to trust" in nobody.stderr
        unstamped = put(tmp_path / "2.xml", write(authorities.sealed()))
        told = run("check", unstamped, "--trust", roots).stdout
        assert "not evaluated in some documents: el timbre" in told
        refused = run("check", path, "--trust", path)
        assert (refused.exit_code, refused.stderr) == (
            2,
            f"cobranza: {path}: neither a certificate nor a revocation list\n",
        )

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

    def test_rules_about_the_future_need_the_day(self, tmp_path: Path) -> None:
        path = put(tmp_path / "1.xml")
        plain, early, late = (
            run("check", path, *day)
            for day in ([], ["--today", "2024-01-01"], ["--today", "2030-01-01"])
        )
        assert "COB111" not in plain.stdout
        assert "warning COB111" in early.stdout
        assert "COB111" not in late.stdout
        assert "SAT's lists, --trust or a PAC\n" in late.stdout
        assert f"{_unjudged() - 2} rules not evaluated" in late.stdout

    def test_strict_makes_warnings_count(self, tmp_path: Path) -> None:
        path = put(tmp_path / "1.xml")
        future = ("check", path, "--today", "2024-01-01")
        assert run(*future).exit_code == 0
        strict = run(*future, "--strict")
        assert strict.exit_code == 1
        assert "error COB111" in strict.stdout
        ignored = (
            option for code in ("cob111", "COB102", "COB103") for option in ("--ignore", code)
        )
        assert run(*future, "--strict", *ignored).stdout.startswith(
            "1 documents, 0 with errors; 0 findings"
        )

    @pytest.mark.parametrize(
        ("code", "sentence"),
        [
            ("CFDI4010B", "cobranza: there is no rule 'CFDI4010B': did you mean CFDI40"),
            ("nonsense", "cobranza: there is no rule 'nonsense': `cobranza rules` lists them"),
        ],
    )
    def test_a_rule_to_ignore_that_is_none(self, tmp_path: Path, code: str, sentence: str) -> None:
        result = run("check", put(tmp_path / "1.xml"), "--ignore", code)
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr.startswith(sentence)

    def test_official_schemas(self, tmp_path: Path, official_schemas: Path) -> None:
        path = put(tmp_path / "1.xml", INVOICE.replace(b'Rfc="EKU9003173C9"', b'Rfc="EKU"'))
        schemas = official_schemas / "www.sat.gob.mx"
        assert len(run("check", path, "--schemas", schemas).stdout.splitlines()) > len(
            run("check", path).stdout.splitlines()
        )

    def test_schemas_that_are_none_are_told_once(self, tmp_path: Path) -> None:
        path = put(tmp_path / "1.xml")
        result = run("check", path, path, "--schemas", tmp_path / "none")
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr == f"cobranza: {tmp_path / 'none'}: no such folder\n"

    def test_sarif(self, tmp_path: Path) -> None:
        wrong = put(tmp_path / "1.xml", INVOICE.replace(b'Rfc="EKU9003173C9"', b'Rfc="EKU"'))
        result = run("check", wrong, "--format", "sarif")
        assert result.exit_code == 1
        assert result.stdout.isascii()
        log = json.loads(result.stdout)
        assert log["version"] == "2.1.0"
        (only,) = log["runs"]
        assert only["results"][0]["ruleId"] == "CFDI40999"
        assert only["tool"]["driver"]["rules"][0]["shortDescription"]["text"] != "CFDI40999"

    def test_complements_without_model_are_named(self, tmp_path: Path) -> None:
        legend = (
            b'<ley:LeyendasFiscales xmlns:ley="http://www.sat.gob.mx/leyendasFiscales"'
            b' version="1.0"/></cfdi:Complemento>'
        )
        assert b"</cfdi:Complemento>" in INVOICE
        path = put(tmp_path / "1.xml", INVOICE.replace(b"</cfdi:Complemento>", legend))
        last = run("check", path).stdout.splitlines()[-1]
        assert last.endswith("content of complements not evaluated: LeyendasFiscales")

    def test_documents_that_no_rule_could_judge_are_counted(self, tmp_path: Path) -> None:
        put(tmp_path / "1.xml", JPEG)
        put(tmp_path / "2.xml")
        assert "; 1 documents that no rule could judge\n" in run("check", tmp_path).stdout

    def test_a_closed_pipe_is_no_error(self, monkeypatch: pytest.MonkeyPatch) -> None:
        reader, writer = os.pipe()
        os.close(reader)
        with os.fdopen(writer, "w") as stream:
            monkeypatch.setattr(sys, "stdout", stream)
            with pytest.raises(typer.Exit) as ended, _shell.sentences():
                print("nobody reads this", flush=True)  # noqa: T201
            stream.write("and this, flushed at the end, is no error")
        assert ended.value.exit_code == 141


class TestRules:
    def test_all_are_listed(self) -> None:
        result = run("rules")
        assert result.exit_code == 0
        *lines, last = result.stdout.splitlines()
        assert [line.split()[0] for line in lines] == [rule.code for rule in RULES]
        assert last == f"{len(RULES)} rules"
        (line,) = [line for line in lines if line.startswith("402 ")]
        assert line.split(maxsplit=2)[1:][0] == "error"
        assert "not judged" in line
        assert line.endswith("(needs l_LCO)")

    def test_a_terminal_is_as_wide_as_it_is(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("COLUMNS", "80")
        monkeypatch.setattr(_rules, "_is_terminal", lambda: True)
        assert max(map(len, run("rules").stdout.splitlines())) <= 80

    def test_search_takes_words_in_any_form(self) -> None:
        lines = run("rules", "--search", "RFC dígito VERIFICADOR").stdout.splitlines()
        assert [line.split()[0] for line in lines] == ["COB113", "1"]
        assert run("rules", "--search", "zzz").stdout == "0 rules\n"

    def test_everything_of_one(self) -> None:
        # The condition of the matrix of 25-mar-2026: SubTotal is the sum of the Importe, rounded.
        lines = run("rules", "cfdi40108").stdout.splitlines()
        assert lines[0] == "CFDI40108  error"
        assert "In force:   from 2022-01-01" in lines
        assert "Status:     judged" in lines
        assert lines.index("Fails:") < lines.index("Passes:")
        assert '      <cfdi:Concepto Importe="100.00"/>' in lines

    def test_one_that_is_never_judged_has_no_examples(self) -> None:
        result = run("rules", "402")
        assert "Status:     not judged, needs l_LCO" in result.stdout
        assert "Fails" not in result.stdout

    def test_an_unknown_code(self) -> None:
        result = run("rules", "CRP2010")
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr.startswith("cobranza: there is no rule 'CRP2010': did you mean CRP20")

    def test_json(self) -> None:
        one = json.loads(run("rules", "COB111", "--format", "json").stdout)
        assert (one["code"], one["status"], one["needs"]) == (
            "COB111",
            "judged when given",
            "today",
        )
        several = json.loads(run("rules", "--search", "subtotal", "--format", "json").stdout)
        assert "CFDI40108" in [each["code"] for each in several]

    def test_a_code_or_words(self) -> None:
        result = run("rules", "COB111", "--search", "x")
        assert result.exit_code == 2
        assert "--search takes no CODE" in result.stderr


@pytest.fixture
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The user's data folder, empty."""
    monkeypatch.setenv("COBRANZA_DATA_DIR", str(tmp_path / "data"))
    _store.forget()
    yield tmp_path / "data"
    _store.forget()


@pytest.fixture
def publication(tmp_path: Path, data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small publication as CSV, one like it in place of the set that ships."""
    assert not data_dir.exists()
    folder, ours = tmp_path / "source", tmp_path / "ours"
    folder.mkdir()
    for name, lines in SHEETS.items():
        write_csv(folder / f"{name}.csv", lines)
    write_csv(folder / "c_TipoCadenaPago.csv", [["id", "texto"], ["01", "SPEI"]])
    tool = Path(__file__).parents[1] / "tools" / "build_catalogs.py"
    subprocess.run(
        [sys.executable, tool, folder, "--version", "2026-08-06", "--source", "s", "--out", ours],
        check=True,
        capture_output=True,
        timeout=60,
    )
    monkeypatch.setattr(_store, "packaged", lambda name: (ours / f"{name}.txt").read_bytes())
    return folder


class TestCatalogs:
    def test_update_and_undo(self, publication: Path, data_dir: Path) -> None:
        path = publication / "c_ObjetoImp.csv"
        path.write_text(path.read_text("utf-8-sig") + "99,Otro,2022-01-01,\n", "utf-8")
        done = run("catalogs", "update", publication, "--version", "2026-11-01")
        assert done.exit_code == 0
        first, use, back = done.stdout.splitlines()
        assert first == "c_ObjetoImp: 1 keys came (99), 0 went"
        assert use.startswith("In use: the catalogs of 2026-11-01 (source), installed in ")
        assert str(data_dir) in use
        assert use.endswith(" Before: those of 2026-08-06.")
        assert back == "`cobranza catalogs undo` goes back."
        assert "Otro" in run("catalogs", "show", "ObjetoImp", "99").stdout
        assert run("catalogs", "undo").stdout == (
            "In use: the catalogs of 2026-08-06 (s), from the package.\n"
        )
        nothing = run("catalogs", "undo")
        assert nothing.exit_code == 2
        assert nothing.stderr.startswith("cobranza: no catalogs are installed")

    def test_an_update_without_difference(self, publication: Path) -> None:
        done = run("catalogs", "update", publication, "--version", "2026-08-06")
        assert done.stdout.startswith("No key came or went.\nIn use:")

    def test_many_keys_are_not_all_told(self) -> None:
        keys = tuple(f"{number:02}" for number in range(20))
        assert _catalogs._some(keys) == " (00, 01, 02, 03, 04, 05, 06, 07, ...)"

    @pytest.mark.parametrize(
        ("arguments", "sentence"),
        [
            (["update", "cat.xls"], "cat.xls does not name the day of its publication: give it"),
            (["update", "catCFDI_V_4_20261101.xls"], "catCFDI_V_4_20261101.xls"),
            (["update", "empty", "--version", "2026-11-01"], "empty"),
            (["show", "c_Nada"], "no catalog 'c_Nada'; there are c_Aduana"),
            (["show", "UsoCFDI", "G3"], "c_UsoCFDI has no key 'G3': did you mean 'G03'?"),
            (["show", "ObjetoImp", "06", "--on", "2023-01-31"], "c_ObjetoImp '06' is in force"),
        ],
    )
    def test_what_cannot_be_used_is_one_sentence(
        self,
        arguments: list[str],
        sentence: str,
        tmp_path: Path,
        data_dir: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        (tmp_path / "empty").mkdir()
        monkeypatch.chdir(tmp_path)
        result = run("catalogs", *arguments)
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr.startswith(f"cobranza: {sentence}")
        assert result.stderr.count("\n") == 1
        assert not data_dir.exists()

    def test_search_needs_a_catalog_and_no_key(self) -> None:
        for arguments in ([], ["UsoCFDI", "G03"]):
            result = run("catalogs", "show", *arguments, "--search", "gastos")
            assert result.exit_code == 2
            assert "--search takes a CATALOG and no KEY" in result.stderr

    def test_which_are_in_use(self) -> None:
        lines = run("catalogs", "show").stdout.splitlines()
        assert lines[0].startswith("In use: the catalogs of 20")
        assert [line.split()[0] for line in lines[1:]] == list(NAMES)
        # c_ObjetoImp 04 is of 2022-10-07: three keys before, as in Anexo 20 of January 2022.
        dated = run("catalogs", "show", "--on", "2022-10-06").stdout
        assert "c_ObjetoImp                3 keys in force on 2022-10-06" in dated

    def test_rows(self) -> None:
        lines = run("catalogs", "show", "MetodoPago").stdout.splitlines()
        assert lines == [
            "PPD  Pago en parcialidades o diferido  (2022-01-01..)",
            "PUE  Pago en una sola exhibición  (2022-01-01..)",
            "2 rows",
        ]
        dated = run("catalogs", "show", "c_ObjetoImp", "--on", "2022-10-06").stdout
        assert dated.endswith("\n3 rows\n")
        found = run("catalogs", "show", "ClaveUnidad", "--search", "kilogramo").stdout
        assert found.startswith("KGM  Kilogramo")

    def test_a_row_without_text_says_its_columns(self) -> None:
        lines = run("catalogs", "show", "CodigoPostal", "--search", "64000").stdout.splitlines()
        assert lines[0].startswith("64000  estado NLE, municipio 039")

    def test_everything_of_a_key(self) -> None:
        lines = run("catalogs", "show", "UsoCFDI", "CN01").stdout.splitlines()
        assert lines[0].startswith("c_UsoCFDI, ")
        said = dict(line.split(maxsplit=1) for line in lines[2:])
        assert (said["key:"], said["moral:"], said["regimenes:"]) == ("CN01", "no", "605")

    def test_every_version_of_a_key(self) -> None:
        shown = run("catalogs", "show", "TasaOCuota", "003-Cuota-rango").stdout
        assert shown.count("key:") == 5
        dated = run("catalogs", "show", "TasaOCuota", "003-Cuota-rango", "--on", "2025-06-30")
        assert "69.525500" in dated.stdout
        assert dated.stdout.count("key:") == 1

    def test_a_folder_that_cannot_be_written(self, publication: Path, data_dir: Path) -> None:
        put(data_dir, b"a file, not a folder")
        result = run("catalogs", "update", publication, "--version", "2026-11-01")
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr.startswith(f"cobranza: {data_dir}")


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
            [sys.executable, "-c", code, "rules", "--help"],
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
    def test_help_lists_every_command(self) -> None:
        shown = run("--help").stdout
        for name in _commands._HOMES:
            assert f"\n  {name} " in shown
        refused = run("nothing")
        assert refused.exit_code == 2
        assert "No such command" in refused.stderr

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

    def test_a_command_waits_for_nothing_that_others_need(self) -> None:
        code = (
            "import sys; from cobranza.cli import main; sys.argv = ['cobranza', 'rules', '300']\n"
            "try: main()\n"
            "except SystemExit: pass\n"
            "print([each for each in ('aging', 'ledger', 'report')"
            " if f'cobranza.{each}' in sys.modules])"
        )
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
        )
        assert done.stdout.splitlines()[-1] == "[]"

    def test_another_missing_module_is_not_taken_for_the_extra(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delitem(sys.modules, "cobranza.cli._checking", raising=False)
        monkeypatch.setitem(sys.modules, "cobranza.cli._check", None)
        monkeypatch.setattr(sys, "argv", ["cobranza", "check", "a.xml"])
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
