"""Terms of payment: when an invoice is due, and what a CondicionesDePago text says of it.

CondicionesDePago is free text of 1 to 1000 characters, so reading it is a judgement: `parse_terms`
understands the usual Mexican wordings and says `None` rather than guess. Days are calendar days
and run from the date of issue. Months are calendar months.

Not here yet: end of month, fixed days, business days, days of review and of payment, instalments.
Texts that ask for one of the first three or the last are answered with `None`.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

import attrs

from cobranza.errors import LedgerError

__all__ = ["Terms", "parse_terms"]

_MAX_DAYS: Final = 3660
_MAX_MONTHS: Final = 120


@attrs.frozen(kw_only=True)
class Terms:
    """Credit given from the date of issue: calendar months first, then calendar days.

    Raises:
        TypeError: `days` or `months` is not an int.
        LedgerError: `days` is not within 0 to 3660, or `months` within 0 to 120.

    >>> Terms(days=30).due(date(2026, 1, 31))
    datetime.date(2026, 3, 2)
    """

    days: int = 0
    months: int = 0

    def __attrs_post_init__(self) -> None:
        _check_whole(self.days, "days", _MAX_DAYS)
        _check_whole(self.months, "months", _MAX_MONTHS)

    def due(self, issued: date) -> date:
        """Give the last day on which payment is on time.

        A month later is the same day of the next month, or its last day where there is none.

        >>> Terms(months=1).due(date(2026, 1, 31))
        datetime.date(2026, 2, 28)
        """
        start = _months_later(issued, self.months) if self.months else issued
        return start + timedelta(days=self.days)


def _months_later(day: date, months: int) -> date:
    """Give the same day of a later month, or its last day where there is none."""
    total = day.year * 12 + day.month - 1 + months
    year, month = total // 12, total % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _check_whole(value: object, name: str, most: int) -> None:
    """Refuse what is not a whole number within reason."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"{name} is a {type(value).__name__}, expected an int")
    if not 0 <= value <= most:
        raise LedgerError(f"{name} is {value}, expected 0 to {most}")


# The longest credit that a text is believed to give.
_MAX_DAYS_IN_TEXT: Final = 366
_MAX_TEXT: Final = 1000  # CondicionesDePago, maxLength

# fmt: off
_NUMBER_WORDS: Final = {
    "un": 1, "una": 1, "uno": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6,
    "siete": 7, "ocho": 8, "nueve": 9, "diez": 10, "once": 11, "doce": 12, "trece": 13,
    "catorce": 14, "quince": 15, "dieciseis": 16, "diecisiete": 17, "dieciocho": 18,
    "diecinueve": 19, "veinte": 20, "veintiun": 21, "veintiuno": 21, "veintidos": 22,
    "veintitres": 23, "veinticuatro": 24, "veinticinco": 25, "veintiseis": 26, "veintisiete": 27,
    "veintiocho": 28, "veintinueve": 29, "treinta": 30, "cuarenta": 40, "cincuenta": 50,
    "sesenta": 60, "setenta": 70, "ochenta": 80, "noventa": 90, "cien": 100, "ciento": 100,
}
# fmt: on
_BRACKETS: Final = str.maketrans(dict.fromkeys("()[]{}\"'*", " "))
_WORDS: Final = re.compile(r"[a-z]+")
# "cuarenta y cinco", "ciento veinte", "ciento cuarenta y cinco", once the words are numbers.
_TENS_AND_UNITS: Final = re.compile(r"\b([3-9]0) y ([1-9])\b")
_HUNDRED_AND: Final = re.compile(r"\b100 ([1-9][0-9]?)\b")

# A number that stands alone: no part of a date, a decimal, a range, a percentage, a telephone
# number or an RFC.
_N: Final = r"(?<![\w.,/%+-])([0-9]{1,3})(?![0-9]|[.,/-][0-9]| ?%)"
_DAYS: Final = r"(?:dias?|days?|ds?)\b"
_COUNT_OF_DAYS: Final = re.compile(rf"{_N}[ -]?{_DAYS}")
_COUNT_OF_WEEKS: Final = re.compile(rf"{_N}[ -]?semanas?\b")
_COUNT_OF_MONTHS: Final = re.compile(rf"{_N}[ -]?mes(?:es)?\b")
# A number whose unit is left out, or is days.
_N_MEANS_DAYS: Final = (
    rf"([0-9]{{1,3}})(?= ?(?:$|[.,;:](?![0-9])|{_DAYS}|dias|fecha|f\.?f|natural|calendar))"
)
# "neto 30", "net 30 days", "n/30", "neto a 30"; and "30 dias neto", "30 neto".
_NET: Final = re.compile(
    rf"\b(?:net[ao]?s?[ :/.-]{{0,3}}(?:a )?|n/){_N_MEANS_DAYS}|{_N}[ -]?(?:{_DAYS} )?net[ao]?s?\b"
)
# "credito 45", "plazo: 30", "credito a 45".
_CREDIT: Final = re.compile(
    rf"\b(?:credito|cred|plazo|credit|terms)\.?[ :-]{{0,3}}(?:(?:a|de|por) )?{_N_MEANS_DAYS}"
)
# "2% 10 dias", "5 % pronto pago 8 dias": a window for a discount, not the term.
_DISCOUNT: Final = re.compile(
    r"[0-9]{1,2}(?:[.,][0-9]{1,2})? ?%[ /]?"
    r"(?:(?:descuento|desc|dto|pronto|pago|pp|por|de|a|en|si|paga|antes|dentro|los|primeros)\b"
    rf"\.? ?){{0,6}}[0-9]{{1,3}}\b(?: ?{_DAYS})?"
)
_AT_ONCE: Final = re.compile(
    r"\b(?:contado|inmediat[ao]|contra ?entrega|a la vista|anticipad[ao]|prepag(?:o|ado)"
    r"|due on receipt|cash on delivery)\b"
)
# What calendar days from the date of issue cannot say: business days, end of month, instalments
# and ranges ("30 y 60 dias").
_NOT_SUPPORTED: Final = re.compile(
    r"\b(?:habil|habiles|laborables?|business|fin(?:al)? del? mes|eom|end of month|f\.?d\.?m)\b"
    rf"|\b[0-9]{{1,3}}(?: ?, ?| (?:y|e|o|u|a|al|and|or|to) )[0-9]{{1,3}} ?{_DAYS}"
)


@lru_cache(maxsize=4096)
def parse_terms(text: str) -> Terms | None:
    """Read the credit that a CondicionesDePago text gives; `None` when it gives none for sure.

    Case, accents and spacing do not matter. "CONTADO" and its like are zero days. Numbers may be
    words. A net term wins over a discount window ("2% 10, NETO 30" is 30 days). Weeks are seven
    days, months are calendar months. Nothing is read from dates, percentages, telephone numbers,
    instalments ("30/60/90", "30 y 60 días"), business days, end of month, or more than 366 days.

    >>> parse_terms("CRÉDITO A 45 DÍAS"), parse_terms("Contado")
    (Terms(days=45, months=0), Terms(days=0, months=0))
    >>> parse_terms("PAGO EN UNA SOLA EXHIBICION") is None
    True
    """
    if len(text) > _MAX_TEXT:
        return None
    plain = _DISCOUNT.sub(" ", _digits_for_words(_fold(text)))
    if _NOT_SUPPORTED.search(plain):
        return None
    found = {Terms(days=days) for days in _numbers(_NET, plain) if days <= _MAX_DAYS_IN_TEXT}
    if not found:
        found = _counts(plain)
    if found:
        return found.pop() if len(found) == 1 else None
    return Terms(days=0) if _AT_ONCE.search(plain) else None


def _counts(plain: str) -> set[Terms]:
    """Collect every distinct length of credit that the text names."""
    days = _numbers(_COUNT_OF_DAYS, plain) | _numbers(_CREDIT, plain)
    days |= {7 * weeks for weeks in _numbers(_COUNT_OF_WEEKS, plain)}
    months = _numbers(_COUNT_OF_MONTHS, plain)
    return {Terms(days=count) for count in days if count <= _MAX_DAYS_IN_TEXT} | {
        Terms(months=count) for count in months if count <= _MAX_DAYS_IN_TEXT // 30
    }


def _numbers(pattern: re.Pattern[str], plain: str) -> set[int]:
    return {int(next(filter(None, match.groups()))) for match in pattern.finditer(plain)}


def _fold(text: str) -> str:
    """Lower case, without accents, brackets or quotes, single spaces."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return " ".join(bare.translate(_BRACKETS).split())


def _digits_for_words(plain: str) -> str:
    """Write number words of up to 199 in digits: "cuarenta y cinco" becomes "45"."""

    def digits(match: re.Match[str]) -> str:
        word = match[0]
        return str(_NUMBER_WORDS.get(word, word))

    plain = _WORDS.sub(digits, plain)
    plain = _TENS_AND_UNITS.sub(lambda match: str(int(match[1]) + int(match[2])), plain)
    return _HUNDRED_AND.sub(lambda match: str(100 + int(match[1])), plain)
