"""How each customer pays: on average, lately, through the year, and since when late."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from operator import attrgetter
from typing import TYPE_CHECKING, Final

import attrs

from cobranza.aging._exact import RESULT, ZERO, ratio
from cobranza.aging._items import AppliedKind, as_day, parts_of
from cobranza.aging._metric import Metric, Text, Unit
from cobranza.aging._payment_index import payment_score
from cobranza.aging._payments import settlements
from cobranza.aging._periods import Period, check_months
from cobranza.ledger.customers import identity
from cobranza.money import precise

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from cobranza.aging._payments import Debt

__all__ = ["DEFINITIONS", "Behaviour", "Experience", "behaviour"]

_ENOUGH: Final = 3
"""Fewer experiences than these say nothing of a customer."""
_YEARS: Final = 2
"""A month of the year must be seen in as many years before it is a season."""

DEFINITIONS: Final = (
    Metric(
        key="on_time_share",
        unit=Unit.SHARE,
        name=Text(es="Pagado a tiempo", en="Paid on time"),
        formula="paid by the due date / (paid + overdue)",
        definition=Text(
            es="Parte del importe pagado, o vencido sin pagar, que se pagó a más tardar en su "
            "vencimiento.",
            en="The part of what was paid, or is overdue and unpaid, that was paid no later than "
            "due.",
        ),
        edges=Text(
            es="Sin pagos ni vencidos, no disponible.",
            en="Undefined without payments or overdue debts.",
        ),
        source="own definition",
        computed_by="Behaviour",
    ),
    Metric(
        key="payment_trend",
        unit=Unit.DAYS,
        name=Text(es="Tendencia de pago", en="Payment trend"),
        formula="days beyond terms lately - days beyond terms before",
        definition=Text(
            es="Días respecto al vencimiento, ponderados por importe, de los últimos tres meses "
            "menos los de los doce anteriores; positivo si el cliente paga más tarde que antes.",
            en="Days beyond terms, weighted by amount, of the last three months less those of the "
            "twelve before; positive when the customer pays later than it used to.",
        ),
        edges=Text(
            es="Con menos de tres pagos o vencidos en cualquiera de los dos lapsos, no disponible.",
            en="Undefined with fewer than three payments or overdue debts in either span.",
        ),
        source="own definition",
        computed_by="Behaviour",
    ),
    Metric(
        key="payment_seasonality",
        unit=Unit.DAYS,
        name=Text(es="Estacionalidad de pago", en="Payment seasonality"),
        formula="days beyond terms of what is due in the month - days beyond terms",
        definition=Text(
            es="Por mes del año en que vence lo debido, los días respecto al vencimiento, menos "
            "los de todo el lapso: en qué meses el cliente paga más tarde o más temprano.",
            en="By month of the year in which debts fall due, their days beyond terms less those "
            "of the whole span: in which months the customer pays later or earlier.",
        ),
        edges=Text(
            es="Un mes visto en menos de dos años no tiene valor.",
            en="A month seen in fewer than two years has no value.",
        ),
        source="own definition",
        computed_by="Behaviour",
    ),
    Metric(
        key="first_delay",
        unit=Unit.DATE,
        name=Text(es="Primer atraso", en="First delay"),
        formula="the day after the earliest due date that was missed",
        definition=Text(
            es="Primer día en que el cliente debía algo vencido, en toda la historia que se da.",
            en="The first day on which the customer owed something overdue, in all the history "
            "given.",
        ),
        edges=Text(es="Sin atrasos, vacío.", en="Empty without delays."),
        source="own definition",
        computed_by="Behaviour",
    ),
)


@attrs.frozen(kw_only=True)
class Experience:
    """One payment, or one debt that is overdue and unpaid, whose `day` is that of the question."""

    day: dt.date
    due: dt.date
    amount: Decimal
    paid: bool

    @property
    def days(self) -> int:
        """Days beyond terms: of what is unpaid, those so far."""
        return (self.day - self.due).days


_BY_DAY: Final = attrgetter("day", "due", "amount", "paid")


@attrs.frozen(kw_only=True)
class Behaviour:
    """How one customer pays in one currency.

    `since` is the day of its first item and `first_delay`
    `the day after the earliest due date that was missed`, both in all the history given.
    `experiences` are the payments of the months asked for, and what is overdue and unpaid: that
    counts with its days so far, so that whoever stops paying does not look better for it.

    Source: treditiq.com and dandb.com, value chart of an amount-weighted payment index; for the
    others, own definition.
    """

    rfc: str
    name: str
    currency: str
    as_of: dt.date
    since: dt.date
    first_delay: dt.date | None
    experiences: tuple[Experience, ...]

    @property
    def beyond_terms(self) -> Decimal | None:
        """Days beyond terms, weighted by amount; negative is early, `None` without experiences."""
        return _mean(self.experiences, _days)

    @property
    def on_time_share(self) -> Decimal | None:
        """Give `paid by the due date / (paid + overdue)`, a fraction; `None` without either."""
        return _mean(self.experiences, lambda each: Decimal(each.days <= 0))

    @property
    def index(self) -> Decimal | None:
        """The payment index, `sum(amount x payment score) / sum(amount)`, of 0 to 100 points.

        `None` with fewer than three experiences.
        """
        return _mean_of_enough(self.experiences, lambda each: payment_score(each.days))

    @property
    def trend(self) -> Decimal | None:
        """Give `days beyond terms lately - days beyond terms before`; positive is later.

        Lately is the last three calendar months, before is the twelve before them; `None` with
        fewer than three experiences in either.
        """
        lately = Period.until(self.as_of, months=3)
        before = Period.until(lately.day_before, months=12)
        recent = _mean_of_enough([each for each in self.experiences if each.day in lately], _days)
        earlier = _mean_of_enough([each for each in self.experiences if each.day in before], _days)
        if recent is None or earlier is None:
            return None
        return RESULT.subtract(recent, earlier)

    @property
    def seasonality(self) -> tuple[Decimal | None, ...]:
        """Give, for January to December, how much later what is due then is paid.

        It is `days beyond terms of what is due in the month - days beyond terms`; `None` for a
        month that was not seen in two years.
        """
        overall = self.beyond_terms
        seasons: list[Decimal | None] = []
        for month in range(1, 13):
            seen = [each for each in self.experiences if each.due.month == month]
            mean = _mean(seen, _days)
            if overall is None or mean is None or len({each.due.year for each in seen}) < _YEARS:
                seasons.append(None)
            else:
                seasons.append(RESULT.subtract(mean, overall))
        return tuple(seasons)


def behaviour(
    items: Iterable[Debt], *, as_of: dt.date, currency: str, months: int = 24
) -> tuple[Behaviour, ...]:
    """Tell how each customer paid in the last `months` calendar months up to `as_of`.

    Only money counts, neither credits nor write-offs, and only what has a due date. Customers are
    told apart, named and sorted as in `age`.

    Raises:
        CobranzaError: `months` is less than 1.

    >>> from datetime import date
    >>> from decimal import Decimal
    >>> from cobranza.aging import Applied, Item, Party
    >>> items = [
    ...     Item(
    ...         customer=Party(rfc="XIA190128J61"),
    ...         currency="MXN",
    ...         issued=date(2026, month, 1),
    ...         due=date(2026, month + 1, 1),
    ...         amount=Decimal(1000),
    ...         applied=[Applied(date=date(2026, month + 1, 16), amount=Decimal(1000))],
    ...     )
    ...     for month in (1, 2, 3)
    ... ]
    >>> (found,) = behaviour(items, as_of=date(2026, 5, 31), currency="MXN")
    >>> found.beyond_terms, found.index, found.first_delay
    (Decimal('15'), Decimal('70'), datetime.date(2026, 2, 2))
    """
    check_months(months)
    as_of = as_day(as_of)
    period = Period.until(as_of, months=months)
    histories: dict[tuple[str, str], _History] = {}
    with precise():
        for item in items:
            issued = as_day(item.issued)
            if item.currency == currency and issued <= as_of:
                history = histories.setdefault(identity(item.customer), _History())
                history.items.append((issued, item.customer.name))
                history.experiences.extend(_experiences(item, as_of))
    return tuple(
        Behaviour(
            rfc=rfc,
            name=max(history.items)[1],
            currency=currency,
            as_of=as_of,
            since=min(history.items)[0],
            first_delay=_first_delay(history.experiences),
            experiences=tuple(
                sorted((each for each in history.experiences if each.day in period), key=_BY_DAY)
            ),
        )
        for (rfc, _), history in sorted(histories.items())
    )


@attrs.define
class _History:
    """What is known of one customer while it adds up."""

    items: list[tuple[dt.date, str]] = attrs.field(factory=list[tuple[dt.date, str]])
    experiences: list[Experience] = attrs.field(factory=list[Experience])


def _experiences(item: Debt, as_of: dt.date) -> Iterator[Experience]:
    if item.amount <= 0:
        return
    for each in settlements(item, as_of):
        if each.kind is AppliedKind.PAYMENT and each.due is not None:
            yield Experience(day=each.day, due=each.due, amount=each.amount, paid=True)
    for due, amount in parts_of(item, as_of):
        if due is not None and amount > 0 and as_day(due) < as_of:
            yield Experience(day=as_of, due=as_day(due), amount=amount, paid=False)


def _first_delay(experiences: Iterable[Experience]) -> dt.date | None:
    missed = min((each.due for each in experiences if each.days > 0), default=None)
    return None if missed is None else missed + dt.timedelta(days=1)


def _days(experience: Experience) -> Decimal:
    return Decimal(experience.days)


def _mean(
    experiences: Iterable[Experience], value: Callable[[Experience], Decimal]
) -> Decimal | None:
    """Weigh by amount."""
    weighted, whole = ZERO, ZERO
    with precise():
        for each in experiences:
            weighted += each.amount * value(each)
            whole += each.amount
    return ratio(weighted, whole)


def _mean_of_enough(
    experiences: tuple[Experience, ...] | list[Experience], value: Callable[[Experience], Decimal]
) -> Decimal | None:
    return _mean(experiences, value) if len(experiences) >= _ENOUGH else None
