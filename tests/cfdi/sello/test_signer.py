"""`Signer`: opens what SAT gives, signs, and shows nothing."""

import copy
import logging
import pickle
import traceback
from collections.abc import Callable
from pathlib import Path

import attrs
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)

from cobranza.cfdi.sello import Signer
from cobranza.errors import SealError
from tests.cfdi.sello.authorities import CSD, FIEL

PASSWORD = "contraseña-12345678a"  # noqa: S105 - of a key made for these tests


def key_file(
    encoding: Encoding = Encoding.DER, encryption: KeySerializationEncryption | None = None
) -> bytes:
    return CSD.key.private_bytes(
        encoding, PrivateFormat.PKCS8, encryption or BestAvailableEncryption(PASSWORD.encode())
    )


def pfx(*, with_certificate: bool = True, with_key: bool = True) -> bytes:
    return pkcs12.serialize_key_and_certificates(
        b"csd",
        CSD.key if with_key else None,
        CSD.certificate._parsed if with_certificate else None,
        None,
        BestAvailableEncryption(PASSWORD.encode()),
    )


class TestLoad:
    def test_files_bytes_and_certificates(self, tmp_path: Path) -> None:
        cer, key = tmp_path / "csd.cer", tmp_path / "csd.key"
        cer.write_bytes(CSD.certificate.der)
        key.write_bytes(key_file())
        for signer in (
            Signer.load(cer, key, PASSWORD),
            Signer.load(str(cer), str(key), PASSWORD.encode()),
            Signer.load(CSD.certificate.der, key_file(), PASSWORD),
            Signer.load(CSD.certificate, key_file(Encoding.PEM), PASSWORD),
            Signer.load(CSD.certificate, key_file(encryption=NoEncryption()), ""),
            Signer.load(CSD.certificate, key_file(Encoding.PEM, NoEncryption()), "unused"),
            Signer.from_pfx(pfx(), PASSWORD),
        ):
            assert signer.certificate == CSD.certificate
            assert CSD.certificate.verifies(signer.sign(b"data"), b"data")

    def test_pfx_from_a_file(self, tmp_path: Path) -> None:
        file = tmp_path / "csd.pfx"
        file.write_bytes(pfx())
        assert Signer.from_pfx(file, PASSWORD).certificate == CSD.certificate
        with pytest.raises(SealError, match=r"csd\.pfx: no PFX with certificate and key"):
            Signer.from_pfx(file, "wrong")

    @pytest.mark.parametrize("data", [b"", b"junk", b"-----BEGIN PRIVATE KEY-----"])
    def test_what_is_no_key(self, data: bytes, tmp_path: Path) -> None:
        file = tmp_path / "csd.key"
        file.write_bytes(data)
        with pytest.raises(SealError, match=r"csd\.key: no private RSA key, or the password"):
            Signer.load(CSD.certificate, file, PASSWORD)

    def test_keys_that_are_not_rsa(self) -> None:
        private = ec.generate_private_key(ec.SECP256R1())
        data = private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        with pytest.raises(SealError, match=r"^no private RSA key"):
            Signer.load(CSD.certificate, data, PASSWORD)

    def test_the_key_of_another_certificate(self) -> None:
        with pytest.raises(SealError, match=r"^the key is not that of certificate 3000100000050"):
            Signer.load(FIEL.certificate, key_file(), PASSWORD)

    @pytest.mark.parametrize("missing", ["with_certificate", "with_key"])
    def test_half_a_pfx(self, missing: str) -> None:
        with pytest.raises(SealError, match=r"^no PFX with certificate and key"):
            Signer.from_pfx(pfx(**{missing: False}), PASSWORD)


class TestSign:
    def test_both_hashes(self) -> None:
        signer, certificate = CSD.signer, CSD.certificate
        assert len(signer.sign(b"data")) == 256
        sha1 = signer.sign(b"data", algorithm="sha1")
        assert certificate.verifies(sha1, b"data", algorithm="sha1")
        assert not certificate.verifies(sha1, b"data")
        assert not certificate.verifies(signer.sign(b"data"), b"date")


class TestSecrets:
    """Neither key nor password comes out, whichever way one asks."""

    def test_repr_and_logs(self, caplog: pytest.LogCaptureFixture) -> None:
        signer = CSD.signer
        with caplog.at_level(logging.INFO):
            logging.getLogger("cobranza").info("%s %r %s", signer, signer, [signer])
        assert str(signer) == repr(signer)
        expected = "<Signer of <Certificate 30001000000500000010 EKU9003173C9 csd>>"
        assert caplog.messages == [f"{expected} {expected} [{expected}]"]
        assert not hasattr(signer, "__dict__")
        assert not attrs.has(Signer)

    def test_neither_copies_nor_pickles(self) -> None:
        for copied in (copy.copy, copy.deepcopy, pickle.dumps):
            with pytest.raises(TypeError, match=r"^a Signer cannot be copied or pickled"):
                copied(CSD.signer)

    @pytest.mark.parametrize(
        "load",
        [
            lambda secret: Signer.load(CSD.certificate, key_file(), secret),
            lambda secret: Signer.from_pfx(pfx(), secret),
        ],
    )
    def test_errors_and_their_context(self, load: Callable[[str], Signer]) -> None:
        secret = "no es la buena"  # noqa: S105 - it opens nothing
        with pytest.raises(SealError) as caught:
            load(secret)
        error = caught.value
        assert error.__cause__ is None
        assert error.__context__ is None
        inside = traceback.TracebackException.from_exception(error, capture_locals=True)
        shown = [
            frame.locals or {}
            for frame in inside.stack
            if "cobranza" in frame.filename and "tests" not in frame.filename
        ]
        assert shown
        assert not any(secret in text for each in shown for text in each.values())
