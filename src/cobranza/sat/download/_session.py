"""The four operations of the descarga masiva, and the token that the last three need."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, TypeVar

import attrs

from cobranza.errors import SatError
from cobranza.sat._http import Answer, Call, Patience, ask
from cobranza.sat.download import _messages as messages
from cobranza.sat.download._package import PackageFile, check_zip
from cobranza.sat.errors import SatFaultError, SatHttpError, SatRefusedError, SatServiceError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cobranza.cfdi.sello import Signer
    from cobranza.sat._http import Steps
    from cobranza.sat.download._messages import Token, Verification
    from cobranza.sat.download._query import Query

__all__ = ["ENDPOINTS", "Endpoints", "Session"]

T = TypeVar("T")

_MARGIN: Final = timedelta(seconds=30)
"""A token with less life left than this is renewed before it is used."""
_UNAUTHORIZED: Final = 401
_BAD_TOKEN_FAULTS: Final = frozenset({"InvalidSecurity", "FailedAuthentication"})
_TOKEN_ACTION: Final = f"{messages.TOKEN_NAMESPACE}/IAutenticacion/{messages.AUTHENTICATE}"
_ACTIONS: Final = f"{messages.NAMESPACE}/"


@attrs.frozen(kw_only=True)
class Endpoints:
    """The addresses of the four services.

    >>> ENDPOINTS.download
    'https://cfdidescargamasiva.clouda.sat.gob.mx/DescargaMasivaService.svc'
    """

    authenticate: str
    request: str
    verify: str
    download: str


_HOST: Final = "https://cfdidescargamasivasolicitud.clouda.sat.gob.mx"
ENDPOINTS: Final = Endpoints(
    authenticate=f"{_HOST}/Autenticacion/Autenticacion.svc",
    request=f"{_HOST}/SolicitaDescargaService.svc",
    verify=f"{_HOST}/VerificaSolicitudDescargaService.svc",
    download="https://cfdidescargamasiva.clouda.sat.gob.mx/DescargaMasivaService.svc",
)
"""The services for CFDI in production; the SAT has none for tests.

Source: SAT, Servicio de Solicitud, de Verificación and de Descarga de Descarga Masiva, version 1.5.
"""


class Session:
    """What one FIEL asks of the descarga masiva, as steps; it holds the token in between."""

    def __init__(
        self,
        signer: Signer,
        *,
        clock: Callable[[], datetime],
        endpoints: Endpoints,
        patience: Patience,
        max_package_bytes: int,
    ) -> None:
        kind = signer.certificate.kind
        if kind != "fiel":
            raise SatError(
                f"certificate {signer.certificate.number} is of kind {kind}, expected a FIEL: "
                "the descarga masiva takes no CSD"
            )
        self.rfc = signer.certificate.rfc
        self._signer = signer
        self._clock = clock
        self._endpoints = endpoints
        self._patience = patience
        self._max_package_bytes = max_package_bytes
        self._held: tuple[Token, datetime] | None = None

    def request(self, query: Query) -> Steps[str]:
        """Ask the SAT to prepare documents; give the identifier of the request."""
        call = Call(
            operation=query.operation,
            url=self._endpoints.request,
            action=f"{_ACTIONS}ISolicitaDescargaService/{query.operation}",
            body=messages.request_message(query, self._signer),
            repeatable=False,  # each request counts, and a second one like it is a duplicate
        )
        return (
            yield from self._authorized(
                call, lambda answer: messages.parse_request(query, answer.body)
            )
        )

    def verify(self, request_id: str) -> Steps[Verification]:
        """Ask how far a request has come."""
        call = Call(
            operation=messages.VERIFY,
            url=self._endpoints.verify,
            action=f"{_ACTIONS}IVerificaSolicitudDescargaService/{messages.VERIFY}",
            body=messages.verify_message(request_id, self._signer),
        )
        return (
            yield from self._authorized(
                call, lambda answer: messages.parse_verification(answer.body)
            )
        )

    def download(self, package_id: str, folder: Path) -> Steps[Path]:
        """Put a package into `folder`, unless it is there; give its path."""
        message = messages.download_message(package_id, self._signer)
        path = folder / f"{package_id}.zip"
        if path.exists():
            check_zip(path)  # of our own or not, it is not overwritten
            return path
        package = PackageFile(path)
        package.open().close()  # a place that cannot be written must not cost one of two downloads
        call = Call(
            operation=messages.DOWNLOAD,
            url=self._endpoints.download,
            action=f"{_ACTIONS}IDescargaMasivaTercerosService/{messages.DOWNLOAD}",
            body=message,
            max_bytes=self._max_package_bytes,
            sink=package.open,
        )
        try:
            yield from self._authorized(call, lambda _: package.finish())
        except BaseException:  # of the user and of asyncio as well
            package.give_up()
            raise
        return path

    def _authorized(self, call: Call, read: Callable[[Answer], T]) -> Steps[T]:
        """Make a call with a token; with a new one if the SAT does not take the one at hand."""
        try:
            return (yield from self._with_token(call, read))
        except SatServiceError as error:
            if not _is_bad_token(error):
                raise
        self._held = None
        return (yield from self._with_token(call, read))

    def _with_token(self, call: Call, read: Callable[[Answer], T]) -> Steps[T]:
        token = yield from self._token()
        authorized = attrs.evolve(call, authorization=token.authorization)
        return (yield from ask(authorized, self._patience, read))

    def _token(self) -> Steps[Token]:
        now = self._clock()
        if self._held is not None and now < self._held[1] - _MARGIN:
            return self._held[0]
        if not self._signer.certificate.valid_at(now):
            number, last = self._signer.certificate.number, self._signer.certificate.not_after
            raise SatError(f"FIEL {number} is valid until {last}, expected one valid at {now}")
        call = Call(
            operation=messages.AUTHENTICATE,
            url=self._endpoints.authenticate,
            action=_TOKEN_ACTION,
            body=messages.token_message(self._signer, now),
        )
        token = yield from ask(
            call, self._patience, lambda answer: messages.parse_token(answer.body)
        )
        self._held = token, now + token.life
        return token


def _is_bad_token(error: SatServiceError) -> bool:
    match error:
        case SatRefusedError():
            return error.code == messages.BAD_TOKEN
        case SatHttpError():
            return error.status == _UNAUTHORIZED
        case SatFaultError():
            return error.code.rpartition(":")[2] in _BAD_TOKEN_FAULTS
        case _:
            return False
