"""One indicator month by month, beside its target."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cobranza._html import percent
from cobranza.aging import METRICS, Unit
from cobranza.aging._words import status_name
from cobranza.errors import CobranzaError
from cobranza.money import quantize
from cobranza.plot._chart import ACCENT, CONTRAST, check_language, data, finish, load
from cobranza.plot._texts import text

if TYPE_CHECKING:
    from decimal import Decimal

    from altair import LayerChart

    from cobranza.aging import Score, Scorecard
    from cobranza.plot._chart import Language, Row

__all__ = ["kpi_trend"]

_FORMATS: Final = {Unit.SHARE: "%", Unit.DAYS: "~s"}


def kpi_trend(
    card: Scorecard, metric: str = "dso_count_back", *, lang: Language = "es"
) -> LayerChart:
    """Draw an indicator at the end of each month as a line, with its target as a dashed one.

    Months without a value are gaps; a lower bound is an open point.

    Raises:
        CobranzaError: the scorecard has no such metric.
        MissingExtraError: Altair is not installed.
    """
    check_language(lang)
    alt = load()
    targets = {target.metric: target for target in card.targets}
    if metric not in targets:
        raise CobranzaError(f"metric is {metric!r}, expected one of {', '.join(targets)}")
    target, known = targets[metric], METRICS[metric]
    name = known.name.es if lang == "es" else known.name.en
    limit = f"{target.comparison.sign} {_figure(target.limit, known.unit, lang)}"
    rows: list[Row] = [
        {
            "month": f"{score.as_of:%Y-%m}",
            "day": score.as_of.isoformat(),
            "value": None if score.value is None else f"{score.value:f}",
            "text": _shown(score, known.unit, lang),
            "state": status_name(score.status, lang),
            "bound": int(score.lower_bound),
        }
        for score in card.of(metric)
    ]
    values = data(rows, numbers=["value"])
    scale = alt.Y("value:Q", title=name, axis=alt.Axis(format=_FORMATS.get(known.unit, "~f")))
    months = alt.X("month:O", title=None, axis=alt.Axis(labelAngle=-45))
    line = alt.Chart(values).mark_line(color=ACCENT, strokeWidth=2.5).encode(x=months, y=scale)
    points = (
        alt.Chart(values)
        .mark_point(size=60, color=ACCENT, strokeWidth=2, opacity=1)
        .encode(
            x=months,
            y=scale,
            fill=alt.condition("datum.bound", alt.value("white"), alt.value(ACCENT)),
            tooltip=[
                alt.Tooltip("day:N", title=text("month", lang)),
                alt.Tooltip("text:N", title=text("value", lang)),
                alt.Tooltip("state:N", title=text("state", lang)),
            ],
        )
    )
    goal: list[Row] = [{"limit": f"{target.limit:f}"}]
    rule = (
        alt.Chart(data(goal, numbers=["limit"]))
        .mark_rule(color=CONTRAST, strokeDash=[6, 4])
        .encode(y="limit:Q")
    )
    said = "; ".join(f"{row['month']}: {row['text']}" for row in rows)
    about = f"{card.currency}. {text('target', lang, limit=limit)}"
    layers: LayerChart = alt.layer(rule, line, points)
    return finish(
        layers,
        title=name,
        about=about,
        said=f"{name}. {about}. {said}.",
    )


def _shown(score: Score, unit: Unit, lang: Language) -> str:
    if score.value is None:
        return status_name(score.status, lang)
    value = _figure(score.value, unit, lang)
    return text("at_least", lang, value=value) if score.lower_bound else value


def _figure(value: Decimal, unit: Unit, lang: Language) -> str:
    if unit is Unit.SHARE:
        return percent(value)
    number = f"{quantize(value, 1):,}"
    return text("days", lang, value=number) if unit is Unit.DAYS else number
