"""What time alone brings about: payments without REP, REPs too late, PUE invoices not paid.

A REP is due by the 5th natural day of the month after the payment; no calendar of business days
moves it. A PUE invoice is to be paid within its month of issue.

Source: RMF 2.7.1.32 and 2.7.1.39.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from itertools import accumulate, groupby
from typing import TYPE_CHECKING, Final

from cobranza.ledger._build.invoices import PUE
from cobranza.ledger.documents import PaymentReceipt
from cobranza.ledger.events import EventKind
from cobranza.ledger.inconsistencies import Inconsistency, case_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from cobranza.ledger._build.accounts import Account
    from cobranza.ledger._build.books import Books
    from cobranza.ledger._build.endings import Ending
    from cobranza.ledger.documents import LedgerDocument
    from cobranza.ledger.events import Event
    from cobranza.ledger.ledger import PuePolicy

__all__ = ["find_deadlines", "late_receipts"]

_ZERO: Final = Decimal(0)
_DAY: Final = timedelta(days=1)
_REP_DAY: Final = 5
# What was paid on the last day of a month is due so many days later; anything else, after more.
_NEVER_LATE: Final = timedelta(days=_REP_DAY)


def find_deadlines(books: Books, *, pue: PuePolicy) -> Iterator[Inconsistency]:
    """Yield the deadlines missed: each from the day after it, until what was due came."""
    if pue == "alert":
        for account in books.accounts.values():
            if account.invoice.payment_method == PUE:
                yield from _unpaid(books, account)
    debts: dict[str, list[Account]] = {
        account.last_heir().invoice.uuid: [] for account in books.accounts.values() if account.cash
    }
    if debts:
        for account in books.accounts.values():
            debts.get(account.last_heir().invoice.uuid, []).append(account)
    for uuid, accounts in debts.items():
        if books.accounts[uuid].invoice.payment_method != PUE:
            yield from _without_receipt(books, accounts, books.ending(books.documents[uuid]))


def _without_receipt(
    books: Books, accounts: Sequence[Account], ending: Ending | None
) -> Iterator[Inconsistency]:
    """Let REPs in order of issue cover the money seen, the earliest first (COB214).

    `accounts` are one debt: an invoice and those that it replaced. After its `ending` it needs no
    REP.
    """
    seen = sorted(
        ((cash, account) for account in accounts for cash in account.cash),
        key=lambda pair: (pair[0].date, pair[0].reference, pair[0].invoice, pair[0].amount),
    )
    receipts = sorted(
        (event.recorded.date(), -event.amount) for account in accounts for event in account.payments
    )
    days = [day for day, _ in receipts]
    covered = list(accumulate((amount for _, amount in receipts), initial=_ZERO))
    ended_on = None if ending is None else ending.on or date.min
    needed = _ZERO
    for cash, account in seen:
        needed += cash.amount
        deadline = _receipt_due(max(cash.date, account.issued_on))
        missing = min(cash.amount, needed - covered[bisect_right(days, deadline)])
        enough = bisect_left(covered, needed)
        covered_on = days[enough - 1] if enough < len(covered) else None
        since, until = deadline + _DAY, min(filter(None, (covered_on, ended_on)), default=None)
        if missing > 0 and (until is None or since < until):
            yield case_of(
                books.documents,
                "COB214",
                cash.reference,
                receivable=cash.invoice,
                since=since,
                until=until,
                amount=missing,
                currency=account.invoice.currency,
                date=cash.date,
                deadline=deadline,
            )


def _unpaid(books: Books, account: Account) -> Iterator[Inconsistency]:
    """Report a PUE invoice that owes something when its month ends, until it no longer does."""
    invoice = account.invoice
    since = _month_after(account.issued_on)
    balance = at_month_end = _ZERO
    until = None
    for day, events in groupby(sorted(account.events, key=_day_of), key=_day_of):
        if day >= since and balance <= 0:
            break
        balance += sum((event.amount for event in events if not _is_assumed(event)), _ZERO)
        if day < since:
            at_month_end = balance
        elif balance <= 0:
            until = day
    if at_month_end > 0 and until != since:
        yield case_of(
            books.documents,
            "COB217",
            invoice.uuid,
            receivable=invoice.uuid,
            since=since,
            until=until,
            balance=at_month_end,
            currency=invoice.currency,
        )


def late_receipts(books: Books, standing: Sequence[LedgerDocument]) -> Iterator[Inconsistency]:
    """Report each payment whose REP, or the first of those that it replaced, came late (COB215)."""
    replaced: defaultdict[str, list[str]] = defaultdict(list)
    for uuid, successor in books.endings.successors.items():
        replaced[successor].append(uuid)
    for receipt in standing:
        if not isinstance(receipt, PaymentReceipt):
            continue
        issued = receipt.issued_on
        for payment in receipt.payments:
            if issued - payment.date <= _NEVER_LATE:
                continue
            deadline = _receipt_due(payment.date)
            if _first_issued(books.documents, receipt.uuid, replaced) > deadline:
                yield case_of(
                    books.documents,
                    "COB215",
                    receipt.uuid,
                    path=payment.path,
                    issued=issued,
                    date=payment.date,
                    deadline=deadline,
                )


def _first_issued(
    documents: Mapping[str, LedgerDocument], uuid: str, replaced: Mapping[str, Sequence[str]]
) -> date:
    """Give the first day on which a document, or one that it replaced, was issued."""
    days: list[date] = []
    pending = [uuid]
    while pending:
        each = pending.pop()
        days.append(documents[each].issued_on)
        pending.extend(replaced.get(each, ()))
    return min(days)


def _receipt_due(paid: date) -> date:
    return _month_after(paid).replace(day=_REP_DAY)


def _month_after(day: date) -> date:
    """Give the first day of the next month."""
    return (day.replace(day=28) + 4 * _DAY).replace(day=1)


def _day_of(event: Event) -> date:
    return event.date


def _is_assumed(event: Event) -> bool:
    return EventKind.ASSUMED_PAYMENT in (event.kind, event.reverses)
