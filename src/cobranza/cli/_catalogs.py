"""`cobranza catalogs`: install newer catalogs, go back, and look keys up."""

from __future__ import annotations

from datetime import date  # noqa: TC003 - typer reads the annotations
from pathlib import Path  # noqa: TC003 - the same
from typing import TYPE_CHECKING, Annotated, Final

import attrs
import typer

from cobranza.cfdi import catalogs
from cobranza.cfdi.catalogs import NAMES, Catalog, CatalogSet, Entry
from cobranza.cfdi.catalogs._update import date_of
from cobranza.cli._shell import day, is_watched, new_app, sentences
from cobranza.errors import CatalogError
from cobranza.sources import printable

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__: list[str] = []

_KEYS_SHOWN: Final = 8

app = new_app()


@app.callback()
def _catalogs() -> None:
    """SAT's catalogs: show them, install a newer publication, undo that."""


@app.command()
def update(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            readable=False,
            help="SAT's workbook catCFDI_V_4_*.xls, or a folder of CSV files.",
        ),
    ],
    *,
    version: Annotated[
        date | None,
        typer.Option(
            parser=day,
            metavar="DATE",
            help="Day of the publication, YYYY-MM-DD; read from the name of the workbook"
            " when it is not given.",
        ),
    ] = None,
) -> None:
    """Install a newer publication of SAT's catalogs, for this user."""
    with sentences():
        published = version or _date_of(file)
        if is_watched():
            typer.echo(printable(f"Reading {file} ..."), err=True)
        try:
            done = catalogs.update(file, version=published)
        except OSError as error:
            raise CatalogError(
                printable(f"{error.filename or file}: {error.strerror or error}")
            ) from None
        for change in done.changes:
            typer.echo(
                f"{change.catalog}: {len(change.added)} keys came{_some(change.added)},"
                f" {len(change.removed)} went{_some(change.removed)}"
            )
        if not done.changes:
            typer.echo("No key came or went.")
        typer.echo(f"{_in_use(done.after)} Before: those of {done.before.version}.")
        typer.echo("`cobranza catalogs undo` goes back.")


@app.command()
def undo() -> None:
    """Take out the publication that was installed last."""
    with sentences():
        typer.echo(_in_use(catalogs.undo()))


@app.command()
def show(
    catalog: Annotated[
        str | None, typer.Argument(metavar="CATALOG", help="Such as c_UsoCFDI, or UsoCFDI.")
    ] = None,
    key: Annotated[
        str | None, typer.Argument(metavar="KEY", help="A key of it, such as G03.")
    ] = None,
    *,
    on: Annotated[
        date | None,
        typer.Option(parser=day, metavar="DATE", help="Only what is in force that day."),
    ] = None,
    search: Annotated[
        str | None, typer.Option(metavar="TEXT", help="The rows that say this, the best first.")
    ] = None,
) -> None:
    """Show which catalogs are in use, the rows of one, or all that SAT says of a key."""
    if search is not None and (catalog is None or key is not None):
        raise typer.BadParameter("--search takes a CATALOG and no KEY")
    with sentences():
        if catalog is None:
            _show_set(on)
        elif key is not None:
            _show_key(catalogs.get(catalog), key, on)
        elif search is not None:
            _show_rows(catalogs.search(catalog, search, on=on))
        elif on is not None:
            _show_rows(catalogs.in_force(catalog, on=on))
        else:
            found = catalogs.get(catalog)
            _show_rows(row for each in found for row in found.versions(each))


def _date_of(file: Path) -> date:
    try:
        return date_of(file)
    except CatalogError:
        raise CatalogError(
            printable(f"{file} does not name the day of its publication: give it with --version")
        ) from None


def _in_use(chosen: CatalogSet) -> str:
    where = "the package" if chosen.folder is None else chosen.folder
    return printable(
        f"In use: the catalogs of {chosen.version} ({chosen.source}), installed in {where}."
        if chosen.folder
        else f"In use: the catalogs of {chosen.version} ({chosen.source}), from {where}."
    )


def _show_set(on: date | None) -> None:
    typer.echo(_in_use(catalogs.current()))
    for name in NAMES:
        catalog = catalogs.get(name)
        keys = len(catalog if on is None else catalog.keys_in_force(on))
        typer.echo(f"{name:<20}{keys:>8,} keys" + (f" in force on {on}" if on else ""))


def _show_key(catalog: Catalog[Entry], key: str, on: date | None) -> None:
    if on is None and key in catalog:
        rows = catalog.versions(key)
    else:
        rows = (catalog.find(key, on=on or catalog.version),)
    for number, row in enumerate(rows):
        typer.echo("" if number else f"{catalog.name}, {catalog.source}\n")
        for name, value in attrs.asdict(row).items():
            typer.echo(f"{name + ':':<40}{_shown(value)}")


def _show_rows(rows: Iterable[Entry]) -> None:
    count = 0
    for row in rows:
        span = f"  ({row.since or ''}..{row.until or ''})" if row.since or row.until else ""
        typer.echo(f"{row.key}  {row.text or _columns(row)}{span}")
        count += 1
    typer.echo(f"{count} rows")


def _columns(row: Entry) -> str:
    """Say what a row without text has instead, as those of postal codes."""
    said = attrs.asdict(row, filter=lambda field, _: field.name not in attrs.fields_dict(Entry))
    return ", ".join(f"{name} {_shown(value)}" for name, value in said.items())


def _shown(value: object) -> str:
    match value:
        case None | ():
            return "-"
        case bool():
            return "yes" if value else "no"
        case tuple():
            return " ".join(map(str, value))  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
        case _:
            return str(value)


def _some(keys: tuple[str, ...]) -> str:
    if not keys:
        return ""
    more = ", ..." if len(keys) > _KEYS_SHOWN else ""
    return f" ({', '.join(keys[:_KEYS_SHOWN])}{more})"
