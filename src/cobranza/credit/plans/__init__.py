"""Payment plans: from the terms of a loan to its instalments, exact to the centavo.

>>> import datetime as dt
>>> plan = amortize("120000", rate="0.24", start=dt.date(2026, 1, 31), periods=12, iva="0.16")
>>> row = plan.rows[0]
>>> row.date, row.interest, row.iva, row.principal, row.payment, row.closing
(datetime.date(2026, 2, 28), Decimal('2400.00'), Decimal('384.00'), Decimal('8947.15'), \
Decimal('11731.15'), Decimal('111052.85'))
>>> plan.totals.principal, plan.rows[-1].closing
(Decimal('120000.00'), Decimal('0.00'))
"""

from cobranza.credit.plans._amortize import amortize, prepay, schedule
from cobranza.credit.plans._book import render_schedule_workbook
from cobranza.credit.plans._charges import Charge, IvaShare
from cobranza.credit.plans._counts import DayCount
from cobranza.credit.plans._dates import (
    FORTNIGHTLY,
    MONTH_END,
    MONTHLY,
    SEMI_MONTHLY,
    WEEKLY,
    Every,
)
from cobranza.credit.plans._methods import (
    AMERICAN,
    BULLET,
    FRENCH,
    GERMAN,
    Method,
    balloon,
    fixed_payment,
    given_payments,
    given_principals,
)
from cobranza.credit.plans._payoff import Payoff, payoff
from cobranza.credit.plans._rates import Floating
from cobranza.credit.plans._schedule import Instalment, Schedule, Totals
from cobranza.credit.plans._terms import Prepayment, Residual, Terms

__all__ = [
    "AMERICAN",
    "BULLET",
    "FORTNIGHTLY",
    "FRENCH",
    "GERMAN",
    "MONTHLY",
    "MONTH_END",
    "SEMI_MONTHLY",
    "WEEKLY",
    "Charge",
    "DayCount",
    "Every",
    "Floating",
    "Instalment",
    "IvaShare",
    "Method",
    "Payoff",
    "Prepayment",
    "Residual",
    "Schedule",
    "Terms",
    "Totals",
    "amortize",
    "balloon",
    "fixed_payment",
    "given_payments",
    "given_principals",
    "payoff",
    "prepay",
    "render_schedule_workbook",
    "schedule",
]
