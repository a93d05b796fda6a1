"""Seals of a CFDI: what was signed, by whom, with what certificate, and is it so?

`cadena_original` builds what a seal signs, from the document as it was received. `verify` judges
the seal of the issuer and the stamp of SAT, each thing that can be wrong by its own code. `sign`
seals. Who is trusted is for the caller to say, with a `TrustStore`.

>>> from cobranza.testing import mutation
>>> unsealed = mutation("CFDI40108").failing_example()
>>> cadena_original(unsealed)[:32]
'||4.0|A|1|2026-01-31T12:00:00|03'
>>> [finding.code for finding in verify(unsealed).findings]
['COB301']
"""

from __future__ import annotations

from cobranza.cfdi.sello._certificate import Algorithm, Certificate, CertificateKind
from cobranza.cfdi.sello._known import KnownAuthority, certificate_url, known_authority
from cobranza.cfdi.sello._sign import sign
from cobranza.cfdi.sello._signer import Signer
from cobranza.cfdi.sello._trust import Chain, Flaw, TrustStore
from cobranza.cfdi.sello._verify import cadena_original, cadena_tfd, verify

__all__ = [
    "Algorithm",
    "Certificate",
    "CertificateKind",
    "Chain",
    "Flaw",
    "KnownAuthority",
    "Signer",
    "TrustStore",
    "cadena_original",
    "cadena_tfd",
    "certificate_url",
    "known_authority",
    "sign",
    "verify",
]
