"""A log of decisions that is only ever added to, each entry chained to the one before."""

from __future__ import annotations

import json
import os
import sys
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final, cast

import attrs

from cobranza._records import from_data
from cobranza.credit.limits._orders import OrderDecision
from cobranza.credit.limits._proposals import Decision
from cobranza.credit.limits._replay import Record
from cobranza.credit.limits._suggest import Suggestion
from cobranza.errors import CreditError, shorten

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from os import PathLike

__all__ = ["AuditLog"]

_START: Final = "0" * 64
_BLOCK: Final = 1 << 16
_KINDS: Final[dict[str, type[Record]]] = {
    "suggestion": Suggestion,
    "decision": Decision,
    "order": OrderDecision,
}
_KEYS: Final = {"kind", "previous", "record", "hash"}


class AuditLog:
    """A file of decisions, one JSON object a line, that shows whether it was changed.

    Each entry holds the SHA-256 of the entry before it and its own, over all that it says; an entry
    that is changed, taken out or put in between breaks the chain. What the chain cannot show by
    itself is that the last entries are gone, or that all of it was written anew: keep what `append`
    returns in another place, and ask `verify` for it.

    One process writes at a time; another waits. An entry is written at once and forced to the disk.

    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     log = AuditLog(Path(folder, "decisions.jsonl"))
    ...     log.verify(), [*log]
    (0, [])
    """

    def __init__(self, path: str | PathLike[str]) -> None:
        self.path: Final = Path(path)

    def __iter__(self) -> Iterator[Record]:
        """Give all decisions, the oldest first.

        Raises:
            CreditError: the file cannot be read, the chain is broken, or an entry is no decision.
        """
        for entry in self._entries():
            yield entry.record()

    def append(self, record: Record) -> str:
        """Add a decision, and give the hash of its entry.

        Raises:
            CreditError: the file cannot be written, or its last entry is not what was written.
        """
        kind = next(name for name, cls in _KINDS.items() if isinstance(record, cls))
        try:
            with self.path.open("ab") as file, _only_writer(file):
                previous = self.head()
                entry = {"kind": kind, "previous": previous, "record": record.to_dict()}
                digest = _hash(entry)
                file.write(f"{json.dumps({**entry, 'hash': digest})}\n".encode("ascii"))
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise CreditError(f"{self.path}: {error}") from error
        return digest

    def head(self) -> str:
        """Give the hash of the last entry; zeros when there is none.

        Raises:
            CreditError: the file cannot be read, or its last entry is not what was written.
        """
        try:
            line = _last_line(self.path)
        except OSError as error:
            raise CreditError(f"{self.path}: {error}") from error
        return _read(line, f"{self.path}, last line", None).hash if line else _START

    def verify(self, head: str | None = None) -> int:
        """Follow the chain from the first entry to the last, and count the entries.

        Args:
            head: a hash that `append` gave; it must be that of the last entry.

        Raises:
            CreditError: the file cannot be read; an entry is not what was written, is not chained
                to the one before, or is cut off; or the last entry is not the one expected.
        """
        count, last = 0, _START
        for entry in self._entries():
            count, last = count + 1, entry.hash
        if head is not None and last != head:
            raise CreditError(f"{self.path}: ends with {last}, expected {head}")
        return count

    def _entries(self) -> Iterator[_Entry]:
        previous = _START
        try:
            with self.path.open("rb") as file:
                for number, line in enumerate(file, 1):
                    entry = _read(line, f"{self.path}, line {number}", previous)
                    previous = entry.hash
                    yield entry
        except FileNotFoundError:
            return
        except OSError as error:
            raise CreditError(f"{self.path}: {error}") from error


@attrs.frozen(kw_only=True)
class _Entry:
    """One line of a log, whose hash is right."""

    place: str
    cls: type[Record]
    data: object
    hash: str

    def record(self) -> Record:
        """Build the decision."""
        return from_data(self.cls, self.data, error=CreditError, place=self.place)


def _last_line(path: Path) -> bytes:
    """Read the end of a file, whatever its length; nothing where there is no file."""
    if not path.exists():
        return b""
    with path.open("rb") as file:
        start = file.seek(0, os.SEEK_END)
        end = b""
        while start and b"\n" not in end[:-1]:
            size = min(_BLOCK, start)
            start = file.seek(start - size)
            end = file.read(size) + end
    return end.splitlines(keepends=True)[-1] if end else b""


def _read(line: bytes, place: str, previous: str | None) -> _Entry:
    if not line.endswith(b"\n"):
        raise CreditError(f"{place}: cut off, expected a whole entry")
    try:
        data: Any = json.loads(line)
    except (RecursionError, ValueError):
        raise CreditError(f"{place}: found {shorten(repr(line))}, expected JSON") from None
    if not isinstance(data, dict) or data.keys() != _KEYS:
        raise CreditError(f"{place}: no entry of this log")
    entry = cast("dict[str, Any]", data)
    cls = _KINDS.get(str(entry["kind"]))
    if cls is None:
        raise CreditError(f"{place}: kind is {entry['kind']!r}, expected {', '.join(_KINDS)}")
    if previous is not None and entry["previous"] != previous:
        raise CreditError(f"{place}: follows {entry['previous']}, expected {previous}")
    digest = entry.pop("hash")
    if _hash(entry) != digest:
        raise CreditError(f"{place}: changed since it was written, its hash is not {digest}")
    return _Entry(place=place, cls=cls, data=entry["record"], hash=digest)


def _hash(entry: dict[str, Any]) -> str:
    """Digest all that an entry says but its own hash."""
    text = json.dumps(entry, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode("ascii")).hexdigest()


if sys.platform == "win32":
    import msvcrt

    @contextmanager
    def _only_writer(file: IO[bytes]) -> Generator[None]:
        """Wait for the other writer, for ten seconds at most."""
        file.seek(1 << 40)  # beyond what is ever written, so that others can read the rest
        msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
        try:
            yield
        finally:
            file.seek(1 << 40)
            msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)
else:
    import fcntl

    @contextmanager
    def _only_writer(file: IO[bytes]) -> Generator[None]:
        """Wait for the other writer; the lock ends with the file or the process."""
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
