"""The report as one self-contained HTML page: no scripts, no network, nothing outside the file.

Here is decided what the page shows and how much of it; `templates/` says how.
"""

from __future__ import annotations

import base64
import hashlib
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

import attrs

from cobranza.aging import Aged
from cobranza.errors import MissingExtraError
from cobranza.ledger import Event
from cobranza.money import quantize
from cobranza.report._data import CustomerDebt, HighlightKind, OpenInvoice, share, sum_of
from cobranza.report._tables import TABLES
from cobranza.report._texts import Texts
from cobranza.report._wording import (
    document_counts,
    issuer_name,
    missing_rates,
    notes,
    read_line,
    refused_by_reason,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from jinja2 import Environment

    from cobranza.report._data import CurrencySummary, PortfolioReport
    from cobranza.report._texts import Language

__all__ = ["render_page"]

# What a page can hold and a person read; the rest is in the tables, and the page says how much.
_CUSTOMERS: Final = 500
_INVOICES_PER_CUSTOMER: Final = 20
_INVOICES: Final = 1500
_EVENTS_PER_INVOICE: Final = 12
_MOST_OVERDUE: Final = 15
_UNAPPLIED: Final = 25
_CASES: Final = 5
_REFUSED_PER_REASON: Final = 20
_CURRENCIES_DRAWN: Final = 4

_SECTION_OF: Final = {
    HighlightKind.OVERDUE: "most_overdue",
    HighlightKind.OVER_90: "most_overdue",
    HighlightKind.CONCENTRATION: "customers",
    HighlightKind.OLDEST: "most_overdue",
    HighlightKind.ERRORS: "inconsistencies",
    HighlightKind.ORPHANS: "inconsistencies",
    HighlightKind.UNAPPLIED: "unapplied",
    HighlightKind.REFUSED: "documents",
    HighlightKind.UNSTAMPED: "documents",
    HighlightKind.ISSUERS: "documents",
}
"""Where the page tells more."""

_WIDTH: Final = 1000
"""Of a bar, in units of its drawing."""


def render_page(report: PortfolioReport, *, lang: Language = "es") -> str:
    r"""Render the report as an HTML page, in Spanish or English.

    Text from documents is escaped, and the page forbids itself scripts and the network.

    Raises:
        MissingExtraError: jinja2 is not installed.

    >>> from datetime import date
    >>> from cobranza.report import build_report
    >>> from cobranza.sources import Intake
    >>> page = render_page(build_report(Intake.of([]), as_of=date(2026, 6, 30)), lang="en")
    >>> page.partition("\n")[0], "June 30, 2026" in page
    ('<!doctype html>', True)
    """
    environment = _environment()
    t = Texts(lang)
    style = files("cobranza.report").joinpath("templates/page.css").read_text("utf-8")
    return environment.get_template("page.html.j2").render(
        t=t,
        style=style,
        style_hash=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
        share=share,
        report=report,
        **_context(report, t),
    )


@cache
def _environment() -> Environment:
    try:
        from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415 - an extra
    except ImportError:
        raise MissingExtraError(
            "the HTML report needs jinja2: pip install 'cobranza[cli]'"
        ) from None
    return Environment(
        loader=PackageLoader("cobranza.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@attrs.frozen(kw_only=True)
class _Part:
    """A rectangle of a bar."""

    style: str
    start: int
    width: int


@attrs.frozen(kw_only=True)
class _BucketRow:
    label: str
    bar: tuple[_Part, ...]
    amount: Decimal
    share: Decimal | None
    items: int


@attrs.frozen(kw_only=True)
class _Total:
    """The aging of one currency, or of everything in MXN."""

    title: str
    aged: Aged
    stack: tuple[_Part, ...]
    rows: tuple[_BucketRow, ...]


@attrs.frozen(kw_only=True)
class _InvoiceRow:
    invoice: OpenInvoice
    events: tuple[Event, ...]
    hidden: int


@attrs.frozen(kw_only=True)
class _CustomerRow:
    debt: CustomerDebt
    amounts: tuple[Decimal, ...]
    invoices: tuple[_InvoiceRow, ...]


@attrs.frozen(kw_only=True)
class _CustomerTable:
    """The customers of one currency; its columns are the buckets that hold something."""

    aged: Aged
    labels: tuple[str, ...]
    amounts: tuple[Decimal, ...]
    rows: tuple[_CustomerRow, ...]
    hidden: int


def _context(report: PortfolioReport, t: Texts) -> dict[str, object]:
    drawn = report.currencies[:_CURRENCIES_DRAWN]
    totals = [_total(each.aged, each.aged.currency, report, t) for each in drawn]
    if report.aging.mxn is not None and len(drawn) > 1:
        totals.insert(0, _total(report.aging.mxn, t("in_mxn"), report, t))
    return {
        "issuer": issuer_name(report, t),
        "read_line": read_line(report, t),
        "highlights": [(t.highlight(each), _SECTION_OF[each.kind]) for each in report.highlights],
        "totals": totals,
        "missing_rates": missing_rates(report, t),
        "months": [(each, _month_bars(each)) for each in drawn],
        "customer_tables": _customer_tables(report, t),
        "overdue": report.overdue_invoices,
        "overdue_shown": _MOST_OVERDUE,
        "unapplied_shown": _UNAPPLIED,
        "counts": document_counts(report, t),
        "refused": refused_by_reason(report),
        "notes": list(notes(report, t)),
        "tables": TABLES,
        "cases_shown": _CASES,
        "refused_shown": _REFUSED_PER_REASON,
    }


def _total(aged: Aged, title: str, report: PortfolioReport, t: Texts) -> _Total:
    largest = max(aged.amounts)
    rows = tuple(
        _BucketRow(
            label=t.bucket(label),
            bar=_bar([(f"b{index}", amount)], largest),
            amount=amount,
            share=share(amount, aged.outstanding),
            items=items,
        )
        for index, (label, amount, items) in enumerate(
            zip(report.aging.buckets.labels, aged.amounts, aged.counts, strict=True)
        )
        if items or index < len(aged.amounts) - 1  # "no due date" only where there is some
    )
    parts = [(f"b{index}", max(amount, Decimal(0))) for index, amount in enumerate(aged.amounts)]
    stack = _bar(parts, sum_of(amount for _, amount in parts))
    return _Total(title=title, aged=aged, stack=stack, rows=rows)


def _bar(parts: Sequence[tuple[str, Decimal]], whole: Decimal) -> tuple[_Part, ...]:
    """Lay positive amounts side by side, to the scale on which `whole` fills the bar."""
    rectangles: list[_Part] = []
    start = 0
    for style, amount in parts:
        part = share(amount, whole)
        if part is not None and part > 0:
            width = int(quantize(part * _WIDTH, 0))
            rectangles.append(_Part(style=style, start=start, width=width))
            start += width
    return tuple(rectangles)


def _month_bars(summary: CurrencySummary) -> list[tuple[_Part, ...]]:
    largest = max(max(each.invoiced, each.outstanding) for each in summary.months)
    return [
        _bar([("b3", each.outstanding), ("rest", each.invoiced - each.outstanding)], largest)
        for each in summary.months
    ]


def _customer_tables(report: PortfolioReport, t: Texts) -> list[_CustomerTable]:
    budget = _INVOICES
    tables: list[_CustomerTable] = []
    for summary in report.currencies:
        aged = summary.aged
        used = [index for index, items in enumerate(aged.counts) if items]
        debts = [each for each in report.customers if each.aged.currency == aged.currency]
        rows: list[_CustomerRow] = []
        for debt in debts[:_CUSTOMERS]:
            shown = debt.invoices[: min(_INVOICES_PER_CUSTOMER, budget)]
            budget -= len(shown)
            rows.append(
                _CustomerRow(
                    debt=debt,
                    amounts=tuple(debt.aged.amounts[index] for index in used),
                    invoices=tuple(_invoice_row(each, report.as_of) for each in shown),
                )
            )
        tables.append(
            _CustomerTable(
                aged=aged,
                labels=tuple(t.bucket(report.aging.buckets.labels[index]) for index in used),
                amounts=tuple(aged.amounts[index] for index in used),
                rows=tuple(rows),
                hidden=len(debts) - len(rows),
            )
        )
    return tables


def _invoice_row(invoice: OpenInvoice, as_of: date) -> _InvoiceRow:
    events = [event for event in invoice.receivable.events if event.date <= as_of]
    return _InvoiceRow(
        invoice=invoice,
        events=tuple(events[:_EVENTS_PER_INVOICE]),
        hidden=max(0, len(events) - _EVENTS_PER_INVOICE),
    )
