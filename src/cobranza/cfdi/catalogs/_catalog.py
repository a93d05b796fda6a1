"""One catalog in memory: is a key in force on a day, what does it say, which keys are like it.

Keys and dates are read when the catalog is first used, rows when one is first asked for. Validity
changes on few days; between two of them lies an epoch, and the keys in force in one epoch are one
frozenset, made once.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from decimal import Decimal
from difflib import get_close_matches
from functools import cached_property, lru_cache
from itertools import accumulate, islice, takewhile
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

import attrs

from cobranza.cfdi.catalogs._entries import Entry
from cobranza.cfdi.catalogs._packed import Span, split_cells
from cobranza.cfdi.catalogs._search import fold, rank
from cobranza.errors import CatalogError, shorten

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from cobranza.cfdi.catalogs._packed import Packed

__all__: list[str] = []

R = TypeVar("R", bound=Entry)

_SEARCHED: Final = frozenset({"text", "simbolo"})
_REMEMBERED: Final = 4096
"""Keys whose rows are kept as objects: enough for those that one company uses."""
_MANY: Final = 2000
"""Keys that can be compared one by one while somebody waits for an error message."""

_PARSERS: Final[dict[str, Callable[[str], object]]] = {
    "str": str,
    "str | None": lambda cell: cell or None,
    "bool": lambda cell: cell == "1",
    "int": int,
    "Decimal": Decimal,
    "Decimal | None": lambda cell: Decimal(cell) if cell else None,
    "tuple[str, ...]": lambda cell: tuple(cell.split()),
}
"""What makes a value of a cell, by the annotation of the field."""


class Catalog(Generic[R]):
    """One of SAT's catalogs, as `get` gives it.

    `name` is SAT's, such as "c_Moneda"; `version` is the date of the publication that it comes
    from, and `source` says which. A `datetime` counts as its day wherever a date is asked for.

    >>> from datetime import date
    >>> from cobranza.cfdi import catalogs
    >>> objeto = catalogs.get("c_ObjetoImp")
    >>> "04" in objeto, "04" in objeto.keys_in_force(date(2022, 10, 6)), len(objeto)
    (True, False, 8)
    """

    def __init__(self, packed: Packed, row: type[R]) -> None:
        self.name = packed.name
        self.version = packed.version
        self.source = packed.source
        self._row = row
        self._columns = packed.columns
        self._body = packed.body
        kinds = {field.name: str(field.type) for field in attrs.fields(row)}
        self._parsers = [_PARSERS[kinds[column]] for column in packed.columns]
        firsts = re.findall(r"^[^\t\n]+", packed.body.decode(), re.MULTILINE)
        self._usual = packed.span
        self._spans: dict[int, Span] = {}
        if b"@" in packed.body:
            for index, first in enumerate(firsts):
                key, at, span = first.partition("@")
                if at:
                    firsts[index] = key
                    self._spans[index] = Span.parse(span)
        self._keys = firsts
        spans = {self._usual, *self._spans.values()}
        starts = {span.since.toordinal() for span in spans if span.since}
        ends = {span.until.toordinal() + 1 for span in spans if span.until}
        self._changes = sorted(starts | ends)
        self._in_force: list[frozenset[str] | None] = [None] * (len(self._changes) + 1)
        self._versions = lru_cache(maxsize=_REMEMBERED)(self._read_versions)

    def __repr__(self) -> str:
        return f"<Catalog {self.name}, {len(self)} keys, version {self.version}>"

    def __contains__(self, key: object) -> bool:
        return key in self.keys

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys(self._keys))

    def __len__(self) -> int:
        return len(self.keys)

    @cached_property
    def keys(self) -> frozenset[str]:
        """Every key, in force or not."""
        return frozenset(self._keys) if self._spans else self.keys_in_force(self._usual.first)

    def keys_in_force(self, on: date) -> frozenset[str]:
        """Give the keys in force on a day; the same frozenset on every day of an epoch.

        >>> from datetime import date
        >>> from cobranza.cfdi import catalogs
        >>> sorted(catalogs.get("c_Exportacion").keys_in_force(date(2022, 2, 24)))
        ['01', '02', '03']
        """
        epoch = bisect_right(self._changes, on.toordinal())
        keys = self._in_force[epoch]
        if keys is None:
            keys = self._in_force[epoch] = self._make_keys(on.toordinal())
        return keys

    def get(self, key: str, *, on: date) -> R | None:
        """Give the row of a key that is in force on a day, or `None`.

        >>> from datetime import date
        >>> from cobranza.cfdi import catalogs
        >>> catalogs.get("c_MetodoPago").get("PUD", on=date(2026, 1, 31))
        """
        day = on.toordinal()
        for since, until, row in self._versions(key):
            if since <= day <= until:
                return row
        return None

    def find(self, key: str, *, on: date) -> R:
        """Give the row of a key that is in force on a day.

        Raises:
            CatalogError: there is no such key, or it is not in force; the message helps.

        >>> from datetime import date
        >>> from cobranza.cfdi import catalogs
        >>> catalogs.get("c_ObjetoImp").find("06", on=date(2024, 12, 12))
        Traceback (most recent call last):
            ...
        cobranza.errors.CatalogError: c_ObjetoImp '06' is in force 2024-12-13.., not on 2024-12-12
        """
        row = self.get(key, on=on)
        if row is not None:
            return row
        if key in self.keys:
            spans = ", ".join(str(Span(row.since, row.until)) for row in self.versions(key))
            raise CatalogError(f"{self.name} {key!r} is in force {spans}, not on {on:%Y-%m-%d}")
        shown = shorten(key)
        closest = " or ".join(map(repr, self._closest(shown)))
        hint = f": did you mean {closest}?" if closest else ""
        raise CatalogError(f"{self.name} has no key {shown!r}{hint}")

    def versions(self, key: str) -> tuple[R, ...]:
        """Give every row of a key, the earliest first; none when there is no such key.

        >>> from cobranza.cfdi import catalogs
        >>> [str(row.since) for row in catalogs.get("c_TasaOCuota").versions("003-Cuota-rango")]
        ['2022-01-01', '2023-01-01', '2024-01-01', '2025-01-01', '2026-01-01']
        """
        return tuple(row for _, _, row in self._versions(key))

    def in_force(self, on: date) -> tuple[R, ...]:
        """Give every row in force on a day, sorted by key.

        >>> from datetime import date
        >>> from cobranza.cfdi import catalogs
        >>> [row.text for row in catalogs.get("c_TipoDeComprobante").in_force(date(2026, 1, 31))]
        ['Egreso', 'Ingreso', 'Nómina', 'Pago', 'Traslado']
        """
        day = on.toordinal()
        found = (index for index in range(len(self._keys)) if self._covers(index, day))
        return tuple(self._entry(index) for index in found)

    def search(self, text: str, *, on: date | None = None, limit: int = 20) -> tuple[R, ...]:
        """Find rows by words of their text, their symbol or their key, the best first.

        Every word must be there, in any order; accents, case and plurals do not matter. With `on`,
        only rows in force on that day.

        >>> from cobranza.cfdi import catalogs
        >>> [row.key for row in catalogs.get("c_ClaveUnidad").search("kilogramo", limit=2)]
        ['KGM', '58']
        """
        ranked: Iterator[int] = iter(rank(text, self._folded))
        if on is not None:
            day = on.toordinal()
            ranked = (index for index in ranked if self._covers(index, day))
        return tuple(self._entry(index) for index in islice(ranked, limit))

    def _make_keys(self, day: int) -> frozenset[str]:
        dated = self._spans
        keys = {self._keys[index] for index, span in dated.items() if span.covers(day)}
        if self._usual.covers(day):
            keys.update(
                (key for index, key in enumerate(self._keys) if index not in dated)
                if dated
                else self._keys
            )
        return frozenset(keys)

    def _covers(self, index: int, day: int) -> bool:
        return self._spans.get(index, self._usual).covers(day)

    def _read_versions(self, key: str) -> tuple[tuple[int, int, R], ...]:
        index = bisect_left(self._keys, key)
        found: list[tuple[int, int, R]] = []
        while index < len(self._keys) and self._keys[index] == key:
            span = self._spans.get(index, self._usual)
            found.append((span.first.toordinal(), span.last.toordinal(), self._entry(index)))
            index += 1
        return tuple(found)

    @cached_property
    def _offsets(self) -> array[int]:
        """Where each line begins, and past the last one where the next would."""
        lengths = (len(line) + 1 for line in self._body.split(b"\n"))
        return array("L", accumulate(lengths, initial=0))

    def _cells(self, index: int) -> tuple[str, ...]:
        offsets = self._offsets
        line = self._body[offsets[index] : offsets[index + 1] - 1]
        while b"\t" not in line and self._columns:  # it has the cells of the line above
            index -= 1
            line = self._body[offsets[index] : offsets[index + 1] - 1]
        return split_cells(line.decode().partition("\t")[2], len(self._columns))

    def _entry(self, index: int) -> R:
        span = self._spans.get(index, self._usual)
        cells: dict[str, Any] = {
            column: parse(cell)
            for column, parse, cell in zip(
                self._columns, self._parsers, self._cells(index), strict=True
            )
        }
        return self._row(key=self._keys[index], since=span.since, until=span.until, **cells)

    @cached_property
    def _folded(self) -> list[str]:
        """What is searched of each row, folded."""
        places = [place for place, column in enumerate(self._columns) if column in _SEARCHED]
        texts: list[str] = []
        words: list[str] = []
        for key, line in zip(self._keys, self._body.decode().split("\n"), strict=True):
            _, tab, rest = line.partition("\t")
            if tab:  # otherwise it has the cells of the line above
                cells = split_cells(rest, len(self._columns))
                words = [cells[place] for place in places]
            texts.append(" ".join((*words, key)))
        return fold("\n".join(texts)).split("\n")

    def _closest(self, key: str) -> list[str]:
        """Give the keys most like one that is not there; of many, those that begin as it does."""
        near = self._keys
        if len(near) > _MANY:
            prefixes = (key[:size] for size in range(len(key) - 1, 0, -1))
            near = next(
                (found for each in prefixes if (found := self._beginning(each))), list[str]()
            )
        folded = {other.casefold(): other for other in near}
        return [folded[found] for found in get_close_matches(key.casefold(), folded)]

    def _beginning(self, prefix: str) -> list[str]:
        start = bisect_left(self._keys, prefix)
        found = takewhile(lambda key: key.startswith(prefix), islice(self._keys, start, None))
        return list(islice(found, _MANY))
