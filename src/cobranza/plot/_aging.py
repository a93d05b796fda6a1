"""What is owed by days past due."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cobranza._html import figure
from cobranza.aging._words import bucket_name
from cobranza.errors import CobranzaError
from cobranza.plot._chart import AGES, check_language, data, finish, load
from cobranza.plot._texts import text

if TYPE_CHECKING:
    from altair import Chart

    from cobranza.aging import Aged, Aging
    from cobranza.plot._chart import Language, Row

__all__ = ["aging_bars"]


def aging_bars(aging: Aging, *, currency: str | None = None, lang: Language = "es") -> Chart:
    """Draw what is owed by bucket, as columns.

    It is drawn in `currency`; without it in the only one there is, or all together in MXN where
    `aging` has that.

    Raises:
        CobranzaError: nothing is owed in `currency`, or there are several and no total in MXN.
        MissingExtraError: Altair is not installed.
    """
    check_language(lang)
    alt = load()
    aged = _aged(aging, currency)
    names = [bucket_name(label, lang) for label in aging.buckets.labels]
    rows: list[Row] = [
        {
            "bucket": name,
            "amount": f"{amount:f}",
            "items": items,
            "text": f"{figure(amount, aged.currency)} {aged.currency}",
        }
        for name, amount, items in zip(names, aged.amounts, aged.counts, strict=True)
        if items or name != names[-1]  # what has no due date, only where there is some
    ]
    # Ranges beyond those that have a colour look like the oldest.
    colors = [*AGES[: min(len(names), len(AGES)) - 1], *AGES[-2:-1] * (len(names) - len(AGES))]
    chart: Chart = (
        alt.Chart(data(rows, numbers=["amount"]))
        .mark_bar()
        .encode(
            x=alt.X("bucket:N", sort=names, title=None, axis=alt.Axis(labelAngle=0)),
            y=alt.Y("amount:Q", title=aged.currency, axis=alt.Axis(format="~s")),
            color=alt.Color(
                "bucket:N", scale=alt.Scale(domain=names, range=[*colors, AGES[-1]]), legend=None
            ),
            tooltip=[
                alt.Tooltip("bucket:N", title=text("bucket", lang)),
                alt.Tooltip("text:N", title=text("balance", lang)),
                alt.Tooltip("items:Q", title=text("items", lang)),
            ],
        )
    )
    said = "; ".join(f"{row['bucket']}: {row['text']}" for row in rows)
    return finish(
        chart,
        title=text("aging", lang),
        about=text("as_of", lang, day=aging.as_of, currency=aged.currency),
        said=f"{text('aging', lang)}. {said}.",
    )


def _aged(aging: Aging, currency: str | None) -> Aged:
    known = {each.currency: each for each in aging.totals}
    if currency is not None:
        if currency not in known:
            raise CobranzaError(f"currency is {currency!r}, expected one of {', '.join(known)}")
        return known[currency]
    if len(known) == 1:
        return next(iter(known.values()))
    if aging.mxn is None:
        raise CobranzaError(f"currency is missing, expected one of {', '.join(known)}")
    return aging.mxn
