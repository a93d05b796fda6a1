"""Write what the cadena original takes, and in what order, from the XSLT files that SAT publishes.

    python tools/build_orders.py FOLDER

FOLDER holds `sitio_internet/cfd` as SAT's site lays it out. What comes out, `orders.txt`, is the
bare facts: for each element its attributes in order, `?` where one without value is left out, and
the elements that follow. An XSLT that does anything else is refused. The same files give the same
bytes.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cobranza.cfdi._xml import XmlElement

ORDERS: Final = Path(__file__).parents[1] / "src" / "cobranza" / "cfdi" / "sello" / "orders.txt"
ROOTS: Final = (
    "4/cadenaoriginal_4_0/cadenaoriginal_4_0.xslt",
    "TimbreFiscalDigital/cadenaoriginal_TFD_1_1.xslt",
)
XSL: Final = "{http://www.w3.org/1999/XSL/Transform}"
HEAD: Final = """\
# What the cadena original of CFDI 4.0 and of TFD 1.1 takes, in its order.
# Written by tools/build_orders.py from the XSLT files that SAT publishes; do not edit.
#
# [prefix namespace]      the elements that follow are of this namespace
# Element                 what is taken of it:
#   A B? C                attributes in order; one marked ? is left out when it is absent
#   =a/b   =a/b?          the text of an element; ? as above
#   > a/b                 elements below it, as their own entry says; .//a is at any depth
#   each a/b              elements below it, as the deeper lines say (=. is its own text)
#   when A=x              the deeper lines, if the attribute has that value
#   any                   every element below it, as its own entry says
"""
WIDTH: Final = 100

Lines = list[str]


def main(folder: Path) -> None:
    """Write the orders of the files below `folder`."""
    base = folder / "sitio_internet" / "cfd"
    sections: dict[str, Lines] = {}
    for root in ROOTS:
        for stylesheet in _with_includes(base / root):
            _add(stylesheet, sections)
    text = HEAD + "".join("\n" + "\n".join(lines) + "\n" for lines in sections.values())
    ORDERS.write_text(text, encoding="utf-8")


def _with_includes(path: Path) -> Iterator[XmlElement]:
    stylesheet = etree.parse(path, etree.XMLParser(remove_comments=True)).getroot()
    yield stylesheet
    for include in stylesheet.iterchildren(f"{XSL}include"):
        yield from _with_includes((path.parent / include.attrib["href"]).resolve())


def _add(stylesheet: XmlElement, sections: dict[str, Lines]) -> None:
    for template in stylesheet.iterchildren(f"{XSL}template"):
        match = template.get("match", "/")
        if match == "/":  # it names the root, or it is one of the three that only format a value
            continue
        prefix, _, name = match.partition(":")
        namespace = template.nsmap[prefix]
        lines = sections.setdefault(namespace, [f"[{prefix} {namespace}]"])
        if name in lines:
            sys.exit(f"{match} has two templates")
        lines += [name, *_indented(_steps(template, prefix))]


def _steps(parent: XmlElement, prefix: str) -> Lines:
    """Give the lines of one template or loop; attributes that follow each other share a line."""
    lines: Lines = []
    taken: list[str] = []
    for node in parent:
        if node.tag == f"{XSL}call-template":
            taken.append(_value(node, prefix))
            continue
        lines += [*_wrapped(taken), *_block(node, prefix)]
        taken = []
    return lines + _wrapped(taken)


def _block(node: XmlElement, prefix: str) -> Lines:
    kind = str(node.tag).removeprefix(XSL)
    path = _path(node.get("select") or node.attrib["test"], prefix)
    inner = _steps(node, prefix)
    if kind == "apply-templates":
        return [f"> {path}"]
    if kind == "for-each" and inner == ["> ."]:
        return ["any" if path == "*" else f"> {path}"]
    if kind == "for-each":
        return [f"each {path}", *_indented(inner)]
    if kind == "if" and inner == [f"> {path}"]:
        return inner
    condition = re.fullmatch(r"\./@(\w+)='([^']*)'", node.get("test", ""))
    if kind == "if" and condition:
        return [f"when {condition[1]}={condition[2]}", *_indented(inner)]
    sys.exit(f"{node.base}: no rule for {etree.tostring(node)[:200]!r}")


def _value(call: XmlElement, prefix: str) -> str:
    mark = {"Requerido": "", "Opcional": "?"}[call.attrib["name"]]
    select = call[0].attrib["select"].strip()
    if select.startswith("./@"):
        return select.removeprefix("./@") + mark
    return f"={_path(select, prefix)}{mark}"


def _path(select: str, prefix: str) -> str:
    """Take the prefix away, which is always that of the section, and the "./" in front."""
    path = re.sub(rf"\b{prefix}:", "", select.strip())
    if ":" in path:
        return path if "@" in path else sys.exit(f"{select}: a foreign prefix")
    return path.removeprefix("./") if not path.startswith(".//") else path


def _wrapped(taken: Iterable[str]) -> Lines:
    lines: Lines = []
    for each in taken:
        if lines and len(lines[-1]) + len(each) < WIDTH - 10:
            lines[-1] += f" {each}"
        else:
            lines.append(each)
    return lines


def _indented(lines: Iterable[str]) -> Lines:
    return [f"  {line}" for line in lines]


if __name__ == "__main__":
    if len(sys.argv) != 2:  # noqa: PLR2004 - the program and its one argument
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
