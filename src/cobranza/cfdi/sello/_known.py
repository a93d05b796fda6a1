"""The authorities behind SAT's certificates, by fingerprint: to know a file, not to trust it.

Banco de México («Agencia Registradora Central») certifies SAT's authorities, and these the
taxpayers and the stamps. What is for tests signs SAT's public test certificates, with which anyone
can seal.

Source: SAT, Cert_Prod.zip and Certificados_P.zip; Banco de México, «Infraestructura Extendida de
Seguridad»; SAT, repository of certificates (rdc.sat.gob.mx).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import attrs

from cobranza.errors import SealError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cobranza.cfdi.sello._certificate import Certificate

__all__ = ["KnownAuthority", "certificate_url", "known_authority"]

_NUMBER: Final = re.compile(r"[0-9]{20}")
_SAT: Final = "Servicio de Administración Tributaria"
_BANXICO: Final = "Banco de México"


@attrs.frozen(kw_only=True)
class KnownAuthority:
    """An authority that SAT or Banco de México published.

    `fingerprint` is the SHA-256 of its certificate. `production` is False for those that only
    vouch for test certificates: whoever trusts one of them takes seals that anyone can make.
    """

    fingerprint: str
    number: str
    organization: str
    production: bool


def known_authority(certificate: Certificate) -> KnownAuthority | None:
    """Tell which published authority a certificate is, or None.

    >>> from cobranza.cfdi.sello import TrustStore
    >>> store = TrustStore.load()  # the folder with the files that you downloaded
    >>> [each for each in store.authorities if known_authority(each) is None]
    []
    """
    return _KNOWN.get(certificate.fingerprint)


def certificate_url(number: str) -> str:
    """Tell where SAT publishes a certificate: a taxpayer's, or the one behind a stamp.

    Raises:
        SealError: `number` is not 20 digits.

    >>> certificate_url("00001000000505142236")
    'https://rdc.sat.gob.mx/rccf/000010/000005/05/14/22/00001000000505142236.cer'
    """
    if _NUMBER.fullmatch(number) is None:
        raise SealError(f"number is {number!r}, expected the 20 digits of a certificate")
    folders = "/".join((number[:6], number[6:12], number[12:14], number[14:16], number[16:18]))
    return f"https://rdc.sat.gob.mx/rccf/{folders}/{number}.cer"


_ROWS: Final = (
    (
        "b2b77ad7f5513fecb543abbb9290650125ecc995d0fe4a75348f030705385eb4",
        "00000000000000000001",
        _BANXICO,
        True,
    ),
    (
        "5035edf21401e2d23fe39ac1893ee02fa7bd09a870619ecb13e3f1b29e8a0009",
        "00000000000000000002",
        _BANXICO,
        True,
    ),
    (
        "cbf3e084a86cac5ef1060b9242196eec15e8786931ffff05466ba7becd43b15e",
        "00000000000000000004",
        _BANXICO,
        True,
    ),
    (
        "a86baf49b2e91d0141722c4e7026ab246183a8072926e9983edbd4e5ba72515d",
        "00000000000000000005",
        _BANXICO,
        True,
    ),
    (
        "dea351137799ea3841217710308eca5f37fd2f4ae3dfca7f7580fcbc1e5fe6a4",
        "00000000000000001022",
        _SAT,
        True,
    ),
    (
        "c56a29f41377062c4686c9af0cf00cd48176f22f356239a4616c8c3bf669c6d8",
        "00000000000000001043",
        _SAT,
        True,
    ),
    (
        "4e166a2a5d88ada1f24dfe1a85b56fcc905322f805ef6a6b67472de5f6a20869",
        "00000000000000001066",
        _SAT,
        True,
    ),
    (
        "cef5304ab651e3031f8010ad68b557d0489214aa715f76fcd55d602109c44236",
        "00000000000000001070",
        _SAT,
        True,
    ),
    (
        "9ce0c3a0a7b4b992388cfd903ca2241af5187e45bceb23af735fc4e3b206afce",
        "00000000000000001083",
        _SAT,
        True,
    ),
    (
        "1ac6325143920fc047b6506e42540944fa6590b44560807b564c5603d15add8e",
        "00000000000000001106",
        _SAT,
        True,
    ),
    (
        "6d1d1f871f0d69233fc94526fecf826bee67181782d6b7e5320b279c97e8dac7",
        "00000000000000001190",
        _SAT,
        True,
    ),
    (
        "d50c91d1f13315bf6a06d4463b2d245ea0e536ce7d1cc487fe6a84a2ff5e1dd6",
        "00000000000000000010",
        _BANXICO,
        False,
    ),
    (
        "3193f52df055e4cf0cbc192b14e75673c45e589707a181c2a666c099358d3e41",
        "00000000000090000000",
        _BANXICO,
        False,
    ),
    (
        "1ab38194818b59ed7f279e4ed42c7eb61f07d595dcc48dbb2110738824269b88",
        "00000000000099000000",
        _BANXICO,
        False,
    ),
    (
        "d70774c3b201cfd638a2f898b72f7749b712cd7355c510db1c8703326adddd9b",
        "00000000000000002002",
        _SAT,
        False,
    ),
    (
        "b089d761a431504f450839d71283c5b2862f551d8fed7cabf2adbaa24fea2adb",
        "00000000000090001011",
        _SAT,
        False,
    ),
    (
        "ff9c220344614c06fa483b846d7959f9ba0806dfa85610f4ace3b2df8aefacf9",
        "00000000000090001061",
        _SAT,
        False,
    ),
)

_KNOWN: Final[Mapping[str, KnownAuthority]] = {
    fingerprint: KnownAuthority(
        fingerprint=fingerprint, number=number, organization=organization, production=production
    )
    for fingerprint, number, organization, production in _ROWS
}
