"""Facts and settings as compact JSON text and back."""

from __future__ import annotations

import json
from typing import TypeVar

from cobranza._records import from_data, to_data

__all__ = ["from_json", "to_json"]

T = TypeVar("T")


def to_json(value: object) -> str:
    """Write a value of a class.

    >>> from datetime import date
    >>> from decimal import Decimal
    >>> to_json((date(2026, 3, 2), Decimal("1.50")))
    '["2026-03-02","1.50"]'
    """
    return json.dumps(to_data(value), ensure_ascii=False, separators=(",", ":"))


def from_json(cls: type[T], text: str) -> T:
    """Read what `to_json` wrote of a value of that class.

    Raises:
        ValueError: the text is no JSON, or not of that class, whole.

    >>> from decimal import Decimal
    >>> from_json(tuple[Decimal, ...], '["1.50"]')
    (Decimal('1.50'),)
    """
    return from_data(cls, json.loads(text), error=ValueError, complete=True)
