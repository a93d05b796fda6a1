"""What the columns of a metadata file are, and how a row is read by them.

Nothing in the format is quoted or escaped, so a name may hold the separator: such a row is read by
its other cells, whose form is known, if they leave one way only.
"""

from __future__ import annotations

from itertools import combinations_with_replacement
from typing import TYPE_CHECKING, Final

import attrs

from cobranza._frozen import FrozenDict
from cobranza.errors import SatError, shorten
from cobranza.sat.metadata._cells import READERS, Misfit
from cobranza.sat.metadata._row import Estatus, Metadata

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

__all__ = ["COLUMNS", "REQUIRED", "SEPARATOR", "TERCEROS", "Layout"]

SEPARATOR: Final = "~"

TERCEROS: Final = {
    "RfcACuentaTerceros": "rfc_a_cuenta_terceros",
    "NombreACuentaTerceros": "nombre_a_cuenta_terceros",
}
COLUMNS: Final = {
    "Uuid": "uuid",
    "RfcEmisor": "rfc_emisor",
    "NombreEmisor": "nombre_emisor",
    "RfcReceptor": "rfc_receptor",
    "NombreReceptor": "nombre_receptor",
    "RfcPac": "rfc_pac",
    "FechaEmision": "fecha_emision",
    "FechaCertificacionSat": "fecha_certificacion_sat",
    "Monto": "monto",
    "EfectoComprobante": "efecto_comprobante",
    "Estatus": "estatus",
    "FechaCancelacion": "fecha_cancelacion",
}
"""SAT's columns in its order, and the fields of `Metadata`."""

REQUIRED: Final = (
    "Uuid",
    "RfcEmisor",
    "RfcReceptor",
    "FechaEmision",
    "EfectoComprobante",
    "Estatus",
)
"""The columns without which a row tells too little."""
_KNOWN: Final = {name.lower(): name for name in (*COLUMNS, *TERCEROS)} | {
    "paccertifico": "RfcPac",
    "pac": "RfcPac",
    "montototal": "Monto",
}
_FREE_TEXT: Final = frozenset({"NombreEmisor", "NombreReceptor", "NombreACuentaTerceros"})
_MOST_EXTRA: Final = 4
"""Separators inside the names of one row; what has more is no row of metadata."""

_Place = tuple[str, str, "Callable[[str, str], object] | None"]
"""A column: its name, the field of `Metadata`, and what reads its cells."""


def _places(layout: Layout) -> tuple[_Place, ...]:
    fields = COLUMNS | TERCEROS
    return tuple((name, fields.get(name, ""), READERS.get(name)) for name in layout.columns)


@attrs.frozen
class Layout:
    """The columns of one file, in its order: SAT's names, or the file's own where SAT has none."""

    columns: tuple[str, ...]
    _places: tuple[_Place, ...] = attrs.field(
        default=attrs.Factory(_places, takes_self=True), init=False, repr=False, eq=False
    )

    @classmethod
    def of(cls, header: str, where: str, required: Sequence[str]) -> Layout:
        """Read the first line of a file.

        Raises:
            SatError: a required column is missing, or one stands twice.
        """
        written = [name.strip() for name in header.split(SEPARATOR)]
        columns = tuple(_KNOWN.get(name.lower(), name) for name in written)
        for name in required:
            if name not in columns:
                raise SatError(
                    f"{where}, line 1: {shorten(header)!r} has no column {name}, "
                    f"expected names such as {SEPARATOR.join(required)}"
                )
        for name in columns:
            if columns.count(name) > 1:
                raise SatError(f"{where}, line 1: two columns {shorten(name)!r}, expected one")
        return cls(columns)

    def metadata(self, text: str) -> Metadata:
        """Read one row, its line breaks already gone; what does not fit is a `Misfit`."""
        fields, others = self.fields(text)
        if fields["estatus"] is Estatus.VIGENTE and fields.get("fecha_cancelacion"):
            value = str(fields["fecha_cancelacion"])
            raise Misfit("FechaCancelacion", value, "nothing, because Estatus is 1")
        found = Metadata(**fields)  # type: ignore[arg-type]  # each reader gives what its field takes
        return attrs.evolve(found, otros=FrozenDict(others)) if others else found

    def fields(self, text: str) -> tuple[dict[str, object], dict[str, str]]:
        """Read the cells of one row: those of fields of `Metadata`, and the others."""
        cells = list(map(str.strip, text.split(SEPARATOR)))
        extra = len(cells) - len(self.columns)
        if extra == 0:
            return self._read(cells)
        found = list(self._with_separators(cells, extra)) if 0 < extra <= _MOST_EXTRA else []
        if len(found) != 1:
            raise Misfit("", f"{len(cells)} cells", f"{len(self.columns)} cells")
        return found[0]

    def _with_separators(
        self, cells: list[str], extra: int
    ) -> Iterator[tuple[dict[str, object], dict[str, str]]]:
        """Try every way in which names hold the separators that are too many."""
        names = [place for place, name in enumerate(self.columns) if name in _FREE_TEXT]
        for holders in combinations_with_replacement(names, extra):
            joined: list[str] = []
            rest = iter(cells)
            for place in range(len(self.columns)):
                parts = [next(rest) for _ in range(1 + holders.count(place))]
                joined.append(SEPARATOR.join(parts))
            try:
                yield self._read(joined)
            except Misfit:
                continue

    def _read(self, cells: list[str]) -> tuple[dict[str, object], dict[str, str]]:
        fields: dict[str, object] = {}
        others: dict[str, str] = {}
        for (column, field, reader), cell in zip(self._places, cells, strict=True):
            if reader is not None:
                fields[field] = reader(column, cell)
            elif cell:
                others[column] = cell
        return fields, others
