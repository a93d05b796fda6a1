"""The workbook, read back with a reader of its own: figures, texts that stay texts, and layout."""

import io
import re
import shutil
import subprocess
import sys
import zipfile
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args

import attrs
import pytest
from python_calamine import CalamineWorkbook

from cobranza._workbook import _book, _cells, _layout
from cobranza.aging import Applied, Promise
from cobranza.errors import MissingExtraError, SourceError
from cobranza.ledger import Party
from cobranza.report import Language, PortfolioReport, build_report
from cobranza.report._more_texts import MoreTexts, load_texts_of
from cobranza.report.workbook import _render, render_workbook, write_workbook
from cobranza.report.workbook._lists import lists_of
from cobranza.sources import Intake, digest_files
from cobranza.testing.portfolio import Portfolio, write_portfolio
from tests.ledger.makers import BUYER, cancelled, invoice, pays, receipt
from tests.report.cases import AS_OF, report_of

LANGUAGES: tuple[Language, ...] = get_args(Language)
PACKAGE = "cobranza.report.workbook"
GENERATED_ON = date(2026, 6, 30)
OTHER = Party(rfc="XIA190128J61", name="XENON INDUSTRIAL ARTICLES")

# OWASP, "CSV Injection", and what Excel would take for a link.
HOSTILE = (
    "=cmd|'/c calc'!A1",
    "+1+1",
    "-1+1",
    "@SUM(1,1)",
    "\tcmd",
    "\n=1+1",
    "\uff1d1+1",
    "http://example.com/x",
    "mailto:a@example.com",
    "internal:Datos!A1",
    "{=1+1}",
    "1234.50",
    "_x0041_",
    "<b>&amp;</b>",
)

Cell = Any
Rows = list[list[Cell]]


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> PortfolioReport:
    folder = tmp_path_factory.mktemp("portfolio")
    write_portfolio(folder, Portfolio(size=400, seed=7, as_of=GENERATED_ON))
    return build_report(
        Intake.of(digest_files(folder)), as_of=GENERATED_ON, rates={"USD": Decimal("17.25")}
    )


@pytest.fixture(scope="module")
def contents(report: PortfolioReport) -> bytes:
    return render_workbook(report)


def sheets(contents: bytes) -> dict[str, Rows]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(contents))
    return {
        name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        for name in book.sheet_names
    }


def listed(rows: Rows) -> tuple[list[Cell], Rows]:
    """Headings and rows of a list: below its title, above its totals."""
    top = 0 if len(rows) < 4 or rows[1][1] != "" else 3
    return rows[top], [row for row in rows[top + 1 :] if row[0] not in ("Total", "")]


def exact(cell: Cell) -> Decimal:
    """What a cell holds: up to 15 digits, a float gives back the text it came from."""
    return Decimal(str(cell))


def parts(contents: bytes, pattern: str) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(contents)) as archive:
        return {
            name: archive.read(name).decode()
            for name in archive.namelist()
            if re.fullmatch(pattern, name)
        }


class TestFigures:
    def test_aging_by_customer(self, report: PortfolioReport) -> None:
        book = sheets(render_workbook(report))
        for summary in report.currencies:
            rows = book[f"Antigüedad {summary.aged.currency}"]
            headings, body = listed(rows)
            place = headings.index("Saldo")
            debts = [d for d in report.customers if d.aged.currency == summary.aged.currency]
            assert [row[1] for row in body] == [debt.aged.rfc for debt in debts]
            assert [exact(row[place]) for row in body] == [d.aged.outstanding for d in debts]
            for index, debt in enumerate(debts):
                assert sum(map(exact, body[index][2:place])) == debt.aged.outstanding
            total = rows[-1]
            assert total[0] == "Total"
            assert exact(total[place]) == summary.aged.outstanding
            assert exact(total[place + 1]) == summary.aged.overdue

    def test_open_invoices(self, report: PortfolioReport) -> None:
        headings, body = listed(sheets(render_workbook(report, lang="en"))["Invoices"])
        read = [dict(zip(headings, row, strict=True)) for row in body]
        assert [
            (row["UUID"], exact(row["Balance"]), exact(row["Amount"]), row["Issued"], row["Due"])
            for row in read
        ] == [
            (
                each.receivable.uuid,
                each.balance,
                each.receivable.amount,
                each.receivable.issued.date(),
                each.receivable.due,
            )
            for each in report.open_invoices
        ]

    def test_movements_add_up_to_the_balances(self, report: PortfolioReport) -> None:
        headings, body = listed(sheets(render_workbook(report))["Movimientos"])
        sums: defaultdict[str, Decimal] = defaultdict(Decimal)
        last: dict[str, Decimal] = {}
        for row in body:
            cells = dict(zip(headings, row, strict=True))
            sums[cells["Factura"]] += exact(cells["Importe"])
            last[cells["Factura"]] = exact(cells["Saldo de la factura"])
        balances = {
            each.number: each.balance(GENERATED_ON)
            for each in report.ledger.receivables
            if each.issued.date() <= GENERATED_ON
        }
        assert dict(sums) == balances
        assert last == balances

    def test_changes_lead_from_one_balance_to_the_other(self, report: PortfolioReport) -> None:
        headings, body = listed(sheets(render_workbook(report))["Qué cambió"])
        moved = {(row[1], row[2]): [*map(exact, row[3:])] for row in body}
        assert headings[3:] == [
            *("Saldo inicial", "Facturado", "Cobrado", "Notas de crédito"),
            *("Cancelado y ajustes", "Saldo final"),
        ]
        since, balances = (
            report.changes.since,
            defaultdict[Any, list[Decimal]](lambda: [Decimal()] * 2),
        )
        for each in report.ledger.receivables:
            balance = balances[each.customer.rfc, each.currency]
            balance[0] += each.balance(since)
            balance[1] += each.balance(GENERATED_ON)
        for key, (opening, *flows, closing) in moved.items():
            assert opening + sum(flows) == closing
            assert [opening, closing] == balances[key]
        assert {key for key, (old, new) in balances.items() if old != new} <= set(moved)

    def test_promises(self) -> None:
        came = Applied(date=AS_OF - timedelta(2), amount=Decimal(500))
        promise = Promise(
            customer=BUYER,
            currency="MXN",
            made=AS_OF - timedelta(30),
            due=AS_OF - timedelta(1),
            amount=Decimal(500),
            received=[came],
        )
        broken = attrs.evolve(promise, received=(), amount=Decimal(70))
        both = report_of([invoice(1)], promises=[promise, broken])
        _, body = listed(sheets(render_workbook(both))["Promesas"])
        assert [(exact(row[5]), row[6]) for row in body] == [
            (Decimal(500), "Cumplida"),
            (Decimal(70), "Incumplida"),
        ]
        for promises, words in ((None, "No se dieron"), ([], "No hay promesas")):
            rows = sheets(render_workbook(report_of([invoice(1)], promises=promises)))["Promesas"]
            assert words in str(rows)

    def test_the_data_add_up_to_the_aging(self, report: PortfolioReport) -> None:
        t = MoreTexts("es", PACKAGE)
        headings, body = listed(sheets(render_workbook(report))["Datos"])
        sums: defaultdict[tuple[str, str], Decimal] = defaultdict(Decimal)
        for row in body:
            cells = dict(zip(headings, row, strict=True))
            sums[cells["Moneda"], cells["Rango"]] += exact(cells["Saldo"])
            if cells["Moneda"] == "MXN":
                assert cells["Saldo"] == cells["Saldo en MXN"]
        assert dict(sums) == {
            (each.aged.currency, f"{index} {t.bucket(label)}"): amount
            for each in report.currencies
            for index, (label, amount) in enumerate(
                zip(report.aging.buckets.labels, each.aged.amounts, strict=True)
            )
            if each.aged.counts[index]
        }

    def test_iva_and_what_does_not_fit(self, report: PortfolioReport) -> None:
        book = sheets(render_workbook(report))
        _, collected = listed(book["IVA"])
        assert [exact(row[4]) for row in collected] == [row.iva for row in report.iva.collected]
        _, pending = listed(book["IVA pendiente"])
        assert [exact(row[3]) for row in pending] == [row.iva for row in report.iva.pending]
        _, cases = listed(book["Lo que no cuadra"])
        assert [(row[1], row[2]) for row in cases] == [
            (case.code, case.told()) for group in report.inconsistencies for case in group.cases
        ]
        _, unapplied = listed(book["Sin aplicar"])
        assert [exact(row[6]) for row in unapplied] == [each.amount for each in report.unapplied]

    def test_summary_and_months(self, report: PortfolioReport) -> None:
        book = sheets(render_workbook(report))
        column = {row[0]: row[1:] for row in book["Resumen"]}
        assert report.aging.mxn is not None
        assert exact(column["En MXN"][0]) == report.aging.mxn.outstanding
        assert exact(column["Por vencer"][0]) == report.aging.mxn.current
        assert exact(column["Total"][0]) == report.aging.mxn.outstanding
        headings, body = listed(book["Indicadores"])
        months = body[: len(report.scorecard.months)]
        assert [row[0] for row in months] == list(report.scorecard.months)
        place = headings.index("Cartera vencida")
        shown = [row[place] for row in months]
        for cell, score in zip(shown, report.scorecard.of("overdue_share"), strict=True):
            if score.value is None:
                assert cell == ""
            else:
                assert abs(exact(cell) - score.value) <= Decimal("0.0000005")

    def test_amounts_in_two_currencies_are_never_added(self) -> None:
        both = report_of([invoice(1), invoice(2, currency="USD", rate="17.10")])
        rows = sheets(render_workbook(both))["Facturas"]
        assert not [row for row in rows if row[0] == "Total"]
        one = sheets(render_workbook(report_of([invoice(1), invoice(2)])))["Facturas"]
        assert one[-1][0] == "Total"
        assert exact(one[-1][8]) == Decimal("2320.00")

    def test_a_balance_in_a_currency_without_rate_has_none_in_mxn(self) -> None:
        headings, body = listed(
            sheets(render_workbook(report_of([invoice(1, currency="USD", rate="17")])))["Datos"]
        )
        cells = dict(zip(headings, body[0], strict=True))
        assert (cells["Saldo"], cells["Saldo en MXN"]) == (1160, "")

    def test_a_currency_without_cents(self) -> None:
        contents = render_workbook(report_of([invoice(1, "1500", currency="JPY", rate="0.12")]))
        (styles,) = parts(contents, r"xl/styles\.xml").values()
        assert 'formatCode="#,##0;[Red]-#,##0"' in styles

    def test_what_a_cell_cannot_hold_exactly_is_text(self) -> None:
        huge = "999999999999999.99"
        headings, body = listed(
            sheets(render_workbook(report_of([invoice(1, huge), invoice(2, "0.01")])))["Facturas"]
        )
        place = headings.index("Saldo")
        assert {row[place] for row in body} == {huge, 0.01}
        rows = sheets(render_workbook(report_of([invoice(1, huge), invoice(2, "0.01")])))
        assert rows["Facturas"][-1][place] == "1000000000000000.00"
        assert rows["Antigüedad MXN"][-1][0] == "Total"

    def test_days_before_the_calendar_of_excel_are_text(self) -> None:
        book = _book.Book(streamed=False, about="", total="Total")
        book.lists(
            _layout.List(
                name="x",
                key="x",
                columns=(_layout.Column("day", _layout.Kind.DATE),),
                rows=[(date(1899, 12, 31),), (date(1900, 3, 1),)],
                bare=True,
            )
        )
        rows = sheets(book.finish(title="", company="", as_of=AS_OF))["x"]
        assert rows == [["day"], ["1899-12-31"], [date(1900, 3, 1)]]

    def test_an_empty_report(self) -> None:
        book = sheets(render_workbook(report_of([])))
        assert [row[0] for row in book["Facturas"]][-1] == (
            "Ninguna factura tiene saldo a esta fecha."
        )
        assert "Antigüedad MXN" not in book

    def test_a_lower_bound_says_so(self) -> None:
        old = render_workbook(report_of([invoice(1, on=-500), invoice(2, "1.00")]))
        new = render_workbook(report_of([invoice(2, "1.00")]))
        marked = [
            "&quot;\N{GREATER-THAN OR EQUAL TO} &quot;#,##0.0"
            in parts(contents, r"xl/styles\.xml")["xl/styles.xml"]
            for contents in (old, new)
        ]
        assert marked == [True, False]


class TestTexts:
    def test_no_text_becomes_a_formula_or_a_link(self) -> None:
        documents = [
            invoice(number, customer=Party(rfc=text, name=text), issuer=Party(rfc="=1", name=text))
            for number, text in enumerate(HOSTILE, 1)
        ]
        contents = render_workbook(report_of(documents))
        for xml in parts(contents, r"xl/worksheets/sheet\d+\.xml").values():
            assert "<hyperlink" not in xml
            formulas = re.findall("<f>(.*?)</f>", xml)
            assert all(re.fullmatch(r"SUBTOTAL\(109,[A-Z]+\d+:[A-Z]+\d+\)", f) for f in formulas)
        assert not parts(contents, r"xl/externalLinks/.*")
        _, body = listed(sheets(contents)["Datos"])
        assert {row[1] for row in body} == set(HOSTILE)

    def test_a_cell_that_looks_like_a_formula_stays_text_when_it_is_edited(self) -> None:
        contents = render_workbook(report_of([invoice(1, issuer=Party(rfc="X", name="=1+1"))]))
        assert sheets(contents)["Datos"][1][3] == "X"
        assert sheets(contents)["Facturas"][1][0].startswith("=1+1. Cartera")
        (styles,) = parts(contents, r"xl/styles\.xml").values()
        assert 'quotePrefix="1"' in styles

    @pytest.mark.parametrize("character", ["a", "\U0001f4b0"])
    def test_a_text_that_is_too_long_is_cut_and_says_so(self, character: str) -> None:
        name = character * 33_000
        contents = render_workbook(report_of([invoice(1, customer=Party(rfc="X", name=name))]))
        _, body = listed(sheets(contents)["Datos"])
        cell = body[0][1]
        assert cell.endswith("\N{HORIZONTAL ELLIPSIS}")
        assert name.startswith(cell[:-1])
        assert 32_765 <= len(cell.encode("utf-16-le")) // 2 <= 32_767

    def test_control_characters_are_replaced_visibly(self) -> None:
        name = "A\x00B\x07C\rD\ud800E\uffffF"
        contents = render_workbook(report_of([invoice(1, customer=Party(rfc="X", name=name))]))
        _, body = listed(sheets(contents)["Datos"])
        assert body[0][1] == "A\ufffdB\ufffdC\ufffdD\ufffdE\ufffdF"

    @pytest.mark.parametrize("streamed", [False, True])
    def test_headings_are_unique_short_and_fit(self, *, streamed: bool) -> None:
        labels = ("region", "Region", "a\x00", "x" * 300, "x" * 300)
        book = _book.Book(streamed=streamed, about="", total="Total")
        book.lists(
            _layout.List(
                name="x",
                key="x",
                columns=tuple(map(_layout.Column, labels)),
                rows=[("",) * 5],
                bare=True,
            )
        )
        (headings, *_) = sheets(book.finish(title="", company="", as_of=AS_OF))["x"]
        assert headings == ["region", "Region (2)", "a\ufffd", "x" * 200, f"{'x' * 200} (2)"]


class TestSheetNames:
    # Microsoft, "Rename a worksheet": 31 characters, none of / \ ? * : [ ], no apostrophe at either
    # end, not blank, not "History"; names are unique whatever their case.
    @pytest.mark.parametrize(
        ("wanted", "taken", "name"),
        [
            ("a/b\\c?d*e:f[g]h", (), "a b c d e f g h"),
            ("'quoted'", (), "quoted"),
            ("x" * 40, (), "x" * 31),
            ("x" * 40, ("x" * 31,), f"{'x' * 27} (2)"),
            ("Facturas", ("FACTURAS", "facturas (2)"), "Facturas (3)"),
            ("History", (), "History (2)"),
            ("", (), "(2)"),
            ("a\x00b", (), "a\ufffdb"),
        ],
    )
    def test_rules(self, wanted: str, taken: tuple[str, ...], name: str) -> None:
        assert _cells.sheet_name(wanted, taken) == name

    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_our_own_names_need_no_change(self, lang: Language) -> None:
        report = report_of([invoice(1), invoice(2, currency="USD", rate="17")])
        t = MoreTexts(lang, PACKAGE)
        names = [t("sheet.summary"), t("sheet.months"), *(x.name for x in lists_of(report, t))]
        taken: list[str] = []
        for name in names:
            assert _cells.sheet_name(name, taken) == name
            taken.append(name)
        assert list(sheets(render_workbook(report, lang=lang))) == names

    def test_a_currency_that_is_no_currency(self) -> None:
        report = report_of([invoice(1, currency="[=1]:*?/\\" * 6, rate="1")])
        assert any(name.startswith("Antigüedad") for name in sheets(render_workbook(report)))


class TestLayout:
    def test_lists_are_tables_with_filters(self, contents: bytes, report: PortfolioReport) -> None:
        tables = parts(contents, r"xl/tables/table\d+\.xml")
        names = [re.findall(r' name="(\w+)" displayName', xml)[0] for xml in tables.values()]
        assert len(names) == len(set(names))
        data = next(xml for xml in tables.values() if 'name="data_' in xml)
        assert "<autoFilter" in data
        assert "totalsRowCount" not in data
        aging = next(xml for xml in tables.values() if 'name="aging_1_' in xml)
        assert "totalsRowFunction" in aging
        (currency, *_) = report.currencies
        last = 4 + currency.customers + 1
        assert re.search(rf' ref="A4:[A-Z]{last}"', aging)

    def test_every_list_freezes_and_repeats_its_headings(self, contents: bytes) -> None:
        xmls = parts(contents, r"xl/worksheets/sheet\d+\.xml")
        assert sum('state="frozen"' in xml for xml in xmls.values()) == len(xmls) - 1
        assert all('orientation="landscape"' in xml for xml in xmls.values())
        (workbook,) = parts(contents, r"xl/workbook\.xml").values()
        assert workbook.count("_xlnm.Print_Titles") == len(xmls) - 2

    def test_charts_are_native(self, contents: bytes) -> None:
        assert len(parts(contents, r"xl/charts/chart\d+\.xml")) == 3

    def test_without_the_indicators_there_is_no_trend(self) -> None:
        contents = render_workbook(report_of([invoice(1)], targets=()))
        assert len(parts(contents, r"xl/charts/chart\d+\.xml")) == 2

    def test_the_file_says_nothing_of_the_machine(self, contents: bytes) -> None:
        (core,) = parts(contents, r"docProps/core\.xml").values()
        assert "<dc:creator></dc:creator>" in core
        assert "<cp:lastModifiedBy></cp:lastModifiedBy>" in core
        assert "2026-06-30T00:00:00Z" in core

    def test_bytes_depend_on_the_report_alone(
        self, contents: bytes, report: PortfolioReport
    ) -> None:
        assert render_workbook(report) == contents

    def test_both_languages_say_the_same(self) -> None:
        for key, texts in load_texts_of(PACKAGE).items():
            assert set(texts) == {"es", "en"}, key
            fields = {lang: set(re.findall(r"{(\w+)}", str(texts[lang]))) for lang in texts}
            assert fields["es"] == fields["en"], key


class TestLargeReports:
    def test_a_streamed_workbook_says_the_same(
        self, report: PortfolioReport, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        tables = sheets(render_workbook(report))
        monkeypatch.setattr(_render, "_TABLES_UP_TO", 0)
        contents = render_workbook(report)
        streamed = sheets(contents)
        assert streamed.pop("Resumen")[:40] == tables.pop("Resumen")[:40]
        assert streamed == tables
        assert not parts(contents, r"xl/tables/.*")
        xmls = parts(contents, r"xl/worksheets/sheet\d+\.xml").values()
        assert any("<autoFilter" in xml for xml in xmls)
        assert render_workbook(report) == contents

    def test_what_one_sheet_cannot_hold_goes_on_in_another(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(_book, "_MOST_ROWS", 2)
        book = sheets(render_workbook(report_of([invoice(number) for number in range(1, 6)])))
        found = [listed(book[f"Movimientos{suffix}"])[1] for suffix in ("", " (2)", " (3)")]
        assert [len(rows) for rows in found] == [2, 2, 1]


class TestWriting:
    def test_the_file_is_whole_or_not_there(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = write_workbook(report_of([invoice(1)]), tmp_path / "a" / "report.xlsx")
        assert path.read_bytes()[:2] == b"PK"

        def fail(*_: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(Path, "replace", fail)
        with pytest.raises(SourceError, match="cannot be written to: No space left on device"):
            write_workbook(report_of([]), path)
        assert [each.name for each in path.parent.iterdir()] == ["report.xlsx"]

    def test_without_xlsxwriter(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "xlsxwriter", None)
        with pytest.raises(MissingExtraError, match=r"pip install 'cobranza\[excel\]'"):
            render_workbook(report_of([]))


@pytest.mark.slow
def test_libreoffice_opens_it_and_agrees_with_every_total(
    report: PortfolioReport, tmp_path: Path
) -> None:
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("LibreOffice is not installed")
    ours = write_workbook(report, tmp_path / "ours.xlsx")
    out = tmp_path / "out"
    # A sheet with many formulas is calculated anew when it is saved.
    command = (soffice, "--headless", "--norestore", f"-env:UserInstallation=file://{tmp_path}/lo")
    done = subprocess.run(
        [*command, "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", out, ours],
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr
    before, after = sheets(ours.read_bytes()), sheets((out / "ours.xlsx").read_bytes())
    assert list(after) == list(before)
    for name, rows in before.items():
        for row, saved in zip(rows, after[name], strict=False):
            kept = saved[: len(row)]
            assert [_plain(cell) for cell in kept] == [_plain(cell) for cell in row], name


def _plain(cell: Cell) -> Cell:
    return Decimal(str(cell)).normalize() if isinstance(cell, int | float) else cell


def test_later_events_are_left_out() -> None:
    documents = [
        invoice(1),
        receipt(2, pays(1, "160.00"), on=20),
        receipt(3, pays(1, "7.00"), on=120),
    ]
    _, body = listed(sheets(render_workbook(report_of(documents)))["Movimientos"])
    assert [row[7] for row in body] == [1160, 1000]


def test_cancelled_invoices_are_in_the_movements() -> None:
    status = cancelled(1, on=20)
    headings, body = listed(
        sheets(render_workbook(report_of([invoice(1)], status=status)))["Movimientos"]
    )
    place = headings.index("Movimiento")
    assert [row[place] for row in body] == ["Cargo", "Cancelación"]
    assert body[0][1] == BUYER.name
