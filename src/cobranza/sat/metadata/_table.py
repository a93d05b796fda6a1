"""A metadata file as a whole, and what several of them say of one document."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from cobranza.errors import SatError
from cobranza.ledger.documents import DocumentState, DocumentStatus
from cobranza.sat.metadata._read import iter_metadata
from cobranza.sat.metadata._row import Metadata, MetadataProblem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cobranza.sat._archive import Limits, Source

__all__ = ["MetadataTable", "latest", "read_metadata", "statuses"]


@attrs.frozen(kw_only=True)
class MetadataTable:
    """The rows of metadata files, in their order, and the problems, in theirs.

    >>> MetadataTable(rows=(), problems=()).raise_for_problems()
    """

    rows: tuple[Metadata, ...]
    problems: tuple[MetadataProblem, ...]

    def raise_for_problems(self) -> None:
        """Raise when a line could not be read.

        Raises:
            SatError: the first problem, and how many more there are.
        """
        if self.problems:
            more = len(self.problems) - 1
            raise SatError(f"{self.problems[0]}" + (f", and {more} more" if more else ""))

    def statuses(self) -> dict[str, DocumentStatus]:
        """Say of each document what the ledger needs; see `statuses`."""
        return statuses(self.rows)


def read_metadata(*sources: Source, limits: Limits | None = None) -> MetadataTable:
    """Read metadata files whole, one after the other; see `iter_metadata` for what they may be.

    Raises:
        SatError: a file cannot be read, holds no metadata, or does not name its columns.

    >>> table = read_metadata(b"Uuid~RfcEmisor~RfcReceptor~FechaEmision~EfectoComprobante~Estatus")
    >>> table.rows
    ()
    """
    rows: list[Metadata] = []
    problems: list[MetadataProblem] = []
    for source in sources:
        for each in iter_metadata(source, limits=limits):
            if isinstance(each, MetadataProblem):
                problems.append(each)
            else:
                rows.append(each)
    return MetadataTable(rows=tuple(rows), problems=tuple(problems))


def latest(rows: Iterable[Metadata]) -> dict[str, Metadata]:
    """Give one row for each UUID, of the many that overlapping requests bring.

    A cancelled row wins over one in force, whatever their order, because a cancelled document is
    never in force again; between two that are both cancelled, or both in force, the later one wins.
    """
    found: dict[str, Metadata] = {}
    for row in rows:
        known = found.get(row.uuid)
        if known is None or row.cancelado or not known.cancelado:
            found[row.uuid] = row
    return found


def statuses(rows: Iterable[Metadata]) -> dict[str, DocumentStatus]:
    """Say of each document what the ledger needs, by UUID, for `Ledger.build(status=...)`.

    Where a UUID has several rows, the one that `latest` gives counts. The metadata do not tell of
    cancellations that were only asked for or refused.

    >>> from datetime import datetime
    >>> from cobranza.sat.metadata import Estatus
    >>> row = Metadata(
    ...     uuid="5FB2822E-396D-4725-8521-CDC4BDD20CCF",
    ...     rfc_emisor="EKU9003173C9",
    ...     rfc_receptor="CACX7605101P8",
    ...     fecha_emision=datetime(2026, 3, 2, 10, 30),
    ...     efecto_comprobante="I",
    ...     estatus=Estatus.CANCELADO,
    ...     fecha_cancelacion=datetime(2026, 5, 31, 18, 0),
    ... )
    >>> statuses([row])[row.uuid].cancelled_on
    datetime.date(2026, 5, 31)
    """
    return {uuid: _status(row) for uuid, row in latest(rows).items()}


def _status(row: Metadata) -> DocumentStatus:
    if not row.cancelado:
        return DocumentStatus(state=DocumentState.IN_FORCE)
    moment = row.fecha_cancelacion
    day = None if moment is None else moment.date()
    return DocumentStatus(state=DocumentState.CANCELLED, cancelled_on=day)
