"""What the REPs of one invoice declare, against what the events say.

NumParcialidad should count 1, 2, 3, ...; ImpSaldoAnt should be the balance before the payment;
ImpSaldoInsoluto should be ImpSaldoAnt less ImpPagado. Only REPs in force and in the currency of the
invoice are compared. A broken chain is reported where it breaks: a REP that goes on from the
ImpSaldoInsoluto of the one before is not reported again.

Issuers differ in what they net from ImpSaldoAnt, and when, and nothing of this is a break:

- Credit notes, advances and what came from a replaced invoice are netted or not (COB224 tells).
- What came between the payment and the issue of its REP is netted or not yet.
- Write-offs, adjustments, factoring and money without REP are no documents: netted or not.
- Payments are counted in order of day, of NumParcialidad or of issue. The order is taken in which
  least breaks, and that of day when they are even.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from decimal import Decimal
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from cobranza.ledger.events import EventKind
from cobranza.ledger.inconsistencies import Inconsistency, Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date, datetime

    from cobranza.ledger._build.accounts import Account
    from cobranza.ledger.documents import Application
    from cobranza.ledger.events import Event

    _Declared = tuple[Event, Application]

__all__ = ["check_declared"]

_ZERO: Final = Decimal(0)
_FACTS: Final = frozenset(
    {EventKind.WRITE_OFF, EventKind.ADJUSTMENT, EventKind.FACTORING, EventKind.CASH}
)


def check_declared(account: Account) -> Iterator[Inconsistency]:
    """Yield what does not agree; nothing for an invoice without payments in force."""
    if _adds_up(account):
        return
    currency = account.invoice.currency
    declared = [
        (event, event.declared)
        for event in account.payments
        if event.declared is not None and event.declared.currency == currency
    ]
    yield from _check_installments(account, declared)
    yield from _check_own_figures(account, declared)
    yield from _check_balances(account, declared)


def _adds_up(account: Account) -> bool:
    """Tell the usual case at a glance: payments alone, each from what the one before left."""
    owed = account.invoice.total
    for number, event in enumerate(account.payments, 1):
        each = event.declared
        if each is None or each.installment != number or each.previous_balance != owed:
            return False
        owed -= each.paid
        if each.remaining != owed or each.currency != account.invoice.currency:
            return False
    return not account.credits


def _check_installments(account: Account, declared: Sequence[_Declared]) -> Iterator[Inconsistency]:
    numbered = [
        (each.installment, event) for event, each in declared if each.installment is not None
    ]
    last = 0
    for number, event in sorted(numbered, key=lambda pair: pair[0]):
        if number == last:
            yield _case("COB221", account, event, found=number)
        elif number > last + 1:
            yield _case("COB220", account, event, found=number, expected=last)
        last = number


def _check_own_figures(account: Account, declared: Sequence[_Declared]) -> Iterator[Inconsistency]:
    for event, each in declared:
        before, after = each.previous_balance, each.remaining
        if before is not None and after is not None and after != before - each.paid:
            yield _case("COB223", account, event, found=after, expected=before - each.paid)


def _check_balances(account: Account, declared: Sequence[_Declared]) -> Sequence[Inconsistency]:
    """Find the breaks of the chain, in the order of payments that breaks least."""
    credited = _Movements(account.credits)
    facts = _Movements(
        (event.date, -event.amount) for event in account.events if event.kind in _FACTS
    )
    fewest: Sequence[Inconsistency] | None = None
    for order in (_by_day, _by_number, _by_issue):
        breaks = tuple(_breaks(account, sorted(declared, key=order), credited, facts))
        if fewest is None or len(breaks) < len(fewest):
            fewest = breaks
        if not fewest:
            break
    return fewest or ()


def _by_day(declared: _Declared) -> tuple[date, int]:
    event, each = declared
    return event.date, each.installment or 0


def _by_number(declared: _Declared) -> tuple[int, date]:
    event, each = declared
    return each.installment or 0, event.date


def _by_issue(declared: _Declared) -> tuple[datetime, int]:
    event, each = declared
    return event.recorded, each.installment or 0


def _breaks(
    account: Account, declared: Iterable[_Declared], credited: _Movements, facts: _Movements
) -> Iterator[Inconsistency]:
    """Compare each ImpSaldoAnt with the balance, and with the ImpSaldoInsoluto before it."""
    owed = account.invoice.total
    chain: Decimal | None = None
    chain_credited = _ZERO
    gross_reported = False
    for event, each in declared:
        before, after = each.previous_balance, each.remaining
        span = event.date, max(event.date, event.recorded.date())
        gross = {owed, *(owed - amount for amount in facts.around(*span))}
        if before is not None and not any(
            credited.reaches(balance - before, *span) for balance in gross
        ):
            net = owed - credited.until(event.date) - facts.around(*span)[0]
            since_then = [amount - chain_credited for amount in credited.around(*span)]
            if before in gross:
                if not gross_reported:
                    yield _case("COB224", account, event, found=before, expected=net)
                gross_reported = True
            elif chain is None or chain - before not in (_ZERO, *since_then):
                yield _case("COB222", account, event, found=before, expected=net)
        if before is not None and after is not None:
            chain, chain_credited = after, credited.until(event.date)
        owed -= each.paid


class _Movements:
    """What reduced a debt day by day, as running sums."""

    def __init__(self, movements: Iterable[tuple[date, Decimal]]) -> None:
        ordered = sorted(movements, key=lambda movement: movement[0])
        self._days = [day for day, _ in ordered]
        self._sums = list(accumulate((amount for _, amount in ordered), initial=_ZERO))
        self._positions: defaultdict[Decimal, list[int]] = defaultdict(list)
        for position, total in enumerate(self._sums):
            self._positions[total].append(position)

    def until(self, day: date) -> Decimal:
        """Sum up to the end of a day."""
        return self._sums[bisect_right(self._days, day)]

    def around(self, first: date, last: date) -> tuple[Decimal, Decimal]:
        """Sum up to the start of one day, and up to the end of another."""
        return self._sums[bisect_left(self._days, first)], self.until(last)

    def reaches(self, total: Decimal, first: date, last: date) -> bool:
        """Tell whether the running sum is `total` at any time from one day to another."""
        positions = self._positions.get(total, ())
        at = bisect_left(positions, bisect_left(self._days, first))
        return at < len(positions) and positions[at] <= bisect_right(self._days, last)


def _case(code: str, account: Account, event: Event, **values: Value) -> Inconsistency:
    return Inconsistency(
        code=code,
        document=event.document,
        since=max(event.recorded.date(), account.issued_on),
        receivable=account.invoice.uuid,
        path=event.path,
        values=tuple(values.items()),
    )
