"""`verify`: each thing that can be wrong with a seal, a certificate or a stamp, by its code."""

from base64 import b64encode
from datetime import UTC, datetime, timedelta
from pathlib import Path

import attrs
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from cobranza.cfdi import NAMESPACES, Severity, read, write
from cobranza.cfdi._xml import collapsed
from cobranza.cfdi.sello import TrustStore, verify
from cobranza.cfdi.sello._issuer import _same_name
from tests.cfdi.documents import CONCEPTO, EMISOR, TIMBRE, addenda, cfdi_bytes, complemento
from tests.cfdi.sello.authorities import (
    AUTHORITY,
    CSD,
    END,
    FIEL,
    NAME,
    RFC,
    ROOT,
    SAT,
    START,
    TRUST,
    issue,
    issue_authority,
    key,
    resealed,
    revocations,
    sealed,
    stamped,
    with_sha1,
)

FECHA = datetime(2026, 1, 31, 18, tzinfo=UTC)
"""The moment of Fecha in the documents of these tests."""


def codes(xml: bytes, trust: TrustStore | None = TRUST) -> set[str]:
    """The codes found; the path of each finding is held to resolve."""
    report = verify(xml, trust=trust)
    for finding in report.findings:
        if finding.path:
            assert etree.fromstring(xml).xpath(
                finding.path.partition("/@")[0], namespaces=dict(NAMESPACES)
            )
    return {finding.code for finding in report.findings}


def skipped(xml: bytes, trust: TrustStore | None = TRUST) -> dict[str, str]:
    """What was not evaluated, with its reason."""
    return {each.what: each.reason for each in verify(xml, trust=trust).not_evaluated}


def message(xml: bytes, code: str, trust: TrustStore | None = TRUST) -> str:
    (finding,) = verify(xml, trust=trust).by_code()[code]
    return finding.message


def changed(xml: bytes, **attributes: str | None) -> bytes:
    """Change attributes of the root after sealing; None takes one away."""
    root = etree.fromstring(xml)
    for name, value in attributes.items():
        root.attrib.pop(name, None)
        if value is not None:
            root.set(name, value)
    return etree.tostring(root, encoding="UTF-8")


def changed_stamp(xml: bytes, **attributes: str) -> bytes:
    root = etree.fromstring(xml)
    (stamp,) = root.iter(f"{{{NAMESPACES['tfd']}}}TimbreFiscalDigital")
    for name, value in attributes.items():
        stamp.set(name, value)
    return etree.tostring(root, encoding="UTF-8")


class TestGood:
    def test_nothing_is_found_and_all_is_judged(self) -> None:
        report = verify(stamped(), trust=TRUST)
        assert report.findings == ()
        assert report.not_evaluated == ()

    def test_without_trust_the_chain_and_the_stamp_are_not_judged(self) -> None:
        assert codes(stamped(), None) == set()
        assert skipped(stamped(), None) == dict.fromkeys(
            ("308", "COB303", "304"), "no se dieron las autoridades en las que se confía"
        ) | dict.fromkeys(
            ("COB312", "COB313", "COB314", "COB315", "COB316"),
            "no se dio el certificado del SAT '30001000000500000020'",
        )

    def test_without_revocation_lists_that_is_said(self) -> None:
        trust = attrs.evolve(TRUST, revocations=())
        reason = "no se dio la lista de revocación de su autoridad"
        assert codes(stamped(), trust) == set()
        assert skipped(stamped(), trust) == {"304": reason, "COB315": reason}

    def test_an_addenda_changes_nothing(self) -> None:
        document = stamped(sealed(after=addenda("<x xmlns='urn:x'>y</x>")))
        assert b"urn:x" in document
        assert codes(document) == set()

    def test_sources_and_names(self, tmp_path: Path) -> None:
        file = tmp_path / "a.xml"
        file.write_bytes(stamped())
        assert verify(file).source == str(file) == verify(read(file)).source
        assert verify(file, trust=TRUST).ok


class TestUnreadable:
    def test_what_is_no_cfdi_is_a_finding(self) -> None:
        for data in (b"", b"<factura/>", b"\x00", cfdi_bytes()[:-20]):
            report = verify(data)
            assert [each.code for each in report.findings] == ["CFDI40999"]
            assert [each.what for each in report.not_evaluated] == ["todo lo demás"]

    def test_attributes_from_a_dtd_or_an_entity_are_refused(self) -> None:
        body = cfdi_bytes().decode().partition("\n")[2]
        dtd = '<!DOCTYPE a [<!ATTLIST cfdi:Comprobante Serie CDATA "A"> <!ENTITY t "100.00">]>'
        assert codes((dtd + body).encode()) == {"CFDI40999"}
        twice = body.replace(' Total="100.00"', ' Total="100.00" Total="1.00"')
        assert codes(twice.encode()) == {"CFDI40999"}

    def test_the_size_limit_is_that_of_the_caller(self) -> None:
        assert verify(stamped(), max_bytes=10).by_code()["CFDI40999"]
        assert verify(read(stamped()), max_bytes=10, trust=TRUST).ok


class TestCertificate:
    @pytest.mark.parametrize("written", [None, "", "  ", "no base64!", "Y2VydA=="])
    def test_cob301_absent_or_no_certificate(self, written: str | None) -> None:
        xml = changed(stamped(), Certificado=written)
        assert codes(xml) == {"COB301"}
        assert skipped(xml)["CFDI40102"] == "no hay un certificado que se pueda leer"
        word = "no es un certificado" if written and written.strip() else "falta"
        assert word in message(xml, "COB301")

    def test_cfdi40106_number_of_another_certificate(self) -> None:
        xml = resealed(changed(write(sealed()), NoCertificado="30001000000500000099"), CSD)
        assert codes(xml) == {"CFDI40106"}

    def test_303_certificate_of_another_taxpayer(self) -> None:
        emisor = EMISOR.replace(RFC, "IIA040805DZ4")
        assert codes(stamped(sealed(emisor=emisor))) == {"303"}

    @pytest.mark.parametrize(
        "nombre",
        ["ESCUELA KEMPER URGATE", "Escuela  Kemper Urgate", NAME, "ESCUELA KEMPER URGATE, S.A."],
    )
    def test_names_may_leave_the_kind_of_company_out(self, nombre: str) -> None:
        emisor = EMISOR.replace("ESCUELA KEMPER URGATE", nombre)
        assert codes(stamped(sealed(emisor=emisor))) == set()

    @pytest.mark.parametrize("nombre", ["", "ESCUELA KEMPER", "ESCUELA KEMPER URGAT", "OTRA"])
    def test_cob302_other_names(self, nombre: str) -> None:
        emisor = EMISOR.replace("ESCUELA KEMPER URGATE", nombre)
        report = verify(stamped(sealed(emisor=emisor)), trust=TRUST)
        assert [(each.code, each.severity) for each in report.findings] == [
            ("COB302", Severity.WARNING)
        ]

    def test_hostile_names_are_judged_and_not_remembered(self) -> None:
        padded = EMISOR.replace("KEMPER", "KEMPER" + " " * 300)
        before = _same_name.cache_info().currsize
        assert codes(stamped(sealed(emisor=padded))) == set()
        assert _same_name.cache_info().currsize == before

    def test_white_space_at_the_ends_means_nothing(self) -> None:
        xml = stamped()
        root = etree.fromstring(xml)
        (emisor,) = root.iterchildren(f"{{{NAMESPACES['cfdi']}}}Emisor")
        for element, name in (
            *((root, each) for each in ("Fecha", "LugarExpedicion", "NoCertificado")),
            (emisor, "Rfc"),
        ):
            element.set(name, f"\t {element.get(name)}\n ")
        spaced = etree.tostring(root, encoding="UTF-8")
        assert codes(spaced) == set()
        assert skipped(spaced) == skipped(xml)

    def test_without_emisor_neither_can_be_judged(self) -> None:
        xml = resealed(changed(cfdi_bytes(emisor=""), NoCertificado=CSD.certificate.number), CSD)
        assert codes(xml) == set()
        assert skipped(xml)["303"] == "no hay «Emisor»"

    @pytest.mark.parametrize(
        ("fecha", "place", "expected"),
        [
            # The certificate starts on 2025-01-01 at 00:00 UTC: 18:00 in the centre, 19:00 in
            # Cancún, 16:00 in Tijuana, all of the day before.
            ("2024-12-31T17:59:59", "06000", {"305"}),
            ("2024-12-31T18:00:00", "06000", set()),
            ("2024-12-31T18:59:59", "77500", {"305"}),
            ("2024-12-31T19:00:00", "77500", set()),
            ("2024-12-31T15:59:59", "22000", {"305"}),
            ("2024-12-31T16:00:00", "22000", set()),
            ("2028-12-31T18:00:00", "06000", set()),
            ("2028-12-31T18:00:01", "06000", {"305"}),
        ],
    )
    def test_305_not_in_force_by_the_clocks_of_the_place(
        self, fecha: str, place: str, expected: set[str]
    ) -> None:
        trust = TrustStore(authorities=(_WIDE_ROOT.certificate, _WIDE.certificate))
        comprobante = sealed(_OF_WIDE, Fecha=fecha, LugarExpedicion=place)
        assert codes(write(comprobante), trust) == expected

    def test_unknown_place_counts_by_central_time_and_is_said(self) -> None:
        xml = stamped(sealed(LugarExpedicion="0000X"))
        assert codes(xml) == set()
        assert "'0000X'; se tomó el del centro" in skipped(xml)["la hora exacta de «Fecha»"]

    @pytest.mark.parametrize("fecha", ["", "ayer", "2026-02-30T00:00:00", "1999-01-01T00:00:00"])
    def test_cob305_fecha_that_is_none(self, fecha: str) -> None:
        base = changed(write(sealed()), Fecha=fecha)
        xml = resealed(base, CSD)
        assert codes(xml) == {"COB305"}
        assert {"305", "308", "304"} <= skipped(xml).keys()

    def test_306_fiel(self) -> None:
        xml = stamped(sealed(FIEL))
        assert codes(xml) == {"306"}
        assert "es una FIEL" in message(xml, "306")

    def test_306_certificate_of_no_known_kind(self) -> None:
        other = issue(12, issuer=AUTHORITY, branch=None)
        xml = stamped(sealed(other))
        assert codes(xml) == {"306"}
        assert "de otra clase" in message(xml, "306")

    def test_cob304_rsa_1024(self) -> None:
        weak = issue(13, issuer=AUTHORITY, own_key=key("weak", 1024))
        xml = stamped(sealed(weak))
        assert codes(xml) == {"COB304"}
        assert not verify(xml, trust=TRUST).ok

    def test_key_that_is_not_rsa(self) -> None:
        private = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, NAME)])
        certificate = (
            x509.CertificateBuilder(name, name, private.public_key(), 5, START, END)
            .sign(private, hashes.SHA256())
            .public_bytes(Encoding.DER)
        )
        xml = changed(write(sealed()), Certificado=b64encode(certificate).decode())
        assert {"CFDI40102", "COB304", "CFDI40106", "303", "306", "308"} == codes(xml)
        assert "no es RSA" in message(xml, "CFDI40102")


_WIDE_ROOT = issue_authority(7, start=START - timedelta(9), end=END + timedelta(9))
_WIDE = issue_authority(3, issuer=_WIDE_ROOT, start=START - timedelta(9), end=END + timedelta(9))
_OF_WIDE = issue(14, issuer=_WIDE)
"""Of an authority that is in force for longer than the certificate."""


class TestChain:
    def test_308_self_signed(self) -> None:
        assert codes(stamped(sealed(issue(15)))) == {"308"}

    def test_308_of_an_authority_with_the_same_name_and_another_key(self) -> None:
        false = issue_authority(2, issuer=ROOT, own_key=key("false authority"))
        assert false.certificate.subject == AUTHORITY.certificate.subject
        assert codes(stamped(sealed(issue(16, issuer=false)))) == {"308"}

    def test_308_issued_by_a_taxpayer(self) -> None:
        below = issue(17, issuer=CSD)
        assert codes(stamped(sealed(below))) == {"308"}

    def test_308_signed_with_sha1(self) -> None:
        weak = with_sha1(issue(18, issuer=AUTHORITY), AUTHORITY)
        xml = stamped(sealed(weak))
        assert codes(xml) == {"308"}
        assert "SHA-1" in message(xml, "308")

    def test_cob303_authority_expired_before_fecha(self) -> None:
        old = issue_authority(4, issuer=ROOT, end=FECHA - timedelta(seconds=1))
        trust = TrustStore(authorities=(ROOT.certificate, old.certificate), stamps=TRUST.stamps)
        xml = write(sealed(issue(19, issuer=old)))
        assert codes(xml, trust) == {"COB303"}

    def test_of_an_authority_that_was_renewed_the_one_in_force_counts(self) -> None:
        shared = key("renewed")
        old = issue_authority(5, issuer=ROOT, end=FECHA - timedelta(1), own_key=shared)
        new = issue_authority(5, issuer=ROOT, start=FECHA - timedelta(1), own_key=shared)
        holder = issue(21, issuer=new)
        for authorities in ((old, new, ROOT), (new, old, ROOT)):
            trust = TrustStore(authorities=tuple(each.certificate for each in authorities))
            assert codes(write(sealed(holder)), trust) == set()

    def test_304_revoked_by_then(self) -> None:
        def codes_with(moment: datetime) -> set[str]:
            lists = (revocations(AUTHORITY, (CSD, moment)),)
            return codes(stamped(), attrs.evolve(TRUST, revocations=lists))

        assert codes_with(FECHA - timedelta(seconds=1)) == {"304"}
        assert codes_with(FECHA) == {"304"}
        assert codes_with(FECHA + timedelta(seconds=1)) == set()

    def test_304_authority_revoked(self) -> None:
        lists = (revocations(ROOT, (AUTHORITY, START)), revocations(AUTHORITY))
        found = codes(stamped(), attrs.evolve(TRUST, revocations=lists))
        assert found == {"304", "COB315"}


class TestSello:
    @pytest.mark.parametrize("written", [None, "", " \n ", "%%%", "c2VsbG8"])
    def test_302_absent_or_not_base64(self, written: str | None) -> None:
        xml = changed(write(sealed()), Sello=written)
        assert codes(xml) == {"302"}
        assert skipped(xml)["CFDI40102"] == "no hay un sello que se pueda leer"

    def test_white_space_inside_the_base64_is_nothing(self) -> None:
        comprobante = sealed()
        spread = " ".join((comprobante.sello[:70], comprobante.sello[70:], ""))
        assert codes(changed(stamped(comprobante), Sello=spread)) == set()

    def test_cfdi40102_altered(self) -> None:
        xml = changed(write(sealed()), Total="1.00")
        assert codes(xml) == {"CFDI40102"}
        assert "cambió después de sellarse" in message(xml, "CFDI40102")

    def test_cfdi40102_certificate_swapped_for_another_of_the_same_taxpayer(self) -> None:
        other = issue(22, issuer=AUTHORITY)
        swapped = changed(write(sealed()), Certificado=b64encode(other.certificate.der).decode())
        assert codes(swapped) == {"CFDI40102", "CFDI40106"}
        renumbered = changed(swapped, NoCertificado=other.certificate.number)
        assert codes(renumbered) == {"CFDI40102"}

    def test_cfdi40102_sha1(self) -> None:
        xml = resealed(write(sealed()), CSD, algorithm="sha1")
        assert codes(xml) == {"CFDI40102"}
        assert "se firmó con SHA-1" in message(xml, "CFDI40102")

    def test_cfdi40102_of_another_length(self) -> None:
        xml = changed(write(sealed()), Sello="c2VsbG8=")
        assert "mide 40 bits y la clave del certificado 2048" in message(xml, "CFDI40102")

    def test_cob306_a_pipe_lets_values_run_into_each_other(self) -> None:
        """Serie "A" and Folio "1" give the cadena that a Serie "A|1" would give."""
        honest = write(sealed(Serie="A", Folio="1"))
        forged = changed(honest, Serie="A|1", Folio=None)
        assert codes(honest) == set()
        assert codes(forged) == {"COB306"}
        inside = f"<cfdi:Conceptos>{CONCEPTO.replace('Servicio', 'a|b')}</cfdi:Conceptos>"
        base = cfdi_bytes(conceptos=inside, NoCertificado=CSD.certificate.number)
        assert codes(resealed(base, CSD)) == {"COB306"}

    def test_unknown_complements_leave_the_seal_unjudged(self) -> None:
        xml = changed(
            cfdi_bytes(after=complemento("<a xmlns='urn:a'/>")),
            Certificado=sealed().certificado,
            NoCertificado=CSD.certificate.number,
        )
        assert codes(xml) == set()
        assert skipped(xml)["CFDI40102"] == "no se conoce la secuencia del complemento {urn:a}a"

    @pytest.mark.parametrize("blank", ["&#9;", "&#10;", "&#13;&#10;", "  "])
    def test_white_space_that_xml_collapses_is_not_sealed(self, blank: str) -> None:
        xml = write(sealed()).decode().replace("ESCUELA KEMPER", f"ESCUELA{blank}KEMPER")
        assert codes(xml.encode()) == set()

    @pytest.mark.parametrize("blank", ["\u00a0", "\u2003", "\u3000", "\u200b", "\u0085", ""])
    def test_white_space_that_only_looks_like_it_is_sealed(self, blank: str) -> None:
        xml = write(sealed()).decode().replace("ESCUELA KEMPER", f"ESCUELA{blank}KEMPER")
        assert "CFDI40102" in codes(xml.encode())


class TestStamp:
    def test_without_stamp_that_is_said(self) -> None:
        assert codes(write(sealed())) == set()
        assert skipped(write(sealed())) == {"el timbre": "el comprobante no está timbrado"}

    def test_a_stamp_outside_complemento_is_none(self) -> None:
        xml = write(sealed(after=addenda(TIMBRE)))
        assert skipped(xml) == {"el timbre": "el comprobante no está timbrado"}

    def test_cob107_a_second_stamp(self) -> None:
        twice = stamped(read(stamped()).comprobante)
        assert codes(twice) == {"COB107"}

    def test_cob108_stamp_of_another_document(self) -> None:
        other = read(stamped(sealed(Folio="2"))).timbre
        assert other is not None
        comprobante = attrs.evolve(sealed(), complemento=(other,))
        assert codes(write(comprobante)) == {"COB108"}

    @pytest.mark.parametrize(
        ("place", "delay", "expected"),
        [
            ("06000", timedelta(0), set()),
            ("06000", timedelta(hours=72), set()),
            ("06000", timedelta(hours=72, seconds=1), {"401"}),
            ("06000", timedelta(seconds=-1), {"401"}),
            # FechaTimbrado is central time: Cancún is an hour ahead, Tijuana two behind.
            ("77500", timedelta(hours=-1), set()),
            ("77500", timedelta(hours=71, seconds=1), {"401"}),
            ("22000", timedelta(hours=2), set()),
            ("22000", timedelta(hours=1, minutes=59), {"401"}),
            ("22000", timedelta(hours=74), set()),
        ],
    )
    def test_401_within_72_hours_by_the_clocks_of_the_place(
        self, place: str, delay: timedelta, expected: set[str]
    ) -> None:
        comprobante = sealed(LugarExpedicion=place)
        xml = stamped(comprobante, fecha_timbrado=comprobante.fecha + delay)
        assert codes(xml) == expected

    def test_cob305_fecha_timbrado_that_is_none(self) -> None:
        xml = changed_stamp(stamped(), FechaTimbrado="hoy")
        assert codes(xml) == {"COB305", "COB312"}
        assert {"401", "COB313", "COB314", "COB315"} == skipped(xml).keys()

    @pytest.mark.parametrize("written", ["", "%"])
    def test_cob311_not_base64(self, written: str) -> None:
        xml = changed_stamp(stamped(), SelloSAT=written)
        assert codes(xml) == {"COB311"}
        assert skipped(xml) == {"COB312": "no hay un «SelloSAT» que se pueda leer"}

    def test_cob312_altered(self) -> None:
        altered = changed_stamp(stamped(), UUID="6C7B6D1F-2C4B-4B6E-9A53-0F1C9C3C1A02")
        assert codes(altered) == {"COB312"}

    def test_cob312_sha1(self) -> None:
        assert codes(stamped(algorithm="sha1")) == {"COB312"}

    def test_cob313_self_signed(self) -> None:
        """The forgery that satcfdi takes: a stamp under an expired certificate of one's own."""
        own = issue(20, rfc="SPR190613I52", own_key=key("own"), end=FECHA - timedelta(1))
        trust = attrs.evolve(TRUST, stamps=(own.certificate,))
        assert codes(stamped(holder=own), trust) == {"COB313", "COB314"}

    def test_of_two_certificates_with_one_number_the_chained_one_counts(self) -> None:
        own = issue(20, rfc="SPR190613I52", own_key=key("own"))
        for stamps in ((own.certificate, SAT.certificate), (SAT.certificate, own.certificate)):
            trust = attrs.evolve(TRUST, stamps=stamps)
            assert codes(stamped(), trust) == set()
            assert codes(stamped(holder=own), trust) == {"COB312"}

    def test_cob314_authority_expired(self) -> None:
        old = issue_authority(6, issuer=ROOT, end=FECHA)
        holder = issue(23, rfc="SPR190613I52", issuer=old)
        trust = TrustStore(
            authorities=(*TRUST.authorities, old.certificate), stamps=(holder.certificate,)
        )
        assert codes(stamped(holder=holder), trust) == {"COB314"}

    def test_cob315_revoked(self) -> None:
        lists = (revocations(AUTHORITY, (SAT, START)),)
        trust = attrs.evolve(TRUST, revocations=lists)
        assert codes(stamped(), trust) == {"COB315"}

    def test_cob316_stamped_by_a_taxpayer(self) -> None:
        """A CSD has the same authorities above it as SAT's own certificates."""
        trust = attrs.evolve(TRUST, stamps=(CSD.certificate,))
        assert codes(stamped(holder=CSD), trust) == {"COB316"}

    def test_cob304_weak_key(self) -> None:
        weak = issue(24, rfc="SAT970701NN3", issuer=AUTHORITY, own_key=key("weak", 1024))
        trust = attrs.evolve(TRUST, stamps=(weak.certificate,))
        assert codes(stamped(holder=weak), trust) == {"COB304"}

    def test_without_authorities_the_seal_is_judged_and_the_chain_is_not(self) -> None:
        trust = TrustStore(stamps=TRUST.stamps)
        assert codes(stamped(), trust) == set()
        assert {"COB313", "COB315"} <= skipped(stamped(), trust).keys()

    def test_cob317_other_versions_are_no_stamps_of_cfdi40(self) -> None:
        xml = changed_stamp(stamped(), Version="1.0")
        assert codes(xml) == {"COB317"}
        assert skipped(xml)["COB312"] == "el timbre no es de la versión 1.1"


class TestBlindSpots:
    """What a list of values without names cannot show, by SAT's own XSLT; docs/seals.md says so."""

    def test_values_may_change_their_names(self) -> None:
        honest = write(sealed(Serie="A"))
        assert codes(changed(honest, Serie=None, Folio="A")) == set()

    def test_a_transfer_may_become_a_withholding(self) -> None:
        tax = '<cfdi:{0} Base="1" Impuesto="002" TipoFactor="Tasa" TasaOCuota="0.16" Importe="0"/>'
        inside = f"<cfdi:Impuestos><cfdi:Traslados>{tax.format('Traslado')}</cfdi:Traslados>"
        concepto = CONCEPTO.replace("/>", f">{inside}</cfdi:Impuestos></cfdi:Concepto>")
        honest = write(sealed(conceptos=f"<cfdi:Conceptos>{concepto}</cfdi:Conceptos>")).decode()
        forged = honest.replace("Traslado", "Retencion").replace("Retencions", "Retenciones")
        assert "<cfdi:Retenciones>" in forged
        assert codes(forged.encode()) == set()


class TestOneByte:
    """Whatever the cadena covers, no change of it goes unnoticed."""

    @pytest.mark.property
    @given(data=st.data())
    def test_any_sealed_value(self, data: st.DataObject) -> None:
        root = etree.fromstring(stamped(_RICH))
        places = [
            (element, name)
            for element in root.iter()
            for name in element.attrib
            if not name.startswith("{") and name not in {"Sello", "Certificado", "SelloSAT"}
        ]
        element, name = data.draw(st.sampled_from(places))
        before = element.attrib[name]
        index = data.draw(st.integers(0, len(before) - 1))
        letter = data.draw(st.sampled_from("0aÑ_"))
        after = before[:index] + letter + before[index + 1 :]
        if collapsed(after) == collapsed(before):
            return
        element.set(name, after)
        xml = etree.tostring(root)
        found = codes(xml)
        if name == "NoCertificadoSAT":  # there is no certificate to hold the stamp against
            assert "COB312" in skipped(xml)
            return
        # A Version that is another makes it no CFDI 4.0, or no stamp of one.
        assert found & {"CFDI40102", "COB312", "COB108", "CFDI40999", "COB317"}

    @pytest.mark.property
    @given(index=st.integers(0, 10**6), bits=st.integers(1, 255))
    def test_any_byte_of_the_file(self, index: int, bits: int) -> None:
        whole = bytearray(stamped(_RICH))
        before = etree.fromstring(bytes(whole))
        whole[index % len(whole)] ^= bits
        report = verify(bytes(whole), trust=TRUST)
        if report.ok and not report.not_evaluated:
            after = etree.fromstring(bytes(whole))
            sealed_before, sealed_after = map(_sealed_values, (before, after))
            assert sealed_before == sealed_after


_RICH = sealed(Serie="A", Folio="77", CondicionesDePago="30 DIAS", FormaPago="99", MetodoPago="PPD")


def _sealed_values(root: etree._Element) -> list[str]:
    """Every value of a document but those that hold a seal, which base64 may write otherwise."""
    return [
        collapsed(value)
        for element in root.iter()
        for name, value in element.items()
        if not name.startswith("{") and not name.startswith("Sello") and name != "Certificado"
    ]
