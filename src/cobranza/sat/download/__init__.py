"""The SAT's descarga masiva, version 1.5: the documents that a taxpayer issued or received.

A FIEL (e.firma) logs in; a query is asked for and verified until the SAT has prepared its packages;
the packages, ZIP archives of XML or of metadata, are downloaded. `DownloadClient` does each step,
or all of them (`collect`), and goes on after an interruption; `AsyncDownloadClient` does the same
for asyncio. `cobranza.sat.packages` and `cobranza.sat.metadata` read what comes.

Source: SAT, Servicio de Solicitud, de Verificación and de Descarga de Descarga Masiva, version 1.5
(30 May 2025).

>>> from datetime import datetime
>>> query = IssuedQuery(
...     fecha_inicial=datetime(2026, 3, 1),
...     fecha_final=datetime(2026, 3, 31, 23, 59, 59),
...     tipo_solicitud=TipoSolicitud.CFDI,
...     tipo_comprobante="P",
... )
>>> query.operation, query.attributes("EKU9003173C9")["TipoComprobante"]
('SolicitaDescargaEmitidos', 'P')
"""

from cobranza.sat._http import Patience
from cobranza.sat.download._clients import AsyncDownloadClient, DownloadClient
from cobranza.sat.download._collect import Collected, CollectProgress, Polling
from cobranza.sat.download._messages import CODES, EstadoSolicitud, Verification
from cobranza.sat.download._query import (
    EstadoComprobante,
    FolioQuery,
    IssuedQuery,
    Query,
    ReceivedQuery,
    TipoSolicitud,
)
from cobranza.sat.download._session import ENDPOINTS, Endpoints

__all__ = [
    "CODES",
    "ENDPOINTS",
    "AsyncDownloadClient",
    "CollectProgress",
    "Collected",
    "DownloadClient",
    "Endpoints",
    "EstadoComprobante",
    "EstadoSolicitud",
    "FolioQuery",
    "IssuedQuery",
    "Patience",
    "Polling",
    "Query",
    "ReceivedQuery",
    "TipoSolicitud",
    "Verification",
]
