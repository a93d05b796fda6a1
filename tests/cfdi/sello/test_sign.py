"""`sign`: what it fills in, that anyone can verify it, and what it refuses."""

from base64 import b64decode, b64encode
from decimal import Decimal

import attrs
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from hypothesis import given

from cobranza.cfdi import Comprobante, Fragment, TimbreFiscalDigital, read, write
from cobranza.cfdi.sello import sign, verify
from cobranza.errors import SealError
from cobranza.testing import comprobantes
from tests.cfdi.documents import CONCEPTO, EMISOR, PAGOS, complemento
from tests.cfdi.sello.authorities import (
    AUTHORITY,
    CSD,
    FIEL,
    TRUST,
    issue,
    sealed,
    stamped,
    unsealed,
)
from tests.cfdi.sello.conftest import Transform


class TestResult:
    def test_the_three_fields_and_nothing_else(self) -> None:
        before = unsealed()
        after = sign(before, CSD.signer)
        assert after.no_certificado == CSD.certificate.number
        assert after.certificado == b64encode(CSD.certificate.der).decode()
        assert len(b64decode(after.sello)) == 256
        restored = attrs.evolve(
            after,
            sello=before.sello,
            no_certificado=before.no_certificado,
            certificado=before.certificado,
        )
        assert restored == before
        assert sign(after, CSD.signer) == after

    @pytest.mark.property
    @given(comprobante=comprobantes())
    def test_it_verifies_here_and_by_the_official_xslt(
        self, comprobante: Comprobante, official_cadena: Transform
    ) -> None:
        bare = attrs.evolve(
            comprobante,
            complemento=tuple(
                each
                for each in comprobante.complemento
                if not isinstance(each, TimbreFiscalDigital)
            ),
        )
        xml = write(sign(bare, CSD.signer, force=True))
        found = {finding.code for finding in verify(xml, trust=TRUST).findings}
        assert not found & {"CFDI40102", "CFDI40106", "COB301", "302", "306", "308"}
        signed = read(xml).comprobante
        public = x509.load_der_x509_certificate(b64decode(signed.certificado)).public_key()
        assert isinstance(public, rsa.RSAPublicKey)
        public.verify(
            b64decode(signed.sello),
            official_cadena(xml).encode(),
            padding.PKCS1v15(),
            hashes.SHA256(),
        )

    def test_receipts_of_payment(self) -> None:
        xml = write(sign(unsealed(after=complemento(PAGOS)), CSD.signer))
        assert verify(xml, trust=TRUST).findings == ()


class TestRefused:
    def test_fiel(self) -> None:
        with pytest.raises(SealError, match="certificate 30001000000500000011 is no CSD but fiel"):
            sign(unsealed(), FIEL.signer)

    def test_certificate_of_another_rfc(self) -> None:
        comprobante = unsealed(emisor=EMISOR.replace("EKU9003173C9", "IIA040805DZ4"))
        with pytest.raises(SealError, match="is of 'EKU9003173C9', the issuer is 'IIA040805DZ4'"):
            sign(comprobante, CSD.signer)

    @pytest.mark.parametrize(
        ("fecha", "place"),
        [("2024-12-31T17:59:59", "06000"), ("2028-12-31T18:00:01", "0000X")],
    )
    def test_certificate_not_in_force_at_fecha(self, fecha: str, place: str) -> None:
        with pytest.raises(SealError, match=f"not at Fecha {fecha}"):
            sign(unsealed(Fecha=fecha, LugarExpedicion=place), CSD.signer)

    def test_what_is_stamped_already(self) -> None:
        with pytest.raises(SealError, match="a new seal would break the stamp"):
            sign(read(stamped()).comprobante, CSD.signer)

    def test_none_of_these_when_forced(self) -> None:
        other = issue(41, kind="fiel", branch=None, issuer=AUTHORITY, rfc="CACX7605101P8")
        comprobante = unsealed(Fecha="2031-01-01T00:00:00")
        report = verify(write(sign(comprobante, other.signer, force=True)), trust=TRUST)
        assert {"303", "305", "306"} <= report.by_code().keys()
        assert "CFDI40102" not in report.by_code()

    @pytest.mark.parametrize("options", [{}, {"force": True}])
    def test_pipes_and_unknown_complements_even_when_forced(self, options: dict[str, bool]) -> None:
        concepto = CONCEPTO.replace("Servicio", "Servicio|100.00")
        piped = unsealed(conceptos=f"<cfdi:Conceptos>{concepto}</cfdi:Conceptos>")
        with pytest.raises(SealError, match=r"a value holds '\|'"):
            sign(piped, CSD.signer, **options)
        unknown = attrs.evolve(
            unsealed(), complemento=(Fragment(name="{urn:a}a", xml=b'<a xmlns="urn:a"/>'),)
        )
        with pytest.raises(SealError, match=r"no order is known for the complement \{urn:a\}a"):
            sign(unknown, CSD.signer, **options)

    def test_changes_after_sealing_break_it(self) -> None:
        changed = attrs.evolve(sealed(), total=Decimal("1.00"))
        assert "CFDI40102" in verify(write(changed)).by_code()
