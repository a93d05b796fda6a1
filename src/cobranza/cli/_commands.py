"""The commands, their options, and how they end."""

from __future__ import annotations

import os
from contextlib import contextmanager
from datetime import date  # noqa: TC003 - typer reads the annotations
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from cobranza import __version__
from cobranza.cfdi import Profile
from cobranza.cli import _catalogs
from cobranza.cli._check import Checker, Format, check_files
from cobranza.cli._rules import as_data, matching, print_json, print_rule, print_table, rule_of
from cobranza.cli._shell import day, new_app, sentences
from cobranza.errors import SourceError
from cobranza.report import Texts, build_report, print_summary, write_report
from cobranza.sources import Intake, digest_files, parse_rates, printable, read_status, read_terms

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

__all__: list[str] = []

app = new_app()
app.add_typer(_catalogs.app, name="catalogs")


class Pue(StrEnum):
    """What a PUE invoice without REP is taken for."""

    PAID = "paid"
    OPEN = "open"


class Lang(StrEnum):
    """The language of a report."""

    ES = "es"
    EN = "en"


class RulesFormat(StrEnum):
    """How rules are printed."""

    TEXT = "text"
    JSON = "json"


def _print_version(value: bool) -> None:  # noqa: FBT001 - typer calls it with the flag
    if value:
        typer.echo(f"cobranza {__version__}")
        raise typer.Exit


@app.callback()
def _cobranza(
    *,
    _version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version and exit."
        ),
    ] = False,
) -> None:
    """From Mexican fiscal documents (CFDI 4.0) to receivables."""


@app.command()
def report(
    source: Annotated[
        Path,
        typer.Argument(
            metavar="FOLDER|ZIP",
            readable=False,
            help="Where the XML files are; folders in it count.",
        ),
    ],
    *,
    as_of: Annotated[
        date,
        typer.Option("--as-of", parser=day, metavar="DATE", help="Day of the report, YYYY-MM-DD."),
    ],
    issuer: Annotated[
        str | None, typer.Option(metavar="RFC", help="Use only the documents of this issuer.")
    ] = None,
    terms: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE.csv",
            readable=False,
            help="Days of credit by customer: rfc,days. terms.csv beside the documents is used"
            " when this is not given.",
        ),
    ] = None,
    status: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE.csv",
            readable=False,
            help="SAT status by document: uuid,status,cancelled_on. status.csv beside the"
            " documents is used when this is not given.",
        ),
    ] = None,
    rate: Annotated[
        list[str] | None,
        typer.Option(metavar="USD=18.50", help="MXN per unit of a currency; may be repeated."),
    ] = None,
    pue: Annotated[
        Pue, typer.Option(help="Take PUE invoices without REP for paid at issue, or for open.")
    ] = Pue.PAID,
    lang: Annotated[Lang, typer.Option(help="Language of the report.")] = Lang.ES,
    workers: Annotated[
        int | None,
        typer.Option(min=1, metavar="N", help="Processes that read; one per core by default."),
    ] = None,
    out: Annotated[
        Path, typer.Option(metavar="DIR", help="Where report.html and the CSV tables go.")
    ] = Path("cobranza-report"),
) -> None:
    """Read a folder or ZIP of CFDI and report what is owed: aging, DSO, what needs attention."""
    with sentences():
        texts = Texts(lang.value)
        terms = terms or _beside(source, "terms.csv")
        status = status or _beside(source, "status.csv")
        given_terms = None if terms is None else read_terms(terms)
        given_statuses = None if status is None else read_status(status)
        rates = parse_rates(rate or [])
        with _progress(texts("reading")) as progress:
            intake = Intake.of(
                digest_files(source, workers=workers or os.cpu_count() or 1, progress=progress)
            )
        portfolio = build_report(
            intake,
            as_of=as_of,
            issuer=None if issuer is None else _issuer(issuer, intake),
            terms=given_terms,
            status=given_statuses,
            rates=rates,
            pue="open" if pue is Pue.OPEN else "paid_at_issue",
        )
        paths = write_report(portfolio, out, lang=lang.value)
        print_summary(portfolio, Console(), lang=lang.value)
        typer.echo()
        for key, table in (("terms_used", terms), ("status_used", status)):
            if table is not None:
                typer.echo(printable(texts(key, file=table)))
        typer.echo(printable(texts("written", page=paths[0], count=len(paths) - 1)))


@app.command()
def check(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILES", readable=False, help="XML files, or folders and ZIP archives of them."
        ),
    ],
    *,
    today: Annotated[
        date | None,
        typer.Option(
            parser=day,
            metavar="DATE",
            help="Day of the check, YYYY-MM-DD; rules about the future are judged only with it.",
        ),
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Take warnings for errors.")] = False,
    ignore: Annotated[
        list[str] | None,
        typer.Option(metavar="CODE", help="Leave a rule out; may be repeated."),
    ] = None,
    schemas: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", readable=False, help="Validate with SAT's own schema files as well."
        ),
    ] = None,
    format: Annotated[Format, typer.Option(help="How findings are printed.")] = Format.TEXT,  # noqa: A002 - the name of the option
) -> None:
    """Check documents and print what is wrong with them, one finding per line.

    Exits with 0 when there are no errors, 1 when there are, 2 when a file could not be read.
    """
    with sentences():
        profile = Profile(
            warnings_are_errors=strict,
            severities={rule_of(code).code: None for code in ignore or ()},
        )
        checker = Checker(today=today, profile=profile, schemas=schemas)
        code = check_files(files, checker=checker, format=format)
    raise typer.Exit(code)


@app.command()
def rules(
    code: Annotated[
        str | None, typer.Argument(metavar="CODE", help="Such as CFDI40108; without it, all rules.")
    ] = None,
    *,
    search: Annotated[
        str | None, typer.Option(metavar="TEXT", help="Only the rules that say this.")
    ] = None,
    format: Annotated[  # noqa: A002 - the name of the option
        RulesFormat, typer.Option(help="How rules are printed.")
    ] = RulesFormat.TEXT,
) -> None:
    """List the rules that documents are judged by, or tell everything of one."""
    if code is not None and search is not None:
        raise typer.BadParameter("--search takes no CODE")
    as_json = format is RulesFormat.JSON
    with sentences():
        if code is not None:
            rule = rule_of(code)
            print_json(as_data(rule)) if as_json else print_rule(rule)
        else:
            found = matching(search)
            print_json([as_data(each) for each in found]) if as_json else print_table(found)


@contextmanager
def _progress(label: str) -> Generator[Callable[[int, int], None]]:
    """Show a bar on a terminal while files are read; elsewhere show nothing."""
    console = Console(stderr=True)
    columns = (TextColumn(label), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        task = bar.add_task(label, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _beside(source: Path, name: str) -> Path | None:
    """Find a table in the folder of the documents, or in that of the archive."""
    path = (source if source.is_dir() else source.parent) / name
    return path if path.is_file() else None


def _issuer(rfc: str, intake: Intake) -> str:
    """Give the RFC in capitals if any document is of that issuer."""
    wanted = rfc.strip().upper()
    found = {document.issuer.rfc for document in intake.documents}
    if found and wanted not in found:
        raise SourceError(
            f"no document is of issuer {wanted}, expected one of {', '.join(sorted(found))}"
        )
    return wanted
