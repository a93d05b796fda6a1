"""Days sales outstanding (DSO), simple and count-back.

Both compare what is outstanding with sales on credit. Both sides carry IVA, because a receivable
does. A result is not rounded for display: it has 28 significant digits (`ROUND_HALF_UP`).

Source: the formulas are those in general use; the published examples they reproduce are named in
the tests.
"""

from __future__ import annotations

from calendar import monthrange
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import TYPE_CHECKING, Literal

import attrs

from cobranza.aging._items import as_day, check_amount
from cobranza.errors import CobranzaError
from cobranza.money import precise, to_decimal

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from cobranza.aging._items import OpenItem

__all__ = ["CountBack", "Dso", "MonthlySales", "dso", "dso_count_back", "dso_simple"]

_RESULT = Context(prec=28, rounding=ROUND_HALF_UP)


def _check_days(_sales: object, _field: object, days: int) -> None:
    if type(days) is not int:
        raise TypeError(f"days is {days!r}, expected whole days as an int")
    if days < 1:
        raise CobranzaError(f"days is {days}, expected at least 1")


@attrs.frozen(kw_only=True)
class MonthlySales:
    """Sales on credit of one month, IVA included, and its calendar days.

    >>> MonthlySales(days=31, amount=Decimal(900000))
    MonthlySales(days=31, amount=Decimal('900000'))
    """

    days: int = attrs.field(validator=_check_days)
    amount: Decimal = attrs.field(validator=check_amount)


@attrs.frozen(kw_only=True)
class CountBack:
    """A count-back DSO; when the sales are `exhausted` before the debt, `days` is a lower bound.

    >>> dso_count_back("50", [MonthlySales(days=31, amount=Decimal(100))])
    CountBack(days=Decimal('15.5'), exhausted=False)
    """

    days: Decimal
    exhausted: bool


@attrs.frozen(kw_only=True)
class Dso:
    """A DSO with the figures behind it.

    `days` is `None` where it is undefined: the simple method without sales. `exhausted` says that
    the count-back ran out of sales, so that `days` is a lower bound. `sales` are by month, the
    newest first.

    >>> from datetime import date
    >>> dso([], as_of=date(2026, 5, 31), currency="MXN", method="simple").days is None
    True
    """

    days: Decimal | None
    exhausted: bool
    currency: str
    outstanding: Decimal
    sales: tuple[MonthlySales, ...]


def dso_simple(
    outstanding: Decimal | int | str, credit_sales: Decimal | int | str, days: int
) -> Decimal | None:
    """Give `outstanding / credit_sales * days`, for sales made in the last `days` days.

    Without sales, or when more was credited than sold, it is undefined: `None`. With the part that
    is not yet due as `outstanding` it is the best possible DSO; the difference between the two is
    the average days delinquent.

    Raises:
        CobranzaError: `days` is less than 1.

    >>> dso_simple("150000", "1800000", 365)
    Decimal('30.41666666666666666666666667')
    >>> dso_simple("150000", 0, 365) is None
    True
    """
    _check_days(None, None, days)
    owed = to_decimal(outstanding, name="outstanding")
    sold = to_decimal(credit_sales, name="credit sales")
    if sold <= 0:
        return None
    with precise():
        return _RESULT.plus(owed * days / sold)


def dso_count_back(outstanding: Decimal | int | str, sales: Sequence[MonthlySales]) -> CountBack:
    """Count the days of sales, newest month first, that what is outstanding stands for.

    A month whose sales are below what is left counts whole, with its calendar days; the last one
    counts in proportion. Nothing outstanding, or a net credit, is 0 days.

    >>> months = [MonthlySales(days=30, amount=Decimal(sold)) for sold in (100000, 80000, 70000)]
    >>> dso_count_back("212000", months)
    CountBack(days=Decimal('73.71428571428571428571428571'), exhausted=False)
    >>> dso_count_back("300000", months)
    CountBack(days=Decimal('90'), exhausted=True)
    """
    left = to_decimal(outstanding, name="outstanding")
    days = Decimal(0)
    with precise():
        for month in sales:
            if left <= 0:
                break
            if left <= month.amount:
                days += left * month.days / month.amount
                left = Decimal(0)
            else:
                days += month.days
                left -= month.amount
        return CountBack(days=_RESULT.plus(days), exhausted=left > 0)


def dso(
    items: Iterable[OpenItem],
    *,
    as_of: dt.date,
    currency: str,
    method: Literal["count_back", "simple"] = "count_back",
    months: int = 12,
) -> Dso:
    """Give the DSO at the end of `as_of` of the items in one `currency`.

    Pass every item sold on credit, the paid ones too, for they are sales; leave out those cancelled
    or replaced, and, unless they are collected later, invoices paid at issue (PUE). The sales of a
    month are the original amounts of its items, IVA included. Later credit notes do not lower them;
    credits that are items of their own (negative amounts) do, in their month.

    Months are calendar months. That of `as_of` ends on `as_of` and counts the days elapsed. At most
    `months` are looked at, and none before the first item.

    Raises:
        CobranzaError: `method` is unknown, or `months` is less than 1.

    >>> from datetime import date
    >>> from cobranza.aging import Item, Party
    >>> item = Item(
    ...     customer=Party(rfc="XIA190128J61", name="XENON INDUSTRIAL ARTICLES"),
    ...     currency="MXN",
    ...     issued=date(2026, 4, 10),
    ...     due=date(2026, 5, 10),
    ...     amount=Decimal("3000.00"),
    ... )
    >>> dso([item], as_of=date(2026, 5, 15), currency="MXN", method="simple").days
    Decimal('45')
    """
    if method not in ("count_back", "simple"):
        raise CobranzaError(f"method is {method!r}, expected 'count_back' or 'simple'")
    if months < 1:
        raise CobranzaError(f"months is {months}, expected at least 1")
    as_of = as_day(as_of)
    outstanding = Decimal(0)
    sold: dict[int, Decimal] = {}
    with precise():
        for item in items:
            issued = as_day(item.issued)
            if item.currency == currency and issued <= as_of:
                outstanding += item.balance(as_of)
                month = _month(issued)
                sold[month] = sold.get(month, Decimal(0)) + item.amount
        sales = _by_month(sold, as_of, months)
        total = sum((month.amount for month in sales), Decimal(0))
    if method == "simple":
        days = dso_simple(outstanding, total, sum(month.days for month in sales))
        exhausted = False
    else:
        counted = dso_count_back(outstanding, sales)
        days, exhausted = counted.days, counted.exhausted
    return Dso(
        days=days, exhausted=exhausted, currency=currency, outstanding=outstanding, sales=sales
    )


def _month(day: dt.date) -> int:
    """Number the months without gaps."""
    return day.year * 12 + day.month - 1


def _by_month(sold: dict[int, Decimal], as_of: dt.date, months: int) -> tuple[MonthlySales, ...]:
    newest = _month(as_of)
    first = max(min(sold, default=newest), newest - months + 1)
    return tuple(
        MonthlySales(
            days=as_of.day if month == newest else monthrange(month // 12, month % 12 + 1)[1],
            amount=sold.get(month, Decimal(0)),
        )
        for month in range(newest, first - 1, -1)
    )
