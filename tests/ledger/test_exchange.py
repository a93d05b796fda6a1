"""Rates of events: what MXN was worth when a debt moved, so that exchange results can be told."""

from decimal import Decimal

import pytest

from cobranza.ledger import Event, EventKind, Ledger, UnappliedReason
from tests.ledger.makers import balance, cancelled, events, invoice, note, of_kind, pays, receipt


def only(ledger: Ledger, kind: EventKind) -> Event:
    (event,) = of_kind(ledger, 1, kind)
    return event


def gain(payment: Event, booked: str) -> Decimal:
    """MXN received beyond what the debt was booked at."""
    assert payment.exchange_rate is not None
    result = -payment.amount * (payment.exchange_rate - Decimal(booked))
    return result.quantize(Decimal("0.01"))


class TestPayments:
    """TipoCambioP / EquivalenciaDR: MXN for one unit of the invoice's currency (CRP20265)."""

    def test_pesos_pay_a_dollar_invoice(self) -> None:
        # 19500.00 MXN settle 1000.00 USD, invoiced at 17.00: 19.50 each, a gain of 2500.00 MXN.
        line = pays(1, "1000.00", currency="USD", equivalence="0.0512820513")
        documents = [
            invoice(1, "1000.00", currency="USD", rate="17.00"),
            receipt(2, line, amount="19500.00", currency="MXN"),
        ]
        ledger = Ledger.build(documents)
        assert balance(ledger, 1) == 0
        charge, payment = events(ledger, 1)
        # 1 / 0.0512820513 is 19.49999999... to ten decimals
        assert payment.exchange_rate == Decimal("19.4999999932")
        assert charge.exchange_rate == Decimal("17.00")
        assert gain(payment, "17.00") == Decimal("2500.00")

    def test_dollars_pay_a_peso_invoice(self) -> None:
        # 100.00 USD settle 1680.00 MXN, worth 17.00 each: 1700.00 MXN, a gain of 20.00.
        line = pays(1, "1680.00", equivalence="16.80")
        documents = [
            invoice(1, "1680.00"),
            receipt(2, line, amount="100.00", currency="USD", rate="17.00"),
        ]
        ledger = Ledger.build(documents)
        charge, payment = events(ledger, 1)
        assert balance(ledger, 1) == 0
        assert (payment.original_amount, payment.original_currency) == (Decimal("100.00"), "USD")
        assert charge.exchange_rate is None
        assert payment.exchange_rate == Decimal("1.0119047619")
        assert gain(payment, "1") == Decimal("20.00")

    def test_dollars_pay_a_dollar_invoice(self) -> None:
        line = pays(1, "1000.00", currency="USD")
        documents = [
            invoice(1, "1000.00", currency="USD", rate="17.00"),
            receipt(2, line, currency="USD", rate="18.25"),
        ]
        payment = only(Ledger.build(documents), EventKind.PAYMENT)
        assert payment.exchange_rate == Decimal("18.25")
        assert payment.original_amount is None

    def test_dollars_pay_a_euro_invoice(self) -> None:
        # 1 USD = 0.90 EUR = 18.00 MXN: 20 MXN per EUR
        line = pays(1, "900.00", currency="EUR", equivalence="0.90")
        documents = [
            invoice(1, "900.00", currency="EUR", rate="21"),
            receipt(2, line, amount="1000.00", currency="USD", rate="18.00"),
        ]
        payment = only(Ledger.build(documents), EventKind.PAYMENT)
        assert payment.exchange_rate == Decimal(20)
        assert payment.original_amount == Decimal("1000.00")

    def test_between_pesos_there_is_none(self) -> None:
        documents = [invoice(1, rate="1"), receipt(2, pays(1, "5.00"), rate="1")]
        assert [event.exchange_rate for event in events(Ledger.build(documents), 1)] == [None] * 2

    @pytest.mark.parametrize(
        ("rate", "equivalence"), [(None, "0.9"), ("18", None), ("18", "0"), ("0", "0.9")]
    )
    def test_without_a_rate_there_is_none(self, rate: str | None, equivalence: str | None) -> None:
        line = pays(1, "900.00", currency="EUR", equivalence=equivalence)
        documents = [
            invoice(1, "900.00", currency="EUR"),
            receipt(2, line, amount="1000.00", currency="USD", rate=rate),
        ]
        ledger = Ledger.build(documents)
        assert [event.exchange_rate for event in events(ledger, 1)] == [None, None]
        assert balance(ledger, 1) == 0

    def test_a_rate_too_small_to_write_is_none(self) -> None:
        line = pays(1, "900.00", currency="EUR", equivalence="1000000000000")
        rep = receipt(2, line, amount="1", currency="USD", rate="0.01")
        ledger = Ledger.build([invoice(1, "900.00", currency="EUR"), rep])
        assert only(ledger, EventKind.PAYMENT).exchange_rate is None

    @pytest.mark.parametrize("equivalence", ["1e-17", "0.000000000000000001"])
    def test_a_rate_that_makes_no_amount_is_none(self, equivalence: str) -> None:
        line = pays(1, "900.00", currency="EUR", equivalence=equivalence)
        rep = receipt(2, line, amount="1", currency="USD", rate="18")
        ledger = Ledger.build([invoice(1, "900.00", currency="EUR"), rep])
        payment = only(ledger, EventKind.PAYMENT)
        assert (payment.original_amount, payment.exchange_rate) == (None, None)
        assert balance(ledger, 1) == 0

    def test_a_line_in_a_third_currency_goes_by_the_invoice(self) -> None:
        # MonedaDR is wrong (COB212): the amount came by the invoice's own TipoCambio.
        line = pays(1, "100.00", currency="USD")
        documents = [
            invoice(1, "5000.00", currency="EUR", rate="22"),
            receipt(2, line, currency="USD", rate="19.8"),
        ]
        payment = only(Ledger.build(documents), EventKind.PAYMENT)
        assert (payment.amount, payment.exchange_rate) == (Decimal("-90.00"), Decimal(22))


class TestCredits:
    @pytest.mark.parametrize(
        ("own", "given", "expected"),
        [
            (("USD", "17"), ("USD", "18"), "18"),
            (("USD", "17"), ("MXN", None), "17"),
            (("USD", "17"), ("EUR", "20"), "17"),
            (("MXN", None), ("USD", "18"), None),
            (("MXN", None), ("MXN", None), None),
        ],
    )
    def test_their_own_rate_or_that_of_the_invoice(
        self, own: tuple[str, str | None], given: tuple[str, str | None], expected: str | None
    ) -> None:
        documents = [
            invoice(1, "5000.00", currency=own[0], rate=own[1]),
            note(2, "10.00", 1, currency=given[0], rate=given[1]),
        ]
        event = only(Ledger.build(documents), EventKind.CREDIT_NOTE)
        assert event.exchange_rate == (None if expected is None else Decimal(expected))


def test_a_credit_that_no_amount_can_hold_reaches_nothing() -> None:
    documents = [
        invoice(1, currency="JPY", rate="1e-9"),
        note(2, "1000000000.00", 1, currency="USD", rate="20"),
    ]
    ledger = Ledger.build(documents)
    assert [each.reason for each in ledger.unapplied] == [UnappliedReason.NO_RATE]
    assert balance(ledger, 1) == Decimal(1160)


def test_a_reversal_has_the_rate_and_the_figures_of_what_it_reverses() -> None:
    line = pays(1, "1000.00", currency="USD", installment=1, before="1000.00", after="0.00")
    documents = [
        invoice(1, "1000.00", currency="USD", rate="17.00"),
        receipt(2, line, currency="USD", rate="18.25"),
    ]
    ledger = Ledger.build(documents, status=cancelled(1, 2, on=20))
    by_what = {event.reverses: event for event in of_kind(ledger, 1, EventKind.CANCELLATION)}
    assert by_what[EventKind.CHARGE].exchange_rate == Decimal("17.00")
    assert by_what[EventKind.PAYMENT].exchange_rate == Decimal("18.25")
    assert by_what[EventKind.PAYMENT].declared is line
