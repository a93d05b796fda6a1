"""Make the files of a set of catalogs from tables, keeping what SAT has written over.

When SAT changes a row it writes over it: the workbook of 2026 no longer says what the highest Cuota
of IEPS was in 2025, and documents of 2025 are judged by that. So a set remembers what an earlier
one said: a row that was replaced, or taken away, stays in force until the day before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from cobranza.cfdi.catalogs._entries import ENTRIES
from cobranza.cfdi.catalogs._layouts import LAYOUTS
from cobranza.cfdi.catalogs._packed import ONE_DAY, Row, Span, pack
from cobranza.errors import CatalogError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

__all__: list[str] = []

ELSEWHERE: Final = frozenset({"c_TipoCadenaPago"})
"""Catalogs of Pagos 2.0, which are not in the workbook of CFDI 4.0."""


def build(
    tables: Mapping[str, Sequence[Row]],
    *,
    earlier: Mapping[str, Iterable[Row]],
    version: date,
    source: str,
) -> dict[str, bytes]:
    """Make the file of every catalog in `tables` that has rows.

    Raises:
        CatalogError: a catalog is missing that every publication has.
    """
    filled = {name: rows for name, rows in sorted(tables.items()) if rows}
    missing = sorted(ENTRIES.keys() - filled.keys() - ELSEWHERE)
    if missing:
        raise CatalogError(f"{source} has no {', '.join(missing)}; is it the whole of CFDI 4.0?")
    return {
        name: pack(
            remember(rows, earlier.get(name, ()), version=version),
            name=name,
            version=version,
            source=source,
            columns=LAYOUTS[name].fields,
        )
        for name, rows in filled.items()
    }


def remember(rows: Iterable[Row], earlier: Iterable[Row], *, version: date) -> tuple[Row, ...]:
    """Add to the rows of a publication those of an earlier one that it no longer tells.

    An earlier row counts until the day before the first of its key in the new publication, or,
    where that key is gone, until the day before the publication.
    """
    published = tuple(rows)
    starts: dict[str, date] = {}
    for row in published:
        starts[row.key] = min(row.span.first, starts.get(row.key, row.span.first))
    return (
        *published,
        *(
            attrs.evolve(row, span=Span(row.span.since, min(row.span.last, start - ONE_DAY)))
            for row in earlier
            for start in (starts.get(row.key, version),)
            if row.span.first < start
        ),
    )
