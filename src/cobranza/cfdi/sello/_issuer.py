"""The issuer's side: Certificado, Sello, and whether the one made the other."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from cobranza.cfdi._xml import collapsed
from cobranza.cfdi.report import Severity
from cobranza.cfdi.sello._cadena import UnknownComplement, cadena_of
from cobranza.cfdi.sello._certificate import Certificate, CertificateKind, decode64, from_base64
from cobranza.cfdi.sello._trust import Flaw
from cobranza.errors import SealError

if TYPE_CHECKING:
    from datetime import datetime

    from cobranza.cfdi._xml import XmlElement
    from cobranza.cfdi.sello._notes import Notes
    from cobranza.cfdi.sello._trust import TrustStore

__all__: list[str] = []

SMALLEST_KEY: Final = 2048
"""The smallest RSA key that SAT certifies for CFDI 4.0, in bits."""

_LONGEST_NAME: Final = 300
"""What Anexo 20 admits; longer ones, which are hostile, are not remembered."""
_EMISOR: Final = "{http://www.sat.gob.mx/cfd/4}Emisor"
_OF_CERTIFICATE: Final = ("CFDI40106", "303", "COB302", "305", "306", "COB304")
_OF_CHAIN: Final = ("308", "COB303", "304")
_FLAWS: Final = {
    Flaw.UNTRUSTED: ("308", "no lo emitió ninguna autoridad de confianza"),
    Flaw.WEAK: ("308", "se firmó con MD5 o SHA-1, que se pueden falsificar"),
    Flaw.EXPIRED: ("COB303", "tiene una autoridad que no estaba vigente en «Fecha»"),
    Flaw.REVOKED: ("304", "estaba revocado en «Fecha»"),
}
# The words of every régimen societario, as SAT abbreviates it at the end of a name.
_SOCIETARY: Final = re.compile(
    r"( (S|SA|SAB|SAPI|SAS|SC|SCS|SNC|SPR|AC|ABP|IAP|DE|EN|POR|C|A|NC|RL|RI|CV|IP|MI"
    r"|SOFOM|ER|ENR))+"
)


def judge_issuer(
    root: XmlElement, trust: TrustStore | None, issued: datetime | None, notes: Notes
) -> None:
    """Judge the seal of the issuer, its certificate, and who vouches for it."""
    sello = _sello(root, notes)
    certificate = _certificate(root, notes)
    if certificate is None:
        reason = "no hay un certificado que se pueda leer"
        notes.skip(reason, "CFDI40102", *_OF_CERTIFICATE, *_OF_CHAIN)
        return
    if sello is None:
        notes.skip("no hay un sello que se pueda leer", "CFDI40102")
    else:
        _judge_seal(root, sello, certificate, notes)
    _judge_holder(root, certificate, notes)
    if issued is None:
        notes.skip("«Fecha» no es una fecha", "305", *_OF_CHAIN)
        return
    if not certificate.valid_at(issued):
        notes.find(
            "305",
            root,
            "Fecha",
            f"El certificado {certificate.label} no estaba vigente en «Fecha»",
            expected=f"entre {certificate.not_before} y {certificate.not_after}",
        )
    _judge_chain(root, certificate, trust, issued, notes)


def _sello(root: XmlElement, notes: Notes) -> bytes | None:
    written = root.get("Sello", "")
    try:
        sello = decode64(written)
    except SealError:
        sello = b""
    if sello:
        return sello
    problem = "no es base64" if written.strip() else "falta"
    notes.find("302", root, "Sello", f"«Sello» {problem}", expected="una firma RSA en base64")
    return None


def _certificate(root: XmlElement, notes: Notes) -> Certificate | None:
    written = root.get("Certificado", "")
    try:
        return from_base64(written)
    except SealError:
        problem = "no es un certificado X.509 en base64" if written.strip() else "falta"
    notes.find(
        "COB301",
        root,
        "Certificado",
        f"«Certificado» {problem}",
        expected="el certificado del emisor en base64",
    )
    return None


def _judge_seal(root: XmlElement, sello: bytes, certificate: Certificate, notes: Notes) -> None:
    try:
        cadena, ambiguous = cadena_of(root)
    except UnknownComplement as error:
        names = ", ".join(error.names)
        notes.skip(f"no se conoce la secuencia del complemento {names}", "CFDI40102", "COB306")
        return
    if ambiguous:
        notes.find(
            "COB306",
            root,
            "Sello",
            "Un valor sellado contiene «|», que separa los valores de la cadena original: el "
            "sello no dice dónde termina cada uno",
            expected="ningún «|» dentro de un valor",
        )
    if not certificate.verifies(sello, cadena):
        notes.find(
            "CFDI40102",
            root,
            "Sello",
            f"«Sello» no corresponde a la cadena original: {_why(sello, cadena, certificate)}",
            expected=f"la firma RSA con SHA-256 del certificado {certificate.label}",
        )


def _why(sello: bytes, cadena: bytes, certificate: Certificate) -> str:
    if not certificate.key_size:
        return "la clave del certificado no es RSA"
    if certificate.verifies(sello, cadena, algorithm="sha1"):
        return "se firmó con SHA-1"
    if len(sello) * 8 != certificate.key_size:
        return f"mide {len(sello) * 8} bits y la clave del certificado {certificate.key_size}"
    return "el comprobante cambió después de sellarse, o lo selló otra clave"


def _judge_holder(root: XmlElement, certificate: Certificate, notes: Notes) -> None:
    number = root.get("NoCertificado", "")
    if not _is(number, certificate.number):
        notes.find(
            "CFDI40106",
            root,
            "NoCertificado",
            f"«NoCertificado» es {collapsed(number)!r} y el certificado es el "
            f"{certificate.number!r}",
            expected=certificate.number or "los 20 dígitos de un certificado del SAT",
        )
    if certificate.kind is not CertificateKind.CSD:
        what = "una FIEL" if certificate.kind is CertificateKind.FIEL else "de otra clase"
        notes.find(
            "306",
            root,
            "Certificado",
            f"El certificado {certificate.label} no es un CSD: es {what}",
            expected="un certificado de sello digital (CSD)",
        )
    judge_key(root, "Certificado", certificate, notes)
    _judge_emisor(root, certificate, notes)


def _judge_emisor(root: XmlElement, certificate: Certificate, notes: Notes) -> None:
    emisor = next(root.iterchildren(_EMISOR), None)
    if emisor is None:
        notes.skip("no hay «Emisor»", "303", "COB302")
        return
    if not _is(emisor.get("Rfc", ""), certificate.rfc):
        notes.find(
            "303",
            emisor,
            "Rfc",
            f"El certificado es de {certificate.rfc!r}, no del emisor",
            expected=certificate.rfc,
        )
    if not same_name(emisor.get("Nombre", ""), certificate.name):
        notes.find(
            "COB302",
            emisor,
            "Nombre",
            f"El certificado es de «{certificate.name}», que no es el nombre del emisor",
            expected=f"«{certificate.name}» sin su régimen societario",
            severity=Severity.WARNING,
        )


def judge_key(element: XmlElement, attribute: str, certificate: Certificate, notes: Notes) -> None:
    """Find a key with which anyone with time can forge seals."""
    if certificate.key_size < SMALLEST_KEY:
        notes.find(
            "COB304",
            element,
            attribute,
            f"La clave del certificado {certificate.label} es de {certificate.key_size} bits RSA",
            expected=f"al menos {SMALLEST_KEY} bits",
        )


def _judge_chain(
    root: XmlElement,
    certificate: Certificate,
    trust: TrustStore | None,
    issued: datetime,
    notes: Notes,
) -> None:
    if trust is None or not trust.authorities:
        notes.skip("no se dieron las autoridades en las que se confía", *_OF_CHAIN)
        return
    chain = trust.chain(certificate, at=issued)
    if chain.flaw is not None:
        code, what = _FLAWS[chain.flaw]
        message = f"El certificado {certificate.label} {what}"
        notes.find(code, root, "Certificado", message, expected="un certificado emitido por el SAT")
    if not chain.revocations_known:
        notes.skip("no se dio la lista de revocación de su autoridad", "304")


def _is(written: str, expected: str) -> bool:
    return written == expected or collapsed(written) == expected


def same_name(nombre: str, certified: str) -> bool:
    """Tell whether a Nombre is that of a certificate, which also says the régimen societario."""
    compare = _same_name if len(nombre) <= _LONGEST_NAME else _same_name.__wrapped__
    return compare(nombre, certified)


@lru_cache(maxsize=512)
def _same_name(nombre: str, certified: str) -> bool:
    given, full = _plain(nombre), _plain(certified)
    if not given or not full.startswith(given):
        return False
    rest = full.removeprefix(given)
    return not rest or _SOCIETARY.fullmatch(rest) is not None


def _plain(name: str) -> str:
    return collapsed(name.upper().replace(".", "").replace(",", " "))
