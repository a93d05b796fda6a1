"""Processes that are killed in the middle: what they had stays, and the next goes on from there."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cobranza.sat.status import read_results
from tests.sat import answers, credentials
from tests.sat.fake_sat import FakeSat, package_id
from tests.sat.server import Asked, Reply, Server

ROOT = Path(__file__).parents[2]
BATCH = """
expressions = [
    f"?id={n:08X}-81CD-4557-8719-26632D2FA434&re=EKU9003173C9&rr=XAXX010101000&tt=1.0"
    for n in range(10)
]
query_statuses(
    client, expressions, folder / "estados.jsonl", clock=lambda: START, endpoint=url, workers=2
)
"""
COLLECT = """
server = Server(url=url, script=lambda _: None)
signer = Signer.load(CERTIFICATE, KEY, credentials.PASSWORD)
downloads = DownloadClient(client, signer, clock=lambda: START, endpoints=endpoints(server))
downloads.collect(IssuedQuery(**MARCH), folder)
"""
START = """
import sys
from pathlib import Path
import httpx
from cobranza.cfdi.sello import Signer
from cobranza.sat.download import DownloadClient, IssuedQuery
from cobranza.sat.status import query_statuses
from tests.sat import credentials
from tests.sat.fake_sat import MARCH, START, endpoints
from tests.sat.server import TLS, Server
url, folder = sys.argv[1], Path(sys.argv[2])
client = httpx.Client(verify=TLS)
"""


def start(code: str, url: str, folder: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", START + code, url, str(folder)], cwd=ROOT)


class Killer:
    """Answers as a script does, and once, in the middle of an answer, kills who asked."""

    def __init__(self, script: Callable[[Asked], Reply], when: Callable[[Asked], bool]) -> None:
        self._script = script
        self._when = when
        self.victim: subprocess.Popen[bytes] | None = None

    def __call__(self, asked: Asked) -> Reply:
        reply = self._script(asked)
        if self.victim is not None and self._when(asked):
            os.kill(self.victim.pid, signal.SIGKILL)
            self.victim.wait(10)
            self.victim = None
        return reply


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
@pytest.mark.slow
def test_a_batch(server: Server, tmp_path: Path) -> None:
    killer = Killer(lambda _: Reply(body=answers.consulta()), lambda _: len(server.asked) == 6)
    server.script = killer
    killer.victim = victim = start(BATCH, server.url, tmp_path)
    assert victim.wait(60) == -signal.SIGKILL
    there = len(read_results(tmp_path / "estados.jsonl"))
    assert 4 <= there <= 5  # two were under way
    assert start(BATCH, server.url, tmp_path).wait(60) == 0
    assert len(read_results(tmp_path / "estados.jsonl")) == 10
    assert len(server.asked) <= 7 + 10 - there


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
@pytest.mark.slow
def test_a_collection(server: Server, sat: FakeSat, tmp_path: Path) -> None:
    killer = Killer(sat, lambda _: sat.calls["descarga"] == 2)
    server.script = killer
    certificate = credentials.certificate_bytes(branch=None, enciphers=True)
    code = f"CERTIFICATE = {certificate!r}\nKEY = {credentials.key_bytes()!r}\n{COLLECT}"
    killer.victim = victim = start(code, server.url, tmp_path)
    assert victim.wait(60) == -signal.SIGKILL
    assert start(code, server.url, tmp_path).wait(60) == 0
    for name, data in sat.packages.items():
        assert (tmp_path / f"{name}.zip").read_bytes() == data
    assert len(sat.requests) == 1
    # Only the package that was under way is given a second time.
    assert sat.downloads == {package_id(1): 1, package_id(2): 2, package_id(3): 1}
