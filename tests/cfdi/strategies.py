"""Comprobantes that are valid by construction, built from what the models say of themselves.

Every element may be there or not and every list may repeat; amounts, dates and texts stay within
their facets. XSD collapses white space before it measures a text, so texts are built of words and
only then get their tabs, line breaks and runs of blanks.
"""

import base64
import string
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from hypothesis import strategies as st
from lxml import etree

from cobranza.cfdi import Comprobante, Extra, Fragment
from cobranza.cfdi._spec import ChildSpec, Node, NodeSpec, SimpleType, WildcardSpec, spec_of
from cobranza.cfdi._xml import COMPLEMENTS

# Keys that SAT's catalogs hold, and have held for years.
CATALOGS: Final[dict[str, Sequence[str]]] = {
    "c_ClaveProdServ": ("01010101", "84111506", "43211503"),
    "c_ClaveUnidad": ("H87", "E48", "ACT", "KGM"),
    "c_CodigoPostal": ("01000", "86991", "64000"),
    "c_Exportacion": ("01", "02", "03", "04"),
    "c_FormaPago": ("01", "03", "17", "99"),
    "c_Impuesto": ("001", "002", "003"),
    "c_Meses": ("01", "12", "18"),
    "c_MetodoPago": ("PUE", "PPD"),
    "c_Moneda": ("MXN", "USD", "EUR", "JPY", "XXX"),
    "c_ObjetoImp": ("01", "02", "03"),
    "c_Pais": ("MEX", "USA", "ZZZ"),
    "c_Periodicidad": ("01", "02", "05"),
    "c_RegimenFiscal": ("601", "612", "616", "626"),
    "c_TipoCadenaPago": ("01",),
    "c_TipoDeComprobante": ("I", "E", "T", "N", "P"),
    "c_TipoFactor": ("Tasa", "Cuota", "Exento"),
    "c_TipoRelacion": ("01", "04", "07"),
    "c_UsoCFDI": ("G01", "G03", "CP01", "S01"),
}

# What goes wrong first, and then whatever is neither control, separator nor the pipe.
LETTERS: Final = st.sampled_from(
    "aZ09ñÑáÜ&<>\"'-_.,;:#%/()\u00b4`°€😀漢\u00a0\u2028\x7f"
) | st.characters(exclude_categories=("C", "Z"), exclude_characters="|")
LETTERS_OF_LEYENDA: Final = st.sampled_from(
    string.ascii_letters + string.digits + "Ññ!\"%&'\u00b4-:;>=<@_,{}`~áéíóúÁÉÍÓÚüÜ"
)
BLANKS: Final = st.sampled_from(("", "", "", " ", "\n", " \t\r\n "))


@st.composite
def texts(
    draw: st.DrawFn,
    *,
    letters: st.SearchStrategy[str] = LETTERS,
    min_length: int = 1,
    max_length: int = 1000,
) -> str:
    """Draw a text that has `min_length` to `max_length` characters once XSD collapses it."""
    words = draw(st.lists(st.text(letters, min_size=1, max_size=6), min_size=1, max_size=4))
    text = " ".join(words)
    if draw(st.integers(0, 19)) == 19:  # now and then a long one
        text = text * max_length
    text = text[:max_length].rstrip(" ").ljust(min_length, "x")
    between = draw(st.sampled_from((" ", " ", "  ", "\n", "\t \r")))
    return draw(BLANKS) + text.replace(" ", between) + draw(BLANKS)


def free_texts(*, min_length: int, max_length: int) -> st.SearchStrategy[str]:
    """Texts whose white space XSD leaves as it is."""
    return st.text(LETTERS | st.sampled_from(" \t\n\r"), min_size=min_length, max_size=max_length)


@st.composite
def amounts(draw: st.DrawFn, kind: SimpleType) -> Decimal:
    """Draw a decimal with any of the scales that `kind` admits, trailing zeros too."""
    scale = draw(st.integers(0, kind.fraction_digits or 0))
    largest = 10 ** draw(st.sampled_from((3, 9, 18 + scale))) - 1
    # 1 of the last place is never less than SAT's least amount above zero.
    least = -largest if kind.min_inclusive is None else int(kind.min_inclusive > 0)
    return Decimal(draw(st.integers(least, largest))).scaleb(-scale)


def strings(kind: SimpleType) -> st.SearchStrategy[str]:
    longest = kind.max_length or 200
    if kind.name == "Leyenda":
        return texts(letters=LETTERS_OF_LEYENDA, min_length=12, max_length=longest)
    if kind.pattern is None or kind.pattern.startswith("[^|]"):
        if kind.collapse:
            return texts(max_length=longest)
        return free_texts(min_length=kind.min_length or 0, max_length=min(longest, 30))
    exact = st.from_regex(kind.pattern, fullmatch=True)
    if not kind.collapse:
        return exact
    return st.builds(lambda before, text, after: before + text + after, BLANKS, exact, BLANKS)


def values(kind: SimpleType) -> st.SearchStrategy[Any]:
    """Values that SAT's schema admits for one type."""
    if kind.catalog is not None:
        return st.sampled_from(CATALOGS[kind.catalog])
    match kind.base:
        case "decimal":
            return amounts(kind)
        case "integer":
            return st.integers(2019, 32767) if kind.pattern is None else st.integers(1, 999)
        case "dateTime":
            dates = st.datetimes(datetime(2010, 1, 1), datetime(2099, 12, 31))  # noqa: DTZ001 - CFDI has no zones
            return dates.map(lambda date: date.replace(microsecond=0))
        case "base64Binary":
            return st.binary(max_size=20).map(lambda data: base64.b64encode(data).decode())
        case _:
            return strings(kind)


@st.composite
def fragments(draw: st.DrawFn, depth: int = 2) -> Fragment:
    """An element that no model knows, in the form in which `read` gives it."""
    element = draw(elements(depth))
    xml = etree.tostring(element, method="c14n", exclusive=True, with_comments=False)
    return Fragment(name=str(element.tag), xml=xml)


@st.composite
def elements(draw: st.DrawFn, depth: int) -> etree._Element:
    name = draw(st.sampled_from(("nota", "Ñandú", "a.b-c", "{urn:otro}nota", "{urn:otro}pedido")))
    attributes = draw(st.dictionaries(st.sampled_from(("a", "{urn:x}a", "año")),
                                      free_texts(min_length=0, max_length=8),
                                      max_size=2))  # fmt: skip
    element = etree.Element(name, attributes, nsmap={"o": "urn:otro", "x": "urn:x"})
    element.text = draw(free_texts(min_length=0, max_length=8))
    for child in draw(st.lists(elements(depth - 1), max_size=2)) if depth else ():
        child.tail = draw(free_texts(min_length=0, max_length=8))
        element.append(child)
    return element


@st.composite
def extras(draw: st.DrawFn, spec: NodeSpec) -> Extra | None:
    """What SAT does not define, in the order in which `read` gives it."""
    if draw(st.integers(0, 3)) < 3:
        return None
    groups = [
        each.groups[0] for each in spec.children if isinstance(each, ChildSpec) and each.groups
    ]
    wildcards = [each.name for each in spec.children if isinstance(each, WildcardSpec)]
    attributes = {
        (where, name): draw(free_texts(min_length=0, max_length=8))
        for where in ("", *groups, *wildcards)
        for name in draw(
            st.sets(st.sampled_from(("Nuevo", "{urn:x}Nuevo", "{urn:x}Año")), max_size=2)
        )
    }
    children = [
        (where, fragment)
        for where in ("", *sorted(groups))
        for fragment in draw(st.lists(fragments(0), max_size=1))
    ]
    if not attributes and not children:
        return None
    return Extra(
        attributes=tuple(sorted((*place, text) for place, text in attributes.items())),
        children=tuple(children),
    )


def nodes(node: type[Node], *, foreign: bool = False) -> st.SearchStrategy[Any]:
    """Nodes of one class; `foreign` adds what SAT does not define or cobranza does not model."""
    spec = spec_of(node)
    fields: dict[str, st.SearchStrategy[Any]] = {}
    for attribute in spec.attributes:
        if attribute.fixed is not None:
            continue
        value = values(attribute.type)
        fields[attribute.field] = value if attribute.required else st.none() | value
    for child in spec.children:
        if isinstance(child, WildcardSpec):
            fields[child.field] = _contents(child, foreign=foreign)
            continue
        item = nodes(child.node, foreign=foreign)
        if child.many:
            items = st.lists(item, min_size=int(child.required), max_size=2)
            fields[child.field] = items.map(tuple)
        else:
            fields[child.field] = item if child.required else st.none() | item
    if foreign:
        fields["extra"] = extras(spec)
    return st.builds(node, **fields)


def _contents(wildcard: WildcardSpec, *, foreign: bool) -> st.SearchStrategy[tuple[Any, ...]]:
    """What a `Complemento`, a `ComplementoConcepto` or an `Addenda` holds."""
    known = [nodes(each, foreign=foreign) for each in COMPLEMENTS]
    content = [*known] if wildcard.name == "Complemento" else []
    if foreign:
        content.append(fragments())
    return st.lists(st.one_of(content), max_size=2 if content else 0).map(tuple)


def comprobantes(*, foreign: bool = False) -> st.SearchStrategy[Comprobante]:
    """Comprobantes that SAT's schemas accept; `foreign` as for `nodes`."""
    return nodes(Comprobante, foreign=foreign)
