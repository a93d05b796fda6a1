"""The lists of the workbook, each on a sheet of its own: columns and rows, nothing of Excel.

Amounts of several currencies are never added up: a column has a total only where all of it is in
one currency, and the aging has a sheet for each.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from cobranza._workbook._layout import BAD, WARNING, Column, Kind, List, Row
from cobranza.aging import PromiseStatus
from cobranza.ledger import EventKind, Severity
from cobranza.money import convert, decimals, precise
from cobranza.report._data import share

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cobranza.ledger import Receivable
    from cobranza.report._data import CurrencySummary
    from cobranza.report._more_texts import MoreTexts
    from cobranza.report._report import PortfolioReport

__all__ = ["lists_of", "rows_of"]

_MXN: Final = "MXN"
_ZERO: Final = Decimal(0)
_ONE: Final = Decimal(1)
_NAME: Final = 34
_UUID: Final = 38
_AMOUNT: Final = 14


def lists_of(report: PortfolioReport, t: MoreTexts) -> Iterator[List]:
    """Give the lists in the order of their sheets."""
    for number, summary in enumerate(report.currencies, 1):
        yield _aging(report, summary, f"aging_{number}", t)
    yield _invoices(report, t)
    yield _movements(report, t)
    yield _changes(report, t)
    yield _inconsistencies(report, t)
    yield _unapplied(report, t)
    yield _promises(report, t)
    yield _iva_collected(report, t)
    yield _iva_pending(report, t)
    yield _data(report, t)


def rows_of(report: PortfolioReport) -> int:
    """Count, more or less, the rows that the longest lists will have."""
    events = sum(len(each.events) for each in report.ledger.receivables)
    return events + 2 * len(report.open_invoices)


def _aging(report: PortfolioReport, summary: CurrencySummary, key: str, t: MoreTexts) -> List:
    currency = summary.aged.currency
    places = decimals(currency)
    labels = [
        (index, t.bucket(label))
        for index, label in enumerate(report.aging.buckets.labels)
        if label != "no due date" or summary.aged.counts[index]
    ]
    amounts = [*(label for _, label in labels), t("balance"), t("overdue")]
    return List(
        name=t("sheet.aging", currency=currency),
        key=key,
        title=f"{t('aging')}, {currency}",
        columns=(
            Column(t("customer"), width=_NAME),
            Column("RFC", width=16),
            *(Column(label, Kind.MONEY, _AMOUNT, sums=True, places=places) for label in amounts),
            Column(t("overdue_share"), Kind.SHARE, 10),
            Column(t("days_late"), Kind.LATE, 10),
            Column(t("invoices"), Kind.COUNT, 10, sums=True),
        ),
        rows=(
            (
                debt.aged.name or debt.aged.rfc,
                debt.aged.rfc,
                *(debt.aged.amounts[index] for index, _ in labels),
                debt.aged.outstanding,
                debt.aged.overdue,
                share(debt.aged.overdue, debt.aged.outstanding),
                debt.days_past_due,
                len(debt.invoices),
            )
            for debt in report.customers
            if debt.aged.currency == currency
        ),
    )


def _invoices(report: PortfolioReport, t: MoreTexts) -> List:
    one_currency = len({each.receivable.currency for each in report.open_invoices}) == 1
    return List(
        name=t("sheet.invoices"),
        key="invoices",
        title=t("open_invoices_title"),
        empty=t("nothing_open"),
        columns=(
            Column(t("invoice"), width=13),
            Column(t("customer"), width=_NAME),
            Column("RFC", width=16),
            Column(t("issued"), Kind.DATE, 11),
            Column(t("due"), Kind.DATE, 11),
            Column(t("days_late"), Kind.LATE, 9),
            Column(t("currency"), width=10),
            Column(t("amount"), Kind.MONEY, _AMOUNT, sums=one_currency),
            Column(t("balance"), Kind.MONEY, _AMOUNT, sums=one_currency),
            Column(t("book.payment_method"), width=10),
            Column(t("due_source"), width=28),
            Column("UUID", width=_UUID, prints=False),
            Column(t("file"), width=24, prints=False),
        ),
        rows=(
            (
                each.receivable.number or each.receivable.uuid[:8],
                *_customer(each.receivable),
                each.receivable.issued.date(),
                each.receivable.due,
                each.days_past_due,
                each.receivable.currency,
                each.receivable.amount,
                each.balance,
                each.receivable.payment_method,
                t(f"due.{each.receivable.due_source}"),
                each.receivable.uuid,
                report.files.get(each.receivable.uuid),
            )
            for each in report.open_invoices
        ),
    )


def _movements(report: PortfolioReport, t: MoreTexts) -> List:
    return List(
        name=t("sheet.movements"),
        key="movements",
        title=t("book.movements"),
        columns=(
            Column(t("date"), Kind.DATE, 11),
            Column(t("customer"), width=_NAME),
            Column("RFC", width=16),
            Column(t("invoice"), width=13),
            Column(t("book.movement"), width=22),
            Column(t("currency"), width=10),
            Column(t("amount"), Kind.MONEY, _AMOUNT),
            Column(t("book.balance_after"), Kind.MONEY, _AMOUNT),
            Column(t("book.recorded"), Kind.DATE, 12),
            Column(t("book.instalment"), Kind.COUNT, 11),
            Column(t("document"), width=_UUID, prints=False),
            Column(t("file"), width=24, prints=False),
        ),
        rows=_events(report, t),
    )


def _events(report: PortfolioReport, t: MoreTexts) -> Iterator[Row]:
    kinds = {kind: t(f"event.{kind}") for kind in EventKind}
    for each in report.ledger.receivables:
        customer = _customer(each)
        number = each.number or each.uuid[:8]
        balance = _ZERO
        for event in each.events:
            if event.date > report.as_of:
                break
            with precise():
                balance += event.amount
            yield (
                event.date,
                *customer,
                number,
                kinds[event.kind],
                each.currency,
                event.amount,
                balance,
                event.recorded.date(),
                None if event.declared is None else event.declared.installment,
                event.document,
                report.files.get(event.document),
            )


def _changes(report: PortfolioReport, t: MoreTexts) -> List:
    changes = report.changes
    one_currency = len(changes.totals) == 1
    flows = ("opening", "invoiced_flow", "paid", "credited", "other_flow", "closing")
    return List(
        name=t("sheet.changes"),
        key="changes",
        title=t("changes", date=t.long_day(changes.since)),
        empty=t("book.nothing_moved"),
        columns=(
            Column(t("customer"), width=_NAME),
            Column("RFC", width=16),
            Column(t("currency"), width=10),
            *(Column(t(flow), Kind.MONEY, _AMOUNT, sums=one_currency) for flow in flows),
        ),
        rows=(
            (
                *(each.name or each.rfc, each.rfc, each.currency, each.opening, each.invoiced),
                *(each.paid, each.credited, each.other, each.closing),
            )
            for each in changes.customers
        ),
    )


def _promises(report: PortfolioReport, t: MoreTexts) -> List:
    promises = report.promises
    one_currency = len({each.currency for each in promises or ()}) == 1
    states = {state: t(f"promise.{state}") for state in PromiseStatus}
    return List(
        name=t("sheet.promises"),
        key="promises",
        title=t("promises"),
        empty=t("promises_not_given" if promises is None else "book.nothing_promised"),
        columns=(
            Column(t("promised_for"), Kind.DATE, 11),
            Column(t("customer"), width=_NAME),
            Column("RFC", width=16),
            Column(t("promised_on"), Kind.DATE, 13),
            Column(t("currency"), width=10),
            Column(t("promised"), Kind.MONEY, _AMOUNT, sums=one_currency),
            Column(t("state"), width=12, marks={states[PromiseStatus.BROKEN]: BAD}),
        ),
        rows=(
            (
                *(each.due, each.customer.name or each.customer.rfc, each.customer.rfc),
                *(each.made, each.currency, each.amount, states[each.status(report.as_of)]),
            )
            for each in promises or ()
        ),
    )


def _inconsistencies(report: PortfolioReport, t: MoreTexts) -> List:
    severities = {severity: t(f"severity.{severity}") for severity in Severity}
    looks = {severities[Severity.ERROR]: BAD, severities[Severity.WARNING]: WARNING}
    numbers = report.numbers
    return List(
        name=t("sheet.inconsistencies"),
        key="inconsistencies",
        title=t("inconsistencies"),
        empty=t("all_fits"),
        columns=(
            Column(t("severity"), width=11, marks=looks),
            Column(t("code"), width=9),
            Column(t("what_does_not_fit"), Kind.WRAPPED, 70),
            Column(t("shown_since"), Kind.DATE, 11),
            Column(t("invoice"), width=13),
            Column(t("book.invoice_uuid"), width=_UUID, prints=False),
            Column(t("document"), width=_UUID, prints=False),
            Column(t("file"), width=24, prints=False),
        ),
        rows=(
            (
                severities[case.severity],
                case.code,
                case.told(t.lang),
                case.since,
                numbers.get(case.receivable or ""),
                case.receivable,
                case.document,
                report.files.get(case.document),
            )
            for group in report.inconsistencies
            for case in group.cases
        ),
    )


def _unapplied(report: PortfolioReport, t: MoreTexts) -> List:
    one_currency = len({each.currency for each in report.unapplied}) == 1
    return List(
        name=t("sheet.unapplied"),
        key="unapplied",
        title=t("unapplied"),
        empty=t("all_applied"),
        columns=(
            Column(t("date"), Kind.DATE, 11),
            Column(t("customer"), width=_NAME),
            Column("RFC", width=16),
            Column(t("book.movement"), width=22),
            Column(t("reason"), width=28),
            Column(t("currency"), width=10),
            Column(t("amount"), Kind.MONEY, _AMOUNT, sums=one_currency),
            Column(t("book.invoice_uuid"), width=_UUID, prints=False),
            Column(t("document"), width=_UUID, prints=False),
            Column(t("file"), width=24, prints=False),
        ),
        rows=(
            (
                each.date,
                each.customer.name or each.customer.rfc,
                each.customer.rfc,
                t(f"event.{each.kind}"),
                t(f"unapplied.{each.reason}"),
                each.currency,
                each.amount,
                each.invoice,
                each.document,
                report.files.get(each.document),
            )
            for each in report.unapplied
        ),
    )


def _iva_collected(report: PortfolioReport, t: MoreTexts) -> List:
    collected = report.iva.collected
    complete = all(None not in (row.base_mxn, row.iva_mxn) for row in collected)
    return List(
        name=t("sheet.iva"),
        key="iva",
        title=t("iva_collected"),
        empty=t("iva_none"),
        columns=(
            Column(t("month"), Kind.MONTH, 10),
            Column(t("currency"), width=10),
            Column(t("rate"), width=16),
            Column(t("base"), Kind.MONEY, 17),
            Column(t("iva_amount"), Kind.MONEY, 17),
            Column(t("book.base_mxn"), Kind.MONEY, 17, sums=complete),
            Column(t("book.iva_mxn"), Kind.MONEY, 17, sums=complete),
        ),
        rows=(
            (
                *(row.month, row.currency, t.iva(row.rate)),
                *(row.base, row.iva, row.base_mxn, row.iva_mxn),
            )
            for row in collected
        ),
    )


def _iva_pending(report: PortfolioReport, t: MoreTexts) -> List:
    return List(
        name=t("sheet.iva_pending"),
        key="iva_pending",
        title=t("book.iva_pending"),
        empty=t("iva_none"),
        columns=(
            Column(t("currency"), width=10),
            Column(t("rate"), width=16),
            Column(t("base"), Kind.MONEY, 17),
            Column(t("iva_amount"), Kind.MONEY, 17),
            Column(t("invoices"), Kind.COUNT, 10),
        ),
        rows=(
            (each.currency, t.iva(each.rate), each.base, each.iva, each.invoices)
            for each in report.iva.pending
        ),
    )


def _data(report: PortfolioReport, t: MoreTexts) -> List:
    rates = {**dict(report.assumptions.rates), _MXN: _ONE}
    dimensions = sorted(
        {name for each in report.open_invoices for name in each.receivable.dimensions}
    )
    return List(
        name=t("sheet.data"),
        key="data",
        bare=True,
        columns=(
            Column(t("book.account"), width=18),
            Column(t("customer"), width=_NAME),
            Column("RFC", width=16),
            *(Column(t("book.dimension", name=name), width=16) for name in dimensions),
            Column(t("book.issuer"), width=16),
            Column(t("invoice"), width=13),
            Column(t("issued"), Kind.DATE, 11),
            Column(t("book.month_issued"), Kind.MONTH, 11),
            Column(t("due"), Kind.DATE, 11),
            Column(t("book.month_due"), Kind.MONTH, 11),
            Column(t("days_late"), Kind.LATE, 9),
            Column(t("book.bucket"), width=18),
            Column(t("book.payment_method"), width=10),
            Column(t("due_source"), width=28),
            Column(t("currency"), width=10),
            Column(t("balance"), Kind.MONEY, _AMOUNT),
            Column(t("book.balance_mxn"), Kind.MONEY, _AMOUNT),
            Column("UUID", width=_UUID),
        ),
        rows=_parts(report, dimensions, rates, t),
    )


def _parts(
    report: PortfolioReport, dimensions: list[str], rates: dict[str, Decimal], t: MoreTexts
) -> Iterator[Row]:
    """Give what is owed by invoice and due date: the grain of which the aging is the sum."""
    buckets = report.aging.buckets
    names = [f"{index} {t.bucket(label)}" for index, label in enumerate(buckets.labels)]
    for each in report.open_invoices:
        receivable = each.receivable
        issued = receivable.issued.date()
        rate = rates.get(receivable.currency)
        for due, amount in receivable.parts(report.as_of):
            days = None if due is None else (report.as_of - due).days
            yield (
                receivable.account,
                *_customer(receivable),
                *(receivable.dimensions.get(name, "") for name in dimensions),
                receivable.issuer.rfc,
                receivable.number or receivable.uuid[:8],
                *(issued, issued.replace(day=1)),
                *(due, None if due is None else due.replace(day=1)),
                days,
                names[buckets.index(days)],
                receivable.payment_method,
                t(f"due.{receivable.due_source}"),
                receivable.currency,
                amount,
                None if rate is None else convert(amount, rate, decimals(_MXN)),
                receivable.uuid,
            )


def _customer(receivable: Receivable) -> tuple[str, str]:
    customer = receivable.customer
    return customer.name or customer.rfc, customer.rfc
