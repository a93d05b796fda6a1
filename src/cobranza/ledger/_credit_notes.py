"""What a credit note does to the books: it reduces the invoices that it names, once.

A credit note (TipoRelacion 01, 03 or 07) does not say how much goes to which invoice. It is used up
in the order in which it names them: each takes up to what it owes that day, and where it was
replaced, up to what the new invoice owes. What is owed counts the documents that stand: one that
was cancelled or replaced, whenever that was, takes no room from others, and neither does a
payment of a later day. What is left over is unapplied, never lost and never a negative balance.

A credit note that was cancelled or replaced acts and is reversed, on the days that its ending says;
nothing else is reported of it.
"""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Final

import attrs

from cobranza.ledger._books import Books, Step
from cobranza.ledger._exchange import through_mxn
from cobranza.ledger.documents import CreditNote
from cobranza.ledger.events import Event, EventKind, Unapplied, UnappliedReason

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cobranza.ledger._accounts import Account
    from cobranza.ledger._endings import Ending
    from cobranza.ledger.documents import Relation

__all__ = ["plan_credit_note"]

_KINDS: Final = frozenset({"01", "03", "07"})
_ZERO: Final = Decimal(0)


@attrs.define(kw_only=True, eq=False)
class _Credit:
    """A credit note while it is used up: what is left of it, and why that may stay so.

    `given` holds the event of each invoice, so that it can be taken back.
    """

    note: CreditNote
    left: Decimal
    reason: UnappliedReason = UnappliedReason.ABOVE_BALANCE
    given: dict[str, Event] = attrs.field(factory=dict[str, Event])


def plan_credit_note(books: Books, note: CreditNote) -> None:
    """Plan what a credit note gives to each invoice, and its reversal when it ended."""
    targets: dict[str, Relation] = {}
    for relation in note.relations:
        if relation.kind in _KINDS:
            targets.setdefault(relation.uuid, relation)
    credit = _Credit(note=note, left=note.total)
    ending = books.ending(note)
    if ending is None:
        _judge(books, credit, targets)
        books.at_end.append(partial(_settle, books, credit, targets))
    if note.total < 0:
        return
    for position, relation in enumerate(targets.values()):
        account = books.accounts.get(relation.uuid)
        if account is None:
            continue
        day = max(note.issued_on, account.issued_on)
        give = partial(_give, books, credit, account, relation, stands=ending is None)
        books.plan(day, Step.CREDIT, note, position, give)
        if ending is not None:
            if ending.on is not None:
                day = max(day, ending.on)
            take_back = partial(_take_back, books, credit, account, ending)
            books.plan(day, Step.UNDO_CREDIT, note, position, take_back)


def _judge(books: Books, credit: _Credit, targets: Mapping[str, Relation]) -> None:
    """Report what can be said of a credit note before it is used up."""
    note = credit.note
    if note.total < 0:
        credit.reason = UnappliedReason.NEGATIVE_AMOUNT
        books.report("COB202", note.uuid, amount=note.total, currency=note.currency)
    elif not targets:
        credit.reason = UnappliedReason.NO_RELATION
        books.report("COB230", note.uuid, amount=note.total, currency=note.currency)
    for relation in targets.values():
        account = books.accounts.get(relation.uuid)
        if account is None:
            credit.reason = UnappliedReason.INVOICE_MISSING
            books.report("COB231", note.uuid, path=relation.path, invoice=relation.uuid)
        elif note.issued_on < account.issued_on:
            books.report(
                "COB203",
                note.uuid,
                receivable=relation.uuid,
                path=relation.path,
                date=note.issued_on,
                issued=account.issued_on,
            )


def _give(
    books: Books, credit: _Credit, account: Account, relation: Relation, *, stands: bool
) -> None:
    """Let one invoice take from a credit what it owes, at most what is left."""
    note, invoice = credit.note, account.invoice
    offered = through_mxn(credit.left, note, invoice)
    if offered is None:
        if stands:
            credit.reason = UnappliedReason.NO_RATE
            books.report(
                "COB233",
                note.uuid,
                receivable=invoice.uuid,
                path=relation.path,
                currency=note.currency,
                expected=invoice.currency,
            )
        return
    amount = min(offered, account.last_heir().owed)
    if amount <= 0:
        return
    taken = credit.left
    if amount < offered:
        # The rate that gave `offered` gives its way back too.
        taken = min(taken, through_mxn(amount, invoice, note) or _ZERO)
    credit.left -= taken
    in_other_currency = note.currency != invoice.currency
    event = Event(
        kind=EventKind.CREDIT_NOTE,
        date=note.issued_on,
        amount=-amount,
        document=note.uuid,
        recorded=note.issued,
        path=relation.path,
        original_amount=taken if in_other_currency else None,
        original_currency=note.currency if in_other_currency else None,
    )
    credit.given[invoice.uuid] = event
    if stands:
        account.credits.append((event.date, amount))
        books.move(account, event, _ZERO)
    else:
        books.move(account, event, event.amount)


def _take_back(books: Books, credit: _Credit, account: Account, ending: Ending) -> None:
    event = credit.given.get(account.invoice.uuid)
    if event is not None:
        reversal = ending.reverse(event)
        books.move(account, reversal, reversal.amount)


def _settle(books: Books, credit: _Credit, targets: Mapping[str, Relation]) -> None:
    """Keep as unapplied what is left of a credit note when all has acted."""
    note = credit.note
    if not credit.left:
        return
    if credit.reason is UnappliedReason.ABOVE_BALANCE:
        books.report("COB232", note.uuid, amount=credit.left, currency=note.currency)
    books.unapplied.append(
        Unapplied(
            document=note.uuid,
            kind=EventKind.CREDIT_NOTE,
            customer=note.customer,
            date=note.issued_on,
            amount=credit.left,
            currency=note.currency,
            reason=credit.reason,
            invoice=next(iter(targets)) if len(targets) == 1 else None,
        )
    )
