"""Tables of the work of collecting: what customers promised, and whom somebody was to call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cobranza.aging import Applied, FollowUp, Promise
from cobranza.ledger import Party
from cobranza.sources._table import read_table

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator

    from cobranza.sources._table import Row

__all__ = ["read_follow_ups", "read_promises"]


def read_promises(path: str | os.PathLike[str]) -> tuple[Promise, ...]:
    r"""Read a table of promises of payment, a CSV file or a workbook, one row for each.

    The columns are `rfc`, `made`, `due` and `amount` (above zero), and if there are such columns
    `name`, `currency` (MXN when empty), `received` (the money that came for it) and `received_on`.

    Raises:
        SourceError: the table cannot be read, or a value is not what its column expects; the
            message names file, row, value and what was expected.
        MissingExtraError: it is a workbook, and python-calamine is not installed.

    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     table = Path(folder, "promises.csv")
    ...     _ = table.write_text(
    ...         "rfc,made,due,amount,received,received_on\n"
    ...         "XIA190128J61,2026-05-04,2026-05-15,500.00,500.00,2026-05-14\n"
    ...     )
    ...     read_promises(table)[0].received[0].date
    datetime.date(2026, 5, 14)
    """
    columns = ("rfc", "made", "due", "amount")
    others = ("name", "currency", "received", "received_on")
    return tuple(map(_promise, read_table(path, columns, others)))


def _promise(row: Row) -> Promise:
    with row.building():
        return Promise(
            customer=Party(rfc=row.rfc(), name=row.cells["name"]),
            currency=row.currency("currency") if row.cells["currency"] else "MXN",
            made=row.day("made"),
            due=row.day("due"),
            amount=row.decimal("amount"),
            received=tuple(_received(row)),
        )


def _received(row: Row) -> Iterator[Applied]:
    if row.cells["received"]:
        yield Applied(date=row.day("received_on"), amount=row.decimal("received"))


def read_follow_ups(path: str | os.PathLike[str]) -> tuple[FollowUp, ...]:
    r"""Read a table of calls, visits and reminders, a CSV file or a workbook.

    The columns are `due`, and `done`, empty as long as it was not done.

    Raises:
        SourceError: the table cannot be read, or a value is not what its column expects; the
            message names file, row, value and what was expected.
        MissingExtraError: it is a workbook, and python-calamine is not installed.

    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     table = Path(folder, "follow_ups.csv")
    ...     _ = table.write_text("due,done\n2026-05-04,2026-05-04\n2026-05-11,\n")
    ...     [each.done for each in read_follow_ups(table)]
    [datetime.date(2026, 5, 4), None]
    """
    return tuple(
        FollowUp(due=row.day("due"), done=row.day_or_none("done"))
        for row in read_table(path, ("due", "done"))
    )
