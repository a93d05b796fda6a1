"""Expected credit loss by provision matrix, against the published examples of the standard."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobranza.aging import (
    Buckets,
    Item,
    OpenItem,
    Provision,
    ProvisionMatrix,
    iva_rate_of,
    provision,
)
from cobranza.errors import CobranzaError, MoneyError
from cobranza.ledger.documents import Tax
from cobranza.ledger.events import DueSource, Receivable
from tests.aging import makers, portfolios
from tests.aging.makers import figures

AS_OF = date(2026, 6, 30)
QUARTERS = Buckets.days(30, 60, 90)


def matrix(*rates: str, buckets: Buckets = QUARTERS, overlay: str = "1") -> ProvisionMatrix:
    return ProvisionMatrix(
        buckets=buckets, rates=tuple(map(Decimal, rates)), overlay=Decimal(overlay)
    )


def provided(rates: ProvisionMatrix, *owed: str) -> Provision:
    return rates.provide([*map(Decimal, owed), Decimal(0)], currency="USD")


def losses(found: Provision) -> list[Decimal | None]:
    return [line.loss for line in found.lines if line.outstanding]


class TestPublished:
    def test_company_m(self) -> None:
        """IASB, IFRS 9 Illustrative Example 12 (IE74-IE77), "Company M"."""
        found = provided(
            matrix("0.003", "0.016", "0.036", "0.066", "0.106"),
            *("15000000", "7500000", "4000000", "2500000", "1000000"),
        )
        assert losses(found) == [45000, 120000, 144000, 165000, 106000]
        assert figures(found.exposure, found.loss) == (30000000, 580000)

    def test_faqifrs(self) -> None:
        """faqifrs.com, provision matrix; it prints 112 where 2 500 at 4.5 % are 112.50."""
        found = provided(
            matrix("0.005", "0.022", "0.027", "0.045"), "15000", "7500", "4000", "2500", "0"
        )
        assert losses(found) == [75, 165, 108, Decimal("112.50")]

    def test_ifrscommunity(self) -> None:
        """ifrscommunity.com: the portfolio that goes with its loss rates, 27 567.39 in all."""
        rates = [Decimal(2000) / reached for reached in (100000, 50000, 23000, 8000, 2000)]
        found = ProvisionMatrix(buckets=QUARTERS, rates=tuple(rates)).provide(
            [*map(Decimal, (300000, 140000, 60000, 23000, 5000, 0))], currency="EUR"
        )
        assert losses(found) == [6000, 5600, Decimal("5217.39"), 5750, 5000]
        assert found.loss == Decimal("27567.39")


class TestMatrix:
    def test_an_overlay_never_exceeds_the_whole(self) -> None:
        rates = matrix("0.1", "0.6", "1", buckets=Buckets.days(30), overlay="1.5")
        assert [rates.rate(bucket) for bucket in range(3)] == [Decimal("0.15"), Decimal("0.90"), 1]

    def test_a_bucket_without_rate_leaves_no_total(self) -> None:
        rates = ProvisionMatrix(buckets=Buckets.days(30), rates=(Decimal("0.1"), None))
        found = rates.provide([*map(Decimal, (10, 20, 0, 5))], currency="MXN")
        assert found.without_rate == ("1-30", "no due date")
        assert found.loss is found.coverage is None
        assert [line.loss for line in found.lines] == [1, None, None, None]
        covered = rates.provide([*map(Decimal, (10, 0, 0, 0))], currency="MXN")
        assert figures(covered.without_rate, covered.loss, covered.coverage) == (
            (),
            1,
            Decimal("0.1"),
        )

    def test_nothing_exposed_has_no_coverage(self) -> None:
        found = matrix("0.1").provide([Decimal(0)] * 6, currency="MXN")
        assert figures(found.loss, found.coverage) == (0, None)

    def test_lines_are_rounded_half_up_to_the_currency(self) -> None:
        rates = matrix("0.045", "0.5", buckets=Buckets.days(30))
        pesos = rates.provide([*map(Decimal, ("0.11", "0.01", "0", "0"))], currency="MXN")
        assert [str(line.loss) for line in pesos.lines[:2]] == ["0.00", "0.01"]
        yen = rates.provide([*map(Decimal, ("11", "1", "0", "0"))], currency="JPY")
        assert [str(line.loss) for line in yen.lines[:2]] == ["0", "1"]

    @pytest.mark.parametrize("rate", ["-0.01", "1.01"])
    def test_rates_are_fractions(self, rate: str) -> None:
        with pytest.raises(CobranzaError, match="expected a fraction from 0 to 1"):
            matrix(rate)
        with pytest.raises(MoneyError, match="expected a finite decimal"):
            matrix("NaN")
        with pytest.raises(TypeError, match="amount is a float"):
            ProvisionMatrix(buckets=QUARTERS, rates=(0.1,))  # type: ignore[arg-type]

    def test_shapes(self) -> None:
        with pytest.raises(CobranzaError, match="overlay is -1, expected a factor of at least 0"):
            matrix("0.1", overlay="-1")
        with pytest.raises(CobranzaError, match="loss rates are 7, expected at most 6"):
            matrix(*["0.1"] * 7)
        with pytest.raises(CobranzaError, match="amounts are 2, expected 6"):
            provided(matrix("0.1"), "1")


class TestOverItems:
    RATES = matrix("0.01", "0.05", "0.2", "0.5", buckets=Buckets.days(30))
    ITEMS = (
        makers.item("1160.00", date(2026, 6, 1), date(2026, 7, 1)),
        makers.item("1000.00", date(2026, 5, 1), date(2026, 6, 15)),
        makers.item("-500.00", date(2026, 5, 1), date(2026, 6, 15)),
        makers.item("10.00", date(2026, 5, 1), None),
        makers.item("9.00", date(2026, 5, 1), currency="USD"),
        makers.item("9.00", date(2026, 7, 1)),
    )

    def test_credits_do_not_lower_the_exposure(self) -> None:
        found = provision(self.ITEMS, as_of=AS_OF, matrix=self.RATES, currency="MXN")
        assert [line.exposure for line in found.lines] == [1160, 1000, 0, 10]
        # 11.60 + 50.00 + 5.00, by hand.
        assert found.loss == Decimal("66.60")

    def test_without_iva(self) -> None:
        def rate(item: OpenItem) -> Decimal:
            return Decimal("0.16") if item.amount == 1160 else Decimal(0)

        by_item = provision(
            self.ITEMS, as_of=AS_OF, matrix=self.RATES, currency="MXN", iva_rate=rate
        )
        assert [line.exposure for line in by_item.lines] == [1000, 1000, 0, 10]
        assert [line.outstanding for line in by_item.lines] == [1160, 1000, 0, 10]
        one = provision(
            self.ITEMS, as_of=AS_OF, matrix=self.RATES, currency="MXN", iva_rate=Decimal("0.16")
        )
        # 1000 / 1.16 = 862.068..., 10 / 1.16 = 8.620..., by hand.
        assert [str(line.exposure) for line in one.lines] == ["1000.00", "862.07", "0.00", "8.62"]

    def test_each_instalment_in_its_bucket(self) -> None:
        debt = makers.plan((date(2026, 6, 1), "100.00"), (date(2026, 7, 1), "200.00"))
        found = provision([debt], as_of=AS_OF, matrix=self.RATES, currency="MXN")
        assert [line.outstanding for line in found.lines] == [200, 100, 0, 0]

    def test_iva_of_an_invoice(self) -> None:
        def invoice(*taxes: Tax) -> Receivable:
            return Receivable(
                uuid="5FB2822E-396D-4725-8521-CDC4BDD20CCF",
                number="A1",
                issuer=makers.URE,
                customer=makers.XENON,
                issued=portfolios.moment(date(2026, 6, 1)),
                due=AS_OF,
                due_source=DueSource.TERMS,
                currency="MXN",
                exchange_rate=None,
                amount=Decimal("1053.33"),
                payment_method="PPD",
                events=(),
                taxes=taxes,
            )

        charged = Tax(tax="002", rate=Decimal("0.16"), amount=Decimal("160.00"))
        withheld = Tax(tax="002", amount=Decimal("106.67"), withheld=True)
        others = (Tax(tax="003", amount=Decimal(9)), Tax(tax="002", factor="Exento"))
        rate = iva_rate_of(invoice(charged, withheld, *others))
        assert makers.rounded(rate, "0.00001") == Decimal("0.05333")
        assert iva_rate_of(invoice()) == 0
        assert iva_rate_of(makers.item()) == 0


rates_of_four = st.lists(st.decimals(0, 1, places=4), min_size=4, max_size=4)


@pytest.mark.property
@given(portfolios.items_of(currencies=st.just("MXN")), portfolios.days, rates_of_four)
def test_the_loss_is_between_nothing_and_all(
    items: list[Item], as_of: date, rates: list[Decimal]
) -> None:
    found = provision(
        items,
        as_of=as_of,
        matrix=ProvisionMatrix(buckets=Buckets.days(30), rates=tuple(rates)),
        currency="MXN",
    )
    balances = [each.balance(as_of) for each in items]
    assert found.exposure == sum(balance for balance in balances if balance > 0)
    assert found.loss is not None
    assert 0 <= found.loss <= found.exposure
    without_iva = provision(
        items,
        as_of=as_of,
        matrix=ProvisionMatrix(buckets=Buckets.days(30), rates=tuple(rates)),
        currency="MXN",
        iva_rate=Decimal("0.16"),
    )
    assert without_iva.loss is not None
    assert without_iva.loss <= found.loss
