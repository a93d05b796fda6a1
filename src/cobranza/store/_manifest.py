"""The manifest: which files are the store. Whoever swaps it has changed the store, all at once."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING, Any, Final

import attrs
from attrs.validators import instance_of, optional

from cobranza.calendars import Calendar
from cobranza.errors import CobranzaError, StoreError
from cobranza.ledger import Ledger
from cobranza.ledger.frames import SCHEMA_VERSION
from cobranza.ledger.ledger import CreditNotePolicy, PuePolicy
from cobranza.store._json import from_json, to_json

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = [
    "NAME",
    "Manifest",
    "Part",
    "Settings",
    "generation_folder",
    "read_manifest",
    "swap_manifest",
    "sync_folder",
]

NAME: Final = "manifest.json"
_FORMAT: Final = "cobranza-store"
_VERSION: Final = 1


def _capitals(rfc: str | None) -> str | None:
    return None if rfc is None else rfc.strip().upper()


@attrs.frozen(kw_only=True)
class Settings:
    """How the ledgers of a store are built, once and for all: see `Ledger.build`.

    >>> Settings(issuer="eku9003173c9").issuer
    'EKU9003173C9'

    Raises:
        TypeError: `calendar` is not a `Calendar`.
        LedgerError: a policy does not exist.
    """

    issuer: str | None = attrs.field(default=None, converter=_capitals)
    pue: PuePolicy = "paid_at_issue"
    credit_notes: CreditNotePolicy = "as_named"
    calendar: Calendar | None = attrs.field(default=None, validator=optional(instance_of(Calendar)))

    def __attrs_post_init__(self) -> None:
        Ledger.build((), pue=self.pue, credit_notes=self.credit_notes)


@attrs.frozen(kw_only=True)
class Part:
    """Some islands with all their tables, in a folder of the generation that wrote it."""

    generation: int
    number: int
    documents: int

    def within(self, folder: Path) -> Path:
        """Give its folder."""
        return generation_folder(folder, self.generation) / f"part-{self.number:04d}"


@attrs.frozen(kw_only=True)
class Manifest:
    """What a store consists of.

    `files` and `facts` are the generations that wrote those two tables; `islands` have been
    numbered so far, and a number is never used twice.
    """

    settings: Settings
    generation: int = 0
    islands: int = 0
    files: int = 0
    facts: int = 0
    parts: tuple[Part, ...] = ()


def generation_folder(folder: Path, generation: int) -> Path:
    """Give the folder of what one update wrote."""
    return folder / f"generation-{generation:06d}"


def read_manifest(folder: Path) -> Manifest:
    """Read what a store consists of.

    Raises:
        StoreError: the folder is no store, its manifest is damaged, or a later version wrote it.
    """
    path = folder / NAME
    try:
        text = path.read_text("utf-8")
    except (FileNotFoundError, NotADirectoryError):
        raise StoreError(f"{folder} is not a stored ledger: there is no {NAME} in it") from None
    except (OSError, UnicodeDecodeError) as error:
        raise StoreError(f"{path} cannot be read: {error}") from None
    try:
        data = json.loads(text)
        _check(path, data)
        return from_json(Manifest, json.dumps(data["store"]))
    except StoreError:
        raise
    except (CobranzaError, KeyError, TypeError, ValueError) as error:
        raise StoreError(f"{path} is damaged: {error}") from None


def _check(path: Path, data: Mapping[str, Any]) -> None:
    """Refuse the manifest of something else, or of another version."""
    if data["format"] != _FORMAT:
        raise StoreError(f"{path} is not that of a stored ledger")
    for what, known in (("version", _VERSION), ("schema", SCHEMA_VERSION)):
        if data[what] != known:
            later = "a later" if data[what] > known else "an earlier"
            raise StoreError(
                f"{path} is of {what} {data[what]}, expected {known}: {later} cobranza wrote it"
            )


def swap_manifest(folder: Path, manifest: Manifest) -> None:
    """Put a manifest in the place of the one there, whole or not at all.

    Raises:
        OSError: it cannot be written; the one there stays.
    """
    data = {
        "format": _FORMAT,
        "version": _VERSION,
        "schema": SCHEMA_VERSION,
        "store": json.loads(to_json(manifest)),
    }
    draft = folder / f"{NAME}.part"
    with draft.open("w", encoding="utf-8") as file:
        file.write(f"{json.dumps(data, indent=1)}\n")
        file.flush()
        os.fsync(file.fileno())
    draft.replace(folder / NAME)
    sync_folder(folder)


def sync_folder(folder: Path) -> None:
    """Make the names of the files in a folder last, where the system can."""
    if sys.platform == "win32":  # opens no folders
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
