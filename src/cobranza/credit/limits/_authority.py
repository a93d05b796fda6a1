"""Who may grant what: the lowest authority of a policy that covers a request."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

import attrs

from cobranza.credit.limits._checks import check_amount
from cobranza.credit.limits._reasons import Reason
from cobranza.errors import CreditError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cobranza.credit.limits._policy import CreditPolicy
    from cobranza.credit.limits._rules import Authority

__all__ = ["approver_for"]

_ZERO: Final = Decimal(0)


def approver_for(
    amount: Decimal,
    policy: CreditPolicy,
    *,
    risk_class: str,
    temporary: Decimal = _ZERO,
    group_total: Decimal | None = None,
    excess_share: Decimal | None = _ZERO,
    waivers: Iterable[Reason] = (),
) -> str:
    """Give the lowest role that may grant a limit, or else the committee.

    Args:
        amount: the whole limit that results, its temporary part included: what counts is never the
            increase, so that asking in parts gains nothing.
        policy: the policy whose authorities are asked, from least to most.
        risk_class: the class of the customer.
        temporary: how much of `amount` is temporary.
        group_total: what all accounts of the customer's group may have together, this one
            included; `None` for a customer without group.
        excess_share: how far the amount is above what the policy suggests, a fraction; `None` when
            it has no measure, since nothing was suggested.
        waivers: the reasons that have to be set aside.

    Raises:
        CreditError: the class is unknown, an amount is negative, or a part is more than the whole.

    >>> from datetime import date
    >>> from cobranza.credit.limits import Authority, CreditPolicy, ClassRules
    >>> policy = CreditPolicy(
    ...     name="Crédito comercial",
    ...     version="2026-1",
    ...     currency="MXN",
    ...     effective_from=date(2026, 1, 1),
    ...     classes=(ClassRules(name="A", cap=Decimal(1), terms_days=(30,), review_days=365),),
    ...     authorities=(
    ...         Authority(role="Analista", by_class={"A": Decimal(25_000)}),
    ...         Authority(role="Gerente", by_class={"A": Decimal(250_000)}),
    ...     ),
    ...     committee="Comité de Crédito",
    ... )
    >>> [approver_for(Decimal(each), policy, risk_class="A") for each in (25_000, 25_001, 10**6)]
    ['Analista', 'Gerente', 'Comité de Crédito']
    """
    policy.class_named(risk_class)
    asked = _Asked(
        amount=amount,
        risk_class=risk_class,
        temporary=temporary,
        group_total=amount if group_total is None else group_total,
        excess_share=excess_share,
        waivers=frozenset(waivers),
    )
    for each in policy.authorities:
        if asked.is_within(each):
            return each.role
    return policy.committee


@attrs.frozen(kw_only=True)
class _Asked:
    """What is asked of an authority."""

    amount: Decimal = attrs.field(validator=check_amount)
    risk_class: str
    temporary: Decimal = attrs.field(validator=check_amount)
    group_total: Decimal = attrs.field(validator=check_amount)
    excess_share: Decimal | None
    waivers: frozenset[Reason]

    def __attrs_post_init__(self) -> None:
        if self.temporary > self.amount:
            raise CreditError(f"temporary is {self.temporary}, expected at most {self.amount}")
        if self.group_total < self.amount:
            raise CreditError(f"group_total is {self.group_total}, expected {self.amount} or more")

    def is_within(self, authority: Authority) -> bool:
        return (
            self.amount <= authority.by_class.get(self.risk_class, -1)
            and self.temporary <= authority.temporary
            and self.group_total <= authority.group_most
            and self.excess_share is not None
            and self.excess_share <= authority.excess_share
            and self.waivers <= set(authority.waives)
        )
