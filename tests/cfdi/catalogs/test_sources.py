"""Reading SAT's workbook and folders of CSV files."""

import csv
import sys
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from cobranza.cfdi.catalogs import NAMES
from cobranza.cfdi.catalogs._layouts import cell_date, cell_text
from cobranza.cfdi.catalogs._packed import Row, Span
from cobranza.cfdi.catalogs._sources import Tables, read_tables
from cobranza.errors import CatalogError, MissingExtraError
from tests.cfdi.catalogs.workbook import ACCOUNT, SHEETS, START, Line, write_xls, write_xlsx

SINCE_2022 = Span(START, None)


@pytest.fixture(scope="session", params=["xls", "xlsx", "csv"])
def tables(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Tables:
    """What is read of the made-up workbook, in three formats; CSV as a spreadsheet exports it."""
    folder = tmp_path_factory.mktemp("workbook")
    match request.param:
        case "xls":
            pytest.importorskip("python_calamine")
            return read_tables(write_xls(folder / "cat.xls", SHEETS, pytest.importorskip("xlwt")))
        case "xlsx":
            pytest.importorskip("python_calamine")
            xlsxwriter = pytest.importorskip("xlsxwriter")
            return read_tables(write_xlsx(folder / "cat.xlsx", SHEETS, xlsxwriter))
        case _:
            for name, lines in SHEETS.items():
                write_csv(folder / f"{name}.csv", lines)
            return read_tables(folder)


def write_csv(path: Path, lines: Sequence[Line]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(lines)


def cells(tables: Tables, catalog: str) -> dict[str, tuple[str, ...]]:
    return {row.key: row.cells for row in tables[catalog]}


def test_every_sheet_of_a_catalog_is_read_and_no_other(tables: Tables) -> None:
    assert set(tables) == {*NAMES} - {"c_TipoCadenaPago"}


def test_dates_are_those_of_the_row(tables: Tables) -> None:
    spans = {row.key: row.span for name in tables for row in tables[name]}
    assert spans["04"] == Span(date(2022, 10, 7), None)  # c_ObjetoImp, as text
    assert spans["01"] == SINCE_2022
    assert spans["10101500"] == Span(START, date(2023, 12, 31))
    assert spans["003-Cuota-rango"] == Span(date(2026, 1, 1), None)
    assert spans["MEX"] == Span(None, None)  # c_Pais has no dates


def test_numbers_get_their_zeros_back(tables: Tables) -> None:
    assert [row.key for row in tables["c_CodigoPostal"]] == ["00000", "01000", "83000"]
    assert cells(tables, "c_CodigoPostal") == {
        "00000": ("TLA", "000", "00", "0", "Tiempo del Centro"),
        "01000": ("CMX", "010", "01", "0", "Tiempo del Centro"),
        "83000": ("SON", "030", "04", "1", "Tiempo del Pacífico"),
    }
    assert cells(tables, "c_Impuesto").keys() == {"001", "002"}
    assert cells(tables, "c_ClaveProdServ").keys() == {"01010101", "10101500", "84111506"}
    assert cells(tables, "c_Aduana").keys() == {"01"}


def test_spaces_and_the_key_that_differs_from_the_schema(tables: Tables) -> None:
    assert cells(tables, "c_ClaveProdServ")["84111506"] == ("Servicios de facturación",)
    assert cells(tables, "c_ClaveUnidad") == {
        "05": ("Lift", "", "", ""),
        "DX": ("Dina por centímetro", "", "", "dyn/cm"),
        "H87": ("Pieza", "Unidad de conteo", "", ""),
    }


def test_flags_and_patterns_of_forms_of_payment(tables: Tables) -> None:
    spei = "Transferencia electrónica de fondos"
    assert cells(tables, "c_FormaPago") == {
        "01": ("Efectivo", *("",) * 10),
        "02": ("Cheque nominativo", "1", "", "1", "1", "[0-9]{11}|[0-9]{18}", "1", "1", ACCOUNT,
               "", "1"),
        "03": (spei, "1", "", "1", "1", "[0-9]{10}|[0-9]{16}|[0-9]{18}", "1", "1",
               "[0-9]{10}|[0-9]{18}", "1", "1"),
        "99": ("Por definir", "", "", "1", "1", ".*", "1", "1", ".*", "1", "1"),
    }  # fmt: skip


def test_headings_in_two_rows(tables: Tables) -> None:
    assert cells(tables, "c_UsoCFDI") == {
        "G01": ("Adquisición de mercancías.", "1", "1",
                "601 603 606 612 620 621 622 623 624 625 626"),
        "CN01": ("Nómina", "1", "", "605"),
    }  # fmt: skip
    assert cells(tables, "c_RegimenFiscal") == {
        "601": ("General de Ley Personas Morales", "", "1"),
        "605": ("Sueldos y Salarios", "1", ""),
    }
    assert cells(tables, "c_TasaOCuota") == {
        "002-Tasa-0.160000": ("IVA", "002", "Tasa", "0.160000", "0.160000", "1", ""),
        "002-Tasa-0.080000": ("IVA Crédito aplicado del 50%", "002", "Tasa", "0.080000",
                              "0.080000", "1", ""),
        "003-Cuota-rango": ("IEPS", "003", "Cuota", "0.000000", "72.160500", "1", "1"),
    }  # fmt: skip


def test_rows_without_key_and_columns_without_name(tables: Tables) -> None:
    most = "999999999999999999.999999"
    assert cells(tables, "c_TipoDeComprobante") == {
        "I": ("Ingreso", most),
        "T": ("Traslado", "0"),
        "N": ("Nómina", ""),
        "P": ("Pago", most),
    }
    assert cells(tables, "c_TipoFactor") == {"Tasa": (), "Exento": ()}


def test_the_line_break_in_the_pattern_of_mexico_is_taken_out(tables: Tables) -> None:
    assert cells(tables, "c_Pais")["MEX"][2].endswith("[A-Z0-9]{2}[0-9A]")


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([], "c_Meses.csv has no row of headings that begins with c_Meses"),
        ([["c_Meses"]], "has no row of headings"),
        ([["id", "nombre"]], "has no column texto or descripcion; it has id, nombre"),
        (
            [["id", "texto", "vigencia_desde"], ["01", "Enero", "ayer"]],
            r"c_Meses.csv, row 2 \(01\): Invalid isoformat string: 'ayer'",
        ),
        (
            [["id", "texto"], ["01", "Enero"], ["01", "January"]],
            "c_Meses has two rows '01' that are in force together",
        ),
    ],
)
def test_what_is_not_as_sat_writes_it_is_refused(
    tmp_path: Path, lines: list[list[str]], message: str
) -> None:
    write_csv(tmp_path / "c_Meses.csv", lines)
    with pytest.raises(CatalogError, match=message):
        read_tables(tmp_path)


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("c_Pais", [["id", "texto", "patron codigo postal", "patron identidad tributaria",
                     "validacion identidad tributaria", "agrupaciones"],
                    ["MEX", "México", "[0-9", "", "", ""]]),
        ("c_Moneda", [["id", "texto", "decimales", "porcentaje variacion"],
                      ["MXN", "Peso", "2", "quinientos"]]),
        ("c_TasaOCuota", [["tipo", "minimo", "valor", "impuesto", "factor", "traslado",
                           "retencion"], ["Fijo", "", "0.16", "ISAN", "Tasa", "1", ""]]),
    ],
)  # fmt: skip
def test_values_that_cannot_be_read_name_their_row(
    tmp_path: Path, name: str, lines: list[list[str]]
) -> None:
    write_csv(tmp_path / f"{name}.csv", lines)
    with pytest.raises(CatalogError, match=rf"{name}.csv, row 2 \({lines[1][0]}\): "):
        read_tables(tmp_path)


def test_rows_that_repeat_are_taken_once_and_versions_kept(tmp_path: Path) -> None:
    headings = ["id", "texto", "vigencia_desde", "vigencia_hasta"]
    first = ["01", "Enero", "2022-01-01", "2022-12-31"]
    lines = [headings, ["01", "January", "2023-01-01", ""], first, first]
    write_csv(tmp_path / "C_MESES.csv", lines)
    assert read_tables(tmp_path) == {
        "c_Meses": (
            Row("01", Span(date(2022, 1, 1), date(2022, 12, 31)), ("Enero",)),
            Row("01", Span(date(2023, 1, 1), None), ("January",)),
        )
    }


def test_short_lines_and_a_sheet_that_ends_with_its_headings(tmp_path: Path) -> None:
    write_csv(tmp_path / "c_Meses.csv", [["id", "texto", "vigencia_desde"], ["01", "Enero"]])
    write_csv(tmp_path / "c_MetodoPago.csv", [["id", "texto"]])
    assert read_tables(tmp_path) == {
        "c_Meses": (Row("01", Span(None, None), ("Enero",)),),
        "c_MetodoPago": (),
    }


def test_other_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match=r"neither a workbook .* nor a folder of CSV files"):
        read_tables(tmp_path / "catCFDI.pdf")


def test_a_damaged_workbook_is_refused(tmp_path: Path) -> None:
    pytest.importorskip("python_calamine")
    path = tmp_path / "cat.xlsx"
    path.write_bytes(b"PK\x03\x04 not a workbook")
    with pytest.raises(CatalogError, match=r"cat\.xlsx cannot be read as a workbook"):
        read_tables(path)


def test_a_workbook_needs_an_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    missing: Any = None
    monkeypatch.setitem(sys.modules, "python_calamine", missing)
    with pytest.raises(MissingExtraError, match=r"pip install 'cobranza\[catalogs\]'"):
        read_tables(tmp_path / "cat.xls")


def test_cells() -> None:
    assert cell_text(True) == "1"  # noqa: FBT003 - a cell may hold it
    assert cell_text(False) == ""  # noqa: FBT003
    assert cell_text(date(2022, 1, 1)) == "2022-01-01"
    assert cell_text(datetime.fromisoformat("2022-01-01T00:00:00")) == "2022-01-01"
    assert cell_date("2022-01-01 00:00:00") == date(2022, 1, 1)
