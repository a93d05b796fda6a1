from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

import attrs
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cobranza.aging import Item
from cobranza.credit.arrears import (
    Allocation,
    Arrears,
    Forgiveness,
    MoratoryTerms,
    PlanComponent,
    Restructuring,
    documents_of,
    forgive,
    given_up,
    moratory_interest,
    receipt_deadline,
    restructure,
    track,
)
from cobranza.credit.plans import (
    AMERICAN,
    BULLET,
    FRENCH,
    GERMAN,
    Charge,
    Floating,
    IvaShare,
    Method,
    Prepayment,
    Schedule,
    amortize,
    given_principals,
)
from cobranza.errors import CreditError
from cobranza.ledger import Ledger, Party
from tests.credit.arrears.makers import TODAY, arrears_of, item, monthly, taxed
from tests.ledger.makers import BUYER, day, pays, receipt, uid

D = Decimal
ZERO = D(0)
TERMS = MoratoryTerms(rate="0.24", days_in_year=360)
ALLOCATIONS: tuple[Allocation, ...] = ("oldest", "proportional")


def total(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, ZERO)


def three() -> tuple[Arrears, ...]:
    """A1 for 116 000 at 16 %, of which 16 000 were paid; A2 for 58 000 at 16 %; A3 at 0 %."""
    ledger = Ledger.build(
        [
            taxed(1, ("100000.00", "0.16"), on=10),
            taxed(2, ("50000.00", "0.16"), on=41),
            taxed(3, ("40000.00", "0.00"), on=69),
            receipt(4, pays(1, "16000.00"), on=91),
        ]
    )
    return moratory_interest(ledger.receivables, as_of=TODAY, terms=TERMS)


class TestOneInvoice:
    """100 000 due on 1 April 2026 at the legal rate until 16 May; six payments at 1.5 % a month.

    739.73 of interest (Código de Comercio, art. 362, over 365 days) and 118.36 of IVA on it. The
    level payment of 100 000 at 1.5 % for six months is 17 552.52 by the formula of annuities.
    """

    ARREARS = moratory_interest(
        [
            Item(
                customer=BUYER,
                currency="MXN",
                issued=date(2026, 3, 2),
                due=date(2026, 4, 1),
                amount=D("100000.00"),
            )
        ],
        as_of=date(2026, 5, 16),
        terms=MoratoryTerms(),
        iva_rate=D("0.16"),
    )
    PLAN = staticmethod(monthly(start=date(2026, 5, 16)))

    def test_nothing_forgiven(self) -> None:
        agreed = restructure(self.ARREARS, plan=self.PLAN)
        assert (agreed.owed, agreed.forgiven) == (D("100858.09"), ZERO)
        first = agreed.instalments[0]
        # 858.09 / 6 = 143.015, of which 16/116 is IVA
        assert (first.principal, first.interest, first.iva) == (
            *(D("16052.52"), D("1500.00"), D("240.00")),
        )
        assert (first.moratory, first.moratory_iva) == (D("123.29"), D("19.73"))
        assert first.payment == D("17935.54")
        assert (first.opening, first.closing) == (D("100858.09"), D("84662.55"))
        assert agreed.instalments[-1].closing == ZERO

    def test_half_of_the_interest_forgiven(self) -> None:
        given = forgive(self.ARREARS, interest_share="0.5")
        agreed = restructure(self.ARREARS, plan=self.PLAN, forgiveness=given)
        (part,) = agreed.invoices
        assert (part.forgiven_interest, part.forgiven_iva) == (D("369.87"), D("59.18"))
        assert (part.kept_interest, part.kept_iva) == (D("369.86"), D("59.18"))
        assert (part.owed, part.forgiven) == (D("100858.09"), D("429.05"))

    def test_capitalized_interest_bears_interest(self) -> None:
        agreed = restructure(self.ARREARS, plan=self.PLAN, capitalize=True)
        assert agreed.schedule.terms.principal == D("100858.09")
        first = agreed.instalments[0]
        # 1.5 % of 100 858.09; the old interest, with its IVA, is paid before the invoice
        assert (first.interest, first.moratory, first.moratory_iva) == (
            *(D("1512.87"), D("739.73"), D("118.36")),
        )
        keys = [each.key for each in agreed.warnings]
        assert "no_interest_on_interest" in keys

    def test_given_up_is_what_the_formula_of_annuities_says(self) -> None:
        """Six payments of 17 552.52 from 16 June on, at 12 % a year, discounted by days / 365."""
        given = Forgiveness(interest="739.73")
        agreed = restructure(self.ARREARS, plan=self.PLAN, forgiveness=given)
        found = given_up(agreed, discount_rate="0.12")
        lines = {each.component: each for each in found.lines}
        worth = 0.0
        for month, payment in enumerate([17552.52] * 5 + [17552.51], start=6):
            days = (date(2026, month, 16) - date(2026, 5, 16)).days
            worth += payment / 1.12 ** (days / 365)
        plan = lines[PlanComponent.PRINCIPAL].present_value
        plan += lines[PlanComponent.INTEREST].present_value
        assert abs(float(plan) - worth) < 0.02
        assert lines[PlanComponent.MORATORY].given_up == D("739.73")
        assert lines[PlanComponent.MORATORY].forgiven == D("739.73")
        assert lines[PlanComponent.IVA].owed == D("118.36")
        assert found.before_tax == D("100739.73") - plan
        assert found.total == found.owed - found.present_value
        assert found.discount_rate == D("0.12")

    def test_without_discount_only_what_is_forgiven_is_given_up(self) -> None:
        agreed = restructure(
            self.ARREARS,
            plan=monthly(rate="0", start=date(2026, 5, 16)),
            forgiveness=Forgiveness(principal="5000.00"),
        )
        found = given_up(agreed, discount_rate=0)
        assert (found.total, found.before_tax) == (D("5000.00"), D("5000.00"))


class TestAllocation:
    def test_the_oldest_invoice_is_paid_first(self) -> None:
        agreed = restructure(three(), plan=monthly())
        assert [each.number for each in agreed.invoices] == ["A1", "A2", "A3"]
        paid = [
            [each.number for each in row.applied if each.principal] for row in agreed.instalments
        ]
        assert paid == [["A1"], ["A1"], ["A1"], ["A1", "A2"], ["A2", "A3"], ["A3"]]

    def test_or_all_in_proportion(self) -> None:
        agreed = restructure(three(), plan=monthly(), allocation="proportional")
        for row in agreed.instalments:
            assert [each.number for each in row.applied] == ["A1", "A2", "A3"]
            for part, paid in zip(agreed.invoices, row.applied, strict=True):
                share = part.principal / D("198000.00") * row.principal
                assert abs(paid.principal - share) < 1

    def test_interest_of_a_sale_at_zero_bears_no_iva(self) -> None:
        agreed = restructure(three()[2:], plan=monthly())
        assert {row.iva for row in agreed.instalments} == {D("0.00")}
        assert {row.moratory_iva for row in agreed.instalments} == {D("0.00")}
        assert agreed.schedule.terms.iva == (IvaShare(rate=ZERO, weight="40000.00"),)

    def test_the_interest_of_the_plan_bears_the_iva_of_each_sale(self) -> None:
        agreed = restructure(three(), plan=monthly())
        weights = {each.rate: each.weight for each in agreed.schedule.terms.iva}
        assert weights == {D("0.16"): D("158000.00"), D("0.00"): D("40000.00")}
        first = agreed.instalments[0]
        # 1.5 % of 198 000 is 2 970, of which 158 / 198 bear 16 %
        assert (first.interest, first.iva) == (D("2970.00"), D("379.20"))

    def test_of_a_sale_at_two_rates_each_has_its_base(self) -> None:
        ledger = Ledger.build([taxed(1, ("1000.00", "0.16"), ("3000.00", "0.00"))])
        arrears = moratory_interest(ledger.receivables, as_of=TODAY, terms=TERMS)
        agreed = restructure(arrears, plan=monthly())
        weights = {each.rate: each.weight for each in agreed.schedule.terms.iva}
        assert weights == {D("0.16"): D("1040.00"), D("0.00"): D("3120.00")}

    def test_interest_of_an_invoice_that_was_paid_late_is_not_lost(self) -> None:
        debts = arrears_of([item("1000.00", (40, "1000.00")), item("5000.00")])
        agreed = restructure(debts, plan=monthly())
        parts = sorted(agreed.invoices, key=lambda each: each.principal)
        assert (parts[0].principal, parts[0].interest) == (ZERO, D("26.67"))
        assert (
            total(row.moratory for row in agreed.instalments)
            == debts[0].interest + debts[1].interest
        )

    def test_nothing_but_interest(self) -> None:
        debts = arrears_of([item("100000.00", (90, "100000.00"))])
        with pytest.raises(CreditError, match=r"principal is 0\.00, expected more than 0"):
            restructure(debts, plan=monthly())
        agreed = restructure(debts, plan=monthly(), capitalize=True)
        assert total(row.moratory for row in agreed.instalments) == D("6000.00")
        assert {row.principal for row in agreed.instalments} == {ZERO}
        assert [each.kind for each in documents_of(agreed)] == ["I"] * 6

    def test_of_a_sale_without_iva_and_nothing_kept_of_it(self) -> None:
        shares: list[tuple[IvaShare, ...]] = []

        def plan(principal: Decimal, *, iva: tuple[IvaShare, ...], currency: str) -> Schedule:
            shares.append(iva)
            return monthly()(principal, iva=iva, currency=currency)

        debts = arrears_of([item("1000.00", (40, "1000.00"))])
        with pytest.raises(CreditError, match="principal is 0"):
            restructure(debts, plan=plan)
        assert shares == [(IvaShare(rate=ZERO, weight=1),)]


class TestPlans:
    def test_charges_come_on_top(self) -> None:
        fees = [
            Charge(name="Administración", amount="100.00", iva="0.16"),
            Charge(name="Seguro", amount="50.00", insurance=True),
            Charge(name="Apertura", amount="200.00", iva="0.16", at_opening=True),
        ]
        plan = partial(amortize, rate="0.18", start=TODAY, periods=6, charges=fees)
        agreed = restructure(three(), plan=plan)
        first = agreed.instalments[0]
        assert (first.charges, first.charges_iva) == (D("150.00"), D("16.00"))
        assert agreed.opening_charges == D("232.00")
        bare = restructure(three(), plan=monthly())
        assert agreed.payable == bare.payable + 6 * D("166.00")
        lines = {each.component: each for each in given_up(agreed, discount_rate=0).lines}
        assert lines[PlanComponent.CHARGES].given_up == D("-1100.00")
        assert lines[PlanComponent.IVA].promised == total(
            [
                D("32.00"),
                *(row.iva + row.moratory_iva + row.charges_iva for row in agreed.instalments),
            ]
        )

    def test_grace_that_capitalizes_puts_interest_off(self) -> None:
        plan = partial(amortize, rate="0.18", start=TODAY, periods=6, capitalized=2)
        agreed = restructure(three(), plan=plan)
        first, second, third = agreed.instalments[:3]
        assert (first.interest, first.iva, first.principal) == (ZERO, ZERO, ZERO)
        assert first.payment == first.moratory + first.moratory_iva
        assert second.closing > third.opening - D("0.01")
        interest = total(row.interest for row in agreed.schedule.rows)
        assert total(row.interest for row in agreed.instalments) == interest
        iva = total(row.iva for row in agreed.schedule.rows)
        assert total(row.iva for row in agreed.instalments) == iva
        assert agreed.instalments[-1].closing == ZERO

    def test_the_instalments_can_be_followed(self) -> None:
        agreed = restructure(three(), plan=monthly())
        dues = agreed.dues
        assert [each.amount for each in dues] == [row.payment for row in agreed.instalments]
        status = track(dues, [], as_of=TODAY + timedelta(days=31))
        assert status.overdue == dues[0].amount


class TestDocuments:
    """REP by the fifth natural day of the next month (RMF 2.7.1.32), egreso related 01."""

    AGREED = restructure(
        three(), plan=monthly(), forgiveness=Forgiveness(principal="19800.00", interest="100.00")
    )

    @pytest.mark.parametrize(
        ("paid", "last"),
        [
            (date(2026, 7, 1), date(2026, 8, 5)),
            (date(2026, 7, 31), date(2026, 8, 5)),
            (date(2026, 12, 31), date(2027, 1, 5)),
        ],
    )
    def test_the_last_day_of_a_receipt(self, paid: date, last: date) -> None:
        assert receipt_deadline(paid) == last

    def test_a_credit_note_for_each_invoice(self) -> None:
        notes = [each for each in documents_of(self.AGREED) if each.kind == "E"]
        assert [(each.amount, each.iva, each.relation, each.invoices) for each in notes] == [
            (D("10000.00"), D("1379.31"), "01", ((uid(1), D("10000.00")),)),
            (D("5800.00"), D("800.00"), "01", ((uid(2), D("5800.00")),)),
            (D("4000.00"), D("0.00"), "01", ((uid(3), D("4000.00")),)),
        ]
        assert {each.on for each in notes} == {TODAY}

    def test_a_receipt_for_each_instalment(self) -> None:
        receipts = [each for each in documents_of(self.AGREED) if each.kind == "P"]
        assert [each.instalment for each in receipts] == [1, 2, 3, 4, 5, 6]
        assert receipts[0].deadline == date(2026, 8, 5)
        assert total(each.amount for each in receipts) == D("178200.00")
        # 90 000 of A1 and 52 200 of A2 hold 16/116 of IVA; cents by rounding each receipt
        iva = total(each.iva for each in receipts)
        assert abs(iva - D("142200.00") * 16 / 116) < D("0.05")
        assert {each.form for each in receipts} == {None}

    def test_an_invoice_for_the_interest_of_each(self) -> None:
        found = [each for each in documents_of(self.AGREED) if each.kind == "I"]
        for row, each in zip(self.AGREED.instalments, found, strict=True):
            assert each.amount + (row.principal - row.payment) == ZERO
            assert each.iva == row.moratory_iva + row.iva
            assert each.rule.key == "interest_invoice"

    def test_without_interest_there_is_none(self) -> None:
        given = forgive(three(), interest_share=1)
        agreed = restructure(three(), plan=monthly(rate="0"), forgiveness=given)
        assert {each.kind for each in documents_of(agreed)} == {"P"}

    def test_a_novation_is_paid_at_once(self) -> None:
        """LIVA, art. 1-B: all IVA is caused; c_FormaPago 23 is novación."""
        agreed = restructure(three(), plan=monthly(), novation=True)
        found = documents_of(agreed)
        (paid,) = [each for each in found if each.kind == "P"]
        assert (paid.on, paid.form, paid.amount) == (TODAY, "23", D("198000.00"))
        assert paid.iva == D("13793.10") + D("8000.00")
        assert paid.deadline == date(2026, 7, 5)
        assert "novation_iva" in [each.key for each in agreed.warnings]
        assert "novation_iva" not in [each.key for each in self.AGREED.warnings]

    def test_a_novation_of_nothing_but_interest(self) -> None:
        debts = arrears_of([item("100000.00", (90, "100000.00"))])
        agreed = restructure(debts, plan=monthly(), capitalize=True, novation=True)
        assert {each.kind for each in documents_of(agreed)} == {"I"}


class TestForgiveness:
    def test_shares(self) -> None:
        found = forgive(three(), principal_share="0.1", interest_share="0.5")
        assert (found.principal, found.interest) == (D("19800.00"), D("8192.00"))

    def test_of_nothing(self) -> None:
        assert forgive([], principal_share=1) == Forgiveness()

    @pytest.mark.parametrize("share", ["-0.1", "1.1"])
    def test_a_share_is_a_fraction(self, share: str) -> None:
        with pytest.raises(CreditError, match=r"principal_share is .*, expected a fraction from 0"):
            forgive(three(), principal_share=share)
        with pytest.raises(CreditError, match=r"interest_share is .*, expected a fraction from 0"):
            forgive(three(), interest_share=share)

    def test_of_one_currency(self) -> None:
        debts = arrears_of([item("1.00"), item("1.00", currency="USD")])
        with pytest.raises(CreditError, match="currencies are MXN, USD, expected one"):
            forgive(debts)

    def test_negative(self) -> None:
        with pytest.raises(CreditError, match="forgiven is -1, expected zero or more"):
            Forgiveness(principal=-1)

    @pytest.mark.parametrize("name", ["principal", "interest"])
    def test_more_than_is_owed(self, name: str) -> None:
        given = Forgiveness(**{name: D("1000000.00")})
        with pytest.raises(CreditError, match=f"{name} forgiven is 1000000.00, expected at most"):
            restructure(three(), plan=monthly(), forgiveness=given)


class TestBadInput:
    def test_nothing_is_owed(self) -> None:
        debts = arrears_of([item("100.00", (-1, "100.00"))])
        with pytest.raises(CreditError, match="arrears owe nothing"):
            restructure(debts, plan=monthly())

    def test_several_customers(self) -> None:
        other = attrs.evolve(item("1.00"), customer=Party(rfc="XIA190128J61"))
        with pytest.raises(CreditError, match="arrears are of 2 customers, expected one"):
            restructure(arrears_of([item("1.00"), other]), plan=monthly())

    def test_several_currencies(self) -> None:
        debts = arrears_of([item("1.00"), item("1.00", currency="USD")])
        with pytest.raises(CreditError, match="arrears are of 2 currencies, expected one"):
            restructure(debts, plan=monthly())

    def test_several_days(self) -> None:
        debts = [*arrears_of([item("1.00")]), *arrears_of([item("1.00")], as_of=day(9))]
        with pytest.raises(CreditError, match="arrears are of 2 days, expected one"):
            restructure(debts, plan=monthly())

    def test_an_invoice_that_was_overpaid(self) -> None:
        debts = arrears_of([item("100.00", (-1, "150.00")), item("100.00")])
        with pytest.raises(CreditError, match=r"balance of .* is -50\.00, expected zero or more"):
            restructure(debts, plan=monthly())

    def test_an_allocation_that_is_none(self) -> None:
        with pytest.raises(
            CreditError, match="allocation is 'newest', expected one of oldest, prop"
        ):
            restructure(three(), plan=monthly(), allocation="newest")  # type: ignore[arg-type]

    def test_a_plan_of_another_amount(self) -> None:
        def plan(principal: Decimal, *, iva: tuple[IvaShare, ...], currency: str) -> Schedule:
            return monthly()(principal + 1, iva=iva, currency=currency)

        with pytest.raises(
            CreditError, match=r"plan is of 198001\.00 MXN, expected 198000\.00 MXN"
        ):
            restructure(three(), plan=plan)

    def test_a_plan_that_begins_too_early(self) -> None:
        with pytest.raises(
            CreditError, match="plan starts on 2026-06-29, expected 2026-06-30 or la"
        ):
            restructure(three(), plan=monthly(start=TODAY - timedelta(days=1)))

    def test_a_plan_with_prepayments(self) -> None:
        extra = Prepayment(date=date(2026, 8, 1), amount="100.00")
        plan = partial(amortize, rate="0.18", start=TODAY, periods=6, prepayments=[extra])
        with pytest.raises(CreditError, match="plan has 1 prepayments, expected none"):
            restructure(three(), plan=plan)

    def test_a_discount_of_everything(self) -> None:
        with pytest.raises(CreditError, match="rate is -1, expected more than -1"):
            given_up(restructure(three(), plan=monthly()), discount_rate=-1)


cents = st.integers(1, 10**8).map(lambda each: D(each) / 100)
debts = st.lists(st.tuples(cents, st.integers(0, 150), st.integers(0, 100)), min_size=1, max_size=4)
shares = st.integers(0, 100).map(lambda each: D(each) / 100)
methods: st.SearchStrategy[Method] = st.sampled_from([FRENCH, GERMAN, AMERICAN, BULLET])
sales: Sequence[str] = ("0.16", "0.08", "0.00")


@st.composite
def agreements(draw: st.DrawFn) -> tuple[tuple[Arrears, ...], Restructuring]:
    arrears = tuple(
        each
        for amount, due, paid in draw(debts)
        for each in arrears_of(
            [item(str(amount), (due + 1, str((amount * paid / 100).quantize(D("0.01")))), due=due)],
            iva=draw(st.sampled_from(sales)),
        )
    )
    assume(any(each.owed for each in arrears))
    given = forgive(arrears, principal_share=draw(shares) * D("0.5"), interest_share=draw(shares))
    capitalize = draw(st.booleans())
    interest = total(each.interest for each in arrears)
    kept = total(each.balance for each in arrears) - given.principal
    if not kept + (interest - given.interest if capitalize else ZERO):
        capitalize, given = True, Forgiveness()
    method = draw(methods)
    plan = partial(
        amortize,
        rate=draw(shares),
        start=TODAY,
        periods=draw(st.integers(3, 8)),
        method=method,
        capitalized=0 if method is BULLET else draw(st.integers(0, 2)),
    )
    return arrears, restructure(
        arrears,
        plan=plan,
        forgiveness=given,
        capitalize=capitalize,
        allocation=draw(st.sampled_from(ALLOCATIONS)),
    )


@pytest.mark.property
class TestLaws:
    @given(agreements())
    def test_nothing_is_lost(self, made: tuple[tuple[Arrears, ...], Restructuring]) -> None:
        arrears, agreed = made
        assert agreed.owed == total(each.owed for each in arrears)
        applied = total(paid.amount for row in agreed.instalments for paid in row.applied)
        assert agreed.owed - agreed.forgiven == applied == agreed.restructured
        for amounts, kept in (
            ("principal", "kept_principal"),
            ("moratory", "kept_interest"),
            ("moratory_iva", "kept_iva"),
        ):
            paid = total(getattr(row, amounts) for row in agreed.instalments)
            assert paid == total(getattr(part, kept) for part in agreed.invoices)

    @given(agreements())
    def test_what_is_paid_is_what_the_schedule_says(
        self, made: tuple[tuple[Arrears, ...], Restructuring]
    ) -> None:
        _, agreed = made
        late = total(part.kept_moratory for part in agreed.invoices)
        on_top = ZERO if agreed.is_capitalized else late
        assert agreed.payable == agreed.schedule.totals.payment + on_top
        if agreed.is_capitalized:
            for row, planned in zip(agreed.instalments, agreed.schedule.rows, strict=True):
                assert (row.payment, row.closing) == (planned.payment, planned.closing)
        assert agreed.instalments[-1].closing == ZERO
        for row in agreed.instalments:
            parts = (row.principal, row.moratory, row.moratory_iva, row.interest, row.iva)
            assert min(parts) >= 0

    @given(agreements(), shares)
    def test_what_is_given_up_grows_with_the_rate(
        self, made: tuple[tuple[Arrears, ...], Restructuring], rate: Decimal
    ) -> None:
        _, agreed = made
        found = given_up(agreed, discount_rate=rate)
        nominal = given_up(agreed, discount_rate=0)
        assert nominal.present_value == agreed.payable
        assert found.total >= nominal.total
        for line in nominal.lines:
            if line.component in (PlanComponent.PRINCIPAL, PlanComponent.MORATORY):
                assert line.given_up == line.forgiven

    @given(agreements())
    def test_the_documents_say_what_is_paid(
        self, made: tuple[tuple[Arrears, ...], Restructuring]
    ) -> None:
        _, agreed = made
        found = documents_of(agreed)
        paid = total(each.amount for each in found if each.kind in "IP")
        assert paid == agreed.payable
        credited = total(each.amount for each in found if each.kind == "E")
        assert credited == total(part.forgiven_principal for part in agreed.invoices)
        assert all(ZERO <= each.iva <= each.amount for each in found)


def test_a_rate_that_floats() -> None:
    reference = Floating(reference=[(TODAY, "0.09")], spread="0.05", max_age=365)
    plan = partial(amortize, rate=reference, start=TODAY, periods=6)
    agreed = restructure(three(), plan=plan)
    assert agreed.instalments[0].interest == D("2310.00")  # 14 % / 12 of 198 000


def test_principals_that_were_agreed_one_by_one() -> None:
    plan = partial(
        amortize,
        rate="0",
        start=TODAY,
        periods=2,
        method=given_principals(["100000.00", "98000.00"]),
    )
    agreed = restructure(three(), plan=plan)
    assert [row.principal for row in agreed.instalments] == [D("100000.00"), D("98000.00")]
