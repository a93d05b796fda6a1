"""The compiled writer: models to XML, attributes and children in SAT's order.

For each class a function is compiled once from the metadata. It trusts nothing: a value that is
not what its field says stops it, and `explain` then names every such value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, cast

from lxml import etree

from cobranza.cfdi._spec import (
    TYPE_OF_BASE,
    ChildSpec,
    Element,
    Extra,
    Fragment,
    Node,
    NodeSpec,
    Standalone,
    WildcardSpec,
    spec_of,
)
from cobranza.cfdi._xml import COMPLEMENTS, XSI, well_formed
from cobranza.cfdi.comprobante import Comprobante
from cobranza.errors import CfdiWriteError, Problem

__all__: list[str] = []

Out = Callable[[str], None]
Write = Callable[[Any, str, Out], None]

LENGTH_OF_DATE: Final = len("2026-01-31T12:00:00")
_ESCAPES: Final = str.maketrans(
    {"&": "&amp;", "<": "&lt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}
)


class _Unwritable(Exception):  # noqa: N818 - a signal between functions of this module, no error
    """A value is not what its field says."""


def write_bytes(comprobante: Comprobante) -> bytes:
    """Write `comprobante` as UTF-8 XML; CfdiWriteError names every value that cannot be written."""
    parts = ['<?xml version="1.0" encoding="UTF-8"?>\n<cfdi:Comprobante']
    try:
        parts.append(_root_namespaces(comprobante))
        _writer_of(Comprobante)(comprobante, "cfdi:Comprobante", parts.append)
        return "".join(parts).encode()
    except (_Unwritable, AttributeError, TypeError) as error:
        problems = tuple(explain(comprobante, "comprobante"))
        if not problems:  # pragma: no cover - would be a defect of this module
            raise
        raise CfdiWriteError(problems) from error


def _root_namespaces(comprobante: Comprobante) -> str:
    used = {type(each) for each in comprobante.complemento}
    elements = [
        Comprobante.ELEMENT,
        *(node.ELEMENT for node in COMPLEMENTS if node in used and _declared_at_root(node.ELEMENT)),
    ]
    declarations = "".join(f' xmlns:{each.prefix}="{each.namespace}"' for each in elements)
    location = comprobante.schema_location
    if location is None:
        location = " ".join(f"{each.namespace} {each.location}" for each in elements)
    return f'{declarations} xmlns:xsi="{XSI}" xsi:schemaLocation="{_text(location)}"'


def _declared_at_root(element: Element) -> bool:
    # The stamp is added by somebody else, later: SAT has it declare itself.
    return element.prefix != "tfd"


def _text(value: str) -> str:
    if value.__class__ is not str:
        raise _Unwritable
    if value.isprintable():
        if "&" in value or "<" in value or '"' in value:
            return value.translate(_ESCAPES)
        return value
    if not is_xml_text(value):
        raise _Unwritable
    return value.translate(_ESCAPES)


def _number(value: Decimal) -> str:
    if value.__class__ is not Decimal or not value.is_finite():
        raise _Unwritable
    text = str(value)
    return format(value, "f") if "E" in text else text


def _whole(value: int) -> str:
    if value.__class__ is not int:
        raise _Unwritable
    return str(value)


def _date(value: datetime) -> str:
    text = value.isoformat()  # a zone or a fraction of a second makes it longer, a date shorter
    if len(text) != LENGTH_OF_DATE:
        raise _Unwritable
    return text


def is_xml_text(value: str) -> bool:
    """Tell whether XML 1.0 can carry every character of `value`."""
    return all(
        "\x20" <= each <= "\ud7ff"
        or "\ue000" <= each <= "\ufffd"
        or each >= "\U00010000"
        or each in "\t\n\r"
        for each in value
    )


def _compile(node: type[Node], prefix: str, writers: dict[type[Node], Write]) -> Write:
    """Compile the writer of `node` and, first, those of the nodes below it."""
    spec = spec_of(node)
    names: dict[str, Any] = {
        "Node": node,
        "Unwritable": _Unwritable,
        "text": _text,
        "number": _number,
        "whole": _whole,
        "date": _date,
        "write_any": _write_any,
        "extra_attributes": _extra_attributes,
        "extra_children": _extra_children,
    }
    for index, child in enumerate(spec.children):
        if isinstance(child, ChildSpec):
            if child.node not in writers:
                writers[child.node] = _compile(child.node, prefix, writers)
            names[f"write{index}"] = writers[child.node]
    exec(_writer_source(spec, prefix), names)  # noqa: S102 - from our own metadata only
    return cast("Write", names["write"])


def _writer_source(spec: NodeSpec, prefix: str) -> str:
    convert = {"decimal": "number", "integer": "whole", "dateTime": "date"}
    lines = [
        "def write(node, name, out):",
        "    if node.__class__ is not Node: raise Unwritable",
    ]
    for attribute in spec.attributes:
        field = f"node.{attribute.field}"
        write = f"{convert.get(attribute.type.base, 'text')}({field})"
        put = f"out(f' {attribute.name}=\"{{{write}}}\"')"
        if attribute.unsealed:
            lines.append(f"    if {field} != '': {put}")
        elif attribute.required:
            lines.append(f"    {put}")
        else:
            lines.append(f"    if {field} is not None: {put}")
    lines.append("    if node.extra is not None: extra_attributes(node.extra, '', out)")
    if not spec.children:
        lines += [
            "    if node.extra is None: out('/>')",
            "    else:",
            "        out('>')",
            "        extra_children(node.extra, '', out)",
            "        out(f'</{name}>')",
        ]
        return "\n".join(lines)
    lines.append("    out('>')")
    for index, child in enumerate(spec.children):
        lines += _child_source(index, child, prefix)
    lines += [
        "    if node.extra is not None: extra_children(node.extra, '', out)",
        "    out(f'</{name}>')",
    ]
    return "\n".join(lines)


def _child_source(index: int, child: ChildSpec | WildcardSpec, prefix: str) -> list[str]:
    field = f"node.{child.field}"
    if isinstance(child, WildcardSpec):
        return _group_source(field, child.name, prefix, ["write_any(each, out)"])
    name = f"{prefix}:{child.name}"
    write = [f"out('<{name}')", f"write{index}(each, '{name}', out)"]
    if child.groups:
        return _group_source(field, child.groups[0], prefix, write)
    if child.many:
        return [f"    for each in {field}:", *(f"        {line}" for line in write)]
    lines = [f"    each = {field}"]
    if child.required:
        return [*lines, *(f"    {line}" for line in write)]
    return [*lines, "    if each is not None:", *(f"        {line}" for line in write)]


def _group_source(field: str, group: str, prefix: str, write: list[str]) -> list[str]:
    beyond = f"node.extra is not None and node.extra.is_at('{group}')"
    return [
        f"    if {field} or {beyond}:",
        f"        out('<{prefix}:{group}')",
        f"        if node.extra is not None: extra_attributes(node.extra, '{group}', out)",
        "        out('>')",
        f"        for each in {field}:",
        *(f"            {line}" for line in write),
        f"        if node.extra is not None: extra_children(node.extra, '{group}', out)",
        f"        out('</{prefix}:{group}>')",
    ]


def _write_any(node: object, out: Out) -> None:
    if isinstance(node, Fragment):
        _write_fragment(node, out)
        return
    if type(node) not in COMPLEMENTS:
        raise _Unwritable
    complement = cast("Standalone", node)
    element = complement.ELEMENT
    name = f"{element.prefix}:{element.name}"
    out(f"<{name}")
    if not _declared_at_root(element):
        out(f' xmlns:{element.prefix}="{element.namespace}"')
        out(f' xsi:schemaLocation="{element.namespace} {element.location}"')
    _writer_of(type(complement))(complement, name, out)


def _write_fragment(piece: Fragment, out: Out) -> None:
    if not well_formed(piece.xml):
        raise _Unwritable
    out(piece.xml.decode())


def _extra_attributes(extra: Extra, where: str, out: Out) -> None:
    for index, (place, name, value) in enumerate(extra.attributes):
        if place != where:
            continue
        try:
            qname = etree.QName(name)
        except ValueError as error:
            raise _Unwritable from error
        if qname.namespace is None:
            out(f' {qname.localname}="{_text(value)}"')
        else:
            out(f' xmlns:x{index}="{_text(qname.namespace)}"')
            out(f' x{index}:{qname.localname}="{_text(value)}"')


def _extra_children(extra: Extra, where: str, out: Out) -> None:
    for place, piece in extra.children:
        if place == where:
            _write_fragment(piece, out)


_writers: Final[dict[type[Standalone], Write]] = {}


def _writer_of(node: type[Standalone]) -> Write:
    """Compile, at first use, the writer of an element that can stand by itself."""
    if node not in _writers:
        _writers[node] = _compile(node, node.ELEMENT.prefix, {})
    return _writers[node]


def explain(node: object, place: str) -> Iterator[Problem]:
    """List what in a model cannot be written; places are paths of fields, not of XML."""
    if isinstance(node, Fragment):
        if not well_formed(node.xml):
            yield _problem(f"{place}.xml", node.xml, "one well-formed XML element")
    elif isinstance(node, Node):
        spec = spec_of(type(node))
        yield from _explain_attributes(node, spec, place)
        for child in spec.children:
            yield from _explain_child(getattr(node, child.field), child, f"{place}.{child.field}")
        yield from _explain_extra(node.extra, f"{place}.extra")
    else:
        yield _problem(place, node, "a node of the model")


def _explain_attributes(node: Node, spec: NodeSpec, place: str) -> Iterator[Problem]:
    for attribute in spec.attributes:
        value = getattr(node, attribute.field)
        if value is None and not attribute.required:
            continue
        if not _writable(value, TYPE_OF_BASE[attribute.type.base]):
            yield _problem(f"{place}.{attribute.field}", value, _EXPECTED[attribute.type.base])


def _explain_child(value: Any, child: ChildSpec | WildcardSpec, place: str) -> Iterator[Problem]:  # noqa: ANN401 - whatever the field holds
    if isinstance(child, WildcardSpec) or child.many:
        for index, each in enumerate(value):
            yield from explain(each, f"{place}[{index}]")
    elif value is not None or child.required:
        yield from explain(value, place)


def _explain_extra(extra: Extra | None, place: str) -> Iterator[Problem]:
    if extra is None:
        return
    for index, (_, name, value) in enumerate(extra.attributes):
        try:
            etree.QName(name)
        except ValueError:
            yield _problem(f"{place}.attributes[{index}]", name, "an XML name")
        if not _writable(value, str):
            yield _problem(f"{place}.attributes[{index}]", value, _EXPECTED["string"])
    for index, (_, piece) in enumerate(extra.children):
        yield from explain(piece, f"{place}.children[{index}]")


def _writable(value: object, kind: type) -> bool:
    write = cast("Callable[[Any], str]", _WRITE_VALUE[kind])
    try:
        write(value)
    except (_Unwritable, AttributeError, TypeError):
        return False
    return True


_WRITE_VALUE: Final = {str: _text, Decimal: _number, int: _whole, datetime: _date}
_EXPECTED: Final = {
    "string": "text that XML can carry",
    "base64Binary": "text that XML can carry",
    "decimal": "a finite Decimal",
    "integer": "an int",
    "dateTime": "a datetime without zone or fraction of a second",
}


def _problem(place: str, value: object, expected: str) -> Problem:
    found = None if value is None else repr(value)
    return Problem(path=place, line=None, value=found, expected=expected)
