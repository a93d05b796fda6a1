"""`sign`: the seal of an issuer on a comprobante."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING

import attrs

from cobranza.cfdi.document import write
from cobranza.cfdi.sello._cadena import UnknownComplement, cadena_of
from cobranza.cfdi.sello._certificate import CertificateKind
from cobranza.cfdi.sello._moments import moment_at
from cobranza.cfdi.sello._verify import tree_of, unknown_complement
from cobranza.cfdi.timbre import TimbreFiscalDigital
from cobranza.errors import SealError

if TYPE_CHECKING:
    from cobranza.cfdi.comprobante import Comprobante
    from cobranza.cfdi.sello._signer import Signer

__all__ = ["sign"]


def sign(comprobante: Comprobante, signer: Signer, *, force: bool = False) -> Comprobante:
    """Seal a comprobante: fill NoCertificado, Certificado and Sello, whatever they held before.

    What `write` makes of the result bears the seal; any later change breaks it.

    Args:
        comprobante: What is to be sealed, not yet stamped.
        signer: The CSD of the issuer with its key.
        force: Seal even with a certificate that SAT will refuse, as tests may want.

    Raises:
        SealError: The certificate is no CSD, is of another RFC or is not in force at Fecha; the
            comprobante is stamped already (none of these with `force`); the order of a complement
            is not known; or a value holds `|`, with which a seal proves nothing.
        CfdiWriteError: The comprobante holds what no XML can carry.

    Source: Anexo 20, «Generación de sellos digitales»: RSA and SHA-256 over the cadena original.
    """
    if not force:
        _require_fit(comprobante, signer)
    certificate = signer.certificate
    unsealed = attrs.evolve(
        comprobante,
        no_certificado=certificate.number,
        certificado=b64encode(certificate.der).decode(),
        sello="",
    )
    written = write(unsealed)
    root, _ = tree_of(written, len(written))
    try:
        cadena, ambiguous = cadena_of(root)
    except UnknownComplement as error:
        raise unknown_complement(error, None) from None
    if ambiguous:
        raise SealError("a value holds '|', which separates the values of the cadena original")
    return attrs.evolve(unsealed, sello=b64encode(signer.sign(cadena)).decode())


def _require_fit(comprobante: Comprobante, signer: Signer) -> None:
    """Raise what SAT would refuse: code 303, 305 or 306 of a PAC, or a seal under a stamp."""
    certificate = signer.certificate
    if any(isinstance(each, TimbreFiscalDigital) for each in comprobante.complemento):
        raise SealError("the comprobante is stamped already: a new seal would break the stamp")
    if certificate.kind is not CertificateKind.CSD:
        raise SealError(f"certificate {certificate.number} is no CSD but {certificate.kind}")
    if certificate.rfc != comprobante.emisor.rfc:
        raise SealError(
            f"certificate {certificate.number} is of {certificate.rfc!r}, "
            f"the issuer is {comprobante.emisor.rfc!r}"
        )
    moment, _ = moment_at(comprobante.lugar_expedicion, comprobante.fecha)
    if not certificate.valid_at(moment):
        raise SealError(
            f"certificate {certificate.number} is valid from {certificate.not_before} "
            f"to {certificate.not_after}, not at Fecha {comprobante.fecha.isoformat()}"
        )
