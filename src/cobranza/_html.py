"""Small tables of HTML for notebooks: no script, no style sheet, every text escaped."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from cobranza.money import decimals, precise, quantize

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

__all__ = ["NONE", "Cell", "block", "bullets", "figure", "heading", "percent", "table"]

Cell = str | tuple[str, ...]
"""One line of text, or several, of which all but the first are small."""

NONE: Final = "\N{EN DASH}"
"""What stands where there is no figure."""

_CELL: Final = "vertical-align:top;padding:.15em .6em"
_LEFT: Final = f"{_CELL};text-align:left"
_FIRST: Final = f"{_LEFT};white-space:nowrap"
_RIGHT: Final = f"{_CELL};text-align:right;white-space:nowrap"
_SMALL: Final = "font-size:85%;opacity:.7;overflow-wrap:anywhere"


def block(*parts: str) -> str:
    """Put parts one below the other."""
    return f"<div>{''.join(parts)}</div>"


def heading(text: str) -> str:
    """Write what stands above a table."""
    return f'<p style="margin:.8em 0 .3em"><strong>{escape(text)}</strong></p>'


def table(headings: Sequence[str], rows: Iterable[Sequence[Cell]], *, figures: int = 0) -> str:
    """Write a table; its last `figures` columns are numbers."""
    head = f"<thead>{_row(headings, 'th', figures)}</thead>" if headings else ""
    body = "".join(_row(row, "td", figures) for row in rows)
    return f"<table>{head}<tbody>{body}</tbody></table>"


def bullets(lines: Iterable[str]) -> str:
    """Write a list."""
    return f'<ul style="margin:0">{"".join(f"<li>{escape(line)}</li>" for line in lines)}</ul>'


def figure(amount: Decimal, currency: str) -> str:
    """Write an amount with the decimals of its currency: 1,234.50."""
    return f"{quantize(amount, decimals(currency)):,}"


def percent(share: Decimal | None, *, places: int = 1) -> str:
    """Write a share of one as a percentage: 51.4 %."""
    if share is None:
        return NONE
    with precise():
        return f"{quantize(share * 100, places):,}\N{NO-BREAK SPACE}%"


def _row(cells: Sequence[Cell], tag: str, figures: int) -> str:
    styles = [_FIRST, *[_LEFT] * (len(cells) - figures - 1), *[_RIGHT] * figures]
    written = (
        f'<{tag} style="{style}">{_cell(cell)}</{tag}>'
        for style, cell in zip(styles, cells, strict=True)
    )
    return f"<tr>{''.join(written)}</tr>"


def _cell(cell: Cell) -> str:
    if isinstance(cell, str):
        return escape(cell)
    first, *others = cell
    small = "".join(f'<div style="{_SMALL}">{escape(line)}</div>' for line in others)
    return f"{escape(first)}{small}"
