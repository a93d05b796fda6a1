"""The score of a customer: one value, one risk class, and every reason for them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import attrs

from cobranza._records import from_data, to_data
from cobranza.credit.scoring._factors import FactorPoints
from cobranza.credit.scoring._policy import WhenMissing
from cobranza.credit.scoring._scorecard import losing
from cobranza.credit.scoring._values import RESULT, ZERO
from cobranza.errors import CreditError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["ComponentScore", "ReasonKind", "RuleOutcome", "Score", "ScoreReason"]

_HUNDRED: Final = Decimal(100)


class ReasonKind(StrEnum):
    """What kept a score from the best class."""

    RULE = "rule"  # a rule held
    MISSING = "missing"  # a component was not known, or something within it, or a fact
    POINTS = "points"  # a component lost points


@attrs.frozen(kw_only=True)
class ScoreReason:
    """One reason; `lost` are points of 100, where it cost points that can be counted."""

    kind: ReasonKind
    name: str
    text: str
    lost: Decimal | None = None


@attrs.frozen(kw_only=True)
class ComponentScore:
    """One component of a score.

    `value` is what was given and `points` what it is on the scale of 0 to 100, both `None` when
    it is missing and its weight went to the others. `share` is its part of the score, a fraction.
    `source` says what computed it, and `factors` how, where that was a scorecard; `missing` are the
    factors or lines of statements that it did not know.
    """

    name: str
    value: Decimal | None
    points: Decimal | None
    share: Decimal
    when_missing: WhenMissing
    source: str = ""
    factors: tuple[FactorPoints, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def lost(self) -> Decimal:
        """Points of 100 that it took from the score, to 28 digits."""
        if self.points is None:
            return ZERO
        return RESULT.multiply(self.share, RESULT.subtract(_HUNDRED, self.points))

    @property
    def reasons(self) -> tuple[FactorPoints, ...]:
        """The factors of its scorecard that lost points, those that lost most first."""
        return losing(self.factors)


@attrs.frozen(kw_only=True)
class RuleOutcome:
    """What one rule of the policy did: `value` is the fact, `None` where it was not known."""

    name: str
    fact: str
    value: Decimal | None
    held: bool
    cap: str | None = None
    notches: int = 0
    reason: str = ""


def _day(moment: dt.date) -> dt.date:
    return moment.date() if isinstance(moment, dt.datetime) else moment


@attrs.frozen(kw_only=True)
class Score:
    """What a policy says of one customer on one day.

    `value` is from 0 to 100 points with two decimals, the higher the better. `risk_class` is one of
    `classes`, which go from best to worst; `base_class` is that of the points alone, before the
    rules.

    Raises:
        CreditError: one of the two is none of the classes.
    """

    policy: str
    version: str
    as_of: dt.date = attrs.field(converter=_day)
    value: Decimal
    classes: tuple[str, ...]
    base_class: str
    risk_class: str
    components: tuple[ComponentScore, ...]
    rules: tuple[RuleOutcome, ...]

    def __attrs_post_init__(self) -> None:
        for name in ("base_class", "risk_class"):
            if getattr(self, name) not in self.classes:
                expected = ", ".join(self.classes)
                raise CreditError(f"{name} is {getattr(self, name)!r}, expected one of {expected}")

    @property
    def missing(self) -> tuple[str, ...]:
        """What was not known: components, what is within them, and facts of rules."""
        found: dict[str, None] = {}
        for each in self.components:
            if each.value is None:
                found[each.name] = None
            found.update(dict.fromkeys(f"{each.name}.{name}" for name in each.missing))
        found.update(dict.fromkeys(each.fact for each in self.rules if each.value is None))
        return tuple(found)

    @property
    def reasons(self) -> tuple[ScoreReason, ...]:
        """Why it is not better: rules that held, what is missing, then points lost, most first."""
        rules = [
            ScoreReason(kind=ReasonKind.RULE, name=each.name, text=each.reason)
            for each in self.rules
            if each.held
        ]
        missing = [
            ScoreReason(kind=ReasonKind.MISSING, name=name, text="") for name in self.missing
        ]
        points = [
            ScoreReason(
                kind=ReasonKind.POINTS,
                name=each.name,
                text="; ".join(factor.reason or factor.name for factor in each.reasons),
                lost=each.lost,
            )
            for each in sorted(self.components, key=lambda each: -each.lost)
            if each.lost > 0
        ]
        return (*rules, *missing, *points)

    def to_dict(self) -> dict[str, object]:
        """Give all of it as what JSON can hold; numbers are text, which loses nothing."""
        data: dict[str, object] = to_data(self)
        return data

    @classmethod
    def from_dict(cls, contents: Mapping[str, object]) -> Score:
        """Make a score of what `to_dict` gave: it is equal to the one that was stored.

        Raises:
            CreditError: something is missing, unknown or wrong; says where.
        """
        return from_data(cls, contents, error=CreditError, place="score")
