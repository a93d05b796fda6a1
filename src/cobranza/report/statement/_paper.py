"""The sheets of a statement; imported only when a PDF is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cobranza import _paper
from cobranza._latin import fit
from cobranza._paper import ACCENT, LINE, SOFT

if TYPE_CHECKING:
    from datetime import date

    from cobranza.report.statement._view import Section, View

__all__ = ["Paper"]

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


class Paper(_paper.Paper):
    """A statement on letter paper."""

    def __init__(self, view: View, *, as_of: date) -> None:
        super().__init__(
            title=f"{view.title}: {view.customer}",
            author=", ".join(view.issuers),
            as_of=as_of,
            lang="es-MX" if view.lang == "es" else "en",
            page=lambda number: view.t("statement.page", number=number, count="{nb}"),
        )
        self._view = view

    def print(self) -> bytes:
        """Draw everything and give the file."""
        view = self._view
        for name in view.issuers:
            self.paragraph(name, size=10, bold=True, color=ACCENT)
        self.paragraph(view.title, size=18, bold=True, gap=1)
        self.paragraph(view.customer, size=11, bold=True)
        self.paragraph(view.period, color=SOFT)
        for section in view.sections():
            self._section(section)
        self.ln(4)
        self.paragraph(view.note, size=8, color=SOFT)
        return bytes(self.output())

    def _section(self, section: Section) -> None:
        self.ln(3)
        self.set_draw_color(*ACCENT)
        self.line(self.l_margin, self.y, self.w - self.r_margin, self.y)
        self.set_draw_color(*LINE)
        self.ln(2)
        self.paragraph(section.title, size=13, bold=True)
        for label, amount, strong in section.facts:
            self.fact(label, amount, bold=strong)
        self.heading(self._view.t("statement.aging"))
        self._strip(section)
        for grid in section.grids:
            self.heading(grid.title)
            if not grid.rows:
                self.paragraph(grid.empty)
                continue
            texts = len(grid.headings) - grid.figures
            self.grid(
                grid.headings,
                grid.rows,
                widths=grid.widths,
                figures=(False,) * texts + (True,) * grid.figures,
            )

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
            self.ink(7, color=SOFT)
            self.cell(width - 2, 4, fit(bar.label))
        self.ln(4)
        for bar in section.bars:
            self.set_x(self.x + 2)
            self.ink(7)
            self.cell(width - 2, 4, fit(bar.amount))
        self.ln(4)
