"""What is to be done about bad debt, and by when."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import attrs

from cobranza.credit.arrears import LegalRule, in_force
from cobranza.credit.bad_debt._grounds import Ground, prescribes_on
from cobranza.credit.bad_debt._law import BAD_DEBT_LAW

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cobranza.credit.bad_debt._candidates import BadDebt

__all__ = ["Duty", "duties"]


@attrs.frozen(kw_only=True)
class Duty:
    """One thing to do, by a day, for some invoices of one debtor.

    `by` is `None` for what can be done at any time and is what a deduction waits for. `invoices`
    are UUIDs.
    """

    by: dt.date | None
    to_do: str
    account: str
    invoices: tuple[str, ...]
    rule: LegalRule


def duties(debts: Iterable[BadDebt], *, within: int = 365) -> tuple[Duty, ...]:
    """List what is to be done about overdue debts, the earliest first, what has no date last.

    - What can be deducted is reported to the SAT by February 15 of the year after the deduction,
      which is that in which the last requirement was met.
    - What a ground misses that time alone does not bring: the notice to the debtor, the resolution,
      the report to the bureau. Of the small credit they are wanted by the day on which the year in
      default ends, if that is still to come.
    - What prescribes in the next `within` days: claim it, or have the debt acknowledged, before.

    >>> duties([])
    ()
    """
    found: dict[tuple[object, ...], Duty] = {}
    for debt in debts:
        for duty in (*_reports(debt), *_missing(debt), *_prescribing(debt, within)):
            known = found.setdefault((duty.by, duty.to_do, duty.account), duty)
            together = tuple(dict.fromkeys((*known.invoices, *duty.invoices)))
            found[duty.by, duty.to_do, duty.account] = attrs.evolve(known, invoices=together)
    return tuple(sorted(found.values(), key=lambda each: (each.by is None, each.by or dt.date.max)))


def _duty(debt: BadDebt, by: dt.date | None, to_do: str, rule: LegalRule) -> Duty:
    return Duty(by=by, to_do=to_do, account=debt.account, invoices=(debt.invoice,), rule=rule)


def _reports(debt: BadDebt) -> Iterator[Duty]:
    ground = debt.ground
    if ground is None or ground.met_on is None:
        return
    rule = in_force(BAD_DEBT_LAW, "report_to_sat", debt.as_of)
    by = dt.date(ground.met_on.year + 1, 2, int(rule.figure))
    if by >= debt.as_of and ground.ground in (Ground.SMALL_CREDIT, Ground.LARGE_CREDIT):
        yield _duty(debt, by, f"Informar al SAT lo deducido en {ground.met_on.year}.", rule)


def _missing(debt: BadDebt) -> Iterator[Duty]:
    if debt.ground is not None:
        return
    for test in debt.tests:
        if test.ground in (Ground.SMALL_CREDIT, Ground.LARGE_CREDIT):
            waits = [each.met_on for each in test.requirements if each.met_on is not None]
            by = max((day for day in waits if day >= debt.as_of), default=None)
            for each in test.missing(debt.as_of):
                if each.met_on is None:
                    yield _duty(debt, by, each.to_do, each.rule)


def _prescribing(debt: BadDebt, within: int) -> Iterator[Duty]:
    last = prescribes_on(issued=debt.issued, due=debt.due, facts=debt.facts, as_of=debt.as_of)
    if debt.as_of < last <= debt.as_of + dt.timedelta(days=within):
        to_do = "Demandar o documentar el reconocimiento de la deuda antes de que prescriba."
        yield _duty(debt, last, to_do, in_force(BAD_DEBT_LAW, "interruption", debt.as_of))
