"""Files that are there whole or not at all."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["write_whole"]


def write_whole(path: Path, contents: bytes) -> Path:
    """Write a file beside its place and move it there; one that is there already is replaced."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        draft.write_bytes(contents)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return path
