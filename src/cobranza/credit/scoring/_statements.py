"""What a customer's financial statements say, as far as they say it."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Final

import attrs

from cobranza.credit.scoring._values import check_decimal
from cobranza.errors import CreditError
from cobranza.money import precise

__all__ = ["Statements"]

_CURRENCY: Final = re.compile(r"[A-Z]{3}")
_LONGEST: Final = 24
_SIGNED: Final = frozenset(
    {
        *("cash", "retained_earnings", "equity"),
        *("gross_profit", "operating_profit", "net_profit"),
    }
)
_PARTS: Final = (
    ("trade_receivables", "current_assets"),
    ("inventories", "current_assets"),
    ("current_assets", "total_assets"),
    ("intangible_assets", "total_assets"),
    ("trade_payables", "total_liabilities"),
    ("short_term_debt", "current_liabilities"),
    ("current_liabilities", "total_liabilities"),
    ("long_term_debt", "total_liabilities"),
)
"""A line, and the total that holds it."""


@attrs.frozen(kw_only=True)
class Statements:
    """The balance sheet of a day, and the income statement of the months that end on it.

    Amounts are in `currency`, all in the same unit, pesos or thousands; `months` is how many the
    income statement covers. A line that the statements do not give is `None`: it is unknown, not
    zero. Costs and expenses are positive. `intangible_assets` include goodwill, `operating_profit`
    is before interest and taxes (EBIT), `depreciation` includes amortization, and only a listed
    company has a `market_value_of_equity`.

    Source: names of the lines, IAS 1 paragraphs 54 and 82; NIF B-3 and B-6.

    Raises:
        CreditError: a line is not finite, is negative where it cannot be, or is above the total
            that holds it; `months` is not from 1 to 24; `currency` is no ISO 4217 code.
        TypeError: a line is not a Decimal.

    >>> from datetime import date
    >>> from decimal import Decimal
    >>> statements = Statements(
    ...     date=date(2025, 12, 31),
    ...     currency="MXN",
    ...     audited=True,
    ...     total_assets=Decimal(1000),
    ...     total_liabilities=Decimal(600),
    ...     equity=Decimal(390),
    ... )
    >>> statements.imbalance, statements.revenue
    (Decimal('10'), None)
    """

    date: dt.date
    currency: str
    audited: bool
    months: int = 12

    cash: Decimal | None = None
    trade_receivables: Decimal | None = None
    inventories: Decimal | None = None
    current_assets: Decimal | None = None
    intangible_assets: Decimal | None = None
    total_assets: Decimal | None = None
    trade_payables: Decimal | None = None
    short_term_debt: Decimal | None = None
    current_liabilities: Decimal | None = None
    long_term_debt: Decimal | None = None
    total_liabilities: Decimal | None = None
    retained_earnings: Decimal | None = None
    equity: Decimal | None = None

    revenue: Decimal | None = None
    cost_of_sales: Decimal | None = None
    gross_profit: Decimal | None = None
    depreciation: Decimal | None = None
    operating_profit: Decimal | None = None
    interest_expense: Decimal | None = None
    net_profit: Decimal | None = None

    market_value_of_equity: Decimal | None = None

    def __attrs_post_init__(self) -> None:
        if _CURRENCY.fullmatch(self.currency) is None:
            raise CreditError(f"currency is {self.currency!r}, expected a code such as 'MXN'")
        if not 1 <= self.months <= _LONGEST:
            raise CreditError(f"months is {self.months}, expected 1 to {_LONGEST}")
        for name in LINES:
            self._check(name)
        for part, whole in _PARTS:
            held, total = self.line(part), self.line(whole)
            if held is not None and total is not None and held > total:
                raise CreditError(f"{part} is {held}, expected at most {whole}, {total}")

    def _check(self, name: str) -> None:
        value = self.line(name)
        if value is None:
            return
        check_decimal(value, name=name)
        if value < 0 and name not in _SIGNED:
            raise CreditError(f"{name} is {value}, expected zero or more")

    def line(self, name: str) -> Decimal | None:
        """Give one line by its name; `None` where the statements do not say it."""
        value: Decimal | None = getattr(self, name)
        return value

    @property
    def imbalance(self) -> Decimal | None:
        """Total assets less liabilities and equity: zero where the balance sheet balances.

        `None` where one of the three is unknown. A statement in thousands may be off by one or
        two; one that is off by more was copied wrongly.
        """
        if self.total_assets is None or self.total_liabilities is None or self.equity is None:
            return None
        with precise():
            return self.total_assets - self.total_liabilities - self.equity


LINES: Final = tuple(
    field.name
    for field in attrs.fields(Statements)
    if field.name not in ("date", "currency", "audited", "months")
)
"""The names of all amounts."""
