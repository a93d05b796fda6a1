"""Where the debts of each bucket went."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cobranza._html import percent
from cobranza.aging._words import bucket_name
from cobranza.plot._chart import ACCENT, check_language, data, finish, load
from cobranza.plot._texts import text

if TYPE_CHECKING:
    from altair import LayerChart

    from cobranza.aging import TransitionMatrix, Weight
    from cobranza.plot._chart import Language, Row

__all__ = ["roll_rate_map"]


def roll_rate_map(
    matrix: TransitionMatrix, *, by: Weight = "balance", lang: Language = "es"
) -> LayerChart:
    """Draw a transition matrix as a heat map: one row for each bucket that held something.

    Raises:
        CobranzaError: `by` is neither "balance" nor "count".
        MissingExtraError: Altair is not installed.
    """
    check_language(lang)
    alt = load()
    places = [bucket_name(label, lang) for label in matrix.destinations]
    rows: list[Row] = [
        {
            "from": bucket_name(origin, lang),
            "to": place,
            "share": f"{rate:f}",
            "text": percent(rate, places=0),
        }
        for origin, rates in zip(matrix.origins, matrix.rates(by=by), strict=True)
        if rates is not None
        for place, rate in zip(places, rates, strict=True)
    ]
    base = alt.Chart(data(rows, numbers=["share"])).encode(
        x=alt.X(
            "to:N",
            sort=places,
            title=text("to", lang),
            axis=alt.Axis(orient="top", labelAngle=0, domain=False, ticks=False),
        ),
        y=alt.Y("from:N", sort=places, title=text("from", lang), axis=alt.Axis(grid=False)),
    )
    cells = base.mark_rect(stroke="white", strokeWidth=2).encode(
        color=alt.Color(
            "share:Q", scale=alt.Scale(domain=[0, 1], range=["#f3f6f8", ACCENT]), legend=None
        ),
        tooltip=[
            alt.Tooltip("from:N", title=text("from", lang)),
            alt.Tooltip("to:N", title=text("to", lang)),
            alt.Tooltip("text:N", title=text("share", lang)),
        ],
    )
    figures = base.mark_text().encode(
        text="text:N",
        color=alt.condition("datum.share > 0.5", alt.value("white"), alt.value("#1d2430")),
    )
    said = "; ".join(
        f"{row['from']} → {row['to']}: {row['text']}" for row in rows if row["share"] != "0"
    )
    layers: LayerChart = alt.layer(cells, figures)
    return finish(
        layers,
        title=text("roll", lang),
        about=text(f"roll_{by}", lang),
        said=f"{text('roll', lang)}. {said}.",
    )
