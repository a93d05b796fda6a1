"""Aging: what is outstanding at a date, by how many days it is past due.

An item counts with its balance at that date. A negative balance, which is a credit of the
customer, stays in the bucket of its item: every bucket is net, and the buckets of a row always
sum to what is outstanding.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from operator import itemgetter
from typing import TYPE_CHECKING, Final, Literal

import attrs

from cobranza.aging._buckets import Buckets
from cobranza.aging._exact import ratio, total
from cobranza.aging._items import as_day, dimensions_of, parts_of
from cobranza.aging._metric import Metric, Text, Unit
from cobranza.aging._rates import as_rates
from cobranza.errors import CobranzaError
from cobranza.ledger.customers import identity
from cobranza.money import decimals, precise, quantize

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from cobranza.aging._items import OpenItem, Parts
    from cobranza.aging._rates import RateSource

__all__ = ["DEFINITIONS", "Aged", "Aging", "AgingRow", "age"]

_BUCKETS: Final = Buckets.days(30, 60, 90, 120)

_Key = tuple[tuple[str, str], tuple[str, ...], str]
"""Customer (RFC, and name under a shared one), values of the dimensions, and currency of a row."""

DEFINITIONS: Final = (
    Metric(
        key="aging",
        unit=Unit.MONEY,
        name=Text(es="Antigüedad de saldos", en="Aging"),
        formula="days past due = as_of - due",
        definition=Text(
            es="Lo que se debe al cierre del día, por días transcurridos desde el vencimiento (o "
            "desde la emisión). Los rangos incluyen su último día; lo que vence ese mismo día está "
            "al corriente. La suma de los rangos es siempre el saldo.",
            en="What is owed at the end of the day, by days since the due date (or the issue "
            "date). Ranges include their last day; what is due on the very day is current. The "
            "buckets always sum to what is outstanding.",
        ),
        edges=Text(
            es="Sin fecha de vencimiento: rango propio. Los saldos a favor restan en el rango de "
            "su documento.",
            en="Without a due date: a bucket of its own. Credit balances lower the bucket of "
            "their item.",
        ),
        source="OCA/account-financial-reporting, aged partner balance",
        computed_by="age",
    ),
    Metric(
        key="current_share",
        unit=Unit.SHARE,
        name=Text(es="Cartera al corriente", en="Current share"),
        formula="current / outstanding",
        definition=Text(
            es="Parte del saldo que todavía no vence.",
            en="The part of what is outstanding that is not past due.",
        ),
        edges=Text(
            es="Sin saldo por cobrar, no disponible. Lo que no tiene vencimiento no está al "
            "corriente ni vencido.",
            en="Undefined when nothing is outstanding. What has no due date is neither current "
            "nor overdue.",
        ),
        source="general use in credit and collections",
        computed_by="Aged",
    ),
    Metric(
        key="overdue_share",
        unit=Unit.SHARE,
        name=Text(es="Cartera vencida", en="Overdue share"),
        formula="overdue / outstanding",
        definition=Text(
            es="Parte del saldo con al menos un día de vencida.",
            en="The part of what is outstanding that is at least one day past due.",
        ),
        edges=Text(
            es="Sin saldo por cobrar, no disponible.",
            en="Undefined when nothing is outstanding.",
        ),
        source="general use in credit and collections",
        computed_by="Aged",
    ),
)


@attrs.frozen(kw_only=True)
class Aged:
    """Outstanding amounts of one currency, one per bucket in the order of `Buckets.labels`.

    `counts` are the items behind them, those whose balance is not zero; each open instalment
    counts.

    >>> from decimal import Decimal
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
        return total(self.amounts)

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
        return total(self.amounts[1:-1])

    @property
    def no_due_date(self) -> Decimal:
        """What cannot be called current or overdue."""
        return self.amounts[-1]

    @property
    def current_share(self) -> Decimal | None:
        """Give `current / outstanding`, a fraction; `None` when nothing is outstanding.

        Source: general use in credit and collections.

        >>> from decimal import Decimal
        >>> Aged(
        ...     currency="MXN", amounts=(Decimal(9), Decimal(1), Decimal(0)), counts=(1, 1, 0)
        ... ).current_share
        Decimal('0.9')
        """
        return ratio(self.current, self.outstanding)

    @property
    def overdue_share(self) -> Decimal | None:
        """Give `overdue / outstanding`, a fraction; `None` when nothing is outstanding.

        With `current_share` it makes 1, less what has no due date.

        Source: general use in credit and collections.

        >>> from decimal import Decimal
        >>> Aged(
        ...     currency="MXN", amounts=(Decimal(9), Decimal(1), Decimal(0)), counts=(1, 1, 0)
        ... ).overdue_share
        Decimal('0.1')
        """
        return ratio(self.overdue, self.outstanding)


@attrs.frozen(kw_only=True)
class AgingRow(Aged):
    """Outstanding amounts of one group, such as a customer, in one currency.

    Grouped by customer, `name` is the one on the customer's latest item; items under a generic RFC,
    or under none, make one row per name. Otherwise both are "". `dimensions` are the values of the
    other dimensions, in the order of `Aging.dimensions`; "" is for items that do not tell.

    >>> from decimal import Decimal
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

    rfc: str = ""
    name: str = ""
    dimensions: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class Aging:
    """The answer of `age`.

    `by_customer` and `dimensions` say what the rows are grouped by, besides currency; they are
    sorted by RFC, name, dimensions and currency; `totals` by currency. `mxn` is everything in MXN,
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
    by_customer: bool = True
    dimensions: tuple[str, ...] = ()

    def to_rows(self) -> list[dict[str, str | int | Decimal]]:
        """Give `rows` as flat records with equal keys, for a CSV file, a table or a frame.

        The keys are rfc and name (grouped by customer), the dimensions, currency, items, one per
        bucket label, and outstanding.
        """
        return [
            {
                **({"rfc": row.rfc, "name": row.name} if self.by_customer else {}),
                **dict(zip(self.dimensions, row.dimensions, strict=True)),
                "currency": row.currency,
                "items": row.items,
                **dict(zip(self.buckets.labels, row.amounts, strict=True)),
                "outstanding": row.outstanding,
            }
            for row in self.rows
        ]

    def _repr_html_(self) -> str:
        from cobranza.aging._html import aging_html  # noqa: PLC0415 - only when asked

        return aging_html(self)


def age(
    items: Iterable[OpenItem],
    *,
    as_of: dt.date,
    buckets: Buckets = _BUCKETS,
    rates: RateSource | None = None,
    basis: Literal["due", "issued"] = "due",
    by: str | Sequence[str] = "customer",
) -> Aging:
    """Age what is outstanding at the end of `as_of`, by customer or other dimensions, and currency.

    It is `days past due = as_of - due` that decides: an item due on `as_of` is current, an
    instalment goes by its own due date. Payments after `as_of` are not seen, and an item issued
    after it counts only with what was paid on it in advance. With `basis="issued"` the days run
    from the issue date instead, and "no due date" stays empty.

    `by` names what to group by, one or several: "customer", or what the items have as `dimensions`,
    such as "region". Every row is of one currency, with "currency" among them or not: `by=()` gives
    one row for each.

    `rates` are MXN per unit of each other currency, for the total in MXN: a mapping, or `Rates`, of
    which those of `as_of` are used. Each bucket is converted exactly and rounded once, to centavos
    (`ROUND_HALF_UP`). Without a rate for every currency there is no such total, and `missing_rates`
    says which are missing.

    Source: OCA/account-financial-reporting, aged partner balance, for closed upper ends.

    Raises:
        CobranzaError: `basis` is neither "due" nor "issued".
        MoneyError: a rate is not greater than zero, or the one of MXN is not 1.

    >>> from datetime import date
    >>> from decimal import Decimal
    >>> from cobranza.aging import Item, Party
    >>> item = Item(
    ...     customer=Party(rfc="XIA190128J61", name="XENON INDUSTRIAL ARTICLES"),
    ...     currency="USD",
    ...     issued=date(2026, 4, 1),
    ...     due=date(2026, 5, 1),
    ...     amount=Decimal("100.00"),
    ...     dimensions={"region": "Norte"},
    ... )
    >>> aging = age([item], as_of=date(2026, 5, 31), rates={"USD": Decimal("17.25")}, by="region")
    >>> aging.rows[0].dimensions, aging.totals[0].overdue, aging.mxn.overdue
    (('Norte',), Decimal('100.00'), Decimal('1725.00'))
    >>> age([item], as_of=date(2026, 5, 31)).missing_rates
    ('USD',)
    """
    if basis not in ("due", "issued"):
        raise CobranzaError(f"basis is {basis!r}, expected 'due' or 'issued'")
    as_of, known = as_day(as_of), as_rates(rates)
    names = (by,) if isinstance(by, str) else tuple(by)
    groups = _Groups(
        as_of,
        buckets,
        by_customer="customer" in names,
        dimensions=tuple(name for name in names if name not in ("customer", "currency")),
    )
    with precise():
        groups.add_all(items, by_due=basis == "due")
        rows = groups.rows()
        totals = _totals(rows, buckets)
        found = [(each.currency, known.on(each.currency, as_of)) for each in totals]
        per_unit = {currency: rate for currency, rate in found if rate is not None}
        missing = tuple(currency for currency, rate in found if rate is None)
        mxn = None if missing else _in_mxn(totals, per_unit, buckets)
    return Aging(
        as_of=as_of,
        basis=basis,
        buckets=buckets,
        rows=rows,
        totals=totals,
        mxn=mxn,
        missing_rates=missing,
        by_customer=groups.by_customer,
        dimensions=groups.dimensions,
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


@attrs.define
class _Groups:
    """The rows of an aging while they add up."""

    as_of: dt.date
    buckets: Buckets
    by_customer: bool = attrs.field(kw_only=True)
    dimensions: tuple[str, ...] = attrs.field(kw_only=True)
    _sums: dict[_Key, _Sums] = attrs.field(factory=dict[_Key, "_Sums"], init=False)
    _latest: dict[tuple[str, str], tuple[dt.date, str]] = attrs.field(
        factory=dict[tuple[str, str], tuple[dt.date, str]], init=False
    )

    def add_all(self, items: Iterable[OpenItem], *, by_due: bool) -> None:
        for item in items:
            issued = as_day(item.issued)
            # What was paid in advance of an invoice is in favour of the customer already.
            if issued > self.as_of and not item.balance(self.as_of):
                continue
            # Paid items take part in this: theirs may be the newest name.
            customer = self._customer(item, issued) if self.by_customer else ("", "")
            sums = None
            for start, amount in self._parts(item, issued, by_due=by_due):
                if not amount:
                    continue
                sums = sums or self._sums_of(item, customer)
                days = None if start is None else (self.as_of - as_day(start)).days
                sums.add(self.buckets.index(days), amount, 1)

    def rows(self) -> tuple[AgingRow, ...]:
        return tuple(
            AgingRow(
                rfc=customer[0],
                name=self._latest[customer][1] if self.by_customer else "",
                dimensions=values,
                currency=currency,
                amounts=tuple(sums.amounts),
                counts=tuple(sums.counts),
            )
            for (customer, values, currency), sums in sorted(self._sums.items(), key=itemgetter(0))
        )

    def _customer(self, item: OpenItem, issued: dt.date) -> tuple[str, str]:
        customer = identity(item.customer)
        latest = (issued, item.customer.name)
        self._latest[customer] = max(latest, self._latest.get(customer, latest))
        return customer

    def _parts(self, item: OpenItem, issued: dt.date, *, by_due: bool) -> Parts:
        return parts_of(item, self.as_of) if by_due else ((issued, item.balance(self.as_of)),)

    def _sums_of(self, item: OpenItem, customer: tuple[str, str]) -> _Sums:
        told = dimensions_of(item)
        values = tuple([told.get(name, "") for name in self.dimensions])
        key = (customer, values, item.currency)
        sums = self._sums.get(key)
        if sums is None:
            sums = self._sums[key] = _Sums(self.buckets, item.currency)
        return sums


def _totals(rows: Iterable[AgingRow], buckets: Buckets) -> tuple[Aged, ...]:
    by_currency: dict[str, _Sums] = {}
    for row in rows:
        sums = by_currency.setdefault(row.currency, _Sums(buckets, row.currency))
        for bucket, (amount, count) in enumerate(zip(row.amounts, row.counts, strict=True)):
            sums.add(bucket, amount, count)
    return tuple(
        Aged(currency=currency, amounts=tuple(sums.amounts), counts=tuple(sums.counts))
        for currency, sums in sorted(by_currency.items(), key=itemgetter(0))
    )


def _in_mxn(totals: Iterable[Aged], rates: Mapping[str, Decimal], buckets: Buckets) -> Aged:
    sums = _Sums(buckets, "MXN")
    for each in totals:
        for bucket, (amount, count) in enumerate(zip(each.amounts, each.counts, strict=True)):
            sums.add(bucket, amount * rates[each.currency], count)
    return Aged(
        currency="MXN",
        amounts=tuple(quantize(amount, decimals("MXN")) for amount in sums.amounts),
        counts=tuple(sums.counts),
    )
