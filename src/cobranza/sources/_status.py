"""The table of what the SAT says of documents: in force, cancelled, or somewhere between."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from cobranza.errors import SatError, SourceError
from cobranza.ledger.documents import DocumentState, DocumentStatus
from cobranza.sources._table import read_table

if TYPE_CHECKING:
    import os
    from collections.abc import Callable

__all__ = ["read_status"]

# SAT's words for Estado and EstatusCancelacion, what people make of them, and English ones.
_STATES: Final = {
    word: state
    for state, words in {
        DocumentState.IN_FORCE: ("vigente", "active"),
        DocumentState.CANCELLATION_REQUESTED: (
            "en proceso",
            "cancelacion pendiente",
            "cancelacion en proceso",
            "cancellation_requested",
        ),
        DocumentState.CANCELLATION_REJECTED: (
            "solicitud rechazada",
            "cancelacion rechazada",
            "rechazada",
            "cancellation_rejected",
        ),
        DocumentState.CANCELLED: (
            "cancelado",
            "cancelado con aceptacion",
            "cancelado sin aceptacion",
            "plazo vencido",
            "cancelled",
        ),
    }.items()
    for word in words
}
_EXPECTED: Final = "'vigente', 'en proceso', 'solicitud rechazada' or 'cancelado'"


def read_status(path: str | os.PathLike[str]) -> dict[str, DocumentStatus]:
    r"""Read SAT statuses: a table, or what the SAT itself gave.

    A `.txt` or `.zip` is metadata of the descarga masiva (`cobranza.sat.metadata`), a `.jsonl` the
    answers of its status service (`cobranza.sat.status`); anything else is a table, a CSV file or a
    workbook.

    The columns of a table are `uuid`, `status` and `cancelled_on`, and `requested_on` if the days
    on which cancellation was asked for are known.

    - `status`: "vigente"; "en proceso" (or "cancelación pendiente") while the customer has not
      answered; "solicitud rechazada" when it refused; "cancelado". SAT's "plazo vencido" and
      "cancelado con (or sin) aceptación" are cancelled too. English: "active",
      "cancellation_requested", "cancellation_rejected", "cancelled".
    - `cancelled_on`, `requested_on`: dates YYYY-MM-DD, or empty when the day is not known.

    A document may stand in it twice only with the same contents.

    Raises:
        SourceError: the table cannot be read, or a value is not what its column expects; the
            message names file, row, value and what was expected.
        MissingExtraError: it is a workbook, and python-calamine is not installed.

    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     table = Path(folder, "status.csv")
    ...     _ = table.write_text(
    ...         "uuid,status,cancelled_on\n"
    ...         "5fb2822e-396d-4725-8521-cdc4bdd20ccf,Cancelado,2026-05-31\n"
    ...     )
    ...     read_status(table)["5FB2822E-396D-4725-8521-CDC4BDD20CCF"].cancelled_on
    datetime.date(2026, 5, 31)
    """
    reader = _READERS.get(Path(path).suffix.lower())
    if reader is not None:
        return _of_the_sat(reader, path)
    statuses: dict[str, DocumentStatus] = {}
    for row in read_table(path, ("uuid", "status", "cancelled_on"), ("requested_on",)):
        uuid = row.uuid()
        state = row.choice("status", _STATES, _EXPECTED)
        cancelled_on = row.day_or_none("cancelled_on")
        if cancelled_on is not None and state is not DocumentState.CANCELLED:
            row.refuse("cancelled_on", "nothing, because the status is not 'cancelado'")
        with row.building():
            given = DocumentStatus(
                state=state,
                cancelled_on=cancelled_on,
                requested_on=row.day_or_none("requested_on"),
            )
        if statuses.setdefault(uuid, given) != given:
            row.refuse("status", f"what a row before says of {uuid}")
    return statuses


def _of_the_sat(
    reader: Callable[[str | os.PathLike[str]], dict[str, DocumentStatus]],
    path: str | os.PathLike[str],
) -> dict[str, DocumentStatus]:
    try:
        return reader(path)
    except SatError as error:
        raise SourceError(str(error)) from None


def _metadata(path: str | os.PathLike[str]) -> dict[str, DocumentStatus]:
    """Read metadata; a line that cannot be read refuses the file, as a row of a table does."""
    from cobranza.sat.metadata import read_metadata  # noqa: PLC0415 - only when asked

    table = read_metadata(path)
    table.raise_for_problems()
    return table.statuses()


def _answers(path: str | os.PathLike[str]) -> dict[str, DocumentStatus]:
    from cobranza.sat.status import read_statuses  # noqa: PLC0415 - only when asked

    return read_statuses(path)


_READERS: Final = {".txt": _metadata, ".zip": _metadata, ".jsonl": _answers}
"""What the SAT itself said, by the suffix of the file."""
