"""What the status service is asked and what it answers; nothing here touches the network."""

from __future__ import annotations

import unicodedata
from enum import StrEnum
from typing import TYPE_CHECKING, Final, TypeVar

import attrs
from lxml import etree

from cobranza.errors import SatError, shorten
from cobranza.ledger.documents import DocumentState, DocumentStatus
from cobranza.sat._soap import envelope, result_of
from cobranza.sat.errors import SatAnswerError

if TYPE_CHECKING:
    from cobranza.cfdi._xml import XmlElement

__all__ = [
    "OPERATION",
    "EsCancelable",
    "Estado",
    "EstatusCancelacion",
    "StatusAnswer",
    "build_request",
    "parse_answer",
]

OPERATION: Final = "Consulta"
NAMESPACE: Final = "http://tempuri.org/"
_EFOS: Final = {
    **dict.fromkeys(("100", "101", "102", "103", "104"), True),
    **dict.fromkeys(("200", "201"), False),
}
"""Codes of ValidacionEFOS: 102 and 103 name who the issuer sells for, the others the issuer."""


class Estado(StrEnum):
    """What the SAT holds a document to be, in its words."""

    VIGENTE = "Vigente"
    CANCELADO = "Cancelado"
    NO_ENCONTRADO = "No Encontrado"


class EsCancelable(StrEnum):
    """Whether the issuer may cancel a document, in the words of the SAT."""

    NO_CANCELABLE = "No cancelable"
    SIN_ACEPTACION = "Cancelable sin aceptación"
    CON_ACEPTACION = "Cancelable con aceptación"


class EstatusCancelacion(StrEnum):
    """How far a cancellation has come, in the words of the SAT."""

    EN_PROCESO = "En proceso"
    PLAZO_VENCIDO = "Plazo vencido"
    SOLICITUD_RECHAZADA = "Solicitud rechazada"
    CANCELADO_SIN_ACEPTACION = "Cancelado sin aceptación"
    CANCELADO_CON_ACEPTACION = "Cancelado con aceptación"


_PENDING: Final[dict[EstatusCancelacion | None, DocumentState]] = {
    EstatusCancelacion.EN_PROCESO: DocumentState.CANCELLATION_REQUESTED,
    EstatusCancelacion.SOLICITUD_RECHAZADA: DocumentState.CANCELLATION_REJECTED,
}


@attrs.frozen(kw_only=True)
class StatusAnswer:
    """What the SAT answers about one document.

    `codigo_estatus` begins with "S" when the document was found and with "N" when not ("N - 601":
    the expression is not valid; "N - 602": no such document), and may be "" then. `es_cancelable`
    and `estatus_cancelacion` are `None` when the SAT leaves them empty. `validacion_efos` is its
    code, "" when it gives none.

    >>> answer = StatusAnswer(
    ...     codigo_estatus="S - Comprobante obtenido satisfactoriamente.",
    ...     estado=Estado.VIGENTE,
    ...     estatus_cancelacion=EstatusCancelacion.EN_PROCESO,
    ...     validacion_efos="200",
    ... )
    >>> answer.document_status().state.value, answer.efos_listed
    ('cancellation_requested', False)
    """

    codigo_estatus: str
    estado: Estado
    es_cancelable: EsCancelable | None = None
    estatus_cancelacion: EstatusCancelacion | None = None
    validacion_efos: str = ""

    @property
    def efos_listed(self) -> bool | None:
        """Whether the issuer, or who it sells for, is listed for simulated operations (CFF 69-B).

        The list is that of definitive cases, as it stands when the SAT is asked. `None` when the
        SAT does not say, or with a code that its documentation does not know.
        """
        return _EFOS.get(self.validacion_efos)

    def document_status(self) -> DocumentStatus | None:
        """Give what a ledger needs to know, `None` for a document that the SAT does not find.

        The service does not say when a document was cancelled, so `cancelled_on` is `None`.
        """
        if self.estado is Estado.NO_ENCONTRADO:
            return None
        if self.estado is Estado.CANCELADO:
            return DocumentStatus(state=DocumentState.CANCELLED)
        pending = _PENDING.get(self.estatus_cancelacion, DocumentState.IN_FORCE)
        return DocumentStatus(state=pending)


def build_request(expression: str) -> bytes:
    """Write the SOAP message that asks about one document.

    `expression` is what `cobranza.sat.verification.expression` gives.

    Raises:
        SatError: it holds a character that XML cannot carry.

    >>> b"<expresionImpresa>?id=0&amp;re=A" in build_request("?id=0&re=A")
    True
    """
    consulta = etree.Element(f"{{{NAMESPACE}}}Consulta", nsmap={None: NAMESPACE})
    try:
        etree.SubElement(consulta, f"{{{NAMESPACE}}}expresionImpresa").text = expression
    except ValueError:
        found = shorten(repr(expression))
        raise SatError(f"expression is {found}, expected no control characters") from None
    return envelope(consulta)


def parse_answer(data: bytes) -> StatusAnswer:
    """Read the SOAP message that the service answers.

    Raises:
        SatFaultError: it is a SOAP fault.
        SatAnswerError: it is no SOAP answer, or says something that the SAT's documentation does
            not know.
    """
    response, result = f"{{{NAMESPACE}}}ConsultaResponse", f"{{{NAMESPACE}}}ConsultaResult"
    found = result_of(OPERATION, data, response, result)
    return StatusAnswer(
        codigo_estatus=_text(found, "CodigoEstatus"),
        estado=_word(Estado, "Estado", _text(found, "Estado")),
        es_cancelable=_word_or_none(EsCancelable, "EsCancelable", found),
        estatus_cancelacion=_word_or_none(EstatusCancelacion, "EstatusCancelacion", found),
        validacion_efos=_text(found, "ValidacionEFOS"),
    )


W = TypeVar("W", bound=StrEnum)


def _word_or_none(words: type[W], name: str, result: XmlElement) -> W | None:
    text = _text(result, name)
    return _word(words, name, text) if text else None


def _word(words: type[W], name: str, text: str) -> W:
    for word in words:
        if _plain(word) == _plain(text):
            return word
    raise SatAnswerError(
        OPERATION, f"{name} {shorten(text)!r}", " or ".join(repr(word.value) for word in words)
    )


def _text(result: XmlElement, name: str) -> str:
    return result.findtext(f"{{*}}{name}", "").strip()


def _plain(text: str) -> str:
    """Take off accents and capitals: the SAT has written its words with and without them."""
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()
