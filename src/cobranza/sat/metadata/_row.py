"""One row of the metadata of the descarga masiva, and one that could not be read."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from enum import StrEnum

import attrs

from cobranza._frozen import FrozenDict
from cobranza.errors import shorten

__all__ = ["Estatus", "Metadata", "MetadataProblem", "unreadable"]

_NOTHING: FrozenDict[str] = FrozenDict({})


class Estatus(StrEnum):
    """What the metadata says of a document: in force, or cancelled."""

    CANCELADO = "0"
    VIGENTE = "1"


@attrs.frozen(kw_only=True)
class Metadata:
    """What the SAT tells of one CFDI without giving its XML.

    `uuid` and the RFCs are in capitals. `fecha_emision` and the other times are local, without
    zone. `monto` is the total of the document in its own currency, which the metadata does not
    name. `efecto_comprobante` is a code of c_TipoDeComprobante. `fecha_cancelacion` is `None` where
    the document is in force, or the SAT does not say. Names are on one line, whatever the file has.
    `otros` are the filled cells of columns that this class does not know, by name.

    Source: SAT, Servicio de Descarga Masiva, version 1.5, files of type Metadata.

    >>> Metadata(
    ...     uuid="5FB2822E-396D-4725-8521-CDC4BDD20CCF",
    ...     rfc_emisor="EKU9003173C9",
    ...     rfc_receptor="CACX7605101P8",
    ...     fecha_emision=datetime(2026, 3, 2, 10, 30),
    ...     efecto_comprobante="I",
    ...     estatus=Estatus.VIGENTE,
    ... ).cancelado
    False
    """

    uuid: str
    rfc_emisor: str
    nombre_emisor: str = ""
    rfc_receptor: str
    nombre_receptor: str = ""
    rfc_pac: str = ""
    fecha_emision: datetime
    fecha_certificacion_sat: datetime | None = None
    monto: Decimal | None = None
    efecto_comprobante: str
    estatus: Estatus
    fecha_cancelacion: datetime | None = None
    rfc_a_cuenta_terceros: str = ""
    nombre_a_cuenta_terceros: str = ""
    otros: FrozenDict[str] = _NOTHING

    @property
    def cancelado(self) -> bool:
        """Whether the SAT holds the document as cancelled."""
        return self.estatus is Estatus.CANCELADO


@attrs.frozen(kw_only=True)
class MetadataProblem:
    """A row that is no `Metadata`: where it stands, what is wrong with it, and the row itself.

    `file` is the name of the file, after that of its ZIP; `line` its first line, from 1; `column`
    SAT's name of the column, "" where it is the row as a whole; `text` the row as it came.

    >>> print(MetadataProblem(
    ...     file="m.txt", line=3, column="Estatus", value="2", expected="0 or 1", text="…"
    ... ))
    m.txt, line 3: Estatus is '2', expected 0 or 1
    """

    file: str
    line: int
    column: str
    value: str
    expected: str
    text: str = attrs.field(repr=False)

    def __str__(self) -> str:
        what = self.column or "the row"
        where = f"{self.file}, line {self.line}"
        return f"{where}: {what} is {shorten(self.value)!r}, expected {self.expected}"


def unreadable(file: str, line: int, why: str) -> MetadataProblem:
    """Say that a file ends before its end: `line` is the last that could be read."""
    expected = "a file that can be read to its end"
    return MetadataProblem(file=file, line=line, column="", value=why, expected=expected, text="")
