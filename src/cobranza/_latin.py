"""Text for the fonts that every reader of PDF has: all of Spanish, and of western Europe."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Final

__all__ = ["fit"]

_ENCODING: Final = "cp1252"
_UNKNOWN: Final = "?"


def fit(text: str) -> str:
    r"""Write a text with what the fonts have.

    >>> fit("Peña, Łódź 5\u00a0€ 株"), fit("a\nb")
    ('Peña, ?ódz 5 € ?', 'a b')
    """
    return "".join(map(_fit, text))


@lru_cache(maxsize=4096)
def _fit(character: str) -> str:
    if character.isspace():
        return " "
    bare = unicodedata.normalize("NFKD", character)
    bare = "".join(each for each in bare if not unicodedata.combining(each))
    for candidate in (character, bare):
        if candidate.isprintable() and candidate.encode(_ENCODING, "ignore").decode(_ENCODING):
            return candidate
    return _UNKNOWN
