"""Loss rates from experience: of what reached each bucket, how much was never collected."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Final

import attrs

from cobranza.aging._buckets import Buckets
from cobranza.aging._exact import ZERO, ratio
from cobranza.aging._items import as_day, parts_of
from cobranza.aging._metric import Metric, Text, Unit
from cobranza.aging._payments import write_offs
from cobranza.aging._periods import Period
from cobranza.aging._provision import ProvisionMatrix
from cobranza.errors import CobranzaError
from cobranza.money import precise

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cobranza.aging._items import OpenItem

__all__ = ["DEFINITIONS", "LossHistory", "loss_history"]

DEFINITIONS: Final = (
    Metric(
        key="loss_rate",
        unit=Unit.SHARE,
        name=Text(es="Tasa histórica de pérdida", en="Historical loss rate"),
        formula="never collected / reached the bucket",
        definition=Text(
            es="De lo que llegó a cada rango, la parte que seguía sin cobrarse tantos días después "
            "del vencimiento como se tome por incobrable. Lo cancelado antes por incobrable cuenta "
            "como si hubiera seguido hasta el final.",
            en="Of what reached each bucket, the part that was still uncollected as many days past "
            "due as are taken for a loss. What was written off earlier counts as if it had stayed "
            "to the end.",
        ),
        edges=Text(
            es="Un rango al que nada llegó no tiene tasa. Lo que aún no cumple los días de pérdida "
            "no entra, y se dice cuánto es.",
            en="A bucket that nothing reached has no rate. What is still too young to be a loss "
            "is left out, and how much that is, is told.",
        ),
        source="IFRS 9, B5.5.35; ifrscommunity.com, provision matrix by flow rates",
        computed_by="LossHistory",
    ),
)


@attrs.frozen(kw_only=True)
class LossHistory:
    """What reached each bucket, in the order of `Buckets.labels` but the last, and what was lost.

    A rate is `never collected / reached the bucket`. `too_young` is what was left out because it
    could still be collected in time.

    Source: IFRS 9, B5.5.35; ifrscommunity.com, provision matrix by flow rates.

    >>> from decimal import Decimal
    >>> from cobranza.aging import Buckets
    >>> history = LossHistory(
    ...     buckets=Buckets.days(30, 60, 90),
    ...     currency="EUR",
    ...     reached=tuple(map(Decimal, (100000, 50000, 23000, 8000, 2000))),
    ...     lost=Decimal(2000),
    ...     too_young=Decimal(0),
    ... )
    >>> [str(rate)[:6] for rate in history.rates]
    ['0.02', '0.04', '0.0869', '0.25', '1']
    """

    buckets: Buckets
    currency: str
    reached: tuple[Decimal, ...]
    lost: Decimal
    too_young: Decimal

    @property
    def rates(self) -> tuple[Decimal | None, ...]:
        """The loss rate of each bucket; `None` for one that nothing reached."""
        return tuple(ratio(self.lost, amount) for amount in self.reached)

    def matrix(self) -> ProvisionMatrix:
        """Give the rates as a provision matrix without overlay."""
        return ProvisionMatrix(buckets=self.buckets, rates=self.rates)


def loss_history(
    items: Iterable[OpenItem],
    *,
    as_of: dt.date,
    buckets: Buckets,
    currency: str,
    loss_after: int,
    months: int = 24,
) -> LossHistory:
    """Follow the debts issued in the last `months` calendar months up to `as_of` to their end.

    A debt is lost as far as it is not collected `loss_after` days past due; how many days that are
    is the judgement of the company. Only what has been due for that long by `as_of` is looked at,
    each instalment by itself. What reached a bucket is what was owed when it began: at the end of
    the day of issue for "current", of the due date for the first range, and so on.

    Raises:
        CobranzaError: `loss_after` is before the last bucket begins, or `months` is less than 1.

    >>> from datetime import date
    >>> from decimal import Decimal
    >>> from cobranza.aging import Applied, Buckets, Item, Party
    >>> item = Item(
    ...     customer=Party(rfc="XIA190128J61"),
    ...     currency="MXN",
    ...     issued=date(2026, 1, 1),
    ...     due=date(2026, 1, 31),
    ...     amount=Decimal(1000),
    ...     applied=[Applied(date=date(2026, 2, 10), amount=Decimal(900))],
    ... )
    >>> history = loss_history(
    ...     [item],
    ...     as_of=date(2026, 6, 30),
    ...     buckets=Buckets.days(30, 60),
    ...     currency="MXN",
    ...     loss_after=90,
    ... )
    >>> history.rates
    (Decimal('0.1'), Decimal('0.1'), Decimal('1'), Decimal('1'))
    """
    if loss_after < buckets.limits[-1]:
        raise CobranzaError(
            f"loss_after is {loss_after}, expected at least {buckets.limits[-1]}, the last limit"
        )
    period = Period.until(as_day(as_of), months=months)
    days = (0, *buckets.limits, loss_after)
    reached = [ZERO] * (len(days) + 1)
    too_young = ZERO
    with precise():
        for item in items:
            issued = as_day(item.issued)
            if item.currency != currency or issued not in period:
                continue
            for due, amount in parts_of(item, issued):
                if amount <= 0 or due is None:
                    continue
                ends = [as_day(due) + dt.timedelta(days=each) for each in days]
                if ends[-1] > period.last:
                    too_young += amount
                    continue
                reached[0] += amount
                for place, end in enumerate(ends, 1):
                    reached[place] += min(amount, _uncollected(item, due, end))
    return LossHistory(
        buckets=buckets,
        currency=currency,
        reached=tuple(reached[:-1]),
        lost=reached[-1],
        too_young=too_young,
    )


def _uncollected(item: OpenItem, due: dt.date, day: dt.date) -> Decimal:
    """Give what of an instalment was owed at the end of a day, or had been written off by then."""
    owed = sum((amount for each, amount in parts_of(item, day) if each == due), ZERO)
    given_up = (each.amount for each in write_offs(item, day) if each.due == as_day(due))
    return sum(given_up, max(owed, ZERO))
