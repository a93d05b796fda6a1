"""The scorecard in words: each metric with its value, its target, and how it fares."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from cobranza.aging import METRICS, Score, Status, Target, Unit
from cobranza.report._texts import NONE

if TYPE_CHECKING:
    from decimal import Decimal

    from cobranza.report._report import PortfolioReport
    from cobranza.report._texts import Texts

__all__ = ["Kpi", "kpis_of"]


@attrs.frozen(kw_only=True)
class Kpi:
    """One metric of the scorecard, as it is shown.

    `values` are those of all months, in the order of the scorecard; `verdict` says whether the
    target is met, or why that cannot be told, and `trend` how the value stands beside the month
    before, "" where that cannot be told.
    """

    target: Target
    score: Score
    scores: tuple[Score, ...]
    name: str
    definition: str
    formula: str
    value: str
    values: tuple[str, ...]
    limit: str
    verdict: str
    trend: str


def kpis_of(report: PortfolioReport, t: Texts) -> list[Kpi]:
    """Give the metrics of the scorecard in the order of its targets."""
    card = report.scorecard
    return [
        _kpi(target, card.scores[start : start + len(card.months)], t)
        for target, start in zip(
            card.targets, range(0, len(card.scores), len(card.months)), strict=True
        )
    ]


def _kpi(target: Target, scores: tuple[Score, ...], t: Texts) -> Kpi:
    metric = METRICS[target.metric]
    latest = scores[-1]
    values = tuple(_value(score, metric.unit, t) for score in scores)
    return Kpi(
        target=target,
        score=latest,
        scores=scores,
        name=getattr(metric.name, t.lang),
        definition=f"{getattr(metric.definition, t.lang)} {getattr(metric.edges, t.lang)}",
        formula=metric.formula,
        value=values[-1],
        values=values,
        limit=f"{target.comparison.sign} {_figure(target.limit, metric.unit, t)}",
        verdict=_verdict(latest, t),
        trend="" if latest.trend is None else t(f"trend.{latest.trend}"),
    )


def _verdict(score: Score, t: Texts) -> str:
    if score.status is Status.NOT_AVAILABLE and score.reason is not None:
        return t(f"reason.{score.reason}")
    return t(f"status.{score.status}")


def _value(score: Score, unit: Unit, t: Texts) -> str:
    if score.value is None:
        return NONE
    text = _figure(score.value, unit, t)
    return t("at_least", days=text) if score.lower_bound else text


def _figure(value: Decimal, unit: Unit, t: Texts) -> str:
    match unit:
        case Unit.SHARE:
            return t.percent(value)
        case Unit.DAYS:
            return f"{t.decimal(value)}\xa0{t('days_unit')}"
        case _:
            return t.decimal(value)
