"""What buckets, statuses and trends are called, in Spanish and in English."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from cobranza.aging._buckets import NO_DUE_DATE
from cobranza.aging._metric import Text
from cobranza.aging._roll import PAID, WRITTEN_OFF
from cobranza.aging._scorecard import Status, Trend

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["bucket_name", "status_name", "trend_name"]

_BUCKETS: Final[Mapping[str, Text]] = {
    "current": Text(es="Por vencer", en="Not yet due"),
    NO_DUE_DATE: Text(es="Sin vencimiento", en="No due date"),
    PAID: Text(es="Pagado", en="Paid"),
    WRITTEN_OFF: Text(es="Incobrable", en="Written off"),
}
_DAYS: Final = Text(es="días", en="days")
_STATUSES: Final[Mapping[Status, Text]] = {
    Status.MET: Text(es="Se cumple", en="Met"),
    Status.MISSED: Text(es="No se cumple", en="Missed"),
    Status.NOT_AVAILABLE: Text(es="No disponible", en="Not available"),
}
_TRENDS: Final[Mapping[Trend, Text]] = {
    Trend.BETTER: Text(es="Mejora", en="Better"),
    Trend.SAME: Text(es="Igual", en="Same"),
    Trend.WORSE: Text(es="Empeora", en="Worse"),
}


def bucket_name(label: str, lang: Literal["es", "en"] = "es") -> str:
    """Name a bucket, or another state of a transition matrix, by its label.

    >>> bucket_name("current"), bucket_name(">120", "en")
    ('Por vencer', '> 120 days')
    """
    known = _BUCKETS.get(label)
    if known is not None:
        return of(known, lang)
    days = label.replace("-", "\N{EN DASH}").replace(">", "> ")
    return f"{days} {of(_DAYS, lang)}"


def status_name(status: Status, lang: Literal["es", "en"] = "es") -> str:
    """Say whether a target is met."""
    return of(_STATUSES[status], lang)


def trend_name(trend: Trend | None, lang: Literal["es", "en"] = "es") -> str:
    """Say how a value stands beside that of the month before; "" where that is not known."""
    return "" if trend is None else of(_TRENDS[trend], lang)


def of(text: Text, lang: Literal["es", "en"]) -> str:
    """Give a text in one language."""
    return text.es if lang == "es" else text.en
