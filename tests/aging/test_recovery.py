"""Recovery rate: what is in its numerator and its denominator, for each choice of both."""

from datetime import date
from decimal import Decimal
from itertools import product
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobranza.aging import AppliedKind, Collected, Collectible, Item, Recovery, recovery
from cobranza.errors import CobranzaError
from tests.aging import makers, portfolios
from tests.aging.makers import figures, paid

AS_OF = date(2026, 5, 31)
CREDIT, WRITE_OFF = AppliedKind.CREDIT, AppliedKind.WRITE_OFF
CHOICES = [*product(get_args(Collectible), get_args(Collected))]


def measure(
    *debts: Item | makers.Plan, of: Collectible, by: Collected = "payments", months: int = 1
) -> Recovery:
    return recovery(debts, as_of=AS_OF, currency="MXN", of=of, by=by, months=months)


class TestCollectible:
    OVERDUE = makers.item(
        "1.00", date(2026, 3, 1), date(2026, 4, 30), paid(date(2026, 5, 1), "0.40")
    )
    DUE = makers.item("20.00", date(2026, 4, 1), date(2026, 5, 1), paid(AS_OF, "15.00"))
    DUE_ON_THE_LAST_DAY = makers.item("300.00", date(2026, 5, 1), AS_OF)
    NOT_DUE = makers.item(
        "4000.00", date(2026, 4, 1), date(2026, 6, 1), paid(date(2026, 5, 3), "4000.00")
    )
    WITHOUT_DATE = makers.item("50000.00", date(2026, 4, 30), None)
    NEXT_MONTH = makers.item("600000.00", date(2026, 6, 1), date(2026, 6, 1))
    ALL = (OVERDUE, DUE, DUE_ON_THE_LAST_DAY, NOT_DUE, WITHOUT_DATE, NEXT_MONTH)

    @pytest.mark.parametrize(
        ("of", "collectible", "collected"),
        [
            ("due_in_period", "320.00", "15.00"),
            ("due_by_end", "321.00", "15.40"),
            ("open_at_start", "54021.00", "4015.40"),
        ],
    )
    def test_choices(self, of: Collectible, collectible: str, collected: str) -> None:
        found = measure(*self.ALL, of=of)
        assert (found.collectible, found.collected) == (Decimal(collectible), Decimal(collected))

    def test_instalments_count_each_by_its_own_date(self) -> None:
        debt = makers.plan(
            (date(2026, 4, 30), "10.00"),
            (date(2026, 5, 31), "10.00"),
            (date(2026, 6, 30), "10.00"),
            applied=[paid(date(2026, 4, 30), "10.00"), paid(date(2026, 5, 20), "12.00")],
        )
        found = measure(debt, of="due_in_period")
        assert figures(found.collected, found.collectible) == (10, 10)
        found = measure(debt, of="open_at_start")
        assert figures(found.collected, found.collectible) == (12, 20)


class TestCollected:
    DEBT = makers.item(
        "100.00",
        date(2026, 4, 1),
        date(2026, 5, 15),
        paid(date(2026, 4, 30), "7.00"),
        paid(date(2026, 5, 1), "50.00"),
        paid(date(2026, 5, 2), "20.00", CREDIT),
        paid(date(2026, 5, 3), "3.00", WRITE_OFF),
        paid(date(2026, 6, 1), "20.00"),
    )

    @pytest.mark.parametrize(("by", "share"), [("payments", "50"), ("payments_and_credits", "70")])
    def test_choices(self, by: Collected, share: str) -> None:
        found = measure(self.DEBT, of="due_in_period", by=by)
        assert figures(found.payments, found.credits, found.written_off) == (50, 20, 3)
        # What was paid before the month is on neither side: 93 were collectible.
        assert found.share == makers.rounded(Decimal(share) / 93, "1e-28")

    def test_more_than_is_owed_is_collected_whole(self) -> None:
        debt = makers.item(
            "100.00", date(2026, 4, 1), date(2026, 5, 15), paid(date(2026, 5, 1), "120.00")
        )
        assert measure(debt, of="due_by_end").share == 1


class TestEdges:
    @pytest.mark.parametrize(("of", "by"), CHOICES)
    def test_nothing_collectible(self, of: Collectible, by: Collected) -> None:
        credit = makers.item("-10.00", date(2026, 4, 1), date(2026, 5, 15))
        dollars = makers.item("10.00", date(2026, 4, 1), date(2026, 5, 15), currency="USD")
        assert measure(credit, dollars, of=of, by=by).share is None

    def test_unknown_choices(self) -> None:
        with pytest.raises(CobranzaError, match="of is 'all', expected 'due_in_period', 'due_by"):
            measure(of="all")  # type: ignore[arg-type]
        with pytest.raises(CobranzaError, match="by is 'cash', expected 'payments' or"):
            measure(of="due_by_end", by="cash")  # type: ignore[arg-type]
        with pytest.raises(CobranzaError, match="months is 0"):
            measure(of="due_by_end", months=0)


@pytest.mark.property
class TestProperties:
    @given(portfolios.settled_items(), portfolios.days, st.sampled_from(CHOICES), portfolios.scales)
    def test_a_share_of_what_is_collectible(
        self,
        items: list[Item],
        as_of: date,
        choice: tuple[Collectible, Collected],
        factor: Decimal,
    ) -> None:
        of, by = choice
        found = recovery(items, as_of=as_of, currency="MXN", of=of, by=by)
        assert found.share is None or 0 <= found.share <= 1
        again = recovery(
            portfolios.scaled(items, factor), as_of=as_of, currency="MXN", of=of, by=by
        )
        assert again.share == found.share

    @given(portfolios.settled_items(), portfolios.days)
    def test_open_at_start_is_what_was_owed_then(self, items: list[Item], as_of: date) -> None:
        found = recovery(items, as_of=as_of, currency="MXN", of="open_at_start", by="payments")
        start = makers.days_after(as_of.replace(day=1), -1)
        assert found.collectible == sum(each.balance(start) for each in items)
