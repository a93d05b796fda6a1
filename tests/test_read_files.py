"""Files with what tells their contents: stamps, sums, and contents that are known."""

import os
from hashlib import sha256
from pathlib import Path

import pytest

from cobranza.sources import (
    Digested,
    FileRead,
    Limits,
    Refused,
    SourceFile,
    _digest,
    open_files,
    read_files,
)
from tests.test_sources import INVOICE, JPEG, put, zipped


def read_all(source: Path, known: dict[str, str] | None = None) -> list[FileRead]:
    with open_files(source, limits=Limits()) as files:
        return list(read_files(files, known=known))


def stamps(source: Path) -> dict[str, str]:
    with open_files(source, limits=Limits()) as files:
        return {file.name: file.stamp() for file in files}


class TestStamps:
    def test_a_file_has_another_when_it_changed(self, tmp_path: Path) -> None:
        path = put(tmp_path / "a.xml")
        first = stamps(tmp_path)
        assert first == stamps(tmp_path)
        os.utime(path, ns=(1, 1))
        assert stamps(tmp_path) == {"a.xml": f"{len(INVOICE)} 1"}

    def test_a_member_has_that_of_its_contents(self, tmp_path: Path) -> None:
        first = stamps(zipped(tmp_path / "a.zip", {"a.xml": INVOICE}))
        assert first == stamps(zipped(tmp_path / "b.zip", {"a.xml": INVOICE}))
        changed = INVOICE.replace(b"100.00", b"200.00")
        assert first != stamps(zipped(tmp_path / "c.zip", {"a.xml": changed}))

    def test_what_cannot_be_asked_has_none(self, tmp_path: Path) -> None:
        (tmp_path / "a.xml").symlink_to("nowhere")
        assert stamps(tmp_path) == {"a.xml": ""}
        assert SourceFile(name="b.xml", load=bytes).stamp() == ""


class TestReading:
    def test_says_what_was_read(self, tmp_path: Path) -> None:
        put(tmp_path / "a.xml")
        put(tmp_path / "b.xml", JPEG)
        (tmp_path / "c.xml").symlink_to("nowhere")
        first, second, third = read_all(tmp_path)
        assert (first.name, first.sha256) == ("a.xml", sha256(INVOICE).hexdigest())
        assert first.stamp == stamps(tmp_path)["a.xml"]
        assert isinstance(first.outcome, Digested)
        assert second.sha256 == sha256(JPEG).hexdigest()
        assert isinstance(second.outcome, Refused)
        assert (third.sha256, third.stamp) == ("", "")
        assert isinstance(third.outcome, Refused)

    def test_known_contents_are_not_digested(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        put(tmp_path / "a.xml")
        put(tmp_path / "b.xml")
        known = {"a.xml": sha256(INVOICE).hexdigest(), "b.xml": sha256(JPEG).hexdigest()}
        digested: list[str] = []
        original = _digest.digest_one

        def seen(name: str, data: bytes) -> object:
            digested.append(name)
            return original(name, data)

        monkeypatch.setattr(_digest, "digest_one", seen)
        first, second = read_all(tmp_path, known)
        assert (first.outcome, first.sha256) == (None, known["a.xml"])
        assert isinstance(second.outcome, Digested)
        assert digested == ["b.xml"]

    @pytest.mark.slow
    def test_is_the_same_in_several_processes(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for number in range(9):
            put(tmp_path / f"{number}.xml", JPEG if number % 3 else INVOICE)
        known = {"0.xml": sha256(INVOICE).hexdigest()}
        expected = read_all(tmp_path, known)
        monkeypatch.setattr(_digest, "_WORTH_A_POOL", 1)
        monkeypatch.setattr(_digest, "_CHUNK_FILES", 2)
        with open_files(tmp_path, limits=Limits()) as files:
            assert list(read_files(files, known=known, workers=2)) == expected
