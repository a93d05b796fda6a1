"""Components combined into a risk class by a policy."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from cobranza._frozen import FrozenDict
from cobranza.credit.scoring._altman import AltmanScore
from cobranza.credit.scoring._policy import WhenMissing
from cobranza.credit.scoring._score import ComponentScore, RuleOutcome, Score
from cobranza.credit.scoring._scorecard import ScorecardResult
from cobranza.credit.scoring._values import ZERO, number, of_fraction
from cobranza.errors import CreditError
from cobranza.money import quantize

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from cobranza.credit.scoring._policy import ScoreComponent, ScorePolicy

__all__ = ["ComponentValue", "score"]

ComponentValue = ScorecardResult | AltmanScore | Decimal | int | str | None
"""What a component may be: a scored card, a Z-score, a number, or `None` when it is not known."""

_PLACES: Final = 2
_NO_FACTS: Final[Mapping[str, Decimal | int | str | None]] = FrozenDict({})


def score(
    policy: ScorePolicy,
    components: Mapping[str, ComponentValue],
    *,
    as_of: dt.date,
    facts: Mapping[str, Decimal | int | str | None] = _NO_FACTS,
) -> Score:
    """Combine what is known of a customer into points, a risk class, and the reasons for it.

    The points are the mean of those of the components, by weight, rounded half up to two decimals
    before the class is looked up. `components` and `facts` have an entry for everything that the
    policy asks for, `None` where it is not known: what then happens is the policy's to say.

    Raises:
        CreditError: an entry is not there, a missing component or fact is refused by the policy, or
            no component is left.
        TypeError: a number is a float.

    >>> from datetime import date
    >>> from cobranza.credit.scoring import ScoreComponent, RiskClass, ScoreRule, ScorePolicy, score
    >>> policy = ScorePolicy(
    ...     name="pyme",
    ...     version="2026-1",
    ...     components=[
    ...         ScoreComponent(name="behaviour", weight=3, worst=60, best=0, missing="refuse"),
    ...         ScoreComponent(name="z", weight=1, worst=1, best=3, missing="renormalize"),
    ...     ],
    ...     classes=[RiskClass(name="A", at_least=80), RiskClass(name="B")],
    ...     rules=[
    ...         ScoreRule(
    ...             name="open default",
    ...             fact="open_defaults",
    ...             comparison="above",
    ...             limit=0,
    ...             cap="B",
    ...             unknown="skip",
    ...         )
    ...     ],
    ... )
    >>> found = score(
    ...     policy,
    ...     {"behaviour": 6, "z": None},
    ...     as_of=date(2026, 6, 30),
    ...     facts={"open_defaults": 1},
    ... )
    >>> found.value, found.base_class, found.risk_class, found.missing
    (Decimal('90.00'), 'A', 'B', ('z',))
    """
    given = [(each, _entry(components, each.name, "component")) for each in policy.components]
    whole = sum(
        (Fraction(each.weight) for each, value in given if _counts(each, value)), Fraction()
    )
    if not whole:
        raise CreditError(f"no component of policy {policy.name!r} has a value, expected one")
    scored = tuple(_component(each, value, whole) for each, value in given)
    value = _mean(given, whole)
    rules = _rules(policy, facts)
    base = policy.class_of(value).name
    return Score(
        policy=policy.name,
        version=policy.version,
        as_of=as_of,
        value=value,
        classes=policy.class_names,
        base_class=base,
        risk_class=_after(rules, base, policy.class_names),
        components=scored,
        rules=rules,
    )


def _entry(entries: Mapping[str, ComponentValue], name: str, what: str) -> ComponentValue:
    if name not in entries:
        raise CreditError(f"no {what} {name!r}, expected a value, or None if unknown")
    return entries[name]


def _number(given: ComponentValue, name: str) -> Decimal | None:
    if isinstance(given, ScorecardResult | AltmanScore):
        return given.value
    return None if given is None else number(given, name=name)


def _counts(component: ScoreComponent, given: ComponentValue) -> bool:
    """Tell whether a component has a weight in the mean; refuse what the policy refuses."""
    if _number(given, component.name) is not None:
        return True
    if component.missing is WhenMissing.REFUSE:
        raise CreditError(f"component {component.name!r} is unknown, which the policy refuses")
    return component.missing is WhenMissing.WORST


def _component(component: ScoreComponent, given: ComponentValue, whole: Fraction) -> ComponentScore:
    value = _number(given, component.name)
    counts = _counts(component, given)
    points = component.points(component.worst if value is None else value) if counts else None
    return ComponentScore(
        name=component.name,
        value=value,
        points=points,
        share=of_fraction(Fraction(component.weight) / whole) if counts else ZERO,
        when_missing=component.missing,
        source=_source(given),
        factors=given.factors if isinstance(given, ScorecardResult) else (),
        missing=given.missing if isinstance(given, ScorecardResult | AltmanScore) else (),
    )


def _source(given: ComponentValue) -> str:
    if isinstance(given, ScorecardResult):
        return f"{given.card} {given.version}"
    return given.model.name if isinstance(given, AltmanScore) else ""


def _mean(given: Sequence[tuple[ScoreComponent, ComponentValue]], whole: Fraction) -> Decimal:
    """Weigh exactly, and round once."""
    total = Fraction()
    for component, entry in given:
        value = _number(entry, component.name)
        if value is not None:  # what is missing adds nothing, whether it counts or not
            total += Fraction(component.weight) * component.share(value)
    return quantize(of_fraction(100 * total / whole), _PLACES)


def _rules(
    policy: ScorePolicy, facts: Mapping[str, Decimal | int | str | None]
) -> tuple[RuleOutcome, ...]:
    outcomes: list[RuleOutcome] = []
    for rule in policy.rules:
        fact = _number(_entry(facts, rule.fact, "fact"), rule.fact)
        outcomes.append(
            RuleOutcome(
                name=rule.name,
                fact=rule.fact,
                value=fact,
                held=rule.holds(fact),
                cap=rule.cap,
                notches=rule.notches,
                reason=rule.reason,
            )
        )
    return tuple(outcomes)


def _after(rules: Sequence[RuleOutcome], base: str, classes: Sequence[str]) -> str:
    """Move the class by the notches of the rules that held, and then below every cap."""
    held = [each for each in rules if each.held]
    place = classes.index(base) - sum(each.notches for each in held)
    place = min(max(place, 0), len(classes) - 1)
    caps = [classes.index(each.cap) for each in held if each.cap is not None]
    return classes[max(place, *caps, 0)]
