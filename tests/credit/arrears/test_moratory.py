from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobranza.aging import Applied, AppliedKind, Item
from cobranza.credit.arrears import (
    LEGAL_RATE,
    Arrears,
    InterestIva,
    MoratoryTerms,
    RateChange,
    moratory_interest,
)
from cobranza.errors import CreditError
from cobranza.ledger import Invoice, Ledger, Party, Tax
from tests.credit.arrears.makers import item, taxed
from tests.ledger.makers import BUYER, cancelled, day, invoice, moment, note, pays, receipt, uid

D = Decimal
CENT = D("0.01")


def interest(
    debt: Item, *, on: int, terms: MoratoryTerms | None = None, first: bool = False
) -> Arrears:
    (found,) = moratory_interest(
        [debt],
        as_of=day(on),
        terms=terms or MoratoryTerms(),
        iva_rate=D(0),
        interest_first=first,
    )
    return found


def owed(ledger: Ledger, *, on: int, first: bool = False) -> tuple[Arrears, ...]:
    terms = MoratoryTerms(rate="0.24", days_in_year=360)
    return moratory_interest(ledger.receivables, as_of=day(on), terms=terms, interest_first=first)


class TestGoldens:
    """Código de Comercio, art. 362: 6 % a year from the day after the due date.

    100 000 for 45 days: the arithmetic of the law on both bases.
    """

    @pytest.mark.parametrize(("year", "expected"), [(365, "739.73"), (360, "750.00")])
    def test_the_legal_rate(self, year: int, expected: str) -> None:
        found = interest(item("100000.00"), on=45, terms=MoratoryTerms(days_in_year=year))
        assert found.accrued == D(expected)
        (line,) = found.lines
        assert (line.first, line.last, line.days, line.rate) == (day(1), day(45), 45, D("0.06"))

    def test_nothing_accrues_until_the_day_after(self) -> None:
        assert interest(item("36000.00"), on=0).lines == ()
        terms = MoratoryTerms(rate="0.10", days_in_year=360)
        assert interest(item("36000.00"), on=1, terms=terms).accrued == D("10.00")

    def test_a_line_explains_itself(self) -> None:
        terms = MoratoryTerms(rate="0.245", days_in_year=360)
        (line,) = interest(item("100000.00"), on=45, terms=terms).lines
        assert str(line) == (
            "2026-01-01 a 2026-02-14: 100,000.00 MXN x 24.5 % x 45 / 360 = 3,062.50"
        )


class TestRates:
    TERMS = MoratoryTerms(
        rate="0.24",
        days_in_year=360,
        changes=[RateChange(since=day(31), rate="0.36"), RateChange(since=day(11), rate="0.12")],
    )

    def test_each_day_has_the_rate_in_force(self) -> None:
        found = interest(item("36000.00"), on=40, terms=self.TERMS)
        assert [(line.days, line.rate, line.interest) for line in found.lines] == [
            (10, D("0.24"), D("240.00")),
            (20, D("0.12"), D("240.00")),
            (10, D("0.36"), D("360.00")),
        ]

    def test_a_change_to_the_same_rate_is_none(self) -> None:
        terms = MoratoryTerms(rate="0.24", changes=[RateChange(since=day(5), rate="0.24")])
        assert len(interest(item("36000.00"), on=40, terms=terms).lines) == 1

    def test_changes_before_the_due_date_count(self) -> None:
        terms = MoratoryTerms(changes=[RateChange(since=day(-100), rate="0.10")])
        assert [line.rate for line in interest(item("1.00"), on=9, terms=terms).lines] == [
            D("0.10")
        ]
        assert terms.rate_on(day(-101)) == LEGAL_RATE


class TestPayments:
    TERMS = MoratoryTerms(rate="0.36", days_in_year=360)

    def test_a_payment_lowers_the_balance_from_the_next_day_on(self) -> None:
        found = interest(item("1000.00", (10, "400.00")), on=20, terms=self.TERMS)
        assert [(line.first, line.last, line.balance) for line in found.lines] == [
            (day(1), day(10), D("1000.00")),
            (day(11), day(20), D("600.00")),
        ]
        assert found.accrued == D("16.00")

    def test_interest_is_not_lost_when_the_principal_is_paid(self) -> None:
        debt = item("1000.00", (10, "1000.00"))
        found = interest(debt, on=300, terms=self.TERMS)
        assert (found.balance, found.accrued, found.owed) == (D(0), D("10.00"), D("10.00"))

    def test_what_was_overpaid_costs_nothing(self) -> None:
        assert interest(item("1000.00", (-5, "1200.00")), on=20).lines == ()

    def test_a_debt_without_due_date_has_not_matured(self) -> None:
        found = interest(item("1000.00", due=None), on=300)
        assert (found.lines, found.overdue, found.due) == ((), D(0), None)

    def test_what_was_taken_back_is_owed_again(self) -> None:
        debt = item("1000.00", (10, "1000.00"), (20, "-1000.00"))
        assert [(line.days, line.balance) for line in interest(debt, on=25).lines] == [
            (10, D("1000.00")),
            (5, D("1000.00")),
        ]


class TestGrace:
    TERMS = MoratoryTerms(rate="0.36", days_in_year=360, grace_days=5)

    def test_within_grace_nothing_accrues(self) -> None:
        assert interest(item("1000.00"), on=5, terms=self.TERMS).lines == ()

    def test_after_it_interest_runs_from_the_due_date(self) -> None:
        assert interest(item("1000.00"), on=6, terms=self.TERMS).accrued == D("6.00")

    def test_what_is_paid_within_grace_costs_nothing(self) -> None:
        found = interest(item("1000.00", (5, "900.00")), on=10, terms=self.TERMS)
        assert [(line.days, line.balance) for line in found.lines] == [(10, D("100.00"))]
        assert interest(item("1000.00", (5, "1000.00")), on=10, terms=self.TERMS).lines == ()


class Debt:
    """Any object with the attributes of an item, and no class of ours."""

    def __init__(self, like: Item) -> None:
        self.customer: Party = like.customer
        self.currency = like.currency
        self.issued = like.issued
        self.due = like.due
        self.amount = like.amount
        self.applied: tuple[Applied, ...] = like.applied
        self.balance = like.balance


class TestInterestFirst:
    """Código Civil Federal, art. 2094: not to the principal while interest is owed."""

    TERMS = MoratoryTerms(rate="0.36", days_in_year=360)

    def test_a_payment_settles_interest_before_principal(self) -> None:
        debt = item("1000.00", (10, "400.00"))
        found = interest(debt, on=20, terms=self.TERMS, first=True)
        # 10.00 of interest on day 10; 390.00 to the principal; 610.00 for ten more days.
        assert (found.settled, found.balance) == (D("10.00"), D("610.00"))
        assert (found.accrued, found.interest, found.owed) == (D("16.10"), D("6.10"), D("616.10"))

    def test_a_payment_that_interest_eats_up(self) -> None:
        found = interest(item("1000.00", (10, "4.00")), on=10, terms=self.TERMS, first=True)
        assert (found.balance, found.interest) == (D("1000.00"), D("6.00"))

    def test_what_comes_before_the_due_date_is_principal(self) -> None:
        debt = item("1000.00", (-3, "400.00"))
        assert interest(debt, on=10, terms=self.TERMS, first=True).settled == D(0)

    def test_interest_counts_as_settled_by_what_was_kept(self) -> None:
        debt = item("1000.00", (10, "400.00"), (15, "-395.00"))
        found = interest(debt, on=15, terms=self.TERMS, first=True)
        assert (found.settled, found.balance) == (D("5.00"), D("1000.00"))

    def test_settled_interest_is_so_with_its_iva(self) -> None:
        (found,) = moratory_interest(
            [item("1000.00", (10, "5.80"))],
            as_of=day(10),
            terms=self.TERMS,
            iva_rate=D("0.16"),
            interest_first=True,
        )
        assert (found.accrued, found.accrued_iva, found.settled) == (
            D("10.00"),
            D("1.60"),
            D("5.80"),
        )
        assert (found.interest, found.interest_iva) == (D("5.00"), D("0.80"))

    def test_a_receivable_of_a_ledger(self) -> None:
        ledger = Ledger.build([invoice(1, "1000.00", on=1), receipt(2, pays(1, "400.00"), on=31)])
        (found,) = owed(ledger, on=31, first=True)
        assert (found.settled, found.balance) == (D("20.00"), D("620.00"))

    def test_of_a_cancelled_invoice_nothing_was_settled(self) -> None:
        documents = [invoice(1, "1000.00", on=1), receipt(2, pays(1, "400.00"), on=31)]
        (found,) = owed(Ledger.build(documents, status=cancelled(1, on=60)), on=60, first=True)
        assert (found.settled, found.interest, found.interest_iva) == (D(0), D(0), D(0))

    def test_a_credit_note_is_no_money(self) -> None:
        ledger = Ledger.build([invoice(1, "1000.00", on=1), note(2, "400.00", 1, on=31)])
        (found,) = owed(ledger, on=31, first=True)
        assert (found.settled, found.balance) == (D(0), D("600.00"))

    def test_other_debts_cannot_be_changed(self) -> None:
        (found,) = moratory_interest(
            [Debt(item("1000.00", (9, "100.00")))],
            as_of=day(9),
            terms=MoratoryTerms(),
            iva_rate=D(0),
        )
        assert (found.invoice, found.overdue) == ("", D("900.00"))
        with pytest.raises(CreditError, match="debt is a Debt, expected a Receivable or an Item"):
            moratory_interest(
                [Debt(item("1000.00", (9, "100.00")))],
                as_of=day(9),
                terms=MoratoryTerms(),
                iva_rate=D(0),
                interest_first=True,
            )


class TestLedger:
    def test_a_receivable_with_its_evidence(self) -> None:
        ledger = Ledger.build([taxed(1, ("1000.00", "0.16")), receipt(2, pays(1, "160.00"), on=41)])
        (found,) = owed(ledger, on=61)
        assert (found.invoice, found.number, found.customer) == (uid(1), "A1", BUYER)
        assert [(line.days, line.balance, line.interest) for line in found.lines] == [
            (10, D("1160.00"), D("7.73")),
            (20, D("1000.00"), D("13.34")),  # 7.7333 + 13.3333 = 21.0667
        ]
        assert found.iva == (InterestIva(rate=D("0.16"), interest=D("21.07"), iva=D("3.37")),)

    def test_instalments_are_late_one_by_one(self) -> None:
        ledger = Ledger.build(
            [
                attrs.evolve(taxed(1, ("1000.00", "0.00")), payment_terms_text="30/60 días"),
                receipt(2, pays(1, "600.00"), on=71),
            ]
        )
        (found,) = owed(ledger, on=81)
        assert [(line.due, line.days, line.balance) for line in found.lines] == [
            (day(31), 40, D("500.00")),
            (day(61), 10, D("500.00")),
            (day(61), 10, D("400.00")),
        ]
        assert (found.overdue, found.balance) == (D("400.00"), D("400.00"))

    def test_a_cancelled_invoice_has_cost_nothing(self) -> None:
        built = Ledger.build([invoice(1, "1000.00")], status=cancelled(1, on=60))
        before, after = owed(built, on=59), owed(built, on=60)
        assert before[0].accrued > 0
        assert (after[0].lines, after[0].owed) == ((), D(0))

    def test_a_write_off_is_not_a_payment(self) -> None:
        debt = Item(
            customer=BUYER,
            currency="MXN",
            issued=day(-9),
            due=day(0),
            amount=D(100),
            applied=[Applied(date=day(10), amount=D(100), kind=AppliedKind.WRITE_OFF)],
        )
        found = interest(debt, on=20, terms=MoratoryTerms(rate="0.36"), first=True)
        assert (found.settled, found.lines[0].days) == (D(0), 10)

    def test_datetimes_are_days(self) -> None:
        debt = attrs.evolve(item("100.00"), issued=moment(-9))
        assert len(interest(debt, on=9).lines) == 1


class TestIva:
    """LIVA, art. 12: interest is part of the value of the sale, and bears its rate."""

    def of(self, *bases: tuple[str, str | None]) -> tuple[InterestIva, ...]:
        (found,) = owed(Ledger.build([taxed(1, *bases)]), on=61)
        return found.iva

    def test_on_a_sale_at_zero_it_is_zero(self) -> None:
        (part,) = self.of(("36000.00", "0.00"))
        assert (part.rate, part.interest, part.iva) == (D("0.00"), D("720.00"), D("0.00"))

    def test_of_several_rates_each_has_its_share(self) -> None:
        # 30 days of 24 % over 360 on 4000 + 160 + 80: 84.80
        found = self.of(("1000.00", "0.16"), ("1000.00", "0.08"), ("2000.00", "0.00"))
        assert [(part.rate, part.interest, part.iva) for part in found] == [
            (D("0.16"), D("21.20"), D("3.39")),
            (D("0.08"), D("21.20"), D("1.70")),
            (D("0.00"), D("42.40"), D("0.00")),
        ]

    def test_an_exempt_sale_has_none(self) -> None:
        (part,) = self.of(("900.00", None))
        assert (part.rate, part.interest, part.iva) == (None, D("18.00"), D("0.00"))

    def test_a_sale_without_taxes_has_none(self) -> None:
        (found,) = owed(Ledger.build([invoice(1, "900.00", terms="30 días")]), on=61)
        assert [(part.rate, part.iva) for part in found.iva] == [(None, D("0.00"))]

    @staticmethod
    def mixed(*taxes: Tax) -> Invoice:
        return attrs.evolve(invoice(1, "1000.00", terms="30 días"), taxes=taxes)

    def test_what_is_withheld_does_not_matter(self) -> None:
        taxes = [
            Tax(tax="002", factor="Tasa", rate=D("0.16"), base=D(1000), amount=D(160)),
            Tax(tax="002", amount=D("106.67"), withheld=True),
            Tax(tax="001", amount=D("100.00"), withheld=True),
        ]
        (found,) = owed(Ledger.build([self.mixed(*taxes)]), on=61)
        assert [part.rate for part in found.iva] == [D("0.16")]

    def test_a_base_that_is_not_printed_follows_from_the_amount(self) -> None:
        taxes = [
            Tax(tax="002", factor="Tasa", rate=D("0.16"), amount=D("80.00")),
            Tax(tax="002", factor="Tasa", rate=D(0), base=D(500), amount=D(0)),
        ]
        (found,) = owed(Ledger.build([self.mixed(*taxes)]), on=61)
        assert {part.interest for part in found.iva} == {found.accrued / 2}

    def test_a_base_of_nothing_takes_nothing(self) -> None:
        taxes = [
            Tax(tax="002", factor="Tasa", rate=D("0.16"), base=D(0), amount=D(0)),
            Tax(tax="002", factor="Tasa", rate=D(0), base=D(0), amount=D(0)),
        ]
        (found,) = owed(Ledger.build([self.mixed(*taxes)]), on=61)
        assert [part.rate for part in found.iva] == [None]

    def test_a_base_that_nothing_tells(self) -> None:
        taxes = [
            Tax(tax="002", factor="Tasa", rate=D("0.16"), base=D(500), amount=D(80)),
            Tax(tax="002", factor="Exento"),
        ]
        with pytest.raises(
            CreditError, match="IVA exento of a debt has no base, expected iva_rate"
        ):
            owed(Ledger.build([self.mixed(*taxes)]), on=61)


class TestBadInput:
    def test_a_debt_that_does_not_tell_its_taxes(self) -> None:
        with pytest.raises(CreditError, match="URE180429TM6 does not tell its taxes"):
            moratory_interest([item("1.00")], as_of=day(9), terms=MoratoryTerms())

    def test_a_negative_rate_of_iva(self) -> None:
        with pytest.raises(CreditError, match=r"iva_rate is -0\.16, expected a fraction"):
            moratory_interest(
                [item("1.00")], as_of=day(9), terms=MoratoryTerms(), iva_rate=D("-0.16")
            )

    @pytest.mark.parametrize("rate", ["-0.01", D(-1), -1])
    def test_a_negative_rate(self, rate: str | Decimal | int) -> None:
        with pytest.raises(CreditError, match=r"rate is -.*, expected a fraction of zero or more"):
            MoratoryTerms(rate=rate)
        with pytest.raises(CreditError, match="expected a fraction of zero or more"):
            RateChange(since=day(1), rate=rate)

    def test_a_float(self) -> None:
        with pytest.raises(TypeError, match="rate is a float"):
            MoratoryTerms(rate=0.06)  # type: ignore[arg-type]

    def test_a_year_of_366_days(self) -> None:
        with pytest.raises(CreditError, match="days_in_year is 366, expected 360 or 365"):
            MoratoryTerms(days_in_year=366)

    def test_negative_grace(self) -> None:
        with pytest.raises(CreditError, match="grace_days is -1, expected 0 or more"):
            MoratoryTerms(grace_days=-1)

    def test_two_rates_on_one_day(self) -> None:
        change = RateChange(since=day(1), rate="0.1")
        with pytest.raises(
            CreditError, match=r"'2026-01-01', '2026-01-01'.*expected one for a day"
        ):
            MoratoryTerms(changes=[change, change])


amounts = st.integers(1, 10**9).map(lambda cents: D(cents) * CENT)
payments = st.lists(st.tuples(st.integers(-20, 120), amounts), max_size=5)
rates = st.integers(0, 999).map(lambda thousandths: D(thousandths) / 1000)


def by_day(debt: Item, last: int, rate: Decimal, year: int) -> Decimal:
    """Interest day by day, without runs: what was owed yesterday costs today."""
    exact = sum(
        (
            Fraction(max(debt.balance(day(each - 1)), D(0))) * Fraction(rate) / year
            for each in range(1, last + 1)
        ),
        Fraction(0),
    )
    whole, part = divmod(exact * 100, 1)
    return (D(int(whole)) + (1 if part >= Fraction(1, 2) else 0)) * CENT


@pytest.mark.property
class TestLaws:
    @given(amounts, payments, rates, st.sampled_from([360, 365]), st.integers(0, 150))
    def test_it_is_what_each_day_costs(
        self,
        amount: Decimal,
        paid: list[tuple[int, Decimal]],
        rate: Decimal,
        year: int,
        last: int,
    ) -> None:
        debt = item(str(amount), *((on, str(each)) for on, each in paid))
        found = interest(debt, on=last, terms=MoratoryTerms(rate=rate, days_in_year=year))
        assert found.accrued == by_day(debt, last, rate, year)

    @given(amounts, rates, st.lists(st.integers(-10, 160), max_size=4), st.integers(1, 150))
    def test_splitting_a_period_changes_nothing(
        self, amount: Decimal, rate: Decimal, cuts: list[int], last: int
    ) -> None:
        plain = interest(item(str(amount)), on=last, terms=MoratoryTerms(rate=rate))
        cut = MoratoryTerms(
            rate=rate, changes=[RateChange(since=day(each), rate=rate) for each in {*cuts}]
        )
        assert interest(item(str(amount)), on=last, terms=cut).accrued == plain.accrued

    @given(amounts, payments, rates, st.integers(0, 150), st.booleans())
    def test_nothing_is_lost(
        self,
        amount: Decimal,
        paid: list[tuple[int, Decimal]],
        rate: Decimal,
        last: int,
        first: bool,  # noqa: FBT001 - drawn
    ) -> None:
        debt = item(str(amount), *((on, str(each)) for on, each in paid))
        terms = MoratoryTerms(rate=rate)
        (found,) = moratory_interest(
            [debt], as_of=day(last), terms=terms, iva_rate=D("0.16"), interest_first=first
        )
        came = sum((each for on, each in paid if on <= last), D(0))
        assert found.owed + came == amount + found.accrued + found.accrued_iva
        tomorrow = interest(debt, on=last + 1, terms=terms).accrued
        assert tomorrow >= interest(debt, on=last, terms=terms).accrued

    @given(amounts, rates, st.integers(0, 30), st.integers(0, 60))
    def test_grace_decides_whether_and_not_how_much(
        self, amount: Decimal, rate: Decimal, grace: int, last: int
    ) -> None:
        plain = interest(item(str(amount)), on=last, terms=MoratoryTerms(rate=rate))
        terms = MoratoryTerms(rate=rate, grace_days=grace)
        found = interest(item(str(amount)), on=last, terms=terms)
        assert found.accrued == (plain.accrued if last > grace else D(0))


def test_half_cents_go_up() -> None:
    terms = MoratoryTerms(rate="0.365", days_in_year=365)
    exact = D("5.00") * D("0.365") / 365
    assert exact == D("0.005")
    found = interest(item("5.00"), on=1, terms=terms)
    assert found.accrued == exact.quantize(CENT, ROUND_HALF_UP) == D("0.01")


def test_a_currency_without_decimals() -> None:
    found = interest(item("100000", currency="JPY"), on=45)
    assert found.accrued == D(740)
    assert found.lines[0].last - found.lines[0].first == timedelta(days=44)
