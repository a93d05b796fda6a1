"""Concentration: the largest debtors, and the Herfindahl-Hirschman index."""

from collections import defaultdict
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given

from cobranza.aging import Item, Party, concentration
from cobranza.errors import CobranzaError
from tests.aging import makers, portfolios
from tests.aging.makers import figures

AS_OF = date(2026, 6, 30)


def owing(*amounts: str, region: str = "") -> list[Item]:
    return [
        makers.item(amount, customer=Party(rfc="", name=f"C{number}"), region=region)
        for number, amount in enumerate(amounts)
    ]


def test_department_of_justice() -> None:
    """U.S. Department of Justice: shares of 30, 30, 20 and 20 % make 2 600 points."""
    found = concentration(owing("30", "20", "30", "20"), as_of=AS_OF, currency="MXN")
    assert found.hhi == Decimal("0.26")
    assert [found.top(n) for n in (1, 2, 3, 4, 9)] == [
        Decimal("0.3"),
        Decimal("0.6"),
        Decimal("0.8"),
        1,
        1,
    ]
    assert [row.outstanding for row in found.debtors] == [30, 30, 20, 20]


def test_credits_are_apart() -> None:
    items = [*owing("30", "-40", "10"), makers.item("99", currency="USD")]
    found = concentration(items, as_of=AS_OF, currency="MXN")
    assert figures(found.owed, found.credit, found.top(1)) == (40, 40, Decimal("0.75"))


def test_by_any_dimension() -> None:
    items = [*owing("30", "10", region="Norte"), *owing("60", region="Sur")]
    found = concentration(items, as_of=AS_OF, currency="MXN", by="region")
    assert [row.dimensions for row in found.debtors] == [("Sur",), ("Norte",)]
    assert found.hhi == Decimal("0.52")


def test_without_debtors_it_is_undefined() -> None:
    found = concentration(owing("-5"), as_of=AS_OF, currency="MXN")
    assert found.hhi is found.top(1) is None


def test_n() -> None:
    with pytest.raises(CobranzaError, match="n is 0, expected at least 1"):
        concentration(owing("5"), as_of=AS_OF, currency="MXN").top(0)


@pytest.mark.property
@given(portfolios.items_of(), portfolios.days, portfolios.scales)
def test_between_an_equal_share_and_one(items: list[Item], as_of: date, factor: Decimal) -> None:
    found = concentration(items, as_of=as_of, currency="MXN")
    owed: defaultdict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for each in items:
        if each.currency == "MXN":
            shared = each.customer.rfc in ("", "XAXX010101000", "XEXX010101000")
            name = each.customer.name if shared else ""
            owed[each.customer.rfc, name] += each.balance(as_of)
    debts = sorted((amount for amount in owed.values() if amount > 0), reverse=True)
    assert [row.outstanding for row in found.debtors] == debts
    assert found.owed - found.credit == sum(owed.values())
    if debts:
        assert found.hhi is not None
        assert Decimal("0.9999999999") / len(debts) <= found.hhi <= 1
        shares = [found.top(n) or 0 for n in range(1, len(debts) + 1)]
        assert shares == sorted(shares)
        assert (shares[-1], shares[0] >= found.hhi) == (1, True)
    again = concentration(portfolios.scaled(items, factor), as_of=as_of, currency="MXN")
    assert again.hhi == found.hhi
