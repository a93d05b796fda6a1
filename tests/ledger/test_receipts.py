"""REPs: what reduces an invoice, in which currency, on which day, with which evidence."""

from decimal import Decimal

import pytest

from cobranza.ledger import (
    Application,
    EventKind,
    Ledger,
    Payment,
    PaymentReceipt,
    UnappliedReason,
)
from tests.ledger.makers import (
    BUYER,
    SELLER,
    balance,
    cancelled,
    codes,
    day,
    events,
    invoice,
    moment,
    note,
    of_kind,
    pays,
    receipt,
    story,
    uid,
)

Money = tuple[str, str | None]
"""A currency and its TipoCambio."""


def test_the_event_carries_its_evidence() -> None:
    line = pays(1, "500.00", installment=1, before="1160.00", after="660.00")
    ledger = Ledger.build([invoice(1), receipt(2, line, on=10, issued=13)])
    charge, payment = events(ledger, 1)
    assert (charge.kind, charge.document, charge.amount) == (
        EventKind.CHARGE,
        uid(1),
        Decimal("1160.00"),
    )
    assert payment.kind is EventKind.PAYMENT
    assert payment.amount == Decimal("-500.00")
    assert payment.date == day(10)
    assert payment.recorded == moment(13)
    assert payment.document == uid(2)
    assert payment.path == "line 1"
    assert payment.declared is line
    assert payment.original_amount is None
    assert codes(ledger) == []


def test_the_effective_day_decides_not_the_day_of_the_document() -> None:
    ledger = Ledger.build([invoice(1), receipt(2, pays(1, "500.00"), on=10, issued=35)])
    assert balance(ledger, 1, 9) == Decimal(1160)
    assert balance(ledger, 1, 10) == Decimal(660)


def test_one_receipt_pays_several_invoices_in_several_payments() -> None:
    rep = PaymentReceipt(
        uuid=uid(3),
        issuer=SELLER,
        customer=BUYER,
        issued=moment(30),
        payments=(
            Payment(
                date=day(10),
                currency="MXN",
                amount=Decimal(300),
                applications=(pays(1, "100.00"), pays(2, "200.00")),
            ),
            Payment(
                date=day(20), currency="MXN", amount=Decimal(50), applications=(pays(1, "50.00"),)
            ),
        ),
    )
    ledger = Ledger.build([rep, invoice(2), invoice(1)])
    assert balance(ledger, 1) == Decimal(1010)
    assert balance(ledger, 1, 15) == Decimal(1060)
    assert balance(ledger, 2) == Decimal(960)


class TestOtherCurrency:
    """EquivalenciaDR is units of MonedaDR for one unit of MonedaP (Pagos 2.0 guide)."""

    def test_pesos_pay_a_dollar_invoice(self) -> None:
        # 1000.00 USD at 0.0512820513 USD per MXN are 19500.00 MXN (19.50 MXN per USD).
        line = pays(1, "1000.00", currency="USD", equivalence="0.0512820513")
        rep = receipt(2, line, amount="19500.00", currency="MXN")
        ledger = Ledger.build([invoice(1, "1000.00", currency="USD", rate="17.00"), rep])
        (payment,) = of_kind(ledger, 1, EventKind.PAYMENT)
        assert payment.amount == Decimal("-1000.00")
        assert (payment.original_amount, payment.original_currency) == (Decimal("19500.00"), "MXN")
        assert balance(ledger, 1) == 0
        assert codes(ledger) == []
        assert ledger.unapplied == ()

    def test_dollars_pay_a_peso_invoice(self) -> None:
        # 1773309.77 / 23.5728 = 75226.946...; SAT's limits for it are 75226.78 to 75227.11.
        line = pays(1, "1773309.77", equivalence="23.5728")
        rep = receipt(2, line, amount="75227.11", currency="USD", rate="23.5728")
        ledger = Ledger.build([invoice(1, "1773309.77"), rep])
        (payment,) = of_kind(ledger, 1, EventKind.PAYMENT)
        assert (payment.original_amount, payment.original_currency) == (Decimal("75226.95"), "USD")
        assert balance(ledger, 1) == 0
        assert ledger.unapplied == ()

    def test_without_equivalence_the_invoice_is_still_paid(self) -> None:
        rep = receipt(2, pays(1, "100.00", equivalence=None), amount="5.00", currency="USD")
        ledger = Ledger.build([invoice(1), rep])
        (payment,) = of_kind(ledger, 1, EventKind.PAYMENT)
        assert (payment.amount, payment.original_amount) == (Decimal("-100.00"), None)
        assert payment.original_currency is None


class TestCurrencyMismatch:
    """MonedaDR is not the currency of the invoice: reported, and converted only by given rates."""

    @pytest.mark.parametrize(
        ("own", "line", "paid", "expected"),
        [
            # invoice in USD, MonedaDR MXN, paid in USD: 1950 MXN / 19.5 = 100 USD
            (("USD", None), pays(1, "1950.00", equivalence="19.5"), ("USD", "19.5"), "-100.00"),
            # invoice in MXN, MonedaDR USD, paid in USD at 19.5: 100 USD x 19.5 = 1950 MXN
            (("MXN", None), pays(1, "100.00", currency="USD"), ("USD", "19.5"), "-1950.00"),
            # invoice in USD at 20, MonedaDR MXN, paid in MXN: 2000 MXN / 20 = 100 USD
            (("USD", "20"), pays(1, "2000.00"), ("MXN", None), "-100.00"),
            # invoice in EUR at 22, MonedaDR USD, paid in USD at 19.8: 100 x 19.8 / 22 = 90 EUR
            (("EUR", "22"), pays(1, "100.00", currency="USD"), ("USD", "19.8"), "-90.00"),
        ],
    )
    def test_converted(
        self,
        own: Money,
        line: Application,
        paid: Money,
        expected: str,
    ) -> None:
        rep = receipt(2, line, currency=paid[0], rate=paid[1], amount="0")
        ledger = Ledger.build([invoice(1, "5000.00", currency=own[0], rate=own[1]), rep])
        assert [str(each.amount) for each in of_kind(ledger, 1, EventKind.PAYMENT)] == [expected]
        assert codes(ledger) == ["COB212"]
        assert ledger.unapplied == ()

    @pytest.mark.parametrize(
        ("line", "paid_in", "paid_rate"),
        [
            (pays(1, "100.00", currency="USD"), "USD", None),
            (pays(1, "100.00", currency="USD"), "USD", "0"),
            (pays(1, "100.00", currency="USD", equivalence=None), "MXN", None),
            (pays(1, "100.00", currency="USD", equivalence="0"), "MXN", None),
        ],
    )
    def test_unapplied_without_a_rate(
        self, line: Application, paid_in: str, paid_rate: str | None
    ) -> None:
        rep = receipt(2, line, currency=paid_in, rate=paid_rate)
        ledger = Ledger.build([invoice(1), rep])
        assert balance(ledger, 1) == Decimal(1160)
        assert [each.reason for each in ledger.unapplied] == [UnappliedReason.NO_RATE]
        assert ledger.unapplied[0].currency == "USD"
        assert codes(ledger) == ["COB212"]

    def test_declared_figures_in_another_currency_are_not_compared(self) -> None:
        line = pays(1, "100.00", currency="USD", installment=7, before="1.00", after="9.00")
        ledger = Ledger.build([invoice(1, "5000.00"), receipt(2, line, currency="USD", rate="20")])
        assert codes(ledger) == ["COB212"]

    def test_a_cancelled_one_leaves_no_trace_without_a_rate(self) -> None:
        rep = receipt(2, pays(1, "100.00", currency="USD"), currency="USD")
        ledger = Ledger.build([invoice(1), rep], status=cancelled(2))
        assert len(events(ledger, 1)) == 1
        assert (ledger.unapplied, codes(ledger)) == ((), [])


class TestNotAssigned:
    """Monto may be more than its documents (CRP20217): the rest is in favour of the customer."""

    def test_the_rest_of_a_payment(self) -> None:
        ledger = Ledger.build([invoice(1), receipt(2, pays(1, "900.00"), amount="1000.00")])
        (rest,) = ledger.unapplied
        assert (rest.amount, rest.reason) == (Decimal("100.00"), UnappliedReason.NOT_ASSIGNED)
        assert (rest.kind, rest.customer, rest.date) == (EventKind.PAYMENT, BUYER, day(10))
        assert codes(ledger) == []

    @pytest.mark.parametrize(
        ("equivalence", "rest"),
        [
            # SAT's vector: 1000.00 / 19.5000 is worth 51.28 to 51.29.
            ("19.5000", "0"),
            # With no decimals printed, 1000.00 / 20 is worth up to 1000.005 / 19.5 = 51.2823.
            ("20", "0"),
            # Exactly printed, 1000.00 / 20.0000000000 is 50.00.
            ("20.0000000000", "1.28"),
        ],
    )
    def test_rounding_of_the_equivalence_is_no_rest(self, equivalence: str, rest: str) -> None:
        line = pays(1, "1000.00", equivalence=equivalence)
        rep = receipt(2, line, amount="51.28", currency="USD")
        ledger = Ledger.build([invoice(1), rep])
        assert sum((each.amount for each in ledger.unapplied), Decimal(0)) == Decimal(rest)

    def test_rounding_of_the_amount_is_no_rest(self) -> None:
        # 100 JPY are up to 100.5; at 0.0100000000 JPY per USD that is 10050.
        line = pays(1, "100", currency="JPY", equivalence="0.0100000000")
        rep = receipt(2, line, amount="10050.00", currency="USD")
        assert Ledger.build([invoice(1, "100", currency="JPY"), rep]).unapplied == ()

    def test_without_a_rate_no_rest_is_known(self) -> None:
        line = pays(1, "50.00", equivalence="0")
        rep = receipt(2, line, amount="60.00", currency="USD")
        assert Ledger.build([invoice(1), rep]).unapplied == ()

    def test_a_payment_that_names_no_invoice(self) -> None:
        ledger = Ledger.build([receipt(2, amount="75.00")])
        assert [each.amount for each in ledger.unapplied] == [Decimal("75.00")]

    def test_not_of_a_cancelled_receipt(self) -> None:
        rep = receipt(2, pays(1, "900.00"), amount="1000.00")
        assert Ledger.build([invoice(1), rep], status=cancelled(2)).unapplied == ()


def test_above_the_balance_is_applied_and_reported() -> None:
    reps = [receipt(2, pays(1, "1000.00"), on=5), receipt(3, pays(1, "200.00"), on=6)]
    ledger = Ledger.build([invoice(1), *reps])
    assert balance(ledger, 1) == Decimal(-40)
    (case,) = ledger.inconsistencies
    assert (case.code, case.document, case.receivable) == ("COB213", uid(3), uid(1))
    assert dict(case.values)["balance"] == Decimal(-40)
    assert case.message == (
        f"Con el documento {uid(3)}, el saldo de la factura {uid(1)} queda en -40.00 MXN."
    )


def test_a_payment_before_its_invoice_keeps_its_day() -> None:
    ledger = Ledger.build([invoice(1, on=10), receipt(2, pays(1, "500.00"), on=8)])
    assert [balance(ledger, 1, on) for on in (7, 8, 10)] == [
        Decimal(0),
        Decimal(-500),
        Decimal(660),
    ]
    assert codes(ledger) == ["COB203"]


def test_a_negative_payment_reduces_nothing() -> None:
    ledger = Ledger.build([invoice(1), receipt(2, pays(1, "-5.00"))])
    assert balance(ledger, 1) == Decimal(1160)
    assert [each.reason for each in ledger.unapplied] == [UnappliedReason.NEGATIVE_AMOUNT]
    assert codes(ledger) == ["COB202"]


def test_a_cancelled_negative_payment_leaves_no_trace() -> None:
    rep = receipt(2, pays(1, "-5.00"), amount="0")
    ledger = Ledger.build([invoice(1), rep], status=cancelled(2))
    assert story(ledger, 1) == [("charge", 1, "1160.00")]
    assert codes(ledger) == []


def test_a_payment_of_zero_is_not_above_the_balance() -> None:
    reps = [receipt(2, pays(1, "2000.00"), on=5), receipt(3, pays(1, "0.00"), on=6)]
    ledger = Ledger.build([invoice(1), *reps])
    assert [case.document for case in ledger.inconsistencies] == [uid(2)]


def test_a_payment_of_zero_is_kept_as_evidence() -> None:
    ledger = Ledger.build([invoice(1, "0.00"), receipt(2, pays(1, "0.00"))])
    assert len(events(ledger, 1)) == 2
    assert codes(ledger) == []


def test_a_receipt_that_names_itself_or_a_credit_note_is_an_orphan() -> None:
    ledger = Ledger.build([receipt(2, pays(2, "5.00")), note(3, "1.00"), receipt(4, pays(3, "1"))])
    assert [code for code in codes(ledger) if code == "COB210"] == ["COB210", "COB210"]


@pytest.mark.parametrize("on", [None, 3, 10])
def test_a_cancelled_receipt_is_reversed_on_its_day_or_the_same(on: int | None) -> None:
    """Cancelled before its effective day or on an unknown day: undone on the effective day."""
    rep = receipt(2, pays(1, "500.00"), on=10)
    ledger = Ledger.build([invoice(1), rep], status=cancelled(2, on=on))
    assert story(ledger, 1) == [
        ("charge", 1, "1160.00"),
        ("payment", 10, "-500.00"),
        ("cancellation", 10, "500.00"),
    ]


def test_a_cancelled_receipt_counts_until_then() -> None:
    rep = receipt(2, pays(1, "500.00"), on=10)
    ledger = Ledger.build([invoice(1), rep], status=cancelled(2, on=20))
    assert [balance(ledger, 1, on) for on in (9, 10, 19, 20)] == [
        Decimal(1160),
        Decimal(660),
        Decimal(660),
        Decimal(1160),
    ]
    (reversal,) = of_kind(ledger, 1, EventKind.CANCELLATION)
    assert (reversal.reverses, reversal.document) == (EventKind.PAYMENT, uid(2))


def test_a_replaced_receipt_never_counted() -> None:
    wrong = receipt(2, pays(1, "500.00"), on=10)
    right = receipt(3, pays(1, "600.00"), on=10, issued=20, replaces=[2])
    ledger = Ledger.build([invoice(1), wrong, right])
    assert [balance(ledger, 1, on) for on in (9, 10, 30)] == [
        Decimal(1160),
        Decimal(560),
        Decimal(560),
    ]
    (reversal,) = of_kind(ledger, 1, EventKind.SUBSTITUTION)
    assert (reversal.reverses, reversal.document) == (EventKind.PAYMENT, uid(3))
    assert reversal.date == day(10)
    assert codes(ledger) == []


def test_a_replaced_receipt_of_a_replaced_receipt() -> None:
    chain = [
        receipt(2, pays(1, "1.00")),
        receipt(3, pays(1, "2.00"), replaces=[2]),
        receipt(4, pays(1, "3.00"), replaces=[3]),
    ]
    ledger = Ledger.build([invoice(1), *chain], status=cancelled(2, 3, on=15))
    assert balance(ledger, 1) == Decimal(1157)
    assert codes(ledger) == []


def test_a_reversal_never_precedes_what_it_reverses() -> None:
    rep = receipt(2, pays(1, "5.00"), on=10, issued=60)
    ledger = Ledger.build([invoice(1), rep], status=cancelled(2, on=-400))
    assert balance(ledger, 1, 10) == Decimal(1160)
