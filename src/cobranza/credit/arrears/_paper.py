"""The sheets of an annex, drawn with fpdf2; imported only when a PDF is asked for."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Final

from fpdf import FPDF
from fpdf.enums import TableBordersLayout, TableCellFillMode, XPos, YPos
from fpdf.fonts import FontFace

from cobranza._latin import fit
from cobranza.credit.arrears._annex import long_day

if TYPE_CHECKING:
    from cobranza.credit.arrears._annex import Annex, AnnexTable

__all__ = ["Paper"]

_FONT: Final = "helvetica"
_MARGIN: Final = 15
_INK: Final = (29, 36, 48)
_SOFT: Final = (93, 102, 117)
_ACCENT: Final = (31, 95, 122)
_LINE: Final = (217, 214, 208)
_SIGNATURES: Final = 40
"""The room for signatures, in millimetres."""


class Paper(FPDF):
    """An annex on letter paper; millimetres from the upper left corner."""

    def __init__(self, annex: Annex) -> None:
        super().__init__(format="letter")
        self._annex = annex
        self.core_fonts_encoding = "cp1252"
        self.set_margins(_MARGIN, _MARGIN)
        self.set_auto_page_break(auto=True, margin=_MARGIN + 5)
        self.set_title(fit(f"{annex.title}: {annex.debtor}"))
        self.set_author(fit(annex.creditor))
        self.set_lang("es-MX")
        self.set_creation_date(datetime.combine(annex.as_of, time(), tzinfo=UTC))
        self.set_draw_color(*_LINE)

    def print(self) -> bytes:
        """Draw everything and give the file."""
        annex = self._annex
        self.add_page()
        self._line(annex.title, size=16, bold=True, gap=1)
        self._line(f"Acreedor: {annex.creditor}", size=9)
        self._line(f"Deudor: {annex.debtor}", size=9)
        self._line(f"Fecha de corte: {long_day(annex.as_of)}", size=9, gap=3)
        for label, text, strong in annex.facts:
            self._fact(label, text, bold=strong)
        for table in annex.tables:
            self._table(table)
        self._title("Condiciones")
        for number, clause in enumerate(annex.clauses, 1):
            self._line(f"{number}. {clause}", size=9, gap=1)
        self._signatures()
        return bytes(self.output())

    def footer(self) -> None:
        """Number the page."""
        self.set_y(-_MARGIN)
        self._ink(8, color=_SOFT)
        self.cell(0, 5, fit(f"Página {self.page_no()} de {{nb}}"), align="R")

    def _ink(self, size: int, *, bold: bool = False, color: tuple[int, int, int] = _INK) -> None:
        self.set_font(_FONT, "B" if bold else "", size)
        self.set_text_color(*color)

    def _line(self, text: str, *, size: int, bold: bool = False, gap: float = 0.4) -> None:
        self._ink(size, bold=bold)
        height = size * 0.45
        self.multi_cell(0, height, fit(text), align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.ln(gap)

    def _title(self, text: str) -> None:
        """Write a title; it does not stay behind alone at the foot of a page."""
        self.ln(4)
        if self.will_page_break(22):
            self.add_page()
        self._line(text, size=10, bold=True, gap=1)

    def _fact(self, label: str, text: str, *, bold: bool) -> None:
        self._ink(9, bold=bold)
        self.cell(self.epw * 0.7, 5, fit(label), border="B")
        self.cell(0, 5, fit(text), border="B", align="R", new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def _table(self, table: AnnexTable) -> None:
        self._title(table.title)
        self._ink(7)
        self.set_fill_color(255)
        with self.table(
            col_widths=table.widths,
            text_align=tuple("RIGHT" if figure else "LEFT" for figure in table.figures),
            line_height=4,
            padding=(0.4, 0.8),
            borders_layout=TableBordersLayout.HORIZONTAL_LINES,
            cell_fill_mode=TableCellFillMode.NONE,
            headings_style=FontFace(emphasis="BOLD", color=_SOFT),
        ) as drawn:
            for row in (table.headings, *table.rows):
                drawn.row(tuple(map(fit, row)))
            if table.totals:
                drawn.row(tuple(map(fit, table.totals)), style=FontFace(emphasis="BOLD"))

    def _signatures(self) -> None:
        """Leave room to sign, on one page."""
        if self.will_page_break(_SIGNATURES):
            self.add_page()
        top, width = self.y + _SIGNATURES * 0.6, self.epw * 0.42
        self.set_draw_color(*_ACCENT)
        for left, name, role in (
            (self.l_margin, self._annex.creditor, "Acreedor"),
            (self.w - self.r_margin - width, self._annex.debtor, "Deudor"),
        ):
            self.line(left, top, left + width, top)
            self.set_xy(left, top + 1)
            self._ink(8)
            self.multi_cell(width, 4, fit(name), align="C", new_x=XPos.LEFT, new_y=YPos.NEXT)
            self._ink(8, color=_SOFT)
            self.cell(width, 4, role, align="C")
