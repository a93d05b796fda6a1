"""A certificate authority, a FIEL and a CSD of invention, for a public test RFC."""

import functools
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
)
from cryptography.x509.oid import NameOID, ObjectIdentifier

from cobranza.cfdi.sello import Signer

RFC = "EKU9003173C9"
PASSWORD = "una frase que nadie debe ver"  # noqa: S105 - of a key made for the tests
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
_RFC = ObjectIdentifier("2.5.4.45")


@functools.cache
def _key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def key_bytes() -> bytes:
    """The encrypted .key, DER."""
    return _key().private_bytes(
        Encoding.DER, PrivateFormat.PKCS8, BestAvailableEncryption(PASSWORD.encode())
    )


def certificate_bytes(*, branch: str | None, enciphers: bool) -> bytes:
    """A .cer with the number 30001000000500009999, DER."""
    subject = [
        x509.NameAttribute(NameOID.COMMON_NAME, "ESCUELA KEMPER URGATE"),
        x509.NameAttribute(_RFC, f"{RFC} / VADA800927DJ3"),
    ]
    if branch is not None:
        subject.append(x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, branch))
    issuer = [
        x509.NameAttribute(NameOID.COMMON_NAME, "AC de las pruebas & demás"),
        x509.NameAttribute(NameOID.STREET_ADDRESS, "Av. Hidalgo 77, Col. Guerrero"),
    ]
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=enciphers,
        key_agreement=enciphers,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    built = (
        x509.CertificateBuilder()
        .subject_name(x509.Name(subject))
        .issuer_name(x509.Name(issuer))
        .public_key(_key().public_key())
        .serial_number(int.from_bytes(b"30001000000500009999", "big"))
        .not_valid_before(BEGIN)
        .not_valid_after(BEGIN + timedelta(days=365 * 4))
        .add_extension(usage, critical=True)
    )
    return built.sign(_key(), hashes.SHA256()).public_bytes(Encoding.DER)


@functools.cache
def fiel() -> Signer:
    return Signer.load(certificate_bytes(branch=None, enciphers=True), key_bytes(), PASSWORD)


@functools.cache
def csd() -> Signer:
    return Signer.load(certificate_bytes(branch="Matriz", enciphers=False), key_bytes(), PASSWORD)
