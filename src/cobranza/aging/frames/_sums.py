"""The figures that add up debts: DSO, turnover, CEI, days to pay, recovery, vintages.

An engine sums what the formula cannot tell apart, and a few items that stand for the sums go to
the function of `cobranza.aging`, the only place where the formula is. Debts of which something was
taken back go there as they are.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import TYPE_CHECKING, Final, Literal

import attrs
import narwhals as nw

from cobranza.aging import _cei, _days_to_pay, _dso, _recovery, _turnover, _vintage
from cobranza.aging._items import Applied, AppliedKind, as_day
from cobranza.aging._periods import Period, month_of, month_start
from cobranza.aging.frames._columns import Columns
from cobranza.aging.frames._facts import CHARGE, Facts, between
from cobranza.aging.frames._pair import Pair
from cobranza.aging.frames._table import rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cobranza.aging import (
        Cei,
        CeiConvention,
        Collected,
        Collectible,
        DaysToPay,
        Dso,
        Item,
        Recovery,
        Turnover,
        Vintage,
    )

__all__ = ["cei", "days_to_pay", "dso", "recovery", "turnover", "vintages"]

_COLUMNS: Final = Columns()
_DAY: Final = dt.timedelta(days=1)


def dso(
    invoices: object,
    movements: object,
    *,
    as_of: dt.date,
    currency: str,
    method: Literal["count_back", "simple"] = "count_back",
    months: int = 12,
    columns: Columns = _COLUMNS,
) -> Dso:
    """Give the DSO at the end of `as_of`, as `cobranza.aging.dso` does.

    Raises:
        CobranzaError: as there; a column is missing, or holds no days.
        MoneyError: amounts are floats, or decimals in one table and centavos in the other.
    """
    day = as_day(as_of)
    starts = _month_starts(Period.until(day, months=months))
    facts = Facts.of(Pair.of(invoices, movements, columns, currency))
    found = facts.standing_for(issued=starts, due=[day], day=[day + _DAY])
    return _dso.dso(found, as_of=day, currency=currency, method=method, months=months)


def turnover(
    invoices: object,
    movements: object,
    *,
    as_of: dt.date,
    currency: str,
    months: int = 12,
    columns: Columns = _COLUMNS,
) -> Turnover:
    """Give the turnover of a period, as `cobranza.aging.turnover` does.

    Raises:
        CobranzaError: as there; a column is missing, or holds no days.
        MoneyError: amounts are floats, or decimals in one table and centavos in the other.
    """
    period = Period.until(as_day(as_of), months=months)
    facts = Facts.of(Pair.of(invoices, movements, columns, currency))
    found = _at_both_ends(facts, period)
    return _turnover.turnover(found, as_of=as_of, currency=currency, months=months)


def cei(
    invoices: object,
    movements: object,
    *,
    as_of: dt.date,
    currency: str,
    convention: CeiConvention,
    months: int = 1,
    columns: Columns = _COLUMNS,
) -> Cei:
    """Give the collection effectiveness index of a period, as `cobranza.aging.cei` does.

    Raises:
        CobranzaError: as there; a column is missing, or holds no days.
        MoneyError: amounts are floats, or decimals in one table and centavos in the other.
    """
    period = Period.until(as_day(as_of), months=months)
    facts = Facts.of(Pair.of(invoices, movements, columns, currency))
    found = _at_both_ends(facts, period)
    return _cei.cei(found, as_of=as_of, currency=currency, convention=convention, months=months)


def days_to_pay(
    invoices: object,
    movements: object,
    *,
    as_of: dt.date,
    currency: str,
    months: int = 12,
    columns: Columns = _COLUMNS,
) -> DaysToPay:
    """Average the days to pay of a period, as `cobranza.aging.days_to_pay` does.

    A row for every combination of day issued, day due and day paid comes to memory.

    Raises:
        CobranzaError: as there; a column is missing, or holds no days.
        MoneyError: amounts are floats, or decimals in one table and centavos in the other.
    """
    period = Period.until(as_day(as_of), months=months)
    pair, taken_back = Pair.of(invoices, movements, columns, currency).split()
    facts = Facts.of(pair).where(
        nw.col("__kind") == AppliedKind.PAYMENT.value,
        nw.col("__of") > pair.amounts.zero,
        nw.col("__day") >= period.first,
        nw.col("__day") <= period.last,
    )
    sums = facts.table.frame.group_by("__issued", "__due", "__day").agg(nw.col("__amount").sum())
    found: list[Item] = []
    for issued, due, day, moved in rows(sums):
        paid = Applied(date=day, amount=facts.amounts.read(moved).copy_negate())
        found.append(facts.item(issued, due, paid.amount, paid))
    return _days_to_pay.days_to_pay(
        [*found, *taken_back], as_of=as_of, currency=currency, months=months
    )


def recovery(
    invoices: object,
    movements: object,
    *,
    as_of: dt.date,
    currency: str,
    of: Collectible,
    by: Collected,
    months: int = 1,
    columns: Columns = _COLUMNS,
) -> Recovery:
    """Give the recovery of a period, as `cobranza.aging.recovery` does.

    Raises:
        CobranzaError: as there; a column is missing, or holds no days.
        MoneyError: amounts are floats, or decimals in one table and centavos in the other.
    """
    period = Period.until(as_day(as_of), months=months)
    pair, taken_back = Pair.of(invoices, movements, columns, currency).split()
    begun = period.day_before if of == "open_at_start" else period.last
    facts = Facts.of(pair).where(
        nw.col("__of") > pair.amounts.zero,
        nw.col("__issued") <= begun,
        nw.col("__day") <= period.last,
    )
    found = _collectible(facts, period, begun)
    return _recovery.recovery(
        [*found, *taken_back], as_of=as_of, currency=currency, of=of, by=by, months=months
    )


def vintages(
    invoices: object,
    movements: object,
    *,
    as_of: dt.date,
    currency: str,
    months: int = 12,
    columns: Columns = _COLUMNS,
) -> tuple[Vintage, ...]:
    """Give the vintages of the last months, as `cobranza.aging.vintages` does.

    Raises:
        CobranzaError: as there; a column is missing, or holds no days.
        MoneyError: amounts are floats, or decimals in one table and centavos in the other.
    """
    period = Period.until(as_day(as_of), months=months)
    starts = _month_starts(period)
    pair, taken_back = Pair.of(invoices, movements, columns, currency).split()
    facts = Facts.of(pair).where(
        nw.col("__of") > pair.amounts.zero,
        nw.col("__issued") >= period.first,
        nw.col("__issued") <= period.last,
    )
    sums = facts.standing_for(issued=starts, due=starts, day=starts)
    counts = _counts(facts, starts)
    counts.update(
        each.issued.replace(day=1)
        for each in taken_back
        if each.amount > 0 and each.issued in period
    )
    found = _vintage.vintages([*sums, *taken_back], as_of=as_of, currency=currency, months=months)
    return tuple(attrs.evolve(each, items=counts[each.month]) for each in found)


def _at_both_ends(facts: Facts, period: Period) -> list[Item]:
    """Stand for what was owed and sold, before a period, in it, and since."""
    ends = [period.first, period.last + _DAY]
    return facts.standing_for(issued=ends, due=[period.last], day=ends)


def _collectible(facts: Facts, period: Period, begun: dt.date) -> list[Item]:
    """Stand for what of some debts was settled in a period, and for what was open at its end."""
    dues = [period.first, period.last + _DAY]
    known = facts.table.frame.with_columns(__due_at=facts.table.place("__due", dues))
    amount, in_period = nw.col("__amount"), nw.col("__day") >= period.first
    settled = known.filter(in_period, nw.col("__kind") != CHARGE).group_by("__due_at", "__kind")
    left = known.group_by("__id", "__due_at").agg(amount.sum())
    left = left.filter(amount > facts.amounts.zero)
    found: list[Item] = []
    for due_at, kind, moved in rows(settled.agg(amount.sum())):
        settled_ = Applied(
            date=period.last,
            amount=facts.amounts.read(moved).copy_negate(),
            kind=AppliedKind(kind),
        )
        found.append(facts.item(begun, _due(dues, due_at), settled_.amount, settled_))
    for due_at, open_ in rows(left.group_by("__due_at").agg(amount.sum())):
        found.append(facts.item(begun, _due(dues, due_at), facts.amounts.read(open_)))
    return found


def _due(dues: Sequence[dt.date], place: int) -> dt.date | None:
    return None if place < 0 else between(dues, place)


def _counts(facts: Facts, starts: Sequence[dt.date]) -> Counter[dt.date]:
    """Count the debts of each month: those that stand for them are fewer."""
    sold = facts.table.frame.filter(nw.col("__kind") == CHARGE)
    sold = sold.with_columns(__issued_at=facts.table.place("__issued", starts))
    counted = sold.group_by("__issued_at").agg(__number=nw.len())
    return Counter({between(starts, place): number for place, number in rows(counted)})


def _month_starts(period: Period) -> list[dt.date]:
    """Give the first day of each month of a period, and the day after its last."""
    months = range(month_of(period.first), month_of(period.last) + 1)
    return [*map(month_start, months), period.last + _DAY]
