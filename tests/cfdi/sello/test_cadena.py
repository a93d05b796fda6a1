"""The cadena original, held against SAT's own XSLT."""

import random
from pathlib import Path

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from cobranza.cfdi import Comprobante, read, write
from cobranza.cfdi._xml import parse
from cobranza.cfdi.sello import _cadena as engine
from cobranza.cfdi.sello import cadena_original, cadena_tfd
from cobranza.cfdi.sello._orders import Attribute, Below, Step, Text
from cobranza.errors import CfdiReadError, SealError
from cobranza.testing import comprobantes
from tests.cfdi.documents import TFD, TIMBRE, addenda, cfdi, cfdi_bytes, complemento
from tests.cfdi.sello.conftest import Transform
from tests.cfdi.sello.trees import TAGS, Grower

_BELOW_A = Below(("a", "c"), deep=False, steps=())
_BELOW_B = Below(("b",), deep=False, steps=())
SEEDS = st.integers(0, 2**32)


def cadena(xml: bytes) -> str:
    return engine.cadena_of(parse(xml, max_bytes=len(xml), source=None)).text


def cadena_to_the_letter(xml: bytes) -> str:
    return engine._Exact().cadena(parse(xml, max_bytes=len(xml), source=None)).text


class TestAgainstTheOfficialXslt:
    """The same text as the XSLT, byte for byte, by both ways of building it."""

    @pytest.mark.parametrize("optional", [0, 0.5, 1])
    @pytest.mark.parametrize("tag", TAGS)
    def test_every_element_as_its_order_says(
        self, tag: str, optional: float, official_cadena: Transform
    ) -> None:
        grower = Grower(random.Random(tag).randrange(2**32), optional=optional)
        for _ in range(3):
            xml = grower.document(tag, tag)
            expected = official_cadena(xml)
            assert cadena(xml) == expected
            assert cadena_to_the_letter(xml) == expected

    @pytest.mark.property
    @given(tags=st.lists(st.sampled_from(TAGS), max_size=3), seed=SEEDS)
    def test_elements_out_of_order_repeated_and_in_foreign_places(
        self, tags: list[str], seed: int, official_cadena: Transform
    ) -> None:
        xml = Grower(seed, bend=0.2).document(*tags)
        try:
            made = cadena(xml)
        except engine.UnknownComplement:
            return
        expected = official_cadena(xml)
        assert made == expected
        assert cadena_to_the_letter(xml) == expected

    @pytest.mark.property
    @given(comprobante=comprobantes())
    def test_valid_documents_of_every_type(
        self, comprobante: Comprobante, official_cadena: Transform
    ) -> None:
        xml = write(comprobante)
        expected = official_cadena(xml)
        assert cadena(xml) == expected
        assert cadena_to_the_letter(xml) == expected
        assert cadena_original(read(xml)) == expected

    @pytest.mark.property
    @given(seed=SEEDS)
    def test_stamps(self, seed: int, official_cadena_tfd: Transform) -> None:
        stamp = Grower(seed).element(f"{{{TFD}}}TimbreFiscalDigital", 0)
        xml = etree.tostring(stamp)
        document = cfdi_bytes(after=complemento(xml.decode()))
        assert cadena_tfd(document) == official_cadena_tfd(xml)


class TestSource:
    def test_path_bytes_and_document_give_the_same(self, tmp_path: Path) -> None:
        xml = cfdi_bytes()
        file = tmp_path / "a.xml"
        file.write_bytes(xml)
        assert cadena_original(file) == cadena_original(xml) == cadena_original(read(xml))
        assert cadena_original(xml) == (
            "||4.0|2026-01-31T12:00:00|30001000000500003416|100.00|MXN|100.00|I|01|01000"
            "|EKU9003173C9|ESCUELA KEMPER URGATE|601"
            "|URE180429TM6|UNIVERSIDAD ROBOTICA ESPAÑOLA|86991|601|G03"
            "|01010101|1|H87|Servicio|100.00|100.00|01||"
        )

    def test_encoding_of_the_file_does_not_matter(self) -> None:
        latin = cfdi_bytes().decode().replace("UTF-8", "ISO-8859-1").encode("latin-1")
        assert cadena_original(latin) == cadena_original(cfdi_bytes())
        assert cadena_original(cfdi().encode("utf-16")) == cadena_original(cfdi_bytes())

    def test_an_addenda_is_no_part_of_it(self) -> None:
        assert cadena_original(
            cfdi_bytes(after=addenda("<x xmlns='urn:x' a='1'>text</x>"))
        ) == cadena_original(cfdi_bytes())

    def test_older_versions_are_refused_by_name(self) -> None:
        with pytest.raises(CfdiReadError, match=r"found 'cfdi:Comprobante 3\.3'|Comprobante 3.3"):
            cadena_original(b'<Comprobante xmlns="http://www.sat.gob.mx/cfd/3" Version="3.3"/>')

    def test_unknown_complements_are_named_all_of_them(self) -> None:
        xml = cfdi_bytes(after=complemento("<a xmlns='urn:a'/><b/><a xmlns='urn:a'/>"))
        with pytest.raises(
            SealError, match=r"^no order is known for the complement \{urn:a\}a, b$"
        ):
            cadena_original(xml)

    def test_the_name_of_the_file_is_in_the_error(self, tmp_path: Path) -> None:
        file = tmp_path / "factura.xml"
        file.write_bytes(cfdi_bytes(after=complemento("<b/>")))
        with pytest.raises(SealError, match=r"factura\.xml: no order is known"):
            cadena_original(file)

    def test_without_a_stamp_there_is_no_cadena_of_it(self) -> None:
        with pytest.raises(SealError, match=r"^the document has no stamp$"):
            cadena_tfd(cfdi_bytes())

    def test_a_stamp_does_not_change_the_cadena(self) -> None:
        stamped = cfdi_bytes(after=complemento(TIMBRE))
        assert cadena_original(stamped) == cadena_original(cfdi_bytes())

    @pytest.mark.parametrize(
        "inside",
        [
            " ",
            "\n  text|\u00e9",
            "<x xmlns='urn:x'>a<y>b</y>c</x>d",
            "<cfdi:CuentaPredial Numero='1'/> tail <cfdi:CuentaPredial Numero='2'/>",
        ],
    )
    def test_what_stands_inside_a_stamp_is_taken_as_xslt_takes_it(
        self, inside: str, official_cadena: Transform
    ) -> None:
        stamp = TIMBRE.replace("/>", f">{inside}</tfd:TimbreFiscalDigital>")
        xml = cfdi_bytes(after=complemento(stamp))
        assert cadena(xml) == official_cadena(xml) != cadena_original(cfdi_bytes())
        assert engine.cadena_of(etree.fromstring(xml)).ambiguous is ("|" in inside)

    def test_deep_nesting_stays_within_the_stack(self) -> None:
        levels = 120  # two elements each: libxml2 takes 256
        deep = "<cfdi:Complemento>" * levels + "</cfdi:Complemento>" * levels
        assert cadena_original(cfdi_bytes(after=deep)) == cadena_original(cfdi_bytes())


class TestCompiled:
    """Orders that no complement has today, but that one may have tomorrow, go the exact way."""

    @pytest.mark.parametrize(
        "steps",
        [
            (_BELOW_A, _BELOW_B, attrs.evolve(_BELOW_A, path=("a", "d"))),
            (_BELOW_A, Attribute("x", required=True), Text((), required=True)),
        ],
    )
    def test_orders_that_are_not_compiled(self, steps: tuple[Step, ...]) -> None:
        take = engine._compile(steps, engine._compiled())
        with pytest.raises(engine._Unusual):
            take(etree.fromstring("<r x='1'/>"), [])
