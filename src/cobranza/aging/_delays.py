"""How likely a debt is to be paid in the days to come, from how long others took.

The estimate is that of Kaplan and Meier, weighted by amount: debts that are still open, were
credited or were given up count for as long as they waited, so that what has not been paid yet is
neither taken for never paid nor left out.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from cobranza.aging._exact import ONE, RESULT, ZERO
from cobranza.money import precise

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

__all__ = ["Delays", "Wait"]

_ENOUGH: Final = 3
"""Fewer payments than these say nothing."""


class Wait(NamedTuple):
    """How many days after its due date some money was paid, or how long it was not."""

    days: int
    amount: Decimal
    paid: bool


class Delays:
    """The estimate from a set of waits."""

    def __init__(self, waits: Iterable[Wait]) -> None:
        paid: defaultdict[int, Decimal] = defaultdict(Decimal)
        ended: defaultdict[int, Decimal] = defaultdict(Decimal)
        payments = 0
        with precise():
            for wait in waits:
                ended[wait.days] += wait.amount
                if wait.paid:
                    paid[wait.days] += wait.amount
                    payments += 1
            self._days, self._unpaid = _estimate(paid, ended)
        self._known_until = max(ended) if payments >= _ENOUGH else None

    def shares(self, waited: int, ends: Sequence[int]) -> list[Decimal] | None:
        """Give the parts of a debt unpaid after `waited` days that are paid by each of `ends`.

        Days grow; a part is what is paid since the end before. `None` when there are too few
        payments, or no debt known waited longer.
        """
        if self._known_until is None or waited >= self._known_until:
            return None
        before = self._unpaid_after(waited)
        unpaid = [RESULT.divide(self._unpaid_after(days), before) for days in ends]
        return [RESULT.subtract(*pair) for pair in pairwise((ONE, *unpaid))]

    def _unpaid_after(self, days: int) -> Decimal:
        place = bisect_right(self._days, days)
        return self._unpaid[place - 1] if place else ONE


def _estimate(
    paid: Mapping[int, Decimal], ended: Mapping[int, Decimal]
) -> tuple[list[int], list[Decimal]]:
    """Give the days on which something was paid, and the part still unpaid after each."""
    waiting = sum(ended.values(), ZERO)
    unpaid, days_paid, parts = ONE, list[int](), list[Decimal]()
    for days in sorted(ended):
        if days in paid:
            unpaid = RESULT.multiply(unpaid, RESULT.divide(waiting - paid[days], waiting))
            days_paid.append(days)
            parts.append(unpaid)
        waiting -= ended[days]
    return days_paid, parts
