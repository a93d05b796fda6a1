"""How debts move between buckets; see `cobranza.aging.transition_matrix` for the definitions.

There are two ways in: invoices with their movements, and snapshots of what was open on each date.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import attrs
import narwhals as nw

from cobranza.aging import _roll
from cobranza.aging._exact import ZERO
from cobranza.aging._items import AppliedKind, as_day
from cobranza.aging.frames._age import bucket_of
from cobranza.aging.frames._columns import Columns
from cobranza.aging.frames._facts import Facts
from cobranza.aging.frames._pair import Pair
from cobranza.aging.frames._table import Amounts, Table, masked, rows
from cobranza.money import precise

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence
    from decimal import Decimal

    from cobranza.aging import Buckets, NetFlow, TransitionMatrix

    Frame = nw.LazyFrame[Any]

__all__ = ["net_flow", "snapshot_flow", "snapshot_matrix", "transition_matrix"]

_COLUMNS: Final = Columns()
_GONE, _LESS, _AS_MUCH = range(3)
"""What became of a debt: nothing is owed, or less than before, or as much."""


def transition_matrix(
    invoices: object,
    movements: object,
    *,
    dates: Sequence[dt.date],
    buckets: Buckets,
    currency: str,
    columns: Columns = _COLUMNS,
) -> TransitionMatrix:
    """Follow every debt from each date to the next, as `cobranza.aging.transition_matrix` does.

    What was written off comes to memory, a row for each debt and date.

    Raises:
        CobranzaError: as there; a column is missing, or holds no days.
        MoneyError: amounts are floats, or decimals in one table and centavos in the other.
    """
    pair, taken_back = Pair.of(invoices, movements, columns, currency).split()
    base = _roll.transition_matrix(taken_back, dates=dates, buckets=buckets, currency=currency)
    days = [as_day(day) for day in dates]
    debts = _owed(Facts.of(pair), days)
    moves: list[Frame] = []
    for place, (start, end) in enumerate(pairwise(days)):
        before, after = nw.col(f"__owed_{place}"), nw.col(f"__owed_{place + 1}")
        begun = debts.where(before > pair.amounts.zero, nw.col("__issued") <= start)
        moves.append(
            begun.frame.select(
                __from=bucket_of(begun, "__due", start, buckets),
                __to=bucket_of(begun, "__due", end, buckets),
                __before=before,
                __after=masked(after > pair.amounts.zero, after),
                __lost=-nw.col(f"__lost_{place + 1}"),
            )
        )
    return _counted(base, nw.concat(moves), pair.amounts)


def snapshot_matrix(
    snapshots: object,
    *,
    dates: Sequence[dt.date],
    buckets: Buckets,
    currency: str,
    columns: Columns = _COLUMNS,
) -> TransitionMatrix:
    """Follow every debt through a table of snapshots, such as an extract for every month end.

    A snapshot has, for a `day`, a row for each debt (or instalment, with an id of its own) and its
    balance at the end of that day; what is not there is not owed. Of what is owed on one of the
    `dates` and less on the next, the difference is "written off" as far as `written_off` of the
    next tells, and "paid" otherwise. A debt is in the bucket of the due date that it has then.

    Source: general use in credit risk (migration or transition matrix).

    Raises:
        CobranzaError: there are fewer than two dates, or they do not grow; a column is missing.
        MoneyError: amounts are floats.

    >>> import polars as pl
    >>> from datetime import date
    >>> from cobranza.aging import Buckets
    >>> ends = [date(2026, 4, 30), date(2026, 5, 31)]
    >>> snapshots = pl.DataFrame(
    ...     {
    ...         "uuid": ["A1", "A2", "A1"],
    ...         "currency": ["MXN"] * 3,
    ...         "as_of": [ends[0], ends[0], ends[1]],
    ...         "due": [date(2026, 5, 1)] * 3,
    ...         "balance": [100000, 50000, 30000],  # centavos
    ...     }
    ... )
    >>> matrix = snapshot_matrix(snapshots, dates=ends, buckets=Buckets.days(30), currency="MXN")
    >>> matrix.rate("current", "paid"), matrix.rate("current", "paid", by="count")
    (Decimal('0.8'), Decimal('0.5'))
    """
    base = _roll.transition_matrix((), dates=dates, buckets=buckets, currency=currency)
    table = _snapshots(snapshots, columns)
    amounts, tells = table.amounts(columns.balance), columns.written_off is not None
    key, balance = nw.col(columns.id), nw.col(columns.balance)
    lost = {"__lost": nw.col(columns.written_off)} if columns.written_off else {}
    moves: list[Frame] = []
    for start, end in pairwise(map(as_day, dates)):
        # The currency of a debt is asked once: it does not change.
        known = _on(table, start, columns).where(nw.col(columns.currency) == currency)
        before = known.frame.select(
            __id=key, __from=bucket_of(table, columns.due, start, buckets), __before=balance
        )
        after = _on(table, end, columns).frame.select(
            __id=key,
            __to=bucket_of(table, columns.due, end, buckets),
            __after=masked(balance > amounts.zero, balance),
            **lost,
        )
        before = before.filter(nw.col("__before") > amounts.zero)
        moves.append(before.join(after, on="__id", how="left"))
    return _counted(base, nw.concat(moves), amounts, tells=tells)


def net_flow(
    invoices: object,
    movements: object,
    *,
    dates: Sequence[dt.date],
    buckets: Buckets,
    currency: str,
    columns: Columns = _COLUMNS,
) -> NetFlow:
    """Compare balances by bucket from date to date, as `cobranza.aging.net_flow` does.

    Raises:
        CobranzaError: as there; a column is missing, or holds no days.
        MoneyError: amounts are floats, or decimals in one table and centavos in the other.
    """
    empty = _roll.net_flow((), dates=dates, buckets=buckets, currency=currency)
    facts = Facts.of(Pair.of(invoices, movements, columns, currency))
    amount = nw.col("__amount")
    aged: list[Frame] = []
    for day in map(as_day, dates):
        known = facts.where(nw.col("__day") <= day).table
        bucket = bucket_of(known, "__due", day, buckets)
        aged.append(known.frame.select(__bucket=bucket, __balance=amount))
    return _flow(empty, aged, facts.amounts)


def snapshot_flow(
    snapshots: object,
    *,
    dates: Sequence[dt.date],
    buckets: Buckets,
    currency: str,
    columns: Columns = _COLUMNS,
) -> NetFlow:
    """Compare the balances by bucket of the snapshots on each date with those on the next.

    `snapshot_matrix` says what the table is, and `cobranza.aging.net_flow` what is compared.

    Source: OCC, Comptroller's Handbook, roll rate analysis.

    Raises:
        CobranzaError: there are fewer than two dates, or they do not grow; a column is missing.
        MoneyError: amounts are floats.
    """
    empty = _roll.net_flow((), dates=dates, buckets=buckets, currency=currency)
    table = _snapshots(snapshots, columns).where(nw.col(columns.currency) == currency)
    balance = nw.col(columns.balance)
    aged: list[Frame] = []
    for day in map(as_day, dates):
        bucket = bucket_of(table, columns.due, day, buckets)
        found = _on(table, day, columns).frame
        aged.append(found.select(__bucket=bucket, __balance=balance))
    return _flow(empty, aged, table.amounts(columns.balance))


def _owed(facts: Facts, days: Sequence[dt.date]) -> Table:
    """Give what is owed of each debt on each day, and what was written off since the one before."""
    day, amount = nw.col("__day"), nw.col("__amount")
    given_up = nw.col("__kind") == AppliedKind.WRITE_OFF.value
    columns = {f"__owed_{place}": masked(day <= end, amount) for place, end in enumerate(days)}
    for place, (start, end) in enumerate(pairwise(days), 1):
        columns[f"__lost_{place}"] = masked(given_up & (day > start) & (day <= end), amount)
    debts = facts.table.frame.with_columns(**columns).group_by("__id", "__issued", "__due")
    return Table(debts.agg(nw.col(*columns).sum()), "debts")


def _snapshots(snapshots: object, columns: Columns) -> Table:
    lost = [] if columns.written_off is None else [columns.written_off]
    table = Table(snapshots, "snapshots", columns.balance, *lost)
    table.require(columns.id, columns.currency)
    return table


def _on(table: Table, day: dt.date, columns: Columns) -> Table:
    """Leave the snapshot of one day."""
    return table.where(table.day(columns.day) == day)


def _counted(
    base: TransitionMatrix, moves: Frame, amounts: Amounts, *, tells: bool = True
) -> TransitionMatrix:
    """Add moves to a matrix: bucket before and after, balance before and after, what was lost.

    What is not owed after has no balance after. Only sums are asked of the engine: in a group, all
    debts are gone, or less is owed of each, or as much. What was lost comes row by row, where the
    moves tell.
    """
    before, after, lost = nw.col("__before"), nw.col("__after"), nw.col("__lost")
    fell = nw.when(after < before).then(nw.lit(_LESS)).otherwise(nw.lit(_AS_MUCH))
    how = nw.when(after.is_null()).then(nw.lit(_GONE)).otherwise(fell)
    kept = moves.filter((lost <= amounts.zero) | lost.is_null()) if tells else moves
    sums = kept.with_columns(__how=how).group_by("__from", "__to", "__how")
    tally = _Tally(base)
    with precise():
        found = sums.agg(before.sum(), after.sum(), __number=nw.len())
        for origin, end, how_, *owed, number in rows(found):
            whole, later = map(amounts.read, owed)
            tally.add(origin, whole, {end: (ZERO, later, whole)[how_]}, number)
        if tells:
            given_up = moves.filter(lost > amounts.zero)
            for origin, end, *owed in rows(given_up.select("__from", "__to", before, after, lost)):
                whole, later, gone = (ZERO if each is None else amounts.read(each) for each in owed)
                stays = min(whole, later)
                tally.add(origin, whole, {end: stays, tally.lost: min(whole - stays, gone)}, 1)
    return tally.matrix()


class _Tally:
    """A transition matrix to which moves are added."""

    def __init__(self, base: TransitionMatrix) -> None:
        self._base = base
        self._balances = [[*row] for row in base.balances]
        self._counts = [[*row] for row in base.counts]
        self._paid, self.lost = len(base.origins), len(base.origins) + 1

    def add(self, origin: int, whole: Decimal, parts: dict[int, Decimal], number: int) -> None:
        """Add debts by where their balance went; what is left of it was paid.

        They count in the first place that holds any of it.
        """
        # Where a debt is gone the bucket is null, which makes floats of those of pandas.
        held = {int(place): part for place, part in parts.items() if part}
        if paid := whole - sum(held.values(), ZERO):
            held[self._paid] = paid
        self._counts[origin][next(iter(held))] += number
        for place, part in held.items():
            self._balances[origin][place] += part

    def matrix(self) -> TransitionMatrix:
        """Give the matrix."""
        return attrs.evolve(
            self._base,
            balances=tuple(map(tuple, self._balances)),
            counts=tuple(map(tuple, self._counts)),
        )


def _flow(empty: NetFlow, aged: Sequence[Frame], amounts: Amounts) -> NetFlow:
    """Add up buckets and balances, one frame for each date."""
    steps = [frame.with_columns(__step=nw.lit(step)) for step, frame in enumerate(aged)]
    sums = nw.concat(steps).group_by("__step", "__bucket").agg(nw.col("__balance").sum())
    before, after = [*empty.before], [*empty.after]
    with precise():
        for step, bucket, value in rows(sums):
            if bucket < len(before):
                before[bucket] += amounts.read(value) if step < len(aged) - 1 else ZERO
                after[bucket] += amounts.read(value) if step else ZERO
    return attrs.evolve(empty, before=tuple(before), after=tuple(after))
