"""What a mutation is: a named edit that breaks certain rules of SAT's and no other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs
from lxml import etree

from cobranza.cfdi import Comprobante, write
from cobranza.cfdi._xml import MAX_BYTES, XmlElement, parse
from cobranza.errors import CobranzaError
from cobranza.testing._mutations._bases import BASES
from cobranza.testing._mutations._edits import Edit, first, xpath

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__: list[str] = []

STRUCTURE: Final = "CFDI40999"


@attrs.frozen(kw_only=True)
class Mutation:
    """One way to make a valid document wrong.

    `codes` are all the codes that `check` gives the result, errors and warnings, and no others;
    `description` says in Spanish what is done. `needs` is what `check` must be given besides the
    document, such as "l_RFC". `base` is the document of `example`.

    >>> from cobranza.cfdi import check
    >>> from cobranza.testing import mutation
    >>> total = mutation("CFDI40119")
    >>> total.description
    'Total es un centavo más que la suma de sus partes'
    >>> check(total.example()).ok
    True
    >>> [finding.code for finding in check(total.failing_example()).findings]
    ['CFDI40119']
    """

    name: str
    description: str
    codes: frozenset[str]
    needs: str | None = None
    base: Comprobante = attrs.field(repr=False, eq=False)
    when: str = attrs.field(repr=False, eq=False)
    edits: tuple[Edit, ...] = attrs.field(repr=False, eq=False)

    def applies(self, comprobante: Comprobante) -> bool:
        """Tell whether the edit can be made on a document and breaks just these rules there.

        The document must be without findings.
        """
        return bool(fitting(comprobante, [self]))

    def apply(self, xml: bytes) -> bytes:
        """Give the document with the edit made.

        Raises:
            CobranzaError: the mutation does not apply to this document.
        """
        root = _tree(xml)
        places = _places(self, root)
        if places is None:
            raise CobranzaError(f"{self.name} does not apply to this document: see `applies`")
        for edit, place in zip(self.edits, places, strict=True):
            edit.change(place)
        return etree.tostring(root, encoding="UTF-8", xml_declaration=True)

    def example(self) -> bytes:
        """Give a valid document on which the edit can be made; always the same."""
        return write(self.base)

    def failing_example(self) -> bytes:
        """Give that document with the edit made."""
        return self.apply(self.example())


def fitting(comprobante: Comprobante, mutations: Iterable[Mutation]) -> list[Mutation]:
    """Give those that apply to a comprobante, which is written and parsed once for all."""
    root = _tree(write(comprobante))
    return [each for each in mutations if _places(each, root) is not None]


def _places(mutation: Mutation, root: XmlElement) -> list[XmlElement] | None:
    """Find the place of every edit, before any is made; None if the mutation does not apply."""
    if not xpath(f"boolean({mutation.when})")(root):
        return None
    places = [first(edit.place, root) for edit in mutation.edits]
    found = [place for place in places if place is not None]
    return found if len(found) == len(places) else None


def _tree(xml: bytes) -> XmlElement:
    return parse(xml, max_bytes=MAX_BYTES, source=None)


def mutating(
    codes: str,
    name: str,
    description: str,
    *edits: Edit,
    base: str,
    when: str = "true()",
    needs: str | None = None,
) -> Mutation:
    """Declare a mutation: its codes with blanks between them, the name of its base document."""
    return Mutation(
        name=name,
        description=description,
        codes=frozenset(codes.split()),
        needs=needs,
        base=BASES[base],
        when=when,
        edits=edits,
    )
