"""The report as CSV tables, for spreadsheets and programs.

Cells are separated by commas, decimals written with a dot and dates as YYYY-MM-DD. A text that a
spreadsheet would take for a formula gets an apostrophe in front.
"""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from cobranza.report._report import PortfolioReport

__all__ = ["TABLES", "render_table"]

Cell = str | int | Decimal | date | None
Row = tuple[Cell, ...]

# What spreadsheets take for the start of a formula, full-width forms included, or cut off before
# they look for one.
_FORMULA_STARTS: Final = (*"=+-@\t\r\n", *"\uff1d\uff0b\uff0d\uff20")


def render_table(report: PortfolioReport, name: str) -> str:
    r"""Render one of `TABLES` as the text of a CSV file, without the byte order mark.

    >>> from cobranza.report import build_report
    >>> from cobranza.sources import Intake
    >>> report = build_report(Intake.of([]), as_of=date(2026, 6, 30))
    >>> render_table(report, "refused.csv")
    'file,reason,detail\r\n'
    """
    text = io.StringIO()
    csv.writer(text).writerows([_cell(cell) for cell in row] for row in _ROWS[name](report))
    return text.getvalue()


def _cell(value: Cell) -> str:
    """Write a value; only texts can look like formulas, numbers keep their sign."""
    match value:
        case None:
            return ""
        case str():
            return f"'{value}" if value.startswith(_FORMULA_STARTS) else value
        case Decimal():
            return f"{value:f}"
        case datetime():
            return value.isoformat(" ")
        case _:
            return str(value)


def _aging(report: PortfolioReport) -> Iterator[Row]:
    rows = report.aging.to_rows()
    labels = ("rfc", "name", "currency", "items", *report.aging.buckets.labels, "outstanding")
    yield labels
    for row in rows:
        yield tuple(row[label] for label in labels)


def _receivables(report: PortfolioReport) -> Iterator[Row]:
    yield (
        *("uuid", "number", "issuer_rfc", "customer_rfc", "customer", "issued", "due"),
        *("due_source", "payment_method", "currency", "exchange_rate", "amount", "balance"),
        *("days_past_due", "file"),
    )
    open_days = {each.receivable.uuid: each.days_past_due for each in report.open_invoices}
    files = report.files
    for each in report.ledger.receivables:
        if each.issued.date() <= report.as_of:
            yield (
                *(each.uuid, each.number, each.issuer.rfc, each.customer.rfc, each.customer.name),
                *(each.issued, each.due, each.due_source.value, each.payment_method),
                *(each.currency, each.exchange_rate, each.amount, each.balance(report.as_of)),
                *(open_days.get(each.uuid), files.get(each.uuid)),
            )


def _events(report: PortfolioReport) -> Iterator[Row]:
    yield (
        *("receivable", "number", "customer_rfc", "date", "kind", "currency", "amount"),
        *("reverses", "document", "path", "recorded", "original_amount", "original_currency"),
        *("installment", "declared_previous_balance", "declared_remaining", "file"),
    )
    files = report.files
    for each in report.ledger.receivables:
        for event in each.events:
            if event.date <= report.as_of:
                declared = event.declared
                yield (
                    *(each.uuid, each.number, each.customer.rfc, event.date, event.kind.value),
                    *(each.currency, event.amount, event.reverses and event.reverses.value),
                    *(event.document, event.path, event.recorded),
                    *(event.original_amount, event.original_currency),
                    None if declared is None else declared.installment,
                    None if declared is None else declared.previous_balance,
                    None if declared is None else declared.remaining,
                    files.get(event.document),
                )


def _inconsistencies(report: PortfolioReport) -> Iterator[Row]:
    yield ("code", "severity", "title", "message", "receivable", "document", "path", "file")
    files = report.files
    for group in report.inconsistencies:
        for each in group.cases:
            yield (
                *(each.code, each.severity.value, each.title, each.message, each.receivable),
                *(each.document, each.path, files.get(each.document)),
            )


def _unapplied(report: PortfolioReport) -> Iterator[Row]:
    yield (
        *("customer_rfc", "customer", "date", "kind", "reason", "currency", "amount", "invoice"),
        *("document", "path", "file"),
    )
    files = report.files
    for each in report.unapplied:
        yield (
            *(each.customer.rfc, each.customer.name, each.date, each.kind.value),
            *(each.reason.value, each.currency, each.amount, each.invoice),
            *(each.document, each.path, files.get(each.document)),
        )


def _scorecard(report: PortfolioReport) -> Iterator[Row]:
    yield (
        *("month", "metric", "currency", "value", "lower_bound", "comparison", "limit", "status"),
        *("reason", "trend"),
    )
    card = report.scorecard
    targets = {target.metric: target for target in card.targets}
    for score in card.scores:
        target = targets[score.metric]
        yield (
            *(score.as_of, score.metric, card.currency, score.value, str(score.lower_bound)),
            *(target.comparison.value, target.limit, score.status.value),
            *(score.reason and score.reason.value, score.trend and score.trend.value),
        )


def _changes(report: PortfolioReport) -> Iterator[Row]:
    yield (
        *("customer_rfc", "customer", "currency", "since", "opening", "invoiced", "paid"),
        *("credited", "other", "closing"),
    )
    for each in report.changes.customers:
        yield (
            *(each.rfc, each.name, each.currency, report.changes.since, each.opening),
            *(each.invoiced, each.paid, each.credited, each.other, each.closing),
        )


def _promises(report: PortfolioReport) -> Iterator[Row]:
    yield ("customer_rfc", "customer", "made", "due", "currency", "amount", "status")
    for each in report.promises or ():
        yield (
            *(each.customer.rfc, each.customer.name, each.made, each.due, each.currency),
            *(each.amount, each.status(report.as_of).value),
        )


def _iva(report: PortfolioReport) -> Iterator[Row]:
    yield ("month", "kind", "currency", "base", "iva", "base_mxn", "iva_mxn")
    for row in report.iva.collected:
        yield (
            *(row.month, str(row.rate), row.currency, row.base, row.iva, row.base_mxn),
            row.iva_mxn,
        )


def _refused(report: PortfolioReport) -> Iterator[Row]:
    yield ("file", "reason", "detail")
    for each in report.intake.refused:
        yield (each.name, each.reason.value, each.detail)


def _skipped(report: PortfolioReport) -> Iterator[Row]:
    yield ("file", "reason", "kind", "uuid")
    for each in report.intake.skipped:
        yield (each.source, each.reason.value, each.kind, each.uuid)


_ROWS: Final[dict[str, Callable[[PortfolioReport], Iterable[Row]]]] = {
    "aging.csv": _aging,
    "receivables.csv": _receivables,
    "events.csv": _events,
    "unapplied.csv": _unapplied,
    "inconsistencies.csv": _inconsistencies,
    "scorecard.csv": _scorecard,
    "changes.csv": _changes,
    "promises.csv": _promises,
    "iva.csv": _iva,
    "refused.csv": _refused,
    "skipped.csv": _skipped,
}

TABLES: Final = tuple(_ROWS)
"""The names of the tables."""
