"""How much of what is owed hangs on few."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cobranza._html import figure, percent
from cobranza.aging._exact import ZERO, ratio, total
from cobranza.plot._chart import ACCENT, check_language, data, finish, load
from cobranza.plot._texts import text

if TYPE_CHECKING:
    from altair import Chart

    from cobranza.aging import AgingRow, Concentration
    from cobranza.plot._chart import Language, Row

__all__ = ["concentration_curve"]

_NAMED: Final = 10
_POINTS: Final = 50


def concentration_curve(found: Concentration, *, lang: Language = "es") -> Chart:
    """Draw the share of what is owed that the 1, 2, 3, ... largest debtors owe together.

    Raises:
        MissingExtraError: Altair is not installed.
    """
    check_language(lang)
    alt = load()
    rows: list[Row] = [{"debtors": 0, "share": "0", "debtor": "", "balance": "", "text": ""}]
    owed, whole = ZERO, found.owed
    for place, row in enumerate(found.debtors, 1):
        owed = total((owed, row.outstanding))
        share = ratio(owed, whole)
        rows.append(
            {
                "debtors": place,
                "share": f"{share:f}",
                "debtor": _name(row),
                "balance": f"{figure(row.outstanding, found.currency)} {found.currency}",
                "text": percent(share),
            }
        )
    chart: Chart = (
        alt.Chart(data(rows, numbers=["share"]))
        .mark_area(
            line={"color": ACCENT},
            color=ACCENT,
            opacity=0.25,
            point={"color": ACCENT} if len(rows) <= _POINTS else False,
        )
        .encode(
            x=alt.X("debtors:Q", title=text("debtors", lang), axis=alt.Axis(tickMinStep=1)),
            y=alt.Y(
                "share:Q",
                title=text("cumulative", lang),
                axis=alt.Axis(format="%"),
                scale=alt.Scale(domain=[0, 1]),
            ),
            tooltip=[
                alt.Tooltip("debtors:Q", title=text("debtors", lang)),
                alt.Tooltip("debtor:N", title=text("debtor", lang)),
                alt.Tooltip("balance:N", title=text("balance", lang)),
                alt.Tooltip("text:N", title=text("cumulative", lang)),
            ],
        )
    )
    few = min(_NAMED, len(found.debtors))
    share = found.top(_NAMED)
    told = text("few_owe", lang, count=few, all=len(found.debtors), share=percent(share))
    about = text("as_of", lang, day=found.as_of, currency=found.currency)
    return finish(
        chart,
        title=text("concentration", lang),
        about=f"{about}. {told}",
        said=f"{text('concentration', lang)}. {about}. {told}.",
    )


def _name(row: AgingRow) -> str:
    return row.name or row.rfc or " / ".join(row.dimensions)
