"""Files that the SAT gives, plain or in a ZIP, opened so that no input fills the memory.

Nothing is unpacked to disk: the name of a member is a label, so `../` or a drive letter in it leads
nowhere. A member that cannot be taken is refused by itself; the others are read.
"""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Callable
from contextlib import contextmanager
from functools import partial
from typing import IO, TYPE_CHECKING, Final

import attrs

from cobranza._zip import DAMAGE, flaw_of
from cobranza.errors import CobranzaError, SatError, shorten
from cobranza.sat._salvage import Piece, measure, pieces

if TYPE_CHECKING:
    from collections.abc import Generator

__all__ = ["Archive", "Limits", "Member", "Source", "is_zip", "open_source", "open_zip"]

Source = bytes | str | os.PathLike[str]
"""A file of the SAT: its bytes, or its path."""

_MIB: Final = 1024 * 1024


@attrs.frozen(kw_only=True)
class Limits:
    """How much is taken from one ZIP: a member, all of them together, their number.

    `ratio` is uncompressed over compressed bytes of a member above 1 MiB. The SAT puts up to
    1 000 000 rows of metadata, or 200 000 documents, behind one request, in several packages.

    Source: SAT, Servicio de Solicitud de Descarga Masiva, version 1.5, for the two numbers.

    >>> Limits(members=1_000).ratio
    100
    """

    member_bytes: int = 1024 * _MIB
    total_bytes: int = 16 * 1024 * _MIB
    ratio: int = 100
    members: int = 500_000


@attrs.frozen(kw_only=True)
class Member:
    """One file in a ZIP: its name, as a label, and why it is refused, or `None`."""

    name: str
    refusal: str | None
    opener: Callable[[], IO[bytes]] = attrs.field(repr=False)

    @contextmanager
    def open(self) -> Generator[IO[bytes]]:
        """Open the member for reading; what is damaged, also further on, is a `SatError`."""
        if self.refusal is not None:
            raise SatError(self.refusal)
        try:
            with self.opener() as stream:
                yield stream
        except CobranzaError:
            raise
        except DAMAGE as error:
            raise SatError(f"the member is damaged: {shorten(str(error))}") from None

    def read(self) -> bytes:
        """Read the whole member."""
        with self.open() as stream:
            return stream.read()


@attrs.frozen(kw_only=True)
class Archive:
    """The files of a ZIP, in its own order; `cut` says that its end is missing, or is ""."""

    members: tuple[Member, ...]
    cut: str


@contextmanager
def open_source(source: Source) -> Generator[tuple[str, IO[bytes]]]:
    """Open a file and give its name, for messages, and its bytes, at their start.

    Raises:
        SatError: the file does not exist or cannot be read.
    """
    if isinstance(source, bytes):
        yield f"{len(source)} bytes", io.BytesIO(source)
        return
    name = repr(os.fspath(source))[1:-1]
    try:
        file = open(source, "rb")  # noqa: PTH123, SIM115 - also takes paths of archives (os.PathLike)
    except OSError as error:
        raise SatError(f"{name} cannot be read: {error.strerror}") from None
    with file:
        yield name, file


def is_zip(stream: IO[bytes]) -> bool:
    """Tell whether a stream at its start is a ZIP, and leave it there."""
    start = stream.read(4)
    stream.seek(0)
    return start in (b"PK\x03\x04", b"PK\x05\x06")


@contextmanager
def open_zip(name: str, stream: IO[bytes], limits: Limits) -> Generator[Archive]:
    """List the files of a ZIP; load them within the `with`.

    Raises:
        SatError: it is no ZIP, not even the beginning of one, or has more members than the limit.
    """
    try:
        archive = zipfile.ZipFile(stream)
    except DAMAGE as error:
        yield _salvaged(name, stream, limits, str(error))
        return
    with archive:
        files = [info for info in archive.infolist() if not info.filename.endswith("/")]
        _check_number(name, len(files), limits)
        yield Archive(members=tuple(_listed(archive, files, limits)), cut="")


def _check_number(name: str, number: int, limits: Limits) -> None:
    if number > limits.members:
        raise SatError(f"{name} has {number} members, expected at most {limits.members}")


def _listed(
    archive: zipfile.ZipFile, files: list[zipfile.ZipInfo], limits: Limits
) -> Generator[Member]:
    left = limits.total_bytes
    for info in files:
        refusal = _refusal(
            limits,
            flags=info.flag_bits,
            method=info.compress_type,
            size=info.file_size,
            packed=info.compress_size,
            left=left,
        )
        if refusal is None:
            left -= info.file_size
        opener = partial(archive.open, info)
        yield Member(name=repr(info.filename)[1:-1], refusal=refusal, opener=opener)


def _salvaged(name: str, stream: IO[bytes], limits: Limits, why: str) -> Archive:
    """List the members of a ZIP without its list of members, as far as they go."""
    stream.seek(0)
    found: list[Member] = []
    left = limits.total_bytes
    for piece in pieces(stream):
        size, end = measure(piece, stream, limits.member_bytes)
        packed = (stream.tell() if end is None else end) - piece.start
        refusal = _refusal(
            limits,
            flags=piece.flags,
            method=piece.method,
            size=size,
            packed=packed,
            left=left,
        )
        left -= size
        opener = partial(_buffered, piece, stream)
        found.append(Member(name=repr(piece.name)[1:-1], refusal=refusal, opener=opener))
        _check_number(name, len(found), limits)
        if end is None:
            break
        stream.seek(end)
    if not found:
        raise SatError(f"{name} is not a readable ZIP archive: {shorten(why)}")
    cut = f"the ZIP has no end ({shorten(why)}): what followed its member {len(found)} is lost"
    return Archive(members=tuple(found), cut=cut)


def _buffered(piece: Piece, stream: IO[bytes]) -> IO[bytes]:
    return io.BufferedReader(piece.open(stream))


def _refusal(limits: Limits, **member: int) -> str | None:
    flaw = flaw_of(most=limits.member_bytes, ratio=limits.ratio, total=limits.total_bytes, **member)
    return None if flaw is None else flaw[1]
