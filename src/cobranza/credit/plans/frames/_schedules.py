"""A table of loans read, checked, and taken batch by batch."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

import polars as pl

from cobranza.calendars import Calendar, Roll
from cobranza.credit.plans._charges import as_iva
from cobranza.credit.plans._counts import DayCount
from cobranza.credit.plans._dates import MONTHLY, Every
from cobranza.credit.plans._methods import AMERICAN, FRENCH, GERMAN, Method
from cobranza.credit.plans.frames._loop import AMOUNTS, Rules, instalments
from cobranza.errors import CreditError, MoneyError
from cobranza.money import decimals, to_decimal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

__all__ = ["schedules"]

_COLUMNS: Final = ("loan", "principal", "rate", "periods", "start")
_EXPECTED: Final = {
    "principal": "more than 0, and less than 10**18 units",
    "rate": "0 or more, and less than a million",
    "periods": "more than those of grace, and 1 at least",
    "start": "a date",
}
_RATE_PLACES: Final = 9
# Products of these fit in 128 bits, and those of a rate and its days in 64.
_LARGEST: Final = 10**18
_HIGHEST: Final = 10**6
_LOANS: Final = 20_000


def schedules(
    loans: pl.DataFrame | pl.LazyFrame,
    *,
    every: Every = MONTHLY,
    calendar: Calendar | None = None,
    roll: Roll = Roll.FOLLOWING,
    adjusted: bool = False,
    method: Method = FRENCH,
    day_count: DayCount = DayCount.PERIODIC,
    interest_only: int = 0,
    capitalized: int = 0,
    iva: Decimal | int | str = 0,
    currency: str = "MXN",
    batch: int = _LOANS,
) -> Iterator[pl.DataFrame]:
    """Give the instalments of many loans, a table for every `batch` of them, in their order.

    Each row of `loans` has its `loan` (any key), `principal` (decimals, or whole centavos),
    annual `rate` (decimals with 9 places at most), number of `periods`, and `start`. Other columns
    are ignored. What comes back has the columns `loan`, `number`, `date`, `days`, `opening`,
    `interest`, `iva`, `principal`, `capitalized`, `payment` and `closing`, with amounts of the type
    that came in. All mean what they do in `amortize`, as the options do; the last instalment takes
    the residual.

    Raises:
        TypeError: an option is a float.
        MoneyError: a column has floats.
        CreditError: a column or a value is missing, a figure makes no sense, or `method` is not
            FRENCH, GERMAN or AMERICAN; on the way, a payment is below its interest, or an amount
            comes near 2**61 centavos.
    """
    rules = Rules(
        every=every,
        calendar=calendar,
        roll=roll,
        adjusted=adjusted,
        method=method,
        day_count=day_count,
        interest_only=interest_only,
        capitalized=capitalized,
        iva=Fraction(as_iva(to_decimal(iva, name="iva"))[0].rate),
        places=decimals(currency),
    )
    _check(rules, batch)
    table, kind = _read(loans, rules)
    return _batches(table, kind, rules, batch)


def _check(rules: Rules, batch: int) -> None:
    if rules.method not in (FRENCH, GERMAN, AMERICAN):
        raise CreditError(f"method is {rules.method.name}, expected FRENCH, GERMAN or AMERICAN")
    if rules.day_count is DayCount.PERIODIC and rules.every.per_year is None:
        raise CreditError(
            "day_count is PERIODIC for days without a number of periods per year, "
            "expected another day count"
        )
    grace = {"interest_only": rules.interest_only, "capitalized": rules.capitalized}
    for name, count in grace.items():
        if count < 0:
            raise CreditError(f"{name} is {count}, expected 0 or more")
    if batch < 1:
        raise CreditError(f"batch is {batch}, expected 1 loan or more")


def _batches(
    table: pl.DataFrame, kind: pl.DataType, rules: Rules, batch: int
) -> Iterator[pl.DataFrame]:
    rates, places = table["rate"], _RATE_PLACES
    while places and not (rates % 10 != 0).any():  # so that products are small
        rates, places = rates // 10, places - 1
    table = table.with_columns(rate=rates)
    for rows in table.iter_slices(batch):
        found = instalments(rows, rules, places)
        if kind.is_decimal():
            amounts = pl.col(*AMOUNTS).cast(pl.Decimal(38, rules.places)) / 10**rules.places
            found = found.with_columns(amounts)
        yield found


def _read(loans: pl.DataFrame | pl.LazyFrame, rules: Rules) -> tuple[pl.DataFrame, pl.DataType]:
    """Give the columns that are needed, in whole units, and the type that the principal had."""
    given = loans.lazy()
    schema = given.collect_schema()
    for name in _COLUMNS:
        if name not in schema:
            raise CreditError(f"loans have no column {name!r}, expected {', '.join(_COLUMNS)}")
    for name in ("principal", "rate"):
        if not (schema[name].is_decimal() or schema[name].is_integer()):
            raise MoneyError(f"{name} has {schema[name]}, expected decimals or whole numbers")
    if not schema["periods"].is_integer():
        raise CreditError(f"periods has {schema['periods']}, expected whole numbers")
    if schema["start"] != pl.Date:
        raise CreditError(f"start has {schema['start']}, expected dates")
    kind = schema["principal"]
    read = given.select(_COLUMNS).collect()
    wrong = {
        "principal": ~pl.col("principal").is_between(0, _LARGEST, closed="none"),
        "rate": ~pl.col("rate").is_between(0, _HIGHEST, closed="left"),
        "periods": pl.col("periods") <= rules.grace,
        "start": pl.lit(value=False),
    }
    for name, condition in wrong.items():
        found = read.filter(condition | pl.col(name).is_null()).select("loan", name)
        if found.height:
            loan, value = found.row(0)
            raise CreditError(f"{name} of loan {loan!r} is {value}, expected {_EXPECTED[name]}")
    units = pl.col("principal").cast(pl.Int64)
    if kind.is_decimal():
        units = _units(read, "principal", rules.places)
    return read.with_columns(
        units, _units(read, "rate", _RATE_PLACES), pl.col("periods").cast(pl.Int64)
    ), kind


def _units(read: pl.DataFrame, name: str, places: int) -> pl.Expr:
    """Give decimals in whole units of their last place, which none goes beyond.

    Raises:
        CreditError: one does.
    """
    found = read.filter(pl.col(name).cast(pl.Decimal(38, 18)).round(places) != pl.col(name))
    if found.height:
        loan, value = found.select("loan", name).row(0)
        raise CreditError(f"{name} of loan {loan!r} is {value}, expected at most {places} decimals")
    return pl.col(name).cast(pl.Decimal(38, places)).to_physical().cast(pl.Int64)
