"""The evidence of one factor: its values in bins, each with its weight, before any points."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import attrs

from cobranza.credit.scoring._binning import (
    Bin,
    Limits,
    Monotone,
    Outcomes,
    bins_of_categories,
    bins_of_numbers,
    count,
    edge,
    information,
    woe,
)
from cobranza.credit.scoring._factors import MISSING, Band, Closed, Factor, Group
from cobranza.credit.scoring._values import RESULT, ZERO, number
from cobranza.errors import CreditError
from cobranza.money import quantize

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cobranza.credit.scoring._examples import Example

__all__ = ["Evidence", "FactorKind", "FactorPlan", "TrainedBin", "TrainedFactor", "Unseen", "weigh"]

_FEW: Final = 2
"""One bin tells nothing."""


class FactorKind(StrEnum):
    """What the values of a factor are."""

    NUMBER = "number"
    CATEGORY = "category"


class Unseen(StrEnum):
    """The points of what training saw too little of: unknown values, or new categories."""

    WORST = "worst"  # those of the worst bin
    NEUTRAL = "neutral"  # those of an average customer


@attrs.frozen(kw_only=True)
class FactorPlan:
    """How a factor is to be binned.

    `monotone` is for numbers. Unknown values are a bin of their own where training saw enough of
    them; else, and for categories that it never saw, `unseen` says what they earn. `reason` goes
    into the card.
    """

    name: str
    kind: FactorKind = FactorKind.NUMBER
    monotone: Monotone = Monotone.AUTO
    unseen: Unseen = Unseen.WORST
    reason: str = ""


@attrs.frozen(kw_only=True)
class TrainedBin:
    """One answer to a factor, as training saw it; `woe` is its weight of evidence."""

    label: str
    counts: Outcomes
    woe: Decimal
    points: Decimal


@attrs.frozen(kw_only=True)
class TrainedFactor:
    """A factor of the card: its bins, the last of which is "missing", and how much they tell."""

    name: str
    information: Decimal
    coefficient: Decimal
    bins: tuple[TrainedBin, ...]


@attrs.frozen(kw_only=True)
class Evidence:
    """A factor whose points are still weights of evidence."""

    factor: Factor
    counts: tuple[Outcomes, ...]
    missing: Outcomes
    information: Decimal

    def trained(
        self, coefficient: Decimal, unit: Decimal, places: int
    ) -> tuple[Factor, TrainedFactor]:
        """Turn evidence into points."""

        def points(evidence: Decimal) -> Decimal:
            return quantize(RESULT.multiply(RESULT.multiply(unit, coefficient), evidence), places)

        old = self.factor
        new = attrs.evolve(
            old,
            bands=[attrs.evolve(each, points=points(each.points)) for each in old.bands],
            groups=[attrs.evolve(each, points=points(each.points)) for each in old.groups],
            missing=points(old.missing),
            other=None if old.other is None else points(old.other),
        )
        labels = (*old.labels, MISSING)
        evidence = (*old.bin_points, old.missing)
        bins = tuple(
            TrainedBin(label=label, counts=counts, woe=weight, points=points(weight))
            for label, counts, weight in zip(
                labels, (*self.counts, self.missing), evidence, strict=True
            )
        )
        return new, TrainedFactor(
            name=old.name, information=self.information, coefficient=coefficient, bins=bins
        )


def weigh(plan: FactorPlan, examples: Sequence[Example], limits: Limits) -> Evidence | None:
    """Bin one factor; `None` where that leaves a single bin.

    Raises:
        CreditError: an example has no value, not even `None`, or one of the other kind.
    """
    unknown: list[bool] = []
    numbers: list[tuple[Decimal, bool]] = []
    categories: list[tuple[str, bool]] = []
    for each in examples:
        if plan.name not in each.values:
            raise CreditError(f"example of {each.date} has no {plan.name!r}, not even None")
        value = each.values[plan.name]
        if value is None:
            unknown.append(each.bad)
        elif plan.kind is FactorKind.NUMBER:
            numbers.append((number(value, name=plan.name), each.bad))
        elif isinstance(value, str):
            categories.append((value, each.bad))
        else:
            raise CreditError(f"{plan.name} is {value}, expected a category")
    missing = count(unknown)
    if plan.kind is FactorKind.NUMBER:
        return _of_numbers(plan, bins_of_numbers(numbers, limits, plan.monotone), missing, limits)
    return _of_categories(plan, bins_of_categories(categories, limits), missing, limits)


def _of_numbers(
    plan: FactorPlan, bins: Sequence[Bin[Decimal]], missing: Outcomes, limits: Limits
) -> Evidence | None:
    if len(bins) < _FEW:
        return None
    counts = tuple(each.counts for each in bins)
    weights = [woe(each, limits.total) for each in counts]
    ends = [edge(before, after) for before, after in pairwise(bins)]
    factor = Factor(
        name=plan.name,
        closed=Closed.LOWER,
        bands=[
            Band(lower=lower, upper=upper, points=points)
            for lower, upper, points in zip((None, *ends), (*ends, None), weights, strict=True)
        ],
        missing=_of_missing(plan, missing, weights, limits),
        reason=plan.reason,
    )
    return _evidence(factor, counts, missing, limits)


def _of_categories(
    plan: FactorPlan, bins: Sequence[Bin[str]], missing: Outcomes, limits: Limits
) -> Evidence | None:
    if len(bins) < _FEW:
        return None
    counts = tuple(each.counts for each in bins)
    weights = [woe(each, limits.total) for each in counts]
    factor = Factor(
        name=plan.name,
        groups=[
            Group(categories=each.members, points=points)
            for each, points in zip(bins, weights, strict=True)
        ],
        missing=_of_missing(plan, missing, weights, limits),
        other=_of_unseen(plan, weights),
        reason=plan.reason,
    )
    return _evidence(factor, counts, missing, limits)


def _evidence(
    factor: Factor, counts: tuple[Outcomes, ...], missing: Outcomes, limits: Limits
) -> Evidence:
    told = (*counts, missing) if limits.allow(missing) else counts
    return Evidence(
        factor=factor,
        counts=counts,
        missing=missing,
        information=information(told, limits.total),
    )


def _of_missing(
    plan: FactorPlan, missing: Outcomes, weights: Iterable[Decimal], limits: Limits
) -> Decimal:
    return woe(missing, limits.total) if limits.allow(missing) else _of_unseen(plan, weights)


def _of_unseen(plan: FactorPlan, weights: Iterable[Decimal]) -> Decimal:
    return min(weights) if plan.unseen is Unseen.WORST else ZERO
