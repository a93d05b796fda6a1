"""Moratory interest on what is owed: by invoice, by run of days, with its IVA."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any, Final, cast

import attrs

from cobranza.aging import Applied, AppliedKind, Item
from cobranza.aging._exact import total
from cobranza.aging._items import Debtor, as_day, parts_of
from cobranza.aging._payments import applied_to
from cobranza.credit.arrears._accrual import MoratoryLine, accrue
from cobranza.credit.arrears._iva import InterestIva, Weights, iva_weights, split_interest
from cobranza.errors import CreditError
from cobranza.ledger import Event, EventKind, Receivable
from cobranza.money import decimals, precise, quantize

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cobranza.aging import Debt
    from cobranza.credit.arrears._terms import MoratoryTerms

__all__ = ["Arrears", "moratory_interest"]

_ZERO: Final = Decimal(0)


@attrs.frozen(kw_only=True)
class Arrears:
    """One debt in arrears on a day: what is left of it, and what its delay has cost.

    `invoice` is the UUID and `number` the series and folio, "" where the debt has none. `balance`
    is what is owed of it on `as_of`, taxes included, and `overdue` the part whose date has passed.
    `lines` are the interest, run by run; they stay when the debt is paid. `iva` is the tax on it by
    rate, and `iva_bases` are the rates of the sale and the bases that they are of, in proportion.
    `settled` is the interest that payments have settled already, its IVA included; zero
    unless payments were applied to interest first.
    """

    invoice: str
    number: str
    customer: Debtor
    currency: str
    due: dt.date | None
    as_of: dt.date
    balance: Decimal
    overdue: Decimal
    lines: tuple[MoratoryLine, ...]
    iva: tuple[InterestIva, ...]
    iva_bases: Weights
    settled: Decimal

    @property
    def accrued(self) -> Decimal:
        """The interest since the debt was due, paid or not, without IVA."""
        return total(each.interest for each in self.lines)

    @property
    def accrued_iva(self) -> Decimal:
        """The IVA on that interest."""
        return total(each.iva for each in self.iva)

    @property
    def interest(self) -> Decimal:
        """The interest that is still owed, without IVA; what is settled is so in proportion."""
        gross = _gross(self.lines, self.iva)
        if not gross:
            return _ZERO
        with precise():
            share = self.accrued * self.settled / gross
            return self.accrued - quantize(share, decimals(self.currency))

    @property
    def interest_iva(self) -> Decimal:
        """The IVA on the interest that is still owed."""
        with precise():
            return self.accrued + self.accrued_iva - self.settled - self.interest

    @property
    def owed(self) -> Decimal:
        """The balance, the interest that is owed, and its IVA."""
        return total((self.balance, self.interest, self.interest_iva))


def _gross(lines: Iterable[MoratoryLine], iva: Iterable[InterestIva]) -> Decimal:
    return total((*(each.interest for each in lines), *(each.iva for each in iva)))


def moratory_interest(
    debts: Iterable[Debt],
    *,
    as_of: dt.date,
    terms: MoratoryTerms,
    iva_rate: Decimal | None = None,
    interest_first: bool = False,
) -> tuple[Arrears, ...]:
    """Compute the moratory interest of debts at the end of a day, in the order in which they come.

    Interest runs from the day after a part of a debt was due, on what is left of that part, and is
    simple: interest bears no interest (Código de Comercio, art. 363). Paying the principal stops it
    and takes none away; but who receives the principal without reserving the interest may lose it
    (art. 364). A debt that was cancelled or replaced has cost nothing. A debt without a due date
    has not matured.

    The IVA on interest is at the rates of the sale that it comes from, in proportion to their bases
    (LIVA, art. 12): none on a sale at 0 %, exempt or without IVA.

    Args:
        debts: receivables of a ledger, or items with what was applied to them.
        as_of: the last day that counts.
        terms: rate, basis, days of grace.
        iva_rate: the rate of IVA, a fraction, of debts that do not tell their taxes; it wins over
            those that do.
        interest_first: apply each payment to the interest owed on its day before the principal
            (Código Civil Federal, art. 2094), whatever the documents say. A REP names the
            invoice that it pays: by default all of it lowers the principal.

    Raises:
        CreditError: a debt does not tell its taxes and no `iva_rate` is given, or it is negative.

    >>> from cobranza.credit.arrears import MoratoryTerms
    >>> from cobranza.ledger import Party
    >>> item = Item(
    ...     customer=Party(rfc="URE180429TM6"),
    ...     currency="MXN",
    ...     issued=dt.date(2026, 3, 2),
    ...     due=dt.date(2026, 4, 1),
    ...     amount=Decimal("100000.00"),
    ... )
    >>> (arrears,) = moratory_interest(
    ...     [item], as_of=dt.date(2026, 5, 16), terms=MoratoryTerms(), iva_rate=Decimal("0.16")
    ... )
    >>> arrears.accrued, arrears.accrued_iva, arrears.owed
    (Decimal('739.73'), Decimal('118.36'), Decimal('100858.09'))
    """
    day = as_day(as_of)
    return tuple(
        _arrears(debt, day, terms, iva_rate=iva_rate, interest_first=interest_first)
        for debt in debts
    )


def _arrears(
    debt: Debt,
    as_of: dt.date,
    terms: MoratoryTerms,
    *,
    iva_rate: Decimal | None,
    interest_first: bool,
) -> Arrears:
    weights = iva_weights(debt, iva_rate)
    settled = _ZERO
    if interest_first and not _is_void(debt, as_of):
        debt, settled = _interest_first(debt, as_of, terms, weights)
    lines = _lines(debt, as_of, terms)
    return Arrears(
        invoice=getattr(debt, "uuid", ""),
        number=getattr(debt, "number", ""),
        customer=debt.customer,
        currency=debt.currency,
        due=None if debt.due is None else as_day(debt.due),
        as_of=as_of,
        balance=debt.balance(as_of),
        overdue=_overdue(debt, as_of),
        lines=lines,
        iva=_iva(lines, weights, debt.currency),
        iva_bases=weights,
        settled=settled,
    )


def _lines(debt: Debt, as_of: dt.date, terms: MoratoryTerms) -> tuple[MoratoryLine, ...]:
    """Give the interest of each part of a debt, the part that was due first first."""
    if _is_void(debt, as_of):
        return ()
    moves = sorted({as_day(each.date) for each in applied_to(debt)} | {as_day(debt.issued)})
    dues = {due for move in moves for due, _ in _parts(debt, move) if due < as_of}
    return tuple(
        line
        for due in sorted(dues)
        for line in accrue(
            partial(_owed_by, debt, due),
            moves,
            due=due,
            until=as_of,
            terms=terms,
            currency=debt.currency,
        )
    )


def _iva(lines: Iterable[MoratoryLine], weights: Weights, currency: str) -> tuple[InterestIva, ...]:
    return split_interest(total(each.interest for each in lines), weights, currency)


def _is_void(debt: Debt, day: dt.date) -> bool:
    voided: dt.date | None = getattr(debt, "voided_on", None)
    return voided is not None and voided <= day


def _parts(debt: Debt, day: dt.date) -> list[tuple[dt.date, Decimal]]:
    """Give what is owed by due date; what has none has not matured, a credit owes nothing."""
    parts = parts_of(cast("Any", debt), day)
    return [(as_day(due), amount) for due, amount in parts if due is not None and amount > 0]


def _owed_by(debt: Debt, due: dt.date, day: dt.date) -> Decimal:
    return total(amount for each, amount in _parts(debt, day) if each == due)


def _overdue(debt: Debt, day: dt.date) -> Decimal:
    return total(amount for due, amount in _parts(debt, day) if due < day)


def _interest_first(
    debt: Debt, as_of: dt.date, terms: MoratoryTerms, weights: Weights
) -> tuple[Debt, Decimal]:
    """Give a debt as it would be had payments settled interest first, and what they settled.

    What a payment settles of the interest it does not lower the principal by. Where money was taken
    back later, interest counts as settled by what was kept only.
    """
    paid: dict[dt.date, Decimal] = {}
    for each in applied_to(debt):
        if each.kind is AppliedKind.PAYMENT and as_day(each.date) <= as_of:
            day = as_day(each.date)
            paid[day] = total((paid.get(day, _ZERO), each.amount))
    kept = settled = _ZERO
    for day, amount in sorted(paid.items()):
        lines = _lines(debt, day, terms)
        gross = _gross(lines, _iva(lines, weights, debt.currency))
        with precise():
            owed = gross - settled
            kept += amount
            returned = min(max(kept, _ZERO) - settled, _ZERO)
            diverted = min(owed, amount) if amount > 0 else returned
        settled = total((settled, diverted))
        if diverted:
            debt = _diverted(debt, day, diverted)
    return debt, settled


def _diverted(debt: Debt, day: dt.date, amount: Decimal) -> Debt:
    """Take from the principal what went to interest."""
    if isinstance(debt, Receivable):
        event = Event(
            kind=EventKind.ADJUSTMENT,
            date=day,
            amount=amount,
            document=debt.uuid,
            recorded=dt.datetime.combine(day, dt.time()),
            note="to interest first",
        )
        events = sorted((*debt.events, event), key=lambda each: each.date)
        return attrs.evolve(debt, events=tuple(events))
    moved = Applied(date=day, amount=-amount, kind=AppliedKind.CREDIT)
    if isinstance(debt, Item):
        return attrs.evolve(debt, applied=(*debt.applied, moved))
    raise CreditError(f"debt is a {type(debt).__name__}, expected a Receivable or an Item")
