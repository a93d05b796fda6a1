"""How good a customer is: ratios, Z-scores, scorecards, and the risk class that they make.

Nothing here guesses: a value that is not known is `None`, every scorecard says how many points that
is worth, and every policy says what becomes of it. Scorecards and policies are data, in Python,
TOML or JSON; one that was trained from history is of the same type as one that an expert wrote.

>>> from datetime import date
>>> from cobranza.credit.scoring import ScoreComponent, RiskClass, ScorePolicy, score
>>> policy = ScorePolicy(
...     name="pyme",
...     version="2026-1",
...     components=[ScoreComponent(name="late", weight=1, worst=60, best=0, missing="worst")],
...     classes=[RiskClass(name="A", at_least=80), RiskClass(name="B")],
... )
>>> found = score(policy, {"late": 3}, as_of=date(2026, 6, 30))
>>> found.risk_class, found.value
('A', Decimal('95.00'))
"""

from cobranza.credit.scoring._altman import (
    ALTMAN,
    AltmanModel,
    AltmanScore,
    AltmanTerm,
    Zone,
    altman,
)
from cobranza.credit.scoring._behaviour import (
    NO_HISTORY,
    PAYMENT_FEATURES,
    PaymentFeatures,
    payment_features,
)
from cobranza.credit.scoring._binning import Monotone, Outcomes
from cobranza.credit.scoring._combine import ComponentValue, score
from cobranza.credit.scoring._evidence import (
    FactorKind,
    FactorPlan,
    TrainedBin,
    TrainedFactor,
    Unseen,
)
from cobranza.credit.scoring._examples import Example, Split, split_by_time
from cobranza.credit.scoring._explain import explain
from cobranza.credit.scoring._factors import Band, Closed, Factor, FactorPoints, FactorValue, Group
from cobranza.credit.scoring._performance import (
    CalibrationRow,
    Performance,
    auc,
    brier,
    calibration,
    gini,
    ks,
    performance,
    psi,
)
from cobranza.credit.scoring._policy import (
    RiskClass,
    ScoreComponent,
    ScorePolicy,
    ScoreRule,
    WhenMissing,
    WhenUnknown,
)
from cobranza.credit.scoring._policy_files import (
    policy_from_dict,
    policy_to_dict,
    read_policy,
    write_policy,
)
from cobranza.credit.scoring._ratio_table import RATIOS, RatioDefinition, RatioGroup
from cobranza.credit.scoring._ratios import Ratio, RatioReason, ratios
from cobranza.credit.scoring._references import (
    MOP_DAYS,
    BureauReport,
    ReferenceFeatures,
    TradeReference,
    bureau_features,
    trade_features,
)
from cobranza.credit.scoring._scaling import OddsDirection, Scaling
from cobranza.credit.scoring._score import (
    ComponentScore,
    ReasonKind,
    RuleOutcome,
    Score,
    ScoreReason,
)
from cobranza.credit.scoring._scorecard import Scorecard, ScorecardResult
from cobranza.credit.scoring._scorecard_files import (
    read_scorecard,
    scorecard_from_dict,
    scorecard_to_dict,
    write_scorecard,
)
from cobranza.credit.scoring._statements import Statements
from cobranza.credit.scoring._training import DropReason, Training, train

__all__ = [
    "ALTMAN",
    "MOP_DAYS",
    "NO_HISTORY",
    "PAYMENT_FEATURES",
    "RATIOS",
    "AltmanModel",
    "AltmanScore",
    "AltmanTerm",
    "Band",
    "BureauReport",
    "CalibrationRow",
    "Closed",
    "ComponentScore",
    "ComponentValue",
    "DropReason",
    "Example",
    "Factor",
    "FactorKind",
    "FactorPlan",
    "FactorPoints",
    "FactorValue",
    "Group",
    "Monotone",
    "OddsDirection",
    "Outcomes",
    "PaymentFeatures",
    "Performance",
    "Ratio",
    "RatioDefinition",
    "RatioGroup",
    "RatioReason",
    "ReasonKind",
    "ReferenceFeatures",
    "RiskClass",
    "RuleOutcome",
    "Scaling",
    "Score",
    "ScoreComponent",
    "ScorePolicy",
    "ScoreReason",
    "ScoreRule",
    "Scorecard",
    "ScorecardResult",
    "Split",
    "Statements",
    "TradeReference",
    "TrainedBin",
    "TrainedFactor",
    "Training",
    "Unseen",
    "WhenMissing",
    "WhenUnknown",
    "Zone",
    "altman",
    "auc",
    "brier",
    "bureau_features",
    "calibration",
    "explain",
    "gini",
    "ks",
    "payment_features",
    "performance",
    "policy_from_dict",
    "policy_to_dict",
    "psi",
    "ratios",
    "read_policy",
    "read_scorecard",
    "score",
    "scorecard_from_dict",
    "scorecard_to_dict",
    "split_by_time",
    "trade_features",
    "train",
    "write_policy",
    "write_scorecard",
]
