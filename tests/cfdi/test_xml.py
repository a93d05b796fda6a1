"""Hostile and broken input: each refused in one way, at once, without following anything."""

import codecs
import itertools
import re
import tracemalloc
from collections.abc import Callable
from functools import partial
from pathlib import Path
from time import process_time

import pytest

from cobranza.cfdi import NAMESPACES, Comprobante, read, write
from cobranza.errors import CfdiReadError, Problem
from tests.cfdi.documents import (
    CFDI,
    CONCEPTO,
    DECLARATION,
    EMISOR,
    PAGOS,
    RECEPTOR,
    TIMBRE,
    addenda,
    cfdi,
    cfdi_bytes,
    complemento,
    comprobante,
    structure,
)

PAGO = "/cfdi:Comprobante/cfdi:Complemento/pago20:Pagos/pago20:Pago"
MEBIBYTES = 8 * 1024 * 1024
"""What the parser and the tools that watch tests may take; the bombs expand to gigabytes."""
SECONDS = 20.0
"""Of the processor: far above what the slowest case takes, far below what quadratic work would."""
LINEAR = 40
"""Ten times the input takes about 10 times as long when work is linear, 100 when quadratic."""


def problem_of(data: bytes) -> Problem:
    """The one problem of what cannot be read, which `check` reports as its one finding."""
    with pytest.raises(CfdiReadError) as caught:
        read(data)
    (problem,) = caught.value.problems
    (finding,) = structure(data).findings
    assert (finding.code, finding.path) == ("CFDI40999", problem.path)
    assert (finding.value, finding.expected) == (problem.value, problem.expected)
    return problem


def entities(*declarations: str, inside: str = "&e;") -> str:
    """A CFDI with a DTD and an addenda that leans on it."""
    dtd = f"<!DOCTYPE a [{''.join(declarations)}]>"
    return dtd + cfdi(after=addenda(f"<a>{inside}</a>"))


def padded(data: bytes, size: int) -> bytes:
    """Lengthen a document with comments, each within the limits of the parser."""
    while len(data) < size:
        letters = min(5_000_000, size - len(data) - len("<!---->"))
        data += b"<!--" + b"x" * letters + b"-->"
    return data


def seconds(call: Callable[[], object]) -> float:
    start = process_time()
    call()
    return process_time() - start


class TestNotXml:
    @pytest.mark.parametrize("data", [b"", b" ", b"\r\n\t ", b"\n" * 1000])
    def test_nothing(self, data: bytes) -> None:
        assert problem_of(data).expected == "an XML document"

    @pytest.mark.parametrize(
        "data",
        [
            b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01" + bytes(range(256)),
            b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<</Type/Catalog>>",
            b"PK\x03\x04\x14\x00\x00\x00\x08\x00factura.xml",
            b"\0",
            b"\0" * 1000,
            b"\xef\xbb\xbf",
            b"\xff\xfe",
            b"hola",
            b"{}",
            b"<",
            b"<!-- only a comment -->",
            b"<?xml version='1.0'?>",
            b"<a/><b/>",
            b"<a></b>",
            b"<a b='1' b='2'/>",
            b"<cfdi:Comprobante Version='4.0'/>",
            cfdi_bytes()[:-1],
            cfdi_bytes()[: len(cfdi_bytes()) // 2],
            cfdi_bytes() + b"<",
            cfdi_bytes() + b"\0",
            cfdi_bytes().replace(b"KEMPER", b"KEM\0PER"),
            cfdi_bytes().replace(b"KEMPER", b"KEM&#0;PER"),
            cfdi_bytes().replace(b"KEMPER", b"KEM&nbsp;PER"),
            cfdi_bytes().replace(b"KEMPER", b"KEM&PER"),
            cfdi_bytes().replace(b"KEMPER", b"KEM<PER"),
            cfdi_bytes().replace(b"KEMPER", b"KEM\x0bPER"),
            cfdi_bytes().replace("Ñ".encode(), "Ñ".encode("latin-1")),
            b"\n" + cfdi_bytes(),
        ],
    )
    def test_not_well_formed(self, data: bytes) -> None:
        problem = problem_of(data)
        assert problem.expected == "well-formed XML"
        assert problem.line is not None

    def test_the_line_is_named(self) -> None:
        data = cfdi_bytes(before="\n<!-- \n -->\n<x>")
        assert problem_of(data).line == 5

    @pytest.mark.parametrize(
        ("data", "found"),
        [
            (b"<factura/>", "factura"),
            (b'<factura version="2"/>', "factura 2"),
            (b'<Comprobante Version="4.0"/>', "Comprobante 4.0"),
            (
                b'<cfdi:Comprobante xmlns:cfdi="http://www.sat.gob.mx/cfd/3" Version="3.3"/>',
                "{http://www.sat.gob.mx/cfd/3}Comprobante 3.3",
            ),
            (
                b'<cfdi:Comprobante xmlns:cfdi="http://www.sat.gob.mx/cfd/3" version="3.2"/>',
                "{http://www.sat.gob.mx/cfd/3}Comprobante 3.2",
            ),
            (
                b'<c:Comprobante xmlns:c="http://www.sat.gob.mx/cfd/4/" Version="4.0"/>',
                "{http://www.sat.gob.mx/cfd/4/}Comprobante 4.0",
            ),
            (f'<Comprobante xmlns="{CFDI}"/>'.encode(), f"{{{CFDI}}}Comprobante"),
            (cfdi_bytes(Version="4"), f"{{{CFDI}}}Comprobante 4"),
            (cfdi_bytes(Version=""), f"{{{CFDI}}}Comprobante"),
            (TIMBRE.encode(), f"{{{NAMESPACES['tfd']}}}TimbreFiscalDigital 1.1"),
            (PAGOS.encode(), f"{{{NAMESPACES['pago20']}}}Pagos 2.0"),
        ],
    )
    def test_another_document(self, data: bytes, found: str) -> None:
        problem = problem_of(data)
        assert problem.value == found
        assert problem.expected == (
            "the root of a CFDI 4.0, {http://www.sat.gob.mx/cfd/4}Comprobante with Version 4.0"
        )


class TestEncodings:
    @pytest.fixture
    def expected(self) -> Comprobante:
        return comprobante(emisor=EMISOR.replace("ESCUELA", "ÑANDÚ & CÍA".replace("&", "&amp;")))

    @pytest.fixture
    def text(self) -> str:
        return cfdi(emisor=EMISOR.replace("ESCUELA", "ÑANDÚ &amp; CÍA"))

    @pytest.mark.parametrize(
        ("declared", "codec", "mark"),
        [
            (None, "utf-8", b""),
            (None, "utf-8", codecs.BOM_UTF8),
            ("UTF-8", "utf-8", codecs.BOM_UTF8),
            ("utf-8", "utf-8", b""),
            ("UTF8", "utf-8", b""),
            ("ISO-8859-1", "iso-8859-1", b""),
            ("iso-8859-15", "iso-8859-15", b""),
            ("windows-1252", "cp1252", b""),
            ("WINDOWS-1252", "cp1252", b""),
            ("UTF-16", "utf-16-le", codecs.BOM_UTF16_LE),
            ("UTF-16", "utf-16-be", codecs.BOM_UTF16_BE),
            (None, "utf-16-le", codecs.BOM_UTF16_LE),
            ("UTF-16LE", "utf-16-le", b""),
        ],
    )
    def test_declared(
        self, text: str, expected: Comprobante, declared: str | None, codec: str, mark: bytes
    ) -> None:
        declaration = f'<?xml version="1.0" encoding="{declared}"?>\n' if declared else ""
        data = mark + (declaration + text).encode(codec)
        assert read(data).comprobante == expected
        assert read(data).xml == data

    @pytest.mark.parametrize("declared", ["US-ASCII", "UTF-8", "klingon", "UTF-16", ""])
    def test_wrongly_declared(self, text: str, declared: str) -> None:
        declaration = f'<?xml version="1.0" encoding="{declared}"?>\n'
        assert problem_of((declaration + text).encode("latin-1")).expected == "well-formed XML"

    def test_not_declared(self, text: str) -> None:
        assert problem_of(text.encode("latin-1")).expected == "well-formed XML"

    def test_what_ascii_cannot_say_is_escaped(self, text: str, expected: Comprobante) -> None:
        data = text.encode("ascii", "xmlcharrefreplace")
        assert read(data).comprobante == expected


class TestDoctype:
    """A document has no DTD: nothing is expanded, opened or asked for."""

    FILE = '<!ENTITY e SYSTEM "file:///etc/passwd">'
    ENTITY = '<!ENTITY e "hola">'

    @pytest.mark.parametrize(
        "text",
        [
            "<!DOCTYPE a>" + cfdi(),
            "<!DOCTYPE a []>" + cfdi(),
            '<!DOCTYPE a SYSTEM "file:///etc/passwd">' + cfdi(),
            '<!DOCTYPE a SYSTEM "http://192.0.2.1/a.dtd">' + cfdi(),
            '<!DOCTYPE a PUBLIC "-//W3C//DTD XHTML 1.0//EN" "http://192.0.2.1/a.dtd">' + cfdi(),
            entities(ENTITY),
            entities(FILE),
            entities('<!ENTITY e SYSTEM "http://192.0.2.1/">'),
            entities(ENTITY, inside=""),
            entities('<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;', ENTITY),
            entities("<!ENTITY % p \"<!ENTITY e SYSTEM 'file:///etc/passwd'>\"> %p;"),
            entities('<!ATTLIST a b CDATA "c">', inside=""),
            "<!-- a --><?pi b?>\n<!-- <a> --> <!DOCTYPE a>" + cfdi(),
            "<!-- -->" * 5000 + "<!DOCTYPE a>" + cfdi(),
        ],
    )
    @pytest.mark.parametrize(
        "codec", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-32-le", "utf-32-be"]
    )
    def test_refused(self, text: str, codec: str) -> None:
        problem = problem_of(text.encode(codec))
        assert (problem.value, problem.expected) == (
            "<!DOCTYPE",
            "a document without DTD or entities",
        )

    @pytest.mark.parametrize(
        "data",
        [
            b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE a [+ADwAIQ-ENTITY e "hola">]>'
            + cfdi(emisor=EMISOR.replace("ESCUELA", "&e;"), receptor="").encode(),
            (DECLARATION + entities(ENTITY)).encode(),
            ("\n\n  \t" + entities(ENTITY)).encode(),
            entities(ENTITY).replace("<!ENTITY", "<!-- x --><!ENTITY").encode(),
        ],
    )
    def test_refused_however_it_is_hidden(self, data: bytes) -> None:
        assert problem_of(data).value == "<!DOCTYPE"

    def test_a_doctype_in_the_text_is_none(self) -> None:
        data = (
            b"<!-- x -->"
            + cfdi(
                before="<!-- <!DOCTYPE a> -->",
                after=addenda("<a><![CDATA[--><!DOCTYPE a>]]></a>"),
                Serie="&lt;!DOCTYPE",
            ).encode()
        )
        assert read(data).comprobante.serie == "<!DOCTYPE"
        assert b"--&gt;&lt;!DOCTYPE" in read(data).comprobante.addenda[0].xml

    @pytest.mark.parametrize("place", ["inside", "attribute"])
    @pytest.mark.parametrize("codec", ["utf-8", "utf-32"])
    def test_entity_bombs(self, place: str, codec: str) -> None:
        laughs = '<!ENTITY e0 "ja">' + "".join(
            f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10)
        )
        quadratic = f'<!ENTITY e9 "{"ja" * 50_000}">'
        for bomb, uses in ((laughs, 1), (quadratic, 5000)):
            text = entities(bomb, inside="&e9;" * uses if place == "inside" else "")
            if place == "attribute":
                text = text.replace("ESCUELA", "&e9;" * uses)
            data = text.encode(codec)
            tracemalloc.start()
            assert seconds(lambda data=data: problem_of(data)) < SECONDS  # type: ignore[misc]
            assert tracemalloc.get_traced_memory()[1] < 10 * len(data) + MEBIBYTES
            tracemalloc.stop()

    def test_blanks_before_something_else_take_no_time(self) -> None:
        for junk in (b" " * 100_000, b"<!---->" * 50_000, b"<??>" * 50_000):
            assert seconds(lambda junk=junk: structure(junk + b"<a><!DOCTYPE</a>")) < SECONDS  # type: ignore[misc]


class TestSize:
    def test_more_than_max_bytes(self) -> None:
        data = cfdi_bytes()
        assert read(data, max_bytes=len(data)).xml == data
        with pytest.raises(CfdiReadError) as caught:
            read(data, max_bytes=len(data) - 1)
        (problem,) = caught.value.problems
        assert problem.expected == f"at most {len(data) - 1} bytes"
        assert not structure(data, max_bytes=len(data) - 1).ok

    def test_32_mib_unless_more_is_asked_for(self) -> None:
        limit = 32 * 1024 * 1024
        data = padded(cfdi_bytes(), limit)
        assert len(data) == limit
        assert read(data).comprobante == comprobante()
        assert problem_of(data + b" ").expected == f"at most {limit} bytes"
        assert read(data + b" ", max_bytes=limit + 1).comprobante == comprobante()

    def test_a_document_that_was_read_is_checked_whatever_its_size(self) -> None:
        data = padded(cfdi_bytes(), 32 * 1024 * 1024 + 1)
        assert structure(read(data, max_bytes=len(data))).ok

    def test_an_attribute_of_100_mb(self) -> None:
        data = cfdi_bytes(Serie="x" * 100_000_000)
        assert problem_of(data).expected == "at most 33554432 bytes"
        with pytest.raises(CfdiReadError, match="well-formed XML"):
            read(data, max_bytes=len(data))

    def test_nesting_100_000_deep(self) -> None:
        assert problem_of(b"<a>" * 100_000).expected == "well-formed XML"
        deep = addenda("<a>" * 100_000 + "</a>" * 100_000)
        assert problem_of(cfdi_bytes(after=deep)).expected == "well-formed XML"

    def test_nesting_200_deep_is_fine(self) -> None:
        deep = comprobante(after=addenda("<a>" * 200 + "</a>" * 200))
        assert read(write(deep)).comprobante == deep


class TestTime:
    """Work grows with the input, not with its square: ten times more takes ten times longer."""

    @staticmethod
    def ratio(
        document: Callable[[int], bytes], call: Callable[[bytes], object], *, small: int = 300
    ) -> float:
        one, ten = document(small), document(10 * small)
        # The best of several: other work on the machine must not pass for work of ours.
        fastest = [min(seconds(partial(call, each)) for _ in range(3)) for each in (one, ten)]
        return fastest[1] / max(fastest[0], 0.002)

    @pytest.mark.parametrize(
        "concepto",
        [
            CONCEPTO.replace('Importe="100.00"', 'Importe="cien"'),
            CONCEPTO.replace("/>", "><x/></cfdi:Concepto>"),
        ],
    )
    def test_lines_each_with_an_error(self, concepto: str) -> None:
        def document(number: int) -> bytes:
            return cfdi_bytes(conceptos=f"<cfdi:Conceptos>{concepto * number}</cfdi:Conceptos>")

        assert self.ratio(document, structure) < LINEAR
        report = structure(document(20_000))
        assert len(report.findings) == 20_000
        assert seconds(report.by_code) < SECONDS

    def test_unknown_attributes(self) -> None:
        def document(number: int) -> bytes:
            return cfdi_bytes(root="".join(f' a{n}="1"' for n in range(number)))

        assert self.ratio(document, read, small=3000) < LINEAR
        assert len(structure(document(50_000)).findings) == 50_000

    def test_unknown_elements(self) -> None:
        assert self.ratio(lambda number: cfdi_bytes(after="<x/>" * number), read) < LINEAR

    def test_namespaces_around_an_addenda(self) -> None:
        namespaces = "".join(f' xmlns:p{n}="urn:{n}"' for n in range(3000))
        data = cfdi_bytes(root=namespaces, after=addenda("<a>p1:x</a>" * 3000))
        assert seconds(lambda: read(data)) < SECONDS

    @pytest.mark.parametrize("letters", ["h", "h ", "h:", ":", "h.", "<b/>h"])
    def test_a_long_text_in_an_addenda(self, letters: str) -> None:
        """Such as the PDF of the invoice in base64."""
        data = cfdi_bytes(after=addenda(f"<a>{letters * 300_000}</a>"))
        assert seconds(lambda: read(data)) < SECONDS

    def test_attributes_in_5_000_orders(self) -> None:
        """Shapes that no document repeats fill neither the memory nor the time."""
        attributes = re.findall(r' \w+="[^"]*"', CONCEPTO)
        conceptos = [
            f"<cfdi:Concepto{''.join(each)}/>"
            for each in itertools.islice(itertools.permutations(attributes), 5000)
        ]
        data = cfdi_bytes(conceptos=f"<cfdi:Conceptos>{''.join(conceptos)}</cfdi:Conceptos>")
        assert seconds(lambda: read(data)) < SECONDS


class TestStructure:
    """What XML admits and a CFDI does not."""

    @pytest.mark.parametrize(
        ("parts", "path", "value", "expected"),
        [
            (
                {"emisor": EMISOR * 2},
                "/cfdi:Comprobante/cfdi:Emisor[2]",
                "a second one",
                "at most one such element",
            ),
            (
                {"receptor": RECEPTOR * 2},
                "/cfdi:Comprobante/cfdi:Receptor[2]",
                "a second one",
                "at most one such element",
            ),
            ({"emisor": ""}, "/cfdi:Comprobante/cfdi:Emisor", None, "a required element"),
            ({"Total": None}, "/cfdi:Comprobante/@Total", None, "a required attribute"),
            (
                {"emisor": EMISOR.replace("Rfc", "rfc")},
                "/cfdi:Comprobante/cfdi:Emisor/@Rfc",
                None,
                "a required attribute",
            ),
            (
                {"Total": "1E3"},
                "/cfdi:Comprobante/@Total",
                "1E3",
                "a decimal number such as 1160.00",
            ),
            (
                {"conceptos": f"<cfdi:Conceptos>{CONCEPTO * 2}</cfdi:Conceptos>".replace(
                    'Cantidad="1"', 'Cantidad="uno"', 1)},
                "/cfdi:Comprobante/cfdi:Conceptos/cfdi:Concepto[1]/@Cantidad",
                "uno",
                "a decimal number such as 1160.00",
            ),
            (
                {"Fecha": "31/01/2026"},
                "/cfdi:Comprobante/@Fecha",
                "31/01/2026",
                "a local date and time, YYYY-MM-DDThh:mm:ss",
            ),
            (
                {"after": complemento(PAGOS.replace('NumParcialidad="1"', 'NumParcialidad="1.0"'))},
                f"{PAGO}/pago20:DoctoRelacionado/@NumParcialidad",
                "1.0",
                "a whole number",
            ),
        ],
    )  # fmt: skip
    def test_what_cannot_be_typed(
        self, parts: dict[str, str | None], path: str, value: str | None, expected: str
    ) -> None:
        with pytest.raises(CfdiReadError) as caught:
            read(cfdi_bytes(**parts))
        (problem,) = caught.value.problems
        assert problem == Problem(path=path, line=2, value=value, expected=expected)

    def test_every_problem_is_listed(self) -> None:
        emisor = EMISOR.replace(' Rfc="EKU9003173C9"', "")
        with pytest.raises(CfdiReadError) as caught:
            read(cfdi_bytes(emisor=f"\n{emisor}", receptor="", Fecha="hoy", Total="", Moneda=None))
        assert [(each.path, each.line, each.value) for each in caught.value.problems] == [
            ("/cfdi:Comprobante/@Fecha", 2, "hoy"),
            ("/cfdi:Comprobante/@Moneda", 2, None),
            ("/cfdi:Comprobante/@Total", 2, ""),
            ("/cfdi:Comprobante/cfdi:Emisor/@Rfc", 3, None),
            ("/cfdi:Comprobante/cfdi:Receptor", 2, None),
        ]

    def test_two_stamps_are_both_kept(self) -> None:
        other = TIMBRE.replace("3c1a01", "3c1a02")
        document = read(cfdi_bytes(after=complemento(TIMBRE, other)))
        assert len(document.comprobante.complemento) == 2
        assert document.uuid == "6C7B6D1F-2C4B-4B6E-9A53-0F1C9C3C1A01"
        assert document.timbre == document.comprobante.complemento[0]

    def test_payments_of_several_complements_are_one_list(self) -> None:
        document = read(cfdi_bytes(after=complemento(PAGOS, TIMBRE, PAGOS)))
        assert [str(each.monto) for each in document.pagos] == ["100.50", "100.50"]
        same = read(
            cfdi_bytes(after=f"<cfdi:Complemento>{PAGOS}{TIMBRE}{PAGOS}</cfdi:Complemento>")
        )
        assert same.comprobante == document.comprobante


def test_nothing_is_read_from_disk(tmp_path: Path) -> None:
    """Not even through schemaLocation, xinclude or a stylesheet."""
    secret = tmp_path / "secret.xml"
    secret.write_text("<secret/>")
    data = f'<?xml-stylesheet href="{secret}"?>' + cfdi(
        root=f' xsi:noNamespaceSchemaLocation="{secret}"',
        after=addenda(
            f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{secret}" parse="text"/>'
        ),
    )
    (fragment,) = read(data.encode()).comprobante.addenda
    assert b"xi:include" in fragment.xml
    assert b"<secret/>" not in fragment.xml
