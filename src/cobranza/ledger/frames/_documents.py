"""Documents as rows, and rows as documents: the same ones, to the last printed digit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import attrs
import polars as pl

from cobranza._garbage import uncollected
from cobranza.errors import LedgerError, shorten
from cobranza.ledger.documents import CreditNote, Invoice, PaymentReceipt
from cobranza.ledger.frames._cells import from_frame
from cobranza.ledger.frames._records import (
    ROWS,
    arguments_of,
    cells_of,
    made,
    party_values,
    table_of,
)
from cobranza.ledger.frames._types import conforming
from cobranza.ledger.frames.schema import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from cobranza.ledger.documents import LedgerDocument
    from cobranza.ledger.frames._cells import Cells

__all__ = ["documents_of", "documents_table"]

_TABLE: Final = TABLES["documents"]
_CLASSES: Final[Mapping[str, type[LedgerDocument]]] = {
    "I": Invoice,
    "E": CreditNote,
    "P": PaymentReceipt,
}
_KINDS: Final[Mapping[type, str]] = {cls: kind for kind, cls in _CLASSES.items()}
# What not every kind of document has, and the cell of one that has it not.
_ABSENT: Final[Mapping[str, Any]] = {
    "payment_method": None,
    "payment_form": None,
    "payment_terms_text": None,
    "is_advance": False,
    "payments": (),
}


def documents_table(documents: Iterable[LedgerDocument]) -> pl.DataFrame:
    """Make the table `documents` of some documents, a row for each, in their order.

    Raises:
        TypeError: something given is no `Invoice`, `CreditNote` or `PaymentReceipt`.
        LedgerError: a document holds what no table can: text that is not Unicode, or a number of
            instalment beyond 64 bits.

    >>> from datetime import datetime
    >>> from decimal import Decimal
    >>> from cobranza.ledger import Party
    >>> invoice = Invoice(
    ...     uuid="5FB2822E-396D-4725-8521-CDC4BDD20CCF",
    ...     issuer=Party(rfc="EKU9003173C9"),
    ...     customer=Party(rfc="URE180429TM6"),
    ...     issued=datetime(2026, 3, 2, 10, 30),
    ...     currency="MXN",
    ...     total=Decimal("1160.00"),
    ... )
    >>> table = documents_table([invoice])
    >>> table["total"].sum(), [*documents_of(table)] == [invoice]
    (Decimal('1160.0000000000'), True)
    """
    return table_of(_TABLE, documents, _cells)


def documents_of(table: pl.DataFrame | pl.LazyFrame) -> Iterator[LedgerDocument]:
    """Give the documents of a table, in the order of its rows; other columns do not matter.

    Raises:
        LedgerError: a column is missing or of another type, or a row is no document.
        MoneyError: an amount is not finite or has more than 18 integer digits.
        TypeError: a cell is null that may not be.
    """
    for chunk in conforming(table, _TABLE.columns).collect().iter_slices(ROWS):
        with uncollected():
            documents = _opened(chunk)
        yield from documents


def _cells(documents: Sequence[LedgerDocument]) -> Cells:
    given: dict[str, Sequence[Any]] = {
        "kind": [_kind(each) for each in documents],
        **party_values("issuer", documents),
        **party_values("customer", documents),
    }
    for name, absent in _ABSENT.items():
        given[name] = [getattr(each, name, absent) for each in documents]
    return cells_of(_TABLE.columns, documents, given)


def _kind(document: object) -> str:
    kind = _KINDS.get(type(document))
    if kind is None:
        name = type(document).__name__
        raise TypeError(f"got a {name}, expected an Invoice, CreditNote or PaymentReceipt")
    return kind


def _opened(rows: pl.DataFrame) -> list[LedgerDocument]:
    kinds = rows["kind"].to_list()
    following = {kind: _of_kind(kind, rows) for kind in {*kinds}}
    return [next(following[kind]) for kind in kinds]


def _of_kind(kind: str, rows: pl.DataFrame) -> Iterator[LedgerDocument]:
    cls = _CLASSES.get(kind)
    if cls is None:
        raise LedgerError(f"kind is {shorten(repr(kind))}, expected one of {', '.join(_CLASSES)}")
    absent = {"kind", *_ABSENT} - {field.name for field in attrs.fields(cls)}
    columns = [each for each in _TABLE.columns if each.name not in absent]
    return made(cls, arguments_of(from_frame(columns, rows.filter(pl.col("kind") == kind))))
