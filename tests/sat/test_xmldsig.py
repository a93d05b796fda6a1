"""Signatures, against a plain verifier and against messages that other programs signed."""

import base64
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from lxml import etree

from cobranza.sat._xmldsig import DSIG, sign_enveloped, sign_exclusive
from cobranza.sat.download import (
    EstadoComprobante,
    IssuedQuery,
    ReceivedQuery,
    TipoSolicitud,
)
from cobranza.sat.download._messages import (
    download_message,
    request_message,
    token_message,
    verify_message,
)
from tests.sat import credentials, dsig
from tests.sat.samples import samples

SAT = "http://DescargaMasivaTerceros.sat.gob.mx"
ORDER = '<d:order xmlns:d="urn:d"><d:line b="2" a="&amp;ñ&#10;&quot;">x &gt; y</d:line></d:order>'


def signed_order() -> bytes:
    order = etree.fromstring(ORDER)
    sign_exclusive(order, credentials.fiel(), place=order[0])
    return b'<x:a xmlns:x="urn:x" xmlns="urn:y">' + etree.tostring(order) + b"</x:a>"


def check(message: bytes) -> None:
    root = dsig.parse(message)
    signature = dsig.first(root, dsig.DSIG, "Signature")
    dsig.check(signature, dsig.first(root, "urn:d", "order"), dsig.certificate_in(signature))


def test_exclusive_signature_verifies_inside_any_envelope() -> None:
    check(signed_order())


@pytest.mark.parametrize(("before", "after"), [(b'b="2"', b'b="3"'), (b"x &gt; y", b"x &gt; y ")])
def test_altered_content_does_not_verify(before: bytes, after: bytes) -> None:
    with pytest.raises(AssertionError):
        check(signed_order().replace(before, after))


def test_certificate_is_named_as_the_sat_names_it() -> None:
    signature = dsig.first(dsig.parse(signed_order()), dsig.DSIG, "Signature")
    serial = dsig.text(dsig.first(signature, dsig.DSIG, "X509SerialNumber"))
    issuer = dsig.text(dsig.first(signature, dsig.DSIG, "X509IssuerName"))
    # The 20 digits as ASCII, read as one number: so in the SAT's own samples.
    assert serial == str(int(b"30001000000500009999".hex(), 16))
    assert "CN=AC de las pruebas & demás" in issuer


def test_enveloped_signature_covers_the_document_and_its_namespaces() -> None:
    text = (
        '<Cancelacion xmlns="http://cancelacfd.sat.gob.mx" xmlns:xsd="urn:xsd" RfcEmisor="A">'
        '<Folios><Folio UUID="1" Motivo="02"/></Folios></Cancelacion>'
    )
    root = etree.fromstring(text)
    sign_enveloped(root, credentials.fiel())
    signature = root.find(f"{{{DSIG}}}Signature")
    assert signature is not None
    # Inclusive form, written by hand: prefixes that nobody uses belong to it.
    document = text.replace('<Folio UUID="1" Motivo="02"/>', '<Folio Motivo="02" UUID="1"></Folio>')
    digest = dsig.digest_of(document)
    info = (
        f'<SignedInfo xmlns="{DSIG}" xmlns:xsd="urn:xsd">'
        '<CanonicalizationMethod Algorithm="http://www.w3.org/TR/2001/REC-xml-c14n-20010315">'
        "</CanonicalizationMethod>"
        f'<SignatureMethod Algorithm="{DSIG}rsa-sha1"></SignatureMethod>'
        f'<Reference URI=""><Transforms><Transform Algorithm="{DSIG}enveloped-signature">'
        f'</Transform></Transforms><DigestMethod Algorithm="{DSIG}sha1"></DigestMethod>'
        f"<DigestValue>{digest}</DigestValue></Reference></SignedInfo>"
    )
    value = base64.b64decode(signature.findtext(f"{{{DSIG}}}SignatureValue") or "")
    certificate = credentials.fiel().certificate
    assert signature.findtext(f".//{{{DSIG}}}DigestValue") == digest
    assert certificate.verifies(value, info.encode(), algorithm="sha1")


def test_the_verifier_takes_what_other_programs_sign() -> None:
    """Messages of a client known to work, signed with keys of the SAT's test taxpayers."""
    checked = 0
    for sample in samples("descarga_masiva_soap"):
        if not re.match("request-(issued|received|item)", sample.name):
            continue
        message = re.sub(r">\s+<", "><", sample.read_text("utf-8"))
        root = dsig.parse(message.encode())
        operation = dsig.first(root, SAT, "solicitud").parentNode
        assert isinstance(operation, dsig.Element)
        signature = dsig.first(root, dsig.DSIG, "Signature")
        dsig.check(signature, operation, dsig.certificate_in(signature))
        checked += 1
    assert checked > 10


FOUR_MINUTES: dict[str, Any] = {
    "fecha_inicial": datetime(2019, 1, 1),  # noqa: DTZ001 - Fecha of a CFDI has no zone
    "fecha_final": datetime(2019, 1, 1, 0, 4),  # noqa: DTZ001
}
FIEL = credentials.fiel()


@pytest.mark.parametrize(
    ("message", "digest"),
    [
        (
            token_message(FIEL, datetime(2019, 8, 1, 3, 38, 19, tzinfo=UTC)),
            "nQnU35aTer+opzz7HKZiemZZRj8=",
        ),
        (
            request_message(IssuedQuery(**FOUR_MINUTES), FIEL),
            "/MhXJI+j7+tTJAmB2sxZFIyKKSU=",
        ),
        (
            request_message(
                IssuedQuery(**FOUR_MINUTES, estado_comprobante=EstadoComprobante.TODOS), FIEL
            ),
            "BELGF9WsFcnEbvXILi03IoOZkjg=",
        ),
        (
            request_message(
                ReceivedQuery(
                    **FOUR_MINUTES,
                    tipo_solicitud=TipoSolicitud.CFDI,
                    tipo_comprobante="N",
                    complemento="nomina12",
                    rfc_a_cuenta_terceros="XXX01010199A",
                    rfc_emisor="AAA010101AAA",
                ),
                FIEL,
            ),
            "kb02ycztMva0O2fcJU4VMV2gOkg=",
        ),
        (
            verify_message("3f30a4e1-af73-4085-8991-e4d97eef16bd", FIEL),
            "DVHsbfyUP1fm7CPdctOp8N6132E=",
        ),
        (
            download_message("4e80345d-917f-40bb-a98f-4a73939343c5_01", FIEL),
            "f0UuGyvdRtYmUtV7HA3c6lVwhdQ=",
        ),
    ],
)
def test_the_same_message_has_the_same_digest_elsewhere(message: bytes, digest: str) -> None:
    """The digests of phpcfdi/sat-ws-descarga-masiva (1.1, tests) for the same RFC and values."""
    assert dsig.text(dsig.first(dsig.parse(message), dsig.DSIG, "DigestValue")) == digest
