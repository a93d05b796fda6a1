"""May a document be cancelled, until when, and does its receiver have to accept?

These are the rules of the law. Whether the SAT cancels a document is for its status service to say:
one that other documents in force relate to is not cancelled until they are (code 204).
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

import attrs

from cobranza.calendars import Calendar, Weekday
from cobranza.cfdi import Fragment
from cobranza.errors import SatError
from cobranza.money import precise
from cobranza.sat.cancellation._law import (
    DAYS_TO_ANSWER,
    DEADLINES,
    FUELS,
    GLOBAL_RESICO,
    HYDROCARBONS,
    MOST_PESOS,
    PAYMENT_RECEIPTS,
    SILENCE,
    START,
    SUPUESTOS,
    LegalRule,
    Supuesto,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from decimal import Decimal

    from cobranza.cfdi import Comprobante, Document

__all__ = [
    "Acceptance",
    "Deadline",
    "answer_due",
    "cancellable_until",
    "fiscal_calendar",
    "needs_acceptance",
]

_RFC_OF_PERSON: Final = 13
_MARCH: Final = 3
_APRIL: Final = 4
_RIF: Final = "621"
_RESICO: Final = "626"
_PUBLIC: Final = "XAXX010101000"
_FOREIGN: Final = "XEXX010101000"
_FUEL_CARRIED: Final = re.compile(f'BienesTransp="(?:{"|".join(FUELS)})"'.encode())
_BY_TYPE: Final = {"N": Supuesto.NOMINA, "E": Supuesto.EGRESO, "T": Supuesto.TRASLADO}
_NOT_IN_THE_DOCUMENT: Final = (
    Supuesto.SECTOR_PRIMARIO,
    Supuesto.SISTEMA_FINANCIERO,
    Supuesto.FEDERACION,
)
_CFF_12_FIXED: Final = ((1, 1), (5, 1), (5, 5), (9, 16), (12, 25))
_CFF_12_MONDAYS: Final = ((2, 1), (3, 3), (11, 3))


@attrs.frozen(kw_only=True)
class Acceptance:
    """Whether the receiver has to accept a cancellation, and why (not).

    `supuestos` are the cases in which it need not that apply, with their wording; when there are
    none, it has to. `undecided` are cases that no document can tell of, because they depend on who
    its issuer is. `tacit` tells that the receiver's silence is acceptance.
    """

    supuestos: tuple[tuple[Supuesto, LegalRule], ...]
    undecided: tuple[Supuesto, ...]
    tacit: bool

    @property
    def required(self) -> bool:
        """Whether the receiver has to accept."""
        return not self.supuestos


@attrs.frozen(kw_only=True)
class Deadline:
    """The last day on which something may be done, and the rule that says so."""

    last_day: date
    rule: LegalRule


def needs_acceptance(
    document: Document,
    *,
    as_of: date,
    issuer_is: Collection[Supuesto] = (),
    calendar: Calendar | None = None,
) -> Acceptance:
    """Say whether the receiver has to accept that a document is cancelled on a day.

    Totals in another currency are taken in pesos at the TipoCambio of the document. Sales to the
    public and to residents abroad are known by the generic RFCs, taxpayers of the RIF by their
    regime, fuels by ClaveProdServ.

    Source: CFF 29-A; RMF 2.7.1.34 and 2.7.1.35 as in force on the day (`cancellation.SUPUESTOS`).

    Args:
        document: The document to cancel.
        as_of: The day on which its cancellation is asked for.
        issuer_is: The cases that the issuer falls under and no document tells: primary sector
            (`SECTOR_PRIMARIO`), financial system, federation.
        calendar: The business days; those of `fiscal_calendar` unless given.

    Raises:
        SatError: `as_of` is before the document, or before 2022.
    """
    comprobante = document.comprobante
    issued = comprobante.fecha.date()
    if as_of < max(issued, START):
        raise SatError(f"as_of is {as_of}, expected {max(issued, START)} or later")
    days = calendar or fiscal_calendar(issued.year, as_of.year + 1)
    cases = {
        *_by_contents(comprobante, as_of),
        *issuer_is,
        *([Supuesto.DIA_HABIL_SIGUIENTE] if as_of <= days.next_business_day(issued) else ()),
    }
    return Acceptance(
        supuestos=tuple(
            (each, _in_force(SUPUESTOS[each], as_of)) for each in Supuesto if each in cases
        ),
        undecided=tuple(each for each in _NOT_IN_THE_DOCUMENT if each not in cases),
        tacit=not (HYDROCARBONS.on(as_of) and _bills_fuel(comprobante)),
    )


def cancellable_until(document: Document) -> Deadline:
    """Give the last day on which a document may be cancelled.

    It is the last day of the month in which the issuer's annual return of the year of issue is
    due: March for companies, April for persons, who have RFCs of 13 characters. The day is not
    moved when it is not a business day. Entities whose return is due in another month (Title III of
    the LISR) are not told apart.

    Source: CFF 29-A, and before 2026 the LIF and the RMF (`cancellation.DEADLINES`).

    Raises:
        SatError: the document is of a year before 2022.
    """
    comprobante = document.comprobante
    issued = comprobante.fecha.date()
    if issued < START:
        raise SatError(f"Fecha is {issued}, expected {START} or later")
    person = len(comprobante.emisor.rfc) == _RFC_OF_PERSON
    is_global = comprobante.informacion_global is not None
    if person and is_global and comprobante.emisor.regimen_fiscal == _RESICO:
        return Deadline(last_day=_end_of_month(issued.year, issued.month), rule=GLOBAL_RESICO)
    last_day = _end_of_month(issued.year + 1, _APRIL if person else _MARCH)
    return Deadline(last_day=last_day, rule=_in_force(DEADLINES, last_day))


def answer_due(requested_on: date, *, calendar: Calendar | None = None) -> Deadline:
    """Give the last day on which a receiver may answer to a request that it was told of on a day.

    From the day after, its silence is acceptance, unless `Acceptance.tacit` says otherwise.

    Source: RMF 2.7.1.34: three days; CFF 12: business days.

    >>> answer_due(date(2026, 3, 12)).last_day  # a Thursday; Monday 16 is a holiday
    datetime.date(2026, 3, 18)
    """
    days = calendar or fiscal_calendar(requested_on.year, requested_on.year + 1)
    return Deadline(last_day=days.add_business_days(requested_on, DAYS_TO_ANSWER), rule=SILENCE)


def fiscal_calendar(first_year: int, last_year: int, *, others: Iterable[date] = ()) -> Calendar:
    """Give the business days of the tax authorities, for a span of years.

    `others` are what changes from year to year: the general vacations of the SAT, which the RMF
    (2.1.6) names, and the day on which the Executive changes. Without them, a time limit may end
    some days earlier than it does, never later.

    Source: CFF, article 12.

    >>> fiscal_calendar(2026, 2026).is_business_day(date(2026, 5, 5))
    False
    """
    days = (day for year in range(first_year, last_year + 1) for day in _cff_12(year))
    return Calendar(holidays=frozenset({*days, *others}))


def _in_force(wordings: tuple[LegalRule, ...], day: date) -> LegalRule:
    """Give the wording in force on a day: from `START` on there is always one."""
    return next(each for each in wordings if each.on(day))


def _cff_12(year: int) -> Iterator[date]:
    for month, day in _CFF_12_FIXED:
        yield date(year, month, day)
    for month, which in _CFF_12_MONDAYS:
        first = date(year, month, 1)
        until_monday = (Weekday.MONDAY - first.weekday()) % len(Weekday)
        yield first + timedelta(days=until_monday + len(Weekday) * (which - 1))


def _by_contents(comprobante: Comprobante, as_of: date) -> Iterator[Supuesto]:
    kind = comprobante.tipo_de_comprobante
    restricted = HYDROCARBONS.on(as_of)
    billed = restricted and _bills_fuel(comprobante)
    carried = restricted and _carries_fuel(comprobante)
    excluded = carried if kind == "T" else billed and kind == "E"
    if kind in _BY_TYPE and not excluded:
        yield _BY_TYPE[kind]
    receipt = kind == "P" and PAYMENT_RECEIPTS.on(as_of)
    if _in_pesos(comprobante) <= MOST_PESOS and not (receipt or billed):
        yield Supuesto.MONTO
    if kind == "I" and comprobante.receptor.regimen_fiscal_receptor == _RIF:
        yield Supuesto.RIF
    if comprobante.receptor.rfc == _PUBLIC:
        yield Supuesto.PUBLICO_EN_GENERAL
    if comprobante.receptor.rfc == _FOREIGN:
        yield Supuesto.EXTRANJERO


def _in_pesos(comprobante: Comprobante) -> Decimal:
    rate = comprobante.tipo_cambio
    if rate is None or comprobante.moneda == "MXN":
        return comprobante.total
    with precise():
        return comprobante.total * rate


def _bills_fuel(comprobante: Comprobante) -> bool:
    return any(each.clave_prod_serv in FUELS for each in comprobante.conceptos)


def _carries_fuel(comprobante: Comprobante) -> bool:
    return any(
        isinstance(each, Fragment) and _FUEL_CARRIED.search(each.xml)
        for each in comprobante.complemento
    )


def _end_of_month(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])
