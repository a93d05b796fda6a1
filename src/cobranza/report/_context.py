"""What the page shows, and how much of it."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, Final

import attrs

from cobranza.aging import Aged, PromiseStatus
from cobranza.money import quantize
from cobranza.report._charts import Part, Step, bar, line, stack, waterfall
from cobranza.report._data import HighlightKind, share, sum_known, sum_of
from cobranza.report._rows import first_rows
from cobranza.report._scores import kpis_of
from cobranza.report._tables import TABLES
from cobranza.report._wording import (
    document_counts,
    issuer_name,
    missing_rates,
    notes,
    read_line,
    refused_by_reason,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cobranza.aging import Promise
    from cobranza.ledger.iva import IvaRate, IvaRow
    from cobranza.ledger.valuation import ExchangeResult
    from cobranza.report._changes import Movement
    from cobranza.report._data import CurrencySummary, CustomerDebt
    from cobranza.report._grids import Grid
    from cobranza.report._report import PortfolioReport
    from cobranza.report._texts import Texts

__all__ = ["context_of"]

# What a person reads at a glance; the rest is behind the script, and in the tables.
_CHANGES: Final = 10
_OLDEST: Final = 10
_UNAPPLIED: Final = 25
_PROMISES: Final = 50
_REFUSED_PER_REASON: Final = 20
_CURRENCIES_DRAWN: Final = 4
_LABELLED: Final = 100
"""The width of a part of a bar that has room for its share."""
_TOPS: Final = (1, 3, 5, 10)
_POINTS: Final = 10_000

_SECTIONS: Final = (
    *("changes", "risks", "aging", "customers", "invoices", "inconsistencies", "promises", "iva"),
    *("unapplied", "documents", "method"),
)
_OF_DEBTS: Final = frozenset({"risks", "customers", "invoices"})
"""Sections that are there only when something is outstanding."""
_SECTION_OF: Final = {
    HighlightKind.OVERDUE: "aging",
    HighlightKind.OVER_90: "aging",
    HighlightKind.CONCENTRATION: "risks",
    HighlightKind.OLDEST: "risks",
    HighlightKind.MISSING_REPS: "inconsistencies",
    HighlightKind.ERRORS: "inconsistencies",
    HighlightKind.ORPHANS: "inconsistencies",
    HighlightKind.UNAPPLIED: "unapplied",
    HighlightKind.REFUSED: "documents",
    HighlightKind.UNSTAMPED: "documents",
    HighlightKind.ISSUERS: "documents",
}
"""Where the page tells more."""
_PATTERNS: Final = (
    *(("hatch-1", 45, 14), ("hatch-2", 135, 14), ("hatch-3", 0, 12), ("hatch-4", 45, 9)),
    *(("hatch-5", 90, 8), ("hatch-6", 135, 8)),
)
"""Name, angle and distance of the lines that tell parts of a drawing apart without colour."""


@attrs.frozen(kw_only=True)
class _Label(Part):
    """A part of a bar with its share written in it, where there is room."""

    label: str


@attrs.frozen(kw_only=True)
class _BucketRow:
    label: str
    bar: tuple[Part, ...]
    amount: Decimal
    share: Decimal | None
    items: int


@attrs.frozen(kw_only=True)
class _Total:
    """The aging of one currency, or of everything in MXN."""

    title: str
    aged: Aged
    stack: tuple[_Label, ...]
    rows: tuple[_BucketRow, ...]


@attrs.frozen(kw_only=True)
class _Exchange:
    """What was realized in one currency; in MXN, `None` where a rate is missing."""

    currency: str
    payments: int
    amount: Decimal
    at_issue: Decimal | None
    value: Decimal | None
    result: Decimal | None


@attrs.frozen(kw_only=True)
class _NamedStep(Step):
    label: str


def context_of(report: PortfolioReport, grids: tuple[Grid, ...], t: Texts) -> dict[str, object]:
    """Gather everything that the templates ask for."""
    drawn = report.currencies[:_CURRENCIES_DRAWN]
    totals = [_total(each.aged, each.aged.currency, report, t) for each in drawn]
    if report.aging.mxn is not None and len(drawn) > 1:
        totals.insert(0, _total(report.aging.mxn, t("in_mxn"), report, t))
    return {
        "share": share,
        "patterns": _PATTERNS,
        "issuer": issuer_name(report, t),
        "read_line": read_line(report, t),
        "sections": list(_sections(report, t)),
        "highlights": [(t.highlight(each), _SECTION_OF[each.kind]) for each in report.highlights],
        "kpis": [
            (kpi, line([score.value for score in kpi.scores], kpi.target.limit))
            for kpi in kpis_of(report, t)
        ],
        "flows": [(each, _steps(each, t)) for each in report.changes.totals if _moved(each)],
        "changed": _changed(report, t),
        "changes_shown": _CHANGES,
        "overdue_bars": _overdue_bars(report.risks.overdue),
        "oldest": report.overdue_invoices[:_OLDEST],
        **_concentration(report),
        "totals": totals,
        "missing_rates": missing_rates(report, t),
        "months": [(each, _month_bars(each)) for each in drawn],
        "grid_tables": {grid.name: first_rows(grid, report.as_of, t) for grid in grids},
        "promises": _promises(report),
        "iva": _iva(report, t),
        "promises_shown": _PROMISES,
        "exchange": list(_exchange(report)),
        "unrealized": report.valuation.rows and not report.valuation.missing,
        "unapplied_balances": _unapplied(report),
        "unapplied_shown": _UNAPPLIED,
        "counts": document_counts(report, t),
        "refused": refused_by_reason(report),
        "refused_shown": _REFUSED_PER_REASON,
        "notes": list(notes(report, t)),
        "tables": TABLES,
    }


def _sections(report: PortfolioReport, t: Texts) -> Iterator[tuple[str, str]]:
    titles = {"invoices": "open_invoices_title", "changes": "movement"}
    for section in _SECTIONS:
        if report.headline or section not in _OF_DEBTS:
            yield section, t(titles.get(section, section))


def _total(aged: Aged, title: str, report: PortfolioReport, t: Texts) -> _Total:
    largest = max(aged.amounts)
    rows = tuple(
        _BucketRow(
            label=t.bucket(label),
            bar=bar([(f"b{index}", amount)], largest),
            amount=amount,
            share=share(amount, aged.outstanding),
            items=items,
        )
        for index, (label, amount, items) in enumerate(
            zip(report.aging.buckets.labels, aged.amounts, aged.counts, strict=True)
        )
        if items or index < len(aged.amounts) - 1  # "no due date" only where there is some
    )
    shares = {
        f"b{index}": share(amount, aged.outstanding) for index, amount in enumerate(aged.amounts)
    }
    parts = tuple(
        _Label(
            **attrs.asdict(part),
            label=t.percent(shares[part.style]) if part.width >= _LABELLED else "",
        )
        for part in stack(aged.amounts)
    )
    return _Total(title=title, aged=aged, stack=parts, rows=rows)


def _month_bars(summary: CurrencySummary) -> list[tuple[Part, ...]]:
    largest = max(max(each.invoiced, each.outstanding) for each in summary.months)
    return [
        bar([("b3", each.outstanding), ("rest", each.invoiced - each.outstanding)], largest)
        for each in summary.months
    ]


def _moved(movement: Movement) -> bool:
    return any((movement.invoiced, movement.paid, movement.credited, movement.other))


def _steps(movement: Movement, t: Texts) -> list[_NamedStep]:
    keys = {"invoiced": "invoiced_flow", "other": "other_flow"}
    return [
        _NamedStep(**attrs.asdict(step), label=t(keys.get(step.name, step.name)))
        for step in waterfall(movement)
    ]


def _changed(report: PortfolioReport, t: Texts) -> list[tuple[str, object]]:
    changes = report.changes
    return [
        (t(name, count=len(found)), found)
        for name, found in (
            ("new", changes.new),
            ("settled", changes.settled),
            ("newly_overdue", changes.newly_overdue),
            ("voided", changes.voided),
        )
    ]


def _overdue_bars(debts: tuple[CustomerDebt, ...]) -> list[tuple[CustomerDebt, tuple[Part, ...]]]:
    largest: defaultdict[str, Decimal] = defaultdict(Decimal)
    for debt in debts:
        currency = debt.aged.currency
        largest[currency] = max(largest[currency], debt.aged.overdue)
    return [(debt, bar([("b4", debt.aged.overdue)], largest[debt.aged.currency])) for debt in debts]


def _concentration(report: PortfolioReport) -> dict[str, object]:
    """Give the shares of the largest debtors, as many as there are to count."""
    found = report.risks.concentration
    if found is None or found.hhi is None:
        return {"concentration": (), "hhi": ""}
    shares = [(count, found.top(count)) for count in _TOPS if count <= len(found.debtors)]
    return {
        "concentration": [
            (count, part, bar([("b0", part or Decimal(0))], Decimal(1))) for count, part in shares
        ],
        "hhi": f"{quantize(found.hhi * _POINTS, 0):,}",
    }


def _promises(report: PortfolioReport) -> list[tuple[Promise, PromiseStatus]]:
    """Give what is pending, the next first, and then what was broken, the latest first."""
    states = [(each, each.status(report.as_of)) for each in report.promises or ()]
    pending = [pair for pair in states if pair[1] is PromiseStatus.PENDING]
    return pending + [pair for pair in reversed(states) if pair[1] is PromiseStatus.BROKEN]


def _exchange(report: PortfolioReport) -> Iterator[_Exchange]:
    groups: defaultdict[str, list[ExchangeResult]] = defaultdict(list)
    for row in report.exchange.rows:
        groups[row.currency].append(row)
    for currency, rows in sorted(groups.items()):
        yield _Exchange(
            currency=currency,
            payments=len(rows),
            amount=sum_of(row.amount for row in rows),
            at_issue=sum_known(row.at_issue for row in rows),
            value=sum_known(row.value for row in rows),
            result=sum_known(row.result for row in rows),
        )


def _unapplied(report: PortfolioReport) -> list[tuple[str, Decimal]]:
    """Give what is unapplied by currency, that of the headline first."""
    main = "" if report.headline is None else report.headline.aged.currency
    balances = report.ledger.unapplied_balances(report.as_of).items()
    return sorted(balances, key=lambda pair: (pair[0] != main, pair[0]))


def _iva(report: PortfolioReport, t: Texts) -> dict[str, object]:
    """Lay the IVA collected out by month and kind; of what is not taxed, its base."""
    rows = report.iva.collected
    rates = sorted({row.rate for row in rows}, key=_rate_order)
    return {
        "headings": [
            t.iva(rate) if rate.rate or rate.withheld else t("iva_base", rate=t.iva(rate))
            for rate in rates
        ],
        "rows": [
            (
                month,
                [
                    _iva_cell([row for row in rows if (row.month, row.rate) == (month, rate)])
                    for rate in rates
                ],
                sum_known(
                    row.iva_mxn for row in rows if row.month == month and not row.rate.withheld
                ),
            )
            for month in dict.fromkeys(row.month for row in rows)
        ],
    }


def _rate_order(rate: IvaRate) -> tuple[bool, bool, Decimal, str]:
    return rate.withheld, rate.rate is None, -(rate.rate or Decimal(0)), rate.factor or ""


def _iva_cell(rows: list[IvaRow]) -> Decimal | None:
    taxed = (row.rate.rate or row.rate.withheld for row in rows)
    return sum_known(
        row.iva_mxn if tax else row.base_mxn for row, tax in zip(rows, taxed, strict=True)
    )
