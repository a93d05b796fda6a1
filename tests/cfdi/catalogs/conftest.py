"""A data folder without catalogs for every test, and SAT's facts to compare with."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from cobranza.cfdi.catalogs import _store

CATALOG_SCHEMAS = Path("www.sat.gob.mx/sitio_internet/cfd/catalogos")


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The user's data folder, empty."""
    folder = tmp_path / "data folder"
    monkeypatch.setenv("COBRANZA_DATA_DIR", str(folder))
    _store.forget()
    yield folder
    _store.forget()


@pytest.fixture(scope="session")
def sat_catalogs() -> Path:
    """The folder with SAT's catalogs as CSV, as of 2026-08-06."""
    folder = Path(__file__).parents[4] / "shared" / "sat" / "catalogs"
    if not folder.is_dir():
        pytest.skip("SAT's catalogs as CSV are not beside the project")
    return folder


@pytest.fixture(scope="session")
def schema_enumerations(official_schemas: Path) -> dict[str, list[str]]:
    """What SAT's schemas enumerate, by the name of the type."""
    kinds = re.compile(r'<xs:simpleType name="(\w+)">(.*?)</xs:simpleType>', re.DOTALL)
    found: dict[str, list[str]] = {}
    for name in ("catCFDI.xsd", "Pagos/catPagos.xsd"):
        schema = (official_schemas / CATALOG_SCHEMAS / name).read_text("utf-8")
        for kind in kinds.finditer(schema):
            found[kind[1]] = re.findall(r'<xs:enumeration value="([^"]*)"', kind[2])
    return found
