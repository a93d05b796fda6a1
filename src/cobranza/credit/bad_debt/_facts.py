"""What is known of a debtor and no ledger says: what was notified, sued for, resolved."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Action", "DebtorFacts", "DebtorKind"]


class DebtorKind(StrEnum):
    """Who owes; it decides what must be notified to whom."""

    BUSINESS = "business"  # a taxpayer with business activities
    OTHER = "other"  # a person without, by name
    GENERAL_PUBLIC = "general_public"  # público en general


class Action(StrEnum):
    """What the creditor can sue with, and so when it prescribes."""

    ORDINARY = "ordinary"
    RETAIL = "retail"
    NOTE = "note"  # a pagaré


def _days(given: Iterable[dt.date]) -> tuple[dt.date, ...]:
    return tuple(sorted(given))


@attrs.frozen(kw_only=True)
class DebtorFacts:
    """The evidence about one debtor; a date is that of the document which proves it.

    `notified_on` is when the debtor was told in writing that the debt will be deducted,
    `resolution_on` that of the final resolution, `sued_on` when payment was first claimed in court,
    `concurso_on` when the debtor was declared in concurso mercantil, `bankruptcy_closed_on` when a
    judgment closed its bankruptcy (quiebra), `bureau_on` when the credit bureau was told.
    `interrupted_on` are the days on which prescription began anew: a claim, the debtor's
    acknowledgement (a signed restructuring is one), a renewed document. `mortgage` says that the
    debt has one.

    >>> DebtorFacts().kind.value, DebtorFacts().action.value
    ('business', 'ordinary')
    """

    kind: DebtorKind = DebtorKind.BUSINESS
    action: Action = Action.ORDINARY
    notified_on: dt.date | None = None
    sued_on: dt.date | None = None
    resolution_on: dt.date | None = None
    concurso_on: dt.date | None = None
    bankruptcy_closed_on: dt.date | None = None
    bureau_on: dt.date | None = None
    interrupted_on: tuple[dt.date, ...] = attrs.field(default=(), converter=_days)
    mortgage: bool = False
