"""The factors of a scorecard: which points a value earns, and in which bin."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NoReturn

import attrs

from cobranza._records import KEY
from cobranza.credit.scoring._values import (
    ONE,
    as_number,
    as_number_or_none,
    member,
    number,
    shown,
)
from cobranza.errors import CreditError
from cobranza.money import precise

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["MISSING", "OTHER", "Band", "Closed", "Factor", "FactorPoints", "FactorValue", "Group"]

FactorValue = Decimal | int | str | None
"""What a factor judges: a number, a category, or `None` for what is not known."""

MISSING: Final = "missing"
OTHER: Final = "other"


class Closed(StrEnum):
    """Which end belongs to each band of numbers."""

    LOWER = "lower"  # from 10 to less than 20
    UPPER = "upper"  # above 10 and up to 20


@attrs.frozen(kw_only=True)
class Band:
    """The points of the numbers between two ends; `None` is no end."""

    lower: Decimal | None = attrs.field(default=None, converter=as_number_or_none)
    upper: Decimal | None = attrs.field(default=None, converter=as_number_or_none)
    points: Decimal = attrs.field(converter=as_number)

    def label(self, closed: Closed) -> str:
        """Write it as an interval.

        >>> Band(lower=10, upper=20, points=5).label(Closed.LOWER)
        '[10, 20)'
        """
        lower = "-∞" if self.lower is None else shown(self.lower)
        upper = "∞" if self.upper is None else shown(self.upper)
        opening = "[" if closed is Closed.LOWER and self.lower is not None else "("
        closing = "]" if closed is Closed.UPPER and self.upper is not None else ")"
        return f"{opening}{lower}, {upper}{closing}"

    def ends_before(self, value: Decimal, closed: Closed) -> bool:
        """Tell whether a number is above the band."""
        if self.upper is None:
            return False
        return value >= self.upper if closed is Closed.LOWER else value > self.upper


def _categories(given: Iterable[str]) -> tuple[str, ...]:
    return tuple(given)


@attrs.frozen(kw_only=True)
class Group:
    """The points of some categories."""

    categories: tuple[str, ...] = attrs.field(converter=_categories)
    points: Decimal = attrs.field(converter=as_number)

    @property
    def label(self) -> str:
        """Write the categories."""
        return ", ".join(self.categories)


@attrs.frozen(kw_only=True)
class FactorPoints:
    """What one factor gave one customer, weight included: the points, and the best there were.

    What was judged is a `number`, a `category`, or neither where it was not known. `bin` is the
    interval, the categories, "missing" or "other"; `reason` the words that the card has for points
    lost here, "" where it has none.
    """

    name: str
    number: Decimal | None = None
    category: str | None = None
    bin: str
    points: Decimal
    best: Decimal
    reason: str = ""

    @property
    def value(self) -> Decimal | str | None:
        """What was judged; `None` where it was not known."""
        return self.category if self.number is None else self.number

    @property
    def lost(self) -> Decimal:
        """Points below the best of the factor."""
        with precise():
            return self.best - self.points


def _bands(given: Iterable[Band]) -> tuple[Band, ...]:
    return tuple(given)


def _groups(given: Iterable[Group]) -> tuple[Group, ...]:
    return tuple(given)


def _closed(given: str | None) -> Closed | None:
    return None if given is None else member(given, Closed)


@attrs.frozen(kw_only=True)
class Factor:
    """One question of a scorecard, and the points of each answer.

    It has either `bands` of numbers or `groups` of categories. Bands stand in order, without gaps
    and open at both ends, so that every number is in one; `closed` says which end is theirs.
    `missing` are the points of what is not known: they are always said, since not knowing is
    neither zero nor average. `other` are those of a category in no group; without them such a
    category is an error. `weight` multiplies all points, and `reason` are words for whoever asks
    why points were lost here.

    Raises:
        CreditError: there are bands and groups or none of them; the bands are out of order, overlap
            or leave gaps; a category stands twice; `closed` or `other` are missing or do not go
            with the rest; the weight is not above zero.

    >>> late = Factor(
    ...     name="days_beyond_terms",
    ...     closed="upper",
    ...     bands=[
    ...         Band(upper=0, points=50),
    ...         Band(lower=0, upper=30, points=20),
    ...         Band(lower=30, points=0),
    ...     ],
    ...     missing=10,
    ... )
    >>> late.earn(30).points, late.earn("30.5").bin, late.earn(None).points
    (Decimal('20'), '(30, ∞)', Decimal('10'))
    """

    name: str
    weight: Decimal = attrs.field(default=ONE, converter=as_number)
    closed: Closed | None = attrs.field(default=None, converter=_closed)
    bands: tuple[Band, ...] = attrs.field(default=(), converter=_bands, metadata={KEY: "band"})
    groups: tuple[Group, ...] = attrs.field(default=(), converter=_groups, metadata={KEY: "group"})
    missing: Decimal = attrs.field(converter=as_number)
    other: Decimal | None = attrs.field(default=None, converter=as_number_or_none)
    reason: str = ""

    def __attrs_post_init__(self) -> None:
        if not self.name:
            raise CreditError("a factor has no name")
        if self.weight <= 0:
            self._refuse(f"weight {self.weight}", "one above zero")
        if bool(self.bands) is bool(self.groups):
            found = f"{len(self.bands)} bands and {len(self.groups)} groups"
            self._refuse(found, "one kind of them")
        if self.bands:
            self._check_bands()
        else:
            self._check_groups()

    @property
    def bin_points(self) -> tuple[Decimal, ...]:
        """The points of its bins, in order, before the weight."""
        bins: tuple[Band | Group, ...] = (*self.bands, *self.groups)
        return tuple(each.points for each in bins)

    @property
    def all_points(self) -> tuple[Decimal, ...]:
        """The points of every answer, before the weight: of the bins, then missing and other."""
        other = () if self.other is None else (self.other,)
        return (*self.bin_points, self.missing, *other)

    @property
    def labels(self) -> tuple[str, ...]:
        """What its bins are called, in order."""
        closed = self.closed or Closed.LOWER
        bands = (each.label(closed) for each in self.bands)
        return (*bands, *(each.label for each in self.groups))

    def earn(self, value: FactorValue) -> FactorPoints:
        """Judge one value.

        Raises:
            CreditError: it is no number where one was expected, or no category that is known.
            TypeError: it is a float.
        """
        found, category = None, None
        if value is None:
            place, points = MISSING, self.missing
        elif self.closed is not None:
            found = number(value, name=self.name)
            place, points = self._in_band(found, self.closed)
        elif isinstance(value, str):
            category = value
            place, points = self._in_group(category)
        else:
            self._refuse(str(value), "a category")
        with precise():
            return FactorPoints(
                name=self.name,
                number=found,
                category=category,
                bin=place,
                points=self.weight * points,
                best=self.weight * max(self.all_points),
                reason=self.reason,
            )

    def _in_band(self, value: Decimal, closed: Closed) -> tuple[str, Decimal]:
        """Find the first band that does not end before the value: there is always one."""
        band = next(each for each in self.bands if not each.ends_before(value, closed))
        return band.label(closed), band.points

    def _in_group(self, value: str) -> tuple[str, Decimal]:
        for group in self.groups:
            if value in group.categories:
                return group.label, group.points
        if self.other is None:
            known = ", ".join(group.label for group in self.groups)
            self._refuse(repr(value), f"one of {known}, or points for others")
        return OTHER, self.other

    def _check_bands(self) -> None:
        if self.closed is None or self.other is not None:
            self._refuse("bands", "to know which end is closed, and no points for others")
        if self.bands[0].lower is not None or self.bands[-1].upper is not None:
            self._refuse("a first or last band with an end", "one that is open outwards")
        for before, after in pairwise(self.bands):
            if before.upper is None or before.upper != after.lower:
                self._refuse(f"a band from {after.lower}", f"one from {before.upper}")
        ends = [each.upper for each in self.bands if each.upper is not None]
        if any(low >= high for low, high in pairwise(ends)):
            self._refuse(f"bands to {', '.join(map(str, ends))}", "ends that rise")

    def _check_groups(self) -> None:
        if self.closed is not None:
            self._refuse(f"groups closed at the {self.closed} end", "none closed")
        seen = [each for group in self.groups for each in group.categories]
        if not all(group.categories for group in self.groups):
            self._refuse("a group without categories", "some")
        for each in seen:
            if seen.count(each) > 1:
                self._refuse(f"category {each!r} twice", "once")

    def _refuse(self, found: str, expected: str) -> NoReturn:
        raise CreditError(f"factor {self.name!r} has {found}, expected {expected}")
