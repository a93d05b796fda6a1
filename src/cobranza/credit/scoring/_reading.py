"""Tables of TOML and JSON, read strictly: an error says file, table, key, value and expectation."""

from __future__ import annotations

import datetime as dt
import json
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn, TypeGuard, TypeVar

import attrs

from cobranza.credit.scoring._values import number
from cobranza.errors import CreditError, shorten

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from enum import StrEnum
    from os import PathLike

__all__ = ["Table", "is_list", "is_table", "read_file"]

E = TypeVar("E", bound="StrEnum")
T = TypeVar("T")

_LARGEST_EXPONENT: Final = 40


@attrs.frozen
class Table:
    """A table, the file that it is of, and where in it: `factor[2].bin[1]`, or "" for all."""

    file: str
    path: str
    contents: Mapping[str, object]

    @classmethod
    def of(cls, file: str, contents: object) -> Table:
        """Begin with all of a file, or of what is called `file`.

        Raises:
            CreditError: it is no table.
        """
        table = _table(file, "", contents)
        if table is None:
            raise CreditError(f"{file}: found a {type(contents).__name__}, expected a table")
        return table

    @property
    def place(self) -> str:
        """Where it stands, for errors."""
        return f"{self.file}, {self.path}" if self.path else self.file

    def only(self, *keys: str) -> Table:
        """Refuse keys that mean nothing: a misspelt one must not pass for a missing one."""
        for key in self.contents:
            if key not in keys:
                raise CreditError(f"{self.place}: no key {key!r}, expected {', '.join(keys)}")
        return self

    def has(self, key: str) -> bool:
        """Tell whether a key is there with a value."""
        return self.contents.get(key) is not None

    def text(self, key: str) -> str:
        """Give a text."""
        value = self._value(key, "text")
        return value if isinstance(value, str) else self.refuse(key, "text")

    def text_or_none(self, key: str) -> str | None:
        """Give a text, or `None` without the key."""
        return self.text(key) if self.has(key) else None

    def texts(self, key: str) -> tuple[str, ...]:
        """Give a list of texts."""
        return tuple(
            each if isinstance(each, str) else self.refuse(key, "a list of texts")
            for each in self._list(key, "a list of texts")
        )

    def number(self, key: str) -> Decimal:
        """Give a number, written as one or as text."""
        value = self._value(key, "a number")
        if not isinstance(value, Decimal | str) and type(value) is not int:
            self.refuse(key, "a number")
        try:
            found = number(value, name=key)
        except CreditError:
            self.refuse(key, "a plain number such as 12.5")
        if abs(found.adjusted()) > _LARGEST_EXPONENT:
            self.refuse(key, "a number that fits")
        return found

    def number_or_none(self, key: str) -> Decimal | None:
        """Give a number, or `None` without the key."""
        return self.number(key) if self.has(key) else None

    def whole(self, key: str) -> int:
        """Give a whole number."""
        value = self._value(key, "a whole number")
        return value if type(value) is int else self.refuse(key, "a whole number")

    def truth(self, key: str) -> bool:
        """Give a truth value."""
        value = self._value(key, "true or false")
        return value if isinstance(value, bool) else self.refuse(key, "true or false")

    def day(self, key: str) -> dt.date:
        """Give a date, written as TOML does or as text."""
        value = self._value(key, "a date YYYY-MM-DD")
        if type(value) is dt.date:
            return value
        try:
            return dt.date.fromisoformat(self.text(key))
        except ValueError:
            self.refuse(key, "a date YYYY-MM-DD")

    def choice(self, key: str, choices: type[E]) -> E:
        """Give a member of an enumeration by its text."""
        expected = " or ".join(repr(str(each)) for each in choices)
        value = self._value(key, expected)
        found = [each for each in choices if value == each.value]
        return found[0] if found else self.refuse(key, expected)

    def table(self, key: str) -> Table:
        """Give a table within."""
        value = self._value(key, "a table")
        return self._within(key, value) or self.refuse(key, "a table")

    def tables(self, key: str) -> tuple[Table, ...]:
        """Give a list of tables within, each placed by its number from 1."""
        return tuple(
            self._within(f"{key}[{index}]", each) or self.refuse(key, "a list of tables")
            for index, each in enumerate(self._list(key, "a list of tables"), start=1)
        )

    def build(self, make: Callable[..., T], **fields: object) -> T:
        """Make an object of what was read, and say of which table it cannot be made."""
        try:
            return make(**fields)
        except CreditError as error:
            raise CreditError(f"{self.place}: {error}") from None

    def refuse(self, key: str, expected: str) -> NoReturn:
        """Say what is wrong with one value."""
        shows = shorten(str(self.contents[key])) if key in self.contents else None
        found = "is missing" if shows is None else f"is {shows!r}"
        raise CreditError(f"{self.place}: {key} {found}, expected {expected}")

    def _within(self, key: str, value: object) -> Table | None:
        return _table(self.file, f"{self.path}.{key}" if self.path else key, value)

    def _value(self, key: str, expected: str) -> object:
        value = self.contents.get(key)
        return self.refuse(key, expected) if value is None else value

    def _list(self, key: str, expected: str) -> Sequence[object]:
        value = self._value(key, expected)
        return value if is_list(value) else self.refuse(key, expected)


def read_file(path: str | PathLike[str]) -> Table:
    """Read a TOML or JSON file, told apart by its name; decimals stay as written.

    Raises:
        CreditError: the file is called otherwise, cannot be read, or is not what its name says.
    """
    file = Path(path)
    try:
        text = file.read_text("utf-8")
        if file.suffix == ".toml":
            return Table.of(str(file), tomllib.loads(text, parse_float=Decimal))
        if file.suffix == ".json":
            found = json.loads(text, parse_float=Decimal, object_pairs_hook=_once)
            return Table.of(str(file), found)
    except CreditError:
        raise
    except (OSError, ValueError, RecursionError) as error:
        raise CreditError(f"{file}: {error}") from error
    raise CreditError(f"{file}: expected a name that ends in .toml or .json")


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Refuse a key that stands twice, as TOML does."""
    found: dict[str, object] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"key {key!r} stands twice, expected once")
        found[key] = value
    return found


def _table(file: str, path: str, value: object) -> Table | None:
    return Table(file, path, value) if is_table(value) else None


def is_table(value: object) -> TypeGuard[Mapping[str, object]]:
    """Tell a table from what stands in it."""
    return isinstance(value, Mapping)


def is_list(value: object) -> TypeGuard[Sequence[object]]:
    """Tell a list; a text is none."""
    return isinstance(value, list | tuple)
