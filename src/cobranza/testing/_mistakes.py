"""Stories in which something does not fit: each plants what its first line says, by code.

The documents are still what SAT would accept, one by one, save where the mistake is in a document
itself: a negative Total (COB202), an ImpSaldoInsoluto that is not what is left (COB223), a credit
note in dollars without TipoCambio (COB233), an invoice that replaces itself (COB242).
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import attrs

from cobranza.testing._orders import Order
from cobranza.testing._steps import Adjusted, Copy, Slip, State
from cobranza.testing._teller import (
    APPLIED,
    CANCELLATIONS,
    DISCOUNT,
    RECEIPTS,
    RETURN,
    Teller,
    percent_of,
)

if TYPE_CHECKING:
    from cobranza.testing._company import Customer
    from cobranza.testing._steps import Step
    from cobranza.testing._teller import Story

__all__: list[str] = []


# Documents and dates.


def altered_copy(tell: Teller, customer: Customer) -> list[Step]:
    """COB201: an invoice turns up with another FormaPago under the same UUID."""
    sale = tell.sale(customer, tell.early(), payment_method="PUE")
    moment = sale.moment + timedelta(minutes=30)
    return [sale, Copy(moment=moment, order=sale.order, form="28")]


def negative_note(tell: Teller, customer: Customer) -> list[Step]:
    """COB202: a credit note with a Total below zero."""
    sale = tell.sale(customer, tell.early())
    credit = tell.credit(sale, product=DISCOUNT, percent=5, kind="01")
    return [sale, attrs.evolve(credit, sign=-1), *tell.paid(sale)]


def paid_before(tell: Teller, customer: Customer) -> list[Step]:
    """COB203: the payment came before its invoice."""
    sale = tell.sale(customer, tell.early())
    payment = tell.payment((sale.order,), sale.moment.date())
    paid_on = payment.paid_on - timedelta(days=tell.between(1, 4))
    moment = tell.moment(sale.moment.date(), RECEIPTS)
    return [sale, attrs.evolve(payment, paid_on=paid_on, moment=moment)]


def stamped_twice(tell: Teller, customer: Customer) -> list[Step]:
    """COB204: one sale is stamped again under the same folio; one of the two is paid."""
    sale = tell.sale(customer, tell.early())
    again = tell.later_sale(Order(customer, sale.order.lines), sale, 1, 3)
    return [sale, attrs.evolve(again, repeats=sale.order), *tell.paid(sale)]


# Payments.


def lost_invoice(tell: Teller, customer: Customer) -> list[Step]:
    """COB210: a receipt pays an invoice that never turned up, and one that did."""
    lost = attrs.evolve(tell.sale(customer, tell.early()), lost=True)
    sale = tell.sale(customer, tell.later(lost, 2, 9))
    return [lost, sale, *tell.paid(sale, lost)]


def receipt_of_pue(tell: Teller, customer: Customer) -> list[Step]:
    """COB211: a PUE invoice, and a receipt of its payment."""
    sale = tell.sale(customer, payment_method="PUE")
    return [sale, tell.payment((sale.order,), tell.later(sale, 1, 9))]


def wrong_currency(tell: Teller, customer: Customer) -> list[Step]:
    """COB212: a receipt in MXN that takes an invoice in dollars for one in MXN."""
    sale = tell.sale(customer, tell.early())
    [payment] = tell.paid(sale, percent=50, currency="MXN")
    return [sale, attrs.evolve(payment, slip=Slip.CURRENCY)]


def credit_forgotten(tell: Teller, customer: Customer) -> list[Step]:
    """COB213, COB224: the whole invoice is paid, as if there were no discount."""
    return _credits_ignored(tell, customer, percent=100)


def no_receipt(tell: Teller, customer: Customer) -> list[Step]:
    """COB214: money is seen, and no receipt follows."""
    sale = tell.sale(customer, tell.early())
    return [sale, tell.seen(sale, tell.later(sale, 10, 30), tell.between(30, 100))]


def receipt_much_later(tell: Teller, customer: Customer) -> list[Step]:
    """COB214 for a while, then COB215: money is seen, and its receipt comes after the deadline."""
    sale = tell.sale(customer, tell.early())
    seen = tell.seen(sale, tell.later(sale, 10, 20), tell.between(30, 100))
    moment = tell.moment(tell.later(seen, 37, 50), RECEIPTS)
    payment = tell.payment((sale.order,), seen.moment.date())
    return [sale, seen, attrs.evolve(payment, paid_on=seen.moment, moment=moment, seen=seen)]


def late_receipt(tell: Teller, customer: Customer) -> list[Step]:
    """COB215: a receipt comes after the fifth of the next month."""
    sale = tell.sale(customer, tell.early())
    payment = tell.payment((sale.order,), tell.later(sale, 10, 20))
    moment = tell.moment(payment.paid_on.date() + timedelta(days=tell.between(37, 50)), RECEIPTS)
    return [sale, attrs.evolve(payment, moment=moment)]


def two_receipts(tell: Teller, customer: Customer) -> list[Step]:
    """COB216: one transfer has two receipts."""
    sale = tell.sale(customer, tell.early())
    [payment] = tell.paid(sale, percent=tell.between(20, 45))
    moment = tell.moment(tell.later(payment, 1, 1), CANCELLATIONS)
    return [sale, payment, attrs.evolve(payment, moment=moment, again=payment)]


# What receipts declare.


def _slipped(slip: Slip) -> Story:
    """Make the story of an invoice paid in three parts, whose second receipt is wrong."""

    def story(tell: Teller, customer: Customer) -> list[Step]:
        sale = tell.sale(customer, tell.early())
        [first] = tell.paid(sale, percent=tell.between(20, 40))
        day = tell.later(first, 9, 20)
        second = attrs.evolve(tell.payment((sale.order,), day, 40), slip=slip)
        third = tell.payment((sale.order,), tell.later(second, 9, 20))
        return [sale, first, second, third]

    story.__doc__ = f"{slip.value}: {slip.name.lower().replace('_', ' ')}."
    return story


skipped_number = _slipped(Slip.SKIPPED_NUMBER)
repeated_number = _slipped(Slip.REPEATED_NUMBER)
wrong_previous_balance = _slipped(Slip.PREVIOUS_BALANCE)
wrong_remaining_balance = _slipped(Slip.REMAINING_BALANCE)
wrong_tax_base = _slipped(Slip.TAX_BASE)


def credit_not_netted(tell: Teller, customer: Customer) -> list[Step]:
    """COB224: a receipt of a part declares the balance as if there were no discount."""
    return _credits_ignored(tell, customer, percent=50)


def _credits_ignored(tell: Teller, customer: Customer, percent: int) -> list[Step]:
    sale = tell.sale(customer, tell.early())
    credit = tell.credit(sale, product=DISCOUNT, percent=tell.between(3, 12), kind="01")
    [payment] = tell.paid(sale, percent=percent)
    return [sale, credit, attrs.evolve(payment, slip=Slip.CREDITS_IGNORED)]


# Credit notes.


def unrelated_note(tell: Teller, customer: Customer) -> list[Step]:
    """COB230: a credit note that names no invoice."""
    sale = tell.sale(customer, tell.early())
    credit = tell.credit(sale, product=DISCOUNT, percent=5, kind="01")
    return [sale, attrs.evolve(credit, orders=()), *tell.paid(sale)]


def note_of_lost(tell: Teller, customer: Customer) -> list[Step]:
    """COB231: a credit note over an invoice that never turned up."""
    sale = attrs.evolve(tell.sale(customer, tell.early()), lost=True)
    return [sale, tell.credit(sale, product=RETURN, percent=30, kind="03")]


def returned_after_payment(tell: Teller, customer: Customer) -> list[Step]:
    """COB232: goods are given back once most of the invoice was paid."""
    sale = tell.sale(customer, tell.early())
    payment = tell.payment((sale.order,), tell.later(sale, 5, 9), 80)
    day = tell.later(payment, 6, 20)
    return [sale, payment, tell.credit(sale, product=RETURN, percent=50, kind="03", day=day)]


def unrated_note(tell: Teller, customer: Customer) -> list[Step]:
    """COB233: a credit note in dollars without TipoCambio, over an invoice in MXN."""
    sale = tell.sale(customer, tell.early())
    credit = tell.credit(sale, product=DISCOUNT, percent=2, kind="01")
    return [sale, attrs.evolve(credit, currency="USD", rated=False), *tell.paid(sale)]


def note_for_another(tell: Teller, customer: Customer) -> list[Step]:
    """COB234: a credit note for one customer over the invoice of another."""
    sale = tell.sale(customer, tell.early())
    other = tell.customers["prompt"]
    credit = tell.credit(sale, product=DISCOUNT, percent=5, kind="01", customer=other)
    return [sale, credit, *tell.paid(sale)]


def advance_overdrawn(tell: Teller, customer: Customer) -> list[Step]:
    """COB236: more than the advance is applied to the sale."""
    order = tell.order(customer)
    advance = tell.advance(order, 20)
    sale = attrs.evolve(tell.later_sale(order, advance, 10, 25), after=(advance.order,))
    [line] = advance.order.lines
    line = attrs.evolve(line, product=APPLIED, price=percent_of(order, 35))
    return [advance, sale, tell.applied(sale, (line,)), *tell.paid(sale)]


# Substitution and cancellation.


def paid_but_cancelled(tell: Teller, customer: Customer) -> list[Step]:
    """COB240, COB247: an invoice is cancelled after a part of it was paid."""
    sale = tell.sale(customer, tell.early())
    payment = tell.payment((sale.order,), tell.later(sale, 5, 9), tell.between(20, 60))
    return [sale, payment, tell.cancelled(sale, tell.later(payment, 3, 20))]


def credited_but_cancelled(tell: Teller, customer: Customer) -> list[Step]:
    """COB240, COB247: an invoice is cancelled and a credit note over it is not."""
    sale = tell.sale(customer, tell.early())
    credit = tell.credit(sale, product=DISCOUNT, percent=10, kind="01")
    return [sale, credit, tell.cancelled(sale, tell.later(credit, 3, 20))]


def replaces_lost(tell: Teller, customer: Customer) -> list[Step]:
    """COB241: an invoice replaces one that never turned up."""
    lost = attrs.evolve(tell.sale(customer, tell.early()), lost=True)
    sale = tell.later_sale(tell.order(customer), lost, 2, 9)
    return [lost, attrs.evolve(sale, replaces=(lost.order,)), *tell.paid(sale)]


def replaces_itself(tell: Teller, customer: Customer) -> list[Step]:
    """COB242: an invoice names itself as the one that it replaces."""
    sale = tell.sale(customer, tell.early())
    return [attrs.evolve(sale, replaces=(sale.order,)), *tell.paid(sale)]


def replaced_by_two(tell: Teller, customer: Customer) -> list[Step]:
    """COB243: two invoices replace the same one."""
    wrong = tell.sale(customer, tell.early())
    first = tell.later_sale(Order(customer, wrong.order.lines), wrong, 1, 5)
    second = tell.later_sale(Order(customer, wrong.order.lines), first, 1, 5)
    return [
        wrong,
        *(attrs.evolve(each, replaces=(wrong.order,)) for each in (first, second)),
        *tell.paid(first),
    ]


def replaced_by_note(tell: Teller, customer: Customer) -> list[Step]:
    """COB244: a credit note over an invoice says that it replaces the invoice, too."""
    sale = tell.sale(customer, tell.early())
    credit = tell.credit(sale, product=RETURN, percent=30, kind="03")
    return [sale, attrs.evolve(credit, replaces=sale.order), *tell.paid(sale)]


def substitute_cancelled(tell: Teller, customer: Customer) -> list[Step]:
    """COB245: the invoice that replaced another is cancelled."""
    sale = tell.sale(customer, tell.early())
    other = tell.later_sale(Order(customer, sale.order.lines), sale, 2, 9)
    other = attrs.evolve(other, replaces=(sale.order,))
    return [sale, other, tell.cancelled(other, tell.later(other, 3, 9))]


def replaced_in_dollars(tell: Teller, customer: Customer) -> list[Step]:
    """COB246: an invoice in MXN is replaced by one in dollars."""
    wrong = tell.sale(customer, tell.early())
    order = tell.order(customer, currency="USD")
    sale = attrs.evolve(tell.later_sale(order, wrong, 2, 9), replaces=(wrong.order,))
    return [wrong, sale, tell.cancelled(wrong, tell.later(sale, 0, 3)), *tell.paid(sale)]


def cancellation_pending(tell: Teller, customer: Customer) -> list[Step]:
    """COB249: the customer has not said whether an invoice may be cancelled."""
    sale = tell.sale(customer, tell.early())
    return [sale, tell.cancelled(sale, tell.later(sale, 5, 20), State.REQUESTED)]


def cancellation_refused(tell: Teller, customer: Customer) -> list[Step]:
    """COB249: the customer refused the cancellation of an invoice, and pays it."""
    sale = tell.sale(customer, tell.early())
    asked = tell.cancelled(sale, tell.later(sale, 5, 12), State.REJECTED)
    return [sale, asked, *tell.paid(sale)]


# Customers and facts.


def paid_by_another(tell: Teller, customer: Customer) -> list[Step]:
    """COB250: the receipt is for another customer than the invoice."""
    sale = tell.sale(customer, tell.early())
    [payment] = tell.paid(sale)
    return [sale, attrs.evolve(payment, customer=tell.customers["prompt"])]


def facts_of_lost(tell: Teller, customer: Customer) -> list[Step]:
    """COB260: money is seen, and a debt given up, of an invoice that never turned up."""
    sale = attrs.evolve(tell.sale(customer, tell.early()), lost=True)
    seen = tell.seen(sale, tell.later(sale, 5, 20), 60)
    moment = tell.moment(tell.later(seen, 5, 20), CANCELLATIONS)
    given_up = Adjusted(moment=moment, order=sale.order, kind="write_off", percent=100, why="Baja")
    return [sale, seen, given_up]


def nothing_seen(tell: Teller, customer: Customer) -> list[Step]:
    """COB261: the table of money seen has a row below zero."""
    sale = tell.sale(customer)
    return [sale, tell.seen(sale, tell.later(sale, 1, 9), -5), *tell.paid(sale)]
