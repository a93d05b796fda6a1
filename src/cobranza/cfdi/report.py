"""What `check` answers: findings, and what could not be evaluated."""

from __future__ import annotations

from collections import defaultdict
from enum import StrEnum
from typing import TYPE_CHECKING

import attrs

from cobranza.errors import CobranzaError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Finding", "FindingsError", "NotEvaluated", "Report", "Severity"]


class Severity(StrEnum):
    """How much a finding weighs: an error makes SAT or a PAC refuse the document."""

    ERROR = "error"
    WARNING = "warning"


@attrs.frozen(kw_only=True)
class Finding:
    """One thing wrong in one place.

    `path` is an XPath that resolves in the document with the prefixes `cfdi`, `pago20`, `tfd` and
    `implocal` bound (`cobranza.cfdi.NAMESPACES`), or "" when there is no XML to point into;
    `line` is the 1-based source line. `message` is Spanish and stands alone.
    """

    code: str
    severity: Severity
    path: str
    line: int | None
    message: str
    value: str | None
    expected: str


@attrs.frozen(kw_only=True)
class NotEvaluated:
    """Something that could not be judged, and why: never to be taken for "passed"."""

    what: str
    reason: str


@attrs.frozen(kw_only=True)
class Report:
    """All findings of one document, in document order, and what could not be evaluated.

    >>> Report(source="factura.xml", findings=(), not_evaluated=()).ok
    True
    """

    source: str | None
    findings: tuple[Finding, ...]
    not_evaluated: tuple[NotEvaluated, ...]

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings of severity error."""
        return tuple(each for each in self.findings if each.severity is Severity.ERROR)

    @property
    def ok(self) -> bool:
        """Whether no finding is an error; see `not_evaluated` for what this does not cover."""
        return not self.errors

    def by_code(self) -> Mapping[str, tuple[Finding, ...]]:
        """Group the findings by code; a code without findings has an empty tuple."""
        groups: defaultdict[str, list[Finding]] = defaultdict(list)
        for each in self.findings:
            groups[each.code].append(each)
        return defaultdict(tuple, {code: tuple(each) for code, each in groups.items()})

    def to_dict(self) -> dict[str, object]:
        """Give the report as plain values, ready for JSON."""
        return {
            "source": self.source,
            "ok": self.ok,
            "findings": [attrs.asdict(each) for each in self.findings],
            "not_evaluated": [attrs.asdict(each) for each in self.not_evaluated],
        }

    def raise_for_errors(self) -> None:
        """Raise FindingsError if any finding is an error.

        Raises:
            FindingsError: It carries this report.
        """
        if not self.ok:
            raise FindingsError(self)


class FindingsError(CobranzaError):
    """A document has findings of severity error; `report` holds them all."""

    def __init__(self, report: Report) -> None:
        self.report = report
        super().__init__(report)

    def __str__(self) -> str:
        where = f"{self.report.source}: " if self.report.source else ""
        lines = "".join(f"\n  {each.code} {each.message}" for each in self.report.errors)
        return f"{where}findings of severity error:{lines}"
