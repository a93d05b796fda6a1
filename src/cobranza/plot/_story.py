"""How the balance of one invoice got to where it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cobranza._html import figure
from cobranza.plot._chart import (
    ACCENT,
    CONTRAST,
    check_language,
    data,
    finish,
    load,
    moment,
)
from cobranza.plot._texts import text

if TYPE_CHECKING:
    from altair import LayerChart

    from cobranza.ledger.story import Story
    from cobranza.plot._chart import Language, Row

__all__ = ["balance_story"]


def balance_story(story: Story, *, lang: Language = "es") -> LayerChart:
    """Draw the balance of an invoice as steps, from event to event; a dashed line is the due date.

    `story` is what `Ledger.explain` tells; give both the same language. Its day, where it has one,
    ends the last step.

    Raises:
        MissingExtraError: Altair is not installed.
    """
    check_language(lang)
    alt = load()
    currency, due = story.receivable.currency, story.receivable.due
    rows: list[Row] = [
        {
            "date": row.event.date.isoformat(),
            "when": moment(row.event.date),
            "movement": row.text,
            "amount": f"{figure(row.event.amount, currency)} {currency}",
            "balance": f"{row.balance:f}",
            "text": f"{figure(row.balance, currency)} {currency}",
        }
        for row in story.rows
    ]
    steps = [*rows]
    if story.as_of is not None and rows:
        steps.append({**rows[-1], "when": moment(story.as_of)})
    x = alt.X("when:T", title=None, axis=alt.Axis(format="%Y-%m-%d", labelOverlap=True))
    y = alt.Y("balance:Q", title=text("balance_in", lang, currency=currency))
    line = (
        alt.Chart(data(steps, numbers=["balance"]))
        .mark_area(interpolate="step-after", line={"color": ACCENT}, color=ACCENT, opacity=0.2)
        .encode(x=x, y=y)
    )
    points = (
        alt.Chart(data(rows, numbers=["balance"]))
        .mark_circle(size=70, color=ACCENT, opacity=1)
        .encode(
            x=x,
            y=y,
            tooltip=[
                alt.Tooltip("date:N", title=text("date", lang)),
                alt.Tooltip("movement:N", title=text("movement", lang)),
                alt.Tooltip("amount:N", title=text("amount", lang)),
                alt.Tooltip("text:N", title=text("balance", lang)),
            ],
        )
    )
    layers = [line, points]
    about = text("balance_in", lang, currency=currency)
    if due is not None:
        falls_due: list[Row] = [{"when": moment(due)}]
        rule = alt.Chart(data(falls_due, numbers=[])).mark_rule(color=CONTRAST, strokeDash=[6, 4])
        layers.append(rule.encode(x="when:T"))
        about = f"{about}. {text('due', lang, day=due)}"
    said = " ".join(f"{row['date']}: {row['movement']} {row['text']}." for row in rows)
    drawn: LayerChart = alt.layer(*layers)
    return finish(drawn, title=story.title, about=about, said=f"{story.title}. {about}. {said}")
