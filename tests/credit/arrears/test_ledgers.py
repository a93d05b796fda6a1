"""What holds of any ledger, however odd its documents."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobranza.credit.arrears import (
    Arrears,
    MoratoryTerms,
    moratory_interest,
    received_for,
    restructure,
)
from cobranza.credit.bad_debt import write_off_candidates
from cobranza.ledger import Ledger, Receivable
from cobranza.money import decimals, quantize
from cobranza.rates import Rates
from tests.credit.arrears.makers import monthly
from tests.ledger.makers import day
from tests.ledger.strategies import World, wild_worlds, worlds

pytestmark = pytest.mark.property

D = Decimal
TERMS = MoratoryTerms(rate="0.36", days_in_year=360)
asked = st.integers(1, 200).map(day)


def total(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, D(0))


def plain_interest(receivable: Receivable, last: int) -> Decimal:
    """Day by day, what was overdue on the eve at 0.1 %; nothing on what was cancelled."""
    if receivable.voided_on is not None and receivable.voided_on <= day(last):
        return D(0)
    cost = D(0)
    for each in range(-30, last + 1):
        eve = day(each - 1)
        for due, amount in receivable.parts(eve):
            if due is not None and due <= eve and amount > 0:
                cost += amount
    return quantize(cost / 1000, decimals(receivable.currency))


@given(worlds(), st.integers(1, 40))
def test_interest_is_what_each_day_costs(world: World, last: int) -> None:
    ledger = world.build()
    found = moratory_interest(ledger.receivables, as_of=day(last), terms=TERMS, iva_rate=D("0.16"))
    for receivable, each in zip(ledger.receivables, found, strict=True):
        assert each.accrued == plain_interest(receivable, last)
        assert each.balance == receivable.balance(day(last))


@given(wild_worlds, asked, st.booleans())
def test_no_ledger_is_refused(world: World, as_of: date, first: bool) -> None:  # noqa: FBT001 - drawn
    ledger = world.build()
    for each in moratory_interest(
        ledger.receivables, as_of=as_of, terms=TERMS, iva_rate=D("0.16"), interest_first=first
    ):
        assert each.settled >= 0
        assert each.interest >= 0
        assert each.interest_iva >= 0
    for debt in write_off_candidates(ledger, as_of=as_of, rates=Rates.constant({"UDI": "8.5"})):
        assert debt.balance > 0
        assert debt.due < as_of
        assert debt.tests
    received = received_for(ledger.receivables, since=day(1), until=as_of)
    assert all(each.amount > 0 for each in received)


@given(worlds(methods=("PPD",)))
def test_what_is_owed_can_be_restructured(world: World) -> None:
    ledger: Ledger = world.build()
    as_of = day(100)
    found: tuple[Arrears, ...] = moratory_interest(
        ledger.receivables, as_of=as_of, terms=TERMS, iva_rate=D("0.16")
    )
    owing = [each for each in found if each.balance >= 0 and each.owed > 0]
    if not total(each.balance for each in owing):
        return
    agreed = restructure(owing, plan=monthly(start=as_of))
    assert agreed.owed == total(each.owed for each in owing)
    paid = total(part.amount for row in agreed.instalments for part in row.applied)
    assert paid == agreed.owed
