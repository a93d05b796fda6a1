"""Debts of any currency as MXN sees them, at the rates of one day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

import attrs

from cobranza.aging._items import Applied, as_day, dimensions_of, parts_of
from cobranza.aging._payments import Debt, applied_to
from cobranza.errors import MoneyError
from cobranza.money import precise
from cobranza.rates import Rates

if TYPE_CHECKING:
    import datetime as dt

    from cobranza.aging._items import Debtor, Parts

__all__ = ["RateSource", "as_rates", "in_mxn"]

RateSource = Rates | Mapping[str, Decimal | int | str]
"""MXN per unit by currency and day, or by currency alone."""


def as_rates(rates: RateSource | None) -> Rates:
    """Take rates in either form; without any, MXN alone has one.

    Raises:
        MoneyError: a rate is not greater than zero, or the one of MXN is not 1.
    """
    return rates if isinstance(rates, Rates) else Rates.constant(rates or {})


def in_mxn(items: Iterable[Debt], *, rates: RateSource, on: dt.date) -> tuple[Debt, ...]:
    """Give the same debts in MXN, at the rates of the day `on`.

    Every amount of an item, past or not, is multiplied by that one rate and not rounded: what
    changes from date to date is what was paid, not the peso. The answer goes into any metric, with
    `currency="MXN"`. Items in MXN are given as they are.

    Raises:
        MoneyError: a currency has no rate on that day.

    >>> from datetime import date
    >>> from decimal import Decimal
    >>> from cobranza.aging import Item, Party
    >>> item = Item(
    ...     customer=Party(rfc="XIA190128J61"),
    ...     currency="USD",
    ...     issued=date(2026, 4, 1),
    ...     due=date(2026, 5, 1),
    ...     amount=Decimal("100.00"),
    ... )
    >>> day = date(2026, 5, 31)
    >>> (found,) = in_mxn([item], rates={"USD": "17.25"}, on=day)
    >>> found.currency, found.balance(day)
    ('MXN', Decimal('1725.0000'))
    """
    known, day = as_rates(rates), as_day(on)
    found: list[Debt] = []
    for item in items:
        rate = known.on(item.currency, day)
        if rate is None:
            raise MoneyError(f"{item.currency} has no rate on {day}, expected MXN per unit")
        found.append(item if item.currency == "MXN" else _InMxn(item=item, rate=rate))
    return tuple(found)


@attrs.frozen(kw_only=True)
class _InMxn:
    """A debt seen in MXN: the same, with every amount times one rate."""

    item: Debt
    rate: Decimal

    @property
    def customer(self) -> Debtor:
        return self.item.customer

    @property
    def currency(self) -> str:
        return "MXN"

    @property
    def issued(self) -> dt.date:
        return self.item.issued

    @property
    def due(self) -> dt.date | None:
        return self.item.due

    @property
    def amount(self) -> Decimal:
        return self._in_mxn(self.item.amount)

    @property
    def applied(self) -> Iterable[Applied]:
        return [
            attrs.evolve(each, amount=self._in_mxn(each.amount)) for each in applied_to(self.item)
        ]

    @property
    def dimensions(self) -> Mapping[str, str]:
        return dimensions_of(self.item)

    def balance(self, as_of: dt.date) -> Decimal:
        return self._in_mxn(self.item.balance(as_of))

    def parts(self, as_of: dt.date) -> Parts:
        return tuple((due, self._in_mxn(amount)) for due, amount in parts_of(self.item, as_of))

    def _in_mxn(self, amount: Decimal) -> Decimal:
        with precise():
            return amount * self.rate
