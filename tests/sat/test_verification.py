"""The printed expression: published examples, both directions, and what it refuses."""

from decimal import Decimal
from pathlib import Path

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobranza.cfdi import Comprobante, Document, read
from cobranza.errors import CfdiReadError, SatError
from cobranza.sat.verification import (
    URL,
    ExpresionImpresa,
    expression,
    parse_expression,
    verification_url,
)
from cobranza.testing.strategies import comprobantes
from tests.cfdi.documents import TIMBRE, cfdi_bytes, complemento

UUID = "66933DFF-5507-5460-9EF0-9D0BB068A54A"


def given_values(**changes: object) -> ExpresionImpresa:
    values: dict[str, object] = {
        "uuid": UUID,
        "rfc_emisor": "EKU9003173C9",
        "rfc_receptor": "CACX7605101P8",
        "total": "2320.00",
        "sello": "yl2MKg==",
    }
    return ExpresionImpresa(**(values | changes))  # type: ignore[arg-type]


class TestExpression:
    def test_the_published_example(self) -> None:
        """Source: phpcfdi/cfdi-expresiones, Comprobante40Test; the receiver is a test RFC here."""
        text = f"?id={UUID}&re=EKU9003173C9&rr=CACX7605101P8&tt=2320.0&fe=yl2MKg=="
        assert expression(given_values()) == text
        assert verification_url(given_values()) == URL + text

    @pytest.mark.parametrize(
        ("total", "written"),
        [  # Source: phpcfdi/cfdi-expresiones, FormatTotal18i6dTest; those beyond 6 decimals refused
            ("123.45", "123.45"),
            ("0.123456", "0.123456"),
            ("1000.00000", "1000.0"),
            ("0", "0.0"),
            ("0.00", "0.0"),
            ("0.99", "0.99"),
            (1, "1.0"),
            ("999999999999999999.999999", "999999999999999999.999999"),
        ],
    )
    def test_the_total(self, total: str | int, written: str) -> None:
        assert f"&tt={written}&" in expression(given_values(total=total))
        # `&tt=` and the total take 7 to 29 positions.
        assert 7 <= len(f"&tt={written}") <= 29

    def test_an_ampersand_is_escaped_for_the_service_and_encoded_in_the_address(self) -> None:
        values = given_values(rfc_emisor="Ñ&A010101AAA", sello="a+8/bw==")
        assert "&re=Ñ&amp;A010101AAA&" in expression(values)
        assert "&fe=a+8/bw==" in expression(values)
        assert "&re=%C3%91%26A010101AAA&" in verification_url(values)
        assert verification_url(values).endswith("&fe=a%2B8/bw==")

    def test_without_the_end_of_the_seal(self) -> None:
        assert expression(given_values(sello=None)).endswith("&tt=2320.0")

    def test_a_stamped_document(self) -> None:
        document = read(cfdi_bytes(after=complemento(TIMBRE)))
        assert expression(document) == (
            "?id=6C7B6D1F-2C4B-4B6E-9A53-0F1C9C3C1A01&re=EKU9003173C9&rr=URE180429TM6"
            "&tt=100.0&fe=c2VsbG8="
        )

    @pytest.mark.property
    @given(comprobantes("IEPTN", stamped=True))
    def test_every_type_goes_both_ways(self, comprobante: Comprobante) -> None:
        sealed = attrs.evolve(comprobante, sello="MIIF" * 85 + "rH8/bw==")
        document = Document(xml=b"", comprobante=sealed)
        found = parse_expression(expression(document))
        assert (
            found == parse_expression(verification_url(document)) == ExpresionImpresa.of(document)
        )
        assert (found.uuid, found.total, found.sello) == (document.uuid, sealed.total, "rH8/bw==")
        if comprobante.tipo_de_comprobante in "PT":
            assert "&tt=0.0&" in expression(document)

    def test_the_corpus(self, corpus: Path) -> None:
        named = 0
        for path in sorted((corpus / "4.0").rglob("*.xml")):
            try:
                document = read(path)
            except CfdiReadError:
                continue
            try:
                text = expression(document)
            except SatError as error:
                assert "expected" in str(error)  # noqa: PT017 - most have no stamp or no seal
                continue
            assert parse_expression(text).total == document.comprobante.total
            named += 1
        assert named > 50


class TestRefusals:
    @pytest.mark.parametrize(
        ("changes", "message"),
        [
            ({"uuid": "x"}, "uuid is 'X', expected a UUID of 36 characters"),
            ({"rfc_emisor": "EKU"}, "rfc_emisor is 'EKU', expected an RFC such as EKU9003173C9"),
            ({"rfc_receptor": ""}, "rfc_receptor is '', expected an RFC such as EKU9003173C9"),
            ({"sello": "corto=="}, "sello is 'corto==', expected the last 8 characters of a seal"),
            ({"total": "1E3"}, "total is '1E3', expected a plain decimal"),
            ({"total": "-0.00"}, "total is '-0.00', expected 0 or more"),
            ({"total": "0.0000001"}, "total is '1E-7', expected 0 or more with up to 18"),
            ({"total": 10**18}, "total is '1000000000000000000', expected 0 or more"),
            ({"total": Decimal("NaN")}, "total is NaN, expected a finite decimal"),
            ({"total": Decimal("1E+999999")}, "cannot be rounded to 6 decimals"),
        ],
    )
    def test_values(self, changes: dict[str, object], message: str) -> None:
        with pytest.raises(SatError) as error:
            given_values(**changes)
        assert message in str(error.value)

    @pytest.mark.parametrize(
        ("parts", "message"),
        [
            ({}, "the document has no TimbreFiscalDigital, expected a stamped document"),
            (
                {"after": complemento(TIMBRE), "Sello": None},
                "the document has no Sello, expected a sealed document",
            ),
        ],
    )
    def test_documents(self, parts: dict[str, str | None], message: str) -> None:
        with pytest.raises(SatError, match=message):
            expression(read(cfdi_bytes(**parts)))

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("", "no id in '', expected id, re, rr, tt"),
            (f"?id={UUID}&re=EKU9003173C9&tt=1.0", "no rr in"),
            (f"?id={UUID}&id={UUID}&re=a&rr=b&tt=1", "id stands twice in"),
            (f"?id={UUID}&re=EKU9003173C9&rr=CACX7605101P8&tt=1,160.00", "total is '1,160.00'"),
        ],
    )
    def test_expressions(self, text: str, message: str) -> None:
        with pytest.raises(SatError) as error:
            parse_expression(text)
        assert message in str(error.value)

    @pytest.mark.property
    @given(st.text() | st.text("?&=;ampidrtfe%+ÑA01-").map(lambda text: f"?id={text}"))
    def test_any_text_gives_values_or_a_sat_error(self, text: str) -> None:
        try:
            assert isinstance(parse_expression(text), ExpresionImpresa)
        except SatError as error:
            assert "expected" in str(error) or "rounded" in str(error)  # noqa: PT017


class TestParse:
    @pytest.mark.parametrize(
        "written",
        ["Ñ&A010101AAA", "Ñ&amp;A010101AAA", "Ñ&amp;amp;A010101AAA", "%C3%91%26A010101AAA"],
    )
    def test_every_way_to_write_an_ampersand(self, written: str) -> None:
        text = f"{URL}?id={UUID}&re={written}&rr=&LT010101AAA&tt=1.0&fe=rH8/bw=="
        found = parse_expression(text)
        assert (found.rfc_emisor, found.rfc_receptor) == ("Ñ&A010101AAA", "&LT010101AAA")

    def test_separators_escaped_as_xml(self) -> None:
        text = expression(given_values()).replace("&", "&amp;")
        assert parse_expression(text) == given_values()

    def test_cfdi_32(self) -> None:
        """Source: the example of CFDI 3.2 in the README of phpcfdi/cfdi-expresiones."""
        found = parse_expression(
            "?re=AAA010101AAA&rr=COSC8001137NA&tt=0000001234.567800"
            "&id=CEE4BE01-ADFA-4DEB-8421-ADD60F0BEDAC"
        )
        assert (found.total, found.sello) == (Decimal("1234.5678"), None)
