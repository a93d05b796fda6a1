"""The server on loopback, the SAT that it plays, and clients that must not outlive a test."""

import random
from collections.abc import Iterator

import pytest

from cobranza.sat.status import Patience
from tests.sat import answers
from tests.sat.doors import Async, Door, Sync
from tests.sat.fake_sat import FakeSat, package_id
from tests.sat.server import Server, serving


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        yield running


@pytest.fixture
def hasty() -> Patience:
    """Patience of a test: it waits only for what will come."""
    return Patience(attempts=3, random=random.Random(7).random)


@pytest.fixture
def sat(server: Server) -> FakeSat:
    found = FakeSat(
        packages={package_id(each): answers.archive(a=b"<a/>" * each) for each in (1, 2, 3)}
    )
    server.script = found
    return found


@pytest.fixture(params=[Sync, Async], ids=["sync", "async"])
def door(
    request: pytest.FixtureRequest, server: Server, sat: FakeSat, hasty: Patience
) -> Iterator[Door]:
    opened = request.param(server, sat, hasty)
    yield opened
    opened.close()
