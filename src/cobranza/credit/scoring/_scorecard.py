"""Scorecards: factors whose points add up, on a scale that says what the sum means."""

from __future__ import annotations

from decimal import Decimal
from operator import attrgetter
from typing import TYPE_CHECKING

import attrs

from cobranza._records import KEY
from cobranza.credit.scoring._factors import Factor, FactorPoints, FactorValue
from cobranza.credit.scoring._scaling import Scaling
from cobranza.credit.scoring._values import as_number
from cobranza.errors import CreditError
from cobranza.money import precise

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["Scorecard", "ScorecardResult", "losing"]


@attrs.frozen(kw_only=True)
class ScorecardResult:
    """What a scorecard says of one customer, and why.

    `value` is `base_points` plus the points of the factors; `probability` is that of a bad outcome
    by the scale of the card.
    """

    card: str
    version: str
    base_points: Decimal
    factors: tuple[FactorPoints, ...]
    probability: Decimal

    @property
    def value(self) -> Decimal:
        """The score: the higher, the better."""
        with precise():
            return sum((each.points for each in self.factors), self.base_points)

    @property
    def missing(self) -> tuple[str, ...]:
        """The factors that were judged without knowing their value."""
        return tuple(each.name for each in self.factors if each.value is None)

    @property
    def reasons(self) -> tuple[FactorPoints, ...]:
        """The factors that lost points, those that lost most first.

        Source: Siddiqi, Intelligent Credit Scoring (2017), reason codes, against the best of each
        factor.
        """
        return losing(self.factors)


def losing(factors: Iterable[FactorPoints]) -> tuple[FactorPoints, ...]:
    """Give the factors that lost points, those that lost most first."""
    return tuple(
        sorted((each for each in factors if each.lost > 0), key=attrgetter("lost"), reverse=True)
    )


def _factors(given: Iterable[Factor]) -> tuple[Factor, ...]:
    return tuple(given)


@attrs.frozen(kw_only=True)
class Scorecard:
    """A scorecard, declared by an expert or trained from history: both are the same data.

    A score is `base_points` plus the points of each factor times its weight; `scaling` says which
    odds that is.

    Raises:
        CreditError: there are no factors, or two with the same name.

    >>> from cobranza.credit.scoring import Band, Factor, Scaling, Scorecard
    >>> card = Scorecard(
    ...     name="pyme",
    ...     version="2026-1",
    ...     scaling=Scaling(base_score=600, base_odds="50:1", direction="good:bad", pdo=20),
    ...     base_points=500,
    ...     factors=[
    ...         Factor(
    ...             name="current_ratio",
    ...             closed="lower",
    ...             bands=[Band(upper=1, points=0), Band(lower=1, points=100)],
    ...             missing=20,
    ...             reason="liquidez baja",
    ...         )
    ...     ],
    ... )
    >>> result = card.score({"current_ratio": None})
    >>> result.value, result.missing, [(each.reason, each.lost) for each in result.reasons]
    (Decimal('520'), ('current_ratio',), [('liquidez baja', Decimal('80'))])
    """

    name: str
    version: str
    scaling: Scaling
    base_points: Decimal = attrs.field(converter=as_number)
    factors: tuple[Factor, ...] = attrs.field(converter=_factors, metadata={KEY: "factor"})

    def __attrs_post_init__(self) -> None:
        names = [each.name for each in self.factors]
        if not names:
            raise CreditError(f"scorecard {self.name!r} has no factors, expected one at least")
        for name in names:
            if names.count(name) > 1:
                raise CreditError(f"scorecard {self.name!r} has factor {name!r} twice")

    def score(self, values: Mapping[str, FactorValue]) -> ScorecardResult:
        """Score one customer. `values` has one for each factor, `None` where it is not known.

        Values that no factor asks for are left alone.

        Raises:
            CreditError: a factor has no value, not even `None`, or one that it cannot judge.
            TypeError: a value is a float.
        """
        earned: list[FactorPoints] = []
        for factor in self.factors:
            if factor.name not in values:
                raise CreditError(f"no value of {factor.name!r}, expected one, or None if unknown")
            earned.append(factor.earn(values[factor.name]))
        with precise():
            total = sum((each.points for each in earned), self.base_points)
        return ScorecardResult(
            card=self.name,
            version=self.version,
            base_points=self.base_points,
            factors=tuple(earned),
            probability=self.scaling.probability(total),
        )
