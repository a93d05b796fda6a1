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
from cobranza.cfdi._xml import (
    COMPLEMENT_OF,
    COMPLEMENTS,
    LOCATION_HINTS,
    MAX_WHOLE_DIGITS,
    XSI,
    namespace_of,
    well_formed,
)
from cobranza.cfdi.comprobante import Comprobante
from cobranza.errors import CfdiWriteError, Problem

__all__: list[str] = []

Out = Callable[[str], None]
Write = Callable[[Any, str, Out], None]

MAX_EXPONENT: Final = 64
"""Numbers beyond 10 to this power are no amounts; written out they would fill the memory."""
LENGTH_OF_DATE: Final = len("2026-01-31T12:00:00")
XML: Final = "http://www.w3.org/XML/1998/namespace"
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
    except (_Unwritable, AttributeError, TypeError, ValueError) as error:
        problems = tuple(explain(comprobante, Comprobante, "comprobante"))
        if not problems:  # pragma: no cover - would be a defect of this module
            raise
        raise CfdiWriteError(problems) from error


def _root_namespaces(comprobante: Comprobante) -> str:
    elements = [
        Comprobante.ELEMENT,
        *(
            node.ELEMENT
            for node in COMPLEMENTS
            if _declared_at_root(node.ELEMENT) and _is_used(node, comprobante)
        ),
    ]
    declarations = "".join(f' xmlns:{each.prefix}="{each.namespace}"' for each in elements)
    location = comprobante.schema_location
    if location is None:
        location = " ".join(f"{each.namespace} {each.location}" for each in elements)
    return f'{declarations} xmlns:xsi="{XSI}" xsi:schemaLocation="{_text(location)}"'


def _is_used(node: type[Standalone], comprobante: Comprobante) -> bool:
    """Tell whether a complement is there, or a fragment that leans on its prefix."""
    mark = f"{node.ELEMENT.prefix}:".encode()
    return any(
        type(each) is node or (isinstance(each, Fragment) and mark in each.xml)
        for each in (*comprobante.complemento, *comprobante.addenda)
    )


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
    if "E" not in text and "e" not in text:
        return text
    if not -MAX_EXPONENT <= value.adjusted() <= MAX_EXPONENT:
        raise _Unwritable
    return format(value, "f")


def _whole(value: int) -> str:
    if value.__class__ is not int or abs(value) >= 10**MAX_WHOLE_DIGITS:
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
        "write_fragment": _write_fragment,
        "require_sound": _require_sound,
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
        "    if node.extra is not None: require_sound(node)",
    ]
    for attribute in spec.attributes:
        field = f"node.{attribute.field}"
        write = f"{convert.get(attribute.type.base, 'text')}({field})"
        put = f"out(f' {attribute.name}=\"{{{write}}}\"')"
        if attribute.unsealed and attribute.type.pattern is not None:
            # Left out before the seal; where SAT admits an empty text, the empty text is written.
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
        write = "write_any(each, out)" if child.typed else "write_fragment(each, out)"
        return _group_source(field, child.name, prefix, [write])
    name = f"{prefix}:{child.name}"
    lines_of_each = [f"out('<{name}')", f"write{index}(each, '{name}', out)"]
    if child.groups:
        return _group_source(field, child.groups[0], prefix, lines_of_each)
    if child.many:
        return [
            _tuple_test(field),
            f"    for each in {field}:",
            *(f"        {line}" for line in lines_of_each),
        ]
    lines = [f"    each = {field}"]
    if child.required:
        return [*lines, *(f"    {line}" for line in lines_of_each)]
    return [*lines, "    if each is not None:", *(f"        {line}" for line in lines_of_each)]


def _group_source(field: str, group: str, prefix: str, write: list[str]) -> list[str]:
    beyond = f"node.extra is not None and node.extra.is_at('{group}')"
    return [
        _tuple_test(field),
        f"    if {field} or {beyond}:",
        f"        out('<{prefix}:{group}')",
        f"        if node.extra is not None: extra_attributes(node.extra, '{group}', out)",
        "        out('>')",
        f"        for each in {field}:",
        *(f"            {line}" for line in write),
        f"        if node.extra is not None: extra_children(node.extra, '{group}', out)",
        f"        out('</{prefix}:{group}>')",
    ]


def _tuple_test(field: str) -> str:
    return f"    if {field}.__class__ is not tuple: raise Unwritable"


def _write_any(node: object, out: Out) -> None:
    if isinstance(node, Fragment):
        _write_fragment(node, out)
        if _is_complement(node):
            raise _Unwritable
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
    if type(piece) is not Fragment or not well_formed(piece.xml):
        raise _Unwritable
    out(piece.xml.decode())


def _require_sound(node: Node) -> None:
    if any(_explain_extra(node, "")):
        raise _Unwritable


def _extra_attributes(extra: Extra, where: str, out: Out) -> None:
    for index, (place, name, value) in enumerate(extra.attributes):
        if place == where:
            out(_extra_attribute(f"cobranza{index}", name, value))


def _extra_attribute(prefix: str, name: str, value: str) -> str:
    qname = etree.QName(name)
    if qname.namespace is None:
        return f' {qname.localname}="{_text(value)}"'
    if qname.namespace == XML:
        return f' xml:{qname.localname}="{_text(value)}"'
    declaration = f' xmlns:{prefix}="{_text(qname.namespace)}"'
    return f'{declaration} {prefix}:{qname.localname}="{_text(value)}"'


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


def explain(node: object, expected: type, place: str) -> Iterator[Problem]:
    """List what in a model cannot be written; places are paths of fields, not of XML."""
    if type(node) is not expected:
        yield _problem(place, node, f"{expected.__name__}, of this very class")
    elif isinstance(node, Fragment):
        if not well_formed(node.xml):
            yield _problem(f"{place}.xml", node.xml, "one well-formed XML element in UTF-8")
    elif isinstance(node, Node):
        spec = spec_of(type(node))
        yield from _explain_attributes(node, spec, place)
        for child in spec.children:
            yield from _explain_child(getattr(node, child.field), child, f"{place}.{child.field}")
        yield from _explain_extra(node, f"{place}.extra")


def _explain_attributes(node: Node, spec: NodeSpec, place: str) -> Iterator[Problem]:
    for attribute in spec.attributes:
        value = getattr(node, attribute.field)
        if value is None and not attribute.required:
            continue
        if not _writable(value, TYPE_OF_BASE[attribute.type.base]):
            yield _problem(f"{place}.{attribute.field}", value, _EXPECTED[attribute.type.base])
    if isinstance(node, Comprobante):
        location = node.schema_location
        if location is not None and not _writable(location, str):
            yield _problem(f"{place}.schema_location", location, _EXPECTED["string"])


def _explain_child(value: object, child: ChildSpec | WildcardSpec, place: str) -> Iterator[Problem]:
    if isinstance(child, ChildSpec) and not child.many:
        if value is not None or child.required:
            yield from explain(value, child.node, place)
    elif type(value) is not tuple:
        yield _problem(place, value, "a tuple")
    else:
        for index, each in enumerate(cast("tuple[object, ...]", value)):
            expected = child.node if isinstance(child, ChildSpec) else _class_for(each, child)
            problems = tuple(explain(each, expected, f"{place}[{index}]"))
            yield from problems
            typed = isinstance(child, WildcardSpec) and child.typed
            if typed and not problems and isinstance(each, Fragment) and _is_complement(each):
                yield _problem(f"{place}[{index}]", each, "the model of this complement")


def _is_complement(piece: Fragment) -> bool:
    """Tell whether a well-formed fragment is a complement that has a model of its own."""
    return etree.fromstring(piece.xml).tag in COMPLEMENT_OF


def _class_for(value: object, child: WildcardSpec) -> type:
    return type(value) if child.typed and type(value) in COMPLEMENTS else Fragment


def _explain_extra(node: Node, place: str) -> Iterator[Problem]:
    extra: object = node.extra
    if extra is None:
        return
    if (
        type(extra) is not Extra
        or not _is_tuples(extra.attributes)
        or not _is_tuples(extra.children)
    ):
        yield _problem(place, extra, "an Extra of tuples")
        return
    spec = spec_of(type(node))
    places = {"", *(_outer_name(child) for child in spec.children)}
    taken = {("", each.name) for each in spec.attributes}
    for index, entry in enumerate(extra.attributes):
        if _sound_attribute(entry, places, taken):
            taken.add(entry[:2])
        else:
            expected = "(where, name, value) of an attribute that this node can carry besides"
            yield _problem(f"{place}.attributes[{index}]", entry, expected)
    for index, child in enumerate(extra.children):
        yield from _explain_extra_child(child, places, node, f"{place}.children[{index}]")


def _explain_extra_child(
    child: tuple[str, Fragment], places: set[str], node: Node, place: str
) -> Iterator[Problem]:
    shaped = len(child) == len(("where", "fragment")) and type(child[0]) is str
    if not shaped or child[0] not in places:
        yield _problem(place, child, "(where, fragment) with a place that this node has")
        return
    where, piece = child
    problems = tuple(explain(piece, Fragment, place))
    yield from problems
    if not problems and _is_modelled(piece, type(node), where):
        yield _problem(place, piece, "an element that is not modelled there")


def _is_tuples(value: object) -> bool:
    """Tell whether `value` is a tuple of tuples, as an Extra holds."""
    return type(value) is tuple and all(
        type(each) is tuple for each in cast("tuple[object, ...]", value)
    )


def _sound_attribute(
    entry: tuple[str, str, str], places: set[str], taken: set[tuple[str, str]]
) -> bool:
    try:
        where, name, value = entry
        written = _extra_attribute("x", name, value)
    except (_Unwritable, ValueError, TypeError, AttributeError):
        return False
    return (
        type(where) is str
        and where in places
        and (where, name) not in taken
        and name not in LOCATION_HINTS
        and name != "xmlns"
        and not name.startswith("{}")
        and well_formed(f"<x{written}/>".encode())
    )


def _is_modelled(piece: Fragment, node: type[Node], where: str) -> bool:
    """Tell whether reading the fragment back there would make it a part of the model."""
    tag = etree.QName(etree.fromstring(piece.xml))
    children = spec_of(node).children
    if where == "":
        names = {_outer_name(child) for child in children}
    else:
        names = {child.name for child in children if _outer_name(child) == where}
    return tag.namespace == namespace_of(node) and tag.localname in names


def _outer_name(child: ChildSpec | WildcardSpec) -> str:
    return child.groups[0] if isinstance(child, ChildSpec) and child.groups else child.name


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
    try:
        found = None if value is None else repr(value)
    except ValueError:  # Python does not write out an int of thousands of digits
        found = f"<{type(value).__name__}>"
    return Problem(path=place, line=None, value=found, expected=expected)
