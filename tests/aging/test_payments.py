"""What settled a debt: in order, net of what was taken back, by instalment, from a ledger."""

from datetime import date, datetime
from decimal import Decimal, localcontext

import pytest
from hypothesis import given

from cobranza.aging import AppliedKind, Item
from cobranza.aging._exact import EXACT
from cobranza.aging._payments import Settlement, applied_to, settlements, write_offs
from cobranza.ledger.documents import Party
from cobranza.ledger.events import DueSource, Event, EventKind, Receivable
from cobranza.money import precise
from tests.aging import makers, portfolios
from tests.aging.makers import figures, paid

PAYMENT, CREDIT, WRITE_OFF = AppliedKind.PAYMENT, AppliedKind.CREDIT, AppliedKind.WRITE_OFF
DUE = date(2026, 1, 31)


def day(number: int) -> date:
    return date(2026, 2, number)


def settled(debt: Item, as_of: date = date(2026, 12, 31)) -> list[tuple[date, str, AppliedKind]]:
    return [(each.day, str(each.amount), each.kind) for each in settlements(debt, as_of)]


class TestNetOfReversals:
    def test_what_was_taken_back_comes_off_the_latest_before_it(self) -> None:
        debt = makers.item(
            "100.00",
            date(2026, 1, 1),
            DUE,
            paid(day(1), "10.00"),
            paid(day(5), "20.00"),
            paid(day(3), "30.00"),
            paid(day(6), "-25.00"),
            paid(day(7), "1.00"),
        )
        assert settled(debt, day(5)) == [
            (day(1), "10.00", PAYMENT),
            (day(3), "30.00", PAYMENT),
            (day(5), "20.00", PAYMENT),
        ]
        assert settled(debt) == [
            (day(1), "10.00", PAYMENT),
            (day(3), "25.00", PAYMENT),
            (day(7), "1.00", PAYMENT),
        ]

    def test_on_one_day_payments_come_first(self) -> None:
        debt = makers.item("9.00", DUE, DUE, paid(day(1), "-5.00"), paid(day(1), "5.00"))
        assert settled(debt) == []

    def test_kinds_do_not_mix(self) -> None:
        debt = makers.item(
            "9.00", DUE, DUE, paid(day(1), "5.00"), paid(day(2), "-5.00", CREDIT), paid(day(3), "0")
        )
        assert settled(debt) == [(day(1), "5.00", PAYMENT)]

    def test_a_credit_is_settled_by_nothing(self) -> None:
        assert settled(makers.item("-9.00", DUE, DUE, paid(day(1), "5.00"))) == []

    def test_amounts_are_exact_under_a_poor_context(self) -> None:
        debt = makers.item("9000.00", DUE, DUE, paid(day(1), "5000.01"), paid(day(2), "-1000.00"))
        with localcontext(prec=2):
            assert settled(debt) == [(day(1), "4000.01", PAYMENT)]

    def test_beyond_terms(self) -> None:
        assert Settlement(day(1), DUE, Decimal(1), PAYMENT).beyond_terms == 1
        assert Settlement(date(2026, 1, 30), DUE, Decimal(1), PAYMENT).beyond_terms == -1
        assert Settlement(day(1), None, Decimal(1), PAYMENT).beyond_terms is None


class TestInstalments:
    FIRST, SECOND = date(2026, 2, 10), date(2026, 2, 20)

    def test_the_earliest_is_settled_first(self) -> None:
        debt = makers.plan(
            (self.FIRST, "10.00"),
            (self.SECOND, "20.00"),
            applied=[
                paid(day(1), "4.00"),
                paid(day(12), "9.00"),
                paid(day(12), "2.00", CREDIT),
                paid(day(21), "30.00"),
            ],
        )
        found = [figures(each.day, each.due, each.amount) for each in settlements(debt, day(28))]
        assert found == [
            (day(1), self.FIRST, 4),
            (day(12), self.FIRST, 6),
            (day(12), self.SECOND, 3),
            (day(12), self.SECOND, 2),
            (day(21), self.SECOND, 15),
            # More than was owed: of the due date of the debt.
            (day(21), self.SECOND, 15),
        ]

    def test_an_advance_is_of_the_due_date_of_the_debt(self) -> None:
        debt = makers.plan(
            (self.FIRST, "10.00"),
            (self.SECOND, "20.00"),
            applied=[paid(date(2025, 12, 31), "4.00")],
        )
        (found,) = settlements(debt, day(28))
        assert (found.due, found.beyond_terms) == (self.SECOND, -51)


class TestLedger:
    UUID = "5FB2822E-396D-4725-8521-CDC4BDD20CCF"

    def receivable(self, *moves: tuple[EventKind, date, str, EventKind | None]) -> Receivable:
        morning = datetime(2026, 1, 1, 9)  # noqa: DTZ001 - CFDI local time
        events = [
            Event(
                kind=kind,
                date=on,
                amount=Decimal(amount),
                document=self.UUID,
                recorded=morning,
                reverses=reverses,
            )
            for kind, on, amount, reverses in (
                (EventKind.CHARGE, date(2026, 1, 1), "1160.00", None),
                *moves,
            )
        ]
        return Receivable(
            uuid=self.UUID,
            number="A1",
            issuer=Party(rfc="EKU9003173C9"),
            customer=makers.XENON,
            issued=morning,
            due=DUE,
            due_source=DueSource.TERMS,
            currency="MXN",
            exchange_rate=None,
            amount=Decimal("1160.00"),
            payment_method="PPD",
            events=tuple(events),
        )

    def test_events_are_payments_credits_and_write_offs(self) -> None:
        receivable = self.receivable(
            (EventKind.PAYMENT, day(1), "-1000.00", None),
            (EventKind.ADVANCE, day(2), "-50.00", None),
            (EventKind.CASH, day(3), "-40.00", None),
            (EventKind.CREDIT_NOTE, day(4), "-30.00", None),
            (EventKind.ADJUSTMENT, day(5), "-20.00", None),
            (EventKind.WRITE_OFF, day(6), "-20.00", None),
        )
        kinds = [(each.kind, str(each.amount)) for each in applied_to(receivable)]
        assert kinds == [
            (PAYMENT, "1000.00"),
            (PAYMENT, "50.00"),
            (PAYMENT, "40.00"),
            (CREDIT, "30.00"),
            (CREDIT, "20.00"),
            (WRITE_OFF, "20.00"),
        ]
        (given_up,) = write_offs(receivable, day(6))
        assert figures(given_up.day, given_up.due, given_up.amount) == (day(6), DUE, 20)
        assert write_offs(receivable, day(5)) == []

    def test_a_cancelled_receipt_takes_its_payment_back(self) -> None:
        receivable = self.receivable(
            (EventKind.PAYMENT, day(1), "-1000.00", None),
            (EventKind.CANCELLATION, day(9), "1000.00", EventKind.PAYMENT),
        )
        assert [each.amount for each in settlements(receivable, day(8))] == [1000]
        assert settlements(receivable, day(9)) == []

    def test_a_cancelled_invoice_is_credited(self) -> None:
        receivable = self.receivable((EventKind.CANCELLATION, day(9), "-1160.00", EventKind.CHARGE))
        assert [each.kind for each in settlements(receivable, day(9))] == [CREDIT]


def test_write_offs_of_what_does_not_tell() -> None:
    debt = makers.plan((DUE, "1.00"), applied=[paid(day(1), "1.00")])
    assert write_offs(debt, day(2)) == []

    class Bare:
        customer = makers.XENON
        currency = "MXN"
        issued = DUE
        due = DUE
        amount = Decimal(1)

        def balance(self, _: date) -> Decimal:
            return self.amount

    assert write_offs(Bare(), day(2)) == []


def test_the_context_of_single_sums_is_that_of_precise() -> None:
    with precise() as context:
        assert (context.prec, context.rounding) == (EXACT.prec, EXACT.rounding)


@pytest.mark.property
@given(portfolios.items_of(), portfolios.days)
def test_what_settled_a_debt_is_what_was_applied(items: list[Item], as_of: date) -> None:
    for debt in items:
        for kind in AppliedKind:
            known = [each for each in debt.applied if each.kind is kind and each.date <= as_of]
            found = [each.amount for each in settlements(debt, as_of) if each.kind is kind]
            assert all(amount > 0 for amount in found)
            net = sum((each.amount for each in known), Decimal(0))
            if debt.amount > 0 and all(each.amount >= 0 for each in known):
                assert sum(found) == net
            else:
                assert sum(found) >= net or not found
