"""Credit limits by a policy that is data: how much, on what terms, by whose authority.

A `CreditPolicy` says what risk classes may have, who may grant it, which documents a file needs and
when orders are held. Everything else is a question to it: `suggest_limit` for an applicant,
`decide` on a proposal, `decide_order` on an order, `check_file` on a credit file; `exposures` says
what is owed or may come to be. Each answer is a value that holds what it was made from, the version
and digest of the policy, and every reason; it goes into an `AuditLog`, and `replay` asks again.

Amounts are in the currency of the policy and have taxes in them, save for forecast sales; days are
arguments. What is not known is `None` and is named, never taken for zero.

>>> from datetime import date
>>> from decimal import Decimal
>>> policy = CreditPolicy(
...     name="Crédito comercial",
...     version="2026-1",
...     currency="MXN",
...     effective_from=date(2026, 1, 1),
...     classes=(
...         ClassRules(
...             name="B",
...             cap=Decimal(500_000),
...             unproven_cap=Decimal(20_000),
...             tangible_net_worth_share=Decimal("0.35"),
...             turnover_share=Decimal("0.05"),
...             terms_days=(30,),
...             review_days=180,
...         ),
...     ),
...     authorities=(Authority(role="Gerente", by_class={"B": Decimal(100_000)}),),
...     committee="Comité de Crédito",
... )
>>> applicant = Applicant(
...     customer="XIA190128J61",
...     risk_class="B",
...     as_of=date(2026, 3, 2),
...     currency="MXN",
...     need=Need(sales=Decimal(600_000), days=360, iva_rate=Decimal("0.16"), terms_days=30),
... )
>>> found = suggest_limit(applicant, policy)
>>> found.amount, found.binding.value, found.estimate(Bound.CAPACITY).missing
(Decimal('20000.00'), 'unproven_cap', ('tangible_net_worth', 'turnover'))
>>> approver_for(found.amount, policy, risk_class="B")
'Gerente'
"""

from cobranza.credit.limits._applicant import Applicant, Financials, Guarantee, Need
from cobranza.credit.limits._audit import AuditLog
from cobranza.credit.limits._authority import approver_for
from cobranza.credit.limits._estimates import Estimate
from cobranza.credit.limits._exposure import (
    Exposure,
    ExposureComponent,
    PastDue,
    Pending,
    exposure,
    exposures,
)
from cobranza.credit.limits._file import (
    STANDARD_DOCUMENTS,
    FileCheck,
    FileDocument,
    FileRow,
    FileStatus,
    check_file,
)
from cobranza.credit.limits._limit import Limit
from cobranza.credit.limits._objections import Ruling
from cobranza.credit.limits._orders import Order, OrderDecision, OrderOutcome, decide_order
from cobranza.credit.limits._policy import CreditPolicy, PolicyVersion
from cobranza.credit.limits._proposals import Decision, Outcome, Proposal, decide
from cobranza.credit.limits._reasons import Objection, Reason
from cobranza.credit.limits._replay import Difference, Record, Replay, replay
from cobranza.credit.limits._rules import (
    Authority,
    Bound,
    ClassRules,
    Combination,
    GuaranteeKind,
    HoldRules,
    InsuranceRules,
    MethodRules,
    RequiredDocument,
)
from cobranza.credit.limits._suggest import Ceiling, Suggestion, suggest_limit

__all__ = [
    "STANDARD_DOCUMENTS",
    "Applicant",
    "AuditLog",
    "Authority",
    "Bound",
    "Ceiling",
    "ClassRules",
    "Combination",
    "CreditPolicy",
    "Decision",
    "Difference",
    "Estimate",
    "Exposure",
    "ExposureComponent",
    "FileCheck",
    "FileDocument",
    "FileRow",
    "FileStatus",
    "Financials",
    "Guarantee",
    "GuaranteeKind",
    "HoldRules",
    "InsuranceRules",
    "Limit",
    "MethodRules",
    "Need",
    "Objection",
    "Order",
    "OrderDecision",
    "OrderOutcome",
    "Outcome",
    "PastDue",
    "Pending",
    "PolicyVersion",
    "Proposal",
    "Reason",
    "Record",
    "Replay",
    "RequiredDocument",
    "Ruling",
    "Suggestion",
    "approver_for",
    "check_file",
    "decide",
    "decide_order",
    "exposure",
    "exposures",
    "replay",
    "suggest_limit",
]
