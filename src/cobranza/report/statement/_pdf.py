"""A statement as a PDF on letter paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cobranza.errors import MissingExtraError
from cobranza.report.statement._view import View

if TYPE_CHECKING:
    from cobranza.report.statement._data import Statement

__all__ = ["render_statement_pdf"]


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
