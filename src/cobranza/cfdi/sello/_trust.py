"""`TrustStore`: the authorities that a caller trusts, and what they vouch for.

Nothing is trusted by default and nothing is fetched. SAT publishes its authorities, and those of
Banco de México that certify them, as Cert_Prod.zip, over plain HTTP: `known_authority` compares
what arrived with the fingerprints that are known.

Source: RFC 5280, section 6 (paths of certificates), as far as SAT's certificates use it.
"""

from __future__ import annotations

import re
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from itertools import pairwise, starmap
from pathlib import Path
from typing import TYPE_CHECKING, Final

import attrs
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from cobranza.cfdi.sello._certificate import Certificate, as_der
from cobranza.errors import SealError

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator

__all__ = ["Chain", "Flaw", "TrustStore"]

_SUFFIXES: Final = frozenset({".cer", ".crt", ".der", ".pem", ".crl"})
_PEM: Final = re.compile(rb"-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \1-----", re.DOTALL)
_LONGEST: Final = 8
"""The longest path that is followed; SAT's have three certificates."""
_KEPT: Final = 4096
"""How many paths are remembered."""
_WEAK: Final = frozenset({"md5", "sha1"})


class Flaw(StrEnum):
    """Why a chain does not hold, worst first."""

    UNTRUSTED = "untrusted"  # no authority of the store issued it
    WEAK = "weak"  # signed with MD5 or SHA-1, which can be forged
    EXPIRED = "expired"  # an authority was not in force at the moment
    REVOKED = "revoked"  # an authority had revoked a certificate of the chain by then


@attrs.frozen(kw_only=True)
class Chain:
    """A certificate, who issued it, and so on upwards; `flaw` is None when every link holds.

    Whether the first certificate itself was in force is not a matter of the chain.
    `revocations_known` tells whether there was a list of its issuer to look it up in.
    """

    certificates: tuple[Certificate, ...]
    flaw: Flaw | None
    revocations_known: bool


@attrs.frozen(kw_only=True)
class TrustStore:
    """What a caller trusts, and what goes with it; `load` reads files and folders.

    `authorities` are trusted because they are here: a chain is followed upwards as far as they go,
    and of every link the signature, the right to issue and the validity are checked. `stamps` are
    the certificates behind SelloSAT, which are only looked up here: they need a chain like any
    other. `revocations` are lists of revoked certificates (CRL) in DER, each signed by one of the
    authorities.

    Raises:
        SealError: An authority may not issue certificates, or a list is none or is signed by none
            of the authorities.
    """

    authorities: tuple[Certificate, ...] = ()
    stamps: tuple[Certificate, ...] = ()
    revocations: tuple[bytes, ...] = attrs.field(default=(), repr=lambda each: str(len(each)))

    @classmethod
    def load(cls, *sources: bytes | str | os.PathLike[str]) -> TrustStore:
        """Read certificates and revocation lists: files, folders of files, or their bytes.

        Authorities and other certificates tell themselves apart. Of a folder those files are read
        that end in .cer, .crt, .der, .pem or .crl; a PEM file may hold several.

        Raises:
            SealError: A file is neither, or is not fit for its place.
            OSError: A file cannot be read.

        >>> TrustStore.load()
        TrustStore(authorities=(), stamps=(), revocations=0)
        """
        certificates: dict[Certificate, None] = {}
        revocations: dict[bytes, None] = {}
        for name, data in _items(sources):
            if (found := _revocation_list(data)) is not None:
                revocations[found.public_bytes(Encoding.DER)] = None
            else:
                certificates[_certificate(name, data)] = None
        return cls(
            authorities=tuple(each for each in certificates if each.is_authority),
            stamps=tuple(each for each in certificates if not each.is_authority),
            revocations=tuple(revocations),
        )

    def __attrs_post_init__(self) -> None:
        for each in self.authorities:
            if not each.is_authority:
                raise SealError(f"{each!r} is no authority: it may not issue certificates")
        _ = self._lists

    @cached_property
    def _lists(self) -> dict[Certificate, tuple[x509.CertificateRevocationList, ...]]:
        """The revocation lists, by the authority that signed them."""
        lists: dict[Certificate, tuple[x509.CertificateRevocationList, ...]] = {}
        for data in self.revocations:
            parsed = _revocation_list(data)
            signers = [
                each for each in self.authorities if parsed is not None and each.signed_list(parsed)
            ]
            if parsed is None or not signers:
                raise SealError("a revocation list is none, or no authority of the store signed it")
            for signer in signers:
                lists[signer] = (*lists.get(signer, ()), parsed)
        return lists

    @cached_property
    def _stamps_by_number(self) -> dict[str, list[Certificate]]:
        found: dict[str, list[Certificate]] = {}
        for each in self.stamps:
            found.setdefault(each.number, []).append(each)
        return found

    def stamps_with(self, number: str) -> tuple[Certificate, ...]:
        """Give the certificates for stamps with a NoCertificadoSAT; nothing is said of trust."""
        return tuple(self._stamps_by_number.get(number, ()))

    def chain(self, certificate: Certificate, *, at: datetime) -> Chain:
        """Follow a certificate up to the authorities, as things stood at a moment.

        Raises:
            SealError: `at` has no time zone.
        """
        if at.tzinfo is None:
            raise SealError(f"at is {at.isoformat()}, expected a time with a time zone")
        path = self._paths.get(certificate)
        if path is None or not path.since <= at <= path.until:
            path = self._follow(certificate, at)
        flaw = path.flaw_at(at)
        return path.sound if flaw is None else attrs.evolve(path.sound, flaw=flaw)

    @cached_property
    def _paths(self) -> dict[Certificate, _Path]:
        return {}

    def _follow(self, certificate: Certificate, at: datetime) -> _Path:
        """Find the path upwards; it is remembered, for checking signatures takes its time."""
        found = [certificate]
        while len(found) < _LONGEST:
            issuers = [each for each in self.authorities if each.issued(found[-1])]
            # The same authority may be there twice, renewed with the same key.
            issuers.sort(key=lambda each: not each.valid_at(at))
            if not issuers or issuers[0] in found:
                break
            found.append(issuers[0])
        own = certificate in self.authorities
        path = _Path(
            sound=Chain(
                certificates=tuple(found),
                flaw=None,
                revocations_known=len(found) > 1 and found[1] in self._lists,
            ),
            trusted=own or len(found) > 1,
            weak=not own and certificate.signature_hash in _WEAK,
            since=max((each.not_before for each in found[1:]), default=certificate.not_before),
            until=min((each.not_after for each in found[1:]), default=certificate.not_after),
            revoked=min(filter(None, starmap(self._revoked, pairwise(found))), default=None),
        )
        if path.trusted and len(self._paths) < _KEPT:
            self._paths[certificate] = path
        return path

    def _revoked(self, certificate: Certificate, issuer: Certificate) -> datetime | None:
        """Give the moment at which its issuer revoked a certificate, or None."""
        entries = (
            each.get_revoked_certificate_by_serial_number(certificate.serial_number)
            for each in self._lists.get(issuer, ())
        )
        return min((each.revocation_date_utc for each in entries if each is not None), default=None)


@attrs.frozen(kw_only=True)
class _Path:
    """A chain before anyone says for what moment: `since` and `until` are of its authorities.

    `sound` is the chain at those moments at which it has no flaw.
    """

    sound: Chain
    trusted: bool
    weak: bool
    since: datetime
    until: datetime
    revoked: datetime | None

    def flaw_at(self, moment: datetime) -> Flaw | None:
        if not self.trusted:
            return Flaw.UNTRUSTED
        if self.weak:
            return Flaw.WEAK
        if not self.since <= moment <= self.until:
            return Flaw.EXPIRED
        if self.revoked is not None and self.revoked <= moment:
            return Flaw.REVOKED
        return None


def _items(
    sources: tuple[bytes | str | os.PathLike[str], ...],
) -> Iterator[tuple[str, bytes]]:
    """Give every certificate or list of the sources, with a name for it; PEM is taken apart."""
    for source in sources:
        if isinstance(source, bytes):
            yield from (("bytes", each) for each in _apart(source))
            continue
        path = Path(source)
        files = sorted(path.iterdir()) if path.is_dir() else [path]
        for file in files:
            if file == path or file.suffix.lower() in _SUFFIXES:
                yield from ((str(file), each) for each in _apart(file.read_bytes()))


def _apart(data: bytes) -> list[bytes]:
    """Take a PEM with several blocks apart; what has none is one piece."""
    return [each[2] for each in _PEM.finditer(data)] or [data]


def _certificate(name: str, data: bytes) -> Certificate:
    try:
        return Certificate.load(data)
    except SealError:
        raise SealError(f"{name}: neither a certificate nor a revocation list") from None


def _revocation_list(data: bytes) -> x509.CertificateRevocationList | None:
    """Read a list in DER or base64; None when it is none."""
    try:
        return x509.load_der_x509_crl(as_der(data))
    except (SealError, ValueError, x509.InvalidVersion):
        return None
