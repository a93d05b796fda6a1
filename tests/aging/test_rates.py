"""Debts in MXN: the same debts, with every amount times one rate."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given

from cobranza.aging import Item, age, behaviour, days_to_pay, in_mxn
from cobranza.errors import MoneyError
from cobranza.rates import Rates
from tests.aging import makers, portfolios
from tests.aging.makers import figures, paid

AS_OF = date(2026, 6, 30)
RATES = {"USD": Decimal("17.123456"), "JPY": Decimal("0.115432")}


def test_everything_is_converted_and_nothing_rounded() -> None:
    dollars = makers.item(
        "10.01",
        date(2026, 6, 1),
        AS_OF,
        paid(date(2026, 6, 2), "0.01"),
        currency="USD",
        region="Norte",
    )
    pesos = makers.item()
    (found, same) = in_mxn([dollars, pesos], rates=RATES, on=AS_OF)
    assert same is pesos
    assert (found.customer, found.currency, found.issued, found.due) == (
        dollars.customer,
        "MXN",
        dollars.issued,
        dollars.due,
    )
    # 10.01 * 17.123456 and 10.00 * 17.123456, by hand.
    assert (found.amount, found.balance(AS_OF)) == (Decimal("171.40579456"), Decimal("171.23456"))
    assert age([found], as_of=AS_OF, by="region").rows[0].dimensions == ("Norte",)
    assert days_to_pay([found], as_of=AS_OF, currency="MXN").paid == Decimal("0.17123456")


def test_instalments() -> None:
    plan = makers.Plan(
        schedule=((AS_OF, Decimal(1)), (date(2026, 7, 1), Decimal(2))), currency="USD"
    )
    (found,) = in_mxn([plan], rates={"USD": 20}, on=AS_OF)
    (total,) = age([found], as_of=AS_OF).totals
    assert figures(total.counts[0], total.current) == (2, 60)


def test_the_rates_of_the_day() -> None:
    rates = Rates(daily={"USD": [(date(2026, 6, 29), Decimal(17))]})
    dollars = makers.item("1.00", date(2026, 6, 1), currency="USD")
    (found,) = in_mxn([dollars], rates=rates, on=AS_OF)
    assert found.amount == 17
    with pytest.raises(MoneyError, match="USD has no rate on 2026-06-28, expected MXN per unit"):
        in_mxn([dollars], rates=rates, on=date(2026, 6, 28))


@pytest.mark.property
@given(portfolios.items_of(), portfolios.days)
def test_totals_in_mxn_are_those_of_aging(items: list[Item], as_of: date) -> None:
    aging = age(items, as_of=as_of, rates=RATES)
    found = age(in_mxn(items, rates=RATES, on=as_of), as_of=as_of)
    assert aging.mxn is not None
    for total in found.totals:
        assert total.counts == aging.mxn.counts
        for exact, rounded in zip(total.amounts, aging.mxn.amounts, strict=True):
            assert makers.rounded(exact, "0.01") == rounded


@pytest.mark.property
@given(portfolios.settled_items(due=True), portfolios.days)
def test_behaviour_does_not_depend_on_the_currency(items: list[Item], as_of: date) -> None:
    dollars = [
        makers.item(
            str(each.amount),
            each.issued,
            each.due,
            *each.applied,
            currency="USD",
            customer=each.customer,
        )
        for each in items
    ]
    in_pesos = in_mxn(dollars, rates=RATES, on=as_of)
    assert [each.index for each in behaviour(in_pesos, as_of=as_of, currency="MXN")] == [
        each.index for each in behaviour(items, as_of=as_of, currency="MXN")
    ]
