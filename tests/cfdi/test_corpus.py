"""Public CFDI files: 4.0 as they are met in the wild, older versions, and files that do not parse.

`index.csv` says what the official XSD, with the schemas of every complement, answered for each.
"""

import csv
import re
from pathlib import Path
from typing import Final

import attrs
import pytest
from lxml import etree

from cobranza.cfdi import NAMESPACES, Document, Report, read, write
from cobranza.cfdi import _reader as reader
from cobranza.cfdi import _walker as walker
from cobranza.errors import CfdiReadError
from tests.cfdi.conftest import CATALOG_OR_WILDCARD, Errors
from tests.cfdi.documents import structure

REQUIRED: Final = re.compile(r"The attribute '(\w+)' is required but missing")
SEAL: Final = {"Sello", "NoCertificado", "Certificado"}
_PARSER: Final = etree.XMLParser(remove_comments=True, remove_pis=True, resolve_entities=False)


@attrs.frozen(kw_only=True)
class File:
    """One file of the corpus, with what the index knows of it."""

    name: str
    version: str
    xsd_valid: bool
    data: bytes


@pytest.fixture(scope="module")
def files(corpus: Path) -> tuple[File, ...]:
    with (corpus / "index.csv").open(encoding="utf-8", newline="") as index:
        return tuple(
            File(
                name=row["file"],
                version=row["version"],
                xsd_valid=row["xsd_valid"] == "1",
                data=(corpus / row["file"]).read_bytes(),
            )
            for row in csv.DictReader(index)
        )


@pytest.fixture(scope="module")
def cfdi40(files: tuple[File, ...]) -> tuple[File, ...]:
    chosen = tuple(each for each in files if each.version == "4.0")
    assert len(chosen) == 790
    return chosen


@pytest.fixture(scope="module")
def documents(cfdi40: tuple[File, ...]) -> dict[str, Document]:
    """The documents that can be read, by file."""
    found: dict[str, Document] = {}
    for file in cfdi40:
        try:
            found[file.name] = read(file.data)
        except CfdiReadError:
            continue
    return found


@pytest.fixture(scope="module")
def verdicts(cfdi40: tuple[File, ...], xsd_errors: Errors) -> dict[str, list[tuple[str, str]]]:
    """What SAT's schemas say of each: cfdv40 and the three complements that have a model."""
    return {file.name: xsd_errors(file.data) for file in cfdi40}


@pytest.fixture(scope="module")
def reports(cfdi40: tuple[File, ...]) -> dict[str, Report]:
    return {file.name: structure(file.data) for file in cfdi40}


def test_every_valid_document_reads(
    cfdi40: tuple[File, ...], documents: dict[str, Document]
) -> None:
    refused = [each.name for each in cfdi40 if each.xsd_valid and each.name not in documents]
    assert refused == []


def test_what_is_refused_lacks_an_attribute_that_sat_requires(
    cfdi40: tuple[File, ...],
    documents: dict[str, Document],
    verdicts: dict[str, list[tuple[str, str]]],
) -> None:
    """Nothing else in the corpus keeps a document of version 4.0 from being typed."""
    refused = 0
    for file in cfdi40:
        messages = "\n".join(message for _, message in verdicts[file.name])
        missing = set(REQUIRED.findall(messages)) - SEAL
        if file.name in documents:
            assert not missing, file.name
            continue
        refused += 1
        with pytest.raises(CfdiReadError) as caught:
            read(file.data)
        problems = caught.value.problems
        assert {each.path.rpartition("/@")[2] for each in problems} == missing, file.name
        assert {each.value for each in problems} == {None}
        assert all(each.line for each in problems)
    assert refused == 30


def test_every_document_is_written_back(documents: dict[str, Document]) -> None:
    changed = [
        name
        for name, document in documents.items()
        if read(write(document.comprobante)).comprobante != document.comprobante
    ]
    assert changed == []


def test_both_readers_agree(cfdi40: tuple[File, ...], documents: dict[str, Document]) -> None:
    walked_only = []
    for file in cfdi40:
        root = etree.fromstring(file.data, _PARSER)
        compiled, walked = reader.read_tree(root), walker.walk(root)[0]
        assert (walked is not None) == (file.name in documents), file.name
        if compiled is None:
            walked_only.append(file.name)
        else:
            assert repr(compiled) == repr(walked), file.name
    # The slow way is for what is out of the ordinary.
    assert not [each.name for each in cfdi40 if each.xsd_valid and each.name in walked_only]


def test_valid_documents_have_no_findings(
    cfdi40: tuple[File, ...], reports: dict[str, Report]
) -> None:
    found = {
        each.name: [finding.message for finding in reports[each.name].findings]
        for each in cfdi40
        if each.xsd_valid and reports[each.name].findings
    }
    assert found == {}


def test_check_and_sat_schemas_agree(
    cfdi40: tuple[File, ...],
    reports: dict[str, Report],
    verdicts: dict[str, list[tuple[str, str]]],
) -> None:
    """Beyond catalog keys and what has no model, the same documents are refused."""
    differ = {}
    only_not_evaluated = 0
    for file in cfdi40:
        errors = [each for each in verdicts[file.name] if each[0] not in CATALOG_OR_WILDCARD]
        if reports[file.name].ok != (not errors):
            differ[file.name] = errors or reports[file.name].findings
        if reports[file.name].ok and not file.xsd_valid:
            assert verdicts[file.name], file.name
            only_not_evaluated += 1
    assert differ == {}
    # 17 in Carta Porte, which has no model, and 2 with keys that are in no catalog.
    assert only_not_evaluated == 19


def test_what_is_written_is_as_valid_as_what_was_read(
    documents: dict[str, Document], reports: dict[str, Report], xsd_errors: Errors
) -> None:
    worse = {}
    for name, document in documents.items():
        if not reports[name].ok:
            continue
        written = write(document.comprobante)
        found = [each for each in xsd_errors(written) if each[0] not in CATALOG_OR_WILDCARD]
        if found or not structure(written).ok:
            worse[name] = found
    assert worse == {}


def test_paths_resolve_in_the_original(
    cfdi40: tuple[File, ...], reports: dict[str, Report]
) -> None:
    astray = []
    checked = 0
    for file in cfdi40:
        tree = etree.fromstring(file.data).getroottree()
        for finding in reports[file.name].findings:
            path = finding.path
            missing = finding.message.startswith("Falta ")
            where = path.rpartition("/")[0] if missing else path
            found = tree.xpath(where, namespaces=NAMESPACES)
            value = str(found[0]) if "@" in path.rpartition("/")[2] and found else None
            if len(found) != 1 or (not missing and value is not None and value != finding.value):
                astray.append((file.name, path))
            if missing:
                assert tree.xpath(path, namespaces=NAMESPACES) == [], (file.name, path)
            checked += 1
    assert astray == []
    assert checked > 200


def test_files_that_are_no_xml_are_refused(corpus: Path) -> None:
    files = sorted((corpus / "broken").glob("*.xml"))
    assert len(files) == 30
    for file in files:
        with pytest.raises(CfdiReadError) as caught:
            read(file)
        assert caught.value.source == str(file)
        report = structure(file)
        assert not report.ok
        assert report.findings[0].code == "CFDI40999"


def test_older_versions_are_refused_by_name(files: tuple[File, ...]) -> None:
    older = [each for each in files if each.version in ("3.2", "3.3")]
    assert len(older) == 30
    for file in older:
        with pytest.raises(CfdiReadError, match=r"the root of a CFDI 4\.0") as caught:
            read(file.data)
        (problem,) = caught.value.problems
        assert problem.value == f"{{http://www.sat.gob.mx/cfd/3}}Comprobante {file.version}"
        assert not structure(file.data).ok
