"""`cobranza sat`: what the SAT says, over the network and in the files that it gives."""

from __future__ import annotations

import datetime as dt
import os
import sys
from collections import Counter
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from cobranza.cfdi import read
from cobranza.cli._clock import now
from cobranza.cli._shell import day, is_watched, new_app, sentences
from cobranza.errors import CfdiReadError
from cobranza.sources import Limits, Unusable, open_files, printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cobranza.cfdi import Document
    from cobranza.sat.metadata import Metadata
    from cobranza.sat.status import BatchProgress

__all__: list[str] = []

_WRONG: Final = 1
_RFC_LENGTHS: Final = (12, 13)
_PASSWORD: Final = "COBRANZA_KEY_PASSWORD"  # noqa: S105 - the name of a variable

app = new_app()

Documents = Annotated[
    list[Path],
    typer.Argument(
        metavar="FILES", readable=False, help="XML files, or folders and ZIP archives of them."
    ),
]


@app.callback()
def _sat() -> None:
    """Ask the SAT, and read the files that it gives."""


@app.command()
def url(files: Documents) -> None:
    """Print the address in the QR of each document, where anybody can verify it."""
    with sentences():
        from cobranza.sat.verification import verification_url  # noqa: PLC0415 - only for this

        for name, document in _documents(files):
            typer.echo(f"{name}  {verification_url(document)}")


@app.command()
def status(
    files: Documents,
    *,
    out: Annotated[
        Path,
        typer.Option(
            metavar="FILE",
            readable=False,
            help="Where the answers go; run again with the same file to ask only for what is"
            " missing. `cobranza report --status` takes it.",
        ),
    ],
    workers: Annotated[int, typer.Option(min=1, max=32, help="How many questions at a time.")] = 4,
    endpoint: Annotated[
        str | None,
        typer.Option(metavar="URL", help="Where the service is, if not where the SAT has it."),
    ] = None,
) -> None:
    """Ask the SAT whether documents are in force or cancelled, over the network.

    The answers are added to a file as they come. Ends with 1 when some document has no answer.
    """
    with sentences():
        from cobranza.sat._http import load_httpx  # noqa: PLC0415 - only for this
        from cobranza.sat.status import ENDPOINT, query_statuses  # noqa: PLC0415
        from cobranza.sat.verification import expression  # noqa: PLC0415

        expressions = [expression(document) for _, document in _documents(files)]
        watched = is_watched()
        with load_httpx().Client() as client:
            done = query_statuses(
                client,
                expressions,
                out,
                clock=now,
                workers=workers,
                endpoint=endpoint or ENDPOINT,
                progress=_tell if watched else None,
            )
        if watched:
            typer.echo(err=True)
        for failure in done.failures:
            typer.echo(printable(f"cobranza: {failure.expression}: {failure.error}"), err=True)
        typer.echo(
            f"{done.answered} answers in {printable(str(out))}, {done.skipped} were there already,"
            f" {len(done.failures)} without answer"
        )
        raise typer.Exit(_WRONG if done.failures else 0)


class Whose(StrEnum):
    """Which documents are asked for: those that the owner of the e.firma issued, or received."""

    ISSUED = "issued"
    RECEIVED = "received"


@app.command()
def download(
    which: Annotated[Whose, typer.Argument(metavar="issued|received", help="Which documents.")],
    out: Annotated[
        Path,
        typer.Argument(
            metavar="FOLDER",
            readable=False,
            help="Of this request alone; run again with it to go on where it was left.",
        ),
    ],
    *,
    certificate: Annotated[
        Path, typer.Option("--cer", metavar="FILE", readable=False, help="The .cer of the e.firma.")
    ],
    key: Annotated[
        Path,
        typer.Option(
            metavar="FILE",
            readable=False,
            help=f"Its .key; the password is asked for, or taken from {_PASSWORD}.",
        ),
    ],
    first: Annotated[
        dt.date, typer.Option("--from", parser=day, metavar="DATE", help="First day of issue.")
    ],
    last: Annotated[
        dt.date, typer.Option("--to", parser=day, metavar="DATE", help="Last day of issue.")
    ],
    rows: Annotated[
        bool, typer.Option("--metadata", help="Ask for metadata instead of the XML.")
    ] = False,
    wait: Annotated[
        int, typer.Option(min=1, help="How many minutes to wait for the SAT before giving up.")
    ] = 60,
) -> None:
    """Download from the SAT the documents, or the metadata, of a period (descarga masiva).

    The SAT takes from minutes to days. Ends with 2 when it has not finished: run it again later.
    """
    with sentences():
        from cobranza.cfdi.sello import Signer  # noqa: PLC0415 - only for this
        from cobranza.sat import download as masiva  # noqa: PLC0415
        from cobranza.sat._http import load_httpx  # noqa: PLC0415

        query = (masiva.IssuedQuery if which is Whose.ISSUED else masiva.ReceivedQuery)(
            fecha_inicial=dt.datetime.combine(first, dt.time()),
            fecha_final=dt.datetime.combine(last, dt.time(23, 59, 59)),
            tipo_solicitud=masiva.TipoSolicitud.METADATA if rows else masiva.TipoSolicitud.CFDI,
        )
        password = os.environ.get(_PASSWORD) or typer.prompt("Password", hide_input=True, err=True)
        signer = Signer.load(certificate, key, password)
        del password
        with load_httpx().Client() as http:
            client = masiva.DownloadClient(http, signer, clock=now, endpoints=masiva.ENDPOINTS)
            found = client.collect(query, out, polling=masiva.Polling(every=60, polls=wait))
        for path in found.files:
            typer.echo(printable(str(path)))
        typer.echo(f"{found.numero_cfdis} documents in {len(found.files)} packages")


@app.command()
def metadata(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILES", readable=False, help="Metadata of the descarga masiva, TXT or ZIP."
        ),
    ],
    *,
    against: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="PACKAGE",
            readable=False,
            help="A ZIP of documents to compare with; may be repeated.",
        ),
    ] = None,
) -> None:
    """Sum up metadata of the descarga masiva, and compare them with packages of documents.

    Ends with 1 when a line cannot be read, or documents are missing, unknown or different.
    """
    with sentences():
        from cobranza.sat.metadata import read_metadata  # noqa: PLC0415 - only for this

        table = read_metadata(*files)
        for problem in table.problems:
            typer.echo(printable(f"cobranza: {problem}"), err=True)
        cancelled = sum(row.cancelado for row in table.rows)
        typer.echo(f"{len(table.rows)} rows, {cancelled} cancelled, {len(table.problems)} unusable")
        complete = not against or _are_complete(table.rows, against)
        raise typer.Exit(0 if complete and not table.problems else _WRONG)


@app.command(name="69b")
def listed(
    listado: Annotated[
        Path,
        typer.Argument(
            metavar="LIST", readable=False, help="The SAT's list of article 69-B, a CSV file."
        ),
    ],
    who: Annotated[
        list[str],
        typer.Argument(
            metavar="RFC_OR_FILES", help="RFCs, or XML files, folders and ZIP archives of them."
        ),
    ],
    *,
    on: Annotated[
        dt.date | None,
        typer.Option(
            parser=day, metavar="DATE", help="As published by that day; without it, as in the list."
        ),
    ] = None,
) -> None:
    """Look taxpayers, or the issuers and receivers of documents, up in the SAT's list 69-B.

    Ends with 1 when somebody is found.
    """
    with sentences():
        from cobranza.sat.lists import read_69b  # noqa: PLC0415 - only for this

        known = read_69b(listado)
        rfcs = [each for each in who if len(each) in _RFC_LENGTHS and not Path(each).exists()]
        found: Counter[str] = Counter()
        for rfc in rfcs:
            entry = known.find(rfc)
            situation = entry and (entry.situacion if on is None else known.situacion(rfc, on=on))
            found["taxpayers"] += situation is not None
            typer.echo(printable(f"{rfc}  {situation or 'not listed'}"))
        paths = [Path(each) for each in who if each not in rfcs]
        for name, document in _documents(paths):
            for flag in known.flag([document], on=on):
                found["documents"] += 1
                rfc = flag.contribuyente.rfc
                typer.echo(printable(f"{name}: {flag.role} {rfc}  {flag.situacion}"))
        current = f"current to {known.actualizado}" if known.actualizado else "without date"
        typer.echo(
            f"{found['taxpayers']} of {len(rfcs)} RFCs and {found['documents']} parties of"
            f" documents listed; list {current}"
        )
        raise typer.Exit(_WRONG if found.total() else 0)


@app.command()
def acuse(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", readable=False, help="An acuse de cancelación, XML.")
    ],
) -> None:
    """Say what an acuse de cancelación tells of each document.

    Ends with 1 when a document was refused.
    """
    with sentences():
        from cobranza.sat.cancellation import parse_acuse  # noqa: PLC0415 - only for this

        found = parse_acuse(file.read_bytes())
        for folio in found.folios:
            also = f" (or: {folio.code.also})" if folio.code.also else ""
            typer.echo(printable(f"{folio.uuid}  {folio.estatus} {folio.code.meaning}{also}"))
        typer.echo(
            printable(
                f"{found.rfc}, {found.fecha}: {len(found.received)} received,"
                f" {len(found.refused)} refused"
            )
        )
        raise typer.Exit(_WRONG if found.refused else 0)


def _are_complete(rows: Sequence[Metadata], packages: list[Path]) -> bool:
    """Compare packages with metadata, and tell what is missing, unknown or different."""
    from cobranza.sat.packages import PackageProblem, compare, iter_package  # noqa: PLC0415

    found = [each for package in packages for each in iter_package(package)]
    documents = [each for each in found if not isinstance(each, PackageProblem)]
    for each in found:
        if isinstance(each, PackageProblem):
            typer.echo(printable(f"cobranza: {each}"), err=True)
    compared = compare(rows, documents)
    for row in compared.missing_in_force:
        typer.echo(printable(f"missing: {row.uuid} of {row.fecha_emision.date()}"))
    for uuid in compared.unknown:
        typer.echo(printable(f"not in the metadata: {uuid}"))
    for difference in compared.differences:
        typer.echo(printable(str(difference)))
    typer.echo(
        f"{len(documents)} documents, {len(compared.missing_in_force)} missing,"
        f" {len(compared.unknown)} unknown, {len(compared.differences)} differences"
    )
    return compared.complete and len(documents) == len(found)


def _documents(paths: list[Path]) -> Iterator[tuple[str, Document]]:
    """Read documents; one that cannot be read is told, and the others go on."""
    for path in paths:
        container = path.is_dir() or path.suffix.lower() == ".zip"
        with open_files(path if container else [path], limits=Limits()) as files:
            for file in files:
                name = printable(f"{path}/{file.name}" if container else file.name)
                try:
                    yield name, read(file.load())
                except Unusable as error:
                    typer.echo(f"cobranza: {name}: {error.detail}", err=True)
                except CfdiReadError as error:
                    typer.echo(printable(f"cobranza: {name}: {error.problems[0]}"), err=True)


def _tell(progress: BatchProgress) -> None:
    sys.stderr.write(f"\r{progress.answered} answers, {len(progress.failures)} without")
