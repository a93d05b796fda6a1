"""`check` on structure: what it says, in which words, where, and what it does not claim.

The comparison with SAT's own schemas is in test_round_trip.py and test_corpus.py.
"""

from pathlib import Path

import pytest
from lxml import etree

from cobranza.cfdi import NAMESPACES, Finding, Severity, read
from tests.cfdi.documents import (
    CONCEPTO,
    DOCTO,
    EMISOR,
    LOCALES,
    PAGOS,
    RECEPTOR,
    TIMBRE,
    addenda,
    cfdi_bytes,
    complemento,
    structure,
)


def findings(data: bytes) -> tuple[Finding, ...]:
    return structure(data).by_code()["CFDI40999"]


def one(**parts: str | None) -> Finding:
    """The one finding on structure in a document with these parts."""
    (finding,) = findings(cfdi_bytes(**parts))
    assert finding.severity is Severity.ERROR
    assert finding.line == 2
    return finding


def in_group(content: str) -> str:
    return f"<cfdi:Conceptos>{content}</cfdi:Conceptos>"


PAGO = "/cfdi:Comprobante/cfdi:Complemento/pago20:Pagos/pago20:Pago"


@pytest.mark.parametrize(
    ("parts", "path", "value", "message"),
    [
        (
            {"LugarExpedicion": None},
            "/cfdi:Comprobante/@LugarExpedicion",
            None,
            "Falta «LugarExpedicion»: atributo obligatorio",
        ),
        (
            {"receptor": ""},
            "/cfdi:Comprobante/cfdi:Receptor",
            None,
            "Falta «Receptor»: elemento obligatorio",
        ),
        (
            {"conceptos": ""},
            "/cfdi:Comprobante/cfdi:Conceptos",
            None,
            "Falta «Conceptos»: elemento obligatorio",
        ),
        (
            {"conceptos": "<cfdi:Conceptos/>"},
            "/cfdi:Comprobante/cfdi:Conceptos/cfdi:Concepto",
            None,
            "Falta «Concepto»: elemento obligatorio",
        ),
        (
            {"before": '<cfdi:CfdiRelacionados TipoRelacion="04"/>'},
            "/cfdi:Comprobante/cfdi:CfdiRelacionados/cfdi:CfdiRelacionado",
            None,
            "Falta «CfdiRelacionado»: elemento obligatorio",
        ),
        (
            {"after": complemento(PAGOS.replace(DOCTO, ""))},
            f"{PAGO}/pago20:DoctoRelacionado",
            None,
            "Falta «DoctoRelacionado»: elemento obligatorio",
        ),
        (
            {"after": "<cfdi:Impuestos><cfdi:Traslados/></cfdi:Impuestos>"},
            "/cfdi:Comprobante/cfdi:Impuestos/cfdi:Traslados/cfdi:Traslado",
            None,
            "Falta «Traslado»: elemento obligatorio",
        ),
        (
            {"emisor": EMISOR * 2},
            "/cfdi:Comprobante/cfdi:Emisor[2]",
            None,
            "«Emisor»: el elemento puede aparecer una sola vez",
        ),
        (
            {"after": complemento(TIMBRE, "")},
            "/cfdi:Comprobante/cfdi:Complemento[2]",
            None,
            "«Complemento»: el elemento puede aparecer una sola vez",
        ),
        (
            {"conceptos": in_group(CONCEPTO) * 2},
            "/cfdi:Comprobante/cfdi:Conceptos[2]",
            None,
            "«Conceptos»: el elemento puede aparecer una sola vez",
        ),
        (
            {"Nuevo": "1"},
            "/cfdi:Comprobante/@Nuevo",
            "1",
            "«Nuevo»: el SAT no define este atributo aquí",
        ),
        (
            {"after": "<nuevo/>"},
            "/cfdi:Comprobante/nuevo",
            None,
            "«nuevo»: el SAT no define este elemento aquí",
        ),
        (
            {"after": "<cfdi:Emisora/>"},
            "/cfdi:Comprobante/cfdi:Emisora",
            None,
            "«Emisora»: el SAT no define este elemento aquí",
        ),
        (
            {"conceptos": in_group(f"{CONCEPTO}<cfdi:Parte/>")},
            "/cfdi:Comprobante/cfdi:Conceptos/cfdi:Parte",
            None,
            "«Parte»: el SAT no define este elemento aquí",
        ),
        (
            {"emisor": RECEPTOR, "receptor": EMISOR},
            "/cfdi:Comprobante/cfdi:Emisor",
            None,
            "«Emisor»: el elemento está fuera de su orden",
        ),
        (
            {"after": addenda("<a/>") + "<cfdi:Complemento/>"},
            "/cfdi:Comprobante/cfdi:Complemento",
            None,
            "«Complemento»: el elemento está fuera de su orden",
        ),
        (
            {"after": "hola"},
            "/cfdi:Comprobante",
            "hola",
            "«Comprobante» contiene el texto 'hola': aquí no puede haber texto",
        ),
        (
            {"conceptos": in_group(f" {CONCEPTO} \u00a0")},
            "/cfdi:Comprobante/cfdi:Conceptos",
            "\u00a0",
            "«Conceptos» contiene el texto '\\xa0': aquí no puede haber texto",
        ),
        (
            {"emisor": EMISOR.replace("/>", ">\n</cfdi:Emisor>")},
            "/cfdi:Comprobante/cfdi:Emisor",
            "",
            "«Emisor» contiene el texto '': aquí no puede haber texto",
        ),
        (
            {"after": addenda("")},
            "/cfdi:Comprobante/cfdi:Addenda",
            None,
            "«Addenda»: el elemento no puede estar vacío",
        ),
        (
            {"Total": "mil"},
            "/cfdi:Comprobante/@Total",
            "mil",
            "«Total» es 'mil'; debe ser un número decimal como 1160.00",
        ),
        (
            {"Fecha": "2026-02-30T00:00:00"},
            "/cfdi:Comprobante/@Fecha",
            "2026-02-30T00:00:00",
            (
                "«Fecha» es '2026-02-30T00:00:00'; debe ser fecha y hora local "
                "AAAA-MM-DDThh:mm:ss, sin zona horaria"
            ),
        ),
        (
            {"after": complemento(PAGOS.replace('Parcialidad="1"', 'Parcialidad="I"'))},
            f"{PAGO}/pago20:DoctoRelacionado/@NumParcialidad",
            "I",
            "«NumParcialidad» es 'I'; debe ser un número entero",
        ),
        (
            {"after": complemento(LOCALES.replace('version="1.0"', 'version="1.1"'))},
            "/cfdi:Comprobante/cfdi:Complemento/implocal:ImpuestosLocales/@version",
            "1.1",
            "«version» es '1.1'; debe ser '1.0'",
        ),
        (
            {"Confirmacion": "abcd"},
            "/cfdi:Comprobante/@Confirmacion",
            "abcd",
            "«Confirmacion» es 'abcd'; debe ser de 5 caracteres",
        ),
        (
            {"Serie": ""},
            "/cfdi:Comprobante/@Serie",
            "",
            "«Serie» es ''; debe ser de 1 caracteres o más",
        ),
        (
            {"Serie": "x" * 26},
            "/cfdi:Comprobante/@Serie",
            "x" * 26,
            f"«Serie» es '{'x' * 26}'; debe ser de 25 caracteres o menos",
        ),
        (
            {"Serie": "a|b"},
            "/cfdi:Comprobante/@Serie",
            "a|b",
            "«Serie» es 'a|b'; debe ser de la forma [^|]{1,25}",
        ),
        (
            {"TipoCambio": "0"},
            "/cfdi:Comprobante/@TipoCambio",
            "0",
            "«TipoCambio» es '0'; debe ser 0.000001 o más",
        ),
        (
            {"TipoCambio": "1.1234567"},
            "/cfdi:Comprobante/@TipoCambio",
            "1.1234567",
            "«TipoCambio» es '1.1234567'; debe ser un número con 6 decimales o menos",
        ),
        (
            {"after": complemento(PAGOS.replace(' Monto="', ' SelloPago="ñ" Monto="'))},
            f"{PAGO}/@SelloPago",
            "ñ",
            "«SelloPago» es 'ñ'; debe ser texto en base64",
        ),
        (
            {"before": '<cfdi:InformacionGlobal Periodicidad="01" Meses="01" Año="40000"/>'},
            "/cfdi:Comprobante/cfdi:InformacionGlobal/@Año",
            "40000",
            "«Año» es '40000'; debe ser 32767 o menos",
        ),
    ],
)
def test_each_departure_is_one_sentence(
    parts: dict[str, str | None], path: str, value: str | None, message: str
) -> None:
    finding = one(**parts)
    assert (finding.path, finding.value, finding.message) == (path, value, message)
    root = etree.fromstring(cfdi_bytes(**parts))
    missing = message.startswith("Falta")
    found = root.xpath(path, namespaces=NAMESPACES)
    assert len(found) == (0 if missing else 1)
    assert len(root.xpath(path.rpartition("/")[0] or path, namespaces=NAMESPACES)) == 1


def test_findings_come_in_document_order() -> None:
    data = cfdi_bytes(
        Total="x",
        emisor=f"\n{EMISOR.replace('601', '601').replace('EKU9003173C9', 'eku')}",
        conceptos=in_group("\n" + (CONCEPTO.replace('"Servicio"', '""') + "\n") * 3),
        after="\n<cfdi:Nuevo/>",
    )
    found = findings(data)
    assert [(each.path.rpartition("cfdi:")[2], each.line) for each in found] == [
        ("Comprobante/@Total", 2),
        ("Emisor/@Rfc", 3),
        ("Concepto[1]/@Descripcion", 4),
        ("Concepto[2]/@Descripcion", 5),
        ("Concepto[3]/@Descripcion", 6),
        ("Nuevo", 8),
    ]


def test_a_document_and_its_bytes_have_the_same_report(tmp_path: Path) -> None:
    path = tmp_path / "factura.xml"
    path.write_bytes(cfdi_bytes(Serie="x" * 26))
    assert structure(read(path)) == structure(path)
    assert structure(path).source == str(path)
    assert structure(path.read_bytes()).findings == structure(path).findings


def test_what_was_not_evaluated_is_said() -> None:
    """Nothing that could not be judged is shown as passed."""
    report = structure(cfdi_bytes())
    assert report.by_code()["CFDI40999"] == ()
    assert "CFDI40102" in [each.what for each in report.not_evaluated]
    assert all(each.what and each.reason for each in report.not_evaluated)


def test_unmodelled_complements_are_named_once() -> None:
    unknown = '<u:Uno xmlns:u="urn:u"/>'
    data = cfdi_bytes(after=complemento(unknown * 2 + TIMBRE + '<v:Dos xmlns:v="urn:v"/>'))
    names = [each.what for each in structure(data).not_evaluated]
    assert names.count("{urn:u}Uno") == 1
    assert names.count("{urn:v}Dos") == 1
    assert findings(data) == ()


def test_of_what_cannot_be_read_the_rest_is_not_evaluated() -> None:
    report = structure(b"<a")
    assert [each.path for each in report.findings] == [""]
    assert report.findings[0].message.startswith("No es un CFDI 4.0 legible: line 1: ")
    assert [each.what for each in report.not_evaluated] == ["todo lo demás"]


def test_what_cannot_be_typed_is_checked_to_the_end() -> None:
    data = cfdi_bytes(Total="x", emisor="", Serie="x" * 26, after="<a/>")
    assert [each.path for each in findings(data)] == [
        "/cfdi:Comprobante/@Serie",
        "/cfdi:Comprobante/@Total",
        "/cfdi:Comprobante/a",
        "/cfdi:Comprobante/cfdi:Emisor",
    ]


def test_messages_are_short_whatever_was_found() -> None:
    finding = one(Serie="x" * 1_000_000)
    assert finding.value == "x" * 1_000_000
    assert len(finding.message) < 300
