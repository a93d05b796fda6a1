"""An update counts as a whole or not at all, whatever ends it; and one writer at a time."""

import errno
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from cobranza.errors import MissingExtraError, StoreError
from cobranza.ledger import Ledger
from cobranza.store import Store, _lock
from tests.ledger.makers import cancelled, invoice, note, pays, receipt
from tests.store.cases import portfolio_in, rebuilt

FIRST = [invoice(1), invoice(2), note(11, "5.00", 1)]
LATER = [receipt(21, pays(1, "10.00")), invoice(3)]
BEFORE = Ledger.build(FIRST)
AFTER = Ledger.build([*FIRST, *LATER], status=cancelled(2, on=9))


class Killed(BaseException):
    """Stands for the end of the process: nothing that it would have done is done any more."""


class Disk:
    """Counts what is done to the disk, and lets it fail: once, or for ever as when killed."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.steps = 0
        self._failing = range(0)
        self._failure: type[BaseException] = Killed
        for owner, name in (
            (os, "fsync"),
            (Path, "mkdir"),
            (Path, "replace"),
            (Path, "unlink"),
            (shutil, "rmtree"),
        ):
            patch.setattr(owner, name, self._counted(getattr(owner, name)))

    def fail(self, step: int, failure: type[BaseException]) -> None:
        self._failing = range(step, sys.maxsize if failure is Killed else step + 1)
        self._failure = failure

    def _counted(self, work: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*arguments: Any, **options: Any) -> Any:
            self.steps += 1
            if self.steps - 1 in self._failing:
                raise self._failure(errno.ENOSPC, "No space left")
            return work(*arguments, **options)

        return counted


def update(store: Store) -> None:
    store.update(documents=LATER, status=cancelled(2, on=9))


def started(folder: Path) -> Store:
    store = Store.create(folder)
    store.update(documents=FIRST)
    return store


def steps_of(tmp_path: Path, work: Callable[[Store], object]) -> int:
    with pytest.MonkeyPatch.context() as patch:
        store = started(tmp_path / "counted")
        disk = Disk(patch)
        work(store)
        return disk.steps


def refusal_of(work: Callable[[], object]) -> str | None:
    """Say why something was refused, `None` when it was not."""
    try:
        work()
    except StoreError as error:
        return str(error)
    return None


@pytest.mark.parametrize("failure", [Killed, OSError])
def test_an_update_that_breaks_off_at_any_step_leaves_the_store_as_it_was(
    tmp_path: Path,
    failure: type[BaseException],
) -> None:
    total = steps_of(tmp_path, update)
    assert total >= 15
    kept = 0
    for step in range(total):
        store = started(tmp_path / f"{step}")
        with pytest.MonkeyPatch.context() as patch:
            disk = Disk(patch)
            disk.fail(step, failure)
            with suppress(Killed):
                refused = refusal_of(partial(update, store))
                assert refused is None or "cannot be written to: No space left" in refused
        found = Store.open(store.folder).ledger()
        assert found in (BEFORE, AFTER)
        kept += found == BEFORE
        update(store)
        assert Store.open(store.folder).ledger() == AFTER
        folders = {path.name for path in store.folder.iterdir() if path.is_dir()}
        assert folders == {"generation-000000", "generation-000002"}
    assert 0 < kept < total


def test_a_creation_that_breaks_off_is_done_again(tmp_path: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        disk = Disk(patch)
        Store.create(tmp_path / "counted")
        total = disk.steps
    for step in range(total):
        folder = tmp_path / f"{step}"
        with pytest.MonkeyPatch.context() as patch:
            disk = Disk(patch)
            disk.fail(step, Killed)
            with pytest.raises(Killed):
                Store.create(folder)
        if not (folder / "manifest.json").exists():
            Store.create(folder)
        assert Store.open(folder).ledger() == Ledger.build([])


def test_a_failure_while_it_computes_leaves_the_store_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = started(tmp_path / "s")

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("cobranza.store._rebuild.documents_of", interrupt)
        with pytest.raises(KeyboardInterrupt):
            update(store)
    assert store.ledger() == BEFORE
    assert not (store.folder / "generation-000002").exists()
    update(store)
    assert store.ledger() == AFTER


UPDATE = """
import sys
from pathlib import Path
from cobranza.store import Store, _draft
from cobranza.sources import read_status
if __name__ == "__main__":
    store, source, status = sys.argv[1:]
    print("ready", flush=True)
    Store.open(store).update(source, status=read_status(status))
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="has no SIGKILL")
def test_a_process_killed_at_any_moment_leaves_the_store_as_it_was(tmp_path: Path) -> None:
    said = portfolio_in(tmp_path / "company", documents=300)
    source, status = tmp_path / "company/cfdi", tmp_path / "company/status.csv"
    before = rebuilt()
    after = rebuilt(source, status=said["status"])
    store = Store.create(tmp_path / "s")
    for wait in (0.0, 0.05, 0.1, 0.2, 0.3, 0.4):
        process = subprocess.Popen(
            [sys.executable, "-c", UPDATE, store.folder, source, status],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        time.sleep(wait)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        assert Store.open(store.folder).ledger() in (before, after)
    store.update(source, status=said["status"])
    assert store.ledger() == after
    assert {path.name for path in store.folder.iterdir()} >= {"manifest.json", "lock"}
    assert not [*store.folder.rglob("spill*"), *store.folder.rglob("*.part")]


class TestLock:
    def test_two_writers_are_kept_apart(self, tmp_path: Path) -> None:
        store = started(tmp_path / "s")
        message = f"is being updated by process {os.getpid()}: try again later"
        with _lock.only_writer(store.folder), pytest.raises(StoreError, match=message):
            update(store)
        update(store)
        assert store.ledger() == AFTER

    def test_nobody_is_named_while_the_holder_has_not_signed(self, tmp_path: Path) -> None:
        store = started(tmp_path / "s")
        with _lock.only_writer(store.folder):
            (store.folder / "lock").write_text("", encoding="ascii")
            with pytest.raises(StoreError, match="by another process: try again later"):
                update(store)

    def test_readers_need_no_lock(self, tmp_path: Path) -> None:
        store = started(tmp_path / "s")
        with _lock.only_writer(store.folder):
            assert Store.open(store.folder).ledger() == BEFORE

    @pytest.mark.skipif(sys.platform == "win32", reason="has no SIGKILL")
    def test_a_lock_ends_with_the_process_that_holds_it(self, tmp_path: Path) -> None:
        store = started(tmp_path / "s")
        code = (
            "import sys, time\n"
            "from pathlib import Path\n"
            "from cobranza.store._lock import only_writer\n"
            "with only_writer(Path(sys.argv[1])):\n"
            "    print('held', flush=True)\n"
            "    time.sleep(60)\n"
        )
        with subprocess.Popen(
            [sys.executable, "-c", code, store.folder], stdout=subprocess.PIPE
        ) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == b"held\n"
            with pytest.raises(StoreError, match=f"by process {process.pid}:"):
                update(store)
            process.kill()
        assert (store.folder / "lock").read_text("ascii") == str(process.pid)
        update(store)
        assert store.ledger() == AFTER


class TestReaders:
    def test_a_store_updated_elsewhere_is_to_be_opened_again(self, tmp_path: Path) -> None:
        reader = started(tmp_path / "s")
        update(Store.open(reader.folder))
        for question in (
            reader.ledger,
            reader.balances,
            reader.contents,
            reader.intake,
            lambda: reader.get("x"),
            lambda: reader.explain("x"),
        ):
            with pytest.raises(StoreError, match="is damaged, or was updated since it was opened"):
                question()
        assert Store.open(reader.folder).ledger() == AFTER

    def test_an_update_starts_from_what_is_there(self, tmp_path: Path) -> None:
        late = started(tmp_path / "s")
        Store.open(late.folder).update(documents=LATER)
        late.update(status=cancelled(2, on=9))
        assert late.ledger() == AFTER


class TestDamage:
    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        return started(tmp_path / "s").folder

    def change(self, folder: Path, **changes: Any) -> None:
        path = folder / "manifest.json"
        path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), **changes}), "utf-8")

    @pytest.mark.parametrize(
        ("text", "reason"),
        [
            ("", "is damaged: Expecting value"),
            ("[]", "is damaged: list indices must be"),
            ("{}", "is damaged: 'format'"),
            ('{"format": "a browser extension"}', "is not that of a stored ledger"),
            ('{"format": "cobranza-store", "version": 1, "schema": 1}', "is damaged: 'store'"),
        ],
    )
    def test_a_manifest_that_is_none(self, folder: Path, text: str, reason: str) -> None:
        (folder / "manifest.json").write_text(text, "utf-8")
        with pytest.raises(StoreError, match=rf"manifest\.json {reason}"):
            Store.open(folder)

    def test_a_manifest_that_is_no_text(self, folder: Path) -> None:
        (folder / "manifest.json").write_bytes(b"\xff\xfe\xfa")
        with pytest.raises(StoreError, match=r"manifest\.json cannot be read"):
            Store.open(folder)

    @pytest.mark.parametrize("what", ["version", "schema"])
    @pytest.mark.parametrize(("number", "when"), [(99, "a later"), (0, "an earlier")])
    def test_another_version(self, folder: Path, what: str, number: int, when: str) -> None:
        self.change(folder, **{what: number})
        with pytest.raises(StoreError, match=rf"of {what} {number}, expected \d: {when} cobranza"):
            Store.open(folder)

    @pytest.mark.parametrize(
        ("name", "value", "reason"),
        [
            ("generation", "1", "generation is '1', expected a whole number"),
            ("generation", None, "generation is None, expected a whole number"),
            (
                "parts",
                [{"generation": 1, "number": "../x", "documents": 1}],
                r"parts\[0\]\.number is",
            ),
            ("parts", [[]], r"parts\[0\] is \[\], expected a table"),
            ("settings", {"issuer": None}, r"settings\.pue is missing, expected one of"),
        ],
    )
    def test_a_manifest_of_wrong_values(
        self, folder: Path, name: str, value: object, reason: str
    ) -> None:
        path = folder / "manifest.json"
        store = json.loads(path.read_text("utf-8"))["store"]
        self.change(folder, store={**store, name: value})
        with pytest.raises(StoreError, match=rf"manifest\.json is damaged: .*{reason}"):
            Store.open(folder)

    @pytest.mark.parametrize("table", ["documents", "events", "links", "files", "facts"])
    @pytest.mark.parametrize("cut", [0, 10, -40, None], ids=["empty", "short", "cut", "gone"])
    def test_a_table_that_is_damaged_or_gone(
        self, folder: Path, table: str, cut: int | None
    ) -> None:
        path = next(folder.rglob(f"{table}.parquet"))
        if cut is None:
            path.unlink()
        else:
            path.write_bytes(path.read_bytes()[:cut])
        store = Store.open(folder)
        with pytest.raises(StoreError, match="is damaged"):
            store.update(documents=LATER)

    def test_bytes_that_are_altered_are_never_a_crash(self, folder: Path) -> None:
        """Every byte of a table in turn: an error that says so, or contents that still read."""
        path = next(folder.rglob("events.parquet"))
        whole = path.read_bytes()
        for place in range(0, len(whole), 97):
            path.write_bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
            store = Store.open(folder)
            for question in (store.balances, store.ledger):
                refused = refusal_of(question)
                assert refused is None or "is damaged" in refused

    def test_a_fact_that_is_not_what_was_written(self, folder: Path) -> None:
        store = Store.open(folder)
        store.update(status=cancelled(1))
        path = next(folder.rglob("generation-000002/facts.parquet"))
        rows = pl.read_parquet(path)
        for kind, fact in (("status", "{}"), ("magic", "1"), ("status", "[")):
            rows.with_columns(kind=pl.lit(kind), fact=pl.lit(fact)).write_parquet(path)
            with pytest.raises(StoreError, match=r"what is stored of '.*' is damaged"):
                _ = store.facts

    def test_a_folder_that_is_no_store(self, tmp_path: Path) -> None:
        for folder in (tmp_path, tmp_path / "nowhere", Path(__file__)):
            with pytest.raises(StoreError, match=r"is not a stored ledger: there is no manifest"):
                Store.open(folder)

    def test_what_is_not_the_store_s_own_is_left_alone(self, folder: Path) -> None:
        (folder / "notes.txt").write_text("mine", "utf-8")
        (folder / "generation-of-mine").mkdir()
        Store.open(folder).update(documents=LATER)
        assert (folder / "notes.txt").exists()
        assert (folder / "generation-of-mine").exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser writes anywhere")
def test_a_folder_that_cannot_be_written_to(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir(mode=0o500)
    with pytest.raises(StoreError, match="cannot be written to: Permission denied"):
        Store.create(tmp_path / "x/s")


def test_polars_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [each for each in sys.modules if each.startswith("cobranza.store")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "polars", None)
    with pytest.raises(MissingExtraError, match=r"needs polars: pip install 'cobranza\[frames\]'"):
        import_module("cobranza.store")
