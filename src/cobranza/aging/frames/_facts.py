"""Charges and movements as one long table, and the few items that can stand for all of it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import attrs
import narwhals as nw

from cobranza.aging._exact import EXACT
from cobranza.aging._items import Applied, AppliedKind, Item
from cobranza.aging.frames._pair import NOBODY
from cobranza.aging.frames._table import Amounts, Table, rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cobranza.aging.frames._pair import Pair

    Frame = nw.LazyFrame[Any]

__all__ = ["CHARGE", "Facts", "between"]

CHARGE: Final = "charge"
"""The kind of what is no movement: the invoice itself."""


@attrs.frozen
class Facts:
    """What happened to the invoices of one currency, each with the days of its invoice.

    `table` has the columns `__id`, `__issued`, `__due` and `__of` (the amount) of the invoice, and
    `__day`, `__kind` ("charge", or an `AppliedKind`) and `__amount` of what happened.
    """

    table: Table
    amounts: Amounts
    currency: str

    @classmethod
    def of(cls, pair: Pair) -> Facts:
        """Put charges and movements one below the other."""
        charges = pair.charges
        changes = pair.changes.join(charges, on="__id", how="inner")
        charged = charges.with_columns(
            __day=nw.col("__issued"), __kind=nw.lit(CHARGE), __amount=nw.col("__of")
        )
        names = ("__id", "__issued", "__due", "__of", "__day", "__kind", "__amount")
        frame = nw.concat([charged.select(names), changes.select(names)])
        return cls(Table(frame, "invoices and movements"), pair.amounts, pair.currency)

    def where(self, *conditions: nw.Expr) -> Facts:
        """Leave some of them."""
        return attrs.evolve(self, table=self.table.where(*conditions))

    def standing_for(
        self, *, issued: Sequence[dt.date], due: Sequence[dt.date], day: Sequence[dt.date]
    ) -> list[Item]:
        """Give a few items that add up as all of them do, for a figure that only adds.

        Each stands for those between the same two of some growing days: of issue, due, and of what
        happened. A day itself belongs to what follows it.
        """
        places = {
            "__issued_at": self.table.place("__issued", issued),
            "__due_at": self.table.place("__due", due),
            "__day_at": self.table.place("__day", day),
        }
        sums = self.table.frame.with_columns(**places).group_by(*places, "__kind")
        charged: defaultdict[tuple[int, int], Decimal] = defaultdict(Decimal)
        applied: defaultdict[tuple[int, int], list[Applied]] = defaultdict(list)
        for *key, day_at, kind, value in rows(sums.agg(nw.col("__amount").sum())):
            place, amount = (key[0], key[1]), self.amounts.read(value)
            if kind == CHARGE:
                charged[place] = EXACT.add(charged[place], amount)
            else:
                applied[place].append(
                    Applied(
                        date=between(day, day_at),
                        amount=amount.copy_negate(),
                        kind=AppliedKind(kind),
                    )
                )
        return [
            self.item(
                between(issued, issued_at),
                None if due_at < 0 else between(due, due_at),
                amount,
                *applied[issued_at, due_at],
            )
            for (issued_at, due_at), amount in charged.items()
        ]

    def item(
        self, issued: dt.date, due: dt.date | None, amount: Decimal, *applied: Applied
    ) -> Item:
        """Give an item that stands for others."""
        return Item(
            customer=NOBODY,
            currency=self.currency,
            issued=issued,
            due=due,
            amount=amount,
            applied=applied,
        )


def between(days: Sequence[dt.date], place: int) -> dt.date:
    """Give a day that has as many of some growing days not after it."""
    return days[place - 1] if place else days[0] - dt.timedelta(days=1)
