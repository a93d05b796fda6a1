"""The report as one typed value, which the terminal, the page, the tables and a workbook show."""

from __future__ import annotations

from collections import Counter
from datetime import date
from functools import cached_property

import attrs

from cobranza.aging import Aging, Promise, Scorecard
from cobranza.ledger import DueSource, Ledger, Unapplied
from cobranza.ledger.valuation import ExchangeResults, Valuations
from cobranza.report._changes import Changes
from cobranza.report._data import (
    Assumptions,
    CurrencySummary,
    CustomerDebt,
    DocumentCounts,
    Headline,
    Highlight,
    InconsistencyGroup,
    IssuerCount,
    OpenInvoice,
)
from cobranza.report._iva import IvaView
from cobranza.report._risks import Risks
from cobranza.sources import Intake

__all__ = ["PortfolioReport"]


@attrs.frozen(kw_only=True)
class PortfolioReport:
    """Everything that the report shows, at the end of the day `as_of`.

    `currencies` come with the most open invoices first; `customers` in the same order of currency
    and then by what is outstanding, the largest first; `open_invoices` the longest overdue first.
    There is no `headline` when nothing is outstanding.

    `scorecard` judges the last twelve months, `changes` compares two days, `inconsistencies` are
    those that hold on the day, missed deadlines among them. `promises` are those made by then,
    `None` when no table of them was given. `exchange` is what was realized since the day of the
    comparison; `valuation` is what is owed in other currencies, in MXN.

    `ledger` is the whole ledger, later days included.
    """

    as_of: date
    issuer: str | None
    issuers: tuple[IssuerCount, ...]
    intake: Intake
    counts: DocumentCounts
    assumptions: Assumptions
    ledger: Ledger
    aging: Aging
    headline: Headline | None
    scorecard: Scorecard
    changes: Changes
    currencies: tuple[CurrencySummary, ...]
    customers: tuple[CustomerDebt, ...]
    open_invoices: tuple[OpenInvoice, ...]
    due_sources: tuple[tuple[DueSource, int], ...]
    risks: Risks
    inconsistencies: tuple[InconsistencyGroup, ...]
    promises: tuple[Promise, ...] | None
    iva: IvaView
    exchange: ExchangeResults
    valuation: Valuations
    unapplied: tuple[Unapplied, ...]
    highlights: tuple[Highlight, ...]

    @cached_property
    def overdue_invoices(self) -> tuple[OpenInvoice, ...]:
        """Open invoices past due, the longest overdue first, without balances in favour."""
        return tuple(
            each
            for each in self.open_invoices
            if each.balance > 0 and each.days_past_due is not None and each.days_past_due > 0
        )

    @cached_property
    def numbers(self) -> dict[str, str]:
        """The series and folio, by UUID, of each document that shares them with no other."""
        count = Counter(each.number for each in self.ledger.documents)
        return {
            each.uuid: each.number
            for each in self.ledger.documents
            if each.number and count[each.number] == 1
        }

    @cached_property
    def files(self) -> dict[str, str]:
        """The file of each UUID, the first by name when there are several."""
        return {each.document.uuid: each.name for each in reversed(self.intake.digested)}
