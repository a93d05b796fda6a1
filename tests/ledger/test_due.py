"""The due date of an invoice: whose terms count, and what its source says."""

from datetime import date

import attrs
import pytest

from cobranza.calendars import Calendar, Roll, Weekday
from cobranza.ledger import DueSource, Invoice, Party
from cobranza.ledger._build.due import due_of
from cobranza.ledger.customers import FOREIGN, Customer, Customers
from cobranza.ledger.terms import AgreedTerms, Agreement, Terms
from tests.ledger.makers import day, invoice, uid

NOBODY = Customers()
NOTHING = AgreedTerms({})
RFC = "URE180429TM6"  # the customer of `makers.invoice`
BRANCH = Customer(key="SUR", rfc=RFC, parent="GRUPO")
GROUP = Customer(key="GRUPO", rfc="XIA190128J61")


def due(
    document: Invoice | None = None,
    agreed: AgreedTerms = NOTHING,
    customers: Customers = NOBODY,
    receipts: dict[str, date] | None = None,
    calendar: Calendar | None = None,
) -> tuple[date, DueSource]:
    document = document or invoice(1)
    schedule, source = due_of(document, agreed, customers, receipts or {}, calendar)
    assert sum(each.amount for each in schedule) == document.total
    return schedule[-1].due, source


def only(days: int) -> tuple[Agreement, ...]:
    return (Agreement(terms=Terms(days=days)),)


class TestWhoseTerms:
    customers = Customers(records=(BRANCH, GROUP))

    @pytest.mark.parametrize(
        ("agreed", "days"),
        [
            ({RFC: Terms(days=10), "SUR": Terms(days=11), "GRUPO": Terms(days=12)}, 10),
            ({"sur": Terms(days=11), "GRUPO": Terms(days=12)}, 11),
            ({"GRUPO": Terms(days=12), "XIA190128J61": Terms(days=13)}, 12),
            ({"XIA190128J61": Terms(days=13)}, 13),
        ],
    )
    def test_the_most_particular_counts(self, agreed: dict[str, Terms], days: int) -> None:
        found = due(agreed=AgreedTerms(agreed), customers=self.customers)
        assert found == (day(1 + days), DueSource.TERMS)

    def test_the_table_of_customers_has_terms_too(self) -> None:
        group = attrs.evolve(GROUP, agreements=only(20))
        assert due(customers=Customers(records=(BRANCH, group))) == (day(21), DueSource.TERMS)
        branch = attrs.evolve(BRANCH, agreements=only(15))
        customers = Customers(records=(branch, group))
        assert due(customers=customers) == (day(16), DueSource.TERMS)
        agreed = AgreedTerms({RFC: Terms(days=5)})
        assert due(customers=customers, agreed=agreed) == (day(6), DueSource.TERMS)

    def test_those_in_force_when_it_was_issued(self) -> None:
        agreed = AgreedTerms({RFC: [Agreement(terms=Terms(days=5), since=day(2))]})
        document = invoice(1, terms="30 días")
        assert due(document, agreed) == (day(31), DueSource.DOCUMENT)
        assert due(attrs.evolve(document, issued=invoice(1, on=2).issued), agreed) == (
            day(7),
            DueSource.TERMS,
        )

    def test_foreigners_have_their_own_before_those_of_all(self) -> None:
        agreed = AgreedTerms({FOREIGN: Terms(days=60), f"{FOREIGN}#123": Terms(days=10)})
        acme = Party(rfc=FOREIGN, name="Acme", tax_id="123")
        assert due(invoice(1, customer=acme), agreed)[0] == day(11)
        other = Party(rfc=FOREIGN, name="Bolt")
        assert due(invoice(1, customer=other), agreed)[0] == day(61)

    def test_else_the_document_else_the_day_of_issue(self) -> None:
        document = invoice(1, terms="8 días")
        assert due(document, customers=self.customers) == (day(9), DueSource.DOCUMENT)
        assert due(invoice(1, terms="a convenir")) == (day(1), DueSource.ISSUE_DATE)
        assert due(invoice(1)) == (day(1), DueSource.ISSUE_DATE)


class TestReceipts:
    terms = Terms(days=30, review_days=(Weekday.MONDAY,))
    agreed = AgreedTerms({RFC: terms})

    def test_known(self) -> None:
        received = {uid(1): day(4)}
        assert due(agreed=self.agreed, receipts=received) == (day(34), DueSource.CONTRA_RECIBO)

    def test_estimated(self) -> None:
        estimated = self.terms.start(day(1))
        assert estimated.weekday() == 0
        found = due(agreed=self.agreed, receipts={uid(2): day(4)})
        assert found == (self.terms.due(day(1)), DueSource.ESTIMATED_RECEIPT)

    def test_of_what_the_document_says(self) -> None:
        document = invoice(1, terms="30 días contra recibo")
        assert due(document)[1] is DueSource.ESTIMATED_RECEIPT
        assert due(document, receipts={uid(1): day(4)}) == (day(34), DueSource.CONTRA_RECIBO)

    def test_where_credit_does_not_run_from_them(self) -> None:
        agreed = AgreedTerms({RFC: Terms(days=30)})
        assert due(agreed=agreed, receipts={uid(1): day(4)}) == (day(31), DueSource.TERMS)


def test_the_calendar_counts() -> None:
    agreed = AgreedTerms({RFC: Terms(days=30, roll=Roll.FOLLOWING)})
    closed = frozenset(day(n) for n in range(31, 40))
    calendar = Calendar(weekend=frozenset(), holidays=closed)
    assert due(agreed=agreed, calendar=calendar) == (day(40), DueSource.TERMS)
