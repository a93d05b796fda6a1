"""An invented policy, and short ways to write what is asked of it."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs

from cobranza.credit.limits import (
    Applicant,
    Authority,
    Bound,
    ClassRules,
    Combination,
    CreditPolicy,
    Exposure,
    FileCheck,
    FileDocument,
    Financials,
    Limit,
    MethodRules,
    Need,
    Order,
    Proposal,
    Ruling,
    check_file,
)

EXAMPLE = Path(__file__).parents[3] / "examples" / "credit_policy.toml"
POLICY = CreditPolicy.load(EXAMPLE)
CUSTOMER = "XIA190128J61"
DAY = date(2026, 3, 2)
ANALYST, MANAGER, DIRECTOR = (each.role for each in POLICY.authorities)
COMMITTEE = POLICY.committee
FINANCIALS = Financials(
    closed=date(2025, 12, 31),
    net_worth=Decimal(2_000_000),
    tangible_net_worth=Decimal(1_800_000),
    working_capital=Decimal(900_000),
    turnover=Decimal(12_000_000),
    monthly_purchases=Decimal(700_000),
)
NEED = Need(sales=Decimal(3_600_000), days=360, iva_rate=Decimal("0.16"), terms_days=30)


def policy(*classes: ClassRules, **changes: Any) -> CreditPolicy:
    """A policy with little in it: no documents, no authority but the committee."""
    return attrs.evolve(
        CreditPolicy(
            name="Prueba",
            version="1",
            currency="MXN",
            effective_from=date(2026, 1, 1),
            classes=classes or (risk_class("A"), risk_class("B", cap="50000")),
            committee=COMMITTEE,
        ),
        **changes,
    )


def risk_class(name: str, cap: str = "100000", **changes: Any) -> ClassRules:
    rules: dict[str, Any] = {"terms_days": (30,), "review_days": 180, **changes}
    return ClassRules(name=name, cap=Decimal(cap), **rules)


def authority(role: str, by_class: Mapping[str, str], **changes: Any) -> Authority:
    amounts = {name: Decimal(amount) for name, amount in by_class.items()}
    return Authority(role=role, by_class=amounts, **changes)


def methods(*use: Bound, combine: Combination = Combination.LEAST) -> MethodRules:
    return MethodRules(use=use, combine=combine)


def applicant(**changes: Any) -> Applicant:
    given: dict[str, Any] = {
        "customer": CUSTOMER,
        "risk_class": "B",
        "as_of": DAY,
        "currency": "MXN",
        **changes,
    }
    return Applicant(**given)


def full_file(on: date = DAY, limit: str = "200000") -> FileCheck:
    """A file with every document of the example policy, of one day."""
    documents = [
        FileDocument(kind=rule.kind, issued=on, reference=f"{rule.kind}-{number}")
        for rule in POLICY.documents
        for number in range(rule.count)
    ]
    return check_file(CUSTOMER, documents, POLICY, as_of=on, limit=Decimal(limit))


def proposal(proposed: str = "50000", **changes: Any) -> Proposal:
    given: dict[str, Any] = {
        "customer": CUSTOMER,
        "risk_class": "B",
        "currency": "MXN",
        "proposed": Decimal(proposed),
        "terms_days": 30,
        "requested_by": "luis",
        "date": DAY,
        **changes,
    }
    return Proposal(**given)


def limit(amount: str = "100000", **changes: Any) -> Limit:
    given: dict[str, Any] = {
        "customer": CUSTOMER,
        "risk_class": "B",
        "currency": "MXN",
        "amount": Decimal(amount),
        "terms_days": 30,
        "valid_from": date(2026, 1, 1),
        **changes,
    }
    return Limit(**given)


def owed(receivables: str = "0", **changes: Any) -> Exposure:
    given: dict[str, Any] = {
        "customer": CUSTOMER,
        "as_of": DAY,
        "currency": "MXN",
        "receivables": Decimal(receivables),
        **changes,
    }
    return Exposure(**given)


def order(amount: str, **changes: Any) -> Order:
    given: dict[str, Any] = {
        "reference": "PED-1",
        "customer": CUSTOMER,
        "amount": Decimal(amount),
        "currency": "MXN",
        "terms_days": 30,
        **changes,
    }
    return Order(**given)


def ruling(role: str, **changes: Any) -> Ruling:
    return Ruling(**{"role": role, "person": "ana", "date": DAY, **changes})
