"""What judging the seals of one document brings together: findings, and what was not judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cobranza.cfdi._xml import Paths
from cobranza.cfdi.report import Finding, NotEvaluated, Severity

if TYPE_CHECKING:
    from cobranza.cfdi._xml import XmlElement

__all__: list[str] = []


class Notes:
    """Findings and their places, in the order in which they are made."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self.not_evaluated: list[NotEvaluated] = []

    def find(
        self,
        code: str,
        element: XmlElement,
        attribute: str,
        message: str,
        *,
        expected: str,
        severity: Severity = Severity.ERROR,
    ) -> None:
        """Add a finding about an attribute."""
        self.findings.append(
            Finding(
                code=code,
                severity=severity,
                path=Paths().of(element, attribute),
                line=element.sourceline,
                message=message,
                value=element.get(attribute),
                expected=expected,
            )
        )

    def skip(self, reason: str, *codes: str) -> None:
        """Say that what these codes stand for could not be judged."""
        self.not_evaluated += [NotEvaluated(what=code, reason=reason) for code in codes]
