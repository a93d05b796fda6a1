"""A whole request: ask, wait, download every package; and go on after any interruption."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import attrs

from cobranza.errors import SatError
from cobranza.sat._http import Pause
from cobranza.sat.download._messages import (
    CODES,
    VERIFY,
    EstadoSolicitud,
)
from cobranza.sat.download._package import write_whole
from cobranza.sat.errors import SatEndedError, SatNotReadyError

if TYPE_CHECKING:
    from collections.abc import Callable

    from cobranza.sat._http import Steps
    from cobranza.sat.download._messages import Verification
    from cobranza.sat.download._query import Query
    from cobranza.sat.download._session import Session

__all__ = ["CollectProgress", "Collected", "Polling", "collect"]

STATE_NAME: Final = "descarga.json"
_UNDER_WAY: Final = frozenset({EstadoSolicitud.ACEPTADA, EstadoSolicitud.EN_PROCESO})


@attrs.frozen(kw_only=True)
class Polling:
    """How often a request is verified: up to `polls` times, `every` so many seconds.

    The SAT takes from minutes to three days.

    Raises:
        SatError: one of the two is not positive.

    >>> Polling(every=300).polls
    60
    """

    every: float = 60
    polls: int = 60

    def __attrs_post_init__(self) -> None:
        if self.every <= 0 or self.polls <= 0:
            raise SatError(
                f"every is {self.every} and polls {self.polls}, expected both more than 0"
            )


@attrs.frozen(kw_only=True)
class CollectProgress:
    """How far a collection has come; `estado` is `None` when the SAT was not asked for it."""

    request_id: str
    estado: EstadoSolicitud | None
    packages: int
    downloaded: int


@attrs.frozen(kw_only=True)
class Collected:
    """What a request gave: how many documents the SAT counts, and the ZIP archives with them."""

    request_id: str
    numero_cfdis: int
    files: tuple[Path, ...]


@attrs.frozen(kw_only=True)
class _State:
    """What must outlive an interruption; which packages came is told by their files.

    `request_id` is "" before the SAT has accepted the request, and `packages` is `None` before it
    has finished it.
    """

    asked: dict[str, Any]
    request_id: str = ""
    numero_cfdis: int = 0
    packages: tuple[str, ...] | None = None


def collect(
    session: Session,
    query: Query,
    folder: Path,
    polling: Polling,
    tell: Callable[[CollectProgress], object],
) -> Steps[Collected]:
    """Ask for documents, or go on with what `folder` says was asked for, until all are there."""
    place = folder / STATE_NAME
    asked = _asked(session.rfc, query)
    state = _load(place, asked)
    if not state.request_id:
        _save(place, state)  # a place that cannot be written must not cost a request
        state = attrs.evolve(state, request_id=(yield from session.request(query)))
        _save(place, state)
    estado = None
    if state.packages is None:
        verification = yield from _finished(session, state.request_id, polling, tell)
        estado = verification.estado
        state = attrs.evolve(
            state, numero_cfdis=verification.numero_cfdis, packages=verification.packages
        )
        _save(place, state)
    files: list[Path] = []
    for package in state.packages or ():
        files.append((yield from session.download(package, folder)))
        tell(
            CollectProgress(
                request_id=state.request_id,
                estado=estado,
                packages=len(state.packages or ()),
                downloaded=len(files),
            )
        )
    return Collected(
        request_id=state.request_id, numero_cfdis=state.numero_cfdis, files=tuple(files)
    )


def _finished(
    session: Session,
    request_id: str,
    polling: Polling,
    tell: Callable[[CollectProgress], object],
) -> Steps[Verification]:
    """Verify until the SAT has finished."""
    for poll in range(1, polling.polls + 1):
        found = yield from session.verify(request_id)
        tell(
            CollectProgress(
                request_id=request_id,
                estado=found.estado,
                packages=len(found.packages),
                downloaded=0,
            )
        )
        if found.empty or (found.estado is EstadoSolicitud.TERMINADA and found.packages):
            return found
        if found.estado not in _UNDER_WAY:
            meaning = CODES.get(found.codigo, "")
            raise SatEndedError(VERIFY, found.estado.name, found.codigo, found.mensaje, meaning)
        if poll < polling.polls:
            yield Pause(seconds=polling.every)
    raise SatNotReadyError(
        VERIFY, f"request {request_id} not finished after {polling.polls} polls", "TERMINADA"
    )


def _asked(rfc: str, query: Query) -> dict[str, Any]:
    return {
        "operation": query.operation,
        "attributes": query.attributes(rfc),
        "receivers": list(query.receivers()),
    }


def _save(place: Path, state: _State) -> None:
    values = {"format": "cobranza descarga masiva", "version": 1, **attrs.asdict(state)}
    write_whole(place, f"{json.dumps(values, ensure_ascii=False, indent=1)}\n".encode())


def _load(place: Path, asked: dict[str, Any]) -> _State:
    """Read where a collection stands."""
    try:
        state = _parsed(place.read_bytes())
    except FileNotFoundError:
        return _State(asked=asked)
    except OSError as error:
        raise SatError(f"{place} cannot be read: {error.strerror}") from None
    if state is None:
        raise SatError(f"{place} is damaged, expected the state of a descarga masiva")
    if state.asked != asked:
        raise SatError(f"{place} is of another query, expected a folder for each query")
    return state


def _parsed(data: bytes) -> _State | None:
    try:
        values: Any = json.loads(data)
        match values:
            case {
                "format": "cobranza descarga masiva",
                "version": 1,
                "asked": dict(),
                "request_id": str(),
                "numero_cfdis": int(),
                "packages": list() | None,
            }:
                packages = values["packages"]
                return _State(
                    asked=values["asked"],
                    request_id=values["request_id"],
                    numero_cfdis=values["numero_cfdis"],
                    packages=None if packages is None else tuple(map(str, packages)),
                )
            case _:
                return None
    except ValueError:  # no JSON, no text
        return None
