"""The records that a report is made of; `build_report` makes them, nobody else needs to."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

import attrs

from cobranza.aging import Aged, AgingRow, Dso
from cobranza.ledger import (
    Inconsistency,
    InconsistencyCode,
    Party,
    PuePolicy,
    Receivable,
)
from cobranza.money import precise, quantize

if TYPE_CHECKING:
    from collections.abc import Iterable


__all__ = [
    "Assumptions",
    "CurrencySummary",
    "CustomerDebt",
    "DocumentCounts",
    "Headline",
    "Highlight",
    "HighlightKind",
    "InconsistencyGroup",
    "IssuerCount",
    "MonthSales",
    "OpenInvoice",
    "share",
    "sum_known",
    "sum_of",
]


@attrs.frozen(kw_only=True)
class OpenInvoice:
    """A receivable with a balance on the day of the report; a negative one favours the customer.

    `days_past_due` is zero or less before the due date, `None` without one.
    """

    receivable: Receivable
    balance: Decimal
    days_past_due: int | None


@attrs.frozen(kw_only=True)
class CustomerDebt:
    """What one customer owes in one currency; the longest overdue invoice comes first."""

    aged: AgingRow
    invoices: tuple[OpenInvoice, ...]

    @property
    def days_past_due(self) -> int | None:
        """Those of the longest overdue invoice that is owed; `None` without one that has a date."""
        owed = (each.days_past_due for each in self.invoices if each.balance > 0)
        return next(owed, None)


@attrs.frozen(kw_only=True)
class MonthSales:
    """What was sold on credit in a month, and how much of it is still outstanding.

    `month` is its first day, `None` for all months before the others.

    >>> sales = MonthSales(month=date(2026, 6, 1), invoiced=Decimal(9), outstanding=Decimal(4))
    >>> sales.invoiced - sales.outstanding
    Decimal('5')
    """

    month: date | None
    invoiced: Decimal
    outstanding: Decimal


@attrs.frozen(kw_only=True)
class CurrencySummary:
    """The portfolio of one currency; `months` has the newest first."""

    aged: Aged
    customers: int
    simple: Dso
    count_back: Dso
    months: tuple[MonthSales, ...]


@attrs.frozen(kw_only=True)
class Headline:
    """The portfolio at a glance: all of it in MXN where rates allow, else its main currency.

    `over_90` is more than 90 days past due. `debtors` are the customers and what each owes, in the
    currency of `aged`, the largest first.
    """

    aged: Aged
    over_90: Decimal
    debtors: tuple[tuple[str, Decimal], ...]


@attrs.frozen(kw_only=True)
class InconsistencyGroup:
    """All inconsistencies of one code."""

    code: InconsistencyCode
    cases: tuple[Inconsistency, ...]


@attrs.frozen(kw_only=True)
class IssuerCount:
    """An issuer and the number of its documents.

    >>> IssuerCount(party=Party(rfc="EKU9003173C9"), documents=60).documents
    60
    """

    party: Party
    documents: int


@attrs.frozen(kw_only=True)
class DocumentCounts:
    """What was read, by kind, each UUID once; `repeated` are the files that held one again.

    `later` were issued after the day of the report; `of_others` by others than the issuer asked
    for. Neither are in any figure, but both are in the counts by kind.

    >>> counts = DocumentCounts(
    ...     invoices=38, credit_notes=3, receipts=19, repeated=0, later=0, of_others=0
    ... )
    >>> counts.invoices + counts.credit_notes + counts.receipts
    60
    """

    invoices: int
    credit_notes: int
    receipts: int
    repeated: int
    later: int
    of_others: int


@attrs.frozen(kw_only=True)
class Assumptions:
    """What the figures rest on besides the documents.

    `terms` and `statuses` are the numbers of customers and documents given, `None` for no table.

    >>> Assumptions(pue="open", rates=(), terms=None, statuses=3).statuses
    3
    """

    pue: PuePolicy
    rates: tuple[tuple[str, Decimal], ...]
    terms: int | None
    statuses: int | None


class HighlightKind(StrEnum):
    """What a highlight says.

    >>> HighlightKind("over_90").name
    'OVER_90'
    """

    OVERDUE = "overdue"
    OVER_90 = "over_90"
    CONCENTRATION = "concentration"
    OLDEST = "oldest"
    MISSING_REPS = "missing_reps"
    ERRORS = "errors"
    ORPHANS = "orphans"
    UNAPPLIED = "unapplied"
    REFUSED = "refused"
    UNSTAMPED = "unstamped"
    ISSUERS = "issuers"


@attrs.frozen(kw_only=True)
class Highlight:
    """One thing that a person should look at, with its figures; which ones depends on `kind`.

    >>> Highlight(kind=HighlightKind.REFUSED, count=2).count
    2
    """

    kind: HighlightKind
    currency: str = ""
    amount: Decimal = Decimal(0)
    share: Decimal | None = None
    count: int = 0
    name: str = ""


def share(part: Decimal, whole: Decimal) -> Decimal | None:
    """Give `part / whole` to six decimals, `None` when the whole is zero or less."""
    if whole <= 0:
        return None
    with precise():
        return quantize(part / whole, 6)


def sum_of(amounts: Iterable[Decimal]) -> Decimal:
    """Add amounts of one currency exactly."""
    with precise():
        return sum(amounts, Decimal(0))


def sum_known(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """Add amounts of one currency exactly; one that is not known makes the sum unknown."""
    known: list[Decimal] = []
    for amount in amounts:
        if amount is None:
            return None
        known.append(amount)
    return sum_of(known)
