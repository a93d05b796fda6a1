"""What is left uncollected of the sales of each month."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cobranza._html import percent
from cobranza.plot._chart import check_language, data, finish, load
from cobranza.plot._texts import text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from altair import Chart

    from cobranza.aging import Vintage
    from cobranza.plot._chart import Language, Row

__all__ = ["vintage_curves"]


def vintage_curves(vintages: Iterable[Vintage], *, lang: Language = "es") -> Chart:
    """Draw one curve for the sales of each month: the darker, the newer.

    Raises:
        MissingExtraError: Altair is not installed.
    """
    check_language(lang)
    alt = load()
    rows: list[Row] = [
        {
            "sold": f"{vintage.month:%Y-%m}",
            "months": later,
            "share": f"{share:f}",
            "text": percent(share),
        }
        for vintage in vintages
        for later, share in enumerate(vintage.shares)
        if share is not None
    ]
    chart: Chart = (
        alt.Chart(data(rows, numbers=["share"]))
        .mark_line(point=True, strokeWidth=2)
        .encode(
            x=alt.X("months:Q", title=text("months_later", lang), axis=alt.Axis(tickMinStep=1)),
            y=alt.Y("share:Q", title=None, axis=alt.Axis(format="%"), scale=alt.Scale(zero=True)),
            color=alt.Color(
                "sold:O",
                title=text("sold_in", lang),
                # The lightest of the scheme would not show on white.
                scale=alt.Scale(scheme={"name": "blues", "extent": [0.3, 1.2]}),
            ),
            tooltip=[
                alt.Tooltip("sold:N", title=text("sold_in", lang)),
                alt.Tooltip("months:Q", title=text("months_later", lang)),
                alt.Tooltip("text:N", title=text("share", lang)),
            ],
        )
    )
    last = {row["sold"]: row for row in rows}
    said = "; ".join(f"{month}: {row['text']} (+{row['months']})" for month, row in last.items())
    return finish(
        chart,
        title=text("vintages", lang),
        about=text("vintages_about", lang),
        said=f"{text('vintages', lang)}. {said}.",
    )
