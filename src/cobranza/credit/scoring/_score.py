"""The score of a customer: one value, one risk class, and every reason for them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import attrs

from cobranza.credit.scoring._factors import FactorPoints
from cobranza.credit.scoring._policy import WhenMissing
from cobranza.credit.scoring._reading import Table
from cobranza.credit.scoring._scorecard import losing
from cobranza.credit.scoring._values import RESULT, ZERO
from cobranza.credit.scoring._writing import filled, to_json

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
        return to_json(
            {
                "policy": self.policy,
                "version": self.version,
                "as_of": self.as_of,
                "value": self.value,
                "classes": self.classes,
                "base_class": self.base_class,
                "risk_class": self.risk_class,
                "components": [*map(_component_contents, self.components)],
                "rules": [filled(attrs.asdict(each)) for each in self.rules],
            }
        )

    @classmethod
    def from_dict(cls, contents: Mapping[str, object]) -> Score:
        """Make a score of what `to_dict` gave: it is equal to the one that was stored.

        Raises:
            CreditError: something is missing, unknown or wrong; says where.
        """
        table = Table.of("score", contents).only(*(each.name for each in attrs.fields(cls)))
        classes = table.texts("classes")
        for key in ("base_class", "risk_class"):
            if table.text(key) not in classes:
                table.refuse(key, f"one of {', '.join(classes)}")
        return cls(
            policy=table.text("policy"),
            version=table.text("version"),
            as_of=table.day("as_of"),
            value=table.number("value"),
            classes=classes,
            base_class=table.text("base_class"),
            risk_class=table.text("risk_class"),
            components=tuple(map(_component, table.tables("components"))),
            rules=tuple(map(_rule, table.tables("rules"))),
        )


def _component_contents(component: ComponentScore) -> dict[str, object]:
    return filled(
        {
            "name": component.name,
            "value": component.value,
            "points": component.points,
            "share": component.share,
            "when_missing": component.when_missing.value,
            "source": component.source,
            "factors": [*map(_factor_contents, component.factors)],
            "missing": component.missing,
        }
    )


def _factor_contents(factor: FactorPoints) -> dict[str, object]:
    """Tell a number from a category: both are text in JSON."""
    number = factor.value if isinstance(factor.value, Decimal) else None
    category = factor.value if isinstance(factor.value, str) else None
    return filled(
        {
            "name": factor.name,
            "number": number,
            "category": category,
            "bin": factor.bin,
            "points": factor.points,
            "best": factor.best,
            "reason": factor.reason,
        }
    )


def _component(table: Table) -> ComponentScore:
    table.only(*(each.name for each in attrs.fields(ComponentScore)))
    return ComponentScore(
        name=table.text("name"),
        value=table.number_or_none("value"),
        points=table.number_or_none("points"),
        share=table.number("share"),
        when_missing=table.choice("when_missing", WhenMissing),
        source=table.text("source"),
        factors=tuple(map(_factor, table.tables("factors"))),
        missing=table.texts("missing"),
    )


def _factor(table: Table) -> FactorPoints:
    table.only("name", "number", "category", "bin", "points", "best", "reason")
    number = table.number_or_none("number")
    return FactorPoints(
        name=table.text("name"),
        value=table.text_or_none("category") if number is None else number,
        bin=table.text("bin"),
        points=table.number("points"),
        best=table.number("best"),
        reason=table.text("reason"),
    )


def _rule(table: Table) -> RuleOutcome:
    table.only(*(each.name for each in attrs.fields(RuleOutcome)))
    return RuleOutcome(
        name=table.text("name"),
        fact=table.text("fact"),
        value=table.number_or_none("value"),
        held=table.truth("held"),
        cap=table.text_or_none("cap"),
        notches=table.whole("notches"),
        reason=table.text("reason"),
    )
