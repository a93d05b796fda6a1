"""The walker: reads any document slowly and says everything that departs from SAT's structure.

It follows the same metadata as the compiled reader. What keeps a document from being typed is
`fatal`; the rest is read, kept, and left to `check`.
"""

from __future__ import annotations

import functools
import re
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, cast

import attrs
from lxml import etree

from cobranza.cfdi._spec import (
    AttributeSpec,
    ChildSpec,
    Extra,
    Fragment,
    Node,
    NodeSpec,
    SimpleType,
    WildcardSpec,
    spec_of,
)
from cobranza.cfdi._xml import (
    COMPLEMENT_OF,
    LOCATION_HINTS,
    MAX_WHOLE_DIGITS,
    SCHEMA_LOCATION,
    Keeper,
    Paths,
    XmlElement,
    attributes_of,
    collapsed,
)
from cobranza.cfdi.comprobante import Comprobante
from cobranza.errors import CfdiReadError, Problem

if TYPE_CHECKING:
    from collections.abc import Callable

__all__: list[str] = []


class Kind(StrEnum):
    """The ways in which a document departs from its structure."""

    MISSING_ATTRIBUTE = "missing attribute"
    MISSING_ELEMENT = "missing element"
    REPEATED_ELEMENT = "repeated element"
    UNKNOWN_ATTRIBUTE = "unknown attribute"
    UNKNOWN_ELEMENT = "unknown element"
    EMPTY_ELEMENT = "empty element"
    MISPLACED_ELEMENT = "misplaced element"
    STRAY_TEXT = "stray text"
    NOT_TYPED = "not typed"
    FIXED = "fixed value"
    FACET = "facet"


@attrs.frozen(kw_only=True)
class Deviation:
    """One departure: where, of what kind, and what was found.

    `path` points at what is wrong or, when something is missing, at where it belongs; `name` is
    that of the attribute or element.
    """

    kind: Kind
    path: str
    name: str
    line: int | None
    value: str | None
    attribute: AttributeSpec | None = None
    facet: str | None = None
    fatal: bool = False


_LEXICAL: Final = {
    "decimal": re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"),
    "integer": re.compile(rf"[+-]?[0-9]{{1,{MAX_WHOLE_DIGITS}}}"),
    "dateTime": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}"),
}
_CONVERT: Final[dict[str, Callable[[str], Any]]] = {
    "decimal": Decimal,
    "integer": int,
    "dateTime": datetime.fromisoformat,
}
_XML_SPACE: Final = " \t\r\n"
_BASE64: Final = re.compile(r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{2}==)?")


def walk(
    root: XmlElement, *, facets: bool = False, collapse: bool = False
) -> tuple[Comprobante | None, tuple[Deviation, ...]]:
    """Read a CFDI 4.0 tree; answer the model (None if a departure is fatal) and all departures.

    Facets (patterns, lengths, digits, limits) are judged only on request: no model depends on them.
    With `collapse`, texts are as XML Schema sees them: white space collapsed where SAT says so.
    """
    walker = _Walker(facets=facets, collapse=collapse)
    node = walker.node(root, spec_of(Comprobante), Comprobante.ELEMENT.namespace)
    fatal = any(each.fatal for each in walker.deviations)
    return None if fatal else cast("Comprobante", node), tuple(walker.deviations)


def walk_or_raise(root: XmlElement, *, source: str | None) -> Comprobante:
    """Read a CFDI 4.0 tree; CfdiReadError lists every departure that keeps it from being typed."""
    comprobante, deviations = walk(root)
    if comprobante is None:
        raise CfdiReadError([_problem(each) for each in deviations if each.fatal], source)
    return comprobante


_EXPECTED_TYPE: Final = {
    "decimal": "a decimal number such as 1160.00",
    "integer": "a whole number",
    "dateTime": "a local date and time, YYYY-MM-DDThh:mm:ss",
}


def _problem(deviation: Deviation) -> Problem:
    attribute = deviation.attribute
    match deviation.kind:
        case Kind.NOT_TYPED if attribute is not None:
            expected = _EXPECTED_TYPE[attribute.type.base]
        case Kind.REPEATED_ELEMENT:
            expected = "at most one such element"
        case Kind.MISSING_ELEMENT:
            expected = "a required element"
        case _:
            expected = "a required attribute"
    value = "a second one" if deviation.kind is Kind.REPEATED_ELEMENT else deviation.value
    return Problem(path=deviation.path, line=deviation.line, value=value, expected=expected)


class _Walker:
    def __init__(self, *, facets: bool, collapse: bool) -> None:
        self._facets = facets
        self._collapse = collapse
        self._paths = Paths()
        self._fatal = 0
        self.deviations: list[Deviation] = []

    def node(self, element: XmlElement, spec: NodeSpec, namespace: str) -> Node | None:
        """Read one element and all below it; None when it cannot be typed."""
        fatal_before = self._fatal
        fields: dict[str, Any] = {}
        extra = _ExtraBuilder()
        self._read_attributes(element, spec, fields, extra)
        self._read_children(element, spec, namespace, fields, extra)
        self._judge_text(element, empty=not spec.children)
        if self._fatal > fatal_before:
            return None
        return spec.node(extra=extra.build(), **fields)

    def _report(
        self,
        kind: Kind,
        element: XmlElement,
        *,
        value: str | None = None,
        attribute: AttributeSpec | None = None,
        name: str | None = None,
        child: str | None = None,
        facet: str | None = None,
        fatal: bool = False,
    ) -> None:
        own = attribute.name if attribute else name
        path = self._paths.of(element, own)
        if child is not None:
            prefix = path.rpartition("/")[2].partition(":")[0]
            path += f"/{prefix}:{child}"
        self._fatal += fatal
        self.deviations.append(
            Deviation(
                kind=kind,
                path=path,
                name=etree.QName(child or own or element).localname,
                line=element.sourceline,
                value=value,
                attribute=attribute,
                facet=facet,
                fatal=fatal,
            )
        )

    def _read_attributes(
        self, element: XmlElement, spec: NodeSpec, fields: dict[str, Any], extra: _ExtraBuilder
    ) -> None:
        written = attributes_of(element)
        if spec.node is Comprobante:
            fields["schema_location"] = written.get(SCHEMA_LOCATION)
        for attribute in spec.attributes:
            text = written.pop(attribute.name, None)
            if text is not None:
                fields[attribute.field] = self._value(element, attribute, text)
            elif attribute.required:
                self._report(
                    Kind.MISSING_ATTRIBUTE,
                    element,
                    attribute=attribute,
                    fatal=not attribute.unsealed,
                )
        self._keep_attributes(element, "", written, extra)

    def _keep_attributes(
        self, element: XmlElement, where: str, written: dict[str, str], extra: _ExtraBuilder
    ) -> None:
        for name, text in written.items():
            if name in LOCATION_HINTS:
                continue
            extra.attributes.setdefault((where, name), text)
            self._report(Kind.UNKNOWN_ATTRIBUTE, element, name=name, value=text)

    def _value(self, element: XmlElement, attribute: AttributeSpec, text: str) -> Any:  # noqa: ANN401 - str, Decimal, int or datetime
        base = attribute.type.base
        if base in _LEXICAL:
            text = text.strip(_XML_SPACE)
            value = _typed(base, text)
            if value is None:
                self._report(Kind.NOT_TYPED, element, attribute=attribute, value=text, fatal=True)
                return None
        else:
            value = _settled(attribute.type, text) if self._collapse else text
        if attribute.fixed is not None and _settled(attribute.type, text) != attribute.fixed:
            self._report(Kind.FIXED, element, attribute=attribute, value=text)
        elif self._facets and (facet := broken_facet(attribute.type, text)):
            self._report(Kind.FACET, element, attribute=attribute, value=text, facet=facet)
        return value

    def _read_children(
        self,
        element: XmlElement,
        spec: NodeSpec,
        namespace: str,
        fields: dict[str, Any],
        extra: _ExtraBuilder,
    ) -> None:
        places = {
            f"{{{namespace}}}{_outer_name(child)}": (index, child)
            for index, child in enumerate(spec.children)
        }
        keeper = Keeper(element)
        found: dict[int, list[Any]] = {}
        latest = -1
        for inner in element:
            index, child = places.get(str(inner.tag), (-1, None))
            if child is None:
                extra.children.append(("", keeper.keep(inner)))
                self._report(Kind.UNKNOWN_ELEMENT, inner)
                continue
            if index < latest and spec.ordered:
                self._report(Kind.MISPLACED_ELEMENT, inner)
            latest = max(latest, index)
            repeats = isinstance(child, ChildSpec) and child.many and not child.groups
            if index in found and not repeats:
                single = isinstance(child, ChildSpec) and not child.many
                self._report(Kind.REPEATED_ELEMENT, inner, fatal=single)
            found.setdefault(index, []).extend(self._items(inner, child, namespace, extra))
        for index, child in enumerate(spec.children):
            self._place(element, child, found.get(index), fields)

    def _place(
        self,
        element: XmlElement,
        child: ChildSpec | WildcardSpec,
        items: list[Any] | None,
        fields: dict[str, Any],
    ) -> None:
        if isinstance(child, WildcardSpec) or child.many:
            fields[child.field] = tuple(items or ())
        elif items:
            fields[child.field] = items[0]
        if isinstance(child, ChildSpec) and child.required and items is None:
            self._report(
                Kind.MISSING_ELEMENT,
                element,
                child=_outer_name(child),
                fatal=not child.many,
            )

    def _items(
        self,
        element: XmlElement,
        child: ChildSpec | WildcardSpec,
        namespace: str,
        extra: _ExtraBuilder,
    ) -> list[Any]:
        """Read what `element` brings to its field: itself, or what it groups."""
        if isinstance(child, ChildSpec) and not child.groups:
            return [self.node(element, spec_of(child.node), namespace)]
        keeper = Keeper(element)
        where = _outer_name(child)
        written = attributes_of(element)
        self._keep_attributes(element, where, written, extra)
        self._judge_text(element)
        if isinstance(child, WildcardSpec):
            if child.filled and not len(element):
                self._report(Kind.EMPTY_ELEMENT, element)
            return [
                self._anything(inner, keeper) if child.typed else keeper.keep(inner)
                for inner in element
            ]
        items: list[Any] = []
        for inner in element:
            if inner.tag == f"{{{namespace}}}{child.name}":
                items.append(self.node(inner, spec_of(child.node), namespace))
            else:
                extra.children.append((where, keeper.keep(inner)))
                self._report(Kind.UNKNOWN_ELEMENT, inner)
        if not items:
            self._report(Kind.MISSING_ELEMENT, element, child=child.name)
        return items

    def _anything(self, element: XmlElement, keeper: Keeper) -> Node | Fragment | None:
        node = COMPLEMENT_OF.get(element.tag)
        if node is None:
            return keeper.keep(element)
        return self.node(element, spec_of(node), node.ELEMENT.namespace)

    def _judge_text(self, element: XmlElement, *, empty: bool = False) -> None:
        """Report text between elements; in an element that SAT leaves empty, blanks as well."""
        if not self._facets:
            return
        text = (element.text or "") + "".join(each.tail or "" for each in element)
        if text.strip(_XML_SPACE) or (empty and text):
            self._report(Kind.STRAY_TEXT, element, value=text.strip(_XML_SPACE))


class _ExtraBuilder:
    def __init__(self) -> None:
        # Keyed: two groups that are read as one may carry the same attribute; the first counts.
        self.attributes: dict[tuple[str, str], str] = {}
        self.children: list[tuple[str, Fragment]] = []

    def build(self) -> Extra | None:
        if not self.attributes and not self.children:
            return None
        # Sorted: the order of attributes means nothing, and equal nodes must compare equal.
        attributes = sorted((*place, text) for place, text in self.attributes.items())
        # By place, each in its own order: that is how they are written back.
        children = sorted(self.children, key=lambda child: child[0])
        return Extra(attributes=tuple(attributes), children=tuple(children))


def _outer_name(child: ChildSpec | WildcardSpec) -> str:
    if isinstance(child, WildcardSpec):
        return child.name
    return child.groups[0] if child.groups else child.name


def _typed(base: str, text: str) -> Any:  # noqa: ANN401 - str, Decimal, int or datetime
    if not _LEXICAL[base].fullmatch(text):
        return None
    try:
        return _CONVERT[base](text)
    except ValueError:  # a date that the calendar does not have
        return None


@functools.cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def broken_facet(kind: SimpleType, text: str) -> str | None:
    """Name the first facet of `kind` that `text` does not meet, or None when it meets them all."""
    text = _settled(kind, text)
    for facet, holds in (
        ("length", kind.length is None or len(text) == kind.length),
        ("min_length", kind.min_length is None or len(text) >= kind.min_length),
        ("max_length", kind.max_length is None or len(text) <= kind.max_length),
        ("pattern", kind.pattern is None or _compiled(kind.pattern).fullmatch(text) is not None),
        ("base64", kind.base != "base64Binary" or is_base64(text)),
    ):
        if not holds:
            return facet
    if kind.min_inclusive is not None and Decimal(text) < kind.min_inclusive:
        return "min_inclusive"
    if kind.max_inclusive is not None and Decimal(text) > kind.max_inclusive:
        return "max_inclusive"
    # Trailing zeros are no digits to XSD: 1.500000000 has one fraction digit.
    digits = len(text.partition(".")[2].rstrip("0"))
    if kind.fraction_digits is not None and digits > kind.fraction_digits:
        return "fraction_digits"
    return None


def _settled(kind: SimpleType, text: str) -> str:
    return collapsed(text) if kind.collapse else text


def is_base64(text: str) -> bool:
    """Tell whether collapsed `text` is xs:base64Binary."""
    return _BASE64.fullmatch(text.replace(" ", "")) is not None
