"""The XML files of a folder, a ZIP archive or a list, one after the other, as bytes.

Nothing is unpacked to disk: the name of a ZIP member is a label, so `../` or a drive letter in it
leads nowhere. A file or member that cannot be taken is refused by itself; the others are read.
"""

from __future__ import annotations

import os
import stat
import unicodedata
import zipfile
from collections.abc import Callable
from contextlib import contextmanager
from enum import StrEnum
from functools import partial
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Final

import attrs

from cobranza._zip import DAMAGE, flaw_of
from cobranza.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable

__all__ = ["Limits", "RefusalReason", "SourceFile", "Unusable", "open_files", "printable"]

_MIB: Final = 1024 * 1024
_UNPRINTABLE: Final = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
"""Unicode categories: controls, formats, unassigned, private, surrogates, separators of lines."""


class RefusalReason(StrEnum):
    """Why a file gave no document, in one word that is the same in every language.

    >>> RefusalReason("encrypted").name
    'ENCRYPTED'
    """

    EMPTY = "empty"
    UNREADABLE = "unreadable"
    TOO_LARGE = "too-large"
    DAMAGED = "damaged"
    ENCRYPTED = "encrypted"
    SUSPICIOUS = "suspicious"
    NOT_XML = "not-xml"
    NOT_CFDI_40 = "not-cfdi-40"
    INVALID = "invalid"


class Unusable(Exception):  # noqa: N818 - becomes a refusal; no caller ever sees it
    """One file cannot be taken: why, and the detail.

    >>> Unusable(RefusalReason.EMPTY, "the file is empty").reason.value
    'empty'
    """

    def __init__(self, reason: RefusalReason, detail: str) -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail


@attrs.frozen(kw_only=True)
class Limits:
    """How much is taken from one source, so that no input fills the memory.

    `file_bytes` holds for one file or member and `total_bytes` for the members of a ZIP together,
    uncompressed; `ratio` is uncompressed over compressed bytes of a member above 1 MiB; `files` is
    the number of XML files.

    >>> Limits(files=1_000).file_bytes
    33554432
    """

    file_bytes: int = 32 * _MIB
    total_bytes: int = 64 * 1024 * _MIB
    ratio: int = 100
    files: int = 5_000_000


@attrs.frozen(kw_only=True)
class SourceFile:
    """One file of a source: its name, for people, and `load` for its bytes or `Unusable`.

    `stamp` gives what changes when the bytes do: size and time of change, or size and CRC of the
    member of an archive; "" where that cannot be told.

    >>> file = SourceFile(name="a.xml", load=lambda: b"<a/>")
    >>> file.load(), file.stamp()
    (b'<a/>', '')
    """

    name: str
    load: Callable[[], bytes]
    stamp: Callable[[], str] = str


@contextmanager
def open_files(
    source: str | os.PathLike[str] | Iterable[str | os.PathLike[str]], *, limits: Limits
) -> Generator[tuple[SourceFile, ...]]:
    """List the files of `source`, those of a folder or ZIP sorted by name; load within the `with`.

    Raises:
        SourceError: `source` does not exist, cannot be listed, is no ZIP, or holds no XML files.

    >>> with open_files(["b.xml", "a.xml"], limits=Limits()) as files:
    ...     [file.name for file in files]
    ['b.xml', 'a.xml']
    """
    if not isinstance(source, str | os.PathLike):
        listed = [_on_disk(Path(each), os.fspath(each), limits) for each in source]
        yield _checked(listed, "the list", limits)
        return
    path = Path(source)
    label = printable(str(path))
    if path.is_dir():
        yield _checked(_in_folder(path, label, limits), label, limits, by_name=True)
    elif path.suffix.lower() == ".xml" and path.exists():
        yield (_on_disk(path, path.name, limits),)
    else:
        with _archive(path, label) as archive:
            yield _checked(_in_archive(archive, limits), label, limits, by_name=True)


def printable(text: str) -> str:
    r"""Make text from outside safe for a terminal, a log or a file name in a message.

    Control characters, marks that reverse the direction of writing, line breaks and lone surrogates
    become escapes such as `\x1b`.

    >>> printable("factura\x1b[2J.xml"), printable("NÚÑEZ Y CÍA")
    ('factura\\x1b[2J.xml', 'NÚÑEZ Y CÍA')
    """
    if text.isprintable():
        return text
    return "".join(
        ascii(char)[1:-1] if unicodedata.category(char) in _UNPRINTABLE else char for char in text
    )


def _checked(
    files: list[SourceFile], where: str, limits: Limits, *, by_name: bool = False
) -> tuple[SourceFile, ...]:
    if not files:
        raise SourceError(f"{where} holds no XML files, expected names that end in .xml")
    if len(files) > limits.files:
        raise SourceError(f"{where} holds {len(files)} XML files, expected at most {limits.files}")
    return tuple(sorted(files, key=attrgetter("name")) if by_name else files)


def _is_document(name: str) -> bool:
    # macOS leaves a `._x.xml` beside x.xml in archives and on shared disks: its own notes.
    return name.lower().endswith(".xml") and not name.startswith("._")


def _in_folder(folder: Path, label: str, limits: Limits) -> list[SourceFile]:
    files: list[SourceFile] = []

    def refuse(error: OSError) -> None:
        unlisted = Path(error.filename)
        if unlisted == folder:
            raise SourceError(f"{label} cannot be listed: {error.strerror}") from None
        detail = f"the folder cannot be listed: {error.strerror}"
        name = unlisted.relative_to(folder).as_posix()
        files.append(_refused(name, RefusalReason.UNREADABLE, detail))

    seen: set[tuple[int, int]] = set()
    for parent, folders, names in os.walk(folder, onerror=refuse, followlinks=True):
        here = Path(parent)
        place = here.stat()
        if (place.st_dev, place.st_ino) in seen:  # a link back up, or a second way here
            folders.clear()
            continue
        seen.add((place.st_dev, place.st_ino))
        folders.sort()
        below = "" if here == folder else f"{here.relative_to(folder).as_posix()}/"
        files += [
            _on_disk(here / name, below + name, limits) for name in names if _is_document(name)
        ]
    return files


def _on_disk(path: Path, name: str, limits: Limits) -> SourceFile:
    return SourceFile(
        name=printable(name),
        load=partial(_load_file, path, limits.file_bytes),
        stamp=partial(_stamp, path),
    )


def _stamp(path: Path) -> str:
    try:
        found = path.stat()
    except OSError:
        return ""
    return f"{found.st_size} {found.st_mtime_ns}"


def _load_file(path: Path, max_bytes: int) -> bytes:
    try:
        # Asked before it is opened: opening a pipe would wait for ever.
        if not stat.S_ISREG(path.stat().st_mode):
            raise Unusable(RefusalReason.UNREADABLE, "not a regular file")
        with path.open("rb") as file:
            data = file.read(max_bytes + 1)
    except OSError as error:
        raise Unusable(RefusalReason.UNREADABLE, str(error.strerror)) from None
    if len(data) > max_bytes:
        raise Unusable(RefusalReason.TOO_LARGE, f"above the limit of {max_bytes} bytes")
    return data


def _archive(path: Path, label: str) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except FileNotFoundError:
        raise SourceError(f"{label} does not exist, expected a folder or a ZIP archive") from None
    except OSError as error:
        raise SourceError(f"{label} cannot be read: {error.strerror}") from None
    except DAMAGE as error:
        raise SourceError(
            f"{label} is neither a folder nor a readable ZIP archive: {error}"
        ) from None


def _in_archive(archive: zipfile.ZipFile, limits: Limits) -> list[SourceFile]:
    files: list[SourceFile] = []
    left = limits.total_bytes
    for member in sorted(archive.infolist(), key=lambda member: member.filename):
        if not _is_document(member.filename.rpartition("/")[2]):
            continue
        refusal = _refusal(member, left, limits)
        if refusal is None:
            left -= member.file_size
            files.append(_member(archive, member))
        else:
            files.append(_refused(member.filename, *refusal))
    return files


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> SourceFile:
    return SourceFile(
        name=printable(member.filename),
        load=partial(_load_member, archive, member),
        stamp=partial("{0.file_size} {0.CRC:08x}".format, member),
    )


def _refusal(
    member: zipfile.ZipInfo, left: int, limits: Limits
) -> tuple[RefusalReason, str] | None:
    flaw = flaw_of(
        flags=member.flag_bits,
        method=member.compress_type,
        size=member.file_size,
        packed=member.compress_size,
        most=limits.file_bytes,
        ratio=limits.ratio,
        left=left,
        total=limits.total_bytes,
    )
    return None if flaw is None else (RefusalReason(flaw[0].value), flaw[1])


def _load_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    try:
        return archive.read(member)
    except DAMAGE as error:
        raise Unusable(
            RefusalReason.DAMAGED, printable(f"the member is damaged: {error}")
        ) from None


def _refused(name: str, reason: RefusalReason, detail: str) -> SourceFile:
    return SourceFile(name=printable(name), load=partial(_raise, reason, detail))


def _raise(reason: RefusalReason, detail: str) -> bytes:
    raise Unusable(reason, detail)
