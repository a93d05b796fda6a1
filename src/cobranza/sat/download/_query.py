"""What is asked of the descarga masiva: documents of a period, or one document.

Source: SAT, Servicio de Solicitud de Descarga Masiva, version 1.5 (30 May 2025), section 5.
"""

from __future__ import annotations

import re
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, Final

import attrs

from cobranza.errors import SatError, shorten
from cobranza.sat._patterns import RFC, UUID

__all__ = [
    "EstadoComprobante",
    "FolioQuery",
    "IssuedQuery",
    "PeriodQuery",
    "Query",
    "ReceivedQuery",
    "TipoSolicitud",
]

MOST_RECEIVERS: Final = 5
_COMPLEMENT: Final = re.compile("[0-9A-Za-z]{1,40}")
_TYPE: Final = re.compile("[IETNP]")


def _upper(text: str) -> str:
    return text.upper()


class TipoSolicitud(StrEnum):
    """What the packages hold: the documents, or one line of text about each."""

    CFDI = "CFDI"
    METADATA = "Metadata"


class EstadoComprobante(StrEnum):
    """Documents in which state."""

    TODOS = "Todos"
    VIGENTE = "Vigente"
    CANCELADO = "Cancelado"


@attrs.frozen(kw_only=True)
class PeriodQuery:
    """What queries for a period have in common.

    `fecha_inicial` and `fecha_final` are both included; the SAT compares them with the Fecha of the
    documents, which has no zone. `tipo_comprobante` is I, E, T, N or P; `complemento` the SAT's
    name of a complement (`nomina12`); `rfc_a_cuenta_terceros` who was sold for. `None` does not
    filter.
    """

    operation: ClassVar[str]

    fecha_inicial: datetime
    fecha_final: datetime
    tipo_solicitud: TipoSolicitud = TipoSolicitud.METADATA
    estado_comprobante: EstadoComprobante | None = None
    tipo_comprobante: str | None = None
    complemento: str | None = None
    rfc_a_cuenta_terceros: str | None = None

    def __attrs_post_init__(self) -> None:
        for name in ("fecha_inicial", "fecha_final"):
            if getattr(self, name).tzinfo is not None:
                raise SatError(f"{name} has a time zone, expected local time without one")
        if self.fecha_inicial >= self.fecha_final:
            raise SatError(
                f"fecha_inicial is {self.fecha_inicial}, expected before {self.fecha_final}"
            )
        _check("tipo_comprobante", self.tipo_comprobante, _TYPE, "I, E, T, N or P")
        _check("complemento", self.complemento, _COMPLEMENT, "a name such as nomina12")
        _check("rfc_a_cuenta_terceros", self.rfc_a_cuenta_terceros, RFC, "an RFC")

    def attributes(self, rfc: str) -> dict[str, str]:
        """Give the attributes of the request that `rfc` makes."""
        values = {
            "Complemento": self.complemento,
            "EstadoComprobante": self.estado_comprobante,
            "FechaFinal": self.fecha_final.isoformat(timespec="seconds"),
            "FechaInicial": self.fecha_inicial.isoformat(timespec="seconds"),
            "RfcACuentaTerceros": self.rfc_a_cuenta_terceros,
            "RfcSolicitante": rfc,
            "TipoComprobante": self.tipo_comprobante,
            "TipoSolicitud": self.tipo_solicitud,
        }
        return {name: str(value) for name, value in values.items() if value is not None}

    def receivers(self) -> tuple[str, ...]:
        """Give the RFCs that stand in elements of their own."""
        return ()


@attrs.frozen(kw_only=True)
class IssuedQuery(PeriodQuery):
    """The documents that the owner of the FIEL issued, to anyone or to up to five receivers.

    Raises:
        SatError: the period is empty or has a time zone, a value is not of its form, or there are
            more than five receivers.

    >>> query = IssuedQuery(
    ...     fecha_inicial=datetime(2026, 3, 1), fecha_final=datetime(2026, 3, 31, 23, 59, 59)
    ... )
    >>> query.attributes("EKU9003173C9")["RfcEmisor"], query.tipo_solicitud.value
    ('EKU9003173C9', 'Metadata')
    """

    operation: ClassVar[str] = "SolicitaDescargaEmitidos"

    rfc_receptores: tuple[str, ...] = ()

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        if len(self.rfc_receptores) > MOST_RECEIVERS:
            raise SatError(
                f"rfc_receptores has {len(self.rfc_receptores)}, expected at most {MOST_RECEIVERS}"
            )
        for rfc in self.rfc_receptores:
            _check("rfc_receptores", rfc, RFC, "RFCs")

    def attributes(self, rfc: str) -> dict[str, str]:
        """Give the attributes of the request that `rfc` makes."""
        return {**super().attributes(rfc), "RfcEmisor": rfc}

    def receivers(self) -> tuple[str, ...]:
        """Give the RFCs that stand in elements of their own."""
        return self.rfc_receptores


@attrs.frozen(kw_only=True)
class ReceivedQuery(PeriodQuery):
    """The documents that the owner of the FIEL received, from anyone or from one issuer.

    The SAT gives the XML of received documents only while they are in force: without
    `estado_comprobante`, those are what is asked for. The metadata of all can be had.

    Raises:
        SatError: the period is empty or has a time zone, a value is not of its form, or the XML of
            cancelled documents is asked for.

    >>> query = ReceivedQuery(
    ...     fecha_inicial=datetime(2026, 3, 1),
    ...     fecha_final=datetime(2026, 3, 31, 23, 59, 59),
    ...     tipo_solicitud=TipoSolicitud.CFDI,
    ... )
    >>> query.attributes("EKU9003173C9")["EstadoComprobante"]
    'Vigente'
    """

    operation: ClassVar[str] = "SolicitaDescargaRecibidos"

    rfc_emisor: str | None = None

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        _check("rfc_emisor", self.rfc_emisor, RFC, "an RFC")
        in_force = self.estado_comprobante in {None, EstadoComprobante.VIGENTE}
        if self.tipo_solicitud is TipoSolicitud.CFDI and not in_force:
            raise SatError(
                f"estado_comprobante is {self.estado_comprobante!s}, expected Vigente: the SAT "
                "does not give the XML of cancelled documents to their receiver"
            )

    def attributes(self, rfc: str) -> dict[str, str]:
        """Give the attributes of the request that `rfc` makes."""
        found = {**super().attributes(rfc), "RfcReceptor": rfc}
        if self.rfc_emisor is not None:
            found["RfcEmisor"] = self.rfc_emisor
        if self.tipo_solicitud is TipoSolicitud.CFDI:
            found["EstadoComprobante"] = str(EstadoComprobante.VIGENTE)
        return found


@attrs.frozen(kw_only=True)
class FolioQuery:
    """One document, by its UUID.

    Raises:
        SatError: it is no UUID.

    >>> FolioQuery(folio="5fb2822e-396d-4725-8521-cdc4bdd20ccf").operation
    'SolicitaDescargaFolio'
    """

    operation: ClassVar[str] = "SolicitaDescargaFolio"

    folio: str = attrs.field(converter=_upper)
    tipo_solicitud: TipoSolicitud = TipoSolicitud.CFDI

    def __attrs_post_init__(self) -> None:
        _check("folio", self.folio, UUID, "a UUID of 36 characters")

    def attributes(self, rfc: str) -> dict[str, str]:
        """Give the attributes of the request that `rfc` makes."""
        return {
            "Folio": self.folio,
            "RfcSolicitante": rfc,
            "TipoSolicitud": str(self.tipo_solicitud),
        }

    def receivers(self) -> tuple[str, ...]:
        """Give the RFCs that stand in elements of their own."""
        return ()


Query = IssuedQuery | ReceivedQuery | FolioQuery


def _check(name: str, value: str | None, pattern: re.Pattern[str], expected: str) -> None:
    if value is not None and pattern.fullmatch(value) is None:
        raise SatError(f"{name} is {shorten(value)!r}, expected {expected}")
