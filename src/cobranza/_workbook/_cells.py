"""What may stand in a cell, in the name of a sheet, and in that of a table."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Final

import attrs

if TYPE_CHECKING:
    from collections.abc import Collection

__all__ = [
    "Cell",
    "Figure",
    "fit_text",
    "is_exact",
    "is_storable",
    "looks_like_formula",
    "sheet_name",
]


@attrs.frozen
class Figure:
    """A number that has a format of its own, such as one of many units in a column."""

    value: Decimal
    number_format: str


Cell = str | int | Decimal | date | datetime | Figure | None

_LONGEST: Final = 32_767  # UTF-16 units in a cell
_LONGEST_NAME: Final = 31
_SIGNIFICANT: Final = 15
_FIRST_DAY: Final = date(1900, 3, 1)  # the calendar of Excel has a 29th of February 1900
_UNFIT: Final = re.compile(r"[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_UNFIT_NAME: Final = re.compile(r"[\[\]:*?/\\\x00-\x1f\x7f]")
_REPLACEMENT: Final = "\N{REPLACEMENT CHARACTER}"
_ELLIPSIS: Final = "\N{HORIZONTAL ELLIPSIS}"

# What a spreadsheet takes for the start of a formula when a person edits the cell, full-width forms
# included.
_FORMULA_STARTS: Final = (*"=+-@\t\n", *"\uff1d\uff0b\uff0d\uff20")


def fit_text(text: str) -> str:
    r"""Make a text fit for a cell: what XML cannot hold is replaced, what is too long is cut.

    >>> fit_text("a\x00b") == "a\ufffdb", len(fit_text("x" * 40_000))
    (True, 32767)
    """
    text = _UNFIT.sub(_REPLACEMENT, text)
    if 2 * len(text) > _LONGEST and len(text.encode("utf-16-le")) > 2 * _LONGEST:
        kept = text.encode("utf-16-le")[: 2 * (_LONGEST - 1)]
        text = kept.decode("utf-16-le", "ignore") + _ELLIPSIS
    return text


def looks_like_formula(text: str) -> bool:
    """Tell whether a text would become a formula if a person edited its cell."""
    return text.startswith(_FORMULA_STARTS)


def is_exact(amount: Decimal) -> bool:
    """Tell whether a cell can hold an amount without losing a digit.

    >>> is_exact(Decimal("9999999999999.99")), is_exact(Decimal("99999999999999.99"))
    (True, False)
    """
    digits = "".join(map(str, amount.as_tuple().digits)).strip("0")
    return len(digits) <= _SIGNIFICANT


def is_storable(day: date) -> bool:
    """Tell whether a day can be a date of the workbook: those of 1900 and before cannot."""
    return (day.date() if isinstance(day, datetime) else day) >= _FIRST_DAY


def sheet_name(wanted: str, taken: Collection[str]) -> str:
    """Give a name that a sheet can have: at most 31 characters, none that is barred, and unique.

    >>> sheet_name("Cartera [A/B]", ()), sheet_name("Hoja", ["hoja"])
    ('Cartera  A B', 'Hoja (2)')
    """
    plain = _UNFIT_NAME.sub(" ", fit_text(wanted)).strip(" '")[:_LONGEST_NAME].strip(" '")
    names = {name.casefold() for name in (*taken, "", "history")}
    name, number = plain, 1
    while name.casefold() in names:
        number += 1
        suffix = f" ({number})"
        name = f"{plain[: _LONGEST_NAME - len(suffix)].rstrip()}{suffix}".lstrip()
    return name
