"""What the report says and how it writes figures and dates, in Spanish and in English.

The texts are in `texts.toml`, both languages side by side.
"""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final, Literal

from cobranza.errors import CobranzaError
from cobranza.money import decimals, precise, quantize

if TYPE_CHECKING:
    from decimal import Decimal

    from cobranza.ledger.iva import IvaRate
    from cobranza.report._data import Highlight

__all__ = ["Language", "Texts"]

Language = Literal["es", "en"]
"""The language of a report: Spanish or English."""

_UNITS: Final = ((6, 1, "M"), (3, 0, "k"))
_EXEMPT: Final = "Exento"
NONE: Final = "\N{EN DASH}"
"""What stands where there is no figure."""


@cache
def load_texts() -> dict[str, dict[str, str | list[str]]]:
    """Load the texts by key and language; a list holds singular and plural."""
    return tomllib.loads(files("cobranza.report").joinpath("texts.toml").read_text("utf-8"))


class Texts:
    """The texts of one language, and its way to write amounts, shares, days and dates.

    >>> texts = Texts("es")
    >>> texts("days", count=1), texts("days", count=30)
    ('1 día', '30 días')
    """

    def __init__(self, lang: Language) -> None:
        if lang not in ("es", "en"):
            raise CobranzaError(f"lang is {lang!r}, expected 'es' or 'en'")
        self.lang: Language = lang
        self._texts = load_texts()

    def __call__(self, key: str, **values: object) -> str:
        """Give a text with its values filled in; integers get thousands separators."""
        text = self._texts[key][self.lang]
        if isinstance(text, list):
            text = text[values["count"] != 1]
        written = {
            name: self.number(value) if isinstance(value, int) else value
            for name, value in values.items()
        }
        return text.format(**written)

    def raw(self, key: str) -> str | list[str]:
        """Give a text, or a list of texts, as it is written, for a script to fill in."""
        return self._texts[key][self.lang]

    def number(self, value: int) -> str:
        """Write a whole number: 12,345."""
        return f"{value:,}"

    def money(self, amount: Decimal, currency: str) -> str:
        """Write an amount with the decimals of its currency: 1,234.50."""
        return f"{quantize(amount, decimals(currency)):,}"

    def short(self, amount: Decimal) -> str:
        """Write an amount for a drawing: 950, 84 k, 1.2 M."""
        with precise():
            for power, places, unit in _UNITS:
                if abs(amount) >= 10**power:
                    return f"{quantize(amount.scaleb(-power), places):,}\xa0{unit}"
            return f"{quantize(amount, 0):,}"

    def percent(self, share: Decimal | None) -> str:
        """Write a share of one as a percentage: 51.4 %."""
        if share is None:
            return NONE
        with precise():
            return f"{quantize(share * 100, 1):,}\xa0%"

    def decimal(self, value: Decimal) -> str:
        """Write a number with one decimal."""
        return f"{quantize(value, 1):,}"

    def iva(self, rate: IvaRate) -> str:
        """Name a kind of IVA: IVA 16 %."""
        if rate.withheld:
            return self("iva.withheld")
        if rate.rate is None:
            return self("iva.exempt" if rate.factor == _EXEMPT else "iva.other")
        with precise():
            return self("iva.rate", rate=f"{(rate.rate * 100).normalize():f}")

    def dso(self, days: Decimal | None, *, at_least: bool = False) -> str:
        """Write a DSO with one decimal."""
        if days is None:
            return self("no_sales")
        text = f"{quantize(days, 1):,}"
        return self("at_least", days=text) if at_least else text

    def not_late(self, days: int) -> str:
        """Say of what is not past due in how many days it will be due, given as zero or less."""
        return self("due_in", days=self("days", count=-days)) if days else self("due_today")

    def day(self, day: date) -> str:
        """Write a date, short: 30 jun 2026."""
        return f"{day.day}\xa0{self._month_name(day)[:3]}\xa0{day.year}"

    def iso_day(self, day: str) -> str:
        """Write a date that is given as YYYY-MM-DD, short."""
        return self.day(date.fromisoformat(day))

    def long_day(self, day: date) -> str:
        """Write a date in full."""
        month = self._month_name(day)
        return (
            f"{day.day} de {month} de {day.year}"
            if self.lang == "es"
            else f"{month} {day.day}, {day.year}"
        )

    def month(self, first: date | None) -> str:
        """Write a month: jun 2026; `None` stands for all months before."""
        if first is None:
            return self("before")
        return f"{self._month_name(first)[:3]}\xa0{first.year}"

    def bucket(self, label: str) -> str:
        """Write the label of a bucket."""
        if label == "current":
            return self("bucket.current")
        if label == "no due date":
            return self("bucket.none")
        return self("bucket.range", days=label.replace("-", NONE).replace(">", "> "))

    def highlight(self, highlight: Highlight) -> str:
        """Write a highlight as one sentence."""
        return self(
            f"highlight.{highlight.kind}",
            currency=highlight.currency,
            amount=self.money(highlight.amount, highlight.currency),
            share=self.percent(highlight.share),
            count=highlight.count,
            days=self("days", count=highlight.count),
            name=highlight.name,
        )

    def _month_name(self, day: date) -> str:
        return str(self._texts["months_of_the_year"][self.lang][day.month - 1])
