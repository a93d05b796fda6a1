"""Both clients of the descarga masiva behind one face: a method by name."""

import asyncio
from collections.abc import Callable
from typing import Any

import httpx

from cobranza.cfdi.sello import Signer
from cobranza.sat.download import AsyncDownloadClient, DownloadClient, Patience
from tests.sat import credentials
from tests.sat.fake_sat import FakeSat, endpoints
from tests.sat.server import TLS, Server

Door = Callable[..., Any]


class Sync:
    """The client that blocks."""

    def __init__(
        self, server: Server, sat: FakeSat, patience: Patience, signer: Signer | None = None
    ) -> None:
        self._http = httpx.Client(verify=TLS)
        self._client = DownloadClient(
            self._http,
            signer or credentials.fiel(),
            clock=sat.clock,
            endpoints=endpoints(server),
            patience=patience,
            max_package_bytes=32 * 1024 * 1024,
            sleep=sat.sleep,
        )

    def __call__(self, method: str, *args: Any, **options: Any) -> Any:
        return getattr(self._client, method)(*args, **options)

    def close(self) -> None:
        self._http.close()


class Async:
    """The client for asyncio, with a loop of its own."""

    def __init__(
        self, server: Server, sat: FakeSat, patience: Patience, signer: Signer | None = None
    ) -> None:
        async def sleep(seconds: float) -> None:
            sat.sleep(seconds)

        self._http = httpx.AsyncClient(verify=TLS)
        self._client = AsyncDownloadClient(
            self._http,
            signer or credentials.fiel(),
            clock=sat.clock,
            endpoints=endpoints(server),
            patience=patience,
            max_package_bytes=32 * 1024 * 1024,
            sleep=sleep,
        )
        self._loop = asyncio.new_event_loop()

    def __call__(self, method: str, *args: Any, **options: Any) -> Any:
        return self._loop.run_until_complete(getattr(self._client, method)(*args, **options))

    def close(self) -> None:
        self._loop.run_until_complete(self._http.aclose())
        self._loop.close()
