"""Figures on tables against those of the objects, which are plain arithmetic of Decimals."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

import narwhals as nw
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobranza.errors import LedgerError
from cobranza.ledger import Ledger, Receivable
from cobranza.ledger.frames import (
    _figures,
    balances,
    open_items,
    open_parts,
    receivable_balances,
    tables,
)
from tests.ledger import makers
from tests.ledger.frames import wild
from tests.ledger.strategies import World, worlds

LEDGER = Ledger.build([makers.invoice(1), makers.receipt(2, makers.pays(1, "500.00"), on=9)])


def rows(frame: pl.DataFrame | pl.LazyFrame, *columns: str) -> Counter[tuple[Any, ...]]:
    return Counter(frame.lazy().select(columns).collect().iter_rows())


def days_past_due(as_of: date, due: date | None) -> int | None:
    return None if due is None else (as_of - due).days


def listed(receivable: Receivable, names: Iterable[str]) -> tuple[Any, ...]:
    dimensions = [receivable.dimensions.get(name, "") for name in names]
    return (receivable.uuid, receivable.currency, receivable.issued, *dimensions)


@pytest.mark.property
@given(wild.plain_ledgers() | worlds().map(World.build), wild.near_days)
def test_balances_are_those_of_the_ledger(ledger: Ledger, as_of: date) -> None:
    found = tables(ledger)
    assert dict(balances(found, as_of).iter_rows()) == ledger.balances(as_of)
    each = receivable_balances(found.map(pl.DataFrame.lazy), as_of)
    assert rows(each, "receivable", "currency", "balance") == Counter(
        (each.uuid, each.currency, each.balance(as_of))
        for each in ledger.receivables
        if each.events[0].date <= as_of
    )


@pytest.mark.property
@given(
    wild.plain_ledgers(),
    wild.near_days,
    st.lists(st.sampled_from(["region", "seller", "nothing"]), unique=True),
)
def test_open_items_are_those_of_the_ledger(ledger: Ledger, as_of: date, names: list[str]) -> None:
    columns = ["uuid", "currency", "issued", *names, "due", "balance", "days_past_due"]
    found = tables(ledger)
    items = rows(open_items(found, as_of, dimensions=names), *columns)
    assert items == Counter(
        (
            *listed(each, names),
            each.due,
            each.balance(as_of),
            days_past_due(as_of, each.due),
        )
        for each in ledger.receivables
        if each.balance(as_of)
    )
    parts = rows(open_parts(found.map(pl.DataFrame.lazy), as_of, dimensions=names), *columns)
    assert parts == Counter(
        (*listed(each, names), due, part, days_past_due(as_of, due))
        for each in ledger.receivables
        if each.balance(as_of)
        for due, part in each.parts(as_of)
    )


def test_what_an_open_item_says() -> None:
    (found,) = open_items(tables(LEDGER), date(2026, 1, 31)).to_dicts()
    assert found == {
        "uuid": makers.uid(1),
        "number": "A1",
        "account": "URE180429TM6",
        "issuer_rfc": "EKU9003173C9",
        "customer_rfc": "URE180429TM6",
        "customer_name": "UNIVERSIDAD ROBOTICA ESPAÑOLA",
        "issued": makers.moment(1),
        "due": date(2026, 1, 1),
        "due_source": "issue_date",
        "currency": "MXN",
        "exchange_rate": None,
        "amount": Decimal(1160),
        "payment_method": "PPD",
        "balance": Decimal(660),
        "days_past_due": 30,
    }


def test_what_is_paid_is_not_open() -> None:
    paid = makers.receipt(3, makers.pays(1, "660.00"), on=12)
    found = tables(Ledger.build([*LEDGER.documents, paid]))
    assert open_items(found, makers.day(11)).height == 1
    assert open_items(found, makers.day(12)).height == open_parts(found, makers.day(12)).height == 0
    assert receivable_balances(found, makers.day(12))["balance"].to_list() == [Decimal(0)]


@pytest.mark.parametrize("figure", [balances, receivable_balances, open_items, open_parts])
def test_a_moment_is_no_day(figure: Any) -> None:
    with pytest.raises(TypeError, match="as_of is a datetime, expected a date"):
        figure(tables(LEDGER), makers.moment(1))


@pytest.mark.parametrize("name", ["currency", "balance", "days_past_due", "receivable"])
def test_a_dimension_called_like_a_column_is_refused(name: str) -> None:
    with pytest.raises(LedgerError, match=f"dimension '{name}' is called like a column of open"):
        open_items(tables(LEDGER), date(2026, 1, 31), dimensions=["region", name])


@pytest.mark.property
@given(st.lists(st.none() | st.dates()))
def test_days_are_numbered_as_python_does(days: list[date | None]) -> None:
    frame = nw.from_native(pl.DataFrame({"day": days}, {"day": pl.Date}))
    found = frame.select(number=_figures._ordinal(nw.col("day")))["number"].to_list()
    assert found == [each and each.toordinal() for each in days]
