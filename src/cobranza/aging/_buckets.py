"""Buckets of days past due, with closed upper ends.

Every open item falls into exactly one bucket: "current" (not yet due, or due on the very day),
one of the ranges, the open end, or "no due date". So the buckets always sum to what is
outstanding.
"""

from __future__ import annotations

from bisect import bisect_left
from itertools import pairwise
from typing import Final

import attrs

from cobranza.errors import CobranzaError

__all__ = ["NO_DUE_DATE", "Buckets"]

NO_DUE_DATE: Final = "no due date"


def _check_limits(_buckets: object, _field: object, limits: tuple[int, ...]) -> None:
    for limit in limits:
        if type(limit) is not int:  # bool is no number of days either
            raise TypeError(f"bucket limit is {limit!r}, expected whole days as an int")
    if not limits:
        raise CobranzaError("buckets have no limits, expected at least one, such as 30")
    if limits[0] < 1:
        raise CobranzaError(
            f"first bucket limit is {limits[0]}, expected at least 1 day; "
            "what is not past due is in the bucket 'current'"
        )
    for lower, upper in pairwise(limits):
        if upper <= lower:
            raise CobranzaError(f"bucket limit {upper} follows {lower}, expected growing limits")


@attrs.frozen(kw_only=True)
class Buckets:
    """Ranges of days past due; `limits` are their last days, inclusive.

    >>> buckets = Buckets.days(30, 60, 90)
    >>> buckets.labels
    ('current', '1-30', '31-60', '61-90', '>90', 'no due date')
    >>> [buckets.labels[buckets.index(days)] for days in (0, 1, 30, 31, 91, None)]
    ['current', '1-30', '1-30', '31-60', '>90', 'no due date']
    """

    limits: tuple[int, ...] = attrs.field(validator=_check_limits)

    @classmethod
    def days(cls, *limits: int) -> Buckets:
        """Make buckets that end at `limits`: growing numbers of whole days past due.

        Raises:
            CobranzaError: no limits, a limit below 1, or limits that do not grow.
            TypeError: a limit is not an int.

        >>> Buckets.days(30, 30)
        Traceback (most recent call last):
            ...
        cobranza.errors.CobranzaError: bucket limit 30 follows 30, expected growing limits
        """
        return cls(limits=limits)

    @property
    def labels(self) -> tuple[str, ...]:
        """One label per bucket, in the order of `index`.

        >>> Buckets.days(1, 15).labels
        ('current', '1', '2-15', '>15', 'no due date')
        """
        firsts = (1, *(limit + 1 for limit in self.limits))
        ranges = (
            str(last) if first == last else f"{first}-{last}"
            for first, last in zip(firsts, self.limits, strict=False)
        )
        return ("current", *ranges, f">{self.limits[-1]}", NO_DUE_DATE)

    def index(self, days_past_due: int | None) -> int:
        """Tell which bucket holds an item; `None` stands for an item without due date.

        Zero and negative days are "current"; a range includes its last day.

        >>> Buckets.days(30, 60).index(60), Buckets.days(30, 60).index(61)
        (2, 3)
        """
        if days_past_due is None:
            return len(self.limits) + 2
        if days_past_due <= 0:
            return 0
        return 1 + bisect_left(self.limits, days_past_due)
