"""COB214, COB215 and COB217: what time alone brings about.

Days are of 2026: day 31 is January 31st, 36 February 5th, 37 the day after the deadline of what was
paid in January, 59 February 28th, 64 March 5th.
"""

from datetime import date
from decimal import Decimal
from typing import Any

import attrs
import pytest

from cobranza.ledger import (
    Adjustment,
    AdjustmentKind,
    CashReceipt,
    Inconsistency,
    Ledger,
    LedgerDocument,
    PaymentReceipt,
    PuePolicy,
)
from tests.ledger.makers import (
    cancelled,
    codes,
    day,
    invoice,
    note,
    pays,
    receipt,
    relations,
    uid,
)

Span = tuple[str, date, date | None]


def seen(amount: str, on: int, *, number: int = 1, reference: str = "") -> CashReceipt:
    return CashReceipt(
        invoice=uid(number),
        date=day(on),
        amount=Decimal(amount),
        reference=reference or f"cash of day {on}",
    )


def built(
    *documents: LedgerDocument,
    cash: tuple[CashReceipt, ...] = (),
    adjustments: tuple[Adjustment, ...] = (),
    cancel: dict[int, int | None] | None = None,
    pue: PuePolicy = "paid_at_issue",
) -> Ledger:
    status = {}
    for number, on in (cancel or {}).items():
        status.update(cancelled(number, on=on))
    return Ledger.build(documents, status=status, cash=cash, adjustments=adjustments, pue=pue)


def spans(ledger: Ledger) -> list[Span]:
    """Which deadlines were missed, from when, until when."""
    found = [(case.document, case.since, case.until) for case in ledger.deadlines]
    return sorted(found, key=lambda span: span[:2])


def paid(number: int, amount: str, *, on: int, issued: int | None = None) -> PaymentReceipt:
    return receipt(number, pays(1, amount), on=on, issued=issued)


class TestMissingReceipt:
    def test_from_the_sixth_on(self) -> None:
        ledger = built(invoice(1), cash=(seen("500.00", 10),))
        (case,) = ledger.deadlines
        assert (case.code, case.document, case.receivable) == ("COB214", "cash of day 10", uid(1))
        assert (case.since, case.until) == (day(37), None)
        assert dict(case.values) == {
            "amount": Decimal(500),
            "currency": "MXN",
            "date": day(10),
            "deadline": day(36),
        }
        assert [codes(ledger.as_of(day(each))) for each in (36, 37)] == [[], ["COB214"]]

    @pytest.mark.parametrize(
        ("paid_on", "since"),
        [
            (date(2026, 1, 31), date(2026, 2, 6)),
            (date(2026, 2, 1), date(2026, 3, 6)),
            (date(2026, 12, 31), date(2027, 1, 6)),
            (date(2028, 2, 29), date(2028, 3, 6)),
        ],
    )
    def test_the_fifth_of_the_next_month(self, paid_on: date, since: date) -> None:
        cash = attrs.evolve(seen("500.00", 10), date=paid_on)
        (case,) = built(invoice(1), cash=(cash,)).deadlines
        assert case.since == since

    @pytest.mark.parametrize(
        ("issued", "expected"),
        [
            (10, []),
            (36, []),
            (37, []),  # mended on the very day on which it would show
            (38, [("cash of day 10", day(37), day(38))]),
        ],
    )
    def test_until_its_receipt_is_issued(self, issued: int, expected: list[Span]) -> None:
        rep = paid(2, "500.00", on=10, issued=issued)
        assert spans(built(invoice(1), rep, cash=(seen("500.00", 10),))) == expected

    def test_a_part_is_covered(self) -> None:
        rep = paid(2, "200.00", on=10, issued=12)
        (case,) = built(invoice(1), rep, cash=(seen("500.00", 10),)).deadlines
        assert dict(case.values)["amount"] == Decimal(300)

    def test_the_earliest_money_is_covered_first(self) -> None:
        cash = (seen("300.00", 10), seen("200.00", 20), seen("100.00", 40))
        reps = [
            paid(2, "400.00", on=20, issued=22),
            paid(3, "50.00", on=20, issued=50),
            paid(4, "60.00", on=40, issued=60),
        ]
        ledger = built(invoice(1), *reps, cash=cash)
        # 300 and 100 of 200 are covered in time, 50 more on day 50, the rest of 200 on day 60.
        assert spans(ledger) == [
            ("cash of day 20", day(37), day(60)),
            ("cash of day 40", day(65), None),
        ]
        amounts = {case.document: dict(case.values)["amount"] for case in ledger.deadlines}
        assert amounts == {"cash of day 20": Decimal(100), "cash of day 40": Decimal(90)}

    def test_a_cancelled_receipt_covers_nothing(self) -> None:
        rep = paid(2, "500.00", on=10)
        ledger = built(invoice(1), rep, cash=(seen("500.00", 10),), cancel={2: 20})
        assert spans(ledger) == [("cash of day 10", day(37), None)]

    def test_money_before_the_invoice_counts_from_its_issue(self) -> None:
        assert spans(built(invoice(1, on=40), cash=(seen("500.00", 10),))) == [
            ("cash of day 10", day(65), None)
        ]

    def test_a_pue_invoice_needs_none(self) -> None:
        assert spans(built(invoice(1, method="PUE"), cash=(seen("500.00", 10),))) == []

    def test_without_a_method_it_is_taken_for_ppd(self) -> None:
        assert len(built(invoice(1, method=None), cash=(seen("500.00", 10),)).deadlines) == 1

    @pytest.mark.parametrize(
        ("on", "expected"),
        [
            (20, []),
            (50, [("cash of day 10", day(37), day(50))]),
            (None, []),
        ],
    )
    def test_a_cancelled_invoice_needs_none_any_more(
        self, on: int | None, expected: list[Span]
    ) -> None:
        ledger = built(invoice(1), cash=(seen("500.00", 10),), cancel={1: on})
        assert spans(ledger) == expected

    def test_receipts_of_the_substitute_cover_it(self) -> None:
        documents = [
            invoice(1),
            invoice(3, on=15, replaces=[1]),
            receipt(2, pays(3, "500.00"), on=10, issued=16),
        ]
        assert spans(built(*documents, cash=(seen("500.00", 10),))) == []

    def test_the_substitute_says_whether_one_is_needed(self) -> None:
        documents = [invoice(1, method="PUE"), invoice(3, on=15, replaces=[1])]
        assert spans(built(*documents, cash=(seen("500.00", 10),))) == [
            ("cash of day 10", day(37), None)
        ]


class TestLateReceipt:
    @pytest.mark.parametrize(("issued", "late"), [(36, []), (37, ["COB215"])])
    def test_after_the_fifth(self, issued: int, late: list[str]) -> None:
        assert codes(built(invoice(1), paid(2, "500.00", on=31, issued=issued))) == late

    def test_each_payment_has_its_own_deadline(self) -> None:
        january, february = paid(2, "1.00", on=20), paid(2, "2.00", on=40)
        payments = tuple(
            attrs.evolve(each.payments[0], path=f"payment of {each.payments[0].date}")
            for each in (january, february)
        )
        rep = attrs.evolve(paid(2, "0.00", on=41), payments=payments)
        (case,) = built(invoice(1), rep).inconsistencies
        assert (case.code, case.document, case.path) == ("COB215", uid(2), "payment of 2026-01-20")
        assert (case.since, case.until, case.receivable) == (day(41), None, None)
        assert dict(case.values) == {"issued": day(41), "date": day(20), "deadline": day(36)}

    def test_one_that_replaces_one_in_time_is_not_late(self) -> None:
        chain = [
            paid(2, "500.00", on=20, issued=30),
            attrs.evolve(paid(3, "500.00", on=20, issued=50), relations=relations("04", [2])),
            attrs.evolve(paid(4, "500.00", on=20, issued=70), relations=relations("04", [3])),
        ]
        assert codes(built(invoice(1), *chain)) == []
        # Without the first, the second was late, and so is the third.
        assert codes(built(invoice(1), *chain[1:])) == ["COB215", "COB241"]

    def test_one_issued_before_its_payment_is_not_late(self) -> None:
        assert codes(built(invoice(1), paid(2, "500.00", on=90, issued=20))) == []

    def test_one_that_was_cancelled_is_not_reported(self) -> None:
        late = paid(2, "500.00", on=31, issued=50)
        assert codes(built(invoice(1), late, cancel={2: 60})) == []


def alerts(*documents: LedgerDocument, **facts: Any) -> list[Inconsistency]:
    ledger = built(*documents, pue="alert", **facts)
    return [case for case in ledger.deadlines if case.code == "COB217"]


PUE = invoice(1, method="PUE", on=20)


class TestUnpaidPue:
    def test_from_the_first_of_the_next_month(self) -> None:
        (case,) = alerts(PUE)
        assert (case.document, case.receivable) == (uid(1), uid(1))
        assert (case.since, case.until) == (day(32), None)
        assert dict(case.values) == {"balance": Decimal(1160), "currency": "MXN"}

    @pytest.mark.parametrize("policy", ["paid_at_issue", "open"])
    def test_only_where_asked_for(self, policy: PuePolicy) -> None:
        assert built(PUE, pue=policy).deadlines == ()

    def test_a_ppd_invoice_may_wait(self) -> None:
        assert alerts(invoice(1)) == []

    @pytest.mark.parametrize("on", [20, 31])
    def test_paid_in_its_month(self, on: int) -> None:
        assert alerts(PUE, cash=(seen("1160.00", on),)) == []
        assert alerts(PUE, paid(2, "1160.00", on=on, issued=50)) == []
        assert alerts(PUE, note(2, "1160.00", 1, on=on)) == []

    def test_until_it_is_settled(self) -> None:
        (case,) = alerts(
            PUE,
            note(2, "160.00", 1, on=25),
            cash=(seen("400.00", 30), seen("400.00", 40), seen("200.00", 50), seen("1.00", 60)),
        )
        assert (case.since, case.until) == (day(32), day(50))
        assert dict(case.values)["balance"] == Decimal(600)

    def test_settled_on_the_very_day_on_which_it_would_show(self) -> None:
        assert alerts(PUE, cash=(seen("1160.00", 32),)) == []

    def test_what_comes_and_goes_on_one_day_is_seen_at_its_end(self) -> None:
        back = Adjustment(
            invoice=uid(1),
            date=day(40),
            amount=Decimal(10),
            kind=AdjustmentKind.ADJUSTMENT,
            reference="PD-118",
        )
        (case,) = alerts(PUE, cash=(seen("1160.00", 40),), adjustments=(back,))
        assert case.until is None

    def test_cancelled_later(self) -> None:
        (case,) = alerts(PUE, cancel={1: 45})
        assert (case.since, case.until) == (day(32), day(45))

    @pytest.mark.parametrize("on", [25, None])
    def test_cancelled_before_or_on_an_unknown_day(self, on: int | None) -> None:
        assert alerts(PUE, cancel={1: on}) == []

    def test_replaced_by_a_ppd_invoice(self) -> None:
        (case,) = alerts(PUE, invoice(2, on=45, replaces=[1]))
        assert (case.document, case.since, case.until) == (uid(1), day(32), day(45))
