"""Days sales outstanding (DSO), simple, count-back and best possible, and days delinquent.

All compare what is outstanding with sales on credit. Both sides carry IVA, because a receivable
does. A result is not rounded for display: it has 28 significant digits (`ROUND_HALF_UP`).
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final, Literal

import attrs

from cobranza.aging._exact import RESULT, ZERO, total
from cobranza.aging._items import as_day, check_amount, parts_of
from cobranza.aging._metric import Metric, Text, Unit
from cobranza.aging._periods import check_months, month_days, month_of
from cobranza.errors import CobranzaError
from cobranza.money import precise, to_decimal

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from cobranza.aging._items import OpenItem

__all__ = [
    "DEFINITIONS",
    "CountBack",
    "Dso",
    "MonthlySales",
    "dso",
    "dso_count_back",
    "dso_simple",
]

DEFINITIONS: Final = (
    Metric(
        key="dso_simple",
        unit=Unit.DAYS,
        name=Text(es="DSO simple", en="Simple DSO"),
        formula="outstanding / credit sales x days",
        definition=Text(
            es="Días de venta a crédito que faltan por cobrar: saldo entre las ventas del periodo, "
            "por sus días. Saldo y ventas incluyen IVA.",
            en="Days of credit sales still to be collected: what is outstanding over the sales of "
            "the period, times its days. Both carry IVA.",
        ),
        edges=Text(
            es="Sin ventas en el periodo, no disponible: ni cero ni infinito.",
            en="Undefined without sales in the period: neither zero nor infinite.",
        ),
        source="trymesha.com, guide to DSO",
        computed_by="dso_simple",
    ),
    Metric(
        key="dso_count_back",
        unit=Unit.DAYS,
        name=Text(es="DSO por agotamiento", en="Count-back DSO"),
        formula="days of the newest sales that what is outstanding stands for",
        definition=Text(
            es="Del saldo se restan las ventas a crédito mes por mes, del más reciente hacia "
            "atrás: cada mes agotado cuenta sus días naturales y el último, en proporción.",
            en="The sales of each month, the newest first, are taken from what is outstanding: a "
            "month used up counts its calendar days, the last one in proportion.",
        ),
        edges=Text(
            es="Sin saldo, cero días. Si la historia de ventas se acaba antes que el saldo, los "
            "días son una cota inferior y así se señala.",
            en="Nothing outstanding is zero days. When the sales known end before what is "
            "outstanding does, the days are a lower bound, and flagged.",
        ),
        source="benjipays.com and trymesha.com, count-back method",
        computed_by="dso_count_back",
    ),
    Metric(
        key="best_possible_dso",
        unit=Unit.DAYS,
        name=Text(es="DSO óptimo", en="Best possible DSO"),
        formula="the DSO of what is current",
        definition=Text(
            es="El DSO que habría si nada estuviera vencido: el mismo método y las mismas ventas, "
            "con solo el saldo al corriente.",
            en="The DSO there would be if nothing were overdue: the same method and sales, with "
            "only what is not past due.",
        ),
        edges=Text(es="Las del DSO con que se compara.", en="Those of the DSO it goes with."),
        source="The Hackett Group, working capital survey",
        computed_by="Dso",
    ),
    Metric(
        key="days_delinquent",
        unit=Unit.DAYS,
        name=Text(es="Días promedio de atraso", en="Average days delinquent"),
        formula="DSO - best possible DSO",
        definition=Text(
            es="Los días del DSO que se deben al saldo vencido (o sin vencimiento).",
            en="The days of the DSO that come from what is overdue (or has no due date).",
        ),
        edges=Text(
            es="No disponible cuando no lo es el DSO, o cuando la historia de ventas no alcanza ni "
            "para el saldo al corriente.",
            en="Undefined where the DSO is, or where the sales known do not cover even what is "
            "current.",
        ),
        source="The Hackett Group, working capital survey",
        computed_by="Dso",
    ),
)


def _check_days(_sales: object, _field: object, days: int) -> None:
    if type(days) is not int:
        raise TypeError(f"days is {days!r}, expected whole days as an int")
    if days < 1:
        raise CobranzaError(f"days is {days}, expected at least 1")


@attrs.frozen(kw_only=True)
class MonthlySales:
    """Sales on credit of one month, IVA included, and its calendar days.

    >>> from decimal import Decimal
    >>> MonthlySales(days=31, amount=Decimal(900000))
    MonthlySales(days=31, amount=Decimal('900000'))
    """

    days: int = attrs.field(validator=_check_days)
    amount: Decimal = attrs.field(validator=check_amount)


@attrs.frozen(kw_only=True)
class CountBack:
    """A count-back DSO; when the sales are `exhausted` before the debt, `days` is a lower bound.

    >>> from decimal import Decimal
    >>> dso_count_back("50", [MonthlySales(days=31, amount=Decimal(100))])
    CountBack(days=Decimal('15.5'), exhausted=False)
    """

    days: Decimal
    exhausted: bool


@attrs.frozen(kw_only=True)
class Dso:
    """A DSO with the figures behind it.

    `days` is `None` where it is undefined: the simple method without sales. `exhausted` says that
    the count-back ran out of sales, so that `days` is a lower bound. `best_possible` is the DSO of
    what is current, by the same method and sales. `sales` are by month, the newest first.

    Source: The Hackett Group, working capital survey, for the last two.

    >>> from datetime import date
    >>> dso([], as_of=date(2026, 5, 31), currency="MXN", method="simple").days is None
    True
    """

    days: Decimal | None
    exhausted: bool
    currency: str
    outstanding: Decimal
    current: Decimal
    best_possible: Decimal | None
    sales: tuple[MonthlySales, ...]

    @property
    def delinquent(self) -> Decimal | None:
        """Give the average days delinquent, `DSO - best possible DSO`.

        It is `None` where the DSO is, and where the sales ended before even what is current was
        explained; a lower bound where only the DSO is one.
        """
        if self.days is None or self.best_possible is None:
            return None
        if self.exhausted and dso_count_back(self.current, self.sales).exhausted:
            return None
        return RESULT.subtract(self.days, self.best_possible)

    def _repr_html_(self) -> str:
        from cobranza.aging._html import dso_html  # noqa: PLC0415 - only when asked

        return dso_html(self)


def dso_simple(
    outstanding: Decimal | int | str, credit_sales: Decimal | int | str, days: int
) -> Decimal | None:
    """Give `outstanding / credit sales x days`, for sales made in the last `days` days.

    Without sales, or when more was credited than sold, it is undefined: `None`.

    Source: trymesha.com, guide to DSO.

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
        return RESULT.plus(owed * days / sold)


def dso_count_back(outstanding: Decimal | int | str, sales: Sequence[MonthlySales]) -> CountBack:
    """Give the days of the newest sales that what is outstanding stands for.

    The newest month comes first. One whose sales are below what is left counts whole, with its
    calendar days; the last one counts in proportion. Nothing outstanding, or a net credit, is 0
    days. Sales that end before what is outstanding does leave a lower bound.

    Source: benjipays.com and trymesha.com, count-back method.

    >>> from decimal import Decimal
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
        return CountBack(days=RESULT.plus(days), exhausted=left > 0)


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
    >>> from decimal import Decimal
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
    check_months(months)
    as_of = as_day(as_of)
    outstanding, current = ZERO, ZERO
    sold: dict[int, Decimal] = {}
    with precise():
        for item in items:
            issued = as_day(item.issued)
            if item.currency != currency or issued > as_of:
                continue
            month = month_of(issued)
            sold[month] = sold.get(month, ZERO) + item.amount
            for due, amount in parts_of(item, as_of):
                outstanding += amount
                if due is not None and as_day(due) >= as_of:
                    current += amount
        sales = _by_month(sold, as_of, months)
    days, exhausted = _days(outstanding, sales, method)
    return Dso(
        days=days,
        exhausted=exhausted,
        currency=currency,
        outstanding=outstanding,
        current=current,
        best_possible=_days(current, sales, method)[0],
        sales=sales,
    )


def _by_month(sold: dict[int, Decimal], as_of: dt.date, months: int) -> tuple[MonthlySales, ...]:
    newest = month_of(as_of)
    first = max(min(sold, default=newest), newest - months + 1)
    return tuple(
        MonthlySales(
            days=as_of.day if month == newest else month_days(month),
            amount=sold.get(month, ZERO),
        )
        for month in range(newest, first - 1, -1)
    )


def _days(
    owed: Decimal, sales: Sequence[MonthlySales], method: Literal["count_back", "simple"]
) -> tuple[Decimal | None, bool]:
    if method == "count_back":
        counted = dso_count_back(owed, sales)
        return counted.days, counted.exhausted
    sold = total(month.amount for month in sales)
    return dso_simple(owed, sold, sum(month.days for month in sales)), False
