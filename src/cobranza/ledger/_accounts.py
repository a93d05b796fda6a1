"""The working state of one receivable while its story is replayed."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

import attrs

from cobranza.ledger.events import Event, EventKind

if TYPE_CHECKING:
    from datetime import date

    from cobranza.ledger._endings import Ending
    from cobranza.ledger.documents import Invoice

__all__ = ["Account"]

_ZERO: Final = Decimal(0)


class Account:
    """One invoice, its events so far, and what they add up to.

    `moved` is what payments, credits and transfers add up to. `provisional` is the part of it
    that comes from documents that will end, so that room for credits is not taken by them.
    `assumed` is the sum of assumed payments, `None` when nothing is assumed. `heir` is the
    account that takes its credits over, once it is replaced. `payments` and `credits` are those
    that stand, for comparison with what REPs declare; credits are positive.
    """

    __slots__ = (
        "assumed",
        "charge",
        "credits",
        "ended",
        "events",
        "has_receipts",
        "heir",
        "invoice",
        "issued_on",
        "moved",
        "payments",
        "provisional",
    )

    def __init__(self, invoice: Invoice) -> None:
        self.invoice = invoice
        self.issued_on: date = invoice.issued_on
        self.charge = self.moved = self.provisional = _ZERO
        self.assumed: Decimal | None = None
        self.ended = self.has_receipts = False
        self.heir: Account | None = None
        self.events: list[Event] = []
        self.payments: list[Event] = []
        self.credits: list[tuple[date, Decimal]] = []

    @property
    def owed(self) -> Decimal:
        """What is owed by the documents that stand; an assumed payment does not count."""
        return self.charge + self.moved - self.provisional

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
        self.events.append(
            Event(
                kind=EventKind.CHARGE,
                date=self.issued_on,
                amount=invoice.total,
                document=invoice.uuid,
                recorded=invoice.issued,
            )
        )
        if assume_paid:
            self.assumed = _ZERO
            self._assume(-invoice.total, self.events[-1])

    def close(self, ending: Ending) -> None:
        """Reverse the charge, and with it all that was assumed paid so far."""
        charge, *others = self.events  # a charge acts before anything else
        self.events.append(ending.reverse(charge))
        if self.assumed:
            self.events.append(ending.reverse(attrs.evolve(others[0], amount=self.assumed)))
        self.ended = True
        self.charge = _ZERO
        self.assumed = None

    def move(self, event: Event, provisional: Decimal) -> None:
        """Take a payment, a credit, a reversal or a transfer.

        Where a payment is assumed, the assumption gives way: it is what is left after the rest.
        """
        self.events.append(event)
        self.moved += event.amount
        self.provisional += provisional
        if self.assumed is not None:
            self._assume(-event.amount, event)

    def pass_on(self, heir: Account, because: Event, amount: Decimal, provisional: Decimal) -> None:
        """Move an amount, part of it provisional, to the account that took this debt over."""
        for account, other, sign in ((self, heir, -1), (heir, self, 1)):
            account.move(
                Event(
                    kind=EventKind.TRANSFER,
                    date=because.date,
                    amount=sign * amount,
                    document=because.document,
                    recorded=because.recorded,
                    counterpart=other.invoice.uuid,
                ),
                sign * provisional,
            )
        heir.credits.append((because.date, provisional - amount))

    def _assume(self, amount: Decimal, because: Event) -> None:
        self.assumed = (self.assumed or _ZERO) + amount
        self.events.append(
            Event(
                kind=EventKind.ASSUMED_PAYMENT,
                date=because.date,
                amount=amount,
                document=because.document,
                recorded=because.recorded,
            )
        )
