"""What credit costs: present values, rates of return, and the CAT.

>>> import datetime as dt
>>> from cobranza.credit.plans import amortize
>>> plan = amortize("150000", rate="0.10", start=dt.date(2026, 1, 15), periods=36)
>>> print(f"{xirr(plan.flows()):.6f}", cat(contract_flows(plan)).value)
0.104821 0.105
"""

from cobranza.credit.cost._cat import CAT_METHODS, Cat, CatMethod, cat, contract_flows
from cobranza.credit.cost._irr import irr, irr_all, xirr, xirr_all
from cobranza.credit.cost._present import npv, xnpv

__all__ = [
    "CAT_METHODS",
    "Cat",
    "CatMethod",
    "cat",
    "contract_flows",
    "irr",
    "irr_all",
    "npv",
    "xirr",
    "xirr_all",
    "xnpv",
]
