"""What becomes of documents: the SAT is asked to cancel them, and in the end some do not fit."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from cobranza.testing._desk import PUE, month_after
from cobranza.testing._orders import Order, Paper
from cobranza.testing._steps import State
from cobranza.testing._truth import Planted, Reason, Status

if TYPE_CHECKING:
    from cobranza.testing._desk import Desk
    from cobranza.testing._steps import Cancellation

__all__: list[str] = []

_DAY: Final = timedelta(days=1)


def cancel(desk: Desk, step: Cancellation) -> None:
    """Take down what the SAT says of a document, and undo what it did when it is cancelled."""
    target, day = step.target, step.moment.date()
    document = target if isinstance(target, Order) else desk.papers[target]
    uuid, cancelled = document.identity.uuid, step.state is State.CANCELLED
    desk.statuses[uuid] = Status(
        uuid=uuid,
        status=step.state.value,
        cancelled_on=day if cancelled and step.dated else None,
        requested_on=step.requested_on,
    )
    on = day if step.dated else None
    if cancelled and isinstance(document, Order):
        _cancel_invoice(desk, document, on)
    elif cancelled and isinstance(document, Paper):
        document.give_back(on)
    elif step.state is not State.IN_FORCE:
        about = document if isinstance(document, Order) else None
        desk.register.plant("COB249", uuid, about, step.requested_on or day)


def _cancel_invoice(desk: Desk, order: Order, on: date | None) -> None:
    order.cancelled = True
    day, uuid = on or order.identity.day, order.identity.uuid
    if order.heir is None:
        order.move(day, -order.total, Reason.CANCELLED, uuid)
    for old in order.replaced:  # what replaces nothing in the end never did
        old.heir = None
        old.forget(uuid)
        desk.register.plant("COB245", uuid, None, day)


def close(desk: Desk) -> None:
    """Write down what shows only by what became of the documents in the end."""
    desk.register.compare(
        (document.identity, customer, document if isinstance(document, Order) else None)
        for customer, document in desk.issued
        if document.stands and customer.later
    )
    for order in desk.orders:
        if order.cancelled:
            _close_cancelled(desk, order)
        elif order.heir and order.identity.uuid in desk.statuses:
            heir = order.heir.identity
            desk.register.plant("COB248", heir.uuid, order, heir.day)
        if order.payment_method == PUE:
            _close_month(desk, order)


def _close_cancelled(desk: Desk, order: Order) -> None:
    """Look for what still depends on a cancelled invoice."""
    uuid = order.identity.uuid
    on = desk.statuses[uuid].cancelled_on or order.identity.day
    if order.heir is None and order.balance:
        desk.register.plant("COB240", uuid, order, on)
    for document in order.named_by:
        if document.stands:
            since = max(on, document.identity.day)
            desk.register.plant("COB247", document.identity.uuid, order, since)


def _close_month(desk: Desk, order: Order) -> None:
    """Say what a PUE invoice owed when its month ended, and until when it owed anything."""
    account, since = order.account(), month_after(order.identity.day)
    if account.cents(since - _DAY, assumed=False) <= 0:
        return
    days = (max(each.on, since) for each in order.movements)
    until = min((day for day in days if account.cents(day, assumed=False) <= 0), default=None)
    if until != since:
        uuid = order.identity.uuid
        case = Planted(code="COB217", document=uuid, receivable=uuid, since=since, until=until)
        desk.alerts.append(case)
