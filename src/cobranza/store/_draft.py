"""A generation while it is written: nothing that it writes counts until the manifest names it."""

from __future__ import annotations

import os
import re
import shutil
from collections import defaultdict
from contextlib import suppress
from io import BytesIO
from typing import TYPE_CHECKING, Final

import polars as pl

from cobranza.store._guards import writable
from cobranza.store._manifest import (
    NAME,
    Manifest,
    Part,
    generation_folder,
    swap_manifest,
    sync_folder,
)
from cobranza.store._tables import PART, Tables

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["PART_DOCUMENTS", "Draft", "Spill", "is_small", "sweep"]

PART_DOCUMENTS: Final = 50_000
"""Documents of a part, about: what is built and copied at once. An island is never divided."""

_SPILL_ROWS: Final = 2 * PART_DOCUMENTS
"""Rows on their way that are kept in memory."""

_ROW_GROUP: Final = 25_000
_GENERATION: Final = re.compile(r"generation-[0-9]{6,}")


def _write_table(path: Path, frame: pl.DataFrame) -> None:
    """Write one table so that it lasts."""
    buffer = BytesIO()  # so that what the disk refuses is an error of the system, with its reason
    frame.write_parquet(buffer, row_group_size=_ROW_GROUP)
    with path.open("wb") as file:
        file.write(buffer.getbuffer())
        file.flush()
        os.fsync(file.fileno())


class Draft:
    """The folder of one generation, its parts written as they come.

    Parts much smaller than others wait for more of their kind, so that small updates leave no
    trail of small files.
    """

    def __init__(self, folder: Path, generation: int) -> None:
        self.generation = generation
        self._parts: list[Part] = []
        self._folder = generation_folder(folder, generation)
        self._store = folder
        self._small: list[Tables] = []
        with writable(folder):
            self._folder.mkdir()

    def spill(self, name: str) -> Spill:
        """Give room for what is needed only while the generation is written."""
        return Spill(self._folder / f"spill-{name}")

    def write(self, name: str, frame: pl.DataFrame) -> None:
        """Write a table of the whole store."""
        with writable(self._store):
            _write_table(self._folder / f"{name}.parquet", frame)

    def add(self, tables: Tables) -> None:
        """Take the tables of some islands."""
        if tables["links"].height == tables["documents"].height == 0:
            return
        tables = {name: tables[name].select(schema.names()) for name, schema in PART.items()}
        if is_small(tables["documents"].height):
            self._small.append(tables)
            if not is_small(sum(each["documents"].height for each in self._small)):
                self._write_small()
        else:
            self._write_part(tables)

    def commit(self, manifest: Manifest) -> None:
        """Make what is written count."""
        with writable(self._store):
            sync_folder(self._folder)
            sync_folder(self._store)
            swap_manifest(self._store, manifest)

    def finish_parts(self) -> tuple[Part, ...]:
        """Write what still waits for more, and give all parts."""
        if self._small:
            self._write_small()
        return tuple(self._parts)

    def _write_small(self) -> None:
        small, self._small = self._small, []
        self._write_part({name: pl.concat(each[name] for each in small) for name in PART})

    def _write_part(self, tables: Tables) -> None:
        part = Part(
            generation=self.generation,
            number=len(self._parts),
            documents=tables["documents"].height,
        )
        folder = part.within(self._store)
        with writable(self._store):
            folder.mkdir()
            for name, table in tables.items():  # by island, for whoever asks for one
                _write_table(folder / f"{name}.parquet", table.sort("island"))
            sync_folder(folder)
        self._parts.append(part)


def is_small(documents: int) -> bool:
    """Whether so many documents are few for a part."""
    return documents * 2 < PART_DOCUMENTS


class Spill:
    """Frames on their way, by number: kept in memory while they are few, on disk when many.

    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     spill = Spill(Path(folder, "spill"))
    ...     spill.add(7, pl.DataFrame({"a": [1, 2]}))
    ...     spill.add(7, pl.DataFrame({"a": [3]}))
    ...     spill.take(7)["a"].to_list()
    [1, 2, 3]
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._rows = self._written = 0
        self._waiting: defaultdict[int, list[pl.DataFrame]] = defaultdict(list)
        self._paths: defaultdict[int, list[Path]] = defaultdict(list)

    def add(self, number: int, frame: pl.DataFrame) -> None:
        """Put a frame after those of that number."""
        self._waiting[number].append(frame)
        self._rows += frame.height
        if self._rows > _SPILL_ROWS:
            self._write()

    def take(self, number: int) -> pl.DataFrame:
        """Give all frames of a number, one at least, as one; they are forgotten."""
        frames = [pl.read_parquet(path) for path in self._paths.pop(number, ())]
        waiting = self._waiting.pop(number, [])
        self._rows -= sum(frame.height for frame in waiting)
        return pl.concat([*frames, *waiting])

    def _write(self) -> None:
        with writable(self._folder):
            self._folder.mkdir(exist_ok=True)
            for number, frames in self._waiting.items():
                path = self._folder / f"{self._written:06d}.parquet"
                buffer = BytesIO()
                pl.concat(frames).write_parquet(buffer, compression="lz4")
                path.write_bytes(buffer.getbuffer())
                self._paths[number].append(path)
                self._written += 1
        self._waiting.clear()
        self._rows = 0


def sweep(folder: Path, manifest: Manifest) -> None:
    """Remove what the manifest does not name: earlier generations, updates that broke off.

    What another program holds open, where that keeps it from going, is left for the next time.
    """
    (folder / f"{NAME}.part").unlink(missing_ok=True)
    needed = {part.within(folder) for part in manifest.parts}
    needed |= {
        generation_folder(folder, manifest.files) / "files.parquet",
        generation_folder(folder, manifest.facts) / "facts.parquet",
    }
    kept = {path.parent for path in needed}
    for generation in folder.iterdir():
        if not _GENERATION.fullmatch(generation.name):
            continue
        if generation not in kept:
            shutil.rmtree(generation, ignore_errors=True)
            continue
        for path in generation.iterdir():
            if path in needed:
                continue
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                with suppress(OSError):
                    path.unlink()
