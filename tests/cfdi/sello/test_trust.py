"""`TrustStore`: what it loads, what it refuses, and how it follows a chain."""

import pickle
from datetime import timedelta
from pathlib import Path

import attrs
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from cobranza.cfdi.sello import Certificate, Flaw, TrustStore, known_authority
from cobranza.cfdi.sello import _trust as trust_module
from cobranza.errors import SealError
from tests.cfdi.sello.authorities import (
    AUTHORITY,
    CSD,
    END,
    ROOT,
    SAT,
    START,
    TRUST,
    issue,
    issue_authority,
    key,
    revocations,
)

NOON = START + timedelta(days=400)


def pem(der: bytes) -> bytes:
    return x509.load_der_x509_certificate(der).public_bytes(Encoding.PEM)


class TestLoad:
    def test_a_folder_of_all_sorts(self, tmp_path: Path) -> None:
        both = pem(ROOT.certificate.der) + pem(AUTHORITY.certificate.der)
        crl = x509.load_der_x509_crl(revocations(ROOT)).public_bytes(Encoding.PEM)
        (tmp_path / "a.PEM").write_bytes(both)
        (tmp_path / "again.cer").write_bytes(ROOT.certificate.der)
        (tmp_path / "b.crt").write_bytes(SAT.certificate.der)
        (tmp_path / "c.crl").write_bytes(revocations(AUTHORITY))
        (tmp_path / "d.der").write_bytes(crl)
        (tmp_path / "leeme.txt").write_bytes(b"no certificate")
        (tmp_path / "more").mkdir()
        store = TrustStore.load(tmp_path)
        assert set(store.authorities) == set(TRUST.authorities)
        assert len(store.authorities) == 2
        assert store.stamps == TRUST.stamps
        assert len(store.revocations) == 2

    def test_bytes(self) -> None:
        store = TrustStore.load(ROOT.certificate.der, pem(CSD.certificate.der))
        assert store.authorities == (ROOT.certificate,)
        assert store.stamps == (CSD.certificate,)

    def test_what_is_neither_is_named(self, tmp_path: Path) -> None:
        file = tmp_path / "roto.cer"
        file.write_bytes(b"junk")
        with pytest.raises(SealError, match=r"roto\.cer: neither a certificate nor a revocation"):
            TrustStore.load(tmp_path)
        for data in (b"junk", b"-----BEGIN CERTIFICATE-----\n%%\n-----END CERTIFICATE-----\n"):
            with pytest.raises(SealError, match=r"^bytes: neither"):
                TrustStore.load(data)

    def test_it_pickles_without_what_it_remembers(self) -> None:
        TRUST.chain(CSD.certificate, at=NOON)
        again = pickle.loads(pickle.dumps(TRUST))  # noqa: S301 - our own
        assert again == TRUST
        assert again.chain(CSD.certificate, at=NOON).flaw is None


class TestRefused:
    def test_authorities_that_may_not_issue(self) -> None:
        with pytest.raises(SealError, match="is no authority: it may not issue certificates"):
            TrustStore(authorities=(CSD.certificate,))

    def test_revocation_lists_that_nobody_signed(self) -> None:
        for data in (b"junk", revocations(CSD)):
            with pytest.raises(SealError, match="a revocation list is none, or no authority"):
                TrustStore(authorities=(ROOT.certificate,), revocations=(data,))

    def test_revocation_lists_of_other_keys(self) -> None:
        private = ec.generate_private_key(ec.SECP256R1())
        builder = x509.CertificateRevocationListBuilder(x509.Name([]), START, END)
        data = builder.sign(private, hashes.SHA256()).public_bytes(Encoding.DER)
        oid = bytes.fromhex("06092a864886f70d0101")
        unknown = revocations(ROOT).replace(oid + b"\x0b", oid + b"\x7f")
        for each in (data, unknown):
            with pytest.raises(SealError, match="a revocation list is none, or no authority"):
                TrustStore(authorities=(ROOT.certificate,), revocations=(each,))


class TestChain:
    def test_every_link_in_order(self) -> None:
        chain = TRUST.chain(CSD.certificate, at=NOON)
        assert chain.certificates == (CSD.certificate, AUTHORITY.certificate, ROOT.certificate)
        assert chain.flaw is None
        assert chain.revocations_known

    def test_an_authority_is_trusted_without_the_one_above_it(self) -> None:
        chain = TrustStore(authorities=(AUTHORITY.certificate,)).chain(CSD.certificate, at=NOON)
        assert chain.certificates == (CSD.certificate, AUTHORITY.certificate)
        assert chain.flaw is None
        assert not chain.revocations_known

    def test_an_authority_itself(self) -> None:
        assert TRUST.chain(ROOT.certificate, at=NOON).flaw is None
        assert TRUST.chain(issue_authority(8).certificate, at=NOON).flaw is Flaw.UNTRUSTED

    def test_the_moment_needs_a_time_zone(self) -> None:
        with pytest.raises(SealError, match=r"at is 2026.*with a time zone"):
            TRUST.chain(CSD.certificate, at=NOON.replace(tzinfo=None))

    def test_the_answer_is_that_of_the_moment_whatever_was_asked_before(self) -> None:
        store = attrs.evolve(TRUST)
        before, after = START - timedelta(1), END + timedelta(1)
        for at, flaw in ((NOON, None), (before, Flaw.EXPIRED), (NOON, None), (after, Flaw.EXPIRED)):
            assert store.chain(CSD.certificate, at=at).flaw is flaw

    def test_authorities_that_certify_each_other_do_not_go_round(self) -> None:
        shared = key("round")
        one = issue_authority(9, own_key=shared)
        two = issue_authority(9, own_key=shared, end=END + timedelta(1))
        store = TrustStore(authorities=(one.certificate, two.certificate))
        chain = store.chain(issue(40, issuer=one).certificate, at=NOON)
        assert chain.flaw is None
        assert len(chain.certificates) == 2

    def test_very_long_chains_are_cut(self) -> None:
        links = [issue_authority(50)]
        for number in range(51, 61):
            links.append(issue_authority(number, issuer=links[-1]))
        store = TrustStore(authorities=tuple(each.certificate for each in links))
        assert len(store.chain(links[-1].certificate, at=NOON).certificates) == 8

    def test_strangers_are_not_remembered(self) -> None:
        store = attrs.evolve(TRUST)
        assert store.chain(issue(42).certificate, at=NOON).flaw is Flaw.UNTRUSTED
        assert store._paths == {}

    def test_what_is_remembered_has_a_limit(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(trust_module, "_KEPT", 0)
        store = attrs.evolve(TRUST)
        assert store.chain(CSD.certificate, at=NOON).flaw is None
        assert store._paths == {}


class TestPublishedCertificates:
    def test_every_test_csd_and_every_stamp_has_its_chain(self, sat_certificates: Path) -> None:
        store = TrustStore.load(sat_certificates / "ca", sat_certificates / "pac")
        assert len(store.authorities) == 17
        untrusted = []
        for file in sorted(sat_certificates.glob("[cp]*[td]*/*.cer")):
            certificate = Certificate.load(file)
            if certificate.is_authority:
                continue
            chain = store.chain(certificate, at=certificate.not_before)
            if chain.flaw is not None:
                untrusted.append(certificate.number)
                continue
            known = [known_authority(each) for each in chain.certificates[1:]]
            assert len(known) == 2
            is_production = certificate.number.startswith("0000")
            assert all(each and each.production is is_production for each in known)
        # Two test certificates of 2010 and 2012, whose authority is not published any more.
        assert untrusted == []
