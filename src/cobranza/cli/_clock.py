"""The only clock of the package: what the library takes as an argument, the program looks up."""

from __future__ import annotations

from datetime import UTC, datetime

__all__: list[str] = []


def now() -> datetime:
    """Give the moment, in UTC."""
    return datetime.now(UTC)
