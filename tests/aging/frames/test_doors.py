"""Both doors give the same numbers: every function, on every engine, beside the objects."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from operator import itemgetter
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cobranza import aging
from cobranza.aging import (
    Applied,
    AppliedKind,
    Buckets,
    FollowUp,
    Item,
    Party,
    Promise,
    ProvisionMatrix,
    frames,
)
from tests.aging import portfolios
from tests.aging.frames import engines
from tests.aging.frames.engines import CENTAVOS, CENTS, ENGINES, LEDGER, pa

MIDDLE, TEXT, DAY = date(2025, 9, 30), pa.string(), pa.date32()


@attrs.frozen
class Asked:
    """What both doors are asked about."""

    items: list[Item]
    as_of: date
    buckets: Buckets
    money: Any
    native: engines.Native = attrs.field(default=lambda table: table)

    @property
    def pair(self) -> tuple[Any, Any]:
        invoices = engines.invoices(self.items, self.money)
        return self.native(invoices), self.native(engines.movements(self.items, self.money))

    @property
    def balances(self) -> Any:
        return self.native(engines.balances(self.items, self.as_of, self.money))

    @property
    def dates(self) -> list[date]:
        return [portfolios.FIRST, MIDDLE, self.as_of]

    @property
    def snapshots(self) -> Any:
        """What is owed on each date, and what was written off since the one before."""
        amounts = {"balance": self.money, "written_off": self.money}
        rows = [
            {
                "uuid": str(place),
                "currency": item.currency,
                "as_of": end,
                "due": item.due,
                "balance": engines.amount(item.balance(end), self.money),
                "written_off": engines.amount(_given_up(item, start, end), self.money),
            }
            for start, end in pairwise([date.min, *self.dates])
            for place, item in enumerate(self.items)
            if item.issued <= end or item.balance(end)
        ]
        types = {"uuid": TEXT, "currency": TEXT, "as_of": DAY, "due": DAY, **amounts}
        return self.native(engines.table(rows, **types))

    def exact(self, rows: Iterable[dict[str, Any]], *amounts: str) -> list[dict[str, Any]]:
        """Rows of an answer as the objects have them."""
        return [
            {
                name: engines.exact(cell, self.money) if name in amounts else cell
                for name, cell in row.items()
            }
            for row in rows
        ]


def _given_up(item: Item, start: date, end: date) -> Decimal:
    applied = (
        each.amount
        for each in item.applied
        if each.kind is AppliedKind.WRITE_OFF and start < each.date <= end
    )
    return sum(applied, Decimal(0))


Both = tuple[object, object]
ASKED = st.builds(
    Asked,
    items=portfolios.items_of(),
    as_of=portfolios.days.filter(lambda day: day > MIDDLE),
    buckets=portfolios.buckets,
    money=st.sampled_from([LEDGER, CENTS, CENTAVOS]),
)
CASES: dict[str, tuple[st.SearchStrategy[Any], Callable[[Any], Both]]] = {}


def case(
    asked: st.SearchStrategy[Any] = ASKED,
) -> Callable[[Callable[[Any], Both]], Callable[[Any], Both]]:
    def register(both: Callable[[Any], Both]) -> Callable[[Any], Both]:
        CASES[both.__name__] = (asked, both)
        return both

    return register


def same_name(name: str, **how: Any) -> None:
    """A function that takes invoices and movements here, and items there."""

    @case()
    def both(asked: Asked) -> Both:
        options: dict[str, Any] = {"as_of": asked.as_of, "currency": "MXN", **how}
        found = getattr(frames, name)(*asked.pair, **options)
        return found, getattr(aging, name)(asked.items, **options)

    CASES["-".join([name, *map(str, how.values())])] = CASES.pop(both.__name__)


same_name("dso")
same_name("dso", method="simple", months=3)
same_name("turnover")
same_name("cei", convention="average_month", months=3)
same_name("days_to_pay", months=18)
same_name("recovery", of="due_in_period", by="payments", months=12)
same_name("recovery", of="due_by_end", by="payments_and_credits", months=6)
same_name("recovery", of="open_at_start", by="payments_and_credits", months=6)
same_name("vintages")
same_name("behaviour")
same_name("forecast", weeks=4)
same_name("backtest", origins=[MIDDLE - timedelta(days=90)], weeks=2)
same_name("loss_history", buckets=Buckets.days(30, 60), loss_after=90)


@case()
def age_by_customer_and_region(asked: Asked) -> Both:
    how: dict[str, Any] = {"as_of": asked.as_of, "buckets": asked.buckets}
    how["by"] = ("customer", "region")
    group = itemgetter("rfc", "name", "region", "currency")
    found = engines.rows(frames.age(asked.balances, **how))
    found = asked.exact(found, *asked.buckets.labels, "outstanding")
    assert all(
        row["outstanding"] == sum(row[label] for label in asked.buckets.labels) for row in found
    )
    expected = aging.age(asked.items, **how).to_rows()
    return sorted(found, key=group), sorted(expected, key=group)


@case()
def age_by_currency_since_issue(asked: Asked) -> Both:
    how: dict[str, Any] = {"as_of": asked.as_of, "buckets": asked.buckets, "basis": "issued"}
    found = engines.rows(frames.age(asked.balances, **how))
    found = asked.exact(found, *asked.buckets.labels, "outstanding")
    expected = aging.age(asked.items, by=(), **how).to_rows()
    return sorted(found, key=itemgetter("currency")), expected


@case()
def totals(asked: Asked) -> Both:
    how: dict[str, Any] = {"as_of": asked.as_of, "buckets": asked.buckets}
    return frames.totals(asked.balances, **how), aging.age(asked.items, **how).totals


@case()
def open_items(asked: Asked) -> Both:
    found = engines.rows(frames.open_items(*asked.pair, as_of=asked.as_of))
    owed = engines.balances(asked.items, asked.as_of, asked.money).to_pylist()
    expected = [row for row in owed if row["balance"]]
    found = asked.exact(found, "amount", "balance")
    for row in found:
        row["issued"] = date(row["issued"].year, row["issued"].month, row["issued"].day)
        row["due"] = row["due"] and date(row["due"].year, row["due"].month, row["due"].day)
    key = itemgetter("uuid")
    return sorted(found, key=key), sorted(asked.exact(expected, "amount", "balance"), key=key)


@case()
def items(asked: Asked) -> Both:
    found = frames.items(*asked.pair, currency="MXN")
    expected = (attrs.evolve(each, dimensions={}) for each in asked.items if each.currency == "MXN")
    return sorted(map(_sorted, found), key=repr), sorted(map(_sorted, expected), key=repr)


def _sorted(item: Item) -> Item:
    """The same item, whatever the order and the decimals in which it was written."""
    applied = [
        attrs.evolve(each, amount=each.amount.quantize(Decimal("0.01"))) for each in item.applied
    ]
    return attrs.evolve(
        item, amount=item.amount.quantize(Decimal("0.01")), applied=sorted(applied, key=repr)
    )


@case()
def concentration(asked: Asked) -> Both:
    how: dict[str, Any] = {"as_of": asked.as_of, "currency": "MXN"}
    return frames.concentration(asked.balances, **how), aging.concentration(asked.items, **how)


@case()
def concentration_by_region(asked: Asked) -> Both:
    how: dict[str, Any] = {"as_of": asked.as_of, "currency": "MXN", "by": "region"}
    return frames.concentration(asked.balances, **how), aging.concentration(asked.items, **how)


def _matrix(buckets: Buckets) -> ProvisionMatrix:
    rates = [Decimal(place).scaleb(-1) / 2 for place in range(len(buckets.labels) - 1)]
    return ProvisionMatrix(buckets=buckets, rates=tuple(rates), overlay=Decimal("1.2"))


@case()
def provision(asked: Asked) -> Both:
    how: dict[str, Any] = {"as_of": asked.as_of, "currency": "MXN"}
    how |= {"matrix": _matrix(asked.buckets), "iva_rate": Decimal("0.16")}
    return frames.provision(asked.balances, **how), aging.provision(asked.items, **how)


@case()
def provision_with_a_column_of_rates(asked: Asked) -> Both:
    how: dict[str, Any] = {"as_of": asked.as_of, "currency": "MXN"}
    how["matrix"] = _matrix(asked.buckets)
    rates = [Decimal("0.08") if each.customer.rfc else Decimal(0) for each in asked.items]
    table = engines.balances(asked.items, asked.as_of, asked.money)
    table = table.append_column("iva", pa.array(rates, pa.decimal128(6, 4)))
    found = frames.provision(asked.native(table), iva_rate="iva", **how)
    by_place = {id(each): rate for each, rate in zip(asked.items, rates, strict=True)}
    return found, aging.provision(asked.items, iva_rate=lambda each: by_place[id(each)], **how)


@case()
def transition_matrix(asked: Asked) -> Both:
    how: dict[str, Any] = {"dates": asked.dates, "buckets": asked.buckets, "currency": "MXN"}
    return frames.transition_matrix(*asked.pair, **how), aging.transition_matrix(asked.items, **how)


@case()
def net_flow(asked: Asked) -> Both:
    how: dict[str, Any] = {"dates": asked.dates, "buckets": asked.buckets, "currency": "MXN"}
    return frames.net_flow(*asked.pair, **how), aging.net_flow(asked.items, **how)


@case()
def snapshot_flow(asked: Asked) -> Both:
    how: dict[str, Any] = {"dates": asked.dates, "buckets": asked.buckets, "currency": "MXN"}
    return frames.snapshot_flow(asked.snapshots, **how), aging.net_flow(asked.items, **how)


SETTLED = portfolios.settled_items()


# A snapshot tells what was given up in the net, so nothing is taken back here.
@case(ASKED.flatmap(lambda asked: st.builds(attrs.evolve, st.just(asked), items=SETTLED)))
def snapshot_matrix(asked: Asked) -> Both:
    how: dict[str, Any] = {"dates": asked.dates, "buckets": asked.buckets, "currency": "MXN"}
    columns = frames.Columns(written_off="written_off")
    found = frames.snapshot_matrix(asked.snapshots, columns=columns, **how)
    return found, aging.transition_matrix(asked.items, **how)


@case(ASKED.flatmap(lambda asked: st.builds(attrs.evolve, st.just(asked), items=SETTLED)))
def snapshot_matrix_without_write_offs(asked: Asked) -> Both:
    kept = [
        attrs.evolve(each, applied=[one for one in each.applied if one.kind.value != "write_off"])
        for each in asked.items
    ]
    asked = attrs.evolve(asked, items=kept)
    how: dict[str, Any] = {"dates": asked.dates, "buckets": asked.buckets, "currency": "MXN"}
    return frames.snapshot_matrix(asked.snapshots, **how), aging.transition_matrix(kept, **how)


@attrs.frozen
class Work:
    """Promises, and follow-ups, and the day of the question."""

    promises: list[Promise]
    follow_ups: list[FollowUp]
    as_of: date
    native: engines.Native = attrs.field(default=lambda table: table)


near = st.integers(0, 60).map(lambda number: date(2026, 1, 1) + timedelta(days=number))
sums = st.integers(1, 3).map(Decimal)
WORK = st.builds(
    Work,
    promises=st.lists(
        st.builds(
            lambda days, **given: Promise(made=min(days), due=max(days), **given),
            days=st.tuples(near, near),
            customer=st.just(Party(rfc="")),
            currency=st.sampled_from(("MXN", "USD")),
            amount=sums,
            received=st.lists(st.builds(Applied, date=near, amount=sums), max_size=3),
        ),
        max_size=8,
    ),
    follow_ups=st.lists(st.builds(FollowUp, due=near, done=st.none() | near), max_size=8),
    as_of=near,
)


@case(WORK)
def promises_kept(work: Work) -> Both:
    promises = [
        {
            "uuid": str(place),
            "currency": each.currency,
            "made": each.made,
            "due": each.due,
            "amount": each.amount,
        }
        for place, each in enumerate(work.promises)
    ]
    receipts = [
        {"receivable": str(place), "date": one.date, "amount": one.amount}
        for place, each in enumerate(work.promises)
        for one in each.received
    ]
    types = {"uuid": TEXT, "currency": TEXT, "made": DAY, "due": DAY, "amount": CENTS}
    made = work.native(engines.table(promises, **types))
    came = work.native(engines.table(receipts, receivable=TEXT, date=DAY, amount=CENTS))
    found: list[object] = []
    expected: list[object] = []
    for grace_days in (0, 3):
        how: dict[str, Any] = {"as_of": work.as_of, "currency": "MXN", "grace_days": grace_days}
        found.append(frames.promises_kept(made, came, **how))
        expected.append(aging.promises_kept(work.promises, **how))
    return found, expected


@case(WORK)
def follow_ups_on_time(work: Work) -> Both:
    table = engines.table(map(attrs.asdict, work.follow_ups), due=DAY, done=DAY)
    found = frames.follow_ups_on_time(work.native(table), as_of=work.as_of)
    return found, aging.follow_ups_on_time(work.follow_ups, as_of=work.as_of)


@pytest.mark.property
@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize(
    "engine",
    [pytest.param(each, marks=[pytest.mark.slow] if each == "pyspark" else []) for each in ENGINES],
)
def test_both_doors_agree(engine: str, name: str, request: pytest.FixtureRequest) -> None:
    native = engines.native(engine, request)
    asked, both = CASES[name]

    # Spark takes seconds for what takes others milliseconds.
    @settings(max_examples=2 if engine == "pyspark" else 15, deadline=None)
    @given(asked)
    def agree(question: Asked | Work) -> None:
        found, expected = both(attrs.evolve(question, native=native))
        assert found == expected

    agree()


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("engine", [each for each in ENGINES if each != "pyspark"])
def test_nothing_gives_what_nothing_gives(
    engine: str, name: str, request: pytest.FixtureRequest
) -> None:
    native = engines.native(engine, request)
    nothing = {
        ASKED: Asked([], date(2026, 6, 30), Buckets.days(30, 60), CENTS, native),
        WORK: Work([], [], date(2026, 6, 30), native),
    }
    asked, both = CASES[name]
    found, expected = both(nothing.get(asked, nothing[ASKED]))
    assert found == expected


def test_every_function_is_compared() -> None:
    compared = {name.partition("-")[0] for name in CASES}
    missing = {
        name
        for name in frames.__all__
        if name[0].islower() and not any(each.startswith(name) for each in compared)
    }
    assert missing == set()
