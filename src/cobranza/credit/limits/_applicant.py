"""What is known of a customer when its limit is asked for; what is not known stays `None`."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

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
from cobranza.money import to_decimal

__all__ = ["Applicant", "Financials", "Guarantee", "Need"]


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
