"""How a customer pays, as values for a score: only what was known on the day of the question."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Final

import attrs

from cobranza._frozen import FrozenDict
from cobranza.aging import Text, behaviour
from cobranza.credit.scoring._values import ZERO, of_fraction

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cobranza.aging import Behaviour, Debt

__all__ = ["NO_HISTORY", "PAYMENT_FEATURES", "PaymentFeatures", "payment_features"]

PAYMENT_FEATURES: Final[Mapping[str, Text]] = FrozenDict(
    {
        "beyond_terms": Text(
            es="Días respecto al vencimiento, ponderados por importe; lo vencido sin pagar cuenta "
            "con los días que lleva.",
            en="Days beyond terms, weighted by amount; what is overdue and unpaid counts with its "
            "days so far.",
        ),
        "payment_index": Text(
            es="Índice de pago, de 0 a 100 puntos; con menos de tres pagos o vencidos, ninguno.",
            en="Payment index, 0 to 100 points; none with fewer than three payments or overdue "
            "debts.",
        ),
        "on_time_share": Text(
            es="Parte del importe pagado o vencido que se pagó a tiempo.",
            en="The part of the amount paid or overdue that was paid on time.",
        ),
        "payment_trend": Text(
            es="Días respecto al vencimiento de los últimos tres meses menos los de los doce "
            "anteriores.",
            en="Days beyond terms of the last three months less those of the twelve before.",
        ),
        "late_share": Text(
            es="Parte de los pagos y vencidos que fueron tarde, sin ponderar.",
            en="The part of payments and overdue debts that were late, each counting one.",
        ),
        "worst_days": Text(
            es="Días respecto al vencimiento del pago o vencido más tardío.",
            en="Days beyond terms of the latest payment or overdue debt.",
        ),
        "overdue_days": Text(
            es="Días que lleva lo más vencido sin pagar; cero si no hay nada vencido.",
            en="Days of the oldest debt that is overdue and unpaid; zero when nothing is overdue.",
        ),
        "experiences": Text(
            es="Cuántos pagos y vencidos se conocen.",
            en="How many payments and overdue debts are known.",
        ),
        "days_known": Text(
            es="Días desde el primer documento del cliente.",
            en="Days since the first document of the customer.",
        ),
    }
)
"""What each value says; the months are those of `payment_features`."""

NO_HISTORY: Final[Mapping[str, Decimal | None]] = FrozenDict(
    {**dict.fromkeys(PAYMENT_FEATURES), "experiences": ZERO}
)
"""The values of a customer of whom nothing is known: no experiences, and all else unknown."""


@attrs.frozen(kw_only=True)
class PaymentFeatures:
    """How one customer paid in one currency up to the end of `as_of`, one value for each feature.

    `values` has every key of `PAYMENT_FEATURES`, `None` where its formula has no answer: it goes
    into `Scorecard.score` as it is. Customers are told apart and named as in `aging.behaviour`.
    """

    rfc: str
    name: str
    currency: str
    as_of: dt.date
    values: Mapping[str, Decimal | None]


def payment_features(
    items: Iterable[Debt], *, as_of: dt.date, currency: str, months: int = 24
) -> tuple[PaymentFeatures, ...]:
    """Tell how each customer paid in the last `months` calendar months up to `as_of`.

    The experiences, their days beyond terms and the payment index are those of `aging.behaviour`,
    the only definition of them. What happened after `as_of` changes nothing, so the same items give
    the values of any earlier day, as a training set needs them. Who has no items by then is not
    there: score such a customer with `NO_HISTORY`.

    Raises:
        CobranzaError: `months` is less than 1.

    >>> from datetime import date
    >>> from decimal import Decimal
    >>> from cobranza.aging import Applied, Item, Party
    >>> item = Item(
    ...     customer=Party(rfc="XIA190128J61"),
    ...     currency="MXN",
    ...     issued=date(2026, 1, 1),
    ...     due=date(2026, 1, 31),
    ...     amount=Decimal(1000),
    ...     applied=[
    ...         Applied(date=date(2026, 1, 31), amount=Decimal(400)),
    ...         Applied(date=date(2026, 2, 10), amount=Decimal(600)),
    ...     ],
    ... )
    >>> (found,) = payment_features([item], as_of=date(2026, 2, 5), currency="MXN")
    >>> found.values["beyond_terms"], found.values["overdue_days"]
    (Decimal('3'), Decimal('5'))
    >>> (later,) = payment_features([item], as_of=date(2026, 3, 1), currency="MXN")
    >>> later.values["beyond_terms"], later.values["overdue_days"]
    (Decimal('6'), Decimal('0'))
    """
    return tuple(
        PaymentFeatures(
            rfc=each.rfc,
            name=each.name,
            currency=currency,
            as_of=each.as_of,
            values=FrozenDict(_values(each)),
        )
        for each in behaviour(items, as_of=as_of, currency=currency, months=months)
    )


def _values(found: Behaviour) -> dict[str, Decimal | None]:
    late = [each for each in found.experiences if each.days > 0]
    overdue = [each.days for each in found.experiences if not each.paid]
    count = len(found.experiences)
    return {
        "beyond_terms": found.beyond_terms,
        "payment_index": found.index,
        "on_time_share": found.on_time_share,
        "payment_trend": found.trend,
        "late_share": of_fraction(Fraction(len(late), count)) if count else None,
        "worst_days": Decimal(max(each.days for each in found.experiences)) if count else None,
        "overdue_days": Decimal(max(overdue, default=0)),
        "experiences": Decimal(count),
        "days_known": Decimal((found.as_of - found.since).days),
    }
