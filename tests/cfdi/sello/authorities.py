"""An invented SAT: authorities, CSD, FIEL and stamp certificates, and documents sealed with them.

Keys take time to make, so each is made once and used under its name.
"""

from base64 import b64encode
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Final

import attrs
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from lxml import etree

from cobranza.cfdi import Comprobante, TimbreFiscalDigital, read, write
from cobranza.cfdi.sello import (
    Algorithm,
    Certificate,
    Signer,
    TrustStore,
    cadena_original,
    cadena_tfd,
    sign,
)
from tests.cfdi.documents import cfdi_bytes

START: Final = datetime(2025, 1, 1, tzinfo=UTC)
END: Final = datetime(2029, 1, 1, tzinfo=UTC)
RFC: Final = "EKU9003173C9"
NAME: Final = "ESCUELA KEMPER URGATE SA DE CV"
RFC_OF_SAT: Final = "SPR190613I52"

_USAGES: Final = {
    "csd": {"digital_signature", "content_commitment"},
    "fiel": {"digital_signature", "content_commitment", "data_encipherment", "key_agreement"},
    "authority": {"key_cert_sign", "crl_sign"},
}
_ALL_USAGES: Final = (
    *("digital_signature", "content_commitment", "key_encipherment", "data_encipherment"),
    *("key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only"),
)


@cache
def key(name: str, bits: int = 2048) -> rsa.RSAPrivateKey:
    """Give the key of a name, the same every time."""
    del name
    return rsa.generate_private_key(65537, bits)


@attrs.frozen(kw_only=True)
class Holder:
    """A certificate and its key."""

    certificate: Certificate
    key: rsa.RSAPrivateKey

    @property
    def signer(self) -> Signer:
        return Signer(self.certificate, self.key)


def issue(
    number: int,
    *,
    kind: str = "csd",
    rfc: str = f"{RFC} / VADA800927DJ3",
    name: str = NAME,
    branch: str | None = "Sucursal 1",
    issuer: Holder | None = None,
    start: datetime = START,
    end: datetime = END,
    own_key: rsa.RSAPrivateKey | None = None,
    usages: set[str] | None = None,
    usage: bool = True,
) -> Holder:
    """Issue a certificate, self-signed without `issuer`."""
    private = own_key or key(f"{kind} {number}")
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, name),
            x509.NameAttribute(NameOID.X500_UNIQUE_IDENTIFIER, rfc),
            *([x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, branch)] if branch else []),
        ]
    )
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate._parsed.subject if issuer else subject)
        .public_key(private.public_key())
        .serial_number(int.from_bytes(f"300010000005{number:08}".encode()))
        .not_valid_before(start)
        .not_valid_after(end)
        .add_extension(
            x509.BasicConstraints(ca=kind == "authority", path_length=None), critical=True
        )
    )
    if usage:
        given = _USAGES[kind] if usages is None else usages
        flags = {each: each in given for each in _ALL_USAGES}
        builder = builder.add_extension(x509.KeyUsage(**flags), critical=True)
    signed = builder.sign(issuer.key if issuer else private, hashes.SHA256())
    return Holder(certificate=Certificate(signed.public_bytes(Encoding.DER)), key=private)


def issue_authority(
    number: int,
    *,
    issuer: Holder | None = None,
    start: datetime = START,
    end: datetime = END,
    own_key: rsa.RSAPrivateKey | None = None,
) -> Holder:
    """Issue the certificate of an authority, a root without `issuer`."""
    return issue(
        number,
        kind="authority",
        rfc="SAT970701NN3",
        name=f"AC {number}",
        branch=None,
        issuer=issuer,
        start=start,
        end=end,
        own_key=own_key,
    )


def with_sha1(holder: Holder, issuer: Holder) -> Holder:
    """Sign a certificate again with SHA-1, as SAT did until 2015 and no library does any more."""
    old = holder.certificate._parsed
    sha256, sha1 = (f"06092a864886f70d0101{end}" for end in ("0b", "05"))
    der = bytes.fromhex(holder.certificate.der.hex().replace(sha256, sha1))
    tbs = bytes.fromhex(old.tbs_certificate_bytes.hex().replace(sha256, sha1))
    signature = issuer.signer.sign(tbs, algorithm="sha1")
    der = der.removesuffix(old.signature) + signature
    return Holder(certificate=Certificate(der), key=holder.key)


def revocations(issuer: Holder, *revoked: tuple[Holder, datetime]) -> bytes:
    """Give a revocation list in DER."""
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.certificate._parsed.subject)
        .last_update(START)
        .next_update(END)
    )
    for holder, moment in revoked:
        builder = builder.add_revoked_certificate(
            x509.RevokedCertificateBuilder()
            .serial_number(holder.certificate.serial_number)
            .revocation_date(moment)
            .build()
        )
    return builder.sign(issuer.key, hashes.SHA256()).public_bytes(Encoding.DER)


ROOT: Final = issue_authority(1)
AUTHORITY: Final = issue_authority(2, issuer=ROOT)
CSD: Final = issue(10, issuer=AUTHORITY)
FIEL: Final = issue(11, kind="fiel", branch=None, issuer=AUTHORITY)
SAT: Final = issue(
    20,
    rfc=f"{RFC_OF_SAT} / VADA800927DJ3",
    name="SAT PRUEBAS",
    branch="PAC",
    issuer=AUTHORITY,
)
TRUST: Final = TrustStore(
    authorities=(ROOT.certificate, AUTHORITY.certificate),
    stamps=(SAT.certificate,),
    revocations=(revocations(ROOT), revocations(AUTHORITY)),
)


def unsealed(**parts: str | None) -> Comprobante:
    """Give a small comprobante of the issuer of `CSD`; the parts are those of `cfdi`."""
    return read(cfdi_bytes(**parts)).comprobante


def sealed(holder: Holder = CSD, **parts: str | None) -> Comprobante:
    """Seal it, whatever the certificate."""
    return sign(unsealed(**parts), holder.signer, force=True)


def stamped(
    comprobante: Comprobante | None = None,
    *,
    holder: Holder = SAT,
    algorithm: Algorithm = "sha256",
    fecha_timbrado: datetime | None = None,
    sello_cfd: str | None = None,
) -> bytes:
    """Stamp a sealed comprobante as SAT does, and write it."""
    comprobante = comprobante or sealed()
    stamp = TimbreFiscalDigital(
        uuid="6C7B6D1F-2C4B-4B6E-9A53-0F1C9C3C1A01",
        fecha_timbrado=fecha_timbrado or comprobante.fecha + timedelta(seconds=5),
        rfc_prov_certif=RFC_OF_SAT,
        sello_cfd=sello_cfd or comprobante.sello,
        no_certificado_sat=holder.certificate.number,
        sello_sat="c2F0",
    )
    cadena = cadena_tfd(_with(comprobante, stamp)).encode()
    sello = holder.signer.sign(cadena, algorithm=algorithm)
    return _with(comprobante, attrs.evolve(stamp, sello_sat=b64encode(sello).decode()))


def _with(comprobante: Comprobante, stamp: TimbreFiscalDigital) -> bytes:
    return write(attrs.evolve(comprobante, complemento=(*comprobante.complemento, stamp)))


def resealed(xml: bytes, holder: Holder, *, algorithm: Algorithm = "sha256") -> bytes:
    """Seal bytes as they are, without asking whether that makes sense."""
    root = etree.fromstring(xml)
    root.set("Certificado", b64encode(holder.certificate.der).decode())
    cadena = cadena_original(etree.tostring(root)).encode()
    sello = holder.signer.sign(cadena, algorithm=algorithm)
    root.set("Sello", b64encode(sello).decode())
    return etree.tostring(root, encoding="UTF-8")
