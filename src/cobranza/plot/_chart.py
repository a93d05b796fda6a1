"""What all charts share: their library, their data, their titles and their colours."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, Literal, TypeVar

from cobranza.errors import CobranzaError, MissingExtraError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from altair import Chart, LayerChart

__all__ = [
    "ACCENT",
    "AGES",
    "CONTRAST",
    "SOFT",
    "Language",
    "Row",
    "check_language",
    "data",
    "finish",
    "load",
    "moment",
    "safe",
]

Language = Literal["es", "en"]
Row = dict[str, str | int | None]

ACCENT: Final = "#1f5f7a"
CONTRAST: Final = "#c64a31"
SOFT: Final = "#5d6675"
AGES: Final = ("#5b93b5", "#efcf6e", "#eba94d", "#df7a3f", "#c64a31", "#8c1f26", "#9aa0a8")
"""From what is not yet due to what is oldest, then what has no due date."""

_TAG: Final = re.compile(r"<(?=[/!?A-Za-z])")
_WIDTH: Final = 560
_HEIGHT: Final = 300

Drawn = TypeVar("Drawn", "Chart", "LayerChart")


def load() -> Any:  # noqa: ANN401 - a module that may not be there
    """Load Altair.

    Raises:
        MissingExtraError: it is not installed.
    """
    try:
        import altair as alt  # noqa: PLC0415 - an extra
    except ImportError:
        raise MissingExtraError("charts need Altair: pip install 'cobranza[plot]'") from None
    return alt


def check_language(lang: str) -> None:
    """Refuse what is no language.

    Raises:
        CobranzaError: it is neither "es" nor "en".
    """
    if lang not in ("es", "en"):
        raise CobranzaError(f"lang is {lang!r}, expected 'es' or 'en'")


def data(rows: Iterable[Row], *, numbers: Iterable[str]) -> dict[str, Any]:
    """Give rows as the data of a chart, which reads the columns `numbers` from their exact text."""
    values = [
        {name: safe(value) if isinstance(value, str) else value for name, value in row.items()}
        for row in rows
    ]
    return {"values": values, "format": {"parse": dict.fromkeys(numbers, "number")}}


def safe(text: str) -> str:
    """Take from a text what could end the script in which Altair puts the data of a chart.

    >>> safe("</script>") == "\N{FULLWIDTH LESS-THAN SIGN}/script>", safe("< 30 días")
    (True, '< 30 días')
    """
    return _TAG.sub("\N{FULLWIDTH LESS-THAN SIGN}", text)


def moment(day: date) -> str:
    """Write a day so that browsers take it for local: a bare date would be midnight in Greenwich.

    >>> from datetime import date
    >>> moment(date(2026, 6, 30))
    '2026-06-30T00:00:00'
    """
    return f"{day.isoformat()}T00:00:00"


def finish(chart: Drawn, *, title: str, about: str, said: str) -> Drawn:
    """Give a chart its title, a line below it, and the sentence that is read aloud for it."""
    drawn: Any = chart
    finished: Drawn = (
        drawn.properties(
            title={
                "text": safe(title),
                "subtitle": safe(about),
                "anchor": "start",
                "offset": 12,
                "subtitleColor": SOFT,
            },
            description=safe(said),
            width=_WIDTH,
            height=_HEIGHT,
        )
        .configure_view(stroke=None)
        .configure_axis(grid=False, labelColor=SOFT, titleColor=SOFT, domainColor="#d9d6d0")
        .configure_axisY(grid=True, gridColor="#eceae6", domain=False, ticks=False)
    )
    return finished
