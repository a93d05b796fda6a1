"""What `write` gives, and what it refuses: never a document that is broken."""

import enum
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any

import attrs
import pytest

from cobranza.cfdi import (
    Comprobante,
    Concepto,
    Emisor,
    Extra,
    Fragment,
    InformacionGlobal,
    Pagos,
    TimbreFiscalDigital,
    read,
    write,
)
from cobranza.errors import CfdiWriteError
from tests.cfdi.documents import (
    CFDI,
    PAGO20,
    PAGOS,
    TFD,
    TIMBRE,
    XSI,
    complemento,
    comprobante,
)

BASE = comprobante(after=complemento(PAGOS + TIMBRE))


def wrong(node: Any, **changes: Any) -> Any:
    """Change a node into what its annotations do not allow."""
    return attrs.evolve(node, **changes)


def refused(**changes: Any) -> list[tuple[str, str | None]]:
    """Where and what `write` finds wrong in a changed comprobante."""
    with pytest.raises(CfdiWriteError) as caught:
        write(attrs.evolve(BASE, **changes))
    assert caught.value.problems
    assert all(each.expected and each.line is None for each in caught.value.problems)
    return [(each.path, each.value) for each in caught.value.problems]


def with_line(**changes: Any) -> dict[str, Any]:
    return {"conceptos": (BASE.conceptos[0], attrs.evolve(BASE.conceptos[0], **changes))}


class TestForm:
    def test_a_whole_document(self) -> None:
        """Attributes and elements in the order of cfdv40.xsd, declared as SAT asks."""
        made = Comprobante(
            serie="A",
            fecha=datetime(2026, 1, 31, 12),  # noqa: DTZ001 - CFDI has no zones
            sello="c2VsbG8=",
            no_certificado="30001000000500003416",
            certificado="Y2VydA==",
            sub_total=Decimal("100.00"),
            moneda="MXN",
            total=Decimal("116.00"),
            tipo_de_comprobante="I",
            exportacion="01",
            lugar_expedicion="01000",
            emisor=BASE.emisor,
            receptor=BASE.receptor,
            conceptos=BASE.conceptos,
        )
        assert write(made).decode() == (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f'<cfdi:Comprobante xmlns:cfdi="{CFDI}" xmlns:xsi="{XSI}" xsi:schemaLocation="{CFDI} '
            'http://www.sat.gob.mx/sitio_internet/cfd/4/cfdv40.xsd" Version="4.0" Serie="A" '
            'Fecha="2026-01-31T12:00:00" Sello="c2VsbG8=" NoCertificado="30001000000500003416" '
            'Certificado="Y2VydA==" SubTotal="100.00" Moneda="MXN" Total="116.00" '
            'TipoDeComprobante="I" Exportacion="01" LugarExpedicion="01000">'
            '<cfdi:Emisor Rfc="EKU9003173C9" Nombre="ESCUELA KEMPER URGATE" RegimenFiscal="601"/>'
            '<cfdi:Receptor Rfc="URE180429TM6" Nombre="UNIVERSIDAD ROBOTICA ESPAÑOLA" '
            'DomicilioFiscalReceptor="86991" RegimenFiscalReceptor="601" UsoCFDI="G03"/>'
            '<cfdi:Conceptos><cfdi:Concepto ClaveProdServ="01010101" Cantidad="1" '
            'ClaveUnidad="H87" Descripcion="Servicio" ValorUnitario="100.00" Importe="100.00" '
            'ObjetoImp="01"></cfdi:Concepto></cfdi:Conceptos></cfdi:Comprobante>'
        )

    def test_complements_declare_what_sat_asks(self) -> None:
        """Pagos at the root, with its schema; the stamp by itself, as the PAC adds it."""
        text = write(attrs.evolve(BASE, schema_location=None)).decode()
        root = text.partition("?>\n")[2].partition(">")[0]
        assert f' xmlns:pago20="{PAGO20}"' in root
        assert f"{PAGO20} http://www.sat.gob.mx/sitio_internet/cfd/Pagos/Pagos20.xsd" in root
        assert TFD not in root
        assert f'<tfd:TimbreFiscalDigital xmlns:tfd="{TFD}" xsi:schemaLocation="{TFD} ' in text
        assert text.count("xmlns:") == 4

    @pytest.mark.parametrize(
        ("amount", "written"),
        [
            ("0", "0"), ("0.00", "0.00"), ("-0.00", "-0.00"), ("1E+2", "100"), ("1E-7",
            "0.0000001"),
            ("0E-10", "0.0000000000"), ("1.10", "1.10"), ("123456789012345678.123456",) * 2,
            ("9" * 60, "9" * 60),
        ],
    )  # fmt: skip
    def test_amounts_without_exponent(self, amount: str, written: str) -> None:
        text = write(attrs.evolve(BASE, total=Decimal(amount))).decode()
        assert f' Total="{written}"' in text

    def test_text_is_escaped(self) -> None:
        text = "<a> & \"b\" 'c' \t\n\r ]]> ñ 😀 \u2028"
        written = write(attrs.evolve(BASE, condiciones_de_pago=text))
        assert (
            " CondicionesDePago=\"&lt;a> &amp; &quot;b&quot; 'c' &#9;&#10;&#13; ]]> ñ 😀 \u2028\""
        ) in written.decode()
        assert read(written).comprobante.condiciones_de_pago == text

    def test_what_is_written_twice_is_the_same(self) -> None:
        assert write(read(write(BASE)).comprobante) == write(BASE)

    def test_nothing_is_judged(self) -> None:
        """Facets and rules are for `check`: a wrong invoice can be written, and read again."""
        odd = attrs.evolve(
            BASE, version="9.9", moneda="???", total=Decimal("-1.123456789"), serie="", conceptos=()
        )
        assert b'Version="9.9"' in write(odd)
        odd = attrs.evolve(odd, version="4.0")
        assert read(write(odd)).comprobante == odd


class TestRefused:
    @pytest.mark.parametrize("given", [None, b"", "x", 5, BASE.emisor, Comprobante])
    def test_what_is_no_comprobante(self, given: Any) -> None:
        with pytest.raises(TypeError, match="expected a Comprobante"):
            write(given)

    @pytest.mark.parametrize(
        "amount",
        [
            1.0, 116, float("nan"), None, "116.00", b"1", True, Decimal("NaN"), Decimal("sNaN"),
            Decimal("Infinity"), Decimal("-Infinity"), Decimal("1E+999999"), Decimal("1E-999999"),
            Decimal("1E+999999999999"), Decimal("0E-999999"), type("Money", (Decimal,), {})(1),
        ],
    )  # fmt: skip
    def test_amounts(self, amount: object) -> None:
        found = None if amount is None else repr(amount)
        assert refused(total=amount) == [("comprobante.total", found)]
        assert refused(**with_line(importe=amount)) == [("comprobante.conceptos[1].importe", found)]

    @pytest.mark.parametrize("amount", [1.0, "1", 1, Decimal("NaN")])
    def test_optional_amounts(self, amount: object) -> None:
        assert refused(descuento=amount) == [("comprobante.descuento", repr(amount))]

    @pytest.mark.parametrize(
        "moment",
        [
            None, "2026-01-31T12:00:00", date(2026, 1, 31), time(12), 0,
            datetime(2026, 1, 31, 12, tzinfo=UTC),
            datetime(2026, 1, 31, 12, tzinfo=timezone(timedelta(hours=-6))),
            datetime(2026, 1, 31, 12, 0, 0, 1),  # noqa: DTZ001
        ],
    )  # fmt: skip
    def test_dates(self, moment: object) -> None:
        found = None if moment is None else repr(moment)
        assert refused(fecha=moment) == [("comprobante.fecha", found)]

    @pytest.mark.parametrize(
        "text",
        ["\0", "a\x0bb", "\x1b[0m", "\ud800", "\udc00\ud800", "\ufffe", "\uffff", b"MXN", 5,
        Decimal(1),
         enum.StrEnum("Currency", ["MXN"]).MXN],  # type: ignore[attr-defined]
    )  # fmt: skip
    def test_texts(self, text: object) -> None:
        assert refused(moneda=text) == [("comprobante.moneda", repr(text))]
        assert refused(serie=text) == [("comprobante.serie", repr(text))]
        assert refused(schema_location=text) == [("comprobante.schema_location", repr(text))]

    @pytest.mark.parametrize("field", ["moneda", "sello", "version", "lugar_expedicion"])
    def test_required_texts(self, field: str) -> None:
        assert refused(**{field: None}) == [(f"comprobante.{field}", None)]

    @pytest.mark.parametrize("number", [1.0, "1", True, None, Decimal(1), 10**18, -(10**18)])
    def test_whole_numbers(self, number: object) -> None:
        informacion = InformacionGlobal(periodicidad="01", meses="01", anio=number)  # type: ignore[arg-type]
        found = None if number is None else repr(number)
        place = "comprobante.informacion_global.anio"
        assert refused(informacion_global=informacion) == [(place, found)]

    def test_a_whole_number_that_python_cannot_print(self) -> None:
        informacion = InformacionGlobal(periodicidad="01", meses="01", anio=10**5000)
        (found,) = refused(informacion_global=informacion)
        assert found[0] == "comprobante.informacion_global.anio"

    @pytest.mark.parametrize(
        ("changes", "place"),
        [
            ({"emisor": BASE.receptor}, "comprobante.emisor"),
            ({"emisor": None}, "comprobante.emisor"),
            ({"emisor": "EKU9003173C9"}, "comprobante.emisor"),
            ({"informacion_global": BASE.emisor}, "comprobante.informacion_global"),
            ({"conceptos": None}, "comprobante.conceptos"),
            ({"conceptos": BASE.conceptos[0]}, "comprobante.conceptos"),
            ({"conceptos": list(BASE.conceptos)}, "comprobante.conceptos"),
            ({"conceptos": iter(BASE.conceptos)}, "comprobante.conceptos"),
            ({"conceptos": type("Lines", (tuple,), {})(BASE.conceptos)}, "comprobante.conceptos"),
            ({"conceptos": (BASE.conceptos[0], None)}, "comprobante.conceptos[1]"),
            ({"conceptos": (BASE.emisor,)}, "comprobante.conceptos[0]"),
            ({"conceptos": "ab"}, "comprobante.conceptos"),
            ({"cfdi_relacionados": None}, "comprobante.cfdi_relacionados"),
            ({"complemento": None}, "comprobante.complemento"),
            ({"complemento": (BASE,)}, "comprobante.complemento[0]"),
            ({"complemento": (BASE.emisor,)}, "comprobante.complemento[0]"),
            ({"complemento": (b"<a/>",)}, "comprobante.complemento[0]"),
            ({"addenda": BASE.complemento}, "comprobante.addenda[0]"),
            ({"addenda": ("<a/>",)}, "comprobante.addenda[0]"),
            ({"addenda": Fragment(name="a", xml=b"<a/>")}, "comprobante.addenda"),
            (with_line(complemento_concepto=BASE.complemento),
             "comprobante.conceptos[1].complemento_concepto[0]"),
            (with_line(extra="x"), "comprobante.conceptos[1].extra"),
        ],
    )  # fmt: skip
    def test_nodes(self, changes: dict[str, Any], place: str) -> None:
        assert refused(**changes)[0][0] == place

    def test_subclasses(self) -> None:
        class Mine(Emisor):
            pass

        emisor = Mine(**attrs.asdict(BASE.emisor))
        assert refused(emisor=emisor)[0][0] == "comprobante.emisor"

    @pytest.mark.parametrize(
        "xml",
        [
            b"", b" ", b"a", b"<a>", b"</cfdi:Addenda>", b"<a/><b/>", b"<a/>text", b"text<a/>",
            b"<a b=c/>",
            b"<cfdi:a/>", b"<a>&e;</a>", b"<a>\0</a>", b"<a>\xe9</a>", b"\xef\xbb\xbf<a/>",
            b"<?xml version='1.0'?><a/>", b"<?pi?><a/>", b"<!DOCTYPE a><a/>",
            b"<!-- --><!DOCTYPE a><a/>",
            b'<!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>', "<a/>".encode("utf-16"),
            "<a/>".encode("utf-32"),
            "<a/>", None, 5, bytearray(b"<a/>"), b"<!-- -->", b"<a/><!", b"<![CDATA[x]]>",
        ],
    )  # fmt: skip
    def test_fragments(self, xml: Any) -> None:
        fragment = Fragment(name="a", xml=xml)
        assert refused(addenda=(fragment,))[0][0] == "comprobante.addenda[0].xml"
        assert (
            refused(complemento=(*BASE.complemento, fragment))[0][0]
            == "comprobante.complemento[2].xml"
        )
        extra = Extra(children=(("", fragment),))
        assert refused(extra=extra)[0][0].startswith("comprobante.extra")

    @pytest.mark.parametrize(
        "entry",
        [
            ("", "a b", "v"), ("", "", "v"), ("", "1a", "v"), ("", "a:b", "v"), ("", "a='1' b",
            "v"),
            ("", "{urn:a}", "v"), ("", "{}Total", "v"), ("", "{urn:a}b c", "v"), ("", None, "v"),
            ("", 5, "v"), ("", "xmlns", "urn:x"), ("", "xmlns:q", "urn:x"),
            ("", "{http://www.w3.org/2000/xmlns/}q", "urn:x"), ("", '{a"b}c', "v"), ("", "{{}a",
            "v"),
            ("", "Total", "1"), ("", "Version", "4.0"), ("", f"{{{XSI}}}schemaLocation", "v"),
            ("", "a", "\0"), ("", "a", None), ("", "a", 5), ("", "a", b"v"), ("Nada", "a", "v"),
            (None, "a", "v"), ([], "a", "v"), ("", "a"), ("", "a", "v", "w"), (), None, 5, "abc",
        ],
    )  # fmt: skip
    def test_extra_attributes(self, entry: Any) -> None:
        extra = Extra(attributes=(("", "bueno", "1"), entry))
        assert refused(extra=extra)[0][0] in (
            "comprobante.extra",
            "comprobante.extra.attributes[1]",
        )

    def test_extra_attributes_twice(self) -> None:
        extra = Extra(attributes=(("", "a", "1"), ("", "a", "2")))
        assert refused(extra=extra)[0][0] == "comprobante.extra.attributes[1]"

    @pytest.mark.parametrize(
        "entry",
        [
            ("Nada", Fragment(name="a", xml=b"<a/>")), ("",), ("", None), ("", b"<a/>"), ("",
            BASE.emisor),
            (), None, 5, ([], Fragment(name="a", xml=b"<a/>")),
        ],
    )  # fmt: skip
    def test_extra_children(self, entry: Any) -> None:
        assert refused(extra=Extra(children=(entry,)))[0][0].startswith("comprobante.extra")

    @pytest.mark.parametrize("field", ["attributes", "children"])
    @pytest.mark.parametrize("value", [None, 5, "a"])
    def test_extras_of_another_kind(self, field: str, value: Any) -> None:
        assert refused(extra=Extra(**{field: value}))[0][0].startswith("comprobante.extra")

    def test_elements_of_the_model_in_disguise(self) -> None:
        """As a fragment they would be written into a document that reads otherwise,
        or not at all."""
        emisor = Fragment(name=f"{{{CFDI}}}Emisor", xml=f'<c:Emisor xmlns:c="{CFDI}"/>'.encode())
        assert refused(extra=Extra(children=(("", emisor),)))
        timbre = Fragment(
            name=f"{{{TFD}}}TimbreFiscalDigital",
            xml=f'<tfd:TimbreFiscalDigital xmlns:tfd="{TFD}"/>'.encode(),
        )
        assert refused(complemento=(timbre,))

    def test_every_place_is_named(self) -> None:
        (pagos, timbre) = BASE.complemento
        assert isinstance(pagos, Pagos)
        assert isinstance(timbre, TimbreFiscalDigital)
        docto = wrong(pagos.pago[0].docto_relacionado[0], imp_pagado=1.5, folio="\0")
        changed = wrong(
            pagos,
            totales=None,
            pago=(wrong(pagos.pago[0], docto_relacionado=(docto,), monto=None),),
        )
        line = wrong(BASE.conceptos[0], importe="1", extra=Extra(attributes=(("", "a b", ""),)))
        with pytest.raises(CfdiWriteError) as caught:
            write(
                wrong(
                    BASE,
                    total=float("inf"),
                    schema_location="\0",
                    conceptos=(line,),
                    complemento=(
                        changed,
                        wrong(timbre, uuid=None),
                        Fragment(name="a", xml=b"<"),
                    ),
                )
            )
        assert {each.path for each in caught.value.problems} == {
            "comprobante.total",
            "comprobante.schema_location",
            "comprobante.conceptos[0].importe",
            "comprobante.conceptos[0].extra.attributes[0]",
            "comprobante.complemento[0].totales",
            "comprobante.complemento[0].pago[0].monto",
            "comprobante.complemento[0].pago[0].docto_relacionado[0].folio",
            "comprobante.complemento[0].pago[0].docto_relacionado[0].imp_pagado",
            "comprobante.complemento[1].uuid",
            "comprobante.complemento[2].xml",
        }
        assert "comprobante.total: found 'inf', expected a finite Decimal" in str(caught.value)

    def test_the_message_is_short_whatever_was_found(self) -> None:
        with pytest.raises(CfdiWriteError) as caught:
            write(wrong(BASE, serie="\0" * 1_000_000))
        assert len(str(caught.value)) < 500


class TestExtraNames:
    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("Nuevo", "1"), ("año", "1"), ("xmlnsfoo", "1"), ("_", ""), ("{urn:q}Total", "1"),
            ("{urn:q}xmlns", "1"), ("{http://www.w3.org/XML/1998/namespace}lang", "es"),
            (f"{{{XSI}}}type", "q:T"), ("{urn:a&b}c", "<&\">'\t\n"), (f"{{{CFDI}}}Total", "1"),
            ("{www.example.com}a", "1"),
        ],
    )  # fmt: skip
    def test_written_and_read_back(self, name: str, value: str) -> None:
        extra = Extra(attributes=(("", name, value), ("Conceptos", name, value)))
        changed = wrong(BASE, extra=extra, emisor=wrong(BASE.emisor, extra=Extra(
            attributes=(("", name, value),), children=(("", Fragment(name="z",
            xml=b"<z></z>")),))))  # fmt: skip
        assert read(write(changed)).comprobante == changed

    def test_a_group_that_holds_nothing_else(self) -> None:
        extra = Extra(attributes=(("Conceptos", "a", "1"),), children=(("Conceptos", Fragment(
            name="z", xml=b"<z></z>")),))  # fmt: skip
        changed = wrong(BASE, conceptos=(), extra=extra)
        assert read(write(changed)).comprobante == changed


@pytest.mark.parametrize("make", [Concepto, Emisor, Comprobante])
def test_constructors_take_no_positions(make: Callable[..., object]) -> None:
    with pytest.raises(TypeError, match="positional"):
        make("x")
