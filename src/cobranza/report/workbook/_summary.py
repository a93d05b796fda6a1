"""The first sheet, which says it all on one page, and the indicators month by month behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cobranza._workbook._cells import Figure, fit_text
from cobranza._workbook._layout import BAD, GOOD, Column, Kind
from cobranza.aging import METRICS, Unit
from cobranza.money import quantize
from cobranza.report._data import share, sum_of
from cobranza.report._scores import kpis_of
from cobranza.report._wording import headlines, issuer_name, missing_rates, notes, read_line
from cobranza.report.workbook._charts import aging_chart, debtors_chart, trend_chart

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

    from cobranza._workbook._book import Book
    from cobranza._workbook._layout import Placed, Row
    from cobranza._workbook._xlsx import Chart
    from cobranza.aging import Aged, Score
    from cobranza.report._more_texts import MoreTexts
    from cobranza.report._report import PortfolioReport
    from cobranza.report._scores import Kpi

__all__ = ["Summary"]

_DEBTORS: Final = 10
_WIDTHS: Final = (34, 15, 15, 14, 25, 11, 11, 14)
_CHARTS: Final = 9
"""The column where the charts begin, to the right of the tables."""
_CHART_ROWS: Final = 17
_PLACES: Final = 6
"""Of figures that no currency bounds."""
_LATE: Final = 91
_AT_LEAST: Final = "\N{GREATER-THAN OR EQUAL TO}"
_KINDS: Final = {Unit.SHARE: Kind.SHARE, Unit.DAYS: Kind.DAYS}
_FORMATS: Final = {Unit.SHARE: "0.0%", Unit.DAYS: "#,##0.0"}


class Summary:
    """Writes the first two sheets of a workbook."""

    def __init__(self, book: Book, report: PortfolioReport, t: MoreTexts) -> None:
        self._book = book
        self._report = report
        self._t = t
        self._kpis = kpis_of(report, t)
        self._sheet = book.sheet(t("sheet.summary"))
        self._row = 0

    def write(self, *, streamed: bool) -> None:
        """Write the summary, then the sheet of the months, from which its last chart is drawn."""
        report, t, sheet = self._report, self._t, self._sheet
        sheet.hide_gridlines(2)
        for index, width in enumerate(_WIDTHS):
            sheet.set_column(index, index, width, None)
        self._line(f"{t('title')} {t('as_of', date=t.long_day(report.as_of))}", size=18, bold=True)
        self._line(issuer_name(report, t), size=12, bold=True)
        self._line(f"{read_line(report, t)}.", color="#555555")
        self._section(t("attention"), headlines(report, t))
        self._scores()
        self._currencies()
        charts = [self._aging(), self._debtors()]
        limits = t("book.numbers"), *([t("book.streamed")] if streamed else [])
        about_data = t("book.data_about", sheet=t("sheet.data"))
        self._section(t("method"), [*notes(report, t), about_data, *limits])
        trend = trend_chart(self._book, self._kpis, self._months(), t)
        for place, chart in enumerate(each for each in (*charts, trend) if each is not None):
            sheet.insert_chart(4 + place * _CHART_ROWS, _CHARTS, chart, {})

    def _line(self, text: str, *, size: int = 11, bold: bool = False, color: str = "black") -> None:
        """Write a text over all columns of the tables, as many lines high as it needs."""
        look = {"font_size": size, "bold": bold, "font_color": color}
        style = self._book.style(look, {"text_wrap": True, "valign": "top"})
        last = len(_WIDTHS) - 1
        self._sheet.merge_range(self._row, 0, self._row, last, fit_text(text), style)
        lines = len(text) * size // (11 * sum(_WIDTHS)) + 1
        self._sheet.set_row(self._row, lines * (size + 4))
        self._row += 1

    def _section(self, title: str, lines: Iterable[str]) -> None:
        self._row += 1
        self._line(title, size=13, bold=True)
        for line in lines:
            self._line(line)

    def _table(self, title: str, columns: Sequence[Column], rows: Sequence[Row]) -> Placed:
        self._row += 1
        self._line(title, size=13, bold=True)
        placed = self._book.table(self._sheet, self._row, columns, rows)
        self._row = max(placed.last, placed.first) + 1
        return placed

    def _scores(self) -> None:
        t = self._t
        columns = (
            Column(t("indicator")),
            Column(t("book.value"), Kind.RIGHT),
            Column(t("target"), Kind.RIGHT),
            Column(t("state"), marks={t("status.met"): GOOD, t("status.missed"): BAD}),
            Column(t("book.trend")),
        )
        rows = [
            (kpi.name, self._score(kpi.score), kpi.limit, kpi.verdict, kpi.trend)
            for kpi in self._kpis
        ]
        self._table(f"{t('scorecard')}, {self._report.scorecard.currency}", columns, rows)

    def _score(self, score: Score) -> Figure | None:
        unit = METRICS[score.metric].unit
        return self._figure(score.value, unit, at_least=score.lower_bound)

    def _figure(self, value: Decimal | None, unit: Unit, *, at_least: bool) -> Figure | None:
        """Give a value in its unit, marked where it is a lower bound."""
        if value is None:
            return None
        number = _FORMATS.get(unit, "#,##0.00")
        if unit is Unit.DAYS:
            number = f'{number} "{self._t("days_unit")}"'
        prefix = f'"{_AT_LEAST} "' if at_least else ""
        return Figure(quantize(value, _PLACES), f"{prefix}{number}")

    def _currencies(self) -> None:
        report, t = self._report, self._t
        columns = (
            Column(t("currency")),
            Column(t("balance"), Kind.MONEY),
            Column(t("overdue"), Kind.MONEY),
            Column(t("overdue_share"), Kind.SHARE),
            Column(t("book.more_than_90"), Kind.MONEY),
            Column(t("customers"), Kind.COUNT),
            Column(t("invoices"), Kind.COUNT),
            Column(t("dso_count_back"), Kind.DAYS),
        )
        rows: list[Row] = [
            (
                *self._owed(each.aged.currency, each.aged),
                *(each.customers, each.aged.items),
                self._figure(each.count_back.days, Unit.DAYS, at_least=each.count_back.exhausted),
            )
            for each in report.currencies
        ]
        if report.aging.mxn is not None and len(rows) > 1:
            mxn = report.aging.mxn
            rows.append((*self._owed(t("in_mxn"), mxn), None, mxn.items, None))
        self._table(t("currencies"), columns, rows)
        if missing := missing_rates(report, t):
            self._line(missing)

    def _owed(self, name: str, aged: Aged) -> Row:
        late = sum_of(aged.amounts[self._report.aging.buckets.index(_LATE) : -1])
        return (
            *(name, aged.outstanding, aged.overdue),
            *(share(aged.overdue, aged.outstanding), late),
        )

    def _aging(self) -> Chart | None:
        report, t = self._report, self._t
        if report.headline is None:
            return None
        aged = report.headline.aged
        title = f"{t('aging')}, {aged.currency}"
        columns = (
            Column(t("bucket")),
            Column(t("balance"), Kind.MONEY, sums=True),
            Column(t("share"), Kind.SHARE),
            Column(t("invoices"), Kind.COUNT, sums=True),
        )
        rows = [
            (t.bucket(label), amount, share(amount, aged.outstanding), items)
            for label, amount, items in zip(
                report.aging.buckets.labels, aged.amounts, aged.counts, strict=True
            )
        ]
        placed = self._table(title, columns, rows)
        self._row += 1
        return aging_chart(self._book, placed, title)

    def _debtors(self) -> Chart | None:
        report, t = self._report, self._t
        if report.headline is None:
            return None
        aged = report.headline.aged
        title = f"{t('top_customers')}, {aged.currency}"
        columns = (
            Column(t("customer")),
            Column(t("balance"), Kind.MONEY),
            Column(t("share"), Kind.SHARE),
        )
        rows = [
            (name, amount, share(amount, aged.outstanding))
            for name, amount in report.headline.debtors[:_DEBTORS]
        ]
        return debtors_chart(self._book, self._table(title, columns, rows), title)

    def _months(self) -> Placed:
        """Write the sheet of the indicators month by month."""
        t, card = self._t, self._report.scorecard
        sheet = self._book.sheet(t("sheet.months"))
        self._book.text(sheet, 0, 0, t("scorecard"), bold=True, font_size=14)
        about = t("scorecard_currency", currency=card.currency)
        self._book.text(sheet, 1, 0, about, font_color="#555555")
        columns = [Column(t("book.month_end"), Kind.DATE)]
        columns += [Column(kpi.name, _KINDS.get(_unit(kpi), Kind.DAYS)) for kpi in self._kpis]
        sheet.set_column(0, len(columns) - 1, 18, None)
        values = [[self._score(score) for score in kpi.scores] for kpi in self._kpis]
        rows = [(day, *scores) for day, *scores in zip(card.months, *values, strict=True)]
        placed = self._book.table(sheet, 3, columns, rows, name="months")
        limits = (t("target"), *(kpi.limit for kpi in self._kpis))
        for index, text in enumerate(limits):
            align = "right" if index else "left"
            self._book.text(sheet, placed.last + 1, index, text, italic=True, align=align)
        sheet.freeze_panes(4, 1)
        return placed


def _unit(kpi: Kpi) -> Unit:
    return METRICS[kpi.target.metric].unit
