"""The messages of the descarga masiva: written and signed, and read, without a network.

Source: SAT, Servicio de Solicitud, de Verificación and de Descarga de Descarga Masiva, version 1.5
(30 May 2025); OASIS, Web Services Security: SOAP Message Security and X.509 Token Profile 1.0; the
form of the signatures as in github.com/phpcfdi/sat-ws-descarga-masiva and
github.com/luisiturrios1/python-cfdiclient, which the SAT is known to accept.
"""

from __future__ import annotations

import base64
import re
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from typing import TYPE_CHECKING, Final

import attrs
from lxml import etree

from cobranza.errors import shorten
from cobranza.sat._soap import SOAP, envelope, header_of, new_envelope, result_of, to_bytes
from cobranza.sat._xmldsig import sign_exclusive
from cobranza.sat.errors import SatAnswerError, SatRefusedError

if TYPE_CHECKING:
    from cobranza.cfdi._xml import XmlElement
    from cobranza.cfdi.sello import Signer
    from cobranza.sat.download._query import Query

__all__ = [
    "CODES",
    "EstadoSolicitud",
    "Token",
    "Verification",
    "check_code",
    "checked_id",
    "download_message",
    "parse_request",
    "parse_token",
    "parse_verification",
    "request_message",
    "token_message",
    "verify_message",
]

NAMESPACE: Final = "http://DescargaMasivaTerceros.sat.gob.mx"
TOKEN_NAMESPACE: Final = "http://DescargaMasivaTerceros.gob.mx"  # noqa: S105 - a namespace
AUTHENTICATE: Final = "Autentica"
VERIFY: Final = "VerificaSolicitudDescarga"
DOWNLOAD: Final = "Descargar"

_WSS: Final = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss"
_SECURITY: Final = f"{_WSS}-wssecurity-secext-1.0.xsd"
_UTILITY: Final = f"{_WSS}-wssecurity-utility-1.0.xsd"
_X509: Final = f"{_WSS}-x509-token-profile-1.0#X509v3"
_BASE64: Final = f"{_WSS}-soap-message-security-1.0#Base64Binary"
_LIFE: Final = timedelta(minutes=5)
_IDENTIFIER: Final = re.compile(r"[0-9A-Za-z_-]{1,100}")

SUCCESS: Final = "5000"
BAD_TOKEN: Final = "300"  # noqa: S105 - a code
NOTHING_FOUND: Final = "5004"
CODES: Final = {
    "300": "user or token not valid",
    "301": "malformed XML, or a query that is not admitted",
    "302": "malformed seal",
    "303": "the seal does not belong to RfcSolicitante",
    "304": "certificate revoked or expired",
    "305": "certificate not valid",
    "404": "error that the service does not control; ask again later",
    "5000": "success",
    "5001": "third party not authorized",
    "5002": "requests with these parameters used up for life",
    "5003": "more documents than one request may give",
    "5004": "nothing found",
    "5005": "duplicate: a request with these parameters is in force",
    "5006": "internal error",
    "5007": "no such package: they are kept for 72 hours",
    "5008": "downloads of this package used up",
    "5011": "downloads by folio used up for today",
    "5012": "XML of cancelled documents, which is not given",
}
"""What the codes of the descarga masiva mean: CodEstatus and CodigoEstadoSolicitud.

404 and 5006 may pass; 5002 does not pass for the same query.

Source: SAT, documentation of the three services; 5011 and 5012 as clients of version 1.5 name them.
"""


class EstadoSolicitud(IntEnum):
    """How far a request has come, in the words of the SAT."""

    ACEPTADA = 1
    EN_PROCESO = 2
    TERMINADA = 3
    ERROR = 4
    RECHAZADA = 5
    VENCIDA = 6


@attrs.frozen(kw_only=True)
class Token:
    """What authorizes calls for a few minutes; its value is never shown.

    >>> Token(value="secret", life=timedelta(minutes=5))
    Token(life=datetime.timedelta(seconds=300))
    """

    value: str = attrs.field(repr=False)
    life: timedelta

    @property
    def authorization(self) -> str:
        """The HTTP header that carries it."""
        return f'WRAP access_token="{self.value}"'


@attrs.frozen(kw_only=True)
class Verification:
    """How far a request has come, and the packages that are ready.

    `codigo` is CodigoEstadoSolicitud, what the SAT says of the request itself (5004: nothing was
    found).

    >>> Verification(
    ...     estado=EstadoSolicitud.RECHAZADA, codigo="5004", numero_cfdis=0, mensaje=""
    ... ).empty
    True
    """

    estado: EstadoSolicitud
    codigo: str
    numero_cfdis: int
    mensaje: str
    packages: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether the request came to its end without finding any document."""
        ended = self.estado in {EstadoSolicitud.TERMINADA, EstadoSolicitud.RECHAZADA}
        nothing = not self.packages and self.numero_cfdis == 0
        return ended and nothing and self.codigo in {SUCCESS, NOTHING_FOUND}


def token_message(signer: Signer, now: datetime) -> bytes:
    """Write the message that asks for a token; valid for five minutes from `now`."""
    root, header, body = new_envelope()
    security = etree.SubElement(
        header, f"{{{_SECURITY}}}Security", {f"{{{SOAP}}}mustUnderstand": "1"}, {"o": _SECURITY}
    )
    timestamp = etree.SubElement(
        security, f"{{{_UTILITY}}}Timestamp", {f"{{{_UTILITY}}}Id": "_0"}, {"u": _UTILITY}
    )
    for name, moment in (("Created", now), ("Expires", now + _LIFE)):
        text = moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
        etree.SubElement(timestamp, f"{{{_UTILITY}}}{name}").text = text
    name = "BinarySecurityToken"
    attributes = {f"{{{_UTILITY}}}Id": name, "ValueType": _X509, "EncodingType": _BASE64}
    token = etree.SubElement(security, f"{{{_SECURITY}}}{name}", attributes, {"u": _UTILITY})
    token.text = base64.b64encode(signer.certificate.der).decode("ascii")
    key = etree.Element(f"{{{_SECURITY}}}SecurityTokenReference", nsmap={"o": _SECURITY})
    etree.SubElement(key, f"{{{_SECURITY}}}Reference", {"ValueType": _X509, "URI": f"#{name}"})
    sign_exclusive(timestamp, signer, place=security, reference="#_0", key_info=key)
    etree.SubElement(body, f"{{{TOKEN_NAMESPACE}}}{AUTHENTICATE}", nsmap={None: TOKEN_NAMESPACE})
    return to_bytes(root)


def request_message(query: Query, signer: Signer) -> bytes:
    """Write the message that asks the SAT to prepare documents."""
    rfc = signer.certificate.rfc
    message, solicitud = _message(query.operation, "solicitud", query.attributes(rfc))
    if query.receivers():
        receivers = etree.SubElement(solicitud, f"{{{NAMESPACE}}}RfcReceptores")
        for receiver in query.receivers():
            etree.SubElement(receivers, f"{{{NAMESPACE}}}RfcReceptor").text = receiver
    return _signed(message, solicitud, signer)


def verify_message(request_id: str, signer: Signer) -> bytes:
    """Write the message that asks how far a request has come."""
    checked = checked_id(VERIFY, "IdSolicitud", request_id)
    attributes = {"IdSolicitud": checked, "RfcSolicitante": signer.certificate.rfc}
    return _signed(*_message(VERIFY, "solicitud", attributes), signer)


def download_message(package_id: str, signer: Signer) -> bytes:
    """Write the message that asks for a package."""
    checked = checked_id(DOWNLOAD, "IdPaquete", package_id)
    attributes = {"IdPaquete": checked, "RfcSolicitante": signer.certificate.rfc}
    name = "PeticionDescargaMasivaTercerosEntrada"
    return _signed(*_message(name, "peticionDescarga", attributes), signer)


def parse_token(data: bytes) -> Token:
    """Read the answer to `token_message`.

    Its life is the time between the two moments that the SAT names: its clock may differ from ours.
    """
    path = (f"{{{TOKEN_NAMESPACE}}}{each}" for each in ("AutenticaResponse", "AutenticaResult"))
    value = (result_of(AUTHENTICATE, data, *path).text or "").strip()
    if not value or not value.isascii() or '"' in value or not value.isprintable():
        raise SatAnswerError(AUTHENTICATE, "an empty or malformed token", "a token")
    timestamp = header_of(
        AUTHENTICATE, data, f"{{{_SECURITY}}}Security", f"{{{_UTILITY}}}Timestamp"
    )
    try:
        created, expires = (
            datetime.fromisoformat("" if timestamp is None else timestamp.findtext(name, ""))
            for name in (f"{{{_UTILITY}}}Created", f"{{{_UTILITY}}}Expires")
        )
        life = expires - created
    except (TypeError, ValueError):
        raise SatAnswerError(
            AUTHENTICATE, "a token without times", "Created and Expires in a Timestamp"
        ) from None
    return Token(value=value, life=life)


def parse_request(query: Query, data: bytes) -> str:
    """Read the answer to `request_message`: the identifier of the request."""
    operation = query.operation
    names = (f"{operation}Response", f"{operation}Result")
    result = result_of(operation, data, *(f"{{{NAMESPACE}}}{name}" for name in names))
    check_code(operation, result.get("CodEstatus", ""), result.get("Mensaje", ""))
    return checked_id(operation, "IdSolicitud", result.get("IdSolicitud", "").strip())


def parse_verification(data: bytes) -> Verification:
    """Read the answer to `verify_message`."""
    names = (f"{VERIFY}Response", f"{VERIFY}Result")
    result = result_of(VERIFY, data, *(f"{{{NAMESPACE}}}{name}" for name in names))
    check_code(VERIFY, result.get("CodEstatus", ""), result.get("Mensaje", ""))
    given = [(each.text or "").strip() for each in result.iterfind(f"{{{NAMESPACE}}}IdsPaquetes")]
    ids = filter(None, given)
    return Verification(
        estado=EstadoSolicitud(_number(result, "EstadoSolicitud", EstadoSolicitud)),
        codigo=result.get("CodigoEstadoSolicitud", ""),
        numero_cfdis=_number(result, "NumeroCFDIs"),
        mensaje=result.get("Mensaje", ""),
        packages=tuple(checked_id(VERIFY, "IdsPaquetes", each) for each in dict.fromkeys(ids)),
    )


def check_code(operation: str, code: str, message: str) -> None:
    """Refuse an answer whose CodEstatus is not success.

    Raises:
        SatRefusedError: its code is another.
    """
    if code != SUCCESS:
        raise SatRefusedError(operation, code, message, CODES.get(code, ""))


def checked_id(operation: str, name: str, text: str) -> str:
    """Check an identifier of the SAT: it goes into messages, and becomes the name of a file.

    Raises:
        SatAnswerError: it is none.
    """
    if _IDENTIFIER.fullmatch(text) is None:
        expected = "letters, digits, hyphens and underscores"
        raise SatAnswerError(operation, f"{name} {shorten(text)!r}", expected)
    return text


def _message(name: str, inner: str, attributes: dict[str, str]) -> tuple[XmlElement, XmlElement]:
    message = etree.Element(f"{{{NAMESPACE}}}{name}", nsmap={"des": NAMESPACE})
    # In the order of their names, as clients known to work send them; to XML it is all the same.
    ordered = dict(sorted(attributes.items()))
    return message, etree.SubElement(message, f"{{{NAMESPACE}}}{inner}", ordered)


def _signed(message: XmlElement, place: XmlElement, signer: Signer) -> bytes:
    sign_exclusive(message, signer, place=place)
    return envelope(message)


def _number(result: XmlElement, name: str, among: type[EstadoSolicitud] | None = None) -> int:
    text = result.get(name, "")
    is_number = text.isascii() and text.isdigit()
    if is_number and (among is None or int(text[:9]) in {each.value for each in among}):
        return int(text[:9])
    expected = "a whole number" if among is None else "a number from 1 to 6"
    raise SatAnswerError(VERIFY, f"{name} {shorten(text)!r}", expected)
