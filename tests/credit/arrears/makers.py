"""Short ways to write the debts of a test."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import partial

import attrs

from cobranza.aging import Applied, Item
from cobranza.credit.arrears import Amortizer, Arrears, MoratoryTerms, moratory_interest
from cobranza.credit.plans import amortize
from cobranza.ledger import Invoice, Tax
from tests.ledger.makers import BUYER, day, invoice

TODAY = date(2026, 6, 30)


def item(
    amount: str,
    *applied: tuple[int, str],
    due: int | None = 0,
    issued: int = -30,
    currency: str = "MXN",
) -> Item:
    """A debt due on a day of January 2026, and what was paid of it on which days."""
    return Item(
        customer=BUYER,
        currency=currency,
        issued=day(issued),
        due=None if due is None else day(due),
        amount=Decimal(amount),
        applied=tuple(Applied(date=day(on), amount=Decimal(paid)) for on, paid in applied),
    )


def taxed(
    number: int, *bases: tuple[str, str | None], on: int = 1, terms: str = "30 días"
) -> Invoice:
    """An invoice with bases at rates of IVA, `None` for exempt."""
    taxes = tuple(
        Tax(
            tax="002",
            factor="Exento" if rate is None else "Tasa",
            rate=None if rate is None else Decimal(rate),
            base=Decimal(base),
            amount=None
            if rate is None
            else (Decimal(base) * Decimal(rate)).quantize(Decimal("0.01")),
        )
        for base, rate in bases
    )
    total = sum(
        ((tax.base or Decimal(0)) + (tax.amount or Decimal(0)) for tax in taxes), Decimal(0)
    )
    return attrs.evolve(invoice(number, str(total), on=on, terms=terms), taxes=taxes)


def arrears_of(
    debts: Iterable[Item], *, as_of: date = TODAY, rate: str = "0.24", iva: str = "0.16"
) -> tuple[Arrears, ...]:
    terms = MoratoryTerms(rate=rate, days_in_year=360)
    return moratory_interest(debts, as_of=as_of, terms=terms, iva_rate=Decimal(iva))


def monthly(periods: int = 6, *, rate: str = "0.18", start: date = TODAY) -> Amortizer:
    return partial(amortize, rate=rate, start=start, periods=periods)
