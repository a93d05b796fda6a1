"""The account of a plan: money against instalments, in order of time."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Final

import attrs

from cobranza.aging._exact import total
from cobranza.credit.arrears._accrual import accrue
from cobranza.credit.arrears._imputation import Component
from cobranza.credit.arrears._terms import MoratoryTerms
from cobranza.errors import CreditError
from cobranza.money import decimals, precise, quantize, to_decimal

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Account", "PlanDue", "Position", "Received", "Replayed"]

_ZERO: Final = Decimal(0)


def _not_negative(_record: object, field: attrs.Attribute[Decimal], amount: Decimal) -> None:
    if to_decimal(amount, name=field.name) < 0:
        raise CreditError(f"{field.name} is {amount}, expected zero or more")


@attrs.frozen(kw_only=True)
class PlanDue:
    """One instalment: what is to be paid by a day, by component.

    `interest` is that of the plan, with its IVA and whatever fees it has; `moratory` is that of
    before the plan, with its IVA. A promise to pay is one with nothing but `principal`.

    >>> PlanDue(number=1, due=dt.date(2026, 7, 31), principal=Decimal("500.00")).amount
    Decimal('500.00')

    Raises:
        CreditError: an amount is negative.
    """

    number: int
    due: dt.date
    principal: Decimal = attrs.field(validator=_not_negative)
    interest: Decimal = attrs.field(default=_ZERO, validator=_not_negative)
    moratory: Decimal = attrs.field(default=_ZERO, validator=_not_negative)

    @property
    def amount(self) -> Decimal:
        """All that is to be paid."""
        return total((self.principal, self.interest, self.moratory))

    def of(self, component: Component) -> Decimal:
        """Give the amount of a component."""
        return {
            Component.MORATORY: self.moratory,
            Component.ORDINARY: self.interest,
            Component.PRINCIPAL: self.principal,
        }[component]


@attrs.frozen(kw_only=True)
class Received:
    """Money that came in for a plan; `invoice` is the UUID that it was applied to, "" if none.

    Raises:
        CreditError: the amount is negative.

    >>> Received(date=dt.date(2026, 7, 31), amount=Decimal("500.00")).invoice
    ''
    """

    date: dt.date
    amount: Decimal = attrs.field(validator=_not_negative)
    invoice: str = ""


@attrs.frozen
class Position:
    """An instalment in the making: what it is, what has been paid of it and on which days."""

    due: PlanDue
    payments: tuple[tuple[dt.date, Component, Decimal], ...] = ()
    moratory_paid: Decimal = _ZERO

    @property
    def paid(self) -> Decimal:
        """What has come in for it, without interest on its own delay."""
        return total(amount for _, _, amount in self.payments)

    @property
    def missing(self) -> Decimal:
        """What has not."""
        with precise():
            return self.due.amount - self.paid

    def open(self, component: Component) -> Decimal:
        """What is missing of a component."""
        with precise():
            return self.due.of(component) - total(
                amount for _, each, amount in self.payments if each is component
            )

    def principal(self, day: dt.date) -> Decimal:
        """What was missing of the principal at the end of a day."""
        with precise():
            return self.due.principal - total(
                amount
                for paid_on, each, amount in self.payments
                if each is Component.PRINCIPAL and paid_on <= day
            )

    def paid_on(self, tolerance: Decimal) -> dt.date | None:
        """The first day on which no more than the tolerance was missing; `None` if there is none.

        What is zero from the start was paid when it was due.
        """
        missing = self.due.amount
        if missing <= tolerance:
            return self.due.due
        with precise():
            for day, _, amount in self.payments:
                missing -= amount
                if missing <= tolerance:
                    return day
        return None

    def plus(self, day: dt.date, component: Component, amount: Decimal) -> Position:
        """Add a payment."""
        return attrs.evolve(self, payments=(*self.payments, (day, component, amount)))


@attrs.frozen
class Replayed:
    """All positions at the end of a day, the money that none of them needed, and what came in.

    `used` counts the payments that had come in by then.
    """

    positions: tuple[Position, ...]
    left_over: Decimal = _ZERO
    used: int = 0


@attrs.frozen(kw_only=True)
class Account:
    """A plan, the money for it in order of date, and the rules by which one settles the other."""

    dues: tuple[PlanDue, ...]
    received: tuple[Received, ...]
    terms: MoratoryTerms
    iva_rate: Decimal
    tolerance: Decimal
    order: tuple[Component, ...]
    currency: str

    def replay(self, until: dt.date, since: Replayed | None = None) -> Replayed:
        """Apply what had come in by the end of a day, from the state of an earlier day on."""
        state = since or Replayed(tuple(map(Position, self.dues)))
        for money in self.received[state.used :]:
            if money.date > until:
                break
            state = self._applied(state, money)
        return state

    def _applied(self, state: Replayed, money: Received) -> Replayed:
        """Let a payment settle what it can, in order."""
        positions, left = [*state.positions], money.amount
        for index, component in self._turns(money.date):
            if not left:
                break
            position = positions[index]
            if component is None:
                part = min(left, self.moratory(position, money.date))
                paid = total((position.moratory_paid, part))
                positions[index] = attrs.evolve(position, moratory_paid=paid)
            elif part := min(left, position.open(component)):
                positions[index] = position.plus(money.date, component, part)
            with precise():
                left -= part
        left_over = total((state.left_over, left))
        return Replayed(tuple(positions), left_over, state.used + 1)

    def moratory(self, position: Position, day: dt.date) -> Decimal:
        """The interest on the delay of an instalment that is owed on a day, IVA included."""
        due = position.due.due

        def balance(at: dt.date) -> Decimal:
            principal = position.principal(at)
            return principal if principal > self.tolerance else _ZERO

        lines = accrue(
            balance,
            {paid_on for paid_on, _, _ in position.payments},
            due=due,
            until=day,
            terms=self.terms,
            currency=self.currency,
        )
        interest = total(each.interest for each in lines)
        with precise():
            iva = quantize(interest * self.iva_rate, decimals(self.currency))
            return interest + iva - position.moratory_paid

    def _turns(self, day: dt.date) -> Iterator[tuple[int, Component | None]]:
        """Give what a payment settles, in order; `None` for interest on delay."""
        due = [index for index, each in enumerate(self.dues) if each.due <= day]
        for component in self.order:
            for index in due:
                if component is Component.MORATORY:
                    yield index, None
                yield index, component
        for index in range(len(due), len(self.dues)):
            for component in self.order:
                yield index, component
