"""The report as a summary on a terminal, 80 columns wide or more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from cobranza.money import quantize
from cobranza.report._data import share
from cobranza.report._scores import kpis_of
from cobranza.report._wording import (
    document_counts,
    headlines,
    issuer_name,
    missing_rates,
    read_line,
    refused_by_reason,
)
from cobranza.sources import printable

if TYPE_CHECKING:
    from decimal import Decimal

    from cobranza.aging import Aged
    from cobranza.report._report import PortfolioReport
    from cobranza.report._texts import Texts

__all__ = ["Summary"]

_FLOWS: Final = {
    "opening": "opening",
    "invoiced": "invoiced_flow",
    "paid": "paid",
    "closing": "closing",
}
"""What of a movement has room, with the keys of its headings."""
_CURRENCIES: Final = 3
_CUSTOMERS: Final = 5
_FILES_NAMED: Final = 3
_BAR: Final = 24
_INDENT: Final = 9
_LONG_HEADING: Final = 8


class Summary:
    """Prints a report to a console, section by section."""

    def __init__(self, report: PortfolioReport, console: Console | None, t: Texts) -> None:
        self._report = report
        self._console = console or Console()
        self._t = t

    def print(self) -> None:
        """Print all sections; what needs attention comes last, next to the prompt."""
        report, t = self._report, self._t
        self._line(f"{t('title')} {t('as_of', date=t.long_day(report.as_of))}", style="bold")
        self._line(issuer_name(report, t), style="bold")
        self._line(f"{read_line(report, t)}.")
        self._documents()
        self._scorecard()
        self._currencies()
        for summary in report.currencies[:_CURRENCIES]:
            self._aging(summary.aged)
        self._customers()
        self._changes()
        self._inconsistencies()
        self._title(t("attention"))
        for sentence in headlines(report, t):
            self._line(sentence, lead="-")

    def _line(self, text: str, *, style: str = "", lead: str = "") -> None:
        """Print a text; where it takes several lines they stand to the right of `lead`."""
        line = Table.grid(padding=(0, 1, 0, 0))
        line.add_row(*(Text(_plain(each), style=style) for each in (lead, text) if each))
        self._console.print(line)

    def _title(self, text: str) -> None:
        self._console.print()
        self._line(text, style="bold cyan")

    def _table(self, texts: tuple[str, ...], numbers: tuple[str, ...]) -> Table:
        """Start a table with columns of texts and then of numbers, given by their headings."""
        table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, collapse_padding=True)
        for heading in texts:
            table.add_column(heading, min_width=len(heading))
        for heading in numbers:
            # On two lines if long: what a column must hold is its numbers.
            lines = heading.rsplit(" ", 1) if len(heading) > _LONG_HEADING else [heading]
            table.add_column("\n".join(lines), justify="right", no_wrap=True)
        return table

    def _row(self, table: Table, *cells: str, style: str = "") -> None:
        table.add_row(*(Text(_plain(cell)) for cell in cells), style=style)

    def _documents(self) -> None:
        t = self._t
        self._title(t("documents"))
        for label, count in document_counts(self._report, t):
            self._line(label, lead=f"{t.number(count):>{_INDENT}}")
        for reason, files in refused_by_reason(self._report):
            self._line(
                t(f"refusal.{reason}"), lead=f"{t.number(len(files)):>{_INDENT}}", style="yellow"
            )
            for each in files[:_FILES_NAMED]:
                self._line(str(each), lead=f"{'-':>{_INDENT + 2}}")
            if len(files) > _FILES_NAMED:
                more = t("and_more", count=len(files) - _FILES_NAMED, file="refused.csv")
                self._line(more, lead=f"{'-':>{_INDENT + 2}}")

    def _scorecard(self) -> None:
        t = self._t
        self._title(t("scorecard"))
        table = self._table((t("indicator"),), (t("result"), t("target")))
        table.add_column()
        for kpi in kpis_of(self._report, t):
            says = ", ".join(each for each in (kpi.verdict, kpi.trend) if each)
            self._row(table, kpi.name, kpi.value, kpi.limit, says)
        self._console.print(table)

    def _changes(self) -> None:
        report, t = self._report, self._t
        self._title(t("changes", date=t.long_day(report.changes.since)))
        if not report.changes.customers:
            self._line(t("none_moved"))
            return
        table = self._table((t("currency"),), tuple(t(key) for key in _FLOWS.values()))
        for each in report.changes.totals[:_CURRENCIES]:
            amounts = (t.money(getattr(each, name), each.currency) for name in _FLOWS)
            self._row(table, each.currency, *amounts)
        self._console.print(table)
        for name in ("new", "settled", "newly_overdue", "voided"):
            found = getattr(report.changes, name)
            self._line(t(name, count=len(found)), lead="-")

    def _currencies(self) -> None:
        report, t = self._report, self._t
        self._title(t("currencies"))
        if not report.currencies:
            self._line(t("nothing_open"))
            return
        headings = ("outstanding", "overdue", "overdue_share", "dso_simple", "dso_count_back")
        table = self._table((t("currency"),), tuple(map(t, headings)))
        for each in report.currencies:
            self._row(
                table,
                each.aged.currency,
                *self._owed(each.aged),
                t.dso(each.simple.days),
                t.dso(each.count_back.days, at_least=each.count_back.exhausted),
            )
        if report.aging.mxn is not None and len(report.currencies) > 1:
            self._row(table, t("in_mxn"), *self._owed(report.aging.mxn), "", "", style="bold")
        self._console.print(table)
        if missing := missing_rates(report, t):
            self._line(missing)

    def _owed(self, aged: Aged) -> tuple[str, str, str]:
        t = self._t
        return (
            t.money(aged.outstanding, aged.currency),
            t.money(aged.overdue, aged.currency),
            t.percent(share(aged.overdue, aged.outstanding)),
        )

    def _aging(self, aged: Aged) -> None:
        report, t = self._report, self._t
        self._title(f"{t('aging')}, {aged.currency}")
        table = self._table((t("bucket"),), (t("balance"), t("share"), t("invoices")))
        table.add_column()
        rows = zip(report.aging.buckets.labels, aged.amounts, aged.counts, strict=True)
        for label, amount, items in rows:
            if label == "no due date" and not items:
                continue
            self._row(
                table,
                t.bucket(label),
                t.money(amount, aged.currency),
                t.percent(share(amount, aged.outstanding)),
                t.number(items),
                self._bar(amount, max(aged.amounts)),
            )
        self._console.print(table)

    def _bar(self, amount: Decimal, largest: Decimal) -> str:
        part = share(amount, largest)
        if part is None or part < 0:
            return ""
        block = "#" if self._console.options.ascii_only else "█"
        return block * int(quantize(part * _BAR, 0))

    def _customers(self) -> None:
        report, t = self._report, self._t
        if not report.customers:
            return
        self._title(t("top_customers"))
        table = self._table(
            (t("customer"), t("currency")), (t("balance"), t("overdue"), t("days_late"))
        )
        for debt in report.customers[:_CUSTOMERS]:
            days = debt.days_past_due
            self._row(
                table,
                debt.aged.name or debt.aged.rfc,
                debt.aged.currency,
                t.money(debt.aged.outstanding, debt.aged.currency),
                t.money(debt.aged.overdue, debt.aged.currency),
                "-" if days is None else t.number(max(days, 0)),
            )
        self._console.print(table)

    def _inconsistencies(self) -> None:
        report, t = self._report, self._t
        if not report.inconsistencies:
            return
        self._title(t("inconsistencies"))
        for group in report.inconsistencies:
            count = f"{t.number(len(group.cases)):>{_INDENT}}"
            self._line(f"{group.code.named(t.lang)} ({group.code.code})", lead=count)


def _plain(text: str) -> str:
    return printable(text.replace("\xa0", " "))
