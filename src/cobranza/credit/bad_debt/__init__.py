"""When a debt is lost, for the law and for taxes: LISR 27-XV, prescription, what to report.

The rules are data with dates and sources (`BAD_DEBT_LAW`), each with how far its source was
followed. Values of the UDI are given by whoever asks.

>>> import datetime as dt
>>> from cobranza.credit.arrears import in_force
>>> in_force(BAD_DEBT_LAW, "small_credit", dt.date(2026, 5, 31)).threshold
Decimal('30000')
"""

from cobranza.credit.bad_debt._candidates import BadDebt, write_off_candidates
from cobranza.credit.bad_debt._duties import Duty, duties
from cobranza.credit.bad_debt._facts import Action, DebtorFacts, DebtorKind
from cobranza.credit.bad_debt._grounds import (
    Exposure,
    Ground,
    GroundTest,
    Requirement,
    grounds_of,
    prescribes_on,
)
from cobranza.credit.bad_debt._law import BAD_DEBT_LAW

__all__ = [
    "BAD_DEBT_LAW",
    "Action",
    "BadDebt",
    "DebtorFacts",
    "DebtorKind",
    "Duty",
    "Exposure",
    "Ground",
    "GroundTest",
    "Requirement",
    "duties",
    "grounds_of",
    "prescribes_on",
    "write_off_candidates",
]
