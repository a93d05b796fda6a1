"""The methods that estimate a credit limit, each with its inputs, or with what it lacks.

An amount is rounded to the decimals of the currency, half up. A share of a negative figure is a
limit of zero: the figure is known, and supports none.

Source: My DSO Manager, online help, «What is the credit limit calculation tool?» (capacity);
creditmanagement-tools.com, «Set up the credit limit» (need); academy.highako.com, «How to Set a
Reasonable and Effective Credit Limit?» (a tenth of net worth, working capital or monthly sales; the
median of references; what is asked for; their average).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Final

import attrs

from cobranza._frozen import FrozenDict
from cobranza.credit.limits._rules import METHODS, Bound
from cobranza.money import decimals, precise, quantize

if TYPE_CHECKING:
    from cobranza.credit.limits._applicant import Applicant
    from cobranza.credit.limits._policy import CreditPolicy

__all__ = ["Estimate", "estimates_of"]

_ONE: Final = Decimal(1)
_TWO: Final = Decimal(2)
_TWELVE: Final = Decimal(12)
_ZERO: Final = Decimal(0)

_CAPACITY: Final = ("tangible_net_worth", "turnover")
"""The figures of which a class says a share."""

Inputs = dict[str, Decimal | None]
Known = Mapping[str, Decimal]


def _inputs(given: Mapping[str, Decimal]) -> Mapping[str, Decimal]:
    return FrozenDict(given)


@attrs.frozen(kw_only=True)
class Estimate:
    """What one method says: an amount and its inputs, or `None` and the inputs that are `missing`.

    `used` tells whether the policy decides by this method; the others are for comparison.

    >>> Estimate(method=Bound.NET_WORTH, amount=None, missing=("net_worth",)).used
    False
    """

    method: Bound
    amount: Decimal | None
    inputs: Mapping[str, Decimal] = attrs.field(factory=dict[str, Decimal], converter=_inputs)
    missing: tuple[str, ...] = ()
    used: bool = False


def estimates_of(applicant: Applicant, policy: CreditPolicy) -> tuple[Estimate, ...]:
    """Estimate by every method, in the order of `METHODS`."""
    inputs = _all_inputs(applicant, policy)
    return tuple(
        _estimate(method, inputs[method], policy, used=method in policy.methods.use)
        for method in METHODS
    )


def _estimate(method: Bound, inputs: Inputs, policy: CreditPolicy, *, used: bool) -> Estimate:
    known = {name: value for name, value in inputs.items() if value is not None}
    missing = tuple(name for name in inputs if name not in known)
    amount = None
    if not missing:
        with precise():
            exact = max(_FORMULAS[method](known), _ZERO)
        amount = quantize(exact, decimals(policy.currency))
    return Estimate(method=method, amount=amount, inputs=known, missing=missing, used=used)


def _all_inputs(applicant: Applicant, policy: CreditPolicy) -> Mapping[Bound, Inputs]:
    """Give what each method needs, under the names of the fields that it comes from."""
    rules, found, need = policy.methods, applicant.financials, applicant.need

    def of(name: str) -> Decimal | None:
        return None if found is None else getattr(found, name)

    return {
        Bound.NEED: {
            "sales": None if need is None else need.sales,
            "days": None if need is None else Decimal(need.days),
            "iva_rate": None if need is None else need.iva_rate,
            "terms_days": None if need is None else Decimal(need.terms_days),
        },
        Bound.REQUESTED: {"requested": applicant.requested},
        Bound.CAPACITY: _capacity_inputs(applicant, policy),
        Bound.NET_WORTH: {"net_worth": of("net_worth"), "share": rules.net_worth_share},
        Bound.WORKING_CAPITAL: {
            "working_capital": of("working_capital"),
            "share": rules.working_capital_share,
        },
        Bound.MONTHLY_SALES: {"turnover": of("turnover"), "share": rules.monthly_sales_share},
        Bound.MONTHLY_PURCHASES: {
            "monthly_purchases": of("monthly_purchases"),
            "share": rules.monthly_purchases_share,
        },
        Bound.REFERENCES: {"median": _median(applicant.references)},
    }


def _capacity_inputs(applicant: Applicant, policy: CreditPolicy) -> Inputs:
    """Take the figures of which the class says a share; without any share, these are missing."""
    found, rules = applicant.financials, policy.class_named(applicant.risk_class)
    inputs: Inputs = {}
    for figure in _CAPACITY:
        share = getattr(rules, f"{figure}_share")
        if share is not None:
            inputs[figure] = None if found is None else getattr(found, figure)
            inputs[f"{figure}_share"] = share
    return inputs or dict.fromkeys(f"{figure}_share" for figure in _CAPACITY)


def _need(known: Known) -> Decimal:
    sales = known["sales"] * (_ONE + known["iva_rate"])
    return sales * known["terms_days"] / known["days"]


def _capacity(known: Known) -> Decimal:
    return min(known[figure] * known[f"{figure}_share"] for figure in _CAPACITY if figure in known)


def _product(known: Known) -> Decimal:
    figure, share = known.values()
    return figure * share


def _alone(known: Known) -> Decimal:
    (amount,) = known.values()
    return amount


_FORMULAS: Final[Mapping[Bound, Callable[[Known], Decimal]]] = {
    Bound.NEED: _need,
    Bound.REQUESTED: _alone,
    Bound.CAPACITY: _capacity,
    Bound.NET_WORTH: _product,
    Bound.WORKING_CAPITAL: _product,
    Bound.MONTHLY_SALES: lambda known: _product(known) / _TWELVE,
    Bound.MONTHLY_PURCHASES: _product,
    Bound.REFERENCES: _alone,
}


def _median(amounts: tuple[Decimal, ...]) -> Decimal | None:
    """Give the middle one, or the mean of the two in the middle; `None` without any."""
    ordered = sorted(amounts)
    half = len(ordered) // 2
    if not ordered:
        return None
    with precise():
        return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / _TWO
