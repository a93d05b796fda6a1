"""XML signatures as the SAT's services ask for them: RSA-SHA1 over one reference.

SHA-1 is the SAT's choice, and its services accept no other. Two forms are in use:

- `sign_exclusive`: descarga masiva. The digest is that of one element alone in exclusive canonical
  form, so the envelope around it does not matter.
- `sign_enveloped`: cancelación. The digest is that of the whole document without its signature, in
  inclusive canonical form.

Source: W3C, XML Signature Syntax and Processing; SAT, Servicio de Solicitud de Descarga Masiva,
version 1.5, and Servicio de cancelación de CFDI, for which parts they expect.
"""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING, Final

import attrs
from lxml import etree

if TYPE_CHECKING:
    from cobranza.cfdi._xml import XmlElement
    from cobranza.cfdi.sello import Certificate, Signer

__all__ = ["DSIG", "sign_enveloped", "sign_exclusive"]

DSIG: Final = "http://www.w3.org/2000/09/xmldsig#"


@attrs.frozen(kw_only=True)
class _Form:
    """How a signature says that its content was made canonical."""

    exclusive: bool
    canonicalization: str
    transform: str

    def canonical(self, element: XmlElement) -> bytes:
        # Alone in a document, with the namespaces in scope: in place, libxml2 writes xmlns="" into
        # grandchildren when the form is inclusive.
        alone = etree.fromstring(etree.tostring(element, with_tail=False))
        return etree.tostring(alone, method="c14n", exclusive=self.exclusive, with_comments=False)


_EXCLUSIVE: Final = _Form(
    exclusive=True,
    canonicalization="http://www.w3.org/2001/10/xml-exc-c14n#",
    transform="http://www.w3.org/2001/10/xml-exc-c14n#",
)
_ENVELOPED: Final = _Form(
    exclusive=False,
    canonicalization="http://www.w3.org/TR/2001/REC-xml-c14n-20010315",
    transform=f"{DSIG}enveloped-signature",
)


def sign_exclusive(
    digested: XmlElement,
    signer: Signer,
    *,
    place: XmlElement,
    reference: str = "",
    key_info: XmlElement | None = None,
) -> None:
    """Sign `digested` and append the signature to `place`, an element inside it or beside it.

    `reference` is the URI that the signature names; `key_info` is what stands in KeyInfo instead of
    the certificate.
    """
    _sign(_EXCLUSIVE, digested, signer, place=place, reference=reference, key_info=key_info)


def sign_enveloped(root: XmlElement, signer: Signer) -> None:
    """Sign the whole document under `root` and append the signature to `root`."""
    _sign(_ENVELOPED, root, signer, place=root, reference="", key_info=None)


def _sign(
    form: _Form,
    digested: XmlElement,
    signer: Signer,
    *,
    place: XmlElement,
    reference: str,
    key_info: XmlElement | None,
) -> None:
    digest = _base64(hashlib.sha1(form.canonical(digested), usedforsecurity=False).digest())
    signature = etree.SubElement(place, _name("Signature"), nsmap={None: DSIG})
    signed = _append(signature, "SignedInfo")
    _append(signed, "CanonicalizationMethod", Algorithm=form.canonicalization)
    _append(signed, "SignatureMethod", Algorithm=f"{DSIG}rsa-sha1")
    named = _append(signed, "Reference", URI=reference)
    _append(_append(named, "Transforms"), "Transform", Algorithm=form.transform)
    _append(named, "DigestMethod", Algorithm=f"{DSIG}sha1")
    _append(named, "DigestValue").text = digest
    # Taken where it stands: the inclusive form takes in the namespaces around it.
    value = signer.sign(form.canonical(signed), algorithm="sha1")
    _append(signature, "SignatureValue").text = _base64(value)
    keys = _append(signature, "KeyInfo")
    keys.append(_x509_data(signer.certificate) if key_info is None else key_info)


def _x509_data(certificate: Certificate) -> XmlElement:
    data = etree.Element(_name("X509Data"), nsmap={None: DSIG})
    issuer = _append(data, "X509IssuerSerial")
    _append(issuer, "X509IssuerName").text = certificate.issuer
    _append(issuer, "X509SerialNumber").text = str(certificate.serial_number)
    _append(data, "X509Certificate").text = _base64(certificate.der)
    return data


def _append(parent: XmlElement, name: str, **attributes: str) -> XmlElement:
    return etree.SubElement(parent, _name(name), attributes)


def _name(local: str) -> str:
    return f"{{{DSIG}}}{local}"


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
