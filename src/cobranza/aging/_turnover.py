"""How many times a period collects what is owed."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

import attrs

from cobranza.aging._exact import RESULT, ZERO, ratio
from cobranza.aging._items import as_day
from cobranza.aging._metric import Metric, Text, Unit
from cobranza.aging._periods import Period
from cobranza.money import precise

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from cobranza.aging._items import OpenItem

__all__ = ["DEFINITIONS", "Turnover", "turnover"]

DEFINITIONS: Final = (
    Metric(
        key="turnover",
        unit=Unit.TIMES,
        name=Text(es="Rotación de cartera", en="Receivables turnover"),
        formula="credit sales / ((opening + closing) / 2)",
        definition=Text(
            es="Veces que las ventas a crédito del periodo contienen la cartera promedio, la media "
            "del saldo inicial y el final. Los días del periodo entre la rotación son los días de "
            "cobranza.",
            en="How many times the credit sales of the period hold the average debt, the mean of "
            "what was owed when it opened and when it closed. The days of the period over the "
            "turnover are the collection days.",
        ),
        edges=Text(
            es="Sin cartera promedio, no disponible; sin ventas, los días no están disponibles. Si "
            "la historia empieza dentro del periodo, se señala: el saldo inicial es cero por falta "
            "de datos.",
            en="Undefined without an average debt; the days, without sales. A history that begins "
            "within the period is flagged: its opening is zero for lack of data.",
        ),
        source="finance-tools documentation, accounts receivable turnover",
        computed_by="Turnover",
    ),
)


@attrs.frozen(kw_only=True)
class Turnover:
    """Credit sales of a period of `days` days, and what was owed at its two ends.

    The turnover is `credit sales / ((opening + closing) / 2)`, in times per period. `short_history`
    says that the first item known was issued within the period.

    Source: finance-tools documentation, accounts receivable turnover.

    >>> from decimal import Decimal
    >>> year = Turnover(
    ...     currency="MXN",
    ...     sales=Decimal(800000),
    ...     opening=Decimal(95000),
    ...     closing=Decimal(105000),
    ...     days=365,
    ... )
    >>> year.times, year.collection_days
    (Decimal('8'), Decimal('45.625'))
    """

    currency: str
    sales: Decimal
    opening: Decimal
    closing: Decimal
    days: int
    short_history: bool = False

    @property
    def average(self) -> Decimal:
        """Mean of what was owed when the period opened and when it closed."""
        with precise():
            return (self.opening + self.closing) / 2

    @property
    def times(self) -> Decimal | None:
        """Turnover in the period; `None` when the average debt is not above zero."""
        return ratio(self.sales, self.average)

    @property
    def collection_days(self) -> Decimal | None:
        """Days of the period over the turnover; `None` without sales or without debt."""
        if self.average <= 0 or self.sales <= 0:
            return None
        with precise():
            return RESULT.plus(self.average * self.days / self.sales)


def turnover(
    items: Iterable[OpenItem], *, as_of: dt.date, currency: str, months: int = 12
) -> Turnover:
    """Give the turnover of the last `months` calendar months, the last of which ends on `as_of`.

    Sales are the original amounts of the items issued in the period, IVA included: pass what was
    sold on credit, paid or not, and nothing that was cancelled.

    Raises:
        CobranzaError: `months` is less than 1.

    >>> from datetime import date
    >>> from decimal import Decimal
    >>> from cobranza.aging import Item, Party
    >>> item = Item(
    ...     customer=Party(rfc="XIA190128J61"),
    ...     currency="MXN",
    ...     issued=date(2026, 4, 10),
    ...     due=date(2026, 5, 10),
    ...     amount=Decimal("3000.00"),
    ... )
    >>> turnover([item], as_of=date(2026, 5, 31), currency="MXN", months=2)
    ... # doctest: +NORMALIZE_WHITESPACE
    Turnover(currency='MXN', sales=Decimal('3000.00'), opening=Decimal('0'),
             closing=Decimal('3000.00'), days=61, short_history=True)
    """
    period = Period.until(as_day(as_of), months=months)
    sales, opening, closing = ZERO, ZERO, ZERO
    first = None
    with precise():
        for item in items:
            issued = as_day(item.issued)
            if item.currency != currency or issued > period.last:
                continue
            first = issued if first is None else min(first, issued)
            closing += item.balance(period.last)
            if issued in period:
                sales += item.amount
            else:
                opening += item.balance(period.day_before)
    return Turnover(
        currency=currency,
        sales=sales,
        opening=opening,
        closing=closing,
        days=period.days,
        short_history=first is not None and first >= period.first,
    )
