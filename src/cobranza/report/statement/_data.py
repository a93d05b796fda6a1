"""The records that a statement is made of."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import attrs

from cobranza.aging import Aged, Buckets
from cobranza.ledger import Event, Party, Unapplied
from cobranza.report._data import sum_of
from cobranza.report._texts import Language

__all__ = ["CurrencyStatement", "OpenCredit", "OpenPart", "Statement", "StatementLine"]


@attrs.frozen(kw_only=True)
class StatementLine:
    """One event of one invoice, and what the customer owed after it.

    `invoice` is the UUID of the invoice and `number` its series and folio; `document` is the series
    and folio of what proves the event, "" when it has none.
    """

    event: Event
    invoice: str
    number: str
    document: str
    balance: Decimal


@attrs.frozen(kw_only=True)
class OpenPart:
    """What is owed of one invoice by one due date; a negative balance favours the customer.

    `amount` is the total of the invoice. `days_past_due` is zero or less before the due date,
    `None` without one.
    """

    invoice: str
    number: str
    issued: date
    due: date | None
    days_past_due: int | None
    amount: Decimal
    balance: Decimal


@attrs.frozen(kw_only=True)
class OpenCredit:
    """A payment or credit that reduces no invoice; `document` is its series and folio, "" if none.

    `amount` is in favour of the customer.
    """

    unapplied: Unapplied
    document: str

    @property
    def amount(self) -> Decimal:
        """What is to be applied."""
        return self.unapplied.amount


@attrs.frozen(kw_only=True)
class CurrencyStatement:
    """The account in one currency.

    `lines` are in order of date, and of the day on which their documents were issued. `open` comes
    the longest overdue first; `aged` is its sum by bucket, and `unapplied` what reduces no invoice.
    """

    currency: str
    opening: Decimal
    lines: tuple[StatementLine, ...]
    open: tuple[OpenPart, ...]
    aged: Aged
    unapplied: tuple[OpenCredit, ...]

    @property
    def charges(self) -> Decimal:
        """Sum of the movements that raised the debt."""
        return sum_of(line.event.amount for line in self.lines if line.event.amount > 0)

    @property
    def credits(self) -> Decimal:
        """Sum of the movements that lowered it, a negative amount."""
        return sum_of(line.event.amount for line in self.lines if line.event.amount < 0)

    @property
    def closing(self) -> Decimal:
        """What is owed: the opening balance and all movements."""
        return sum_of((self.opening, self.charges, self.credits))

    @property
    def in_favour(self) -> Decimal:
        """Sum of what is unapplied."""
        return sum_of(each.amount for each in self.unapplied)

    @property
    def net(self) -> Decimal:
        """What is owed less what is unapplied."""
        return sum_of((self.closing, self.in_favour.copy_negate()))


@attrs.frozen(kw_only=True)
class Statement:
    """The account of one customer at the end of the day `as_of`, movements from `since` on.

    `customer` is named as on the latest invoice. `since` is `None` for all movements. `issuers` are
    those of the invoices, `currencies` sorted by code. `lang` is what it will be rendered in.
    """

    account: str
    customer: Party
    issuers: tuple[Party, ...]
    as_of: date
    since: date | None
    buckets: Buckets
    currencies: tuple[CurrencyStatement, ...]
    lang: Language
