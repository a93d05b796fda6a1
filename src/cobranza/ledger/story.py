"""The story of one invoice: everything that moved it, in order, with the balance after each step.

A story says who owes whom, when payment is due and why then; each event as a sentence, with the
document that proves it and, beside what the events give, what that document declares; the documents
related to the invoice, in both directions; what does not fit, from the day on which it showed; and
what is owed and how late it is.

It is text (`str`), HTML for a notebook, and data (`rows`, `to_rows`). Dates are ISO, amounts are in
the currency of the invoice.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import takewhile
from typing import TYPE_CHECKING, Final

import attrs

from cobranza.errors import LedgerError, shorten
from cobranza.ledger._story.layout import as_html, as_text
from cobranza.ledger._story.parts import Teller
from cobranza.ledger._story.texts import Language, printable
from cobranza.ledger.documents import Invoice
from cobranza.ledger.events import Event, Receivable
from cobranza.ledger.inconsistencies import Inconsistency

if TYPE_CHECKING:
    from cobranza.ledger.ledger import Ledger

__all__ = ["Language", "Story", "StoryRow", "explain"]

_LEAST_PREFIX: Final = 8
_LEAST_SHARED: Final = 4
_MOST_NAMED: Final = 5


@attrs.frozen(kw_only=True)
class StoryRow:
    """One event of a story: what happened, how it is proved, and the balance after it.

    `text` is a sentence and `evidence` the lines below it: the document, what it declares beside
    what the events give, where it says so, the note of whoever moved the balance by hand.
    """

    event: Event
    balance: Decimal
    text: str
    evidence: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class Story:
    """One invoice, told. `explain` makes stories.

    `facts` are what the invoice is, as labels and values. `rows` are the events up to `as_of` (all,
    for `None`), in order. `inconsistencies` are those that name the invoice and had shown by then,
    also when they hold no longer. `sections` are the lists below the events: a heading and its
    lines. `columns` are the headings of the table of events: day, movement, amount, balance.

    `str(story)` is all of it as text, 100 columns wide save for longer UUIDs and paths.
    """

    receivable: Receivable
    as_of: date | None
    title: str
    facts: tuple[tuple[str, str], ...]
    columns: tuple[str, str, str, str]
    rows: tuple[StoryRow, ...]
    inconsistencies: tuple[Inconsistency, ...]
    sections: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def running(self) -> tuple[Decimal, ...]:
        """The balance after each event; the last is the balance of the invoice on `as_of`."""
        return tuple(row.balance for row in self.rows)

    def to_rows(self) -> list[dict[str, object]]:
        """Give the events as flat rows for a table: dates, Decimals, and text."""
        return [_flat(row, self.receivable) for row in self.rows]

    def __str__(self) -> str:
        return as_text(self)

    def _repr_html_(self) -> str:
        return as_html(self)


def explain(
    ledger: Ledger, uuid: str, *, as_of: date | None = None, lang: Language = "es"
) -> Story:
    """Tell the story of one invoice up to a day, that day included; all of it for `None`.

    Without `as_of` nothing is said of how late the invoice is.

    Args:
        ledger: a ledger; its documents give numbers, relations and texts of terms.
        uuid: the UUID of the invoice in any case, the first 8 characters of it or more, or its
            series and folio; the last two where only one invoice has them.
        as_of: the day on which the question is asked.
        lang: "es" or "en". The messages of inconsistencies are in Spanish; English adds what
            their codes mean.

    Raises:
        LedgerError: no invoice, or more than one, goes by that name; `lang` is no language.

    >>> from datetime import date, datetime
    >>> from decimal import Decimal
    >>> from cobranza.ledger import Invoice, Ledger, Party
    >>> invoice = Invoice(
    ...     uuid="5FB2822E-396D-4725-8521-CDC4BDD20CCF",
    ...     issuer=Party(rfc="EKU9003173C9"),
    ...     customer=Party(rfc="URE180429TM6"),
    ...     issued=datetime(2026, 3, 2, 10, 30),
    ...     number="A1",
    ...     currency="MXN",
    ...     total=Decimal("1160.00"),
    ...     payment_method="PPD",
    ...     payment_terms_text="30 días",
    ... )
    >>> story = explain(Ledger.build([invoice]), "A1", as_of=date(2026, 4, 11))
    >>> [row.text for row in story.rows], story.running
    (['Se emite la factura.'], (Decimal('1160.00'),))
    >>> print(story.sections[-1][1][-1])
    Debe 1,160.00 MXN con vencimiento el 2026-04-01: 10 días de atraso.
    """
    receivable = _find(ledger, uuid)
    teller = Teller(ledger, receivable, as_of, lang)
    cases = tuple(teller.cases())
    return Story(
        receivable=receivable,
        as_of=as_of,
        title=teller.title(),
        facts=tuple(teller.facts()),
        columns=teller.columns(),
        rows=tuple(
            StoryRow(event=event, balance=balance, text=text, evidence=evidence)
            for event, balance, text, evidence in teller.movements()
        ),
        inconsistencies=cases,
        sections=tuple(teller.sections(cases)),
    )


def _flat(row: StoryRow, receivable: Receivable) -> dict[str, object]:
    event, declared = row.event, row.event.declared
    return {
        "date": event.date,
        "kind": event.kind.value,
        "text": row.text,
        "amount": event.amount,
        "balance": row.balance,
        "currency": receivable.currency,
        "document": event.document,
        "recorded": event.recorded,
        "path": event.path,
        "reverses": event.reverses and event.reverses.value,
        "counterpart": event.counterpart,
        "original_amount": event.original_amount,
        "original_currency": event.original_currency,
        "exchange_rate": event.exchange_rate,
        "installment": declared and declared.installment,
        "previous_balance": declared and declared.previous_balance,
        "remaining": declared and declared.remaining,
        "note": event.note,
    }


def _find(ledger: Ledger, name: str) -> Receivable:
    """Find the invoice that a person means."""
    wanted = name.strip().upper()
    exact = ledger.get(wanted)
    if exact is not None:
        return exact
    found = [
        each
        for each in ledger.receivables
        if (each.number and each.number.upper() == wanted)
        or (len(wanted) >= _LEAST_PREFIX and each.uuid.startswith(wanted))
    ]
    if len(found) == 1:
        return found[0]
    if found:
        raise LedgerError(
            f"{len(found)} invoices go by {shorten(wanted)!r}: {_names(found)}; expected a UUID"
        )
    raise LedgerError(_unknown(ledger, wanted))


def _unknown(ledger: Ledger, wanted: str) -> str:
    """Say that there is no such invoice, and what there is instead."""
    for document in ledger.documents:
        if document.uuid == wanted and not isinstance(document, Invoice):
            moved = [
                each
                for each in ledger.receivables
                if any(event.document == wanted for event in each.events)
            ]
            what = f"it moves {_names(moved)}" if moved else "it moves no invoice"
            return f"{wanted} is a {type(document).__name__}, not an invoice: {what}"
    message = f"no invoice goes by {shorten(wanted)!r}"
    near = _near(ledger, wanted)
    return f"{message}; near it: {_names(near)}" if near else message


def _near(ledger: Ledger, wanted: str) -> list[Receivable]:
    """Give the invoices whose UUIDs share the longest start with a name, 4 characters at least."""
    shared = [_shared(each.uuid, wanted) for each in ledger.receivables]
    longest = max(shared, default=0)
    if longest < _LEAST_SHARED:
        return []
    pairs = zip(ledger.receivables, shared, strict=True)
    return [each for each, length in pairs if length == longest]


def _shared(one: str, other: str) -> int:
    """Count the characters with which both begin."""
    pairs = zip(one, other, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _names(receivables: list[Receivable]) -> str:
    names = [printable(f"{each.uuid} {each.number}") for each in receivables[:_MOST_NAMED]]
    more = len(receivables) - len(names)
    return ", ".join(names) + (f" and {more} more" if more > 0 else "")
