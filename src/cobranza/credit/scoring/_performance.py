"""How well scores tell good outcomes from bad ones: exact, in plain Python.

Scores are such that the higher is the better. Counts are whole numbers and sums are exact; a
quotient or a logarithm has 28 significant digits.
"""

from __future__ import annotations

from bisect import bisect_right
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate, groupby
from typing import TYPE_CHECKING, NamedTuple

import attrs

from cobranza.credit.scoring._values import RESULT, WIDE, ZERO, number, of_fraction
from cobranza.errors import CreditError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = [
    "CalibrationRow",
    "Performance",
    "auc",
    "brier",
    "calibration",
    "gini",
    "ks",
    "performance",
    "psi",
]


def auc(scores: Iterable[Decimal], bad: Iterable[bool]) -> Decimal | None:
    """Give the area under the ROC curve: how often a good one scores above a bad one.

    Ties count half. `None` without a good or without a bad outcome.

    Source: Hanley and McNeil 1982; it is the statistic of Mann and Whitney over pairs.

    Raises:
        CreditError: there are not as many scores as outcomes.

    >>> from decimal import Decimal
    >>> auc([Decimal(1), Decimal(2), Decimal(2), Decimal(3)], [True, True, False, False])
    Decimal('0.875')
    """
    steps = _steps(scores, bad)
    goods, bads = sum(each.good for each in steps), sum(each.bad for each in steps)
    if not goods or not bads:
        return None
    doubled, below = 0, 0
    for each in steps:
        doubled += each.good * (2 * below + each.bad)
        below += each.bad
    return of_fraction(Fraction(doubled, 2 * goods * bads))


def gini(scores: Iterable[Decimal], bad: Iterable[bool]) -> Decimal | None:
    """Give the Gini coefficient, `2 x AUC - 1`; `None` where `auc` is.

    >>> from decimal import Decimal
    >>> gini([Decimal(1), Decimal(2), Decimal(2), Decimal(3)], [True, True, False, False])
    Decimal('0.750')
    """
    area = auc(scores, bad)
    return None if area is None else RESULT.subtract(RESULT.multiply(Decimal(2), area), Decimal(1))


def ks(scores: Iterable[Decimal], bad: Iterable[bool]) -> Decimal | None:
    """Give the statistic of Kolmogorov and Smirnov, `max |F_bad - F_good|` over all scores.

    `None` without a good or without a bad outcome.

    Raises:
        CreditError: there are not as many scores as outcomes.

    >>> from decimal import Decimal
    >>> ks([Decimal(1), Decimal(2), Decimal(2), Decimal(3)], [True, True, False, False])
    Decimal('0.5')
    """
    steps = _steps(scores, bad)
    goods = [*accumulate(each.good for each in steps)]
    bads = [*accumulate(each.bad for each in steps)]
    if not steps or not goods[-1] or not bads[-1]:
        return None
    pairs = zip(goods, bads, strict=True)
    return of_fraction(
        max(abs(Fraction(below, bads[-1]) - Fraction(good, goods[-1])) for good, below in pairs)
    )


def psi(expected: Sequence[Decimal | int], actual: Sequence[Decimal | int]) -> Decimal | None:
    """Give the population stability index of two distributions over the same bins.

    They are counts or shares, and `psi = sum((a - e) x ln(a / e))` of their shares. Below 0.10 is
    taken for stable, above 0.25 for another population. `None` where a bin is empty in one
    distribution only: its logarithm has no value, and the bin should be merged with another.

    Source: Siddiqi, Intelligent Credit Scoring (2017), page 369.

    Raises:
        CreditError: the bins are not as many, a count is negative, or one of them sums to zero.

    >>> from decimal import Decimal
    >>> psi([25, 25, 25, 25], [10, 20, 30, 40]).quantize(Decimal("1e-6"))
    Decimal('0.228217')
    """
    if len(expected) != len(actual):
        raise CreditError(f"{len(actual)} bins beside {len(expected)}, expected as many")
    total = ZERO
    for before, now in zip(_shares(expected), _shares(actual), strict=True):
        if (before > 0) is not (now > 0):
            return None
        if before:
            change = WIDE.subtract(_wide(now), _wide(before))
            total = WIDE.add(total, WIDE.multiply(change, WIDE.ln(_wide(now / before))))
    return RESULT.plus(total)


def brier(probabilities: Iterable[Decimal], bad: Iterable[bool]) -> Decimal | None:
    """Give the mean squared error of probabilities of a bad outcome; `None` without any.

    Source: Brier 1950.

    Raises:
        CreditError: there are not as many probabilities as outcomes, or one is not from 0 to 1.

    >>> from decimal import Decimal
    >>> brier([Decimal("0.2"), Decimal("0.6")], [False, True])
    Decimal('0.1')
    """
    pairs = _checked(probabilities, bad)
    if not pairs:
        return None
    squared = sum(((Fraction(each) - outcome) ** 2 for each, outcome in pairs), Fraction(0))
    return of_fraction(squared / len(pairs))


@attrs.frozen(kw_only=True)
class CalibrationRow:
    """One group of similar probabilities: what was said, and what came.

    `lowest` and `highest` are those in the group, `predicted` their mean, and `observed` the share
    of bad outcomes.
    """

    lowest: Decimal
    highest: Decimal
    count: int
    bad: int
    predicted: Decimal

    @property
    def observed(self) -> Decimal:
        """The share of bad outcomes."""
        return of_fraction(Fraction(self.bad, self.count))


def calibration(
    probabilities: Iterable[Decimal], bad: Iterable[bool], *, groups: int = 10
) -> tuple[CalibrationRow, ...]:
    """Compare probabilities of a bad outcome with the outcomes, in groups of about equal size.

    Equal probabilities are never parted, so there may be fewer groups than asked for.

    Raises:
        CreditError: as in `brier`, or `groups` is less than 1.

    >>> from decimal import Decimal
    >>> (row,) = calibration([Decimal("0.2"), Decimal("0.6")], [False, True], groups=1)
    >>> row.predicted, row.observed
    (Decimal('0.4'), Decimal('0.5'))
    """
    if groups < 1:
        raise CreditError(f"groups is {groups}, expected at least 1")
    pairs = sorted(_checked(probabilities, bad))
    values = [each for each, _ in pairs]
    rows: list[CalibrationRow] = []
    start = 0
    for group in range(1, groups + 1):
        wanted = -(-group * len(pairs) // groups)
        end = bisect_right(values, values[wanted - 1]) if wanted else 0
        if end > start:
            rows.append(_row(pairs[start:end]))
            start = end
    return tuple(rows)


@attrs.frozen(kw_only=True)
class Performance:
    """How scores did on outcomes that were not known to them."""

    count: int
    bad: int
    auc: Decimal | None
    gini: Decimal | None
    ks: Decimal | None
    brier: Decimal | None
    calibration: tuple[CalibrationRow, ...]


def performance(
    scores: Sequence[Decimal],
    probabilities: Sequence[Decimal],
    bad: Sequence[bool],
    *,
    groups: int = 10,
) -> Performance:
    """Take all measures at once, of scores and of the probabilities that they say.

    Raises:
        CreditError: there are not as many scores and probabilities as outcomes, or a probability is
            not from 0 to 1.

    >>> from decimal import Decimal
    >>> told = performance(
    ...     [Decimal(300), Decimal(500)], [Decimal("0.6"), Decimal("0.2")], [True, False]
    ... )
    >>> told.auc, told.ks, told.brier
    (Decimal('1'), Decimal('1'), Decimal('0.1'))
    """
    return Performance(
        count=len(bad),
        bad=sum(bad),
        auc=auc(scores, bad),
        gini=gini(scores, bad),
        ks=ks(scores, bad),
        brier=brier(probabilities, bad),
        calibration=calibration(probabilities, bad, groups=groups),
    )


class _Step(NamedTuple):
    """How many outcomes of each kind have one score."""

    good: int
    bad: int


def _steps(scores: Iterable[Decimal], bad: Iterable[bool]) -> list[_Step]:
    """Count outcomes by score, from the lowest score up."""
    steps: list[_Step] = []
    for _, group in groupby(sorted(_pairs(scores, bad, "scores")), key=lambda pair: pair[0]):
        outcomes = [outcome for _, outcome in group]
        steps.append(_Step(len(outcomes) - sum(outcomes), sum(outcomes)))
    return steps


def _pairs(values: Iterable[Decimal], bad: Iterable[bool], what: str) -> list[tuple[Decimal, bool]]:
    numbers = [number(each, name=what) for each in values]
    outcomes = [bool(each) for each in bad]
    if len(numbers) != len(outcomes):
        raise CreditError(f"{len(numbers)} {what} beside {len(outcomes)} outcomes")
    return list(zip(numbers, outcomes, strict=True))


def _checked(probabilities: Iterable[Decimal], bad: Iterable[bool]) -> list[tuple[Decimal, bool]]:
    pairs = _pairs(probabilities, bad, "probabilities")
    for each, _ in pairs:
        if not 0 <= each <= 1:
            raise CreditError(f"probability is {each}, expected from 0 to 1")
    return pairs


def _row(pairs: Sequence[tuple[Decimal, bool]]) -> CalibrationRow:
    total = sum((Fraction(each) for each, _ in pairs), Fraction(0))
    return CalibrationRow(
        lowest=pairs[0][0],
        highest=pairs[-1][0],
        count=len(pairs),
        bad=sum(outcome for _, outcome in pairs),
        predicted=of_fraction(total / len(pairs)),
    )


def _shares(counts: Sequence[Decimal | int]) -> list[Fraction]:
    fractions = [Fraction(number(each, name="count")) for each in counts]
    total = sum(fractions)
    if total <= 0 or min(fractions) < 0:
        raise CreditError(f"counts are {[*map(str, counts)]}, expected none negative, one above 0")
    return [each / total for each in fractions]


def _wide(value: Fraction) -> Decimal:
    return WIDE.divide(Decimal(value.numerator), Decimal(value.denominator))
