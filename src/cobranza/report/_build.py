"""From what was read to the report: ledger, aging, DSO, and everything grouped and sorted."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal
from operator import attrgetter
from typing import TYPE_CHECKING, Final

import attrs

from cobranza.aging import Buckets, age, dso
from cobranza.ledger import CODES, CreditNote, EventKind, Invoice, Ledger, Severity
from cobranza.report._data import (
    Assumptions,
    CurrencySummary,
    CustomerDebt,
    DocumentCounts,
    InconsistencyGroup,
    IssuerCount,
    MonthSales,
    OpenInvoice,
    PortfolioReport,
    sum_of,
)
from cobranza.report._highlights import find_highlights, headline_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from cobranza.aging import Aging, Dso
    from cobranza.ledger import (
        DocumentStatus,
        Inconsistency,
        LedgerDocument,
        PuePolicy,
        Receivable,
        Terms,
    )
    from cobranza.sources import Intake

__all__ = ["build_report"]

_BUCKETS: Final = Buckets.days(30, 60, 90, 120)
_MONTHS: Final = 12
_SEVERITIES: Final = tuple(Severity)


def build_report(
    intake: Intake,
    *,
    as_of: date,
    issuer: str | None = None,
    terms: Mapping[str, Terms] | None = None,
    status: Mapping[str, DocumentStatus] | None = None,
    rates: Mapping[str, Decimal] | None = None,
    pue: PuePolicy = "paid_at_issue",
) -> PortfolioReport:
    """Build the ledger of what was read, age it, and find what needs attention.

    Arguments are those of `Ledger.build` and `age`. The sales behind the DSO are all invoices on
    credit, IVA included: neither PUE invoices taken for paid nor cancelled ones.

    >>> from cobranza.sources import Intake
    >>> report = build_report(Intake.of([]), as_of=date(2026, 6, 30))
    >>> report.customers, report.aging.mxn.outstanding
    ((), Decimal('0.00'))
    """
    documents = _by_uuid(intake)
    ledger = Ledger.build(intake.documents, status=status, terms=terms, issuer=issuer, pue=pue)
    aging = age(ledger.receivables, as_of=as_of, buckets=_BUCKETS, rates=rates)
    open_invoices = _open_invoices(ledger.receivables, as_of)
    currencies = _currencies(ledger.receivables, open_invoices, aging)
    customers = _customers(open_invoices, aging, [each.aged.currency for each in currencies])
    report = PortfolioReport(
        as_of=as_of,
        issuer=issuer,
        issuers=_issuers(documents.values()),
        intake=intake,
        counts=_counts(documents.values(), intake, as_of, issuer),
        assumptions=Assumptions(
            pue=pue,
            rates=tuple(sorted((rates or {}).items())),
            terms=None if terms is None else len(terms),
            statuses=None if status is None else len(status),
        ),
        ledger=ledger,
        aging=aging,
        headline=headline_of(aging, currencies, customers, rates or {}),
        currencies=currencies,
        customers=customers,
        open_invoices=open_invoices,
        due_sources=tuple(
            Counter(each.receivable.due_source for each in open_invoices).most_common()
        ),
        inconsistencies=_groups(ledger.inconsistencies),
        unapplied=tuple(each for each in ledger.unapplied if each.date <= as_of),
        highlights=(),
    )
    return attrs.evolve(report, highlights=tuple(find_highlights(report)))


def _by_uuid(intake: Intake) -> dict[str, LedgerDocument]:
    return {each.document.uuid: each.document for each in intake.digested}


def _issuers(documents: Collection[LedgerDocument]) -> tuple[IssuerCount, ...]:
    counts = Counter(document.issuer.rfc for document in documents)
    parties = {document.issuer.rfc: document.issuer for document in documents}
    return tuple(
        IssuerCount(party=parties[rfc], documents=count) for rfc, count in counts.most_common()
    )


def _counts(
    documents: Collection[LedgerDocument], intake: Intake, as_of: date, issuer: str | None
) -> DocumentCounts:
    kinds = Counter(map(type, documents))
    return DocumentCounts(
        invoices=kinds[Invoice],
        credit_notes=kinds[CreditNote],
        receipts=kinds.total() - kinds[Invoice] - kinds[CreditNote],
        repeated=len(intake.digested) - kinds.total(),
        later=sum(document.issued_on > as_of for document in documents),
        of_others=sum(
            document.issuer.rfc != (issuer or document.issuer.rfc) for document in documents
        ),
    )


def _open_invoices(receivables: Iterable[Receivable], as_of: date) -> tuple[OpenInvoice, ...]:
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


def _currencies(
    receivables: Iterable[Receivable], open_invoices: Iterable[OpenInvoice], aging: Aging
) -> tuple[CurrencySummary, ...]:
    """Sum up each currency in which something is outstanding, that of most open items first."""
    owed = {each.receivable.uuid for each in open_invoices}
    # What is neither a sale on credit nor outstanding has no part in a DSO.
    items = [
        each for each in receivables if each.uuid in owed or _is_credit_sale(each, aging.as_of)
    ]
    summaries: list[CurrencySummary] = []
    for aged in sorted(aging.totals, key=attrgetter("items"), reverse=True):
        currency = aged.currency
        simple, count_back = (
            dso(items, as_of=aging.as_of, currency=currency, method=method, months=_MONTHS)
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


def _is_credit_sale(receivable: Receivable, as_of: date) -> bool:
    """Tell an invoice on credit from one taken for paid at issue or, by then, cancelled."""
    return receivable.issued.date() <= as_of and not any(
        event.kind is EventKind.ASSUMED_PAYMENT or event.reverses is EventKind.CHARGE
        for event in receivable.events
        if event.date <= as_of
    )


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


def _customers(
    open_invoices: Iterable[OpenInvoice], aging: Aging, currencies: Sequence[str]
) -> tuple[CustomerDebt, ...]:
    # Several rows with one RFC and currency are customers under a generic RFC, told apart by name.
    twins = Counter((row.rfc, row.currency) for row in aging.rows)
    invoices: defaultdict[tuple[str, str, str], list[OpenInvoice]] = defaultdict(list)
    for each in open_invoices:
        rfc, currency = each.receivable.customer.rfc, each.receivable.currency
        name = each.receivable.customer.name if twins[rfc, currency] > 1 else ""
        invoices[rfc, name, currency].append(each)
    debts = [
        CustomerDebt(
            aged=row,
            invoices=tuple(
                invoices[
                    row.rfc, row.name if twins[row.rfc, row.currency] > 1 else "", row.currency
                ]
            ),
        )
        for row in aging.rows
    ]
    debts.sort(key=lambda debt: (currencies.index(debt.aged.currency), -debt.aged.outstanding))
    return tuple(debts)


def _groups(inconsistencies: Iterable[Inconsistency]) -> tuple[InconsistencyGroup, ...]:
    """Group by code, the most severe first and then the most frequent."""
    cases: defaultdict[str, list[Inconsistency]] = defaultdict(list)
    for each in inconsistencies:
        cases[each.code].append(each)
    groups = [
        InconsistencyGroup(code=CODES[code], cases=tuple(found)) for code, found in cases.items()
    ]
    groups.sort(key=lambda group: (_SEVERITIES.index(group.code.severity), -len(group.cases)))
    return tuple(groups)
