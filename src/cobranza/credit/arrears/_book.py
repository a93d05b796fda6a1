"""An agreement, and the interest behind it, as an Excel workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cobranza._workbook import Book
from cobranza.credit.arrears import _lists

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cobranza.credit.arrears._moratory import Arrears
    from cobranza.credit.arrears._restructuring import Restructuring

__all__ = ["render_plan_workbook"]


def render_plan_workbook(restructuring: Restructuring, *, arrears: Iterable[Arrears] = ()) -> bytes:
    """Render an agreement as an Excel workbook in Spanish: the bytes of an .xlsx file.

    Sheets: the plan, the debts, what each payment settles, the fiscal documents; and, where
    `arrears` are given, how their interest came about. Texts from documents are never formulas. The
    bytes depend on what is given alone: the day of the agreement stands as that of the file.

    Raises:
        MissingExtraError: XlsxWriter is not installed.
    """
    found = restructuring
    name = found.customer.name or found.customer.rfc
    book = Book(
        streamed=False, about=f"{name}. Corte al {found.as_of}. {found.currency}", total="Total"
    )
    lists = [
        _lists.instalments(found),
        _lists.invoices(found),
        _lists.applications(found),
        _lists.documents(found),
    ]
    detail = _lists.moratory_lines(arrears, found.currency)
    for each in [*lists, detail] if detail.rows else lists:
        book.lists(each)
    return book.finish(title="Plan de pagos", company=name, as_of=found.as_of)
