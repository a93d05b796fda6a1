"""Texts as values: what XSD calls a decimal, an integer, a dateTime, whatever Python would take.

Section 3.2 of XML Schema part 2 (https://www.w3.org/TR/xmlschema-2/) defines the lexical forms;
white space is collapsed first. Facets do not keep a document from being read.
"""

from datetime import datetime
from decimal import InvalidOperation, localcontext

import pytest

from cobranza.cfdi import Document, check, read, write
from cobranza.errors import CfdiReadError
from tests.cfdi.documents import (
    CONCEPTO,
    DOCTO,
    PAGOS,
    cfdi_bytes,
    complemento,
    comprobante,
)


def escaped(text: str) -> str:
    """Write blanks as references: a parser turns a literal line break in a value into a space."""
    return "".join(f"&#{ord(each)};" if each in "\t\n\r" else each for each in text)


def structure(data: bytes) -> list[tuple[str, str | None]]:
    """The findings on structure: the attribute or element, and the value found."""
    findings = check(data).by_code()["CFDI40999"]
    return [(each.path.rpartition("/")[2], each.value) for each in findings]


def conceptos(old: str, new: str) -> str:
    assert old in CONCEPTO
    return f"<cfdi:Conceptos>{CONCEPTO.replace(old, new)}</cfdi:Conceptos>"


class TestDecimal:
    """3.2.3: an optional sign, digits, and a period that may come before, after or between them."""

    @pytest.mark.parametrize(
        ("text", "written"),
        [
            ("0", "0"),
            ("0.00", "0.00"),
            ("000.10", "0.10"),
            ("100", "100"),
            ("1.10", "1.10"),
            ("1.1000000000", "1.1000000000"),
            (" 1.00 ", "1.00"),
            ("\n1.00\t", "1.00"),
            ("+1.00", "1.00"),
            ("-1.00", "-1.00"),
            ("-0.00", "-0.00"),
            (".5", "0.5"),
            ("5.", "5"),
            ("0.0000001", "1E-7"),
            ("9" * 100, "9" * 100),
            ("1" * 18 + "." + "123456", "1" * 18 + ".123456"),
        ],
    )
    def test_read_with_its_scale(self, text: str, written: str) -> None:
        total = comprobante(Total=escaped(text)).total
        assert str(total) == written
        assert str(read(write(comprobante(Total=escaped(text)))).comprobante.total) == written

    @pytest.mark.parametrize(
        "text",
        [
            "", " ", ".", "+", "-", "--1", "+-1", "1-", "1..0", "1.2.3", "1,000.00", "1,5", "1 000",
            "1_000", "1E3", "1e3", "1E", "E3", "NaN", "nan", "sNaN", "INF", "-INF", "Infinity",
            "-Inf",
            "٣", "\uff11.00", "1.0\uff10", "໑", "\U0001d7cf", "½", "1\u00a0", "\u20091",
            "\ufeff1", "0x10", "1f", "$1",
            "uno", "1\u200b", "1'000", "1/2", "1:2",
        ],
    )  # fmt: skip
    def test_not_a_decimal(self, text: str) -> None:
        data = cfdi_bytes(Total=text)
        with pytest.raises(CfdiReadError) as caught:
            read(data)
        (problem,) = caught.value.problems
        assert (problem.path, problem.value) == ("/cfdi:Comprobante/@Total", text.strip(" "))
        assert structure(data) == [("@Total", text.strip(" "))]

    @pytest.mark.parametrize("text", ["1.2.3", ".", "1..0"])
    def test_a_lenient_decimal_context_changes_nothing(self, text: str) -> None:
        with localcontext() as context:
            context.traps[InvalidOperation] = False
            with pytest.raises(CfdiReadError):
                read(cfdi_bytes(Total=text))

    def test_a_narrow_decimal_context_changes_nothing(self) -> None:
        with localcontext() as context:
            context.prec = 2
            context.capitals = 0
            document = comprobante(Total="123456789.123456", SubTotal="0.0000001")
            assert str(document.total) == "123456789.123456"
            assert read(write(document)).comprobante == document

    @pytest.mark.parametrize(
        ("text", "attribute"),
        [
            ("-1.00", "@Total"),  # 0 or more
            ("+1.00", "@Total"),  # the pattern of t_Importe
            (".5", "@Total"),
            ("5.", "@Total"),
            ("1" * 26, "@Total"),
            ("1.1234567", "@Total"),
            ("0", "@TipoCambio"),
            ("0.0000001", "@TipoCambio"),
            ("1.1234567", "@TipoCambio"),
        ],
    )
    def test_a_facet_is_a_finding_not_an_error(self, text: str, attribute: str) -> None:
        data = cfdi_bytes(**{attribute[1:]: text})
        assert isinstance(read(data), Document)
        assert structure(data) == [(attribute, text)]

    @pytest.mark.parametrize(
        ("text", "attribute"),
        [("1.1234560000", "@TipoCambio"), ("0.000001", "@TipoCambio"), (".5", "@TipoCambio"),
         ("0" * 30 + "1", "@TipoCambio"), (" 1.00\n", "@Total"), ("1" * 18 + ".123456", "@Total"),
         ("1" * 25, "@Total")],
    )  # fmt: skip
    def test_within_the_facets(self, text: str, attribute: str) -> None:
        """Zeros at the end are no fraction digits (4.3.12): they do not change the value.

        SAT wrote `[0-9]{1,18}(.[0-9]{1,6})?`: its period stands for any character, a digit too.
        """
        assert structure(cfdi_bytes(**{attribute[1:]: escaped(text)})) == []


class TestInteger:
    """3.3.13: an optional sign and digits."""

    @pytest.mark.parametrize(
        ("text", "number"),
        [("1", 1), ("999", 999), (" 12 ", 12), ("+5", 5), ("007", 7), ("0", 0), ("-3", -3),
         ("9" * 18, 10**18 - 1)],
    )  # fmt: skip
    def test_read(self, text: str, number: int) -> None:
        pagos = PAGOS.replace('NumParcialidad="1"', f'NumParcialidad="{text}"')
        data = cfdi_bytes(after=complemento(pagos))
        document = read(data)
        assert document.pagos[0].docto_relacionado[0].num_parcialidad == number
        assert read(write(document.comprobante)).comprobante == document.comprobante

    @pytest.mark.parametrize(
        "text",
        ["", "uno", "1.0", "1.", "1E2", "1_0", "٣", "\uff11", "0x1", "1 2", "--1", "1" * 19,
        "1" * 5000,
         "²", "१"],
    )  # fmt: skip
    def test_not_an_integer(self, text: str) -> None:
        pagos = PAGOS.replace('NumParcialidad="1"', f'NumParcialidad="{text}"')
        with pytest.raises(CfdiReadError) as caught:
            read(cfdi_bytes(after=complemento(pagos)))
        (problem,) = caught.value.problems
        assert (problem.value, problem.expected) == (text, "a whole number")
        assert len(str(problem)) < 400

    @pytest.mark.parametrize("text", ["0", "-1", "1000", "01", "+1"])
    def test_a_pattern_is_a_finding(self, text: str) -> None:
        pagos = PAGOS.replace('NumParcialidad="1"', f'NumParcialidad="{text}"')
        data = cfdi_bytes(after=complemento(pagos))
        assert structure(data) == [("@NumParcialidad", text)]

    @pytest.mark.parametrize(
        ("year", "found"),
        [("2019", []), ("32767", []), ("+2026", []), ("2018", [("@Año", "2018")]),
         ("32768", [("@Año", "32768")]), ("-2026", [("@Año", "-2026")])],
    )  # fmt: skip
    def test_a_year_is_a_short_from_2019(
        self, year: str, found: list[tuple[str, str | None]]
    ) -> None:
        """xs:short (3.3.18) ends at 32767; cfdv40.xsd starts it at 2019."""
        before = f'<cfdi:InformacionGlobal Periodicidad="01" Meses="01" Año="{year}"/>'
        assert structure(cfdi_bytes(before=before)) == found


class TestDateTime:
    """SAT's t_FechaH: local time to the second, 2010 to 2099, without zone."""

    @pytest.mark.parametrize(
        ("text", "date"),
        [
            ("2026-01-31T12:00:00", datetime(2026, 1, 31, 12)),  # noqa: DTZ001
            ("2024-02-29T23:59:59", datetime(2024, 2, 29, 23, 59, 59)),  # noqa: DTZ001
            (" 2026-01-31T00:00:00\n", datetime(2026, 1, 31)),  # noqa: DTZ001
        ],
    )
    def test_read(self, text: str, date: datetime) -> None:
        fecha = comprobante(Fecha=escaped(text)).fecha
        assert fecha == date
        assert fecha.tzinfo is None
        assert structure(cfdi_bytes(Fecha=escaped(text))) == []

    @pytest.mark.parametrize(
        "text",
        [
            "", "hoy", "2026-01-31", "2026-02-30T12:00:00", "2025-02-29T12:00:00",
            "2026-13-01T12:00:00", "2026-00-10T12:00:00", "2026-01-32T12:00:00",
            "2026-01-31T25:00:00", "2026-01-31T12:60:00", "2026-01-31T12:00:60",
            "2026-W01-1T10:00:00", "2026-031T10:00:00", "20260131T120000", "2026-01-31 12:00:00",
            "2026-01-31t12:00:00", "2026-01-31_12:00:00", "2026-01-31T12:00", "2026-01-31T12",
            "2026-01-31T12:00:00Z", "2026-01-31T12:00:00-06:00", "2026-01-31T12:00:00+0000",
            "2026-01-31T12:00:00.5", "2026-01-31T12:00:00.000000", "2026-01-31T12:00:00,5",
            "26-01-31T12:00:00", "2026-1-31T12:00:00", "+2026-01-31T12:00:00",
            "-2026-01-31T12:00:00", "12026-01-31T12:00:00", "2026-01-31T1\uff12:00:00",
            "2026\u201001\u201031T12:00:00", "31/01/2026", "0000-01-01T00:00:00", "1769860800",
        ],
    )  # fmt: skip
    def test_not_a_local_time(self, text: str) -> None:
        data = cfdi_bytes(Fecha=text)
        with pytest.raises(CfdiReadError) as caught:
            read(data)
        (problem,) = caught.value.problems
        assert (problem.path, problem.value) == ("/cfdi:Comprobante/@Fecha", text)
        assert structure(data) == [("@Fecha", text)]

    @pytest.mark.parametrize("text", ["2009-12-31T12:00:00", "2100-01-01T00:00:00"])
    def test_a_year_outside_the_pattern_is_a_finding(self, text: str) -> None:
        assert comprobante(Fecha=text).fecha.isoformat() == text
        assert structure(cfdi_bytes(Fecha=text)) == [("@Fecha", text)]


class TestText:
    @pytest.mark.parametrize(
        "text",
        ["A", " A  B ", "A\tB\nC\rD", "Ñandú & Cía. <“S.A.”> 'de' \"C.V.\"", "😀", "\u00a0",
        "\x7f\x85",
         "\u2028", "A" * 1000, "&amp;", "]]>", "<!-- -->"],
    )  # fmt: skip
    def test_kept_as_written(self, text: str) -> None:
        written = escaped(text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;"))
        document = comprobante(CondicionesDePago=written)
        assert document.condiciones_de_pago == text
        assert read(write(document)).comprobante == document

    def test_a_literal_line_break_in_a_value_is_a_blank(self) -> None:
        """XML 1.0, 3.3.3: the parser normalises attribute values."""
        assert comprobante(CondicionesDePago="30\ndías\tfecha\r\nfactura").condiciones_de_pago == (
            "30 días fecha factura"
        )

    @pytest.mark.parametrize(
        ("attribute", "text"),
        [
            ("Serie", "x" * 25),
            ("Serie", f" {'x' * 12}   {'x' * 12} \n"),  # 25 characters once collapsed
            ("Folio", "x" * 40),
            ("CondicionesDePago", "ñ" * 1000),
            ("Serie", "😀" * 25),
            ("NoCertificado", " 30001000000500003416 "),
            ("Confirmacion", "aB3d5"),
            ("Sello", ""),
        ],
    )
    def test_within_the_facets(self, attribute: str, text: str) -> None:
        assert structure(cfdi_bytes(**{attribute: escaped(text)})) == []

    @pytest.mark.parametrize(
        ("attribute", "text"),
        [
            ("Serie", ""),
            ("Serie", "   "),
            ("Serie", "x" * 26),
            ("Serie", "a|b"),
            ("Folio", "x" * 41),
            ("CondicionesDePago", "x" * 1001),
            ("NoCertificado", "3000100000050000341"),
            ("NoCertificado", "3000100000050000341X"),
            ("NoCertificado", ""),
            ("Confirmacion", "ñandú"),
            ("Confirmacion", "12345\u00a0"),
        ],
    )
    def test_a_facet_is_a_finding(self, attribute: str, text: str) -> None:
        data = cfdi_bytes(**{attribute: text})
        assert isinstance(read(data), Document)
        assert structure(data) == [(f"@{attribute}", text)]

    @pytest.mark.parametrize(
        ("rfc", "valid"),
        [
            ("EKU9003173C9", True), ("CACX7605101P8", True), ("ZUÑ920208KL4", True),
            ("H&amp;E951128469", True), ("XAXX010101000", True), (" EKU9003173C9 ", True),
            ("eku9003173C9", False), ("EKU9013173C9", False), ("EKU9003323C9", False),
            ("EKU900317", False), ("EKU9003173C99", False), ("", False), ("EKU900317-3C9", False),
            ("EKÚ9003173C9", False),
        ],
    )  # fmt: skip
    def test_rfc(self, rfc: str, *, valid: bool) -> None:
        """t_RFC of tdCFDI.xsd: 3 or 4 letters (& and Ñ too), a date, a homoclave."""
        emisor = f'<cfdi:Emisor Rfc="{rfc}" Nombre="X" RegimenFiscal="601"/>'
        assert (structure(cfdi_bytes(emisor=emisor)) == []) is valid

    @pytest.mark.parametrize(
        ("pedimento", "valid"),
        [("15  48  3009  0001234", True), ("15 48 3009 0001234", False),
         (" 15  48  3009  0001234", False), ("15  48  3009  000123", False)],
    )  # fmt: skip
    def test_white_space_that_is_not_collapsed(self, pedimento: str, *, valid: bool) -> None:
        inside = f'><cfdi:InformacionAduanera NumeroPedimento="{pedimento}"/></cfdi:Concepto>'
        data = cfdi_bytes(conceptos=conceptos("/>", inside))
        assert (structure(data) == []) is valid

    @pytest.mark.parametrize(
        ("text", "valid"),
        [("c2VsbG8=", True), ("", True), ("c2Vs bG8=", True), ("c2VsbG8", False), ("=", False),
         ("c2Vs-G8=", False), ("ñ", False), ("c2V=bG8=", False)],
    )  # fmt: skip
    def test_base64(self, text: str, *, valid: bool) -> None:
        """3.2.16: four characters stand for three bytes; blanks may come between them."""
        pagos = PAGOS.replace(' Monto="100.50"', f' Monto="100.50" CertPago="{text}"')
        data = cfdi_bytes(after=complemento(pagos))
        assert (structure(data) == []) is valid
        assert read(data).pagos[0].cert_pago == text

    @pytest.mark.parametrize(
        ("identifier", "valid"),
        [("6c7b6d1f-2c4b-4b6e-9a53-0f1c9c3c1a01", True),
         ("6C7B6D1F-2C4B-4B6E-9A53-0F1C9C3C1A01", True), ("123-45-123456789", True),
         ("6c7b6d1f2c4b4b6e9a530f1c9c3c1a01", False), ("no", False)],
    )  # fmt: skip
    def test_identifier_of_a_paid_document(self, identifier: str, *, valid: bool) -> None:
        docto = DOCTO.replace("6c7b6d1f-2c4b-4b6e-9a53-0f1c9c3c1a01", identifier)
        data = cfdi_bytes(after=complemento(PAGOS.replace(DOCTO, docto)))
        assert (structure(data) == []) is valid


class TestFixed:
    def test_version_of_a_complement(self) -> None:
        other = PAGOS.replace('Version="2.0"', 'Version="1.0"')
        data = cfdi_bytes(after=complemento(other))
        assert read(data).pagos
        assert structure(data) == [("@Version", "1.0")]

    def test_blanks_around_a_fixed_value(self) -> None:
        """The value of Pagos/@Version is collapsed before it is compared, as its type says."""
        padded = PAGOS.replace('Version="2.0"', 'Version=" 2.0 "')
        assert structure(cfdi_bytes(after=complemento(padded))) == []
        assert comprobante(Version=" 4.0 ").version.strip() == "4.0"
