"""Install a newer set of catalogs in the user's data folder, and take it out again.

A set is written beside the others and read back whole before `installed.txt` names it; that file
is replaced in one step. Whenever the power fails, either the old set is in use or the new one.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final

import attrs

from cobranza.cfdi.catalogs._build import ELSEWHERE, build
from cobranza.cfdi.catalogs._catalog import Catalog
from cobranza.cfdi.catalogs._entries import ENTRIES
from cobranza.cfdi.catalogs._packed import pack, rows
from cobranza.cfdi.catalogs._sources import read_tables
from cobranza.cfdi.catalogs._store import (
    CatalogSet,
    data_folder,
    forget,
    installed,
    pointer,
    read_packed,
    set_in_use,
)
from cobranza.errors import CatalogError

if TYPE_CHECKING:
    from cobranza.cfdi.catalogs._packed import Packed

__all__: list[str] = []

_DATE_IN_NAME: Final = re.compile(r"(?<![0-9])20[0-9]{6}(?![0-9])")


@attrs.frozen(kw_only=True)
class Change:
    """The keys of one catalog that are in force after an update and were not before, and back.

    >>> Change(catalog="c_ObjetoImp", added=("09",)).removed
    ()
    """

    catalog: str
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class Update:
    """What an update did: the set in use before, the one in use now, and the keys that differ.

    `changes` compares the keys in force on the date of each set; catalogs without a difference are
    left out.
    """

    before: CatalogSet
    after: CatalogSet
    changes: tuple[Change, ...]


def update(
    file: str | os.PathLike[str],
    *,
    version: date | None = None,
    data_dir: str | os.PathLike[str] | None = None,
) -> Update:
    """Install the catalogs of a newer publication, and use them from now on.

    `file` is SAT's workbook, `catCFDI_V_4_20260806.xls`, or a folder of CSV files. `version` is
    the date of the publication; it is read from the name of the workbook unless it is given.
    Rows that the new publication no longer tells stay in force for the days before it. Programs
    that are running keep the set that they have begun to use.

    `data_dir` is another data folder than the user's. Programs use it when the environment
    variable `COBRANZA_DATA_DIR` names it.

    Raises:
        CatalogError: the file is not a whole, newer publication: it cannot be read, catalogs are
            missing or have lost half of their keys, it is older than the set in use. Nothing is
            changed then.
        MissingExtraError: it is a workbook, and python-calamine is not installed.
        OSError: a file cannot be read or written.
    """
    source = Path(file)
    folder = data_folder() if data_dir is None else Path(data_dir)
    before = set_in_use(folder)
    published = version or date_of(source)
    if published < before.version:
        raise CatalogError(
            f"{source} is of {published}, older than the catalogs in use, of {before.version}"
        )
    old = {name: read_packed(before.folder, name) for name in ENTRIES}
    files = build(
        read_tables(source),
        earlier={name: rows(packed) for name, packed in old.items()},
        version=published,
        source=source.name,
    )
    for name in sorted(ELSEWHERE - files.keys()):
        packed = old[name]
        files[name] = pack(
            rows(packed),
            name=name,
            version=packed.version,
            source=packed.source,
            columns=packed.columns,
        )
    sets = pointer(folder).parent
    sets.mkdir(parents=True, exist_ok=True)
    digest = sha256(b"".join(data for _, data in sorted(files.items()))).hexdigest()
    target = sets / f"{published}-{digest[:8]}"
    with tempfile.TemporaryDirectory(prefix="new-", dir=sets) as beside:
        fresh = Path(beside) / target.name
        fresh.mkdir()
        for name, data in files.items():
            _write(fresh / f"{name}.txt", data)
        changes = tuple(
            _compare(old[name], before.version, read_packed(fresh, name), published)
            for name in ENTRIES
        )
        if not target.exists():
            fresh.rename(target)
    names = installed(folder)
    if names[-1:] != [target.name]:
        _point(folder, [*names, target.name])
    forget()
    return Update(
        before=before,
        after=CatalogSet(version=published, source=source.name, folder=target),
        changes=tuple(change for change in changes if change.added or change.removed),
    )


def undo(*, data_dir: str | os.PathLike[str] | None = None) -> CatalogSet:
    """Take out the set that was installed last, and give the one that is in use now.

    Raises:
        CatalogError: no set is installed, or the one before is damaged too.
        OSError: a file cannot be written.
    """
    folder = data_folder() if data_dir is None else Path(data_dir)
    names = installed(folder)
    if not names:
        raise CatalogError("no catalogs are installed; those of the package are in use")
    *rest, last = names
    _point(folder, rest)
    if last not in rest:
        shutil.rmtree(pointer(folder).parent / last, ignore_errors=True)
    forget()
    return set_in_use(folder)


def date_of(source: Path) -> date:
    """Read the date of a publication from the name that SAT gives its workbook.

    Raises:
        CatalogError: there is no date in it.

    >>> date_of(Path("catCFDI_V_4_20260806.xls"))
    datetime.date(2026, 8, 6)
    """
    found = _DATE_IN_NAME.search(source.stem)
    if found is None:
        raise CatalogError(f"{source.name!r} holds no date such as 20260806: pass version=")
    try:
        return date.fromisoformat(found[0])
    except ValueError as error:
        raise CatalogError(f"{source.name!r} holds no date: {error}; pass version=") from error


def _compare(old: Packed, before: date, new: Packed, after: date) -> Change:
    """Read every row of a new catalog, and see that it is not a part of what it should be."""
    catalog = Catalog(new, ENTRIES[new.name])
    for key in catalog:
        try:
            catalog.versions(key)
        except (ValueError, ArithmeticError) as error:
            raise CatalogError(f"{new.name} {key!r} cannot be read: {error}") from error
    had = Catalog(old, ENTRIES[old.name]).keys_in_force(before)
    has = catalog.keys_in_force(after)
    if 2 * len(has) < len(had):
        raise CatalogError(
            f"{new.name} would have {len(has)} keys in force instead of {len(had)}; "
            "is the file whole?"
        )
    return Change(
        catalog=new.name, added=tuple(sorted(has - had)), removed=tuple(sorted(had - has))
    )


def _write(path: Path, data: bytes) -> None:
    """Write a file, and wait until it is on the disk."""
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _point(folder: Path, names: list[str]) -> None:
    """Name the installed sets, in one step."""
    there = pointer(folder)
    beside = there.with_suffix(".new")
    _write(beside, "".join(f"{name}\n" for name in names).encode())
    beside.replace(there)
