"""SOAP 1.1 envelopes: written around one element, and taken off one answer.

Source: W3C, Simple Object Access Protocol (SOAP) 1.1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lxml import etree

from cobranza.cfdi._xml import parse
from cobranza.errors import CfdiReadError
from cobranza.sat.errors import SatAnswerError, SatFaultError

if TYPE_CHECKING:
    from cobranza.cfdi._xml import XmlElement

__all__ = ["SOAP", "envelope", "fault_in", "header_of", "new_envelope", "result_of", "to_bytes"]

SOAP: Final = "http://schemas.xmlsoap.org/soap/envelope/"
_MAX_BYTES: Final = 8 * 1024 * 1024


def new_envelope() -> tuple[XmlElement, XmlElement, XmlElement]:
    """Give an empty envelope, its header and its body."""
    root = etree.Element(f"{{{SOAP}}}Envelope", nsmap={"s": SOAP})
    header = etree.SubElement(root, f"{{{SOAP}}}Header")
    return root, header, etree.SubElement(root, f"{{{SOAP}}}Body")


def envelope(content: XmlElement) -> bytes:
    """Write an envelope around one element."""
    root, _, body = new_envelope()
    body.append(content)
    return to_bytes(root)


def to_bytes(root: XmlElement) -> bytes:
    """Write a message; not a byte between its elements, because they may be signed."""
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def result_of(operation: str, data: bytes, *path: str) -> XmlElement:
    """Give the element that stands at `path` (qualified names) inside the body of an answer.

    Raises:
        SatFaultError: the body is a fault.
        SatAnswerError: it is no SOAP answer, or has no such element.
    """
    root = _parse(operation, data)
    fault = _fault(operation, root)
    if fault is not None:
        raise fault
    found = root.find("/".join((f"{{{SOAP}}}Body", *path)))
    if found is None:
        name = path[-1].rpartition("}")[2]
        raise SatAnswerError(operation, f"an answer without {name}", f"a {name} in the SOAP body")
    return found


def header_of(operation: str, data: bytes, *path: str) -> XmlElement | None:
    """Give the element that stands at `path` inside the header of an answer, if there is one."""
    return _parse(operation, data).find("/".join((f"{{{SOAP}}}Header", *path)))


def fault_in(operation: str, data: bytes) -> SatFaultError | None:
    """Give the fault that an answer holds; whatever cannot be read holds none."""
    try:
        return _fault(operation, _parse(operation, data))
    except SatAnswerError:
        return None


def _parse(operation: str, data: bytes) -> XmlElement:
    try:
        root = parse(data, max_bytes=_MAX_BYTES, source=None)
    except CfdiReadError as error:
        found = str(error.problems[0])
        raise SatAnswerError(
            operation, f"an unreadable answer ({found})", "a SOAP answer"
        ) from None
    if root.tag != f"{{{SOAP}}}Envelope":
        found = f"a document of {etree.QName(root).localname!r}"
        raise SatAnswerError(operation, found, "a SOAP 1.1 envelope")
    return root


def _fault(operation: str, root: XmlElement) -> SatFaultError | None:
    fault = root.find(f"{{{SOAP}}}Body/{{{SOAP}}}Fault")
    if fault is None:
        return None
    code, reason = (fault.findtext(each, "").strip() for each in ("faultcode", "faultstring"))
    return SatFaultError(operation, code, reason)
