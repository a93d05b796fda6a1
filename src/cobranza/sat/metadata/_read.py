"""Metadata files, plain or in a ZIP, row after row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cobranza.errors import SatError
from cobranza.sat._archive import Limits, Source, is_zip, open_source, open_zip
from cobranza.sat.metadata._layout import REQUIRED, Layout
from cobranza.sat.metadata._lines import Lines
from cobranza.sat.metadata._row import Metadata, MetadataProblem, unreadable
from cobranza.sat.metadata._terceros import Terceros

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cobranza.sat._archive import Archive, Member

__all__ = ["iter_metadata"]


def iter_metadata(
    source: Source, *, limits: Limits | None = None
) -> Iterator[Metadata | MetadataProblem]:
    r"""Read a metadata file, row by row, whatever its size: a `.txt`, or a ZIP that holds some.

    Columns are known by their names, in any order; spelling variants of SAT's and columns that it
    may add are taken. The text is UTF-8, with or without BOM, or Windows-1252. In a ZIP, the file
    of the third parties (`_tercero.txt`) completes the rows of the others.

    What cannot be read is a `MetadataProblem` in the place where it stands, so that every line of
    the file is accounted for; a member of the ZIP that cannot be opened, or ends before its end, is
    one too, and so is the end of a ZIP that is cut short.

    Raises:
        SatError: the file cannot be read, holds no metadata, or its first line does not name the
            columns.

    >>> rows = iter_metadata(
    ...     b"Uuid~RfcEmisor~RfcReceptor~FechaEmision~EfectoComprobante~Estatus\r\n"
    ...     b"5fb2822e-396d-4725-8521-cdc4bdd20ccf~EKU9003173C9~CACX7605101P8"
    ...     b"~2026-03-02 10:30:00~I~1\r\n"
    ...     b"0b9d6f0e-7f5e-4c39-8f86-3f8f0f2b6a77~EKU9003173C9~CACX7605101P8"
    ...     b"~2026-02-30 10:30:00~I~0\r\n"
    ... )
    >>> next(rows).estatus.name
    'VIGENTE'
    >>> print(next(rows).column)
    FechaEmision
    """
    with open_source(source) as (name, stream):
        if is_zip(stream):
            with open_zip(name, stream, limits or Limits()) as archive:
                yield from _in_zip(name, archive)
            return
        for _, row in Lines(name, stream).rows(REQUIRED, Layout.metadata):
            yield row


def _in_zip(name: str, archive: Archive) -> Iterator[Metadata | MetadataProblem]:
    texts = [each for each in archive.members if each.name.lower().endswith(".txt")]
    if not texts:
        raise SatError(f"{name} holds no metadata, expected a member that ends in .txt")
    terceros = Terceros()
    for member in filter(_is_of_terceros, texts):
        yield from terceros.take_in(f"{name}/{member.name}", member)
    for member in texts:
        if not _is_of_terceros(member):
            yield from _rows_of(name, member, terceros)
    yield from terceros.left_over()
    if archive.cut:
        yield unreadable(name, 1, archive.cut)


def _is_of_terceros(member: Member) -> bool:
    return member.name.lower().endswith("_tercero.txt")


def _rows_of(name: str, member: Member, terceros: Terceros) -> Iterator[Metadata | MetadataProblem]:
    place = f"{name}/{member.name}"
    last = 1
    try:
        with member.open() as stream:
            for line, row in Lines(place, stream).rows(REQUIRED, Layout.metadata):
                yield row if isinstance(row, MetadataProblem) else terceros.complete(row)
                last = line
    except SatError as error:
        yield unreadable(place, last, str(error))
