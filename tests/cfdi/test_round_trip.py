"""Properties of reading, writing and checking, over every kind of document there is."""

from collections.abc import Iterator
from decimal import Decimal
from random import Random

import attrs
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cobranza.cfdi import Comprobante, Document, read, write
from cobranza.cfdi import _reader as reader
from cobranza.cfdi import _walker as walker
from cobranza.cfdi import _xml as xml
from cobranza.cfdi._spec import Node
from cobranza.errors import CfdiReadError
from tests.cfdi.conftest import CATALOG_OR_WILDCARD, Errors
from tests.cfdi.disguises import disguised
from tests.cfdi.documents import LOCALES, PAGOS, TIMBRE, addenda, cfdi_bytes, complemento, structure
from tests.cfdi.mutations import damaged, edited, markup
from tests.cfdi.strategies import comprobantes

pytestmark = pytest.mark.property

DOCUMENTS = (
    cfdi_bytes(),
    cfdi_bytes(after=complemento(PAGOS, TIMBRE)),
    cfdi_bytes(after=complemento(LOCALES) + addenda('<a:b xmlns:a="urn:a" c="d">é</a:b>')),
)


def amounts(node: object) -> Iterator[str]:
    """The amounts of a node and of all below it, as text: equal amounts may differ in scale."""
    if isinstance(node, Decimal):
        yield str(node)
    elif isinstance(node, tuple):
        for each in node:
            yield from amounts(each)
    elif isinstance(node, Node):
        for field in attrs.fields(type(node)):
            yield from amounts(getattr(node, field.name))


def both_readings(data: bytes) -> tuple[Comprobante | None, Comprobante | None]:
    """What the compiled reader and the walker each make of a document."""
    root = xml.parse(data, max_bytes=len(data), source=None)
    return reader.read_tree(root), walker.walk(root)[0]


@settings(max_examples=25)
@given(comprobantes())
def test_what_is_written_reads_back(comprobante: Comprobante) -> None:
    document = read(write(comprobante))
    assert document.comprobante == comprobante
    assert list(amounts(document.comprobante)) == list(amounts(comprobante))
    assert write(document.comprobante) == document.xml


@settings(max_examples=15)
@given(comprobantes(foreign=True))
def test_what_sat_does_not_define_reads_back_too(comprobante: Comprobante) -> None:
    document = read(write(comprobante))
    assert document.comprobante == comprobante
    assert write(document.comprobante) == document.xml
    compiled, walked = both_readings(document.xml)
    assert compiled in (None, walked)


@settings(max_examples=25)
@given(comprobantes())
def test_sat_accepts_what_is_written(xsd_errors: Errors, comprobante: Comprobante) -> None:
    data = write(comprobante)
    assert xsd_errors(data) == []
    assert structure(data).findings == ()


@settings(max_examples=25)
@given(comprobantes())
def test_the_compiled_reader_takes_what_is_valid(comprobante: Comprobante) -> None:
    compiled, walked = both_readings(write(comprobante))
    assert walked == comprobante
    # Only local taxes can be negative; a sign is left to the walker.
    if compiled is not None or not any("-" in each for each in amounts(comprobante)):
        assert compiled == walked
        assert list(amounts(compiled)) == list(amounts(walked))


@settings(max_examples=15)
@given(comprobantes(foreign=True) | comprobantes(), st.integers())
def test_how_it_is_written_makes_no_difference(comprobante: Comprobante, seed: int) -> None:
    text = write(comprobante).decode()
    random = Random(seed)
    for _ in range(3):
        assert read(disguised(text, random).encode()).comprobante == comprobante


@settings(max_examples=30)
@given(comprobantes(), st.integers())
def test_check_and_sat_schemas_agree_on_edited_documents(
    xsd_errors: Errors, comprobante: Comprobante, seed: int
) -> None:
    data = write(comprobante)
    random = Random(seed)
    for _ in range(5):
        changed = edited(data, random)
        expected = [each for each in xsd_errors(changed) if each[0] not in CATALOG_OR_WILDCARD]
        assert structure(changed).ok == (not expected), (
            structure(changed).findings,
            expected,
            changed,
        )


@settings(max_examples=25)
@given(comprobantes(), st.integers())
def test_edited_documents_are_read_alike_and_written_back(
    comprobante: Comprobante, seed: int
) -> None:
    data = write(comprobante)
    random = Random(seed)
    for _ in range(6):
        changed = edited(data, random, edits=2)
        compiled, walked = both_readings(changed)
        if compiled is not None:
            assert compiled == walked
            assert list(amounts(compiled)) == list(amounts(walked))
        try:
            document = read(changed)
        except CfdiReadError:
            assert walked is None or b'Version="4.0"' not in changed
        else:
            assert document.comprobante == walked
            assert read(write(document.comprobante)).comprobante == document.comprobante


@settings(max_examples=200)
@given(st.one_of(damaged(DOCUMENTS), markup(), st.binary(max_size=50)))
@example(b"")
@example(b"\xef\xbb\xbf")
@example(b"\xff\xfe")
@example(b"<?xml")
def test_any_bytes_are_a_document_or_one_kind_of_error(data: bytes) -> None:
    report = structure(data)
    try:
        document = read(data)
    except CfdiReadError:
        assert not report.ok
    else:
        assert isinstance(document, Document)
        assert read(write(document.comprobante)).comprobante == document.comprobante


@settings(max_examples=100)
@given(st.text(max_size=30))
def test_any_text_is_an_amount_or_a_problem(text: str) -> None:
    escaped = "".join(f"&#{ord(each)};" if each in '<&"\t\n\r' else each for each in text)
    try:
        data = cfdi_bytes(Total=escaped)
    except UnicodeEncodeError:
        return
    try:
        total = read(data).comprobante.total
    except CfdiReadError:
        return
    assert total.is_finite()
    assert Decimal(text.strip(" \t\n\r")) == total
    assert text.isascii()
