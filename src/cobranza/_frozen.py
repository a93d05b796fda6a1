"""A mapping that does not change, so that frozen classes that hold one stay values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["FrozenDict"]

V = TypeVar("V")


class FrozenDict(Mapping[str, V]):
    """A mapping by text that can be hashed and pickled, equal to a dict with the same contents.

    >>> FrozenDict({"region": "Norte"}) == {"region": "Norte"}
    True
    """

    __slots__ = ("_contents",)

    def __init__(self, contents: Mapping[str, V]) -> None:
        self._contents = dict(contents)

    def __getitem__(self, key: str) -> V:
        return self._contents[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._contents)

    def __len__(self) -> int:
        return len(self._contents)

    def __hash__(self) -> int:
        return hash(frozenset(self._contents.items()))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._contents!r})"
