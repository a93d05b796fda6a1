"""Facts at the desk of a branch: what the company knows and no document says."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from cobranza.testing._desk import PUE, deadline
from cobranza.testing._truth import Reason

if TYPE_CHECKING:
    from cobranza.testing._desk import Desk
    from cobranza.testing._steps import Adjusted, Seen

__all__: list[str] = []

_DAY: Final = timedelta(days=1)
_REASONS: Final = {
    "write_off": Reason.WRITTEN_OFF,
    "adjustment": Reason.ADJUSTED,
    "factoring": Reason.SOLD,
}


def adjust(desk: Desk, step: Adjusted) -> None:
    """Move a balance by hand."""
    order = step.order
    cents = step.cents or -(order.balance * step.percent // 100)
    fact = desk.note(step.kind, order, step.moment.date(), cents, step.why)
    if order.lost:
        desk.register.plant("COB260", fact.reference, None, fact.on)
    else:
        order.move(fact.on, cents, _REASONS[step.kind], fact.reference)


def see(desk: Desk, step: Seen) -> None:
    """See money for an invoice; where a receipt is due, its day is counted from then."""
    order = step.order
    cents = order.balance * step.percent // 100
    fact = desk.vouchers[step] = desk.note("", order, step.moment.date(), cents)
    if order.lost:
        desk.register.plant("COB260", fact.reference, None, fact.on)
    elif cents <= 0:
        desk.register.plant("COB261", fact.reference, order, fact.on)
    else:
        order.assume_nothing()
        order.move(fact.on, -cents, Reason.SEEN, fact.reference)
        if order.payment_method != PUE:
            desk.register.plant("COB214", fact.reference, order, deadline(fact.on) + _DAY)


def confirm(desk: Desk, seen: Seen, day: date) -> None:
    """Let a receipt issued on a day take the place of the money that was seen."""
    fact = desk.vouchers[seen]
    seen.order.forget(fact.reference)
    desk.register.end("COB214", fact.reference, seen.order, day)
