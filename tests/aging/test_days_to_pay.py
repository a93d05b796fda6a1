"""Weighted days to pay, terms and late, against published examples."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given

from cobranza.aging import AppliedKind, DaysToPay, Item, days_to_pay
from cobranza.errors import CobranzaError
from tests.aging import makers, portfolios
from tests.aging.makers import days_after, figures, paid, rounded

AS_OF = date(2026, 6, 30)
ISSUED = date(2026, 2, 1)


def measure(*debts: Item, months: int = 12) -> DaysToPay:
    return days_to_pay(debts, as_of=AS_OF, currency="MXN", months=months)


def settled(amount: str, days: int, terms: int = 30) -> Item:
    due = days_after(ISSUED, terms)
    return makers.item(amount, ISSUED, due, paid(days_after(ISSUED, days), amount))


class TestPublished:
    def test_three_invoices(self) -> None:
        """1 000 at 15 days, 3 000 at 30, 2 000 at 45: 32.5 days."""
        found = measure(settled("1000", 15), settled("3000", 30), settled("2000", 45))
        assert found.days == Decimal("32.5")

    def test_dynamics_idea(self) -> None:
        """Microsoft Dynamics 365 ideas, 4191bf6f: 10 at 5 days and 100 at 10 are 9.55, not 7.5."""
        found = measure(settled("10", 5), settled("100", 10))
        assert rounded(found.days, "0.01") == Decimal("9.55")

    def test_oracle_receivables(self) -> None:
        """Oracle Receivables 24c, Average Days Paid: terms of 25 and 5 late are 30."""
        found = measure(settled("700", 30, terms=25), settled("300", 30, terms=25))
        assert figures(found.terms, found.beyond_terms, found.days) == (25, 5, 30)

    def test_ibm(self, ibm_items: tuple[Item, ...]) -> None:
        """IBM Watson "Accounts Receivable" sample data, columns DaysToSettle and DaysLate."""
        found = days_to_pay(ibm_items, as_of=date(2014, 1, 9), currency="USD", months=25)
        assert rounded(found.days, "0.00001") == Decimal("26.70057")
        assert rounded(found.late, "0.00001") == Decimal("3.57110")
        assert figures(found.terms, found.paid) == (30, Decimal("147703.18"))


class TestWhatCounts:
    def test_only_money_in_the_period(self) -> None:
        debt = makers.item(
            "100.00",
            ISSUED,
            days_after(ISSUED, 30),
            paid(date(2026, 4, 30), "10.00"),
            paid(date(2026, 5, 2), "20.00"),
            paid(date(2026, 5, 3), "30.00", AppliedKind.CREDIT),
            paid(date(2026, 6, 30), "20.00"),
            paid(date(2026, 7, 1), "20.00"),
        )
        found = measure(debt, makers.item(currency="USD"), months=2)
        # 90 and 149 days from February 1, with the same weight.
        assert figures(found.paid, found.days) == (40, Decimal("119.5"))

    def test_early_does_not_make_up_for_late(self) -> None:
        found = measure(settled("100", 20), settled("100", 40))
        assert figures(found.beyond_terms, found.late) == (0, 5)

    def test_without_a_due_date_only_the_days_count(self) -> None:
        debt = makers.item("50", ISSUED, None, paid(days_after(ISSUED, 60), "50"))
        found = measure(debt, settled("50", 40))
        assert figures(found.days, found.terms, found.beyond_terms, found.late) == (50, 30, 10, 10)
        assert figures(found.paid, found.paid_with_due) == (100, 50)

    def test_an_advance_has_negative_days(self) -> None:
        debt = makers.item("50", ISSUED, ISSUED, paid(days_after(ISSUED, -10), "50"))
        assert measure(debt).days == -10

    def test_nothing_paid(self) -> None:
        found = measure(makers.item())
        assert found.days is found.terms is found.beyond_terms is found.late is None

    def test_months(self) -> None:
        with pytest.raises(CobranzaError, match="months is 0, expected at least 1"):
            measure(months=0)


@pytest.mark.property
class TestProperties:
    @given(portfolios.settled_items(due=True), portfolios.scales)
    def test_terms_and_beyond_terms_make_the_days(self, items: list[Item], factor: Decimal) -> None:
        found = days_to_pay(items, as_of=date(2028, 1, 1), currency="MXN", months=60)
        if found.days is None:
            assert found.paid == 0
            return
        assert found.terms is not None
        assert found.beyond_terms is not None
        assert found.late is not None
        assert abs(found.days - found.terms - found.beyond_terms) < Decimal("1e-20")
        assert found.late >= max(found.beyond_terms, Decimal(0))
        scaled = portfolios.scaled(items, factor)
        again = days_to_pay(scaled, as_of=date(2028, 1, 1), currency="MXN", months=60)
        assert (again.days, again.late) == (found.days, found.late)

    @given(portfolios.settled_items())
    def test_it_is_the_mean_over_the_payments(self, items: list[Item]) -> None:
        payments = [
            (each.amount, (each.date - debt.issued).days)
            for debt in items
            for each in debt.applied
            if each.kind is AppliedKind.PAYMENT
        ]
        found = days_to_pay(items, as_of=date(2028, 1, 1), currency="MXN", months=60)
        whole = sum((amount for amount, _ in payments), Decimal(0))
        assert found.paid == whole
        if whole:
            mean = sum((amount * days for amount, days in payments), Decimal(0)) / whole
            assert rounded(found.days, "1e-15") == rounded(mean, "1e-15")
