"""An invoice from the seller's desk: its lines, its taxes, and the true account behind it.

Amounts are integer cents of the order's currency; rates of tax are millionths, None is Exento.
Nothing here comes from `cobranza.ledger`: the accounts are what the ledger is tested against.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

import attrs

from cobranza.testing._company import ADVANCES, Customer, Product
from cobranza.testing._truth import Account, Movement, Reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__: list[str] = []

Rate = int | None


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


@attrs.frozen(kw_only=True)
class Identity:
    """What tells a document from all others: its UUID, serie, folio and moment of issue."""

    uuid: str
    serie: str
    folio: str
    moment: datetime

    @property
    def day(self) -> date:
        """The day of issue."""
        return self.moment.date()


NOT_ISSUED: Final = Identity(uuid="", serie="", folio="", moment=datetime.combine(date.min, time()))


@attrs.define(kw_only=True, eq=False)
class Paper:
    """A receipt or credit note once issued: what it took off which invoices, and if it stands.

    `first_issued` is the day of the first of a chain of substitutes, `effective` that on which it
    acts.
    """

    identity: Identity
    first_issued: date
    effective: date
    is_receipt: bool = False
    took: list[tuple[Order, int]] = attrs.field(factory=list[tuple["Order", int]])
    stands: bool = True

    def strike_out(self) -> None:
        """Take out of the accounts what a paper did that is replaced: it never was."""
        self.stands = False
        for order, cents in self.took:
            order.forget(self.identity.uuid)
            self._uncount(order, cents)

    def give_back(self, on: date | None) -> None:
        """Undo on a day what a cancelled paper did; on its own day when none is known."""
        if not self.stands:
            return
        self.stands = False
        reason = Reason.PAYMENT_CANCELLED if self.is_receipt else Reason.CREDIT_CANCELLED
        for order, cents in self.took:
            order.move(on or self.effective, cents, reason, self.identity.uuid)
            self._uncount(order, cents)

    def _uncount(self, order: Order, cents: int) -> None:
        """Take it out of what the next receipt of an invoice will declare."""
        if self.is_receipt:
            order.installments -= 1
        else:
            order.credited -= cents


@attrs.define(eq=False)
class Order:
    """An invoice in the making: what is sold to whom; once issued, its identity and its account.

    A `lost` one was issued, and nobody has it. `balance` is what is owed by all that is known, so a
    payment that is only assumed is not in it; `credited` is what notes have taken off. `heir` is
    the invoice that replaced it, `replaced` those that it replaced, `advance` the one of the
    advance that it follows, `named_by` the documents that depend on it.
    """

    customer: Customer
    lines: tuple[Line, ...]
    payment_method: str = "PPD"
    currency: str = attrs.field(
        default=attrs.Factory(lambda self: self.customer.currency, takes_self=True)
    )
    identity: Identity = NOT_ISSUED
    lost: bool = False
    cancelled: bool = False
    assumed: bool = False
    installments: int = 0
    balance: int = 0
    credited: int = 0
    heir: Order | None = None
    replaced: list[Order] = attrs.field(factory=list["Order"])
    advance: Order | None = None
    delivered_on: date | None = None
    named_by: list[Paper | Order] = attrs.field(factory=list["Paper | Order"])
    movements: list[Movement] = attrs.field(factory=list[Movement])
    taxes: dict[Rate, Tax] = attrs.field(init=False)
    total: int = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        self.taxes = taxes_of(self.lines)
        self.total = total_of(self.taxes)

    @property
    def is_advance(self) -> bool:
        """Whether it is the invoice of an advance, by its only line."""
        return [line.product.clave_prod_serv for line in self.lines] == [ADVANCES]

    @property
    def stands(self) -> bool:
        """Whether it was neither cancelled nor replaced."""
        return not self.cancelled and self.heir is None

    def move(
        self, on: date, cents: int, reason: Reason, document: str, pesos: int | None = None
    ) -> None:
        """Post one movement; a payment that is only assumed gives way to it."""
        self.balance += cents
        self.movements.append(Movement(on, cents, reason, document, pesos))
        if self.assumed:
            self.movements.append(Movement(on, -cents, Reason.PAID_AT_ISSUE, document))

    def assume_paid(self) -> None:
        """Take what was charged for paid, whatever comes."""
        self.assumed = True
        for each in tuple(self.movements):
            assumed = Movement(each.on, -each.cents, Reason.PAID_AT_ISSUE, each.document)
            self.movements.append(assumed)

    def assume_nothing(self) -> None:
        """Forget that it was ever taken for paid."""
        self.assumed = False
        self.movements = [
            each for each in self.movements if each.reason is not Reason.PAID_AT_ISSUE
        ]

    def forget(self, document: str) -> None:
        """Strike out what a document did, as if it had never been."""
        self.balance -= sum(
            each.cents
            for each in self.movements
            if each.document == document and each.reason is not Reason.PAID_AT_ISSUE
        )
        self.movements = [each for each in self.movements if each.document != document]

    def account(self) -> Account:
        """Close the books of this order."""
        identity, customer = self.identity, self.customer
        receptor = customer.receptor_on(identity.day)
        start = self.delivered_on or identity.day
        return Account(
            uuid=identity.uuid,
            number=f"{identity.serie}{identity.folio}",
            customer_rfc=receptor.rfc,
            customer_name=receptor.nombre,
            currency=self.currency,
            payment_method=self.payment_method,
            issued=identity.day,
            due=start + timedelta(days=customer.credit_days),
            movements=tuple(self.movements),
        )
