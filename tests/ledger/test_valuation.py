"""Receivables in pesos: at issue, at payment, on a day, and what the rates gained or lost."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobranza.cfdi import read, write
from cobranza.errors import LedgerError
from cobranza.ledger import (
    Adjustment,
    AdjustmentKind,
    CashReceipt,
    EventKind,
    Ledger,
    LedgerDocument,
)
from cobranza.ledger.valuation import (
    ExchangeResult,
    MissingRate,
    Valuation,
    exchange_results,
    in_mxn,
)
from cobranza.money import allocate
from cobranza.rates import Rates
from cobranza.testing.portfolio import Portfolio, Reason
from tests.ledger.makers import cancelled, day, invoice, note, pays, receipt, uid
from tests.ledger.strategies import LAST_DAY, World, wild_worlds

FIRST, LAST = day(1), day(366)


def dollars(total: str, rate: str | None, *, on: int = 1, number: int = 1) -> LedgerDocument:
    return invoice(number, total, on=on, currency="USD", rate=rate)


def paid(
    amount: str, rate: str | None, *, on: int, number: int = 21, of: int = 1
) -> LedgerDocument:
    return receipt(number, pays(of, amount, currency="USD"), currency="USD", rate=rate, on=on)


def exact(*numbers: int | None) -> tuple[Decimal | None, ...]:
    return tuple(None if number is None else Decimal(number) for number in numbers)


def daily(*rates: tuple[int, str]) -> Rates:
    return Rates(daily={"USD": [(day(number), Decimal(rate)) for number, rate in rates]})


class TestPublished:
    """Worked examples of others, with their figures."""

    def test_gain_on_a_customer(self) -> None:
        """Source: Caballero y Asociados / IDC, «Efectos fiscales de la fluctuación cambiaria».

        USD 5,000 sold on 4 November at 20.00 (100,000) and paid on the 28th at 20.50 (102,500).
        """
        ledger = Ledger.build([dollars("5000.00", "20.00", on=4), paid("5000.00", "20.50", on=28)])
        found = exchange_results(ledger, FIRST, LAST)
        (row,) = found.rows
        assert (row.at_issue, row.value) == (Decimal(100_000), Decimal(102_500))
        assert found.result == Decimal(2_500)
        assert found.missing == ()

    def test_loss_on_a_customer(self) -> None:
        """Source: CIMA F1 (Kaplan), IAS 21, example 1: 200,000 pounds at 1/0.55, paid at 1/0.60.

        363,636 receivable and 333,333 received, a loss of 30,303, in whole dollars.
        """
        rates = [
            str((Decimal(1) / Decimal(each)).quantize(Decimal("1e-10")))
            for each in ("0.55", "0.60")
        ]
        ledger = Ledger.build([dollars("200000", rates[0], on=28), paid("200000", rates[1], on=60)])
        (row,) = exchange_results(ledger, FIRST, LAST).rows
        figures = [int(each) for each in (row.at_issue or 0, row.value or 0, row.result or 0)]
        assert figures == [363_636, 333_333, -30_303]

    def test_a_closing_date_between_sale_and_payment(self) -> None:
        """Source: IAS 21.28-29: 2,000 units at 1.43, 1.45 at the closing date, 1.50 when paid.

        2,860 receivable; 2,900 at the closing date, a gain of 40; 3,000 received, another of 100.
        """
        ledger = Ledger.build([dollars("2000", "1.43", on=1), paid("2000", "1.50", on=40)])
        closing = in_mxn(ledger, day(31), rates=daily((31, "1.45")))
        assert (closing.at_issue, closing.on_day, closing.unrealized) == exact(2860, 2900, 40)
        first = exchange_results(ledger, day(1), day(31))
        second = exchange_results(ledger, day(32), day(59))
        assert (first.result, second.result) == exact(0, 140)
        # The result of a period: realized, plus unrealized at its end, less at its beginning.
        assert (second.result or 0) + 0 - (closing.unrealized or 0) == 100


class TestBalances:
    def test_pesos_are_worth_themselves_and_what_is_settled_is_left_out(self) -> None:
        ledger = Ledger.build(
            [
                invoice(1),
                dollars("100.00", "17.25", number=2),
                invoice(3),
                receipt(21, pays(3, "1160.00")),
            ]
        )
        valued = in_mxn(ledger, day(20), rates=daily((20, "18")))
        assert [(each.invoice, each.number) for each in valued.rows] == [
            (uid(1), "A1"),
            (uid(2), "A2"),
        ]
        pesos, usd = valued.rows
        assert (pesos.issue_rate, pesos.rate, pesos.unrealized) == exact(1, 1, 0)
        assert (usd.balance, usd.at_issue, usd.on_day, usd.unrealized) == exact(100, 1725, 1800, 75)
        assert usd.customer.rfc == "URE180429TM6"
        assert (valued.at_issue, valued.on_day, valued.unrealized) == exact(2885, 2960, 75)
        assert in_mxn(ledger, day(0)).rows == ()

    def test_half_a_cent_is_rounded_up(self) -> None:
        (row,) = in_mxn(Ledger.build([dollars("0.01", "0.5")]), day(1)).rows
        assert str(row.at_issue) == "0.01"

    def test_without_a_rate_of_the_day(self) -> None:
        valued = in_mxn(Ledger.build([dollars("100.00", "17.25"), invoice(2)]), day(9))
        assert (valued.at_issue, valued.on_day, valued.unrealized) == exact(2885, None, None)
        assert valued.missing == (MissingRate(currency="USD", date=day(9)),)

    @pytest.mark.parametrize("rate", [None, "0", "-1"])
    def test_an_invoice_without_a_rate_takes_that_of_its_day(self, rate: str | None) -> None:
        ledger = Ledger.build([dollars("100.00", rate, on=5)])
        valued = in_mxn(ledger, day(9), rates=daily((5, "17"), (9, "18")))
        assert (valued.at_issue, valued.on_day) == exact(1700, 1800)
        valued = in_mxn(ledger, day(9))
        assert (valued.at_issue, valued.on_day) == exact(None, None)
        assert valued.missing == (
            MissingRate(currency="USD", date=day(5)),
            MissingRate(currency="USD", date=day(9)),
        )


class TestResults:
    def test_a_row_points_at_its_documents(self) -> None:
        ledger = Ledger.build([dollars("100.00", "17.00"), paid("60.00", "18.50", on=9)])
        assert exchange_results(ledger, day(9), day(9)).rows == (
            ExchangeResult(
                date=day(9),
                kind=EventKind.PAYMENT,
                invoice=uid(1),
                document=uid(21),
                path="line 1",
                currency="USD",
                amount=Decimal("60.00"),
                issue_rate=Decimal("17.00"),
                rate=Decimal("18.50"),
                at_issue=Decimal("1020.00"),
                value=Decimal("1110.00"),
            ),
        )

    def test_both_days_are_included(self) -> None:
        ledger = Ledger.build([dollars("100.00", "17.00"), paid("60.00", "18.50", on=9)])
        assert exchange_results(ledger, day(1), day(8)).rows == ()
        assert exchange_results(ledger, day(10), day(20)).rows == ()
        assert exchange_results(ledger, day(10), day(20)).result == 0

    def test_days_out_of_order_are_refused(self) -> None:
        with pytest.raises(LedgerError, match="until is 2026-01-01, expected 2026-01-02 or later"):
            exchange_results(Ledger(receivables=()), day(2), day(1))

    def test_pesos_for_dollars(self) -> None:
        """1,850 pesos at EquivalenciaDR 0.0540540541 pay USD 100: they are what was received."""
        paid_in_pesos = receipt(
            21,
            pays(1, "100.00", currency="USD", equivalence="0.0540540541"),
            amount="1850.00",
        )
        ledger = Ledger.build([dollars("100.00", "17.00"), paid_in_pesos])
        (row,) = exchange_results(ledger, FIRST, LAST).rows
        assert (row.value, row.result) == (Decimal("1850.00"), Decimal("150.00"))

    def test_a_reversal_takes_the_result_back(self) -> None:
        ledger = Ledger.build(
            [dollars("100.00", "17.00"), paid("100.00", "18.00", on=9)], status=cancelled(21, on=40)
        )
        january, february = (
            exchange_results(ledger, day(first), day(last)) for first, last in ((1, 31), (32, 59))
        )
        assert (january.result, february.result) == exact(100, -100)
        (row,) = february.rows
        assert row.kind is EventKind.CANCELLATION
        assert (row.amount, row.rate) == exact(-100, 18)

    def test_only_payments_realize(self) -> None:
        documents = [dollars("100.00", "17.00"), note(11, "10.00", 1, currency="USD", rate="18")]
        ledger = Ledger.build(
            documents,
            cash=[CashReceipt(invoice=uid(1), date=day(6), amount=Decimal(10), reference="1")],
            adjustments=[
                Adjustment(
                    invoice=uid(1), date=day(7), amount=Decimal(-1), kind=kind, reference=kind
                )
                for kind in AdjustmentKind
            ],
        )
        assert exchange_results(ledger, FIRST, LAST).rows == ()

    def test_pesos_have_no_result(self) -> None:
        ledger = Ledger.build([invoice(1), receipt(21, pays(1, "60.00"))])
        assert exchange_results(ledger, FIRST, LAST).rows == ()

    def test_missing_rates_are_listed(self) -> None:
        ledger = Ledger.build([dollars("100.00", None), paid("60.00", None, on=9)])
        found = exchange_results(ledger, FIRST, LAST)
        (row,) = found.rows
        assert (row.at_issue, row.value, row.result, found.result) == exact(None, None, None, None)
        assert [each.date for each in found.missing] == [day(1), day(9)]
        found = exchange_results(ledger, FIRST, LAST, rates=daily((1, "17"), (9, "18")))
        assert found.result == 60
        assert found.missing == ()


# Laws


@st.composite
def lives(draw: st.DrawFn) -> tuple[Sequence[LedgerDocument], Rates]:
    """An invoice in dollars and payments of a part of it, at rates that leave whole cents."""
    weights = [Decimal(each) for each in draw(st.lists(st.integers(1, 50), min_size=1, max_size=5))]
    total = Decimal(draw(st.integers(len(weights), 10**6)))
    parts = allocate(total, weights, 0)
    rates = [str(Decimal(draw(st.integers(1000, 3000))) / 100) for _ in range(len(parts) + 1)]
    payments = [
        paid(str(part), rate, on=10 * (place + 1), number=20 + place)
        for place, (part, rate) in enumerate(zip(parts[1:], rates[2:], strict=True))
        if part
    ]
    table = {number: str(Decimal(draw(st.integers(1000, 3000))) / 100) for number in range(1, 61)}
    return [dollars(str(total), rates[0]), *payments], daily(*table.items())


@pytest.mark.property
@given(lives(), st.integers(1, 60))
def test_realized_and_unrealized_are_all_that_the_rates_did(
    life: tuple[Sequence[LedgerDocument], Rates], number: int
) -> None:
    """What came in and what is still owed, at their rates, less the sale at its own."""
    documents, table = life
    ledger = Ledger.build(documents)
    (receivable,) = ledger.receivables
    as_of = day(number)
    found = exchange_results(ledger, day(1), as_of, rates=table)
    left = in_mxn(ledger, as_of, rates=table)
    for row in found.rows:
        assert (row.at_issue or 0) + (row.result or 0) == row.value
    received = sum((row.value or 0 for row in found.rows), Decimal(0))
    sale = receivable.amount * (receivable.exchange_rate or 0)
    assert (found.result or 0) + (left.unrealized or 0) == received + (left.on_day or 0) - sale
    periods = [
        exchange_results(ledger, day(first), day(first), rates=table).result or Decimal(0)
        for first in range(1, number + 1)
    ]
    assert sum(periods) == found.result


@pytest.mark.property
@given(wild_worlds, st.integers(0, LAST_DAY + 1))
def test_whatever_the_documents_every_value_has_a_rate_or_none(world: World, number: int) -> None:
    ledger = Ledger.build(world.documents, status=world.status)
    valued = in_mxn(ledger, day(number))
    found = exchange_results(ledger, day(0), day(number))
    assert in_mxn(ledger.as_of(day(number)), day(number)) == valued
    assert exchange_results(ledger.as_of(day(number)), day(0), day(number)) == found
    rows: list[Valuation | ExchangeResult] = [*valued.rows, *found.rows]
    for row in rows:
        assert (row.at_issue is None) == (row.issue_rate is None)
    assert (valued.on_day is None) == any(row.rate is None for row in valued.rows)
    assert (found.result is None) == bool(found.missing)


def test_the_payments_of_a_company_are_worth_what_its_true_accounts_say() -> None:
    (branch,) = Portfolio(size=600, seed=17, as_of=date(2026, 6, 30)).branches()
    ledger = Ledger.build([read(write(each.comprobante)) for each in branch.documents])
    found = exchange_results(ledger, date(2026, 1, 1), date(2026, 6, 30))
    assert found.missing == ()
    truth = {
        (account.uuid, movement.document, movement.on): movement
        for account in branch.accounts
        for movement in account.movements
        if movement.reason is Reason.PAID and account.currency == "USD"
    }
    compared = 0
    for row in found.rows:
        movement = truth.get((row.invoice, row.document, row.date))
        if movement is not None and movement.pesos is not None:
            compared += 1
            assert row.amount == Decimal(-movement.cents) / 100
            assert row.value is not None
            assert abs(row.value - Decimal(-movement.pesos) / 100) <= Decimal("0.01")
    assert compared > 10
