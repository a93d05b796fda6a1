"""What cobranza does not model is kept: complements, addendas, attributes and elements."""

import pytest
from lxml import etree

from cobranza.cfdi import Comprobante, Extra, Fragment, read, write
from tests.cfdi.documents import (
    CFDI,
    CONCEPTO,
    EMISOR,
    LOCALES,
    PAGO20,
    PAGOS,
    TFD,
    TIMBRE,
    XSI,
    addenda,
    cfdi,
    cfdi_bytes,
    complemento,
    comprobante,
    structure,
)

XML = "http://www.w3.org/XML/1998/namespace"


def written_back(comprobante: Comprobante) -> Comprobante:
    return read(write(comprobante)).comprobante


def fragment_of(content: str, *, root: str = "") -> Fragment:
    """The one fragment of an addenda, which must survive being written."""
    document = comprobante(root=root, after=addenda(content))
    assert written_back(document) == document
    (fragment,) = document.addenda
    return fragment


def bindings(xml: bytes) -> list[str | None]:
    """What the prefix of each xsi:type stands for, where it is written."""
    found: list[str | None] = []
    for element in etree.fromstring(xml).iter("*"):
        value = element.get(f"{{{XSI}}}type")
        if value is not None:
            prefix, colon, _ = value.rpartition(":")
            found.append(element.nsmap.get(prefix if colon else None) or None)
    return found


class TestForm:
    """One canonical form (Exclusive XML Canonicalization), so that equal content is equal."""

    @pytest.mark.parametrize(
        ("content", "xml"),
        [
            ("<a/>", "<a></a>"),
            ("<a  c='2'  b=\"1\"\n/>", '<a b="1" c="2"></a>'),
            ("<a>x<!-- note -->y<?pi z?></a>", "<a>xy</a>"),
            ("<a><![CDATA[<&>]]></a>", "<a>&lt;&amp;&gt;</a>"),
            ("<a>&#233;&#x1F600;é</a>", "<a>é😀é</a>"),
            ("<a> x <b/> y </a>", "<a> x <b></b> y </a>"),
            ("<a/>tail", "<a></a>"),
            ('<p:a xmlns:p="urn:p"/>', '<p:a xmlns:p="urn:p"></p:a>'),
            ('<a xmlns="urn:p"/>', '<a xmlns="urn:p"></a>'),
            ('<a xmlns="urn:p"><b xmlns=""/></a>', '<a xmlns="urn:p"><b xmlns=""></b></a>'),
            ('<a xmlns:q="urn:q" b="1"/>', '<a b="1"></a>'),
            (
                '<a xml:lang="es" xml:space="preserve"/>',
                '<a xml:lang="es" xml:space="preserve"></a>',
            ),
            ('<a b="&#9;&#10;&#13;&quot;\'&lt;>"/>', '<a b="&#x9;&#xA;&#xD;&quot;\'&lt;>"></a>'),
            ("<a>&#13;]]&gt;</a>", "<a>&#xD;]]&gt;</a>"),
            ("<ñandú año='1'/>", '<ñandú año="1"></ñandú>'),
        ],
    )
    def test_canonical(self, content: str, xml: str) -> None:
        fragment = fragment_of(content)
        assert fragment.xml.decode() == xml
        assert fragment.name == etree.fromstring(xml).tag

    def test_order_and_number(self) -> None:
        content = '<b/> text <a/><!-- x --><b c="1"/>'
        assert [each.xml for each in comprobante(after=addenda(content)).addenda] == [
            b"<b></b>",
            b"<a></a>",
            b'<b c="1"></b>',
        ]

    def test_several_addendas_are_one(self) -> None:
        document = comprobante(after=addenda("<a/>") + addenda("<b/>"))
        assert [each.name for each in document.addenda] == ["a", "b"]
        assert written_back(document) == document

    @pytest.mark.parametrize("content", ["", " \n ", "<!-- nada -->"])
    def test_an_addenda_without_elements(self, content: str) -> None:
        """cfdv40.xsd wants at least one element in an Addenda."""
        data = cfdi_bytes(after=addenda(content))
        assert read(data).comprobante.addenda == ()
        assert [each.path for each in structure(data).by_code()["CFDI40999"]] == [
            "/cfdi:Comprobante/cfdi:Addenda"
        ]

    def test_text_alone_is_a_finding_and_kept_in_the_bytes(self) -> None:
        data = cfdi_bytes(after=addenda("Pedido 4500012345"))
        document = read(data)
        assert document.comprobante.addenda == ()
        assert b"Pedido 4500012345" in document.xml
        values = [each.value for each in structure(data).by_code()["CFDI40999"]]
        assert "Pedido 4500012345" in values


class TestNamespaces:
    def test_prefixes_bound_at_the_root(self) -> None:
        fragment = fragment_of("<p:a p:b='1'/>", root=' xmlns:p="urn:p"')
        assert fragment == Fragment(name="{urn:p}a", xml=b'<p:a xmlns:p="urn:p" p:b="1"></p:a>')

    def test_no_namespace_inside_a_default_namespace(self) -> None:
        text = cfdi(after=addenda('<nota xmlns=""><b/></nota>'))
        text = text.replace("<cfdi:", "<").replace("</cfdi:", "</").replace("xmlns:cfdi", "xmlns")
        document = read(text.encode()).comprobante
        assert document == comprobante(after=addenda("<nota><b/></nota>"))
        assert written_back(document) == document

    def test_the_default_namespace_of_the_root(self) -> None:
        fragment = fragment_of("<a/>", root=' xmlns="urn:d"')
        assert fragment == Fragment(name="{urn:d}a", xml=b'<a xmlns="urn:d"></a>')

    @pytest.mark.parametrize("uri", ["foo", "www.example.com/addenda", "../a", "Addenda-v1"])
    def test_relative_namespaces(self, uri: str) -> None:
        """No URI at all by the letter of the specification, and met in real addendas."""
        assert fragment_of(f'<p:a xmlns:p="{uri}"><b/></p:a>').name == f"{{{uri}}}a"
        assert fragment_of(f'<a xmlns="{uri}">é<b c="1"/></a>').name == f"{{{uri}}}a"
        assert fragment_of("<a>b</a>", root=f' xmlns:p="{uri}"').xml == b"<a>b</a>"

    def test_a_prefix_that_writing_also_uses(self) -> None:
        for prefix in ("cfdi", "xsi", "pago20", "tfd", "implocal", "x0", "cobranza0"):
            fragment = fragment_of(f'<{prefix}:a xmlns:{prefix}="urn:other" {prefix}:b="1"/>')
            assert fragment.name == "{urn:other}a"

    @pytest.mark.parametrize(
        ("root", "content", "expected"),
        [
            (' xmlns:q="urn:q"', '<a xsi:type="q:T"/>', ["urn:q"]),
            ("", '<a xmlns:q="urn:q" xsi:type="q:T"/>', ["urn:q"]),
            ("", '<a xmlns:q="urn:q"><b><c xsi:type="q:T"/></b></a>', ["urn:q"]),
            (' xmlns:q="urn:q"', '<p:a xmlns:p="urn:p"><b xsi:type="q:T"/></p:a>', ["urn:q"]),
            ("", '<a xsi:type="cfdi:T"/>', [CFDI]),
            ("", '<a xsi:type="xsi:T"/>', [XSI]),
            (f' xmlns:tfd="{TFD}"', '<a xsi:type="tfd:T"/>', [TFD]),
            (' xmlns="urn:d"', '<p:a xmlns:p="urn:p" xsi:type="T"/>', ["urn:d"]),
            (
                "",
                '<p:a xmlns:p="urn:p" xmlns="urn:d" xsi:type="T"><b xmlns="" xsi:type="T"/></p:a>',
                ["urn:d", None],
            ),
            (f' xmlns:pago20="{PAGO20}"', '<a xsi:type="pago20:T"/>', [PAGO20]),
            (
                "",
                '<a xmlns:q="urn:1" xsi:type="q:T"><b xmlns:q="urn:2" xsi:type="q:T"/></a>',
                ["urn:1", "urn:2"],
            ),
            (
                "",
                '<q:a xmlns:q="urn:1" xsi:type="q:T"><b xmlns:q="urn:2" xsi:type="q:T"/></q:a>',
                ["urn:1", "urn:2"],
            ),
        ],
    )
    def test_prefixes_in_values_still_work(
        self, root: str, content: str, expected: list[str | None]
    ) -> None:
        """A prefix may occur in a value only, as in `xsi:type`; canonical form does not see it."""
        data = cfdi_bytes(root=root, after=addenda(content))
        assert bindings(data) == expected
        document = read(data).comprobante
        assert bindings(write(document)) == expected
        assert written_back(document) == document

    def test_prefixes_in_text_still_work(self) -> None:
        fragment = fragment_of("<a>q:T</a>", root=' xmlns:q="urn:q"')
        assert etree.fromstring(fragment.xml).nsmap == {"q": "urn:q"}

    @pytest.mark.parametrize(
        "text", ["cfdi:a", "xsi:a", "tfd:a", "pago20:a", "implocal:a", "xml:a", "xmlns:a", "ns0:a",
                 "x0:a", "cobranza0:a", "http://a/b", "Nota: pagar", "12:30:00", ":", "::"],
    )  # fmt: skip
    @pytest.mark.parametrize("inside", [PAGOS, LOCALES, TIMBRE, ""])
    def test_what_only_looks_like_a_prefix(self, text: str, inside: str) -> None:
        """Written back, the root binds prefixes that it did not before."""
        body = cfdi(after=addenda(f'<a b="{text}">{text}</a>'))
        body = (
            body.replace("<cfdi:", "<c:")
            .replace("</cfdi:", "</c:")
            .replace("xmlns:cfdi", "xmlns:c")
        )
        body = body.replace(f' xmlns:xsi="{XSI}"', "")
        if inside:
            body = body.replace(
                "<c:Addenda>", f"<c:Complemento>{inside}</c:Complemento><c:Addenda>"
            )
        document = read(body.encode()).comprobante
        assert written_back(document) == document


class TestComplements:
    CARTA = '<cce:Otro xmlns:cce="http://www.sat.gob.mx/Otro" Version="1.0"><cce:b/></cce:Otro>'

    def test_an_unknown_complement_is_kept_and_not_evaluated(self) -> None:
        data = cfdi_bytes(after=complemento(self.CARTA + TIMBRE))
        document = read(data)
        unknown, timbre = document.comprobante.complemento
        assert isinstance(unknown, Fragment)
        assert unknown.name == "{http://www.sat.gob.mx/Otro}Otro"
        assert timbre == document.timbre
        report = structure(data)
        assert report.ok
        assert unknown.name in [each.what for each in report.not_evaluated]
        assert written_back(document.comprobante) == document.comprobante

    def test_complements_of_a_line(self) -> None:
        inside = f"<cfdi:ComplementoConcepto>{self.CARTA}</cfdi:ComplementoConcepto>"
        line = CONCEPTO.replace("/>", f">{inside}</cfdi:Concepto>")
        document = comprobante(conceptos=f"<cfdi:Conceptos>{line}</cfdi:Conceptos>")
        (kept,) = document.conceptos[0].complemento_concepto
        assert kept.name == "{http://www.sat.gob.mx/Otro}Otro"
        assert written_back(document) == document

    @pytest.mark.parametrize(
        "content",
        [
            PAGOS,
            TIMBRE,
            LOCALES,
            f'<tfd:X xmlns:tfd="{TFD}"/>',
            f'<pago20:Pagos xmlns:pago20="{PAGO20}" Version="x"/>',
        ],
    )
    def test_a_complement_out_of_place_is_only_kept(self, content: str) -> None:
        """In an addenda it says nothing about the document, and need not be whole."""
        inside = f"<cfdi:ComplementoConcepto>{content}</cfdi:ComplementoConcepto>"
        line = CONCEPTO.replace("/>", f">{inside}</cfdi:Concepto>")
        data = cfdi_bytes(
            conceptos=f"<cfdi:Conceptos>{line}</cfdi:Conceptos>", after=addenda(content)
        )
        document = read(data)
        assert isinstance(document.comprobante.addenda[0], Fragment)
        assert isinstance(document.comprobante.conceptos[0].complemento_concepto[0], Fragment)
        assert (document.uuid, document.pagos, document.impuestos_locales) == (None, (), None)
        assert written_back(document.comprobante) == document.comprobante

    def test_an_empty_complemento_is_nothing(self) -> None:
        data = cfdi_bytes(after="<cfdi:Complemento/>")
        assert read(data).comprobante == comprobante()
        assert structure(data).ok

    def test_lists_that_alternate_keep_their_order(self) -> None:
        rows = "".join(
            f'<implocal:TrasladosLocales ImpLocTrasladado="{n}" TasadeTraslado="1" Importe="{n}"/>'
            f'<implocal:RetencionesLocales ImpLocRetenido="{n}" TasadeRetencion="1" Importe="{n}"/>'
            for n in (1, 2)
        )
        start, _, end = LOCALES.partition("<implocal:TrasladosLocales")
        locales = start + rows + end.partition("/>")[2]
        data = cfdi_bytes(after=complemento(locales))
        found = read(data).impuestos_locales
        assert found is not None
        assert [str(each.importe) for each in found.traslados_locales] == ["1", "2"]
        assert [str(each.importe) for each in found.retenciones_locales] == ["1", "2"]
        assert structure(data).ok
        assert written_back(read(data).comprobante) == read(data).comprobante


class TestExtra:
    """Attributes and elements that SAT does not define."""

    def test_on_every_kind_of_node(self) -> None:
        line = CONCEPTO.replace(" Cantidad", ' Color="rojo" Cantidad').replace(
            "/>", "><x/></cfdi:Concepto>"
        )
        document = comprobante(
            root=' xmlns:q="urn:q" q:Nuevo="1"',
            Otro="2",
            emisor=EMISOR.replace("/>", ' Giro="x"><y/></cfdi:Emisor>'),
            conceptos=f'<cfdi:Conceptos Cuenta="1"><z/>{line}</cfdi:Conceptos>',
            after='<cfdi:Nuevo a="b"/><cfdi:Complemento id="1"/>',
        )
        assert document.extra == Extra(
            attributes=(
                ("", "Otro", "2"),
                ("", "{urn:q}Nuevo", "1"),
                ("Complemento", "id", "1"),
                ("Conceptos", "Cuenta", "1"),
            ),
            children=(
                ("", Fragment(name=f"{{{CFDI}}}Nuevo", xml=(
                    f'<cfdi:Nuevo xmlns:cfdi="{CFDI}" a="b"></cfdi:Nuevo>'.encode()))),
                ("Conceptos", Fragment(name="z", xml=b"<z></z>")),
            ),
        )  # fmt: skip
        assert document.emisor.extra == Extra(
            attributes=(("", "Giro", "x"),),
            children=(("", Fragment(name="y", xml=b"<y></y>")),),
        )
        assert document.conceptos[0].extra == Extra(
            attributes=(("", "Color", "rojo"),),
            children=(("", Fragment(name="x", xml=b"<x></x>")),),
        )
        assert written_back(document) == document

    def test_each_is_a_finding(self) -> None:
        data = cfdi_bytes(
            root=' xmlns:q="http://q/r" q:Nuevo="1" xml:lang="es"',
            after='<cfdi:Nuevo/><cfdi:Complemento id="1"/>',
        )
        found = structure(data).by_code()["CFDI40999"]
        assert [(each.path, each.value) for each in found] == [
            ("/cfdi:Comprobante/@*[local-name()='Nuevo' and namespace-uri()='http://q/r']", "1"),
            (f"/cfdi:Comprobante/@*[local-name()='lang' and namespace-uri()='{XML}']", "es"),
            ("/cfdi:Comprobante/cfdi:Nuevo", None),
            ("/cfdi:Comprobante/cfdi:Complemento/@id", "1"),
        ]
        assert [each.message for each in found] == [
            "«Nuevo»: el SAT no define este atributo aquí",
            "«lang»: el SAT no define este atributo aquí",
            "«Nuevo»: el SAT no define este elemento aquí",
            "«id»: el SAT no define este atributo aquí",
        ]

    @pytest.mark.parametrize("uri", ["urn:it's", "urn:a&amp;b", "relative"])
    def test_paths_resolve_whatever_the_namespace(self, uri: str) -> None:
        data = cfdi_bytes(root=f' xmlns:q="{uri}" q:Nuevo="1"')
        (finding,) = structure(data).by_code()["CFDI40999"]
        tree = etree.fromstring(data).getroottree()
        assert tree.xpath(finding.path, namespaces={"cfdi": CFDI}) == ["1"]
        assert written_back(read(data).comprobante) == read(data).comprobante

    def test_attributes_of_xml_itself(self) -> None:
        document = comprobante(root=' xml:lang="es" xml:space="preserve" xml:id="a" xml:base="b"')
        assert document.extra is not None
        assert len(document.extra.attributes) == 4
        assert written_back(document) == document

    def test_of_two_groups_read_as_one_the_first_attribute_counts(self) -> None:
        document = comprobante(after='<cfdi:Complemento id="1"/><cfdi:Complemento id="2"/>')
        assert document.extra == Extra(attributes=(("Complemento", "id", "1"),))
        assert written_back(document) == document

    def test_order_of_attributes_makes_no_difference(self) -> None:
        one, two = comprobante(root=' b="1" a="2"'), comprobante(root=' a="2" b="1"')
        assert one == two

    def test_order_of_elements(self) -> None:
        """Within one place it is kept; which place comes first means nothing."""
        groups = f"<cfdi:Conceptos><b/>{CONCEPTO}<a/></cfdi:Conceptos>"
        document = comprobante(before="<z/><y/>", conceptos=groups, after="<x/>")
        assert document.extra is not None
        names: dict[str, list[str]] = {}
        for where, fragment in document.extra.children:
            names.setdefault(where, []).append(fragment.name)
        assert names == {"": ["z", "y", "x"], "Conceptos": ["b", "a"]}
        assert written_back(document) == document

    @pytest.mark.parametrize(
        "parts",
        [
            {"after": CONCEPTO},
            {"after": TIMBRE},
            {"after": f'<pago20:Emisor xmlns:pago20="{PAGO20}"/>'},
            {"conceptos": "<cfdi:Conceptos><cfdi:Conceptos/></cfdi:Conceptos>"},
            {"conceptos": f"<cfdi:Conceptos>{EMISOR}</cfdi:Conceptos>"},
            {"emisor": EMISOR.replace("/>", f">{EMISOR}</cfdi:Emisor>")},
        ],
    )
    def test_elements_of_the_model_in_the_wrong_place(self, parts: dict[str, str | None]) -> None:
        document = comprobante(**parts)
        assert document.extra or document.emisor.extra
        assert written_back(document) == document

    @pytest.mark.parametrize(
        "hint", [f'xsi:schemaLocation="{CFDI} x.xsd"', 'xsi:noNamespaceSchemaLocation="x.xsd"']
    )
    def test_hints_of_xml_schema_are_no_findings(self, hint: str) -> None:
        """XML Schema part 1, 2.6.3: they may stand on any element."""
        data = cfdi_bytes(
            root=f" {hint}",
            emisor=EMISOR.replace("/>", f" {hint}/>"),
            conceptos=f"<cfdi:Conceptos {hint}>{CONCEPTO}</cfdi:Conceptos>",
            after=f"<cfdi:Complemento {hint}>{TIMBRE}</cfdi:Complemento>",
        )
        assert structure(data).by_code()["CFDI40999"] == ()
        assert read(data).comprobante == comprobante(after=complemento(TIMBRE))


def test_schema_location_is_kept_and_takes_no_part_in_equality() -> None:
    location = f"{CFDI} http://example.com/cfdv40.xsd"
    document = comprobante(root=f' xsi:schemaLocation="{location}"')
    assert document.schema_location == location
    assert document == comprobante()
    assert f'xsi:schemaLocation="{location}"'.encode() in write(document)
