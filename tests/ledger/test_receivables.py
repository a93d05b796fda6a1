"""What a receivable says beside its balance: when it is due, of whom, what for."""

from datetime import date
from decimal import Decimal

import attrs
import pytest

from cobranza.calendars import Calendar, Roll
from cobranza.errors import LedgerError
from cobranza.ledger import DueSource, Installment, Ledger, Party, Receivable, Tax
from cobranza.ledger.customers import Customer, Customers
from cobranza.ledger.terms import Agreement, TermPart, Terms
from tests.ledger.makers import (
    BUYER,
    balance,
    balances,
    day,
    invoice,
    moment,
    note,
    pays,
    receipt,
    relations,
    uid,
)

ACME = Party(rfc="XEXX010101000", name="Acme, Inc.", tax_id="12-3456789")
THIRDS = Terms(parts=(TermPart(days=30), TermPart(days=60), TermPart(days=90)))


def receivable(ledger: Ledger, number: int = 1) -> Receivable:
    found = ledger.get(uid(number))
    assert found is not None
    return found


class TestDue:
    def test_when_issued(self) -> None:
        given = receivable(Ledger.build([invoice(1)]))
        assert (given.due, given.due_source) == (day(1), DueSource.ISSUE_DATE)
        assert given.schedule == (Installment(due=day(1), amount=Decimal("1160.00")),)

    def test_the_last_of_several(self) -> None:
        given = receivable(Ledger.build([invoice(1, "100.00")], terms={BUYER.rfc: THIRDS}))
        assert [(each.due, str(each.amount)) for each in given.schedule] == [
            (day(31), "33.34"),
            (day(61), "33.33"),
            (day(91), "33.33"),
        ]
        assert (given.due, given.due_source) == (day(91), DueSource.TERMS)

    def test_terms_of_the_table_of_customers_and_terms_given(self) -> None:
        table = Customers(
            records=(
                Customer(key="C-1", rfc=BUYER.rfc, agreements=(Agreement(terms=Terms(days=10)),)),
            )
        )
        documents = [invoice(1, terms="60 días")]
        assert receivable(Ledger.build(documents)).due == day(61)
        assert receivable(Ledger.build(documents, customers=table)).due == day(11)
        both = Ledger.build(documents, customers=table, terms={BUYER.rfc: Terms(days=5)})
        assert receivable(both).due == day(6)

    def test_from_the_contra_recibo(self) -> None:
        terms = {BUYER.rfc: Terms(days=30, from_receipt=True)}
        documents = [invoice(0xAB), invoice(2)]
        ledger = Ledger.build(documents, terms=terms, deliveries={uid(0xAB).lower(): day(4)})
        delivered, other = receivable(ledger, 0xAB), receivable(ledger, 2)
        assert (delivered.due, delivered.due_source) == (day(34), DueSource.CONTRA_RECIBO)
        assert other.due_source is DueSource.ESTIMATED_RECEIPT

    def test_by_a_calendar(self) -> None:
        terms = {BUYER.rfc: Terms(days=30, roll=Roll.FOLLOWING)}  # 31 January 2026 is a Saturday
        closed = Calendar(holidays=frozenset({date(2026, 2, 2)}))
        assert receivable(Ledger.build([invoice(1)], terms=terms)).due == date(2026, 2, 2)
        ledger = Ledger.build([invoice(1)], terms=terms, calendar=closed)
        assert receivable(ledger).due == date(2026, 2, 3)

    def test_bad_deliveries(self) -> None:
        with pytest.raises(TypeError, match="delivery is a datetime, expected a date"):
            Ledger.build([], deliveries={uid(1): moment(1)})
        with pytest.raises(LedgerError, match="expected a year from 1900 to 2999"):
            Ledger.build([], deliveries={uid(1): date(1, 1, 1)})


class TestParts:
    """What is owed of each instalment; the earliest are paid first."""

    @pytest.mark.parametrize(
        ("paid", "expected"),
        [
            ("0.00", [(31, "33.34"), (61, "33.33"), (91, "33.33")]),
            ("20.00", [(31, "13.34"), (61, "33.33"), (91, "33.33")]),
            ("33.34", [(61, "33.33"), (91, "33.33")]),
            ("50.00", [(61, "16.67"), (91, "33.33")]),
            ("100.00", [(91, "0.00")]),
            ("120.00", [(91, "-20.00")]),
        ],
    )
    def test_by_due_date(self, paid: str, expected: list[tuple[int, str]]) -> None:
        documents = [invoice(1, "100.00"), receipt(2, pays(1, paid), on=5)]
        given = receivable(Ledger.build(documents, terms={BUYER.rfc: THIRDS}))
        assert [(due, str(amount)) for due, amount in given.parts(day(5))] == [
            (day(number), amount) for number, amount in expected
        ]
        assert sum(amount for _, amount in given.parts(day(5))) == given.balance(day(5))

    def test_without_a_schedule_it_is_due_at_once(self) -> None:
        given = attrs.evolve(receivable(Ledger.build([invoice(1)])), schedule=(), due=day(7))
        assert given.parts(day(5)) == ((day(7), Decimal("1160.00")),)
        assert given.parts(day(0)) == ((day(7), Decimal(0)),)


class TestCustomer:
    def test_the_account_is_the_rfc_or_what_tells_foreigners_apart(self) -> None:
        documents = [invoice(1), invoice(2, customer=ACME)]
        ledger = Ledger.build(documents)
        assert receivable(ledger, 1).account == BUYER.rfc
        assert receivable(ledger, 2).account == "XEXX010101000#123456789"
        assert dict(receivable(ledger, 1).dimensions) == {}

    def test_a_table_joins_what_documents_write_in_two_ways(self) -> None:
        record = Customer(
            key="ACME",
            rfc=ACME.rfc,
            names=("Acme, Inc.",),
            tax_id=ACME.tax_id,
            region="Norte",
            dimensions={"canal": "Mayoreo"},
        )
        without = attrs.evolve(ACME, tax_id=None)
        documents = [invoice(1, customer=ACME), invoice(2, customer=without)]
        ledger = Ledger.build(documents, customers=Customers(records=(record,)))
        assert {each.account for each in ledger.receivables} == {"XEXX010101000#123456789"}
        for each in ledger.receivables:
            assert dict(each.dimensions) == {"region": "Norte", "canal": "Mayoreo"}


def test_taxes_and_relations_are_those_of_the_invoice() -> None:
    tax = Tax(tax="002", factor="Tasa", rate=Decimal("0.160000"), amount=Decimal("160.00"))
    document = attrs.evolve(invoice(1), taxes=(tax,), relations=relations("02", [9]))
    given = receivable(Ledger.build([document]))
    assert given.taxes == (tax,)
    assert given.relations == relations("02", [9])


class TestDebitNote:
    """TipoRelacion 02: an invoice that charges by itself and says what for."""

    def test_it_charges_on_its_own(self) -> None:
        debit = attrs.evolve(invoice(2, "50.00", on=9), relations=relations("02", [1]))
        documents = [invoice(1), debit, receipt(3, pays(1, "1160.00")), note(4, "20.00", 2, on=10)]
        ledger = Ledger.build(documents)
        assert balances(ledger, 1, 2) == [0, 30]
        assert receivable(ledger, 2).relations == relations("02", [1])
        assert ledger.inconsistencies == ()

    def test_whether_or_not_what_it_names_is_here(self) -> None:
        debit = attrs.evolve(invoice(2, "50.00"), relations=relations("02", [1, 2]))
        ledger = Ledger.build([debit])
        assert balance(ledger, 2) == Decimal(50)
        assert ledger.inconsistencies == ()
