"""Where money may be lost: who is late with most, how few owe it, whose payments get worse."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

import attrs

from cobranza.aging import Behaviour, Concentration, behaviour, concentration
from cobranza.ledger.customers import identity
from cobranza.report._data import CustomerDebt

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from cobranza.ledger import Receivable
    from cobranza.report._data import CurrencySummary

__all__ = ["Risks", "Worsening", "risks_of"]

_MOST: Final = 10
_WORSE: Final = Decimal(5)


@attrs.frozen(kw_only=True)
class Worsening:
    """A customer who pays later than before, by `days` of `Behaviour.trend`, and still owes."""

    behaviour: Behaviour
    days: Decimal
    debt: CustomerDebt


@attrs.frozen(kw_only=True)
class Risks:
    """At most ten of each.

    `overdue` are the customers with most past due, in the order of currencies of the report.
    `concentration` is of the main currency, `None` when nothing is outstanding. `worsening` are the
    customers who owe and whose payments of the last three months came five days later, or more,
    than those of the twelve before; what is overdue counts as a payment of the day.
    """

    overdue: tuple[CustomerDebt, ...]
    concentration: Concentration | None
    worsening: tuple[Worsening, ...]


def risks_of(
    sold: Sequence[Receivable],
    *,
    as_of: date,
    currencies: Sequence[CurrencySummary],
    customers: Sequence[CustomerDebt],
) -> Risks:
    """Find the risks in what was sold on credit and is owed."""
    codes = [each.aged.currency for each in currencies]
    debts = {(identity(each.aged), each.aged.currency): each for each in customers}
    late = [each for each in customers if each.aged.overdue > 0]
    late.sort(key=lambda debt: (codes.index(debt.aged.currency), -debt.aged.overdue))
    worsening = [
        Worsening(behaviour=each, days=each.trend, debt=debt)
        for code in codes
        for each in behaviour(sold, as_of=as_of, currency=code)
        if (debt := debts.get((identity(each), code))) is not None
        and debt.aged.outstanding > 0
        and each.trend is not None
        and each.trend >= _WORSE
    ]
    worsening.sort(key=lambda each: (-each.days, each.debt.aged.rfc, each.debt.aged.name))
    return Risks(
        overdue=tuple(late[:_MOST]),
        concentration=concentration(sold, as_of=as_of, currency=codes[0]) if codes else None,
        worsening=tuple(worsening[:_MOST]),
    )
