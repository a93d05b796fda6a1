"""Values written as plain data: what to write is found once for each class."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache
from operator import attrgetter
from types import NoneType
from typing import Any, Final

from cobranza._records._fields import Convert, fields_of, form_of

__all__ = ["to_data", "to_tables"]

_PLAIN: Final = (bool, int, str, NoneType)


def to_data(value: Any, *, sparse: bool = False) -> Any:  # noqa: ANN401 - what JSON takes
    """Write a value made of attrs classes, tuples, sets, mappings by text, and plain values.

    With `sparse`, fields are left out that are empty, and are so by default.

    >>> to_data((date(2026, 3, 2), Decimal("1.50")))
    ['2026-03-02', '1.50']
    """
    return _writer(value.__class__, str, sparse)(value)


def to_tables(value: Any, *, sparse: bool) -> Any:  # noqa: ANN401 - what TOML takes
    """Write it with decimals and dates as they are."""
    return _writer(value.__class__, _same, sparse)(value)


def _same(value: object) -> object:
    return value


@cache
def _writer(cls: Any, leaf: Convert, sparse: bool) -> Convert:  # noqa: ANN401, FBT001 - a class
    """Give what writes values of a class; `leaf` writes decimals and dates."""
    if cls in _PLAIN:
        return _same
    if issubclass(cls, Enum):
        return attrgetter("value")
    if issubclass(cls, Decimal | date):
        return leaf
    return _writer_of_parts(
        cls, lambda value: _writer(value.__class__, leaf, sparse)(value), sparse=sparse
    )


def _writer_of_parts(cls: Any, write: Convert, *, sparse: bool) -> Convert:  # noqa: ANN401
    """Give what writes items, tables by text and attrs classes, where `write` writes a part."""
    if issubclass(cls, tuple):
        return lambda items: [*map(write, items)]
    if issubclass(cls, frozenset):
        return lambda items: [*map(write, sorted(items))]
    if issubclass(cls, Mapping):
        return lambda table: {key: write(each) for key, each in table.items()}
    form = form_of(cls)
    if form is not None:
        return lambda value: write(form.of(value))
    fields = fields_of(cls)
    if sparse:
        return lambda value: {
            key: write(found)
            for name, key, _, default in fields
            if (found := getattr(value, name)) or found != default
        }
    return lambda value: {key: write(getattr(value, name)) for name, key, _, _ in fields}
