"""Vintages: what is left uncollected of the sales of each month, as the months go by."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Final

import attrs

from cobranza.aging._exact import ZERO, ratio
from cobranza.aging._items import as_day
from cobranza.aging._metric import Metric, Text, Unit
from cobranza.aging._payments import write_offs
from cobranza.aging._periods import Period, month_end, month_of, month_start
from cobranza.money import precise

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cobranza.aging._items import OpenItem

__all__ = ["DEFINITIONS", "Vintage", "vintages"]

DEFINITIONS: Final = (
    Metric(
        key="uncollected_share",
        unit=Unit.SHARE,
        name=Text(es="Cosechas", en="Vintages"),
        formula="uncollected at the end of month k / sold",
        definition=Text(
            es="De lo vendido en un mes, la parte sin cobrar al cierre de ese mes (0) y de cada "
            "uno de los siguientes. Lo cancelado por incobrable sigue sin cobrar.",
            en="Of what was sold in a month, the part not collected at the end of that month (0) "
            "and of each that followed. What was written off stays uncollected.",
        ),
        edges=Text(
            es="Solo meses completos: lo que aún no se observa no se estima. Un mes sin ventas no "
            "tiene curva.",
            en="Complete months only: what has not been seen is not estimated. A month without "
            "sales has no curve.",
        ),
        source="general use in credit risk (vintage or cohort analysis)",
        computed_by="Vintage",
    ),
)


@attrs.frozen(kw_only=True)
class Vintage:
    """The sales of one month, and what of them was uncollected month after month.

    `month` is its first day. `uncollected[k]` is what was still owed, or had been written off, at
    the end of the k-th month after it; k = 0 is the month itself.

    Source: general use in credit risk (vintage or cohort analysis).

    >>> from datetime import date
    >>> from decimal import Decimal
    >>> vintage = Vintage(
    ...     month=date(2026, 4, 1),
    ...     items=2,
    ...     sold=Decimal(1000),
    ...     uncollected=(Decimal(900), Decimal(100)),
    ... )
    >>> vintage.shares
    (Decimal('0.9'), Decimal('0.1'))
    """

    month: dt.date
    items: int
    sold: Decimal
    uncollected: tuple[Decimal, ...]

    @property
    def shares(self) -> tuple[Decimal | None, ...]:
        """The curve: `uncollected at the end of month k / sold`, a fraction."""
        return tuple(ratio(amount, self.sold) for amount in self.uncollected)


def vintages(
    items: Iterable[OpenItem], *, as_of: dt.date, currency: str, months: int = 12
) -> tuple[Vintage, ...]:
    """Give the vintages of the last `months` calendar months up to `as_of`, the oldest first.

    Pass what was sold on credit, paid or not. Items that are not above zero are left out. A curve
    ends with the last month that had ended by `as_of`; that of a month still open is empty.

    Raises:
        CobranzaError: `months` is less than 1.

    >>> from datetime import date
    >>> from decimal import Decimal
    >>> from cobranza.aging import Applied, Item, Party
    >>> item = Item(
    ...     customer=Party(rfc="XIA190128J61"),
    ...     currency="MXN",
    ...     issued=date(2026, 4, 1),
    ...     due=date(2026, 5, 1),
    ...     amount=Decimal(1000),
    ...     applied=[Applied(date=date(2026, 5, 20), amount=Decimal(800))],
    ... )
    >>> (april,) = vintages([item], as_of=date(2026, 5, 31), currency="MXN")
    >>> april.shares
    (Decimal('1'), Decimal('0.2'))
    """
    period = Period.until(as_day(as_of), months=months)
    newest = month_of(period.last)
    last_ended = newest if period.last == month_end(newest) else newest - 1
    sold: dict[int, list[OpenItem]] = {}
    for item in items:
        issued = as_day(item.issued)
        if item.currency == currency and item.amount > 0 and issued in period:
            sold.setdefault(month_of(issued), []).append(item)
    with precise():
        return tuple(_vintage(month, sold[month], last_ended) for month in sorted(sold))


def _vintage(month: int, items: list[OpenItem], last: int) -> Vintage:
    ends = [month_end(each) for each in range(month, last + 1)]
    return Vintage(
        month=month_start(month),
        items=len(items),
        sold=sum((item.amount for item in items), ZERO),
        uncollected=tuple(sum((_uncollected(item, end) for item in items), ZERO) for end in ends),
    )


def _uncollected(item: OpenItem, day: dt.date) -> Decimal:
    return item.balance(day) + sum((each.amount for each in write_offs(item, day)), ZERO)
