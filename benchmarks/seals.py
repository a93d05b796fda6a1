"""Cadena and offline verification beside the bare RSA verification, and beside satcfdi.

The bare verification is one `public_key.verify` of `cryptography` over the cadena made before, with
the key loaded. Certificates are cached, as they are after the first document of an issuer. What
starts from a tree is told apart from what starts from bytes and has to parse them first.

The calls are too short to be timed one by one. All take turns in rounds, each timed as a whole, and
the fastest round of each counts, which says most on a computer that does other things as well.
Before that each works untimed on the same few documents, for a tree is in the cache of the
processor when it has just been parsed.
"""

from __future__ import annotations

import gc
import time
from base64 import b64decode
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import attrs
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from satcfdi.cfdi import CFDI

from benchmarks.samples import EMISOR, invoice, payment
from benchmarks.timing import table
from cobranza.cfdi import TimbreFiscalDigital, write
from cobranza.cfdi._xml import XmlElement, parse
from cobranza.cfdi.sello import Certificate, Signer, TrustStore, sign, verify
from cobranza.cfdi.sello._cadena import cadena_of
from cobranza.cfdi.sello._issuer import judge_issuer
from cobranza.cfdi.sello._moments import moment_of_issue
from cobranza.cfdi.sello._notes import Notes

if TYPE_CHECKING:
    from collections.abc import Callable

    from cobranza.cfdi import Comprobante

CASES: Final = {
    "I, 5 conceptos": (partial(invoice, 5), 10),
    "I, 100 conceptos": (partial(invoice, 100), 2),
    "P, 50 documentos": (partial(payment, 50), 4),
}
ROUNDS: Final = 100
RSA: Final = "bare RSA"


def run() -> None:
    """Print the time of each, and how many times that of the bare verification it is."""
    signer, trust = _issuer()
    rows: list[list[str]] = []
    for name, (build, count) in CASES.items():
        documents = [write(_sealed(build(seed), signer)) for seed in range(count)]
        trees = [_tree(each) for each in documents]
        work: dict[str, tuple[Callable[[Any], object], list[Any]]] = {
            RSA: (_bare(signer), [_signed(each) for each in trees]),
            "cadena": (cadena_of, trees),
            "cadena + certificate + RSA": (partial(_seal_of, trust), trees),
            "verify, from bytes": (partial(verify, trust=trust), documents),
            "satcfdi's cadena": (
                lambda each: each.cadena_original(),
                [CFDI.from_string(each) for each in documents],
            ),
        }
        times = _fastest(work)
        rows += [
            [name, what, f"{taken:,.0f} µs", f"**{taken / times[RSA]:.1f} x**"]
            for what, taken in times.items()
        ]
    print(table(("", "", "time", "of the bare RSA"), rows))


def _fastest(work: dict[str, tuple[Callable[[Any], object], list[Any]]]) -> dict[str, float]:
    """Give the microseconds of processor time per input, of the fastest of many rounds."""
    taken: dict[str, list[float]] = {name: [] for name in work}
    gc.collect()
    gc.disable()
    try:
        for _ in range(ROUNDS):
            for name, (function, inputs) in work.items():
                for each in inputs:
                    function(each)
                start = time.process_time_ns()
                for each in inputs:
                    function(each)
                taken[name].append((time.process_time_ns() - start) / len(inputs) / 1000)
    finally:
        gc.enable()
    return {name: min(times) for name, times in taken.items()}


def _issuer() -> tuple[Signer, TrustStore]:
    """Make an authority and the CSD of the issuer of the samples."""
    start, end = datetime(2025, 1, 1, tzinfo=UTC), datetime(2029, 1, 1, tzinfo=UTC)
    root, own = (rsa.generate_private_key(65537, 2048) for _ in range(2))
    authority = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "AC")])
    holder = x509.Name(
        [
            x509.NameAttribute(x509.NameOID.COMMON_NAME, EMISOR.nombre),
            x509.NameAttribute(x509.NameOID.X500_UNIQUE_IDENTIFIER, EMISOR.rfc),
            x509.NameAttribute(x509.NameOID.ORGANIZATIONAL_UNIT_NAME, "Sucursal"),
        ]
    )

    def issue(
        subject: x509.Name, key: rsa.RSAPrivateKey, number: bytes, *, ca: bool
    ) -> Certificate:
        usage = dict.fromkeys(
            (
                *("digital_signature", "content_commitment", "key_encipherment"),
                *("data_encipherment", "key_agreement", "key_cert_sign", "crl_sign"),
                *("encipher_only", "decipher_only"),
            ),
            False,
        ) | ({"key_cert_sign": True} if ca else {"digital_signature": True})
        certificate = (
            x509.CertificateBuilder(
                authority, subject, key.public_key(), int.from_bytes(number), start, end
            )
            .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
            .add_extension(x509.KeyUsage(**usage), critical=True)
            .sign(root, hashes.SHA256())
        )
        return Certificate(certificate.public_bytes(Encoding.DER))

    trust = TrustStore(authorities=(issue(authority, root, b"3" + b"0" * 19, ca=True),))
    return Signer(issue(holder, own, b"3" + b"0" * 18 + b"1", ca=False), own), trust


def _sealed(comprobante: Comprobante, signer: Signer) -> Comprobante:
    """Seal a sample, and let its stamp be that of the seal."""
    sealed = sign(comprobante, signer, force=True)
    return attrs.evolve(
        sealed,
        complemento=tuple(
            attrs.evolve(each, sello_cfd=sealed.sello)
            if isinstance(each, TimbreFiscalDigital)
            else each
            for each in sealed.complemento
        ),
    )


def _tree(xml: bytes) -> XmlElement:
    return parse(xml, max_bytes=len(xml), source=None)


def _signed(tree: XmlElement) -> tuple[bytes, bytes]:
    return b64decode(tree.get("Sello", "")), cadena_of(tree).data


def _bare(signer: Signer) -> Callable[[tuple[bytes, bytes]], None]:
    key = x509.load_der_x509_certificate(signer.certificate.der).public_key()
    if not isinstance(key, rsa.RSAPublicKey):
        raise TypeError("the key of the samples is RSA")
    scheme, algorithm = padding.PKCS1v15(), hashes.SHA256()
    return lambda signed: key.verify(*signed, scheme, algorithm)


def _seal_of(trust: TrustStore, tree: XmlElement) -> None:
    """Judge all that there is about the seal of the issuer; it must be right."""
    notes = Notes()
    judge_issuer(tree, trust, moment_of_issue(tree, notes), notes)
    if notes.findings:
        raise ValueError("a sample is not sealed well: the figures would mislead")
