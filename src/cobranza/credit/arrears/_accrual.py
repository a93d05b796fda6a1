"""Interest that accrues day by day on a balance that falls, with every piece of it explained."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import attrs

from cobranza._html import figure
from cobranza.money import decimals, precise, quantize

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from cobranza.credit.arrears._terms import MoratoryTerms

__all__ = ["MoratoryLine", "accrue"]

_DAY: Final = dt.timedelta(days=1)
_ZERO: Final = Decimal(0)
_HUNDRED: Final = Decimal(100)


@attrs.frozen(kw_only=True)
class MoratoryLine:
    """Interest of a run of days in which neither the balance nor the rate changed.

    Both days count. `balance` is what was overdue on each of them, before that day's payments; a
    payment lowers it from the next day on. `interest` is rounded so that the lines of a debt sum to
    its interest rounded once: `balance * rate * days / days_in_year`, give or take one unit of the
    last decimal.

    >>> line = MoratoryLine(
    ...     due=dt.date(2026, 4, 1),
    ...     first=dt.date(2026, 4, 2),
    ...     last=dt.date(2026, 5, 16),
    ...     balance=Decimal("100000.00"),
    ...     currency="MXN",
    ...     rate=Decimal("0.06"),
    ...     days_in_year=365,
    ...     interest=Decimal("739.73"),
    ... )
    >>> line.days
    45
    >>> print(line)
    2026-04-02 a 2026-05-16: 100,000.00 MXN x 6 % x 45 / 365 = 739.73
    """

    due: dt.date
    first: dt.date
    last: dt.date
    balance: Decimal
    currency: str
    rate: Decimal
    days_in_year: int
    interest: Decimal

    @property
    def days(self) -> int:
        """How many days, first and last included."""
        return (self.last - self.first).days + 1

    def __str__(self) -> str:
        with precise():
            percent = f"{(self.rate * _HUNDRED).normalize():f} %"
        return (
            f"{self.first} a {self.last}: {figure(self.balance, self.currency)} {self.currency} x "
            f"{percent} x {self.days} / {self.days_in_year} = "
            f"{figure(self.interest, self.currency)}"
        )


@attrs.frozen
class _Run:
    """Days with one balance and one rate."""

    first: dt.date
    last: dt.date
    balance: Decimal
    rate: Decimal


def accrue(
    balance: Callable[[dt.date], Decimal],
    moves: Iterable[dt.date],
    *,
    due: dt.date,
    until: dt.date,
    terms: MoratoryTerms,
    currency: str,
) -> tuple[MoratoryLine, ...]:
    """Give the interest from the day after `due` to `until`, that day included.

    Args:
        balance: what is overdue at the end of a day; it costs on the day after.
        moves: the days on which it may have changed.
        due: the last day to pay.
        until: the last day that counts; within the days of grace nothing has accrued.
        terms: the rate, the basis and the days of grace.
        currency: of the balance, for its decimals.
    """
    grace_ends = due + dt.timedelta(days=terms.grace_days)
    if until <= grace_ends:
        return ()
    starts = {due + _DAY, until + _DAY}
    starts.update(move + _DAY for move in moves if grace_ends < move < until)
    starts.update(each.since for each in terms.changes if due + _DAY < each.since <= until)
    runs = (
        _Run(first, after - _DAY, balance(max(first - _DAY, grace_ends)), terms.rate_on(first))
        for first, after in pairwise(sorted(starts))
    )
    lines: list[MoratoryLine] = []
    exact = rounded = _ZERO
    for run in _merged(runs):
        days = (run.last - run.first).days + 1
        with precise():
            exact += run.balance * run.rate * days / terms.days_in_year
            interest = quantize(exact, decimals(currency)) - rounded
            rounded += interest
        lines.append(
            MoratoryLine(
                due=due,
                first=run.first,
                last=run.last,
                balance=run.balance,
                currency=currency,
                rate=run.rate,
                days_in_year=terms.days_in_year,
                interest=interest,
            )
        )
    return tuple(lines)


def _merged(runs: Iterable[_Run]) -> Iterator[_Run]:
    """Join runs that differ in nothing, and drop those in which nothing was overdue."""
    last: _Run | None = None
    for run in runs:
        if last and (last.balance, last.rate) == (run.balance, run.rate):
            last = attrs.evolve(last, last=run.last)
            continue
        if last and last.balance > 0:
            yield last
        last = run
    if last and last.balance > 0:
        yield last
