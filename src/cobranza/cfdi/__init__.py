"""One CFDI 4.0: bytes to and from a typed document, and is it right?

`read` gives a `Document`, `write` gives bytes back, `check` gives a `Report`. The model classes
are named as SAT names its nodes.
"""

from __future__ import annotations

from cobranza.cfdi._spec import Extra, Fragment
from cobranza.cfdi._xml import NAMESPACES
from cobranza.cfdi.checking import check
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
from cobranza.cfdi.report import Finding, FindingsError, NotEvaluated, Report, Severity
from cobranza.cfdi.timbre import TimbreFiscalDigital

__all__ = [
    "NAMESPACES",
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
    "NotEvaluated",
    "Pago",
    "Pagos",
    "Parte",
    "Receptor",
    "Report",
    "Retencion",
    "RetencionConcepto",
    "RetencionDR",
    "RetencionP",
    "RetencionesLocales",
    "Severity",
    "Source",
    "TimbreFiscalDigital",
    "Totales",
    "Traslado",
    "TrasladoConcepto",
    "TrasladoDR",
    "TrasladoP",
    "TrasladosLocales",
    "check",
    "read",
    "write",
]
