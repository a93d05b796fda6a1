"""What the REPs of one invoice declare, against what the events say.

NumParcialidad should count 1, 2, 3, ...; ImpSaldoAnt should be the balance before the payment;
ImpSaldoInsoluto should be ImpSaldoAnt less ImpPagado. Only REPs in force and in the currency of the
invoice are compared, in order of effective day. A broken chain is reported where it breaks: a REP
that goes on from the ImpSaldoInsoluto of the one before is not reported again.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from decimal import Decimal
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from cobranza.ledger.inconsistencies import Inconsistency, Value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cobranza.ledger._accounts import Account
    from cobranza.ledger.documents import Application
    from cobranza.ledger.events import Event

__all__ = ["check_declared"]

_ZERO: Final = Decimal(0)


def check_declared(account: Account) -> Iterator[Inconsistency]:
    """Yield what does not agree; nothing for an invoice without payments in force."""
    currency = account.invoice.currency
    declared = [
        (event, event.declared)
        for event in account.payments
        if event.declared is not None and event.declared.currency == currency
    ]
    if declared:
        yield from _check_installments(account, declared)
        yield from _check_balances(account, declared)


def _check_installments(
    account: Account, declared: list[tuple[Event, Application]]
) -> Iterator[Inconsistency]:
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


def _check_balances(
    account: Account, declared: list[tuple[Event, Application]]
) -> Iterator[Inconsistency]:
    """Compare each ImpSaldoAnt with the balance, with and without the credits up to that day.

    Both conventions exist for credits: netted from ImpSaldoAnt, or not. Told apart, not guessed.
    A credit of the same day may have come before the payment or after it.
    """
    credited_on = sorted(account.credits)
    days = [day for day, _ in credited_on]
    sums = list(accumulate((amount for _, amount in credited_on), initial=_ZERO))
    owed = account.invoice.total
    chain: Decimal | None = None
    chain_credited = _ZERO
    gross_reported = False
    for event, each in sorted(declared, key=lambda pair: (pair[0].date, pair[1].installment or 0)):
        credited = sums[bisect_right(days, event.date)]
        netted = {sums[bisect_left(days, event.date)], credited}
        before, after = each.previous_balance, each.remaining
        if before is not None and before not in {owed - amount for amount in netted}:
            if before == owed:
                if not gross_reported:
                    yield _case("COB224", account, event, found=before, expected=owed - credited)
                gross_reported = True
            elif chain is None or before not in {
                chain,
                *(chain - (amount - chain_credited) for amount in netted),
            }:
                yield _case("COB222", account, event, found=before, expected=owed - credited)
        if before is not None and after is not None:
            if after != before - each.paid:
                yield _case("COB223", account, event, found=after, expected=before - each.paid)
            chain, chain_credited = after, credited
        owed -= each.paid


def _case(code: str, account: Account, event: Event, **values: Value) -> Inconsistency:
    return Inconsistency(
        code=code,
        document=event.document,
        receivable=account.invoice.uuid,
        path=event.path,
        values=tuple(values.items()),
    )
