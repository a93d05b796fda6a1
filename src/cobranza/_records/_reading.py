"""Values read from plain data: how to read a type is found once, and places when one misfits."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import (
    TYPE_CHECKING,
    Any,
    Final,
    Literal,
    TypeVar,
    Union,
    cast,
    get_args,
    get_origin,
)

import attrs

from cobranza._records._fields import Convert, Field, fields_of, form_of
from cobranza.errors import CobranzaError, shorten

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from cobranza._records._fields import Form

__all__ = ["from_data"]

T = TypeVar("T")

_DECIMAL: Final = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?(?:E[+-][0-9]{1,3})?")
"""Exponents are bounded: a hostile one would be a billion digits."""
_FIELD: Final = re.compile(r"(\w+)(?: is | has |\.|\[)")
_NAMES: Final[Mapping[Any, str]] = {
    Decimal: "a decimal such as 0.35",
    bool: "true or false",
    date: "a date such as 2026-01-31",
    int: "a whole number",
    str: "text",
}


class _MisfitError(Exception):
    """What does not fit, and the steps that lead to it, the last one first."""

    def __init__(self, text: str, *steps: str, joint: str = " ") -> None:
        self.text = text
        self.steps = [*steps]
        self.joint = joint

    def at(self, place: str) -> str:
        """Say all of it, from a place on."""
        path = "".join(reversed(self.steps)).removeprefix(".")
        if not path and self.joint == " ":
            path = "the data"
        said = f"{path}{self.joint}{self.text}" if path else self.text
        return f"{place}: {said}" if place else said


def from_data(
    cls: type[T],
    data: object,
    *,
    error: type[ValueError],
    place: str = "",
    complete: bool = False,
) -> T:
    """Read a value of a class; `place` is what errors call the data.

    With `complete`, fields that have a default must be there too.

    Raises:
        ValueError: as the `error` given; a key is unknown or missing, a value is not of its type,
            or the class refuses it.

    >>> from_data(tuple[Decimal, ...], ["1.50", "x"], error=ValueError, place="amounts")
    Traceback (most recent call last):
        ...
    ValueError: amounts: [1] is 'x', expected a decimal such as 0.35
    """
    try:
        return cast("T", _reader(cast("Any", cls), complete)(data))
    except _MisfitError as misfit:
        raise error(misfit.at(place)) from None


@cache
def _reader(kind: Any, complete: bool) -> Convert:  # noqa: ANN401, FBT001 - any type
    """Give what reads values of a type, or refuses them."""
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is Literal:
        return _choice_reader({each: each for each in arguments})
    if origin in (Union, UnionType):
        return _optional_reader(_reader(_other(arguments), complete))
    if origin in (tuple, frozenset):
        return _items_reader(_reader(arguments[0], complete), origin)
    if origin is Mapping:
        return _mapping_reader(_reader(arguments[1], complete))
    form = form_of(kind)
    if form is not None:
        return _form_reader(kind, _reader(form, complete))
    return _class_reader(kind, complete=complete) if attrs.has(kind) else _leaf_reader(kind)


def _leaf_reader(kind: Any) -> Convert:  # noqa: ANN401 - a class
    if issubclass(kind, Enum):
        return _choice_reader({each.value: each for each in kind})
    return {Decimal: _decimal, date: _date}.get(kind) or _plain_reader(cast("type", kind))


def _plain_reader(kind: type) -> Convert:
    expected = _NAMES[kind]

    def read(data: object) -> object:
        if type(data) is not kind:
            raise _misfit(data, expected)
        return data

    return read


def _choice_reader(choices: Mapping[Any, object]) -> Convert:
    expected = _one_of(choices)

    def read(data: object) -> object:
        for value, choice in choices.items():
            if type(value) is type(data) and value == data:
                return choice
        raise _misfit(data, expected)

    return read


def _optional_reader(read: Convert) -> Convert:
    return lambda data: None if data is None else read(data)


def _items_reader(read: Convert, gather: Convert) -> Convert:
    def items(data: object) -> object:
        if not isinstance(data, list | tuple):
            raise _misfit(data, "a list")
        found: list[object] = []
        try:
            for each in cast("Iterable[object]", data):
                found.append(read(each))  # noqa: PERF401 - how many there are is the place
        except _MisfitError as misfit:
            misfit.steps.append(f"[{len(found)}]")
            raise
        return gather(found)

    return items


def _mapping_reader(read: Convert) -> Convert:
    def mapping(data: object) -> object:
        found: dict[str, object] = {}
        for key, each in _table(data).items():
            try:
                found[key] = read(each)
            except _MisfitError as misfit:
                misfit.steps.append(f".{shorten(str(key))}")
                raise
        return found

    return mapping


def _form_reader(cls: type, read: Convert) -> Convert:
    names = [each.name for each in fields_of(cls)]
    return lambda data: _made(cast("Form", read(data)).made, names)


def _class_reader(cls: type, *, complete: bool) -> Convert:
    fields = fields_of(cls)
    readers = tuple((each, _reader(each.kind, complete)) for each in fields)
    keys = [each.key for each in fields]
    required = [each for each in fields if complete or each.default is attrs.NOTHING]
    names = [each.name for each in fields]

    def build(data: object) -> object:
        table = _table(data)
        _check_keys(table, keys, required)
        values: dict[str, object] = {}
        key = ""
        try:
            for (name, key, _, _), read in readers:
                if key in table:
                    values[name] = read(table[key])
        except _MisfitError as misfit:
            misfit.steps.append(f".{key}")
            raise
        return _made(lambda: cls(**values), names)

    return build


def _made(make: Callable[[], object], names: Collection[str]) -> object:
    """Build an object; what it says of one of its fields is said of that place."""
    try:
        return make()
    except CobranzaError as error:
        field = _FIELD.match(str(error))
        joint = "." if field and field[1] in names else ": "
        raise _MisfitError(str(error), joint=joint) from None


def _check_keys(
    table: Mapping[str, object], keys: Collection[str], required: Iterable[Field]
) -> None:
    for key in table:
        if key not in keys:
            expected = ", ".join(keys)
            raise _MisfitError(f"is unknown, expected {expected}", f".{shorten(str(key))}")
    for each in required:
        if each.key not in table:
            raise _MisfitError(f"is missing, expected {_expected(each.kind)}", f".{each.key}")


def _table(data: object) -> Mapping[str, object]:
    if not isinstance(data, Mapping):
        raise _misfit(data, "a table")
    return cast("Mapping[str, object]", data)


def _decimal(data: object) -> Decimal:
    if type(data) is int:
        return Decimal(data)
    if isinstance(data, Decimal | str) and _DECIMAL.fullmatch(str(data)):
        return Decimal(data)
    exact = "; a float is not exact" if isinstance(data, float) else ""
    raise _misfit(data, f"{_NAMES[Decimal]}{exact}")


def _date(data: object) -> date:
    if isinstance(data, date) and not isinstance(data, datetime):
        return data
    try:
        return date.fromisoformat(cast("str", data))
    except (TypeError, ValueError):
        raise _misfit(data, _NAMES[date]) from None


def _misfit(data: object, expected: str) -> _MisfitError:
    return _MisfitError(f"is {shorten(repr(data))}, expected {expected}")


def _expected(kind: Any) -> str:  # noqa: ANN401 - any type
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is Literal:
        return _one_of(arguments)
    if origin in (Union, UnionType):
        return _expected(_other(arguments))
    if origin in (tuple, frozenset):
        return "a list"
    if isinstance(kind, type) and issubclass(kind, Enum):
        return _one_of(each.value for each in kind)
    return _NAMES.get(kind, "a table")


def _other(kinds: tuple[Any, ...]) -> Any:  # noqa: ANN401 - types
    """Give what a value may be besides `None`."""
    (other,) = (each for each in kinds if each is not NoneType)
    return other


def _one_of(values: Iterable[object]) -> str:
    return f"one of {', '.join(map(str, values))}"
