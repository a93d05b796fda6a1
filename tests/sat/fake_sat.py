"""The descarga masiva of a SAT of our own: it checks every signature and keeps its rules.

It refuses what the real one refuses (wrong seal, expired token, duplicate request, third download),
with the same codes.
"""

import base64
import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import attrs

from cobranza.sat.download import Endpoints
from tests.sat import answers, credentials, dsig
from tests.sat.server import Asked, Reply, Server

START = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
REQUEST = "4e80345d-917f-40bb-a98f-4a73939343c5"
MOST_DOWNLOADS = 2
MARCH: dict[str, Any] = {
    "fecha_inicial": datetime(2026, 3, 1),  # noqa: DTZ001 - Fecha of a CFDI has no zone
    "fecha_final": datetime(2026, 3, 31, 23, 59, 59),  # noqa: DTZ001
}


def package_id(number: int) -> str:
    return f"{REQUEST.upper()}_{number:02}"


def endpoints(server: Server) -> Endpoints:
    return Endpoints(
        authenticate=f"{server.url}/autentica",
        request=f"{server.url}/solicita",
        verify=f"{server.url}/verifica",
        download=f"{server.url}/descarga",
    )


@attrs.define
class FakeSat:
    """What it has (`packages` by id), what it waits for (`polls`), and what it was asked.

    `instead` are replies that stand for the next ones at a path.
    """

    packages: dict[str, bytes] = attrs.field(factory=dict[str, bytes])
    polls: int = 1
    now: datetime = START
    token_life: timedelta = timedelta(minutes=5)
    instead: dict[str, list[Reply]] = attrs.field(factory=dict[str, list[Reply]])
    calls: Counter[str] = attrs.field(factory=Counter[str])
    downloads: Counter[str] = attrs.field(factory=Counter[str])
    requests: list[dict[str, str]] = attrs.field(factory=list[dict[str, str]])
    receivers: list[str] = attrs.field(factory=list[str])
    expires: datetime | None = None

    def clock(self) -> datetime:
        """The time, the same on both sides."""
        return self.now

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self.now += timedelta(seconds=seconds)

    def __call__(self, asked: Asked) -> Reply:
        path = asked.path.removeprefix("/")
        self.calls[path] += 1
        if self.instead.get(path):
            return self.instead[path].pop(0)
        root = dsig.parse(asked.body)
        if path == "autentica":
            return Reply(body=self._login(root))
        operation = _operation(root)
        place = next(each for each in operation.childNodes if isinstance(each, dsig.Element))
        name = operation.localName or ""
        if self.expires is None or self.now >= self.expires or "fresh" not in _token(asked):
            return Reply(body=_code(name, "300", "Token invalido."))
        signature = dsig.first(operation, dsig.DSIG, "Signature")
        dsig.check(signature, operation, dsig.certificate_in(signature))
        values = dict(place.attributes.items())
        if values["RfcSolicitante"] != credentials.RFC:
            return Reply(body=_code(name, "303", "Sello no corresponde con RfcSolicitante"))
        return Reply(body=getattr(self, f"_{path}")(name, values, place))

    def _login(self, root: dsig.Element) -> bytes:
        key = base64.b64decode(dsig.text(dsig.first(root, answers.WSSE, "BinarySecurityToken")))
        timestamp = dsig.first(root, answers.WSU, "Timestamp")
        created, expires = (
            datetime.fromisoformat(dsig.text(dsig.first(timestamp, answers.WSU, name)))
            for name in ("Created", "Expires")
        )
        dsig.check(dsig.first(root, dsig.DSIG, "Signature"), timestamp, key)
        assert created <= self.now < expires <= created + timedelta(minutes=5)
        self.expires = self.now + self.token_life
        # Its clock is an hour off, which must not matter.
        off = self.now + timedelta(hours=1)
        return answers.token(
            f"fresh.{self.calls['autentica']}%26wrap",
            f"{off:%Y-%m-%dT%H:%M:%S}.000Z",
            f"{off + self.token_life:%Y-%m-%dT%H:%M:%S}.000Z",
        )

    def _solicita(self, operation: str, values: dict[str, str], place: dsig.Element) -> bytes:
        if values in self.requests:
            return answers.requested(operation, "", "5005", "Solicitud duplicada")
        self.requests.append(values)
        found = place.getElementsByTagNameNS(answers.SAT, "RfcReceptor")
        self.receivers = [dsig.text(each) for each in found]
        return answers.requested(operation, REQUEST)

    def _verifica(self, _: str, values: dict[str, str], __: dsig.Element) -> bytes:
        assert values["IdSolicitud"] == REQUEST
        if self.calls["verifica"] < self.polls:
            return answers.verified(2)
        if not self.packages:
            return answers.verified(5, request_code="5004")
        return answers.verified(3, tuple(self.packages), cfdis=str(10 * len(self.packages)))

    def _descarga(self, _: str, values: dict[str, str], __: dsig.Element) -> bytes:
        package = values["IdPaquete"]
        self.downloads[package] += 1
        if self.downloads[package] > MOST_DOWNLOADS:
            return answers.package(b"", "5008", "Maximo de descargas permitidas.")
        return answers.package(self.packages[package])


def _operation(root: dsig.Element) -> dsig.Element:
    body = dsig.first(root, answers.SOAP, "Body")
    found = body.firstChild
    assert isinstance(found, dsig.Element)
    return found


def _token(asked: Asked) -> str:
    found = re.fullmatch('WRAP access_token="(.+)"', asked.headers.get("Authorization", ""))
    return found.group(1) if found else ""


def _code(operation: str, code: str, message: str) -> bytes:
    if operation.startswith("Solicita"):
        return answers.requested(operation, "", code, message)
    if operation.startswith("Verifica"):
        return answers.verified(0, code=code)
    return answers.package(b"", code, message)
