"""`cobranza ledger`: keep a ledger in a folder, and add what is new."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - typer reads the annotations
from typing import TYPE_CHECKING, Annotated, Final

import typer

from cobranza.calendars import Calendar
from cobranza.cli._options import (
    AdjustmentsFile,
    CashFile,
    CreditNotes,
    CreditNotesOption,
    CustomersFile,
    DeliveriesFile,
    IssuerOption,
    Lang,
    LangOption,
    Pue,
    PueOption,
    StatusFile,
    TableFiles,
    TermsFile,
    WorkersOption,
    workers_of,
)
from cobranza.cli._progress import progress_bars
from cobranza.cli._shell import is_store, sentences
from cobranza.errors import SourceError
from cobranza.ledger import CODES
from cobranza.report import Texts
from cobranza.sources import Limits, open_files, printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cobranza.store import Settings, Store, Update

__all__: list[str] = []

_NAMED: Final = 20
"""Files that are named before the rest is only counted."""
_COUNT: Final = 11
"""Columns for a count."""


def ledger(
    source: Annotated[
        Path,
        typer.Argument(
            metavar="FOLDER|ZIP",
            readable=False,
            help="Where the XML files are; folders in it count. Those known are not read again.",
        ),
    ],
    *,
    store: Annotated[
        Path,
        typer.Option(
            metavar="DIR", help="Where the ledger is kept; a new one is made when there is none."
        ),
    ],
    status: StatusFile = None,
    terms: TermsFile = None,
    customers: CustomersFile = None,
    adjustments: AdjustmentsFile = None,
    cash: CashFile = None,
    deliveries: DeliveriesFile = None,
    replace_tables: Annotated[
        bool,
        typer.Option(
            "--replace-tables",
            help="Forget what earlier tables of the same kinds said, instead of adding to it.",
        ),
    ] = False,
    issuer: IssuerOption = None,
    pue: PueOption = None,
    credit_notes: CreditNotesOption = None,
    lang: LangOption = Lang.ES,
    workers: WorkersOption = None,
) -> None:
    """Keep the ledger of a folder or ZIP of CFDI: read what is new, build again what it touches.

    The issuer and the policies are those of the first time.
    """
    with sentences():
        texts = Texts(lang.value)
        tables = TableFiles.of(
            source,
            {
                "status": status,
                "terms": terms,
                "customers": customers,
                "adjustments": adjustments,
                "cash": cash,
                "deliveries": deliveries,
            },
        )
        said = tables.read()
        kept = _opened(store, source, issuer=issuer, pue=pue, credit_notes=credit_notes)
        stages = {stage: texts(stage) for stage in ("reading", "building")}
        with progress_bars(stages) as tell:
            update = kept.update(
                source, **said, replace=replace_tables, workers=workers_of(workers), progress=tell
            )
        for line in (*tables.lines(texts), *_lines(kept, update, texts)):
            typer.echo(line)


def _opened(
    folder: Path,
    source: Path,
    *,
    issuer: str | None,
    pue: Pue | None,
    credit_notes: CreditNotes | None,
) -> Store:
    """Open the store, or make it once the source is known to be usable."""
    from cobranza.store import Settings, Store  # noqa: PLC0415 - loads a dataframe library

    wanted = Settings(
        issuer=issuer,
        pue=(pue or Pue.PAID).policy,
        credit_notes=(credit_notes or CreditNotes.AS_NAMED).policy,
        calendar=Calendar.mexican_banks(),
    )
    if not is_store(folder):
        with open_files(source, limits=Limits()):
            return Store.create(folder, wanted)
    kept = Store.open(folder)
    options = {"issuer": issuer, "pue": pue, "credit_notes": credit_notes}
    _check_same(folder, kept.settings, wanted, [name for name, value in options.items() if value])
    return kept


def _check_same(folder: Path, kept: Settings, wanted: Settings, given: Iterable[str]) -> None:
    for name in given:
        found, asked = getattr(kept, name), getattr(wanted, name)
        if found != asked:
            made = f"with {name} {found}" if found else f"without {name}"
            raise SourceError(
                f"{folder} was made {made}, not with {asked}: leave the option out, or keep "
                "another ledger in another folder"
            )


def _lines(store: Store, update: Update, texts: Texts) -> Iterator[str]:
    """Say what an update did and what the ledger now holds."""
    yield texts("ledger_in", folder=printable(str(store.folder)), number=str(store.generation))
    yield texts(
        "ledger_files",
        count=update.new + update.unchanged + len(update.changed),
        new=update.new,
        changed=len(update.changed),
        unchanged=update.unchanged,
        refused=len(update.refused),
    )
    for reason, count in update.skipped.items():
        yield f"{count:>{_COUNT},} {texts(f'skip.{reason}')}"
    yield from _named(texts("ledger_changed"), map(printable, update.changed), texts)
    yield from _named(texts("refused"), map(str, update.refused), texts)
    yield from _news(update, texts)
    yield from _contents(store, texts)


def _named(title: str, names: Iterable[str], texts: Texts) -> Iterator[str]:
    names = list(names)
    if names:
        yield f"{title}:"
        yield from (f"  - {name}" for name in names[:_NAMED])
        if len(names) > _NAMED:
            yield f"  - {texts('ledger_more', count=len(names) - _NAMED)}"


def _news(update: Update, texts: Texts) -> Iterator[str]:
    """Say what is new, and how much was built because of it."""
    counts = {"ledger_documents": update.documents, "ledger_withdrawn": update.withdrawn}
    news = [texts(key, count=count) for key, count in counts.items() if count]
    news += [f"{texts(f'table.{kind}')} {count:,}" for kind, count in update.facts.items()]
    if not news:
        yield texts("ledger_nothing")
        return
    yield texts("ledger_news", news=", ".join(news))
    yield texts("ledger_built", count=update.islands, documents=update.built)


def _contents(store: Store, texts: Texts) -> Iterator[str]:
    """Say what the ledger holds: counts, balances, what does not fit."""
    contents = store.contents()
    yield ""
    yield f"{texts('ledger_holds')}:"
    yield f"{contents.documents:>{_COUNT},} {texts('ledger_held_documents')}"
    yield f"{contents.receivables:>{_COUNT},} {texts('ledger_receivables')}"
    for currency, balance in store.balances().items():
        amount = f"{texts.money(balance, currency)} {currency}"
        yield f"{texts('balance')}: {printable(amount)}"
    if contents.inconsistencies:
        yield f"{texts('inconsistencies')}:"
        for code, count in sorted(contents.inconsistencies.items(), key=lambda pair: -pair[1]):
            yield f"{count:>{_COUNT},} {CODES[code].named(texts.lang)} ({code})"
