"""What it takes to pay a loan off on a given day."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

import attrs

from cobranza.credit.plans._terms import accrual, periods_of
from cobranza.credit.plans._units import as_decimal, half_up, iva_parts, units
from cobranza.errors import CreditError

if TYPE_CHECKING:
    from cobranza.credit.plans._schedule import Schedule

__all__ = ["Payoff", "payoff"]


@attrs.frozen(kw_only=True)
class Payoff:
    """The debt that is left on a day, and the interest it has borne since the last instalment.

    >>> from cobranza.credit.plans import amortize
    >>> plan = amortize("1200", rate="0.12", start=dt.date(2026, 1, 31), periods=2)
    >>> payoff(plan, dt.date(2026, 2, 28)).total
    Decimal('602.99')
    """

    on: dt.date
    principal: Decimal
    interest: Decimal
    iva: Decimal
    total: Decimal


def payoff(plan: Schedule, on: dt.date) -> Payoff:
    """Give what pays off a plan at the end of a day, if all that was due until then was paid.

    Interest accrues as the day count says; the periodic rate gives a part of a period the part of
    its interest that its calendar days are. Charges of instalments that are not due yet are not
    owed.

    Raises:
        CreditError: the day is before the loan.

    >>> from cobranza.credit.plans import DayCount, amortize
    >>> start = dt.date(2026, 1, 31)
    >>> plan = amortize(
    ...     "1000", rate="0.36", start=start, periods=3, day_count=DayCount.ACT_360, iva="0.16"
    ... )
    >>> payoff(plan, dt.date(2026, 2, 10))
    Payoff(on=datetime.date(2026, 2, 10), principal=Decimal('1000.00'), interest=Decimal('10.00'), \
iva=Decimal('1.60'), total=Decimal('1011.60'))
    """
    terms = plan.terms
    if on < terms.start:
        raise CreditError(f"on is {on}, expected {terms.start} or later")
    paid = sum(row.date <= on for row in plan.rows)
    principal = interest = 0
    if paid < len(plan.rows):
        periods = periods_of(terms)
        principal = units(plan.rows[paid].opening, terms.places)
        since = terms.ends[paid - 1] if paid else terms.start
        exact = principal * accrual(periods, terms.day_count, since, on)
        for each in terms.prepayments:
            if since < each.date <= on:
                amount = units(each.amount, terms.places)
                exact -= amount * accrual(periods, terms.day_count, each.date, on)
                principal -= amount
        interest = half_up(exact.numerator, exact.denominator)
    iva = sum(part for _, part in iva_parts(interest, terms.iva))
    return Payoff(
        on=on,
        principal=as_decimal(principal, terms.places),
        interest=as_decimal(interest, terms.places),
        iva=as_decimal(iva, terms.places),
        total=as_decimal(principal + interest + iva, terms.places),
    )
