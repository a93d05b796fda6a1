"""One writer at a time: a lock of the operating system on a file of the store.

The lock ends with the process that holds it, however that ends, so none is ever left behind; the
file stays and means nothing by itself.
"""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from cobranza.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

__all__ = ["only_writer"]


@contextmanager
def only_writer(folder: Path) -> Generator[None]:
    """Hold the lock of a store.

    Raises:
        StoreError: another process, or another store object of this one, holds it.
        OSError: the lock file cannot be made.
    """
    with (folder / "lock").open("a+", encoding="ascii") as file:
        if not _taken(file.fileno()):
            file.seek(0)
            holder = file.read(20).strip()
            who = f"process {holder}" if holder.isdigit() else "another process"
            raise StoreError(f"{folder} is being updated by {who}: try again later")
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


if sys.platform == "win32":
    import msvcrt

    def _taken(handle: int) -> bool:
        # Beyond the text, so that others can read who holds it.
        os.lseek(handle, 1 << 20, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
else:
    import fcntl

    def _taken(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
