"""Frozen classes as JSON text and back, by the types of their fields.

Nothing that is read is executed: a text can only become the class that was asked for, built by its
own constructor, or be refused.
"""

from __future__ import annotations

import json
import types
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import Enum
from functools import cache
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

import attrs

__all__ = ["from_json", "to_json"]

T = TypeVar("T")

_PLAIN = (bool, int, str)


def to_json(value: object) -> str:
    """Write a value made of attrs classes, tuples, sets, mappings by text, and plain values.

    >>> to_json((date(2026, 3, 2), Decimal("1.50")))
    '["2026-03-02","1.50"]'
    """
    return json.dumps(_plain(value), ensure_ascii=False, separators=(",", ":"))


def from_json(cls: type[T], text: str) -> T:
    """Read what `to_json` wrote of a value of that type.

    Raises:
        ValueError: the text is no JSON, or not of that type; a `CobranzaError` where the class
            itself refuses it.

    >>> from_json(tuple[Decimal, ...], '["1.50"]')
    (Decimal('1.50'),)
    """
    return cast("T", _typed(cls, json.loads(text)))


def _plain(value: Any) -> object:  # noqa: ANN401 - whatever fields hold
    if value is None or type(value) in _PLAIN:
        return value
    if _is_a(value, Enum):
        return value.value
    if _is_a(value, Decimal, date):
        return str(value)
    if _is_a(value, tuple, frozenset):
        return [*map(_plain, sorted(value) if _is_a(value, frozenset) else value)]
    if _is_a(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    return {name: _plain(getattr(value, name)) for name in _hints(value.__class__)}


def _typed(kind: Any, data: Any) -> object:  # noqa: ANN401 - any type, and what JSON gives
    if get_origin(kind) is not None:
        return _generic(kind, data)
    if attrs.has(kind) and _is_a(data, dict):
        return _built(kind, data)
    if issubclass(kind, Enum):
        return kind(data)
    if kind in _PLAIN and type(data) is kind:
        return data
    if kind is Decimal and _is_a(data, str):
        return _decimal(data)
    if kind is date and _is_a(data, str):
        return date.fromisoformat(data)
    raise _misfit(kind, data)


def _generic(kind: Any, data: Any) -> object:  # noqa: ANN401 - the same
    """Read what has parts: a union with None, a choice of texts, items, a mapping by text."""
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        (other,) = (each for each in arguments if each is not types.NoneType)
        return None if data is None else _typed(other, data)
    if origin is Literal and data in arguments:
        return data
    if origin in (tuple, frozenset) and _is_a(data, list):
        items = tuple(_typed(arguments[0], each) for each in data)
        return items if origin is tuple else frozenset(items)
    if origin is Mapping and _is_a(data, dict):
        return {key: _typed(arguments[1], each) for key, each in data.items()}
    raise _misfit(kind, data)


def _built(cls: type, data: dict[str, Any]) -> object:
    hints = _hints(cls)
    if data.keys() != hints.keys():
        raise ValueError(f"found {', '.join(data)}, expected the fields of {cls.__name__}")
    return cls(**{name: _typed(hint, data[name]) for name, hint in hints.items()})


@cache
def _hints(cls: type) -> dict[str, Any]:
    """Give the types of what a class is built from."""
    hints = get_type_hints(cls)
    return {each.name: hints[each.name] for each in attrs.fields(cls) if each.init}


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise _misfit(Decimal, text) from None


def _is_a(value: object, *kinds: type) -> bool:
    """Tell an instance; the checkers' view of what a container holds stays `Any`."""
    return isinstance(value, kinds)


def _misfit(kind: Any, data: object) -> ValueError:  # noqa: ANN401 - any type
    return ValueError(f"found {data!r}, expected {getattr(kind, '__name__', kind)}")
