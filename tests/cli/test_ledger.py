"""`cobranza ledger`, and `cobranza report` of what it keeps: as a new user meets them."""

import csv
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from cobranza.cli import _ledger
from cobranza.report import TABLES
from cobranza.store import Store, _lock
from cobranza.testing.portfolio import Portfolio, write_portfolio
from tests.cfdi.documents import cfdi_bytes
from tests.store.test_store import xml
from tests.test_cli import AS_OF, run, start
from tests.test_sources import JPEG, put, zipped


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Documents in `cfdi/`, the tables beside them, and the truth."""
    folder = tmp_path_factory.mktemp("company")
    write_portfolio(folder, Portfolio(size=120, seed=4, as_of=date.fromisoformat(AS_OF)))
    return folder


@pytest.fixture(scope="module")
def kept(company: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kept") / "cartera"
    assert run("ledger", company, "--store", folder).exit_code == 0
    return folder


class TestFirstTime:
    def test_says_what_it_read_and_what_it_holds(self, company: Path, tmp_path: Path) -> None:
        result = run("ledger", company, "--store", tmp_path / "s")
        assert (result.exit_code, result.stderr) == (0, "")
        lines = result.output.splitlines()
        assert f"Cartera guardada en {tmp_path / 's'}, generación 1" in lines
        assert (
            "120 archivos: 120 nuevos, 0 con otro contenido, 0 sin cambios; 0 rechazados." in lines
        )
        with (company / "totals.csv").open(encoding="utf-8") as file:
            totals = [row for row in csv.DictReader(file) if row["customer"] == "TOTAL"]
        for row in totals:  # what the generator says is owed
            assert f"Saldo: {Decimal(row['balance']):,} {row['currency']}" in lines
        for table in ("Plazos", "Estados ante el SAT", "Clientes"):
            assert any(line.startswith(f"{table} de {company}") for line in lines)

    def test_in_english(self, company: Path, tmp_path: Path) -> None:
        result = run("ledger", company, "--store", tmp_path / "s", "--lang", "en")
        assert "120 files: 120 new, 0 with other contents, 0 unchanged; 0 refused." in result.output

    def test_finds_what_does_not_fit(self, company: Path, kept: Path) -> None:
        result = run("ledger", company, "--store", kept)
        lines = re.findall(r"^ +([\d,]+) .* \((COB2\d\d)\)$", result.output, re.MULTILINE)
        found = {code: int(count) for count, code in lines}
        assert found == Store.open(kept).contents().inconsistencies

    def test_an_archive(self, company: Path, tmp_path: Path) -> None:
        members = {path.name: path.read_bytes() for path in company.rglob("*.xml")}
        archive = zipped(tmp_path / "a.zip", members)
        result = run("ledger", archive, "--store", tmp_path / "s", "--workers", "1")
        assert result.exit_code == 0
        assert "120 nuevos" in result.output

    def test_tables_given_win_over_those_beside(self, company: Path, tmp_path: Path) -> None:
        table = put(tmp_path / "none.csv", b"rfc,days\n")
        run("ledger", company, "--store", tmp_path / "s", "--terms", table)
        assert len(Store.open(tmp_path / "s").facts.terms) == 0

    def test_policies_are_kept(self, company: Path, tmp_path: Path) -> None:
        options = ("--pue", "alert", "--credit-notes", "oldest", "--issuer", "eku9003173c9")
        run("ledger", company, "--store", tmp_path / "s", *options)
        settings = Store.open(tmp_path / "s").settings
        assert (settings.pue, settings.credit_notes) == ("alert", "oldest")
        assert settings.issuer == "EKU9003173C9"
        assert run("ledger", company, "--store", tmp_path / "s", *options).exit_code == 0

    def test_progress_on_a_terminal(
        self, company: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("FORCE_COLOR", "1")
        result = run("ledger", company, "--store", tmp_path / "s")
        for words in ("Leyendo", "Armando", "120/120"):
            assert words in result.stderr


class TestNextTime:
    def test_nothing_new(self, company: Path, kept: Path) -> None:
        result = run("ledger", company, "--store", kept)
        assert "0 nuevos, 0 con otro contenido, 120 sin cambios" in result.output
        assert "Nada nuevo: la cartera queda como estaba." in result.output

    def test_new_changed_and_refused_files_are_told_apart(self, tmp_path: Path) -> None:
        for number in range(1, 4):
            put(tmp_path / f"x/{number}.xml", xml(number))
        run("ledger", tmp_path / "x", "--store", tmp_path / "s")
        put(tmp_path / "x/1.xml", xml(1, "250.00"))
        put(tmp_path / "x/2.xml", JPEG)
        put(tmp_path / "x/4.xml", xml(4))
        lines = run("ledger", tmp_path / "x", "--store", tmp_path / "s").output.splitlines()
        start_of = lines.index(
            "4 archivos: 1 nuevos, 2 con otro contenido, 1 sin cambios; 1 rechazados."
        )
        assert lines[start_of + 1 : start_of + 4] == [
            "Con otro contenido que antes:",
            "  - 1.xml",
            "  - 2.xml",
        ]
        assert lines[start_of + 4] == "Archivos rechazados:"
        assert lines[start_of + 5].startswith("  - 2.xml: line 1: found")
        assert "Novedades: 2 documentos, 2 documentos retirados." in lines
        assert "Saldo: 450.00 MXN" in lines

    def test_documents_without_effect_are_counted(self, tmp_path: Path) -> None:
        put(tmp_path / "x/1.xml", cfdi_bytes())
        lines = run("ledger", tmp_path / "x", "--store", tmp_path / "s").output.splitlines()
        assert "          1 Sin timbre: no es un documento fiscal" in lines

    def test_many_files_are_counted_after_the_first(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(_ledger, "_NAMED", 2)
        for number in range(4):
            put(tmp_path / f"x/{number}.xml", JPEG)
        result = run("ledger", tmp_path / "x", "--store", tmp_path / "s")
        assert "  - 1.xml" in result.output
        assert "  - 2.xml" not in result.output
        assert "  - y 2 más" in result.output

    def test_names_cannot_steer_the_terminal(self, tmp_path: Path) -> None:
        path = put(tmp_path / "x/\x1b[2J.xml", xml(1))
        run("ledger", tmp_path / "x", "--store", tmp_path / "s")
        put(path, JPEG)
        result = run("ledger", tmp_path / "x", "--store", tmp_path / "s")
        assert "\x1b" not in result.output
        assert r"\x1b[2J.xml" in result.output

    def test_tables_add_up_unless_they_are_to_replace(self, tmp_path: Path) -> None:
        put(tmp_path / "x/1.xml", xml(1))
        tables = {
            name: put(tmp_path / f"{name}.csv", f"rfc,days\n{rfc},{days}\n".encode())
            for name, rfc, days in (("a", "XIA190128J61", 30), ("b", "URE180429TM6", 15))
        }
        for name in ("a", "b"):
            run("ledger", tmp_path / "x", "--store", tmp_path / "s", "--terms", tables[name])
        assert len(Store.open(tmp_path / "s").facts.terms) == 2
        again = ("ledger", tmp_path / "x", "--store", tmp_path / "s", "--terms", tables["b"])
        result = run(*again, "--replace-tables")
        assert "Novedades: Plazos 1." in result.output
        assert [*Store.open(tmp_path / "s").facts.terms] == ["URE180429TM6"]


class TestWhatCannotBe:
    @pytest.mark.parametrize(
        ("arguments", "sentence"),
        [
            (["nowhere"], "cobranza: nowhere does not exist, expected a folder or a ZIP archive"),
            (["empty"], "cobranza: empty holds no XML files"),
            (["x", "--terms", "no.csv"], "cobranza: no.csv cannot be read: No such file"),
            (["x", "--cash", "x/1.xml"], "cobranza: x/1.xml"),
            (["x", "--pue", "maybe"], "Error: Invalid value for '--pue'"),
            (["x", "--workers", "0"], "Error: Invalid value for '--workers'"),
        ],
    )
    def test_a_first_time_that_fails_makes_nothing(
        self,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        arguments: list[str],
        sentence: str,
    ) -> None:
        put(tmp_path / "x/1.xml", xml(1))
        (tmp_path / "empty").mkdir()
        monkeypatch.chdir(tmp_path)
        result = run("ledger", *arguments, "--store", "s")
        assert (result.exit_code, result.stdout) == (2, "")
        assert sentence in result.stderr
        assert not Path("s").exists()

    def test_a_store_is_required(self) -> None:
        result = run("ledger", ".")
        assert result.exit_code == 2
        assert "Missing option '--store'" in result.stderr

    def test_other_settings_than_those_of_the_first_time(self, company: Path, kept: Path) -> None:
        for option, value, words in (
            ("--pue", "open", "was made with pue paid_at_issue, not with open"),
            ("--issuer", "XIA190128J61", "was made without issuer, not with XIA190128J61"),
            ("--credit-notes", "oldest", "was made with credit_notes as_named, not with oldest"),
        ):
            result = run("ledger", company, "--store", kept, option, value)
            assert result.exit_code == 2
            assert words in result.stderr

    def test_a_folder_of_something_else(self, company: Path, tmp_path: Path) -> None:
        put(tmp_path / "mine/thesis.doc")
        result = run("ledger", company, "--store", tmp_path / "mine")
        assert (result.exit_code, result.stdout) == (2, "")
        assert "mine is not empty, expected a new folder for the stored ledger" in result.stderr
        assert [path.name for path in (tmp_path / "mine").iterdir()] == ["thesis.doc"]

    def test_a_damaged_store(self, company: Path, kept: Path, tmp_path: Path) -> None:
        shutil.copytree(kept, tmp_path / "s")
        put(tmp_path / "s/manifest.json", b"{")
        for arguments in (
            ("ledger", company, "--store", tmp_path / "s"),
            ("report", tmp_path / "s", "--as-of", AS_OF, "--out", tmp_path / "out"),
            ("explain", "X", "--store", tmp_path / "s"),
        ):
            result = run(*arguments)
            assert (result.exit_code, result.stdout) == (2, "")
            assert "manifest.json is damaged" in result.stderr
        assert not (tmp_path / "out").exists()

    def test_a_store_in_use(self, company: Path, kept: Path) -> None:
        with _lock.only_writer(kept):
            result = run("ledger", company, "--store", kept)
        assert result.exit_code == 2
        assert f"is being updated by process {os.getpid()}: try again later" in result.stderr

    def test_without_polars(self, company: Path, tmp_path: Path) -> None:
        code = "import sys; sys.modules['polars'] = None\nfrom cobranza.cli import main; main()"
        result = subprocess.run(
            [sys.executable, "-c", code, "ledger", company, "--store", tmp_path / "s"],
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert (result.returncode, result.stdout) == (2, "")
        assert result.stderr == (
            "cobranza: a stored ledger needs polars: pip install 'cobranza[frames]'\n"
        )

    @pytest.mark.slow
    @pytest.mark.skipif(sys.platform == "win32", reason="has no such interrupts")
    def test_an_interrupt_leaves_the_ledger_as_it_was(self, company: Path, tmp_path: Path) -> None:
        run("ledger", company, "--store", tmp_path / "s")
        before = Store.open(tmp_path / "s").ledger()
        write_portfolio(
            tmp_path / "p", Portfolio(size=900, seed=9, as_of=date.fromisoformat(AS_OF))
        )
        code = "from cobranza.cli import main; main()"
        process = subprocess.Popen(
            [sys.executable, "-c", code, "ledger", tmp_path / "p", "--store", tmp_path / "s"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        while not (tmp_path / "s/generation-000002").exists():
            assert process.poll() is None
            time.sleep(0.001)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
        assert (process.returncode, errors) == (130, "cobranza: interrupted\n")
        assert Store.open(tmp_path / "s").ledger() == before
        assert not (tmp_path / "s/generation-000002").exists()


class TestReportOfAStore:
    @pytest.mark.parametrize("lang", ["es", "en"])
    def test_is_the_report_of_the_files(
        self, company: Path, kept: Path, tmp_path: Path, lang: str
    ) -> None:
        targets = put(tmp_path / "t.toml", b"[dso_count_back]\nbelow = 45\n")
        options = (
            *("--as-of", AS_OF, "--lang", lang, "--rate", "USD=18.50"),
            *("--since", "2026-04-30", "--targets", targets),
        )
        of_files = run("report", company, *options, "--out", tmp_path / "files")
        of_store = run("report", kept, *options, "--out", tmp_path / "store")
        assert (of_files.exit_code, of_store.exit_code) == (0, 0)
        for name in ("report.html", *TABLES):
            told = (tmp_path / "files" / name).read_bytes()
            assert (tmp_path / "store" / name).read_bytes() == told
        summary, _, _ = of_files.output.partition("\n\nEstados")
        assert summary.partition("\n\nSAT statuses")[0] in of_store.output

    def test_needs_no_xml(self, company: Path, tmp_path: Path) -> None:
        shutil.copytree(company, tmp_path / "p")
        run("ledger", tmp_path / "p", "--store", tmp_path / "s")
        shutil.rmtree(tmp_path / "p")
        result = run("report", tmp_path / "s", "--as-of", AS_OF, "--out", tmp_path / "out")
        assert result.exit_code == 0
        assert "120 archivos: 120 leídos" in result.output

    def test_of_one_issuer(self, tmp_path: Path) -> None:
        put(tmp_path / "x/other.xml", xml(1).replace(b"EKU9003173C9", b"IIA040805DZ4"))
        put(tmp_path / "x/1.xml", xml(2))
        issuer = ("--issuer", "EKU9003173C9")
        run("ledger", tmp_path / "x", "--store", tmp_path / "s", *issuer)
        options = ("--as-of", AS_OF, "--out")
        of_files = run("report", tmp_path / "x", *issuer, *options, tmp_path / "a").output
        of_store = run("report", tmp_path / "s", *options, tmp_path / "b").output
        assert of_files.replace("/a/", "/b/") == of_store

    @pytest.mark.parametrize(
        "option", [("--issuer", "X"), ("--terms", "t.csv"), ("--pue", "open"), ("--cash", "c.csv")]
    )
    def test_takes_nothing_that_the_store_keeps(
        self, kept: Path, tmp_path: Path, option: tuple[str, str]
    ) -> None:
        result = run("report", kept, "--as-of", AS_OF, "--out", tmp_path / "out", *option)
        assert result.exit_code == 2
        assert f"{option[0]} belongs to the stored ledger: give it to `cobranza ledger`" in (
            result.stderr
        )
        assert not (tmp_path / "out").exists()

    def test_tables_given_to_a_report_of_files(self, company: Path, tmp_path: Path) -> None:
        result = run(
            *("report", company / "cfdi", "--as-of", AS_OF, "--out", tmp_path),
            *("--customers", company / "customers.csv", "--cash", company / "cash.csv"),
        )
        assert result.exit_code == 0
        assert f"Clientes de {company / 'customers.csv'}" in result.output.replace("\n", "")


def test_commands_load_no_dataframes_unless_they_need_them() -> None:
    result = start("--help", environment={"PYTHONPROFILEIMPORTTIME": "1"})
    assert result.returncode == 0
    assert "polars" not in result.stderr
    assert "cobranza.report" in result.stderr
