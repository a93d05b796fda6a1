"""Certificates: what SAT wrote into them, also where `cryptography` refuses to read it."""

import pickle
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from cobranza.cfdi.sello import Certificate, CertificateKind, certificate_url, known_authority
from cobranza.cfdi.sello import _names as names
from cobranza.cfdi.sello._certificate import decode64, from_base64
from cobranza.errors import SealError
from tests.cfdi.sello.authorities import AUTHORITY, CSD, END, FIEL, NAME, ROOT, START, issue


class TestLoad:
    def test_der_pem_base64_and_files_give_the_same(self, tmp_path: Path) -> None:
        der = CSD.certificate.der
        pem = x509.load_der_x509_certificate(der).public_bytes(Encoding.PEM)
        file = tmp_path / "csd.cer"
        file.write_bytes(der)
        for source in (der, pem, b"Bag Attributes\n" + pem, b64encode(der), file, str(file)):
            assert Certificate.load(source) == CSD.certificate

    @pytest.mark.parametrize("data", [b"", b"0", b"0\x82", b"MIIF", b"%%%", b"0\x03\x02\x01\x05"])
    def test_anything_else_is_refused(self, data: bytes, tmp_path: Path) -> None:
        with pytest.raises(SealError, match=r"^(not a certificate|not base64)"):
            Certificate.load(data)
        file = tmp_path / "csd.cer"
        file.write_bytes(data)
        with pytest.raises(SealError, match=r"csd\.cer: not"):
            Certificate.load(file)

    def test_no_byte_that_is_lost_or_changed_raises_anything_else(self) -> None:
        der = CSD.certificate.der
        for index in range(len(der)):
            for damaged in (
                der[:index],
                *(der[:index] + bytes([der[index] ^ bits]) + der[index + 1 :] for bits in (1, 85)),
            ):
                try:
                    certificate = Certificate(damaged)
                except SealError:
                    continue
                assert repr(certificate).startswith("<Certificate ")
                signed = certificate._parsed.tbs_certificate_bytes
                assert signed in der or not AUTHORITY.certificate.issued(certificate)


class TestContent:
    def test_what_a_csd_says(self) -> None:
        certificate = CSD.certificate
        assert certificate.number == "30001000000500000010"
        assert certificate.serial_number == int.from_bytes(b"30001000000500000010")
        assert certificate.rfc == "EKU9003173C9"
        assert certificate.name == NAME
        assert certificate.kind is CertificateKind.CSD
        assert (certificate.not_before, certificate.not_after) == (START, END)
        assert certificate.key_size == 2048
        assert not certificate.is_authority
        assert certificate.issuer == AUTHORITY.certificate.subject
        assert certificate.signature_hash == "sha256"
        assert repr(certificate) == "<Certificate 30001000000500000010 EKU9003173C9 csd>"

    def test_a_serial_number_that_is_no_number_of_sat(self) -> None:
        certificate = _plain_certificate(serial=5)
        assert certificate.number == ""
        assert certificate.rfc == certificate.name == ""
        assert repr(certificate) == "<Certificate 5  other>"

    @pytest.mark.parametrize(
        ("usages", "branch", "kind"),
        [
            ({"digital_signature", "content_commitment"}, "Sucursal", CertificateKind.CSD),
            ({"digital_signature", "content_commitment"}, None, CertificateKind.OTHER),
            ({"digital_signature", "data_encipherment"}, None, CertificateKind.FIEL),
            ({"digital_signature", "key_agreement"}, None, CertificateKind.FIEL),
            ({"digital_signature", "key_agreement"}, "Sucursal", CertificateKind.OTHER),
            ({"content_commitment"}, "Sucursal", CertificateKind.OTHER),
        ],
    )
    def test_kinds(self, usages: set[str], branch: str | None, kind: CertificateKind) -> None:
        assert issue(30, usages=usages, branch=branch).certificate.kind is kind

    def test_kinds_without_key_usage_and_of_authorities(self) -> None:
        assert issue(31, usage=False).certificate.kind is CertificateKind.OTHER
        assert ROOT.certificate.kind is CertificateKind.OTHER
        assert ROOT.certificate.is_authority
        assert issue(31, kind="authority", usage=False).certificate.is_authority
        unfit = issue(31, kind="authority", usages={"crl_sign"})
        assert not unfit.certificate.is_authority

    def test_a_key_that_is_not_rsa_verifies_nothing(self) -> None:
        certificate = _plain_certificate(serial=5)
        assert certificate.key_size == 0
        assert not certificate.verifies(b"", b"")
        assert not certificate.issued(certificate)

    def test_signatures_of_unknown_kind_are_no_signatures(self) -> None:
        oid = bytes.fromhex("06092a864886f70d0101")
        certificate = Certificate(CSD.certificate.der.replace(oid + b"\x0b", oid + b"\x7f"))
        assert certificate.signature_hash == ""
        assert not AUTHORITY.certificate.issued(certificate)

    def test_both_ends_of_the_validity_belong_to_it(self) -> None:
        second = timedelta(seconds=1)
        valid = CSD.certificate.valid_at
        assert (valid(START - second), valid(START), valid(END), valid(END + second)) == (
            *(False, True),
            *(True, False),
        )
        with pytest.raises(SealError, match="expected a time with a time zone"):
            valid(datetime(2026, 1, 1))  # noqa: DTZ001 - the point

    def test_equality_hash_and_pickle_go_by_the_bytes(self) -> None:
        again = pickle.loads(pickle.dumps(CSD.certificate))  # noqa: S301 - our own
        assert again == CSD.certificate
        assert hash(again) == hash(CSD.certificate)
        assert again.rfc == CSD.certificate.rfc
        assert FIEL.certificate != CSD.certificate


class TestNames:
    """Names are read by our own hand; `cryptography` is the oracle wherever it reads them."""

    @pytest.mark.parametrize(
        "text", ["A, B", "#1", " a ", "a+b;c<d>e\\f", 'q"q', "ñandú", "a\x00b", "", "-" * 300]
    )
    def test_in_one_line_as_cryptography_writes_them(self, text: str) -> None:
        subject = x509.Name(
            [
                *([x509.NameAttribute(x509.NameOID.COMMON_NAME, text[:64])] if text else []),
                x509.NameAttribute(x509.NameOID.ORGANIZATION_NAME, "O", _validate=False),
                x509.NameAttribute(x509.NameOID.USER_ID, (text or "u"), _validate=False),
                x509.NameAttribute(x509.NameOID.TITLE, "T"),
            ]
        )
        certificate = _plain_certificate(serial=5, subject=subject)
        assert certificate.subject == subject.rfc4514_string()

    def test_t61_strings_are_latin_1(self) -> None:
        """SAT writes ñ into T61String; the certificate is built with another letter first."""
        original = issue(32, name="ESPA#OLA", branch="Sucursal").certificate
        der = original.der.replace(b"\x0c\x08ESPA#OLA", b"\x14\x08ESPA\xd1OLA")
        certificate = Certificate(der)
        assert certificate.name == "ESPAÑOLA"
        assert certificate.kind is CertificateKind.CSD
        with pytest.raises(ValueError, match="asn1"):
            _ = certificate._parsed.subject

    def test_wide_strings(self) -> None:
        assert names._attribute(b"\x06\x03\x55\x04\x03\x1e\x04\x00\xd1\x00A") == ("2.5.4.3", "ÑA")
        assert names._attribute(b"\x06\x03\x55\x04\x03\x1c\x04\x00\x00\x00\xd1")[1] == "Ñ"

    def test_serial_numbers_that_are_not_positive(self) -> None:
        number = CSD.certificate.number.encode()
        for serial in (b"\xff" * 20, bytes(20)):
            with pytest.raises(ValueError, match="the serial number is not positive"):
                names.names_of(CSD.certificate.der.replace(number, serial))

    def test_an_oid_without_numbers(self) -> None:
        with pytest.raises(ValueError, match="an OID without numbers"):
            names._attribute(b"\x06\x00\x13\x01A")

    @pytest.mark.parametrize("data", [b"\x30", b"\x30\x05\x00", b"\x30\x82\x01"])
    def test_der_that_ends_too_early(self, data: bytes) -> None:
        with pytest.raises(ValueError, match="ends inside"):
            list(names._values(data))


class TestPublishedCertificates:
    """SAT's own: authorities, test taxpayers, and those behind public stamps."""

    def test_every_one_is_read(self, sat_certificates: Path) -> None:
        files = sorted(sat_certificates.glob("*/*"))
        assert len(files) == 113
        refused = 0
        for file in files:
            certificate = Certificate.load(file)
            try:
                subject = certificate._parsed.subject.rfc4514_string()
            except ValueError:
                refused += 1
                assert "Ñ" in certificate.subject.upper() or "Ó" in certificate.subject
                continue
            assert certificate.subject == subject
            assert certificate.issuer == certificate._parsed.issuer.rfc4514_string()
        assert refused == 13

    def test_names_of_files_say_number_and_rfc(self, sat_certificates: Path) -> None:
        for file in (sat_certificates / "csd_test").iterdir():
            certificate = Certificate.load(file)
            assert file.stem == f"{certificate.rfc}_{certificate.number}"
            assert certificate.kind in {CertificateKind.CSD, CertificateKind.FIEL}
        for file in (sat_certificates / "pac").iterdir():
            assert Certificate.load(file).number == file.stem

    def test_their_authorities_are_known(self, sat_certificates: Path) -> None:
        loaded = [Certificate.load(file) for file in (sat_certificates / "ca").iterdir()]
        known = [known_authority(each) for each in loaded if each.is_authority]
        assert all(known)
        assert sum(each.production for each in known if each) == 11

    def test_others_are_not(self) -> None:
        assert known_authority(ROOT.certificate) is None

    @pytest.mark.parametrize(
        "number", ["", "1" * 19, "1" * 21, "../../../etc/passwd0", "\u0661" * 20]
    )
    def test_addresses_are_of_numbers(self, number: str) -> None:
        with pytest.raises(SealError, match="expected the 20 digits of a certificate"):
            certificate_url(number)


class TestCertificado:
    def test_the_attribute_is_read_once_unless_it_is_enormous(self) -> None:
        text = b64encode(CSD.certificate.der).decode()
        assert from_base64(text) is from_base64(text)
        enormous = text + " " * 10_000
        assert from_base64(enormous) is not from_base64(enormous)
        assert from_base64(enormous) == CSD.certificate


class TestDecode64:
    def test_white_space_and_nothing_else(self) -> None:
        assert decode64(" c2Vs\r\n\tbG8= ") == b"sello"
        for text in ("c2VsbG8", "c2VsbG8=x", "c2Vs bG8*", "ñ", "c2Vs\u00a0bG8="):
            with pytest.raises(SealError, match=r"^not base64$"):
                decode64(text)


def _plain_certificate(*, serial: int, subject: x509.Name | None = None) -> Certificate:
    """A certificate of a key that is not RSA, with nothing of SAT's."""
    private = ec.generate_private_key(ec.SECP256R1())
    name = subject or x509.Name([])
    builder = x509.CertificateBuilder(
        name, name, private.public_key(), serial, START, datetime(2027, 1, 1, tzinfo=UTC)
    )
    return Certificate(builder.sign(private, hashes.SHA256()).public_bytes(Encoding.DER))
