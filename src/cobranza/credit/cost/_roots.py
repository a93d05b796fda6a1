"""All rates at which flows are worth nothing, found with proof that none is missed.

With `u` for the value today of 1 a unit of time ahead, the present value of flows at whole times is
a sum of `c * u**t`. By Descartes' rule of signs it has no more positive roots than its coefficients
change sign. Divided by a power that lies between the times of one such change and derived, it
changes sign once less; between neighbouring roots of that derivative there is one root at most.
Applied again and again this separates all roots, and each is then narrowed down on its own.

Source: G. Pólya and G. Szegő, Problems and Theorems in Analysis II, part V, chapter 1 (Descartes'
rule for sums of powers and its proof by Rolle's theorem).
"""

from __future__ import annotations

from decimal import Context, Decimal, localcontext
from itertools import pairwise
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["DEEP", "roots"]

DEEP: Final = Context(prec=60)
"""The digits with which roots are looked for; results have 28."""
_NARROW: Final = Decimal("1e-45")
_NOTHING: Final = Decimal("1e-40")
"""A sum is zero if it is this small beside the sum of its parts: where flows touch zero."""
_FIRST_STEP: Final = Decimal("1.0001")
_ONE: Final = Decimal(1)

Terms = list[tuple[int, Decimal]]


def roots(flows: Iterable[tuple[int, Decimal]]) -> list[Decimal]:
    """Give every positive `u` for which the sum of `amount * u**time` is zero, the lowest first.

    >>> [root.normalize() for root in roots([(0, Decimal(-2)), (1, Decimal(3)), (2, Decimal(-1))])]
    [Decimal('1'), Decimal('2')]
    """
    with localcontext(DEEP):
        sums: dict[int, Decimal] = {}
        for time, amount in flows:
            sums[time] = sums.get(time, Decimal(0)) + amount
        return _roots(sorted((time, amount) for time, amount in sums.items() if amount))


def _roots(terms: Terms) -> list[Decimal]:
    change = next(
        (
            before[0] + after[0]
            for before, after in pairwise(terms)
            if _sign(before[1]) != _sign(after[1])
        ),
        None,
    )
    if change is None:
        return []
    found: list[Decimal] = []
    turns = _roots([(time, amount * (2 * time - change)) for time, amount in terms])
    signs = [_sign(terms[0][1]), *(_sign_at(terms, turn) for turn in turns), _sign(terms[-1][1])]
    for place, (left, right) in enumerate(pairwise(signs)):
        low = turns[place - 1] if place else None
        high = turns[place] if place < len(turns) else None
        if left == 0 and low is not None:
            found.append(low)
        elif left * right < 0:
            found.append(_between(terms, low, high, left))
    return found


def _sign(amount: Decimal) -> int:
    return (amount > 0) - (amount < 0)


def _sign_at(terms: Terms, where: Decimal) -> int:
    value, _, size = _values(terms, where)
    return 0 if abs(value) <= size * _NOTHING else _sign(value)


def _values(terms: Terms, where: Decimal) -> tuple[Decimal, Decimal, Decimal]:
    """Give the sum, its derivative times `where`, and the sum of the sizes of its parts."""
    value = slope = size = Decimal(0)
    for time, amount in terms:
        part = amount * where**time
        value += part
        slope += part * time
        size += abs(part)
    return value, slope, size


def _between(terms: Terms, low: Decimal | None, high: Decimal | None, sign: int) -> Decimal:
    """Find the one root between two turns, before the first or after the last; `sign` is left."""
    inside = low or high or _ONE
    if low is None:
        low = _outward(terms, inside, sign, down=True)
    if high is None:
        high = _outward(terms, inside, -sign, down=False)
    return _narrowed(terms, low, high, sign)


def _outward(terms: Terms, start: Decimal, sign: int, *, down: bool) -> Decimal:
    """Go ever farther from `start` until the sum has a sign, which far enough out it has."""
    point, step = start, _FIRST_STEP
    while _sign_at(terms, point) != sign:
        point = start / step if down else start * step
        step *= step
    return point


def _narrowed(terms: Terms, low: Decimal, high: Decimal, sign: int) -> Decimal:
    """Take Newton's steps while they stay inside and shrink, and halve where they do not."""
    root, last = (low + high) / 2, high - low
    while True:
        value, slope, _ = _values(terms, root)
        if not value:
            return root
        low, high = (root, high) if _sign(value) == sign else (low, root)
        middle = (low + high) / 2
        # The slope is that over the logarithm: d/du = slope / u.
        step = value * root / slope if slope else high
        following = root - step
        if not low < following < high or 2 * abs(step) > last:
            following = middle
        last = abs(following - root)
        if last <= root * _NARROW:
            return following
        root = following
