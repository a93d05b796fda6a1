"""The compiled reader: what it takes, what it leaves to the walker, and what it remembers."""

from itertools import islice, permutations

import pytest

from cobranza.cfdi import Concepto
from cobranza.cfdi import _reader as reader
from cobranza.cfdi import _walker as walker
from cobranza.cfdi import _xml as xml
from cobranza.cfdi._spec import spec_of
from tests.cfdi.documents import (
    CONCEPTO,
    EMISOR,
    LOCALES,
    PAGOS,
    RECEPTOR,
    TIMBRE,
    addenda,
    cfdi_bytes,
    complemento,
)

PREDIAL = CONCEPTO.replace("/>", '><cfdi:CuentaPredial Numero="1"/></cfdi:Concepto>')
TRASLADO = '<cfdi:Traslado Base="1" Impuesto="002" TipoFactor="Exento"/>'


@pytest.mark.parametrize(
    "parts",
    [
        {},
        {"Sello": None, "NoCertificado": None, "Certificado": None},
        {"after": complemento(PAGOS + TIMBRE + LOCALES + "<a/>") + addenda("<b/>")},
        {"after": complemento(PAGOS, TIMBRE)},
        {"conceptos": f"<cfdi:Conceptos>{PREDIAL}</cfdi:Conceptos>"},
        {"conceptos": "<cfdi:Conceptos/>"},
        {"after": f"<cfdi:Impuestos><cfdi:Traslados>{TRASLADO}</cfdi:Traslados></cfdi:Impuestos>"},
        {"after": "<cfdi:Impuestos><cfdi:Retenciones/></cfdi:Impuestos>"},
        {"before": "<!-- x -->", "root": ' xsi:schemaLocation="a b"'},
        {"emisor": RECEPTOR, "receptor": EMISOR},
    ],
)
def test_what_is_ordinary_is_compiled(parts: dict[str, str | None]) -> None:
    root = xml.parse(cfdi_bytes(**parts), max_bytes=10**6, source=None)
    compiled = reader.read_tree(root)
    assert compiled is not None
    assert repr(compiled) == repr(walker.walk(root)[0])


@pytest.mark.parametrize(
    "parts",
    [
        {"Otro": "1"},
        {"Total": "+1"},
        {"Total": " 1"},
        {"Total": "1E3"},
        {"Total": "."},
        {"Total": "٣"},
        {"Fecha": " 2026-01-31T12:00:00"},
        {"Fecha": "2026-02-30T12:00:00"},
        {"Fecha": "2026-01-31 12:00:00"},
        {"Total": None},
        {"emisor": EMISOR * 2},
        {"emisor": ""},
        {"emisor": EMISOR.replace("/>", "><x/></cfdi:Emisor>")},
        {"after": "<cfdi:Nuevo/>"},
        {"after": '<cfdi:Complemento id="1"/>'},
        {"after": f"<cfdi:Conceptos>{CONCEPTO}</cfdi:Conceptos>"},
        {"conceptos": '<cfdi:Conceptos id="1"/>'},
        {"conceptos": "<cfdi:Conceptos><x/></cfdi:Conceptos>"},
        {"before": f'<cfdi:InformacionGlobal Periodicidad="01" Meses="01" Año="{"1" * 19}"/>'},
    ],
)
def test_what_is_not_is_left_to_the_walker(parts: dict[str, str | None]) -> None:
    root = xml.parse(cfdi_bytes(**parts), max_bytes=10**6, source=None)
    assert reader.read_tree(root) is None


def test_shapes_do_not_fill_the_memory() -> None:
    spec = spec_of(Concepto)
    shapes = reader._Shapes(spec)
    names = [each.name for each in spec.attributes]
    for shape in islice(permutations(names), reader.MAX_SHAPES + 20):
        assert shapes[shape](["1"] * len(names), []) is not None
    assert len(shapes) == reader.MAX_SHAPES
