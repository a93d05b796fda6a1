"""What changed between two days, against the ledger's own balances and lives told by hand."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobranza.errors import CobranzaError
from cobranza.ledger import Ledger, LedgerDocument, Party
from cobranza.report import Change, Changes
from cobranza.report._changes import changes_between, month_before
from tests.ledger.makers import cancelled, day, invoice, note, pays, receipt
from tests.ledger.strategies import LAST_DAY, World, wild_worlds

SINCE, AS_OF = day(59), day(90)  # the ends of February and March
OTHER = Party(rfc="XIA190128J61", name="XENON INDUSTRIAL ARTICLES")


def changes(*documents: LedgerDocument, **options: object) -> Changes:
    ledger = Ledger.build(documents, **options)  # type: ignore[arg-type]
    return changes_between(ledger, SINCE, ledger.as_of(AS_OF), AS_OF)


def numbers(found: tuple[Change, ...]) -> list[str]:
    return [each.receivable.number for each in found]


class TestMovements:
    def test_flows_add_up_from_one_day_to_the_other(self) -> None:
        found = changes(
            invoice(1, "1000.00", on=10),
            invoice(2, "500.00", on=70),
            receipt(3, pays(1, "300.00"), on=65),
            note(4, "50.00", 1, on=66),
            invoice(5, "80.00", on=20),
            status=cancelled(5, on=80),
        )
        (total,) = found.totals
        assert total.opening == Decimal("1080.00")
        assert total.invoiced == Decimal("500.00")
        assert total.paid == Decimal("-300.00")
        assert total.credited == Decimal("-50.00")
        assert total.other == Decimal("-80.00")
        assert (total.change, total.closing) == (Decimal("70.00"), Decimal("1150.00"))

    def test_pue_taken_for_paid_is_invoiced_and_collected(self) -> None:
        found = changes(invoice(1, "90.00", method="PUE", on=70))
        (total,) = found.totals
        assert [total.invoiced, total.paid, total.closing] == [90, -90, 0]
        assert (found.new, found.settled) == ((), ())

    def test_customers_who_moved_come_by_the_size_of_their_change(self) -> None:
        found = changes(
            invoice(1, "10.00", on=70),
            invoice(2, "90.00", customer=OTHER, on=70),
            invoice(3, "5.00", on=70, currency="USD"),
            invoice(4, "5.00", on=1, customer=Party(rfc="IIA040805DZ4", name="QUIET")),
        )
        assert [(each.currency, each.name, each.closing) for each in found.customers] == [
            ("MXN", "XENON INDUSTRIAL ARTICLES", Decimal("90.00")),
            ("MXN", "UNIVERSIDAD ROBOTICA ESPAÑOLA", Decimal("10.00")),
            ("USD", "UNIVERSIDAD ROBOTICA ESPAÑOLA", Decimal("5.00")),
        ]

    def test_a_customer_has_the_name_of_its_latest_invoice(self) -> None:
        renamed = Party(rfc=OTHER.rfc, name="NUEVO")
        found = changes(
            invoice(1, "1.00", customer=renamed, on=80), invoice(2, "1.00", customer=OTHER, on=70)
        )
        assert [each.name for each in found.customers] == ["NUEVO"]

    def test_under_a_generic_rfc_names_are_customers(self) -> None:
        names = ("MOSTRADOR", "PUBLICO")
        found = changes(
            *(
                invoice(n, "1.00", on=70, customer=Party(rfc="XAXX010101000", name=name))
                for n, name in enumerate(names, 1)
            )
        )
        assert [each.name for each in found.customers] == list(names)


class TestInvoices:
    def test_new_settled_voided_newly_overdue(self) -> None:
        found = changes(
            invoice(1, "100.00", on=10),  # paid in March
            receipt(2, pays(1, "100.00"), on=70),
            invoice(3, "200.00", on=70, terms="60 días"),  # new, not due
            invoice(4, "300.00", on=71, terms="5 días"),  # new, and overdue by now
            invoice(5, "400.00", on=30, terms="40 días"),  # fell due in March
            invoice(6, "500.00", on=20),  # was overdue before
            invoice(7, "600.00", on=20),  # cancelled in March
            invoice(8, "700.00", on=72),  # new, and paid at once
            receipt(9, pays(8, "700.00"), on=73),
            status=cancelled(7, on=80),
        )
        assert numbers(found.new) == ["A8", "A4", "A3"]
        assert numbers(found.settled) == ["A8", "A1"]
        assert numbers(found.voided) == ["A7"]
        assert numbers(found.newly_overdue) == ["A5", "A4"]
        paid = found.settled[1]
        assert (paid.before, paid.after) == (Decimal("100.00"), Decimal(0))

    def test_what_is_due_on_the_earlier_day_is_newly_overdue(self) -> None:
        due = invoice(1, "1.00", on=49, terms="10 días")  # due on day 59, not late that day
        late = invoice(2, "1.00", on=48, terms="10 días")
        today = invoice(3, "1.00", on=80, terms="10 días")  # due on day 90, not late yet
        assert numbers(changes(due, late, today).newly_overdue) == ["A1"]

    def test_inconsistencies_found_and_gone(self) -> None:
        found = changes(
            receipt(1, pays(98, "1.00"), on=10),
            receipt(2, pays(99, "1.00"), on=70),
        )
        assert [each.code for each in found.found] == ["COB210"]
        assert found.gone == ()


def test_the_day_to_compare_with_comes_before() -> None:
    ledger = Ledger.build([])
    with pytest.raises(CobranzaError, match="since is 2026-03-31, expected a day before 2026"):
        changes_between(ledger, AS_OF, ledger, AS_OF)


@pytest.mark.parametrize(
    ("of", "last"),
    [
        (date(2026, 3, 31), date(2026, 2, 28)),
        (date(2026, 1, 1), date(2025, 12, 31)),
        (date(2024, 3, 1), date(2024, 2, 29)),
    ],
)
def test_the_month_before(of: date, last: date) -> None:
    assert month_before(of) == last


@pytest.mark.property
@given(wild_worlds, st.integers(0, LAST_DAY), st.integers(1, LAST_DAY))
def test_movements_lead_from_the_balances_of_one_day_to_those_of_the_other(
    world: World, first: int, span: int
) -> None:
    """Whatever happens: per currency, over all customers, and for what did not move."""
    since, as_of = day(first), day(first + span)
    ledger = Ledger.build(world.documents, status=world.status)
    found = changes_between(ledger, since, ledger.as_of(as_of), as_of)
    opening, closing = ledger.balances(since), ledger.balances(as_of)
    assert {each.currency: each.closing for each in found.totals} == closing
    for total in found.totals:
        assert total.opening == opening.get(total.currency, 0)
        assert total.change == sum(
            each.change for each in found.customers if each.currency == total.currency
        )
