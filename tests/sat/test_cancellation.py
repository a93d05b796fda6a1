"""Cancellation: requests that verify, acuses of every shape, and the rules with their dates."""

import base64
import hashlib
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import attrs
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from hypothesis import given
from hypothesis import strategies as st

from cobranza.calendars import Calendar
from cobranza.cfdi import Comprobante, Document, read
from cobranza.errors import SatError
from cobranza.sat.cancellation import (
    CODES,
    DEADLINES,
    MOST_FOLIOS,
    SUPUESTOS,
    Acceptance,
    Cancelacion,
    Folio,
    Motivo,
    Outcome,
    Respuesta,
    RespuestaReceptor,
    SolicitudAceptacionRechazo,
    Supuesto,
    answer_due,
    cancellable_until,
    fiscal_calendar,
    meaning_of,
    needs_acceptance,
    parse_acuse,
    parse_cancellation,
    sign_answer,
    sign_cancellation,
)
from cobranza.testing.strategies import comprobantes
from tests.cfdi.documents import CONCEPTO, RECEPTOR, cfdi_bytes, complemento
from tests.sat.credentials import PASSWORD, certificate_bytes, csd, fiel, key_bytes
from tests.sat.samples import samples

FIRST = "6C7B6D1F-2C4B-4B6E-9A53-0F1C9C3C1A01"
SECOND = "0B9D6F0E-7F5E-4C39-8F86-3F8F0F2B6A77"
WHEN = datetime.fromisoformat("2026-05-31T18:30:15")
OTHER_ERRORS = Folio(uuid=FIRST, motivo=Motivo.ERRORES_SIN_RELACION)
SUBSTITUTED = Folio(uuid=SECOND, motivo=Motivo("01"), folio_sustitucion=FIRST.lower())
REQUEST = Cancelacion(rfc_emisor="EKU9003173C9", fecha=WHEN, folios=[OTHER_ERRORS])

DECLARATION = b"<?xml version='1.0' encoding='UTF-8'?>\n"
NAMESPACES = (
    'xmlns="http://cancelacfd.sat.gob.mx" xmlns:xsd="http://www.w3.org/2001/XMLSchema"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
)


def part(message: bytes, name: str) -> bytes:
    """What stands between the tags of the one element with this name."""
    start = message.index(b"<" + name.encode())
    end = message.index(b"</" + name.encode())
    return message[message.index(b">", start) + 1 : end]


def verify(message: bytes, canonical: str) -> None:
    """Verify a signature against a canonical form that was written by hand.

    Inclusive canonical form gives SignedInfo the namespaces of the document.
    """
    digest = base64.b64encode(hashlib.sha1(canonical.encode()).digest())  # noqa: S324
    assert part(message, "DigestValue") == digest
    info = part(message, "SignedInfo").decode()
    for empty in ("CanonicalizationMethod", "SignatureMethod", "Transform", "DigestMethod"):
        head, tail = info.split(f"<{empty} ", 1)
        info = f"{head}<{empty} " + tail.replace("/>", f"></{empty}>", 1)
    namespaces = NAMESPACES.replace(
        "http://cancelacfd.sat.gob.mx", "http://www.w3.org/2000/09/xmldsig#"
    )
    signed = f"<SignedInfo {namespaces}>{info}</SignedInfo>"
    certificate = x509.load_der_x509_certificate(base64.b64decode(part(message, "X509Certificate")))
    key = certificate.public_key()
    assert isinstance(key, rsa.RSAPublicKey)
    value = base64.b64decode(part(message, "SignatureValue"))
    key.verify(value, signed.encode(), padding.PKCS1v15(), hashes.SHA1())  # noqa: S303


class TestFolio:
    @pytest.mark.parametrize("motivo", ["02", "03", "04"])
    def test_a_substitute_only_for_reason_01(self, motivo: str) -> None:
        assert (
            Folio(uuid=FIRST, motivo=Motivo(motivo), folio_sustitucion="").folio_sustitucion is None
        )
        message = f"FolioSustitucion is {SECOND}, expected nothing because Motivo is {motivo}"
        with pytest.raises(SatError, match=message):
            Folio(uuid=FIRST, motivo=Motivo(motivo), folio_sustitucion=SECOND)

    @pytest.mark.parametrize(
        ("values", "message"),
        [
            ({"motivo": "01"}, "FolioSustitucion is missing, expected a UUID"),
            ({"motivo": "01", "folio_sustitucion": FIRST}, "expected another document than UUID"),
            ({"motivo": "05"}, "Motivo is '05', expected one of 01, 02, 03, 04"),
            ({"motivo": "02", "uuid": "x"}, "UUID is 'x', expected 36 characters"),
            ({"motivo": "01", "folio_sustitucion": "x"}, "UUID is 'x', expected 36 characters"),
        ],
    )
    def test_what_no_request_may_say(self, values: dict[str, Any], message: str) -> None:
        with pytest.raises(SatError, match=message):
            Folio(**({"uuid": FIRST} | values))


class TestRequest:
    def test_the_signature_verifies(self) -> None:
        message = sign_cancellation(
            attrs.evolve(REQUEST, folios=[OTHER_ERRORS, SUBSTITUTED]), csd()
        )
        assert message.startswith(DECLARATION + b"<Cancelacion ")
        verify(
            message,
            f'<Cancelacion {NAMESPACES} Fecha="2026-05-31T18:30:15" RfcEmisor="EKU9003173C9">'
            f'<Folios><Folio Motivo="02" UUID="{FIRST}"></Folio></Folios>'
            f'<Folios><Folio FolioSustitucion="{FIRST}" Motivo="01" UUID="{SECOND}"></Folio>'
            "</Folios>"
            "</Cancelacion>",
        )

    @pytest.mark.filterwarnings("ignore::DeprecationWarning")  # satcfdi's use of pyOpenSSL
    def test_satcfdi_signs_the_same(self) -> None:
        """For one document; it puts several into one Folios, which the service's WSDL does not."""
        peer = pytest.importorskip("satcfdi.create.cancela.cancelacion")
        models = pytest.importorskip("satcfdi.models")
        signer = models.Signer.load(
            certificate=certificate_bytes(branch="Matriz", enciphers=False),
            key=key_bytes(),
            password=PASSWORD,
        )
        folio = peer.Folio(uuid=FIRST, motivo="02")
        theirs = peer.Cancelacion(emisor=signer, folios=[folio], fecha=WHEN).xml_bytes()
        ours = sign_cancellation(REQUEST, csd())
        for name in ("DigestValue", "SignatureValue", "X509SerialNumber", "X509Certificate"):
            assert part(ours, name) == part(theirs, name)
        assert parse_cancellation(theirs) == REQUEST

    def test_an_altered_request_does_not_verify(self) -> None:
        message = sign_cancellation(REQUEST, csd())
        with pytest.raises(AssertionError):
            verify(message, "<Cancelacion></Cancelacion>")

    @pytest.mark.property
    @given(
        st.lists(
            st.builds(Folio, uuid=st.uuids().map(str), motivo=st.sampled_from(["02", "03", "04"])),
            min_size=1,
            max_size=5,
            unique_by=lambda folio: folio.uuid,
        )
    )
    def test_it_reads_back(self, folios: list[Folio]) -> None:
        request = attrs.evolve(
            REQUEST, folios=[*folios, attrs.evolve(SUBSTITUTED, uuid="F" * 8 + SECOND[8:])]
        )
        assert parse_cancellation(sign_cancellation(request, csd())) == request

    def test_samples_that_are_signed_by_taxpayers(self) -> None:
        """Public requests: with one Folios for all, with an empty FolioSustitucion, without it."""
        parsed = refused = 0
        for path in samples("solicitud_cancelacion"):
            try:
                request = parse_cancellation(path.read_bytes())
            except SatError as error:
                assert "expected" in str(error)  # noqa: PT017 - before 2022, or damaged
                refused += 1
            else:
                assert request.folios
                parsed += 1
        assert (parsed, refused) == (22, 20)

    @pytest.mark.parametrize(
        ("changes", "message"),
        [
            ({"folios": []}, "0 documents, expected 1 to 500"),
            ({"folios": [OTHER_ERRORS] * 2}, f"{FIRST} stands twice, expected each document once"),
            ({"rfc_emisor": "eku"}, "rfc_emisor is 'eku', expected an RFC in capitals"),
            ({"fecha": datetime.fromisoformat("2026-05-31T18:30:15-06:00")}, "without zone"),
        ],
    )
    def test_what_no_request_may_hold(self, changes: dict[str, Any], message: str) -> None:
        with pytest.raises(SatError, match=message):
            attrs.evolve(REQUEST, **changes)

    def test_up_to_500_documents(self) -> None:
        many = [
            Folio(uuid=f"{number:08X}{FIRST[8:]}", motivo=Motivo("02"))
            for number in range(MOST_FOLIOS + 1)
        ]
        request = attrs.evolve(REQUEST, folios=many[:-1])
        assert len(parse_cancellation(sign_cancellation(request, csd())).folios) == MOST_FOLIOS
        with pytest.raises(SatError, match="501 documents, expected 1 to 500"):
            attrs.evolve(REQUEST, folios=many)

    def test_only_the_csd_of_the_issuer_signs(self) -> None:
        with pytest.raises(SatError, match=r"certificate .* is of kind fiel, expected a CSD"):
            sign_cancellation(REQUEST, fiel())
        other = attrs.evolve(REQUEST, rfc_emisor="XIA190128J61")
        with pytest.raises(SatError, match="is of EKU9003173C9, expected XIA190128J61"):
            sign_cancellation(other, csd())

    @pytest.mark.parametrize(
        ("data", "message"),
        [
            (b"", "not a message of the cancellation service: found '', expected an XML"),
            (b"<a/>", "the document is a, expected Cancelacion"),
            (
                b"<Cancelacion/>",
                "the document is Cancelacion, expected Cancelacion of http://cancela",
            ),
            (
                b'<Cancelacion xmlns="http://cancelacfd.sat.gob.mx"/>',
                "line 1: Cancelacion has no Rfc",
            ),
            (
                f'<Cancelacion {NAMESPACES} RfcEmisor="EKU9003173C9" Fecha="ayer"/>'.encode(),
                "line 1: Cancelacion/@Fecha is 'ayer', expected such as 2026-05-31T18:30:15",
            ),
            (
                f'<Cancelacion {NAMESPACES} RfcEmisor="EKU9003173C9" Fecha="2026-01-01T00:00:00">'
                f"<Folios>\n<UUID>{FIRST}</UUID></Folios></Cancelacion>".encode(),
                "line 2: Folios holds UUID, expected Folio, as requests since 2022 do",
            ),
            (
                f'<Cancelacion {NAMESPACES} RfcEmisor="EKU9003173C9" Fecha="2026-01-01T00:00:00">'
                f'<Folios><Folio UUID="{FIRST}" Motivo="9"/></Folios></Cancelacion>'.encode(),
                "Motivo is '9', expected one of",
            ),
            (
                b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><Cancelacion>&x;</Cancelacion>',
                "expected a document without DTD or entities",
            ),
        ],
    )
    def test_what_is_no_request(self, data: bytes, message: str) -> None:
        with pytest.raises(SatError) as error:
            parse_cancellation(data)
        assert message in str(error.value)


class TestAnswer:
    ANSWER = SolicitudAceptacionRechazo(
        rfc_receptor="EKU9003173C9",
        rfc_pac_envia_solicitud="SPR190613I52",
        fecha=WHEN,
        folios=[
            RespuestaReceptor(uuid=FIRST, respuesta=Respuesta.ACEPTACION),
            RespuestaReceptor(uuid=SECOND.lower(), respuesta=Respuesta.RECHAZO),
        ],
    )

    def test_the_signature_verifies(self) -> None:
        verify(
            sign_answer(self.ANSWER, csd()),
            f'<SolicitudAceptacionRechazo {NAMESPACES} Fecha="2026-05-31T18:30:15"'
            ' RfcPacEnviaSolicitud="SPR190613I52" RfcReceptor="EKU9003173C9">'
            f"<Folios><UUID>{FIRST}</UUID><Respuesta>Aceptacion</Respuesta></Folios>"
            f"<Folios><UUID>{SECOND}</UUID><Respuesta>Rechazo</Respuesta></Folios>"
            "</SolicitudAceptacionRechazo>",
        )

    def test_what_it_refuses(self) -> None:
        with pytest.raises(SatError, match="expected a CSD"):
            sign_answer(self.ANSWER, fiel())
        with pytest.raises(SatError, match="stands twice"):
            attrs.evolve(self.ANSWER, folios=self.ANSWER.folios * 2)


def acuse(folios: str, attributes: str = 'RfcEmisor="EKU9003173C9"', after: str = "") -> bytes:
    return (
        f'<Acuse xmlns:xsd="http://www.w3.org/2001/XMLSchema" Fecha="2026-10-27T21:50:49.4572913"'
        f" {attributes}>{folios}{after}</Acuse>"
    ).encode()


def folios(uuid: str = FIRST, estatus: str = "201") -> str:
    return (
        '<Folios xmlns="http://cancelacfd.sat.gob.mx">'
        f"<UUID>{uuid}</UUID><EstatusUUID>{estatus}</EstatusUUID></Folios>"
    )


SEAL = (
    '<Signature Id="SelloSAT" xmlns="http://www.w3.org/2000/09/xmldsig#">'
    "<SignatureValue>AA==</SignatureValue></Signature>"
)


class TestAcuse:
    def test_codes_of_documents(self) -> None:
        found = parse_acuse(
            acuse(
                folios(FIRST.lower()) + folios(SECOND, "204") + folios("F" + FIRST[1:], "999"),
                after=SEAL,
            )
        )
        assert (found.rfc, found.cod_estatus, found.sealed) == ("EKU9003173C9", "", True)
        assert found.fecha == datetime.fromisoformat("2026-10-27T21:50:49.457291")
        assert [(each.uuid, each.estatus) for each in found.received] == [(FIRST, "201")]
        assert [each.code.outcome for each in found.refused] == [
            Outcome.REFUSED,
            Outcome.UNKNOWN,
        ]

    def test_a_request_that_was_refused_as_a_whole(self) -> None:
        found = parse_acuse(acuse("", 'RfcEmisor="EKU9003173C9" CodEstatus="302"'))
        assert (found.cod_estatus, found.folios, found.sealed) == ("302", (), False)
        assert meaning_of(found.cod_estatus).meaning == "Sello mal formado o inválido"

    def test_of_a_receivers_answer(self) -> None:
        """Source: an acuse in the tests of satcfdi (PAC SW)."""
        text = folios(estatus="1001").replace("<Folios", '<Folios Respuesta="Aceptacion"')
        data = acuse(text, 'RfcReceptor="EKU9003173C9" RfcPac="SPR190613I52" CodEstatus="1000"')
        found = parse_acuse(
            data.replace(b"Acuse ", b"AcuseAceptacionRechazo ").replace(
                b"/Acuse", b"/AcuseAceptacionRechazo"
            )
        )
        assert (found.rfc, found.cod_estatus) == ("EKU9003173C9", "1000")
        assert (found.folios[0].respuesta, found.folios[0].code.outcome) == (
            "Aceptacion",
            Outcome.REFUSED,
        )

    def test_inside_a_soap_answer_and_as_text(self) -> None:
        result = (
            '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>'
            '<CancelaCFDResponse xmlns="http://cancelacfd.sat.gob.mx"><CancelaCFDResult'
            ' Fecha="2019-04-10T11:10:38" RfcEmisor="EKU9003173C9"><Folios>'
            f"<UUID>{FIRST}</UUID><EstatusUUID>205</EstatusUUID></Folios>"
            "</CancelaCFDResult></CancelaCFDResponse></s:Body></s:Envelope>"
        )
        found = parse_acuse(result.encode())
        assert [each.estatus for each in found.folios] == ["205"]
        escaped = result.replace("&", "&amp;").replace("<", "&lt;")
        assert parse_acuse(f"<Acuse>{escaped}</Acuse>".encode()) == found

    def test_public_samples(self) -> None:
        read_ones = 0
        for path in samples("acuse_cancelacion"):
            data = path.read_bytes().replace(b"\\'", b"'").replace(b'\\"', b'"')
            data = data.replace(b"<s0:Acuse>", b"<Acuse>").replace(b"</s0:Acuse>", b"</Acuse>")
            try:
                found = parse_acuse(data)
            except SatError as error:
                assert "expected" in str(error)  # noqa: PT017 - cut out of programs, not well-formed
                continue
            read_ones += 1
            assert {each.code.outcome for each in found.folios} <= {
                Outcome.RECEIVED,
                Outcome.ALREADY,
                Outcome.REFUSED,
            }
        assert read_ones == 17

    @pytest.mark.parametrize(
        ("data", "message"),
        [
            (b"no", "not a message of the cancellation service: "),
            (b"<html>no</html>", "the document is html, expected an Acuse"),
            (b"<a><b/></a>", "the document is a, expected an Acuse"),
            (b"<a>&lt;b&gt;</a>", "not a message of the cancellation service: "),
            (
                b"<a>&lt;b&gt;&amp;lt;Acuse/&amp;gt;&lt;/b&gt;</a>",
                "the document is a, expected an Acuse",
            ),
            (acuse(folios()).replace(b"2026-", b"2026W"), "Acuse/@Fecha is '2026W10-27T21"),
            (acuse(folios()).replace(b"2913", b"Z"), "Acuse/@Fecha is '2026-10-27T21"),
            (acuse(""), "line 1: Acuse has neither Folios nor CodEstatus, expected one of them"),
            (acuse(folios("x")), "UUID is 'x', expected 36 characters"),
            (acuse(folios(estatus="")), "line 1: Folios has no EstatusUUID, expected one"),
            (
                acuse(folios()).replace(b"Fecha", b"Hora"),
                "line 1: Acuse has no Fecha, expected one",
            ),
        ],
    )
    def test_what_is_no_acuse(self, data: bytes, message: str) -> None:
        with pytest.raises(SatError) as error:
            parse_acuse(data)
        assert message in str(error.value)


class TestCodes:
    def test_every_code_that_the_facts_name(self) -> None:
        """Source: the tables of PACs (Finkok, Timbox, SW), as summed up in the project's facts."""
        named = [*range(201, 214), *range(300, 306), *range(309, 313), 314]
        named += [*range(1000, 1007), *range(1201, 1207)]
        assert set(CODES) == set(map(str, named))
        for code, each in CODES.items():
            assert (each.code, bool(each.meaning), bool(each.sources)) == (code, True, True)

    def test_where_the_sources_differ(self) -> None:
        assert [code for code, each in CODES.items() if each.also] == ["207", "208", "209"]

    def test_unknown(self) -> None:
        assert (meaning_of(" 777 ").code, meaning_of("777").meaning) == ("777", "")


PUBLIC = RECEPTOR.replace("URE180429TM6", "XAXX010101000")
FOREIGN = RECEPTOR.replace("URE180429TM6", "XEXX010101000")
OF_RIF = RECEPTOR.replace('RegimenFiscalReceptor="601"', 'RegimenFiscalReceptor="621"')
DIESEL = f"<cfdi:Conceptos>{CONCEPTO.replace('01010101', '15101505')}</cfdi:Conceptos>"
CARRIED = (
    '<cp:CartaPorte xmlns:cp="http://www.sat.gob.mx/CartaPorte31"><cp:Mercancias>'
    '<cp:Mercancia BienesTransp="15101514"/></cp:Mercancias></cp:CartaPorte>'
)
OLD = {"Fecha": "2025-01-31T12:00:00"}
LARGE = {"Total": "1000.01"}
FRIDAY_2025 = date(2025, 3, 31)
LATER = date(2026, 2, 10)


def document(**parts: str | None) -> Document:
    return read(cfdi_bytes(**(LARGE | parts)))


def cases(acceptance: Acceptance) -> list[str]:
    return [supuesto.value for supuesto, _ in acceptance.supuestos]


class TestAcceptance:
    """Source: RMF 2.7.1.34 and 2.7.1.35; documents are of 2026-01-31 unless they say otherwise."""

    @pytest.mark.parametrize(
        ("parts", "as_of", "expected"),
        [
            ({}, LATER, []),
            ({"Total": "1000.00"}, LATER, ["I"]),
            ({"Total": "50.00", "Moneda": "USD", "TipoCambio": "20.00"}, LATER, ["I"]),
            ({"Total": "50.01", "Moneda": "USD", "TipoCambio": "20.00"}, LATER, []),
            ({"TipoDeComprobante": "N"}, LATER, ["II"]),
            ({"TipoDeComprobante": "E"}, LATER, ["III"]),
            ({"TipoDeComprobante": "T", "Total": "0"}, LATER, ["I", "IV"]),
            ({"receptor": OF_RIF}, LATER, ["V"]),
            ({"receptor": OF_RIF, "TipoDeComprobante": "P"}, LATER, []),
            ({"receptor": PUBLIC}, LATER, ["VII"]),
            ({"receptor": FOREIGN}, LATER, ["VIII"]),
            # A payment receipt needs acceptance from 2026 on, however small.
            ({"TipoDeComprobante": "P", "Total": "0", "Moneda": "XXX"}, LATER, []),
            ({"TipoDeComprobante": "P", "Total": "0", "Moneda": "XXX"} | OLD, FRIDAY_2025, ["I"]),
            # Fuels are left out of I, III and IV from 2026 on.
            ({"conceptos": DIESEL, "Total": "100.00"}, LATER, []),
            ({"conceptos": DIESEL, "Total": "100.00"} | OLD, FRIDAY_2025, ["I"]),
            ({"conceptos": DIESEL, "TipoDeComprobante": "E"}, LATER, []),
            ({"conceptos": DIESEL, "TipoDeComprobante": "E"} | OLD, FRIDAY_2025, ["III"]),
            ({"after": complemento(CARRIED), "TipoDeComprobante": "T"}, LATER, []),
            ({"after": complemento(CARRIED), "TipoDeComprobante": "T"} | OLD, FRIDAY_2025, ["IV"]),
        ],
    )
    def test_cases(self, parts: dict[str, str | None], as_of: date, expected: list[str]) -> None:
        found = needs_acceptance(document(**parts), as_of=as_of)
        assert cases(found) == expected
        assert found.required is (not expected)
        for supuesto, rule in found.supuestos:
            assert rule.source == f"RMF 2.7.1.35, fracción {supuesto}"
            assert rule.on(as_of)

    @pytest.mark.parametrize(
        ("day", "expected"),
        [  # Saturday; then Monday 2 February is a holiday (CFF 12): Tuesday is the business day
            (date(2026, 1, 31), ["IX"]),
            (date(2026, 2, 3), ["IX"]),
            (date(2026, 2, 4), []),
        ],
    )
    def test_until_the_next_business_day(self, day: date, expected: list[str]) -> None:
        assert cases(needs_acceptance(document(), as_of=day)) == expected

    def test_another_calendar(self) -> None:
        everyday = Calendar(weekend=frozenset())
        found = needs_acceptance(document(), as_of=date(2026, 2, 2), calendar=everyday)
        assert found.required

    @pytest.mark.property
    @given(comprobantes("IEPTN", day=date(2026, 1, 31)), st.integers(0, 60))
    def test_laws_that_hold_for_every_document(self, comprobante: Comprobante, days: int) -> None:
        made = Document(xml=b"", comprobante=comprobante)
        as_of = comprobante.fecha.date() + timedelta(days=days)
        found = needs_acceptance(made, as_of=as_of)
        # Payroll never needs it, nothing does on the day of issue, and later not less than before.
        assert not (comprobante.tipo_de_comprobante == "N" and found.required)
        assert not (days == 0 and found.required)
        later = needs_acceptance(made, as_of=as_of + timedelta(days=1))
        assert set(cases(later)) <= set(cases(found))
        assert cancellable_until(made).last_day >= comprobante.fecha.date()

    def test_what_no_document_tells(self) -> None:
        found = needs_acceptance(document(), as_of=LATER)
        assert found.undecided == (
            Supuesto.SECTOR_PRIMARIO,
            Supuesto.SISTEMA_FINANCIERO,
            Supuesto.FEDERACION,
        )
        of_bank = needs_acceptance(document(), as_of=LATER, issuer_is=[Supuesto.SISTEMA_FINANCIERO])
        assert (cases(of_bank), of_bank.required) == (["XI"], False)
        assert of_bank.undecided == (Supuesto.SECTOR_PRIMARIO, Supuesto.FEDERACION)

    def test_silence(self) -> None:
        assert needs_acceptance(document(), as_of=LATER).tacit
        assert not needs_acceptance(document(conceptos=DIESEL), as_of=LATER).tacit
        old = document(conceptos=DIESEL, **OLD)
        assert needs_acceptance(old, as_of=FRIDAY_2025).tacit

    @pytest.mark.parametrize(
        ("fecha", "as_of", "message"),
        [
            ("2026-01-31T12:00:00", date(2026, 1, 30), "expected 2026-01-31 or later"),
            ("2021-12-31T12:00:00", date(2021, 12, 31), "expected 2022-01-01 or later"),
        ],
    )
    def test_days_without_rules(self, fecha: str, as_of: date, message: str) -> None:
        with pytest.raises(SatError, match=f"as_of is {as_of}, {message}"):
            needs_acceptance(document(Fecha=fecha), as_of=as_of)


class TestDeadline:
    @pytest.mark.parametrize(
        ("fecha", "rfc", "last_day", "source"),
        [
            ("2022-06-01T12:00:00", "EKU9003173C9", date(2023, 3, 31), "RMF 2022, 2.7.1.47"),
            ("2023-12-31T23:59:59", "EKU9003173C9", date(2024, 3, 31), "RMF 2022, 2.7.1.47"),
            ("2024-01-01T00:00:00", "EKU9003173C9", date(2025, 3, 31), "LIF 2025, artículo 22"),
            ("2025-02-28T12:00:00", "EKU9003173C9", date(2026, 3, 31), "CFF 29-A, cuarto párra"),
            ("2025-02-28T12:00:00", "CACX7605101P8", date(2026, 4, 30), "CFF 29-A, cuarto párr"),
        ],
    )
    def test_the_month_of_the_annual_return(
        self, fecha: str, rfc: str, last_day: date, source: str
    ) -> None:
        """Source: contadormx.com and others: companies until 31 March, persons until 30 April."""
        emisor = f'<cfdi:Emisor Rfc="{rfc}" Nombre="X" RegimenFiscal="612"/>'
        found = cancellable_until(document(Fecha=fecha, emisor=emisor))
        assert found.last_day == last_day
        assert found.rule.source.startswith(source)

    @pytest.mark.parametrize(
        ("rfc", "regime", "last_day"),
        [
            ("CACX7605101P8", "626", date(2026, 1, 31)),
            ("CACX7605101P8", "612", date(2027, 4, 30)),
            ("EKU9003173C9", "626", date(2027, 3, 31)),
        ],
    )
    def test_global_invoices_of_resico(self, rfc: str, regime: str, last_day: date) -> None:
        found = cancellable_until(
            document(
                emisor=f'<cfdi:Emisor Rfc="{rfc}" Nombre="X" RegimenFiscal="{regime}"/>',
                before='<cfdi:InformacionGlobal Periodicidad="01" Meses="01" Año="2026"/>',
            )
        )
        assert found.last_day == last_day
        assert found.rule.readings == (0 if last_day.year == 2026 else 4)

    def test_before_2022(self) -> None:
        with pytest.raises(SatError, match="Fecha is 2021-12-31, expected 2022-01-01 or later"):
            cancellable_until(document(Fecha="2021-12-31T12:00:00"))

    @pytest.mark.parametrize(
        ("requested", "due"),
        [
            (date(2026, 5, 4), date(2026, 5, 8)),  # the 5th of May is a holiday (CFF 12)
            (date(2026, 6, 4), date(2026, 6, 9)),  # a weekend between
            (date(2026, 12, 30), date(2027, 1, 5)),  # New Year
        ],
    )
    def test_the_answer_of_the_receiver(self, requested: date, due: date) -> None:
        found = answer_due(requested)
        assert (found.last_day, found.rule.source) == (
            due,
            "CFF 29-A, RMF 2.7.1.34; los días, CFF 12",
        )
        later = fiscal_calendar(2026, 2027, others=[due])
        assert answer_due(requested, calendar=later).last_day > due


class TestLaw:
    def test_wordings_follow_one_another(self) -> None:
        for wordings in (*SUPUESTOS.values(), DEADLINES):
            assert wordings[0].since == date(2022, 1, 1)
            assert wordings[-1].until is None
            for earlier, later in pairwise(wordings):
                assert earlier.until is not None
                assert (later.since - earlier.until).days == 1

    def test_every_case_has_a_wording(self) -> None:
        assert list(SUPUESTOS) == list(Supuesto)

    def test_the_business_days_of_2026(self) -> None:
        """Source: CFF 12; the same days with 5 May in the DOF's calendar of federal offices."""
        calendar = fiscal_calendar(2026, 2026)
        assert sorted(calendar.holidays) == [
            date(2026, month, day)
            for month, day in [(1, 1), (2, 2), (3, 16), (5, 1), (5, 5), (9, 16), (11, 16), (12, 25)]
        ]
