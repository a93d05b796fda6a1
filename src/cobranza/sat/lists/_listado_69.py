"""Article 69: taxpayers that the SAT names for other reasons, one list for each.

Firmes, Exigibles, No localizados, Cancelados, Sentencias, CSD sin efectos, Entes públicos: no list
dates itself, and each has columns of its own beside those that all share.

Source: CFF, article 69, last paragraphs; the layouts as read from the SAT's files in August 2026 by
two public programs, one of which is satcfdi.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

import attrs

from cobranza._frozen import FrozenDict
from cobranza.sat._patterns import RFC
from cobranza.sat.lists._sheet import (
    SUPPRESSED,
    ListProblem,
    Sheet,
    dates_in,
    open_sheet,
    raise_first,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cobranza.sat._archive import Source

__all__ = ["Listado69", "Registro69", "read_69"]

_NOTHING: Final[FrozenDict[str]] = FrozenDict({})


@attrs.frozen(kw_only=True)
class Registro69:
    """One row of a list of article 69; a taxpayer has one for each debt or period.

    `supuesto` is why it is listed; `publicado` the day of the first publication, `None` where the
    list has none that can be read. `otros` are the columns that only this list has, by name.
    """

    rfc: str
    nombre: str
    supuesto: str
    publicado: date | None
    otros: FrozenDict[str] = _NOTHING


def _index(listado: Listado69) -> dict[str, tuple[Registro69, ...]]:
    index: dict[str, tuple[Registro69, ...]] = {}
    for each in listado.registros:
        if SUPPRESSED.fullmatch(each.rfc) is None:
            index[each.rfc] = (*index.get(each.rfc, ()), each)
    return index


@attrs.frozen(kw_only=True)
class Listado69:
    """A list of article 69, to be looked up by RFC; `read_69` makes it."""

    fuente: str
    registros: tuple[Registro69, ...] = attrs.field(repr=False)
    problems: tuple[ListProblem, ...]
    _by_rfc: dict[str, tuple[Registro69, ...]] = attrs.field(
        default=attrs.Factory(_index, takes_self=True), init=False, repr=False, eq=False
    )

    def __len__(self) -> int:
        """Give the number of rows, which is not that of taxpayers."""
        return len(self.registros)

    def find(self, rfc: str, *, on: date | None = None) -> tuple[Registro69, ...]:
        """Give every row of a taxpayer, or those that had been published by a day.

        Rows without a day are given for any.
        """
        found = self._by_rfc.get(rfc.strip().upper(), ())
        if on is None:
            return found
        return tuple(each for each in found if each.publicado is None or each.publicado <= on)

    def raise_for_problems(self) -> None:
        """Raise when a cell could not be read.

        Raises:
            SatError: the first problem, and how many more there are.
        """
        raise_first(self.problems)


def read_69(source: Source) -> Listado69:
    r"""Read a list of article 69.

    Raises:
        SatError: the file cannot be read, or has no row that names RFC and a reason.

    >>> listado = read_69(
    ...     b"RFC,RAZON SOCIAL,TIPO PERSONA,SUPUESTO,FECHAS DE PRIMERA PUBLICACION\n"
    ...     b"EKU9003173C9,ESCUELA KEMPER URGATE,M,NO LOCALIZADOS,01/01/2026\n"
    ... )
    >>> listado.find("EKU9003173C9")[0].supuesto
    'NO LOCALIZADOS'
    >>> listado.find("EKU9003173C9", on=date(2025, 12, 31))
    ()
    """
    return _Reading(open_sheet(source, _names_columns, "RFC and SUPUESTO")).listado()


def _names_columns(keys: Sequence[str]) -> bool:
    return "rfc" in keys and any(key.startswith("supuesto") for key in keys)


@attrs.define
class _Reading:
    """Reads one list, and collects what cannot be read."""

    sheet: Sheet
    problems: list[ListProblem] = attrs.field(factory=list[ListProblem])

    def listado(self) -> Listado69:
        keys = self.sheet.keys
        places = {
            "rfc": keys.index("rfc"),
            "nombre": self.sheet.place("raz", "nombre"),
            "supuesto": self.sheet.place("supuesto"),
            "publicado": _place_of_publication(keys),
        }
        rows = [self._registro(line, cells, places) for line, cells in self.sheet.rows]
        return Listado69(
            fuente=self.sheet.name,
            registros=tuple(row for row in rows if row is not None),
            problems=tuple(self.problems),
        )

    def _registro(self, line: int, cells: list[str], places: dict[str, int]) -> Registro69 | None:
        rfc = cells[places["rfc"]].upper()
        if not (RFC.fullmatch(rfc) or SUPPRESSED.fullmatch(rfc)):
            expected = "an RFC such as EKU9003173C9"
            problem = self.sheet.problem(line, cells, places["rfc"], expected, lost=True)
            self.problems.append(problem)
            return None
        otros = {
            name: cell
            for at, (name, cell) in enumerate(zip(self.sheet.header, cells, strict=True))
            if name and cell and at not in places.values()
        }
        return Registro69(
            rfc=rfc,
            nombre=cells[places["nombre"]] if places["nombre"] >= 0 else "",
            supuesto=cells[places["supuesto"]],
            publicado=self._publicado(line, cells, places["publicado"]),
            otros=FrozenDict(otros) if otros else _NOTHING,
        )

    def _publicado(self, line: int, cells: list[str], place: int) -> date | None:
        if place < 0 or not cells[place]:
            return None
        days = dates_in(cells[place])
        if days is None:
            expected = "a day such as 31/05/2026"
            self.problems.append(self.sheet.problem(line, cells, place, expected, lost=False))
            return None
        return min(days)


def _place_of_publication(keys: Sequence[str]) -> int:
    places = [at for at, key in enumerate(keys) if key.startswith("fecha") and "publicaci" in key]
    return places[0] if places else -1
