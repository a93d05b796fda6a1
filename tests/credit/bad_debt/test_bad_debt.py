from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobranza.credit.arrears import in_force
from cobranza.credit.bad_debt import (
    BAD_DEBT_LAW,
    Action,
    BadDebt,
    DebtorFacts,
    DebtorKind,
    Exposure,
    Ground,
    GroundTest,
    duties,
    grounds_of,
    prescribes_on,
    write_off_candidates,
)
from cobranza.errors import CreditError
from cobranza.ledger import AdjustmentKind, Invoice, Ledger, LedgerDocument, Party, Tax
from cobranza.rates import Rates
from tests.ledger.makers import BUYER, day, invoice, note, pays, receipt, uid

D = Decimal
AS_OF = date(2027, 6, 30)
PUBLIC = Party(rfc="XAXX010101000", name="PUBLICO EN GENERAL")
OTHER = Party(rfc="XIA190128J61", name="XENON INDUSTRIAL ARTICLES")
UDI = Rates.constant({"UDI": "8.5", "USD": "20"})
LIMIT = D(30000) * D("8.5")  # 255 000.00 MXN


def candidates(
    *documents: LedgerDocument,
    as_of: date = AS_OF,
    rates: Rates = UDI,
    facts: Mapping[str, DebtorFacts] | None = None,
) -> tuple[BadDebt, ...]:
    return write_off_candidates(Ledger.build(documents), as_of=as_of, rates=rates, facts=facts)


def credit(number: int, total: str, *, on: int = 1, customer: Party = BUYER) -> Invoice:
    """An invoice due thirty days after a day of January 2026."""
    return invoice(number, total, on=on, terms="30 días", customer=customer)


def on(debt: BadDebt, ground: Ground) -> GroundTest:
    (found,) = [each for each in debt.tests if each.ground is ground]
    return found


def missing(debt: BadDebt, ground: Ground) -> list[str]:
    return [each.rule.key for each in on(debt, ground).missing(debt.as_of)]


def grounds(debt: BadDebt) -> list[str]:
    return [each.ground.value for each in debt.tests]


class TestSmallCredit:
    """LISR, art. 27, XV, a): up to 30 000 UDIS, a year in default, the debtor told in writing."""

    TOLD = DebtorFacts(notified_on=date(2027, 2, 1))

    def test_it_is_deductible_once_all_is_met(self) -> None:
        (debt,) = candidates(credit(1, "1160.00"), facts={BUYER.rfc: self.TOLD})
        assert debt.due == date(2026, 1, 31)
        assert debt.ground is not None
        assert debt.ground.ground is Ground.SMALL_CREDIT
        # default began on 1 February 2026 and was a year old on 1 February 2027
        assert debt.ground.met_on == date(2027, 2, 1)
        assert debt.deductible == D("1160.00")

    @pytest.mark.parametrize(("on", "met"), [(date(2027, 1, 31), False), (date(2027, 2, 1), True)])
    def test_a_year_from_the_day_after_it_was_due(self, on: date, met: bool) -> None:  # noqa: FBT001
        facts = DebtorFacts(notified_on=date(2026, 6, 1))
        (debt,) = candidates(credit(1, "1160.00"), as_of=on, facts={BUYER.rfc: facts})
        assert (debt.ground is not None) is met
        assert debt.deductible == (D("1160.00") if met else D(0))

    def test_a_business_has_to_be_told(self) -> None:
        (debt,) = candidates(credit(1, "1160.00"))
        assert missing(debt, Ground.SMALL_CREDIT) == ["notice_to_debtor"]
        facts = DebtorFacts(kind=DebtorKind.OTHER)
        (debt,) = candidates(credit(1, "1160.00"), facts={BUYER.rfc: facts})
        assert missing(debt, Ground.SMALL_CREDIT) == []

    @pytest.mark.parametrize(
        ("amount", "ground"),
        [("255000.00", "small_credit"), ("255000.01", "large_credit")],
    )
    def test_the_limit_is_included(self, amount: str, ground: str) -> None:
        (debt,) = candidates(credit(1, amount))
        assert grounds(debt) == ["prescription", ground, "insolvency"]

    def test_all_that_a_person_owes_is_summed(self) -> None:
        found = candidates(
            credit(1, "200000.00"),
            credit(2, "55000.00", on=400),
            credit(3, "0.01", on=530),  # not due yet
            credit(4, "999999.00", customer=OTHER),
        )
        assert [each.number for each in found] == ["A1", "A4", "A2"]
        assert found[0].exposure.udis == D("30000.001176")  # 255 000.01 / 8.5
        assert "large_credit" in grounds(found[0])

    def test_what_counts_is_what_was_owed_when_due(self) -> None:
        found = candidates(
            credit(1, "300000.00"),
            receipt(2, pays(1, "50000.00"), on=20),
            receipt(3, pays(1, "100000.00"), on=60),
            note(4, "1000.00", 1, on=61),
        )
        (debt,) = found
        assert (debt.principal, debt.balance) == (D("250000.00"), D("149000.00"))
        assert debt.exposure.mxn == D("250000.00")
        assert debt.last_payment == day(60)
        assert debt.evidence == (uid(1), uid(2), uid(3), uid(4))

    def test_each_due_date_has_its_udi(self) -> None:
        rates = Rates(daily={"UDI": [(date(2026, 1, 31), D(8)), (date(2027, 6, 30), D(10))]})
        found = candidates(credit(1, "800.00"), credit(2, "1000.00", on=530), rates=rates)
        assert found[0].exposure.udis == D(200)

    def test_other_currencies_are_converted(self) -> None:
        dollars = attrs.evolve(credit(1, "100.00"), currency="USD", exchange_rate=D("19"))
        (debt,) = candidates(dollars)
        assert (debt.currency, debt.exposure.mxn) == ("USD", D("2000.00"))

    @pytest.mark.parametrize("rates", [Rates(), Rates.constant({"USD": "20"})])
    def test_without_the_udi_nothing_is_known(self, rates: Rates) -> None:
        facts = DebtorFacts(notified_on=day(40), resolution_on=day(50))
        (debt,) = candidates(credit(1, "1160.00"), rates=rates, facts={BUYER.rfc: facts})
        assert debt.exposure.udis is None
        assert missing(debt, Ground.SMALL_CREDIT) == ["small_credit"]
        assert missing(debt, Ground.LARGE_CREDIT) == ["large_credit"]
        assert debt.ground is None
        assert on(debt, Ground.LARGE_CREDIT).met_on is None

    def test_without_a_rate_of_exchange_neither(self) -> None:
        dollars = attrs.evolve(credit(1, "100.00"), currency="USD", exchange_rate=D("19"))
        (debt,) = candidates(dollars, rates=Rates.constant({"UDI": "8.5"}))
        assert debt.exposure == Exposure(udis=None, mxn=None)


class TestGeneralPublic:
    """Between 5 000 pesos and 30 000 UDIS the credit bureau is told."""

    @pytest.mark.parametrize(
        ("amount", "wanted"),
        [("4999.99", []), ("5000.00", ["report_to_bureau"])],
    )
    def test_from_5000_pesos(self, amount: str, wanted: list[str]) -> None:
        (debt,) = candidates(credit(1, amount, customer=PUBLIC))
        assert debt.facts.kind is DebtorKind.GENERAL_PUBLIC
        assert missing(debt, Ground.SMALL_CREDIT) == wanted

    def test_each_buyer_is_a_person(self) -> None:
        found = candidates(
            credit(1, "200000.00", customer=PUBLIC), credit(2, "200000.00", customer=PUBLIC)
        )
        assert [each.exposure.mxn for each in found] == [D("200000.00")] * 2

    def test_once_it_was_told(self) -> None:
        facts = DebtorFacts(kind=DebtorKind.GENERAL_PUBLIC, bureau_on=date(2027, 3, 1))
        (debt,) = candidates(credit(1, "6000.00", customer=PUBLIC), facts={PUBLIC.rfc: facts})
        assert debt.ground is not None
        assert debt.ground.met_on == date(2027, 3, 1)

    def test_of_an_unknown_amount_it_is_asked_for(self) -> None:
        facts = DebtorFacts(kind=DebtorKind.GENERAL_PUBLIC)
        found = grounds_of(
            issued=day(1),
            due=day(31),
            exposure=Exposure(udis=None, mxn=None),
            facts=facts,
            as_of=AS_OF,
        )
        assert "report_to_bureau" in [each.rule.key for each in found[1].missing(AS_OF)]


class TestLargeCredit:
    """LISR, art. 27, XV, b): a final resolution since 2022 (DOF 12-11-2021), a claim before."""

    def test_a_final_resolution_since_2022(self) -> None:
        facts = DebtorFacts(sued_on=day(100), notified_on=day(200))
        (debt,) = candidates(credit(1, "300000.00"), facts={BUYER.rfc: facts})
        assert missing(debt, Ground.LARGE_CREDIT) == ["large_credit"]
        resolved = attrs.evolve(facts, resolution_on=date(2027, 5, 5))
        (debt,) = candidates(credit(1, "300000.00"), facts={BUYER.rfc: resolved})
        assert debt.ground is not None
        assert (debt.ground.ground, debt.ground.met_on) == (Ground.LARGE_CREDIT, date(2027, 5, 5))
        assert debt.deductible == D("300000.00")

    def test_a_claim_before(self) -> None:
        found = grounds_of(
            issued=date(2019, 1, 1),
            due=date(2019, 2, 1),
            exposure=Exposure(udis=D(40000), mxn=D(300000)),
            facts=DebtorFacts(sued_on=date(2020, 1, 1), notified_on=date(2020, 1, 1)),
            as_of=date(2021, 12, 31),
        )
        assert [each.ground for each in found if each.is_met(date(2021, 12, 31))] == [
            Ground.LARGE_CREDIT
        ]

    def test_with_a_mortgage_half_is_deductible(self) -> None:
        facts = DebtorFacts(kind=DebtorKind.OTHER, resolution_on=date(2027, 5, 5), mortgage=True)
        (debt,) = candidates(credit(1, "300000.01"), facts={BUYER.rfc: facts})
        assert debt.deductible == D("150000.01")


class TestInsolvency:
    """LISR, art. 27, XV, c): declared in concurso, or a bankruptcy that a judgment closed."""

    @pytest.mark.parametrize(
        "facts",
        [
            DebtorFacts(concurso_on=date(2026, 9, 1)),
            DebtorFacts(bankruptcy_closed_on=date(2026, 9, 1)),
        ],
    )
    def test_either_is_enough(self, facts: DebtorFacts) -> None:
        (debt,) = candidates(credit(1, "300000.00"), facts={BUYER.rfc: facts})
        assert debt.ground is not None
        assert (debt.ground.ground, debt.ground.met_on) == (Ground.INSOLVENCY, date(2026, 9, 1))


class TestPrescription:
    """Código de Comercio, arts. 1040, 1041, 1043 and 1047; LGTOC, art. 165."""

    @pytest.mark.parametrize(
        ("action", "expected"),
        [
            (Action.ORDINARY, date(2036, 2, 1)),
            (Action.RETAIL, date(2027, 1, 1)),
            (Action.NOTE, date(2029, 1, 31)),
        ],
    )
    def test_each_action_has_its_term(self, action: Action, expected: date) -> None:
        found = prescribes_on(
            issued=date(2026, 1, 1),
            due=date(2026, 1, 31),
            facts=DebtorFacts(action=action),
            as_of=AS_OF,
        )
        assert found == expected

    def test_an_interruption_begins_it_anew(self) -> None:
        facts = DebtorFacts(
            action=Action.NOTE,
            interrupted_on=[date(2028, 1, 1), date(2026, 5, 5), date(2027, 3, 3)],
        )
        found = prescribes_on(issued=day(1), due=day(31), facts=facts, as_of=AS_OF)
        assert found == date(2030, 3, 3)  # that of 2028 is not known yet

    def test_what_came_before_interrupts_nothing(self) -> None:
        facts = DebtorFacts(action=Action.NOTE, interrupted_on=[day(5)])
        found = prescribes_on(issued=day(1), due=day(31), facts=facts, as_of=AS_OF)
        assert found == date(2029, 1, 31)

    def test_the_29th_of_february(self) -> None:
        facts = DebtorFacts(action=Action.NOTE)
        found = prescribes_on(
            issued=date(2028, 1, 1), due=date(2028, 2, 29), facts=facts, as_of=AS_OF
        )
        assert found == date(2031, 3, 1)
        facts = DebtorFacts(action=Action.ORDINARY)
        found = prescribes_on(
            issued=date(2028, 1, 1), due=date(2028, 2, 28), facts=facts, as_of=AS_OF
        )
        assert found == date(2038, 3, 1)

    def test_a_debt_that_prescribed_can_be_deducted(self) -> None:
        facts = DebtorFacts(action=Action.RETAIL)
        (debt,) = candidates(credit(1, "300000.00"), facts={BUYER.rfc: facts})
        assert debt.ground is not None
        assert (debt.ground.ground, debt.ground.met_on) == (Ground.PRESCRIPTION, date(2027, 1, 1))


class TestCandidates:
    def test_only_what_is_overdue(self) -> None:
        found = candidates(
            credit(1, "100.00"),
            receipt(2, pays(1, "100.00"), on=50),
            credit(3, "100.00", on=530),
            invoice(4, "100.00", method="PUE"),
        )
        assert found == ()

    def test_instalments_are_debts_of_their_own(self) -> None:
        parts = attrs.evolve(credit(1, "1000.00"), payment_terms_text="30/60 días")
        found = candidates(parts, receipt(2, pays(1, "200.00"), on=35), as_of=day(70))
        assert [(each.due, each.principal, each.balance, each.days_past_due) for each in found] == [
            (day(31), D("500.00"), D("300.00"), 39),
            (day(61), D("500.00"), D("500.00"), 9),
        ]

    def test_the_loss_is_without_iva(self) -> None:
        taxes = (
            Tax(tax="002", factor="Tasa", rate=D("0.16"), base=D("1000.00"), amount=D("160.00")),
            Tax(tax="002", amount=D("40.00"), withheld=True),
        )
        taxed = attrs.evolve(credit(1, "1120.00"), taxes=taxes, payment_terms_text="30/60 días")
        found = candidates(taxed, receipt(2, pays(1, "280.00"), on=40))
        assert [(each.balance, each.iva, each.loss) for each in found] == [
            (D("280.00"), D("30.00"), D("250.00")),
            (D("560.00"), D("60.00"), D("500.00")),
        ]

    def test_it_can_be_written_off(self) -> None:
        ledger = Ledger.build([credit(1, "1160.00")])
        (debt,) = write_off_candidates(ledger, as_of=AS_OF, rates=UDI)
        moved = debt.write_off(on=AS_OF, reference="PD-7")
        assert (moved.kind, moved.amount) == (AdjustmentKind.WRITE_OFF, D("-1160.00"))
        after = Ledger.build([credit(1, "1160.00")], adjustments=[moved])
        assert write_off_candidates(after, as_of=AS_OF, rates=UDI) == ()

    def test_facts_of_nobody(self) -> None:
        with pytest.raises(CreditError, match="facts are of 'XIA190128J61', expected an account"):
            candidates(credit(1, "1.00"), facts={OTHER.rfc: DebtorFacts()})

    def test_a_law_that_is_not_known(self) -> None:
        old = attrs.evolve(credit(1, "1.00", on=-8000))
        with pytest.raises(CreditError, match="no rule 'small_credit' is in force on 2013-12-31"):
            candidates(old, as_of=date(2013, 12, 31))


class TestDuties:
    def test_what_was_deducted_is_reported_by_15_february(self) -> None:
        facts = DebtorFacts(notified_on=day(40))
        found = duties(
            candidates(credit(1, "100.00"), credit(2, "100.00", on=2), facts={BUYER.rfc: facts})
        )
        (duty,) = found
        assert (duty.by, duty.rule.key) == (date(2028, 2, 15), "report_to_sat")
        assert duty.to_do == "Informar al SAT lo deducido en 2027."
        assert duty.invoices == (uid(1), uid(2))

    def test_a_report_that_was_due_is_none_any_more(self) -> None:
        facts = {BUYER.rfc: DebtorFacts(notified_on=day(40))}
        debts = candidates(credit(1, "100.00"), as_of=date(2028, 2, 15), facts=facts)
        assert len(duties(debts)) == 1
        debts = candidates(credit(1, "100.00"), as_of=date(2028, 2, 16), facts=facts)
        assert duties(debts) == ()

    def test_a_debtor_is_told_before_the_year_ends(self) -> None:
        (duty,) = duties(candidates(credit(1, "100.00"), as_of=date(2026, 12, 1)))
        assert (duty.by, duty.rule.key) == (date(2027, 2, 1), "notice_to_debtor")
        assert duty.to_do == "Informar por escrito al deudor que se deducirá el crédito."

    def test_what_is_late_already_has_no_date(self) -> None:
        found = duties(candidates(credit(1, "300000.00")))
        assert [(each.by, each.rule.key) for each in found] == [
            (None, "large_credit"),
            (None, "notice_to_debtor"),
        ]

    def test_what_prescribes_soon(self) -> None:
        facts = DebtorFacts(kind=DebtorKind.OTHER, action=Action.NOTE)
        debts = candidates(
            credit(1, "300000.00"), as_of=date(2028, 6, 30), facts={BUYER.rfc: facts}
        )
        found = duties(debts)
        assert [(each.by, each.rule.key) for each in found] == [
            (date(2029, 1, 31), "interruption"),
            (None, "large_credit"),
        ]
        assert "interruption" not in [each.rule.key for each in duties(debts, within=100)]

    def test_what_needs_no_report(self) -> None:
        facts = DebtorFacts(concurso_on=date(2027, 1, 5))
        assert duties(candidates(credit(1, "300000.00"), facts={BUYER.rfc: facts})) == ()


class TestLaw:
    def test_it_is_dated_and_sourced(self) -> None:
        for rule in BAD_DEBT_LAW:
            assert rule.says.endswith(".")
            assert rule.source
            assert (rule.threshold is None) == (rule.unit is None)

    def test_no_two_versions_are_in_force_on_one_day(self) -> None:
        for on in (date(2014, 1, 1), date(2021, 12, 31), date(2022, 1, 1), AS_OF):
            keys = [each.key for each in BAD_DEBT_LAW if each.holds(on)]
            assert len(set(keys)) == len(keys)

    def test_its_figures(self) -> None:
        """LISR, art. 27, XV: 30 000 UDIS, one year, 5 000 pesos, 15 February."""
        figures = {
            each.key: (each.figure, each.unit)
            for each in BAD_DEBT_LAW
            if each.threshold is not None
        }
        assert figures == {
            "small_credit": (D(30000), "UDI"),
            "large_credit": (D(30000), "UDI"),
            "default": (D(1), "years"),
            "report_to_sat": (D(15), "days"),
            "report_to_bureau": (D(5000), "MXN"),
            "mortgage": (D("0.5"), "share"),
            "prescription_ordinary": (D(10), "years"),
            "prescription_retail": (D(1), "years"),
            "prescription_note": (D(3), "years"),
        }

    def test_30000_udis_in_june_2025(self) -> None:
        """The UDI of 2025-06-21 was 8.493561 (Banco de México): 254 806.83 pesos."""
        udis = in_force(BAD_DEBT_LAW, "small_credit", AS_OF).figure
        assert (udis * D("8.493561")).quantize(D("0.01")) == D("254806.83")


@pytest.mark.property
@given(
    st.integers(1, 60_000_000).map(lambda cents: D(cents) / 100),
    st.integers(31, 5000),
    st.none() | st.integers(31, 5000),
    st.none() | st.integers(31, 5000),
)
def test_what_was_deductible_stays_so(
    amount: Decimal, on: int, told: int | None, resolved: int | None
) -> None:
    facts = DebtorFacts(
        notified_on=None if told is None else day(told),
        resolution_on=None if resolved is None else day(resolved),
    )
    found = [
        grounds_of(
            issued=day(1),
            due=day(31),
            exposure=Exposure(udis=amount / D("8.5"), mxn=amount),
            facts=facts,
            as_of=when,
        )
        for when in (day(on), day(on + 1))
    ]
    met = [
        {each.ground for each in tests if each.is_met(day(on + later))}
        for later, tests in enumerate(found)
    ]
    assert met[0] <= met[1]
    for each in found[0]:
        assert each.is_met(day(on)) == (each.met_on is not None and each.met_on <= day(on))
