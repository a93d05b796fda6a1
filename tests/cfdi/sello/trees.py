"""Trees of elements, by their orders or against them, to hold against SAT's XSLT."""

import random
from collections.abc import Callable, Sequence
from typing import Final

from lxml import etree

from cobranza.cfdi._xml import XmlElement
from cobranza.cfdi.sello._orders import ANY, Attribute, Below, Step, Text, When, orders
from tests.cfdi.documents import CFDI

COMPROBANTE: Final = f"{{{CFDI}}}Comprobante"
COMPLEMENTO: Final = f"{{{CFDI}}}Complemento"
TAGS: Final = tuple(orders())
DEEPEST: Final = 6

# What white space is to XML and what only looks like it, the separator, and what must be escaped.
VALUES: Final = (
    *(
        "",
        " ",
        "a",
        "1.1",
        "0.160000",
        "  a  b ",
        " a",
        "a ",
        "a\tb",
        "\na\r\nb",
        "a|b",
        "a | b",
        "|",
    ),
    *("\u00a0a\u00a0", "a\u2003b", "\u200b", "\u0085a", "ñÑ&<>\"'", "😀", "x" * 500),
)

Chance = Callable[[float], bool]
"""Whether something happens that has a probability."""


class Grower:
    """Grows elements by their orders; `bend` is how likely each departure from them is."""

    def __init__(self, seed: int, *, optional: float = 0.5, bend: float = 0.0) -> None:
        self._rng = random.Random(seed)
        self._optional = optional
        self._bend = bend

    def document(self, *inside: str) -> bytes:
        """Give a comprobante with the elements `inside` its Complemento."""
        root = self.element(COMPROBANTE, 0)
        for old in root.findall(COMPLEMENTO):
            root.remove(old)
        complemento = etree.SubElement(root, COMPLEMENTO)
        complemento.extend(self.element(tag, 1) for tag in inside)
        return etree.tostring(root, encoding="UTF-8")

    def element(self, tag: str, depth: int) -> XmlElement:
        """Grow an element as its own entry says."""
        element = etree.Element(tag)
        self._take(orders().get(tag, ()), element, depth)
        if self._happens(self._bend):
            self._distort(element, depth)
        return element

    def _take(self, steps: Sequence[Step], element: XmlElement, depth: int) -> None:
        for step in steps:
            match step:
                case Attribute():
                    if self._happens(self._bend < 0.1 if step.required else self._optional):
                        element.set(step.name, self._value())
                case Text():
                    self._at(step.path, element).text = self._value()
                case When():
                    if self._happens(self._optional):
                        element.set(step.attribute, step.value)
                    self._take(step.steps, element, depth)
                case Below() if depth < DEEPEST:
                    for _ in range(self._rng.randrange(3)):
                        self._below(step, element, depth)
                case Below():
                    pass

    def _below(self, step: Below, element: XmlElement, depth: int) -> None:
        if step.path == (ANY,):
            element.append(self.element(self._rng.choice(TAGS), depth + 1))
            return
        inner = self._at(step.path[:-1], element)
        child = self.element(step.path[-1], depth + len(step.path))
        if step.steps is not None:
            self._take(step.steps, child, depth + len(step.path))
        inner.append(child)

    def _at(self, path: Sequence[str], element: XmlElement) -> XmlElement:
        for tag in path:
            found = element.find(tag)
            again = found is None or self._happens(self._bend)
            element = etree.SubElement(element, tag) if again or found is None else found
        return element

    def _distort(self, element: XmlElement, depth: int) -> None:
        """Put children out of order, and among them what no schema admits there."""
        children = list(element)
        self._rng.shuffle(children)
        element.extend(children)
        element.text = self._value()
        if depth < DEEPEST:
            foreign = self._rng.choice((*TAGS, "{urn:x}y", "y"))
            element.insert(0, self.element(foreign, depth + 1))
            element[0].tail = self._value()

    def _value(self) -> str:
        return self._rng.choice(VALUES)

    def _happens(self, probability: float) -> bool:
        return self._rng.random() < probability
