"""Receipts at the desk of a branch: what they declare, right or wrong, and what they pay."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cobranza.testing._company import usd_rate
from cobranza.testing._desk import PUE, deadline, named
from cobranza.testing._documents import receipt
from cobranza.testing._noting import confirm
from cobranza.testing._orders import Order, Paper, half_up
from cobranza.testing._payments import Application, Settlement, pagos
from cobranza.testing._steps import Slip
from cobranza.testing._truth import Reason

if TYPE_CHECKING:
    from cobranza.testing._desk import Desk
    from cobranza.testing._steps import Payment

__all__: list[str] = []

_PESO: Final = 100
_ERROR: Final = 100 * _PESO
_NUMBERS: Final = {Slip.SKIPPED_NUMBER: 2, Slip.REPEATED_NUMBER: 0}
"""How far NumParcialidad moves on, when not by one."""


def collect(desk: Desk, payment: Payment) -> None:
    """Issue the receipt of a payment and post what it pays."""
    identity, day = desk.identify("P", payment.moment), payment.paid_on.date()
    paper = Paper(identity=identity, first_issued=identity.day, effective=day, is_receipt=True)
    desk.papers[payment] = paper
    desk.issued.append((payment.customer, paper))
    replaced: tuple[Paper, ...] = ()
    if payment.replaces:
        old = desk.papers[payment.replaces]
        replaced, paper.first_issued = (old,), old.first_issued
        old.strike_out()
    operation = desk.papers[payment.again].identity if payment.again else identity
    settlement = Settlement(
        paid_on=payment.paid_on,
        form=payment.form,
        currency=payment.currency,
        operation=operation.uuid.replace("-", "")[:12],
        applications=tuple(
            _declare(desk, payment, number, order) for number, order in enumerate(payment.orders)
        ),
        unassigned=payment.unassigned,
    )
    relations = tuple(named(("04", replaced)))
    desk.issue(identity, receipt(identity, payment.customer, pagos(settlement), relations))
    for application in settlement.applications:
        _pay(desk, payment, application, settlement.pesos(application.paid))
    if paper.first_issued > deadline(day):
        desk.register.plant("COB215", identity.uuid, None, identity.day)
    if payment.unassigned:
        desk.leave(identity.uuid, payment.customer, payment.currency, day, payment.unassigned)


def _declare(desk: Desk, payment: Payment, number: int, order: Order) -> Application:
    """Say of one invoice what the receipt says; only of the first it may say something wrong."""
    slip = None if number else payment.slip
    if payment.seen:
        confirm(desk, payment.seen, payment.moment.date())
    previous, currency = order.balance, order.currency
    if slip is Slip.CREDITS_IGNORED:
        previous += order.credited
    if slip is Slip.CURRENCY:
        previous, currency = half_up(previous * usd_rate(order.identity.day), 10**4), "MXN"
    paid = previous * payment.percent // 100
    if payment.seen:
        paid = desk.vouchers[payment.seen].cents
    if payment.again:
        _, paid = desk.papers[payment.again].took[number]
    if slip is Slip.PREVIOUS_BALANCE:
        previous += _ERROR
    order.installments += _NUMBERS[slip] if slip and slip in _NUMBERS else 1
    return Application(
        order=order,
        currency=currency,
        installment=order.installments,
        previous=previous,
        paid=paid,
        remaining=previous - paid + (_PESO if slip is Slip.REMAINING_BALANCE else 0),
        base_percent=50 if slip is Slip.TAX_BASE else 100,
    )


def _pay(desk: Desk, payment: Payment, application: Application, pesos: int) -> None:
    """Post what a receipt says of one invoice, and write down what does not fit because of it."""
    paper, order, cents = desk.papers[payment], application.order, application.paid
    uuid, issued, day = paper.identity.uuid, paper.identity.day, paper.effective
    if order.lost:
        desk.register.plant("COB210", uuid, None, issued)
        desk.leave(uuid, payment.customer, application.currency, day, cents)
        return
    if application.currency != order.currency:  # pesos said, dollars owed
        cents = half_up(cents * 10**4, usd_rate(order.identity.day))
    order.assume_nothing()
    order.move(day, -cents, Reason.PAID, uuid, -pesos)
    order.named_by.append(paper)
    paper.took.append((order, cents))
    first = order is payment.orders[0]
    for code, wrong in (
        ("COB203", day < order.identity.day),
        ("COB211", order.payment_method == PUE),
        ("COB213", order.balance < 0),
        ("COB216", payment.again is not None),
        ("COB250", payment.customer is not order.customer),
        (str(payment.slip), payment.slip is not None and first),
    ):
        if wrong:
            desk.register.plant(code, uuid, order, issued)
