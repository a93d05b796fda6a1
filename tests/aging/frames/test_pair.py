"""Invoices and movements: kinds, types of amounts, and the tables of a ledger."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cobranza import aging
from cobranza.aging import AppliedKind, _payments, frames
from cobranza.aging.frames import _pair
from cobranza.errors import CobranzaError, MoneyError
from cobranza.ledger import Ledger
from cobranza.ledger.events import EventKind
from cobranza.ledger.frames import open_parts, tables
from tests.aging.frames import engines
from tests.aging.frames.engines import CENTS, ENGINES, LEDGER
from tests.aging.makers import item, paid
from tests.store import strategies

AS_OF = date(2026, 6, 30)
FOLIOS = frames.Columns(id="folio", debt="folio", kind=None, reverses=None)
INVOICES = pl.DataFrame(
    {
        "folio": ["A1", "A2"],
        "currency": "MXN",
        "issued": [date(2026, 4, 1), date(2026, 5, 20)],
        "due": [date(2026, 5, 1), None],
        "amount": [116000, 23200],
    },
    schema_overrides={"due": pl.Date},
)
RECEIPTS = pl.DataFrame(
    {"folio": ["A1", "A1", "B7"], "date": date(2026, 5, 4), "amount": [-100000, 30000, -5]}
)


def test_the_two_doors_know_the_same_kinds() -> None:
    payments = {
        kind.value for kind, what in _payments._KINDS.items() if what is AppliedKind.PAYMENT
    }
    assert set(_pair._PAYMENTS) == payments
    others = set(_payments._KINDS.values()) - {AppliedKind.PAYMENT, AppliedKind.WRITE_OFF}
    assert others == set()
    assert EventKind.WRITE_OFF.value == AppliedKind.WRITE_OFF.value


def test_without_kinds_every_movement_is_a_payment() -> None:
    found = frames.days_to_pay(INVOICES, RECEIPTS, as_of=AS_OF, currency="MXN", columns=FOLIOS)
    # What bounced on the same day is no payment.
    assert (found.paid, found.days) == (Decimal(700), Decimal(33))


def test_a_balance_that_the_invoices_have_is_not_the_one_asked_for() -> None:
    invoices = INVOICES.with_columns(balance=pl.lit(1))
    found = frames.open_items(invoices, RECEIPTS, as_of=AS_OF, columns=FOLIOS).sort("folio")
    assert found["balance"].to_list() == [46000, 23200]
    assert found.columns == INVOICES.with_columns(balance=1).columns


@pytest.mark.parametrize(
    "engine",
    [pytest.param(each, marks=[pytest.mark.slow] if each == "pyspark" else []) for each in ENGINES],
)
def test_decimals_of_two_types_go_together(engine: str, request: pytest.FixtureRequest) -> None:
    native = engines.native(engine, request)
    items = [item("100.00", date(2026, 6, 1), None, paid(date(2026, 6, 2), "0.0000000001"))]
    invoices = native(engines.invoices(items, CENTS))
    movements = native(engines.movements(items, LEDGER))
    (row,) = engines.rows(frames.open_items(invoices, movements, as_of=AS_OF))
    assert row["balance"] == Decimal("99.9999999999")


@pytest.mark.parametrize(
    ("change", "columns", "error", "message"),
    [
        (
            lambda table: table.with_columns(pl.col("amount").cast(pl.Decimal(18, 2))),
            FOLIOS,
            MoneyError,
            "'amount' of invoices has whole numbers and column 'amount' of movements has decimals",
        ),
        (
            lambda table: table.with_columns(pl.col("amount").cast(pl.Float64)),
            FOLIOS,
            MoneyError,
            "column 'amount' of movements is Float64",
        ),
        (
            lambda table: table.drop("folio"),
            FOLIOS,
            CobranzaError,
            "movements have no column 'folio'",
        ),
        (
            lambda table: table,
            frames.Columns(id="folio", debt="folio"),
            CobranzaError,
            "movements have no column 'kind'",
        ),
        (
            lambda table: table.with_columns(kind=pl.lit("payment")),
            frames.Columns(id="folio", debt="folio"),
            CobranzaError,
            "movements have no column 'reverses'",
        ),
    ],
)
def test_tables_that_do_not_go_together(
    change: Callable[[pl.DataFrame], pl.DataFrame],
    columns: frames.Columns,
    error: type[Exception],
    message: str,
) -> None:
    with pytest.raises(error, match=message):
        frames.open_items(INVOICES, change(RECEIPTS), as_of=AS_OF, columns=columns)


def test_promises_and_receipts_hold_amounts_alike() -> None:
    promises = INVOICES.with_columns(made="issued", due=pl.lit(AS_OF))
    receipts = RECEIPTS.with_columns(amount=pl.lit(Decimal(1)))
    with pytest.raises(MoneyError, match="of promises has whole numbers"):
        frames.promises_kept(promises, receipts, as_of=AS_OF, currency="MXN", columns=FOLIOS)


LEDGERS = st.builds(strategies.built, strategies.documents(), strategies.told)


@pytest.mark.property
@settings(max_examples=25)
@given(LEDGERS, strategies.days)
def test_the_tables_of_a_ledger_are_aged_as_its_receivables(ledger: Ledger, as_of: date) -> None:
    found = frames.age(open_parts(tables(ledger), as_of), as_of=as_of, by="customer_rfc")
    groups: defaultdict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for row in aging.age(ledger.receivables, as_of=as_of).rows:
        groups[row.rfc, row.currency] += row.outstanding
    assert groups == {(row[0], row[1]): row[-1] for row in found.iter_rows()}
    expected = aging.age(ledger.receivables, as_of=as_of).totals
    assert frames.totals(open_parts(tables(ledger), as_of), as_of=as_of) == expected


@pytest.mark.property
@pytest.mark.parametrize(
    ("name", "how"),
    [
        ("dso", {}),
        ("turnover", {}),
        ("cei", {"convention": "whole_period", "months": 2}),
        ("days_to_pay", {}),
        ("recovery", {"of": "due_by_end", "by": "payments"}),
        ("vintages", {}),
        ("behaviour", {}),
    ],
)
def test_the_tables_of_a_ledger_give_the_figures_of_its_receivables(
    name: str, how: dict[str, Any]
) -> None:
    @settings(max_examples=25)
    @given(LEDGERS, strategies.days)
    def agree(ledger: Ledger, as_of: date) -> None:
        # Instalments are rows of their own in a table.
        whole = [each for each in ledger.receivables if len(each.schedule) <= 1]
        found = tables(Ledger(receivables=tuple(whole)))
        options = {"as_of": as_of, "currency": "MXN", **how}
        expected = getattr(aging, name)(whole, **options)
        assert getattr(frames, name)(found.receivables, found.events, **options) == expected

    agree()
