"""The one who tells stories: seeded chance, days of work, and the steps that stories are made of.

All chance comes from one seeded generator, drawn as whole bits, so that a seed gives the same
stories on every platform. Days are business days (a weekend moves to Monday).
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Final

import attrs

from cobranza.testing._company import ADVANCES, IVA_16, PRODUCTS, Customer, Product, usd_rate
from cobranza.testing._orders import Line, Order, half_up
from cobranza.testing._steps import (
    Cancellation,
    Credit,
    Delivered,
    Payment,
    Sale,
    Seen,
    State,
    Step,
)

__all__: list[str] = []

HISTORY_DAYS: Final = 180

ADVANCE: Final = Product(ADVANCES, "ACT", "Actividad", "Anticipo del bien o servicio", 0, 0, 1)
APPLIED: Final = attrs.evolve(ADVANCE, descripcion="Aplicación de anticipo")
DISCOUNT: Final = attrs.evolve(ADVANCE, descripcion="Bonificación por volumen de compra")
RETURN: Final = attrs.evolve(ADVANCE, descripcion="Devolución de mercancía")
INTEREST: Final = Product("84121500", "E48", "Servicio", "Intereses por pago tardío", 0, 0, 1)

# The order of a working day, so that steps on one day keep their sense.
SALES: Final = time(9)
CREDITS: Final = time(11, 30)
PAYMENTS: Final = time(14)
RECEIPTS: Final = time(16, 30)
CANCELLATIONS: Final = time(19)


class Dice:
    """Seeded chance in whole numbers.

    >>> dice = Dice("any text")
    >>> 1 <= dice.between(1, 6) <= 6
    True
    """

    def __init__(self, seed: str) -> None:
        self._bits = random.Random(seed).getrandbits  # noqa: S311 - repeatable data, no secret

    def between(self, low: int, high: int) -> int:
        """Draw from `low` to `high`, both included."""
        return low + (self._bits(32) * (high - low + 1) >> 32)


Draw = Callable[[int, int], int]


class Teller:
    """Tells the stories of one branch, up to `as_of`.

    `between` draws a number. What the SAT answers is drawn with `answered`, so that there may be
    more of it without another story.
    """

    def __init__(
        self, between: Draw, answered: Draw, customers: dict[str, Customer], as_of: date
    ) -> None:
        self.between = between
        self.answered = answered
        self.customers = customers
        self._as_of = as_of

    def tell(self, story: Story, habit: str) -> list[Step]:
        """Tell one story of a customer, its steps in the order of time."""
        steps = story(self, self.customers[habit])
        past = [step for step in steps if step.moment.date() <= self._as_of]
        return sorted(past, key=lambda step: step.moment)

    # Days.

    def day(self, newest: int, oldest: int) -> date:
        """Draw a day that many days before `as_of`."""
        return self._as_of - timedelta(days=self.between(newest, oldest))

    def early(self) -> date:
        """Draw a day that leaves time for the rest of the story."""
        return self.day(HISTORY_DAYS * 2 // 5, HISTORY_DAYS)

    def later(self, step: Step, fewest: int, most: int) -> date:
        """Draw a day that many days after a step."""
        return step.moment.date() + timedelta(days=self.between(fewest, most))

    def moment(self, day: date, start: time) -> datetime:
        """Draw a moment of a business day, within two hours from `start`."""
        weekend = day.weekday() - 4
        if weekend > 0:
            day += timedelta(days=3 - weekend)
        return datetime.combine(day, start) + timedelta(seconds=self.between(0, 7199))

    # Invoices.

    def sale(
        self, customer: Customer, day: date | None = None, *, payment_method: str = "PPD"
    ) -> Sale:
        """Sell something, on any day unless told when."""
        day = self.day(0, HISTORY_DAYS) if day is None else day
        order = self.order(customer, day, payment_method)
        return Sale(moment=self.moment(day, SALES), order=order)

    def order(
        self,
        customer: Customer,
        day: date | None = None,
        payment_method: str = "PPD",
        currency: str | None = None,
    ) -> Order:
        """Draw what a customer buys."""
        currency = currency or customer.currency
        start = self.between(0, len(PRODUCTS) - 1)
        products = (
            PRODUCTS[(start + 5 * line) % len(PRODUCTS)] for line in range(self.between(1, 4))
        )
        lines = tuple(self._line(customer, product, day, currency) for product in products)
        return Order(customer, lines, payment_method, currency)

    def _line(self, customer: Customer, product: Product, day: date | None, currency: str) -> Line:
        quantity = self.between(1, product.most)
        price = self.between(product.cheapest * 10, product.dearest * 10) * 10
        if currency == "USD":
            price = half_up(price * 10**4, usd_rate(day or self._as_of))
        tenths = 10 if self.between(1, 8) == 1 else 0
        rate = customer.usual_rate if product.rate == IVA_16 else product.rate
        return Line(product, quantity, price, half_up(quantity * price * tenths, 100), rate)

    def later_sale(self, order: Order, step: Step, fewest: int, most: int) -> Sale:
        """Sell something some days after a step."""
        return Sale(moment=self.moment(self.later(step, fewest, most), SALES), order=order)

    def advance(self, order: Order, percent: int) -> Sale:
        """Collect a part of what an order will cost before there is a sale (PUE)."""
        line = Line(ADVANCE, 1, percent_of(order, percent), 0, order.customer.usual_rate)
        return Sale(
            moment=self.moment(self.early(), SALES),
            order=Order(order.customer, (line,), "PUE", order.currency),
        )

    def delivered(self, sale: Sale) -> Delivered:
        """Let the customer take an invoice in."""
        day = self.later(sale, 1, 9)
        return Delivered(moment=self.moment(day, PAYMENTS), order=sale.order)

    # Credits.

    def credit(
        self,
        *sales: Sale,
        product: Product,
        percent: int,
        kind: str,
        day: date | None = None,
        customer: Customer | None = None,
    ) -> Credit:
        """Take a part of the newest of some sales off all of them, in the order given."""
        last = sales[-1]
        order = last.order
        return Credit(
            moment=self.moment(day or self.later(last, 3, 14), CREDITS),
            customer=customer or order.customer,
            lines=share(order, percent, product),
            currency=order.currency,
            orders=tuple(sale.order for sale in sales),
            kind=kind,
            form="15",
        )

    def applied(self, sale: Sale, lines: tuple[Line, ...]) -> Credit:
        """Apply an advance to a sale on its own day (egreso 07)."""
        return Credit(
            moment=self.moment(sale.moment.date(), CREDITS),
            customer=sale.order.customer,
            lines=lines,
            currency=sale.order.currency,
            orders=(sale.order,),
            kind="07",
            form="30",
        )

    # Payments.

    def paid(
        self,
        sale: Sale,
        *others: Sale,
        percent: int = 100,
        form: str = "03",
        currency: str | None = None,
    ) -> list[Payment]:
        """Pay a sale, and older ones with it, as is the customer's habit: possibly never."""
        customer = sale.order.customer
        if customer.habit.delay is None:
            return []
        wait = customer.credit_days + self.between(*customer.habit.delay)
        # Credits come within a fortnight, and what is owed is known before it is paid.
        day = sale.moment.date() + timedelta(days=max(wait, 16))
        orders = (*(other.order for other in others), sale.order)
        return [self.payment(orders, day, percent, form, currency)]

    def payment(
        self,
        orders: tuple[Order, ...],
        day: date,
        percent: int = 100,
        form: str = "03",
        currency: str | None = None,
    ) -> Payment:
        """Pay a part of what is owed on a day; the receipt follows within three days of work."""
        paid_on = self.moment(day, PAYMENTS)
        issued = paid_on.date() + timedelta(days=self.between(0, 3))
        return Payment(
            moment=self.moment(issued, RECEIPTS),
            paid_on=paid_on,
            customer=orders[0].customer,
            orders=orders,
            percent=percent,
            form=form,
            currency=currency or orders[0].currency,
        )

    def seen(self, sale: Sale, day: date, percent: int = 100) -> Seen:
        """See money for an invoice in the bank."""
        return Seen(moment=self.moment(day, PAYMENTS), order=sale.order, percent=percent)

    # What becomes of documents.

    def cancelled(
        self,
        step: Sale | Credit | Payment,
        day: date,
        state: State = State.CANCELLED,
        *,
        dated: bool = True,
    ) -> Cancellation:
        """Ask the SAT to cancel a document, up to three days before the answer of that day."""
        moment = self.moment(day, CANCELLATIONS)
        asked = max(step.moment.date(), moment.date() - timedelta(days=self.answered(0, 3)))
        return Cancellation(
            moment=moment,
            target=step.order if isinstance(step, Sale) else step,
            state=state,
            requested_on=None if state is State.IN_FORCE or not dated else asked,
            dated=dated,
        )


Story = Callable[[Teller, Customer], list[Step]]


def percent_of(order: Order, percent: int) -> int:
    """Give a part of what an order costs without taxes, in cents."""
    return max(1, half_up(sum(line.base for line in order.lines) * percent, 100))


def share(order: Order, percent: int, product: Product) -> tuple[Line, ...]:
    """Give lines for a part of an order, one per rate of tax."""
    return tuple(
        Line(product, 1, max(1, half_up(each.base * percent, 100)), 0, rate)
        for rate, each in order.taxes.items()
    )
