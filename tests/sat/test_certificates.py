"""Certificates fetched from a server on loopback in the place of the SAT's."""

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from cobranza.cfdi.sello import Certificate
from cobranza.errors import SealError
from cobranza.sat.certificates import Patience, fetch_certificate, fetch_certificate_async
from cobranza.sat.errors import SatAnswerError, SatHttpError, SatTimeoutError
from tests.sat import credentials
from tests.sat.server import TLS, Reply, Server

CSD = credentials.fiel().certificate
Fetch = Callable[[Server, str, Patience], Certificate]


def fetch_sync(server: Server, number: str, patience: Patience) -> Certificate:
    with httpx.Client(verify=TLS) as client:
        return fetch_certificate(client, number, **_options(server, patience))


def fetch_async(server: Server, number: str, patience: Patience) -> Certificate:
    async def sleep(_: float) -> None:
        await asyncio.sleep(0)

    async def run() -> Certificate:
        options = {**_options(server, patience), "sleep": sleep}
        async with httpx.AsyncClient(verify=TLS) as client:
            return await fetch_certificate_async(client, number, **options)

    return asyncio.run(run())


def _options(server: Server, patience: Patience) -> dict[str, Any]:
    return {
        "url": lambda number: f"{server.url}/{number}.cer",
        "patience": patience,
        "sleep": lambda _: None,
    }


@pytest.fixture(params=[fetch_sync, fetch_async], ids=["sync", "async"])
def fetch(request: pytest.FixtureRequest) -> Fetch:
    found: Fetch = request.param
    return found


@pytest.mark.parametrize("content_type", ["application/pkix-cert", "text/plain", None])
def test_a_certificate_by_its_number(
    server: Server, hasty: Patience, fetch: Fetch, content_type: str | None
) -> None:
    server.replies(Reply(status=503), Reply(body=CSD.der, content_type=content_type))
    assert fetch(server, CSD.number, hasty) == CSD
    assert [asked.path for asked in server.asked] == [f"/{CSD.number}.cer"] * 2
    assert all("SOAPAction" not in asked.headers for asked in server.asked)


@pytest.mark.parametrize(
    ("reply", "error", "message"),
    [
        (Reply(status=404), SatHttpError, "certificate: HTTP status 404, expected 200"),
        (
            Reply(body=b"no", content_type="text/html"),
            SatAnswerError,
            "'text/html', expected a file",
        ),
        (Reply(body=b"no", content_type=None), SatAnswerError, "expected a certificate"),
        (Reply(body=b"0" * 70_000, content_type=None), SatAnswerError, "at most 65536 bytes"),
    ],
)
def test_what_is_no_certificate(
    server: Server, hasty: Patience, reply: Reply, error: type[Exception], message: str
) -> None:
    server.replies(reply)
    with pytest.raises(error, match=message):
        fetch_sync(server, CSD.number, hasty)


def test_another_certificate_than_that_asked_for(server: Server, hasty: Patience) -> None:
    server.replies(Reply(body=CSD.der, content_type=None))
    other = "00001000000505142236"
    with pytest.raises(SatAnswerError, match=f"number {CSD.number}, expected {other}"):
        fetch_sync(server, other, hasty)


def test_silence(server: Server) -> None:
    server.replies(Reply(silent=True))
    with pytest.raises(SatTimeoutError):
        fetch_sync(server, CSD.number, Patience(timeout=0.2, attempts=1))


def test_a_number_that_is_none(server: Server, hasty: Patience) -> None:
    with httpx.Client(verify=TLS) as client, pytest.raises(SealError, match="20 digits"):
        fetch_certificate(client, "../../etc", patience=hasty)
    assert server.asked == []
