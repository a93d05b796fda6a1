"""Certificates that the SAT publishes, fetched by number: a taxpayer's, or that of a stamp.

What is fetched is not trusted for that: give it to a `cobranza.cfdi.sello.TrustStore`, which asks
for its chain.
"""

from __future__ import annotations

import asyncio
import time
from functools import partial
from typing import TYPE_CHECKING, Final

from cobranza.cfdi.sello import Certificate, certificate_url
from cobranza.errors import SealError
from cobranza.sat._http import Call, Patience, ask, run, run_async
from cobranza.sat.errors import SatAnswerError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    import httpx

    from cobranza.sat._http import Answer, Steps

__all__ = ["Patience", "fetch_certificate", "fetch_certificate_async"]

_OPERATION: Final = "certificate"
_LARGEST: Final = 64 * 1024
_PATIENCE: Final = Patience()


def fetch_certificate(
    client: httpx.Client,
    number: str,
    *,
    url: Callable[[str], str] = certificate_url,
    patience: Patience = _PATIENCE,
    sleep: Callable[[float], object] = time.sleep,
) -> Certificate:
    """Fetch a certificate from where the SAT publishes it.

    `number` are its 20 digits: NoCertificado of a document, or NoCertificadoSAT of its stamp. `url`
    says where it is.

    Raises:
        SealError: `number` is not 20 digits.
        SatServiceError: no answer came within `patience`, or it is not that certificate.
        MissingExtraError: httpx is not installed.

    >>> import httpx
    >>> def gone(request):  # instead of the network
    ...     return httpx.Response(404)
    >>> with httpx.Client(transport=httpx.MockTransport(gone)) as client:
    ...     fetch_certificate(client, "00001000000505142236")
    Traceback (most recent call last):
        ...
    cobranza.sat.errors.SatHttpError: certificate: HTTP status 404, expected 200
    """
    return run(_steps(number, url, patience), client=client, patience=patience, sleep=sleep)


async def fetch_certificate_async(
    client: httpx.AsyncClient,
    number: str,
    *,
    url: Callable[[str], str] = certificate_url,
    patience: Patience = _PATIENCE,
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
) -> Certificate:
    """Do what `fetch_certificate` does, with an asynchronous client."""
    steps = _steps(number, url, patience)
    return await run_async(steps, client=client, patience=patience, sleep=sleep)


def _steps(number: str, url: Callable[[str], str], patience: Patience) -> Steps[Certificate]:
    call = Call(operation=_OPERATION, url=url(number), accepts=None, max_bytes=_LARGEST)
    return (yield from ask(call, patience, partial(_certificate, number)))


def _certificate(number: str, answer: Answer) -> Certificate:
    try:
        found = Certificate.load(answer.body)
    except SealError as error:
        raise SatAnswerError(_OPERATION, str(error), "a certificate") from None
    if found.number != number:
        raise SatAnswerError(_OPERATION, f"number {found.number}", number)
    return found
