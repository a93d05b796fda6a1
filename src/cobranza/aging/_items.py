"""What the metrics need to know of a debt, and a plain class that has it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Protocol

import attrs

from cobranza.aging._exact import EXACT
from cobranza.ledger.documents import Party
from cobranza.money import to_decimal

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "Applied",
    "AppliedKind",
    "Debtor",
    "Item",
    "OpenItem",
    "PaidItem",
    "Parts",
    "as_applied",
    "as_day",
    "check_amount",
    "dimensions_of",
    "parts_of",
]

Parts = tuple[tuple[dt.date | None, Decimal], ...]
"""A balance by due date; the amounts sum to it."""

_NO_DIMENSIONS: Final[Mapping[str, str]] = MappingProxyType({})


class Debtor(Protocol):
    """Who owes: RFC and name."""

    @property
    def rfc(self) -> str:
        """RFC; the generic ones and "" stand for many customers, told apart by name."""
        ...

    @property
    def name(self) -> str:
        """Name as the document or the ERP writes it."""
        ...


class OpenItem(Protocol):
    """One debt with its history: the receivable of a ledger, an `Item`, or the like.

    Dates may be datetimes; only their day counts.

    Two things more are used of an item that has them. `dimensions`, a mapping of text to text, says
    what else it can be grouped by: region, segment, seller. `parts(as_of)` splits the balance of a
    day by due date, for an item that is paid in instalments: a tuple of pairs of due date and
    amount that sum to `balance(as_of)`.
    """

    @property
    def customer(self) -> Debtor:
        """Who owes it."""
        ...

    @property
    def currency(self) -> str:
        """ISO 4217 code of `amount` and of every balance."""
        ...

    @property
    def issued(self) -> dt.date:
        """When the debt began."""
        ...

    @property
    def due(self) -> dt.date | None:
        """Last day to pay without being late; `None` when unknown."""
        ...

    @property
    def amount(self) -> Decimal:
        """Original amount, taxes included; negative for a credit to the customer."""
        ...

    def balance(self, as_of: dt.date, /) -> Decimal:
        """What was owed at the end of `as_of`; negative when it was overpaid."""
        ...


class PaidItem(OpenItem, Protocol):
    """A debt that also tells what was applied to it."""

    @property
    def applied(self) -> Iterable[Applied]:
        """Payments, credits and write-offs, in any order."""
        ...


def as_day(moment: dt.date) -> dt.date:
    """Give the day of a date or datetime, so that the two compare."""
    return moment.date() if isinstance(moment, dt.datetime) else moment


def check_amount(_record: object, _field: object, amount: Decimal) -> None:
    """Refuse what is not a finite Decimal.

    A validator and not a converter: pyright takes a converted field for no match of a protocol.
    """
    if to_decimal(amount, name="amount") is not amount:
        raise TypeError(f"amount is {amount!r}, expected a Decimal")


class AppliedKind(StrEnum):
    """What lowered a debt."""

    PAYMENT = "payment"  # money
    CREDIT = "credit"  # a credit note, a cancellation, or whatever else is no money
    WRITE_OFF = "write_off"  # given up: neither paid nor credited


def as_applied(applied: Iterable[Applied]) -> tuple[Applied, ...]:
    return tuple(applied)


@attrs.frozen(kw_only=True)
class Applied:
    """What was applied to an item; a positive `amount` lowers its balance.

    A negative one takes back what was applied before: a cheque that bounced, a cancelled receipt.

    >>> from datetime import date
    >>> from decimal import Decimal
    >>> Applied(date=date(2026, 5, 20), amount=Decimal("160.00")).kind.value
    'payment'
    """

    date: dt.date
    amount: Decimal = attrs.field(validator=check_amount)
    kind: AppliedKind = AppliedKind.PAYMENT


@attrs.frozen(kw_only=True)
class Item:
    """An open or paid item from any table: an invoice, a debit note, or a credit (negative).

    Amounts are in `currency`, taxes included. An invoice that is paid in instalments is one item
    for each.

    >>> from datetime import date
    >>> from decimal import Decimal
    >>> item = Item(
    ...     customer=Party(rfc="XIA190128J61", name="XENON INDUSTRIAL ARTICLES"),
    ...     currency="MXN",
    ...     issued=date(2026, 4, 1),
    ...     due=None,
    ...     amount=Decimal("1160.00"),
    ...     applied=[Applied(date=date(2026, 5, 20), amount=Decimal("160.00"))],
    ... )
    >>> item.balance(date(2026, 5, 19)), item.balance(date(2026, 5, 20))
    (Decimal('1160.00'), Decimal('1000.00'))
    """

    customer: Party
    currency: str
    issued: dt.date
    due: dt.date | None
    amount: Decimal = attrs.field(validator=check_amount)
    applied: tuple[Applied, ...] = attrs.field(default=(), converter=as_applied)
    dimensions: Mapping[str, str] = attrs.field(factory=dict[str, str], hash=False)

    def balance(self, as_of: dt.date) -> Decimal:
        """What was owed at the end of `as_of`: the amount less what had been applied by then.

        Before the item was issued only what was paid on it in advance counts, as a credit.
        """
        day = as_day(as_of)
        balance = self.amount if as_day(self.issued) <= day else Decimal(0)
        for applied in self.applied:
            if as_day(applied.date) <= day:
                balance = EXACT.subtract(balance, applied.amount)
        return balance


def parts_of(item: OpenItem, as_of: dt.date) -> Parts:
    """Split what was owed at the end of a day by due date."""
    parts: Callable[[dt.date], Parts] | None = getattr(item, "parts", None)
    return ((item.due, item.balance(as_of)),) if parts is None else parts(as_of)


def dimensions_of(item: OpenItem) -> Mapping[str, str]:
    """Give what an item can be grouped by; nothing when it does not tell."""
    dimensions: Mapping[str, str] = getattr(item, "dimensions", _NO_DIMENSIONS)
    return dimensions
