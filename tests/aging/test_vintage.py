"""Vintages: what is left of the sales of a month, month after month."""

from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobranza.aging import AppliedKind, Item, vintages
from cobranza.errors import CobranzaError
from tests.aging import makers, portfolios
from tests.aging.makers import figures, paid

ITEMS = (
    makers.item("600.00", date(2026, 3, 1), None, paid(date(2026, 3, 31), "60.00")),
    makers.item(
        "400.00",
        date(2026, 3, 31),
        None,
        paid(date(2026, 4, 30), "100.00", AppliedKind.CREDIT),
        paid(date(2026, 4, 30), "40.00", AppliedKind.WRITE_OFF),
        paid(date(2026, 5, 31), "260.00"),
    ),
    makers.item("50.00", date(2026, 5, 31)),
    makers.item("-50.00", date(2026, 3, 1)),
    makers.item("9.00", date(2026, 3, 1), currency="USD"),
)


def test_what_was_written_off_stays_uncollected() -> None:
    march, may = vintages(ITEMS, as_of=date(2026, 5, 31), currency="MXN")
    assert figures(march.month, march.items, march.sold) == (date(2026, 3, 1), 2, 1000)
    assert figures(*march.uncollected) == (940, 840, 580)
    assert march.shares == (Decimal("0.94"), Decimal("0.84"), Decimal("0.58"))
    assert figures(may.month, may.shares) == (date(2026, 5, 1), (1,))


def test_a_month_still_open_is_not_observed() -> None:
    (march,) = vintages(ITEMS, as_of=date(2026, 5, 30), currency="MXN")
    assert figures(*march.uncollected) == (940, 840)
    (open_month,) = vintages(ITEMS, as_of=date(2026, 3, 30), currency="MXN")
    assert figures(open_month.sold, open_month.shares) == (600, ())


def test_only_the_months_asked_for() -> None:
    (may,) = vintages(ITEMS, as_of=date(2026, 5, 31), currency="MXN", months=2)
    assert may.month == date(2026, 5, 1)
    with pytest.raises(CobranzaError, match="months is 0, expected at least 1"):
        vintages(ITEMS, as_of=date(2026, 5, 31), currency="MXN", months=0)


@pytest.mark.property
@given(portfolios.settled_items(), portfolios.days, st.integers(1, 30), portfolios.scales)
def test_curves_start_below_one_and_only_fall(
    items: list[Item], as_of: date, months: int, factor: Decimal
) -> None:
    found = vintages(items, as_of=as_of, currency="MXN", months=months)
    for vintage in found:
        assert all(share is not None and 0 <= share <= 1 for share in vintage.shares)
        assert all(later <= before for before, later in pairwise(vintage.uncollected))
        mine = [
            each
            for each in items
            if each.issued.replace(day=1) == vintage.month and each.issued <= as_of
        ]
        assert (vintage.items, vintage.sold) == (len(mine), sum(each.amount for each in mine))
    again = vintages(portfolios.scaled(items, factor), as_of=as_of, currency="MXN", months=months)
    assert [each.shares for each in again] == [each.shares for each in found]
