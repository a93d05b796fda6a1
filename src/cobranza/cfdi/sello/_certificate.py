"""`Certificate`: what SAT certifies of a taxpayer, of an authority or of its own stamps.

Source: RFC 5280, and SAT's own use of it: the serial number holds the 20 digits of NoCertificado
as text, x500UniqueIdentifier the RFC (of a company: RFC / RFC of who represents it), and a CSD
names its branch in the organizational unit.
"""

from __future__ import annotations

import binascii
import os
import re
from enum import StrEnum
from functools import cached_property, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, TypeVar

import attrs
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from cobranza.cfdi.sello import _names as names
from cobranza.errors import SealError

if TYPE_CHECKING:
    from datetime import datetime

__all__ = ["Algorithm", "Certificate", "CertificateKind"]

Algorithm = Literal["sha256", "sha1"]
"""The hash of a signature: SHA-256 in a CFDI 4.0, SHA-1 where SAT's services demand it."""

HASHES: Final[dict[Algorithm, hashes.HashAlgorithm]] = {
    "sha256": hashes.SHA256(),
    "sha1": hashes.SHA1(),  # noqa: S303 - SAT's cancellation service takes no other
}
PADDING: Final = padding.PKCS1v15()

_UNFIT: Final = (
    ValueError,
    TypeError,
    OverflowError,
    UnsupportedAlgorithm,
    x509.DuplicateExtension,
    x509.InvalidVersion,
    x509.UnsupportedGeneralNameType,
)
"""What the library raises for DER that is no certificate, or none that it can use."""
_Extension = TypeVar("_Extension", bound=x509.ExtensionType)
_LONGEST_KEPT: Final = 8192
"""SAT's certificates take some 2000 characters; hostile ones must not fill the memory."""
_PEM: Final = b"-----BEGIN CERTIFICATE-----"
_NUMBER: Final = re.compile(rb"[0-9]{20}")


class CertificateKind(StrEnum):
    """What SAT issued a certificate for.

    A CSD may sign and no more, and names a branch; a FIEL (e.firma) may also encipher, and names
    none. Authorities, and whatever is not clearly one of the two, are `OTHER`.
    """

    CSD = "csd"
    FIEL = "fiel"
    OTHER = "other"


@attrs.frozen(repr=False)
class Certificate:
    """One X.509 certificate, of which `der` are the bytes; `load` reads files and PEM as well.

    Raises:
        SealError: `der` is no certificate.
    """

    der: bytes

    @classmethod
    def load(cls, source: bytes | str | os.PathLike[str]) -> Certificate:
        """Read a certificate: the path of its file, or bytes that are DER, PEM or base64.

        Raises:
            SealError: It is no certificate.
            OSError: The file cannot be read.

        >>> Certificate.load(b"MIIF")
        Traceback (most recent call last):
            ...
        cobranza.errors.SealError: not a certificate, expected X.509 in DER, PEM or base64
        """
        if isinstance(source, bytes):
            return cls(as_der(source))
        try:
            return cls(as_der(Path(source).read_bytes()))
        except SealError as error:
            raise SealError(f"{os.fspath(source)}: {error}") from None

    def __attrs_post_init__(self) -> None:
        try:
            _ = self._names, self._key, self._hash, self.kind, self.number
            _ = self.not_before, self.not_after
        except _UNFIT:
            raise SealError("not a certificate, expected X.509 in DER, PEM or base64") from None

    def __repr__(self) -> str:
        return f"<Certificate {self.label} {self.rfc} {self.kind}>"

    @cached_property
    def _parsed(self) -> x509.Certificate:
        return x509.load_der_x509_certificate(self.der)

    @cached_property
    def _names(self) -> tuple[names.Name, names.Name]:
        return names.names_of(self.der)

    @cached_property
    def _key(self) -> RSAPublicKey | None:
        key = self._parsed.public_key()
        return key if isinstance(key, RSAPublicKey) else None

    @cached_property
    def number(self) -> str:
        """The 20 digits of NoCertificado, or "" when the serial number does not hold them."""
        octets = self.serial_number.to_bytes(max(1, (self.serial_number.bit_length() + 7) // 8))
        return octets.decode() if _NUMBER.fullmatch(octets) else ""

    @property
    def label(self) -> str:
        """What to call it: its number, or the serial number where that holds no digits."""
        return self.number or str(self.serial_number)

    @property
    def serial_number(self) -> int:
        """The serial number as X.509 has it, an integer."""
        return self._parsed.serial_number

    @cached_property
    def rfc(self) -> str:
        """The RFC of the holder, or "" when there is none."""
        return names.first(self._names[1], names.UNIQUE_IDENTIFIER).partition("/")[0].strip()

    @cached_property
    def name(self) -> str:
        """The name of the holder as SAT has it, the kind of company included; "" when absent."""
        return names.first(self._names[1], names.COMMON_NAME).strip()

    @cached_property
    def issuer(self) -> str:
        """The name of the issuer in one line, as RFC 4514 writes it."""
        return names.in_one_line(self._names[0])

    @cached_property
    def subject(self) -> str:
        """The whole name of the holder in one line, as RFC 4514 writes it."""
        return names.in_one_line(self._names[1])

    @cached_property
    def not_before(self) -> datetime:
        """The first moment of its validity, in UTC."""
        return self._parsed.not_valid_before_utc

    @cached_property
    def not_after(self) -> datetime:
        """The last moment of its validity, in UTC."""
        return self._parsed.not_valid_after_utc

    @cached_property
    def is_authority(self) -> bool:
        """Whether it may issue certificates: marked as an authority, for signing certificates."""
        constraints = self._extension(x509.BasicConstraints)
        usage = self._extension(x509.KeyUsage)
        return constraints is not None and constraints.ca and (usage is None or usage.key_cert_sign)

    @cached_property
    def kind(self) -> CertificateKind:
        """Whether it is a CSD or a FIEL, by its key usage and by the branch that it names."""
        usage = self._extension(x509.KeyUsage)
        if self.is_authority or usage is None or not usage.digital_signature:
            return CertificateKind.OTHER
        branch = names.first(self._names[1], names.ORGANIZATIONAL_UNIT).strip()
        enciphers = usage.data_encipherment or usage.key_agreement or usage.key_encipherment
        if branch and not enciphers:
            return CertificateKind.CSD
        if enciphers and not branch:
            return CertificateKind.FIEL
        return CertificateKind.OTHER

    @property
    def public_bytes(self) -> bytes:
        """The public key (SubjectPublicKeyInfo, DER): a key belongs here when its own is equal."""
        return self._parsed.public_key().public_bytes(
            Encoding.DER, PublicFormat.SubjectPublicKeyInfo
        )

    @cached_property
    def key_size(self) -> int:
        """The size of the RSA key in bits; 0 when the key is not RSA."""
        return 0 if self._key is None else self._key.key_size

    def valid_at(self, moment: datetime) -> bool:
        """Tell whether the certificate was in force at a moment, which has a time zone.

        Raises:
            SealError: `moment` has no time zone.
        """
        if moment.tzinfo is None:
            raise SealError(f"moment is {moment.isoformat()}, expected a time with a time zone")
        return self.not_before <= moment <= self.not_after

    def verifies(self, signature: bytes, data: bytes, *, algorithm: Algorithm = "sha256") -> bool:
        """Tell whether the key of this certificate signed `data` (RSA, PKCS #1 v1.5)."""
        return self._signed(signature, data, HASHES[algorithm])

    def issued(self, other: Certificate) -> bool:
        """Tell whether `other` names this one as its issuer and bears the signature of its key."""
        signed = other._parsed
        algorithm = other._hash
        return (
            algorithm is not None
            and other._names[0] == self._names[1]
            and self._signed(signed.signature, signed.tbs_certificate_bytes, algorithm)
        )

    def signed_list(self, revocations: x509.CertificateRevocationList) -> bool:
        """Tell whether a revocation list bears the signature of this key."""
        return self._key is not None and revocations.is_signature_valid(self._key)

    @property
    def signature_hash(self) -> str:
        """The hash under the issuer's signature, such as "sha256"; "" when it is not known."""
        return "" if self._hash is None else self._hash.name

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of the certificate in hexadecimal."""
        return sha256(self.der).hexdigest()

    @cached_property
    def _hash(self) -> hashes.HashAlgorithm | None:
        try:
            return self._parsed.signature_hash_algorithm
        except UnsupportedAlgorithm:
            return None

    def _signed(self, signature: bytes, data: bytes, algorithm: hashes.HashAlgorithm) -> bool:
        if self._key is None:
            return False
        try:
            self._key.verify(signature, data, PADDING, algorithm)
        except (InvalidSignature, UnsupportedAlgorithm):
            return False
        return True

    def _extension(self, kind: type[_Extension]) -> _Extension | None:
        try:
            return self._parsed.extensions.get_extension_for_class(kind).value
        except x509.ExtensionNotFound:
            return None


def as_der(data: bytes) -> bytes:
    """Decode PEM or base64; DER stays as it is.

    Raises:
        SealError: It is none of them.
    """
    if data.startswith(b"\x30"):
        return data
    body = data.partition(_PEM)[2].partition(b"-----END")[0] or data
    return decode64(body)


def from_base64(text: str) -> Certificate:
    """Read the attribute Certificado; the last few hundred are kept, their keys ready.

    Raises:
        SealError: It is not the base64 of a certificate in DER.
    """
    return _kept(text) if len(text) <= _LONGEST_KEPT else Certificate(decode64(text))


@lru_cache(maxsize=512)
def _kept(text: str) -> Certificate:
    return Certificate(decode64(text))


def decode64(text: str | bytes) -> bytes:
    """Decode base64 in which white space may stand, and nothing else that is foreign to it.

    Raises:
        SealError: It is not base64.
    """
    data = text.encode("ascii", "replace") if isinstance(text, str) else text
    try:
        return binascii.a2b_base64(data, strict_mode=True)
    except binascii.Error:
        pass
    try:
        return binascii.a2b_base64(data.translate(None, b" \t\r\n"), strict_mode=True)
    except binascii.Error:
        raise SealError("not base64") from None
