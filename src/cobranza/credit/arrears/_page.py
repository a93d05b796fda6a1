"""The annex of an agreement as an HTML page that stands alone and prints on letter paper."""

from __future__ import annotations

import base64
import hashlib
import unicodedata
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from cobranza.credit.arrears._annex import long_day

if TYPE_CHECKING:
    from cobranza.credit.arrears._annex import Annex, AnnexTable

__all__ = ["render_annex"]

_UNSEEN: Final = ("Cc", "Cf")
"""Control characters, and marks that change the direction of writing."""


def render_annex(annex: Annex) -> str:
    """Render an annex as HTML.

    Text is escaped, what cannot be seen is replaced, and the page forbids itself scripts and the
    network. The page depends on the annex alone.
    """
    style = files("cobranza.credit.arrears").joinpath("annex.css").read_text("utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'"
    return "\n".join(
        (
            '<!doctype html>\n<html lang="es">\n<head>\n<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
            f"<title>{_text(annex.title)}: {_text(annex.debtor)}</title>",
            f"<style>{style}</style>\n</head>\n<body>",
            _header(annex),
            "<main>",
            _facts(annex),
            *map(_table, annex.tables),
            _clauses(annex),
            _signatures(annex),
            "</main>\n</body>\n</html>\n",
        )
    )


def _header(annex: Annex) -> str:
    lines = (
        f"<strong>Acreedor:</strong> {_text(annex.creditor)}",
        f"<strong>Deudor:</strong> {_text(annex.debtor)}",
        f"<strong>Fecha de corte:</strong> {long_day(annex.as_of)}",
    )
    written = "".join(f"<p>{line}</p>" for line in lines)
    return f"<header><h1>{_text(annex.title)}</h1>{written}</header>"


def _facts(annex: Annex) -> str:
    written = "".join(
        f"<div{_class('strong', on=strong)}><dt>{_text(label)}</dt><dd>{_text(text)}</dd></div>"
        for label, text, strong in annex.facts
    )
    return f"<dl>{written}</dl>"


def _table(table: AnnexTable) -> str:
    head = _row(table, table.headings, "th")
    body = "".join(_row(table, row, "td") for row in table.rows)
    foot = f"<tfoot>{_row(table, table.totals, 'td')}</tfoot>" if table.totals else ""
    return (
        f'<h2>{_text(table.title)}</h2>\n<div class="wide"><table><thead>{head}</thead>'
        f"<tbody>{body}</tbody>{foot}</table></div>"
    )


def _row(table: AnnexTable, cells: tuple[str, ...], tag: str) -> str:
    written = "".join(
        f"<{tag}{_class('figure', on=figure)}>{_text(cell)}</{tag}>"
        for cell, figure in zip(cells, table.figures, strict=True)
    )
    return f"<tr>{written}</tr>"


def _clauses(annex: Annex) -> str:
    written = "".join(f"<li>{_text(clause)}</li>" for clause in annex.clauses)
    return f"<h2>Condiciones</h2>\n<ol>{written}</ol>"


def _signatures(annex: Annex) -> str:
    written = "".join(
        f'<div>{_text(name)}<br><span class="soft">{role}</span></div>'
        for name, role in ((annex.creditor, "Acreedor"), (annex.debtor, "Deudor"))
    )
    return f'<div class="signatures">{written}</div>'


def _class(name: str, *, on: bool) -> str:
    return f' class="{name}"' if on else ""


def _text(text: str) -> str:
    seen = (
        "\N{REPLACEMENT CHARACTER}" if unicodedata.category(each) in _UNSEEN else each
        for each in text
    )
    return escape("".join(seen))
