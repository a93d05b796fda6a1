"""SAT's side: each TimbreFiscalDigital, what it seals, and whether SAT sealed it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from cobranza.cfdi._xml import collapsed
from cobranza.cfdi.report import Severity
from cobranza.cfdi.sello._cadena import STAMP, cadena_of
from cobranza.cfdi.sello._certificate import decode64
from cobranza.cfdi.sello._issuer import judge_key
from cobranza.cfdi.sello._moments import date_in, in_central_time
from cobranza.cfdi.sello._trust import Flaw, TrustStore
from cobranza.errors import SealError

if TYPE_CHECKING:
    from datetime import datetime

    from cobranza.cfdi._xml import XmlElement
    from cobranza.cfdi.sello._certificate import Certificate
    from cobranza.cfdi.sello._notes import Notes

__all__: list[str] = []

_COMPLEMENTO: Final = "{http://www.sat.gob.mx/cfd/4}Complemento"
_VERSION: Final = "1.1"
_TIME_TO_STAMP: Final = timedelta(hours=72)
_OF_CERTIFICATE: Final = ("COB312", "COB313", "COB314", "COB315", "COB316")
_ALL: Final = ("401", "COB108", "COB311", *_OF_CERTIFICATE)
_FLAWS: Final = {
    Flaw.UNTRUSTED: ("COB313", "no lo emitió ninguna autoridad de confianza"),
    Flaw.WEAK: ("COB313", "se firmó con MD5 o SHA-1, que se pueden falsificar"),
    Flaw.EXPIRED: ("COB314", "tiene una autoridad que no estaba vigente en «FechaTimbrado»"),
    Flaw.REVOKED: ("COB315", "estaba revocado en «FechaTimbrado»"),
}
_RFCS_OF_SAT: Final = frozenset({"SAT970701NN3", "SPR190613I52"})
"""The holders of the certificates behind SelloSAT: SAT, and «SAT PRUEBAS» of the test authorities.

Taxpayers have certificates of the same authorities; theirs stamp nothing.
"""


def judge_stamps(
    root: XmlElement, trust: TrustStore | None, issued: datetime | None, notes: Notes
) -> None:
    """Judge every stamp of a comprobante; there should be one."""
    stamps = [
        stamp
        for complemento in root.iterchildren(_COMPLEMENTO)
        for stamp in complemento.iterchildren(STAMP)
    ]
    if not stamps:
        notes.skip("el comprobante no está timbrado", "el timbre")
    for number, stamp in enumerate(stamps):
        if number:
            notes.find(
                "COB107",
                stamp,
                "UUID",
                f"Hay {len(stamps)} timbres",
                expected="un solo timbre",
                severity=Severity.WARNING,
            )
        _judge_stamp(stamp, root.get("Sello", ""), trust or TrustStore(), issued, notes)


def _judge_stamp(
    stamp: XmlElement, sello: str, trust: TrustStore, issued: datetime | None, notes: Notes
) -> None:
    version = collapsed(stamp.get("Version", ""))
    if version != _VERSION:
        message = f"El timbre es de la versión {version!r}; el del CFDI 4.0 es el {_VERSION}"
        notes.find("COB317", stamp, "Version", message, expected=_VERSION)
        notes.skip(f"el timbre no es de la versión {_VERSION}", *_ALL)
        return
    if "".join(stamp.get("SelloCFD", "").split()) != "".join(sello.split()):
        message = "«SelloCFD» no es «Sello»: el timbre no es de este comprobante"
        notes.find("COB108", stamp, "SelloCFD", message, expected="igual a «Sello»")
    local = date_in(stamp, "FechaTimbrado", notes)
    stamped = None if local is None else in_central_time(local)
    if stamped is None or issued is None:
        notes.skip("«Fecha» o «FechaTimbrado» no es una fecha", "401")
    else:
        _judge_delay(stamp, issued, stamped, notes)
    sello_sat = _sello_sat(stamp, notes)
    certificates = trust.stamps_with(collapsed(stamp.get("NoCertificadoSAT", "")))
    if not certificates:
        number = stamp.get("NoCertificadoSAT", "")
        notes.skip(f"no se dio el certificado del SAT {number!r}", *_OF_CERTIFICATE)
        return
    certificate = _best(certificates, trust, stamped)
    _judge_seal(stamp, sello_sat, certificate, notes)
    _judge_certificate(stamp, certificate, trust, stamped, notes)


def _judge_delay(stamp: XmlElement, issued: datetime, stamped: datetime, notes: Notes) -> None:
    waited = stamped - issued
    if timedelta(0) <= waited <= _TIME_TO_STAMP:
        return
    what = "es anterior a «Fecha»" if waited < timedelta(0) else "pasa de 72 horas tras «Fecha»"
    notes.find(
        "401",
        stamp,
        "FechaTimbrado",
        f"«FechaTimbrado», en hora del centro, {what}, en la de «LugarExpedicion»",
        expected="en las 72 horas que siguen a «Fecha»",
        severity=Severity.WARNING,
    )


def _sello_sat(stamp: XmlElement, notes: Notes) -> bytes | None:
    try:
        sello = decode64(stamp.get("SelloSAT", ""))
    except SealError:
        sello = b""
    if sello:
        return sello
    message = "«SelloSAT» falta o no es base64"
    notes.find("COB311", stamp, "SelloSAT", message, expected="una firma RSA en base64")
    return None


def _best(
    certificates: tuple[Certificate, ...], trust: TrustStore, stamped: datetime | None
) -> Certificate:
    """Of several certificates with one number, prefer the one that has a chain."""
    if stamped is None:
        return certificates[0]
    chained = (each for each in certificates if trust.chain(each, at=stamped).flaw is None)
    return next(chained, certificates[0])


def _judge_seal(
    stamp: XmlElement, sello: bytes | None, certificate: Certificate, notes: Notes
) -> None:
    if sello is None:
        notes.skip("no hay un «SelloSAT» que se pueda leer", "COB312")
        return
    if not certificate.verifies(sello, cadena_of(stamp).data):
        notes.find(
            "COB312",
            stamp,
            "SelloSAT",
            "«SelloSAT» no corresponde al timbre: el timbre cambió o no lo hizo el SAT",
            expected=f"la firma RSA con SHA-256 del certificado {certificate.label}",
        )


def _judge_certificate(
    stamp: XmlElement,
    certificate: Certificate,
    trust: TrustStore,
    stamped: datetime | None,
    notes: Notes,
) -> None:
    def find(code: str, message: str, expected: str) -> None:
        message = f"El certificado {certificate.label} del timbre {message}"
        notes.find(code, stamp, "NoCertificadoSAT", message, expected=expected)

    if certificate.rfc not in _RFCS_OF_SAT:
        find("COB316", f"es de {certificate.rfc!r}, no del SAT", "un certificado del SAT")
    judge_key(stamp, "NoCertificadoSAT", certificate, notes)
    if stamped is None:
        notes.skip("«FechaTimbrado» no es una fecha", "COB313", "COB314", "COB315")
        return
    if not certificate.valid_at(stamped):
        in_force = f"entre {certificate.not_before} y {certificate.not_after}"
        find("COB314", "no estaba vigente en «FechaTimbrado»", in_force)
    if not trust.authorities:
        notes.skip("no se dieron las autoridades en las que se confía", "COB313", "COB315")
        return
    chain = trust.chain(certificate, at=stamped)
    if chain.flaw is not None:
        code, what = _FLAWS[chain.flaw]
        find(code, what, "un certificado emitido por el SAT")
    if not chain.revocations_known:
        notes.skip("no se dio la lista de revocación de su autoridad", "COB315")
