"""What a rule is: one code, one small function, its source, its dates, a case that fails it.

The docstring of the function is the rule's documentation and has fixed sections, which a test
demands:

```text
Lo que debe cumplirse, en una frase.

Source: where the condition is stated (document, version, page or row).
Applies to: the types of comprobante, or the node.
Fails: <a tiny XML that breaks it/>
Passes: <a tiny XML that meets it/>
```
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Final

import attrs

from cobranza.cfdi.report import Severity

if TYPE_CHECKING:
    from cobranza.cfdi.report import Finding
    from cobranza.cfdi.rules._case import Case

__all__: list[str] = []

Judge = Callable[["Case"], "Iterator[Finding]"]

START_OF_CFDI40: Final = date(2022, 1, 1)
TAXPAYERS: Final = "l_RFC"
"""What a rule needs that looks an RFC up in SAT's list of taxpayers (`Lists.taxpayers`)."""
TODAY: Final = "today"
"""What a rule needs that speaks of the future: the day of the check."""
SEALS: Final = "la verificación del sello"
"""What a rule needs that is about signatures: whom to trust (`cobranza.cfdi.sello`)."""

_SECTION: Final = re.compile(r"^(Source|Applies to|Fails|Passes): ", re.MULTILINE)


@attrs.frozen(kw_only=True)
class Rule:
    """One rule of SAT's (`CFDI40nnn`, `CRP20nnn`) or of ours (`COBnnn`).

    `judge` yields a finding for every offender. `needs` says what it takes besides the document,
    such as SAT's list "l_RFC"; a rule whose `judge` is None cannot be judged at all. `since` and
    `until` are the first and the last `Fecha` to which the rule applies.
    """

    code: str
    title: str
    source: str
    applies_to: str
    fails: str = ""
    passes: str = ""
    severity: Severity = Severity.ERROR
    since: date = START_OF_CFDI40
    until: date | None = None
    needs: str | None = None
    judge: Judge | None = attrs.field(default=None, repr=False)

    def in_force(self, day: date) -> bool:
        """Tell whether the rule applies to a document of that day."""
        return self.since <= day and (self.until is None or day <= self.until)


def rule(
    code: str,
    *,
    severity: Severity = Severity.ERROR,
    since: date = START_OF_CFDI40,
    until: date | None = None,
    needs: str | None = None,
) -> Callable[[Judge], Rule]:
    """Make a rule of a function: `@rule("CFDI40108")`.

    One that `needs` something is judged only when the caller of `check` gives it.
    """

    def decorate(judge: Judge) -> Rule:
        title, sections = _sections(inspect.getdoc(judge) or "")
        return Rule(
            code=code,
            title=title,
            source=sections.get("Source", ""),
            applies_to=sections.get("Applies to", ""),
            fails=sections.get("Fails", ""),
            passes=sections.get("Passes", ""),
            severity=severity,
            since=since,
            until=until,
            needs=needs,
            judge=judge,
        )

    return decorate


def not_judged(code: str, title: str, *, needs: str, source: str, applies_to: str) -> Rule:
    """Register a rule that no document can prove or break by itself."""
    return Rule(code=code, title=title, source=source, applies_to=applies_to, needs=needs)


def _sections(text: str) -> tuple[str, dict[str, str]]:
    head, *parts = _SECTION.split(text)
    texts = zip(parts[::2], parts[1::2], strict=True)
    return " ".join(head.split()), {name: " ".join(body.split()) for name, body in texts}
