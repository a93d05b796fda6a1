"""What a policy suggests: published examples, every method, and what must always hold."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from statistics import median
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cobranza.credit.limits import (
    Applicant,
    Bound,
    Combination,
    CreditPolicy,
    Financials,
    Guarantee,
    InsuranceRules,
    MethodRules,
    Need,
    suggest_limit,
)
from cobranza.credit.scoring import RiskClass, ScoreComponent, ScorePolicy, score
from cobranza.errors import CreditError
from cobranza.money import quantize
from tests.aging.makers import figures
from tests.credit.limits.makers import (
    DAY,
    FINANCIALS,
    NEED,
    POLICY,
    applicant,
    methods,
    policy,
    risk_class,
)
from tests.credit.limits.strategies import METHODS, NAMES, applicants, policies

SCORE_POLICY = ScorePolicy(
    name="pyme",
    version="2026-1",
    components=[ScoreComponent(name="late", weight=1, worst=60, best=0, missing="worst")],
    classes=[
        RiskClass(name="A", at_least=80),
        RiskClass(name="B", at_least=40),
        RiskClass(name="C"),
    ],
)
SHARES: dict[str, Any] = {
    "tangible_net_worth_share": Decimal("0.35"),
    "turnover_share": Decimal("0.05"),
}
SCORES = sorted(
    (score(SCORE_POLICY, {"late": late}, as_of=DAY) for late in (0, 8, 15, 30, 45, 60)),
    key=lambda found: found.value,
)
LETTER = Guarantee(kind="carta de crédito", amount=Decimal(300_000))
MORTGAGE = Guarantee(kind="hipoteca", amount=Decimal(100_000), until=DAY)


class TestPublishedExamples:
    """My DSO Manager, online help, «What is the credit limit calculation tool?».

    Need 50 000; tangible net worth 80 000 x 35 % = 28 000; turnover 700 000 x 5 % = 35 000; "the
    acceptable credit limit is then 28 000 euros".
    """

    FINANCIALS = Financials(
        closed=date(2025, 12, 31), tangible_net_worth=Decimal(80_000), turnover=Decimal(700_000)
    )
    POLICY = policy(
        risk_class("B", **SHARES), methods=methods(Bound.REQUESTED, Bound.CAPACITY), currency="EUR"
    )

    def test_capacity_bounds_the_need(self) -> None:
        asked = applicant(currency="EUR", requested=Decimal(50_000), financials=self.FINANCIALS)
        found = suggest_limit(asked, self.POLICY)
        assert (found.amount, found.binding) == (Decimal(28_000), Bound.CAPACITY)
        assert found.estimate(Bound.REQUESTED).amount == 50_000

    def test_the_most_restrictive_criterion_applies(self) -> None:
        richer = attrs.evolve(self.FINANCIALS, tangible_net_worth=Decimal(180_000))
        found = suggest_limit(
            applicant(currency="EUR", requested=Decimal(50_000), financials=richer), self.POLICY
        )
        assert found.amount == 35_000

    def test_a_tenth_of_net_worth_of_working_capital_and_of_monthly_sales(self) -> None:
        """academy.highako.com, «How to Set a Reasonable and Effective Credit Limit?»."""
        found = suggest_limit(applicant(financials=FINANCIALS), POLICY)
        assert found.estimate(Bound.NET_WORTH).amount == 200_000
        assert found.estimate(Bound.WORKING_CAPITAL).amount == 90_000
        assert found.estimate(Bound.MONTHLY_SALES).amount == 100_000
        assert found.estimate(Bound.MONTHLY_PURCHASES).amount == 70_000

    def test_the_average_of_the_three(self) -> None:
        """The same page: by net worth, by trade references (the median), by need; their average."""
        asked = applicant(
            financials=FINANCIALS,
            references=(Decimal(60_000), Decimal(500_000), Decimal(90_000)),
            requested=Decimal(130_000),
        )
        use = methods(
            Bound.NET_WORTH, Bound.REFERENCES, Bound.REQUESTED, combine=Combination.AVERAGE
        )
        found = suggest_limit(asked, policy(risk_class("B", "900000"), methods=use))
        assert found.amount == (200_000 + 90_000 + 130_000) // 3
        assert found.binding is Bound.AVERAGE


class TestEstimates:
    def test_need_has_iva_and_the_days_of_credit(self) -> None:
        found = suggest_limit(applicant(need=NEED), POLICY).estimate(Bound.NEED)
        assert found.amount == 348_000  # 3 600 000 x 1.16 / 360 x 30
        assert dict(found.inputs) == {
            "sales": 3_600_000,
            "days": 360,
            "iva_rate": Decimal("0.16"),
            "terms_days": 30,
        }

    def test_an_even_number_of_references_has_two_in_the_middle(self) -> None:
        asked = applicant(references=(Decimal(10), Decimal(40), Decimal(20), Decimal(900)))
        assert suggest_limit(asked, POLICY).estimate(Bound.REFERENCES).amount == 30

    def test_every_missing_figure_is_named(self) -> None:
        partly = Financials(closed=date(2025, 12, 31), turnover=Decimal(1))
        found = suggest_limit(applicant(financials=partly), POLICY)
        assert {each.method: each.missing for each in found.estimates if each.missing} == {
            Bound.NEED: ("sales", "days", "iva_rate", "terms_days"),
            Bound.REQUESTED: ("requested",),
            Bound.CAPACITY: ("tangible_net_worth",),
            Bound.NET_WORTH: ("net_worth",),
            Bound.WORKING_CAPITAL: ("working_capital",),
            Bound.MONTHLY_PURCHASES: ("monthly_purchases",),
            Bound.REFERENCES: ("median",),
        }
        without = suggest_limit(applicant(), POLICY).estimate(Bound.CAPACITY)
        assert without.missing == ("tangible_net_worth", "turnover")

    def test_a_class_without_shares_lacks_them(self) -> None:
        found = suggest_limit(applicant(financials=FINANCIALS), policy())
        assert found.estimate(Bound.CAPACITY).missing == (
            "tangible_net_worth_share",
            "turnover_share",
        )

    def test_a_class_may_look_at_one_figure_alone(self) -> None:
        sales_only = policy(risk_class("B", turnover_share=Decimal("0.01")))
        found = suggest_limit(applicant(financials=FINANCIALS), sales_only)
        assert found.estimate(Bound.CAPACITY).amount == 120_000

    def test_a_negative_net_worth_supports_nothing(self) -> None:
        poor = attrs.evolve(FINANCIALS, tangible_net_worth=Decimal(-1), net_worth=Decimal(-1))
        found = suggest_limit(applicant(financials=poor, need=NEED), POLICY)
        assert figures(found.amount, found.binding) == (0, Bound.CAPACITY)
        assert found.estimate(Bound.NET_WORTH).amount == 0


class TestCeilings:
    def test_without_statements_the_unproven_cap_stands_in(self) -> None:
        found = suggest_limit(applicant(need=NEED), POLICY)
        assert figures(found.amount, found.binding) == (50_000, Bound.UNPROVEN_CAP)

    def test_an_average_of_less_than_all_methods_is_none(self) -> None:
        use = methods(Bound.REQUESTED, Bound.REFERENCES, combine=Combination.AVERAGE)
        rules = policy(risk_class("B", unproven_cap=Decimal(7)), methods=use)
        found = suggest_limit(applicant(requested=Decimal(10)), rules)
        assert figures(found.amount, found.binding) == (7, Bound.UNPROVEN_CAP)

    def test_the_cap_of_the_class_binds_what_is_not_secured(self) -> None:
        rich = attrs.evolve(FINANCIALS, tangible_net_worth=Decimal(10**8), turnover=Decimal(10**9))
        needs = attrs.evolve(NEED, sales=Decimal(10**8))
        found = suggest_limit(applicant(financials=rich, need=needs), POLICY)
        assert figures(found.amount, found.binding) == (1_000_000, Bound.CLASS_CAP)
        secured = applicant(financials=rich, need=needs, guarantees=(LETTER,))
        assert suggest_limit(secured, POLICY).amount == 1_300_000

    def test_guarantees_lose_their_haircut_and_end(self) -> None:
        asked = applicant(guarantees=(LETTER, MORTGAGE), need=NEED)
        found = suggest_limit(asked, POLICY)
        assert figures(found.secured, found.unsecured) == (370_000, 50_000)
        assert figures(found.amount, found.binding) == (348_000, Bound.NEED)
        later = attrs.evolve(asked, as_of=date(2026, 3, 3))
        assert suggest_limit(later, POLICY).secured == 300_000

    def test_insurance_covers_a_share_of_what_the_insurer_approved(self) -> None:
        asked = applicant(insured_limit=Decimal(100_000), need=NEED)
        assert suggest_limit(asked, POLICY).secured == 90_000
        most = attrs.evolve(
            POLICY, insurance=InsuranceRules(cover=Decimal("0.9"), most=Decimal(50_000))
        )
        assert suggest_limit(asked, most).secured == 45_000

    def test_what_secures_is_capped_by_class(self) -> None:
        asked = applicant(
            risk_class="C", need=attrs.evolve(NEED, sales=Decimal(10**8)), guarantees=(LETTER,) * 2
        )
        assert suggest_limit(asked, POLICY).secured == 500_000

    def test_no_customer_is_too_much_of_the_portfolio(self) -> None:
        asked = applicant(financials=FINANCIALS, need=NEED, portfolio=Decimal(1_000_000))
        found = suggest_limit(asked, POLICY)
        assert figures(found.amount, found.binding) == (150_000, Bound.CONCENTRATION)
        assert found.not_applied == ()

    def test_a_concentration_that_cannot_be_measured_is_named(self) -> None:
        found = suggest_limit(applicant(need=NEED), POLICY)
        assert found.not_applied == (Bound.CONCENTRATION,)

    def test_a_limit_is_rounded_down_to_the_step(self) -> None:
        for requested, rounded in (("48999.99", 48_000), ("49000.00", 49_000), ("999.99", 0)):
            rules = attrs.evolve(POLICY, methods=methods(Bound.REQUESTED))
            found = suggest_limit(applicant(requested=Decimal(requested)), rules)
            assert figures(found.amount, found.binding) == (rounded, Bound.REQUESTED)


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (applicant(risk_class="Z"), "risk_class is 'Z'"),
        (
            applicant(currency="USD"),
            "applicant.currency is 'USD', expected that of the policy, MXN",
        ),
        (applicant(as_of=date(2027, 1, 1)), "not in force on 2027-01-01"),
        (
            applicant(guarantees=(Guarantee(kind="reloj", amount=Decimal(1)),)),
            "guarantees has kind 'reloj', expected carta de crédito, hipoteca, pagaré con aval",
        ),
    ],
)
def test_what_the_policy_does_not_know_is_refused(asked: Applicant, message: str) -> None:
    with pytest.raises(CreditError, match=message):
        suggest_limit(asked, POLICY)


def test_what_the_policy_has_no_rules_for_is_refused() -> None:
    with pytest.raises(CreditError, match="insured_limit is 5, expected none: the policy has no"):
        suggest_limit(applicant(insured_limit=Decimal(5)), policy())
    with pytest.raises(CreditError, match="expected none: the policy has no kinds"):
        suggest_limit(applicant(guarantees=(LETTER,)), policy())


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"financials": Financials(closed=date(2026, 3, 3))}, "financials.closed is 2026-03-03"),
        ({"references": (Decimal(1), Decimal(-1))}, r"references\[1\] is -1, expected 0 or more"),
        ({"requested": Decimal(-1)}, "requested is -1, expected 0 or more"),
        ({"customer": ""}, "customer is '', expected some text"),
    ],
)
def test_an_applicant_makes_sense(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(CreditError, match=f"^{message}"):
        applicant(**changes)


def test_a_need_is_of_some_days() -> None:
    with pytest.raises(CreditError, match="days is 0, expected 1 or more"):
        Need(sales=Decimal(1), days=0, iva_rate=Decimal(0), terms_days=30)


@pytest.mark.property
@settings(max_examples=100)
@given(policies(), applicants())
def test_limits_are_monotone_in_the_class_and_in_the_score(
    rules: CreditPolicy, asked: Applicant
) -> None:
    """The score is that of `cobranza.credit.scoring`, whose classes are those of the policy."""
    by_class = [suggest_limit(attrs.evolve(asked, risk_class=name), rules).amount for name in NAMES]
    assert by_class == sorted(by_class, reverse=True)
    by_score = [
        suggest_limit(
            attrs.evolve(asked, risk_class=found.risk_class, score=found.value), rules
        ).amount
        for found in SCORES
    ]
    assert by_score == sorted(by_score)


@pytest.mark.property
@settings(max_examples=100)
@given(policies(), applicants())
def test_a_suggestion_is_the_least_of_its_ceilings(rules: CreditPolicy, asked: Applicant) -> None:
    """A plain implementation over fractions says the same."""
    found = suggest_limit(asked, rules)
    assert found.amount == plain_limit(asked, rules)
    assert found.amount % rules.round_to == 0
    assert all(found.amount <= each.amount for each in found.ceilings if each.on_total)
    assert all(found.unsecured <= each.amount for each in found.ceilings if not each.on_total)


@pytest.mark.property
@settings(max_examples=50)
@given(policies(), applicants(), st.sampled_from(METHODS))
def test_a_method_says_an_amount_or_what_it_lacks(
    rules: CreditPolicy, asked: Applicant, method: Bound
) -> None:
    each = suggest_limit(asked, rules).estimate(method)
    assert (each.amount is None) is bool(each.missing)
    assert each.used is (method in rules.methods.use)


def plain_limit(asked: Applicant, rules: CreditPolicy) -> Decimal:
    """The rules of a limit in as few words as possible, over fractions."""
    each = next(one for one in rules.classes if one.name == asked.risk_class)
    amounts = {name: plain_method(name, asked, rules) for name in rules.methods.use}
    known = {name: amount for name, amount in amounts.items() if amount is not None}
    wants = {Bound.NEED, Bound.REQUESTED}
    unsecured = [each.cap]
    on_total: list[Decimal] = []
    if rules.methods.combine is Combination.LEAST:
        unsecured += [amount for name, amount in known.items() if name not in wants]
        on_total = [amount for name, amount in known.items() if name in wants]
    elif len(known) == len(amounts):
        unsecured.append(cents(sum(map(Fraction, known.values()), Fraction(0)) / len(known)))
    if len(known) < len(amounts):
        unsecured.append(each.unproven_cap)
    if rules.concentration_share is not None and asked.portfolio is not None:
        share = Fraction(rules.concentration_share) * Fraction(asked.portfolio)
        on_total = [*on_total, cents(share)]
    total = min([min(unsecured) + plain_secured(asked, rules, each.secured_cap), *on_total])
    return Decimal(int(Fraction(total) // Fraction(rules.round_to))) * rules.round_to


def plain_secured(asked: Applicant, rules: CreditPolicy, cap: Decimal | None) -> Decimal:
    assert rules.insurance is not None
    secured = Fraction(asked.insured_limit or 0) * Fraction(rules.insurance.cover)
    for guarantee in asked.guarantees:
        if guarantee.until is None or guarantee.until >= asked.as_of:
            haircut = Fraction(rules.guarantees[0].haircut)
            secured += Fraction(guarantee.amount) * (1 - haircut)
    return cents(secured) if cap is None else min(cents(secured), cap)


def plain_method(name: Bound, asked: Applicant, rules: CreditPolicy) -> Decimal | None:
    need = asked.need
    if name is Bound.NEED and need is not None:
        of_day = Fraction(need.sales) * (1 + Fraction(need.iva_rate)) / need.days
        return cents(of_day * need.terms_days)
    if name is Bound.REFERENCES and asked.references:
        return cents(median(map(Fraction, asked.references)))
    if name in (Bound.NEED, Bound.REQUESTED, Bound.REFERENCES):
        return asked.requested if name is Bound.REQUESTED else None
    return plain_share(name, asked, rules)


def plain_share(name: Bound, asked: Applicant, rules: CreditPolicy) -> Decimal | None:
    found = asked.financials
    each = next(one for one in rules.classes if one.name == asked.risk_class)
    pairs: dict[Bound, list[tuple[str, Decimal | None]]] = {
        Bound.CAPACITY: [
            ("tangible_net_worth", each.tangible_net_worth_share),
            ("turnover", each.turnover_share),
        ],
        Bound.NET_WORTH: [("net_worth", Decimal("0.1"))],
        Bound.WORKING_CAPITAL: [("working_capital", Decimal("0.1"))],
        Bound.MONTHLY_SALES: [("turnover", Decimal("0.1"))],
        Bound.MONTHLY_PURCHASES: [("monthly_purchases", Decimal("0.1"))],
    }
    legs: list[Fraction] = []
    for figure, share in pairs[name]:
        if share is not None:
            value = None if found is None else getattr(found, figure)
            if value is None:
                return None
            legs.append(Fraction(value) * Fraction(share))
    if not legs:
        return None
    return cents(max(min(legs) / (12 if name is Bound.MONTHLY_SALES else 1), Fraction(0)))


def cents(value: Fraction) -> Decimal:
    """Round half up to the cent; for the positive values of these tests."""
    whole = (value * 1000).__floor__()
    exact = Decimal(whole) / 1000
    if Fraction(whole) != value * 1000:
        exact += Decimal("0.0001")  # beyond any tie
    return exact.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def test_the_plain_rounding_is_half_up() -> None:
    for text in ("0.004", "0.005", "0.0049999", "1.0150000001", "2"):
        assert cents(Fraction(text)) == quantize(Decimal(text), 2)


def test_methods_are_all_known() -> None:
    assert {each.method for each in suggest_limit(applicant(), POLICY).estimates} == {*METHODS}
    assert MethodRules(use=METHODS).use == METHODS
