"""What may be taken from a member of a ZIP: judged by its header, before any of it is unpacked."""

from __future__ import annotations

import zipfile
import zlib
from enum import StrEnum
from typing import Final

__all__ = ["DAMAGE", "Flaw", "flaw_of"]

DAMAGE: Final = (
    *(zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError),
    # On altered headers `zipfile` gives these away too; texts that are no UTF-8 are ValueErrors.
    *(IndexError, ValueError),
)
"""What opening or reading an archive raises when its bytes are not what they should be."""

_MIB: Final = 1024 * 1024
_RATIO_MATTERS_ABOVE: Final = _MIB
"""A smaller member may compress a thousandfold; it cannot hurt."""
_ENCRYPTED: Final = 0x1
"""Bit 0 of the general purpose flags of a member."""


class Flaw(StrEnum):
    """Why a member is not taken."""

    ENCRYPTED = "encrypted"
    UNREADABLE = "unreadable"
    TOO_LARGE = "too-large"
    SUSPICIOUS = "suspicious"


def flaw_of(
    *, flags: int, method: int, size: int, packed: int, most: int, ratio: int, left: int, total: int
) -> tuple[Flaw, str] | None:
    """Judge a member by what it declares, in bytes; `zipfile` gives no more than that.

    `size` and `packed` are its own, `most` and `ratio` the limits for one; `left` is what the
    members before it left of `total`.

    >>> member = {"flags": 0, "method": 8, "packed": 100, "most": 5000, "ratio": 100}
    >>> flaw_of(size=4000, left=9000, total=9000, **member)
    >>> flaw_of(size=9000, left=9000, total=9000, **member)
    (<Flaw.TOO_LARGE: 'too-large'>, 'the member has 9000 bytes, expected at most 5000')
    """
    if flags & _ENCRYPTED:
        return Flaw.ENCRYPTED, "the member is encrypted, expected one without password"
    if method not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return Flaw.UNREADABLE, f"compression method is {method}, expected stored or deflated"
    if size > most:
        return Flaw.TOO_LARGE, f"the member has {size} bytes, expected at most {most}"
    if size > _RATIO_MATTERS_ABOVE and size > packed * ratio:
        return Flaw.SUSPICIOUS, f"{size} bytes out of {packed}, expected at most {ratio} to 1"
    if size > left:
        return Flaw.TOO_LARGE, f"the members before it reach the limit of {total} bytes"
    return None
