"""The working state of one receivable while its story is replayed."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from cobranza.ledger._build.exchange import issue_rate
from cobranza.ledger.events import DueSource, Event, EventKind

if TYPE_CHECKING:
    from datetime import date

    from cobranza.ledger._build.endings import Ending
    from cobranza.ledger.documents import Invoice
    from cobranza.ledger.facts import CashReceipt
    from cobranza.ledger.terms import Installment

__all__ = ["Account"]

_ZERO: Final = Decimal(0)
_PARTS: Final = ("adjusted", "covered", "covered_lasting", "paid", "paid_lasting", "seen")


class Account:
    """One invoice, its events so far, and what they add up to.

    `moved` is what payments, credits, facts and transfers add up to; `lasting` is the part of it
    that no ending takes back, so that room for credits is not taken by documents that will end.
    `paid` is what REPs say was paid, and `seen` the money seen; `covered` is the part of that money
    that no REP accounts for, so that it counts by itself. Each has its lasting part too, where that
    can differ. `adjusted` is what was moved by hand.

    `assumed` is the sum of assumed payments, `None` when nothing is assumed. `heir` is the
    account that takes its debt over, once it is replaced. `payments` and `credits` are those that
    stand, for comparison with what REPs declare; credits are positive. `cash` is the money seen
    for this very invoice. `schedule` is when it is to be paid, and `due_source` who says so.
    """

    __slots__ = (
        *_PARTS,
        "assumed",
        "cash",
        "charge",
        "credits",
        "due_source",
        "ended",
        "events",
        "has_receipts",
        "heir",
        "invoice",
        "issued_on",
        "lasting",
        "moved",
        "payments",
        "schedule",
    )

    def __init__(self, invoice: Invoice) -> None:
        self.invoice = invoice
        self.issued_on: date = invoice.issued.date()
        self.charge = self.moved = self.lasting = self.paid = self.paid_lasting = _ZERO
        self.adjusted = self.seen = self.covered = self.covered_lasting = _ZERO
        self.assumed: Decimal | None = None
        self.ended = self.has_receipts = False
        self.heir: Account | None = None
        self.events: list[Event] = []
        self.payments: list[Event] = []
        self.credits: list[tuple[date, Decimal]] = []
        self.cash: list[CashReceipt] = []
        self.schedule: tuple[Installment, ...] = ()
        self.due_source = DueSource.ISSUE_DATE

    @property
    def owed(self) -> Decimal:
        """What is owed by what stands; an assumed payment does not count."""
        return self.charge + self.lasting

    def last_heir(self) -> Account:
        """Find the account that holds this debt now; paths are shortened on the way."""
        account = self
        while account.heir is not None:
            if account.heir.heir is not None:
                account.heir = account.heir.heir
            account = account.heir
        return account

    def open(self, *, assume_paid: bool) -> None:
        """Charge the invoice, and assume it paid at once when told so."""
        invoice = self.invoice
        self.charge = invoice.total
        charge = Event(
            kind=EventKind.CHARGE,
            date=self.issued_on,
            amount=invoice.total,
            document=invoice.uuid,
            recorded=invoice.issued,
            exchange_rate=issue_rate(invoice),
        )
        self.events.append(charge)
        if assume_paid:
            self.assumed = _ZERO
            self._assume(-invoice.total, charge)

    def close(self, ending: Ending) -> None:
        """Reverse the charge, and with it all that was assumed paid so far."""
        charge = self.events[0]
        self.events.append(ending.reverse(charge))
        if self.assumed:
            self.events.append(ending.reverse(self._assumption(self.assumed, charge)))
        self.ended = True
        self.charge = _ZERO
        self.assumed = None

    def see(self, amount: Decimal) -> tuple[Decimal, Decimal]:
        """Take note of money seen, and say what that moves, today and lastingly."""
        self.seen += amount
        return self._cover()

    def take(self, event: Event, lasting: Decimal) -> None:
        """Add up an event of this debt, on this account or on one whose debt came here."""
        self._add(event, event.amount, lasting)
        if event.kind is EventKind.PAYMENT or event.reverses is EventKind.PAYMENT:
            self.paid -= event.amount
            self.paid_lasting -= lasting
            if self.seen:
                self._give_way(event)

    def take_over(self, old: Account, because: Event) -> None:
        """Take over all that a replaced account adds up to."""
        for name in _PARTS:
            setattr(self, name, getattr(self, name) + getattr(old, name))
            setattr(old, name, _ZERO)
        self._add(because, old.moved, old.lasting)
        old.moved = old.lasting = _ZERO
        if self.seen:
            self._give_way(because)

    def _add(self, because: Event, amount: Decimal, lasting: Decimal) -> None:
        """Add to what was moved; an assumption gives way: it is what is left after the rest."""
        self.moved += amount
        self.lasting += lasting
        if self.assumed is not None and amount:
            self._assume(-amount, because)

    def _assume(self, amount: Decimal, because: Event) -> None:
        self.assumed = (self.assumed or _ZERO) + amount
        self.events.append(self._assumption(amount, because))

    def _assumption(self, amount: Decimal, because: Event) -> Event:
        return Event(
            kind=EventKind.ASSUMED_PAYMENT,
            date=because.date,
            amount=amount,
            document=because.document,
            recorded=because.recorded,
            exchange_rate=self.events[0].exchange_rate,
        )

    def _give_way(self, because: Event) -> None:
        """Let money seen count only beyond what REPs say was paid."""
        amount, lasting = self._cover()
        if amount:
            self.events.append(
                Event(
                    kind=EventKind.CASH,
                    date=because.date,
                    amount=amount,
                    document=because.document,
                    recorded=because.recorded,
                )
            )
        self._add(because, amount, lasting)

    def _cover(self) -> tuple[Decimal, Decimal]:
        """Weigh money seen against REPs anew; what that moves is negative when more counts."""
        covered = max(_ZERO, self.seen - self.paid)
        lasting = max(_ZERO, self.seen - self.paid_lasting)
        moves = self.covered - covered, self.covered_lasting - lasting
        self.covered, self.covered_lasting = covered, lasting
        return moves
