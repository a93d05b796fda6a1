"""What facts do to the books: money seen, and what was moved by hand.

Money seen stands in for the REP that is still to come: on every day it counts for what it shows
beyond what REPs say was paid by then. Both are weighed for the whole debt, so that money seen for
an invoice and a REP for the one that replaced it are not counted twice.
"""

from __future__ import annotations

from datetime import datetime, time
from functools import partial
from typing import TYPE_CHECKING, Final, TypeVar

from cobranza.ledger._build.books import Books, Proof, Step
from cobranza.ledger.events import Event, EventKind
from cobranza.ledger.facts import Adjustment, CashReceipt

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from cobranza.ledger._build.accounts import Account

__all__ = ["plan_adjustments", "plan_cash"]

_MIDNIGHT: Final = time()

Fact = TypeVar("Fact", Adjustment, CashReceipt)


def plan_cash(books: Books, given: Iterable[CashReceipt]) -> None:
    """Plan what money seen counts for, each receipt once.

    Raises:
        TypeError: something given is no `CashReceipt`.
    """
    for position, receipt in enumerate(_once(given, CashReceipt)):
        account = _account(books, receipt)
        if account is None:
            continue
        if receipt.amount <= 0:
            books.report(
                "COB261",
                receipt.reference,
                receivable=receipt.invoice,
                since=max(receipt.date, account.issued_on),
                amount=receipt.amount,
            )
            continue
        account.cash.append(receipt)
        act = partial(_see, books, account, receipt)
        books.plan(receipt.date, Step.SEE_CASH, _proof(receipt, position), act)


def plan_adjustments(books: Books, given: Iterable[Adjustment]) -> None:
    """Plan every movement by hand, each once.

    Raises:
        TypeError: something given is no `Adjustment`.
    """
    for position, adjustment in enumerate(_once(given, Adjustment)):
        account = _account(books, adjustment)
        if account is not None:
            act = partial(_adjust, books, account, adjustment)
            books.plan(adjustment.date, Step.ADJUST, _proof(adjustment, position), act)


def _once(given: Iterable[object], kind: type[Fact]) -> list[Fact]:
    """Keep one of equal facts, and put them in an order that depends on nothing else."""
    kept: dict[Fact, Fact] = {}
    for fact in given:
        if not isinstance(fact, kind):
            raise TypeError(f"got a {type(fact).__name__}, expected {kind.__name__}")
        other = kept.setdefault(fact, fact)
        # Equal amounts can still be written differently (500.0 and 500.00): repr tells.
        if other is not fact and repr(fact) < repr(other):
            kept[fact] = fact
    return sorted(kept.values())


def _account(books: Books, fact: Adjustment | CashReceipt) -> Account | None:
    """Find the account of a fact, and report one that is not here."""
    account = books.accounts.get(fact.invoice)
    if account is None:
        books.report(
            "COB260",
            fact.reference,
            since=fact.date,
            amount=fact.amount,
            invoice=fact.invoice,
        )
    return account


def _see(books: Books, account: Account, receipt: CashReceipt) -> None:
    """Let money seen move the debt by what REPs do not say already."""
    heir = account.last_heir()
    amount, lasting = heir.see(receipt.amount)
    if not amount:
        heir.lasting += lasting
        return
    event = _event(EventKind.CASH, receipt, amount)
    books.report_early(account, event)
    books.move(account, event, lasting)
    books.report_overpaid(heir, event)


def _adjust(books: Books, account: Account, adjustment: Adjustment) -> None:
    event = _event(EventKind(adjustment.kind), adjustment, adjustment.amount, adjustment.reason)
    books.report_early(account, event)
    heir = books.move(account, event, event.amount)
    heir.adjusted += event.amount
    books.report_overpaid(heir, event)


def _event(
    kind: EventKind, fact: Adjustment | CashReceipt, amount: Decimal, note: str = ""
) -> Event:
    return Event(
        kind=kind,
        date=fact.date,
        amount=amount,
        document=fact.reference,
        recorded=_recorded(fact),
        note=note,
    )


def _recorded(fact: Adjustment | CashReceipt) -> datetime:
    return datetime.combine(fact.date, _MIDNIGHT)


def _proof(fact: Adjustment | CashReceipt, position: int) -> Proof:
    return _recorded(fact), fact.reference, position
