"""How much of what was to be collected was collected, with both sides named by the caller."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final, Literal

import attrs

from cobranza.aging._exact import ZERO, ratio
from cobranza.aging._items import AppliedKind, as_day, parts_of
from cobranza.aging._metric import Metric, Text, Unit
from cobranza.aging._payments import settlements
from cobranza.aging._periods import Period
from cobranza.errors import CobranzaError
from cobranza.money import precise

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from cobranza.aging._payments import Debt

__all__ = ["DEFINITIONS", "Collected", "Collectible", "Recovery", "recovery"]

Collected = Literal["payments", "payments_and_credits"]
"""The numerator: money alone, or money and credits. Write-offs never."""

Collectible = Literal["due_in_period", "due_by_end", "open_at_start"]
"""The denominator: what falls due in the period; that and what was overdue; all that was owed."""

DEFINITIONS: Final = (
    Metric(
        key="recovery_rate",
        unit=Unit.SHARE,
        name=Text(es="Recuperación", en="Recovery rate"),
        formula="collected / collectible",
        definition=Text(
            es="Parte de lo cobrable en el periodo que se cobró en él. El numerador se elige: "
            "pagos, o pagos y créditos. El denominador también: lo que vence en el periodo "
            "(«due_in_period»), eso más lo ya vencido («due_by_end»), o todo lo que se debía al "
            "inicio («open_at_start»). Lo pagado antes del periodo no está en ninguno de los dos.",
            en="The part of what was to be collected in the period that was. The numerator is "
            "chosen: payments, or payments and credits. So is the denominator: what falls due in "
            'the period ("due_in_period"), that and what was overdue ("due_by_end"), or all that '
            'was owed at its start ("open_at_start"). What was paid before the period is in '
            "neither.",
        ),
        edges=Text(
            es="Sin nada cobrable, no disponible. Los incobrables cancelados cuentan como "
            "cobrables y nunca como cobrados.",
            en="Undefined when nothing was collectible. What was written off counts as "
            "collectible and never as collected.",
        ),
        source="no single authority; both sides are stated",
        computed_by="Recovery",
    ),
)


@attrs.frozen(kw_only=True)
class Recovery:
    """What became in a period of what was collectible in it: it came in, was given up, or is open.

    The rate is `collected / collectible`. `of` says what was collectible, `by` what counts as
    collected.

    Source: no single authority; both sides are stated.

    >>> from decimal import Decimal
    >>> month = Recovery(
    ...     currency="MXN",
    ...     of="due_in_period",
    ...     by="payments",
    ...     payments=Decimal(950),
    ...     credits=Decimal(10),
    ...     written_off=Decimal(0),
    ...     open=Decimal(40),
    ... )
    >>> month.collected, month.collectible, month.share
    (Decimal('950'), Decimal('1000'), Decimal('0.95'))
    """

    currency: str
    of: Collectible
    by: Collected
    payments: Decimal
    credits: Decimal
    written_off: Decimal
    open: Decimal

    @property
    def collected(self) -> Decimal:
        """The numerator."""
        with precise():
            return self.payments + (self.credits if self.by == "payments_and_credits" else ZERO)

    @property
    def collectible(self) -> Decimal:
        """The denominator."""
        with precise():
            return self.payments + self.credits + self.written_off + self.open

    @property
    def share(self) -> Decimal | None:
        """The rate, a fraction from 0 to 1; `None` when nothing was collectible."""
        return ratio(self.collected, self.collectible)


def recovery(
    items: Iterable[Debt],
    *,
    as_of: dt.date,
    currency: str,
    of: Collectible,
    by: Collected,
    months: int = 1,
) -> Recovery:
    """Give the recovery of the last `months` calendar months, the last of which ends on `as_of`.

    `of` is what was collectible: "due_in_period", what falls due within the period; "due_by_end",
    that and what was already overdue; "open_at_start", all that was owed when the period began, due
    or not. What has no due date is collectible in the last only. What was settled before the period
    is left out, on both sides; items below zero too.

    `by` is what counts as collected: "payments", or "payments_and_credits".

    Raises:
        CobranzaError: `of` or `by` is unknown, or `months` is less than 1.

    >>> from datetime import date
    >>> from decimal import Decimal
    >>> from cobranza.aging import Applied, Item, Party
    >>> item = Item(
    ...     customer=Party(rfc="XIA190128J61"),
    ...     currency="MXN",
    ...     issued=date(2026, 4, 10),
    ...     due=date(2026, 5, 10),
    ...     amount=Decimal("1000.00"),
    ...     applied=[Applied(date=date(2026, 5, 9), amount=Decimal("950.00"))],
    ... )
    >>> recovery(
    ...     [item], as_of=date(2026, 5, 31), currency="MXN", of="due_in_period", by="payments"
    ... ).share
    Decimal('0.95')
    """
    if of not in ("due_in_period", "due_by_end", "open_at_start"):
        raise CobranzaError(
            f"of is {of!r}, expected 'due_in_period', 'due_by_end' or 'open_at_start'"
        )
    if by not in ("payments", "payments_and_credits"):
        raise CobranzaError(f"by is {by!r}, expected 'payments' or 'payments_and_credits'")
    period = Period.until(as_day(as_of), months=months)
    begun = period.day_before if of == "open_at_start" else period.last
    settled = dict.fromkeys(AppliedKind, ZERO)
    still_open = ZERO
    with precise():
        for item in items:
            if item.currency != currency or item.amount <= 0 or as_day(item.issued) > begun:
                continue
            for each in settlements(item, period.last):
                if each.day in period and _counts(each.due, period, of):
                    settled[each.kind] += each.amount
            for due, amount in parts_of(item, period.last):
                if amount > 0 and _counts(due, period, of):
                    still_open += amount
    return Recovery(
        currency=currency,
        of=of,
        by=by,
        payments=settled[AppliedKind.PAYMENT],
        credits=settled[AppliedKind.CREDIT],
        written_off=settled[AppliedKind.WRITE_OFF],
        open=still_open,
    )


def _counts(due: dt.date | None, period: Period, of: Collectible) -> bool:
    """Tell whether what is due then was collectible in the period."""
    if of == "open_at_start":
        return True
    return (
        due is not None
        and as_day(due) <= period.last
        and (of == "due_by_end" or as_day(due) >= period.first)
    )
