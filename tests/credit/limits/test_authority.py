"""Who may grant what: a published chart, each limb of an authority, and what always holds."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobranza.credit.limits import CreditPolicy, Reason, approver_for
from cobranza.errors import CreditError
from tests.credit.limits.makers import (
    ANALYST,
    COMMITTEE,
    DIRECTOR,
    MANAGER,
    POLICY,
    authority,
    policy,
    risk_class,
)
from tests.credit.limits.strategies import NAMES, WAIVABLE, policies, shares, thousands


def test_the_chart_of_the_encyclopedia_of_credit() -> None:
    """encyclopediaofcredit.com, «Credit Granting Authority», as of 2016."""
    chart = {
        "Sales Manager": "0",
        "Assistant Credit Manager": "25000",
        "Credit Manager": "250000",
        "Controller": "500000",
        "Chief Financial Officer": "1000000",
    }
    rules = policy(
        risk_class("A"),
        authorities=tuple(authority(role, {"A": most}) for role, most in chart.items()),
        committee="Company President",
    )
    asked = ("1", "25000", "25000.01", "250000", "400000", "1000000", "1000000.01")
    assert [approver_for(Decimal(each), rules, risk_class="A") for each in asked] == [
        "Assistant Credit Manager",
        "Assistant Credit Manager",
        "Credit Manager",
        "Credit Manager",
        "Controller",
        "Chief Financial Officer",
        "Company President",
    ]


def test_a_class_that_a_role_does_not_name_is_none_of_its() -> None:
    assert approver_for(Decimal(0), POLICY, risk_class="C") == MANAGER
    assert approver_for(Decimal(50_000), POLICY, risk_class="B") == ANALYST
    assert approver_for(Decimal(50_001), POLICY, risk_class="B") == MANAGER
    assert approver_for(Decimal(1_000_001), POLICY, risk_class="B") == COMMITTEE


def test_every_limb_counts() -> None:
    def asked(**how: object) -> str:
        return approver_for(Decimal(50_000), POLICY, risk_class="B", **how)  # type: ignore[arg-type]

    assert asked() == ANALYST
    assert asked(temporary=Decimal(1)) == MANAGER
    assert asked(group_total=Decimal(100_000)) == ANALYST  # as much as for its best class
    assert asked(group_total=Decimal(100_001)) == MANAGER
    assert asked(group_total=Decimal(800_001)) == DIRECTOR
    assert asked(excess_share=Decimal("0.10")) == MANAGER
    assert asked(excess_share=Decimal("0.11")) == DIRECTOR
    assert asked(excess_share=Decimal("0.26")) == COMMITTEE
    assert asked(excess_share=None) == COMMITTEE
    assert asked(waivers=[Reason.OVERDUE]) == MANAGER
    assert asked(waivers=[Reason.OVERDUE, Reason.LIMIT_EXPIRED]) == DIRECTOR
    assert asked(waivers=[Reason.NO_LIMIT]) == COMMITTEE


def test_what_makes_no_sense_is_refused() -> None:
    with pytest.raises(CreditError, match="amount is -1, expected 0 or more"):
        approver_for(Decimal(-1), POLICY, risk_class="B")
    with pytest.raises(CreditError, match="temporary is 2, expected at most 1"):
        approver_for(Decimal(1), POLICY, risk_class="B", temporary=Decimal(2))
    with pytest.raises(CreditError, match="group_total is 1, expected 2 or more"):
        approver_for(Decimal(2), POLICY, risk_class="B", group_total=Decimal(1))
    with pytest.raises(CreditError, match="risk_class is 'Z'"):
        approver_for(Decimal(1), POLICY, risk_class="Z")


@pytest.mark.property
@given(
    policies(),
    st.sampled_from(NAMES),
    thousands,
    thousands,
    shares,
    st.sets(st.sampled_from(WAIVABLE)),
)
def test_more_never_takes_less_authority(  # noqa: PLR0917 - what hypothesis gives
    rules: CreditPolicy,
    name: str,
    amount: Decimal,
    more: Decimal,
    excess: Decimal,
    waivers: set[Reason],
) -> None:
    def rank(amount: Decimal, excess: Decimal, waivers: set[Reason], name: str = name) -> int:
        role = approver_for(amount, rules, risk_class=name, excess_share=excess, waivers=waivers)
        return rules.rank(role)

    least = rank(amount, Decimal(0), set())
    assert least <= rank(amount + more, Decimal(0), set())
    assert least <= rank(amount, excess, set())
    assert least <= rank(amount, Decimal(0), waivers)
    worse = NAMES[NAMES.index(name) :]
    ranks = [rank(amount, excess, waivers, each) for each in worse]
    assert ranks == sorted(ranks)


@pytest.mark.property
@given(policies(), st.sampled_from(NAMES), thousands)
def test_the_lowest_that_covers_an_amount_approves_it(
    rules: CreditPolicy, name: str, amount: Decimal
) -> None:
    found = rules.rank(approver_for(amount, rules, risk_class=name))
    assert all(each.by_class[name] < amount for each in rules.authorities[:found])
    assert all(each.by_class[name] >= amount for each in rules.authorities[found:])
