"""Article 69-B: taxpayers whose operations the SAT presumes, or has found, not to exist.

Source: CFF, article 69-B: the presumption is notified in the DOF and on the SAT's page; whoever
does not refute it in time is listed as final; a court may find otherwise. Those who gave effects to
documents of a taxpayer that is listed as final have thirty days from the publication to prove the
operations or correct their returns.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from sys import intern
from typing import TYPE_CHECKING, Final

import attrs

from cobranza.cfdi import Document
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
    from collections.abc import Iterable, Iterator, Sequence

    from cobranza.sat._archive import Source

__all__ = [
    "Contribuyente69B",
    "Flag69B",
    "Listado69B",
    "Medio",
    "Publicacion69B",
    "Situacion",
    "read_69b",
]


class Situacion(StrEnum):
    """Where a taxpayer stands in the procedure of article 69-B, in its order."""

    PRESUNTO = "Presunto"
    DESVIRTUADO = "Desvirtuado"
    DEFINITIVO = "Definitivo"
    SENTENCIA_FAVORABLE = "Sentencia Favorable"


class Medio(StrEnum):
    """Where the SAT publishes a situation."""

    SAT = "SAT"  # its page
    DOF = "DOF"


_STAGES: Final = {each: stage for stage, each in enumerate(Situacion)}
_BY_WORD: Final = {each.lower(): each for each in Situacion}
# How the names of the columns call a situation: where it is published, and in its oficio.
_WORDS: Final = {
    Situacion.PRESUNTO: ("presunto", "presunci"),
    Situacion.DESVIRTUADO: ("desvirtuado", "desvirtua"),
    Situacion.DEFINITIVO: ("definitivo", "definitivo"),
    Situacion.SENTENCIA_FAVORABLE: ("sentencia", "sentencia"),
}


@attrs.frozen
class Publicacion69B:
    """One publication of a situation: when, where, and the oficio as the list writes it."""

    fecha: date
    situacion: Situacion
    medio: Medio
    oficio: str


@attrs.frozen(kw_only=True)
class Contribuyente69B:
    """One taxpayer in the list: RFC, name, situation as of the list, and what was published when.

    `publicaciones` are in the order of their days. The SAT blots out some RFCs and names; those
    taxpayers are `suprimido` and cannot be looked up.
    """

    rfc: str
    nombre: str
    situacion: Situacion
    publicaciones: tuple[Publicacion69B, ...]

    @property
    def suprimido(self) -> bool:
        """Whether the SAT took the RFC out of the list."""
        return SUPPRESSED.fullmatch(self.rfc) is not None

    def on(self, day: date) -> Situacion | None:
        """Give the situation that had been published by a day, here or there, or `None`.

        A taxpayer whose publications the list does not date at all is given as the list has it.
        """
        if not self.publicaciones:
            return self.situacion
        return next((p.situacion for p in reversed(self.publicaciones) if p.fecha <= day), None)


@attrs.frozen(kw_only=True)
class Flag69B:
    """A document whose issuer or receiver is in the list.

    `role` is "emisor" or "receptor"; `situacion` is that of the day asked for.
    """

    document: Document
    role: str
    situacion: Situacion
    contribuyente: Contribuyente69B


def _index(listado: Listado69B) -> dict[str, Contribuyente69B]:
    index: dict[str, Contribuyente69B] = {}
    for each in listado.contribuyentes:
        if not each.suprimido:
            index[each.rfc] = _merged(index.get(each.rfc), each)
    return index


def _merged(known: Contribuyente69B | None, row: Contribuyente69B) -> Contribuyente69B:
    if known is None:
        return row
    all_of_them = {*known.publicaciones, *row.publicaciones}
    return attrs.evolve(row, publicaciones=tuple(sorted(all_of_them, key=_order)))


def _order(publication: Publicacion69B) -> tuple[date, int, str]:
    return publication.fecha, _STAGES[publication.situacion], publication.medio


@attrs.frozen(kw_only=True)
class Listado69B:
    """A list of article 69-B, to be looked up by RFC and date; `read_69b` makes it.

    `actualizado` is the day up to which the list says that it is current, `None` where it does not
    say; `fuente` names the file. `problems` are cells that could not be read.
    """

    fuente: str
    actualizado: date | None
    contribuyentes: tuple[Contribuyente69B, ...] = attrs.field(repr=False)
    problems: tuple[ListProblem, ...]
    _by_rfc: dict[str, Contribuyente69B] = attrs.field(
        default=attrs.Factory(_index, takes_self=True), init=False, repr=False, eq=False
    )

    def __len__(self) -> int:
        """Give the number of rows, those without RFC too."""
        return len(self.contribuyentes)

    def find(self, rfc: str) -> Contribuyente69B | None:
        """Look a taxpayer up; one that stands in several rows is given with all of them."""
        return self._by_rfc.get(rfc.strip().upper())

    def situacion(self, rfc: str, *, on: date) -> Situacion | None:
        """Say what was published of a taxpayer by a day, or `None` when nothing was.

        From `actualizado` on it is what the list says; what was published after that day is not in
        it. Before, it is the last publication, in the DOF or on the SAT's page, up to that day.
        """
        found = self.find(rfc)
        if found is None:
            return None
        if self.actualizado is not None and on >= self.actualizado:
            return found.situacion
        return found.on(on)

    def flag(self, documents: Iterable[Document], *, on: date | None = None) -> Iterator[Flag69B]:
        """Give the documents whose issuer or receiver had been listed by a day.

        `on` is that day; without it, the day of each document. Those that refuted the presumption
        or won in court are given too: `situacion` tells.
        """
        for document in documents:
            comprobante = document.comprobante
            day = on or comprobante.fecha.date()
            for role, rfc in (
                ("emisor", comprobante.emisor.rfc),
                ("receptor", comprobante.receptor.rfc),
            ):
                listed = self.find(rfc)
                situacion = self.situacion(rfc, on=day)
                if listed is not None and situacion is not None:
                    yield Flag69B(
                        document=document, role=role, situacion=situacion, contribuyente=listed
                    )

    def raise_for_problems(self) -> None:
        """Raise when a cell could not be read.

        Raises:
            SatError: the first problem, and how many more there are.
        """
        raise_first(self.problems)


def read_69b(source: Source) -> Listado69B:
    r"""Read a list of article 69-B, or of 69-B Bis: the whole one, or that of one situation.

    Known are the layouts since 2018, by the names of their columns: with one oficio for both
    publications or one for each, days of two or four digits in the year, several days in one cell.

    Raises:
        SatError: the file cannot be read, or has no row that names RFC and situation.

    >>> listado = read_69b(
    ...     "Información actualizada al 31 de mayo de 2026,,,\r\n"
    ...     "No,RFC,Nombre del Contribuyente,Situación del contribuyente,"
    ...     "Publicación página SAT presuntos,Publicación DOF definitivos\r\n"
    ...     '1,EKU9003173C9,"ESCUELA KEMPER URGATE, S.A.",Definitivo,01/06/2025,23/10/2025\r\n'
    ...     .encode("cp1252")
    ... )
    >>> listado.actualizado, listado.situacion("EKU9003173C9", on=date(2025, 9, 30)).value
    (datetime.date(2026, 5, 31), 'Presunto')
    """
    sheet = open_sheet(source, _names_columns, "RFC and Situación del contribuyente")
    return _Reading(sheet).listado()


def _names_columns(keys: Sequence[str]) -> bool:
    return "rfc" in keys and any(key.startswith("situaci") for key in keys)


@attrs.define
class _Reading:
    """Reads one list; rows share the publications that they have in common."""

    sheet: Sheet
    problems: list[ListProblem] = attrs.field(factory=list[ListProblem])
    shared: dict[Publicacion69B, Publicacion69B] = attrs.field(
        factory=dict[Publicacion69B, Publicacion69B]
    )

    def listado(self) -> Listado69B:
        sheet = self.sheet
        rfc, nombre = sheet.keys.index("rfc"), sheet.place("nombre")
        situacion = sheet.place("situaci")
        dated = tuple(_dated_columns(sheet.keys))
        rows: list[Contribuyente69B] = []
        for line, cells in sheet.rows:
            word = _BY_WORD.get(cells[situacion].lower())
            written = cells[rfc].upper()
            if word is None:
                expected = f"one of {', '.join(_STAGES)}"
                self.problems.append(sheet.problem(line, cells, situacion, expected, lost=True))
            elif not (RFC.fullmatch(written) or SUPPRESSED.fullmatch(written)):
                expected = "an RFC such as EKU9003173C9"
                self.problems.append(sheet.problem(line, cells, rfc, expected, lost=True))
            else:
                published = [each for column in dated for each in self._in(line, cells, *column)]
                published.sort(key=_order)
                rows.append(
                    Contribuyente69B(
                        rfc=written,
                        nombre=cells[nombre] if nombre >= 0 else "",
                        situacion=word,
                        publicaciones=tuple(published),
                    )
                )
        return Listado69B(
            fuente=sheet.name,
            actualizado=sheet.as_of(),
            contribuyentes=tuple(rows),
            problems=tuple(self.problems),
        )

    def _in(
        self, line: int, cells: list[str], place: int, what: tuple[Situacion, Medio], oficio: int
    ) -> Iterator[Publicacion69B]:
        """Read the publications of one cell: none, one, or several."""
        if not cells[place]:
            return
        days = dates_in(cells[place])
        if days is None:
            expected = "days such as 31/05/2026"
            self.problems.append(self.sheet.problem(line, cells, place, expected, lost=False))
            return
        text = cells[oficio] if oficio >= 0 else ""
        for day in days:
            published = Publicacion69B(day, *what, intern(text))
            yield self.shared.setdefault(published, published)


def _dated_columns(
    keys: Sequence[str],
) -> Iterator[tuple[int, tuple[Situacion, Medio], int]]:
    """Give the columns of publications: where, of what, and where its oficio is, -1 if nowhere."""
    for place, key in enumerate(keys):
        if not key.startswith("publicaci"):
            continue
        for situacion, (word, word_of_oficio) in _WORDS.items():
            for medio in Medio:
                if f" {medio.lower()} {word}" in key:
                    oficio = _oficio(keys, word_of_oficio, medio)
                    yield place, (situacion, medio), oficio


def _oficio(keys: Sequence[str], word: str, medio: Medio) -> int:
    """Find the oficio of a publication: of its medium, or the one that serves both.

    Lists before 2021 name two columns alike, that of the SAT's page first.
    """
    places = [place for place, key in enumerate(keys) if "oficio" in key and word in key]
    named = [place for place in places if keys[place].endswith(f" {medio.lower()}")]
    found = named or places
    return -1 if not found else found[0 if medio is Medio.SAT else -1]
