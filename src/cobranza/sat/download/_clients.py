"""The descarga masiva over the network, with a client of httpx of either kind."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from cobranza.sat._http import Patience, run, run_async
from cobranza.sat.download._collect import CollectProgress, Polling, collect
from cobranza.sat.download._session import ENDPOINTS, Endpoints, Session

if TYPE_CHECKING:
    import os
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    import httpx

    from cobranza.cfdi.sello import Signer
    from cobranza.sat._http import Steps
    from cobranza.sat.download._collect import Collected
    from cobranza.sat.download._messages import Verification
    from cobranza.sat.download._query import Query

__all__ = ["AsyncDownloadClient", "DownloadClient"]

T = TypeVar("T")

PATIENCE: Final = Patience(timeout=60, deadline=1800)
POLLING: Final = Polling()
MAX_PACKAGE_BYTES: Final = 2 * 1024**3
"""The longest answer with a package that is taken: a package is a quarter shorter."""


def _untold(_: CollectProgress) -> None:
    """Nobody wants to know."""


class DownloadClient:
    """Asks for documents, waits for them and downloads them, with a FIEL.

    `client` is an `httpx.Client` and stays the caller's; its TLS verification must stay on. `clock`
    gives the current time with a time zone: the SAT refuses a login whose clock is minutes wrong.
    The token is taken and renewed when it is needed. One thread at a time.

    Raises:
        SatError: the certificate of `signer` is not a FIEL.
    """

    def __init__(
        self,
        client: httpx.Client,
        signer: Signer,
        *,
        clock: Callable[[], datetime],
        endpoints: Endpoints = ENDPOINTS,
        patience: Patience = PATIENCE,
        max_package_bytes: int = MAX_PACKAGE_BYTES,
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        self._client = client
        self._patience = patience
        self._sleep = sleep
        self._session = Session(
            signer,
            clock=clock,
            endpoints=endpoints,
            patience=patience,
            max_package_bytes=max_package_bytes,
        )

    def request(self, query: Query) -> str:
        """Ask the SAT to prepare documents; give the identifier of the request.

        It is not sent twice when the SAT may have received it: a second request like it is refused
        as a duplicate (5005), and requests for the same period are limited for life (5002).

        Raises:
            SatServiceError: the SAT did not accept it; see `cobranza.sat.errors`.
        """
        return self._run(self._session.request(query))

    def verify(self, request_id: str) -> Verification:
        """Ask how far a request has come.

        Raises:
            SatServiceError: the SAT did not answer, or does not know it.
        """
        return self._run(self._session.verify(request_id))

    def download(self, package_id: str, folder: str | os.PathLike[str]) -> Path:
        """Put a package into `folder` as `<package_id>.zip`; give its path.

        A package that is there already is not asked for: the SAT gives each at most twice. It
        appears under its name only when it is whole; what came of one that is not is kept as
        `<package_id>.damaged.zip`.

        Raises:
            SatServiceError: it did not come, or not whole.
            SatError: `folder` holds something else under that name.
        """
        return self._run(self._session.download(package_id, Path(folder)))

    def collect(
        self,
        query: Query,
        folder: str | os.PathLike[str],
        *,
        polling: Polling = POLLING,
        progress: Callable[[CollectProgress], object] = _untold,
    ) -> Collected:
        """Ask for documents, wait, and put all their packages into `folder`.

        `folder` is for this query alone: its file `descarga.json` says what was asked for, so that
        the same call goes on after an interruption, with the same request and without the packages
        that are there. Without documents, `files` is empty. Remove `descarga.json` to ask anew.

        Raises:
            SatNotReadyError: the SAT has not finished after all the polls; call again later.
            SatEndedError: the SAT ended the request without giving its documents.
            SatServiceError: a call failed; see `cobranza.sat.errors`.
            SatError: `folder` belongs to another query, or its state is damaged.
        """
        steps = collect(self._session, query, Path(folder), polling, progress)
        return self._run(steps)

    def _run(self, steps: Steps[T]) -> T:
        return run(steps, client=self._client, patience=self._patience, sleep=self._sleep)


class AsyncDownloadClient:
    """Does what `DownloadClient` does, with an `httpx.AsyncClient`; one task at a time.

    Files are written and checked between two pieces of an answer, without a thread of their own.

    Raises:
        SatError: the certificate of `signer` is not a FIEL.
    """

    def __init__(
        self,
        client: httpx.AsyncClient,
        signer: Signer,
        *,
        clock: Callable[[], datetime],
        endpoints: Endpoints = ENDPOINTS,
        patience: Patience = PATIENCE,
        max_package_bytes: int = MAX_PACKAGE_BYTES,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._client = client
        self._patience = patience
        self._sleep = sleep
        self._session = Session(
            signer,
            clock=clock,
            endpoints=endpoints,
            patience=patience,
            max_package_bytes=max_package_bytes,
        )

    async def request(self, query: Query) -> str:
        """Ask the SAT to prepare documents, as `DownloadClient.request` does."""
        return await self._run(self._session.request(query))

    async def verify(self, request_id: str) -> Verification:
        """Ask how far a request has come, as `DownloadClient.verify` does."""
        return await self._run(self._session.verify(request_id))

    async def download(self, package_id: str, folder: str | os.PathLike[str]) -> Path:
        """Put a package into `folder`, as `DownloadClient.download` does."""
        return await self._run(self._session.download(package_id, Path(folder)))

    async def collect(
        self,
        query: Query,
        folder: str | os.PathLike[str],
        *,
        polling: Polling = POLLING,
        progress: Callable[[CollectProgress], object] = _untold,
    ) -> Collected:
        """Ask, wait and download, as `DownloadClient.collect` does."""
        steps = collect(self._session, query, Path(folder), polling, progress)
        return await self._run(steps)

    async def _run(self, steps: Steps[T]) -> T:
        return await run_async(
            steps, client=self._client, patience=self._patience, sleep=self._sleep
        )
