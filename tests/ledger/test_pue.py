"""PUE: three readings of an invoice that says it was paid at once, and what overrules them."""

from datetime import date
from decimal import Decimal

import pytest

from cobranza.errors import LedgerError
from cobranza.ledger import EventKind, Ledger, PuePolicy
from tests.ledger.makers import (
    balance,
    by_hand,
    cash,
    codes,
    day,
    invoice,
    note,
    of_kind,
    pays,
    receipt,
    story,
    uid,
)

FEBRUARY = date(2026, 2, 1)


@pytest.mark.parametrize(
    ("policy", "owed"), [("paid_at_issue", 0), ("open", 1160), ("alert", 1160)]
)
def test_what_nothing_speaks_of_is_a_policy(policy: PuePolicy, owed: int) -> None:
    assert balance(Ledger.build([invoice(1, method="PUE")], pue=policy), 1) == owed


@pytest.mark.parametrize("policy", ["paid_at_issue", "open", "alert"])
def test_money_seen_counts_instead(policy: PuePolicy) -> None:
    ledger = Ledger.build([invoice(1, method="PUE")], cash=[cash(1, "500.00", on=10)], pue=policy)
    assert [balance(ledger, 1, on) for on in (1, 9, 10)] == [1160, 1160, 660]
    assert of_kind(ledger, 1, EventKind.ASSUMED_PAYMENT) == []


def test_money_that_is_none_does_not() -> None:
    ledger = Ledger.build([invoice(1, method="PUE")], cash=[cash(1, "0.00")])
    assert balance(ledger, 1) == 0
    assert codes(ledger) == ["COB261"]


def test_money_seen_for_the_old_invoice_reduces_what_is_assumed_of_the_new_one() -> None:
    documents = [invoice(1), invoice(2, on=8, method="PUE", replaces=[1])]
    seen = [cash(1, "500.00", on=5)]
    ledger = Ledger.build([*documents, receipt(9, pays(1, "500.00"), on=12)], cash=seen)
    assert story(ledger, 2) == [
        ("charge", 8, "1160.00"),
        ("assumed_payment", 8, "-1160.00"),
        ("transfer", 8, "-500.00"),
        ("assumed_payment", 8, "500.00"),
        ("transfer", 12, "-500.00"),
        ("assumed_payment", 12, "500.00"),
        ("cash", 12, "500.00"),
        ("assumed_payment", 12, "-500.00"),
    ]
    assert balance(ledger, 2) == 0


class TestAlert:
    """COB217 from the first day after the month of issue (RMF 2.7.1.39)."""

    def test_not_paid_by_then(self) -> None:
        ledger = Ledger.build([invoice(1, method="PUE")], pue="alert")
        (case,) = ledger.deadlines
        assert (case.code, case.receivable, case.since) == ("COB217", uid(1), FEBRUARY)
        assert codes(ledger.as_of(day(31))) == []
        assert codes(ledger.as_of(FEBRUARY)) == ["COB217"]

    @pytest.mark.parametrize("policy", ["paid_at_issue", "open"])
    def test_only_under_that_policy(self, policy: PuePolicy) -> None:
        assert Ledger.build([invoice(1, method="PUE")], pue=policy).deadlines == ()

    def test_paid_by_money_seen(self) -> None:
        seen = [cash(1, "1160.00", on=31)]
        assert Ledger.build([invoice(1, method="PUE")], cash=seen, pue="alert").deadlines == ()

    def test_settled_by_credits_and_by_hand(self) -> None:
        documents = [invoice(1, method="PUE"), note(2, "160.00", 1)]
        given = [by_hand(1, "-1000.00", on=31)]
        assert Ledger.build(documents, adjustments=given, pue="alert").deadlines == ()

    def test_a_ppd_invoice_may_wait(self) -> None:
        assert Ledger.build([invoice(1)], pue="alert").deadlines == ()


def test_a_policy_that_does_not_exist() -> None:
    with pytest.raises(LedgerError, match="pue is 'closed', expected one of paid_at_issue, open"):
        Ledger.build([], pue="closed")  # type: ignore[arg-type]


def test_an_assumption_is_in_the_currency_and_at_the_rate_of_the_invoice() -> None:
    ledger = Ledger.build([invoice(1, method="PUE", currency="USD", rate="17.25")])
    (assumed,) = of_kind(ledger, 1, EventKind.ASSUMED_PAYMENT)
    assert (assumed.amount, assumed.exchange_rate) == (Decimal(-1160), Decimal("17.25"))
