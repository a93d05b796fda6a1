"""From the files of a source to what a ledger needs, in this process or in several.

Bytes and `Comprobante` are dropped as soon as a document is digested, and only a few chunks are
under way at a time: memory grows with the results alone.
"""

from __future__ import annotations

import signal
from collections import deque
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from hashlib import sha256
from multiprocessing import get_context
from typing import TYPE_CHECKING, Final

import attrs

from cobranza.cfdi import read
from cobranza.errors import CfdiReadError, Problem, SourceError
from cobranza.ledger import LedgerDocument, Skipped, SkipReason
from cobranza.ledger.intake import digest
from cobranza.sources._files import (
    Limits,
    RefusalReason,
    SourceFile,
    Unusable,
    open_files,
    printable,
)

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
    from concurrent.futures import Future

__all__ = [
    "Digested",
    "FileRead",
    "Intake",
    "Outcome",
    "Refused",
    "digest_files",
    "digest_one",
    "read_files",
]

_CHUNK_FILES: Final = 256
_CHUNK_BYTES: Final = 4 * 1024 * 1024
_CHUNKS_PER_WORKER: Final = 3
"""Chunks under way: one in work, the others ready when it ends."""
_WORTH_A_POOL: Final = 10_000
"""Files above which several processes gain more than they cost to start and to talk to."""
_PROBLEMS_KEPT: Final = 20
"""Of one refused file: enough to mend it, and no hostile file fills the memory with them."""


@attrs.frozen(kw_only=True)
class Digested:
    """A file that gave a document for the ledger."""

    name: str
    document: LedgerDocument


@attrs.frozen(kw_only=True)
class Refused:
    """A file that gave no document: why, in a word and in detail.

    `problems` are the first reasons, at most 20, for which a CFDI could not be typed.

    >>> refused = Refused(name="a.xml", reason=RefusalReason.EMPTY, detail="the file is empty")
    >>> print(refused)
    a.xml: the file is empty
    """

    name: str
    reason: RefusalReason
    detail: str
    problems: tuple[Problem, ...] = ()

    def __str__(self) -> str:
        return f"{self.name}: {self.detail}"


Outcome = Digested | Refused | Skipped
"""What became of one file; `Skipped` is a good document that moves no balance."""


@attrs.frozen(kw_only=True)
class FileRead:
    """What became of one file, with what tells its contents from others.

    `stamp` is that of the `SourceFile` before it was read, `sha256` that of its bytes in
    hexadecimal, "" when they could not be had. `outcome` is `None` for contents known already.

    >>> FileRead(name="a.xml", stamp="", sha256="e3b0c442", outcome=None).outcome is None
    True
    """

    name: str
    stamp: str
    sha256: str
    outcome: Outcome | None


@attrs.frozen(kw_only=True)
class Intake:
    """What became of all files of a source, each kind in the order of the names.

    >>> intake = Intake.of([Skipped(reason=SkipReason.NO_UUID, kind="I", source="a.xml")])
    >>> intake.files, len(intake.digested)
    (1, 0)
    """

    digested: tuple[Digested, ...]
    refused: tuple[Refused, ...]
    skipped: tuple[Skipped, ...]

    @classmethod
    def of(cls, outcomes: Iterable[Outcome]) -> Intake:
        """Sort outcomes into their kinds."""
        digested: list[Digested] = []
        refused: list[Refused] = []
        skipped: list[Skipped] = []
        for outcome in outcomes:
            if isinstance(outcome, Digested):
                digested.append(outcome)
            elif isinstance(outcome, Refused):
                refused.append(outcome)
            else:
                skipped.append(outcome)
        return cls(digested=tuple(digested), refused=tuple(refused), skipped=tuple(skipped))

    @property
    def documents(self) -> tuple[LedgerDocument, ...]:
        """What `Ledger.build` takes."""
        return tuple(each.document for each in self.digested)

    @property
    def files(self) -> int:
        """Number of files, whatever became of them."""
        return len(self.digested) + len(self.refused) + len(self.skipped)


def digest_files(
    source: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    *,
    workers: int = 1,
    limits: Limits | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Iterator[Outcome]:
    """Digest the CFDI files of a folder (and the folders in it), a ZIP archive, or a list of paths.

    The outcomes come in the order of the names (of the list, for a list), one per file, whatever
    the number of `workers`. More than one worker needs a main module that can be imported, as
    always with `multiprocessing`. `progress` is told how many of how many files are done.

    Raises:
        SourceError: the source cannot be used at all, or a worker process died.

    >>> list(digest_files("no/such/folder"))
    Traceback (most recent call last):
        ...
    cobranza.errors.SourceError: no/such/folder does not exist, expected a folder or a ZIP archive
    """
    with open_files(source, limits=limits or Limits()) as files:
        read = read_files(files, workers=workers, progress=progress)
        yield from filter(None, (each.outcome for each in read))


def read_files(
    files: Sequence[SourceFile],
    *,
    known: Mapping[str, str] | None = None,
    workers: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> Iterator[FileRead]:
    """Digest files that are open, as `digest_files` does, and say what tells their contents.

    `known` gives by name the SHA-256 of contents that need not be digested again.

    Raises:
        SourceError: a worker process died.

    >>> list(read_files([]))
    []
    """
    done = 0
    chunks = _chunks(files, known or {})
    pooled = workers > 1 and len(files) >= _WORTH_A_POOL
    for read_ones in _in_pool(chunks, workers) if pooled else map(_digest_chunk, chunks):
        yield from read_ones
        done += len(read_ones)
        if progress is not None:
            progress(done, len(files))


@attrs.frozen(kw_only=True)
class _Loaded:
    """A file on its way to be digested: its bytes, why there are none, `None` for known ones."""

    name: str
    stamp: str
    sha256: str = ""
    data: bytes | Refused | None


_Chunk = list[_Loaded]


def _chunks(files: Iterable[SourceFile], known: Mapping[str, str]) -> Iterator[_Chunk]:
    chunk: _Chunk = []
    size = 0
    for file in files:
        loaded = _load(file, known.get(file.name))
        chunk.append(loaded)
        size += len(loaded.data) if isinstance(loaded.data, bytes) else 0
        if len(chunk) == _CHUNK_FILES or size > _CHUNK_BYTES:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _load(file: SourceFile, known: str | None) -> _Loaded:
    stamp = file.stamp()  # before the bytes: what changes meanwhile is read again next time
    try:
        data = file.load()
    except Unusable as error:
        refused = Refused(name=file.name, reason=error.reason, detail=error.detail)
        return _Loaded(name=file.name, stamp=stamp, data=refused)
    found = sha256(data).hexdigest()
    return _Loaded(name=file.name, stamp=stamp, sha256=found, data=None if found == known else data)


def _in_pool(chunks: Iterator[_Chunk], workers: int) -> Iterator[list[FileRead]]:
    # "spawn" everywhere: a fork would copy locks that a thread, such as a progress bar's, holds.
    pool = ProcessPoolExecutor(
        workers, mp_context=get_context("spawn"), initializer=_leave_interrupts_to_the_parent
    )
    under_way: deque[tuple[str, Future[list[FileRead]]]] = deque()
    try:
        for chunk in chunks:
            with _interrupts_held():
                under_way.append((chunk[0].name, pool.submit(_digest_chunk, chunk)))
            if len(under_way) >= workers * _CHUNKS_PER_WORKER:
                yield under_way[0][1].result()
                under_way.popleft()
        while under_way:
            yield under_way[0][1].result()
            under_way.popleft()
    except BrokenProcessPool:
        where = f"at {under_way[0][0]} or soon after it" if under_way else "as it started"
        raise SourceError(
            f"a worker process died {where}, perhaps for lack of memory: try with one worker"
        ) from None
    finally:
        pool.shutdown(cancel_futures=True)


@contextmanager
def _interrupts_held() -> Generator[None]:
    """Hold Ctrl-C back while processes may start, for those would die of it with a traceback."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows: only what has started is safe
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _leave_interrupts_to_the_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _digest_chunk(chunk: _Chunk) -> list[FileRead]:
    return [
        FileRead(name=each.name, stamp=each.stamp, sha256=each.sha256, outcome=_outcome(each))
        for each in chunk
    ]


def _outcome(loaded: _Loaded) -> Outcome | None:
    data = loaded.data
    return digest_one(loaded.name, data) if isinstance(data, bytes) else data


def digest_one(name: str, data: bytes) -> Outcome:
    """Say what becomes of one file."""
    try:
        document = read(data, max_bytes=len(data))  # limited when it was loaded
    except CfdiReadError as error:
        return _refused(name, error)
    found = digest(document)
    if not isinstance(found, Skipped):
        return Digested(name=name, document=found)
    if found.reason is SkipReason.UNUSABLE:
        return Refused(name=name, reason=RefusalReason.INVALID, detail=found.detail)
    return attrs.evolve(found, source=name)


def _refused(name: str, error: CfdiReadError) -> Refused:
    first = error.problems[0]
    reason = _reason(first)
    more = len(error.problems) - 1
    if reason is RefusalReason.NOT_CFDI_40:
        found = (first.value or "").rpartition("}")[2]
        detail = f"found {found!r}, expected the Comprobante of a CFDI 4.0"
    else:
        detail = f"{first}; and {more} more" if more else str(first)
    problems = error.problems[:_PROBLEMS_KEPT]
    return Refused(name=name, reason=reason, detail=printable(detail), problems=problems)


def _reason(problem: Problem) -> RefusalReason:
    if not problem.path:
        return RefusalReason.NOT_XML if problem.value else RefusalReason.EMPTY
    inside = problem.path.startswith("/cfdi:Comprobante/")
    return RefusalReason.INVALID if inside else RefusalReason.NOT_CFDI_40
