"""What a customer owes or may come to owe, by component, in the currency of its limit.

Source: OCA credit-control, `account_financial_risk`, for the components; «Set up the credit limit»,
creditmanagement-tools.com: invoices with taxes and other receivables, and orders not yet invoiced.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from decimal import Context, Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Final, Literal

import attrs

from cobranza.aging._items import as_day, parts_of
from cobranza.aging._rates import as_rates
from cobranza.credit.limits._checks import check_amount, check_decimal, check_text
from cobranza.errors import CreditError
from cobranza.ledger import Customers, Party, account_key
from cobranza.money import decimals, precise, quantize

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from cobranza.aging import OpenItem, RateSource

__all__ = [
    "Exposure",
    "ExposureComponent",
    "PastDue",
    "Pending",
    "exposure",
    "exposures",
]

_ZERO: Final = Decimal(0)
_RATIO: Final = Context(prec=28)
"""A utilisation has 28 digits, as the ratios of `cobranza.aging` have."""


class ExposureComponent(StrEnum):
    """What an exposure is made of."""

    RECEIVABLES = "receivables"  # invoices that are owed
    CREDITS = "credits"  # what the customer has in its favour: negative
    ORDERS = "orders"  # accepted, not delivered
    DELIVERED = "delivered"  # not invoiced
    UNCASHED = "uncashed"  # paid by post-dated or undeposited cheques: may still come back


@attrs.frozen(kw_only=True)
class Pending:
    """What no open item shows: an order, a delivery, a cheque that is not cashed, a credit.

    `amount` has taxes in it and is positive; a credit in favour of the customer too. `customer` is
    its key in the table of customers, or that of its account. An order counts by what is neither
    delivered nor invoiced of it.

    >>> Pending(
    ...     component=ExposureComponent.ORDERS,
    ...     customer="XIA190128J61",
    ...     amount=Decimal("5800.00"),
    ...     currency="MXN",
    ... ).reference
    ''

    Raises:
        CreditError: the component is that of receivables, which are open items, or the amount is
            negative.
    """

    component: ExposureComponent
    customer: str = attrs.field(validator=check_text)
    amount: Decimal = attrs.field(validator=check_amount)
    currency: str
    reference: str = ""

    def __attrs_post_init__(self) -> None:
        if self.component is ExposureComponent.RECEIVABLES:
            raise CreditError("component is 'receivables', expected one that is no open item")


@attrs.frozen(kw_only=True)
class PastDue:
    """What is past due by a number of days; `amount` in the currency of the exposure."""

    days: int
    amount: Decimal = attrs.field(validator=check_decimal)


@attrs.frozen(kw_only=True)
class Exposure:
    """What one account, or one group of them, owes or may come to owe at the end of `as_of`.

    Amounts have taxes in them and are in `currency`, each rounded once to its decimals; `credits`
    is negative or zero. `past_due` is the part of `receivables` whose due date has passed, the
    longest first; what has no due date is none of it.

    >>> found = Exposure(
    ...     customer="XIA190128J61",
    ...     as_of=dt.date(2026, 3, 2),
    ...     currency="MXN",
    ...     receivables=Decimal("60000.00"),
    ...     orders=Decimal("20000.00"),
    ... )
    >>> found.total, found.available(Decimal(100_000)), found.utilisation(Decimal(100_000))
    (Decimal('80000.00'), Decimal('20000.00'), Decimal('0.80'))
    """

    customer: str = attrs.field(validator=check_text)
    as_of: dt.date
    currency: str
    receivables: Decimal = attrs.field(default=_ZERO, validator=check_amount)
    credits: Decimal = attrs.field(default=_ZERO, validator=check_decimal)
    orders: Decimal = attrs.field(default=_ZERO, validator=check_amount)
    delivered: Decimal = attrs.field(default=_ZERO, validator=check_amount)
    uncashed: Decimal = attrs.field(default=_ZERO, validator=check_amount)
    past_due: tuple[PastDue, ...] = ()

    def __attrs_post_init__(self) -> None:
        if self.credits > 0:
            raise CreditError(f"credits is {self.credits}, expected 0 or less")

    @property
    def total(self) -> Decimal:
        """The sum of all components; negative when the credits are more than all else."""
        with precise():
            return sum((getattr(self, each) for each in ExposureComponent), _ZERO)

    def available(self, limit: Decimal) -> Decimal:
        """Give what is left of a limit; negative when it is exceeded."""
        with precise():
            return limit - self.total

    def utilisation(self, limit: Decimal) -> Decimal | None:
        """Give the total over a limit, a fraction; `None` for a limit of zero."""
        return _RATIO.divide(self.total, limit) if limit else None

    def overdue(self, days: int = 0) -> Decimal:
        """Sum what is more than `days` days past due."""
        with precise():
            return sum((each.amount for each in self.past_due if each.days > days), _ZERO)

    def _repr_html_(self) -> str:
        from cobranza.credit.limits._html import exposure_html  # noqa: PLC0415 - only when asked

        return exposure_html(self)


def exposures(
    items: Iterable[OpenItem],
    pending: Iterable[Pending] = (),
    *,
    as_of: dt.date,
    currency: str,
    rates: RateSource | None = None,
    customers: Customers | None = None,
    by: Literal["account", "group"] = "account",
) -> Mapping[str, Exposure]:
    """Give the exposure of every account, by its key.

    Args:
        items: what is owed: the receivables of a ledger, items of `cobranza.aging`, or the like. A
            negative balance is a credit.
        pending: what the items do not show.
        as_of: the day at whose end the balances are taken.
        currency: that of the answer.
        rates: MXN per unit, by currency and day or by currency alone.
        customers: the table of customers; the key of one that it knows is its own, else that of
            `cobranza.ledger.account_key`.
        by: "group" puts all accounts below the same root of the table together, under its key.

    Raises:
        CreditError: a currency has no rate on the day.

    >>> from cobranza.aging import Item, Party
    >>> item = Item(
    ...     customer=Party(rfc="XIA190128J61"),
    ...     currency="USD",
    ...     issued=dt.date(2026, 1, 10),
    ...     due=dt.date(2026, 2, 9),
    ...     amount=Decimal("1000.00"),
    ... )
    >>> day = dt.date(2026, 3, 2)
    >>> found = exposures([item], as_of=day, currency="MXN", rates={"USD": "17.25"})
    >>> found["XIA190128J61"].total, found["XIA190128J61"].overdue(days=20)
    (Decimal('17250.00'), Decimal('17250.00'))
    """
    day = as_day(as_of)
    accounts = _Accounts(customers=customers, by_group=by == "group")
    exchange = _Exchange(rates, currency, day)
    sums: defaultdict[str, _Sums] = defaultdict(_Sums)
    with precise():
        for item in items:
            _take(item, day, sums[accounts.of(item)])
        for each in pending:
            sign = -1 if each.component is ExposureComponent.CREDITS else 1
            found = sums[accounts.key(each.customer)]
            found.components[each.component, each.currency] += sign * each.amount
        return {key: each.exposure(key, exchange) for key, each in sorted(sums.items())}


def exposure(
    customer: str,
    items: Iterable[OpenItem],
    pending: Iterable[Pending] = (),
    *,
    as_of: dt.date,
    currency: str,
    rates: RateSource | None = None,
    customers: Customers | None = None,
    by: Literal["account", "group"] = "account",
) -> Exposure:
    """Give the exposure of one account, as `exposures` does; zero where nothing is found of it.

    `customer` is its key in the table of customers, or that of its account. Items and pending
    amounts of others are left out, whatever their currency.

    >>> exposure("XIA190128J61", [], as_of=dt.date(2026, 3, 2), currency="MXN").total
    Decimal('0')
    """
    accounts = _Accounts(customers=customers, by_group=by == "group")
    key = accounts.key(customer)
    found = exposures(
        [item for item in items if accounts.of(item) == key],
        [each for each in pending if accounts.key(each.customer) == key],
        as_of=as_of,
        currency=currency,
        rates=rates,
        customers=customers,
        by=by,
    )
    nothing = Exposure(customer=key, as_of=as_day(as_of), currency=currency)
    return found.get(key, nothing)


@attrs.frozen(kw_only=True)
class _Accounts:
    """Whose an item is."""

    customers: Customers | None
    by_group: bool

    def of(self, item: OpenItem) -> str:
        found = self.customers.of(item.customer) if self.customers is not None else None
        if found is not None:
            return self.key(found.key)
        account: str = getattr(item, "account", "")
        return self.key(account or account_key(item.customer))

    def key(self, named: str) -> str:
        """Give the key of who is named by a key of the table or of an account, or of its group."""
        if self.customers is None:
            return named
        found = self.customers.get(named) or self.customers.of(Party(rfc=named))
        if found is None:
            return named
        return self.customers.root(found).key if self.by_group else found.key


@attrs.define
class _Sums:
    """What one account owes, exactly, by component and currency, and by days past due."""

    components: defaultdict[tuple[ExposureComponent, str], Decimal] = attrs.field(
        factory=lambda: defaultdict(Decimal)
    )
    past_due: defaultdict[tuple[int, str], Decimal] = attrs.field(
        factory=lambda: defaultdict(Decimal)
    )

    def exposure(self, customer: str, exchange: _Exchange) -> Exposure:
        components: defaultdict[ExposureComponent, Decimal] = defaultdict(Decimal)
        for (component, currency), amount in self.components.items():
            components[component] += exchange.exact(amount, currency)
        past_due: defaultdict[int, Decimal] = defaultdict(Decimal)
        for (days, currency), amount in self.past_due.items():
            past_due[days] += exchange.exact(amount, currency)
        return Exposure(
            customer=customer,
            as_of=exchange.day,
            currency=exchange.currency,
            **{each.value: exchange.rounded(components[each]) for each in ExposureComponent},
            past_due=tuple(
                PastDue(days=days, amount=exchange.rounded(amount))
                for days, amount in sorted(past_due.items(), reverse=True)
            ),
        )


class _Exchange:
    """From any currency to one, through MXN, at the rates of one day."""

    def __init__(self, rates: RateSource | None, currency: str, day: dt.date) -> None:
        self.currency, self.day = currency, day
        self._rates = as_rates(rates)
        self._places = decimals(currency)

    def exact(self, amount: Decimal, currency: str) -> Decimal:
        """Express an amount in the currency of the answer; not rounded."""
        if currency == self.currency or not amount:
            return amount
        return amount * self._rate(currency) / self._rate(self.currency)

    def rounded(self, amount: Decimal) -> Decimal:
        return quantize(amount, self._places)

    def _rate(self, currency: str) -> Decimal:
        rate = self._rates.on(currency, self.day)
        if rate is None:
            raise CreditError(f"{currency} has no rate on {self.day}, expected MXN per unit")
        return rate


def _take(item: OpenItem, day: dt.date, sums: _Sums) -> None:
    """Add the balance of an item to what its account owes."""
    balance = item.balance(day)
    component = ExposureComponent.RECEIVABLES if balance > 0 else ExposureComponent.CREDITS
    if balance:
        sums.components[component, item.currency] += balance
    if balance > 0:
        for days, amount in _past_due(item, day):
            sums.past_due[days, item.currency] += amount


def _past_due(item: OpenItem, day: dt.date) -> Iterator[tuple[int, Decimal]]:
    for due, amount in parts_of(item, day):
        if due is not None and as_day(due) < day and amount:
            yield (day - as_day(due)).days, amount
