"""How much each finding weighs for the caller: profiles and overrides by code."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import attrs

from cobranza.cfdi.report import Finding, Severity

__all__ = ["DEFAULT", "STRICT", "Profile"]


@attrs.frozen(kw_only=True)
class Profile:
    """Severities as the caller wants them.

    `warnings_are_errors` raises every warning; `severities` decides for single codes, and None
    there leaves a code out. What a profile leaves out was judged, so it is not "not evaluated".

    >>> lenient = Profile(severities={"COB101": None, "CFDI40167": Severity.WARNING})
    >>> STRICT.warnings_are_errors, lenient.warnings_are_errors
    (True, False)
    """

    warnings_are_errors: bool = False
    severities: Mapping[str, Severity | None] = MappingProxyType({})

    def apply(self, finding: Finding) -> Finding | None:
        """Give the finding with the severity of this profile, or None when it is left out."""
        severity: Severity | None = finding.severity
        if finding.code in self.severities:
            severity = self.severities[finding.code]
        elif self.warnings_are_errors:
            severity = Severity.ERROR
        if severity is None:
            return None
        return finding if severity is finding.severity else attrs.evolve(finding, severity=severity)


DEFAULT: Final = Profile()
"""Severities as SAT's texts and ours give them."""
STRICT: Final = Profile(warnings_are_errors=True)
"""Every warning is an error."""
