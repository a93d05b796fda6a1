"""Whether the money of each advance was used, and not more of it than there was."""

from __future__ import annotations

from collections import deque
from datetime import date
from decimal import Decimal
from itertools import zip_longest
from typing import TYPE_CHECKING, Final

import attrs

from cobranza.ledger._build.accounts import Account
from cobranza.ledger._build.exchange import up_to
from cobranza.ledger.documents import CreditNote
from cobranza.ledger.events import EventKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cobranza.ledger._build.advances import Advances
    from cobranza.ledger._build.books import Books

__all__ = ["check_advances"]

_ZERO: Final = Decimal(0)


@attrs.define(kw_only=True, eq=False)
class _Advance:
    """An advance while it is used up: what is left of it, and each day on which that changed."""

    account: Account
    value: Decimal
    left: Decimal = attrs.field(
        default=attrs.Factory(lambda self: self.value, takes_self=True), init=False
    )
    uses: list[tuple[date, Decimal]] = attrs.field(factory=list[tuple[date, Decimal]])

    def use(self, note: CreditNote, amount: Decimal) -> Decimal:
        """Take an amount of a note, at most what is left here; give the rest of it."""
        given = up_to(amount, note, self.account.invoice, self.left)
        if given is None:
            return _ZERO  # no rate: nothing can be said of it
        self.left -= given[0]
        self.uses.append((note.issued_on, self.left))
        return amount - given[1]


# Advances in the order in which they are used up. One that is, leaves, save the last: so notes do
# not pass it again.
_Queue = deque[_Advance]


def check_advances(books: Books, advances: Advances) -> None:
    """Report what is left of each advance, day by day (COB235), and what exceeds it (COB236)."""
    if not advances.sales:
        return
    states = {
        uuid: _Advance(account=account, value=_value(account))
        for uuid in advances.sales
        if not (account := books.accounts[uuid]).ended
    }
    _use_all(books, advances, states)
    for uuid, state in states.items():
        invoice = state.account.invoice
        first_sale = next((sale.issued_on for sale in advances.sales[uuid]), None)
        for amount, since, until in _left(state, first_sale):
            books.report(
                "COB235",
                uuid,
                receivable=uuid,
                since=since,
                until=until,
                amount=amount,
                currency=invoice.currency,
            )


def _value(account: Account) -> Decimal:
    """Give what an advance invoices, less the credit notes that stand."""
    credited = (
        event.amount
        for event in account.events
        if EventKind.CREDIT_NOTE in {event.kind, event.reverses}
    )
    return max(_ZERO, sum(credited, account.invoice.total))


def _left(state: _Advance, first_sale: date | None) -> Iterator[tuple[Decimal, date, date | None]]:
    """Tell how much was left of an advance, and from when until when.

    A sale that names it has used it whole (procedure B), as long as no egreso says how much.
    """
    issued = state.account.issued_on
    left_on = {issued: state.value}
    if first_sale is not None and (not state.uses or first_sale <= state.uses[0][0]):
        left_on[max(issued, first_sale)] = _ZERO
    left_on.update((max(issued, day), left) for day, left in state.uses)
    changes = list(left_on.items())
    for (since, left), following in zip_longest(changes, changes[1:]):
        if left > 0:
            yield left, since, following and following[0]


def _use_all(books: Books, advances: Advances, states: Mapping[str, _Advance]) -> None:
    """Let every note in force take its amount off the advances that it applies.

    Those are the ones it names, else those that the sales which it names do.
    """
    of_sale = _by_sale(advances, states)
    for note in sorted(
        (each for each in books.documents.values() if isinstance(each, CreditNote)),
        key=lambda note: (note.issued, note.uuid),
    ):
        named = advances.named_by(note)
        if note.total <= 0 or not named or books.ending(note) is not None:
            continue
        direct = _Queue(states[uuid] for uuid in named if uuid in states)
        queues = [direct] if direct else [of_sale[uuid] for uuid in named if of_sale.get(uuid)]
        _use(books, note, queues)


def _by_sale(advances: Advances, states: Mapping[str, _Advance]) -> dict[str, _Queue]:
    """List the advances that each sale names, those of a replaced one first."""
    sales = {sale.uuid: sale for named in advances.sales.values() for sale in named}
    named: dict[str, dict[str, _Advance]] = {}
    for sale in sorted(sales.values(), key=lambda sale: (sale.issued, sale.uuid)):
        advances_of_sale = named.setdefault(advances.last(sale.uuid), {})
        advances_of_sale.update(
            (uuid, states[uuid]) for uuid in advances.named_by(sale) if uuid in states
        )
    return {uuid: _Queue(each.values()) for uuid, each in named.items()}


def _use(books: Books, note: CreditNote, queues: list[_Queue]) -> None:
    """Take a note off advances in order; the last one bears what is too much."""
    left, advance = note.total, None
    for queue in queues:
        while left > 0:
            advance = queue[0]
            left = advance.use(note, left)
            if not left or len(queue) == 1:
                break
            queue.popleft()
    if advance is not None and left > 0:
        books.report(
            "COB236",
            note.uuid,
            receivable=advance.account.invoice.uuid,
            amount=left,
            currency=note.currency,
        )
