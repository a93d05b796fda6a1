"""What a table of open items says as a whole: who owes it, and what of it may be lost."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Final

import narwhals as nw

from cobranza.aging._buckets import Buckets
from cobranza.aging._concentration import Concentration
from cobranza.aging._exact import ONE, ZERO, total
from cobranza.aging._items import as_day
from cobranza.aging.frames._age import Question, bucket_of
from cobranza.aging.frames._columns import Columns
from cobranza.aging.frames._table import Table, rows
from cobranza.money import precise, to_decimal

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence
    from decimal import Decimal

    from cobranza.aging import Provision, ProvisionMatrix

__all__ = ["concentration", "provision"]

_COLUMNS: Final = Columns()
_BUCKETS: Final = Buckets.days(30, 60, 90, 120)


def concentration(
    frame: object,
    *,
    as_of: dt.date,
    currency: str,
    by: str | Sequence[str] = "customer",
    columns: Columns = _COLUMNS,
) -> Concentration:
    """Give the concentration of a table of open items, as `cobranza.aging.concentration` does.

    `by` says what a debtor is, as in `age`: "customer", or columns. A row for each debtor comes to
    memory; values of the columns are told as text.

    Source: general use in credit risk; U.S. Department of Justice, Herfindahl-Hirschman index.

    Raises:
        CobranzaError: as in `age`.
        MoneyError: the balances are floats.
    """
    table = Table(frame, "items", columns.balance)
    table.require(columns.currency)
    table = table.where(nw.col(columns.currency) == currency)
    names = (by,) if isinstance(by, str) else tuple(by)
    found = Question(table, columns, as_of, _BUCKETS, names).rows()
    found.sort(key=attrgetter("outstanding"), reverse=True)
    debtors = tuple(row for row in found if row.outstanding > 0)
    return Concentration(
        as_of=as_day(as_of),
        currency=currency,
        debtors=debtors,
        credit=total(row.outstanding.copy_negate() for row in found[len(debtors) :]),
    )


def provision(
    frame: object,
    *,
    as_of: dt.date,
    matrix: ProvisionMatrix,
    currency: str,
    iva_rate: Decimal | str = ZERO,
    columns: Columns = _COLUMNS,
) -> Provision:
    """Give the expected credit loss of a table of open items, as `cobranza.aging.provision` does.

    `iva_rate` is one for all, or the column that has the rate of each item: a fraction of its
    price.

    Source: IFRS 9, 5.5.15 and B5.5.35; NIF C-16, 42; LIVA, 1-B, for the IVA.

    Raises:
        CobranzaError: a column is missing, or holds no days.
        MoneyError: the balances or the rates are floats.
    """
    rates = [iva_rate] if isinstance(iva_rate, str) else []
    table = Table(frame, "items", columns.balance)
    table.require(columns.currency, *rates)
    table = table.where(nw.col(columns.currency) == currency)
    amounts = table.amounts(columns.balance)
    owed = table.frame.select(
        *rates,
        __bucket=bucket_of(table, columns.due, as_of, matrix.buckets),
        __balance=nw.col(columns.balance),
    )
    owed = owed.filter(nw.col("__balance") > amounts.zero)
    sums = owed.group_by(*rates, "__bucket").agg(nw.col("__balance").sum())
    outstanding = [ZERO for _ in matrix.buckets.labels]
    exposure = [*outstanding]
    with precise():
        for *rate, bucket, value in rows(sums):
            amount = amounts.read(value)
            price = ONE + to_decimal(rate[0] if rate else iva_rate, name="IVA rate")
            outstanding[bucket] += amount
            exposure[bucket] += amount / price
    return matrix.provide(outstanding, currency=currency, exposure=exposure)
