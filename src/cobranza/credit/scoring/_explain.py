"""A score in words, for whoever decides by it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from cobranza.aging import Text
from cobranza.credit.scoring._factors import MISSING, OTHER
from cobranza.credit.scoring._policy import WhenMissing
from cobranza.errors import CreditError
from cobranza.money import quantize

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cobranza.credit.scoring._factors import FactorPoints
    from cobranza.credit.scoring._score import ComponentScore, RuleOutcome, Score

__all__ = ["explain"]

_PLACES: Final = 2
_RESULT: Final = Text(
    es="Clase {risk_class}, con {value} puntos de 100, por la política {policy} {version} "
    "al {as_of}.",
    en="Class {risk_class}, with {value} points of 100, by policy {policy} {version} on {as_of}.",
)
_BY_POINTS: Final = Text(
    es="Solo por puntos sería clase {base_class}.",
    en="By points alone it would be class {base_class}.",
)
_RULE: Final = Text(es="Regla «{name}»: {effect}{why}.", en="Rule “{name}”: {effect}{why}.")
_CAP: Final = Text(es="no mejor que {cap}", en="no better than {cap}")
_UP: Final = Text(es="sube {count} en la escala de clases", en="{count} up the scale of classes")
_DOWN: Final = Text(
    es="baja {count} en la escala de clases", en="{count} down the scale of classes"
)
_UNKNOWN: Final = Text(es=", aunque no se conoce {fact}", en=", although {fact} is not known")
_COMPONENT: Final = Text(
    es="{name}: {points} puntos, {share} % del resultado.",
    en="{name}: {points} points, {share} % of the result.",
)
_ABSENT: Final[Mapping[WhenMissing, Text]] = {
    WhenMissing.RENORMALIZE: Text(
        es="{name}: no se conoce; su peso se reparte entre los demás.",
        en="{name}: not known; the others take its weight.",
    ),
    WhenMissing.WORST: Text(
        es="{name}: no se conoce; cuenta como lo peor, {share} % del resultado.",
        en="{name}: not known; counts as the worst, {share} % of the result.",
    ),
}
_FACTOR: Final = Text(
    es="{name}: pierde {lost} puntos de su tarjeta por {reason} ({bin}).",
    en="{name}: loses {lost} points of its scorecard for {reason} ({bin}).",
)
_BINS: Final[Mapping[str, Text]] = {
    MISSING: Text(es="no se conoce", en="not known"),
    OTHER: Text(es="otro", en="other"),
}


def explain(score: Score, *, lang: Literal["es", "en"] = "es") -> tuple[str, ...]:
    """Say in sentences how a score came about: class, rules, components, and points lost in them.

    The words of rules and factors are those of the policy and the scorecards.

    Raises:
        CreditError: `lang` is neither "es" nor "en".

    >>> from datetime import date
    >>> from cobranza.credit.scoring import ScoreComponent, RiskClass, ScorePolicy, explain, score
    >>> policy = ScorePolicy(
    ...     name="pyme",
    ...     version="2026-1",
    ...     components=[ScoreComponent(name="atraso", weight=1, worst=60, best=0, missing="worst")],
    ...     classes=[RiskClass(name="A", at_least=80), RiskClass(name="B")],
    ... )
    >>> for line in explain(score(policy, {"atraso": None}, as_of=date(2026, 6, 30))):
    ...     print(line)
    Clase B, con 0.00 puntos de 100, por la política pyme 2026-1 al 2026-06-30.
    atraso: no se conoce; cuenta como lo peor, 100.00 % del resultado.
    """
    if lang not in ("es", "en"):
        raise CreditError(f"lang is {lang!r}, expected 'es' or 'en'")
    return tuple(_lines(score, lang))


def _lines(score: Score, lang: Literal["es", "en"]) -> Iterator[str]:
    yield _in(lang, _RESULT).format(
        risk_class=score.risk_class,
        value=score.value,
        policy=score.policy,
        version=score.version,
        as_of=score.as_of,
    )
    if score.base_class != score.risk_class:
        yield _in(lang, _BY_POINTS).format(base_class=score.base_class)
    for rule in score.rules:
        if rule.held:
            yield _rule(rule, lang)
    for component in score.components:
        yield _component(component, lang)
        for factor in component.reasons:
            yield _factor(component, factor, lang)


def _rule(rule: RuleOutcome, lang: Literal["es", "en"]) -> str:
    if rule.cap is not None:
        effect = _in(lang, _CAP).format(cap=rule.cap)
    else:
        effect = _in(lang, _UP if rule.notches > 0 else _DOWN).format(count=abs(rule.notches))
    if rule.value is None:
        why = _in(lang, _UNKNOWN).format(fact=rule.fact)
    else:
        why = f", {rule.reason}" if rule.reason else ""
    return _in(lang, _RULE).format(name=rule.name, effect=effect, why=why)


def _component(component: ComponentScore, lang: Literal["es", "en"]) -> str:
    template = _COMPONENT if component.value is not None else _ABSENT[component.when_missing]
    return _in(lang, template).format(
        name=component.name,
        points=None if component.points is None else quantize(component.points, _PLACES),
        share=quantize(component.share * 100, _PLACES),
    )


def _factor(component: ComponentScore, factor: FactorPoints, lang: Literal["es", "en"]) -> str:
    bin_ = _in(lang, _BINS[factor.bin]) if factor.bin in _BINS else factor.bin
    return _in(lang, _FACTOR).format(
        name=component.name,
        lost=quantize(factor.lost, _PLACES),
        reason=factor.reason or factor.name,
        bin=bin_,
    )


def _in(lang: Literal["es", "en"], text: Text) -> str:
    return text.es if lang == "es" else text.en
