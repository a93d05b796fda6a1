"""The figures of a report, against the generator's own accounts and arithmetic done here."""

import csv
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from cobranza.ledger import DueSource, Party, Skipped, SkipReason, Terms
from cobranza.report import HighlightKind, PortfolioReport, build_report
from cobranza.sources import (
    Intake,
    RefusalReason,
    Refused,
    digest_files,
    read_adjustments,
    read_cash,
    read_customers,
    read_deliveries,
    read_status,
    read_terms,
)
from cobranza.testing.portfolio import Portfolio, write_portfolio
from tests.ledger.makers import BUYER, SELLER, cancelled, day, invoice, note, pays, receipt
from tests.report.cases import AS_OF, report_of

OTHER = Party(rfc="XIA190128J61", name="XENON INDUSTRIAL ARTICLES")
PUBLIC = Party(rfc="XAXX010101000", name="PUBLICO EN GENERAL")
WALK_IN = Party(rfc="XAXX010101000", name="MOSTRADOR")


def kinds(report: PortfolioReport) -> list[str]:
    return [each.kind.value for each in report.highlights]


GENERATED_ON = date(2026, 6, 30)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("portfolio")
    write_portfolio(folder, Portfolio(size=600, seed=11, as_of=GENERATED_ON))
    return folder


@pytest.fixture(scope="module")
def report(folder: Path) -> PortfolioReport:
    return build_report(
        Intake.of(digest_files(folder)),
        as_of=GENERATED_ON,
        terms=read_terms(folder / "terms.csv"),
        status=read_status(folder / "status.csv"),
        customers=read_customers(folder / "customers.csv"),
        adjustments=read_adjustments(folder / "adjustments.csv"),
        cash=read_cash(folder / "cash.csv"),
        deliveries=read_deliveries(folder / "deliveries.csv"),
    )


@pytest.fixture(scope="module")
def truth(folder: Path) -> list[dict[str, str]]:
    with (folder / "balances.csv").open(encoding="utf-8") as file:
        return [row for row in csv.DictReader(file) if Decimal(row["balance"])]


class TestAgainstTheGenerator:
    """600 documents whose true balances the generator keeps in cents, without any ledger."""

    def test_open_invoices(self, report: PortfolioReport, truth: list[dict[str, str]]) -> None:
        assert {
            each.receivable.uuid: (each.balance, each.days_past_due)
            for each in report.open_invoices
        } == {
            row["uuid"].upper(): (Decimal(row["balance"]), int(row["days_past_due"]))
            for row in truth
        }

    def test_customers(self, report: PortfolioReport, truth: list[dict[str, str]]) -> None:
        owed: defaultdict[tuple[str, str], Decimal] = defaultdict(Decimal)
        for row in truth:
            owed[row["customer_rfc"], row["currency"]] += Decimal(row["balance"])
        assert {
            (each.aged.rfc, each.aged.currency): each.aged.outstanding for each in report.customers
        } == owed
        for each in report.customers:
            assert sum(invoice.balance for invoice in each.invoices) == each.aged.outstanding

    def test_months_sum_to_what_is_outstanding(self, report: PortfolioReport) -> None:
        for each in report.currencies:
            assert sum(month.outstanding for month in each.months) == each.aged.outstanding

    def test_overdue_invoices_come_the_latest_first(
        self, report: PortfolioReport, truth: list[dict[str, str]]
    ) -> None:
        days = [each.days_past_due for each in report.overdue_invoices]
        late = [
            int(row["days_past_due"])
            for row in truth
            if int(row["days_past_due"]) > 0 and Decimal(row["balance"]) > 0
        ]
        assert days == sorted(late, reverse=True)


class TestCounts:
    def test_each_uuid_counts_once(self) -> None:
        report = report_of(
            [invoice(1), receipt(2, pays(1, "10.00")), note(3, "5.00", 1), invoice(1)]
        )
        counts = report.counts
        assert (counts.invoices, counts.receipts, counts.credit_notes) == (1, 1, 1)
        assert counts.repeated == 1

    def test_later_documents_and_other_issuers(self) -> None:
        theirs = invoice(3, issuer=OTHER, customer=SELLER)
        report = report_of([invoice(1), invoice(2, on=200), theirs], issuer=SELLER.rfc)
        assert (report.counts.later, report.counts.of_others) == (1, 1)
        assert [each.receivable.number for each in report.open_invoices] == ["A1"]
        assert {each.party.rfc: each.documents for each in report.issuers} == {
            SELLER.rfc: 2,
            OTHER.rfc: 1,
        }
        assert "issuers" not in kinds(report)

    def test_assumptions(self) -> None:
        report = report_of([], terms={BUYER.rfc: Terms(days=3)}, rates={"USD": Decimal(18)})
        assumptions = report.assumptions
        assert (assumptions.terms, assumptions.statuses) == (1, None)
        assert assumptions.rates == (("USD", Decimal(18)),)

    def test_due_sources(self) -> None:
        report = report_of(
            [invoice(1), invoice(2), invoice(3, terms="30 días"), invoice(4, customer=OTHER)],
            terms={OTHER.rfc: Terms(days=3)},
        )
        assert dict(report.due_sources) == {
            DueSource.ISSUE_DATE: 2,
            DueSource.DOCUMENT: 1,
            DueSource.TERMS: 1,
        }


class TestCustomers:
    def test_one_generic_rfc_is_many_customers(self) -> None:
        report = report_of(
            [
                invoice(1, "100.00", customer=PUBLIC),
                invoice(2, "200.00", customer=WALK_IN),
                invoice(3, "50.00", customer=PUBLIC),
            ]
        )
        assert [
            (each.aged.name, each.aged.outstanding, len(each.invoices)) for each in report.customers
        ] == [("MOSTRADOR", Decimal("200.00"), 1), ("PUBLICO EN GENERAL", Decimal("150.00"), 2)]

    def test_a_customer_keeps_its_invoices_when_its_name_changes(self) -> None:
        renamed = Party(rfc=BUYER.rfc, name="NUEVO NOMBRE")
        report = report_of([invoice(1), invoice(2, on=20, customer=renamed)])
        (customer,) = report.customers
        assert customer.aged.name == "NUEVO NOMBRE"
        assert [each.receivable.number for each in customer.invoices] == ["A1", "A2"]
        assert customer.days_past_due == (AS_OF - day(1)).days

    def test_currencies_by_open_invoices_then_debtors_by_balance(self) -> None:
        report = report_of(
            [
                invoice(1, "10.00", currency="USD"),
                invoice(2, "10.00"),
                invoice(3, "90.00", customer=OTHER),
            ]
        )
        assert [(each.aged.currency, each.aged.rfc) for each in report.customers] == [
            ("MXN", OTHER.rfc),
            ("MXN", BUYER.rfc),
            ("USD", BUYER.rfc),
        ]


class TestSales:
    def test_only_sales_on_credit_count(self) -> None:
        # Sold on credit: 1,000 in January and 500 in March. The PUE invoice was paid at issue and
        # the cancelled one is no sale. Owed: 1,500 on day 90.
        report = report_of(
            [
                invoice(1, "1000.00", on=1),
                invoice(2, "500.00", on=70),
                invoice(3, "7000.00", on=40, method="PUE"),
                invoice(4, "9000.00", on=41),
            ],
            status=cancelled(4, on=45),
        )
        (mxn,) = report.currencies
        assert [(month.invoiced, month.outstanding) for month in mxn.months] == [
            (Decimal("500.00"), Decimal("500.00")),
            (Decimal(0), Decimal(0)),
            (Decimal("1000.00"), Decimal("1000.00")),
        ]
        assert mxn.simple.days == Decimal(90)  # 1,500 / 1,500 * (31 + 28 + 31)
        assert mxn.count_back.days == Decimal(90)

    def test_what_was_cancelled_later_was_a_sale(self) -> None:
        report = report_of([invoice(1, "1000.00", on=70)], status=cancelled(1, on=100))
        assert report.currencies[0].months[0].invoiced == Decimal("1000.00")

    def test_pue_may_be_taken_for_open(self) -> None:
        report = report_of([invoice(1, "1000.00", on=70, method="PUE")], pue="open")
        assert report.currencies[0].simple.days == Decimal(31)

    def test_what_is_older_than_a_year_is_told_apart(self) -> None:
        old = invoice(1, "300.00", on=-500)
        (mxn,) = report_of([old, invoice(2, "100.00", on=80)]).currencies
        assert [(month.month, month.outstanding) for month in mxn.months] == [
            (date(2026, 3, 1), Decimal("100.00")),
            (None, Decimal("300.00")),
        ]


class TestHeadline:
    def test_nothing_outstanding(self) -> None:
        paid = [invoice(1, "100.00"), receipt(2, pays(1, "100.00"))]
        assert report_of(paid).headline is None

    def test_the_main_currency_without_rates(self) -> None:
        headline = report_of(
            [invoice(1, "10.00"), invoice(2, "30.00", currency="USD"), invoice(3, "20.00")]
        ).headline
        assert headline is not None
        assert (headline.aged.currency, headline.aged.outstanding) == ("MXN", Decimal("30.00"))
        assert headline.debtors == ((BUYER.name, Decimal("30.00")),)

    def test_everything_in_mxn_with_rates(self) -> None:
        headline = report_of(
            [
                invoice(1, "10.00"),
                invoice(2, "30.00", currency="USD"),
                invoice(3, "600.00", customer=OTHER),
            ],
            rates={"USD": Decimal("18.50")},
        ).headline
        assert headline is not None
        # 30.00 * 18.50 = 555.00; with 10.00 more, BUYER owes 565.00 in MXN.
        assert headline.aged.outstanding == Decimal("1165.00")
        assert headline.debtors == (
            (OTHER.name, Decimal("600.00")),
            (BUYER.name, Decimal("565.00")),
        )

    def test_over_90_days_begins_on_the_91st(self) -> None:
        first = AS_OF - timedelta(days=90) - day(0)
        headline = report_of(
            [invoice(1, "1.00", on=first.days), invoice(2, "2.00", on=first.days - 1)]
        ).headline
        assert headline is not None
        assert headline.over_90 == Decimal("2.00")


class TestHighlights:
    def test_none(self) -> None:
        assert kinds(report_of([invoice(1, on=90)])) == []

    def test_portfolio(self) -> None:
        others = [
            Party(rfc=rfc, name="")
            for rfc in ("XIA190128J61", "IIA040805DZ4", "KIJ0906199R1", "JES900109Q90")
        ]
        documents = [invoice(1, "700.00", on=-30)]
        documents += [invoice(n, "100.00", on=90, customer=c) for n, c in enumerate(others, 2)]
        report = report_of(documents)
        # Of 1,100.00 owed, 700.00 is 120 days late; the three largest owe 900.00.
        assert [(each.kind, each.amount) for each in report.highlights] == [
            (HighlightKind.OVERDUE, Decimal("700.00")),
            (HighlightKind.OVER_90, Decimal("700.00")),
            (HighlightKind.CONCENTRATION, Decimal("900.00")),
            (HighlightKind.OLDEST, Decimal("700.00")),
        ]
        overdue, _, concentration, oldest = report.highlights
        assert (overdue.share, concentration.share) == (Decimal("0.636364"), Decimal("0.818182"))
        assert (concentration.count, concentration.name) == (3, BUYER.name)
        assert (oldest.count, oldest.name) == (120, "A1")

    def test_three_customers_or_an_even_spread_are_no_concentration(self) -> None:
        few = [invoice(1, customer=BUYER, on=90), invoice(2, customer=OTHER, on=90)]
        many = [
            invoice(n, customer=Party(rfc=f"AAA01010{n}AA{n}", name=""), on=90) for n in range(1, 8)
        ]
        assert kinds(report_of(few)) == kinds(report_of(many)) == []

    def test_documents_and_files(self) -> None:
        report = report_of(
            [
                invoice(1, "100.00", on=90, issuer=SELLER),
                receipt(2, pays(99, "40.00")),
                receipt(3, pays(1, "150.00"), on=90),
                invoice(4, "1.00", on=90, issuer=OTHER),
            ],
            Refused(name="a.xml", reason=RefusalReason.EMPTY, detail="empty"),
            Skipped(reason=SkipReason.NO_UUID, kind="I", source="b.xml"),
            Skipped(reason=SkipReason.NOT_RECEIVABLE, kind="N", source="c.xml"),
        )
        assert {each.kind.value: each.count for each in report.highlights} == {
            "errors": 1,  # COB213, 50.00 more than was owed
            "orphans": 1,
            "unapplied": 0,
            "refused": 1,
            "unstamped": 1,
            "issuers": 2,
        }

    def test_a_negative_credit_is_not_in_favour_of_anybody(self) -> None:
        report = report_of([invoice(1, on=90), note(2, "-5.00", 1)])
        assert [each.amount for each in report.unapplied] == [Decimal("-5.00")]
        assert "unapplied" not in kinds(report)

    def test_unapplied_until_the_day_of_the_report(self) -> None:
        documents = [receipt(1, pays(99, "40.00"), on=80), receipt(2, pays(98, "1.00"), on=120)]
        report = report_of(documents)
        assert [each.amount for each in report.unapplied] == [Decimal("40.00")]
        (amount,) = (each.amount for each in report.highlights if each.currency)
        assert amount == Decimal("40.00")


def test_inconsistencies_come_by_severity_and_number() -> None:
    report = report_of(
        [
            receipt(1, pays(97, "1.00")),
            receipt(2, pays(98, "1.00")),
            note(3, "1.00"),
            invoice(4, "1.00"),
            receipt(5, pays(4, "2.00")),
        ]
    )
    found = [(each.code.code, len(each.cases)) for each in report.inconsistencies]
    assert found[0][0] == "COB213"
    assert dict(found)["COB210"] == 2
    assert [count for _, count in found[1:]] == sorted(
        (count for _, count in found[1:]), reverse=True
    )


def test_a_balance_in_favour_is_never_overdue() -> None:
    report = report_of([invoice(1, "1.00"), receipt(2, pays(1, "3.00")), invoice(3, "5.00", on=90)])
    assert report.overdue_invoices == ()
    assert report.open_invoices[0].balance == Decimal("-2.00")
    assert report.customers[0].days_past_due == 0
