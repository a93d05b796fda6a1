"""What a cadena original takes of each element, read from `orders.txt`.

That file holds one fact per line, as SAT's XSLT files state them; its head explains the notation.
"""

from __future__ import annotations

import functools
import re
from importlib.resources import files
from typing import TYPE_CHECKING, Final

import attrs

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__: list[str] = []

_SECTION: Final = re.compile(r"\[\w+ (\S+)\]")
_INDENT: Final = "  "
ANY: Final = "*"
"""The path to every element below one, whatever its name."""


@attrs.frozen
class Attribute:
    """Takes an attribute; one that is not required is left out when it is absent."""

    name: str
    required: bool


@attrs.frozen
class Text:
    """Takes the text of the first element at `path` (of the element itself, when empty)."""

    path: tuple[str, ...]
    required: bool


@attrs.frozen
class Below:
    """Goes to the elements at `path`, or at any depth when `deep`.

    Of each it takes `steps`, or without them what its own entry says.
    """

    path: tuple[str, ...]
    deep: bool
    steps: tuple[Step, ...] | None


@attrs.frozen
class When:
    """Takes `steps` if an attribute has a value."""

    attribute: str
    value: str
    steps: tuple[Step, ...]


Step = Attribute | Text | Below | When


@functools.cache
def orders() -> Mapping[str, tuple[Step, ...]]:
    """Give what is taken of each element, by its name in Clark notation."""
    text = files("cobranza.cfdi.sello").joinpath("orders.txt").read_text(encoding="utf-8")
    namespace = ""
    entries: dict[str, list[str]] = {}
    entry: list[str] = []
    for line in text.splitlines():
        if section := _SECTION.fullmatch(line):
            namespace = section[1]
        elif line.startswith(_INDENT):
            entry.append(line.removeprefix(_INDENT))
        elif line and not line.startswith("#"):
            entry = entries[f"{{{namespace}}}{line}"] = []
    return {tag: tuple(_steps(lines, tag)) for tag, lines in entries.items()}


def _steps(lines: list[str], tag: str) -> Iterator[Step]:
    """Read the lines of one entry or of one inner block."""
    for start, line in enumerate(lines):
        if line.startswith(_INDENT):
            continue
        inner = tuple(_steps(_block_below(lines, start), tag))
        word, _, rest = line.partition(" ")
        match word:
            case "any":
                yield Below((ANY,), deep=False, steps=None)
            case ">":
                yield Below(_path(rest, tag), deep=rest.startswith(".//"), steps=None)
            case "each":
                yield Below(_path(rest, tag), deep=False, steps=inner)
            case "when":
                attribute, _, value = rest.partition("=")
                yield When(attribute, value, inner)
            case _:
                yield from (_value(each, tag) for each in line.split())


def _block_below(lines: list[str], start: int) -> list[str]:
    """Give the deeper lines that follow a line, one indentation less."""
    end = start + 1
    while end < len(lines) and lines[end].startswith(_INDENT):
        end += 1
    return [line.removeprefix(_INDENT) for line in lines[start + 1 : end]]


def _value(written: str, tag: str) -> Attribute | Text:
    required = not written.endswith("?")
    name = written.removesuffix("?")
    if name.startswith("="):
        return Text(_path(name[1:], tag), required)
    return Attribute(name, required)


def _path(written: str, tag: str) -> tuple[str, ...]:
    """Put the namespace of the entry, which all of a path shares, before every step."""
    namespace = tag[: tag.index("}") + 1]
    names = written.removeprefix(".//")
    return () if names == "." else tuple(namespace + name for name in names.split("/"))
