"""What aging and DSO need to know of a debt, and a plain class that has it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Protocol

import attrs

from cobranza.ledger.documents import Party
from cobranza.money import precise, to_decimal

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Applied", "Debtor", "Item", "OpenItem", "as_day", "check_amount"]


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


def as_day(moment: dt.date) -> dt.date:
    """Give the day of a date or datetime, so that the two compare."""
    return moment.date() if isinstance(moment, dt.datetime) else moment


def check_amount(_record: object, _field: object, amount: Decimal) -> None:
    """Refuse what is not a finite Decimal.

    A validator and not a converter: pyright takes a converted field for no match of a protocol.
    """
    if to_decimal(amount, name="amount") is not amount:
        raise TypeError(f"amount is {amount!r}, expected a Decimal")


def _tuple(applied: Iterable[Applied]) -> tuple[Applied, ...]:
    return tuple(applied)


@attrs.frozen(kw_only=True)
class Applied:
    """A payment or credit applied to an item; a positive `amount` lowers its balance.

    >>> from datetime import date
    >>> Applied(date=date(2026, 5, 20), amount=Decimal("160.00")).amount
    Decimal('160.00')
    """

    date: dt.date
    amount: Decimal = attrs.field(validator=check_amount)


@attrs.frozen(kw_only=True)
class Item:
    """An open or paid item from any table: an invoice, a debit note, or a credit (negative).

    Amounts are in `currency`, taxes included.

    >>> from datetime import date
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
    applied: tuple[Applied, ...] = attrs.field(default=(), converter=_tuple)

    def balance(self, as_of: dt.date) -> Decimal:
        """What was owed at the end of `as_of`: the amount less what had been applied by then.

        Before the item was issued nothing was owed, whatever had been paid in advance.
        """
        day = as_day(as_of)
        if as_day(self.issued) > day:
            return Decimal(0)
        with precise():
            return self.amount - sum(
                (applied.amount for applied in self.applied if as_day(applied.date) <= day),
                Decimal(0),
            )
