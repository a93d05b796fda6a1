"""Single edits that make a document other than it was: of its tree, and of its bytes."""

import copy
from collections.abc import Callable, Sequence
from random import Random
from typing import Final

from hypothesis import strategies as st
from lxml import etree

from tests.cfdi.documents import CFDI, IMPLOCAL, PAGO20, TFD

Element = etree._Element  # lxml gives the class no public name
MODELLED: Final = (CFDI, PAGO20, TFD, IMPLOCAL)

# What XSD, Python and people read as numbers, dates or texts, each in its own way.
VALUES: Final = (
    "", " ", "0", "-0", "1", "+1", "-1", "01", " 1.00 ", "1.0000000", "1.1234567", "0.0000001",
    ".5", "5.", ".", "+", "--1", "1..0", "1.2.3", "1,000.00", "1_000", "1E3", "1e3", "NaN", "nan",
    "INF", "Infinity", "-Infinity", "٣", "\uff11.00", "1\u00a0", "0x10", "1" * 19, "1" * 30,
    "999", "1000", "2018", "2019", "32768", "4.0", "3.3", "2.0", "1.1", "1.0", " 4.0 ",
    "2026-01-31T12:00:00", "2026-02-30T12:00:00", "2026-01-31t12:00:00", "2026-01-31 12:00:00",
    "2026-01-31T12:00:00Z", "2026-01-31T12:00:00-06:00", "2026-01-31T12:00:00.5", "2026-01-31",
    "2026-W01-1T10:00:00", "20260131T120000", "2026-01-31T24:00:00", "2009-01-31T12:00:00",
    " 2026-01-31T12:00:00\n", "\uff12026-01-31T12:00:00",
    "EKU9003173C9", "eku9003173c9", " EKU9003173C9 ", "ZUÑ920208KL4", "H&E951128469",
    "6c7b6d1f-2c4b-4b6e-9a53-0f1c9c3c1a01", "6C7B6D1F-2C4B-4B6E-9A53-0F1C9C3C1A0G",
    "a|b", "a\tb", "a\nb", "x" * 26, "x" * 1001, "c2VsbG8=", "c2VsbG8", "=", "01000", "1234567890",
    "12345678901234567890", "15  48  3009  0001234", "15 48 3009 0001234",
)  # fmt: skip

Edit = Callable[[Random, Element, Sequence[Element]], None]
"""Changes one of the elements, which are those of the root's tree that SAT's schemas define."""


def set_value(random: Random, _: Element, elements: Sequence[Element]) -> None:
    element = random.choice([each for each in elements if each.keys()])
    element.set(random.choice(element.keys()), random.choice(VALUES))


def drop_attribute(random: Random, _: Element, elements: Sequence[Element]) -> None:
    element = random.choice([each for each in elements if each.keys()])
    del element.attrib[random.choice(element.keys())]


def add_attribute(random: Random, _: Element, elements: Sequence[Element]) -> None:
    name = random.choice(("Nuevo", "{urn:x}Nuevo", "total", "Folio", f"{{{CFDI}}}Total"))
    random.choice(elements).set(name, random.choice(VALUES))


def rename_attribute(random: Random, _: Element, elements: Sequence[Element]) -> None:
    element = random.choice([each for each in elements if each.keys()])
    name = random.choice(element.keys())
    element.set(random.choice((name.lower(), f"{name}2", "Importe")), element.attrib.pop(name))


def drop_element(random: Random, root: Element, elements: Sequence[Element]) -> None:
    element = random.choice(elements)
    if element is not root:
        element.getparent().remove(element)  # type: ignore[union-attr]


def repeat_element(random: Random, root: Element, elements: Sequence[Element]) -> None:
    element = random.choice(elements)
    if element is not root:
        element.addnext(copy.deepcopy(element))


def move_element(random: Random, root: Element, elements: Sequence[Element]) -> None:
    """Move an element to the end of the document or of its siblings, or into another one."""
    element = random.choice(elements)
    parent = element.getparent()
    if parent is None:
        return
    inside = set(element.iter())
    other = random.choice([each for each in elements if each not in inside])
    random.choice((root, parent, other)).append(element)


def reverse_children(random: Random, _: Element, elements: Sequence[Element]) -> None:
    element = random.choice(elements)
    element[:] = list(reversed(element))


def rename_element(random: Random, root: Element, elements: Sequence[Element]) -> None:
    element = random.choice(elements)
    if element is not root:
        element.tag = random.choice((f"{{{CFDI}}}Concepto", f"{{{CFDI}}}Nuevo", "Concepto"))


def add_element(random: Random, _: Element, elements: Sequence[Element]) -> None:
    tag = random.choice((f"{{{CFDI}}}Nuevo", f"{{{CFDI}}}Emisor", f"{{{CFDI}}}Impuestos", "nuevo"))
    element = random.choice(elements)
    element.insert(random.randint(0, len(element)), etree.Element(tag))


def empty_element(random: Random, root: Element, elements: Sequence[Element]) -> None:
    element = random.choice(elements)
    if element is not root:
        del element[:]


def add_text(random: Random, _: Element, elements: Sequence[Element]) -> None:
    random.choice(elements).text = random.choice(("hola", " \n\t", "\u00a0"))


EDITS: Final[tuple[Edit, ...]] = (
    set_value, set_value, set_value, drop_attribute, add_attribute, rename_attribute, drop_element,
    repeat_element, move_element, reverse_children, rename_element, add_element, empty_element,
    add_text,
)  # fmt: skip


def edited(xml: bytes, random: Random, *, edits: int = 1) -> bytes:
    """Apply so many random edits to what SAT's schemas define of a document."""
    root = etree.fromstring(xml)
    for _ in range(edits):
        defined = [each for each in root.iter("*") if etree.QName(each).namespace in MODELLED]
        random.choice(EDITS)(random, root, defined)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


@st.composite
def damaged(draw: st.DrawFn, documents: Sequence[bytes]) -> bytes:
    """Draw one of the documents with some of its bytes flipped, cut, repeated or put in."""
    data = draw(st.sampled_from(documents))
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.integers(0, 60)))
        piece = draw(
            st.one_of(
                st.just(b""),
                st.just(data[start:end] * 2),
                st.binary(max_size=4),
                st.sampled_from(MARKUP),
            )
        )
        data = data[:start] + piece + data[end:]
    return data


MARKUP: Final = (
    b"<", b">", b"&", b'"', b"'", b"/", b"=", b"\r\n", b"&#0;", b"&#xD800;", b"&e;", b"<!--",
    b"-->",
    b"<![CDATA[", b"]]>", b"<?", b"?>", b"<!DOCTYPE a>", b'<!DOCTYPE a [<!ENTITY e "x">]>', b"\0",
    b"\xff\xfe", b"\xef\xbb\xbf", b'<?xml version="1.1"?>', b'encoding="UTF-16"', b' xmlns="foo"',
    b' xmlns:cfdi="x"', b' xml:id="1"', b' xml:space="x"', b"</cfdi:Comprobante>",
    b"<cfdi:Complemento/>",
)  # fmt: skip


@st.composite
def markup(draw: st.DrawFn) -> bytes:
    """Draw bytes that look like XML."""
    pieces = st.sampled_from((*MARKUP, b"<cfdi:Comprobante", b' Version="4.0"', b"a", b" ", b"<a/>",
                              f' xmlns:cfdi="{CFDI}"'.encode()))  # fmt: skip
    return b"".join(draw(st.lists(pieces, max_size=12)))
