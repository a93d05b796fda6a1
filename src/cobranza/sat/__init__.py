"""What the SAT itself says of documents and taxpayers: over the network, and in the files it gives.

- `cobranza.sat.status`: is a document in force? One, or many into a file that can be resumed.
- `cobranza.sat.download`: descarga masiva, the documents that a taxpayer issued or received.
- `cobranza.sat.certificates`: certificates by their number, from where the SAT publishes them.
- `cobranza.sat.verification`: the expression and the address in the QR of a document.
- `cobranza.sat.metadata`, `cobranza.sat.packages`: the files that the descarga masiva gives.
- `cobranza.sat.lists`: taxpayers that the SAT names, by articles 69-B and 69.
- `cobranza.sat.cancellation`: rules, requests, answers and acuses.
- `cobranza.sat.errors`: what may go wrong on the way.

The network is used by the functions that take a client of httpx (extra `sat`) and by nothing else;
the client, the clock and the waiting are arguments. The names below are imported when they are
first used.

>>> from cobranza import sat
>>> sat.parse_expression("?re=EKU9003173C9&rr=CACX7605101P8&tt=1160.0"
...     "&id=5803EB8D-81CD-4557-8719-26632D2FA434").rfc_emisor
'EKU9003173C9'
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cobranza._lazy import lazy

if TYPE_CHECKING:
    from cobranza.sat.cancellation import (
        cancellable_until,
        needs_acceptance,
        parse_acuse,
        sign_answer,
        sign_cancellation,
    )
    from cobranza.sat.certificates import fetch_certificate, fetch_certificate_async
    from cobranza.sat.download import (
        AsyncDownloadClient,
        DownloadClient,
        IssuedQuery,
        ReceivedQuery,
    )
    from cobranza.sat.lists import read_69, read_69b
    from cobranza.sat.metadata import Metadata, iter_metadata, read_metadata, write_metadata
    from cobranza.sat.packages import iter_package
    from cobranza.sat.status import (
        StatusAnswer,
        query_status,
        query_status_async,
        query_statuses,
        query_statuses_async,
        read_statuses,
    )
    from cobranza.sat.verification import expression, parse_expression, verification_url

__all__ = [
    "AsyncDownloadClient",
    "DownloadClient",
    "IssuedQuery",
    "Metadata",
    "ReceivedQuery",
    "StatusAnswer",
    "cancellable_until",
    "expression",
    "fetch_certificate",
    "fetch_certificate_async",
    "iter_metadata",
    "iter_package",
    "needs_acceptance",
    "parse_acuse",
    "parse_expression",
    "query_status",
    "query_status_async",
    "query_statuses",
    "query_statuses_async",
    "read_69",
    "read_69b",
    "read_metadata",
    "read_statuses",
    "sign_answer",
    "sign_cancellation",
    "verification_url",
    "write_metadata",
]

_HOMES = {
    "AsyncDownloadClient": "cobranza.sat.download",
    "DownloadClient": "cobranza.sat.download",
    "IssuedQuery": "cobranza.sat.download",
    "Metadata": "cobranza.sat.metadata",
    "ReceivedQuery": "cobranza.sat.download",
    "StatusAnswer": "cobranza.sat.status",
    "cancellable_until": "cobranza.sat.cancellation",
    "expression": "cobranza.sat.verification",
    "fetch_certificate": "cobranza.sat.certificates",
    "fetch_certificate_async": "cobranza.sat.certificates",
    "iter_metadata": "cobranza.sat.metadata",
    "iter_package": "cobranza.sat.packages",
    "needs_acceptance": "cobranza.sat.cancellation",
    "parse_acuse": "cobranza.sat.cancellation",
    "parse_expression": "cobranza.sat.verification",
    "query_status": "cobranza.sat.status",
    "query_status_async": "cobranza.sat.status",
    "query_statuses": "cobranza.sat.status",
    "query_statuses_async": "cobranza.sat.status",
    "read_69": "cobranza.sat.lists",
    "read_69b": "cobranza.sat.lists",
    "read_metadata": "cobranza.sat.metadata",
    "read_statuses": "cobranza.sat.status",
    "sign_answer": "cobranza.sat.cancellation",
    "sign_cancellation": "cobranza.sat.cancellation",
    "verification_url": "cobranza.sat.verification",
    "write_metadata": "cobranza.sat.metadata",
}

__getattr__, __dir__ = lazy(__name__, _HOMES)
