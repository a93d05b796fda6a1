"""A plain verifier of XML signatures, which shares nothing with the code it judges.

Canonical form over `xml.dom.minidom`, RSA of `cryptography`. Source: W3C, Exclusive XML
Canonicalization 1.0, and Canonical XML 1.0 for the order and the escapes.
"""

import base64
import hashlib
from typing import TypeAlias
from xml.dom import Node, minidom

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509 import load_der_x509_certificate

Element: TypeAlias = minidom.Element
DSIG = "http://www.w3.org/2000/09/xmldsig#"


def parse(message: bytes) -> Element:
    root = minidom.parseString(message).documentElement  # noqa: S318 - our own message
    assert root is not None
    return root


def first(element: Element, namespace: str, name: str) -> Element:
    found = element.getElementsByTagNameNS(namespace, name)
    assert found, f"no {name}"
    return found[0]


def text(element: Element) -> str:
    return "".join(each.data for each in element.childNodes if isinstance(each, minidom.Text))


def exclusive(element: Element, rendered: dict[str, str] | None = None) -> str:
    """Canonicalize an element: only the prefixes that it uses, where they first are used."""
    before = rendered or {}
    attributes = [each for each in element.attributes.values() if not each.name.startswith("xmlns")]
    used = {element.prefix or ""} | {each.prefix for each in attributes if each.prefix}
    bound = {prefix: _namespace(element, prefix) for prefix in used}
    new = {each: uri for each, uri in bound.items() if before.get(each, "") != uri}
    names = [f' xmlns{":" * bool(each)}{each}="{new[each]}"' for each in sorted(new)]
    values = sorted(attributes, key=lambda each: (each.namespaceURI or "", each.localName or ""))
    names += [f' {each.name}="{_escape(each.value, quotes=True)}"' for each in values]
    inner = "".join(
        exclusive(each, before | new)
        if each.nodeType == Node.ELEMENT_NODE
        else _escape(each.data, quotes=False)
        for each in element.childNodes
    )
    return f"<{element.tagName}{''.join(names)}>{inner}</{element.tagName}>"


def _namespace(element: Element, prefix: str) -> str:
    name = f"xmlns:{prefix}" if prefix else "xmlns"
    here: minidom.Node | None = element
    while isinstance(here, Element):
        if here.hasAttribute(name):
            return here.getAttribute(name)
        here = here.parentNode
    return ""


def _escape(value: str, *, quotes: bool) -> str:
    escaped = value.replace("&", "&amp;").replace("<", "&lt;").replace("\r", "&#xD;")
    if quotes:
        return escaped.replace('"', "&quot;").replace("\t", "&#x9;").replace("\n", "&#xA;")
    return escaped.replace(">", "&gt;")


def digest_of(canonical: str) -> str:
    return base64.b64encode(hashlib.sha1(canonical.encode()).digest()).decode()  # noqa: S324


def check(signature: Element, signed: Element, certificate: bytes) -> None:
    """Verify an exclusive signature over `signed`, out of which the signature is taken.

    Raises what says that it does not: AssertionError (digest) or InvalidSignature (RSA).
    """
    key = load_der_x509_certificate(certificate).public_key()
    assert isinstance(key, rsa.RSAPublicKey)
    info = exclusive(first(signature, DSIG, "SignedInfo")).encode()
    value = base64.b64decode(text(first(signature, DSIG, "SignatureValue")))
    key.verify(value, info, padding.PKCS1v15(), hashes.SHA1())  # noqa: S303
    assert signature.parentNode is not None
    signature.parentNode.removeChild(signature)
    assert digest_of(exclusive(signed)) == text(first(signature, DSIG, "DigestValue"))


def certificate_in(signature: Element) -> bytes:
    return base64.b64decode(text(first(signature, DSIG, "X509Certificate")))
