"""Promises and follow-ups in tables; see `cobranza.aging.promises_kept` for the definitions."""

from __future__ import annotations

import datetime as dt
from typing import Final

import narwhals as nw

from cobranza.aging._exact import ZERO
from cobranza.aging._items import as_day
from cobranza.aging._periods import Period
from cobranza.aging._promises import FollowUpsOnTime, PromisesKept, PromiseStatus
from cobranza.aging.frames._columns import Columns
from cobranza.aging.frames._table import Table, check_same_money, rows

__all__ = ["follow_ups_on_time", "promises_kept"]

_COLUMNS: Final = Columns()
_KEPT, _BROKEN, _PENDING = (nw.lit(status.value) for status in PromiseStatus)


def promises_kept(
    promises: object,
    receipts: object,
    *,
    as_of: dt.date,
    currency: str,
    months: int = 1,
    grace_days: int = 0,
    columns: Columns = _COLUMNS,
) -> PromisesKept:
    """Judge promises as `cobranza.aging.promises_kept` does.

    `promises` have `id`, `currency`, the days `made` and `due`, and the `amount` promised;
    `receipts`, the money that came for them: `debt` (the promise it is for), `date`, and `moved`,
    which here is positive.

    Source: general use in credit and collections (promise to pay, PTP).

    Raises:
        CobranzaError: `months` is less than 1; a column is missing, or holds no days.
        MoneyError: amounts are floats.
    """
    period = Period.until(as_day(as_of), months=months)
    made = Table(promises, "promises", columns.amount)
    came = Table(receipts, "receipts", columns.moved)
    made.require(columns.id, columns.currency)
    came.require(columns.debt)
    amounts = made.amounts(columns.amount)
    check_same_money(amounts, came.amounts(columns.moved))
    asked = _within(made, columns.due, period).where(nw.col(columns.currency) == currency)
    promised = asked.frame.select(
        __id=nw.col(columns.id),
        __made=made.day(columns.made),
        __due=made.day(columns.due),
        __amount=nw.col(columns.amount),
    )
    received = came.where(came.until(columns.date, period.last)).frame.select(
        __id=nw.col(columns.debt),
        __day=came.day(columns.date),
        __received=nw.col(columns.moved),
    )
    last = _later(nw.col("__due"), grace_days)
    in_time = received.join(
        promised.select("__id", "__made", __last=last), on="__id", how="inner"
    ).filter(nw.col("__day") >= nw.col("__made"), nw.col("__day") <= nw.col("__last"))
    sums = in_time.group_by("__id").agg(nw.col("__received").sum())
    known = promised.join(sums, on="__id", how="left")
    kept = nw.col("__received") >= nw.col("__amount")
    pending = nw.col("__due") > period.last - dt.timedelta(days=grace_days)
    status = nw.when(pending).then(_PENDING).otherwise(_BROKEN)
    status = nw.when(kept).then(_KEPT).otherwise(status)
    counted = known.with_columns(__status=status).group_by("__status")
    found = dict.fromkeys(PromiseStatus, (0, ZERO))
    for name, value, number in rows(counted.agg(nw.col("__amount").sum(), __number=nw.len())):
        found[PromiseStatus(name)] = (number, amounts.read(value))
    return PromisesKept(
        currency=currency,
        kept=found[PromiseStatus.KEPT][0],
        broken=found[PromiseStatus.BROKEN][0],
        pending=found[PromiseStatus.PENDING][0],
        kept_amount=found[PromiseStatus.KEPT][1],
        broken_amount=found[PromiseStatus.BROKEN][1],
        pending_amount=found[PromiseStatus.PENDING][1],
    )


def follow_ups_on_time(
    follow_ups: object, *, as_of: dt.date, months: int = 1, columns: Columns = _COLUMNS
) -> FollowUpsOnTime:
    """Judge follow-ups as `cobranza.aging.follow_ups_on_time` does: columns `due` and `done`.

    Source: general use in credit and collections.

    Raises:
        CobranzaError: `months` is less than 1; a column is missing, or holds no days.
    """
    period = Period.until(as_day(as_of), months=months)
    table = Table(follow_ups, "follow-ups")
    due = _within(table, columns.due, period).frame
    day, done = table.day(columns.due), table.day(columns.done)
    by_then = done <= period.last
    late = nw.when(by_then & (done > day)).then(nw.lit("late")).otherwise(nw.lit("not done"))
    how = nw.when(by_then & (done <= day)).then(nw.lit("on time")).otherwise(late)
    counted = due.with_columns(__how=how).group_by("__how").agg(__number=nw.len())
    found = dict(rows(counted))
    return FollowUpsOnTime(
        due=sum(found.values()), on_time=found.get("on time", 0), late=found.get("late", 0)
    )


def _within(table: Table, column: str, period: Period) -> Table:
    """Leave the rows whose day is within a period."""
    return table.where(table.until(column, period.last), ~table.before(column, period.first))


def _later(day: nw.Expr, days: int) -> nw.Expr:
    """Add days to a day; engines that cannot are not asked to when there are none."""
    return day.dt.offset_by(f"{days}d") if days else day
