"""XML at the door: one hardened parser, paths that resolve, fragments that stand alone.

Nothing here follows an entity, a DTD or a network address, nothing is repaired, and size and depth
have limits. `Fragment` keeps what cobranza does not model.
"""

from __future__ import annotations

import copy
import functools
import re
from collections import Counter
from typing import Final, NoReturn, TypeAlias, cast

from lxml import etree

from cobranza.cfdi._spec import ChildSpec, Fragment, Node, Standalone, spec_of
from cobranza.cfdi.comprobante import Comprobante
from cobranza.cfdi.implocal import ImpuestosLocales
from cobranza.cfdi.pagos import Pagos
from cobranza.cfdi.timbre import TimbreFiscalDigital
from cobranza.errors import CfdiReadError, Problem

__all__: list[str] = []

XmlElement: TypeAlias = etree._Element  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
"""An element of a parsed tree; lxml gives the class no public name."""

MAX_BYTES: Final = 32 * 1024 * 1024
"""The largest document that is read unless the caller says otherwise, in bytes."""

MAX_WHOLE_DIGITS: Final = 18
"""The longest whole number that is read or written, in digits."""

XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"
SCHEMA_LOCATION: Final = f"{{{XSI}}}schemaLocation"
XSI_TYPE: Final = f"{{{XSI}}}type"
LOCATION_HINTS: Final = frozenset({SCHEMA_LOCATION, f"{{{XSI}}}noNamespaceSchemaLocation"})
"""Attributes that XML Schema admits anywhere; they tell where a schema may be and nothing else."""

COMPLEMENTS: Final[tuple[type[Standalone], ...]] = (Pagos, TimbreFiscalDigital, ImpuestosLocales)
COMPLEMENT_OF: Final[dict[object, type[Standalone]]] = {
    node.ELEMENT.tag: node for node in COMPLEMENTS
}
ROOTS: Final[tuple[type[Standalone], ...]] = (Comprobante, *COMPLEMENTS)
NAMESPACES: Final = {node.ELEMENT.prefix: node.ELEMENT.namespace for node in ROOTS}
_PREFIXES: Final = {namespace: prefix for prefix, namespace in NAMESPACES.items()}

_BLANKS: Final = re.compile(r"[ \t\r\n]+")
_VALUES: Final = etree.XPath("@*", smart_strings=False)
_TEXTS: Final = etree.XPath("descendant-or-self::*/@* | .//text()", smart_strings=False)
# The look-behind has every run of characters scanned once; some are megabytes of base64.
_BEFORE_COLON: Final = re.compile(r"(?<![\w.-])[\w.-]++(?=:)")

DECLARED_BY_WRITE: Final = frozenset(
    {("xsi", XSI)} | {each for each in NAMESPACES.items() if each[0] != "tfd"}
)
"""Prefixes with their namespaces that `write` declares on the root where they are used."""

# libxml2 itself limits depth to 256 and one attribute to 10 MB, because huge_tree stays off.
# collect_ids must stay on: without it libxml2 opens external DTDs, whatever load_dtd says.
_PARSER: Final = etree.XMLParser(
    resolve_entities=False,
    no_network=True,
    load_dtd=False,
    huge_tree=False,
    recover=False,
    remove_comments=True,
    remove_pis=True,
)


def parse(data: bytes, *, max_bytes: int, source: str | None) -> XmlElement:
    """Parse `data`; whatever is not one well-formed, entity-free document is a CfdiReadError."""
    if len(data) > max_bytes:
        _refuse(f"{len(data)} bytes", f"at most {max_bytes} bytes", source)
    if not data.strip():
        _refuse("", "an XML document", source)
    try:
        root = etree.fromstring(data, _PARSER)
    except etree.XMLSyntaxError as error:
        reason, line = error.msg or "not XML", error.lineno
        problem = Problem(path="", line=line, value=reason, expected="well-formed XML")
        raise CfdiReadError([problem], source) from None
    # Asked of the tree, because encodings hide a DOCTYPE from any search of the bytes. libxml2's
    # own limit on amplification holds entity bombs until here.
    if root.getroottree().docinfo.internalDTD is not None:
        _refuse("<!DOCTYPE", "a document without DTD or entities", source)
    return root


def _refuse(value: str, expected: str, source: str | None) -> NoReturn:
    raise CfdiReadError([Problem(path="", line=None, value=value, expected=expected)], source)


def collapsed(text: str) -> str:
    """Collapse white space as XSD does: runs of XML blanks become one space, ends lose theirs."""
    return _BLANKS.sub(" ", text).strip(" ")


def attributes_of(element: XmlElement) -> dict[str, str]:
    """Give the attributes by name; lxml's own `items` and `values` take quadratic time."""
    values = cast("list[str]", _VALUES(element))
    return dict(zip(map(str, element.keys()), values, strict=True))


class Keeper:
    """Keeps the children of one element as fragments, with the namespaces their content leans on.

    Its work grows with what it keeps, however many namespaces hostile input puts around it.
    """

    def __init__(self, parent: XmlElement) -> None:
        self._parent = parent

    @functools.cached_property
    def _inherited(self) -> dict[str | None, str]:
        return {prefix: str(uri) for prefix, uri in self._parent.nsmap.items()}

    def keep(self, element: XmlElement) -> Fragment:
        """Keep `element`, a child of this parent, in canonical form."""
        alone = copy.deepcopy(element)  # drops the namespaces that it inherits and never uses
        alone.tail = None
        mentioned = self._namespaces_in_values(alone)
        if mentioned:
            etree.Element("scope", nsmap=mentioned).append(alone)
        # Exclusive form drops an unprefixed namespace that only values use; no other is left.
        exclusive = None not in mentioned
        try:
            xml = etree.tostring(
                alone,
                method="c14n",
                exclusive=exclusive,
                with_comments=False,
                inclusive_ns_prefixes=[each for each in mentioned if each] if exclusive else None,
            )
        except etree.C14NError:  # libxml2 refuses relative namespace URIs, which addendas do have
            xml = etree.canonicalize(alone, with_comments=False).encode()
        return Fragment(name=str(element.tag), xml=xml)

    def _namespaces_in_values(self, element: XmlElement) -> dict[str | None, str]:
        """Find prefixes that values use (`xsi:type="x:T"`): canonical form cannot see them.

        Those that `write` declares on the root are left out: a fragment read back is the same.
        """
        names: set[str | None] = {
            each
            for text in cast("list[str]", _TEXTS(element))
            for each in _BEFORE_COLON.findall(text)
        }
        if any(":" not in each.get(XSI_TYPE, ":") for each in element.iter()):
            names.add(None)
        if not names:
            return {}
        found = {name: uri for name in names if (uri := self._inherited.get(name)) is not None}
        for _, declared in etree.iterwalk(element, events=("start-ns",)):
            prefix, uri = cast("tuple[str, str]", declared)
            if (prefix or None) in names:
                found.setdefault(prefix or None, uri)  # the outermost binding counts
        kept = [each for each in found.items() if each not in DECLARED_BY_WRITE]
        return dict(sorted(kept, key=lambda each: each[0] or ""))


@functools.cache
def _namespaces_of_nodes() -> dict[type[Node], str]:
    found: dict[type[Node], str] = {}
    for root in ROOTS:
        below: list[type[Node]] = [root]
        while below:
            node = below.pop()
            found[node] = root.ELEMENT.namespace
            below += [each.node for each in spec_of(node).children if isinstance(each, ChildSpec)]
    return found


def namespace_of(node: type[Node]) -> str:
    """Give the namespace in which SAT has the elements of a class."""
    return _namespaces_of_nodes()[node]


def well_formed(data: bytes) -> bool:
    """Tell whether `data` is one XML element in UTF-8 that this parser takes, and nothing else."""
    if type(data) is not bytes or not data.startswith(b"<") or data.startswith(b"<?"):
        return False
    try:
        data.decode()
        parse(data, max_bytes=len(data), source=None)
    except (CfdiReadError, UnicodeDecodeError):
        return False
    return True


class Paths:
    """Gives XPaths that resolve with `NAMESPACES` bound; counts the siblings of a parent once."""

    def __init__(self) -> None:
        self._places: dict[XmlElement, dict[XmlElement, str]] = {}

    def of(self, element: XmlElement, attribute: str | None = None) -> str:
        """Give the path of `element`, or of one of its attributes."""
        steps: list[str] = []
        node: XmlElement | None = element
        while node is not None:
            parent = node.getparent()
            steps.append(_name_test(str(node.tag)) if parent is None else self._step(parent, node))
            node = parent
        path = "/" + "/".join(reversed(steps))
        return path if attribute is None else f"{path}/@{_name_test(attribute)}"

    def _step(self, parent: XmlElement, node: XmlElement) -> str:
        if parent not in self._places:
            tags = Counter(each.tag for each in parent)
            seen: Counter[object] = Counter()
            places: dict[XmlElement, str] = {}
            for each in parent:
                seen[each.tag] += 1
                index = f"[{seen[each.tag]}]" if tags[each.tag] > 1 else ""
                places[each] = _name_test(str(each.tag)) + index
            self._places[parent] = places
        return self._places[parent][node]


def _name_test(tag: str) -> str:
    namespace, brace, name = tag.removeprefix("{").rpartition("}")
    if not brace:
        return name
    if namespace in _PREFIXES:
        return f"{_PREFIXES[namespace]}:{name}"
    quote = '"' if "'" in namespace else "'"
    return f"*[local-name()='{name}' and namespace-uri()={quote}{namespace}{quote}]"
