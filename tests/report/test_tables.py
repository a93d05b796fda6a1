"""The CSV tables: exact, safe in a spreadsheet, whole or not there at all."""

import csv
import io
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from cobranza.errors import SourceError
from cobranza.ledger import Party, Skipped, SkipReason
from cobranza.report import TABLES, PortfolioReport, _tables, render_table, write_report
from cobranza.sources import RefusalReason, Refused
from tests.ledger.makers import BUYER, invoice, pays, receipt, uid
from tests.report.cases import VILLAIN, report_of


def rows(report: PortfolioReport, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(render_table(report, name))))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff20"])
def test_a_text_that_looks_like_a_formula_is_disarmed(start: str) -> None:
    # OWASP, "CSV Injection": =, +, -, @, tab, carriage return, line feed, full-width forms.
    assert _tables._cell(f"{start}1+1") == f"'{start}1+1"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Decimal("-1234.50"), "-1234.50"),
        (Decimal("1E+3"), "1000"),
        (-5, "-5"),
        (date(2026, 3, 31), "2026-03-31"),
        (None, ""),
        ("", ""),
        ("PEÑA & CÍA = 1", "PEÑA & CÍA = 1"),
    ],
)
def test_other_values_are_written_as_they_are(
    value: Decimal | int | date | str | None, written: str
) -> None:
    assert _tables._cell(value) == written


def test_every_cell_from_a_document_is_disarmed() -> None:
    documents = [
        invoice(1, customer=VILLAIN, issuer=Party(rfc="=1", name="=1")),
        receipt(2, pays(99, "1.00")),
    ]
    skipped = Skipped(reason=SkipReason.NO_UUID, kind="I", source="=x.xml")
    refused = Refused(name="@x.xml", reason=RefusalReason.NOT_XML, detail="+1")
    report = report_of(documents, refused, skipped)
    for name in TABLES:
        for row in csv.reader(io.StringIO(render_table(report, name))):
            assert not [cell for cell in row if cell.startswith(("=", "+", "@", "-"))]


def test_tables_say_what_the_report_says() -> None:
    report = report_of(
        [
            invoice(1, "1000.00"),
            receipt(2, pays(1, "200.00", installment=1, before="1000.00", after="800.00"), on=20),
            receipt(3, pays(99, "40.00"), on=21),
            receipt(4, pays(1, "7.00", installment=2), on=120),
        ]
    )
    (aging,) = rows(report, "aging.csv")
    assert aging == {
        "rfc": BUYER.rfc,
        "name": BUYER.name,
        "currency": "MXN",
        "items": "1",
        "current": "0.00",
        "1-30": "0.00",
        "31-60": "0.00",
        "61-90": "800.00",
        "91-120": "0.00",
        ">120": "0.00",
        "no due date": "0.00",
        "outstanding": "800.00",
    }
    (receivable,) = rows(report, "receivables.csv")
    assert receivable["balance"] == "800.00"
    assert receivable["days_past_due"] == "89"
    assert receivable["file"] == "0001.xml"
    assert [
        (event["document"], event["amount"], event["installment"], event["file"])
        for event in rows(report, "events.csv")
    ] == [(uid(1), "1000.00", "", "0001.xml"), (uid(2), "-200.00", "1", "0002.xml")]
    (unapplied,) = rows(report, "unapplied.csv")
    assert (unapplied["amount"], unapplied["invoice"]) == ("40.00", uid(99))
    assert {each["code"] for each in rows(report, "inconsistencies.csv")} >= {"COB210"}


def test_indicators_and_changes_are_tables_too() -> None:
    report = report_of([invoice(1, "1000.00", on=10), receipt(2, pays(1, "200.00"), on=70)])
    (change,) = rows(report, "changes.csv")
    assert change == {
        "customer_rfc": BUYER.rfc,
        "customer": BUYER.name,
        "currency": "MXN",
        "since": "2026-02-28",
        "opening": "1000.00",
        "invoiced": "0",
        "paid": "-200.00",
        "credited": "0",
        "other": "0",
        "closing": "800.00",
    }
    scores = rows(report, "scorecard.csv")
    assert len(scores) == 12 * len(report.scorecard.targets)
    last = {each["metric"]: each for each in scores if each["month"] == "2026-03-31"}
    assert last["overdue_share"]["value"] == "1"
    assert last["overdue_share"]["status"] == "missed"
    assert last["follow_ups_on_time"]["reason"] == "no_follow_ups"


def test_what_was_issued_later_is_left_out() -> None:
    assert rows(report_of([invoice(1, on=200)]), "receivables.csv") == []


class TestWriting:
    def test_a_spreadsheet_reads_the_accents(self, tmp_path: Path) -> None:
        paths = write_report(report_of([invoice(1)]), tmp_path / "a" / "b")
        assert [path.name for path in paths] == ["report.html", *TABLES]
        assert paths[1].read_bytes().startswith(b"\xef\xbb\xbfrfc,name")
        assert not paths[0].read_bytes().startswith(b"\xef\xbb\xbf")

    def test_files_of_an_earlier_report_are_replaced(self, tmp_path: Path) -> None:
        write_report(report_of([invoice(1)]), tmp_path)
        write_report(report_of([]), tmp_path)
        assert len((tmp_path / "aging.csv").read_text("utf-8").splitlines()) == 1

    def test_nothing_half_written_stays(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        write_report(report_of([invoice(1)]), tmp_path)
        before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

        def fail(*_: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(Path, "replace", fail)
        with pytest.raises(SourceError, match="cannot be written to: No space left on device"):
            write_report(report_of([]), tmp_path)
        assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before

    def test_a_file_where_the_folder_should_be(self, tmp_path: Path) -> None:
        (tmp_path / "out").write_text("mine")
        with pytest.raises(SourceError, match="out cannot be written to: File exists"):
            write_report(report_of([]), tmp_path / "out")
