"""A statement as a PDF on letter paper."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from cobranza.errors import MissingExtraError
from cobranza.report.statement._view import View

if TYPE_CHECKING:
    from cobranza.report.statement._data import Statement

__all__ = ["fit", "render_statement_pdf"]

_ENCODING: Final = "cp1252"
"""Of the fonts that every reader of PDF has: all of Spanish, and of western Europe."""
_UNKNOWN: Final = "?"


def render_statement_pdf(found: Statement) -> bytes:
    """Render a statement as a PDF, letter size, pages numbered.

    The fonts are those that every reader has, so none is embedded. They lack what is outside
    western Europe: such a letter loses its accent if it has one, and is "?" otherwise. The bytes
    depend on the statement alone.

    Raises:
        MissingExtraError: fpdf2 is not installed.
    """
    try:
        from cobranza.report.statement._paper import Paper  # noqa: PLC0415 - loads an extra
    except ImportError:
        raise MissingExtraError("PDF needs fpdf2: pip install 'cobranza[pdf]'") from None
    return Paper(View(found), as_of=found.as_of).print()


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
