"""From a portfolio to what a ledger is told, with the truth beside it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final

import attrs

from cobranza.cfdi import Document
from cobranza.ledger import (
    Adjustment,
    AdjustmentKind,
    CashReceipt,
    DocumentState,
    DocumentStatus,
    Ledger,
    LedgerDocument,
    PuePolicy,
    Skipped,
    Terms,
)
from cobranza.ledger.customers import Customer, Customers
from cobranza.ledger.intake import digest
from cobranza.testing._steps import State
from cobranza.testing._truth import Account, Planted, Unapplied, decimal_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cobranza.testing._branch import Branch
    from cobranza.testing._company import MasterData
    from cobranza.testing._truth import Fact, GeneratedDocument, Status

__all__: list[str] = []

_STATES: Final = {
    State.IN_FORCE: DocumentState.IN_FORCE,
    State.REQUESTED: DocumentState.CANCELLATION_REQUESTED,
    State.REJECTED: DocumentState.CANCELLATION_REJECTED,
    State.CANCELLED: DocumentState.CANCELLED,
}


@attrs.frozen(kw_only=True)
class LedgerCase:
    """What a ledger is built from, and what it should find.

    The first part are the arguments of `Ledger.build`. The truth was kept apart from the ledger, in
    integer cents: `accounts` and what moved them, `unapplied` and `planted`, which are the
    inconsistencies; `alerts` are those that the PUE policy "alert" adds. All ends on `as_of`.

    >>> from cobranza.testing.portfolio import Portfolio
    >>> portfolio = Portfolio(size=60, seed=17, as_of=date(2026, 6, 30))
    >>> case = LedgerCase.of(portfolio.branches(), as_of=portfolio.as_of)
    >>> found = {each.uuid: each.balance() for each in case.build().receivables}
    >>> found == case.balances(case.as_of)
    True
    """

    as_of: date
    documents: tuple[LedgerDocument | Skipped, ...]
    status: Mapping[str, DocumentStatus]
    terms: Mapping[str, Terms]
    customers: Customers
    adjustments: tuple[Adjustment, ...]
    cash: tuple[CashReceipt, ...]
    deliveries: Mapping[str, date]
    accounts: tuple[Account, ...]
    unapplied: tuple[Unapplied, ...]
    planted: tuple[Planted, ...]
    alerts: tuple[Planted, ...]

    @classmethod
    def of(cls, branches: Iterable[Branch], *, as_of: date) -> LedgerCase:
        """Take some branches of a portfolio together, as a ledger takes them."""
        told = tuple(branches)
        facts = [fact for branch in told for fact in branch.facts]
        return cls(
            as_of=as_of,
            documents=tuple(_digested(each) for branch in told for each in branch.documents),
            status={each.uuid: _status(each) for branch in told for each in branch.statuses},
            terms={rfc: terms for branch in told for rfc, terms in _terms(branch)},
            customers=Customers(
                records=tuple(_customer(each) for branch in told for each in branch.customers)
            ),
            adjustments=tuple(_adjustment(fact) for fact in facts if fact.kind),
            cash=tuple(_cash_receipt(fact) for fact in facts if not fact.kind),
            deliveries={uuid: day for branch in told for uuid, day in branch.deliveries.items()},
            accounts=tuple(each for branch in told for each in branch.accounts),
            unapplied=tuple(each for branch in told for each in branch.unapplied),
            planted=tuple(each for branch in told for each in branch.planted),
            alerts=tuple(each for branch in told for each in branch.alerts),
        )

    def build(self, *, pue: PuePolicy = "paid_at_issue") -> Ledger:
        """Build the ledger of all that is told."""
        return Ledger.build(
            self.documents,
            status=self.status,
            terms=self.terms,
            customers=self.customers,
            adjustments=self.adjustments,
            cash=self.cash,
            deliveries=self.deliveries,
            pue=pue,
        )

    def balances(self, day: date) -> dict[str, Decimal]:
        """Give what is truly owed on each invoice at the end of a day, by UUID."""
        return {each.uuid: each.balance(day) for each in self.accounts}


def _digested(document: GeneratedDocument) -> LedgerDocument | Skipped:
    return digest(Document(xml=b"", comprobante=document.comprobante))


def _status(status: Status) -> DocumentStatus:
    return DocumentStatus(
        state=_STATES[State(status.status)],
        cancelled_on=status.cancelled_on,
        requested_on=status.requested_on,
    )


def _terms(branch: Branch) -> Iterator[tuple[str, Terms]]:
    for rfc, days in branch.terms.items():
        yield rfc, Terms(days=days, from_receipt=rfc in branch.reviewed)


def _customer(row: MasterData) -> Customer:
    return Customer(
        key=row.key,
        rfc=row.rfc,
        names=(row.name,),
        tax_id=row.tax_id or None,
        parent=row.parent or None,
        group=row.group or None,
        region=row.region,
        segment=row.segment,
        seller=row.seller,
        credit_limit=Decimal(row.credit_limit),
        credit_currency=row.credit_currency,
        dimensions={"channel": row.channel},
    )


def _adjustment(fact: Fact) -> Adjustment:
    return Adjustment(
        invoice=fact.uuid,
        date=fact.on,
        amount=decimal_of(fact.cents, 2),
        kind=AdjustmentKind(fact.kind),
        reference=fact.reference,
        reason=fact.reason,
    )


def _cash_receipt(fact: Fact) -> CashReceipt:
    return CashReceipt(
        invoice=fact.uuid,
        date=fact.on,
        amount=decimal_of(fact.cents, 2),
        reference=fact.reference,
    )
