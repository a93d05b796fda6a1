"""The tests of LISR 27-XV on one debt: which requirements are met, since when, what is missing."""

from __future__ import annotations

import calendar
import datetime as dt
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import attrs

from cobranza.credit.arrears import LegalRule, in_force
from cobranza.credit.bad_debt._facts import Action, DebtorFacts, DebtorKind
from cobranza.credit.bad_debt._law import BAD_DEBT_LAW

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Exposure", "Ground", "GroundTest", "Requirement", "grounds_of", "prescribes_on"]

_DAY: Final = dt.timedelta(days=1)
_ONE: Final = Decimal(1)


class Ground(StrEnum):
    """Why a debt can be deducted."""

    PRESCRIPTION = "prescription"
    SMALL_CREDIT = "small_credit"  # 27-XV, a)
    LARGE_CREDIT = "large_credit"  # 27-XV, b)
    INSOLVENCY = "insolvency"  # 27-XV, c)


@attrs.frozen(kw_only=True)
class Requirement:
    """One thing that a ground asks for.

    `met_on` is the day on which it was met, or will be by the passing of time alone; `None` while
    that depends on somebody. `to_do` says in Spanish what meets it.
    """

    rule: LegalRule
    met_on: dt.date | None
    to_do: str

    def is_met(self, day: dt.date) -> bool:
        """Tell whether it is met on a day."""
        return self.met_on is not None and self.met_on <= day


@attrs.frozen(kw_only=True)
class GroundTest:
    """One ground on one debt, with its requirements.

    `share` is the part of the loss that can be deducted, a fraction.
    """

    ground: Ground
    requirements: tuple[Requirement, ...]
    share: Decimal = _ONE

    @property
    def met_on(self) -> dt.date | None:
        """The day on which the last requirement is met; `None` while something is to be done."""
        days = [each.met_on for each in self.requirements if each.met_on is not None]
        return max(days) if len(days) == len(self.requirements) else None

    def is_met(self, day: dt.date) -> bool:
        """Tell whether the debt can be deducted for this reason on a day."""
        return all(each.is_met(day) for each in self.requirements)

    def missing(self, day: dt.date) -> tuple[Requirement, ...]:
        """Give the requirements that are not met on a day."""
        return tuple(each for each in self.requirements if not each.is_met(day))


@attrs.frozen(kw_only=True)
class Exposure:
    """What one person owes in all, on the days on which it was due.

    `udis` is in UDIS, with six decimals, and `mxn` in pesos; `None` where a value of the UDI or a
    rate is missing for one of those days.
    """

    udis: Decimal | None
    mxn: Decimal | None


def grounds_of(
    *, issued: dt.date, due: dt.date, exposure: Exposure, facts: DebtorFacts, as_of: dt.date
) -> tuple[GroundTest, ...]:
    """Test one debt on every ground that can apply to it, by the law in force on a day.

    With the exposure unknown both the small and the large credit are tested, and neither is met.
    """
    found = [_prescription(issued, due, facts, as_of)]
    most = in_force(BAD_DEBT_LAW, "small_credit", as_of).figure
    if exposure.udis is None or exposure.udis <= most:
        found.append(_small(due, exposure, facts, as_of))
    if exposure.udis is None or exposure.udis > most:
        found.append(_large(due, exposure, facts, as_of))
    return (*found, _insolvency(facts, as_of))


def prescribes_on(*, issued: dt.date, due: dt.date, facts: DebtorFacts, as_of: dt.date) -> dt.date:
    """Give the day on which the action for a debt prescribes, by what is known on a day.

    A pagaré counts from its due date, retail sales from the day of the sale, anything else from the
    day after it was due; an interruption begins the whole term anew.

    >>> day = dt.date(2026, 1, 31)
    >>> prescribes_on(issued=day, due=day, facts=DebtorFacts(action=Action.NOTE), as_of=day)
    datetime.date(2029, 1, 31)
    """
    rule = _term(facts, as_of)
    start = {Action.NOTE: due, Action.RETAIL: issued, Action.ORDINARY: due + _DAY}[facts.action]
    known = [day for day in facts.interrupted_on if start < day <= as_of]
    return _years_after(max([start, *known]), rule)


def _term(facts: DebtorFacts, as_of: dt.date) -> LegalRule:
    return in_force(BAD_DEBT_LAW, f"prescription_{facts.action}", as_of)


def _prescription(issued: dt.date, due: dt.date, facts: DebtorFacts, as_of: dt.date) -> GroundTest:
    term = Requirement(
        rule=_term(facts, as_of),
        met_on=prescribes_on(issued=issued, due=due, facts=facts, as_of=as_of),
        to_do="Esperar a que se consuma el plazo.",
    )
    return GroundTest(ground=Ground.PRESCRIPTION, requirements=(term,))


def _small(due: dt.date, exposure: Exposure, facts: DebtorFacts, as_of: dt.date) -> GroundTest:
    year = in_force(BAD_DEBT_LAW, "default", as_of)
    return GroundTest(
        ground=Ground.SMALL_CREDIT,
        requirements=(
            _threshold("small_credit", due, exposure, as_of),
            Requirement(
                rule=year,
                met_on=_years_after(due + _DAY, year),
                to_do="Esperar a que se cumpla un año de mora.",
            ),
            *_notice(facts, as_of),
            *_bureau(exposure, facts, as_of),
        ),
    )


def _large(due: dt.date, exposure: Exposure, facts: DebtorFacts, as_of: dt.date) -> GroundTest:
    rule = in_force(BAD_DEBT_LAW, "large_credit", as_of)
    since_reform = in_force(BAD_DEBT_LAW, "large_credit", dt.date.max)
    final = rule == since_reform
    proof = Requirement(
        rule=rule,
        met_on=facts.resolution_on if final else facts.sued_on,
        to_do="Obtener resolución definitiva de la autoridad competente."
        if final
        else "Demandar el pago o iniciar el arbitraje convenido.",
    )
    known = [_threshold("large_credit", due, exposure, as_of)] if exposure.udis is None else []
    return GroundTest(
        ground=Ground.LARGE_CREDIT,
        requirements=(*known, proof, *_notice(facts, as_of)),
        share=in_force(BAD_DEBT_LAW, "mortgage", as_of).figure if facts.mortgage else _ONE,
    )


def _insolvency(facts: DebtorFacts, as_of: dt.date) -> GroundTest:
    days = [day for day in (facts.concurso_on, facts.bankruptcy_closed_on) if day is not None]
    proof = Requirement(
        rule=in_force(BAD_DEBT_LAW, "insolvency", as_of),
        met_on=min(days, default=None),
        to_do="Acreditar la declaración de concurso, o la sentencia que concluye la quiebra.",
    )
    return GroundTest(ground=Ground.INSOLVENCY, requirements=(proof,))


def _threshold(key: str, due: dt.date, exposure: Exposure, as_of: dt.date) -> Requirement:
    """Say that the amount is known to be within bounds; where it is not, what would tell."""
    return Requirement(
        rule=in_force(BAD_DEBT_LAW, key, as_of),
        met_on=None if exposure.udis is None else due,
        to_do="Dar el valor de la UDI, y el tipo de cambio, de cada vencimiento.",
    )


def _bureau(exposure: Exposure, facts: DebtorFacts, as_of: dt.date) -> Iterator[Requirement]:
    rule = in_force(BAD_DEBT_LAW, "report_to_bureau", as_of)
    large = exposure.mxn is None or exposure.mxn >= rule.figure
    if facts.kind is DebtorKind.GENERAL_PUBLIC and large:
        yield Requirement(
            rule=rule,
            met_on=facts.bureau_on,
            to_do="Informar el crédito a una sociedad de información crediticia.",
        )


def _notice(facts: DebtorFacts, as_of: dt.date) -> Iterator[Requirement]:
    if facts.kind is DebtorKind.BUSINESS:
        yield Requirement(
            rule=in_force(BAD_DEBT_LAW, "notice_to_debtor", as_of),
            met_on=facts.notified_on,
            to_do="Informar por escrito al deudor que se deducirá el crédito.",
        )


def _years_after(day: dt.date, rule: LegalRule) -> dt.date:
    """Add the years of a rule; February 29 becomes March 1 where there is none."""
    year = day.year + int(rule.figure)
    if (day.month, day.day) == (2, 29) and not calendar.isleap(year):
        return dt.date(year, 3, 1)
    return day.replace(year=year)
