"""Workbooks of Excel with one look: typed columns, real tables, text that is never a formula.

What a workbook is made of is here; what stands in it is with whoever writes it. XlsxWriter is
loaded when a `Book` is begun.
"""

from cobranza._workbook._book import Book
from cobranza._workbook._cells import Cell
from cobranza._workbook._layout import Column, Kind, List, Row

__all__ = ["Book", "Cell", "Column", "Kind", "List", "Row"]
