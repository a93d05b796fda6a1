"""The report as one Excel workbook: what a team filters, prints and pivots.

Amounts are numbers and dates are dates. A cell holds a binary floating-point number, because the
format knows no other: 15 significant digits are exact, so an amount that has more is written as
text, in full. Totals are formulas that follow the filters of their table; the values stored with
them are the exact sums.
"""

from cobranza.report.workbook._render import render_workbook, write_workbook

__all__ = ["render_workbook", "write_workbook"]
