"""Which set of catalogs is in use, and where its files are.

A set is one file for each catalog. One ships with the package; a newer one may be installed in the
user's data folder, where `installed.txt` names the sets that were installed, the latest last:

```text
<data folder>/catalogs/installed.txt
<data folder>/catalogs/2026-11-01-3f2a9c1b/c_Aduana.txt …
```

An installed set that is older than the packaged one is not used.
"""

from __future__ import annotations

import os
import re
import sys
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar, cast, overload

import attrs

from cobranza.cfdi.catalogs._catalog import Catalog
from cobranza.cfdi.catalogs._entries import ENTRIES, Entry
from cobranza.cfdi.catalogs._packed import Packed, unpack
from cobranza.errors import CatalogError, shorten

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__: list[str] = []

R = TypeVar("R", bound=Entry)

NAMES: Final = tuple(ENTRIES)
"""Every catalog of CFDI 4.0 and Pagos 2.0, by SAT's name."""

_SPELLINGS: Final = {name: name for name in NAMES} | {name[2:]: name for name in NAMES}
_OF_CLASS: Final = {row: name for name, row in ENTRIES.items() if row is not Entry}
_WITNESS: Final = "c_Moneda"
"""The file that speaks for its set; c_TipoCadenaPago may be older, SAT publishes it elsewhere."""
_SET: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}-[0-9a-f]{8}")
"""The name of an installed set: its date, and the beginning of a checksum of its files."""


@attrs.frozen(kw_only=True)
class CatalogSet:
    """A set of catalogs: the date of SAT's publication, its origin, and where it is installed.

    `folder` is `None` for the set that ships with the package.

    >>> CatalogSet(version=date(2026, 8, 6), source="catCFDI_V_4_20260806.xls").folder
    """

    version: date
    source: str
    folder: Path | None = None


def data_folder() -> Path:
    r"""Give the folder for the user's catalogs; `COBRANZA_DATA_DIR` says where, if it is set.

    Otherwise it is where programs of the system keep such things: `$XDG_DATA_HOME/cobranza` or
    `~/.local/share/cobranza`, `~/Library/Application Support/cobranza`, `%LOCALAPPDATA%\cobranza`.
    """
    if chosen := os.environ.get("COBRANZA_DATA_DIR"):
        return Path(chosen)
    match sys.platform:
        case "win32":
            base = os.environ.get("LOCALAPPDATA") or "~/AppData/Local"
        case "darwin":
            base = "~/Library/Application Support"
        case _:
            base = os.environ.get("XDG_DATA_HOME") or "~/.local/share"
    return Path(base).expanduser() / "cobranza"


def pointer(data_dir: Path) -> Path:
    """Give the file that names the installed sets."""
    return data_dir / "catalogs" / "installed.txt"


def installed(data_dir: Path) -> list[str]:
    """Give the names of the installed sets, the latest last."""
    path = pointer(data_dir)
    way_out = "without that file the packaged catalogs are used"
    try:
        names = path.read_text("utf-8").split()
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return []  # nothing is there, or there is no home that this user may enter
    except (OSError, UnicodeDecodeError) as error:
        raise CatalogError(f"{path} cannot be read: {error}; {way_out}") from error
    for name in names:
        if _SET.fullmatch(name) is None:  # above all not "..", which undo would delete
            raise CatalogError(f"{path} is damaged: {name!r} names no set; {way_out}")
    return names


def set_in_use(data_dir: Path) -> CatalogSet:
    """Give the set that a program uses whose data folder is `data_dir`."""
    ours = _packaged_set()
    names = installed(data_dir)
    if not names:
        return ours
    folder = pointer(data_dir).parent / names[-1]
    witness = read_packed(folder, _WITNESS)
    if witness.version < ours.version:
        return ours
    return CatalogSet(version=witness.version, source=witness.source, folder=folder)


def _packaged_set() -> CatalogSet:
    witness = read_packed(None, _WITNESS)
    return CatalogSet(version=witness.version, source=witness.source)


def packaged(name: str) -> bytes:
    """Read the file of one catalog that ships with the package."""
    from importlib import resources  # noqa: PLC0415 - 10 ms, only for who reads a catalog

    return (resources.files("cobranza.cfdi.catalogs") / "data" / f"{name}.txt").read_bytes()


def read_packed(folder: Path | None, name: str) -> Packed:
    """Read the file of one catalog, of an installed set or of the packaged one.

    Raises:
        CatalogError: the file is missing or damaged; of an installed set, with the way back.
    """
    if folder is None:
        return unpack(packaged(name), where=f"the packaged {name}.txt")
    path = folder / f"{name}.txt"
    try:
        return unpack(path.read_bytes(), where=str(path))
    except (OSError, CatalogError) as error:
        problem = error if isinstance(error, CatalogError) else f"{path} cannot be read: {error}"
        raise CatalogError(
            f"{problem}; cobranza.cfdi.catalogs.undo() goes back to the catalogs before these"
        ) from error


@cache
def current() -> CatalogSet:
    """Tell which set of catalogs is in use.

    It is found out once for each process, and again after `update` or `undo`.

    Raises:
        CatalogError: an installed set is damaged.

    >>> current().version >= date(2026, 8, 6)
    True
    """
    try:
        return set_in_use(data_folder())
    except RuntimeError:  # a user without home, as in some containers
        return _packaged_set()


@cache
def _load(name: str) -> Catalog[Entry]:
    return Catalog(read_packed(current().folder, name), ENTRIES[name])


def forget() -> None:
    """Let the next question find out anew which set is in use."""
    current.cache_clear()
    _load.cache_clear()


@overload
def get(catalog: type[R]) -> Catalog[R]: ...
@overload
def get(catalog: str) -> Catalog[Entry]: ...
def get(catalog: str | type[R]) -> Catalog[R] | Catalog[Entry]:
    """Give a catalog by SAT's name, with or without `c_`, or by the class of its rows.

    The class tells type checkers what the rows hold. The catalog is read when it is first asked
    for, and kept.

    Raises:
        CatalogError: there is no such catalog, or the installed set is damaged.

    >>> from cobranza.cfdi.catalogs import Moneda
    >>> get("c_Moneda") is get("Moneda") is get(Moneda)
    True
    """
    if isinstance(catalog, str):
        return _load(_SPELLINGS.get(catalog) or _unknown(catalog))
    name = _OF_CLASS.get(catalog) or _unknown(catalog.__name__)
    return cast("Catalog[R]", _load(name))


@overload
def find(catalog: type[R], key: str, *, on: date) -> R: ...
@overload
def find(catalog: str, key: str, *, on: date) -> Entry: ...
def find(catalog: str | type[R], key: str, *, on: date) -> R | Entry:
    """Give the row of a key that is in force on a day.

    Raises:
        CatalogError: no such catalog, no such key, or not in force on that day.

    >>> find("c_UsoCFDI", "G03", on=date(2026, 1, 31)).text
    'Gastos en general.'
    >>> find("c_UsoCFDI", "G3", on=date(2026, 1, 31))
    Traceback (most recent call last):
        ...
    cobranza.errors.CatalogError: c_UsoCFDI has no key 'G3': did you mean 'G03'?
    """
    return get(catalog).find(key, on=on)


@overload
def search(
    catalog: type[R], text: str, *, on: date | None = None, limit: int = 20
) -> tuple[R, ...]: ...
@overload
def search(
    catalog: str, text: str, *, on: date | None = None, limit: int = 20
) -> tuple[Entry, ...]: ...
def search(
    catalog: str | type[R], text: str, *, on: date | None = None, limit: int = 20
) -> Sequence[Entry]:
    """Find rows by words of their text, their symbol or their key, the best first.

    Every word must be there, in any order; accents, case and plurals do not matter. With `on`,
    only rows in force on that day.

    Raises:
        CatalogError: there is no such catalog.

    >>> [row.text for row in search("ClaveProdServ", "leche en polvo", limit=1)]
    ['Leche en polvo']
    """
    return get(catalog).search(text, on=on, limit=limit)


@overload
def in_force(catalog: type[R], *, on: date) -> tuple[R, ...]: ...
@overload
def in_force(catalog: str, *, on: date) -> tuple[Entry, ...]: ...
def in_force(catalog: str | type[R], *, on: date) -> Sequence[Entry]:
    """Give every row of a catalog that is in force on a day, sorted by key.

    Raises:
        CatalogError: there is no such catalog.

    >>> [row.key for row in in_force("c_ObjetoImp", on=date(2023, 12, 5))]
    ['01', '02', '03', '04']
    """
    return get(catalog).in_force(on)


def _unknown(name: str) -> str:
    raise CatalogError(f"no catalog {shorten(name)!r}; there are {', '.join(NAMES)}")
