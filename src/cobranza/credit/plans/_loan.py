"""The terms of a loan in whole units, with exact fractions for the interest of each period."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Context, Decimal
from fractions import Fraction
from operator import mul
from typing import Final, NamedTuple

import attrs

from cobranza.credit.plans._terms import Period, Terms, accrual, periods_of
from cobranza.credit.plans._units import units

__all__ = ["Extra", "Loan", "loan_of"]

_RATE: Final = Context(prec=28)


class Extra(NamedTuple):
    """A prepayment in a period: its units, the interest on 1 that it saves, what it reduces."""

    amount: int
    saves: Fraction
    levels: bool


@attrs.frozen
class Loan:
    """Terms in whole units, with the interest on 1 of each period."""

    terms: Terms
    periods: Sequence[Period]
    factors: Sequence[Fraction]
    extras: Sequence[tuple[Extra, ...]]
    principal: int
    balloon: int
    given: Sequence[int]
    iva_rate: Fraction


def loan_of(terms: Terms) -> Loan:
    """Put terms in whole units.

    Raises:
        CreditError: a reference rate has no value.
    """
    periods = periods_of(terms)
    extras = _extras(terms, periods)
    if terms.method.single:
        periods, extras = [_merged(periods)], [tuple(each for some in extras for each in some)]
    given = [units(amount, terms.places) for amount in terms.method.amounts]
    if terms.method.repeats:
        given *= len(periods) - terms.grace
    weights = [Fraction(share.weight) for share in terms.iva]
    rates = [Fraction(share.rate) for share in terms.iva]
    return Loan(
        terms=terms,
        periods=periods,
        factors=_factors(periods),
        extras=extras,
        principal=units(terms.principal, terms.places),
        balloon=units(terms.method.balloon, terms.places),
        given=[0] * terms.grace + given if given else [],
        iva_rate=sum(map(mul, weights, rates), Fraction(0)) / sum(weights),
    )


def _factors(periods: Sequence[Period]) -> list[Fraction]:
    """Multiply rates and fractions, once where neighbours have the same."""
    found: list[Fraction] = []
    before = None
    for period in periods:
        if before and period.rate is before.rate and period.fraction is before.fraction:
            found.append(found[-1])
        else:
            found.append(period.rate * period.fraction)
        before = period
    return found


def _merged(periods: Sequence[Period]) -> Period:
    """Give the whole term as one period, at the rate that bears the same simple interest."""
    fraction = sum((period.fraction for period in periods), Fraction(0))
    rate, annual = periods[0].rate, periods[0].annual
    if any(period.rate != rate for period in periods):
        rate = sum((period.rate * period.fraction for period in periods), Fraction(0)) / fraction
        annual = _RATE.divide(Decimal(rate.numerator), Decimal(rate.denominator))
    return Period(
        start=periods[0].start,
        end=periods[-1].end,
        days=sum(period.days for period in periods),
        fraction=fraction,
        annual=annual,
        rate=rate,
    )


def _extras(terms: Terms, periods: Sequence[Period]) -> list[tuple[Extra, ...]]:
    """Put each prepayment in its period, with the interest that it saves until its end."""
    end = periods[-1].end
    return [
        tuple(
            Extra(
                amount=units(each.amount, terms.places),
                saves=accrual(
                    periods,
                    terms.day_count,
                    each.date,
                    end if terms.method.single else period.end,
                ),
                levels=each.reduces == "payment",
            )
            for each in terms.prepayments
            if period.start < each.date <= period.end
        )
        for period in periods
    ]
