"""The ledger of a portfolio ends at the true balances, and finds what is planted and nothing else.

The truth was written by the generator in integer cents, as the stories happened; the ledger has
only the documents, the statuses and the facts.
"""

from collections import Counter, defaultdict
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from cobranza.cfdi import read
from cobranza.ledger import DueSource, EventKind, Inconsistency, Ledger
from cobranza.money import quantize
from cobranza.sources import (
    read_adjustments,
    read_cash,
    read_customers,
    read_deliveries,
    read_status,
    read_terms,
)
from cobranza.testing import LedgerCase
from cobranza.testing.portfolio import Planted, Portfolio, Reason, Unapplied, write_portfolio

AS_OF = date(2026, 6, 30)
DAYS = [AS_OF - timedelta(days=days) for days in (0, 1, 5, *range(12, 190, 11))]


def case_of(size: int, seed: int, as_of: date = AS_OF) -> LedgerCase:
    portfolio = Portfolio(size=size, seed=seed, as_of=as_of)
    return LedgerCase.of(portfolio.branches(), as_of=as_of)


@pytest.fixture(scope="module", params=[(60, 17), (3000, 11)], ids=["sample", "branches"])
def case(request: pytest.FixtureRequest) -> LedgerCase:
    return case_of(*request.param)


@pytest.fixture(scope="module")
def ledger(case: LedgerCase) -> Ledger:
    return case.build()


def found(cases: tuple[Inconsistency, ...]) -> set[tuple[str, str, str]]:
    return {(each.code, each.document, each.receivable or "") for each in cases}


def holding(planted: tuple[Planted, ...], day: date) -> set[tuple[str, str, str]]:
    return {(each.code, each.document, each.receivable) for each in planted if each.holds(day)}


class TestBalances:
    def test_every_invoice_and_its_due_date(self, case: LedgerCase, ledger: Ledger) -> None:
        assert {
            (each.uuid, each.number, each.customer.rfc, each.currency, each.amount, each.due)
            for each in ledger.receivables
        } == {
            (each.uuid, each.number, each.customer_rfc, each.currency, each.total, each.due)
            for each in case.accounts
        }

    @pytest.mark.parametrize("day", DAYS, ids=str)
    def test_every_balance(self, case: LedgerCase, ledger: Ledger, day: date) -> None:
        assert {each.uuid: each.balance(day) for each in ledger.receivables} == case.balances(day)

    def test_a_balance_without_a_date_counts_everything(
        self, case: LedgerCase, ledger: Ledger
    ) -> None:
        assert {each.uuid: each.balance() for each in ledger.receivables} == case.balances(AS_OF)

    @pytest.mark.parametrize("day", DAYS[::5], ids=str)
    def test_nothing_is_assumed_when_told_so(self, case: LedgerCase, day: date) -> None:
        ledger = case.build(pue="open")
        assert {each.uuid: each.balance(day) for each in ledger.receivables} == {
            each.uuid: each.balance(day, assumed=False) for each in case.accounts
        }

    def test_what_reduces_no_invoice(self, case: LedgerCase, ledger: Ledger) -> None:
        assert Counter(
            (each.document, each.customer.rfc, each.date, each.currency, each.amount)
            for each in ledger.unapplied
        ) == Counter(map(_unapplied, case.unapplied))

    def test_each_payment_is_worth_its_pesos(self, case: LedgerCase, ledger: Ledger) -> None:
        """In MXN at the rate of the receipt, which payments of dollars have."""
        worth: defaultdict[tuple[str, str], int] = defaultdict(int)
        for account in case.accounts:
            for each in account.movements:
                if each.reason is Reason.PAID and account.currency != "MXN":
                    worth[account.uuid, each.document] = each.pesos or 0
        seen: dict[tuple[str, str], int] = {}
        for receivable in ledger.receivables:
            for event in receivable.events:
                key = receivable.uuid, event.document
                if event.kind is EventKind.PAYMENT and key in worth:
                    assert event.exchange_rate is not None
                    pesos = quantize(event.amount * event.exchange_rate, 2)
                    seen[key] = int(pesos.scaleb(2))
        assert seen.keys() == worth.keys()
        # EquivalenciaDR has ten decimals; and where pesos pay dollars, they are rounded to a cent
        # of a dollar, half of which is worth ten of a peso.
        assert all(abs(seen[key] - worth[key]) <= 10 for key in seen)

    def test_where_due_dates_come_from(self) -> None:
        sources = Counter(each.due_source for each in case_of(3000, 11).build().receivables)
        assert sources.keys() == set(DueSource)

    def test_what_the_company_says_of_a_customer(self, case: LedgerCase, ledger: Ledger) -> None:
        rows = {(each.rfc, each.tax_id): each for each in case.customers.records}
        known = 0
        for receivable in ledger.receivables:
            customer = receivable.customer
            if row := rows.get((customer.rfc, customer.tax_id)):
                known += 1
                assert receivable.dimensions["region"] == row.region
                assert receivable.dimensions["channel"] == row.dimensions["channel"]
        assert known > 0.9 * len(ledger.receivables)


def _unapplied(truth: Unapplied) -> tuple[str, str, date, str, Decimal]:
    amount = Decimal(truth.cents).scaleb(-2)
    return truth.document, truth.customer_rfc, truth.on, truth.currency, amount


class TestPlanted:
    @pytest.mark.parametrize("day", DAYS, ids=str)
    def test_all_that_is_planted_is_found_and_nothing_else(
        self, case: LedgerCase, ledger: Ledger, day: date
    ) -> None:
        assert found(ledger.as_of(day).inconsistencies) == holding(case.planted, day)

    @pytest.mark.parametrize("day", DAYS[::5], ids=str)
    def test_alerts_come_only_when_asked_for(self, case: LedgerCase, day: date) -> None:
        alerted = case.build(pue="alert").as_of(day).inconsistencies
        assert found(alerted) == holding((*case.planted, *case.alerts), day)
        silent = case.build(pue="open").as_of(day).inconsistencies
        assert found(silent) == holding(case.planted, day)

    @pytest.mark.slow
    @pytest.mark.parametrize(
        ("seed", "as_of"), [(seed, date(2024 + seed, 3 * seed, 29)) for seed in (1, 2, 3)]
    )
    def test_whatever_the_seed_and_the_date(self, seed: int, as_of: date) -> None:
        case = case_of(2500, seed, as_of)
        ledger = case.build()
        for days in (0, 33, 77):
            day = as_of - timedelta(days=days)
            balances = {each.uuid: each.balance(day) for each in ledger.receivables}
            assert balances == case.balances(day)
            assert found(ledger.as_of(day).inconsistencies) == holding(case.planted, day)


def test_the_files_give_the_same_ledger(tmp_path: Path) -> None:
    """But for COB261: the reader of the table refuses money that is not above zero."""
    portfolio = Portfolio(size=1300, seed=4, as_of=AS_OF)
    write_portfolio(tmp_path, portfolio)
    ledger = Ledger.build(
        map(read, sorted((tmp_path / "cfdi").rglob("*.xml"))),
        status=read_status(tmp_path / "status.csv"),
        terms=read_terms(tmp_path / "terms.csv"),
        customers=read_customers(tmp_path / "customers.csv"),
        adjustments=read_adjustments(tmp_path / "adjustments.csv"),
        cash=read_cash(tmp_path / "cash.csv"),
        deliveries=read_deliveries(tmp_path / "deliveries.csv"),
    )
    told = LedgerCase.of(portfolio.branches(), as_of=AS_OF).build()
    assert ledger.balances(AS_OF) == told.balances(AS_OF)
    assert {each for each in told.inconsistencies if each.code != "COB261"} == set(
        ledger.inconsistencies
    )
    assert ledger.receivables == told.receivables
    assert ledger.unapplied == told.unapplied
