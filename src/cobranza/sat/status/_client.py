"""The status service over the network: one document at a time."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Final

from cobranza.sat._http import Call, Patience, ask, run, run_async
from cobranza.sat.status._answer import NAMESPACE, OPERATION, build_request, parse_answer

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    import httpx

    from cobranza.sat._http import Steps
    from cobranza.sat.status._answer import StatusAnswer

__all__ = ["ENDPOINT", "TEST_ENDPOINT", "query_status", "query_status_async"]

ENDPOINT: Final = "https://consultaqr.facturaelectronica.sat.gob.mx/ConsultaCFDIService.svc"
"""The service in production.

Source: SAT, Documentación del Servicio de Consulta de CFDI, version 1.4.
"""
TEST_ENDPOINT: Final = "https://pruebacfdiconsultaqr.cloudapp.net/ConsultaCFDIService.svc"
"""The SAT's service for tests, as github.com/phpcfdi/sat-estado-cfdi names it."""
ACTION: Final = f"{NAMESPACE}IConsultaCFDIService/Consulta"
PATIENCE: Final = Patience()


def query_status(
    client: httpx.Client,
    expression: str,
    *,
    endpoint: str = ENDPOINT,
    patience: Patience = PATIENCE,
    sleep: Callable[[float], object] = time.sleep,
) -> StatusAnswer:
    """Ask the SAT about one document, named by `cobranza.sat.verification.expression`.

    Raises:
        SatServiceError: no answer came within `patience`, or it is not one that can be used; see
            `cobranza.sat.errors` for which.
        MissingExtraError: httpx is not installed.

    >>> import httpx
    >>> body = (
    ...     '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>'
    ...     '<ConsultaResponse xmlns="http://tempuri.org/"><ConsultaResult>'
    ...     "<CodigoEstatus>S</CodigoEstatus><Estado>Cancelado</Estado>"
    ...     "</ConsultaResult></ConsultaResponse></s:Body></s:Envelope>"
    ... )
    >>> def sat(request):  # instead of the network
    ...     return httpx.Response(200, text=body, headers={"Content-Type": "text/xml"})
    >>> with httpx.Client(transport=httpx.MockTransport(sat)) as client:
    ...     query_status(client, "?id=...&re=...&rr=...&tt=...").estado.value
    'Cancelado'
    """
    steps = _steps(expression, endpoint, patience)
    return run(steps, client=client, patience=patience, sleep=sleep)


async def query_status_async(
    client: httpx.AsyncClient,
    expression: str,
    *,
    endpoint: str = ENDPOINT,
    patience: Patience = PATIENCE,
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
) -> StatusAnswer:
    """Ask the same as `query_status`, with an asynchronous client."""
    steps = _steps(expression, endpoint, patience)
    return await run_async(steps, client=client, patience=patience, sleep=sleep)


def _steps(expression: str, endpoint: str, patience: Patience) -> Steps[StatusAnswer]:
    call = Call(operation=OPERATION, url=endpoint, action=ACTION, body=build_request(expression))
    return (yield from ask(call, patience, lambda answer: parse_answer(answer.body)))
