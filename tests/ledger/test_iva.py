"""IVA on cash flow: what each event collects, what stays pending, and that the two add up."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from cobranza.cfdi import read, write
from cobranza.ledger import (
    Adjustment,
    AdjustmentKind,
    Application,
    CashReceipt,
    CreditNote,
    DocumentState,
    DocumentStatus,
    EventKind,
    Invoice,
    Ledger,
    LedgerDocument,
    PaymentReceipt,
    Tax,
)
from cobranza.ledger.iva import IvaLine, IvaRate, iva_by_month, iva_lines, iva_pending
from cobranza.money import allocate
from cobranza.rates import Rates
from cobranza.testing.portfolio import Branch, Portfolio, Reason
from tests.ledger.makers import cancelled, day, invoice, note, pays, receipt, relations, uid
from tests.ledger.strategies import LAST_DAY, World, wild_worlds

JANUARY, FEBRUARY, MARCH = date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)
IVA_16, IVA_8, IVA_0 = (IvaRate(rate=Decimal(rate)) for rate in ("0.16", "0.08", "0"))
EXEMPT = IvaRate(factor="Exento")
WITHHELD = IvaRate(factor=None, withheld=True)


def iva(base: str, amount: str | None, rate: str | None = "0.160000") -> Tax:
    return Tax(
        tax="002",
        factor="Exento" if rate is None else "Tasa",
        rate=None if rate is None else Decimal(rate),
        base=Decimal(base),
        amount=None if amount is None else Decimal(amount),
    )


Taxed = TypeVar("Taxed", Invoice, CreditNote)


def taxed(document: Taxed, *taxes: Tax) -> Taxed:
    return attrs.evolve(document, taxes=taxes or (iva("1000.00", "160.00"),))


def paying(application: Application, *taxes: Tax) -> Application:
    return attrs.evolve(application, taxes=taxes)


def totals(ledger: Ledger, **given: object) -> dict[tuple[date, IvaRate], Decimal]:
    rows = iva_by_month(ledger, **given)  # type: ignore[arg-type]
    return {(row.month, row.rate): row.iva for row in rows}


def pending(ledger: Ledger, on: int) -> dict[IvaRate, Decimal]:
    return {each.rate: each.iva for each in iva_pending(ledger, day(on))}


PAID_IN_PARTS = (
    taxed(invoice(1)),
    receipt(21, paying(pays(1, "580.00"), iva("500.000000", "80.000000")), on=10),
    receipt(22, paying(pays(1, "290.00"), iva("250.000000", "40.000000")), on=40),
)


class TestReceipts:
    @pytest.mark.parametrize(
        ("total", "tax"),
        [
            ("1160.00", iva("1000.00", "160.00")),
            ("1080.00", iva("1000.00", "80.00", "0.080000")),
        ],
    )
    def test_published_examples(self, total: str, tax: Tax) -> None:
        """Source: mySuite, «Cómo desglosar los impuestos en un CFDI de Pago 2.0», A and B."""
        paid = receipt(21, paying(pays(1, total), tax))
        (row,) = iva_by_month(Ledger.build([taxed(invoice(1, total), tax), paid]))
        assert (row.month, row.base, row.iva) == (JANUARY, Decimal(1000), tax.amount)
        assert (row.base_mxn, row.iva_mxn) == (Decimal(1000), tax.amount)

    def test_each_payment_in_its_month(self) -> None:
        ledger = Ledger.build(PAID_IN_PARTS)
        assert totals(ledger) == {
            (JANUARY, IVA_16): Decimal(80),
            (FEBRUARY, IVA_16): Decimal(40),
        }
        assert totals(ledger, until=day(39)) == {(JANUARY, IVA_16): Decimal(80)}
        assert pending(ledger, 9) == {IVA_16: Decimal(160)}
        assert pending(ledger, 10) == {IVA_16: Decimal(80)}
        assert pending(ledger, 40) == {IVA_16: Decimal(40)}

    def test_a_line_points_at_its_document(self) -> None:
        (row, _) = iva_by_month(Ledger.build(PAID_IN_PARTS))
        assert row.lines == (
            IvaLine(
                date=day(10),
                kind=EventKind.PAYMENT,
                invoice=uid(1),
                document=uid(21),
                path="line 1",
                currency="MXN",
                rate=IVA_16,
                base=Decimal("500.000000"),
                iva=Decimal("80.000000"),
                expected=Decimal("80.00"),
                exchange_rate=Decimal(1),
            ),
        )

    def test_what_is_pending_says_of_whom(self) -> None:
        (each,) = iva_pending(Ledger.build(PAID_IN_PARTS), day(60))
        assert (each.invoice, each.number, each.customer.rfc) == (uid(1), "A1", "URE180429TM6")
        assert (each.currency, each.balance) == ("MXN", Decimal("290.00"))
        assert (each.base, each.iva) == (Decimal("250.00"), Decimal("40.00"))

    def test_a_cancelled_receipt_is_taken_back_when_it_is_cancelled(self) -> None:
        ledger = Ledger.build(PAID_IN_PARTS, status=cancelled(21, on=60))
        assert totals(ledger) == {
            (JANUARY, IVA_16): Decimal(80),
            (FEBRUARY, IVA_16): Decimal(40),
            (MARCH, IVA_16): Decimal(-80),
        }
        assert pending(ledger, 60) == {IVA_16: Decimal(120)}

    def test_cancelled_on_no_known_day_it_collected_nothing(self) -> None:
        ledger = Ledger.build(PAID_IN_PARTS, status=cancelled(21))
        assert totals(ledger)[JANUARY, IVA_16] == 0

    def test_a_replaced_receipt_collected_nothing(self) -> None:
        better = receipt(
            23,
            paying(pays(1, "580.00"), iva("500.000000", "80.000000")),
            on=11,
            issued=40,
            replaces=[21],
        )
        assert totals(Ledger.build([*PAID_IN_PARTS, better]))[JANUARY, IVA_16] == 80

    def test_what_it_declares_counts_also_when_it_is_wrong(self) -> None:
        wrong = receipt(21, paying(pays(1, "580.00"), iva("400", "64")))
        (line,) = iva_lines(Ledger.build([taxed(invoice(1)), wrong]))
        assert (line.iva, line.expected) == (Decimal(64), Decimal("80.00"))

    def test_without_taxes_it_collects_none_and_says_what_was_expected(self) -> None:
        (line,) = iva_lines(Ledger.build([taxed(invoice(1)), receipt(21, pays(1, "580.00"))]))
        assert line.rate == IVA_16
        assert (line.base, line.iva, line.expected) == (Decimal(0), Decimal(0), Decimal(80))

    def test_rates_stay_apart(self) -> None:
        taxes = (
            iva("100.00", "16.00"),
            iva("100.00", "8.00", "0.080000"),
            iva("100.00", "0.00", "0.000000"),
            iva("100.00", None, None),
            Tax(tax="002", amount=Decimal("10.67"), withheld=True),
            Tax(tax="001", amount=Decimal("5.00"), withheld=True),
        )
        withheld = Tax(
            tax="002",
            factor="Tasa",
            rate=Decimal("0.106667"),
            base=Decimal(100),
            amount=Decimal("10.6667"),
            withheld=True,
        )
        documents = [
            taxed(invoice(1, "408.33"), *taxes),
            receipt(21, paying(pays(1, "408.33"), *taxes[:4], withheld)),
        ]
        rows = iva_by_month(Ledger.build(documents))
        assert {row.base for row in rows} == {Decimal(100)}
        assert [(str(row.rate), row.rate, row.iva) for row in rows] == [
            ("IVA 16 %", IVA_16, Decimal(16)),
            ("IVA 8 %", IVA_8, Decimal(8)),
            ("IVA 0 %", IVA_0, Decimal(0)),
            ("IVA exento", EXEMPT, Decimal(0)),
            ("IVA retenido", WITHHELD, Decimal("10.6667")),
        ]
        assert rows[-1].lines[0].expected == Decimal("10.67")
        assert [
            (each.rate, each.base) for each in iva_pending(Ledger.build(documents), day(5))
        ] == [
            (IVA_16, 100),
            (IVA_8, 100),
            (IVA_0, 100),
            (EXEMPT, 100),
            (WITHHELD, None),
        ]

    def test_a_base_that_is_not_printed_is_not_summed(self) -> None:
        tax = attrs.evolve(iva("0", "160.00", None), factor=None, base=None)
        documents = [taxed(invoice(1, method="PUE"), tax), taxed(invoice(2, method="PUE"), tax)]
        (row,) = iva_by_month(Ledger.build(documents))
        assert (row.base, row.base_mxn, row.iva) == (None, None, Decimal("320.00"))
        assert str(row.rate) == "IVA"


class TestOrphans:
    """What a REP collected of an invoice that it could not reduce."""

    def test_the_invoice_is_missing(self) -> None:
        paid = receipt(
            21,
            paying(pays(8, "116.00"), iva("100", "16")),
            paying(pays(9, "58.00"), iva("50", "8")),
        )
        lines = iva_lines(Ledger.build([paid]))
        assert [(each.invoice, each.iva, each.expected) for each in lines] == [
            (uid(8), Decimal(16), None),
            (uid(9), Decimal(8), None),
        ]

    @pytest.mark.parametrize(
        ("currency", "rate", "equivalence", "expected"),
        [
            ("USD", "18.5", "1", Decimal("18.5")),  # dollars for a debt in dollars
            ("MXN", None, "0.05", Decimal(20)),  # pesos for it
            ("EUR", "22", "1.1", Decimal(20)),  # euros for it
            ("EUR", None, "1.1", None),
            ("EUR", "22", None, None),
            ("EUR", "22", "0", None),
        ],
    )
    def test_its_rate(
        self, currency: str, rate: str | None, equivalence: str | None, expected: Decimal | None
    ) -> None:
        line = paying(pays(9, "116.00", currency="USD", equivalence=equivalence), iva("100", "16"))
        paid = receipt(21, line, currency=currency, rate=rate, amount="1")
        (found,) = iva_lines(Ledger.build([paid]))
        assert found.exchange_rate == expected

    def test_pesos_need_no_rate(self) -> None:
        line = paying(pays(9, "116.00", equivalence="20"), iva("100", "16"))
        (found,) = iva_lines(Ledger.build([receipt(21, line, currency="USD", amount="5.80")]))
        assert (found.currency, found.exchange_rate) == ("MXN", Decimal(1))

    def test_no_rate_to_reach_the_invoice(self) -> None:
        line = paying(pays(1, "116.00", equivalence=None), iva("100", "16"))
        ledger = Ledger.build([taxed(invoice(1, currency="USD", rate="20")), receipt(21, line)])
        assert [each.invoice for each in iva_lines(ledger)] == [uid(1)]

    def test_a_negative_payment_collects_nothing(self) -> None:
        line = paying(pays(1, "-116.00"), iva("-100", "-16"))
        assert iva_lines(Ledger.build([taxed(invoice(1)), receipt(21, line)])) == ()

    def test_a_ledger_without_its_documents_has_no_orphans(self) -> None:
        ledger = Ledger.build([receipt(21, paying(pays(9, "116.00"), iva("100", "16")))])
        assert iva_lines(attrs.evolve(ledger, documents=())) == ()


class TestProportion:
    """What no REP declares is the invoice's IVA in proportion."""

    def test_pue_is_collected_at_issue(self) -> None:
        ledger = Ledger.build([taxed(invoice(1, method="PUE"))])
        assert totals(ledger) == {(JANUARY, IVA_16): Decimal(160)}
        assert pending(ledger, 40) == {}
        assert iva_lines(Ledger.build([taxed(invoice(1, method="PUE"))], pue="open")) == ()

    def test_a_pue_invoice_that_is_cancelled_gives_it_back(self) -> None:
        ledger = Ledger.build([taxed(invoice(1, method="PUE"))], status=cancelled(1, on=40))
        assert totals(ledger) == {
            (JANUARY, IVA_16): Decimal(160),
            (FEBRUARY, IVA_16): Decimal(-160),
        }

    def test_money_seen_until_a_rep_says_so(self) -> None:
        cash = [
            CashReceipt(invoice=uid(1), date=day(5), amount=Decimal("580.00"), reference="SPEI 1")
        ]
        documents: list[LedgerDocument] = [taxed(invoice(1))]
        assert totals(Ledger.build(documents, cash=cash)) == {(JANUARY, IVA_16): Decimal(80)}
        documents.append(receipt(21, paying(pays(1, "580.00"), iva("500", "80")), on=6))
        ledger = Ledger.build(documents, cash=cash)
        assert totals(ledger) == {(JANUARY, IVA_16): Decimal(80)}
        assert [each.iva for each in iva_lines(ledger)] == [80, -80, 80]

    @pytest.mark.parametrize(
        ("kind", "collected", "left"),
        [
            (AdjustmentKind.FACTORING, Decimal(80), Decimal(80)),
            (AdjustmentKind.WRITE_OFF, None, Decimal(80)),
            (AdjustmentKind.ADJUSTMENT, None, Decimal(80)),
        ],
    )
    def test_of_what_is_moved_by_hand_only_factoring_collects(
        self, kind: AdjustmentKind, collected: Decimal | None, left: Decimal
    ) -> None:
        """LIVA 1-C: the transfer of documents to a factor collects their IVA."""
        move = Adjustment(
            invoice=uid(1), date=day(8), amount=Decimal("-580.00"), kind=kind, reference="PD 1"
        )
        ledger = Ledger.build([taxed(invoice(1))], adjustments=[move])
        assert totals(ledger).get((JANUARY, IVA_16)) == collected
        assert pending(ledger, 8) == {IVA_16: left}

    def test_no_cent_is_lost(self) -> None:
        cash = [
            CashReceipt(invoice=uid(1), date=day(n), amount=Decimal("1.00"), reference=f"{n}")
            for n in (2, 3, 4)
        ]
        ledger = Ledger.build([taxed(invoice(1, "3.00"), iva("2.59", "0.41"))], cash=cash)
        lines = iva_lines(ledger)
        assert [str(each.iva) for each in lines] == ["0.14", "0.13", "0.14"]
        assert [str(each.base) for each in lines] == ["0.86", "0.87", "0.86"]

    def test_an_invoice_of_nothing_has_no_shares(self) -> None:
        ledger = Ledger.build([taxed(invoice(1, "0.00", method="PUE"), iva("10", "1.60"))])
        assert (iva_lines(ledger), iva_pending(ledger, day(9))) == ((), ())


class TestCreditNotes:
    def test_on_what_is_owed_it_reduces_what_is_pending(self) -> None:
        ledger = Ledger.build([taxed(invoice(1)), taxed(note(11, "116.00", 1), iva("100", "16"))])
        assert iva_lines(ledger) == ()
        assert pending(ledger, 5) == {IVA_16: Decimal(144)}

    def test_on_what_was_assumed_to_be_paid_it_gives_back(self) -> None:
        ledger = Ledger.build(
            [taxed(invoice(1, method="PUE")), taxed(note(11, "116.00", 1, on=40), iva("100", "16"))]
        )
        assert totals(ledger) == {
            (JANUARY, IVA_16): Decimal(160),
            (FEBRUARY, IVA_16): Decimal(-16),
        }

    @staticmethod
    def returned(*more: LedgerDocument, credit: CreditNote) -> list[tuple[str, Decimal]]:
        """By invoice, the IVA that a note gives back of two invoices paid before."""
        documents = [
            taxed(invoice(1)),
            taxed(invoice(2)),
            receipt(21, paying(pays(1, "1160.00"), iva("1000", "160"))),
            receipt(22, paying(pays(2, "580.00"), iva("500", "80"))),
            *more,
            taxed(credit, iva("1000.00", "160.00")),
        ]
        lines = iva_lines(Ledger.build(documents))
        return [(each.invoice, each.iva) for each in lines if each.document == uid(11)]

    def test_what_was_paid_is_given_back(self) -> None:
        """LIVA 7: it reduces what was collected, in the month of the note."""
        assert self.returned(credit=note(11, "1160.00", 1, on=40)) == [(uid(1), Decimal("-160.00"))]

    def test_part_reduces_what_is_owed_and_the_rest_is_given_back(self) -> None:
        assert self.returned(credit=note(11, "1160.00", 2, on=40)) == [(uid(2), Decimal("-80.00"))]

    def test_no_more_than_was_collected(self) -> None:
        other = taxed(note(12, "1160.00", 1, on=30), iva("1000.00", "160.00"))
        assert self.returned(other, credit=note(11, "1160.00", 1, on=40)) == []
        assert self.returned(other, credit=note(11, "1160.00", 1, 2, on=40)) == [
            (uid(2), Decimal("-80.00"))
        ]

    def test_what_was_not_yet_collected_is_not_given_back(self) -> None:
        assert self.returned(credit=note(11, "1160.00", 1, on=9)) == []

    def test_in_another_currency_or_without_its_invoice_nothing(self) -> None:
        assert self.returned(credit=note(11, "1160.00", 1, on=40, currency="USD")) == []
        assert self.returned(credit=note(11, "1160.00", 9, on=40)) == []

    def test_what_moved_to_a_substitute_was_collected_too(self) -> None:
        documents = [
            taxed(invoice(1)),
            receipt(21, paying(pays(1, "1160.00"), iva("1000", "160"))),
            taxed(invoice(2, on=20, replaces=[1])),
            taxed(note(11, "116.00", 2, on=40), iva("100", "16")),
        ]
        (line,) = (each for each in iva_lines(Ledger.build(documents)) if each.document == uid(11))
        assert (line.invoice, line.iva) == (uid(2), Decimal(-16))

    def test_an_advance_that_is_applied_gives_nothing_back(self) -> None:
        """Procedure A: the IVA of the advance was collected with it, the rest with the rest."""
        documents = [
            attrs.evolve(
                taxed(invoice(1, "116.00", method="PUE"), iva("100", "16")), is_advance=True
            ),
            attrs.evolve(taxed(invoice(2, on=40)), relations=relations("07", [1])),
            taxed(note(11, "116.00", 2, on=40, kind="07"), iva("100", "16")),
            receipt(21, paying(pays(2, "1044.00"), iva("900", "144")), on=60),
        ]
        assert totals(Ledger.build(documents)) == {
            (JANUARY, IVA_16): Decimal(16),
            (MARCH, IVA_16): Decimal(144),
        }


class TestPesos:
    TABLE = Rates(daily={"USD": [(day(5), Decimal("18.00")), (day(8), Decimal("19.00"))]})

    def test_at_the_rate_of_the_payment(self) -> None:
        paid = receipt(
            21,
            paying(pays(1, "580.00", currency="USD"), iva("500", "80.005")),
            currency="USD",
            rate="18.1234",
        )
        (row,) = iva_by_month(Ledger.build([taxed(invoice(1, currency="USD", rate="17")), paid]))
        assert (row.currency, row.iva) == ("USD", Decimal("80.005"))
        # 80.005 x 18.1234 = 1449.962617; 500 x 18.1234 = 9061.70
        assert (row.base_mxn, row.iva_mxn) == (Decimal("9061.70"), Decimal("1449.96"))

    def test_pue_at_the_rate_of_the_invoice(self) -> None:
        ledger = Ledger.build([taxed(invoice(1, currency="USD", rate="17.5", method="PUE"))])
        assert iva_by_month(ledger)[0].iva_mxn == Decimal("2800.00")

    def test_without_a_rate_there_are_no_pesos(self) -> None:
        paid = receipt(
            21, paying(pays(1, "580.00", currency="USD"), iva("500", "80")), currency="USD", on=6
        )
        documents = [
            taxed(invoice(1, currency="USD", rate="17")),
            paid,
            taxed(invoice(2, currency="USD", rate="17.5", method="PUE")),
        ]
        (row,) = iva_by_month(Ledger.build(documents))
        assert (row.iva, row.base_mxn, row.iva_mxn) == (Decimal(240), None, None)
        assert [each.document for each in row.lines if each.exchange_rate is None] == [uid(21)]
        (row,) = iva_by_month(Ledger.build(documents), rates=self.TABLE)
        assert row.iva_mxn == Decimal(80 * 18) + Decimal("2800.00")

    def test_money_seen_gives_way_at_the_rate_at_which_it_was_seen(self) -> None:
        cash = CashReceipt(invoice=uid(1), date=day(5), amount=Decimal("580.00"), reference="1")
        paid = receipt(
            21,
            paying(pays(1, "580.00", currency="USD"), iva("500", "80")),
            currency="USD",
            rate="20",
            on=8,
        )
        ledger = Ledger.build([taxed(invoice(1, currency="USD", rate="17")), paid], cash=[cash])
        lines = iva_lines(ledger, rates=self.TABLE)
        assert [each.iva for each in lines] == [80, -80, 80]
        assert [each.exchange_rate for each in lines] == [18, 18, 20]

    def test_declared_in_another_currency_than_the_invoice(self) -> None:
        line = paying(pays(1, "11600.00"), iva("10000", "1600"))
        ledger = Ledger.build([taxed(invoice(1, currency="USD", rate="20")), receipt(21, line)])
        (found,) = iva_lines(ledger)
        assert (found.currency, found.base, found.iva) == ("USD", Decimal(500), Decimal(80))
        nothing = paying(pays(1, "0.00"), iva("10000", "1600"))
        ledger = Ledger.build([taxed(invoice(1, currency="USD", rate="20")), receipt(21, nothing)])
        assert [each.iva for each in iva_lines(ledger)] == [0]


class TestPending:
    def test_of_nothing_that_is_not_in_force(self) -> None:
        documents = [taxed(invoice(1)), taxed(invoice(2, on=30, replaces=[1]))]
        ledger = Ledger.build(documents)
        assert [each.invoice for each in iva_pending(ledger, day(29))] == [uid(1)]
        assert [each.invoice for each in iva_pending(ledger, day(30))] == [uid(2)]
        ledger = Ledger.build(documents[:1], status=cancelled(1, on=20))
        assert iva_pending(ledger, day(20)) == ()
        assert iva_pending(ledger, day(0)) == ()

    def test_what_was_overpaid_is_negative(self) -> None:
        ledger = Ledger.build([taxed(invoice(1)), receipt(21, pays(1, "1740.00"))])
        assert pending(ledger, 10) == {IVA_16: Decimal(-80)}


# Laws


@st.composite
def paid_invoices(draw: st.DrawFn) -> tuple[list[LedgerDocument], int]:
    """An invoice with IVA of one to three kinds, and REPs that share its taxes out to the cent."""
    kinds = draw(
        st.lists(
            st.sampled_from(["0.160000", "0.080000", "0.000000", None]),
            min_size=1,
            max_size=3,
            unique=True,
        )
    )
    taxes: list[Tax] = []
    for rate in kinds:
        base = Decimal(draw(st.integers(1, 10**6))) / 100
        amount = None if rate is None else (base * Decimal(rate)).quantize(Decimal("0.01"))
        taxes.append(iva(str(base), None if amount is None else str(amount), rate))
    zero = Decimal(0)
    total = sum(((each.base or zero) + (each.amount or zero) for each in taxes), zero)
    weights = draw(st.lists(st.integers(1, 100).map(Decimal), min_size=1, max_size=5))
    parts = allocate(total, weights, 2)
    bases = [allocate(each.base or Decimal(0), weights, 2) for each in taxes]
    amounts = [allocate(each.amount or Decimal(0), weights, 2) for each in taxes]
    documents: list[LedgerDocument] = [taxed(invoice(1, str(total)), *taxes)]
    documents += [
        receipt(
            20 + place,
            paying(
                pays(1, str(part)),
                *(
                    attrs.evolve(tax, base=base[place], amount=amount[place])
                    for tax, base, amount in zip(taxes, bases, amounts, strict=True)
                ),
            ),
            on=10 * (place + 1),
        )
        for place, part in enumerate(parts)
    ]
    return documents, len(parts)


@pytest.mark.property
@given(paid_invoices())
def test_what_reps_collect_of_a_paid_invoice_is_its_iva(
    given: tuple[list[LedgerDocument], int],
) -> None:
    documents, _ = given
    collected: defaultdict[tuple[str | None, Decimal | None], Decimal] = defaultdict(Decimal)
    for row in iva_by_month(Ledger.build(documents)):
        collected[row.rate.factor, row.rate.rate] += row.iva
    assert collected == {(tax.factor, tax.rate): tax.amount or 0 for tax in documents[0].taxes}


@pytest.mark.property
@given(paid_invoices(), st.integers(0, 60))
def test_what_was_collected_and_what_is_pending_are_the_iva_of_the_invoice(
    given: tuple[list[LedgerDocument], int], number: int
) -> None:
    """Exactly, with the shares; with what REPs declare, up to their rounding to the cent."""
    documents, parts = given
    ledger = Ledger.build(documents)
    lines = iva_lines(ledger, until=day(number))
    left = {each.rate: each for each in iva_pending(ledger, day(number))}
    if number == 0:
        assert (lines, left) == ((), {})
        return
    for tax in documents[0].taxes:
        rate = IvaRate(rate=tax.rate, factor=tax.factor)
        still = left[rate].iva if rate in left else Decimal(0)
        of_rate = [each for each in lines if each.rate == rate]
        amount = tax.amount or Decimal(0)
        assert sum((each.expected or Decimal(0) for each in of_rate), still) == amount
        off = abs(sum((each.iva for each in of_rate), still) - amount)
        assert off <= Decimal("0.01") * parts


with_taxes = st.lists(
    st.builds(
        Tax,
        tax=st.sampled_from(["001", "002"]),
        factor=st.sampled_from(["Tasa", "Exento", None]),
        rate=st.sampled_from([Decimal("0.16"), Decimal(0), None]),
        base=st.none() | st.integers(-5, 300).map(Decimal),
        amount=st.none() | st.integers(-5, 300).map(lambda n: Decimal(n) / 1000),
        withheld=st.booleans(),
    ),
    max_size=3,
).map(tuple)


@pytest.mark.property
@given(wild_worlds, st.data(), st.integers(0, LAST_DAY + 1))
def test_whatever_the_documents_the_lines_add_up(
    world: World, data: st.DataObject, number: int
) -> None:
    documents = [data.draw(taxed_at_random(each)) for each in world.documents]
    ledger = Ledger.build(documents, status=world.status)
    rates = data.draw(st.sampled_from([None, Rates.constant({"USD": 20, "JPY": "0.13"})]))
    lines = iva_lines(ledger, until=day(number), rates=rates)
    rows = iva_by_month(ledger, until=day(number), rates=rates)
    assert sorted(map(repr, lines)) == sorted(repr(line) for row in rows for line in row.lines)
    assert iva_lines(ledger.as_of(day(number)), rates=rates) == lines
    for row in rows:
        assert row.iva == exact_sum(line.iva for line in row.lines)
        if row.iva_mxn is not None:
            pesos = sum(
                Fraction(line.iva) * Fraction(line.exchange_rate or 0) for line in row.lines
            )
            assert abs(Fraction(row.iva_mxn) - pesos) <= Fraction(1, 200)
        assert (row.iva_mxn is None) == any(line.exchange_rate is None for line in row.lines)
    for each in iva_pending(ledger, day(number)):
        assert each.balance


@st.composite
def taxed_at_random(draw: st.DrawFn, document: LedgerDocument) -> LedgerDocument:
    if not isinstance(document, PaymentReceipt):
        return attrs.evolve(document, taxes=draw(with_taxes))
    return attrs.evolve(
        document,
        payments=tuple(
            attrs.evolve(
                payment,
                applications=tuple(
                    attrs.evolve(each, taxes=draw(with_taxes)) for each in payment.applications
                ),
            )
            for payment in document.payments
        ),
    )


def exact_sum(values: Iterable[Decimal]) -> Fraction:
    return sum(map(Fraction, values), Fraction(0))


# A generated company, against its XML


SPACES = {"c": "http://www.sat.gob.mx/cfd/4", "p": "http://www.sat.gob.mx/Pagos20"}
TFD = "{http://www.sat.gob.mx/TimbreFiscalDigital}TimbreFiscalDigital"
# Documents that do not collect as they say: repeated, negative, in another currency.
ODD = {"COB201", "COB202", "COB212"}

Sums = dict[tuple[date, str, str, Decimal | None], Decimal]


@pytest.fixture(scope="module")
def branch() -> Branch:
    (only,) = Portfolio(size=600, seed=17, as_of=date(2026, 6, 30)).branches()
    return only


@pytest.fixture(scope="module")
def company(branch: Branch) -> Ledger:
    return Ledger.build(
        [read(write(each.comprobante)) for each in branch.documents],
        status={
            each.uuid: DocumentStatus(state=DocumentState.CANCELLED, cancelled_on=each.cancelled_on)
            for each in branch.statuses
            if each.status == "cancelado"
        },
        cash=[
            CashReceipt(
                invoice=each.uuid,
                date=each.on,
                amount=Decimal(each.cents) / 100,
                reference=each.reference,
            )
            for each in branch.facts
            if not each.kind
        ],
        adjustments=[
            Adjustment(
                invoice=each.uuid,
                date=each.on,
                amount=Decimal(each.cents) / 100,
                kind=AdjustmentKind(each.kind),
                reference=each.reference,
            )
            for each in branch.facts
            if each.kind
        ],
    )


def summed(lines: Iterable[IvaLine]) -> Sums:
    sums: Sums = defaultdict(Decimal)
    for line in lines:
        key = (line.date.replace(day=1), line.currency, line.rate.factor or "", line.rate.rate)
        sums[key] += line.iva
    return {key: amount for key, amount in sums.items() if amount}


def sums_of_xml(branch: Branch, odd: set[str]) -> Sums:
    """Add ImporteDR up over the XML of REPs, without any of the library's reading."""
    ends = {each.uuid: each for each in branch.statuses if each.status == "cancelado"}
    roots = [etree.fromstring(write(each.comprobante)) for each in branch.documents]
    receipts = {
        str(next(root.iter(TFD)).get("UUID")).upper(): root
        for root in roots
        if root.get("TipoDeComprobante") == "P"
    }
    replaced = {
        str(uuid).upper()
        for substitute, root in receipts.items()
        if substitute not in ends
        for uuid in root.xpath(
            "c:CfdiRelacionados[@TipoRelacion='04']/c:CfdiRelacionado/@UUID", namespaces=SPACES
        )
    }
    sums: Sums = defaultdict(Decimal)
    for uuid, root in receipts.items():
        if uuid in odd or uuid in replaced:
            continue
        for pago in root.iterfind(".//p:Pago", SPACES):
            paid_on = date.fromisoformat(pago.get("FechaPago", "")[:10])
            for docto in pago.iterfind("p:DoctoRelacionado", SPACES):
                for tax in docto.iterfind("p:ImpuestosDR/p:TrasladosDR/p:TrasladoDR", SPACES):
                    rate = tax.get("TasaOCuotaDR")
                    kind = (
                        docto.get("MonedaDR", ""),
                        tax.get("TipoFactorDR", ""),
                        None if rate is None else Decimal(rate),
                    )
                    amount = Decimal(tax.get("ImporteDR", "0"))
                    sums[paid_on.replace(day=1), *kind] += amount
                    if uuid in ends:
                        ended_on = max(paid_on, ends[uuid].cancelled_on or paid_on)
                        sums[ended_on.replace(day=1), *kind] -= amount
    return {key: amount for key, amount in sums.items() if amount}


def test_what_reps_of_a_company_collected_is_what_their_xml_says(
    branch: Branch, company: Ledger
) -> None:
    odd = {each.document for each in branch.planted if each.code in ODD}
    receipts = {each.uuid for each in company.documents if isinstance(each, PaymentReceipt)} - odd
    expected = sums_of_xml(branch, odd)
    assert len(expected) > 10
    assert summed(each for each in iva_lines(company) if each.document in receipts) == expected


def test_what_was_collected_without_a_rep_is_in_proportion(branch: Branch, company: Ledger) -> None:
    """By invoice and month: the share of the IVA in its XML of what its true account moved."""
    reasons = {Reason.PAID_AT_ISSUE, Reason.SEEN, Reason.SOLD}
    odd = {each.receivable for each in branch.planted if each.code in ODD}
    printed: dict[str, Fraction] = {}
    for document in branch.documents:
        root = etree.fromstring(write(document.comprobante))
        taxes = root.iterfind("c:Impuestos/c:Traslados/c:Traslado", SPACES)
        amount = sum((Fraction(tax.get("Importe", "0")) for tax in taxes), Fraction(0))
        printed[str(next(root.iter(TFD)).get("UUID")).upper()] = amount
    expected: defaultdict[tuple[str, date], Fraction] = defaultdict(Fraction)
    for account in branch.accounts:
        for movement in account.movements:
            if movement.reason in reasons and account.uuid not in odd:
                share = printed[account.uuid] * -movement.cents / account.movements[0].cents
                expected[account.uuid, movement.on.replace(day=1)] += share
    kinds = {EventKind.ASSUMED_PAYMENT, EventKind.CASH, EventKind.FACTORING}
    found: defaultdict[tuple[str, date], Fraction] = defaultdict(Fraction)
    for line in iva_lines(company):
        if (line.reverses or line.kind) in kinds and line.invoice not in odd:
            found[line.invoice, line.date.replace(day=1)] += Fraction(line.iva)
    assert len(expected) > 10
    for key in found.keys() | expected.keys():
        # Each line is rounded to the cent, and an invoice has at most two rates.
        assert abs(found[key] - expected[key]) <= Fraction(2, 100)
