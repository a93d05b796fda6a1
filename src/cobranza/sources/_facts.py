"""Tables of what a company knows of its invoices and no CFDI says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cobranza.ledger.facts import Adjustment, AdjustmentKind, CashReceipt
from cobranza.sources._table import read_table

if TYPE_CHECKING:
    import os
    from datetime import date

    from cobranza.sources._table import Row

__all__ = ["read_adjustments", "read_cash", "read_deliveries"]

_KINDS: Final = {
    **dict.fromkeys(("castigo", "write_off"), AdjustmentKind.WRITE_OFF),
    **dict.fromkeys(("ajuste", "adjustment"), AdjustmentKind.ADJUSTMENT),
    **dict.fromkeys(("factoraje", "factoring"), AdjustmentKind.FACTORING),
}


def read_adjustments(path: str | os.PathLike[str]) -> tuple[Adjustment, ...]:
    r"""Read a table of balances moved by hand, a CSV file or a workbook.

    The columns are `uuid` (the invoice), `date`, `amount`, `kind` and `reference`, and `reason` if
    there is one.

    - `amount`: in the currency of the invoice, negative when it reduces the debt.
    - `kind`: "castigo", "ajuste" or "factoraje" ("write_off", "adjustment", "factoring").
    - `reference`: the voucher that proves it. Rows with equal contents are one adjustment.

    Raises:
        SourceError: the table cannot be read, or a value is not what its column expects; the
            message names file, row, value and what was expected.
        MissingExtraError: it is a workbook, and python-calamine is not installed.

    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     table = Path(folder, "adjustments.csv")
    ...     _ = table.write_text(
    ...         "uuid,date,amount,kind,reference\n"
    ...         "5fb2822e-396d-4725-8521-cdc4bdd20ccf,2026-06-30,-0.37,ajuste,PD-118\n"
    ...     )
    ...     read_adjustments(table)[0].amount
    Decimal('-0.37')
    """
    columns = ("uuid", "date", "amount", "kind", "reference")
    return tuple(dict.fromkeys(map(_adjustment, read_table(path, columns, ("reason",)))))


def _adjustment(row: Row) -> Adjustment:
    with row.building():
        return Adjustment(
            invoice=row.uuid(),
            date=row.day("date"),
            amount=row.decimal("amount"),
            kind=row.choice("kind", _KINDS, "'castigo', 'ajuste' or 'factoraje'"),
            reference=row.text("reference", "what proves it"),
            reason=row.cells["reason"],
        )


def read_cash(path: str | os.PathLike[str]) -> tuple[CashReceipt, ...]:
    r"""Read a table of money seen in the bank or at the counter, a CSV file or a workbook.

    The columns are `uuid` (the invoice that it pays), `date`, `amount` (above zero, in the currency
    of the invoice) and `reference` (the movement of the bank). Rows with equal contents are one
    movement.

    Raises:
        SourceError: the table cannot be read, or a value is not what its column expects; the
            message names file, row, value and what was expected.
        MissingExtraError: it is a workbook, and python-calamine is not installed.

    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     table = Path(folder, "cash.csv")
    ...     _ = table.write_text(
    ...         "uuid,date,amount,reference\n"
    ...         "5fb2822e-396d-4725-8521-cdc4bdd20ccf,2026-04-01,500.00,SPEI 8846\n"
    ...     )
    ...     read_cash(table)[0].reference
    'SPEI 8846'
    """
    columns = ("uuid", "date", "amount", "reference")
    return tuple(dict.fromkeys(map(_cash_receipt, read_table(path, columns))))


def _cash_receipt(row: Row) -> CashReceipt:
    amount = row.decimal("amount")
    if amount <= 0:
        row.refuse("amount", "an amount above zero")
    with row.building():
        return CashReceipt(
            invoice=row.uuid(),
            date=row.day("date"),
            amount=amount,
            reference=row.text("reference", "the movement that it is"),
        )


def read_deliveries(path: str | os.PathLike[str]) -> dict[str, date]:
    r"""Read a table of contra-recibos, a CSV file or a workbook: columns `uuid` and `received_on`.

    An invoice may stand in it twice only with the same day.

    Raises:
        SourceError: the table cannot be read, or a value is not what its column expects; the
            message names file, row, value and what was expected.
        MissingExtraError: it is a workbook, and python-calamine is not installed.

    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     table = Path(folder, "deliveries.csv")
    ...     _ = table.write_text(
    ...         "uuid,received_on\n5fb2822e-396d-4725-8521-cdc4bdd20ccf,2026-03-09\n"
    ...     )
    ...     read_deliveries(table)
    {'5FB2822E-396D-4725-8521-CDC4BDD20CCF': datetime.date(2026, 3, 9)}
    """
    received: dict[str, date] = {}
    for row in read_table(path, ("uuid", "received_on")):
        uuid, day = row.uuid(), row.day("received_on")
        if received.setdefault(uuid, day) != day:
            row.refuse("received_on", f"{received[uuid]}, as in a row before")
    return received
