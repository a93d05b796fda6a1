"""A real HTTP server on loopback that answers what a test tells it to."""

import contextlib
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import attrs

XML = "text/xml; charset=utf-8"
TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""For clients that only speak to loopback: the authorities of the system take long to load."""


@attrs.frozen(kw_only=True)
class Asked:
    """A request as it arrived."""

    path: str
    headers: Mapping[str, str]
    body: bytes


@attrs.frozen(kw_only=True)
class Reply:
    """What the server does: an answer, whole or `cut` after some bytes, or silence.

    `drip` sends the body in so many pieces, a moment apart.
    """

    body: bytes = b""
    status: int = 200
    content_type: str | None = XML
    headers: Mapping[str, str] = attrs.field(factory=dict[str, str])
    cut: int | None = None
    silent: bool = False
    drip: int = 1


Script = Callable[[Asked], Reply]


@attrs.define
class Server:
    """Where it listens, what it was asked, and what it answers."""

    url: str
    script: Script
    asked: list[Asked] = attrs.field(factory=list[Asked])
    most_at_once: int = 0
    under_way: int = 0
    over: threading.Event = attrs.field(factory=threading.Event)
    lock: threading.Lock = attrs.field(factory=threading.Lock)

    def replies(self, *replies: Reply) -> None:
        """Answer these in turn, and the last of them for ever."""
        left = list(replies)
        self.script = lambda _: left.pop(0) if len(left) > 1 else left[0]


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that hang up are part of the tests."""


def _handler(server: Server) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # it waits 40 ms between head and body

        def do_GET(self) -> None:
            self.do_POST()

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            asked = Asked(path=self.path, headers=dict(self.headers), body=body)
            with server.lock:
                server.asked.append(asked)
                server.under_way += 1
                server.most_at_once = max(server.most_at_once, server.under_way)
                reply = server.script(asked)
            try:
                self._send(reply)
            finally:
                with server.lock:
                    server.under_way -= 1

        def _send(self, reply: Reply) -> None:
            if reply.silent:
                server.over.wait(10)
                self.close_connection = True
                return
            self.send_response_only(reply.status)
            self.send_header("Content-Length", str(len(reply.body)))
            if reply.content_type is not None:
                self.send_header("Content-Type", reply.content_type)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.end_headers()
            body = reply.body[: reply.cut]
            size = -(-len(body) // reply.drip) or 1
            for start in range(0, len(body), size):
                self.wfile.write(body[start : start + size])
                self.wfile.flush()
                if reply.drip > 1:
                    server.over.wait(0.01)
            self.close_connection = self.close_connection or reply.cut is not None

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - its name there
            """Say nothing."""

    return Handler


@contextlib.contextmanager
def serving(script: Script | None = None) -> Iterator[Server]:
    """Serve on a free port of loopback for as long as the block lasts."""
    server = Server(url="", script=script or (lambda _: Reply(status=404)))
    http = _Quiet(("127.0.0.1", 0), _handler(server))
    server.url = f"http://127.0.0.1:{http.server_address[1]}"
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.over.set()
        http.shutdown()
        http.server_close()
        thread.join()
