"""Metadata rows written as the SAT writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cobranza.errors import SatError
from cobranza.sat.metadata._cells import Misfit
from cobranza.sat.metadata._layout import COLUMNS, SEPARATOR, TERCEROS, Layout

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cobranza.sat.metadata._row import Metadata

__all__ = ["write_metadata"]

_END: Final = "\r\n"


def write_metadata(rows: Iterable[Metadata]) -> bytes:
    """Write rows as a metadata file: SAT's columns in its order, CRLF, UTF-8 without BOM.

    The columns of the third parties, and those of `otros`, follow SAT's twelve when a row has
    them. What is written reads back as the same rows.

    Raises:
        SatError: a row holds what this format cannot carry, such as a name with a line break.

    >>> from datetime import datetime
    >>> from cobranza.sat.metadata import Estatus, Metadata
    >>> row = Metadata(
    ...     uuid="5FB2822E-396D-4725-8521-CDC4BDD20CCF",
    ...     rfc_emisor="EKU9003173C9",
    ...     nombre_emisor="ESCUELA KEMPER URGATE",
    ...     rfc_receptor="CACX7605101P8",
    ...     fecha_emision=datetime(2026, 3, 2, 10, 30),
    ...     efecto_comprobante="I",
    ...     estatus=Estatus.VIGENTE,
    ... )
    >>> print(write_metadata([row]).decode().splitlines()[1])
    5FB2822E-396D-4725-8521-CDC4BDD20CCF~EKU9003173C9~ESCUELA KEMPER URGATE~CACX7605101P8~~~\
2026-03-02 10:30:00~~~I~1~
    """
    kept = tuple(rows)
    layout = Layout(_columns(kept))
    lines = [SEPARATOR.join(layout.columns)]
    for number, row in enumerate(kept, 1):
        line = SEPARATOR.join(_cell(row, column) for column in layout.columns)
        if not _reads_back(layout, line, row):
            raise SatError(f"row {number}, {row.uuid}: {line!r}, expected cells that read back")
        lines.append(line)
    return "".join(f"{line}{_END}" for line in lines).encode()


def _columns(rows: tuple[Metadata, ...]) -> tuple[str, ...]:
    terceros = tuple(TERCEROS) if any(map(_has_tercero, rows)) else ()
    others = sorted({name for row in rows for name in row.otros})
    return (*COLUMNS, *terceros, *others)


def _has_tercero(row: Metadata) -> bool:
    return bool(row.rfc_a_cuenta_terceros or row.nombre_a_cuenta_terceros)


def _cell(row: Metadata, column: str) -> str:
    field = COLUMNS.get(column) or TERCEROS.get(column)
    value = row.otros.get(column, "") if field is None else getattr(row, field)
    return "" if value is None else str(value)


def _reads_back(layout: Layout, line: str, row: Metadata) -> bool:
    if "\n" in line or "\r" in line:
        return False
    try:
        return layout.metadata(line) == row
    except Misfit:
        return False
