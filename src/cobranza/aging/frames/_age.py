"""Aging of a table of open items; see `cobranza.aging.age` for the definitions."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final, Literal

import attrs
import narwhals as nw

from cobranza.aging._age import Aged, AgingRow
from cobranza.aging._buckets import Buckets
from cobranza.aging._exact import ZERO
from cobranza.aging._items import as_day
from cobranza.aging.frames._columns import Columns
from cobranza.aging.frames._table import Table, masked, returned, rows
from cobranza.errors import CobranzaError
from cobranza.ledger.customers import GENERIC
from cobranza.money import precise

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from narwhals.typing import IntoFrameT

    Frame = nw.LazyFrame[Any]

__all__ = ["Question", "age", "bucket_of", "totals"]

_BUCKETS: Final = Buckets.days(30, 60, 90, 120)
_COLUMNS: Final = Columns()

Basis = Literal["due", "issued"]


def age(
    frame: IntoFrameT,
    *,
    as_of: dt.date,
    buckets: Buckets = _BUCKETS,
    by: str | Sequence[str] = (),
    basis: Basis = "due",
    columns: Columns = _COLUMNS,
) -> IntoFrameT:
    """Age a table of open items, whose balances are those at the end of `as_of`.

    `by` are columns to group by, besides the currency; "customer" stands for RFC and name, told
    apart and named as `cobranza.aging.age` does. The answer has the columns of `Aging.to_rows`:
    what it is grouped by (`rfc` and `name` for customers), currency, items, one for each of
    `buckets.labels`, and outstanding. Its rows are in any order; a group in which nothing is open
    has none.

    Amounts are of the type they came in. Nothing is brought to memory: where the table is lazy, so
    is the answer.

    Source: OCA/account-financial-reporting, aged partner balance, for closed upper ends.

    Raises:
        CobranzaError: `basis` is unknown; a column is missing, holds no days, or is called like one
            of the answer.
        MoneyError: the balances are floats.

    >>> import polars as pl
    >>> from datetime import date
    >>> from decimal import Decimal
    >>> items = pl.DataFrame(
    ...     {
    ...         "region": ["Norte", "Norte"],
    ...         "currency": ["MXN", "MXN"],
    ...         "due": [date(2026, 5, 31), date(2026, 5, 1)],
    ...         "balance": [Decimal("100.00"), Decimal("20.00")],
    ...     }
    ... )
    >>> aged = age(items, as_of=date(2026, 5, 31), buckets=Buckets.days(30), by="region")
    >>> aged.columns
    ['region', 'currency', 'items', 'current', '1-30', '>30', 'no due date', 'outstanding']
    >>> [str(cell) for cell in aged.row(0)]
    ['Norte', 'MXN', '2', '100.00', '20.00', '0.00', '0.00', '120.00']
    """
    names = (by,) if isinstance(by, str) else tuple(by)
    asked = Question(Table(frame, "items", columns.balance), columns, as_of, buckets, names, basis)
    shown = ["rfc", "name", *asked.keys] if asked.by_customer else asked.keys
    answered = {"items", "outstanding", *buckets.labels, *shown[: -len(asked.keys)]}
    taken = sorted(answered.intersection(asked.keys))
    if taken:
        raise CobranzaError(f"column {taken[0]!r} is called like one of the answer")
    bucket, balance = nw.col("__bucket"), nw.col("__balance")
    cells = {label: masked(bucket == place, balance) for place, label in enumerate(buckets.labels)}
    sums = {"items": "__items", **{label: label for label in cells}, "outstanding": "__balance"}
    # What is spread is small: a row for each group and bucket.
    spread = asked.by_bucket().with_columns(**cells).group_by(*asked.identity, *asked.keys)
    answer = spread.agg(**{name: nw.col(source).sum() for name, source in sums.items()})
    answer = answer.filter(nw.col("items") > 0).select(*shown, *sums)
    # Sums of whole numbers are wider in some engines.
    whole = [*sums] if asked.table.amounts(columns.balance).whole else ["items"]
    return returned(answer.with_columns(nw.col(*whole).cast(nw.Int64)), frame)


def totals(
    frame: object,
    *,
    as_of: dt.date,
    buckets: Buckets = _BUCKETS,
    basis: Basis = "due",
    columns: Columns = _COLUMNS,
) -> tuple[Aged, ...]:
    """Age a table of open items as a whole: the `totals` of an `Aging`, one for each currency.

    An `Aged` has the shares of what is current and of what is overdue.

    Source: OCA/account-financial-reporting, aged partner balance, for closed upper ends.

    Raises:
        CobranzaError: `basis` is unknown; a column is missing, or holds no days.
        MoneyError: the balances are floats.

    >>> import polars as pl
    >>> from datetime import date
    >>> items = pl.DataFrame(
    ...     {"currency": ["MXN"], "due": [date(2026, 5, 1)], "balance": [2050]}  # centavos
    ... )
    >>> (mxn,) = totals(items, as_of=date(2026, 5, 31))
    >>> mxn.outstanding, mxn.overdue_share
    (Decimal('20.50'), Decimal('1'))
    """
    asked = Question(Table(frame, "items", columns.balance), columns, as_of, buckets, (), basis)
    return tuple(
        Aged(currency=each.currency, amounts=each.amounts, counts=each.counts)
        for each in asked.rows()
    )


def bucket_of(table: Table, column: str, as_of: dt.date, buckets: Buckets) -> nw.Expr:
    """Give the place of the day of a column among the labels of the buckets."""
    day, last = as_day(as_of), len(buckets.limits) + 1
    place = nw.lit(last)
    for bucket, limit in reversed([*enumerate((0, *buckets.limits))]):
        late = table.before(column, day - dt.timedelta(days=limit))
        place = nw.when(late).then(place).otherwise(nw.lit(bucket))
    return nw.when(nw.col(column).is_null()).then(nw.lit(last + 1)).otherwise(place)


def _check_basis(_question: object, _field: object, basis: str) -> None:
    if basis not in ("due", "issued"):
        raise CobranzaError(f"basis is {basis!r}, expected 'due' or 'issued'")


@attrs.frozen
class Question:
    """What is asked of a table of open items."""

    table: Table
    columns: Columns
    as_of: dt.date = attrs.field(converter=as_day)
    buckets: Buckets
    by: tuple[str, ...]
    basis: Basis = attrs.field(default="due", validator=_check_basis)

    @property
    def by_customer(self) -> bool:
        """Whether customers are told apart."""
        return "customer" in self.by

    @property
    def identity(self) -> list[str]:
        """The columns that are a customer."""
        return ["rfc", "__shared", "name"] if self.by_customer else []

    @property
    def keys(self) -> list[str]:
        """The other columns to group by; the currency comes last."""
        currency = self.columns.currency
        return [*(name for name in self.by if name not in ("customer", currency)), currency]

    def by_bucket(self) -> Frame:
        """Sum open balances (`__balance`) and count them (`__items`) by group and `__bucket`."""
        self.table.require(*self.keys)
        start = self.columns.due if self.basis == "due" else self.columns.issued
        balance = nw.col(self.columns.balance)
        is_open = balance != self.table.amounts(self.columns.balance).zero
        found = self.table.frame.with_columns(
            __balance=balance,
            # What is paid counts nothing: to leave it out first would copy all the rest.
            __items=is_open.cast(nw.Int32),
            __bucket=bucket_of(self.table, start, self.as_of, self.buckets),
        )
        if self.by_customer:
            return self._by_customer(found, is_open)
        sums = found.group_by(*self.keys, "__bucket")
        return sums.agg(nw.col("__balance", "__items").sum())

    def rows(self) -> list[AgingRow]:
        """Bring the answer to memory, as the rows of an `Aging` and in their order."""
        held, size = self.table.amounts(self.columns.balance), len(self.buckets.labels)
        amounts: defaultdict[tuple[str, ...], list[Decimal]] = defaultdict(lambda: [ZERO] * size)
        counts: defaultdict[tuple[str, ...], list[int]] = defaultdict(lambda: [0] * size)
        group = [*self.identity, *self.keys]
        with precise():
            for *cells, bucket, value, number in rows(
                self.by_bucket().select(*group, "__bucket", "__balance", "__items")
            ):
                key = tuple("" if cell is None else str(cell) for cell in cells)
                amounts[key][bucket] += held.read(value)
                counts[key][bucket] += int(number)
        first = len(self.identity)
        return [
            AgingRow(
                rfc=key[0] if first else "",
                name=key[2] if first else "",
                dimensions=key[first:-1],
                currency=key[-1],
                amounts=tuple(amounts[key]),
                counts=tuple(counts[key]),
            )
            for key in sorted(amounts)
            if any(counts[key])
        ]

    def _by_customer(self, found: Frame, is_open: nw.Expr) -> Frame:
        """Sum by customer too, each under the name on its latest item, which may be paid."""
        columns, rfc, name = self.columns, nw.col("rfc"), nw.col("name")
        self.table.require(columns.customer, columns.name)
        known = self.table.until(columns.issued, self.as_of) | is_open
        sums = (
            found.with_columns(
                rfc=nw.col(columns.customer).fill_null(""),
                name=nw.col(columns.name).fill_null(""),
                __issued=masked(known, self.table.day(columns.issued)),
            )
            .group_by("rfc", "name", *self.keys, "__bucket")
            .agg(nw.col("__balance", "__items").sum(), nw.col("__issued").max())
        )
        shared = rfc.is_in(sorted(GENERIC))
        newest = nw.col("__issued") == nw.col("__latest")
        return (
            sums.with_columns(__latest=nw.col("__issued").max().over("rfc"))
            .with_columns(__newest=masked(newest, name))
            .with_columns(__newest=nw.col("__newest").max().over("rfc"))
            .with_columns(
                __shared=nw.when(shared).then(name).otherwise(nw.lit("")),
                name=nw.when(shared).then(name).otherwise(nw.col("__newest")),
            )
        )
