"""`Signer`: a certificate with its private key, which it never shows."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final, NoReturn

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_der_private_key,
    load_pem_private_key,
    pkcs12,
)

from cobranza.cfdi.sello._certificate import HASHES, PADDING, Algorithm, Certificate
from cobranza.errors import SealError

__all__ = ["Signer"]

_REFUSED: Final = "a Signer cannot be copied or pickled: it holds a private key"


class Signer:
    """Signs with the private key of a certificate; `load` and `from_pfx` make signers.

    Neither the key nor its password is ever shown: not in the repr, not in an error, and a signer
    can be neither copied nor pickled.
    """

    __slots__ = ("_key", "certificate")

    certificate: Certificate

    def __init__(self, certificate: Certificate, key: RSAPrivateKey) -> None:
        if _public(key) != certificate.public_bytes:
            raise SealError(f"the key is not that of certificate {certificate.number}")
        self.certificate = certificate
        self._key = key

    @classmethod
    def load(
        cls,
        certificate: Certificate | bytes | str | os.PathLike[str],
        key: bytes | str | os.PathLike[str],
        password: str | bytes,
    ) -> Signer:
        """Open the .cer and the .key that SAT gives, or their bytes, with the password of the key.

        Raises:
            SealError: One of the two is not what it should be, the password does not open the key,
                or the key is that of another certificate.
            OSError: A file cannot be read.

        >>> Signer.load(b"MIIF", b"MIIF", "secret")
        Traceback (most recent call last):
            ...
        cobranza.errors.SealError: not a certificate, expected X.509 in DER, PEM or base64
        """
        if not isinstance(certificate, Certificate):
            certificate = Certificate.load(certificate)
        data = key if isinstance(key, bytes) else Path(key).read_bytes()
        opened = _open_key(data, _as_bytes(password))
        del password  # tools that show the variables of a traceback must not find it here
        if opened is None:
            where = "" if isinstance(key, bytes) else f"{os.fspath(key)}: "
            raise SealError(f"{where}no private RSA key, or the password does not open it")
        return cls(certificate, opened)

    @classmethod
    def from_pfx(cls, source: bytes | str | os.PathLike[str], password: str | bytes) -> Signer:
        """Open a PFX (PKCS #12): certificate and key in one file, or its bytes.

        Raises:
            SealError: It is no PFX, the password does not open it, or the certificate or the key
                is missing.
            OSError: The file cannot be read.
        """
        data = source if isinstance(source, bytes) else Path(source).read_bytes()
        opened = _open_pfx(data, _as_bytes(password))
        del password
        if opened is None:
            where = "" if isinstance(source, bytes) else f"{os.fspath(source)}: "
            raise SealError(f"{where}no PFX with certificate and key, or the password is wrong")
        return cls(*opened)

    def sign(self, data: bytes, *, algorithm: Algorithm = "sha256") -> bytes:
        """Sign `data` with RSA and PKCS #1 v1.5; the signature is as long as the key."""
        return self._key.sign(data, PADDING, HASHES[algorithm])

    def __repr__(self) -> str:
        return f"<Signer of {self.certificate!r}>"

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError(_REFUSED)


def _as_bytes(password: str | bytes) -> bytes:
    return password.encode() if isinstance(password, str) else password


def _public(key: RSAPrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


# Errors are raised by the callers, after these have returned: no exception of the library, whose
# frames hold the password, stays behind as the context of ours.
def _open_key(data: bytes, password: bytes) -> RSAPrivateKey | None:
    load = load_pem_private_key if data.lstrip().startswith(b"-----") else load_der_private_key
    for given in (password, None):  # None opens a key that is not encrypted
        try:
            key = load(data, given)
        except (ValueError, TypeError, UnsupportedAlgorithm):
            continue
        return key if isinstance(key, RSAPrivateKey) else None
    return None


def _open_pfx(data: bytes, password: bytes) -> tuple[Certificate, RSAPrivateKey] | None:
    try:
        key, certificate, _ = pkcs12.load_key_and_certificates(data, password)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return None
    if certificate is None or not isinstance(key, RSAPrivateKey):
        return None
    return Certificate(certificate.public_bytes(Encoding.DER)), key
