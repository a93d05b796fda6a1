"""Cancellation requests, and the receiver's answers to them: written, signed, and read back.

Source: SAT, Servicio de Cancelación de CFDI: schema of Cancelacion as of 2022 (Motivo,
FolioSustitucion; one Folio in each Folios, as the service's WSDL has it) and of
SolicitudAceptacionRechazo; both signed with the CSD, RSA-SHA1 over the whole document.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import attrs
from lxml import etree

from cobranza.errors import SatError, shorten
from cobranza.sat._patterns import RFC
from cobranza.sat._xmldsig import sign_enveloped
from cobranza.sat.cancellation._motivo import Folio, as_uuid
from cobranza.sat.cancellation._xml import CANCELA, local, parse_root, required, time_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cobranza.cfdi._xml import XmlElement
    from cobranza.cfdi.sello import Signer

__all__ = [
    "MOST_FOLIOS",
    "Cancelacion",
    "Respuesta",
    "RespuestaReceptor",
    "SolicitudAceptacionRechazo",
    "parse_cancellation",
    "sign_answer",
    "sign_cancellation",
]

MOST_FOLIOS: Final = 500
"""How many documents one request may name."""

_NAMESPACES: Final = {
    None: CANCELA,
    "xsd": "http://www.w3.org/2001/XMLSchema",
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
}


def _folios(folios: Iterable[Folio]) -> tuple[Folio, ...]:
    return tuple(folios)


def _check_rfc(_: object, attribute: attrs.Attribute[str], rfc: str) -> None:
    if RFC.fullmatch(rfc) is None:
        raise SatError(f"{attribute.name} is {shorten(rfc)!r}, expected an RFC in capitals")


def _check_local(_: object, attribute: attrs.Attribute[datetime], time: datetime) -> None:
    if time.tzinfo is not None:
        raise SatError(f"{attribute.name} is {time}, expected local time without zone")


def _check_uuids(uuids: list[str]) -> None:
    if not 0 < len(uuids) <= MOST_FOLIOS:
        raise SatError(f"{len(uuids)} documents, expected 1 to {MOST_FOLIOS}")
    repeated = {uuid for uuid in uuids if uuids.count(uuid) > 1}
    if repeated:
        raise SatError(f"{min(repeated)} stands twice, expected each document once")


@attrs.frozen(kw_only=True)
class Cancelacion:
    """A request to cancel documents of one issuer.

    `fecha` is the time of the request, local to the issuer, without zone.

    Raises:
        SatError: the RFC is none, `fecha` has a zone, or the documents are none, more than 500, or
            not each named once.
    """

    rfc_emisor: str = attrs.field(validator=_check_rfc)
    fecha: datetime = attrs.field(validator=_check_local)
    folios: tuple[Folio, ...] = attrs.field(converter=_folios)

    def __attrs_post_init__(self) -> None:
        _check_uuids([each.uuid for each in self.folios])


def sign_cancellation(cancelacion: Cancelacion, signer: Signer) -> bytes:
    """Write a request as XML and sign it with the CSD of the issuer.

    The signature is RSA-SHA1 because the SAT's service takes no other.

    Raises:
        SatError: the certificate is no CSD, or that of another taxpayer.
    """
    root = _root("Cancelacion", cancelacion.fecha, RfcEmisor=cancelacion.rfc_emisor)
    for folio in cancelacion.folios:
        etree.SubElement(_element(root, "Folios"), _name("Folio"), _attributes(folio))
    return _signed(root, cancelacion.rfc_emisor, signer)


def parse_cancellation(data: bytes) -> Cancelacion:
    """Read a request back, signed or not; whether the signature holds is not judged.

    Requests with all their documents in one Folios, and an empty FolioSustitucion, are read too.

    Raises:
        SatError: it is no such request, or says of a document what no request may say.

    >>> try:
    ...     parse_cancellation(b"<Acuse/>")
    ... except SatError as error:
    ...     print(error)
    the document is Acuse, expected Cancelacion of http://cancelacfd.sat.gob.mx
    """
    root = parse_root(data, "Cancelacion")
    folios = (each for group in root.iterfind(_name("Folios")) for each in group)
    return Cancelacion(
        rfc_emisor=required(root, "RfcEmisor"),
        fecha=time_of(root),
        folios=[_folio(each) for each in folios],
    )


def _folio(element: XmlElement) -> Folio:
    if element.tag != _name("Folio"):
        where = f"line {element.sourceline}: Folios"
        raise SatError(f"{where} holds {local(element)}, expected Folio, as requests since 2022 do")
    return Folio(
        uuid=required(element, "UUID"),
        motivo=required(element, "Motivo"),
        folio_sustitucion=element.get("FolioSustitucion"),
    )


class Respuesta(StrEnum):
    """What a receiver answers to a request."""

    ACEPTACION = "Aceptacion"
    RECHAZO = "Rechazo"


@attrs.frozen(kw_only=True)
class RespuestaReceptor:
    """The answer to the request to cancel one document."""

    uuid: str = attrs.field(converter=as_uuid)
    respuesta: Respuesta


def _respuestas(folios: Iterable[RespuestaReceptor]) -> tuple[RespuestaReceptor, ...]:
    return tuple(folios)


@attrs.frozen(kw_only=True)
class SolicitudAceptacionRechazo:
    """A receiver's answers to requests to cancel documents that it received.

    `rfc_pac_envia_solicitud` is the RFC of the PAC that sends them to the SAT.

    Raises:
        SatError: as `Cancelacion`.
    """

    rfc_receptor: str = attrs.field(validator=_check_rfc)
    rfc_pac_envia_solicitud: str = attrs.field(validator=_check_rfc)
    fecha: datetime = attrs.field(validator=_check_local)
    folios: tuple[RespuestaReceptor, ...] = attrs.field(converter=_respuestas)

    def __attrs_post_init__(self) -> None:
        _check_uuids([each.uuid for each in self.folios])


def sign_answer(solicitud: SolicitudAceptacionRechazo, signer: Signer) -> bytes:
    """Write a receiver's answers as XML and sign them with the CSD of the receiver.

    Raises:
        SatError: the certificate is no CSD, or that of another taxpayer.
    """
    root = _root(
        "SolicitudAceptacionRechazo",
        solicitud.fecha,
        RfcReceptor=solicitud.rfc_receptor,
        RfcPacEnviaSolicitud=solicitud.rfc_pac_envia_solicitud,
    )
    for each in solicitud.folios:
        folio = _element(root, "Folios")
        _element(folio, "UUID").text = each.uuid
        _element(folio, "Respuesta").text = each.respuesta
    return _signed(root, solicitud.rfc_receptor, signer)


def _root(name: str, fecha: datetime, **attributes: str) -> XmlElement:
    root = etree.Element(_name(name), nsmap=_NAMESPACES)
    root.set("Fecha", fecha.isoformat(timespec="seconds"))
    for attribute, value in attributes.items():
        root.set(attribute, value)
    return root


def _element(parent: XmlElement, name: str) -> XmlElement:
    return etree.SubElement(parent, _name(name))


def _name(local: str) -> str:
    return f"{{{CANCELA}}}{local}"


def _attributes(folio: Folio) -> dict[str, str]:
    attributes = {"UUID": folio.uuid, "Motivo": str(folio.motivo)}
    if folio.folio_sustitucion is not None:
        attributes["FolioSustitucion"] = folio.folio_sustitucion
    return attributes


def _signed(root: XmlElement, rfc: str, signer: Signer) -> bytes:
    certificate = signer.certificate
    if certificate.kind != "csd":
        raise SatError(
            f"certificate {certificate.number} is of kind {certificate.kind!s}, expected a CSD"
        )
    if certificate.rfc != rfc:
        raise SatError(f"certificate {certificate.number} is of {certificate.rfc}, expected {rfc}")
    sign_enveloped(root, signer)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)
