"""Validators of the fields of limits and policies; each error begins with the name of the field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cobranza.errors import CreditError
from cobranza.money import to_decimal

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    import attrs

__all__ = [
    "check_amount",
    "check_count",
    "check_decimal",
    "check_positive",
    "check_positive_count",
    "check_share",
    "check_text",
    "check_unique",
]


def check_decimal(_record: object, field: attrs.Attribute[Any], value: Decimal) -> None:
    """Refuse what is not a finite Decimal."""
    if to_decimal(value, name=field.name) is not value:
        raise TypeError(f"{field.name} is {value!r}, expected a Decimal")


def check_amount(record: object, field: attrs.Attribute[Any], value: Decimal) -> None:
    """Refuse what is below zero."""
    check_decimal(record, field, value)
    if value < 0:
        raise CreditError(f"{field.name} is {value}, expected 0 or more")


def check_positive(record: object, field: attrs.Attribute[Any], value: Decimal) -> None:
    """Refuse what is not above zero."""
    check_decimal(record, field, value)
    if value <= 0:
        raise CreditError(f"{field.name} is {value}, expected more than 0")


def check_share(record: object, field: attrs.Attribute[Any], value: Decimal) -> None:
    """Refuse what is no fraction of one: 35 % is 0.35."""
    check_decimal(record, field, value)
    if not 0 <= value <= 1:
        raise CreditError(f"{field.name} is {value}, expected a fraction from 0 to 1")


def check_count(_record: object, field: attrs.Attribute[Any], value: int) -> None:
    """Refuse a number of days or things below zero."""
    if value < 0:
        raise CreditError(f"{field.name} is {value}, expected 0 or more")


def check_positive_count(_record: object, field: attrs.Attribute[Any], value: int) -> None:
    """Refuse a number of days or things that is not above zero."""
    if value < 1:
        raise CreditError(f"{field.name} is {value}, expected 1 or more")


def check_text(_record: object, field: attrs.Attribute[Any], value: str) -> None:
    """Refuse a name that is empty."""
    if not value.strip():
        raise CreditError(f"{field.name} is {value!r}, expected some text")


def check_unique(place: str, names: Iterable[str]) -> None:
    """Refuse a name that comes twice."""
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise CreditError(f"{place} has '{name}' twice, expected each once")
        seen.add(name)
