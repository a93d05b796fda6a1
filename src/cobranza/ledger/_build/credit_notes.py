"""What a credit note does to the books: it reduces the invoices that it names, once.

A credit note (TipoRelacion 01, 03 or 07) does not say how much goes to which invoice. How it is
used up is a policy: in the order in which it names them, the oldest first, or in proportion to what
each owes. Each takes up to what it owes that day, and where it was replaced, up to what the new
invoice owes. What is owed counts what stands: a document that was cancelled or replaced, whenever
that was, takes no room from others, and neither does a payment of a later day. What is left over
is unapplied, never lost and never a negative balance.

A credit note that was cancelled or replaced acts and is reversed, on the days that its ending says;
nothing else is reported of it.
"""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Final, Literal

import attrs

from cobranza.ledger._build.accounts import Account
from cobranza.ledger._build.advances import APPLIES_ADVANCE, Advances
from cobranza.ledger._build.books import Books, Step
from cobranza.ledger._build.endings import Ending
from cobranza.ledger._build.exchange import credit_rate, through_mxn, up_to
from cobranza.ledger.documents import CreditNote, Relation
from cobranza.ledger.events import Event, EventKind, Unapplied, UnappliedReason
from cobranza.money import allocate, decimals_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

__all__ = ["CreditNotePolicy", "plan_credit_note"]

CreditNotePolicy = Literal["as_named", "oldest", "proportional"]
"""How a credit note over several invoices is used up."""

_KINDS: Final = frozenset({"01", "03", APPLIES_ADVANCE})
_ZERO: Final = Decimal(0)


@attrs.frozen(kw_only=True)
class _Target:
    """One invoice that a credit note names and that is here, and where it names it."""

    account: Account
    relation: Relation


@attrs.define(kw_only=True, eq=False)
class _Credit:
    """A credit note while it is used up: what is left of it, and why that may stay so.

    `ending` is `None` when the note stands. `given` holds the events of each invoice, so that they
    can be taken back.
    """

    note: CreditNote
    kind: EventKind
    ending: Ending | None
    left: Decimal
    reason: UnappliedReason = UnappliedReason.ABOVE_BALANCE
    given: dict[str, list[Event]] = attrs.field(factory=dict[str, list[Event]])


def plan_credit_note(
    books: Books, note: CreditNote, advances: Advances, policy: CreditNotePolicy
) -> None:
    """Plan what a credit note gives to each invoice, and its reversal when it ended."""
    named: dict[str, Relation] = {}
    for relation in note.relations:
        if relation.kind in _KINDS:
            named.setdefault(relation.uuid, relation)
    applies = any(relation.kind == APPLIES_ADVANCE for relation in named.values())
    if applies:
        named = advances.without_advances(note, named)
    credit = _Credit(
        note=note,
        kind=EventKind.ADVANCE if applies else EventKind.CREDIT_NOTE,
        ending=books.ending(note),
        left=note.total,
    )
    targets = [
        _Target(account=books.accounts[uuid], relation=relation)
        for uuid, relation in named.items()
        if uuid in books.accounts
    ]
    if credit.ending is None:
        _judge(books, credit, named)
        books.at_end.append(partial(_settle, books, credit, named))
    if note.total > 0:
        _plan(books, credit, targets, policy)


def _plan(books: Books, credit: _Credit, targets: list[_Target], policy: CreditNotePolicy) -> None:
    """Plan one act for each day on which the note meets invoices: its own, or theirs if later."""
    note, ending = credit.note, credit.ending
    if policy == "oldest":
        targets.sort(key=_age)
    give = _give_in_proportion if policy == "proportional" else _give_in_order

    def meets(target: _Target) -> date:
        return max(note.issued_on, target.account.issued_on)

    for day, group in groupby(sorted(targets, key=meets), key=meets):
        met = list(group)
        proof = (note.issued, note.uuid, day.toordinal())
        books.plan(day, Step.CREDIT, proof, partial(give, books, credit, met))
        if ending is not None:
            until = day if ending.on is None else max(day, ending.on)
            undo = partial(_take_back, books, credit, met, ending)
            books.plan(until, Step.UNDO_CREDIT, proof, undo)


def _age(target: _Target) -> tuple[date, date, str]:
    """Order by due date, then by date of issue."""
    account = target.account
    return account.schedule[-1].due, account.issued_on, account.invoice.uuid


def _judge(books: Books, credit: _Credit, named: Mapping[str, Relation]) -> None:
    """Report what can be said of a credit note before it is used up."""
    note = credit.note
    if note.total < 0:
        credit.reason = UnappliedReason.NEGATIVE_AMOUNT
        books.report("COB202", note.uuid, amount=note.total, currency=note.currency)
    elif not named:
        credit.reason = UnappliedReason.NO_RELATION
        books.report("COB230", note.uuid, amount=note.total, currency=note.currency)
    for uuid, relation in named.items():
        account = books.accounts.get(uuid)
        if account is None:
            credit.reason = UnappliedReason.INVOICE_MISSING
            books.report("COB231", note.uuid, path=relation.path, invoice=uuid)
        elif note.issued_on < account.issued_on:
            books.report(
                "COB203",
                note.uuid,
                receivable=uuid,
                path=relation.path,
                date=note.issued_on,
                issued=account.issued_on,
            )


def _give_in_order(books: Books, credit: _Credit, targets: Sequence[_Target]) -> None:
    """Let invoices take, one after the other, what they owe of what is left."""
    for target in targets:
        if credit.left:
            _give(books, credit, target, credit.left)


def _give_in_proportion(books: Books, credit: _Credit, targets: Sequence[_Target]) -> None:
    """Let invoices take parts in proportion to what they owe; then, in order, what rounding left.

    What two invoices owe that one replaced is owed once.
    """
    note = credit.note
    heirs: dict[Account, _Target] = {}
    for target in targets:
        heirs.setdefault(target.account.last_heir(), target)
    weights = [
        through_mxn(max(_ZERO, heir.owed), target.account.invoice, note) or _ZERO
        for heir, target in heirs.items()
    ]
    if credit.left < sum(weights):
        places = decimals_of(credit.left, note.currency)
        parts = allocate(credit.left, weights, places)
        for target, part in zip(heirs.values(), parts, strict=True):
            if part:
                _give(books, credit, target, part)
    _give_in_order(books, credit, targets)


def _give(books: Books, credit: _Credit, target: _Target, part: Decimal) -> None:
    """Let one invoice take what it owes, at most a part of the credit."""
    note, account, stands = credit.note, target.account, credit.ending is None
    invoice = account.invoice
    given = up_to(part, note, invoice, max(_ZERO, account.last_heir().owed))
    if given is None:
        if stands:
            _report_no_rate(books, credit, target)
        return
    amount, used = given
    if not amount:
        return
    credit.left -= used
    in_other_currency = note.currency != invoice.currency
    event = Event(
        kind=credit.kind,
        date=note.issued_on,
        amount=-amount,
        document=note.uuid,
        recorded=note.issued,
        path=target.relation.path,
        original_amount=used if in_other_currency else None,
        original_currency=note.currency if in_other_currency else None,
        exchange_rate=credit_rate(note, invoice),
    )
    credit.given.setdefault(invoice.uuid, []).append(event)
    if stands:
        account.credits.append((event.date, amount))
    books.move(account, event, event.amount if stands else _ZERO)


def _report_no_rate(books: Books, credit: _Credit, target: _Target) -> None:
    credit.reason = UnappliedReason.NO_RATE
    books.report(
        "COB233",
        credit.note.uuid,
        receivable=target.account.invoice.uuid,
        path=target.relation.path,
        currency=credit.note.currency,
        expected=target.account.invoice.currency,
    )


def _take_back(books: Books, credit: _Credit, targets: Sequence[_Target], ending: Ending) -> None:
    for target in targets:
        for event in credit.given.get(target.account.invoice.uuid, ()):
            books.move(target.account, ending.reverse(event), _ZERO)


def _settle(books: Books, credit: _Credit, named: Mapping[str, Relation]) -> None:
    """Keep as unapplied what is left of a credit note when all has acted."""
    note = credit.note
    if not credit.left:
        return
    if credit.reason is UnappliedReason.ABOVE_BALANCE:
        books.report("COB232", note.uuid, amount=credit.left, currency=note.currency)
    books.unapplied.append(
        Unapplied(
            document=note.uuid,
            kind=credit.kind,
            customer=note.customer,
            date=note.issued_on,
            amount=credit.left,
            currency=note.currency,
            reason=credit.reason,
            invoice=next(iter(named)) if len(named) == 1 else None,
        )
    )
