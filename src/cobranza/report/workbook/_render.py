"""The workbook, from the report to the file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from cobranza._garbage import uncollected
from cobranza._workbook._book import Book
from cobranza.errors import SourceError
from cobranza.report._more_texts import MoreTexts
from cobranza.report._whole import write_whole
from cobranza.report._wording import issuer_name
from cobranza.report.workbook._lists import lists_of, rows_of
from cobranza.report.workbook._summary import Summary

if TYPE_CHECKING:
    import os

    from cobranza.report._report import PortfolioReport
    from cobranza.report._texts import Language

__all__ = ["render_workbook", "write_workbook"]

_TABLES_UP_TO: Final = 60_000
"""Rows, of all lists together: tables need every cell in memory, some 300 bytes each."""


@uncollected()
def render_workbook(report: PortfolioReport, *, lang: Language = "es") -> bytes:
    """Render the report as an Excel workbook, in Spanish or English: the bytes of an .xlsx file.

    Texts from documents are never formulas or links, whatever they look like. The bytes depend on
    the report alone: its day stands as the day on which the file was made. Large reports are
    written row by row, in little memory; their lists have filters, but are no Excel tables.

    Raises:
        MissingExtraError: XlsxWriter is not installed.

    >>> from datetime import date
    >>> from cobranza.report import build_report
    >>> from cobranza.sources import Intake
    >>> report = build_report(Intake.of([]), as_of=date(2026, 6, 30))
    >>> render_workbook(report)[:2] == b"PK", render_workbook(report) == render_workbook(report)
    (True, True)
    """
    t = MoreTexts(lang, "cobranza.report.workbook")
    streamed = rows_of(report) > _TABLES_UP_TO
    title = f"{t('title')} {t('as_of', date=t.long_day(report.as_of))}"
    issuer = issuer_name(report, t)
    book = Book(streamed=streamed, about=f"{issuer}. {title}", total=t("total"))
    Summary(book, report, t).write(streamed=streamed)
    for each in lists_of(report, t):
        book.lists(each)
    return book.finish(title=title, company=issuer, as_of=report.as_of)


def write_workbook(
    report: PortfolioReport, path: str | os.PathLike[str], *, lang: Language = "es"
) -> Path:
    """Write the workbook to a file, which is there whole or not at all.

    Raises:
        SourceError: the file cannot be written.
        MissingExtraError: XlsxWriter is not installed.
    """
    target = Path(path)
    contents = render_workbook(report, lang=lang)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        return write_whole(target, contents)
    except OSError as error:
        raise SourceError(f"{target} cannot be written to: {error.strerror}") from None
