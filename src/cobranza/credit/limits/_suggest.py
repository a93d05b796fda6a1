"""The limit that a policy suggests for a customer, and what decides how high it is."""

from __future__ import annotations

from decimal import ROUND_DOWN, Context, Decimal
from typing import Final

import attrs

from cobranza.credit.limits._applicant import Applicant, Guarantee
from cobranza.credit.limits._estimates import Estimate, estimates_of
from cobranza.credit.limits._policy import CreditPolicy, PolicyVersion
from cobranza.credit.limits._record import Recorded
from cobranza.credit.limits._rules import NEEDS, Bound, ClassRules, Combination
from cobranza.errors import CreditError
from cobranza.money import decimals, precise, quantize

__all__ = ["Ceiling", "Suggestion", "suggest_limit"]

_ZERO: Final = Decimal(0)
_ONE: Final = Decimal(1)
_DOWN: Final = Context(prec=100, rounding=ROUND_DOWN)


@attrs.frozen(kw_only=True)
class Ceiling:
    """One thing that a limit may not pass: what is not secured, or the limit as a whole.

    >>> Ceiling(bound=Bound.CLASS_CAP, amount=Decimal(100_000)).on_total
    False
    """

    bound: Bound
    amount: Decimal
    on_total: bool = False


@attrs.frozen(kw_only=True)
class Suggestion(Recorded):
    """What a policy suggests for an applicant, with all that led to it.

    `unsecured` is the lowest ceiling on what is not secured; `secured` is what guarantees and
    insurance add. `amount` is both together under the ceilings on the total, rounded down to the
    step of the policy; `binding` is the ceiling that decided. `not_applied` are the rules that
    could not be applied for want of a figure. Amounts are in the currency of the policy.
    """

    applicant: Applicant
    policy: PolicyVersion
    estimates: tuple[Estimate, ...]
    ceilings: tuple[Ceiling, ...]
    unsecured: Decimal
    secured: Decimal
    amount: Decimal
    binding: Bound
    not_applied: tuple[Bound, ...]
    terms_days: tuple[int, ...]

    @property
    def currency(self) -> str:
        """The currency of every amount."""
        return self.applicant.currency

    def estimate(self, method: Bound) -> Estimate:
        """Find what one method says."""
        return next(each for each in self.estimates if each.method is method)

    def _repr_html_(self) -> str:
        from cobranza.credit.limits._html import suggestion_html  # noqa: PLC0415 - only when asked

        return suggestion_html(self)


def suggest_limit(applicant: Applicant, policy: CreditPolicy) -> Suggestion:
    """Suggest the limit of an applicant under a policy.

    Methods that the policy uses and that lack their figures are not taken for zero: the
    `unproven_cap` of the class stands in for them, and the estimate says what is missing.

    Raises:
        CreditError: the policy is not in force on the day, knows no such class or kind of
            guarantee, has another currency, or has no rules for the insurance given.

    >>> from datetime import date
    >>> from cobranza.credit.limits import Financials, Need, ClassRules
    >>> share = {"tangible_net_worth_share": Decimal("0.35"), "turnover_share": Decimal("0.05")}
    >>> policy = CreditPolicy(
    ...     name="Crédito comercial",
    ...     version="2026-1",
    ...     currency="MXN",
    ...     effective_from=date(2026, 1, 1),
    ...     classes=(
    ...         ClassRules(name="B", cap=Decimal(10**6), terms_days=(30,), review_days=90, **share),
    ...     ),
    ...     committee="Comité de Crédito",
    ... )
    >>> applicant = Applicant(
    ...     customer="XIA190128J61",
    ...     risk_class="B",
    ...     as_of=date(2026, 3, 2),
    ...     currency="MXN",
    ...     financials=Financials(
    ...         closed=date(2025, 12, 31),
    ...         tangible_net_worth=Decimal(80_000),
    ...         turnover=Decimal(700_000),
    ...     ),
    ...     need=Need(sales=Decimal(600_000), days=360, iva_rate=Decimal(0), terms_days=30),
    ... )
    >>> found = suggest_limit(applicant, policy)
    >>> found.amount, found.binding.value, found.estimate(Bound.NEED).amount
    (Decimal('28000.00'), 'capacity', Decimal('50000.00'))
    """
    policy.check_in_force(applicant.as_of)
    policy.check_currency(applicant.currency, "applicant.currency")
    rules = policy.class_named(applicant.risk_class)
    estimates = estimates_of(applicant, policy)
    ceilings = (
        *_unsecured_ceilings(estimates, rules, policy),
        *_total_ceilings(estimates, applicant, policy),
    )
    lowest = min((each for each in ceilings if not each.on_total), key=_amount)
    secured = _secured(applicant, policy)
    if rules.secured_cap is not None:
        secured = min(secured, rules.secured_cap)
    with precise():
        sum_of_both = lowest.amount + secured
    over_all = [Ceiling(bound=lowest.bound, amount=sum_of_both, on_total=True)]
    deciding = min((*over_all, *(each for each in ceilings if each.on_total)), key=_amount)
    lacks_portfolio = policy.concentration_share is not None and applicant.portfolio is None
    return Suggestion(
        applicant=applicant,
        policy=policy.id,
        estimates=estimates,
        ceilings=ceilings,
        unsecured=lowest.amount,
        secured=secured,
        amount=_round_down(deciding.amount, policy),
        binding=deciding.bound,
        not_applied=(Bound.CONCENTRATION,) if lacks_portfolio else (),
        terms_days=rules.terms_days,
    )


def _amount(ceiling: Ceiling) -> Decimal:
    return ceiling.amount


def _unsecured_ceilings(
    estimates: tuple[Estimate, ...], rules: ClassRules, policy: CreditPolicy
) -> list[Ceiling]:
    used = [each for each in estimates if each.used]
    amounts = [each.amount for each in used if each.amount is not None]
    is_proven = len(amounts) == len(used)
    ceilings: list[Ceiling] = []
    if policy.methods.combine is Combination.LEAST:
        ceilings += [
            Ceiling(bound=each.method, amount=each.amount)
            for each in used
            if each.amount is not None and each.method not in NEEDS
        ]
    elif is_proven:
        with precise():
            mean = sum(amounts, _ZERO) / len(amounts)
        mean = quantize(mean, decimals(policy.currency))
        ceilings.append(Ceiling(bound=Bound.AVERAGE, amount=mean))
    if not is_proven:
        ceilings.append(Ceiling(bound=Bound.UNPROVEN_CAP, amount=rules.unproven_cap))
    return [*ceilings, Ceiling(bound=Bound.CLASS_CAP, amount=rules.cap)]


def _total_ceilings(
    estimates: tuple[Estimate, ...], applicant: Applicant, policy: CreditPolicy
) -> list[Ceiling]:
    ceilings: list[Ceiling] = []
    if policy.methods.combine is Combination.LEAST:
        ceilings += [
            Ceiling(bound=each.method, amount=each.amount, on_total=True)
            for each in estimates
            if each.used and each.amount is not None and each.method in NEEDS
        ]
    if policy.concentration_share is not None and applicant.portfolio is not None:
        with precise():
            most = policy.concentration_share * applicant.portfolio
        most = quantize(most, decimals(policy.currency))
        ceilings.append(Ceiling(bound=Bound.CONCENTRATION, amount=most, on_total=True))
    return ceilings


def _secured(applicant: Applicant, policy: CreditPolicy) -> Decimal:
    """Give what guarantees in force and insurance are good for, before the cap of the class."""
    with precise():
        amounts = [_relied_on(each, applicant, policy) for each in applicant.guarantees]
        if applicant.insured_limit is not None:
            rules = policy.insurance
            if rules is None:
                raise CreditError(
                    f"insured_limit is {applicant.insured_limit}, expected none: "
                    "the policy has no rules of insurance"
                )
            insured = applicant.insured_limit
            insured = insured if rules.most is None else min(insured, rules.most)
            amounts.append(insured * rules.cover)
        return quantize(sum(amounts, _ZERO), decimals(policy.currency))


def _relied_on(guarantee: Guarantee, applicant: Applicant, policy: CreditPolicy) -> Decimal:
    for each in policy.guarantees:
        if each.kind == guarantee.kind:
            ended = guarantee.until is not None and guarantee.until < applicant.as_of
            return _ZERO if ended else guarantee.amount * (_ONE - each.haircut)
    known = ", ".join(each.kind for each in policy.guarantees) or "none: the policy has no kinds"
    raise CreditError(f"guarantees has kind {guarantee.kind!r}, expected {known}")


def _round_down(amount: Decimal, policy: CreditPolicy) -> Decimal:
    """Round down to a multiple of the step of the policy."""
    with precise():
        steps = _DOWN.quantize(amount / policy.round_to, _ONE)
        return quantize(steps * policy.round_to, decimals(policy.currency))
