"""A restructuring as a value: the invoices that went in, the instalments that came out."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Final

import attrs

from cobranza.aging._exact import total
from cobranza.aging._items import Debtor
from cobranza.credit.arrears._forgiveness import Forgiveness, InvoicePart
from cobranza.credit.arrears._law import ARREARS_LAW, LegalRule, in_force
from cobranza.credit.arrears._replay import PlanDue
from cobranza.credit.plans import Schedule
from cobranza.money import precise

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["PlanApplication", "PlanInstalment", "Restructuring"]

_ZERO: Final = Decimal(0)


@attrs.frozen(kw_only=True)
class PlanApplication:
    """What an instalment pays of one invoice: its balance, its moratory interest, the IVA on it."""

    part: InvoicePart
    principal: Decimal
    interest: Decimal
    iva: Decimal

    @property
    def invoice(self) -> str:
        """The UUID of the invoice, "" where the debt has none."""
        return self.part.invoice

    @property
    def number(self) -> str:
        """Its series and folio."""
        return self.part.number

    @property
    def amount(self) -> Decimal:
        """All that it pays of it."""
        return total((self.principal, self.interest, self.iva))


@attrs.frozen(kw_only=True)
class PlanInstalment:
    """What is to be paid on one date, and what it pays.

    `applied` pays the invoices. `interest` is that of the plan and `iva` the tax on it; `charges`
    are fees and insurance, and `charges_iva` the tax on them. The balance is what is left of the
    debts that the plan took over, with plan interest that was capitalized: `closing = opening +
    what was capitalized - what was applied - capitalized interest that was paid`.
    """

    number: int
    due: dt.date
    opening: Decimal
    applied: tuple[PlanApplication, ...]
    interest: Decimal
    iva: Decimal
    charges: Decimal
    charges_iva: Decimal
    closing: Decimal

    @property
    def principal(self) -> Decimal:
        """What it pays of the balances of invoices."""
        return total(each.principal for each in self.applied)

    @property
    def moratory(self) -> Decimal:
        """What it pays of moratory interest, without IVA."""
        return total(each.interest for each in self.applied)

    @property
    def moratory_iva(self) -> Decimal:
        """The IVA on that."""
        return total(each.iva for each in self.applied)

    @property
    def payment(self) -> Decimal:
        """All that is to be paid."""
        plan = (self.interest, self.iva, self.charges, self.charges_iva)
        return total((*(each.amount for each in self.applied), *plan))


@attrs.frozen(kw_only=True)
class Restructuring:
    """An agreement on what is owed on `as_of`: nothing of it is lost.

    What was owed is what was forgiven and what the instalments pay of it, exactly, invoice by
    invoice. `schedule` is the plan that its instalments follow; `is_capitalized` says whether
    moratory interest became a part of its principal, `is_novation` whether the agreement replaces
    the old debts.
    """

    as_of: dt.date
    customer: Debtor
    currency: str
    invoices: tuple[InvoicePart, ...]
    forgiveness: Forgiveness
    schedule: Schedule
    instalments: tuple[PlanInstalment, ...]
    is_capitalized: bool
    is_novation: bool

    @property
    def owed(self) -> Decimal:
        """What was owed: balances, moratory interest and its IVA."""
        return total(each.owed for each in self.invoices)

    @property
    def forgiven(self) -> Decimal:
        """What was given up at once, IVA on forgiven interest included."""
        return total(each.forgiven for each in self.invoices)

    @property
    def restructured(self) -> Decimal:
        """What is owed still, before interest of the plan."""
        with precise():
            return self.owed - self.forgiven

    @property
    def payable(self) -> Decimal:
        """The sum of the instalments, without what is charged on opening."""
        return total(each.payment for each in self.instalments)

    @property
    def opening_charges(self) -> Decimal:
        """What is charged on the day of the plan, with IVA."""
        plan = self.schedule
        return total((plan.opening_fees, plan.opening_insurance, plan.opening_iva))

    @property
    def dues(self) -> tuple[PlanDue, ...]:
        """The instalments as `track` wants them."""
        return tuple(
            PlanDue(
                number=each.number,
                due=each.due,
                principal=each.principal,
                interest=total((each.interest, each.iva, each.charges, each.charges_iva)),
                moratory=total((each.moratory, each.moratory_iva)),
            )
            for each in self.instalments
        )

    @property
    def warnings(self) -> tuple[LegalRule, ...]:
        """The rules to know of before signing, as of the day of the agreement."""
        return tuple(in_force(ARREARS_LAW, key, self.as_of) for key in self._keys())

    def _keys(self) -> Iterator[str]:
        yield "novation_express"
        if self.is_novation:
            yield "novation_iva"
        if self.is_capitalized:
            yield "no_interest_on_interest"
        yield "iva_when_collected"
        yield "reserve_interest"
        yield "usury"
        yield "isr_of_moratory_interest"
