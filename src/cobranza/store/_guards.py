"""What goes wrong with the files of a store, as a `StoreError` that says which store."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from polars.exceptions import PanicException, PolarsError

from cobranza.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

__all__ = ["readable", "writable"]

_FAILURES: Final = (OSError, PolarsError, PanicException)


@contextmanager
def readable(folder: Path) -> Generator[None]:
    """Guard what reads the tables of a store."""
    try:
        yield
    except _FAILURES as error:
        raise StoreError(
            f"{folder} is damaged, or was updated since it was opened: {_reason(error)}"
        ) from error


@contextmanager
def writable(folder: Path) -> Generator[None]:
    """Guard what writes to a store."""
    try:
        yield
    except _FAILURES as error:
        raise StoreError(f"{folder} cannot be written to: {_reason(error)}") from error


def _reason(error: BaseException) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error).strip().partition("\n")[0]
