"""Small draws that every strategy uses: keys in force, amounts, words, RFC and postal codes."""

from __future__ import annotations

import functools
from datetime import datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Final, TypeVar
from uuid import UUID

from hypothesis import strategies as st

from cobranza.cfdi import catalogs

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

__all__: list[str] = []

T = TypeVar("T")

# The letters that go wrong first; no blanks, which XSD collapses, and no pipe.
LETTERS: Final = "aZ09ÑáÜ&<>\"'-_.,;#%/()°€"


@functools.cache
def keys(catalog: str, day: date, *, without: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Give the keys of a catalog in force on a day, in order."""
    return tuple(sorted(catalogs.get(catalog).keys_in_force(day) - without))


@functools.cache
def sample(catalog: str, day: date, among: tuple[str, ...]) -> tuple[str, ...]:
    """Give those of some keys of a large catalog that are in force on a day."""
    in_force = catalogs.get(catalog).keys_in_force(day)
    return tuple(key for key in among if key in in_force)


@functools.cache
def _one_of(values: tuple[T, ...]) -> st.SearchStrategy[T]:
    return st.sampled_from(values)


@functools.cache
def _between(least: int, most: int) -> st.SearchStrategy[int]:
    return st.integers(least, most)


def pick(draw: st.DrawFn, values: Sequence[T]) -> T:
    """Draw one of some values; the first is the simplest."""
    value: T = draw(_one_of(tuple(values)))
    return value


def whole(draw: st.DrawFn, least: int, most: int) -> int:
    """Draw a whole number."""
    return draw(_between(least, most))


def seldom(draw: st.DrawFn, one_in: int = 4) -> bool:
    """Draw True once in a while; False is the simplest."""
    return whole(draw, 1, one_in) == one_in


def amount(draw: st.DrawFn, least: int, most: int, places: int) -> Decimal:
    """Draw a decimal printed with so many places; the limits count units of the last one."""
    return Decimal(whole(draw, least, most)).scaleb(-places)


def word(draw: st.DrawFn, longest: int = 12) -> str:
    """Draw a text without blanks."""
    return draw(_words(longest))


@functools.cache
def _words(longest: int) -> st.SearchStrategy[str]:
    return st.text(LETTERS, min_size=1, max_size=longest)


def digits(draw: st.DrawFn, length: int) -> str:
    """Draw a number of so many digits."""
    return str(whole(draw, 0, 10**length - 1)).rjust(length, "0")


def uuid(draw: st.DrawFn, number: int) -> str:
    """Draw the UUID of a CFDI; another `number` makes it another, whatever is drawn."""
    return str(UUID(int=number << 96 | whole(draw, 0, 2**96 - 1), version=4)).upper()


def moment(draw: st.DrawFn, day: date) -> datetime:
    """Draw a time of a day; noon is the simplest."""
    seconds = (12 * 3600 + whole(draw, 0, 24 * 3600 - 1)) % (24 * 3600)
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    return datetime.combine(day, time(hour, minute, second))
