"""The status of many documents: a few at a time, into a file that says where to go on."""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from threading import Lock
from typing import TYPE_CHECKING, Final, Self

import attrs

from cobranza.errors import SatError
from cobranza.sat.errors import SatServiceError
from cobranza.sat.status._client import (
    ENDPOINT,
    PATIENCE,
    query_status,
    query_status_async,
)
from cobranza.sat.status._results import StatusResult, open_results, to_line
from cobranza.sat.verification import parse_expression

if TYPE_CHECKING:
    import os
    from collections.abc import Awaitable, Callable, Iterable
    from datetime import datetime

    import httpx

    from cobranza.sat._http import Patience
    from cobranza.sat.status._answer import StatusAnswer

__all__ = ["BatchProgress", "StatusFailure", "query_statuses", "query_statuses_async"]

WORKERS: Final = 4
GIVE_UP_AFTER: Final = 20


@attrs.frozen(kw_only=True)
class StatusFailure:
    """An expression that has no answer, and why."""

    expression: str
    error: SatError


@attrs.frozen(kw_only=True)
class BatchProgress:
    """How far a batch has come.

    `answered` counts the answers that this run added to the file, `skipped` the expressions that
    were already answered there or had stood before in this run.
    """

    answered: int = 0
    skipped: int = 0
    failures: tuple[StatusFailure, ...] = ()


def query_statuses(
    client: httpx.Client,
    expressions: Iterable[str],
    results: str | os.PathLike[str],
    *,
    clock: Callable[[], datetime],
    endpoint: str = ENDPOINT,
    patience: Patience = PATIENCE,
    workers: int = WORKERS,
    give_up_after: int = GIVE_UP_AFTER,
    progress: Callable[[BatchProgress], object] | None = None,
    sleep: Callable[[float], object] = time.sleep,
) -> BatchProgress:
    """Ask the SAT about many documents, and add each answer to the file `results`.

    Expressions that the file already answers are not asked again: run it again with the same file
    to go on where it stopped, and with a new one to ask anew. `workers` calls are under way at a
    time. What fails is told in the result, and is asked again by the next run; after
    `give_up_after` failures in a row the batch ends with the error of the last.

    `clock` gives the time that is noted beside each answer. `progress` is called after every
    expression, never twice at a time.

    Raises:
        SatError: `results` is not the file of a batch or cannot be written, or `workers` is not
            positive.
        SatServiceError: too many calls failed in a row; the answers before are in the file.
        MissingExtraError: httpx is not installed.
    """
    with _Batch(expressions, results, clock, give_up_after, progress) as batch:

        def work() -> None:
            while (expression := batch.take()) is not None:
                try:
                    answer = query_status(
                        client, expression, endpoint=endpoint, patience=patience, sleep=sleep
                    )
                except SatServiceError as error:
                    batch.fail(expression, error)
                else:
                    batch.add(expression, answer)

        with ThreadPoolExecutor(_checked(workers)) as pool:
            try:
                futures = [pool.submit(work) for _ in range(workers)]
                for future in wait(futures, return_when=FIRST_EXCEPTION).done:
                    future.result()
            finally:
                batch.stop()
        return batch.end()


async def query_statuses_async(
    client: httpx.AsyncClient,
    expressions: Iterable[str],
    results: str | os.PathLike[str],
    *,
    clock: Callable[[], datetime],
    endpoint: str = ENDPOINT,
    patience: Patience = PATIENCE,
    workers: int = WORKERS,
    give_up_after: int = GIVE_UP_AFTER,
    progress: Callable[[BatchProgress], object] | None = None,
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
) -> BatchProgress:
    """Do what `query_statuses` does, with an asynchronous client and tasks of asyncio."""
    with _Batch(expressions, results, clock, give_up_after, progress) as batch:

        async def work() -> None:
            while (expression := batch.take()) is not None:
                try:
                    answer = await query_status_async(
                        client, expression, endpoint=endpoint, patience=patience, sleep=sleep
                    )
                except SatServiceError as error:
                    batch.fail(expression, error)
                else:
                    batch.add(expression, answer)

        tasks = [asyncio.create_task(work()) for _ in range(_checked(workers))]
        try:
            await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        return batch.end()


def _checked(workers: int) -> int:
    if workers < 1:
        raise SatError(f"workers is {workers}, expected at least 1")
    return workers


class _Batch:
    """What the workers of a batch share: what to ask next, and where the answers go."""

    def __init__(
        self,
        expressions: Iterable[str],
        results: str | os.PathLike[str],
        clock: Callable[[], datetime],
        give_up_after: int,
        progress: Callable[[BatchProgress], object] | None,
    ) -> None:
        self._left = iter(expressions)
        self._clock = clock
        self._give_up_after = give_up_after
        self._tell = progress
        self._failed_in_a_row = 0
        self._so_far = BatchProgress()
        self._stopped = False
        self._given_up: SatServiceError | None = None
        self._lock = Lock()
        self._file, self._seen = open_results(results)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def take(self) -> str | None:
        """Give the next expression without an answer, None when there is nothing left to do."""
        with self._lock:
            for expression in self._left:
                if self._stopped:
                    break
                if expression in self._seen:
                    self._note(skipped=self._so_far.skipped + 1)
                    continue
                self._seen.add(expression)
                try:
                    parse_expression(expression)
                except SatError as error:
                    self._note_failure(expression, error)
                    continue
                return expression
            return None

    def add(self, expression: str, answer: StatusAnswer) -> None:
        """Put an answer into the file."""
        with self._lock:
            self._failed_in_a_row = 0
            uuid = parse_expression(expression).uuid
            result = StatusResult(
                expression=expression, uuid=uuid, answered_at=self._clock(), answer=answer
            )
            self._file.write(to_line(result))
            self._note(answered=self._so_far.answered + 1)

    def fail(self, expression: str, error: SatServiceError) -> None:
        """Note that there is no answer, and give up when that happens too often."""
        with self._lock:
            self._failed_in_a_row += 1
            if self._failed_in_a_row >= self._give_up_after:
                self._stopped = True
                self._given_up = error
            self._note_failure(expression, error)

    def stop(self) -> None:
        """Let the workers end."""
        self._stopped = True

    def end(self) -> BatchProgress:
        """Give how far the batch has come, or raise what ended it."""
        if self._given_up is not None:
            raise self._given_up
        return self._so_far

    def _note_failure(self, expression: str, error: SatError) -> None:
        failure = StatusFailure(expression=expression, error=error)
        self._note(failures=(*self._so_far.failures, failure))

    def _note(self, **changes: object) -> None:
        self._so_far = attrs.evolve(self._so_far, **changes)  # type: ignore[arg-type]
        if self._tell is not None:
            self._tell(self._so_far)
