"""The ledger that a command is pointed at: of documents, or stored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cobranza.calendars import Calendar
from cobranza.cli._options import KINDS, TableFiles, workers_of
from cobranza.cli._progress import progress_bars
from cobranza.cli._shell import is_store
from cobranza.ledger import Ledger
from cobranza.sources import Intake, digest_files

if TYPE_CHECKING:
    from pathlib import Path

    from cobranza.report import Texts

__all__ = ["any_ledger_of", "ledger_of_documents"]


def any_ledger_of(source: Path, texts: Texts) -> Ledger:
    """Open a stored ledger, or build one of a folder or ZIP and the tables beside the documents."""
    if is_store(source):
        from cobranza.store import Store  # noqa: PLC0415 - loads a dataframe library

        return Store.open(source).ledger()
    return ledger_of_documents(source, texts)


def ledger_of_documents(source: Path, texts: Texts) -> Ledger:
    """Build the ledger of a folder or ZIP, with the tables beside the documents."""
    said = TableFiles.of(source, dict.fromkeys(KINDS)).read()
    with progress_bars({"reading": texts("reading")}) as tell:
        outcomes = digest_files(
            source,
            workers=workers_of(None),
            progress=lambda done, total: tell("reading", done, total),
        )
        documents = Intake.of(outcomes).documents
    return Ledger.build(documents, calendar=Calendar.mexican_banks(), **said)
