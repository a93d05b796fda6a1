"""What is known of a customer when its limit is asked for; what is not known stays `None`."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final

import attrs
from attrs.validators import optional

from cobranza.credit.limits._checks import (
    check_amount,
    check_count,
    check_decimal,
    check_positive_count,
    check_text,
)
from cobranza.errors import CreditError
from cobranza.money import precise, to_decimal

if TYPE_CHECKING:
    from cobranza.credit.scoring import Statements

__all__ = ["Applicant", "Financials", "Guarantee", "Need"]

_YEAR: Final = 12
"""Months."""


@attrs.frozen(kw_only=True)
class Financials:
    """The few figures of a customer's statements that limits are taken from.

    `closed` is the last day of the statements. Net worth is assets less liabilities; tangible net
    worth leaves intangible assets out; working capital is current assets less current liabilities.
    These may be negative. `turnover` is that of a year. `monthly_purchases` is what it buys in a
    month from all its suppliers. What the statements do not say is `None`.

    >>> Financials(closed=date(2025, 12, 31), turnover=Decimal(700_000)).net_worth is None
    True
    """

    closed: date
    net_worth: Decimal | None = attrs.field(default=None, validator=optional(check_decimal))
    tangible_net_worth: Decimal | None = attrs.field(
        default=None, validator=optional(check_decimal)
    )
    working_capital: Decimal | None = attrs.field(default=None, validator=optional(check_decimal))
    turnover: Decimal | None = attrs.field(default=None, validator=optional(check_amount))
    monthly_purchases: Decimal | None = attrs.field(default=None, validator=optional(check_amount))

    @classmethod
    def of(cls, statements: Statements) -> Financials:
        """Take the figures out of statements, whose amounts must be in units, not in thousands.

        Net worth is `equity`. What needs a line that the statements do not say is `None`, and so is
        the turnover where they do not cover twelve months; purchases stand in no statement.

        >>> from cobranza.credit.scoring import Statements
        >>> statements = Statements(
        ...     date=date(2025, 12, 31),
        ...     currency="MXN",
        ...     audited=True,
        ...     intangible_assets=Decimal(150_000),
        ...     equity=Decimal(950_000),
        ...     revenue=Decimal(7_000_000),
        ... )
        >>> found = Financials.of(statements)
        >>> found.tangible_net_worth, found.turnover, found.working_capital
        (Decimal('800000'), Decimal('7000000'), None)
        """
        return cls(
            closed=statements.date,
            net_worth=statements.equity,
            tangible_net_worth=_less(statements.equity, statements.intangible_assets),
            working_capital=_less(statements.current_assets, statements.current_liabilities),
            turnover=statements.revenue if statements.months == _YEAR else None,
        )


def _less(whole: Decimal | None, part: Decimal | None) -> Decimal | None:
    """Subtract, where both are known."""
    if whole is None or part is None:
        return None
    with precise():
        return whole - part


@attrs.frozen(kw_only=True)
class Need:
    """What is to be sold to a customer on credit: `sales` without IVA over `days`.

    `iva_rate` is a fraction (0.16); `terms_days` are the days of credit.

    >>> Need(sales=Decimal(600_000), days=360, iva_rate=Decimal("0.16"), terms_days=30).days
    360
    """

    sales: Decimal = attrs.field(validator=check_amount)
    days: int = attrs.field(validator=check_positive_count)
    iva_rate: Decimal = attrs.field(validator=check_amount)
    terms_days: int = attrs.field(validator=check_count)


@attrs.frozen(kw_only=True)
class Guarantee:
    """A guarantee given; `kind` is one of the policy's, `until` its last day.

    >>> Guarantee(kind="carta de crédito", amount=Decimal(200_000)).until is None
    True
    """

    kind: str = attrs.field(validator=check_text)
    amount: Decimal = attrs.field(validator=check_amount)
    until: date | None = None
    reference: str = ""


@attrs.frozen(kw_only=True)
class Applicant:
    """A customer and all that its limit depends on, as of a day; amounts in `currency`.

    `score` is the value of the score that led to the risk class; it is kept for the record.
    `requested` is what it asks for. `references` are the limits that other suppliers give it, or
    the highest balances that they let it reach of late. `insured_limit` is what the credit insurer
    approved. `portfolio` is what all customers owe, or may owe, that the concentration is measured
    against.

    >>> Applicant(
    ...     customer="XIA190128J61", risk_class="B", as_of=date(2026, 3, 2), currency="MXN"
    ... ).references
    ()

    Raises:
        CreditError: the statements are closed after `as_of`, or an amount is negative.
    """

    customer: str = attrs.field(validator=check_text)
    risk_class: str = attrs.field(validator=check_text)
    as_of: date
    currency: str
    score: Decimal | None = attrs.field(default=None, validator=optional(check_decimal))
    financials: Financials | None = None
    need: Need | None = None
    requested: Decimal | None = attrs.field(default=None, validator=optional(check_amount))
    references: tuple[Decimal, ...] = ()
    guarantees: tuple[Guarantee, ...] = ()
    insured_limit: Decimal | None = attrs.field(default=None, validator=optional(check_amount))
    portfolio: Decimal | None = attrs.field(default=None, validator=optional(check_amount))

    def __attrs_post_init__(self) -> None:
        if self.financials is not None and self.financials.closed > self.as_of:
            raise CreditError(
                f"financials.closed is {self.financials.closed}, expected {self.as_of} or before"
            )
        for place, amount in enumerate(self.references):
            if to_decimal(amount, name=f"references[{place}]") < 0:
                raise CreditError(f"references[{place}] is {amount}, expected 0 or more")
