"""What is owed or may come to be: by component, account and currency; over made-up ledgers too."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cobranza.aging import Applied, Item, Party
from cobranza.credit.limits import (
    Exposure,
    ExposureComponent,
    PastDue,
    Pending,
    exposure,
    exposures,
)
from cobranza.errors import CreditError
from cobranza.ledger import Customer, Customers, Ledger, account_key
from cobranza.rates import Rates
from cobranza.testing import LedgerCase, ledgers
from cobranza.testing.portfolio import Portfolio
from tests.aging.makers import figures
from tests.credit.limits.makers import CUSTOMER, DAY, owed
from tests.ledger.makers import BUYER, day, invoice, note, pays, receipt

XENON = Party(rfc=CUSTOMER, name="XENON INDUSTRIAL ARTICLES")
URE = Party(rfc="URE180429TM6", name="UNIVERSIDAD ROBOTICA ESPAÑOLA")


def item(
    amount: str,
    due: date | None = date(2026, 2, 1),
    *,
    currency: str = "MXN",
    customer: Party = XENON,
    paid: str = "0",
) -> Item:
    return Item(
        customer=customer,
        currency=currency,
        issued=date(2026, 1, 2),
        due=due,
        amount=Decimal(amount),
        applied=(Applied(date=DAY, amount=Decimal(paid)),),
    )


def pending(component: ExposureComponent, amount: str, **changes: str) -> Pending:
    given_: dict[str, str] = {"customer": CUSTOMER, "currency": "MXN", **changes}
    return Pending(component=component, amount=Decimal(amount), **given_)


def test_each_component_has_its_place_and_the_total_is_their_sum() -> None:
    found = exposure(
        CUSTOMER,
        [item("1000.00", paid="400.00"), item("50.00", paid="80.00")],
        [
            pending(ExposureComponent.ORDERS, "200.00"),
            pending(ExposureComponent.ORDERS, "1.00"),
            pending(ExposureComponent.DELIVERED, "30.00"),
            pending(ExposureComponent.UNCASHED, "4.00"),
            pending(ExposureComponent.CREDITS, "10.00"),
            pending(ExposureComponent.ORDERS, "9999.00", customer="URE180429TM6"),
        ],
        as_of=DAY,
        currency="MXN",
    )
    assert [getattr(found, each) for each in ExposureComponent] == [600, -40, 201, 30, 4]
    assert found.total == 795


def test_a_balance_is_that_of_the_day() -> None:
    paid = item("1000.00", paid="400.00")
    before = exposure(CUSTOMER, [paid], as_of=date(2026, 3, 1), currency="MXN")
    assert figures(before.total, exposure(CUSTOMER, [paid], as_of=DAY, currency="MXN").total) == (
        1000,
        600,
    )


def test_available_and_utilisation() -> None:
    found = owed("80000")
    assert figures(found.available(Decimal(100_000)), found.available(Decimal(50_000))) == (
        20_000,
        -30_000,
    )
    assert found.utilisation(Decimal(100_000)) == Decimal("0.8")
    assert found.utilisation(Decimal(0)) is None


def test_overdue_is_by_days() -> None:
    items = [
        item("1.00", date(2026, 3, 2)),  # due on the day: not late
        item("2.00", date(2026, 3, 1)),
        item("4.00", date(2026, 2, 20)),
        item("8.00", None),
        item("16.00", date(2026, 2, 20)),
        item("32.00", date(2026, 2, 1), paid="64.00"),  # a credit is not overdue
    ]
    found = exposure(CUSTOMER, items, as_of=DAY, currency="MXN")
    assert found.past_due == (
        PastDue(days=10, amount=Decimal("20.00")),
        PastDue(days=1, amount=Decimal("2.00")),
    )
    assert [found.overdue(days) for days in (0, 1, 9, 10)] == [22, 20, 20, 0]


class TestCurrencies:
    RATES: Mapping[str, str] = {"USD": "17.25", "EUR": "20.70"}

    def test_through_mxn_at_the_rate_of_the_day(self) -> None:
        items = [item("100.00", currency="USD"), item("100.00")]
        in_mxn = exposure(CUSTOMER, items, as_of=DAY, currency="MXN", rates=self.RATES)
        assert in_mxn.total == Decimal("1825.00")
        in_eur = exposure(CUSTOMER, items, as_of=DAY, currency="EUR", rates=self.RATES)
        assert in_eur.total == Decimal("88.16")  # 1825 / 20.70

    def test_each_component_is_rounded_once(self) -> None:
        thirds = [item("0.10", currency="USD")] * 3
        found = exposure(CUSTOMER, thirds, as_of=DAY, currency="MXN", rates={"USD": "17.05"})
        assert found.total == Decimal("5.12")  # 5.115, and not 3 x 1.71

    def test_a_rate_is_that_of_its_day(self) -> None:
        rates = Rates(daily={"USD": [(date(2026, 2, 27), Decimal(18))]})
        found = exposure(
            CUSTOMER, [item("1.00", currency="USD")], as_of=DAY, currency="MXN", rates=rates
        )
        assert found.total == 18

    def test_a_missing_rate_is_an_error(self) -> None:
        items = [item("1.00", currency="USD")]
        with pytest.raises(CreditError, match="USD has no rate on 2026-03-02, expected MXN per"):
            exposure(CUSTOMER, items, as_of=DAY, currency="MXN")
        with pytest.raises(CreditError, match="EUR has no rate on 2026-03-02"):
            exposure(CUSTOMER, items, as_of=DAY, currency="EUR", rates={"USD": "17.25"})

    def test_the_currency_of_others_does_not_matter(self) -> None:
        items = [item("1.00"), item("1.00", currency="USD", customer=URE)]
        assert exposure(CUSTOMER, items, as_of=DAY, currency="MXN").total == 1


class TestAccounts:
    CUSTOMERS = Customers(
        records=(
            Customer(key="GRUPO", names=("Grupo Xenon",)),
            Customer(key="XENON-MTY", rfc=CUSTOMER, parent="GRUPO"),
            Customer(key="XENON-GDL", rfc="URE180429TM6", parent="GRUPO"),
        )
    )
    ITEMS = (item("1.00"), item("2.00", customer=URE), item("4.00", customer=BUYER))

    def test_by_account(self) -> None:
        other = item("8.00", customer=Party(rfc="KIJ0906199R1"))
        found = exposures((*self.ITEMS, other), as_of=DAY, currency="MXN", customers=self.CUSTOMERS)
        assert {key: each.total for key, each in found.items()} == {
            "KIJ0906199R1": 8,
            "XENON-GDL": 6,
            "XENON-MTY": 1,
        }

    def test_by_group(self) -> None:
        found = exposure(
            "GRUPO",
            self.ITEMS,
            [pending(ExposureComponent.ORDERS, "16.00", customer="XENON-MTY")],
            as_of=DAY,
            currency="MXN",
            customers=self.CUSTOMERS,
            by="group",
        )
        assert found.total == 23

    def test_an_account_is_found_by_its_rfc_too(self) -> None:
        found = exposure(
            CUSTOMER,
            self.ITEMS,
            [pending(ExposureComponent.ORDERS, "16.00")],
            as_of=DAY,
            currency="MXN",
            customers=self.CUSTOMERS,
        )
        assert (found.customer, found.total) == ("XENON-MTY", Decimal("17.00"))

    def test_without_a_table_by_account_key(self) -> None:
        found = exposures(self.ITEMS, as_of=DAY, currency="MXN")
        assert {*found} == {CUSTOMER, "URE180429TM6"}

    def test_nobody_owes_nothing(self) -> None:
        assert exposure("X", self.ITEMS, as_of=DAY, currency="MXN") == Exposure(
            customer="X", as_of=DAY, currency="MXN"
        )


def test_a_ledger_with_a_credit_in_favour() -> None:
    """A1 owes 660 after a payment; for A2 100 more was paid than it was."""
    ledger = Ledger.build(
        [
            invoice(1, "1160.00", on=1),
            invoice(2, "580.00", on=2),
            receipt(11, pays(1, "500.00"), pays(2, "680.00"), on=10),
        ]
    )
    found = exposure(account_key(BUYER), ledger.receivables, as_of=day(40), currency="MXN")
    assert figures(found.receivables, found.credits, found.total) == (660, -100, 560)


def test_what_a_ledger_could_not_apply_may_be_given_as_a_credit() -> None:
    ledger = Ledger.build([invoice(1, "580.00", on=1), note(12, "600.00", 1, on=20)])
    credits_ = [
        pending(ExposureComponent.CREDITS, str(each.amount), customer=account_key(each.customer))
        for each in ledger.unapplied
    ]
    found = exposure(
        account_key(BUYER), ledger.receivables, credits_, as_of=day(40), currency="MXN"
    )
    assert found.credits == -20


def test_the_accounts_of_a_made_up_company() -> None:
    """Fourteen customers in pesos and dollars, some of them below another one."""
    portfolio = Portfolio(size=400, seed=17, as_of=date(2026, 6, 30))
    case = LedgerCase.of(portfolio.branches(), as_of=portfolio.as_of)

    def ask(by: Literal["account", "group"]) -> Mapping[str, Exposure]:
        return exposures(
            case.build().receivables,
            as_of=case.as_of,
            currency="MXN",
            rates={"USD": Decimal("17.5")},
            customers=case.customers,
            by=by,
        )

    accounts, groups = ask("account"), ask("group")
    assert len(groups) < len(accounts)
    for key, group in groups.items():
        below = [
            found
            for account, found in accounts.items()
            if (customer := case.customers.get(account)) is not None
            and case.customers.root(customer).key == key
        ]
        assert abs(group.total - sum(each.total for each in below)) <= Decimal("0.05")
    in_favour = sum(each.credits for each in groups.values())
    assert in_favour == sum(each.credits for each in accounts.values()) < 0
    assert any(each.overdue(30) for each in accounts.values())


@pytest.mark.property
@settings(max_examples=25)
@given(ledgers(stories=4), st.sampled_from(["account", "group"]))
def test_over_a_made_up_ledger_all_exposures_are_its_balances(
    case: LedgerCase, by: Literal["account", "group"]
) -> None:
    rates = {"USD": Decimal("17.1234"), "EUR": Decimal("20.5")}
    found = exposures(
        case.build().receivables,
        as_of=case.as_of,
        currency="MXN",
        rates=rates,
        customers=case.customers,
        by=by,
    )
    truth = case.balances(case.as_of)
    currencies = {each.uuid: each.currency for each in case.build().receivables}
    exact: defaultdict[bool, Fraction] = defaultdict(Fraction)
    for uuid, balance in truth.items():
        rate = rates.get(currencies[uuid], Decimal(1))
        exact[balance > 0] += Fraction(balance) * Fraction(rate)
    for positive, component in ((True, "receivables"), (False, "credits")):
        total = sum(Fraction(getattr(each, component)) for each in found.values())
        assert abs(total - exact[positive]) <= Fraction(len(found), 200)
    for each in found.values():
        assert each.total == sum(getattr(each, name) for name in ExposureComponent)
        assert each.overdue() <= each.receivables + Decimal("0.01") * (len(each.past_due) + 1)


@pytest.mark.property
@given(
    st.dictionaries(
        st.sampled_from(ExposureComponent), st.integers(0, 10**9).map(lambda n: Decimal(n) / 100)
    )
)
def test_the_components_sum_to_the_total(amounts: Mapping[ExposureComponent, Decimal]) -> None:
    owes = amounts.get(ExposureComponent.RECEIVABLES, Decimal(0))
    found = exposure(
        CUSTOMER,
        [item(str(owes))],
        [
            pending(component, str(amount))
            for component, amount in amounts.items()
            if component is not ExposureComponent.RECEIVABLES
        ],
        as_of=DAY,
        currency="MXN",
    )
    in_favour = amounts.get(ExposureComponent.CREDITS, Decimal(0))
    assert found.total == sum(amounts.values()) - 2 * in_favour
    assert found.total == sum(getattr(found, each) for each in ExposureComponent)


def test_what_makes_no_sense_is_refused() -> None:
    with pytest.raises(CreditError, match="component is 'receivables', expected one that is no"):
        pending(ExposureComponent.RECEIVABLES, "1")
    with pytest.raises(CreditError, match="amount is -1, expected 0 or more"):
        pending(ExposureComponent.ORDERS, "-1")
    with pytest.raises(CreditError, match="credits is 1, expected 0 or less"):
        owed(credits=Decimal(1))


def test_a_total_does_not_depend_on_the_context() -> None:
    from decimal import localcontext  # noqa: PLC0415 - used once

    with localcontext(prec=3, rounding=ROUND_HALF_UP):
        assert owed("123456.78", orders=Decimal("0.01")).total == Decimal("123456.79")
