"""How a model says what its XML looks like: the metadata inside `Annotated`, and its reading.

Each SAT node is a frozen attrs class. The annotation of every field carries an `Attribute`, a
`Child` or a `Wildcard`; `spec_of` collects them once per class. Reader, writer, structural check,
drift test and generators derive from that and from nothing else.
"""

from __future__ import annotations

import types
import typing
from datetime import datetime
from decimal import Decimal
from typing import (
    TYPE_CHECKING,
    Annotated,
    ClassVar,
    Final,
    Literal,
    get_args,
    get_origin,
    get_type_hints,
)

import attrs

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "Attribute",
    "AttributeSpec",
    "Child",
    "ChildSpec",
    "Element",
    "Extra",
    "Fragment",
    "Node",
    "NodeSpec",
    "SimpleType",
    "Standalone",
    "Wildcard",
    "WildcardSpec",
    "spec_of",
]

TYPE_OF_BASE: Final[Mapping[str, type]] = {
    "string": str,
    "base64Binary": str,
    "decimal": Decimal,
    "integer": int,
    "dateTime": datetime,
}


@attrs.frozen(kw_only=True)
class SimpleType:
    """An XSD simple type: its base and its facets, as SAT's schemas state them.

    `pattern` is an XSD regular expression, anchored at both ends. `catalog` names the SAT catalog
    whose keys are the allowed values (they are not facets: catalogs have dates).
    """

    name: str
    base: Literal["string", "decimal", "integer", "dateTime", "base64Binary"] = "string"
    pattern: str | None = None
    length: int | None = None
    min_length: int | None = None
    max_length: int | None = None
    min_inclusive: Decimal | None = None
    max_inclusive: Decimal | None = None
    fraction_digits: int | None = None
    collapse: bool = True
    catalog: str | None = None


@attrs.frozen
class Attribute:
    """The XML attribute behind a field.

    Required or optional follows from the annotation (`X | None` is optional). `fixed` is the only
    value that SAT admits. `unsealed` marks what a document gets when it is sealed: SAT requires it,
    and "" in the model means that it is not there yet.
    """

    name: str
    type: SimpleType
    fixed: str | None = attrs.field(default=None, kw_only=True)
    unsealed: bool = attrs.field(default=False, kw_only=True)


@attrs.frozen
class Child:
    """The child element behind a field.

    A path such as `Conceptos/Concepto` passes through elements that only group others. A tuple
    field is a list of elements; `required` says that it must hold at least one.
    """

    path: str
    required: bool = attrs.field(default=False, kw_only=True)


@attrs.frozen
class Wildcard:
    """A child element that may hold anything, such as `Complemento`.

    A field of type `tuple[Fragment, ...]` keeps all of it as XML; any other reads the complements
    that have a model. `filled` says that SAT does not admit it empty.
    """

    name: str
    filled: bool = attrs.field(default=False, kw_only=True)


@attrs.frozen(kw_only=True)
class Element:
    """The name of an element that can stand by itself: a document root or a complement."""

    namespace: str
    prefix: str
    name: str
    location: str

    @property
    def tag(self) -> str:
        """The name in Clark notation, `{namespace}name`."""
        return f"{{{self.namespace}}}{self.name}"


@attrs.frozen(kw_only=True)
class Fragment:
    """XML that cobranza does not model, kept whole: an unknown complement, addenda or child.

    `name` is the element's name in Clark notation. `xml` is its exclusive canonical form in UTF-8
    (comments left out), so it stands alone and two equal fragments have equal bytes.
    """

    name: str
    xml: bytes = attrs.field(repr=lambda xml: f"<{len(xml)} bytes>")


@attrs.frozen(kw_only=True)
class Extra:
    """What a node held beyond its model, so that writing it back loses nothing.

    Each entry starts with where it was: "" for the node itself, else the grouping element below it
    (`Conceptos`). Attributes are (where, name in Clark notation, value). Text between elements,
    which SAT's schemas do not admit, stays in `Document.xml` alone.
    """

    attributes: tuple[tuple[str, str, str], ...] = ()
    children: tuple[tuple[str, Fragment], ...] = ()

    def is_at(self, where: str) -> bool:
        """Tell whether anything was found at `where`."""
        return any(each[0] == where for each in (*self.attributes, *self.children))


# Nodes are frozen, each class by its own __setattr__. At run time the base has none, because the
# compiled reader fills a node through an unfrozen twin and inheriting one makes that 3 x slower.
if TYPE_CHECKING:
    from attrs import frozen as base_of_frozen
else:
    from attrs import define as base_of_frozen


@base_of_frozen(kw_only=True)
class Node:
    """Base of every SAT node; `extra` holds attributes and children that SAT does not define."""

    ORDERED: ClassVar[bool] = True
    """Whether SAT fixes the order of the children."""

    extra: Extra | None = None


@base_of_frozen(kw_only=True)
class Standalone(Node):
    """A node that can stand by itself: the root of a document, or a complement."""

    ELEMENT: ClassVar[Element]


@attrs.frozen(kw_only=True)
class AttributeSpec:
    """An `Attribute` with its field: `required` is what SAT says, not what the field admits."""

    field: str
    name: str
    type: SimpleType
    required: bool
    fixed: str | None
    unsealed: bool


@attrs.frozen(kw_only=True)
class ChildSpec:
    """A `Child` with its field; `groups` are the elements above `name`, outermost first."""

    field: str
    groups: tuple[str, ...]
    name: str
    node: type[Node]
    many: bool
    required: bool


@attrs.frozen(kw_only=True)
class WildcardSpec:
    """A `Wildcard` with its field; `typed` tells whether modelled complements are read."""

    field: str
    name: str
    filled: bool
    typed: bool


@attrs.frozen(kw_only=True)
class NodeSpec:
    """All that a class says of its XML, in the order of its fields (which is the XSD's)."""

    node: type[Node]
    attributes: tuple[AttributeSpec, ...]
    children: tuple[ChildSpec | WildcardSpec, ...]
    ordered: bool


_specs: dict[type[Node], NodeSpec] = {}


def spec_of(node: type[Node]) -> NodeSpec:
    """Collect what `node` says of its XML from its annotations, once."""
    if node not in _specs:
        _specs[node] = _collect(node)
    return _specs[node]


def _collect(node: type[Node]) -> NodeSpec:
    attributes: list[AttributeSpec] = []
    children: list[ChildSpec | WildcardSpec] = []
    hints = get_type_hints(node, include_extras=True)
    for field in attrs.fields(node):
        hint = hints[field.name]
        if get_origin(hint) is not Annotated:
            continue
        python_type, mark = get_args(hint)[:2]
        match mark:
            case Attribute():
                attributes.append(_attribute_spec(field.name, python_type, mark))
            case Child():
                children.append(_child_spec(field.name, python_type, mark))
            case Wildcard():
                typed = get_args(python_type)[0] is not Fragment
                children.append(
                    WildcardSpec(field=field.name, name=mark.name, filled=mark.filled, typed=typed)
                )
            case _:
                message = f"{node.__name__}.{field.name}: {mark!r} is no mark of a model"
                raise TypeError(message)
    return NodeSpec(
        node=node,
        attributes=tuple(attributes),
        children=tuple(children),
        ordered=node.ORDERED,
    )


def _attribute_spec(field: str, python_type: object, mark: Attribute) -> AttributeSpec:
    inner, optional = _without_none(python_type)
    if inner is not TYPE_OF_BASE[mark.type.base]:
        message = f"{field}: {mark.name} has base {mark.type.base}, annotated {python_type}"
        raise TypeError(message)
    return AttributeSpec(
        field=field,
        name=mark.name,
        type=mark.type,
        required=not optional,
        fixed=mark.fixed,
        unsealed=mark.unsealed,
    )


def _child_spec(field: str, python_type: object, mark: Child) -> ChildSpec:
    *groups, name = mark.path.split("/")
    many = get_origin(python_type) is tuple
    inner, optional = (get_args(python_type)[0], True) if many else _without_none(python_type)
    return ChildSpec(
        field=field,
        groups=tuple(groups),
        name=name,
        node=typing.cast("type[Node]", inner),
        many=many,
        required=mark.required or not optional,
    )


def _without_none(python_type: object) -> tuple[object, bool]:
    """Split `X | None` into X and True; anything else into itself and False."""
    if isinstance(python_type, types.UnionType):
        inner = [each for each in get_args(python_type) if each is not types.NoneType]
        return inner[0], True
    return python_type, False
