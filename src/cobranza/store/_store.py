"""A ledger in a folder: opened in a moment, asked without loading it, updated with what is new."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

import polars as pl

from cobranza.errors import StoreError
from cobranza.ledger.frames import balances, ledger_of
from cobranza.store._draft import Draft, sweep
from cobranza.store._facts import Facts, facts_of
from cobranza.store._guards import readable, writable
from cobranza.store._lock import only_writer
from cobranza.store._manifest import (
    NAME,
    Manifest,
    Settings,
    generation_folder,
    read_manifest,
)
from cobranza.store._questions import (
    Contents,
    around,
    contents,
    intake,
    receivable,
    tables_of,
)
from cobranza.store._tables import FACTS, FILES, Stored
from cobranza.store._update import Update, Updater

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Mapping, Sequence
    from decimal import Decimal

    from cobranza.ledger import (
        Adjustment,
        CashReceipt,
        DocumentStatus,
        Ledger,
        LedgerDocument,
        Receivable,
        Terms,
    )
    from cobranza.ledger.customers import Customers
    from cobranza.ledger.frames import Tables
    from cobranza.ledger.story import Language, Story
    from cobranza.ledger.terms import Agreement
    from cobranza.sources import Intake, Limits
    from cobranza.store._reading import Source
    from cobranza.store._update import Progress

__all__ = ["Store"]

_END_OF_DAYS: Final = date(2999, 12, 31)
"""No document of a ledger is of a later year."""

_OF_A_CREATION: Final = {"lock", f"{NAME}.part", generation_folder(Path(), 0).name}
"""What an interrupted `Store.create` leaves."""


class Store:
    """A ledger in a folder.

    It holds every document that it was given, what was read of each file, the facts in force, and
    the ledger of all that as tables. `update` adds what is new; everything else only reads, and
    loads no more than is asked for.

    What a store answers is of one generation: that of the last update through this object, or that
    found when it was opened. Once another process has updated the store, open it again.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     store = Store.create(Path(folder, "cartera"))
    ...     (store.generation, store.balances())
    (0, {})
    """

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self.folder = folder
        self._stored = Stored(folder, manifest)

    def __repr__(self) -> str:
        return f"Store({str(self.folder)!r}, generation={self.generation})"

    @classmethod
    def create(cls, folder: str | os.PathLike[str], settings: Settings | None = None) -> Store:
        """Make an empty store; its settings stay what they are.

        Raises:
            StoreError: the folder holds something, or cannot be made or written to.
        """
        path = Path(folder)
        manifest = Manifest(settings=settings or Settings())
        with writable(path):
            path.mkdir(parents=True, exist_ok=True)
            _check_empty(path)
            with only_writer(path):
                _check_empty(path)
                shutil.rmtree(generation_folder(path, 0), ignore_errors=True)
                draft = Draft(path, 0)
                draft.write("files", pl.DataFrame(schema=FILES))
                draft.write("facts", pl.DataFrame(schema=FACTS))
                draft.commit(manifest)
        return cls(path, manifest)

    @classmethod
    def open(cls, folder: str | os.PathLike[str]) -> Store:
        """Open a store.

        Raises:
            StoreError: the folder is no store, its manifest is damaged, or another version of
                cobranza wrote it.

        >>> Store.open("nowhere")
        Traceback (most recent call last):
            ...
        cobranza.errors.StoreError: nowhere is not a stored ledger: there is no manifest.json in it
        """
        path = Path(folder)
        return cls(path, read_manifest(path))

    @property
    def settings(self) -> Settings:
        """How its ledgers are built."""
        return self._stored.manifest.settings

    @property
    def generation(self) -> int:
        """The number of updates that changed something."""
        return self._stored.manifest.generation

    def update(
        self,
        source: Source | Iterable[Source] | None = None,
        *,
        documents: Iterable[LedgerDocument] = (),
        status: Mapping[str, DocumentStatus] | None = None,
        terms: Mapping[str, Terms | Sequence[Agreement]] | None = None,
        customers: Customers | None = None,
        adjustments: Iterable[Adjustment] | None = None,
        cash: Iterable[CashReceipt] | None = None,
        deliveries: Mapping[str, date] | None = None,
        replace: bool = False,
        workers: int = 1,
        limits: Limits | None = None,
        progress: Progress | None = None,
    ) -> Update:
        """Add what is new, and build again what it touches; all of it, or nothing at all.

        The store then holds the ledger that `Ledger.build` makes of everything that it was ever
        given: of each file its latest contents, also once it is gone; of each subject of a fact
        what was said last; and all movements.

        Args:
            source: a folder, a ZIP archive or a list of files, as for `digest_files`. Files that
                did not change since they were read are not read again.
            documents: documents from elsewhere.
            status: facts, as for `Ledger.build`; `None` leaves what is known as it is.
            terms: the same.
            customers: the same, by their keys.
            adjustments: the same; those known already are not added twice.
            cash: the same.
            deliveries: the same.
            replace: forget what was known of the kinds of facts that are given here.
            workers: processes that read.
            limits: how much is taken from the source.
            progress: is told how far it is.

        Raises:
            TypeError: something given is not what it should be.
            SourceError: the source cannot be used at all.
            LedgerError: the facts contradict those in force, or a document has no place in a table.
            StoreError: the store is damaged, in use by another process, or cannot be written to.
        """
        given = {
            "status": status,
            "terms": terms,
            "customers": customers,
            "adjustments": adjustments,
            "cash": cash,
            "deliveries": deliveries,
        }
        with writable(self.folder), only_writer(self.folder):
            stored = Stored(self.folder, read_manifest(self.folder))
            sweep(self.folder, stored.manifest)
            try:
                with readable(self.folder):
                    draft = Draft(self.folder, stored.manifest.generation + 1)
                    updater = Updater(stored, draft, progress or _silent)
                    updater.learn(
                        {kind: each for kind, each in given.items() if each is not None},
                        replace=replace,
                    )
                    if source is not None:
                        updater.read(source, workers=workers, limits=limits)
                    updater.take(documents)
                    manifest, update = updater.finish()
                if manifest != stored.manifest:
                    draft.commit(manifest)
            finally:
                self._stored = Stored(self.folder, read_manifest(self.folder))
                sweep(self.folder, self._stored.manifest)
        return update

    @property
    def tables(self) -> Tables[pl.LazyFrame]:
        """The ledger as tables, read when they are collected: see `cobranza.ledger.frames`."""
        return tables_of(self._stored)

    @property
    def files(self) -> pl.LazyFrame:
        """What was read of each file: one row per file, with what became of it."""
        return self._stored.files()

    @property
    def facts(self) -> Facts:
        """The facts in force.

        Raises:
            StoreError: the store is damaged, or was updated since it was opened.
        """
        with readable(self.folder):
            return facts_of(self._stored.facts())

    def ledger(self) -> Ledger:
        """Load all of the ledger as objects.

        Raises:
            StoreError: the store is damaged, or was updated since it was opened.
        """
        with readable(self.folder):
            return ledger_of(self.tables)

    def intake(self) -> Intake:
        """Say what became of each file, by source and name; a document from none has no name.

        Raises:
            StoreError: the store is damaged, or was updated since it was opened.
        """
        with readable(self.folder):
            return intake(self._stored)

    def get(self, uuid: str) -> Receivable | None:
        """Find the receivable of an invoice; the case of the UUID does not matter.

        Raises:
            StoreError: the store is damaged, or was updated since it was opened.
        """
        with readable(self.folder):
            return receivable(self._stored, uuid)

    def explain(self, uuid: str, as_of: date | None = None, lang: Language = "es") -> Story:
        """Tell the story of one invoice, as `Ledger.explain` does.

        Raises:
            LedgerError: there is no such invoice.
            StoreError: the store is damaged, or was updated since it was opened.
        """
        with readable(self.folder):
            return around(self._stored, uuid).explain(uuid, as_of, lang)

    def contents(self) -> Contents:
        """Count documents, receivables and inconsistencies.

        Raises:
            StoreError: the store is damaged, or was updated since it was opened.
        """
        with readable(self.folder):
            return contents(self._stored)

    def balances(self, as_of: date | None = None) -> dict[str, Decimal]:
        """Sum the balances of all receivables per currency, as `Ledger.balances` does.

        Raises:
            StoreError: the store is damaged, or was updated since it was opened.
        """
        with readable(self.folder):
            return dict(balances(self.tables, as_of or _END_OF_DAYS).collect().iter_rows())


def _silent(stage: str, done: int, total: int, /) -> None:
    """Tell nobody how far an update is."""


def _check_empty(folder: Path) -> None:
    names = {path.name for path in folder.iterdir()}
    if NAME in names:
        raise StoreError(f"{folder} is a stored ledger already, expected a new folder")
    if names - _OF_A_CREATION:
        raise StoreError(f"{folder} is not empty, expected a new folder for the stored ledger")
