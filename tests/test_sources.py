"""What becomes of every kind of file, in folders, archives and lists."""

import multiprocessing
import os
import pickle
import signal
import stat
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from cobranza.errors import SourceError
from cobranza.ledger import Invoice, SkipReason
from cobranza.sources import (
    Digested,
    Intake,
    Limits,
    Outcome,
    RefusalReason,
    Refused,
    Skipped,
    _digest,
    digest_files,
    open_files,
    printable,
)
from cobranza.testing.portfolio import Portfolio, write_portfolio
from tests.cfdi.documents import LOCALES, TIMBRE, cfdi

INVOICE = cfdi(after=f"<cfdi:Complemento>{TIMBRE}</cfdi:Complemento>").encode()
JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000")
ENTITY_BOMB = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb">]><a>&b;</a>'
MIB = 1024 * 1024


def outcomes(source: object, **options: object) -> dict[str, Outcome]:
    """What became of each file, by name."""
    found = digest_files(source, **options)  # type: ignore[arg-type]
    return {each.source if isinstance(each, Skipped) else each.name: each for each in found}


def reasons(source: object, **options: object) -> dict[str, str]:
    """One word for each file."""
    words: dict[str, str] = {}
    for name, outcome in outcomes(source, **options).items():
        words[name] = "digested" if isinstance(outcome, Digested) else outcome.reason.value
    return words


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "documents"


def put(path: Path, data: bytes = INVOICE) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def zipped(path: Path, members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data, method)
    return path


class TestFolders:
    def test_holds_xml_files_at_any_depth_sorted_by_name_whatever_their_case(
        self, folder: Path
    ) -> None:
        for name in ("b/z.xml", "b/A.XML", "a.Xml", "c.xml", "notes.txt", "xml", "b/._A.XML"):
            put(folder / name)
        assert list(outcomes(folder)) == ["a.Xml", "b/A.XML", "b/z.xml", "c.xml"]

    def test_links_in_a_circle_are_harmless(self, folder: Path) -> None:
        put(folder / "a" / "1.xml")
        (folder / "a" / "up").symlink_to(folder, target_is_directory=True)
        (folder / "same").symlink_to(folder / "a", target_is_directory=True)
        (folder / "self.xml").symlink_to(folder / "self.xml")
        (folder / "gone.xml").symlink_to(folder / "nowhere")
        assert reasons(folder) == {
            "a/1.xml": "digested",
            "gone.xml": "unreadable",
            "self.xml": "unreadable",
        }

    def test_a_linked_folder_is_read(self, folder: Path, tmp_path: Path) -> None:
        put(tmp_path / "elsewhere" / "1.xml")
        folder.mkdir()
        (folder / "link").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
        assert reasons(folder) == {"link/1.xml": "digested"}

    def test_a_pipe_does_not_block(self, folder: Path) -> None:
        put(folder / "1.xml")
        os.mkfifo(folder / "pipe.xml")
        refused = outcomes(folder)["pipe.xml"]
        assert str(refused) == "pipe.xml: not a regular file"

    def test_what_may_not_be_read_is_refused_by_itself(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        put(folder / "1.xml")
        secret = put(folder / "secret.xml")
        put(folder / "closed" / "2.xml")
        opened, listed = Path.open, os.scandir

        def open_path(path: Path, *arguments: object) -> object:
            if path == secret:
                raise PermissionError(13, "Permission denied", str(path))
            return opened(path, *arguments)  # type: ignore[call-overload]

        def scandir(path: str) -> object:
            if path.endswith("closed"):
                raise PermissionError(13, "Permission denied", path)
            return listed(path)

        monkeypatch.setattr(Path, "open", open_path)
        monkeypatch.setattr(os, "scandir", scandir)
        found = outcomes(folder)
        assert [str(each) for each in found.values() if isinstance(each, Refused)] == [
            "closed: the folder cannot be listed: Permission denied",
            "secret.xml: Permission denied",
        ]
        assert isinstance(found["1.xml"], Digested)

    def test_a_folder_that_cannot_be_listed_is_an_error(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        put(folder / "1.xml")

        def scandir(path: str) -> object:
            raise PermissionError(13, "Permission denied", path)

        monkeypatch.setattr(os, "scandir", scandir)
        with pytest.raises(SourceError, match="documents cannot be listed: Permission denied"):
            list(digest_files(folder))

    def test_a_large_file_is_refused(self, folder: Path) -> None:
        put(folder / "large.xml", b" " * 5000)
        put(folder / "small.xml")
        limits = Limits(file_bytes=4000)
        assert reasons(folder, limits=limits) == {"large.xml": "too-large", "small.xml": "digested"}

    def test_names_cannot_steer_a_terminal(self, folder: Path) -> None:
        put(folder / "red\x1b[31m.xml")
        put(folder / os.fsdecode(b"latin\xf1.xml"))
        assert list(outcomes(folder)) == ["latin\\udcf1.xml", "red\\x1b[31m.xml"]

    def test_an_empty_folder_is_an_error(self, folder: Path) -> None:
        put(folder / "notes.txt")
        with pytest.raises(SourceError, match=r"holds no XML files, expected names that end in"):
            list(digest_files(folder))

    def test_too_many_files_are_an_error(self, folder: Path) -> None:
        for number in range(3):
            put(folder / f"{number}.xml")
        with pytest.raises(SourceError, match="holds 3 XML files, expected at most 2"):
            list(digest_files(folder, limits=Limits(files=2)))


class TestOtherSources:
    def test_a_list_keeps_its_order_and_names_what_is_missing(self, tmp_path: Path) -> None:
        second, first = put(tmp_path / "2.xml"), put(tmp_path / "1.xml")
        gone = tmp_path / "gone.xml"
        assert reasons([second, str(gone), first]) == {
            str(second): "digested",
            str(gone): "unreadable",
            str(first): "digested",
        }

    def test_one_file(self, tmp_path: Path) -> None:
        assert reasons(str(put(tmp_path / "1.xml"))) == {"1.xml": "digested"}

    @pytest.mark.parametrize("name", ["nowhere", "nowhere.xml", "nowhere.zip"])
    def test_nothing_there(self, tmp_path: Path, name: str) -> None:
        with pytest.raises(SourceError, match="does not exist, expected a folder or a ZIP"):
            list(digest_files(tmp_path / name))

    def test_neither_folder_nor_archive(self, tmp_path: Path) -> None:
        with pytest.raises(SourceError, match="neither a folder nor a readable ZIP archive"):
            list(digest_files(put(tmp_path / "cut.zip", b"PK\x03\x04 and then nothing")))

    def test_an_archive_that_may_not_be_read(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(*_: object) -> None:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(zipfile, "ZipFile", refuse)
        with pytest.raises(SourceError, match=r"a\.zip cannot be read: Permission denied"):
            list(digest_files(put(tmp_path / "a.zip")))


class TestArchives:
    def test_members_are_read_in_memory_and_never_written(self, tmp_path: Path) -> None:
        names = [
            "../outside.xml",
            "/absolute.xml",
            "C:\\windows\\drive.xml",
            "a/b/Nested.XML",
            "a/..\\..\\back.xml",
        ]
        archive = zipped(
            tmp_path / "a.zip",
            dict.fromkeys(names, INVOICE) | {"read.me": b"", "__MACOSX/a/._Nested.XML": b"x"},
        )
        before = sorted(tmp_path.parent.rglob("*"))
        assert set(reasons(archive)) == set(names)
        assert sorted(tmp_path.parent.rglob("*")) == before

    def test_a_member_under_a_password_is_refused(self, tmp_path: Path) -> None:
        archive = zipped(tmp_path / "a.zip", {"1.xml": INVOICE, "2.xml": INVOICE})
        data = bytearray(archive.read_bytes())
        data[data.index(b"PK\x01\x02") + 8] |= 1  # the first member of the central directory
        archive.write_bytes(data)
        assert reasons(archive) == {"1.xml": "encrypted", "2.xml": "digested"}

    def test_a_wrong_checksum_is_refused(self, tmp_path: Path) -> None:
        archive = zipped(
            tmp_path / "a.zip", {"1.xml": INVOICE, "2.xml": INVOICE}, zipfile.ZIP_STORED
        )
        data = archive.read_bytes().replace(b"KEMPER", b"KAMPER", 1)
        archive.write_bytes(data)
        found = outcomes(archive)
        assert str(found["1.xml"]) == "1.xml: the member is damaged: Bad CRC-32 for file '1.xml'"
        assert isinstance(found["2.xml"], Digested)

    def test_broken_compressed_data_are_refused(self, tmp_path: Path) -> None:
        archive = zipped(tmp_path / "a.zip", {"1.xml": INVOICE})
        data = bytearray(archive.read_bytes())
        data[40:60] = bytes(20)
        archive.write_bytes(data)
        assert reasons(archive) == {"1.xml": "damaged"}

    def test_an_unusual_compression_is_refused(self, tmp_path: Path) -> None:
        archive = zipped(tmp_path / "a.zip", {"1.xml": INVOICE}, zipfile.ZIP_BZIP2)
        assert str(outcomes(archive)["1.xml"]) == (
            "1.xml: compression method is 12, expected stored or deflated"
        )

    def test_a_bomb_is_refused_by_ratio(self, tmp_path: Path) -> None:
        archive = zipped(tmp_path / "a.zip", {"bomb.xml": b" " * (2 * MIB), "fine.xml": INVOICE})
        assert reasons(archive) == {"bomb.xml": "suspicious", "fine.xml": "digested"}

    def test_a_small_member_may_compress_well(self, tmp_path: Path) -> None:
        archive = zipped(tmp_path / "a.zip", {"1.xml": INVOICE + b" " * 900_000})
        assert reasons(archive) == {"1.xml": "digested"}

    def test_members_above_a_limit_are_refused_and_the_others_read(self, tmp_path: Path) -> None:
        size = len(INVOICE)
        archive = zipped(
            tmp_path / "a.zip",
            {"1.xml": INVOICE, "2.xml": INVOICE + b" " * 100, "3.xml": INVOICE, "4.xml": INVOICE},
        )
        limits = Limits(file_bytes=size + 50, total_bytes=2 * size + 10)
        found = outcomes(archive, limits=limits)
        assert [name for name, each in found.items() if isinstance(each, Digested)] == [
            "1.xml",
            "3.xml",
        ]
        assert str(found["2.xml"]).startswith(f"2.xml: the member has {size + 100} bytes, expected")
        assert "reach the limit of" in str(found["4.xml"])

    def test_a_member_that_lies_about_its_size_gives_no_more_than_it_said(
        self, tmp_path: Path
    ) -> None:
        archive = zipped(tmp_path / "a.zip", {"1.xml": b" " * MIB})
        data = bytearray(archive.read_bytes())
        for start in (data.index(b"PK\x03\x04") + 22, data.index(b"PK\x01\x02") + 24):
            data[start : start + 4] = (10).to_bytes(4, "little")
        archive.write_bytes(data)
        assert reasons(archive) == {"1.xml": "damaged"}

    def test_an_archive_without_xml_is_an_error(self, tmp_path: Path) -> None:
        with pytest.raises(SourceError, match="holds no XML files"):
            list(digest_files(zipped(tmp_path / "a.zip", {"1.pdf": b"x"})))

    def test_errors_of_the_caller_are_not_taken_for_errors_of_the_archive(
        self, tmp_path: Path
    ) -> None:
        archive = zipped(tmp_path / "a.zip", {"1.xml": INVOICE})
        with pytest.raises(OSError, match="disk full"), open_files(archive, limits=Limits()):
            raise OSError("disk full")


class TestOutcomes:
    @pytest.mark.parametrize(
        ("data", "reason"),
        [
            (b"", "empty"),
            (b" \r\n\t", "empty"),
            (JPEG, "not-xml"),
            (INVOICE[: len(INVOICE) // 2], "not-xml"),
            (ENTITY_BOMB, "not-xml"),
            (b'<?xml version="1.0" encoding="UTF-16"?>' + INVOICE, "not-xml"),
            (b"<a>" * 100_000 + b"</a>" * 100_000, "not-xml"),
            (b'<a b="' + b"x" * (11 * MIB) + b'"/>', "not-xml"),
            (b"<html/>", "not-cfdi-40"),
            (INVOICE.replace(b"/cfd/4", b"/cfd/3").replace(b'"4.0"', b'"3.3"'), "not-cfdi-40"),
            (INVOICE.replace(b'Version="4.0"', b'Version="5.0"'), "not-cfdi-40"),
            (INVOICE.replace(b'Total="', b'Total="x'), "invalid"),
            (INVOICE.replace(b'Total="', b'Total="' + b"9" * 30), "invalid"),
        ],
    )
    def test_a_file_that_is_no_cfdi_is_refused_with_its_reason(
        self, tmp_path: Path, data: bytes, reason: str
    ) -> None:
        (refused,) = outcomes(put(tmp_path / "1.xml", data)).values()
        assert isinstance(refused, Refused)
        assert refused.reason == RefusalReason(reason)
        assert refused.detail
        assert len(str(refused).splitlines()) == 1

    def test_what_was_found_instead_is_named(self, tmp_path: Path) -> None:
        data = INVOICE.replace(b"/cfd/4", b"/cfd/3").replace(b'Version="4.0"', b'Version="3.3"')
        (refused,) = outcomes(put(tmp_path / "1.xml", data)).values()
        assert str(refused) == (
            "1.xml: found 'Comprobante 3.3', expected the Comprobante of a CFDI 4.0"
        )

    def test_problems_are_counted_and_the_first_are_kept(self, tmp_path: Path) -> None:
        concepto = '<cfdi:Concepto Importe="x"/>'
        data = cfdi(conceptos=f"<cfdi:Conceptos>{concepto * 30}</cfdi:Conceptos>").encode()
        (refused,) = outcomes(put(tmp_path / "1.xml", data)).values()
        assert isinstance(refused, Refused)
        assert len(refused.problems) == 20
        assert refused.detail.startswith(f"{refused.problems[0]}; and ")

    @pytest.mark.parametrize(
        ("data", "reason"),
        [
            (cfdi().encode(), SkipReason.NO_UUID),
            (cfdi(TipoDeComprobante="T").encode(), SkipReason.NOT_RECEIVABLE),
        ],
    )
    def test_a_document_that_moves_no_balance_is_skipped(
        self, tmp_path: Path, data: bytes, reason: SkipReason
    ) -> None:
        (skipped,) = outcomes(put(tmp_path / "1.xml", data)).values()
        assert isinstance(skipped, Skipped)
        assert (skipped.source, skipped.reason) == ("1.xml", reason)

    def test_an_intake_counts_each_kind(self, folder: Path) -> None:
        put(folder / "good.xml")
        put(folder / "bad.xml", JPEG)
        put(
            folder / "draft.xml",
            cfdi(after=f"<cfdi:Complemento>{LOCALES}</cfdi:Complemento>").encode(),
        )
        intake = Intake.of(digest_files(folder))
        assert intake.files == 3
        assert [each.name for each in intake.digested] == ["good.xml"]
        assert [each.name for each in intake.refused] == ["bad.xml"]
        assert [each.source for each in intake.skipped] == ["draft.xml"]
        (document,) = intake.documents
        assert isinstance(document, Invoice)

    def test_outcomes_survive_pickling(self, folder: Path) -> None:
        put(folder / "good.xml")
        put(folder / "bad.xml", JPEG)
        put(folder / "draft.xml", cfdi().encode())
        found = list(digest_files(folder))
        assert pickle.loads(pickle.dumps(found)) == found  # noqa: S301 - our own bytes

    def test_every_cfdi_of_the_corpus_becomes_something(self, corpus: Path) -> None:
        intake = Intake.of(digest_files(corpus))
        assert intake.files == len(list(corpus.rglob("*.xml")))
        # index.csv: 790 are CFDI 4.0, of which 95 have a stamp and 82 are of type T or N.
        assert Counter(each.kind for each in intake.skipped)["T"] == 77
        assert all(
            each.reason is not RefusalReason.INVALID or each.problems for each in intake.refused
        )


def die(_chunk: object) -> None:
    """Ends a worker process as the lack of memory would."""
    os._exit(1)


class TestWorkers:
    @pytest.fixture
    def portfolio(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        monkeypatch.setattr(_digest, "_WORTH_A_POOL", 1)
        monkeypatch.setattr(_digest, "_CHUNK_FILES", 4)
        write_portfolio(
            tmp_path / "p", Portfolio(size=40, seed=1, as_of=date(2026, 6, 30)), zipped=True
        )
        archive = tmp_path / "p" / "cfdi.zip"
        with zipfile.ZipFile(archive, "a") as opened:
            opened.writestr("AAA.xml", JPEG)
        return archive

    def test_change_nothing_in_the_outcomes(self, portfolio: Path) -> None:
        told: list[tuple[int, int]] = []
        alone = list(digest_files(portfolio))
        together = list(
            digest_files(portfolio, workers=2, progress=lambda *done: told.append(done))
        )
        assert together == alone
        assert told == [(done, 41) for done in (*range(4, 41, 4), 41)]

    def test_end_with_the_caller(self, portfolio: Path) -> None:
        def interrupt(_done: int, _total: int) -> None:
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            list(digest_files(portfolio, workers=2, progress=interrupt))
        assert multiprocessing.active_children() == []

    def test_may_be_left_early(self, portfolio: Path) -> None:
        found = digest_files(portfolio, workers=2)
        assert isinstance(found, Iterator)
        next(found)
        found.close()  # type: ignore[attr-defined]
        assert multiprocessing.active_children() == []

    def test_may_die(self, portfolio: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(_digest, "_digest_chunk", die)
        with pytest.raises(SourceError, match=r"a worker process died at AAA\.xml or soon after"):
            list(digest_files(portfolio, workers=2))

    def test_leave_interrupts_to_the_parent(self) -> None:
        before = signal.getsignal(signal.SIGINT)
        try:
            _digest._leave_interrupts_to_the_parent()
            assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
        finally:
            signal.signal(signal.SIGINT, before)

    def test_start_with_interrupts_held_back(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def held() -> bool:
            return signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, ())

        with _digest._interrupts_held():
            assert held()
        assert not held()
        monkeypatch.setattr(_digest, "signal", object())  # as on Windows, which has no masks
        with _digest._interrupts_held():
            assert not held()

    def test_large_files_travel_in_small_chunks(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(_digest, "_CHUNK_BYTES", len(INVOICE))
        for number in range(5):
            put(folder / f"{number}.xml")
        told: list[int] = []
        assert len(list(digest_files(folder, progress=lambda done, _: told.append(done)))) == 5
        assert told == [2, 4, 5]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("ZAPATERÍA ÑANDÚ\xa0S.A.", "ZAPATERÍA ÑANDÚ\xa0S.A."),
        ("a\x1b]0;x\x07\r\nb", "a\\x1b]0;x\\x07\\r\\nb"),
        ("\x9b31m", "\\x9b31m"),
        ("\u202egnp.exe", "\\u202egnp.exe"),
        ("\ud800", "\\ud800"),
    ],
)
def test_printable(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_a_file_may_be_read_only(tmp_path: Path) -> None:
    path = put(tmp_path / "1.xml")
    path.chmod(stat.S_IRUSR)
    read: Callable[[], bytes]
    with open_files(path, limits=Limits()) as (file,):
        read = file.load
    assert read() == INVOICE
