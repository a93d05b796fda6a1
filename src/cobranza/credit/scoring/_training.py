"""Scorecards trained from history: weights of evidence, logistic regression, points.

Binning and evidence are plain arithmetic; only the regression needs scikit-learn, and only here.
What comes out is a `Scorecard` like any other: to score with it needs nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from importlib import import_module
from math import ceil
from typing import TYPE_CHECKING, Any

import attrs

from cobranza._frozen import FrozenDict
from cobranza.credit.scoring._binning import Limits, Outcomes, count
from cobranza.credit.scoring._evidence import Evidence, FactorPlan, TrainedFactor, weigh
from cobranza.credit.scoring._performance import Performance, performance
from cobranza.credit.scoring._scorecard import Scorecard
from cobranza.credit.scoring._values import RESULT, number
from cobranza.errors import CreditError, MissingExtraError
from cobranza.money import quantize

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cobranza.credit.scoring._examples import Example
    from cobranza.credit.scoring._scaling import Scaling

__all__ = ["DropReason", "Training", "train"]


class DropReason(StrEnum):
    """Why a factor is not in the card."""

    LITTLE_INFORMATION = "little_information"
    ONE_BIN = "one_bin"  # its values do not tell outcomes apart in bins that are large enough
    WRONG_SIGN = "wrong_sign"  # beside the others it would reward what is bad by itself


@attrs.frozen(kw_only=True)
class Training:
    """A scorecard that was trained, and what it was trained on.

    `until` is the last day of which training knew anything; `dropped` says why a factor is not in
    the card.
    """

    scorecard: Scorecard
    until: dt.date
    outcomes: Outcomes
    factors: tuple[TrainedFactor, ...]
    dropped: Mapping[str, DropReason]

    def test(self, examples: Sequence[Example], *, groups: int = 10) -> Performance:
        """Judge the card by examples of a later time.

        Raises:
            CreditError: there are none, or one is dated no later than `until`: it would be judged
                by what it learned from.
        """
        if not examples:
            raise CreditError("no examples to test on, expected one at least")
        for each in examples:
            if each.date <= self.until:
                raise CreditError(f"example of {each.date}, expected later than {self.until}")
        results = [self.scorecard.score(each.values) for each in examples]
        return performance(
            [each.value for each in results],
            [each.probability for each in results],
            [each.bad for each in examples],
            groups=groups,
        )


def train(
    examples: Sequence[Example],
    plans: Sequence[FactorPlan],
    *,
    until: dt.date,
    scaling: Scaling,
    name: str,
    version: str,
    most_bins: int = 5,
    least_share: Decimal = Decimal("0.05"),
    least_information: Decimal = Decimal("0.02"),
    places: int = 0,
) -> Training:
    """Train a scorecard on outcomes that were known by `until`.

    Each factor is cut into at most `most_bins` bins with `least_share` of the examples in each, and
    left out below `least_information`. A logistic regression on the weights of evidence (of
    scikit-learn, with its own L2 penalty) gives the coefficients; a factor whose coefficient comes
    out negative is left out, and the rest are fitted again. Points are rounded half up to `places`
    decimals, and points per doubling of the odds are those of `scaling`.

    Source: Siddiqi, Intelligent Credit Scoring (2017), scorecard development and scaling.

    Raises:
        MissingExtraError: scikit-learn is not installed.
        CreditError: an outcome was known only after `until`; there are no good or no bad outcomes;
            a value is missing or of the wrong kind; no factor is left.
        TypeError: a value is a float.
    """
    outcomes = _check(examples, until)
    share = Fraction(number(least_share, name="least_share"))
    limits = Limits(most=most_bins, least=ceil(len(examples) * share), total=outcomes)
    evidence = {plan.name: weigh(plan, examples, limits) for plan in plans}
    dropped = {name: _dropped(each, least_information) for name, each in evidence.items()}
    telling = [each for name, each in evidence.items() if each and dropped[name] is None]
    intercept, weighed = _fit(telling, examples)
    fitted = {each.factor.name for each, _ in weighed}
    dropped |= {
        each.factor.name: DropReason.WRONG_SIGN
        for each in telling
        if each.factor.name not in fitted
    }
    unit = scaling.factor
    factors = [each.trained(slope, unit, places) for each, slope in weighed]
    base = RESULT.add(scaling.offset, RESULT.multiply(unit, intercept))
    return Training(
        scorecard=Scorecard(
            name=name,
            version=version,
            scaling=scaling,
            base_points=quantize(base, places),
            factors=[factor for factor, _ in factors],
        ),
        until=until,
        outcomes=outcomes,
        factors=tuple(trained for _, trained in factors),
        dropped=FrozenDict({name: why for name, why in dropped.items() if why}),
    )


def _dropped(evidence: Evidence | None, least: Decimal) -> DropReason | None:
    """Tell why a factor is left out before the regression, if it is."""
    if evidence is None:
        return DropReason.ONE_BIN
    return DropReason.LITTLE_INFORMATION if evidence.information < least else None


def _check(examples: Sequence[Example], until: dt.date) -> Outcomes:
    for each in examples:
        if each.known > until:
            raise CreditError(
                f"outcome of {each.date} is known on {each.known}, expected by {until}"
            )
    outcomes = count(each.bad for each in examples)
    if not outcomes.good or not outcomes.bad:
        raise CreditError(
            f"{outcomes.good} good and {outcomes.bad} bad outcomes, expected some of both"
        )
    return outcomes


def _fit(
    telling: Sequence[Evidence], examples: Sequence[Example]
) -> tuple[Decimal, list[tuple[Evidence, Decimal]]]:
    """Fit, and leave factors out one by one until none has the wrong sign."""
    kept = [
        (each, [each.factor.earn(example.values[each.factor.name]).points for example in examples])
        for each in telling
    ]
    while kept:
        intercept, slopes = _regression([column for _, column in kept], examples)
        worst = min(slopes)
        if worst > 0:
            return intercept, [(each, slope) for (each, _), slope in zip(kept, slopes, strict=True)]
        kept.pop(slopes.index(worst))
    raise CreditError("no factor tells good outcomes from bad ones, expected one at least")


def _regression(
    columns: Sequence[Sequence[Decimal]], examples: Sequence[Example]
) -> tuple[Decimal, list[Decimal]]:
    """Regress the logarithm of the odds of a good outcome on weights of evidence."""
    numpy, model = _load()
    model.fit(numpy.array(columns, dtype="f8").T, numpy.array([not each.bad for each in examples]))
    # The shortest text of a float is exactly the float that it came from.
    (intercept,) = model.intercept_.tolist()
    (slopes,) = model.coef_.tolist()
    return Decimal(repr(intercept)), [Decimal(repr(each)) for each in slopes]


def _load() -> tuple[Any, Any]:
    """Load NumPy, and a logistic regression of scikit-learn.

    Raises:
        MissingExtraError: they are not installed.
    """
    try:
        numpy = import_module("numpy")
        linear = import_module("sklearn.linear_model")
    except ImportError:
        raise MissingExtraError(
            "training a scorecard needs scikit-learn: pip install 'cobranza[scoring]'"
        ) from None
    return numpy, linear.LogisticRegression()
