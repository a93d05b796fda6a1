"""Events and receivables: what moved a balance, with its evidence, and the debt that it moved.

A balance is never stored: it is the sum of the events up to a day. An event points at the document
that proves it, says where in that document, and carries beside it what the document declares.
Events are only ever added. What undoes an earlier event is another event, of opposite amount, that
names the kind it `reverses`.

The shape of an event does not depend on its kind. A fact is evidence as a document is: its
reference stands where the UUID of a document would.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final

import attrs

from cobranza.ledger.documents import Application, Party, Relation, Tax
from cobranza.ledger.terms import Installment
from cobranza.money import EXACT

__all__ = [
    "DueSource",
    "Event",
    "EventKind",
    "Receivable",
    "Unapplied",
    "UnappliedReason",
]

_ZERO: Final = Decimal(0)


class EventKind(StrEnum):
    """Why a balance moved."""

    CHARGE = "charge"  # the invoice itself
    PAYMENT = "payment"  # a REP
    CREDIT_NOTE = "credit_note"  # an egreso: discount, return
    ASSUMED_PAYMENT = "assumed_payment"  # a PUE invoice is declared paid at issue
    CANCELLATION = "cancellation"  # reverses what a cancelled document had done
    SUBSTITUTION = "substitution"  # reverses what a replaced document had done
    TRANSFER = "transfer"  # credit that follows a substitution to the new invoice
    ADVANCE = "advance"  # an egreso of TipoRelacion 07: money that came in before
    CASH = "cash"  # money seen, as long as no REP says the same
    WRITE_OFF = "write_off"  # given up, or recovered
    ADJUSTMENT = "adjustment"  # moved by hand
    FACTORING = "factoring"  # sold, or taken back


class DueSource(StrEnum):
    """Where a due date comes from, the best first."""

    CONTRA_RECIBO = "contra_recibo"  # terms agreed, counted from the day the invoice was received
    ESTIMATED_RECEIPT = "estimated_receipt"  # the same, from the next day of review
    TERMS = "terms"  # terms agreed with the customer
    DOCUMENT = "document"  # CondicionesDePago
    ISSUE_DATE = "issue_date"  # nothing said: due when issued


class UnappliedReason(StrEnum):
    """Why a credit reduces no invoice."""

    INVOICE_MISSING = "invoice_missing"  # the invoice named is not among the documents
    NO_RELATION = "no_relation"  # the credit note names no invoice, or an advance without sale
    ABOVE_BALANCE = "above_balance"  # the invoices named owe less than the credit note gives
    NO_RATE = "no_rate"  # another currency, and no rate in the documents
    NEGATIVE_AMOUNT = "negative_amount"  # a credit of less than nothing
    NOT_ASSIGNED = "not_assigned"  # the payment is larger than what it assigns to invoices


@attrs.frozen(kw_only=True)
class Event:
    """One thing that moved one balance.

    `amount` is in the currency of the receivable: positive increases the debt, negative reduces
    it. `date` is the effective day (FechaPago for a payment); `recorded` is when the document
    that proves the event was issued. `document` is its UUID and `path` the XPath within it. For
    a fact, `document` is its reference and `recorded` the midnight of its day.

    `reverses` is the kind of event that this one undoes; it has the rate and the declared figures
    of that event. `counterpart` is the UUID of the other receivable of a transfer.
    `original_amount` and `original_currency` are the amount as it was paid or credited, positive,
    when that was in another currency. `declared` is what the document says of the balance; it
    takes no part in it. `note` is why a person moved it.

    `exchange_rate` is MXN for one unit of the receivable's currency, where documents give it: of
    a charge TipoCambio, of a payment TipoCambioP / EquivalenciaDR (ten decimals), of a credit its
    own TipoCambio, or that of the invoice when the two are in different currencies. It is `None`
    where nothing but MXN is involved, for transfers, and for facts.

    Money seen (`CASH`) and payments that are assumed give way to what says more: then an event of
    the same kind and opposite sign names the document because of which they do.

    >>> event = Event(
    ...     kind=EventKind.PAYMENT,
    ...     date=date(2026, 4, 1),
    ...     amount=Decimal("-500.00"),
    ...     document="0B9D6F0E-7F5E-4C39-8F86-3F8F0F2B6A77",
    ...     recorded=datetime(2026, 4, 3, 9, 0),
    ... )
    >>> event.kind.value, event.declared
    ('payment', None)
    """

    kind: EventKind
    date: date
    amount: Decimal
    document: str
    recorded: datetime
    path: str | None = None
    reverses: EventKind | None = None
    counterpart: str | None = None
    original_amount: Decimal | None = None
    original_currency: str | None = None
    exchange_rate: Decimal | None = None
    declared: Application | None = None
    note: str = ""


@attrs.frozen(kw_only=True)
class Receivable:
    """One invoice as a debt: who owes, since when, due when, and what has moved it.

    `amount` is the total of the invoice and `exchange_rate` its MXN for one unit of `currency`;
    `taxes` and `relations` are those of the invoice. `events` are in order of date. `schedule` is
    when it is to be paid, in order of date: one instalment or several, which sum to `amount`; `due`
    is the last of them. `account` is the key of the customer's account (an RFC, except for
    foreigners) and `dimensions` what the master data say of the customer: region, segment, and the
    like.

    >>> receivable = Receivable(
    ...     uuid="5FB2822E-396D-4725-8521-CDC4BDD20CCF",
    ...     number="A1",
    ...     issuer=Party(rfc="EKU9003173C9"),
    ...     customer=Party(rfc="URE180429TM6"),
    ...     issued=datetime(2026, 3, 2, 10, 30),
    ...     due=date(2026, 4, 1),
    ...     due_source=DueSource.TERMS,
    ...     currency="MXN",
    ...     exchange_rate=None,
    ...     amount=Decimal("1160.00"),
    ...     payment_method="PPD",
    ...     events=(
    ...         Event(
    ...             kind=EventKind.CHARGE,
    ...             date=date(2026, 3, 2),
    ...             amount=Decimal("1160.00"),
    ...             document="5FB2822E-396D-4725-8521-CDC4BDD20CCF",
    ...             recorded=datetime(2026, 3, 2, 10, 30),
    ...         ),
    ...     ),
    ... )
    >>> receivable.balance(date(2026, 3, 1)), receivable.balance()
    (Decimal('0'), Decimal('1160.00'))
    """

    uuid: str
    number: str
    issuer: Party
    customer: Party
    issued: datetime
    due: date | None
    due_source: DueSource
    currency: str
    exchange_rate: Decimal | None
    amount: Decimal
    payment_method: str | None
    events: tuple[Event, ...]
    schedule: tuple[Installment, ...] = ()
    taxes: tuple[Tax, ...] = ()
    relations: tuple[Relation, ...] = ()
    account: str = ""
    dimensions: Mapping[str, str] = attrs.field(factory=dict[str, str], hash=False)

    def balance(self, as_of: date | None = None) -> Decimal:
        """Sum the events up to `as_of`, that day included; all of them for `None`.

        The sum is exact. It is negative when more was paid or credited than charged.
        """
        total = _ZERO
        for event in self.events:
            if as_of is not None and event.date > as_of:
                break
            total = EXACT.add(total, event.amount)
        return total

    def _repr_html_(self) -> str:
        from cobranza.ledger._story.html import receivable_html  # noqa: PLC0415 - only when asked

        return receivable_html(self)

    @property
    def voided_on(self) -> date | None:
        """The day on which the invoice was cancelled or replaced; `None` while it counts."""
        for event in reversed(self.events):
            if event.reverses is EventKind.CHARGE:
                return event.date
        return None

    def parts(self, as_of: date) -> tuple[tuple[date | None, Decimal], ...]:
        """Split the balance of a day by due date; the amounts sum to the balance.

        What was paid settles the earliest instalments first. A balance that instalments cannot
        hold, negative or above the amount of the invoice, is of the first of them that is left.
        """
        left = self.balance(as_of)
        parts: list[tuple[date | None, Decimal]] = []
        for each in reversed(self.schedule[1:]):
            if left <= each.amount:
                break
            parts.append((each.due, each.amount))
            left = EXACT.subtract(left, each.amount)
        first = self.schedule[-1 - len(parts)].due if self.schedule else self.due
        return ((first, left), *reversed(parts))


@attrs.frozen(kw_only=True)
class Unapplied:
    """A payment or credit, or the part of it, that reduces no receivable, and why.

    It is in favour of the customer: `amount` is positive (save for `NEGATIVE_AMOUNT`), in the
    currency of the document. `kind` is the kind of event that it would have been. `invoice` is
    the UUID that the document names, when it is one.

    >>> Unapplied(
    ...     document="0B9D6F0E-7F5E-4C39-8F86-3F8F0F2B6A77",
    ...     kind=EventKind.PAYMENT,
    ...     customer=Party(rfc="URE180429TM6"),
    ...     date=date(2026, 4, 1),
    ...     amount=Decimal("500.00"),
    ...     currency="MXN",
    ...     reason=UnappliedReason.INVOICE_MISSING,
    ... ).amount
    Decimal('500.00')
    """

    document: str
    kind: EventKind
    customer: Party
    date: date
    amount: Decimal
    currency: str
    reason: UnappliedReason
    invoice: str | None = None
    path: str | None = None
