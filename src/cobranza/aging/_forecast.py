"""What will be collected week by week, as far as customers go on paying as they did."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, Final

import attrs

from cobranza.aging._delays import Delays, Wait
from cobranza.aging._exact import ZERO, ratio, total
from cobranza.aging._items import AppliedKind, as_day, parts_of
from cobranza.aging._metric import Metric, Text, Unit
from cobranza.aging._payments import settlements
from cobranza.aging._periods import Period
from cobranza.errors import CobranzaError
from cobranza.ledger.customers import identity
from cobranza.money import allocate, decimals, precise, quantize

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cobranza.aging._payments import Debt

__all__ = [
    "DEFINITIONS",
    "Backtest",
    "BacktestWeek",
    "Forecast",
    "ForecastWeek",
    "backtest",
    "forecast",
]

_WEEK: Final = 7

DEFINITIONS: Final = (
    Metric(
        key="expected_collections",
        unit=Unit.MONEY,
        name=Text(es="Cobranza esperada", en="Expected collections"),
        formula="sum(open x share paid in the week, of what waited as long)",
        definition=Text(
            es="De cada adeudo abierto, la parte que se cobraría en cada semana si su cliente "
            "sigue pagando como hasta ahora (estimador de Kaplan y Meier por importe). Con menos "
            "de tres pagos del cliente se usa la conducta de toda la cartera.",
            en="Of each open debt, the part that would be collected in each week if its customer "
            "goes on paying as it did (Kaplan-Meier estimate by amount). With fewer than three "
            "payments of the customer the behaviour of the whole portfolio is used.",
        ),
        edges=Text(
            es="Lo que no vence en fecha conocida, o lleva más atraso que todo lo visto, queda sin "
            "semana. Las semanas y lo que queda suman el saldo abierto.",
            en="What has no due date, or is later than anything seen, is left without a week. The "
            "weeks and what is left sum to what is open.",
        ),
        source="Kaplan and Meier (1958), Nonparametric estimation from incomplete observations",
        computed_by="forecast",
    ),
    Metric(
        key="forecast_error",
        unit=Unit.SHARE,
        name=Text(es="Error del pronóstico", en="Forecast error"),
        formula="sum(|forecast - collected|) / sum(collected)",
        definition=Text(
            es="Error absoluto por semana, sobre lo cobrado (WAPE), al pronosticar el pasado con "
            "lo que entonces se sabía.",
            en="Absolute error by week over what was collected (WAPE), when the past is forecast "
            "with what was known then.",
        ),
        edges=Text(
            es="Si nada se cobró, no disponible.", en="Undefined when nothing was collected."
        ),
        source="general use in forecasting (weighted absolute percentage error)",
        computed_by="Backtest",
    ),
    Metric(
        key="forecast_bias",
        unit=Unit.SHARE,
        name=Text(es="Sesgo del pronóstico", en="Forecast bias"),
        formula="sum(forecast - collected) / sum(collected)",
        definition=Text(
            es="Lo pronosticado de más (positivo) o de menos, sobre lo cobrado.",
            en="What was forecast too much (positive) or too little, over what was collected.",
        ),
        edges=Text(
            es="Si nada se cobró, no disponible.", en="Undefined when nothing was collected."
        ),
        source="general use in forecasting",
        computed_by="Backtest",
    ),
)


@attrs.frozen(kw_only=True)
class ForecastWeek:
    """What is expected from `first` to `last`, seven days."""

    first: dt.date
    last: dt.date
    amount: Decimal


@attrs.frozen(kw_only=True)
class Forecast:
    """What is open at the end of `as_of`, by the week in which it is expected.

    `later` is the rest: after the last week, or never.
    """

    as_of: dt.date
    currency: str
    open: Decimal
    weeks: tuple[ForecastWeek, ...]
    later: Decimal

    @property
    def expected(self) -> Decimal:
        """Sum of the weeks."""
        return total(week.amount for week in self.weeks)

    def _repr_html_(self) -> str:
        from cobranza.aging._html import forecast_html  # noqa: PLC0415 - only when asked

        return forecast_html(self)


@attrs.frozen(kw_only=True)
class BacktestWeek:
    """A week of the past as it was forecast at the end of `origin`, and what was collected."""

    origin: dt.date
    first: dt.date
    last: dt.date
    forecast: Decimal
    collected: Decimal


@attrs.frozen(kw_only=True)
class Backtest:
    """Forecasts of the past beside what happened.

    Source: general use in forecasting (weighted absolute percentage error).

    >>> from datetime import date
    >>> from decimal import Decimal
    >>> week = BacktestWeek(
    ...     origin=date(2026, 5, 31),
    ...     first=date(2026, 6, 1),
    ...     last=date(2026, 6, 7),
    ...     forecast=Decimal(90),
    ...     collected=Decimal(100),
    ... )
    >>> found = Backtest(currency="MXN", weeks=(week,))
    >>> found.error, found.bias
    (Decimal('0.1'), Decimal('-0.1'))
    """

    currency: str
    weeks: tuple[BacktestWeek, ...]

    @property
    def error(self) -> Decimal | None:
        """Give `sum(|forecast - collected|) / sum(collected)`; `None` if nothing was collected."""
        with precise():
            missed = [abs(week.forecast - week.collected) for week in self.weeks]
        return ratio(total(missed), total(week.collected for week in self.weeks))

    @property
    def bias(self) -> Decimal | None:
        """Give `sum(forecast - collected) / sum(collected)`; `None` if nothing was collected."""
        with precise():
            missed = [week.forecast - week.collected for week in self.weeks]
        return ratio(total(missed), total(week.collected for week in self.weeks))


def forecast(
    items: Iterable[Debt],
    *,
    as_of: dt.date,
    currency: str,
    weeks: int = 13,
    months: int = 24,
) -> Forecast:
    """Forecast what will be collected of what is open at the end of `as_of`, week by week.

    The amount of a week is `sum(open x share paid in the week, of what waited as long)`. The
    behaviour is that of the debts issued in the last `months` calendar months; pass those already
    paid too. Weeks and `later` are rounded to the decimals of the currency so that they sum to
    what is open. New sales and balances below zero are no part of it.

    Source: Kaplan and Meier (1958), Nonparametric estimation from incomplete observations.

    Raises:
        CobranzaError: `weeks` or `months` is less than 1.

    >>> from datetime import date
    >>> from decimal import Decimal
    >>> from cobranza.aging import Applied, Item, Party
    >>> items = [
    ...     Item(
    ...         customer=Party(rfc="XIA190128J61"),
    ...         currency="MXN",
    ...         issued=date(2026, month, 1),
    ...         due=date(2026, month + 1, 1),
    ...         amount=Decimal("1000.00"),
    ...         applied=[Applied(date=day, amount=Decimal(1000)) for day in paid],
    ...     )
    ...     for month, paid in (
    ...         (1, [date(2026, 2, 6)]),
    ...         (2, [date(2026, 3, 6)]),
    ...         (3, [date(2026, 4, 13)]),
    ...         (4, []),
    ...     )
    ... ]
    >>> found = forecast(items, as_of=date(2026, 4, 30), currency="MXN", weeks=2)
    >>> [str(week.amount) for week in found.weeks], found.later
    (['666.67', '333.33'], Decimal('0.00'))
    """
    if weeks < 1:
        raise CobranzaError(f"weeks is {weeks}, expected at least 1")
    as_of = as_day(as_of)
    period = Period.until(as_of, months=months)
    known = [i for i in items if i.currency == currency and as_day(i.issued) <= as_of]
    with precise():
        everyone, delays = _delays(known, period)
        opened = ZERO
        expected = [ZERO] * weeks
        for item in known:
            own = delays[identity(item.customer)]
            for due, amount in parts_of(item, as_of):
                if amount <= 0:
                    continue
                opened += amount
                if due is None:
                    continue
                waited = (as_of - as_day(due)).days
                ends = [waited + _WEEK * week for week in range(1, weeks + 1)]
                shares = own.shares(waited, ends) or everyone.shares(waited, ends) or ()
                for week, share in enumerate(shares):
                    expected[week] += amount * share
        amounts = _rounded(opened, expected, decimals(currency))
    firsts = [as_of + dt.timedelta(days=1 + _WEEK * week) for week in range(weeks)]
    return Forecast(
        as_of=as_of,
        currency=currency,
        open=total(amounts),
        weeks=tuple(
            ForecastWeek(first=first, last=first + dt.timedelta(days=_WEEK - 1), amount=amount)
            for first, amount in zip(firsts, amounts, strict=False)
        ),
        later=amounts[-1],
    )


def backtest(
    items: Iterable[Debt],
    *,
    origins: Sequence[dt.date],
    as_of: dt.date,
    currency: str,
    weeks: int = 13,
    months: int = 24,
) -> Backtest:
    """Forecast from each of the days `origins` as if nothing later were known, and compare.

    Collected is the money that came, by what is known at the end of `as_of`, for what was issued
    up to the day of origin.

    Raises:
        CobranzaError: the weeks of an origin had not ended by `as_of`; `weeks` or `months` is less
            than 1.
    """
    known = [item for item in items if item.currency == currency]
    horizon = dt.timedelta(days=_WEEK * weeks)
    rows: list[BacktestWeek] = []
    for origin in map(as_day, origins):
        if origin + horizon > as_day(as_of):
            raise CobranzaError(
                f"origin {origin} and {weeks} weeks end after {as_day(as_of)}, expected no later"
            )
        came = _collected(known, origin, as_day(as_of))
        found = forecast(known, as_of=origin, currency=currency, weeks=weeks, months=months)
        rows += [
            BacktestWeek(
                origin=origin,
                first=week.first,
                last=week.last,
                forecast=week.amount,
                collected=came[place],
            )
            for place, week in enumerate(found.weeks)
        ]
    return Backtest(currency=currency, weeks=tuple(rows))


def _delays(items: Iterable[Debt], period: Period) -> tuple[Delays, dict[tuple[str, str], Delays]]:
    """Give the delays of everyone, and those of each customer."""
    by_customer: defaultdict[tuple[str, str], list[Wait]] = defaultdict(list)
    for item in items:
        waits = by_customer[identity(item.customer)]
        if item.amount > 0 and as_day(item.issued) in period:
            waits.extend(_waits(item, period.last))
    everyone = Delays(wait for waits in by_customer.values() for wait in waits)
    return everyone, {customer: Delays(waits) for customer, waits in by_customer.items()}


def _waits(item: Debt, as_of: dt.date) -> Iterator[Wait]:
    """Give how long each part of a debt waited after it was due, and whether it was then paid."""
    for each in settlements(item, as_of):
        if each.beyond_terms is not None:
            yield Wait(each.beyond_terms, each.amount, each.kind is AppliedKind.PAYMENT)
    for due, amount in parts_of(item, as_of):
        if due is not None and amount > 0:
            yield Wait((as_of - as_day(due)).days, amount, paid=False)


def _rounded(opened: Decimal, expected: Sequence[Decimal], places: int) -> tuple[Decimal, ...]:
    """Round the weeks, and what is left after them, so that they sum to what is open."""
    whole = quantize(opened, places)
    later = max(opened - sum(expected, ZERO), ZERO)
    if not whole:
        return (whole,) * (len(expected) + 1)
    return allocate(whole, [*expected, later], places)


def _collected(items: Iterable[Debt], origin: dt.date, as_of: dt.date) -> defaultdict[int, Decimal]:
    """Give the money that came in each week after a day, for what had been issued by then."""
    came: defaultdict[int, Decimal] = defaultdict(Decimal)
    with precise():
        for item in items:
            if as_day(item.issued) <= origin:
                for each in settlements(item, as_of):
                    if each.kind is AppliedKind.PAYMENT and each.day > origin:
                        came[((each.day - origin).days - 1) // _WEEK] += each.amount
    return came
