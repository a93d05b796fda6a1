"""From what was read to the report: ledger, aging, DSO, and everything grouped and sorted."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

import attrs

from cobranza._garbage import uncollected
from cobranza.aging import TARGETS, Buckets, age, scorecard
from cobranza.ledger import CreditNote, Invoice, Ledger
from cobranza.ledger.valuation import exchange_results, in_mxn
from cobranza.rates import Rates
from cobranza.report._changes import changes_between, month_before
from cobranza.report._data import Assumptions, DocumentCounts, IssuerCount
from cobranza.report._highlights import find_highlights, headline_of
from cobranza.report._iva import iva_of
from cobranza.report._portfolio import (
    credit_sales,
    currencies_of,
    customers_of,
    groups_of,
    open_invoices_of,
)
from cobranza.report._report import PortfolioReport
from cobranza.report._risks import risks_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from decimal import Decimal

    from cobranza.aging import FollowUp, Promise, Target
    from cobranza.calendars import Calendar
    from cobranza.ledger import (
        Adjustment,
        CashReceipt,
        DocumentStatus,
        LedgerDocument,
        PuePolicy,
        Terms,
    )
    from cobranza.ledger.customers import Customers
    from cobranza.ledger.ledger import CreditNotePolicy
    from cobranza.ledger.terms import Agreement
    from cobranza.sources import Intake

__all__ = ["build_report", "report_ledger"]

_BUCKETS: Final = Buckets.days(30, 60, 90, 120)
_MXN: Final = "MXN"


def build_report(
    intake: Intake,
    *,
    as_of: date,
    issuer: str | None = None,
    status: Mapping[str, DocumentStatus] | None = None,
    terms: Mapping[str, Terms | Sequence[Agreement]] | None = None,
    customers: Customers | None = None,
    adjustments: Iterable[Adjustment] = (),
    cash: Iterable[CashReceipt] = (),
    deliveries: Mapping[str, date] | None = None,
    calendar: Calendar | None = None,
    pue: PuePolicy = "paid_at_issue",
    credit_notes: CreditNotePolicy = "as_named",
    rates: Mapping[str, Decimal] | None = None,
    since: date | None = None,
    promises: Iterable[Promise] | None = None,
    follow_ups: Iterable[FollowUp] = (),
    targets: Sequence[Target] = TARGETS,
) -> PortfolioReport:
    """Build the ledger of what was read, age it, and find what needs attention.

    Arguments are those of `Ledger.build`, `age` and `scorecard`, and `since`, the day to compare
    with: by default the last of the month before. The sales behind the DSO are all invoices on
    credit, IVA included: neither PUE invoices taken for paid nor cancelled ones.

    Raises:
        CobranzaError: `since` is not before `as_of`.

    >>> from cobranza.sources import Intake
    >>> report = build_report(Intake.of([]), as_of=date(2026, 6, 30))
    >>> report.customers, report.aging.mxn.outstanding
    ((), Decimal('0.00'))
    """
    ledger = Ledger.build(
        intake.documents,
        status=status,
        terms=terms,
        customers=customers,
        adjustments=adjustments,
        cash=cash,
        deliveries=deliveries,
        calendar=calendar,
        issuer=issuer,
        pue=pue,
        credit_notes=credit_notes,
    )
    assumptions = Assumptions(
        pue=pue,
        rates=tuple(sorted((rates or {}).items())),
        terms=None if terms is None else len(terms),
        statuses=None if status is None else len(status),
    )
    return report_ledger(
        ledger,
        intake,
        as_of=as_of,
        issuer=issuer,
        assumptions=assumptions,
        since=since,
        promises=promises,
        follow_ups=follow_ups,
        targets=targets,
    )


@uncollected()
def report_ledger(
    ledger: Ledger,
    intake: Intake,
    *,
    as_of: date,
    assumptions: Assumptions,
    issuer: str | None = None,
    since: date | None = None,
    promises: Iterable[Promise] | None = None,
    follow_ups: Iterable[FollowUp] = (),
    targets: Sequence[Target] = TARGETS,
) -> PortfolioReport:
    """Report on a ledger that there is already: `build_report` without building it.

    `intake` and `issuer` are those of the ledger, `assumptions` what it and the report rest on.

    >>> from cobranza.sources import Intake
    >>> assumed = Assumptions(pue="open", rates=(), terms=None, statuses=None)
    >>> ledger, intake = Ledger.build([]), Intake.of([])
    >>> report_ledger(ledger, intake, as_of=date(2026, 6, 30), assumptions=assumed).open_invoices
    ()
    """
    since = month_before(as_of) if since is None else since
    today = ledger.as_of(as_of)
    changes = changes_between(ledger, since, today, as_of)
    documents = _by_uuid(intake)
    rates = dict(assumptions.rates)
    aging = age(today.receivables, as_of=as_of, buckets=_BUCKETS, rates=rates)
    open_invoices = open_invoices_of(today.receivables, as_of)
    sold = credit_sales(today.receivables, open_invoices, as_of)
    currencies = currencies_of(sold, open_invoices, aging)
    customers = customers_of(open_invoices, aging, currencies)
    headline = headline_of(aging, currencies, customers, rates)
    promises = None if promises is None else _made_by(as_of, promises)
    report = PortfolioReport(
        as_of=as_of,
        issuer=issuer,
        issuers=_issuers(documents.values()),
        intake=intake,
        counts=_counts(documents.values(), intake, as_of, issuer),
        assumptions=assumptions,
        ledger=ledger,
        aging=aging,
        headline=headline,
        scorecard=scorecard(
            sold,
            as_of=as_of,
            currency=_MXN if headline is None else headline.aged.currency,
            rates=rates if aging.mxn is not None else None,
            promises=promises or (),
            follow_ups=follow_ups,
            targets=targets,
        ),
        changes=changes,
        currencies=currencies,
        customers=customers,
        open_invoices=open_invoices,
        due_sources=tuple(
            Counter(each.receivable.due_source for each in open_invoices).most_common()
        ),
        risks=risks_of(sold, currencies=currencies, customers=customers, as_of=as_of),
        inconsistencies=groups_of(today.inconsistencies),
        promises=promises,
        iva=iva_of(ledger, as_of),
        exchange=exchange_results(ledger, since + timedelta(days=1), as_of),
        valuation=in_mxn(_foreign(today), as_of, rates=Rates.constant(rates)),
        unapplied=today.unapplied,
        highlights=(),
    )
    return attrs.evolve(report, highlights=tuple(find_highlights(report)))


def _made_by(as_of: date, promises: Iterable[Promise]) -> tuple[Promise, ...]:
    """Leave out the promises of later days; the rest come by due date."""
    made = (each for each in promises if each.made <= as_of)
    return tuple(sorted(made, key=lambda each: (each.due, each.made, each.customer.rfc)))


def _foreign(ledger: Ledger) -> Ledger:
    """Leave out what is in pesos: at any rate it is worth the same."""
    foreign = (each for each in ledger.receivables if each.currency != _MXN)
    return Ledger(receivables=tuple(foreign))


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
