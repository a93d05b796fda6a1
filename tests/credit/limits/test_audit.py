"""The log of decisions: only added to, and every change of it shows."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs
import pytest

from cobranza.credit.limits import AuditLog, suggest_limit
from cobranza.errors import CreditError
from tests.credit.limits.makers import POLICY, applicant
from tests.credit.limits.test_replay import DECISION, ORDER, RECORDS, SUGGESTION


@pytest.fixture
def log(tmp_path: Path) -> AuditLog:
    log = AuditLog(tmp_path / "decisions.jsonl")
    for record in RECORDS:
        log.append(record)
    return log


def test_what_is_added_is_there(log: AuditLog) -> None:
    assert [*log] == RECORDS
    assert log.verify() == 3
    assert log.verify(log.head()) == 3


def test_adding_only_adds(log: AuditLog) -> None:
    before = log.path.read_bytes()
    head = log.append(SUGGESTION)
    after = log.path.read_bytes()
    assert after.startswith(before)
    assert after.count(b"\n") == 4
    assert log.head() == head


def test_no_file_is_an_empty_log(tmp_path: Path) -> None:
    log = AuditLog(tmp_path / "none.jsonl")
    assert ([*log], log.verify(), log.head()) == ([], 0, "0" * 64)
    log.path.touch()
    assert log.head() == "0" * 64


def test_an_entry_may_be_longer_than_what_is_read_at_once(log: AuditLog) -> None:
    long = attrs.evolve(
        DECISION, proposal=attrs.evolve(DECISION.proposal, reasons=("x" * 200_000,))
    )
    head = log.append(long)
    assert (log.head(), log.verify()) == (head, 4)
    assert log.append(ORDER) == log.head()


def lines(log: AuditLog) -> list[bytes]:
    return log.path.read_bytes().splitlines(keepends=True)


def changed(line: bytes) -> bytes:
    entry = json.loads(line)
    entry["record"]["applicant"]["customer"] = "URE180429TM6"
    return json.dumps(entry).encode() + b"\n"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda found: [changed(found[0]), *found[1:]], "line 1: changed since it was written"),
        (lambda found: found[1:], "line 1: follows "),
        (lambda found: [found[0], found[2]], "line 2: follows "),
        (lambda found: [found[1], found[0], found[2]], "line 1: follows "),
        (lambda found: [*found, found[0]], "line 4: follows "),
        (lambda found: [*found[:2], found[2][:-9]], "line 3: cut off, expected a whole entry"),
        (lambda found: [found[0], b"{}\n"], "line 2: no entry of this log"),
        (lambda found: [found[0], b"[]\n"], "line 2: no entry of this log"),
        (lambda found: [found[0], b"hola\n"], r"line 2: found b'hola\\n', expected JSON"),
        (lambda found: [found[0], b"\xff\n"], "line 2: found b'.*', expected JSON"),
        (
            lambda found: [found[0].replace(b'"kind": "sug', b'"kind": "Sug')],
            "line 1: kind is 'Suggestion', expected suggestion, decision, order",
        ),
        (
            lambda found: [found[0].replace(b'"kind": "suggestion"', b'"kind": []')],
            r"line 1: kind is \[\], expected suggestion, decision, order",
        ),
        (lambda _: [b"[" * 100_000 + b"\n"], "line 1: found b'.*, expected JSON"),
    ],
)
def test_every_change_shows(
    log: AuditLog, change: Callable[[list[bytes]], list[bytes]], message: str
) -> None:
    log.path.write_bytes(b"".join(change(lines(log))))
    with pytest.raises(CreditError, match=f"decisions.jsonl, {message}"):
        log.verify()


def test_what_is_cut_off_the_end_shows_beside_the_head(log: AuditLog) -> None:
    head = log.head()
    log.path.write_bytes(b"".join(lines(log)[:2]))
    assert log.verify() == 2
    with pytest.raises(CreditError, match=f"expected {head}"):
        log.verify(head)


def test_nothing_is_added_to_a_damaged_end(log: AuditLog) -> None:
    log.path.write_bytes(log.path.read_bytes()[:-5])
    with pytest.raises(CreditError, match="last line: cut off"):
        log.append(SUGGESTION)
    first = lines(log)[0]
    log.path.write_bytes(changed(first))
    with pytest.raises(CreditError, match="last line: changed since it was written"):
        log.append(SUGGESTION)


def test_a_record_of_another_kind_of_data_is_refused_with_its_place(log: AuditLog) -> None:
    from cobranza.credit.limits._audit import _hash  # noqa: PLC0415 - a forger knows it too

    entry: dict[str, Any] = {"kind": "order", "previous": "0" * 64, "record": {"order": 5}}
    line = json.dumps({**entry, "hash": _hash(entry)})
    log.path.write_text(f"{line}\n", "utf-8")
    assert log.verify() == 1  # the chain is whole
    with pytest.raises(CreditError, match=r"line 1: exposure is missing, expected a table"):
        list(log)


def test_a_file_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    log = AuditLog(tmp_path)
    for use in (log.verify, log.head, lambda: log.append(SUGGESTION)):
        with pytest.raises(CreditError, match="Is a directory"):
            use()


WRITER = """
import sys
from cobranza.credit.limits import AuditLog
from tests.credit.limits.makers import POLICY, applicant
from cobranza.credit.limits import suggest_limit
log = AuditLog(sys.argv[1])
for number in range(15):
    log.append(suggest_limit(applicant(customer=f"{sys.argv[2]}-{number}"), POLICY))
"""


def test_two_processes_that_write_at_once_do_not_break_the_chain(tmp_path: Path) -> None:
    path = tmp_path / "decisions.jsonl"
    root = Path(__file__).parents[3]
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(path), name], cwd=root)
        for name in ("A", "B")
    ]
    assert [writer.wait(60) for writer in writers] == [0, 0]
    log = AuditLog(path)
    assert log.verify() == 30
    expected = {
        suggest_limit(applicant(customer=f"{name}-{number}"), POLICY)
        for name in ("A", "B")
        for number in range(15)
    }
    assert {*log} == expected
