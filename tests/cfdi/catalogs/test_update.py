"""Installing a newer set, taking it out, and what happens when something is wrong."""

import csv
import importlib.util
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest

from cobranza.cfdi import catalogs
from cobranza.cfdi.catalogs import NAMES, CatalogSet, Change, Moneda, TasaOCuota, _store, _update
from cobranza.cfdi.catalogs._build import remember
from cobranza.cfdi.catalogs._packed import Row, Span
from cobranza.errors import CatalogError
from tests.cfdi.catalogs.test_sources import write_csv
from tests.cfdi.catalogs.workbook import SHEETS, START, write_xls

ROOT = Path(__file__).parents[3]
PACKAGED = date(2026, 8, 6)
LATER = date(2026, 11, 1)


@pytest.fixture
def tool() -> ModuleType:
    """`tools/build_catalogs.py`, as a module."""
    spec = importlib.util.spec_from_file_location("tool", ROOT / "tools" / "build_catalogs.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A publication: the made-up workbook as CSV, and the catalog of Pagos."""
    folder = tmp_path / "source"
    folder.mkdir()
    for name, lines in SHEETS.items():
        write_csv(folder / f"{name}.csv", lines)
    write_csv(folder / "c_TipoCadenaPago.csv", [["id", "texto"], ["01", "SPEI"]])
    return folder


@pytest.fixture
def packaged(
    tool: ModuleType, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """A small set in place of the one that ships, so that small publications can replace it."""
    folder = tmp_path / "packaged"
    tool.main([str(source), "--version", str(PACKAGED), "--source", "small", "--out", str(folder)])
    monkeypatch.setattr(_store, "packaged", lambda name: (folder / f"{name}.txt").read_bytes())
    _store.forget()
    yield folder
    _store.forget()


def edit(folder: Path, catalog: str, old: str, new: str) -> None:
    path = folder / f"{catalog}.csv"
    text = path.read_text("utf-8-sig")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def installed_sets(data_dir: Path) -> list[str]:
    return sorted(path.name for path in (data_dir / "catalogs").iterdir() if path.is_dir())


def test_without_an_installed_set_the_packaged_one_is_used() -> None:
    assert catalogs.current().folder is None
    assert catalogs.current().version == PACKAGED


def test_an_update_is_used_at_once_and_can_be_undone(
    packaged: Path, source: Path, data_dir: Path
) -> None:
    assert packaged.is_dir()
    before = catalogs.get("c_Meses")
    with (source / "c_Meses.csv").open("a", encoding="utf-8", newline="") as file:
        csv.writer(file).writerow(["02", "Febrero", LATER, ""])
    edit(source, "c_Exportacion", "01,No aplica", "05,Otra")
    done = catalogs.update(source, version=LATER)
    assert done.before == CatalogSet(version=PACKAGED, source="small")
    assert done.after == catalogs.current()
    assert (done.after.version, done.after.source) == (LATER, "source")
    assert done.after.folder
    assert done.after.folder.parent == data_dir / "catalogs"
    assert done.changes == (
        Change(catalog="c_Exportacion", added=("05",), removed=("01",)),
        Change(catalog="c_Meses", added=("02",)),
    )
    assert catalogs.find("c_Meses", "02", on=LATER).text == "Febrero"
    assert catalogs.get("c_Meses").version == LATER
    assert "02" not in before  # who has a catalog in hand keeps it
    assert catalogs.undo() == done.before == catalogs.current()
    assert "02" not in catalogs.get("c_Meses")
    assert installed_sets(data_dir) == []


def test_a_key_that_is_gone_stays_in_force_for_the_days_before(
    packaged: Path, source: Path
) -> None:
    assert packaged.is_dir()
    edit(source, "c_Exportacion", "01,No aplica", "05,Otra")
    catalogs.update(source, version=LATER)
    row = catalogs.find("c_Exportacion", "01", on=date(2026, 10, 31))
    assert (row.text, row.since, row.until) == ("No aplica", START, date(2026, 10, 31))
    assert catalogs.get("c_Exportacion").get("01", on=LATER) is None


def test_a_rate_that_is_replaced_stays_in_force_for_its_years(packaged: Path, source: Path) -> None:
    assert packaged.is_dir()
    edit(
        source,
        "c_TasaOCuota",
        "72.1605,IEPS,Cuota,Sí,Sí,2026-01-01",
        "75,IEPS,Cuota,Sí,Sí,2027-01-01",
    )
    catalogs.update(source, version=date(2027, 1, 2))
    rows = catalogs.get(TasaOCuota).versions("003-Cuota-rango")
    assert [(str(row.since), str(row.until), str(row.maximo)) for row in rows] == [
        ("2022-01-01", "2022-12-31", "59.144900"),
        ("2023-01-01", "2023-12-31", "63.752200"),
        ("2024-01-01", "2024-12-31", "66.506200"),
        ("2025-01-01", "2025-12-31", "69.525500"),
        ("2026-01-01", "2026-12-31", "72.160500"),
        ("2027-01-01", "None", "75.000000"),
    ]


def test_remembering() -> None:
    always, ended = Span(None, None), Span(None, date(2023, 12, 31))
    published = [
        Row("dated", Span(date(2024, 1, 1), None), ("new",)),
        Row("same", always, ("new",)),
        Row("older", Span(date(2022, 1, 1), None), ("new",)),
    ]
    earlier = [
        Row("dated", always, ("old",)),
        Row("same", always, ("old",)),
        Row("older", Span(date(2023, 1, 1), None), ("old",)),
        Row("gone", always, ("old",)),
        Row("long gone", ended, ("old",)),
        Row("never was", Span(LATER, None), ("old",)),
    ]
    assert remember(published, earlier, version=LATER)[3:] == (
        Row("dated", ended, ("old",)),
        Row("gone", Span(None, date(2026, 10, 31)), ("old",)),
        Row("long gone", ended, ("old",)),
    )


def test_the_workbook_alone_is_enough(packaged: Path, tmp_path: Path) -> None:
    assert packaged.is_dir()
    pytest.importorskip("python_calamine")
    path = tmp_path / "catCFDI_V_4_20261101.xls"
    write_xls(path, SHEETS, pytest.importorskip("xlwt"))
    done = catalogs.update(path)
    assert (done.after.version, done.after.source) == (LATER, path.name)
    assert {catalogs.get(name).version for name in NAMES} == {LATER, PACKAGED}
    assert catalogs.get("c_TipoCadenaPago").version == PACKAGED  # SAT publishes it elsewhere
    assert catalogs.find(Moneda, "JPY", on=LATER).decimales == 0


def test_the_date_of_a_folder_must_be_given(packaged: Path, source: Path) -> None:
    assert packaged.is_dir()
    with pytest.raises(CatalogError, match="'source' holds no date such as 20260806: pass version"):
        catalogs.update(source)
    impossible = source.rename(source.with_name("cat_20261301"))
    with pytest.raises(CatalogError, match="'cat_20261301' holds no date: month must be in"):
        catalogs.update(impossible)


def test_an_older_publication_is_refused(packaged: Path, source: Path, data_dir: Path) -> None:
    assert packaged.is_dir()
    with pytest.raises(
        CatalogError, match="of 2026-08-05, older than the catalogs in use, of 2026"
    ):
        catalogs.update(source, version=date(2026, 8, 5))
    assert not data_dir.exists()


def test_a_publication_without_a_catalog_is_refused(
    packaged: Path, source: Path, data_dir: Path
) -> None:
    assert packaged.is_dir()
    (source / "c_Moneda.csv").unlink()
    write_csv(source / "c_Pais.csv", SHEETS["c_Pais"][:5])  # its headings
    with pytest.raises(CatalogError, match=r"source has no c_Moneda, c_Pais; is it the whole"):
        catalogs.update(source, version=LATER)
    assert not data_dir.exists()


def test_a_publication_with_less_than_half_of_the_keys_is_refused(
    packaged: Path, source: Path, data_dir: Path
) -> None:
    assert packaged.is_dir()
    rows = SHEETS["c_CodigoPostal_Parte_1"][:-3]
    write_csv(source / "c_CodigoPostal_Parte_1.csv", rows)
    with pytest.raises(
        CatalogError, match="c_CodigoPostal would have 1 keys in force instead of 3"
    ):
        catalogs.update(source, version=LATER)
    assert installed_sets(data_dir) == []
    assert catalogs.current().folder is None


def test_a_publication_whose_values_are_nonsense_is_refused(
    packaged: Path, source: Path, data_dir: Path
) -> None:
    assert packaged.is_dir()
    edit(source, "c_Moneda", "Yen,0", "Yen,cero")
    with pytest.raises(CatalogError, match="c_Moneda 'JPY' cannot be read: invalid literal"):
        catalogs.update(source, version=LATER)
    assert installed_sets(data_dir) == []


def test_installing_the_same_twice_changes_nothing(
    packaged: Path, source: Path, data_dir: Path
) -> None:
    assert packaged.is_dir()
    first = catalogs.update(source, version=LATER)
    again = catalogs.update(source, version=LATER)
    assert again.before == again.after == first.after
    assert again.changes == ()
    assert len(_store.installed(data_dir)) == len(installed_sets(data_dir)) == 1


def test_undo_goes_back_one_step_at_a_time(packaged: Path, source: Path, data_dir: Path) -> None:
    assert packaged.is_dir()
    first = catalogs.update(source, version=LATER)
    edit(source, "c_Meses", "Enero", "Enero.")
    second = catalogs.update(source, version=date(2026, 12, 1))
    assert second.before == first.after
    assert len(installed_sets(data_dir)) == 2
    assert catalogs.undo() == first.after
    assert catalogs.undo().folder is None
    with pytest.raises(CatalogError, match="no catalogs are installed; those of the package are"):
        catalogs.undo()


def test_a_set_that_is_installed_twice_outlives_one_undo(
    packaged: Path, source: Path, data_dir: Path
) -> None:
    assert packaged.is_dir()
    first = catalogs.update(source, version=LATER)
    pointer = _store.pointer(data_dir)
    pointer.write_text(pointer.read_text("utf-8") * 2, "utf-8")
    assert catalogs.undo() == first.after


def test_another_data_folder(packaged: Path, source: Path, tmp_path: Path) -> None:
    assert packaged.is_dir()
    elsewhere = tmp_path / "elsewhere"
    done = catalogs.update(source, version=LATER, data_dir=elsewhere)
    assert done.after.folder
    assert done.after.folder.is_relative_to(elsewhere)
    assert catalogs.current().folder is None
    assert catalogs.undo(data_dir=str(elsewhere)).folder is None


def test_an_installed_set_older_than_the_packaged_one_is_not_used(
    packaged: Path, source: Path, tool: ModuleType
) -> None:
    catalogs.update(source, version=LATER)
    tool.main([str(source), "--version", "2027-01-01", "--out", str(packaged)])
    _store.forget()
    assert catalogs.current() == CatalogSet(version=date(2027, 1, 1), source="source")


def damaged(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-10])


@pytest.mark.parametrize("name", ["c_Moneda", "c_Meses"])
@pytest.mark.parametrize("hurt", [damaged, Path.unlink])
def test_a_damaged_set_says_which_file_and_how_to_go_back(
    packaged: Path, source: Path, name: str, hurt: Callable[[Path], None]
) -> None:
    assert packaged.is_dir()
    folder = catalogs.update(source, version=LATER).after.folder
    assert folder
    hurt(folder / f"{name}.txt")
    with pytest.raises(CatalogError, match=rf"{name}\.txt .*catalogs\.undo\(\) goes back to the"):
        catalogs.find(name, "01", on=LATER)
    assert catalogs.undo().folder is None
    assert len(catalogs.get(name)) > 0


def test_a_set_whose_folder_is_gone(packaged: Path, source: Path) -> None:
    assert packaged.is_dir()
    folder = catalogs.update(source, version=LATER).after.folder
    assert folder
    shutil.rmtree(folder)
    _store.forget()
    with pytest.raises(CatalogError, match=r"c_Moneda\.txt cannot be read: .*undo\(\) goes back"):
        catalogs.get("c_Meses")
    assert catalogs.undo().folder is None


@pytest.mark.parametrize(
    ("contents", "message"),
    [
        (b"\xff\xff", r"installed\.txt cannot be read: .*; without that file the packaged"),
        (b"..\n", r"installed\.txt is damaged: '\.\.' names no set; without that file"),
        (b"2026-11-01-0a1b2c3d/../..\n", r"installed\.txt is damaged"),
    ],
)
def test_a_damaged_list_of_sets_is_named_and_deletes_nothing(
    data_dir: Path, contents: bytes, message: str
) -> None:
    pointer = _store.pointer(data_dir)
    pointer.parent.mkdir(parents=True)
    pointer.write_bytes(contents)
    with pytest.raises(CatalogError, match=message):
        catalogs.get("c_Meses")
    with pytest.raises(CatalogError, match=message):
        catalogs.undo()
    assert pointer.read_bytes() == contents


@pytest.mark.parametrize("step", ["fsync", "rename", "replace"])
def test_a_crash_leaves_the_old_set_in_use(
    packaged: Path, source: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """Whatever step fails, and so whenever the power does: the old set, then the new one."""
    assert packaged.is_dir()

    def fail(*_: object) -> None:
        raise OSError("no power")

    with monkeypatch.context() as broken:
        broken.setattr(os if step == "fsync" else Path, step, fail)
        with pytest.raises(OSError, match="no power"):
            catalogs.update(source, version=LATER)
    _store.forget()
    assert catalogs.current() == CatalogSet(version=PACKAGED, source="small")
    assert catalogs.update(source, version=LATER).after == catalogs.current()


@pytest.mark.parametrize(
    ("platform", "variable", "value", "expected"),
    [
        ("linux", "XDG_DATA_HOME", "/data", "/data/cobranza"),
        ("linux", None, "", "/home/ana/.local/share/cobranza"),
        ("darwin", None, "", "/home/ana/Library/Application Support/cobranza"),
        ("win32", "LOCALAPPDATA", "/ana/Local", "/ana/Local/cobranza"),
        ("win32", None, "", "/home/ana/AppData/Local/cobranza"),
        ("linux", "COBRANZA_DATA_DIR", "/srv/catalogs", "/srv/catalogs"),
    ],
)
def test_the_data_folder_is_where_the_system_keeps_such_things(
    monkeypatch: pytest.MonkeyPatch, platform: str, variable: str | None, value: str, expected: str
) -> None:
    for name in ("COBRANZA_DATA_DIR", "XDG_DATA_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", "/home/ana")
    monkeypatch.setattr(sys, "platform", platform)
    if variable:
        monkeypatch.setenv(variable, value)
    assert _store.data_folder() == Path(expected)


def test_a_home_that_is_not_a_folder_holds_no_sets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "null").touch()
    monkeypatch.setenv("COBRANZA_DATA_DIR", str(tmp_path / "null" / "cobranza"))
    assert catalogs.current().folder is None


def test_a_list_of_sets_that_is_a_folder_is_named(data_dir: Path) -> None:
    _store.pointer(data_dir).mkdir(parents=True)
    with pytest.raises(CatalogError, match=r"installed\.txt cannot be read: .*without that file"):
        catalogs.current()


def test_a_user_without_home_uses_the_packaged_set(monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(_store, "data_folder", nowhere)
    assert catalogs.current().folder is None


@pytest.mark.slow
def test_the_tool_gives_the_same_bytes_again(
    tool: ModuleType, tmp_path: Path, sat_catalogs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The committed files are what the tool makes of SAT's catalogs as of 2026-08-06."""
    witness = catalogs.get("c_Moneda")
    tool.main(
        [
            str(sat_catalogs),
            *("--version", str(witness.version), "--source", witness.source),
            *("--out", str(tmp_path / "out")),
        ]
    )
    assert capsys.readouterr().out.startswith("21 catalogs, 39")
    committed = ROOT / "src" / "cobranza" / "cfdi" / "catalogs" / "data"
    assert {path.name for path in committed.iterdir()} == {f"{name}.txt" for name in NAMES}
    for path in committed.iterdir():
        assert (tmp_path / "out" / path.name).read_bytes() == path.read_bytes()


def test_the_tool_reads_the_date_of_the_workbook(tool: ModuleType, tmp_path: Path) -> None:
    pytest.importorskip("python_calamine")
    path = tmp_path / "catCFDI_V_4_20261101.xls"
    write_xls(path, SHEETS, pytest.importorskip("xlwt"))
    tool.main([str(path), "--out", str(tmp_path / "out")])
    head = (tmp_path / "out" / "c_Meses.txt").read_text("utf-8").splitlines()[3:5]
    assert head == ["version: 2026-11-01", "source: catCFDI_V_4_20261101.xls"]


def test_what_is_loaded_only_for_updates() -> None:
    assert catalogs.update is _update.update
