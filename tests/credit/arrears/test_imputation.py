from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobranza.credit.arrears import LEGAL_ORDER, Component, impute
from cobranza.errors import CreditError

D = Decimal
OWED = {
    Component.MORATORY: D("20.00"),
    Component.ORDINARY: D("100.00"),
    Component.PRINCIPAL: D("1000.00"),
}


@pytest.mark.parametrize(
    ("amount", "moratory", "ordinary", "principal", "left"),
    [
        ("0", "0", "0", "0", "0"),
        ("15.00", "15.00", "0", "0", "0"),
        ("70.00", "20.00", "50.00", "0", "0"),
        ("500.00", "20.00", "100.00", "380.00", "0"),
        ("1500.00", "20.00", "100.00", "1000.00", "380.00"),
    ],
)
def test_interest_comes_before_principal(
    amount: str, moratory: str, ordinary: str, principal: str, left: str
) -> None:
    """Código Civil Federal, art. 2094; Código de Comercio, art. 364."""
    done = impute(D(amount), OWED)
    assert (done.moratory, done.ordinary, done.principal) == (
        D(moratory),
        D(ordinary),
        D(principal),
    )
    assert done.left_over == D(left)


def test_the_parties_may_agree_otherwise() -> None:
    done = impute(D("500.00"), OWED, order=tuple(reversed(LEGAL_ORDER)))
    assert (done.moratory, done.ordinary, done.principal) == (D(0), D(0), D("500.00"))


def test_what_is_not_owed_takes_nothing() -> None:
    done = impute(D("500.00"), {})
    assert (done.settled, done.left_over) == (D(0), D("500.00"))


@pytest.mark.parametrize("order", [(), LEGAL_ORDER[:2], (*LEGAL_ORDER, Component.PRINCIPAL)])
def test_an_order_names_each_component_once(order: tuple[Component, ...]) -> None:
    with pytest.raises(CreditError, match="expected each of moratory, ordinary, principal"):
        impute(D(1), OWED, order=order)


def test_negative_amounts() -> None:
    with pytest.raises(CreditError, match="amount is -1, expected zero or more"):
        impute(D(-1), OWED)
    with pytest.raises(CreditError, match="principal owed is -5, expected zero or more"):
        impute(D(1), {Component.PRINCIPAL: D(-5)})


amounts = st.integers(0, 10**6).map(D)


@pytest.mark.property
@given(amounts, amounts, amounts, amounts, st.permutations(LEGAL_ORDER))
def test_nothing_is_lost(
    amount: Decimal, late: Decimal, plain: Decimal, principal: Decimal, order: list[Component]
) -> None:
    owed = dict(zip(LEGAL_ORDER, (late, plain, principal), strict=True))
    done = impute(amount, owed, order=order)
    assert done.settled + done.left_over == amount
    taken = dict(zip(LEGAL_ORDER, (done.moratory, done.ordinary, done.principal), strict=True))
    assert all(0 <= taken[each] <= owed[each] for each in order)
    for first, then in pairwise(order):
        assert taken[then] == 0 or taken[first] == owed[first]
