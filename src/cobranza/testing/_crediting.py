"""Credit notes at the desk of a branch: each invoice takes what it owes, the rest is left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cobranza.testing._company import usd_rate
from cobranza.testing._desk import named, pesos
from cobranza.testing._documents import credit_note
from cobranza.testing._orders import Order, Paper, half_up
from cobranza.testing._truth import Reason

if TYPE_CHECKING:
    from cobranza.testing._desk import Desk
    from cobranza.testing._steps import Credit

__all__: list[str] = []


def credit(desk: Desk, step: Credit) -> None:
    """Issue a credit note and use it up."""
    identity = desk.identify("N", step.moment)
    day = identity.day
    paper = desk.papers[step] = Paper(identity=identity, first_issued=day, effective=day)
    desk.issued.append((step.customer, paper))
    replaced: tuple[Order | Paper, ...] = ()
    if isinstance(step.replaces, Order):
        replaced = (step.replaces,)
        desk.register.plant("COB244", identity.uuid, None, day)
    elif step.replaces:
        replaced = (desk.papers[step.replaces],)
        desk.papers[step.replaces].strike_out()
    relations = tuple(named((step.kind, step.orders), ("04", replaced)))
    desk.issue(identity, credit_note(identity, step, relations))
    _use_up(desk, step, paper)


def _use_up(desk: Desk, step: Credit, paper: Paper) -> None:
    """Let each invoice take from a note what it owes, and keep the rest."""
    uuid, left = paper.identity.uuid, step.total
    code, about = "COB232" if step.orders else "COB230", None
    if step.sign < 0:
        code = "COB202"
    for order in step.orders:
        order.named_by.append(paper)
        if order.lost:
            code = "COB231"
        elif step.sign > 0 and step.currency != order.currency and not step.rated:
            code, about = "COB233", order
        elif step.sign > 0:
            left -= _give(desk, step, paper, order, left)
    if left:
        desk.register.plant(code, uuid, about, paper.effective)
        desk.leave(uuid, step.customer, step.currency, paper.effective, left)


def _give(desk: Desk, step: Credit, paper: Paper, order: Order, left: int) -> int:
    """Post what an invoice takes of a note, and give that in the currency of the note."""
    uuid, day = paper.identity.uuid, paper.effective
    if step.customer is not order.customer:
        desk.register.plant("COB234", uuid, order, day)
    if step.kind == "07" and order.advance and left > order.advance.total:
        desk.register.plant("COB236", uuid, order.advance, day)
    offered = left
    if step.currency != order.currency:  # dollars given, pesos owed
        offered = half_up(left * usd_rate(day), 10**4)
    taken = min(offered, max(order.balance, 0))
    order.move(day, -taken, Reason.CREDITED, uuid, pesos(order, -taken))
    order.credited += taken
    paper.took.append((order, taken))
    return left if taken == offered else taken
