"""What was agreed about a loan, checked: all that its schedule follows from."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Final, Literal

import attrs

from cobranza.credit.plans._charges import Charge, IvaShare
from cobranza.credit.plans._counts import DayCount
from cobranza.credit.plans._methods import Method
from cobranza.credit.plans._rates import Floating
from cobranza.errors import CreditError
from cobranza.money import precise, quantize, to_decimal

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["RESIDUALS", "Period", "Prepayment", "Residual", "Terms", "accrual", "periods_of"]

Residual = Literal["last", "first", "largest"]
RESIDUALS: Final = ("last", "first", "largest")


def _positive(value: Decimal | int | str) -> Decimal:
    amount = to_decimal(value, name="prepayment")
    if amount <= 0:
        raise CreditError(f"prepayment is {amount}, expected more than 0")
    return amount


@attrs.frozen(kw_only=True)
class Prepayment:
    """Principal paid before it is due, on a day after the loan and until the last instalment.

    From that day on it bears no interest. What it `reduces` is the `term` (instalments stay as they
    were, and end earlier) or the `payment` (as many instalments, and from the next one on lower
    ones).

    >>> Prepayment(date=dt.date(2026, 3, 10), amount="5000").reduces
    'term'

    Raises:
        CreditError: the amount is not above zero, or `reduces` is neither of the two.
    """

    date: dt.date
    amount: Decimal = attrs.field(converter=_positive)
    reduces: Literal["term", "payment"] = "term"

    def __attrs_post_init__(self) -> None:
        if self.reduces not in ("term", "payment"):
            raise CreditError(f"reduces is {self.reduces!r}, expected 'term' or 'payment'")


@attrs.frozen(kw_only=True)
class Terms:
    """All that a schedule follows from; `amortize` writes it, and explains each part.

    `ends` are the days until which the interest of each instalment runs, `dates` those on which it
    is paid: they differ where a date was moved to a business day and the interest was not.
    `per_year` is the number of periods of a year, where there is one.

    >>> from cobranza.credit.plans import amortize
    >>> terms = amortize("1200", rate="0.12", start=dt.date(2026, 1, 31), periods=2).terms
    >>> terms.dates, terms.per_year
    ((datetime.date(2026, 2, 28), datetime.date(2026, 3, 31)), Fraction(12, 1))
    """

    principal: Decimal
    rate: Decimal | Floating
    start: dt.date
    ends: tuple[dt.date, ...]
    dates: tuple[dt.date, ...]
    method: Method
    day_count: DayCount
    per_year: Fraction | None
    interest_only: int
    capitalized: int
    iva: tuple[IvaShare, ...]
    level_includes_iva: bool
    charges: tuple[Charge, ...]
    prepayments: tuple[Prepayment, ...]
    residual: Residual
    payment_unit: Decimal | None
    currency: str
    places: int

    def __attrs_post_init__(self) -> None:
        for check in (_check_amounts, _check_dates, _check_grace, _check_method, _check_rules):
            check(self)

    @property
    def grace(self) -> int:
        """Count the instalments that pay no principal because grace was agreed."""
        return self.capitalized + self.interest_only


@attrs.frozen
class Period:
    """The time of one instalment: its days, its part of a year, and the annual rate in force.

    `annual` is that rate as it is shown, and `rate` as it is computed with.
    """

    start: dt.date
    end: dt.date
    days: int
    fraction: Fraction
    annual: Decimal
    rate: Fraction


def periods_of(terms: Terms) -> list[Period]:
    """Give the periods between the dates, each with its rate; one for each date, for any method."""
    found: list[Period] = []
    whole = None if terms.per_year is None else 1 / terms.per_year
    annual = Decimal(0) if isinstance(terms.rate, Floating) else terms.rate
    rate = Fraction(annual)
    for place, (start, end) in enumerate(pairwise((terms.start, *terms.ends))):
        if isinstance(terms.rate, Floating) and place % terms.rate.reset_every == 0:
            annual = terms.rate.on(start)
            rate = Fraction(annual)
        if terms.day_count is DayCount.PERIODIC and whole is not None:
            fraction = whole
        else:
            fraction = terms.day_count.fraction(start, end)
        days = terms.day_count.days(start, end)
        found.append(Period(start, end, days, fraction, annual, rate))
    return found


def accrual(periods: Sequence[Period], count: DayCount, start: dt.date, end: dt.date) -> Fraction:
    """Give the simple interest on 1 between two dates, at the rates of the periods they fall in.

    A part of a period counts its days as `count` does; where that looks at no dates, it has the
    part of the period's interest that its calendar days are of the period's.
    """
    total = Fraction(0)
    for period in periods:
        first, last = max(start, period.start), min(end, period.end)
        if first >= last:
            continue
        if count is DayCount.PERIODIC:
            part = period.fraction * Fraction((last - first).days, period.days)
        else:
            part = count.fraction(first, last)
        total += period.rate * part
    return total


def _check_amounts(terms: Terms) -> None:
    if terms.principal <= 0:
        raise CreditError(f"principal is {terms.principal}, expected more than 0")
    if not isinstance(terms.rate, Floating) and terms.rate < 0:
        raise CreditError(f"rate is {terms.rate}, expected 0 or more")
    if terms.method.balloon > terms.principal:
        raise CreditError(
            f"balloon is {terms.method.balloon}, expected at most the principal, {terms.principal}"
        )
    given = {
        "principal": (terms.principal,),
        "balloon": (terms.method.balloon,),
        "amount": terms.method.amounts,
        "prepayment": tuple(each.amount for each in terms.prepayments),
        "charge": tuple(each.amount for each in terms.charges),
        "payment_unit": () if terms.payment_unit is None else (terms.payment_unit,),
    }
    for name, amounts in given.items():
        for amount in amounts:
            if quantize(amount, terms.places) != amount:
                raise CreditError(f"{name} is {amount}, expected at most {terms.places} decimals")


def _check_dates(terms: Terms) -> None:
    if not terms.ends:
        raise CreditError("dates has none, expected one instalment at least")
    for name, days in (("ends", terms.ends), ("dates", terms.dates)):
        for before, after in pairwise((terms.start, *days)):
            if after <= before:
                raise CreditError(f"{name} has {after} after {before}, expected growing dates")
    if terms.day_count is DayCount.PERIODIC and terms.per_year is None:
        raise CreditError(
            "day_count is PERIODIC for dates without a number of periods per year, "
            "expected another day count"
        )
    for each in terms.prepayments:
        if not terms.start < each.date <= terms.ends[-1]:
            raise CreditError(
                f"prepayment is of {each.date}, expected a date after {terms.start} "
                f"and until {terms.ends[-1]}"
            )


def _check_grace(terms: Terms) -> None:
    if min(terms.capitalized, terms.interest_only) < 0 or terms.grace >= len(terms.ends):
        raise CreditError(
            f"grace is {terms.capitalized} capitalized and {terms.interest_only} interest only, "
            f"expected fewer than the {len(terms.ends)} instalments"
        )
    if terms.method.single and terms.grace:
        raise CreditError(f"grace is {terms.grace} of a bullet plan, expected 0")


def _check_method(terms: Terms) -> None:
    method, paying = terms.method, len(terms.ends) - terms.grace
    if method.amounts and not method.repeats and len(method.amounts) != paying:
        raise CreditError(f"{method.name} are {len(method.amounts)}, expected {paying}")
    if method.amounts and method.level == "principal" and not terms.capitalized:
        with precise():
            total = sum(method.amounts)
        if total != terms.principal:
            raise CreditError(
                f"{method.name} sum to {total}, expected the principal, {terms.principal}"
            )


def _check_rules(terms: Terms) -> None:
    if terms.residual not in RESIDUALS:
        raise CreditError(f"residual is {terms.residual!r}, expected one of {', '.join(RESIDUALS)}")
    if terms.payment_unit is not None:
        if terms.payment_unit <= 0:
            raise CreditError(f"payment_unit is {terms.payment_unit}, expected more than 0")
        if terms.residual != "last":
            raise CreditError(
                f"residual is {terms.residual!r} with a payment_unit, expected 'last'"
            )
