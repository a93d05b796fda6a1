"""The door to the summary on a terminal, which needs rich."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cobranza.errors import MissingExtraError
from cobranza.report._texts import Texts

if TYPE_CHECKING:
    from rich.console import Console

    from cobranza.report._report import PortfolioReport
    from cobranza.report._texts import Language

__all__ = ["print_summary"]


def print_summary(
    report: PortfolioReport, console: Console | None = None, *, lang: Language = "es"
) -> None:
    """Print the report in short: documents, portfolio, aging, DSO, debtors, what needs attention.

    Text from documents cannot steer the terminal. Without `console` it goes to standard output.

    Raises:
        MissingExtraError: rich is not installed.

    >>> from datetime import date
    >>> from cobranza.report import build_report
    >>> from cobranza.sources import Intake
    >>> print_summary(build_report(Intake.of([]), as_of=date(2026, 6, 30)), lang="en")
    ... # doctest: +ELLIPSIS
    Accounts receivable as of June 30, 2026
    ...
    """
    try:
        from cobranza.report._summary import Summary  # noqa: PLC0415 - needs the extra
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "rich":
            raise
        raise MissingExtraError(
            "the summary on a terminal needs rich: pip install 'cobranza[cli]'"
        ) from None
    Summary(report, console, Texts(lang)).print()
