"""Aging by customer and currency, in total, and in MXN."""

import csv
import io
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobranza.aging import Aged, Aging, Applied, Buckets, Item, OpenItem, Party, age
from cobranza.errors import CobranzaError, MoneyError
from cobranza.ledger.events import DueSource, Event, EventKind, Receivable
from cobranza.rates import Rates
from tests.aging import makers, portfolios
from tests.aging.makers import figures

AS_OF = date(2026, 6, 30)
XENON = Party(rfc="XIA190128J61", name="XENON INDUSTRIAL ARTICLES")


def item(
    *,
    amount: str = "100.00",
    issued: date = date(2026, 1, 1),
    due: date | None = AS_OF,
    currency: str = "MXN",
    customer: Party = XENON,
    applied: Iterable[Applied] = (),
) -> Item:
    return Item(
        customer=customer,
        currency=currency,
        issued=issued,
        due=due,
        amount=Decimal(amount),
        applied=applied,
    )


def in_buckets(aging: Aging) -> dict[str, Decimal]:
    """The buckets that hold anything, in a portfolio of one currency."""
    (total,) = aging.totals
    return {
        label: amount
        for label, amount, count in zip(
            aging.buckets.labels, total.amounts, total.counts, strict=True
        )
        if count
    }


class TestPublished:
    def test_oca_aged_partner_balance(self) -> None:
        """OCA/account-financial-reporting, pull request 383, test of the aged partner balance."""
        issued = date(2017, 1, 1)
        due = {
            date(2018, 1, 15): "500",
            date(2017, 12, 15): "1000",
            date(2017, 11, 15): "2000",
            date(2017, 10, 15): "4000",
            date(2017, 9, 15): "8000",
            date(2017, 8, 15): "160000",
        }
        items = [item(amount=amount, issued=issued, due=day) for day, amount in due.items()]
        aging = age(items, as_of=date(2017, 12, 31))
        assert in_buckets(aging) == {
            "current": 500,
            "1-30": 1000,
            "31-60": 2000,
            "61-90": 4000,
            "91-120": 8000,
            ">120": 160000,
        }

    def test_ibm_late_payments(self, ibm_items: tuple[Item, ...]) -> None:
        """IBM Watson "Accounts Receivable" sample data; figures summed apart from the set."""
        aging = age(ibm_items, as_of=date(2013, 6, 30), rates={"USD": "13.0279"})
        (total,) = aging.totals
        assert in_buckets(aging) == {"current": Decimal("4284.29"), "1-30": Decimal("835.56")}
        assert total.counts[:2] == (72, 12)
        assert total.outstanding == Decimal("5119.85")
        assert aging.mxn is not None
        # 4284.29 * 13.0279 = 55815.30..., 835.56 * 13.0279 = 10885.59..., by hand.
        assert (aging.mxn.current, aging.mxn.overdue) == (Decimal("55815.30"), Decimal("10885.59"))


class TestDays:
    @pytest.mark.parametrize(
        ("days", "bucket"),
        [(-1, "current"), (0, "current"), (1, "1-30"), (30, "1-30"), (31, "31-60"), (61, ">60")],
    )
    @pytest.mark.parametrize("basis", ["due", "issued"])
    def test_boundaries(self, days: int, bucket: str, basis: Literal["due", "issued"]) -> None:
        start = AS_OF - timedelta(days=days)
        issued, due = (date(2026, 1, 1), start) if basis == "due" else (start, None)
        items = [item(issued=issued, due=due)]
        aging = age(items, as_of=AS_OF, buckets=Buckets.days(30, 60), basis=basis)
        expected = {bucket: Decimal("100.00")} if issued <= AS_OF else {}
        assert (in_buckets(aging) if aging.totals else {}) == expected

    def test_no_due_date_is_neither_current_nor_overdue(self) -> None:
        (total,) = age([item(due=None)], as_of=AS_OF).totals
        assert total.current == total.overdue == 0
        assert total.no_due_date == total.outstanding == 100

    def test_datetimes_count_as_their_day(self) -> None:
        noon = datetime(2026, 6, 30, 12)  # noqa: DTZ001 - CFDI local time
        items = [item(issued=noon, due=noon)]
        assert in_buckets(age(items, as_of=AS_OF)) == {"current": 100}
        assert age(items, as_of=noon) == age(items, as_of=AS_OF)
        assert age(items, as_of=date(2026, 6, 29)).rows == ()

    def test_basis_is_one_of_two(self) -> None:
        with pytest.raises(CobranzaError, match="basis is 'posted', expected 'due' or 'issued'"):
            age([], as_of=AS_OF, basis="posted")  # type: ignore[arg-type]


class TestHistory:
    def test_only_what_had_happened_by_then(self) -> None:
        items = [
            item(applied=[Applied(date=date(2026, 6, 30), amount=Decimal("30.00"))]),
            item(applied=[Applied(date=date(2026, 7, 1), amount=Decimal("100.00"))]),
            item(issued=date(2026, 7, 1)),
        ]
        (total,) = age(items, as_of=AS_OF).totals
        assert total.outstanding == 170
        assert total.items == 2

    def test_receivables_of_a_ledger(self) -> None:
        uuid = "5FB2822E-396D-4725-8521-CDC4BDD20CCF"
        morning = datetime(2026, 3, 2, 10, 30)  # noqa: DTZ001 - CFDI local time
        events = [
            Event(kind=kind, date=day, amount=Decimal(amount), document=uuid, recorded=morning)
            for kind, day, amount in (
                (EventKind.CHARGE, date(2026, 3, 2), "1160.00"),
                (EventKind.PAYMENT, date(2026, 5, 20), "-160.00"),
                (EventKind.PAYMENT, date(2026, 7, 1), "-1000.00"),
            )
        ]
        receivable = Receivable(
            uuid=uuid,
            number="A1",
            issuer=Party(rfc="EKU9003173C9"),
            customer=XENON,
            issued=morning,
            due=date(2026, 4, 1),
            due_source=DueSource.TERMS,
            currency="MXN",
            exchange_rate=None,
            amount=Decimal("1160.00"),
            payment_method="PPD",
            events=tuple(events),
        )
        mixed: list[OpenItem] = [receivable, item()]
        # 90 days past due on June 30, by hand.
        assert in_buckets(age(mixed, as_of=AS_OF)) == {"current": 100, "61-90": 1000}
        assert age([receivable], as_of=date(2026, 3, 1)).rows == ()
        assert age([receivable], as_of=date(2026, 7, 1)).rows == ()

    def test_paid_items_leave_no_row(self) -> None:
        paid = item(applied=[Applied(date=date(2026, 2, 1), amount=Decimal("100.00"))])
        assert age([paid], as_of=AS_OF).rows == ()

    def test_a_credit_stays_in_the_bucket_of_its_item(self) -> None:
        overpaid = item(
            due=date(2026, 6, 1), applied=[Applied(date=date(2026, 6, 2), amount=Decimal("150.00"))]
        )
        credit = item(amount="-100.00")
        aging = age([overpaid, credit, item()], as_of=AS_OF)
        assert in_buckets(aging) == {"current": 0, "1-30": Decimal("-50.00")}
        assert (aging.totals[0].outstanding, aging.totals[0].items) == (Decimal("-50.00"), 3)


class TestCustomers:
    def test_one_row_by_rfc_under_its_latest_name(self) -> None:
        old = Party(rfc="XIA190128J61", name="XENON SA DE CV")
        paid = [Applied(date=date(2026, 6, 2), amount=Decimal("100.00"))]
        items = [
            item(customer=XENON, issued=date(2026, 6, 1), applied=paid),
            item(customer=old, issued=date(2026, 5, 1)),
            item(customer=old, issued=date(2026, 5, 1), currency="USD"),
        ]
        rows = age(items, as_of=AS_OF).rows
        assert [(row.name, row.currency) for row in rows] == [
            ("XENON INDUSTRIAL ARTICLES", "MXN"),
            ("XENON INDUSTRIAL ARTICLES", "USD"),
        ]
        (row,) = age(items, as_of=date(2026, 5, 31)).rows[:1]
        assert row.name == "XENON SA DE CV"

    @pytest.mark.parametrize("rfc", ["XAXX010101000", "XEXX010101000", ""])
    def test_a_shared_rfc_is_told_apart_by_name(self, rfc: str) -> None:
        items = [item(customer=Party(rfc=rfc, name=name)) for name in ("BETA", "ALFA", "BETA")]
        rows = age(items, as_of=AS_OF).rows
        assert [(row.name, row.outstanding) for row in rows] == [
            ("ALFA", Decimal(100)),
            ("BETA", Decimal(200)),
        ]

    def test_rows_and_totals_are_sorted(self) -> None:
        kemper = Party(rfc="EKU9003173C9", name="ESCUELA KEMPER URGATE")
        items = [item(), item(currency="EUR"), item(customer=kemper, currency="USD")]
        aging = age(items, as_of=AS_OF)
        assert [(row.rfc, row.currency) for row in aging.rows] == [
            ("EKU9003173C9", "USD"),
            ("XIA190128J61", "EUR"),
            ("XIA190128J61", "MXN"),
        ]
        assert [total.currency for total in aging.totals] == ["EUR", "MXN", "USD"]

    def test_records_for_a_csv_file(self) -> None:
        dollars = item(currency="USD", amount="5.00", due=None)
        aging = age([item(), dollars], as_of=AS_OF, buckets=Buckets.days(30))
        file = io.StringIO()
        records = aging.to_rows()
        writer = csv.DictWriter(file, records[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(records)
        assert file.getvalue() == (
            "rfc,name,currency,items,current,1-30,>30,no due date,outstanding\n"
            "XIA190128J61,XENON INDUSTRIAL ARTICLES,MXN,1,100.00,0.00,0.00,0.00,100.00\n"
            "XIA190128J61,XENON INDUSTRIAL ARTICLES,USD,1,0.00,0.00,0.00,5.00,5.00\n"
        )


class TestDimensions:
    ITEMS = (
        makers.item("100.00", region="Norte", seller="Ana"),
        makers.item("20.00", region="Sur", seller="Ana"),
        makers.item("3.00", seller="Ana", currency="USD"),
        makers.item("0.50", customer=makers.URE, region="Norte"),
    )

    def test_one(self) -> None:
        aging = age(self.ITEMS, as_of=AS_OF, by="region")
        assert [(row.dimensions, row.currency, row.outstanding) for row in aging.rows] == [
            (("",), "USD", Decimal(3)),
            (("Norte",), "MXN", Decimal("100.50")),
            (("Sur",), "MXN", Decimal(20)),
        ]
        assert {(row.rfc, row.name) for row in aging.rows} == {("", "")}
        assert (aging.by_customer, aging.dimensions) == (False, ("region",))

    def test_several_in_the_order_asked_for(self) -> None:
        aging = age(self.ITEMS, as_of=AS_OF, by=("seller", "customer", "region"))
        assert [(row.name, row.dimensions) for row in aging.rows] == [
            ("UNIVERSIDAD ROBOTICA ESPAÑOLA", ("", "Norte")),
            ("XENON INDUSTRIAL ARTICLES", ("Ana", "")),
            ("XENON INDUSTRIAL ARTICLES", ("Ana", "Norte")),
            ("XENON INDUSTRIAL ARTICLES", ("Ana", "Sur")),
        ]
        assert [*aging.to_rows()[0]][:5] == ["rfc", "name", "seller", "region", "currency"]

    @pytest.mark.parametrize("by", [(), "currency", ("currency",)])
    def test_rows_are_by_currency_anyway(self, by: str | tuple[str, ...]) -> None:
        aging = age(self.ITEMS, as_of=AS_OF, by=by)
        assert [(row.currency, row.outstanding) for row in aging.rows] == [
            ("MXN", Decimal("120.50")),
            ("USD", Decimal("3.00")),
        ]
        assert [*aging.to_rows()[0]][:2] == ["currency", "items"]

    def test_an_item_need_not_have_any(self) -> None:
        aging = age([makers.plan((AS_OF, "5.00"))], as_of=AS_OF, by="region")
        assert [row.dimensions for row in aging.rows] == [("",)]


class TestInstallments:
    PLAN = makers.plan(
        (date(2026, 5, 31), "100.00"),
        (date(2026, 6, 30), "200.00"),
        (date(2026, 7, 31), "300.00"),
        applied=[makers.paid(date(2026, 6, 2), "40.00")],
    )

    def test_each_falls_in_its_own_bucket(self) -> None:
        aging = age([self.PLAN], as_of=AS_OF)
        assert in_buckets(aging) == {"current": 500, "1-30": 60}
        (row,) = aging.rows
        assert figures(row.items, row.counts[:2], row.outstanding) == (3, (2, 1), 560)

    def test_by_issue_date_they_are_one_item(self) -> None:
        aging = age([self.PLAN], as_of=AS_OF, basis="issued")
        assert in_buckets(aging) == {">120": 560}
        assert aging.rows[0].items == 1

    def test_a_settled_instalment_is_no_item(self) -> None:
        later = makers.plan((AS_OF, "40.00"), (AS_OF, "1.00"), applied=self.PLAN.applied)
        assert age([later], as_of=AS_OF).rows[0].items == 1


class TestShares:
    def test_of_what_is_outstanding(self) -> None:
        items = [item(amount="90.00"), item(amount="9.00", due=date(2026, 6, 29))]
        (total,) = age([*items, item(amount="1.00", due=None)], as_of=AS_OF).totals
        assert (total.current_share, total.overdue_share) == (Decimal("0.9"), Decimal("0.09"))

    @pytest.mark.parametrize("amounts", [("0", "0"), ("-5", "5"), ("5", "-6")])
    def test_without_debt_they_are_undefined(self, amounts: tuple[str, str]) -> None:
        total = Aged(
            currency="MXN",
            amounts=(*map(Decimal, amounts), Decimal(0)),
            counts=(1, 1, 0),
        )
        assert total.current_share is None
        assert total.overdue_share is None


class TestMxn:
    ITEMS = (
        item(),
        item(currency="USD", amount="10.01", due=date(2026, 6, 1)),
        item(currency="JPY", amount="1001", due=date(2026, 6, 1)),
    )

    def test_each_bucket_is_rounded_once(self) -> None:
        aging = age(self.ITEMS, as_of=AS_OF, rates={"USD": "17.1005", "JPY": "0.1155"})
        assert aging.mxn is not None
        # 10.01 * 17.1005 + 1001 * 0.1155 = 171.176005 + 115.6155 = 286.791505, by hand.
        assert (aging.mxn.current, aging.mxn.overdue) == (Decimal(100), Decimal("286.79"))
        assert aging.mxn.items == 3
        assert aging.missing_rates == ()

    def test_a_missing_rate_is_named_and_leaves_no_total(self) -> None:
        aging = age(self.ITEMS, as_of=AS_OF, rates={"USD": Decimal(17)})
        assert (aging.mxn, aging.missing_rates) == (None, ("JPY",))
        assert age(self.ITEMS, as_of=AS_OF).missing_rates == ("JPY", "USD")
        assert [total.currency for total in aging.totals] == ["JPY", "MXN", "USD"]

    @pytest.mark.parametrize("rates", [None, {}, {"MXN": 1}, {"USD": 17, "MXN": "1.000000"}])
    def test_pesos_need_no_rate(self, rates: Mapping[str, int | str] | None) -> None:
        aging = age([item()], as_of=AS_OF, rates=rates)
        assert aging.mxn == aging.totals[0]

    def test_daily_rates_are_those_of_the_day(self) -> None:
        rates = Rates(
            daily={"USD": [(date(2026, 6, 26), Decimal(17)), (date(2026, 7, 1), Decimal(18))]},
            constants={"JPY": Decimal("0.1")},
        )
        aging = age(self.ITEMS, as_of=AS_OF, rates=rates)
        assert aging.mxn is not None
        # 10.01 * 17 + 1001 * 0.1 = 270.27, by hand.
        assert aging.mxn.overdue == Decimal("270.27")
        old = age(self.ITEMS, as_of=date(2026, 6, 25), rates=rates)
        assert (old.mxn, old.missing_rates) == (None, ("USD",))

    @pytest.mark.parametrize(
        ("rates", "message"),
        [
            ({"USD": 0}, "rate of USD is 0, expected MXN per unit, above zero"),
            ({"USD": "-17"}, "rate of USD is -17"),
            ({"USD": "17,10"}, "rate of USD is '17,10'"),
            ({"MXN": "1.1"}, "rate of MXN is 1.1, expected 1 or no rate"),
        ],
    )
    def test_impossible_rates(self, rates: Mapping[str, int | str], message: str) -> None:
        with pytest.raises(MoneyError, match=message):
            age([], as_of=AS_OF, rates=rates)

    def test_rates_are_not_floats(self) -> None:
        with pytest.raises(TypeError, match="rate of USD is a float"):
            age([], as_of=AS_OF, rates={"USD": 17.1})  # type: ignore[dict-item]


@pytest.mark.property
class TestProperties:
    @given(portfolios.items_of(), portfolios.days, portfolios.buckets, st.booleans())
    def test_buckets_sum_to_what_is_outstanding(
        self,
        items: list[Item],
        as_of: date,
        buckets: Buckets,
        by_due: bool,  # noqa: FBT001
    ) -> None:
        owed: defaultdict[str, Decimal] = defaultdict(Decimal)
        count: Counter[str] = Counter()
        for entry in items:
            charged = entry.amount if entry.issued <= as_of else 0
            paid = sum(a.amount for a in entry.applied if a.date <= as_of)
            owed[entry.currency] += charged - paid
            count[entry.currency] += charged != paid
        aging = age(items, as_of=as_of, buckets=buckets, basis="due" if by_due else "issued")
        assert {total.currency: total.outstanding for total in aging.totals} == {
            currency: owed[currency] for currency in count if count[currency]
        }
        assert {total.currency: total.items for total in aging.totals} == +count
        for part in (*aging.rows, *aging.totals):
            assert len(part.amounts) == len(part.counts) == len(buckets.labels)
            assert part.current + part.overdue + part.no_due_date == part.outstanding
        for total in aging.totals:
            rows = [row.amounts for row in aging.rows if row.currency == total.currency]
            assert tuple(map(sum, zip(*rows, strict=True))) == total.amounts

    @given(
        portfolios.items_of(),
        portfolios.days,
        st.lists(
            st.sampled_from(("customer", "currency", "other", *portfolios.DIMENSIONS)),
            unique=True,
        ),
    )
    def test_any_split_sums_to_the_same_totals(
        self, items: list[Item], as_of: date, by: list[str]
    ) -> None:
        aging = age(items, as_of=as_of, by=by)
        assert aging.totals == age(items, as_of=as_of).totals
        keys = [(row.rfc, row.name, row.dimensions, row.currency) for row in aging.rows]
        assert len(keys) == len({*keys})
        for total in aging.totals:
            rows = [row for row in aging.rows if row.currency == total.currency]
            for part in ("amounts", "counts"):
                columns = zip(*(getattr(row, part) for row in rows), strict=True)
                assert tuple(map(sum, columns)) == getattr(total, part)

    @given(portfolios.items_of(), portfolios.days, portfolios.scales)
    def test_shares_do_not_depend_on_the_scale(
        self, items: list[Item], as_of: date, factor: Decimal
    ) -> None:
        pairs = zip(
            age(items, as_of=as_of).totals,
            age(portfolios.scaled(items, factor), as_of=as_of).totals,
            strict=True,
        )
        for one, other in pairs:
            assert one.current_share == other.current_share
            assert one.overdue_share == other.overdue_share

    @given(portfolios.items_of(), portfolios.days, st.randoms())
    def test_the_order_of_the_items_does_not_matter(
        self, items: list[Item], as_of: date, shuffler: random.Random
    ) -> None:
        shuffled = shuffler.sample(items, len(items))
        assert age(shuffled, as_of=as_of) == age(items, as_of=as_of)

    @given(
        portfolios.items_of(amounts=st.decimals("0.01", "1e6", places=2), applied=st.just([])),
        portfolios.days,
        st.integers(0, 400),
        portfolios.buckets,
    )
    def test_without_payments_amounts_only_move_right(
        self, items: list[Item], as_of: date, later: int, buckets: Buckets
    ) -> None:
        known = [entry for entry in items if entry.issued <= as_of]
        before = age(known, as_of=as_of, buckets=buckets)
        after = age(known, as_of=as_of + timedelta(days=later), buckets=buckets)
        for old, new in zip(before.totals, after.totals, strict=True):
            assert old.outstanding == new.outstanding
            assert old.no_due_date == new.no_due_date
            for end in range(len(buckets.labels)):
                assert sum(new.amounts[:end]) <= sum(old.amounts[:end])

    @given(portfolios.items_of(), portfolios.days)
    def test_what_comes_later_does_not_change_the_past(
        self, items: list[Item], as_of: date
    ) -> None:
        cut = [
            Item(
                customer=entry.customer,
                currency=entry.currency,
                issued=entry.issued,
                due=entry.due,
                amount=entry.amount,
                applied=[a for a in entry.applied if a.date <= as_of],
            )
            for entry in items
            if entry.issued <= as_of or any(a.date <= as_of for a in entry.applied)
        ]
        assert age(cut, as_of=as_of) == age(items, as_of=as_of)

    @given(portfolios.items_of(), portfolios.days)
    def test_mxn_is_the_rounded_sum_of_each_bucket(self, items: list[Item], as_of: date) -> None:
        rates = {"MXN": Decimal(1), "USD": Decimal("17.123456"), "JPY": Decimal("0.115432")}
        aging = age(items, as_of=as_of, rates=rates)
        assert aging.mxn is not None
        for index, amount in enumerate(aging.mxn.amounts):
            exact = sum(
                (total.amounts[index] * rates[total.currency] for total in aging.totals), Decimal(0)
            )
            assert amount == exact.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
        assert aging.mxn.outstanding == sum(aging.mxn.amounts)

    @given(portfolios.items_of(), portfolios.days)
    def test_the_context_of_the_caller_does_not_matter(
        self, items: list[Item], as_of: date
    ) -> None:
        aging = age(items, as_of=as_of)
        with localcontext(prec=2):
            poor = age(items, as_of=as_of)
            assert poor == aging
            owed = [total.outstanding for total in poor.totals]
        assert owed == [total.outstanding for total in aging.totals]
