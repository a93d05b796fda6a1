"""The report on disk: the page and the tables, each whole or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cobranza._garbage import uncollected
from cobranza.errors import SourceError
from cobranza.report._page import render_page
from cobranza.report._tables import TABLES, render_table
from cobranza.report._whole import write_whole

if TYPE_CHECKING:
    import os

    from cobranza.report._report import PortfolioReport
    from cobranza.report._texts import Language

__all__ = ["write_report"]


@uncollected()
def write_report(
    report: PortfolioReport, folder: str | os.PathLike[str], *, lang: Language = "es"
) -> tuple[Path, ...]:
    """Write `report.html` and the CSV tables into a folder, which is made if it is not there.

    Files of an earlier report are replaced; each file is there whole or not at all. Returns the
    paths, the page first.

    Raises:
        SourceError: the folder cannot be made or written to.
        MissingExtraError: jinja2 is not installed.

    >>> from datetime import date
    >>> from tempfile import TemporaryDirectory
    >>> from cobranza.report import build_report
    >>> from cobranza.sources import Intake
    >>> report = build_report(Intake.of([]), as_of=date(2026, 6, 30))
    >>> with TemporaryDirectory() as folder:
    ...     [path.name for path in write_report(report, folder)][:3]
    ['report.html', 'aging.csv', 'receivables.csv']
    """
    target = Path(folder)
    page = render_page(report, lang=lang)
    try:
        target.mkdir(parents=True, exist_ok=True)
        return (
            write_whole(target / "report.html", page.encode()),
            # With a byte order mark: without it Excel takes UTF-8 for Windows-1252.
            *(
                write_whole(target / name, render_table(report, name).encode("utf-8-sig"))
                for name in TABLES
            ),
        )
    except OSError as error:
        raise SourceError(f"{target} cannot be written to: {error.strerror}") from None
