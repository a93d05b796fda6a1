"""The compiled reader: what turns a well-formed tree into models at full speed.

For each class, and for each set of attributes that documents really use (a shape), a small function
is compiled once from the metadata. A shape proves at once that nothing is unknown and nothing
missing, so no value is looked at twice. Whatever is out of the ordinary (an attribute that SAT does
not define, a number that is not one) makes `read_tree` answer None, and the walker, which
explains everything, takes over. A test holds the two to the same results.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Context, Decimal, InvalidOperation
from typing import Any, Final, cast

import attrs

from cobranza.cfdi._spec import (
    AttributeSpec,
    ChildSpec,
    Fragment,
    Node,
    NodeSpec,
    Standalone,
    WildcardSpec,
    spec_of,
)
from cobranza.cfdi._xml import (
    COMPLEMENT_OF,
    LOCATION_HINTS,
    MAX_WHOLE_DIGITS,
    SCHEMA_LOCATION,
    Keeper,
    XmlElement,
)
from cobranza.cfdi.comprobante import Comprobante

__all__: list[str] = []

Numbers = list[str]
"""The numeric texts of a document, checked all at once at the end."""
Read = Callable[[XmlElement, Numbers], Any]
Make = Callable[[list[str], Numbers], Any]

MAX_SHAPES: Final = 512
"""Shapes kept per class: hostile input must not fill the memory."""
LENGTH_OF_DATE: Final = len("2026-01-31T12:00:00")


_CONTEXT: Final = Context(traps=[InvalidOperation])
"""Makes Decimal refuse what is no number, whatever the caller's context does; it rounds nothing."""


class _Unusual(Exception):  # noqa: N818 - a signal between functions of this module, no error
    """The document is not one that the compiled reader takes."""


def read_tree(root: XmlElement) -> Comprobante | None:
    """Read a CFDI 4.0 tree, or answer None when it takes the walker to read or refuse it."""
    numbers: Numbers = []
    try:
        comprobante = _reader_of(Comprobante)(root, numbers)
    except (_Unusual, InvalidOperation, ValueError):
        return None
    written = "".join(numbers)
    # Digits and dots only: Decimal alone would also take NaN, 1E3, 1_000 and Arabic digits.
    if not written.isascii() or written.encode().translate(None, b"0123456789."):
        return None
    return cast("Comprobante", comprobante)


def _date(text: str) -> datetime:
    value = datetime.fromisoformat(text)
    if len(text) != LENGTH_OF_DATE or value.isoformat() != text:
        raise _Unusual
    return value


def _whole(text: str) -> int:
    if len(text) > MAX_WHOLE_DIGITS:
        raise _Unusual
    return int(text)


def _compile(node: type[Node], namespace: str, readers: dict[type[Node], Read]) -> Read:
    """Compile the reader of `node` and, first, those of the nodes below it."""
    spec = spec_of(node)
    for child in spec.children:
        if isinstance(child, ChildSpec) and child.node not in readers:
            readers[child.node] = _compile(child.node, namespace, readers)
    source = _reader_source(spec, namespace)
    names: dict[str, Any] = {
        "Node": node,
        "Unusual": _Unusual,
        "shapes": _Shapes(spec),
        "read_any": _read_any,
        "Keeper": Keeper,
    }
    for index, child in enumerate(spec.children):
        if isinstance(child, ChildSpec):
            names[f"read{index}"] = readers[child.node]
    exec(source, names)  # noqa: S102 - the source comes from our own metadata only
    return cast("Read", names["read"])


def _reader_source(spec: NodeSpec, namespace: str) -> str:
    lines = ["def read(element, numbers):"]
    if not spec.children:
        lines += ["    if len(element): raise Unusual"]
    lines += [
        "    node = shapes[tuple(element.keys())](element.values(), numbers)",
        *_children_source(spec, namespace),
        "    node.__class__ = Node",
        "    return node",
    ]
    return "\n".join(lines)


def _children_source(spec: NodeSpec, namespace: str) -> list[str]:
    if not spec.children:
        return []
    start: list[str] = []
    branches: list[str] = []
    end: list[str] = []
    for index, child in enumerate(spec.children):
        many = isinstance(child, WildcardSpec) or child.many
        start.append(f"    found{index} = {'[]' if many else 'None'}")
        branches += _branch_source(index, child, namespace)
        if many:
            end.append(f"    node.{child.field} = tuple(found{index})")
        else:
            if cast("ChildSpec", child).required:
                end.append(f"    if found{index} is None: raise Unusual")
            end.append(f"    node.{child.field} = found{index}")
    branches[0] = branches[0].replace("elif", "if", 1)
    return [
        *start,
        "    for child in element[:]:",  # a slice is a list made in C: twice as fast as iterating
        "        tag = child.tag",
        *branches,
        "        else: raise Unusual",
        *end,
    ]


def _branch_source(index: int, child: ChildSpec | WildcardSpec, namespace: str) -> list[str]:
    def test(name: str) -> str:
        return f"        elif tag == '{{{namespace}}}{name}':"

    match child:
        case WildcardSpec():
            keep = "read_any(inner, numbers, keeper)" if child.typed else "keeper.keep(inner)"
            return [
                test(child.name),
                "            if child.keys(): raise Unusual",
                "            keeper = Keeper(child)",
                f"            for inner in child[:]: found{index}.append({keep})",
            ]
        case ChildSpec(groups=(group,)):
            return [
                test(group),
                f"            if found{index} or child.keys(): raise Unusual",
                "            for inner in child[:]:",
                f"                if inner.tag != '{{{namespace}}}{child.name}': raise Unusual",
                f"                found{index}.append(read{index}(inner, numbers))",
            ]
        case ChildSpec(many=True):
            return [
                test(child.name),
                f"            found{index}.append(read{index}(child, numbers))",
            ]
        case _:
            return [
                test(child.name),
                f"            if found{index} is not None: raise Unusual",
                f"            found{index} = read{index}(child, numbers)",
            ]


class _Shapes(dict[tuple[str, ...], Make]):
    """Maps the attribute names of an element, in the order written, to what makes its node."""

    def __init__(self, spec: NodeSpec) -> None:
        super().__init__()
        self._spec = spec
        self._draft = _draft_of(spec.node)

    def __missing__(self, names: tuple[str, ...]) -> Make:
        known = {each.name: each for each in self._spec.attributes}
        absent = [each for name, each in known.items() if name not in names]
        if any(each.required and not each.unsealed for each in absent):
            raise _Unusual
        if any(name not in known and name not in LOCATION_HINTS for name in names):
            raise _Unusual
        make = _compile_shape(self._spec, self._draft, names, known)
        if len(self) < MAX_SHAPES:
            self[names] = make
        return make


def _compile_shape(
    spec: NodeSpec, draft: type, names: tuple[str, ...], known: dict[str, AttributeSpec]
) -> Make:
    convert = {"decimal": "Decimal(v{}, context)", "integer": "whole(v{})", "dateTime": "date(v{})"}
    given: dict[str, str] = {}
    numeric: list[str] = []
    for index, name in enumerate(names):
        if name in LOCATION_HINTS:
            if spec.node is Comprobante and name == SCHEMA_LOCATION:
                given["schema_location"] = f"v{index}"
            continue
        base = known[name].type.base
        given[known[name].field] = convert.get(base, "v{}").format(index)
        if base in ("decimal", "integer"):
            numeric.append(f"v{index}")
    # A required field has no default, but a shape without it is never compiled.
    defaults = {
        field.name: "None" if field.default is attrs.NOTHING else repr(field.default)
        for field in attrs.fields(spec.node)
    }
    unpacked = "".join(f"v{index}, " for index in range(len(names)))
    source = [
        "def make(values, numbers):",
        f"    {unpacked}= values" if names else "    pass",
        f"    numbers += ({', '.join(numeric)},)" if numeric else "    pass",
        "    node = new(Draft)",
        *(f"    node.{field} = {text}" for field, text in (defaults | given).items()),
        "    return node",
    ]
    scope: dict[str, Any] = {
        "Decimal": Decimal,
        "context": _CONTEXT,
        "whole": _whole,
        "date": _date,
        "new": draft.__new__,
        "Draft": draft,
    }
    exec("\n".join(source), scope)  # noqa: S102 - the source comes from our own metadata only
    return cast("Make", scope["make"])


def _draft_of(node: type[Node]) -> type:
    """Make a class laid out like `node` but not frozen: its instances become nodes when filled.

    Assigning a slot costs a tenth of what a frozen class's `__init__` spends on each field.
    """
    return type(f"{node.__name__}Draft", node.__bases__, {"__slots__": vars(node)["__slots__"]})


def _read_any(element: XmlElement, numbers: Numbers, keeper: Keeper) -> Node | Fragment:
    node = COMPLEMENT_OF.get(element.tag)
    if node is None:
        return keeper.keep(element)
    return cast("Node", _reader_of(node)(element, numbers))


_readers: Final[dict[type[Standalone], Read]] = {}


def _reader_of(node: type[Standalone]) -> Read:
    """Compile, at first use, the reader of an element that can stand by itself."""
    if node not in _readers:
        _readers[node] = _compile(node, node.ELEMENT.namespace, {})
    return _readers[node]
