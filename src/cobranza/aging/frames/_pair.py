"""Invoices and the movements of their balances, as the two tables that every system has."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

import attrs
import narwhals as nw

from cobranza.aging._items import Applied, AppliedKind, Item, as_day
from cobranza.aging.frames._columns import Columns
from cobranza.aging.frames._table import Amounts, Table, check_same_money, returned, rows
from cobranza.ledger.documents import Party
from cobranza.ledger.events import EventKind

if TYPE_CHECKING:
    import datetime as dt

    from narwhals.typing import IntoFrameT

    Frame = nw.LazyFrame[Any]

__all__ = ["NOBODY", "Pair", "items", "open_items"]

NOBODY: Final = Party(rfc="")
"""Whoever owes, where it makes no difference."""
_COLUMNS: Final = Columns()
_CHARGE: Final = EventKind.CHARGE.value
# Those of `cobranza.aging._payments`.
_PAYMENTS: Final = (
    EventKind.PAYMENT.value,
    EventKind.ASSUMED_PAYMENT.value,
    EventKind.ADVANCE.value,
    EventKind.CASH.value,
    EventKind.TRANSFER.value,
)


def open_items(
    invoices: IntoFrameT, movements: IntoFrameT, *, as_of: dt.date, columns: Columns = _COLUMNS
) -> IntoFrameT:
    """List the invoices whose balance at the end of `as_of` is not zero.

    The answer has the columns of `invoices`, and the balance: the amount of the invoice, once it is
    issued, and what its movements up to `as_of` moved it by. It is what `age` takes. An invoice
    that is paid in instalments is one row for each; those of a ledger are split by
    `cobranza.ledger.frames.open_parts`.

    Raises:
        CobranzaError: a column is missing, or holds no days.
        MoneyError: amounts are floats, or decimals in one table and centavos in the other.

    >>> import polars as pl
    >>> from datetime import date
    >>> invoices = pl.DataFrame(
    ...     {
    ...         "folio": ["A1", "A2"],
    ...         "issued": [date(2026, 4, 1), date(2026, 5, 20)],
    ...         "due": [date(2026, 5, 1), date(2026, 6, 19)],
    ...         "amount": [116000, 23200],  # centavos
    ...     }
    ... )
    >>> receipts = pl.DataFrame(
    ...     {"folio": ["A1"], "date": [date(2026, 5, 4)], "amount": [-100000]}
    ... )
    >>> columns = Columns(id="folio", debt="folio", kind=None, reverses=None)
    >>> open_items(invoices, receipts, as_of=date(2026, 5, 4), columns=columns).row(0)
    ('A1', datetime.date(2026, 4, 1), datetime.date(2026, 5, 1), 116000, 16000)
    """
    pair, day = Pair.of(invoices, movements, columns), as_day(as_of)
    charges = pair.charges.filter(nw.col("__issued") <= day)
    changes = pair.changes.filter(nw.col("__day") <= day)
    moved = [charges.select("__id", __amount=nw.col("__of")), changes.select("__id", "__amount")]
    sums = nw.concat(moved).group_by("__id").agg(nw.col("__amount").sum().alias("__balance"))
    names = [name for name in pair.debts.names if name != columns.balance]
    found = pair.debts.frame.join(sums, left_on=columns.id, right_on="__id", how="inner")
    found = found.filter(nw.col("__balance") != pair.amounts.zero)
    return returned(found.select(*names, nw.col("__balance").alias(columns.balance)), invoices)


def items(
    invoices: object, movements: object, *, currency: str, columns: Columns = _COLUMNS
) -> tuple[Item, ...]:
    """Bring the debts of one currency to memory as items, in any order.

    What an engine cannot express is asked of those. Each takes about a kilobyte, so pass the
    invoices that matter.

    Raises:
        CobranzaError: a column is missing, or holds no days.
        MoneyError: amounts are floats, or decimals in one table and centavos in the other.

    >>> import polars as pl
    >>> from datetime import date
    >>> invoices = pl.DataFrame(
    ...     {
    ...         "uuid": ["A1"],
    ...         "customer_rfc": ["XIA190128J61"],
    ...         "customer_name": ["XENON INDUSTRIAL ARTICLES"],
    ...         "currency": ["MXN"],
    ...         "issued": [date(2026, 4, 1)],
    ...         "due": [date(2026, 5, 1)],
    ...         "amount": [116000],  # centavos
    ...     }
    ... )
    >>> receipts = pl.DataFrame(
    ...     {"receivable": ["A1"], "date": [date(2026, 5, 4)], "amount": [-100000]}
    ... )
    >>> columns = Columns(kind=None, reverses=None)
    >>> (item,) = items(invoices, receipts, currency="MXN", columns=columns)
    >>> item.amount, item.balance(date(2026, 5, 4))
    (Decimal('1160.00'), Decimal('160.00'))
    """
    pair = Pair.of(invoices, movements, columns, currency)
    pair.debts.require(columns.customer, columns.name)
    return pair.items(columns.customer, columns.name)


@attrs.frozen
class Pair:
    """A table of invoices, and that of their movements, charges left out."""

    debts: Table
    moved: Table
    columns: Columns
    currency: str

    @classmethod
    def of(cls, invoices: object, movements: object, columns: Columns, currency: str = "") -> Pair:
        """Take two tables, and of the invoices those in one currency, if it is named."""
        debts = Table(invoices, "invoices", columns.amount)
        moved = Table(movements, "movements", columns.moved)
        debts.require(columns.id)
        moved.require(columns.debt)
        check_same_money(debts.amounts(columns.amount), moved.amounts(columns.moved))
        if currency:
            debts.require(columns.currency)
            debts = debts.where(nw.col(columns.currency) == currency)
        if columns.kind is not None:
            moved.require(columns.kind)
            moved = moved.where(nw.col(columns.kind).fill_null("") != _CHARGE)
        return cls(debts, moved, columns, currency)

    @property
    def amounts(self) -> Amounts:
        """How both tables hold amounts."""
        return self.debts.amounts(self.columns.amount)

    @property
    def charges(self) -> Frame:
        """The invoices: `__id`, `__issued`, `__due`, and the amount, `__of`."""
        return self.debts.frame.select(**self._charge)

    @property
    def changes(self) -> Frame:
        """The movements: `__id`, `__day`, `__kind` (an `AppliedKind`) and `__amount`."""
        columns = self.columns
        return self.moved.frame.select(
            __id=nw.col(columns.debt),
            __day=self.moved.day(columns.date),
            __kind=self._kind(),
            __amount=self._money(columns.moved),
        )

    def split(self) -> tuple[Pair, tuple[Item, ...]]:
        """Set apart the invoices of which something was taken back, as items.

        A reversal takes back the latest of its kind: that is a stack, which no engine has.
        """
        columns = self.columns
        odd = self.moved.where(nw.col(columns.moved) > self.amounts.zero)
        ids = odd.frame.select(__odd=nw.col(columns.debt)).unique()
        apart = self.debts.joined(ids, columns.id, "__odd", how="inner")
        rest = self.debts.joined(ids, columns.id, "__odd", how="anti")
        return attrs.evolve(self, debts=rest), attrs.evolve(self, debts=apart).items()

    def items(self, *who: str) -> tuple[Item, ...]:
        """Bring everything to memory; `who` are the columns with RFC and name of the customer."""
        charges = self.debts.frame.select(*who, **self._charge)
        applied: defaultdict[Any, list[Applied]] = defaultdict(list)
        for debt, day, kind, moved in rows(
            self.changes.join(charges.select("__id"), on="__id", how="inner")
        ):
            amount = self.amounts.read(moved).copy_negate()
            applied[debt].append(Applied(date=day, amount=amount, kind=AppliedKind(kind)))
        return tuple(
            Item(
                customer=Party(rfc=party[0] or "", name=party[1] or "") if party else NOBODY,
                currency=self.currency,
                issued=issued,
                due=due,
                amount=self.amounts.read(amount),
                applied=applied[debt],
            )
            for *party, debt, issued, due, amount in rows(charges)
        )

    @property
    def _charge(self) -> dict[str, nw.Expr]:
        columns = self.columns
        return {
            "__id": nw.col(columns.id),
            "__issued": self.debts.day(columns.issued),
            "__due": self.debts.day(columns.due),
            "__of": self._money(columns.amount),
        }

    def _kind(self) -> nw.Expr:
        payment, credit, given_up = (nw.lit(kind.value) for kind in AppliedKind)
        if self.columns.kind is None:
            return payment
        found = nw.col(self.columns.kind)
        if self.columns.reverses is not None:
            self.moved.require(self.columns.reverses)
            found = nw.coalesce(nw.col(self.columns.reverses), found)
        other = nw.when(found == EventKind.WRITE_OFF.value).then(given_up).otherwise(credit)
        return nw.when(found.is_in(_PAYMENTS)).then(payment).otherwise(other)

    def _money(self, name: str) -> nw.Expr:
        """Give amounts of either table in a type that has room for those of both."""
        ours = self.amounts.decimals
        theirs = self.moved.amounts(self.columns.moved).decimals
        if ours is None or theirs is None or ours == theirs:
            return nw.col(name)
        return nw.col(name).cast(nw.Decimal(38, max(ours, theirs)))
