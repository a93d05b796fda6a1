"""The first rows of a grid, written for whoever reads the page without its script."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

import attrs

from cobranza.report._grids import Column, Grid, Kind
from cobranza.report._texts import NONE

if TYPE_CHECKING:
    from datetime import date

    from cobranza.report._grids import Cell
    from cobranza.report._texts import Texts

__all__ = ["FirstRows", "first_rows"]

_NUMBERS: Final = frozenset({Kind.MONEY, Kind.DAYS})


@attrs.frozen(kw_only=True)
class FirstRows:
    """The first rows of a grid, as they are written: style, mark and text of each cell."""

    grid: Grid
    caption: str
    headings: tuple[tuple[str, Column], ...]
    rows: tuple[tuple[tuple[str, str, str], ...], ...]


def first_rows(grid: Grid, as_of: date, t: Texts) -> FirstRows:
    """Write the rows of a grid that the page shows before its script does."""
    styles = [_style(column) for column in grid.columns]
    return FirstRows(
        grid=grid,
        caption=f"{t(grid.noun, count=len(grid.rows) + grid.hidden)}, "
        f"{t('as_of', date=t.long_day(as_of))}",
        headings=tuple(zip(styles, grid.columns, strict=True)),
        rows=tuple(
            tuple(
                (style, *_written(column.kind, value, t))
                for style, column, value in zip(styles, grid.columns, row, strict=False)
            )
            for row in grid.rows[: grid.page]
        ),
    )


def _style(column: Column) -> str:
    styles = {
        "n": column.kind in _NUMBERS,
        "wide": column.wide,
        "short": column.kind is Kind.DATE,
        "party": column.kind is Kind.PARTY,
        "whole-text": column.key == "code",
    }
    return " ".join(style for style, applies in styles.items() if applies)


def _written(kind: Kind, value: Cell, t: Texts) -> tuple[str, str]:
    """Write a cell: its mark, and its text."""
    if value is None or value == "":
        return "", NONE
    match kind, value:
        case Kind.MONEY, str() if not Decimal(value):
            return "soft", NONE
        case Kind.DAYS, int() if value <= 0:
            return "soft", t.not_late(value)
        case Kind.DAYS, int():
            return "late", t.number(value)
        case _:
            return "", _text(kind, str(value), t)


def _text(kind: Kind, value: str, t: Texts) -> str:
    match kind:
        case Kind.MONEY:
            return f"{Decimal(value):,}"
        case Kind.DATE:
            return t.iso_day(value)
        case Kind.PARTY:
            return value.replace("\t", " \N{MIDDLE DOT} ")
        case _:
            return value
