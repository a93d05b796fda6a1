"""The large tables of the page: what the reader sorts, filters and opens.

A grid has every row as plain values. The page shows the first rows of each; its script has them
all, compressed.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

import attrs

from cobranza.money import decimals, quantize
from cobranza.sources import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date
    from decimal import Decimal

    from cobranza.ledger import Inconsistency
    from cobranza.ledger.customers import Named
    from cobranza.report._data import OpenInvoice
    from cobranza.report._report import PortfolioReport
    from cobranza.report._texts import Texts

__all__ = ["Cell", "Column", "Grid", "Kind", "grids_of", "plain_grids"]

Cell = str | int | None

_UUID: Final = 36
_SHORT_UUID: Final = 8
# What a page can hold; the rest is in the tables, and the page says how much.
_CUSTOMERS: Final = 5000
_INVOICES: Final = 20_000
_CASES: Final = 5000
_MOVEMENTS: Final = 5000


class Kind(StrEnum):
    """How a column is written, sorted and filtered."""

    TEXT = "text"
    PARTY = "party"  # a name and an RFC, a tab between them; an RFC alone
    PICK = "pick"  # a text of which there are few: the reader picks one
    MONEY = "money"  # with the decimals of its currency
    DATE = "date"  # ISO
    DAYS = "days"  # past due: negative before the due date


@attrs.frozen
class Column:
    """A column of a grid; `wide` ones are left out on a small screen."""

    key: str
    label: str
    kind: Kind = Kind.TEXT
    wide: bool = attrs.field(default=False, kw_only=True)


@attrs.frozen(kw_only=True)
class Grid:
    """A table; `file` is the CSV file with every row, of which `hidden` are not here.

    A row may hold more texts than there are columns: they are searched and not shown.

    `opens` says what each row opens: "invoices", those whose `owners` hold the number of the row,
    or "story", that of the invoice whose number stands in `keys`, -1 for none. `noun` is the key
    of the text that counts rows, `page` how many are shown at a time, `sums` the key of the column
    that is added up by currency.
    """

    name: str
    noun: str
    file: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    hidden: int = 0
    page: int = 25
    sums: str = ""
    opens: str = ""
    keys: tuple[int, ...] = ()
    owners: tuple[int, ...] = ()


def grids_of(report: PortfolioReport, t: Texts) -> tuple[Grid, ...]:
    """Lay out customers, their open invoices, what does not fit, and movements by customer."""
    return (
        _customers(report, t),
        _invoices(report, t),
        _cases(report, t),
        _movements(report, t),
    )


def _customers(report: PortfolioReport, t: Texts) -> Grid:
    used = [
        index
        for index in range(len(report.aging.buckets.labels))
        if any(each.aged.counts[index] for each in report.currencies)
    ]
    labels = [t.bucket(report.aging.buckets.labels[index]) for index in used]
    return Grid(
        name="customers",
        noun="customer_count",
        file="aging.csv",
        columns=(
            Column("customer", t("customer"), Kind.PARTY),
            Column("currency", t("currency"), Kind.PICK),
            Column("balance", t("balance"), Kind.MONEY),
            Column("overdue", t("overdue"), Kind.MONEY, wide=True),
            Column("days_late", t("days_late"), Kind.DAYS),
            *(Column("bucket", label, Kind.MONEY, wide=True) for label in labels),
        ),
        rows=tuple(
            (
                _party(debt.aged),
                debt.aged.currency,
                _money(debt.aged.outstanding, debt.aged.currency),
                _money(debt.aged.overdue, debt.aged.currency),
                debt.days_past_due,
                *(_money(debt.aged.amounts[index], debt.aged.currency) for index in used),
            )
            for debt in report.customers[:_CUSTOMERS]
        ),
        hidden=max(0, len(report.customers) - _CUSTOMERS),
        sums="balance",
        opens="invoices",
    )


def _invoices(report: PortfolioReport, t: Texts) -> Grid:
    owner = {
        invoice.receivable.uuid: number
        for number, debt in enumerate(report.customers)
        for invoice in debt.invoices
    }
    shown = report.open_invoices[:_INVOICES]
    return Grid(
        name="invoices",
        noun="open_invoices",
        file="receivables.csv",
        columns=(
            Column("invoice", t("invoice")),
            Column("customer", t("customer")),
            Column("issued", t("issued"), Kind.DATE, wide=True),
            Column("due", t("due"), Kind.DATE),
            Column("due_source", t("due_source"), Kind.PICK, wide=True),
            Column("currency", t("currency"), Kind.PICK, wide=True),
            Column("amount", t("amount"), Kind.MONEY, wide=True),
            Column("balance", t("balance"), Kind.MONEY),
            Column("days_late", t("days_late"), Kind.DAYS),
        ),
        rows=tuple(_invoice(each, t) for each in shown),
        hidden=len(report.open_invoices) - len(shown),
        sums="balance",
        opens="story",
        keys=tuple(range(len(shown))),
        owners=tuple(owner[each.receivable.uuid] for each in shown),
    )


def _invoice(invoice: OpenInvoice, t: Texts) -> tuple[Cell, ...]:
    receivable = invoice.receivable
    return (
        _label(receivable.number, receivable.uuid),
        printable(receivable.customer.name or receivable.customer.rfc),
        receivable.issued.date().isoformat(),
        _day(receivable.due),
        t(f"due.{receivable.due_source}"),
        receivable.currency,
        _money(receivable.amount, receivable.currency),
        _money(invoice.balance, receivable.currency),
        invoice.days_past_due if invoice.balance > 0 else None,  # a credit is never late
        receivable.uuid,
    )


def _cases(report: PortfolioReport, t: Texts) -> Grid:
    cases = [case for group in report.inconsistencies for case in group.cases]
    place = {
        each.receivable.uuid: number for number, each in enumerate(report.open_invoices[:_INVOICES])
    }
    shown = cases[:_CASES]
    return Grid(
        name="cases",
        page=10,
        noun="case_count",
        file="inconsistencies.csv",
        columns=(
            Column("severity", t("severity"), Kind.PICK, wide=True),
            Column("code", t("code"), Kind.PICK),
            Column("invoice", t("invoice")),
            Column("document", t("document"), wide=True),
            Column("shown_since", t("shown_since"), Kind.DATE, wide=True),
            Column("what_does_not_fit", t("what_does_not_fit")),
        ),
        rows=tuple(_case(case, report, t) for case in shown),
        hidden=len(cases) - len(shown),
        opens="story",
        keys=tuple(place.get(case.receivable or case.document, -1) for case in shown),
    )


def _case(case: Inconsistency, report: PortfolioReport, t: Texts) -> tuple[Cell, ...]:
    numbers = report.numbers
    invoice = case.receivable or ""
    return (
        t(f"severity.{case.severity}"),
        case.code,
        _label(numbers.get(invoice, ""), invoice),
        _label(numbers.get(case.document, ""), case.document),
        case.since.isoformat(),
        printable(case.told(t.lang, numbers)),
        case.document,
        invoice,
    )


def _movements(report: PortfolioReport, t: Texts) -> Grid:
    movements = report.changes.customers
    names = ("opening", "invoiced_flow", "paid", "credited", "other_flow", "closing", "change")
    narrow = {"closing", "change"}
    return Grid(
        name="movements",
        page=10,
        noun="customer_count",
        file="changes.csv",
        columns=(
            Column("customer", t("customer"), Kind.PARTY),
            Column("currency", t("currency"), Kind.PICK, wide=True),
            *(Column(name, t(name), Kind.MONEY, wide=name not in narrow) for name in names),
        ),
        rows=tuple(
            (
                _party(each),
                each.currency,
                *(
                    _money(amount, each.currency)
                    for amount in (
                        *(each.opening, each.invoiced, each.paid, each.credited, each.other),
                        *(each.closing, each.change),
                    )
                ),
            )
            for each in movements[:_MOVEMENTS]
        ),
        hidden=max(0, len(movements) - _MOVEMENTS),
        sums="change",
    )


def _party(party: Named) -> str:
    """Write a name and an RFC; neither can hold a tab of its own."""
    return "\t".join(printable(each) for each in (party.name, party.rfc) if each)


def _label(number: str, uuid: str) -> str:
    """Give series and folio, else the start of the UUID, or all of the reference of a fact."""
    short = uuid[:_SHORT_UUID] if len(uuid) == _UUID else uuid
    return printable(number or short)


def _money(amount: Decimal, currency: str) -> str:
    return f"{quantize(amount, decimals(currency)):f}"


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def plain_grids(grids: Iterable[Grid]) -> Iterator[tuple[str, dict[str, object]]]:
    """Give what the script needs of each grid, as JSON can hold it."""
    for grid in grids:
        yield (
            grid.name,
            {
                "noun": grid.noun,
                "columns": [
                    {
                        "key": each.key,
                        "label": each.label,
                        "kind": each.kind.value,
                        "wide": each.wide,
                    }
                    for each in grid.columns
                ],
                "rows": grid.rows,
                "page": grid.page,
                "sums": grid.sums,
                "opens": grid.opens,
                "keys": grid.keys,
                "owners": grid.owners,
            },
        )
