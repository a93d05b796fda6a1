from datetime import date
from decimal import Decimal
from random import Random

import attrs
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobranza.errors import LedgerError
from cobranza.ledger import CODES, Installment, Ledger
from cobranza.ledger.frames import TABLES, Tables, ledger_of, polars_schema, tables
from tests.ledger import makers
from tests.ledger.frames import wild
from tests.ledger.strategies import World, wild_worlds

LEDGER = Ledger.build(
    [
        makers.invoice(1, terms="30 días"),
        makers.invoice(2, currency="USD", rate="17.1234"),
        makers.invoice(3, method="PUE"),
        makers.note(4, "2000.00", 1),
        makers.receipt(5, makers.pays(2, "500.00", currency="USD", installment=1), on=40),
        makers.receipt(6, makers.pays(9, "1.0")),
    ],
    status=makers.cancelled(3, on=20),
)


@pytest.mark.property
@given(wild.ledgers())
def test_any_ledger_comes_back(ledger: Ledger) -> None:
    back = ledger_of(tables(ledger))
    assert back == ledger
    assert repr(back) == repr(ledger)


@pytest.mark.property
@given(wild_worlds, st.randoms(use_true_random=False))
def test_a_built_ledger_comes_back_whatever_the_order_of_the_rows(
    world: World, random: Random
) -> None:
    ledger = world.build(pue="alert")
    shuffled = tables(ledger).map(
        lambda table: table.sample(fraction=1, shuffle=True, seed=random.randrange(100))
    )
    assert ledger_of(shuffled) == ledger


def test_more_rows_than_are_under_way_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("_records", "_documents", "_receivables"):
        monkeypatch.setattr(f"cobranza.ledger.frames.{module}.ROWS", 2)
    found = tables(LEDGER)
    assert len(found.receivables) == 3
    assert ledger_of(found) == LEDGER


@pytest.mark.parametrize("name", TABLES)
def test_tables_are_as_declared(name: str) -> None:
    assert tables(LEDGER)[name].schema == polars_schema(TABLES[name].columns)
    assert tables(Ledger(receivables=()))[name].schema == polars_schema(TABLES[name].columns)


def test_there_is_no_other_table() -> None:
    with pytest.raises(KeyError):
        tables(LEDGER)["map"]


def test_map_keeps_the_names() -> None:
    heights = tables(LEDGER).map(lambda table: table.height)
    assert heights == Tables(
        documents=6,
        receivables=3,
        events=len([event for each in LEDGER.receivables for event in each.events]),
        inconsistencies=len(LEDGER.inconsistencies),
        deadlines=len(LEDGER.deadlines),
        unapplied=len(LEDGER.unapplied),
        skipped=0,
        discarded=0,
    )


def test_events_say_whose_they_are() -> None:
    found = tables(LEDGER).events.select("receivable", "position", "currency", "amount")
    assert found.rows() == [
        (each.uuid, position, each.currency, event.amount)
        for each in LEDGER.receivables
        for position, event in enumerate(each.events)
    ]


def test_cases_say_what_their_code_says() -> None:
    found = tables(LEDGER).inconsistencies.select("code", "severity", "message")
    assert found.rows() == [
        (each.code, CODES[each.code].severity.value, each.message)
        for each in LEDGER.inconsistencies
    ]
    assert len(found)


def test_instalments_say_what_falls_due_later() -> None:
    schedule = tuple(
        Installment(due=date(2026, month, 1), amount=Decimal(amount))
        for month, amount in ((1, "0.1"), (2, "0.2"), (3, "0.30"))
    )
    receivable = attrs.evolve(LEDGER.receivables[0], schedule=schedule)
    (found,) = tables(Ledger(receivables=(receivable,))).receivables["schedule"].to_list()
    assert [(each["position"], each["later"]) for each in found] == [
        (0, Decimal("0.5")),
        (1, Decimal("0.3")),
        (2, Decimal(0)),
    ]


def test_events_of_receivables_that_are_not_there_are_left_out() -> None:
    found = tables(LEDGER)
    some = attrs.evolve(found, receivables=found.receivables.filter(currency="USD"))
    assert ledger_of(some).receivables == tuple(
        each for each in LEDGER.receivables if each.currency == "USD"
    )


def test_a_receivable_without_events_is_refused() -> None:
    found = tables(LEDGER)
    with pytest.raises(LedgerError, match=r"receivable '.*1' has no events, expected at least"):
        ledger_of(attrs.evolve(found, events=found.events.clear()))


@pytest.mark.parametrize(
    ("table", "change", "message"),
    [
        (
            "receivables",
            pl.lit("luck").alias("due_source"),
            "due_source: 'luck' is not a valid Due",
        ),
        (
            "events",
            pl.lit("luck").alias("kind"),
            "kind: 'luck' is not a valid .*one of charge, pay",
        ),
        ("events", pl.lit("luck").alias("reverses"), "reverses: 'luck' is not a valid EventKind"),
        ("unapplied", pl.lit("luck").alias("reason"), "reason: 'luck' is not a valid Unapplied"),
        (
            "inconsistencies",
            pl.concat_list(
                pl.struct(name=pl.lit("x"), type=pl.lit("float"), text=pl.lit("1"))
            ).alias("values"),
            "type is 'float', expected one of decimal, int, str, date",
        ),
        ("skipped", pl.lit(1).alias("uuid"), "skipped: column uuid is Int32, expected String"),
        (
            "events",
            pl.lit("x").alias("declared"),
            "events: column declared is String, expected Str",
        ),
    ],
)
def test_what_is_no_ledger_is_refused(table: str, change: pl.Expr, message: str) -> None:
    found = tables(LEDGER)
    wrong = attrs.evolve(found, **{table: found[table].with_columns(change)})
    with pytest.raises(LedgerError, match=message):
        ledger_of(wrong)


def test_an_event_that_no_table_can_hold_is_refused() -> None:
    receivable = LEDGER.receivables[0]
    event = attrs.evolve(receivable.events[0], amount=Decimal("1234567890123456789012345.5"))
    ledger = Ledger(receivables=(attrs.evolve(receivable, events=(event,)),))
    message = r"events, '.*1': amount is '1234567890123456789012345\.5', expected at most 24 int"
    with pytest.raises(LedgerError, match=message):
        tables(ledger)


def test_a_case_that_no_table_can_hold_is_refused() -> None:
    case = attrs.evolve(LEDGER.inconsistencies[0], path="\udfff")
    with pytest.raises(LedgerError, match=r"inconsistencies, '.*': path is '\\udfff', expected"):
        tables(Ledger(receivables=(), inconsistencies=(case,)))
