"""What settled a debt: when, against which due date, and by money or otherwise."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Final, NamedTuple, cast

from cobranza.aging._exact import ZERO
from cobranza.aging._items import Applied, AppliedKind, Item, OpenItem, PaidItem, as_day, parts_of
from cobranza.ledger.events import EventKind, Receivable
from cobranza.money import precise

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from decimal import Decimal

__all__ = ["Debt", "Settlement", "applied_to", "settlements", "write_offs"]

# A PaidItem to mypy, Item is none to pyright, for the converter of its `applied`.
Debt = PaidItem | Item | Receivable
"""What the metrics of payments take: anything with `applied`, or a receivable of the ledger."""

_KINDS: Final = {
    EventKind.PAYMENT: AppliedKind.PAYMENT,
    EventKind.ASSUMED_PAYMENT: AppliedKind.PAYMENT,
    EventKind.ADVANCE: AppliedKind.PAYMENT,
    EventKind.CASH: AppliedKind.PAYMENT,
    EventKind.TRANSFER: AppliedKind.PAYMENT,  # what was paid follows a debt to its new invoice
    EventKind.WRITE_OFF: AppliedKind.WRITE_OFF,
}
"""Events of every other kind move a debt without money of the customer: they are credits."""


class Settlement(NamedTuple):
    """A part of a debt that came to an end: on which day, and by when it should have."""

    day: dt.date
    due: dt.date | None
    amount: Decimal
    kind: AppliedKind

    @property
    def beyond_terms(self) -> int | None:
        """Days from the due date to the settlement; negative when it came earlier."""
        return None if self.due is None else (self.day - self.due).days


def applied_to(item: Debt) -> Iterable[Applied]:
    """Give what was applied to an item; a reversal is of the kind that it takes back."""
    return _of_events(item) if isinstance(item, Receivable) else item.applied


def settlements(item: Debt, as_of: dt.date) -> list[Settlement]:
    """Give what had settled a debt by the end of a day, in order of date.

    What was taken back later does not count: it is taken from the latest before it, of its kind.
    Nothing settles a credit (an item that is not above zero). With instalments, each settles those
    that were open the day before, the earliest first; what they do not hold is of the due date of
    the item.
    """
    if item.amount <= 0:
        return []
    with precise():
        kept = _kept(item, as_of)
        if not kept:
            return []
        if len(single := parts_of(item, as_day(item.issued))) == 1:
            due = _day(single[0][0])
            return [each._replace(due=due) for each in kept]
        days = groupby(kept, attrgetter("day"))
        return [part for day, group in days for part in _by_due(item, day, [*group])]


def write_offs(item: OpenItem, as_of: dt.date) -> list[Settlement]:
    """Give what had been written off by the end of a day; none where the item does not tell."""
    if isinstance(item, Receivable):
        told = any(event.kind is EventKind.WRITE_OFF for event in item.events)
    else:
        applied: Iterable[Applied] = getattr(item, "applied", ())
        told = any(each.kind is AppliedKind.WRITE_OFF for each in applied)
    if not told:
        return []
    settled = settlements(cast("Debt", item), as_of)
    return [each for each in settled if each.kind is AppliedKind.WRITE_OFF]


def _of_events(receivable: Receivable) -> Iterator[Applied]:
    for event in receivable.events:
        kind = event.reverses or event.kind
        if event.kind is not EventKind.CHARGE:
            yield Applied(
                date=event.date, amount=-event.amount, kind=_KINDS.get(kind, AppliedKind.CREDIT)
            )


def _kept(item: Debt, as_of: dt.date) -> list[Settlement]:
    """Drop what was taken back: a stack for each kind, in order of date."""
    stacks: defaultdict[AppliedKind, list[Settlement]] = defaultdict(list)
    known = [(as_day(each.date), each) for each in applied_to(item)]
    for day, each in sorted(known, key=lambda pair: (pair[0], pair[1].amount < 0)):
        if day > as_of:
            break
        stack = stacks[each.kind]
        if each.amount > 0:
            stack.append(Settlement(day, None, each.amount, each.kind))
        else:
            _take_back(stack, -each.amount)
    return sorted((each for stack in stacks.values() for each in stack), key=attrgetter("day"))


def _take_back(stack: list[Settlement], amount: Decimal) -> None:
    while amount > 0 and stack:
        last = stack.pop()
        if last.amount > amount:
            stack.append(last._replace(amount=last.amount - amount))
        amount -= last.amount


def _by_due(item: Debt, day: dt.date, group: list[Settlement]) -> Iterator[Settlement]:
    """Split what settled an item on one day over the instalments open the day before."""
    parts = [
        (_day(due), amount)
        for due, amount in parts_of(item, day - dt.timedelta(days=1))
        if amount > 0
    ]
    parts.sort(key=lambda part: (part[0] is None, part[0] or dt.date.max), reverse=True)
    parts.insert(0, (_day(item.due), sum((each.amount for each in group), ZERO)))
    for each in group:
        left = each.amount
        while left:
            due, size = parts.pop()
            used = min(left, size)
            left -= used
            if used < size:
                parts.append((due, size - used))
            yield each._replace(due=due, amount=used)


def _day(due: dt.date | None) -> dt.date | None:
    return None if due is None else as_day(due)
