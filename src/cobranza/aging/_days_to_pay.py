"""How long customers take to pay, weighted by what they paid."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

import attrs

from cobranza.aging._exact import ZERO, ratio
from cobranza.aging._items import AppliedKind, as_day
from cobranza.aging._metric import Metric, Text, Unit
from cobranza.aging._payments import settlements
from cobranza.aging._periods import Period
from cobranza.money import precise

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from cobranza.aging._payments import Debt

__all__ = ["DEFINITIONS", "DaysToPay", "days_to_pay"]

_EDGES: Final = Text(
    es="Sin pagos en el periodo, no disponible. Los pagos de documentos sin vencimiento cuentan "
    "solo en los días de pago.",
    en="Undefined without payments in the period. Payments of items without a due date count in "
    "the days to pay only.",
)

DEFINITIONS: Final = (
    Metric(
        key="days_to_pay",
        unit=Unit.DAYS,
        name=Text(es="Días promedio de pago", en="Weighted days to pay"),
        formula="sum(paid x (day paid - day issued)) / sum(paid)",
        definition=Text(
            es="Días entre la emisión y cada pago, ponderados por su importe.",
            en="Days from issue to each payment, weighted by its amount.",
        ),
        edges=_EDGES,
        source="Oracle Receivables, Average Days Paid",
        computed_by="DaysToPay",
    ),
    Metric(
        key="terms",
        unit=Unit.DAYS,
        name=Text(es="Plazo promedio otorgado", en="Weighted terms"),
        formula="sum(paid x (due - day issued)) / sum(paid)",
        definition=Text(
            es="Plazo de lo que se pagó, ponderado por su importe.",
            en="Terms of what was paid, weighted by its amount.",
        ),
        edges=_EDGES,
        source="Oracle Receivables, Average Days Paid",
        computed_by="DaysToPay",
    ),
    Metric(
        key="days_beyond_terms",
        unit=Unit.DAYS,
        name=Text(es="Días promedio respecto al vencimiento", en="Weighted days beyond terms"),
        formula="sum(paid x (day paid - due)) / sum(paid)",
        definition=Text(
            es="Días entre el vencimiento y cada pago, ponderados por su importe; negativos si se "
            "paga antes. Con el plazo suman los días de pago.",
            en="Days from the due date to each payment, weighted by its amount; negative when paid "
            "early. With the terms they make the days to pay.",
        ),
        edges=_EDGES,
        source="Oracle Receivables, Average Days Paid",
        computed_by="DaysToPay",
    ),
    Metric(
        key="days_late",
        unit=Unit.DAYS,
        name=Text(es="Días promedio de pago tardío", en="Weighted days late"),
        formula="sum(paid x max(day paid - due, 0)) / sum(paid)",
        definition=Text(
            es="Como los días respecto al vencimiento, pero lo pagado antes cuenta cero días en "
            "vez de compensar lo tardío.",
            en="As the days beyond terms, but what is paid early counts zero days instead of "
            "making up for what is late.",
        ),
        edges=_EDGES,
        source="IBM Watson sample data, column DaysLate",
        computed_by="DaysToPay",
    ),
)


@attrs.frozen(kw_only=True)
class DaysToPay:
    """What was paid in a period, and its days, each times the amount paid.

    `paid` is the money behind `days`, `paid_with_due` that behind the other three, for which a due
    date is needed. The averages are `None` when there is no such money.

    Source: Oracle Receivables, Average Days Paid; IBM Watson sample data, column DaysLate.

    >>> from decimal import Decimal
    >>> found = DaysToPay(
    ...     currency="MXN",
    ...     paid=Decimal(400),
    ...     paid_with_due=Decimal(400),
    ...     paid_days=Decimal(10000),
    ...     paid_terms=Decimal(12000),
    ...     paid_beyond_terms=Decimal(-2000),
    ...     paid_late=Decimal(1000),
    ... )
    >>> found.days, found.terms, found.beyond_terms, found.late
    (Decimal('25'), Decimal('30'), Decimal('-5'), Decimal('2.5'))
    """

    currency: str
    paid: Decimal
    paid_with_due: Decimal
    paid_days: Decimal
    paid_terms: Decimal
    paid_beyond_terms: Decimal
    paid_late: Decimal

    @property
    def days(self) -> Decimal | None:
        """Weighted days to pay: `sum(paid x (day paid - day issued)) / sum(paid)`."""
        return ratio(self.paid_days, self.paid)

    @property
    def terms(self) -> Decimal | None:
        """Weighted terms: `sum(paid x (due - day issued)) / sum(paid)`."""
        return ratio(self.paid_terms, self.paid_with_due)

    @property
    def beyond_terms(self) -> Decimal | None:
        """Weighted days beyond terms: `sum(paid x (day paid - due)) / sum(paid)`.

        Negative when paid early. Where all items have a due date, `terms` and this make `days`.
        """
        return ratio(self.paid_beyond_terms, self.paid_with_due)

    @property
    def late(self) -> Decimal | None:
        """Weighted days late: `sum(paid x max(day paid - due, 0)) / sum(paid)`."""
        return ratio(self.paid_late, self.paid_with_due)


def days_to_pay(
    items: Iterable[Debt], *, as_of: dt.date, currency: str, months: int = 12
) -> DaysToPay:
    """Average the days to pay of the payments of the last `months` calendar months.

    Only money counts, neither credits nor write-offs. A payment that was taken back by `as_of` is
    no payment; one that came before the invoice has negative days. An instalment goes by its own
    due date.

    Raises:
        CobranzaError: `months` is less than 1.

    >>> from datetime import date
    >>> from decimal import Decimal
    >>> from cobranza.aging import Applied, Item, Party
    >>> item = Item(
    ...     customer=Party(rfc="XIA190128J61"),
    ...     currency="MXN",
    ...     issued=date(2026, 4, 1),
    ...     due=date(2026, 5, 1),
    ...     amount=Decimal(400),
    ...     applied=[
    ...         Applied(date=date(2026, 4, 21), amount=Decimal(300)),
    ...         Applied(date=date(2026, 5, 11), amount=Decimal(100)),
    ...     ],
    ... )
    >>> found = days_to_pay([item], as_of=date(2026, 5, 31), currency="MXN")
    >>> found.days, found.terms, found.beyond_terms, found.late
    (Decimal('25'), Decimal('30'), Decimal('-5'), Decimal('2.5'))
    """
    period = Period.until(as_day(as_of), months=months)
    paid, with_due, days, terms, beyond, late = (ZERO,) * 6
    with precise():
        for item in items:
            if item.currency != currency:
                continue
            issued = as_day(item.issued)
            for each in settlements(item, period.last):
                if each.kind is not AppliedKind.PAYMENT or each.day not in period:
                    continue
                paid += each.amount
                days += each.amount * (each.day - issued).days
                if each.due is None or each.beyond_terms is None:
                    continue
                with_due += each.amount
                terms += each.amount * (each.due - issued).days
                beyond += each.amount * each.beyond_terms
                late += each.amount * max(each.beyond_terms, 0)
    return DaysToPay(
        currency=currency,
        paid=paid,
        paid_with_due=with_due,
        paid_days=days,
        paid_terms=terms,
        paid_beyond_terms=beyond,
        paid_late=late,
    )
