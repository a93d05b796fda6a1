"""Bins of a factor and their weight of evidence, from counts; no library and no floats.

The weight of evidence of a bin is `ln(share of the good in it / share of the bad in it)`, above
zero where the good are more than elsewhere. The information value of a factor is the sum over its
bins of the difference of those two shares times the weight of evidence.

Source: Siddiqi, Intelligent Credit Scoring (2017), weight of evidence and information value; Barlow
et al. 1972 for pooling adjacent violators.
"""

from __future__ import annotations

from decimal import MAX_PREC, ROUND_FLOOR, Context, Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, Final, Generic, NamedTuple, TypeVar

import attrs

from cobranza.credit.scoring._values import RESULT, WIDE, ZERO

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = [
    "Bin",
    "Limits",
    "Monotone",
    "Outcomes",
    "bins_of_categories",
    "bins_of_numbers",
    "count",
    "edge",
    "information",
    "woe",
]

_FINEST: Final = 20
"""Numbers are first cut into so many bins of about equal size."""

_DOWN: Final = Context(prec=MAX_PREC, rounding=ROUND_FLOOR)

M = TypeVar("M", bound=Decimal | str)


class Monotone(StrEnum):
    """How the share of bad outcomes may move as a number rises."""

    FREE = "free"  # any way
    AUTO = "auto"  # one way, whichever tells more
    RISING = "rising"
    FALLING = "falling"


class Outcomes(NamedTuple):
    """Outcomes of each kind."""

    good: int
    bad: int

    @property
    def all(self) -> int:
        """How many there are."""
        return self.good + self.bad

    @property
    def bad_share(self) -> Fraction:
        """The share of the bad."""
        return Fraction(self.bad, self.all)

    def both(self, other: Outcomes) -> Outcomes:
        """Add two of them."""
        return Outcomes(self.good + other.good, self.bad + other.bad)


@attrs.frozen
class Bin(Generic[M]):
    """Outcomes of some categories, or of the numbers from its first member to its last."""

    members: tuple[M, ...]
    counts: Outcomes

    def joined(self, other: Bin[M]) -> Bin[M]:
        """Merge it with the next one."""
        return Bin((*self.members, *other.members), self.counts.both(other.counts))


@attrs.frozen(kw_only=True)
class Limits:
    """What bins may be: at most `most`, with `least` outcomes in each; `total` is all of them."""

    most: int
    least: int
    total: Outcomes

    def allow(self, counts: Outcomes) -> bool:
        """Tell whether a bin is large enough, and has outcomes of both kinds."""
        return counts.all >= self.least and counts.good > 0 and counts.bad > 0


def count(outcomes: Iterable[bool]) -> Outcomes:
    """Count outcomes, true for bad ones."""
    bad = [*outcomes]
    return Outcomes(len(bad) - sum(bad), sum(bad))


def woe(counts: Outcomes, total: Outcomes) -> Decimal:
    """Give the weight of evidence of a bin with outcomes of both kinds, to 28 digits.

    >>> woe(Outcomes(good=50, bad=50), total=Outcomes(good=100, bad=100))
    Decimal('0')
    """
    ratio = Fraction(counts.good * total.bad, counts.bad * total.good)
    return RESULT.plus(WIDE.ln(WIDE.divide(Decimal(ratio.numerator), Decimal(ratio.denominator))))


def information(bins: Iterable[Outcomes], total: Outcomes) -> Decimal:
    """Give the information value of bins with outcomes of both kinds, to 28 digits."""
    value = ZERO
    for each in bins:
        gap = Fraction(each.good, total.good) - Fraction(each.bad, total.bad)
        share = WIDE.divide(Decimal(gap.numerator), Decimal(gap.denominator))
        value = WIDE.add(value, WIDE.multiply(share, woe(each, total)))
    return RESULT.plus(value)


def bins_of_numbers(
    outcomes: Iterable[tuple[Decimal, bool]], limits: Limits, monotone: Monotone
) -> list[Bin[Decimal]]:
    """Cut numbers into bins, in order: fine ones first, then merged as far as the limits ask."""
    fine = _fine(outcomes)
    found = _large_enough(fine, limits)
    if monotone is Monotone.RISING:
        found = _pooled(found, rising=True)
    elif monotone is Monotone.FALLING:
        found = _pooled(found, rising=False)
    elif monotone is Monotone.AUTO:
        ways = [_pooled(found, rising=rising) for rising in (True, False)]
        found = max(ways, key=lambda way: information((b.counts for b in way), limits.total))
    return _few_enough(found, limits)


def edge(before: Bin[Decimal], after: Bin[Decimal]) -> Decimal:
    """Give the plainest number that parts two bins: above the first, and not above the second.

    >>> none = Outcomes(good=0, bad=0)
    >>> edge(Bin((Decimal("1.94"),), none), Bin((Decimal("2.173"),), none))
    Decimal('2')
    """
    highest, lowest = before.members[-1], after.members[0]
    places = -lowest.adjusted()
    while True:
        found = lowest.quantize(Decimal((0, (1,), -places)), context=_DOWN)
        if found > highest:  # at last it is the lowest itself
            return found
        places += 1


def bins_of_categories(outcomes: Iterable[tuple[str, bool]], limits: Limits) -> list[Bin[str]]:
    """Group categories with similar shares of bad outcomes."""
    cells = _cells(outcomes)
    cells.sort(key=lambda cell: (cell.counts.bad_share, cell.members))
    return _few_enough(_large_enough(cells, limits), limits)


def _cells(outcomes: Iterable[tuple[M, bool]]) -> list[Bin[M]]:
    """Make a bin of each value, in the order in which they come."""
    found: dict[M, list[bool]] = {}
    for value, bad in outcomes:
        found.setdefault(value, []).append(bad)
    return [Bin((value,), count(each)) for value, each in found.items()]


def _fine(outcomes: Iterable[tuple[Decimal, bool]]) -> list[Bin[Decimal]]:
    """Cut into bins of about equal size; equal numbers are never parted."""
    cells = _cells(sorted(outcomes))
    whole = sum(cell.counts.all for cell in cells)
    fine: list[Bin[Decimal]] = []
    before, last = 0, -1
    for cell in cells:
        place = before * _FINEST // whole
        if place == last:
            fine[-1] = fine[-1].joined(cell)
        else:
            fine.append(cell)
        before, last = before + cell.counts.all, place
    return fine


def _large_enough(bins: Sequence[Bin[M]], limits: Limits) -> list[Bin[M]]:
    """Merge the smallest bin that is not allowed with the neighbour most like it, till all are."""
    found = [*bins]
    while len(found) > 1:
        wrong = [place for place, each in enumerate(found) if not limits.allow(each.counts)]
        if not wrong:
            break
        place = min(wrong, key=lambda place: found[place].counts.all)
        beside = [other for other in (place - 1, place + 1) if 0 <= other < len(found)]
        _join(found, min(place, min(beside, key=lambda other: _distance(found, place, other))))
    return found


def _pooled(bins: Sequence[Bin[M]], *, rising: bool) -> list[Bin[M]]:
    """Merge neighbours that go the wrong way, and what that brings about."""
    found: list[Bin[M]] = []
    for each in bins:
        found.append(each)
        while len(found) > 1 and _wrong(found[-2], found[-1], rising=rising):
            _join(found, len(found) - 2)
    return found


def _wrong(before: Bin[M], after: Bin[M], *, rising: bool) -> bool:
    low, high = before.counts.bad_share, after.counts.bad_share
    return low >= high if rising else low <= high


def _few_enough(bins: Sequence[Bin[M]], limits: Limits) -> list[Bin[M]]:
    """Merge the neighbours whose merging loses least information, till there are few."""
    found = [*bins]
    while len(found) > limits.most:
        left = [
            information([each.counts for each in _joined(found, place)], limits.total)
            for place in range(len(found) - 1)
        ]
        _join(found, left.index(max(left)))
    return found


def _distance(bins: Sequence[Bin[M]], one: int, other: int) -> Fraction:
    return abs(bins[one].counts.bad_share - bins[other].counts.bad_share)


def _joined(bins: Sequence[Bin[M]], place: int) -> list[Bin[M]]:
    found = [*bins]
    _join(found, place)
    return found


def _join(bins: list[Bin[M]], place: int) -> None:
    """Merge one with the next."""
    bins[place : place + 2] = [bins[place].joined(bins[place + 1])]
