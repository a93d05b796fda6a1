"""Proposals of limits and the decisions on them, each by the authority that it takes."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import attrs
from attrs.validators import optional

from cobranza._html import figure
from cobranza.credit.limits._authority import approver_for
from cobranza.credit.limits._checks import check_amount, check_count, check_text
from cobranza.credit.limits._file import FileCheck
from cobranza.credit.limits._limit import Limit
from cobranza.credit.limits._objections import (
    Ruling,
    authority_objections,
    excess_over,
    file_objections,
    waived,
)
from cobranza.credit.limits._policy import CreditPolicy, PolicyVersion
from cobranza.credit.limits._reasons import Objection, Reason
from cobranza.credit.limits._record import Recorded
from cobranza.credit.limits._suggest import Suggestion, suggest_limit
from cobranza.errors import CreditError
from cobranza.money import precise

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


__all__ = ["Decision", "Outcome", "Proposal", "decide"]

_ZERO: Final = Decimal(0)


class Outcome(StrEnum):
    """What became of a proposal."""

    APPROVED = "approved"
    REJECTED = "rejected"
    ESCALATED = "escalated"  # to the role that is needed


@attrs.frozen(kw_only=True)
class Proposal:
    """A limit that is asked for: how much, on what terms, why, by whom, until when.

    `proposed` is the lasting limit as a whole, not the increase over `current`. `temporary` comes
    on top of it up to `temporary_until`: `None` lets a temporary part that is running run on, and
    zero ends it. `group_others` is what the other accounts of the customer's group may have,
    `None` when it has no group. `suggestion` and `file` are what the policy says of it; `evidence`
    are references to documents. The limit would hold until `valid_until` and be reviewed by
    `review_on`; without one the class of the customer says when.

    >>> Proposal(
    ...     customer="XIA190128J61",
    ...     risk_class="B",
    ...     currency="MXN",
    ...     proposed=Decimal(100_000),
    ...     terms_days=30,
    ...     requested_by="luis",
    ...     date=dt.date(2026, 3, 2),
    ... ).temporary is None
    True

    Raises:
        CreditError: an amount is negative, the days are out of order, or the current limit, the
            suggestion or the file is of another customer, class, currency or later day.
    """

    customer: str = attrs.field(validator=check_text)
    risk_class: str = attrs.field(validator=check_text)
    currency: str
    proposed: Decimal = attrs.field(validator=check_amount)
    terms_days: int = attrs.field(validator=check_count)
    requested_by: str = attrs.field(validator=check_text)
    date: dt.date
    current: Limit | None = None
    temporary: Decimal | None = attrs.field(default=None, validator=optional(check_amount))
    temporary_until: dt.date | None = None
    valid_until: dt.date | None = None
    review_on: dt.date | None = None
    group_others: Decimal | None = attrs.field(default=None, validator=optional(check_amount))
    suggestion: Suggestion | None = None
    file: FileCheck | None = None
    reasons: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()

    def __attrs_post_init__(self) -> None:
        if bool(self.temporary) is not (self.temporary_until is not None):
            raise CreditError(
                f"temporary_until is {self.temporary_until}, expected a day for a temporary part "
                "and none without"
            )
        for name in ("temporary_until", "valid_until", "review_on"):
            day: dt.date | None = getattr(self, name)
            if day is not None and day < self.date:
                raise CreditError(f"{name} is {day}, expected {self.date} or later")
        applicant = self.suggestion.applicant if self.suggestion is not None else None
        for name, part, fields in (
            ("current", self.current, ("customer", "currency")),
            ("suggestion", applicant, ("customer", "currency", "risk_class")),
            ("file", self.file, ("customer",)),
        ):
            for field in fields if part is not None else ():
                found, wanted = getattr(part, field), getattr(self, field)
                if found != wanted:
                    raise CreditError(f"{name}.{field} is {found!r}, expected {wanted!r}")
        for name, part in ("suggestion", applicant), ("file", self.file):
            if part is not None and part.as_of > self.date:
                raise CreditError(f"{name}.as_of is {part.as_of}, expected {self.date} or before")


@attrs.frozen(kw_only=True)
class Decision(Recorded):
    """What was decided on a proposal, by whom, under which policy, and why.

    `needed` is the lowest role that may approve it. `objections` are all that was found against it:
    an approval sets them aside. `limit` is what holds from the day of the ruling on, when it was
    approved.
    """

    proposal: Proposal
    by: Ruling
    policy: PolicyVersion
    outcome: Outcome
    needed: str
    objections: tuple[Objection, ...]
    limit: Limit | None

    def _repr_html_(self) -> str:
        from cobranza.credit.limits._html import decision_html  # noqa: PLC0415 - only when asked

        return decision_html(self)


def decide(proposal: Proposal, policy: CreditPolicy, *, by: Ruling) -> Decision:
    """Decide on a proposal: approved, rejected, or escalated to the role that is needed.

    It is approved when the one who rules says so and has the authority for the whole limit that
    results: lasting and temporary, a temporary part that still runs included, together with the
    rest of the group. Asking in parts therefore takes the same authority as asking at once. Who
    asks never approves. A proposal that has lapsed is rejected, whoever rules.

    Raises:
        CreditError: the policy is not in force on the day, has another currency, or knows no such
            class or role; or the ruling is older than the proposal.

    >>> from cobranza.credit.limits import Authority, CreditPolicy, ClassRules
    >>> policy = CreditPolicy(
    ...     name="Crédito comercial",
    ...     version="2026-1",
    ...     currency="MXN",
    ...     effective_from=dt.date(2026, 1, 1),
    ...     classes=(ClassRules(name="B", cap=Decimal(1), terms_days=(30,), review_days=180),),
    ...     authorities=(
    ...         Authority(
    ...             role="Gerente",
    ...             by_class={"B": Decimal(100_000)},
    ...             waives=(Reason.NO_SUGGESTION,),
    ...         ),
    ...     ),
    ...     committee="Comité de Crédito",
    ... )
    >>> proposal = Proposal(
    ...     customer="XIA190128J61",
    ...     risk_class="B",
    ...     currency="MXN",
    ...     proposed=Decimal(100_000),
    ...     terms_days=30,
    ...     requested_by="luis",
    ...     date=dt.date(2026, 3, 2),
    ... )
    >>> ana = Ruling(role="Gerente", person="ana", date=dt.date(2026, 3, 4))
    >>> decided = decide(proposal, policy, by=ana)
    >>> decided.outcome.value, decided.limit.amount, decided.limit.review_on.isoformat()
    ('approved', Decimal('100000'), '2026-08-31')
    >>> more = attrs.evolve(proposal, proposed=Decimal(100_001))
    >>> decided = decide(more, policy, by=ana)
    >>> decided.outcome.value, decided.needed
    ('escalated', 'Comité de Crédito')
    """
    policy.check_in_force(by.date)
    policy.check_currency(proposal.currency, "proposal.currency")
    policy.rank(by.role)
    if by.date < proposal.date:
        raise CreditError(f"by.date is {by.date}, expected {proposal.date} or later")
    case = _Case(
        proposal=proposal,
        policy=policy,
        day=by.date,
        granted=_limit(proposal, policy, by.date),
        suggested=_suggested(proposal, policy),
    )
    objections = [*case.objections()]
    needed = case.needed(objections)
    against = [*authority_objections(by, needed, policy)]
    if by.approve and by.person == proposal.requested_by:
        against.append(Objection(reason=Reason.SAME_PERSON, found=by.person))
    outcome = Outcome.ESCALATED if against else Outcome.APPROVED
    if case.has_lapsed or not by.approve:
        outcome = Outcome.REJECTED
    return Decision(
        proposal=proposal,
        by=by,
        policy=policy.id,
        outcome=outcome,
        needed=needed,
        objections=(*objections, *against),
        limit=case.granted if outcome is Outcome.APPROVED else None,
    )


def _limit(proposal: Proposal, policy: CreditPolicy, day: dt.date) -> Limit:
    """Give the limit that holds from a day on if the proposal is approved."""
    temporary, until = proposal.temporary or _ZERO, proposal.temporary_until
    current = proposal.current
    if proposal.temporary is None and current is not None and current.temporary_on(day):
        temporary, until = current.temporary, current.temporary_until
    valid_until = proposal.valid_until
    if valid_until is not None:
        valid_until = max(valid_until, day)  # it has lapsed, and is never granted
    return Limit(
        customer=proposal.customer,
        risk_class=proposal.risk_class,
        currency=proposal.currency,
        amount=proposal.proposed,
        temporary=temporary,
        temporary_until=until,
        terms_days=proposal.terms_days,
        valid_from=day,
        valid_until=valid_until,
        review_on=proposal.review_on or policy.review_by(proposal.risk_class, day),
    )


def _suggested(proposal: Proposal, policy: CreditPolicy) -> Decimal | None:
    """Give what the policy suggests; one that is old, or that it would not make, is none."""
    given = proposal.suggestion
    if given is None or given.policy != policy.id:
        return None
    if (proposal.date - given.applicant.as_of).days > policy.proposal_days:
        return None
    return given.amount if given == suggest_limit(given.applicant, policy) else None


@attrs.frozen(kw_only=True)
class _Case:
    """A proposal on the day of its ruling, with what it would grant and what is suggested."""

    proposal: Proposal
    policy: CreditPolicy
    day: dt.date
    granted: Limit
    suggested: Decimal | None

    @property
    def total(self) -> Decimal:
        """The whole limit that results."""
        return self.granted.granted(self.day)

    @property
    def last_day(self) -> dt.date:
        """The last day on which the proposal can be decided."""
        lapses = self.proposal.date + dt.timedelta(days=self.policy.proposal_days)
        ends = (lapses, self.proposal.temporary_until, self.proposal.valid_until)
        return min(end for end in ends if end is not None)

    @property
    def has_lapsed(self) -> bool:
        return self.day > self.last_day

    def objections(self) -> Iterator[Objection]:
        """Give all that stands against the proposal, whoever decides."""
        if self.has_lapsed:
            yield Objection(
                reason=Reason.PROPOSAL_LAPSED, found=str(self.day), allowed=str(self.last_day)
            )
        terms = self.policy.class_named(self.proposal.risk_class).terms_days
        if self.proposal.terms_days not in terms:
            yield Objection(
                reason=Reason.TERMS_NOT_ALLOWED,
                found=str(self.proposal.terms_days),
                allowed=", ".join(map(str, terms)),
            )
        yield from self._late_days()
        yield from file_objections(self.proposal.file, self.policy, limit=self.total, day=self.day)
        if self.suggested is None:
            yield Objection(reason=Reason.NO_SUGGESTION, found=self.policy.version)
        elif self.total > self.suggested:
            yield Objection(
                reason=Reason.ABOVE_SUGGESTION,
                found=figure(self.total, self.proposal.currency),
                allowed=figure(self.suggested, self.proposal.currency),
            )

    def _late_days(self) -> Iterator[Objection]:
        """Object to a temporary part that lasts too long, and to a review that comes too late."""
        longest = self.day + dt.timedelta(days=self.policy.temporary_days)
        review_by = self.policy.review_by(self.proposal.risk_class, self.day)
        for reason, found, latest in (
            (Reason.TEMPORARY_TOO_LONG, self.proposal.temporary_until, longest),
            (Reason.REVIEW_TOO_LATE, self.granted.review_on, review_by),
        ):
            if found is not None and found > latest:
                yield Objection(reason=reason, found=str(found), allowed=str(latest))

    def needed(self, objections: Iterable[Objection]) -> str:
        """Give the lowest role that may approve the proposal."""
        others = self.proposal.group_others
        with precise():
            group_total = None if others is None else others + self.total
        return approver_for(
            self.total,
            self.policy,
            risk_class=self.proposal.risk_class,
            temporary=self.granted.temporary_on(self.day),
            group_total=group_total,
            excess_share=excess_over(self.total, self.suggested),
            waivers=waived(objections, Reason.ABOVE_SUGGESTION, Reason.PROPOSAL_LAPSED),
        )
