"""An invoice from the seller's desk: its lines, its taxes, and the true account behind it.

Amounts are integer cents of the order's currency; rates of tax are millionths, None is Exento.
Nothing here comes from `cobranza.ledger`: the accounts are what the ledger is tested against.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Context, Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Final, NamedTuple

import attrs

from cobranza.testing._company import Customer, Product

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__: list[str] = []

Rate = int | None

_EXACT: Final = Context(prec=50)


def decimal_of(units: int, places: int) -> Decimal:
    """Turn an integer count of units of the last decimal into a decimal: 1050, 2 -> 10.50."""
    return _EXACT.scaleb(Decimal(units), -places)


def half_up(numerator: int, denominator: int) -> int:
    """Divide integers that are not negative, halves up."""
    return (2 * numerator + denominator) // (2 * denominator)


@attrs.frozen
class Line:
    """One line: what, how many, at what price, less what."""

    product: Product
    quantity: int
    price: int
    discount: int
    rate: Rate

    @property
    def amount(self) -> int:
        """Quantity times price, before the discount."""
        return self.quantity * self.price

    @property
    def base(self) -> int:
        """What is taxed."""
        return self.amount - self.discount

    @property
    def tax(self) -> int:
        """The IVA of the line, rounded to the cent."""
        return half_up(self.base * (self.rate or 0), 1_000_000)


class Tax(NamedTuple):
    """The base and the tax of one rate."""

    base: int
    tax: int


def sum_taxes(taxes: Iterable[tuple[Rate, Tax]]) -> dict[Rate, Tax]:
    """Add up by rate: the highest rate first, Exento last."""
    sums: dict[Rate, Tax] = {}
    for rate, (base, tax) in taxes:
        base_before, tax_before = sums.get(rate, (0, 0))
        sums[rate] = Tax(base_before + base, tax_before + tax)
    return {
        rate: sums[rate]
        for rate in sorted(sums, key=lambda rate: -1 if rate is None else rate, reverse=True)
    }


def taxes_of(lines: Iterable[Line]) -> dict[Rate, Tax]:
    """Add up lines by rate."""
    return sum_taxes((line.rate, Tax(line.base, line.tax)) for line in lines)


def total_of(taxes: Mapping[Rate, Tax]) -> int:
    """Give bases plus taxes."""
    return sum(each.base + each.tax for each in taxes.values())


class Reason(StrEnum):
    """What moved the account of an invoice.

    >>> Reason.PAID.value
    'paid'
    """

    ISSUED = "issued"
    PAID_AT_ISSUE = "paid at issue"
    PAID = "paid"
    CREDITED = "credited"
    CANCELLED = "cancelled"
    PAYMENT_CANCELLED = "payment cancelled"
    REPLACED = "replaced"


@attrs.frozen
class Movement:
    """One change of an account: on what day, by how many cents, why, by which document (UUID)."""

    on: date
    cents: int
    reason: Reason
    document: str


@attrs.frozen(kw_only=True)
class Account:
    """The truth about one invoice: what it was, when it falls due, all that moved it.

    `number` is serie and folio together; `movements` are in the order in which they became known.
    """

    uuid: str
    number: str
    customer_rfc: str
    customer_name: str
    currency: str
    issued: date
    due: date
    movements: tuple[Movement, ...]

    @property
    def total(self) -> Decimal:
        """The amount of the invoice, in its currency."""
        return decimal_of(self.movements[0].cents, 2)

    def cents(self, as_of: date) -> int:
        """Give what was owed at the end of a day, in cents."""
        return sum(each.cents for each in self.movements if each.on <= as_of)

    def balance(self, as_of: date) -> Decimal:
        """Give what was owed at the end of a day, in the currency of the invoice."""
        return decimal_of(self.cents(as_of), 2)


@attrs.frozen(kw_only=True)
class Identity:
    """What tells a document from all others: its UUID, serie, folio and moment of issue."""

    uuid: str
    serie: str
    folio: str
    moment: datetime


_NOT_ISSUED: Final = Identity(
    uuid="", serie="", folio="", moment=datetime.combine(date.min, time())
)


@attrs.define(eq=False)
class Order:
    """An invoice in the making: what is sold to whom; once issued, its identity and its account."""

    customer: Customer
    lines: tuple[Line, ...]
    payment_method: str = "PPD"
    identity: Identity = _NOT_ISSUED
    installments: int = 0
    balance: int = 0
    movements: list[Movement] = attrs.field(factory=list[Movement])
    taxes: dict[Rate, Tax] = attrs.field(init=False)
    total: int = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        self.taxes = taxes_of(self.lines)
        self.total = total_of(self.taxes)

    def move(self, on: date, cents: int, reason: Reason, document: str) -> None:
        """Post one movement."""
        self.balance += cents
        self.movements.append(Movement(on, cents, reason, document))

    def account(self) -> Account:
        """Close the books of this order."""
        identity, receptor = self.identity, self.customer.receptor
        issued = identity.moment.date()
        return Account(
            uuid=identity.uuid,
            number=f"{identity.serie}{identity.folio}",
            customer_rfc=receptor.rfc,
            customer_name=receptor.nombre,
            currency=self.customer.currency,
            issued=issued,
            due=issued + timedelta(days=self.customer.credit_days),
            movements=tuple(self.movements),
        )
