"""`cobranza rules`: what each rule says, where it comes from, and whether it is judged."""

from __future__ import annotations

import json
import re
import sys
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Final

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from cobranza.cfdi.catalogs._search import fold, rank
from cobranza.cfdi.rules import BY_CODE, RULES
from cobranza.errors import CobranzaError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cobranza.cfdi.rules import Rule

__all__: list[str] = []

_ALWAYS: Final = "judged"
_WHEN_GIVEN: Final = "judged when given"
_NEVER: Final = "not judged"
_UNLIMITED: Final = 2000
"""Columns where no terminal sets a limit: one rule, one line."""
_TAG: Final = re.compile(r"<[^>]*>")


def rule_of(text: str) -> Rule:
    """Give the rule of a code, whatever its case.

    Raises:
        CobranzaError: there is no such rule; the message names the closest codes.
    """
    code = text.strip().upper()
    if code not in BY_CODE:
        closest = " or ".join(get_close_matches(code, BY_CODE))
        hint = f"did you mean {closest}?" if closest else "`cobranza rules` lists them"
        raise CobranzaError(f"there is no rule {text!r}: {hint}")
    return BY_CODE[code]


def matching(text: str | None) -> tuple[Rule, ...]:
    """Give the rules whose code or sentence holds every word; without words, all."""
    if text is None:
        return RULES
    lines = [fold(f"{rule.code} {rule.title}") for rule in RULES]
    return tuple(RULES[index] for index in sorted(rank(text, lines)))


def print_table(rules: Sequence[Rule]) -> None:
    """Print one line for each rule; on a terminal long sentences wrap."""
    console = Console(width=None if _is_terminal() else _UNLIMITED, highlight=False)
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=False)
    for _ in range(3):
        table.add_column(no_wrap=True)
    table.add_column()
    for rule in rules:
        needs = f" (needs {rule.needs})" if rule.needs else ""
        table.add_row(rule.code, rule.severity, _status(rule), escape(rule.title + needs))
    with console.capture() as printed:
        console.print(table)
    sys.stdout.writelines(f"{line.rstrip()}\n" for line in printed.get().splitlines() if line)
    sys.stdout.write(f"{len(rules)} rules\n")


def print_rule(rule: Rule) -> None:
    """Print everything that is known of a rule."""
    sys.stdout.write(
        f"{rule.code}  {rule.severity}\n{rule.title}\n\n"
        f"Applies to: {rule.applies_to}\n"
        f"In force:   {in_force(rule)}\n"
        f"Status:     {status(rule)}\n"
        f"Source:     {rule.source}\n"
    )
    for name, example in (("Fails", rule.fails), ("Passes", rule.passes)):
        if example:
            lines = "".join(f"  {line}\n" for line in laid_out(example))
            sys.stdout.write(f"\n{name}:\n{lines}")


def print_json(data: object) -> None:
    """Print data as JSON in ASCII, right in any encoding."""
    sys.stdout.write(f"{json.dumps(data, indent=1)}\n")


def as_data(rule: Rule) -> dict[str, Any]:
    """Give a rule as plain values, as `rules.json` has them."""
    return {
        "code": rule.code,
        "title": rule.title,
        "severity": str(rule.severity),
        "status": _status(rule),
        "needs": rule.needs,
        "applies_to": rule.applies_to,
        "since": str(rule.since),
        "until": rule.until and str(rule.until),
        "source": rule.source,
        "fails": rule.fails,
        "passes": rule.passes,
    }


def in_force(rule: Rule) -> str:
    """Say to which days of Fecha a rule applies.

    >>> in_force(rule_of("CFDI40108"))
    'from 2022-01-01'
    """
    return f"from {rule.since}" + (f" to {rule.until}" if rule.until else "")


def status(rule: Rule) -> str:
    """Say whether a rule is judged, and what that takes besides the document.

    >>> status(rule_of("CFDI40108")), status(rule_of("COB111")), status(rule_of("402"))
    ('judged', 'judged when given: today', 'not judged, needs l_LCO')
    """
    match _status(rule):
        case "judged when given" as words:
            return f"{words}: {rule.needs}"
        case "not judged" as words:
            return f"{words}, needs {rule.needs}"
        case words:
            return words


def laid_out(example: str) -> Iterator[str]:
    """Break the XML of an example into lines, two spaces for each level.

    >>> list(laid_out('<a b="1"><c/> <d>x</d></a>'))
    ['<a b="1">', '  <c/>', '  <d>', '    x', '  </d>', '</a>']
    """
    depth = 0
    for piece in _TAG.sub(r"\n\g<0>\n", example).splitlines():
        line = piece.strip()
        depth -= line.startswith("</")
        if line:
            yield "  " * depth + line
        depth += line.startswith("<") and not line.startswith("</") and not line.endswith("/>")


def _status(rule: Rule) -> str:
    if rule.needs is None:
        return _ALWAYS
    return _NEVER if rule.judge is None else _WHEN_GIVEN


def _is_terminal() -> bool:
    return sys.stdout.isatty()
