"""`cobranza check`: every file through `check`, findings out, an exit code at the end."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Final

import attrs

from cobranza.cfdi import check
from cobranza.errors import SourceError
from cobranza.sources import Limits, Unusable, open_files, printable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cobranza.cfdi import Finding, Report

__all__: list[str] = []

_RIGHT: Final = 0
_WRONG: Final = 1
_UNREADABLE: Final = 2


def check_files(paths: list[Path], *, as_json: bool) -> int:
    """Check all files, folders and archives; findings go to stdout, what is unreadable to stderr.

    Returns 0 when no finding is an error, 1 when one is, 2 when a file could not be read at all.
    """
    unreadable: list[str] = []
    wrong = findings = documents = 0
    not_evaluated: dict[str, None] = {}
    for report in _reports(paths, unreadable):
        if as_json:
            text = json.dumps(report.to_dict(), indent=1)  # ASCII: right in any encoding
            sys.stdout.write(f"{',' if documents else '['}\n{text}")
        else:
            sys.stdout.writelines(_line(report, finding) for finding in report.findings)
        documents += 1
        wrong += not report.ok
        findings += len(report.findings)
        not_evaluated |= dict.fromkeys(each.what for each in report.not_evaluated)
    if as_json:
        sys.stdout.write("\n]\n" if documents else "[]\n")
    else:
        sys.stdout.write(
            f"{documents} documents, {wrong} with errors; {findings} findings"
            + (f"; not evaluated: {', '.join(not_evaluated)}" if not_evaluated else "")
            + "\n"
        )
    if unreadable:
        return _UNREADABLE
    return _WRONG if wrong else _RIGHT


def _reports(paths: list[Path], unreadable: list[str]) -> Iterator[Report]:
    """Check one file after the other; those that cannot be read are told and counted."""
    for path in paths:
        container = path.is_dir() or path.suffix.lower() == ".zip"
        try:
            with open_files(path if container else [path], limits=Limits()) as files:
                for file in files:
                    name = printable(f"{path}/{file.name}" if container else file.name)
                    try:
                        yield attrs.evolve(check(file.load()), source=name)
                    except Unusable as error:
                        unreadable.append(name)
                        sys.stderr.write(f"cobranza: {name}: {error.detail}\n")
        except SourceError as error:
            unreadable.append(str(path))
            sys.stderr.write(f"cobranza: {error}\n")


def _line(report: Report, finding: Finding) -> str:
    where = report.source if finding.line is None else f"{report.source}:{finding.line}"
    path = f" [{finding.path}]" if finding.path else ""
    text = f"{where}: {finding.severity} {finding.code}: {finding.message}{path}"
    return printable(text) + "\n"
