"""Every step of a branch, taken at its desk in the order of time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cobranza.testing._cancelling import cancel, close
from cobranza.testing._collecting import collect
from cobranza.testing._crediting import credit
from cobranza.testing._desk import Desk
from cobranza.testing._noting import adjust, see
from cobranza.testing._selling import copy, sell
from cobranza.testing._steps import (
    Adjusted,
    Cancellation,
    Copy,
    Credit,
    Payment,
    Sale,
    Seen,
    Step,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__: list[str] = []


def keep_books(steps: Iterable[Step], seed: str, letters: str) -> Desk:
    """Let the steps of a branch happen; `letters` tell its series from those of others."""
    desk = Desk(seed, letters)
    for step in sorted(steps, key=lambda step: step.moment):
        _take(desk, step)
    close(desk)
    return desk


def _take(desk: Desk, step: Step) -> None:
    match step:
        case Sale():
            sell(desk, step)
        case Copy():
            copy(desk, step)
        case Credit():
            credit(desk, step)
        case Payment():
            collect(desk, step)
        case Cancellation():
            cancel(desk, step)
        case Adjusted():
            adjust(desk, step)
        case Seen():
            see(desk, step)
        case _:
            step.order.delivered_on = step.moment.date()
