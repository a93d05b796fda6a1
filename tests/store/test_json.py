"""Classes as text and back; and nothing but the class that was asked for."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobranza.calendars import Calendar, Weekday
from cobranza.ledger import Adjustment, AdjustmentKind, Terms
from cobranza.ledger.customers import Customer
from cobranza.ledger.terms import Agreement, EarlyPayment, EndOfMonth, TermPart
from cobranza.store import Settings
from cobranza.store._json import from_json, to_json
from tests.store.strategies import CUSTOMERS, adjustments, cash_receipts, statuses

TERMS = Terms(
    business_days=True,
    end_of_month=EndOfMonth.BEFORE_DAYS,
    fixed_days=(15, 31),
    payment_days=(Weekday.FRIDAY, Weekday.MONDAY),
    parts=(TermPart(days=30), TermPart(months=1, weight=Decimal("0.50"))),
    early_payment=(EarlyPayment(percent=Decimal("2.0"), days=10),),
)


@pytest.mark.property
@given(st.one_of(adjustments, cash_receipts, statuses, st.sampled_from(CUSTOMERS)))
def test_facts_come_back_as_they_were(fact: object) -> None:
    again = from_json(type(fact), to_json(fact))
    assert (again, repr(again)) == (fact, repr(fact))


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (tuple[Agreement, ...], (Agreement(terms=TERMS, since=date(2026, 1, 1)),)),
        (Settings, Settings(issuer="EKU9003173C9", calendar=Calendar.mexican_banks())),
        (Customer, Customer(key="Ñ", credit_limit=Decimal("1.50"), dimensions={"a": "\u2028"})),
        (Mapping[str, int], {"a": 1}),
        (bool | None, None),
        (date, date(2026, 2, 28)),
    ],
)
def test_everything_that_fields_hold(kind: Any, value: object) -> None:
    assert from_json(kind, to_json(value)) == value


@pytest.mark.parametrize(
    ("kind", "text", "reason"),
    [
        (int, "true", "is True, expected a whole number"),
        (int, '"1"', "is '1', expected a whole number"),
        (bool, "1", "is 1, expected true or false"),
        (Decimal, "1.5", "is 1.5, expected a decimal"),
        (Decimal, '"1,5"', "is '1,5', expected a decimal"),
        (date, "20260101", "is 20260101, expected a date"),
        (date, '"2026-02-30"', "is '2026-02-30', expected a date"),
        (tuple[int, ...], "{}", "is {}, expected a list"),
        (Mapping[str, int], "[]", r"is \[\], expected a table"),
        (Literal["a", "b"], '"c"', "is 'c', expected one of a, b"),
        (AdjustmentKind, '"gift"', "is 'gift', expected one of "),
        (Agreement, "[]", r"is \[\], expected a table"),
        (Agreement, '{"terms": 1}', "since is missing, expected a date"),
        (Adjustment, "not JSON", "Expecting value"),
    ],
)
def test_what_is_something_else_is_refused(kind: Any, text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        from_json(kind, text)
