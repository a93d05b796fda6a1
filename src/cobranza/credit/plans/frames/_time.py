"""Dates and day counts as expressions: the same as those of `Every` and `DayCount`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from cobranza.credit.plans._counts import DayCount

if TYPE_CHECKING:
    from cobranza.calendars import Calendar, Roll
    from cobranza.credit.plans._dates import Every

__all__ = ["days", "ends", "rolled"]

_LONGEST = 30
_MIDDLE = 15


def ends(every: Every, count: int) -> list[pl.Expr]:
    """Give the ends of periods after the column `start`, as columns named by their number."""
    return [_end(every, number).alias(f"end{number}") for number in range(1, count + 1)]


def days(count: DayCount, start: str, end: str) -> pl.Expr:
    """Count the days between two columns of dates."""
    first, last = pl.col(start).dt, pl.col(end).dt
    if count not in (DayCount.THIRTY_360, DayCount.THIRTY_E_360):
        return (pl.col(end) - pl.col(start)).dt.total_days()
    day = first.day().cast(pl.Int64).clip(upper_bound=_LONGEST)
    until = last.day().cast(pl.Int64)
    cut = until.clip(upper_bound=_LONGEST)
    if count is DayCount.THIRTY_360:
        cut = pl.when(day == _LONGEST).then(cut).otherwise(until)
    months = (last.year() - first.year()) * 12 + last.month() - first.month()
    return months.cast(pl.Int64) * _LONGEST + cut - day


def rolled(frame: pl.DataFrame, calendar: Calendar, roll: Roll) -> pl.DataFrame:
    """Move the dates of a table that are not business days; each date is asked for once."""
    known = {
        day: calendar.roll(day, roll)
        for day in pl.concat([column.unique() for column in frame]).unique()
    }
    return frame.with_columns(pl.all().replace_strict(known, return_dtype=pl.Date))


def _end(every: Every, number: int) -> pl.Expr:
    start = pl.col("start")
    if every.days:
        return start.dt.offset_by(f"{every.days * number}d")
    if every.half_months:
        return _half_month(number)
    end = start.dt.offset_by(f"{every.months * number}mo")
    return end.dt.month_end() if every.month_end else end


def _half_month(number: int) -> pl.Expr:
    """Count on from the halves that have ended by the start: none, one or two of its month."""
    start = pl.col("start")
    past = (start.dt.day() >= _MIDDLE).cast(pl.Int64) + (start == start.dt.month_end())
    half = past + (number - 1)
    month = start.dt.month_start().dt.offset_by(pl.format("{}mo", half // 2))
    return (
        pl.when(half % 2 == 0)
        .then(month.dt.offset_by(f"{_MIDDLE - 1}d"))
        .otherwise(month.dt.month_end())
    )
