"""SAT's own XSLT files, as the oracle of the cadena original."""

import importlib.util
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree

Transform = Callable[[bytes], str]
"""What SAT's XSLT makes of a document."""


@pytest.fixture(scope="session")
def sat_schemas() -> Path:
    """The files of www.sat.gob.mx that the package satcfdi carries."""
    found = importlib.util.find_spec("satcfdi")
    if found is None or found.origin is None:
        pytest.skip("satcfdi, which carries SAT's XSLT files, is not installed")
    return Path(found.origin).parent / "transform" / "schemas" / "www.sat.gob.mx"


@pytest.fixture(scope="session")
def official_cadena(sat_schemas: Path) -> Transform:
    """The cadena original of a CFDI 4.0."""
    return _transform(
        sat_schemas / "sitio_internet/cfd/4/cadenaoriginal_4_0/cadenaoriginal_4_0.xslt"
    )


@pytest.fixture(scope="session")
def official_cadena_tfd(sat_schemas: Path) -> Transform:
    """The cadena original of a TimbreFiscalDigital 1.1, given by itself."""
    folder = sat_schemas / "sitio_internet/cfd/TimbreFiscalDigital"
    return _transform(folder / "cadenaoriginal_TFD_1_1.xslt")


def _transform(stylesheet: Path) -> Transform:
    transform = etree.XSLT(etree.parse(stylesheet))
    return lambda xml: str(transform(etree.fromstring(xml)))


@pytest.fixture(scope="session")
def sat_certificates() -> Path:
    """The folder of SAT's public certificates: `ca`, `csd_test` and `pac`."""
    folder = Path(__file__).parents[4] / "shared" / "sat" / "certificates"
    if not folder.is_dir():
        pytest.skip("SAT's public certificates are not beside the project")
    return folder
