"""`cobranza report`: what is owed, from documents or from a stored ledger."""

from __future__ import annotations

from datetime import date  # noqa: TC003 - typer reads the annotations
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from cobranza.aging import TARGETS, read_targets
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
from cobranza.cli._shell import day, is_store, sentences
from cobranza.errors import SourceError
from cobranza.report import (
    Assumptions,
    Texts,
    build_report,
    print_summary,
    report_ledger,
    write_report,
)
from cobranza.sources import (
    Intake,
    digest_files,
    parse_rates,
    printable,
    read_follow_ups,
    read_promises,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from cobranza.report import PortfolioReport

__all__: list[str] = []


def report(
    source: Annotated[
        Path,
        typer.Argument(
            metavar="FOLDER|ZIP|STORE",
            readable=False,
            help="Where the XML files are, folders in it included; or a stored ledger.",
        ),
    ],
    *,
    as_of: Annotated[
        date,
        typer.Option("--as-of", parser=day, metavar="DATE", help="Day of the report, YYYY-MM-DD."),
    ],
    issuer: IssuerOption = None,
    status: StatusFile = None,
    terms: TermsFile = None,
    customers: CustomersFile = None,
    adjustments: AdjustmentsFile = None,
    cash: CashFile = None,
    deliveries: DeliveriesFile = None,
    pue: PueOption = None,
    credit_notes: CreditNotesOption = None,
    rate: Annotated[
        list[str] | None,
        typer.Option(metavar="USD=18.50", help="MXN per unit of a currency; may be repeated."),
    ] = None,
    since: Annotated[
        date | None,
        typer.Option(
            parser=day,
            metavar="DATE",
            help="Day to compare with; the last of the month before by default.",
        ),
    ] = None,
    targets: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE.toml",
            readable=False,
            help="What to aim at, by metric, instead of the usual.",
        ),
    ] = None,
    promises: Annotated[
        Path | None,
        typer.Option(metavar="FILE", readable=False, help="What customers promised to pay, when."),
    ] = None,
    follow_ups: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", readable=False, help="Calls and visits due, and when they were done."
        ),
    ] = None,
    excel: Annotated[bool, typer.Option("--excel", help="Write report.xlsx as well.")] = False,
    lang: LangOption = Lang.ES,
    workers: WorkersOption = None,
    out: Annotated[
        Path, typer.Option(metavar="DIR", help="Where report.html and the CSV tables go.")
    ] = Path("cobranza-report"),
) -> None:
    """Report what is owed: aging, DSO, what needs attention.

    A stored ledger keeps its tables and settings, so it takes none of them here.
    """
    with sentences():
        texts = Texts(lang.value)
        rates = parse_rates(rate or [])
        given = {
            "status": status,
            "terms": terms,
            "customers": customers,
            "adjustments": adjustments,
            "cash": cash,
            "deliveries": deliveries,
        }
        asked = {
            "as_of": as_of,
            "since": since,
            "targets": TARGETS if targets is None else read_targets(targets),
            "promises": None if promises is None else read_promises(promises),
            "follow_ups": () if follow_ups is None else read_follow_ups(follow_ups),
        }
        if is_store(source):
            settings = {"issuer": issuer, "pue": pue, "credit-notes": credit_notes}
            _check_none({**given, **settings})
            tables = TableFiles({})
            portfolio = _of_store(source, rates, **asked)
        else:
            tables = TableFiles.of(source, given)
            portfolio = _of_documents(
                source,
                tables,
                texts,
                workers=workers,
                issuer=issuer,
                rates=rates,
                pue=(pue or Pue.PAID).policy,
                credit_notes=(credit_notes or CreditNotes.AS_NAMED).policy,
                **asked,
            )
        paths = write_report(portfolio, out, lang=lang.value)
        if excel:
            from cobranza.report.workbook import write_workbook  # noqa: PLC0415 - an extra

            paths = (*paths, write_workbook(portfolio, out / "report.xlsx", lang=lang.value))
        print_summary(portfolio, Console(), lang=lang.value)
        typer.echo()
        for line in tables.lines(texts):
            typer.echo(line)
        typer.echo(printable(texts("written", page=paths[0], count=len(paths) - 1)))


def _of_documents(
    source: Path,
    tables: TableFiles,
    texts: Texts,
    *,
    workers: int | None,
    issuer: str | None,
    **options: Any,  # noqa: ANN401 - further arguments of `build_report`
) -> PortfolioReport:
    said = tables.read()
    with progress_bars({"reading": texts("reading")}) as tell:
        intake = Intake.of(
            digest_files(
                source,
                workers=workers_of(workers),
                progress=lambda done, total: tell("reading", done, total),
            )
        )
    wanted = None if issuer is None else _issuer(issuer, intake)
    calendar = Calendar.mexican_banks()
    return build_report(intake, issuer=wanted, calendar=calendar, **said, **options)


def _of_store(
    folder: Path,
    rates: Mapping[str, Decimal],
    **asked: Any,  # noqa: ANN401 - further arguments of `report_ledger`
) -> PortfolioReport:
    from cobranza.store import Store  # noqa: PLC0415 - loads a dataframe library

    store = Store.open(folder)
    facts = store.facts
    return report_ledger(
        store.ledger(),
        store.intake(),
        issuer=store.settings.issuer,
        assumptions=Assumptions(
            pue=store.settings.pue,
            rates=tuple(sorted(rates.items())),
            terms=len(facts.terms) or None,
            statuses=len(facts.status) or None,
        ),
        **asked,
    )


def _check_none(options: Mapping[str, object]) -> None:
    """Refuse what a stored ledger was told when it was built."""
    for name, value in options.items():
        if value is not None:
            raise SourceError(
                f"--{name} belongs to the stored ledger: give it to `cobranza ledger`"
            )


def _issuer(rfc: str, intake: Intake) -> str:
    """Give the RFC in capitals if any document is of that issuer."""
    wanted = rfc.strip().upper()
    found = {document.issuer.rfc for document in intake.documents}
    if found and wanted not in found:
        raise SourceError(
            f"no document is of issuer {wanted}, expected one of {', '.join(sorted(found))}"
        )
    return wanted
