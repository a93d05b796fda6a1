"""COB225: the base of IVA of a REP against what the invoice has in proportion.

Expected bases are worked out by hand: base of the invoice x paid / total.
"""

from collections.abc import Sequence
from decimal import Decimal

import attrs
import pytest

from cobranza.ledger import Inconsistency, Invoice, Ledger, LedgerDocument, PaymentReceipt, Tax
from tests.ledger.makers import cancelled, day, invoice, note, pays, receipt, uid

Bases = dict[str, str]


def taxes(bases: Bases) -> tuple[Tax, ...]:
    """Traslados of IVA by rate; "exempt" has none."""
    return tuple(
        Tax(tax="002", factor="Exento", base=Decimal(base))
        if rate == "exempt"
        else Tax(tax="002", factor="Tasa", rate=Decimal(rate), base=Decimal(base))
        for rate, base in bases.items()
    )


def sold(total: str, bases: Bases, *more: Tax, currency: str = "MXN") -> Invoice:
    return attrs.evolve(invoice(1, total, currency=currency), taxes=(*taxes(bases), *more))


def paid(
    amount: str, bases: Bases, *more: Tax, number: int = 2, on: int = 10, currency: str = "MXN"
) -> PaymentReceipt:
    application = attrs.evolve(
        pays(1, amount, currency=currency), taxes=(*taxes(bases), *more), path=f"line {number}"
    )
    return receipt(number, application, on=on, currency=currency)


def cases(*documents: LedgerDocument, cancel: Sequence[int] = ()) -> list[Inconsistency]:
    found = Ledger.build(documents, status=cancelled(*cancel, on=40)).inconsistencies
    return [each for each in found if each.code == "COB225"]


SOLD = sold("1160.00", {"0.160000": "1000.00"})
# 1000 at 16 %, 500 at 8 %, 300 at 0 %, 100 exempt: 1160 + 540 + 300 + 100.
MIXED = sold(
    "2100.00",
    {"0.160000": "1000.00", "0.080000": "500.00", "0.000000": "300.00", "exempt": "100.00"},
)


def test_a_wrong_base() -> None:
    (case,) = cases(SOLD, paid("580.00", {"0.160000": "580.00"}, on=12))
    assert (case.document, case.receivable, case.path) == (uid(2), uid(1), "line 2")
    assert case.since == day(12)
    assert dict(case.values) == {
        "found": Decimal("580.00"),
        "rate": Decimal("0.16"),
        "expected": Decimal("500.00"),
    }


@pytest.mark.parametrize(
    ("amount", "bases"),
    [
        ("2100.00", {"0.16": "1000", "0.08": "500", "0": "300", "exempt": "100"}),
        ("700.00", {"0.16": "333.33", "0.08": "166.67", "0": "100.00", "exempt": "33.33"}),
        ("700.00", {"0.16": "333.333333", "0.08": "166.66", "0": "100", "exempt": "33.34"}),
        ("0.01", {"0.16": "0.00", "0.08": "0.01", "0": "0.00", "exempt": "0.00"}),
    ],
    ids=["all", "a third", "cut and with decimals", "one cent"],
)
def test_in_proportion(amount: str, bases: Bases) -> None:
    assert cases(MIXED, paid(amount, bases)) == []


@pytest.mark.parametrize(
    ("bases", "wrong"),
    [
        ({"0.16": "500", "0.08": "83.33", "0": "50", "exempt": "33.33"}, 3),
        ({"0.16": "333.33", "0.08": "166.67", "0": "100.00"}, 1),
        ({"0.16": "333.33", "0.08": "166.67", "0": "133.33"}, 2),
        ({"0.16": "333.33", "0.08": "166.67", "0": "100", "exempt": "33.33", "0.04": "9"}, 1),
    ],
    ids=["another mix", "exempt left out", "exempt as 0 %", "a rate that is not there"],
)
def test_each_rate_that_is_wrong_is_reported(bases: Bases, wrong: int) -> None:
    assert len(cases(MIXED, paid("700.00", bases))) == wrong


def test_what_is_exempt_is_named_so() -> None:
    bases = {"0.16": "333.33", "0.08": "166.67", "0": "100.00"}
    (case,) = cases(MIXED, paid("700.00", bases))
    assert dict(case.values) == {
        "found": Decimal(0),
        "rate": "Exento",
        "expected": Decimal("33.33"),
    }
    assert "a la tasa Exento" in case.message


class TestRounding:
    """Half paid: one cent for the base, and half of one for each of the invoice's two figures."""

    @pytest.mark.parametrize(
        ("base", "count"), [("500.02", 0), ("499.98", 0), ("500.03", 1), ("499.97", 1)]
    )
    def test_a_cent_for_each_figure(self, base: str, count: int) -> None:
        assert len(cases(SOLD, paid("580.00", {"0.16": base}))) == count

    def test_of_the_currency(self) -> None:
        yen = sold("1160", {"0.16": "1000"}, currency="JPY")
        assert cases(yen, paid("580", {"0.16": "502"}, currency="JPY")) == []
        assert len(cases(yen, paid("580", {"0.16": "503"}, currency="JPY"))) == 1

    def test_the_last_one_evens_out(self) -> None:
        """Three hundred of one peso: each base rounds 0.8620 to 0.86, and 0.62 are left over."""
        bases = [*(["0.86"] * 299), "1.48"]
        bill = sold("300.00", {"0.16": "258.62"})
        receipts = [
            paid("1.00", {"0.16": base}, number=number, on=number)
            for number, base in enumerate(bases, 10)
        ]
        assert cases(bill, *receipts) == []
        assert len(cases(bill, *receipts[200:])) == 1  # less was rounded away: 1.48 is too much


class TestWithheld:
    # 1000 + 160 - 106.67 (two thirds of the IVA) - 100 (ISR)
    BILL = sold(
        "953.33",
        {"0.160000": "1000.00"},
        Tax(tax="002", amount=Decimal("106.67"), withheld=True),
        Tax(tax="001", amount=Decimal("100.00"), withheld=True),
    )
    WITHHELD = Tax(
        tax="002", factor="Tasa", rate=Decimal("0.106667"), base=Decimal(7), withheld=True
    )

    def test_through_the_total_alone(self) -> None:
        assert cases(self.BILL, paid("953.33", {"0.16": "1000.00"}, self.WITHHELD)) == []
        # Half of 953.33 is 476.67 with 500.00 of base; 476.67 / 1.16 would be 410.92.
        assert cases(self.BILL, paid("476.67", {"0.16": "500.00"}, self.WITHHELD)) == []
        assert len(cases(self.BILL, paid("476.67", {"0.16": "410.92"}, self.WITHHELD))) == 1


class TestCreditNotes:
    # 1000 at 16 % and 500 exempt.
    BILL = sold("1660.00", {"0.16": "1000.00", "exempt": "500.00"})

    def credited(self, bases: Bases, total: str = "500.00") -> LedgerDocument:
        return attrs.evolve(note(3, total, 1, on=5), taxes=taxes(bases))

    @pytest.mark.parametrize(
        ("bases", "count"),
        [
            ({"0.16": "1000.00", "exempt": "0.00"}, 0),
            ({"0.16": "1000.00"}, 0),
            ({"0.16": "698.80", "exempt": "349.40"}, 0),
            ({"0.16": "900.00", "exempt": "116.00"}, 2),
        ],
        ids=["what is left", "what is left alone", "of the invoice", "neither"],
    )
    def test_what_is_exempt_was_credited(self, bases: Bases, count: int) -> None:
        documents = [self.BILL, self.credited({"exempt": "500.00"}), paid("1160.00", bases)]
        assert len(cases(*documents)) == count

    def test_only_the_part_of_a_note_that_this_invoice_took(self) -> None:
        """Once 1160 are paid it takes 500 of the note, half of it and of its exempt base."""
        both = attrs.evolve(note(3, "1000.00", 1, 4, on=15), taxes=taxes({"exempt": "1000.00"}))
        rep = paid("1160.00", {"0.16": "1000.00"})
        assert cases(self.BILL, invoice(4), both, rep) == []

    def test_one_that_was_cancelled_left_everything(self) -> None:
        documents = [
            self.BILL,
            self.credited({"exempt": "500.00"}),
            paid("1160.00", {"0.16": "1000.00"}),
        ]
        assert len(cases(*documents, cancel=[3])) == 2

    def test_one_in_another_currency_says_nothing_of_what_is_left(self) -> None:
        dollars = attrs.evolve(
            note(3, "25.00", 1, on=5, currency="USD", rate="20"), taxes=taxes({"exempt": "25.00"})
        )
        assert len(cases(self.BILL, dollars, paid("1160.00", {"0.16": "1000.00"}))) == 2


class TestNotCompared:
    @pytest.mark.parametrize(
        "documents",
        [
            (invoice(1), paid("580.00", {"0.16": "9.00"})),
            (SOLD, paid("580.00", {})),
            (sold("0.00", {"0.16": "1000.00"}), paid("580.00", {"0.16": "9.00"})),
            (SOLD, paid("0.00", {"0.16": "9.00"})),
            (SOLD, paid("580.00", {}, Tax(tax="003", rate=Decimal("0.08"), base=Decimal(9)))),
            (SOLD, paid("580.00", {}, Tax(tax="002", rate=Decimal("0.16")))),
            (SOLD, paid("580.00", {}, Tax(tax="002", base=Decimal(9)))),
        ],
        ids=[
            "invoice without taxes",
            "REP without taxes",
            "nothing sold",
            "nothing paid",
            "IEPS alone",
            "base not printed",
            "not by rate",
        ],
    )
    def test_nothing_to_compare(self, documents: tuple[LedgerDocument, ...]) -> None:
        assert cases(*documents) == []

    def test_another_currency(self) -> None:
        dollars = attrs.evolve(pays(1, "29.00", currency="USD"), taxes=taxes({"0.16": "9.00"}))
        assert cases(SOLD, receipt(2, dollars, currency="USD", rate="20")) == []

    @pytest.mark.parametrize("number", [1, 2])
    def test_one_of_them_is_cancelled(self, number: int) -> None:
        assert cases(SOLD, paid("580.00", {"0.16": "580.00"}), cancel=[number]) == []

    def test_the_invoice_was_replaced(self) -> None:
        substitute = invoice(4, on=2, replaces=[1])
        assert cases(SOLD, substitute, paid("580.00", {"0.16": "580.00"})) == []
