"""`cobranza check`: every file through `check`, findings out, an exit code at the end."""

from __future__ import annotations

import json
import sys
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Final

import attrs

from cobranza.cfdi import DEFAULT, Profile, check, to_sarif
from cobranza.cfdi.official import official_schemas
from cobranza.cfdi.rules import BY_CODE
from cobranza.errors import SealError, SourceError
from cobranza.sources import Limits, Unusable, open_files, printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cobranza.cfdi import Finding, Report
    from cobranza.cfdi.sello import TrustStore  # noqa: TC004 - it loads cryptography

__all__: list[str] = []

_RIGHT: Final = 0
_WRONG: Final = 1
_UNREADABLE: Final = 2
_WHOLE_DOCUMENT: Final = frozenset({"las reglas", "todo lo demás"})
"""What a report names when no rule at all could be judged."""


class Format(StrEnum):
    """How findings are printed."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"


@attrs.define(kw_only=True)
class Tally:
    """What is known once all documents have passed."""

    documents: int = 0
    wrong: int = 0
    findings: int = 0
    without_rules: int = 0
    not_evaluated: set[str] = attrs.field(factory=set[str])
    unreadable: int = 0

    def count(self, reports: Iterable[Report]) -> Iterator[Report]:
        """Let reports pass, and count them."""
        for report in reports:
            what = {each.what for each in report.not_evaluated}
            self.documents += 1
            self.wrong += not report.ok
            self.findings += len(report.findings)
            self.without_rules += not what.isdisjoint(_WHOLE_DOCUMENT)
            self.not_evaluated |= what - _WHOLE_DOCUMENT
            yield report

    @property
    def exit_code(self) -> int:
        """2 when a file could not be read at all, else 1 when a finding is an error, else 0."""
        if self.unreadable:
            return _UNREADABLE
        return _WRONG if self.wrong else _RIGHT


@attrs.frozen(kw_only=True)
class Checker:
    """How every document is judged."""

    today: date | None = None
    profile: Profile = DEFAULT
    schemas: Path | None = None
    trust: TrustStore | None = None

    @property
    def lacks(self) -> list[str]:
        """What rules may need that was not given."""
        options = {"--trust": self.trust, "--today": self.today}
        return ["SAT's lists", *(name for name in options if options[name] is None), "a PAC"]

    def reports(self, paths: Iterable[Path], tally: Tally) -> Iterator[Report]:
        """Check one file after the other; those that cannot be read are told and counted."""
        for path in paths:
            container = path.is_dir() or path.suffix.lower() == ".zip"
            try:
                with open_files(path if container else [path], limits=Limits()) as files:
                    for file in files:
                        name = printable(f"{path}/{file.name}" if container else file.name)
                        try:
                            yield attrs.evolve(self._check(file.load()), source=name)
                        except Unusable as error:
                            tally.unreadable += 1
                            sys.stderr.write(f"cobranza: {name}: {error.detail}\n")
            except SourceError as error:
                tally.unreadable += 1
                sys.stderr.write(f"cobranza: {error}\n")

    def _check(self, data: bytes) -> Report:
        return check(
            data,
            today=self.today,
            trust=self.trust,
            profile=self.profile,
            schemas=self.schemas,
        )


def trust_in(paths: list[Path]) -> TrustStore:
    """Load what to trust.

    Raises:
        SealError: a file is no certificate and no revocation list, or none of them is an authority.
    """
    # Here and not above: who does not ask for seals does without cryptography.
    from cobranza.cfdi import sello  # noqa: PLC0415

    store = sello.TrustStore.load(*paths)
    if not store.authorities:
        where = printable(", ".join(map(str, paths)))
        raise SealError(
            f"{where}: no authority to trust, expected a certificate that issues others"
        )
    return store


def check_files(paths: list[Path], *, checker: Checker, format: Format) -> int:  # noqa: A002 - the name of the option
    """Check all files, folders and archives; findings go to stdout, what is unreadable to stderr.

    Returns 0 when no finding is an error, 1 when one is, 2 when a file could not be read at all.

    Raises:
        SourceError: the folder of schemas holds none of CFDI 4.0.
    """
    if checker.schemas is not None:
        official_schemas(str(checker.schemas))  # better told now than once for every file
    tally = Tally()
    reports = tally.count(checker.reports(paths, tally))
    match format:
        case Format.TEXT:
            for report in reports:
                sys.stdout.writelines(_line(report, finding) for finding in report.findings)
            sys.stdout.write(_summary(tally, checker.lacks))
        case Format.JSON:
            _write_json(reports)
        case Format.SARIF:
            titles = {code: rule.title for code, rule in BY_CODE.items()}
            sys.stdout.write(json.dumps(to_sarif(reports, titles=titles), indent=1) + "\n")
    return tally.exit_code


def _write_json(reports: Iterable[Report]) -> None:
    opened = False
    for report in reports:
        text = json.dumps(report.to_dict(), indent=1)  # ASCII: right in any encoding
        sys.stdout.write(f"{',' if opened else '['}\n{text}")
        opened = True
    sys.stdout.write("\n]\n" if opened else "[]\n")


def _summary(tally: Tally, lacks: list[str]) -> str:
    rules = tally.not_evaluated & BY_CODE.keys()
    complements = sorted(
        {name.rpartition("}")[2] for name in tally.not_evaluated if name.startswith("{")}
    )
    others = sorted(name for name in tally.not_evaluated - rules if not name.startswith("{"))
    parts = [
        f"{tally.documents} documents, {tally.wrong} with errors",
        f"{tally.findings} findings",
    ]
    if rules:
        *most, last = lacks
        parts.append(f"{len(rules)} rules not evaluated: they need {', '.join(most)} or {last}")
    if tally.without_rules:
        parts.append(f"{tally.without_rules} documents that no rule could judge")
    if complements:
        parts.append(f"content of complements not evaluated: {', '.join(complements)}")
    if others:
        parts.append(f"not evaluated in some documents: {', '.join(others)}")
    return printable("; ".join(parts)) + "\n"


def _line(report: Report, finding: Finding) -> str:
    where = report.source if finding.line is None else f"{report.source}:{finding.line}"
    path = f" [{finding.path}]" if finding.path else ""
    text = f"{where}: {finding.severity} {finding.code}: {finding.message}{path}"
    return printable(text) + "\n"
