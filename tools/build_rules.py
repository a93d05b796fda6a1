"""Write the reference of the rules, docs/reference/rules.md and docs/rules.json, from `RULES`.

    python tools/build_rules.py

The same rules give the same bytes.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cobranza.cfdi.rules import (
    RULES,
    _structural,
    comprobante,
    conceptos,
    documentos,
    emisor,
    impuestos,
    impuestos_concepto,
    impuestos_pagos,
    informacion_global,
    pagos,
    propias,
    receptor,
    rep,
    sellos,
    terceros,
)
from cobranza.cli._rules import as_data, in_force, laid_out, status

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from cobranza.cfdi.rules import Rule

DOCS: Final = Path(__file__).parents[1] / "docs"

NODES: Final[Mapping[str, Sequence[Rule]]] = {
    "Estructura": _structural.RULES,
    "Comprobante": comprobante.RULES,
    "InformacionGlobal": informacion_global.RULES,
    "Emisor": emisor.RULES,
    "Receptor": receptor.RULES,
    "Concepto": conceptos.RULES,
    "Impuestos of Concepto": impuestos_concepto.RULES,
    "ACuentaTerceros": terceros.RULES,
    "Impuestos": impuestos.RULES,
    "Comprobante with Pagos": rep.RULES,
    "Pagos: Totales and Pago": pagos.RULES,
    "Pagos: DoctoRelacionado": documentos.RULES,
    "Pagos: ImpuestosDR and ImpuestosP": impuestos_pagos.RULES,
    "Sello and stamping": sellos.RULES,
    "Our own": propias.RULES,
}
"""Every rule, under the heading of its node."""

HEAD: Final = """\
<!-- Written by tools/build_rules.py: change the rules, not this page. -->
# Rules

What `check` judges, code by code: {judged} rules always, {given} more when what they need is given,
and {never} that no document proves or breaks by itself. Those are here so that a code that a PAC
answers can be looked up; `check` reports them as not evaluated. [rules.json](../rules.json) holds
the same as data, and `cobranza rules CODE` prints one.

Codes are SAT's: CFDI40nnn and CFDI140nnn of the matrix of CFDI 4.0, CRP20nnn of Pagos 2.0, three
digits where a PAC answers. COBnnn are our own. A code is never given to another rule.

A rule applies to documents whose Fecha is in its days. The examples show what matters and leave
the rest of the document out.
"""

_SPECIAL: Final = re.compile(r"([\\*_{}\[\]#|])")


def markdown(text: str) -> str:
    r"""Escape what Markdown would take for its own, outside of `code`.

    >>> markdown("l_RFC < `a_b`")
    'l\\_RFC &lt; `a_b`'
    """
    pieces = re.split(r"(`[^`]+`)", text)
    pieces[::2] = [
        _SPECIAL.sub(r"\\\1", piece.replace("&", "&amp;").replace("<", "&lt;"))
        for piece in pieces[::2]
    ]
    return "".join(pieces)


def page() -> str:
    """Give the text of docs/reference/rules.md."""
    words = [as_data(rule)["status"] for rule in RULES]
    head = HEAD.format(
        judged=words.count("judged"),
        given=words.count("judged when given"),
        never=words.count("not judged"),
    )
    return "\n".join((head, *_sections()))


def export() -> str:
    """Give the text of docs/rules.json."""
    data = [{"node": node, **as_data(rule)} for node, rules in NODES.items() for rule in rules]
    return json.dumps(data, indent=1, ensure_ascii=False) + "\n"


def files() -> dict[Path, str]:
    """Give what is written, by path below the folder of the documentation."""
    return {Path("reference/rules.md"): page(), Path("rules.json"): export()}


def main() -> None:
    """Write both files, and say so."""
    for path, text in files().items():
        (DOCS / path).write_text(text, "utf-8", newline="\n")
        print(f"{len(RULES)} rules in {DOCS / path}")


def _sections() -> Iterator[str]:
    for node, rules in NODES.items():
        yield f"## {node}\n"
        for rule in rules:
            yield from _rule(rule)


def _rule(rule: Rule) -> Iterator[str]:
    yield f"### {rule.code}\n\n{markdown(rule.title)}\n"
    yield (
        f"- Severity: {rule.severity}; {markdown(status(rule))}; {in_force(rule)}\n"
        f"- Applies to: {markdown(rule.applies_to)}\n"
        f"- Source: {markdown(rule.source)}\n"
    )
    for name, example in (("Fails", rule.fails), ("Passes", rule.passes)):
        if example:
            lines = "\n".join(laid_out(example))
            yield f"{name}:\n\n```xml\n{lines}\n```\n"


if __name__ == "__main__":
    main()
