"""What a person should look at: the portfolio at a glance, and the list of what needs attention."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from cobranza.ledger import EventKind, Severity, SkipReason, UnappliedReason
from cobranza.money import decimals, precise, quantize
from cobranza.report._data import Headline, Highlight, HighlightKind, share, sum_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cobranza.aging import Aging
    from cobranza.report._data import CurrencySummary, CustomerDebt
    from cobranza.report._report import PortfolioReport

__all__ = ["find_highlights", "headline_of"]

_TOP_CUSTOMERS: Final = 3
_MISSING_REP: Final = "COB214"
_CONCENTRATED: Final = Decimal("0.5")
"""Worth a word when the top customers owe at least this share."""


def headline_of(
    aging: Aging,
    currencies: tuple[CurrencySummary, ...],
    customers: tuple[CustomerDebt, ...],
    rates: Mapping[str, Decimal],
) -> Headline | None:
    """Look at all currencies in MXN if the aging could, else at the first; `None` if nothing is."""
    if not currencies:
        return None
    if aging.mxn is not None:
        aged, in_currency = aging.mxn, {"MXN": Decimal(1), **rates}
    else:
        aged = currencies[0].aged
        in_currency = {aged.currency: Decimal(1)}
    owed: defaultdict[tuple[str, str], Decimal] = defaultdict(Decimal)
    with precise():
        for debt in customers:
            row = debt.aged
            if row.currency in in_currency:
                owed[row.rfc, row.name] += row.outstanding * in_currency[row.currency]
    places = decimals(aged.currency)
    debtors = [(name or rfc, quantize(amount, places)) for (rfc, name), amount in owed.items()]
    debtors.sort(key=lambda debtor: (-debtor[1], debtor[0]))
    return Headline(
        aged=aged,
        over_90=sum_of(aged.amounts[aging.buckets.index(91) : -1]),
        debtors=tuple(debtors),
    )


def find_highlights(report: PortfolioReport) -> Iterator[Highlight]:
    """Find what needs attention: first in the portfolio, then between documents, then in files."""
    if report.headline is not None:
        yield from _of_portfolio(report.headline)
    for latest in report.overdue_invoices[:1]:
        receivable = latest.receivable
        yield Highlight(
            kind=HighlightKind.OLDEST,
            currency=receivable.currency,
            amount=latest.balance,
            count=latest.days_past_due or 0,
            name=receivable.number or receivable.uuid,
        )
    yield from _of_documents(report)
    counts = {
        HighlightKind.REFUSED: len(report.intake.refused),
        HighlightKind.UNSTAMPED: sum(
            each.reason is SkipReason.NO_UUID for each in report.intake.skipped
        ),
        HighlightKind.ISSUERS: 0
        if report.issuer or len(report.issuers) == 1
        else len(report.issuers),
    }
    for kind, count in counts.items():
        if count:
            yield Highlight(kind=kind, count=count)


def _of_portfolio(headline: Headline) -> Iterator[Highlight]:
    aged = headline.aged
    top = headline.debtors[:_TOP_CUSTOMERS]
    figures = {
        HighlightKind.OVERDUE: aged.overdue,
        HighlightKind.OVER_90: headline.over_90,
        HighlightKind.CONCENTRATION: sum_of(amount for _, amount in top),
    }
    for kind, amount in figures.items():
        part = share(amount, aged.outstanding)
        if part is None or part <= 0:
            continue
        if kind is HighlightKind.CONCENTRATION and (
            part < _CONCENTRATED or len(headline.debtors) <= _TOP_CUSTOMERS
        ):
            continue
        yield Highlight(
            kind=kind,
            currency=aged.currency,
            amount=amount,
            share=part,
            count=len(top),
            name=top[0][0],
        )


def _of_documents(report: PortfolioReport) -> Iterator[Highlight]:
    for group in report.inconsistencies:
        if group.code.code == _MISSING_REP:
            yield Highlight(kind=HighlightKind.MISSING_REPS, count=len(group.cases))
    errors = sum(
        len(group.cases)
        for group in report.inconsistencies
        if group.code.severity is Severity.ERROR
    )
    if errors:
        yield Highlight(kind=HighlightKind.ERRORS, count=errors)
    orphans = sum(
        each.kind is EventKind.PAYMENT and each.reason is UnappliedReason.INVOICE_MISSING
        for each in report.unapplied
    )
    if orphans:
        yield Highlight(kind=HighlightKind.ORPHANS, count=orphans)
    for currency, amount in report.ledger.unapplied_balances(report.as_of).items():
        if amount > 0:
            yield Highlight(kind=HighlightKind.UNAPPLIED, currency=currency, amount=amount)
