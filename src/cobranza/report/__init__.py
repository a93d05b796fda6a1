"""What people read: a portfolio as one value, and that value as page, tables and terminal summary.

`build_report` takes what `cobranza.sources` read and answers one `PortfolioReport` (`report_ledger`
does, where the ledger is there already); `render_page`, `render_table`, `write_report` and
`print_summary` show it, in Spanish or English.
"""

from cobranza.report._build import build_report, report_ledger
from cobranza.report._changes import Change, Changes, Flow, Movement
from cobranza.report._data import (
    Assumptions,
    CurrencySummary,
    CustomerDebt,
    DocumentCounts,
    Headline,
    Highlight,
    HighlightKind,
    InconsistencyGroup,
    IssuerCount,
    MonthSales,
    OpenInvoice,
)
from cobranza.report._iva import IvaView, PendingIva
from cobranza.report._page import render_page
from cobranza.report._report import PortfolioReport
from cobranza.report._risks import Risks, Worsening
from cobranza.report._tables import TABLES, render_table
from cobranza.report._terminal import print_summary
from cobranza.report._texts import Language, Texts
from cobranza.report._write import write_report

__all__ = [
    "TABLES",
    "Assumptions",
    "Change",
    "Changes",
    "CurrencySummary",
    "CustomerDebt",
    "DocumentCounts",
    "Flow",
    "Headline",
    "Highlight",
    "HighlightKind",
    "InconsistencyGroup",
    "IssuerCount",
    "IvaView",
    "Language",
    "MonthSales",
    "Movement",
    "OpenInvoice",
    "PendingIva",
    "PortfolioReport",
    "Risks",
    "Texts",
    "Worsening",
    "build_report",
    "print_summary",
    "render_page",
    "render_table",
    "report_ledger",
    "write_report",
]
