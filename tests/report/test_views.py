"""IVA, exchange results and promises, as the report holds and shows them."""

import csv
import io
from datetime import date
from decimal import Decimal

import attrs
import pytest

from cobranza.aging import Applied, Promise
from cobranza.ledger import Invoice, Tax
from cobranza.ledger.iva import IvaRate
from cobranza.report import HighlightKind, Texts, render_page, render_table
from tests.ledger.makers import BUYER, cash, day, invoice, pays, receipt
from tests.report.cases import report_of
from tests.report.test_page import Page


def taxed(document: Invoice, rate: str | None, base: str, iva: str | None) -> Invoice:
    tax = Tax(
        tax="002",
        factor="Exento" if rate is None else "Tasa",
        rate=None if rate is None else Decimal(rate),
        base=Decimal(base),
        amount=None if iva is None else Decimal(iva),
    )
    return attrs.evolve(document, taxes=(tax,))


class TestIva:
    def test_collected_by_month_and_pending(self) -> None:
        report = report_of(
            [
                taxed(invoice(1, "1160.00", method="PUE", on=10), "0.16", "1000.00", "160.00"),
                taxed(invoice(2, "108.00", method="PUE", on=70), "0.08", "100.00", "8.00"),
                taxed(invoice(3, "580.00", on=80), "0.16", "500.00", "80.00"),
                taxed(invoice(4, "116.00", on=81), "0.16", "100.00", "16.00"),
                taxed(invoice(5, "50.00", method="PUE", on=71), None, "50.00", None),
            ]
        )
        assert [(row.month, str(row.rate), row.iva_mxn) for row in report.iva.collected] == [
            (date(2026, 3, 1), "IVA 8 %", Decimal("8.00")),
            (date(2026, 3, 1), "IVA exento", Decimal("0.00")),
            (date(2026, 1, 1), "IVA 16 %", Decimal("160.00")),
        ]
        (pending,) = report.iva.pending
        assert [pending.base, pending.iva, pending.invoices] == [600, 96, 2]
        words = Page(render_page(report)).words
        assert "IVA 16 % IVA 8 % Base IVA exento" in words
        assert "mar 2026 0.00 8.00 50.00 8.00" in words
        rows = list(csv.DictReader(io.StringIO(render_table(report, "iva.csv"))))
        assert rows[0]["base_mxn"] == "100.00"

    def test_a_year_is_enough(self) -> None:
        old = taxed(invoice(1, "116.00", method="PUE", on=-280), "0.16", "100.00", "16.00")
        last = taxed(invoice(2, "116.00", method="PUE", on=-274), "0.16", "100.00", "16.00")
        report = report_of([old, last])
        assert [row.month for row in report.iva.collected] == [date(2025, 4, 1)]

    @pytest.mark.parametrize(
        ("rate", "es", "en"),
        [
            (IvaRate(rate=Decimal("0.160000")), "IVA 16 %", "IVA 16 %"),
            (IvaRate(factor="Exento"), "IVA exento", "IVA exempt"),
            (IvaRate(factor=None, withheld=True), "IVA retenido", "IVA withheld"),
            (IvaRate(factor=None), "IVA", "IVA"),
        ],
    )
    def test_kinds_have_names(self, rate: IvaRate, es: str, en: str) -> None:
        assert (Texts("es").iva(rate), Texts("en").iva(rate)) == (es, en)


class TestExchange:
    def test_realized_since_the_day_of_the_comparison_and_unrealized(self) -> None:
        report = report_of(
            [
                invoice(1, "100.00", currency="USD", rate="17.00", on=10),
                receipt(2, pays(1, "40.00", currency="USD"), on=70, currency="USD", rate="18.00"),
                receipt(3, pays(1, "10.00", currency="USD"), on=40, currency="USD", rate="19.00"),
            ],
            rates={"USD": Decimal("18.50")},
        )
        assert report.exchange.result == Decimal("40.00")  # 40 at 18 less 40 at 17; not February
        assert report.valuation.unrealized == Decimal("75.00")  # 50 at 18.50 less 50 at 17
        words = Page(render_page(report, lang="en")).words
        assert "USD 1 payment 40.00 680.00 720.00 40.00" in words
        assert "Unrealized, at the rate given 850.00 925.00 75.00" in words

    def test_without_rates_there_is_no_figure(self) -> None:
        report = report_of([invoice(1, "100.00", currency="USD", on=10)])
        assert "Ningún pago en otra moneda" in Page(render_page(report)).words

    def test_a_missing_rate_makes_the_sum_unknown(self) -> None:
        report = report_of(
            [
                invoice(1, "100.00", currency="USD", rate="17.00", on=10),
                receipt(2, pays(1, "40.00", currency="USD"), on=70, currency="USD"),
            ]
        )
        words = Page(render_page(report)).words
        assert "USD 1 pago 40.00 680.00 \N{EN DASH} \N{EN DASH}" in words

    def test_pesos_need_no_section(self) -> None:
        assert 'id="exchange"' not in render_page(report_of([invoice(1)]))


class TestPromises:
    def promise(self, due: int, amount: str, *, made: int = 60, paid: int | None = None) -> Promise:
        came = () if paid is None else (Applied(date=day(paid), amount=Decimal(amount)),)
        return Promise(
            customer=BUYER,
            currency="MXN",
            made=day(made),
            due=day(due),
            amount=Decimal(amount),
            received=came,
        )

    def test_pending_come_first_and_what_was_kept_is_done(self) -> None:
        report = report_of(
            [invoice(1)],
            promises=[
                self.promise(95, "30.00"),
                self.promise(70, "10.00"),
                self.promise(80, "20.00"),
                self.promise(92, "40.00"),
                self.promise(85, "50.00", paid=84),
                self.promise(99, "60.00", made=91),
            ],
        )
        assert report.promises is not None
        assert [each.amount for each in report.promises] == [10, 20, 50, 40, 30]
        html = render_page(report)
        section = html.partition('id="promises"')[2].partition("</section>")[0]
        places = [section.index(f">{each}.00 ") for each in (40, 30, 20, 10)]
        assert places == sorted(places)
        assert ">50.00 " not in section
        rows = list(csv.DictReader(io.StringIO(render_table(report, "promises.csv"))))
        assert [row["status"] for row in rows] == [
            *("broken", "broken", "kept", "pending", "pending")
        ]

    def test_none_given_is_not_none_made(self) -> None:
        assert "No se dieron promesas" in render_page(report_of([]))
        assert "Ninguna promesa pendiente" in render_page(report_of([], promises=()))


def test_deadlines_missed_by_the_day_are_inconsistencies_of_the_day() -> None:
    """RMF 2.7.1.32: the REP of a payment of January is due by February 5."""
    seen = cash(1, "100.00", on=20, reference="SPEI 884621")
    report = report_of([invoice(1, "100.00", on=10)], cash=[seen])
    assert {group.code.code for group in report.inconsistencies} == {"COB214"}
    assert "COB214" not in {case.code for case in report.ledger.inconsistencies}
    assert HighlightKind.MISSING_REPS in {each.kind for each in report.highlights}
    words = Page(render_page(report)).words
    assert "Falta 1 REP cuyo plazo ya venció." in words
    assert "COB214 A1 SPEI 884621 6 feb 2026" in words


def test_the_day_to_compare_with_can_be_given() -> None:
    report = report_of([invoice(1, "5.00", on=80)], since=day(85))
    (total,) = report.changes.totals
    assert (total.opening, total.invoiced) == (Decimal("5.00"), Decimal(0))
    assert "Qué cambió desde el 26 de marzo de 2026" in render_page(report)
