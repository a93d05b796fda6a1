"""Reports as SARIF 2.1.0, the format in which code scanners and CI systems exchange findings.

Source: OASIS, Static Analysis Results Interchange Format 2.1.0.
"""

from __future__ import annotations

from collections import Counter
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cobranza.cfdi.report import Finding, NotEvaluated, Report

__all__ = ["to_sarif"]

_SCHEMA: Final = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)


def to_sarif(reports: Iterable[Report], *, titles: Mapping[str, str]) -> dict[str, Any]:
    """Give one SARIF log for many reports, as plain values ready for JSON.

    What could not be evaluated is a notification of the run, with the number of documents.
    `titles` are the sentences of the rules, by code.

    >>> from cobranza.cfdi import check
    >>> log = to_sarif([check(b"<factura/>")], titles={"CFDI40999": "Estructura"})
    >>> log["runs"][0]["results"][0]["ruleId"]
    'CFDI40999'
    """
    given = tuple(reports)
    codes = sorted({finding.code for report in given for finding in report.findings})
    return {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "cobranza",
                        "semanticVersion": version("cobranza"),
                        "rules": [
                            {"id": code, "shortDescription": {"text": titles.get(code, code)}}
                            for code in codes
                        ],
                    }
                },
                "results": [
                    _result(finding, report.source)
                    for report in given
                    for finding in report.findings
                ],
                "invocations": [
                    {
                        "executionSuccessful": True,
                        "toolExecutionNotifications": [
                            _notification(each, count)
                            for each, count in Counter(
                                each for report in given for each in report.not_evaluated
                            ).items()
                        ],
                    }
                ],
            }
        ],
    }


def _result(finding: Finding, source: str | None) -> dict[str, Any]:
    return {
        "ruleId": finding.code,
        "level": str(finding.severity),
        "message": {"text": finding.message},
        "locations": [
            _location(source, finding.line)
            | {"logicalLocations": [{"fullyQualifiedName": finding.path}]}
        ],
    }


def _notification(each: NotEvaluated, documents: int) -> dict[str, Any]:
    text = f"No evaluado en {documents} documentos: {each.what}: {each.reason}"
    return {"level": "note", "message": {"text": text}}


def _location(source: str | None, line: int | None) -> dict[str, Any]:
    if source is None:
        return {}
    place: dict[str, Any] = {"artifactLocation": {"uri": quote(Path(source).as_posix())}}
    if line is not None:
        place["region"] = {"startLine": line}
    return {"physicalLocation": place}
