"""Elements of the SAT's cancellation service, read safely."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Final

from lxml import etree

from cobranza.cfdi._xml import parse
from cobranza.errors import CfdiReadError, SatError, shorten

if TYPE_CHECKING:
    from cobranza.cfdi._xml import XmlElement

__all__ = ["CANCELA", "local", "parse_root", "parse_xml", "required", "time_of"]

CANCELA: Final = "http://cancelacfd.sat.gob.mx"
_MOST_BYTES: Final = 8 * 1024 * 1024
_TIME: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?")


def parse_xml(data: bytes) -> XmlElement:
    """Parse XML without entities, DTD or network."""
    try:
        return parse(data, max_bytes=_MOST_BYTES, source=None)
    except CfdiReadError as error:
        raise SatError(f"not a message of the cancellation service: {error.problems[0]}") from None


def parse_root(data: bytes, expected: str) -> XmlElement:
    """Parse XML whose root is an element of the service."""
    root = parse_xml(data)
    if root.tag != f"{{{CANCELA}}}{expected}":
        raise SatError(
            f"the document is {shorten(str(root.tag))}, expected {expected} of {CANCELA}"
        )
    return root


def local(element: XmlElement) -> str:
    """Give the name of an element without its namespace."""
    return etree.QName(element).localname


def required(element: XmlElement, attribute: str) -> str:
    """Give an attribute that must be there."""
    value = element.get(attribute)
    if value is None:
        where = f"line {element.sourceline}: {local(element)}"
        raise SatError(f"{where} has no {attribute}, expected one")
    return value


def time_of(element: XmlElement) -> datetime:
    """Give the attribute Fecha; the SAT writes up to seven decimals, of which six are kept."""
    text = required(element, "Fecha")
    try:
        return datetime.fromisoformat(text if _TIME.fullmatch(text) else "")
    except ValueError:
        where = f"line {element.sourceline}: {local(element)}"
        message = f"{where}/@Fecha is {shorten(text)!r}, expected such as 2026-05-31T18:30:15"
    raise SatError(message)
