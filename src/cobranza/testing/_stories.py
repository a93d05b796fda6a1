"""What happens between the company and its customers: short stories, each a few dated steps.

A story ends where the calendar does: steps after `as_of` have not happened. Days are business days
(a weekend moves to Monday). All chance comes from one seeded generator, drawn as whole bits, so
that a seed gives the same stories on every platform.
"""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

import attrs

from cobranza.testing._company import (
    IVA_8,
    IVA_16,
    PRODUCTS,
    Customer,
    Product,
    usd_rate,
)
from cobranza.testing._orders import Line, Order, half_up

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__: list[str] = []

HISTORY_DAYS: Final = 180

_ADVANCE: Final = Product("84111506", "ACT", "Actividad", "Anticipo del bien o servicio", 0, 0, 1)
_APPLIED: Final = attrs.evolve(_ADVANCE, descripcion="Aplicación de anticipo")
_DISCOUNT: Final = attrs.evolve(_ADVANCE, descripcion="Bonificación por volumen de compra")
_RETURN: Final = attrs.evolve(_ADVANCE, descripcion="Devolución de mercancía")

# The order of a working day, so that steps on one day keep their sense.
_SALES: Final = time(9)
_CREDITS: Final = time(11, 30)
_PAYMENTS: Final = time(14)
_RECEIPTS: Final = time(16, 30)
_CANCELLATIONS: Final = time(19)


@attrs.frozen(kw_only=True)
class Sale:
    """An invoice is issued; it may replace another, or follow an advance."""

    moment: datetime
    order: Order
    replaces: Order | None = None
    advance: Order | None = None


@attrs.frozen(kw_only=True)
class Credit:
    """A credit note is issued: `kind` is its TipoRelacion, `form` its FormaPago."""

    moment: datetime
    order: Order
    lines: tuple[Line, ...]
    kind: str
    form: str


@attrs.frozen(kw_only=True, eq=False)
class Payment:
    """The receipt of a payment is issued; `percent` is the part of what is owed that was paid."""

    moment: datetime
    paid_on: datetime
    orders: tuple[Order, ...]
    percent: int
    form: str
    currency: str


@attrs.frozen(kw_only=True)
class Cancellation:
    """An invoice or receipt is cancelled; not `settled` while the SAT still shows it vigente."""

    moment: datetime
    target: Order | Payment
    settled: bool = True


Step = Sale | Credit | Payment | Cancellation


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


class Teller:
    """Tells the stories of one branch, up to `as_of`."""

    def __init__(self, dice: Dice, as_of: date) -> None:
        self._between = dice.between
        self._as_of = as_of

    def tell(self, story: str, customer: Customer) -> list[Step]:
        """Tell one story of a customer, its steps in the order of time."""
        steps = _STORIES[story](self, customer)
        past = [step for step in steps if step.moment.date() <= self._as_of]
        return sorted(past, key=lambda step: step.moment)

    def bought(self, customer: Customer) -> list[Step]:
        """One invoice from any day, paid whole or not at all."""
        sale = self._sale(customer)
        return [sale, *self._paid(sale)]

    def bought_long_ago(self, customer: Customer) -> list[Step]:
        """One invoice from the first third of the history."""
        sale = self._sale(customer, self._day(HISTORY_DAYS * 2 // 3, HISTORY_DAYS))
        return [sale, *self._paid(sale)]

    def bought_lately(self, customer: Customer) -> list[Step]:
        """One invoice from the last quarter of the history."""
        sale = self._sale(customer, self._day(0, HISTORY_DAYS // 4))
        return [sale, *self._paid(sale)]

    def paid_in_pesos(self, customer: Customer) -> list[Step]:
        """Two invoices in another currency, paid together in MXN."""
        first = self._sale(customer, self._early())
        second = self._sale(customer, self._later(first, 2, 12))
        return [first, second, *self._paid(second, first, currency="MXN")]

    def paid_in_parts(self, customer: Customer) -> list[Step]:
        """One invoice, paid in two to four parts."""
        sale = self._sale(customer, self._early())
        payments = self._paid(sale, percent=self._between(20, 60))
        for left in range(self._between(1, 3), 0, -1):
            percent = 100 if left == 1 else self._between(30, 60)
            day = self._later(payments[-1], 18, 40)
            payments.append(self._payment((sale.order,), day, percent))
        return [sale, *payments]

    def paid_together(self, customer: Customer) -> list[Step]:
        """Three invoices, paid by one transfer."""
        first = self._sale(customer, self._early())
        second = self._sale(customer, self._later(first, 3, 9))
        third = self._sale(customer, self._later(second, 3, 9))
        return [first, second, third, *self._paid(third, first, second)]

    def paid_at_once(self, customer: Customer) -> list[Step]:
        """One PUE invoice: no receipt follows."""
        return [self._sale(customer, payment_method="PUE")]

    def discounted(self, customer: Customer) -> list[Step]:
        """One invoice with a discount granted later (01); the rest is paid."""
        sale = self._sale(customer, self._early())
        credit = self._credit(sale, _DISCOUNT, self._between(3, 12), kind="01")
        return [sale, credit, *self._paid(sale)]

    def returned(self, customer: Customer) -> list[Step]:
        """One invoice with goods given back (03); the rest is paid."""
        sale = self._sale(customer, self._early())
        credit = self._credit(sale, _RETURN, self._between(20, 60), kind="03")
        return [sale, credit, *self._paid(sale)]

    def paid_in_advance(self, customer: Customer) -> list[Step]:
        """An advance (PUE), the invoice for the whole, and the advance applied to it (07)."""
        order = self._order(customer)
        part = self._between(20, 50)
        advance = Sale(
            moment=self._moment(self._early(), _SALES),
            order=Order(customer, _share(order, part, _ADVANCE), payment_method="PUE"),
        )
        sale = Sale(
            moment=self._moment(self._later(advance, 10, 25), _SALES),
            order=order,
            advance=advance.order,
        )
        applied = Credit(
            moment=self._moment(sale.moment.date(), _CREDITS),
            order=order,
            lines=_share(order, part, _APPLIED),
            kind="07",
            form="30",
        )
        return [advance, sale, applied, *self._paid(sale)]

    def cancelled(self, customer: Customer) -> list[Step]:
        """One invoice, cancelled because the sale did not take place."""
        sale = self._sale(customer, self._early())
        day = self._later(sale, 2, 20)
        return [sale, Cancellation(moment=self._moment(day, _CANCELLATIONS), target=sale.order)]

    def replaced(self, customer: Customer) -> list[Step]:
        """One invoice with a wrong quantity, replaced (04); its cancellation may be pending."""
        wrong = self._sale(customer, self._early())
        first, *rest = wrong.order.lines
        right = Order(customer, (attrs.evolve(first, quantity=first.quantity + 1), *rest))
        sale = Sale(
            moment=self._moment(self._later(wrong, 3, 10), _SALES),
            order=right,
            replaces=wrong.order,
        )
        cancellation = Cancellation(
            moment=self._moment(self._later(sale, 0, 5), _CANCELLATIONS),
            target=wrong.order,
            settled=self._between(1, 4) > 1,
        )
        return [wrong, sale, cancellation, *self._paid(sale)]

    def bounced(self, customer: Customer) -> list[Step]:
        """A cheque that bounced: its receipt is cancelled, and a transfer pays later."""
        sale = self._sale(customer, self._early())
        steps: list[Step] = [sale]
        for cheque in self._paid(sale, form="02"):
            day = self._later(cheque, 3, 9)
            steps += [
                cheque,
                Cancellation(moment=self._moment(day, _CANCELLATIONS), target=cheque),
                self._payment((sale.order,), day + timedelta(days=self._between(8, 40)), 100),
            ]
        return steps

    def _sale(
        self, customer: Customer, day: date | None = None, *, payment_method: str = "PPD"
    ) -> Sale:
        day = self._day(0, HISTORY_DAYS) if day is None else day
        order = self._order(customer, day, payment_method)
        return Sale(moment=self._moment(day, _SALES), order=order)

    def _order(
        self, customer: Customer, day: date | None = None, payment_method: str = "PPD"
    ) -> Order:
        start = self._between(0, len(PRODUCTS) - 1)
        products = (
            PRODUCTS[(start + 5 * line) % len(PRODUCTS)] for line in range(self._between(1, 4))
        )
        lines = tuple(self._line(customer, product, day) for product in products)
        return Order(customer, lines, payment_method)

    def _line(self, customer: Customer, product: Product, day: date | None) -> Line:
        quantity = self._between(1, product.most)
        price = self._between(product.cheapest * 10, product.dearest * 10) * 10
        if customer.currency == "USD":
            price = half_up(price * 10**4, usd_rate(day or self._as_of))
        tenths = 10 if self._between(1, 8) == 1 else 0
        rate = IVA_8 if customer.habit.border and product.rate == IVA_16 else product.rate
        return Line(product, quantity, price, half_up(quantity * price * tenths, 100), rate)

    def _credit(self, sale: Sale, product: Product, percent: int, *, kind: str) -> Credit:
        return Credit(
            moment=self._moment(self._later(sale, 3, 14), _CREDITS),
            order=sale.order,
            lines=_share(sale.order, percent, product),
            kind=kind,
            form="15",
        )

    def _paid(
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
        wait = customer.credit_days + self._between(*customer.habit.delay)
        # Credits come within a fortnight, and what is owed is known before it is paid.
        day = sale.moment.date() + timedelta(days=max(wait, 16))
        orders = (*(other.order for other in others), sale.order)
        return [self._payment(orders, day, percent, form, currency)]

    def _payment(
        self,
        orders: tuple[Order, ...],
        day: date,
        percent: int,
        form: str = "03",
        currency: str | None = None,
    ) -> Payment:
        paid_on = self._moment(day, _PAYMENTS)
        issued = paid_on.date() + timedelta(days=self._between(0, 3))
        return Payment(
            moment=self._moment(issued, _RECEIPTS),
            paid_on=paid_on,
            orders=orders,
            percent=percent,
            form=form,
            currency=currency or orders[0].customer.currency,
        )

    def _day(self, newest: int, oldest: int) -> date:
        """Draw a day that many days before `as_of`."""
        return self._as_of - timedelta(days=self._between(newest, oldest))

    def _early(self) -> date:
        """Draw a day that leaves time for the rest of the story."""
        return self._day(HISTORY_DAYS * 2 // 5, HISTORY_DAYS)

    def _later(self, step: Step, fewest: int, most: int) -> date:
        return step.moment.date() + timedelta(days=self._between(fewest, most))

    def _moment(self, day: date, start: time) -> datetime:
        """Draw a moment of a business day, within two hours from `start`."""
        weekend = day.weekday() - 4
        if weekend > 0:
            day += timedelta(days=3 - weekend)
        return datetime.combine(day, start) + timedelta(seconds=self._between(0, 7199))


def _share(order: Order, percent: int, product: Product) -> tuple[Line, ...]:
    """Give lines for a part of an order, one per rate of tax."""
    return tuple(
        Line(product, 1, max(1, half_up(each.base * percent, 100)), 0, rate)
        for rate, each in order.taxes.items()
    )


_STORIES: Final[Mapping[str, Callable[[Teller, Customer], list[Step]]]] = {
    "bought": Teller.bought,
    "bought long ago": Teller.bought_long_ago,
    "bought lately": Teller.bought_lately,
    "paid in pesos": Teller.paid_in_pesos,
    "paid in parts": Teller.paid_in_parts,
    "paid together": Teller.paid_together,
    "paid at once": Teller.paid_at_once,
    "discounted": Teller.discounted,
    "returned": Teller.returned,
    "paid in advance": Teller.paid_in_advance,
    "cancelled": Teller.cancelled,
    "replaced": Teller.replaced,
    "bounced": Teller.bounced,
}

DECK: Final = (
    # One of each kind comes first, so that sixty documents show them all.
    ("parts", "paid in parts"),
    ("batches", "paid together"),
    ("dollars", "paid in pesos"),
    ("disputes", "discounted"),
    ("disputes", "returned"),
    ("no terms", "paid in advance"),
    ("disputes", "cancelled"),
    ("border", "replaced"),
    ("prompt", "bounced"),
    ("never", "bought long ago"),
    ("very late", "bought long ago"),
    ("cash", "paid at once"),
    ("dollars", "bought lately"),
    ("prompt", "bought lately"),
    ("batches", "bought lately"),
    ("never", "bought"),
    ("very late", "bought"),
    ("dollars", "bought"),
    ("prompt", "bought"),
    ("parts", "paid in parts"),
    ("border", "bought"),
    ("cash", "paid at once"),
    ("no terms", "bought lately"),
    ("disputes", "bought"),
    ("very late", "bought"),
    ("batches", "paid together"),
    ("prompt", "bought"),
    ("border", "bought lately"),
    ("never", "bought"),
    ("cash", "paid at once"),
    ("parts", "bought lately"),
)
"""Who does what: pairs of habit and story, told in turn until there are enough documents."""
