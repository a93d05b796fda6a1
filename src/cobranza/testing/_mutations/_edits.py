"""What a mutation is made of: small edits of a tree, each with the place it needs.

Paths are XPath from the root, with the prefixes of `NAMESPACES`; an edit changes the first place
that its path finds, and cannot be made where it finds none.
"""

from __future__ import annotations

import copy
import functools
from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final, TypeAlias, cast

import attrs
from lxml import etree

from cobranza.cfdi import NAMESPACES
from cobranza.cfdi._xml import XmlElement
from cobranza.money import precise

__all__: list[str] = []

Made: TypeAlias = Callable[[str, XmlElement], str]
"""Makes a value of the old one and of the element that has it."""
Value: TypeAlias = str | Made

COMPLEMENTO: Final = "cfdi:Complemento"
_AFTER_COMPLEMENTO: Final = "{http://www.sat.gob.mx/cfd/4}Addenda"


@functools.cache
def xpath(path: str) -> etree.XPath:
    """Compile a path, once."""
    return etree.XPath(path, namespaces=NAMESPACES)


def first(path: str, root: XmlElement) -> XmlElement | None:
    """Find the first element at a path."""
    found: list[Any] = xpath(path)(root)
    return found[0] if found else None


@attrs.frozen
class Edit:
    """One change: the element that it needs, and what it does to it in its tree."""

    place: str
    change: Callable[[XmlElement], None]


def put(path: str, value: Value) -> Edit:
    """Give an attribute a value; one made of the old value needs the attribute to be there."""
    place, name = _split(path)
    made = callable(value)

    def change(element: XmlElement) -> None:
        old = element.get(name, "")
        element.set(name, value(old, element) if callable(value) else value)

    return Edit(f"{place}[@{name}]" if made else place, change)


def drop(path: str) -> Edit:
    """Take an attribute or an element out."""
    place, name = _split(path)

    def change(element: XmlElement) -> None:
        if name:
            del element.attrib[name]
        else:
            _parent(element).remove(element)

    return Edit(f"{place}[@{name}]" if name else path, change)


def insert(path: str, xml: Value, *, at: int | None = None) -> Edit:
    """Put a new child into an element: the last one, or the one `at` an index."""

    def change(element: XmlElement) -> None:
        child = parsed(xml("", element) if callable(xml) else xml)
        element.insert(len(element) if at is None else at, child)

    return Edit(path, change)


def insert_after(path: str, xml: str) -> Edit:
    """Put a new element after another."""
    return Edit(path, lambda element: element.addnext(parsed(xml)))


def repeat(path: str) -> Edit:
    """Write an element twice."""
    return Edit(path, lambda element: element.addnext(copy.deepcopy(element)))


def move(path: str, *, to: int) -> Edit:
    """Give an element another index among its siblings."""

    def change(element: XmlElement) -> None:
        parent = _parent(element)
        parent.remove(element)
        parent.insert(to if to >= 0 else len(parent) + 1 + to, element)

    return Edit(path, change)


def rename(path: str, name: str) -> Edit:
    """Rename an element within its namespace."""

    def change(element: XmlElement) -> None:
        element.tag = f"{{{etree.QName(element).namespace}}}{name}"

    return Edit(path, change)


def write_text(path: str, text: str) -> Edit:
    """Write a text into an element."""

    def change(element: XmlElement) -> None:
        element.text = text

    return Edit(path, change)


def add_complement(xml: str) -> Edit:
    """Add a complement, in a Complemento of its own where there is none."""

    def change(root: XmlElement) -> None:
        complemento = first(COMPLEMENTO, root)
        if complemento is None:
            complemento = parsed("<cfdi:Complemento/>")
            index = len(root) - (len(root) > 0 and root[-1].tag == _AFTER_COMPLEMENTO)
            root.insert(index, complemento)
        complemento.append(parsed(xml))

    return Edit(".", change)


def more(units: int = 1) -> Made:
    """Add so many units of the last printed decimal to an amount."""

    def add(old: str, _: XmlElement) -> str:
        amount = Decimal(old)
        with precise():
            return f"{amount + Decimal(units).scaleb(int(amount.as_tuple().exponent)):f}"

    return add


def plus(amount: Value) -> Made:
    """Add an amount, with as many decimals as there are."""

    def add(old: str, element: XmlElement) -> str:
        added = amount(old, element) if callable(amount) else amount
        with precise():
            return f"{(Decimal(old) + Decimal(added)).quantize(Decimal(old)):f}"

    return add


def times(factor: int) -> Made:
    """Multiply an amount, with as many decimals as there are."""

    def multiply(old: str, _: XmlElement) -> str:
        with precise():
            return f"{Decimal(old) * factor:f}"

    return multiply


def one_more_decimal(old: str, _: XmlElement) -> str:
    """Print the same amount with one more decimal."""
    return f"{old}0" if "." in old else f"{old}.0"


def padded(places: int) -> Made:
    """Print the same amount with so many decimals."""
    return lambda old, _: f"{Decimal(old):.{places}f}"


def like(path: str) -> Made:
    """Repeat what another attribute says; its path goes on from the element."""

    def read(_: str, element: XmlElement) -> str:
        found: list[Any] = xpath(path)(element)
        return str(found[0])

    return read


def more_than(path: str) -> Made:
    """Give one unit of the last printed decimal more than another amount, as `like` finds it."""
    read, add = like(path), more()
    return lambda old, element: add(read(old, element), element)


def with_year(xml: str) -> Made:
    """Fill the year of Fecha into an element of the root that says `{year}`."""

    def fill(_: str, root: XmlElement) -> str:
        return xml.format(year=root.get("Fecha", "")[:4])

    return fill


def parsed(xml: str) -> XmlElement:
    """Parse an element that uses the prefixes of `NAMESPACES`."""
    declared = "".join(f' xmlns:{prefix}="{uri}"' for prefix, uri in NAMESPACES.items())
    element = etree.fromstring(f"<x{declared}>{xml}</x>")[0]
    etree.cleanup_namespaces(element)
    return element


def _split(path: str) -> tuple[str, str]:
    """Split off the attribute that a path ends in; "" when it ends in an element."""
    place, at, name = path.rpartition("@")
    if not at or "]" in name:
        return path, ""
    return place.rstrip("/") or "self::*", name


def _parent(element: XmlElement) -> XmlElement:
    """Give the parent of what is not the root."""
    return cast("XmlElement", element.getparent())
