"""How debts move between buckets: transition matrices, and net flow roll rates.

A transition matrix follows every debt from one date to the next (the join form). Net flow compares
only the totals of the buckets (and is wrong where new sales reach later buckets): it asks for
nothing but two agings.
"""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Final, Literal

import attrs

from cobranza.aging._age import age
from cobranza.aging._buckets import NO_DUE_DATE, Buckets
from cobranza.aging._exact import ONE, RESULT, ZERO, ratio, total
from cobranza.aging._items import OpenItem, as_day, parts_of
from cobranza.aging._metric import Metric, Text, Unit
from cobranza.aging._payments import write_offs
from cobranza.errors import CobranzaError
from cobranza.money import precise

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

__all__ = [
    "DEFINITIONS",
    "NetFlow",
    "TransitionMatrix",
    "Weight",
    "net_flow",
    "transition_matrix",
]

PAID: Final = "paid"
WRITTEN_OFF: Final = "written off"

Weight = Literal["balance", "count"]
"""Whether a rate is a part of what was owed or of the number of debts."""

DEFINITIONS: Final = (
    Metric(
        key="transition_rate",
        unit=Unit.SHARE,
        name=Text(es="Matriz de transición", en="Transition matrix"),
        formula="moved from i to j / in i",
        definition=Text(
            es="De lo que estaba en el rango i en una fecha, la parte que en la siguiente está en "
            "el rango j, se pagó (o acreditó) o se canceló por incobrable; por saldo o por número "
            "de adeudos. Con varias fechas se suman todos los pasos.",
            en="Of what was in bucket i on one date, the part that on the next is in bucket j, was "
            "paid (or credited) or was written off; by balance or by number of debts. Several "
            "dates add up all their steps.",
        ),
        edges=Text(
            es="Un rango vacío no tiene tasas. Los saldos a favor no cuentan; lo que se vende "
            "después de la primera fecha, tampoco.",
            en="An empty bucket has no rates. Credit balances do not count, nor does what is sold "
            "after the first date.",
        ),
        source="general use in credit risk (migration or transition matrix)",
        computed_by="TransitionMatrix",
    ),
    Metric(
        key="roll_rate",
        unit=Unit.SHARE,
        name=Text(es="Tasa de rodamiento (flujo neto)", en="Roll rate (net flow)"),
        formula="balance in the next bucket later / balance in the bucket before",
        definition=Text(
            es="Saldo de un rango entre el saldo que una fecha antes había en el rango previo. "
            "Supone que los rangos duran lo que pasa entre fechas.",
            en="The balance of a bucket over what was, one date earlier, in the bucket before it. "
            "It takes for granted that a bucket lasts as long as the dates are apart.",
        ),
        edges=Text(
            es="Un rango previo vacío no tiene tasa. Puede pasar de 1 cuando llegan saldos de otro "
            "lado: las ventas nuevas y los pagos no se distinguen.",
            en="An empty bucket has no rate. It can exceed 1 when balances arrive from elsewhere: "
            "new sales and payments are not told apart.",
        ),
        source="OCC, Comptroller's Handbook, roll rate analysis",
        computed_by="NetFlow",
    ),
    Metric(
        key="flow_loss_rate",
        unit=Unit.SHARE,
        name=Text(es="Pérdida por flujo", en="Loss rate by flow"),
        formula="product of the roll rates from the bucket to the last",
        definition=Text(
            es="Parte de lo que está en un rango que llegaría al último.",
            en="The part of what is in a bucket that would reach the last.",
        ),
        edges=Text(
            es="No disponible si falta alguna de las tasas.",
            en="Undefined where one of the rates is.",
        ),
        source="ifrscommunity.com, provision matrix by flow rates",
        computed_by="NetFlow",
    ),
)


@attrs.frozen(kw_only=True)
class TransitionMatrix:
    """Where the debts of each bucket went, summed over one or more steps.

    `balances` and `counts` have a row for each of `origins`, the buckets, and in it a column for
    each of `destinations`: the buckets, "paid" and "written off". A rate is
    `moved from i to j / in i`.

    Source: general use in credit risk (migration or transition matrix).

    >>> from decimal import Decimal
    >>> matrix = TransitionMatrix.of_moves(
    ...     [
    ...         ("current", "1-30", Decimal(200)),
    ...         ("current", "paid", Decimal(800)),
    ...         ("1-30", "written off", Decimal(50)),
    ...     ],
    ...     buckets=("current", "1-30"),
    ... )
    >>> matrix.rate("current", "1-30"), matrix.rate("current", "1-30", by="count")
    (Decimal('0.2'), Decimal('0.5'))
    >>> matrix.roll_rates()
    (Decimal('0.2'), Decimal('1'))
    """

    origins: tuple[str, ...]
    destinations: tuple[str, ...]
    balances: tuple[tuple[Decimal, ...], ...]
    counts: tuple[tuple[int, ...], ...]

    @classmethod
    def of_moves(
        cls, moves: Iterable[tuple[str, str, Decimal]], *, buckets: Sequence[str]
    ) -> TransitionMatrix:
        """Add up single moves: bucket before, bucket after (or "paid", "written off"), and amount.

        Each move counts as one debt.

        Raises:
            CobranzaError: a move is from or to what is neither.
        """
        tally = _Tally(tuple(buckets))
        places = {state: place for place, state in enumerate(tally.destinations)}
        with precise():
            for origin, destination, amount in moves:
                if origin not in tally.origins or destination not in places:
                    raise CobranzaError(_no_such_move(origin, destination, tally.origins))
                tally.add(places[origin], places[destination], amount, 1)
        return tally.matrix()

    def rate(self, origin: str, destination: str, *, by: Weight = "balance") -> Decimal | None:
        """Give one rate, a fraction; `None` when nothing was in the origin.

        Raises:
            CobranzaError: there is no such origin or destination.
        """
        if origin not in self.origins or destination not in self.destinations:
            raise CobranzaError(_no_such_move(origin, destination, self.origins))
        row = self.rates(by=by)[self.origins.index(origin)]
        return None if row is None else row[self.destinations.index(destination)]

    def rates(self, *, by: Weight = "balance") -> tuple[tuple[Decimal, ...] | None, ...]:
        """Give all rates, row by row; each row sums to 1, and an empty one is `None`."""
        return tuple(map(_shares, self._weights(by)))

    def roll_rates(self, *, by: Weight = "balance") -> tuple[Decimal | None, ...]:
        """Give, for each origin, the part that went to a later bucket or was written off.

        The last of the buckets by age can only be written off; "no due date" is no later bucket.
        """
        ends = {NO_DUE_DATE, PAID}
        rates: list[Decimal | None] = []
        for place, row in enumerate(self._weights(by)):
            later = zip(self.destinations[place + 1 :], row[place + 1 :], strict=True)
            rolled = total(amount for state, amount in later if state not in ends)
            rates.append(ratio(rolled, total(row)))
        return tuple(rates)

    def _weights(self, by: Weight) -> tuple[tuple[Decimal, ...], ...]:
        if by == "balance":
            return self.balances
        if by == "count":
            return tuple(tuple(map(Decimal, row)) for row in self.counts)
        raise CobranzaError(f"by is {by!r}, expected 'balance' or 'count'")

    def _repr_html_(self) -> str:
        from cobranza.aging._html import matrix_html  # noqa: PLC0415 - only when asked

        return matrix_html(self)


@attrs.frozen(kw_only=True)
class NetFlow:
    """Balances by bucket on one date and on the next, summed over one or more steps.

    `buckets` are in order of age, those without a due date left out. A roll rate is
    `balance in the next bucket later / balance in the bucket before`, a loss rate the
    `product of the roll rates from the bucket to the last`.

    Source: OCC, Comptroller's Handbook, roll rate analysis; ifrscommunity.com, provision matrix by
    flow rates.

    >>> from decimal import Decimal
    >>> flow = NetFlow(
    ...     buckets=("current", "1-30", ">30"),
    ...     before=(Decimal(1000), Decimal(100), Decimal(40)),
    ...     after=(Decimal(1200), Decimal(200), Decimal(25)),
    ... )
    >>> flow.roll_rates, flow.loss_rates
    ((Decimal('0.2'), Decimal('0.25')), (Decimal('0.05'), Decimal('0.25'), Decimal('1')))
    """

    buckets: tuple[str, ...]
    before: tuple[Decimal, ...]
    after: tuple[Decimal, ...]

    @property
    def roll_rates(self) -> tuple[Decimal | None, ...]:
        """One rate for each bucket but the last; `None` when the bucket was empty."""
        return tuple(map(ratio, self.after[1:], self.before))

    @property
    def loss_rates(self) -> tuple[Decimal | None, ...]:
        """The part of each bucket that reaches the last; `None` where a roll rate is missing."""
        rates: list[Decimal | None] = [ONE]
        with precise():
            reached, held = ONE, ONE
            for later, before in zip(self.after[:0:-1], self.before[-2::-1], strict=True):
                # Zero stays zero: no rate further from the last can be known either.
                reached, held = reached * later, held * max(before, ZERO)
                rates.append(ratio(reached, held))
        return tuple(reversed(rates))


def transition_matrix(
    items: Iterable[OpenItem],
    *,
    dates: Sequence[dt.date],
    buckets: Buckets,
    currency: str,
) -> TransitionMatrix:
    """Follow every debt from each date to the next.

    Of what is owed on a date and less on the next, the difference is "written off" as far as the
    item tells, and "paid" otherwise, credits included. A debt counts where its balance ended, each
    instalment by itself.

    Raises:
        CobranzaError: there are fewer than two dates, or they do not grow.

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
    >>> matrix = transition_matrix(
    ...     [item],
    ...     dates=[date(2026, 4, 30), date(2026, 5, 31)],
    ...     buckets=Buckets.days(30, 60),
    ...     currency="MXN",
    ... )
    >>> matrix.rate("current", "1-30"), matrix.rate("current", "paid")
    (Decimal('0.2'), Decimal('0.8'))
    """
    known = [item for item in items if item.currency == currency]
    tally = _Tally(buckets.labels)
    with precise():
        for start, end in _steps(dates):
            for item in known:
                if as_day(item.issued) <= start:
                    _follow(item, start, end, buckets, tally)
    return tally.matrix()


def net_flow(
    items: Iterable[OpenItem],
    *,
    dates: Sequence[dt.date],
    buckets: Buckets,
    currency: str,
) -> NetFlow:
    """Compare the balances by bucket on each date with those on the next.

    The dates should be as far apart as the buckets are long, such as month ends and 30 days.

    Raises:
        CobranzaError: there are fewer than two dates, or they do not grow.

    >>> from datetime import date
    >>> from decimal import Decimal
    >>> from cobranza.aging import Item, Party
    >>> item = Item(
    ...     customer=Party(rfc="XIA190128J61"),
    ...     currency="MXN",
    ...     issued=date(2026, 4, 1),
    ...     due=date(2026, 5, 1),
    ...     amount=Decimal(1000),
    ... )
    >>> net_flow(
    ...     [item],
    ...     dates=[date(2026, 4, 30), date(2026, 5, 31)],
    ...     buckets=Buckets.days(30, 60),
    ...     currency="MXN",
    ... ).roll_rates
    (Decimal('1'), None, None)
    """
    known = [item for item in items if item.currency == currency]
    steps = _steps(dates)
    aged = {day: _by_bucket(known, day, buckets) for step in steps for day in step}
    return NetFlow(
        buckets=buckets.labels[:-1],
        before=tuple(map(total, zip(*(aged[start] for start, _ in steps), strict=True))),
        after=tuple(map(total, zip(*(aged[end] for _, end in steps), strict=True))),
    )


class _Tally:
    """The cells of a transition matrix while they add up."""

    def __init__(self, buckets: tuple[str, ...]) -> None:
        self.origins = buckets
        self.destinations = (*buckets, PAID, WRITTEN_OFF)
        self._balances = [[ZERO] * len(self.destinations) for _ in buckets]
        self._counts = [[0] * len(self.destinations) for _ in buckets]

    def add(self, row: int, column: int, amount: Decimal, count: int) -> None:
        self._balances[row][column] += amount
        self._counts[row][column] += count

    def matrix(self) -> TransitionMatrix:
        return TransitionMatrix(
            origins=self.origins,
            destinations=self.destinations,
            balances=tuple(map(tuple, self._balances)),
            counts=tuple(map(tuple, self._counts)),
        )


def _no_such_move(origin: str, destination: str, buckets: tuple[str, ...]) -> str:
    return (
        f"move is from {origin!r} to {destination!r}, expected from one of "
        f"{', '.join(buckets)} to one of them, {PAID!r} or {WRITTEN_OFF!r}"
    )


def _shares(row: tuple[Decimal, ...]) -> tuple[Decimal, ...] | None:
    whole = total(row)
    return tuple(RESULT.divide(cell, whole) for cell in row) if whole > 0 else None


def _steps(dates: Sequence[dt.date]) -> list[tuple[dt.date, dt.date]]:
    steps = [(as_day(start), as_day(end)) for start, end in pairwise(dates)]
    if not steps:
        raise CobranzaError(f"dates are {len(dates)}, expected at least 2")
    for start, end in steps:
        if end <= start:
            raise CobranzaError(f"date {end} follows {start}, expected growing dates")
    return steps


def _follow(item: OpenItem, start: dt.date, end: dt.date, buckets: Buckets, tally: _Tally) -> None:
    before, after = _owed(item, start), _owed(item, end)
    given_up = [each for each in write_offs(item, end) if each.day > start]
    paid_place, lost_place = len(tally.origins), len(tally.origins) + 1
    for due, owed in before.items():
        left = min(owed, after.get(due, ZERO))
        lost = min(owed - left, sum((each.amount for each in given_up if each.due == due), ZERO))
        ends = {
            _bucket(due, end, buckets): left,
            lost_place: lost,
            paid_place: owed - left - lost,
        }
        # The debt counts once, in the first of the three that holds any of it.
        final = next(place for place, amount in ends.items() if amount)
        for place, amount in ends.items():
            tally.add(_bucket(due, start, buckets), place, amount, int(place == final))


def _owed(item: OpenItem, day: dt.date) -> dict[dt.date | None, Decimal]:
    """Give what is owed by due date, credits left out."""
    owed: dict[dt.date | None, Decimal] = {}
    for due, amount in parts_of(item, day):
        if amount > 0:
            day_due = None if due is None else as_day(due)
            owed[day_due] = owed.get(day_due, ZERO) + amount
    return owed


def _bucket(due: dt.date | None, day: dt.date, buckets: Buckets) -> int:
    return buckets.index(None if due is None else (day - due).days)


def _by_bucket(items: Sequence[OpenItem], day: dt.date, buckets: Buckets) -> tuple[Decimal, ...]:
    totals = age(items, as_of=day, buckets=buckets, by=()).totals
    return totals[0].amounts[:-1] if totals else (ZERO,) * (len(buckets.labels) - 1)
