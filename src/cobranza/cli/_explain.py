"""`cobranza explain`: the story of one invoice."""

from __future__ import annotations

import sys
from datetime import date  # noqa: TC003 - typer reads the annotations
from pathlib import Path  # noqa: TC003 - the same
from typing import TYPE_CHECKING, Annotated, Final

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console, Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from cobranza.cli._ledger_of import ledger_of_documents
from cobranza.cli._options import (
    Lang,
    LangOption,
)
from cobranza.cli._shell import day, sentences
from cobranza.report import Texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType

    from cobranza.ledger import Ledger
    from cobranza.ledger.story import Story, StoryRow
    from cobranza.store import Store

__all__: list[str] = []

_WIDTH: Final = 100
"""Columns where no terminal sets a limit."""


def explain(
    uuid: Annotated[
        str,
        typer.Argument(
            metavar="UUID", help="The UUID of an invoice or the start of it, or series and folio."
        ),
    ],
    *,
    store: Annotated[
        Path | None, typer.Option(metavar="DIR", readable=False, help="A stored ledger.")
    ] = None,
    source: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER|ZIP",
            readable=False,
            help="Or the XML files themselves; tables beside them are used as in `report`.",
        ),
    ] = None,
    as_of: Annotated[
        date | None,
        typer.Option("--as-of", parser=day, metavar="DATE", help="Leave off what came later."),
    ] = None,
    lang: LangOption = Lang.ES,
) -> None:
    """Tell the story of one invoice: what moved its balance, in order, and what proves it."""
    texts = Texts(lang.value)
    with sentences():
        story = _ledger(store, source, texts).explain(uuid, as_of, lang.value)
        _print(Group(*_sections(story, texts)))


def _ledger(store: Path | None, source: Path | None, texts: Texts) -> Ledger | Store:
    """Give what can explain, one of the two."""
    if store is not None and source is None:
        from cobranza.store import Store  # noqa: PLC0415 - loads a dataframe library

        return Store.open(store)
    if source is not None and store is None:
        return ledger_of_documents(source, texts)
    raise typer.BadParameter("give --store DIR or --source FOLDER, one of them")


def _print(story: RenderableType) -> None:
    """Print as wide as the terminal is, without the blanks that end lines."""
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = _WIDTH
    with console.capture() as printed:
        console.print(story)
    sys.stdout.writelines(f"{line.rstrip()}\n" for line in printed.get().splitlines())


def _sections(story: Story, texts: Texts) -> Iterator[RenderableType]:
    yield Text(story.title, style="bold")
    yield Text()
    facts = Table.grid(padding=(0, 2, 0, 0))
    for label, value in story.facts:
        facts.add_row(Text(label, style="cyan"), Text(value))
    yield facts
    yield Text()
    yield _movements(story, texts)
    for name, lines in story.sections:
        yield Text()
        yield Text(name, style="bold cyan")
        listed = Table.grid(padding=(0, 1, 0, 0))
        for line in lines:
            listed.add_row("-", Text(line))
        yield listed


def _movements(story: Story, texts: Texts) -> Table:
    table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, collapse_padding=True)
    on, movement, amount, balance = story.columns
    table.add_column(on, no_wrap=True)
    table.add_column(movement)
    for figure in (amount, balance):
        table.add_column(figure, justify="right", no_wrap=True)
    currency = story.receivable.currency
    for row in story.rows:
        table.add_row(
            row.event.date.isoformat(),
            _told(row),
            texts.money(row.event.amount, currency),
            texts.money(row.balance, currency),
        )
    return table


def _told(row: StoryRow) -> RenderableType:
    """Put the evidence below the sentence, further in."""
    evidence = (Padding(Text(line, style="dim"), (0, 0, 0, 2)) for line in row.evidence)
    return Group(Text(row.text), *evidence)
