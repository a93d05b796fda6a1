"""SAT's schemas as plain values: a small walk over XSD that shares no code with `cobranza`.

It knows the few constructs that SAT uses here, and raises `UnknownConstructError` on any other, so
that nothing in a new schema goes unseen.
"""

import functools
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import attrs
from lxml import etree

XS: Final = "{http://www.w3.org/2001/XMLSchema}"
CATALOGS: Final = "http://www.sat.gob.mx/sitio_internet/cfd/catalogos"


class UnknownConstructError(Exception):
    """The schema uses something that this walk does not know."""


@attrs.frozen(kw_only=True)
class XsdType:
    """A simple type: the built-in type at its root and the facets on the way to it.

    The enumeration of a catalog is left out: its name stands for it.
    """

    name: str | None = None
    base: str
    catalog: str | None = None
    pattern: str | None = None
    length: int | None = None
    min_length: int | None = None
    max_length: int | None = None
    min_inclusive: Decimal | None = None
    max_inclusive: Decimal | None = None
    fraction_digits: int | None = None
    collapse: bool


@attrs.frozen(kw_only=True)
class XsdAttribute:
    name: str
    type: XsdType
    required: bool
    fixed: str | None


@attrs.frozen(kw_only=True)
class XsdElement:
    """`interleaved`: its children may alternate, because their sequence repeats as a whole."""

    name: str
    required: bool
    many: bool
    attributes: tuple[XsdAttribute, ...]
    children: "tuple[XsdElement, ...]"
    holds_anything: bool
    interleaved: bool

    @property
    def groups(self) -> bool:
        """Whether it says nothing itself and only holds the repetitions of one other element."""
        return (
            not self.many
            and not self.attributes
            and len(self.children) == 1
            and self.children[0].many
        )

    def walk(self) -> "Iterator[XsdElement]":
        yield self
        for child in self.children:
            yield from child.walk()


@attrs.frozen(kw_only=True)
class XsdSchema:
    namespace: str
    prefix: str
    root: XsdElement
    element_count: int


# Section 4.3.6 of XML Schema part 2 fixes white space at "collapse" for all types but strings.
# Section 3.3.18 gives `xs:short` its upper end; the lower one is below any limit SAT sets.
BUILT_IN: Final = {
    f"{XS}{name}": XsdType(name=f"xs:{name}", base=name, collapse=collapse, max_inclusive=maximum)
    for name, collapse, maximum in (
        ("anySimpleType", False, None),
        ("base64Binary", True, None),
        ("date", True, None),
        ("dateTime", True, None),
        ("decimal", True, None),
        ("integer", True, None),
        ("short", True, Decimal(32767)),
        ("string", False, None),
    )
}

# Facet in XSD: field of `XsdType` and how to read the facet's value.
FACETS: Final[dict[str, tuple[str, Callable[[str], object]]]] = {
    "fractionDigits": ("fraction_digits", int),
    "length": ("length", int),
    "maxInclusive": ("max_inclusive", Decimal),
    "maxLength": ("max_length", int),
    "minInclusive": ("min_inclusive", Decimal),
    "minLength": ("min_length", int),
    "pattern": ("pattern", str),
    "whiteSpace": ("collapse", {"collapse": True, "preserve": False}.__getitem__),
}


@functools.cache
def read_schema(path: Path) -> XsdSchema:
    """Read a schema with one global element, and the simple types of the schemas it imports."""
    schema = _parse(path)
    namespace = schema.get("targetNamespace", "")
    (prefix,) = (name for name, uri in schema.nsmap.items() if uri == namespace and name)
    types = dict(BUILT_IN)
    for imported in schema.iterchildren(f"{XS}import"):
        types |= _named_types((path.parent / imported.get("schemaLocation", "")).resolve())
    if schema.get("elementFormDefault") != "qualified":
        raise UnknownConstructError(f"{path.name}: elements without namespace")
    if schema.get("attributeFormDefault", "unqualified") != "unqualified":
        raise UnknownConstructError(f"{path.name}: attributes with namespace")
    (root,) = _parts(schema, {"element"}, ignored={"import"})
    return XsdSchema(
        namespace=namespace,
        prefix=prefix,
        root=_element(root, types),
        element_count=sum(1 for _ in schema.iter(f"{XS}element")),
    )


@functools.cache
def _named_types(path: Path) -> dict[str, XsdType]:
    schema = _parse(path)
    namespace = schema.get("targetNamespace", "")
    is_catalog = namespace.startswith(CATALOGS)
    types = dict(BUILT_IN)
    for node in _parts(schema, {"simpleType"}):
        name = node.get("name", "")
        types[f"{{{namespace}}}{name}"] = attrs.evolve(
            _simple_type(node, types, is_catalog=is_catalog),
            name=name,
            catalog=name if is_catalog else None,
        )
    return types


def _parse(path: Path) -> etree._Element:
    parser = etree.XMLParser(
        remove_comments=True, remove_pis=True, resolve_entities=False, no_network=True
    )
    return etree.parse(path, parser).getroot()


def _parts(
    node: etree._Element, known: Iterable[str], *, ignored: Iterable[str] = ()
) -> list[etree._Element]:
    """Return the child nodes, all of which must be `known` (or documentation, or `ignored`)."""
    skipped = {f"{XS}{name}" for name in ("annotation", *ignored)}
    parts = [child for child in node if child.tag not in skipped]
    for part in parts:
        if part.tag not in {f"{XS}{name}" for name in known}:
            raise UnknownConstructError(f"line {part.sourceline}: {part.tag!r} in {node.tag!r}")
    return parts


def _only(node: etree._Element, known: Iterable[str]) -> None:
    """Refuse the markup of `node` when it says more than `known`."""
    unknown = set(node.attrib) - set(known)
    if unknown:
        raise UnknownConstructError(f"line {node.sourceline}: {sorted(unknown)} on {node.tag!r}")


def _cardinality(node: etree._Element) -> tuple[bool, bool]:
    """Return (required, many); SAT knows no other bounds than 0, 1 and unbounded."""
    minimum, maximum = node.get("minOccurs", "1"), node.get("maxOccurs", "1")
    if minimum not in {"0", "1"} or maximum not in {"1", "unbounded"}:
        raise UnknownConstructError(f"line {node.sourceline}: {minimum} to {maximum} times")
    return minimum == "1", maximum == "unbounded"


def _element(
    node: etree._Element, types: dict[str, XsdType], *, within: tuple[bool, bool] = (True, False)
) -> XsdElement:
    """Read an element; `within` is the cardinality of the sequence that it belongs to."""
    _only(node, {"name", "minOccurs", "maxOccurs"})
    required, many = _cardinality(node)
    (content,) = _parts(node, {"complexType"})
    _only(content, ())
    parts = _parts(content, {"sequence", "attribute"})
    attributes = [part for part in parts if part.tag == f"{XS}attribute"]
    sequences = [part for part in parts if part.tag == f"{XS}sequence"]
    if len(sequences) > 1:
        raise UnknownConstructError(f"line {node.sourceline}: more than one sequence")
    members: list[etree._Element] = []
    inside = (True, False)
    for sequence in sequences:
        _only(sequence, {"minOccurs", "maxOccurs"})
        inside = _cardinality(sequence)
        members = _parts(sequence, {"element", "any"})
    holds_anything = [member.tag for member in members] == [f"{XS}any"]
    if holds_anything:
        _wildcard(members.pop())
    return XsdElement(
        name=node.get("name", ""),
        required=required and within[0],
        many=many or within[1],
        attributes=tuple(_attribute(attribute, types) for attribute in attributes),
        children=tuple(_element(member, types, within=inside) for member in members),
        holds_anything=holds_anything,
        interleaved=inside[1] and len(members) > 1,
    )


def _wildcard(node: etree._Element) -> None:
    _only(node, {"minOccurs", "maxOccurs"})
    if node.get("maxOccurs") != "unbounded":
        raise UnknownConstructError(f"line {node.sourceline}: a wildcard with a limit")


def _attribute(node: etree._Element, types: dict[str, XsdType]) -> XsdAttribute:
    _only(node, {"name", "type", "use", "fixed", "id"})
    use = node.get("use", "optional")
    if use not in {"optional", "required"}:
        raise UnknownConstructError(f"line {node.sourceline}: use {use}")
    own = _parts(node, {"simpleType"})
    if own:
        xsd_type = _simple_type(own[0], types)
    elif "type" in node.attrib:
        xsd_type = types[_qualified(node, "type")]
    else:
        xsd_type = attrs.evolve(BUILT_IN[f"{XS}anySimpleType"], name=None)
    return XsdAttribute(
        name=node.get("name", ""),
        type=xsd_type,
        required=use == "required",
        fixed=node.get("fixed"),
    )


def _simple_type(
    node: etree._Element, types: dict[str, XsdType], *, is_catalog: bool = False
) -> XsdType:
    (restriction,) = _parts(node, {"restriction"})
    base = types[_qualified(restriction, "base")]
    facets: dict[str, Any] = {}
    for facet in _parts(restriction, FACETS, ignored={"enumeration"} if is_catalog else ()):
        field, convert = FACETS[etree.QName(facet).localname]
        if field in facets or (field == "pattern" and base.pattern is not None):
            raise UnknownConstructError(f"line {facet.sourceline}: a second {field}")
        facets[field] = convert(facet.get("value", ""))
    return attrs.evolve(base, name=None, **facets)


def _qualified(node: etree._Element, attribute: str) -> str:
    """Turn the `prefix:name` in an attribute into `{namespace}name`."""
    prefix, _, name = node.get(attribute, "").partition(":")
    return f"{{{node.nsmap[prefix]}}}{name}"
