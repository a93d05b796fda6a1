"""The third parties that documents bill for, which the SAT gives in a file of their own.

Source: the SAT's packages since September 2022, as the change log of
phpcfdi/sat-ws-descarga-masiva 0.5.0 records them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from cobranza.errors import SatError
from cobranza.sat.metadata._layout import TERCEROS, Layout
from cobranza.sat.metadata._lines import Lines
from cobranza.sat.metadata._row import Metadata, MetadataProblem, unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cobranza.sat._archive import Member

__all__ = ["Terceros"]


@attrs.frozen(kw_only=True)
class _Tercero:
    uuid: str
    rfc: str
    nombre: str

    @classmethod
    def read(cls, layout: Layout, text: str) -> _Tercero:
        cells, _ = layout.fields(text)
        return cls(
            uuid=str(cells["uuid"]),
            rfc=str(cells["rfc_a_cuenta_terceros"]),
            nombre=str(cells["nombre_a_cuenta_terceros"]),
        )

    def lost(self, file: str, line: int) -> MetadataProblem:
        return MetadataProblem(
            file=file,
            line=line,
            column="Uuid",
            value=self.uuid,
            expected="the UUID of one row of the metadata, with one third party",
            text=f"{self.uuid}~{self.rfc}~{self.nombre}",
        )


@attrs.define
class Terceros:
    """The third party of each document that has one, by UUID."""

    _of: dict[str, _Tercero] = attrs.field(factory=dict[str, _Tercero])
    _unused: dict[str, MetadataProblem] = attrs.field(factory=dict[str, MetadataProblem])

    def take_in(self, file: str, member: Member) -> Iterator[MetadataProblem]:
        """Keep the rows of one file; give what cannot be kept."""
        last = 1
        try:
            with member.open() as stream:
                for line, row in Lines(file, stream).rows(("Uuid", *TERCEROS), _Tercero.read):
                    if isinstance(row, MetadataProblem):
                        yield row
                    elif self._of.setdefault(row.uuid, row) != row:
                        yield row.lost(file, line)
                    else:
                        self._unused[row.uuid] = row.lost(file, line)
                    last = line
        except SatError as error:
            yield unreadable(file, last, str(error))

    def complete(self, row: Metadata) -> Metadata:
        """Add to a row the third party that its document bills for."""
        tercero = self._of.get(row.uuid)
        if tercero is None:
            return row
        self._unused.pop(row.uuid, None)
        return attrs.evolve(
            row, rfc_a_cuenta_terceros=tercero.rfc, nombre_a_cuenta_terceros=tercero.nombre
        )

    def left_over(self) -> Iterator[MetadataProblem]:
        """Give the rows that belong to no row of the metadata."""
        yield from self._unused.values()
