"""How much credit, on what terms, by whose authority; and plans for what was not paid.

| package | what it answers |
|---|---|
| `cobranza.credit.scoring` | how likely a customer is to pay: ratios, scorecards, risk class |
| `cobranza.credit.limits` | how much credit it gets, who may approve it, what an order does to it |
| `cobranza.credit.plans` | what is paid when: amortization of every usual kind |
| `cobranza.credit.cost` | what it costs: CAT, XIRR, present value |
| `cobranza.credit.arrears` | what being late costs, and how overdue invoices become one plan |
| `cobranza.credit.bad_debt` | when a debt may be written off, and what must be reported |

The everyday names stand here too, and are imported when they are first used. Nothing in these
packages knows XML: receivables of `cobranza.ledger` go in, or whatever looks like them.

>>> from datetime import date
>>> plan = amortize("150000", rate="0.10", start=date(2026, 1, 15), periods=36)
>>> plan.rows[0].payment, plan.totals.interest
(Decimal('4840.08'), Decimal('24242.79'))
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cobranza._lazy import lazy

if TYPE_CHECKING:
    from cobranza.credit.arrears import moratory_interest, restructure
    from cobranza.credit.bad_debt import write_off_candidates
    from cobranza.credit.cost import cat, xirr
    from cobranza.credit.limits import CreditPolicy, decide, decide_order, exposure, suggest_limit
    from cobranza.credit.plans import Schedule, amortize
    from cobranza.credit.scoring import Score, Statements, altman, ratios, score

__all__ = [
    "CreditPolicy",
    "Schedule",
    "Score",
    "Statements",
    "altman",
    "amortize",
    "cat",
    "decide",
    "decide_order",
    "exposure",
    "moratory_interest",
    "ratios",
    "restructure",
    "score",
    "suggest_limit",
    "write_off_candidates",
    "xirr",
]

_HOMES = {
    "CreditPolicy": "cobranza.credit.limits",
    "Schedule": "cobranza.credit.plans",
    "Score": "cobranza.credit.scoring",
    "Statements": "cobranza.credit.scoring",
    "altman": "cobranza.credit.scoring",
    "amortize": "cobranza.credit.plans",
    "cat": "cobranza.credit.cost",
    "decide": "cobranza.credit.limits",
    "decide_order": "cobranza.credit.limits",
    "exposure": "cobranza.credit.limits",
    "moratory_interest": "cobranza.credit.arrears",
    "ratios": "cobranza.credit.scoring",
    "restructure": "cobranza.credit.arrears",
    "score": "cobranza.credit.scoring",
    "suggest_limit": "cobranza.credit.limits",
    "write_off_candidates": "cobranza.credit.bad_debt",
    "xirr": "cobranza.credit.cost",
}

__getattr__, __dir__ = lazy(__name__, _HOMES)
