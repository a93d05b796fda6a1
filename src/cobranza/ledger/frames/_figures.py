"""Balances and open items, computed on the tables alone; one definition for every engine.

A sum is made narrower before anything is subtracted from it: where a result could take more than 38
digits Spark gives up decimals, without a word.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

import narwhals as nw

from cobranza.errors import LedgerError
from cobranza.ledger.documents import check_day
from cobranza.ledger.frames.schema import AMOUNT_DIGITS, AMOUNT_SCALE

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from narwhals.typing import IntoFrameT

    from cobranza.ledger.frames._tables import Tables

    Frame = nw.LazyFrame[Any]

__all__ = ["balances", "open_items", "open_parts", "receivable_balances"]

_OF_RECEIVABLE: Final = (
    "uuid",
    "number",
    "account",
    "issuer_rfc",
    "customer_rfc",
    "customer_name",
    "issued",
    "due",
    "due_source",
    "currency",
    "exchange_rate",
    "amount",
    "payment_method",
)
_SUM: Final = nw.Decimal(38, AMOUNT_SCALE)
_BALANCE: Final = nw.Decimal(AMOUNT_DIGITS + 2, AMOUNT_SCALE)


def balances(tables: Tables[IntoFrameT], as_of: date) -> IntoFrameT:
    """Sum the balances of all receivables per currency, up to `as_of`, that day included.

    Columns: currency, balance; in order of currency. As `Ledger.balances`, of the same tables.

    Raises:
        TypeError: `as_of` is not a plain date.

    >>> from datetime import date
    >>> from cobranza.ledger import Ledger
    >>> from cobranza.ledger.frames import tables
    >>> balances(tables(Ledger(receivables=())), date(2026, 6, 30)).columns
    ['currency', 'balance']
    """
    moved = _moved(tables, as_of).group_by("currency").agg(balance=nw.col("amount").sum())
    return _like(tables, moved.with_columns(nw.col("balance").cast(_SUM)).sort("currency"))


def receivable_balances(tables: Tables[IntoFrameT], as_of: date) -> IntoFrameT:
    """Sum the events of each receivable up to `as_of`, that day included.

    Columns: receivable, currency, balance; in no order. A receivable without events by then has no
    row, one that is paid has a row with balance 0.

    Raises:
        TypeError: `as_of` is not a plain date.
    """
    return _like(tables, _balances(tables, as_of).with_columns(nw.col("balance").cast(_SUM)))


def open_items(
    tables: Tables[IntoFrameT], as_of: date, *, dimensions: Sequence[str] = ()
) -> IntoFrameT:
    """List the receivables whose balance at the end of `as_of` is not zero; in no order.

    Columns: those of `receivables` that are no struct or list, of the parties RFC and the
    customer's name; `balance`, negative where more was paid than charged; `days_past_due`, which
    is `as_of - due`; and one for each of the `dimensions` asked for, "" where the master data say
    nothing.

    Raises:
        TypeError: `as_of` is not a plain date.
        LedgerError: a dimension is called like another column.
    """
    return _like(tables, _listed(_open(tables, as_of, dimensions), as_of, dimensions))


def open_parts(
    tables: Tables[IntoFrameT], as_of: date, *, dimensions: Sequence[str] = ()
) -> IntoFrameT:
    """List what is open by instalment: as `open_items`, with a row for each due date.

    `due`, `balance` and `days_past_due` are of the part, as `Receivable.parts` splits balances:
    what was paid settles the earliest instalments first. The parts of a receivable sum to its
    balance.

    Raises:
        TypeError: `as_of` is not a plain date.
        LedgerError: a dimension is called like another column.
    """
    items = _open(tables, as_of, dimensions).with_columns(count=nw.col("schedule").list.len())
    columns = [*_OF_RECEIVABLE, "balance", *dimensions]
    whole = items.filter(nw.col("count") <= 1).select(columns)
    parts = _parts(items.filter(nw.col("count") > 1)).select(columns)
    return _like(tables, _listed(nw.concat([whole, parts]), as_of, dimensions))


def _frame(native: object) -> Frame:
    """Treat every frame as a lazy one, for what is done to them here is the same."""
    return cast("Frame", nw.from_native(cast("Any", native)))


def _like(tables: Tables[IntoFrameT], frame: Frame) -> IntoFrameT:  # noqa: ARG001 - its type
    """Give a frame as one of the kind that the tables are."""
    return cast("IntoFrameT", frame.to_native())


def _moved(tables: Tables[Any], as_of: date) -> Frame:
    check_day(as_of, "as_of")
    return _frame(tables.events).filter(nw.col("date") <= as_of)


def _balances(tables: Tables[Any], as_of: date) -> Frame:
    moved = _moved(tables, as_of)
    return moved.group_by("receivable", "currency").agg(balance=nw.col("amount").sum())


def _open(tables: Tables[Any], as_of: date, dimensions: Sequence[str]) -> Frame:
    """Select the open receivables, with their schedules and what is asked of the master data."""
    receivables = _frame(tables.receivables)
    balance = _balances(tables, as_of).select("receivable", nw.col("balance").cast(_BALANCE))
    items = (
        receivables.select(*_OF_RECEIVABLE, "schedule")
        .join(balance, left_on="uuid", right_on="receivable", how="inner")
        .filter(nw.col("balance") != 0)
    )
    if not dimensions:
        return items
    named = _dimensions(receivables, dimensions)
    items = items.join(named, left_on="uuid", right_on="receivable", how="left")
    return items.with_columns(nw.col(*dimensions).fill_null(""))


def _dimensions(receivables: Frame, names: Sequence[str]) -> Frame:
    """Spread dimensions over columns, for the receivables that have one of them."""
    taken = sorted({*names} & {*_OF_RECEIVABLE, "receivable", "balance", "days_past_due"})
    if taken:
        raise LedgerError(f"dimension {taken[0]!r} is called like a column of open items")
    told = receivables.select(nw.col("uuid").alias("receivable"), "dimensions").explode(
        "dimensions"
    )
    pair = nw.col("dimensions").struct
    spread = told.select(
        "receivable",
        **{each: nw.when(pair.field("name") == each).then(pair.field("value")) for each in names},
    )
    return spread.group_by("receivable").agg(nw.col(*names).max())


def _parts(items: Frame) -> Frame:
    """Split balances over instalments; see `Receivable.parts`.

    What is left for an instalment is the balance less what falls due later. The latest of which
    nothing is left, the last of all aside, and those before it are paid.
    """
    schedule, position, left = nw.col("schedule").struct, nw.col("position"), nw.col("left")
    parts = items.explode("schedule").with_columns(
        position=schedule.field("position"),
        due=schedule.field("due"),
        part=schedule.field("amount"),
        left=nw.col("balance") - schedule.field("later"),
    )
    paid = nw.when((left <= 0) & (position < nw.col("count") - 1)).then(position)
    parts = parts.with_columns(paid=paid)
    parts = parts.with_columns(paid=nw.col("paid").max().over("uuid"))
    parts = parts.filter(nw.col("paid").is_null() | (position > nw.col("paid")))
    fits = (position == 0) | (left < nw.col("part"))
    return parts.with_columns(balance=nw.when(fits).then(left).otherwise(nw.col("part")))


def _listed(items: Frame, as_of: date, dimensions: Sequence[str]) -> Frame:
    past_due = nw.lit(as_of.toordinal()) - _ordinal(nw.col("due"))
    items = items.with_columns(nw.col("balance").cast(_SUM), days_past_due=past_due)
    return items.select(*_OF_RECEIVABLE, "balance", "days_past_due", *dimensions)


def _ordinal(day: nw.Expr) -> nw.Expr:
    """Number a day as `date.toordinal` does, with the whole numbers that every engine has.

    Years begin in March here, so that the day which some years have more is the last.

    Source: H. Hinnant, chrono-compatible low-level date algorithms, `days_from_civil`.
    """
    month = day.dt.month().cast(nw.Int64)
    before_march = (month <= 2).cast(nw.Int64)  # noqa: PLR2004 - January and February
    year = day.dt.year().cast(nw.Int64) - before_march
    months = month + 12 * before_march - 3
    leap_days = year // 4 - year // 100 + year // 400
    return 365 * year + leap_days + (153 * months + 2) // 5 + day.dt.day() - 306
