"""Files of rows: what spreadsheets write, and what is no table."""

import sys
from datetime import date, datetime
from pathlib import Path

import pytest

from cobranza.errors import MissingExtraError, SourceError
from cobranza.ledger import Terms
from cobranza.sources import read_deliveries, read_terms
from cobranza.sources._sheet import rows_of
from tests.sources.conftest import Put, PutBook

XENON = {"XIA190128J61": Terms(days=45)}


def terms_in(path: Path) -> dict[str, Terms]:
    return {key: agreement.terms for key, (agreement,) in read_terms(path).items()}


class TestCsv:
    @pytest.mark.parametrize(
        "data",
        [
            b"rfc,days\nXIA190128J61,45\n",
            b"\xef\xbb\xbfRFC , Days\r\n xia190128j61 , 45\r\n\r\n",
            b"rfc;days;name\nXIA190128J61;45;X, Y & Z\n",
            b"days\trfc\n45\tXIA190128J61",
            "name,rfc,days\nPeña,XIA190128J61,45\n".encode("latin-1"),
            "rfc\tdays\nXIA190128J61\t45\n".encode("utf-16"),
            b'"rfc","days"\n"XIA190128J61","45"\n"XIA190128J61","45"\n,,\n',
            b"rfc,days,notes,notes\nXIA190128J61,45,=1+1,@x\n",
        ],
    )
    def test_is_read_as_spreadsheets_write_it(self, tmp_path: Path, data: bytes) -> None:
        path = tmp_path / "t.csv"
        path.write_bytes(data)
        assert terms_in(path) == XENON

    def test_rfc_with_letters_outside_ascii(self, tmp_path: Path) -> None:
        path = tmp_path / "t.csv"
        path.write_bytes("rfc;days\nZUÑ920208KL4;30\nH&E951128469;8\n".encode("cp1252"))
        assert set(read_terms(path)) == {"ZUÑ920208KL4", "H&E951128469"}

    def test_formulas_are_text(self, put: Put) -> None:
        with pytest.raises(SourceError, match="row 2: days is '=40\\+5', expected a whole number"):
            read_terms(put("rfc,days\nXIA190128J61,=40+5\n"))

    def test_numbers_rows_as_a_spreadsheet_does(self, put: Put) -> None:
        rows = list(rows_of(put('a,b\n\n"two\nlines",c\nd\n')))
        assert rows == [(1, ["a", "b"]), (2, []), (3, ["two\nlines", "c"]), (4, ["d"])]

    def test_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(SourceError, match=r"t\.csv cannot be read: No such file"):
            read_terms(tmp_path / "t.csv")

    def test_that_is_none(self, put: Put) -> None:
        with pytest.raises(SourceError, match="is not a CSV table: field larger than"):
            read_terms(put("rfc,days\n" + "x" * 200_000))

    @pytest.mark.parametrize(
        ("header", "message"),
        [
            ("", "no column 'rfc', expected rfc, days"),
            ("rfc,dias", "no column 'days', expected rfc, days"),
            ("rfc,days,DAYS", "two columns 'days', expected one"),
            ("rfc,days,roll,roll", "two columns 'roll', expected one"),
        ],
    )
    def test_columns(self, put: Put, header: str, message: str) -> None:
        path = put(header + "\n")
        with pytest.raises(SourceError) as caught:
            read_terms(path)
        assert str(caught.value) == f"{path}, row 1: {message}"


class TestWorkbook:
    def test_is_read_like_a_csv(self, put_book: PutBook) -> None:
        rows: list[list[object]] = [
            ["rfc", "days", "months", "business_days", "valid_from"],
            ["XIA190128J61", 45, None, True, date(2026, 1, 1)],
        ]
        ((agreement,),) = read_terms(put_book(rows)).values()
        assert agreement.terms == Terms(days=45, business_days=True)
        assert agreement.since == date(2026, 1, 1)

    def test_cells_are_text(self, put_book: PutBook) -> None:
        day, moment = date(2026, 5, 31), datetime(2026, 5, 31, 10, 30)  # noqa: DTZ001
        path = put_book([[" a ", 45, 18.0125, 1e-7, -0.1, False, day, moment]])
        ((number, cells),) = rows_of(path)
        assert (number, cells[:6]) == (1, ["a", "45", "18.0125", "0.0000001", "-0.1", "False"])
        assert cells[6:] == ["2026-05-31", "2026-05-31T10:30:00"]

    def test_keeps_the_numbers_of_rows(self, put_book: PutBook) -> None:
        path = put_book([["uuid", "received_on"], [None], [None, None], ["x", "y"]])
        with pytest.raises(SourceError, match="row 4: uuid is 'x'"):
            read_deliveries(path)

    def test_that_is_damaged(self, tmp_path: Path) -> None:
        path = tmp_path / "t.xlsx"
        path.write_bytes(b"PK\x03\x04nothing")
        with pytest.raises(SourceError, match=r"t\.xlsx is not a workbook"):
            read_terms(path)

    def test_without_calamine(self, put_book: PutBook, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "python_calamine", None)
        with pytest.raises(MissingExtraError, match=r"cobranza\[catalogs\]"):
            read_terms(put_book([["rfc", "days"]]))
