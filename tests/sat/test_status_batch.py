"""Many questions into one file: bounded, resumed, and never losing an answer."""

import asyncio
import json
import random
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobranza.errors import SatError
from cobranza.ledger.documents import DocumentState, DocumentStatus
from cobranza.sat.errors import SatHttpError
from cobranza.sat.status import (
    BatchProgress,
    Patience,
    query_statuses,
    query_statuses_async,
    read_results,
    read_statuses,
)
from tests.sat import answers
from tests.sat.server import TLS, Asked, Reply, Server

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
Run = Callable[..., BatchProgress]


def uuid(number: int) -> str:
    return f"{number:08X}-81CD-4557-8719-26632D2FA434"


def expression(number: int) -> str:
    return f"?id={uuid(number)}&re=EKU9003173C9&rr=XAXX010101000&tt=1160.0"


def number_in(asked: Asked) -> int:
    found = re.search(rb"\?id=([0-9A-F]{8})", asked.body)
    assert found is not None
    return int(found.group(1), 16)


class Clock:
    """A clock that moves one second whenever it is looked at."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


def run_sync(
    server: Server, expressions: Iterable[str], path: Path, **options: Any
) -> BatchProgress:
    options = {"clock": Clock(), "sleep": lambda _: None, **options}
    with httpx.Client(verify=TLS) as client:
        return query_statuses(client, expressions, path, endpoint=server.url, **options)


def run_async(
    server: Server, expressions: Iterable[str], path: Path, **options: Any
) -> BatchProgress:
    async def sleep(_: float) -> None:
        await asyncio.sleep(0)

    async def run() -> BatchProgress:
        given = {"clock": Clock(), "sleep": sleep, **options}
        async with httpx.AsyncClient(verify=TLS) as client:
            return await query_statuses_async(
                client, expressions, path, endpoint=server.url, **given
            )

    return asyncio.run(run())


@pytest.fixture(params=[run_sync, run_async], ids=["sync", "async"])
def run(request: pytest.FixtureRequest, server: Server, hasty: Patience) -> Run:
    return partial(request.param, server, patience=hasty)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "estados.jsonl"


def in_force(_: Asked) -> Reply:
    return Reply(body=answers.consulta())


def asked_numbers(server: Server) -> list[int]:
    return sorted(map(number_in, server.asked))


def test_every_expression_is_answered_once(server: Server, run: Run, path: Path) -> None:
    words = {0: "Vigente", 1: "Cancelado", 2: "No Encontrado"}
    server.script = lambda asked: Reply(body=answers.consulta(words[number_in(asked) % 3]))
    found = run(map(expression, [*range(9), 0, 1]), path)
    assert found == BatchProgress(answered=9, skipped=2)
    assert asked_numbers(server) == list(range(9))
    states = {0: DocumentState.IN_FORCE, 1: DocumentState.CANCELLED}
    assert read_statuses(path) == {
        uuid(each): DocumentStatus(state=states[each % 3]) for each in range(9) if each % 3 < 2
    }
    results = read_results(path)
    assert {each.expression for each in results} == set(map(expression, range(9)))
    # The clock is the caller's, and stands beside each answer in the order of the file.
    assert [each.answered_at for each in results] == [
        NOON + timedelta(seconds=second) for second in range(1, 10)
    ]


@pytest.mark.parametrize("workers", [1, 3])
def test_never_more_at_a_time_than_workers(
    server: Server, run: Run, path: Path, workers: int
) -> None:
    server.script = lambda _: Reply(body=answers.consulta(), drip=3)
    run(map(expression, range(12)), path, workers=workers)
    assert server.most_at_once <= workers
    assert workers == 1 or server.most_at_once > 1


def test_resumes_where_it_stopped(server: Server, run: Run, path: Path) -> None:
    server.script = in_force
    run(map(expression, range(4)), path)
    before = path.read_bytes()
    assert run(map(expression, range(7)), path) == BatchProgress(answered=3, skipped=4)
    assert asked_numbers(server) == list(range(7))
    assert path.read_bytes().startswith(before)


def test_a_line_cut_off_is_asked_again(server: Server, run: Run, path: Path) -> None:
    server.script = in_force
    run(map(expression, range(3)), path, workers=1)
    whole = path.read_bytes()
    path.write_bytes(whole[:-30])
    assert len(read_results(path)) == 2
    assert run(map(expression, range(3)), path) == BatchProgress(answered=1, skipped=2)
    assert [each.uuid for each in read_results(path)] == list(map(uuid, range(3)))
    assert asked_numbers(server) == [0, 1, 2, 2]


def test_what_fails_is_told_and_asked_again(server: Server, run: Run, path: Path) -> None:
    down = {2, 5}

    def script(asked: Asked) -> Reply:
        return Reply(status=404) if number_in(asked) in down else in_force(asked)

    server.script = script
    found = run(map(expression, range(8)), path)
    assert (found.answered, {each.expression for each in found.failures}) == (
        6,
        {expression(2), expression(5)},
    )
    assert {type(each.error) for each in found.failures} == {SatHttpError}
    down.clear()
    assert run(map(expression, range(8)), path) == BatchProgress(answered=2, skipped=6)


def test_gives_up_when_nothing_answers(server: Server, run: Run, path: Path) -> None:
    server.script = lambda asked: in_force(asked) if number_in(asked) < 3 else Reply(status=404)
    with pytest.raises(SatHttpError):
        run(map(expression, range(100)), path, workers=1, give_up_after=5)
    assert len(read_results(path)) == 3
    assert len(server.asked) == 3 + 5


def test_an_expression_that_is_none_is_not_sent(server: Server, run: Run, path: Path) -> None:
    server.script = in_force
    found = run(["?id=1", expression(1)], path)
    (failure,) = found.failures
    assert (found.answered, failure.expression) == (1, "?id=1")
    assert "expected id, re, rr, tt" in str(failure.error)
    assert asked_numbers(server) == [1]


def test_progress_is_told_in_order(server: Server, run: Run, path: Path) -> None:
    server.script = in_force
    told: list[BatchProgress] = []
    run(map(expression, [*range(5), 0]), path, progress=told.append)
    assert [each.answered + each.skipped for each in told] == list(range(1, 7))


@pytest.mark.parametrize("where", ["progress", "input"])
def test_an_error_of_the_caller_ends_it_and_keeps_what_came(
    server: Server, run: Run, path: Path, where: str
) -> None:
    server.script = in_force

    def progress(found: BatchProgress) -> None:
        if where == "progress" and found.answered == 4:
            raise RuntimeError("enough")

    def endless() -> Iterator[str]:
        for number in range(1_000):
            if where == "input" and number == 4:
                raise RuntimeError("enough")
            yield expression(number)

    with pytest.raises(RuntimeError, match="enough"):
        run(endless(), path, progress=progress)
    assert 1 <= len(read_results(path)) <= 12
    assert len(server.asked) <= 12


def test_no_workers(run: Run, path: Path) -> None:
    with pytest.raises(SatError, match="workers is 0, expected at least 1"):
        run([], path, workers=0)


@pytest.mark.parametrize(
    "contents",
    [
        b"uuid,status\nA,vigente\n",
        b"one line of something else",
        b'{"expression": "?id=1"}\n',
        b'{"expression": 1, "uuid": 2, "answered_at": 3, "codigo_estatus": "", "estado": "x"}\n',
        b"[]\n",
        b"\xff\xfe\n",
    ],
)
def test_another_file_is_refused_and_left_alone(run: Run, path: Path, contents: bytes) -> None:
    path.write_bytes(contents)
    with pytest.raises(SatError, match=r"estados\.jsonl, (last line|line 1): .*expected"):
        run([expression(1)], path)
    assert path.read_bytes() == contents


def test_places_that_hold_no_file(run: Run, tmp_path: Path) -> None:
    with pytest.raises(SatError, match="cannot be written"):
        run([expression(1)], tmp_path)
    with pytest.raises(SatError, match="cannot be read"):
        read_results(tmp_path / "nothing.jsonl")


def test_the_last_answer_about_a_document_counts(tmp_path: Path) -> None:
    path = tmp_path / "estados.jsonl"
    line = {
        "expression": expression(1),
        "uuid": uuid(1),
        "answered_at": NOON.isoformat(),
        "codigo_estatus": "S - x",
        "es_cancelable": None,
        "estatus_cancelacion": "En proceso",
        "validacion_efos": "",
    }
    lines = [{**line, "estado": estado} for estado in ("Vigente", "Cancelado")]
    path.write_text("".join(f"{json.dumps(each)}\n" for each in lines))
    assert read_statuses(path)[uuid(1)].cancelled


@given(st.integers(0, 400), st.integers(0, 3))
@pytest.mark.property
def test_cut_anywhere_the_file_still_says_what_is_left(
    tmp_path_factory: pytest.TempPathFactory, cut: int, seed: int
) -> None:
    """Of a file that ends anywhere, exactly the whole lines count."""
    path = tmp_path_factory.mktemp("cut") / "estados.jsonl"
    chosen = random.Random(seed).sample(range(100), 3)
    line = '{{"expression": "{}", "uuid": "{}", "answered_at": "2026-03-01T12:00:00+00:00", '
    line += '"codigo_estatus": "S", "estado": "Vigente", "es_cancelable": null, '
    line += '"estatus_cancelacion": null, "validacion_efos": "200"}}\n'
    whole = "".join(line.format(expression(each), uuid(each)) for each in chosen).encode()
    kept = whole[:cut]
    path.write_bytes(kept)
    assert len(read_results(path)) == kept.count(b"\n")
