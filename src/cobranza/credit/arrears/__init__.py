"""What delay costs, and plans for what was not paid: moratory interest, restructuring, tracking.

`moratory_interest` says what overdue invoices cost by now; `restructure` turns them into a plan,
of which `given_up`, `documents_of` and `agreement_annex` say the rest; `track` follows it against
the money of a ledger. The rules behind it all are data, with their sources: `ARREARS_LAW`. Frames
are in `cobranza.credit.arrears.frames`.

>>> import datetime as dt
>>> from decimal import Decimal
>>> from functools import partial
>>> from cobranza.aging import Item
>>> from cobranza.credit.plans import amortize
>>> from cobranza.ledger import Party
>>> today = dt.date(2026, 5, 16)
>>> invoice = Item(
...     customer=Party(rfc="URE180429TM6"),
...     currency="MXN",
...     issued=dt.date(2026, 3, 2),
...     due=dt.date(2026, 4, 1),
...     amount=Decimal("100000.00"),
... )
>>> arrears = moratory_interest(
...     [invoice], as_of=today, terms=MoratoryTerms(days_in_year=360), iva_rate=Decimal("0.16")
... )
>>> print(arrears[0].lines[0])
2026-04-02 a 2026-05-16: 100,000.00 MXN x 6 % x 45 / 360 = 750.00
>>> agreed = restructure(
...     arrears,
...     plan=partial(amortize, rate="0.18", start=today, periods=6),
...     forgiveness=forgive(arrears, interest_share=1),
... )
>>> agreed.owed, agreed.forgiven, agreed.instalments[0].payment
(Decimal('100870.00'), Decimal('870.00'), Decimal('17792.52'))
>>> given_up(agreed, discount_rate="0.12").before_tax
Decimal('-1126.68')
>>> [(each.kind, each.deadline) for each in documents_of(agreed)][:2]
[('P', datetime.date(2026, 7, 5)), ('I', None)]
>>> annex = agreement_annex(agreed, creditor=Party(rfc="EKU9003173C9"), terms=MoratoryTerms())
>>> annex.clauses[1]
'Los pagos se aplican en este orden: intereses moratorios, intereses ordinarios y capital.'
>>> track(agreed.dues, [], as_of=dt.date(2026, 6, 26)).instalments[0].days_late
10
"""

from cobranza.credit.arrears._accrual import MoratoryLine
from cobranza.credit.arrears._annex import Annex, AnnexTable, agreement_annex
from cobranza.credit.arrears._book import render_plan_workbook
from cobranza.credit.arrears._documents import FiscalDocument, documents_of, receipt_deadline
from cobranza.credit.arrears._forgiveness import Forgiveness, InvoicePart, forgive
from cobranza.credit.arrears._given_up import GivenUp, GivenUpLine, PlanComponent, given_up
from cobranza.credit.arrears._imputation import LEGAL_ORDER, Component, Imputation, impute
from cobranza.credit.arrears._iva import InterestIva
from cobranza.credit.arrears._law import (
    ARREARS_LAW,
    LEGAL_RATE,
    Confidence,
    LegalRule,
    in_force,
)
from cobranza.credit.arrears._moratory import Arrears, moratory_interest
from cobranza.credit.arrears._page import render_annex
from cobranza.credit.arrears._pdf import render_annex_pdf
from cobranza.credit.arrears._pots import Allocation
from cobranza.credit.arrears._replay import PlanDue, Received
from cobranza.credit.arrears._restructure import Amortizer, restructure
from cobranza.credit.arrears._restructuring import (
    PlanApplication,
    PlanInstalment,
    Restructuring,
)
from cobranza.credit.arrears._terms import MoratoryTerms, RateChange
from cobranza.credit.arrears._tracking import (
    Acceleration,
    InstalmentState,
    InstalmentStatus,
    PlanStatus,
    received_for,
    track,
)

__all__ = [
    "ARREARS_LAW",
    "LEGAL_ORDER",
    "LEGAL_RATE",
    "Acceleration",
    "Allocation",
    "Amortizer",
    "Annex",
    "AnnexTable",
    "Arrears",
    "Component",
    "Confidence",
    "FiscalDocument",
    "Forgiveness",
    "GivenUp",
    "GivenUpLine",
    "Imputation",
    "InstalmentState",
    "InstalmentStatus",
    "InterestIva",
    "InvoicePart",
    "LegalRule",
    "MoratoryLine",
    "MoratoryTerms",
    "PlanApplication",
    "PlanComponent",
    "PlanDue",
    "PlanInstalment",
    "PlanStatus",
    "RateChange",
    "Received",
    "Restructuring",
    "agreement_annex",
    "documents_of",
    "forgive",
    "given_up",
    "impute",
    "in_force",
    "moratory_interest",
    "receipt_deadline",
    "received_for",
    "render_annex",
    "render_annex_pdf",
    "render_plan_workbook",
    "restructure",
    "track",
]
