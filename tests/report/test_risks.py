"""Where money may be lost, on portfolios small enough to reckon by hand."""

from decimal import Decimal

from cobranza.ledger import Party
from cobranza.report import PortfolioReport
from tests.ledger.makers import BUYER, invoice, pays, receipt
from tests.report.cases import report_of

OTHER = Party(rfc="XIA190128J61", name="XENON INDUSTRIAL ARTICLES")
THIRD = Party(rfc="IIA040805DZ4", name="INDISTRIA ILUMINADORA")


def test_who_owes_most_overdue() -> None:
    risks = report_of(
        [
            invoice(1, "100.00", on=10),
            invoice(2, "900.00", on=10, customer=OTHER),
            invoice(3, "5000.00", on=89, customer=THIRD, terms="30 días"),
            invoice(4, "7.00", on=10, currency="USD"),
        ]
    ).risks
    assert [(each.aged.currency, each.aged.name) for each in risks.overdue] == [
        ("MXN", OTHER.name),
        ("MXN", BUYER.name),
        ("USD", BUYER.name),
    ]


def test_no_more_than_ten() -> None:
    documents = [
        invoice(n, "1.00", customer=Party(rfc=f"AAA{n:06d}AA1", name="")) for n in range(1, 13)
    ]
    assert len(report_of(documents).risks.overdue) == 10


def test_concentration_is_of_the_main_currency() -> None:
    found = report_of(
        [
            invoice(1, "600.00"),
            invoice(2, "400.00", customer=OTHER),
            invoice(3, "9.00", currency="USD"),
        ]
    ).risks.concentration
    assert found is not None
    assert (found.currency, found.top(1), found.hhi) == ("MXN", Decimal("0.6"), Decimal("0.52"))
    assert report_of([]).risks.concentration is None


def paying(delays: list[int], *, still_owed: bool = True) -> PortfolioReport:
    """One invoice every 40 days, the last due on day 80; each paid so many days after."""
    documents = []
    for place, delay in enumerate(delays):
        due = 80 - 40 * (len(delays) - 1 - place)
        number = 10 * place + 1
        documents += [
            invoice(number, "100.00", on=due),
            receipt(number + 1, pays(number, "100.00"), on=due + delay),
        ]
    if still_owed:
        documents.append(invoice(999, "50.00", on=90, terms="30 días"))
    return report_of(documents)


class TestWorsening:
    def test_later_and_later(self) -> None:
        # Due on days -160, -120, -80 and -40, and paid then; on 0, 40 and 80, and paid in the last
        # three months, January to March.
        (found,) = paying([0, 0, 0, 0, 20, 20, 8]).risks.worsening
        assert found.debt.aged.outstanding == Decimal("50.00")
        assert found.days == found.behaviour.trend == Decimal(16)  # (20 + 20 + 8) / 3 - 0

    def test_four_days_are_not_five(self) -> None:
        assert paying([0, 0, 0, 0, 4, 4, 4]).risks.worsening == ()
        assert len(paying([0, 0, 0, 0, 5, 5, 5]).risks.worsening) == 1

    def test_who_owes_nothing_is_no_risk(self) -> None:
        assert paying([0, 0, 0, 0, 20, 20, 8], still_owed=False).risks.worsening == ()

    def test_too_few_payments_say_nothing(self) -> None:
        assert paying([0, 0, 20, 20]).risks.worsening == ()
