"""Collection effectiveness index (CEI), under one of two conventions that the caller names."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final, Literal

import attrs

from cobranza.aging._exact import ZERO, ratio
from cobranza.aging._items import as_day, parts_of
from cobranza.aging._metric import Metric, Text, Unit
from cobranza.aging._periods import Period, check_months
from cobranza.errors import CobranzaError
from cobranza.money import precise

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from cobranza.aging._items import OpenItem

__all__ = ["DEFINITIONS", "Cei", "CeiConvention", "cei"]

CeiConvention = Literal["average_month", "whole_period"]
"""Whether the sales of the period are divided by its months (the original) or not (vendors)."""

DEFINITIONS: Final = (
    Metric(
        key="cei",
        unit=Unit.SHARE,
        name=Text(
            es="Índice de efectividad de cobranza (CEI)", en="Collection effectiveness index"
        ),
        formula="(opening + sales / N - closing) / (opening + sales / N - closing current)",
        definition=Text(
            es="Parte de lo que se podía cobrar en el periodo que se cobró. N son los meses del "
            "periodo (convención original, «average_month») o 1 (la de muchos programas, "
            "«whole_period»); las dos no son comparables, así que siempre hay que elegir.",
            en="The part of what could be collected in the period that was. N is the months of the "
            'period (the original convention, "average_month") or 1 (that of many programs, '
            '"whole_period"); the two do not compare, so one is always chosen.',
        ),
        edges=Text(
            es="Si nada se podía cobrar, no disponible. Si la historia empieza dentro del periodo, "
            "se señala.",
            en="Undefined when nothing could be collected. A history that begins within the period "
            "is flagged.",
        ),
        source="Credit Research Foundation, as published by creditguru.com",
        computed_by="Cei",
    ),
)


@attrs.frozen(kw_only=True)
class Cei:
    """What was owed and sold in a period of `months` months, and how well it was collected.

    The index is `(opening + sales / N - closing) / (opening + sales / N - closing current)`, with
    `months` for N by the convention "average_month" and 1 by "whole_period". `short_history` says
    that the first item known was issued within the period.

    Source: Credit Research Foundation, as published by creditguru.com.

    >>> from decimal import Decimal
    >>> quarter = Cei(
    ...     currency="MXN",
    ...     opening=Decimal(6200),
    ...     sales=Decimal(10890),
    ...     closing=Decimal(6340),
    ...     closing_current=Decimal(3590),
    ...     months=3,
    ...     convention="average_month",
    ... )
    >>> quarter.share
    Decimal('0.5592948717948717948717948718')

    Raises:
        CobranzaError: the convention is unknown, or `months` is less than 1.
    """

    currency: str
    opening: Decimal
    sales: Decimal
    closing: Decimal
    closing_current: Decimal
    months: int
    convention: CeiConvention
    short_history: bool = False

    def __attrs_post_init__(self) -> None:
        check_months(self.months)
        if self.convention not in ("average_month", "whole_period"):
            raise CobranzaError(
                f"convention is {self.convention!r}, expected 'average_month' or 'whole_period'"
            )

    @property
    def share(self) -> Decimal | None:
        """The index, a fraction; `None` when there was nothing to collect."""
        divisor = self.months if self.convention == "average_month" else 1
        with precise():
            # Both sides times N, so that no quotient is rounded on the way.
            all_in = self.opening * divisor + self.sales
            return ratio(all_in - self.closing * divisor, all_in - self.closing_current * divisor)


def cei(
    items: Iterable[OpenItem],
    *,
    as_of: dt.date,
    currency: str,
    convention: CeiConvention,
    months: int = 1,
) -> Cei:
    """Give the CEI of the last `months` calendar months, the last of which ends on `as_of`.

    Sales are the original amounts of the items issued in the period, IVA included: pass what was
    sold on credit, paid or not, and nothing that was cancelled. What has no due date is not
    current.

    Raises:
        CobranzaError: the convention is unknown, or `months` is less than 1.

    >>> from datetime import date
    >>> from decimal import Decimal
    >>> from cobranza.aging import Applied, Item, Party
    >>> item = Item(
    ...     customer=Party(rfc="XIA190128J61"),
    ...     currency="MXN",
    ...     issued=date(2026, 4, 10),
    ...     due=date(2026, 5, 10),
    ...     amount=Decimal("3000.00"),
    ...     applied=[Applied(date=date(2026, 5, 9), amount=Decimal("2400.00"))],
    ... )
    >>> cei([item], as_of=date(2026, 5, 31), currency="MXN", convention="whole_period").share
    Decimal('0.8')
    """
    period = Period.until(as_day(as_of), months=months)
    opening, sales, closing, current = (ZERO,) * 4
    first = None
    with precise():
        for item in items:
            issued = as_day(item.issued)
            if item.currency != currency or issued > period.last:
                continue
            first = issued if first is None else min(first, issued)
            if issued in period:
                sales += item.amount
            else:
                opening += item.balance(period.day_before)
            for due, amount in parts_of(item, period.last):
                closing += amount
                if due is not None and as_day(due) >= period.last:
                    current += amount
    return Cei(
        currency=currency,
        opening=opening,
        sales=sales,
        closing=closing,
        closing_current=current,
        months=months,
        convention=convention,
        short_history=first is not None and first >= period.first,
    )
