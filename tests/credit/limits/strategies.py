"""Policies whose classes and authorities are in order, and what is asked of them."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import TypeVar

from hypothesis import strategies as st

from cobranza.credit.limits import (
    Applicant,
    Authority,
    Bound,
    ClassRules,
    Combination,
    CreditPolicy,
    Financials,
    Guarantee,
    GuaranteeKind,
    InsuranceRules,
    MethodRules,
    Need,
    Reason,
)
from tests.credit.limits.makers import CUSTOMER, DAY

T = TypeVar("T")

NAMES = ("A", "B", "C")
ROLES = ("Analista", "Gerente", "Director")
METHODS = (
    Bound.NEED,
    Bound.REQUESTED,
    Bound.CAPACITY,
    Bound.NET_WORTH,
    Bound.WORKING_CAPITAL,
    Bound.MONTHLY_SALES,
    Bound.MONTHLY_PURCHASES,
    Bound.REFERENCES,
)
WAIVABLE = (Reason.NO_SUGGESTION, Reason.TERMS_NOT_ALLOWED, Reason.OVERDUE, Reason.REVIEW_DUE)

thousands = st.integers(0, 60).map(lambda number: Decimal(number * 1000))
cents = st.integers(0, 9_000_000).map(lambda number: Decimal(number) / 100)
figures = st.integers(-3_000_000, 9_000_000).map(Decimal)
shares = st.integers(0, 100).map(lambda number: Decimal(number) / 100)
days = st.integers(0, 120).map(lambda number: DAY + timedelta(days=number))


@st.composite
def policies(draw: st.DrawFn) -> CreditPolicy:
    caps, unproven, secured = (_falling(draw, thousands) for _ in range(3))
    net, turnover = (_falling(draw, shares) for _ in range(2))
    has_net, has_turnover, has_secured = (draw(st.booleans()) for _ in range(3))
    classes = [
        ClassRules(
            name=name,
            cap=caps[place],
            unproven_cap=min(unproven[place], caps[place]),
            secured_cap=secured[place] if has_secured else None,
            tangible_net_worth_share=net[place] if has_net else None,
            turnover_share=turnover[place] if has_turnover else None,
            terms_days=(30, 60),
            review_days=180,
        )
        for place, name in enumerate(NAMES)
    ]
    return CreditPolicy(
        name="Prueba",
        version="1",
        currency="MXN",
        effective_from=date(2026, 1, 1),
        classes=tuple(classes),
        authorities=draw(authorities()),
        committee="Comité",
        methods=MethodRules(
            use=tuple(draw(st.lists(st.sampled_from(METHODS), min_size=1, unique=True))),
            combine=draw(st.sampled_from(Combination)),
        ),
        guarantees=(GuaranteeKind(kind="hipoteca", haircut=draw(shares)),),
        insurance=InsuranceRules(cover=draw(shares)),
        concentration_share=draw(st.none() | shares),
        round_to=draw(st.sampled_from([Decimal("0.01"), Decimal(1), Decimal(1000), Decimal(7)])),
    )


@st.composite
def authorities(draw: st.DrawFn) -> tuple[Authority, ...]:
    """Roles of which each has at least what the one before it has."""
    by_role = [_falling(draw, thousands) for _ in ROLES]
    grown = [[max(row[: place + 1]) for place in range(3)] for row in zip(*by_role, strict=True)]
    temporary, excess = _rising(draw, thousands), _rising(draw, shares)
    waives = draw(st.lists(st.sampled_from(WAIVABLE), unique=True))
    split = sorted(draw(st.tuples(*[st.integers(0, len(waives))] * len(ROLES))))
    return tuple(
        Authority(
            role=role,
            by_class={name: grown[column][place] for column, name in enumerate(NAMES)},
            temporary=temporary[place],
            excess_share=excess[place],
            waives=tuple(waives[: split[place]]),
        )
        for place, role in enumerate(ROLES)
    )


@st.composite
def applicants(draw: st.DrawFn) -> Applicant:
    maybe = st.none() | figures
    positive = st.none() | cents
    statements = st.builds(
        Financials,
        closed=st.just(date(2025, 12, 31)),
        net_worth=maybe,
        tangible_net_worth=maybe,
        working_capital=maybe,
        turnover=positive,
        monthly_purchases=positive,
    )
    needs = st.builds(
        Need, sales=cents, days=st.integers(1, 366), iva_rate=shares, terms_days=st.integers(0, 90)
    )
    guarantees = st.builds(
        Guarantee,
        kind=st.just("hipoteca"),
        amount=cents,
        until=st.none() | st.just(DAY) | st.just(date(2026, 3, 1)),
    )
    return Applicant(
        customer=CUSTOMER,
        risk_class=draw(st.sampled_from(NAMES)),
        as_of=DAY,
        currency="MXN",
        financials=draw(st.none() | statements),
        need=draw(st.none() | needs),
        requested=draw(positive),
        references=tuple(draw(st.lists(cents, max_size=4))),
        guarantees=tuple(draw(st.lists(guarantees, max_size=2))),
        insured_limit=draw(positive),
        portfolio=draw(positive),
    )


def _falling(draw: st.DrawFn, values: st.SearchStrategy[Decimal]) -> Sequence[Decimal]:
    return sorted((draw(values) for _ in NAMES), reverse=True)


def _rising(draw: st.DrawFn, values: st.SearchStrategy[Decimal]) -> Sequence[Decimal]:
    return sorted(draw(values) for _ in ROLES)
