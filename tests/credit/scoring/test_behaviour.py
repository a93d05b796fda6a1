"""How a customer pays, as values for a score."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobranza.aging import Applied, Item, Party, behaviour
from cobranza.credit.scoring import NO_HISTORY, PAYMENT_FEATURES, payment_features
from cobranza.errors import CobranzaError

XENON = Party(rfc="XIA190128J61", name="XENON INDUSTRIAL ARTICLES")
URE = Party(rfc="URE180429TM6", name="UNIVERSIDAD ROBOTICA ESPAÑOLA")
AS_OF = date(2026, 6, 30)


def debt(due: date, days: int | None, amount: int = 100, customer: Party = XENON) -> Item:
    """Paid in one go so many days beyond terms, or not at all."""
    paid = [] if days is None else [Applied(date=due + timedelta(days), amount=Decimal(amount))]
    return Item(
        customer=customer,
        currency="MXN",
        issued=due - timedelta(30),
        due=due,
        amount=Decimal(amount),
        applied=paid,
    )


class TestValues:
    def test_by_hand(self) -> None:
        items = [
            debt(date(2026, 3, 1), -10, 300),
            debt(date(2026, 4, 1), 0),
            debt(date(2026, 5, 1), 30),
            debt(date(2026, 6, 10), None),
        ]
        (found,) = payment_features(items, as_of=AS_OF, currency="MXN")
        assert (found.rfc, found.name, found.currency, found.as_of) == (
            XENON.rfc,
            XENON.name,
            "MXN",
            AS_OF,
        )
        expected = {
            # 300 paid ten days early, then 100 each at 0, 30 and 20 days: 2000 over 600
            "beyond_terms": Decimal("3.333333"),
            # 85, 80 and 50 points, and 62.857143 of what is 20 days late and unpaid
            "payment_index": Decimal("74.642857"),
            "on_time_share": Decimal("0.666667"),
            "payment_trend": None,
            "late_share": Decimal("0.5"),
            "worst_days": 30,
            "overdue_days": 20,
            "experiences": 4,
            "days_known": (AS_OF - date(2026, 1, 30)).days,
        }
        rounded = {
            key: None if value is None else value.quantize(Decimal("1e-6"))
            for key, value in found.values.items()
        }
        assert rounded == expected

    def test_the_definitions_are_those_of_aging(self) -> None:
        items = [debt(date(2026, month, 1), 3 * month) for month in range(1, 7)]
        (found,) = payment_features(items, as_of=AS_OF, currency="MXN")
        (same,) = behaviour(items, as_of=AS_OF, currency="MXN")
        assert found.values["beyond_terms"] == same.beyond_terms
        assert found.values["payment_index"] == same.index
        assert found.values["on_time_share"] == same.on_time_share
        assert found.values["payment_trend"] == same.trend

    def test_each_value_is_defined(self) -> None:
        (found,) = payment_features([debt(AS_OF, 0)], as_of=AS_OF, currency="MXN")
        assert list(found.values) == list(PAYMENT_FEATURES) == list(NO_HISTORY)
        assert all(text.es and text.en for text in PAYMENT_FEATURES.values())

    def test_nothing_settled_is_unknown_not_zero(self) -> None:
        (found,) = payment_features([debt(AS_OF, None)], as_of=AS_OF, currency="MXN")
        known = {key: value for key, value in found.values.items() if value is not None}
        assert known == {"overdue_days": 0, "experiences": 0, "days_known": 30}
        assert [key for key, value in NO_HISTORY.items() if value is not None] == ["experiences"]

    def test_customers_and_currencies_apart(self) -> None:
        items = [debt(date(2026, 5, 1), 5), debt(date(2026, 5, 1), 9, customer=URE)]
        found = payment_features(items, as_of=AS_OF, currency="MXN")
        assert [each.rfc for each in found] == [URE.rfc, XENON.rfc]
        assert [each.values["worst_days"] for each in found] == [9, 5]
        assert payment_features(items, as_of=AS_OF, currency="USD") == ()

    def test_months(self) -> None:
        items = [debt(date(2024, 5, 1), 90), debt(date(2026, 5, 1), 1)]
        (found,) = payment_features(items, as_of=AS_OF, currency="MXN", months=12)
        assert found.values["worst_days"] == 1
        with pytest.raises(CobranzaError, match="months is 0"):
            payment_features(items, as_of=AS_OF, currency="MXN", months=0)


@pytest.mark.property
@given(
    debts=st.lists(
        st.tuples(
            st.dates(date(2025, 1, 1), date(2026, 12, 31)),
            st.none() | st.integers(-30, 120),
            st.integers(1, 1000),
        ),
        max_size=8,
    ),
    as_of=st.dates(date(2025, 1, 1), date(2026, 12, 31)),
)
def test_what_happened_later_changes_nothing(
    debts: list[tuple[date, int | None, int]], as_of: date
) -> None:
    """No leakage: the future is cut off by hand, and nothing changes."""
    items = [debt(due, days, amount) for due, days, amount in debts]
    known = [
        Item(
            customer=each.customer,
            currency=each.currency,
            issued=each.issued,
            due=each.due,
            amount=each.amount,
            applied=[paid for paid in each.applied if paid.date <= as_of],
        )
        for each in items
        if each.issued <= as_of
    ]
    assert payment_features(items, as_of=as_of, currency="MXN") == payment_features(
        known, as_of=as_of, currency="MXN"
    )
