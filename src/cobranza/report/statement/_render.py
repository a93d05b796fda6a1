"""A statement as an HTML page, and as files."""

from __future__ import annotations

import base64
import hashlib
import re
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cobranza.errors import SourceError
from cobranza.report._templating import template
from cobranza.report._whole import write_whole
from cobranza.report.statement._pdf import render_statement_pdf
from cobranza.report.statement._view import View

if TYPE_CHECKING:
    import os

    from cobranza.report.statement._data import Statement

__all__ = ["render_statement", "write_statement"]

_PACKAGE: Final = "cobranza.report.statement"


def render_statement(found: Statement) -> str:
    r"""Render a statement as an HTML page that stands alone and prints on letter paper.

    Text from documents is escaped, and the page forbids itself scripts and the network.

    Raises:
        MissingExtraError: jinja2 is not installed.
    """
    style = files(_PACKAGE).joinpath("templates/statement.css").read_text("utf-8")
    return template(_PACKAGE, "statement.html.j2").render(
        view=View(found),
        style=style,
        style_hash=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
    )


def write_statement(
    found: Statement, folder: str | os.PathLike[str], *, pdf: bool = False
) -> tuple[Path, ...]:
    """Write a statement into a folder, which is made if it is not there, as HTML and as PDF.

    The files are called after account and day: `URE180429TM6-2026-06-30.html`. Each is there whole
    or not at all.

    Raises:
        SourceError: the folder cannot be made or written to.
        MissingExtraError: jinja2 is not installed, or, for the PDF, fpdf2.
    """
    target = Path(folder)
    name = f"{_file_name(found.account)}-{found.as_of}"
    contents = {f"{name}.html": render_statement(found).encode()}
    if pdf:
        contents[f"{name}.pdf"] = render_statement_pdf(found)
    try:
        target.mkdir(parents=True, exist_ok=True)
        return tuple(write_whole(target / file, content) for file, content in contents.items())
    except OSError as error:
        raise SourceError(f"{target} cannot be written to: {error.strerror}") from None


def _file_name(account: str) -> str:
    """Keep what any file system takes; the key of an account is text of documents."""
    return re.sub(r"[^A-Z0-9Ñ&]+", "-", account).strip("-")[:80] or "-"
