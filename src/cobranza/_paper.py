"""Letter paper with one look, drawn with fpdf2; imported only when a PDF is asked for."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Final

from fpdf import FPDF
from fpdf.enums import TableBordersLayout, TableCellFillMode, XPos, YPos
from fpdf.fonts import FontFace

from cobranza._latin import fit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date

__all__ = ["ACCENT", "INK", "LINE", "SOFT", "Color", "Paper"]

Color = tuple[int, int, int]

INK: Final = (29, 36, 48)
SOFT: Final = (93, 102, 117)
ACCENT: Final = (31, 95, 122)
LINE: Final = (217, 214, 208)

_FONT: Final = "helvetica"
_MARGIN: Final = 15


class Paper(FPDF):
    """Pages with a number at their foot, given by `page`; millimetres from the upper left corner.

    The fonts are those that every reader has; texts are fitted to them. What is drawn depends on
    what is given alone: `as_of` stands as the day of the file.
    """

    def __init__(
        self, *, title: str, author: str, as_of: date, lang: str, page: Callable[[int], str]
    ) -> None:
        super().__init__(format="letter")
        self._page = page
        self.core_fonts_encoding = "cp1252"
        self.set_margins(_MARGIN, _MARGIN)
        self.set_auto_page_break(auto=True, margin=_MARGIN + 5)
        self.set_title(fit(title))
        self.set_author(fit(author))
        self.set_lang(lang)
        self.set_creation_date(datetime.combine(as_of, time(), tzinfo=UTC))
        self.set_draw_color(*LINE)
        self.add_page()

    def footer(self) -> None:
        """Number the page."""
        self.set_y(-_MARGIN)
        self.ink(8, color=SOFT)
        self.cell(0, 5, fit(self._page(self.page_no())), align="R")

    def ink(self, size: int, *, bold: bool = False, color: Color = INK) -> None:
        """Choose size, weight and colour of what is written next."""
        self.set_font(_FONT, "B" if bold else "", size)
        self.set_text_color(*color)

    def paragraph(
        self,
        text: str,
        *,
        size: int = 9,
        bold: bool = False,
        color: Color = INK,
        gap: float = 0.4,
    ) -> None:
        """Write a text over as many lines as it takes."""
        self.ink(size, bold=bold, color=color)
        height = size * 0.45
        self.multi_cell(0, height, fit(text), align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.ln(gap)

    def heading(self, text: str) -> None:
        """Write the title of a table; it does not stay behind alone at the foot of a page."""
        self.ln(3)
        if self.will_page_break(22):
            self.add_page()
        self.paragraph(text, size=10, bold=True, gap=1)

    def fact(self, label: str, text: str, *, bold: bool) -> None:
        """Write a label and, at the right margin, what it is."""
        self.ink(9, bold=bold)
        self.cell(self.epw * 0.7, 5, fit(label), border="B")
        self.cell(0, 5, fit(text), border="B", align="R", new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def grid(
        self,
        headings: Sequence[str],
        rows: Iterable[Sequence[str]],
        *,
        widths: tuple[int, ...],
        figures: Sequence[bool],
        totals: Sequence[str] = (),
        size: int = 8,
    ) -> None:
        """Draw a table, its headings anew on every page; `figures` says which columns have them."""
        self.ink(size)
        self.set_fill_color(255)
        with self.table(
            col_widths=widths,
            text_align=tuple("RIGHT" if figure else "LEFT" for figure in figures),
            line_height=0.2 + size / 2,
            padding=(0.4, size / 10),
            borders_layout=TableBordersLayout.HORIZONTAL_LINES,
            cell_fill_mode=TableCellFillMode.NONE,
            headings_style=FontFace(emphasis="BOLD", color=SOFT),
        ) as drawn:
            for row in (headings, *rows):
                drawn.row(tuple(map(fit, row)))
            if totals:
                drawn.row(tuple(map(fit, totals)), style=FontFace(emphasis="BOLD"))
