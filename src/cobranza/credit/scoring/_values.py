"""How scores compute: exact where it can be, to 28 digits where it cannot."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Final, TypeVar

from cobranza.errors import CreditError, MoneyError
from cobranza.money import to_decimal

if TYPE_CHECKING:
    from fractions import Fraction

__all__ = [
    "ONE",
    "RESULT",
    "WIDE",
    "ZERO",
    "as_number",
    "as_number_or_none",
    "check_decimal",
    "member",
    "number",
    "of_fraction",
    "shown",
]

E = TypeVar("E", bound=StrEnum)

ZERO: Final = Decimal(0)
ONE: Final = Decimal(1)
RESULT: Final = Context(prec=28, rounding=ROUND_HALF_UP)
"""Results that nothing bounds have 28 significant digits."""
WIDE: Final = Context(prec=50, rounding=ROUND_HALF_UP)
"""Logarithms and powers on the way to a result, so that 28 digits of it are right."""


def number(value: Decimal | int | str, *, name: str) -> Decimal:
    """Take a number in as `to_decimal` does, with the error of this package.

    Raises:
        CreditError: the text is not a plain decimal, or the value is NaN or infinite.
        TypeError: `value` is a float, a bool, or anything else.
    """
    try:
        return to_decimal(value, name=name)
    except MoneyError as error:
        raise CreditError(str(error)) from None


def check_decimal(value: Decimal, *, name: str) -> None:
    """Refuse what is no finite Decimal, as an amount must be.

    Raises:
        CreditError: it is NaN or infinite.
        TypeError: it is of another type.
    """
    if number(value, name=name) is not value:
        raise TypeError(f"{name} is {value!r}, expected a Decimal")


def as_number(value: Decimal | int | str) -> Decimal:
    """Convert what a field of a frozen class is given."""
    return number(value, name="number")


def as_number_or_none(value: Decimal | int | str | None) -> Decimal | None:
    """Convert what a field is given, or nothing, which is not zero."""
    return None if value is None else as_number(value)


def member(value: str, choices: type[E]) -> E:
    """Give the member of an enumeration that a text names.

    Raises:
        CreditError: it names none.
    """
    try:
        return choices(value)
    except ValueError:
        expected = " or ".join(repr(each.value) for each in choices)
        raise CreditError(f"found {value!r}, expected {expected}") from None


def of_fraction(value: Fraction) -> Decimal:
    """Give a fraction to 28 digits."""
    return RESULT.divide(Decimal(value.numerator), Decimal(value.denominator))


def shown(value: Decimal) -> str:
    """Write a number plainly, without exponent: what `number` reads back."""
    return f"{value:f}"
