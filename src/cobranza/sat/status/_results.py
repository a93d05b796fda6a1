"""The file of a batch: one answer per line (JSON), written as they come, read to go on."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

import attrs

from cobranza.errors import SatError, shorten
from cobranza.sat.status._answer import EsCancelable, Estado, EstatusCancelacion, StatusAnswer

if TYPE_CHECKING:
    import os

    from cobranza.ledger.documents import DocumentStatus

__all__ = ["StatusResult", "open_results", "read_results", "read_statuses", "to_line"]

_START: Final = b'{"expression": '
"""How every line begins: what a half-written line is known by."""


@attrs.frozen(kw_only=True)
class StatusResult:
    """An answer, the expression and UUID it is about, and when it came.

    `answered_at` is what the clock of the caller said.
    """

    expression: str
    uuid: str
    answered_at: datetime
    answer: StatusAnswer


def read_results(path: str | os.PathLike[str]) -> tuple[StatusResult, ...]:
    """Read the answers in the file of a batch, in the order in which they came.

    A last line that was cut off is left out: going on with the batch asks for it again.

    Raises:
        SatError: the file cannot be read, or is not that of a batch; the message names the line.
    """
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise SatError(f"{path} cannot be read: {error.strerror}") from None
    return _results(data, path)


def read_statuses(path: str | os.PathLike[str]) -> dict[str, DocumentStatus]:
    """Read what a ledger needs to know of each document in the file of a batch, by UUID.

    Documents that the SAT does not find are left out. Of several answers about one document, the
    last counts.

    Raises:
        SatError: the file cannot be read, or is not that of a batch.

    >>> from tempfile import TemporaryDirectory
    >>> result = StatusResult(
    ...     expression="?id=5FB2822E-396D-4725-8521-CDC4BDD20CCF&re=...&rr=...&tt=1.0",
    ...     uuid="5FB2822E-396D-4725-8521-CDC4BDD20CCF",
    ...     answered_at=datetime(2026, 10, 31, 12, 0),
    ...     answer=StatusAnswer(codigo_estatus="S - ...", estado=Estado.CANCELADO),
    ... )
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder, "estados.jsonl")
    ...     _ = path.write_bytes(to_line(result))
    ...     read_statuses(path)["5FB2822E-396D-4725-8521-CDC4BDD20CCF"].cancelled
    True
    """
    found = {each.uuid: each.answer.document_status() for each in read_results(path)}
    return {uuid: status for uuid, status in found.items() if status is not None}


def open_results(path: str | os.PathLike[str]) -> tuple[IO[bytes], set[str]]:
    """Open the file of a batch to add to it; give it with the expressions that it answers.

    A last line that was cut off is taken away.

    Raises:
        SatError: the file is not that of a batch, or cannot be written.
    """
    try:
        # Unbuffered: a line is one write, which the system appends whole.
        file = Path(path).open("ab+", buffering=0)  # noqa: SIM115 - the caller closes it
    except OSError as error:
        raise SatError(f"{path} cannot be written: {error.strerror}") from None
    try:
        file.seek(0)
        data = file.read()
        answered = {each.expression for each in _results(data, path)}
        file.truncate(data.rfind(b"\n") + 1)
    except BaseException:
        file.close()
        raise
    return file, answered


def to_line(result: StatusResult) -> bytes:
    """Write one answer as one line."""
    values = {
        "expression": result.expression,
        "uuid": result.uuid,
        "answered_at": result.answered_at.isoformat(),
        **attrs.asdict(result.answer),
    }
    return f"{json.dumps(values, ensure_ascii=False)}\n".encode()


def _results(data: bytes, path: str | os.PathLike[str]) -> tuple[StatusResult, ...]:
    *lines, torn = data.split(b"\n")
    if not torn.startswith(_START[: len(torn)]):
        raise SatError(f"{path}, last line: not an answer, expected the file of a batch")
    return tuple(_result(line, f"{path}, line {number}") for number, line in enumerate(lines, 1))


def _result(line: bytes, where: str) -> StatusResult:
    try:
        values = json.loads(line)
        cancelable, cancelacion = values["es_cancelable"], values["estatus_cancelacion"]
        answer = StatusAnswer(
            codigo_estatus=values["codigo_estatus"],
            estado=Estado(values["estado"]),
            es_cancelable=None if cancelable is None else EsCancelable(cancelable),
            estatus_cancelacion=None if cancelacion is None else EstatusCancelacion(cancelacion),
            validacion_efos=values["validacion_efos"],
        )
        return StatusResult(
            expression=values["expression"],
            uuid=values["uuid"],
            answered_at=datetime.fromisoformat(values["answered_at"]),
            answer=answer,
        )
    except (KeyError, TypeError, ValueError):
        found = shorten(line.decode("utf-8", "replace"))
        raise SatError(f"{where}: found {found!r}, expected an answer of the SAT") from None
