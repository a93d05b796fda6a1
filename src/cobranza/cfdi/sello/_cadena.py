"""The cadena original: what a seal signs, built from the tree as it was received.

One function for the comprobante, and one for each complement when it is first met, is compiled from
their orders; it takes documents whose children stand where SAT's schemas have them. Whatever is out
of the ordinary is left to `_Exact`, which follows the order to the letter, as SAT's XSLT would. A
test holds the two, and the XSLT itself, to the same text.

Source: SAT, Anexo 20, «Secuencia de formación» and the XSLT files it refers to; XSLT 1.0, section
5.8 (what happens to an element without a template).
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

from cobranza.cfdi._xml import collapsed
from cobranza.cfdi.sello._orders import ANY, Attribute, Below, Step, Text, When, orders
from cobranza.cfdi.timbre import TimbreFiscalDigital

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cobranza.cfdi._xml import XmlElement

__all__: list[str] = []

STAMP: Final = TimbreFiscalDigital.ELEMENT.tag
_CFDI: Final = "{http://www.sat.gob.mx/cfd/4}"
_FOUND_AT_ANY_DEPTH: Final = (
    f"{_CFDI}Parte",
    "{http://www.sat.gob.mx/ventavehiculos}InformacionAduanera",
)
"""What is taken at any depth of another element; rare, and left to `_Exact`."""

_IDLE_SPACE: Final = re.compile(r" (?:[ |]|(?<=\| ))")
"""A space at an end of a value or after another one, both of which XSLT takes away."""
_PIPES_OF_FRAME: Final = 3
"""How many pipes there are besides one for each value."""

Values = list[str]
_Wanted = tuple[tuple[str, ...], "tuple[Step, ...] | None"]
Take = Callable[["XmlElement", Values], None]


class UnknownComplement(Exception):  # noqa: N818 - a signal inside this package, no error
    """The order of a complement is not known, so neither is the cadena; `names` in Clark form."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self.names = names
        super().__init__(names)


class _Unusual(Exception):  # noqa: N818 - a signal between functions of this module, no error
    """The document is not one that the compiled functions take."""


class Cadena(NamedTuple):
    """A cadena original in UTF-8, and whether a value holds the `|` that separates values."""

    data: bytes
    ambiguous: bool

    @property
    def text(self) -> str:
        """The cadena as text."""
        return self.data.decode()


def cadena_of(element: XmlElement) -> Cadena:
    """Build the cadena of a comprobante or, given a stamp, that of the stamp.

    Raises:
        UnknownComplement: The order of a complement is not known.
    """
    if next(element.iter(*_FOUND_AT_ANY_DEPTH), None) is not None:
        return _Exact().cadena(element)
    values: Values = []
    try:
        take = _take_stamp() if element.tag == STAMP else _compiled()[str(element.tag)]
        take(element, values)
    except _Unusual:
        return _Exact().cadena(element)
    text = _frame(values)
    ambiguous = text.count("|") != len(values) + _PIPES_OF_FRAME
    if _IDLE_SPACE.search(text) or "\n" in text or "\t" in text or "\r" in text:
        text = _frame(map(collapsed, values))
    return Cadena(text.encode(), ambiguous)


def _frame(values: Iterable[str]) -> str:
    return f"||{'|'.join(values)}||"


class _Exact:
    """Takes values one by one, in whatever document, and knows what XSLT does without an order."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._unknown: list[str] = []
        self._ambiguous = False

    def cadena(self, element: XmlElement) -> Cadena:
        self._run(orders()[str(element.tag)], element)
        if self._unknown:
            raise UnknownComplement(tuple(dict.fromkeys(self._unknown)))
        return Cadena(f"|{''.join(self._parts)}||".encode(), self._ambiguous)

    def _run(self, steps: Iterable[Step], element: XmlElement) -> None:
        for step in steps:
            match step:
                case Attribute():
                    self._put(element.get(step.name), required=step.required)
                case Text():
                    found = next(_at(element, step.path), None)
                    text = (
                        None if found is None else "".join(cast("Iterable[str]", found.itertext()))
                    )
                    self._put(text, required=step.required)
                case When():
                    if element.get(step.attribute) == step.value:
                        self._run(step.steps, element)
                case _:
                    self._below(step, element)

    def _put(self, value: str | None, *, required: bool) -> None:
        if value is not None or required:
            self._text("|", collapsed(value or ""))

    def _text(self, separator: str, text: str) -> None:
        self._parts.append(separator + text)
        self._ambiguous |= "|" in text

    def _below(self, step: Below, element: XmlElement) -> None:
        for each in element.iterdescendants(*step.path) if step.deep else _at(element, step.path):
            if step.steps is not None:
                self._run(step.steps, each)
                continue
            if step.path == (ANY,) and each.tag != STAMP and each.tag not in orders():
                self._unknown.append(str(each.tag))
            self._apply(each)

    def _apply(self, element: XmlElement) -> None:
        """Take an element by its own entry; of one without entry, its text and what is inside."""
        steps = None if element.tag == STAMP else orders().get(str(element.tag))
        if steps is not None:
            self._run(steps, element)
            return
        self._text("", element.text or "")
        for child in element:
            self._apply(child)
            self._text("", child.tail or "")


def _at(element: XmlElement, path: Sequence[str]) -> Iterator[XmlElement]:
    if not path:
        yield element
        return
    for child in element.iterchildren(path[0]):
        yield from _at(child, path[1:])


class _Compiled(dict[str, Take]):
    """Compiles the function of an element, and of what its order goes to, when it is asked for."""

    def __missing__(self, tag: str) -> Take:
        if tag == STAMP:
            function: Take = _empty
        elif tag in orders():
            function = _compile(orders()[tag], self)
        else:
            raise _Unusual
        self[tag] = function
        return function


def _empty(element: XmlElement, _values: Values) -> None:
    if len(element) or element.text:
        raise _Unusual


_compiled = functools.cache(_Compiled)


@functools.cache
def _take_stamp() -> Take:
    return _compile(orders()[STAMP], _compiled())


def _compile(steps: Sequence[Step], known: _Compiled) -> Take:
    source = "\n".join(["def take(e0, values):", *_indented(_source(steps, 0))])
    names: dict[str, Any] = {"known": known, "Unusual": _Unusual}
    exec(source, names)  # noqa: S102 - the source comes from our own orders only
    return cast("Take", names["take"])


def _source(steps: Sequence[Step], depth: int) -> list[str]:
    """Write the code that takes `steps` of the element in the variable e<depth>."""
    lines: list[str] = []
    # Of what is taken at any depth `cadena_of` has made sure that there is none.
    near = (each for each in steps if not (isinstance(each, Below) and each.deep))
    for kind, group in groupby(near, key=type):
        if kind is Attribute:
            lines += _attributes_source(cast("Iterable[Attribute]", group), depth)
        elif kind is Below:
            below = [(each.path, each.steps) for each in cast("Iterable[Below]", group)]
            lines += _children_source(below, depth)
        else:
            return ["raise Unusual"]
    return lines


def _attributes_source(attributes: Iterable[Attribute], depth: int) -> list[str]:
    lines: list[str] = []
    for each in attributes:
        name = _as_lxml_has_it(each.name)
        if each.required:
            lines.append(f"values.append(e{depth}.get({name!r}, ''))")
        else:
            lines.append(f"value = e{depth}.get({name!r})")
            lines.append("if value is not None: values.append(value)")
    return lines


def _as_lxml_has_it(name: str) -> str | bytes:
    """Give a name as bytes, which lxml need not encode each time; it takes ASCII only."""
    return name.encode() if name.isascii() else name


def _children_source(below: Sequence[_Wanted], depth: int) -> list[str]:
    """Write the loop that finds, in their order, the elements that `below` names."""
    first_steps = [tag for tag, _ in groupby(path[0] for path, _ in below)]
    if len(set(first_steps)) < len(first_steps):
        return ["raise Unusual"]
    loop = f"for e{depth + 1} in e{depth}[:]:"  # a slice is a list made in C
    if first_steps == [ANY]:
        return [loop, f"    known[e{depth + 1}.tag](e{depth + 1}, values)"]
    lines = [f"last{depth} = 0", loop, f"    tag = e{depth + 1}.tag"]
    for rank, tag in enumerate(first_steps):
        inner = [(path[1:], steps) for path, steps in below if path[0] == tag]
        # An element that several paths lead through must be the only one of its name.
        in_order = [
            f"if last{depth} > {rank}: raise Unusual",
            f"last{depth} = {rank + (len(inner) > 1)}",
        ]
        lines += [
            f"    {'elif' if rank else 'if'} tag == {tag!r}:",
            *_indented(in_order if len(below) > 1 else [], "        "),
            *_indented(_branch_source(tag, inner, depth + 1), "        "),
        ]
    return lines


def _branch_source(tag: str, below: Sequence[_Wanted], depth: int) -> list[str]:
    if all(path for path, _ in below):
        return _children_source(below, depth)
    ((_, steps),) = below
    return _source(orders()[tag] if steps is None else steps, depth)


def _indented(lines: Iterable[str], indent: str = "    ") -> list[str]:
    return [indent + line for line in lines]
