"""Loss rates from history, against a published example."""

from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobranza.aging import AppliedKind, Buckets, Item, LossHistory, loss_history
from cobranza.errors import CobranzaError
from tests.aging import makers, portfolios
from tests.aging.makers import days_after, figures, paid, rounded

AS_OF = date(2026, 6, 30)
BUCKETS = Buckets.days(30, 60, 90)
ISSUED, DUE = date(2025, 7, 1), date(2025, 7, 31)


def measure(*debts: Item | makers.Plan, loss_after: int = 90, months: int = 24) -> LossHistory:
    return loss_history(
        debts,
        as_of=AS_OF,
        buckets=BUCKETS,
        currency="MXN",
        loss_after=loss_after,
        months=months,
    )


def test_ifrscommunity() -> None:
    """ifrscommunity.com: 100 000 sold; 50 000, 23 000, 8 000 left, and 2 000 never paid."""
    sales = makers.item(
        "100000",
        ISSUED,
        DUE,
        paid(DUE, "50000"),
        paid(days_after(DUE, 30), "27000"),
        paid(days_after(DUE, 60), "15000"),
        paid(days_after(DUE, 90), "6000"),
    )
    found = measure(sales)
    assert figures(*found.reached) == (100000, 50000, 23000, 8000, 2000)
    assert found.lost == 2000
    rates = [rounded(rate, "0.001") for rate in found.rates]
    assert rates == [*map(Decimal, ("0.020", "0.040", "0.087", "0.250", "1.000"))]
    matrix = found.matrix()
    assert figures(matrix.buckets, matrix.rates, matrix.overlay) == (BUCKETS, found.rates, 1)


def test_what_was_written_off_stays_to_the_end() -> None:
    debt = makers.item(
        "100.00",
        ISSUED,
        DUE,
        paid(days_after(DUE, 5), "30.00", AppliedKind.WRITE_OFF),
        paid(days_after(DUE, 70), "70.00"),
    )
    found = measure(debt)
    assert figures(found.reached, found.lost) == ((100, 100, 100, 100, 30), 30)


def test_days_after_which_a_debt_is_lost() -> None:
    debt = makers.item("100.00", ISSUED, DUE, paid(days_after(DUE, 120), "60.00"))
    assert measure(debt, loss_after=119).lost == 100
    assert measure(debt, loss_after=120).lost == 40


def test_what_is_too_young_is_left_out() -> None:
    old = makers.item("1.00", ISSUED, days_after(AS_OF, -90))
    young = makers.item("20.00", ISSUED, days_after(AS_OF, -89))
    found = measure(old, young)
    assert figures(found.reached[0], found.too_young) == (1, 20)


def test_what_cannot_be_followed() -> None:
    found = measure(
        makers.item("1.00", ISSUED, None),
        makers.item("-1.00", ISSUED, DUE),
        makers.item("1.00", ISSUED, DUE, currency="USD"),
        makers.item("1.00", date(2020, 1, 1), date(2020, 1, 31)),
        makers.item("1.00", ISSUED, DUE, paid(ISSUED, "1.00")),
    )
    assert figures(*found.reached) == (0,) * 5
    assert found.rates == (None,) * 5


def test_each_instalment_from_its_own_date() -> None:
    debt = makers.Plan(
        issued=ISSUED,
        schedule=((DUE, Decimal(10)), (days_after(DUE, 30), Decimal(20))),
        applied=(
            paid(days_after(DUE, 40), "16.00"),
            paid(days_after(DUE, 41), "5.00", AppliedKind.WRITE_OFF),
        ),
    )
    found = measure(debt)
    # 10 paid after 40 days; of the 20, 6 after 10 days, and 5 given up and 9 owed to the end.
    assert figures(found.reached, found.lost) == ((30, 30, 24, 14, 14), 14)


def test_arguments() -> None:
    with pytest.raises(CobranzaError, match="loss_after is 89, expected at least 90"):
        measure(loss_after=89)
    with pytest.raises(CobranzaError, match="months is 0"):
        measure(months=0)


@pytest.mark.property
@given(portfolios.settled_items(), st.integers(0, 300), portfolios.scales)
def test_less_reaches_each_later_bucket(items: list[Item], more: int, factor: Decimal) -> None:
    as_of = date(2028, 6, 30)

    def of(debts: list[Item]) -> LossHistory:
        return loss_history(
            debts,
            as_of=as_of,
            buckets=BUCKETS,
            currency="MXN",
            loss_after=90 + more,
            months=60,
        )

    found = of(items)
    for before, later in pairwise((*found.reached, found.lost)):
        assert before >= later >= 0
    known = [rate for rate in found.rates if rate is not None]
    assert all(0 <= rate <= 1 for rate in known)
    assert known == sorted(known)
    assert of(portfolios.scaled(items, factor)).rates == found.rates
