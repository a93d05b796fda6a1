"""The loop of `amortize` over a column of loans at a time.

Balances are whole numbers of the smallest unit and interest is an exact quotient of whole numbers,
in 64 bits, or in 128 where a product would not fit. Only the level payment is first computed in
binary floating point. All its sums are of positive terms, so its relative error is at most `_ERROR`
for each period; where the figure lies so near to a half unit that this could decide, and for that
loan alone, the exact quotient is taken instead.
"""

from __future__ import annotations

from fractions import Fraction
from math import prod
from typing import Final, cast

import attrs
import polars as pl

from cobranza.calendars import Calendar, Roll
from cobranza.credit.plans._counts import DayCount
from cobranza.credit.plans._dates import Every
from cobranza.credit.plans._engine import solve
from cobranza.credit.plans._methods import Method
from cobranza.credit.plans._units import as_decimal, half_up
from cobranza.credit.plans.frames._time import days, ends, rolled
from cobranza.errors import CreditError

__all__ = ["AMOUNTS", "Rules", "instalments"]

AMOUNTS: Final = (
    *("opening", "interest", "iva", "principal", "capitalized", "payment", "closing"),
)
# Nine roundings in each period, four in the growth of the balance and five in that of the payments,
# of half a unit in the last place (2**-53) each: taken as sixteen, for products of errors as well.
_ERROR: Final = 16 * 2.0**-53
_HALF: Final = 0.5
_NOTHING: Final = pl.lit(0, pl.Int64)
_PRINCIPAL: Final = pl.col("principal")
_CAPITALIZED: Final = pl.col("capitalized")
_BORNE: Final = pl.col("interest") + pl.col("iva")
_INT64: Final = 2**63
_MOST: Final = 2**61
"""What no amount may reach, so that a sum of three of them has room."""


@attrs.frozen(kw_only=True)
class Rules:
    """What all loans have in common."""

    every: Every
    calendar: Calendar | None
    roll: Roll
    adjusted: bool
    method: Method
    day_count: DayCount
    interest_only: int
    capitalized: int
    iva: Fraction
    places: int

    @property
    def grace(self) -> int:
        """Count the instalments that pay no principal because grace was agreed."""
        return self.interest_only + self.capitalized


@attrs.frozen
class _Batch:
    """Some loans and their time: dates, days and the numerators of the interest on one unit.

    `count` is how many instalments the longest has; `whole` is the denominator of the interest.
    """

    loans: pl.DataFrame
    rules: Rules
    count: int
    time: pl.DataFrame
    whole: int


def instalments(loans: pl.DataFrame, rules: Rules, rate_places: int) -> pl.DataFrame:
    """Give the instalments of some loans, in whole units, loan by loan.

    Raises:
        CreditError: a payment is below its interest, or an amount is too large for 64 bits.
    """
    batch = _batch(loans, rules, rate_places)
    opening, level = loans["principal"], pl.zeros(loans.height, pl.Int64, eager=True)
    found: list[pl.DataFrame] = []
    for number in range(1, batch.count + 1):
        if number == rules.grace + 1:
            level = _level(batch, opening)
        found.append(_rows(batch, number, opening, level))
        opening = found[-1]["closing"]
    place = pl.int_range(loans.height * batch.count, eager=True)
    by_loan = place % batch.count * loans.height + place // batch.count
    return pl.concat(found)[by_loan].filter(pl.col("opening") > 0)


def _batch(loans: pl.DataFrame, rules: Rules, rate_places: int) -> _Batch:
    count = cast("int", loans["periods"].max())
    numbers = range(1, count + 1)
    plain = loans.select(ends(rules.every, count))
    moved = rolled(plain, rules.calendar, rules.roll) if rules.calendar else plain
    bounds = loans.select(end0="start").hstack(moved if rules.adjusted else plain)
    if rules.calendar:
        _check_growing(loans, moved, count)
    spans = bounds.select(
        days(rules.day_count, f"end{number - 1}", f"end{number}").alias(f"days{number}")
        for number in numbers
    )
    rate, whole = loans["rate"], int(10**rate_places)
    if rules.day_count is DayCount.PERIODIC:
        year = cast("Fraction", rules.every.per_year)
        whole *= year.numerator
        factors = [rate * year.denominator] * count
    else:
        whole *= 365 if rules.day_count is DayCount.ACT_365 else 360
        factors = [rate * span for span in spans]
    dates = moved.rename({f"end{number}": f"date{number}" for number in numbers})
    named = [each.alias(f"factor{number}") for number, each in zip(numbers, factors, strict=True)]
    return _Batch(loans, rules, count, dates.hstack(spans).hstack(named), whole)


def _check_growing(loans: pl.DataFrame, moved: pl.DataFrame, count: int) -> None:
    """Refuse periods that business days leave nothing of."""
    dates = loans.select("loan", "periods", end0="start").hstack(moved)
    for number in range(1, count + 1):
        before, after = f"end{number - 1}", f"end{number}"
        wrong = dates.filter(pl.col("periods") >= number, pl.col(after) <= pl.col(before)).head(1)
        for loan, early, late in wrong.select("loan", before, after).iter_rows():
            raise CreditError(
                f"dates of loan {loan!r} has {late} after {early}, expected growing dates"
            )


def _rows(batch: _Batch, number: int, opening: pl.Series, level: pl.Series) -> pl.DataFrame:
    """Compute one instalment of every loan; where nothing is left, all is zero."""
    time = batch.time
    rows = batch.loans.select("loan", "periods").with_columns(
        pl.lit(number, pl.Int32).alias("number"),
        date=time[f"date{number}"],
        days=time[f"days{number}"].cast(pl.Int32),
        factor=time[f"factor{number}"],
        opening=opening,
        level=level,
    )
    found = _borne(rows, batch.rules, batch.whole).with_columns(
        capitalized=_BORNE if number <= batch.rules.capitalized else _NOTHING,
        principal=_principal(batch.rules) if number > batch.rules.grace else _NOTHING,
    )
    low = found.filter(_PRINCIPAL < 0, pl.col("periods") >= number).head(1)
    for loan, pays, least in low.select("loan", "level", "interest").iter_rows():
        raise CreditError(
            f"instalment {number} of loan {loan!r} pays {as_decimal(pays, batch.rules.places)}, "
            f"expected at least its interest, {as_decimal(least, batch.rules.places)}"
        )
    return found.with_columns(
        payment=_BORNE + _PRINCIPAL - _CAPITALIZED,
        closing=pl.col("opening") + _CAPITALIZED - _PRINCIPAL,
    ).select("loan", "number", "date", "days", *AMOUNTS)


def _borne(rows: pl.DataFrame, rules: Rules, whole: int) -> pl.DataFrame:
    """Add the interest and its IVA."""
    largest = _largest(rows, "opening", "factor")
    interest = _quotient(pl.col("opening"), pl.col("factor"), whole, largest)
    found = rows.with_columns(interest=interest)
    numerator, denominator = rules.iva.as_integer_ratio()
    largest = _largest(found, "interest") * numerator
    iva = _quotient(pl.col("interest"), pl.lit(numerator), denominator, largest)
    return found.with_columns(iva=iva)


def _principal(rules: Rules) -> pl.Expr:
    opening, level = pl.col("opening"), pl.col("level")
    if rules.method.level == "payment":
        level = level - pl.col("interest")
    due = pl.min_horizontal(level, opening) if rules.method.level else _NOTHING
    return pl.when(pl.col("periods") == pl.col("number")).then(opening).otherwise(due)


def _quotient(left: pl.Expr, right: pl.Expr, whole: int, largest: int) -> pl.Expr:
    """Multiply and divide, halves up, in as many bits as the largest product takes.

    Raises:
        CreditError: amounts would come near the end of 64 bits.
    """
    if largest // whole >= _MOST:
        raise CreditError(f"amounts reach {largest // whole}, expected less than 2**61")
    kind = pl.Int64 if 2 * largest + whole < _INT64 else pl.Int128
    product = left.cast(kind) * right.cast(kind)
    return ((2 * product + whole) // (2 * whole)).cast(pl.Int64)


def _largest(rows: pl.DataFrame, *columns: str) -> int:
    """Give the product of the largest figures of some columns."""
    return prod(cast("int", rows[name].max()) for name in columns)


def _level(batch: _Batch, opening: pl.Series) -> pl.Series:
    """Give what every instalment after the grace pays: of the principal, or in all."""
    periods, grace = batch.loans["periods"], batch.rules.grace
    shared = (2 * opening + periods - grace) // (2 * (periods - grace))
    if batch.rules.method.level != "payment":
        return shared
    grown, paid = opening.cast(pl.Float64), pl.zeros(len(opening), pl.Float64, eager=True)
    for number in range(grace + 1, batch.count + 1):
        growth = 1 + batch.time[f"factor{number}"].cast(pl.Float64) / batch.whole
        runs = periods >= number
        grown = (grown * growth).zip_with(runs, grown)
        paid = (paid * growth + 1).zip_with(runs, paid)
    solved = _rounded(batch, opening, grown / paid)
    return solved.zip_with(batch.loans["rate"] > 0, shared)  # without interest, many are halves


def _rounded(batch: _Batch, opening: pl.Series, level: pl.Series) -> pl.Series:
    """Round halves up, exactly: where the error could decide, from the exact quotient."""
    periods = batch.loans["periods"]
    raised = level + _HALF  # a half is now a whole number
    known = raised.is_finite()
    raised = raised.zip_with(known, pl.zeros(len(raised), pl.Float64, eager=True))
    error = level * (_ERROR * (periods + 1))
    doubtful = ((raised - raised.round()).abs() <= error) | ~known
    found = raised.floor().cast(pl.Int64)
    for place in doubtful.arg_true():
        factors = [
            Fraction(batch.time[f"factor{number}"][place], batch.whole)
            for number in range(batch.rules.grace + 1, periods[place] + 1)
        ]
        found[place] = half_up(*solve(opening[place], factors, [1] * len(factors)))
    return found
