"""The collector of garbage, and when it only costs time."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator

__all__ = ["uncollected"]


@contextmanager
def uncollected() -> Generator[None]:
    """Leave the garbage alone while many objects are made, none of which is in a cycle.

    Looking for cycles among them again and again takes longer than making them. It decorates a
    function too: `@uncollected()`.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
