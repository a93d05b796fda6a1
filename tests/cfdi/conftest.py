"""SAT's schemas as a validator: what `check` and `write` are held against."""

from collections.abc import Callable
from pathlib import Path
from typing import Final
from xml.sax.saxutils import quoteattr

import pytest
from lxml import etree

from tests.cfdi.documents import CFDI, IMPLOCAL, PAGO20, TFD

SAT: Final = "www.sat.gob.mx/sitio_internet/cfd"
SCHEMAS: Final = {
    CFDI: "4/cfdv40.xsd",
    PAGO20: "Pagos/Pagos20.xsd",
    TFD: "TimbreFiscalDigital/TimbreFiscalDigitalv11.xsd",
    IMPLOCAL: "implocal/implocal.xsd",
}

# A key that is not in its catalog, and a complement or addenda that these four schemas do not have:
# `check` says of both that they are not evaluated.
CATALOG_OR_WILDCARD: Final = ("SCHEMAV_CVC_ENUMERATION_VALID", "SCHEMAV_CVC_ELT_1")

Errors = Callable[[bytes], list[tuple[str, str]]]
"""The errors of a document under SAT's schemas: their kind, as libxml2 names it, and their text."""


@pytest.fixture(scope="session")
def xsd_errors(official_schemas: Path) -> Errors:
    """Validate against cfdv40, Pagos20, TFD 1.1 and implocal, with nothing but local files."""
    imports = "".join(
        f"<xs:import namespace={quoteattr(namespace)}"
        f" schemaLocation={quoteattr(str(official_schemas / SAT / path))}/>"
        for namespace, path in SCHEMAS.items()
    )
    text = f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">{imports}</xs:schema>'
    schema = etree.XMLSchema(etree.fromstring(text, etree.XMLParser(no_network=True)))

    def errors(xml: bytes) -> list[tuple[str, str]]:
        schema.validate(etree.fromstring(xml))
        return [(each.type_name, each.message) for each in schema.error_log]

    return errors
