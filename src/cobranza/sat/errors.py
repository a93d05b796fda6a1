"""What may go wrong between this library and the services of the SAT.

```text
SatError
└── SatServiceError          names the operation, what came and what was expected
    ├── SatUnreachableError  no whole answer came
    │   └── SatTimeoutError  not in time
    ├── SatHttpError         an HTTP status other than 200
    ├── SatFaultError        a SOAP fault
    ├── SatAnswerError       an answer that cannot be understood or trusted
    ├── SatRefusedError      an answer with a code that is not success
    ├── SatEndedError        a request for documents that came to an end without them
    └── SatNotReadyError     a request for documents that the SAT has not finished
```

None of them holds a key, a password, a token or a signed message, and all can be pickled.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cobranza.errors import SatError, shorten

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = [
    "SatAnswerError",
    "SatEndedError",
    "SatFaultError",
    "SatHttpError",
    "SatNotReadyError",
    "SatRefusedError",
    "SatServiceError",
    "SatTimeoutError",
    "SatUnreachableError",
]

_UNCONTROLLED = "404"
_HTTP_TOO_MANY = 429
_HTTP_SERVER_ERRORS = range(500, 600)
# Local parts of the fault codes that blame the service: SOAP 1.1, SOAP 1.2 and WCF.
_SERVER_FAULTS = frozenset({"Server", "Receiver", "InternalServiceFault"})


class SatServiceError(SatError):
    """A service of the SAT did not do what it was asked.

    `transient` tells that the same call may succeed later; `untouched` that the SAT cannot have
    acted on it, so that repeating it repeats nothing.

    >>> error = SatServiceError("Consulta", "an empty answer", "a ConsultaResult")
    >>> print(error)
    Consulta: an empty answer, expected a ConsultaResult
    """

    transient: bool = False
    untouched: bool = False
    retry_after: int | None = None

    def __init__(self, operation: str, found: str, expected: str) -> None:
        self.operation = operation
        self.found = found
        self.expected = expected
        super().__init__(operation, found, expected)

    def __str__(self) -> str:
        return f"{self.operation}: {self.found}, expected {self.expected}"


class SatUnreachableError(SatServiceError):
    """No whole answer came: the connection failed, or broke off.

    `untouched` is true when there was no connection at all.

    >>> print(SatUnreachableError("Consulta", "ConnectError: refused", untouched=True))
    Consulta: ConnectError: refused, expected an answer
    """

    transient = True

    def __init__(self, operation: str, found: str, *, untouched: bool) -> None:
        super().__init__(operation, found, "an answer")
        self.untouched = untouched

    def __reduce__(self) -> tuple[Callable[..., object], tuple[object, ...]]:
        return _unreachable, (type(self), self.operation, self.found, self.untouched)


def _unreachable(
    kind: type[SatUnreachableError],
    operation: str,
    found: str,
    untouched: bool,  # noqa: FBT001
) -> SatUnreachableError:
    return kind(operation, found, untouched=untouched)


class SatTimeoutError(SatUnreachableError):
    """No whole answer came in time.

    >>> SatTimeoutError("Consulta", "nothing for 30 s", untouched=False).transient
    True
    """


class SatHttpError(SatServiceError):
    """The answer has an HTTP status other than 200.

    `retry_after` are the seconds that the service asks to wait, `None` when it does not say.

    >>> error = SatHttpError("Consulta", 503, retry_after=120)
    >>> print(error, error.transient)
    Consulta: HTTP status 503, expected 200 True
    """

    def __init__(self, operation: str, status: int, retry_after: int | None = None) -> None:
        super().__init__(operation, f"HTTP status {status}", "200")
        self.args = (operation, status, retry_after)
        self.status = status
        self.retry_after = retry_after
        self.transient = status == _HTTP_TOO_MANY or status in _HTTP_SERVER_ERRORS
        self.untouched = status == _HTTP_TOO_MANY


class SatFaultError(SatServiceError):
    """The answer is a SOAP fault: `code` as the service writes it, and its `reason`.

    It is transient when the code blames the service and not the call.

    >>> error = SatFaultError("Autentica", "a:InvalidSecurity", "An error occurred")
    >>> print(error, error.transient)
    Autentica: SOAP fault a:InvalidSecurity: 'An error occurred', expected an answer False
    """

    def __init__(self, operation: str, code: str, reason: str) -> None:
        found = f"SOAP fault {shorten(code)}: {shorten(reason)!r}"
        super().__init__(operation, found, "an answer")
        self.args = (operation, code, reason)
        self.code = code
        self.reason = reason
        self.transient = code.rpartition(":")[2] in _SERVER_FAULTS


class SatAnswerError(SatServiceError):
    """The answer, or the file in it, is not what the SAT's documentation describes.

    >>> print(SatAnswerError("Consulta", "content type 'text/html'", "XML"))
    Consulta: content type 'text/html', expected XML
    """


class SatRefusedError(SatServiceError):
    """The service answered with a code that is not success.

    `code` and `message` are the SAT's; `meaning` is what its documentation says of the code, ""
    where it says nothing. It is transient for code 404, an error that the service does not control:
    the SAT asks to repeat the call.

    >>> error = SatRefusedError("Descargar", "5008", "Maximo de descargas permitidas.", "")
    >>> print(error)
    Descargar: code 5008: 'Maximo de descargas permitidas.', expected code 5000
    """

    def __init__(self, operation: str, code: str, message: str, meaning: str) -> None:
        explained = f" ({meaning})" if meaning else ""
        found = f"code {shorten(code)}: {shorten(message)!r}{explained}"
        super().__init__(operation, found, "code 5000")
        self.args = (operation, code, message, meaning)
        self.transient = code == _UNCONTROLLED
        self.code = code
        self.message = message
        self.meaning = meaning


class SatEndedError(SatServiceError):
    """The SAT ended a request for documents without giving them.

    `state` is EstadoSolicitud, `code` CodigoEstadoSolicitud and `message` what the SAT says;
    `meaning` is what its documentation says of the code, "" where it says nothing.

    >>> error = SatEndedError(
    ...     "VerificaSolicitudDescarga", "VENCIDA", "5000", "Solicitud Aceptada", ""
    ... )
    >>> print(error)
    VerificaSolicitudDescarga: state VENCIDA, code 5000: 'Solicitud Aceptada', expected packages
    """

    def __init__(self, operation: str, state: str, code: str, message: str, meaning: str) -> None:
        explained = f" ({meaning})" if meaning else ""
        found = f"state {state}, code {shorten(code)}: {shorten(message)!r}{explained}"
        super().__init__(operation, found, "packages")
        self.args = (operation, state, code, message, meaning)
        self.state = state
        self.code = code
        self.message = message
        self.meaning = meaning


class SatNotReadyError(SatServiceError):
    """The SAT has not finished a request for documents; asking again later goes on with it.

    >>> print(SatNotReadyError("VerificaSolicitudDescarga", "state 2 after 3 polls", "state 3"))
    VerificaSolicitudDescarga: state 2 after 3 polls, expected state 3
    """
