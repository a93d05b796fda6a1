"""The truth about a branch: documents, statuses and facts, accounts, and what does not fit.

These classes are what a ledger is tested against. Nothing here comes from `cobranza.ledger`; all
amounts are integer cents of the currency beside them.
"""

from __future__ import annotations

from datetime import date
from decimal import Context, Decimal
from enum import StrEnum
from typing import Final

import attrs

from cobranza.cfdi.comprobante import Comprobante

__all__: list[str] = []

_EXACT: Final = Context(prec=50)


def decimal_of(units: int, places: int) -> Decimal:
    """Turn an integer count of units of the last decimal into a decimal: 1050, 2 -> 10.50."""
    return _EXACT.scaleb(Decimal(units), -places)


@attrs.frozen(kw_only=True)
class GeneratedDocument:
    """A document with the name of its file."""

    name: str
    comprobante: Comprobante


@attrs.frozen(kw_only=True)
class Status:
    """What the SAT says of a document, in the words of the table of statuses."""

    uuid: str
    status: str
    cancelled_on: date | None
    requested_on: date | None


@attrs.frozen(kw_only=True)
class Fact:
    """A movement of an invoice of which no document speaks; `kind` is "" for money seen.

    `cents` are signed as the balance moves, save for money seen, which is positive.
    """

    kind: str
    uuid: str
    on: date
    cents: int
    reference: str
    reason: str


class Reason(StrEnum):
    """What moved the account of an invoice.

    >>> Reason.PAID.value
    'paid'
    """

    ISSUED = "issued"
    PAID_AT_ISSUE = "paid at issue"  # assumed of a PUE invoice; gives way to what is known
    PAID = "paid"
    CREDITED = "credited"
    CANCELLED = "cancelled"
    PAYMENT_CANCELLED = "payment cancelled"
    CREDIT_CANCELLED = "credit cancelled"
    REPLACED = "replaced"
    TRANSFERRED = "transferred"  # what had moved a replaced invoice goes on to the new one
    SEEN = "seen"  # money in the bank that no receipt speaks of yet
    ADJUSTED = "adjusted"
    WRITTEN_OFF = "written off"
    SOLD = "sold"


@attrs.frozen
class Movement:
    """One change of an account: on what day, by how many cents, why, by which document (UUID).

    `document` is the reference of the voucher where no document proves it. `pesos` is what it was
    worth in cents of MXN, at the rate of the document that proves it; None where none says so.
    """

    on: date
    cents: int
    reason: Reason
    document: str
    pesos: int | None = None


@attrs.frozen(kw_only=True)
class Account:
    """The truth about one invoice: what it was, when it falls due, all that moved it.

    `number` is serie and folio together; `movements` are in the order in which they became known.
    """

    uuid: str
    number: str
    customer_rfc: str
    customer_name: str
    currency: str
    payment_method: str
    issued: date
    due: date
    movements: tuple[Movement, ...]

    @property
    def total(self) -> Decimal:
        """The amount of the invoice, in its currency."""
        return decimal_of(self.movements[0].cents, 2)

    def cents(self, as_of: date, *, assumed: bool = True) -> int:
        """Give what was owed at the end of a day, in cents.

        Not `assumed` leaves out that PUE invoices are paid when issued.
        """
        return sum(
            each.cents
            for each in self.movements
            if each.on <= as_of and (assumed or each.reason is not Reason.PAID_AT_ISSUE)
        )

    def balance(self, as_of: date, *, assumed: bool = True) -> Decimal:
        """Give what was owed at the end of a day, in the currency of the invoice."""
        return decimal_of(self.cents(as_of, assumed=assumed), 2)


@attrs.frozen(kw_only=True)
class Unapplied:
    """The truth about money or credit that reduces no invoice, in favour of the customer."""

    document: str
    customer_rfc: str
    currency: str
    on: date
    cents: int


@attrs.frozen(kw_only=True)
class Planted:
    """An inconsistency that the documents, statuses and facts cause, with its code (COB2nn).

    `document` is what shows it: a UUID, or the reference of a fact. `receivable` is the UUID of the
    invoice concerned, "" for none. It holds from `since` until before `until`, if that is given.
    """

    code: str
    document: str
    receivable: str = ""
    since: date
    until: date | None = None

    def holds(self, day: date) -> bool:
        """Say whether it can be seen at the end of a day."""
        return self.since <= day and (self.until is None or day < self.until)
