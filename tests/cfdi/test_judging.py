"""How `check` puts its parts together; what each rule finds is tested rule by rule."""

import json
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import attrs
import pytest
from lxml import etree

from cobranza.cfdi import (
    STRICT,
    Document,
    Finding,
    Fragment,
    Lists,
    Profile,
    Severity,
    Taxpayer,
    _structure,
    check,
    read,
    to_sarif,
    write,
)
from cobranza.cfdi._schema import slim_schema
from cobranza.cfdi._walker import walk
from cobranza.cfdi.official import OfficialSchemas
from cobranza.cfdi.rules import BY_CODE
from cobranza.errors import SourceError
from tests.cfdi.documents import structure
from tests.cfdi.rules.bases import BASES, FECHA, INGRESO

TOTAL_OFF = write(attrs.evolve(INGRESO, total=INGRESO.total + Decimal("0.01")))
CONDITIONAL = {"CFDI40143", "CFDI40144", "CFDI40145", "CFDI40147", "CFDI40148"}
"""Codes about the receptor that need l_RFC, by rules.csv (error_needs_sat_list)."""


def codes(findings: tuple[Finding, ...]) -> list[str]:
    return [each.code for each in findings]


class TestParts:
    @pytest.mark.parametrize("base", BASES, ids=lambda each: each.tipo_de_comprobante)
    def test_a_valid_document_has_no_findings(self, base: object) -> None:
        assert check(write(base)).findings == ()  # type: ignore[arg-type]

    def test_a_rule_speaks_with_path_line_and_numbers(self) -> None:
        """SubTotal and taxes of the base are worked out by hand in bases.py."""
        report = check(TOTAL_OFF)
        (finding,) = report.by_code()["CFDI40119"]
        assert finding.path == "/cfdi:Comprobante/@Total"
        assert finding.line == 2  # the XML declaration is on line 1
        assert finding.value == str(INGRESO.total + Decimal("0.01"))
        assert str(INGRESO.total + Decimal("0.01")) in finding.message
        assert str(INGRESO.total) in finding.message

    def test_a_document_and_its_bytes_are_judged_alike(self) -> None:
        document = read(TOTAL_OFF)
        assert check(document) == check(TOTAL_OFF)
        assert check(attrs.evolve(document, source="a.xml")).source == "a.xml"

    def test_structure_comes_first_and_rules_still_speak(self) -> None:
        report = check(TOTAL_OFF.replace(b'Version="4.0"', b'Version="4.0" Otro="1"', 1))
        assert codes(report.findings) == ["CFDI40999", "CFDI40119"]

    def test_what_cannot_be_typed_is_not_judged_by_rules(self) -> None:
        report = check(TOTAL_OFF.replace(b'Exportacion="01"', b"", 1))
        assert codes(report.findings) == ["CFDI40999"]
        assert "las reglas" in [each.what for each in report.not_evaluated]

    def test_before_2022_there_were_no_rules(self) -> None:
        """CFDI 4.0 is in force since 2022-01-01 (facts: Anexo 20)."""
        report = check(write(attrs.evolve(INGRESO, fecha=datetime(2021, 12, 31, 23, 59))))  # noqa: DTZ001
        assert report.findings == ()
        assert "las reglas" in [each.what for each in report.not_evaluated]

    def test_white_space_is_collapsed_before_it_is_judged(self) -> None:
        """SAT's types say whiteSpace="collapse": its schemas accept these, so do the rules."""
        padded = write(INGRESO).replace(b'Moneda="MXN"', b'Moneda=" MXN"', 1)
        padded = padded.replace(b'Rfc="EKU9003173C9"', b'Rfc=" EKU9003173C9 "', 1)
        assert check(padded).findings == ()
        assert check(read(padded)).findings == ()

    def test_an_unknown_complement_is_not_evaluated(self) -> None:
        unknown = Fragment(name="{urn:x}C", xml=b'<x:C xmlns:x="urn:x"></x:C>')
        report = check(write(attrs.evolve(INGRESO, complemento=(unknown,))))
        assert report.findings == ()
        assert report.not_evaluated[0].what == "{urn:x}C"

    def test_schema_and_walker_may_differ_and_nothing_is_lost(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(_structure, "walk", lambda *_, **__: (None, ()))
        report = structure(TOTAL_OFF.replace(b'Version="4.0"', b'Version="4.0" Otro="1"', 1))
        assert codes(report.findings) == ["CFDI40999"]
        assert "Otro" in report.findings[0].message


class TestProfiles:
    def test_strict_makes_errors_of_warnings(self) -> None:
        """FormaPago 99 with PUE is against the guide and has no code of SAT's: a warning."""
        odd = write(attrs.evolve(INGRESO, forma_pago="99", metodo_pago="PUE"))
        assert check(odd).ok
        assert not check(odd, profile=STRICT).ok
        assert codes(check(odd).findings) == codes(check(odd, profile=STRICT).findings)

    def test_single_codes_can_be_lowered_or_left_out(self) -> None:
        lowered = check(TOTAL_OFF, profile=Profile(severities={"CFDI40119": Severity.WARNING}))
        assert [each.severity for each in lowered.findings] == [Severity.WARNING]
        left_out = check(TOTAL_OFF, profile=Profile(severities={"CFDI40119": None}))
        assert left_out.findings == ()
        assert "CFDI40119" not in [each.what for each in left_out.not_evaluated]


class TestWhatTheCallerGives:
    def test_a_list_is_used(self) -> None:
        assert {each.what for each in check(write(INGRESO)).not_evaluated} >= CONDITIONAL
        receptor = INGRESO.receptor
        known = {
            party.rfc: Taxpayer(name=party.nombre, postal_code="86991", regimes=frozenset({"601"}))
            for party in (INGRESO.emisor, receptor)
        }
        report = check(write(INGRESO), lists=Lists(taxpayers=known))
        assert report.findings == ()
        assert not {each.what for each in report.not_evaluated} & CONDITIONAL
        known[receptor.rfc] = attrs.evolve(known[receptor.rfc], postal_code="06000")
        report = check(write(INGRESO), lists=Lists(taxpayers=known))
        assert codes(report.findings) == ["CFDI40148"]

    def test_today_is_used(self) -> None:
        assert "COB111" in [each.what for each in check(write(INGRESO)).not_evaluated]
        report = check(write(INGRESO), today=date(2026, 1, 30))
        assert codes(report.findings) == ["COB111"]  # Fecha is the day after
        assert check(write(INGRESO), today=FECHA.date()).findings == ()


class TestOfficialSchemas:
    def test_they_speak_with_the_line(self, official_schemas: Path) -> None:
        assert check(write(INGRESO), schemas=official_schemas).findings == ()
        unknown_key = write(attrs.evolve(INGRESO, exportacion="77"))
        report = check(unknown_key, schemas=official_schemas)
        assert codes(report.findings) == ["CFDI40999", "CFDI40123"]
        assert report.findings[0].line == 2

    def test_the_addenda_is_left_out(self, official_schemas: Path) -> None:
        addenda = (Fragment(name="a", xml=b"<a></a>"),)
        report = check(write(attrs.evolve(INGRESO, addenda=addenda)), schemas=official_schemas)
        assert report.findings == ()

    def test_verdicts_are_those_of_the_index(self, official_schemas: Path, corpus: Path) -> None:
        """`xsd_valid` in the index comes from the official XSD, run by somebody else."""
        rows = (corpus / "index.csv").read_text("utf-8").splitlines()
        schemas = OfficialSchemas(official_schemas)
        for row in [each.split(",") for each in rows if each.split(",")[2] == "4.0"][::60]:
            root = etree.parse(str(corpus / row[1])).getroot()
            assert (not schemas.errors(root)) == (row[21] == "1"), row[1]

    def test_what_is_no_folder_of_schemas(self, tmp_path: Path) -> None:
        with pytest.raises(SourceError, match="no such folder"):
            OfficialSchemas(tmp_path / "absent")
        with pytest.raises(SourceError, match="no schema of http"):
            OfficialSchemas(tmp_path)
        (tmp_path / "a.xsd").write_text("no XML", "utf-8")
        with pytest.raises(SourceError, match=r"a\.xsd"):
            OfficialSchemas(tmp_path)
        (tmp_path / "a.xsd").write_text(
            '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"'
            ' targetNamespace="http://www.sat.gob.mx/cfd/4"><xs:nonsense/></xs:schema>',
            "utf-8",
        )
        with pytest.raises(SourceError, match="content is not valid"):
            check(write(INGRESO), schemas=tmp_path)


class TestSarif:
    def test_findings_are_results(self) -> None:
        report = attrs.evolve(check(TOTAL_OFF), source="una factura.xml")
        log = to_sarif([report], titles={code: each.title for code, each in BY_CODE.items()})
        (run,) = json.loads(json.dumps(log))["runs"]
        (result,) = run["results"]
        assert log["version"] == "2.1.0"
        assert result["ruleId"] == "CFDI40119"
        assert result["level"] == "error"
        (location,) = result["locations"]
        place = location["physicalLocation"]
        assert place == {
            "artifactLocation": {"uri": "una%20factura.xml"},
            "region": {"startLine": 2},
        }
        assert location["logicalLocations"][0]["fullyQualifiedName"] == "/cfdi:Comprobante/@Total"
        notes = run["invocations"][0]["toolExecutionNotifications"]
        assert len(notes) == len(report.not_evaluated)

    def test_bytes_have_no_file(self) -> None:
        result = to_sarif([check(b"<a/>")], titles={})["runs"][0]["results"][0]
        assert "physicalLocation" not in result["locations"][0]


def test_the_slim_schema_decides_as_the_walker(corpus: Path) -> None:
    """Two readings of the same metadata, one by libxml2 and one by us."""
    for path in sorted(corpus.glob("4.0/*/*.xml"))[::5]:
        data = path.read_bytes()
        try:
            root = etree.fromstring(data)
        except etree.XMLSyntaxError:
            continue
        assert slim_schema().validate(root) == (not walk(root, facets=True)[1]), path


def test_a_document_that_was_built_by_hand_is_judged() -> None:
    assert check(Document(xml=TOTAL_OFF, comprobante=read(TOTAL_OFF).comprobante)).findings
