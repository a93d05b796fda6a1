"""A payment schedule: its instalments, their totals, and what follows from them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Final

import attrs

from cobranza.credit.plans._terms import Terms
from cobranza.money import precise

__all__ = ["Instalment", "Schedule", "Totals"]

_ZERO: Final = Decimal(0)


@attrs.frozen(kw_only=True)
class Instalment:
    """What is due on one date; amounts have the decimals of the currency.

    `days` are those of the day count, and `rate` is the annual rate in force. `iva` is that on the
    interest, `iva_on_charges` that on fees and insurance, which are without it. What is due is
    `payment = interest + iva + principal + fees + insurance + iva_on_charges - capitalized`:
    interest and IVA that are `capitalized` are added to the debt instead of paid. `extra` was
    prepaid since the instalment before, and is no part of the payment. The balance follows:
    `closing = opening + capitalized - extra - principal`.

    >>> from cobranza.credit.plans import amortize
    >>> plan = amortize("1200", rate="0.12", start=dt.date(2026, 1, 31), periods=2)
    >>> plan.rows[0].interest, plan.rows[0].principal, plan.rows[0].payment, plan.rows[0].closing
    (Decimal('12.00'), Decimal('597.01'), Decimal('609.01'), Decimal('602.99'))
    """

    number: int
    date: dt.date
    days: int
    rate: Decimal
    opening: Decimal
    interest: Decimal
    iva: Decimal
    principal: Decimal
    fees: Decimal
    insurance: Decimal
    iva_on_charges: Decimal
    capitalized: Decimal
    payment: Decimal
    extra: Decimal
    closing: Decimal


@attrs.frozen(kw_only=True)
class Totals:
    """Sums over the instalments, named as their figures are.

    `principal + extra - capitalized` is the loan.

    >>> from cobranza.credit.plans import amortize
    >>> plan = amortize("1200", rate="0.12", start=dt.date(2026, 1, 31), periods=2)
    >>> plan.totals.principal, plan.totals.payment
    (Decimal('1200.00'), Decimal('1218.03'))
    """

    interest: Decimal
    iva: Decimal
    principal: Decimal
    fees: Decimal
    insurance: Decimal
    iva_on_charges: Decimal
    capitalized: Decimal
    payment: Decimal
    extra: Decimal


_SUMMED: Final = tuple(field.name for field in attrs.fields(Totals))


@attrs.frozen(kw_only=True)
class Schedule:
    """What a loan costs and when: one row for each instalment, the last of which closes at zero.

    `opening_fees`, `opening_insurance` and `opening_iva` are charged once, on the day of the loan.
    The totals do not include them.

    >>> from cobranza.credit.plans import amortize
    >>> plan = amortize("1200", rate="0.12", start=dt.date(2026, 1, 31), periods=2)
    >>> len(plan.rows), plan.currency, plan.rows[-1].closing
    (2, 'MXN', Decimal('0.00'))
    """

    terms: Terms
    rows: tuple[Instalment, ...]
    opening_fees: Decimal = _ZERO
    opening_insurance: Decimal = _ZERO
    opening_iva: Decimal = _ZERO

    @property
    def currency(self) -> str:
        """The currency of every amount."""
        return self.terms.currency

    @property
    def totals(self) -> Totals:
        """Sum the instalments."""
        with precise():
            sums = {name: sum((getattr(row, name) for row in self.rows), _ZERO) for name in _SUMMED}
        return Totals(**sums)

    def to_dicts(self) -> list[dict[str, object]]:
        """Give each instalment as a dictionary, for tables of any kind.

        >>> from cobranza.credit.plans import amortize
        >>> plan = amortize("1200.00", rate="0.12", start=dt.date(2026, 1, 1), periods=12)
        >>> plan.to_dicts()[0]["interest"]
        Decimal('12.00')
        """
        return [attrs.asdict(row) for row in self.rows]

    def flows(self, *, iva: bool = True) -> tuple[tuple[dt.date, Decimal], ...]:
        """Give what the creditor pays out (negative) and receives, in the order of the dates.

        What is charged at opening is taken off what is paid out; prepayments are received on their
        own dates. Without `iva`, no flow contains it.

        >>> from cobranza.credit.plans import BULLET, amortize
        >>> start = dt.date(2026, 1, 1)
        >>> amortize("1000", rate="0.12", start=start, periods=3, method=BULLET).flows()
        ((datetime.date(2026, 1, 1), Decimal('-1000.00')), \
(datetime.date(2026, 4, 1), Decimal('1030.00')))
        """
        with precise():
            lent = self.terms.principal - self.opening_fees - self.opening_insurance
            if iva:
                lent -= self.opening_iva
            found = [(self.terms.start, -lent)]
            found += [(each.date, each.amount) for each in self.terms.prepayments]
            for row in self.rows:
                paid = row.payment
                if not iva:
                    paid -= row.iva + row.iva_on_charges
                found.append((row.date, paid))
        return tuple(sorted(found, key=lambda flow: flow[0]))

    def _repr_html_(self) -> str:
        from cobranza.credit.plans._html import schedule_html  # noqa: PLC0415 - only when asked

        return schedule_html(self)
