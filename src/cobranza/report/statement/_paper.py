"""The sheets of a statement, drawn with fpdf2; imported only when a PDF is asked for."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Final

from fpdf import FPDF
from fpdf.enums import TableBordersLayout, TableCellFillMode, XPos, YPos
from fpdf.fonts import FontFace

from cobranza._latin import fit

if TYPE_CHECKING:
    from cobranza.report.statement._view import Grid, Section, View

__all__ = ["Paper"]

_FONT: Final = "helvetica"
_MARGIN: Final = 15
_INK: Final = (29, 36, 48)
_SOFT: Final = (93, 102, 117)
_ACCENT: Final = (31, 95, 122)
_LINE: Final = (217, 214, 208)
_AGES: Final = (
    (91, 147, 181),
    (239, 207, 110),
    (235, 169, 77),
    (223, 122, 63),
    (198, 74, 49),
    (140, 31, 38),
    (154, 160, 168),
)
"""The colours of the buckets, the last that of no due date; further ones look like the oldest."""


class Paper(FPDF):
    """A statement on letter paper; millimetres from the upper left corner."""

    def __init__(self, view: View, *, as_of: date) -> None:
        super().__init__(format="letter")
        self._view = view
        self.core_fonts_encoding = "cp1252"
        self.set_margins(_MARGIN, _MARGIN)
        self.set_auto_page_break(auto=True, margin=_MARGIN + 5)
        self.set_title(fit(f"{view.title}: {view.customer}"))
        self.set_author(fit(", ".join(view.issuers)))
        self.set_lang("es-MX" if view.lang == "es" else "en")
        self.set_creation_date(datetime.combine(as_of, time(), tzinfo=UTC))
        self.set_draw_color(*_LINE)

    def print(self) -> bytes:
        """Draw everything and give the file."""
        view = self._view
        self.add_page()
        for name in view.issuers:
            self._line(name, size=10, bold=True, color=_ACCENT)
        self._line(view.title, size=18, bold=True, gap=1)
        self._line(view.customer, size=11, bold=True)
        self._line(view.period, size=9, color=_SOFT)
        for section in view.sections():
            self._section(section)
        self.ln(4)
        self._line(view.note, size=8, color=_SOFT)
        return bytes(self.output())

    def footer(self) -> None:
        """Number the page."""
        self.set_y(-_MARGIN)
        text = self._view.t("statement.page", number=self.page_no(), count="{nb}")
        self._ink(8, color=_SOFT)
        self.cell(0, 5, fit(text), align="R")

    def _ink(self, size: int, *, bold: bool = False, color: tuple[int, int, int] = _INK) -> None:
        self.set_font(_FONT, "B" if bold else "", size)
        self.set_text_color(*color)

    def _line(
        self,
        text: str,
        *,
        size: int,
        bold: bool = False,
        color: tuple[int, int, int] = _INK,
        gap: float = 0.4,
    ) -> None:
        self._ink(size, bold=bold, color=color)
        height = size * 0.45
        self.multi_cell(0, height, fit(text), align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.ln(gap)

    def _title(self, text: str) -> None:
        """Write the title of a table; it does not stay behind alone at the foot of a page."""
        self.ln(3)
        if self.will_page_break(22):
            self.add_page()
        self._line(text, size=10, bold=True)

    def _section(self, section: Section) -> None:
        self.ln(3)
        self.set_draw_color(*_ACCENT)
        self.line(self.l_margin, self.y, self.w - self.r_margin, self.y)
        self.set_draw_color(*_LINE)
        self.ln(2)
        self._line(section.title, size=13, bold=True)
        for label, amount, strong in section.facts:
            self._fact(label, amount, bold=strong)
        self._title(self._view.t("statement.aging"))
        self._strip(section)
        for grid in section.grids:
            self._title(grid.title)
            if grid.rows:
                self._grid(grid)
            else:
                self._line(grid.empty, size=9)

    def _fact(self, label: str, amount: str, *, bold: bool) -> None:
        self._ink(9, bold=bold)
        self.cell(self.epw * 0.7, 5, fit(label), border="B")
        self.cell(0, 5, fit(amount), border="B", align="R", new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def _strip(self, section: Section) -> None:
        top = self.y
        for bar in section.bars:
            self.set_fill_color(*_AGES[min(bar.index, len(_AGES) - 1)])
            if bar.width:
                left = self.l_margin + self.epw * bar.start / 1000
                self.rect(left, top, self.epw * bar.width / 1000, 3.5, style="F")
        self.set_y(top + 4.5)
        width = self.epw / len(section.bars)
        for bar in section.bars:
            self.set_fill_color(*_AGES[min(bar.index, len(_AGES) - 1)])
            self.rect(self.x, self.y + 1, 2, 2, style="F")
            self.set_x(self.x + 2)
            self._ink(7, color=_SOFT)
            self.cell(width - 2, 4, fit(bar.label))
        self.ln(4)
        for bar in section.bars:
            self.set_x(self.x + 2)
            self._ink(7)
            self.cell(width - 2, 4, fit(bar.amount))
        self.ln(4)

    def _grid(self, grid: Grid) -> None:
        texts = len(grid.headings) - grid.figures
        self._ink(8)
        self.set_fill_color(255)
        with self.table(
            col_widths=grid.widths,
            text_align=("LEFT",) * texts + ("RIGHT",) * grid.figures,
            line_height=4.2,
            padding=(0.4, 1),
            borders_layout=TableBordersLayout.HORIZONTAL_LINES,
            cell_fill_mode=TableCellFillMode.NONE,
            headings_style=FontFace(emphasis="BOLD", color=_SOFT),
        ) as table:
            for row in (grid.headings, *grid.rows):
                table.row(tuple(map(fit, row)))
