"""What is expected to be collected, week by week."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cobranza._html import figure
from cobranza.plot._chart import ACCENT, check_language, data, finish, load
from cobranza.plot._texts import text

if TYPE_CHECKING:
    from altair import Chart

    from cobranza.aging import Forecast
    from cobranza.plot._chart import Language, Row

__all__ = ["forecast_bars"]


def forecast_bars(found: Forecast, *, lang: Language = "es") -> Chart:
    """Draw what is expected in each week, as columns; what comes later is said above them.

    Raises:
        MissingExtraError: Altair is not installed.
    """
    check_language(lang)
    alt = load()
    currency = found.currency
    rows: list[Row] = [
        {
            "week": f"{week.first} – {week.last}",  # noqa: RUF001 - from day to day
            "first": f"{week.first:%m-%d}",
            "number": number,
            "amount": f"{week.amount:f}",
            "text": f"{figure(week.amount, currency)} {currency}",
        }
        for number, week in enumerate(found.weeks, 1)
    ]
    chart: Chart = (
        alt.Chart(data(rows, numbers=["amount"]))
        .mark_bar(color=ACCENT)
        .encode(
            x=alt.X("first:O", sort=alt.SortField("number"), title=text("week_from", lang)),
            y=alt.Y("amount:Q", title=currency, axis=alt.Axis(format="~s")),
            tooltip=[
                alt.Tooltip("week:N", title=text("week", lang)),
                alt.Tooltip("text:N", title=text("amount", lang)),
            ],
        )
    )
    about = text(
        "forecast_about",
        lang,
        open=figure(found.open, currency),
        currency=currency,
        day=found.as_of,
        later=figure(found.later, currency),
    )
    said = "; ".join(f"{row['week']}: {row['text']}" for row in rows)
    return finish(
        chart,
        title=text("forecast", lang),
        about=about,
        said=f"{text('forecast', lang)}. {about}. {said}.",
    )
