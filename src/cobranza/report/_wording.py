"""Sentences and short lists that the terminal and the page share."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cobranza.report._report import PortfolioReport
    from cobranza.report._texts import Texts
    from cobranza.sources import RefusalReason, Refused

__all__ = [
    "document_counts",
    "headlines",
    "issuer_name",
    "missing_rates",
    "notes",
    "read_line",
    "refused_by_reason",
]


def issuer_name(report: PortfolioReport, t: Texts) -> str:
    """Name the issuer, or say how many there are."""
    for each in report.issuers:
        if each.party.rfc == report.issuer or len(report.issuers) == 1:
            return each.party.name or each.party.rfc
    return report.issuer or t("all_issuers", count=len(report.issuers))


def headlines(report: PortfolioReport, t: Texts) -> list[str]:
    """Say what needs attention, one sentence each."""
    return [t.highlight(each) for each in report.highlights] or [t("highlight.none")]


def read_line(report: PortfolioReport, t: Texts) -> str:
    """Say how many files were read."""
    intake = report.intake
    return t(
        "read_line",
        count=intake.files,
        read=len(intake.digested),
        skipped=len(intake.skipped),
        refused=len(intake.refused),
    )


def document_counts(report: PortfolioReport, t: Texts) -> list[tuple[str, int]]:
    """Count the documents by kind, and those without effect by reason; no zeros."""
    counts = report.counts
    skipped = Counter(each.reason for each in report.intake.skipped)
    rows = [
        *((t(f"count.{name}"), count) for name, count in attrs.asdict(counts).items()),
        *((t(f"skip.{reason}"), count) for reason, count in skipped.most_common()),
    ]
    return [(label, count) for label, count in rows if count]


def refused_by_reason(report: PortfolioReport) -> list[tuple[RefusalReason, list[Refused]]]:
    """Group the refused files by reason, the most frequent first."""
    groups: defaultdict[RefusalReason, list[Refused]] = defaultdict(list)
    for each in report.intake.refused:
        groups[each.reason].append(each)
    return sorted(groups.items(), key=lambda group: -len(group[1]))


def missing_rates(report: PortfolioReport, t: Texts) -> str:
    """Say why there is no total in MXN, "" when there is one or one currency is all there is."""
    missing = report.aging.missing_rates
    if not missing or len(report.currencies) == 1:
        return ""
    return t("missing_rates", currencies=", ".join(missing), first=missing[0])


def notes(report: PortfolioReport, t: Texts) -> Iterator[str]:
    """Say how the figures were computed and what they rest on."""
    assumptions = report.assumptions
    yield t("method.balance")
    yield t("method.buckets")
    if report.due_sources:
        sources = [
            f"{t(f'due.{source}')} {t.number(count)}" for source, count in report.due_sources
        ]
        yield t("method.due", sources=", ".join(sources))
    yield t("method.dso")
    yield t("method.scorecard")
    yield t("method.changes")
    yield t("method.worsening")
    yield t("method.iva")
    yield t(f"method.pue_{assumptions.pue}")
    if assumptions.terms is not None:
        yield t("method.terms", count=assumptions.terms)
    if assumptions.statuses is None:
        yield t("method.no_status")
    else:
        yield t("method.status", count=assumptions.statuses)
    if assumptions.rates:
        rates = ", ".join(f"{currency} {rate}" for currency, rate in assumptions.rates)
        yield t("method.rates", rates=rates)
