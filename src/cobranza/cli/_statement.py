"""`cobranza statement`: the account of one customer."""

from __future__ import annotations

from datetime import date  # noqa: TC003 - typer reads the annotations
from pathlib import Path
from typing import Annotated

import typer

from cobranza.cli._ledger_of import any_ledger_of
from cobranza.cli._options import Lang, LangOption
from cobranza.cli._shell import day, sentences
from cobranza.report import Texts
from cobranza.report.statement import statement as draw_up
from cobranza.report.statement import write_statement
from cobranza.sources import printable

__all__: list[str] = []


def statement(
    source: Annotated[
        Path,
        typer.Argument(
            metavar="FOLDER|ZIP|STORE",
            readable=False,
            help="The XML files, with the tables beside them as in `report`; or a stored ledger.",
        ),
    ],
    *,
    customer: Annotated[
        str, typer.Option(metavar="RFC", help="Whose account; for foreigners also the name.")
    ],
    as_of: Annotated[
        date,
        typer.Option("--as-of", parser=day, metavar="DATE", help="Last day, YYYY-MM-DD."),
    ],
    since: Annotated[
        date | None,
        typer.Option(parser=day, metavar="DATE", help="First day of movements; all without it."),
    ] = None,
    pdf: Annotated[bool, typer.Option("--pdf", help="Write a PDF as well.")] = False,
    lang: LangOption = Lang.ES,
    out: Annotated[Path, typer.Option(metavar="DIR", help="Where the files go.")] = Path(
        "cobranza-statements"
    ),
) -> None:
    """Write the statement of a customer's account: what moved it, what is open, what is late."""
    with sentences():
        texts = Texts(lang.value)
        ledger = any_ledger_of(source, texts)
        found = draw_up(ledger, customer, as_of=as_of, since=since, lang=lang.value)
        paths = write_statement(found, out, pdf=pdf)
        for each in found.currencies:
            owed, overdue = each.closing, each.aged.overdue
            typer.echo(
                f"{texts('balance')} {texts.money(owed, each.currency)} {each.currency}, "
                f"{texts('overdue').lower()} {texts.money(overdue, each.currency)}"
            )
        for path in paths:
            typer.echo(printable(str(path)))
