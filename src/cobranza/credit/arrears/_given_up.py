"""What a creditor gives up by a restructuring: what was owed against what the plan is worth."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import attrs

from cobranza.aging._exact import total
from cobranza.credit.cost import xnpv
from cobranza.money import decimals, precise, quantize, to_decimal

if TYPE_CHECKING:
    from collections.abc import Callable

    from cobranza.credit.arrears._restructuring import PlanInstalment, Restructuring

__all__ = ["GivenUp", "GivenUpLine", "PlanComponent", "given_up"]

_ZERO: Final = Decimal(0)


class PlanComponent(StrEnum):
    """What a plan is made of. IVA is collected for the tax authority and is no income."""

    PRINCIPAL = "principal"
    MORATORY = "moratory"  # interest of before the plan
    INTEREST = "interest"  # of the plan
    CHARGES = "charges"  # fees and insurance
    IVA = "iva"  # on interest and charges


@attrs.frozen(kw_only=True)
class GivenUpLine:
    """One component: what was owed of it, what is forgiven, what will be paid, what that is worth.

    `promised` is the sum of what the plan pays of it, and `present_value` its worth on the day of
    the agreement. What waiting costs is `promised - present_value`.
    """

    component: PlanComponent
    owed: Decimal
    forgiven: Decimal
    promised: Decimal
    present_value: Decimal

    @property
    def given_up(self) -> Decimal:
        """What was owed less what is got for it, in the money of today; negative is a gain."""
        with precise():
            return self.owed - self.present_value


@attrs.frozen(kw_only=True)
class GivenUp:
    """A restructuring in present values at a discount rate, an effective annual fraction."""

    discount_rate: Decimal
    lines: tuple[GivenUpLine, ...]

    @property
    def owed(self) -> Decimal:
        """What was owed, of all components."""
        return total(each.owed for each in self.lines)

    @property
    def present_value(self) -> Decimal:
        """What the plan is worth."""
        return total(each.present_value for each in self.lines)

    @property
    def total(self) -> Decimal:
        """What is given up; negative when the plan is worth more than what was owed."""
        return total(each.given_up for each in self.lines)

    @property
    def before_tax(self) -> Decimal:
        """The same without IVA."""
        return total(
            each.given_up for each in self.lines if each.component is not PlanComponent.IVA
        )


def given_up(restructuring: Restructuring, *, discount_rate: Decimal | int | str) -> GivenUp:
    """Compare what was owed on the day of the agreement with what the plan is worth on it.

    Args:
        restructuring: the agreement.
        discount_rate: what money costs the creditor, an effective annual fraction; a year has 365
            days.

    Each present value is rounded half up to the decimals of the currency. It is assumed that the
    debtor pays as agreed, and that otherwise all would have been collected at once.

    Source: any textbook of corporate finance (net present value).

    Raises:
        CreditError: the rate is -1 or below.
    """
    owed = {
        PlanComponent.PRINCIPAL: total(each.principal for each in restructuring.invoices),
        PlanComponent.MORATORY: total(each.interest for each in restructuring.invoices),
        PlanComponent.IVA: total(each.iva for each in restructuring.invoices),
    }
    forgiven = {
        PlanComponent.PRINCIPAL: total(each.forgiven_principal for each in restructuring.invoices),
        PlanComponent.MORATORY: total(each.forgiven_interest for each in restructuring.invoices),
        PlanComponent.IVA: total(each.forgiven_iva for each in restructuring.invoices),
    }
    places = decimals(restructuring.currency)
    lines: list[GivenUpLine] = []
    for component, amount_of in _AMOUNTS.items():
        flows = [(each.due, amount_of(each)) for each in restructuring.instalments]
        flows.append((restructuring.schedule.terms.start, _at_opening(restructuring, component)))
        worth = xnpv(discount_rate, flows, on=restructuring.as_of)
        lines.append(
            GivenUpLine(
                component=component,
                owed=owed.get(component, _ZERO),
                forgiven=forgiven.get(component, _ZERO),
                promised=total(amount for _, amount in flows),
                present_value=quantize(worth, places),
            )
        )
    rate = to_decimal(discount_rate, name="discount_rate")
    return GivenUp(discount_rate=rate, lines=tuple(lines))


_AMOUNTS: Final[dict[PlanComponent, Callable[[PlanInstalment], Decimal]]] = {
    PlanComponent.PRINCIPAL: lambda each: each.principal,
    PlanComponent.MORATORY: lambda each: each.moratory,
    PlanComponent.INTEREST: lambda each: each.interest,
    PlanComponent.CHARGES: lambda each: each.charges,
    PlanComponent.IVA: lambda each: total((each.moratory_iva, each.iva, each.charges_iva)),
}


def _at_opening(restructuring: Restructuring, component: PlanComponent) -> Decimal:
    plan = restructuring.schedule
    if component is PlanComponent.CHARGES:
        return total((plan.opening_fees, plan.opening_insurance))
    return plan.opening_iva if component is PlanComponent.IVA else _ZERO
