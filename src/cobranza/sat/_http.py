"""Calls to the SAT: what is asked, within which limits, and how often.

What to call, in which order and what the answers mean is written once, in generators that yield a
`Call` or a `Pause` and are sent an `Answer`; `run` and `run_async` do what they yield, with a
client of httpx that the caller made. Nothing else in `cobranza.sat` touches the network.
"""

from __future__ import annotations

import random as random_numbers
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import closing, contextmanager
from email.utils import parsedate_to_datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Final, Protocol, Self, TypeAlias, TypeVar

import attrs

from cobranza.errors import MissingExtraError, SatError, shorten
from cobranza.sat._soap import fault_in
from cobranza.sat.errors import (
    SatAnswerError,
    SatHttpError,
    SatServiceError,
    SatTimeoutError,
    SatUnreachableError,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable
    from types import ModuleType

    import httpx

__all__ = ["Answer", "Call", "Patience", "Pause", "Sink", "Steps", "ask", "run", "run_async"]

T = TypeVar("T")

_MIB: Final = 1024 * 1024
_OK: Final = 200
XML: Final = frozenset({"text/xml", "application/xml", "application/soap+xml"})
"""The content types of SOAP."""
# Others, or gzip inside gzip, unpack a piece of 64 KB into more than memory holds.
_ENCODINGS: Final = frozenset({"", "identity", "gzip"})


class Sink(Protocol):
    """Takes an answer piece by piece where it is too large to be held."""

    def write(self, data: bytes) -> None:
        """Take the next piece."""

    def close(self) -> None:
        """End, whether or not all came."""


@attrs.frozen(kw_only=True)
class Call:
    """One call: a GET, or a POST that sends SOAP. What it sends is signed, so it is never shown.

    `accepts` are the content types of an answer, `None` for any that is no page. `repeatable` tells
    that sending it twice does what sending it once does. `sink` opens where the body of the answer
    goes, anew for every attempt; without it, the body is held.
    """

    operation: str
    url: str
    action: str = ""
    body: bytes | None = attrs.field(default=None, repr=False)
    accepts: frozenset[str] | None = XML
    authorization: str | None = attrs.field(default=None, repr=False)
    repeatable: bool = True
    max_bytes: int = _MIB
    sink: Callable[[], Sink] | None = None

    @property
    def method(self) -> str:
        """POST what there is to send, else GET."""
        return "GET" if self.body is None else "POST"

    def takes(self, content_type: str) -> bool:
        """Tell whether an answer of that content type can be what was asked for."""
        if self.accepts is None:
            return content_type != "text/html"
        return content_type in self.accepts

    def headers(self) -> dict[str, str]:
        """Give the HTTP headers, those of SOAP 1.1 where something is sent."""
        headers = {"Accept-Encoding": "gzip"}
        if self.body is not None:
            headers |= {
                "Content-Type": 'text/xml; charset="utf-8"',
                "Accept": "text/xml",
                "SOAPAction": f'"{self.action}"',
            }
        if self.authorization is not None:
            headers["Authorization"] = self.authorization
        return headers


@attrs.frozen(kw_only=True)
class Pause:
    """A wait, in seconds."""

    seconds: float


@attrs.frozen(kw_only=True)
class Answer:
    """A whole answer; `body` is empty where it went into the sink of the call."""

    status: int
    content_type: str
    retry_after: int | None
    body: bytes = attrs.field(repr=False)


Steps: TypeAlias = Generator[Call | Pause, Answer, T]


@attrs.frozen(kw_only=True)
class Patience:
    """How long and how often the SAT is asked before it is given up.

    `timeout` is the longest silence and `deadline` the longest whole answer, in seconds. A call
    that fails for a reason that may pass (no connection, no answer in time, HTTP status 429 or 5xx,
    code 404 of the SAT) is made up to `attempts` times in all. Before attempt n + 1 the wait is a
    random part of `base` * 2^(n - 1) seconds, at most `longest`, and never less than the service
    asks for (Retry-After); when it asks for more than `longest`, the call is given up.

    `random` gives numbers from 0 to 1 and `monotonic` seconds; both are here to be replaced.

    Source: M. Brooker, Exponential Backoff and Jitter (AWS Architecture Blog, 2015), full jitter.

    Raises:
        SatError: a time is not positive, or `attempts` is below 1.

    >>> Patience(attempts=1).longest
    60
    """

    timeout: float = 30
    deadline: float = 300
    attempts: int = 4
    base: float = 1
    longest: float = 60
    random: Callable[[], float] = attrs.field(default=random_numbers.random, repr=False)
    monotonic: Callable[[], float] = attrs.field(default=time.monotonic, repr=False)

    def __attrs_post_init__(self) -> None:
        for name in ("timeout", "deadline", "attempts", "base", "longest"):
            value = getattr(self, name)
            if value <= 0:
                raise SatError(f"{name} is {value}, expected more than 0")

    def wait_after(self, attempt: int, error: SatServiceError, call: Call) -> float | None:
        """Give the seconds to wait after a failed attempt (from 1), or None to give up."""
        asked = error.retry_after or 0
        may_repeat = error.transient and (call.repeatable or error.untouched)
        if attempt >= self.attempts or not may_repeat or asked > self.longest:
            return None
        most = min(self.longest, self.base * 2.0 ** (attempt - 1))
        return max(asked, self.random() * most)


def ask(call: Call, patience: Patience, read: Callable[[Answer], T]) -> Steps[T]:
    """Make a call until its answer can be read or it is given up; give what `read` makes of it."""
    attempt = 1
    while True:
        try:
            return read(_judged(call, (yield call)))
        except SatServiceError as error:
            wait = patience.wait_after(attempt, error, call)
            if wait is None:
                raise
        yield Pause(seconds=wait)
        attempt += 1


def _judged(call: Call, answer: Answer) -> Answer:
    if answer.status == _OK:
        if call.takes(answer.content_type):
            return answer
        found = f"content type {shorten(answer.content_type)!r}"
        expected = "text/xml" if call.accepts else "a file"
        raise SatAnswerError(call.operation, found, expected)
    is_xml = answer.content_type in XML
    fault = fault_in(call.operation, answer.body) if is_xml else None
    raise fault or SatHttpError(call.operation, answer.status, answer.retry_after)


def run(
    steps: Steps[T], *, client: httpx.Client, patience: Patience, sleep: Callable[[float], object]
) -> T:
    """Do what `steps` ask for, and give what they return."""
    with closing(steps):
        move: Callable[[], Call | Pause] = partial(next, steps)
        while True:
            try:
                step = move()
            except StopIteration as done:
                return done.value  # type: ignore[no-any-return]
            if isinstance(step, Pause):
                sleep(step.seconds)
                move = partial(next, steps)
                continue
            try:
                move = partial(steps.send, _exchange(client, step, patience))
            except SatServiceError as error:
                move = partial(steps.throw, error)


async def run_async(
    steps: Steps[T],
    *,
    client: httpx.AsyncClient,
    patience: Patience,
    sleep: Callable[[float], Awaitable[object]],
) -> T:
    """Do what `run` does, with an asynchronous client."""
    with closing(steps):
        move: Callable[[], Call | Pause] = partial(next, steps)
        while True:
            try:
                step = move()
            except StopIteration as done:
                return done.value  # type: ignore[no-any-return]
            if isinstance(step, Pause):
                await sleep(step.seconds)
                move = partial(next, steps)
                continue
            try:
                move = partial(steps.send, await _exchange_async(client, step, patience))
            except SatServiceError as error:
                move = partial(steps.throw, error)


def _exchange(client: httpx.Client, call: Call, patience: Patience) -> Answer:
    with _translated(call, patience), client.stream(**_request(call, patience)) as response:
        with _Intake(call, patience, response.status_code, response.headers) as intake:
            for chunk in response.iter_bytes():
                intake.feed(chunk)
        return intake.answer


async def _exchange_async(client: httpx.AsyncClient, call: Call, patience: Patience) -> Answer:
    with _translated(call, patience):
        async with client.stream(**_request(call, patience)) as response:
            with _Intake(call, patience, response.status_code, response.headers) as intake:
                async for chunk in response.aiter_bytes():
                    intake.feed(chunk)
            return intake.answer


def _request(call: Call, patience: Patience) -> dict[str, Any]:
    return {
        "method": call.method,
        "url": call.url,
        "content": call.body,
        "headers": call.headers(),
        "timeout": patience.timeout,
        "follow_redirects": False,
    }


class _Intake:
    """Takes in one answer within the limits of its call."""

    def __init__(
        self, call: Call, patience: Patience, status: int, headers: Mapping[str, str]
    ) -> None:
        self._call = call
        self._patience = patience
        self._started = patience.monotonic()
        self._size = 0
        self._body = bytearray()
        encoding = headers.get("Content-Encoding", "").strip().lower()
        if encoding not in _ENCODINGS:
            found = f"Content-Encoding {shorten(encoding)!r}"
            raise SatAnswerError(call.operation, found, "gzip or none")
        content_type = headers.get("Content-Type", "").partition(";")[0].strip().lower()
        self._answer = Answer(
            status=status, content_type=content_type, retry_after=_retry_after(headers), body=b""
        )
        is_wanted = status == _OK and call.takes(content_type)
        self._limit = call.max_bytes if is_wanted else _MIB
        self._sink = call.sink() if call.sink is not None and is_wanted else None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._sink is not None:
            self._sink.close()

    @property
    def answer(self) -> Answer:
        return attrs.evolve(self._answer, body=bytes(self._body))

    def feed(self, chunk: bytes) -> None:
        self._size += len(chunk)
        if self._size > self._limit:
            raise SatAnswerError(
                self._call.operation,
                f"more than {self._limit} bytes",
                f"at most {self._limit} bytes",
            )
        taken = self._patience.monotonic() - self._started
        if taken > self._patience.deadline:
            found = f"no whole answer in {self._patience.deadline} s"
            raise SatTimeoutError(self._call.operation, found, untouched=False)
        if self._sink is None:
            self._body += chunk
        else:
            self._sink.write(chunk)


def _retry_after(headers: Mapping[str, str]) -> int | None:
    """Read Retry-After: seconds, or a date, which is compared with the date of the answer."""
    text = headers.get("Retry-After", "").strip()
    if text.isascii() and text.isdigit():
        return int(text[:9])
    try:
        until = parsedate_to_datetime(text)
        wait = until - parsedate_to_datetime(headers.get("Date", ""))
    except (TypeError, ValueError):
        return None
    return max(0, int(wait.total_seconds()))


@contextmanager
def _translated(call: Call, patience: Patience) -> Generator[None]:
    """Let nothing of httpx out: its exceptions hold the request, and with it the token."""
    httpx = load_httpx()
    try:
        yield
    except httpx.TimeoutException as error:
        untouched = isinstance(error, (httpx.ConnectTimeout, httpx.PoolTimeout))
        found = f"{type(error).__name__}: nothing for {patience.timeout} s"
        raise SatTimeoutError(call.operation, found, untouched=untouched) from None
    except httpx.DecodingError:
        found = "a damaged Content-Encoding"
        raise SatAnswerError(call.operation, found, "a whole answer") from None
    except (httpx.UnsupportedProtocol, httpx.InvalidURL):
        found = f"endpoint {shorten(call.url)!r}"
        raise SatAnswerError(call.operation, found, "an https address") from None
    except httpx.TransportError as error:
        untouched = isinstance(error, httpx.ConnectError)
        found = shorten(f"{type(error).__name__}: {error}")
        raise SatUnreachableError(call.operation, found, untouched=untouched) from None


def load_httpx() -> ModuleType:
    """Import httpx, or say what to install.

    Raises:
        MissingExtraError: httpx is not installed.
    """
    try:
        import httpx  # noqa: PLC0415 - an optional package
    except ImportError:
        raise MissingExtraError(
            "the services of the SAT need httpx: pip install 'cobranza[sat]'"
        ) from None
    return httpx
