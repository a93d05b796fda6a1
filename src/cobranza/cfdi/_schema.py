"""The slim schema: SAT's structure as an XSD that libxml2 checks in microseconds.

It is written from the models' metadata, so it says what they say: names, order, cardinality,
types, patterns, limits. SAT's huge enumerations are left out (libxml2 scans them linearly; look-ups
in the dated catalogs do that work), and where SAT's schema admits anything it is lax: complements
without a model are not judged.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, Final

from lxml import etree

from cobranza.cfdi._spec import (
    AttributeSpec,
    ChildSpec,
    Node,
    SimpleType,
    Standalone,
    WildcardSpec,
    spec_of,
)
from cobranza.cfdi._xml import ROOTS

if TYPE_CHECKING:
    from decimal import Decimal

__all__: list[str] = []

XS: Final = "http://www.w3.org/2001/XMLSchema"


@functools.cache
def slim_schema() -> etree.XMLSchema:
    """Compile the slim schema, once."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    parser.resolvers.add(_Schemas())
    imports = "".join(
        f'<xs:import namespace="{root.ELEMENT.namespace}" schemaLocation="{_address(root)}"/>'
        for root in ROOTS
    )
    return etree.XMLSchema(
        etree.fromstring(f'<xs:schema xmlns:xs="{XS}">{imports}</xs:schema>', parser)
    )


class _Schemas(etree.Resolver):
    """Answers the imports of the schema from the models; nothing is read from anywhere."""

    def resolve(self, system_url: str | None, public_id: str | None, context: Any) -> Any:  # noqa: ANN401, ARG002 - lxml's signature, of classes without a public name
        for root in ROOTS:
            if system_url == _address(root):
                return self.resolve_string(schema_text(root), context)
        return None


def _address(root: type[Standalone]) -> str:
    return f"cobranza:{root.ELEMENT.prefix}"


def schema_text(root: type[Standalone]) -> str:
    """Write the schema of one namespace."""
    element = root.ELEMENT
    body = _element(element.name, root, occurs="")
    return (
        f'<xs:schema xmlns:xs="{XS}" targetNamespace="{element.namespace}"'
        f' elementFormDefault="qualified">{body}</xs:schema>'
    )


def _element(name: str, node: type[Node], *, occurs: str) -> str:
    spec = spec_of(node)
    repeats = "" if spec.ordered else ' maxOccurs="unbounded"'
    children = "".join(_child(child, alternating=not spec.ordered) for child in spec.children)
    sequence = f"<xs:sequence{repeats}>{children}</xs:sequence>" if children else ""
    attributes = "".join(_attribute(each) for each in spec.attributes)
    content = f"<xs:complexType>{sequence}{attributes}</xs:complexType>"
    return f'<xs:element name="{name}"{occurs}>{content}</xs:element>'


def _child(child: ChildSpec | WildcardSpec, *, alternating: bool) -> str:
    if isinstance(child, WildcardSpec):
        least = "" if child.filled else ' minOccurs="0"'
        # The Addenda is no part of the fiscal document: not even its known elements are judged.
        how = "lax" if child.typed else "skip"
        content = f'<xs:any{least} maxOccurs="unbounded" processContents="{how}"/>'
        return _group(child.name, content, ' minOccurs="0"')
    least = "" if child.required else ' minOccurs="0"'
    if child.groups:
        inner = _element(child.name, child.node, occurs=' maxOccurs="unbounded"')
        return _group(child.groups[0], inner, least)
    most = ' maxOccurs="unbounded"' if child.many and not alternating else ""
    return _element(child.name, child.node, occurs=least + most)


def _group(name: str, content: str, occurs: str) -> str:
    sequence = f"<xs:complexType><xs:sequence>{content}</xs:sequence></xs:complexType>"
    return f'<xs:element name="{name}"{occurs}>{sequence}</xs:element>'


def _attribute(attribute: AttributeSpec) -> str:
    use = ' use="required"' if attribute.required else ""
    fixed = "" if attribute.fixed is None else f' fixed="{attribute.fixed}"'
    return (
        f'<xs:attribute name="{attribute.name}"{use}{fixed}>{_type(attribute.type)}</xs:attribute>'
    )


def _type(kind: SimpleType) -> str:
    facets = {
        "length": kind.length,
        "minLength": kind.min_length,
        "maxLength": kind.max_length,
        "minInclusive": _plain(kind.min_inclusive),
        "maxInclusive": _plain(kind.max_inclusive),
        "fractionDigits": kind.fraction_digits,
        # libxml2 takes any text for base64; XML Schema does not.
        "pattern": "[A-Za-z0-9+/= ]*" if kind.base == "base64Binary" else kind.pattern,
        "whiteSpace": "collapse" if kind.collapse else None,
    }
    written = "".join(
        f'<xs:{name} value="{_escaped(str(value))}"/>'
        for name, value in facets.items()
        if value is not None
    )
    base = f"xs:{kind.base}"
    return (
        f'<xs:simpleType><xs:restriction base="{base}">{written}</xs:restriction></xs:simpleType>'
    )


def _plain(limit: Decimal | None) -> str | None:
    return None if limit is None else format(limit, "f")


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
