"""What makes a risk class, as data: components, what is missing, classes and rules."""

from __future__ import annotations

import operator
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, ClassVar, Final

import attrs

from cobranza._records import KEY
from cobranza.aging import Comparison
from cobranza.credit.scoring._values import as_number, as_number_or_none, member, of_fraction
from cobranza.errors import CreditError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

__all__ = [
    "RiskClass",
    "ScoreComponent",
    "ScorePolicy",
    "ScoreRule",
    "WhenMissing",
    "WhenUnknown",
]

_COMPARE: Final[Mapping[Comparison, Callable[[Decimal, Decimal], bool]]] = {
    Comparison.ABOVE: operator.gt,
    Comparison.AT_LEAST: operator.ge,
    Comparison.AT_MOST: operator.le,
    Comparison.BELOW: operator.lt,
}


class WhenMissing(StrEnum):
    """What is done with a component that has no value."""

    RENORMALIZE = "renormalize"  # the others take its weight, in proportion
    WORST = "worst"  # it counts as the worst there is
    REFUSE = "refuse"  # there is no score without it


class WhenUnknown(StrEnum):
    """What is done with a rule whose fact is not known."""

    APPLY = "apply"  # as if it held
    SKIP = "skip"  # as if it did not
    REFUSE = "refuse"  # there is no score without the fact


def _when_missing(given: str) -> WhenMissing:
    return member(given, WhenMissing)


def _when_unknown(given: str) -> WhenUnknown:
    return member(given, WhenUnknown)


def _comparison(given: str) -> Comparison:
    return member(given, Comparison)


@attrs.frozen(kw_only=True)
class ScoreComponent:
    """One part of the score: `worst` gives 0 points and `best` 100, in a straight line between.

    Values outside are taken for the nearer end. `best` may be below `worst`, as it is for days
    beyond terms.

    Raises:
        CreditError: the weight is not above zero, or `worst` is `best`.

    >>> from decimal import Decimal
    >>> late = ScoreComponent(name="late", weight=1, worst=60, best=0, missing="worst")
    >>> late.points(Decimal(15)), late.points(Decimal(90))
    (Decimal('75'), Decimal('0'))
    """

    name: str
    weight: Decimal = attrs.field(converter=as_number)
    worst: Decimal = attrs.field(converter=as_number)
    best: Decimal = attrs.field(converter=as_number)
    missing: WhenMissing = attrs.field(converter=_when_missing)

    def __attrs_post_init__(self) -> None:
        if self.weight <= 0:
            raise CreditError(f"weight of {self.name} is {self.weight}, expected above zero")
        if self.worst == self.best:
            raise CreditError(f"worst and best of {self.name} are {self.best}, expected two values")

    def points(self, value: Decimal) -> Decimal:
        """Give the points of a value, 0 to 100, to 28 digits."""
        return of_fraction(100 * self.share(value))

    def share(self, value: Decimal) -> Fraction:
        """Give the place of a value between worst and best, exactly, from 0 to 1."""
        span = Fraction(self.best) - Fraction(self.worst)
        share = (Fraction(value) - Fraction(self.worst)) / span
        return min(max(share, Fraction(0)), Fraction(1))


@attrs.frozen(kw_only=True)
class RiskClass:
    """One class, of those with `at_least` so many points; the worst has no limit."""

    name: str
    at_least: Decimal | None = attrs.field(default=None, converter=as_number_or_none)


@attrs.frozen(kw_only=True)
class _RuleForm:
    """A rule as files have it, with the limit under the name of the comparison."""

    name: str
    fact: str
    above: Decimal | None = None
    at_least: Decimal | None = None
    at_most: Decimal | None = None
    below: Decimal | None = None
    cap: str | None = None
    notches: int = 0
    unknown: WhenUnknown
    reason: str = ""

    @classmethod
    def of(cls, rule: ScoreRule, /) -> _RuleForm:
        given = attrs.asdict(rule, recurse=False)
        limit = {given.pop("comparison").value: given.pop("limit")}
        return cls(**limit, **given)

    def made(self) -> ScoreRule:
        given = attrs.asdict(self, recurse=False)
        limits = {each: given.pop(each.value) for each in Comparison}
        found = [each for each, limit in limits.items() if limit is not None]
        if len(found) != 1:
            expected = ", ".join(Comparison)
            raise CreditError(f"{len(found)} comparisons, expected one of {expected}")
        return ScoreRule(comparison=found[0], limit=limits[found[0]], **given)


@attrs.frozen(kw_only=True)
class ScoreRule:
    """What a fact does to the class, whatever the points: it caps it, or moves it by notches.

    The rule holds when the fact is on the side of `limit` that `comparison` names. `cap` is the
    best class that is left; `notches` are classes up, or down when negative. `unknown` says what
    happens when the fact is not known. `reason` are words for people.

    Raises:
        CreditError: there is no cap and no notches, or both.
    """

    __form__: ClassVar = _RuleForm

    name: str
    fact: str
    comparison: Comparison = attrs.field(converter=_comparison)
    limit: Decimal = attrs.field(converter=as_number)
    cap: str | None = None
    notches: int = 0
    unknown: WhenUnknown = attrs.field(converter=_when_unknown)
    reason: str = ""

    def __attrs_post_init__(self) -> None:
        if (self.cap is None) is (self.notches == 0):
            raise CreditError(f"rule {self.name!r} has a cap and notches, or none: expected one")

    def holds(self, fact: Decimal | None) -> bool:
        """Tell whether the rule applies.

        Raises:
            CreditError: the fact is not known, and the rule refuses that.
        """
        if fact is not None:
            return _COMPARE[self.comparison](fact, self.limit)
        if self.unknown is WhenUnknown.REFUSE:
            raise CreditError(f"fact {self.fact!r} is unknown, which rule {self.name!r} refuses")
        return self.unknown is WhenUnknown.APPLY


def _components(given: Iterable[ScoreComponent]) -> tuple[ScoreComponent, ...]:
    return tuple(given)


def _classes(given: Iterable[RiskClass]) -> tuple[RiskClass, ...]:
    return tuple(given)


def _rules(given: Iterable[ScoreRule]) -> tuple[ScoreRule, ...]:
    return tuple(given)


@attrs.frozen(kw_only=True)
class ScorePolicy:
    """A policy of scoring: components, classes from best to worst, and rules.

    All notches are added first, and then every cap holds, so that no notch lifts a cap.

    Raises:
        CreditError: there are no components or classes, names stand twice, the limits of classes do
            not fall, the worst has a limit or another has none, or a rule caps at no class.

    >>> policy = ScorePolicy(
    ...     name="pyme",
    ...     version="2026-1",
    ...     components=[
    ...         ScoreComponent(name="late", weight=1, worst=60, best=0, missing="worst"),
    ...     ],
    ...     classes=[RiskClass(name="A", at_least=80), RiskClass(name="B")],
    ... )
    >>> policy.class_of(policy.components[0].points(15)).name
    'B'
    """

    name: str
    version: str
    components: tuple[ScoreComponent, ...] = attrs.field(
        converter=_components, metadata={KEY: "component"}
    )
    classes: tuple[RiskClass, ...] = attrs.field(converter=_classes, metadata={KEY: "class"})
    rules: tuple[ScoreRule, ...] = attrs.field(default=(), converter=_rules, metadata={KEY: "rule"})

    def __attrs_post_init__(self) -> None:
        self._check_names("component", [each.name for each in self.components])
        self._check_names("class", self.class_names)
        if self.rules:
            self._check_names("rule", [each.name for each in self.rules])
        limits = [each.at_least for each in self.classes]
        if limits[-1] is not None or None in limits[:-1]:
            raise CreditError("classes have a limit each, but for the last, which has none")
        falling = [each for each in limits if each is not None]
        if any(before <= after for before, after in pairwise(falling)):
            found = ", ".join(map(str, falling))
            raise CreditError(f"limits of classes are {found}, expected each below the last")
        for rule in self.rules:
            if rule.cap is not None and rule.cap not in self.class_names:
                expected = ", ".join(self.class_names)
                raise CreditError(f"rule {rule.name!r} caps at {rule.cap!r}, expected {expected}")

    @property
    def class_names(self) -> tuple[str, ...]:
        """The classes from best to worst."""
        return tuple(each.name for each in self.classes)

    def class_of(self, points: Decimal) -> RiskClass:
        """Give the class of so many points, before any rule."""
        return next(
            each for each in self.classes if each.at_least is None or points >= each.at_least
        )

    def _check_names(self, what: str, names: Iterable[str]) -> None:
        found = [*names]
        if not found:
            raise CreditError(f"policy {self.name!r} has no {what}, expected one at least")
        for name in found:
            if not name or found.count(name) > 1:
                raise CreditError(f"policy {self.name!r} has {what} {name!r} twice or unnamed")
