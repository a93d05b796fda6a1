"""Frozen classes as plain data and back, by the types of their fields.

Plain data is what JSON and TOML hold: tables, lists, text, whole numbers, dates; a decimal is text,
so that none of it is lost. What is read is built by the class's own constructor or refused, and an
error names the place.
"""

from __future__ import annotations

import re
import types
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, Final, TypeVar, Union, cast, get_args, get_origin, get_type_hints

import attrs

from cobranza.errors import CreditError, shorten

__all__ = ["FILE", "at", "from_data", "to_data"]

T = TypeVar("T")

FILE: Final = ": "
"""What stands between the name of a file and the place in it."""

_PLAIN: Final = (bool, int, str)
_DECIMAL: Final = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?(?:E[+-][0-9]{1,2})?")
_EXPECTED: Final[Mapping[Any, str]] = {
    Decimal: "a decimal such as 0.35",
    bool: "true or false",
    date: "a date such as 2026-01-31",
    int: "a whole number",
    str: "text",
}


def to_data(value: object) -> Any:  # noqa: ANN401 - what JSON takes
    """Write a value made of attrs classes, tuples, mappings by text, and plain values."""
    if value is None or type(value) in _PLAIN:
        return value
    if _is_a(value, Enum):
        return cast("Enum", value).value
    if _is_a(value, Decimal, date):
        return str(value)
    if _is_a(value, tuple):
        return [to_data(each) for each in cast("tuple[object, ...]", value)]
    if _is_a(value, Mapping):
        return {key: to_data(each) for key, each in cast("Mapping[str, object]", value).items()}
    return {name: to_data(getattr(value, name)) for name in _hints(cast("Any", value.__class__))}


def from_data(cls: type[T], data: object, place: str = "") -> T:
    """Read a value of a class; `place` says where the data stand.

    Raises:
        CreditError: a key is unknown or missing, a value is not of its type, or the class refuses
            it.
    """
    return cast("T", _typed(cls, data, place))


def at(place: str, key: str) -> str:
    """Go one step further into a place."""
    return f"{place}{key}" if not place or place.endswith(FILE) else f"{place}.{key}"


def _misfit(place: str, found: object, expected: str) -> CreditError:
    """Say what was found where, and what was expected."""
    where = f"{place}the data" if not place or place.endswith(FILE) else place
    return CreditError(f"{where} is {shorten(repr(found))}, expected {expected}")


def _typed(kind: Any, data: Any, place: str) -> object:  # noqa: ANN401 - any type, any data
    if get_origin(kind) is not None:
        return _generic(kind, data, place)
    if attrs.has(kind):
        return _built(kind, data, place)
    if issubclass(kind, Enum):
        return _member(kind, data, place)
    if kind in _PLAIN and type(data) is kind:
        return data
    if kind is Decimal:
        return _decimal(data, place)
    if kind is date:
        return _date(data, place)
    raise _misfit(place, data, _EXPECTED[kind])


def _generic(kind: Any, data: Any, place: str) -> object:  # noqa: ANN401 - the same
    """Read what has parts: a union with None, items, a mapping by text."""
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        (other,) = (each for each in arguments if each is not types.NoneType)
        return None if data is None else _typed(other, data, place)
    if origin is tuple:
        if not isinstance(data, list):
            raise _misfit(place, data, "a list")
        items = enumerate(cast("list[object]", data))
        return tuple(_typed(arguments[0], each, f"{place}[{n}]") for n, each in items)
    table = _table(data, place)
    return {key: _typed(arguments[1], each, at(place, key)) for key, each in table.items()}


def _built(cls: type[Any], data: object, place: str) -> object:
    table, hints = _table(data, place), _hints(cast("Any", cls))
    for key in sorted(table.keys() - hints.keys()):
        raise CreditError(f"{at(place, key)} is unknown, expected {', '.join(hints)}")
    for key in _required(cast("Any", cls)):
        if key not in table:
            raise CreditError(f"{at(place, key)} is missing, expected {_expected(hints[key])}")
    values = {key: _typed(hints[key], each, at(place, key)) for key, each in table.items()}
    try:
        return cls(**values)
    except CreditError as error:  # it begins with the name of a field
        raise CreditError(at(place, str(error))) from None


def _table(data: object, place: str) -> dict[str, object]:
    if not isinstance(data, dict):
        raise _misfit(place, data, "a table")
    return cast("dict[str, object]", data)


def _member(kind: type[Enum], data: object, place: str) -> Enum:
    for member in kind:
        if member.value == data:
            return member
    raise _misfit(place, data, _expected(kind))


def _decimal(data: object, place: str) -> Decimal:
    if type(data) is int:
        return Decimal(data)
    if isinstance(data, Decimal) and data.is_finite():
        return data
    if isinstance(data, str) and _DECIMAL.fullmatch(data):
        return Decimal(data)
    raise _misfit(place, data, _EXPECTED[Decimal])


def _date(data: object, place: str) -> date:
    if isinstance(data, date) and not isinstance(data, datetime):
        return data
    try:
        return date.fromisoformat(cast("str", data))
    except (TypeError, ValueError):
        raise _misfit(place, data, _EXPECTED[date]) from None


def _expected(kind: Any) -> str:  # noqa: ANN401 - any type
    if get_origin(kind) is not None:
        return "a list" if get_origin(kind) is tuple else "a table"
    if issubclass(kind, Enum):
        return f"one of {', '.join(str(member.value) for member in kind)}"
    return _EXPECTED.get(kind, "a table")


@cache
def _hints(cls: Any) -> dict[str, Any]:  # noqa: ANN401 - an attrs class
    """Give the types of what a class is built from."""
    hints = get_type_hints(cls)
    return {each.name: hints[each.name] for each in attrs.fields(cls) if each.init}


@cache
def _required(cls: Any) -> tuple[str, ...]:  # noqa: ANN401 - an attrs class
    """Name what a class cannot be built without."""
    fields = [each for each in attrs.fields(cls) if each.init]
    return tuple(each.name for each in fields if each.default is attrs.NOTHING)


def _is_a(value: object, *kinds: type) -> bool:
    """Tell an instance; the checkers' view of what a container holds stays `Any`."""
    return isinstance(value, kinds)
