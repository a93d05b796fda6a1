"""Why a document is cancelled, and what a request says of each document."""

from __future__ import annotations

from enum import StrEnum

import attrs

from cobranza.errors import SatError, shorten
from cobranza.sat._patterns import UUID

__all__ = ["Folio", "Motivo", "as_uuid"]


class Motivo(StrEnum):
    """The reasons that the SAT takes for a cancellation.

    Source: RMF 2.7.1.34; SAT, Anexo 20, schema of Cancelacion, attribute Motivo.

    >>> Motivo("01").requires_sustitucion, Motivo("03").requires_sustitucion
    (True, False)
    """

    ERRORES_CON_RELACION = "01"  # wrong, and another document takes its place
    ERRORES_SIN_RELACION = "02"  # wrong, and no other does
    NO_SE_LLEVO_A_CABO = "03"  # the operation did not take place
    EN_FACTURA_GLOBAL = "04"  # the customer of a sale in a global invoice asked for its own

    @property
    def requires_sustitucion(self) -> bool:
        """Whether FolioSustitucion must name the document in its place; else it may not."""
        return self is Motivo.ERRORES_CON_RELACION


def as_uuid(text: str) -> str:
    """Give a UUID in capitals.

    Raises:
        SatError: it is none.
    """
    uuid = text.strip().upper()
    if UUID.fullmatch(uuid) is None:
        raise SatError(f"UUID is {shorten(text)!r}, expected 36 characters such as 5FB2822E-…")
    return uuid


def _motivo(value: Motivo | str) -> Motivo:
    try:
        return Motivo(value)
    except ValueError:
        expected = ", ".join(Motivo)
        raise SatError(f"Motivo is {shorten(value)!r}, expected one of {expected}") from None


def _optional_uuid(text: str | None) -> str | None:
    return as_uuid(text) if text else None


@attrs.frozen(kw_only=True)
class Folio:
    """A document to cancel: its UUID, the reason, and the UUID of what takes its place.

    The document that takes its place is stamped first, with TipoRelacion 04.

    Raises:
        SatError: a UUID is none, or `folio_sustitucion` does not go with the reason.

    >>> Folio(uuid="5fb2822e-396d-4725-8521-cdc4bdd20ccf", motivo=Motivo.ERRORES_CON_RELACION)
    Traceback (most recent call last):
        ...
    cobranza.errors.SatError: FolioSustitucion is missing, expected a UUID because Motivo is 01
    """

    uuid: str = attrs.field(converter=as_uuid)
    motivo: Motivo = attrs.field(converter=_motivo)
    folio_sustitucion: str | None = attrs.field(default=None, converter=_optional_uuid)

    def __attrs_post_init__(self) -> None:
        if self.motivo.requires_sustitucion and self.folio_sustitucion is None:
            raise SatError("FolioSustitucion is missing, expected a UUID because Motivo is 01")
        if self.folio_sustitucion is None:
            return
        if not self.motivo.requires_sustitucion:
            raise SatError(
                f"FolioSustitucion is {self.folio_sustitucion}, "
                f"expected nothing because Motivo is {self.motivo}"
            )
        if self.folio_sustitucion == self.uuid:
            raise SatError(f"FolioSustitucion is {self.uuid}, expected another document than UUID")
