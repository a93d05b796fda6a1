"""Short ways to write what is scored."""

from datetime import date
from decimal import Decimal
from typing import Any

import attrs

from cobranza.credit.scoring import (
    Band,
    Factor,
    Group,
    RiskClass,
    Scaling,
    Scorecard,
    ScoreComponent,
    ScorePolicy,
    ScoreRule,
    Statements,
)

AS_OF = date(2026, 6, 30)


def statements(**changed: Any) -> Statements:
    """A company whose statements say everything, in round numbers."""
    lines = {
        "cash": 50,
        "trade_receivables": 200,
        "inventories": 150,
        "current_assets": 500,
        "intangible_assets": 80,
        "total_assets": 1000,
        "trade_payables": 120,
        "short_term_debt": 100,
        "current_liabilities": 300,
        "long_term_debt": 200,
        "total_liabilities": 600,
        "retained_earnings": 150,
        "equity": 400,
        "revenue": 1460,
        "cost_of_sales": 730,
        "gross_profit": 730,
        "depreciation": 40,
        "operating_profit": 110,
        "interest_expense": 50,
        "net_profit": 42,
        "market_value_of_equity": 900,
    }
    given: dict[str, Any] = {name: Decimal(value) for name, value in lines.items()}
    made = Statements(date=date(2025, 12, 31), currency="MXN", audited=True, **given)
    return attrs.evolve(made, **changed)


SCALING = Scaling(base_score=600, base_odds="50:1", direction="good:bad", pdo=20)

CARD = Scorecard(
    name="pyme",
    version="2026-1",
    scaling=SCALING,
    base_points=500,
    factors=[
        Factor(
            name="beyond_terms",
            weight="1.5",
            closed="upper",
            bands=[
                Band(upper=0, points=40),
                Band(lower=0, upper="30.5", points=20),
                Band(lower="30.5", points=-10),
            ],
            missing=0,
            reason="paga tarde",
        ),
        Factor(
            name="sector",
            groups=[
                Group(categories=["comercio", "servicios"], points=10),
                Group(categories=["construcción"], points=-5),
            ],
            missing=-5,
            other=-8,
        ),
    ],
)

POLICY = ScorePolicy(
    name="pyme",
    version="2026-1",
    components=[
        ScoreComponent(name="behaviour", weight=3, worst=400, best=600, missing="refuse"),
        ScoreComponent(name="z", weight=1, worst="1.10", best="2.60", missing="renormalize"),
        ScoreComponent(name="bureau", weight=1, worst=400, best=800, missing="worst"),
    ],
    classes=[
        RiskClass(name="A", at_least=80),
        RiskClass(name="B", at_least=60),
        RiskClass(name="C", at_least=40),
        RiskClass(name="D"),
    ],
    rules=[
        ScoreRule(
            name="open default",
            fact="open_defaults",
            comparison="above",
            limit=0,
            cap="C",
            unknown="skip",
            reason="incumplimiento abierto en el buró",
        ),
        ScoreRule(
            name="not audited",
            fact="audited",
            comparison="below",
            limit=1,
            notches=-1,
            unknown="apply",
        ),
    ],
)
