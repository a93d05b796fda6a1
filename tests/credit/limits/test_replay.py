"""Decisions as records: exact through JSON, the same when asked again, and where they differ."""

import json
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cobranza.credit.limits import (
    Applicant,
    CreditPolicy,
    Decision,
    OrderDecision,
    Outcome,
    PastDue,
    Record,
    Suggestion,
    decide,
    decide_order,
    replay,
    suggest_limit,
)
from cobranza.errors import CreditError
from tests.credit.limits.makers import (
    ANALYST,
    COMMITTEE,
    DAY,
    FINANCIALS,
    MANAGER,
    NEED,
    POLICY,
    applicant,
    full_file,
    limit,
    order,
    owed,
    proposal,
    ruling,
)
from tests.credit.limits.strategies import NAMES, ROLES, applicants, policies, thousands

SUGGESTION = suggest_limit(applicant(financials=FINANCIALS, need=NEED), POLICY)
PROPOSAL = proposal(
    "300000",
    suggestion=SUGGESTION,
    file=full_file(limit="400000"),
    current=limit(),
    reasons=("Crecimiento de ventas",),
    evidence=("EEFF-2025",),
)
DECISION = decide(PROPOSAL, POLICY, by=ruling(COMMITTEE))
ORDER = decide_order(
    order("65000"),
    POLICY,
    exposure=owed("60000", past_due=(PastDue(days=9, amount=Decimal("1500.00")),)),
    limit=limit(review_on=date(2026, 2, 1)),
    file=full_file(),
    override=ruling(MANAGER),
)
RECORDS: list[Record] = [SUGGESTION, DECISION, ORDER]


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: type(record).__name__)
def test_a_record_survives_json(record: Record) -> None:
    again = type(record).from_dict(json.loads(json.dumps(record.to_dict())))
    assert again == record
    assert again.to_dict() == record.to_dict()
    assert hash(again) == hash(record)


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: type(record).__name__)
def test_the_same_policy_gives_the_same(record: Record) -> None:
    found = replay(record, POLICY)
    assert (found.now, found.policy_changed, found.differences) == (record, False, ())
    assert found.is_same


def test_another_policy_is_named_even_where_it_changes_nothing() -> None:
    renamed = attrs.evolve(POLICY, version="2026-2")
    found = replay(SUGGESTION, renamed)
    assert (found.is_same, found.policy_changed) == (True, True)


def test_where_another_policy_differs_is_said() -> None:
    stricter = attrs.evolve(
        POLICY,
        tolerance_share=Decimal(0),
        hold=attrs.evolve(POLICY.hold, overdue_amount=Decimal(2000)),
    )
    found = replay(ORDER, stricter)
    assert [(each.path, each.before, each.now) for each in found.differences] == [
        ("allowed", "105000.00", "100000"),
        ("objections[0].allowed", "105,000.00", "100,000.00"),
        ("objections[1].reason", "overdue", "beyond_authority"),
        ("objections[1].found", "1,500.00", MANAGER),
        ("objections[1].allowed", "1,000.00", "Director de Finanzas"),
        ("objections[2].reason", "beyond_authority", None),
        ("objections[2].found", MANAGER, None),
        ("objections[2].allowed", "Director de Finanzas", None),
    ]


def test_a_decision_rests_on_the_suggestion_of_its_policy() -> None:
    """Under another version the suggestion is none, which the committee may pass over."""
    found = replay(DECISION, attrs.evolve(POLICY, version="2026-2"))
    assert isinstance(found.now, Decision)
    assert found.now.outcome is Outcome.APPROVED
    assert [each.reason.value for each in found.now.objections] == ["no_suggestion"]


def test_a_policy_that_refuses_the_inputs_says_why() -> None:
    later = attrs.evolve(POLICY, effective_from=date(2026, 6, 1))
    found = replay(DECISION, later)
    assert (found.now, found.is_same, found.policy_changed) == (None, False, True)
    assert found.refused == (
        "policy 'Crédito comercial' 2026-1 is not in force on 2026-03-02, "
        "expected a day from 2026-06-01 to 2026-12-31"
    )


@pytest.mark.property
@settings(max_examples=60)
@given(policies(), applicants())
def test_every_suggestion_replays(rules: CreditPolicy, asked: Applicant) -> None:
    found = suggest_limit(asked, rules)
    again = Suggestion.from_dict(json.loads(json.dumps(found.to_dict())))
    assert again == found
    assert replay(again, rules).is_same


@pytest.mark.property
@settings(max_examples=60)
@given(
    policies(),
    st.sampled_from(NAMES),
    thousands,
    st.sampled_from(ROLES),
    st.sampled_from(["sí", "no"]),
    st.integers(0, 40),
)
def test_every_decision_replays(  # noqa: PLR0917 - what hypothesis gives
    rules: CreditPolicy, name: str, amount: Decimal, role: str, says: str, days: int
) -> None:
    asked = proposal(
        str(amount),
        risk_class=name,
        suggestion=suggest_limit(applicant(risk_class=name, requested=amount), rules),
    )
    by = ruling(role, approve=says == "sí", date=DAY + timedelta(days=days))
    found = decide(asked, rules, by=by)
    again = Decision.from_dict(json.loads(json.dumps(found.to_dict())))
    assert again == found
    assert replay(again, rules).is_same


@pytest.mark.property
@settings(max_examples=60)
@given(policies(), st.sampled_from(NAMES), thousands, thousands, st.sampled_from(ROLES))
def test_every_order_replays(
    rules: CreditPolicy, name: str, owes: Decimal, amount: Decimal, role: str
) -> None:
    found = decide_order(
        order(str(amount)),
        rules,
        exposure=owed(str(owes)),
        limit=limit("30000", risk_class=name),
        override=ruling(role),
    )
    again = OrderDecision.from_dict(json.loads(json.dumps(found.to_dict())))
    assert again == found
    assert replay(again, rules).is_same


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (("amount",), "mucho", "amount is 'mucho', expected a decimal"),
        (("amount",), None, "amount is None, expected a decimal"),
        (("binding",), "suerte", "binding is 'suerte', expected one of capacity, "),
        (("applicant", "as_of"), "2026-02-30", "applicant.as_of is '2026-02-30', expected a date"),
        (("applicant", "need", "days"), 0, "applicant.need.days is 0, expected 1 or more"),
        (("estimates",), [{}], r"estimates\[0\].method is missing, expected one of capacity"),
        (("ceilings",), [1], r"ceilings\[0\] is 1, expected a table"),
        (("estimates", 0, "inputs"), [], r"estimates\[0\].inputs is \[\], expected a table"),
        (("policy", "extra"), 1, "policy.extra is unknown, expected name, version, digest"),
    ],
)
def test_a_record_that_is_none_is_refused_with_its_place(
    path: tuple[Any, ...], value: object, message: str
) -> None:
    data: Any = SUGGESTION.to_dict()
    *steps, last = path
    part = data
    for step in steps:
        part = part[step]
    part[last] = value
    with pytest.raises(CreditError, match=f"^{message}"):
        Suggestion.from_dict(data)


def test_exponents_of_decimals_survive() -> None:
    asked = applicant(requested=Decimal("1E+6"), references=(Decimal("1.50E-7"),))
    found = suggest_limit(asked, POLICY)
    assert str(Suggestion.from_dict(found.to_dict()).applicant.requested) == "1E+6"
    assert Suggestion.from_dict(found.to_dict()) == found


def test_who_has_no_authority_in_the_record_has_none_in_the_replay() -> None:
    escalated = decide(PROPOSAL, POLICY, by=ruling(ANALYST))
    now = replay(escalated, POLICY).now
    assert isinstance(now, Decision)
    assert now.outcome is Outcome.ESCALATED
