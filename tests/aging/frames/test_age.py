"""Aging of tables: what they may hold, and what is refused."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from cobranza.aging import Buckets, frames
from cobranza.errors import CobranzaError, MoneyError
from tests.aging.frames import engines
from tests.aging.frames.engines import CENTS, ENGINES, pa

AS_OF, BUCKETS = date(2026, 6, 30), Buckets.days(30)
DAYS = (date(2026, 5, 31), AS_OF)
TEXT, DAY, INT = pa.string(), pa.date32(), pa.int32()
ITEMS = engines.table(
    [
        {"region": None, "currency": "MXN", "due": AS_OF, "balance": Decimal("7.00")},
        {"region": None, "currency": "MXN", "due": None, "balance": Decimal("-2.00")},
        {"region": "", "currency": "MXN", "due": date(2026, 6, 29), "balance": Decimal("0.10")},
        {"region": "Sur", "currency": "USD", "due": date(2026, 5, 30), "balance": Decimal("5.00")},
        {"region": "Sur", "currency": "MXN", "due": AS_OF, "balance": Decimal("0.00")},
    ],
    region=TEXT,
    currency=TEXT,
    due=DAY,
    balance=CENTS,
)
ENGINE = pytest.mark.parametrize(
    "engine",
    [pytest.param(each, marks=[pytest.mark.slow] if each == "pyspark" else []) for each in ENGINES],
)


@ENGINE
def test_null_is_a_group_of_its_own_and_zero_balances_are_none(
    engine: str, request: pytest.FixtureRequest
) -> None:
    native = engines.native(engine, request)
    found = frames.age(native(ITEMS), as_of=AS_OF, buckets=BUCKETS, by="region")
    assert sorted((tuple(row.values()) for row in engines.rows(found)), key=repr) == [
        ("", "MXN", 1, 0, Decimal("0.10"), 0, 0, Decimal("0.10")),
        ("Sur", "USD", 1, 0, 0, 5, 0, 5),
        (None, "MXN", 2, 7, 0, 0, -2, 5),
    ]


@ENGINE
def test_an_answer_is_a_frame_of_who_asks(engine: str, request: pytest.FixtureRequest) -> None:
    given = engines.native(engine, request)(ITEMS)
    found = frames.age(given, as_of=AS_OF, by=("region",))
    assert type(found) is type(given)


@ENGINE
def test_only_the_day_of_a_datetime_counts(engine: str, request: pytest.FixtureRequest) -> None:
    rows = [
        {"currency": "MXN", "due": datetime(2026, 6, 30, 23, 59), "balance": 100},  # noqa: DTZ001
        {"currency": "MXN", "due": datetime(2026, 6, 29, 23, 59), "balance": 200},  # noqa: DTZ001
    ]
    table = engines.table(rows, currency=TEXT, due=pa.timestamp("us"), balance=INT)
    if engine == "pyspark":
        given = engines.native(engine, request)(table)
        given = given.withColumn("due", given["due"].cast("timestamp_ntz"))
    else:
        given = engines.native(engine, request)(table)
    (row,) = engines.rows(frames.age(given, as_of=AS_OF, buckets=BUCKETS))
    assert (row["current"], row["1-30"]) == (100, 200)


@ENGINE
def test_centavos_stay_whole(engine: str, request: pytest.FixtureRequest) -> None:
    """A float has no 2**53 + 1, and 32 bits wrap: no engine may sum in either."""
    native, large = engines.native(engine, request), 2**53 + 1
    rows = [
        {"uuid": "1", "currency": "MXN", "as_of": DAYS[0], "due": AS_OF, "balance": large},
        {"uuid": "2", "currency": "MXN", "as_of": DAYS[0], "due": None, "balance": large},
        {"uuid": "2", "currency": "MXN", "as_of": DAYS[1], "due": None, "balance": large},
    ]
    types = {"uuid": TEXT, "currency": TEXT, "as_of": DAY, "due": DAY}
    table = engines.table(rows, **types, balance=pa.int64())
    (row,) = engines.rows(frames.age(native(table), as_of=AS_OF, buckets=BUCKETS))
    assert not any(isinstance(cell, float) for cell in row.values())
    assert (row["current"], row["no due date"], row["1-30"]) == (large, 2 * large, 0)
    matrix = frames.snapshot_matrix(native(table), dates=DAYS, buckets=BUCKETS, currency="MXN")
    moved = {(0, "paid"): Decimal(large) / 100, (3, "no due date"): Decimal(large) / 100}
    assert moved == {
        (origin, matrix.destinations[place]): amount
        for origin, amounts in enumerate(matrix.balances)
        for place, amount in enumerate(amounts)
        if amount
    }
    narrow = engines.table([{**row, "balance": 2**31 - 1} for row in rows], **types, balance=INT)
    (found,) = frames.totals(native(narrow), as_of=AS_OF)
    assert found.outstanding == Decimal(3 * (2**31 - 1)) / 100


def test_the_name_of_a_customer_is_that_of_its_latest_item() -> None:
    table = pl.DataFrame(
        {
            "customer_rfc": ["XIA190128J61"] * 4,
            "customer_name": ["Old", "New, paid", "To come", "To come, prepaid"],
            "currency": "MXN",
            "issued": [date(2026, 1, 1), date(2026, 2, 1), date(2026, 7, 1), date(2026, 7, 2)],
            "due": AS_OF,
            "balance": [100, 0, 0, -5],
        }
    )
    assert frames.age(table, as_of=AS_OF, by="customer").row(0)[:2] == (
        "XIA190128J61",
        "To come, prepaid",
    )
    assert frames.age(table[:3], as_of=AS_OF, by="customer")["name"].to_list() == ["New, paid"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda table: table.drop("due"), "items have no column 'due'; there are region, currency"),
        (
            lambda table: table.with_columns(pl.col("due").cast(pl.String)),
            "column 'due' of items is String, expected dates, or datetimes without zone",
        ),
        (
            lambda table: table.with_columns(
                pl.col("due").cast(pl.Datetime).dt.replace_time_zone("UTC")
            ),
            r"column 'due' of items is Datetime\(.*UTC.*\), expected dates",
        ),
        (lambda table: table.drop("region"), "items have no column 'region'"),
        (
            lambda table: table.rename({"region": "items"}),
            "column 'items' is called like one of the answer",
        ),
    ],
)
def test_columns_that_cannot_be_used_are_named(
    change: Callable[[pl.DataFrame], pl.DataFrame], message: str
) -> None:
    table = change(pl.DataFrame(ITEMS))
    by = "items" if "items" in table.columns else "region"
    with pytest.raises(CobranzaError, match=message):
        frames.age(table, as_of=AS_OF, by=by)


def test_a_customer_takes_the_names_of_its_columns() -> None:
    table = pl.DataFrame(ITEMS).with_columns(
        name=pl.lit(""), customer_name=pl.lit(""), customer_rfc=pl.lit(""), issued=pl.lit(AS_OF)
    )
    with pytest.raises(CobranzaError, match="'name' is called like one of the answer"):
        frames.age(table, as_of=AS_OF, by=("customer", "name"))


@ENGINE
def test_floats_are_refused(engine: str, request: pytest.FixtureRequest) -> None:
    table = engines.table(
        [{"currency": "MXN", "due": AS_OF, "balance": 0.5}],
        currency=TEXT,
        due=DAY,
        balance=pa.float64(),
    )
    with pytest.raises(MoneyError, match="'balance' of items is Float64, expected decimals"):
        frames.age(engines.native(engine, request)(table), as_of=AS_OF)


def test_floats_among_objects_are_refused() -> None:
    pandas = pytest.importorskip("pandas", reason="pandas is not installed")
    table = pandas.DataFrame({"currency": ["MXN"], "due": [datetime(2026, 6, 30)]})  # noqa: DTZ001
    table["balance"] = pandas.Series([0.5], dtype=object)
    with pytest.raises(MoneyError, match="'balance' of items"):
        frames.totals(table, as_of=AS_OF)


def test_the_basis_must_be_known() -> None:
    basis: Any = "paid"
    with pytest.raises(CobranzaError, match="basis is 'paid', expected 'due' or 'issued'"):
        frames.age(pl.DataFrame(ITEMS), as_of=AS_OF, basis=basis)


def test_nothing_is_computed_before_it_is_asked() -> None:
    found = frames.age(pl.LazyFrame(pl.DataFrame(ITEMS)), as_of=AS_OF, by="region")
    assert isinstance(found, pl.LazyFrame)
    assert found.collect().height == 3
