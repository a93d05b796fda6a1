"""What can still be read of a ZIP whose end is missing, as a download that broke off leaves it.

The list of members stands at the end of a ZIP, but each member also says of itself what it is.

Source: PKWARE, APPNOTE.TXT 6.3, 4.3.7 (local file header) and 4.3.9 (data descriptor).
"""

from __future__ import annotations

import io
import struct
import zlib
from typing import IO, TYPE_CHECKING, Final

import attrs

from cobranza.errors import SatError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Piece", "measure", "pieces"]

_HEADER: Final = struct.Struct("<4s5H3I2H")
_SIGNATURE: Final = b"PK\x03\x04"
_DESCRIPTOR: Final = struct.Struct("<4s3I")
_DESCRIPTOR_SIGNATURE: Final = b"PK\x07\x08"
_SUMS_FOLLOW: Final = 0x8
_UTF8: Final = 0x800
_STORED: Final = 0
_CHUNK: Final = 64 * 1024


@attrs.frozen(kw_only=True)
class Piece:
    """A member as its own header describes it; `start` is where its contents begin.

    `packed` is its size in the ZIP and `crc` its sum; both are 0 where they follow the contents.
    """

    name: str
    flags: int
    method: int
    crc: int
    packed: int
    start: int

    def open(self, stream: IO[bytes]) -> Contents:
        """Open the member; where it is cut short or damaged, reading on is a `SatError`."""
        return Contents(self, stream)


class Contents(io.RawIOBase):
    """What a member holds; at its end, `end` is where the next one begins."""

    def __init__(self, piece: Piece, stream: IO[bytes]) -> None:
        self._piece = piece
        self._stream = stream
        self._at = piece.start
        self._inflate = zlib.decompressobj(-zlib.MAX_WBITS)
        self._crc = 0
        self.end: int | None = None

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Read the next bytes, none at the end."""
        stored = self._piece.method == _STORED
        data = self._copy(len(buffer)) if stored else self._inflated(len(buffer))
        self._crc = zlib.crc32(data, self._crc)
        if not data and self.end is None:
            self.end = self._checked_end()
        buffer[: len(data)] = data
        return len(data)

    def _copy(self, size: int) -> bytes:
        left = self._piece.start + self._piece.packed - self._at
        return self._take(min(size, left)) if left else b""

    def _inflated(self, size: int) -> bytes:
        data = b""
        while not data and not self._inflate.eof:
            given = self._inflate.unconsumed_tail or self._take(_CHUNK)
            try:
                data = self._inflate.decompress(given, size)
            except zlib.error as error:
                raise SatError(f"the member is damaged: {error}") from None
        return data

    def _take(self, size: int) -> bytes:
        self._stream.seek(self._at)
        data = self._stream.read(size)
        if not data:
            raise SatError("the member is cut short")
        self._at += len(data)
        return data

    def _checked_end(self) -> int:
        end = self._at - len(self._inflate.unused_data)
        expected = self._piece.crc
        if self._piece.flags & _SUMS_FOLLOW:
            self._stream.seek(end)
            follows = self._stream.read(_DESCRIPTOR.size)
            if len(follows) < _DESCRIPTOR.size or not follows.startswith(_DESCRIPTOR_SIGNATURE):
                raise SatError("the member is cut short")
            _, expected, _, _ = _DESCRIPTOR.unpack(follows)
            end += _DESCRIPTOR.size
        if self._crc != expected:
            raise SatError("the member is damaged: bad CRC-32")
        return end


def pieces(stream: IO[bytes]) -> Iterator[Piece]:
    """Follow the members from where the stream stands; it ends where no header stands.

    Before it goes on, the caller brings the stream to where the next member begins.
    """
    while True:
        header = stream.read(_HEADER.size)
        if len(header) < _HEADER.size or not header.startswith(_SIGNATURE):
            return
        _, _, flags, method, _, _, crc, packed, _, name_size, extra_size = _HEADER.unpack(header)
        name = stream.read(name_size)
        follow = bool(flags & _SUMS_FOLLOW)
        yield Piece(
            name=name.decode("utf-8" if flags & _UTF8 else "cp437", "replace"),
            flags=flags,
            method=method,
            crc=0 if follow else crc,
            packed=0 if follow else packed,
            start=stream.tell() + extra_size,
        )


def measure(piece: Piece, stream: IO[bytes], most: int) -> tuple[int, int | None]:
    """Give the size of a member, unpacked, and where the next begins, `None` if it has no end.

    It is read no further than `most` bytes.
    """
    contents = piece.open(stream)
    size = 0
    try:
        while size <= most and (data := contents.read(_CHUNK)):
            size += len(data)
    except SatError:
        return size, None
    return size, contents.end
