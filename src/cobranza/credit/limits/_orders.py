"""Whether an order is released or held, and who may release it all the same."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import attrs

from cobranza._html import figure
from cobranza.credit.limits._authority import approver_for
from cobranza.credit.limits._checks import check_amount, check_count, check_text
from cobranza.credit.limits._exposure import Exposure
from cobranza.credit.limits._file import FileCheck
from cobranza.credit.limits._limit import Limit
from cobranza.credit.limits._objections import (
    Ruling,
    authority_objections,
    excess_over,
    file_objections,
    waived,
)
from cobranza.credit.limits._policy import PolicyVersion
from cobranza.credit.limits._reasons import Objection, Reason
from cobranza.credit.limits._record import Recorded
from cobranza.errors import CreditError
from cobranza.money import precise

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cobranza.credit.limits._policy import CreditPolicy

__all__ = ["Order", "OrderDecision", "OrderOutcome", "decide_order"]

_ZERO: Final = Decimal(0)
_ONE: Final = Decimal(1)


class OrderOutcome(StrEnum):
    """What becomes of an order."""

    RELEASE = "release"
    HOLD = "hold"
    RELEASE_WITH_OVERRIDE = "release_with_override"


@attrs.frozen(kw_only=True)
class Order:
    """An order to be delivered on credit; `amount` has taxes in it.

    >>> Order(
    ...     reference="PED-1",
    ...     customer="XIA190128J61",
    ...     amount=Decimal("5800.00"),
    ...     currency="MXN",
    ...     terms_days=30,
    ... ).terms_days
    30
    """

    reference: str = attrs.field(validator=check_text)
    customer: str = attrs.field(validator=check_text)
    amount: Decimal = attrs.field(validator=check_amount)
    currency: str
    terms_days: int = attrs.field(validator=check_count)


@attrs.frozen(kw_only=True)
class OrderDecision(Recorded):
    """What was decided on an order, under which policy, and every reason.

    `objections` hold the order, or held it until somebody released it; `notices` do not. `after` is
    the exposure with the order, `allowed` the limit of the day with the tolerance, `None` without
    a limit. `needed` is the lowest role that may release it, `None` when nothing holds it.
    """

    order: Order
    exposure: Exposure
    limit: Limit | None
    file: FileCheck | None
    override: Ruling | None
    policy: PolicyVersion
    outcome: OrderOutcome
    after: Decimal
    allowed: Decimal | None
    objections: tuple[Objection, ...]
    notices: tuple[Objection, ...]
    needed: str | None

    def _repr_html_(self) -> str:
        from cobranza.credit.limits._html import order_html  # noqa: PLC0415 - only when asked

        return order_html(self)


def decide_order(
    order: Order,
    policy: CreditPolicy,
    *,
    exposure: Exposure,
    limit: Limit | None,
    file: FileCheck | None = None,
    override: Ruling | None = None,
) -> OrderDecision:
    """Release an order, hold it, or release it by the authority of a role.

    The day of the question is that of the exposure, which must not contain the order yet. Order,
    exposure and limit are in the currency of the policy. Every reason is looked at and named, not
    only the first. A role may override when it may waive each of the reasons, when the exposure
    with the order is within its authority, and when what is above the limit is within its
    `excess_share`; without a limit, only the committee.

    Raises:
        CreditError: the policy is not in force on the day; a currency is another; the limit or the
            file is of another customer than the exposure.

    >>> from datetime import date
    >>> from cobranza.credit.limits import CreditPolicy, ClassRules
    >>> policy = CreditPolicy(
    ...     name="Crédito comercial",
    ...     version="2026-1",
    ...     currency="MXN",
    ...     effective_from=date(2026, 1, 1),
    ...     classes=(ClassRules(name="B", cap=Decimal(1), terms_days=(30,), review_days=180),),
    ...     committee="Comité de Crédito",
    ... )
    >>> limit = Limit(
    ...     customer="XIA190128J61",
    ...     risk_class="B",
    ...     currency="MXN",
    ...     amount=Decimal(100_000),
    ...     terms_days=30,
    ...     valid_from=date(2026, 1, 1),
    ... )
    >>> owed = Exposure(
    ...     customer="XIA190128J61",
    ...     as_of=date(2026, 3, 2),
    ...     currency="MXN",
    ...     receivables=Decimal("90000.00"),
    ... )
    >>> def ask(amount):
    ...     order = Order(
    ...         reference="PED-1",
    ...         customer="XIA190128J61",
    ...         amount=Decimal(amount),
    ...         currency="MXN",
    ...         terms_days=30,
    ...     )
    ...     return decide_order(order, policy, exposure=owed, limit=limit)
    >>> ask("10000.00").outcome.value, ask("10000.01").outcome.value
    ('release', 'hold')
    >>> ask("10000.01").objections[0].text()
    'Por encima del límite: 100,000.01; se permite 100,000.00'
    """
    _check_inputs(order, policy, exposure, limit, file)
    with precise():
        after = exposure.total + order.amount
        allowed = None
        if limit is not None:
            allowed = limit.granted(exposure.as_of) * (_ONE + policy.tolerance_share)
    found = [
        *_limit_objections(order, exposure, limit, after=after, allowed=allowed),
        *_overdue_objections(exposure, policy),
        *file_objections(
            file,
            policy,
            limit=after if limit is None else limit.granted(exposure.as_of),
            day=exposure.as_of,
        ),
    ]
    objections = [each for each in found if each.reason not in policy.hold.notices]
    needed = _needed(policy, exposure, limit, after, objections) if objections else None
    outcome = OrderOutcome.HOLD if objections else OrderOutcome.RELEASE
    if needed is not None and override is not None:
        against = [*authority_objections(override, needed, policy)]
        objections += against
        outcome = OrderOutcome.HOLD if against else OrderOutcome.RELEASE_WITH_OVERRIDE
    return OrderDecision(
        order=order,
        exposure=exposure,
        limit=limit,
        file=file,
        override=override,
        policy=policy.id,
        outcome=outcome,
        after=after,
        allowed=allowed,
        objections=tuple(objections),
        notices=tuple(each for each in found if each.reason in policy.hold.notices),
        needed=needed,
    )


def _check_inputs(
    order: Order,
    policy: CreditPolicy,
    exposure: Exposure,
    limit: Limit | None,
    file: FileCheck | None,
) -> None:
    policy.check_in_force(exposure.as_of)
    policy.check_currency(order.currency, "order.currency")
    policy.check_currency(exposure.currency, "exposure.currency")
    if limit is not None:
        policy.check_currency(limit.currency, "limit.currency")
    for name, part in ("limit", limit), ("file", file):
        if part is not None and part.customer != exposure.customer:
            raise CreditError(
                f"{name}.customer is {part.customer!r}, expected {exposure.customer!r}"
            )


def _limit_objections(
    order: Order,
    exposure: Exposure,
    limit: Limit | None,
    *,
    after: Decimal,
    allowed: Decimal | None,
) -> Iterator[Objection]:
    day, currency = exposure.as_of, exposure.currency
    if limit is None or allowed is None:
        yield Objection(reason=Reason.NO_LIMIT, found=exposure.customer)
        return
    if not limit.is_valid(day):
        dates = f"{limit.valid_from}/{limit.valid_until or '..'}"  # an interval of ISO 8601
        yield Objection(reason=Reason.LIMIT_EXPIRED, found=str(day), allowed=dates)
    if after > allowed:
        yield Objection(
            reason=Reason.OVER_LIMIT,
            found=figure(after, currency),
            allowed=figure(allowed, currency),
        )
    if order.terms_days > limit.terms_days:
        yield Objection(
            reason=Reason.TERMS_NOT_ALLOWED,
            found=str(order.terms_days),
            allowed=str(limit.terms_days),
        )
    if limit.review_on is not None and day > limit.review_on:
        yield Objection(reason=Reason.REVIEW_DUE, found=str(day), allowed=str(limit.review_on))


def _overdue_objections(exposure: Exposure, policy: CreditPolicy) -> Iterator[Objection]:
    rules = policy.hold
    overdue = exposure.overdue(rules.overdue_days)
    if overdue > rules.overdue_amount:
        yield Objection(
            reason=Reason.OVERDUE,
            found=figure(overdue, exposure.currency),
            allowed=figure(rules.overdue_amount, exposure.currency),
        )


def _needed(
    policy: CreditPolicy,
    exposure: Exposure,
    limit: Limit | None,
    after: Decimal,
    objections: list[Objection],
) -> str:
    """Give the lowest role that may release an order."""
    if limit is None:
        return policy.committee
    return approver_for(
        max(after, _ZERO),
        policy,
        risk_class=limit.risk_class,
        excess_share=excess_over(after, limit.granted(exposure.as_of)),
        waivers=waived(objections, Reason.OVER_LIMIT),
    )
