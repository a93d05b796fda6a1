"""From the terms of a loan to its schedule."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import attrs

from cobranza.calendars import Calendar, Roll
from cobranza.credit.plans._charges import Charge, IvaShare, as_iva
from cobranza.credit.plans._counts import DayCount
from cobranza.credit.plans._dates import MONTHLY, Every
from cobranza.credit.plans._engine import Line, lines_of
from cobranza.credit.plans._methods import FRENCH, Method
from cobranza.credit.plans._rates import Floating
from cobranza.credit.plans._schedule import Instalment, Schedule
from cobranza.credit.plans._terms import Prepayment, Residual, Terms
from cobranza.credit.plans._units import as_decimal, half_up, units
from cobranza.errors import CreditError
from cobranza.money import decimals, to_decimal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from decimal import Decimal

__all__ = ["amortize", "prepay", "schedule"]


def amortize(
    principal: Decimal | int | str,
    *,
    rate: Decimal | int | str | Floating,
    start: dt.date,
    periods: int | None = None,
    dates: Sequence[dt.date] | None = None,
    every: Every = MONTHLY,
    first: dt.date | None = None,
    calendar: Calendar | None = None,
    roll: Roll = Roll.FOLLOWING,
    adjusted: bool = False,
    method: Method = FRENCH,
    day_count: DayCount = DayCount.PERIODIC,
    interest_only: int = 0,
    capitalized: int = 0,
    iva: Decimal | int | str | Iterable[IvaShare] = 0,
    level_includes_iva: bool = False,
    charges: Iterable[Charge] = (),
    prepayments: Iterable[Prepayment] = (),
    residual: Residual = "last",
    payment_unit: Decimal | int | str | None = None,
    currency: str = "MXN",
    places: int | None = None,
) -> Schedule:
    """Compute the schedule of a loan.

    Args:
        principal: what is lent, in units of the currency.
        rate: the annual rate as a fraction (`0.24` is 24 %), or one that follows a reference.
        start: the day from which interest runs.
        periods: how many instalments.
        dates: instead of their number, the dates of the instalments, at any distance.
        every: how often instalments fall.
        first: the date of the first one, if it is not a whole period after `start`; the periodic
            rate counts what comes before it as one period all the same.
        calendar: moves dates that are not business days.
        roll: where it moves them.
        adjusted: whether the interest of a moved date runs until it is paid, or until the date as
            it was before.
        method: how it is paid back: `FRENCH`, `GERMAN`, `AMERICAN`, `BULLET`, `balloon(amount)`,
            `fixed_payment(amount)`, `given_payments(amounts)`, `given_principals(amounts)`.
        day_count: how interest follows from the days; the periodic rate by default.
        interest_only: how many instalments pay no principal, after those capitalized.
        capitalized: how many instalments at the beginning pay nothing: their interest and its IVA
            are added to the debt.
        iva: the rate of IVA on the interest, or one for each part of the debt.
        level_includes_iva: whether what is level includes the IVA on interest, or it comes on top.
        charges: fees and insurance, on top of the level payment.
        prepayments: principal paid before it is due.
        residual: which instalment takes what rounding leaves: the last, the first that pays
            principal, or that with the most principal (the earlier of equals).
        payment_unit: round the level amount up to a multiple of it, such as 1 for whole pesos,
            instead of to the nearest unit of the currency.
        currency: of every amount.
        places: decimals of amounts, if not those of the currency.

    Interest, IVA, charges and level amounts are each rounded once, halves up, from exact figures.
    The last instalment always pays what is left, so it closes at zero. With level payments, the
    first or the largest can take the residual only to the nearest unit, because what it pays
    earlier saves interest: one or two units can remain for the last.

    Rates that float are levelled anew whenever they change, as if the new rate held to the end.

    Source: any textbook of financial mathematics; LIVA, article 12, for the IVA of interest.

    Raises:
        TypeError: an amount or rate is a float, or a date is a datetime.
        CreditError: terms that make no sense, such as a negative rate, no instalments, dates out of
            order, or payments below the interest; the message names the term.

    >>> plan = amortize("150000", rate="0.10", start=dt.date(2026, 1, 15), periods=36)
    >>> plan.rows[0].payment, plan.rows[-1].payment, plan.totals.interest
    (Decimal('4840.08'), Decimal('4839.99'), Decimal('24242.79'))
    """
    ends = _ends(start, periods, dates, every, first)
    paid = tuple(calendar.roll(day, roll) for day in ends) if calendar else ends
    return schedule(
        Terms(
            principal=to_decimal(principal, name="principal"),
            rate=rate if isinstance(rate, Floating) else to_decimal(rate, name="rate"),
            start=start,
            ends=paid if adjusted else ends,
            dates=paid,
            method=method,
            day_count=day_count,
            per_year=every.per_year if dates is None else None,
            interest_only=interest_only,
            capitalized=capitalized,
            iva=as_iva(iva),
            level_includes_iva=level_includes_iva,
            charges=tuple(charges),
            prepayments=tuple(sorted(prepayments, key=lambda each: each.date)),
            residual=residual,
            payment_unit=(
                None if payment_unit is None else to_decimal(payment_unit, name="payment_unit")
            ),
            currency=currency,
            places=decimals(currency) if places is None else places,
        )
    )


def schedule(terms: Terms) -> Schedule:
    """Compute the schedule that follows from terms, such as those of another schedule, changed.

    >>> plan = amortize("1200", rate="0.12", start=dt.date(2026, 1, 31), periods=2)
    >>> schedule(plan.terms) == plan
    True

    Raises:
        CreditError: as `amortize` does.
    """
    opening = _charged(
        [charge for charge in terms.charges if charge.at_opening],
        units(terms.principal, terms.places),
        terms.places,
    )
    fees, insurance, iva = (as_decimal(amount, terms.places) for amount in opening)
    return Schedule(
        terms=terms,
        rows=tuple(_rows(terms, lines_of(terms))),
        opening_fees=fees,
        opening_insurance=insurance,
        opening_iva=iva,
    )


def prepay(plan: Schedule, *prepayments: Prepayment) -> Schedule:
    """Compute a schedule again with principal that was paid before it was due.

    What comes before the first of them stays as it was.

    >>> plan = amortize("120000", rate="0.24", start=dt.date(2026, 1, 31), periods=12)
    >>> paid = prepay(plan, Prepayment(date=plan.rows[5].date, amount="30000"))
    >>> len(paid.rows), paid.rows[-1].payment, paid.totals.interest - plan.totals.interest
    (10, Decimal('905.40'), Decimal('-3136.08'))

    Raises:
        CreditError: a prepayment is of a day outside the plan, or more than is owed.
    """
    known = (*plan.terms.prepayments, *prepayments)
    ordered = sorted(known, key=lambda each: each.date)
    return schedule(attrs.evolve(plan.terms, prepayments=tuple(ordered)))


def _ends(
    start: dt.date,
    periods: int | None,
    dates: Sequence[dt.date] | None,
    every: Every,
    first: dt.date | None,
) -> tuple[dt.date, ...]:
    for day in (start, first, *(dates or ())):
        if isinstance(day, dt.datetime):
            raise TypeError(f"{day!r} is a datetime, expected a date")
    if dates is not None:
        if periods is not None or first is not None:
            raise CreditError("dates are given with periods or first, expected one or the other")
        return tuple(dates)
    if periods is None:
        raise CreditError("periods is missing, expected it or dates")
    if periods < 1:
        raise CreditError(f"periods is {periods}, expected a whole number from 1")
    return every.dates(start, periods, first=first)


def _charged(charges: Sequence[Charge], base: int, places: int) -> tuple[int, int, int]:
    """Give fees, insurance and the IVA on both, in whole units."""
    fees = insurance = iva = 0
    for charge in charges:
        numerator, denominator = charge.share.as_integer_ratio()
        amount = units(charge.amount, places) + half_up(base * numerator, denominator)
        if charge.insurance:
            insurance += amount
        else:
            fees += amount
        numerator, denominator = charge.iva.as_integer_ratio()
        iva += half_up(amount * numerator, denominator)
    return fees, insurance, iva


def _rows(terms: Terms, lines: Sequence[Line]) -> Iterator[Instalment]:
    each = [charge for charge in terms.charges if not charge.at_opening]
    # A bullet plan has one line for all its dates.
    dates = terms.dates[-1:] if terms.method.single else terms.dates
    for number, (date, line) in enumerate(zip(dates, lines, strict=False), 1):
        charged = _charged(each, line.opening, terms.places)
        yield _instalment(line, charged, number, date, terms.places)


def _instalment(
    line: Line, charged: tuple[int, int, int], number: int, date: dt.date, places: int
) -> Instalment:
    fees, insurance, iva = charged
    paid = line.interest + line.iva + line.principal - line.capitalized + fees + insurance + iva
    return Instalment(
        number=number,
        date=date,
        days=line.period.days,
        rate=line.period.annual,
        opening=as_decimal(line.opening, places),
        interest=as_decimal(line.interest, places),
        iva=as_decimal(line.iva, places),
        principal=as_decimal(line.principal, places),
        fees=as_decimal(fees, places),
        insurance=as_decimal(insurance, places),
        iva_on_charges=as_decimal(iva, places),
        capitalized=as_decimal(line.capitalized, places),
        payment=as_decimal(paid, places),
        extra=as_decimal(line.extra, places),
        closing=as_decimal(line.closing, places),
    )
