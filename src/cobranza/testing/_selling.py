"""Invoices at the desk of a branch: they charge, replace one another, and use advances up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cobranza.testing._desk import PUE, named, pesos
from cobranza.testing._documents import invoice
from cobranza.testing._truth import Reason

if TYPE_CHECKING:
    from cobranza.testing._desk import Desk
    from cobranza.testing._orders import Order
    from cobranza.testing._steps import Copy, Sale

__all__: list[str] = []


def sell(desk: Desk, sale: Sale) -> None:
    """Issue an invoice, unless it is lost: then it is only known to others."""
    order = sale.order
    order.identity = identity = desk.identify("F", sale.moment, sale.repeats)
    worth = pesos(order, order.total)
    order.move(identity.day, order.total, Reason.ISSUED, identity.uuid, worth)
    order.lost = sale.lost
    if sale.lost:
        return
    if order.payment_method == PUE:
        order.assume_paid()
    desk.orders.append(order)
    desk.issued.append((order.customer, order))
    relations = tuple(named(("04", sale.replaces), ("02", sale.adds_to), ("07", sale.after)))
    document = invoice(identity, order, relations)
    desk.issue(identity, document, "-otra" if sale.repeats else "")
    for old in sale.replaces:
        _replace(desk, old, order)
    for other in (*sale.adds_to, *sale.after):
        other.named_by.append(order)
    if sale.repeats:
        desk.register.plant("COB204", identity.uuid, order, identity.day)
    if order.is_advance:
        desk.register.plant("COB235", identity.uuid, order, identity.day)
    for advance in sale.after:
        order.advance = advance
        desk.register.end("COB235", advance.identity.uuid, advance, identity.day)


def _replace(desk: Desk, old: Order, new: Order) -> None:
    """Close an invoice in favour of another; what had moved it goes on to that one."""
    identity, day = new.identity, new.identity.day
    if old is new:
        desk.register.plant("COB242", identity.uuid, None, day)
    elif old.lost:
        desk.register.plant("COB241", identity.uuid, None, day)
    elif old.heir:
        desk.register.plant("COB243", identity.uuid, None, day)
    else:
        old.heir = new
        new.replaced.append(old)
        moved = old.balance - old.total
        old.move(day, -old.total, Reason.REPLACED, identity.uuid)
        if old.currency != new.currency:
            desk.register.plant("COB246", identity.uuid, old, day)
        elif moved:
            old.move(day, -moved, Reason.TRANSFERRED, identity.uuid)
            new.move(day, moved, Reason.TRANSFERRED, identity.uuid)


def copy(desk: Desk, step: Copy) -> None:
    """Issue an invoice once more, altered, under the UUID that it has."""
    identity = step.order.identity
    desk.issue(identity, invoice(identity, step.order, (), step.form), "-copia")
    desk.register.plant("COB201", identity.uuid, step.order, identity.day)
