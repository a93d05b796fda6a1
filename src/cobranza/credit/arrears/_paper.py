"""The sheets of an annex; imported only when a PDF is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from fpdf.enums import XPos, YPos

from cobranza import _paper
from cobranza._latin import fit
from cobranza._paper import ACCENT, SOFT
from cobranza.credit.arrears._annex import long_day

if TYPE_CHECKING:
    from cobranza.credit.arrears._annex import Annex

__all__ = ["Paper"]

_SIGNATURES: Final = 40
"""The room for signatures, in millimetres."""


class Paper(_paper.Paper):
    """An annex on letter paper."""

    def __init__(self, annex: Annex) -> None:
        super().__init__(
            title=f"{annex.title}: {annex.debtor}",
            author=annex.creditor,
            as_of=annex.as_of,
            lang="es-MX",
            page=lambda number: f"Página {number} de {{nb}}",
        )
        self._annex = annex

    def print(self) -> bytes:
        """Draw everything and give the file."""
        annex = self._annex
        self.paragraph(annex.title, size=16, bold=True, gap=1)
        self.paragraph(f"Acreedor: {annex.creditor}")
        self.paragraph(f"Deudor: {annex.debtor}")
        self.paragraph(f"Fecha de corte: {long_day(annex.as_of)}", gap=3)
        for label, text, strong in annex.facts:
            self.fact(label, text, bold=strong)
        for table in annex.tables:
            self.heading(table.title)
            self.grid(
                table.headings,
                table.rows,
                widths=table.widths,
                figures=table.figures,
                totals=table.totals,
                size=7,
            )
        self.heading("Condiciones")
        for number, clause in enumerate(annex.clauses, 1):
            self.paragraph(f"{number}. {clause}", gap=1)
        self._signatures()
        return bytes(self.output())

    def _signatures(self) -> None:
        """Leave room to sign, on one page."""
        if self.will_page_break(_SIGNATURES):
            self.add_page()
        top, width = self.y + _SIGNATURES * 0.6, self.epw * 0.42
        self.set_draw_color(*ACCENT)
        for left, name, role in (
            (self.l_margin, self._annex.creditor, "Acreedor"),
            (self.w - self.r_margin - width, self._annex.debtor, "Deudor"),
        ):
            self.line(left, top, left + width, top)
            self.set_xy(left, top + 1)
            self.ink(8)
            self.multi_cell(width, 4, fit(name), align="C", new_x=XPos.LEFT, new_y=YPos.NEXT)
            self.ink(8, color=SOFT)
            self.cell(width, 4, role, align="C")
