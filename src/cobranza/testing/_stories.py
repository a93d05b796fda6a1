"""Stories that go as they should: sales, payments, credits, advances, replacements, facts.

Each is a few dated steps between the company and one customer. A story ends where the calendar
does: what would happen after that day has not happened.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import attrs

from cobranza.testing._orders import Line, Order
from cobranza.testing._steps import Adjusted, Sale, State
from cobranza.testing._teller import (
    APPLIED,
    CANCELLATIONS,
    DISCOUNT,
    HISTORY_DAYS,
    INTEREST,
    RETURN,
    Teller,
    percent_of,
)

if TYPE_CHECKING:
    from cobranza.testing._company import Customer
    from cobranza.testing._steps import Payment, Step

__all__: list[str] = []


# Sold and paid.


def bought(tell: Teller, customer: Customer) -> list[Step]:
    """One invoice from any day, paid whole or not at all."""
    sale = tell.sale(customer)
    return [sale, *tell.paid(sale)]


def bought_long_ago(tell: Teller, customer: Customer) -> list[Step]:
    """One invoice from the first third of the history."""
    sale = tell.sale(customer, tell.day(HISTORY_DAYS * 2 // 3, HISTORY_DAYS))
    return [sale, *tell.paid(sale)]


def bought_lately(tell: Teller, customer: Customer) -> list[Step]:
    """One invoice from the last quarter of the history."""
    sale = tell.sale(customer, tell.day(0, HISTORY_DAYS // 4))
    return [sale, *tell.paid(sale)]


def bought_on_review(tell: Teller, customer: Customer) -> list[Step]:
    """One invoice that the customer takes in days later; its credit runs from there."""
    sale = tell.sale(customer)
    delivered = tell.delivered(sale)
    wait = customer.credit_days + tell.between(0, 8)
    day = delivered.moment.date() + timedelta(days=wait)
    return [sale, delivered, tell.payment((sale.order,), day)]


def to_be_reviewed(tell: Teller, customer: Customer) -> list[Step]:
    """One invoice from the last days, which the customer may not have taken in yet."""
    sale = tell.sale(customer, tell.day(0, 12))
    return [sale, tell.delivered(sale)]


def paid_in_pesos(tell: Teller, customer: Customer) -> list[Step]:
    """Two invoices in another currency, paid together in MXN."""
    first = tell.sale(customer, tell.early())
    second = tell.sale(customer, tell.later(first, 2, 12))
    return [first, second, *tell.paid(second, first, currency="MXN")]


def paid_in_dollars(tell: Teller, customer: Customer) -> list[Step]:
    """One invoice in MXN, paid in two parts in dollars."""
    sale = tell.sale(customer, tell.early())
    [first] = tell.paid(sale, percent=tell.between(30, 70), currency="USD")
    rest = tell.payment((sale.order,), tell.later(first, 5, 20), currency="USD")
    return [sale, first, rest]


def paid_in_parts(tell: Teller, customer: Customer) -> list[Step]:
    """One invoice, paid in two to four parts."""
    sale = tell.sale(customer, tell.early())
    payments = tell.paid(sale, percent=tell.between(20, 60))
    for left in range(tell.between(1, 3), 0, -1):
        percent = 100 if left == 1 else tell.between(30, 60)
        day = tell.later(payments[-1], 18, 40)
        payments.append(tell.payment((sale.order,), day, percent))
    return [sale, *payments]


def paid_weekly(tell: Teller, customer: Customer) -> list[Step]:
    """One invoice, paid in four parts within a month."""
    sale = tell.sale(customer, tell.early())
    payments: list[Payment] = []
    day = tell.later(sale, 5, 10)
    for left in range(4, 0, -1):
        payments.append(tell.payment((sale.order,), day, 100 // left))
        day += timedelta(days=7)
    return [sale, *payments]


def paid_together(tell: Teller, customer: Customer) -> list[Step]:
    """Three invoices, paid by one transfer."""
    first = tell.sale(customer, tell.early())
    second = tell.sale(customer, tell.later(first, 3, 9))
    third = tell.sale(customer, tell.later(second, 3, 9))
    return [first, second, third, *tell.paid(third, first, second)]


def paid_too_much(tell: Teller, customer: Customer) -> list[Step]:
    """One invoice, paid with something over that no invoice is named for."""
    sale = tell.sale(customer, tell.early())
    [payment] = tell.paid(sale)
    return [sale, attrs.evolve(payment, unassigned=tell.between(1, 500) * 100)]


# Paid at once.


def paid_at_once(tell: Teller, customer: Customer) -> list[Step]:
    """One PUE invoice: no receipt follows."""
    return [tell.sale(customer, payment_method="PUE")]


def paid_at_the_counter(tell: Teller, customer: Customer) -> list[Step]:
    """One PUE invoice whose money is seen: at once, in parts, or after its month."""
    sale = tell.sale(customer, tell.early(), payment_method="PUE")
    first = tell.seen(sale, tell.later(sale, 0, 9), tell.between(40, 100))
    rest = tell.seen(sale, tell.later(first, 1, 35))
    return [sale, first, rest] if tell.between(0, 1) else [sale, first]


def no_longer_at_once(tell: Teller, customer: Customer) -> list[Step]:
    """One PUE invoice that was not paid in its month, replaced by a PPD one (04)."""
    wrong = tell.sale(customer, tell.early(), payment_method="PUE")
    sale = attrs.evolve(
        tell.later_sale(Order(customer, wrong.order.lines), wrong, 25, 35),
        replaces=(wrong.order,),
    )
    return [wrong, sale, tell.cancelled(wrong, tell.later(sale, 0, 3)), *tell.paid(sale)]


# Credits and charges.


def discounted(tell: Teller, customer: Customer) -> list[Step]:
    """One invoice with a discount granted later (01); the rest is paid."""
    sale = tell.sale(customer, tell.early())
    credit = tell.credit(sale, product=DISCOUNT, percent=tell.between(3, 12), kind="01")
    return [sale, credit, *tell.paid(sale)]


def discounted_together(tell: Teller, customer: Customer) -> list[Step]:
    """One discount over three invoices (01), which the first, nearly paid, cannot take alone."""
    first = tell.sale(customer, tell.early())
    second = tell.sale(customer, tell.later(first, 1, 4))
    third = tell.sale(customer, tell.later(second, 1, 4))
    part = tell.payment((first.order,), tell.later(third, 1, 5), 97)
    day = tell.later(part, 5, 9)
    credit = tell.credit(
        *(first, second, third), product=DISCOUNT, percent=tell.between(5, 30), kind="01", day=day
    )
    rest = tell.payment((third.order,), tell.later(credit, 9, 30))
    return [first, second, third, part, credit, rest]


def returned(tell: Teller, customer: Customer) -> list[Step]:
    """One invoice with goods given back (03); the rest is paid."""
    sale = tell.sale(customer, tell.early())
    credit = tell.credit(sale, product=RETURN, percent=tell.between(20, 60), kind="03")
    return [sale, credit, *tell.paid(sale)]


def discounted_in_dollars(tell: Teller, customer: Customer) -> list[Step]:
    """One invoice in MXN with a discount in dollars, at the rate that the note gives."""
    sale = tell.sale(customer, tell.early())
    day = tell.later(sale, 3, 9)
    credit = attrs.evolve(
        tell.credit(sale, product=DISCOUNT, percent=1, kind="01", day=day), currency="USD"
    )
    lines = tuple(attrs.evolve(line, price=max(1, line.price // 20)) for line in credit.lines)
    return [sale, attrs.evolve(credit, lines=lines), *tell.paid(sale)]


def discount_corrected(tell: Teller, customer: Customer) -> list[Step]:
    """One invoice with a discount that was wrong, replaced by another (04)."""
    sale = tell.sale(customer, tell.early())
    wrong = tell.credit(sale, product=DISCOUNT, percent=8, kind="01", day=tell.later(sale, 2, 4))
    right = attrs.evolve(
        tell.credit(sale, product=DISCOUNT, percent=5, kind="01", day=tell.later(wrong, 1, 4)),
        replaces=wrong,
    )
    gone = tell.cancelled(wrong, tell.later(right, 0, 3))
    return [sale, wrong, right, gone, *tell.paid(sale)]


def discount_withdrawn(tell: Teller, customer: Customer) -> list[Step]:
    """One invoice with a discount that was cancelled, on a day that is not always known."""
    sale = tell.sale(customer, tell.early())
    credit = tell.credit(sale, product=DISCOUNT, percent=6, kind="01", day=tell.later(sale, 2, 5))
    day = tell.later(credit, 1, 5)
    gone = tell.cancelled(credit, day, dated=tell.answered(1, 3) > 1)
    return [sale, credit, gone, *tell.paid(sale)]


def charged_interest(tell: Teller, customer: Customer) -> list[Step]:
    """One invoice paid late, and a debit note with the interest (02)."""
    sale = tell.sale(customer, tell.early())
    [payment] = tell.paid(sale)
    rate = customer.usual_rate
    line = Line(INTEREST, 1, percent_of(sale.order, tell.between(1, 4)), 0, rate)
    debit = tell.later_sale(Order(customer, (line,)), payment, 4, 12)
    return [sale, payment, attrs.evolve(debit, adds_to=(sale.order,)), *tell.paid(debit)]


# Advances.


def paid_in_advance(tell: Teller, customer: Customer) -> list[Step]:
    """An advance, the invoice for the whole (07), and the advance applied to it: procedure A."""
    order = tell.order(customer)
    advance = tell.advance(order, tell.between(20, 50))
    sale = attrs.evolve(tell.later_sale(order, advance, 10, 25), after=(advance.order,))
    [line] = advance.order.lines
    applied = tell.applied(sale, (attrs.evolve(line, product=APPLIED),))
    return [advance, sale, applied, *tell.paid(sale)]


def paid_the_remainder(tell: Teller, customer: Customer) -> list[Step]:
    """An advance, and the invoice for what it leaves to pay (07): procedure B."""
    order = tell.order(customer)
    percent = tell.between(20, 50)
    advance = tell.advance(order, percent)
    # The discount of each line is its part of the advance.
    lines = tuple(
        attrs.evolve(line, discount=line.discount + line.base * percent // 100)
        for line in order.lines
    )
    sale = tell.later_sale(Order(customer, lines), advance, 10, 25)
    return [advance, attrs.evolve(sale, after=(advance.order,)), *tell.paid(sale)]


def advance_unused(tell: Teller, customer: Customer) -> list[Step]:
    """An advance for a sale that did not come so far."""
    return [tell.advance(tell.order(customer), tell.between(20, 50))]


# Cancelled and replaced.


def cancelled(tell: Teller, customer: Customer) -> list[Step]:
    """One invoice, cancelled because the sale did not take place."""
    sale = tell.sale(customer, tell.early())
    day = tell.later(sale, 2, 20)
    return [sale, tell.cancelled(sale, day, dated=tell.answered(1, 4) > 1)]


def cancelled_in_order(tell: Teller, customer: Customer) -> list[Step]:
    """One invoice with a credit note: the note is cancelled first, and the invoice after it."""
    sale = tell.sale(customer, tell.early())
    credit = tell.credit(sale, product=DISCOUNT, percent=10, kind="01")
    gone = tell.cancelled(credit, tell.later(credit, 1, 3))
    return [sale, credit, gone, tell.cancelled(sale, tell.later(gone, 1, 5))]


def replaced(tell: Teller, customer: Customer) -> list[Step]:
    """One invoice with a wrong quantity, replaced (04); the SAT may still hold it as in force."""
    wrong = tell.sale(customer, tell.early())
    first, *rest = wrong.order.lines
    right = Order(customer, (attrs.evolve(first, quantity=first.quantity + 1), *rest))
    sale = attrs.evolve(tell.later_sale(right, wrong, 3, 10), replaces=(wrong.order,))
    gone = tell.cancelled(wrong, tell.later(sale, 0, 5))
    if tell.between(1, 4) == 1:
        gone = attrs.evolve(gone, state=State.IN_FORCE, requested_on=None)
    return [wrong, sale, gone, *tell.paid(sale)]


def replaced_twice(tell: Teller, customer: Customer) -> list[Step]:
    """One invoice, paid in part, then replaced, and its substitute again: the payment follows."""
    first = tell.sale(customer, tell.early())
    part = tell.payment((first.order,), tell.later(first, 1, 4), 40)
    second = tell.later_sale(Order(customer, first.order.lines), part, 6, 9)
    third = tell.later_sale(Order(customer, first.order.lines), second, 2, 9)
    second = attrs.evolve(second, replaces=(first.order,))
    third = attrs.evolve(third, replaces=(second.order,))
    return [first, part, second, third, *tell.paid(third)]


def receipt_corrected(tell: Teller, customer: Customer) -> list[Step]:
    """One invoice whose receipt said too little, replaced by another (04)."""
    sale = tell.sale(customer, tell.early())
    [wrong] = tell.paid(sale, percent=60)
    moment = tell.moment(tell.later(wrong, 1, 6), CANCELLATIONS)
    right = attrs.evolve(wrong, moment=moment, percent=100, replaces=wrong)
    return [sale, wrong, right, tell.cancelled(wrong, tell.later(right, 1, 4))]


def bounced(tell: Teller, customer: Customer) -> list[Step]:
    """A cheque that bounced: its receipt is cancelled, and a transfer pays later."""
    sale = tell.sale(customer, tell.early())
    [cheque] = tell.paid(sale, form="02")
    day = tell.later(cheque, 3, 9)
    gone = tell.cancelled(cheque, day, dated=tell.answered(1, 4) > 1)
    again = tell.payment((sale.order,), day + timedelta(days=tell.between(8, 40)))
    return [sale, cheque, gone, again]


# What no document says.


def given_up(tell: Teller, customer: Customer) -> list[Step]:
    """One invoice, given up after months; something may come in after all."""
    sale = tell.sale(customer, tell.day(HISTORY_DAYS * 2 // 3, HISTORY_DAYS))
    why = "Incobrable"
    lost = _adjusted(tell, sale, tell.later(sale, 70, 100), "write_off", percent=100, why=why)
    cents = tell.between(100, 900) * 100
    back = _adjusted(tell, sale, tell.later(lost, 3, 15), "write_off", cents=cents, why="Recobro")
    return [sale, lost, back] if tell.between(0, 1) else [sale, lost]


def let_go(tell: Teller, customer: Customer) -> list[Step]:
    """One invoice, paid but for a small part that is let go."""
    sale = tell.sale(customer, tell.early())
    [payment] = tell.paid(sale, percent=99)
    day = tell.later(payment, 4, 9)
    return [sale, payment, _adjusted(tell, sale, day, "adjustment", percent=100, why="Redondeo")]


def rebate_agreed(tell: Teller, customer: Customer) -> list[Step]:
    """One invoice, reduced by agreement, without a document; the rest is paid."""
    sale = tell.sale(customer, tell.early())
    day = tell.later(sale, 2, 9)
    less = _adjusted(tell, sale, day, "adjustment", percent=5, why="Acuerdo comercial")
    return [sale, less, *tell.paid(sale)]


def sold(tell: Teller, customer: Customer) -> list[Step]:
    """One invoice, sold to a factor; it may come back."""
    sale = tell.sale(customer, tell.early())
    away = _adjusted(tell, sale, tell.later(sale, 5, 20), "factoring", percent=100, why="Cesión")
    cents = sale.order.total
    back = _adjusted(tell, sale, tell.later(away, 30, 50), "factoring", cents=cents, why="Recurso")
    return [sale, away] if tell.between(0, 2) else [sale, away, back]


def seen_then_receipt(tell: Teller, customer: Customer) -> list[Step]:
    """One invoice whose money is seen days before the receipt says so."""
    sale = tell.sale(customer, tell.early())
    seen = tell.seen(sale, tell.later(sale, 10, 30), tell.between(50, 100))
    receipt = attrs.evolve(
        tell.payment((sale.order,), seen.moment.date()), paid_on=seen.moment, seen=seen
    )
    return [sale, seen, receipt]


def _adjusted(
    tell: Teller,
    sale: Sale,
    day: date,
    kind: str,
    *,
    percent: int = 0,
    cents: int = 0,
    why: str,
) -> Adjusted:
    return Adjusted(
        moment=tell.moment(day, CANCELLATIONS),
        order=sale.order,
        kind=kind,
        percent=percent,
        cents=cents,
        why=why,
    )
