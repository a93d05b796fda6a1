"""IVA on cash flow, as the report shows it: what was collected by month, and what is pending."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final

import attrs

from cobranza.ledger.iva import IvaRate, IvaRow, iva_by_month, iva_pending
from cobranza.report._data import sum_known, sum_of

if TYPE_CHECKING:
    from cobranza.ledger import Ledger
    from cobranza.ledger.iva import IvaPending

__all__ = ["IvaView", "PendingIva", "iva_of"]

_MONTHS: Final = 12


@attrs.frozen(kw_only=True)
class PendingIva:
    """The IVA of one kind and currency that will be owed when open invoices are paid.

    `base` is `None` where a document does not print it.
    """

    currency: str
    rate: IvaRate
    base: Decimal | None
    iva: Decimal
    invoices: int


@attrs.frozen(kw_only=True)
class IvaView:
    """IVA collected in the last twelve months, the latest first, and IVA pending on the day."""

    collected: tuple[IvaRow, ...]
    pending: tuple[PendingIva, ...]


def iva_of(ledger: Ledger, as_of: date) -> IvaView:
    """Sum up the IVA of a ledger to the end of a day, at the rates that its documents give.

    >>> from cobranza.ledger import Ledger
    >>> iva_of(Ledger.build([]), date(2026, 6, 30))
    IvaView(collected=(), pending=())
    """
    months = as_of.year * 12 + as_of.month - _MONTHS
    first = date(months // 12, months % 12 + 1, 1)
    rows = [row for row in iva_by_month(ledger, until=as_of) if row.month >= first]
    rows.sort(key=lambda row: row.month, reverse=True)
    groups: defaultdict[tuple[str, IvaRate], list[IvaPending]] = defaultdict(list)
    for each in iva_pending(ledger, as_of):
        groups[each.currency, each.rate].append(each)
    pending = [
        PendingIva(
            currency=currency,
            rate=rate,
            base=sum_known(each.base for each in group),
            iva=sum_of(each.iva for each in group),
            invoices=len(group),
        )
        for (currency, rate), group in groups.items()
    ]
    pending.sort(key=lambda each: (each.currency, each.rate.withheld, -each.iva, str(each.rate)))
    return IvaView(collected=tuple(rows), pending=tuple(pending))
