"""Search in the texts of a catalog, whatever the accents, the case and the plurals."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__: list[str] = []

_SMALL_WORDS: Final = frozenset(
    ["a", "al", "con", "de", "del", "el", "en", "la", "las", "los", "o", "para", "por", "y"]
)
_SHORT: Final = 3
"""Letters of a word that is too short to take an ending off."""


def fold(text: str) -> str:
    """Take accents and case away.

    >>> fold("Ñame, Café Ω")
    'name, cafe '
    """
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()


def rank(query: str, lines: Sequence[str]) -> list[int]:
    """Give the indices of the folded `lines` that hold every word of `query`, the best first.

    A word is better found whole than as the beginning of another, and better so than inside one;
    then come lines that begin with it, then short ones, then the order of the lines. Articles and
    prepositions do not count.

    >>> rank("la sal", ["obras universales", "salsa", "mesa", "sales de mesa"])
    [3, 1, 0]
    """
    words = [word for word in _words(fold(query)) if word not in _SMALL_WORDS]
    if not words:
        return []
    stems = [_stem(word) for word in words]
    found = [i for i, line in enumerate(lines) if all(stem in line for stem in stems)]

    def quality(index: int) -> tuple[int, bool, int]:
        line = lines[index]
        here = [_singular(word) for word in _words(line)]
        distance = sum(_distance(word, here) for word in words)
        return distance, not line.startswith(stems[0]), len(line)

    return sorted(found, key=quality)


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text)


def _singular(word: str) -> str:
    """Take a plural ending off: «motores» is «motor», and «llaves» at least the same as «llave»."""
    return word.removesuffix("s").removesuffix("e") if len(word) > _SHORT else word


def _stem(word: str) -> str:
    """Take the gender off too, so that «computadora» finds «computador»."""
    stem = _singular(word)
    return stem[:-1] if len(stem) > _SHORT and stem[-1] in "ao" else stem


def _distance(word: str, here: list[str]) -> int:
    if _singular(word) in here:
        return 0
    stem = _stem(word)
    return 1 if any(other.startswith(stem) for other in here) else 2
