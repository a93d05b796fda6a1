"""What a CondicionesDePago text says of the terms of payment.

The text is free, 1 to 1000 characters, so reading it is a judgement: `parse_terms` understands the
usual Mexican wordings, and some English ones, and says `None` rather than guess. It takes out of
the text, one after the other, the phrases that it understands, until lengths of credit are left. A
phrase that could mean two things ends the reading.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Any, Final

import attrs

from cobranza.ledger._terms.phrases import (
    DAYS,
    DIGIT,
    LONGEST,
    NUMBER,
    PHRASES,
    TAKE,
    UnclearError,
)
from cobranza.ledger._terms.values import Terms

__all__ = ["parse_terms"]

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
# A number in digits and again in words: "30 (treinta)" by now reads "30 30".
_SAID_TWICE: Final = re.compile(r"\b([0-9]{1,3}) \1\b")

_COUNT_OF_DAYS: Final = re.compile(rf"{NUMBER}[ -]?{DAYS}")
_COUNT_OF_BUSINESS_DAYS: Final = re.compile(rf"{NUMBER}[ -]?HABILES")
_COUNT_OF_WEEKS: Final = re.compile(rf"{NUMBER}[ -]?semanas?\b")
_COUNT_OF_MONTHS: Final = re.compile(rf"{NUMBER}[ -]?mes(?:es)?\b")
_AT_ONCE: Final = re.compile(
    r"\b(?:contado|inmediat[ao]|contra ?entrega|a la vista|anticipad[ao]|prepag(?:o|ado)"
    r"|due on receipt|cash on delivery)\b"
)
# A number whose unit is left out, or is days.
_N_MEANS_DAYS: Final = (
    rf"([0-9]{{1,3}})(?= ?(?:$|[.,;:](?![0-9])|{DAYS}|dias|fecha|f\.?f|natural|calendar))"
)
# "neto 30", "net 30 days", "n/30", "neto a 30"; and "30 dias neto", "30 neto".
_NET: Final = re.compile(
    rf"\b(?:net[ao]?s?[ :/.-]{{0,3}}(?:a )?|n/){_N_MEANS_DAYS}"
    rf"|{NUMBER}[ -]?(?:{DAYS} )?net[ao]?s?\b"
)
# "credito 45", "plazo: 30", "credito a 45".
_CREDIT: Final = re.compile(
    rf"\b(?:credito|cred|plazo|credit|terms)\.?[ :-]{{0,3}}(?:(?:a|de|por) )?{_N_MEANS_DAYS}"
)
# "15 a 30 dias", "30 o 45 dias"; and business days that count nothing.
_RANGE: Final = re.compile(
    r"\b[0-9]{1,3}(?: ?, ?| (?:y|e|o|u|y/o|a|al|and|or|to) )"
    rf"[0-9]{{1,3}} ?(?:{DAYS}|HABILES)"
)
_BUSINESS: Final = re.compile(r"HABILES|\b(?:habil(?:es)?|laborables?|business)\b")


@lru_cache(maxsize=4096)
def parse_terms(text: str) -> Terms | None:
    """Read the terms that a CondicionesDePago text gives; `None` when it gives none for sure.

    Case, accents and spacing do not matter; numbers may be words. "CONTADO" and its like are zero
    days. Weeks are seven days, months are calendar months. "30/60/90" and "30 y 60 días" are equal
    instalments; "2% 10, NETO 30" is a window for a discount and a net term. "30 días fin de mes" is
    counted in the order of its words; "30 EOM" the American way, from the end of the month on.
    Days of review, a contra-recibo or a date of reception make credit run from the receipt.

    Nothing is read from dates, percentages, telephone numbers, ranges and alternatives, or more
    than 366 days.

    >>> parse_terms("CRÉDITO A 45 DÍAS"), parse_terms("Contado")
    (Terms(days=45), Terms())
    >>> parse_terms("15 días hábiles")
    Terms(days=15, business_days=True)
    >>> parse_terms("PAGO EN UNA SOLA EXHIBICION") is None
    True
    """
    if len(text) > _MAX_TEXT:
        return None
    try:
        return _read(_canonical(text))
    except UnclearError:
        return None


def _read(text: str) -> Terms | None:
    """Take what is understood out of a text, and put terms together from it."""
    said: dict[str, Any] = {}
    for take in TAKE:
        text, found = take(text)
        if said.keys() & found.keys():
            raise UnclearError
        said |= found
    counts = _counts(text)
    if len(counts) > 1 or (counts and said.keys() & {"parts", "days", "months"}):
        raise UnclearError
    if counts:
        terms = attrs.evolve(counts.pop(), **said)
    elif said.keys() & {"parts", "days"}:
        terms = Terms(**said)
    elif said.keys() & {"end_of_month", "fixed_days", "payment_days", "review_days"}:
        if DIGIT.search(text):  # perhaps a credit that was not understood
            raise UnclearError
        terms = Terms(**said)
    elif _AT_ONCE.search(text) and not said:
        terms = Terms()
    else:
        return None
    _check_windows(terms)
    return terms


def _check_windows(terms: Terms) -> None:
    """Refuse a discount for paying when, or after, the whole is due."""
    longest = max((part.days for part in terms.parts), default=terms.days)
    if not terms.months and any(window.days >= longest for window in terms.early_payment):
        raise UnclearError


def _counts(text: str) -> set[Terms]:
    """Collect every distinct length of credit that a text names; a net term wins over others."""
    if _RANGE.search(text):
        raise UnclearError
    business = _numbers(_COUNT_OF_BUSINESS_DAYS, text)
    text = _COUNT_OF_BUSINESS_DAYS.sub(" ", text)
    if _BUSINESS.search(text):
        raise UnclearError
    found = {Terms(days=days, business_days=True) for days in business if days <= LONGEST}
    net = {Terms(days=days) for days in _numbers(_NET, text) if days <= LONGEST}
    if net:
        return found | net
    days = _numbers(_COUNT_OF_DAYS, text) | _numbers(_CREDIT, text)
    days |= {7 * weeks for weeks in _numbers(_COUNT_OF_WEEKS, text)}
    months = _numbers(_COUNT_OF_MONTHS, text)
    found |= {Terms(days=count) for count in days if count <= LONGEST}
    return found | {Terms(months=count) for count in months if count <= LONGEST // 30}


def _numbers(pattern: re.Pattern[str], text: str) -> set[int]:
    return {int(next(filter(None, match.groups()))) for match in pattern.finditer(text)}


def _canonical(text: str) -> str:
    """Lower case without accents, brackets or quotes; digits for words; one word for a phrase."""
    folded = unicodedata.normalize("NFKD", text).casefold()
    bare = "".join(c for c in folded if not unicodedata.combining(c))
    plain = _digits_for_words(" ".join(bare.translate(_BRACKETS).split()))
    for pattern, word in PHRASES:
        plain = pattern.sub(word, plain)
    return plain


def _digits_for_words(plain: str) -> str:
    """Write number words of up to 199 in digits: "cuarenta y cinco" becomes "45"."""

    def digits(match: re.Match[str]) -> str:
        word = match[0]
        return str(_NUMBER_WORDS.get(word, word))

    plain = _WORDS.sub(digits, plain)
    plain = _TENS_AND_UNITS.sub(lambda match: str(int(match[1]) + int(match[2])), plain)
    plain = _HUNDRED_AND.sub(lambda match: str(100 + int(match[1])), plain)
    return _SAID_TWICE.sub(r"\1", plain)
