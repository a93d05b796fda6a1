r"""The SAT's status service: is a document in force, may it be cancelled, who issued it?

`query_status` asks about one document, `query_statuses` about many, into a file from which
`read_statuses` gives what `cobranza.ledger` needs; each has an `_async` form. `build_request` and
`parse_answer` are what they send and read, for programs with a transport of their own.

Source: SAT, Documentación del Servicio de Consulta de CFDI, version 1.4 (November 2022); the words
of the answers also from github.com/phpcfdi/sat-estado-cfdi.

>>> answer = parse_answer(
...     b'<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>'
...     b'<ConsultaResponse xmlns="http://tempuri.org/"><ConsultaResult>'
...     b"<CodigoEstatus>S - Comprobante obtenido satisfactoriamente.</CodigoEstatus>"
...     b"<EsCancelable>Cancelable sin aceptaci\xc3\xb3n</EsCancelable><Estado>Vigente</Estado>"
...     b"<EstatusCancelacion/><ValidacionEFOS>200</ValidacionEFOS>"
...     b"</ConsultaResult></ConsultaResponse></s:Body></s:Envelope>"
... )
>>> answer.estado.value, answer.es_cancelable.value, answer.efos_listed
('Vigente', 'Cancelable sin aceptación', False)
"""

from cobranza.sat._http import Patience
from cobranza.sat.status._answer import (
    EsCancelable,
    Estado,
    EstatusCancelacion,
    StatusAnswer,
    build_request,
    parse_answer,
)
from cobranza.sat.status._batch import (
    BatchProgress,
    StatusFailure,
    query_statuses,
    query_statuses_async,
)
from cobranza.sat.status._client import (
    ENDPOINT,
    TEST_ENDPOINT,
    query_status,
    query_status_async,
)
from cobranza.sat.status._results import StatusResult, read_results, read_statuses

__all__ = [
    "ENDPOINT",
    "TEST_ENDPOINT",
    "BatchProgress",
    "EsCancelable",
    "Estado",
    "EstatusCancelacion",
    "Patience",
    "StatusAnswer",
    "StatusFailure",
    "StatusResult",
    "build_request",
    "parse_answer",
    "query_status",
    "query_status_async",
    "query_statuses",
    "query_statuses_async",
    "read_results",
    "read_statuses",
]
