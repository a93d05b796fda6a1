"""The phrases that a CondicionesDePago text is made of, and what each says of the terms.

Each function takes its phrases out of a text: it returns the rest, and the fields of `Terms` that
they fill. The texts are canonical: lower case without accents, digits for number words, and one
word in capitals for the phrases of `PHRASES`.
"""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import pairwise
from typing import Any, Final

from cobranza.calendars import Weekday
from cobranza.ledger._terms.values import EarlyPayment, EndOfMonth, TermPart

__all__ = ["DAYS", "DIGIT", "LONGEST", "NUMBER", "PHRASES", "TAKE", "Taken", "UnclearError"]

# The longest credit that a text is believed to give.
LONGEST: Final = 366

# A number that stands alone: no part of a date, a decimal, a range, a percentage, a telephone
# number or an RFC.
_NOT_BEFORE: Final = r"(?<![\w.,/%+-])"
_NOT_AFTER: Final = r"(?![0-9]|[.,/-][0-9]| ?%)"
NUMBER: Final = rf"{_NOT_BEFORE}([0-9]{{1,3}}){_NOT_AFTER}"
DAYS: Final = r"(?:dias?|days?|ds?)\b"

_NEXT_MONTH: Final = r"(?:(?:proximo|siguiente) mes|mes (?:proximo|siguiente))"

# Phrases of several words, and the one that stands for them. The text itself is in lower case.
PHRASES: Final = tuple(
    (re.compile(pattern), word)
    for pattern, word in (
        (r"\b(?:dias?|days?) (?:habil(?:es)?|laborables?)\b", "HABILES"),
        (r"\b(?:business|working) days?\b", "HABILES"),
        (rf"\b(?:fin(?:al)?|ultimo dia) del? {_NEXT_MONTH}\b", "NEXT"),
        (r"\b(?:fin(?:al)? del? mes|ultimo dia del mes|f\.?d\.?m\b\.?)", "FDM"),
        (r"\b(?:eom|end of (?:the )?month)\b", "EOM"),
        (rf"{NUMBER}(?= (?:FDM|EOM))", r"\1 dias"),
    )
)


DIGIT: Final = re.compile(r"[0-9]")
_DIGITS: Final = re.compile(r"[0-9]+")


class UnclearError(Exception):
    """The text says something that could mean two things, or that `Terms` cannot say."""


# Each of the following takes its phrases out of a text: it returns the rest, and what they say.
Taken = tuple[str, dict[str, Any]]

# "50% anticipo y 50% a 30 dias".
_SHARE: Final = re.compile(
    r"(?<![0-9.,])([0-9]{1,2}) ?% (?:(?:de|del|el|al|a|en|pago|con|por) ){0,3}"
    rf"(?:([0-9]{{1,3}}) ?{DAYS}|(?:anticipo|anticipad[ao]|contado|contra ?entrega)\b)"
)
_WHOLE: Final = 100
_ADVANCE: Final = re.compile(r"\b(?:anticipo|enganche)\b")


def _shares(text: str) -> Taken:
    """Read percentages of the total, each with its days; an advance is due at once."""
    shares = [(int(match[1]), int(match[2] or 0)) for match in _SHARE.finditer(text)]
    if len(shares) > 1 and sum(percent for percent, _ in shares) == _WHOLE:
        parts = tuple(
            TermPart(days=days, weight=Decimal(percent)) for percent, days in shares if percent
        )
        return _SHARE.sub(" ", text), {"parts": _within_a_year(parts)}
    if _ADVANCE.search(text) or any(match[2] is None for match in _SHARE.finditer(text)):
        raise UnclearError  # part of it at once, and who knows how much, or when the rest
    return text, {}


# "2% 10 dias", "5 % pronto pago 8 dias", "2/10 net 30".
_PERCENT: Final = r"(?<![0-9.,])([0-9]{1,2}(?:[.,][0-9]{1,2})?)"
_WINDOW: Final = re.compile(
    rf"{_PERCENT} ?%[ /]?"
    r"(?:(?:descuento|desc|dto|pronto|pago|pp|por|de|a|en|si|paga|antes|dentro|los|primeros)\b"
    rf"\.? ?){{0,6}}([0-9]{{1,3}})\b(?: ?{DAYS})?"
    rf"|{_PERCENT}/([0-9]{{1,3}})(?=,? ?(?:net[ao]?s?\b|n/))"
)
_DISCOUNT: Final = re.compile(r"\b(?:descuento|desc|dto|pronto pago|pp|net[ao]?s?)\b|\bn/[0-9]")
_PENALTY: Final = re.compile(r"\b(?:interes(?:es)?|mora|moratori[ao]s?|recargos?|pena)\b")


def _windows(text: str) -> Taken:
    """Read windows for a discount; where the text does not say what they are, leave them out."""
    windows = tuple(
        EarlyPayment(percent=percent, days=int(match[2] or match[4]))
        for match in _WINDOW.finditer(text)
        if (percent := Decimal((match[1] or match[3]).replace(",", ".")))
    )
    sure = windows and _DISCOUNT.search(text) and not _PENALTY.search(text)
    return _WINDOW.sub(" ", text), ({"early_payment": windows} if sure else {})


_NUMBERS: Final = r"[0-9]{1,2}(?:(?: ?, ?| y )[0-9]{1,2})*"
_EVERY_MONTH: Final = re.compile(rf"\b(?:dias?|los|el) ({_NUMBERS}) de cada mes\b")
_OF_NEXT_MONTH: Final = re.compile(rf"\bdia ([0-9]{{1,2}}) del {_NEXT_MONTH}\b")
_SHORTEST_MONTH: Final = 28
_LAST_OF_MONTH: Final = 31


def _days_of_month(text: str) -> Taken:
    """Read "los días 15 y 30 de cada mes" and "el día 10 del mes siguiente"."""
    for match in _OF_NEXT_MONTH.finditer(text):
        day = int(match[1])
        if not 1 <= day <= _SHORTEST_MONTH:
            raise UnclearError
        return _OF_NEXT_MONTH.sub(" ", text), {
            "days": day,
            "end_of_month": EndOfMonth.BEFORE_DAYS,
        }
    days = [
        int(each) for match in _EVERY_MONTH.finditer(text) for each in _DIGITS.findall(match[1])
    ]
    if not days:
        return text, {}
    if not all(1 <= day <= _LAST_OF_MONTH for day in days):
        raise UnclearError
    return _EVERY_MONTH.sub(" ", text), {"fixed_days": tuple(days)}


_WEEKDAYS: Final = {
    "lunes": Weekday.MONDAY,
    "martes": Weekday.TUESDAY,
    "miercoles": Weekday.WEDNESDAY,
    "jueves": Weekday.THURSDAY,
    "viernes": Weekday.FRIDAY,
    "sabado": Weekday.SATURDAY,
    "domingo": Weekday.SUNDAY,
}
_WEEKDAY: Final = rf"(?:{'|'.join(_WEEKDAYS)})s?"
_SOME_WEEKDAYS: Final = rf"({_WEEKDAY} a {_WEEKDAY}|{_WEEKDAY}(?:(?: ?, ?| y | ?/ ?){_WEEKDAY})*)\b"
_GLUE: Final = r"[ :.,-]{0,3}(?:(?:los|el|es|son|solo|cada|todos|dias?|de|en) ){0,3}"
_REVIEW: Final = r"(?:dias? de )?revision(?: de facturas?)?"
_PAYMENT: Final = r"(?:dias? de )?pag(?:os?|an?|ar)\b(?: a proveedores)?"
_WEEKDAY_PHRASES: Final = (
    (
        re.compile(rf"\b{_REVIEW} y {_PAYMENT}{_GLUE}{_SOME_WEEKDAYS}"),
        ("review_days", "payment_days"),
    ),
    (re.compile(rf"\b{_REVIEW}{_GLUE}{_SOME_WEEKDAYS}"), ("review_days",)),
    (re.compile(rf"\b{_PAYMENT}{_GLUE}{_SOME_WEEKDAYS}"), ("payment_days",)),
)
_BUSINESS_HOURS: Final = re.compile(rf"\b{_WEEKDAY} a {_WEEKDAY}\b")
_ANY_WEEKDAY: Final = re.compile(rf"\b{_WEEKDAY}\b")


def _weekdays(text: str) -> Taken:
    """Read days of review and of payment; "lunes a viernes" by itself is about business hours."""
    found: dict[str, Any] = {}
    for pattern, fields in _WEEKDAY_PHRASES:
        for match in pattern.finditer(text):
            days = _named(match[1])
            for field in fields:
                if found.setdefault(field, days) != days:
                    raise UnclearError
        text = pattern.sub(" ", text)
    text = _BUSINESS_HOURS.sub(" ", text)
    if _ANY_WEEKDAY.search(text):
        raise UnclearError
    return text, found


def _named(phrase: str) -> tuple[Weekday, ...]:
    """Give the weekdays of "lunes y jueves", or of "lunes a jueves"."""
    days = tuple(
        _WEEKDAYS[each] if each in _WEEKDAYS else _WEEKDAYS[each.removesuffix("s")]
        for each in _ANY_WEEKDAY.findall(phrase)
    )
    if " a " not in phrase:
        return days
    first, last = days
    if first >= last:
        raise UnclearError
    return tuple(Weekday(day) for day in range(first, last + 1))


_RECEIPT: Final = re.compile(
    r"\b(?:contra[ -]?recibo|(?:fecha|a partir|despues) de (?:la )?(?:recepcion|revision)\b"
    r"(?: de (?:la )?facturas?)?|recepcion de (?:la )?facturas?)"
)


def _receipt(text: str) -> Taken:
    """Read that credit runs from the receipt of the invoice."""
    rest = _RECEIPT.sub(" ", text)
    return rest, ({} if rest == text else {"from_receipt": True})


_MARKS: Final = ("NEXT", "FDM", "EOM")
_PLUS: Final = re.compile(r" ?(?:\+|mas) ?(?=[0-9])")
_FROM: Final = re.compile(
    r"(?:despues|posteriores|a partir|after|from)(?: (?:de|del|al|the))?(?: (?:el|la))? $"
)
_JUST_COUNTED: Final = re.compile(
    rf"[0-9] ?(?:{DAYS}|HABILES)(?: (?:naturales|calendario|net[ao]s?|de credito|fecha factura))?"
    r",?(?: (?:a|al|y|-))? $"
)


def _month_end(text: str) -> Taken:
    """Read the end of the month, and whether it comes before or after the days are counted."""
    marks = [mark for mark in _MARKS if mark in text]
    if not marks:
        return text, {}
    before, mark, after = text.partition(marks[0])
    if len(marks) > 1 or mark in after:
        raise UnclearError
    rest = f"{before} {after}"
    if mark == "EOM" or _FROM.search(before) or _PLUS.match(after):
        return f"{before} {_PLUS.sub(' ', after, count=1)}", {
            "end_of_month": EndOfMonth.BEFORE_DAYS
        }
    if mark == "NEXT":
        return rest, {"end_of_month": EndOfMonth.AFTER_DAYS, "months": 1}
    if DIGIT.search(rest) and not _JUST_COUNTED.search(before):
        raise UnclearError
    return rest, {"end_of_month": EndOfMonth.AFTER_DAYS}


# "30/60/90", "30, 60 y 90 dias", "30 y 60 dias", "30-60-90 dias".
_LIST: Final = re.compile(
    rf"(?<!entre ){_NOT_BEFORE}([0-9]{{1,3}}(?:(?:/[0-9]{{1,3}}){{1,11}}|(?:-[0-9]{{1,3}}){{2,11}}"
    rf"|(?:, ?[0-9]{{1,3}}){{0,10}},? (?:y|and) [0-9]{{1,3}})){_NOT_AFTER}( ?{DAYS})?"
)
_FEWEST_WITHOUT_UNIT: Final = 3


def _list(text: str) -> Taken:
    """Read equal instalments; without "días" only three or more that cannot be a date."""
    found: list[tuple[TermPart, ...]] = []
    for match in _LIST.finditer(text):
        days = [int(each) for each in _DIGITS.findall(match[1])]
        rising = all(earlier < later for earlier, later in pairwise(days))
        sure = match[2] or (
            len(days) >= _FEWEST_WITHOUT_UNIT and days[1] > _LAST_OF_MONTH and "/" in match[1]
        )
        if rising and sure:
            found.append(_within_a_year(tuple(TermPart(days=each) for each in days)))
    if not found:
        return text, {}
    if len(found) > 1:
        raise UnclearError
    return _LIST.sub(" ", text), {"parts": found[0]}


def _within_a_year(parts: tuple[TermPart, ...]) -> tuple[TermPart, ...]:
    if any(part.days > LONGEST for part in parts):
        raise UnclearError
    return parts


TAKE: Final = (_shares, _windows, _days_of_month, _weekdays, _receipt, _month_end, _list)
"""What takes phrases out of a text, in the order in which it must be done."""
