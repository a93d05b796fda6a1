"""The portfolio of the day: open invoices, currencies, customers, and what does not fit."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from cobranza.aging import dso
from cobranza.ledger import CODES, EventKind, Severity
from cobranza.ledger.customers import identity
from cobranza.report._data import (
    CurrencySummary,
    CustomerDebt,
    InconsistencyGroup,
    MonthSales,
    OpenInvoice,
    sum_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cobranza.aging import Aging, Dso
    from cobranza.ledger import Inconsistency, Receivable

__all__ = [
    "credit_sales",
    "currencies_of",
    "customers_of",
    "groups_of",
    "is_credit_sale",
    "open_invoices_of",
]

_MONTHS: Final = 12
_SEVERITIES: Final = tuple(Severity)


def open_invoices_of(receivables: Iterable[Receivable], as_of: date) -> tuple[OpenInvoice, ...]:
    """Find what has a balance at the end of a day, the longest overdue first."""
    found: list[OpenInvoice] = []
    for receivable in receivables:
        balance = receivable.balance(as_of) if receivable.issued.date() <= as_of else None
        if balance:
            due = receivable.due
            days = None if due is None else (as_of - due).days
            found.append(OpenInvoice(receivable=receivable, balance=balance, days_past_due=days))
    found.sort(key=_lateness)
    return tuple(found)


def _lateness(invoice: OpenInvoice) -> tuple[bool, int, Decimal, str]:
    """Sort the longest overdue first, then the largest; those without due date come last."""
    days = invoice.days_past_due
    return (days is None, -(days or 0), -invoice.balance, invoice.receivable.uuid)


def credit_sales(
    receivables: Iterable[Receivable], open_invoices: Iterable[OpenInvoice], as_of: date
) -> tuple[Receivable, ...]:
    """Leave out what was neither a sale on credit nor is outstanding: it has no part in a DSO."""
    owed = {each.receivable.uuid for each in open_invoices}
    return tuple(each for each in receivables if each.uuid in owed or is_credit_sale(each, as_of))


def is_credit_sale(receivable: Receivable, as_of: date) -> bool:
    """Tell an invoice on credit from one taken for paid at issue or, by then, cancelled."""
    return receivable.issued.date() <= as_of and not any(
        event.kind is EventKind.ASSUMED_PAYMENT or event.reverses is EventKind.CHARGE
        for event in receivable.events
        if event.date <= as_of
    )


def currencies_of(
    sold: Sequence[Receivable], open_invoices: Iterable[OpenInvoice], aging: Aging
) -> tuple[CurrencySummary, ...]:
    """Sum up each currency in which something is outstanding, that of most open items first."""
    summaries: list[CurrencySummary] = []
    for aged in sorted(aging.totals, key=attrgetter("items"), reverse=True):
        currency = aged.currency
        simple, count_back = (
            dso(sold, as_of=aging.as_of, currency=currency, method=method, months=_MONTHS)
            for method in ("simple", "count_back")
        )
        summaries.append(
            CurrencySummary(
                aged=aged,
                customers=sum(row.currency == currency for row in aging.rows),
                simple=simple,
                count_back=count_back,
                months=_months(count_back, open_invoices, aging.as_of),
            )
        )
    return tuple(summaries)


def _months(
    figures: Dso, open_invoices: Iterable[OpenInvoice], as_of: date
) -> tuple[MonthSales, ...]:
    first_days = [_first_day(as_of, back) for back in range(len(figures.sales))]
    owed: defaultdict[date | None, list[Decimal]] = defaultdict(list)
    for each in open_invoices:
        if each.receivable.currency == figures.currency:
            month = each.receivable.issued.date().replace(day=1)
            owed[month if month in first_days else None].append(each.balance)
    months = [
        MonthSales(month=day, invoiced=sold.amount, outstanding=sum_of(owed[day]))
        for day, sold in zip(first_days, figures.sales, strict=True)
    ]
    while months and not (months[-1].invoiced or months[-1].outstanding):
        months.pop()
    if owed[None]:
        months.append(MonthSales(month=None, invoiced=Decimal(0), outstanding=sum_of(owed[None])))
    return tuple(months)


def _first_day(day: date, months_back: int) -> date:
    months = day.year * 12 + day.month - 1 - months_back
    return date(months // 12, months % 12 + 1, 1)


def customers_of(
    open_invoices: Iterable[OpenInvoice], aging: Aging, currencies: Sequence[CurrencySummary]
) -> tuple[CustomerDebt, ...]:
    """Give each customer its open invoices: by currency, then the largest debt first."""
    invoices: defaultdict[tuple[tuple[str, str], str], list[OpenInvoice]] = defaultdict(list)
    for each in open_invoices:
        receivable = each.receivable
        invoices[identity(receivable.customer), receivable.currency].append(each)
    debts = [
        CustomerDebt(aged=row, invoices=tuple(invoices[identity(row), row.currency]))
        for row in aging.rows
    ]
    order = {each.aged.currency: place for place, each in enumerate(currencies)}
    debts.sort(key=lambda debt: (order[debt.aged.currency], -debt.aged.outstanding))
    return tuple(debts)


def groups_of(inconsistencies: Iterable[Inconsistency]) -> tuple[InconsistencyGroup, ...]:
    """Group by code, the most severe first and then the most frequent."""
    cases: defaultdict[str, list[Inconsistency]] = defaultdict(list)
    for each in inconsistencies:
        cases[each.code].append(each)
    groups = [
        InconsistencyGroup(code=CODES[code], cases=tuple(found)) for code, found in cases.items()
    ]
    groups.sort(key=lambda group: (_SEVERITIES.index(group.code.severity), -len(group.cases)))
    return tuple(groups)
