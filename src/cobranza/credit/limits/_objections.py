"""What proposals and orders have in common: objections to a file, and who rules on the rest."""

from __future__ import annotations

import datetime as dt
from decimal import Context, Decimal
from typing import TYPE_CHECKING, Final

import attrs

from cobranza.credit.limits._checks import check_text
from cobranza.credit.limits._reasons import Objection, Reason
from cobranza.money import precise

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cobranza.credit.limits._file import FileCheck
    from cobranza.credit.limits._policy import CreditPolicy

__all__ = ["Ruling", "authority_objections", "excess_over", "file_objections", "waived"]

_ZERO: Final = Decimal(0)
_RATIO: Final = Context(prec=28)


@attrs.frozen(kw_only=True)
class Ruling:
    """What a person in a role decides on a day; `note` is why.

    >>> Ruling(role="Gerente", person="ana", date=dt.date(2026, 3, 2)).approve
    True
    """

    role: str = attrs.field(validator=check_text)
    person: str = attrs.field(validator=check_text)
    date: dt.date
    approve: bool = True
    note: str = ""


def file_objections(
    file: FileCheck | None, policy: CreditPolicy, *, limit: Decimal, day: dt.date
) -> Iterator[Objection]:
    """Name the documents that a limit needs and that do not count on a day."""
    good = {
        row.kind
        for row in (file.rows if file is not None else ())
        if row.status.is_good and (row.until is None or row.until >= day)
    }
    names = [each.name for each in policy.documents if limit > each.above and each.kind not in good]
    if names:
        yield Objection(reason=Reason.FILE_INCOMPLETE, found=", ".join(names))


def authority_objections(ruling: Ruling, needed: str, policy: CreditPolicy) -> Iterator[Objection]:
    """Object to a refusal, and to an approval by less than the role that is needed."""
    if not ruling.approve:
        yield Objection(reason=Reason.DECLINED, found=ruling.note or ruling.role)
    elif policy.rank(ruling.role) < policy.rank(needed):
        yield Objection(reason=Reason.BEYOND_AUTHORITY, found=ruling.role, allowed=needed)


def waived(objections: Iterable[Objection], *measured: Reason) -> frozenset[Reason]:
    """Give the reasons that need a waiver: all but those whose size is measured."""
    return frozenset(each.reason for each in objections) - {*measured}


def excess_over(amount: Decimal, measure: Decimal | None) -> Decimal | None:
    """Give how far an amount is above its measure, a fraction; `None` above a measure of zero.

    Without a measure the excess is zero: that there is none is an objection of its own.
    """
    if measure is None or amount <= measure:
        return _ZERO
    with precise():
        above = amount - measure
    return _RATIO.divide(above, measure) if measure else None
