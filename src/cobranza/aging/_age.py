"""Aging: what is outstanding at a date, by how many days it is past due.

An item counts with its balance at that date. A negative balance, which is a credit of the
customer, stays in the bucket of its item: every bucket is net, and the buckets of a row always
sum to what is outstanding.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from operator import itemgetter
from typing import TYPE_CHECKING, Literal

import attrs

from cobranza.aging._buckets import Buckets
from cobranza.aging._items import as_day
from cobranza.errors import CobranzaError, MoneyError
from cobranza.money import decimals, precise, quantize, to_decimal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cobranza.aging._items import Debtor, OpenItem

__all__ = ["Aged", "Aging", "AgingRow", "age"]

_BUCKETS = Buckets.days(30, 60, 90, 120)

# SAT's generic RFCs (public at large, foreigners) and no RFC at all stand for many customers.
_SHARED_RFCS = frozenset({"XAXX010101000", "XEXX010101000", ""})


@attrs.frozen(kw_only=True)
class Aged:
    """Outstanding amounts of one currency, one per bucket in the order of `Buckets.labels`.

    `counts` are the items behind them: those whose balance is not zero.

    >>> total = Aged(currency="MXN", amounts=(Decimal(5), Decimal(2), Decimal(0)), counts=(1, 1, 0))
    >>> total.outstanding, total.items, total.current, total.overdue, total.no_due_date
    (Decimal('7'), 2, Decimal('5'), Decimal('2'), Decimal('0'))
    """

    currency: str
    amounts: tuple[Decimal, ...]
    counts: tuple[int, ...]

    @property
    def outstanding(self) -> Decimal:
        """Sum of all buckets."""
        return _sum(self.amounts)

    @property
    def items(self) -> int:
        """Number of open items."""
        return sum(self.counts)

    @property
    def current(self) -> Decimal:
        """What is not past due."""
        return self.amounts[0]

    @property
    def overdue(self) -> Decimal:
        """What is at least one day past due."""
        return _sum(self.amounts[1:-1])

    @property
    def no_due_date(self) -> Decimal:
        """What cannot be called current or overdue."""
        return self.amounts[-1]


@attrs.frozen(kw_only=True)
class AgingRow(Aged):
    """Outstanding amounts of one customer in one currency.

    `name` is the one on the customer's latest item; items under a generic RFC, or under none, make
    one row per name.

    >>> row = AgingRow(
    ...     rfc="XIA190128J61",
    ...     name="XENON INDUSTRIAL ARTICLES",
    ...     currency="USD",
    ...     amounts=(Decimal(5), Decimal(2), Decimal(0)),
    ...     counts=(1, 1, 0),
    ... )
    >>> row.outstanding
    Decimal('7')
    """

    rfc: str
    name: str


@attrs.frozen(kw_only=True)
class Aging:
    """The answer of `age`.

    `rows` are sorted by RFC, name and currency; `totals` by currency. `mxn` is everything in MXN,
    or `None` when `missing_rates` names currencies without a rate.

    >>> from datetime import date
    >>> aging = age([], as_of=date(2026, 5, 31))
    >>> aging.rows, aging.totals, aging.mxn.outstanding
    ((), (), Decimal('0.00'))
    """

    as_of: dt.date
    basis: Literal["due", "issued"]
    buckets: Buckets
    rows: tuple[AgingRow, ...]
    totals: tuple[Aged, ...]
    mxn: Aged | None
    missing_rates: tuple[str, ...]

    def to_rows(self) -> list[dict[str, str | int | Decimal]]:
        """Give `rows` as flat records with equal keys, for a CSV file, a table or a frame.

        The keys are rfc, name, currency, items, one per bucket label, and outstanding.
        """
        return [
            {
                "rfc": row.rfc,
                "name": row.name,
                "currency": row.currency,
                "items": row.items,
                **dict(zip(self.buckets.labels, row.amounts, strict=True)),
                "outstanding": row.outstanding,
            }
            for row in self.rows
        ]


def age(
    items: Iterable[OpenItem],
    *,
    as_of: dt.date,
    buckets: Buckets = _BUCKETS,
    rates: Mapping[str, Decimal | int | str] | None = None,
    basis: Literal["due", "issued"] = "due",
) -> Aging:
    """Age what is outstanding at the end of `as_of`, by customer and currency.

    Days past due are `as_of - due`: an item due on `as_of` is current. Items issued after `as_of`
    are left out, payments after it are not seen. With `basis="issued"` the days run from the issue
    date instead, and "no due date" stays empty.

    `rates` are MXN per unit of each other currency, for the total in MXN: each bucket is converted
    exactly and rounded once, to centavos (`ROUND_HALF_UP`). Without a rate for every currency there
    is no such total, and `missing_rates` says which are missing.

    Raises:
        CobranzaError: `basis` is neither "due" nor "issued".
        MoneyError: a rate is not greater than zero, or the one of MXN is not 1.

    >>> from datetime import date
    >>> from cobranza.aging import Item, Party
    >>> item = Item(
    ...     customer=Party(rfc="XIA190128J61", name="XENON INDUSTRIAL ARTICLES"),
    ...     currency="USD",
    ...     issued=date(2026, 4, 1),
    ...     due=date(2026, 5, 1),
    ...     amount=Decimal("100.00"),
    ... )
    >>> aging = age([item], as_of=date(2026, 5, 31), rates={"USD": Decimal("17.25")})
    >>> aging.totals[0].overdue, aging.mxn.overdue
    (Decimal('100.00'), Decimal('1725.00'))
    >>> age([item], as_of=date(2026, 5, 31)).missing_rates
    ('USD',)
    """
    if basis not in ("due", "issued"):
        raise CobranzaError(f"basis is {basis!r}, expected 'due' or 'issued'")
    as_of = as_day(as_of)
    mxn_per_unit = _checked(rates or {})
    with precise():
        rows = _rows(items, as_of, buckets, by_due=basis == "due")
        totals = _totals(rows, buckets)
        missing = tuple(total.currency for total in totals if total.currency not in mxn_per_unit)
        mxn = None if missing else _in_mxn(totals, mxn_per_unit, buckets)
    return Aging(
        as_of=as_of,
        basis=basis,
        buckets=buckets,
        rows=rows,
        totals=totals,
        mxn=mxn,
        missing_rates=missing,
    )


class _Sums:
    """Amounts and counts of one row while they add up."""

    __slots__ = ("amounts", "counts")

    def __init__(self, buckets: Buckets, currency: str) -> None:
        size = len(buckets.labels)
        self.amounts = [quantize(Decimal(0), decimals(currency))] * size
        self.counts = [0] * size

    def add(self, bucket: int, amount: Decimal, count: int) -> None:
        self.amounts[bucket] += amount
        self.counts[bucket] += count


def _rows(
    items: Iterable[OpenItem], as_of: dt.date, buckets: Buckets, *, by_due: bool
) -> tuple[AgingRow, ...]:
    sums: dict[tuple[str, str, str], _Sums] = {}
    latest: dict[tuple[str, str], tuple[dt.date, str]] = {}
    for item in items:
        issued = as_day(item.issued)
        if issued > as_of:
            continue
        name = item.customer.name
        customer = _identity(item.customer)
        # Paid items take part in this: theirs may be the newest name.
        latest[customer] = max((issued, name), latest.get(customer, (issued, name)))
        balance = item.balance(as_of)
        if not balance:
            continue
        start = item.due if by_due else issued
        bucket = buckets.index(None if start is None else (as_of - as_day(start)).days)
        key = (*customer, item.currency)
        if key not in sums:
            sums[key] = _Sums(buckets, item.currency)
        sums[key].add(bucket, balance, 1)
    return tuple(
        AgingRow(
            rfc=rfc,
            name=latest[rfc, shared_name][1],
            currency=currency,
            amounts=tuple(row.amounts),
            counts=tuple(row.counts),
        )
        for (rfc, shared_name, currency), row in sorted(sums.items(), key=itemgetter(0))
    )


def _identity(customer: Debtor) -> tuple[str, str]:
    """Tell customers apart: by RFC, and under a shared RFC by name too."""
    rfc = customer.rfc
    return (rfc, customer.name if rfc in _SHARED_RFCS else "")


def _totals(rows: Iterable[AgingRow], buckets: Buckets) -> tuple[Aged, ...]:
    sums: dict[str, _Sums] = {}
    for row in rows:
        total = sums.setdefault(row.currency, _Sums(buckets, row.currency))
        for bucket, (amount, count) in enumerate(zip(row.amounts, row.counts, strict=True)):
            total.add(bucket, amount, count)
    return tuple(
        Aged(currency=currency, amounts=tuple(total.amounts), counts=tuple(total.counts))
        for currency, total in sorted(sums.items(), key=itemgetter(0))
    )


def _checked(rates: Mapping[str, Decimal | int | str]) -> dict[str, Decimal]:
    """Give the MXN per unit of each currency, that of MXN itself included."""
    checked = {
        currency: to_decimal(rate, name=f"rate of {currency}") for currency, rate in rates.items()
    }
    for currency, rate in checked.items():
        if rate <= 0:
            raise MoneyError(f"rate of {currency} is {rate}, expected MXN per unit, above zero")
    if checked.setdefault("MXN", Decimal(1)) != 1:
        raise MoneyError(f"rate of MXN is {checked['MXN']}, expected 1 or no rate")
    return checked


def _in_mxn(totals: Iterable[Aged], rates: Mapping[str, Decimal], buckets: Buckets) -> Aged:
    sums = _Sums(buckets, "MXN")
    for total in totals:
        for bucket, (amount, count) in enumerate(zip(total.amounts, total.counts, strict=True)):
            sums.add(bucket, amount * rates[total.currency], count)
    return Aged(
        currency="MXN",
        amounts=tuple(quantize(amount, decimals("MXN")) for amount in sums.amounts),
        counts=tuple(sums.counts),
    )


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    with precise():
        return sum(amounts, Decimal(0))
