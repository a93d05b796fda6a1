"""Acuses: what the SAT answers to a cancellation request, or to a receiver's answer.

The SAT seals acuses with an HMAC, whose key nobody else has: that one is sealed can be told, that
the seal is the SAT's cannot. What became of a document is for the status service to say.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

import attrs

from cobranza.errors import SatError, shorten
from cobranza.sat.cancellation._codes import Outcome, StatusCode, meaning_of
from cobranza.sat.cancellation._motivo import as_uuid
from cobranza.sat.cancellation._xml import local, parse_xml, required, time_of

if TYPE_CHECKING:
    from cobranza.cfdi._xml import XmlElement

__all__ = ["Acuse", "AcuseFolio", "parse_acuse"]

_DSIG: Final = "{http://www.w3.org/2000/09/xmldsig#}"
# The root of an acuse, and what stands for it in the answer of the SOAP service.
_ROOTS: Final = {"Acuse", "CancelaCFDResult", "AcuseAceptacionRechazo"}


@attrs.frozen(kw_only=True)
class AcuseFolio:
    """What an acuse says of one document: its UUID and the SAT's code.

    `respuesta` is what the receiver had answered, "" in the acuse of a request.
    """

    uuid: str
    estatus: str
    respuesta: str = ""

    @property
    def code(self) -> StatusCode:
        """What the code means."""
        return meaning_of(self.estatus)


@attrs.frozen(kw_only=True)
class Acuse:
    """An acuse: whose request it answers, when, and with which codes.

    `rfc` is that of who asked: the issuer, or the receiver that answered. `fecha` is local time of
    the SAT, without zone. `cod_estatus` is the code of the request as a whole, "" where the acuse
    has none. `folios` is empty when the request was refused as a whole.
    """

    rfc: str
    fecha: datetime
    cod_estatus: str
    folios: tuple[AcuseFolio, ...]
    sealed: bool

    @property
    def received(self) -> tuple[AcuseFolio, ...]:
        """The documents whose cancellation goes on, or is done."""
        taken = (Outcome.RECEIVED, Outcome.ALREADY)
        return tuple(each for each in self.folios if each.code.outcome in taken)

    @property
    def refused(self) -> tuple[AcuseFolio, ...]:
        """The documents that were refused, or whose code is not known."""
        received = self.received
        return tuple(each for each in self.folios if each not in received)


def parse_acuse(data: bytes) -> Acuse:
    """Read an acuse: its XML, the SOAP answer it came in, or an element that holds it as text.

    Raises:
        SatError: there is no acuse in it, or the acuse lacks what it must have; the message names
            the line.

    >>> acuse = parse_acuse(
    ...     b'<Acuse RfcEmisor="EKU9003173C9" Fecha="2026-10-27T21:50:49.4572913">'
    ...     b'<Folios xmlns="http://cancelacfd.sat.gob.mx">'
    ...     b"<UUID>FE4E71B0-8959-4FB9-8091-F5AC4FB0FEF8</UUID><EstatusUUID>204</EstatusUUID>"
    ...     b"</Folios></Acuse>"
    ... )
    >>> acuse.folios[0].code.meaning
    'No se puede cancelar: tiene comprobantes relacionados vigentes'
    """
    acuse = _find(parse_xml(data))
    rfc = acuse.get("RfcReceptor") or required(acuse, "RfcEmisor")
    folios = [_folio(each) for each in acuse if local(each) == "Folios"]
    cod_estatus = acuse.get("CodEstatus", "")
    if not folios and not cod_estatus:
        where = f"line {acuse.sourceline}: {local(acuse)}"
        raise SatError(f"{where} has neither Folios nor CodEstatus, expected one of them")
    return Acuse(
        rfc=rfc,
        fecha=time_of(acuse),
        cod_estatus=cod_estatus,
        folios=tuple(folios),
        sealed=acuse.find(f"{_DSIG}Signature/{_DSIG}SignatureValue") is not None,
    )


def _find(root: XmlElement) -> XmlElement:
    found = _inside(root)
    text = (root.text or "").strip()
    if found is None and text.startswith("<") and not len(root):
        found = _inside(parse_xml(text.encode()))
    if found is None:
        raise SatError(f"the document is {shorten(local(root))}, expected an Acuse")
    return found


def _inside(root: XmlElement) -> XmlElement | None:
    named = (each for each in root.iter("*") if local(each) in _ROOTS)
    return next((each for each in named if {"RfcEmisor", "RfcReceptor"} & {*each.keys()}), None)


def _folio(element: XmlElement) -> AcuseFolio:
    texts = {local(each): (each.text or "").strip() for each in element}
    for name in ("UUID", "EstatusUUID"):
        if not texts.get(name):
            raise SatError(f"line {element.sourceline}: Folios has no {name}, expected one")
    return AcuseFolio(
        uuid=as_uuid(texts["UUID"]),
        estatus=texts["EstatusUUID"],
        respuesta=element.get("Respuesta", ""),
    )
