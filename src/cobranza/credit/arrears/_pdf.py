"""The annex of an agreement as a PDF on letter paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cobranza.errors import MissingExtraError

if TYPE_CHECKING:
    from cobranza.credit.arrears._annex import Annex

__all__ = ["render_annex_pdf"]


def render_annex_pdf(annex: Annex) -> bytes:
    """Render an annex as a PDF, letter size, pages numbered.

    The fonts are those that every reader has, so none is embedded: a letter from outside western
    Europe loses its accent if it has one, and is "?" otherwise. The bytes depend on the annex
    alone.

    Raises:
        MissingExtraError: fpdf2 is not installed.
    """
    try:
        from cobranza.credit.arrears._paper import Paper  # noqa: PLC0415 - loads an extra
    except ImportError:
        raise MissingExtraError("PDF needs fpdf2: pip install 'cobranza[pdf]'") from None
    return Paper(annex).print()
