"""One CFDI 4.0: bytes to and from a typed document, and is it right?

`read` gives a `Document`, `write` gives bytes back, `check` gives a `Report`. The model classes
are named as SAT names its nodes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cobranza._lazy import lazy
from cobranza.cfdi._spec import Extra, Fragment
from cobranza.cfdi._xml import NAMESPACES
from cobranza.cfdi.comprobante import (
    ACuentaTerceros,
    CfdiRelacionado,
    CfdiRelacionados,
    Complemento,
    Comprobante,
    Concepto,
    CuentaPredial,
    Emisor,
    Impuestos,
    ImpuestosConcepto,
    InformacionAduanera,
    InformacionGlobal,
    Parte,
    Receptor,
    Retencion,
    RetencionConcepto,
    Traslado,
    TrasladoConcepto,
)
from cobranza.cfdi.document import Document, Source, read, write
from cobranza.cfdi.implocal import ImpuestosLocales, RetencionesLocales, TrasladosLocales
from cobranza.cfdi.pagos import (
    DoctoRelacionado,
    ImpuestosDR,
    ImpuestosP,
    Pago,
    Pagos,
    RetencionDR,
    RetencionP,
    Totales,
    TrasladoDR,
    TrasladoP,
)
from cobranza.cfdi.timbre import TimbreFiscalDigital

if TYPE_CHECKING:
    from cobranza.cfdi.checking import check
    from cobranza.cfdi.report import Finding, FindingsError, NotEvaluated, Report, Severity
    from cobranza.cfdi.rules import DEFAULT, STRICT, Lists, Profile, Taxpayer
    from cobranza.cfdi.sarif import to_sarif

__all__ = [
    "DEFAULT",
    "NAMESPACES",
    "STRICT",
    "ACuentaTerceros",
    "CfdiRelacionado",
    "CfdiRelacionados",
    "Complemento",
    "Comprobante",
    "Concepto",
    "CuentaPredial",
    "DoctoRelacionado",
    "Document",
    "Emisor",
    "Extra",
    "Finding",
    "FindingsError",
    "Fragment",
    "Impuestos",
    "ImpuestosConcepto",
    "ImpuestosDR",
    "ImpuestosLocales",
    "ImpuestosP",
    "InformacionAduanera",
    "InformacionGlobal",
    "Lists",
    "NotEvaluated",
    "Pago",
    "Pagos",
    "Parte",
    "Profile",
    "Receptor",
    "Report",
    "Retencion",
    "RetencionConcepto",
    "RetencionDR",
    "RetencionP",
    "RetencionesLocales",
    "Severity",
    "Source",
    "Taxpayer",
    "TimbreFiscalDigital",
    "Totales",
    "Traslado",
    "TrasladoConcepto",
    "TrasladoDR",
    "TrasladoP",
    "TrasladosLocales",
    "check",
    "read",
    "to_sarif",
    "write",
]

# Whoever only reads documents pays neither for the rules nor for the catalogs.
_HOMES = {
    "DEFAULT": "cobranza.cfdi.rules",
    "Finding": "cobranza.cfdi.report",
    "FindingsError": "cobranza.cfdi.report",
    "Lists": "cobranza.cfdi.rules",
    "NotEvaluated": "cobranza.cfdi.report",
    "Profile": "cobranza.cfdi.rules",
    "Report": "cobranza.cfdi.report",
    "STRICT": "cobranza.cfdi.rules",
    "Severity": "cobranza.cfdi.report",
    "Taxpayer": "cobranza.cfdi.rules",
    "check": "cobranza.cfdi.checking",
    "to_sarif": "cobranza.cfdi.sarif",
}

__getattr__, __dir__ = lazy(__name__, _HOMES)
